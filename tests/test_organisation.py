"""What follows from the kind of organisation: what is asked of it, who approves, and what the pages call the place."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from conftest import AS_OF, PROJECT, REAL_BOOK, SCHOOL
from policybook.basics.dates import PartialDate
from policybook.basics.findings import Severity
from policybook.book.book import Book
from policybook.book.review_status import State, status_of_policy
from policybook.model.organisation import PROFILES, Organisation
from policybook.render.artefacts import pages_without_downloads
from policybook.rules.checking import check_project
from policybook.rules.publication_gate import stops_publication
from policybook.source.sources import Sources
from policybook.views.jobs import Jobs

PLAIN = {
    "data/organisation.yml": "kind: plain\nplace: nursery\nlearner: child\nlearners: children\n",
    "data/school.yml": 'name: Brightwater\nphone: "01632 960111"\nemail: office@brightwater.example\n',
    "data/people.yml": (
        "roles:\n  director: {title: Director}\n  trustees: {title: Board of trustees, body: yes}\n"
        "people:\n  kim-reed: {name: Kim Reed, publish_name: no}\n"
        "appointments:\n  - {person: kim-reed, role: director, from: 2020-01-01}\n"
    ),
    "policy/security/policy.yml": (
        "id: security\ntitle: Information security policy\nsummary: How we keep information safe.\nowner: director\n"
        "sections: [passwords]\napplies_to: [staff, students]\nreview_every_months: 36\nadopted: 2024-03\n"
        "ratified_by: trustees\napplies_from: 2024-04-01\nversion: 7.3\n"
    ),
    "policy/security/passwords.md": (
        "---\ntitle: Passwords\nbinds: [staff]\n---\n\n"
        '- Staff must use a different password for each account.\n  { #unique binds="staff" }\n'
    ),
}


def made(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def words_of_pages(root: Path) -> str:
    result = check_project(Sources(root), AS_OF)
    pages = pages_without_downloads(root, PROJECT, result.book, result.report, AS_OF)
    return "\n".join(page.text for page in pages)


def schools_in(root: Path, kind: str, *, body: str = "") -> Path:
    """The school in order as another kind, with the body that answers for it."""
    shutil.copytree(SCHOOL, root)
    path = root / "data" / "organisation.yml"
    path.write_text(path.read_text().replace("independent-special-school", kind))
    people = root / "data" / "people.yml"
    if body:
        people.write_text(
            people.read_text().replace("roles:\n", f"roles:\n  {body}: {{title: The board, body: yes}}\n", 1)
        )
    return root


def test_a_plain_organisation_with_one_policy_is_published_without_a_waiver(tmp_path: Path) -> None:
    result = check_project(Sources(made(tmp_path, PLAIN)), AS_OF)
    assert [f for f in result.report.findings if f.severity is not Severity.ADVICE] == []
    assert not stops_publication(result.book, result.report, AS_OF)


def test_the_pages_of_a_plain_organisation_speak_of_no_school_and_of_nobodys_safeguarding(tmp_path: Path) -> None:
    text = words_of_pages(made(tmp_path, PLAIN))
    assert not re.search(r"school|safeguarding|headteacher|pupil|student|999|Kent|online safety", text, re.IGNORECASE)
    assert "tell the nursery" in text
    assert "Applies to</dt> <dd>staff and children" in text


def test_a_plain_organisation_has_no_form_of_a_safeguarding_team(tmp_path: Path) -> None:
    jobs = Jobs.of(PROJECT).for_book(check_project(Sources(made(tmp_path, PLAIN)), AS_OF).book).jobs
    assert jobs["leaves"].title == "Somebody leaves a role"
    assert not {"leads", "still-in-post", "trained"} & jobs.keys()
    assert not any("safeguarding" in job.title for job in jobs.values())
    assert "safeguarding_email" not in jobs["school-details"].fields
    assert {"lead", "prevent_trained_on"} <= set(jobs["joins"].leave_out)
    assert not {"helpline", "service", "edition", "decided", "signatures"} & jobs.keys(), "it has nothing of these"


def test_what_is_on_record_of_a_policy_is_on_its_page(tmp_path: Path) -> None:
    text = words_of_pages(made(tmp_path, PLAIN))
    for label, value in (
        ("Adopted", "March 2024"),
        ("Ratified by", "Board of trustees"),
        ("Applies from", "1 April 2024"),
        ("Number of this version", "7.3"),
    ):
        assert f"<dt>{label}</dt> <dd>{value}</dd>" in text


def test_pages_that_nobody_tested_claim_no_test(tmp_path: Path) -> None:
    about = words_of_pages(made(tmp_path, PLAIN))
    assert "Nobody has recorded a test of these pages yet." in about
    assert "axe-core" not in about


@pytest.mark.parametrize(("kind", "body"), [("maintained-school", "governing-board"), ("academy", "trust-board")])
def test_a_school_that_a_board_answers_for_needs_no_proprietor(tmp_path: Path, kind: str, body: str) -> None:
    root = schools_in(tmp_path / "school", kind, body=body)
    for name in ("people.yml", "readings.yml"):  # nobody is proprietor, and the headteacher was confirmed by the board
        path = root / "data" / name
        path.write_text(path.read_text().replace("by: proprietor", f"by: {body}"))
    people = root / "data" / "people.yml"
    text = people.read_text().replace("  proprietor: {title: Proprietor}\n", "")
    text = re.sub(r"  - person: cy-rowan\n    role: proprietor\n(?:    .*\n)+", "", text)
    people.write_text(text)
    record = root / "data" / "reviews" / "2025-09.yml"
    record.write_text(record.read_text().replace("role: proprietor", f"role: {body}"))
    result = check_project(Sources(root), AS_OF)
    assert [f"{f.code.id} {f.message}" for f in result.report.findings] == []


def test_a_schools_own_words_are_used(tmp_path: Path) -> None:
    root = schools_in(tmp_path / "school", "independent-special-school")
    (root / "data" / "organisation.yml").write_text(
        "kind: independent-special-school\nlearner: pupil\nplace: academy\n"
    )
    text = words_of_pages(root)
    assert "For staff and pupils." in text or "pupils" in text
    assert "tell the academy" in text
    assert "tell the school" not in text


def test_a_policy_has_a_clock_of_its_own(tmp_path: Path) -> None:
    """A record of several policies is dated by the shortest period; a policy with three years is due in three."""
    files = PLAIN | {
        "policy/fire/policy.yml": PLAIN["policy/security/policy.yml"].replace("security", "fire").replace("36", "12"),
        "policy/fire/passwords.md": PLAIN["policy/security/passwords.md"].replace("#unique", "#fire-unique"),
        "policy/law/policy.yml": PLAIN["policy/security/policy.yml"]
        .replace("security", "law")
        .replace("review_every_months: 36", "review_when_law_changes: yes"),
        "policy/law/passwords.md": PLAIN["policy/security/passwords.md"].replace("#unique", "#law-unique"),
        "data/reviews/2026-01.yml": (
            "reviewed: 2026-01\nnext_review: 2027-01\nwording: earlier\npolicies: [fire, security, law]\n"
        ),
    }
    book: Book = check_project(Sources(made(tmp_path, files)), AS_OF).book
    due = {policy.id: status_of_policy(book, policy, AS_OF) for policy in book.policies}
    assert due["fire"].due == PartialDate.parse("2027-01")
    assert due["security"].due == PartialDate.parse("2029-01")
    assert (due["law"].due, due["law"].state) == (None, State.BY_LAW)


@pytest.mark.parametrize("kind", PROFILES)
def test_every_profile_has_words_for_the_place_and_its_learners(kind: str) -> None:
    words = Organisation(kind=kind).profile.words
    assert all(words.values())
    assert words["Place"][0].isupper()


def test_another_nation_is_asked_for_no_guidance_of_england() -> None:
    assert Organisation(kind="academy").profile.duties - Organisation(kind="academy", nation="wales").profile.duties


def test_findings_leave_titles_and_questions_as_they_are_whatever_the_place_is_called(tmp_path: Path) -> None:
    """What a rule says holds words of the book: put into other words, “Behaviour in schools” would be another title."""
    root = Path(shutil.copytree(REAL_BOOK, tmp_path / "book"))
    usual = {f.message for f in check_project(Sources(root), AS_OF).report.findings}
    own = root / "data" / "organisation.yml"
    own.write_text(own.read_text(encoding="utf-8").replace("place:\n", "place: academy\n"), encoding="utf-8")
    assert {f.message for f in check_project(Sources(root), AS_OF).report.findings} == usual
