"""DSL: what is private in words that nobody printed yet: a child in a reason, a number in a note. And titles that are another's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policybook.basics.findings import Severity, Span
from policybook.basics.first_names import FIRST_NAMES
from policybook.basics.name_words import EVERYDAY, THINGS, words_of
from policybook.basics.on_page import ON_NO_PAGE, PASSAGE_UNFIT
from policybook.basics.written_forms import find_contacts, fold_name, mail_key, number_key, tidy_typing
from policybook.book.book import Book
from policybook.book.contact_facts import contact_facts
from policybook.book.prose import Prose
from policybook.model.declarations import Audience
from policybook.model.guidance import GuidanceTable
from policybook.model.helplines import Helplines
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.publication.phone_numbers import is_mobile
from policybook.rules.safeguarding.names_of_people import name_parts, real_people
from policybook.source.passages import Wording

PEOPLE, DOCUMENTS = "people", "documents"
_NAME = r"[A-Z\u00c0-\u00de][^\W\d_]+(?:[-’'][A-Z\u00c0-\u00de][^\W\d_]+)?"
_YEAR = r"(?:in |of |from |\(|, )?\(?(?:Year|Yr|Y|Form|Class|Set)\s?\d{1,2}\w?\b|in (?:[7-9]|1[0-3])[A-Z]{1,2}\b|(?:in |from )?Reception\b"
_RELATIVE = (
    r"(?:mum|mam|mom|dad|mother|father|parents?|carers?|foster \w+|gran|nan|grandm\w+|grandf\w+|grandparents?|family|sister|brother"
    r"|siblings?|aunt\w*|uncle|guardians?|social worker|class|phone|account|device|behaviour|case|EHCP|diagnosis|file)"
)
_WITH_YEAR = re.compile(
    rf"(?<![\w’'-])(?P<first>{_NAME})(?:\s(?:{_NAME}|[A-Z])\.?)?,?\s(?:{_YEAR}|aged?\s\d|\(aged?\s\d|\(\d\d?\))"
)
_WITH_RELATIVE = re.compile(
    rf"(?<![\w’'-])(?P<first>{_NAME})(?:\s(?:{_NAME}|[A-Z])\.?)?['’]s?\s(?P<what>{_RELATIVE})\b"
)
_OF_RELATIVE = re.compile(
    rf"\b(?:mum|mother|dad|father|parents?|carers?|sister|brother|family|guardians?) of (?P<first>{_NAME})(?:\s(?:{_NAME}|[A-Z])\.?)?(?![\w’'-])"
)
_WITH_INITIAL = re.compile(
    rf"(?<![\w’'-])(?P<first>{_NAME})\s[A-WYZ]\.?(?=\s(?:in|has|had|is|was|who|and|from|said|told|ran|needs)\b|[,;)]|$)"
)
_AGE, _OWNER, _INITIAL = re.compile(r"\d|Reception"), re.compile(r"['’]s?\s"), re.compile(r"[a-z]\s[A-Z]\b")
_OF = re.compile(r"[a-z] of [A-Z]")
"""What is in every text where the four above can match."""
_FIRST = re.compile(rf"(?<![\w’'.-])(?P<first>{_NAME})(?:\s(?P<following>{_NAME}))?(?![\w-])")
_THING = re.compile(r"\s+([A-Z]\w+)")
_CAPITAL = re.compile(r"[A-Z][a-z]")
_KIN = re.compile(
    r"(?:mum|mam|mom|dad|mother|father|parents?|carers?|foster|gran|nan|family|sister|brother|sibling|aunt|uncle|guardian)"
)
_IS_STAFF = re.compile(
    r"\s+(?:class\s+)?(?:teachers?|tutors?|leads?|leaders?|heads?|coordinators?|TAs?|assistants?|staff)\b"
)
_FIGURE = re.compile(r"\d\s*\d|\d\s+[A-Z]")
_LANDLINE = re.compile(r"0[1-35]\d{8,9}")
_SURE_YEAR = re.compile(r"[\s(,](?:Year|Yr|Y)\s?\d{1,2}\b|aged?\s\d")


_VALUES_SEEN = frozenset(["seen", "checked"])
"""The fields that keep what stood on a service's own page on some day: its older number is no note of anybody's."""


def _in_entries(book: Book, context: Context) -> tuple[Prose, ...]:
    """Every text of the facts, the settings and the records, also where it is for nobody but the leadership."""
    found: dict[Span, Prose] = {}
    for entry in (*book.entries(), *book.reviews):
        for field, span, text in entry.texts():
            if (" " in text or "@" in text) and span not in found and field.name not in _VALUES_SEEN:
                is_exact, lines = span.length == len(text), context.lines.get(span.path, ())
                wording = Wording(text, (span,))
                found[span] = Prose(
                    "fact", wording, entry, field.name, declared=field.declared, exact=is_exact, lines=lines
                )
    return tuple(found.values())


def _child_in(text: str, staff: frozenset[str]) -> re.Match[str] | None:
    """The first place of a text where somebody is told of as a child of the school."""
    for pattern, hint in ((_WITH_YEAR, _AGE), (_WITH_RELATIVE, _OWNER), (_WITH_INITIAL, _INITIAL), (_OF_RELATIVE, _OF)):
        for match in pattern.finditer(text) if hint.search(text) else ():
            first = match["first"]
            folded = fold_name(first)
            if folded in staff or _IS_STAFF.match(text, match.end()) or text[: match.start()].endswith(("St ", "St. ")):
                continue
            is_common = folded in FIRST_NAMES
            is_everyday = folded in EVERYDAY
            begins = not text[: match.start()].strip() or text[: match.start()].rstrip()[-1:] in ".!?:;"
            if pattern is _WITH_YEAR and (
                is_common or (not begins and _SURE_YEAR.search(match[0]) and not _is_word(text, first))
            ):
                return match
            if pattern is _WITH_RELATIVE and is_common and not (is_everyday and not _KIN.match(match["what"])):
                return match
            if pattern in (_WITH_INITIAL, _OF_RELATIVE) and is_common and not is_everyday:
                return match
    return None


def _is_word(text: str, name: str) -> bool:
    """Whether it is no name: in the plural or as a common noun of schools."""
    return name.lower().rstrip("s") in _NOUNS or f" {name.lower()}" in text


_NOUNS = words_of(
    "student pupil parent carer girl boy child children teacher tutor head lead leader form school staff assembly lesson class "
    "year key stage term english maths science computing art history geography music drama religious physical education pshe rse"
)


@rule("DSL050", Severity.BLOCKER, PEOPLE, on_page=PASSAGE_UNFIT)
def no_child_is_told_of(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no text, reason, note or evidence tells of a child by name.

    A name with a year group, an age, an initial or a relative is a child's: “Aisha K. in Year 8”, “Noah's parents”. It stays in
    the history of the project for ever, and whoever has the files can read it. Right: “a student in Year 8”.
    """
    staff = _names_of_staff(book)
    passages = (prose for prose in context.prose if prose.kind in ("clause", "statement"))
    for prose in (*passages, *context.once(_in_entries)):
        if match := _child_in(prose.text, staff):
            yield Violation(
                prose.span(*match.span()),
                f"“{' '.join(match[0].split())}” seems to name a child. Whoever opens the files or the pages can read it.",
                "Say it without the name, such as “a student”. Who it was belongs in the safeguarding records. "
                "The office also asks whoever looks after the project to take it out of the history.",
            )


@rule("DSL051", Severity.BLOCKER, PEOPLE, dated=Dated.CHANGES, on_page=ON_NO_PAGE)
def no_job_title_is_the_role_of_another(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure nobody's job title is the title of a role that somebody else holds, such as two people called Headteacher.

    Somebody who held it once is left alone: a handover is told otherwise.
    The pages print job titles. Wrong: `job_title: Headteacher` for a deputy. Right: `job_title: Deputy Headteacher`.
    """
    for role, entry in book.people.roles.items():
        holders = [appointment.person for appointment in book.holders(role, context.as_of)]
        others = [other.title.casefold() for name, other in book.people.roles.items() if name != role]
        if len(holders) != 1 or entry.title.casefold() in others:  # REF018
            continue
        for key, person in book.people.people.items():
            is_same = fold_name(person.job_title or "") == fold_name(entry.title)
            in_post = any(a.person == key and a.in_post(context.as_of) for a in book.people.appointments)
            has_held = any(a.person == key and a.role == role for a in book.people.appointments)
            if is_same and in_post and not has_held:
                other = book.people.people[holders[0]].name
                own = [
                    book.role_title(a.role)
                    for a in book.people.appointments
                    if a.person == key and a.in_post(context.as_of)
                ]
                yield Violation(
                    person.at("job_title"),
                    f"{person.name} has the job title {entry.title}, and that role is held by {other}: readers see two.",
                    f"Type this person’s own title, such as {next((title for title in own if entry.title in title), own[0])}. If the role has changed hands, end the one appointment and add the other.",
                    related=(entry.at("title"),),
                    about=key,
                )


@rule("DSL052", Severity.BLOCKER, on_page=ON_NO_PAGE)
def no_private_contact_is_in_a_note(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no reason, note or evidence holds somebody's number, e-mail address or home.

    Nobody's own contacts are kept in the project. Wrong: `note: Or ask for Julie, 07700 900222.`
    """
    known = {number_key(fact.text) for fact in contact_facts(book)} | {
        mail_key(fact.text) for fact in contact_facts(book)
    }
    address = re.sub(r"\W", "", (book.school.address or "").casefold())
    for prose in context.once(_in_entries):
        if _is_public(prose) or not (_FIGURE.search(prose.text) or "@" in prose.text):
            continue
        for contact in find_contacts(tidy_typing(prose.text), in_doubt=True):
            is_others = isinstance(prose.of, Helplines | GuidanceTable)  # these may have an office of their own
            is_number = contact.kind == "phone" and (
                is_mobile(contact.key) or (not is_others and _LANDLINE.fullmatch(contact.key))
            )
            is_place = contact.kind == "place" and not is_others and contact.key not in address
            is_mail = contact.kind == "mail" and not contact.text.startswith("@")  # an account
            if (is_mail or is_number or is_place) and contact.key not in known:
                what = {"mail": "e-mail address", "phone": "number", "place": "address"}[contact.kind]
                yield Violation(
                    prose.span(0, len(prose.text)),
                    f"The {what} {contact.text.strip()} is in this line, and may be one person’s own.",
                    "Delete it here: say which role to ask.",
                )


@rule("DSL053", Severity.ADVICE, PEOPLE)
def no_note_names_a_stranger(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no reason, note or evidence names somebody who is not on record: mostly that is a child or a parent.

    What is typed here stays in the history of the project. Wrong: `reason: After the incident with Tyler Brown.` Right:
    `reason: After the incident in March.` Who does something for the school has a role.
    """
    staff = _names_of_staff(book)
    for prose in context.once(_in_entries):
        if _is_public(prose) or not _CAPITAL.search(prose.text) or _child_in(prose.text, staff):
            continue
        for match in _FIRST.finditer(prose.text):
            first, following = fold_name(match["first"]), fold_name(match["following"] or "")
            is_person = first in FIRST_NAMES and first not in EVERYDAY and first not in staff
            after = _THING.match(prose.text, match.end())
            is_thing = following in THINGS | _NOUNS or (after is not None and fold_name(after[1]) in THINGS)
            if is_person and not is_thing and not prose.text[: match.start()].endswith(("St ", "St. ")):
                name = match["first"] if not match["following"] else match[0]
                yield Violation(
                    prose.span(*match.span()),
                    f"“{name}” is named here, and nobody of that name is in {book.layout.facts(PEOPLE)}.",
                    "Say it without the name: “a student”, “a parent”, or the role of who works for the school.",
                )
                break


_SECRET = re.compile(
    r"\blog(?:ged)? ?(?:in|on) (?:with|as|using) \S+ ?/ ?(?P<login>(?=\S*\d)\S{5,})|\b(?:pass\s?word|passcode|pass\s?phrase|pin|(?:wi-?fi|network) key|(?:door|gate|entry|alarm|access|voicemail) code)\b"
    r"(?:\s+(?:of|for)\s+(?:the\s+|our\s+)?[\w-]+)?\s*(?:is|are|=|:)?\s*[“\"'\u2018]?(?P<value>(?=[^\s”\"]*\d)(?!(?:19|20)\d\d\b)[^\s”\",;]{3,}\w)",
    re.IGNORECASE,
)
INVITATION = re.compile(
    r"\b(?:chat\.whatsapp\.com/\w|t\.me/(?:\+|joinchat)|discord\.gg/\w|(?:\w+\.)?zoom\.us/j/\d|meet\.google\.com/[a-z]{3}-"
    r"|teams\.microsoft\.com/l/meetup|docs\.google\.com/\S+/edit)[^\s)\]]*",
    re.IGNORECASE,
)
_SECRET_KEYS = re.compile(r"pass|pin|log|code|key|whatsapp|t\.me|discord|zoom|google|teams\.", re.IGNORECASE)


@rule("DSL054", Severity.BLOCKER, on_page=PASSAGE_UNFIT)
def no_secret_is_typed(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no text, reason or note gives away a password, a code of a door, or a link by which anybody joins a group.

    Whoever opens the pages or the files can use it. Wrong: `The Wi-Fi password is Hollybank2026.` Right: `Ask the office for
    the Wi-Fi password.`
    """
    passages = (prose for prose in context.prose if prose.kind in ("clause", "statement"))
    for prose in (*passages, *context.once(_in_entries)):
        if not _SECRET_KEYS.search(prose.text):
            continue
        if match := _SECRET.search(prose.text):
            what = "seems to be a password or a code"
            yield Violation(
                prose.span(*match.span("login" if match["login"] else "value")),
                f"“{match['login'] or match['value']}” {what}, and whoever opens the pages or files can use it.",
                _CHANGE_IT,
            )
        elif match := INVITATION.search(prose.text):
            yield Violation(
                prose.span(*match.span()),
                f"“{match[0][:40]}” is a private link: whoever has it can join or edit.",
                _CHANGE_IT,
            )


_CHANGE_IT = (
    "Delete it here, and say whom to ask. IT support also changes it at once: it stays in the history of the project."
)


def _names_of_staff(book: Book) -> frozenset[str]:
    return frozenset(fold_name(part) for person in real_people(book).values() for part in name_parts(person.name))


def _is_public(prose: Prose) -> bool:
    return bool(prose.declared and prose.declared.audience is Audience.PUBLIC)
