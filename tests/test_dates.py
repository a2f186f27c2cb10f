"""Dates: real days, honest precision, and sums that a person would agree with."""

from __future__ import annotations

import sys
from datetime import date

import pytest

from policybook.basics.dates import DateError, PartialDate, academic_year, add_days, add_months, format_day, is_within


@pytest.mark.parametrize(
    ("typed", "first", "last", "words", "when"),
    [
        ("2026-11-22", date(2026, 11, 22), date(2026, 11, 22), "22 November 2026", "on 22 November 2026"),
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30), "November 2026", "in November 2026"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "February 2024", "in February 2024"),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28), "February 2023", "in February 2023"),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29), "29 February 2024", "on 29 February 2024"),
        ("summer 2026", date(2026, 4, 1), date(2026, 8, 31), "summer 2026", "in summer 2026"),
        ("spring 2026", date(2026, 1, 1), date(2026, 4, 30), "spring 2026", "in spring 2026"),
        ("autumn 2026", date(2026, 9, 1), date(2026, 12, 31), "autumn 2026", "in autumn 2026"),
        ("by 2025-09", date.min, date(2025, 9, 30), "September 2025 or before", "in or before September 2025"),
        ("by 2025-09-02", date.min, date(2025, 9, 2), "2 September 2025 or before", "on or before 2 September 2025"),
        ("by summer 2025", date.min, date(2025, 8, 31), "summer 2025 or before", "in or before summer 2025"),
        ("1900-01", date(1900, 1, 1), date(1900, 1, 31), "January 1900", "in January 1900"),
        ("2200-12-31", date(2200, 12, 31), date(2200, 12, 31), "31 December 2200", "on 31 December 2200"),
    ],
)
def test_a_date_is_a_day_a_month_a_term_or_open(typed: str, first: date, last: date, words: str, when: str) -> None:
    found = PartialDate.parse(typed)
    assert (found.first, found.last, found.words, found.when_words, str(found)) == (first, last, words, when, typed)
    assert found.is_day is (first == last)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("Summer 2026", "summer 2026"),
        ("SUMMER TERM 2026", "summer 2026"),
        ("the summer term of 2026", "summer 2026"),
        ("2026 summer term", "summer 2026"),
        ("Autumn  term\n2026", "autumn 2026"),
        ("By 2025-09", "by 2025-09"),
        ("no later than 2025-09", "by 2025-09"),
        ("Not later than 2025-09-01", "by 2025-09-01"),
        ("2020-10 or before", "by 2020-10"),
        ("2020-10 or earlier", "by 2020-10"),
        ("in or before 2020-10", "by 2020-10"),
        ("on or before 2020-10-05", "by 2020-10-05"),
        ("by the end of 2026-09", "by 2026-09"),
        ("2026-09 at the latest", "by 2026-09"),
        ("Summer term 2026 or before", "by summer 2026"),
    ],
)
def test_terms_and_open_dates_are_read_in_the_usual_words(typed: str, same: str) -> None:
    assert str(PartialDate.parse(typed)) == same


def test_what_its_own_words_say_is_offered_or_read_back() -> None:
    """A date copied from a page into the data is a date, or is told how to be typed."""
    for typed in ("2026-11-22", "2026-11", "summer 2026", "by 2026-11", "by 2026-11-22", "by summer 2026"):
        words = PartialDate.parse(typed).words
        try:
            assert str(PartialDate.parse(words)) == typed
        except DateError as fault:
            assert fault.fix.startswith(f"Type {typed} if you mean")  # noqa: PT017 - either way is right


@pytest.mark.parametrize(
    ("typed", "day", "expected"),
    [
        ("2026-06-01", date(2026, 5, 31), False),
        ("2026-06", date(2026, 6, 1), True),
        ("summer 2026", date(2026, 4, 1), True),
        ("summer 2026", date(2026, 3, 31), False),
        ("by 2026-06", date(2026, 6, 29), False),  # it may be still to come
        ("by 2026-06", date(2026, 6, 30), True),
    ],
)
def test_what_has_come_can_have_happened(typed: str, day: date, *, expected: bool) -> None:
    assert PartialDate.parse(typed).has_come(day) is expected


@pytest.mark.parametrize(
    ("typed", "fix"),
    [
        ("October 2020 or before", "Type by 2020-10 if you mean October 2020 or before."),
        ("no later than Sept 2025", "Type by 2025-09 if you mean September 2025 or before."),
        ("by 1/9/26", "Type by 2026-09-01 if you mean 1 September 2026 or before."),
        ("before 2026-09", "Type by 2026-08 if you mean August 2026 or before."),
        ("before 2026-09-01", "Type by 2026-08-31 if you mean 31 August 2026 or before."),
        ("before spring 2026", "Type by autumn 2025 if you mean autumn 2025 or before."),
        ("Sumer 2026", "Type summer 2026 if you mean the term that ends by 31 August 2026."),
        ("Atumn term 2026", "Type autumn 2026 if you mean the term that ends by 31 December 2026."),
        ("Easter term 2026", "Type spring 2026 if you mean the term that ends by 30 April 2026."),
        ("summer 2025/26", "Type summer 2026 if you mean the term that ends by 31 August 2026."),
        ("Autumn 2025-2026", "Type autumn 2025 if you mean the term that ends by 31 December 2025."),
        ("Summer 26", "Type summer 2026 if you mean the term that ends by 31 August 2026."),
        ("Setpember 2026", "Type 2026-09 if you mean September 2026."),
        ("1/9/26", "Type 2026-09-01 if you mean 1 September 2026."),
        ("01.09.2026", "Type 2026-09-01 if you mean 1 September 2026."),
        ("1-9-2026", "Type 2026-09-01 if you mean 1 September 2026."),
        ("2026/9/1", "Type 2026-09-01 if you mean 1 September 2026."),
        ("2026-9-1", "Type 2026-09-01 if you mean 1 September 2026."),
        ("1 Sept 2026", "Type 2026-09-01 if you mean 1 September 2026."),
        ("1st september 2026", "Type 2026-09-01 if you mean 1 September 2026."),
        ("Sep. 2026", "Type 2026-09 if you mean September 2026."),
    ],
)
def test_a_date_in_another_form_is_read_back_for_the_editor_to_agree(typed: str, fix: str) -> None:
    with pytest.raises(DateError) as caught:
        PartialDate.parse(typed)
    assert str(caught.value) == f"“{typed}” is not a date in the form this book reads."
    assert caught.value.fix == fix


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "2026",
        "13/13/2026",
        "31 February 2026",
        "12/31/2026",
        "1 Foo 2026",
        "\uff12\uff10\uff12\uff16-01-01",
        "2026-11-22 x",
        "summer",
        "winter 2026",
        "summer 2025/27",
        "by",
        "by soon",
        "by by 2026-09",
        "before by 2026-09",
        "or before",
        "June/July 2026",
        "by " * 30 + "2026-09",
        "-1",
    ],
)
def test_what_is_no_date_is_not_guessed_at(typed: str) -> None:
    with pytest.raises(DateError) as caught:
        PartialDate.parse(typed)
    assert caught.value.fix.startswith("Type the year, month and day with hyphens")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("2026-13-01", "“2026-13-01” is not a date: there is no month 13."),
        ("2026-00", "“2026-00” is not a date: there is no month 00."),
        ("2026-02-31", "“2026-02-31” is not a date: February 2026 has 28 days."),
        ("2024-02-30", "“2024-02-30” is not a date: February 2024 has 29 days."),
        ("1900-02-29", "“1900-02-29” is not a date: February 1900 has 28 days."),
        ("2026-01-00", "“2026-01-00” is not a date: January 2026 has 31 days."),
        ("1899-12-31", "“1899-12-31” has a year that cannot be meant."),
        ("0226-01", "“0226-01” has a year that cannot be meant."),
        ("2201-01-01", "“2201-01-01” has a year that cannot be meant."),
        ("summer 1066", "“summer 1066” has a year that cannot be meant."),
        ("by 2026-02-31", "“2026-02-31” is not a date: February 2026 has 28 days."),
    ],
)
def test_a_day_that_does_not_exist_is_named(typed: str, message: str) -> None:
    with pytest.raises(DateError) as caught:
        PartialDate.parse(typed)
    assert str(caught.value) == message


def test_a_long_text_is_not_quoted_in_full() -> None:
    with pytest.raises(DateError) as caught:
        PartialDate.parse("x" * 100_000)
    assert len(str(caught.value)) < 100


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 6, 1), 0, date(2026, 6, 1)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -13, date(2024, 12, 15)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


def test_days_later_stays_inside_the_calendar() -> None:
    assert add_days(date(2026, 2, 28), 1) == date(2026, 3, 1)
    assert add_days(date(2024, 2, 28), 1) == date(2024, 2, 29)
    assert add_days(date.max, 1) == date.max
    assert add_days(date.min, -1) == date.min


@pytest.mark.parametrize(
    ("day", "begin"), [(date(2026, 8, 31), 2025), (date(2026, 9, 1), 2026), (date(2027, 1, 1), 2026)]
)
def test_an_academic_year_begins_in_september(day: date, begin: int) -> None:
    assert academic_year(day) == (date(begin, 9, 1), date(begin + 1, 8, 31))


def test_day_words_name_no_nought() -> None:
    assert format_day(date(2026, 6, 1)) == "1 June 2026"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-02-01", True),  # 120 days before
        ("2026-01-31", False),  # 121 days before
        ("2026-06-01", True),  # the day itself
        ("2026-06-02", False),  # still to come
        ("2026-06", True),  # a month that has begun
        ("2026-01", False),
        ("spring 2026", True),  # its last day counts
        ("autumn 2025", False),
        ("by 2026-03", True),
        ("by 2026-06", False),  # it may be still to come
    ],
)
def test_within_counts_from_the_end_of_a_month_and_trusts_no_future(typed: str, *, expected: bool) -> None:
    assert is_within(PartialDate.parse(typed), 120, date(2026, 6, 1)) is expected


def test_what_is_unknown_was_not_done() -> None:
    assert not is_within(None, 120, date(2026, 6, 1))


@pytest.mark.parametrize(
    ("typed", "fix"),
    [
        ("09/2025", "Type 2025-09 if you mean September 2025."),
        ("2025-9", "Type 2025-09 if you mean September 2025."),
        ("July-25", "Type 2025-07 if you mean July 2025; if 25 is the day, type the year as well."),
        ("Oct '21", "Type 2021-10 if you mean October 2021; if 21 is the day, type the year as well."),
        ("2025/26", "Type by 2026-08 if you mean August 2026 or before."),
        ("Academic year 2025-26", "Type by 2026-08 if you mean August 2026 or before."),
        ("Autumn Term 1 2026", "Type autumn 2026 if you mean the term that ends by 31 December 2026."),
        ("Summer half term 2026", "Type summer 2026 if you mean the term that ends by 31 August 2026."),
        ("As required and no later than September 2025", "Type by 2025-09 if you mean September 2025 or before."),
        ("end of July 2025", "Type 2025-07 if you mean July 2025."),
        ("every two years", "how often belongs after review_every_months: of the policy."),
        ("When the law changes", "how often belongs after review_every_months: of the policy."),
        ("TBC", "Leave it empty until the date is known: what is empty is listed as missing."),
    ],
)
def test_dates_as_schools_write_them_are_refused_with_what_to_type(typed: str, fix: str) -> None:
    with pytest.raises(DateError) as refused:
        PartialDate.parse(typed)
    assert refused.value.fix.endswith(fix)


def test_two_years_that_do_not_follow_each_other_are_no_academic_year() -> None:
    with pytest.raises(DateError) as refused:
        PartialDate.parse("2025/27")
    assert refused.value.fix.startswith("Type the year, month and day")


@pytest.mark.parametrize("words", ["by", "the end of", "before", "no later than"])
def test_the_time_to_refuse_does_not_grow_with_each_word(words: str) -> None:
    """Each of these words asks for the date after it: asking twice at each would take a million steps here."""
    calls = 0

    def count(frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        with pytest.raises(DateError):
            PartialDate.parse(f"{words} " * (55 // len(words)) + "x")
    finally:
        sys.setprofile(None)
    assert calls < 5_000
