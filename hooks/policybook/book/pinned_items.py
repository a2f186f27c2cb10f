"""What rests on clauses and is pinned to their wording: statements and checks, alike. Not for judging their pins.

A pin is the fingerprint that the wording of a clause had when somebody last read the two together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from policybook.book.book import Book, Check, Document, Restates, Statement


class PinnedItem(NamedTuple):
    """A statement or a check, with the references it makes; ``home`` is the document or the checklist's section."""

    id: str
    text: str
    path: str
    references: tuple[Restates, ...]
    of: Statement | Check
    home: Document | None = None

    @property
    def is_check(self) -> bool:
        """Whether it is a check."""
        return isinstance(self.of, Check)

    @property
    def noun(self) -> str:
        """The noun by which a finding calls it."""
        return "check" if self.is_check else "sentence"

    @property
    def clauses(self) -> tuple[Restates, ...]:
        """Its references to clauses, without those to facts, which are never pinned."""
        return tuple(reference for reference in self.references if not reference.is_fact)


def pinned_items(book: Book) -> Iterator[PinnedItem]:
    """Yield every statement and every check that refers to anything, in reading order."""
    for document in book.documents:
        for statement in document.statements:
            if statement.restates:
                yield PinnedItem(
                    statement.id, statement.wording.text, document.path, statement.restates, statement, document
                )
    for check in book.checks:
        yield PinnedItem(check.settings.id, check.settings.ask, check.section.path, check.references, check)


def type_references(item: PinnedItem, references: tuple[str, ...]) -> str:
    """Return all that is typed for the references of a statement or check."""
    return f"clauses: [{', '.join(references)}]" if item.is_check else f'from="{" ".join(references)}"'
