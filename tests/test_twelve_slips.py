"""Twelve ordinary slips together: each is told at its line, and no page, paper or feed says any of them.

The school has published before, so nothing but a refusal stops it. Four of the twelve refuse: the last good site stays until
they are taken back. The others are published with, and left out or marked.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from building import build, texts
from case_files import apply
from conftest import REAL_DAY
from policybook.basics.findings import Finding, Severity
from policybook.rules.checking import check_project
from policybook.rules.publication_gate import stops_publication
from policybook.source.sources import Sources
from slips_runner import FilledInBook, Slip, all_kinds

pytestmark = pytest.mark.unmeasured  # over the lines that the cases and the builds reach

SLIPS = {slip.id: slip for kind in all_kinds() for slip in kind.slips}
PUBLISHED = {"file": "data/settings.yml", "replace": "\npublished_since:\n", "with": "\npublished_since: 2026-11-01\n"}


class Told(NamedTuple):
    """The code with which a slip is told, and what a page would say that fell for it."""

    code: str
    never: str


REFUSED = {
    "a-private-number-in-a-field/in-a-name": Told("DSL034", r"07700\s*900\s*123"),
    "the-successor-typed-over-the-leaver/catherine-becomes-alison": Told("EVT012", r"Okafor"),
    "two-entries-with-one-number-or-address/lado-has-the-front-doors-number": Told(
        "PUB033", r"\(LADO\)[^.]{0,80}03000 41 11 11"
    ),
    "a-private-address-pasted/as-the-schools-mailbox": Told("DSL015", r"simon\.graydon1970"),
}
LEFT_OUT = {
    "a-sentence-turned-round/we-publish-personal-information": Told(
        "PIN002", r"(?<!not )We publish personal information"
    ),
    "a-sentence-turned-round/i-will-share-passwords": Told("PIN002", r"I will share passwords"),
    "the-number-of-another-service/visitor-danger-prints-101": Told(
        "PIN008", r"in danger now, call (?:Kent Police )?101"
    ),
    "the-number-of-another-service/student-childline-prints-nspcc": Told("PIN008", r"Childline[^.]{0,60}0808 800 5000"),
    "a-private-address-pasted/into-a-clause": Told("TXT002", r"hotmail"),
    "a-person-named-in-a-text/guide-full-name": Told("DSL016", r"Tell Kevin Dunk if you are worried"),
    "a-figure-transposed/staff-90-days": Told("PIN007", r"every 90 days"),
    "a-mobile-number-in-a-text/staff-without-spaces": Told("TXT003", r"07700\s*900\s*123"),
}
TWELVE = REFUSED | LEFT_OUT


def make(root: Path, names: dict[str, Told]) -> None:
    for name in names:
        apply(root, SLIPS[name].edits)


def told(root: Path, slip: Slip, findings: tuple[Finding, ...]) -> set[str]:
    """The codes of what is found at the lines of a slip."""
    parts = [part for finding in findings for part in finding.parts]
    return {part.code.id for part in parts if any(place.has(part, root) for place in slip.places)}


@pytest.fixture(scope="module")
def in_order(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = FilledInBook.in_folder(tmp_path_factory.mktemp("twelve") / "book").root
    apply(root, [PUBLISHED])
    return root


def test_each_is_told_at_its_line_and_nothing_of_it_is_on_a_page_on_paper_or_in_a_feed(in_order: Path) -> None:
    before = {file: file.read_bytes() for file in in_order.rglob("*") if file.is_file()}
    assert check_project(Sources(in_order), REAL_DAY).report.of_severity(Severity.BLOCKER) == ()
    assert len(TWELVE) == 12
    make(in_order, TWELVE)
    result = check_project(Sources(in_order), REAL_DAY)
    for name, expected in TWELVE.items():
        assert expected.code in told(in_order, SLIPS[name], result.report.open), name
    stopping = {finding.code.id for finding in stops_publication(result.book, result.report, REAL_DAY)}
    assert stopping >= {expected.code for expected in REFUSED.values()}

    for file, data in before.items():
        file.write_bytes(data)
    make(in_order, LEFT_OUT)
    run = build(in_order, "--publish", as_of=str(REAL_DAY))
    assert run.code == 0, run.out
    files = texts(in_order / "site")
    assert {Path(name).suffix for name in files} >= {".html", ".pdf", ".xml", ".json"}
    for name, expected in TWELVE.items():
        said = re.compile(expected.never)
        assert [file for file, text in files.items() if said.search(" ".join(text.split()))] == [], name
    left_out = {
        name: text.count("This passage is being put right.") for name, text in files.items() if name.endswith(".html")
    }
    assert {name: count for name, count in left_out.items() if count} == {
        "parents.html": 2,
        "staff/acceptable-use.html": 3,
        "students/agreement.html": 1,
        "visitors.html": 1,
        "online-safety.html": 1,
    }
