"""What stops publication, and what the pages leave out or mark because of open blockers. Holds no rule.

Before the first publication every blocker stops it. After it, only what is on the closed list of refusals does
(``basics.on_page``): a page that is not renewed goes on saying what is no longer true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from policybook.basics.findings import Finding, Report, Severity, Span
from policybook.basics.on_page import OnPage, Refusal
from policybook.book.book import Book, Clause, Statement

Lines = Mapping[tuple[str, int], OnPage]
"""What is done about the passage that has a line of a file."""


def is_published(book: Book, as_of: date) -> bool:
    """Whether the pages have been published once, as the settings say."""
    since = book.settings.published_since
    return since is not None and since.has_come(as_of)


def stops_publication(book: Book, report: Report, as_of: date) -> tuple[Finding, ...]:
    """The open findings for which nothing is published."""
    blocking = report.stopping(Severity.BLOCKER)
    if not blocking or not is_published(book, as_of):
        return blocking
    passages = {place for passage in all_passages(book) for place in places_of(passage)}
    return tuple(finding for finding in blocking if _refuses(finding, passages))


_SAID_BY_NO_HOLDING_SITE = (Refusal.NO_EMERGENCY_ROUTE, Refusal.NOBODY_TO_REACH, Refusal.DOUBTFUL_DATE)
"""What the pages would lack, or say of a date: the holding site says 999 itself, and no date."""


def stops_holding_site(book: Book, report: Report) -> tuple[Finding, ...]:
    """The open findings for which not even the holding site is published: what would be wrong on it, or private."""
    passages = {place for passage in all_passages(book) for place in places_of(passage)}
    return tuple(finding for finding in report.stopping(Severity.BLOCKER) if _stops_holding(finding, passages))


def _stops_holding(finding: Finding, passages: set[tuple[str, int]]) -> bool:
    behaviour = finding.code.on_page
    if behaviour and behaviour.refusal in _SAID_BY_NO_HOLDING_SITE:
        return False
    return _refuses(finding, passages)


def _refuses(finding: Finding, passages: set[tuple[str, int]]) -> bool:
    behaviour = finding.code.on_page
    if behaviour is None or behaviour.kind is OnPage.REFUSE:
        return True
    if behaviour.kind is OnPage.SAY_SO or not behaviour.passage:
        return False
    return not {(span.path, span.line) for span in _spans(finding.parts[0])} <= passages


def unfit_passages(report: Report) -> Lines:
    """What is done about the passages in which something is found: leaving out goes before marking."""
    lines: dict[tuple[str, int], OnPage] = {}
    for finding in (part for told in report.open for part in told.parts):
        if (behaviour := finding.code.on_page) and behaviour.passage:
            for span in _spans(finding):
                if lines.get((span.path, span.line)) is not OnPage.LEAVE_OUT:
                    lines[span.path, span.line] = behaviour.kind
    return lines


def _spans(finding: Finding) -> tuple[Span, ...]:
    """The places at which a passage is unfit; what a sentence is compared with is no fault of its own."""
    is_left_out = finding.code.on_page is not None and finding.code.on_page.kind is OnPage.LEAVE_OUT
    return (finding.span, *finding.related) if is_left_out else (finding.span,)


def all_passages(book: Book) -> Iterable[Clause | Statement]:
    """All clauses and statements."""
    for section in book.sections.values():
        yield from section.clauses
    for document in book.documents:
        yield from document.statements


def places_of(passage: Clause | Statement) -> set[tuple[str, int]]:
    """The lines of a passage: of its words, of its braces, and of what it says that it restates."""
    restated = [restated.span for restated in passage.restates] if isinstance(passage, Statement) else []
    return {(span.path, span.line) for span in (*passage.wording.starts, passage.span, *restated)}
