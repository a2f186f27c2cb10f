"""What a Markdown file of content is read into: passages, lists, tables and headings, with the place of every word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from policybook.basics.findings import Span
from policybook.source.yaml_files import LocatedDict


class Wording(NamedTuple):
    """The words of a passage as typed, and where each of its lines begins."""

    text: str
    starts: tuple[Span, ...]

    def span(self, start: int, end: int | None = None) -> Span:
        """Return the place of ``text[start:end]``; one that runs over a line's end is shown on its first line."""
        before = self.text[:start]
        row = min(before.count("\n"), len(self.starts) - 1)
        column = start - (before.rfind("\n") + 1)
        line_end = self.text.find("\n", start)
        stop = min(end if end is not None else start + 1, line_end if line_end >= 0 else len(self.text))
        begin = self.starts[row]
        return Span(begin.path, begin.line, begin.column + column, max(stop - start, 1))

    def without_start(self, count: int) -> Wording:
        """Return the wording without its first letters, which are in its first line."""
        first, *later = self.starts
        first = first._replace(column=first.column + count, length=max(first.length - count, 1))
        return Wording(self.text[count:], (first, *later))

    def extent(self, start: int, end: int) -> Span:
        """Return the place of ``text[start:end]``, over the ends of lines, too."""
        span, (first, *later) = self.span(start, end), self.text[start:end].split("\n")
        if later and self.starts[0].line == self.starts[-1].line:  # a row of a table
            last = self.span(end - len(later[-1]), end)
            return span._replace(length=last.column + len(later[-1]) - span.column)
        row = self.text.count("\n", 0, start)
        indents = (place.column - 1 for place in self.starts[row + 1 : row + 1 + len(later)])
        return span._replace(
            length=max(len(first) + sum(1 + len(text) + indent for text, indent in zip(later, indents, strict=True)), 1)
        )


PassageKind = Literal[
    "text",
    "heading",
    "subheading",
    "quotation",
    "definition",
    "note",
    "more",
    "after",
    "columns",
    "row",
    "remark",
    "blank",
    "box",
]
"""What a passage is: a paragraph or an item ("text"); a heading inside a section or a document, of the first or the
second level there; what others wrote, word for word; a word and what it means; a footnote; a later paragraph of an item,
above the list inside it or after that; the headings of a table, one of its rows, or a note below it; in a form, a line to
fill in and a box to tick."""
FileKind = Literal["section", "document", "summary"]
"""What a Markdown file holds: a section, a document, or a policy's summary, which has lines and nothing else."""
_CELL_END = re.compile(r"(?<!\\)\|")


def cells(wording: Wording) -> tuple[Wording, ...]:
    """Return the cells of a row of a table, each with its place; the row is without the outer bars."""
    text = wording.text
    ends = [match.start() for match in _CELL_END.finditer(text)] + [len(text)]
    found, start = [], 0
    for end in ends:
        cell = text[start:end]
        inner = cell.strip()
        at = start + len(cell) - len(cell.lstrip())
        starts = []
        for line in inner.split("\n"):
            starts.append(wording.span(at, at + len(line)))
            at += len(line) + 1
        found.append(Wording(inner, tuple(starts)))
        start = end + 1
    return tuple(found)


class Attribute(NamedTuple):
    """A value in a line of braces and its place."""

    value: str
    span: Span


class Passage(NamedTuple):
    """A paragraph, an item or what else has words, with the attributes of its last line and what an item has below them.

    ``label`` is the number of a footnote, or the sign before a note below a table.
    """

    wording: Wording
    span: Span
    id: Attribute | None = None
    attributes: Mapping[str, Attribute] = MappingProxyType({})
    nested: PassageList | None = None
    kind: PassageKind = "text"
    more: tuple[Passage, ...] = ()
    label: str = ""


class PassageList(NamedTuple):
    """A list of passages, with bullets or numbers; ``start`` is the first of the numbers."""

    ordered: bool
    items: tuple[Passage, ...]
    start: int = 1


class PassageTable(NamedTuple):
    """A table: the headings of its columns, its rows, which are passages of one line each, and the notes below it."""

    columns: Passage
    rows: tuple[Passage, ...]
    notes: tuple[Passage, ...] = ()


class Heading(NamedTuple):
    """A heading: of level 0 where it divides a document, of level 1 or 2 inside its parts or inside a section."""

    text: str
    span: Span
    id: Attribute | None
    level: int
    wording: Wording


Block: TypeAlias = Passage | PassageList | PassageTable | Heading


class MarkdownFile(NamedTuple):
    """A file read: its front matter as plain values and its body as blocks."""

    path: str
    front: LocatedDict
    blocks: tuple[Block, ...]
