"""The holding site: its pages, and no link to a page that it does not have. Not for whether it may be published."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container
from dataclasses import replace

from policybook.render.pdf import PdfJob
from policybook.render.print_jobs import pdf_jobs
from policybook.render.site_pages import MarkdownPage, NavEntry, document_pages, forms_pages
from policybook.render.templates import Templates
from policybook.views.addresses import HOME
from policybook.views.holding import checklists_of, holding_view
from policybook.views.jobs import Jobs
from policybook.views.view_context import ViewContext

_LINK = re.compile(r'<a\b[^>]*\bhref="(?P<page>[^":#]+)\.html(?:#[^"]*)?"[^>]*>(?P<words>.*?)</a>', re.DOTALL)


def holding_pages(context: ViewContext, templates: Templates, jobs: Jobs) -> tuple[MarkdownPage, ...]:
    """Return the first page, the blank review and the forms."""
    home = holding_view(context)
    pages = [
        MarkdownPage(HOME, home.page.title, templates.render("pages/holding.md.j2", home), "", (), home.page.language)
    ]
    for document in checklists_of(context):
        pages += (replace(page, edit_url="") for page in document_pages(context, templates, document))
    pages += forms_pages(context, templates, jobs)
    addresses = {page.address for page in pages}
    return tuple(replace(page, text=_without_dead_links(page, addresses)) for page in pages)


def _without_dead_links(page: MarkdownPage, addresses: Container[str]) -> str:
    """The text of a page in which only the words are left of a link to a page that is not made."""

    def kept(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page.address), match["page"]))
        return match[0] if target in addresses else match["words"]

    return _LINK.sub(kept, page.text)


def holding_navigation(context: ViewContext) -> tuple[NavEntry, ...]:
    """Return the pages in the order of the menu."""
    reviews = (NavEntry(one.settings.title, one.settings.address) for one in checklists_of(context))
    return (NavEntry(context.book.school.name, HOME), *reviews)


def holding_jobs(context: ViewContext, templates: Templates) -> list[PdfJob]:
    """Return the one PDF for readers: the blank review."""
    names = {document.settings.download for document in checklists_of(context)}
    return [job for job in pdf_jobs(context, templates) if job.name in names]
