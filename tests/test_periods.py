"""No period may be longer than what guidance and the policies ask for: to the day."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from conftest import AS_OF
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

LONGEST = {
    "review_every_months": 12,
    "dsl_training_months": 24,
    "dsl_refresh_months": 12,
    "roll_call_days": 366,
    "guidance_checked_days": 366,
    "helpline_checked_days": 366,
    "waiver_days": 90,
    "review_notice_days": 366,
    "dsl_training_notice_days": 366,
    "dsl_refresh_notice_days": 366,
}


@pytest.mark.parametrize(("key", "longest"), LONGEST.items())
def test_the_longest_period_is_taken_and_one_more_is_not(school: Path, key: str, longest: int) -> None:
    file = school / "data/settings.yml"
    settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    told = []
    for value in (longest, longest + 1):
        file.write_text(yaml.safe_dump({**settings, key: {"value": value, "reason": "A rule."}}), encoding="utf-8")
        told.append([f.message for f in check_project(Sources(school), AS_OF).report.findings if f.code.id == "REV029"])
    assert told[0] == []
    assert len(told[1]) == 1
    assert f"than the {longest} " in told[1][0]
