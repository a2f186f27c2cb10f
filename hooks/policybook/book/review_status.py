"""Where a policy stands with its reviews on a day, derived from the records. Not for saying it in words: that is ``views``.

Only a complete record counts. What complete means depends on the record alone and not on what the book holds since: a
check or a person added later must not make a review of the past incomplete. A record of an earlier wording is taken as
it stands: it says what is known of a review held before this book, and nobody can complete it now.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from policybook.basics.dates import PartialDate, add_days
from policybook.book.book import Book, Document, Policy, Section
from policybook.book.review_cycle import next_review, review_months
from policybook.model.reviews import Approval, ReadAgain, Review


class State(StrEnum):
    """How a policy stands by its dates alone."""

    NEVER = "never reviewed"
    UNKNOWN = "next review unknown"
    OVERDUE = "overdue"
    DUE_SOON = "due soon"
    IN_DATE = "in date"
    BY_LAW = "reviewed when the law changes"


class Reading(StrEnum):
    """Whether a section or a document was read in its present words."""

    READ = "reviewed"
    CHANGED = "changed since review"
    UNREAD = "not yet reviewed in this wording"


class Status(NamedTuple):
    """One policy (or the whole book) on one day."""

    state: State
    reviewed: PartialDate | None = None
    due: PartialDate | None = None
    review: Review | None = None
    unfinished: Review | None = None
    """A newer review whose record is not complete, so that its dates do not count."""
    changed: tuple[Section, ...] = ()
    unread: tuple[Section, ...] = ()
    total: int = 0
    """Number of sections in all."""
    own_words: Reading = Reading.READ
    """Of a document: whether it was read itself in its present words, and not only the policies that it rests on."""
    read: PartialDate | None = None
    """Of a document that was: when the review was held that read it. One of its policies may have been reviewed before."""

    @property
    def all_read(self) -> bool:
        """Whether every section was read in its present words, and the document that it is about."""
        return not (self.changed or self.unread) and self.own_words is Reading.READ

    @property
    def is_current(self) -> bool:
        """In date, and read in its present words."""
        return self.is_in_date and self.all_read

    @property
    def is_in_date(self) -> bool:
        """Whether no review is late, whatever was read."""
        return self.state in (State.IN_DATE, State.DUE_SOON, State.BY_LAW)


def newest_record(book: Book, policy_id: str, as_of: date) -> Review | None:
    """Return the newest record of a policy that had begun by that day, complete or not."""
    return next((r for r in reversed(book.reviews) if policy_id in r.policies and r.reviewed.has_come(as_of)), None)


def latest_review(book: Book, policy_id: str, as_of: date) -> Review | None:
    """Return the newest review of a policy, of those whose records were complete on that day."""
    done = (r for r in reversed(book.reviews) if policy_id in r.policies and r.reviewed.has_come(as_of))
    return next((review for review in done if is_complete(book, review, as_of)), None)


# --- whether a record is complete ------------------------------------------------------------------------------------


def is_complete(book: Book, review: Review, as_of: date) -> bool:
    """Whether somebody carried the review out, answered every check, read of every policy, and those who must approve have."""
    if not review.is_of_this_wording:
        return True
    return bool(
        review.completed_by
        and not approvals_missing(book, review, review.approved_by, as_of)
        and is_answered(book, review)
        and not policies_not_read(review)
    )


def approvals_missing(book: Book, review: Review, given: Iterable[Approval], as_of: date) -> tuple[str, ...]:
    """The roles that must approve, and whose approval, dated from the review to that day, is not among those ``given``."""
    valid = {approval.role for approval in given if is_timely(review, approval, as_of)}
    return tuple(role for role in book.settings.review_approved_by.roles if role not in valid)


def is_timely(review: Review, approval: Approval, as_of: date) -> bool:
    """Whether an approval was given after the review began, and by that day."""
    return review.reviewed.first <= approval.on.last <= as_of


def is_answered(book: Book, review: Review) -> bool:
    """Whether each check that the record lists has a judgement, and none of those that were asked is missing."""
    if len(review.answers) < (review.checks_asked or 0):
        return False
    if not review.answers:
        return not any(check.section.policy in review.policies for check in book.checks)
    return all(review.judgement(check) for check in review.answers)


def policies_not_read(review: Review) -> tuple[str, ...]:
    """Return the policies of which a review read nothing, though it names them."""
    read = {name.partition("/")[0] for name in (*review.sections, *(again.section for again in review.read_again))}
    return tuple(name for name in review.policies if name not in read)


# --- how a policy stands ---------------------------------------------------------------------------------------------


def status_of_policy(book: Book, policy: Policy, as_of: date) -> Status:
    """Return the status of one policy: a day after the end of the period named is overdue."""
    review, newest = latest_review(book, policy.id, as_of), newest_record(book, policy.id, as_of)
    status = status_by(book, policy, review, as_of)
    return status if newest is review else status._replace(unfinished=newest)


def status_by(book: Book, policy: Policy, review: Review | None, as_of: date) -> Status:
    """Return the status of one policy if that review is the one that counts."""
    if review is None:
        return Status(State.NEVER, unread=policy.sections, total=len(policy.sections))
    readings = {section.id: reading(book, review, section, as_of) for section in policy.sections}
    return Status(
        state=_state(book, policy, review, as_of),
        reviewed=review.reviewed,
        due=due_of(book, policy, review),
        review=review,
        changed=tuple(s for s in policy.sections if readings[s.id] is Reading.CHANGED),
        unread=tuple(s for s in policy.sections if readings[s.id] is Reading.UNREAD),
        total=len(policy.sections),
    )


def due_of(book: Book, policy: Policy, review: Review) -> PartialDate | None:
    """Return when the next review is due: as the record says, but never later than a review may be after the last (REV004).

    Each policy has its own clock: the date of a record of several is that of those with the shortest period.
    """
    if policy.settings.review_when_law_changes:
        return None
    if review_months(book, [policy.id]) > review_months(book, review.policies):
        return next_review(book, review.reviewed, [policy.id])
    typed, limit = review.next_review, next_review(book, review.reviewed, review.policies)
    if typed is None or typed.last <= (limit if typed.is_day else PartialDate.month_of(limit.last)).last:
        return typed
    return limit


def _state(book: Book, policy: Policy, review: Review, as_of: date) -> State:
    if policy.settings.review_when_law_changes:
        return State.BY_LAW
    due = due_of(book, policy, review)
    if due is None:
        return State.UNKNOWN
    last = due.last
    if as_of > last:
        return State.OVERDUE
    return State.DUE_SOON if as_of >= add_days(last, -book.settings.review_notice_days.value) else State.IN_DATE


def reading(book: Book, review: Review, text: Section | Document, as_of: date) -> Reading:
    """Whether a review read a section or a document as it stands, or somebody has read it again since."""
    read = review.texts_read.get(text.ref)
    if read == text.fingerprint or any(
        again.section == text.ref and again.fingerprint == text.fingerprint and counts(book, review, again, as_of)
        for again in review.read_again
    ):
        return Reading.READ
    return Reading.UNREAD if read is None else Reading.CHANGED


def counts(book: Book, review: Review, again: ReadAgain, as_of: date) -> bool:
    """Whether a reading of a changed text counts: it was held, and approved where it must be."""
    if not review.reviewed.first <= again.on.last <= as_of:
        return False
    return not needs_approval(review, again) or not approvals_missing(book, review, again.approved_by, as_of)


def needs_approval(review: Review, again: ReadAgain) -> bool:
    """Whether the substance changed; a text that the review did not read is new, and all of it is substance."""
    return again.change == "substance" or again.section not in review.texts_read


def document_review(book: Book, document: Document, reviews: Iterable[Review | None]) -> Review | None:
    """Return which of some reviews is the one of a document: the newest that read it or all the policies that it rests on.

    A review of one of several policies need not read a document; where there is no other, it is the newest of them.
    """
    known = {review.span.path: review for review in reviews if review}
    newest = sorted(known.values(), key=lambda review: review.reviewed.last, reverse=True)
    policies = {policy.id for policy in book.policies_of(document)}
    whole = (r for r in newest if document.ref in _all_named(r) or policies <= set(r.policies))
    return next(whole, next((review for review in newest if policies & set(review.policies)), None))


def _all_named(review: Review) -> set[str]:
    return {*review.texts_read, *(again.section for again in review.read_again)}


def status_of_document(book: Book, document: Document, as_of: date) -> Status:
    """Return the status of the policies that a document rests on, and whether its own words were read as they stand.

    A review of an earlier wording read no words of this book, which the policies' own status says.
    """
    status = status_of(book, book.policies_of(document), as_of)
    if not document.is_reviewed:
        return status
    review = document_review(book, document, [latest_review(book, policy.id, as_of) for policy in book.policies])
    is_known = review is not None and review.is_of_this_wording
    if not (review and is_known):
        return status
    own_words = reading(book, review, document, as_of)
    return status._replace(own_words=own_words, read=review.reviewed if own_words is Reading.READ else None)


_WORST = (State.NEVER, State.OVERDUE, State.UNKNOWN, State.DUE_SOON, State.IN_DATE, State.BY_LAW)


def status_of(book: Book, policies: Iterable[Policy], as_of: date) -> Status:
    """Of several policies: the worst state, the earliest of their dates, and every section not read as it stands."""
    statuses = [status_of_policy(book, policy, as_of) for policy in policies]
    if not statuses:
        return Status(State.NEVER)
    worst = min(statuses, key=lambda status: _WORST.index(status.state))
    return Status(
        state=worst.state,
        reviewed=min((s.reviewed for s in statuses if s.reviewed), key=lambda day: day.last, default=None),
        due=min((s.due for s in statuses if s.due), key=lambda day: day.last, default=None),
        review=worst.review,
        unfinished=next((s.unfinished for s in statuses if s.unfinished), None),
        changed=tuple(section for status in statuses for section in status.changed),
        unread=tuple(section for status in statuses for section in status.unread),
        total=sum(status.total for status in statuses),
    )
