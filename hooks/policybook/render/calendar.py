"""The calendars of what is due: ``reviews.ics`` for everybody, and a fuller one for the leadership. All-day events only.

A calendar program keeps what it once read, so each event has an id of its own that stays, and a review that was held is not
left out but cancelled. The public one has the same bytes for the same records: its stamps are the days of the records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from policybook.source.ids import suggest_id
from policybook.source.kept_files import KeptFiles
from policybook.views.due_days import DueDay
from policybook.views.view_context import ViewContext

if TYPE_CHECKING:
    from icalendar import Event as CalendarEntry

CALENDAR = "reviews.ics"


def calendar_of(context: ViewContext, days: Iterable[DueDay], title: str, kept: KeptFiles | None = None) -> bytes:
    """Return a calendar as bytes; ``title`` is the key of its name in the wording, ``kept`` has those made before."""
    school, name = context.book.school.name, context.sentences.fill(title, school=context.book.school.name)
    url = f"{context.site}/" if context.site else ""
    entries = sorted(days)
    said = repr((version("icalendar"), Path(__file__).read_bytes(), name, school, url, entries))
    key = hashlib.sha256(said.encode()).hexdigest()
    if kept and (data := kept.read(key)) is not None:
        return data
    data = _calendar(name, suggest_id(school) or "school", url, entries)
    if kept:
        kept.write(key, data)
    return data


def _calendar(name: str, school: str, url: str, days: Iterable[DueDay]) -> bytes:
    from icalendar import Calendar  # noqa: PLC0415 - a quarter of a second, which only a build spends

    calendar = Calendar()
    calendar.add("prodid", "-//Policybook//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "P1D")
    for due in days:
        calendar.add_component(_entry(due, school, url))
    return bytes(calendar.to_ical())


def _entry(due: DueDay, school: str, url: str) -> CalendarEntry:
    from icalendar import Alarm, Event  # noqa: PLC0415 - as above

    entry = Event()
    entry.add("uid", f"{due.name}@{school}.policybook")
    entry.add("dtstamp", datetime(due.stamped.year, due.stamped.month, due.stamped.day, tzinfo=UTC))
    entry.add("sequence", due.changes)
    entry.add("dtstart", due.day)
    entry.add("dtend", due.day + timedelta(days=1))  # the day after: the end is not part of an event
    entry.add("summary", due.title)
    entry.add("description", due.words)
    entry.add("status", "CANCELLED" if due.is_cancelled else "CONFIRMED")
    entry.add("transp", "TRANSPARENT")  # nobody is busy for a whole day
    if url:
        entry.add("url", url)
    for days in () if due.is_cancelled else due.notice:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", due.title)
        alarm.add("trigger", timedelta(days=-days))
        entry.add_component(alarm)
    return entry
