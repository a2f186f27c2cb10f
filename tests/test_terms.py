"""Short forms explained where they stand: which, where, how often, and never where a button must not be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markupsafe import Markup

from case_files import apply
from conftest import AS_OF, PROJECT
from policybook.render.explained_terms import Explainer
from policybook.render.templates import Templates
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.views.addresses import Page
from policybook.views.documents import document_view
from policybook.views.glossary_terms import ShortForm
from policybook.views.policies import policy_view
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext

DSL = ShortForm(("DSL", "DSLs"), "Designated Safeguarding Lead. Tell a DSL.")
GDPR = ShortForm(("UK GDPR", "GDPR"), "A law & its rules.")


def marked(html: Markup) -> list[str]:
    return re.findall(r"<button [^>]*>(.*?)</button>", html)


def test_the_first_use_of_each_is_explained_and_the_next_is_not() -> None:
    explain = Explainer([DSL, GDPR])
    html = explain(Markup("Tell the DSL. DSLs know the UK GDPR."))
    assert marked(html) == ["DSL", "UK GDPR"]
    assert marked(explain(Markup("The DSL again."))) == []
    assert "A law &amp; its rules." in html


def test_a_new_section_explains_again_with_a_name_of_its_own() -> None:
    explain = Explainer([DSL])
    first = explain(Markup("The DSL."))
    explain.begin()
    second = explain(Markup("The DSL."))
    ids = [re.findall(r'popovertarget="([^"]+)".* id="([^"]+)"', html) for html in (first, second)]
    assert ids == [[("page-w1", "page-w1")], [("page-w2", "page-w2")]]


@pytest.mark.parametrize(
    "html",
    [
        '<a href="#x">Ask the DSL</a>',
        '<a href="#DSL"><strong>the</strong> DSL</a>',
        "<span title='DSL'>lead</span>",
        "non-DSL, DSL-led, DSLX, dsl",
    ],
)
def test_not_inside_a_link_an_attribute_or_another_word(html: str) -> None:
    assert Explainer([DSL])(Markup(html)) == html  # noqa: S704 - the test's own


def test_after_a_link_has_ended_it_is_explained() -> None:
    assert marked(Explainer([DSL])(Markup('<a href="#x">DSL</a> and DSL'))) == ["DSL"]


def test_a_line_does_not_end_between_a_short_form_and_its_mark() -> None:
    html = Explainer([DSL])(Markup("a lead (DSL), and"))
    assert re.fullmatch(r'a lead <span class="whole">\(<button .*</span>\),</span> and', html)


@pytest.mark.parametrize(
    ("html", "whole"),
    [("a DSL, and", True), ("a (DSL and", True), ("a (DSL), and", True), ("a DSL and", False)],
)
def test_one_mark_is_enough_to_keep_a_short_form_whole(html: str, whole: bool) -> None:
    assert ('<span class="whole">' in Explainer([DSL])(Markup(html))) == whole  # noqa: S704 - the test's own


def test_without_short_forms_nothing_is_explained() -> None:
    assert Explainer([])(Markup("the DSL")) == "the DSL"


def test_an_explanation_cannot_break_out() -> None:
    html = Explainer([ShortForm(("A&B",), '"><script>')])(Markup("the A&amp;B rule"))
    assert marked(html) == ["A&amp;B"]
    assert "<script>" not in html


def test_pages_explain_and_forms_and_papers_do_not(school: Path) -> None:
    apply(school, [{"file": "policy/documents/staff-aup.md", "replace": "I keep", "with": "As the DSL says, I keep"}])
    result = check_project(Sources(school), AS_OF)
    context = ViewContext(result.book, result.report, AS_OF, Sentences.read(PROJECT), {})
    templates = Templates(PROJECT)
    policy, aup = result.book.policies[0], result.book.document("staff-aup")
    assert aup
    for name, view in (
        ("policy", policy_view(context, policy, Page(policy.id))),
        ("document", document_view(context, aup, Page("staff/acceptable-use"))),
    ):
        html = templates.render(f"pages/{name}.md.j2", view)
        targets = re.findall(r'popovertarget="([^"]+)"', html)
        assert targets, name
        assert len(set(targets)) == len(targets)
        assert all(html.count(f' id="{target}"') == 1 for target in targets)
        assert "popover" not in templates.render(f"documents/{name}.html.j2", view)
