"""One school with every fault at once: its whole report, in order and to the letter.

The faults are those of the cases that can stand beside one another. Errors hide nothing in other files, and make the
rules silent about their own, so what cannot be read and what is only wrong are two schools.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from blessing import agreed
from case_files import CASES, apply
from conftest import AS_OF
from policybook.report import as_text
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

HERE = Path(__file__).resolve().parent
SCHOOLS = yaml.safe_load((HERE / "dreadful.yml").read_text(encoding="utf-8"))


def code_of(case: str) -> str:
    return case.partition("-")[0]


@pytest.mark.parametrize("name", SCHOOLS)
def test_the_dreadful_school_gets_its_whole_report(name: str, school: Path, request: pytest.FixtureRequest) -> None:
    cases = SCHOOLS[name]["cases"]
    for case in cases:
        apply(school, yaml.safe_load((CASES / f"{case}.yml").read_text(encoding="utf-8"))["edits"])
    apply(school, SCHOOLS[name]["edits"])
    result = check_project(Sources(school), AS_OF)
    found = result.report.findings
    follows = {"REV005", "REV008"}  # held back: the records they would speak of have faults of their own
    missing = {code_of(case) for case in cases} - {part.code.id for finding in found for part in finding.parts}
    assert missing <= follows, "no fault hides another, but for what only follows from it"
    assert [f.sort_key for f in found] == sorted(f.sort_key for f in found)
    for finding in found:
        lines = result.lines.get(finding.span.path)
        assert lines is None or finding.span.line <= len(lines), "every finding stands inside its file"
    report, golden = as_text.render(result.report, result.lines), HERE / "golden" / f"dreadful-{name}.txt"
    assert report == agreed(request, golden, report)
