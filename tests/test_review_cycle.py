"""When the next review is due: one computation, so that whatever is proposed is what the rules accept, to the day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from conftest import SCHOOL
from policybook.basics.dates import PartialDate, add_days
from policybook.book.book import Book
from policybook.book.days_ahead import days_ahead
from policybook.book.review_cycle import next_review, review_months
from policybook.model.reviews import Review
from policybook.references import read_book
from policybook.review.review_progress import record_to_complete
from policybook.rules.engine import Context, Rule
from policybook.rules.reviews import review_dates
from policybook.source.sources import Sources

AS_OF = date(2026, 3, 2)
ENDS = ("2024-02-29", "2025-08-31", "2025-11-30", "2026-01-31", "2026-02-28")
PERIODS = ("2025-12", "2026-02", "summer 2025", "by 2026-01-15", "by 2025-11")
RULES = (
    review_dates.next_review_is_dated,
    review_dates.next_review_is_after_the_last,
    review_dates.reviews_are_at_most_a_year_apart,
)


@pytest.fixture(scope="module")
def school_book() -> Book:
    return read_book(Sources(SCHOOL)).book


def book_with(book: Book, months: int, own: int | None) -> Book:
    """Return a book of two policies: one promises ``own`` months, the other no period of its own."""
    (policy,) = book.policies
    settings = book.settings.replaced(review_every_months=book.settings.review_every_months.replaced(value=months))
    one = replace(policy, settings=policy.settings.replaced(review_every_months=own))
    other = replace(one, id="phones", sections=(), settings=policy.settings.replaced(review_every_months=None))
    return replace(book, settings=settings, policies=(one, other))


def date_findings(book: Book, reviewed: str, due: str, policies: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the code and the fix of every finding on the date of the next review, if this is the only record."""
    dates = {
        name: PartialDate.parse(text) if text else None for name, text in (("reviewed", reviewed), ("next_review", due))
    }
    record = Review.standing_in("data/reviews/only.yml", **dates, wording="this", policies=policies)
    alone = replace(book, reviews=(record,))
    return [(rule.code.id, found.fix) for rule in RULES for found in rule.find(alone, Context(AS_OF, {}, alone))]


@pytest.mark.parametrize("policies", [("online-safety", "phones"), ("phones",)], ids=["both", "one"])
@pytest.mark.parametrize("own", [None, 1, 7, 12, 60])
def test_what_a_fix_says_is_what_the_rules_accept(
    school_book: Book, own: int | None, policies: tuple[str, ...]
) -> None:
    """Typed to the letter, the fix of each rule leaves no finding; and a day or a month later there is one."""
    for months in range(1, 61):
        book = book_with(school_book, months, own)
        cycle = min(months, own or months) if "online-safety" in policies else months
        assert review_months(book, policies) == cycle
        for reviewed in (*ENDS, *PERIODS):
            due = next_review(book, PartialDate.parse(reviewed), policies)
            for code, wrong in (("REV002", ""), ("REV003", "2023-12"), ("REV004", "2032-01")):
                ((found, fix),) = date_findings(book, reviewed, wrong, policies)
                assert (found, re.findall(r"\d{4}-\d{2}(?:-\d{2})?", fix)) == (code, [str(due)])
            assert date_findings(book, reviewed, str(due), policies) == []
            later = add_days(due.last, 1)
            too_late = later.isoformat() if due.is_day else f"{later:%Y-%m}"
            assert [code for code, _ in date_findings(book, reviewed, too_late, policies)] == ["REV004"]


def test_a_month_that_is_shorter_ends_the_cycle_with_its_last_day(school_book: Book) -> None:
    found = {
        (reviewed, months): str(
            next_review(book_with(school_book, months, None), PartialDate.parse(reviewed), ("phones",))
        )
        for reviewed, months in (
            ("2026-01-31", 1),
            ("2024-02-29", 12),
            ("2026-08-31", 6),
            ("2026-08", 6),
            ("summer 2025", 2),
        )
    }
    assert list(found.values()) == ["2026-02-28", "2025-02-28", "2027-02-28", "2027-02", "2025-10"]


def test_each_policy_of_a_record_of_several_is_due_by_its_own_clock(school_book: Book) -> None:
    """What a year brings is due for the policy of a year alone; the other has its day, and no page or finding says another."""
    book = book_with(school_book, 12, 24)  # online safety every 24 months, phones every 12
    record = Review.standing_in(
        "data/reviews/only.yml",
        reviewed=PartialDate.parse("2025-09"),
        next_review=PartialDate.parse("2026-09"),
        wording="earlier",
        policies=("online-safety", "phones"),
    )
    book = replace(book, reviews=(record,))
    one, other = book.policies
    titled = replace(other, settings=other.settings.replaced(title="Phones policy"))
    book = replace(book, policies=(one, titled))

    def told(rule: Rule, on: date) -> list[str]:
        return [found.message for found in rule.find(book, Context(on, {}, book))]

    overdue, due_soon = review_dates.no_review_is_overdue, review_dates.reviews_due_soon_are_announced
    assert told(due_soon, date(2026, 9, 20)) == ["The review of “Phones policy” is due by 30 September 2026."]
    assert told(overdue, date(2026, 10, 1)) == [
        "The review of “Phones policy” has been overdue since 30 September 2026."
    ]
    assert told(overdue, date(2027, 10, 1)) == [
        "The review of “Online safety policy” has been overdue since 30 September 2027.",
        "The review of “Phones policy” has been overdue since 30 September 2026.",
    ]
    assert {date(2026, 10, 1), date(2027, 10, 1)} <= set(days_ahead(book, date(2026, 1, 1), 800))
    proposed = record_to_complete(book, date(2026, 3, 2))
    assert "next_review: 2027-03-02\n" in proposed
    assert "#   online-safety: 2028-03-02 (every 24 months)\npolicies: [online-safety, phones]\n" in proposed
