"""Tables: each line of one is a row, with a cell for each column."""

from __future__ import annotations

import re

from markdown_it.token import Token

from policybook.source import braces, reading_codes
from policybook.source.body_lines import BodyLines
from policybook.source.paragraph_words import ParagraphReader
from policybook.source.passages import Attribute, Passage, PassageKind, PassageTable, Wording, cells

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
            self.lines.report(reading_codes.FILE007, self.lines.whole(first), "This table has no rows.", fix)
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
                self.lines.report(reading_codes.FILE007, row.wording.starts[0], message, fix)
        return PassageTable(columns, tuple(row for row in rows if row))

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
        span = self.lines.place(number, begin, len(text))
        wording = Wording(text, (span,))
        for cell in () if braces.LINE.match(text) else cells(wording):
            self.lines.findings += braces.find_misplaced_braces(cell)
            self.paragraphs.check_inline(cell.text, cell)
        return Passage(wording, span, identifier, attributes, kind=kind)
