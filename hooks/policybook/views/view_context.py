"""What every view is made from: the book on a day, the sentences and the finished downloads. Not for any one view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from policybook.basics.dates import add_days, format_day
from policybook.basics.findings import Report
from policybook.basics.on_page import OnPage
from policybook.book.book import Book, Clause, Document, Statement
from policybook.book.days_ahead import NAMED_AHEAD
from policybook.book.token_values import TokenValues
from policybook.revisions.reviewed_texts import ReviewedText
from policybook.rules.publication_gate import Lines, places_of, stops_publication, unfit_passages
from policybook.source.logo_picture import Picture
from policybook.views.addresses import DOWNLOADS, Page, edit_url, live_url
from policybook.views.inline_html import Inline
from policybook.views.sentences import Sentences


@dataclass(frozen=True, slots=True)
class DownloadView:
    """A file to download: address relative to the page, words, kind, size and pages ("" or 0 while unknown)."""

    href: str
    title: str
    size: str
    pages: int


@dataclass(frozen=True, slots=True)
class LogoView:
    """The school's logo on paper: the name of its picture, and how wide it is for its height."""

    file: str
    shape: float


@dataclass(frozen=True, slots=True)
class PageView:
    """What every page has. ``address`` is without its ending; ``root`` is the way up to the site's root ("" or "../")."""

    address: str
    title: str
    summary: str
    school: str
    edit_url: str
    publishable: bool
    built: str
    live: str = ""
    """In a PDF, the whole address of the page that it is the print of; "" where that is not known."""
    logo: LogoView | None = None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Size in bytes and number of pages of a finished download."""

    size: int
    pages: int


@dataclass(frozen=True, slots=True)
class ViewContext:
    """The book on a day, with the sentences and the finished downloads."""

    book: Book
    report: Report
    as_of: date
    sentences: Sentences
    files: Mapping[str, FileFacts]
    last_read: Mapping[str, ReviewedText] = field(default_factory=dict)
    """The text that the newest review of a policy read, where it is known and has changed since, by policy."""
    served_at: str = ""
    """Where the pages are served, as whoever builds them knows it; "" where nobody does."""
    is_holding: bool = False
    """Whether only the holding site is made, which says nothing that a blocker could be about."""
    unfit: Lines = field(init=False)
    """The lines of passages that are left out or marked."""
    publishable: bool = field(init=False)
    """Whether nothing stops publication."""

    def __post_init__(self) -> None:
        """Find them once for all pages, and speak as the organisation does."""
        object.__setattr__(self, "unfit", unfit_passages(self.report))
        object.__setattr__(self, "sentences", self.sentences.in_words_of(self.book.organisation.profile))
        stops = not self.is_holding and stops_publication(self.book, self.report, self.as_of)
        object.__setattr__(self, "publishable", not stops)

    @property
    def site(self) -> str:
        """The address of the site without its last slash: what the facts say, else where it is served; "" where nobody knows."""
        return (self.book.school.website or self.served_at).rstrip("/")

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that have a page today, forms last; a trial that is still to come (PLA005) publishes nothing."""
        shown = (d for d in self.book.published_documents if not self.is_untried(d))
        return tuple(sorted(shown, key=lambda document: document.settings.kind == "form"))

    def is_untried(self, document: Document) -> bool:
        """Whether a document waits for readers to try it."""
        tried = document.settings.tried_on
        return document.is_draft or bool(tried and tried.first > self.as_of)

    def state_of(self, passage: Clause | Statement) -> OnPage | None:
        """What is done about a clause or statement that is not fit to be read; a preview shows it as it is."""
        found = [self.unfit[place] for place in places_of(passage) if place in self.unfit]
        if not found or not self.publishable:
            return None
        return OnPage.LEAVE_OUT if OnPage.LEAVE_OUT in found else found[0]

    @property
    def built(self) -> str:
        """The day in words."""
        return format_day(self.as_of)

    def inline(self, page: Page) -> Inline:
        """A renderer of words for a page."""
        return Inline(self.book, self.values, self.sentences, page.link_to, is_live=bool(page.address))

    @property
    def values(self) -> TokenValues:
        """What tokens stand for: names with until when, and in a preview with what is not agreed yet."""
        named_to, preview = add_days(self.as_of, NAMED_AHEAD), not self.publishable
        return TokenValues(self.book, self.as_of, named_to=named_to, preview=preview)

    def page(self, page: Page, title: str, summary: str, source: str) -> PageView:
        """What every page has."""
        return PageView(
            address=page.address,
            title=title,
            summary=summary,
            school=self.book.school.name,
            edit_url=edit_url(self.book, source),
            publishable=self.publishable,
            built=self.built,
            live=live_url(self.site, page),
            logo=self.logo,
        )

    @property
    def logo(self) -> LogoView | None:
        """The school's logo for the PDFs; None where there is none that can be shown."""
        logo = self.book.logo
        return LogoView(logo.file, logo.width / logo.height) if isinstance(logo, Picture) else None

    def download(self, name: str, title: str, page: Page) -> DownloadView | None:
        """A finished download; None while it is not made, so that no page links to a file that is not there."""
        facts = self.files.get(name)
        if facts is None:
            return None
        return DownloadView(page.to_file(f"{DOWNLOADS}/{name}.pdf"), title, _size_words(facts.size), facts.pages)


def _size_words(size: int) -> str:
    return f"{max(1, round(size / 1000))} kB" if size else ""
