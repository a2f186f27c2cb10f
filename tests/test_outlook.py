"""What is ahead: today's book on the days on which something begins, ends or lapses. It misses no day and counts for nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from case_files import apply
from conftest import AS_OF, SCHOOL
from filled_in import copy_of_the_real_book, fill_in
from policybook.basics.findings import Severity, Span
from policybook.commands.command_line import main
from policybook.rules import ALL_RULES
from policybook.rules.checking import CheckResult, check_project
from policybook.rules.engine import Dated, Rule, run
from policybook.rules.outlook import MOST_DAYS, Outlook, look_ahead
from policybook.source.sources import Sources
from reading_the_day import reads_the_day
from test_changes_page import commit, git

YEAR = 366
PEOPLE = "data/people.yml"
SUCCESSOR = [
    {
        "file": PEOPLE,
        "replace": "appointments:\n",
        "with": """\
  ann-ash:
    name: Ann Ash
    publish_name: yes
    publish_agreed_by: headteacher
    publish_agreed_on: 2026-05-30
    told_on: 2026-05-30
appointments:
  - person: ann-ash
    role: dsl
    lead: no
    from: 2026-07-01
    until:
""",
    },
    {
        "file": PEOPLE,
        "replace": "lead: no\n    from: 2022-09-01\n    until:",
        "with": "lead: no\n    from: 2022-09-01\n    until: 2026-06-30",
    },
]
"""The change that the manual shows: one DSL leaves on the last day of June, another begins on the first of July."""


def outlook_of(root: Path, day: date = AS_OF) -> Outlook:
    result = check_project(Sources(root), day)
    return look_ahead(result.context, result.report)


def announced(outlook: Outlook) -> list[tuple[str, str, str]]:
    return [(str(ahead.day), ahead.owner, ahead.finding.code.id) for ahead in outlook.items]


# --- which rules are judged again ------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code.id)
def test_a_rule_says_how_it_turns_on_the_day_if_and_only_if_it_reads_it(rule: Rule) -> None:
    assert (rule.dated is not None) == reads_the_day(rule), rule.name


def day_by_day(result: CheckResult, days: int) -> Iterator[tuple[date, str]]:
    """Every day of the year judged, and not only those on which something is known to change."""
    rules = [rule for rule in ALL_RULES if rule.dated in (Dated.CHANGES, Dated.LAPSES)]
    known: set[tuple[str, Span]] = {
        (f.code.id, span) for f in result.report.findings if not f.waived for span in (f.span, *f.related)
    }
    for number in range(1, days + 1):
        day = result.context.as_of + timedelta(days=number)
        for finding in run(rules, result.context.on(day)):
            places = {(finding.code.id, span) for span in (finding.span, *finding.related)}
            if places - known:
                yield day, finding.code.id
            known |= places


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[CheckResult]:
    """The school, the school whose DSL changes, and a whole book with every date in it."""
    changing = tmp_path_factory.mktemp("changing") / "school"
    shutil.copytree(SCHOOL, changing)
    apply(changing, SUCCESSOR)
    whole = copy_of_the_real_book(tmp_path_factory.mktemp("whole") / "book")
    fill_in(whole, date(2026, 11, 22))
    return [
        check_project(Sources(SCHOOL), AS_OF),
        check_project(Sources(changing), AS_OF),
        check_project(Sources(whole), date(2026, 11, 22)),
    ]


@pytest.mark.unmeasured  # the same rules on each of 366 days, for three books
def test_no_day_of_the_year_is_missed(books: list[CheckResult]) -> None:
    for result in books:
        outlook = look_ahead(result.context, result.report, YEAR, most=YEAR)
        expected = sorted(day_by_day(result, YEAR))
        assert sorted((ahead.day, ahead.finding.code.id) for ahead in outlook.items) == expected
        assert expected


def test_nothing_ahead_speaks_of_today(books: list[CheckResult]) -> None:
    for result in books:
        said = [ahead.finding.message for ahead in look_ahead(result.context, result.report).items]
        assert not [message for message in said if "today" in message.lower() or "has not come" in message]


def test_a_book_of_many_dates_is_looked_at_for_so_many_days_and_says_so(books: list[CheckResult]) -> None:
    result = books[2]
    few = look_ahead(result.context, result.report, most=2)
    whole = look_ahead(result.context, result.report)
    assert few.until < whole.until
    assert few.items == tuple(ahead for ahead in whole.items if ahead.day <= few.until)
    assert MOST_DAYS >= len({ahead.day for ahead in whole.items}) > 2


# --- a DSL who changes, as the manual has it -------------------------------------------------------------------------

FOUR_THINGS = [
    ("2026-07-01", "headteacher", "DSL008"),
    ("2026-07-01", "headteacher", "DSL011"),
    ("2026-07-01", "headteacher", "PUB002"),
    ("2026-07-01", "headteacher", "DSL022"),
]


def untold(root: Path) -> None:
    apply(root, SUCCESSOR)
    apply(root, [{"file": PEOPLE, "replace": "    told_on: 2026-05-30\n", "with": "    told_on:\n"}])


@pytest.mark.parametrize("day", [date(2026, 6, 1), date(2026, 6, 15), date(2026, 6, 30)])
def test_what_will_be_missing_on_the_first_of_july_is_said_in_june(school: Path, day: date) -> None:
    untold(school)
    result = check_project(Sources(school), day)
    assert not result.report.stopping(Severity.BLOCKER)
    found = announced(look_ahead(result.context, result.report))
    assert sorted(item for item in found if item[0] == "2026-07-01") == sorted(FOUR_THINGS)
    there = {f.code.id for f in check_project(Sources(school), date(2026, 7, 1)).report.findings}
    assert {code for _, _, code in FOUR_THINGS} <= there


def test_the_check_prints_it_after_the_findings_and_counts_none_of_it(school: Path, capsys) -> None:
    untold(school)
    assert main(["check", "--root", str(school), "--as-of", "2026-06-15", "--gate", "advice"]) == 0
    said = capsys.readouterr().out
    assert said.endswith("\n\nNothing found: everything that is checked is in order.\n")
    assert "  From 1 July 2026:\n    Headteacher: It is not on record that Ann Ash was told" in said
    assert (
        "Nobody has confirmed that Ann Ash is still in this role. (must not be published then; data/people.yml" in said
    )
    assert "And 1 more" not in said


def test_other_programs_are_told_in_json(school: Path, capsys) -> None:
    untold(school)
    assert main(["check", "--root", str(school), "--as-of", "2026-06-15", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["findings"] == []
    assert not any(told["counts"].values())
    assert told["outlook"]["until"] == "2027-06-16"
    first = told["outlook"]["items"][0]
    assert (first["day"], first["owner"], first["severity"]) == ("2026-07-01", "headteacher", "blocker")
    assert first["path"] == PEOPLE


def test_a_proposal_is_told_only_what_it_brings(school: Path, capsys, monkeypatch, tmp_path: Path) -> None:
    git(school, "init", "--quiet", "--initial-branch", "main")
    commit(school)
    untold(school)
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    arguments = ["--root", str(school), "--as-of", "2026-06-15"]
    assert main(["check", *arguments, "--since", "HEAD", "--format", "github"]) == 0
    capsys.readouterr()
    told = summary.read_text(encoding="utf-8")
    assert "### Ahead, unless somebody acts in time" in told
    assert "- **From 1 July 2026:**\n  - Headteacher: It is not on record that Ann Ash was told" in told
    assert "2027" not in told.partition("### Ahead")[2].replace("looked at up to 16 June 2027", "")
    assert main(["impact", "HEAD", *arguments]) == 0
    said = capsys.readouterr().out
    assert said.count("Ann Ash") == 4
    assert "Who sees to what is ahead because of this change?" in said
    assert "merged as it is" not in said


def test_a_date_that_somebody_types_is_no_news_because_it_runs_out_some_day(school: Path, capsys) -> None:
    git(school, "init", "--quiet", "--initial-branch", "main")
    apply(school, [{"file": "data/helplines.yml", "replace": "groom", "with": "be grooming or groom"}])
    people = school / PEOPLE
    text = people.read_text(encoding="utf-8")
    people.write_text(text.replace("confirmed_on: 2026-05-01", "confirmed_on:"), encoding="utf-8")
    commit(school)
    people.write_text(text.replace("confirmed_on: 2026-05-01", "confirmed_on: 2026-06-01"), encoding="utf-8")
    assert main(["check", "--root", str(school), "--as-of", str(AS_OF), "--since", "HEAD"]) == 0
    assert "Ahead" not in capsys.readouterr().out
    assert "DSL012" in {code for _, _, code in announced(outlook_of(school))}


# --- what was agreed to, what cannot be read -------------------------------------------------------------------------


def test_what_is_waived_comes_back_on_the_day_after_the_waiver(school: Path) -> None:
    apply(
        school,
        [
            {"file": "data/reviews/2025-09.yml", "replace": "next_review: 2026-09", "with": "next_review: 2026-05"},
            {
                "file": "data/waivers.yml",
                "write": "waivers:\n  - rule: REV005\n    subject: data/reviews/2025-09.yml\n    reason: The review is booked\n"
                "    agreed_by: proprietor\n    agreed_on: 2026-05-20\n    expires: 2026-07-15\n",
            },
        ],
    )
    assert ("2026-07-16", "dsl", "REV005") in announced(outlook_of(school))
    assert not [item for item in announced(outlook_of(school)) if item[2].startswith("WAI")]


def test_a_file_that_cannot_be_read_is_not_judged_ahead_either(school: Path) -> None:
    apply(school, SUCCESSOR)
    apply(school, [{"file": PEOPLE, "append": "nonsense: [\n"}])
    assert not [item for item in announced(outlook_of(school)) if item[2].startswith("DSL")]
