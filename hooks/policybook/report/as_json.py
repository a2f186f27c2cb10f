"""A report for other programs, as JSON."""

from __future__ import annotations

import json
from datetime import date

from policybook.basics.findings import Finding, Report
from policybook.rules.outlook import Outlook


def render(report: Report, as_of: date, outlook: Outlook | None = None) -> str:
    """``{"as_of", "counts", "findings": [{"code", "severity", "message", "path", "line", "column", "fix", "help", "waived"}]}``.

    Compared with an earlier revision there are ``"since": {"revision", "commit", "had_policy"}``, and in each finding
    ``"state"``: ``new`` or ``unchanged``. A fix that is literal has ``"edits"``: ``{"path", "line", "column", "length",
    "text"}`` each, where ``text`` takes the place of so many characters; the end of a line counts as one.
    ``"outlook": {"until", "items": [{"day", "owner", ...}]}`` says what will be found from which day on if nobody acts
    before, and whose it is; ``counts`` does not count it.
    """
    data: dict[str, object] = {"as_of": as_of.isoformat()}
    if report.since:
        data["since"] = report.since._asdict()
    data["counts"] = report.counts
    states = ({"state": "unchanged" if f.before else "new"} if report.since else {} for f in report.findings)
    data["findings"] = [_finding(f) | state for f, state in zip(report.findings, states, strict=True)]
    if outlook:
        items = [{"day": a.day.isoformat(), "owner": a.owner} | _finding(a.finding) for a in outlook.items]
        data["outlook"] = {"until": outlook.until.isoformat(), "items": items}
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
