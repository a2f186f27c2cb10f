"""The view of the page about these pages: reviews, formats, privacy, tests and sources. It claims nothing beyond that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from policybook.basics.dates import DateError, PartialDate
from policybook.views.addresses import ABOUT, LinkView, Page
from policybook.views.people_and_contacts import ContactView, contact_view
from policybook.views.policies import GuidanceView, guidance_views
from policybook.views.sentences import WordingError, read_template_data
from policybook.views.status_words import StatusView, document_status_view, status_view
from policybook.views.view_context import PageView, ViewContext

TESTED_FILE = "site_templates/tested.yml"
_KEYS = ("what", "tool", "found")


@dataclass(frozen=True, slots=True)
class TestView:
    """Something these pages were tested for, by what, and what was found."""

    what: str
    tool: str
    found: str


@dataclass(frozen=True, slots=True)
class AboutView:
    """About these pages: when what was reviewed, other formats, what is kept, how tested, where the words come from."""

    page: PageView
    reviews: tuple[tuple[LinkView, StatusView], ...]
    """How each policy and document is with its review."""
    tested_on: str
    tests: tuple[TestView, ...]
    untested: tuple[str, ...]
    contact: ContactView
    sources: tuple[GuidanceView, ...]
    adapted_from: tuple[str, ...]
    checklist: LinkView | None
    """The checklist of the review, which keeps what is typed on the reader's own device."""


@dataclass(frozen=True, slots=True)
class Tested:
    """What ``site_templates/tested.yml`` says of the tests: the day in words, the tests, and what was not tested."""

    on: str
    tests: tuple[TestView, ...]
    untested: tuple[str, ...]

    @classmethod
    def read(cls, root: Path) -> Tested:
        """Read the project's file.

        Raises:
            WordingError: where the file is missing or broken.
        """
        return cls._of(read_template_data(root, TESTED_FILE))

    @classmethod
    def _of(cls, data: dict[str, object]) -> Tested:
        tests, untested = data.get("tests"), data.get("untested") or []
        rows = tests if isinstance(tests, list) else []
        whole = [row for row in rows if isinstance(row, dict) and all(isinstance(row.get(key), str) for key in _KEYS)]
        if not whole or len(whole) < len(rows) or not isinstance(untested, list):
            raise WordingError(f"{TESTED_FILE}: “tests” must be a list, and each test needs {', '.join(_KEYS)}.")
        try:
            day = PartialDate.parse(str(data.get("on")))
        except DateError as fault:
            raise WordingError(f"{TESTED_FILE}: {fault} {fault.fix}") from None
        views = tuple(TestView(*(str(row[key]) for key in _KEYS)) for row in whole)
        return cls(day.words, views, tuple(str(line) for line in untested))


def about_view(context: ViewContext, tested: Tested) -> AboutView:
    """What a careful reader wants to know of the pages themselves."""
    page, book = Page(ABOUT), context.book
    return AboutView(
        page=context.page(
            page, context.sentences.fill("about.title"), context.sentences.fill("about.summary"), TESTED_FILE
        ),
        reviews=(
            *((LinkView(page.to(one.id), one.settings.title), status_view(context, [one])) for one in book.policies),
            *(
                (LinkView(page.to(one.settings.address), one.settings.title), document_status_view(context, one))
                for one in context.documents
                if one.is_reviewed
            ),
        ),
        tested_on=tested.on,
        tests=tested.tests,
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
