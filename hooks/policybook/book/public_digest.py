"""One fingerprint of all that readers may see: texts and public facts. By it a served site is known to be of this book."""

from __future__ import annotations

from collections.abc import Container, Iterator

from policybook.basics.fingerprints import of_wordings
from policybook.book.book import Book
from policybook.model.declarations import Audience
from policybook.model.entry import Entry
from policybook.model.people import Appointment, Person


def public_digest(book: Book) -> str:
    """Return the fingerprint; it follows from the files alone, not from the day."""
    return of_wordings(_parts(book))


def _parts(book: Book) -> Iterator[str]:
    yield from (policy.fingerprint for policy in book.policies)
    yield from (document.fingerprint for document in book.documents)
    named = {name for name, person in book.people.people.items() if person.name_is_agreed}
    for file in book.fact_files():
        yield from _public(file, named)


def _public(entry: Entry, named: Container[str]) -> Iterator[str]:
    """Yield the values that readers may see; of people, and of what they do, only where their names are published."""
    is_hidden = isinstance(entry, Appointment) and entry.person not in named
    if is_hidden or not entry.is_public or (isinstance(entry, Person) and not entry.name_is_agreed):
        return
    for field, value, steps in entry.values():
        if isinstance(value, Entry):
            yield from _public(value, named)
        elif field.declared.audience is Audience.PUBLIC and value is not None:
            yield f"{field.key} {steps} {value}"
