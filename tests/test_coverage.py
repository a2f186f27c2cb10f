"""The coverage matrix, and that a document more is a file more."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from case_files import apply, documents_as_read
from conftest import AS_OF, PROJECT, REAL_BOOK, SCHOOL
from policybook.references import read_book
from policybook.render.templates import Templates
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.views.addresses import Page
from policybook.views.coverage_matrix import coverage_csv, coverage_rows
from policybook.views.documents import document_view
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext

AGREEMENT = """\
---
title: Student agreement
summary: What we ask of students.
audience: students
address: students/agreement
covers: [students]
left_out:
  - clause: password-lost
    reason: The sentence says it.
---

I tell a grown-up at once when something is wrong.
{ #student-tell from="report-to-dsl" }
"""
TRANSLATION = """\
---
title: Przewodnik
summary: Co robimy.
audience: parents
address: parents/pl
language: pl
translates: parent-guide
---

## Numer

Dzwoń pod {{ helplines.emergency.phone }}.
"""


def rows(root: Path) -> list[dict[str, str]]:
    text = coverage_csv(read_book(Sources(root)).book).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_clause_is_a_row_that_names_what_has_it() -> None:
    found = {row["clause"]: row for row in rows(SCHOOL)}
    assert len(found) == sum(len(section.clauses) for section in read_book(Sources(SCHOOL)).book.sections.values())
    assert found["password-private"] | {"words": ""} == {
        "policy": "online-safety",
        "section": "passwords",
        "number": "1.1",
        "clause": "password-private",
        "words": "",
        "binds": "staff",
        "restated": "staff-aup: aup-private",
        "left out": "",
        "missing for": "",
        "checks": "password-rule-current",
    }
    assert found["password-lost"]["left out"] == "staff-aup: It is background."


def test_a_new_document_is_named_and_covers_whom_it_says(school: Path) -> None:
    apply(
        school,
        [
            {"file": "policy/documents/student-agreement.md", "write": AGREEMENT},
            {
                "file": "policy/documents/staff-aup.md",
                "replace": "covers: [staff, students]",
                "with": "covers: [staff]",
            },
            {"confirm": True},
        ],
    )
    documents_as_read(school)
    assert check_project(Sources(school), AS_OF).report.findings == ()
    found = {row["clause"]: row for row in rows(school)}
    assert "student-agreement: student-tell" in found["report-to-dsl"]["restated"].split("; ")
    assert "student-agreement: The sentence says it." in found["password-lost"]["left out"].split("; ")
    named = [row["clause"] for row in found.values() if "student-agreement" in row["restated"] + row["left out"]]
    assert sorted(named) == ["password-lost", "report-to-dsl"]
    row = next(row for row in coverage_rows(read_book(Sources(school)).book) if row.title == "Student agreement")
    assert (row.covers, row.binding, row.restated, row.left_out, row.missing) == ("students", 2, 1, 1, 0)


def test_what_is_missing_or_to_be_read_again_is_marked(school: Path) -> None:
    apply(
        school,
        [
            {"file": "policy/online-safety/passwords.md", "replace": "Staff keep their", "with": "Staff hide their"},
            {
                "file": "policy/online-safety/passwords.md",
                "replace": '#password-guidance binds="none"',
                "with": "#password-guidance",
            },
        ],
    )
    found = {row["clause"]: row for row in rows(school)}
    assert found["password-private"]["restated"] == "staff-aup: aup-private (read again)"
    assert found["password-private"]["checks"] == "password-rule-current (read again)"
    assert found["password-guidance"]["missing for"] == "staff"
    row = next(row for row in coverage_rows(read_book(Sources(school)).book) if row.covers == "staff, students")
    assert (row.missing, row.to_read_again) == (1, 1)


@pytest.mark.parametrize("start", ["=1+1", "+ 44", "- 5", "@here", "-5 points"])
def test_no_cell_is_a_formula(school: Path, start: str) -> None:
    file = "policy/online-safety/passwords.md"
    words = start.replace("+ ", "\\+ ").replace("- ", "\\- ")  # at the beginning of a line they would make a list
    apply(school, [{"file": file, "replace": "Staff keep their", "with": f"{words} Staff keep their"}])
    first = rows(school)[0]["words"]
    assert first.startswith(("'", "\\"))
    assert "Staff keep their" in first


def test_the_real_documents_lack_nothing() -> None:
    for row in coverage_rows(read_book(Sources(REAL_BOOK)).book):
        assert (row.missing, row.to_read_again) == (0, 0)
        assert row.restated + row.left_out == row.binding


@pytest.mark.parametrize("is_stale", [True, False])
def test_a_translation_says_its_language_and_whether_the_original_changed(school: Path, *, is_stale: bool) -> None:
    apply(school, [{"file": "policy/documents/a-translation.md", "write": TRANSLATION}])
    apply(school, [] if is_stale else [{"confirm": True}])
    documents_as_read(school)
    result = check_project(Sources(school), AS_OF)
    original = result.book.document("parent-guide")
    assert original
    assert [f.code.id for f in result.report.findings] == (["PIN006"] if is_stale else [])
    assert [d.id for d in result.book.documents_with_pages][-1] == "a-translation"
    document = result.book.document("a-translation")
    assert document
    context = ViewContext(result.book, result.report, AS_OF, Sentences.read(PROJECT), {})
    for template, address in (("pages/document.md.j2", "parents/pl"), ("documents/document.html.j2", "")):
        page = Templates(PROJECT).render(template, document_view(context, document, Page(address)))
        assert '<div class="guide" lang="pl" dir="ltr">' in page
        assert ("has changed since we made this version" in page) is is_stale
    original_page = Templates(PROJECT).render("pages/document.md.j2", document_view(context, original, Page("parents")))
    assert "lang=" not in original_page
