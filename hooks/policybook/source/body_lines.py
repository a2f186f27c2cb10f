"""The lines of a file below its settings: places in them, edits to them, and the findings about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from policybook.basics.edits import Edit, as_layout, delete_line, insert_line
from policybook.basics.findings import Code, Finding, Span
from policybook.source import braces, reading_codes
from policybook.source.drawn_tables import drawn, find_drawn_lines
from policybook.source.passages import Attribute
from policybook.source.text_files import SourceText


class BodyLines:
    """Lines by their index, from 0, below the settings of a file; what is wrong in them is added to ``findings``."""

    def __init__(self, source: SourceText, first: int) -> None:
        self.path, self.all = source.path, source.lines
        self.first = first  # index of the first line of the body
        self.findings: list[Finding] = []

    @property
    def text(self) -> str:
        """All of them, as the parser reads them."""
        return "\n".join(self.all[self.first :]) + "\n"

    def place(self, row: int, column: int = 0, length: int = 1) -> Span:
        """Return the span of a place by line index in the body and column from 0."""
        return Span(self.path, self.first + row + 1, column + 1, max(length, 1))

    def whole(self, row: int) -> Span:
        """Return the span of a whole line of the body, without the spaces around it."""
        line = self.line(row)
        return self.place(row, len(line) - len(line.lstrip()), len(line.strip()))

    def line(self, row: int) -> str:
        """Return a line of the body by index."""
        return self.all[self.first + row] if self.first + row < len(self.all) else ""

    def report(self, code: Code, span: Span, message: str, fix: str, edits: Iterable[Edit] = ()) -> None:
        """Keep a finding."""
        self.findings.append(Finding(code, span, message, fix, edits=tuple(edits)))

    def without(self, row: int) -> Edit:
        """Return the edit that deletes a line of the body."""
        return delete_line(self.path, self.first + row + 1, self.all)

    def taken_out(self, rows: Iterable[int], pattern: re.Pattern[str]) -> Iterator[Edit]:
        """Yield the edits that delete, from the beginning of each line, what a pattern matches as ``mark``."""
        for row in rows:
            if (match := pattern.match(self.line(row))) and match["mark"]:
                yield Edit(self.place(row, match.start("mark"), len(match["mark"])), "")

    def kept(self, identifier: Attribute | Finding) -> Attribute | None:
        """Return an id; where it is a finding instead, that is kept."""
        if isinstance(identifier, Attribute):
            return identifier
        self.findings.append(identifier)
        return None

    def with_empty(self, row: int) -> Edit:
        """Return the edit that puts an empty line before a line of the body."""
        return insert_line(self.path, self.first + row + 1, "")

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

    @cached_property
    def of_drawn_tables(self) -> dict[int, int]:
        """The lines of hyphens that draw a table, each with the first of that table."""
        return find_drawn_lines(self.all[self.first :])

    def is_drawn(self, row: int) -> bool:
        """Report a table that is drawn with lines, at the first of them; whether this line is one."""
        first = self.of_drawn_tables.get(row)
        if first == row:
            table = drawn()
            self.report(reading_codes.FILE007, self.whole(row), table.message, table.fix)
        return first is not None

    def joined(self, row: int) -> Iterator[Edit]:
        """Yield the edits that delete the empty lines above braces, where there is text above those."""
        above = row - 1
        while above >= 0 and not self.line(above).strip():
            above -= 1
        if 0 <= above < row - 1 and not braces.LINE.match(self.line(above).strip()):
            yield from as_layout(self.without(number) for number in range(above + 1, row))
