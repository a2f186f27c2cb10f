"""TXT: numbers, letters and places that are typed where the pages count for themselves. Not for phone numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from policybook.basics.findings import Severity
from policybook.basics.tokens import find_tokens
from policybook.book.book import Book, Clause, ClauseTable, Section, Statement, StatementTable, statements_in
from policybook.book.prose import Prose
from policybook.rules.engine import Context, Violation, rule
from policybook.rules.literal_edits import deleting, replacing
from policybook.source.passages import Wording, cells

_OWN_NUMBER = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,3}){1,3}|[A-Z]{2,8}(?:[.-][A-Z0-9]{1,8})+)\.?[ \t]+(?=[A-Z“\"*{])"
)
_LETTERED = re.compile(
    r"^(?:\((?:[a-z]|[ivx]{2,4})\)|(?:[a-z]|[ivx]{2,4})\)|[a-hj-z]\.|\Ai\.(?=[^\n]*\nii\.))[ \t]+(?=\S)", re.MULTILINE
)
_ENDED = (":", ";", ".", ",", "; and", "; or")
_REFERENCE = re.compile(
    r"\b(?P<what>[Ss]ection|[Cc]lause|[Pp]aragraph|[Aa]ppendix)[ \n](?P<number>\d{1,2}(?:\.\d{1,3})+(?:\([a-z]+\))*|\d{1,2}(?=[ \n](?:above|below))|(?<=ppendix.)(?:\d{1,2}|[A-Z]))\b"
)
_OF_ANOTHER = re.compile(r"[ \n](?:of|to|in)[ \n](?!this\b|our\b)")
_HEADINGS = ("heading", "subheading")
_KEYS = ("section ", "clause ", "paragraph ", "appendix ")


def _is_passage(prose: Prose) -> bool:
    """Whether it is a clause or a statement, or a part of one, and not what others wrote."""
    return prose.kind in ("clause", "statement") and not prose.is_quoted


@rule("TXT060", Severity.ADVICE)
def numbers_are_counted_once(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no clause begins with a number that is typed, because the pages print their own number before it.

    A school that keeps its own numbers or statement ids types them into the braces; the pages print them instead.
    Wrong: `1.2.1 The head keeps the register.` Right: `The head keeps the register.` and below it `{ number="1.2.1" }`.
    """
    for prose in context.prose:
        match = _OWN_NUMBER.match(prose.text) if isinstance(prose.of, Clause) and _is_passage(prose) else None
        if match and isinstance(prose.of, Clause) and prose.of.is_numbered and "|" not in prose.text:
            number = match["number"]
            yield Violation(
                prose.span(*match.span("number")),
                f"The pages number this clause, so readers see two numbers: {prose.of.number} and {number}.",
                f'Delete {number} here. If it is to be the number of this clause, add number="{number}" to the braces below it.',
                edits=deleting(context, prose, match.start(), match.end()),
            )


@rule("TXT061", Severity.ADVICE)
def letters_of_lists_are_counted(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the items of a list are typed with hyphens: letters such as `a)` make no list, and the items run together.

    The pages letter the items of a clause themselves. Wrong: `a) lock the screen;` Right: `- lock the screen;`
    """
    for prose in context.prose:
        if not _is_passage(prose) or prose.is_cell or (")" not in prose.text and "." not in prose.text):
            continue
        match = next((match for match in _LETTERED.finditer(prose.text) if _begins_item(prose, match)), None)
        if match:
            yield Violation(
                prose.span(match.start(), match.start() + len(match[0].rstrip())),
                f"“{match[0].rstrip()}” does not make a list: readers see it as typed, and what follows runs on in the paragraph.",
                "Begin each item on a line of its own with a hyphen and a space (- text), with an empty line before the first. The pages letter the items of clauses (a), (b), (c).",
            )


def _begins_item(prose: Prose, match: re.Match[str]) -> bool:
    """Whether it begins the text, or a line below one that has come to an end."""
    before = prose.text[: match.start()].rstrip()
    return not before or before.endswith(_ENDED)


@rule("TXT062", Severity.ADVICE)
def places_are_fill_ins(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a reference to another clause is a fill-in, because its number changes when a clause is added.

    `{{ clauses.its-id }}` prints the number of a clause, `{{ sections.its-id }}` that of a section, and both lead there. A
    number in another text, such as “section 47 of the Children Act 1989”, is in order.
    """
    numbers = {
        (policy.id, clause.number): clause
        for policy in book.policies
        for section in policy.sections
        for clause in section.clauses
        if clause.is_numbered
    }
    places = {(section.policy, str(section.number)): section for section in book.sections.values()}
    for prose in context.prose_with(*_KEYS):
        if not _is_passage(prose):
            continue
        for match in _REFERENCE.finditer(prose.text):
            if _OF_ANOTHER.match(prose.text, match.end()) or _names_a_text(prose.text, match.start()):
                continue
            policy = prose.of.policy if isinstance(prose.of, Clause) else ""
            found = numbers.get((policy, match["number"])) or places.get((policy, match["number"]))
            yield _typed_place(context, prose, match, found)
            break


def _typed_place(context: Context, prose: Prose, match: re.Match[str], found: Clause | Section | None) -> Violation:
    span, shown = prose.span(*match.span()), " ".join(match[0].split())
    if match["what"].lower() == "appendix":
        return Violation(
            span,
            f"The pages have no “{shown}”: readers cannot find it.",
            "Name the document that it is, or link the section: [its title](its-file.md).",
        )
    if found is None or (isinstance(found, Clause) and not found.has_own_id):
        return Violation(
            span,
            f"“{shown}” is typed as words, and the pages number the clauses themselves.",
            f"Type {match['what']} {{{{ clauses.its-id }}}} with the id of the clause, or {{{{ sections.its-id }}}} with the name of a section’s file.",
        )
    token = f"{{{{ {'clauses' if isinstance(found, Clause) else 'sections'}.{found.id} }}}}"
    return Violation(
        span,
        f"“{shown}” is typed as words: when a clause is added above it, it names another.",
        f"Type {match['what']} {token}",
        edits=replacing(context, prose, *match.span("number"), token),
    )


def _names_a_text(text: str, before: int) -> bool:
    """Whether the sentence names another text before the number: a guidance, a policy, a law."""
    begin = max(text.rfind(". ", 0, before), 0)
    tokens = any(begin <= token.start < before for token in find_tokens(text))
    return tokens or re.search(r"\b(?:Act|Regulations?|Code|KCSIE|guidance)\b", text[begin:before]) is not None


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


_AS_ABOVE = ('"', "”", "“", "''", "″", "〃", "ditto", "do.")


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
