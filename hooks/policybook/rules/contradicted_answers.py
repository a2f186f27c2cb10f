"""A yes in the record of a review that the book itself contradicts: a fact that is asked about, and is found to be wrong.

"Is exactly one person in post as lead DSL?" cannot be yes while nobody leads. The cause is the fact, so its own finding names
the answer, and such a review cannot be recorded. Judged while the record is new, because a yes of some months ago may have
been true: later the fact's finding speaks alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from policybook.basics.dates import add_days
from policybook.basics.findings import Finding, Severity
from policybook.book.book import Book
from policybook.book.review_status import newest_record
from policybook.model.reviews import Review

_NEW_DAYS, _FEW = 31, 3


def name_contradicted(findings: Iterable[Finding], book: Book, as_of: date) -> Iterator[Finding]:
    """The findings; those that contradict a yes of the newest record of a policy say so."""
    findings = tuple(findings)
    newest = {r.span.path: r for policy in book.policies if (r := newest_record(book, policy.id, as_of))}
    answers: dict[Finding, list[tuple[Review, str]]] = {}
    for review in newest.values():
        for check, contrary in contradicted_answers(findings, book, review, as_of):
            for finding in contrary:
                answers.setdefault(finding, []).append((review, check))
    for finding in findings:
        yield _naming(finding, answers[finding]) if finding in answers else finding


def contradicted_answers(
    findings: Iterable[Finding], book: Book, review: Review, as_of: date
) -> Iterator[tuple[str, list[Finding]]]:
    """Yield each check that a new record answers yes, with the blockers that contradict it."""
    if review.wording != "this" or as_of > add_days(review.reviewed.last, _NEW_DAYS):
        return
    blockers = [finding for finding in findings if finding.severity is Severity.BLOCKER]
    for check, contrary in contrary_findings(book, blockers):
        if contrary and review.judgement(check) == "yes":
            yield check, contrary


def contrary_findings(book: Book, blockers: Iterable[Finding]) -> Iterator[tuple[str, list[Finding]]]:
    """Yield each check with the blockers that contradict a yes to it: those whose codes it names."""
    found = tuple(blockers)
    for check in book.checks:
        yield check.settings.id, [one for one in found if one.code.id in check.settings.contradicted_by]


def _naming(finding: Finding, answers: list[tuple[Review, str]]) -> Finding:
    review, _ = answers[0]
    names = list(dict.fromkeys(check for _, check in answers))
    listed = ", ".join(names[:_FEW]) + (" and others" if len(names) > _FEW else "")
    return finding._replace(
        message=f"{finding.message} The review of {review.reviewed.words} answers yes to this ({listed}).",
        related=(*finding.related, review.key("answers", names[0])),
        told=finding.parts,
    )
