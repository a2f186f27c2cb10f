"""What is asked of git about the words that a review read, and what is not asked because it would tell nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from case_files import apply
from conftest import AS_OF, SCHOOL
from policybook.model.reviews import Review
from policybook.references import read_book
from policybook.revisions.reviewed_texts import (
    ReviewedText,
    ReviewHistory,
    UnknownReason,
    _blob,
    _is_ref,
    history,
    last_read_texts,
)
from policybook.source.sources import Sources
from policybook.source.text_files import MAX_BYTES

RECORD = "data/reviews/2025-09.yml"


def of_two_reviews(school: Path, **edits: str) -> ReviewHistory:
    """The texts of two reviews of the same words; ``edits`` are made in the record of the older one."""
    text = (school / RECORD).read_text(encoding="utf-8")
    newer = text.replace("2025-09", "2026-05").replace("next_review: 2026-09", "next_review: 2027-05")
    (school / "data/reviews/2026-05.yml").write_text(newer, encoding="utf-8")
    apply(school, [{"file": RECORD, "replace": old, "with": new} for old, new in edits.items()])
    return history(school, read_book(Sources(school)).book, AS_OF, school / "memory")


def test_two_reviews_of_the_words_as_they_are_need_no_git(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    found = of_two_reviews(school)
    assert found.unknown is None
    assert found.policies == {"online-safety"}


def test_a_section_that_no_review_read_needs_no_git_either(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of the others are as they were read, so there is a text; what was written with each change is not known."""
    text = (school / RECORD).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines(keepends=True) if "online-safety/passwords:" not in line]
    (school / RECORD).write_text("".join(lines), encoding="utf-8")
    for path in ("", None):
        if path is not None:
            monkeypatch.setenv("PATH", path)
        found = history(school, read_book(Sources(school)).book, AS_OF, school / "memory")
        assert found.since is not None
        assert found.subjects == ()


def test_a_review_of_an_earlier_wording_has_no_text_to_compare(school: Path) -> None:
    found = of_two_reviews(school, **{"wording: this": "wording: earlier"})
    assert found.unknown is UnknownReason.NO_TWO_REVIEWS
    assert len(found.reviews) == 2  # it counts all the same


def test_one_text_is_of_no_policies_that_both_read() -> None:
    book = read_book(Sources(SCHOOL)).book
    (review,) = book.reviews
    assert isinstance(review, Review)
    assert ReviewHistory(before=ReviewedText(review, book)).policies == frozenset()
    assert ReviewHistory(after=ReviewedText(review, book)).policies == frozenset()


def test_nothing_is_marked_where_the_words_are_those_that_were_read(school: Path) -> None:
    book = read_book(Sources(school)).book
    assert last_read_texts(school, book, AS_OF, school / "memory") == {}


@pytest.mark.parametrize(
    ("answer", "blob"),
    [
        (f"abc blob {MAX_BYTES}", "abc"),
        (f"abc blob {MAX_BYTES + 1}", ""),
        ("abc tree 12", ""),
        ("abc blob many", ""),
        ("HEAD:policy/a/b.md missing", ""),
        ("a b blob 12", ""),
        ("", ""),
    ],
)
def test_only_a_file_that_can_be_read_is_a_section(answer: str, blob: str) -> None:
    assert _blob(answer) == blob


@pytest.mark.parametrize(
    ("ref", "is_ref"),
    [
        ("a/b", True),
        ("ab", False),
        ("a/", False),
        ("/b", False),
        ("../b", False),
        ("a/../b", False),
        ("a b/c", False),
        ("a/b c", False),
    ],
)
def test_a_key_of_a_record_names_a_section_or_is_not_asked_for(ref: str, is_ref: bool) -> None:
    assert _is_ref(ref) == is_ref
