"""DSL: somebody has confirmed, not long ago, that each Designated Safeguarding Lead is still in post.

Nothing in the data proves that a person still works at the school; only a person's dated word can. The period, about a
term, is this project's own.
"""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.dates import add_days
from policybook.basics.enumeration import listed
from policybook.basics.findings import Severity
from policybook.basics.on_page import UNCONFIRMED, leave_out
from policybook.book.book import Book
from policybook.model.people import Appointment
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.safeguarding.safeguarding_team import confirmed_after_the_end, name_of, safeguarding_team

SETTINGS = "settings"


@rule("DSL011", Severity.BLOCKER, dated=Dated.CHANGES, on_page=UNCONFIRMED)
def confirmation_is_recorded(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure somebody has confirmed that each DSL is still in post.

    One roll-call asks about the whole team, so all whom it has not reached yet stand in one finding.
    """
    missing = [a for a in safeguarding_team(book, context.as_of) if a.confirmed_on is None]
    if missing:
        first, *later = missing
        roles = "their roles" if later else "this role"
        yield Violation(
            first.key("confirmed_on"),
            f"Nobody has confirmed that {listed(name_of(book, a) for a in missing)} {'are' if later else 'is'} still in {roles}.",
            f"Ask, then {'for each of them ' if later else ''}type today’s date {first.after('confirmed_on')}, and the role of whoever confirmed it {first.after('confirmed_by')}.",
            related=tuple(a.key("confirmed_on") for a in later),
            about="" if later else first.person,
        )


@rule("DSL012", Severity.BLOCKER, SETTINGS, dated=Dated.LAPSES, on_page=UNCONFIRMED)
def confirmation_is_recent(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the roll-call of each DSL is at most about a term old.

    The pages name these people to frightened families. A name is only right if somebody asks, each term, whether the
    person is still in this role.
    """
    days = book.settings.roll_call_days.value
    for appointment in safeguarding_team(book, context.as_of):
        if appointment.confirmed_on and context.as_of > add_days(appointment.confirmed_on.last, days):
            yield Violation(
                appointment.at("confirmed_on"),
                f"Nobody has confirmed for more than {days} days that {name_of(book, appointment)} is in this role. The last time was {appointment.confirmed_on.words}.",
                f"Ask again, then type today’s date {appointment.after('confirmed_on')}.",
                about=appointment.person,
            )


@rule("DSL013", Severity.BLOCKER, dated=Dated.CHANGES, on_page=UNCONFIRMED)
def confirmation_names_who_confirmed(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a roll-call names the role of whoever gave it.

    A confirmation that nobody gave proves nothing. Nobody can ask afterwards how the name was checked.
    """
    for appointment in safeguarding_team(book, context.as_of):
        if appointment.confirmed_on and not appointment.confirmed_by:
            yield Violation(
                appointment.key("confirmed_by"),
                f"It is not written down who confirmed that {name_of(book, appointment)} is in this role.",
                f"Type the role {appointment.after('confirmed_by')}, for example headteacher.",
                about=appointment.person,
            )


@rule("DSL031", Severity.BLOCKER, on_page=leave_out("The person is not named in the role, which is over."))
def nobody_is_confirmed_in_a_role_that_is_over(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure no roll-call is dated after the appointment ended.

    One of the two is wrong: either the person is still in the role, and the pages leave them out, or they were not.
    """
    for appointment in book.people.appointments:
        if confirmed_after_the_end(book, appointment) and appointment.confirmed_on and appointment.until:
            yield Violation(
                appointment.at("until"),
                f"This role ended {appointment.until.when_words}, and was confirmed after that, {appointment.confirmed_on.when_words}.",
                "If the person is still in the role, delete the date after until:. If not, delete the one after confirmed_on:.",
                related=(appointment.at("confirmed_on"),),
                about=appointment.person,
            )


@rule("DSL032", Severity.ADVICE, dated=Dated.CHANGES)
def nobody_is_confirmed_before_they_begin(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a roll-call is not older than the appointment, once that has begun.

    What was said of somebody who was to come does not tell whether they came. It is advice: the person is named, and
    the next roll-call puts it right.
    """
    for appointment in book.people.appointments:
        confirmed, begin = appointment.confirmed_on, appointment.from_
        if confirmed and begin and confirmed.last < begin.first and appointment.in_post(context.as_of):
            yield Violation(
                appointment.at("confirmed_on"),
                f"This role was confirmed {confirmed.when_words}, before it began ({begin.words}).",
                f"Ask again, then type today’s date {appointment.after('confirmed_on')}; or correct from:.",
                related=(appointment.at("from"),),
                about=appointment.person,
            )


@rule("DSL033", Severity.ADVICE, dated=Dated.CHANGES)
def nobody_confirms_themselves(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the role that confirmed a person is not held by that person alone.

    In a small school the headteacher may be a DSL; then the proprietor confirms the headteacher. It is advice: a dated
    statement is there, though not another person's.
    """
    by_person: dict[str, list[Appointment]] = {}
    for appointment in book.people.appointments:
        is_signed = book.layout.is_signed(appointment.at("confirmed_by").path)  # EVT005
        if (
            appointment.confirmed_on
            and appointment.confirmed_by
            and appointment.in_post(context.as_of)
            and not is_signed
        ):
            holders = {a.person for a in book.holders(appointment.confirmed_by, appointment.confirmed_on.last)}
            if holders == {appointment.person}:
                by_person.setdefault(appointment.person, []).append(appointment)
    for person, (first, *later) in by_person.items():
        others = (book.accountable, "headteacher", "deputy-headteacher")
        roles = (r for r in others if r != first.confirmed_by and _held_by_another(book, r, person, context))
        ask = next(roles, others[first.confirmed_by == others[0]])
        yield Violation(
            first.at("confirmed_by"),
            f"Nobody but {name_of(book, first)} has confirmed that {name_of(book, first)} is in this role.",
            f"Ask somebody else, such as the {book.role_title(ask)}, then type {ask} after confirmed_by: and the day after confirmed_on:.",
            related=tuple(a.at("confirmed_by") for a in later),
            about=person,
        )


def _held_by_another(book: Book, role: str, person: str, context: Context) -> bool:
    holders = {a.person for a in book.holders(role, context.as_of)}
    return book.is_body(role) or bool(holders - {person})
