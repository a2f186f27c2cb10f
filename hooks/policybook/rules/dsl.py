"""DSL: named Designated Safeguarding Leads are current. Unknown is one finding, expired is another, and neither hides.

The source of the figures is Keeping children safe in education (Annex on the role of the DSL): formal training at least
every two years, knowledge refreshed at least annually; the roll-call is this project's own, about once a term.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from policybook.book import Book
from policybook.dates import PartialDate, add_days, add_months, day_words
from policybook.findings import Severity, Span
from policybook.model.facts import Appointment, Person
from policybook.rules.engine import Context, Fault, Rule, rule

PEOPLE, SETTINGS = "data/people.yml", "data/settings.yml"
# "miss" in small letters is mostly the verb: no student may miss Day Camp.
_TITLE = r"(?:(?i:mr|mrs|ms|mx|dr|prof)|Miss|MISS)"
_ADDRESS = re.compile(r"[\w.+'-]+@[\w.-]+\w")
_INITIALS = r"(?:[A-Z]\.?\s+)*"


def _name(book: Book, appointment: Appointment) -> str:
    return book.person(appointment).name


def _people_file(book: Book) -> Span:
    return book.people.key("appointments")


def _unclear(book: Book) -> bool:
    """Whether the dates of a DSL's appointment contradict each other (DSL018), so that nobody knows who is in post."""
    return any(a.ends_before_it_begins for a in book.people.appointments if a.role in ("dsl", "deputy-dsl"))


@rule("DSL001", Severity.BLOCKER)
def somebody_is_dsl(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure at least one Designated Safeguarding Lead is in post today.

    Wrong: the only appointment to `dsl` has an `until` in the past. Right: a new appointment below it, with `from`.
    """
    if not book.holders("dsl", context.as_of) and not _unclear(book):
        people = book.people.people
        ended = [
            a for a in book.people.appointments if a.role == "dsl" and a.ended(context.as_of) and a.person in people
        ]
        last = max(ended, key=lambda a: a.until.last if a.until else date.min, default=None)
        why = (
            f" {_name(book, last)}’s appointment ended on {day_words(last.until.last)}." if last and last.until else ""
        )
        span = last.at("until") if last else _people_file(book)
        yield Fault(
            span,
            f"Nobody is Designated Safeguarding Lead on {day_words(context.as_of)}.{why}",
            "Add an appointment below appointments: with person:, role: dsl, lead: yes, and from: the day it began.",
        )


@rule("DSL002", Severity.BLOCKER)
def one_dsl_is_named_as_lead(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure it is known which DSL leads.

    Guidance wants one lead; lead responsibility is not shared or delegated. An empty `lead:` means that nobody has said
    who leads, and the pages then name no lead: nobody guesses.
    """
    holders = book.holders("dsl", context.as_of)
    if not holders or any(a.lead for a in holders) or _unclear(book):
        return
    names = ", ".join(_name(book, a) for a in holders)
    first = next((a for a in holders if a.lead is None), holders[0])
    who = f"{len(holders)} people are named as DSL ({names})" if len(holders) > 1 else f"{names} is named as DSL"
    yield Fault(
        first.key("lead"),
        f"{who} and nobody is marked as the lead.",
        "Type lead: yes for the one person who leads, and lead: no for each of the others. If somebody new leads, add an appointment.",
        related=tuple(a.key("lead") for a in holders if a is not first),
    )


@rule("DSL003", Severity.BLOCKER)
def only_one_dsl_leads(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure not more than one DSL leads on the same day."""
    leads = [a for a in book.holders("dsl", context.as_of) if a.lead]
    for other in leads[1:]:
        yield Fault(
            other.at("lead"),
            f"{_name(book, other)} is marked as lead, and so is {_name(book, leads[0])}.",
            "Keep lead: yes for one person, and type lead: no for the other; or close the older appointment with until:.",
            related=(leads[0].at("lead"),),
            about=other.person,
        )


@rule("DSL004", Severity.BLOCKER)
def a_deputy_is_in_post(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure at least one deputy is in post beside the lead.

    A deputy is a DSL marked `lead: no`, or somebody in the role `deputy-dsl`. While nobody knows who leads, two DSLs are
    enough, so that one gap gives one finding; and where only a deputy is left, it is the lead that is missing.
    """
    team = book.dsls(context.as_of)
    people = {a.person for a in team}
    if not team or len(people) > 1 or book.deputy_dsls(context.as_of) == team or _unclear(book):
        return
    yield Fault(
        team[0].span,
        f"{_name(book, team[0])} is the only DSL in post; there is no deputy.",
        "Add an appointment with role: deputy-dsl, trained to the same level.",
    )


def _training_due(appointment: Appointment, months: int) -> date | None:
    return add_months(appointment.trained_on.last, months) if appointment.trained_on else None


def _refreshed(appointment: Appointment) -> PartialDate | None:
    """The newer of the last update and the last formal training, which is an update too."""
    dates = [found for found in (appointment.refreshed_on, appointment.trained_on) if found]
    return max(dates, key=lambda found: found.last, default=None)


@rule("DSL005", Severity.BLOCKER)
def formal_training_is_known(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure the day of each DSL's formal training is on record. Unknown is not the same as expired."""
    for appointment in book.dsls(context.as_of):
        if appointment.trained_on is None:
            yield Fault(
                appointment.key("trained_on"),
                f"Nobody has written down when {_name(book, appointment)} last had formal DSL training.",
                f"Type the day on the certificate {appointment.after('trained_on')}. It is never published.",
                about=appointment.person,
            )


@rule("DSL006", Severity.BLOCKER, SETTINGS)
def formal_training_is_in_date(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure each DSL's formal training is at most two years old."""
    months = book.settings.dsl_training_months.value
    for appointment in book.dsls(context.as_of):
        due = _training_due(appointment, months)
        if due and context.as_of > due:
            yield Fault(
                appointment.at("trained_on"),
                f"{_name(book, appointment)}’s formal DSL training is more than {months} months old; it ran out on {day_words(due)}.",
                "Book the training, then type its day after trained_on:.",
                about=appointment.person,
            )


@rule("DSL007", Severity.ADVICE, SETTINGS)
def formal_training_due_soon_is_announced(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure training that runs out soon is seen in time to book it."""
    notice = book.settings.dsl_training_notice_days.value
    for appointment in book.dsls(context.as_of):
        due = _training_due(appointment, book.settings.dsl_training_months.value)
        if due and add_days(due, -notice) <= context.as_of <= due:
            yield Fault(
                appointment.at("trained_on"),
                f"{_name(book, appointment)}’s formal DSL training runs out on {day_words(due)}.",
                "Book the next training now.",
                about=appointment.person,
            )


@rule("DSL008", Severity.BLOCKER)
def yearly_update_is_known(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure it is on record when each DSL last updated their knowledge. Formal training counts as an update."""
    for appointment in book.dsls(context.as_of):
        if _refreshed(appointment) is None:
            yield Fault(
                appointment.key("refreshed_on"),
                f"Nobody has written down when {_name(book, appointment)} last updated their safeguarding knowledge.",
                f"Type the day of the last update {appointment.after('refreshed_on')}. It is never published.",
                about=appointment.person,
            )


@rule("DSL009", Severity.BLOCKER, SETTINGS)
def yearly_update_is_in_date(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure each DSL's knowledge was updated in the last twelve months."""
    months = book.settings.dsl_refresh_months.value
    training = book.settings.dsl_training_months.value
    for appointment in book.dsls(context.as_of):
        newest = _refreshed(appointment)
        trained_due = _training_due(appointment, training)
        only_trained = appointment.refreshed_on is None and trained_due is not None and context.as_of > trained_due
        if newest and not only_trained and context.as_of > add_months(newest.last, months):
            key = "refreshed_on" if appointment.refreshed_on else "trained_on"
            span = appointment.at(key) if appointment.refreshed_on else appointment.key("refreshed_on")
            yield Fault(
                span,
                f"{_name(book, appointment)}’s last safeguarding update is more than {months} months old ({newest.words}).",
                f"Arrange the update, then type its day {appointment.after('refreshed_on')}.",
            )


@rule("DSL010", Severity.ADVICE, SETTINGS)
def yearly_update_due_soon_is_announced(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure an update that falls due soon is seen in time to arrange it."""
    notice = book.settings.dsl_refresh_notice_days.value
    for appointment in book.dsls(context.as_of):
        if newest := _refreshed(appointment):
            due = add_months(newest.last, book.settings.dsl_refresh_months.value)
            if add_days(due, -notice) <= context.as_of <= due:
                yield Fault(
                    appointment.key("refreshed_on"),
                    f"{_name(book, appointment)}’s safeguarding update is due by {day_words(due)}.",
                    "Arrange the update now.",
                    about=appointment.person,
                )


@rule("DSL011", Severity.BLOCKER)
def roll_call_is_on_record(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure somebody has confirmed that each DSL is still in post.

    Nothing in the data proves that a person still works at the school; only a person's dated word can.
    """
    for appointment in book.dsls(context.as_of):
        if appointment.confirmed_on is None:
            yield Fault(
                appointment.key("confirmed_on"),
                f"Nobody has confirmed that {_name(book, appointment)} is still in this role.",
                f"Ask, then type today’s date {appointment.after('confirmed_on')}, and the role of whoever confirmed it {appointment.after('confirmed_by')}.",
                about=appointment.person,
            )


@rule("DSL012", Severity.BLOCKER, SETTINGS)
def roll_call_is_recent(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure the roll-call of each DSL is at most about a term old."""
    days = book.settings.roll_call_days.value
    for appointment in book.dsls(context.as_of):
        if appointment.confirmed_on and context.as_of > add_days(appointment.confirmed_on.last, days):
            age = (context.as_of - appointment.confirmed_on.last).days
            yield Fault(
                appointment.at("confirmed_on"),
                f"It is {age} days since somebody confirmed that {_name(book, appointment)} is in this role; the limit is {days}.",
                "Ask again, then type today’s date after confirmed_on:.",
                about=appointment.person,
            )


@rule("DSL013", Severity.BLOCKER)
def roll_call_says_who_confirmed(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure a roll-call names the role of whoever gave it."""
    for appointment in book.dsls(context.as_of):
        if appointment.confirmed_on and not appointment.confirmed_by:
            yield Fault(
                appointment.key("confirmed_by"),
                f"It is not written down who confirmed that {_name(book, appointment)} is in this role.",
                f"Type the role {appointment.after('confirmed_by')}, for example headteacher.",
                about=appointment.person,
            )


@rule("DSL014", Severity.BLOCKER)
def the_dsl_can_be_reached(book: Book, _context: Context) -> Iterator[Fault]:
    """Ensure readers are told how to reach the safeguarding team: the school's phone or a shared mailbox."""
    school = book.school
    if not (school.phone or school.safeguarding_email):
        yield Fault(
            school.key("phone"),
            "There is no way to reach the safeguarding team: no phone and no shared mailbox.",
            f"Type the school’s number {school.after('phone')}, in quotation marks, and a shared address {school.after('safeguarding_email')}.",
            related=(school.key("safeguarding_email"),),
        )


@rule("DSL015", Severity.BLOCKER)
def contact_routes_belong_to_a_role(book: Book, _context: Context) -> Iterator[Fault]:
    """Ensure public addresses belong to a role and not to one person.

    A person's own address stops working when they leave, and is personal data.
    """
    people = book.people.people.values()
    routes = (
        (book.school.email, book.school.at("email")),
        (book.school.safeguarding_email, book.school.at("safeguarding_email")),
        (book.people.cover.contact, book.people.cover.at("contact")),
    )
    for route, span in routes:
        for address in _ADDRESS.findall(route or ""):
            if owner := _owner(address, people):
                yield Fault(
                    span,
                    f"“{address}” looks like {owner}’s own address.",
                    "Type an address that the whole team reads, such as safeguarding@ and the school’s domain.",
                )


def _owner(address: str, people: Iterable[Person]) -> str:
    """Whose name stands before the @, in any of the usual forms, or whose address it is on record; "" for nobody."""
    words = re.findall(r"[a-z]+", _plain(address.partition("@")[0]))
    for person in people:
        if person.email and person.email.lower() == address.lower():
            return person.name
        parts = [re.sub(r"[^a-z]", "", _plain(part)) for part in person.name.split()]
        first, last = parts[0], parts[-1]
        forms = {last, first + last, last + first, first[:1] + last, last + first[:1]} - {""}
        if forms & set(words) or words == [first]:
            return person.name
    return ""


def _plain(text: str) -> str:
    """Small letters without accents."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


@rule("DSL016", Severity.BLOCKER, PEOPLE)
def no_name_is_typed_in_the_text(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure no person's name is typed anywhere but after `name:` in `data/people.yml`.

    A typed name goes on being published after the person has left. Write `{{ dsl.name }}`, `{{ dsls }}` or another token.
    """
    former = {person.name for person in _former(book, context)}
    for person, span in _typed_names(book, context):
        if person.name not in former:
            in_data = span.path.startswith("data/")  # where no token is filled in
            fix = (
                "Write the role instead, for example the headteacher."
                if in_data
                else "Write a token instead, for example {{ dsls }} or {{ headteacher.name }}."
            )
            yield Fault(span, f"The name of {person.name} is typed here.", fix)


@rule("DSL017", Severity.BLOCKER, PEOPLE)
def no_former_holder_is_named(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure nobody whose appointments have all ended is still named anywhere."""
    former = {person.name for person in _former(book, context)}
    for person, span in _typed_names(book, context):
        if person.name in former:
            yield Fault(
                span,
                f"{person.name}, who no longer holds a role, is named here.",
                "Delete the name, or write a token such as {{ dsls }} that follows the appointments.",
            )


def _former(book: Book, context: Context) -> Iterator[Person]:
    for key, person in book.people.people.items():
        appointments = [a for a in book.people.appointments if a.person == key]
        if appointments and all(a.ended(context.as_of) for a in appointments):
            yield person


_SAYS_WHO = re.compile(r"\s*(?:name:|#)")


def _typed_names(book: Book, context: Context) -> Iterator[tuple[Person, Span]]:
    """Every place where a known person's name stands, but for the ``name:`` that says who they are, and notes (#)."""
    patterns = [(person, _name_pattern(person.name)) for person in book.people.people.values()]
    for path in sorted(context.lines):
        lines = context.lines[path]
        if path == book.paths["people"]:
            lines = tuple("" if _SAYS_WHO.match(line) else line for line in lines)
        text = "\n".join(lines)
        folded = text.lower()
        taken: set[int] = set()
        for person, pattern in patterns:
            if person.name.lower().split()[-1] not in folded:
                continue  # a search for letters is many times quicker than the pattern
            for found in pattern.finditer(text):
                if found.start() not in taken:
                    taken.add(found.start())
                    line = text.count("\n", 0, found.start()) + 1
                    column = found.start() - (text.rfind("\n", 0, found.start()) + 1) + 1
                    yield person, Span(path, line, column, len(found[0].split("\n")[0]))


def _name_pattern(name: str) -> re.Pattern[str]:
    parts = [rf"(?i:{re.escape(part)})" for part in name.split()]
    whole = r"\s+".join(parts)
    return re.compile(rf"(?<!\w)(?:{whole}|{_TITLE}\.?\s+{_INITIALS}{parts[-1]})(?!\w)")


@rule("DSL018", Severity.BLOCKER)
def appointments_end_after_they_begin(book: Book, _context: Context) -> Iterator[Fault]:
    """Ensure no appointment ends before it begins."""
    for appointment in book.people.appointments:
        if appointment.from_ and appointment.until and appointment.ends_before_it_begins:
            yield Fault(
                appointment.at("until"),
                f"This appointment ends ({appointment.until.words}) before it begins ({appointment.from_.words}).",
                "Correct one of the two dates.",
                related=(appointment.at("from"),),
                about=appointment.person,
            )


@rule("DSL019", Severity.BLOCKER)
def past_events_are_not_in_the_future(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure training, roll-calls and agreements are dated on a day that has come. A planned course does not count yet."""
    appointments, people = book.people.appointments, book.people.people.values()
    dated: list[tuple[Appointment | Person, tuple[str, ...]]] = [
        *((one, ("trained_on", "refreshed_on", "prevent_trained_on", "confirmed_on")) for one in appointments),
        *((one, ("publish_agreed_on", "told_on")) for one in people),
    ]
    for entry, keys in dated:
        for key in keys:
            found: PartialDate | None = getattr(entry, key)
            if found and not found.has_come(context.as_of):
                yield Fault(
                    entry.at(key),
                    f"“{key}” is {found.words}, which has not come yet.",
                    "Type the day on which it happened, or leave it empty until then.",
                )


@rule("DSL020", Severity.BLOCKER)
def the_lead_is_in_senior_leadership(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure the lead DSL is on record as a member of the senior leadership team, as the guidance requires."""
    lead = book.lead_dsl(context.as_of)
    if lead is None or lead.senior_leadership:
        return
    if lead.senior_leadership is None:
        message = f"Nobody has said whether {_name(book, lead)}, the lead DSL, is in the senior leadership team."
        yield Fault(lead.key("senior_leadership"), message, f"If so, type yes {lead.after('senior_leadership')}.")
    else:
        message = f"{_name(book, lead)} leads and is not in the senior leadership team, which guidance requires."
        yield Fault(
            lead.at("senior_leadership"),
            message,
            "Appoint a lead who is, or bring the lead into the team and type yes.",
            about=lead.person,
        )


RULES: tuple[Rule, ...] = (
    somebody_is_dsl,
    one_dsl_is_named_as_lead,
    only_one_dsl_leads,
    a_deputy_is_in_post,
    formal_training_is_known,
    formal_training_is_in_date,
    formal_training_due_soon_is_announced,
    yearly_update_is_known,
    yearly_update_is_in_date,
    yearly_update_due_soon_is_announced,
    roll_call_is_on_record,
    roll_call_is_recent,
    roll_call_says_who_confirmed,
    the_dsl_can_be_reached,
    contact_routes_belong_to_a_role,
    no_name_is_typed_in_the_text,
    no_former_holder_is_named,
    appointments_end_after_they_begin,
    past_events_are_not_in_the_future,
    the_lead_is_in_senior_leadership,
)
