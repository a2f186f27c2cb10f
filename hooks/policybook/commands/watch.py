"""The command ``watch``: what is due, and whether the pages on the web are those of this project. For a schedule, on weekdays."""

from __future__ import annotations

import argparse
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from policybook.basics.dates import DateError, day, format_day
from policybook.book.book import Book
from policybook.book.public_digest import public_digest
from policybook.commands.options import FOUND, GOOD, PROJECT, add_book, add_day, day_of
from policybook.commands.site_folders import MARKER
from policybook.report import as_issue
from policybook.rules.checking import CheckResult, check_project
from policybook.rules.outlook import look_ahead
from policybook.rules.publication_gate import stops_publication
from policybook.source.last_watch import LastWatch, keep_last_watch
from policybook.views.jobs import Jobs

DESCRIPTION = "Print what is due as the text of one issue, and say what is wrong with the pages as they are served."
_FRIDAY = 4
_SECONDS = 20
_LONGEST = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    help_ = "where the pages are served (default: website: in data/school.yml); nothing is asked where there is none"
    parser.add_argument("--site", default=None, metavar="URL", help=help_)
    add_book(parser)
    add_day(parser)


def run(options: argparse.Namespace) -> int:
    """Print the issue; FOUND where the served pages are not as they should be."""
    result = check_project(options.sources, day_of(options))
    address = options.site if options.site is not None else result.book.school.website or ""
    problems = tuple(served_problems(address, result)) if address else ()
    if address:
        keep_last_watch(options.sources.root, LastWatch(result.context.as_of, len(problems)))
    sys.stdout.write(as_issue.render(result, look_ahead(result.context, result.report), Jobs.of(PROJECT), problems))
    return FOUND if problems else GOOD


class ServedError(Exception):
    """A page cannot be had; the message says why in words."""


def served_problems(address: str, result: CheckResult) -> Iterator[str]:
    """Yield in words what is wrong with the pages at an address, compared with the book."""
    root = address if address.endswith("/") else f"{address}/"
    try:
        made = _mark(root)
        yield from _stale(made, result)
        yield from _broken_links(root, result.book)
    except ServedError as error:
        yield str(error)


def _mark(root: str) -> dict[str, Any]:
    """What the served site says of itself."""
    text = _fetch(urljoin(root, MARKER))
    try:
        made = json.loads(text)
        day(made["as_of"])
    except (ValueError, KeyError, TypeError, DateError):
        raise ServedError(
            f"There is another site at {root}: its {MARKER} is not one of ours. Correct website: in data/school.yml, or look where the pages are published."
        ) from None
    return dict(made)


def _stale(made: dict[str, Any], result: CheckResult) -> Iterator[str]:
    as_of, made_on = result.context.as_of, day(made["as_of"])
    reason = _why_refused(result)
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


def _why_refused(result: CheckResult) -> str:
    stopping = stops_publication(result.book, result.report, result.context.as_of)
    if not stopping:
        return " Nothing stops publication: open Actions, Publish, and press “Run workflow”."
    more = f" (and {len(stopping) - 1} more)" if len(stopping) > 1 else ""
    return f" This stops publication: {stopping[0].message}{more}"


def _broken_links(root: str, book: Book) -> Iterator[str]:
    """Yield the pages that are not where the first page looks for them, as in a folder that moved."""
    home = _fetch(root)
    website = book.school.website
    if website and f'rel="canonical" href="{website.rstrip("/")}/' not in home:
        yield f"The first page at {root} does not name {website} as its address: website: in data/school.yml and the host differ."
    for page in (f"{book.policies[0].id}.html" if book.policies else "about.html", "about.html"):
        try:
            _fetch(urljoin(root, page))
        except ServedError as error:
            yield str(error)
            return


def _fetch(url: str) -> str:
    """Return the text at an address of the site itself; another host is never asked.

    Raises:
        ServedError: where it cannot be had.
    """
    if urlsplit(url).scheme not in ("https", "http"):
        raise ServedError(f"{url} is not a web address. Type one that begins with https:// after website:.")
    try:
        with _OPENER.open(url, timeout=_SECONDS) as answer:
            return str(answer.read(_LONGEST).decode("utf-8", errors="replace"))
    except urllib.error.HTTPError as error:
        raise ServedError(
            f"{url} is not there: the host answers {error.code}. Look in the settings of the host, under Pages."
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise ServedError(f"{url} cannot be reached ({reason}).") from None


class _SameHost(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """Follow a host only to itself."""
        if urlsplit(newurl).hostname != urlsplit(req.full_url).hostname:
            raise ServedError(
                f"{req.full_url} sends readers to another host, {urlsplit(newurl).hostname}. Type the address that readers use after website:."
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_OPENER = urllib.request.build_opener(_SameHost)
