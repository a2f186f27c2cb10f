"""Reading the finished pages in Chromium: a server of files, and pages that remember what they asked and said."""

from __future__ import annotations

import contextlib
import functools
import http.server
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from building import UNMEASURED, built
from case_files import apply
from conftest import SCHOOL

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

PAGES = (
    "index.html",
    "online-safety.html",
    "staff/acceptable-use.html",
    "parents.html",
    "review.html",
    "changes.html",
    "about.html",
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
    return built(root, **UNMEASURED)  # test_build.py measures the same build


def opened(context: BrowserContext, url: str, said: list[str]) -> Page:
    """A page, with everything it asks of others or says to the console in ``said``; asking its own host is no offence."""
    page = context.new_page()
    origin = "/".join(url.split("/")[:3])
    page.on(
        "request",
        lambda request: None if request.url.startswith((origin, "data:")) else said.append(f"asked {request.url}"),
    )
    page.on("console", lambda message: said.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("response", lambda answer: said.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    page.goto(url, wait_until="load")
    return page


def until(page: Page, expression: str) -> None:
    """Wait until an expression is true in the page; Playwright's own way needs a page that allows eval."""
    for _ in range(500):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"not so after ten seconds: {expression}")
