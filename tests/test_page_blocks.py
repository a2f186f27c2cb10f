"""A page is the same whether Python-Markdown reads its HTML word by word or takes it as it is; and no typed text is a heading."""

from __future__ import annotations

import re
from typing import Any

import markdown
import pytest

from conftest import AS_OF, PROJECT, SCHOOL
from policybook.render import artefacts
from policybook.render.page_blocks import EXTENSION
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

USUAL = ["attr_list", "toc", "tables", "fenced_code"]


def converted(text: str, *more: str) -> tuple[str, Any]:
    """The HTML of a page without empty lines, and its headings."""
    page = markdown.Markdown(extensions=[*USUAL, *more])
    return re.sub(r"\n+", "\n", page.convert(re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL))), page.toc_tokens


def test_every_page_is_as_the_library_makes_it() -> None:
    result = check_project(Sources(SCHOOL), AS_OF)
    pages = artefacts.pages_without_downloads(SCHOOL, PROJECT, result.book, result.report, AS_OF)
    for page in pages:
        html, headings = converted(page.text, EXTENSION)
        assert (html, headings) == converted(page.text), page.address
        assert headings, page.address


@pytest.mark.parametrize("typed", ["## Typed { #typed }", "# Typed", "Typed\n\n## Typed { onclick=alert }\n\nmore"])
def test_what_somebody_typed_into_an_element_is_no_heading(typed: str) -> None:
    page = f'# Page\n\n<div class="a > b">\n<br><p>\n\n{typed}\n\n</p></div>\n\n## Real {{ #real }}\n\n<p>End</p>\n'
    html, (first,) = converted(page, EXTENSION)
    assert [one["id"] for one in first["children"]] == ["real"]
    assert re.sub(r"\n+", "\n", typed) in html
