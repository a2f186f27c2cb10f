"""How often policies are reviewed, and when a review is due again. Not for how a policy stands by it: ``review_status``.

Whatever proposes or judges the date of a next review asks here, so that no fix is what another rule forbids.
"""

from __future__ import annotations

from collections.abc import Iterable

from policybook.basics.dates import PartialDate, add_months
from policybook.book.book import Book


def review_months(book: Book, policies: Iterable[str]) -> int:
    """Return after how many months these policies are reviewed together: the shortest period of any of them.

    A policy may have a period of its own; the others have that of ``data/settings.yml``.
    """
    usual = book.settings.review_every_months.value
    own = [policy.settings.review_every_months or usual for name in policies if (policy := book.policy(name))]
    return min(own, default=usual)


def next_review(book: Book, reviewed: PartialDate, policies: Iterable[str]) -> PartialDate:
    """Return when a review of these policies is due again at the latest: a day after a day, else a month."""
    due = add_months(reviewed.last, review_months(book, policies))
    return PartialDate(due, due) if reviewed.is_day else PartialDate.month_of(due)
