"""What will be wrong from which day on if nobody does anything: the book judged again on the days ahead. Holds no rule.

Nothing of this is a finding of today, and nothing of it stops anything. Only rules that turn on the day are judged again
(``Dated``), on the days on which something begins, ends or lapses (``book.days_ahead``).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from policybook.basics.dates import add_days
from policybook.basics.findings import Finding, Report, Span
from policybook.book.book import Book
from policybook.book.days_ahead import NAMED_AHEAD, YEAR_AHEAD, days_ahead
from policybook.rules import ALL_CODES, ALL_RULES, waivers
from policybook.rules.engine import Context, Dated, run

MOST_DAYS = 24
"""So many days are judged, the nearest first: each costs a little, and what is far off comes nearer."""
_JUDGED_AHEAD = tuple(rule for rule in ALL_RULES if rule.dated in (Dated.CHANGES, Dated.LAPSES))
_LAPSES = frozenset(rule.code.id for rule in _JUDGED_AHEAD if rule.dated is Dated.LAPSES)
_OWNERS = {
    "people": "headteacher",
    "waivers": "headteacher",
    "settings": "headteacher",
    "decisions": "headteacher",
    "guidance": "dsl",
    "services": "dsl",
    "readings": "dsl",
    "helplines": "office",
    "school": "office",
    "linked-policies": "office",
    "glossary": "office",
}
"""The role that sees to the facts of a file, where a rule names none."""


class Ahead(NamedTuple):
    """What will be found from a day on, and the role that can prevent it."""

    day: date
    owner: str
    finding: Finding

    @property
    def lapses(self) -> bool:
        """Whether a period runs out then, as after every date that is typed; else somebody or something begins or ends."""
        return self.finding.code.id in _LAPSES

    def is_near(self, as_of: date) -> bool:
        """Whether whoever decides on a change is told of it: whatever begins or ends, and a period that runs out soon.

        Every date that is typed runs out some day, which is no news about the change that typed it.
        """
        return not self.lapses or (self.day - as_of).days <= NAMED_AHEAD


class Outlook(NamedTuple):
    """What is ahead, by day, and the day up to which the book was judged."""

    items: tuple[Ahead, ...]
    until: date


def look_ahead(context: Context, report: Report, within: int = YEAR_AHEAD, most: int = MOST_DAYS) -> Outlook:
    """What is new on each day ahead, beside the ``report`` on today and beside the days before it."""
    book, as_of = context.book, context.as_of
    all_days = days_ahead(book, as_of, within)
    days = all_days[:most]
    again = {rule.code.id for rule in _JUDGED_AHEAD}
    standing = [f._replace(waived="") for f in report.findings if f.code.id not in again]
    known = {place for finding in report.findings if not finding.waived for place in _places(finding)}
    items: list[Ahead] = []
    for day in days:
        findings = [*standing, *run(_JUDGED_AHEAD, context.on(day))]
        for finding in sorted(waivers.apply(findings, book, ALL_CODES, day), key=_order):
            places = _places(finding)
            if finding.waived or finding.code in waivers.WAIVER_CODES or places <= known:
                continue
            known |= places
            items.append(Ahead(day, owner_of(book, finding), finding))
    until = days[-1] if len(days) < len(all_days) else add_days(as_of, within)
    return Outlook(tuple(items), until)


def _places(finding: Finding) -> frozenset[tuple[str, Span]]:
    """By these a finding is known again: its words may count days, and it may be about more things than the day before."""
    return frozenset((finding.code.id, span) for span in (finding.span, *finding.related))


def _order(finding: Finding) -> tuple[int, object]:
    return finding.severity.rank, finding.sort_key


def owner_of(book: Book, finding: Finding) -> str:
    """The role that sees to a finding, by its id; "" where the book has no such role."""
    by_file = {book.layout.facts(name): role for name, role in _OWNERS.items()}
    by_event = "headteacher" if book.layout.is_event(finding.span.path) else ""
    owner = finding.owner or by_file.get(finding.span.path, by_event) or _owner_of_text(book, finding.span.path)
    return owner if owner in book.people.roles else ""


def _owner_of_text(book: Book, path: str) -> str:
    """The role that owns the policy of a file, by its id; "" where the file is of no policy."""
    own = (p for p in book.policies if path.startswith(f"{book.layout.policy}/{p.id}/"))
    return next((policy.settings.owner for policy in own), "")
