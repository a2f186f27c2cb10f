"""The view of a document: AUP, guide, agreement, leaflet."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from policybook.book.book import Document, StatementGroup
from policybook.model.content import SignOff
from policybook.views.addresses import LinkView, Page
from policybook.views.glossary_terms import ShortForm, term_views
from policybook.views.passage_views import BlockView, statement_blocks
from policybook.views.people_and_contacts import ContactView, ServiceView, contact_view, service_views
from policybook.views.sentences import written
from policybook.views.situations import POSTER, HelpView, guide_of, help_view, paper_downloads
from policybook.views.status_words import StatusView, VersionView, document_status_view, document_version_view
from policybook.views.view_context import DownloadView, PageView, ViewContext


@dataclass(frozen=True, slots=True)
class GroupView:
    """A heading of a document and its statements."""

    id: str
    title: str
    blocks: tuple[BlockView, ...]


@dataclass(frozen=True, slots=True)
class SignOffView:
    """The block in which a reader signs."""

    statement: str
    fields: tuple[str, ...]
    signature: str = ""
    """The field that only a pen can fill in, among these; "" where there is none."""
    date: str = ""
    """The field for the day, among these; "" where there is none."""


def equal_text(context: ViewContext, href: str, title: str, language: str | None) -> LinkView:
    """A link to a text in another language, by the name of that; by its own title where nobody has worded that language."""
    own = language or context.language
    sentences = context.sentences.in_language(own)
    return LinkView(href, sentences.fill("language.name") if sentences.speaks(own) else title, own)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """An AUP, a guide or a leaflet: page and PDF."""

    page: PageView
    status: StatusView
    version: VersionView
    audience: str
    groups: tuple[GroupView, ...]
    background: tuple[GroupView, ...]
    """What explains, after the signature: nobody signs it."""
    contact: ContactView
    services: tuple[ServiceView, ...]
    sign_off: SignOffView | None
    download: DownloadView | None
    help: HelpView | None = None
    """What to do now, for the document that begins with it."""
    to_print: tuple[DownloadView, ...] = ()
    """The card and the poster, for the document whose readers put them up."""
    language: str = ""
    """The language of its own words, where it is not that of the pages around them."""

    @property
    def written(self) -> Markup:
        """The language and direction of its own words as attributes of HTML, or ""."""
        return written(self.language)

    stale: str = ""
    """What is said to readers of a translation whose original has changed since, or of one of two texts of equal standing."""
    equals: tuple[LinkView, ...] = ()
    """The same text in other languages, where it has equal standing."""
    short_forms: tuple[ShortForm, ...] = ()
    """What is explained where it stands."""
    is_untried: bool = False
    """Whether it is an easy-read draft that readers have yet to try."""


def document_view(context: ViewContext, document: Document, page: Page) -> DocumentView:
    """The view of a document for its page (or, with an empty address, for its PDF)."""
    settings = document.settings
    context = context.in_language(settings.language)
    restated = {restates.target for statement in document.statements for restates in statement.restates}
    help_ = help_view(context, page, "parents") if document is guide_of(context.book) else None
    is_for_staff = settings.audience == "staff"
    services = [name.removeprefix("services.") for name in restated if name.startswith("services.")]
    return DocumentView(
        page=context.page(page, settings.title, settings.summary, document.path),
        status=document_status_view(context, document),
        version=document_version_view(context, document),
        audience=settings.audience,
        groups=tuple(
            group_view(context, document, group, page, gaps=help_ is None)
            for group in document.groups
            if group not in document.background
        ),
        background=tuple(group_view(context, document, group, page) for group in document.background),
        contact=contact_view(context),
        services=service_views(context, services),
        sign_off=sign_off_view(context, settings.sign_off),
        download=context.download(settings.download, settings.title, page) if settings.download else None,
        help=help_,
        to_print=help_.downloads if help_ else paper_downloads(context, page, POSTER) if is_for_staff else (),
        language=context.language_of(settings.language),
        stale=_stale(context, document),
        equals=_equals(context, document, page),
        short_forms=_short_forms(context, document),
        is_untried=context.is_untried(document),
    )


def _short_forms(context: ViewContext, document: Document) -> tuple[ShortForm, ...]:
    """The short forms in the document's words; the glossary explains in the pages' language only."""
    if (document.settings.language or context.language) != context.language:
        return ()
    terms = term_views(context, (statement.wording.text for statement in document.statements))
    return tuple(ShortForm(term.short_names, term.explanation) for term in terms if term.short_names)


def _stale(context: ViewContext, document: Document) -> str:
    """What readers of a translation are told when its original has changed since it was made."""
    wanted = document.settings.translates
    original = context.book.document(wanted.target) if wanted else None
    reading = context.book.readings.readings.get(document.id)
    if not original or (reading and reading.beside.get(original.id) == original.fingerprint):
        return ""
    key = "translation.differs" if document.settings.equal_standing else "translation.stale"
    return context.sentences.fill(key, title=original.settings.title)


def _equals(context: ViewContext, document: Document, page: Page) -> tuple[LinkView, ...]:
    """On a page: the documents that are the same text, whichever of the two says so."""
    found = [one for one in context.documents if page.address and context.book.are_equal(document, one)]
    return tuple(
        equal_text(context, page.to(one.settings.address), one.settings.title, one.settings.language) for one in found
    )


def group_view(
    context: ViewContext, document: Document, group: StatementGroup, page: Page, *, gaps: bool = True
) -> GroupView:
    """A heading and its statements; without ``gaps`` help says once what is not known."""
    return GroupView(group.id, group.title, statement_blocks(context, group.blocks, document, page, gaps=gaps))


def sign_off_view(context: ViewContext, sign_off: SignOff | None) -> SignOffView | None:
    """The block to sign, where a document has one."""
    if sign_off is None:
        return None
    fill, fields = context.sentences.fill, sign_off.fields
    signature, date = (fill(f"sign.{name}") if fill(f"sign.{name}") in fields else "" for name in ("signature", "date"))
    return SignOffView(sign_off.statement, fields, signature, date)
