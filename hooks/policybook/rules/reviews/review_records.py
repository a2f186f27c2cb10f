"""REV: what a review record holds: who carried it out and approved it, what was answered, and what is to be done.

Most rules look at the newest record of each policy, and not at reviews of an earlier wording: those say what is known of
a time before this book, and nobody can complete them now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policybook.basics.dates import add_months
from policybook.basics.edits import retype
from policybook.basics.enumeration import listed
from policybook.basics.findings import Severity
from policybook.basics.likeness import find_nearest
from policybook.basics.on_page import ON_NO_PAGE, REVIEW_UNFINISHED, leave_out
from policybook.book.book import Book
from policybook.book.review_status import Reading, is_answered, is_timely, newest_record, reading
from policybook.model.reviews import Review
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.reviews.review_dates import newest_records

RECORDS, POLICY, DATA = "reviews", "policy", "data"
PEOPLE, SETTINGS = "people", "settings"
_FEW = 3
_SLIP = 0.85  # less alike is another check, which was removed since


def is_said_elsewhere(book: Book, role: str) -> bool:
    """Whether it is PUB004, PUB005 or DSL001 that nobody holds a role today."""
    return role in book.public_roles


def of_this_wording(book: Book, context: Context) -> Iterator[Review]:
    """The newest records of the wording in this book."""
    for review, _ in newest_records(book, context):
        if review.wording == "this":
            yield review


def approvals_typed(roles: Iterable[str], context: Context) -> str:
    """Approvals of today as they are typed."""
    return ", ".join(f"{{role: {role}, on: {context.as_of}}}" for role in roles)


def _few(names: Iterable[str]) -> str:
    """The first few of some names, and that there are others."""
    names = list(names)
    return ", ".join(names[:_FEW]) + (" and others" if len(names) > _FEW else "")


@rule("REV025", Severity.ADVICE, RECORDS, POLICY, dated=Dated.TODAY)
def records_name_only_policies_that_exist(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the newest record names policies as they are called today.

    A policy that was removed after its review shows up here; its name in the record does no harm.
    """
    for review, _ in newest_records(book, context):
        for position, name in enumerate(review.policies):
            if book.policy(name) is None:
                yield Violation(
                    review.at("policies", position),
                    f"There is no policy “{name}” any more.",
                    "Leave the name if the policy was removed; if it was renamed, review it under its new name.",
                )


@rule("REV011", Severity.BLOCKER, RECORDS, dated=Dated.TODAY, on_page=REVIEW_UNFINISHED)
def a_review_says_who_carried_it_out(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the newest record names the roles that carried the review out. Until then the review does not count."""
    for review in of_this_wording(book, context):
        if not review.completed_by:
            yield Violation(
                review.key("completed_by"),
                "This review does not say who carried it out, so it does not count yet.",
                "Type completed_by: [headteacher], with the roles of those who did.",
            )


@rule("REV012", Severity.BLOCKER, RECORDS, SETTINGS, dated=Dated.TODAY, on_page=REVIEW_UNFINISHED)
def a_review_is_approved(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the roles that must approve a review have approved the newest one. Until then it does not count.

    `review_approved_by` in `data/settings.yml` names them. The proprietor answers for the school and is not one of its
    DSLs, so the proprietor's approval is the one that is always needed.
    """
    for review in of_this_wording(book, context):
        given = {approval.role for approval in review.approved_by}  # one with a wrong date is REV013
        missing = [role for role in book.settings.review_approved_by.roles if role not in given]
        if missing:
            titles = listed([book.role_title(role) for role in missing])
            approvals = approvals_typed(missing, context)
            fix = (
                f"Add a line “  - {approvals}” below approved_by:"
                if review.approved_by
                else f"Type approved_by: [{approvals}]"
            )
            yield Violation(
                review.key("approved_by"),
                f"This review has not been approved by the {titles}, so it does not count yet.",
                f"{fix}, with the day on which it was approved.",
            )


@rule("REV013", Severity.BLOCKER, RECORDS, dated=Dated.TODAY, on_page=REVIEW_UNFINISHED)
def approvals_are_given_after_the_review_and_not_in_the_future(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure each approval is dated on a day from the review to today. One that is still to come does not count."""
    for review in of_this_wording(book, context):
        for approval in review.approved_by:
            if is_timely(review, approval, context.as_of):
                continue
            early = approval.on.last <= context.as_of
            why = f"before the review ({review.reviewed.words})" if early else "which has not come yet"
            yield Violation(
                approval.at("on"),
                f"The approval by the {book.role_title(approval.role)} is dated {approval.on.words}, {why}.",
                "Type the day on which it was approved"
                + ("; or correct reviewed:, if the review was held before." if early else "."),
            )


@rule(
    "REV014",
    Severity.BLOCKER,
    RECORDS,
    PEOPLE,
    dated=Dated.TODAY,
    on_page=leave_out("Who approved is on no page; the dates are those of the record."),
)
def nobody_alone_approves_their_own_review(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure somebody approved the newest review who did not carry it out.

    A headteacher who is also a DSL may hold several of the roles. Who held a role on the day is in `data/people.yml`;
    where it does not say, nothing is said here.
    """
    for review in of_this_wording(book, context):
        by = {a.person for role in review.completed_by for a in book.holders(role, review.reviewed.last)}
        approvers = [
            {a.person for a in book.holders(approval.role, approval.on.last)} for approval in review.approved_by
        ]
        if by and approvers and all(people and people <= by for people in approvers):
            names = listed(sorted({book.people.people[person].name for people in approvers for person in people}))
            yield Violation(
                review.key("approved_by"),
                f"Nobody approved this review but {names}, who carried it out.",
                "Have somebody else read and approve it, and add their role and the day below approved_by:.",
            )


@rule(
    "REV015",
    Severity.BLOCKER,
    RECORDS,
    PEOPLE,
    SETTINGS,
    dated=Dated.TODAY,
    on_page=leave_out("Who approved is on no page; the dates are those of the record."),
)
def approvers_held_their_role(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure somebody held each role on the day on which it approved the newest review.

    An approval counts because of who gave it. If nobody held the role then, the day, the role or the appointment is
    mistyped.
    """
    required = book.settings.review_approved_by.roles
    for review in of_this_wording(book, context):
        for approval in review.approved_by:
            role = approval.role
            if role not in book.people.roles or not is_timely(review, approval, context.as_of):
                continue
            own = [a for a in book.people.appointments if a.role == role and a.person in book.people.people]
            if any(a.ends_before_it_begins for a in own) or (
                is_said_elsewhere(book, role) and not book.holders(role, context.as_of)
            ):
                continue
            if (own or role in required) and not book.can_act(role, approval.on.last):
                title = book.role_title(role)
                yield Violation(
                    approval.at("role"),
                    f"Nobody is on record as {title} on {approval.on.words}, the day of this approval.",
                    f"Correct the role or the day; or add the appointment of whoever was {title} then to {book.layout.facts(PEOPLE)}.",
                )


@rule("REV016", Severity.BLOCKER, RECORDS, POLICY, dated=Dated.TODAY, on_page=REVIEW_UNFINISHED)
def every_check_asked_is_answered(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the newest review answered every check that it asked. Until then it does not count.

    The record lists each check, and `checks_asked` says how many there were, so that a line that was lost is seen.
    """
    for review in of_this_wording(book, context):
        if is_answered(book, review):
            continue
        blank = [check for check in review.answers if not review.judgement(check)]
        asked = max(review.checks_asked or 0, len(review.answers))
        fix = "Type yes, partly, no or not applicable after each; for any but yes, say below evidence: what you saw."
        if blank:
            span = review.key("answers", blank[0])
            number = "1 check has" if len(blank) == 1 else f"{len(blank)} checks have"
            message = f"{number} no answer in this review ({_few(blank)}), so it does not count yet."
            fix = "Type yes, partly, no or not applicable after each name that has nothing after it."
        elif review.answers:
            span, lost = review.key("answers"), asked - len(review.answers)
            message = f"This review asked {asked} checks, and {lost} of them {'is' if lost == 1 else 'are'} not among its answers."
            fix = "Put back the lines that were deleted, with their answers; GitHub’s list of commits shows them."
        else:
            span = review.key("answers")
            message = "This review answers none of the checks, so it does not count yet."
            fix = "Take answers: from internal/review-record.yml, and type yes, partly, no or not applicable after each name."
        yield Violation(span, message, fix)


@rule("REV017", Severity.ADVICE, RECORDS, POLICY, dated=Dated.TODAY)
def every_check_of_a_section_that_was_read_is_answered(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the newest review answers each check of the sections that it read. One that was added since is asked next time.

    Where lines were lost (`REV016`), nothing shows which checks are new.
    """
    for review in of_this_wording(book, context):
        if len(review.answers) < (review.checks_asked or 0):
            continue
        known = book.check_ids
        slips = {_check_meant(review, answer, known) for answer in review.answers}
        missing = [
            check.settings.id
            for check in book.checks
            if check.settings.id not in review.answers
            and check.settings.id not in slips
            and newest_record(book, check.section.policy, context.as_of) is review
            and reading(book, review, check.section, context.as_of) is Reading.READ
        ]
        if missing and review.answers:
            number, are = ("1 check", "is") if len(missing) == 1 else (f"{len(missing)} checks", "are")
            yield Violation(
                review.key("answers"),
                f"{number} of the sections that were read {are} not in this review ({_few(missing)}).",
                "Answer them in the next review; if their lines were deleted here, put them back.",
            )


def _check_meant(review: Review, name: str, known: tuple[str, ...]) -> str:
    """The check that a record names with a slip; "" where the name is right, or the check was removed since."""
    return "" if name in known else find_nearest(name, [check for check in known if check not in review.answers], _SLIP)


def _is_misspelt(name: str, meant: str, context: Context) -> bool:
    """Whether more words of a name stand in no text of the book than of the other: then it is the one with the slip."""
    here, there = (sum(word not in context.haystack for word in text.split("-")) for text in (name, meant))
    return here > there


@rule("REV018", Severity.BLOCKER, RECORDS, POLICY, DATA, dated=Dated.TODAY, on_page=ON_NO_PAGE)
def answers_and_actions_name_checks(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure each answer and each action of the newest review names a check as the checklist does.

    An answer to a check that was removed since is left alone.
    """
    for review in of_this_wording(book, context):
        known = book.check_ids
        for name in review.answers:
            meant = _check_meant(review, name, known)
            renamed = next((check for check in book.checks if check.settings.id == meant), None)
            if renamed and _is_misspelt(meant, name, context):
                yield Violation(
                    renamed.settings.at("id"),
                    f"The newest review knows no check “{meant}”, and answers one called “{name}”, which is no longer there.",
                    f"An id never changes. Type id: {name} again.",
                    related=(review.key("answers", name),),
                    edits=retype(renamed.settings.at("id"), meant, name),
                )
            elif meant:
                yield Violation(
                    review.key("answers", name),
                    f"There is no check called “{name}”.",
                    f"Type {meant}: instead.",
                    related=tuple(check.settings.at("id") for check in book.checks if check.settings.id == meant),
                )
        for action in review.actions:
            if action.check and action.check not in review.answers and action.check not in known:
                near = find_nearest(action.check, [*review.answers, *known], _SLIP)
                yield Violation(
                    action.at("check"),
                    f"There is no check called “{action.check}”.",
                    f"Type {near} instead."
                    if near
                    else "Type its name as it stands below answers:, or leave it empty.",
                )


@rule("REV019", Severity.BLOCKER, RECORDS, dated=Dated.TODAY, on_page=ON_NO_PAGE)
def what_is_not_in_order_has_an_action(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure each check answered no or partly has an action in the same record, with its owner and its day.

    The filtering standard asks that results and actions are recorded; a no that nobody acts on is worse than no answer.
    """
    for review in of_this_wording(book, context):
        acted = {action.check for action in review.actions}
        open_ = [name for name in review.answers if review.judgement(name) in ("no", "partly") and name not in acted]
        slips = [action for action in review.actions if action.check and action.check not in review.answers]
        if open_ and not slips:  # else the action names its check with a slip: REV018
            number = "1 check is" if len(open_) == 1 else f"{len(open_)} checks are"
            month = f"{add_months(context.as_of, 1):%Y-%m}"
            each = f"{{check: {open_[0]}, action: what is to be done, owner: headteacher, due: {month}}}"
            line = f"a line “  - {each}” below actions:" if review.actions else f"actions: [{each}]"
            yield Violation(
                review.key("answers", open_[0]),
                f"{number} answered no or partly and {'has' if len(open_) == 1 else 'have'} no action ({_few(open_)}).",
                f"Type {line}, and one such entry for each, in your own words.",
                related=tuple(review.key("answers", name) for name in open_[1:]),
            )


@rule("REV038", Severity.BLOCKER, RECORDS, POLICY, dated=Dated.TODAY, on_page=ON_NO_PAGE)
def what_law_or_guidance_asks_has_evidence(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure each check of law or guidance that the newest review answers yes or partly says what was seen.

    Whoever inspects the school asks how it knows. A check says `basis: must` where it rests on law, `basis: should` where
    it rests on guidance; of the school's own promises (`basis: good`) no evidence is asked.

    Wrong: `reporting-known: yes`. Right: `reporting-known: {judgement: yes, evidence: "Asked six staff on 12 November."}`
    """
    core = [check.settings.id for check in book.checks if check.settings.basis != "good"]
    for review in of_this_wording(book, context):
        answers = {check: review.answers.get(check) for check in core}
        bare = [
            check for check, a in answers.items() if a and a.judgement in ("yes", "partly") and not _is_said(a.evidence)
        ]
        if bare:
            number = "1 answer" if len(bare) == 1 else f"{len(bare)} answers"
            first = f'{{judgement: {review.judgement(bare[0])}, evidence: "What you saw."}}'
            yield Violation(
                review.key("answers", bare[0]),
                f"{number} about law or guidance {'does' if len(bare) == 1 else 'do'} not say what was seen ({_few(bare)}).",
                f"Type {bare[0]}: {first} in your own words{', and the same for each' if len(bare) > 1 else ''}.",
                related=tuple(review.key("answers", check) for check in bare[1:]),
            )


def _is_said(evidence: str | None) -> bool:
    """Whether evidence has any words: a hyphen or a full stop is none."""
    return any(letter.isalnum() for letter in evidence or "")


@rule("REV020", Severity.ADVICE, RECORDS, dated=Dated.LAPSES)
def actions_are_done_when_they_are_due(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no action of any review is past its date and not done. A newer review does not end an action.

    It is advice, because the text on the pages is no less right for it, and stopping publication would hold back newer
    words. The leadership's pack lists it.
    """
    for review in book.reviews:
        late = [action for action in review.actions if not action.done and context.as_of > action.due.last]
        if late:
            first = late[0]
            more = f", and {len(late) - 1} more {'is' if len(late) == 2 else 'are'} late, too" if len(late) > 1 else ""  # noqa: PLR2004 - one more
            yield Violation(
                first.at("due"),
                f"The action of the {book.role_title(first.owner)} was due by {first.due.words} and is not marked as done{more}.",
                "Do it, then type the day after done: in the same action. Do not change the date that was agreed.",
                related=tuple(action.at("due") for action in late[1:]),
                owner=first.owner,
            )


@rule("REV021", Severity.BLOCKER, RECORDS, dated=Dated.TODAY, on_page=ON_NO_PAGE)
def actions_are_done_on_a_day_that_has_come(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no action is marked as done on a day that is still to come.

    “Done” is a record of what happened. A day in the future is mistyped, or it is the day on which the action is due.
    """
    for review in book.reviews:
        for action in review.actions:
            if action.done and not action.done.has_come(context.as_of):
                yield Violation(
                    action.at("done"),
                    f"This action is marked as done {action.done.when_words}, which has not come yet.",
                    "Type the day on which it was done, or leave done: empty until then.",
                )
