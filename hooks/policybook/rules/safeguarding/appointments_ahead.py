"""DSL: what will be missing, or be there twice, from a day in the coming year on.

The change is known today because somebody typed the last day, or the first day, of an appointment. All of it is advice,
however near: the pages are true today, nothing is gained by holding them back, and from that day on it is a blocker.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from policybook.basics.dates import add_days, format_day
from policybook.basics.enumeration import listed
from policybook.basics.findings import Severity
from policybook.book.book import Book
from policybook.model.people import Appointment
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.safeguarding.safeguarding_leads import ACCOUNTABLE, FOR_FILTERING, no_deputy
from policybook.rules.safeguarding.safeguarding_team import SAFEGUARDING, leads, name_of, people_of, unclear

DAYS_AHEAD = 365
"""As far as one yearly review looks."""
_NOBODY = {
    "dsl": "nobody is Designated Safeguarding Lead",
    "lead": "no DSL is marked as the lead",
    "deputy": "there is no deputy DSL",
    "headteacher": "nobody is headteacher",
}
_ROLES = {"dsl": SAFEGUARDING, "lead": ("dsl",), "deputy": SAFEGUARDING}


def _nobody(book: Book) -> dict[str, str]:
    """What is said of each gap, in the order in which they are said."""
    filtering = {role: f"{nobody} {FOR_FILTERING}" for role, nobody in ACCOUNTABLE.items()}
    return {**_NOBODY, book.accountable: f"nobody is on record as {book.accountable}", **filtering}


def _gaps(book: Book, on: date) -> frozenset[str]:
    """What nobody does on a day, as the rules on today see it."""
    watched = ("headteacher", *filter(None, [book.accountable]), *ACCOUNTABLE)
    alone = [role for role in watched if not book.can_act(role, on)]
    if not book.holders("dsl", on):
        return frozenset(["dsl", *alone])
    team = ["deputy"] if no_deputy(book, on) else []
    return frozenset([*([] if leads(book, on) else ["lead"]), *team, *alone])


def _change_days(book: Book, as_of: date) -> Iterator[date]:
    """The days of the coming year on which an appointment begins, or is over for the first day, each once, in order."""
    days = {
        day
        for a in book.people.appointments
        for day in (a.from_ and a.from_.first, a.until and add_days(a.until.last, 1))
        if day and as_of < day <= add_days(as_of, DAYS_AHEAD)
    }
    yield from sorted(days)


def _known(book: Book) -> list[Appointment]:
    return [a for a in book.people.appointments if a.person in book.people.people]


@rule("DSL029", Severity.ADVICE, dated=Dated.TODAY)
def nobody_leaves_a_gap(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure somebody follows wherever an appointment will end within a year: DSL, lead, deputy, headteacher and others.

    It is advice, however near: the pages are true today. From that day on the gap is a finding of its own.

    Wrong: `until: 2026-12-31`, and no other appointment. Right: a second one with `from: 2027-01-01`.
    """
    before = _gaps(book, context.as_of)
    for day in _change_days(book, context.as_of):
        now = _gaps(book, day)
        new = [
            gap
            for gap in _nobody(book)
            if gap in now - before
            and not (gap == "lead" and "dsl" in before)
            and not unclear(book, context.as_of, *_ROLES.get(gap, (gap,)))
        ]
        before = now
        roles = {role for gap in new for role in _ROLES.get(gap, (gap,))}
        ending = [a for a in _known(book) if a.until and add_days(a.until.last, 1) == day and a.role in roles]
        if new and ending:
            names = list(dict.fromkeys(name_of(book, a) for a in ending))
            whose = f"{names[0]}’s appointment ends" if len(names) == 1 else f"The appointments of {listed(names)} end"
            yield Violation(
                ending[0].at("until"),
                f"{whose} on {format_day(add_days(day, -1))}, and from the next day {listed(_nobody(book)[gap] for gap in new)}.",
                f"When it is known who follows, add an appointment with from: {day} below appointments:.",
                related=tuple(a.at("until") for a in ending[1:]),
                about=ending[0].person if len(names) == 1 else "",
            )


@rule("DSL030", Severity.ADVICE, dated=Dated.TODAY)
def nobody_begins_beside_another(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the older appointment is closed where a new lead DSL or headteacher will begin within a year.

    Wrong: the new lead has `from: 2027-01-01`, and the old one an empty `until:`. Right: `until: 2026-12-31`.
    """
    for title in ("lead DSL", "headteacher"):
        before = {a.person for a in _sole(book, title, context.as_of)}
        for day in _change_days(book, context.as_of):
            appointments = _sole(book, title, day)
            people = {a.person for a in appointments}
            beginning = [a for a in appointments if a.person not in before and a.from_ and a.from_.first == day]
            if beginning and len(people) > 1:
                current = [a for a in appointments if a not in beginning]
                older = current[0] if current else beginning[0]
                yield Violation(
                    beginning[0].at("from"),
                    f"From {format_day(day)} on, {listed(name_of(book, a) for a in appointments)} are {title} at the same time.",
                    f"If {name_of(book, older)} leaves the post then, type until: {add_days(day, -1)} in that appointment.",
                    related=(older.key("until"),),
                    about=beginning[0].person,
                )
            before = people


def _sole(book: Book, title: str, on: date) -> tuple[Appointment, ...]:
    """Who holds one of the posts that one person holds."""
    return people_of(book, title, on) if title == "headteacher" else leads(book, on)
