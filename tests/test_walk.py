"""A school from June to September: somebody leaves, the successor is not yet trained, a review falls due. No page is ever false.

On each day: what is found, what is ahead, and whom the published pages name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from building import build, texts
from case_files import apply
from conftest import PROJECT
from policybook.basics.findings import Severity
from policybook.changes import added_findings
from policybook.commands.command_line import main
from policybook.render.artefacts import pages_without_downloads
from policybook.revisions.earlier_wordings import EarlierWordings
from policybook.rules.checking import CheckResult, check_project
from policybook.rules.engine import Earlier, nothing_earlier
from policybook.rules.outlook import look_ahead
from policybook.rules.publication_gate import stops_publication
from policybook.source.sources import Sources
from test_changes_page import commit, git, record

PEOPLE = "data/people.yml"


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """A school on a day."""

    result: CheckResult
    read: str
    """What is read on all its pages, with the scripts of that day."""

    @classmethod
    def of(cls, root: Path, day: date, read_on: date | None = None, earlier: Earlier = nothing_earlier) -> Day:
        """The school judged and published on a day, its pages read then or later."""
        result = check_project(Sources(root), day, earlier)
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


# --- what goes wrong on the way --------------------------------------------------------------------------------------


class Proposal:
    """The school in a repository: what is typed is a proposal until it is committed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        git(root, "init", "--quiet", "--initial-branch", "main")
        commit(root)

    def day(self, day: date) -> Day:
        return Day.of(self.root, day, earlier=EarlierWordings(Sources(self.root)).wording)

    def red(self, day: date) -> set[str]:
        """The codes for which the proposal fails."""
        result = check_project(Sources(self.root), day, EarlierWordings(Sources(self.root)).wording)
        outlook = look_ahead(result.context, result.report)
        report, _ = added_findings.compared(result, outlook, Sources(self.root), "HEAD", day)
        return {part.code.id for finding in report.failing(Severity.ERROR) for part in finding.parts if part.is_red}


@pytest.fixture
def proposed(walked: Path) -> Proposal:
    return Proposal(walked)


HELPLINE = {"file": "data/helplines.yml", "replace": 'phone: "01632 960456"'}
ASKED = "If my worry is about a leader of the school, I can ring"


def test_a_helpline_with_a_digit_mistyped_is_marked_wherever_its_number_is_printed(proposed: Proposal) -> None:
    day = date(2026, 6, 22)
    assert f"{ASKED} 01632 960456 ." in proposed.day(day).read
    apply(proposed.root, [{**HELPLINE, "with": 'phone: "01632 960465"'}])
    mistyped = proposed.day(day)
    assert mistyped.blockers == {"EVT010"}
    (told,) = [f for f in mistyped.result.report.open if f.code.id == "EVT010"]
    assert (told.span.path, told.span.line) == ("data/helplines.yml", 33)
    assert mistyped.is_published
    marked = f"{ASKED} 01632 960465 . Nobody has checked this phone number."
    assert f"{marked} You can find" not in mistyped.read  # nothing says where
    assert marked in mistyped.read
    site = [
        {
            "file": "data/helplines.yml",
            "replace": '"01632 960465"',
            "with": '"01632 960465"\n    url: https://new.example/',
        },
        {
            "file": "data/helplines.yml",
            "replace": '["01632 960456"]',
            "with": '["01632 960456", "https://new.example/"]',
        },
    ]
    apply(proposed.root, site)
    where = "You can find the right one on the website of New Advice Service: new.example ."
    assert f"{marked} {where}" in proposed.day(day).read
    apply(proposed.root, [{"file": "data/helplines.yml", "replace": "960465", "with": "960456"}])
    assert "Nobody has checked" not in proposed.day(day).read


def test_a_helpline_with_the_number_of_another_is_red_and_on_no_page(proposed: Proposal) -> None:
    day = date(2026, 6, 22)
    last_good = proposed.day(day)
    assert last_good.is_published
    for number, code in (
        ("01632 960777", "PUB032"),
        ("01632 960123", "PUB031"),
    ):  # another helpline's, and the school's
        apply(proposed.root, [{**HELPLINE, "with": f'phone: "{number}"'}])
        mistyped = proposed.day(day)
        assert mistyped.blockers == {code}  # which says what to do, and that it is not what was compared
        assert code in proposed.red(day)
        assert not mistyped.is_published  # so that the pages of before stay, which have the right number
        apply(
            proposed.root,
            [
                {
                    "file": "data/helplines.yml",
                    "replace": 'checked_on: 2026-01-10\n    checked_by: office\n    checked: ["01632 960456"]',
                    "with": f'checked_on: 2026-06-22\n    checked_by: office\n    checked: ["{number}"]',
                }
            ],
        )
        assert not proposed.day(day).is_published  # whoever says that it was checked
        git(proposed.root, "checkout", "--quiet", "--", ".")
    assert f"{ASKED} 01632 960456 ." in last_good.read


def test_a_reversed_clause_that_is_confirmed_word_by_word_is_on_no_page_until_people_have_judged_it(
    proposed: Proposal, capsys: pytest.CaptureFixture[str]
) -> None:
    day, section = date(2026, 6, 22), "policy/online-safety/reporting.md"
    blocks, left_out = (
        "SampleFilter blocks harmful sites.",
        "(This passage is being put right. Ask the school about it.)",
    )
    assert blocks in proposed.day(day).read
    apply(proposed.root, [{"file": section, "replace": "filter blocks", "with": "filter does not block"}])
    reversed_ = proposed.day(day)
    (told,) = reversed_.result.report.of_severity(Severity.BLOCKER)
    assert [part.code.id for part in told.parts] == ["REV009", "PIN002"]
    assert (told.span.path, told.span.line) == (section, 19)
    assert "The clause says “not”, and the sentence does not" in told.message
    assert proposed.red(day) == {"PIN002"}
    assert reversed_.is_published
    assert blocks not in reversed_.read
    assert left_out in reversed_.read
    assert "Changed since it was reviewed" in reversed_.read

    # What is offered is typed to the letter: the judgement and the approval are for people, so nothing is certified.
    record, line = re.findall(r"“(  (?:- \{section|guide-filter).*?\})”", told.fix)
    readings = proposed.root / "data/readings.yml"
    typed = re.sub(r"^  guide-filter: .*$", lambda _: line, readings.read_text(encoding="utf-8"), flags=re.MULTILINE)
    readings.write_text(typed, encoding="utf-8")
    apply(proposed.root, [{"file": "data/reviews/2025-09.yml", "append": f"read_again:\n{record}\n"}])
    obeyed = proposed.day(day)
    assert obeyed.blockers == {"REV022", "PIN011"}
    assert blocks not in obeyed.read
    assert "Changed since it was reviewed" in obeyed.read

    # Called typing, it is refused.
    apply(
        proposed.root, [{"file": "data/reviews/2025-09.yml", "replace": "change: substance", "with": "change: typing"}]
    )
    assert "REV032" in proposed.day(day).blockers

    # People judge it: a typed word is not enough where the words are opposite. With their reason the book takes it, says
    # on the page whose it is, and shows the pair to whoever approves.
    for old, new in (
        ("change: typing", "change: substance"),
        ("approved_by: []", "approved_by: [{role: proprietor, on: 2026-06-22}]"),
    ):
        apply(proposed.root, [{"file": "data/reviews/2025-09.yml", "replace": old, "with": new}])
    apply(
        proposed.root,
        [{"file": "data/readings.yml", "replace": "judgement: , by: ,", "with": "judgement: same, by: headteacher,"}],
    )
    assert proposed.day(day).blockers == {"PIN012"}
    assert blocks not in proposed.day(day).read
    reason = 'judgement: same, by: headteacher, reason: "The filter is being replaced",'
    apply(
        proposed.root, [{"file": "data/readings.yml", "replace": "judgement: same, by: headteacher,", "with": reason}]
    )
    judged = proposed.day(day)
    assert judged.blockers == set()
    assert "recorded by Designated Safeguarding Lead, Headteacher, 22 June 2026)." in judged.read
    assert main(["impact", "HEAD", "--root", str(proposed.root), "--as-of", str(day)]) == 0
    said = capsys.readouterr().out.partition("### Confirmed without a change of words")[2]
    assert (
        "guide-filter, read by the headteacher on 22 June 2026, the same (“The filter is being replaced”): “\\[product of the web filter\\] blocks harmful sites.”"
        in said
    )
    assert "filter does NOT block harmful sites.” (before: “" in said


NUMBER, PRIVATE = "07700 900123", "Ring Sam Hill at home on 07700 900123."


def test_the_private_number_of_a_colleague_that_was_removed_is_in_no_file(proposed: Proposal) -> None:
    day, section = date(2026, 7, 20), "policy/online-safety/reporting.md"
    root, shown = proposed.root, re.compile(r"07700|900\s*123|Sam Hill")
    apply(root, [TRAINED, {"file": section, "replace": "Our {{ policies", "with": f"{PRIVATE} Our {{{{ policies"}])
    typed = proposed.day(day)
    told = {f.code.id: f.span.line for f in typed.result.report.of_severity(Severity.BLOCKER) if f.span.path == section}
    assert told == {"TXT003": 24, "REV009": 25}
    assert proposed.red(day)
    assert not shown.search(typed.read)  # its place says that it is being put right

    # It was merged all the same, a review read it, and then it was taken out: the page of what changed tells of that.
    commit(root)
    record(root, "data/reviews/2026-07.yml", "2026-07", "2027-07")
    commit(root)
    apply(root, [{"file": section, "replace": f"{PRIVATE} Our", "with": "Our"}])
    record(root, "data/reviews/2026-08.yml", "2026-08", "2027-08")
    commit(root)
    assert build(root, as_of="2026-09-01").code == 0
    files = texts(root / "site")
    assert {Path(name).suffix for name in files} >= {".html", ".pdf", ".xml", ".json"}
    assert [name for name, text in files.items() if shown.search(text)] == []
    assert "We have left out the old words" in " ".join(files["changes.html"].split())
