"""The coverage matrix for the leadership: every clause against every document and check. Never for ``site/``."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from policybook.basics.fingerprints import folded
from policybook.book.book import Book, Clause, Document
from policybook.book.coverage import PARTIES, checked, coverage, left_out, restated
from policybook.book.reading_age import measure
from policybook.book.readings import reading_state, restating_items
from policybook.model.content import Party

_HEAD = ("policy", "section", "number", "clause", "words", "binds")
_RUNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class InternalCoverage:
    """A document in the coverage matrix: how many clauses bind those whom it covers, and what it does with them."""

    title: str
    covers: str
    binding: int
    restated: int
    left_out: int
    missing: int
    to_read_again: int
    words: int
    longest: int
    """The words of its longest sentence."""
    age: str
    """Its reading age by ``reading_age.FORMULA``, or "" where it has too few words for a formula."""


def coverage_rows(book: Book) -> tuple[InternalCoverage, ...]:
    """The matrix in short: one row a document that restates clauses."""
    stale = _stale(book)
    missing: dict[Party, set[str]] = {
        party: {placed.clause.id for placed in coverage(book, party).missing} for party in PARTIES
    }
    rows = []
    for document in book.documents:
        by_clause, covers = restated(document), [party for party in PARTIES if party in document.settings.covers]
        if not by_clause and not covers:
            continue
        binding = {
            c.id for s in book.sections.values() for c in s.clauses if c.has_own_id and set(c.binds) & set(covers)
        }
        read = measure(book, document)
        rows.append(
            InternalCoverage(
                title=document.settings.title,
                covers=", ".join(covers),
                binding=len(binding),
                restated=len(binding & by_clause.keys()),
                left_out=len(binding & left_out(document).keys() - by_clause.keys()),
                missing=len(set().union(*(missing[party] for party in covers))),
                to_read_again=len(stale & {s.id for s in document.statements}),
                words=read.words,
                longest=read.longest,
                age="" if read.age is None or document.settings.language else f"{read.age:.0f}",
            )
        )
    return tuple(rows)


def coverage_csv(book: Book) -> bytes:
    """The whole matrix as a table for a spreadsheet: one row a clause, one column a document, and one for the checks.

    It begins with a byte order mark, without which the common spreadsheet takes typographic quotation marks for others.
    """
    documents = [document for document in book.documents if restated(document) or document.settings.covers]
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(map(_harmless, (*_HEAD, *(document.id for document in documents), "checks")))
    stale, checks = _stale(book), checked(book)
    missing: dict[Party, set[str]] = {
        party: {placed.clause.id for placed in coverage(book, party).missing} for party in PARTIES
    }
    restated_by_document = [(document, restated(document)) for document in documents]
    for policy in book.policies:
        for section in policy.sections:
            for clause in section.clauses:
                words = folded(clause.wording.text)
                own = (policy.id, section.id, clause.number, clause.id, words, " ".join(clause.binds))
                cells = (
                    _cell(clause, document, by_clause, missing, stale) for document, by_clause in restated_by_document
                )
                table.writerow(map(_harmless, (*own, *cells, _marked(checks.get(clause.id, ()), stale))))
    return text.getvalue().encode("utf-8-sig")


def _cell(
    clause: Clause, document: Document, by_clause: dict[str, list[str]], missing: dict[Party, set[str]], stale: set[str]
) -> str:
    if statements := by_clause.get(clause.id):
        return _marked(statements, stale)
    if entry := left_out(document).get(clause.id):
        return f"left out: {entry.reason}"
    covers = document.settings.covers
    return "missing" if any(clause.id in missing.get(party, ()) for party in covers) else ""


def _marked(names: list[str] | tuple[str, ...], stale: set[str]) -> str:
    return "; ".join(f"{name} (read again)" if name in stale else name for name in names)


def _stale(book: Book) -> set[str]:
    """The ids of statements and checks that nobody has read as they and their clauses are now."""
    return {item.id for item in restating_items(book) if not reading_state(book, item).is_current}


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_RUNS) else text
