"""A report as GitHub shows it: annotations at the lines of a pull request, and the whole table for the job's summary."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.findings import Finding, Report, Severity
from policybook.report import wordings
from policybook.report.as_text import summary

_LEVELS = {Severity.ERROR: "error", Severity.BLOCKER: "warning", Severity.ADVICE: "notice"}


def render(report: Report, gate: Severity) -> str:
    """Workflow commands, one a finding, the worst first, because GitHub shows only ten of each level."""
    worst_first = sorted(report.findings, key=lambda finding: (finding.severity.rank, finding.sort_key))
    return "".join(f"{_command(finding, gate)}\n" for finding in worst_first) + summary(report) + "\n"


def _command(finding: Finding, gate: Severity) -> str:
    stops = finding.severity.reaches(gate) and not finding.waived
    level = "error" if stops else "notice" if finding.waived else _LEVELS[finding.severity]
    span = finding.span
    place = {
        "file": span.path,
        "line": span.line,
        "col": span.column,
        "endColumn": span.column + span.length,
        "title": f"{finding.severity.value.capitalize()} {finding.code.id}",
    }
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items())
    side_by_side = "".join(f"{name.capitalize()}: {text}\n" for name, text in wordings.of_finding(finding))
    words = f"{finding.message}\n{side_by_side}{finding.fix}"
    return f"::{level} {properties}::{_data(words)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def job_summary(report: Report) -> str:
    """Every finding as a Markdown table, for the page that a job shows when it has ended."""
    return "\n".join(_summary_lines(report)) + "\n"


def _summary_lines(report: Report) -> Iterator[str]:
    yield "## What the checks found\n"
    yield summary(report).replace("\n", "  \n")
    for severity in Severity:
        found = [finding for finding in report.findings if finding.severity is severity]
        if found:
            yield f"\n### {severity.value.capitalize()}\n"
            yield "| Where | What is wrong | What to type |\n|---|---|---|"
            yield from map(_row, found)


def _row(finding: Finding) -> str:
    where = f"{finding.span.path}, line {finding.span.line}"
    what = f"{finding.message} ({finding.code.id}){wordings.in_words(finding)}"
    then = f"Waived: {finding.waived}" if finding.waived else finding.fix
    return f"| {_cell(where)} | {_cell(what)} | {_cell(then)} |"


def _cell(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "&#124;").replace("`", "&#96;")
    return " ".join(escaped.replace("*", "&#42;").replace("_", "&#95;").replace("[", "&#91;").split())
