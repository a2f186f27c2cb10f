"""PUB: what the public pages need and what they must not show."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from policybook.book import Book
from policybook.dates import within
from policybook.findings import Severity, Span
from policybook.model.content import DocumentSettings
from policybook.model.facts import Person
from policybook.rules.engine import Context, Fault, Rule, rule
from policybook.tokens import find_tokens

HELPLINES, SETTINGS = "data/helplines.yml", "data/settings.yml"
_PUBLIC_ROLES = ("dsl", "deputy-dsl", "headteacher", "proprietor")
_WANTED = {
    "address": "the school’s postal address",
    "email": "the school office’s shared e-mail address",
    "hours": "when the school answers the phone",
    "website": "the address where these pages are published",
    "formats_contact": "how to ask for another language or format",
}


def _named_people(book: Book, context: Context) -> Iterator[tuple[str, Person]]:
    """The people whose names the pages print, by id, each once."""
    seen: set[str] = set()
    for role in _PUBLIC_ROLES:
        for appointment in book.holders(role, context.as_of):
            if appointment.person not in seen:
                seen.add(appointment.person)
                yield appointment.person, book.person(appointment)


@rule("PUB001", Severity.BLOCKER)
def every_published_name_was_decided_on(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure there is a recorded decision to publish each name.

    The policy promises that no personal information about staff goes on the website, and a DSL's name must be known to
    parents. So publishing a name is a decision: which role took it, and when.
    """
    for name, person in _named_people(book, context):
        if person.publish_name is None:
            yield Fault(
                person.key("publish_name"),
                f"Nobody has decided whether {person.name}’s name may be published, so the pages leave it out.",
                "Type publish_name: yes or no, and who decided it when.",
                about=name,
            )
        elif person.publish_name and not (person.publish_agreed_by and person.publish_agreed_on):
            yield Fault(
                person.key("publish_agreed_by"),
                f"The pages name {person.name}, and no decision to publish the name is on record.",
                f"Type the role that decided it {person.after('publish_agreed_by')}, and the day {person.after('publish_agreed_on')}.",
                about=name,
            )


@rule("PUB002", Severity.BLOCKER)
def every_named_person_was_told(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure each person whose name is published has been told."""
    for name, person in _named_people(book, context):
        if person.publish_name and person.told_on is None:
            yield Fault(
                person.key("told_on"),
                f"It is not on record that {person.name} was told that the name is published.",
                f"Tell the person, then type the day {person.after('told_on')}.",
                about=name,
            )


@rule("PUB003", Severity.ADVICE)
def the_school_can_be_reached(book: Book, _context: Context) -> Iterator[Fault]:
    """Ensure the pages can say how to reach the school, and where they are published."""
    for key, words in _WANTED.items():
        if getattr(book.school, key) is None:
            yield Fault(
                book.school.key(key),
                f"It is not known {words}." if words.startswith(("when", "how")) else f"Nobody has filled in {words}.",
                f"Type it {book.school.after(key)}.",
            )


def _unclear(book: Book, role: str) -> bool:
    """Whether the dates of an appointment contradict each other, which is DSL018."""
    return any(a.role == role and a.ends_before_it_begins for a in book.people.appointments)


@rule("PUB004", Severity.BLOCKER)
def the_proprietor_is_named(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure the proprietor, who answers for the policies and must approve them, is on record."""
    if not book.holders("proprietor", context.as_of) and not _unclear(book, "proprietor"):
        yield Fault(
            book.people.key("appointments"),
            "Nobody is on record as proprietor.",
            "Add the person below people:, and an appointment with role: proprietor below appointments:.",
        )


@rule("PUB005", Severity.BLOCKER)
def the_headteacher_is_named(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure the headteacher is on record."""
    if not book.holders("headteacher", context.as_of) and not _unclear(book, "headteacher"):
        yield Fault(
            book.people.key("appointments"),
            "Nobody is on record as headteacher.",
            "Add the person below people:, and an appointment with role: headteacher below appointments:.",
        )


@rule("PUB006", Severity.BLOCKER, HELPLINES)
def no_superseded_helpline_is_named(book: Book, _context: Context) -> Iterator[Fault]:
    """Ensure the texts send nobody to a service that has been replaced."""
    helplines = book.helplines.helplines
    wordings = [c.wording for s in book.sections.values() for c in s.clauses] + [
        s.wording for d in book.documents for s in d.statements
    ]
    for wording in wordings:
        for token in find_tokens(wording.text):
            kind, *rest = token.name.split(".")
            helpline = helplines.get(rest[0]) if kind == "helplines" and len(rest) > 1 else None
            if helpline and helpline.superseded_by:
                newer = helplines.get(helpline.superseded_by)
                yield Fault(
                    wording.span(token.start, token.end),
                    f"{helpline.name} has been replaced by {newer.name if newer else helpline.superseded_by}.",
                    f"Type {{{{ helplines.{helpline.superseded_by}.{rest[1]} }}}} instead, and check that the sentence is still right.",
                )


@rule("PUB007", Severity.ADVICE, SETTINGS)
def helplines_were_tried(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure every helpline's number and page was tried within the last year."""
    days = book.settings.helpline_checked_days.value
    stale = [
        helpline
        for helpline in book.helplines.helplines.values()
        if not helpline.superseded_by and not within(helpline.checked_on, days, context.as_of)
    ]
    if stale:
        count = f"{len(stale)} helplines were" if len(stale) > 1 else f"“{stale[0].name}” was"
        yield Fault(
            stale[0].key("checked_on"),
            f"{count} not tried by anyone in the last {days} days.",
            f"Ring each number or open each page, then type the day {stale[0].after('checked_on')}, and your role {stale[0].after('checked_by')}.",
            related=tuple(helpline.key("checked_on") for helpline in stale[1:]),
        )


_EXPECTED: tuple[tuple[str, Callable[[DocumentSettings], bool], str], ...] = (
    ("a parents’ guide", lambda s: s.audience == "parents", "audience: parents"),
    (
        "a staff acceptable use policy to sign",
        lambda s: s.audience == "staff" and s.sign_off is not None,
        "audience: staff and sign_off:",
    ),
    ("an annual review checklist", lambda s: s.kind == "checklist", "kind: checklist"),
)


@rule("PUB008", Severity.BLOCKER, "policy/documents")
def every_expected_document_is_there(book: Book, _context: Context) -> Iterator[Fault]:
    """Ensure there are a parents' guide, a staff acceptable use policy to sign, and an annual review checklist.

    They are files in `policy/documents/`. Without the checklist, the checks that stand in the sections reach nobody.
    """
    for what, fits, setting in _EXPECTED:
        if not any(fits(document.settings) for document in book.documents):
            yield Fault(
                Span("policy/documents"),
                f"There is no document that is {what}.",
                f"Bring its file in policy/documents/ back from GitHub’s list of commits, or write one with {setting}.",
                about=what,
            )


RULES: tuple[Rule, ...] = (
    every_published_name_was_decided_on,
    every_named_person_was_told,
    the_school_can_be_reached,
    the_proprietor_is_named,
    the_headteacher_is_named,
    no_superseded_helpline_is_named,
    helplines_were_tried,
    every_expected_document_is_there,
)
