"""A whole book, the school's own as it stood on one day: it loads, and its findings are the ones we know.

A change of a rule may change the recorded findings: look at the difference, then accept it with
``python3 scripts/test.py tests/test_real_book.py --bless``.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from blessing import agreed
from conftest import REAL_BOOK, REAL_DAY
from filled_in import copy_of_the_real_book, fill_in
from policybook.basics.findings import Severity
from policybook.book.coverage import coverage
from policybook.model.content import Party
from policybook.report import as_text
from policybook.rules.checking import CheckResult, check_project
from policybook.source.sources import Sources

pytestmark = pytest.mark.unmeasured  # over the lines that the cases and the builds reach

RECORDED = Path(__file__).parent / "golden" / "real-findings-2026-11-22.txt"


@pytest.fixture(scope="module")
def real() -> CheckResult:
    return check_project(Sources(REAL_BOOK), REAL_DAY)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_of_the_real_book(tmp_path_factory.mktemp("filled"))
    fill_in(root, REAL_DAY)
    return root


def test_it_has_no_error(real: CheckResult) -> None:
    assert real.report.of_severity(Severity.ERROR) == ()


def test_its_findings_are_as_recorded(real: CheckResult, request) -> None:
    found = as_text.render(real.report, real.lines)
    assert found == agreed(request, RECORDED, found)


@pytest.mark.parametrize(
    "words",
    [
        "overdue since 30 September 2023",
        "3 people are named as DSL",
        "nobody is marked as the lead",
        "when Catherine Graydon last had formal DSL training or updated their safeguarding knowledge",
        "Nobody has confirmed that Simon Graydon, Kevin Dunk and Catherine Graydon are still in their roles",
        "No DSL is on record as responsible for filtering and monitoring",
        "is named as accountable for filtering and monitoring",
        "who takes over and where people turn when every DSL is away",
        "no way to reach the safeguarding team",
        "none of its sections was read in its present words",
        "relies on the 2021 edition of Keeping children safe in education",
        "relies on the 2022 edition of Keeping children safe in education",
        "has been replaced by LADO Education Safeguarding Advisory Service",
        "Nobody is on record as proprietor",
    ],
)
def test_the_known_defects_of_the_source_are_reported(real: CheckResult, words: str) -> None:
    assert [finding for finding in real.report.findings if words in finding.message]


def test_one_fault_is_one_finding(real: CheckResult) -> None:
    places = [(finding.span, finding.code.id) for finding in real.report.findings]
    assert len(places) == len(set(places))


# --- the content -----------------------------------------------------------------------------------------------------


def test_three_policies_and_eight_documents(real: CheckResult) -> None:
    assert [policy.id for policy in real.book.policies] == [
        "online-safety",
        "mobile-and-smart-technology",
        "social-media",
    ]
    assert {document.id for document in real.book.documents_with_pages} == {
        "staff-aup",
        "staff-one-day",
        "parent-guide",
        "student-agreement",
        "student-agreement-easy-read",
        "parents-easy-read",
        "visitor-leaflet",
        "annual-review",
    }


def test_every_clause_comes_from_the_source(real: CheckResult) -> None:
    assert real.book.source is not None
    assert len(real.book.source.sha256) == 64
    reached = {name for entry in real.book.source.lines for name in entry.clauses}
    clauses = {clause.id for section in real.book.sections.values() for clause in section.clauses}
    assert clauses - reached == set()


def test_every_clause_has_an_id_of_its_own(real: CheckResult) -> None:
    assert [c.id for s in real.book.sections.values() for c in s.clauses if not c.has_own_id] == []


def test_the_review_asks_no_more_than_an_afternoon_holds(real: CheckResult) -> None:
    """At most 35 questions of law and guidance and 65 in all, every group with some, no role with more than 15."""
    checklist = real.book.document("annual-review")
    assert checklist is not None
    asked = [check.settings for check in real.book.checks]
    assert len([check for check in asked if check.basis in ("must", "should")]) <= 35
    assert 55 <= len(asked) <= 65
    assert {check.group for check in asked} == {group.id for group in checklist.settings.groups}
    assert max(Counter(check.who for check in asked).values()) <= 15
    alone = [check for check in asked if check.who in ("headteacher", "dsl")]  # one person, in a small school
    assert len(alone) <= 20


def test_each_question_is_one_and_no_file_is_named_in_it(real: CheckResult) -> None:
    for check in (check.settings for check in real.book.checks):
        assert check.ask.count("?") == 1, check.id
        assert len(check.ask.split()) <= 20, check.id
        assert not re.search(r"\.yml|\bdata/", f"{check.ask} {check.evidence}"), check.id


@pytest.mark.parametrize("party", ["staff", "parents", "students", "visitors"])
def test_a_document_covers_them_and_they_are_bound_by_many_clauses(real: CheckResult, party: Party) -> None:
    found = coverage(real.book, party)
    assert found.documents
    assert found.missing == ()
    assert len(found.binding) > 25


def test_what_to_do_now_comes_first_in_the_parents_guide(real: CheckResult) -> None:
    first = [one.words for one in real.book.help.situations.values() if one.first]
    assert len(first) == 4
    assert "threatens to share a picture" in first[0]


# --- filled in -------------------------------------------------------------------------------------------------------


def test_filled_in_as_the_findings_ask_nothing_stops_publication(filled: Path) -> None:
    report = check_project(Sources(filled), REAL_DAY).report
    assert [f"{f.code.id} {f.message}" for f in report.stopping(Severity.BLOCKER)] == []


PARTS = {
    "what to do now": ("parent-guide", "## Who to contact at school", "PUB017"),
    "filtering and monitoring": ("parent-guide", "## How we keep your child safe online", "PUB018"),
    "complaints and formats": ("parent-guide", "## Complaints, languages and other formats", "PUB018"),
    "monitoring notice": ("staff-aup", "## Monitoring notice", "PUB019"),
    "consequences": ("staff-aup", "## If these rules are broken", "PUB019"),
    "reporting": ("staff-aup", "## If I see something wrong", "PUB019"),
}


@pytest.mark.unmeasured  # the rules are measured over the cases; here they judge a whole book once more
@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_deleted_from_a_document_is_missed(filled: Path, tmp_path: Path, part: str) -> None:
    name, heading, code = PARTS[part]
    root = Path(shutil.copytree(filled, tmp_path / "book"))
    file = root / f"policy/documents/{name}.md"
    before, found, after = file.read_text(encoding="utf-8").partition(f"{heading}\n")
    assert found
    following = after.find("\n## ")
    file.write_text(before + (after[following + 1 :] if following >= 0 else ""), encoding="utf-8")
    assert code in {
        finding.code.id for finding in check_project(Sources(root), REAL_DAY).report.stopping(Severity.BLOCKER)
    }


YES = "{judgement: yes, evidence: Seen.}"
MISTAKES = {
    "a date in the past": ("data/reviews/2026-11.yml", "next_review: 2027-11", "next_review: 2026-10", "REV003"),
    "nobody carried the review out": (
        "data/reviews/2026-11.yml",
        "completed_by: [headteacher, dsl]",
        "completed_by: []",
        "REV011",
    ),
    "a check not answered": (
        "data/reviews/2026-11.yml",
        f"password-rule-current: {YES}",
        "password-rule-current:",
        "REV016",
    ),
    "a check's line lost": ("data/reviews/2026-11.yml", f"  password-rule-current: {YES}\n", "", "REV016"),
    "a no without an action": (
        "data/reviews/2026-11.yml",
        f"password-rule-current: {YES}",
        "password-rule-current: no",
        "REV019",
    ),
    "an approval of tomorrow": ("data/reviews/2026-11.yml", "    on: 2026-11-22", "    on: 2026-11-23", "REV013"),
    "a term with a slip": ("data/reviews/2026-11.yml", "next_review: 2027-11", "next_review: Autum 2027", "YAML008"),
    "no such month": ("data/reviews/2026-11.yml", "next_review: 2027-11", "next_review: 2027-13", "YAML008"),
    "a British date": ("data/reviews/2026-11.yml", "next_review: 2027-11", "next_review: 1/9/27", "YAML008"),
    "too long": ("data/reviews/2026-11.yml", "next_review: 2027-11", "next_review: 2027-12", "REV004"),
    "an unknown token": (
        "policy/online-safety/filtering-and-monitoring.md",
        "{{ services.broadband.provider }}",
        "{{ services.broadbant.provider }}",
        "REF001",
    ),
    "an unknown key": ("data/school.yml", "\ncounty:", "\ncountry:", "YAML005"),
    "a section not listed": ("policy/online-safety/policy.yml", "  - four-risks\n", "", "REF003"),
    "a repeated key": ("data/school.yml", "\ncounty: Kent", "\ncounty: Kent\ncounty: Kent", "YAML004"),
    "a tab": ("data/services.yml", "\n    provider: BT", "\n\tprovider: BT", "YAML002"),
    "a name in prose": ("policy/online-safety/four-risks.md", "\n\n", "\n\nSimon Graydon says this. ", "DSL016"),
}


@pytest.fixture(scope="module")
def before(filled: Path) -> set[tuple[str, str]]:
    """What is found in the filled-in book as it is."""
    return {(f.code.id, f.message) for f in check_project(Sources(filled), REAL_DAY).report.findings}


@pytest.mark.unmeasured
@pytest.mark.parametrize("mistake", MISTAKES)
def test_one_mistake_in_the_filled_in_book_is_one_finding(
    filled: Path, before: set[tuple[str, str]], tmp_path: Path, mistake: str
) -> None:
    root = Path(shutil.copytree(filled, tmp_path / "book"))
    name, old, new, code = MISTAKES[mistake]
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    after = [f for f in check_project(Sources(root), REAL_DAY).report.findings if (f.code.id, f.message) not in before]
    new_ones = [
        f.code.id for f in after if f.code.id not in ("REV009", "PIN002")
    ]  # an edited clause is to be read again
    assert new_ones == [code]
