"""REV: review dates. They are only ever the result of a review record; nothing here believes a typed date."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.book import Book, Policy
from policybook.dates import add_months, day_words
from policybook.findings import Severity
from policybook.model.facts import Review
from policybook.review_status import State, Status, latest_review, status_of_policy
from policybook.rules.engine import Context, Fault, Rule, rule

RECORDS, POLICY, SETTINGS = "data/reviews", "policy", "data/settings.yml"
_FEW = 3


def _statuses(book: Book, context: Context) -> Iterator[tuple[Policy, Status]]:
    for policy in book.policies:
        yield policy, status_of_policy(book, policy, context.as_of)


@rule("REV001", Severity.BLOCKER, RECORDS)
def every_policy_has_been_reviewed(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure every policy has a review record.

    Dates come from the newest record in `data/reviews/` that names the policy; without one nobody can say that it was
    ever read. (Keeping children safe in education: policies are reviewed at least annually.)
    """
    planned = {policy for review in book.reviews for policy in review.policies}  # a review to come is REV007
    for policy, status in _statuses(book, context):
        if status.state is State.NEVER and policy.id not in planned:
            yield Fault(
                policy.settings.at("id"),
                f"“{policy.settings.title}” has no review record.",
                f"Review it with the annual review checklist, and add the record in {RECORDS} with policies: [{policy.id}].",
                about=policy.id,
            )


@rule("REV002", Severity.BLOCKER, RECORDS)
def next_review_is_dated(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure the newest review of every policy says when the next is due."""
    for review, names in _newest(book, context):
        if review.next_review is None:
            yield Fault(
                review.key("next_review"),
                f"This review does not say when the next one is due ({names}).",
                f"Type next_review: {add_months(review.reviewed.last, 12):%Y-%m}, or the month you agreed.",
            )


@rule("REV003", Severity.BLOCKER, RECORDS)
def next_review_is_after_the_last(book: Book, _context: Context) -> Iterator[Fault]:
    """Ensure the next review is later than the one before it."""
    for review in book.reviews:
        if review.next_review and review.next_review.last <= review.reviewed.last:
            yield Fault(
                review.at("next_review"),
                f"The next review ({review.next_review.words}) is not after this one ({review.reviewed.words}).",
                f"Type a later month, for example {add_months(review.reviewed.last, 12):%Y-%m}.",
            )


@rule("REV004", Severity.BLOCKER, RECORDS, SETTINGS)
def reviews_are_at_most_a_year_apart(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure the next review is at most twelve months after the last.

    The policy promises a review at least annually, and so does the guidance. A policy may promise a shorter period in
    its `review_every_months`; `data/settings.yml` holds the longest that is allowed.
    """
    for review, names in _newest(book, context):
        due = review.next_review
        if due is None or due.last <= review.reviewed.last:
            continue
        months = min([book.settings.review_every_months.value, *(_cycle(book, p) for p in review.policies)])
        limit = add_months(review.reviewed.last, months)
        # A month is due at its end, so September to September is twelve months whatever the day.
        if (due.last.year, due.last.month) > (limit.year, limit.month) or (
            due.is_day and review.reviewed.is_day and due.last > limit
        ):
            yield Fault(
                review.at("next_review"),
                f"The next review is more than {months} months after this one ({names}).",
                f"Type {limit:%Y-%m} or an earlier month.",
            )


def _cycle(book: Book, policy_id: str) -> int:
    policy = book.policy(policy_id)
    return (policy and policy.settings.review_every_months) or book.settings.review_every_months.value


@rule("REV005", Severity.BLOCKER, RECORDS)
def no_review_is_overdue(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure no policy is past its review date.

    A month is due on its last day: September 2023 is overdue from 1 October 2023. The pages say so to every reader.
    """
    for review, names in _newest(book, context):
        in_order = review.next_review and review.next_review.last > review.reviewed.last  # else REV003 says so
        if review.next_review and in_order and context.as_of > review.next_review.last:
            yield Fault(
                review.at("next_review"),
                f"The review of {names} has been overdue since {day_words(review.next_review.last)}.",
                f"Carry out the annual review, and add its record as {RECORDS}/{context.as_of:%Y-%m}.yml. Do not change this date.",
            )


@rule("REV006", Severity.ADVICE, RECORDS, SETTINGS)
def reviews_due_soon_are_announced(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure a review that falls due soon is seen in time to hold it.

    The notice period is `review_notice_days` in `data/settings.yml`.
    """
    for review, names in _newest(book, context):
        states = {
            status.state
            for policy, status in _statuses(book, context)
            if policy.id in review.policies and status.review is review
        }
        if State.DUE_SOON in states and review.next_review:
            yield Fault(
                review.at("next_review"),
                f"The review of {names} is due by {day_words(review.next_review.last)}.",
                "Open the annual review checklist and agree who fills it in.",
            )


@rule("REV007", Severity.BLOCKER, RECORDS)
def reviews_are_not_in_the_future(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure no review is dated after today: it has not happened yet."""
    for review in book.reviews:
        if review.reviewed.first > context.as_of:
            yield Fault(
                review.at("reviewed"),
                f"This review is dated {review.reviewed.words}, which has not come yet.",
                "Type the day or month in which the review was completed.",
            )


@rule("REV008", Severity.BLOCKER, RECORDS)
def every_section_was_read_in_its_present_words(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure every section was read, in the words it has now, by the newest review.

    The record holds a fingerprint of each section that was read. A review of some earlier wording has none, so its date
    counts and its sections are still to be read.
    """
    for policy, status in _statuses(book, context):
        listed = [section for section in policy.sections if section.id in policy.settings.sections]
        unread = [section for section in status.unread if section in listed]
        if status.review is None or not unread:
            continue
        total, count = len(listed), len(unread)
        some = f"{count} of its {total} sections {'was' if count == 1 else 'were'} not"
        which = "none of its sections was" if count == total else some
        few = count < total and count <= _FEW
        names = f" ({', '.join(section.settings.title for section in unread)})" if few else ""
        yield Fault(
            policy.settings.at("id"),
            f"“{policy.settings.title}”: {which} read in its present words by the review of {status.review.reviewed.words}{names}.",
            "Read them in the next review; internal/review-record.yml holds the lines to put into its record.",
            related=(status.review.key("sections"),),
            about=policy.id,
        )


@rule("REV009", Severity.BLOCKER, RECORDS)
def no_section_changed_since_its_review(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure no section was edited after the review that read it.

    An edit is fine; it needs somebody to read it again and to record that.
    """
    for _, status in _statuses(book, context):
        for section in status.changed:
            assert status.review  # noqa: S101 - a section can only have changed since a review
            yield Fault(
                section.settings.at("title"),
                f"The section “{section.settings.title}” changed since it was reviewed {status.review.reviewed.when_words}.",
                f"Have it read again, then in {status.review.span.path} put {section.ref}: {section.fingerprint}",
                related=(status.review.at("sections", section.ref),),
            )


@rule("REV010", Severity.ADVICE, RECORDS, POLICY)
def records_name_only_sections_that_exist(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure the newest record names sections as they are called today.

    A section that was renamed or removed after its review shows up here; its old line does no harm.
    """
    for review, _ in _newest(book, context):
        for name in review.sections:
            if name not in book.sections:
                yield Fault(
                    review.key("sections", name),
                    f"There is no section “{name}” any more.",
                    "Leave the line if the section was removed; if it was renamed, review it under its new name.",
                )


def _newest(book: Book, context: Context) -> Iterator[tuple[Review, str]]:
    """The newest review of each policy, each review once, with the policies it is the newest for in words."""
    by_review: dict[str, tuple[Review, list[str]]] = {}
    for policy in book.policies:
        if review := latest_review(book, policy.id, context.as_of):
            by_review.setdefault(review.span.path, (review, []))[1].append(f"“{policy.settings.title}”")
    for review, names in by_review.values():
        yield review, " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


RULES: tuple[Rule, ...] = (
    every_policy_has_been_reviewed,
    next_review_is_dated,
    next_review_is_after_the_last,
    reviews_are_at_most_a_year_apart,
    no_review_is_overdue,
    reviews_due_soon_are_announced,
    reviews_are_not_in_the_future,
    every_section_was_read_in_its_present_words,
    no_section_changed_since_its_review,
    records_name_only_sections_that_exist,
)
