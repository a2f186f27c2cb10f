"""Markdown as front matter and a tree of passages, with the place of every word. Not for what a passage obliges.

CommonMark (markdown-it-py) and not Python-Markdown reads the content: it says on which line each block began, which
findings need, and it is what GitHub's own rendering follows, which is where the headteacher looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from markdown_it.token import Token

from policybook.basics.edits import Edit, as_layout, delete_line, insert_line
from policybook.basics.findings import Code, Finding, Span
from policybook.basics.inline_markdown import NOTE_SIGN, content_parser, parse_inline
from policybook.source import braces, reading_codes
from policybook.source.passages import (
    Attribute,
    Block,
    Heading,
    MarkdownFile,
    Passage,
    PassageKind,
    PassageList,
    PassageTable,
    Wording,
    cells,
)
from policybook.source.text_files import SourceText
from policybook.source.yaml_files import YamlText

_HEADING_ID = re.compile(r"\s*\{:?\s*#(?P<id>[^\s{}]+)\s*\}$")
_NOT_ALLOWED = {
    "fence": ("A block of code", "Delete the lines with the marks (```) around it."),
    "code_block": ("A block of code (text indented by four spaces)", "Delete the spaces at the beginning of the line."),
    "blockquote_open": ("A quotation mark (>) at the start of a line", "Delete it, on each of these lines."),
    "hr": ("A line across the page", "Delete it."),
    "heading_open": ("A heading", "Delete the marks (#) before it."),
    "table_open": ("A table", "Move it below the list, or below the sentence that it belongs to."),
}
_NOT_ALLOWED_INSIDE = {
    "html_inline": (reading_codes.FILE006, "“{}” is raw HTML.", "Delete it, or write it in ordinary words."),
    "image": (reading_codes.FILE007, "A picture has no place here.", "Say in words what it shows."),
    "code_inline": (
        reading_codes.FILE007,
        "Text between grave accents (`) has no place here.",
        "Delete the accents.",
    ),
    "s_open": (
        reading_codes.FILE007,
        "Struck-out text has no place here.",
        "Delete it, or delete the marks (~~) around it.",
    ),
}
_MEANT_AS_END = re.compile(r"\s*(?:-[- ]*-|[–—][-–— ]*)\s*")
_NO_ITEM = re.compile(r"[–—\u2212•·▪◦‣\uf0b7]\s*(?=\S)|-(?=[^\W\d_])")
_NO_HEADING = re.compile(r"#{1,6}(?=[^\W\d_])")
_QUOTATION_SIGN = re.compile(r"(?P<mark>> ?)")
_INDENT = re.compile(r"(?P<mark>[ ]+)")
_HEADING_SIGN = re.compile(r"[ ]*(?:[-*+] +|\d+[.)] +)?(?P<mark>#+ +)")
_TICK_BOX = re.compile(r"\[[ xX]?\]\s")
_BLANK = re.compile(r"_{3,}")
_NOTE = re.compile(r"\[\^(?P<label>[^\]\s]+)\]:[ \t]*")
_DEFINITION = re.compile(r":[ \t]+(?=\S)")
_RAISED = re.compile(r"(?<![\w\^~\\])(?P<before>\w*)(?P<mark>[\^~])(?P<word>[^\s\^~]{1,20})(?P=mark)(?![\^~])")
_ADDRESS = re.compile(r"\]\([^()\s]*\)|<[^<>\s]*>|https?://\S+")
_ROW_BRACES = re.compile(r"(?<!\{)\{:?(?!\{)[^{}]*\}\s*\Z")
_DEEPEST = 3
_LEVELS = {"section": {"h2": 1, "h3": 2}, "document": {"h2": 0, "h3": 1}, "summary": {}}
"""The headings of each kind of file, and how deep they are: 0 divides a document, 1 and 2 are inside a section or a part."""
FileKind = Literal["section", "document", "summary"]


def read_markdown(source: SourceText, holds: FileKind) -> tuple[MarkdownFile | None, tuple[Finding, ...]]:
    """Read a section, a document, or a policy's summary, which has lines and nothing else."""
    if source.lines[0].rstrip() != "---":
        return None, (_not_begun(source),)
    end = next((n for n, line in enumerate(source.lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        return None, (_never_closed(source),)
    if not any(line.strip() for line in source.lines[1:end]):
        fix = "Type title: and the other settings between the two lines of hyphens. If they stand below, delete the second."
        return None, (
            Finding(reading_codes.FILE005, Span(source.path, end + 1), "There are no settings above this line.", fix),
        )
    front, front_findings = YamlText(source.path, source.lines[1:end], first_line=2).read()
    body = _Body(source, end + 1, holds)
    body.is_form = holds == "document" and front is not None and front.get("kind") == "form"
    blocks = body.read()
    findings = (*front_findings, *body.findings)
    return (MarkdownFile(source.path, front, blocks) if front is not None else None), findings


def front_matter(source: SourceText) -> YamlText | None:
    """The settings at the top of a file; none where they are not between two lines of hyphens."""
    is_end = [line.rstrip() == "---" for line in source.lines]
    return YamlText(source.path, source.lines[1 : is_end.index(True, 1)], 2) if is_end[0] and any(is_end[1:]) else None


def _not_begun(source: SourceText) -> Finding:
    """The finding for a file that does not begin with the line of hyphens above its settings."""
    if next((line.strip() for line in source.lines if line.strip()), "") == "---":
        message, fix = "The line of hyphens (---) must be the very first.", "Delete the lines and spaces before it."
        first = next(n for n, line in enumerate(source.lines) if line.strip())
        indent = len(source.lines[first]) - len(source.lines[first].lstrip())
        spaces = [Edit(Span(source.path, first + 1, 1, indent), "")] if indent else []
        empty = [delete_line(source.path, n, source.lines) for n in range(1, first + 1)]
        return Finding(reading_codes.FILE005, Span(source.path), message, fix, edits=as_layout([*empty, *spaces]))
    message = "The settings at the top are missing."
    fix = "Begin the file with a line ---, then title: and the other settings, then a second line ---."
    return Finding(reading_codes.FILE005, Span(source.path), message, fix)


def _never_closed(source: SourceText) -> Finding:
    """The finding for settings without an end, at the line that was probably meant as their end."""
    meant = next((n for n, line in enumerate(source.lines[1:], 2) if _MEANT_AS_END.fullmatch(line)), None)
    if meant is None:
        fix = "Type a line of three hyphens (---) after the last setting."
        return Finding(reading_codes.FILE005, Span(source.path), "The settings at the top are never closed.", fix)
    span = Span(source.path, meant, 1, len(source.lines[meant - 1]))
    return Finding(
        reading_codes.FILE005,
        span,
        "The settings at the top end with exactly three hyphens.",
        "Type --- in this line, and nothing else.",
        edits=as_layout([Edit(span, "---")]),
    )


_ONLY_WHERE = {
    "table": re.compile(r"\|"),
    "fence": re.compile("```|~~~"),
    "blockquote": re.compile(">"),
    "hr": re.compile(r"([-*_])[ \t]*\1[ \t]*\1"),
    "reference": re.compile(r"\[(?!\^)[^\[\]]*\]:"),
    "html_block": re.compile("<"),
    "heading": re.compile(r"#(?:[ \t]|$)", re.MULTILINE),
    "lheading": re.compile(r"[=-][ \t]*$", re.MULTILINE),
}
"""Kinds of block, and what the text of each must hold: hardly a file has any, and every line would be tried for each."""


def parse_blocks(text: str, environment: dict[str, Any]) -> list[Token]:
    """Return the blocks of a text, the words in them not parsed; ``environment`` gets the definitions of links."""
    absent = tuple(kind for kind, mark in _ONLY_WHERE.items() if not mark.search(text))
    return content_parser(("inline", *absent)).parse(text, environment)


_MARKUP = re.compile(r"[<`~^]|!\[")  # where none of these stands, there is nothing to refuse in a paragraph


class _Body:
    """One pass over the blocks of a body."""

    def __init__(self, source: SourceText, first: int, holds: FileKind) -> None:
        self.source = source
        self.first = first  # index of the first line of the body
        self.holds = holds
        self.level = 0  # of the heading above
        self.is_form = False
        self.notes: dict[str, Span] = {}
        self.note_signs: dict[str, Span] = {}
        self.findings: list[Finding] = []

    def read(self) -> tuple[Block, ...]:
        """Return all blocks in order."""
        environment: dict[str, Any] = {}
        tokens = parse_blocks("\n".join(self.source.lines[self.first :]) + "\n", environment)
        for definition in (*environment.get("references", {}).values(), *environment.get("duplicate_refs", ())):
            self.report(
                reading_codes.FILE007,
                self.whole(definition["map"][0]),
                "A line such as [name]: address is not shown to any reader.",
                "Write the link where it belongs, as [words](address), or put other words first in this line.",
            )
        blocks = tuple(self.blocks(tokens))
        if self.notes or self.note_signs:
            self.check_notes()
        return blocks

    def check_notes(self) -> None:
        """Report a sign of a footnote without the note, and a note without its sign."""
        for label, span in self.note_signs.items():
            if label not in self.notes:
                fix = f"Type the note in a paragraph of its own: [^{label}]: and its words. Or delete this sign."
                self.report(reading_codes.FILE007, span, f"There is no footnote [^{label}] in this file.", fix)
        for label, span in self.notes.items():
            if label not in self.note_signs:
                fix = f"Type [^{label}] where readers are to find it, or delete the note."
                self.report(reading_codes.FILE007, span, f"Nothing in this file leads to the footnote [^{label}].", fix)

    def place(self, row: int, column: int = 0, length: int = 1) -> Span:
        """Return the span of a place by line index in the body and column from 0."""
        return Span(self.source.path, self.first + row + 1, column + 1, max(length, 1))

    def whole(self, row: int) -> Span:
        """Return the span of a whole line of the body, without the spaces around it."""
        line = self.line(row)
        return self.place(row, len(line) - len(line.lstrip()), len(line.strip()))

    def line(self, row: int) -> str:
        """Return a line of the body by index."""
        return self.source.lines[self.first + row] if self.first + row < len(self.source.lines) else ""

    def report(self, code: Code, span: Span, message: str, fix: str, edits: Iterable[Edit] = ()) -> None:
        """Keep a finding."""
        self.findings.append(Finding(code, span, message, fix, edits=tuple(edits)))

    def without(self, row: int) -> Edit:
        """Return the edit that deletes a line of the body."""
        return delete_line(self.source.path, self.first + row + 1, self.source.lines)

    def taken_out(self, rows: Iterable[int], pattern: re.Pattern[str]) -> Iterator[Edit]:
        """Yield the edits that delete, from the beginning of each line, what a pattern matches as ``mark``."""
        for row in rows:
            if (match := pattern.match(self.line(row))) and match["mark"]:
                yield Edit(self.place(row, match.start("mark"), len(match["mark"])), "")

    def refused_edits(self, token: Token) -> Iterator[Edit]:
        """Yield what the fix of ``_NOT_ALLOWED`` would have somebody type; nothing where more is to be done."""
        begin, end = token.map or (0, 0)
        match token.type:
            case "hr":
                yield self.without(begin)
            case "blockquote_open":
                yield from self.taken_out(range(begin, end), _QUOTATION_SIGN)
            case "code_block" if end - begin == 1:
                yield from self.taken_out(range(begin, end), _INDENT)
            case "heading_open" if token.markup.startswith("#"):
                yield from self.taken_out([begin], _HEADING_SIGN)

    def kept(self, identifier: Attribute | Finding) -> Attribute | None:
        """Return an id; where it is a finding instead, that is kept."""
        if isinstance(identifier, Attribute):
            return identifier
        self.findings.append(identifier)
        return None

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        """Yield the blocks of a sequence of tokens at one level."""
        index = 0
        while index < len(tokens):
            token = tokens[index]
            end = _closing(tokens, index)
            inside = tokens[index + 1 : end]
            match token.type:
                case "paragraph_open":
                    yield from self.paragraphs(inside[0])
                case "bullet_list_open" | "ordered_list_open":
                    yield self.list(token, inside, depth=1)
                case "heading_open":
                    if heading := self.heading(token, inside[0]):
                        yield heading
                case "blockquote_open" if self.holds != "summary":
                    yield from self.quotation(inside)
                case "table_open" if self.holds != "summary":
                    if table := self.table(token):
                        yield table
                case _:
                    self.refuse(token)
            index = end + 1

    def refuse(self, token: Token) -> None:
        """Report a block that content may not have."""
        span = self.whole(token.map[0] if token.map else 0)
        if token.type == "html_block":
            self.report(
                reading_codes.FILE006,
                span,
                "This is raw HTML.",
                "Write it as ordinary text; delete what stands between < and >.",
            )
            return
        label, fix = _NOT_ALLOWED.get(token.type, ("This", "Write it as a paragraph or as a list item (- text)."))
        if self.holds == "summary" and token.type == "table_open":
            fix = "Move it into a section: each line of the summary is an item (- text)."
        edits = self.refused_edits(token)
        self.report(reading_codes.FILE007, span, f"{label} has no place here.", fix, edits)

    def paragraphs(self, inline: Token) -> Iterator[Passage]:
        """Yield a paragraph of the file; footnotes on lines below one another are one each."""
        row, lines = inline.map[0] if inline.map else 0, inline.content.split("\n")
        begins = [n for n, text in enumerate(lines) if _NOTE.match(text.lstrip())]
        if not begins or self.holds == "summary":
            kind: PassageKind = "definition" if any(_DEFINITION.match(text.lstrip()) for text in lines) else "text"
            if passage := self.passage(row, inline.content, kind):
                yield passage
            return
        if begins[0]:
            fix = "Put an empty line before it, so that it is a paragraph of its own."
            edits = [insert_line(self.source.path, self.first + row + begins[0] + 1, "")]
            message = "A footnote begins in the middle of a paragraph."
            self.report(reading_codes.FILE007, self.whole(row + begins[0]), message, fix, edits)
            return
        for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True):
            if passage := self.note(row + begin, "\n".join(lines[begin:end])):
                yield passage

    def note(self, row: int, content: str) -> Passage | None:
        """Return a footnote: its words without the sign before them, which is its label."""
        match = _NOTE.match(content.lstrip())
        label = match["label"] if match else ""
        span = self.place(row, self.line(row).index("[^"), len(label) + 3)
        if not label.isdecimal():
            fix = "Type a number, here and in the sentence: [^1]"
            self.report(reading_codes.FILE007, span, f"A footnote has a number, and “{label}” is none.", fix)
        elif label in self.notes:
            fix = "Give this one another number, here and in its sentence."
            self.report(reading_codes.FILE007, span, f"Two footnotes of this file are called [^{label}].", fix)
        self.notes.setdefault(label, span)
        words = content.lstrip()[match.end() if match else 0 :]
        if not words.strip():
            self.report(reading_codes.FILE007, span, "This footnote has no words.", "Type them, or delete the note.")
            return None
        passage = self.passage(row, words, "note")
        return passage._replace(label=label) if passage else None

    def quotation(self, tokens: Sequence[Token]) -> Iterator[Passage]:
        """Yield the paragraphs of a quotation."""
        index = 0
        while index < len(tokens):
            token, end = tokens[index], _closing(tokens, index)
            if token.type == "paragraph_open":
                inline = tokens[index + 1]
                if passage := self.passage(inline.map[0] if inline.map else 0, inline.content, "quotation"):
                    yield passage
            elif token.type == "ordered_list_open":  # a law's own figures, which stay as they are
                yield from self.quoted_list(tokens[index + 1 : end])
            elif token.type.endswith("list_open"):
                self.report(
                    reading_codes.FILE007,
                    self.whole(token.map[0] if token.map else 0),
                    "A list has no place inside a quotation.",
                    "Type each point as a paragraph of the quotation, with the letter or number that is printed there: > (a) text",
                )
            else:
                self.refuse(token)
            index = end + 1

    def quoted_list(self, tokens: Sequence[Token]) -> Iterator[Passage]:
        """Yield the items of a list with figures inside a quotation, as paragraphs that begin with the figure that is typed."""
        index = 0
        while index < len(tokens):
            end = _closing(tokens, index)
            paragraphs = list(self.quotation(tokens[index + 1 : end]))
            if paragraphs:
                first, (begin, *others) = paragraphs[0], paragraphs[0].wording.starts
                figure = self.line(begin.line - self.first - 1)[: begin.column - 1].lstrip(" >")
                begin = begin._replace(column=begin.column - len(figure))
                wording = Wording(f"{figure}{first.wording.text}", (begin, *others))
                yield first._replace(wording=wording, span=first.span._replace(column=begin.column))
            yield from paragraphs[1:]
            index = end + 1

    def table(self, token: Token) -> PassageTable | None:
        """Return a table: each line of it is a row."""
        first, end = token.map or (0, 0)
        columns = self.row(first, "columns")
        rows = [self.row(number, "row") for number in range(first + 2, end)]
        if columns is None:
            return None
        if not rows:
            fix = "Type its rows below it, one a line: | words | words |"
            self.report(reading_codes.FILE007, self.whole(first), "This table has no rows.", fix)
        wanted = len(cells(columns.wording))
        for row in filter(None, rows):
            if (found := len(cells(row.wording))) != wanted:
                is_braces = found == 1 and braces.LINE.match(row.wording.text)
                message = (
                    "Braces below a table belong to no row."
                    if is_braces
                    else f"This row has {found} cell{'s'[: found != 1]}, and the table has {wanted} columns. Readers would miss words or see gaps."
                )
                fix = (
                    "Type them at the end of the row that they name, before its last bar: | words | words { #its-id } |"
                    if is_braces
                    else "Type a cell for each column: | words | words |. A bar that belongs to the words is typed \\|"
                )
                self.report(reading_codes.FILE007, row.wording.starts[0], message, fix)
        return PassageTable(columns, tuple(row for row in rows if row))

    def row(self, number: int, kind: PassageKind) -> Passage | None:
        """Return one row of a table, without the bars around it; braces at its end are its own."""
        line = self.line(number).rstrip()
        begin = len(line) - len(line.lstrip())
        begin += line[begin : begin + 1] == "|"
        text = line[begin:-1] if line.endswith("|") and not line.endswith("\\|") else line[begin:]
        begin += len(text) - len(text.lstrip())
        text = text.strip()
        identifier: Attribute | None = None
        attributes: dict[str, Attribute] = {}
        if match := _ROW_BRACES.search(text):
            inside = braces.LINE.match(match[0].strip())
            if inside and match.start():
                identifier, attributes, findings = braces.read(inside, self.place(number, begin + match.start(), 1))
                self.findings += findings
                text = text[: match.start()].rstrip()
        span = self.place(number, begin, len(text))
        wording = Wording(text, (span,))
        end = self.place(number, begin + len(text))._replace(length=0)
        for cell in () if braces.LINE.match(text) else cells(wording):
            self.findings += braces.find_misplaced_braces(cell, end)
            self.check_inline(cell.text, cell)
        return Passage(wording, span, identifier, attributes, kind=kind)

    def heading(self, token: Token, inline: Token) -> Heading | None:
        """Return a heading where headings belong, else a finding."""
        row = token.map[0] if token.map else 0
        if not token.markup.startswith("#"):
            self.report(
                reading_codes.FILE007,
                self.whole(token.map[1] - 1 if token.map else row),
                "This line makes a heading of the text above it.",
                "Delete it. If it was to be an item of a list, type its text after the hyphen.",
            )
            return None
        text, identifier = inline.content, None
        if match := _HEADING_ID.search(text):
            text = text[: match.start()]
            column = self.line(row).rfind("#" + match["id"])
            identifier = self.kept(braces.identifier(match["id"], self.place(row, column, len(match["id"]) + 1)))
        levels = _LEVELS[self.holds]
        if refused := self.refused_heading(token, text):
            edits = [Edit(self.place(row, self.line(row).index("#"), len(token.markup)), "##")]
            is_level = bool(levels and text) and self.is_wrong_level(token)
            self.report(reading_codes.FILE007, self.whole(row), *refused, edits if is_level else ())
            return None
        self.level = int(token.tag[1:])
        place = self.place(row, self.line(row).index(text), len(text))
        return Heading(text, self.whole(row), identifier, levels[token.tag], Wording(text, (place,)))

    def is_wrong_level(self, token: Token) -> bool:
        """Whether a heading is of no level that belongs here, or of the lower level without one of the higher above it."""
        return token.tag not in _LEVELS[self.holds] or (token.tag == "h3" and not self.level)

    def refused_heading(self, token: Token | None, text: str) -> tuple[str, str] | None:
        """What is wrong with a heading, and its cure; of one that is no token, only whether headings belong here."""
        if self.holds == "summary":
            return (
                "A policy’s summary has no headings.",
                "Delete the line: each line of the summary is an item (- text).",
            )
        if token is None:
            return None
        if self.is_wrong_level(token):
            return (
                "Headings here begin with ##, and those below them with ###.",
                "Begin the heading with ## and a space.",
            )
        if not text:
            return "This heading has no words.", "Type its words after ##, or delete the line."
        kinds = [child.type for child in parse_inline(text)]
        if kinds != ["text"] or "{" in text or "}" in text:
            fix = "Type ## and words alone. An id may follow them: ## Devices { #my-devices }"
            return "A heading is plain words, without tokens, links or marks.", fix
        return None

    def list(self, opening: Token, tokens: Sequence[Token], depth: int) -> PassageList:
        """Return the items of a list, each with at most one list inside."""
        items: list[Passage] = []
        index = 0
        while index < len(tokens):
            end = _closing(tokens, index)
            if item := self.item(tokens[index], tokens[index + 1 : end], depth):
                items.append(item)
            index = end + 1
        ordered = opening.type == "ordered_list_open"
        return PassageList(ordered, tuple(items), self.first_number(tokens) if ordered else 1)

    def first_number(self, tokens: Sequence[Token]) -> int:
        """Return the first number of a list; numbers that do not go on from it, and are not all the same, are reported."""
        level = min((token.level for token in tokens), default=0)
        opened = [token for token in tokens if token.type == "list_item_open" and token.level == level]
        typed = [int(token.info) for token in opened]
        shown = list(range(typed[0], typed[0] + len(typed)))
        if typed != shown and len(set(typed)) > 1:
            wrong = next(n for n, (own, right) in enumerate(zip(typed, shown, strict=True)) if own != right)
            place = opened[wrong].map
            row = place[0] if place else 0
            self.report(
                reading_codes.FILE007,
                self.whole(row)._replace(length=len(str(typed[wrong])) + 1),
                f"This is typed as number {typed[wrong]}, and readers would see {shown[wrong]}: a list counts on.",
                f"Type {shown[wrong]}, or begin the text with a hyphen and its number: - {typed[wrong]} text",
                [Edit(self.whole(row)._replace(length=len(str(typed[wrong]))), str(shown[wrong]))],
            )
        return typed[0]

    def item(self, opening: Token, tokens: Sequence[Token], depth: int) -> Passage | None:
        """Return a list item: its paragraphs, then perhaps one list."""
        row = opening.map[0] if opening.map else 0
        if tokens and tokens[0].type not in ("paragraph_open", "bullet_list_open", "ordered_list_open"):
            self.refuse(tokens[0])
            return None
        if not tokens or tokens[0].type != "paragraph_open":
            self.report(
                reading_codes.FILE007,
                self.whole(row),
                "This list item has no text of its own.",
                "Type its text after the hyphen.",
            )
            return None
        end = _closing(tokens, 0)
        passage = self.passage(tokens[1].map[0] if tokens[1].map else row, tokens[1].content)
        if passage and self.is_form:
            passage = self.as_box(passage)
        if passage:
            self.check_item(passage)
        nested: PassageList | None = None
        more: list[Passage] = []
        index = end + 1
        while index < len(tokens):
            token, end = tokens[index], _closing(tokens, index)
            if token.type in ("bullet_list_open", "ordered_list_open") and nested is None and depth < _DEEPEST:
                nested = self.list(token, tokens[index + 1 : end], depth + 1)
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                self.report(
                    reading_codes.FILE007,
                    self.whole(token.map[0] if token.map else row),
                    "This item has a list already."
                    if nested
                    else "Lists go two levels deep inside a list, no further.",
                    "Make this list part of the one above it.",
                )
            elif token.type == "paragraph_open":
                more += self.later_paragraph(tokens[index + 1], nested)
            else:
                self.refuse(token)
            index = end + 1
        if passage is None or (nested is None and not more):
            return passage
        return passage._replace(nested=nested, more=tuple(more))

    def as_box(self, passage: Passage) -> Passage:
        """Return an item of a form that begins with a box to tick as one, without the box."""
        match = _TICK_BOX.match(passage.wording.text)
        if match is None:
            return passage
        if match[0][1] in "xX":
            place, message = passage.wording.span(0, 3), "This box is ticked already, and a form is given out empty."
            self.report(reading_codes.FILE007, place, message, "Type an empty box: [ ]", [Edit(place, "[ ]")])
        return passage._replace(wording=passage.wording.without_start(match.end()), kind="box")

    def check_item(self, passage: Passage) -> None:
        """Report what is wrong in a list item only: a box to tick, and braces that may belong to the list around it."""
        if _TICK_BOX.match(passage.wording.text):
            span = passage.wording.span(0, 3)
            box = passage.wording.span(0, passage.wording.text.index("]") + 2)
            message, fix = "A box to tick has no place here.", "Delete the box: [ ]"
            self.report(reading_codes.FILE007, span, message, fix, [Edit(box, "")])
        spans = [attribute.span for attribute in (passage.id, *passage.attributes.values()) if attribute]
        if spans and spans[0].column <= passage.span.column:
            self.report(
                reading_codes.FILE008,
                spans[0],
                "These braces stand further left than the text they belong to.",
                "Type spaces before them until the brace stands under the first letter of that text.",
                self.moved_right(spans[0], passage.span.column),
            )

    def moved_right(self, span: Span, column: int) -> Iterator[Edit]:
        """Yield the edit that types spaces before the braces in a line, until they begin at ``column``."""
        line = self.source.lines[span.line - 1]
        indent = len(line) - len(line.lstrip())
        yield Edit(Span(span.path, span.line, 1, indent), " " * (column - 1), is_layout=True)

    def later_paragraph(self, inline: Token, nested: PassageList | None) -> Iterator[Passage]:
        """Yield a later paragraph of an item, if it is one: not braces with an empty line above them."""
        row = inline.map[0] if inline.map else 0
        if braces.LINE.match(inline.content.strip()):
            self.stray_braces(row)
        elif nested:
            message = "This paragraph comes after the list inside its item."
            self.report(reading_codes.FILE007, self.whole(row), message, "Move it above that list, or make it an item.")
        elif passage := self.passage(row, inline.content, "more"):
            if passage.id or passage.attributes:
                fix = "Move them to the first paragraph of the item, or make this an item of its own (- text)."
                message = "These braces are below a later paragraph of an item, which has one id."
                span = (passage.id or next(iter(passage.attributes.values()))).span
                self.report(reading_codes.FILE008, span, message, fix)
            yield passage

    def stray_braces(self, row: int) -> None:
        """Report braces that belong to no text; where the line above them was refused, that is what parts them."""
        if any(finding.span.line == self.first + row for finding in self.findings):
            return
        self.report(
            reading_codes.FILE008,
            self.whole(row),
            "These braces belong to no text.",
            "Delete the empty line above them, so that they stand directly under their text.",
            self.joined(row),
        )

    def sign(self, row: int, lines: Sequence[str], n: int, column: int) -> bool:
        """Report a line that was to begin an item or a heading and does not, by the sign it begins with; whether it did.

        In the middle of a text it is one only below a line of braces, or left of the item at ``column`` that it would
        run on in; items that run on in a paragraph are TXT016.
        """
        is_left = n > 0 and len(self.line(row)) - len(self.line(row).lstrip()) < column - 1
        is_below_braces = is_left or (n > 0 and braces.LINE.match(lines[n - 1].strip()) is not None)
        if n and not is_below_braces:
            return False
        is_alone = is_below_braces or len(lines) == 1 or braces.LINE.match(lines[1].strip()) is not None
        if is_alone and (match := _NO_ITEM.match(lines[n])):
            sign = "a hyphen and no space" if match[0] == "-" else f"“{match[0].strip()}”, not with a hyphen"
            message = f"This line begins with {sign}, so readers would not see it as an item of a list."
            fix = f"Type a hyphen and a space (- ) in place of “{match[0].strip()}”."
            text = "- "
        elif match := _NO_HEADING.match(lines[n]):
            if self.holds == "summary":
                message, fix = self.refused_heading(None, lines[n]) or ("", "")
                self.report(reading_codes.FILE007, self.whole(row), message, fix)
                return True
            message = f"There is no space after {match[0]}, so readers would see the signs and no heading."
            fix, text = "Type ## and a space before the words.", "## "
        else:
            return False
        line = self.line(row)
        span = self.place(row, len(line) - len(line.lstrip()), len(match[0]))
        if n == 0 and text == "- " and line.lstrip() != lines[0] and not line.lstrip().startswith(match[0]):
            span = self.place(row, line.index(lines[0].rstrip()), len(match[0]))
        is_mark = not any(map(str.isalnum, match[0]))  # and no letter or number of an item
        self.report(reading_codes.FILE007, span, message, fix, [Edit(span, text, is_layout=is_mark)])
        return True

    def joined(self, row: int) -> Iterator[Edit]:
        """Yield the edits that delete the empty lines above braces, where there is text above those."""
        above = row - 1
        while above >= 0 and not self.line(above).strip():
            above -= 1
        if 0 <= above < row - 1 and not braces.LINE.match(self.line(above).strip()):
            yield from as_layout(self.without(number) for number in range(above + 1, row))

    def moved_down(self, row: int, lines: Sequence[str]) -> Iterator[Edit]:
        """Yield the edits that move the braces above a text to below it, where that has none of its own."""
        if not any("{" in text or "}" in text for text in lines[1:]):
            yield self.without(row)
            yield insert_line(self.source.path, self.first + row + 1 + len(lines), self.line(row).rstrip())

    def passage(self, row: int, content: str, kind: PassageKind = "text") -> Passage | None:
        """Return the words and attributes of one paragraph, which begins in line ``row``."""
        lines = [text.lstrip() for text in content.split("\n")]
        starts = [self.line_start(row + n, text) for n, text in enumerate(lines)]
        is_verbatim = kind in ("quotation", "note")
        signs = [not is_verbatim and self.sign(row + n, lines, n, starts[0].column) for n in range(len(lines))]
        if any(signs):
            return None
        if kind == "definition" and _DEFINITION.match(lines[0]):
            fix = "Delete the empty line above it, so that it stands directly below the word it explains."
            message = "This begins with a colon, and no word that it explains stands above it."
            self.report(reading_codes.FILE007, self.whole(row), message, fix, self.joined(row))
            return None
        identifier: Attribute | None = None
        attributes: dict[str, Attribute] = {}
        for n, text in enumerate(lines):
            if match := braces.LINE.match(text.strip()):
                if len(lines) == 1:
                    self.stray_braces(row)
                    return None
                if n == 0:  # the id was typed above its text
                    self.report(
                        reading_codes.FILE008,
                        starts[n],
                        "Text follows directly after these braces.",
                        "Move this line to directly below the text that it names.",
                        self.moved_down(row, lines),
                    )
                    return None
                if n < len(lines) - 1:
                    self.report(
                        reading_codes.FILE008,
                        starts[n],
                        "Text follows directly after these braces.",
                        "Put an empty line after the braces.",
                        as_layout([insert_line(self.source.path, self.first + row + n + 2, "")]),
                    )
                else:
                    identifier, attributes, findings = braces.read(match, starts[n])
                    self.findings += findings
                lines, starts = lines[:n], starts[:n]
                break
        if not lines:
            self.stray_braces(row)
            return None
        wording = Wording("\n".join(lines), tuple(starts))
        self.findings += braces.find_misplaced_braces(wording)
        self.check_inline(content, wording)
        if self.is_form and (match := _BLANK.search(wording.text)):
            kind = "blank"
            wording = self.to_fill_in(wording, match)
        return Passage(wording, wording.span(0, len(lines[0])), identifier, attributes, kind=kind)

    def to_fill_in(self, wording: Wording, match: re.Match[str]) -> Wording:
        """Return the words before a line to fill in, which stands at the end of its own line and names what is asked."""
        label = wording.text[: match.start()].rstrip()
        if not label or match.end() < len(wording.text.rstrip()) or "\n" in wording.text:
            fix = "Type each in a paragraph of its own, with its words before it: Your name: ____"
            self.report(
                reading_codes.FILE007,
                wording.span(*match.span()),
                "A line to fill in has one paragraph, and words before it that say what is asked.",
                fix,
            )
        return Wording(label or wording.text, wording.starts)

    def line_start(self, row: int, text: str) -> Span:
        """Return where ``text``, the content of line ``row``, begins in the file."""
        text = text.strip()
        return self.place(row, max(len(self.line(row).rstrip()) - len(text), 0), len(text))

    def check_inline(self, content: str, wording: Wording) -> None:
        """Report raw HTML, pictures and the like inside a paragraph, and take note of the signs of footnotes."""
        if not _MARKUP.search(content):
            return
        for sign in NOTE_SIGN.finditer(wording.text):
            self.note_signs.setdefault(sign["label"], wording.span(*sign.span()))
        for match in _RAISED.finditer(wording.text):
            if not any(link.start() < match.start() < link.end() for link in _ADDRESS.finditer(wording.text)):
                mark, word = match["mark"], match["word"]
                where = "raised" if mark == "^" else "lowered"
                signs = ((match.start("mark"), match.end("mark")), (match.end() - 1, match.end()))
                self.report(
                    reading_codes.FILE007,
                    wording.span(*match.span()),
                    f"“{match[0]}” is not shown as {where} letters: readers would see the marks.",
                    f"Delete the marks ({mark}) and keep the letters: {match['before']}{word}",
                    [Edit(wording.span(*place), "") for place in signs],
                )
        position, opened = 0, False
        for child in parse_inline(content):
            refused = _NOT_ALLOWED_INSIDE.get(child.type)
            if refused is None or (opened and child.content.startswith("</")):
                continue  # a closing tag is said where it was opened
            opened = opened or child.type == "html_inline"
            mark = {"image": "![", "html_inline": child.content}.get(child.type, child.markup)
            start = max(wording.text.find(mark, position), 0)
            end = start + len(mark) + (len(child.content) + len(mark) if child.type == "code_inline" else 0)
            position = end
            code, message, fix = refused
            edits: tuple[Edit, ...] = ()
            if child.type == "code_inline" and wording.text[end - len(mark) : end] == mark:
                signs = ((start, start + len(mark)), (end - len(mark), end))
                edits = tuple(Edit(wording.span(*sign), "") for sign in signs)
            self.report(code, wording.span(start, end), message.format(child.content[:40]), fix, edits)


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
