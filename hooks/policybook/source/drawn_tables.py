"""Tables in a form that Markdown does not read: drawn with lines, parted by tabs, or without the line below their headings.

Their words would run together in one paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_GRID = re.compile(r"\+(?:[-=:]{3,}\+)+\s*")
_LINE = re.compile(r"[ \t]*(?:-{3,}|-{2,}(?P<parts>(?:[ \t]+-{2,})+))[ \t]*")
_BARS = re.compile(r"\|.*\|\s*|[^|]*[^|\s] \| [^|\s].*")
_HYPHENS = re.compile(r"\|?[ \t]*:?[-–—=_]+:?[ \t]*(?:\|[ \t]*:?[-–—=_]+:?[ \t]*)*\|?\s*")
_SPACED = re.compile(r"\S {3,}\S")
_BULLET = re.compile(
    r"^(?:[^\w\s/\\]|[oØüv§]|\(?(?:[a-z]{1,4}|\d[\d.]*)[.)])[ \t]*\t"
)  # Word parts it from its words so
_PAGE = re.compile(r"\t\d{1,3}\s*$")  # a line of a list of contents, which is TXT042's
_TO_FILL_IN = re.compile(r"_{3}|\.{6}|…{2}")
_LIKELY = re.compile(r"\||\t|^\+|\S {3,}\S")
_HOW = "Type each row on one line, between bars (| words | words |), and below the headings a line with hyphens for each column"


class DrawnTable(NamedTuple):
    """What is wrong, what to type, and the line below the headings, where only that is missing."""

    message: str
    fix: str
    hyphens: str = ""


def find_drawn_lines(lines: Sequence[str]) -> dict[int, int]:
    """Return the lines of hyphens that draw a table, by index, each with the first of that table.

    One at least says with its parts how wide the columns are. Where a table begins with a line, it ends with one, and there
    may be empty lines between its rows.
    """
    found = {row: match for row, line in enumerate(lines) if (match := _LINE.fullmatch(line))}
    tables: list[list[int]] = []
    for row in found:
        table = tables[-1] if tables else []
        is_joined = bool(table) and all(map(str.strip, lines[table[-1] : row]))
        is_open = any(found[n]["parts"] for n in table) and not _has_text(lines, table[0] - 1)
        if is_joined or (is_open and _has_text(lines, table[-1] + 1) and _has_text(lines, row - 1)):
            table.append(row)
        else:
            tables.append([row])
    return {row: table[0] for table in tables if any(found[n]["parts"] for n in table) for row in table}


def _has_text(lines: Sequence[str], row: int) -> bool:
    return 0 <= row < len(lines) and bool(lines[row].strip())


def drawn() -> DrawnTable:
    """Return what is said of a table that is drawn with lines."""
    fix = f"{_HOW} (|---|---|). A cell that goes over several rows or columns is typed in each of them; its lines are parted by <br>."
    return DrawnTable("A table that is drawn with lines is not read as a table: its words would run together.", fix)


def find_drawn_table(lines: Sequence[str]) -> DrawnTable | None:
    """Return what is wrong with a paragraph that was typed as a table."""
    if len(lines) < 2 or not any(map(_LIKELY.search, lines)):  # noqa: PLR2004 - headings and a row
        return None
    if any(map(_GRID.fullmatch, lines)):
        return drawn()
    rows = [line for line in lines if "|" in line and _BARS.fullmatch(line)]
    if len(rows) > 1 and rows[0] == lines[0]:
        return _without_hyphens(lines)
    if all(map(_SPACED.search, lines)) and not any(map(_TO_FILL_IN.search, lines)):
        return DrawnTable("Spaces do not make a table: these words would run together.", f"{_HOW}: |---|---|")
    if all("\t" in _BULLET.sub("", line.strip()) for line in lines) and not all(map(_PAGE.search, lines)):
        return DrawnTable("Tabs do not make a table: these words would run together.", f"{_HOW}: |---|---|")
    return None


def _without_hyphens(lines: Sequence[str]) -> DrawnTable:
    """Return what is said of rows of which the second has not a part for each column, or is none of hyphens."""
    if _HYPHENS.fullmatch(lines[0]):
        message = "This table has no headings above its line of hyphens: its words would run together."
        return DrawnTable(message, "Type what each column is above it: | words | words |")
    hyphens = f"|{'---|' * (lines[0].strip().strip('|').count('|') + 1)}"
    message = "The line below the headings of this table is missing, or has not a part for each column: its words would run together."
    has_line = _HYPHENS.fullmatch(lines[1]) is not None
    fix = f"Type {hyphens} {'in place of' if has_line else 'on a line of its own above'} its second line."
    return DrawnTable(message, fix, "" if has_line else hyphens)
