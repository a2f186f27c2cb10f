"""The facts in ``data/``: one model a file. Unknown is ``None`` and is never the same as no. Not for judging them."""

from dataclasses import dataclass, fields
from datetime import date
from types import NoneType
from typing import Annotated, Any, Literal, get_args

from policybook.model.entry import Entry, field
from policybook.model.field_readers import Before
from policybook.model.field_types import (
    AT_LEAST_ONE,
    EMPTY_LIST,
    EMPTY_TABLE,
    Colour,
    Day,
    Edition,
    Email,
    Https,
    Id,
    LineRange,
    Number,
    Phone,
    RoleId,
    Text,
    When,
    YesNo,
    fault,
)

Audience = Literal["parents", "students", "staff"]
Trust = Literal["P", "S", "R", "G"]


class School(Entry):
    """The school: its name, how to reach it and how its pages look."""

    name: Text
    county: Text | None = None
    address: Text | None = None
    phone: Phone | None = None
    email: Email | None = None
    safeguarding_email: Email | None = None
    hours: Text | None = None
    website: Https | None = None
    accent: Colour = "#1d5e8c"
    logo: Text | None = None
    copyright: Text | None = None
    formats_contact: Text | None = None


class Role(Entry):
    """A role that people hold, by its title."""

    title: Text


class Person(Entry):
    """A person. E-mail and phone are private and reach no public page."""

    name: Text
    job_title: Text | None = None
    publish_name: YesNo | None = None
    publish_agreed_by: Id | None = None
    publish_agreed_on: When | None = None
    told_on: When | None = None
    email: Email | None = None
    phone: Phone | None = None


class Appointment(Entry):
    """A person in a role for a time. Dates of training and roll-call are private."""

    person: Id
    role: Id
    lead: YesNo | None = None
    from_: When | None = field(default=None, alias="from")
    until: When | None = None
    senior_leadership: YesNo | None = None
    in_job_description: YesNo | None = None
    trained_on: When | None = None
    refreshed_on: When | None = None
    prevent_trained_on: When | None = None
    responsibilities: Annotated[tuple[Literal["online-safety", "filtering-and-monitoring"], ...], EMPTY_LIST] = ()
    confirmed_on: When | None = None
    confirmed_by: Id | None = None

    @property
    def ends_before_it_begins(self) -> bool:
        """Whether its two dates contradict each other."""
        return bool(self.from_ and self.until and self.until.last < self.from_.first)

    def in_post(self, on: date) -> bool:
        """Whether the appointment runs on that day; an unknown beginning does not make it ended or future."""
        if self.from_ and on < self.from_.first:
            return False
        return not (self.until and on > self.until.last)

    def ended(self, on: date) -> bool:
        """Whether it was over before that day."""
        return bool(self.until and on > self.until.last)


class Cover(Entry):
    """Who answers when every DSL is away."""

    arrangement: Text | None = None
    contact: Text | None = None


class People(Entry):
    """``people.yml``: roles, people, and who holds which role since when."""

    roles: Annotated[dict[Id, Role], EMPTY_TABLE] = {}
    people: Annotated[dict[Id, Person], EMPTY_TABLE] = {}
    appointments: Annotated[tuple[Appointment, ...], EMPTY_LIST] = ()
    cover: Cover = field(default_factory=Cover)


class Service(Entry):
    """A service the policies depend on."""

    title: Text
    what: Text
    provider: Text | None = None
    product: Text | None = None
    public: YesNo | None = None
    reviewed_on: When | None = None
    contract_owner: Id | None = None


class Services(Entry):
    """``services.yml``."""

    services: Annotated[dict[Id, Service], EMPTY_TABLE] = {}


class GuidanceEdition(Entry):
    """One edition of a guidance: in force from a day, until the next one."""

    edition: Edition
    in_force: When | None = None
    until: When | None = None
    published: When | None = None
    trust: Trust | None = None
    note: Text | None = None
    checked_on: Day | None = None
    checked_by: Text | None = None

    def in_force_on(self, on: date) -> bool:
        """Whether it is in force on that day; ``until`` is the day from which the next one is. A period counts from its end."""
        if self.in_force and on < self.in_force.first:
            return False
        return not self.superseded_on(on)

    def superseded_on(self, on: date) -> bool:
        """Whether a later edition is in force on that day."""
        return bool(self.until and on >= (self.until.first if self.until.is_day else self.until.last))


class Guidance(Entry):
    """A law, a statutory guidance, a standard or an advice, with its editions."""

    title: Text
    short: Text
    publisher: Text | None = None
    kind: Literal["statutory", "standard", "advice", "law", "local"]
    url: Https | None = None
    duty_from: Annotated[
        When | None, "the day from which a school must have regard to it, if later than its edition"
    ] = None
    each_september: Annotated[YesNo | None, "whether a new edition comes on most first days of September"] = None
    expected_in: Annotated[tuple[Id, ...], EMPTY_LIST, "the policies that should rely on it"] = ()
    editions: Annotated[tuple[GuidanceEdition, ...], AT_LEAST_ONE]

    @property
    def is_law(self) -> bool:
        """Whether it is a law: the year in a law's name is part of the name, and its sections keep their numbers."""
        return self.kind == "law"

    def binds_on(self, on: date) -> bool:
        """Whether a school must follow it, or say why not, on that day."""
        return self.kind in ("statutory", "law") and not (self.duty_from and on < self.duty_from.first)

    def edition(self, name: str) -> GuidanceEdition | None:
        """The edition of that name."""
        return next((edition for edition in self.editions if edition.edition == name), None)

    def current(self, on: date) -> GuidanceEdition | None:
        """The newest edition in force on that day."""
        return next((edition for edition in reversed(self.editions) if edition.in_force_on(on)), None)


class GuidanceTable(Entry):
    """``guidance.yml``."""

    guidance: Annotated[dict[Id, Guidance], EMPTY_TABLE] = {}


class Helpline(Entry):
    """A helpline or a place to report something."""

    name: Text
    for_: Text = field(alias="for")
    phone: Phone | None = None
    phone_hours: Text | None = None
    url: Https | None = None
    audience: Annotated[tuple[Audience, ...], EMPTY_LIST] = ()
    public: YesNo | None = None
    superseded_by: Id | None = None
    note: Text | None = None
    trust: Trust | None = None
    checked_on: Day | None = None
    checked_by: Text | None = None


class Helplines(Entry):
    """``helplines.yml``."""

    helplines: Annotated[dict[Id, Helpline], EMPTY_TABLE] = {}


class LinkedPolicy(Entry):
    """Another policy of the school, with every name it goes by."""

    title: Text
    in_text: Text
    aliases: Annotated[tuple[Text, ...], EMPTY_LIST] = ()
    held: Text | None = None
    url: Https | None = None
    owner: Id | None = None
    reviewed: When | None = None
    next_review: When | None = None
    public: YesNo | None = None


class LinkedPolicies(Entry):
    """``linked-policies.yml``."""

    linked_policies: Annotated[dict[Id, LinkedPolicy], EMPTY_TABLE] = {}


class Term(Entry):
    """A word or short form explained."""

    term: Text
    stands_for: Text | None = None
    meaning: Text
    aliases: Annotated[tuple[Text, ...], EMPTY_LIST] = ()


class Glossary(Entry):
    """``glossary.yml``."""

    terms: Annotated[dict[Id, Term], EMPTY_TABLE] = {}


class Figure(Entry):
    """A number the rules work with, and why it is that number."""

    value: Number
    reason: Text


class Approvers(Entry):
    """The roles that must approve a review, and why these."""

    roles: tuple[RoleId, ...]
    reason: Text


def _figure(value: int) -> Figure:
    """A default for a figure, made when a file leaves it out: a model that is built while importing costs every run."""
    figure: Figure = field(default_factory=lambda: Figure(value=value, reason="Project default."))
    return figure


class Settings(Entry):
    """``settings.yml``: periods in months or days, and where the source is kept."""

    review_every_months: Figure = _figure(12)
    review_notice_days: Figure = _figure(60)
    dsl_training_months: Figure = _figure(24)
    dsl_training_notice_days: Figure = _figure(90)
    dsl_refresh_months: Figure = _figure(12)
    dsl_refresh_notice_days: Figure = _figure(60)
    roll_call_days: Figure = _figure(120)
    guidance_checked_days: Figure = _figure(120)
    helpline_checked_days: Figure = _figure(365)
    waiver_days: Figure = _figure(90)
    review_approved_by: Approvers = field(
        default_factory=lambda: Approvers(roles=("proprietor",), reason="Project default.")
    )
    repository: Https | None = None
    branch: Text = "main"


class SourceLines(Entry):
    """Where some lines of the earlier document went."""

    lines: LineRange
    clauses: Annotated[tuple[Id, ...], EMPTY_LIST] = ()
    facts: Annotated[tuple[Text, ...], EMPTY_LIST] = ()
    omitted: Text | None = None
    note: Text | None = None


class Difference(Entry):
    """A place where ours deliberately differs from the earlier document."""

    lines: LineRange
    source: Text
    ours: Text
    why: Text


class SourceMap(Entry):
    """``source.yml``: every line of the earlier document, and the clauses or facts that carry it."""

    title: Text
    description: Text
    sha256: Text
    words: Number
    last_line: Number
    non_empty: Text
    lines: Annotated[tuple[SourceLines, ...], EMPTY_LIST] = ()
    differences: Annotated[tuple[Difference, ...], EMPTY_LIST] = ()


class Waiver(Entry):
    """An agreed exception to one rule for one subject, with an end."""

    rule: Text
    subject: Text
    reason: Text
    agreed_by: Id
    agreed_on: Day
    expires: Day


class Waivers(Entry):
    """``waivers.yml``."""

    waivers: Annotated[tuple[Waiver, ...], EMPTY_LIST] = ()


class Approval(Entry):
    """Who approved, as a role, and when."""

    role: RoleId
    on: Day


def _approvals(value: object) -> object:
    """A role alone does not say when it approved."""
    items = value if isinstance(value, list) else [value]
    alone = [item for item in items if isinstance(item, str)]
    if alone:
        entries = ", ".join(f"{{role: {role}, on: 2026-11-22}}" for role in alone)
        raise fault("This says who approved, and not when.", f"Type [{entries}], with the day of each.")
    if isinstance(value, dict):
        raise fault(
            "This approval is not an item of a list.",
            "Type a hyphen and a space before its first line, and indent the others below it.",
        )
    return () if value is None else value


_APPROVALS = Before(_approvals)
JUDGEMENTS = ("yes", "partly", "no", "not applicable")
SAME_JUDGEMENT = {
    **dict.fromkeys(["n/a", "na", "not-applicable"], "not applicable"),
    **dict.fromkeys(["y", "true"], "yes"),
    **dict.fromkeys(["n", "false"], "no"),
}
"""Other ways in which a judgement is typed, in lower case."""


def _judgement(value: object) -> object:
    """A judgement as it is commonly typed."""
    if not isinstance(value, str):
        return value
    text = " ".join(value.lower().split())
    judgement = SAME_JUDGEMENT.get(text, text)
    if judgement not in JUDGEMENTS:  # none is suggested: the answer is for people to give
        raise fault(f"“{value[:80]}” is not an answer this book knows.", "Type yes, partly, no or not applicable.")
    return judgement


def _answer(value: object) -> object:
    """An answer typed as one word is its judgement."""
    return {"judgement": value} if isinstance(value, str) else value


_JUDGEMENT_SCHEMA = {"enum": [*JUDGEMENTS, None]}
_ANSWER_SCHEMA = {
    "anyOf": [
        _JUDGEMENT_SCHEMA,
        {
            "type": "object",
            "properties": {"judgement": _JUDGEMENT_SCHEMA, "evidence": {"type": ["string", "null"]}},
            "additionalProperties": False,
        },
    ]
}


class Answer(Entry):
    """The answer to one check of a review; empty while nobody has answered."""

    judgement: Annotated[Literal["yes", "partly", "no", "not applicable"] | None, Before(_judgement)] = None
    evidence: Text | None = None


class Action(Entry):
    """Something a review decided to do."""

    check: Id | None = None
    action: Text
    owner: RoleId
    due: When
    done: When | None = None


class ReadAgain(Entry):
    """A section that was read again after a change, and what kind of change it was. Only substance needs approval."""

    section: Text
    fingerprint: Text
    change: Literal["typing", "names", "contacts", "substance"]
    on: Day
    by: RoleId
    approved_by: Annotated[tuple[Approval, ...], _APPROVALS] = ()


class Review(Entry):
    """``reviews/YYYY-MM.yml``: one review of the policies. Policy dates come from the newest of these that is complete."""

    reviewed: When
    next_review: When | None = None
    wording: Literal["this", "earlier"]
    policies: Annotated[tuple[Id, ...], AT_LEAST_ONE]
    completed_by: Annotated[tuple[RoleId, ...], EMPTY_LIST] = ()
    approved_by: Annotated[tuple[Approval, ...], _APPROVALS] = ()
    sections: Annotated[dict[str, Text], EMPTY_TABLE] = {}
    read_again: Annotated[tuple[ReadAgain, ...], EMPTY_LIST, "sections read again after a change"] = ()
    checks_asked: Annotated[Number | None, "how many checks the checklist had, so that a lost line is seen"] = None
    answers: Annotated[dict[Id, Annotated[Answer | None, Before(_answer, schema=_ANSWER_SCHEMA)]], EMPTY_TABLE] = {}
    actions: Annotated[tuple[Action, ...], EMPTY_LIST] = ()
    note: Text | None = None

    @property
    def is_of_this_wording(self) -> bool:
        """Whether it says that words of this book were read, whatever stands after ``wording``."""
        return self.wording == "this" or bool(self.sections or self.read_again)

    def judgement(self, check: str) -> str | None:
        """The judgement on a check; None where there is none."""
        answer = self.answers.get(check)
        return answer.judgement if answer else None


@dataclass(frozen=True, eq=False, repr=False)
class Facts:
    """All facts but the records of reviews: a field a file, ``data/NAME.yml`` with hyphens for underscores.

    A file that is missing or cannot be read gives the model's defaults, and ``source`` gives None.
    """

    school: School
    people: People
    services: Services
    guidance: GuidanceTable
    helplines: Helplines
    linked_policies: LinkedPolicies
    glossary: Glossary
    settings: Settings
    waivers: Waivers
    source: SourceMap | None


def _model(annotation: Any) -> type[Entry]:
    """The model of a field that may be None, or of any other."""
    model: type[Entry] = next((one for one in get_args(annotation) if one is not NoneType), annotation)
    return model


FACT_FILES: dict[str, type[Entry]] = {field.name.replace("_", "-"): _model(field.type) for field in fields(Facts)}
"""The model of each file of facts, ``data/NAME.yml``."""
