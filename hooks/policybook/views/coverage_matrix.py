"""The coverage matrix for the leadership: every clause against every document and check. Never for ``site/``."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass

from policybook.basics.fingerprints import folded
from policybook.book.book import Book
from policybook.book.coverage import PARTIES, checked, coverage, left_out, restated
from policybook.book.reading_age import measure
from policybook.book.readings import reading_state, restating_items
from policybook.model.content import Party

_HEAD = ("policy", "section", "number", "clause", "words", "binds", "restated", "left out", "missing for", "checks")
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
    """The whole coverage as a table for a spreadsheet: one row a clause, with the documents and checks that it is in.

    A column for each document would be empty in nearly every row, and grow with the square of the book. It begins with a
    byte order mark, without which the common spreadsheet takes typographic quotation marks for others.
    """
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(_HEAD)
    stale, checks = _stale(book), checked(book)
    in_documents, out_of_documents = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for document in book.documents:
        by_clause = restated(document)
        for name, statements in by_clause.items():
            in_documents[name].append(f"{document.id}: {_marked(statements, stale)}")
        for name, entry in left_out(document).items():
            if name not in by_clause:
                out_of_documents[name].append(f"{document.id}: {entry.reason}")
    missing = defaultdict[str, list[str]](list)
    for party in PARTIES:
        for placed in coverage(book, party).missing:
            missing[placed.clause.id].append(party)
    for policy in book.policies:
        for section in policy.sections:
            for clause in section.clauses:
                own = (
                    policy.id,
                    section.id,
                    clause.number,
                    clause.id,
                    folded(clause.wording.text),
                    " ".join(clause.binds),
                )
                found = (in_documents[clause.id], out_of_documents[clause.id], missing[clause.id])
                cells = (*map("; ".join, found), _marked(checks.get(clause.id, ()), stale))
                table.writerow(map(_harmless, (*own, *cells)))
    return text.getvalue().encode("utf-8-sig")


def _marked(names: list[str] | tuple[str, ...], stale: set[str]) -> str:
    return "; ".join(f"{name} (read again)" if name in stale else name for name in names)


def _stale(book: Book) -> set[str]:
    """The ids of statements and checks that nobody has read as they and their clauses are now."""
    return {item.id for item in restating_items(book) if not reading_state(book, item).is_current}


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_RUNS) else text
