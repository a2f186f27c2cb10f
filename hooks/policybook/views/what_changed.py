"""The page of what changed, between the last two reviews and since the last one, with its PDF and its feed.

Public: clauses that were public, and public facts only. For the leadership there is more: what was written with each change,
and who must approve it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import NAMESPACE_URL, uuid5

from policybook.basics import fingerprints
from policybook.revisions.reviewed_texts import ReviewHistory, UnknownReason
from policybook.views.addresses import Page
from policybook.views.shown_changes import ComparisonView, ShownChanges
from policybook.views.status_words import StatusView, VersionView, status_view, version_view
from policybook.views.view_context import DownloadView, PageView, ViewContext

DOWNLOAD = "what-changed"


@dataclass(frozen=True, slots=True)
class FeedEntryView:
    """A review in the feed."""

    id: str
    title: str
    updated: str
    summary: str


@dataclass(frozen=True, slots=True)
class ChangesView:
    """The page, its PDF and its feed."""

    page: PageView
    status: StatusView
    version: VersionView
    comparisons: tuple[ComparisonView, ...]
    entries: tuple[FeedEntryView, ...]
    updated: str
    feed_id: str
    website: str
    source: str
    download: DownloadView | None
    reasons: tuple[str, ...] = ()
    """For the leadership: decisions that a change carries out, and what was written with each change."""
    approvals: tuple[str, ...] = ()
    """For the leadership: the roles that approve, each with a line to sign."""

    @property
    def is_to_print(self) -> bool:
        """Whether there is anything to print."""
        return not all(comparison.is_empty for comparison in self.comparisons)


def changes_view(context: ViewContext, history: ReviewHistory, page: Page) -> ChangesView:
    """What changed, for the page or, with an empty address, for its PDF."""
    return _view(context, history, page, tuple(_comparisons(context, history, page)))


def approval_view(context: ViewContext, history: ReviewHistory) -> ChangesView | None:
    """What changed since the last review, for whoever must approve it; None where nobody must."""
    page = Page("")
    shown_changes = ShownChanges.since_review(context, history, page)
    if shown_changes is None or not shown_changes.roles:
        return None
    view = _view(context, history, page, (shown_changes.comparison("since"),))
    fill = context.sentences.fill
    return replace(
        view,
        page=replace(view.page, title=fill("approve.title"), summary=fill("approve.summary")),
        reasons=tuple(shown_changes.reasons(history.subjects)),
        approvals=tuple(context.book.role_title(role) for role in shown_changes.roles),
    )


def _comparisons(context: ViewContext, history: ReviewHistory, page: Page) -> Iterator[ComparisonView]:
    """Since the last review, where anything changed, and between the last two."""
    since = ShownChanges.since_review(context, history, page)
    if since and not (comparison := since.comparison("since")).is_empty:
        yield comparison
    between = ShownChanges.between_reviews(context, history, page)
    title = context.sentences.fill("changes.title-between")
    yield between.comparison("between") if between else ComparisonView("between", title, _why_not(context, history))


def _view(
    context: ViewContext, history: ReviewHistory, page: Page, comparisons: tuple[ComparisonView, ...]
) -> ChangesView:
    newest = history.reviews[-1] if history.reviews else None
    source = newest.span.path if newest else context.book.layout.facts("school")
    words = [policy.fingerprint for policy in context.book.policies]
    return ChangesView(
        page=context.page(
            page, context.sentences.fill("changes.title"), context.sentences.fill("changes.summary"), source
        ),
        status=status_view(context, context.book.policies),
        version=version_view(
            context, context.book.policies, words[0] if len(words) == 1 else fingerprints.of_wordings(words)
        ),
        comparisons=comparisons,
        entries=tuple(_entries(context, history, comparisons[-1].messages)),
        updated=_moment(newest.reviewed.first.isoformat() if newest else context.as_of.isoformat()),
        feed_id=_id(context, ""),
        website=context.site,
        source=source,
        download=context.download(DOWNLOAD, context.sentences.fill("changes.title"), page),
    )


def _why_not(context: ViewContext, history: ReviewHistory) -> tuple[str, ...]:
    return (context.sentences.fill(f"changes.{history.unknown or UnknownReason.NOT_FOUND}"),)


# --- the feed --------------------------------------------------------------------------------------------------------


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def _id(context: ViewContext, review: str) -> str:
    """A name that no other feed has and that stays the same, whether or not the address of the pages is known."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, json.dumps(['policybook', context.book.school.name, review]))}"


def _entries(context: ViewContext, history: ReviewHistory, messages: tuple[str, ...]) -> Iterator[FeedEntryView]:
    """Every review, the newest first; what the newest compared one changed is said with it."""
    for review in reversed(history.reviews):
        compared = history.after is not None and history.after.review is review
        titles = [policy.settings.title for policy in context.book.policies if policy.id in review.policies]
        yield FeedEntryView(
            id=_id(context, review.span.path),
            title=context.sentences.fill("changes.entry", when=context.sentences.date_words(review.reviewed)),
            updated=_moment(review.reviewed.first.isoformat()),
            summary=" ".join(messages)
            if compared
            else context.sentences.fill("changes.entry-policies", policies=", ".join(titles)),
        )
