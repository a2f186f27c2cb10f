"""PUB: contacts that readers are given and that cannot be the right ones: an address that leads nowhere, another's number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from policybook.basics.findings import Severity, Span
from policybook.basics.on_page import Refusal, refuse
from policybook.book.book import Book
from policybook.book.contact_facts import ContactFact, contact_facts
from policybook.model.helplines import Helpline
from policybook.references.unknown_names import is_slip
from policybook.rules.engine import Context, Violation, rule
from policybook.rules.literal_edits import retyping
from policybook.rules.publication.contact_places import RESERVED, Address, own_part, wrong_with_host
from policybook.rules.publication.phone_numbers import EMERGENCY, figures, numbers_in, wrong_with

HELPLINES, SCHOOL, PEOPLE = "helplines", "school", "people"
_TABLE = Path(__file__).with_name("national_helplines.yml")
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

# --- addresses -------------------------------------------------------------------------------------------------------

_MAIL = re.compile(r"[\w.+'-]+@(?P<host>[\w-]+(?:\.[\w-]+)*)(?![\w@])", re.ASCII)
_LIKE_MAIL = re.compile(r"(?:mailto:)?[\w.+'-]*\s?@{1,2}\s?[\w.,-]*|[\w.+-]+\s?[(\[]at[)\]]\s?[\w.-]+")
_NO_SIGN = re.compile(
    r"(?<![\w@./-])(?:safeguarding|office|admin|enquiries|info|dsl|head|reception|contact)(?:\.|\sat\s)(?P<host>[\w-]+(?:\.[\w-]+)+)(?![\w@])",
    re.IGNORECASE,
)
_COMMA = re.compile(r"(?:,|\. |, | \.)(?:uk|org|com|co|sch)\b")
_HOST = re.compile(r"https://(?P<host>[^/:]+)")


class _Place(NamedTuple):
    """The name of a computer in something that readers are given, as typed, and where."""

    host: str
    span: Span


def _webs(book: Book) -> Iterator[_Place]:
    """The web addresses of the school, of helplines and of other policies."""
    school = book.school
    entries = (school, *book.helplines.helplines.values(), *book.linked_policies.linked_policies.values())
    for entry in entries:
        key = "website" if entry is school else "url"
        if (address := getattr(entry, key)) and (match := _HOST.match(address)):
            yield _Place(match["host"], _part(entry.at(key), address, match.start("host"), match.end("host")))


def _part(span: Span, text: str, start: int, end: int) -> Span:
    return span._replace(column=span.column + start, length=end - start) if span.length == len(text) else span


def _mails(book: Book) -> Iterator[_Place]:
    for fact in contact_facts(book):
        if not fact.is_phone:
            for match in _MAIL.finditer(fact.text):
                yield _Place(match["host"], fact.part(match.start("host"), match.end("host")))


def _broken_mails(fact: ContactFact) -> Iterator[tuple[int, int, str]]:
    """Words that were to be an e-mail address and are none: where, and what is wrong."""
    whole = [match.span() for match in _MAIL.finditer(fact.text)]
    for match in _LIKE_MAIL.finditer(fact.text):
        inside = any(start < match.end() and match.start() < end for start, end in whole)
        shown = match[0].strip()
        is_link = fact.text[match.start() - 1 : match.start()] == "("  # TXT017
        if (inside and not shown.startswith("mailto:")) or is_link:
            continue
        yield match.start(), match.end(), f"“{shown}” is no e-mail address."
    for start, end in whole:
        if comma := _COMMA.match(fact.text, end):
            yield start, comma.end(), f"“{fact.text[start : comma.end()]}” has a comma or a space in it."
    for match in _NO_SIGN.finditer(fact.text):
        yield match.start(), match.end(), f"“{match[0]}” has no @ in it."


@rule("PUB030", Severity.BLOCKER, on_page=refuse(Refusal.WRONG_NUMBER))
def addresses_lead_somewhere(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure each e-mail and web address that readers are given can lead somewhere.

    Not to a computer that only the school knows, not to an example, and with an ending that there is.

    Wrong: `office@hollybank.co.ik`. Right: `office@hollybank.co.uk`.
    """
    for place in (*_mails(book), *_webs(book)):
        if problem := wrong_with_host(place.host):
            yield _nowhere(context, place, problem)
    for fact in contact_facts(book):
        if fact.is_phone or fact.is_email:
            continue
        for start, end, message in _broken_mails(fact):
            fix = "Type the whole address, such as safeguarding@ and the school’s domain, with nothing before or after it."
            yield Violation(fact.part(start, end), f"{message} Nobody can write to it.", fix)
    own = [place for place in (*_mails(book), *_school_web(book)) if not wrong_with_host(place.host)]
    yield from _examples(book)
    yield from _nearly_the_same(own)


def _nowhere(context: Context, place: _Place, problem: Address) -> Violation:
    right = problem.right
    fix = (
        f"Type {right} in its place, if that is what is meant."
        if right
        else "Type the address as the browser or an e-mail from there shows it."
    )
    edits = retyping(context, place.span, place.host, right) if right else ()
    return Violation(place.span, f"{problem.message} So nobody is reached there.", fix, edits=edits)


def _school_web(book: Book) -> Iterator[_Place]:
    return (place for place in _webs(book) if place.span.path == book.layout.facts(SCHOOL))


def _examples(book: Book) -> Iterator[Violation]:
    """Addresses at a domain that is kept free for examples."""
    for place in (*_mails(book), *_webs(book)):
        if RESERVED.fullmatch(place.host):
            message = f"“{place.host}” is kept free for examples: nobody reads what is sent there."
            yield Violation(place.span, message, "Type the real address. If nobody knows it yet, leave this empty.")


def _nearly_the_same(own: list[_Place]) -> Iterator[Violation]:
    """Two domains that differ in a letter; the one that is there more often is taken to be right."""
    places: dict[str, list[_Place]] = {}
    for place in own:
        places.setdefault(own_part(place.host), []).append(place)
    names = sorted(places, key=lambda name: -len(places[name]))
    for number, name in enumerate(names):
        right = next((other for other in names[:number] if is_slip(name, other) or _differs_at_end(name, other)), "")
        if right:
            first, *others = places[name]
            lines = f"line {places[right][0].span.line} of {places[right][0].span.path}"
            yield Violation(
                first.span,
                f"The school’s addresses differ in a letter: “{name}” here, and “{right}” in {lines}.",
                "Look up which is right, and type it in both places.",
                related=tuple(place.span for place in (*others, *places[right])),
            )


def _differs_at_end(name: str, other: str) -> bool:
    """Whether only the county differs, by a slip: of a.knet.sch.uk and a.kent.sch.uk."""
    ours, theirs = name.split("."), other.split(".")
    return (
        len(ours) == len(theirs)
        and sum(one != two for one, two in zip(ours, theirs, strict=True)) == 1
        and any(
            is_slip(one, two) and len(one) > 3  # noqa: PLR2004
            for one, two in zip(ours, theirs, strict=True)
        )
    )


# --- numbers ---------------------------------------------------------------------------------------------------------

_EXAMPLE_NUMBERS = frozenset(["01234567890", "01234567891", "01234567899", "01234566789", "0123456789", "01234123456"])
_ONE_DIGIT = re.compile(r"0?(\d)\1{6,}|\d{4,5}(\d)\2{5}|0(\d\d)\3{4,}")
_SHORT_NAME = 3
_FIRST_OF_SERVICES = frozenset([*EMERGENCY, "101", "105", "111", "119"])


class _Number(NamedTuple):
    """A number that readers are given as the school's."""

    shown: str
    span: Span


def _own_numbers(book: Book) -> Iterator[_Number]:
    """The numbers of the school and of its cover."""
    helplines = {id(helpline) for helpline in book.helplines.helplines.values()}
    for fact in contact_facts(book):
        if fact.is_email or id(fact.entry) in helplines:
            continue
        if fact.is_phone or figures(fact.text) == fact.text.replace(" ", ""):
            yield _Number(fact.text, fact.span)
        else:
            for start, number in numbers_in(fact.text):
                yield _Number(number, fact.part(start, start + len(number)))


@rule("PUB031", Severity.BLOCKER, HELPLINES, on_page=refuse(Refusal.WRONG_NUMBER))
def the_schools_numbers_are_its_own(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure the number of the school is no example, no emergency number, and not the number of a helpline.

    Wrong: `phone: "01234 567890"`, `phone: "999"`. Right: the number of the school office.
    """
    helplines = {
        figures(helpline.phone): helpline
        for helpline in _in_use(book)
        if helpline.phone and not _known_problem(book, helpline)
    }
    fix = "Type the number of the school office, in quotation marks. If nobody knows it yet, leave it empty."
    for number in _own_numbers(book):
        dialled = figures(number.shown)
        if wrong_with(number.shown):
            continue  # PUB009
        if dialled in _EXAMPLE_NUMBERS or _ONE_DIGIT.fullmatch(dialled):
            yield Violation(number.span, f"“{number.shown}” is an example, and rings at nobody’s.", fix)
        elif dialled in _FIRST_OF_SERVICES:
            message = f"“{number.shown}” is not the school’s number: everybody in the country dials it."
            yield Violation(number.span, message, fix)
        elif (helpline := helplines.get(dialled)) and (checked := _checked_instead(helpline)):
            yield Violation(
                helpline.at("phone"),
                f"“{helpline.name}” has the number of the school, {helpline.phone}.{checked}",
                _compare(helpline),
                related=(number.span,),
            )
        elif helpline:
            message = f"“{number.shown}” is given as the school’s number, and is that of “{helpline.name}”."
            yield Violation(number.span, message, f"Look up both numbers. {fix}", related=(helpline.at("phone"),))


@rule("PUB065", Severity.ADVICE)
def the_schools_number_is_in_this_country(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure readers are given a number in this country as the school's.

    Wrong: `phone: "+33 1 42 68 53 00"`. Right: `phone: "01632 960123"`, or `"+44 1632 960123"`. A school that has an
    office abroad can leave that number.
    """
    for number in _own_numbers(book):
        if figures(number.shown).startswith(("+", "00")) and not wrong_with(number.shown):
            yield Violation(
                number.span,
                f"“{number.shown}” is a number in another country, and readers are given it as the school’s.",
                "Type the number of the school office. If the school is reached abroad, leave it.",
            )


class _Service(NamedTuple):
    """A service that is known: the beginnings of its names, its numbers, the domains of its pages."""

    names: tuple[str, ...]
    county: str
    phones: tuple[str, ...]
    hosts: tuple[str, ...]


@cache
def _services() -> tuple[str, tuple[_Service, ...]]:
    """The day on which the table was written, and the services in it."""
    table = yaml.load(_TABLE.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    return table["written"], tuple(
        _Service(tuple(entry["names"]), entry.get("county", ""), tuple(entry["phones"]), tuple(entry["hosts"]))
        for entry in table["services"]
    )


def _service_called(book: Book, name: str) -> _Service | None:
    """The known service whose name is at the beginning of a helpline's; the longest one counts."""
    county = book.school.county or ""
    found = [
        (len(known), service)
        for service in _services()[1]
        if service.county in ("", county)
        for known in service.names
        if re.match(rf"{re.escape(known)}(?!\w)", name, re.IGNORECASE)
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _in_use(book: Book) -> list[Helpline]:
    return [helpline for helpline in book.helplines.helplines.values() if not helpline.superseded_by]


@rule("PUB032", Severity.BLOCKER, on_page=refuse(Refusal.WRONG_NUMBER))
def every_helpline_has_a_number_of_its_own(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure no helpline has the number of another one, unless its words name that one: it may be run by it.

    A number that was copied to the wrong entry sends a family to the wrong service.
    """
    first_with: dict[str, Helpline] = {}
    for helpline in _in_use(book):
        dialled = figures(helpline.phone or "")
        if not dialled or dialled in EMERGENCY or _known_problem(book, helpline):
            continue
        other = first_with.setdefault(dialled, helpline)
        if other is not helpline and not (_names(helpline, other) or _names(other, helpline)):
            wrong, right = (other, helpline) if _checked_instead(other) else (helpline, other)
            yield Violation(
                wrong.at("phone"),
                f"“{wrong.name}” and “{right.name}” have the same number, {wrong.phone}: one of the two is wrong.{_checked_instead(wrong)}",
                "The office opens the page of each service, and types the number that is given there. Do not ring to find out.",
                related=(right.at("phone"),),
            )


def _compare(helpline: Helpline, then: str = "") -> str:
    """Who compares a number with its source, and what to type."""
    opens = f"The office opens the page of {helpline.name} and compares, without ringing anybody."
    return f"{opens} {then or 'Type the number that is given there.'}"


def _checked_instead(helpline: Helpline) -> str:
    """A sentence on what somebody compared with the service's own page, where the number is another since (EVT010)."""
    is_other = any(field.key == "phone" for field, _ in helpline.unchecked_values)
    gone = [value for value in helpline.checked_and_gone if not wrong_with(value)]
    if not (is_other and gone and helpline.checked_on):
        return ""
    return f" What was checked {helpline.checked_on.when_words} is “{gone[0]}”."


def _names(one: Helpline, other: Helpline) -> bool:
    """Whether the words of one name the other."""
    beginning = other.name.split(",")[0].split("(")[0].strip().lower()
    return beginning in f"{one.name} {one.for_} {one.note or ''}".lower()


def _known_problem(book: Book, helpline: Helpline) -> str:  # noqa: PLR0911 - one kind of problem after the other
    """How the number of a known service differs from the one that is known; "" where it does not."""
    service, number = _service_called(book, helpline.name), helpline.phone
    if not number:
        return ""
    dialled = figures(number)
    if wrong_with(number):
        return ""  # PUB009
    if service and service.phones and dialled not in map(figures, service.phones):
        other = _owner(book, dialled, service)
        if other:
            return f"“{number}” is the number of {other}, and not of {helpline.name}.{_same_here(book, helpline)}"
        is_newer = helpline.checked_on is not None and str(helpline.checked_on) > _services()[0]
        if is_newer and not any(_is_near(dialled, figures(phone)) for phone in service.phones):
            return ""
        return f"“{number}” is not the number by which “{helpline.name}” is known."
    if service and not service.phones and (other := _owner(book, dialled, service)):
        words = f"{helpline.name} {helpline.for_} {helpline.note or ''}".lower()
        is_said = other.lower() in words
        return (
            ""
            if is_said
            else f"“{number}” is the number of {other}, and not of {helpline.name}.{_same_here(book, helpline)}"
        )
    return ""


def _same_here(book: Book, helpline: Helpline, key: str = "phone") -> str:
    """A sentence on another entry that has the same number or page, "" where none has."""
    own = getattr(helpline, key)
    for other in book.helplines.helplines.values():
        if other is not helpline and getattr(other, key) == own:
            return f" Both entries have the same {'number' if key == 'phone' else 'page'}, this and “{other.name}”."
    return ""


def _owner(book: Book, dialled: str, but: _Service | None) -> str:
    """The name of the known service that has a number."""
    county = book.school.county or ""
    return next(
        (
            service.names[0]
            for service in _services()[1]
            if service is not but and service.county in ("", county) and dialled in map(figures, service.phones)
        ),
        "",
    )


def _is_near(typed: str, known: str) -> bool:
    """Whether two numbers differ in one or two figures, or in their order."""
    changed = sum(one != other for one, other in zip(typed, known, strict=False)) + abs(len(typed) - len(known))
    return changed <= 2 or sorted(typed) == sorted(known)  # noqa: PLR2004


@rule("PUB033", Severity.BLOCKER, on_page=refuse(Refusal.WRONG_NUMBER))
def known_helplines_have_their_numbers(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the number, the page and the name of a service that everybody knows are that service's.

    The table is `hooks/policybook/rules/publication/national_helplines.yml`. A number that was compared on a later day
    than the table was written, and is another one altogether, is left alone: the service may have changed it.

    Wrong: `name: NSPCC` with `phone: "0800 1111"`. Right: `phone: "0808 800 5000"`.
    """
    names = Counter(helpline.name.casefold() for helpline in _in_use(book))
    for helpline in _in_use(book):
        if names[helpline.name.casefold()] > 1:
            continue  # REF018
        service = _service_called(book, helpline.name)
        if (message := _known_problem(book, helpline)) and helpline.phone:
            phones = service.phones if service else ()
            right = phones[0] if phones else ""
            fix = _compare(
                helpline, f'Type phone: "{right}", the number known for it, if its page says so.' if right else ""
            )
            yield Violation(helpline.at("phone"), f"{message}{_checked_instead(helpline)}", fix)
        elif wrong := _wrong_page(book, helpline, service):
            yield wrong
        elif service is None and (near := _near_name(book, helpline.name)):
            yield Violation(
                helpline.at("name"),
                f"“{helpline.name}” seems to be {near}, with a slip.",
                f"Type {near}",
                edits=retyping(context, helpline.at("name"), helpline.name, near),
            )


def _wrong_page(book: Book, helpline: Helpline, service: _Service | None) -> Violation | None:
    """The page of a known service that is another's, or whose address has a slip."""
    match = _HOST.match(helpline.url or "")
    if not match or not helpline.url or wrong_with_host(match["host"]):
        return None
    host = match["host"].lower()
    known = [(name, entry) for entry in _services()[1] for name in entry.hosts]
    if any(_is_of(host, name) for name in (service.hosts if service else ())):
        return None
    span = _part(helpline.at("url"), helpline.url, match.start("host"), match.end("host"))
    near = next((name for name, _ in known if _has_slip(host.removeprefix("www."), name)), "")
    if near:
        return Violation(
            span,
            f"“{host}” differs in a letter from {near}.",
            f"Open {near}, and type the address as the browser shows it.",
        )
    owner = next((entry for name, entry in known if _is_of(host, name) and entry is not service), None)
    if owner and service and service.hosts and not any(_is_of(host, name) for name in service.hosts):
        words = f"{helpline.for_} {helpline.note or ''}".lower()
        if owner.names[0].lower() not in words:
            message = f"“{host}” is the page of {owner.names[0]}, and not of {helpline.name}.{_same_here(book, helpline, 'url')}"
            return Violation(span, message, f"Open {service.hosts[0]}, and type the address as the browser shows it.")
    return None


def _is_of(host: str, name: str) -> bool:
    return host == name or host.endswith(f".{name}")


def _has_slip(host: str, name: str) -> bool:
    """Whether an address is a known one with a slip, or with another ending: nspcc.co.uk."""
    if _is_of(host, name):
        return False
    ours, theirs = host.split("."), name.split(".")
    is_other_ending = ours[0] == theirs[0] and len(ours[0]) > 3 and len(theirs) > 1  # noqa: PLR2004
    return is_other_ending or (is_slip(host, name) and host[0] == name[0]) or (sorted(host) == sorted(name))


def _near_name(book: Book, name: str) -> str:
    """The known name of which this one is a slip."""
    folded = name.lower().replace(" ", "")
    return next(
        (
            known
            for service in _services()[1]
            if service.county in ("", book.school.county or "")
            for known in service.names
            if len(known) > _SHORT_NAME
            and known.lower() != name.lower()
            and (is_slip(name.lower(), known.lower()) or folded == known.lower().replace(" ", ""))
        ),
        "",
    )
