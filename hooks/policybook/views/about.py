"""The view of the page about these pages: reviews, formats, privacy, tests and sources. It claims nothing beyond that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policybook.views.addresses import ABOUT, LinkView, Page
from policybook.views.people_and_contacts import ContactView, contact_view
from policybook.views.policies import GuidanceView, guidance_views
from policybook.views.status_words import StatusView, document_status_view, status_view
from policybook.views.view_context import PageView, ViewContext


@dataclass(frozen=True, slots=True)
class TestView:
    """Something these pages were tested for, by what, and what was found."""

    what: str
    tool: str
    found: str
    on: str
    """On which day, where it was before the others; else ""."""


@dataclass(frozen=True, slots=True)
class AboutView:
    """About these pages: when what was reviewed, other formats, what is kept, how tested, where the words come from."""

    page: PageView
    reviews: tuple[tuple[LinkView, StatusView], ...]
    """How each policy and document is with its review."""
    tested_on: str
    """The day of the tests in words; "" where nobody has recorded a test of these pages."""
    tests: tuple[TestView, ...]
    untested: tuple[str, ...]
    contact: ContactView
    sources: tuple[GuidanceView, ...]
    adapted_from: tuple[str, ...]
    checklist: LinkView | None
    """The checklist of the review, which keeps what is typed on the reader's own device."""


def about_view(context: ViewContext) -> AboutView:
    """What a careful reader wants to know of the pages themselves."""
    page, book, tested = Page(ABOUT), context.book, context.book.tested
    return AboutView(
        page=context.page(
            page,
            context.sentences.fill("about.title"),
            context.sentences.fill("about.summary"),
            book.layout.facts("tested"),
        ),
        reviews=(
            *(
                (
                    LinkView(page.to(one.id), one.settings.title, context.language_of(one.settings.language)),
                    status_view(context, [one]),
                )
                for one in book.policies
            ),
            *(
                (
                    LinkView(
                        page.to(one.settings.address), one.settings.title, context.language_of(one.settings.language)
                    ),
                    document_status_view(context, one),
                )
                for one in context.documents
                if one.is_reviewed
            ),
        ),
        tested_on=context.sentences.date_words(tested.tested_on) if tested.tested_on and tested.tests else "",
        tests=tuple(
            TestView(test.what, test.tool, test.found, context.sentences.date_words(test.on) if test.on else "")
            for test in tested.tests
        ),
        untested=tested.untested,
        contact=contact_view(context),
        sources=tuple(_sources(context)),
        adapted_from=tuple(policy.settings.adapted_from for policy in book.policies if policy.settings.adapted_from),
        checklist=next(
            (
                LinkView(page.to(one.settings.address), one.settings.title)
                for one in book.documents
                if one.settings.kind == "checklist"
            ),
            None,
        ),
    )


def _sources(context: ViewContext) -> Iterator[GuidanceView]:
    """Every guidance a policy relies on, each edition once."""
    yield from dict.fromkeys(view for policy in context.book.policies for view in guidance_views(context, policy))
