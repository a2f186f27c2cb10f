"""Every job of the desk by its form in WebKitGTK: a script, because neither its driver nor selenium is in any lock.

It needs Debian's ``webkit2gtk-driver`` and ``xvfb``, and selenium on the path::

    PYTHONPATH=FOLDER-OF-SELENIUM:hooks xvfb-run .venv/bin/python tests/jobs_in_webkit.py

It prints the table of jobs and ends with status 1 where one fails. WebKitGTK is not Safari: it shares the engine, and neither the
keyboard nor the picker of dates of an iPad.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import jobs
from browsing import served
from conftest import AS_OF
from jobs import JOBS, REVIEW_MOVES, TABLET, Move
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MINIBROWSER = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)
_FRAME = f'<!doctype html><title>Tablet</title><iframe width="{TABLET["width"]}" height="{TABLET["height"]}"></iframe>'
"""The window has no size of its own choosing; a frame of the same host has."""


_PICK = """arguments[0].value = arguments[1];
for (const kind of ["input", "change"]) arguments[0].dispatchEvent(new Event(kind, { bubbles: true }));"""
_KEEP = """const make = URL.createObjectURL;
URL.createObjectURL = (blob) => { window.kept = blob; return make.call(URL, blob); };"""
_READ = "const done = arguments[arguments.length - 1]; kept.text().then(done)"


class WebKit:
    """A hand in WebKitGTK, by the WebDriver of the engine."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, address: str) -> None:
        self.frame(address)
        self.wait(self._shown)

    def wait(self, is_so: Callable[[Any], bool]) -> None:
        from selenium.webdriver.support.ui import WebDriverWait  # noqa: PLC0415

        WebDriverWait(self.driver, 20).until(is_so)

    def frame(self, address: str) -> None:
        """Show a page at the size of a tablet."""
        self.driver.switch_to.default_content()
        site = "/".join(address.split("/")[:3])
        self.driver.get(f"{site}/tablet.html")
        self.driver.execute_script("document.querySelector('iframe').src = arguments[0]", address)
        self.driver.switch_to.frame(0)

    @staticmethod
    def _shown(driver: Any) -> bool:
        found = driver.find_elements("css selector", "form.job")
        return bool(found and found[0].is_displayed())

    def move(self, move: Move) -> None:
        from selenium.webdriver.support.ui import Select  # noqa: PLC0415

        if move.field == "compares":
            self.driver.find_element("css selector", "[data-compares]").click()
            return
        field = self.driver.find_element("css selector", f'[data-key="{move.field}"]')
        if move.kind == "tick":
            field.find_element("css selector", f'input[value="{move.value}"]').click()
        elif move.kind == "choose":
            Select(field).select_by_value(move.value)
        elif move.kind == "type":
            field.clear()
            field.send_keys(move.value)
        else:
            self.pick(field, move.value)

    def pick(self, field: Any, day: str) -> None:
        """Do what the picker of dates does: the driver has no hand for it."""
        self.driver.execute_script(_PICK, field, day)

    def address_of(self, selector: str) -> str:
        return str(self.driver.find_element("css selector", selector).get_property("href"))


def hand_in_review(hand: WebKit, url: str, folder: Path) -> str:
    """Hand in a review from its page, and give its line; what the page saves is read where it is made."""
    driver, root = hand.driver, jobs.waiting_school(folder)
    hand.frame(f"{url}review.html")
    hand.wait(lambda driver: driver.execute_script("return document.querySelector('[data-count]')?.textContent"))
    driver.find_element("css selector", "input[data-open]").send_keys(str(jobs.answered_review(root)))
    hand.wait(lambda driver: driver.execute_script("return document.body.textContent.includes('The file is open.')"))
    driver.execute_script(f"{_KEEP} location.hash = 'page-record'")
    for move in REVIEW_MOVES:
        name, _, value = move.field.partition("=")
        field = driver.find_element("css selector", f'[name="{name}"]' + (f'[value="{value}"]' if value else ""))
        if move.kind == "tick":
            driver.execute_script("arguments[0].click()", field)  # its box is drawn by the label
        else:
            hand.pick(field, move.value)
    driver.find_element("css selector", "[data-finish]").click()
    hand.wait(lambda driver: driver.execute_script("return Boolean(window.kept)"))
    (root / "data/reviews/2026-06.yml").write_text(driver.execute_async_script(_READ), encoding="utf-8")
    result = check_project(Sources(root), AS_OF)
    found = [f.message for f in result.report.open if f.code.id.startswith(("REV", "YAML", "FILE"))]
    assert not found, found
    assert "Last reviewed: 1 June 2026" in jobs.After(result, root).page("online-safety")
    return jobs.review_row("WebKitGTK")


def rows(driver: Any, folder: Path) -> Iterator[str]:
    """Do each job and yield its line."""
    site = jobs.waiting_site(folder)
    (site / "tablet.html").write_text(_FRAME, encoding="utf-8")
    with served(site) as url:
        for number, (name, job) in enumerate(JOBS.items()):
            opened = jobs.do(WebKit(driver), url, job)
            jobs.check_opened(opened, job)
            assert job.after(jobs.added(opened, folder / str(number))), f"{name}: no page shows it"
            width = driver.execute_script("return document.documentElement.clientWidth")
            assert width in range(TABLET["width"] - 20, TABLET["width"] + 1), width
            yield jobs.row(name, "WebKitGTK", job.fields, job.typed, job.seconds, opened.name)
        (folder / "review").mkdir()
        yield hand_in_review(WebKit(driver), url, folder / "review")


def main() -> int:
    """Print the table."""
    if MINIBROWSER is None or shutil.which("WebKitWebDriver") is None:
        print("Install webkit2gtk-driver and xvfb first.", file=sys.stderr)
        return 2
    from selenium import webdriver  # noqa: PLC0415

    os.environ.setdefault(
        "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1"
    )  # it opens only our own pages, as root in a container
    options = webdriver.WebKitGTKOptions()
    options.binary_location = str(MINIBROWSER)
    options.add_argument("--automation")
    driver = webdriver.WebKitGTK(options=options)
    try:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["POLICYBOOK_TEST_PDFS"] = f"{folder}/pdfs"
            Path(f"{folder}/pdfs").mkdir()
            print(jobs.HEAD)
            for line in rows(driver, Path(folder)):
                print(line, flush=True)
    finally:
        driver.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
