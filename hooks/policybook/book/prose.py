"""The texts that people will read, each with its place: for rules about words. Not for ids, dates and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Literal, TypeAlias

from policybook.basics.findings import Span
from policybook.basics.tokens import find_tokens
from policybook.book.book import Book, Clause, Document, Policy, Section, Statement
from policybook.model.declarations import Declaration
from policybook.model.entry import Entry
from policybook.source.passages import Wording, cells

FILL_IN = "\ufffc"
_QUOTED = 40  # letters
TextKind = Literal["clause", "statement", "heading", "setting", "fact"]
_ADDRESS = re.compile(r"(?<=\]\()[^()\s]*(?=\))|<https?://[^>\s]*>")
_BARE = re.compile(r"<https?://[^>\s]*>")
_MARKED = re.compile(r"[{}*_\[\]<]")  # where none of these stands, which is nearly everywhere, nothing is made blank
_MARKS = re.compile(r"[*_]+(?=\S)|(?<=\S)[*_]+|[\[\]]")


Owner: TypeAlias = Clause | Statement | Section | Document | Policy | Entry


class Prose:
    """One text as typed. ``field`` is the name of its setting, such as ``summary``; "" in the text of a file.

    ``declared`` is what that setting or fact declares. ``of`` is what it belongs to: the clause or statement itself, else
    the section, document or policy, or the entry of facts it stands in. ``exact`` says whether offsets are columns: they
    are not where the text is folded over lines or stands between quotation marks, and ``lines`` are then those of its
    file, to find places in.
    """

    def __init__(
        self,
        kind: TextKind,
        wording: Wording,
        of: Owner,
        field: str = "",
        *,
        declared: Declaration | None = None,
        exact: bool = True,
        lines: tuple[str, ...] = (),
    ) -> None:
        self.kind, self.wording, self.of, self.field, self.declared = kind, wording, of, field, declared
        self.exact, self.lines = exact, lines
        self.text = wording.text  # as typed, with tokens, links and marks of emphasis

    @property
    def is_filled(self) -> bool:
        """Whether tokens in it are filled in."""
        return self.kind in ("clause", "statement") or bool(self.declared and self.declared.filled)

    @property
    def is_cell(self) -> bool:
        """Whether it is a cell of a table."""
        return isinstance(self.of, Clause | Statement) and self.of.kind in ("columns", "row")

    @property
    def is_quoted(self) -> bool:
        """Whether others wrote it, so that its words are not the school's to choose."""
        return isinstance(self.of, Clause | Statement) and self.of.kind == "quotation"

    @property
    def path(self) -> str:
        """The file it stands in."""
        return self.wording.starts[0].path

    @cached_property
    def plain(self) -> str:
        """The text with tokens, addresses of links and marks of emphasis made blank, so that offsets stay the same."""
        if not _MARKED.search(self.text):
            return self.text
        parts, position = [], 0
        for token in find_tokens(self.text):
            parts += [self.text[position : token.start], " " * (token.end - token.start)]
            position = token.end
        return _MARKS.sub(_blank, _ADDRESS.sub(_blank, "".join([*parts, self.text[position:]])))

    @property
    def typed(self) -> str:
        """The text as typed, addresses of links included, with marks (U+FFFC) where tokens stand."""
        if "{{" not in self.text:
            return self.text
        return fill(self.text, ((token.start, token.end) for token in find_tokens(self.text)))

    @cached_property
    def words(self) -> str:
        """The plain text with marks (U+FFFC) where tokens and bare addresses stood, so that no two words seem to meet."""
        plain = self.plain
        if "{{" in self.text:
            plain = fill(plain, ((token.start, token.end) for token in find_tokens(self.text)))
        if "<http" in self.text:
            plain = fill(plain, (match.span() for match in _BARE.finditer(self.text)))
        return plain

    def span(self, start: int, end: int) -> Span:
        """Return the place of ``text[start:end]``, or of the whole text where it cannot be found."""
        return self.wording.span(start, end) if self.exact else self._folded_span(start, end)

    def _folded_span(self, start: int, end: int) -> Span:
        """The place in a text that is folded or quoted: as many letters after its beginning as there are before it."""
        whole = self.wording.starts[0]
        before, row, column = len("".join(self.text[:start].split())), whole.line - 1, whole.column - 1
        opening = self.lines[row][column : column + 1] if row < len(self.lines) else ""
        if opening and opening in ">|":
            row, column = row + 1, 0
        elif opening and opening in "\"'":
            column += 1
        for number, line in enumerate(self.lines[row:], row):
            letters = [place for place in range(column, len(line)) if not line[place].isspace()]
            if before < len(letters):
                place = letters[before]
                same = line.startswith(self.text[start : start + 1], place)
                return Span(whole.path, number + 1, place + 1, min(end - start, len(line) - place)) if same else whole
            before, column = before - len(letters), 0
        return whole


def fill(text: str, places: Iterable[tuple[int, int]]) -> str:
    """Return ``text`` with marks in some places, so that offsets stay the same."""
    for start, end in places:
        text = text[:start] + FILL_IN * (end - start) + text[end:]
    return text


def quote(text: str) -> str:
    """Return the beginning of some words on one line, as findings quote them."""
    return " ".join(text.split())[:_QUOTED]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def of_book(book: Book, lines: Mapping[str, tuple[str, ...]]) -> Iterator[Prose]:
    """Every text of ``policy/`` in reading order, then every text of the facts that pages may show; ``lines`` by file."""
    for policy in book.policies:
        yield from _of_entry("setting", policy.settings, policy, lines)
        for section in policy.sections:
            yield from _of_entry("setting", section.settings, section, lines)
            yield from (prose for clause in section.clauses for prose in _of_passage("clause", clause))
    for document in book.documents:
        yield from _of_entry("setting", document.settings, document, lines)
        headings = [group for group in document.groups if group.title]
        yield from (Prose("heading", Wording(group.title, (group.span,)), document) for group in headings)
        yield from (prose for statement in document.statements for prose in _of_passage("statement", statement))
    for entry in book.fact_files():
        yield from _of_entry("fact", entry, entry, lines)


def _of_passage(kind: TextKind, passage: Clause | Statement) -> Iterator[Prose]:
    """The text of a passage; each cell of a table is one by itself, and a heading is one of the kind."""
    if passage.kind in ("columns", "row"):
        yield from (Prose(kind, cell, passage) for cell in cells(passage.wording) if cell.text)
    else:
        yield Prose("heading" if passage.kind in ("heading", "subheading") else kind, passage.wording, passage)


def _of_entry(kind: TextKind, entry: Entry, of: Owner, lines: Mapping[str, tuple[str, ...]]) -> Iterator[Prose]:
    for field, span, text in entry.texts():
        declared = field.declared
        if declared.words and text:
            exact, own = span.length == len(text), lines.get(span.path, ())
            yield Prose(kind, Wording(text, (span,)), of, field.name, declared=declared, exact=exact, lines=own)
