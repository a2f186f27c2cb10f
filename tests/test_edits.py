"""Every literal fix, made as it is printed: its finding is gone, nothing new is wrong, nothing is lost and no duty weaker.

``fixes_for_people.yml`` names the codes whose fixes are not literal, each with what a person has to add or decide. Any
other fix must bring its edits.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from case_files import Case, all_cases
from conftest import SCHOOL
from policybook.basics.edits import Edit, EditError, edited
from policybook.basics.findings import Finding, Severity, Span
from policybook.editing.apply_edits import apply_edits, read_lines
from policybook.rules.checking import CheckResult, check_project
from policybook.source.sources import Sources

CASES = [case for case in all_cases() if case.content["expect"] and not case.unreadable and not case.failing]
FOR_PEOPLE: dict[str, str] = yaml.safe_load(
    (Path(__file__).parent / "fixes_for_people.yml").read_text(encoding="utf-8")
)
_WORD = re.compile(r"[^\W_]{2,}")
_DUTY = re.compile(r"\b(?:must|should|may|can|advise[sd]?|not|never|no|only|always|all|every)\b", re.IGNORECASE)
_FIGURES = re.compile(r"\d+")


# --- edits of a text -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_edits_are_made_where_they_say_and_nothing_else_changes(end: str) -> None:
    text = end.join(["one two", "three", "", "four"]) + end
    edits = [
        Edit(Span("x", 1, 5, 3), "2"),
        Edit(Span("x", 2, 1, 6), ""),  # a whole line with its end
        Edit(Span("x", 4, 1, 0), "three and a half\n"),
        Edit(Span("x", 5, 1, 0), "five\n"),
    ]
    assert edited(text, edits) == end.join(["one 2", "", "three and a half", "four", "five"]) + end
    assert edited(text, reversed(edits)) == edited(text, edits)
    assert edited(text, []) == text


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(Span("x", 1, 1, 4), ""), Edit(Span("x", 1, 3, 4), "")],
        [Edit(Span("x", 3, 1, 0), "")],
        [Edit(Span("x", 1, 9, 0), "")],
        [Edit(Span("x", 1, 1, 99), "")],
    ],
)
def test_edits_that_meet_or_lie_outside_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(EditError):
        edited("one two\n", edits)


def test_a_file_that_has_changed_since_is_left_alone_and_so_are_the_others(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfone\r\n")
    (tmp_path / "b").write_bytes(b"two\n")
    edits = [Edit(Span("a", 1, 1, 3), "1"), Edit(Span("b", 1, 1, 3), "2")]
    lines = {name: read_lines(tmp_path / name) for name in ("a", "b")}
    with pytest.raises(EditError, match="b has changed"):
        apply_edits(tmp_path, edits, lines | {"b": ("two", "three")})
    assert (tmp_path / "a").read_bytes() == b"\xef\xbb\xbfone\r\n"
    apply_edits(tmp_path, edits, lines)
    assert [(tmp_path / name).read_bytes() for name in ("a", "b")] == [b"\xef\xbb\xbf1\r\n", b"2\n"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a", "b"]


# --- every literal fix of every case ---------------------------------------------------------------------------------


def what(finding: Finding) -> tuple[str, str, str]:
    """What a finding is about, wherever its lines have moved."""
    return finding.code.id, finding.span.path, _FIGURES.sub("0", finding.message)


def serious(result: CheckResult) -> Counter[tuple[str, str, str]]:
    return Counter(what(f) for f in result.report.findings if f.severity in (Severity.ERROR, Severity.BLOCKER))


def texts(root: Path) -> str:
    files = sorted(file for folder in ("policy", "data") for file in (root / folder).rglob("*") if file.is_file())
    return "\n".join(file.read_bytes().decode("utf-8", "replace") for file in files)


@pytest.mark.unmeasured  # the checks are measured by the cases themselves
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path.stem)
def test_a_literal_fix_ends_its_finding_and_does_no_harm(case: Case, tmp_path: Path) -> None:
    before = check_project(Sources(case.broken_school(tmp_path / "first")), case.as_of)
    for number, finding in enumerate(f for f in before.report.findings if f.edits):
        root = case.broken_school(tmp_path / str(number))
        old = texts(root)
        apply_edits(root, finding.edits, before.lines)
        after = check_project(Sources(root), case.as_of)
        told = f"{finding.code.id} {finding.span.path}:{finding.span.line}: {finding.fix}"
        assert what(finding) not in [what(f) for f in after.report.findings], f"not ended by {told}"
        assert not serious(after) - serious(before), f"made by {told}"
        assert not lost(old, texts(root), finding), f"lost by {told}"


def lost(old: str, new: str, finding: Finding) -> dict[str, int]:
    """Words and duties that are nowhere any more; what replaces a word by one that is like it loses nothing.

    A word may go where a copy of it is left: of a text that stands twice, one goes.
    """
    put_in = " ".join(edit.text for edit in finding.edits)
    here, there = set(_WORD.findall(old.lower())), set(_WORD.findall(new.lower()))
    gone = {word: 1 for word in here - there if not put_in}
    duties = Counter(_DUTY.findall(old.lower())) - Counter(_DUTY.findall(new.lower()))
    is_copy = len(_DUTY.findall(old)) and all(word in new.lower() for word in duties)
    return gone if is_copy else gone | duties


def test_a_fix_without_edits_is_for_people_and_says_why() -> None:
    """A code is for people or has edits; where it has both, its reason says when."""
    without: set[str] = set()
    for case in CASES:
        for entry in case.content["expect"]:
            without.add(entry["at"].split()[0])
    assert set(FOR_PEOPLE) <= without
    assert all(FOR_PEOPLE.values())


def test_the_school_in_order_has_nothing_to_mend() -> None:
    assert check_project(Sources(SCHOOL), CASES[0].as_of).report.findings == ()
