"""Every code has cases, every case finds exactly what it says, and following the fixes literally ends the matter."""

from __future__ import annotations

import builtins
import contextlib
import io
from pathlib import Path

import pytest

import policybook.rules.checking
from blessing import bless
from case_files import Case, NotFineError, all_cases, blessed, found_in, with_failing, written
from conftest import AS_OF, SCHOOL, unwatched
from policybook.rules import ALL_CODES, ALL_RULES

CASES = all_cases()
MEASURED = {
    (entry["at"].split()[0], entry["message"].partition("“")[0][:16]): case.path
    for case in reversed(CASES)
    for entry in case.content.get("expect", ())
}.values()
"""The first case of each thing that a code says: coverage watches these. The others mostly go over the same lines."""
MENDED = [case for case in CASES if "mend" in case.content]


def name_of(case: Case) -> str:
    return case.path.stem


@pytest.fixture
def root(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The school with a case's mistakes; its unreadable files are so even for a user who may read everything."""
    with unwatched():
        root = case.broken_school(tmp_path)
    locked = [root / path for path in case.unreadable]
    really_open = open

    def opened(file: object, *arguments: object, **named: object) -> object:
        if isinstance(file, str | Path) and Path(file) in locked:
            raise PermissionError(13, "Permission denied")
        return really_open(file, *arguments, **named)

    if locked:
        monkeypatch.setattr(builtins, "open", opened)
        monkeypatch.setattr(io, "open", opened)  # what pathlib uses
    if case.failing:
        monkeypatch.setattr(policybook.rules.checking, "ALL_RULES", with_failing(ALL_RULES, case.failing))
    return root


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_case_finds_exactly_what_it_says(case: Case, root: Path, request: pytest.FixtureRequest) -> None:
    with contextlib.nullcontext() if case.path in MEASURED else unwatched():
        found = case.found(root)
    if request.config.getoption("--bless") and found != case.content.get("expect"):
        bless(request, case.path, blessed(case, found))
    assert found == case.content.get("expect")


@pytest.mark.unmeasured  # what was a mistake is judged again as a school in order, over the same lines
@pytest.mark.parametrize("case", MENDED, ids=name_of)
def test_following_the_fixes_literally_ends_the_matter(case: Case, root: Path) -> None:
    case.apply(root, case.content["mend"])
    assert case.found(root) == []


def test_a_case_without_mend_says_why_in_no_mend() -> None:
    silent = [case for case in CASES if "mend" not in case.content and not case.content.get("no_mend")]
    assert [name_of(case) for case in silent if case.content["expect"]] == []


def test_a_case_is_named_for_the_code_it_is_about() -> None:
    known = {code.id for code in ALL_CODES}
    assert [case.path.name for case in CASES if case.path.name.partition("-")[0] not in known] == []


def test_a_case_is_named_fine_where_its_code_finds_nothing_and_only_there() -> None:
    found = {
        case.path.stem for case in CASES if case.is_fine and case.path.stem.partition("-")[0] in case.expected_codes
    }
    assert found == set()
    assert {case.path.stem for case in CASES if not case.content["expect"] and not case.is_fine} == set()


def test_what_is_fine_is_not_blessed_into_a_finding() -> None:
    fine = next(case for case in CASES if case.is_fine and not case.content["expect"])
    beside = next(case for case in CASES if case.path.stem == "PUB001-not-published-is-fine")
    (known,) = beside.content["expect"]
    with pytest.raises(NotFineError, match=rf"{fine.path.name} says that it is fine, and now there is PUB021\."):
        blessed(fine, [known])
    with pytest.raises(NotFineError, match=r"now there is PUB021\."):
        blessed(beside, [known, known])
    reworded = [{**known, "message": "In other words."}]
    assert blessed(beside, reworded) == written({**beside.content, "expect": reworded})
    assert blessed(beside, []) == written({**beside.content, "expect": []})


def test_every_code_has_a_case() -> None:
    assert {code.id for code in ALL_CODES} - {code for case in CASES for code in case.expected_codes} == set()


def test_the_school_in_order_has_no_finding() -> None:
    assert found_in(SCHOOL, AS_OF) == []


def test_codes_are_unique_and_documented() -> None:
    assert len({code.id for code in ALL_CODES}) == len(ALL_CODES)
    assert all(code.summary.endswith(".") for code in ALL_CODES)
    assert all(rule.code.summary.startswith("Ensure ") for rule in ALL_RULES)
