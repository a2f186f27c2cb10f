"""The command ``check``: what is wrong in the policies and the facts. Imports neither MkDocs nor WeasyPrint."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, TextIO

from policybook.basics.findings import Finding, Severity
from policybook.basics.likeness import find_nearest
from policybook.basics.program import PROGRAM
from policybook.commands.options import (
    FOUND,
    GOOD,
    WRONG_USAGE,
    add_book,
    add_day,
    add_to_job_summary,
    day_of,
    is_project_public,
)
from policybook.report import as_text
from policybook.rules import ALL_CODES
from policybook.rules.checking import CheckResult, check_project
from policybook.rules.engine import Earlier
from policybook.rules.outlook import Outlook, look_ahead
from policybook.rules.publication_gate import stops_publication
from policybook.source.sources import Sources
from policybook.views import outlook_lines

if TYPE_CHECKING:
    from policybook.revisions.earlier_wordings import EarlierWordings

DESCRIPTION = "Check the policies and the facts."
_MOST_ROUNDS = 9


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    gates = [severity.value for severity in Severity]
    help_ = "what makes the check fail (default: error)"
    parser.add_argument("--gate", choices=gates, default=Severity.ERROR.value, help=help_)
    parser.add_argument("--format", choices=FORMATS, default="text", help="how findings are printed (default: text)")
    help_ = "fail only for what this branch, tag or commit did not have already: an error, or what readers would see and is not true; needs git"
    parser.add_argument("--since", metavar="REV", help=help_)
    help_ = "first make the fixes that set only marks, spaces and empty lines right, and say which; no word and no figure changes"
    parser.add_argument("--fix", action="store_true", help=help_)
    parser.add_argument("--explain", metavar="CODE", help="print what a code such as DSL002 looks for, and why")
    add_book(parser)
    add_day(parser)


def run(options: argparse.Namespace) -> int:
    """Print the findings; FOUND where one is at or above the gate."""
    if options.explain:
        return explain(options.explain)
    on, gate = day_of(options), Severity(options.gate)
    if options.fix:
        _fix(options.sources, on, sys.stdout if options.format == "text" else sys.stderr)
    result = check_project(options.sources, on, earlier_wordings(options.sources), is_public=is_project_public())
    outlook = look_ahead(result.context, result.report)
    if options.since is not None:
        from policybook.changes import added_findings

        try:
            report, outlook = added_findings.compared(result, outlook, options.sources, options.since, on)
        except added_findings.SinceError as refused:
            print(refused, file=sys.stderr)
            return WRONG_USAGE
        result = result._replace(report=report)
    sys.stdout.write(FORMATS[options.format](result, outlook, gate))
    if options.format == "github":
        from policybook.report import as_github

        ahead = as_github.ahead_lines(outlook, result.book)
        add_to_job_summary(as_github.job_summary(result.report, ahead, _stopping(result)))
    return FOUND if result.report.failing(gate) else GOOD


def _fix(sources: Sources, on: date, told: TextIO) -> None:
    """Make the fixes that are layout alone, round by round: one mistake can hide another. Say what was done."""
    from policybook.editing.set_layout_right import set_layout_right

    done = 0
    for _ in range(_MOST_ROUNDS):
        result = check_project(sources, on, earlier_wordings(sources))
        mended = set_layout_right(sources.root, result.report.findings, result.lines)
        for finding in mended:
            print(f"Mended: {finding.span.path}, line {finding.span.line}: {finding.message} {finding.fix}", file=told)
        done += len(mended)
        if not mended:
            break
    if not done:
        print("Nothing could be mended without a person: no fix is a matter of marks and spaces alone.", file=told)
    print(file=told)


def earlier_wordings(sources: Sources) -> Earlier:
    """What clauses once said, from the history of the project; git is started when a rule asks, and mostly none does."""

    def wording(path: str, name: str, words: str) -> str:
        return history().wording(path, name, words)

    @cache
    def history() -> EarlierWordings:
        from policybook.revisions.earlier_wordings import EarlierWordings

        return EarlierWordings(sources)

    return wording


def _as_text(result: CheckResult, outlook: Outlook, _gate: Severity) -> str:
    ahead = outlook_lines.as_text(outlook, result.book)
    return as_text.render(
        result.report, result.lines, colour=is_coloured(), ahead="\n".join(ahead), stopping=_stopping(result)
    )


def _stopping(result: CheckResult) -> tuple[Finding, ...]:
    """The findings for which nothing is published."""
    return stops_publication(result.book, result.report, result.context.as_of)


def _as_github(result: CheckResult, _outlook: Outlook, gate: Severity) -> str:
    from policybook.report import as_github

    return as_github.render(result.report, gate, _stopping(result))


def _as_json(result: CheckResult, outlook: Outlook, _gate: Severity) -> str:
    from policybook.report import as_json

    return as_json.render(result.report, result.context.as_of, outlook)


def _as_sarif(result: CheckResult, _outlook: Outlook, _gate: Severity) -> str:
    from policybook.report import as_sarif

    return as_sarif.render(result.report, ALL_CODES, result.lines)


def _as_issue(result: CheckResult, outlook: Outlook, _gate: Severity) -> str:
    from policybook.report import as_issue
    from policybook.views.jobs import Jobs

    return as_issue.render(result, outlook, Jobs.of(PROGRAM).for_book(result.book))


FORMATS = {"text": _as_text, "github": _as_github, "json": _as_json, "sarif": _as_sarif, "issue": _as_issue}
"""How findings are printed, by the name of the format; each has a module ``report/as_NAME.py``."""


def is_coloured() -> bool:
    """Whether colours are shown where the command prints."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def explain(name: str) -> int:
    """Print the documentation of a code."""
    codes = {code.id: code for code in ALL_CODES}
    if code := codes.get(name.upper()):
        print(f"{code.id} ({code.severity})\n\n{code.doc.strip()}")
        return GOOD
    near = find_nearest(name.upper(), codes)
    print(f"There is no code “{name}”." + (f" Did you mean {near}?" if near else ""), file=sys.stderr)
    return WRONG_USAGE
