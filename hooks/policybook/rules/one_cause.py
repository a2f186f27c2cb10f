"""One reading for one change: what asks only that words be read gives way to what is wrong in them, and is listed at the change.

A text that changed since its review must be read again, and with it each sentence and check that restates what was
reworded. These stand apart in the records and are told together, at the text that changed. What is advised on the same
words comes first there, and at a sentence that somebody has to read although no review has read its text: the words are
changed once more before anybody reads them. Only a finding that somebody must deal with tells the cause: one that is waived
takes nothing away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policybook.basics.findings import Finding, Severity
from policybook.book.book import Book
from policybook.rules.publication_gate import all_passages, places_of

CHANGED, LAPSED = "REV009", "PIN002"
"""The codes of a text that changed since its review, and of a sentence or check that was last read beside other words."""
_FEW = 4


def tell_causes(findings: Iterable[Finding], book: Book) -> Iterator[Finding]:
    """The findings, those that ask for a reading given way to what is wrong, or listed at the change that wants it."""
    told = tuple(_tell_changes(tuple(_without_readings_of_what_is_wrong(tuple(findings))), book))
    held: set[Finding] = set()
    after: dict[Finding, tuple[Finding, ...]] = {}
    for cause in told:
        if path := _path_of_words(cause):
            after[cause] = tuple(one for one in _advice_on(path, cause, (cause,), told, book) if one not in held)
            held.update(after[cause])
    yield from (_after_advice(finding, after.get(finding, ())) for finding in told if finding not in held)


def _tell_changes(findings: tuple[Finding, ...], book: Book) -> Iterator[Finding]:
    """The findings, those that a change of a text explains told at that change."""
    changed = {f.span.path: f for f in findings if f.code.id == CHANGED and not f.waived}
    following: dict[str, list[Finding]] = {path: [] for path in changed}
    for finding in findings:
        if (cause := changed.get(path := _path_of_change(finding))) and cause.before == finding.before:
            following[path].append(finding)
    held = {finding for group in following.values() for finding in group}
    waits: dict[str, Finding] = {}  # what must be put right in a document first, which changes its words once more
    for finding in findings:
        if _stops(finding) and finding not in held and finding.code.id != CHANGED:
            waits.setdefault(finding.span.path, finding)
    waits = {document.path: waits[document.path] for document in book.documents if document.path in waits}
    advice = {
        path: tuple(_advice_on(path, cause, following[path], findings, book))
        for path, cause in changed.items()
        if path not in waits
    }
    held.update(finding for of_text in advice.values() for finding in of_text)
    for finding in findings:
        path = finding.span.path
        if changed.get(path) is finding:
            if path not in waits:
                told = _with(finding, following[path]) if following[path] else finding
                yield _after_advice(told, advice[path])
        elif path in changed and waits.get(path) is finding:
            yield finding._replace(told=(*finding.parts, changed[path]))
        elif finding not in held or _path_of_change(finding) in waits:
            yield finding


def _advice_on(
    path: str, cause: Finding, readings: Iterable[Finding], findings: Iterable[Finding], book: Book
) -> Iterator[Finding]:
    """What is advised on the very words of a file that must be read, where only a person can say which words are right."""
    changed = {(place.path, place.line) for reading in readings for place in (reading.span, *reading.related[:1])}
    advice = [
        finding
        for finding in findings
        if finding.severity is Severity.ADVICE and not finding.waived and not finding.edits
        if finding.span.path == path and finding.before == cause.before
    ]
    passages = (places_of(passage) for passage in all_passages(book)) if changed and advice else ()
    places = set().union(*(own for own in passages if own & changed))
    yield from (finding for finding in advice if (finding.span.path, finding.span.line) in places)


def _after_advice(cause: Finding, advice: tuple[Finding, ...]) -> Finding:
    """The finding of a text that changed, which says first what is advised on its words: then they are read once."""
    if not advice:
        return cause
    then = f"Then check again, and have the text read as the check says. If it is right as it is: {cause.fix}"
    return cause._replace(
        span=advice[0].span,
        message=" ".join([*(one.message for one in advice), cause.message]),
        fix=" ".join([*(one.fix for one in advice), then]),
        related=(*cause.related, cause.span),
        told=(*cause.parts, *advice),
    )


def _without_readings_of_what_is_wrong(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    wrong = {(f.span.path, f.span.line) for f in findings if _stops(f) and not f.gives_way and f.code.id != CHANGED}
    for finding in findings:
        lines = range(finding.span.line, finding.gives_way + 1)
        if not any((finding.span.path, line) in wrong for line in lines):
            yield finding


def _path_of_words(finding: Finding) -> str:
    """The file of the words for which a finding asks nothing but that somebody reads them; "" of any other finding."""
    return finding.span.path if finding.gives_way and not finding.waived else _path_of_change(finding)


def _path_of_change(finding: Finding) -> str:
    """The file in which the words of a reading that lapsed were changed; "" of any other finding."""
    if finding.code.id != LAPSED or finding.waived or not finding.now:
        return ""
    return finding.span.path if finding.gives_way else finding.related[0].path


def _stops(finding: Finding) -> bool:
    """Whether it has to be put right."""
    return finding.severity is not Severity.ADVICE and not finding.waived


def _with(cause: Finding, following: list[Finding]) -> Finding:
    """The finding of a text that changed, with what must be read beside it.

    It stands at the clause that was reworded, or at the sentence of a document; one that only has to be put right comes first.
    """
    following = sorted(following, key=lambda finding: finding.span.path == cause.span.path)  # what readers see, first
    first = following[0]
    clauses = {f.related[0]: f for f in following if not f.gives_way}
    itself = [finding.span for finding in following if finding.span.path == cause.span.path]  # its own sentences
    span = min(clauses or itself, key=lambda place: place.line, default=cause.span)
    places = tuple(dict.fromkeys(finding.span for finding in following))
    count = "1 place restates" if len(places) == 1 else f"{len(places)} places restate"
    what = (
        "what was reworded, and must be read again with it" if clauses else "a clause, and must be read beside it again"
    )
    many = f" {len(clauses)} of its clauses that other words rest on were reworded." if clauses.keys() - {span} else ""
    names = " ".join(dict.fromkeys(finding.about for finding in following))
    every = f"Then read each beside what it restates: python3 scripts/confirm.py {names} shows them and records it."
    then = every if following[1:] else first.fix
    fixes = (then, cause.fix) if not clauses and itself and not following[1:] else (cause.fix, then)
    return cause._replace(
        span=span,
        message=f"{cause.message}{many} {count} {what}: {_listed(following)}.",
        fix=" ".join(fixes),
        related=(*cause.related, *places),
        was=cause.was or (clauses[span].was if clauses else first.was),
        now=cause.now or (clauses[span].now if clauses else first.now),
        pair=first.pair,
        told=(cause, *following),
    )


def _listed(findings: list[Finding]) -> str:
    names = list(dict.fromkeys(_name(finding) for finding in findings))
    return ", ".join(names[:_FEW]) + (" and others" if len(names) > _FEW else "")


def _name(finding: Finding) -> str:
    """What must be read, and what is said of it beside that its clause was reworded."""
    more = finding.message.partition(". ")[2].rstrip(".")
    return f"{finding.about} ({more})" if more else finding.about
