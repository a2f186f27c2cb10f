"""Which checks the yearly review asks: those of the sections, and one for each fact to confirm. Not for their words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from policybook.book.book import Book
from policybook.model.facts import Appointment


class RaisedByFact(NamedTuple):
    """A check that a fact raises: its id, the kind of fact, and its name among its kind."""

    id: str
    kind: Literal["person", "unpublished-person", "service", "helpline", "guidance", "linked"]
    name: str
    appointment: Appointment | None = None


def raised_by_facts(book: Book, as_of: date) -> Iterator[RaisedByFact]:
    """Every check that the facts raise on a day, in the order of the files."""
    yield from _people(book, as_of)
    for name, service in book.services.services.items():
        if service.public:
            yield RaisedByFact(f"service-{name}", "service", name)
    for name, helpline in book.helplines.helplines.items():
        if helpline.public and not helpline.superseded_by:
            yield RaisedByFact(f"helpline-{name}", "helpline", name)
    for name in dict.fromkeys(relied.id for policy in book.policies for relied in policy.settings.guidance):
        if name in book.guidance.guidance:
            yield RaisedByFact(f"guidance-{name}", "guidance", name)
    linked = {name for policy in book.policies for name in policy.settings.linked_policies}
    for name in book.linked_policies.linked_policies:
        if name in linked:
            yield RaisedByFact(f"linked-policy-{name}", "linked", name)


def _people(book: Book, as_of: date) -> Iterator[RaisedByFact]:
    """Each person in post, by role; those whose names are not published are one check without a name."""
    hidden = False
    for appointment in book.people.appointments:
        if not appointment.in_post(as_of) or appointment.person not in book.people.people:
            continue
        if book.person(appointment).publish_name:
            name = f"{appointment.person}-{appointment.role}"
            yield RaisedByFact(f"person-{name}", "person", name, appointment)
        else:
            hidden = True
    if hidden:
        yield RaisedByFact("people-not-named", "unpublished-person", "")


def check_ids(book: Book, as_of: date) -> tuple[str, ...]:
    """The id of every check that a review held on that day asks, those of the sections first."""
    ids = [*(check.settings.id for check in book.checks), *(raised.id for raised in raised_by_facts(book, as_of))]
    return tuple(dict.fromkeys(ids))
