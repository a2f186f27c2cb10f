"""Makes the README's pictures from the real pages: ``.venv/bin/python tests/screenshots.py`` after a build."""

from __future__ import annotations

import os
from pathlib import Path

import pypdfium2
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / ".github" / "screenshots"
SHOTS = (
    ("parents-phone", "parents.html", 360, 740),
    ("home-desk", "index.html", 1120, 740),
    ("policy-desk", "online-safety.html#passwords", 1120, 740),
)


def main() -> None:
    """Take every picture anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("POLICYBOOK_BROWSER") or "/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--allow-file-access-from-files"],
        )
        for name, page, width, height in SHOTS:
            view = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
            address, _, fragment = page.partition("#")
            view.goto((ROOT / "site" / address).as_uri() + (f"#{fragment}" if fragment else ""))
            view.wait_for_timeout(500)
            view.screenshot(path=PICTURES / f"{name}.png")
        browser.close()
    document = pypdfium2.PdfDocument(ROOT / "site" / "downloads" / "annual-review-checklist.pdf")
    document[1].render(scale=1).to_pil().save(PICTURES / "checklist-paper.png")


if __name__ == "__main__":
    main()
