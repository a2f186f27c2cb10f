"""Whether what is referred to exists: ids, tokens, links, addresses. Not for whether it is right: that is ``rules``.

Nothing is said about references into a file that could not be read: that file's own findings come first.
"""

from __future__ import annotations

from collections.abc import Iterator

from policybook.book import Book
from policybook.findings import Finding, Severity
from policybook.references.match import Match
from policybook.references.names import Listing, Names
from policybook.references.renamed import with_new_names
from policybook.references.twice import Repeated, Twice
from policybook.references.unused import unlisted, unused, unused_terms, without_id
from policybook.references.uses import all_uses
from policybook.references.words import Words
from policybook.token_values import token_names


def check(book: Book, broken: frozenset[str], listed: dict[str, Listing]) -> Iterator[Finding]:
    """Every reference of the book that leads nowhere, everything that stands twice, and what nobody refers to."""
    found = tuple(with_new_names(_wrong(book, broken, listed), book))
    yield from found
    if not broken and not any(finding.severity is Severity.ERROR for finding in found):
        yield from unused(book, all_uses(book))
        yield from Twice(book, broken, Repeated(book)).titles()
        yield from unused_terms(book)
        yield from unlisted(book)
        yield from without_id(book)


def _wrong(book: Book, broken: frozenset[str], listed: dict[str, Listing]) -> Iterator[Finding]:
    """Every reference of the book that leads nowhere, and everything that stands twice."""
    repeated = Repeated(book)
    copies = frozenset([*repeated.files, *repeated.folders])
    first = (*Names(book, broken, listed, copies).sections(), *Twice(book, broken, repeated).copies())
    yield from first
    broken |= {finding.span.path for finding in first}
    names, twice, words = (
        Names(book, broken, listed),
        Twice(book, broken, repeated),
        Words(book, broken, token_names(book)),
    )
    for findings in (
        twice.ids(),
        twice.anchors(),
        twice.entries_of_lists(),
        twice.positions(),
        names.policies(),
        names.documents(),
        names.reviews(),
        names.others(),
        words.all(),
        twice.addresses(),
    ):
        yield from findings
    yield from Match(book, broken).findings([*all_uses(book), *words.linked])
