"""PUB: the phone numbers and addresses that readers are given, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.findings import Severity, Span
from policybook.basics.on_page import Refusal, refuse
from policybook.book.book import Book
from policybook.book.contact_facts import contact_facts
from policybook.model.facts import Person
from policybook.rules.engine import Context, Rule, Violation, rule
from policybook.rules.publication.phone_numbers import figures, is_mobile, numbers_in, wrong_with


def _public_numbers(book: Book) -> Iterator[tuple[str, Span]]:
    """Every phone number that pages show, with its place."""
    for shown in contact_facts(book):
        if shown.is_phone:
            yield shown.text, shown.span
        elif not shown.is_email:
            for start, number in numbers_in(shown.text):
                yield number, shown.part(start, start + len(number))


@rule("PUB009", Severity.BLOCKER, on_page=refuse(Refusal.WRONG_NUMBER))
def every_public_number_can_be_rung(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure every phone number that readers are given has the figures of a phone number.

    A family in trouble that rings a wrong number may not ring another. British numbers that begin with 01, 02, 03, 05,
    07, 08 or 09 have 11 figures, but for a few old ones; 999, 101, 111, 0800 1111 and their like are known; a number
    from abroad begins with +. That a number is the right one only somebody who rings it can know (PUB007).

    Wrong: `phone: "03000 41 11 1"`. Right: `phone: "03000 41 11 11"`.
    """
    for number, span in _public_numbers(book):
        if error := wrong_with(number):
            fix = f"Look it up where it is published, and type {error.expected}."
            yield Violation(span, error.message, fix)


@rule("PUB010", Severity.ADVICE)
def every_private_number_can_be_rung(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure the private numbers of people have the figures of a phone number. They are never published."""
    for person in book.people.people.values():
        if person.phone and (error := wrong_with(person.phone)):
            yield Violation(
                person.at("phone"),
                error.message,
                f"Ask {person.name}, and type {error.expected}.",
            )


@rule("PUB011", Severity.ADVICE)
def the_school_is_not_reached_on_a_mobile(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure the number of the school or of the safeguarding team is not a mobile phone, which is mostly one person's.

    It rings in one pocket, leaves with its owner, and is personal data. A mobile that the school owns is all right.
    """
    private = {figures(person.phone) for person in book.people.people.values() if person.phone}
    helplines = {helpline.at("phone") for helpline in book.helplines.helplines.values()}
    for number, span in _public_numbers(book):
        if span not in helplines and is_mobile(number) and figures(number) not in private:
            yield Violation(
                span,
                f"“{number}” is a mobile phone, and readers are given it as the school’s.",
                "Type the number of the school office. If the school owns this mobile and somebody always answers it, leave it.",
            )


@rule("PUB012", Severity.BLOCKER, on_page=refuse(Refusal.PRIVATE))
def nothing_public_is_recorded_as_private(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure no number or address that readers are given is on record as a person's private one.

    `email` and `phone` of a person are for the school's own use. The policy promises that no personal information about
    staff goes on the website. (An e-mail address that belongs to a person in a place meant for a role's is DSL015.)
    """
    people = book.people.people.values()
    numbers = {figures(person.phone): person for person in people if person.phone}
    for number, span in _public_numbers(book):
        if owner := numbers.get(figures(number)):
            yield _private(span, number, owner, "phone")
    emails = {person.email.lower(): person for person in people if person.email}
    for shown in contact_facts(book):
        for address, owner in emails.items():
            start = (
                shown.text.lower().find(address) if not shown.is_email and shown.entry is not book.people.cover else -1
            )
            if start >= 0:
                end = start + len(address)
                yield _private(shown.part(start, end), shown.text[start:end], owner, "email")


def _private(span: Span, value: str, owner: Person, key: str) -> Violation:
    return Violation(
        span,
        f"“{value}” is shown to readers, and is on record as {owner.name}’s private {'number' if key == 'phone' else 'address'}.",
        f"Type one that belongs to the school. If this one does, delete it after {key}: below {owner.name} in {owner.span.path}.",
        related=(owner.at(key),),
    )


RULES: tuple[Rule, ...] = (
    every_public_number_can_be_rung,
    every_private_number_can_be_rung,
    the_school_is_not_reached_on_a_mobile,
    nothing_public_is_recorded_as_private,
)
