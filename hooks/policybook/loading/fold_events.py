"""Events into facts, in their order. Pure; not for what each kind does, nor for reading files or judging the result.

How it works: every event becomes new facts, one after the other. First whoever was appointed, then whose role ended, then
what was said of people and entries, each in order of date, then of file: a course may be older than the appointment
it was for. The value that an event sets keeps its place in the event's file, so that a finding about it leads there.

An event that changes a value names the one before (``was``) and applies only where that is on record; else nothing is
changed and one finding shows both. Where the entry itself is dated as late as the event or later, it stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from policybook.basics.findings import Finding
from policybook.loading import fold_changes, fold_people
from policybook.loading.unapplied_events import NotAppliedError
from policybook.model.events import (
    Adopted,
    Agreed,
    Appointed,
    Changed,
    Checked,
    Confirmed,
    Decided,
    Ended,
    Event,
    Leads,
    LookedAt,
    Read,
    Signed,
    Trained,
    Waived,
)
from policybook.model.facts import Facts

_APPOINTED_FIRST = (Appointed, Ended)


def fold(facts: Facts, events: Iterable[Event]) -> tuple[Facts, tuple[Finding, ...]]:
    """Return the facts as the events leave them, and a finding for each event that could not be applied.

    An event that names what is not there at all is left to the checks of references, and changes nothing.
    """
    findings = []
    for event in sorted(events, key=_order):
        try:
            facts = _FOLDS[type(event)](facts, event)
        except NotAppliedError as error:
            findings.append(error.finding)
    return facts, tuple(findings)


def _order(event: Event) -> tuple[object, ...]:
    kind = _APPOINTED_FIRST.index(type(event)) if isinstance(event, _APPOINTED_FIRST) else len(_APPOINTED_FIRST)
    return (kind, event.on.first, event.span.path.removesuffix(".yml"))


def _unchanged(facts: Facts, _event: Event) -> Facts:
    """The facts as they are: what such an event says is of documents and policies."""
    return facts


_FOLDS: dict[type[Event], Callable[[Facts, Any], Facts]] = {
    Appointed: fold_people.appoint,
    Ended: fold_people.end,
    Leads: fold_people.lead,
    Confirmed: fold_people.confirm,
    Trained: fold_people.train,
    Agreed: fold_people.agree,
    Changed: fold_changes.change,
    Checked: fold_changes.check,
    LookedAt: fold_changes.look_at,
    Read: fold_changes.record_reading,
    Decided: fold_changes.decide,
    Waived: fold_changes.waive,
    Adopted: _unchanged,
    Signed: _unchanged,
}
