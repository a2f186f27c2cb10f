"""A review that falls due after the page was made: by London's day, wherever the reader is, in a saved copy too.

The fixture's review is due on 30 September 2026, in summer time; a copy of the page has a date in winter.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from browsing import PAGES

pytestmark = pytest.mark.browser
SUMMER, WINTER = "2026-09-30", "2026-12-31"
LATE = "Review overdue since"
MOMENTS = {
    SUMMER: {
        "2026-06-01T12:00:00Z": False,
        "2026-09-30T11:00:00Z": False,  # due today is not overdue
        "2026-09-30T22:59:59Z": False,
        "2026-09-30T23:00:00Z": True,  # midnight in London, and still the day before in UTC
        "2026-09-30T23:30:00Z": True,
        "2027-02-01T12:00:00Z": True,
    },
    WINTER: {
        "2026-12-31T23:30:00Z": False,  # London has UTC's time in winter, and Tokyo is a day ahead
        "2026-12-31T23:59:59Z": False,
        "2027-01-01T00:00:00Z": True,
        "2027-01-01T07:30:00Z": True,  # still the last day of the year in Los Angeles
    },
}


@pytest.fixture(scope="module")
def copies(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site saved on a disk, with one more page, whose review is due in winter."""
    folder = tmp_path_factory.mktemp("saved")
    shutil.copytree(site / "assets", folder / "assets")
    shutil.copy(site / "online-safety.html", folder)
    text = (site / "online-safety.html").read_text(encoding="utf-8")
    assert f'data-due="{SUMMER}"' in text
    (folder / "winter.html").write_text(text.replace(SUMMER, WINTER), encoding="utf-8")
    return folder


def is_late(page: Page) -> bool:
    return page.get_by_text(LATE).first.is_visible()


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Tokyo", "Europe/London"])
def test_the_words_follow_londons_day_wherever_the_reader_is(browser: Browser, copies: Path, zone: str) -> None:
    context = browser.new_context(timezone_id=zone)
    page = context.new_page()
    shown = {}
    for due, name in ((SUMMER, "online-safety.html"), (WINTER, "winter.html")):
        for moment in MOMENTS[due]:
            page.clock.set_fixed_time(moment)
            page.goto((copies / name).as_uri())
            shown[moment] = is_late(page)
            statuses = page.locator(".status").count()
            assert statuses == 2  # at the head of the page, and in full at its foot
            assert page.locator(".status-bad").count() == (statuses if shown[moment] else 0)
    context.close()
    assert shown == MOMENTS[SUMMER] | MOMENTS[WINTER]


@pytest.mark.parametrize("name", ["index.html", "parents.html", "staff/acceptable-use.html", "review.html"])
def test_every_page_with_a_status_flips_when_it_is_served(context: BrowserContext, address: str, name: str) -> None:
    page = context.new_page()
    for moment in ("2026-09-30T22:59:59Z", "2026-09-30T23:00:00Z"):
        page.clock.set_fixed_time(moment)
        page.goto(address + name)
        assert is_late(page) == MOMENTS[SUMMER][moment]


def test_a_page_that_stands_open_over_night_is_right_when_it_is_looked_at(
    context: BrowserContext, address: str
) -> None:
    page = context.new_page()
    page.clock.set_fixed_time("2026-09-30T22:00:00Z")
    page.goto(address + "online-safety.html")
    assert not is_late(page)
    page.clock.set_fixed_time("2026-10-01T06:00:00Z")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert is_late(page)


@pytest.mark.parametrize("name", PAGES)
def test_without_javascript_every_word_on_the_date_is_true_on_any_day(browser: Browser, site: Path, name: str) -> None:
    """What is in the HTML was right when it was made, and no later day makes it false."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / name).as_uri() if name != "404.html" else "about:blank")
    if name == "404.html":
        page.set_content((site / name).read_text(encoding="utf-8"))
    words = " ".join(page.locator("body").inner_text().split())
    context.close()
    assert "overdue" not in words
    assert "In date" not in words
    # Every page says where the policies stand, at its foot if nowhere else; but for the one that nobody looked for.
    assert ("Next review due by 30 September 2026" in words) is (name != "404.html")


def test_with_javascript_the_old_sentence_does_not_stand_beside_the_new_one(
    context: BrowserContext, address: str
) -> None:
    page = context.new_page()
    page.clock.set_fixed_time("2026-10-01T06:00:00Z")
    for name in ("online-safety.html", "parents.html", "index.html"):
        page.goto(address + name)
        words = page.locator("main").inner_text()
        assert "Review overdue since 30 September 2026." in words
        assert words.count("Next review due by 30 September 2026.") == 0
