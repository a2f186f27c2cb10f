"""A report for other programs, as JSON."""

from __future__ import annotations

import json
from datetime import date

from policybook.basics.findings import Finding, Report


def render(report: Report, as_of: date) -> str:
    """``{"as_of", "counts", "findings": [{"code", "severity", "message", "path", "line", "column", "fix", "help", "waived"}]}``.

    Compared with an earlier revision there are ``"since": {"revision", "commit", "had_policy"}``, and in each finding
    ``"state"``: ``new`` or ``unchanged``. A fix that is literal has ``"edits"``: ``{"path", "line", "column", "length",
    "text"}`` each, where ``text`` takes the place of so many characters; the end of a line counts as one.
    """
    data: dict[str, object] = {"as_of": as_of.isoformat()}
    if report.since:
        data["since"] = report.since._asdict()
    data["counts"] = report.counts
    states = ({"state": "unchanged" if f.before else "new"} if report.since else {} for f in report.findings)
    data["findings"] = [_finding(f) | state for f, state in zip(report.findings, states, strict=True)]
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code.id,
        "severity": finding.severity.value,
        "message": finding.message,
        "path": finding.span.path,
        "line": finding.span.line,
        "column": finding.span.column,
        "fix": finding.fix,
        "help": finding.code.help,
        "waived": bool(finding.waived),
        **({"was": finding.was, "now": finding.now} if finding.now else {}),
        **({"edits": [edit.span._asdict() | {"text": edit.text} for edit in finding.edits]} if finding.edits else {}),
    }
