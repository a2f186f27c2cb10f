"""The view of the page for an address that leads nowhere: help in its own words, and links only where they cannot be wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace

from policybook.views.addresses import LOST, LinkView, Page, live_url
from policybook.views.situations import HelpView, help_view
from policybook.views.view_context import ViewContext


@dataclass(frozen=True, slots=True)
class NotFoundView:
    """What is shown wherever no page is. ``pages`` are whole addresses: no other link leads on from every depth."""

    help: HelpView
    pages: tuple[LinkView, ...]


def not_found_view(context: ViewContext, pages: tuple[LinkView, ...]) -> NotFoundView:
    """The view; ``pages`` are linked to where somebody has said where they are published."""
    whole = (replace(link, href=live_url(context.site, Page("", live=link.href))) for link in pages)
    return NotFoundView(help_view(context, Page(LOST)), tuple(link for link in whole if link.href))
