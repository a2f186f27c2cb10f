"""Where policies and documents are with their reviews, in sentences true on the day of the build. Not for deriving it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from policybook.book.book import (
    Document,
    Policy,
    Section,
)
from policybook.book.readings import of_statement, reading_state
from policybook.book.review_status import (
    Reading,
    State,
    Status,
    latest_review,
    reading,
    status_of,
    status_of_document,
)
from policybook.views.view_context import ViewContext


class Tone(StrEnum):
    """How a status is to be shown; never by colour alone."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class StatusView:
    """A review status in words: a headline that no later day makes false, then sentences.

    ``due_iso`` lets a script put ``overdue`` in the place of the headline when that day has passed.
    """

    tone: Tone
    headline: str
    sentences: tuple[str, ...]
    due_iso: str = ""
    overdue: str = ""


@dataclass(frozen=True, slots=True)
class VersionView:
    """Which text this is: a version in words and the fingerprint of the words."""

    version: str
    fingerprint: str
    built: str


_TONES = {
    State.IN_DATE: Tone.GOOD,
    State.BY_LAW: Tone.GOOD,
    State.DUE_SOON: Tone.WARN,
    State.UNKNOWN: Tone.WARN,
    State.OVERDUE: Tone.BAD,
    State.NEVER: Tone.BAD,
}
_KEYS = {
    State.IN_DATE: "in-date",
    State.BY_LAW: "by-law",
    State.DUE_SOON: "due-soon",
    State.UNKNOWN: "unknown",
    State.OVERDUE: "overdue",
    State.NEVER: "never",
}


def status_view(context: ViewContext, policies: Iterable[Policy]) -> StatusView:
    """The status of some policies together; a holding site says nothing of it, and a book that begins has none yet."""
    fill, together = context.sentences.fill, tuple(policies)
    if context.is_holding:
        return StatusView(Tone.WARN, fill("holding.status"), ())
    if not together:
        return StatusView(Tone.WARN, fill("status.no-policy"), (fill("status.worked-out", as_of=context.built),))
    return status_in_words(context, status_of(context.book, together, context.as_of))


def document_status_view(context: ViewContext, document: Document) -> StatusView:
    """The status of a document: of the policies that it rests on, and of its own words."""
    status = status_of_document(context.book, document, context.as_of)
    return status_in_words(context, status, _comparison(context, document))


def _comparison(context: ViewContext, document: Document) -> tuple[str, ...]:
    """Who compared the sentences of a document with what they restate, and when; or how many nobody compared."""
    items = [of_statement(document, statement) for statement in document.statements if statement.restates]
    states = [reading_state(context.book, item) for item in items]
    read = [state.reading for state in states if state.is_current and state.reading and state.reading.is_read]
    days = [reading.on.first for reading in read if reading.by and reading.on and reading.on.first <= context.as_of]
    if not items:
        return ()
    if len(days) < len(items):
        return (context.sentences.fill("status.not-compared", unread=len(items) - len(days), total=len(items)),)
    roles = dict.fromkeys(context.book.role_title(reading.by) for reading in read if reading.by)
    return (
        context.sentences.fill("status.compared", roles=", ".join(roles), on=context.sentences.day_words(max(days))),
    )


def status_in_words(context: ViewContext, status: Status, more: tuple[str, ...] = ()) -> StatusView:
    """A status in words, true on the day of the build and on later ones; then ``more`` sentences."""
    due = context.sentences.day_words(status.due.last) if status.due else ""
    tone, key = _TONES[status.state], _KEYS[status.state]
    in_date = status.is_in_date
    if in_date and not status.all_read:
        tone, key = Tone.BAD, f"in-date-but-{_part_unread(status)}"
    sentences = []
    if status.reviewed:
        sentences.append(
            context.sentences.fill("status.last-reviewed", reviewed=context.sentences.date_words(status.reviewed))
        )
        if roles := [context.book.role_title(role) for role in (status.review.completed_by if status.review else ())]:
            sentences.append(context.sentences.fill("status.recorded-by", roles=", ".join(roles)))
    if status.state is State.OVERDUE:
        sentences.append(context.sentences.fill("status.was-due", due=due))
    elif status.due and in_date and not status.all_read:
        sentences.append(context.sentences.fill("status.next-due", due=due))  # else the headline is about that
    elif not in_date:
        sentences.append(
            context.sentences.fill("status.no-review" if status.state is State.NEVER else "status.no-next")
        )
    sentences += [*_reading_sentences(context, status), *more]
    if status.unfinished:
        sentences.append(
            context.sentences.fill(
                "status.unfinished", reviewed=context.sentences.date_words(status.unfinished.reviewed)
            )
        )
    sentences.append(context.sentences.fill("status.worked-out", as_of=context.built))
    return StatusView(
        tone,
        context.sentences.fill(f"status.{key}", due=due, **_sections_unread(status)),
        tuple(sentences),
        status.due.last.isoformat() if status.due else "",
        context.sentences.fill("status.overdue", due=due) if key in ("in-date", "due-soon") else "",
    )


def _part_unread(status: Status) -> str:
    """How much of a text was not read in its present words: one section, some of them, or all; unread or only changed."""
    sections = (*status.unread, *status.changed)
    is_unread = status.unread or status.own_words is Reading.UNREAD
    how = "unread" if is_unread else "changed"
    if status.own_words is not Reading.READ or len(sections) == status.total:
        return how
    return f"one-{how}" if len(sections) == 1 else f"some-{how}"


def _sections_unread(status: Status) -> dict[str, object]:
    """The sections that were not read in their present words: how many of how many, and the title of the first."""
    sections = (*status.unread, *status.changed)
    return {
        "count": len(sections),
        "total": status.total,
        "title": sections[0].settings.title if sections else "",
    }


def _reading_sentences(context: ViewContext, status: Status) -> list[str]:
    sentences = []
    if status.review and status.review.wording == "earlier" and len(status.unread) == status.total:
        sentences.append(context.sentences.fill("status.earlier-wording"))
    elif status.unread and status.review:
        sentences.append(context.sentences.fill("status.some-unread", count=len(status.unread), total=status.total))
    if status.changed:
        sentences.append(context.sentences.fill("status.some-changed", count=len(status.changed), total=status.total))
    if status.own_words is not Reading.READ:
        key = "changed" if status.own_words is Reading.CHANGED else "unread"
        sentences.append(context.sentences.fill(f"status.document-{key}"))
    return sentences


def reading_mark(context: ViewContext, policy: Policy, section: Section) -> str:
    """The mark of a section that was not read as it stands; "" where it was, or where no section was."""
    status = status_of(context.book, [policy], context.as_of)
    if status.review is None or len(status.unread) == status.total:
        return ""
    state = reading(context.book, status.review, section, context.as_of)
    return (
        ""
        if state is Reading.READ
        else context.sentences.fill("reading.changed" if state is Reading.CHANGED else "reading.unread")
    )


def read_fingerprints(context: ViewContext, policy: Policy, section: Section) -> frozenset[str] | None:
    """The fingerprints of the clauses that were read, for a section that has changed since; None where unknown."""
    review = latest_review(context.book, policy.id, context.as_of)
    if review is None or reading(context.book, review, section, context.as_of) is not Reading.CHANGED:
        return None
    text = context.last_read.get(policy.id)
    read = text.book.policy(policy.id) if text else None
    return frozenset(clause.fingerprint for part in read.sections for clause in part.clauses) if read else None


def version_view(context: ViewContext, policies: Iterable[Policy], fingerprint: str) -> VersionView:
    """Which text this is: the review that read it, or that none did."""
    return _version(context, status_of(context.book, policies, context.as_of), fingerprint)


def document_version_view(context: ViewContext, document: Document) -> VersionView:
    """Which text of a document this is."""
    return _version(context, status_of_document(context.book, document, context.as_of), document.fingerprint)


def _version(context: ViewContext, status: Status, fingerprint: str) -> VersionView:
    reviewed = context.sentences.date_words(status.reviewed) if status.reviewed else ""
    read = status.read or status.reviewed
    when = context.sentences.when_words(read) if read else ""
    if context.is_holding:
        version = context.sentences.fill("holding.version")
    elif status.review and status.all_read:
        version = context.sentences.fill("version.reviewed", when=when)
    elif status.review and not status.unread and status.own_words is not Reading.UNREAD:
        version = context.sentences.fill("version.changed", reviewed=reviewed)
    elif status.review and _part_unread(status) in ("one-unread", "some-unread"):
        version = context.sentences.fill("version.part", when=when, **_sections_unread(status))
    else:
        version = context.sentences.fill("version.draft")
    return VersionView(version, fingerprint, context.built)
