"""Reports: every format says the same, at the right place, and nothing that stands in a file or its name can break one."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import AS_OF
from policybook.findings import Code, Finding, Report, Severity, Span
from policybook.judge import judge
from policybook.report import as_github, as_json, as_sarif, as_text
from policybook.rules import ALL_CODES

ERROR = Code("YAML001", Severity.ERROR, "Settings must be YAML that can be read.\n\nMore.")
BLOCKER = Code("REV005", Severity.BLOCKER, "Ensure no policy is past its review date.")
ADVICE = Code("PUB003", Severity.ADVICE, "Ensure the pages can say how to reach the school.")
LINES = {"data/x.yml": ("title: a: b", "", "note: " + "x" * 300 + " here")}


def finding(code: Code = ERROR, line: int = 1, column: int = 9, length: int = 1, **more: str) -> Finding:
    words = {"message": "There is a second colon in this value.", "fix": "Put quotation marks around it.", **more}
    return Finding(code, Span("data/x.yml", line, column, length), **words)


def text_of(*findings: Finding, colour: bool = False) -> str:
    return as_text.render(Report.of(findings), LINES, colour=colour)


# --- text ------------------------------------------------------------------------------------------------------------


def test_a_finding_is_shown_with_its_line_a_caret_and_its_cure() -> None:
    assert text_of(finding()) == (
        "data/x.yml:1:9: error[YAML001] There is a second colon in this value.\n"
        "    1 | title: a: b\n"
        "      |         ^\n"
        "  fix:  Put quotation marks around it.\n"
        "  help: hooks/policybook/rules/README.md#yaml001\n"
        "\n"
        "1 error: cannot be understood and must be mended first.\n"
    )


def test_the_carets_cover_what_is_meant_and_stay_on_the_line() -> None:
    assert "\n      |        ^^^^ wrong\n" in text_of(finding(column=8, length=99, label="wrong"))
    assert "\n      |            ^\n" in text_of(finding(column=12))


@pytest.mark.parametrize("line", [2, 4, 99])
def test_an_empty_or_missing_line_is_not_quoted(line: int) -> None:
    assert " | " not in text_of(finding(line=line, column=1))


def test_of_a_long_line_the_part_that_matters_is_quoted() -> None:
    quoted, carets = text_of(finding(line=3, column=308, length=4)).splitlines()[1:3]
    assert len(quoted) < 130
    assert quoted[carets.index("^") : carets.rindex("^") + 1] == "here"


def test_colours_are_only_for_a_terminal() -> None:
    assert "\033" not in text_of(finding())
    assert "\033[1;31merror[YAML001]\033[0m" in text_of(finding(), colour=True)


def test_the_summary_counts_in_words_and_leaves_out_what_is_waived() -> None:
    report = Report.of(
        [
            finding(),
            finding(BLOCKER),
            finding(BLOCKER, line=2),
            replace(finding(ADVICE), waived="Agreed"),
            finding(ADVICE, 2),
        ]
    )
    assert as_text.summary(report) == (
        "1 error: cannot be understood and must be mended first.\n"
        "2 blockers: must be settled before the pages are published.\n"
        "1 piece of advice: worth knowing."
    )
    assert "  waived: Agreed\n" in as_text.render(report, LINES)
    assert as_text.summary(Report(())) == "Nothing found: everything that is checked is in order."


# --- for other programs ----------------------------------------------------------------------------------------------


def test_json_holds_every_finding_with_its_place_and_its_cure() -> None:
    report = Report.of([finding(), replace(finding(BLOCKER, 2), waived="Agreed")])
    data = json.loads(as_json.render(report, AS_OF))
    assert data["as_of"] == "2026-06-01"
    assert data["counts"] == {"error": 1, "blocker": 0, "advice": 0, "waived": 1}
    first, second = data["findings"]
    assert first == {
        "code": "YAML001",
        "severity": "error",
        "message": "There is a second colon in this value.",
        "path": "data/x.yml",
        "line": 1,
        "column": 9,
        "fix": "Put quotation marks around it.",
        "help": "hooks/policybook/rules/README.md#yaml001",
        "waived": False,
    }
    assert second["waived"] is True


def test_github_gets_the_worst_first_and_is_told_what_stops() -> None:
    report = Report.of(
        [finding(ADVICE), finding(BLOCKER, 2), finding(ERROR, 3), replace(finding(BLOCKER, 4), waived="Agreed")]
    )
    commands = as_github.render(report, Severity.BLOCKER).splitlines()
    assert [command.split()[0] for command in commands[:4]] == ["::error", "::error", "::notice", "::notice"]
    gate_at_errors = as_github.render(report, Severity.ERROR).splitlines()
    assert [command.split()[0] for command in gate_at_errors[:2]] == ["::error", "::warning"]


def test_words_cannot_become_commands_or_cells() -> None:
    bad = finding(message="One, two: 100%\n::error::x | <b> `c` [d](e)", fix="*f*")
    bad = replace(bad, span=bad.span._replace(path="data/a,b:c%\n::error::x.yml"))
    (command, *_) = as_github.render(Report.of([bad]), Severity.ERROR).splitlines()
    assert command.startswith(
        "::error file=data/a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax.yml,line=1,col=9,endColumn=10,title=Error YAML001::"
    )
    assert command.endswith("One, two: 100%25%0A::error::x | <b> `c` [d](e)%0A*f*")
    row = as_github.job_summary(Report.of([bad])).splitlines()[-1]
    assert row.count("|") == 4
    assert not set("<`[*") & set(row)


def test_sarif_knows_every_code_and_says_what_is_waived() -> None:
    report = Report.of([finding(), replace(finding(BLOCKER, 2), waived="Agreed", related=(Span("data/y.yml"),))])
    (done,) = json.loads(as_sarif.render(report, ALL_CODES))["runs"]
    rules = done["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [code.id for code in ALL_CODES]
    first, second = done["results"]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"] == "YAML001"
    assert first["locations"][0]["physicalLocation"]["region"] == {"startLine": 1, "startColumn": 9, "endColumn": 10}
    assert second["suppressions"] == [{"kind": "external", "justification": "Agreed"}]
    assert second["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "data/y.yml"


@pytest.mark.parametrize("name", [b"\xff.md", b"a\nb.txt", b"\x1b[31m.txt", "Zoë & co, 100%: <b>.txt".encode()])
def test_no_name_of_a_file_breaks_a_report(school: Path, name: bytes) -> None:
    (school / "policy/online-safety" / os.fsdecode(name)).write_text("x", encoding="utf-8")
    found = judge(school, AS_OF)
    assert len(found.report.findings) == 1
    shown = as_text.render(found.report, found.lines)
    assert "\x1b" not in shown
    assert len(shown.splitlines()) == 5, "place and message, fix, help, an empty line, the summary"
    for text in (
        shown,
        as_json.render(found.report, AS_OF),
        as_sarif.render(found.report, ALL_CODES),
        as_github.render(found.report, Severity.ERROR),
        as_github.job_summary(found.report),
    ):
        assert text.encode("utf-8", "replace")


def test_findings_are_sorted_by_place_and_none_is_said_twice() -> None:
    report = Report.of([finding(line=3), finding(line=1, column=2), finding(line=3), finding(line=1, column=1)])
    assert [(f.span.line, f.span.column) for f in report.findings] == [(1, 1), (1, 2), (3, 9)]


def test_a_gate_stops_at_what_is_as_bad_or_worse_and_not_waived() -> None:
    report = Report.of([finding(ERROR), finding(BLOCKER), finding(ADVICE), replace(finding(ERROR, 2), waived="Agreed")])
    assert [len(report.stopping(gate)) for gate in Severity] == [1, 2, 3]
