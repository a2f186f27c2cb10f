"""Which facts differ between two books, each in a sentence. People are told of by role and never by name.

Private dates and contacts are told of without their values: whoever may see them finds them in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from policybook.basics.dates import PartialDate
from policybook.book.book import Book, Policy
from policybook.changes.differences import FactChange
from policybook.changes.word_changes import is_same
from policybook.model.entry import Entry
from policybook.model.facts import Appointment, Figure, Helpline, Service

_SCHOOL = {
    "name": "name",
    "county": "county",
    "address": "address",
    "phone": "phone number",
    "email": "e-mail address",
    "safeguarding_email": "e-mail address of the safeguarding team",
    "hours": "hours",
    "website": "web address",
    "accent": "colour",
    "logo": "logo",
    "copyright": "copyright line",
    "formats_contact": "way to ask for other formats",
}
_PERSON = {
    "name": "name",
    "job_title": "job title",
    "publish_name": "whether the name is published",
    "publish_agreed_by": "the decision to publish the name",
    "publish_agreed_on": "the decision to publish the name",
    "told_on": "when the person was told",
    "email": "private contact",
    "phone": "private contact",
}
_APPOINTMENT = {
    "from_": "dates of the appointment",
    "until": "dates of the appointment",
    "senior_leadership": "place in the senior leadership",
    "in_job_description": "job description",
    "trained_on": "training",
    "refreshed_on": "training",
    "prevent_trained_on": "training",
    "responsibilities": "responsibilities",
    "confirmed_on": "roll-call",
    "confirmed_by": "roll-call",
}
_HELPLINE = {"name": "name", "for_": "what it is for", "phone": "number", "phone_hours": "hours", "url": "web address"}
_SETTING_TITLES = {
    "title": "title",
    "summary": "summary",
    "owner": "owner",
    "applies_to": "whom it applies to",
    "review_every_months": "how often it is reviewed",
    "linked_policies": "policies it links to",
    "incorporates": "policies printed with it",
    "adapted_from": "where it comes from",
    "departures": "departures from guidance",
}
_OF_SUBSTANCE = frozenset(["owner", "applies_to", "review_every_months", "departures"])


def fact_changes(before: Book, after: Book, policies: Mapping[str, str], as_of: date) -> Iterator[FactChange]:
    """Every fact that differs; ``policies`` says which policy each one became."""
    yield from _people(before, after, as_of)
    yield from _editions(before, after, policies)
    yield from _policies(before, after, policies)
    yield from _services(before, after)
    yield from _helplines(before, after)
    yield from _school(before, after)
    yield from _tables(before, after)
    yield from _settings(before, after)
    yield from _records(before, after)


# --- people ----------------------------------------------------------------------------------------------------------


def _people(before: Book, after: Book, as_of: date) -> Iterator[FactChange]:
    yield from _lead(before, after, as_of)
    yield from _team(before, after, as_of)
    roles = dict.fromkeys([*after.people.roles, *before.people.roles])
    for role in roles:
        if role not in ("dsl", "deputy-dsl"):
            yield from _holders(before, after, role, as_of)
    yield from _later_appointments(before, after, as_of)
    yield from _persons(before, after, as_of)
    yield from _appointments(before, after, as_of)
    titled = {name: role.title for name, role in before.people.roles.items()}
    for name, titled_now in after.people.roles.items():
        if not is_same(titled.get(name, titled_now.title), titled_now.title):
            yield FactChange("people", f"The role “{titled[name]}” is now called “{titled_now.title}”.")
    if not is_same(before.people.cover.arrangement, after.people.cover.arrangement):
        yield FactChange("people", "Who answers when the safeguarding leads are away was changed.")
    if not is_same(before.people.cover.contact, after.people.cover.contact):
        yield FactChange("people", "Whom to contact when the safeguarding leads are away was changed.")


def _lead(before: Book, after: Book, as_of: date) -> Iterator[FactChange]:
    old, new = before.lead_dsl(as_of), after.lead_dsl(as_of)
    if (old and old.person) == (new and new.person):
        return
    if old and new:
        said = "The lead DSL changed: another person leads now."
    else:
        said = "Somebody is now on record as lead DSL." if new else "Nobody is on record as lead DSL any more."
    yield FactChange("people", said)


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
    for one in after.people.appointments:
        if (one.person, one.role) not in known and one.from_ and one.from_.first > as_of:
            yield FactChange("people", f"{after.role_title(one.role)}: somebody is to begin on {one.from_.words}.")


def _role_words(book: Book, appointment: Appointment, as_of: date) -> str:
    lead = book.lead_dsl(as_of)
    return "Lead DSL" if lead and lead is appointment else book.role_title(appointment.role)


def _persons(before: Book, after: Book, as_of: date) -> Iterator[FactChange]:
    for name, person in after.people.people.items():
        old = before.people.people.get(name)
        if old is None:
            continue
        said = _changed_fields(old, person, _PERSON)
        if said:
            roles = [_role_words(after, a, as_of) for a in after.people.appointments if a.person == name]
            roles = [role for role in dict.fromkeys(roles) if role]
            yield FactChange("people", f"{roles[0] if roles else 'Somebody without a role'}: {said} changed.")


def _appointments(before: Book, after: Book, as_of: date) -> Iterator[FactChange]:
    def listed(book: Book) -> dict[tuple[str, str, int], Appointment]:
        found: dict[tuple[str, str, int], Appointment] = {}
        for one in book.people.appointments:
            count = sum(one.person == person and one.role == role for person, role, _ in found)
            found[one.person, one.role, count] = one
        return found

    olds, news = listed(before), listed(after)
    for key, new in news.items():
        if (old := olds.get(key)) and (said := _changed_fields(old, new, _APPOINTMENT)):
            yield FactChange("people", f"{_role_words(after, new, as_of)}: {said} changed.")


def _changed_fields(old: Entry, new: Entry, words: Mapping[str, str]) -> str:
    """The names of the fields that differ, each once: ``training and roll-call``."""
    found = dict.fromkeys(said for name, said in words.items() if not is_same(getattr(old, name), getattr(new, name)))
    return _and(list(found))


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


def _edition(sentence: str) -> FactChange:
    return FactChange("guidance", sentence, public=True, is_substance=True)


def _edition_words(edition: str) -> str:
    return "no edition named" if edition == "unstated" else f"edition {edition}"


def _guidance_title(book: Book, name: str) -> str:
    found = book.guidance.guidance.get(name)
    return found.title if found else name


def _policy_pairs(before: Book, after: Book, policies: Mapping[str, str]) -> Iterator[tuple[Policy, Policy]]:
    for old in before.policies:
        new = after.policy(policies.get(old.id, ""))
        if new:
            yield old, new


def _policies(before: Book, after: Book, policies: Mapping[str, str]) -> Iterator[FactChange]:
    for old, new in _policy_pairs(before, after, policies):
        for name, said in _SETTING_TITLES.items():
            was, now = getattr(old.settings, name), getattr(new.settings, name)
            if name == "title" or is_same(was, now):  # a title is told of with the policy
                continue
            sentence = f"“{new.settings.title}”: {said} changed."
            yield FactChange("policy", sentence, is_substance=name in _OF_SUBSTANCE)


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
            said = "may now be named in public" if new.public else "is no longer named in public"
            yield FactChange("services", f"{new.title}: it {said}.")
        private = {"reviewed_on": "when it was last looked at", "contract_owner": "who looks after the contract"}
        if said := _changed_fields(old, new, private):
            yield FactChange("services", f"{new.title}: {said} changed.")
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
        for key, said in _HELPLINE.items():
            was, now = getattr(old, key), getattr(new, key)
            if not is_same(was, now):
                sentence = f"{new.name}: {said} is now {_shown(now)}, before {_shown(was)}."
                yield FactChange("helplines", sentence, public=public)
        if old.superseded_by != new.superseded_by:
            said = "is replaced by another" if new.superseded_by else "is in use again"
            yield FactChange("helplines", f"{new.name}: it {said}.", public=old.public is True and new.public is True)
        others = {"checked_on": "when it was tried", "public": "whether it is public", "audience": "whom it is for"}
        if said := _changed_fields(old, new, others):
            yield FactChange("helplines", f"{new.name}: {said} changed.")
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
    for name, said in _SCHOOL.items():
        was, now = getattr(before.school, name), getattr(after.school, name)
        if not is_same(was, now):
            yield FactChange("school", f"The school’s {said} is now {_shown(now)}, before {_shown(was)}.")


# --- tables, settings and records ------------------------------------------------------------------------------------


def _tables(before: Book, after: Book) -> Iterator[FactChange]:
    """Guidance, other policies and words: which entries are new, gone or changed."""
    for kind, what, old, new in (
        ("guidance", "The list of guidance", before.guidance.guidance, after.guidance.guidance),
        (
            "policies",
            "The list of other policies",
            before.linked_policies.linked_policies,
            after.linked_policies.linked_policies,
        ),
        ("glossary", "Words explained", before.glossary.terms, after.glossary.terms),
    ):
        parts = []
        for did, names, book in (
            ("new", [n for n in new if n not in old], new),
            ("changed", [n for n in new if n in old and not is_same(new[n], old[n])], new),
            ("no longer there", [n for n in old if n not in new], old),
        ):
            if names:
                parts.append(f"{did}: {', '.join(_entry_title(book[n]) for n in names)}")
        if parts:
            yield FactChange(kind, f"{what}: {'; '.join(parts)}.")


def _entry_title(entry: object) -> str:
    return str(getattr(entry, "title", None) or getattr(entry, "term", ""))


def _settings(before: Book, after: Book) -> Iterator[FactChange]:
    fields = after.settings.shape
    for name in fields:
        was, now = getattr(before.settings, name), getattr(after.settings, name)
        if is_same(was, now):
            continue
        said = name.replace("_", " ")
        if isinstance(was, Figure) and isinstance(now, Figure) and was.value != now.value:
            yield FactChange("settings", f"Settings: {said} is now {now.value}, before {was.value}.")
        else:
            yield FactChange("settings", f"Settings: {said} changed.")


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
        sum(not any(is_same(one, other) for other in others) for one in ones)
        for ones, others in ((now, was), (was, now))
    )
    parts = [f"{added} new"] if added else []
    parts += [f"{gone} no longer there"] if gone else []
    if parts:
        yield FactChange("waivers", f"Agreed exceptions to the rules: {_and(parts)}.")
    if not is_same(before.source, after.source):
        yield FactChange("source", "The record of where the text comes from changed.")


def _and(parts: Iterable[str]) -> str:
    words = list(parts)
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
