"""Why an event changes nothing, and whether the record is newer. What every kind of event needs that is folded into facts."""

from __future__ import annotations

from policybook.basics.dates import PartialDate
from policybook.basics.edits import Edit
from policybook.basics.findings import Code, Finding, Span
from policybook.model.events import Event


class NotAppliedError(Exception):
    """Carries the finding that says why an event changes nothing."""

    def __init__(
        self, code: Code, span: Span, message: str, fix: str, *related: Span, edits: tuple[Edit, ...] = ()
    ) -> None:
        super().__init__(message)
        self.finding = Finding(code, span, message, fix, related=related, edits=edits)


def is_newer(dated: PartialDate | None, event: Event) -> bool:
    """Whether an entry was dated as late as an event, or later: what somebody typed there is the record."""
    return bool(dated and dated.first >= event.on.first)
