"""What an earlier revision had found already, so that a change answers only for what it adds.

Not for judging: both trees are judged alike, as of the same day.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from policybook.basics.findings import Baseline, Finding, Report
from policybook.revisions.git import Git, GitError
from policybook.rules.checking import CheckResult, check_project
from policybook.rules.one_cause import tell_causes
from policybook.rules.outlook import Outlook, look_ahead
from policybook.source.sources import Layout, Sources

SinceError = GitError
_LONG_ENOUGH = 16  # a line of so many characters says by itself what it is, wherever it is moved


def compared(
    result: CheckResult, outlook: Outlook, sources: Sources, revision: str, as_of: date
) -> tuple[Report, Outlook]:
    """The report with every finding marked that ``revision`` had already, and what of the outlook it had not.

    Raises:
        GitError: where the revision cannot be read.
    """
    git = Git(sources.root)
    commit = git.commit(revision)
    earlier = check_commit(git, commit, sources.layout, as_of, is_public=result.context.is_public)
    if earlier is None:
        return Report.of(result.report.findings, Baseline(revision, commit, had_policy=False)), outlook
    told = tell_causes(marked(result, earlier), result.book)  # new ones at a new cause, and none at one that was there
    return Report.of(told, Baseline(revision, commit)), added_ahead(result, outlook, earlier)


def added_ahead(result: CheckResult, outlook: Outlook, earlier: CheckResult) -> Outlook:
    """What of the ``outlook`` an earlier book had neither ahead of it nor found today, as far as a change is asked about it."""
    before = [*earlier.report.findings, *(a.finding for a in look_ahead(earlier.context, earlier.report).items)]
    items = [ahead for ahead in outlook.items if ahead.is_near(result.context.as_of)]
    sides = (
        side._replace(report=Report(tuple(findings)))
        for side, findings in ((result, [ahead.finding for ahead in items]), (earlier, before))
    )
    added = (ahead for ahead, finding in zip(items, marked(*sides), strict=True) if not finding.before)
    return outlook._replace(items=tuple(added))


def check_commit(
    git: Git, commit: str, layout: Layout, as_of: date, *, is_public: bool | None = None
) -> CheckResult | None:
    """The policies and facts of a commit, judged as of a day; None where it had no policies.

    Raises:
        GitError: where the commit cannot be read completely.
    """
    with git.book_at(commit, layout) as sources:
        is_there = (sources.root / layout.policy).is_dir()
        return check_project(sources, as_of, is_public=is_public) if is_there else None


def marked(result: CheckResult, earlier: CheckResult) -> Iterator[Finding]:
    """The findings of ``judged``, each marked if ``earlier`` had it already."""
    return _marked(_places(result), _places(earlier), frozenset(result.lines), frozenset(earlier.lines))


# --- which findings are the same -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _LocatedFinding:
    """A finding with what stands at its place: the whole line and the marked part, without indentation."""

    finding: Finding
    line: str
    marked: str


def _places(result: CheckResult) -> tuple[_LocatedFinding, ...]:
    return tuple(_placed(part, result.lines) for finding in result.report.findings for part in finding.parts)


def _placed(finding: Finding, lines: Mapping[str, tuple[str, ...]]) -> _LocatedFinding:
    span, file = finding.span, lines.get(finding.span.path, ())
    line = file[span.line - 1] if 1 <= span.line <= len(file) else ""
    marked = line[span.column - 1 : span.column - 1 + span.length] if span.length > 1 else ""
    return _LocatedFinding(finding, " ".join(line.split()), marked.strip())


_FIGURES = re.compile(r"\d+")


def _identify(placed: _LocatedFinding) -> tuple[str, str, str]:
    """What is wrong, without figures: one more helpline that nobody tried makes no new fault of the others."""
    finding = placed.finding
    return (finding.code.id, finding.about, _FIGURES.sub("0", finding.message))


def _same_words(placed: _LocatedFinding) -> object:
    finding = placed.finding
    return (finding.span.path, finding.code.id, finding.about, finding.message, placed.line)


def _same_line(placed: _LocatedFinding) -> object:
    return (placed.finding.span.path, _identify(placed), placed.line)


def _same_part(placed: _LocatedFinding) -> object:
    """In a paragraph that was wrapped anew, the line is another and the marked part the same."""
    return (placed.finding.span.path, _identify(placed), placed.marked) if placed.marked else None


def _same_tally(placed: _LocatedFinding) -> object:
    """Of what counts all of its kind, the words and the place tell how many are left, and which is the first."""
    return (placed.finding.code.id, placed.finding.about) if placed.finding.code.is_tally else None


def _same_line_elsewhere(placed: _LocatedFinding) -> object:
    return (_identify(placed), placed.line) if len(placed.line) >= _LONG_ENOUGH else None


_LIKENESSES: tuple[Callable[[_LocatedFinding], object], ...] = (
    _same_words,
    _same_line,
    _same_part,
    _same_tally,
    _same_line_elsewhere,
)
"""From the closest on. Each earlier finding stands for one of today's, so that of three equal ones where two stood, one is new."""


def _marked(
    today: tuple[_LocatedFinding, ...],
    earlier: tuple[_LocatedFinding, ...],
    files: frozenset[str],
    files_before: frozenset[str],
) -> Iterator[Finding]:
    """Today's findings, each marked if an earlier one is the same."""
    matched: set[int] = set()
    used: set[int] = set()
    for likeness in (*_LIKENESSES, _in_a_renamed_file(files, files_before)):
        pool: dict[tuple[object, bool], deque[int]] = defaultdict(deque)
        for number, placed in enumerate(earlier):
            if number not in used and (key := likeness(placed)) is not None:
                pool[key, bool(placed.finding.waived)].append(number)
        for number, placed in enumerate(today):
            if number in matched or (key := likeness(placed)) is None:
                continue
            # What was waived is new when nothing waives it any more.
            for waived in (True, False) if placed.finding.waived else (False,):
                if equal := pool.get((key, waived)):
                    used.add(equal.popleft())
                    matched.add(number)
                    break
    for number, placed in enumerate(today):
        yield placed.finding._replace(before=number in matched)


def _in_a_renamed_file(files: frozenset[str], files_before: frozenset[str]) -> Callable[[_LocatedFinding], object]:
    """The likeness of findings in files that are only on one side: a file was renamed."""

    def likeness(placed: _LocatedFinding) -> object:
        path = placed.finding.span.path
        moved = (path in files) != (path in files_before)
        return (_identify(placed), placed.line) if moved and placed.line else None

    return likeness
