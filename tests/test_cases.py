"""Every code has cases, every case finds exactly what it says, and following the fixes literally ends the matter."""

from __future__ import annotations

import pytest
import yaml

from case_files import Case, all_cases, apply, found_in
from conftest import AS_OF, SCHOOL
from policybook.rules import ALL_RULES
from policybook.source.codes import READING_CODES

CASES = all_cases()
ALL_CODES = {code.id for code in READING_CODES} | {rule.code.id for rule in ALL_RULES}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", CASES, ids=lambda case: case.path.stem)


def test_a_case_finds_exactly_what_it_says(case: Case, tmp_path, request) -> None:
    root = case.broken_school(tmp_path)
    found = found_in(root, case.as_of)
    if request.config.getoption("--bless") and found != case.content["expect"]:
        bless(case, found)
    assert found == case.content["expect"]


def test_following_the_fixes_literally_ends_the_matter(case: Case, tmp_path) -> None:
    if "mend" not in case.content:
        assert case.content["no_mend"], "a case without `mend` says why in `no_mend`"
        return
    root = case.broken_school(tmp_path)
    apply(root, case.content["mend"])
    assert found_in(root, case.as_of) == []


def test_every_code_has_a_case() -> None:
    assert ALL_CODES - {code for case in CASES for code in case.codes} == set()


def test_the_school_in_order_has_no_finding() -> None:
    assert found_in(SCHOOL, AS_OF) == []


def test_codes_are_unique_and_documented() -> None:
    codes = [*READING_CODES, *(rule.code for rule in ALL_RULES)]
    assert len({code.id for code in codes}) == len(codes)
    assert all(code.summary.endswith(".") for code in codes)
    assert all(rule.code.summary.startswith("Ensure ") for rule in ALL_RULES)


def bless(case: Case, found: list[dict[str, str]]) -> None:
    """Accept what is found now: rewrite the `expect` of the case file."""
    content = {**case.content, "expect": found}
    case.path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000), encoding="utf-8")
