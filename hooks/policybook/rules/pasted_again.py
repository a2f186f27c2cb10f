"""Lines that stand in a file twice because they were pasted again: one finding, and not one for each thing in them.

It is looked for only where something is wrong with them: a finding that names an earlier place of its file, or an error at
a line of words. Where the lines from there on are the earlier ones again, to the letter, they were pasted, and whatever is
said inside them follows. Nothing is lost when they are deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from policybook.basics.edits import delete_line
from policybook.basics.findings import Finding, Severity, Span

_WORDS = 25  # a shorter line may well stand twice
_SETTINGS = 3  # fewer settings may well be the same in two entries


class _Run(NamedTuple):
    """Lines, counted from 1, that are those ``back`` lines above them again."""

    first: int
    last: int
    back: int

    @property
    def is_whole(self) -> bool:
        """Whether the two stand one after the other."""
        return self.last - self.first + 1 == self.back


def fold_pasted(findings: Iterable[Finding], lines: Mapping[str, Sequence[str]]) -> list[Finding]:
    """The findings, those inside of lines that were pasted again being one."""
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(finding.span.path, []).append(finding)
    return [
        finding
        for path, inside in by_file.items()
        for finding in _folded(inside, [line.rstrip() for line in lines.get(path, ())])
    ]


def _folded(findings: list[Finding], lines: Sequence[str]) -> list[Finding]:
    runs = [
        (run, finding) for finding in findings if finding.severity is Severity.ERROR and (run := _run(finding, lines))
    ]
    if not runs:
        return findings
    run, cause = max(runs, key=lambda pair: pair[0].last - pair[0].first)
    kept = [
        f for f in findings if f is not cause and not any(_is_inside(run, span, cause) for span in (f.span, *f.related))
    ]
    return [*kept, _finding(cause, run, lines)]


def _is_inside(run: _Run, span: Span, cause: Finding) -> bool:
    return span.path == cause.span.path and run.first <= span.line <= run.last


def _run(finding: Finding, lines: Sequence[str]) -> _Run | None:
    """The longest run of repeated lines that begins where a finding stands."""
    at = finding.span.line
    if (
        any(span.path == finding.span.path and span.line > at for span in finding.related)
        and finding.related[0].line < at
    ):
        return None  # several names stand twice, and not all of them below here
    earlier = {span.line for span in finding.related if span.path == finding.span.path and span.line < at}
    settings_end = lines.index("---", 1) + 1 if "---" in lines[1:] else 1
    is_text = finding.span.path.endswith(".md") and settings_end < at <= len(lines)
    if is_text and not earlier and (len(lines[at - 1]) >= _WORDS or lines[at - 1] == "---"):
        earlier = {number for number, line in enumerate(lines[: at - 1], 1) if line == lines[at - 1]}
        if not earlier and at < len(lines) and lines[at] == lines[at - 1]:
            at, earlier = at + 1, {at}  # pasted above the braces of the first
    runs = [run for other in earlier if (run := _extended(at, at - other, lines, is_settings=not is_text))]
    if not earlier and not is_text and at <= len(lines):  # settings: only where the second follows the first at once
        again = (at - number for number, line in enumerate(lines[: at - 1], 1) if line and line == lines[at - 1])
        runs = [
            run
            for back in again
            if back >= _SETTINGS and (run := _extended(at, back, lines, is_settings=True)) and run.is_whole
        ]
    return max(runs, key=lambda run: run.last - run.first, default=None)


def _extended(at: int, back: int, lines: Sequence[str], *, is_settings: bool) -> _Run | None:
    """The lines around ``at`` that repeat those ``back`` lines above.

    Upwards only to the beginning of their paragraph, unless the two stand one after the other: what was there before is kept.
    """

    def is_again(number: int) -> bool:
        return back < number <= len(lines) and lines[number - 1] == lines[number - 1 - back]

    if not is_again(at):
        return None
    last = at
    while last - at + 1 < back and is_again(last + 1):
        last += 1
    first = at
    while last - first + 1 < back and is_again(first - 1):
        first -= 1
    if last - first + 1 < back:
        first = at
        while not is_settings and lines[first - 1] and is_again(first - 1) and lines[first - 2]:
            first -= 1
        if is_settings and last < len(lines) and lines[last] and _indent(lines[last]) > _indent(lines[first - 1]):
            return None  # the entry goes on in words of its own
    while first < last and last - first + 1 < back and not lines[last - 1]:
        last -= 1
    words = [line for line in lines[first - 1 : last] if len(line) >= _WORDS and not line.lstrip().startswith("{")]
    return _Run(first, last, back) if words or is_settings else None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _finding(cause: Finding, run: _Run, lines: Sequence[str]) -> Finding:
    path, first, last = cause.span.path, run.first, run.last
    these, those = f"Lines {first} to {last} are", f"lines {first - run.back} to {last - run.back}"
    delete = f"Delete lines {first} to {last}"
    if first == last:
        these, those, delete = "This line is", f"line {first - run.back}", "Delete this line"
    return Finding(
        cause.code,
        Span(
            path,
            first,
            1 + len(lines[first - 1]) - len(lines[first - 1].lstrip()),
            max(len(lines[first - 1].strip()), 1),
        ),
        f"{these} the same as {those}, word for word: mostly it was pasted twice.",
        f"{delete}. If something of its own is to stand here, give it its own words and its own name.",
        related=(Span(path, first - run.back),),
        edits=tuple(delete_line(path, number, lines) for number in range(first, last + 1)),
    )
