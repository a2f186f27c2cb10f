"""A report as GitHub shows it: annotations at the lines of a pull request, and the whole table for the job's summary."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from policybook.basics.dates import format_day
from policybook.basics.findings import Finding, Report, Severity, Span
from policybook.book.book import Book
from policybook.report import side_by_side
from policybook.report.as_text import summary
from policybook.rules import first_steps
from policybook.rules.outlook import Outlook
from policybook.views import outlook_lines

_MOST_SHOWN = 10
"""Of each level, in one step of a job: GitHub drops what comes after them without a word."""
_LEVELS = {Severity.ERROR: "error", Severity.BLOCKER: "warning", Severity.ADVICE: "notice"}


def render(report: Report, gate: Severity, stopping: Container[Finding] | None = None) -> str:
    """Workflow commands for the new findings, the worst first: of each level no more than GitHub shows."""
    by_level: dict[str, list[Finding]] = {level: [] for level in ("error", "warning", "notice")}
    failing = frozenset(report.failing(gate))
    for step in first_steps.steps(report.new):
        for finding in step.findings:
            by_level[_level(finding, fails=finding in failing)].append(finding)
    commands = [command for level, findings in by_level.items() for command in _commands(level, findings)]
    return "".join(f"{command}\n" for command in commands) + summary(report, stopping) + "\n"


def _level(finding: Finding, *, fails: bool) -> str:
    if finding.waived:
        return "notice"
    return "error" if fails else _LEVELS[finding.severity]


def _commands(level: str, findings: list[Finding]) -> Iterator[str]:
    """A command for each finding; where they are too many, for the first of each file and then the worst, and one on the others."""
    if len(findings) <= _MOST_SHOWN:
        yield from (_command(level, finding) for finding in findings)
        return
    first_of_file = {finding.span.path: number for number, finding in reversed(list(enumerate(findings)))}
    in_turn = [*sorted(first_of_file.values()), *range(len(findings))]
    shown = sorted(list(dict.fromkeys(in_turn))[: _MOST_SHOWN - 1])
    yield from (_command(level, findings[number]) for number in shown)
    others = [finding for number, finding in enumerate(findings) if number not in shown]
    words = (
        f"{len(others)} more are not shown here, because GitHub shows only {_MOST_SHOWN}: "
        f"{first_steps.places_in_words(finding.span for finding in others)}. The summary page of this check lists them all."
    )
    yield _annotation(level, others[0].span, f"And {len(others)} more", words)


def _command(level: str, finding: Finding) -> str:
    wordings = "".join(f"{name.capitalize()}: {text}\n" for name, text in side_by_side.of_finding(finding))
    words = f"{finding.message}\n{wordings}{finding.fix}"
    return _annotation(level, finding.span, f"{finding.severity.value.capitalize()} {finding.code.id}", words)


def _annotation(level: str, span: Span, title: str, words: str) -> str:
    place = {
        "file": span.path,
        "line": span.line,
        "col": span.column,
        "endColumn": span.column + span.length,
        "title": title,
    }
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items())
    return f"::{level} {properties}::{_data(words)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def job_summary(report: Report, ahead: Iterable[str] = (), stopping: Container[Finding] | None = None) -> str:
    """Every finding as a Markdown table, for the page that a job shows when it has ended, and the lines on what is ahead."""
    return "\n".join([*_summary_lines(report, stopping), *ahead]) + "\n"


def ahead_lines(outlook: Outlook, book: Book) -> Iterator[str]:
    """What is ahead, as Markdown."""
    if outlook.items:
        yield f"\n### Ahead, unless somebody acts in time (looked at up to {format_day(outlook.until)})\n"
        yield from outlook_lines.as_markdown(outlook.items, book, escape_cell)


def _summary_lines(report: Report, stopping: Container[Finding] | None) -> Iterator[str]:
    yield "## What the checks found\n"
    yield "  \n".join(map(escape_cell, summary(report, stopping).splitlines()))
    if len(first_steps.steps(report.open)) > 1:
        yield "\n### What to do first\n"
        yield from map(_step, first_steps.steps(report.open))
    for severity in Severity:
        findings = [finding for finding in report.new if finding.severity is severity]
        if findings:
            yield f"\n### {severity.value.capitalize()}\n"
            yield "| Where | What is wrong | What to type |\n|---|---|---|"
            yield from map(_row, findings)
    if report.before:
        yield f"\n### Already there before ({escape_cell(report.since.revision if report.since else '')})\n"
        yield "| Where | What is wrong |\n|---|---|"
        yield from (f"| {_where(finding)} | {_describe(finding)} |" for finding in report.before)


def _step(step: first_steps.Step) -> str:
    """An item of a list that GitHub numbers."""
    return f"1. **{escape_cell(step.message)}** {escape_cell(step.fix)} ({escape_cell(step.places)})"


def _row(finding: Finding) -> str:
    then = f"Waived: {finding.waived}" if finding.waived else finding.fix
    return f"| {_where(finding)} | {_describe(finding)} | {escape_cell(then)} |"


def _where(finding: Finding) -> str:
    return escape_cell(f"{finding.span.path}, line {finding.span.line}")


def _describe(finding: Finding) -> str:
    return escape_cell(f"{finding.message} ({finding.code.id}){side_by_side.in_words(finding)}")


def escape_cell(text: str) -> str:
    """Return a text as Markdown that shows just this text, in a table as well."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "&#124;").replace("`", "&#96;")
    return " ".join(escaped.replace("*", "&#42;").replace("_", "&#95;").replace("[", "&#91;").split())
