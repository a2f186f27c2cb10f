"""Nothing private reaches the site: a mark is planted in every private field, and looked for in everything published."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from building import built, pdf_text, texts
from conftest import SCHOOL

# Each private field of the data, and a mark that stands nowhere else. Dates are years that no page could know.
PLANTED = {
    "data/people.yml": {
        "email: ada.private@sentinel.example": "email: mark-own-mail@sentinel.example",
        'phone: "01632 960999"': 'phone: "01632 111222"',
        "trained_on: 2025-03-03": "trained_on: 1931-01-11",
        "refreshed_on: 2026-03-04": "refreshed_on: 1932-02-12",
        "prevent_trained_on: 2025-03-05": "prevent_trained_on: 1933-03-13",
        "publish_name: yes\n    publish_agreed_by: headteacher\n    publish_agreed_on: 2026-01-05\n    told_on: 2026-01-06\n    email: mark": (
            "publish_name: yes\n    publish_agreed_by: mark-hidden-role\n    publish_agreed_on: 1934-04-14\n    told_on: 1935-05-15\n    email: mark"
        ),
        "    name: Ben Oak\n    job_title: Deputy Headteacher\n    publish_name: yes": (
            "    name: Benmark Hiddenname\n    job_title: Deputy Headteacher\n    publish_name: no"
        ),
        "roles:\n": "# MARK-COMMENT\nroles:\n  mark-hidden-role: {title: MARK-ROLE}\n",
    },
    "data/services.yml": {
        "Sentinel Hidden Supplier": "MARK-SUPPLIER",
        "SentinelHiddenProduct": "MARK-PRODUCT",
        "Watches how the internet is used.": "MARK-WHAT",
    },
    "data/helplines.yml": {"Sentinel Hidden Helpline": "MARK-HELPLINE", "01632 960777": "01632 333444"},
    "data/settings.yml": {"About a term.": "MARK-REASON"},
    "data/reviews/2025-09.yml": {
        "answers: {password-rule-current: yes, reporting-known: yes}": "answers:\n  password-rule-current: yes\n  reporting-known: {judgement: partly, evidence: MARK-EVIDENCE}",
        "actions: []": "actions:\n  - {check: reporting-known, action: MARK-ACTION, owner: headteacher, due: 1936-06-16}",
        "note:": "note: MARK-NOTE",
    },
    "data/guidance.yml": {
        "checked_on: 2026-04-01\n        checked_by: dsl\n      -": "note: MARK-GUIDANCE\n        checked_on: 2026-04-01\n        checked_by: dsl\n      -"
    },
}
MARK = re.compile(
    r"MARK-|mark-own-mail|01632 ?111 ?222|01632 ?333 ?444|01632111222|01632333444|193[1-6]|Hiddenname", re.IGNORECASE
)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school with a mark in every private field, built."""
    root = Path(shutil.copytree(SCHOOL, tmp_path_factory.mktemp("planted") / "school"))
    for name, changes in PLANTED.items():
        file = root / name
        text = file.read_text(encoding="utf-8")
        for old, new in changes.items():
            assert text.count(old) >= 1, (name, old)
            text = text.replace(old, new, 1)
        file.write_text(text, encoding="utf-8")
    built(root)
    return root


def test_no_mark_is_in_anything_published(planted: Path) -> None:
    found = {name: MARK.findall(text) for name, text in texts(planted / "site").items()}
    assert {name: marks for name, marks in found.items() if marks} == {}
    assert len(found) > 15


def test_no_mark_is_in_the_bytes_of_any_file(planted: Path) -> None:
    for file in (planted / "site").rglob("*"):
        if file.is_file():
            assert b"MARK-" not in file.read_bytes()


def test_the_leadership_sees_the_private_dates(planted: Path) -> None:
    """Otherwise the marks would prove nothing."""
    pack = (planted / "internal" / "leadership-pack.html").read_text(encoding="utf-8")
    for words in ("11 January 1931", "12 February 1932", "13 March 1933", "Benmark Hiddenname"):
        assert words in pack
        assert words in " ".join(pdf_text(planted / "internal" / "leadership-pack.pdf").split())


def test_a_person_whose_name_is_hidden_is_asked_about_without_the_name(planted: Path) -> None:
    assert "Is each person who is not named on these pages still in their role?" in (
        planted / "site" / "review.html"
    ).read_text(encoding="utf-8")


def test_the_review_checklist_says_nothing_of_last_years_answers(planted: Path) -> None:
    assert "partly" in (planted / "site" / "review.html").read_text(encoding="utf-8").lower()  # a choice to tick
    assert "MARK-" not in (planted / "site" / "review.html").read_text(encoding="utf-8")
