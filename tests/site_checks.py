"""Tests the built pages of one book and records what was tested: ``python3 scripts/test.py --site [--root DIR]``.

"About these pages" prints the record, ``data/tested.yml``, and claims nothing else. What a test finds is written down too.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from browsing import ARGUMENTS, accessibility_faults, opened, served, unreached_controls, with_every_step
from policybook.basics.edits import Edit
from policybook.basics.findings import Span
from policybook.commands.clock import today
from policybook.editing.apply_edits import apply_edits, create_file, read_lines
from policybook.references import read_book
from policybook.source.sources import Sources

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from policybook.model.tested import Tested

PROJECT = Path(__file__).resolve().parent.parent
RECORD = "data/tested.yml"
NARROW, WIDE = 360, 1280
_SHOWN = 5
"""How many faults a record names."""
_BEGINNING = """\
# yaml-language-server: $schema=schema/tested.schema.json
#
# What these pages were tested for, and what was found: "About these pages" prints it. python3 scripts/test.py --site writes it.
"""
UNTESTED = (
    "Nobody who depends on a screen reader, a switch or other aids has tried these pages for us yet.",
    "The tests ran in Chromium on a computer. Nobody has tried the pages by hand on phones of several makes.",
    "The PDFs were not tested.",
)


class SiteTest(NamedTuple):
    """What was tested, by what, and the faults."""

    what: str
    tool: str
    faults: tuple[str, ...]

    @property
    def found(self) -> str:
        """The faults in words."""
        if not self.faults:
            return "It found none."
        more = f" and {len(self.faults) - _SHOWN} more" if len(self.faults) > _SHOWN else ""
        return f"It found {len(self.faults)}: {'; '.join(self.faults[:_SHOWN])}{more}."


class _Page(HTMLParser):
    """The addresses that a page leads to, and the places in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what an element leads to, and its id."""
        for name, value in attrs:
            if value and name in ("href", "src") and tag != "base":
                self.links.append(value)
            elif value and name == "id":
                self.ids.add(value)


def check_site(site: Path, browser: Browser) -> list[SiteTest]:
    """Test every page of a folder."""
    pages = sorted(file.relative_to(site).as_posix() for file in site.rglob("*.html"))
    faults, unreached, asked, kept, cut_off = [], [], [], [], []
    with served(site) as url:
        for width, scheme in ((NARROW, "light"), (NARROW, "dark"), (WIDE, "light"), (WIDE, "dark")):
            context = browser.new_context(
                viewport={"width": width, "height": 800},
                color_scheme=scheme,  # type: ignore[arg-type] # one of the two
                bypass_csp=True,
            )
            for path in pages:
                said: list[str] = []
                page = opened(context, url + path, said)
                with_every_step(page)
                faults += [f"{path}: {fault}" for fault in accessibility_faults(page)]
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    cut_off.append(f"{path} is wider than {width}")
                if scheme == "light":
                    unreached += [f"{path}: {control}" for control in unreached_controls(page)]
                asked += [f"{path} {words}" for words in said]
                page.close()
            kept += [f"the cookie {cookie['name']}" for cookie in context.cookies()]
            context.close()
    sizes = f"on narrow and wide screens ({NARROW} and {WIDE} pixels), light and dark"
    return [
        SiteTest(
            f"Faults of accessibility (WCAG 2.2, levels A and AA), on every page, {sizes}",
            "axe-core",
            _each_once(faults),
        ),
        SiteTest(
            "Every control can be reached with the keyboard alone", "the Tab key in Chromium", _each_once(unreached)
        ),
        SiteTest("Nothing is wider than the screen", "Chromium", _each_once(cut_off)),
        SiteTest(
            "Every link inside the site leads to a page and a place that are there",
            "a program that reads every page",
            _each_once(broken_links(site)),
        ),
        SiteTest(
            "No cookies, no tracking, and no requests to other computers", "Chromium", _each_once([*asked, *kept])
        ),
    ]


def broken_links(site: Path) -> Iterator[str]:
    """The links of the pages that lead to no file of the site, or to no place in it."""
    pages = {file.resolve(): _Page(file.read_text(encoding="utf-8")) for file in sorted(site.rglob("*.html"))}
    for file, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            target = target / "index.html" if target.is_dir() else target
            path = file.relative_to(site.resolve()).as_posix()
            if not target.is_file():
                yield f"{path}: {link} is not there"
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
                yield f"{path}: {link} has no such place"


def _each_once(faults: Iterator[str] | list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(fault.split()) for fault in faults))


def record_of(tests: list[SiteTest], on: date, before: Tested) -> str:
    """Return the text of the record: what was tested now, and what was tested before and not again, with its day."""
    lines = [f"tested_on: {on.isoformat()}", "tests:"]
    now = {test.what for test in tests}
    runs = [(test.what, test.tool, test.found, None) for test in tests]
    runs += [(run.what, run.tool, run.found, run.on or before.tested_on) for run in before.tests if run.what not in now]
    for what, tool, found, then in runs:
        lines += [f"  - what: {_quoted(what)}", f"    tool: {_quoted(tool)}", f"    found: {_quoted(found)}"]
        lines += [f"    on: {then}"] if then else []
    untested = [f"  - {_quoted(one)}" for one in before.untested or UNTESTED]
    return "\n".join([*_BEGINNING.splitlines(), *lines, "untested:", *untested, ""])


def _quoted(text: str) -> str:
    """Words in a quoted line: what is like a token or a tag in them would be read as one."""
    return json.dumps(re.sub(r"[{}<>]", "", text).replace("'", "’"), ensure_ascii=False)


def write_record(root: Path, text: str) -> None:
    """Write the record in place of the last one."""
    file = root / RECORD
    if not file.exists():
        create_file(root, RECORD, text)
        return
    lines = read_lines(file)
    whole = sum(len(line) + 1 for line in lines) - 1
    apply_edits(root, [Edit(Span(RECORD, 1, 1, whole), text.rstrip("\n"))], {RECORD: lines})


def main() -> int:
    """Build the pages of a book, test them, and record it; 1 where anything was found."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where pages are opened

    parser = argparse.ArgumentParser(prog="test.py --site", description=__doc__)
    parser.add_argument(
        "--root", type=Path, default=PROJECT, metavar="DIR", help="the book whose pages are tested (default: this one)"
    )
    root = parser.parse_args().root.resolve()
    line = [sys.executable, "-P", "-m", "policybook", "build", "--root", str(root)]
    if status := subprocess.run(line, env=os.environ | {"PYTHONPATH": str(PROJECT / "hooks")}, check=False).returncode:
        return status
    with sync_playwright() as playwright:
        program = os.environ.get("POLICYBOOK_BROWSER") or None
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        tests = check_site(root / "site", browser)
        browser.close()
    write_record(root, record_of(tests, today(), read_book(Sources(root)).book.tested))
    print("\n".join(f"{test.what}: {test.found}" for test in tests))
    print(f"\n{root / RECORD} says so. Build again, and “About these pages” does.")
    return int(any(test.faults for test in tests))


if __name__ == "__main__":
    sys.exit(main())
