"""Events about people: who begins, ends, leads, was confirmed, trained, and agreed to be named. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from policybook.basics.likeness import find_nearest
from policybook.loading.unapplied_events import NotAppliedError, is_newer
from policybook.model.declarations import Audience
from policybook.model.entry import Field, Lent
from policybook.model.events import Agreed, Appointed, Confirmed, Ended, Leads, Trained
from policybook.model.facts import Facts
from policybook.model.people import SAFEGUARDING_ROLES, Appointment, People, Person
from policybook.source import reading_codes

_TRAINING = {"safeguarding": "trained_on", "update": "refreshed_on", "prevent": "prevent_trained_on"}
"""The field that holds the day of each kind of training."""


def appoint(facts: Facts, event: Appointed) -> Facts:
    """Return the facts with one more appointment, and whoever comes new with it."""
    people = facts.people
    if event.role not in people.roles:
        return facts
    known = people.people.get(event.person)
    if known is None:
        people = _with_newcomer(facts, event)
    else:
        _refuse_other_values(event, known)
    if event.was and event.was in people.people and not _appointments(people, event.was, event.role):
        raise NotAppliedError(
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
        raise NotAppliedError(
            reading_codes.EVT003,
            event.at("person"),
            f"There is no person called “{event.person}”.",
            f"{other} the name in a line of its own below: name: and then the first name and the surname.",
        )
    newcomer = Person.part_of(event)
    if newcomer.publish_name and not (newcomer.publish_agreed_by or newcomer.publish_agreed_on):
        agreed = {"publish_agreed_by": Lent(event, ("by",)), "publish_agreed_on": Lent(event, ("on",))}
        newcomer = newcomer.borrowing(**agreed)  # whoever signs that the name is published has decided it
    place = Lent(event, ("person",))
    return people.replaced(people=people.people | {event.person: newcomer}).lending({("people", event.person): place})


def _refuse_other_values(event: Appointed, known: Person) -> None:
    """Refuse an event that says something else of a person on record than the file of people."""
    ours = dict(known)
    for name, field in Person.shape.items():
        value = dict(event)[name]
        if value not in (None, ours[name]):
            raise NotAppliedError(
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


def end(facts: Facts, event: Ended) -> Facts:
    """Return the facts with the last day of a role, or of all roles of a person."""
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


def _not_begun(event: Ended, appointment: Appointment) -> NotAppliedError:
    """Say that a role is said to end before it began."""
    return NotAppliedError(
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
    raise NotAppliedError(reading_codes.EVT002, span, message, fix, appointment.at("until"))


def confirm(facts: Facts, event: Confirmed) -> Facts:
    """Return the facts with the day on which somebody confirmed an appointment."""
    people = facts.people
    if event.person not in people.people or event.role not in people.roles:
        return facts
    number, appointment = _the_appointment(people, event, event.role)
    if is_newer(appointment.confirmed_on, event):
        return facts
    lent = {"confirmed_on": Lent(event, ("on",)), "confirmed_by": Lent(event, ("by",))}
    return replace(facts, people=_with_appointments(people, {number: appointment.borrowing(**lent)}))


def train(facts: Facts, event: Trained) -> Facts:
    """Return the facts with the day of a training, for all roles that it counts for."""
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
        and not is_newer(dict(one)[field], event)
    }
    if not trained and not any(_appointments(people, event.person, role) for role in wanted):
        raise _no_appointment(people, event, event.role)
    return replace(facts, people=_with_appointments(people, trained))


def agree(facts: Facts, event: Agreed) -> Facts:
    """Return the facts with the names that may be published."""
    people, agreed = facts.people, {}
    for number, name in enumerate(event.people):
        person = people.people.get(name)
        if person is None or is_newer(person.publish_agreed_on, event):
            continue
        if person.publish_name is False and event.was is not False:
            raise NotAppliedError(
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


def _no_appointment(people: People, event: Confirmed | Trained | Ended, role: str | None) -> NotAppliedError:
    """Say that the person does not hold the role that an event is about, and which they do."""
    held = list(dict.fromkeys(a.role for a in people.appointments if a.person == event.person))
    which = _title(people, role) if role else "DSL or deputy" if isinstance(event, Trained) else "anything"
    offer = f"Type {' or '.join(held)} after role:, if that is meant. If not, record" if held and role else "Record"
    return NotAppliedError(
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


def lead(facts: Facts, event: Leads) -> Facts:
    """Return the facts with one lead among the DSLs in post."""
    people, day = facts.people, event.on.first
    if event.person not in people.people:
        return facts
    held = [(n, one) for n, one in enumerate(people.appointments) if one.role == "dsl" and not one.ended(day)]
    own = [one for _, one in held if one.person == event.person]
    if not own:
        raise NotAppliedError(
            reading_codes.EVT003,
            event.at("person"),
            f"{_name(people, event.person)} is not recorded as {_title(people, 'dsl')}, so this event changes nothing.",
            f"Type the short name of the DSL who leads after person:. If {_name(people, event.person)} becomes one, record it first: a file beside this one with event: appointed.",
        )
    led = next((one for _, one in held if one.lead and one.person != event.person), None)
    if led and led.person != event.was:
        raise NotAppliedError(
            reading_codes.EVT002,
            event.at("was") if event.was else event.at("person"),
            f"The record says that {_name(people, led.person)} leads; the event does not name who led before.",
            f"If {_name(people, event.person)} leads now, type was: {led.person} in a line of its own. If not, delete this file.",
            led.at("lead"),
        )
    leads = {
        number: one.borrowing(lead=Lent(event, ("person",), value=one.person == event.person))
        for number, one in held
        if one.lead is not (one.person == event.person)
    }
    return replace(facts, people=_with_appointments(people, leads))
