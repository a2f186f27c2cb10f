"""What our pages cost their readers, beside the same pages in Material for MkDocs as it comes; run by ``scripts/audit.py``.

Both sites are made in a temporary folder from the school's words of today: ours as ``build.py`` makes it, the other from
the same Markdown with the theme's own settings. Then ``measuring.py`` reads both in Chromium, and those validators that
are on this computer read ours.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

import progress
import system_packages
from auditor import measuring
from auditor.measuring import LONGEST_PAINT, Measures
from auditor.outside import OUTSIDE
from policybook.artefacts import Artefacts, make_artefacts
from policybook.clock import epoch_of, today
from policybook.judge import judge

ROOT = Path(__file__).resolve().parents[2]
NOT_THERE = "-"


@dataclass(frozen=True, slots=True)
class Column:
    """One measure of a page: its heading, how to show it, and, where it has one, the goal that it must meet."""

    heading: str
    shown: Callable[[Measures], str]
    met: Callable[[Measures], bool]


def most_bytes(page: str) -> int:
    """What a first view may cost in bytes: 30 kB where a parent or a member of staff reads, 60 kB elsewhere."""
    return 30_000 if page in {"index.html", "parents.html", "staff/acceptable-use.html"} else 60_000


def _count(heading: str, name: str) -> Column:
    return Column(heading, lambda one: str(len(getattr(one, name))), lambda one: not getattr(one, name))


def _seconds(paint: float | None) -> str:
    return NOT_THERE if paint is None else f"{paint:.2f}"


COLUMNS = (
    Column("kB", lambda one: f"{one.bytes / 1000:.1f}", lambda one: one.bytes <= most_bytes(one.page)),
    Column("requests", lambda one: str(one.requests), lambda _one: True),
    _count("other hosts", "other_hosts"),
    Column("LCP, s", lambda one: _seconds(one.paint), lambda one: one.paint is None or 0 < one.paint <= LONGEST_PAINT),
    Column("CLS", lambda one: NOT_THERE if one.paint is None else f"{one.shift:.2f}", lambda one: one.shift < 0.005),  # noqa: PLR2004 - shown as 0
    _count("axe", "axe"),
    _count("keyboard", "keyboard"),
    _count("sideways", "sideways"),
    _count("console", "console"),
    _count("cookies", "cookies"),
    _count("storage", "storage"),
    _count("policy", "policy"),
    _count("unreadable", "unreadable"),
    _count("in a folder", "sub_path"),
)
LEGEND = f"""\
kB and requests: a first view on a phone, compressed, fonts included; where fonts come from another host they are not
counted, because nothing is asked of other hosts here. LCP: largest contentful paint, median, in Chromium on the slow 4G
of its developer tools (processor as it is). CLS: how far what was painted jumped. axe: faults by axe-core (WCAG 2.2 A and
AA, best practice), at {measuring.PHONE[0]} and {measuring.DESK[0]} px, light and dark, with and without scripts. keyboard: controls that Tab never reaches, or
whose focus nobody sees, at {measuring.DESK[0]} and 320 px; sideways: pages wider than those. policy: what the content security policy lets
pass. unreadable: less text without scripts, or from a disk. in a folder: faults where the site is published below a host."""


def faults_of(measured: Sequence[Measures]) -> list[str]:
    """Every goal that is missed, in words, with what was found."""
    return [
        f"{one.page}: {column.heading} {column.shown(one)}"
        for one in measured
        for column in COLUMNS
        if not column.met(one)
    ]


def details_of(measured: Sequence[Measures]) -> list[str]:
    """Every single finding, by page."""
    lists = (
        "other_hosts",
        "axe",
        "keyboard",
        "sideways",
        "console",
        "cookies",
        "storage",
        "policy",
        "unreadable",
        "sub_path",
    )
    return [f"{one.page}: {name}: {found}" for one in measured for name in lists for found in getattr(one, name)]


def rows_of(before: Sequence[Measures], after: Sequence[Measures]) -> list[list[str]]:
    """The table, its heading first: each cell says before → after, or one figure where there is no before."""
    earlier = {one.page: one for one in before}
    rows = [["page", *(column.heading for column in COLUMNS)]]
    for one in after:
        cells = []
        for column in COLUMNS:
            then = [column.shown(earlier[one.page])] if one.page in earlier else []
            cells.append(" → ".join([*then, column.shown(one)]))
        rows.append([one.page, *cells])
    return rows


def as_text(rows: Sequence[Sequence[str]]) -> str:
    """A table for a terminal."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def as_markdown(rows: Sequence[Sequence[str]]) -> str:
    """A table for GitHub."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])


# --- the two sites -----------------------------------------------------------------------------------------------------


def make_ours(root: Path, as_of: date, folder: Path) -> Path:
    """Our site, as ``build.py`` makes it; its ``internal/`` folder is made again, too, as on every build."""
    site = folder / "after"
    line = [sys.executable, "-P", "-m", "policybook", "build", "--root", str(root), "--as-of", str(as_of)]
    done = subprocess.run([*line, "--site-dir", str(site)], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return site


def make_default(root: Path, as_of: date, folder: Path) -> Path:
    """The same pages with the theme as it comes: its fonts, its scripts, its frame; only what the Markdown needs is set."""
    judged = judge(root, as_of)
    made = make_artefacts(root, ROOT, judged.book, judged.report, as_of, lambda _line: None)
    pages, site = folder / "default", folder / "before"
    for page in made.pages:
        _write(pages / "docs" / f"{page.address}.md", page.text.encode())
    for path, data in made.files.items():
        _write(pages / "docs" / path, data)
    _write(pages / "mkdocs.yml", yaml.safe_dump(default_settings(made), allow_unicode=True).encode())
    line = [sys.executable, "-P", "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)]
    variables = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch_of(as_of)), "NO_MKDOCS_2_WARNING": "true"}
    done = subprocess.run(line, cwd=pages, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return site


def default_settings(made: Artefacts) -> dict[str, object]:
    """A plain ``mkdocs.yml``. Addresses end in .html as ours do, so that the same links lead to the same pages."""
    return {
        "site_name": made.facts.school,
        "theme": {"name": "material"},
        "use_directory_urls": False,
        "markdown_extensions": ["attr_list", "toc"],
        "nav": [{entry.title: f"{entry.address}.md"} for entry in made.navigation],
    }


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


# --- the command -------------------------------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    """Measure and tell; return 1 where a goal is missed, 2 where there is no browser."""
    wanted = _arguments(arguments)
    computer = system_packages.Computer(progress.run_and_tell)
    try:
        system_packages.provide([system_packages.browser(computer)], computer)
    except system_packages.MissingError as trouble:
        progress.say(f"\n{trouble}\n{trouble.output}")
        return 2
    program = system_packages.find_browser(computer) or ""
    with tempfile.TemporaryDirectory(prefix="policybook-audit-") as name:
        folder = Path(name)
        _tell("Making the pages ...")
        ours = wanted.site or make_ours(wanted.root, wanted.as_of, folder)
        pages = [page for page in measuring.pages_of(ours) if not wanted.pages or page in wanted.pages]
        before = []
        looks = measuring.FEW_LOOKS if wanted.quick else measuring.ALL_LOOKS
        with measuring.chromium(program) as browser:
            if not wanted.after_only:
                default = make_default(wanted.root, wanted.as_of, folder)
                _tell(f"Measuring {len(pages)} pages in Material as it comes ...")
                there = [page for page in pages if (default / page).is_file()]
                before = measuring.measure(browser, default, there, looks, runs=wanted.runs, tell=_tell)
            _tell(f"Measuring {len(pages)} of our pages ...")
            after = measuring.measure(browser, ours, pages, looks, runs=wanted.runs, tell=_tell)
        _tell("Asking the validators that are on this computer ...\n")
        outside = [(one.name, *one.ask(ours, program)) for one in OUTSIDE]
    rows = rows_of(before, after)
    told = [["validator", "found", "what it says"], *([name, found, says] for name, found, says in outside)]
    print(f"{as_text(rows)}\n\n{LEGEND}\n\n{as_text(told)}")
    if wanted.markdown:
        wanted.markdown.write_text(f"{as_markdown(rows)}\n\n{LEGEND}\n\n{as_markdown(told)}\n", encoding="utf-8")
    for title, measured in (("Before", before if wanted.details else []), ("After", after)):
        if found := details_of(measured):
            print(f"\n{title}, one by one:\n" + "\n".join(f"  {line}" for line in found))
    missed = [*faults_of(after), *(f"{name}: {says}" for name, found, says in outside if found not in {"0", NOT_THERE})]
    print("\nGoals missed: " + ("none." if not missed else "".join(f"\n  {line}" for line in missed)))
    return 1 if missed else 0


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="audit.py", description="Measures the pages, before and after.")
    parser.add_argument("--root", type=Path, default=ROOT, help="the project to measure (default: this one)")
    parser.add_argument(
        "--as-of", type=date.fromisoformat, default=today(), help="the day to build for (default: today)"
    )
    parser.add_argument("--site", type=Path, help="measure this finished site as ours instead of making one")
    parser.add_argument("--after-only", action="store_true", help="leave the default theme out")
    parser.add_argument("--pages", nargs="+", metavar="PAGE", help="only these, such as parents.html")
    parser.add_argument("--quick", action="store_true", help="look at each page in two ways instead of eight")
    parser.add_argument("--runs", type=int, default=3, help="how often to measure the paint (default: 3)")
    parser.add_argument("--details", action="store_true", help="list what was found in the default theme, too")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables into this file, too")
    return parser.parse_args(arguments)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        progress.say("\nStopped.")
        sys.exit(130)
