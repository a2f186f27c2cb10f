"""What a Markdown file of content is read into: passages, lists and headings, with the place of every word."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

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

    def extent(self, start: int, end: int) -> Span:
        """Return the place of ``text[start:end]``, over the ends of lines, too."""
        span, (first, *later) = self.span(start, end), self.text[start:end].split("\n")
        row = self.text.count("\n", 0, start)
        indents = (place.column - 1 for place in self.starts[row + 1 : row + 1 + len(later)])
        return span._replace(
            length=max(len(first) + sum(1 + len(text) + indent for text, indent in zip(later, indents, strict=True)), 1)
        )


class Attribute(NamedTuple):
    """A value in a line of braces and its place."""

    value: str
    span: Span


class Passage(NamedTuple):
    """A paragraph or a list item, with the attributes of its last line and the list inside it."""

    wording: Wording
    span: Span
    id: Attribute | None = None
    attributes: Mapping[str, Attribute] = MappingProxyType({})
    nested: PassageList | None = None


class PassageList(NamedTuple):
    """A list of passages, with bullets or numbers."""

    ordered: bool
    items: tuple[Passage, ...]


class Heading(NamedTuple):
    """A heading of the second level in a document."""

    text: str
    span: Span
    id: Attribute | None = None


Block: TypeAlias = Passage | PassageList | Heading


class MarkdownFile(NamedTuple):
    """A file read: its front matter as plain values and its body as blocks."""

    path: str
    front: LocatedDict
    blocks: tuple[Block, ...]
