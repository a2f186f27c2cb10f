"""Every job of the desk by its form, on a tablet: in a minute, without punctuation, and the page after says the new value."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import jobs
from browsing import served
from conftest import AS_OF
from jobs import JOBS, REVIEW_MOVES, TABLET, Move
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

pytestmark = pytest.mark.browser


class Chromium:
    """A hand in Chromium."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str) -> None:
        self.page.goto("about:blank")  # another fragment of the same page would load nothing
        self.page.goto(address)
        self.page.locator("form.job:visible").wait_for()

    def move(self, move: Move) -> None:
        if move.field == "compares":
            self.page.locator("[data-compares]").tap()
            return
        field = self.page.locator(f'[data-key="{move.field}"]')
        if move.kind == "tick":
            field.locator(f'input[value="{move.value}"]').tap()
        elif move.kind == "choose":
            field.select_option(move.value)
        else:
            field.fill(move.value)

    def address_of(self, selector: str) -> str:
        return self.page.locator(selector).evaluate("link => link.href")


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(jobs.waiting_site(tmp_path_factory.mktemp("waiting"))) as url:
        yield url


@pytest.fixture
def tablet(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=TABLET, has_touch=True, accept_downloads=True)  # type: ignore[arg-type]
    yield context
    context.close()


@pytest.mark.parametrize("name", JOBS)
def test_a_job_takes_a_minute_and_does_what_it_says(
    tablet: BrowserContext, waiting: str, tmp_path: Path, name: str
) -> None:
    job = JOBS[name]
    opened = jobs.do(Chromium(tablet.new_page()), waiting, job)
    jobs.check_opened(opened, job)
    assert job.after(jobs.added(opened, tmp_path))
    print(jobs.row(name, "Chromium", job.fields, job.typed, job.seconds, opened.name))


def test_a_file_too_long_for_an_address_is_saved_and_uploaded(tablet: BrowserContext, waiting: str) -> None:
    hand = Chromium(tablet.new_page())
    hand.open(f"{waiting}forms/exception.html")
    for move in (Move("type", "rule", "DSL009"), Move("type", "subject", "ben-oak"), *JOBS["an exception"].moves):
        hand.move(move)
    opens = hand.page.get_by_role("link", name="Open GitHub with this filled in")
    expect(opens).to_be_visible()
    hand.move(Move("type", "reason", "é" * 1_400))  # each is six characters in an address
    expect(opens).to_be_hidden()
    assert hand.page.get_by_role("link", name="upload it on GitHub").get_attribute("href") == (
        "https://git.example/hollybank/policies/upload/main/data/changes"
    )
    with hand.page.expect_download() as download:
        hand.page.get_by_role("button", name="Save the file instead").tap()
    assert "é" * 1_400 in Path(download.value.path()).read_text(encoding="utf-8")


def test_a_review_is_handed_in_from_its_page_in_a_minute(tablet: BrowserContext, waiting: str, tmp_path: Path) -> None:
    root = jobs.waiting_school(tmp_path)
    draft = jobs.answered_review(root)
    page = tablet.new_page()
    page.clock.set_fixed_time(f"{AS_OF}T12:00:00Z")
    page.goto(f"{waiting}review.html")
    page.set_input_files("[data-open]", draft)
    page.get_by_text("The file is open.").wait_for()
    page.evaluate("location.hash = 'page-record'")
    for move in REVIEW_MOVES:
        field = page.locator(f"[name={move.field.replace('=', '][value=')}]")
        field.check() if move.kind == "tick" else field.fill(move.value)
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the review record").tap()
    assert page.get_by_role("link", name="Hand it in on GitHub").get_attribute("href") == jobs.UPLOAD
    assert download.value.suggested_filename == "2026-06.yml"
    shutil.copy(download.value.path(), root / "data/reviews/2026-06.yml")
    result = check_project(Sources(root), AS_OF)
    assert [f.message for f in result.report.open if f.code.id.startswith(("REV", "YAML", "FILE"))] == []
    assert "Last reviewed: 1 June 2026" in jobs.After(result, root).page("online-safety")
    assert "Version as reviewed on 1 June 2026" in jobs.After(result, root).page("online-safety")
    print(jobs.review_row("Chromium"))
