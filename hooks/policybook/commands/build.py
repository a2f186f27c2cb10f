"""The command ``build``: checks, then starts MkDocs as a program of its own, so that the library stays free of it.

``hooks/site_hooks.py`` does the work there. Here is what a person is told before and after.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from policybook.basics.dates import format_day
from policybook.basics.findings import Report, Severity
from policybook.basics.program import EXAMPLE, EXAMPLE_DAY, PROGRAM
from policybook.commands import site_folders
from policybook.commands.check import earlier_wordings, is_coloured
from policybook.commands.options import (
    AS_OF_VARIABLE,
    FOUND,
    GOOD,
    ROOT_VARIABLE,
    SHEETS_VARIABLE,
    WRONG_USAGE,
    add_book,
    add_day,
    day_of,
)
from policybook.report import as_text
from policybook.rules import first_steps
from policybook.rules.checking import CheckResult, check_project
from policybook.rules.publication_gate import stops_publication
from policybook.source.sources import STANDARD, Sources

DESCRIPTION = "Check the policies, then build the site, the PDFs and the leadership's pack."


class _Example(argparse.Action):
    """Names the folder for the example, so that no book need be where the command is run."""

    def __call__(self, _parser: object, namespace: argparse.Namespace, values: object, _option: object = None) -> None:
        namespace.example, namespace.sources = Path(str(values)), None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    help_ = "stop, and leave the last site as it is, if anything must not be published"
    parser.add_argument("--publish", action="store_true", help=help_)
    help_ = "also make a sheet of the yearly review for each role, to fill in on paper: internal/review-sheet-ROLE.pdf"
    parser.add_argument("--sheets", action="store_true", help=help_)
    help_ = "where the site is written (default: site/ in the project)"
    parser.add_argument("--site-dir", type=Path, metavar="DIR", help=help_)
    help_ = "put the example, an invented school in order, into a new folder, and publish its pages there"
    parser.add_argument("--example", action=_Example, metavar="DIR", help=help_)
    add_book(parser)
    add_day(parser)


def run(options: argparse.Namespace) -> int:
    """Build; whatever ends it, what became of the last site is told with it."""
    if options.example:
        try:
            copy_example(options.example)
        except FileExistsError as there:
            print(f"{there} Nothing was made.", file=sys.stderr)
            return WRONG_USAGE
        options.sources, options.as_of, options.publish = Sources(options.example.resolve()), EXAMPLE_DAY, True
    site = (options.site_dir or options.sources.root / "site").absolute()
    last = site_folders.LastSite.of(site)
    try:
        return _build_beside(last, options)
    except BaseException as error:
        error.add_note(last.words)
        raise


def copy_example(folder: Path) -> None:
    """Copy the example's words and facts into a folder.

    Raises:
        FileExistsError: where something is there already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder} is there already, and nothing in it is touched. Choose a new folder.")
    for part in STANDARD.folders:
        shutil.copytree(EXAMPLE / part, folder / part)


def _build_beside(last: site_folders.LastSite, options: argparse.Namespace) -> int:
    """Check, build and tell what was done; ``last`` is the site that a reader sees until then."""
    sources, on, site, started = options.sources, day_of(options), last.target, time.monotonic()
    print(f"Checking the policies and the facts, as of {format_day(on)} ...", flush=True)
    result = check_project(sources, on, earlier_wordings(sources))
    stopping = (
        stops_publication(result.book, result.report, on) if options.publish else result.report.stopping(Severity.ERROR)
    )
    if stopping:
        shown = as_text.render(Report.of(stopping), result.lines, colour=is_coloured(), what_to_do=False)
        sys.stdout.write("\n" + shown)
        print(f"\nNothing was {'published' if options.publish else 'built'}. {last.words}")
        print("\n".join(["", *first_steps.what_to_do_first(stopping)]))
        return FOUND
    try:
        site_folders.refuse_sources(site.resolve(), sources)
        site_folders.refuse_foreign(site)
    except site_folders.PublishError as refused:
        print(refused, file=sys.stderr)
        return WRONG_USAGE
    print("Building the pages and the PDFs ...", flush=True)
    if not _mkdocs_builds(sources.root, site, on, sheets=options.sheets):
        print(f"\nThe build did not end well. {last.words}")
        return FOUND
    seconds = time.monotonic() - started
    print(f"\nDone in {seconds:.0f} seconds.\n\n{_summary(result, sources.root, site)}", flush=True)
    return GOOD


def _mkdocs_builds(root: Path, site: Path, on: date, *, sheets: bool) -> bool:
    """Build with the one adapter; its progress and its words go straight to the person."""
    variables = os.environ | {AS_OF_VARIABLE: on.isoformat(), ROOT_VARIABLE: str(root), "NO_MKDOCS_2_WARNING": "1"}
    variables |= {SHEETS_VARIABLE: "1"} if sheets else {}
    config = root / "mkdocs.yml" if (root / "mkdocs.yml").is_file() else PROGRAM / "mkdocs.yml"
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
    else:
        count = f"{len(blockers)} things stop" if len(blockers) > 1 else "One thing stops"
        lines += [f"{count} publication, so every page and PDF is marked as a preview:"]
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
