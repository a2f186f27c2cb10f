"""Where the links of a policy's page lead, and that an address which is not public leads nowhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from case_files import apply
from conftest import AS_OF, PROJECT, SCHOOL
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.views.addresses import Page
from policybook.views.passage_views import PassageView
from policybook.views.policies import PolicyView, policy_view
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext


def view_of(root: Path) -> PolicyView:
    result = check_project(Sources(root), AS_OF)
    context = ViewContext(result.book, result.report, AS_OF, Sentences.read(PROJECT), {})
    return policy_view(context, result.book.policies[0], Page("online-safety"))


@pytest.mark.parametrize(
    ("facts", "href"),
    [
        ("public: yes\n    url: https://hollybank.example/cp", "https://hollybank.example/cp"),
        ("public: yes", ""),
        ("public: no\n    url: https://hollybank.example/cp", ""),
        ("public:\n    url: https://hollybank.example/cp", ""),
    ],
)
def test_another_policy_is_linked_where_its_address_is_public(school: Path, facts: str, href: str) -> None:
    apply(school, [{"file": "data/linked-policies.yml", "replace": "public: yes", "with": facts}])
    assert [(link.href, link.text) for link in view_of(school).linked] == [(href, "Child protection policy")]


def test_guidance_is_linked_where_it_has_an_address(school: Path) -> None:
    (link,) = view_of(school).guidance
    assert link.url == "https://www.gov.uk/government/publications/keeping-children-safe-in-education--2"
    apply(school, [{"file": "data/guidance.yml", "replace": f"url: {link.url}", "with": "url:"}])
    assert [one.url for one in view_of(school).guidance] == [""]


def test_where_a_policy_was_adapted_from_is_told_or_left_out(school: Path) -> None:
    assert view_of(school).adapted_from == ""
    apply(school, [{"file": "policy/online-safety/policy.yml", "append": "adapted_from: A model policy.\n"}])
    assert view_of(school).adapted_from == "A model policy."


SECTION = "policy/online-safety/passwords.md"
RELY = 'We rely on {{ guidance.kcsie }} ({{ guidance.kcsie | short }}).\n{ #password-guidance binds="none" }'


def clause_of(view: PolicyView, name: str) -> PassageView:
    """A paragraph of the first section."""
    return next(block for block in view.sections[0].blocks if isinstance(block, PassageView) and block.id == name)


def test_readers_are_told_beside_it_that_a_service_has_closed(school: Path) -> None:
    for named in ("{{ helplines.old-advice.name }}", "Old Advice Service", "Old Advice\nService"):
        edits = [{"file": SECTION, "replace": RELY, "with": RELY.replace("We rely on", f"We ask the {named}. See")}]
        root = Path(shutil.copytree(SCHOOL, school.parent / named.replace("\n", "")))
        apply(root, edits)
        note = "Old Advice Service has closed. It was replaced by New Advice Service."
        assert clause_of(view_of(root), "password-guidance").notes == (note,)
    assert clause_of(view_of(school), "password-guidance").notes == ()


def test_a_clause_prints_the_edition_it_was_read_in_and_says_that_it_was_replaced(school: Path) -> None:
    """The policy relies on the next edition; what the clause reports is still what the old one said."""
    report = RELY.replace('binds="none"', 'binds="none" reports="kcsie/2024"')
    apply(school, [{"file": SECTION, "replace": RELY, "with": report}])
    clause = clause_of(view_of(school), "password-guidance")
    assert "Keeping children safe in education 2024 (KCSIE 2024)" in clause.html
    (note,) = clause.notes
    assert note.startswith("This clause reports the 2024 edition of “Keeping children safe in education”.")
    assert note.endswith("The current edition is 2025. Nobody has checked these words against it.")
    apply(school, [{"file": SECTION, "replace": "kcsie/2024", "with": "kcsie/2025"}])
    clause = clause_of(view_of(school), "password-guidance")
    assert "Keeping children safe in education 2025" in clause.html
    assert clause.notes == ()


def test_the_month_of_an_edition_is_shown_as_other_dates_are_written(school: Path) -> None:
    apply(
        school,
        [
            {"file": "data/guidance.yml", "replace": 'edition: "2025"', "with": 'edition: "2025-09"'},
            {"file": "policy/online-safety/policy.yml", "replace": 'edition: "2025"', "with": 'edition: "2025-09"'},
        ],
    )
    view = view_of(school)
    assert [one.edition for one in view.guidance] == ["September 2025"]
    assert "(KCSIE September 2025)" in clause_of(view, "password-guidance").html


def test_two_short_versions_for_the_same_readers_have_their_titles(school: Path) -> None:
    assert [link.text for link in view_of(school).short_versions].count("staff") == 1
    other = (school / "policy/documents/staff-aup.md").read_text(encoding="utf-8")
    for old, new in (
        ("title: ", "title: Short "),
        ("address: staff/", "address: staff/short-"),
        ("{ #aup-", "{ #short-"),
    ):
        other = other.replace(old, new)
    (school / "policy/documents/staff-short.md").write_text(other, encoding="utf-8")
    words = [link.text for link in view_of(school).short_versions]
    assert "staff" not in words
    assert len(set(words)) == len(words)
    assert [word for word in words if word.startswith("Short ")]
