"""Search in the browser: by keyboard, to the very clause, in whatever way a word is typed, and honest where it fails."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from browsing import opened

pytestmark = pytest.mark.browser
INDEX = "**/search/search_index.json"
FAILED = "Search is not available here. Use the menu, or your browser’s “find in page”."


def asked(page: Page, words: str) -> Locator:
    """Open search with the keyboard and type; gives the list of what was found."""
    button = page.get_by_role("button", name="Search")
    button.focus()
    page.keyboard.press("Enter")
    page.keyboard.type(words)
    return page.locator("dialog ol a")


def said_of_search(page: Page) -> Locator:
    return page.locator("dialog [role=status]")


@pytest.mark.parametrize("place", ["address", "sub_folder"])
@pytest.mark.parametrize("start", ["index.html", "staff/acceptable-use.html", "online-safety.html"])
def test_search_leads_to_the_clause_by_keyboard_alone(
    context: BrowserContext, request: pytest.FixtureRequest, place: str, start: str
) -> None:
    said: list[str] = []
    url = request.getfixturevalue(place)
    page = opened(context, url + start, said)
    page.set_viewport_size({"width": 400, "height": 300})  # a clause too far off is not in sight
    found = asked(page, "strong password").filter(has_text="1. Passwords")
    found.first.wait_for()
    while not found.first.evaluate("link => link === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}online-safety.html#passwords*")
    expect(page.locator("#password-strong")).to_be_in_viewport(ratio=1)
    expect(page.locator("dialog")).not_to_be_visible()
    assert said == []


def test_a_result_that_is_a_whole_page_opens_that_page(context: BrowserContext, address: str) -> None:
    said: list[str] = []
    page = opened(context, address + "index.html", said)
    whole = next(
        doc for doc in page.request.get(INDEX.replace("**/", address)).json()["docs"] if "#" not in doc["location"]
    )
    asked(page, " ".join(re.sub(r"<[^>]+>", "", whole["text"]).split()[:3])).first.wait_for()
    page.locator(f'dialog ol a[href*="{whole["location"]}#:~:text="]').click()
    page.wait_for_url(f"{address}{whole['location']}*")
    expect(page.locator("h1")).to_have_text(whole["title"])
    assert said == []


def test_enter_leads_to_the_first_place_and_escape_back_to_where_one_was(context: BrowserContext, address: str) -> None:
    page = opened(context, address + "index.html", [])
    found = asked(page, "password")
    found.first.wait_for()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).not_to_be_visible()
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#search-words")).to_be_focused()
    page.keyboard.type("strong password")  # in the place of what was asked before
    said = said_of_search(page)
    expect(said).not_to_have_text("")
    first = page.locator("dialog ol a").first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{str(first).split(':~:')[0].lstrip('./')}*")


@pytest.mark.parametrize(
    "words",
    ["samplefilter blocks", "SAMPLEFILTER", "sampleﬁlter", "samplefiltér", "school's computers", "school’s COMPUTERS"],
)
def test_a_word_is_found_however_it_is_typed(context: BrowserContext, address: str, words: str) -> None:
    page = opened(context, address + "index.html", [])
    asked(page, words).first.wait_for()
    texts = " ".join(page.locator("dialog li").all_inner_texts())
    assert "SampleFilter" in texts or "school's computers" in texts


def test_what_is_not_there_is_said_and_parts_of_words_do_not_count(context: BrowserContext, address: str) -> None:
    page = opened(context, address + "index.html", [])
    found = asked(page, "(password")  # a mark of the language that patterns are written in
    expect(said_of_search(page)).to_have_text("No page has all these words.")
    for words, number in (("assword", 0), ("password zebra", 0), ("[", 0), ("", None)):
        page.fill("#search-words", words)
        expect(said_of_search(page)).to_have_text("" if number is None else "No page has all these words.")
        assert found.count() == 0
    page.fill("#search-words", "choose strong")
    expect(said_of_search(page)).to_have_text("2 places")


def test_no_search_says_that_a_review_is_overdue_before_it_is(context: BrowserContext, address: str) -> None:
    """The sentence that the script shows later is no part of what the pages say today."""
    page = opened(context, address + "index.html", [])
    asked(page, "passed since this page was made")
    expect(said_of_search(page)).to_have_text("No page has all these words.")


def test_no_key_opens_search_by_itself(context: BrowserContext, address: str) -> None:
    """Who speaks to the computer types letters without meaning to: no shortcut is a single character (WCAG 2.1.4)."""
    page = opened(context, address + "index.html", [])
    page.keyboard.type("/?sfk'.")
    assert page.locator("dialog[open]").count() == 0


def test_the_index_is_asked_for_only_when_search_is_used(context: BrowserContext, address: str) -> None:
    urls: list[str] = []
    context.on("request", lambda request: urls.append(request.url))
    page = opened(context, address + "index.html", [])
    assert not [url for url in urls if "search" in url]  # nor the script
    asked(page, "password").first.wait_for()
    page.keyboard.press("Escape")
    asked(page, "safety").first.wait_for()
    asked_for = [url.removeprefix(address) for url in urls if "search" in url]
    assert asked_for == ["assets/search.js", "search/search_index.json"]


def test_without_an_index_that_is_said_and_the_next_time_is_another_try(context: BrowserContext, address: str) -> None:
    page = opened(context, address + "index.html", [])
    context.route(INDEX, lambda route: route.abort())
    asked(page, "password")
    expect(said_of_search(page)).to_have_text(FAILED)
    page.keyboard.press("Escape")
    context.unroute(INDEX)
    asked(page, "password").first.wait_for()
    expect(said_of_search(page)).not_to_have_text(FAILED)


def test_without_its_script_search_says_so_and_the_next_time_is_another_try(
    context: BrowserContext, address: str
) -> None:
    page = opened(context, address + "index.html", [])
    context.route("**/search.js", lambda route: route.abort())
    asked(page, "password")
    expect(said_of_search(page)).to_have_text(FAILED)
    page.get_by_role("button", name="Close").click()
    expect(page.locator("dialog")).not_to_be_visible()
    context.unroute("**/search.js")
    asked(page, "password").first.wait_for()
    expect(said_of_search(page)).not_to_have_text(FAILED)


def test_what_is_typed_before_search_is_there_is_found_when_it_is(context: BrowserContext, address: str) -> None:
    page = opened(context, address + "index.html", [])
    waiting: list[Route] = []
    context.route("**/search.js", lambda route: waiting.append(route))  # noqa: PLW0108 - it marks what it is given
    found = asked(page, "password")
    assert found.count() == 0
    waiting[0].continue_()
    found.first.wait_for()


def test_a_question_of_the_checklist_is_found_in_its_place(context: BrowserContext, address: str) -> None:
    page = opened(context, address + "index.html", [])
    page.set_viewport_size({"width": 400, "height": 500})
    found = asked(page, "everyone know whom to tell").and_(page.locator("[href*='review.html']"))
    found.first.wait_for()
    found.first.click()
    page.wait_for_url(f"{address}review.html#*")
    expect(page.get_by_text("Does everyone know whom to tell?")).to_be_in_viewport()


def test_from_a_disk_search_says_that_it_cannot_be_used(context: BrowserContext, site) -> None:
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    asked(page, "password")
    expect(said_of_search(page)).to_have_text(FAILED)


def test_an_index_with_markup_in_it_is_shown_as_words(context: BrowserContext, address: str) -> None:
    bad = "<p>needle <img src=//evil.example/x></p><script>alert(2)</script>"
    docs = [{"location": "index.html", "title": "Home &lt;b&gt;", "text": bad}]
    context.route(INDEX, lambda route: route.fulfill(body=json.dumps({"docs": docs}), content_type="application/json"))
    said: list[str] = []
    page = opened(context, address + "about.html", said)
    found = asked(page, "needle")
    found.first.wait_for()
    assert found.first.inner_text() == "Home <b>"
    assert page.locator("dialog li *:not(a, p)").count() == 0
    assert said == []
