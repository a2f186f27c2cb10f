"""Makes the README's pictures from the real pages: ``.venv/bin/python tests/screenshots.py`` after a build."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from building import built
from conftest import SCHOOL

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / ".github" / "screenshots"
LIGHT: dict[str, Any] = {"color_scheme": "light"}
SHOTS: tuple[tuple[str, str, int, int, dict[str, Any]], ...] = (
    ("parents-phone", "parents.html", 360, 740, LIGHT),
    ("home-desk", "index.html", 1280, 900, LIGHT),
    ("policy-desk", "online-safety.html", 1280, 800, LIGHT),
    # 1280 by 1024 enlarged to 400 %, in the colours of somebody's own system, and the other way round.
    ("checklist-400", "review.html#check-website-safeguarding-arrangements", 320, 256, LIGHT),
    ("parents-own-colours", "parents.html", 360, 740, {"forced_colors": "active", "color_scheme": "dark"}),
)
RIGHT_TO_LEFT = ("parents-right-to-left", "parents-ar.html", 360, 740, LIGHT)


def main() -> None:
    """Take every picture anew."""
    os.environ.setdefault("POLICYBOOK_TEST_PDFS", tempfile.mkdtemp())  # where tests/conftest.py lets a suite share PDFs
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        school = Path(shutil.copytree(SCHOOL, Path(folder) / "school"))
        shutil.copy(ROOT / "tests" / "arabic-guide.md", school / "policy" / "documents" / "parent-guide-ar.md")
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("POLICYBOOK_BROWSER") or "/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--allow-file-access-from-files"],
        )
        take(browser, ROOT / "site", SHOTS)
        take(browser, built(school), [RIGHT_TO_LEFT])
        browser.close()
    document = pypdfium2.PdfDocument(ROOT / "site" / "downloads" / "annual-review-checklist.pdf")
    keep(document[1].render(scale=1).to_pil(), "checklist-paper")


def take(browser: Browser, site: Path, shots: Iterable[tuple[str, str, int, int, dict[str, Any]]]) -> None:
    """Pictures of pages of one site."""
    with served(site) as address:
        for name, page, width, height, settings in shots:
            view = browser.new_page(viewport={"width": width, "height": height}, **settings)
            view.goto(address + page)
            view.wait_for_timeout(500)
            view.goto("about:blank")
            view.goto(address + page)  # now the fonts are there in time, as on the second page that somebody opens
            if view.locator("body[data-later]").count():
                view.locator("html.stepped").wait_for()  # the review, at the step that the address leads to
            view.wait_for_timeout(500)
            keep(Image.open(io.BytesIO(view.screenshot())), name)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder that is served on this computer: a browser keeps no fonts of pages from a disk."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Nothing."""


def keep(picture: Image.Image, name: str) -> None:
    """Save a picture in few colours: a page has few, and the README is read on phones, too."""
    picture.convert("RGB").quantize(32, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
