"""What became of a clause that is referred to and no longer there: its words may stand under another id. Not for drift."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policybook.basics.findings import Finding
from policybook.book.book import Book
from policybook.book.pinned_items import pinned_items
from policybook.source import reading_codes
from policybook.source.pinned_references import PIN


def with_new_names(findings: Iterable[Finding], book: Book) -> Iterator[Finding]:
    """The findings; one that a clause is missing says its new name where exactly the pinned words have one."""
    findings = tuple(findings)
    if not any(finding.code is reading_codes.REF005 for finding in findings):
        yield from findings
        return
    references = {one.span: one for bound in pinned_items(book) for one in bound.clauses if PIN.fullmatch(one.pin)}
    by_words: dict[str, list[str]] = {}
    for name, clause in book.clauses.items():
        by_words.setdefault(clause.fingerprint, []).append(name)
    for finding in findings:
        reference = references.get(finding.span) if finding.code is reading_codes.REF005 else None
        names = by_words.get(reference.pin, []) if reference else []
        if reference is None or len(names) != 1 or finding.fix == f"Type {names[0]} instead.":  # a slip of the fingers
            yield finding
            continue
        clause = book.clauses[names[0]]
        right = reference._replace(target=clause.id, policy=clause.policy if reference.policy else "")
        yield finding._replace(
            code=reading_codes.PIN004,
            message=f"The clause “{reference.target}” is called “{clause.id}” now; its words are the same.",
            fix=f"Type {right.typed(reference.pin)} instead{_elsewhere(len(finding.related))}.",
            related=(clause.span, *finding.related),
        )


def _elsewhere(count: int) -> str:
    return f", here and in {'one other place' if count == 1 else f'{count} other places'}" if count else ""
