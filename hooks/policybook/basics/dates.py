"""Dates that carry their precision, and calendar sums. Not for asking what day it is: today is an argument."""

from __future__ import annotations

import calendar
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = tuple(calendar.month_name)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_TERM = re.compile(
    r"(?:the )?(?P<term>autumn|spring|summer)(?: term)?(?: of|,)? (?P<year>\d{4})"
    r"|(?P<first_year>\d{4}) (?P<then_term>autumn|spring|summer)(?: term)?",
    re.ASCII | re.IGNORECASE,
)
_OPEN = re.compile(
    r"(?:by|no later than|not later than|on or before|in or before) (?:the end of )?(?P<after>.+)"
    r"|(?P<before>.+?),? (?:or|and) (?:before|earlier)|(?P<latest>.+?),? at the latest",
    re.ASCII | re.IGNORECASE,
)
_BEFORE = re.compile(r"(?:before|earlier than) (?P<period>.+)", re.ASCII | re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/. ](?P<month>\d{1,2})[-/. ](?P<day>\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4}|\d{2})", re.ASCII)
_MONTH_IN_FIGURES = re.compile(r"(?P<month>\d{1,2})[./ -](?P<year>\d{4})|(?P<first>\d{4})[./ -](?P<second>\d{1,2})")
# "Nov 26" is the day to one and the month to another, so two figures are a year only beside a day.
_IN_WORDS = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)? )?(?P<month>[a-z]{3,10})(?:[.,] ?| )(?P<year>\d{4}|(?(day)\d{2}|(?!)))",
    re.ASCII | re.IGNORECASE,
)
_TERM_LIKE = re.compile(
    r"(?:the )?(?P<term>[a-z]{3,11})(?: term)?(?: of|,)? ?(?P<year>\d{4}|\d{2})(?: ?[-/\u2013] ?(?P<next>\d{2}|\d{4}))?",
    re.ASCII | re.IGNORECASE,
)
_MONTH_AND_FIGURES = re.compile(r"(?P<month>[a-z]{3,9})[.]?[ -]?['’]?(?P<figures>\d{2})", re.ASCII | re.IGNORECASE)
_ACADEMIC_YEAR = re.compile(
    r"(?:(?:the )?academic year |(?:the )?school year )?(?P<year>\d{4}) ?[-/\u2013] ?(?P<next>\d{2}|\d{4})",
    re.ASCII | re.IGNORECASE,
)
_HALF_TERM = re.compile(
    r"(?P<term>[a-z]{3,11})(?: term)? (?:[1-6]|half[ -]?term)(?: of|,)? (?P<year>\d{4}(?: ?[-/\u2013] ?\d{2,4})?)",
    re.ASCII | re.IGNORECASE,
)
_LATEST_OF_MORE = re.compile(
    r".*\b(?:by|no later than|not later than|at the latest(?: by| in)?) (?:the end of )?(?P<after>.+)",
    re.ASCII | re.IGNORECASE,
)
_END_OF = re.compile(r"(?:the )?(?:end|start|beginning) of (?P<period>.+)", re.ASCII | re.IGNORECASE)
_HOW_OFTEN = re.compile(
    r"\b(?:every|annual(?:ly)?|yearly|termly|monthly|each year|once a year|biennial(?:ly)?|as required|as needed|when the law changes)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(r"\b(?:tbc|tba|tbd|n/?a|to be (?:confirmed|agreed|decided)|unknown|pending)\b", re.IGNORECASE)
_LONGEST = 60  # longer text is no date in any form, and patterns need not look at it
_LIKENESS = 0.8
_EARLIEST, _LATEST = 1900, 2200

# The first and last (month, day) of each term. The book does not hold the school's own term dates, and Easter moves
# from 22 March to 25 April; so a term runs from the earliest day on which it can have begun to the last on which no
# school can say that it is over: nobody is called overdue while the term may still run, and April can be of two terms.
# Summer ends with the academic year, which also holds whatever "Summer 2022" meant, the term or the season.
_TERMS = {"spring": ((1, 1), (4, 30)), "summer": ((4, 1), (8, 31)), "autumn": ((9, 1), (12, 31))}
_OTHER_NAMES = {"easter": "spring", "lent": "spring", "trinity": "summer", "michaelmas": "autumn", "fall": "autumn"}


class DateError(ValueError):
    """Text that is not a date: the message, and in ``fix`` what to type instead."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, a month, a term, or any day up to the end of one of these, as the first and last day it can mean.

    Something dated "2022-09" is due on the last of them. An open date, "by 2022-09", has no first day that is known:
    it is the first of the calendar, so that no sum takes what may have happened long ago for something still to come.
    """

    first: date
    last: date
    limit: PartialDate | None = None
    """Of an open date, the period at whose end it stops."""

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2026-11-22``, ``2026-11``, ``summer 2026`` or ``by`` one of them, and the usual ways of saying these.

        Raises:
            DateError: with the fault and the cure in words.
        """
        if found := _read(text):
            return found
        raise DateError(*_not_a_date(text))

    @classmethod
    def month_of(cls, day: date) -> PartialDate:
        """Return the month that a day lies in."""
        return cls(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))

    @property
    def is_day(self) -> bool:
        """Whether the very day is known."""
        return self.first == self.last

    @property
    def is_open(self) -> bool:
        """Whether only the latest possible day is known."""
        return self.limit is not None

    @property
    def term(self) -> str:
        """``autumn``, ``spring`` or ``summer`` where it is a term, and "" where it is not."""
        days = ((self.first.month, self.first.day), (self.last.month, self.last.day))
        return next((name for name, term in _TERMS.items() if term == days and not self.is_open), "")

    def has_come(self, on: date) -> bool:
        """Whether it can have happened by that day. What is open has to be over: nobody can vouch for days to come."""
        return (self.last if self.is_open else self.first) <= on

    def __str__(self) -> str:
        """As it is typed in the data."""
        if self.limit:
            return f"by {self.limit}"
        if self.term:
            return f"{self.term} {self.first.year}"
        return self.first.isoformat() if self.is_day else f"{self.first:%Y-%m}"

    @property
    def words(self) -> str:
        """As a reader sees it: ``22 November 2026``, ``November 2026``, ``summer 2026``, ``November 2026 or before``."""
        if self.limit:
            return f"{self.limit.words} or before"
        if self.term:
            return str(self)
        return format_day(self.first) if self.is_day else f"{MONTHS[self.first.month]} {self.first.year}"

    @property
    def when_words(self) -> str:
        """As part of a sentence: ``on 22 November 2026``, ``in summer 2026``, ``in or before November 2026``."""
        if self.limit:
            preposition, _, period = self.limit.when_words.partition(" ")
            return f"{preposition} or before {period}"
        return f"on {self.words}" if self.is_day else f"in {self.words}"


def day(text: str) -> date:
    """Read one day, such as that of ``--as-of``.

    Raises:
        DateError: as ``PartialDate.parse`` does, and where the text is a month or a term.
    """
    parsed = PartialDate.parse(text)
    if not parsed.is_day:
        message = f"“{text}” is not one day; type one such as {parsed.last.replace(day=15)}"
        raise DateError(message, "")
    return parsed.first


def _read(text: str) -> PartialDate | None:
    """The date that a text is, as ``parse`` reads it; None for any other text, without looking for what it may mean.

    Raises:
        DateError: where it is one in form, and there is no such day.
    """
    if match := _DAY.fullmatch(text):
        year, month, day = map(int, match.groups())
        _require_real(text, year, month, day)
        return PartialDate(date(year, month, day), date(year, month, day))
    if match := _MONTH.fullmatch(text):
        year, month = map(int, match.groups())
        _require_real(text, year, month, 1)
        return PartialDate.month_of(date(year, month, 1))
    spaced = " ".join(text.split())
    if len(spaced) <= _LONGEST:
        if match := _TERM.fullmatch(spaced):
            return _term(text, match["term"] or match["then_term"], int(match["year"] or match["first_year"]))
        if match := _OPEN.fullmatch(spaced):
            return _up_to(match["after"] or match["before"] or match["latest"])
    return None


def _term(text: str, name: str, year: int) -> PartialDate:
    _require_real(text, year, 1, 1)
    (first_month, first_day), (last_month, last_day) = _TERMS[name.lower()]
    return PartialDate(date(year, first_month, first_day), date(year, last_month, last_day))


def _up_to(period: str) -> PartialDate | None:
    """Any day up to the end of a period; the period itself must be typed as a date is."""
    if _DAY.fullmatch(period) or _MONTH.fullmatch(period):
        limit = PartialDate.parse(period)  # or the fault that there is no such day
    elif match := _TERM.fullmatch(period):
        limit = _term(period, match["term"] or match["then_term"], int(match["year"] or match["first_year"]))
    else:
        return None
    return PartialDate(date.min, limit.last, limit)


def can_be_meant(year: int) -> bool:
    """Whether a year can be one that somebody means; sums with any other may leave the calendar."""
    return _EARLIEST <= year <= _LATEST


def _require_real(text: str, year: int, month: int, day: int) -> None:
    if not can_be_meant(year):
        raise DateError(f"“{text}” has a year that cannot be meant.", "Type a year such as 2026.")
    if not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
        raise DateError(
            f"“{text}” is not a date: there is no month {month:02}.",
            "Type the year, the month from 01 to 12 and the day, for example 2026-11-22.",
        )
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise DateError(
            f"“{text}” is not a date: {MONTHS[month]} {year} has {last} days.",
            f"Type a day from {year}-{month:02}-01 to {year}-{month:02}-{last}.",
        )


_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
"""What a tablet puts in place of a hyphen."""


def _not_a_date(text: str) -> tuple[str, str]:
    plain = text.translate(_DASHES)
    if plain != text and _parsed(plain):
        return f"“{text[:40]}” has dashes where hyphens belong.", f"Type {plain}, with hyphens."
    message = f"“{text[:40]}” is not a date in the form this book reads."
    if meant := _meant(" ".join(text[: 2 * _LONGEST].split())):
        words = f"the term that ends by {format_day(meant.last)}" if meant.term else meant.words
        return message, f"Type {meant} if you mean {words}."
    if (match := _MONTH_AND_FIGURES.fullmatch(text.strip())) and (month := _month_called(match["month"])):
        figures = match["figures"]
        return message, (
            f"Type 20{figures}-{month:02} if you mean {MONTHS[month]} 20{figures}; if {figures} is the day, type the year as well."
        )
    if _HOW_OFTEN.search(text):
        return message, (
            "Type the date on which it falls due next, for example 2026-11; how often belongs after review_every_months: of the policy."
        )
    if _NOT_YET.search(text):
        return message, "Leave it empty until the date is known: what is empty is listed as missing."
    return message, (
        "Type the year, month and day with hyphens, for example 2026-11-22; or 2026-11 for a whole month, "
        "summer 2026 for a term, by 2026-11 for any day up to its end."
    )


def typed_date(text: str) -> PartialDate | None:
    """Return the date that a text is, as the book types it or as people write one; slips are not guessed."""
    text = " ".join(text.split())
    return _parsed(text) or (_written(text) if len(text) <= _LONGEST else None)


def _written(text: str) -> PartialDate | None:
    """The date that is written in figures with the day first, or with the month in words."""
    if match := _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text):
        return _in_figures(match["year"], match["month"], match["day"])
    match = _IN_WORDS.fullmatch(text)
    return _in_figures(match["year"], str(_month_called(match["month"])), match["day"]) if match else None


def _month_in_figures(text: str) -> PartialDate | None:
    """The month that is typed as 09/2025 or 2025-9."""
    match = _MONTH_IN_FIGURES.fullmatch(text)
    return _in_figures(match["year"] or match["first"], match["month"] or match["second"], None) if match else None


def _meant(text: str) -> PartialDate | None:
    """The date that text in another form probably means; days stand before months, as they do in Britain."""
    if len(text) > _LONGEST:
        return None
    return next((event for event in _meanings(text) if event), None)


def _meanings(text: str) -> Iterator[PartialDate | None]:
    if match := _OPEN.fullmatch(text):
        inner = match["after"] or match["before"] or match["latest"]
        yield _as_open(_parsed(inner) or _meant(inner))
    elif match := _BEFORE.fullmatch(text):
        inner = _parsed(match["period"]) or _meant(match["period"])
        yield _as_open(_just_before(inner)) if inner and not inner.is_open else None
    elif match := _LATEST_OF_MORE.fullmatch(text):
        yield _as_open(_parsed(match["after"]) or _meant(match["after"]))
    elif match := _END_OF.fullmatch(text):
        yield _parsed(match["period"]) or _meant(match["period"])
    elif (match := _ACADEMIC_YEAR.fullmatch(text)) and int(match["next"]) % 100 == (int(match["year"]) + 1) % 100:
        yield _as_open(_in_figures(str(int(match["year"]) + 1), "8", None))
    elif written := _written(text) or _month_in_figures(text):
        yield written
    else:
        if match := _IN_WORDS.fullmatch(text):
            yield _in_figures(match["year"], str(_month_like(match["month"])), match["day"])
        if match := _HALF_TERM.fullmatch(text):  # when its halves begin, the book does not know
            yield _meant(f"{match['term']} {match['year']}")
        if match := _TERM_LIKE.fullmatch(text):
            yield _term_like(match["term"].lower(), match["year"], match["next"])


def _parsed(text: str) -> PartialDate | None:
    try:
        return _read(text)
    except DateError:
        return None


def _as_open(limit: PartialDate | None) -> PartialDate | None:
    return PartialDate(date.min, limit.last, limit) if limit and not limit.is_open else None


def _just_before(period: PartialDate) -> PartialDate:
    """The period of the same length that ends where this one begins."""
    last = add_days(period.first, -1)
    if period.is_day:
        return PartialDate(last, last)
    if period.term:
        names = list(_TERMS)
        name = names[names.index(period.term) - 1]
        return _term("", name, period.first.year - (name == names[-1]))
    return PartialDate(last.replace(day=1), last)


def _in_figures(year: str, month: str, day: str | None) -> PartialDate | None:
    parts = [year if len(year) > 2 else f"20{year}", month.zfill(2), *([day.zfill(2)] if day else [])]  # noqa: PLR2004 - a year typed with two digits
    return _parsed("-".join(parts))


def _month_like(name: str) -> int:
    """The number of the month whose name this is, cut short or with a slip; 0 for none."""
    near = next(iter(difflib.get_close_matches(name.lower(), map(str.lower, MONTHS[1:]), 1, _LIKENESS)), "")
    return _month_called(name) or (_month_called(near) if near else _month_called(name[:4]))  # Septembre


def _month_called(name: str) -> int:
    """The number of the month of that name, whole or cut short; 0 for none."""
    return next((n for n, month in enumerate(MONTHS) if n and month.lower().startswith(name.lower())), 0)


def _term_like(name: str, year: str, following: str | None) -> PartialDate | None:
    """The term whose name this is, in other words or with a slip; ``2025/26`` is the academic year it lies in."""
    near = next(iter(difflib.get_close_matches(name, [*_TERMS, *_OTHER_NAMES], 1, _LIKENESS)), "")
    term = _OTHER_NAMES.get(near, near)
    if not term or (following and int(following) % 100 != (int(year) + 1) % 100):
        return None
    century = "20" if len(year) == 2 else ""  # noqa: PLR2004 - a year typed with two digits
    later = 1 if following and term != "autumn" else 0
    return _parsed(f"{term} {int(century + year) + later:04}")


def format_day(day: date) -> str:
    """``22 November 2026``."""
    return f"{day.day} {MONTHS[day.month]} {day.year}"


def academic_year(day: date) -> tuple[date, date]:
    """The first and last day of the academic year that a day lies in, 1 September to 31 August, as guidance counts it."""
    begin = day.year if day.month >= 9 else day.year - 1  # noqa: PLR2004 - September
    return date(begin, 9, 1), date(begin + 1, 8, 31)


def add_months(day: date, months: int) -> date:
    """Return the same day of the month ``months`` later, or that month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_days(day: date, days: int) -> date:
    """Return the day ``days`` later, held inside the calendar so that no sum on odd input can overflow."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def is_within(event: PartialDate | None, days: int, as_of: date) -> bool:
    """Whether something was done at most ``days`` before that day; what is unknown or still to come was not."""
    return event is not None and event.has_come(as_of) and as_of <= add_days(event.last, days)


def is_to_come(event: PartialDate | None, on: date) -> bool:
    """Whether a date is known and still to come on a day."""
    return event is not None and not event.has_come(on)
