"""A school from June to September: somebody leaves, the successor is not yet trained, a review falls due. No page is ever false.

On each day: what is found, what is ahead, and whom the published pages name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from case_files import apply
from conftest import PROJECT
from policybook.basics.findings import Severity
from policybook.render.artefacts import pages_without_downloads
from policybook.rules.checking import CheckResult, check_project
from policybook.rules.outlook import look_ahead
from policybook.rules.publication_gate import stops_publication
from policybook.source.sources import Sources

PEOPLE = "data/people.yml"


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """A school on a day."""

    result: CheckResult
    read: str
    """What is read on all its pages, with the scripts of that day."""

    @classmethod
    def of(cls, root: Path, day: date, read_on: date | None = None) -> Day:
        """The school judged and published on a day, its pages read then or later."""
        result = check_project(Sources(root), day)
        made = pages_without_downloads(root, PROJECT, result.book, result.report, day)
        html = " ".join(page.text for page in made)
        return cls(result, " ".join(re.sub(r"<[^>]+>", " ", on_day(html, read_on or day)).split()))

    @property
    def blockers(self) -> set[str]:
        return {f.code.id for f in self.result.report.of_severity(Severity.BLOCKER)}

    @property
    def is_published(self) -> bool:
        return not stops_publication(self.result.book, self.result.report, self.result.context.as_of)

    def ahead(self, until: date) -> dict[str, set[str]]:
        """The blockers to come up to a day, by day."""
        days: dict[str, set[str]] = {}
        for ahead in look_ahead(self.result.context, self.result.report).items:
            if ahead.day <= until and ahead.finding.severity is Severity.BLOCKER:
                days.setdefault(str(ahead.day), set()).add(ahead.finding.code.id)
        return days


def on_day(html: str, day: date) -> str:
    """What the script of a page leaves of it on a day (tests/test_names_ahead.py has it run in a browser)."""

    def shown(match: re.Match[str]) -> str:
        begin, end = (re.search(rf'data-{name}="([-\d]+)"', match[0]) for name in ("from", "until"))
        hidden = (begin and f"{day}" < begin[1]) or (end and f"{day}" > end[1])
        return "" if hidden else match[0]

    return re.sub(r"<(span|li)(?=[^>]* data-(?:from|until)=).*?</\1>", shown, html, flags=re.DOTALL) if html else html


LEAVES = [
    {
        "file": PEOPLE,
        "replace": "lead: yes\n    from: 2020-09-01\n    until:",
        "with": "lead: yes\n    from: 2020-09-01\n    until: 2026-06-30",
    },
    {
        "file": PEOPLE,
        "replace": "appointments:\n",
        "with": """\
  ann-ash:
    name: Ann Ash
    publish_name: yes
    publish_agreed_by: headteacher
    publish_agreed_on: 2026-06-10
    told_on: 2026-06-10
appointments:
  - person: ann-ash
    role: dsl
    lead: yes
    from: 2026-07-01
    until:
    senior_leadership: yes
    in_job_description: yes
    responsibilities: [online-safety, filtering-and-monitoring]
    trained_on:
    confirmed_on:
    confirmed_by:
""",
    },
]
TRAINED = {
    "file": PEOPLE,
    "replace": "    trained_on:\n    confirmed_on:\n    confirmed_by:\n",
    "with": "    trained_on: 2026-07-20\n    prevent_trained_on: 2026-07-20\n    confirmed_on: 2026-07-20\n    confirmed_by: proprietor\n",
}


@pytest.fixture
def walked(school: Path) -> Path:
    """The school as it is on 15 June, when it is known that the lead leaves; its pages have been published before."""
    apply(school, [{"file": "data/settings.yml", "append": "published_since: 2026-01-05\n"}, *LEAVES])
    return school


def test_from_june_to_september(walked: Path) -> None:
    # 15 June: nothing is wrong yet, and what will be is said with its day.
    june = Day.of(walked, date(2026, 6, 15))
    assert june.blockers == set()
    assert june.ahead(date(2026, 10, 1)) == {
        "2026-07-01": {"DSL008", "DSL011"},
        "2026-08-30": {"DSL012"},
        "2026-10-01": {"REV005"},
    }
    assert "Tell Ada Holm (until 30 June 2026) or, from 1 July 2026, Ann Ash if" in june.read

    # Nobody makes the pages anew: from 1 July the old ones name the successor all the same.
    old = Day.of(walked, date(2026, 6, 15), read_on=date(2026, 7, 1))
    assert "Tell Ann Ash if" in old.read
    assert "Ada Holm Lead" not in old.read

    # 1 July: she has begun, and nobody has written down her training. The pages go out, and say what is not known.
    july = Day.of(walked, date(2026, 7, 1))
    assert july.blockers == {"DSL008", "DSL011"}
    assert july.is_published
    assert "Tell Ann Ash if" in july.read
    assert "Nobody has confirmed lately that every safeguarding lead is still in this role." in july.read
    assert not re.search(r"Ada Holm[^.]{0,40}Safeguarding", july.read)

    # 20 July: she is trained and confirmed.
    apply(walked, [TRAINED])
    trained = Day.of(walked, date(2026, 7, 20))
    assert trained.blockers == set()
    assert "Nobody has confirmed lately" not in trained.read
    assert trained.ahead(date(2026, 10, 1)) == {"2026-08-30": {"DSL012"}, "2026-10-01": {"REV005"}}

    # 30 August: the roll-call of the others is more than a term old.
    august = Day.of(walked, date(2026, 8, 30))
    assert august.blockers == {"DSL012"}
    assert august.is_published
    assert "Nobody has confirmed lately" in august.read

    # 30 September: the last day on which the review is in time. On the next day it is overdue, and the pages say so.
    september, october = Day.of(walked, date(2026, 9, 30)), Day.of(walked, date(2026, 10, 1))
    assert "REV005" not in september.blockers
    assert "Review due by 30 September 2026" in september.read
    assert "REV005" in october.blockers
    assert october.is_published
    assert "Review overdue since 30 September 2026" in october.read


@pytest.mark.parametrize("day", [date(2026, month, day) for month in (6, 7, 8, 9) for day in (15, 30)])
def test_no_page_of_any_of_these_days_names_as_lead_whoever_is_not(walked: Path, day: date) -> None:
    read = Day.of(walked, day).read
    lead = "Ada Holm (until 30 June 2026) or, from 1 July 2026, Ann Ash" if day < date(2026, 7, 1) else "Ann Ash"
    assert set(re.findall(r"Tell ((?:(?!Tell).)*?) if you are not happy", read)) == {lead}
    assert set(re.findall(r"I tell ((?:(?!tell).)*?) at once", read)) == {lead}
