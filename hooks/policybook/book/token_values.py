"""What each token stands for on a given day: the closed list and its values. Not for finding tokens in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol

from policybook.basics.dates import PartialDate, add_days, format_day, typed_date
from policybook.basics.enumeration import listed
from policybook.basics.tokens import Token
from policybook.book.book import Book, Clause, Policy, Section
from policybook.book.days_ahead import appointment_days
from policybook.book.review_status import status_of
from policybook.model.entry import Entry, Field
from policybook.model.facts import FACT_FILES, table_model
from policybook.model.field_types import Email, Https, Phone, is_of_type
from policybook.model.people import Appointment

FORMATS = {"short": "guidance."}
"""The named formats, and the beginning of the tokens each may be used with."""


class ValueKind(StrEnum):
    """How a value is shown: as text, or as a link that can be followed."""

    TEXT = "text"
    WEB = "web"
    PHONE = "phone"
    EMAIL = "email"


class Value(NamedTuple):
    """The value of a token; ``text`` is None while nobody has filled the fact in."""

    text: str | None
    withheld: bool = False
    """Whether the fact is known and may not be published."""
    kind: ValueKind = ValueKind.TEXT
    later: tuple[tuple[date, str | None], ...] = ()
    """What it stands for from which day on, where that is known: for a page that is still open or not made anew then."""


UNKNOWN = Value(None)


class Phrases(Protocol):
    """The words around names and dates in one language: ``views.sentences`` has them for pages."""

    def fill(self, key: str, **values: object) -> str:
        """The phrase ``key``, filled in."""

    def day_words(self, day: date) -> str:
        """A day in words."""

    def date_words(self, event: PartialDate) -> str:
        """A date in words."""

    def listed(self, parts: Iterable[str]) -> str:
        """Several things in a sentence."""


class _InEnglish:
    """For the rules and their reports, which are in English whatever the pages are."""

    _PHRASES: Mapping[str, str] = {
        "name.not-agreed": "{name} (not yet agreed)",
        "name.until": "{name} (until {day})",
        "name.or-from": "{first} or, from {day}, {then}",
        "period.from": "from {day}",
        "period.until": "until {day}",
    }

    def fill(self, key: str, **values: object) -> str:
        return self._PHRASES[key].format(**values)

    def day_words(self, day: date) -> str:
        return format_day(day)

    def date_words(self, event: PartialDate) -> str:
        return event.words

    def listed(self, parts: Iterable[str]) -> str:
        return listed(parts)


_MONTH = re.compile(r"\d{4}-\d{2}")


def edition_words(edition: str, phrases: Phrases) -> str:
    """An edition as readers see it: the month in which a web page was changed as other dates are written, else as it is typed."""
    month = typed_date(edition) if _MONTH.fullmatch(edition) else None
    return phrases.date_words(month) if month else edition


class TokenValues(NamedTuple):
    """The values of all tokens of a book on a day; ``public`` leaves out what may not be published.

    Names say until when, and who follows from when, where that is before ``named_to``. A ``preview`` also shows a name that
    nobody has agreed to publish yet, and says so.
    """

    book: Book
    as_of: date
    public: bool = True
    named_to: date | None = None
    preview: bool = False
    reported: Mapping[str, str] = {}
    """The editions in which a clause was written that reports guidance, by guidance: it prints these."""
    phrases: Phrases = _InEnglish()
    """In which language dates are, and the words around names."""

    def value(self, token: Token, policy: Policy | None = None) -> Value:
        """Return what a token stands for, by the tables below; a token that they do not have has an unknown value."""
        if fixed := FIXED.get(token.name):
            return fixed.of(self, "", "", policy)
        if place := numbered_place(self.book, token.name, policy):
            of = self.book.policy(place.policy)
            own = of is None or (policy is not None and policy.id == of.id)
            return Value(f"{place.number}" if own or of is None else f"{of.settings.title} {place.number}")
        named = named_entry(token.name)
        if named is None or named.entry not in named.table.entries(self.book):
            return UNKNOWN
        return named.part.of(self, named.entry, token.format, policy)

    def person(self, name: str) -> Value:
        """Return a name or names; withheld where they are known and may not be published."""
        text = self._people(name)
        hidden = self.public and text is None and self._replace(public=False)._people(name) is not None  # noqa: SLF001 - its own kind
        later: list[tuple[date, str | None]] = []
        for day in self.change_days:
            new = self._replace(as_of=day)._people(name)  # noqa: SLF001 - its own kind
            if new != (later[-1][1] if later else text):
                later.append((day, new))
        return Value(text, withheld=hidden, later=tuple(later))

    @property
    def change_days(self) -> tuple[date, ...]:
        """The days up to ``named_to`` on which somebody begins or has left."""
        return appointment_days(self.book, self.as_of, (self.named_to - self.as_of).days) if self.named_to else ()

    def _people(self, name: str) -> str | None:
        match name:
            case "dsl.name":
                return self._holder(self.book.lead_dsl, self.name_of)
            case "dsl.job_title":
                return self._holder(self.book.lead_dsl, lambda appointment: self.book.person(appointment).job_title)
            case "dsls":
                return self._holders(self.book.dsls)
            case "deputy_dsls":
                return self._holders(self.book.deputy_dsls)
        role = name.removesuffix(".name")
        return self._holder(lambda on: next(iter(self.book.holders(role, on)), None), self.name_of)

    def name_of(self, appointment: Appointment) -> str | None:
        """Return the name of whoever was appointed; None where it may not be shown."""
        person = self.book.person(appointment)
        if not self.public or person.name_is_agreed:
            return person.name
        return self.phrases.fill("name.not-agreed", name=person.name) if self.preview and person.publish_name else None

    def _holder(
        self, holder: Callable[[date], Appointment | None], shown: Callable[[Appointment], str | None]
    ) -> str | None:
        """Return what is shown of the one holder of a post, and of whoever follows."""
        current = holder(self.as_of)
        text = shown(current) if current else None
        if current is None or text is None:
            return None
        for day in self.change_days:
            follower = holder(day)
            if follower and follower.person == current.person:
                continue
            if not text.endswith(")"):
                text = self.phrases.fill("name.until", name=text, day=self.phrases.day_words(add_days(day, -1)))
            if follower:
                new = shown(follower)
                values = {"first": text, "day": self.phrases.day_words(day), "then": new}
                return self.phrases.fill("name.or-from", **values) if new else text
        return text

    def _holders(self, holders: Callable[[date], tuple[Appointment, ...]]) -> str | None:
        """Return the names of all who hold a post, each with its job title, and of those who are to begin."""
        names: dict[str, str] = {}
        for begin in (self.as_of, *self.change_days):
            for appointment in holders(begin):
                if appointment.person not in names and (name := self.name_of(appointment)):
                    words = [
                        self.book.person(appointment).job_title or "",
                        *self.period(appointment.person, holders, begin),
                    ]
                    noted = ", ".join(filter(None, words))
                    names[appointment.person] = f"{name} ({noted})" if noted else name
        return self.phrases.listed(dict.fromkeys(names.values())) or None

    def period(self, person: str, holders: Callable[[date], tuple[Appointment, ...]], begin: date) -> Iterator[str]:
        """Yield from when and until when somebody is among the holders, as far as that is still to come."""
        if begin > self.as_of:
            yield self.phrases.fill("period.from", day=self.phrases.day_words(begin))
        if end := self.last_day(person, holders, begin):
            yield self.phrases.fill("period.until", day=self.phrases.day_words(end))

    def last_day(self, person: str, holders: Callable[[date], tuple[Appointment, ...]], begin: date) -> date | None:
        """Return the last day on which somebody is among the holders; None where that is not near or not known."""
        gone = (d for d in self.change_days if d > begin and all(a.person != person for a in holders(d)))
        return next((add_days(day, -1) for day in gone), None)

    def guidance(self, own: str, form: str, policy: Policy | None) -> str:
        """Return the name of a guidance, with the edition that is relied on where it is one."""
        guidance = self.book.guidance.guidance[own]
        name = guidance.short if form == "short" else guidance.title
        policies = (policy,) if policy else self.book.policies
        editions = {relied.edition for p in policies for relied in p.settings.guidance if relied.id == own}
        edition = self.reported.get(own) or (editions.pop() if len(editions) == 1 else "")
        return f"{name} {edition_words(edition, self.phrases)}" if edition[:1].isdigit() else name

    def review(self, part: str, policy: Policy | None) -> str | None:
        """Return when the policy was reviewed last, or is due next."""
        status = status_of(self.book, (policy,) if policy else self.book.policies, self.as_of)
        day = status.reviewed if part == "last" else status.due
        return self.phrases.date_words(day) if day else None


CLAUSES, SECTIONS = "clauses.", "sections."
"""How the tokens begin that print the number of a clause or of a section, which changes when one is added."""


def numbered_place(book: Book, name: str, policy: Policy | None = None) -> Clause | Section | None:
    """Return the clause or section whose number a token prints; a section of the same ``policy`` before one of another."""
    if name.startswith(CLAUSES):
        return book.clauses.get(name.removeprefix(CLAUSES))
    if not name.startswith(SECTIONS):
        return None
    wanted = name.removeprefix(SECTIONS)
    found = [section for section in book.sections.values() if section.id == wanted]
    own = next((section for section in found if policy and section.policy == policy.id), None)
    return own or (found[0] if len(found) == 1 else None)


class Part(NamedTuple):
    """A token, or what follows the name of an entry in one: its label, how its value is found, and how it is shown."""

    label: str
    """What it is, in the words of reports; "" where its value is the name of the entry."""
    of: Callable[[TokenValues, str, str, Policy | None], Value]
    """Given the values, the id of the entry or "", the named format or "", and the policy it stands in."""
    kind: ValueKind = ValueKind.TEXT


class TokenTable(NamedTuple):
    """The tokens of one kind of entries: the kind, where the entries are, and the parts that each has."""

    kind: str
    entries: Callable[[Book], Mapping[str, Entry]]
    parts: Mapping[str, Part]


class Named(NamedTuple):
    """A token of one of the tables; whether there is an entry of that name is not said."""

    table: TokenTable
    entry: str
    part: Part


def _person(name: str, label: str) -> Part:
    return Part(label, lambda values, _own, _form, _policy: values.person(name))


def _review(part: str, label: str) -> Part:
    return Part(label, lambda values, _own, _form, policy: Value(values.review(part, policy)))


def _field(field: Field, entry_of: Callable[[Book, str], Entry]) -> Part:
    """The token that prints a field, shown as its type asks, and withheld where its entry is not public."""
    kind = next((kind for type_, kind in _SHOWN_AS if is_of_type(field.annotation, type_)), ValueKind.TEXT)

    def of(values: TokenValues, own: str, _form: str, _policy: Policy | None) -> Value:
        entry = entry_of(values.book, own)
        known, is_shown = dict(entry)[field.name] or None, entry.is_public or not values.public
        return Value(known if is_shown else None, withheld=known is not None and not is_shown, kind=kind)

    return Part(field.declared.label, of, kind)


_SHOWN_AS = ((Phone, ValueKind.PHONE), (Email, ValueKind.EMAIL), (Https, ValueKind.WEB))


def _printed(model: type[Entry], entry_of: Callable[[Book, str], Entry]) -> dict[str, Part]:
    """The parts of an entry that its model lets tokens print."""
    return {name: _field(field, entry_of) for name, field in model.shape.items() if field.declared.token}


def _fixed_parts() -> Iterator[tuple[str, Part]]:
    """The tokens of the fields of a file, such as ``school.phone``, and of an entry in it, such as ``cover.contact``."""
    for file, model in FACT_FILES.items():
        for name, part in _printed(model, lambda book, _own, file=file: book.facts(file)).items():  # type: ignore[misc]
            yield f"{file}.{name}", part
        for name, field in model.shape.items():
            if isinstance(field.type, type) and issubclass(field.type, Entry):
                of = lambda book, _own, file=file, name=name: dict(book.facts(file))[name]  # noqa: E731
                yield from ((f"{name}.{part}", value) for part, value in _printed(field.type, of).items())


def _tables() -> Iterator[tuple[str, TokenTable]]:
    """The tokens of the entries that the school has named, such as ``services.filtering.product``."""
    for file, model in FACT_FILES.items():
        for name in model.shape:
            if inside := table_model(model, name):
                entries = lambda book, file=file, name=name: dict(book.facts(file))[name]  # noqa: E731
                parts = _printed(inside, lambda book, own, entries=entries: entries(book)[own])  # type: ignore[misc]
                parts = {**_OWN.get(name, {}), **parts}
                if parts:
                    yield _HEADS.get(name, name), TokenTable(inside.entry_kind, entries, parts)


_HEADS = {"linked_policies": "policies", "roles": "people"}
"""The first word of a token, where it is not the name of the table."""
_OWN = {
    "guidance": {"": Part("", lambda values, own, form, policy: Value(values.guidance(own, form, policy)))},
    "roles": {"name": Part("name", lambda values, own, _form, _policy: values.person(f"{own}.name"))},
    "linked_policies": {
        "": Part(
            "", lambda values, own, _form, _policy: Value(values.book.linked_policies.linked_policies[own].in_text)
        )
    },
}
"""The tokens that print more than a field."""
FIXED: Mapping[str, Part] = {
    **dict(_fixed_parts()),
    "dsl.name": _person("dsl.name", "name of the lead DSL"),
    "dsl.job_title": _person("dsl.job_title", "job title of the lead DSL"),
    "dsls": _person("dsls", "names of the DSLs"),
    "deputy_dsls": _person("deputy_dsls", "names of the deputy DSLs"),
    "headteacher.name": _person("headteacher.name", "name of the headteacher"),
    "proprietor.name": _person("proprietor.name", "name of the proprietor"),
    "review.last": _review("last", "date of the last review"),
    "review.next": _review("next", "date of the next review"),
}
"""The tokens that every book has: those of the fields of a file, and those that are worked out and are no field."""
TABLES: Mapping[str, TokenTable] = dict(_tables())
"""The tokens of the entries that the school has named, by their first word."""


def token_names(book: Book) -> frozenset[str]:
    """Return every token name the book knows."""
    named = {
        f"{head}.{entry}{f'.{part}' if part else ''}"
        for head, table in TABLES.items()
        for entry in table.entries(book)
        for part in table.parts
    }
    numbers = {f"{CLAUSES}{name}" for name in book.clauses}
    numbers |= {f"{SECTIONS}{section.id}" for section in book.sections.values()}
    return frozenset(FIXED.keys() | named | numbers)


def contact_tokens(values: TokenValues) -> Iterator[tuple[str, ValueKind, str]]:
    """Each token that prints a number or an address of an entry in use or of a file, with the value that it has."""
    for head, table in TABLES.items():
        for own in (name for name, entry in table.entries(values.book).items() if not entry.is_replaced):
            for name, part in table.parts.items():
                if part.kind is not ValueKind.TEXT and (text := part.of(values, own, "", None).text):
                    yield f"{head}.{own}.{name}", part.kind, text
    for name, part in FIXED.items():
        if part.kind is not ValueKind.TEXT and (text := part.of(values, "", "", None).text):
            yield name, part.kind, text


def named_entry(name: str) -> Named | None:
    """Return the table, the entry and the part that a token names; None where it has another form."""
    head, _, rest = name.partition(".")
    entry, _, part = rest.partition(".")
    table = TABLES.get(head)
    return Named(table, entry, table.parts[part]) if table and entry and part in table.parts else None


def kind_of_token(name: str) -> ValueKind | None:
    """Return how the value of a token is shown; None where no book has a token of that form."""
    if fixed := FIXED.get(name):
        return fixed.kind
    named = named_entry(name)
    return named.part.kind if named else ValueKind.TEXT if name.startswith((CLAUSES, SECTIONS)) else None
