"""The finished pages in a real browser: they ask nobody for anything, say nothing to the console, and fit a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from browsing import PAGES, accessibility_faults, opened, shift, unreached_controls, weight, with_every_step
from conftest import AS_OF
from test_security_policy import faults_of

pytestmark = pytest.mark.browser
TEXT = "document.querySelector('main').innerText.replace(/\\s+/g, ' ').length"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nobody_and_leaves_nothing_behind(context: BrowserContext, address: str, name: str) -> None:
    said: list[str] = []
    page = opened(context, address + name, said)
    stored = page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))")
    assert said == []
    assert stored == []
    assert context.cookies() == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light_strict_and_stays_where_it_was_painted(
    context: BrowserContext, address: str, site: Path, name: str
) -> None:
    """30 kB where a parent or a member of staff reads, 60 kB elsewhere: decisions/12-numbers.md has what they weigh."""
    context.clock.set_fixed_time(f"{AS_OF}T12:00:00Z")  # later, the script adds that the date has passed
    most = 30_000 if name in {"index.html", "parents.html", "staff/acceptable-use.html"} else 60_000
    least = 3_000 if name == "404.html" else 5_000  # it asks for no file
    assert least < weight(context, address + name) <= most
    assert shift(context.pages[0]) < 0.005
    assert faults_of((site / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(("width", "scheme", "scripts"), [(360, "light", True), (1280, "dark", False)])
def test_axe_finds_no_fault(browser: Browser, address: str, width: int, scheme: str, scripts: bool) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme, bypass_csp=True)
    if not scripts:
        context.route("**/*.js", lambda route: route.abort())
    page = context.new_page()
    for name in PAGES:
        page.goto(address + name)
        if scripts:
            with_every_step(page)
        assert accessibility_faults(page) == [], name
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_tab_reaches_every_control(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for name in PAGES:
        page.goto(address + name)
        with_every_step(page)
        assert unreached_controls(page) == [], name
    context.close()


PLANTED = """<!doctype html><html lang="en"><head><title>Planted</title><style>.faint { color: #ccc; background: #fff }</style>
</head><body><main><h1>Planted</h1><p class="faint">Hardly to be read</p><button>Reached</button>
<div tabindex="0" onfocus="this.blur(); document.querySelector('button').focus()">A trap</div><button id="lost">Never reached</button>
<p id="pushed">Pushed down</p></main><script>setTimeout(() => document.querySelector("h1").before(
Object.assign(document.createElement("div"), { style: "height: 300px" })), 200);</script></body></html>"""


def test_planted_faults_are_found(browser: Browser, context: BrowserContext, tmp_path: Path) -> None:
    (tmp_path / "planted.html").write_text(PLANTED, encoding="utf-8")
    url = (tmp_path / "planted.html").as_uri()
    page = context.new_page()
    page.goto(url)
    page.wait_for_timeout(500)
    assert shift(page) > 0.1
    assert "color-contrast: .faint" in accessibility_faults(page)
    assert [html for html in unreached_controls(page) if 'id="lost"' in html]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_a_page_never_scrolls_sideways(browser: Browser, address: str, name: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740})
    page = opened(context, address + name, [])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_a_sub_folder_finds_all_it_needs(context: BrowserContext, sub_folder: str, name: str) -> None:
    said: list[str] = []
    opened(context, sub_folder + name, said)
    assert said == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_the_same_without_javascript(browser: Browser, address: str, name: str) -> None:
    lengths = []
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        page.clock.set_fixed_time(f"{AS_OF}T12:00:00Z")  # later, the script adds that the date has passed
        page.goto(address + name)
        if scripts:
            with_every_step(page)
        shown = len(page.locator("main").inner_text())
        tools = page.locator("[data-scripted]").all_inner_texts() if scripts else []  # of no use without a script
        lengths.append(shown - sum(map(len, tools)))
        context.close()
    assert lengths[1] >= 0.95 * lengths[0] > 100


@pytest.mark.parametrize("name", [name for name in PAGES if name != "404.html"])
def test_a_page_can_be_read_from_a_disk(context: BrowserContext, site: Path, name: str) -> None:
    page = context.new_page()
    page.goto((site / name).as_uri())
    assert page.evaluate(TEXT) > 100
    links = page.evaluate(
        "[...document.querySelectorAll('a[href]')].map(a => a.href).filter(h => h.startsWith('file:'))"
    )
    assert links
    assert [link for link in links if not Path(link.removeprefix("file://").split("#")[0]).is_file()] == []


def test_a_clause_number_is_a_link_to_itself(context: BrowserContext, address: str) -> None:
    page = opened(context, address + "online-safety.html", [])
    page.get_by_role("link", name="Clause 1.2(a)", exact=True).click()
    assert page.url.endswith("online-safety.html#password-strong")
    assert "choose a strong password" in page.locator("#password-strong").inner_text()


def test_the_staff_policy_leads_to_the_clause_it_restates(context: BrowserContext, address: str) -> None:
    page = opened(context, address + "staff/acceptable-use.html", [])
    whys = page.locator("main details.why")
    assert whys.count() == page.locator("main .agreement").count()  # once a section, and not a sentence
    hrefs = whys.first.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert "../online-safety.html#password-private" in hrefs


def test_search_finds_a_clause_by_its_words(context: BrowserContext, address: str) -> None:
    said: list[str] = []
    page = opened(context, address + "index.html", said)
    page.get_by_role("button", name="Search").click()
    page.keyboard.type("strong password")
    page.locator("dialog ol a").first.wait_for()
    page.get_by_role("button", name="Search the policies too").click()
    page.locator("dialog ol a[href*='online-safety.html#passwords']").wait_for()
    assert said == []


def test_the_menu_opens_by_keyboard_and_leads_to_every_page(context: BrowserContext, address: str) -> None:
    page = opened(context, address + "index.html", [])
    menu = page.locator("details.menu summary")
    menu.focus()
    page.keyboard.press("Enter")
    hrefs = page.evaluate(
        "[...document.querySelectorAll('details.menu a')].map(a => a.getAttribute('href').split('/').pop())"
    )
    assert {"parents.html", "acceptable-use.html", "online-safety.html", "review.html"} <= set(hrefs)
    page.keyboard.press("Escape")
    assert not page.evaluate("document.querySelector('details.menu').open")


def test_a_parent_finds_what_to_do_now_without_scrolling(context: BrowserContext, address: str) -> None:
    page = opened(context, address + "index.html", [])
    link = page.locator("main a[href='tel:999']").first
    box = link.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 740


def test_a_status_notices_when_its_date_has_passed(browser: Browser, address: str) -> None:
    """The review of Hollybank School is due on 30 September 2026; London's day decides, not the reader's."""
    shown = {}
    for now in ("2026-09-30T22:30:00Z", "2026-09-30T23:30:00Z"):  # 23:30 and then 00:30 of the next day in London
        context = browser.new_context(timezone_id="UTC")
        page = context.new_page()
        page.clock.install(time=now)
        page.goto(address + "online-safety.html")
        notes = page.locator("[data-due]")
        assert notes.count() == 2  # at the head of the page, and in full at its foot
        shown[now] = page.locator("[data-due]:visible").count()
        context.close()
    assert list(shown.values()) == [0, 2]


def test_every_check_of_the_form_can_be_filled_in_by_its_label(context: BrowserContext, address: str) -> None:
    page = opened(context, address + "review.html#check-reporting-known", [])
    group = page.get_by_role("group", name="Does everyone know whom to tell?")
    group.get_by_label("Partly").check()
    assert group.get_by_label("Partly").is_checked()
    assert not group.get_by_label("Yes").is_checked()
    assert page.locator("input:checked").count() == 1
