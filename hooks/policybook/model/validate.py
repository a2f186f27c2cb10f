"""From plain values to models, with every fault as a finding at its place. Not for faults across files.

A value that is wrong is reported and then left out, so that the rest of its file can still be read and judged in the
same run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from policybook.findings import Finding
from policybook.model.entry import AS_TYPED, Entry
from policybook.model.faults import Step, faults, steps_of
from policybook.source.yaml import LocatedDict

EntryType = TypeVar("EntryType", bound=Entry)
_ROUNDS = 20


def validate(model: type[EntryType], data: LocatedDict) -> tuple[EntryType | None, tuple[Finding, ...]]:
    """Read ``data`` as ``model``; what is wrong is a finding and is left out; no entry where nothing can be saved.

    ``data`` is pruned in place.
    """
    findings: list[Finding] = []
    for attempt in range(_ROUNDS):
        try:
            return model.model_validate(data, context=None if attempt else AS_TYPED), tuple(findings)
        except ValidationError as error:
            details = error.errors(include_url=False)
            if attempt == 0:
                findings += faults(model, data, details)
            if not _prune(data, details):
                break
    return None, tuple(findings)


def _prune(data: LocatedDict, details: Sequence[ErrorDetails]) -> bool:
    """Remove what each fault is about: the value, or for a missing value the entry it is missing from."""
    wrong = [d for d in details if d.get("ctx", {}).get("kind") != "empty"]  # a list without items can stay
    places = {steps_of(d)[:-1] if d["type"] == "missing" else steps_of(d) for d in wrong}
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
