"""PIN: each line of `data/readings.yml` is of something, and says who judged what and when."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.enumeration import listed
from policybook.basics.findings import Severity, Span
from policybook.basics.on_page import say_so
from policybook.book.book import Book, Check
from policybook.book.coverage import PARTIES, coverage
from policybook.book.readings import RestatingItem
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.literal_edits import deleting_lines
from policybook.rules.restating.readable_items import left_over_readings, place_of_line, readable_items, renamed_items


@rule("PIN009", Severity.ADVICE, "readings", "policy", "documents")
def every_reading_is_of_something(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure every line of `data/readings.yml` is of a sentence, check or translation that is still there.

    An event of what is gone stays: events are never deleted.
    """
    renamed, file = {old for _, old in renamed_items(book, context)}, book.layout.facts("readings")
    left_over = (name for name in left_over_readings(book) if book.readings.readings[name].span.path == file)
    names = [name for name in left_over if name not in renamed]
    if not names or not book.documents_with_pages:  # without any document, something else is wrong
        return
    unsaid = {one.clause.id for party in PARTIES for one in coverage(book, party).missing}
    gone = [
        name for name in names if not unsaid & book.readings.readings[name].beside.keys()
    ]  # else COV001 speaks of it
    if not gone:
        return
    lines_of = {name: _lines_of_reading(book, context, name) for name in gone}
    spans = [span for lines in lines_of.values() for span in lines]
    what = "There is no sentence, check or translation called"
    also = f", and {len(gone) - 1} more lines of this file are of something that is gone" if gone[1:] else ""
    yield Violation(
        spans[0],
        f"{what} “{gone[0]}” any more{also}.",
        "Delete its line here."
        if not gone[1:]
        else "If they were deleted by mistake, bring them back. If not, delete these lines.",
        related=tuple(spans[1:]),
        about=gone[0],
        edits=tuple(
            edit
            for lines in lines_of.values()
            for edit in deleting_lines(context, lines[0].path, lines[0].line, lines[-1].line)
        )
        if not gone[1:]
        else (),
    )


def _lines_of_reading(book: Book, context: Context, name: str) -> list[Span]:
    """The lines of one reading, each as a whole."""
    span, place = place_of_line(book, context, name)
    rows = range(span.line, (place.last if place else span.line) + 1)
    return [Span(span.path, row, 1, max(len(context.lines[span.path][row - 1]), 1)) for row in rows]


@rule("PIN010", Severity.ADVICE, "readings", is_tally=True)
def every_reading_was_read_by_somebody(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure somebody read each sentence and check, and not only a command set its line in `data/readings.yml`.

    A line without `judgement:` says that the sentence was not changed since; nobody has said that it agrees with its clause.
    """
    homes: dict[str, tuple[Span, str, list[RestatingItem]]] = {}
    counts: dict[str, int] = {}
    for one in readable_items(context):
        home, span, name = _home(book, one.item)
        counts[name] = counts.get(name, 0) + 1
        if (
            one.state.is_current
            and one.state.reading
            and not one.state.reading.is_begun
            and not one.state.reading.is_read
        ):
            homes.setdefault(name, (span, home, []))[2].append(one.item)
    path = book.layout.facts("readings")
    for name, (span, home, items) in homes.items():
        rows = sorted(book.readings.key("readings", item.id).line for item in items)
        lines = f"line {rows[0]}" if rows[0] == rows[-1] else f"lines {rows[0]} to {rows[-1]}"
        first = items[0]
        whats = f"{first.what}s" if items[1:] else first.what
        of_how_many = f" of the {counts[name]}" if len(items) < counts[name] else ""
        yield Violation(
            span,
            f"Nobody has read {f'{len(items)}{of_how_many} {first.what}s' if items[1:] else f'one {first.what}'} of this {home} "
            f"beside what {'they restate' if items[1:] else 'it restates'}: a command set the readings.",
            f"Have the {whats} read: python3 scripts/confirm.py {name} shows each. Or add to {lines} of {path}, where somebody "
            "has read the two: judgement: (same, weaker or stronger), by: and on:",
            about=name,
        )


def _home(book: Book, item: RestatingItem) -> tuple[str, Span, str]:
    """What the item belongs to, its place, and its name: a document, or the policy of a check."""
    if isinstance(item.of, Check):
        policy = book.policy(item.of.section.policy)
        span = policy.settings.key("title") if policy else item.span
        return "policy", span, item.of.section.policy
    document = item.home or item.of_document
    return ("document", document.settings.key("title"), document.id) if document else ("document", item.span, item.id)


@rule(
    "PIN011",
    Severity.BLOCKER,
    "readings",
    dated=Dated.TODAY,
    on_page=say_so("A sentence whose reading is half recorded is marked; no page says that it was compared."),
)
def every_reading_says_who_judged_what_and_when(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a reading says who read, on which day, and what they judged; with a reason, where it is not the same.

    Right: `judgement: same, by: dsl, on: 2026-11-27`, or `judgement: stronger, reason: "...", by: dsl, on: 2026-11-27`.
    """
    for name, reading in book.readings.readings.items():
        if not reading.is_begun:
            continue
        missing = [key for key in ("judgement", "by", "on") if dict(reading)[key] is None]
        if missing:
            yield Violation(
                reading.at(missing[0]),
                f"The reading of “{name}” does not say {listed(_SAYS[key] for key in missing)}.",
                f"Whoever read the two adds {listed(f'{key}:' for key in missing)} (same, weaker or stronger; a role; a day).",
                about=name,
            )
        elif reading.judgement != "same" and not reading.reason:
            yield Violation(
                reading.at("judgement"),
                f"“{name}” says something {reading.judgement} than its clause, and no reason is given.",
                'Add after it, with the reason: reason: "..."',
                about=name,
            )
        elif reading.on and reading.on.first > context.as_of:
            yield Violation(
                reading.at("on"),
                f"“{name}” cannot have been read on {reading.on.words}: that day is still to come.",
                "Type the day on which it was read.",
                about=name,
            )


_SAYS = {"judgement": "what was judged", "by": "who read it", "on": "when it was read"}
