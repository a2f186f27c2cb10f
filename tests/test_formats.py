"""The report in the forms that other programs read."""

from __future__ import annotations

import json
from pathlib import Path

from building import command
from case_files import apply
from conftest import AS_OF, PROJECT, SCHOOL
from policybook.basics.findings import Severity
from policybook.commands.check import FORMATS
from policybook.report import as_github, as_sarif
from policybook.rules import ALL_CODES
from policybook.rules.checking import check_project
from policybook.rules.outlook import look_ahead
from policybook.source.sources import Sources

NO_LEAD = {"file": "data/people.yml", "replace": "lead: yes", "with": "lead:"}


def test_github_annotations_name_file_line_and_fix(school: Path) -> None:
    apply(school, [NO_LEAD])
    lines = as_github.render(check_project(Sources(school), AS_OF).report, Severity.BLOCKER).splitlines()
    assert lines[0].startswith("::error file=data/people.yml,line=47,col=5,endColumn=9,title=Blocker DSL002::2 people")
    assert "%0AType lead: yes" in lines[0]
    assert as_github.render(check_project(Sources(school), AS_OF).report, Severity.ERROR).startswith("::warning ")


def test_nothing_typed_in_a_file_can_add_an_annotation(school: Path) -> None:
    apply(school, [{"file": "data/school.yml", "replace": "county:", "with": '"x\\n::error file=a::b, c%":'}])
    text = as_github.render(check_project(Sources(school), AS_OF).report, Severity.ERROR)
    assert len([line for line in text.splitlines() if line.startswith("::")]) == 1


def test_the_whole_table_goes_to_the_job_summary(school: Path, tmp_path: Path) -> None:
    apply(school, [{"file": "data/school.yml", "replace": "county:", "with": "co|un<b>ty:"}])
    summary = tmp_path / "summary.md"
    arguments = ("check", "--root", str(school), "--as-of", AS_OF.isoformat(), "--format", "github")
    run = command(*arguments, GITHUB_STEP_SUMMARY=str(summary))
    assert run.code == 1
    table = summary.read_text(encoding="utf-8")
    assert "| data/school.yml, line 2 |" in table
    assert "co&#124;un&lt;b>ty" in table


def test_sarif_has_every_rule_and_every_finding_with_its_place(school: Path) -> None:
    apply(school, [NO_LEAD])
    (run,) = json.loads(
        as_sarif.render((found := check_project(Sources(school), AS_OF)).report, ALL_CODES, found.lines)
    )["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [code.id for code in ALL_CODES]
    (result,) = run["results"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "DSL002"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "data/people.yml"
    assert place["region"] == {"startLine": 47, "startColumn": 5, "endColumn": 9}


def test_every_format_can_be_asked_for_and_is_in_the_manual(school: Path) -> None:
    """A module in ``report/`` that nobody can ask for, or of which nobody is told, is a forgotten step."""
    modules = {file.stem.removeprefix("as_") for file in (PROJECT / "hooks/policybook/report").glob("as_*.py")}
    assert modules - {"impact"} == set(FORMATS)
    manual = (PROJECT / "README.md").read_text(encoding="utf-8")
    assert r"--format " + r"\|".join(FORMATS) in manual
    result = check_project(Sources(school), AS_OF)
    outlook = look_ahead(result.context, result.report)
    assert all(render(result, outlook, Severity.ERROR) for render in FORMATS.values())


def test_explain_prints_a_codes_documentation_and_knows_near_misses() -> None:
    assert "Ensure it is known which DSL leads." in command("check", "--root", str(SCHOOL), "--explain", "dsl002").out
    wrong = command("check", "--root", str(SCHOOL), "--explain", "DSL02")
    assert wrong.code == 2
    assert "Did you mean" in wrong.out
