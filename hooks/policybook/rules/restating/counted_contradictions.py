"""PIN: figures, facts and a “not” that a sentence has and none of its clauses, or the other way round. Not for readings."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.findings import Severity, Span
from policybook.basics.on_page import PASSAGE_UNFIT
from policybook.book.book import Book, Statement
from policybook.book.counted_differences import Difference, counted_differences, opposite
from policybook.book.coverage import leads_in
from policybook.book.readings import RestatingItem
from policybook.rules.engine import Context, Violation, rule
from policybook.rules.restating.readable_items import ReadableItem, named, readable_items, texts_of


def _contradictions(context: Context, *kinds: str) -> Iterator[tuple[ReadableItem, Difference]]:
    for one, differences in context.once(_all_differences):
        found = [difference for difference in differences if difference.kind in kinds]
        if found:
            yield one, found[0]


def _all_differences(book: Book, context: Context) -> tuple[tuple[ReadableItem, tuple[Difference, ...]], ...]:
    return tuple((one, counted_differences(book, one.item)) for one in readable_items(context))


@rule("PIN007", Severity.BLOCKER, on_page=PASSAGE_UNFIT)
def every_figure_of_a_sentence_is_in_its_clauses(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a sentence gives no figure or web address that none of its clauses gives, such as “13” where the clause says “31”.

    A sentence that rests on facts, too, is left alone. Where somebody judged that the sentence is weaker or stronger on
    purpose and gave the reason (`data/readings.yml`), the figure may differ. Until then, the page leaves the sentence out.
    """
    for one, found in _contradictions(context, "figure", "address"):
        names = named(clause.id for clause in one.clauses)
        what = "figure" if found.kind == "figure" else "web address"
        yield Violation(
            _place(one.item, found),
            f"This {what} (“{found.words}”) is not in {names}, which this {one.item.what} restates.",
            f"Type the {what} that the clause gives; or name the clause that gives this {what}, too.",
            about=one.item.id,
            pair=texts_of(one),
        )


@rule("PIN008", Severity.BLOCKER, on_page=PASSAGE_UNFIT)
def every_fact_of_a_sentence_is_one_it_names(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a sentence prints no fact of another entry than those that it names or that its clauses print.

    Wrong: “Call the NSPCC: {{ helplines.childline.phone }}” with `from="helplines.nspcc"`. The page would give the number of
    another service; until it is put right, it leaves the sentence out.
    """
    for one, found in _contradictions(context, "fact"):
        names = [reference.name for reference in one.item.references]
        fact = "linked-" * found.words.startswith("policies.") + found.words
        fix = f"Type the token of what the sentence speaks of; or, if it speaks of {fact}, name that in from=, too."
        if one.item.is_check:
            fix = "Type the token of what its clauses speak of."
        yield Violation(
            _place(one.item, found),
            f"This prints {fact}, and the {one.item.what} rests on {named(names)}.",
            fix,
            about=one.item.id,
        )


@rule("PIN012", Severity.BLOCKER, "readings", on_page=PASSAGE_UNFIT)
def no_reading_lets_the_opposite_pass(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no sentence that was read as saying the same forbids what its clause does not forbid, or the other way round.

    The words are the same on both sides, and only one side has a “not”, “never” or “forbidden”. A reading is one typed word,
    and the wrong way round is easily read as the right one. Where both do say the same, the reading gives the reason.

    Wrong: “I will share passwords” with a clause “not share their passwords”. Right: “I will not share passwords”.
    """
    leads = leads_in(book)
    for one in readable_items(context):
        item, reading = one.item, one.state.reading
        is_called_the_same = reading and reading.judgement == "same" and one.state.is_current and not reading.reason
        found = opposite(item, one.clauses, leads) if is_called_the_same else None
        if found is None:
            continue
        names = named(clause.id for clause in one.clauses)
        negated, plain = ("its clause", "the sentence") if found.is_lost else ("it", "its clause")
        yield Violation(
            item.span,
            f"This sentence seems to say the opposite of {names}: {negated} has “{found.words}”, and {plain} has the same "
            "words without it. It was read as if it said the same.",
            "Correct the side that is wrong, and have the two read again. If both are right, add to the reading of "
            f'{item.id} in {book.layout.facts("readings")}: reason: "..."',
            about=item.id,
            pair=texts_of(one),
        )


def _place(item: RestatingItem, found: Difference) -> Span:
    return item.of.wording.span(found.start, found.end) if isinstance(item.of, Statement) else item.span
