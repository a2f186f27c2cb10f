"""What became of a clause that is referred to and no longer there: its words may stand under another id. Not for drift."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policybook.basics.edits import retype
from policybook.basics.findings import Finding
from policybook.book.book import Book, Clause, Restates
from policybook.book.readings import restating_items
from policybook.model.declarations import CLAUSE
from policybook.references.uses import all_uses
from policybook.source import reading_codes


def offer_new_names(findings: Iterable[Finding], book: Book) -> Iterator[Finding]:
    """The findings; one that a clause is missing says its new name where exactly the words that were read have one."""
    findings = tuple(findings)
    if not any(finding.code is reading_codes.REF005 for finding in findings):
        yield from findings
        return
    references = {one.span: (item.id, one) for item in restating_items(book) for one in item.clauses}
    by_words: dict[str, list[Clause]] = {}
    for clause in book.clauses.values():
        by_words.setdefault(clause.fingerprint, []).append(clause)
    used = {use.name for use in all_uses(book) if use.kind == CLAUSE}
    for finding in findings:
        item, reference = references.get(finding.span, ("", None))
        reading = book.readings.readings.get(item) if finding.code is reading_codes.REF005 else None
        clauses = by_words.get(reading.beside.get(reference.target, ""), []) if reading and reference else []
        if reference is None or len(clauses) != 1:
            yield finding
        elif clauses[0].id not in used:
            yield _renamed(finding, reference.target, clauses[0])
        elif finding.fix == f"Type {clauses[0].id} instead.":  # a slip of the fingers
            yield finding
        else:
            yield _called_otherwise(finding, reference, clauses[0])


def _renamed(finding: Finding, name: str, clause: Clause) -> Finding:
    """The finding, at the clause: all that refers to it still has the id that it had."""
    places = (finding.span, *finding.related)
    refer = "One place refers" if len(places) == 1 else f"{len(places)} places refer"
    return finding._replace(
        code=reading_codes.PIN004,
        span=clause.span,
        message=f"The clause “{name}” is called “{clause.id}” now; its words are the same. {refer} to it by its old id.",
        fix=f"An id never changes. Type #{name} again.",
        related=places,
        edits=retype(clause.span, f"#{clause.id}", f"#{name}"),
    )


def _called_otherwise(finding: Finding, reference: Restates, clause: Clause) -> Finding:
    """The finding, at the reference: other places refer to the clause by the id that it has."""
    right = reference._replace(target=clause.id, policy=clause.policy if reference.policy else "")
    return finding._replace(
        code=reading_codes.PIN004,
        message=f"The clause “{reference.target}” is called “{clause.id}” now; its words are the same.",
        fix=f"Type {right.name} instead{_elsewhere(len(finding.related))}.",
        related=(clause.span, *finding.related),
        edits=() if finding.related else retype(finding.span, reference.name, right.name),
    )


def _elsewhere(count: int) -> str:
    return f", here and in {'one other place' if count == 1 else f'{count} other places'}" if count else ""
