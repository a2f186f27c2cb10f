"""The view of the holding site: what a school can publish before its policies are in order. It names nobody and claims nothing."""

from __future__ import annotations

from dataclasses import dataclass

from policybook.book.book import Document
from policybook.views.addresses import HOME, LinkView, Page
from policybook.views.forms import FORMS
from policybook.views.home import home_title
from policybook.views.policies import policies_in_words
from policybook.views.situations import HelpView, help_view
from policybook.views.view_context import DownloadView, PageView, ViewContext


@dataclass(frozen=True, slots=True)
class HoldingView:
    """Its first page. ``emergency`` is the number to call where the school has none on file, else ""."""

    page: PageView
    help: HelpView
    emergency: str
    sentences: tuple[str, ...]
    reviews: tuple[LinkView, ...]
    downloads: tuple[DownloadView, ...]
    forms: LinkView


def holding_view(context: ViewContext) -> HoldingView:
    """What to do if a child is in danger, that the policies are being put in order, and the way to the review and the forms."""
    page, fill, school = Page(HOME), context.sentences.fill, context.book.school.name
    help_ = help_view(context, page)
    checklists = checklists_of(context)
    policies = policies_in_words(context)
    said = ("order", "claims", "ask") if checklists else ("order", "ask")
    downloads = (
        context.download(one.settings.download, one.settings.title, page) for one in checklists if one.settings.download
    )
    return HoldingView(
        page=context.page(
            page,
            home_title(context),
            fill("holding.summary" if help_.is_there else "holding.summary-plain"),
            context.book.layout.facts("school"),
        ),
        help=help_,
        emergency="" if help_.emergency or not help_.is_there else fill("holding.emergency"),
        sentences=tuple(fill(f"holding.{part}", school=school, policies=policies) for part in said),
        reviews=tuple(LinkView(page.to(one.settings.address), one.settings.title) for one in checklists),
        downloads=tuple(filter(None, downloads)),
        forms=LinkView(page.to(FORMS), fill("forms.title")),
    )


def checklists_of(context: ViewContext) -> tuple[Document, ...]:
    """Return the blank checklists of the yearly review."""
    return tuple(document for document in context.documents if document.settings.kind == "checklist")
