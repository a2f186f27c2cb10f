"""Whether what is referred to exists: ids, tokens, links, addresses. Not for whether it is right: that is ``rules``.

Nothing is said about references into a file that could not be read: that file's own findings come first.
"""

from __future__ import annotations

from collections.abc import Iterator

from policybook.book import Book
from policybook.findings import Finding
from policybook.references.names import Listing, Names
from policybook.references.words import Words
from policybook.token_values import token_names


def check(book: Book, broken: frozenset[str], listed: dict[str, Listing]) -> Iterator[Finding]:
    """Every reference of the book that leads nowhere, and every id and address used twice."""
    listings = tuple(Names(book, broken, listed).sections())
    yield from listings
    checker = Names(book, broken | {finding.span.path for finding in listings}, listed)
    for findings in (
        checker.unique_ids(),
        checker.anchors(),
        checker.entries_of_lists(),
        checker.people(),
        checker.policies(),
        checker.checks(),
        checker.documents(),
        checker.reviews(),
        checker.source(),
        checker.others(),
        checker.expectations(),
        Words(book, checker.broken, token_names(book)).all(),
        checker.addresses(),
    ):
        yield from findings
