"""The command ``watch``: what is due, and whether the pages on the web are those of this project. For a schedule, on weekdays."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urljoin

from policybook.basics.dates import day, format_day
from policybook.basics.program import PROGRAM
from policybook.book.book import Book
from policybook.book.public_digest import public_digest
from policybook.commands.options import (
    FOUND,
    GOOD,
    add_address,
    add_book,
    add_day,
    address_of,
    day_of,
    is_project_public,
)
from policybook.commands.served_site import ServedError, fetch, mark_of, root_of
from policybook.report import as_issue
from policybook.rules.checking import CheckResult, check_project
from policybook.rules.outlook import look_ahead
from policybook.rules.publication_gate import is_published, stops_holding_site, stops_publication
from policybook.source.last_watch import LastWatch, keep_last_watch
from policybook.views.jobs import Jobs

DESCRIPTION = "Print what is due as the text of one issue, and say what is wrong with the pages as they are served."
_FRIDAY = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    help_ = "look at the pages here, whatever the facts say (default: where the site is served); nothing is asked where nobody knows"
    parser.add_argument("--site", default=None, metavar="URL", help=help_)
    add_address(parser)
    add_book(parser)
    add_day(parser)


def run(options: argparse.Namespace) -> int:
    """Print the issue; FOUND where the served pages are not as they should be."""
    result = check_project(options.sources, day_of(options), is_public=is_project_public())
    address = options.site if options.site is not None else result.book.school.website or address_of(options)
    problems = tuple(served_problems(address, result)) if address else ()
    if address:
        keep_last_watch(options.sources.root, LastWatch(result.context.as_of, len(problems)))
    sys.stdout.write(
        as_issue.render(
            result,
            look_ahead(result.context, result.report),
            Jobs.of(PROGRAM).for_book(result.book),
            problems,
            address,
        )
    )
    return FOUND if problems else GOOD


def served_problems(address: str, result: CheckResult) -> Iterator[str]:
    """Yield in words what is wrong with the pages at an address, compared with the book."""
    root = root_of(address)
    try:
        made = mark_of(root)
        yield from _stale(made, result)
        yield from _first_publication(made, result)
        yield from _broken_links(root, result.book, is_holding=bool(made.get("holding")))
    except ServedError as error:
        yield str(error)


def _stale(made: dict[str, Any], result: CheckResult) -> Iterator[str]:
    as_of, made_on = result.context.as_of, day(made["as_of"])
    reason = _why_refused(result, is_holding=bool(made.get("holding")))
    if made.get("digest") != public_digest(result.book):
        yield f"The published pages are not those of the project: they are older, or a publication did not arrive. They were made on {format_day(made_on)}.{reason}"
    elif made_on < _weekday_before(as_of):
        yield f"The published pages were last made on {format_day(made_on)}: nothing has published them since.{reason}"


def _weekday_before(as_of: date) -> date:
    """The day on which the pages were made last, at the latest: that of today may not have reached every copy yet."""
    before = as_of - timedelta(days=1)
    while before.weekday() > _FRIDAY:
        before -= timedelta(days=1)
    return before


def _first_publication(made: dict[str, Any], result: CheckResult) -> Iterator[str]:
    """Yield what is wrong while the pages go from the holding site to their first publication."""
    book, as_of = result.book, result.context.as_of
    if made.get("holding"):
        if not stops_publication(book, result.report, as_of):
            yield "Readers see the holding site, and nothing stops publication: open Actions, Publish, and press “Run workflow”."
    elif made.get("publishable") and not is_published(book, as_of):
        yield (
            "The pages are published, and data/settings.yml does not say since when. Until it does, one new blocker stops "
            f"them all. Type published_since: {made['as_of']}"
        )


def _why_refused(result: CheckResult, *, is_holding: bool) -> str:
    book, report = result.book, result.report
    stopping = stops_holding_site(book, report) if is_holding else stops_publication(book, report, result.context.as_of)
    if not stopping:
        return " Nothing stops publication: open Actions, Publish, and press “Run workflow”."
    more = f" (and {len(stopping) - 1} more)" if len(stopping) > 1 else ""
    return f" This stops publication: {stopping[0].message}{more}"


def _broken_links(root: str, book: Book, *, is_holding: bool) -> Iterator[str]:
    """Yield the pages that are not where the first page looks for them, as in a folder that moved."""
    home = fetch(root)
    website = book.school.website
    if website and f'rel="canonical" href="{website.rstrip("/")}/' not in home:
        yield f"The first page at {root} does not name {website} as its address: website: in data/school.yml and the host differ."
    elif not website and f'rel="canonical" href="{root}' not in home:
        yield f"The first page does not name {root} as its address, so links, QR codes and the calendar lead elsewhere: publish it again."
    first = book.policies[0].id if book.policies else "about"
    for page in ("forms/index.html",) if is_holding else (f"{first}.html", "about.html"):
        try:
            fetch(urljoin(root, page))
        except ServedError as error:
            yield str(error)
            return
