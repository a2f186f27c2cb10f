"""The calendars of what is due: all-day events that calendar programs keep apart, nothing private in the public one."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from case_files import apply
from conftest import AS_OF, PROJECT, SCHOOL
from policybook.render.calendar import calendar_of
from policybook.rules.checking import check_project
from policybook.rules.outlook import look_ahead
from policybook.source.sources import Sources
from policybook.views.due_days import leadership_days, public_days
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext


def calendars(root: Path, day: date = AS_OF) -> tuple[bytes, bytes]:
    result = check_project(Sources(root), day)
    context = ViewContext(result.book, result.report, day, Sentences.read(PROJECT), {})
    public = list(public_days(context))
    private = [*public, *leadership_days(context, look_ahead(result.context, result.report))]
    return calendar_of(context, public, "due.title"), calendar_of(context, private, "due.title.leadership")


def events(data: bytes) -> dict[str, dict[str, object]]:
    found = Calendar.from_ical(data).walk("VEVENT")
    return {
        str(one["uid"]): {key.lower(): one.decoded(key) for key in one} | {"alarms": len(one.subcomponents)}
        for one in found
    }


def test_a_review_is_an_all_day_event_that_ends_on_the_next_day_and_reminds() -> None:
    public, _ = calendars(SCHOOL)
    review = events(public)["review-online-safety-2025-09@hollybank-school.policybook"]
    assert (review["dtstart"], review["dtend"]) == (date(2026, 9, 30), date(2026, 10, 1))
    assert (review["alarms"], review["sequence"], review["status"]) == (2, 0, "CONFIRMED")
    assert b"DTSTART;VALUE=DATE:20260930" in public
    assert b"TRANSP:TRANSPARENT" in public


def test_lines_end_and_fold_as_every_calendar_reads_them() -> None:
    for data in calendars(SCHOOL):
        assert data.endswith(b"END:VCALENDAR\r\n")
        assert not re.search(rb"(?<!\r)\n", data)
        assert max(len(line) for line in data.split(b"\r\n")) <= 75
        assert data.count(b"BEGIN:VEVENT") == len(events(data)), "no two events have one id"
        for one in events(data).values():
            assert one["dtend"] == one["dtstart"] + timedelta(days=1)  # type: ignore[operator]


def test_the_public_calendar_is_the_same_on_another_day_and_says_nothing_private() -> None:
    public, private = calendars(SCHOOL)
    later, private_later = calendars(SCHOOL, AS_OF + timedelta(days=1))
    assert public == later
    assert private != private_later
    for word in ("train", "Prevent", "confirmed", "Oak", "Holm", "DSL"):
        assert word not in public.decode()
    assert "Ben Oak" in private.decode().replace("\r\n ", "")


def test_a_review_that_was_held_is_cancelled_and_the_next_one_takes_its_place(school: Path) -> None:
    record = (school / "data/reviews/2025-09.yml").read_text(encoding="utf-8")
    later = record.replace("2025-09", "2026-05").replace("2026-09", "2027-05")
    (school / "data/reviews/2026-05.yml").write_text(later, encoding="utf-8")
    found = events(calendars(school)[0])
    old = found["review-online-safety-2025-09@hollybank-school.policybook"]
    new = found["review-online-safety-2026-05@hollybank-school.policybook"]
    assert (old["status"], old["sequence"], old["alarms"]) == ("CANCELLED", 1, 0)
    assert (new["status"], new["dtstart"]) == ("CONFIRMED", date(2027, 5, 31))


def test_a_private_due_day_that_moves_keeps_its_id_and_counts_up(school: Path) -> None:
    def training(day: date) -> tuple[object, object]:
        found = {
            uid: one for uid, one in events(calendars(school, day)[1]).items() if uid.startswith("dsl009-ben-oak@")
        }
        (one,) = found.values()
        return one["dtstart"], one["sequence"]

    before = training(AS_OF)
    apply(
        school, [{"file": "data/people.yml", "replace": "refreshed_on: 2026-03-07", "with": "refreshed_on: 2026-05-30"}]
    )
    after = training(AS_OF + timedelta(days=3))
    assert before[0] < after[0]  # type: ignore[operator]
    assert before[1] < after[1]  # type: ignore[operator]


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25)])
def test_no_clock_change_moves_a_day(day: date) -> None:
    """All-day events are days and not moments, so London's two clock changes touch none."""
    starts = {uid: one["dtstart"] for uid, one in events(calendars(SCHOOL, day)[0]).items()}
    assert starts == {uid: one["dtstart"] for uid, one in events(calendars(SCHOOL)[0]).items()}
    assert b"TZID" not in calendars(SCHOOL, day)[0]
