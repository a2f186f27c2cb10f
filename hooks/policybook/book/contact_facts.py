"""The facts that give readers a number or an address, or words that may hold one. Not for judging them."""

from __future__ import annotations

from collections.abc import Iterator
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
        """The place of a part of it, or of the whole where it was typed on several lines or with marks."""
        span = self.span
        return Span(span.path, span.line, span.column + start, end - start) if span.length == len(self.text) else span


def contact_facts(book: Book) -> Iterator[ContactFact]:
    """Every such fact, file by file."""
    return (found for file in book.fact_files() for found in _in(file))


def _in(entry: Entry) -> Iterator[ContactFact]:
    for field, value, _ in entry.values():
        if field.declared.audience is not Audience.PUBLIC:
            continue
        if isinstance(value, Entry):
            yield from _in(value)
        elif isinstance(value, str):
            found = ContactFact(entry, field, value)
            if found.is_phone or found.is_email or field.declared.contacts:
                yield found
