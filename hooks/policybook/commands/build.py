"""The command ``build``: checks, then runs MkDocs as a program, in this process, so that the library stays free of it.

``hooks/site_hooks.py`` does the work there, with the judgement that was made here. Here is what a person is told before and
after, and the end before everything else where nothing has changed.
"""

from __future__ import annotations

import argparse
import os
import runpy
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from policybook.basics.dates import format_day
from policybook.basics.program import EXAMPLE, EXAMPLE_DAY, PROGRAM
from policybook.commands import judged, site_folders
from policybook.commands.build_record import BuildRecord
from policybook.commands.options import (
    ADDRESS_VARIABLE,
    AS_OF_VARIABLE,
    FOUND,
    FRAGMENT_VARIABLE,
    GOOD,
    HOLDING_VARIABLE,
    ROOT_VARIABLE,
    SHEETS_VARIABLE,
    WRONG_USAGE,
    add_address,
    add_book,
    add_day,
    address_of,
    day_of,
)
from policybook.source.sources import STANDARD, Sources

if TYPE_CHECKING:
    from policybook.basics.findings import Finding
    from policybook.rules.checking import CheckResult

DESCRIPTION = "Check the policies, then build the site, the PDFs and the leadership's pack."


class _Example(argparse.Action):
    """Names the folder for the example, so that no book need be where the command is run."""

    def __call__(self, _parser: object, namespace: argparse.Namespace, values: object, _option: object = None) -> None:
        namespace.example, namespace.sources = Path(str(values)), None


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
    help_ = "put the example, an invented school in order, into a new folder, and publish its pages there"
    parser.add_argument("--example", action=_Example, metavar="DIR", help=help_)
    add_address(parser)
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


def copy_example(folder: Path) -> None:
    """Copy the example's words and facts into a folder.

    Raises:
        FileExistsError: where something is there already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder} is there already, and nothing in it is touched. Choose a new folder.")
    for source in EXAMPLE:
        for part in STANDARD.folders:
            shutil.copytree(source / part, folder / part, dirs_exist_ok=True)


def _build_beside(last: site_folders.LastSite, options: argparse.Namespace) -> int:
    """Build, unless nothing has changed since the last time; ``last`` is the site that a reader sees until then."""
    root, on, site = options.sources.root, day_of(options), last.target
    config = root / "mkdocs.yml" if (root / "mkdocs.yml").is_file() else PROGRAM / "mkdocs.yml"
    asked = (on.isoformat(), address_of(options), *(f"{name} {getattr(options, name)}" for name in _ASKED))
    written = (site, root / site_folders.INTERNAL, *([site_folders.zip_of(site)] if options.zip else []))
    record = BuildRecord.of(root, config, _PROGRAM, written, asked)
    if not options.holding and (words := record.words()):  # which site is wanted turns on what is served meanwhile
        print(f"Nothing has changed since the last build, so nothing was made again.\n\n{words}", flush=True)
        return GOOD
    from policybook.commands.check import earlier_wordings
    from policybook.rules.checking import check_project

    started = time.monotonic()
    print(f"Checking the policies and the facts, as of {format_day(on)} ...", flush=True)
    result = check_project(options.sources, on, earlier_wordings(options.sources))
    is_holding, stopping = _what_stops(result, on, options)
    if stopping:
        _say_what_stops(result, stopping, last, options)
        return FOUND
    print("Building the pages and the PDFs ...", flush=True)
    judged.hand_over(options.sources, on, result)
    if not _mkdocs_builds(config, site, _variables(options, on, is_holding=is_holding)):
        print(f"\nThe build did not end well. {last.words}")
        return FOUND
    if options.zip:
        site_folders.write_zip(site)
    words = HOLDING_WORDS if is_holding else _summary(result, root, site)
    if record.key == BuildRecord.of(root, config, _PROGRAM, written, asked).key:  # nobody typed meanwhile
        record.keep(words)
    print(f"\nDone in {time.monotonic() - started:.0f} seconds.\n\n{words}", flush=True)
    return GOOD


_PROGRAM = (Path(__file__).resolve().parents[1], *(PROGRAM / part for part in ("hooks", "overrides", "site_templates")))
"""Where the program is that makes a site."""
_ASKED = ("publish", "holding", "zip", "fragment", "sheets")
"""The options that decide what is written."""
HOLDING_WORDS = (
    "This is the holding site. It says that the policies are being put in order, how to reach you, and, for a school, what to do "
    "if a child is in danger. When nothing stops publication any more, the pages take its place."
)


def _what_stops(result: CheckResult, on: date, options: argparse.Namespace) -> tuple[bool, tuple[Finding, ...]]:
    """Return whether the holding site is to be made, and what stops that, the publication or the build."""
    from policybook.basics.findings import Severity
    from policybook.rules.publication_gate import stops_publication

    if not (options.publish or options.holding):
        return False, result.report.stopping(Severity.ERROR)
    stopping = stops_publication(result.book, result.report, on)
    if not (stopping and options.holding):
        return False, stopping
    is_holding, stopping, why = may_hold(result, address_of(options), stopping)
    print(why, flush=True)
    return is_holding, stopping


def _say_what_stops(
    result: CheckResult, stopping: tuple[Finding, ...], last: site_folders.LastSite, options: argparse.Namespace
) -> None:
    from policybook.basics.findings import Report
    from policybook.commands.check import is_coloured
    from policybook.report import as_text
    from policybook.rules import first_steps

    shown = as_text.render(Report.of(stopping), result.lines, colour=is_coloured(), what_to_do=False)
    sys.stdout.write("\n" + shown)
    print(f"\nNothing was {'published' if options.publish or options.holding else 'built'}. {last.words}")
    print("\n".join(["", *first_steps.what_to_do_first(stopping)]))


def may_hold(result: CheckResult, address: str, stopping: tuple[Finding, ...]) -> tuple[bool, tuple[Finding, ...], str]:
    """Return whether the holding site may be made, else what stops everything, and which it is in words."""
    from policybook.commands.served_site import ServedError, was_published
    from policybook.rules.publication_gate import is_published, stops_holding_site

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


def _count(stopping: tuple[Finding, ...]) -> str:
    return f"{len(stopping)} things stop" if len(stopping) > 1 else "One thing stops"


def _variables(options: argparse.Namespace, on: date, *, is_holding: bool) -> dict[str, str]:
    """Return what the adapter is told."""
    asked = {
        SHEETS_VARIABLE: options.sheets,
        HOLDING_VARIABLE: is_holding,
        FRAGMENT_VARIABLE: options.fragment and not is_holding,
    }
    told = {AS_OF_VARIABLE: on.isoformat(), ADDRESS_VARIABLE: address_of(options), "NO_MKDOCS_2_WARNING": "1"}
    told |= {ROOT_VARIABLE: str(options.sources.root)}
    return told | {name: "1" for name, is_asked in asked.items() if is_asked}


def _mkdocs_builds(config: Path, site: Path, variables: dict[str, str]) -> bool:
    """Build with the one adapter; its progress and its words go straight to the person."""
    line = ["mkdocs", "--quiet", "build", "--config-file", str(config), "--site-dir", str(site)]
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
    from policybook.rules.publication_gate import is_published, stops_publication

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
        more = "1 more piece of advice is" if len(advice) == 1 else f"{len(advice)} more pieces of advice are"
        lines += ["", f"{more} in the leadership’s pack."]
    return "\n".join(lines)
