"""What is ahead in a few lines: by day, and by who can prevent it. Not for deciding what is ahead: that is ``rules.outlook``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from policybook.basics.dates import format_day
from policybook.basics.findings import Severity
from policybook.book.book import Book
from policybook.report.first_steps import Step
from policybook.rules.outlook import Ahead, Outlook

_MOST_DAYS = 6
_STOPS = {
    Severity.ERROR: "cannot be understood then",
    Severity.BLOCKER: "must not be published then",
    Severity.ADVICE: "",
}


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
        stops = _STOPS[step.first.severity]
        marks = "; ".join(mark for mark in (stops, escaped(step.places)) if mark)
        whose = f"{escaped(book.role_title(owner))}: " if owner else ""
        yield f"{whose}{escaped(step.message)} ({marks})"
