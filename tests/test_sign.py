"""Signing the staff policy on a screen: nothing is sent, the reader's own email program is told who signs which text."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browsing import on_paper, opened
from conftest import SCHOOL
from policybook.references import read_book
from policybook.source.sources import Sources

pytestmark = pytest.mark.browser
NAME = "staff/acceptable-use.html"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 360, "height": 740}, timezone_id="Europe/London", locale="en-GB")
    yield made
    made.close()


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def page(context: BrowserContext, address: str, said: list[str]) -> Page:
    made = opened(context, address + NAME, said)
    made.evaluate(  # what a press would open and print is kept, and neither is done
        """() => {
          window.told = [];
          window.print = () => told.push("print");
          document.addEventListener("click", (event) => {
            const mail = event.target.closest("[data-mail]");
            if (mail) { if (!event.defaultPrevented) told.push(mail.href); event.preventDefault(); }
          });
        }"""
    )
    return made


def test_the_form_writes_the_email_that_says_who_signs_which_text(page: Page, said: list[str]) -> None:
    page.get_by_label("Name", exact=True).fill("Ann Ash & Co")
    page.get_by_role("link", name="Email it to the school").click()
    (mail,) = page.evaluate("told")
    address, typed = urlsplit(mail), parse_qs(urlsplit(mail).query)
    document = read_book(Sources(SCHOOL)).book.document("staff-aup")
    assert document is not None
    assert (address.scheme, address.path) == ("mailto", "office@hollybank.example")
    assert typed["subject"] == ["Staff acceptable use policy: Ann Ash & Co"]
    lines = typed["body"][0].split("\r\n")
    assert lines[0] == "I have read this and will keep to it."
    assert "Name: Ann Ash & Co" in lines
    assert any(line.startswith("Date: ") and line != "Date: " for line in lines)
    assert lines[-1].startswith("Text signed: Staff acceptable use policy, as reviewed in September 2025, fingerprint ")
    assert document.fingerprint in lines[-1]
    expect(page.locator("[data-told]")).to_contain_text("when you have sent it")
    assert said == []


def test_nothing_is_written_or_printed_before_the_name_is_typed(page: Page) -> None:
    page.get_by_role("link", name="Email it to the school").click()
    page.get_by_role("button", name="Print, then sign").click()
    assert page.evaluate("told") == []
    page.get_by_label("Name", exact=True).fill("Ann Ash")
    page.get_by_label("Name", exact=True).press("Enter")  # sends no form
    page.get_by_role("button", name="Print, then sign").click()
    assert page.evaluate("told") == ["print"]
    assert page.url.endswith(NAME)


def test_without_scripts_the_page_says_how_to_sign_and_shows_no_field(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + NAME)
    assert page.locator("main input:visible").count() == 0
    assert page.locator(".sign-off a[href$='downloads/staff-aup.pdf']").is_visible()
    assert page.locator(".sign-off a[href='mailto:office@hollybank.example']:visible").count() == 1
    context.close()


def test_what_is_typed_is_on_the_paper_that_the_browser_prints(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("Ann Ash")
    on_paper(page)
    expect(page.get_by_label("Name", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Print, then sign")).to_be_hidden()
    assert page.locator(".pen:visible").all_inner_texts() == ["Signature"]


def test_a_page_printed_without_scripts_has_a_line_for_each_field(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + NAME)
    assert page.locator(".pen:visible").count() == 0
    page.emulate_media(media="print")
    assert page.locator(".pen:visible").all_inner_texts() == ["Name", "Signature", "Date"]
    context.close()
