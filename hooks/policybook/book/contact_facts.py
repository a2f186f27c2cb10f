"""The facts that give readers a number or an address, or words that may hold one. Not for judging them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from policybook.basics.findings import Span
from policybook.book.book import Book
from policybook.model.declarations import Audience
from policybook.model.entry import Entry, Field
from policybook.model.field_types import Email, Phone, is_of_type


class ContactFact(NamedTuple):
    """A public fact with the entry and the field it is in."""

    entry: Entry
    field: Field
    text: str

    @property
    def is_phone(self) -> bool:
        """Whether the whole of it is a phone number."""
        return is_of_type(self.field.annotation, Phone)

    @property
    def is_email(self) -> bool:
        """Whether the whole of it is an e-mail address."""
        return is_of_type(self.field.annotation, Email)

    @property
    def span(self) -> Span:
        """Its place."""
        return self.entry.at(self.field.key)

    def part(self, start: int, end: int) -> Span:
        """Return the place of a part of it, or of the whole where it was typed on several lines or with marks."""
        span = self.span
        return Span(span.path, span.line, span.column + start, end - start) if span.length == len(self.text) else span


@lru_cache(maxsize=1)  # eight rules ask the same
def contact_facts(book: Book) -> tuple[ContactFact, ...]:
    """Return every such fact, file by file."""
    return tuple(fact for file in book.fact_files() for fact in _in(file))


def _in(entry: Entry) -> Iterator[ContactFact]:
    wanted = _contact_fields(type(entry))  # type: ignore[arg-type] # mypy takes a class's __hash__ for its own
    for field, value, _ in entry.values():
        if isinstance(value, Entry) and field.declared.audience is Audience.PUBLIC:
            yield from _in(value)
        elif field.name in wanted and isinstance(value, str):
            yield ContactFact(entry, field, value)


@cache
def _contact_fields(model: type[Entry]) -> frozenset[str]:
    """The names of the public fields of a model that are a route, or words that may hold one."""
    fields = model.shape.values()
    return frozenset(
        field.name
        for field in fields
        if field.declared.audience is Audience.PUBLIC
        and (field.declared.contacts or is_of_type(field.annotation, Phone) or is_of_type(field.annotation, Email))
    )
