"""Which facts differ between two books, each in a sentence. People are told of by role and never by name.

Private dates and contacts are told of without their values: whoever may see them finds them in the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from policybook.basics.dates import PartialDate
from policybook.basics.enumeration import listed
from policybook.basics.person_names import can_be_one_person
from policybook.book.book import Book, Policy
from policybook.book.word_changes import is_same
from policybook.changes.differences import FactChange
from policybook.model.content import PolicySettings
from policybook.model.declarations import Audience
from policybook.model.entry import Entry, Field
from policybook.model.events import Event
from policybook.model.facts import FACT_FILES, table_model
from policybook.model.helplines import Helpline
from policybook.model.people import Appointment
from policybook.model.school import Service
from policybook.model.settings import Figure

_HELPLINE = ("name", "for_", "phone", "phone_hours", "url")
_TRAINING = ("trained_on", "refreshed_on", "prevent_trained_on")
_ANOTHER_PERSON = (
    "{whose}: the name has nothing in common with the one before. Is this another person? Nobody inherits a predecessor’s "
    "appointments and training: end the old appointment, and enter the newcomer as a person of their own."
)
_NEVER_EDITED = "An event is a record that somebody signed. It is kept as it was, and a new one corrects it. Why is this one another now?"
_TOLD_WITH_POLICY = frozenset(["id", "title", "sections", "guidance"])
_BUT_GUIDANCE = frozenset(PolicySettings.shape) - {"guidance"}
_OF_SUBSTANCE = frozenset(["owner", "applies_to", "review_every_months", "review_when_law_changes", "departures"])


def fact_changes(before: Book, after: Book, policies: Mapping[str, str], as_of: date) -> Iterator[FactChange]:
    """Every fact that differs; ``policies`` says which policy each one became."""
    yield from _people(before, after, as_of)
    yield from _editions(before, after, policies)
    yield from _policies(before, after, policies)
    yield from _services(before, after)
    yield from _helplines(before, after)
    yield from _school(before, after)
    yield from _tables(before, after)
    yield from _readings(before, after)
    yield from _settings(before, after)
    yield from _records(before, after)
    yield from _events(before, after)


# --- people ----------------------------------------------------------------------------------------------------------


def _people(before: Book, after: Book, as_of: date) -> Iterator[FactChange]:
    yield from _lead(before, after, as_of)
    yield from _team(before, after, as_of)
    for held in dict.fromkeys([*after.people.roles, *before.people.roles]):
        if held not in ("dsl", "deputy-dsl"):
            yield from _holders(before, after, held, as_of)
    yield from _later_appointments(before, after, as_of)
    yield from _persons(before, after, as_of)
    yield from _appointments(before, after, as_of)
    yield from _untold_people(before, after, as_of)
    titled = {name: role.title for name, role in before.people.roles.items()}
    for name, titled_now in after.people.roles.items():
        if not is_same(titled.get(name, titled_now.title), titled_now.title):
            yield FactChange("people", f"The role “{titled[name]}” is now called “{titled_now.title}”.")
    if not is_same(before.people.cover.arrangement, after.people.cover.arrangement):
        yield FactChange("people", "Who answers when the safeguarding leads are away was changed.")
    if not is_same(before.people.cover.contact, after.people.cover.contact):
        yield FactChange("people", "Whom to contact when the safeguarding leads are away was changed.")
    yield from _others("people", "Cover", before.people.cover, after.people.cover, but=("arrangement", "contact"))
    for key, role in after.people.roles.items():
        if key in before.people.roles:
            yield from _others("people", role.title, before.people.roles[key], role, but=("title",))
    yield from _others(
        "people", "People", before.people, after.people, but=("roles", "people", "appointments", "cover")
    )


def _lead(before: Book, after: Book, as_of: date) -> Iterator[FactChange]:
    old, new = before.lead_dsl(as_of), after.lead_dsl(as_of)
    if (old and old.person) == (new and new.person):
        return
    if old and new:
        sentence = "The lead DSL changed: another person leads now."
    else:
        sentence = "Somebody is now on record as lead DSL." if new else "Nobody is on record as lead DSL any more."
    yield FactChange("people", sentence)


def _team(before: Book, after: Book, as_of: date) -> Iterator[FactChange]:
    old, new = ({a.person for a in book.dsls(as_of)} for book in (before, after))
    joined, left = len(new - old), len(old - new)
    parts = [_people_words(joined, "joined")] if joined else []
    parts += [_people_words(left, "left")] if left else []
    if parts:
        yield FactChange("people", f"The team of DSLs and deputies changed: {' and '.join(parts)}.")


def _people_words(count: int, did: str) -> str:
    return f"{'one person' if count == 1 else f'{count} people'} {did}"


def _holders(before: Book, after: Book, role: str, as_of: date) -> Iterator[FactChange]:
    old, new = ({a.person for a in book.holders(role, as_of)} for book in (before, after))
    title = (after if role in after.people.roles else before).role_title(role)
    if old == new:
        return
    if not old:
        yield FactChange("people", f"{title}: somebody is now on record.")
    elif not new:
        yield FactChange("people", f"{title}: nobody is on record any more.")
    else:
        yield FactChange("people", f"{title}: this is another person now.")


def _later_appointments(before: Book, after: Book, as_of: date) -> Iterator[FactChange]:
    known = {(a.person, a.role) for a in before.people.appointments}
    for appointment in after.people.appointments:
        if (
            (appointment.person, appointment.role) not in known
            and appointment.from_
            and appointment.from_.first > as_of
        ):
            yield FactChange(
                "people", f"{after.role_title(appointment.role)}: somebody is to begin on {appointment.from_.words}."
            )


def _role_words(book: Book, appointment: Appointment, as_of: date) -> str:
    lead = book.lead_dsl(as_of)
    return "Lead DSL" if lead and lead is appointment else book.role_title(appointment.role)


def _persons(before: Book, after: Book, as_of: date) -> Iterator[FactChange]:
    for name, person in after.people.people.items():
        old = before.people.people.get(name)
        if old is None:
            continue
        changed = _changed_fields(old, person)
        if changed:
            roles = [_role_words(after, a, as_of) for a in after.people.appointments if a.person == name]
            roles = [role for role in dict.fromkeys(roles) if role]
            whose = roles[0] if roles else "Somebody without a role"
            question = "" if can_be_one_person(old.name, person.name) else _ANOTHER_PERSON.format(whose=whose)
            yield FactChange("people", f"{whose}: {changed} changed.", question=question)


def _appointments(before: Book, after: Book, as_of: date) -> Iterator[FactChange]:
    def numbered(book: Book) -> dict[tuple[str, str, int], Appointment]:
        appointments: dict[tuple[str, str, int], Appointment] = {}
        for appointment in book.people.appointments:
            count = sum(appointment.person == person and appointment.role == role for person, role, _ in appointments)
            appointments[appointment.person, appointment.role, count] = appointment
        return appointments

    olds, news = numbered(before), numbered(after)
    yield from _inherited(
        after,
        [old for key, old in olds.items() if key not in news],
        [new for key, new in news.items() if key not in olds],
    )
    for key, new in news.items():
        reported = ("lead",) if _lead_id(before, as_of) != _lead_id(after, as_of) else ()
        if (old := olds.get(key)) and (changed := _changed_fields(old, new, but=reported)):
            yield FactChange("people", f"{_role_words(after, new, as_of)}: {changed} changed.")


def _inherited(after: Book, gone: list[Appointment], new: list[Appointment]) -> Iterator[FactChange]:
    """Appointments in which another person stands now, with the dates of training of the one before."""
    for appointment in new:
        if any(other.role == appointment.role and _same_training(other, appointment) for other in gone):
            title = after.role_title(appointment.role)
            yield FactChange(
                "people",
                f"{title}: the appointment is another person’s now, with the dates of training of the person before.",
                question=f"{title}: whose training is this? Another person does not inherit it: end the old appointment, and add a new one.",
            )


def _same_training(one: Appointment, other: Appointment) -> bool:
    days = ((dict(one)[name], dict(other)[name]) for name in _TRAINING)
    return any(day is not None and day == day_now for day, day_now in days)


def _untold_people(before: Book, after: Book, as_of: date) -> Iterator[FactChange]:
    """Roles, people and appointments that are new or gone, where nobody's place in the school is another because of it."""
    in_post = [Counter((a.person, a.role) for a in b.people.appointments if a.in_post(as_of)) for b in (before, after)]
    sides = [Counter((a.person, a.role) for a in b.people.appointments) for b in (before, after)]
    later = {(a.person, a.role) for a in after.people.appointments if a.from_ and a.from_.first > as_of}
    reported = later | set(in_post[1] - in_post[0]) | set(in_post[0] - in_post[1])
    for did, counts in (("is new", sides[1] - sides[0]), ("is gone", sides[0] - sides[1])):
        for role in dict.fromkeys(role for person, role in counts if (person, role) not in reported):
            yield FactChange("people", f"{after.role_title(role)}: an appointment {did}.")
    for singular, many, key in (("person", "people", "people"), ("role", "roles", "roles")):
        old, new = (set(dict(book.people)[key]) for book in (before, after))
        named = {name for pair in reported for name in pair}
        for did, names in (("new", new - old - named), ("no longer on record", old - new - named)):
            if names:
                count = f"One {singular} is" if len(names) == 1 else f"{len(names)} {many} are"
                yield FactChange("people", f"{count} {did}.")


def _lead_id(book: Book, as_of: date) -> str:
    lead = book.lead_dsl(as_of)
    return lead.person if lead else ""


# --- what the declarations say ---------------------------------------------------------------------------------------


def _differing(old: Entry, new: Entry, but: Iterable[str] = ()) -> list[Field]:
    """The fields that differ, but for some."""
    was, now = dict(old), dict(new)
    return [field for name, field in new.shape.items() if name not in but and not is_same(was[name], now[name])]


def _changed_fields(old: Entry, new: Entry, but: Iterable[str] = ()) -> str:
    """The labels of the fields that differ, each once: ``training and roll-call``."""
    return listed(dict.fromkeys(field.declared.label for field in _differing(old, new, but)))


def _others(kind: str, subject: str, old: Entry, new: Entry, but: Iterable[str] = ()) -> Iterator[FactChange]:
    """One general sentence for the fields that differ and have no sentence of their own."""
    if changed := _changed_fields(old, new, but):
        yield FactChange(kind, f"{subject}: {changed} changed.")


def _unchecked(kind: str, subject: str, old: Entry, new: Entry) -> Iterator[FactChange]:
    """A sentence and a question where a value is another and the date on which it was checked is that of the value before."""
    was, now = dict(old), dict(new)
    labels = [
        field.declared.label
        for field in _differing(old, new)
        if (day := field.declared.checked) and is_same(was[day], now[day])
    ]
    if labels:
        changed = listed(dict.fromkeys(labels))
        yield FactChange(
            kind,
            f"{subject}: nobody has checked the new {changed} yet; any date of a check is older.",
            question=f"{subject}: nobody has checked the new {changed} yet. Who compares it with its own page, and when?",
        )


# --- guidance and policies -------------------------------------------------------------------------------------------


def _editions(before: Book, after: Book, policies: Mapping[str, str]) -> Iterator[FactChange]:
    """The editions that each policy relies on: what a change of guidance means for the words."""
    for old, new in _policy_pairs(before, after, policies):
        was, now = ({relied.id: relied.edition for relied in p.settings.guidance} for p in (old, new))
        for name, edition in now.items():
            title = _guidance_title(after, name)
            if name not in was:
                yield _edition(f"“{new.settings.title}” now relies on {title}, {_edition_words(edition)}.")
            elif not is_same(was[name], edition):
                change = f"{_edition_words(edition)}, before on {_edition_words(was[name])}"
                yield _edition(f"“{new.settings.title}” now relies on {title}, {change}.")
        for name in was:
            if name not in now:
                title = _guidance_title(before, name)
                yield _edition(f"“{new.settings.title}” does not rely on {title} any more.")
        if was == now:
            yield from _others("policy", f"“{new.settings.title}”", old.settings, new.settings, but=_BUT_GUIDANCE)


def _edition(sentence: str) -> FactChange:
    return FactChange("guidance", sentence, public=True, is_substance=True)


def _edition_words(edition: str) -> str:
    return "no edition named" if edition == "unstated" else f"edition {edition}"


def _guidance_title(book: Book, name: str) -> str:
    entry = book.guidance.guidance.get(name)
    return entry.title if entry else name


def _policy_pairs(before: Book, after: Book, policies: Mapping[str, str]) -> Iterator[tuple[Policy, Policy]]:
    for old in before.policies:
        new = after.policy(policies.get(old.id, ""))
        if new:
            yield old, new


def _policies(before: Book, after: Book, policies: Mapping[str, str]) -> Iterator[FactChange]:
    for old, new in _policy_pairs(before, after, policies):
        for field in _differing(old.settings, new.settings, but=_TOLD_WITH_POLICY):
            sentence = f"“{new.settings.title}”: {field.declared.label} changed."
            yield FactChange("policy", sentence, is_substance=field.name in _OF_SUBSTANCE)


# --- services, helplines, school -------------------------------------------------------------------------------------


def _services(before: Book, after: Book) -> Iterator[FactChange]:
    olds, news = before.services.services, after.services.services
    for name, new in news.items():
        old = olds.get(name)
        if old is None:
            yield FactChange("services", f"New service. {new.title}: {_service(new)}.", public=new.public is True)
            continue
        public = old.public is True and new.public is True
        if not is_same(_service(old), _service(new)):
            sentence = f"{new.title}: now {_service(new)}, before {_service(old)}."
            yield FactChange("services", sentence, public=public)
        if not is_same(old.title, new.title):
            yield FactChange("services", f"The service “{old.title}” is now called “{new.title}”.", public=public)
        if not is_same(old.what, new.what):
            yield FactChange("services", f"{new.title}: what we say it does changed.", public=public)
        if (old.public is True) != (new.public is True):
            message = "may now be named in public" if new.public else "is no longer named in public"
            yield FactChange("services", f"{new.title}: it {message}.")
        reported = {
            "title",
            "what",
            "provider",
            "product",
            *(["public"] if (old.public is True) != (new.public is True) else []),
        }
        yield from _others("services", new.title, old, new, but=reported)
    for name, old in olds.items():
        if name not in news:
            yield FactChange("services", f"{old.title}: no longer used ({_service(old)}).", public=old.public is True)


def _service(service: Service) -> str:
    return " ".join(filter(None, [service.provider, service.product])) or "nothing on record"


def _helplines(before: Book, after: Book) -> Iterator[FactChange]:
    olds, news = before.helplines.helplines, after.helplines.helplines
    for name, new in news.items():
        old = olds.get(name)
        if old is None:
            yield FactChange("helplines", f"New: {new.name} ({new.for_}).", public=_listed(new))
            continue
        public = _listed(old) and _listed(new)
        for field in _differing(old, new):
            if field.name in _HELPLINE:
                was, now = _shown(dict(old)[field.name]), _shown(dict(new)[field.name])
                sentence = f"{new.name}: {field.declared.label} is now {now}, before {was}."
                yield FactChange("helplines", sentence, public=public)
        if old.superseded_by != new.superseded_by:
            message = "is replaced by another" if new.superseded_by else "is in use again"
            yield FactChange(
                "helplines", f"{new.name}: it {message}.", public=old.public is True and new.public is True
            )
        yield from _others("helplines", new.name, old, new, but=(*_HELPLINE, "superseded_by"))
        yield from _unchecked("helplines", new.name, old, new)
    for name, old in olds.items():
        if name not in news:
            yield FactChange("helplines", f"No longer listed: {old.name}.", public=_listed(old))


def _listed(helpline: Helpline) -> bool:
    return helpline.public is True and not helpline.superseded_by


def _shown(value: object) -> str:
    if value is None:
        return "empty"
    return value.words if isinstance(value, PartialDate) else str(value)


def _school(before: Book, after: Book) -> Iterator[FactChange]:
    yield from _of_file("school", "The school’s ", before.school, after.school)


def _of_file(kind: str, whose: str, old: Entry, new: Entry, but: Iterable[str] = ()) -> Iterator[FactChange]:
    """A sentence for each value of a file that differs; what is not public is told of without its value."""
    for field in _differing(old, new, but):
        label, was, now = field.declared.label, dict(old)[field.name], dict(new)[field.name]
        if field.declared.audience is Audience.PUBLIC and not isinstance(was or now, Entry | dict | tuple):
            yield FactChange(kind, f"{whose}{label} is now {_shown(now)}, before {_shown(was)}.")
        else:
            yield FactChange(kind, f"{whose}{label} changed.")


# --- tables, settings and records ------------------------------------------------------------------------------------


_OWN_SENTENCES = frozenset(["roles", "people", "services", "helplines", "readings"])
_LISTS = {
    "guidance": ("guidance", "The list of guidance"),
    "linked_policies": ("policies", "The list of other policies"),
}


def _tables(before: Book, after: Book) -> Iterator[FactChange]:
    """Guidance, other policies, words, and any other table: which entries are new, gone or changed."""
    olds = {table.key: table.entries for table in before.tables()}
    for table in after.tables():
        if table.key in _OWN_SENTENCES:
            continue
        label = table.file.shape[table.key].declared.label
        kind, title = _LISTS.get(table.key, (table.key, f"{label[:1].upper()}{label[1:]}"))
        old, new, parts = olds[table.key], table.entries, []
        for did, names, book in (
            ("new", [n for n in new if n not in old], new),
            ("changed", [n for n in new if n in old and not is_same(new[n], old[n])], new),
            ("no longer there", [n for n in old if n not in new], old),
        ):
            if names:
                is_public = table.file.shape[table.key].declared.audience is Audience.PUBLIC
                titles = ", ".join(_entry_title(book[n]) if is_public else n for n in names)
                parts.append(f"{did}: {titles}")
        if parts:
            yield FactChange(kind, f"{title}: {'; '.join(parts)}.")
    yield from _unchecked_editions(before, after)
    for file, model in FACT_FILES.items():
        was, now = before.facts(file), after.facts(file)
        if file not in ("school", "people", "settings", "waivers", "source") and was and now:
            tables = [name for name in model.shape if table_model(model, name)]
            yield from _of_file(file, f"{file.replace('-', ' ').capitalize()}: ", was, now, but=tables)


def _unchecked_editions(before: Book, after: Book) -> Iterator[FactChange]:
    """Editions of which a value is another, as ``_unchecked`` tells of them; one typed over another stands in its place."""
    for name, guidance in after.guidance.guidance.items():
        olds = before.guidance.guidance[name].editions if name in before.guidance.guidance else ()
        in_place = dict(enumerate(olds)) if len(olds) == len(guidance.editions) else {}
        for number, edition in enumerate(guidance.editions):
            old = next((one for one in olds if one.edition == edition.edition), in_place.get(number))
            if old:
                yield from _unchecked("guidance", f"{guidance.title}, edition {edition.edition}", old, edition)


def _entry_title(entry: Entry) -> str:
    """The first text of an entry that readers may see, which is its title or name."""
    named = entry.shape.values() if entry.is_public else ()
    words = (dict(entry)[field.name] for field in named if field.declared.audience is Audience.PUBLIC)
    return next((text for text in words if isinstance(text, str)), "one that is not public")


def _readings(before: Book, after: Book) -> Iterator[FactChange]:
    """How many readings are others; which sentences were confirmed is told with both texts."""
    old, new = before.readings.readings, after.readings.readings
    counts = {
        "new": len(new.keys() - old.keys()),
        "changed": sum(name in old and not is_same(old[name], new[name]) for name in new),
        "no longer there": len(old.keys() - new.keys()),
    }
    if parts := [f"{count} {did}" for did, count in counts.items() if count]:
        yield FactChange("readings", f"Records that a sentence or check was read: {listed(parts)}.")


def _settings(before: Book, after: Book) -> Iterator[FactChange]:
    for field in _differing(before.settings, after.settings):
        label, was, now = field.declared.label, dict(before.settings)[field.name], dict(after.settings)[field.name]
        if isinstance(was, Figure) and isinstance(now, Figure) and was.value != now.value:
            yield FactChange("settings", f"Settings: {label} is now {now.value}, before {was.value}.")
        else:
            yield FactChange("settings", f"Settings: {label} changed.")


def _records(before: Book, after: Book) -> Iterator[FactChange]:
    old, new = ({r.span.path: r for r in book.reviews} for book in (before, after))
    for path, review in new.items():
        if path not in old:
            yield FactChange("reviews", f"The review of {review.reviewed.words} is on record.")
        elif not is_same(review, old[path]):
            yield FactChange("reviews", f"The record of the review of {review.reviewed.words} changed.")
    for path, review in old.items():
        if path not in new:
            yield FactChange("reviews", f"The record of the review of {review.reviewed.words} was deleted.")
    was, now = (book.waivers.waivers for book in (before, after))
    added, gone = (
        sum(not any(is_same(waiver, other) for other in counterparts) for waiver in ones)
        for ones, counterparts in ((now, was), (was, now))
    )
    parts = [f"{added} new"] if added else []
    parts += [f"{gone} no longer there"] if gone else []
    if parts:
        yield FactChange("waivers", f"Agreed exceptions to the rules: {listed(parts)}.")
    if not is_same(before.source, after.source):
        yield FactChange("source", "The record of where the text comes from changed.")


def _by_file(book: Book) -> dict[str, list[Event]]:
    """The events of each file: one may tell of several people."""
    files: dict[str, list[Event]] = {}
    for event in book.events:
        files.setdefault(event.span.path, []).append(event)
    return files


def _events(before: Book, after: Book) -> Iterator[FactChange]:
    """Events that are new, changed or gone; what a new one changes is told of with the facts."""
    olds, news = (_by_file(book) for book in (before, after))
    moved = [events for path, events in olds.items() if path not in news]
    for path, events in news.items():
        event = events[0]
        words = f"{event.event}, {event.on.words}, signed by: {after.role_title(event.by)}"
        if path in olds and olds[path] != events:
            yield FactChange("events", f"An event was edited: {words}.", question=_NEVER_EDITED)
        elif path not in olds and events in moved:
            moved.remove(events)  # only its file has another name
        elif path not in olds:
            yield FactChange("events", f"An event was recorded: {words}.")
    for event, *_ in moved:
        words = f"{event.event}, {event.on.words}, signed by: {before.role_title(event.by)}"
        yield FactChange("events", f"An event was deleted: {words}.", question=_NEVER_EDITED)
