"""Events about other facts: changed, checked, looked at, read, decided, waived; and editions that policies adopt. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar, get_origin

from policybook.basics.edits import retype
from policybook.basics.findings import Finding
from policybook.basics.likeness import find_nearest
from policybook.book.book import Policy
from policybook.loading.unapplied_events import NotAppliedError, is_newer
from policybook.model.checked_values import CheckedEntry
from policybook.model.content import ReliedOn
from policybook.model.declarations import Audience
from policybook.model.entry import Entry, Field, Lent
from policybook.model.events import Adopted, Changed, Checked, Decided, Event, LookedAt, Read, Waived
from policybook.model.facts import Facts
from policybook.model.field_readers import FieldErrors, reader
from policybook.model.guidance import Guidance, GuidanceEdition
from policybook.model.records import Waiver
from policybook.source import reading_codes

CheckedType = TypeVar("CheckedType", bound=CheckedEntry)


# --- what is different from now on ------------------------------------------------------------------------------------


def change(facts: Facts, event: Changed) -> Facts:
    """The facts with the new values of one entry; each names the value before, unless nothing was known."""
    entry = _changed_entry(facts, event)
    lent = {}
    for key in event.now:
        field = _changeable(event, entry, key)
        ours, now, was = dict(entry)[field.name], _value(event, "now", field), _value(event, "was", field)
        if now == ours:
            continue
        if was != ours:
            raise _other_value_on_record(event, entry, field, ours)
        lent[field.name] = Lent(event, ("now", key), value=now)
    changed = entry.replaced(**{name: one.value for name, one in lent.items()}).lending(
        {(type(entry).shape[name].key,): one for name, one in lent.items()}
    )
    if event.seen and isinstance(changed, CheckedEntry) and not is_newer(changed.checked_on, event):
        changed = changed.borrowing(
            checked_on=Lent(event, ("on",)),
            checked_by=Lent(event, ("by",)),
            checked=Lent(event, ("values",), event.seen),
        )
    return _with_entry(facts, event.entry, changed)


def _changed_entry(facts: Facts, event: Changed) -> Entry:
    """The entry that an event changes.

    Raises:
        NotAppliedError: where there is none of that name.
    """
    known: dict[str, Entry] = {"school": facts.school}
    for table in facts.tables():
        if table.key in _CHANGEABLE_TABLES:
            known |= {f"{table.key.replace('_', '-')}.{name}": entry for name, entry in table.entries.items()}
    if event.entry in known:
        return known[event.entry]
    near = find_nearest(event.entry, known, _SLIP)
    raise NotAppliedError(
        reading_codes.EVT003,
        event.at("entry"),
        f"There is nothing called “{event.entry[:80]}” that this event could change.",
        f"Type {near} instead."
        if near
        else "Type school, or helplines., services. or linked-policies. and the name of the entry.",
    )


_SLIP = 0.85  # a name that is less alike is another entry
_CHANGEABLE_TABLES = ("helplines", "services", "linked_policies")


def _called(event: Changed, entry: Entry) -> str:
    """What people call an entry."""
    own = dict(entry)
    return "the school" if event.entry == "school" else str(own.get("name") or own.get("title") or event.entry)


def _changeable(event: Changed, entry: Entry, key: str) -> Field:
    """The field of an entry that an event may change: one that readers may see, with a single value."""
    fields = {
        field.key: field
        for field in type(entry).shape.values()
        if field.declared.audience is Audience.PUBLIC and get_origin(field.type) not in (tuple, dict)
    }
    if key in fields:
        return fields[key]
    near = find_nearest(key, fields)
    raise NotAppliedError(
        reading_codes.EVT003,
        event.key("now", key),
        f"“{key[:80]}” is nothing that an event can change of {_called(event, entry)}.",
        f"Type {near} instead." if near else f"Type one of {', '.join(fields)}.",
        edits=retype(event.key("now", key), key, near) if near and key not in event.was else (),
    )


def _value(event: Changed, side: str, field: Field) -> object:
    """A value as its field reads it; None where nothing is typed.

    Raises:
        NotAppliedError: where the field cannot have it.
    """
    typed = dict(event)[side].get(field.key)
    if typed is None:
        return None
    value = reader(field.annotation)(typed, faults := FieldErrors(as_typed=True))
    if faults:
        raise NotAppliedError(
            reading_codes.EVT007,
            event.at(side, field.key),
            faults[0].message or f"“{typed[:80]}” cannot be the {field.declared.label}.",
            faults[0].fix or f"Type the {field.declared.label} as it is in {field.key}: of other entries.",
        )
    return value


def _other_value_on_record(event: Changed, entry: Entry, field: Field, ours: object) -> NotAppliedError:
    """Say what the record has where an event names another value before; what is not public is not quoted."""
    label, was = field.declared.label, event.was.get(field.key)
    if ours is None:
        record, fix = "nothing", f"Delete the line {field.key}: below was:, if nothing was known before."
    elif entry.is_public:
        record, value = f"“{ours}”", json.dumps(str(ours), ensure_ascii=False)
        typed = (
            f"type {value} in place of “{was}”"
            if was is not None
            else f"add {field.key}: {value} to the values after was:"
            if event.was
            else f"type was: {{{field.key}: {value}}} in a line of its own"
        )
        fix = f"Compare both with the source. If the event is right, {typed}. If not, delete this file."
    else:
        record = "another value"
        fix = f"Compare both with the source. If the event is right, correct the value of {field.key} after was:. If not, delete this file."
    said = f"says that it was “{was}”" if was is not None else "does not say what it was"
    message = f"The record has {record} for the {label} of {_called(event, entry)}; the event {said}."
    span = event.at("was", field.key) if was is not None else event.at("now", field.key)
    return NotAppliedError(reading_codes.EVT002, span, message, fix, entry.at(field.key))


def _with_entry(facts: Facts, name: str, entry: Entry) -> Facts:
    table, _, own = name.partition(".")
    attribute = table.replace("-", "_")
    file: Any = entry
    if own:
        of_all: Entry = getattr(facts, attribute)
        file = of_all.replaced(**{attribute: dict(of_all)[attribute] | {own: entry}})
    return replace(facts, **{attribute: file})


# --- what was checked ------------------------------------------------------------------------------------------------


def check(facts: Facts, event: Checked) -> Facts:
    """Return the facts with the date and values of a check, of a helpline or an edition of a guidance."""
    kind, _, rest = event.entry.partition(".")
    name, _, edition = rest.partition("/")
    if kind == "helplines" and not edition:
        helplines = facts.helplines.helplines
        if name not in helplines:
            return facts
        table = helplines | {name: _checked(helplines[name], event)}
        return replace(facts, helplines=facts.helplines.replaced(helplines=table))
    if kind != "guidance":
        meant = f"helplines.{event.entry}" if event.entry in facts.helplines.helplines else ""
        raise _not_checkable(event, "Only helplines and editions of guidance have a date of checking.", meant)
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
    if is_newer(entry.checked_on, event):
        return entry
    return entry.borrowing(
        checked_on=Lent(event, ("on",)), checked_by=Lent(event, ("by",)), checked=Lent(event, ("values",), event.seen)
    )


def _not_checkable(event: Checked, message: str, meant: str = "") -> NotAppliedError:
    fix = f"Type {meant}"
    if not meant:
        fix = "Type helplines. and the name of a helpline, or guidance. with its name, a slash and the edition, such as guidance.kcsie/2026."
    return NotAppliedError(reading_codes.EVT003, event.at("entry"), message, fix)


def look_at(facts: Facts, event: LookedAt) -> Facts:
    """The day on which a service was looked at; of another policy its own two dates, if they are later than ours."""
    table, _, name = event.entry.partition(".")
    services, linked = facts.services.services, facts.linked_policies.linked_policies
    if table == "services" and name in services and not is_newer(services[name].reviewed_on, event):
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


def record_reading(facts: Facts, event: Read) -> Facts:
    """The readings with those of the event. Whether the words are those of today is for the rules.

    Of two events of one day the later file counts: a sentence may be corrected and read again within the hour.
    """
    readings = facts.readings
    for name, row in event.readings.items():
        known = readings.readings.get(name)
        is_of_event = known is not None and known.at("on").path != readings.span.path
        if known and is_newer(known.on, event) and not (is_of_event and known.on == event.on):
            continue
        own = {key: Lent(event, (key,)) for key in ("by", "on") if dict(row)[key] is None}
        readings = readings.replaced(readings=readings.readings | {name: row.borrowing(**own)})
        readings = readings.lending({("readings", name): Lent(event, ("readings", name))})
    return replace(facts, readings=readings)


# --- what was decided and adopted ---


def decide(facts: Facts, event: Decided) -> Facts:
    """Return the facts with a question decided."""
    table = facts.decisions.decisions
    known = table.get(event.question)
    if known is None:
        near = find_nearest(event.question, table)
        raise NotAppliedError(
            reading_codes.EVT003,
            event.at("question"),
            f"There is no question called “{event.question}”.",
            f"Type {near} instead." if near else f"Type one of {', '.join(table)}." if table else "Delete this file.",
            edits=retype(event.at("question"), event.question, near) if near else (),
        )
    if known.decided == event.decided or is_newer(known.decided_on, event):
        return facts
    if known.decided != event.was:
        raise NotAppliedError(
            reading_codes.EVT002,
            event.at("was") if event.was else event.at("decided"),
            f"The record says that this was decided: {known.decided or 'nothing'}. The event says: {event.was or 'nothing'}, and now {event.decided}.",
            f"If it is {event.decided} now, type was: {known.decided} in a line of its own. If not, delete this file."
            if known.decided
            else "Delete the line was:.",
            known.at("decided"),
        )
    lent = {
        "decided": Lent(event, ("decided",)),
        "decided_by": Lent(event, ("by",)),
        "decided_on": Lent(event, ("on",)),
    }
    if event.reason:
        lent["reason"] = Lent(event, ("reason",))
    decisions = facts.decisions.replaced(decisions=table | {event.question: known.borrowing(**lent)})
    return replace(facts, decisions=decisions)


def waive(facts: Facts, event: Waived) -> Facts:
    """Return the facts with one more agreed exception."""
    waiver = Waiver.part_of(event).borrowing(agreed_by=Lent(event, ("by",)), agreed_on=Lent(event, ("on",)))
    waivers = facts.waivers
    number = len(waivers.waivers)
    changed = waivers.replaced(waivers=(*waivers.waivers, waiver)).lending({("waivers", number): Lent(event, ())})
    return replace(facts, waivers=changed)


def fold_policies(
    policies: tuple[Policy, ...], events: Iterable[Event]
) -> tuple[tuple[Policy, ...], tuple[Finding, ...]]:
    """Return the policies with the editions that they rely on by the events, and a finding for each that could not be applied."""
    findings = []
    for event in sorted(
        (event for event in events if isinstance(event, Adopted)), key=lambda event: (event.on.first, event.span.path)
    ):
        try:
            policies = tuple(_adopt(policy, event) if policy.id == event.policy else policy for policy in policies)
        except NotAppliedError as error:
            findings.append(error.finding)
    return policies, tuple(findings)


def _adopt(policy: Policy, event: Adopted) -> Policy:
    settings = policy.settings
    number = next((n for n, one in enumerate(settings.guidance) if one.id == event.guidance), len(settings.guidance))
    known = settings.guidance[number] if number < len(settings.guidance) else None
    ours = known.edition if known else None
    if ours == event.edition:
        return policy
    if ours != event.was:
        raise NotAppliedError(
            reading_codes.EVT002,
            event.at("was") if event.was else event.at("edition"),
            f"In the record “{settings.title}” relies on {f'the edition {ours}' if ours else 'no edition'} of this guidance; the event says {event.was or 'nothing of that'}.",
            f"If it was compared with {event.edition}, type was: {json.dumps(ours)} in a line of its own. If not, delete this file."
            if ours
            else "Delete the line was:.",
            known.at("edition") if known else settings.key("guidance"),
        )
    relied = ReliedOn.standing_in(id=event.guidance, edition=event.edition) if known is None else known
    relied = relied.borrowing(id=Lent(event, ("guidance",)), edition=Lent(event, ("edition",)))
    guidance = (*settings.guidance[:number], relied.replaced(id=event.guidance), *settings.guidance[number + 1 :])
    places: dict[tuple[str | int, ...], Lent] = {
        ("guidance", number, "id"): Lent(event, ("guidance",)),
        ("guidance", number, "edition"): Lent(event, ("edition",)),
    }
    return replace(policy, settings=settings.replaced(guidance=guidance).lending(places))
