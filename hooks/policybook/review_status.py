"""Where a policy stands with its reviews on a day, derived from the records. Not for saying it in words: that is ``views``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policybook.book import Book, Policy, Section
from policybook.dates import PartialDate, add_days
from policybook.model.facts import Review


class State(StrEnum):
    """How a policy stands by its dates alone."""

    NEVER = "never reviewed"
    UNKNOWN = "next review unknown"
    OVERDUE = "overdue"
    DUE_SOON = "due soon"
    IN_DATE = "in date"


class Reading(StrEnum):
    """Whether a section was read in its present words."""

    READ = "reviewed"
    CHANGED = "changed since review"
    UNREAD = "not yet reviewed in this wording"


@dataclass(frozen=True, slots=True)
class Status:
    """One policy (or the whole book) on one day."""

    state: State
    reviewed: PartialDate | None = None
    due: PartialDate | None = None
    review: Review | None = None
    changed: tuple[Section, ...] = ()
    unread: tuple[Section, ...] = ()
    total: int = 0
    """Number of sections in all."""

    @property
    def all_read(self) -> bool:
        """Whether every section was read in its present words."""
        return not (self.changed or self.unread)

    @property
    def is_current(self) -> bool:
        """In date, and read in its present words."""
        return self.state in (State.IN_DATE, State.DUE_SOON) and self.all_read


def latest_review(book: Book, policy_id: str, as_of: date) -> Review | None:
    """The newest review of a policy that had begun by that day."""
    done = [r for r in book.reviews if policy_id in r.policies and r.reviewed.first <= as_of]
    return done[-1] if done else None


def status_of_policy(book: Book, policy: Policy, as_of: date) -> Status:
    """The status of one policy: a day after the end of the period named is overdue."""
    review = latest_review(book, policy.id, as_of)
    if review is None:
        return Status(State.NEVER, unread=policy.sections, total=len(policy.sections))
    readings = {section.id: reading(review, section) for section in policy.sections}
    return Status(
        state=_state(book, review, as_of),
        reviewed=review.reviewed,
        due=review.next_review,
        review=review,
        changed=tuple(s for s in policy.sections if readings[s.id] is Reading.CHANGED),
        unread=tuple(s for s in policy.sections if readings[s.id] is Reading.UNREAD),
        total=len(policy.sections),
    )


def _state(book: Book, review: Review, as_of: date) -> State:
    if review.next_review is None:
        return State.UNKNOWN
    last = review.next_review.last
    if as_of > last:
        return State.OVERDUE
    return State.DUE_SOON if as_of >= add_days(last, -book.settings.review_notice_days.value) else State.IN_DATE


def reading(review: Review, section: Section) -> Reading:
    """Whether a review read a section as it stands."""
    read = review.sections.get(section.ref)
    if read is None:
        return Reading.UNREAD
    return Reading.READ if read == section.fingerprint else Reading.CHANGED


_WORST = (State.NEVER, State.OVERDUE, State.UNKNOWN, State.DUE_SOON, State.IN_DATE)


def status_of(book: Book, policies: Iterable[Policy], as_of: date) -> Status:
    """Of several policies: the worst state, the earliest of their dates, and every section not read as it stands."""
    statuses = [status_of_policy(book, policy, as_of) for policy in policies]
    if not statuses:
        return Status(State.NEVER)
    worst = min(statuses, key=lambda status: _WORST.index(status.state))
    return Status(
        state=worst.state,
        reviewed=min((s.reviewed for s in statuses if s.reviewed), key=lambda found: found.last, default=None),
        due=min((s.due for s in statuses if s.due), key=lambda found: found.last, default=None),
        review=worst.review,
        changed=tuple(section for status in statuses for section in status.changed),
        unread=tuple(section for status in statuses for section in status.unread),
        total=sum(status.total for status in statuses),
    )
