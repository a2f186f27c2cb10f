"""The documents that people read, sign and keep to: the staff policy, the student agreement and the easy-read editions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from building import pack_of
from case_files import apply
from conftest import PROJECT, REAL_BOOK, REAL_DAY
from filled_in import copy_of_the_real_book
from policybook.book.book import Book, Document, Statement, statements_in
from policybook.book.coverage import coverage
from policybook.book.prose import Prose
from policybook.book.reading_age import WORD, Measure, counted_text, measure, measured, sentences_in
from policybook.model.declarations import Audience
from policybook.references import read_book
from policybook.render.artefacts import pages_without_downloads
from policybook.render.print_jobs import pdf_jobs
from policybook.render.search_index import read_pages, search_files
from policybook.render.site_pages import forms_pages, navigation
from policybook.render.templates import Templates
from policybook.rules.checking import CheckResult, check_project
from policybook.source.sources import Sources
from policybook.views.jobs import Jobs
from policybook.views.search_words import SearchWords
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext

EASY = {"student-agreement-easy-read": "student-agreement", "parents-easy-read": "parent-guide"}
"""Each easy-read edition, and the document whose rules it tells."""
EASY_STUDENT = "policy/documents/student-agreement-easy-read.md"
ACTS = re.compile(
    r"\b(?:I|my|me|the school|the DSL|the headteacher|our policy|monitoring|it will also|policy covers)\b",
    re.IGNORECASE,
)
"""Who acts in a promise, or what a sentence that is none speaks of."""


@pytest.fixture(scope="module")
def book() -> Book:
    return read_book(Sources(REAL_BOOK)).book


def document_of(book: Book, name: str) -> Document:
    document = book.document(name)
    assert document is not None
    return document


def text_of(statement: Statement) -> str:
    return counted_text(Prose("statement", statement.wording, statement))


def words_in(text: str) -> int:
    return len(WORD.findall(text))


def sentences_of(statement: Statement) -> list[str]:
    text = text_of(statement)
    return [text[start:end] for start, end in sentences_in(text)]


def promises(document: Document) -> list[Statement]:
    """What stands before the signature."""
    groups = [group for group in document.groups if group not in document.background]
    return [statement for group in groups for statement in statements_in(group.blocks)]


# --- the staff policy ------------------------------------------------------------------------------------------------


def test_each_promise_of_staff_is_short_and_says_who_acts(book: Book) -> None:
    aup = document_of(book, "staff-aup")
    assert {s.id: words_in(text_of(s)) for s in promises(aup) if words_in(text_of(s)) > 25} == {}
    leads = {"aup-phone-advice", "aup-social-advice"}  # “I am advised to:”, which their items complete
    numbers = {"aup-adult-lado-number", "aup-adult-front-door", "aup-adult-police", "aup-adult-nspcc"}
    advice = [
        s.id
        for s in promises(aup)
        if any("advise" in book.clauses[r.target].wording.text for r in s.restates if r.target in book.clauses)
    ]
    silent = [s.id for s in promises(aup) if not ACTS.search(text_of(s)) and s.id not in {*numbers, *advice}]
    assert silent == ["aup-monitoring-why"]  # the reasons for the line above it
    assert leads <= {s.id for s in promises(aup)}


def test_every_duty_of_staff_stands_before_the_signature(book: Book) -> None:
    aup = document_of(book, "staff-aup")
    signed = {restates.target for statement in promises(aup) for restates in statement.restates}
    left_out = {entry.clause for entry in aup.settings.left_out}
    bound = {placed.clause.id for placed in coverage(book, "staff").binding}
    assert bound - signed - left_out == set()


def test_whom_to_tell_comes_second_with_the_numbers(book: Book) -> None:
    groups = document_of(book, "staff-aup").groups
    assert [group.title for group in groups][1:3] == [
        "If I see something wrong",
        "If my worry is about an adult at the school",
    ]
    printed = " ".join(s.wording.text for group in groups[1:3] for s in statements_in(group.blocks))
    for name in ("emergency", "lado", "kent-front-door", "kent-police", "nspcc", "nspcc-whistleblowing"):
        assert f"helplines.{name}.phone" in printed


# --- how hard they are to read ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "most"),
    [("student-agreement", 15), *((name, 15) for name in EASY), ("staff-aup", 25), ("visitor-leaflet", 20)],
)
def test_no_sentence_is_longer_than_its_readers_can_follow(book: Book, name: str, most: int) -> None:
    sentences = [sentence for statement in document_of(book, name).statements for sentence in sentences_of(statement)]
    assert [sentence for sentence in sentences if words_in(sentence) > most] == []


def test_the_reading_ages_are_told_to_the_leadership_and_judged_by_no_rule(real: CheckResult) -> None:
    context = ViewContext(real.book, real.report, REAL_DAY, Sentences.read(PROJECT), {})
    pack = pack_of(context)
    assert pack is not None
    assert "Flesch-Kincaid" in pack.formula
    ages = {row.title: row.age for row in pack.coverage}
    assert ages["Student agreement"] == f"{measure(real.book, document_of(real.book, 'student-agreement')).age:.0f}"
    assert int(ages["Student agreement"]) <= 10
    assert not [finding for finding in real.report.findings if "reading age" in finding.message]
    shown = Templates(PROJECT).render("documents/internal.html.j2", pack)
    assert "It is a hint, and nothing passes or fails by it" in shown


@pytest.fixture(scope="module")
def real() -> CheckResult:
    return check_project(Sources(REAL_BOOK), REAL_DAY)


# --- easy read -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EASY)
def test_an_easy_read_edition_tells_the_rules_of_the_document_it_stands_beside(book: Book, name: str) -> None:
    easy, plain = document_of(book, name), document_of(book, EASY[name])
    told = {restates.target for statement in easy.statements for restates in statement.restates}
    assert {name for name in told if name in book.clauses} <= {r.target for s in plain.statements for r in s.restates}
    assert all(len(sentences_of(statement)) <= 2 for statement in easy.statements)
    assert all(statement.picture for statement in easy.statements)


def test_an_easy_read_edition_uses_no_word_that_frightens_or_hides(book: Book) -> None:
    for name in EASY:
        text = " ".join(text_of(statement) for statement in document_of(book, name).statements)
        assert not re.search(
            r"illegal|defamat|suitable|appropriate|excessive|too much|\bDSL|\bAUP\b", text, re.IGNORECASE
        )


def test_clauses_that_only_a_draft_tells_are_told_to_nobody(tmp_path: Path) -> None:
    root = copy_of_the_real_book(tmp_path)
    apply(root, [{"file": EASY_STUDENT, "replace": "easy_read: yes", "with": "easy_read: yes\ncovers: [students]"}])
    apply(
        root, [{"file": "policy/documents/student-agreement.md", "replace": "covers: [students]", "with": "covers: []"}]
    )
    assert coverage(read_book(Sources(root)).book, "students").documents == ()


def public_words(root: Path) -> dict[str, str]:
    """Everything of a site that readers or their search can come to, by its name: pages, the menu, the index and PDFs."""
    result = check_project(Sources(root), REAL_DAY)
    context = ViewContext(result.book, result.report, REAL_DAY, Sentences.read(PROJECT), {})
    pages = pages_without_downloads(root, PROJECT, result.book, result.report, REAL_DAY)
    index = search_files(context, SearchWords.read(PROJECT), read_pages(context, pages))
    jobs = [job for job in pdf_jobs(context, Templates(PROJECT)) if job.audience is Audience.PUBLIC]
    forms = forms_pages(context, Templates(PROJECT), Jobs.of(PROJECT))
    return {
        **{f"{page.address}.html": page.text for page in pages},
        **{f"{page.address}.html": page.text for page in forms},
        "menu": " ".join(f"{entry.address} {entry.title}" for entry in navigation(context)),
        **{name: data.decode() for name, data in index.items()},
        **{f"{job.name}.pdf": job.html for job in jobs},
    }


TRIED = [
    {"file": EASY_STUDENT, "replace": "tried_on:\n", "with": "tried_on: {on}\n"},
    {"file": EASY_STUDENT, "replace": "tried_by: []", "with": "tried_by: {by}"},
]


def tried(root: Path, on: str, by: str) -> Path:
    apply(root, [{**edit, "with": edit["with"].format(on=on, by=by)} for edit in TRIED])
    return root


@pytest.mark.unmeasured  # the test after it goes over the same lines
@pytest.mark.parametrize(
    ("on", "by"), [("", "[]"), ("2026-11-02", "[]"), ("", "[class-teacher]"), ("2026-11-28", "[class-teacher]")]
)
def test_an_easy_read_draft_is_on_no_page_and_in_no_index(tmp_path: Path, on: str, by: str) -> None:
    words = public_words(tried(copy_of_the_real_book(tmp_path), on, by))
    for name, text in words.items():
        assert "easy-read" not in text, name
        assert "I see something bad online" not in text, name
        assert "My phone and the internet at school" not in text, name


def test_an_easy_read_edition_is_published_once_readers_have_tried_it(tmp_path: Path) -> None:
    root = tried(copy_of_the_real_book(tmp_path), "2026-11-02", "[class-teacher]")
    words = public_words(root)
    page = words["students/agreement-easy-read.html"]
    assert "I see something bad online. I turn the screen off." in page
    assert "square" not in page  # pictures are for paper
    assert "a hand turning off a screen" not in page
    assert "students/agreement-easy-read" in words["menu"]
    assert 'students/agreement-easy-read.html"><strong>Students, in easy read</strong>' in words["index.html"]
    assert "I see something bad online" in words["search/readers.js"]
    assert "student-agreement-easy-read.pdf" in words
    assert "parents-easy-read.pdf" not in words  # each for itself
    reviewed = read_book(Sources(root)).book.reviewed_texts
    assert "documents/student-agreement-easy-read" in reviewed
    assert "documents/parents-easy-read" not in reviewed
    assert all("class-teacher" not in text and "Class teacher" not in text for text in (page, words["about.html"]))


def test_the_pack_says_how_a_draft_is_tried_and_which_pictures_it_asks_for(real: CheckResult) -> None:
    context = ViewContext(real.book, real.report, REAL_DAY, Sentences.read(PROJECT), {})
    pack = pack_of(context)
    assert pack is not None
    shown = Templates(PROJECT).render("documents/internal.html.j2", pack)
    assert (
        "Not yet tried with readers, so it is a draft and on no page: internal/student-agreement-easy-read.pdf" in shown
    )
    assert "Write down no names." in shown
    for document in real.book.easy_read_documents:
        assert all(statement.picture in shown for statement in document.statements)


def test_where_and_when_are_facts_that_the_agreements_print(tmp_path: Path) -> None:
    root = copy_of_the_real_book(tmp_path)
    apply(root, [{"file": "data/school.yml", "replace": "\nphone_areas:\n", "with": "\nphone_areas: the hall\n"}])
    apply(
        root, [{"file": "data/school.yml", "replace": "\nphone_times:\n", "with": "\nphone_times: 12.30pm to 1.15pm\n"}]
    )
    result = check_project(Sources(root), REAL_DAY)
    context = ViewContext(result.book, result.report, REAL_DAY, Sentences.read(PROJECT), {})
    jobs = {job.name: job.html for job in pdf_jobs(context, Templates(PROJECT))}
    for name in ("student-agreement", "student-agreement-easy-read", "parents-easy-read"):
        assert "the hall" in jobs[name]
        assert "12.30pm to 1.15pm" in jobs[name]
        assert "ask your teacher" not in jobs[name]
    assert not [finding for finding in result.report.findings if finding.code.id == "PUB070"]


# --- the measures ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("I think of who I am. Then I write.", 2),
        ("We open at 8 a.m. on Mondays. Then we close.", 2),
        ("Mr. Men rings. He waits.", 2),
        ("Ring e.g. the NSPCC.", 1),
        ("Is it so? Yes! Tell us", 3),
    ],
)
def test_a_sentence_ends_where_a_reader_takes_a_breath(text: str, sentences: int) -> None:
    assert len(list(sentences_in(text))) == sentences


def test_the_reading_age_is_that_of_the_formula() -> None:
    """0.39 * 100 words in 10 sentences, 11.8 * 1 syllable a word, less 15.59, and five years."""
    assert measured(["We go to the big red bus in the rain. "] * 10, frozenset()) == Measure(
        100, 10, 10, pytest.approx(0.39 * 10 + 11.8 - 15.59 + 5)
    )
    assert measured(["We go."], frozenset()).age is None
    hard, known = (
        ["The educational organisation facilitates. "] * 30,
        frozenset({"educational", "organisation", "facilitates"}),
    )
    assert measured(hard, known).age < measured(hard, frozenset()).age
