"""Load and judge in one step: what every command and every build begins with."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from policybook import waivers
from policybook.book import Book
from policybook.findings import Report
from policybook.load import load
from policybook.rules import ALL_CODES, ALL_RULES
from policybook.rules.engine import Earlier, nothing_earlier, run
from policybook.wall import Wall


class Judged(NamedTuple):
    """A book, its report on a day, and the lines of its files (to quote them)."""

    book: Book
    report: Report
    lines: dict[str, tuple[str, ...]]


def judge(root: Path, as_of: date, earlier: Earlier = nothing_earlier) -> Judged:
    """Read the project at ``root`` and run every rule as of a day; ``earlier`` knows what clauses once said."""
    loaded = load(root)
    findings = [*loaded.findings, *run(ALL_RULES, loaded, as_of, earlier)]
    wall, code = Wall(), waivers.WAI004
    applied = tuple(wall.guard(code.id, code.summary, lambda: waivers.apply(findings, loaded.book, ALL_CODES, as_of)))
    if failed := tuple(wall.findings()):
        applied = (*findings, *failed)
    return Judged(loaded.book, Report.of(applied), loaded.lines)
