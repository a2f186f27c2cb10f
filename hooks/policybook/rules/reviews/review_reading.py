"""REV: whether the sections were read in the words they have now, by the review or since. Not for the rest of a record."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.findings import Severity
from policybook.basics.likeness import find_nearest
from policybook.basics.on_page import REVIEW_UNFINISHED, say_so
from policybook.book.book import Book, Policy, Section
from policybook.book.review_status import Status, approvals_missing, counts, newest_record, status_by
from policybook.model.facts import ReadAgain, Review
from policybook.rules.engine import Context, Dated, Rule, Violation, rule
from policybook.rules.reviews.review_dates import in_words, newest_records, records_to_come
from policybook.rules.reviews.review_records import approvals_typed, of_this_wording

RECORDS, POLICY, SETTINGS = "reviews", "policy", "settings"
_FEW = 3


def _statuses(book: Book, context: Context) -> Iterator[tuple[Policy, Status]]:
    """Each policy as its newest record leaves it, complete or not."""
    for policy in book.policies:
        if review := newest_record(book, policy.id, context.as_of):
            yield policy, status_by(book, policy, review, context.as_of)


@rule(
    "REV008",
    Severity.BLOCKER,
    RECORDS,
    dated=Dated.TODAY,
    on_page=say_so("The status line and each section say that they were not reviewed in this wording."),
)
def every_section_was_read_in_its_present_words(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure every section was read, in the words it has now, by the newest review.

    The record holds a fingerprint of each section that was read. A review of some earlier wording has none, so its date
    counts and its sections are still to be read.
    """
    for policy, status in _statuses(book, context):
        listed = [section for section in policy.sections if section.id in policy.settings.sections]
        review = status.review
        unread = [s for s in status.unread if s in listed and review and not _is_being_read_again(review, s)]
        if review is None or not unread:
            continue
        total, count = len(listed), len(unread)
        some = f"{count} of its {total} sections {'was' if count == 1 else 'were'} not"
        which = "none of its sections was" if count == total else some
        few = count < total and count <= _FEW
        names = f" ({', '.join(section.settings.title for section in unread)})" if few else ""
        fix = "Read them in the next review; internal/review-record.yml holds the lines to put into its record."
        if few and review.wording == "this":
            line = _read_again_line(book, unread[0], context, substance=True)
            where = f"below a line read_again: at the end of {review.span.path}"
            fix = f"Have each read and approved. Then, {where}, add “  - {line}”, with the roles and days; or read them in the next review."
        yield Violation(
            policy.settings.at("id"),
            f"“{policy.settings.title}”: {which} read in its present words by the review of {review.reviewed.words}{names}.",
            fix,
            related=(review.key("sections"),),
            about=policy.id,
            follows_from=records_to_come(book, [policy.id], context),
        )


@rule(
    "REV009",
    Severity.BLOCKER,
    RECORDS,
    dated=Dated.TODAY,
    on_page=say_so("The status line and the section say that it has changed since it was reviewed."),
)
def no_section_changed_since_its_review(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no section was edited after the review that read it.

    An edit is fine; it needs somebody to read it again and to record that in the list `read_again` of the review's
    record. A change of typing, names or contacts needs no new approval; a change of substance does. The words a token is
    filled in with are no part of the text, so a new DSL changes no section.
    """
    for _, status in _statuses(book, context):
        for section in status.changed:
            assert status.review  # noqa: S101 - a section can only have changed since a review
            if _is_being_read_again(status.review, section):
                continue
            line = _read_again_line(book, section, context)
            approvals = approvals_typed(book.settings.review_approved_by.roles, context)
            yield Violation(
                section.settings.at("title"),
                f"The section “{section.settings.title}” changed since it was reviewed {status.review.reviewed.when_words}.",
                f"Have it read again. Then, below a line read_again: at the end of {status.review.span.path}, add “  - {line}”, with the role that read it. If more than typing, names or contacts changed, write change: substance, and have it approved: approved_by: [{approvals}] in the same braces.",
                related=(status.review.at("sections", section.ref),),
                follows_from=records_to_come(book, [section.policy], context),
            )


def _is_being_read_again(review: Review, section: Section) -> bool:
    """Whether its present words stand in the list of sections read again; what is missing there is REV022."""
    return any(a.section == section.ref and a.fingerprint == section.fingerprint for a in review.read_again)


def _read_again_line(book: Book, section: Section, context: Context, *, substance: bool = False) -> str:
    """The entry of a section that is read again today, as it is typed."""
    change, approved = "typing", ""
    if substance:
        approvals = approvals_typed(book.settings.review_approved_by.roles, context)
        change, approved = "substance", f", approved_by: [{approvals}]"
    words = (
        f"section: {section.ref}, fingerprint: {section.fingerprint}, change: {change}, on: {context.as_of}, by: dsl"
    )
    return f"{{{words}{approved}}}"


@rule("REV010", Severity.ADVICE, RECORDS, POLICY, dated=Dated.TODAY)
def records_name_only_sections_that_exist(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the newest record names sections as they are called today.

    A section that was renamed or removed after its review shows up here; its old line does no harm.
    """
    for review, _ in newest_records(book, context):
        for name in review.sections:
            if name not in book.sections:
                yield Violation(
                    review.key("sections", name),
                    f"There is no section “{name}” any more.",
                    "Leave the line if the section was removed; if it was renamed, review it under its new name.",
                )


@rule("REV027", Severity.BLOCKER, RECORDS, dated=Dated.TODAY, on_page=REVIEW_UNFINISHED)
def a_review_of_an_earlier_wording_read_no_section_of_this_one(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a record that says `wording: earlier` holds no fingerprints of the words in this book.

    Such a record counts for its dates without approval or answers, because it says what is known of a review held before
    this book. One that lists sections of this book is of this wording, and must be complete.
    """
    for review, _ in newest_records(book, context):
        if review.wording == "earlier" and review.is_of_this_wording:
            yield Violation(
                review.at("wording"),
                "This is called a review of an earlier wording, and lists sections that were read in the words of this book.",
                "Type wording: this; or, if earlier words were reviewed, sections: {} in place of the list.",
                related=(review.key("sections"),),
            )


@rule(
    "REV022",
    Severity.BLOCKER,
    RECORDS,
    SETTINGS,
    dated=Dated.TODAY,
    on_page=say_so("The section stays marked as changed or not reviewed until the reading counts."),
)
def sections_read_again_are_recorded_in_full(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure each reading of a changed section is dated after the review, and approved where the substance changed.

    A change of typing, names or contacts needs somebody who read it and no approval; a change of substance needs the
    approval that a review needs. The fingerprint that the review read stays where it is.
    """
    for review in of_this_wording(book, context):
        for again in review.read_again:
            if fault := _read_again_fault(book, context, review, again):
                yield fault


def _read_again_fault(book: Book, context: Context, review: Review, again: ReadAgain) -> Violation | None:
    if again.section not in book.sections:
        near = find_nearest(again.section, book.sections, 0.9)
        message = f"There is no section called “{again.section}”."
        return Violation(again.at("section"), message, f"Type {near} instead.") if near else None
    if not review.reviewed.first <= again.on.last <= context.as_of:
        early = again.on.last <= context.as_of
        why = f"before the review ({review.reviewed.words})" if early else "which has not come yet"
        message = f"The section was read again on {again.on.words}, {why}."
        return Violation(again.at("on"), message, "Type the day on which it was read again.")
    if counts(book, review, again, context.as_of):
        return None
    roles = approvals_missing(book, review, again.approved_by, context.as_of)
    titles = in_words([book.role_title(role) for role in roles])
    subject = "A change of substance" if again.section in review.sections else "A section that the review did not read"
    approvals = approvals_typed(roles, context)
    add = (
        f"add {approvals} to its list approved_by"
        if again.approved_by
        else f"add approved_by: [{approvals}] to this entry"
    )
    return Violation(
        again.key("approved_by") if again.approved_by else again.at("change"),
        f"{subject} has no approval by the {titles} from the day of the review to today.",
        f"Have it approved, then {add}.",
    )


RULES: tuple[Rule, ...] = (
    every_section_was_read_in_its_present_words,
    no_section_changed_since_its_review,
    records_name_only_sections_that_exist,
    sections_read_again_are_recorded_in_full,
    a_review_of_an_earlier_wording_read_no_section_of_this_one,
)
