"""From plain values to models, with every fault as a finding at its place. Not for faults across files.

A value that is wrong is reported and then left out, so that the rest of its file can still be read and judged in the
same run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeVar

from policybook.basics.findings import Finding
from policybook.model.entry import Entry
from policybook.model.field_errors import faults
from policybook.model.field_readers import FieldError, FieldErrors, Step
from policybook.source import reading_codes
from policybook.source.yaml_files import LocatedDict

EntryType = TypeVar("EntryType", bound=Entry)
_ROUNDS = 20
_MOST = 30


def validate(model: type[EntryType], data: LocatedDict) -> tuple[EntryType | None, tuple[Finding, ...]]:
    """Read ``data`` as ``model``; what is wrong is a finding and is left out; no entry where nothing can be saved.

    ``data`` is pruned in place.
    """
    findings: list[Finding] = []
    for attempt in range(_ROUNDS):
        errors = FieldErrors(as_typed=attempt == 0)
        entry = model.read(data, errors)
        if not errors:
            return entry, tuple(findings)
        if attempt == 0:
            findings += _first_of(faults(model, data, errors))
        if not _prune(data, errors):
            break
    return None, tuple(findings)


def _first_of(findings: Iterator[Finding]) -> Iterator[Finding]:
    """As many as somebody can work through; of the others only that they are there."""
    yield from islice(findings, _MOST)
    for finding in islice(findings, 1):
        message = f"This file has more slips than the {_MOST} that are listed. The next is here."
        fix = "Mend those listed, then check again. Where most are alike, look for one line that explains them."
        yield Finding(reading_codes.FILE020, finding.span, message, fix)


def _prune(data: LocatedDict, errors: Sequence[FieldError]) -> bool:
    """Remove what each fault is about: the value, or for a missing value the entry it is missing from."""
    kept = [error for error in errors if error.fault != "empty"]  # a list without items can stay
    places = {error.steps[:-1] if error.fault == "missing" else error.steps for error in kept}
    if () in places:
        return False
    for place in sorted(places, key=lambda steps: [(str(type(step)), step) for step in steps], reverse=True):
        _remove(data, place)
    return True


def _remove(data: object, place: Sequence[Step]) -> None:
    holder: object = data
    for step in place[:-1]:
        holder = _inside(holder, step)
    last = place[-1]
    if isinstance(holder, dict):
        holder.pop(last, None)
    elif isinstance(holder, list) and isinstance(last, int) and last < len(holder):
        del holder[last]


def _inside(holder: object, step: Step) -> object:
    if isinstance(holder, dict):
        return holder.get(step)
    if isinstance(holder, list) and isinstance(step, int) and step < len(holder):
        return holder[step]
    return None
