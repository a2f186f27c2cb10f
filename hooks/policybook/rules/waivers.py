"""Waivers: an agreed exception lets the school publish an urgent change; it never changes what readers are told.

A waiver names one rule and one subject, says why, who agreed, and when it ends. It takes nothing away from the report:
the finding is still printed, with the reason and the end beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from policybook.basics.dates import add_days, format_day
from policybook.basics.findings import Code, Finding, Severity
from policybook.basics.on_page import ON_NO_PAGE, Refusal
from policybook.book.book import Book
from policybook.model.records import Waiver

DAYS_PAST = 7
WAI001 = Code(
    "WAI001",
    Severity.ERROR,
    """A waiver must name a rule that can be waived.

Blockers and advice can be waived. An error cannot: nobody would know what was published. Nor can anything private that
would be on a page.
""",
)
WAI002 = Code(
    "WAI002",
    Severity.BLOCKER,
    """A waiver must have been agreed, and must end at most 90 days later.

An exception without an end is a new rule that nobody decided on. `waiver_days` in `data/settings.yml` holds the figure.
""",
    on_page=ON_NO_PAGE,
)
WAI003 = Code(
    "WAI003",
    Severity.ADVICE,
    """A waiver that has ended should be deleted.

It no longer lets anything pass. In the file it only makes the list of exceptions longer than it is.
""",
)
WAI004 = Code(
    "WAI004",
    Severity.ADVICE,
    """A waiver that waives nothing should be deleted.

What it waived is settled, or its rule or subject is not the one that was meant.
""",
)
WAI005 = Code(
    "WAI005",
    Severity.BLOCKER,
    """A waiver must waive one thing.

One that fits several findings would also hide what nobody looked at.
""",
    on_page=ON_NO_PAGE,
)
WAI006 = Code(
    "WAI006",
    Severity.BLOCKER,
    f"""What stops publication is published all the same for at most {DAYS_PAST} days, and by somebody who must approve.

It is for an emergency: the pages go out with what is wrong on them. `publish_past: yes` says so, `agreed_by` is a role
that must approve a review (`data/settings.yml`), and `expires` is at most {DAYS_PAST} days after `agreed_on`.
""",
    on_page=ON_NO_PAGE,
)
WAI007 = Code(
    "WAI007",
    Severity.BLOCKER,
    """A waiver must be agreed by a role that approves reviews, that somebody held on that day, and not by whom it is about.

An exception is as weighty as an approval: `review_approved_by` in `data/settings.yml` names the roles, and who held one
is in `data/people.yml`. Until then the waiver lets nothing pass.
""",
    on_page=ON_NO_PAGE,
)
WAIVER_CODES: tuple[Code, ...] = (WAI001, WAI002, WAI003, WAI004, WAI005, WAI006, WAI007)


def apply(findings: Iterable[Finding], book: Book, codes: Iterable[Code], as_of: date) -> Iterator[Finding]:
    """The findings, those that are waived marked so, and what is wrong with the waivers themselves."""
    findings = list(findings)
    known = {code.id: code for code in codes}
    waived: dict[Finding, str] = {}
    all_judged = not any(f.severity is Severity.ERROR for f in findings)  # rules are silent about what cannot be read
    for waiver in book.waivers.waivers:
        if fault := _fault(waiver, known, book, as_of) or _fault_of_agreement(waiver, book):
            yield fault
            continue
        fitting = [f for f in findings if f.code.id == waiver.rule and waiver.subject in (f.subject, f.span.path)]
        if not fitting and all_judged:
            message = f"Nothing is found that this waiver of {waiver.rule} for “{waiver.subject}” would waive."
            subjects = sorted({f.subject for f in findings if f.code.id == waiver.rule})
            fix = f"Type one of these after subject: {', '.join(subjects)}." if subjects else "Delete the waiver."
            yield Finding(WAI004, waiver.at("subject"), message, fix)
        elif len(fitting) > 1:
            subjects = sorted({f.subject for f in fitting})
            yield Finding(
                WAI005,
                waiver.at("subject"),
                f"This waiver fits {len(fitting)} findings.",
                f"Type one of these after subject: {', '.join(subjects)}."
                if len(subjects) > 1
                else "Settle all but one of them first.",
                related=tuple(f.span for f in fitting),
            )
        elif fitting:
            waived[fitting[0]] = (
                f"{waiver.reason} (agreed by {book.role_title(waiver.agreed_by)}, until {waiver.expires.words})"
            )
    for finding in findings:
        yield finding._replace(waived=waived[finding]) if finding in waived else finding


def _fault(waiver: Waiver, known: dict[str, Code], book: Book, as_of: date) -> Finding | None:
    days = book.settings.waiver_days.value
    code = known.get(waiver.rule)
    if code is None or code.severity is Severity.ERROR or refusal_of(code) is Refusal.PRIVATE:
        problem = (
            f"There is no rule {waiver.rule}."
            if code is None
            else f"{waiver.rule} is an error, which cannot be waived."
            if code.severity is Severity.ERROR
            else f"{waiver.rule} is about something private on a page, which cannot be waived."
        )
        return Finding(WAI001, waiver.at("rule"), problem, "Type the code of a blocker or of advice, such as REV005.")
    if waiver.agreed_on.first > as_of:
        message = f"This waiver was agreed on {waiver.agreed_on.words}, which has not come yet."
        return Finding(WAI002, waiver.at("agreed_on"), message, "Type the day on which it was agreed.")
    if (refusal_of(code) or waiver.publish_past) and (violation := _past_refusal(waiver, book)):
        return violation
    limit = add_days(waiver.agreed_on.last, days)
    if waiver.expires.last > limit:
        message = f"This waiver lasts longer than {days} days from the day it was agreed."
        return Finding(WAI002, waiver.at("expires"), message, f"Type {limit} or an earlier day.")
    if as_of > waiver.expires.last:
        message = f"This waiver of {waiver.rule} ended on {format_day(waiver.expires.last)}."
        return Finding(
            WAI003, waiver.at("expires"), message, "Delete the waiver, or have it agreed again with a new date."
        )
    return None


def _fault_of_agreement(waiver: Waiver, book: Book) -> Finding | None:
    """What is wrong with who agreed to a waiver; nothing where there is no such role, which is told as that."""
    role, title = waiver.agreed_by, book.role_title(waiver.agreed_by)
    approving = [name for name in book.settings.review_approved_by.roles if name in book.people.roles]
    if role not in book.people.roles or not approving:
        return None
    place, ask = waiver.at("agreed_by"), f"Have it agreed by {_one_of(approving)}, and type that role."
    if role not in approving:
        message = f"The {title} is not a role that may agree to a waiver: those that approve reviews may."
        return Finding(WAI007, place, message, ask)
    holders = {appointment.person for appointment in book.holders(role, waiver.agreed_on.last)}
    if not holders and not book.is_body(role):
        message = (
            f"Nobody is on record as {title} on {waiver.agreed_on.words}, the day on which this waiver was agreed."
        )
        fix = f"Correct the role or the day; or add the appointment of whoever was {title} then to {book.layout.facts('people')}."
        return Finding(WAI007, place, message, fix)
    if holders == {waiver.subject}:
        message = (
            f"This waiver is about {book.people.people[waiver.subject].name}, who alone is {title} and agreed to it."
        )
        return Finding(WAI007, place, message, "Have somebody else agree to it, or settle what it waives.")
    return None


def _one_of(roles: list[str]) -> str:
    return " or ".join(roles)


def refusal_of(code: Code) -> Refusal | None:
    """The reason for which nothing is published while the code is found."""
    return code.on_page.refusal if code.on_page else None


def _past_refusal(waiver: Waiver, book: Book) -> Finding | None:
    """What is wrong with a waiver by which something is published that would stop publication."""
    required, limit = book.settings.review_approved_by.roles, add_days(waiver.agreed_on.last, DAYS_PAST)
    if not waiver.publish_past:
        message = (
            f"{waiver.rule} stops publication, and this waiver does not say that the pages are published all the same."
        )
        fix = f"Mend it. If the pages cannot wait, type publish_past: yes {waiver.after('publish_past')}, for {DAYS_PAST} days at most."
        return Finding(WAI006, waiver.key("publish_past"), message, fix)
    if waiver.agreed_by not in required:
        titles = " or ".join(book.role_title(role) for role in required)
        message = f"Publishing past {waiver.rule} was agreed by the {book.role_title(waiver.agreed_by)}, who does not approve reviews."
        return Finding(WAI006, waiver.at("agreed_by"), message, f"Have it agreed by the {titles}, and type that role.")
    if waiver.expires.last > limit:
        message = f"Publishing past {waiver.rule} may last {DAYS_PAST} days from the day it was agreed."
        return Finding(WAI006, waiver.at("expires"), message, f"Type {limit} or an earlier day.")
    return None
