"""Makes the README's pictures from the real pages: ``.venv/bin/python tests/screenshots.py`` after a build."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pypdfium2
from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / ".github" / "screenshots"
SHOTS = (
    ("parents-phone", "parents.html", 360, 740),
    ("home-desk", "index.html", 1280, 900),
    ("policy-desk", "online-safety.html", 1280, 800),
)


def main() -> None:
    """Take every picture anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with served(ROOT / "site") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("POLICYBOOK_BROWSER") or "/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--allow-file-access-from-files"],
        )
        for name, page, width, height in SHOTS:
            view = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
            view.goto(address + page)
            view.wait_for_timeout(500)
            view.reload()  # now the fonts are there in time, as on the second page that somebody opens
            view.wait_for_timeout(500)
            keep(Image.open(io.BytesIO(view.screenshot())), name)
        browser.close()
    document = pypdfium2.PdfDocument(ROOT / "site" / "downloads" / "annual-review-checklist.pdf")
    keep(document[1].render(scale=1).to_pil(), "checklist-paper")


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
