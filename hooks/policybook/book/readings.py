"""What restates clauses and facts, and whether somebody has read the two together as they are now. Not for judging: ``rules``.

A statement, a check and a translation restate something. A reading (``data/readings.yml``) holds the fingerprint of its
words and references, and those of the clauses it was read beside; a change on either side lapses it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from policybook.basics import fingerprints
from policybook.basics.findings import Span
from policybook.book.book import Book, Check, Document, Restates, Statement, words_asked
from policybook.model.records import Reading


class RestatingItem(NamedTuple):
    """A statement, a check or a translated document, with the references it makes."""

    id: str
    text: str
    path: str
    references: tuple[Restates, ...]
    of: Statement | Check | Document
    home: Document | None = None

    @property
    def is_check(self) -> bool:
        """Whether it is a check."""
        return isinstance(self.of, Check)

    @property
    def of_document(self) -> Document | None:
        """The document, where it restates the whole of another one."""
        return self.of if isinstance(self.of, Document) else None

    @property
    def what(self) -> str:
        """What a finding calls it."""
        return "check" if self.is_check else "document" if self.of_document else "sentence"

    @property
    def clauses(self) -> tuple[Restates, ...]:
        """Its references to clauses, without those to facts."""
        return tuple(reference for reference in self.references if not reference.is_fact)

    @property
    def span(self) -> Span:
        """The place of its words."""
        if isinstance(self.of, Check):
            return self.of.settings.at("ask")
        if isinstance(self.of, Document):
            return self.of.settings.at("translates")
        return self.of.wording.span(0, len(self.of.wording.text))

    def words(self, references: tuple[str, ...] | None = None) -> str:
        """The fingerprint of its words and its references, or of its words and other ones."""
        if document := self.of_document:
            return document.fingerprint
        named = tuple(reference.name for reference in self.references) if references is None else references
        return of_words(self.text, named)

    def beside(self, book: Book) -> dict[str, str]:
        """The fingerprints of what it is read beside, by id, without those that are not there."""
        if document := self.of_document:
            wanted = document.settings.translates
            original = book.document(wanted.target) if wanted else None
            return {original.id: original.fingerprint} if original and original is not document else {}
        names = [reference.target for reference in self.clauses]
        return {name: book.clauses[name].fingerprint for name in names if name in book.clauses}


def words_of_statement(statement: Statement) -> str:
    """Return the fingerprint of a statement and all that it names."""
    return of_words(words_asked(statement), tuple(reference.name for reference in statement.restates))


@lru_cache(maxsize=8192)  # rules, pages and papers each ask whether the same sentence was read
def of_words(text: str, references: tuple[str, ...]) -> str:
    """Return the fingerprint of a sentence and all that it names."""
    return fingerprints.of_wordings([text, *sorted(set(references))])


class ReadingState(NamedTuple):
    """Whether an item was read as it is now, and if not, what changed since."""

    reading: Reading | None
    own_words_changed: bool = False
    changed: tuple[str, ...] = ()
    """The ids of the clauses that say something else than when it was read."""
    added: tuple[str, ...] = ()
    """The ids of the clauses that it did not name then."""
    dropped: tuple[str, ...] = ()
    """The ids of those that it named then."""

    @property
    def is_current(self) -> bool:
        """Whether there is a reading and nothing changed since."""
        return self.reading is not None and not (self.own_words_changed or self.changed or self.added or self.dropped)

    @property
    def is_lapsed(self) -> bool:
        """Whether it was read once, and something changed since."""
        return self.reading is not None and not self.is_current

    @property
    def is_meant_otherwise(self) -> bool:
        """Whether somebody judged it to say more or less than its clause on purpose, with the reason."""
        reading = self.reading
        return bool(reading and reading.judgement in ("weaker", "stronger") and reading.reason)


def restating_items(book: Book) -> Iterator[RestatingItem]:
    """Every translation, then every statement and check that refers to anything, in reading order."""
    for document in book.documents:
        if document.settings.translates:
            yield RestatingItem(document.id, document.settings.title, document.path, (), document)
    for document in book.documents:
        for statement in document.statements:
            if statement.restates:
                yield of_statement(document, statement)
    yield from (of_check(check) for check in book.checks if check.references)


def of_statement(document: Document, statement: Statement) -> RestatingItem:
    """Return a statement as an item."""
    return RestatingItem(statement.id, statement.wording.text, document.path, statement.restates, statement, document)


def of_check(check: Check) -> RestatingItem:
    """Return a check as an item: the question, and what to look for."""
    settings = check.settings
    return RestatingItem(
        settings.id, f"{settings.ask} {settings.evidence}", check.section.path, check.references, check
    )


def reading_state(book: Book, item: RestatingItem) -> ReadingState:
    """Return whether an item was read as it is now, and if not, what changed."""
    reading = book.readings.readings.get(item.id)
    if reading is None:
        return ReadingState(None)
    now, then = item.beside(book), reading.beside
    added = tuple(name for name in now if name not in then)
    dropped = tuple(name for name in then if name not in now)
    facts = tuple(reference.name for reference in item.references if reference.is_fact)
    same = reading.words == item.words() or reading.words == item.words((*facts, *then))
    changed = tuple(name for name, words in now.items() if name in then and then[name] != words)
    return ReadingState(reading, not same, changed, added, dropped)
