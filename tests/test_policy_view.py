"""Where the links of a policy's page lead, and that an address which is not public leads nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from case_files import apply
from conftest import AS_OF, PROJECT
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.views.addresses import Page
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
