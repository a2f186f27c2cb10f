"""A year on the clock: the watch tells what is due and what is wrong within a day, once, and is quiet otherwise.

The mornings here are those on which something happens, and those beside them; ``year_on_the_clock`` lives through all.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from browsing import served
from case_files import apply
from year_on_the_clock import (
    AUTUMN,
    BEGIN,
    END,
    FAULTS,
    HOURS,
    NAMES,
    QUIET_DAYS,
    SPRING,
    WINTER,
    World,
    reminders,
    table,
    weekdays,
    year,
)

LAPSES = (date(2026, 8, 31), date(2026, 10, 1), date(2027, 2, 10), date(2027, 3, 4), date(2027, 3, 5), date(2027, 3, 8))
"""The mornings on which something is overdue for the first time: the roll-call, the review, and training."""


def mornings() -> list[date]:
    """Each day on which something happens, and the weekdays around it."""
    begins = [*(fault.begin for fault in FAULTS), AUTUMN, date(2026, 11, 2), WINTER, SPRING, *LAPSES]
    near = {day + timedelta(days=number) for day in begins for number in (-1, 0, 1, 2, 3)}
    return [day for day in weekdays(BEGIN, END) if day in near]


@pytest.mark.long
def test_a_year_is_told_once_and_is_quiet_otherwise(tmp_path: Path) -> None:
    world = year(tmp_path, mornings())  # each fault is told on its day there, and gone when it is mended
    assert [m.day for m in world.mornings if "create" in m.asked] == [date(2026, 6, 10)]
    before: frozenset[str] = frozenset()
    text, opened = "", False
    for morning in world.mornings:
        new = morning.due - before
        if opened:
            assert ("comment" in morning.asked) == bool(new), (morning.day, new)
            assert ("edit" in morning.asked) == (morning.text != text), morning.day
        opened |= "create" in morning.asked
        before, text = morning.due, morning.text
    state = (world.folder / "hub/state").read_text(encoding="utf-8").strip()
    assert state == ("OPEN" if before else "CLOSED")
    told = {m.day for m in world.mornings if "comment" in m.asked and not m.faults}
    assert told >= {*LAPSES}, "a comment on the very morning"
    assert sum(m.asked == ("list", "view") for m in world.mornings) >= len(world.mornings) // 3
    closed = [m.day for m in world.mornings if "close" in m.asked]
    assert SPRING + timedelta(days=1) in closed
    refused = [m.day for m in world.mornings if m.is_refused]
    assert refused == [date(2026, 7, 8)]
    assert len(list(table(world))) < len(world.mornings) * 2 // 3


@pytest.fixture
def public(tmp_path: Path) -> World:
    """A public repository: there the schedule ends after sixty quiet days."""
    world = World(tmp_path)
    setting = {"file": "data/settings.yml", "replace": "repository_is_public: no", "with": "repository_is_public: yes"}
    dates = (world.root / "data/people.yml").read_text(encoding="utf-8")
    bare = re.sub(r"(trained_on|refreshed_on): \S+", r"\1:", dates)
    apply(world.root, [setting, {"file": "data/people.yml", "write": bare}])
    world.publish(BEGIN)
    return world


def test_a_repository_quiet_for_200_days_publishes_the_next_merge_and_its_calendar_has_told_all(public: World) -> None:
    open_to_all, private = (reminders(calendar) for calendar in public.calendars(BEGIN))
    for calendar in (open_to_all, private):
        assert all(alarm >= 7 for events in calendar.values() for _, alarm in events), "each reminds in time"
    last = BEGIN + timedelta(days=200)
    samples = [*list(weekdays(BEGIN, last))[::10], last]  # every second week
    before, previous = set[str](), BEGIN
    found = set[str]()
    with served(public.host) as url:
        for day in samples:
            morning = public.morning(day, url)
            assert bool(morning.text) == ((day - BEGIN).days <= QUIET_DAYS), day
            text = public.text(day)  # what the watch would have said
            assert not [name for name in NAMES if name in text], "a public issue names nobody"
            due = {mark.partition(".")[0] for mark in _marks(text)}
            for code in due - before if day > BEGIN else ():
                told = {uid for on, events in private.items() if previous < on <= day for uid, _ in events}
                assert any(uid.startswith(f"{code.lower()}-") for uid in told), (code, day)
                if code == "REV005":
                    when = {uid for on, events in open_to_all.items() if previous <= on < day for uid, _ in events}
                    assert any(uid.startswith("review-") for uid in when)
                found.add(code)
            before, previous = due, day
        assert found >= {"DSL012", "REV005"}
        assert not public.is_enabled
        public.merge(last, HOURS)  # the hours are other ones, and the site says so at once
        assert "## The published pages" not in public.text(last, url)
        assert (public.host / "build.json").read_text(encoding="utf-8").startswith(f'{{"as_of": "{last}"')


def _marks(text: str) -> set[str]:
    found = re.search(r"<!-- due: (.*) -->", text)
    assert found
    return set(found[1].split()) - {"nothing"}
