"""What the pages do about each blocker: what is wrong is left out or said, and only a closed list of things refuses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from building import build
from case_files import Case, all_cases, apply
from conftest import AS_OF, PROJECT
from policybook.basics.findings import Code, Finding, Severity
from policybook.basics.on_page import OnPage, Refusal
from policybook.commands.command_line import main
from policybook.render.artefacts import pages_without_downloads
from policybook.rules import ALL_CODES
from policybook.rules.checking import CheckResult, check_project
from policybook.rules.engine import Earlier, nothing_earlier
from policybook.rules.outlook import look_ahead
from policybook.rules.publication_gate import all_passages, places_of, stops_publication
from policybook.source.sources import Sources
from policybook.views import outlook_lines

pytestmark = pytest.mark.unmeasured  # over the lines that the cases and the builds reach

BLOCKERS = [code for code in ALL_CODES if code.severity is Severity.BLOCKER]
PASSWORDS = "policy/online-safety/passwords.md"
GUIDE = "policy/documents/parent-guide.md"
LEFT_OUT, CHECKING = "This passage is being put right.", "The school is checking this sentence."


def publish(root: Path) -> None:
    """Say that the pages have been published before."""
    with (root / "data/settings.yml").open("a", encoding="utf-8") as file:
        file.write("published_since: 2026-01-05\n")


def check(
    root: Path, day: date = AS_OF, earlier: Earlier = nothing_earlier, *, is_public: bool | None = None
) -> CheckResult:
    return check_project(Sources(root), day, earlier, is_public=is_public)


def stopping(result: CheckResult) -> set[str]:
    return {f.code.id for f in stops_publication(result.book, result.report, result.context.as_of)}


def pages(root: Path, result: CheckResult) -> str:
    """The words of all pages."""
    made = pages_without_downloads(root, PROJECT, result.book, result.report, result.context.as_of)
    return " ".join(re.sub(r"<[^>]+>", " ", " ".join(page.text for page in made)).split())


# --- the table -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ALL_CODES, ids=lambda code: code.id)
def test_a_blocker_says_what_the_pages_do_and_nothing_else_does(code: Code) -> None:
    assert (code.on_page is not None) == (code.severity is Severity.BLOCKER)
    if code.on_page:
        assert (code.on_page.refusal is not None) == (code.on_page.kind is OnPage.REFUSE)
        assert code.on_page.words.endswith(".")


def test_there_are_at_most_ten_reasons_to_refuse_and_each_is_one_for_something() -> None:
    assert len(Refusal) <= 10
    used = {code.on_page.refusal for code in BLOCKERS if code.on_page and code.on_page.refusal}
    assert used == set(Refusal) - {Refusal.UNREADABLE}  # which every error is


def test_what_is_private_and_can_be_left_out_of_a_text_is_left_out_there_and_refused_elsewhere(school: Path) -> None:
    publish(school)
    apply(school, [{"file": PASSWORDS, "replace": "---\n\n", "with": "---\n\nBen Oak knows more. "}])
    result = check(school)
    assert "DSL016" not in stopping(result)
    assert "Ben Oak knows more" not in pages(school, result)
    assert LEFT_OUT in pages(school, result)
    apply(school, [{"file": PASSWORDS, "replace": "title: Passwords", "with": "title: Passwords of Ben Oak"}])
    assert "DSL016" in stopping(check(school))


def test_the_check_says_what_stops_publication_before_and_after_the_first_one(
    school: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def last_line() -> str:
        main(["check", "--root", str(school), "--as-of", str(AS_OF)])
        return next(line for line in capsys.readouterr().out.splitlines() if re.match(r"\d+ blockers?:", line))

    lead = {"file": "data/people.yml", "replace": "    lead: yes\n", "with": "    lead: no\n"}
    apply(school, [lead])
    assert last_line() == "1 blocker: must be settled before the pages are published."
    publish(school)
    assert last_line() == "1 blocker: the pages leave out what it is about, or say so."
    mobile = {"replace": 'phone: "01632 960123"', "with": 'phone: "01632 96012"'}
    apply(school, [{"file": "data/school.yml", **mobile}])
    counts = "2 blockers: 1 must be settled before the pages are published; the pages leave the others out, or say so."
    assert last_line() == counts


def test_what_is_ahead_says_what_becomes_of_the_pages_before_and_after_the_first_publication(school: Path) -> None:
    def ahead() -> str:
        result = check(school)
        return " ".join(outlook_lines.as_text(look_ahead(result.context, result.report), result.book))

    assert "must not be published then" in ahead()
    assert "say so then" not in ahead()
    publish(school)
    assert "must not be published then" not in ahead()
    assert "the pages say so then" in ahead()


# --- the gate --------------------------------------------------------------------------------------------------------


def overdue(root: Path) -> None:
    apply(
        root,
        [{"file": "data/reviews/2025-09.yml", "replace": "next_review: 2026-09", "with": "next_review: 2026-05"}],
    )


def test_every_blocker_stops_the_first_publication_and_only_refusals_the_later_ones(school: Path) -> None:
    overdue(school)
    assert stopping(check(school)) == {"REV005"}
    publish(school)
    assert stopping(check(school)) == set()
    assert "Review overdue since 31 May 2026" in pages(school, check(school))
    apply(school, [{"file": "data/school.yml", "replace": "01632 960123", "with": "01632 9601"}])
    assert stopping(check(school)) == {"PUB009"}


def test_a_day_of_publication_that_has_not_come_is_none(school: Path) -> None:
    overdue(school)
    apply(school, [{"file": "data/settings.yml", "append": "published_since: 2026-09-01\n"}])
    assert stopping(check(school)) == {"REV005"}


def test_an_error_stops_it_always(school: Path) -> None:
    publish(school)
    apply(school, [{"file": GUIDE, "replace": "{{ school.phone }}", "with": "{{ school.fone }}"}])
    assert stopping(check(school)) == {"REF001"}


def test_the_build_publishes_what_it_left_out_or_said_and_says_so(school: Path) -> None:
    overdue(school)
    assert build(school, "--publish").code == 1
    publish(school)
    run = build(school, "--publish")
    assert run.code == 0, run.out
    assert "Nothing stops publication." in run.out
    assert "One blocker: the pages leave it out or say so until it is settled." in run.out
    page = (school / "site/online-safety.html").read_text(encoding="utf-8")
    assert "Review overdue since 31 May 2026" in page
    assert "not fit to publish" not in page


# --- past a refusal --------------------------------------------------------------------------------------------------

PAST = {
    "rule": "PUB009",
    "subject": "data/school.yml",
    "reason": "The new lead must be named today",
    "agreed_by": "proprietor",
    "agreed_on": "2026-05-30",
    "expires": "2026-06-06",
    "publish_past": "yes",
}


def past_refusal(root: Path, **changes: str) -> set[str]:
    """What is found, and not waived, where somebody agreed to publish past a number that cannot be right."""
    publish(root)
    apply(root, [{"file": "data/school.yml", "replace": "01632 960123", "with": "01632 9601"}])
    lines = [f"    {key}: {value}" for key, value in (PAST | changes).items() if value]
    text = "waivers:\n" + "\n".join(lines).replace("    rule", "  - rule", 1) + "\n"
    (root / "data/waivers.yml").write_text(text, encoding="utf-8")
    result = check(root)
    assert ("PUB009" in stopping(result)) == ("PUB009" in {f.code.id for f in result.report.open})
    return {f.code.id for f in result.report.open}


def test_whoever_must_approve_can_publish_past_a_refusal_for_a_week(school: Path) -> None:
    assert past_refusal(school) == set()
    assert stopping(check(school, date(2026, 6, 6))) == set()
    assert stopping(check(school, date(2026, 6, 7))) == {"PUB009"}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"publish_past": ""}, {"PUB009", "WAI006"}),
        ({"publish_past": "no"}, {"PUB009", "WAI006"}),
        ({"agreed_by": "office"}, {"PUB009", "WAI006"}),
        ({"expires": "2026-06-07"}, {"PUB009", "WAI006"}),
        ({"agreed_on": "2026-06-02"}, {"PUB009", "WAI002"}),
    ],
)
def test_nobody_else_can_and_not_for_longer(school: Path, changes: dict[str, str], found: set[str]) -> None:
    assert past_refusal(school, **changes) == found


def test_neither_an_error_nor_anything_private_can_be_published_past(school: Path) -> None:
    assert "WAI001" in past_refusal(school, rule="PUB012")
    waivers = school / "data/waivers.yml"
    waivers.write_text(waivers.read_text(encoding="utf-8").replace("PUB012", "REF001"), encoding="utf-8")
    assert {"WAI001", "PUB009"} <= {f.code.id for f in check(school).report.open}


def test_a_helpline_that_cannot_be_reached_is_not_listed(school: Path) -> None:
    publish(school)
    url = "    url: https://www.ceop.police.uk/Safety-Centre/\n"
    apply(school, [{"file": "data/helplines.yml", "replace": url, "with": ""}])
    result = check(school)
    assert "PUB013" in {f.code.id for f in result.report.open}
    made = pages_without_downloads(school, PROJECT, result.book, result.report, AS_OF)
    home = next(page.text for page in made if page.address == "index")
    assert 'id="help-emergency"' in home
    assert 'id="help-ceop"' not in home


# --- every blocker's page --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Wrong:
    """A school with a blocker, published before, and what is found there."""

    root: Path
    result: CheckResult
    finding: Finding


CASES = cache(all_cases)


def case_of(code: str) -> Case:
    """A case in which a blocker is found and no error hides the pages."""
    own_first = sorted(CASES(), key=lambda case: not case.path.stem.startswith(code))
    for case in own_first:
        found = [entry["at"].split()[0] for entry in case.content.get("expect", ())]
        errors = {known.id for known in ALL_CODES if known.severity is Severity.ERROR}
        if code in found and not errors & set(found) and not case.unreadable and not case.failing:
            return case
    raise AssertionError(f"no case has {code}")


@pytest.fixture
def wrong(request: pytest.FixtureRequest, tmp_path: Path) -> Wrong:
    case = case_of(request.param)
    root = case.broken_school(tmp_path)
    settings = root / "data/settings.yml"
    if not settings.is_file() or "published_since" not in settings.read_text(encoding="utf-8"):
        publish(root)
    result = check(root, case.as_of, case.earlier, is_public=case.is_public)
    finding = next(found for found in result.report.findings if found.code.id == request.param)
    return Wrong(root, result, finding)


NO_PAGES = ("RUN001", "ORG012")  # a fault of the program, and a book that was never published: neither has pages here


@pytest.mark.parametrize("wrong", [code.id for code in BLOCKERS if code.id not in NO_PAGES], indirect=True)
def test_no_page_shows_what_is_wrong(wrong: Wrong) -> None:
    """Of each blocker a case: it refuses, or its passage is gone or marked, or the words of the table are on the pages."""
    behaviour, code = wrong.finding.code.on_page, wrong.finding.code.id
    assert behaviour is not None
    stops = stopping(wrong.result)
    if behaviour.kind is OnPage.REFUSE:
        assert code in stops
        return
    if code in stops:
        assert behaviour.passage  # outside a passage
        return
    assert behaviour.kind is OnPage.SAY_SO or code not in stops
    words = pages(wrong.root, wrong.result)
    if stops:  # another blocker of this case refuses, so that these are pages of a preview
        return
    passages = {place for passage in all_passages(wrong.result.book) for place in places_of(passage)}
    places = {(wrong.finding.span.path, wrong.finding.span.line)}
    if behaviour.passage and behaviour.kind is OnPage.LEAVE_OUT:
        assert LEFT_OUT in words
        line = wrong.result.lines[wrong.finding.span.path][wrong.finding.span.line - 1].strip()
        assert line not in words
    elif behaviour.passage and places <= passages:
        assert CHECKING in words or "We are checking this against our policy." in words
    for said in SAID.get(code, ()):
        assert said in words, code
    words = re.sub(r"such as \w+ \d{4}", "", words)  # how a form asks for a day
    for unsaid in UNSAID.get(code, ()):
        assert unsaid not in words, code


UNCONFIRMED = ("Nobody has confirmed lately",)
SAID: dict[str, tuple[str, ...]] = {
    "DSL001": ("We have no Designated Safeguarding Lead recorded.",),
    "DSL002": ("The school has not yet recorded who leads.",),
    "DSL003": ("The school has not yet recorded who leads.",),
    "DSL011": UNCONFIRMED,
    "DSL012": UNCONFIRMED,
    "DSL013": UNCONFIRMED,
    "DSL026": ("The school has not yet recorded who leads.",),
    "GUI001": ("Replaced on 1 September 2025",),
    "GUI003": ("Not in force until",),
    "REV001": ("No review is recorded",),
    "REV002": ("Date of the next review not known",),
    "REV005": ("Review overdue since",),
    "REV009": ("Changed since it was reviewed",),
    "REV011": ("Its record is not complete",),
    "REV012": ("Its record is not complete",),
    "REV016": ("Its record is not complete",),
}
"""What the pages say of a blocker."""
UNSAID: dict[str, tuple[str, ...]] = {
    "DSL019": ("2027", "2028"),
}
"""What they do not say."""
