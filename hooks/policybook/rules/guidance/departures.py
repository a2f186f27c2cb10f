"""GUI: where a policy departs from guidance on purpose, with an approved reason. Not for which edition it relies on."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.findings import Severity
from policybook.basics.on_page import ON_NO_PAGE
from policybook.book.book import Book, Policy
from policybook.model.content import Departure
from policybook.model.guidance import Guidance
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.guidance.guidance_editions import GUIDANCE, is_superseded


def title_of(book: Book) -> str:
    """Whoever answers for the school, as sentences call them."""
    title = book.role_title(book.accountable)
    return title[:1].lower() + title[1:]


def _departures(book: Book) -> Iterator[tuple[Policy, Departure, Guidance]]:
    for policy in book.policies:
        for departure in policy.settings.departures:
            if guidance := book.guidance.guidance.get(departure.guidance):
                yield policy, departure, guidance


@rule("GUI011", Severity.BLOCKER, dated=Dated.TODAY, on_page=ON_NO_PAGE)
def departures_are_not_approved_in_the_future(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no departure from guidance is approved on a day that has not come yet.

    An approval is a record of what somebody did. A day in the future is a slip, or a promise, and does not count.
    """
    for policy, departure, guidance in _departures(book):
        if departure.approved_on and departure.approved_on.first > context.as_of:
            yield Violation(
                departure.at("approved_on"),
                f"The departure from {guidance.title} is approved on {departure.approved_on.words}, which has not come yet.",
                "Type the day on which it was approved, or nothing until it is.",
                about=policy.id,
            )


@rule("GUI012", Severity.BLOCKER, "people", on_page=ON_NO_PAGE)
def departures_are_approved_by_whoever_is_accountable(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure a departure from guidance is approved by whoever answers for the school: the proprietor, or the board.

    They are the ones who must have regard to statutory guidance, so a headteacher or a DSL cannot agree to differ from
    it.
    """
    approves = book.accountable
    for policy, departure, guidance in _departures(book):
        if departure.approved_by in book.people.roles.keys() - {approves}:
            yield Violation(
                departure.at("approved_by"),
                f"The departure from {guidance.title} is approved by the role “{book.role_title(departure.approved_by)}”; only the {title_of(book)} may do that.",
                f"Have the {title_of(book)} decide, then type approved_by: {approves} and the day of the decision.",
                about=policy.id,
            )


@rule("GUI013", Severity.BLOCKER, GUIDANCE, dated=Dated.CHANGES, on_page=ON_NO_PAGE)
def departures_are_looked_at_again_with_each_edition(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a departure was approved since the present edition of the guidance came into force.

    A reason for differing from one edition may not hold against the next. Nothing is said while the policy relies on
    a superseded edition, which is a finding of its own.
    """
    for policy, departure, guidance in _departures(book):
        current = guidance.current(context.as_of)
        old = any(
            reliance.id == departure.guidance and is_superseded(book, reliance, context.as_of)
            for reliance in policy.settings.guidance
        )
        if not (departure.is_approved and departure.approved_on and current and current.in_force) or old:
            continue
        if departure.approved_on.last < current.in_force.first:
            yield Violation(
                departure.at("approved_on"),
                f"The departure from {guidance.title} was approved on {departure.approved_on.words}, before its present edition came into force ({current.in_force.words}).",
                f"Compare the clauses with that edition. If they still differ, have the {title_of(book)} approve it again, and type the new day; else delete this departure.",
                about=policy.id,
                owner=policy.settings.owner,
            )


def _not_approved(book: Book, context: Context, *, binding: bool) -> Iterator[Violation]:
    for policy, departure, guidance in _departures(book):
        in_force = guidance.current(context.as_of)
        if departure.is_approved or not in_force or guidance.binds_on(context.as_of) is not binding:
            continue
        wanted = {"reason": "the reason", "approved_by": book.accountable, "approved_on": "the day"}
        missing = [(key, label) for key, label in wanted.items() if getattr(departure, key) is None]
        typed = ", ".join(f"{label} {departure.after(key)}" for key, label in missing)
        typed = " and ".join(typed.rsplit(", ", 1))
        clauses = [book.clauses[name] for name in departure.clauses if name in book.clauses]
        exceptions = f" {guidance.exceptions}" if guidance.exceptions else ""
        how = f": {departure.how.rstrip('.')}." if departure.how else "."
        yield Violation(
            departure.at("guidance"),
            f"“{policy.settings.title}” differs from {guidance.title}, and no approved reason is on record{how}",
            f"Change the clauses so that they follow the guidance, and delete this departure; or, if the {title_of(book)} approves it, type {typed}.{exceptions}",
            related=tuple(clause.wording.span(0, len(clause.wording.text)) for clause in clauses),
            about=policy.id,
        )


@rule("GUI014", Severity.BLOCKER, GUIDANCE, dated=Dated.CHANGES, on_page=ON_NO_PAGE)
def departures_from_what_binds_are_approved(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure every departure from statutory guidance or law has a reason that the proprietor approved.

    Statutory guidance may be departed from only for a good reason. Whether a clause differs cannot be told from its
    words: whoever compares the policy with the guidance writes each difference below `departures:` in `policy.yml`,
    with its clauses. It stays here until the clauses are changed and the lines deleted, or until `reason:`,
    `approved_by:` and `approved_on:` are filled in.

    The guidance on mobile phones asks for schools that are free of phones all day; a proprietor must have regard to it
    from 29 June 2026 (Education Act 1996, section 550C). `duty_from:` in `data/guidance.yml` holds that day.
    """
    yield from _not_approved(book, context, binding=True)


@rule("GUI015", Severity.ADVICE, GUIDANCE, dated=Dated.CHANGES)
def departures_from_advice_are_approved(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure every departure from advice or a standard, or from guidance that does not bind yet, has an approved reason.

    A school may depart from advice. An inspector or a parent then asks why, and who decided it: the entry answers
    both.
    """
    yield from _not_approved(book, context, binding=False)
