"""PUB: what a parents' guide, a staff acceptable use policy and a checklist must hold.

A part is recognised by the facts that its sentences name, in a token or in ``from=``, or by the id of its heading. Both
are data that an editor sees in the file. Nothing is guessed from the words of a heading.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from policybook.basics.findings import Severity
from policybook.basics.on_page import Refusal, leave_out, refuse
from policybook.basics.tokens import find_tokens
from policybook.book.book import Book, Document
from policybook.model.helplines import Helpline
from policybook.model.organisation import Duty
from policybook.rules.engine import Context, Violation, rule
from policybook.rules.literal_edits import adding_items
from policybook.rules.publication.phone_numbers import EMERGENCY, figures, wrong_with

DOCUMENTS, HELPLINES = "documents", "helplines"


class Part(NamedTuple):
    """A part of a document: what it is in words, the facts that show it is there, and the heading id that says so.

    Of ``facts`` any one is enough; one that ends with a dot stands for everything below it.
    """

    words: str
    facts: tuple[str, ...]
    heading: str
    fix: str


_EMERGENCY = "helplines.<999>.phone"
"""Stands for the phone number of whichever helpline has 999 or 112."""
_DSL = ("dsl.name", "dsls", "deputy_dsls", "people.dsl", "people.deputy-dsl")

WHAT_TO_DO_NOW = (
    Part(
        "which number to call when a child is in danger now",
        (_EMERGENCY,),
        "",
        "Add it at the top, for example: Call {{ helplines.emergency.phone }}",
    ),
    Part(
        "who at the school keeps children safe",
        _DSL,
        "",
        "Add a sentence with {{ dsls }}",
    ),
    Part(
        "how to reach the school or its safeguarding team",
        ("school.phone", "school.safeguarding_email", "school.email"),
        "",
        "Add a sentence with {{ school.phone }} or {{ school.safeguarding_email }}",
    ),
)
PARENTS_GUIDE = (
    Part(
        "which system filters the internet",
        ("services.filtering.",),
        "filtering",
        "Add a sentence with {{ services.filtering.product }}, or put { #filtering } after the heading above it",
    ),
    Part(
        "which system monitors how the internet is used",
        ("services.monitoring.",),
        "monitoring",
        "Add a sentence with {{ services.monitoring.product }}, or put { #monitoring } after the heading above it",
    ),
    Part(
        "how to complain",
        ("policies.complaints", "linked-policies.complaints"),
        "complaints",
        "Add a sentence with {{ policies.complaints }}, or put { #complaints } after the heading above it",
    ),
    Part(
        "how to ask for another language or format",
        ("school.formats_contact",),
        "formats",
        "Add a sentence with {{ school.formats_contact }}, or put { #formats } after the heading above it",
    ),
)
STAFF_AUP = (
    Part(
        "that the school monitors what staff do",
        ("services.monitoring.",),
        "monitoring",
        "Add a sentence with {{ services.monitoring.product }}, or put { #monitoring } after the heading above it",
    ),
    Part(
        "to whom a worry is reported",
        (*_DSL, "headteacher.name", "people.headteacher"),
        "",
        "Add a sentence with {{ dsls }} or {{ headteacher.name }}",
    ),
    Part(
        "what follows if these rules are broken",
        (
            "policies.allegations",
            "policies.disciplinary",
            "linked-policies.allegations",
            "linked-policies.disciplinary",
        ),
        "consequences",
        "Add a part that says it, and put { #consequences } after its heading",
    ),
)
_ABOUT_STAFF = "helplines.<about staff>."
"""Stands for whichever helpline takes concerns about staff, past the school's own leaders."""
PAST_THE_HEAD = (
    Part(
        "where staff turn when the worry is about a colleague, a DSL, the headteacher or the proprietor",
        (_ABOUT_STAFF,),
        "",
        "Add a sentence that names whom staff tell, and the council’s officer for it: {route}",
    ),
)
_NO_ROUTE = (
    "the Local Authority Designated Officer, whom nobody has added. Look it up on the council’s own page, and add it to "
    "{helplines} with about_staff: yes"
)
_AUP_FIELDS = {"a name": ("name",), "a signature": ("signature", "signed"), "a date": ("date",)}
_CHECKLIST_FIELDS = {"who completed it": ("completed", "name", "signature", "signed", "role"), "a date": ("date",)}
_EXAMPLES = {"a name": "Name", "a signature": "Signature", "a date": "Date", "who completed it": "Completed by"}


def _parents_guides(book: Book) -> list[Document]:
    """The documents for parents, the one that covers what binds them first."""
    guides = [
        d for d in book.published_documents if d.settings.audience == "parents" and d.settings.kind == "statements"
    ]
    return sorted(guides, key=lambda document: "parents" not in document.settings.covers)


def _staff_aups(book: Book) -> list[Document]:
    documents = [d for d in book.published_documents if d.settings.audience == "staff" and d.settings.sign_off]
    return sorted(documents, key=lambda document: "staff" not in document.settings.covers)


def _find_contents(book: Book, documents: list[Document]) -> set[str]:
    """The facts that the sentences of some documents name, and the ids of their headings after #."""
    helplines = book.helplines.helplines.items()
    emergency = {f"helplines.{name}.phone" for name, helpline in helplines if _may_be_emergency(helpline)}
    contents: set[str] = set()
    for document in documents:
        contents |= {f"#{group.id}" for group in document.groups if group.blocks}
        for statement in document.statements:
            contents |= {token.name for token in find_tokens(statement.wording.text)}
            contents |= {restated.target for restated in statement.restates if restated.is_fact}
            if not EMERGENCY.isdisjoint(statement.wording.text.replace(".", " ").split()):
                contents.add(_EMERGENCY)
    own = {
        f"helplines.{name}" for name, helpline in helplines if helpline.phone and figures(helpline.phone) in EMERGENCY
    }
    if emergency & contents or (not own & contents and _is_above_help(book, documents)):
        contents.add(_EMERGENCY)
    routes = {f"helplines.{name}" for name, helpline in helplines if helpline.about_staff}  # not in use: PUB006, PUB015
    if any(".".join(fact.split(".")[:2]) in routes for fact in contents):
        contents.add(_ABOUT_STAFF)
    return contents


def _is_above_help(book: Book, documents: list[Document]) -> bool:
    """Whether the emergency number is above the situations of help, with which the parents' page begins."""
    lines = book.helplines.helplines.values()
    is_for_families = any(document.settings.audience == "parents" for document in documents)
    return (
        is_for_families and bool(book.help.situations) and any(_may_be_emergency(one) for one in lines if one.is_in_use)
    )


def _routes(book: Book) -> list[str]:
    """The helplines in use that take concerns about staff."""
    return [name for name, helpline in book.helplines.helplines.items() if helpline.about_staff and helpline.is_in_use]


def _may_be_emergency(helpline: Helpline) -> bool:
    """Whether it has 999 or 112, or a number that cannot be rung, about which enough is said (PUB009, PUB013, PUB014)."""
    return not helpline.phone or figures(helpline.phone) in EMERGENCY or wrong_with(helpline.phone) is not None


def _has(part: Part, contents: set[str]) -> bool:
    if part.heading and f"#{part.heading}" in contents:
        return True
    return any(
        fact in contents or (fact.endswith(".") and any(f"{name}.".startswith(fact) for name in contents))
        for fact in part.facts
    )


def _missing(label: str, documents: list[Document], parts: tuple[Part, ...], book: Book) -> Iterator[Violation]:
    """The parts that none of ``documents`` has, at the settings of the first."""
    if not documents:
        return  # PUB008
    contents = _find_contents(book, documents)
    for part in parts:
        if not _has(part, contents):
            yield Violation(
                documents[0].settings.key("title"),
                f"{label} does not say {part.words}.",
                f"{part.fix}.",
                about=part.words,
            )


_in_parents_guide = partial(_missing, "The parents’ guide")
_in_staff_aup = partial(_missing, "The staff acceptable use policy")


@rule(
    "PUB017", Severity.BLOCKER, DOCUMENTS, HELPLINES, on_page=refuse(Refusal.NO_EMERGENCY_ROUTE), duty=Duty.SAFEGUARDING
)
def the_parents_guide_says_what_to_do_now(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure the parents' guide says what to do now: the emergency number, who keeps children safe, and how to reach them.

    Recognised by tokens: the phone number of a helpline that has 999 or 112 (or the number itself), which is also above the
    situations of `data/help.yml`; the DSLs; the school's phone or mailbox. Several documents for parents count together, so a leaflet need not repeat it.
    """
    yield from _in_parents_guide(_parents_guides(book), WHAT_TO_DO_NOW, book)


@rule(
    "PUB018", Severity.BLOCKER, DOCUMENTS, on_page=leave_out("The guide does without the part."), duty=Duty.SAFEGUARDING
)
def the_parents_guide_has_its_parts(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure the parents' guide says what filters and monitors, how to complain, and how to ask for other formats.

    Recognised by the facts that a sentence names in a token or in `from=`, or by the id of a heading:

    | part | facts | heading |
    |---|---|---|
    | what filters | `services.filtering` | `{ #filtering }` |
    | what monitors | `services.monitoring` | `{ #monitoring }` |
    | complaints | `policies.complaints` | `{ #complaints }` |
    | other formats | `school.formats_contact` | `{ #formats }` |
    """
    yield from _in_parents_guide(_parents_guides(book), PARENTS_GUIDE, book)


@rule(
    "PUB019",
    Severity.BLOCKER,
    DOCUMENTS,
    on_page=leave_out("The policy to sign does without the part."),
    duty=Duty.SAFEGUARDING,
)
def the_staff_policy_has_its_parts(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure the staff acceptable use policy says that use is monitored, to whom to report, and what breaking it leads to.

    Recognised by the facts that a sentence names in a token or in `from=`, or by the id of a heading:

    | part | facts | heading |
    |---|---|---|
    | monitoring notice | `services.monitoring` | `{ #monitoring }` |
    | to whom to report | `dsl.name`, `dsls`, `headteacher.name`, `people.dsl`, `people.headteacher` | |
    | consequences | `policies.allegations`, `policies.disciplinary` | `{ #consequences }` |
    """
    yield from _in_staff_aup(_staff_aups(book), STAFF_AUP, book)


@rule(
    "PUB043",
    Severity.BLOCKER,
    DOCUMENTS,
    HELPLINES,
    on_page=leave_out("The agreement does without the route."),
    duty=Duty.SAFEGUARDING,
)
def the_staff_policy_names_a_route_past_the_head(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure the staff policy says where to turn when the worry is about a colleague, a DSL, the headteacher or the proprietor.

    “Tell the DSL or the headteacher” is no route when that is the person. Keeping children safe in education sends a worry
    about the headteacher to the chair or the proprietor, and straight to the Local Authority Designated Officer (LADO)
    where the headteacher is the only proprietor or there is a conflict of interest.

    Recognised by a sentence that names a helpline with `about_staff: yes`, in a token or in `from=`.
    """
    names = _routes(book)
    route = (
        f"{{{{ helplines.{names[0]}.phone }}}}" if names else _NO_ROUTE.format(helplines=book.layout.facts("helplines"))
    )
    parts = tuple(part._replace(fix=part.fix.format(route=route)) for part in PAST_THE_HEAD)
    yield from _in_staff_aup(_staff_aups(book), parts, book)


@rule("PUB020", Severity.BLOCKER, DOCUMENTS, on_page=leave_out("The block to sign does without the field."))
def what_is_signed_has_its_fields(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a staff policy is signed with name, signature and date, and a checklist with who completed it and when.

    A signature without a name or a date proves nothing later, for example in a disciplinary matter.
    """
    for document in book.documents:
        settings = document.settings
        fields = settings.sign_off.fields if settings.sign_off else ()
        if settings.kind == "checklist":
            wanted = _CHECKLIST_FIELDS
        elif settings.audience == "staff" and settings.sign_off:
            wanted = _AUP_FIELDS
        else:
            continue
        text = " ".join(fields).lower()
        missing = [part for part, words in wanted.items() if not any(word in text for word in words)]
        if missing and settings.sign_off:
            added = [_EXAMPLES[part] for part in missing]
            last = settings.sign_off.at("fields", len(fields) - 1)
            yield Violation(
                settings.sign_off.key("fields"),
                f"“{settings.title}” has no field for {' and '.join(missing)}.",
                f"Add to fields: {', '.join(added)}.",
                edits=adding_items(context, last, added) if fields else (),
            )
        elif missing:
            yield Violation(
                settings.key("title"),
                f"“{settings.title}” has no place to sign.",
                "Add sign_off: to the settings at the top, with statement: and fields: below it, as in the staff policy.",
            )
