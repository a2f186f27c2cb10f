"""The words of a paragraph: its lines, the braces below them, and what may not be inside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policybook.basics.edits import Edit, as_layout, insert_line
from policybook.basics.findings import Span
from policybook.basics.inline_markdown import NOTE_SIGN, parse_inline
from policybook.source import braces, reading_codes
from policybook.source.body_lines import BodyLines
from policybook.source.drawn_tables import find_drawn_table
from policybook.source.headings import NONE_IN_A_SUMMARY
from policybook.source.passages import Attribute, Passage, PassageKind, Wording

_NOT_ALLOWED_INSIDE = {
    "html_inline": (reading_codes.FILE006, "“{}” is raw HTML.", "Delete it, or write it in ordinary words."),
    "image": (
        reading_codes.FILE007,
        "A picture has no place here.",
        "Say in words what it shows: the steps of a flow chart as a list with figures (1. text), a chart as a table.",
    ),
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
_LINE_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)
_NO_ITEM = re.compile(
    r"(?:[–—\u2212•·▪◦‣\uf0a7\uf0b7\uf0d8\uf0fc→➢➤►✓✔]|--|->|=>)\s*(?=[^\s-])|o\s+(?=[^\W\d])|-(?=[^\W\d_])"
)
_NO_HEADING = re.compile(r"#{1,6}(?=[^\W\d_])")
BLANK = re.compile(r"(?:\\?_){3,}|\.{6,}|…{2,}")
"""A line to fill in, as people type it."""
_BOX = re.compile(r"\[[ xX]?\](?=\s)|[☐☑☒□▢❏❑\uf06f\uf0a8](?=\s|\w)")
DEFINITION = re.compile(r":[ \t]+(?=\S)")
_RAISED = re.compile(r"(?<![\w\^~\\])(?P<before>\w*)(?P<mark>[\^~])(?P<word>[^\s\^~]{1,20})(?P=mark)(?![\^~])")
_OTHER_MARKS = re.compile(r"!\[\[[^\[\]\n]{1,80}\]\]|(?<![=\w])==(?P<words>[^\s=][^=\n]{0,80})==(?![=\w])")
"""What other programs read as a picture, or as words marked in colour."""
_ADDRESS = re.compile(r"\]\([^()\s]*\)|<[^<>\s]*>|https?://\S+")
_MARKUP = re.compile(r"[<`~^]|!\[|==")  # where none of these stands, there is nothing to refuse in a paragraph


class ParagraphReader:
    """Texts of paragraphs to passages; ``note_signs`` are the signs of footnotes that were met in them."""

    def __init__(self, lines: BodyLines, *, in_summary: bool, is_form: bool) -> None:
        self.lines, self.in_summary, self.is_form = lines, in_summary, is_form
        self.note_signs: dict[str, Span] = {}

    def read(self, row: int, content: str, kind: PassageKind = "text") -> Passage | None:
        """Return the words and attributes of one paragraph, which begins in line ``row``."""
        lines = [text.lstrip() for text in content.split("\n")]
        starts = [self.line_start(row + n, text) for n, text in enumerate(lines)]
        if self.is_misread(row, lines, starts, kind):
            return None
        identifier: Attribute | None = None
        attributes: dict[str, Attribute] = {}
        for n, text in enumerate(lines):
            if match := braces.LINE.match(text.strip()):
                if len(lines) == 1:
                    self.lines.stray_braces(row)
                    return None
                if n == 0:  # the id was typed above its text
                    self.lines.report(
                        reading_codes.FILE008,
                        starts[n],
                        "Text follows directly after these braces.",
                        "Move this line to directly below the text that it names.",
                        self.moved_down(row, lines),
                    )
                    return None
                if n < len(lines) - 1:
                    self.lines.report(
                        reading_codes.FILE008,
                        starts[n],
                        "Text follows directly after these braces.",
                        "Put an empty line after the braces.",
                        as_layout([self.lines.with_empty(row + n + 1)]),
                    )
                else:
                    identifier, attributes, findings = braces.read(match, starts[n])
                    self.lines.findings += findings
                lines, starts = lines[:n], starts[:n]
                break
        if not lines:
            self.lines.stray_braces(row)
            return None
        wording = Wording("\n".join(lines), tuple(starts))
        self.lines.findings += braces.find_misplaced_braces(wording)
        self.check_inline(content, wording)
        if self.is_form and kind in ("text", "more", "after") and (match := BLANK.search(wording.text)):
            kind = "blank"
            wording = self.to_fill_in(wording, match)
        return Passage(wording, wording.span(0, len(lines[0])), identifier, attributes, kind=kind)

    def is_misread(self, row: int, lines: Sequence[str], starts: Sequence[Span], kind: PassageKind) -> bool:
        """Report a text that was to be something else than a paragraph; whether it was."""
        if table := find_drawn_table(lines):
            edits = [insert_line(self.lines.path, self.lines.first + row + 2, table.hyphens)] if table.hyphens else []
            self.lines.report(reading_codes.FILE007, self.lines.whole(row), table.message, table.fix, edits)
            return True
        if kind == "definition" and DEFINITION.match(lines[0]):
            fix = "Delete the empty line above it, so that it stands directly below the word it explains."
            message = "This begins with a colon, and no word that it explains stands above it."
            self.lines.report(reading_codes.FILE007, self.lines.whole(row), message, fix, self.lines.joined(row))
            return True
        if kind in ("quotation", "note"):
            return False
        signs = [self.sign(row + n, lines, n, starts[0].column) for n in range(len(lines))]
        return any(signs) or any(map(self.box, starts, lines))

    def box(self, start: Span, text: str) -> bool:
        """Report a line that begins with a box to tick and is no item that does; whether it did."""
        match = _BOX.match(text)
        is_item = not self.lines.all[start.line - 1].lstrip().startswith(text[:1])
        if match is None or (is_item and match[0].startswith("[")):
            return False
        message = "A box to tick is typed in square brackets, as an item of a list: readers could not tick this one."
        fix = "Type it as one: - [ ] and its words."
        if not self.is_form:
            message = "A box to tick has no place here."
            fix = f"Delete the box: {match[0]}. If readers are to tick it, move the list to a form: a document with the line kind: form at its top."
        self.lines.report(reading_codes.FILE007, start._replace(length=len(match[0])), message, fix)
        return True

    def sign(self, row: int, lines: Sequence[str], n: int, column: int) -> bool:
        """Report a line that was to begin an item or a heading and does not, by the sign it begins with; whether it did.

        In the middle of a text it is one only below a line of braces, or left of the item at ``column`` that it would
        run on in; items that run on in a paragraph are TXT016.
        """
        is_left = n > 0 and len(self.lines.line(row)) - len(self.lines.line(row).lstrip()) < column - 1
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
            if self.in_summary:
                self.lines.report(reading_codes.FILE007, self.lines.whole(row), *NONE_IN_A_SUMMARY)
                return True
            message = f"There is no space after {match[0]}, so readers would see the signs and no heading."
            fix, text = "Type ## and a space before the words.", "## "
        else:
            return False
        line = self.lines.line(row)
        span = self.lines.place(row, len(line) - len(line.lstrip()), len(match[0]))
        if n == 0 and text == "- " and line.lstrip() != lines[0] and not line.lstrip().startswith(match[0]):
            span = self.lines.place(row, line.index(lines[0].rstrip()), len(match[0]))
        is_mark = not any(map(str.isalnum, match[0]))  # and no letter or number of an item
        self.lines.report(reading_codes.FILE007, span, message, fix, [Edit(span, text, is_layout=is_mark)])
        return True

    def moved_down(self, row: int, lines: Sequence[str]) -> Iterator[Edit]:
        """Yield the edits that move the braces above a text to below it, where that has none of its own."""
        if not any("{" in text or "}" in text for text in lines[1:]):
            yield self.lines.without(row)
            yield insert_line(self.lines.path, self.lines.first + row + 1 + len(lines), self.lines.line(row).rstrip())

    def to_fill_in(self, wording: Wording, match: re.Match[str]) -> Wording:
        """Return the words before a line to fill in, which stands at the end of its own line and names what is asked."""
        label = wording.text[: match.start()].rstrip()
        if not label or match.end() < len(wording.text.rstrip()) or "\n" in wording.text:
            fix = "Type each in a paragraph of its own, with its words before it: Your name: ____"
            self.lines.report(
                reading_codes.FILE007,
                wording.span(*match.span()),
                "A line to fill in has one paragraph, and words before it that say what is asked.",
                fix,
            )
        return Wording(label or wording.text, wording.starts)

    def line_start(self, row: int, text: str) -> Span:
        """Return where ``text``, the content of line ``row``, begins in the file."""
        text = text.strip()
        return self.lines.place(row, max(len(self.lines.line(row).rstrip()) - len(text), 0), len(text))

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
                self.lines.report(
                    reading_codes.FILE007,
                    wording.span(*match.span()),
                    f"“{match[0]}” is not shown as {where} letters: readers would see the marks.",
                    f"Delete the marks ({mark}) and keep the letters: {match['before']}{word}",
                    [Edit(wording.span(*place), "") for place in signs],
                )
        for match in _OTHER_MARKS.finditer(wording.text):
            is_picture = match[0].startswith("!")
            message = (
                "A picture has no place here."
                if is_picture
                else f"“{match[0]}” is not shown in colour: readers would see the marks."
            )
            fix = (
                _NOT_ALLOWED_INSIDE["image"][2]
                if is_picture
                else f"Delete the marks (==) and keep the words: {match['words']}"
            )
            self.lines.report(reading_codes.FILE007, wording.span(*match.span()), message, fix)
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
            if _LINE_BREAK.fullmatch(child.content):
                is_last = not wording.text[end:].strip()
                how = "Type \\ in its place, at the end of the line, and go on in the next line. Only cells of tables keep it."
                fix = "Delete it." if is_last else how
            edits: tuple[Edit, ...] = ()
            if child.type == "code_inline" and wording.text[end - len(mark) : end] == mark:
                signs = ((start, start + len(mark)), (end - len(mark), end))
                edits = tuple(Edit(wording.span(*sign), "") for sign in signs)
            self.lines.report(code, wording.span(start, end), message.format(child.content[:40]), fix, edits)
