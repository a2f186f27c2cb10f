"""DSL: the safeguarding team is complete, one member leads, readers can reach it, and the facts do not contradict.

The source is Keeping children safe in education (Annex on the role of the DSL), and for the people accountable for
filtering and monitoring the DfE's standard on it. Unknown is one finding, expired is another, and neither hides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from policybook.basics.dates import add_days, format_day
from policybook.basics.enumeration import listed
from policybook.basics.findings import Severity, Span
from policybook.basics.on_page import NO_LEAD, ON_NO_PAGE, UNKNOWN, Refusal, leave_out, refuse, say_so
from policybook.book.book import Book
from policybook.model.organisation import Duty
from policybook.model.people import Appointment
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.literal_edits import Edits, filling, retyping
from policybook.rules.safeguarding.safeguarding_team import (
    SAFEGUARDING,
    began,
    leads,
    marked_elsewhere,
    name_of,
    people_of,
    post,
    safeguarding_team,
    unclear,
)

RESPONSIBILITIES = {"online-safety": "online safety", "filtering-and-monitoring": "filtering and monitoring"}
ACCOUNTABLE = {
    "accountable-leader": "no member of the senior leadership team",
    "accountable-governor": "no governor or proprietor",
}
FOR_FILTERING = "is named as accountable for filtering and monitoring"


def _people_file(book: Book) -> Span:
    return book.people.key("appointments")


@rule(
    "DSL001",
    Severity.BLOCKER,
    dated=Dated.CHANGES,
    on_page=say_so(
        "Where a name belongs it says that it is not yet known, and the list of contacts says that nobody is recorded."
    ),
    duty=Duty.SAFEGUARDING,
)
def somebody_is_dsl(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure at least one Designated Safeguarding Lead is in post today.

    Wrong: the only appointment to `dsl` has an `until` in the past. Right: a new appointment below it, with `from`.
    """
    misplaced = any(a.role == "deputy-dsl" for a in marked_elsewhere(book, context.as_of))
    if not book.holders("dsl", context.as_of) and not misplaced and not unclear(book, context.as_of, *SAFEGUARDING):
        people = book.people.people
        ended = [
            a for a in book.people.appointments if a.role == "dsl" and a.ended(context.as_of) and a.person in people
        ]
        last = max(ended, key=lambda a: a.until.last if a.until else date.min, default=None)
        why = (
            f" {name_of(book, last)}’s appointment ended on {format_day(last.until.last)}."
            if last and last.until
            else ""
        )
        span = last.at("until") if last else _people_file(book)
        yield Violation(
            span,
            f"Nobody is Designated Safeguarding Lead on {format_day(context.as_of)}.{why}",
            "Add an appointment below appointments: with person:, role: dsl, lead: yes, and from: the day it began.",
        )


@rule("DSL002", Severity.BLOCKER, dated=Dated.CHANGES, on_page=NO_LEAD)
def one_dsl_is_named_as_lead(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure it is known which DSL leads.

    Guidance wants one lead; lead responsibility is not shared or delegated. An empty `lead:` means that nobody has said
    who leads, and the pages then name no lead: nobody guesses.
    """
    holders = people_of(book, "dsl", context.as_of)
    if not holders or leads(book, context.as_of) or unclear(book, context.as_of, *SAFEGUARDING):
        return
    if any(marked_elsewhere(book, context.as_of)):  # the answer was typed in the wrong place, which is DSL026
        return
    names = ", ".join(name_of(book, a) for a in holders)
    first = next((a for a in holders if a.lead is None), holders[0])
    who = f"{len(holders)} people are named as DSL ({names})" if len(holders) > 1 else f"{names} is named as DSL"
    if to_come := next((a for a in book.people.appointments if _leads_later(a, context.as_of)), None):
        name = name_of(book, to_come)
        yield Violation(
            to_come.at("from"),
            f"{name} leads only from {format_day(began(to_come))}. Until then {who} and nobody is marked as the lead.",
            f"If {name} leads already, correct the day after from:. If somebody else leads until then, type lead: yes for that person.",
            related=tuple(a.key("lead") for a in holders),
        )
        return
    yield Violation(
        first.key("lead"),
        f"{who} and nobody is marked as the lead.",
        "Type lead: yes for the one person who leads, and lead: no for each of the others. If somebody new leads, add an appointment.",
        related=tuple(a.key("lead") for a in holders if a is not first),
    )


def _leads_later(appointment: Appointment, on: date) -> bool:
    """Whether an appointment as lead DSL is still to begin."""
    return appointment.role == "dsl" and appointment.lead is True and began(appointment) > on


@rule("DSL003", Severity.BLOCKER, dated=Dated.CHANGES, on_page=NO_LEAD)
def only_one_dsl_leads(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure not more than one DSL leads on the same day.

    Staff with a worry must know who decides. Where two people lead, each can think that the other one acts.
    """
    leading = leads(book, context.as_of)
    for other in leading[1:]:
        yield Violation(
            other.at("lead"),
            f"{name_of(book, other)} is marked as lead, and so is {name_of(book, leading[0])}.",
            "Keep lead: yes for one person, and type lead: no for the other; or close the older appointment with until:.",
            related=(leading[0].at("lead"),),
            about=other.person,
        )


@rule("DSL004", Severity.BLOCKER, dated=Dated.CHANGES, on_page=UNKNOWN)
def a_deputy_is_in_post(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure at least one deputy is in post beside the lead.

    A deputy is a DSL marked `lead: no`, or somebody in the role `deputy-dsl`. While nobody knows who leads, two DSLs are
    enough, so that one gap gives one finding; and where only a deputy is left, it is the lead that is missing.
    """
    team = book.dsls(context.as_of)
    if no_deputy(book, context.as_of) and not unclear(book, context.as_of, *SAFEGUARDING):
        yield Violation(
            team[0].span,
            f"{name_of(book, team[0])} is the only DSL in post; there is no deputy.",
            "Add an appointment with role: deputy-dsl, trained to the same level.",
        )


def no_deputy(book: Book, on: date) -> bool:
    """Whether there is one person on the team who is not there as deputy."""
    team = book.dsls(on)
    return len({a.person for a in team}) == 1 and book.deputy_dsls(on) != team


@rule("DSL014", Severity.BLOCKER, on_page=refuse(Refusal.NOBODY_TO_REACH), duty=Duty.SAFEGUARDING)
def the_dsl_can_be_reached(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure readers are told how to reach the safeguarding team: the school's phone or a shared mailbox.

    A family that is told to “tell the DSL” needs a number or an address. A shared mailbox still works when one person
    is away.
    """
    school = book.school
    if not (school.phone or school.safeguarding_email):
        yield Violation(
            school.key("phone"),
            "There is no way to reach the safeguarding team: no phone and no shared mailbox.",
            f"Type the school’s number {school.after('phone')}, in quotation marks, and a shared address {school.after('safeguarding_email')}.",
            related=(school.key("safeguarding_email"),),
        )


@rule("DSL020", Severity.BLOCKER, dated=Dated.CHANGES, on_page=ON_NO_PAGE)
def the_lead_is_in_senior_leadership(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the lead DSL is on record as a member of the senior leadership team, as the guidance requires.

    Keeping children safe in education asks that the lead DSL is a senior member of staff, with the authority to act.
    Enter it only if it is so: it is a fact about the person, not a form.
    """
    lead = book.lead_dsl(context.as_of)
    if lead is None or lead.senior_leadership:
        return
    if lead.senior_leadership is None:
        message = f"Nobody has said whether {name_of(book, lead)}, the lead DSL, is in the senior leadership team."
        yield Violation(lead.key("senior_leadership"), message, f"If so, type yes {lead.after('senior_leadership')}.")
    else:
        message = f"{name_of(book, lead)} leads and is not in the senior leadership team, which guidance requires."
        yield Violation(
            lead.at("senior_leadership"),
            message,
            "Appoint a lead who is, or bring the lead into the team and type yes.",
            about=lead.person,
        )


@rule("DSL022", Severity.ADVICE, dated=Dated.CHANGES)
def the_role_is_in_each_job_description(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the role of each DSL and deputy is explicit in their job description, as the guidance asks.

    It is advice because it is a paper between the school and the person: nothing that readers are told turns on it, and
    it must not hold up the correction of a phone number. Whom nobody has asked about stands in one finding.
    """
    team = safeguarding_team(book, context.as_of)
    if unknown := [a for a in team if a.in_job_description is None]:
        first, *later = unknown
        names = listed(name_of(book, a) for a in unknown)
        yield Violation(
            first.key("in_job_description"),
            f"Nobody has said whether the safeguarding role is written in the job description of {names}.",
            f"Look in {'each' if later else 'the'} job description, then type yes or no {first.after('in_job_description')}.",
            related=tuple(a.key("in_job_description") for a in later),
            about="" if later else first.person,
        )
    for appointment in team:
        if appointment.in_job_description is False:
            yield Violation(
                appointment.at("in_job_description"),
                f"The safeguarding role is not written in {name_of(book, appointment)}’s job description.",
                "Have it written there, then type yes after in_job_description:.",
                about=appointment.person,
            )


@rule("DSL023", Severity.BLOCKER, dated=Dated.CHANGES, on_page=ON_NO_PAGE)
def the_lead_has_the_responsibilities(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the lead DSL is on record as responsible for online safety, and for filtering and monitoring.

    Guidance gives both to the lead, the second expressly since 2023. Others may help with the work, which does not take
    the responsibility away. While nobody has said who leads, it is enough that some DSL has each.

    Wrong: `responsibilities: [online-safety]`. Right: `responsibilities: [online-safety, filtering-and-monitoring]`.
    """
    lead = book.lead_dsl(context.as_of)
    asked = (lead,) if lead else _possible_leads(book, context.as_of)
    held = {duty for appointment in asked for duty in appointment.responsibilities}
    missing = [words for duty, words in RESPONSIBILITIES.items() if duty not in held]
    if asked and missing:
        who = f"{name_of(book, lead)}, the lead DSL, is not" if lead else "No DSL is"
        first, *later = asked
        place = first.after("responsibilities")
        yield Violation(
            first.key("responsibilities"),
            f"{who} on record as responsible for {' or for '.join(missing)}.",
            f"{'Once' if lead else 'For whoever leads, once'} the school has decided it, type [{', '.join(RESPONSIBILITIES)}] {place}.",
            related=tuple(a.key("responsibilities") for a in later),
            about=lead.person if lead else "",
        )


def _possible_leads(book: Book, on: date) -> tuple[Appointment, ...]:
    """The DSLs among whom nobody has named the lead; nobody where it is said, or where the facts contradict."""
    holders = people_of(book, "dsl", on)
    unsaid = any(a.lead is None for a in book.holders("dsl", on)) and not leads(book, on)
    return holders if unsaid and not any(marked_elsewhere(book, on)) and not unclear(book, on, *SAFEGUARDING) else ()


@rule("DSL024", Severity.ADVICE, dated=Dated.CHANGES, duty=Duty.SAFEGUARDING)
def somebody_is_accountable_for_filtering(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a senior leader and a governor, or the proprietor, are named as accountable for filtering and monitoring.

    The DfE’s filtering and monitoring standard asks for both. It is a standard and not law, and nobody who looks for
    help is sent to either, so it is advice.
    """
    missing = [
        role for role in ACCOUNTABLE if not book.holders(role, context.as_of) and not unclear(book, context.as_of, role)
    ]
    if missing:
        words = listed(ACCOUNTABLE[role] for role in missing)
        new = [role for role in missing if role not in book.people.roles]
        first = f"Add {listed(new)} with a title: below roles:, then add" if new else "Add"
        roles = " and one with ".join(f"role: {role}" for role in missing)
        yield Violation(
            _people_file(book),
            f"{words[0].upper()}{words[1:]} {FOR_FILTERING}.",
            f"{first} an appointment with {roles} below appointments:.",
        )
    for appointment in book.holders("accountable-leader", context.as_of):
        if appointment.senior_leadership is False:
            yield Violation(
                appointment.at("senior_leadership"),
                f"{name_of(book, appointment)} is named as the senior leader accountable for filtering and monitoring, and is not in the senior leadership team.",
                "Name somebody who is, or type yes if this has changed.",
                about=appointment.person,
            )


@rule("DSL025", Severity.BLOCKER, on_page=UNKNOWN, duty=Duty.SAFEGUARDING)
def somebody_answers_when_every_dsl_is_away(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure it is on record who takes over when every DSL is away, and where people turn to then.

    Guidance wants a DSL or deputy available in school hours, and since 2026 robust cover for absence, such as a shared
    mailbox. The parents' guide prints the contact.
    """
    cover = book.people.cover
    missing = [key for key in ("arrangement", "contact") if getattr(cover, key) is None]
    if not missing:
        yield from _unreachable_cover(book)
        return
    words = {"arrangement": "who takes over", "contact": "where people turn"}
    types = {
        "arrangement": "what happens, with roles and no names,",
        "contact": "the shared mailbox or the school’s phone",
    }
    lacking = " and ".join(words[key] for key in missing)
    if not cover.span.path:
        yield Violation(
            book.people.span,
            f"It is not on record {lacking} when every DSL is away.",
            "Add a line cover: at the end of this file, and below it, each with two spaces before it, arrangement: and contact:.",
        )
        return
    yield Violation(
        cover.key(missing[0]),
        f"It is not on record {lacking} when every DSL is away.",
        f"Type {' and '.join(f'{types[key]} {cover.after(key)}' for key in missing)}.",
        related=tuple(cover.key(key) for key in missing[1:]),
    )


def _unreachable_cover(book: Book) -> Iterator[Violation]:
    """A contact that has no number, no address and no role in it."""
    contact = book.people.cover.contact or ""
    titles = (role.title.casefold() for role in book.people.roles.values())
    if not _WAY.search(contact) and not any(title in contact.casefold() for title in (*titles, "office", "reception")):
        yield Violation(
            book.people.cover.at("contact"),
            f"“{contact}” is no phone number and no e-mail address: nobody can be reached by it when every DSL is away.",
            "Type the shared mailbox or the school’s phone after contact:.",
        )


_WAY = re.compile(r"\d{3}|@|https?://|www\.|\{\{")


@rule("DSL026", Severity.BLOCKER, dated=Dated.TODAY, on_page=NO_LEAD)
def only_a_dsl_is_marked_as_lead(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure `lead: yes` stands only at an appointment with `role: dsl`.

    Anywhere else it says nothing to the pages, and whoever typed it believes that the lead is named.
    """
    for appointment in marked_elsewhere(book, context.as_of):
        title = book.role_title(appointment.role)
        yield Violation(
            appointment.at("lead"),
            f"{name_of(book, appointment)} is marked as lead in the role of {title}; only a DSL leads.",
            "If this person leads, type role: dsl here."
            if appointment.role == "deputy-dsl"
            else "Delete this line, and type lead: yes at the appointment with role: dsl of whoever leads.",
            about=appointment.person,
        )


@rule("DSL027", Severity.BLOCKER, dated=Dated.TODAY, on_page=leave_out("The person is named once."))
def nobody_holds_a_post_twice_at_once(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no person is appointed twice to the same role for the same time, or as DSL and deputy DSL at once.

    A new appointment was added and the older one not closed, or one was copied: nobody knows which of the two holds.
    Appointments that were over long ago are left alone.

    Wrong: `until:` empty, and a second appointment of the same person with `from: 2026-09-01`. Right: `until: 2026-08-31`.
    """
    by_post: dict[tuple[str, str], list[Appointment]] = {}
    for appointment in book.people.appointments:
        current = not appointment.ended(context.as_of) and not appointment.ends_before_it_begins
        if current and appointment.person in book.people.people:
            by_post.setdefault((appointment.person, post(appointment)), []).append(appointment)
    for (person, _), appointments in by_post.items():
        appointments.sort(key=began)
        for older, newer in pairwise(appointments):
            if _follows(older, newer) or _alone(book, person, older, newer, context.as_of):
                continue
            titles = dict.fromkeys(book.role_title(a.role) for a in (older, newer))
            twice = f"both {' and '.join(titles)}" if len(titles) > 1 else f"{next(iter(titles))} twice"
            closing = newer.from_ and began(newer) > began(older)
            last_day = str(add_days(began(newer), -1)) if closing else ""
            yield Violation(
                older.key("until") if closing else newer.span,
                f"{name_of(book, older)} is appointed as {twice} for the same time.",
                f"Type {last_day} {older.after('until')}, which is the day before the newer appointment begins."
                if closing
                else "Delete one of the two appointments, or type until: and from: where one follows the other.",
                related=(newer.span if closing else older.span,),
                about=person,
                edits=_closing(context, older, last_day) if closing else (),
            )


def _closing(context: Context, appointment: Appointment, last_day: str) -> Edits:
    """The edits that end an appointment on a day."""
    if appointment.until is None:
        return filling(context, appointment, "until", last_day)
    return retyping(context, appointment.at("until"), str(appointment.until), last_day)


def _follows(older: Appointment, newer: Appointment) -> bool:
    """Whether one ends when the other begins; where only months are known, in the same month."""
    return bool(older.until and newer.from_ and older.until.first <= newer.from_.last)


def _alone(book: Book, person: str, older: Appointment, newer: Appointment, on: date) -> bool:
    """Whether one person is lead and deputy because there is nobody else, which is DSL004."""
    team = {a.person for a in book.dsls(on)}
    return older.role != newer.role and team == {person} and no_deputy(book, on)


@rule("DSL028", Severity.ADVICE, dated=Dated.CHANGES)
def one_person_is_headteacher(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure not more than one person is headteacher on the same day, since the pages name one.

    Mostly the older appointment was not closed. It is advice because two people may share the post. A proprietor may
    well be several people, so nothing is said about that role.
    """
    holders = people_of(book, "headteacher", context.as_of)
    if len(holders) > 1:
        older, *newer = sorted(holders, key=began)
        yield Violation(
            older.key("until"),
            f"{listed(name_of(book, a) for a in holders)} are headteacher at the same time, and the pages name only one.",
            f"If {name_of(book, older)} has left, type the last day {older.after('until')}. If somebody has yet to begin, type the first day after from:.",
            related=tuple(a.span for a in newer),
        )
