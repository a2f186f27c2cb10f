"""The days ahead on which something begins, ends or lapses. Not for saying what: whoever asks judges the book on each of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from policybook.basics.dates import PartialDate, academic_year, add_days, add_months
from policybook.book.book import Book
from policybook.book.review_status import due_of, newest_record
from policybook.model.people import Appointment

NAMED_AHEAD = 120
"""So many days before it happens, pages say who leaves and who follows."""
YEAR_AHEAD = 366
"""As far as one yearly review looks."""
LOOK_FOR_EDITIONS = (7, 1)
"""The month and day from which somebody looks for the edition of 1 September."""


def days_ahead(book: Book, as_of: date, within: int = YEAR_AHEAD) -> tuple[date, ...]:
    """The days after ``as_of``, at most ``within`` days later, on which something begins, has ended or has lapsed."""
    last = add_days(as_of, within)
    return tuple(sorted({day for day in _days(book, as_of) if as_of < day <= last}))


def appointment_days(book: Book, as_of: date, within: int = YEAR_AHEAD) -> tuple[date, ...]:
    """Those of them on which an appointment begins, or is over for the first day."""
    last = add_days(as_of, within)
    found = (day for appointment in book.people.appointments for day in _begin_and_end(appointment))
    return tuple(sorted({day for day in found if as_of < day <= last}))


def _days(book: Book, as_of: date) -> Iterator[date]:
    for appointment in book.people.appointments:
        yield from _begin_and_end(appointment)
        yield from _lapses_of_person(book, appointment)
    yield from _reviews(book, as_of)
    yield from _guidance(book)
    yield from _academic_years(book, as_of)
    settings = book.settings
    for checked in (*book.helplines.helplines.values(), *book.help.situations.values()):
        yield from _after(checked.checked_on, settings.helpline_checked_days.value)
    for linked in book.linked_policies.linked_policies.values():
        yield from _after(linked.next_review)
    for waiver in book.waivers.waivers:
        yield from _after(waiver.expires)


def _begin_and_end(appointment: Appointment) -> Iterator[date]:
    if appointment.from_:
        yield appointment.from_.first
    yield from _after(appointment.until)


def _lapses_of_person(book: Book, appointment: Appointment) -> Iterator[date]:
    """Of training and the roll-call; formal training counts as an update of knowledge, too."""
    settings = book.settings
    yield from _after(appointment.confirmed_on, settings.roll_call_days.value)
    for dated, months in (
        (appointment.trained_on, settings.dsl_training_months.value),
        (appointment.trained_on, settings.dsl_refresh_months.value),
        (appointment.refreshed_on, settings.dsl_refresh_months.value),
    ):
        if dated:
            yield add_days(add_months(dated.last, months), 1)
    for dated in (appointment.trained_on, appointment.refreshed_on):
        if dated:  # one that is still to come does not count until then
            yield dated.first


def _reviews(book: Book, as_of: date) -> Iterator[date]:
    for policy in book.policies:
        if record := newest_record(book, policy.id, as_of):
            yield from _after(due_of(book, policy, record))
    for action in (action for record in book.reviews for action in record.actions):
        if not action.done:
            yield from _after(action.due)


def _guidance(book: Book) -> Iterator[date]:
    for guidance in book.guidance.guidance.values():
        if guidance.duty_from:
            yield guidance.duty_from.first
        for edition in guidance.editions:
            yield from _after(edition.checked_on, book.settings.guidance_checked_days.value)
            if edition.in_force:
                yield edition.in_force.first
            if edition.until:
                yield edition.until.first if edition.until.is_day else edition.until.last


def _academic_years(book: Book, as_of: date) -> Iterator[date]:
    """When an academic year begins, when its end is near, and when the next editions of guidance are looked for."""
    notice = book.settings.review_notice_days.value
    for year in (as_of.year, as_of.year + 1):
        begin, end = academic_year(date(year, *LOOK_FOR_EDITIONS))
        yield from (begin, add_days(end, 1), add_days(end, -notice), date(year, *LOOK_FOR_EDITIONS))


def _after(found: PartialDate | None, days: int = 0) -> Iterator[date]:
    """The first day on which something dated is past, or more than so many days old."""
    if found:
        yield add_days(found.last, days + 1)
