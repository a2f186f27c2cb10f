"""The view of the home page."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from policybook.book.book import Document
from policybook.views.addresses import HOME, LinkView, Page
from policybook.views.people_and_contacts import ContactView, HelplineView, contact_view, helpline_views
from policybook.views.policies import POLICY_BOOK, book_title
from policybook.views.sentences import written
from policybook.views.situations import HelpView, help_view, now_href
from policybook.views.status_words import StatusView, status_view
from policybook.views.view_context import DownloadView, PageView, ViewContext


@dataclass(frozen=True, slots=True)
class DoorView:
    """A way in from the home page."""

    href: str
    title: str
    text: str
    written: Markup
    """The language of ``text`` as attributes, or ""."""


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home page. ``now_href`` leads to help on the parents' page, or is "" where there is none."""

    page: PageView
    status: StatusView
    policy_statuses: tuple[tuple[LinkView, StatusView], ...]
    help: HelpView
    now_href: str
    doors: tuple[DoorView, ...]
    helplines: tuple[HelplineView, ...]
    checked_alike: str
    """When all helplines were tried, where the same is to be said of each; otherwise each says its own."""
    contact: ContactView
    whole_book: DownloadView | None
    """All policies in one PDF; each page offers its own."""


def home_view(context: ViewContext) -> HomeView:
    """What a visitor needs: help now, the way to each text, whom to contact, the status."""
    page = Page(HOME)
    helplines = helpline_views(context, "parents", "students")
    return HomeView(
        page=context.page(
            page,
            home_title(context),
            home_summary(context),
            context.book.layout.facts("school"),
        ),
        status=status_view(context, context.book.policies),
        policy_statuses=tuple(
            (
                LinkView(page.to(policy.id), policy.settings.title, context.language_of(policy.settings.language)),
                status_view(context, [policy]),
            )
            for policy in context.book.policies
        ),
        help=help_view(context, page),
        now_href=now_href(context, page),
        doors=tuple(
            DoorView(
                page.to(document.settings.address),
                _door(context, document),
                document.settings.title,
                written(context.language_of(document.settings.language)),
            )
            for document in sorted(context.documents, key=lambda d: _ORDER.index(d.settings.audience))
        ),
        helplines=helplines,
        checked_alike=_checked_alike(context, helplines),
        contact=contact_view(context),
        whole_book=context.download(POLICY_BOOK, book_title(context), page),
    )


def home_title(context: ViewContext) -> str:
    """The heading of the page: what all policies are about, where somebody has said it."""
    school, subject = context.book.school.name, context.book.organisation.subject
    key = "home.title" if subject else "home.title-plain"
    return context.sentences.fill(key, school=school, subject=subject)


def home_summary(context: ViewContext) -> str:
    """One sentence about the site: the book’s own, or one that holds for any."""
    about = context.book.organisation.about
    policies = context.sentences.fill("home.policies-on" if about else "home.policies", about=about)
    key = "home.summary" if help_view(context, Page(HOME)).is_there else "home.summary-plain"
    return context.sentences.fill(key, policies=policies, Policies=policies[:1].upper() + policies[1:])


def not_here(context: ViewContext) -> str:
    """What search says first where it finds nothing: what these pages are about, and whom to ask about the rest."""
    about = context.book.organisation.about
    return context.sentences.fill("search.not-here" if about else "search.not-here-plain", about=about)


def _door(context: ViewContext, document: Document) -> str:
    """Whom a document is for, and whether it is in easy read."""
    who = context.sentences.fill(f"door.{document.settings.audience}")
    return context.sentences.fill("door.easy-read", who=who) if document.settings.easy_read else who


_ORDER = ("parents", "staff", "leadership", "students", "visitors")


def _checked_alike(context: ViewContext, helplines: tuple[HelplineView, ...]) -> str:
    """One sentence about all helplines whose details can change, or "" where not the same is to be said of each."""
    dated = [helpline for helpline in helplines if helpline.checked]
    if any(helpline.is_changed for helpline in dated):
        return ""
    if len(dated) < 2 or len({helpline.checked for helpline in dated}) > 1:  # noqa: PLR2004 - one is not "these"
        return ""
    if dated[0].checked == context.sentences.fill("helpline.unchecked"):
        return context.sentences.fill("helplines.unchecked")
    on = context.book.helplines.helplines[dated[0].id].last_checked
    return context.sentences.fill("helplines.checked", on=context.sentences.date_words(on) if on else "")
