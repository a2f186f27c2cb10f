"""Words in another language: marked for screen readers, and set from right to left where they are written so."""

from __future__ import annotations

from pathlib import Path

import pytest

from case_files import apply
from conftest import AS_OF, PROJECT
from policybook.basics.languages import is_right_to_left
from policybook.render.templates import Templates
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.views.addresses import Page
from policybook.views.documents import document_view
from policybook.views.policies import policy_view
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext


@pytest.mark.parametrize("language", ["ar", "ur", "fa-IR", "he", "uz-Arab", "AR-eg"])
def test_from_right_to_left(language: str) -> None:
    assert is_right_to_left(language)


@pytest.mark.parametrize("language", ["pl", "en-GB", "zh-Hant", "ur-Latn", "cy", "art"])
def test_from_left_to_right(language: str) -> None:
    assert not is_right_to_left(language)


def stage_of(school: Path) -> ViewContext:
    result = check_project(Sources(school), AS_OF)
    assert not [f for f in result.report.findings if f.severity.value == "error"]
    return ViewContext(result.book, result.report, AS_OF, Sentences.read(PROJECT), {})


def test_a_paragraph_and_a_clause_say_their_language(school: Path) -> None:
    apply(
        school,
        [
            {
                "file": "policy/documents/parent-guide.md",
                "replace": '{ #guide-danger from="helplines.emergency" }',
                "with": '{ #guide-danger lang="ur" from="helplines.emergency" }',
            },
            {
                "file": "policy/online-safety/passwords.md",
                "replace": "{ #password-lost",
                "with": '{ lang="ar" #password-lost',
            },
        ],
    )
    context, templates = stage_of(school), Templates(PROJECT)
    guide = context.book.document("parent-guide")
    assert guide
    page = templates.render("pages/document.md.j2", document_view(context, guide, Page("parents")))
    paper = templates.render("documents/document.html.j2", document_view(context, guide, Page("")))
    for html in (page, paper):
        assert html.count('id="guide-danger" lang="ur" dir="rtl"') == 1
    policy = templates.render(
        "pages/policy.md.j2", policy_view(context, context.book.policies[0], Page("online-safety"))
    )
    line = next(line for line in policy.splitlines() if 'id="password-lost"' in line)
    assert '<li class="clause" id="password-lost" lang="ar" dir="rtl">' in line
    assert "popover" not in line  # the glossary explains in English
    assert '<span class="binds" lang="en-GB" dir="ltr">' in line


def test_a_whole_document_says_its_language(school: Path) -> None:
    apply(
        school,
        [
            {
                "file": "policy/documents/parent-guide.md",
                "replace": "audience: parents",
                "with": "audience: parents\nlanguage: ur",
            }
        ],
    )
    context = stage_of(school)
    guide = context.book.document("parent-guide")
    assert guide
    html = Templates(PROJECT).render("pages/document.md.j2", document_view(context, guide, Page("parents")))
    assert '<p class="lead" lang="ur" dir="rtl">' in html
    assert '<div class="guide" lang="ur" dir="rtl">' in html
