"""Everything a build makes, as pages and bytes in memory. Writes nothing: ``site_hooks`` and ``cli`` do.

The order is fixed: views without downloads -> PDFs -> views that can say how large each download is -> pages.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from policybook.basics.colours import school_css
from policybook.basics.findings import Report
from policybook.basics.letters import without_lacking
from policybook.book.book import Book, Document, Policy
from policybook.render.feed import FEED, atom
from policybook.render.pdf import CACHE, Pdf, PdfJob, Progress, make_pdfs
from policybook.render.templates import TEMPLATES, Templates
from policybook.revisions.reviewed_texts import ReviewHistory, history, read_wordings
from policybook.source.logo_picture import Picture
from policybook.views.about import TESTED_FILE, Tested, about_view
from policybook.views.addresses import ABOUT, CHANGES, DOWNLOADS, HOME, Page, edit_url
from policybook.views.checklist import checklist_view
from policybook.views.coverage_matrix import coverage_csv
from policybook.views.documents import document_view
from policybook.views.home import home_view, now_href
from policybook.views.leadership_pack import internal_pack
from policybook.views.page_data import AboutView, ChecklistView, DocumentView
from policybook.views.policies import policy_view, printed_policy_view
from policybook.views.sentences import Sentences
from policybook.views.view_context import FileFacts, ViewContext
from policybook.views.what_changed import DOWNLOAD as CHANGES_DOWNLOAD
from policybook.views.what_changed import ChangesView, changes_view

SCREEN_FONTS = "fonts/screen"
PACK = "leadership-pack"


@dataclass(frozen=True, slots=True)
class MarkdownPage:
    """A page as Markdown that any generator can take: address without ending, title, text, and where it is edited."""

    address: str
    title: str
    text: str
    edit_url: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A page in the navigation."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the theme needs on every page."""

    school: str
    website: str
    copyright: str
    repository: str
    description: str
    built: str
    publishable: bool
    status_headline: str
    status_tone: str
    logo: tuple[str, int, int] | None
    """The file of the logo from the site's root, and its width and height; None where the name stands in its place."""
    now_href: str
    """What to do if you are worried about a child, from the site's root; "" where no guide says so."""


@dataclass(frozen=True, slots=True)
class Artefacts:
    """All that is written: pages and files of ``site/``, and files of ``internal/``, by path."""

    pages: tuple[MarkdownPage, ...]
    files: dict[str, bytes]
    internal: dict[str, bytes]
    navigation: tuple[NavEntry, ...]
    facts: SiteFacts
    school_style: str


def make_artefacts(
    root: Path, templates_root: Path, book: Book, report: Report, as_of: date, progress: Progress
) -> Artefacts:
    """Everything, from a book without errors; ``house`` has the ``site_templates``, ``root`` the cache.

    Raises:
        PageTemplateError, WordingError, PdfError: where our own templates, sentences or tools fail; nothing is written then.
    """
    sentences = Sentences.read(templates_root)
    templates = Templates(templates_root)
    tested = Tested.read(templates_root)
    read = read_wordings(root, book, as_of, root / CACHE)
    context = ViewContext(book, report, as_of, sentences, {}, read)
    past = history(root, book, as_of, root / CACHE)
    pdfs = make_pdfs(
        [*_pdf_jobs(context, templates), *_changes_jobs(context, templates, past)],
        templates_root / TEMPLATES,
        root / CACHE,
        progress,
    )
    pack = pdfs.pop(PACK, None)
    about = about_view(context, tested)
    sizes = {name: FileFacts(len(pdf.data), pdf.pages) for name, pdf in pdfs.items()}
    context = ViewContext(book, report, as_of, sentences, sizes, read)
    changed = changes_view(context, past, Page(CHANGES))
    return Artefacts(
        pages=_pages(context, templates, about, changed),
        files={**_downloads(pdfs), **_fonts(templates_root), **_logo_file(book), FEED: atom(changed)},
        internal=_internal(context, templates, pack),
        navigation=_navigation(context),
        facts=_facts(context),
        school_style=school_css(book.school.accent),
    )


def pages_without_downloads(
    root: Path, templates_root: Path, book: Book, report: Report, as_of: date
) -> tuple[MarkdownPage, ...]:
    """The pages as they are before any PDF is made, so without the sizes of downloads: to compare two books.

    Raises:
        PageTemplateError, WordingError: where our own templates or sentences fail.
    """
    read = read_wordings(root, book, as_of, root / CACHE)
    context = ViewContext(book, report, as_of, Sentences.read(templates_root), {}, read)
    changed = changes_view(context, history(root, book, as_of, root / CACHE), Page(CHANGES))
    return _pages(context, Templates(templates_root), about_view(context, Tested.read(templates_root)), changed)


def _document(context: ViewContext, document: Document, page: Page) -> DocumentView | ChecklistView:
    if document.settings.kind == "checklist":
        return checklist_view(context, document, page)
    return document_view(context, document, page)


def _kind(document: Document) -> str:
    return "checklist" if document.settings.kind == "checklist" else "document"


def _pdf_jobs(context: ViewContext, templates: Templates) -> list[PdfJob]:
    jobs = [
        _pdf_job(context, templates, policy.download, "policy", printed_policy_view(context, policy))
        for policy in context.book.policies
    ]
    jobs += [
        _pdf_job(
            context,
            templates,
            document.settings.download,
            _kind(document),
            _document(context, document, Page("", live=document.settings.address)),
        )
        for document in context.book.documents
        if document.settings.download
    ]
    if pack := internal_pack(context):
        jobs.append(_pdf_job(context, templates, PACK, "internal", pack))
    return jobs


def _pdf_job(context: ViewContext, templates: Templates, name: str, template: str, view: object) -> PdfJob:
    html = templates.render(f"documents/{template}.html.j2", view)
    logo = context.book.logo
    pictures = ((logo.file, logo.data),) if isinstance(logo, Picture) else ()
    return PdfJob(name, without_lacking(html, context.sentences.fill("paper.lacking")), pictures)


def _changes_jobs(context: ViewContext, templates: Templates, past: ReviewHistory) -> list[PdfJob]:
    """The PDF of what changed, where there is anything to print."""
    view = changes_view(context, past, Page("", live=CHANGES))
    return [_pdf_job(context, templates, CHANGES_DOWNLOAD, "changes", view)] if view.is_to_print else []


def _pages(
    context: ViewContext, templates: Templates, about: AboutView, changed: ChangesView
) -> tuple[MarkdownPage, ...]:
    def page(address: str, title: str, template: str, view: object, *sources: str) -> MarkdownPage:
        text = templates.render(f"pages/{template}.md.j2", view)
        return MarkdownPage(address, title, text, edit_url(context.book, sources[0]), sources)

    def policy_page(policy: Policy) -> MarkdownPage:
        view = policy_view(context, policy, Page(policy.id))
        return page(policy.id, policy.settings.title, "policy", view, policy.path, *(s.path for s in policy.sections))

    def document_page(document: Document) -> MarkdownPage:
        address = document.settings.address
        view = _document(context, document, Page(address))
        return page(address, document.settings.title, _kind(document), view, document.path)

    home = home_view(context)
    return (
        page(HOME, home.page.title, "home", home, context.book.layout.facts("school")),
        *map(policy_page, context.book.policies),
        *map(document_page, context.book.documents),
        replace(page(CHANGES, changed.page.title, "changes", changed, changed.source), edit_url=""),
        page(ABOUT, about.page.title, "about", about, TESTED_FILE),
    )


def _downloads(pdfs: dict[str, Pdf]) -> dict[str, bytes]:
    return {f"{DOWNLOADS}/{name}.pdf": pdf.data for name, pdf in pdfs.items()}


def _fonts(templates_root: Path) -> dict[str, bytes]:
    files = sorted((templates_root / TEMPLATES / SCREEN_FONTS).glob("*.woff2"))
    return {f"assets/fonts/{file.name}": file.read_bytes() for file in files}


def _logo_file(book: Book) -> dict[str, bytes]:
    return {f"assets/{book.logo.file}": book.logo.data} if isinstance(book.logo, Picture) else {}


def _internal(context: ViewContext, templates: Templates, pack_pdf: Pdf | None) -> dict[str, bytes]:
    pack = internal_pack(context)
    if pack is None or pack_pdf is None:
        return {}
    return {
        # One file that is opened from a disk: the picture of the logo stands beside no other file.
        f"{PACK}.html": templates.render("documents/internal.html.j2", replace(pack, logo=None)).encode(),
        f"{PACK}.pdf": pack_pdf.data,
        "review-record.yml": pack.review_record.encode(),
        "coverage.csv": coverage_csv(context.book),
    }


def _navigation(context: ViewContext) -> tuple[NavEntry, ...]:
    by_audience = {d.settings.audience: d for d in reversed(context.book.documents)}
    first = [by_audience[name] for name in ("parents", "staff") if name in by_audience]
    others = [document for document in context.book.documents if document not in first]
    policies = tuple(NavEntry(policy.settings.title, policy.id) for policy in context.book.policies)
    return (
        NavEntry(context.book.school.name, HOME),
        *(NavEntry(document.settings.title, document.settings.address) for document in first),
        *policies,
        *(NavEntry(document.settings.title, document.settings.address) for document in others),
        NavEntry(context.sentences.fill("changes.title"), CHANGES),
        NavEntry(context.sentences.fill("about.title"), ABOUT),
    )


def _facts(context: ViewContext) -> SiteFacts:
    school, status = context.book.school, context.status(context.book.policies)
    return SiteFacts(
        school=school.name,
        website=school.website or "",
        copyright=school.copyright or "",
        repository=context.book.settings.repository or "",
        description=context.sentences.fill("home.summary"),
        built=context.built,
        publishable=context.publishable,
        status_headline=status.headline,
        status_tone=status.tone.value,
        logo=_logo(context.book),
        now_href=now_href(context, Page("")),
    )


def _logo(book: Book) -> tuple[str, int, int] | None:
    logo = book.logo
    return (f"assets/{logo.file}", logo.width, logo.height) if isinstance(logo, Picture) else None
