"""The headteacher's desk: the next five things with who, why and where; what lapses; how far the review is. Never a wall of text."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from building import pack_of
from case_files import apply
from conftest import AS_OF, PROJECT, REAL_BOOK, SCHOOL
from policybook.basics.findings import Finding
from policybook.basics.places import Span
from policybook.commands.command_line import main
from policybook.render.templates import Templates
from policybook.review.handing_in import find_begun
from policybook.rules import ALL_CODES, first_steps
from policybook.rules.checking import check_project
from policybook.rules.outlook import look_ahead
from policybook.source.last_watch import LastWatch, keep_last_watch, read_last_watch
from policybook.source.sources import Sources
from policybook.views.desk import NEXT, DeskView, desk_view, review_progress
from policybook.views.jobs import Jobs
from policybook.views.leadership_pack import internal_pack
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext

REAL_DAY = date(2026, 11, 27)


def context_of(root: Path, day: date = AS_OF) -> tuple[ViewContext, DeskView]:
    result = check_project(Sources(root), day)
    context = ViewContext(result.book, result.report, day, Sentences.read(PROJECT), {})
    return context, desk_view(context, look_ahead(result.context, result.report, 120), None, Jobs.of(PROJECT))


def page_of(context: ViewContext, desk: DeskView) -> str:
    return Templates(PROJECT).render("documents/internal.html.j2", internal_pack(context, desk))


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_real_book_begins_with_who_leads_and_whom_families_reach() -> None:
    context, desk = context_of(REAL_BOOK, REAL_DAY)
    assert [step.code for step in desk.next_steps] == ["DSL002", "DSL014", "DSL025", "PUB006", "PUB004"]
    first = desk.next_steps[0]
    assert (first.who, first.time) == ("Headteacher", "about 15 minutes")
    assert first.first.place.text == "data/people.yml, line 114"
    assert "lead: yes" in first.fix
    assert first.why
    assert desk.more == len(first_steps.steps(f for f in context.report.open if f.code.id != "DEC001")) - NEXT


def test_the_console_and_the_desk_have_one_order() -> None:
    context, desk = context_of(REAL_BOOK, REAL_DAY)
    lines = list(first_steps.lines(context.report.open))
    for number, step in enumerate(desk.next_steps, 1):
        assert lines[number - 1].startswith(f"{number:>3}. {step.first.message}")


def test_everything_that_is_found_is_in_the_pack_once_with_its_place() -> None:
    context, desk = context_of(REAL_BOOK, REAL_DAY)
    items = [item for subject in desk.subjects for step in subject.steps for item in step.items]
    found = [f for f in context.report.open if f.code.id != "DEC001"]
    assert sorted(i.message for i in items) == sorted(f.message for f in found)
    assert {i.place.text for i in items} == {f"{f.span.path}, line {f.span.line}" for f in found}
    html = re.sub(r"</?code[^>]*>", "", page_of(context, desk))  # what is typed is set off
    for finding in found:
        assert finding.fix in words_of(html).replace("&#34;", '"').replace("&#39;", "'").replace("&lt;", "<").replace(
            "&gt;", ">"
        )


def test_the_pack_has_no_second_checklist_and_no_field() -> None:
    html = page_of(*context_of(REAL_BOOK, REAL_DAY))
    assert "<input" not in html
    assert "Look for:" not in html


def test_a_link_opens_the_line_where_the_repository_is_known(school: Path) -> None:
    apply(school, [{"file": "data/people.yml", "replace": "lead: yes", "with": "lead:"}])
    _, desk = context_of(school)
    assert desk.next_steps[0].first.place.href.startswith(
        "https://git.example/hollybank/policies/blob/main/data/people.yml?plain=1#L"
    )
    assert 'href="https://git.example/hollybank' in page_of(*context_of(school))


def test_a_step_links_to_the_form_that_settles_it_and_a_decision_to_its_own(school: Path) -> None:
    context, desk = context_of(REAL_BOOK, REAL_DAY)
    form = desk.next_steps[0].form
    assert form is not None
    assert (form.href, form.text) == ("../site/forms/leads.html", "Name the lead")
    assert 'href="../site/forms/decided.html#question=' in page_of(context, desk)
    codes = {code.id for code in ALL_CODES}
    assert {code for job in Jobs.of(PROJECT).jobs.values() for code in job.mends} <= codes
    apply(school, [{"file": "data/people.yml", "replace": "lead: yes", "with": "lead:"}])
    (lead,) = (step.form for step in context_of(school)[1].next_steps if step.code in ("DSL002", "DSL001"))
    assert lead is not None
    assert lead.href == "https://policies.hollybank.example/forms/leads.html"


def test_a_blocker_leads_to_the_form_that_agrees_an_exception_to_it(school: Path) -> None:
    apply(
        school, [{"file": "data/people.yml", "replace": "refreshed_on: 2026-03-07", "with": "refreshed_on: 2025-03-07"}]
    )
    context, desk = context_of(school)
    (step,) = (step for step in desk.next_steps if step.code == "DSL009")
    link = "https://policies.hollybank.example/forms/exception.html#rule=DSL009&subject=ben-oak"
    assert step.first.exception == link
    assert page_of(context, desk).count(f'href="{link.replace("&", "&amp;")}"') == 2  # on the desk, and by subject
    advice = [item for subject in desk.subjects for one in subject.steps if one.is_advice for item in one.items]
    assert [item.exception for item in advice if item.exception] == []


def test_the_desk_says_when_the_watch_last_looked_and_that_nobody_knows(school: Path) -> None:
    def said() -> str:
        context, desk = context_of(school)
        watched = desk_view(
            context,
            look_ahead(check_project(Sources(school), AS_OF).context, context.report, 120),
            None,
            Jobs.of(PROJECT),
            read_last_watch(school),
        )
        return words_of(page_of(context, replace(desk, watched=watched.watched)))

    assert "Nobody here knows when the watch last looked at the pages on the web. Its list of runs" in said()
    assert main(["watch", "--root", str(school), "--as-of", "2026-06-01", "--site", "http://127.0.0.1:9/"]) == 1
    assert "On 1 June 2026 the watch looked at the pages on the web. One thing was wrong with them." in said()
    keep_last_watch(school, LastWatch(date(2026, 6, 2), 0))
    assert "On 2 June 2026 the watch looked at the pages on the web. Nothing was wrong with them." in said()
    (school / ".policybook-cache/last-watch.json").write_text('{"on": "yesterday"}', encoding="utf-8")
    assert read_last_watch(school) is None


def test_a_school_in_order_is_told_that_nothing_is_due() -> None:
    context, desk = context_of(SCHOOL)
    assert desk.next_steps == ()
    words = words_of(page_of(context, desk))
    assert "Nothing is to be done today." in words
    assert "Nothing stops publication." in words


def test_the_desk_says_what_lapses_within_120_days_with_its_owner() -> None:
    _, desk = context_of(SCHOOL)
    days = [day.day for day in desk.ahead]
    assert days
    assert any(line.startswith(("Headteacher: ", "School office: ")) for day in desk.ahead for line in day.lines)
    assert desk.ahead_days == 120


def test_the_review_that_has_begun_is_shown_by_role(school: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "start", "--root", str(school), "--as-of", "2026-06-01"]) == 0
    assert main(["review", "start", "--role", "it-support", "--root", str(school), "--as-of", "2026-06-01"]) == 0
    capsys.readouterr()
    sources = Sources(school)
    begun = find_begun(sources)
    assert begun is not None
    name = next(iter(begun.draft.answers))
    begun.draft.answers[name]["judgement"] = "yes"
    context, desk = context_of(school)
    progress = review_progress(context, begun.draft, ["2026-06-it-support.draft.yml"])
    who = context.book.role_title(next(c.settings.who for c in context.book.checks if c.settings.id == name))
    assert next(row for row in progress.roles if row[0] == who)[1] == 1
    assert sum(answered for _, answered, _ in progress.roles) == 1
    assert sum(asked for *_, asked in progress.roles) == len(context.book.checks)
    words = words_of(page_of(context, replace(desk, progress=progress)))
    assert f"A review has begun: {progress.so_far}" in words
    assert "2026-06-it-support.draft.yml" in words


def test_the_desk_counts_signatures_and_says_when_they_are_of_an_older_text(school: Path) -> None:
    assert "Staff acceptable use policy: nobody has recorded how many have signed." in context_of(school)[1].signatures
    (school / "data/changes").mkdir()
    text = "event: signed\non: 2026-05-20\nby: office\ndocument: staff-aup\nsigned: 12\nof: 14\n"
    file = school / "data/changes/2026-05-20-signed.yml"
    file.write_text(text, encoding="utf-8")
    counted = "Staff acceptable use policy: 12 of 14 have signed, counted on 20 May 2026."
    assert counted in context_of(school)[1].signatures
    file.write_text(text + 'fingerprint: "00000000"\n', encoding="utf-8")
    assert f"{counted} They signed an earlier version, so it is signed again." in context_of(school)[1].signatures


def test_every_code_has_a_time_and_no_reason_shows_marks_of_its_documentation() -> None:
    for code in ALL_CODES:
        step = first_steps.Step((Finding(code, Span("data/school.yml", 1, 1, 1), "m", "f"),))
        assert step.minutes > 0
        assert "`" not in step.why


def test_a_pack_of_a_book_without_a_checklist_is_made_all_the_same(school: Path) -> None:
    (school / "policy/documents/annual-review.md").unlink()
    result = check_project(Sources(school), AS_OF)
    context = ViewContext(result.book, result.report, AS_OF, Sentences.read(PROJECT), {})
    assert "PUB008" in Templates(PROJECT).render("documents/internal.html.j2", pack_of(context))
