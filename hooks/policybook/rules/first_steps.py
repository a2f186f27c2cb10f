"""A report in a few lines: what to do first, one step a kind of finding, what matters most for children before the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from policybook.basics.findings import Finding, Severity, Span

_FIRST = (
    *("DSL001", "DSL002", "DSL003", "DSL004", "DSL018", "DSL020", "DSL026"),  # who leads, and who stands in
    *("PUB017", "DSL014", "DSL025", "DSL015"),  # whom a family reaches ...
    "EVT012",  # whose record it is
    *("EVT010", "PUB009", "PUB016", "PUB006", "PUB013", "PUB014", "PUB015", "HLP"),  # ... on which number, and for what
    *("PUB012", "PUB050", "PUB080", "PUB081", "YAML"),  # what is private and would be shown, or read by anybody
    *("ORG", "PUB004", "PUB005"),  # who answers for it all
    *("DSL", "EVT"),  # training and the roll-call
    "PUB",  # decisions on names, parts of documents
    *("TXT", "REF", "PLA"),  # words
    "DEC",  # what somebody must decide before anything is worded
    "GUI",  # a policy is compared with the guidance in force ...
    "COV",  # ... told to those whom it binds
    "PIN",  # ... and read beside whatever restates it
    "REV",  # ... before the review reads it, because a change of wording after the review must be read again
    "RUN",  # what only whoever looks after the program can mend
)
"""The beginnings of codes in the order in which they are best worked off; the longest that fits counts."""
_MINUTES = {
    "YAML": 5,
    "FILE": 5,
    "REF": 5,
    "TXT": 5,
    "PLA": 5,
    "PUB": 5,
    "DSL": 5,
    "EVT": 5,
    "ORG": 5,
    "WAI": 5,
    "RUN": 5,
    "HLP": 10,
    "DSL001": 15,
    "DSL002": 15,
    "DSL026": 5,
    "DEC": 20,  # somebody has to decide
    "PUB007": 5,
    "GUI": 30,
    "GUI001": 60,
    "GUI010": 60,  # for each: a page is opened and compared, or a guidance read
    "COV": 10,
    "PIN": 3,  # for each sentence
    "REV": 10,
    "REV005": 240,
    "REV006": 240,
    "REV008": 240,  # the yearly review
}
"""What one place of a step may take, thinking included, by the beginning of its code. Estimates of ours: nobody has timed them."""
_ALL_AT_ONCE = frozenset({"REV005", "REV006", "REV008"})
"""However many policies: it is one afternoon."""


_ABOVE = " (The lines are above, after “fix:”.)"


class Step(NamedTuple):
    """The findings of one code, in the order of the report."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding that names the step."""
        return self.findings[0]

    @property
    def message(self) -> str:
        """What is wrong, and how many more there are of it."""
        more = len(self.findings) - 1
        return f"{self.first.message} (and {more} more like it)" if more else self.first.message

    @property
    def fix(self) -> str:
        """What to type. Where it differs from place to place it is the first one's, and says so."""
        if len({finding.fix for finding in self.findings}) == 1:
            return self.first.fix
        return f"{self.first.fix} The others: see each of them in the list."

    @property
    def why(self) -> str:
        """Why it matters: what the code's documentation says first, after what it ensures; "" where it says no more."""
        paragraphs = self.first.code.doc.strip().split("\n\n")
        is_prose = len(paragraphs) > 1 and not paragraphs[1].startswith(("```", "- ", "| "))
        return " ".join(paragraphs[1].replace("`", "").split()) if is_prose else ""

    @property
    def minutes(self) -> int:
        """About how long it takes."""
        code = self.first.code.id
        each = _MINUTES[max((beginning for beginning in _MINUTES if code.startswith(beginning)), key=len)]
        return each if code in _ALL_AT_ONCE else each * len(self.findings)

    @property
    def places(self) -> str:
        """The files with the lines, in words."""
        related = (span for finding in self.findings for span in finding.related)
        return places_in_words([*(finding.span for finding in self.findings), *related])


def places_in_words(spans: Iterable[Span]) -> str:
    """The files with the lines, in words."""
    lines: dict[str, list[int]] = {}
    for span in spans:
        lines.setdefault(span.path, []).append(span.line)
    return "; ".join(_place(path, sorted(set(numbers))) for path, numbers in lines.items())


def _place(path: str, lines: list[int]) -> str:
    *earlier, last = map(str, lines)
    if not PurePosixPath(path).suffix:
        return f"{path}/"  # a folder, which has no lines
    return f"{path}, lines {', '.join(earlier)} and {last}" if earlier else f"{path}, line {last}"


def steps(findings: Iterable[Finding]) -> list[Step]:
    """The findings by code: errors first by their places, advice last, between them in the order in which they are best worked off."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.code.id, []).append(finding)
    return sorted((Step(tuple(group)) for group in groups.values()), key=_order)


def _order(step: Step) -> tuple[int, int, tuple[object, ...]]:
    first = step.first
    if first.severity is Severity.ERROR:
        return (0, 0, first.sort_key)
    code = first.code.id
    fits = [(len(beginning), number) for number, beginning in enumerate(_FIRST) if code.startswith(beginning)]
    return (first.severity.rank, max(fits)[1] if fits else len(_FIRST), (code,))


def lines(findings: Iterable[Finding]) -> Iterator[str]:
    """One line a step."""
    for number, step in enumerate(steps(findings), 1):
        yield f"{number:>3}. {step.message}"


def what_to_do_first(findings: Iterable[Finding]) -> Iterator[str]:
    """A numbered list of all steps with what to type and where. Advice stands apart at its end.

    It comes after the findings themselves: lines to paste are there, and not here again.
    """
    yield "What to do first"
    before: Severity | None = None
    for number, step in enumerate(steps(findings), 1):
        severity = step.first.severity
        if severity is Severity.ADVICE and before not in (None, Severity.ADVICE):
            yield from ("", "Worth doing after that")
        before = severity
        yield f"{number:>3}. {step.message}"
        first_line, *more = step.fix.split("\n")
        yield f"     {first_line}{_ABOVE if more else ''}"
        yield f"     {step.places}"


def first_step(findings: Iterable[Finding]) -> Iterator[str]:
    """Where to begin, and with what."""
    first = steps(findings)[0].first
    yield f"  {first.message}"
    yield f"  Open {places_in_words([first.span])}."
    yield f"  {first.fix}"
