"""A report in a few lines: findings of one kind counted together, what matters most for children first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policybook.findings import Finding

_FIRST_FAMILIES = ("DSL", "REV", "PUB", "GUI")


def grouped(findings: Iterable[Finding]) -> list[tuple[Finding, int]]:
    """The first finding of each code and how many there are of it: who keeps children safe, then dates, then the rest."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.code.id, []).append(finding)
    ordered = sorted(groups.values(), key=lambda group: (_rank(group[0]), group[0].code.id))
    return [(group[0], len(group)) for group in ordered]


def _rank(finding: Finding) -> int:
    family = finding.code.family
    return _FIRST_FAMILIES.index(family) if family in _FIRST_FAMILIES else -1  # errors come first


def lines(findings: Iterable[Finding]) -> Iterator[str]:
    """One line a kind."""
    for number, (finding, count) in enumerate(grouped(findings), 1):
        more = f" (and {count - 1} more like it)" if count > 1 else ""
        yield f"{number:>3}. {finding.message}{more}"


def first_step(findings: Iterable[Finding]) -> Iterator[str]:
    """Where to begin, and with what."""
    finding, _ = grouped(findings)[0]
    yield f"  {finding.message}"
    yield f"  Open {finding.span.path}, line {finding.span.line}."
    yield f"  {finding.fix}"
