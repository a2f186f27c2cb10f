"""Whether what is referred to exists: ids, tokens, links, addresses. Not for whether it is right: that is ``rules``.

Nothing is said about references into a file that could not be read: that file's own findings come first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from policybook.basics.findings import Code, Finding, Severity
from policybook.basics.wall import Wall
from policybook.book.book import Book
from policybook.book.token_values import token_names
from policybook.loading.load import Listing, Loaded, load
from policybook.references.duplicates import Duplicates, RepeatedIds
from policybook.references.existing_names import ExistingNames
from policybook.references.renamed_clauses import offer_new_names
from policybook.references.tokens_and_links import TokensAndLinks
from policybook.references.unknown_names import UnknownNames
from policybook.references.unused import find_clauses_without_id, find_unlisted, find_unused, find_unused_terms
from policybook.references.uses import all_uses
from policybook.source import reading_codes
from policybook.source.sources import Sources


def read_book(sources: Sources) -> Loaded:
    """Read a book, and check that everything it refers to exists, once."""
    loaded, wall = load(sources), Wall()
    findings = tuple(check_references(loaded.book, loaded.broken, loaded.listed, wall))
    return replace(loaded, findings=(*loaded.findings, *findings, *wall.findings()))


def check_references(book: Book, broken: frozenset[str], listed: dict[str, Listing], wall: Wall) -> Iterator[Finding]:
    """Every reference of the book that leads nowhere, everything that stands twice, and what nobody refers to.

    A part that fails is kept by the ``wall``, and the others go on.
    """
    findings = tuple(_guarded(wall, reading_codes.REF006, lambda: _find_wrong_names(book, broken, listed, wall)))
    named = tuple(_guarded(wall, reading_codes.PIN004, lambda: offer_new_names(findings, book)))
    findings = named if len(named) == len(findings) else findings  # as many, unless it failed
    yield from findings
    if not broken and not any(finding.severity is Severity.ERROR for finding in findings):
        yield from _guarded(wall, reading_codes.REF011, lambda: find_unused(book, all_uses(book)))
        yield from _guarded(wall, reading_codes.REF018, lambda: Duplicates(book, broken, RepeatedIds(book)).titles())
        yield from _guarded(wall, reading_codes.REF012, lambda: find_unused_terms(book))
        yield from _guarded(wall, reading_codes.REF014, lambda: find_unlisted(book))
        yield from _guarded(wall, reading_codes.REF017, lambda: find_clauses_without_id(book))


def _find_wrong_names(book: Book, broken: frozenset[str], listed: dict[str, Listing], wall: Wall) -> Iterator[Finding]:
    """Every reference of the book that leads nowhere, and everything that stands twice."""
    repeated = RepeatedIds(book)
    copies = frozenset([*repeated.files, *repeated.folders])
    first = (
        *_guarded(wall, reading_codes.REF002, ExistingNames(book, broken, listed, copies).sections),
        *_guarded(wall, reading_codes.REF004, Duplicates(book, broken, repeated).copies),
    )
    yield from first
    broken |= {finding.span.path for finding in first}
    names, twice, words = (
        ExistingNames(book, broken, listed),
        Duplicates(book, broken, repeated),
        TokensAndLinks(book, broken, token_names(book)),
    )
    for code, find in (
        (reading_codes.REF004, twice.ids),
        (reading_codes.REF004, twice.anchors),
        (reading_codes.REF040, twice.numbers),
        (reading_codes.REF004, twice.entries_of_lists),
        (reading_codes.REF013, twice.positions),
        (reading_codes.REF010, names.documents),
        (reading_codes.REF006, names.reviews),
        (reading_codes.REF006, names.other_names),
        (reading_codes.REF001, words.all),
        (reading_codes.REF009, twice.addresses),
    ):
        yield from _guarded(wall, code, find)
    yield from _guarded(
        wall, reading_codes.REF005, lambda: UnknownNames(book, broken).findings([*all_uses(book), *words.linked])
    )


def _guarded(wall: Wall, code: Code, find: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    return wall.guard(code.id, code.summary, find)
