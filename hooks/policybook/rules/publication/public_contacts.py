"""PUB: the phone numbers and addresses that readers are given, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policybook.basics.findings import Severity, Span
from policybook.basics.on_page import Refusal, refuse
from policybook.book.book import Book
from policybook.book.contact_facts import contact_facts
from policybook.rules.engine import Context, Violation, rule
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


@rule("PUB011", Severity.ADVICE)
def the_school_is_reached_on_its_own_number(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure readers are given the school's own number, and not a mobile phone or one that only a sentence knows.

    A mobile is mostly one person's: it rings in one pocket, leaves with its owner, and is personal data. So may be any
    number in a sentence that is neither the school's nor a helpline's. One that the school owns is all right.
    """
    helplines = {helpline.at("phone") for helpline in book.helplines.helplines.values()}
    known = {figures(fact.text) for fact in contact_facts(book) if fact.is_phone}
    for number, span in _public_numbers(book):
        if span not in helplines and is_mobile(number):
            yield Violation(
                span,
                f"“{number}” is a mobile phone, and readers are given it as the school’s.",
                "Type the number of the school office. If the school owns this mobile and somebody always answers it, leave it.",
            )
        elif len(figures(number)) > _SHORT_NUMBER and figures(number) not in known and not wrong_with(number):
            yield Violation(
                span,
                f"“{number}” is not the number of the school or of a helpline. It may be one person’s.",
                "If it is one person’s, type the number of the school office instead. If it is the school’s, leave it.",
            )


@rule("PUB012", Severity.BLOCKER, on_page=refuse(Refusal.PRIVATE))
def no_private_address_is_given(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure no sentence gives readers an e-mail address at a free provider, or at another place than the school.

    Addresses at the school are those that end as its own two, or its website, do. Those of the police, the NHS, councils
    and charities are in order. (An address with a person's name before the @ is DSL015.)

    Wrong: `formats_contact: Write to ada.holm@mail.example`. Right: `formats_contact: Write to the school office`.
    """
    own = _own_domains(book)
    for fact in contact_facts(book):
        for match in _ADDRESS.finditer(fact.text):
            host = match["host"].casefold().rstrip(".")
            is_own = any(f".{host}".endswith(f".{domain}") for domain in (*own, *_BODIES))
            if not fact.is_email and (host in _FREE or (own and not is_own)):
                yield Violation(
                    fact.part(match.start(), match.end()),
                    f"“{match[0]}” is not an address at the school. It may be one person’s.",
                    "Type an address at the school that several people read.",
                )


_SHORT_NUMBER = 6  # the figures of 116 123; no person has so few
_ADDRESS = re.compile(r"[\w.+'-]+@(?P<host>[\w-]+(?:\.[\w-]+)+)")
_FREE_HOSTS = (
    "gmail.com googlemail.com hotmail.com hotmail.co.uk outlook.com live.com live.co.uk msn.com yahoo.com yahoo.co.uk "
    "ymail.com icloud.com me.com mac.com aol.com btinternet.com sky.com talktalk.net virginmedia.com proton.me "
    "protonmail.com gmx.com gmx.co.uk mail.com"
)
_FREE = frozenset(_FREE_HOSTS.split())
"""Where people have addresses of their own."""


_BODIES = ("gov.uk", "police.uk", "nhs.uk", "org.uk", "org")


def _own_domains(book: Book) -> frozenset[str]:
    """The ends of the addresses that are the school's."""
    school = book.school
    mails = (address.partition("@")[2] for address in (school.email, school.safeguarding_email) if address)
    host = re.sub(r"^https://(?:www\.)?|[/:].*$", "", school.website or "")
    parent = host.partition(".")[2]
    hosts = (host, parent if parent.count(".") > 1 or parent.partition(".")[2] not in _SHARED else "")
    return frozenset(domain.casefold() for domain in (*mails, *hosts) if domain.count(".")) - _FREE


_SHARED = frozenset(["uk", "io", ""])
"""What follows the first word of an address that many share, such as co.uk and github.io."""
