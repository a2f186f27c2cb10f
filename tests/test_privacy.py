"""Nothing private reaches the site: a mark is planted in every private field, and looked for in everything published."""

from __future__ import annotations

import gzip
import io
import re
import shutil
import zipfile
from pathlib import Path

import pikepdf
import pytest

from blessing import agreed
from building import PUBLIC_FILES, built, pdf_text, texts
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


def test_just_these_files_are_published(planted: Path, request: pytest.FixtureRequest) -> None:
    """A file of a new name or kind fails until somebody has looked at it and named it in the list."""
    found = "".join(f"{name}\n" for name in texts(planted / "site"))
    assert found == agreed(request, PUBLIC_FILES, found), (
        f"a new public file: look at it, then {PUBLIC_FILES.name} names it"
    )


def pdf_with(words: str, place: str) -> bytes:
    """A PDF that says some words where nobody sees them."""
    pdf, made = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    if place == "attached":
        pdf.attachments["notes.txt"] = words.encode()
    else:
        pdf.docinfo["/Subject"] = words
    pdf.save(made)
    return made.getvalue()


def packed(words: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", words)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        *(
            (f"a{ending}", b"x MARK-1 x")
            for ending in (".ics", ".csv", ".json", ".svg", ".xml", ".txt", ".js", ".css", "")
        ),
        (".hidden", b"MARK-1"),
        ("old.txt", "Zoë MARK-1".encode("latin-1")),
        ("wide.csv", "MARK-1".encode("utf-16")),
        ("font.woff2", b"wOF2\xff\xfeMARK-1\xff"),
        ("sitemap.xml.gz", gzip.compress(b"MARK-1")),
        ("form.docx", packed("MARK-1")),
        ("paper", pdf_with("MARK-1", "information")),
        ("paper.pdf", pdf_with("MARK-1", "attached")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # the bytes of packed files hold the time
)
def test_a_mark_would_be_found_in_a_file_of_any_kind(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / name).write_bytes(data)
    assert {file: MARK.findall(text) for file, text in texts(tmp_path).items()} == {f"deep/{name}": ["MARK-"]}


def test_no_mark_is_in_the_bytes_of_any_file(planted: Path) -> None:
    for file in (planted / "site").rglob("*"):
        if file.is_file():
            assert b"MARK-" not in file.read_bytes()


def test_the_leadership_sees_the_private_dates(planted: Path) -> None:
    """Otherwise the marks would prove nothing."""
    pack = (planted / "internal" / "leadership-pack.html").read_text(encoding="utf-8")
    for words in ("11 January 1931", "12 February 1932", "13 March 1933", "Benmark Hiddenname"):
        assert words in pack
        assert words in " ".join(pdf_text((planted / "internal" / "leadership-pack.pdf").read_bytes()).split())


def test_a_person_whose_name_is_hidden_is_asked_about_without_the_name(planted: Path) -> None:
    assert "Is each person who is not named on these pages still in their role?" in (
        planted / "site" / "review.html"
    ).read_text(encoding="utf-8")


def test_the_review_checklist_says_nothing_of_last_years_answers(planted: Path) -> None:
    assert "partly" in (planted / "site" / "review.html").read_text(encoding="utf-8").lower()  # a choice to tick
    assert "MARK-" not in (planted / "site" / "review.html").read_text(encoding="utf-8")
