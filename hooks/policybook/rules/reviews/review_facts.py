"""REV: what a review confirmed in the tables of facts. Who signed, and when, is judged with the events (EVT004 to EVT006)."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.findings import Severity
from policybook.basics.likeness import find_nearest
from policybook.basics.on_page import leave_out
from policybook.book.book import Book
from policybook.book.fact_rows import names_of_facts
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.reviews.review_records import of_this_wording

RECORDS, DATA = "reviews", "data"


@rule("REV050", Severity.ADVICE, RECORDS, DATA, dated=Dated.TODAY)
def records_name_only_facts_that_exist(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure each row of the newest record's `facts:`, and each action about a fact, names one that is on record.

    A row is called as an event calls what it is about: `helplines.nspcc`, `guidance.kcsie/2026`, `services.filtering`,
    `linked-policies.behaviour`, `appointments.ada-holm/dsl`. One that was removed since shows up here, and does no harm.
    """
    for review in of_this_wording(book, context):
        named = [(name, review.key("facts", name)) for name in review.facts]
        named += [(action.fact, action.at("fact")) for action in review.actions if action.fact]
        known = names_of_facts(book) if named else ()
        for name, span in named:
            if name not in known:
                near = find_nearest(name, known)
                yield Violation(
                    span,
                    f"There is no fact called “{name[:80]}”.",
                    f"Type {near} instead; or leave the line, if what it named was removed since."
                    if near
                    else "Leave the line if what it named was removed since; else type its name as the tables have it.",
                )


@rule(
    "REV051",
    Severity.BLOCKER,
    RECORDS,
    on_page=leave_out("The date does not count: the page has the one before."),
)
def what_was_checked_is_listed(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure each helpline and each edition of guidance that a review confirmed lists the values that were compared.

    The date belongs to the values: without them nobody could see that one was changed since. Other values than those of
    today are `EVT010`.

    Wrong: `helplines.nspcc: {on: 2026-11-27, by: office}`. Right: `values: ["0808 800 5000"]` inside the same braces.
    """
    for review in book.reviews:
        for name, row in review.facts.items():
            if name.startswith(("helplines.", "guidance.")) and not row.seen:
                yield Violation(
                    row.key("values"),
                    f"{name} does not say which values were compared, so its date does not count.",
                    'Type values: and in brackets each value that was compared, between quotation marks, such as values: ["0808 800 5000"].',
                )
