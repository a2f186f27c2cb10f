"""Markdown as front matter and a tree of passages, with the place of every word. Not for what a passage obliges.

CommonMark (markdown-it-py) and not Python-Markdown reads the content: it says on which line each block began, which
findings need, and it is what GitHub's own rendering follows, which is where the headteacher looks.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.token import Token

from policybook.findings import Code, Finding, Span
from policybook.source import codes
from policybook.source.text import SourceText
from policybook.source.yaml import LocatedDict, YamlText

ATTRIBUTES = frozenset(["binds", "from"])
_ATTRIBUTE_LINE = re.compile(r"\{:?(?!\{)(?P<inside>[^{}]*)\}$")
_ATTRIBUTE = re.compile(
    r"""#(?P<id>[^\s"'=]+)|(?P<name>[\w-]+)=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')|(?P<other>\S+)"""
)
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_NOT_ALLOWED = {
    "fence": "A block of code",
    "code_block": "A block of code (text indented by four spaces)",
    "blockquote_open": "A quotation mark (>) at the start of a line",
    "hr": "A line across the page",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a passage as typed, and where each of its lines begins."""

    text: str
    starts: tuple[Span, ...]

    def span(self, start: int, end: int | None = None) -> Span:
        """The place of ``text[start:end]``; one that runs over a line's end is shown on its first line."""
        before = self.text[:start]
        row = min(before.count("\n"), len(self.starts) - 1)
        column = start - (before.rfind("\n") + 1)
        line_end = self.text.find("\n", start)
        stop = min(end if end is not None else start + 1, line_end if line_end >= 0 else len(self.text))
        begin = self.starts[row]
        return Span(begin.path, begin.line, begin.column + column, max(stop - start, 1))


@dataclass(frozen=True, slots=True)
class Attribute:
    """A value in a line of braces and its place."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or a list item, with the attributes of its last line and the list inside it."""

    wording: Wording
    span: Span
    id: Attribute | None = None
    attributes: dict[str, Attribute] = field(default_factory=dict)
    nested: PassageList | None = None


@dataclass(frozen=True, slots=True)
class PassageList:
    """A list of passages, with bullets or numbers."""

    ordered: bool
    items: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the second level in a document."""

    text: str
    span: Span
    id: Attribute | None = None


Block: TypeAlias = Passage | PassageList | Heading


@dataclass(frozen=True, slots=True)
class MarkdownFile:
    """A file read: its front matter as plain values and its body as blocks."""

    path: str
    front: LocatedDict
    blocks: tuple[Block, ...]


def read_markdown(source: SourceText, *, headings: bool) -> tuple[MarkdownFile | None, tuple[Finding, ...]]:
    """Read a section or a document (``headings`` says whether headings belong in it)."""
    if source.lines[0].rstrip() != "---":
        fix = "Begin the file with a line ---, then title: and the other settings, then a second line ---."
        return None, (Finding(codes.FILE005, Span(source.path), "The settings at the top are missing.", fix),)
    end = next((n for n, line in enumerate(source.lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        fix = "Type a line of three hyphens (---) after the last setting."
        return None, (Finding(codes.FILE005, Span(source.path), "The settings at the top are never closed.", fix),)
    front, front_findings = YamlText(source.path, source.lines[1:end], first_line=2).read()
    body = _Body(source, end + 1, headings=headings)
    blocks = body.read()
    findings = (*front_findings, *body.findings)
    return (MarkdownFile(source.path, front, blocks) if front is not None else None), findings


def make_parser() -> MarkdownIt:
    """The one Markdown parser of content: CommonMark. Raw HTML is parsed only to be reported."""
    return MarkdownIt("commonmark", {"html": True})


_PARSER = make_parser()
_BLOCKS_ONLY = make_parser().disable("inline")
_MARKUP = re.compile(r"[<`]|!\[")  # where none of these stands, there is nothing to refuse in a paragraph


class _Body:
    """One pass over the blocks of a body."""

    def __init__(self, source: SourceText, first: int, *, headings: bool) -> None:
        self.source = source
        self.first = first  # index of the first line of the body
        self.headings = headings
        self.findings: list[Finding] = []

    def read(self) -> tuple[Block, ...]:
        """All blocks in order."""
        tokens = _BLOCKS_ONLY.parse("\n".join(self.source.lines[self.first :]) + "\n")
        return tuple(self.blocks(tokens))

    def place(self, row: int, column: int = 0, length: int = 1) -> Span:
        """The span of a place by line index in the body and column from 0."""
        return Span(self.source.path, self.first + row + 1, column + 1, max(length, 1))

    def line(self, row: int) -> str:
        """A line of the body by index."""
        return self.source.lines[self.first + row] if self.first + row < len(self.source.lines) else ""

    def report(self, code: Code, span: Span, message: str, fix: str) -> None:
        """Keep a finding."""
        self.findings.append(Finding(code, span, message, fix))

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        """The blocks of a sequence of tokens at one level."""
        index = 0
        while index < len(tokens):
            token = tokens[index]
            end = _closing(tokens, index)
            inside = tokens[index + 1 : end]
            match token.type:
                case "paragraph_open":
                    if passage := self.passage(inside[0]):
                        yield passage
                case "bullet_list_open" | "ordered_list_open":
                    yield self.list(token, inside, depth=1)
                case "heading_open":
                    if heading := self.heading(token, inside[0]):
                        yield heading
                case _:
                    self.refuse(token)
            index = end + 1

    def refuse(self, token: Token) -> None:
        """Report a block that content may not have."""
        row = token.map[0] if token.map else 0
        line = self.line(row)
        span = self.place(row, len(line) - len(line.lstrip()), len(line.strip()))
        if token.type == "html_block":
            self.report(
                codes.FILE006,
                span,
                "This is raw HTML.",
                "Write it as ordinary text; delete what stands between < and >.",
            )
            return
        what = _NOT_ALLOWED.get(token.type, "This")
        self.report(
            codes.FILE007,
            span,
            f"{what} has no place here.",
            "Write it as a paragraph or as a list item (- text).",
        )

    def heading(self, token: Token, inline: Token) -> Heading | None:
        """A heading where headings belong, else a finding."""
        row = token.map[0] if token.map else 0
        span = self.place(row, 0, len(self.line(row)))
        if not self.headings:
            self.report(
                codes.FILE007,
                span,
                "A section has no headings inside it.",
                "Make it a section of its own (a new file, listed in policy.yml), or a paragraph.",
            )
            return None
        if token.tag != "h2":
            self.report(
                codes.FILE007,
                span,
                "A document has headings of the second level only.",
                "Begin the heading with ## and a space.",
            )
        text, attributes = inline.content, None
        if found := re.search(r"\s*\{:?\s*#(?P<id>[\w-]+)\s*\}$", text):
            text, attributes = text[: found.start()], found["id"]
        start = self.line(row).find("#" + attributes) if attributes else 0
        return Heading(
            text,
            span,
            Attribute(attributes, self.place(row, start, len(attributes) + 1)) if attributes else None,
        )

    def list(self, opening: Token, tokens: Sequence[Token], depth: int) -> PassageList:
        """The items of a list, each with at most one list inside."""
        items: list[Passage] = []
        index = 0
        while index < len(tokens):
            end = _closing(tokens, index)
            if item := self.item(tokens[index], tokens[index + 1 : end], depth):
                items.append(item)
            index = end + 1
        return PassageList(opening.type == "ordered_list_open", tuple(items))

    def item(self, opening: Token, tokens: Sequence[Token], depth: int) -> Passage | None:
        """A list item: one paragraph, then perhaps one list."""
        row = opening.map[0] if opening.map else 0
        if not tokens or tokens[0].type != "paragraph_open":
            self.report(
                codes.FILE007,
                self.place(row, 0, len(self.line(row))),
                "This list item has no text of its own.",
                "Type its text after the hyphen.",
            )
            return None
        end = _closing(tokens, 0)
        passage = self.passage(tokens[1])
        nested: PassageList | None = None
        index = end + 1
        while index < len(tokens):
            token, end = tokens[index], _closing(tokens, index)
            if token.type in ("bullet_list_open", "ordered_list_open") and nested is None and depth == 1:
                nested = self.list(token, tokens[index + 1 : end], depth + 1)
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                self.report(
                    codes.FILE007,
                    self.place(token.map[0] if token.map else row),
                    "Lists go one level deep inside a list, no further.",
                    "Make this list part of the one above it.",
                )
            elif token.type == "paragraph_open":
                self.second_paragraph(tokens[index + 1])
            else:
                self.refuse(token)
            index = end + 1
        if passage is None or nested is None:
            return passage
        return Passage(passage.wording, passage.span, passage.id, passage.attributes, nested)

    def second_paragraph(self, inline: Token) -> None:
        """Report a second paragraph in an item; mostly braces with an empty line above them."""
        row = inline.map[0] if inline.map else 0
        if _ATTRIBUTE_LINE.match(inline.content.strip()):
            self.stray_braces(row)
            return
        self.report(
            codes.FILE007,
            self.place(row, 0, len(self.line(row))),
            "A list item holds one paragraph.",
            "Make this an item of its own (- text).",
        )

    def stray_braces(self, row: int) -> None:
        """Report braces that belong to no text."""
        self.report(
            codes.FILE008,
            self.place(row, 0, len(self.line(row))),
            "These braces belong to no text.",
            "Delete the empty line above them, so that they stand directly under their text.",
        )

    def passage(self, inline: Token) -> Passage | None:
        """The words and attributes of one paragraph."""
        row = inline.map[0] if inline.map else 0
        lines = inline.content.split("\n")
        starts = [self.line_start(row + n, text) for n, text in enumerate(lines)]
        identifier: Attribute | None = None
        attributes: dict[str, Attribute] = {}
        for n, text in enumerate(lines):
            if found := _ATTRIBUTE_LINE.match(text.strip()):
                if len(lines) == 1:
                    self.stray_braces(row)
                    return None
                if n < len(lines) - 1:
                    self.report(
                        codes.FILE008,
                        starts[n],
                        "Text follows directly after these braces.",
                        "Put an empty line after the braces.",
                    )
                else:
                    identifier, attributes = self.attributes(found, starts[n])
                lines, starts = lines[:n], starts[:n]
                break
        if not lines:
            self.stray_braces(row)
            return None
        wording = Wording("\n".join(lines), tuple(starts))
        self.check_inline(inline, wording)
        return Passage(wording, wording.span(0, len(lines[0])), identifier, attributes)

    def line_start(self, row: int, text: str) -> Span:
        """Where ``text``, the content of line ``row``, begins in the file."""
        line = self.line(row)
        column = line.find(text.strip()) if text.strip() else 0
        return self.place(row, max(column, 0), len(text))

    def attributes(self, found: re.Match[str], start: Span) -> tuple[Attribute | None, dict[str, Attribute]]:
        """The id and the named values of a line of braces."""
        identifier: Attribute | None = None
        values: dict[str, Attribute] = {}
        for part in _ATTRIBUTE.finditer(found["inside"]):
            offset = found.start("inside") + part.start()
            span = Span(start.path, start.line, start.column + offset, len(part[0]))
            if part["id"] is not None:
                if not _ID.fullmatch(part["id"]):
                    wanted = re.sub(r"[^a-z0-9]+", "-", part["id"].lower()).strip("-") or "a-short-name"
                    self.report(
                        codes.FILE008,
                        span,
                        f"“{part['id']}” cannot be an id: ids are small letters, figures and hyphens.",
                        f"Type #{wanted}",
                    )
                else:
                    identifier = Attribute(part["id"], span)
            elif part["name"] in ATTRIBUTES:
                value = part["double"] if part["double"] is not None else part["single"]
                values[part["name"]] = Attribute(value, span)
            else:
                name = part["name"] or part["other"]
                near = difflib.get_close_matches(name, ATTRIBUTES, 1)
                fix = f'Type {near[0]}="..." instead.' if near else 'Use #id, binds="..." or from="..." only.'
                self.report(codes.FILE008, span, f"“{name}” is not something braces can say.", fix)
        return identifier, values

    def check_inline(self, inline: Token, wording: Wording) -> None:
        """Report raw HTML, images and code inside a paragraph."""
        if not _MARKUP.search(inline.content):
            return
        position = 0
        for child in _PARSER.parseInline(inline.content)[0].children or ():
            if child.type == "html_inline":
                start = max(wording.text.find(child.content, position), 0)
                position = start + 1
                self.report(
                    codes.FILE006,
                    wording.span(start, start + len(child.content)),
                    f"“{child.content[:40]}” is raw HTML.",
                    "Delete it, or write it in ordinary words.",
                )
            elif child.type == "image":
                start = max(wording.text.find("![", position), 0)
                position = start + 1
                self.report(
                    codes.FILE007,
                    wording.span(start, start + 2),
                    "A picture has no place here.",
                    "Say in words what it shows.",
                )
            elif child.type == "code_inline":
                start = max(wording.text.find(child.markup, position), 0)
                position = start + len(child.content) + 2
                self.report(
                    codes.FILE007,
                    wording.span(start, start + len(child.content) + 2),
                    "Text between grave accents (`) has no place here.",
                    "Delete the accents.",
                )


def _closing(tokens: Sequence[Token], index: int) -> int:
    """The index of the token that closes ``tokens[index]``, or ``index`` itself where nothing is opened."""
    if tokens[index].nesting != 1:
        return index
    depth = 0
    for position in range(index, len(tokens)):
        depth += tokens[position].nesting
        if depth == 0:
            return position
    return len(tokens) - 1
