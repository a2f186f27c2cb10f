"""The README's table of ten defects is true: each mistake, made in the school that is in order, is found as it says there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from blessing import bless
from case_files import Case, all_cases
from conftest import PROJECT
from policybook.rules import ALL_CODES
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

README = PROJECT / "README.md"
DEFECTS = (
    "review date in the past",
    "malformed date",
    "misspelt key",
    "owner not a known person",
    "required section missing",
    "broken internal link",
    "undefined variable",
    "two documents with one address",
    "superseded edition",
    "untagged PDF",
)
ROW = re.compile(
    r"^\| (?P<defect>[^|]+) \| \[(?P<code>\w+)\]\((?P<help>[^)]+)\) \| (?P<message>[^|]+) \| \[case\]\((?P<case>[^)]+)\) \|$",
    re.MULTILINE,
)
ROWS = {row["defect"]: row for row in ROW.finditer(README.read_text(encoding="utf-8"))}
CASES = {case.path: case for case in all_cases()}


BESIDE = {"PIN009", "HLP001"}
"""The reading of a sentence that is gone, and that nothing but the guide says what to do: both are said as well."""


def case_of(defect: str) -> Case:
    return CASES[PROJECT / ROWS[defect]["case"]]


def test_the_table_has_these_ten_rows() -> None:
    assert tuple(ROWS) == DEFECTS


@pytest.mark.parametrize("defect", DEFECTS)
def test_the_defect_is_found_as_the_table_says(defect: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    row, case = ROWS[defect], case_of(defect)
    findings = check_project(Sources(case.broken_school(tmp_path)), case.as_of).report.findings
    (found,) = (finding for finding in findings if finding.code.id not in BESIDE)
    if request.config.getoption("--bless") and found.message != row["message"]:
        text = README.read_text(encoding="utf-8")
        bless(request, README, text.replace(row[0], row[0].replace(row["message"], found.message)))
    assert (found.code.id, found.message) == (row["code"], row["message"])


@pytest.mark.parametrize("defect", DEFECTS)
def test_its_code_is_explained_where_the_table_links_to(defect: str) -> None:
    row = ROWS[defect]
    codes = {code.id: code for code in ALL_CODES}
    assert row["help"] == codes[row["code"]].help
    file, _, anchor = row["help"].partition("#")
    assert f"\n### {anchor.upper()}\n" in (PROJECT / file).read_text(encoding="utf-8")
