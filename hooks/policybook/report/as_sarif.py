"""A report as SARIF 2.1.0, which code-scanning services read. The shape is OASIS's; the words are the findings' own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from policybook.basics.edits import Edit
from policybook.basics.findings import Code, Finding, Report, Severity, Span
from policybook.report import side_by_side

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.BLOCKER: "error", Severity.ADVICE: "note"}


Lines = Mapping[str, Sequence[str]]


def render(report: Report, codes: Sequence[Code], lines: Lines) -> str:
    """The report; ``codes`` are all that could have been found, so that a reader knows what was looked for.

    ``lines`` are those of the files, by which the end of a fix is known.
    """
    positions = {code.id: number for number, code in enumerate(codes)}
    run = {
        "tool": {"driver": {"name": "Policybook", "rules": [_rule(code) for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "The folder of the project."}}},
        "results": [
            _result(finding, positions, lines, compared=report.since is not None) for finding in report.findings
        ],
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


def _result(finding: Finding, positions: dict[str, int], lines: Lines, *, compared: bool) -> dict[str, object]:
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
    if finding.edits:
        result["fixes"] = [_fix(finding, lines)]
    if finding.waived:
        result["suppressions"] = [{"kind": "external", "justification": finding.waived}]
    return result


def _fix(finding: Finding, lines: Lines) -> dict[str, object]:
    """The edits of a finding, by file: a program that makes them makes all."""
    by_path: dict[str, list[Edit]] = {}
    for edit in finding.edits:
        by_path.setdefault(edit.path, []).append(edit)
    changes = [
        {"artifactLocation": _artifact(path), "replacements": list(_replacements(edits, lines[path]))}
        for path, edits in by_path.items()
    ]
    return {"description": {"text": finding.fix}, "artifactChanges": changes}


def _replacements(edits: Iterable[Edit], lines: Sequence[str]) -> Iterable[dict[str, object]]:
    for edit in edits:
        line, column, left = edit.span.line, edit.span.column, edit.span.length
        while (
            line <= len(lines) and column + left > len(lines[line - 1]) + 1
        ):  # beyond the end of the line, which counts
            line, column, left = line + 1, 1, left - (len(lines[line - 1]) + 2 - column)
        region = {
            "startLine": edit.span.line,
            "startColumn": edit.span.column,
            "endLine": line,
            "endColumn": column + left,
        }
        yield {"deletedRegion": region, "insertedContent": {"text": edit.text}}


def _artifact(path: str) -> dict[str, object]:
    return {"uri": quote(path), "uriBaseId": "ROOT"}


def _location(span: Span) -> dict[str, object]:
    region = {"startLine": span.line, "startColumn": span.column, "endColumn": span.column + span.length}
    return {"physicalLocation": {"artifactLocation": _artifact(span.path), "region": region}}
