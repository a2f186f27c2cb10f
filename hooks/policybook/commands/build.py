"""The command ``build``: checks, then starts MkDocs as a program of its own, so that the library stays free of it.

``hooks/site_hooks.py`` does the work there. Here is what a person is told before and after.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from policybook.basics.dates import format_day
from policybook.basics.findings import Finding, Report, Severity
from policybook.commands import site_folders
from policybook.commands.check import earlier_wordings, is_coloured
from policybook.commands.options import (
    ADDRESS_VARIABLE,
    AS_OF_VARIABLE,
    FOUND,
    FRAGMENT_VARIABLE,
    GOOD,
    HOLDING_VARIABLE,
    PROJECT,
    ROOT_VARIABLE,
    SHEETS_VARIABLE,
    WRONG_USAGE,
    add_address,
    add_book,
    add_day,
    address_of,
    day_of,
)
from policybook.commands.served_site import ServedError, was_published
from policybook.report import as_text
from policybook.rules import first_steps
from policybook.rules.checking import CheckResult, check_project
from policybook.rules.publication_gate import is_published, stops_holding_site, stops_publication

DESCRIPTION = "Check the policies, then build the site, the PDFs and the leadership's pack."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    help_ = "stop, and leave the last site as it is, if anything must not be published"
    parser.add_argument("--publish", action="store_true", help=help_)
    help_ = "publish, or where the pages have never been published and may not be yet, the holding site in their place"
    parser.add_argument("--holding", action="store_true", help=help_)
    help_ = "also make one file of the site, to unpack on any web host: SITE.zip beside the folder"
    parser.add_argument("--zip", action="store_true", help=help_)
    help_ = "also make fragment.html in the site: review dates and contacts, to put into a page of another website"
    parser.add_argument("--fragment", action="store_true", help=help_)
    help_ = "also make a sheet of the yearly review for each role, to fill in on paper: internal/review-sheet-ROLE.pdf"
    parser.add_argument("--sheets", action="store_true", help=help_)
    help_ = "where the site is written (default: site/ in the project)"
    parser.add_argument("--site-dir", type=Path, metavar="DIR", help=help_)
    add_address(parser)
    add_book(parser)
    add_day(parser)


def run(options: argparse.Namespace) -> int:
    """Build; whatever ends it, what became of the last site is told with it."""
    site = (options.site_dir or options.sources.root / "site").absolute()
    last = site_folders.LastSite.of(site)
    try:
        return _build_beside(last, options)
    except BaseException as error:
        error.add_note(last.words)
        raise


def _build_beside(last: site_folders.LastSite, options: argparse.Namespace) -> int:
    """Check, build and tell what was done; ``last`` is the site that a reader sees until then."""
    sources, on, site, started = options.sources, day_of(options), last.target, time.monotonic()
    print(f"Checking the policies and the facts, as of {format_day(on)} ...", flush=True)
    result = check_project(sources, on, earlier_wordings(sources))
    is_holding = False
    stopping = (
        stops_publication(result.book, result.report, on)
        if options.publish or options.holding
        else result.report.stopping(Severity.ERROR)
    )
    if stopping and options.holding:
        is_holding, stopping, why = may_hold(result, address_of(options), stopping)
        print(why, flush=True)
    if stopping:
        shown = as_text.render(Report.of(stopping), result.lines, colour=is_coloured(), what_to_do=False)
        sys.stdout.write("\n" + shown)
        print(f"\nNothing was {'published' if options.publish or options.holding else 'built'}. {last.words}")
        print("\n".join(["", *first_steps.what_to_do_first(stopping)]))
        return FOUND
    try:
        site_folders.refuse_sources(site.resolve(), sources)
        site_folders.refuse_foreign(site)
    except site_folders.PublishError as refused:
        print(refused, file=sys.stderr)
        return WRONG_USAGE
    print("Building the pages and the PDFs ...", flush=True)
    if not _mkdocs_builds(sources.root, site, _variables(options, on, is_holding=is_holding)):
        print(f"\nThe build did not end well. {last.words}")
        return FOUND
    seconds = time.monotonic() - started
    if options.zip:
        site_folders.write_zip(site)
    summary = HOLDING_WORDS if is_holding else _summary(result, sources.root, site)
    print(f"\nDone in {seconds:.0f} seconds.\n\n{summary}", flush=True)
    return GOOD


_Findings = tuple[Finding, ...]
HOLDING_WORDS = (
    "This is the holding site: what to do if a child is in danger, that the policies are being put in order, the blank review "
    "and the forms. When nothing stops publication any more, the pages take its place."
)


def may_hold(result: CheckResult, address: str, stopping: _Findings) -> tuple[bool, _Findings, str]:
    """Return whether the holding site may be made, else what stops everything, and which it is in words."""
    book = result.book
    if is_published(book, result.context.as_of):
        return False, stopping, "The pages have been published before, so the holding site does not take their place."
    where = book.school.website or address
    try:
        if where and was_published(where):
            words = f"The pages are at {where} already, so the holding site does not take their place."
            return False, stopping, f"{words} Type in data/settings.yml the day since when, after published_since:"
    except ServedError as unknown:
        return False, stopping, f"Nobody can tell whether the pages have been published before: {unknown}"
    if holding := stops_holding_site(book, result.report):
        return False, holding, "Not even the holding site can be published."
    return True, (), f"{_count(stopping)} the first publication, so this makes the holding site."


def _count(stopping: _Findings) -> str:
    return f"{len(stopping)} things stop" if len(stopping) > 1 else "One thing stops"


def _variables(options: argparse.Namespace, on: date, *, is_holding: bool) -> dict[str, str]:
    """Return what MkDocs' own process is told."""
    asked = {
        SHEETS_VARIABLE: options.sheets,
        HOLDING_VARIABLE: is_holding,
        FRAGMENT_VARIABLE: options.fragment and not is_holding,
    }
    told = {AS_OF_VARIABLE: on.isoformat(), ADDRESS_VARIABLE: address_of(options)}
    return told | {name: "1" for name, is_asked in asked.items() if is_asked}


def _mkdocs_builds(root: Path, site: Path, told: dict[str, str]) -> bool:
    """Build with the one adapter; its progress and its words go straight to the person."""
    variables = os.environ | {ROOT_VARIABLE: str(root), "NO_MKDOCS_2_WARNING": "1"} | told
    config = root / "mkdocs.yml" if (root / "mkdocs.yml").is_file() else PROJECT / "mkdocs.yml"
    mkdocs = [sys.executable, "-P", "-m", "mkdocs", "--quiet", "build"]
    line = [*mkdocs, "--config-file", str(config), "--site-dir", str(site)]
    return subprocess.run(line, env=variables, check=False).returncode == 0


def _summary(result: CheckResult, root: Path, site: Path) -> str:
    """What was written and where, what stops publication, what to do first."""
    blockers = stops_publication(result.book, result.report, result.context.as_of)
    on_pages = len(result.report.of_severity(Severity.BLOCKER)) - len(blockers)
    advice = result.report.of_severity(Severity.ADVICE)
    lines = [
        "What was written",
        f"  The website:            {site / 'index.html'}",
        f"  The PDFs:               {site / 'downloads'}",
        f"  For the leadership only: {root / 'internal' / 'leadership-pack.html'}",
        "",
    ]
    if not blockers:
        lines += ["Nothing stops publication."]
        if not is_published(result.book, result.context.as_of):
            day = result.context.as_of.isoformat()
            lines += [f"Once the pages are published, type in data/settings.yml: published_since: {day}"]
    else:
        lines += [f"{_count(blockers)} publication, so every page and PDF is marked as a preview:"]
        lines += first_steps.lines(blockers)
        lines += ["  Each with its place and what to type: the leadership’s pack, or python3 scripts/check.py"]
        lines += ["", "What to do first", *first_steps.first_step(blockers)]
    if on_pages:
        count = f"{on_pages} blockers" if on_pages > 1 else "One blocker"
        lines += [
            "",
            f"{count}: the pages leave it out or say so until it is settled. python3 scripts/check.py lists them.",
        ]
    if advice:
        lines += ["", f"{len(advice)} more pieces of advice are in the leadership’s pack."]
    return "\n".join(lines)
