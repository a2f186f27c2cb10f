"""DSL: the dates of people and of checks can be meant: none ends before it begins, is to come, or is in another century.

Not for what is missing or has run out: that is ``safeguarding_leads`` and ``training``.
"""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.dates import PartialDate
from policybook.basics.findings import Severity
from policybook.basics.on_page import leave_out
from policybook.book.book import Book
from policybook.model.entry import Entry
from policybook.model.people import Appointment
from policybook.rules.engine import Context, Dated, Violation, rule

_LONGEST_CAREER, FARTHEST_END = 60, 20  # years before and after today in which dates of people can be meant


@rule("DSL018", Severity.BLOCKER, on_page=leave_out("The person is in no role on the pages."))
def appointments_end_after_they_begin(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure no appointment ends before it begins.

    One of the two dates is mistyped. Until somebody corrects it, the program counts the person as never in the role.
    """
    for appointment in book.people.appointments:
        if appointment.from_ and appointment.until and appointment.ends_before_it_begins:
            yield Violation(
                appointment.at("until"),
                f"This appointment ends ({appointment.until.words}) before it begins ({appointment.from_.words}).",
                "Correct one of the two dates.",
                related=(appointment.at("from"),),
                about=appointment.person,
            )


def _dates_of_events(book: Book) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    """The entries that say on which day something was done, each with the names of these days."""
    for appointment in book.people.appointments:
        yield appointment, ("trained_on", "refreshed_on", "prevent_trained_on", "confirmed_on")
    for person in book.people.people.values():
        yield person, ("publish_agreed_on", "told_on")
    editions = (edition for guidance in book.guidance.guidance.values() for edition in guidance.editions)
    for entry in (*book.helplines.helplines.values(), *editions):
        yield entry, ("checked_on",)


@rule(
    "DSL019",
    Severity.BLOCKER,
    dated=Dated.TODAY,
    on_page=leave_out("A date that has not come is not printed, and counts as none."),
)
def past_events_are_not_in_the_future(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure training, roll-calls, agreements and checks are dated on a day that has come. A planned course does not count yet."""
    for entry, keys in _dates_of_events(book):
        for key in keys:
            day: PartialDate | None = getattr(entry, key)
            if day and not day.has_come(context.as_of) and not book.layout.is_signed(entry.at(key).path):  # EVT004
                yield Violation(
                    entry.at(key),
                    f"“{key}” is {day.words}, which has not come yet.",
                    "Type the day on which it happened, or leave it empty until then.",
                )


_OF_A_CAREER = ("from_", "until", "trained_on", "refreshed_on", "prevent_trained_on")


@rule(
    "DSL037",
    Severity.BLOCKER,
    dated=Dated.TODAY,
    on_page=leave_out("Such a date is on no page; who is in post follows from the others."),
)
def every_date_is_in_a_year_that_can_be_meant(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no appointment, training, agreement, check or review of a service is dated in a year that cannot be meant.

    That is more than 60 years ago, for a check or a decision more than 20, or more than 20 years ahead: two figures of the
    year changed places, or one is wrong.

    Wrong: `from: 1926-09-01`. Right: `from: 2026-09-01`.
    """
    year = context.as_of.year
    dated = [
        *_dates_of_events(book),
        *((appointment, ("from_", "until")) for appointment in book.people.appointments),
        *((service, ("reviewed_on",)) for service in book.services.services.values()),
        *((linked, ("reviewed", "next_review")) for linked in book.linked_policies.linked_policies.values()),
    ]
    for entry, names in dated:
        for name in names:
            day: PartialDate | None = getattr(entry, name)
            oldest = year - (_LONGEST_CAREER if name in _OF_A_CAREER else FARTHEST_END)
            possible = range(oldest, year + FARTHEST_END + 1)
            if day is None or (day.first.year in possible or day.last.year in possible):
                continue
            if name not in ("from_", "until", "next_review") and not day.has_come(context.as_of):
                continue  # DSL019
            if book.layout.is_signed(entry.at(name.rstrip("_")).path) and name not in ("from_", "until"):
                continue  # EVT004
            key = name.rstrip("_")
            yield Violation(
                entry.at(key),
                f"The year {day.last.year} cannot be meant: “{key}” is {day.words}.",
                f"Look the day up, and type its year {entry.after(key)}.",
                about=entry.person if isinstance(entry, Appointment) else "",
            )
