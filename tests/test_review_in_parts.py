"""A yearly review of several pages: each policy has its own, they keep and save one review, and none grows with the book."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from browsing import accessibility_faults, opened, served, until
from building import UNMEASURED
from conftest import PROJECT, REAL_BOOK, REAL_DAY
from filled_review import signed, with_answers, with_facts_confirmed, with_texts_read
from policybook.basics.findings import Report
from policybook.references import read_book
from policybook.render.site_pages import checklist_files, document_pages
from policybook.render.templates import Templates
from policybook.review.review_progress import record_to_complete
from policybook.source.sources import Sources
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext
from site_checks import broken_links

BOTH_WAYS = """\
import sys
from mkdocs.commands.build import build
from mkdocs.config import load_config
from policybook.render import artefacts
from policybook.render.pdf import Pdf
from policybook.views import checklist

artefacts.make_pdfs = lambda jobs, *_: {job.name: Pdf(job.name, b"%PDF-", 1) for job in jobs}
for most, site in ((checklist.MOST_ON_A_PAGE, "one"), (0, "parts")):
    checklist.MOST_ON_A_PAGE = most
    config = load_config(config_file=sys.argv[1], site_dir=f"{sys.argv[2]}/{site}")
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
"""
"""The same book with its review on one page and in parts; no PDF is laid out, because none differs."""
SMALLEST, OTHER = "social-media", "mobile-and-smart-technology"
MOST_BYTES = 400_000
QUESTION = re.compile(r'data-check="([^"]+)".*\n<legend><span class="num"[^>]*>(\d+)<')
COUNT = "document.querySelector('[data-count]').textContent"
"""How much is done, over all pages."""


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real book's site twice: ``one`` and ``parts``."""
    folder = tmp_path_factory.mktemp("review")
    shutil.copytree(REAL_BOOK, folder / "book")
    variables = {"PYTHONPATH": str(PROJECT / "hooks"), "POLICYBOOK_AS_OF": f"{REAL_DAY}", **UNMEASURED}
    done = subprocess.run(
        [sys.executable, "-P", "-c", BOTH_WAYS, str(PROJECT / "mkdocs.yml"), str(folder)],
        env=os.environ | variables | {"POLICYBOOK_ROOT": str(folder / "book")},
        check=True,
        capture_output=True,
        text=True,
    )
    assert '"nav"' not in done.stderr, "what no menu lists is meant so, and stops no strict build"
    return folder


@pytest.fixture
def device(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(accept_downloads=True)
    made.set_default_timeout(5000)
    made.clock.set_fixed_time(f"{REAL_DAY}T12:00:00Z")
    yield made
    made.close()


def shown(page: Page, url: str) -> Page:
    """The page at an address, when its script has come."""
    page.goto(url)
    page.locator("[data-count]").wait_for()
    return page


def saved(page: Page, button: str) -> tuple[str, str]:
    """What a button saves: the name of the file, and its text."""
    with page.expect_download() as download:
        page.locator(f"[data-{button}]:visible").first.click()
    return download.value.suggested_filename, download.value.path().read_text(encoding="utf-8")


def open_file(page: Page, text: str) -> str:
    page.set_input_files("[data-open]", {"name": "2026-11.yml", "mimeType": "text/yaml", "buffer": text.encode()})
    until(page, "document.querySelector('[data-told]').textContent")
    return page.locator("[data-told]").text_content() or ""


def walk(page: Page, first: str, policy: str, other: str) -> list[tuple[str, str]]:
    """Hold a review on these three addresses, which are one where it has one page; the files that are saved on the way."""
    files = []
    shown(page, f"{policy}#check-social-risk-assessed")
    page.check("[name='social-risk-assessed-judgement'][value=partly]")
    page.fill("#social-risk-assessed-evidence", "Two of three.")
    page.fill("#social-risk-assessed-action", "Write the third.")
    page.fill("#social-risk-assessed-owner", "Headteacher")
    shown(page, f"{other}#check-mobile-areas-known")
    assert page.evaluate(COUNT).startswith("0 of "), "an action without a day is not done, whatever page shows it"
    page.check("[name='mobile-areas-known-judgement'][value=yes]")
    shown(page, f"{other}#page-read")
    page.check(f"[name='read-policy-{OTHER}']")
    files.append(saved(page, "save"))
    shown(page, f"{policy}#check-social-risk-assessed")
    page.fill("#social-risk-assessed-by", "2027-01-31")
    shown(page, f"{first}#facts-helpline")
    page.locator("[name^='fact-helplines.'][value=right]").first.check()
    shown(page, f"{first}#page-record")
    page.fill("#record-note", "Held over two days.")
    files.append(saved(page, "save"))
    return files


def test_a_review_over_several_pages_is_the_one_that_one_page_makes(sites: Path, device: BrowserContext) -> None:
    said: list[str] = []
    with served(sites) as host:
        one, first = f"{host}one/review.html", f"{host}parts/review.html"
        policy, other = (f"{host}parts/review/{name}.html" for name in (SMALLEST, OTHER))
        page = opened(device, first, said)
        expected, found = walk(page, one, one, one), walk(page, first, policy, other)
        assert found == expected
        assert "Two of three." in found[0][1]

        # What is left is counted over all pages, and each thing leads to the page that has it.
        shown(page, f"{policy}#page-left")
        counted = page.locator("[data-left-count]").text_content()
        assert page.locator("[data-left] a", has_text="“Mobile").get_attribute("href") == other
        for heading, place in (("“Read in full”", "page-read"), ("“Sign off”", "page-record")):
            link = page.locator("[data-left] a", has_text=heading)
            assert link.get_attribute("href") == f"{first}#{place}"
        shown(page, f"{one}#page-left")
        assert page.locator("[data-left-count]").text_content() == counted

        # All of it, from a file that is opened on the page of one policy, is complete on the page that signs.
        book = read_book(Sources(REAL_BOOK)).book
        whole = with_answers(with_facts_confirmed(with_texts_read(record_to_complete(book, REAL_DAY)), REAL_DAY))
        whole = signed(whole, REAL_DAY)
        told = []
        records = []
        for opens, signs in ((one, one), (policy, first)):
            told.append(open_file(shown(page, opens), whole))
            records.append(saved(shown(page, f"{signs}#page-record"), "finish"))
        assert told[0] == told[1]
        assert records[0] == records[1]
        assert records[0][0] == "2026-11.yml"
        assert records[0][1].count("judgement") + records[0][1].count(": yes\n") >= 64

        # Cleared on one page, it is gone from all.
        page.on("dialog", lambda dialog: dialog.accept())
        shown(page, other).locator("[data-clear]").click()
        assert shown(page, first).evaluate(COUNT).startswith("0 of ")
    assert said == []


def test_what_is_missing_on_another_page_is_led_to_and_not_recorded(sites: Path, device: BrowserContext) -> None:
    with served(sites / "parts") as host:
        page = shown(device.new_page(), f"{host}review.html#page-record")
        page.locator("[data-finish]").click()
        assert page.locator("[data-news]").text_content() == (
            "Not complete yet. We have moved you to the first thing that is missing."
        )
        link = page.evaluate("document.activeElement.href")
        assert link.startswith(f"{host}review/")
        page.keyboard.press("Enter")
        page.wait_for_url(link)
        page.locator("[data-count]").wait_for()


def test_a_role_is_shown_the_pages_that_ask_it(sites: Path, device: BrowserContext) -> None:
    with served(sites / "parts") as host:
        page = shown(device.new_page(), f"{host}review/{SMALLEST}.html")
        page.select_option("[data-me]", "curriculum-lead")
        shown(page, f"{host}review.html#page-policies")
        seen = page.locator("[data-parts] a:visible").evaluate_all("links => links.map(link => link.href)")
        assert seen
        assert f"{host}review/{SMALLEST}.html" not in seen


def test_the_pages_work_from_a_disk_and_without_scripts(sites: Path, device: BrowserContext, browser: Browser) -> None:
    parts = sites / "parts"
    page = shown(device.new_page(), (parts / f"review/{OTHER}.html").as_uri())
    assert page.evaluate(COUNT) == shown(page, (sites / "one/review.html").as_uri()).evaluate(COUNT)
    plain = browser.new_context(java_script_enabled=False)
    paper = plain.new_page()
    paper.goto((parts / "review.html").as_uri())
    paper.get_by_role("link", name=re.compile("Social media.*questions")).click()
    assert paper.locator("fieldset[data-check]:visible").count() == paper.locator("fieldset[data-check]").count() > 0
    assert paper.locator("#record-reviewed").count() == 0, "there is one sign-off"
    plain.close()

    # Where the list does not come, the page is the plain form.
    device.route("**/whole.js", lambda route: route.abort())
    page.goto((parts / f"review/{OTHER}.html").as_uri())
    until(page, "document.documentElement.classList.contains('plain')")


def test_the_pages_are_held_to_what_every_page_is(sites: Path, browser: Browser) -> None:
    parts = sites / "parts"
    made = {path.relative_to(parts).as_posix() for path in parts.glob("review/*")}
    assert made == {"review/whole.js", *(f"review/{name}.html" for name in (SMALLEST, OTHER, "online-safety"))}
    assert not (sites / "one/review").exists()
    assert [*broken_links(parts)] == []
    for name in ("review.html", *sorted(made - {"review/whole.js"})):
        assert '<meta name="robots" content="noindex">' in (parts / name).read_text(encoding="utf-8"), "a preview"
    words = (parts / "search/words.js").read_text(encoding="utf-8")
    assert '"review/social-media","Annual review checklist: ' in words
    assert words.count('"leadership","checklist"') == len(made), "search has them where it has the review"
    context = browser.new_context(bypass_csp=True)
    for name in ("review.html", f"review/{SMALLEST}.html"):
        page = shown(context.new_page(), (parts / name).as_uri())
        assert accessibility_faults(page) == []
    context.close()


# --- size ------------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_no_page_grows_with_the_book(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """At thirty times the book no page has 400 kB, which is what one page of as many questions as it may have comes to."""
    monkeypatch.syspath_prepend(str(PROJECT / "scripts"))
    from bench import enlarged  # noqa: PLC0415

    book = read_book(Sources(enlarged(tmp_path / "book", 30))).book
    context = ViewContext(book, Report.of(()), REAL_DAY, Sentences.read(PROJECT), {})
    templates = Templates(PROJECT, book.organisation.profile, sentences=context.sentences)
    (document,) = (one for one in book.documents if one.settings.kind == "checklist")
    pages = list(document_pages(context, templates, document))
    assert [page.address for page in pages] == ["review", *(f"review/{policy.id}" for policy in book.policies)]
    sizes = {page.address: len(page.text.encode()) for page in pages}
    assert max(sizes.values()) < MOST_BYTES, sizes

    # Each question stands on one page, with the number that it has in all, and the list of all has it there.
    (script,) = checklist_files(context).values()
    assert len(script) < MOST_BYTES
    listed = json.loads(script.decode().removeprefix("policybookReview=").rstrip(";\n"))
    stands = {
        (f"review/{one['page']}", row[0], f"{row[3]}") for one in listed["steps"] for row in one.get("checks", ())
    }
    found = [(page.address, *question) for page in pages for question in QUESTION.findall(page.text)]
    assert len(found) == len(book.checks)
    assert set(found) == stands
