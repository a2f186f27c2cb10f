"""Which documents restate which clauses, and which checks look at them. Not for what ought to be: that is ``rules``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from policybook.book.book import Book, Clause, ClauseBlock, ClauseList, ClauseTable, Document
from policybook.model.content import LeftOut, Party

PARTIES: tuple[Party, ...] = ("staff", "students", "parents", "visitors")
"""Who is told by a document what binds them. What binds the school is for the school to check."""


class PlacedRestatement(NamedTuple):
    """A clause and its parent: ``above`` is the paragraph over its list, ``inside`` the item that its list is in."""

    clause: Clause
    above: Clause | None = None
    inside: Clause | None = None

    @property
    def names(self) -> frozenset[str]:
        """The ids under which it can be meant: its own, and that of what it belongs to."""
        return frozenset(clause.id for clause in (self.clause, self.above, self.inside) if clause and clause.has_own_id)


def placed_clauses(book: Book) -> Iterator[PlacedRestatement]:
    """Yield every clause of the book with its place, in reading order."""
    for section in book.sections.values():
        yield from _placed(section.blocks)


def _placed(blocks: tuple[ClauseBlock, ...]) -> Iterator[PlacedRestatement]:
    above: Clause | None = None
    for block in blocks:
        if isinstance(block, ClauseList):
            for item in block.items:
                yield PlacedRestatement(item, above)
                yield from _inside(item)
        elif isinstance(block, ClauseTable):
            yield from (PlacedRestatement(part, above) for part in (block.columns, *block.rows, *block.notes))
        elif block.is_numbered:
            above = block
            yield PlacedRestatement(block)
            if block.nested:
                yield from (PlacedRestatement(inner, above=block) for inner in block.nested.items)
        else:
            yield PlacedRestatement(block, above)


def _inside(item: Clause) -> Iterator[PlacedRestatement]:
    """The later paragraphs of an item and the items inside it."""
    yield from (PlacedRestatement(more, inside=item) for more in item.more)
    for inner in item.nested.items if item.nested else ():
        yield PlacedRestatement(inner, inside=item)
        yield from _inside(inner)


def leads_in(book: Book) -> dict[str, Clause]:
    """Return the paragraph or item that each item of a list completes, by the id of the item."""
    return {
        placed.clause.id: lead
        for placed in placed_clauses(book)
        if placed.clause.is_numbered
        and (lead := placed.above or placed.inside)
        and lead.wording.text.rstrip().endswith(":")
    }


def restated(document: Document) -> dict[str, list[str]]:
    """Return the ids of the statements of a document by the clause they restate."""
    by_clause: dict[str, list[str]] = {}
    for statement in document.statements:
        for reference in statement.restates:
            if not reference.is_fact:
                by_clause.setdefault(reference.target, []).append(statement.id)
    return by_clause


def left_out(document: Document) -> dict[str, LeftOut]:
    """Return what a document leaves out on purpose, by clause."""
    return {entry.clause: entry for entry in document.settings.left_out}


def checked(book: Book) -> dict[str, list[str]]:
    """Return the ids of the checks by the clause they name."""
    by_clause: dict[str, list[str]] = {}
    for check in book.checks:
        for name in check.settings.clauses:
            by_clause.setdefault(name, []).append(check.settings.id)
    return by_clause


def covering(book: Book, party: Party) -> tuple[Document, ...]:
    """Return the documents that say that they cover somebody; a draft is told to nobody."""
    return tuple(document for document in book.published_documents if party in document.settings.covers)


class Coverage(NamedTuple):
    """How the clauses that bind somebody are covered by the documents that say that they do."""

    party: Party
    documents: tuple[Document, ...]
    binding: tuple[PlacedRestatement, ...]
    missing: tuple[PlacedRestatement, ...]


def coverage(book: Book, party: Party) -> Coverage:
    """Return the coverage of one party. An item inside an item counts with that item while it has no id of its own."""
    documents = covering(book, party)
    named = {name for document in documents for name in (*restated(document), *left_out(document))}
    again = frozenset(
        policy.id for policy in book.policies if policy.settings.equal_to
    )  # the same duties, in another language
    binding = tuple(
        passage
        for passage in placed_clauses(book)
        if party in passage.clause.binds
        and passage.clause.policy not in again
        and (passage.clause.has_own_id or not passage.inside)
    )
    return Coverage(party, documents, binding, tuple(placed for placed in binding if placed.clause.id not in named))
