"""The one aggregate: a school's policies, documents and facts, frozen. Not for judging them (``rules``) or showing them.

Questions about people are methods that take the day; nothing here asks the clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeAlias

from policybook.basics import fingerprints
from policybook.basics.findings import Span
from policybook.model.content import CheckSettings, DocumentSettings, InBriefSettings, PolicySettings, SectionSettings
from policybook.model.entry import Entry
from policybook.model.events import Event, confirmed_by_review
from policybook.model.facts import SAFEGUARDING_ROLES, Appointment, Facts, Person, Review
from policybook.source.clause_references import Reference
from policybook.source.logo_picture import NoPicture, Picture
from policybook.source.passages import PassageKind, Wording
from policybook.source.sources import STANDARD, Layout

PARTED = "\n\n"
"""What stands between the wordings of a whole text: no wording has an empty line in it."""
_ENDS = (".", "!", "?", ":", ";", "…", "}}")
_NOTE_MARKS = re.compile(r"\[\^[^\]\s]+\]")


class Reported(NamedTuple):
    """What a clause says it reports: a guidance, the edition in which it was read, and the place that says so."""

    guidance: str
    edition: str
    span: Span

    def typed(self, edition: str) -> str:
        """Return the attribute as it is typed with another edition."""
        return f'reports="{self.guidance}/{edition}"'


class Clause(NamedTuple):
    """A numbered paragraph or list item of a policy."""

    id: str
    has_own_id: bool
    number: str
    wording: Wording
    span: Span
    binds: tuple[str, ...]
    policy: str
    section: str
    nested: ClauseList | None = None
    language: str = ""
    """The language it is written in, where that is not the one around it."""
    reports: Reported | None = None
    kind: PassageKind = "text"
    more: tuple[Clause, ...] = ()
    """The later paragraphs of an item, which are cited by its number."""
    label: str = ""
    """The number of a footnote."""
    own_number: str = ""
    """The number that the school gives it, which then is ``number``."""

    @property
    def fingerprint(self) -> str:
        """The fingerprint of its own wording, without the list inside it."""
        return fingerprints.of_wording(self.wording.text)

    @property
    def is_numbered(self) -> bool:
        """Whether readers see its number: no heading, quotation, note, later paragraph or part of a table."""
        return self.kind in ("text", "definition")

    @property
    def is_unfinished(self) -> bool:
        """Whether it is a paragraph that ends in the middle of a sentence. Items of lists often end without a mark."""
        return (
            self.is_numbered
            and "(" not in self.number
            and not _NOTE_MARKS.sub("", self.wording.text).rstrip().rstrip("*_)”’\"'").endswith(_ENDS)
        )


class ClauseList(NamedTuple):
    """A list of clauses, with bullets or numbers."""

    ordered: bool
    items: tuple[Clause, ...]


class ClauseTable(NamedTuple):
    """A table: the headings of its columns, and its rows. A row that has an id is a rule like any clause."""

    columns: Clause
    rows: tuple[Clause, ...]


ClauseBlock: TypeAlias = Clause | ClauseList | ClauseTable


@dataclass(frozen=True, eq=False, repr=False)
class Section:
    """A section of a policy: one file."""

    id: str
    policy: str
    number: int
    path: str
    settings: SectionSettings
    blocks: tuple[ClauseBlock, ...]

    @property
    def ref(self) -> str:
        """Its name in the whole book: ``online-safety/passwords``."""
        return f"{self.policy}/{self.id}"

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """All its clauses in reading order, those inside lists too."""
        return tuple(_clauses(self.blocks))

    @property
    def wordings(self) -> tuple[str, ...]:
        """Its title and all its clauses: what a review reads."""
        return (self.settings.title, *(clause.wording.text for clause in self.clauses))

    @cached_property
    def fingerprint(self) -> str:
        """The fingerprint of its title and all its clauses."""
        return fingerprints.of_wordings(self.wordings)


def _clauses(blocks: tuple[ClauseBlock, ...]) -> Iterator[Clause]:
    for block in blocks:
        if isinstance(block, ClauseList):
            yield from _clauses(block.items)
        elif isinstance(block, ClauseTable):
            yield from (block.columns, *block.rows)
        else:
            yield block
            yield from block.more
            if block.nested:
                yield from _clauses(block.nested.items)


@dataclass(frozen=True, eq=False, repr=False)
class Policy:
    """A policy: its settings and its sections in order."""

    id: str
    path: str
    settings: PolicySettings
    sections: tuple[Section, ...]

    @property
    def download(self) -> str:
        """The name of its PDF without ending, which does not say "policy" twice."""
        return self.id if self.id.endswith("policy") else f"{self.id}-policy"

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the whole text."""
        return fingerprints.of_wordings(section.fingerprint for section in self.sections)


class Restates(NamedTuple):
    """A reference of a statement or check: a clause id or a dotted fact, and its place.

    ``policy`` is the one that the clause is said to stand in, or "" where the reference does not say. ``pin`` is what an
    older book typed after it, with its @.
    """

    target: str
    span: Span
    policy: str = ""
    pin: str = ""

    @property
    def name(self) -> str:
        """The reference as it belongs in the file."""
        return Reference(self.policy, self.target).name

    @property
    def is_fact(self) -> bool:
        """Whether it names a fact of ``data/`` and not a clause."""
        return "." in self.target


class Statement(NamedTuple):
    """A paragraph or list item of a document, and what it restates.

    ``picture`` says what its symbol shows in an easy-read edition.
    """

    id: str
    wording: Wording
    span: Span
    restates: tuple[Restates, ...]
    nested: StatementList | None = None
    language: str = ""
    """The language it is written in, where that is not the one around it."""
    picture: str = ""
    kind: PassageKind = "text"
    more: tuple[Statement, ...] = ()
    """The later paragraphs of an item."""
    label: str = ""
    """The number of a footnote."""

    @property
    def is_said(self) -> bool:
        """Whether it says something by itself: no heading, and no part of an item, of a table or of a quotation."""
        return self.kind in ("text", "definition")


class StatementList(NamedTuple):
    """A list of statements, with bullets or numbers; ``start`` is the first number."""

    ordered: bool
    items: tuple[Statement, ...]
    start: int = 1


class StatementTable(NamedTuple):
    """A table: the headings of its columns, and its rows."""

    columns: Statement
    rows: tuple[Statement, ...]


StatementBlock: TypeAlias = Statement | StatementList | StatementTable


class StatementGroup(NamedTuple):
    """A heading of a document and what stands under it; the text before the first heading has no title."""

    id: str
    title: str
    span: Span
    blocks: tuple[StatementBlock, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Document:
    """A document made from the policies: AUP, parent guide, checklist, leaflet, or the summary of one policy."""

    id: str
    path: str
    settings: DocumentSettings
    groups: tuple[StatementGroup, ...]
    sums_up: str = ""
    """The policy that it sums up, on whose page it is; "" for a document with a page of its own."""
    front_matter: InBriefSettings | None = None
    """What the file of a summary says above its lines: less than the settings of a document."""

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """All its statements in reading order."""
        return tuple(statement for group in self.groups for statement in statements_in(group.blocks))

    @property
    def ref(self) -> str:
        """Its name in the whole book: ``documents/parent-guide``. No policy is called ``documents``."""
        return f"documents/{self.id}"

    @property
    def is_draft(self) -> bool:
        """Whether nobody has recorded yet that readers tried it, which an easy-read edition waits for."""
        return bool(self.settings.easy_read) and not (self.settings.tried_on and self.settings.tried_by)

    @property
    def is_reviewed(self) -> bool:
        """Whether a review reads it by itself: not the questions of the review, no draft, and no summary, which its policy is read with."""
        return not (self.settings.groups or self.settings.kind == "checklist" or self.is_draft or self.sums_up)

    @property
    def is_signed(self) -> bool:
        """Whether its readers sign it: not the checklist, which whoever holds the review signs."""
        return self.settings.sign_off is not None and self.settings.kind != "checklist"

    @property
    def background(self) -> tuple[StatementGroup, ...]:
        """The groups that explain: they stand after the signature, and nobody signs them."""
        return tuple(group for group in self.groups if group.id in self.settings.background)

    @property
    def wordings(self) -> tuple[str, ...]:
        """Its title, headings and statements: what a review reads."""
        headings = [group.title for group in self.groups]
        return (self.settings.title, *headings, *(s.wording.text for s in self.statements))

    @property
    def fingerprint(self) -> str:
        """The fingerprint of its title, headings and statements."""
        return fingerprints.of_wordings(self.wordings)


def statements_in(blocks: tuple[StatementBlock, ...]) -> Iterator[Statement]:
    """All statements of some blocks in reading order, those inside lists too."""
    for block in blocks:
        if isinstance(block, StatementList):
            yield from statements_in(block.items)
        elif isinstance(block, StatementTable):
            yield from (block.columns, *block.rows)
        else:
            yield block
            yield from block.more
            if block.nested:
                yield from statements_in(block.nested.items)


class Check(NamedTuple):
    """A check of the annual review, the section it stands in, and the clauses it checks."""

    settings: CheckSettings
    section: Section
    references: tuple[Restates, ...]


def _check(settings: CheckSettings, section: Section) -> Check:
    places = ((one, settings.at("clauses", n)) for n, one in enumerate(settings.references))
    return Check(settings, section, tuple([Restates(one.target, span, one.policy, one.pin) for one, span in places]))


@dataclass(frozen=True, eq=False, repr=False)
class Book(Facts):
    """Everything read from ``policy/`` and ``data/``; the facts are those that the events leave."""

    reviews: tuple[Review, ...]
    policies: tuple[Policy, ...]
    documents: tuple[Document, ...]
    layout: Layout = STANDARD
    logo: Picture | NoPicture | None = None
    """The school's logo, or why the file that is named cannot be shown; None where none is named."""
    events: tuple[Event, ...] = ()
    """Every event that could be read, those that change nothing too."""

    @cached_property
    def signed(self) -> tuple[Event, ...]:
        """Every event, and what the records of reviews confirm in the same terms."""
        return (*self.events, *(event for review in self.reviews for event in confirmed_by_review(review)))

    def entries(self) -> Iterator[Entry]:
        """Yield all facts, then all settings of policies, sections and documents; not the records of reviews."""
        yield from self.fact_files()
        for policy in self.policies:
            yield from (policy.settings, *(section.settings for section in policy.sections))
        yield from (document.front_matter or document.settings for document in self.documents)

    @cached_property
    def sections(self) -> dict[str, Section]:
        """All sections by ``policy/section``."""
        return {section.ref: section for policy in self.policies for section in policy.sections}

    @cached_property
    def clauses(self) -> dict[str, Clause]:
        """All clauses that have an id of their own, by it."""
        return {c.id: c for section in self.sections.values() for c in section.clauses if c.has_own_id}

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """All checks that stand in sections, in reading order."""
        return tuple(_check(check, section) for section in self.sections.values() for check in section.settings.checks)

    @property
    def check_ids(self) -> tuple[str, ...]:
        """The id of every check, which a review asks."""
        return tuple(dict.fromkeys(check.settings.id for check in self.checks))

    @cached_property
    def check_words(self) -> dict[str, str]:
        """The fingerprint of each check, by its id: of its question and of the clauses that it checks."""
        return {
            check.settings.id: fingerprints.of_wordings(
                [check.settings.ask, *(clause.wording.text for clause in _clauses(self.checked(check)))]
            )
            for check in self.checks
        }

    def checked(self, check: Check) -> tuple[Clause, ...]:
        """Return the clauses that a check is about."""
        return tuple(self.clauses[one.target] for one in check.references if one.target in self.clauses)

    @cached_property
    def reviewed_texts(self) -> dict[str, Section | Document]:
        """All sections and documents that a review reads, by their names in the whole book."""
        return {**self.sections, **{document.ref: document for document in self.documents if document.is_reviewed}}

    @cached_property
    def published_documents(self) -> tuple[Document, ...]:
        """The documents that have a page: all but summaries, and easy-read editions that no reader has tried."""
        return tuple(document for document in self.documents_with_pages if not document.is_draft)

    @property
    def easy_read_documents(self) -> tuple[Document, ...]:
        """The easy-read editions, drafts or published."""
        return tuple(document for document in self.documents if document.settings.easy_read)

    @property
    def documents_with_pages(self) -> tuple[Document, ...]:
        """All documents but the summaries, which are on the pages of their policies; drafts among them."""
        return tuple(document for document in self.documents if not document.sums_up)

    def in_brief(self, policy: Policy) -> Document | None:
        """Return the summary of a policy."""
        return next((document for document in self.documents if document.sums_up == policy.id), None)

    def policies_of(self, document: Document) -> tuple[Policy, ...]:
        """Return the policies that a document rests on: those whose clauses it restates, or all where it restates none."""
        restated = {reference.target for statement in document.statements for reference in statement.restates}
        names = {self.clauses[name].policy for name in restated if name in self.clauses}
        return tuple(policy for policy in self.policies if policy.id in names) or self.policies

    def policy(self, policy_id: str) -> Policy | None:
        """Return the policy of that id."""
        return next((policy for policy in self.policies if policy.id == policy_id), None)

    def document(self, document_id: str) -> Document | None:
        """Return the document of that id."""
        return next((document for document in self.documents if document.id == document_id), None)

    def person(self, appointment: Appointment) -> Person:
        """Return the person of an appointment (loading has made sure there is one)."""
        return self.people.people[appointment.person]

    def holders(self, role: str, on: date) -> tuple[Appointment, ...]:
        """Return the appointments to a role in post on a day, in the order of the file."""
        return tuple(
            appointment
            for appointment in self.people.appointments
            if appointment.role == role and appointment.in_post(on) and appointment.person in self.people.people
        )

    def is_body(self, role: str) -> bool:
        """Whether a role is a board or a committee, which decides and which no person holds."""
        entry = self.people.roles.get(role)
        return bool(entry and entry.body)

    def can_act(self, role: str, on: date) -> bool:
        """Whether somebody can have decided or signed as a role on a day: somebody held it, or it is a body."""
        return self.is_body(role) or bool(self.holders(role, on))

    @property
    def accountable(self) -> str:
        """The role or body that answers for the organisation in law and approves; "" where none is known."""
        approving = self.settings.review_approved_by.roles
        return self.organisation.profile.accountable or (approving[0] if approving else "")

    @property
    def public_roles(self) -> tuple[str, ...]:
        """The roles whose holders the pages name: the safeguarding team, and those who lead and answer for the school."""
        return tuple(
            dict.fromkeys([*SAFEGUARDING_ROLES, "headteacher", "proprietor", *filter(None, [self.accountable])])
        )

    def dsls(self, on: date) -> tuple[Appointment, ...]:
        """Return everyone in post as DSL or deputy DSL on a day."""
        return (*self.holders("dsl", on), *self.holders("deputy-dsl", on))

    def lead_dsl(self, on: date) -> Appointment | None:
        """Return the one lead DSL on a day; None where nobody is marked as lead or more than one is."""
        leads = [appointment for appointment in self.holders("dsl", on) if appointment.lead]
        return leads[0] if len(leads) == 1 else None

    def deputy_dsls(self, on: date) -> tuple[Appointment, ...]:
        """DSLs marked as not leading, and deputy DSLs."""
        return tuple(a for a in self.dsls(on) if a.role == "deputy-dsl" or a.lead is False)

    def role_title(self, role: str) -> str:
        """Return the title of a role, or its id where it has none."""
        entry = self.people.roles.get(role)
        return entry.title if entry else role
