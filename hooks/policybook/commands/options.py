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
SHEETS_VARIABLE, HOLDING_VARIABLE, FRAGMENT_VARIABLE = "POLICYBOOK_SHEETS", "POLICYBOOK_HOLDING", "POLICYBOOK_FRAGMENT"
ADDRESS_VARIABLE = "POLICYBOOK_ADDRESS"
"""Where the site is served: a host knows it, and says so to a build."""
_SUMMARY_VARIABLE, _EVENT_VARIABLE = "GITHUB_STEP_SUMMARY", "GITHUB_EVENT_PATH"


def add_book(parser: argparse.ArgumentParser) -> None:
    """Add ``--root``: which book a command is about (``options.sources``)."""
    help_ = "the book to read: a folder with policy/ and data/ in it (default: this one)"
    parser.add_argument("--root", dest="sources", type=_sources, default=_this_book(), metavar="DIR", help=help_)


def add_day(parser: argparse.ArgumentParser) -> None:
    """Add ``--as-of``: the day to check by (``options.as_of``)."""
    help_ = "the day to judge by, such as 2026-11-22 (default: today in London)"
    parser.add_argument("--as-of", type=_day, default=None, metavar="DATE", help=help_)


def add_address(parser: argparse.ArgumentParser) -> None:
    """Add ``--address``: where the site is served (``options.address``)."""
    help_ = f"where the site is served (default: the variable {ADDRESS_VARIABLE}); website: in data/school.yml goes before it"
    parser.add_argument("--address", type=_address, default=None, metavar="URL", help=help_)


def address_of(options: argparse.Namespace) -> str:
    """Return the address that was asked for, else that of the environment; "" where nobody knows it.

    Raises:
        argparse.ArgumentTypeError: where the environment has something that is no address.
    """
    asked: str | None = options.address
    return _address(os.environ.get(ADDRESS_VARIABLE, "")) if asked is None else asked


def day_of(options: argparse.Namespace) -> date:
    """Return the day that was asked for, else today."""
    asked: date | None = options.as_of
    return asked or today()


def add_to_job_summary(text: str) -> None:
    """Show a text on the summary page of the job, where the command runs on GitHub."""
    if summary := os.environ.get(_SUMMARY_VARIABLE):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(text)


def is_project_public() -> bool | None:
    """Whether anybody can open the project, as GitHub says to what runs there; None elsewhere, and where it does not say."""
    import json  # noqa: PLC0415 - only on GitHub; every check would pay for it

    file = os.environ.get(_EVENT_VARIABLE)
    try:
        event = json.loads(Path(file).read_text(encoding="utf-8")) if file else {}
        is_private = event["repository"]["private"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return not is_private if isinstance(is_private, bool) else None


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


def _address(text: str) -> str:
    from urllib.parse import urlsplit  # noqa: PLC0415 - as above

    parts = urlsplit(text)
    if text and not (parts.scheme in ("https", "http") and parts.hostname and not set(text) & set(" \"'<>?#")):
        raise argparse.ArgumentTypeError(
            f"“{text}” is not the address of a site; type one such as https://policies.example/"
        )
    return text.rstrip("/")


def _day(text: str) -> date:
    try:
        return day(text)
    except DateError as fault:
        raise argparse.ArgumentTypeError(f"{fault} {fault.fix}".strip()) from None
