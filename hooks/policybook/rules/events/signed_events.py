"""EVT: who signed an event, and when. What an event changes is folded into the facts, and judged there by all other rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policybook.basics.findings import Severity
from policybook.basics.likeness import find_nearest
from policybook.basics.on_page import ON_NO_PAGE, leave_out
from policybook.book.book import Book
from policybook.model.events import Agreed, Confirmed, Event, Signed
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.literal_edits import retyping

_VOUCHING = (Confirmed, Agreed)
"""Events in which somebody vouches for people, so that it must be known who that was."""
_LONGEST_AGO = 20  # years: an event is entered when it happens


@rule(
    "EVT004", Severity.BLOCKER, dated=Dated.TODAY, on_page=leave_out("An event that is still to come does not count.")
)
def events_have_happened(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the day of each event has come, and is in a year that can be meant.

    What is planned is no event. Only the first and the last day of an appointment may be days to come: `from:` and
    `until:`.
    """
    for event in _each_file(book):
        day = event.on.first
        if day > context.as_of:
            message = f"This event is dated {event.on.words}, which has not come yet."
        elif day.year < context.as_of.year - _LONGEST_AGO:
            message = f"The year {day.year} cannot be meant for this event."
        else:
            continue
        yield Violation(event.at("on"), message, "Type the day on which it happened after on:.")


@rule("EVT005", Severity.BLOCKER, "people", on_page=ON_NO_PAGE)
def nobody_signs_for_themselves(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure the role that confirms a person in post is not held by that person alone.

    Nobody can vouch for themselves. The proprietor confirms the headteacher, and the headteacher confirms the others.
    """
    for event in book.signed:
        if (
            isinstance(event, Confirmed)
            and _holders(book, event) == {event.person}
            and event.person in book.people.people
        ):
            name = book.people.people[event.person].name
            yield Violation(
                event.at("by"),
                f"{name} is {book.role_title(event.by)}, so {name} would confirm their own post.",
                f"Ask somebody else, such as the {_somebody_else(book, event)}, and type their role after by:.",
                about=event.person,
            )


@rule("EVT006", Severity.BLOCKER, "people", dated=Dated.TODAY, on_page=ON_NO_PAGE)
def whoever_vouches_is_on_record(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the role that signs for people is held by somebody on that day: nobody else can have said it.

    An event counts because of who signed it. If nobody held the role then, the role, the day or the appointment is
    mistyped.
    """
    for event in _each_file(book):
        known = event.by in book.people.roles and event.on.first <= context.as_of
        if isinstance(event, _VOUCHING) and known and not book.can_act(event.by, event.on.first):
            yield Violation(
                event.at("by"),
                f"Nobody is recorded as {book.role_title(event.by)} on {event.on.words}, so nobody can have signed this.",
                f"Type the role of whoever signed it after by:, such as {_somebody_else(book, event)}; or record who held this role that day in {book.layout.facts('people')}.",
            )


@rule("EVT008", Severity.BLOCKER, "documents", on_page=ON_NO_PAGE)
def signatures_are_of_a_document_that_is_signed(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a number of signatures is of a document that people sign, and not larger than the number of people.

    Names and signatures stay in school; only the two numbers are kept.
    """
    documents = {document.id: document for document in book.documents if document.is_signed}
    for event in (event for event in book.signed if isinstance(event, Signed)):
        if event.document not in documents:
            near = find_nearest(event.document, documents)
            yield Violation(
                event.at("document"),
                f"“{event.document}” is no document that people sign.",
                f"Type {near} instead." if near else f"Type one of {', '.join(documents)}, or delete this file.",
                edits=retyping(context, event.at("document"), event.document, near) if near else (),
            )
        elif event.signed > event.of:
            yield Violation(
                event.at("signed"),
                f"{event.signed} have signed, of {event.of} who must: one of the two numbers is wrong.",
                "Count again, and type how many have signed after signed:, and how many must sign after of:.",
            )


def _each_file(book: Book) -> Iterable[Event]:
    """One event for each day that is typed: a file that tells of several people has one day and one signature."""
    return {event.at("on"): event for event in reversed(book.signed)}.values()


def _holders(book: Book, event: Event) -> set[str]:
    return {appointment.person for appointment in book.holders(event.by, event.on.first)}


def _somebody_else(book: Book, event: Event) -> str:
    """A role that others than the person concerned hold on the day of an event."""
    own = dict(event).get("person")
    held = (a.role for a in book.people.appointments if a.person != own and a.in_post(event.on.first))
    usual = [role for role in (book.accountable, "headteacher") if role in set(held) or book.is_body(role)]
    return usual[0] if usual else book.accountable
