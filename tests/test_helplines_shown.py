"""What readers are told of helplines and of coming law: the limits of each, and nothing about checks beside 999."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import pack_of
from case_files import apply
from conftest import AS_OF, PROJECT, REAL_BOOK
from policybook.changes.compare import compare
from policybook.model.helplines import Helpline
from policybook.references import read_book
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.views.home import home_view
from policybook.views.people_and_contacts import HelplineView, helpline_views
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext

UNCHECKED = "We have not checked these details this year."


def context_of(root: Path) -> ViewContext:
    result = check_project(Sources(root), AS_OF)
    return ViewContext(result.book, result.report, AS_OF, Sentences.read(PROJECT), {})


def helplines(root: Path) -> dict[str, HelplineView]:
    return {view.id: view for view in helpline_views(context_of(root), "parents", "students", "staff")}


def test_nothing_about_checks_stands_beside_999_and_101() -> None:
    shown = helplines(REAL_BOOK)
    assert {name for name, view in shown.items() if not view.checked} == {"emergency", "kent-police"}
    assert {view.checked for view in shown.values()} == {"", UNCHECKED}
    assert home_view(context_of(REAL_BOOK)).checked_alike == UNCHECKED


def test_a_check_of_long_ago_is_none(school: Path) -> None:
    assert helplines(school)["ceop"].checked == "We checked this on 10 January 2026."
    old = {"replace": "trust: S\n    checked_on: 2026-01-10", "with": "trust: S\n    checked_on: 2024-01-10"}
    for name in ("ceop", "new-advice"):
        text = (school / "data/helplines.yml").read_text(encoding="utf-8")
        start = text.index(f"  {name}:")
        text = text[:start] + text[start:].replace(old["replace"], old["with"], 1)
        (school / "data/helplines.yml").write_text(text, encoding="utf-8")
    assert helplines(school)["ceop"].checked == UNCHECKED


def test_the_limits_of_a_helpline_are_shown() -> None:
    shown = helplines(REAL_BOOK)
    assert shown["childline"].limits == ("For people aged 18 or under.",)
    assert shown["nspcc"].limits == ("For people aged 18 or over.",)
    assert shown["ceop"].limits == (
        "Not for: Bullying, or fake or hacked accounts. Report those to the website or app.",
    )
    assert shown["lado"].email == "kentchildrenslado@kent.gov.uk"
    assert "British Sign Language" in shown["emergency"].ways or "BSL" in shown["emergency"].ways


@pytest.mark.parametrize(
    ("facts", "is_asked"),
    [
        ({"phone": "999"}, False),
        ({"phone": "112", "url": "https://example.org"}, False),
        ({"phone": "101"}, False),
        ({"phone": "101", "url": "https://www.kent.police.uk"}, True),
        ({"phone": "0800 1111"}, True),
        ({"email": "help@example.org"}, True),
        ({}, False),
    ],
)
def test_details_that_cannot_change_need_no_check(facts: dict[str, str], is_asked: bool) -> None:
    assert Helpline(**{"name": "Name", "for": "Help", **facts}).has_details_to_check is is_asked


def test_the_leadership_is_told_what_was_announced_and_is_not_law() -> None:
    pack = pack_of(context_of(REAL_BOOK))
    (law,) = pack.coming
    assert (law.title, law.announced, law.checked) == ("Minimum age for social media", "15 June 2026", "")
    assert "spring 2027" in law.expected


def test_a_coming_law_is_never_in_force() -> None:
    coming = read_book(Sources(REAL_BOOK)).book.guidance.guidance["under-16-social-media"]
    assert coming.current(AS_OF) is None
    assert coming.coming is coming.editions[-1]


def test_impact_shows_that_a_clause_was_read_beside_another_edition(school: Path, tmp_path: Path) -> None:
    """Its words are the same, so this is what somebody vouched for."""
    file = "policy/online-safety/passwords.md"
    was, now = ('binds="none" reports="kcsie/2024"', 'binds="none" reports="kcsie/2025"')
    apply(school, [{"file": file, "replace": '#password-guidance binds="none"', "with": f"#password-guidance {was}"}])
    before = read_book(Sources(school)).book
    apply(school, [{"file": file, "replace": was, "with": now}])
    (change,) = compare(before, read_book(Sources(school)).book, AS_OF).clauses
    assert change.read_in == ("kcsie 2024", "kcsie 2025")
