"""Which checks the yearly review asks: those of the sections, and one for each fact to confirm. Not for their words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from policybook.book.book import Book
from policybook.model.declarations import SERVICE, Asked
from policybook.model.entry import Entry
from policybook.model.facts import Person

_OWN_GROUPS = frozenset(["filtering", "monitoring"])
"""The services that the checklist has a group for."""


class RaisedByFact(NamedTuple):
    """A check that a fact raises: its id, the model of the entry, its name among its kind, and the entry itself.

    Of a person the entry is the appointment, or None where the name is not published.
    """

    id: str
    model: type[Entry]
    name: str
    entry: Entry | None

    @property
    def kind(self) -> str:
        """The kind of entry."""
        return self.model.entry_kind

    @property
    def group(self) -> str:
        """The group of the checklist it goes into."""
        return self.name if self.kind == SERVICE and self.name in _OWN_GROUPS else self.model.asked_in

    @property
    def owner(self) -> str:
        """The role that the entry itself names for it; "" where it names none."""
        values = self.entry.values() if self.entry else ()
        return next((str(value) for field, value, _ in values if field.declared.answers and value), "")

    @property
    def who(self) -> str:
        """The role that is asked."""
        return self.owner or self.model.asked_of


def raised_by_facts(book: Book, as_of: date | None = None) -> Iterator[RaisedByFact]:
    """Every check that the facts raise on a day, or on any: people, then the kinds of entry that declare that they are asked.

    Of some kinds all public entries are asked about, of others those that the settings of a policy name.
    """
    yield from _people(book, as_of)
    used = {kind: set(names) for kind, names in _named_by_policies(book).items()}
    for which in Asked:
        for _, model, entries, _ in book.tables():
            if model.asked is which:
                for name, entry in entries.items():
                    is_asked = entry.is_public and not entry.is_replaced
                    if is_asked and (which is Asked.ALL or name in used.get(model.entry_kind, ())):
                        yield RaisedByFact(f"{model.entry_kind.replace(' ', '-')}-{name}", model, name, entry)


def _named_by_policies(book: Book) -> dict[str, list[str]]:
    """The names of entries that the settings of policies refer to, by kind."""
    by_check: dict[str, list[str]] = {}
    for policy in book.policies:
        for entry in (policy.settings, *policy.settings.guidance):
            for field, value, _ in entry.values():
                if field.declared.refers_to and isinstance(value, str):
                    by_check.setdefault(field.declared.refers_to, []).append(value)
    return by_check


def _people(book: Book, as_of: date | None) -> Iterator[RaisedByFact]:
    """Each person in post, by role; those whose names are not published are one check without a name."""
    hidden = False
    for appointment in book.people.appointments:
        if (as_of and not appointment.in_post(as_of)) or appointment.person not in book.people.people:
            continue
        if book.person(appointment).name_is_agreed:
            name = f"{appointment.person}-{appointment.role}"
            yield RaisedByFact(f"person-{name}", Person, name, appointment)
        else:
            hidden = True
    if hidden:
        yield RaisedByFact("people-not-named", Person, "", None)


def groups_of_facts(book: Book) -> frozenset[str]:
    """The groups of the checklist into which facts of those kinds can raise checks, whether any does now."""
    return _OWN_GROUPS | {Person.asked_in} | {model.asked_in for _, model, _, _ in book.tables() if model.asked}


def check_ids(book: Book, as_of: date) -> tuple[str, ...]:
    """Return the id of every check that a review held on that day asks, those of the sections first."""
    ids = [*(check.settings.id for check in book.checks), *(raised.id for raised in raised_by_facts(book, as_of))]
    return tuple(dict.fromkeys(ids))
