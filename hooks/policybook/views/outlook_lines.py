"""What is ahead in a few lines: by day, and by who can prevent it. Not for deciding what is ahead: that is ``rules.outlook``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from policybook.basics.dates import format_day
from policybook.basics.findings import Report, Severity
from policybook.basics.on_page import OnPage
from policybook.book.book import Book
from policybook.rules.first_steps import Step
from policybook.rules.outlook import Ahead, Outlook
from policybook.rules.publication_gate import stops_publication

_MOST_DAYS = 6
_STOPS = {Severity.ERROR: "cannot be understood then", Severity.ADVICE: ""}
_REFUSED = "must not be published then"
_ON_PAGE = {OnPage.LEAVE_OUT: "the pages leave it out then", OnPage.SAY_SO: "the pages say so then"}


def as_text(outlook: Outlook, book: Book) -> Iterator[str]:
    """A heading and the nearest days; the days after them in one line."""
    if not outlook.items:
        return
    yield f"Ahead, unless somebody acts in time (looked at up to {format_day(outlook.until)}):"
    days = by_day(outlook.items)
    for heading, lines in days[:_MOST_DAYS]:
        yield f"  {heading}"
        yield from (f"    {line}" for line in said_of(lines, book, str))
    if later := days[_MOST_DAYS:]:
        number = sum(len(items) for _, items in later)
        last = format_day(later[-1][1][0].day)
        yield f"  And {number} more up to {last}: python3 scripts/check.py --format json lists them."


def as_markdown(items: Iterable[Ahead], book: Book, escaped: Callable[[str], str]) -> Iterator[str]:
    """A list of all days, each with a list below it."""
    for heading, lines in by_day(items):
        yield f"- **{heading}**"
        yield from (f"  - {line}" for line in said_of(lines, book, escaped))


def by_day(items: Iterable[Ahead]) -> list[tuple[str, list[Ahead]]]:
    """Each day in words with what is new then."""
    return [(f"From {format_day(day)}:", list(group)) for day, group in groupby(items, key=attrgetter("day"))]


def said_of(items: Iterable[Ahead], book: Book, escaped: Callable[[str], str]) -> Iterator[str]:
    """A line for each kind of finding: who sees to it, what will be wrong, and where."""
    kinds: dict[tuple[str, str], list[Ahead]] = {}
    for ahead in items:
        kinds.setdefault((ahead.finding.code.id, ahead.owner), []).append(ahead)
    for (_, owner), group in kinds.items():
        step = Step(tuple(ahead.finding for ahead in group))
        stops = _stops(book, group[0])
        marks = "; ".join(mark for mark in (stops, escaped(step.places)) if mark)
        whose = f"{escaped(book.role_title(owner))}: " if owner else ""
        yield f"{whose}{escaped(step.message)} ({marks})"


def _stops(book: Book, ahead: Ahead) -> str:
    """What becomes of the pages: before they are first published, a blocker stops them."""
    code = ahead.finding.code
    if code.on_page is None:
        return _STOPS[code.severity]
    is_refused = stops_publication(book, Report((ahead.finding,)), ahead.day)
    return _REFUSED if is_refused else _ON_PAGE[code.on_page.kind]
