"""Dates that carry their precision, and calendar sums. Not for asking what day it is: today is an argument."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = tuple(calendar.month_name)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/. ](?P<month>\d{1,2})[-/. ](?P<day>\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4}|\d{2})", re.ASCII)
_IN_WORDS = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)? )?(?P<month>[a-z]{3,9})[. ] ?(?P<year>\d{4})", re.ASCII | re.IGNORECASE
)
_EARLIEST, _LATEST = 1900, 2200


class DateFault(ValueError):
    """Text that is not a date: the message, and in ``fix`` what to type instead."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day or a whole month, as its first and last day. Something dated "2022-09" is due on the last of them."""

    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2026-11-22`` or ``2026-11``.

        Raises:
            DateFault: with the fault and the cure in words.
        """
        if found := _DAY.fullmatch(text):
            year, month, day = map(int, found.groups())
            _require_real(text, year, month, day)
            return cls(date(year, month, day), date(year, month, day))
        if found := _MONTH.fullmatch(text):
            year, month = map(int, found.groups())
            _require_real(text, year, month, 1)
            return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        raise DateFault(*_not_a_date(text))

    @property
    def is_day(self) -> bool:
        """Whether the very day is known."""
        return self.first == self.last

    def __str__(self) -> str:
        """As it is typed in the data."""
        return self.first.isoformat() if self.is_day else f"{self.first:%Y-%m}"

    @property
    def words(self) -> str:
        """As a reader sees it: ``22 November 2026`` or ``November 2026``."""
        return day_words(self.first) if self.is_day else f"{MONTHS[self.first.month]} {self.first.year}"

    @property
    def when_words(self) -> str:
        """As part of a sentence: ``on 22 November 2026`` or ``in November 2026``."""
        return f"on {self.words}" if self.is_day else f"in {self.words}"


def _require_real(text: str, year: int, month: int, day: int) -> None:
    if not _EARLIEST <= year <= _LATEST:
        raise DateFault(f"“{text}” has a year that cannot be meant.", "Type a year such as 2026.")
    if not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
        raise DateFault(
            f"“{text}” is not a date: there is no month {month:02}.",
            "Type the year, the month from 01 to 12 and the day, for example 2026-11-22.",
        )
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise DateFault(
            f"“{text}” is not a date: {MONTHS[month]} {year} has {last} days.",
            f"Type a day from {year}-{month:02}-01 to {year}-{month:02}-{last}.",
        )


def _not_a_date(text: str) -> tuple[str, str]:
    message = f"“{text[:40]}” is not a date in the form this book reads."
    if meant := _meant(text):
        return message, f"Type {meant} if you mean {meant.words}."
    return message, "Type the year, month and day with hyphens, for example 2026-11-22, or 2026-11 for a whole month."


def _meant(text: str) -> PartialDate | None:
    """The date that text in another form probably means; days stand before months, as they do in Britain."""
    found = _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text) or _IN_WORDS.fullmatch(text)
    if not found:
        return None
    year, month, day = found["year"], found["month"], found["day"]
    if month.isalpha():
        months = [number for number, name in enumerate(MONTHS) if number and name.lower().startswith(month[:3].lower())]
        month = str(months[0]) if months else "0"
    parts = [year if len(year) > 2 else f"20{year}", month.zfill(2), *([day.zfill(2)] if day else [])]  # noqa: PLR2004 - a year typed with two digits
    try:
        return PartialDate.parse("-".join(parts))
    except DateFault:
        return None


def day_words(day: date) -> str:
    """``22 November 2026``."""
    return f"{day.day} {MONTHS[day.month]} {day.year}"


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or that month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_days(day: date, days: int) -> date:
    """``days`` later, held inside the calendar so that no sum on odd input can overflow."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def within(found: PartialDate | None, days: int, as_of: date) -> bool:
    """Whether something was done at most ``days`` before that day; what is unknown or still to come was not."""
    return found is not None and found.first <= as_of <= add_days(found.last, days)
