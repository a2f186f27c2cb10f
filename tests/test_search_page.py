"""Search in the browser: by keyboard, to the very clause, in whatever way a word is typed, and honest where it fails."""

from __future__ import annotations

import json
import re
from functools import partial

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from browsing import accessibility_faults, opened, unreached_controls

pytestmark = pytest.mark.browser
INDEX = "**/search/words.js"
NOTHING = "No page answers this."
NEAREST = "No page answers just this. These are the nearest."
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
    found = asked(page, "Is a strong password needed?").and_(page.locator("[href*='#passwords']"))
    found.first.wait_for()
    while not found.first.evaluate("link => link === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}staff/acceptable-use.html#passwords*")
    expect(page.locator("#aup-strong")).to_be_in_viewport(ratio=1)
    expect(page.locator("dialog")).not_to_be_visible()
    assert said == []


def test_a_result_that_is_a_whole_page_opens_that_page(context: BrowserContext, address: str) -> None:
    said: list[str] = []
    page = opened(context, address + "index.html", said)
    asked(page, "the school’s computers").first.wait_for()
    page.locator('dialog ol a[href*="acceptable-use.html#:~:text="]').click()
    page.wait_for_url(f"{address}staff/acceptable-use.html*")
    expect(page.locator("h1")).to_have_text("Staff acceptable use policy")
    assert said == []


def test_a_result_shows_the_rule_with_its_number_and_its_document(context: BrowserContext, address: str) -> None:
    page = opened(context, address + "index.html", [])
    asked(page, "staff password").first.wait_for()
    page.get_by_role("button", name="Search the policies too").click()
    place = page.locator("dialog ol > li").filter(has=page.get_by_role("link", name="1. Passwords"))
    expect(place.locator("p").first).to_have_text(re.compile(r"^Staff keep their own password private\. 1\.\d"))
    expect(place.locator("p").last).to_have_text("Online safety policy")
    expect(page.locator("#search-words")).to_be_focused()
    expect(page.locator("[data-search-more]")).to_be_hidden()


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


def test_what_is_not_there_is_said_with_whom_to_call_and_all_pages(context: BrowserContext, address: str) -> None:
    page = opened(context, address + "index.html", [])
    found = asked(page, "(password")  # a mark of the language that patterns are written in
    found.first.wait_for()
    aid = page.locator("[data-search-aid]")
    expect(aid).to_be_hidden()
    for words in ("zebra crossing", "assword", "school bus"):
        page.fill("#search-words", words)
        expect(said_of_search(page)).to_have_text(NOTHING)
        assert found.count() == 0
        assert aid.locator("a[href='tel:999']").is_visible()
        assert aid.get_by_role("link", name="Ask the school").is_visible()
        assert aid.get_by_role("link", name="Staff acceptable use policy").is_visible()
    for words in ("[", "", "what about the"):
        page.fill("#search-words", words)
        expect(said_of_search(page)).to_have_text("")
        expect(aid).to_be_hidden()
    page.fill("#search-words", "zebra giraffe password")
    expect(said_of_search(page)).to_have_text(NEAREST)
    assert found.count() > 0
    page.fill("#search-words", "zebra")
    aid.get_by_role("link", name="Ask the school").click()
    page.wait_for_url(f"{address}index.html#page-contact")
    expect(page.locator("dialog")).not_to_be_visible()


def test_who_asks_about_harm_has_help_before_the_answers(context: BrowserContext, address: str) -> None:
    page = opened(context, address + "index.html", [])
    asked(page, "my son is being groomed").first.wait_for()
    first = page.locator("[data-search-first]")
    assert first.locator("a").all_inner_texts() == ["What to do now", "Emergency services: 999"]
    assert first.is_visible()
    page.fill("#search-words", "password")
    expect(first).to_be_hidden()


@pytest.mark.parametrize("width", [320, 1280])
def test_what_search_shows_is_accessible_and_fits(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 640}, bypass_csp=True)
    page = opened(context, address + "index.html", [])
    asked(page, "my son is being groomed").first.wait_for()
    for words, wanted in (("my son is being groomed", ""), ("zebra giraffe password", NEAREST), ("zebra", NOTHING)):
        page.fill("#search-words", words)
        expect(said_of_search(page)).to_have_text(wanted or re.compile("place"))
        assert accessibility_faults(page) == []
        assert page.evaluate("document.querySelector('dialog').scrollWidth") <= width
    unreached_controls(page)  # marks them; those of the page behind the dialog are out of reach as they should be
    assert page.locator("dialog [data-unreached]").count() == 0
    assert page.locator("body > header [data-unreached]").count() > 0
    context.close()


def test_no_search_says_that_a_review_is_overdue_before_it_is(context: BrowserContext, address: str) -> None:
    """The sentence that the script shows later is no part of what the pages say today."""
    page = opened(context, address + "index.html", [])
    for file in ("readers", "policies"):
        assert "passed since this page was made" not in page.request.get(f"{address}search/{file}.js").text()


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
    program = ["assets/search.js", "assets/minisearch.js", "assets/search-ranking.js", "search/words.js"]
    assert [url.removeprefix(address) for url in urls if "search" in url] == [*program, "search/readers.js"]
    page.fill("#search-words", "evidence for the governors")
    expect(page.locator("dialog [href*='review.html']").first).to_be_visible()
    searched = [url.removeprefix(address) for url in urls if "/search/" in url]
    assert set(searched[-2:]) == {"search/policies.js", "search/checklist.js"}


def test_opening_search_asks_for_no_page_and_typing_for_those_of_its_reader(
    context: BrowserContext, address: str
) -> None:
    urls: list[str] = []
    context.on("request", lambda request: urls.append(request.url))
    page = opened(context, address + "review.html", [])
    with page.expect_response(INDEX):
        page.get_by_role("button", name="Search").click()
    page.wait_for_function("document.querySelector('[data-search-contents] a')")  # search is ready
    assert not [url for url in urls if re.search("readers|policies|checklist.js", url)]
    page.keyboard.type("password")
    page.locator("dialog ol a").first.wait_for()
    assert {f"{address}search/{part}.js" for part in ("readers", "checklist")} <= set(urls)


def test_where_the_pages_cannot_be_had_that_is_said_and_the_next_letter_tries_again(
    context: BrowserContext, address: str
) -> None:
    page = opened(context, address + "index.html", [])
    context.route("**/search/readers.js", lambda route: route.abort())
    asked(page, "password")
    expect(said_of_search(page)).to_have_text(FAILED)
    context.unroute("**/search/readers.js")
    page.keyboard.type("s")
    page.locator("dialog ol a").first.wait_for()
    expect(said_of_search(page)).not_to_have_text(FAILED)


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
    found = asked(page, "evidence that everyone knows whom to tell").and_(page.locator("[href*='review.html']"))
    found.first.wait_for()
    found.first.click()
    page.wait_for_url(f"{address}review.html#*")
    expect(page.get_by_text("Does everyone know whom to tell?")).to_be_in_viewport()


def test_search_answers_from_a_disk_too(context: BrowserContext, site) -> None:
    page = context.new_page()
    page.goto((site / "staff" / "acceptable-use.html").as_uri())
    asked(page, "may parents ring").first.wait_for()
    page.locator("dialog ol a").first.click()
    expect(page.locator("dialog")).not_to_be_visible()


def test_an_index_with_markup_in_it_is_shown_as_words(context: BrowserContext, address: str) -> None:
    bad = "<p>needle <img src=//evil.example/x></p><script>alert(2)</script>"
    words = {"small": "", "readers": {}, "elsewhere": "zebra", "subjects": []}
    pages = [["index", "Page <b>", "", [["", "Home <b>", [bad]]]]]
    contents = {"words": words, "help": [["<i>Help</i>", "index.html"]], "contents": [["index", "<u>All</u>"]]}
    contents |= {"parts": ["readers", "policies"], "lists": []}
    for name, data in {"words": contents, "readers": pages, "policies": []}.items():
        body = f'policybookSearch("{name}", {json.dumps(data)})'
        context.route(f"**/search/{name}.js", partial(Route.fulfill, body=body, content_type="text/javascript"))
    said: list[str] = []
    page = opened(context, address + "about.html", said)
    found = asked(page, "needle")
    found.first.wait_for()
    assert found.first.inner_text() == "Home <b>"
    assert page.locator("dialog li *:not(a, p, strong)").count() == 0
    assert said == []


def test_of_many_parts_only_those_that_have_the_words_are_asked_for(context: BrowserContext, address: str) -> None:
    """A word that one of seven parts has is found by its list and its part; one that no list has asks for no part."""
    names = ["readers", "policies", *(f"policies-{number}" for number in range(2, 7))]
    words = {"small": "", "readers": {}, "elsewhere": "zebra", "subjects": []}
    index: dict[str, object] = {
        "words": {
            "words": words,
            "help": [["Help", "index.html"]],
            "contents": [],
            "parts": names,
            "lists": ["a", "p"],
        },
        "list-0": [["needl", [5], 1]],
        "list-1": [["phon", [0, 1, 2, 3, 4, 5, 6], 7]],
    }
    index |= {
        name: [
            [
                f"at-{name}",
                name,
                "",
                [
                    [
                        "place",
                        f"Place of {name}",
                        [
                            "A phone stays in a bag all day long",
                            *["A needle stays in a bag all day long"] * (name == names[5]),
                        ],
                    ]
                ],
            ]
        ]
        for name in names
    }
    for name, data in index.items():
        body = f'policybookSearch("{name}", {json.dumps(data)})'
        context.route(f"**/search/{name}.js", partial(Route.fulfill, body=body, content_type="text/javascript"))
    urls: list[str] = []
    context.on("request", lambda request: urls.append(request.url.rpartition("/search/")[2].removesuffix(".js")))
    said: list[str] = []
    page = opened(context, address + "about.html", said)
    found = asked(page, "needle")
    found.first.wait_for()
    assert found.all_inner_texts() == ["Place of policies-5"]
    assert {name for name in urls if name in index} == {"words", "list-0", "readers", "policies-5"}
    more = page.get_by_role("button", name="Search the policies too")
    expect(more).to_be_hidden()
    page.fill("#search-words", "haystack")
    expect(said_of_search(page)).to_have_text(NOTHING)
    page.fill("#search-words", "phone ")
    expect(said_of_search(page)).to_have_text("2 places")
    more.click()
    expect(found).to_have_count(5)
    assert {name for name in urls if name in index} - {"list-1"} == {"words", "list-0", *names[:4], "policies-5"}
    more.click()
    expect(found).to_have_count(7)
    expect(more).to_be_hidden()
    assert said == []
