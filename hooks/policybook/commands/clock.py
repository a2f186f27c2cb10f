"""What day it is: the one place that asks. Everything below the edge is told."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from policybook.basics.dates import can_be_meant

ZONE = ZoneInfo("Europe/London")


def today() -> date:
    """Today in London; the day of ``SOURCE_DATE_EPOCH`` where a build is being repeated."""
    if epoch := os.environ.get("SOURCE_DATE_EPOCH", ""):
        try:
            told = datetime.fromtimestamp(int(epoch), UTC).astimezone(ZONE).date()
            if can_be_meant(told.year):
                return told
        except (ValueError, OverflowError, OSError):
            pass  # not a number of seconds: as if it were not set
    return datetime.now(ZONE).date()


def epoch_of(day: date) -> int:
    """The seconds since 1970 of noon in London on a day, for tools that write dates of their own."""
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=ZONE).timestamp())
