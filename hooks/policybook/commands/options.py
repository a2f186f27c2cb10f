"""What the commands share: exit codes, the names of variables, and the options that several of them have."""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path

from policybook.basics.dates import DateError, day
from policybook.basics.program import IS_PACKAGE, PROGRAM
from policybook.commands.clock import today
from policybook.source.sources import STANDARD, Sources

GOOD, FOUND, WRONG_USAGE, STOPPED = 0, 1, 2, 130
AS_OF_VARIABLE, ROOT_VARIABLE = "POLICYBOOK_AS_OF", "POLICYBOOK_ROOT"
SHEETS_VARIABLE = "POLICYBOOK_SHEETS"
_SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"


def add_book(parser: argparse.ArgumentParser) -> None:
    """Add ``--root``: which book a command is about (``options.sources``)."""
    help_ = "the book to read: a folder with policy/ and data/ in it (default: this one)"
    parser.add_argument("--root", dest="sources", type=_sources, default=_this_book(), metavar="DIR", help=help_)


def add_day(parser: argparse.ArgumentParser) -> None:
    """Add ``--as-of``: the day to check by (``options.as_of``)."""
    help_ = "the day to judge by, such as 2026-11-22 (default: today in London)"
    parser.add_argument("--as-of", type=_day, default=None, metavar="DATE", help=help_)


def day_of(options: argparse.Namespace) -> date:
    """Return the day that was asked for, else today."""
    asked: date | None = options.as_of
    return asked or today()


def add_to_job_summary(text: str) -> None:
    """Show a text on the summary page of the job, where the command runs on GitHub."""
    if summary := os.environ.get(_SUMMARY_VARIABLE):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(text)


def _this_book() -> str:
    """The book that a command is about where nobody names one: a set-up says which, else the clone's, else the folder here."""
    return os.environ.get(ROOT_VARIABLE) or ("." if IS_PACKAGE else str(PROGRAM))


def _sources(text: str) -> Sources:
    if not text.strip():  # a variable of a shell that is empty, for example: the folder here was hardly meant
        raise argparse.ArgumentTypeError("no folder is named; type a folder with policy/ and data/ in it, or a dot")
    sources = Sources(Path(text).resolve())
    if not sources.are_there:
        folders = " and ".join(f"{folder}/" for folder in STANDARD.folders)
        raise argparse.ArgumentTypeError(f"“{text}” has no {folders} folders in it")
    return sources


def _day(text: str) -> date:
    try:
        return day(text)
    except DateError as fault:
        raise argparse.ArgumentTypeError(f"{fault} {fault.fix}".strip()) from None
