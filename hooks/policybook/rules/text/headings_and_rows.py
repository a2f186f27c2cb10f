"""TXT: sections and headings with nothing below them, and rows of a table that lean on the row above. Not for their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from policybook.basics.findings import Severity
from policybook.book.book import Book, Clause, ClauseTable, Statement, StatementTable, statements_in
from policybook.rules.engine import Context, Violation, rule
from policybook.source.passages import Wording, cells

_HEADINGS = ("heading", "subheading")
_AS_ABOVE = ('"', "”", "“", "''", "″", "〃", "ditto", "do.")


@rule("TXT063", Severity.ADVICE)
def every_section_has_words(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure every section and every heading has words below it: readers look for what a heading promises.

    A heading may stand directly above one of the level below it. Wrong: a section with nothing below the second line `---`.
    """
    for section in book.sections.values():
        if not any(clause.kind not in _HEADINGS for clause in section.clauses):
            yield Violation(
                section.settings.key("title"),
                f"The section “{section.settings.title}” has no words: readers see its heading and nothing below it.",
                "Type its clauses below the second line ---, or delete the file and its line below sections: in policy.yml.",
            )
        else:
            yield from _empty_headings(section.clauses)
    for document in book.documents:
        for group in document.groups:
            yield from _empty_headings(tuple(statements_in(group.blocks)))


def _empty_headings(passages: Sequence[Clause | Statement]) -> Iterator[Violation]:
    for passage, following in zip(passages, [*passages[1:], None], strict=False):
        if passage.kind not in _HEADINGS:
            continue
        if following is None or following.kind in ("heading", passage.kind):
            yield Violation(
                passage.wording.span(0, len(passage.wording.text)),
                f"The heading “{passage.wording.text}” has no words below it.",
                "Type its text below it, or delete the heading.",
            )


@rule("TXT064", Severity.ADVICE)
def rows_say_what_they_are_about(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure no row of a table leaves it to the row above what it is about: a table that is read aloud has no row above.

    Wrong: `| | Tuesday |` below `| Year 7 | Monday |`, or a mark for “the same”. Right: `| Year 7 | Tuesday |`.
    """
    tables: list[tuple[Clause | Statement, ...]] = [
        block.rows for section in book.sections.values() for block in section.blocks if isinstance(block, ClauseTable)
    ]
    tables += [
        block.rows
        for document in book.documents
        for group in document.groups
        for block in group.blocks
        if isinstance(block, StatementTable)
    ]
    for rows in tables:
        for before, row in pairwise(rows):
            yield from _left_to_the_row_above(cells(before.wording), cells(row.wording))


def _left_to_the_row_above(above: tuple[Wording, ...], own: tuple[Wording, ...]) -> Iterator[Violation]:
    for number, (over, cell) in enumerate(zip(above, own, strict=False)):
        place, words = cell.span(0, max(len(cell.text), 1)), " ".join(over.text.split())
        if cell.text in _AS_ABOVE:
            message = f"“{cell.text}” stands for the words above, and whoever hears the table cannot tell which."
            yield Violation(place, message, f"Type “{words}” in its place.")
        elif not number and not cell.text and over.text and any(other.text for other in own):
            message = "This row does not say what it is about: its first cell is empty."
            yield Violation(place, message, f"Type “{words}” in its first cell too, if it is about the same.")
