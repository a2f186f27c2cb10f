"""What a host serves, as it is: asked over the web, and of no other host. Not for comparing it with the book: ``watch``."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urljoin, urlsplit

from policybook.basics.dates import DateError, day
from policybook.commands.site_folders import MARKER

_SECONDS = 20
_LONGEST = 1_000_000
_NOT_THERE = (404, 410)


class ServedError(Exception):
    """A page cannot be had; the message says why in words."""


class NotThereError(ServedError):
    """The host says that there is no such page, or there is no such host."""


class AnotherSiteError(ServedError):
    """The host serves a site that is not ours."""


def root_of(address: str) -> str:
    """Return the address of a site with its last slash."""
    return address if address.endswith("/") else f"{address}/"


def mark_of(address: str) -> dict[str, Any]:
    """Return what the served site says of itself.

    Raises:
        NotThereError, AnotherSiteError: where none of ours is there.
        ServedError: where it cannot be had.
    """
    root = root_of(address)
    text = fetch(urljoin(root, MARKER))
    try:
        made = json.loads(text)
        day(made["as_of"])
    except (ValueError, KeyError, TypeError, DateError):
        raise AnotherSiteError(
            f"There is another site at {root}: its {MARKER} is not one of ours. Correct website: in data/school.yml, or look where the pages are published."
        ) from None
    return dict(made)


def was_published(address: str) -> bool:
    """Whether a host serves our pages as they were published: no preview, and more than the holding site.

    Raises:
        ServedError: where nobody can tell.
    """
    try:
        made = mark_of(address)
    except (NotThereError, AnotherSiteError):
        return False
    return bool(made.get("publishable", True)) and not made.get("holding")


def fetch(url: str) -> str:
    """Return the text at an address of the site itself; another host is never asked.

    Raises:
        ServedError: where it cannot be had; NotThereError where the host says that there is no such page.
    """
    if urlsplit(url).scheme not in ("https", "http"):
        raise ServedError(f"{url} is not a web address. Type one that begins with https:// after website:.")
    try:
        with _OPENER.open(url, timeout=_SECONDS) as answer:
            return str(answer.read(_LONGEST).decode("utf-8", errors="replace"))
    except urllib.error.HTTPError as error:
        kind = NotThereError if error.code in _NOT_THERE else ServedError
        raise kind(
            f"{url} is not there: the host answers {error.code}. Look in the settings of the host, under Pages."
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        # A name that nobody has registered serves nothing; a name that cannot be looked up at the moment is another matter.
        is_nowhere = isinstance(reason, socket.gaierror) and reason.errno == socket.EAI_NONAME
        raise (NotThereError if is_nowhere else ServedError)(f"{url} cannot be reached ({reason}).") from None


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
