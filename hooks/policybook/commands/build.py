"""The command ``build``: checks, then runs MkDocs as a program, in this process, so that the library stays free of it.

``hooks/site_hooks.py`` does the work there, with the judgement that was made here. Here is what a person is told before and
after, and the end before everything else where nothing has changed.
"""

from __future__ import annotations

import argparse
import os
import runpy
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from policybook.basics.dates import format_day
from policybook.commands import site_folders
from policybook.commands.build_record import BuildRecord
from policybook.commands.options import (
    AS_OF_VARIABLE,
    FOUND,
    GOOD,
    PROJECT,
    ROOT_VARIABLE,
    SHEETS_VARIABLE,
    WRONG_USAGE,
    add_book,
    add_day,
    day_of,
)

if TYPE_CHECKING:
    from policybook.rules.checking import CheckResult

DESCRIPTION = "Check the policies, then build the site, the PDFs and the leadership's pack."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    help_ = "stop, and leave the last site as it is, if anything must not be published"
    parser.add_argument("--publish", action="store_true", help=help_)
    help_ = "also make a sheet of the yearly review for each role, to fill in on paper: internal/review-sheet-ROLE.pdf"
    parser.add_argument("--sheets", action="store_true", help=help_)
    help_ = "where the site is written (default: site/ in the project)"
    parser.add_argument("--site-dir", type=Path, metavar="DIR", help=help_)
    add_book(parser)
    add_day(parser)


def run(options: argparse.Namespace) -> int:
    """Build; whatever ends it, what became of the last site is told with it."""
    root: Path = options.sources.root
    site = (options.site_dir or root / "site").absolute()
    try:
        for folder in (site, root / site_folders.INTERNAL):
            site_folders.refuse(folder, options.sources)
    except site_folders.PublishError as refused:
        print(refused, file=sys.stderr)
        return WRONG_USAGE
    last = site_folders.LastSite.of(site)
    try:
        return _build_beside(last, options)
    except BaseException as error:
        error.add_note(last.words)
        raise


def _build_beside(last: site_folders.LastSite, options: argparse.Namespace) -> int:
    """Build, unless nothing has changed since the last time; ``last`` is the site that a reader sees until then."""
    root, on, site = options.sources.root, day_of(options), last.target
    config = root / "mkdocs.yml" if (root / "mkdocs.yml").is_file() else PROJECT / "mkdocs.yml"
    asked = (on.isoformat(), f"publish {options.publish}", f"sheets {options.sheets}")
    folders = (site, root / site_folders.INTERNAL)
    record = BuildRecord.of(root, config, PROJECT / "hooks", folders, asked)
    if words := record.words():
        print(f"Nothing has changed since the last build, so nothing was made again.\n\n{words}", flush=True)
        return GOOD
    from policybook.commands.check import earlier_wordings
    from policybook.rules.checking import check_project

    started = time.monotonic()
    print(f"Checking the policies and the facts, as of {format_day(on)} ...", flush=True)
    result = check_project(options.sources, on, earlier_wordings(options.sources))
    if _says_what_stops(result, last, on, publish=options.publish):
        return FOUND
    print("Building the pages and the PDFs ...", flush=True)
    if not _mkdocs_builds(config, site, result, on, options):
        print(f"\nThe build did not end well. {last.words}")
        return FOUND
    words = _summary(result, root, site)
    if record.key == BuildRecord.of(root, config, PROJECT / "hooks", folders, asked).key:  # nobody typed meanwhile
        record.keep(words)
    print(f"\nDone in {time.monotonic() - started:.0f} seconds.\n\n{words}", flush=True)
    return GOOD


def _says_what_stops(result: CheckResult, last: site_folders.LastSite, on: date, *, publish: bool) -> bool:
    """Say what stops the build or, to ``publish``, the publication; whether anything does."""
    from policybook.basics.findings import Report, Severity
    from policybook.commands.check import is_coloured
    from policybook.report import as_text
    from policybook.rules import first_steps
    from policybook.rules.publication_gate import stops_publication

    stopping = stops_publication(result.book, result.report, on) if publish else result.report.stopping(Severity.ERROR)
    if stopping:
        shown = as_text.render(Report.of(stopping), result.lines, colour=is_coloured(), what_to_do=False)
        sys.stdout.write("\n" + shown)
        print(f"\nNothing was {'published' if publish else 'built'}. {last.words}")
        print("\n".join(["", *first_steps.what_to_do_first(stopping)]))
    return bool(stopping)


def _mkdocs_builds(config: Path, site: Path, result: CheckResult, on: date, options: argparse.Namespace) -> bool:
    """Build with the one adapter; its progress and its words go straight to the person."""
    from policybook.commands import judged

    variables = {AS_OF_VARIABLE: on.isoformat(), ROOT_VARIABLE: str(options.sources.root), "NO_MKDOCS_2_WARNING": "1"}
    variables |= {SHEETS_VARIABLE: "1"} if options.sheets else {}
    line = ["mkdocs", "--quiet", "build", "--config-file", str(config), "--site-dir", str(site)]
    judged.hand_over(options.sources, on, result)
    with _as_program(line, variables):
        try:
            runpy.run_module("mkdocs", run_name="__main__", alter_sys=True)
        except SystemExit as end:
            return not end.code
    return True


@contextmanager
def _as_program(line: list[str], variables: dict[str, str]) -> Iterator[None]:
    """Let a program find its arguments and variables, as in a process of its own."""
    arguments, environment = sys.argv, os.environ.copy()
    sys.argv = line
    os.environ.update(variables)
    try:
        yield
    finally:
        sys.argv = arguments
        os.environ.clear()
        os.environ.update(environment)


def _summary(result: CheckResult, root: Path, site: Path) -> str:
    """What was written and where, what stops publication, what to do first."""
    from policybook.basics.findings import Severity
    from policybook.rules import first_steps
    from policybook.rules.publication_gate import stops_publication

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
