"""A report for a person: each finding with its line and a caret, what to type instead, and a summary in words."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from policybook.basics.findings import Finding, Report, Severity
from policybook.report import side_by_side
from policybook.rules import first_steps

_PLURALS = {
    Severity.ERROR: ("error", "errors", "cannot be understood and must be mended first"),
    Severity.BLOCKER: ("blocker", "blockers", "must be settled before the pages are published"),
    Severity.ADVICE: ("piece of advice", "pieces of advice", "worth knowing"),
}
_COLOURS = {Severity.ERROR: "\033[1;31m", Severity.BLOCKER: "\033[1;33m", Severity.ADVICE: "\033[1;36m"}
_WIDEST = 110


def render(
    report: Report,
    lines: Mapping[str, tuple[str, ...]],
    *,
    colour: bool = False,
    what_to_do: bool = True,
    ahead: str = "",
    stopping: Container[Finding] | None = None,
) -> str:
    """The whole report; ``lines`` holds the lines of each file, to quote the one a finding is about.

    Of ``stopping`` see ``summary``.

    It ends with what to do first, if there is more than one thing to do and ``what_to_do`` is wanted. What is ``ahead``
    has its place between the findings and their number: it is none of them.
    """
    blocks = ["\n".join(_finding(finding, lines, colour=colour)) for finding in report.new]
    if report.before:
        blocks.append("\n".join(_already_there(report)))
    if ahead:
        blocks.append(ahead)
    blocks.append(summary(report, stopping))
    if what_to_do and len(first_steps.steps(report.open)) > 1:
        blocks.append("\n".join(first_steps.what_to_do_first(report.open)))
    return "\n\n".join(blocks) + "\n"


def _already_there(report: Report) -> Iterator[str]:
    """A line for each finding that the earlier revision had, too."""
    yield f"Already there before ({report.since.revision if report.since else ''}):"
    for finding in report.before:
        span, waived = finding.span, " (waived)" if finding.waived else ""
        yield f"  {span.path}:{span.line}: {finding.severity}[{finding.code.id}]{waived} {finding.message}"


def summary(report: Report, stopping: Container[Finding] | None = None) -> str:
    """One line a severity, in words, and a line on what the report is compared with.

    ``stopping`` are the findings for which nothing is published (``rules.publication_gate``); None where every blocker is one.
    """
    return "\n".join([*_compared(report), _counted(report, stopping), *_red(report)])


def _red(report: Report) -> Iterator[str]:
    """That a change fails for a blocker, and for which."""
    red = [finding for finding in report.open if report.since and finding.is_red]
    codes = dict.fromkeys(finding.code.id for finding in red if finding.severity is not Severity.ERROR)
    if codes:
        yield f"This change fails: readers would see what is not true, or nothing could be published ({', '.join(codes)})."


def _compared(report: Report) -> Iterator[str]:
    if report.since is None:
        return
    name = f"“{report.since.revision}”"
    if not report.since.had_policy:
        yield f"{name} has no policy/ folder, so everything counts as new."
    else:
        yield f"Compared with {name}; what was there before is not counted ({len(report.before)})."


def _counted(report: Report, stopping: Container[Finding] | None) -> str:
    counts = [(severity, len(report.of_severity(severity))) for severity in Severity]
    if not any(count for _, count in counts):
        if report.since and report.since.had_policy:
            return "Nothing new found."
        return "Nothing found: everything that is checked is in order."
    parts = []
    for severity, count in counts:
        if count:
            singular, many, meaning = _PLURALS[severity]
            if severity is Severity.BLOCKER and stopping is not None:
                meaning = _meaning_of_blockers(count, sum(one in stopping for one in report.of_severity(severity)))
            parts.append(f"{count} {singular if count == 1 else many}: {meaning}.")
    return "\n".join(parts)


def _meaning_of_blockers(count: int, stopping: int) -> str:
    """What blockers mean, of which some stop publication."""
    if stopping == count:
        return _PLURALS[Severity.BLOCKER][2]
    if stopping:
        return f"{stopping} must be settled before the pages are published; the pages leave the others out, or say so"
    return (
        "the pages leave out what it is about, or say so"
        if count == 1
        else "the pages leave out what they are about, or say so"
    )


def _finding(finding: Finding, lines: Mapping[str, tuple[str, ...]], *, colour: bool) -> Iterator[str]:
    span = finding.span
    start, end = (_COLOURS[finding.severity], "\033[0m") if colour else ("", "")
    yield f"{span.path}:{span.line}:{span.column}: {start}{finding.severity}[{finding.code.id}]{end} {finding.message}"
    yield from _quote(finding, lines)
    yield from side_by_side.lines(side_by_side.of_finding(finding))
    yield f"  fix:  {finding.fix}"
    yield f"  help: {finding.code.help}"
    if finding.waived:
        yield f"  waived: {finding.waived}"


def _quote(finding: Finding, lines: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    span = finding.span
    file = lines.get(span.path, ())
    if not 1 <= span.line <= len(file):
        return
    line = file[span.line - 1]
    shift = max(0, span.column - 1 - _WIDEST // 2) if len(line) > _WIDEST else 0
    shown = line[shift : shift + _WIDEST]
    if not shown.strip():
        return
    number = f"{span.line:>5} | "
    yield number + shown
    room = max(1, min(span.length, len(shown) - (span.column - 1 - shift)))
    yield (
        " " * (len(number) - 2)
        + "| "
        + " " * (span.column - 1 - shift)
        + "^" * room
        + (f" {finding.label}" if finding.label else "")
    )
