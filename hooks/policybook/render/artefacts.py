"""Everything a build makes, as pages and bytes in memory. Writes nothing: ``site_hooks`` does.

The order is fixed: views without downloads -> PDFs -> views that can say how large each download is -> pages.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from policybook.basics.colours import school_css
from policybook.basics.findings import Report
from policybook.basics.languages import ENGLISH
from policybook.book.book import Book
from policybook.model.declarations import Audience
from policybook.render.calendar import CALENDAR, calendar_of
from policybook.render.day_stamp import Day
from policybook.render.feed import FEED, atom
from policybook.render.holding_site import holding_jobs, holding_navigation, holding_pages
from policybook.render.page_languages import PageLanguages
from policybook.render.pdf import Pdf, Progress, make_pdfs
from policybook.render.pdfs_on_demand import PdfsOnDemand
from policybook.render.print_jobs import PACK, changes_jobs, pack_jobs, pdf_jobs
from policybook.render.published_files import published_files
from policybook.render.search_index import read_pages, search_files, words_of
from policybook.render.site_pages import (
    MarkdownPage,
    NavEntry,
    SiteFacts,
    checklist_files,
    forms_pages,
    make_pages,
    navigation,
    site_facts,
)
from policybook.render.templates import TEMPLATES, Templates
from policybook.render.word_list import words_page, words_view
from policybook.review.handing_in import find_begun, find_sheets
from policybook.review.record_codec import RecordError
from policybook.review.review_progress import drop_outdated, record_to_complete
from policybook.revisions.reviewed_texts import history, last_read_texts
from policybook.rules.checking import CheckResult
from policybook.rules.outlook import Outlook, look_ahead
from policybook.source.kept_files import CACHE, KeptFiles
from policybook.source.last_watch import read_last_watch
from policybook.source.logo_picture import Picture
from policybook.source.sources import Sources
from policybook.views.about import about_view
from policybook.views.addresses import CHANGES, DOWNLOADS, Page
from policybook.views.coverage_matrix import coverage_csv
from policybook.views.desk import DeskView, desk_view, review_progress
from policybook.views.due_days import leadership_days, public_days
from policybook.views.fragment import fragment_view
from policybook.views.holding import checklists_of
from policybook.views.jobs import Jobs
from policybook.views.leadership_copy import leadership_copy
from policybook.views.leadership_pack import InternalPack, internal_pack
from policybook.views.search_words import SearchWords
from policybook.views.sentences import Sentences
from policybook.views.view_context import FileFacts, ViewContext
from policybook.views.what_changed import changes_view

SCREEN_FONTS = "fonts/screen"
FRAGMENT = "fragment.html"


@dataclass(frozen=True, slots=True)
class Artefacts:
    """All that is written: pages and files of ``site/``, and files of ``internal/``, by path."""

    pages: tuple[MarkdownPage, ...]
    files: dict[str, bytes]
    internal: dict[str, bytes]
    navigation: tuple[NavEntry, ...]
    facts: SiteFacts
    school_style: str
    languages: PageLanguages


class Wanted(NamedTuple):
    """What a build is asked for beside the book."""

    address: str = ""
    """Where the site is served, for a book that does not say it."""
    sheets: bool = False
    """Whether the sheets of the review on paper are made, one for each role."""
    fragment: bool = False
    """Whether a piece of HTML for another website is made."""
    holding: bool = False
    """Whether the holding site is made in place of the pages."""


def make_artefacts(
    sources: Sources,
    templates_root: Path,
    result: CheckResult,
    as_of: date,
    progress: Progress,
    wanted: Wanted = Wanted(),  # noqa: B008 - it cannot be changed
    on_demand: PdfsOnDemand | None = None,
) -> Artefacts:
    """Everything, from a book without errors; ``templates_root`` has the ``site_templates``, the project's folder the cache.

    With ``on_demand``, on a server, only what readers see is made, and its PDFs when they are opened.

    Raises:
        PageTemplateError, WordingError, PdfError: where our own templates, sentences or tools fail; nothing is written then.
    """
    root, book, report = sources.root, result.book, result.report
    sentences = Sentences.read(templates_root, root)
    forms = Jobs.of(templates_root).for_book(book)
    read = last_read_texts(root, book, as_of, root / CACHE)
    context = ViewContext(book, report, as_of, sentences, {}, read, wanted.address)
    leadership = context.in_language(ENGLISH)
    templates = Templates(templates_root, book.organisation.profile, root, context.sentences)
    past = history(root, book, as_of, root / CACHE)
    public = replace(context, is_holding=wanted.holding, last_read={} if wanted.holding else read)
    printed = [
        *(holding_jobs(public, templates) if wanted.holding else pdf_jobs(context, templates)),
        *changes_jobs(context, templates, past),
    ]
    internal: dict[str, bytes] = {}
    if on_demand:
        printed = [job for job in printed if job.audience is Audience.PUBLIC]
        pdfs = on_demand.offer(printed, templates_root / TEMPLATES, root / CACHE, Day(as_of))
    else:
        outlook = look_ahead(result.context, result.report)
        pack = internal_pack(leadership, _desk(sources, leadership, outlook, forms))
        jobs = [*printed, *pack_jobs(leadership, templates, pack, sheets=wanted.sheets)]
        pdfs = make_pdfs(jobs, templates_root / TEMPLATES, root / CACHE, progress, Day(as_of))
        private = {job.name: pdfs.pop(job.name) for job in jobs if job.audience is not Audience.PUBLIC}
        kept = KeptFiles(root / CACHE / Audience.LEADERSHIP)
        internal = _internal(leadership, templates, pack, private, outlook, kept)
    sizes = {name: FileFacts(len(pdf.data), pdf.pages) for name, pdf in pdfs.items()}
    context = replace(context, files=sizes)
    if wanted.holding:
        return _holding_site(replace(public, files=sizes), templates_root, templates, forms, pdfs, internal)
    about = about_view(context)
    changed = changes_view(context, past, Page(CHANGES))
    pages = make_pages(context, templates, about, changed)
    searched = read_pages(context, pages)
    words = words_of(context, SearchWords.read(templates_root), searched)
    a_to_z = words_page(templates, words_view(context, words, searched))
    pages = (*pages, a_to_z)
    every = (*pages, *forms_pages(context, templates, forms))
    return Artefacts(
        pages=every,
        files={
            **_downloads(pdfs),
            **_fonts(templates_root),
            **_logo_file(book),
            **search_files(context, words, (*searched, *read_pages(context, [a_to_z]))),
            **checklist_files(context),
            FEED: atom(changed),
            CALENDAR: calendar_of(
                context, public_days(context), "due.title", KeptFiles(root / CACHE / Audience.PUBLIC)
            ),
            **published_files(context),
            **(_fragment(context, templates) if wanted.fragment else {}),
        },
        internal=internal,
        navigation=navigation(context),
        facts=site_facts(context, templates, navigation(context)),
        school_style=school_css(book.school.accent),
        languages=PageLanguages(context.sentences, context.language, every),
    )


def _holding_site(
    context: ViewContext,
    templates_root: Path,
    templates: Templates,
    forms: Jobs,
    pdfs: dict[str, Pdf],
    internal: dict[str, bytes],
) -> Artefacts:
    """What is published before the first publication; the leadership's folder is that of any build."""
    menu, book = holding_navigation(context), context.book
    names = {document.settings.download for document in checklists_of(context)}
    pages = holding_pages(context, templates, forms)
    return Artefacts(
        pages=pages,
        files={
            **_downloads({name: pdf for name, pdf in pdfs.items() if name in names}),
            **_fonts(templates_root),
            **_logo_file(book),
            **checklist_files(context),
        },
        internal=internal,
        navigation=menu,
        facts=site_facts(context, templates, menu),
        school_style=school_css(book.school.accent),
        languages=PageLanguages(context.sentences, context.language, pages),
    )


def pages_without_downloads(
    root: Path, templates_root: Path, book: Book, report: Report, as_of: date
) -> tuple[MarkdownPage, ...]:
    """The pages as they are before any PDF is made, so without the sizes of downloads: to compare two books.

    Raises:
        PageTemplateError, WordingError: where our own templates or sentences fail.
    """
    read = last_read_texts(root, book, as_of, root / CACHE)
    context = ViewContext(book, report, as_of, Sentences.read(templates_root, root), {}, read)
    changed = changes_view(context, history(root, book, as_of, root / CACHE), Page(CHANGES))
    return make_pages(
        context,
        Templates(templates_root, book.organisation.profile, sentences=context.sentences),
        about_view(context),
        changed,
    )


def _downloads(pdfs: dict[str, Pdf]) -> dict[str, bytes]:
    return {f"{DOWNLOADS}/{name}.pdf": pdf.data for name, pdf in pdfs.items() if pdf.data}


def _fragment(context: ViewContext, templates: Templates) -> dict[str, bytes]:
    return {FRAGMENT: templates.render("documents/fragment.html.j2", fragment_view(context)).encode()}


def _fonts(templates_root: Path) -> dict[str, bytes]:
    files = sorted((templates_root / TEMPLATES / SCREEN_FONTS).glob("*.woff2"))
    return {f"assets/fonts/{file.name}": file.read_bytes() for file in files}


def _logo_file(book: Book) -> dict[str, bytes]:
    return {f"assets/{book.logo.file}": book.logo.data} if isinstance(book.logo, Picture) else {}


def _desk(sources: Sources, context: ViewContext, outlook: Outlook, forms: Jobs) -> DeskView:
    """The desk, with the review that has begun. A draft that cannot be read is one nobody can go on with: the check says so."""
    try:
        begun = find_begun(sources)
    except RecordError:
        begun = None
    progress = None
    if begun:
        draft, _ = drop_outdated(context.book, begun.draft, context.as_of)
        progress = review_progress(context, draft, [path.name for path in find_sheets(sources)])
    return desk_view(context, outlook, progress, forms, read_last_watch(sources.root))


def _internal(
    context: ViewContext,
    templates: Templates,
    pack: InternalPack,
    private: dict[str, Pdf],
    outlook: Outlook,
    kept: KeptFiles,
) -> dict[str, bytes]:
    days = (*public_days(context), *leadership_days(context, outlook))
    return {
        # One file that is opened from a disk: the picture of the logo stands beside no other file.
        f"{PACK}.html": templates.render("documents/internal.html.j2", replace(pack, logo=None)).encode(),
        **{f"{name}.pdf": pdf.data for name, pdf in private.items()},
        "review-copy.json": leadership_copy(context).encode(),
        "review-record.yml": record_to_complete(context.book, context.as_of).encode(),
        "coverage.csv": coverage_csv(context.book),
        CALENDAR: calendar_of(context, days, "due.title.leadership", kept),
    }
