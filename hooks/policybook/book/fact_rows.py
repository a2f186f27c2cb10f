"""The facts that the yearly review confirms: a row each of the tables that stand beside the questions. Not for their words.

A row is called as an event calls what it is about, so that what a record says of it can be folded into the facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from policybook.basics import fingerprints
from policybook.basics.dates import PartialDate
from policybook.book.book import Book
from policybook.model.checked_values import ProvedEntry
from policybook.model.declarations import Asked
from policybook.model.entry import Entry
from policybook.model.guidance import Guidance
from policybook.model.helplines import Helpline
from policybook.model.organisation import Duty
from policybook.model.people import Appointment, Person
from policybook.model.school import LinkedPolicy

APPOINTMENT = "appointment"


class FactRow(NamedTuple):
    """A fact to confirm."""

    name: str
    """Its name below ``facts:`` in a record, such as ``helplines.nspcc`` or ``appointments.ada-holm/dsl``."""
    kind: str
    """``appointment``, ``helpline``, ``guidance``, ``service`` or ``linked policy``."""
    entry: Entry
    """The appointment, the edition of a guidance, or else the entry itself."""
    asked_of: str
    """The role that is asked: never one that only the person in question holds, where another can be asked."""
    values: tuple[str, ...]
    """The values that somebody compares with their source; none where there is nothing to compare."""
    last: PartialDate | None
    """When it was confirmed last; None where it never was, or a value is another since."""
    is_public: bool
    """Whether readers may see it: the name of the person is agreed."""

    @property
    def fingerprint(self) -> str:
        """The fingerprint of its values, so that a form shows which values it was made of."""
        return fingerprints.of_wordings(self.values)


def fact_rows(book: Book, as_of: date) -> tuple[FactRow, ...]:
    """Return every fact that a review of that day confirms: people first, then the tables of ``data/`` in their order.

    Of some kinds all public entries are confirmed, of others those that the settings of a policy name.
    """
    return tuple({row.name: row for row in (*_people(book, as_of), *_entries(book, as_of))}.values())


def _people(book: Book, as_of: date) -> Iterator[FactRow]:
    for appointment in book.people.appointments:
        if appointment.in_post(as_of) and appointment.person in book.people.people:
            yield FactRow(
                f"appointments.{appointment.person}/{appointment.role}",
                APPOINTMENT,
                appointment,
                _asked_about(book, appointment, as_of),
                (),
                appointment.confirmed_on,
                book.person(appointment).name_is_agreed,
            )


def _asked_about(book: Book, appointment: Appointment, as_of: date) -> str:
    """The first role that confirms people and that somebody else holds, so that nobody is asked about themselves."""
    roles = (Person.asked_of, *book.settings.review_approved_by.roles)
    if Duty.HEADTEACHER not in book.organisation.profile.duties:
        roles = (*book.settings.review_approved_by.roles, *book.people.roles)
    others = (role for role in roles if any(one.person != appointment.person for one in book.holders(role, as_of)))
    return next(others, roles[-1] if roles else Person.asked_of)


def _entries(book: Book, as_of: date) -> Iterator[FactRow]:
    for name, entry in _asked(book):
        for part, confirmed in _parts(entry, as_of):
            values, last = _evidence(confirmed)
            who = _named_by(entry) or _role_for(book, entry)
            yield FactRow(name + part, entry.entry_kind, confirmed, who, values, last, is_public=True)


def _role_for(book: Book, entry: Entry) -> str:
    """Who is asked about an entry of its kind: a role of a school, or in an organisation without it the first of its own."""
    roles = book.people.roles
    is_school = Duty.HEADTEACHER in book.organisation.profile.duties
    return entry.asked_of if is_school or entry.asked_of in roles else next(iter(roles), entry.asked_of)


def roles_asked(book: Book) -> frozenset[str]:
    """Return the roles that are asked about facts because of their kind, and not because an entry names them."""
    return frozenset(_role_for(book, entry) for _, entry in _asked(book) if not _named_by(entry)) | (
        {Person.asked_of} if book.people.appointments else frozenset()
    )


def _asked(book: Book) -> Iterator[tuple[str, Entry]]:
    """Every entry of a table that is confirmed, with its name."""
    used = _named_by_policies(book)
    for key, model, entries, _ in book.tables():
        for name, entry in entries.items():
            is_asked = model.asked is Asked.ALL or (model.asked and (model.entry_kind, name) in used)
            if is_asked and entry.is_public and not entry.is_replaced and _can_change(entry):
                yield f"{key.replace('_', '-')}.{name}", entry


def _named_by_policies(book: Book) -> set[tuple[str, str]]:
    """The kind and name of every entry that the settings of policies refer to."""
    return {
        (field.declared.refers_to, value)
        for policy in book.policies
        for entry in (policy.settings, *policy.settings.guidance)
        for field, value, _ in entry.values()
        if isinstance(value, str)
    }


def _can_change(entry: Entry) -> bool:
    """Whether something of an entry can change: 999 cannot."""
    return not isinstance(entry, Helpline) or entry.has_details_to_check


def _named_by(entry: Entry) -> str:
    """The role that an entry itself names for it; "" where it names none."""
    return next((str(value) for field, value, _ in entry.values() if field.declared.answers and value), "")


def _parts(entry: Entry, as_of: date) -> Iterator[tuple[str, Entry]]:
    """What is confirmed of an entry, with what follows its name: of guidance the edition in force and one that was announced."""
    if isinstance(entry, Guidance):
        for edition in filter(None, dict.fromkeys((entry.current(as_of) or entry.editions[-1], entry.coming))):
            yield f"/{edition.edition}", edition
    else:
        yield "", entry


def _evidence(entry: Entry) -> tuple[tuple[str, ...], PartialDate | None]:
    """The values of an entry that are compared, and when it was confirmed last."""
    if isinstance(entry, ProvedEntry):
        return tuple(dict.fromkeys(value for _, value in entry.values_to_check)), entry.last_checked
    return (), entry.reviewed if isinstance(entry, LinkedPolicy) else None


def names_of_facts(book: Book) -> tuple[str, ...]:
    """Return the name of every fact that a record can confirm, whether a review asks for it or not."""
    people = (f"appointments.{one.person}/{one.role}" for one in book.people.appointments)
    guidance = (
        f"guidance.{name}/{edition.edition}"
        for name, entry in book.guidance.guidance.items()
        for edition in entry.editions
    )
    tables = (
        f"{key.replace('_', '-')}.{name}"
        for key, model, entries, _ in book.tables()
        for name in entries
        if model.asked and model is not Guidance
    )
    return (*people, *guidance, *tables)
