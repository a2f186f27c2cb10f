"""The pages of the site as Markdown, their navigation, and what the frame of each page is told. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from policybook.basics.languages import ENGLISH
from policybook.book.book import Book, Document, Policy
from policybook.book.public_digest import public_digest
from policybook.render.templates import Templates
from policybook.source.logo_picture import Picture
from policybook.views.about import AboutView
from policybook.views.addresses import ABOUT, CHANGES, HOME, WORDS, LinkView, Page, edit_url
from policybook.views.checklist import ChecklistView, checklist_pages, checklist_view, whole_path, whole_script
from policybook.views.documents import DocumentView, document_view
from policybook.views.forms import FORMS, form_views, forms_view
from policybook.views.home import home_summary, home_view, not_here
from policybook.views.jobs import FORMS_FILE, Jobs
from policybook.views.not_found import not_found_view
from policybook.views.policies import policy_view
from policybook.views.situations import HELP, now_href
from policybook.views.status_words import status_view
from policybook.views.view_context import PageView, ViewContext
from policybook.views.what_changed import ChangesView


@dataclass(frozen=True, slots=True)
class MarkdownPage:
    """A page as Markdown that any generator can take: address without ending, title, text, and where it is edited."""

    address: str
    title: str
    text: str
    edit_url: str
    sources: tuple[str, ...]
    language: str = ENGLISH
    """The language of its labels."""
    written_in: str = ""
    """The language that its own words state, where they state one."""


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A page in the navigation."""

    title: str
    address: str
    language: str = ""
    """The language of the title, where it is another than that of the menu."""


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
    digest: str
    """The fingerprint of all that readers may see."""
    now_href: str
    """What to do if you are worried about a child, from the site's root; "" where no guide says so."""
    place: str
    """What the organisation calls itself."""
    not_here: str
    """What search says first where it finds nothing."""
    is_holding: bool
    """Whether these are the pages before the first publication, which have no search and no list of changes."""
    not_found: str
    """The page for an address that leads nowhere, as HTML."""


class PageOf(Protocol):
    """What is shown on a page."""

    @property
    def page(self) -> PageView:
        """What every page has."""


def make_pages(
    context: ViewContext, templates: Templates, about: AboutView, changed: ChangesView
) -> tuple[MarkdownPage, ...]:
    """Return every page of the site: home, policies, documents, what changed, about these pages."""

    def page(address: str, title: str, template: str, view: PageOf, *sources: str) -> MarkdownPage:
        text = templates.render(f"pages/{template}.md.j2", view)
        return MarkdownPage(address, title, text, edit_url(context.book, sources[0]), sources, view.page.language)

    def policy_page(policy: Policy) -> MarkdownPage:
        view = policy_view(context, policy, Page(policy.id))
        made = page(policy.id, policy.settings.title, "policy", view, policy.path, *(s.path for s in policy.sections))
        return replace(made, written_in=policy.settings.language or "")

    home = home_view(context)
    return (
        page(HOME, home.page.title, "home", home, context.book.layout.facts("school")),
        *map(policy_page, context.book.policies),
        *(page for document in context.documents for page in document_pages(context, templates, document)),
        replace(page(CHANGES, changed.page.title, "changes", changed, changed.source), edit_url=""),
        page(ABOUT, about.page.title, "about", about, context.book.layout.facts("tested")),
    )


def navigation(context: ViewContext) -> tuple[NavEntry, ...]:
    """Return the pages in the order of the menu: for parents and staff first, then the policies, then the others."""
    by_audience = {d.settings.audience: d for d in reversed(context.documents)}
    first = [by_audience[name] for name in ("parents", "staff") if name in by_audience]
    other_documents = [document for document in context.documents if document not in first]
    policies = tuple(
        NavEntry(policy.settings.title, policy.id, context.language_of(policy.settings.language))
        for policy in context.book.policies
    )

    def entry(document: Document) -> NavEntry:
        settings = document.settings
        return NavEntry(settings.title, settings.address, context.language_of(settings.language))

    return (
        NavEntry(context.book.school.name, HOME),
        *map(entry, first),
        *policies,
        *map(entry, other_documents),
        NavEntry(context.sentences.fill("words.title"), WORDS),
        NavEntry(context.sentences.fill("changes.title"), CHANGES),
        NavEntry(context.sentences.fill("about.title"), ABOUT),
    )


def site_facts(context: ViewContext, templates: Templates, menu: Iterable[NavEntry]) -> SiteFacts:
    """Return what the frame of every page is told."""
    pages = tuple(LinkView(entry.address, entry.title, entry.language) for entry in menu)
    school, status = context.book.school, status_view(context, context.book.policies)
    return SiteFacts(
        school=school.name,
        website=context.site,
        copyright=school.copyright or "",
        repository=context.book.settings.repository or "",
        description=context.sentences.fill("holding.summary") if context.is_holding else home_summary(context),
        built=context.built,
        publishable=context.publishable,
        status_headline="" if context.is_holding else status.headline,
        status_tone=status.tone.value,
        logo=_logo(context.book),
        digest=public_digest(context.book),
        place=context.sentences.words["place"],
        not_here=not_here(context),
        now_href=f"{HOME}.html#{HELP}" if context.is_holding else now_href(context, Page("")),
        is_holding=context.is_holding,
        not_found=templates.render("pages/not-found.html.j2", not_found_view(context, pages)),
    )


def _logo(book: Book) -> tuple[str, int, int] | None:
    logo = book.logo
    return (f"assets/{logo.file}", logo.width, logo.height) if isinstance(logo, Picture) else None


def document_pages(context: ViewContext, templates: Templates, document: Document) -> Iterator[MarkdownPage]:
    """Return the page of a document, and of a checklist as many as it has."""
    settings, template = document.settings, f"pages/{kind_of(document)}.md.j2"
    views = (
        checklist_pages(context, document)
        if settings.kind == "checklist"
        else [document_view(context, document, Page(settings.address))]
    )
    for view in views:
        yield MarkdownPage(
            view.page.address,
            view.page.title,
            templates.render(template, view),
            edit_url(context.book, document.path),
            (document.path,),
            view.page.language,
            settings.language or "",
        )


def checklist_files(context: ViewContext) -> dict[str, bytes]:
    """Return the lists of what is asked on several pages, by their paths; none where a checklist has one page."""
    checklists = [one for one in context.documents if one.settings.kind == "checklist"]
    scripts = {whole_path(one): whole_script(context, one) for one in checklists}
    return {path: text.encode() for path, text in scripts.items() if text}


def document_or_checklist(context: ViewContext, document: Document, page: Page) -> DocumentView | ChecklistView:
    """Return the view of a document, which a checklist has a shape of its own for."""
    if document.settings.kind == "checklist":
        return checklist_view(context, document, page)
    return document_view(context, document, page)


def kind_of(document: Document) -> str:
    """Return the name of the templates of a document."""
    if document.settings.easy_read:
        return "easy-read"
    return "checklist" if document.settings.kind == "checklist" else "document"


def forms_pages(context: ViewContext, templates: Templates, jobs: Jobs) -> tuple[MarkdownPage, ...]:
    """Return the forms and their list: pages that no menu and no search leads to."""
    context = context.in_language(ENGLISH)
    every = forms_view(context, jobs)
    views: list[tuple[str, str, PageOf]] = [("forms", FORMS, every)]
    views += [("form", f"forms/{form.job}", form) for form in form_views(context, jobs)]
    return tuple(
        MarkdownPage(
            address,
            view.page.title,
            templates.render(f"pages/{template}.md.j2", view),
            "",
            (FORMS_FILE,),
            ENGLISH,
            ENGLISH,
        )
        for template, address, view in views
    )
