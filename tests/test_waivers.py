"""An agreed exception is printed with its reason, takes nothing out of the report, and ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import build
from case_files import apply
from conftest import AS_OF
from policybook.basics.findings import Severity
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

LATE = {"file": "data/reviews/2025-09.yml", "replace": "next_review: 2026-09", "with": "next_review: 2026-05"}


def waive(root: Path, **changes: str) -> None:
    """Waive the overdue review, with what a test changes."""
    apply(root, [LATE])
    entry = {
        "rule": "REV005",
        "subject": "data/reviews/2025-09.yml",
        "reason": "The review is booked",
        "agreed_by": "proprietor",
        "agreed_on": "2026-05-20",
        "expires": "2026-07-31",
    } | changes
    lines = [f"    {name}: {value}" for name, value in entry.items()]
    text = "waivers:\n" + "\n".join(lines).replace("    rule", "  - rule", 1) + "\n"
    (root / "data/waivers.yml").write_text(text, encoding="utf-8")


def test_a_waived_finding_is_still_printed_and_stops_nothing(school: Path) -> None:
    waive(school)
    report = check_project(Sources(school), AS_OF).report
    (finding,) = report.findings
    assert finding.code.id == "REV005"
    assert finding.waived == "The review is booked (agreed by Proprietor, until 31 July 2026)"
    assert report.stopping(Severity.ADVICE) == ()
    assert report.counts == {"error": 0, "blocker": 0, "advice": 0, "waived": 1}


def test_readers_are_told_the_truth_all_the_same(school: Path) -> None:
    waive(school)
    assert build(school, "--publish").code == 0
    page = (school / "site" / "online-safety.html").read_text(encoding="utf-8")
    assert "Review overdue since 31 May 2026" in page
    assert "The review is booked" not in page


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"expires": "2026-05-31"}, {"WAI003", "REV005"}),
        ({"expires": "2026-12-31"}, {"WAI002", "REV005"}),
        ({"subject": "somebody"}, {"WAI004", "REV005"}),
        ({"rule": "REV999"}, {"WAI001", "REV005"}),
        ({"rule": "YAML001"}, {"WAI001", "REV005"}),
        ({"agreed_by": "nobody"}, {"REF006"}),
    ],
)
def test_a_waiver_that_does_not_hold_is_a_finding_and_waives_nothing(school: Path, changes: dict, codes: set) -> None:
    waive(school, **changes)
    findings = check_project(Sources(school), AS_OF).report.findings
    assert {finding.code.id for finding in findings if not finding.waived} == codes


def test_a_waiver_that_fits_several_findings_is_too_broad(school: Path) -> None:
    apply(school, [{"file": "data/people.yml", "replace": "trained_on: 2025-03-03", "with": "trained_on:"}])
    apply(school, [{"file": "data/people.yml", "replace": "trained_on: 2025-03-06", "with": "trained_on:"}])
    waive(school, rule="DSL005", subject="data/people.yml")
    codes = [finding.code.id for finding in check_project(Sources(school), AS_OF).report.findings]
    assert sorted(codes) == ["DSL005", "DSL005", "REV005", "WAI005"]


def test_a_waiver_only_removes(school: Path) -> None:
    apply(school, [LATE])
    before = {(f.code.id, f.span) for f in check_project(Sources(school), AS_OF).report.findings}
    apply(school, [{**LATE, "replace": LATE["with"], "with": LATE["replace"]}])
    waive(school)
    after = check_project(Sources(school), AS_OF).report
    assert {(f.code.id, f.span) for f in after.findings} == before
    assert {(f.code.id, f.span) for f in after.stopping(Severity.ADVICE)} < before
