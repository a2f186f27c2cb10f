"""A book lies where its sources say: several in one process, and under other names, are judged alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from case_files import Case, all_cases
from conftest import AS_OF, REAL_BOOK, REAL_DAY, SCHOOL
from policybook.basics.findings import Finding, Span
from policybook.rules.checking import check_project
from policybook.source.sources import STANDARD, Layout, Sources

ELSEWHERE = Layout("words of ours", "facts/school")
SAMPLE = [case for case in all_cases() if "waivers" not in str(case.content["edits"])][::12]  # a waiver may name a file
USUAL = re.compile(r"(?<![\w/])(?:data|policy)/")
OF_THE_MODEL = ("YAML005", "YAML007", "WAI004")
"""What these say speaks of the usual folders: a model knows no other, and a waiver may name one."""


def moved(root: Path) -> Sources:
    """The same book with other names for its two folders."""
    for old, new in zip(STANDARD.folders, ELSEWHERE.folders, strict=True):
        (root / new).parent.mkdir(parents=True, exist_ok=True)
        (root / old).rename(root / new)
    return Sources(root, ELSEWHERE)


def named_as_usual(finding: Finding) -> tuple[str, Span, str, str]:
    def usual(text: str) -> str:
        for old, new in zip(STANDARD.folders, ELSEWHERE.folders, strict=True):
            text = text.replace(f"{new}/", f"{old}/").removesuffix(new) or old
        return text

    span = finding.span._replace(path=usual(finding.span.path))
    return finding.code.id, span, usual(finding.message), usual(finding.fix)


@pytest.mark.reads_once
@pytest.mark.unmeasured  # the same cases as in test_cases.py
@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.path.stem)
def test_a_book_in_other_folders_has_the_same_findings_there(case: Case, tmp_path: Path) -> None:
    root = case.broken_school(tmp_path)
    usual = check_project(Sources(root), case.as_of).report.findings
    elsewhere = check_project(moved(root), case.as_of).report.findings
    assert not [
        f for f in elsewhere if f.code.id not in OF_THE_MODEL and USUAL.search(f"{f.span.path} {f.message} {f.fix}")
    ]
    assert sorted(map(named_as_usual, elsewhere)) == sorted((f.code.id, f.span, f.message, f.fix) for f in usual)


def test_two_books_in_one_process_know_nothing_of_each_other() -> None:
    first = check_project(Sources(SCHOOL), AS_OF).report
    other = check_project(Sources(REAL_BOOK), REAL_DAY).report
    assert check_project(Sources(SCHOOL), AS_OF).report == first
    assert check_project(Sources(REAL_BOOK), REAL_DAY).report == other
