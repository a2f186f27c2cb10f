"""Every page without JavaScript, from a host and from a disk: all of it is there, and nothing that does nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from browsing import PAGES

pytestmark = pytest.mark.browser
PLACES = ("host", "disk")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    yield made
    made.close()


@pytest.fixture(params=PLACES)
def base(request: pytest.FixtureRequest, site: Path) -> str:
    """What the pages' names are put behind."""
    return str(request.getfixturevalue("address")) if request.param == "host" else f"{site.as_uri()}/"


def test_no_page_shows_a_control_that_does_nothing(context: BrowserContext, base: str) -> None:
    page = context.new_page()
    for name in PAGES if base.startswith("http") else PAGES[:-1]:  # only a host answers with 404.html
        page.goto(base + name)
        # The browser itself opens what a short form means; that it does is tested where its place is.
        for control in (
            "button:not([popovertarget])",
            "[data-scripted]",
            "[data-search-open]",
            "dialog",
            "[type=file]",
            "[type=submit]",
        ):
            assert page.locator(f"{control}:visible").count() == 0, (name, control)
        assert page.locator("a:visible").evaluate_all("all => all.filter(a => !a.getAttribute('href')).length") == 0


def test_the_menu_opens_by_keyboard_and_leads_on(context: BrowserContext, base: str) -> None:
    page = context.new_page()
    page.goto(f"{base}index.html")
    menu = page.locator("details.menu")
    assert not menu.get_by_role("link", name="Annual review checklist").is_visible()
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    link = menu.get_by_role("link", name="Annual review checklist")
    expect(link).to_be_visible()
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}review.html")


def test_what_is_folded_away_unfolds(context: BrowserContext, base: str) -> None:
    page = context.new_page()
    page.goto(f"{base}staff/acceptable-use.html")
    folded = page.locator("main details:has(a)")
    for part in folded.all():
        link = part.locator("a").first
        assert not link.is_visible()
        part.locator("summary").press("Enter")
        expect(link).to_be_visible()
    assert folded.count() > 1


def test_the_checklist_is_a_plain_form_that_prints_with_what_was_typed(
    context: BrowserContext, base: str, tmp_path: Path
) -> None:
    page = context.new_page()
    page.goto(f"{base}review.html")
    first = page.locator("[data-check]").first
    assert not first.get_by_label("Action needed").is_visible()
    first.get_by_label("Partly").check()  # what is to be done is asked for without a script
    first.get_by_label("Evidence seen").fill(" ".join(f"Word{number}" for number in range(40)))
    first.get_by_label("Action needed").fill("Tell the new staff")
    page.locator("#record-note").fill("A last word.")
    page.emulate_media(media="print")
    fields = page.locator("form.checks :is(input, textarea)")
    assert fields.count() > 2 * 8 + 11 * 6
    assert page.locator("form.checks :is(input, textarea):visible").count() == fields.count()
    page.pdf(path=tmp_path / "paper.pdf", format="A4")
    document = pypdfium2.PdfDocument(tmp_path / "paper.pdf")
    words = " ".join(" ".join(sheet.get_textpage().get_text_bounded() for sheet in document).split())
    document.close()
    for typed in ("Word0 ", "Word39", "Tell the new staff", "A last word."):
        assert typed in words


def test_every_question_and_explanation_of_the_checklist_can_be_read(context: BrowserContext, base: str) -> None:
    page = context.new_page()
    page.goto(f"{base}review.html")
    for part in ("legend", ".choice", "label[for$=-evidence]"):
        assert page.locator(f"[data-check] {part}:visible").count() == page.locator(f"[data-check] {part}").count() > 0
