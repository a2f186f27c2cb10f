"""Events into facts: what each kind does to the entry that it is about. Pure; not for reading files or judging the result.

How it works: every event becomes new facts, one after the other. First whoever was appointed, then whose role ended, then
what was said of people and entries, each in order of date, then of file: a course may be older than the appointment
it was for. The value that an event sets keeps its place in the event's file, so that a finding about it leads there.

An event that changes a value names the one before (``was``) and applies only where that is on record; else nothing is
changed and one finding shows both. Where the entry itself is dated as late as the event or later, it stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from policybook.basics.dates import PartialDate
from policybook.basics.findings import Code, Finding, Span
from policybook.basics.likeness import find_nearest
from policybook.model.checked_values import CheckedEntry
from policybook.model.declarations import Audience
from policybook.model.entry import Field, Lent
from policybook.model.events import Agreed, Appointed, Checked, Confirmed, Ended, Event, LookedAt, Read, Trained
from policybook.model.facts import (
    SAFEGUARDING_ROLES,
    Appointment,
    Facts,
    Guidance,
    GuidanceEdition,
    People,
    Person,
    Reading,
)
from policybook.source import reading_codes

CheckedType = TypeVar("CheckedType", bound=CheckedEntry)
_TRAINING = {"safeguarding": "trained_on", "update": "refreshed_on", "prevent": "prevent_trained_on"}
"""The field that holds the day of each kind of training."""
_APPOINTED_FIRST = (Appointed, Ended)


class _NotAppliedError(Exception):
    """Carries the finding that says why an event changes nothing."""

    def __init__(self, code: Code, span: Span, message: str, fix: str, *related: Span) -> None:
        super().__init__(message)
        self.finding = Finding(code, span, message, fix, related=related)


def fold(facts: Facts, events: Iterable[Event]) -> tuple[Facts, tuple[Finding, ...]]:
    """Return the facts as the events leave them, and a finding for each event that could not be applied.

    An event that names what is not there at all is left to the checks of references, and changes nothing.
    """
    findings = []
    for event in sorted(events, key=_order):
        try:
            facts = _FOLDS[type(event)](facts, event)
        except _NotAppliedError as error:
            findings.append(error.finding)
    return facts, tuple(findings)


def _order(event: Event) -> tuple[object, ...]:
    kind = _APPOINTED_FIRST.index(type(event)) if isinstance(event, _APPOINTED_FIRST) else len(_APPOINTED_FIRST)
    return (kind, event.on.first, event.span.path)


# --- people ----------------------------------------------------------------------------------------------------------


def _appoint(facts: Facts, event: Appointed) -> Facts:
    people = facts.people
    if event.role not in people.roles:
        return facts
    known = people.people.get(event.person)
    if known is None:
        people = _with_newcomer(facts, event)
    else:
        _refuse_other_values(event, known)
    if event.was and event.was in people.people and not _appointments(people, event.was, event.role):
        raise _NotAppliedError(
            reading_codes.EVT002,
            event.at("was"),
            f"{_name(people, event.was)} is not recorded as {_title(people, event.role)}, so nobody knows whom {_name(people, event.person)} follows.",
            f"Type {_holder_words(people, event)} after was:, or delete the line.",
        )
    if any(one.from_ == event.from_ for one in _appointments(people, event.person, event.role)):
        return facts  # somebody entered it in the file of people as well
    appointments = (*people.appointments, Appointment.part_of(event))
    return replace(facts, people=people.replaced(appointments=appointments))


def _with_newcomer(facts: Facts, event: Appointed) -> People:
    """The people and whoever the event brings with it."""
    people = facts.people
    if event.name is None:
        near = find_nearest(event.person, people.people)
        other = f"If {_name(people, near)} is meant, type {near}. If not, add" if near else "Add"
        raise _NotAppliedError(
            reading_codes.EVT003,
            event.at("person"),
            f"There is no person called “{event.person}”.",
            f"{other} the name in a line of its own below: name: and then the first name and the surname.",
        )
    newcomer = {event.person: Person.part_of(event)}
    place = Lent(event, ("person",))
    return people.replaced(people=people.people | newcomer).lending({("people", event.person): place})


def _refuse_other_values(event: Appointed, known: Person) -> None:
    """Refuse an event that says something else of a person on record than the file of people."""
    ours = dict(known)
    for name, field in Person.shape.items():
        value = dict(event)[name]
        if value not in (None, ours[name]):
            raise _NotAppliedError(
                reading_codes.EVT002,
                event.at(field.key),
                _other_value_words(known, field, ours[name], value),
                f"If this is another person, type a short name of their own after person:. If not, delete this line, and correct {known.span.path} if that is wrong.",
                known.at(field.key),
            )


def _other_value_words(known: Person, field: Field, ours: object, theirs: object) -> str:
    """Say how two values differ; what is not public is not quoted, because findings are read by many."""
    if field.declared.audience is not Audience.PUBLIC:
        return f"What this event says of {known.name} ({field.declared.label}) is not what {known.span.path} says."
    return (
        f"The {field.declared.label} of {known.name} is “{ours or 'nothing'}” in {known.span.path} and “{theirs}” here."
    )


def _holder_words(people: People, event: Appointed) -> str:
    held = list(dict.fromkeys(a.person for a in people.appointments if a.role == event.role))
    return " or ".join(held) or "nothing"


def _end(facts: Facts, event: Ended) -> Facts:
    people = facts.people
    if event.person not in people.people or (event.role is not None and event.role not in people.roles):
        return facts
    last = event.until.last
    held = [
        (number, one)
        for number, one in enumerate(people.appointments)
        if one.person == event.person and event.role in (None, one.role)
    ]
    begun = [(number, one) for number, one in held if not (one.from_ and one.from_.first > last)]
    if not begun:
        raise _not_begun(event, held[0][1]) if held else _no_appointment(people, event, event.role)
    running = [
        (number, one) for number, one in begun if not one.ended(event.on.first) or one.until in (event.until, event.was)
    ]
    ended = {}
    for number, one in running or begun[-1:]:
        is_over_before = running and event.role is None and one.until and one.until.last < last
        if one.until != event.until and not is_over_before:
            _require_was(event, one)
            ended[number] = one.borrowing(until=Lent(event, ("until",)))
    return replace(facts, people=_with_appointments(people, ended))


def _not_begun(event: Ended, appointment: Appointment) -> _NotAppliedError:
    """Say that a role is said to end before it began."""
    return _NotAppliedError(
        reading_codes.EVT003,
        event.at("until"),
        f"Nothing had begun by {event.until.words}, so nothing can end then.",
        "Type the last day after until:.",
        appointment.at("from"),
    )


def _require_was(event: Ended, appointment: Appointment) -> None:
    """Refuse an event that replaces an end which it does not name."""
    if appointment.until == event.was:
        return
    if appointment.until is None and event.was:
        message = f"The record has no last day for this role, and the event says that it was {event.was.words}."
        fix = "Delete the line was:, if the role has not ended yet."
    elif appointment.until:
        said = f"it was {event.was.words}" if event.was else "nothing of that"
        message = f"The record says that this role ends on {appointment.until.words}; the event says {said}, and that it ends on {event.until.words}."
        fix = f"If the role ends on {event.until.words}, type was: {appointment.until} in a line of its own. If not, delete this file."
    else:
        return
    span = event.at("was") if event.was else event.at("until")
    raise _NotAppliedError(reading_codes.EVT002, span, message, fix, appointment.at("until"))


def _confirm(facts: Facts, event: Confirmed) -> Facts:
    people = facts.people
    if event.person not in people.people or event.role not in people.roles:
        return facts
    number, appointment = _the_appointment(people, event, event.role)
    if _is_newer(appointment.confirmed_on, event):
        return facts
    lent = {"confirmed_on": Lent(event, ("on",)), "confirmed_by": Lent(event, ("by",))}
    return replace(facts, people=_with_appointments(people, {number: appointment.borrowing(**lent)}))


def _train(facts: Facts, event: Trained) -> Facts:
    people, field = facts.people, _TRAINING[event.kind]
    if event.person not in people.people or (event.role is not None and event.role not in people.roles):
        return facts
    wanted = (event.role,) if event.role else SAFEGUARDING_ROLES
    trained = {
        number: one.borrowing(**{field: Lent(event, ("on",))})
        for number, one in enumerate(people.appointments)
        if one.person == event.person
        and one.role in wanted
        and not one.ended(event.on.first)
        and not _is_newer(dict(one)[field], event)
    }
    if not trained and not any(_appointments(people, event.person, role) for role in wanted):
        raise _no_appointment(people, event, event.role)
    return replace(facts, people=_with_appointments(people, trained))


def _agree(facts: Facts, event: Agreed) -> Facts:
    people, agreed = facts.people, {}
    for number, name in enumerate(event.people):
        person = people.people.get(name)
        if person is None or _is_newer(person.publish_agreed_on, event):
            continue
        if person.publish_name is False and event.was is not False:
            raise _NotAppliedError(
                reading_codes.EVT002,
                event.at("people", number),
                f"The record says that the name of {person.name} is not published; the event says that it may be.",
                f"Ask {person.name}. If the answer is yes now, type was: no in a line of its own. If not, delete the short name here.",
                person.at("publish_name"),
            )
        agreed[name] = person.borrowing(
            publish_name=Lent(event, ("people", number), value=True),
            publish_agreed_by=Lent(event, ("by",)),
            publish_agreed_on=Lent(event, ("on",)),
        )
    return replace(facts, people=people.replaced(people=people.people | agreed))


def _with_appointments(people: People, changed: Mapping[int, Appointment]) -> People:
    appointments = tuple(changed.get(number, one) for number, one in enumerate(people.appointments))
    return people.replaced(appointments=appointments)


def _appointments(people: People, person: str, role: str) -> list[Appointment]:
    return [one for one in people.appointments if one.person == person and one.role == role]


def _the_appointment(people: People, event: Confirmed, role: str) -> tuple[int, Appointment]:
    """The appointment that an event is about: the one in post that day, else the next to begin, else the last."""
    found = [(n, one) for n, one in enumerate(people.appointments) if one.person == event.person and one.role == role]
    if not found:
        raise _no_appointment(people, event, role)
    day = event.on.first
    in_post = [one for one in found if one[1].in_post(day)]
    to_come = [one for one in found if one[1].from_ and one[1].from_.first > day]
    return (in_post or sorted(to_come, key=_beginning) or found[-1:])[0]


def _beginning(placed: tuple[int, Appointment]) -> date:
    return placed[1].from_.first if placed[1].from_ else date.min


def _no_appointment(people: People, event: Confirmed | Trained | Ended, role: str | None) -> _NotAppliedError:
    """Say that the person does not hold the role that an event is about, and which they do."""
    held = list(dict.fromkeys(a.role for a in people.appointments if a.person == event.person))
    which = _title(people, role) if role else "DSL or deputy" if isinstance(event, Trained) else "anything"
    offer = f"Type {' or '.join(held)} after role:, if that is meant. If not, record" if held and role else "Record"
    return _NotAppliedError(
        reading_codes.EVT003,
        event.at("role") if role else event.at("person"),
        f"{_name(people, event.person)} is not recorded as {which}, so this event changes nothing.",
        f"{offer} the appointment first: a file beside this one with event: appointed.",
    )


def _name(people: People, person: str) -> str:
    known = people.people.get(person)
    return known.name if known else person


def _title(people: People, role: str) -> str:
    known = people.roles.get(role)
    return known.title if known else role


# --- what was checked ------------------------------------------------------------------------------------------------


def _check(facts: Facts, event: Checked) -> Facts:
    kind, _, rest = event.entry.partition(".")
    name, _, edition = rest.partition("/")
    if kind == "helplines" and not edition:
        helplines = facts.helplines.helplines
        if name not in helplines:
            return facts
        table = helplines | {name: _checked(helplines[name], event)}
        return replace(facts, helplines=facts.helplines.replaced(helplines=table))
    if kind != "guidance":
        raise _not_checkable(event, "Only helplines and editions of guidance have a date of checking.")
    guidance = facts.guidance.guidance.get(name)
    if guidance is None or (edition and guidance.edition(edition) is None):
        return facts
    if not edition:
        last = guidance.editions[-1].edition if guidance.editions else "the edition"
        raise _not_checkable(event, f"Nothing says which edition was checked: guidance.{name}/{last} is the last one.")
    changed = guidance.replaced(editions=tuple(_editions(guidance, edition, event)))
    table_of_guidance = facts.guidance.guidance | {name: changed}
    return replace(facts, guidance=facts.guidance.replaced(guidance=table_of_guidance))


def _editions(guidance: Guidance, name: str, event: Checked) -> Iterator[GuidanceEdition]:
    return (_checked(one, event) if one.edition == name else one for one in guidance.editions)


def _checked(entry: CheckedType, event: Checked) -> CheckedType:
    """The entry with the day, the role and the values of the event; whether these are its own is for the rules."""
    if _is_newer(entry.checked_on, event):
        return entry
    return entry.borrowing(
        checked_on=Lent(event, ("on",)), checked_by=Lent(event, ("by",)), checked=Lent(event, ("values",), event.seen)
    )


def _not_checkable(event: Checked, message: str) -> _NotAppliedError:
    fix = "Type helplines. and the name of a helpline, or guidance. with its name, a slash and the edition, such as guidance.kcsie/2026."
    return _NotAppliedError(reading_codes.EVT003, event.at("entry"), message, fix)


def _look_at(facts: Facts, event: LookedAt) -> Facts:
    """The day on which a service was looked at; of another policy its own two dates, if they are later than ours."""
    table, _, name = event.entry.partition(".")
    services, linked = facts.services.services, facts.linked_policies.linked_policies
    if table == "services" and name in services and not _is_newer(services[name].reviewed_on, event):
        proof = {"reviewed_on": Lent(event, ("on",))}
        if event.seen:
            proof["reviewed"] = Lent(event, ("values",), event.seen)
        looked_at = services | {name: services[name].borrowing(**proof)}
        return replace(facts, services=facts.services.replaced(services=looked_at))
    ours = linked.get(name) if table == "linked-policies" else None
    if ours is None or event.reviewed is None or (ours.reviewed and ours.reviewed.last >= event.reviewed.last):
        return facts
    dates = {"reviewed": Lent(event, ("reviewed",))}
    if event.next_review:
        dates["next_review"] = Lent(event, ("next_review",))
    renewed = linked | {name: ours.replaced(next_review=None).borrowing(**dates)}
    return replace(facts, linked_policies=facts.linked_policies.replaced(linked_policies=renewed))


# --- what was read together ------------------------------------------------------------------------------------------


def _read(facts: Facts, event: Read) -> Facts:
    """The readings with that of the event. Whether the words are those of today is for the rules."""
    table = facts.readings.readings
    known = table.get(event.of)
    if known and _is_newer(known.on, event):
        return facts
    readings = facts.readings.replaced(readings=table | {event.of: Reading.part_of(event)})
    return replace(facts, readings=readings.lending({("readings", event.of): Lent(event, ("of",))}))


def _is_newer(dated: PartialDate | None, event: Event) -> bool:
    """Whether an entry was dated as late as an event, or later: what somebody typed there is the record."""
    return bool(dated and dated.first >= event.on.first)


_FOLDS: dict[type[Event], Callable[[Facts, Any], Facts]] = {
    Appointed: _appoint,
    Ended: _end,
    Confirmed: _confirm,
    Trained: _train,
    Agreed: _agree,
    Checked: _check,
    Read: _read,
    LookedAt: _look_at,
}
