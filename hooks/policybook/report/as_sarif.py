"""A report as SARIF 2.1.0, which code-scanning services read. The shape is OASIS's; the words are the findings' own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote

from policybook.basics.findings import Code, Finding, Report, Severity, Span
from policybook.report import side_by_side

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.BLOCKER: "error", Severity.ADVICE: "note"}


def render(report: Report, codes: Sequence[Code]) -> str:
    """The report; ``codes`` are all that could have been found, so that a reader knows what was looked for."""
    positions = {code.id: number for number, code in enumerate(codes)}
    run = {
        "tool": {"driver": {"name": "Policybook", "rules": [_rule(code) for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "The folder of the project."}}},
        "results": [_result(finding, positions, compared=report.since is not None) for finding in report.findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(code: Code) -> dict[str, object]:
    return {
        "id": code.id,
        "shortDescription": {"text": code.summary},
        "fullDescription": {"text": code.doc.strip()},
        "help": {"text": f"See {code.help}"},
        "defaultConfiguration": {"level": _LEVELS[code.severity]},
        "properties": {"severity": code.severity.value},
    }


def _result(finding: Finding, positions: dict[str, int], *, compared: bool) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": finding.code.id,
        "ruleIndex": positions[finding.code.id],
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message}{side_by_side.in_words(finding)} {finding.fix}"},
        "locations": [_location(finding.span)],
    }
    if compared:
        result["baselineState"] = "unchanged" if finding.before else "new"
    if finding.related:
        result["relatedLocations"] = [{"id": n, **_location(span)} for n, span in enumerate(finding.related, 1)]
    if finding.waived:
        result["suppressions"] = [{"kind": "external", "justification": finding.waived}]
    return result


def _location(span: Span) -> dict[str, object]:
    region = {"startLine": span.line, "startColumn": span.column, "endColumn": span.column + span.length}
    artifact = {"uri": quote(span.path), "uriBaseId": "ROOT"}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}
