"""Tables: each line of one is a row, with a cell for each column."""

from __future__ import annotations

import re
from itertools import pairwise

from markdown_it.token import Token

from policybook.basics.edits import Edit
from policybook.basics.findings import Span
from policybook.source import braces, reading_codes
from policybook.source.body_lines import BodyLines
from policybook.source.paragraph_words import BLANK, ParagraphReader
from policybook.source.passages import Attribute, Passage, PassageKind, PassageTable, Wording, cells

_BREAK = re.compile(r"(?:<br[ \t]{0,9}/?>[ \t]*)+", re.IGNORECASE)
"""How a line of a cell ends, in a row that is one line of the file: as GitHub shows it."""
_HARD_BREAK = "  \n"
_MERGED = {"^": "above", "^^": "above", "<": "before it", "<<": "before it"}
"""What some programs read as a sign that a cell is one with the cell above, or with the one before."""
_SIGN = r"(?:\\?\*){1,3}|[†‡§]{1,3}"
_NOTE = re.compile(rf"(?P<sign>{_SIGN})[ \t]*(?=\w)")
_NOTED = re.compile(rf"(?<=[\w.,;:!?)”’])(?P<sign>{_SIGN})(?=[\s,.;:!?)]|$)")
_ROW_BRACES = re.compile(r"(?<!\{)\{:?(?!\{)[^{}]*\}\s*\Z")


class TableReader:
    """Tokens of tables to tables."""

    def __init__(self, lines: BodyLines, paragraphs: ParagraphReader) -> None:
        self.lines, self.paragraphs = lines, paragraphs

    def read(self, token: Token) -> PassageTable | None:
        """Return a table: each line of it is a row."""
        first, end = token.map or (0, 0)
        columns = self.row(first, "columns")
        rows = [self.row(number, "row") for number in range(first + 2, end)]
        if columns is None:
            return None
        if not rows:
            fix = "Type its rows below it, one a line: | words | words |"
            if self.lines.line(end + 1).lstrip().startswith("|"):
                fix = "Delete the empty line below it: its rows follow that."
            self.lines.report(reading_codes.FILE007, self.lines.whole(first), "This table has no rows.", fix)
        wanted = len(cells(columns.wording))
        above = cells(columns.wording)
        for row in filter(None, rows):
            own = cells(row.wording)
            self.check_merged(own, above)
            above = own
            if (found := len(own)) != wanted:
                is_braces = found == 1 and braces.LINE.match(row.wording.text)
                if found == 1 and not is_braces and "|" not in self.lines.all[row.span.line - 1]:
                    message = "This line is read as a row of the table above it, because no empty line parts the two."
                    edits = [self.lines.with_empty(row.span.line - 1 - self.lines.first)]
                    fix = "Put an empty line before it."
                    self.lines.report(reading_codes.FILE007, row.span, message, fix, edits)
                    continue
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
                self.lines.report(reading_codes.FILE007, row.wording.starts[0], message, fix)
        return PassageTable(columns, tuple(row for row in rows if row))

    def check_merged(self, own: tuple[Wording, ...], above: tuple[Wording, ...]) -> None:
        """Report signs that were to make one cell of several: readers would see the signs."""
        for number, cell in enumerate(own):
            where = _MERGED.get(cell.text)
            if where is None:
                continue
            meant = above[number : number + 1] if where == "above" else own[max(number - 1, 0) : number]
            text = meant[0].text if meant and meant[0].text not in _MERGED else ""
            self.lines.report(
                reading_codes.FILE007,
                cell.span(0, len(cell.text)),
                f"“{cell.text}” does not make one cell of two: each cell has its own words, and readers would see the sign.",
                f"Type the words of the cell {where} here again.",
                [Edit(cell.span(0, len(cell.text)), text)] if text and "\n" not in text else (),
            )

    def notes(self, table: PassageTable, row: int, content: str) -> list[Passage]:
        """Return the notes in a paragraph directly below a table: each begins with a sign on a line of its own."""
        lines = content.split("\n")
        signs = {n: sign for n, text in enumerate(lines) if (sign := _note_sign(table, text.lstrip()))}
        if 0 not in signs:
            return []
        found = []
        for begin, end in pairwise([*signs, len(lines)]):
            note = self.paragraphs.read(row + begin, "\n".join(lines[begin:end]), "remark")
            found += [note._replace(label=signs[begin])] if note else []
        return found

    def check_list_below(self, table: PassageTable, token: Token) -> None:
        """Report a note that begins as an item of a list does."""
        row = token.map[0] if token.map else 0
        place = self.lines.whole(row)._replace(length=1)
        if token.markup == "*" and "*" in _signs_in(table):
            message = (
                "This star belongs to one in the table above, and begins an item of a list: readers would see a dot."
            )
            self.lines.report(
                reading_codes.FILE007, place, message, "Type \\* in place of the star.", [Edit(place, "\\*")]
            )

    def row(self, number: int, kind: PassageKind) -> Passage | None:
        """Return one row of a table, without the bars around it; braces at its end are its own."""
        line = self.lines.line(number).rstrip()
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
                identifier, attributes, findings = braces.read(
                    inside, self.lines.place(number, begin + match.start(), 1)
                )
                self.lines.findings += findings
                text = text[: match.start()].rstrip()
        wording = _with_breaks(text, self.lines.place(number, begin, len(text)))
        end = self.lines.place(number, begin + len(text))._replace(length=0)
        for cell in () if braces.LINE.match(text) else cells(wording):
            self.lines.findings += braces.find_misplaced_braces(cell, end)
            self.paragraphs.check_inline(cell.text, cell)
            if self.paragraphs.is_form and (blank := BLANK.search(cell.text)):
                fix = "Type each line as a paragraph below the table, with its words before it: Monday: ____"
                message = "A cell of a table cannot be filled in."
                self.lines.report(reading_codes.FILE007, cell.span(*blank.span()), message, fix)
        return Passage(wording, self.lines.place(number, begin, len(text)), identifier, attributes, kind=kind)


def _with_breaks(text: str, span: Span) -> Wording:
    """Return the words of a row; where a line of a cell ends, they have a line's end as those of a paragraph have."""
    lines, starts, at = [], [], 0
    for match in (*_BREAK.finditer(text), None):
        end = match.start() if match else len(text)
        lines.append(text[at:end].rstrip())
        starts.append(span._replace(column=span.column + at, length=max(len(lines[-1]), 1)))
        at = match.end() if match else end
    return Wording(_HARD_BREAK.join(lines), tuple(starts))


def _note_sign(table: PassageTable, text: str) -> str:
    """Return the sign with which a line below a table begins, where that makes a note to it; or ""."""
    match = _NOTE.match(text)
    sign = match["sign"].replace("\\", "") if match else ""
    may_be_italics = match is not None and match["sign"] == sign and sign.startswith("*")
    is_meant = not may_be_italics or sign in _signs_in(table) or "*" not in text[len(sign) :]
    return sign if is_meant else ""


def _signs_in(table: PassageTable) -> set[str]:
    """The signs in the cells of a table that a note below it may explain."""
    cells_in = (cell for row in (table.columns, *table.rows) for cell in cells(row.wording))
    return {match["sign"].replace("\\", "") for cell in cells_in for match in _NOTED.finditer(cell.text)}
