"""REV: when reviews were held and fall due. Dates are only ever the result of a record; nothing here believes a typed date.

Rules judge the newest record as it stands, complete or not, so that a record that lacks one thing is one finding and not
a review overdue as well. What the pages say rests on complete records alone (``review_status``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import PurePath

from policybook.basics.dates import PartialDate, academic_year, add_days, format_day
from policybook.basics.enumeration import listed
from policybook.basics.findings import Severity, Span
from policybook.basics.on_page import Refusal, leave_out, refuse, say_so
from policybook.book.book import Book, Policy
from policybook.book.review_cycle import next_review, review_months
from policybook.book.review_status import State, due_of, newest_record, status_by
from policybook.model.organisation import Duty
from policybook.model.people import SAFEGUARDING_ROLES
from policybook.model.reviews import Review
from policybook.model.school import LinkedPolicy, Service
from policybook.rules.engine import Context, Dated, Violation, rule

RECORDS, POLICY, SERVICES, SETTINGS = "reviews", "policy", "services", "settings"
_MONTH_OF_NAME = re.compile(r"(\d{4}-\d{2})(?!\d)", re.ASCII)
_WATCHED = ("filtering", "monitoring")


def newest_records(book: Book, context: Context) -> Iterator[tuple[Review, str]]:
    """The newest record of each policy, each record once, with the policies it is the newest for in words."""
    for review, policies in _policies_by_record(book, context):
        yield review, _titles(policies)


def _policies_by_record(book: Book, context: Context) -> Iterable[tuple[Review, list[Policy]]]:
    by_record: dict[str, tuple[Review, list[Policy]]] = {}
    for policy in book.policies:
        review = newest_record(book, policy.id, context.as_of)
        if review and not is_in_doubt(book, policy.id, review, context):
            by_record.setdefault(review.span.path, (review, []))[1].append(policy)
    return by_record.values()


def _by_own_clock(book: Book, context: Context) -> Iterator[tuple[Review, date, list[Policy]]]:
    """The newest records, each with the last day on which policies are due again that are due on the same one.

    The date of a record of several policies is that of those with the shortest period.
    """
    for review, policies in _policies_by_record(book, context):
        by_day: dict[date, list[Policy]] = {}
        for policy in policies:
            own, typed = due_of(book, policy, review), review.next_review
            if own and typed:
                by_day.setdefault(max(own.last, typed.last), []).append(policy)
        for due, of_day in by_day.items():
            yield review, due, of_day


def _titles(policies: Iterable[Policy]) -> str:
    return listed([f"“{policy.settings.title}”" for policy in policies])


def records_to_come(book: Book, policies: Iterable[str], context: Context) -> tuple[str, ...]:
    """The records of these policies that are dated after today: what their reviews change does not count yet."""
    wanted = set(policies)
    return tuple(
        review.span.path
        for review in book.reviews
        if not wanted.isdisjoint(review.policies) and not review.reviewed.has_come(context.as_of)
    )


def _month_of_name(review: Review) -> str:
    match = _MONTH_OF_NAME.match(PurePath(review.span.path).name)
    return match[1] if match else ""


def _is_misdated(review: Review) -> bool:
    """Whether the month in the name of the record's file is not one in which it says it was held."""
    month = _month_of_name(review)
    return bool(month) and not f"{review.reviewed.first:%Y-%m}" <= month <= f"{review.reviewed.last:%Y-%m}"


def is_in_doubt(book: Book, policy_id: str, newest: Review, context: Context) -> bool:
    """Whether a record whose two dates disagree may be the newest of a policy: it is not known what counts then."""
    return any(
        policy_id in review.policies
        and review.reviewed.has_come(context.as_of)
        and max(_month_of_name(review), f"{review.reviewed.last:%Y-%m}") >= f"{newest.reviewed.last:%Y-%m}"
        for review in book.reviews
        if _is_misdated(review)
    )


@rule(
    "REV001",
    Severity.BLOCKER,
    RECORDS,
    on_page=say_so("The status line says that no review is on record."),
    duty=Duty.REVIEW,
)
def every_policy_has_been_reviewed(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure every policy has a review record.

    Dates come from the newest record in `data/reviews/` that names the policy; without one nobody can say that it was
    ever read. (Keeping children safe in education: policies are reviewed at least annually.)
    """
    named = {policy for review in book.reviews for policy in review.policies}  # a review to come is REV007
    for policy in book.policies:
        if policy.id not in named:
            yield Violation(
                policy.settings.at("id"),
                f"“{policy.settings.title}” has no review record.",
                f"Review it with the annual review checklist, and add the record in {book.layout.reviews} with policies: [{policy.id}].",
                about=policy.id,
            )


@rule(
    "REV002",
    Severity.BLOCKER,
    RECORDS,
    POLICY,
    SETTINGS,
    dated=Dated.TODAY,
    on_page=say_so("The status line says that the date of the next review is not known."),
)
def next_review_is_dated(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the newest review of every policy says when the next is due.

    Readers see this date, and the program reminds the owner before it comes. Without it a policy is never overdue. A
    policy with `review_when_law_changes: yes` needs none.
    """
    for review, names in newest_records(book, context):
        policies = [policy for name in review.policies if (policy := book.policy(name))]
        if review.next_review is None and not all(one.settings.review_when_law_changes for one in policies):
            due, unit = _latest_next(book, review)
            yield Violation(
                review.key("next_review"),
                f"This review does not say when the next one is due ({names}).",
                f"Type next_review: {due}, or the {unit} you agreed.",
            )


@rule(
    "REV003",
    Severity.BLOCKER,
    RECORDS,
    POLICY,
    SETTINGS,
    on_page=say_so("The status line gives the date by which the review is due, and since when it is overdue."),
)
def next_review_is_after_the_last(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure the next review is later than the one before it. A month or a term counts with its end."""
    for review in book.reviews:
        if _is_misdated(review):
            continue  # one of its dates is a slip: REV023
        if review.next_review and review.next_review.last <= review.reviewed.last:
            due, unit = _latest_next(book, review)
            yield Violation(
                review.at("next_review"),
                f"The next review ({review.next_review.words}) is not after this one ({review.reviewed.words}).",
                f"Type a later {unit}, for example {due}.",
            )


@rule(
    "REV004",
    Severity.BLOCKER,
    RECORDS,
    POLICY,
    SETTINGS,
    dated=Dated.TODAY,
    on_page=say_so("The status line counts from the last review: it is never in date for longer than is allowed."),
)
def reviews_are_at_most_a_year_apart(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the next review is not later than the period of the policy allows: usually twelve months after the last.

    `review_every_months` of a policy holds its own period, and `data/settings.yml` that of all others. How long a period
    may be is REV029.
    """
    for review, names in newest_records(book, context):
        due = review.next_review
        if due is None or due.last <= review.reviewed.last:
            continue
        limit, unit = _latest_next(book, review)
        # A month is due at its end, so September to September is twelve months whatever the day.
        if due.last > (limit if due.is_day else PartialDate.month_of(limit.last)).last:
            months = review_months(book, review.policies)
            is_far = due.last.year > limit.last.year + 1
            year = f" Is the year {due.last.year} a slip?" if is_far else ""
            yield Violation(
                review.at("next_review"),
                f"The next review is more than {months} months after this one ({names}).{year}",
                f"Type {limit} or an earlier {unit}.",
            )


def _latest_next(book: Book, review: Review) -> tuple[PartialDate, str]:
    """Return the latest date for the next review, and what it is: a day or a month."""
    due = next_review(book, review.reviewed, review.policies)
    return due, "day" if due.is_day else "month"


@rule(
    "REV005",
    Severity.BLOCKER,
    RECORDS,
    POLICY,
    dated=Dated.LAPSES,
    on_page=say_so("The status line says since when the review is overdue."),
)
def no_review_is_overdue(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no policy is past its review date.

    A period is due on its last day: September 2023 is overdue from 1 October 2023, summer 2023 from 1 September 2023.
    The pages say so to every reader.
    """
    for review, due, policies in _by_own_clock(book, context):
        if due > review.reviewed.last and context.as_of > due:  # else REV003 says so
            yield Violation(
                review.at("next_review"),
                f"The review of {_titles(policies)} has been overdue since {format_day(due)}.",
                f"Carry out the annual review, and add its record as {book.layout.reviews}/{context.as_of:%Y-%m}.yml. Do not change this date.",
                follows_from=records_to_come(book, review.policies, context),
                owner=policies[0].settings.owner,
            )


@rule("REV006", Severity.ADVICE, RECORDS, POLICY, SETTINGS, dated=Dated.TODAY)
def reviews_due_soon_are_announced(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a review that falls due soon is seen in time to hold it.

    The notice period is `review_notice_days` in `data/settings.yml`.
    """
    for review, due, policies in _by_own_clock(book, context):
        if status_by(book, policies[0], review, context.as_of).state is State.DUE_SOON:
            yield Violation(
                review.at("next_review"),
                f"The review of {_titles(policies)} is due by {format_day(due)}.",
                "Open the annual review checklist and agree who fills it in.",
            )


@rule(
    "REV007",
    Severity.BLOCKER,
    RECORDS,
    dated=Dated.TODAY,
    on_page=leave_out("A review that is to come does not count."),
)
def reviews_are_not_in_the_future(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no review is dated after today: it has not happened yet.

    The pages say when the policies were last reviewed. They must not claim a review that nobody has held.
    """
    for review in book.reviews:
        if not review.reviewed.has_come(context.as_of):
            yield Violation(
                review.at("reviewed"),
                f"This review is dated {review.reviewed.words}, which has not come yet.",
                "Type the day or month in which the review was completed.",
            )


@rule("REV023", Severity.BLOCKER, RECORDS, dated=Dated.TODAY, on_page=refuse(Refusal.DOUBTFUL_DATE))
def a_record_is_called_by_its_month(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the month in a record's file name is the month in which the review was held.

    A date that is typed twice is not moved by one slip. Two reviews of one month can be told apart after the month:
    `2026-11-phones.yml`. A record dated by a term carries any month of that term.
    """
    for review in book.reviews:
        if _is_misdated(review) and review.reviewed.has_come(context.as_of):
            name, month = review.span.path.rpartition("/")[2], _month_of_name(review)
            yield Violation(
                review.at("reviewed"),
                f"The file is called {name}, and the review in it is dated {review.reviewed.words}.",
                f"If the file is right, type reviewed: {month}; if the date is right, rename the file to {review.reviewed.last:%Y-%m}.yml.",
            )


@rule(
    "REV024",
    Severity.BLOCKER,
    RECORDS,
    dated=Dated.TODAY,
    on_page=say_so("The status line gives the date that both records have."),
)
def one_record_is_the_newest(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no two records of a policy have the same date: nobody could say which of them counts.

    The newest complete record decides the dates on the pages. Put both into one record, or correct the date of one.
    """
    reported = set()
    for policy in book.policies:
        newest = newest_record(book, policy.id, context.as_of)
        for other in book.reviews:
            same = newest and other.reviewed.has_come(context.as_of) and other.reviewed.last == newest.reviewed.last
            is_misdated = newest and (_is_misdated(newest) or _is_misdated(other))  # REV023
            if (
                newest
                and same
                and not is_misdated
                and other is not newest
                and policy.id in other.policies
                and newest.span.path not in reported
            ):
                reported.add(newest.span.path)
                yield Violation(
                    newest.at("reviewed"),
                    f"{other.span.path} is a review of “{policy.settings.title}” of the same date ({newest.reviewed.words}).",
                    "Delete the record that is not wanted; if both reviews took place, type the very day of each.",
                    related=(other.at("reviewed"),),
                )


@rule("REV026", Severity.ADVICE, SERVICES, SETTINGS, dated=Dated.LAPSES)
def filtering_and_monitoring_are_reviewed_each_academic_year(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the filter and the monitoring were looked at in this academic year, or will be before it ends.

    The standard of the Department for Education asks for a review at least once each academic year, 1 September to
    31 August, by leadership, the DSL and IT with the proprietor or a governor. Nothing is said while the year is young:
    only once a whole year went by, or when the end is as near as `review_notice_days`. (The reviews of the policies need
    no such rule: at most twelve months apart, there is one in every academic year.) A review belongs to what was looked at:
    where `reviewed` names the provider and product of that day, another one counts as not reviewed.
    """
    begin, end = academic_year(context.as_of)
    year_before = academic_year(add_days(begin, -1))
    notice = add_days(end, -book.settings.review_notice_days.value)
    faults: dict[tuple[str, str], list[Service]] = {}
    for service in (book.services.services[name] for name in _WATCHED if name in book.services.services):
        reviewed = service.reviewed_on
        if reviewed is None:
            fault = (
                "Nobody has written down when {titles} {were} last reviewed.",
                "Type the day of the last review {after}.",
            )
        elif not reviewed.has_come(context.as_of):
            if book.layout.is_signed(service.at("reviewed_on").path):
                continue  # EVT004
            fault = (
                f"The review of {{titles}} is dated {reviewed.words}, which has not come yet.",
                "Type the day on which it was held, or leave it empty until then.",
            )
        elif changed := service.unchecked_values:
            labels = " and ".join(field.declared.label for field, _ in changed)
            fault = (
                f"{{titles}} {{were}} last reviewed {reviewed.when_words}. Since then, the {labels} changed.",
                f"Review it with the checklist, then type {service.lines_to_type(context.as_of)}",
            )
        elif reviewed.last < year_before[0]:
            fault = (
                f"{{titles}} {{were}} last reviewed {reviewed.when_words}, so that a review is overdue: the academic year {year_before[0].year}/{year_before[1]:%y} went by without one.",
                "Review it with the checklist, then type the day {after}.",
            )
        elif reviewed.last < begin and context.as_of >= notice:
            fault = (
                f"{{titles}} {{were}} last reviewed {reviewed.when_words}; a review in this academic year is due by {format_day(end)}.",
                "Review it with the checklist, then type the day {after}.",
            )
        else:
            continue
        faults.setdefault(fault, []).append(service)
    for (message, fix), services in faults.items():
        titles = listed([f"“{service.title}”" for service in services])
        yield Violation(
            services[0].key("reviewed_on"),
            message.format(titles=titles, were="was" if len(services) == 1 else "were"),
            fix.format(after=services[0].after("reviewed_on")),
            related=tuple(service.key("reviewed_on") for service in services[1:]),
        )


@rule("REV028", Severity.ADVICE, dated=Dated.LAPSES)
def other_policies_are_not_overdue(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure none of the school's other policies is past the review date that is on record for it, nor dated wrongly.

    Readers are sent to them. An empty date is not known, and never counts as overdue.
    """
    overdue: list[LinkedPolicy] = []
    for name, policy in book.linked_policies.linked_policies.items():
        if policy.reviewed and not policy.reviewed.has_come(context.as_of):
            message = f"The review of “{policy.title}” is dated {policy.reviewed.words}, which has not come yet."
            yield Violation(policy.at("reviewed"), message, "Type the day on which it was held.", about=name)
        elif policy.reviewed and policy.next_review and policy.next_review.last <= policy.reviewed.last:
            message = f"The next review of “{policy.title}” ({policy.next_review.words}) is not after the last ({policy.reviewed.words})."
            yield Violation(policy.at("next_review"), message, "Correct the one that is wrong.", about=name)
        elif policy.next_review and policy.next_review.last < context.as_of:
            overdue.append(policy)
    if overdue:
        first = overdue[0]
        titles = listed([f"“{policy.title}”" for policy in overdue])
        yield Violation(
            first.at("next_review"),
            f"The date by which {titles} {'was' if len(overdue) == 1 else 'were'} to be reviewed has gone by.",
            "Ask whoever looks after it. When it has been reviewed, type both dates anew.",
            related=tuple(policy.at("next_review") for policy in overdue[1:]),
            owner=first.owner or "",
        )


_LONGEST_CYCLE = 60
"""Months: no school’s policy waits for longer than five years."""
_LONGEST = {
    "review_every_months": (12, "months"),
    "dsl_training_months": (24, "months"),
    "dsl_refresh_months": (12, "months"),
    "roll_call_days": (366, "days"),
    "guidance_checked_days": (366, "days"),
    "helpline_checked_days": (366, "days"),
    "waiver_days": (90, "days"),
    "review_notice_days": (366, "days"),
    "dsl_training_notice_days": (366, "days"),
    "dsl_refresh_notice_days": (366, "days"),
}
"""The longest that a period may be: what guidance and the policies ask for, and a year for what no rule stands behind."""


@rule("REV029", Severity.ADVICE)
def no_period_is_too_long(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure no period is longer than what the policies and the guidance ask for, or it would never fall due in time.

    Reviews and the update of a DSL's knowledge: 12 months; formal DSL training: 24 months; an exception: 90 days; all
    other periods: one year. A policy that rests on no statutory guidance and that no DSL owns may take up to five years,
    in a `review_every_months` of its own; so may every policy of an organisation that owes no yearly review. Some statutory
    guidance, such as that about attendance, asks for no yearly review: type `review_each_year: no` below it in `data/guidance.yml`.
    """
    yearly = Duty.REVIEW in book.organisation.profile.duties
    longest_of = _LONGEST if yearly else {**_LONGEST, "review_every_months": (_LONGEST_CYCLE, "months")}
    for key, (longest, unit) in longest_of.items():
        figure = getattr(book.settings, key)
        if figure.value > longest:
            yield _too_long(figure.at("value"), figure.value, longest, unit, key)
    longest, unit = _LONGEST["review_every_months"]
    for policy in book.policies:
        if policy.settings.review_when_law_changes and yearly and _must_be_yearly(book, policy):
            yield Violation(
                policy.settings.at("review_when_law_changes"),
                f"“{policy.settings.title}” keeps children safe, so it is reviewed each year and not only when the law changes.",
                "Type no here.",
                about=policy.id,
            )
        months = policy.settings.review_every_months
        allowed = longest if yearly and _must_be_yearly(book, policy) else _LONGEST_CYCLE
        if months and months > allowed:
            yield _too_long(policy.settings.at("review_every_months"), months, allowed, unit, policy.id)


def _must_be_yearly(book: Book, policy: Policy) -> bool:
    """Whether guidance asks for a review each year: it keeps children safe."""
    relied = (book.guidance.guidance.get(one.id) for one in policy.settings.guidance)
    asks = any(one and one.kind == "statutory" and one.review_each_year is not False for one in relied)
    return asks or policy.settings.owner in SAFEGUARDING_ROLES


def _too_long(span: Span, value: int, longest: int, unit: str, about: str) -> Violation:
    message = f"{value} {unit} is longer than the {longest} {unit} that this may be."
    return Violation(span, message, f"Type {longest} or less.", about=about)
