"""EVT: a date of checking belongs to the value that was checked, and the record of a person to that person.

Nothing here knows helplines or people's fields by name but where a finding must speak of them: which values a date of
checking belongs to is declared with each field (``model/checked_values.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from policybook.basics.enumeration import listed
from policybook.basics.findings import Severity
from policybook.basics.on_page import Refusal, refuse, say_so
from policybook.basics.person_names import can_be_one_person
from policybook.book.book import Book
from policybook.model.checked_values import CheckedEntry
from policybook.model.field_types import Phone, is_of_type
from policybook.model.people import Person
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.guidance.edition_table import contradiction
from policybook.rules.publication.phone_numbers import wrong_with
from policybook.rules.safeguarding.names_of_people import is_no_name
from policybook.source.ids import suggest_id

_GENERIC = frozenset(
    [
        "person",
        "people",
        "staff",
        "teacher",
        "member",
        "colleague",
        "new",
        "old",
        "next",
        "former",
        "acting",
        "the",
        "a",
        "an",
        "of",
        "and",
        "one",
        "two",
        "three",
    ]
)
"""Words of a short name that name nobody, beside those of the roles."""


class _InUse(NamedTuple):
    """An entry with a date of checking that readers may be shown, and how a finding calls it."""

    title: str
    entry: CheckedEntry


def _in_use(book: Book, context: Context) -> Iterator[_InUse]:
    """Helplines that nothing replaced, and editions that nothing replaced."""
    for helpline in book.helplines.helplines.values():
        if not helpline.superseded_by:
            yield _InUse(helpline.name, helpline)
    for name, guidance in book.guidance.guidance.items():
        if contradiction(book, name, context.as_of):
            continue  # GUI016
        for edition in guidance.editions:
            if not edition.superseded_on(context.as_of):
                yield _InUse(f"{guidance.title}, edition {edition.edition}", edition)


_UNCHECKED = say_so("The page says that nobody has checked the entry; a sentence that prints the value is marked.")


@rule("EVT010", Severity.BLOCKER, dated=Dated.TODAY, on_page=_UNCHECKED)
def what_was_checked_is_what_is_shown(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure each value that was checked is still the one that readers see.

    `checked:` lists the very values that somebody compared with their source. A value that is not among them was typed
    later, by a slip or on purpose, and nobody has compared it. Until somebody does, the entry counts as not checked.

    Wrong: `phone: "0800 1119"` and `checked: ["0800 1111"]`. Right: the number of the service's own page in both.
    """
    for title, entry in _in_use(book, context):
        changed = [
            (field, value)
            for field, value in entry.unchecked_values
            if not (is_of_type(field.annotation, Phone) and wrong_with(value))  # PUB009
        ]
        if not changed or entry.checked_on is None or not entry.checked_on.has_come(context.as_of):  # DSL019
            continue
        shown = listed(f"the {field.declared.label} “{value}”" for field, value in changed)
        gone = [f"“{value}”" for value in entry.checked_and_gone]
        when = entry.checked_on.when_words
        before = f"what was checked {when} is {listed(gone)}" if gone else f"nobody compared that {when}"
        yield Violation(
            entry.at(changed[0][0].key),
            f"{title} has {shown}; {before}.",
            f"The office compares it with the service’s or publisher’s own page, without ringing anybody, and corrects it if it is wrong. If it is right as it stands here, enter in {entry.span.path}: {entry.lines_to_type(context.as_of)}.",
            related=(entry.at("checked"),),
            gives_way=0 if changed[1:] else entry.at(changed[0][0].key).line,
        )


@rule("EVT012", Severity.BLOCKER, on_page=refuse(Refusal.ANOTHERS_RECORD))
def the_record_of_a_person_stays_with_that_person(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure nobody's name is typed over another's, so that nobody inherits a predecessor's training and confirmations.

    The short name is permanent and says whose record it is. A surname or a first name may change; where both are
    another's, it is another person. A short name that names nobody, such as `dsl-1`, says nothing.

    Wrong: `name: Alison Okafor` below `catherine-graydon:`. Right: the old appointment gets its last day in `until:`, and
    Alison Okafor is a new person with a new appointment.
    """
    generic = _GENERIC | {word for key, role in book.people.roles.items() for word in _words(f"{key} {role.title}")}
    for key, person in book.people.people.items():
        is_said_already = is_no_name(book, person.name)  # DSL034
        if is_said_already or set(_words(key)) <= generic or can_be_one_person(key, person.name):
            continue
        if not _has_record(book, key, person):
            continue
        yield Violation(
            person.at("name"),
            f"“{person.name}” stands below the short name {key}, with the appointments and dates of that person.",
            f"If {person.name} takes over, type the old name here again, type the last day after until: in the old appointment, and enter {person.name} "
            f"as a new person with an appointment of their own. If this is the same person with another name, type {suggest_id(person.name)} in place of {key} here and after each person:.",
            related=(book.people.key("people", key),),
            about=key,
        )


def _words(text: str) -> list[str]:
    return [word for word in text.lower().replace("-", " ").split() if not word.isdigit()]


def _has_record(book: Book, key: str, person: Person) -> bool:
    """Whether anything is on record that would pass to whoever has the name: appointments, agreements, what was told."""
    return bool(person.publish_agreed_on or person.told_on or any(a.person == key for a in book.people.appointments))
