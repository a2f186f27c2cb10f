"""The policies and their reviews for other programs: what the pages show and no more. Its shape is what the schemas say.

Every text is as a page shows it, so what a page leaves out is left out here. Not for writing JSON: ``render``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policybook.book.book import Policy, Section
from policybook.book.review_status import State, status_of, status_of_document
from policybook.source.passages import PassageKind
from policybook.views.addresses import Page
from policybook.views.passage_views import BlockView, ListView, PassageView, TableView, clause_blocks
from policybook.views.view_context import ViewContext


@dataclass(frozen=True, slots=True)
class PublishedClause:
    """A clause as its page shows it. Its ``id`` never changes; its ``number`` may. An item of a list follows its clause."""

    id: str
    number: str
    text: str
    binds: tuple[str, ...]
    """Whom it obliges: none, where it only informs."""
    kind: PassageKind
    cells: tuple[str, ...]
    """Of a row of a table, and of the row that names its columns."""


@dataclass(frozen=True, slots=True)
class PublishedSection:
    """A section of a policy."""

    id: str
    number: int
    title: str
    clauses: tuple[PublishedClause, ...]


@dataclass(frozen=True, slots=True)
class PublishedPolicy:
    """A policy. Its ``fingerprint`` changes with every change of its words."""

    id: str
    title: str
    address: str
    fingerprint: str
    sections: tuple[PublishedSection, ...]


@dataclass(frozen=True, slots=True)
class PublishedPolicies:
    """All policies of a school on a day."""

    school: str
    made_on: str
    is_preview: bool
    """Whether something stops publication, so that this is no policy yet."""
    policies: tuple[PublishedPolicy, ...]


@dataclass(frozen=True, slots=True)
class PublishedReview:
    """How a policy or a document is with its review. A day may be a month or a term, as it was recorded."""

    id: str
    title: str
    address: str
    state: State
    reviewed: str | None
    next_review: str | None
    is_read_as_it_is: bool
    """Whether somebody has read all of it in its present words."""


@dataclass(frozen=True, slots=True)
class PublishedReviews:
    """The reviews of a school's policies and documents on a day."""

    school: str
    made_on: str
    reviews: tuple[PublishedReview, ...]


def published_policies(context: ViewContext) -> PublishedPolicies:
    """Return every policy, as its page shows it."""
    book = context.book
    policies = tuple(
        PublishedPolicy(
            id=policy.id,
            title=policy.settings.title,
            address=f"{policy.id}.html",
            fingerprint=policy.fingerprint,
            sections=tuple(_section(context, policy, section, n) for n, section in enumerate(policy.sections, 1)),
        )
        for policy in book.policies
    )
    return PublishedPolicies(book.school.name, f"{context.as_of}", not context.publishable, policies)


def _section(context: ViewContext, policy: Policy, section: Section, number: int) -> PublishedSection:
    blocks = clause_blocks(context, section.blocks, section, policy, Page(policy.id))
    binds = {clause.id: clause.binds for clause in section.clauses}
    clauses = tuple(
        PublishedClause(
            id=one.id,
            number=one.number,
            text=" | ".join(cells)
            if (cells := tuple(cell.striptags() for cell in one.cells))
            else one.html.striptags(),
            binds=binds.get(one.id, ()),
            kind=one.kind,
            cells=cells,
        )
        for one in _passages(blocks)
    )
    return PublishedSection(section.id, number, section.settings.title, clauses)


def _passages(blocks: Iterable[BlockView]) -> Iterator[PassageView]:
    for block in blocks:
        if isinstance(block, ListView):
            yield from _passages(block.items)
        elif isinstance(block, TableView):
            yield block.columns
            yield from _passages((*block.items, *block.notes))
        else:
            yield block
            yield from _passages(more for more in block.more if more.kind != "after")
            yield from _passages([block.nested] if block.nested else [])
            yield from _passages(more for more in block.more if more.kind == "after")


def published_reviews(context: ViewContext) -> PublishedReviews:
    """Return how each policy and each document that readers see is with its review."""
    book, as_of = context.book, context.as_of
    texts = [
        *((p.id, p.settings.title, p.id, status_of(book, [p], as_of)) for p in book.policies),
        *(
            (d.ref, d.settings.title, d.settings.address, status_of_document(book, d, as_of))
            for d in context.documents
            if d.is_reviewed
        ),
    ]
    reviews = tuple(
        PublishedReview(
            id=name,
            title=title,
            address=f"{address}.html",
            state=status.state,
            reviewed=str(status.reviewed) if status.reviewed else None,
            next_review=str(status.due) if status.due else None,
            is_read_as_it_is=status.all_read,
        )
        for name, title, address, status in texts
    )
    return PublishedReviews(book.school.name, f"{as_of}", reviews)
