"""Reading the finished pages in Chromium: a server of files, and pages that remember what they asked and said."""

from __future__ import annotations

import contextlib
import functools
import gzip
import http.server
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

from building import built
from case_files import apply
from conftest import SCHOOL

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Response

PAGES = (
    "index.html",
    "online-safety.html",
    "staff/acceptable-use.html",
    "parents.html",
    "review.html",
    "changes.html",
    "about.html",
    "a-to-z.html",
    "404.html",
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A page that was closed while it was loading is no news; anything else is."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder as a host of its own; gives the address of its root, with a slash at the end."""
    server = Server(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def school_published_at(folder: Path, website: str) -> Path:
    """Hollybank School's site, as it is for this address."""
    root = Path(shutil.copytree(SCHOOL, folder / "school"))
    apply(root, [{"file": "data/school.yml", "replace": "https://policies.hollybank.example/", "with": website}])
    return built(root)


def opened(context: BrowserContext, url: str, said: list[str]) -> Page:
    """A page, with everything it asks of others or says to the console in ``said``; asking its own host is no offence."""
    page = context.new_page()
    origin = "/".join(url.split("/")[:3])
    page.on(
        "request",
        lambda request: None if request.url.startswith((origin, "data:")) else said.append(f"asked {request.url}"),
    )
    page.on(
        "console",
        lambda message: None if _is_icon(message.location["url"]) else said.append(f"console: {message.text}"),
    )
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on(
        "response",
        lambda answer: (
            said.append(f"{answer.status} {answer.url}") if answer.status >= 400 and not _is_icon(answer.url) else None
        ),
    )
    page.goto(url, wait_until="load")
    return page


def _is_icon(url: str) -> bool:
    """Whether it is what a browser asks for by itself where a page names no icon, as the one that is shown at any depth."""
    return url.endswith("/favicon.ico")


def until(page: Page, expression: str) -> None:
    """Wait until an expression is true in the page; Playwright's own way needs a page that allows eval."""
    for _ in range(500):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"not so after ten seconds: {expression}")


def with_later_style(page: Page) -> None:
    """Wait for the style of search and paper, which a page asks for when it is drawn; that of no address has it in itself."""
    until(
        page,
        "!document.documentElement.dataset.base || [...document.styleSheets].some(sheet => sheet.href?.includes('/assets/later.css'))",
    )


def on_paper(page: Page) -> None:
    """Show a page as it is printed."""
    with_later_style(page)
    page.emulate_media(media="print")


# --- what a page costs and how it is found wanting: each tells its faults in words ------------------------------------

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FOCUSABLE = "a[href], button, summary, input, textarea, select, [tabindex='0']"
# Every control that somebody can see, marked; of a group of radio buttons one, because arrow keys lead to the others.
_MARK_CONTROLS = """(selector) => { const groups = new Set();
  for (const one of document.querySelectorAll(selector)) {
    const area = [one, ...one.labels ?? []].find(e => e.checkVisibility({ opacityProperty: true, visibilityProperty: true }));
    const box = area?.getBoundingClientRect();
    if (one.disabled || !box || box.width < 2 || box.height < 2 || box.right <= 0) continue;
    const group = one.type === 'radio' && one.name;
    if (group && groups.has(group)) continue;
    groups.add(group);
    one.dataset.unreached = '';
  }
  document.addEventListener('focusin', ({ target }) => {
    const group = target.type === 'radio' ? [...document.getElementsByName(target.name)] : [target];
    for (const one of group) delete one.dataset.unreached;
  }); }"""
_UNREACHED = "[...document.querySelectorAll('[data-unreached]')].map(e => e.outerHTML.slice(0, 90))"


def with_every_step(page: Page) -> None:
    """Show all of a page that has its steps one at a time, as paper has them."""
    if page.locator("[data-at]").count() and page.evaluate("document.body.dataset.later"):
        page.locator("[data-at]").wait_for()
        page.evaluate(
            """() => { dispatchEvent(new Event('beforeprint'));
              for (const step of document.querySelectorAll('main section[hidden]')) step.hidden = false; }"""
        )


def accessibility_faults(page: Page) -> list[str]:
    """Return what axe-core finds: the rule, and the element. The page's context must bypass the security policy."""
    found = Axe().run(page, options={"runOnly": AXE_RULES, "resultTypes": ["violations"]}).response
    return [f"{rule['id']}: {node['target'][0]}" for rule in found["violations"] for node in rule["nodes"]]


def unreached_controls(page: Page) -> list[str]:
    """Return the controls that somebody can see and Tab never reaches."""
    page.evaluate(_MARK_CONTROLS, FOCUSABLE)
    left = page.evaluate(_UNREACHED)
    while left:
        for _ in range(25):
            page.keyboard.press("Tab")
        before, left = left, page.evaluate(_UNREACHED)
        if left == before:
            break
    return list(left)


def weight(context: BrowserContext, url: str) -> int:
    """Return the bytes that a first view costs, compressed as hosts do, with 300 for the headers of each answer."""
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright writes on what it is given
    page.goto(url, wait_until="networkidle")
    return sum(300 + min(len(body := answer.body()), len(gzip.compress(body, 6))) for answer in answers)


def shift(page: Page) -> float:
    """Return by how much what was painted has jumped since (cumulative layout shift)."""
    return float(
        page.evaluate(
            """() => new Promise(done => { new PerformanceObserver(list =>
              done(list.getEntries().reduce((sum, one) => sum + one.value, 0)))
              .observe({ type: 'layout-shift', buffered: true }); setTimeout(() => done(0), 300); })"""
        )
    )
