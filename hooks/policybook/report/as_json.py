"""A report for other programs, as JSON."""

from __future__ import annotations

import json
from datetime import date

from policybook.findings import Finding, Report


def render(report: Report, as_of: date) -> str:
    """``{"as_of", "counts", "findings": [{"code", "severity", "message", "path", "line", "column", "fix", "help", "waived"}]}``."""
    data = {
        "as_of": as_of.isoformat(),
        "counts": report.counts,
        "findings": [_finding(f) for f in report.findings],
    }
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
    }
