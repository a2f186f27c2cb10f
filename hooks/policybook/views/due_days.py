"""What is due on which day, for calendars: in public the reviews, the helplines and the guidance; more for the leadership."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from policybook.basics.dates import add_days
from policybook.book.book import Book, Policy
from policybook.book.review_status import due_of, is_complete
from policybook.book.token_values import edition_words
from policybook.model.reviews import Review
from policybook.rules.outlook import Outlook
from policybook.source.ids import suggest_id
from policybook.views.view_context import ViewContext

_NOTICE = (60, 14)
"""Days before a review is due on which a calendar reminds: time to hold it, and the last moment."""


class DueDay(NamedTuple):
    """Something that is due on a day. ``name`` is its id in this school's calendars; ``stamped`` when that was recorded."""

    day: date
    name: str
    title: str
    words: str
    stamped: date
    changes: int = 0
    """How often it was changed since: a calendar program takes the highest."""
    is_cancelled: bool = False
    notice: tuple[int, ...] = ()
    """So many days before, the calendar reminds."""


def public_days(context: ViewContext) -> Iterator[DueDay]:
    """Yield what anybody may know to be due, the same for the same records whatever the day."""
    book = context.book
    for policy in book.policies:
        yield from _reviews(context, policy)
    checked = [one.checked_on.last for one in book.helplines.helplines.values() if one.is_public and one.checked_on]
    if checked:
        day = add_days(min(checked), book.settings.helpline_checked_days.value)
        words = context.sentences.fill("due.helplines.words")
        yield DueDay(
            day, "helplines", context.sentences.fill("due.helplines"), words, max(checked), len(checked), notice=(14,)
        )
    for name, linked in book.linked_policies.linked_policies.items():
        if linked.public and linked.next_review:
            title = context.sentences.fill("due.linked", title=linked.title)
            stamped = linked.reviewed.last if linked.reviewed else linked.next_review.last
            day = linked.next_review.last
            yield DueDay(day, f"linked-{name}", title, title, stamped, _order_of(day), notice=(60,))
    for name, guidance in book.guidance.guidance.items():
        for edition in guidance.editions:
            if (
                edition.in_force
                and edition.in_force.is_day
                and edition.published
                and edition.in_force.last > edition.published.last
            ):
                words = edition_words(edition.edition, context.sentences)
                title = context.sentences.fill("due.edition", title=guidance.title, edition=words)
                day = edition.in_force.first
                yield DueDay(
                    day,
                    f"edition-{name}-{suggest_id(edition.edition)}",
                    title,
                    title,
                    edition.published.last,
                    notice=(30,),
                )


def _order_of(day: date) -> int:
    """A number that grows with a day: of two versions of an event, the one with the later day is the newer."""
    return day.toordinal() - date(2000, 1, 1).toordinal()


def _reviews(context: ViewContext, policy: Policy) -> Iterator[DueDay]:
    """Yield an event for each record of a policy: that of the newest is due, those before it are cancelled, as they were followed."""
    book, fill = context.book, context.sentences.fill
    records = [
        r for r in book.reviews if policy.id in r.policies and is_complete(book, r, context.as_of) and r.next_review
    ]
    followed: list[tuple[Review, Review | None]] = [*pairwise(records)]
    for record, later in (*followed, *((r, None) for r in records[-1:])):
        due = due_of(book, policy, record)
        if due is None:
            continue
        yield DueDay(
            day=due.last,
            name=f"review-{policy.id}-{_stem(record)}",
            title=fill("due.review", title=policy.settings.title),
            words=fill("due.review.words", title=policy.settings.title, when=record.reviewed.when_words, due=due.words),
            stamped=(later or record).reviewed.last,
            changes=1 if later else 0,
            is_cancelled=later is not None,
            notice=_NOTICE,
        )


def _stem(record: Review) -> str:
    return re.sub(r".*/|\.yml$", "", record.span.path)


def leadership_days(context: ViewContext, outlook: Outlook) -> Iterator[DueDay]:
    """Yield what only the leadership may know: all that lapses, with who can prevent it."""
    book = context.book
    for ahead in outlook.items:
        finding = ahead.finding
        subject = suggest_id(finding.about) if finding.about else suggest_id(f"{finding.span.path}-{finding.span.line}")
        words = _with_owner(book, ahead.owner, finding.message)
        name = f"{finding.code.id.lower()}-{subject}"
        yield DueDay(
            ahead.day,
            name,
            words,
            f"{finding.message} {finding.fix}",
            context.as_of,
            _order_of(context.as_of),
            notice=(30, 7),
        )


def _with_owner(book: Book, owner: str, message: str) -> str:
    return f"{book.role_title(owner)}: {message}" if owner else message
