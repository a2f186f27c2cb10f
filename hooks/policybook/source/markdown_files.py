"""Markdown as front matter and a tree of passages, with the place of every word. Not for what a passage obliges.

CommonMark (markdown-it-py) and not Python-Markdown reads the content: it says on which line each block began, which
findings need, and it is what GitHub's own rendering follows, which is where the headteacher looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from markdown_it.token import Token

from policybook.basics.edits import Edit, as_layout, delete_line, insert_line
from policybook.basics.findings import Code, Finding, Span
from policybook.basics.inline_markdown import content_parser, parse_inline
from policybook.source import braces, reading_codes
from policybook.source.passages import Attribute, Block, Heading, MarkdownFile, Passage, PassageList, Wording
from policybook.source.text_files import SourceText
from policybook.source.yaml_files import YamlText

_HEADING_ID = re.compile(r"\s*\{:?\s*#(?P<id>[^\s{}]+)\s*\}$")
_NOT_ALLOWED = {
    "fence": ("A block of code", "Delete the lines with the marks (```) around it."),
    "code_block": ("A block of code (text indented by four spaces)", "Delete the spaces at the beginning of the line."),
    "blockquote_open": ("A quotation mark (>) at the start of a line", "Delete it, on each of these lines."),
    "hr": ("A line across the page", "Delete it."),
    "heading_open": ("A heading", "Delete the marks (#) before it."),
    "table_open": ("A table", "Write it as a list, with an item (- text) for each of its rows."),
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


def read_markdown(source: SourceText, *, headings: bool) -> tuple[MarkdownFile | None, tuple[Finding, ...]]:
    """Read a section or a document (``headings`` says whether headings belong in it)."""
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
    body = _Body(source, end + 1, headings=headings)
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
    "reference": re.compile(r"\]:"),
    "html_block": re.compile("<"),
    "heading": re.compile(r"#(?:[ \t]|$)", re.MULTILINE),
    "lheading": re.compile(r"[=-][ \t]*$", re.MULTILINE),
}
"""Kinds of block, and what the text of each must hold: hardly a file has any, and every line would be tried for each."""


def parse_blocks(text: str, environment: dict[str, Any]) -> list[Token]:
    """Return the blocks of a text, the words in them not parsed; ``environment`` gets the definitions of links."""
    absent = tuple(kind for kind, mark in _ONLY_WHERE.items() if not mark.search(text))
    return content_parser(("inline", *absent)).parse(text, environment)


_MARKUP = re.compile(r"[<`]|!\[|~~")  # where none of these stands, there is nothing to refuse in a paragraph


class _Body:
    """One pass over the blocks of a body."""

    def __init__(self, source: SourceText, first: int, *, headings: bool) -> None:
        self.source = source
        self.first = first  # index of the first line of the body
        self.headings = headings
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
        return tuple(self.blocks(tokens))

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
        edits = self.refused_edits(token)
        self.report(reading_codes.FILE007, span, f"{label} has no place here.", fix, edits)

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
        if refused := self.refused_heading(token, text):
            edits = [Edit(self.place(row, self.line(row).index("#"), len(token.markup)), "##")]
            is_level = self.headings and token.tag != "h2" and bool(text)
            self.report(reading_codes.FILE007, self.whole(row), *refused, edits if is_level else ())
            return None
        return Heading(text, self.whole(row), identifier)

    def refused_heading(self, token: Token | None, text: str) -> tuple[str, str] | None:
        """What is wrong with a heading, and its cure; of one that is no token, only whether headings belong here."""
        if not self.headings:
            fix = "Make it a section of its own (a new file, listed in policy.yml), or a paragraph."
            return "A section has no headings inside it.", fix
        if token is None:
            return None
        if token.tag != "h2":
            return "A document has headings of the second level only.", "Begin the heading with ## and a space."
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
        return PassageList(opening.type == "ordered_list_open", tuple(items))

    def item(self, opening: Token, tokens: Sequence[Token], depth: int) -> Passage | None:
        """Return a list item: one paragraph, then perhaps one list."""
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
        passage = self.passage(tokens[1])
        if passage:
            self.check_item(passage)
        nested: PassageList | None = None
        index = end + 1
        while index < len(tokens):
            token, end = tokens[index], _closing(tokens, index)
            if token.type in ("bullet_list_open", "ordered_list_open") and nested is None and depth == 1:
                nested = self.list(token, tokens[index + 1 : end], depth + 1)
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                self.report(
                    reading_codes.FILE007,
                    self.whole(token.map[0] if token.map else row),
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

    def second_paragraph(self, inline: Token) -> None:
        """Report a second paragraph in an item; mostly braces with an empty line above them."""
        row = inline.map[0] if inline.map else 0
        if braces.LINE.match(inline.content.strip()):
            self.stray_braces(row)
            return
        self.report(
            reading_codes.FILE007,
            self.whole(row),
            "A list item holds one paragraph.",
            "Make this an item of its own (- text).",
        )

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
            if not self.headings:
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

    def passage(self, inline: Token) -> Passage | None:
        """Return the words and attributes of one paragraph."""
        row = inline.map[0] if inline.map else 0
        lines = [text.lstrip() for text in inline.content.split("\n")]
        starts = [self.line_start(row + n, text) for n, text in enumerate(lines)]
        signs = [self.sign(row + n, lines, n, starts[0].column) for n in range(len(lines))]
        if any(signs):
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
        self.check_inline(inline, wording)
        return Passage(wording, wording.span(0, len(lines[0])), identifier, attributes)

    def line_start(self, row: int, text: str) -> Span:
        """Return where ``text``, the content of line ``row``, begins in the file."""
        text = text.strip()
        return self.place(row, max(len(self.line(row).rstrip()) - len(text), 0), len(text))

    def check_inline(self, inline: Token, wording: Wording) -> None:
        """Report raw HTML, pictures and the like inside a paragraph."""
        if not _MARKUP.search(inline.content):
            return
        position, opened = 0, False
        for child in parse_inline(inline.content):
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
