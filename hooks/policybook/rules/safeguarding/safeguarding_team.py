"""Who is on the safeguarding team on a day, for all rules about DSLs. Holds no rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from policybook.basics.dates import add_days
from policybook.book.book import Book
from policybook.model.people import SAFEGUARDING_ROLES, Appointment

SAFEGUARDING = SAFEGUARDING_ROLES


def name_of(book: Book, appointment: Appointment) -> str:
    """The name of the person appointed."""
    return book.person(appointment).name


def began(appointment: Appointment) -> date:
    """The first day; an unknown beginning is long ago."""
    return appointment.from_.first if appointment.from_ else date.min


def post(appointment: Appointment) -> str:
    """The role, where DSL and deputy DSL count as one: nobody is their own deputy."""
    return "dsl" if appointment.role in SAFEGUARDING else appointment.role


def safeguarding_team(book: Book, on: date) -> tuple[Appointment, ...]:
    """Every DSL and deputy DSL in post, once each: of two appointments that overlap (DSL027), the newer one."""
    newest: dict[str, Appointment] = {}
    for appointment in book.dsls(on):
        other = newest.get(appointment.person)
        if other is None or _newness(appointment) >= _newness(other):
            newest[appointment.person] = appointment
    return tuple(newest.values())


def _newness(appointment: Appointment) -> tuple[object, ...]:
    """What makes one of two appointments the newer: the later beginning, then the later confirmation and training.

    The texts of all else come last, so that the order in the file decides nothing.
    """
    days = (appointment.confirmed_on, appointment.trained_on, appointment.refreshed_on)
    known = (day.last if day else date.min for day in days)
    return (began(appointment), *known, *(str(value) for _, value in appointment))


def people_of(book: Book, role: str, on: date) -> tuple[Appointment, ...]:
    """The holders of a role on a day, each person once."""
    return tuple({appointment.person: appointment for appointment in reversed(book.holders(role, on))}.values())[::-1]


def leads(book: Book, on: date) -> tuple[Appointment, ...]:
    """The DSLs marked as lead on a day, each person once."""
    return tuple({a.person: a for a in book.holders("dsl", on) if a.lead}.values())


def marked_elsewhere(book: Book, on: date) -> Iterator[Appointment]:
    """Appointments with ``lead: yes`` to a role that cannot lead (DSL026) and that have not ended."""
    for appointment in book.people.appointments:
        in_use = appointment.role != "dsl" and appointment.lead and not appointment.ended(on)
        if in_use and appointment.person in book.people.people:
            yield appointment


def confirmed_after_the_end(book: Book, appointment: Appointment) -> bool:
    """Whether somebody confirmed the person in the role after it had ended (DSL031), and no newer appointment says so."""
    confirmed, until = appointment.confirmed_on, appointment.until
    if not (confirmed and until and confirmed.first > until.last) or appointment.ends_before_it_begins:
        return False
    same = [a for a in book.people.appointments if a.person == appointment.person and post(a) == post(appointment)]
    return not any(a.in_post(confirmed.last) for a in same)


def unclear(book: Book, on: date, *roles: str) -> bool:
    """Whether the dates of an appointment contradict each other, so that nobody knows who is in post.

    The dates are in the wrong order (DSL018), or the person was confirmed not long ago in a role that is over (DSL031).
    """
    days = book.settings.roll_call_days.value
    return any(
        appointment.ends_before_it_begins
        or (
            confirmed_after_the_end(book, appointment)
            and appointment.confirmed_on is not None
            and on <= add_days(appointment.confirmed_on.last, days)
        )
        for appointment in book.people.appointments
        if appointment.role in roles
    )
