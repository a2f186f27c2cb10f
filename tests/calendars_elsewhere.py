"""The calendars read by two other libraries, ``ics`` and ``vobject``: a script, because neither of them is in any lock.

    pip install --target FOLDER ics vobject "tatsu<5.8"
    PYTHONPATH=hooks:FOLDER .venv/bin/python tests/calendars_elsewhere.py

It makes both calendars of Hollybank School with a review due on each of London's clock changes, and ends with status 1 where another
library reads another day, another length or another alarm than ours. An all-day event is a day, so it begins at midnight in London.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent))

from icalendar import Calendar

from year_on_the_clock import BEGIN, World, review_held

LONDON = ZoneInfo("Europe/London")
CHANGES = (date(2026, 10, 25), date(2027, 3, 28))
"""The last Sundays of October and of March."""
Read = dict[str, tuple[date, date, tuple[timedelta, ...]]]
"""Of each event by its id: the day, the day after its end, and when its alarms ring."""


def ours(data: bytes) -> Read:
    """As the library reads it that wrote it."""
    found = Calendar.from_ical(data).walk("VEVENT")
    return {
        str(one["UID"]): (
            one.decoded("DTSTART"),
            one.decoded("DTEND"),
            tuple(sorted(alarm.decoded("TRIGGER") for alarm in one.walk("VALARM"))),
        )
        for one in found
    }


def by_ics(data: bytes) -> Read:
    """As ``ics`` reads it. It keeps the last day of an all-day event in place of the day after."""
    import ics  # noqa: PLC0415

    found = ics.Calendar(data.decode()).events
    assert all(one.all_day for one in found)
    return {
        one.uid: (
            one.begin.date(),
            one.end.date(),
            tuple(sorted(alarm.trigger for alarm in one.alarms)),
        )
        for one in found
    }


def by_vobject(data: bytes) -> Read:
    """As ``vobject`` reads it."""
    import vobject  # noqa: PLC0415

    found = vobject.readOne(data.decode()).vevent_list
    return {
        one.uid.value: (
            one.dtstart.value,
            one.dtend.value,
            tuple(sorted(alarm.trigger.value for alarm in getattr(one, "valarm_list", ()))),
        )
        for one in found
    }


def calendars() -> Iterator[bytes]:
    """The public calendar and the leadership's, with a review due on each clock change."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        for day in CHANGES:
            for edit in review_held(world.root, "2026-05", f"{day}"):
                (world.root / str(edit["file"])).write_text(str(edit["write"]), encoding="utf-8")
            yield from world.calendars(BEGIN)


def main() -> int:
    """Compare, and say how many events were read alike."""
    count, days = 0, set[date]()
    for data in calendars():
        expected = ours(data)
        for name, read in (("ics", by_ics(data)), ("vobject", by_vobject(data))):
            different = {uid: (row, read.get(uid)) for uid, row in expected.items() if read.get(uid) != row}
            if different:
                print(f"{name} reads otherwise: {different}", file=sys.stderr)
                return 1
            for begin, end, _ in read.values():
                midnight = datetime(begin.year, begin.month, begin.day, tzinfo=LONDON)
                assert midnight.date() == begin
                assert end - begin == timedelta(days=1)
                days.add(begin)
            count += len(read)
    missing = set(CHANGES) - days
    print(f"{count} events read alike by both; on a clock change: {sorted(days & set(CHANGES))}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
