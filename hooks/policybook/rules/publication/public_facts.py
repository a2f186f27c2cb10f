"""PUB: what the public pages need and what they must not show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from policybook.basics.enumeration import listed
from policybook.basics.findings import Severity, Span
from policybook.basics.on_page import ON_NO_PAGE, PASSAGE_UNFIT, UNKNOWN, leave_out
from policybook.basics.tokens import find_tokens
from policybook.book.book import Book, Document
from policybook.book.token_values import TokenValues
from policybook.model.content import DocumentSettings
from policybook.model.organisation import PROPOSED_BODIES, Duty
from policybook.model.people import Person
from policybook.model.school import Service
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.safeguarding.possible_dates import FARTHEST_END
from policybook.rules.safeguarding.safeguarding_team import unclear

_WANTED = {
    "address": "the postal address",
    "phone": "the phone number",
    "email": "the office’s shared email address",
    "hours": "when the phone is answered",
    "website": "the address where these pages are published",
    "formats_contact": "how to ask for another language or format",
}


def _named_people(book: Book, context: Context) -> Iterator[tuple[str, Person]]:
    """The people whose names the pages print, by id, each once."""
    seen: set[str] = set()
    for role in book.public_roles:
        for appointment in book.holders(role, context.as_of):
            if appointment.person not in seen:
                seen.add(appointment.person)
                yield appointment.person, book.person(appointment)


@rule(
    "PUB001",
    Severity.BLOCKER,
    dated=Dated.CHANGES,
    on_page=leave_out("The name is left out; the role, the mailbox and the phone are there."),
)
def every_published_name_was_decided_on(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure there is a recorded decision to publish each name.

    The policy promises that no personal information about staff goes on the website, and a DSL's name must be known to
    parents. So publishing a name is a decision: which role took it, and when.
    """
    for name, person in _named_people(book, context):
        if person.publish_name is None:
            yield Violation(
                person.key("publish_name"),
                f"Nobody has decided whether {person.name}’s name may be published, so the pages leave it out.",
                "Type publish_name: yes or no, and who decided it when.",
                about=name,
            )
        elif person.publish_name and not (person.publish_agreed_by and person.publish_agreed_on):
            yield Violation(
                person.key("publish_agreed_by"),
                f"{person.name}’s name is to be published, and no decision to do so is on record, so the pages leave it out.",
                f"Type the role that decided it {person.after('publish_agreed_by')}, and the day {person.after('publish_agreed_on')}.",
                about=name,
            )


@rule("PUB002", Severity.BLOCKER, dated=Dated.CHANGES, on_page=ON_NO_PAGE)
def every_named_person_was_told(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure each person whose name is published has been told.

    Data protection law asks for it, and people who are named should not learn it from a parent. Ask first, then enter
    the day.
    """
    for name, person in _named_people(book, context):
        if person.publish_name and person.told_on is None:
            yield Violation(
                person.key("told_on"),
                f"It is not on record that {person.name} was told that the name is published.",
                f"Tell the person, then type the day {person.after('told_on')}.",
                about=name,
            )


@rule("PUB003", Severity.ADVICE)
def the_school_can_be_reached(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure the pages can say how to reach the school, and where they are published.

    An independent school must publish its address and telephone number, and its arrangements for safeguarding on a
    website (Independent School Standards, part 6). Without any way to reach the safeguarding team it is DSL014.
    """
    school = book.school
    can_be_reached = bool(school.phone or school.safeguarding_email)
    empty = [key for key in _WANTED if getattr(school, key) is None and (key != "phone" or can_be_reached)]
    if not empty:
        return
    keys = ", ".join(f"{key}:" for key in empty[:-1]) + f" and {empty[-1]}:"
    add = " Add the line where it is missing." if _is_absent(book, empty) else ""
    yield Violation(
        school.key(empty[0]),
        f"Nobody has filled in {listed(_WANTED[key] for key in empty)}.",
        f"Type each after its own word: {keys}.{add}" if len(empty) > 1 else f"Type it {school.after(empty[0])}.",
        related=tuple(school.key(key) for key in empty[1:]),
    )


@rule("PUB004", Severity.BLOCKER, dated=Dated.CHANGES, on_page=UNKNOWN)
def whoever_is_accountable_is_named(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure whoever answers for the policies and must approve them is on record: the proprietor, or the board.

    Without them nobody can approve a review or a departure from guidance, and readers do not know who is answerable.
    `kind` and `accountable` in `data/organisation.yml` say who it is. A board or a committee is a role with `body: yes`,
    and nobody holds it.
    """
    role = book.accountable
    if role in PROPOSED_BODIES and role not in book.people.roles:
        yield Violation(
            book.people.key("roles"),
            f"The {PROPOSED_BODIES[role].lower()}, which answers for the school, is not among the roles.",
            f"Add below roles: a line “  {role}: {{title: {PROPOSED_BODIES[role]}, body: yes}}”.",
        )
    elif role and not book.is_body(role):
        yield from _nobody_is(role, book, context)


@rule("PUB005", Severity.BLOCKER, dated=Dated.CHANGES, on_page=UNKNOWN, duty=Duty.HEADTEACHER)
def the_headteacher_is_named(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the headteacher is on record.

    Several clauses say that the headteacher decides. Readers and staff must know who that is.
    """
    yield from _nobody_is("headteacher", book, context)


def _nobody_is(role: str, book: Book, context: Context) -> Iterator[Violation]:
    is_far = any(
        one.role == role and one.from_ and one.from_.first.year > context.as_of.year + FARTHEST_END
        for one in book.people.appointments
    )  # DSL037
    if not book.holders(role, context.as_of) and not unclear(book, context.as_of, role) and not is_far:
        yield Violation(
            book.people.key("appointments"),
            f"Nobody is on record as {role}.",
            f"Add the person below people:, and an appointment with role: {role} below appointments:.",
        )


_EXPECTED: tuple[tuple[str, Callable[[DocumentSettings], bool], str], ...] = (
    ("a parents’ guide", lambda s: s.audience == "parents" and s.kind == "statements", "audience: parents"),
    (
        "a staff acceptable use policy to sign",
        lambda s: s.audience == "staff" and s.sign_off is not None,
        "audience: staff and sign_off:",
    ),
    ("an annual review checklist", lambda s: s.kind == "checklist", "kind: checklist"),
)


@rule(
    "PUB008",
    Severity.BLOCKER,
    "documents",
    on_page=leave_out("There is no such page, and no page links to it."),
    duty=Duty.DOCUMENTS,
)
def every_expected_document_is_there(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure there are a parents' guide, a staff acceptable use policy to sign, and an annual review checklist.

    They are files in `policy/documents/`. Without the checklist, the checks that stand in the sections reach nobody.
    """
    for label, fits, setting in _EXPECTED:
        if any(fits(document.settings) for document in book.published_documents):
            continue
        if exchanged := _exchanged(book, setting):
            settings = exchanged.settings
            yield Violation(
                settings.at("audience"),
                f"“{settings.title}” is for {settings.audience} here, so that no document is {label}.",
                f"Type {setting}",
                about=label,
            )
            continue
        yield Violation(
            Span(book.layout.documents),
            f"There is no document that is {label}.",
            f"Write one in {book.layout.documents}/ with {setting}. If there was one, GitHub’s list of commits has it.",
            about=label,
        )


def _exchanged(book: Book, setting: str) -> Document | None:
    """The document that is missing, where its title names its readers and its setting names others."""
    readers = setting.partition(": ")[2]
    named = (d for d in book.documents if readers in d.settings.title.lower() and d.settings.kind == "statements")
    return next((d for d in named if setting == f"audience: {readers}" and d.settings.audience != readers), None)


_SERVICE = "services."
_NAMES = {
    "dsl.name": "the Designated Safeguarding Lead",
    "dsls": "a Designated Safeguarding Lead",
    "deputy_dsls": "a deputy Designated Safeguarding Lead",
    "headteacher.name": "the headteacher",
    "proprietor.name": "the proprietor",
}


@rule("PUB021", Severity.ADVICE, "people", "services", dated=Dated.CHANGES)
def no_text_uses_a_withheld_name(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no text asks for a name that is not to be published: `publish_name: no` of a person, a service without `public: yes`.

    The pages keep the name to themselves and say so in its place, so the sentence reads badly.
    """
    values = TokenValues(book, context.as_of)
    undecided = any(
        person.publish_name is not False and not person.name_is_agreed for _, person in _named_people(book, context)
    )  # PUB001
    places: dict[str, list[tuple[str, Span]]] = {}
    for prose in context.prose:
        if prose.kind == "fact" or "{{" not in prose.text:
            continue
        for token in find_tokens(prose.text):
            is_name = token.name in _NAMES and not undecided
            if (is_name or token.name.startswith(_SERVICE)) and values.value(token).withheld:
                same = ".".join(token.name.split(".")[:2])  # a service's product and its provider have one cause
                places.setdefault(same, []).append((token.name, prose.span(token.start, token.end)))
    for same, ((name, first), *later) in places.items():
        service = book.services.services.get(same.partition(".")[2]) if name.startswith(_SERVICE) else None
        if service and service.public is None:
            count = f"{len(later) + 1} places" if later else "one place"
            yield Violation(
                service.key("public"),
                f"Nobody has said whether “{service.title}” may be named, so the pages leave it out in {count}.",
                f"Type yes or no {service.after('public')}.",
                related=(first, *(span for _, span in later)),
                about=same.partition(".")[2],
            )
            continue
        reason = "no name behind it may be published" if name in _NAMES else "its service is not marked as public"
        where = f"here and in {len(later)} more place{'s' if len(later) > 1 else ''}" if later else "here"
        yield Violation(
            first,
            f"The pages leave “{{{{ {name} }}}}” out {where}: {reason}.",
            f"Write the sentence without it, for example with “{_NAMES.get(name, 'our supplier')}”.",
            related=(*(span for _, span in later), *([service.at("public")] if service else ())),
        )


@rule("PUB081", Severity.BLOCKER, "services", on_page=PASSAGE_UNFIT)
def no_withheld_product_is_typed(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no text has the product or provider of a service with `public: no` typed as words.

    Somebody decided that it is not named in public. A token of it is left out of the pages by itself; typed words are not, so
    until they are gone the pages leave the passage out.
    """
    services = book.services.services.values()
    shown = {name for service in services if service.public for name in (service.product, service.provider)}
    for service in services:
        for name in dict.fromkeys(filter(None, (service.product, service.provider))):
            if service.public is not False or name in shown:
                continue
            pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
            texts = ((prose, pattern.search(prose.text)) for prose in context.prose_with(name.lower()))
            places = [
                prose.span(found.start(), found.end()) for prose, found in texts if found and prose.kind != "fact"
            ]
            if places:
                first, *later = places
                where = f"here and in {len(later)} more place{'s' if len(later) > 1 else ''}" if later else "here"
                yield Violation(
                    first,
                    f"“{name}” is typed {where}, and it is on record that its service is not named in public.",
                    "Write the sentence without it, for example with “our supplier”; or, if it may be named, type yes after public:.",
                    related=(*later, service.at("public")),
                )


@rule("PUB034", Severity.ADVICE, "school", "services", dated=Dated.TODAY)
def no_sentence_asks_for_an_empty_fact(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure every fact that a sentence prints is filled in, such as the product that filters.

    The page says there that it is not yet known. (Helplines are PUB014; what PUB003, DSL014 and DSL025 ask for is asked
    for there.)
    """
    values = TokenValues(book, context.as_of, public=False)
    places: dict[str, list[Span]] = {}
    for prose in context.prose:
        if not prose.is_filled or "{{" not in prose.text:
            continue
        for token in find_tokens(prose.text):
            is_asked = token.name.startswith(_SERVICE) or token.name in ("school.county", "school.safeguarding_email")
            if is_asked and values.value(token).text is None:
                places.setdefault(token.name, []).append(prose.span(token.start, token.end))
    for name, (first, *others) in places.items():
        *_, entry_id, key = name.split(".")
        entry = book.services.services.get(entry_id) if name.startswith(_SERVICE) else book.school
        if (
            entry is None
            or key not in type(entry).shape
            or (name == "school.safeguarding_email" and not book.school.phone)
        ):
            continue
        what = f"“{entry.title}”" if isinstance(entry, Service) else "the school"
        count = f"{len(others) + 1} sentences print it" if others else "a sentence prints it"
        yield Violation(
            entry.key(key),
            f"Nobody has filled in the {type(entry).shape[key].declared.label} of {what}, and {count}.",
            f"Type it {entry.after(key)}. If there is none, write the sentence without it.",
            related=(first, *others),
            about=name,
        )


_WHERE_AND_WHEN = ("phone_areas", "phone_times")


@rule("PUB070", Severity.ADVICE, "school", "documents")
def students_are_told_where_and_when(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure what students are told of their own phones says where and when.

    “In set areas, in free time” helps nobody who cannot guess it. Right: `phone_areas: the hall and the playground` and
    `phone_times: 12.30pm to 1.15pm`. Until then the pages print “(ask your teacher where)”.
    """
    empty = [key for key in _WHERE_AND_WHEN if getattr(book.school, key) is None]
    printed = [
        prose.span(token.start, token.end)
        for prose in context.prose
        if prose.is_filled and "{{" in prose.text
        for token in find_tokens(prose.text)
        if token.name.removeprefix("school.") in empty
    ]
    if printed:
        words = " and ".join("where" if key == _WHERE_AND_WHEN[0] else "when" for key in empty)
        keys = " and ".join(f"{key}:" for key in empty)
        yield Violation(
            book.school.key(empty[0]),
            f"Students are not told {words} they may use their own phones: they read that they must ask their teacher.",
            f"Type {'each' if empty[1:] else 'it'} in words after {keys}."
            + (" Add the line where it is missing." if _is_absent(book, empty) else ""),
            related=(*(book.school.key(key) for key in empty[1:]), *printed),
            about="phones",
        )


def _is_absent(book: Book, keys: list[str]) -> bool:
    return not all(book.school.after(key).startswith("after") for key in keys)
