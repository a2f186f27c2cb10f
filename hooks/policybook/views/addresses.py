"""Where things are published, and how one place links to another. Not for what stands there."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from markupsafe import Markup

from policybook.basics.places import Span
from policybook.book.book import Book, Clause, Document, Section
from policybook.views.sentences import written

HOME = "index"
ABOUT = "about"
CHANGES = "changes"
WORDS = "a-to-z"
LONGEST_ADDRESS = 8_000
"""GitHub answers a longer one with “414 URI Too Long”, its documentation says, and not where the limit is."""
LOST = "404"
"""The page for an address that leads nowhere."""
DOWNLOADS = "downloads"


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link: address relative to the page it stands on, and its words."""

    href: str
    text: str
    language: str = ""
    """The language of the words, where it is another than that around them."""

    @property
    def written(self) -> Markup:
        """Their language and direction as attributes of HTML, or ""."""
        return written(self.language)


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its address without ending (``staff/acceptable-use``); "" stands for a PDF of its own."""

    address: str
    policies: frozenset[str] = frozenset()
    """In a PDF, the policies whose clauses stand in the same file, so that links to them stay inside it."""
    live: str = ""
    """In a PDF, the address of the page that it is the print of, without ending."""

    def to(self, address: str, fragment: str = "") -> str:
        """The relative address of another page from here."""
        if address == self.address and fragment:
            return f"#{fragment}"
        path = posixpath.relpath(f"{address}.html", posixpath.dirname(self.address) or ".")
        return f"{path}#{fragment}" if fragment else path

    def to_file(self, path: str) -> str:
        """The relative address of a file of the site from here."""
        return posixpath.relpath(path, posixpath.dirname(self.address) or ".")

    def link_to(self, target: Clause | Section | Document) -> str:
        """The address of a clause, section or document from here, or "" where a PDF cannot lead to it."""
        if isinstance(target, Document):
            return self.to(target.settings.address) if self.address else ""
        fragment = target.id
        if self.address:
            return self.to(target.policy, fragment)
        return f"#{fragment}" if target.policy in self.policies else ""


def live_url(site: str, page: Page) -> str:
    """The whole address of the page that a PDF is the print of, or "" where nobody knows where the ``site`` is."""
    return f"{site}/{page.live}.html" if site and page.live else ""


def edit_url(book: Book, path: str, branch: str = "") -> str:
    """Where a file is edited in the repository's web page, or "" where nobody has said where that is."""
    repository = book.settings.repository
    return f"{repository.rstrip('/')}/edit/{quote(branch or book.settings.branch)}/{path}" if repository else ""


def new_file_url(book: Book, folder: str, branch: str = "", filled_in: Mapping[str, str] | None = None) -> str:
    """Where a new file is typed in the repository's web page; "" where nobody has said where that is.

    ``filled_in`` has what the page is opened with: ``filename``, and ``value`` for its text.
    """
    repository = book.settings.repository
    asked = f"?{urlencode(filled_in, quote_via=quote, safe='')}" if filled_in else ""
    return f"{repository.rstrip('/')}/new/{quote(branch or book.settings.branch)}/{folder}{asked}" if repository else ""


def upload_url(book: Book, folder: str) -> str:
    """Where a file is uploaded in the repository's web page; "" where nobody has said where that is."""
    repository = book.settings.repository
    return f"{repository.rstrip('/')}/upload/{quote(book.settings.branch)}/{folder}" if repository else ""


def workflow_url(book: Book, file: str) -> str:
    """Where GitHub lists the runs of a workflow; "" where nobody has said where the repository is."""
    repository = book.settings.repository
    return f"{repository.rstrip('/')}/actions/workflows/{file}" if repository else ""


def line_url(book: Book, span: Span) -> str:
    """Where a line is shown in the repository's web page, with its pencil to edit; "" where nobody has said where that is."""
    repository = book.settings.repository
    return (
        f"{repository.rstrip('/')}/blob/{book.settings.branch}/{span.path}?plain=1#L{span.line}" if repository else ""
    )


def form_url(site: str, job: str) -> str:
    """Where a form is, from a file of the leadership: on the web, or in the site beside the folder of that file."""
    return f"{site or '../site'}/forms/{job}.html"
