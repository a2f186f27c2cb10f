"""Read and check a book in one step: what every command and every build begins with."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from policybook.basics.findings import Report
from policybook.basics.wall import Wall
from policybook.book.book import Book
from policybook.references import read_book
from policybook.rules import ALL_CODES, ALL_RULES, waivers
from policybook.rules.contradicted_answers import name_contradicted
from policybook.rules.engine import Context, Earlier, nothing_earlier, run
from policybook.rules.one_cause import tell_causes
from policybook.rules.pasted_again import fold_pasted
from policybook.rules.root_causes import hold_back_consequences
from policybook.source.sources import Sources


class CheckResult(NamedTuple):
    """A book, its report on a day, the lines of its files (to quote them), and what the rules were told."""

    book: Book
    report: Report
    lines: dict[str, tuple[str, ...]]
    context: Context


def check_project(
    sources: Sources, as_of: date, earlier: Earlier = nothing_earlier, *, is_public: bool | None = None
) -> CheckResult:
    """Read a book and run every rule as of a day; ``earlier`` knows what clauses once said.

    ``is_public`` is what the host of the project says of it; None where no host was asked.

    What is found is then told once: what follows from another fault is held back, what was pasted twice is one fault, an
    answer names the fact that contradicts it, agreed exceptions pass, and one reading is asked for where one change wants it.
    """
    loaded = read_book(sources)
    context = Context.of(loaded, as_of, earlier, is_public=is_public)
    causes = hold_back_consequences([*loaded.findings, *run(ALL_RULES, context)])
    findings = tuple(name_contradicted(fold_pasted(causes, loaded.lines), loaded.book, as_of))
    wall, code = Wall(), waivers.WAI004
    applied = tuple(wall.guard(code.id, code.summary, lambda: waivers.apply(findings, loaded.book, ALL_CODES, as_of)))
    if failed := tuple(wall.findings()):
        applied = (*findings, *failed)
    return CheckResult(
        loaded.book,
        Report.of(tell_causes(applied, loaded.book)),
        loaded.lines,
        context,
    )
