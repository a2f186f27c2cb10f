"""What a command has judged, for the adapter that builds the site later in the same process: one build, one judgement."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from policybook.rules.checking import CheckResult, check_project
from policybook.source.sources import Sources

_HANDED_OVER: dict[tuple[Path, date], CheckResult] = {}


def hand_over(sources: Sources, as_of: date, result: CheckResult) -> None:
    """Let the next build of this book on this day begin with this result."""
    _HANDED_OVER[sources.root, as_of] = result


def judge(sources: Sources, as_of: date) -> CheckResult:
    """Return the result that was handed over, which counts once; else judge the book."""
    return _HANDED_OVER.pop((sources.root, as_of), None) or check_project(sources, as_of)
