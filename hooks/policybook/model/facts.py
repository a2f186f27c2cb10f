"""The facts in ``data/``: one model a file. Unknown is ``None`` and is never the same as no. Not for judging them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from types import NoneType
from typing import Annotated, Any, Literal, NamedTuple, Self, get_args, get_origin

from policybook.model.checked_values import CheckedEntry, ProvedEntry
from policybook.model.declarations import (
    CLAUSE,
    FACT,
    GUIDANCE,
    HELPLINE,
    LINKED,
    PERSON,
    POLICY,
    ROLE,
    SERVICE,
    TERM,
    Asked,
    leadership_field,
    private_field,
    public_field,
)
from policybook.model.entry import Entry
from policybook.model.field_readers import Before
from policybook.model.field_types import (
    AT_LEAST_ONE,
    EMPTY_LIST,
    EMPTY_TABLE,
    Account,
    Audience,
    Colour,
    Day,
    Edition,
    Email,
    EntryName,
    Https,
    Id,
    LineRange,
    Number,
    Phone,
    RoleId,
    Text,
    Trust,
    When,
    Words,
    YesNo,
    fault,
)
from policybook.model.help import Help
from policybook.model.organisation import Organisation
from policybook.model.tested import Tested

SAFEGUARDING_ROLES = ("dsl", "deputy-dsl")
"""The roles of the safeguarding team."""


class School(Entry, needed=True):
    """The school: its name, how to reach it and how its pages look."""

    name: Text = public_field("name", words=True, is_name=True, token=True)
    county: Text | None = public_field("county", words=True, is_name=True, token=True, default=None)
    address: Text | None = public_field("address", words=True, is_phrase=True, contacts=True, token=True, default=None)
    phone: Phone | None = public_field("phone number", token=True, default=None)
    email: Email | None = public_field("e-mail address", token=True, default=None)
    safeguarding_email: Email | None = public_field("e-mail address of the safeguarding team", token=True, default=None)
    hours: Text | None = public_field("hours", words=True, contacts=True, token=True, default=None)
    website: Https | None = public_field("web address", token=True, default=None)
    phone_areas: Annotated[Text | None, "where students may use their own phones, in words"] = public_field(
        "areas where students may use phones", words=True, is_phrase=True, token=True, default=None
    )
    phone_times: Annotated[Text | None, "when students may use their own phones, in words"] = public_field(
        "times when students may use phones", words=True, is_phrase=True, token=True, default=None
    )
    accent: Colour = public_field("colour", default="#1d5e8c")
    logo: Text | None = public_field("logo", default=None)
    copyright: Text | None = public_field("copyright line", default=None)
    formats_contact: Text | None = public_field(
        "way to ask for other formats", words=True, contacts=True, token=True, default=None
    )


class Role(Entry, kind=ROLE):
    """A role that people hold, by its title."""

    title: Text = public_field("title", words=True, is_name=True)
    body: Annotated[
        YesNo | None, "whether it is a board or a committee: it decides and approves, and no person holds it"
    ] = public_field("whether it is a body", default=None)
    account: Annotated[Account | None, "the account or team on the host of the repository that proves an approval"] = (
        leadership_field("account", default=None)
    )


class Person(Entry, kind=PERSON, public_when="publish_name", not_kept=("email", "phone")):
    """A person. Nobody's own e-mail address or phone number is kept."""

    name: Text = public_field("name")  # no words: names are judged as names (DSL034)
    job_title: Text | None = public_field("job title", words=True, is_name=True, default=None)
    publish_name: YesNo | None = leadership_field("whether the name is published", default=None)
    publish_agreed_by: RoleId | None = leadership_field(
        "the decision to publish the name", refers_to=ROLE, default=None
    )
    publish_agreed_on: When | None = leadership_field("the decision to publish the name", default=None)
    told_on: When | None = leadership_field("when the person was told", default=None)

    @property
    def name_is_agreed(self) -> bool:
        """Whether somebody decided to publish the name, and it is on record who and when."""
        return bool(self.publish_name and self.publish_agreed_by and self.publish_agreed_on)


class Appointment(Entry):
    """A person in a role for a time. Dates of training and roll-call are private."""

    person: EntryName = public_field("person", refers_to=PERSON, checked="confirmed_on")
    role: RoleId = public_field("role", refers_to=ROLE, checked="confirmed_on")
    lead: YesNo | None = public_field("lead", checked="confirmed_on", default=None)
    from_: When | None = public_field("dates of the appointment", default=None, alias="from")
    until: When | None = public_field("dates of the appointment", default=None)
    senior_leadership: YesNo | None = leadership_field("place in the senior leadership", default=None)
    in_job_description: YesNo | None = leadership_field("job description", default=None)
    trained_on: When | None = leadership_field("training", default=None)
    refreshed_on: When | None = leadership_field("training", default=None)
    prevent_trained_on: When | None = leadership_field("training", default=None)
    responsibilities: Annotated[tuple[Literal["online-safety", "filtering-and-monitoring"], ...], EMPTY_LIST] = (
        public_field("responsibilities", default=())
    )
    confirmed_on: When | None = leadership_field("roll-call", default=None)
    confirmed_by: RoleId | None = leadership_field("roll-call", refers_to=ROLE, default=None)

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

    arrangement: Text | None = public_field(
        "who answers when the DSLs are away", words=True, contacts=True, token=True, default=None
    )
    contact: Text | None = public_field(
        "contact when the DSLs are away", words=True, contacts=True, token=True, default=None
    )


class People(Entry, needed=True):
    """``people.yml``: roles, people, and who holds which role since when."""

    roles: Annotated[dict[Id, Role], EMPTY_TABLE] = public_field("roles", default={})
    people: Annotated[dict[Id, Person], EMPTY_TABLE] = public_field("people", default={})
    appointments: Annotated[tuple[Appointment, ...], EMPTY_LIST] = public_field("appointments", default=())
    cover: Cover = public_field("cover", default_factory=Cover)


class Service(ProvedEntry, kind=SERVICE, public_when="public", asked=Asked.ALL, asked_of="it-support"):
    """A service the policies depend on."""

    day_of_proof, values_in = "reviewed_on", "reviewed"

    title: Text = public_field("title", words=True, is_name=True, token=True)
    what: Text = public_field("what we say it does", words=True, token=True)
    provider: Text | None = public_field(
        "provider", words=True, is_name=True, token=True, checked="reviewed_on", default=None
    )
    product: Text | None = public_field(
        "product", words=True, is_name=True, token=True, checked="reviewed_on", default=None
    )
    public: YesNo | None = public_field("whether it may be named in public", default=None)
    reviewed_on: When | None = leadership_field("when it was last looked at", default=None)
    reviewed: Annotated[tuple[Text, ...], EMPTY_LIST, "the provider and product that were looked at"] = (
        leadership_field("provider and product that were looked at", default=())
    )
    contract_owner: RoleId | None = public_field(
        "who looks after the contract", refers_to=ROLE, answers=True, default=None
    )


class Services(Entry, needed=True):
    """``services.yml``."""

    services: Annotated[dict[Id, Service], EMPTY_TABLE] = public_field("services", default={})


class GuidanceEdition(CheckedEntry):
    """One edition of a guidance: in force from a day, until the next one."""

    edition: Edition = public_field("edition", checked="checked_on")
    in_force: When | None = public_field("first day in force", checked="checked_on", default=None)
    until: When | None = public_field("end", default=None)  # proved by the edition that follows: GUI016
    published: When | None = public_field("day of publication", checked="checked_on", default=None)
    announced: Annotated[
        When | None, "the day on which a coming edition was announced; it is not in force while in_force is empty"
    ] = public_field("day of the announcement", checked="checked_on", default=None)
    expected: Annotated[Text | None, "what is said about when it will be in force"] = public_field(
        "what is expected", words=True, default=None
    )
    recheck_days: Annotated[Number | None, "after how many days somebody looks again whether it has come"] = (
        leadership_field("how often it is looked at", default=None)
    )
    trust: Trust | None = leadership_field("how sure we are", default=None)
    note: Text | None = leadership_field("note", words=True, contacts=True, default=None)

    def in_force_on(self, on: date) -> bool:
        """Whether it is in force on that day; ``until`` is the day from which the next one is. A period counts from its end."""
        if self.is_coming or (self.in_force and on < self.in_force.first):
            return False
        return not self.superseded_on(on)

    @property
    def is_coming(self) -> bool:
        """Whether it was announced and nobody knows the day from which it is in force."""
        return self.announced is not None and self.in_force is None

    def superseded_on(self, on: date) -> bool:
        """Whether a later edition is in force on that day."""
        return bool(self.until and on >= (self.until.first if self.until.is_day else self.until.last))


class Guidance(Entry, kind=GUIDANCE, asked=Asked.WHERE_USED, asked_of="dsl"):
    """A law, a statutory guidance, a standard or an advice, with its editions."""

    title: Text = public_field("title", words=True, is_name=True, token=True)
    short: Text = public_field("short title")
    publisher: Text | None = public_field("publisher", default=None)
    kind: Literal["statutory", "standard", "advice", "law", "local"] = public_field("kind")
    statutory_parts: Annotated[Text | None, "which of its parts are statutory, where the whole is not"] = public_field(
        "parts that are statutory", words=True, default=None
    )
    exceptions: Annotated[Text | None, "whom it lets a school treat differently"] = public_field(
        "exceptions", words=True, default=None
    )
    area: Annotated[Text | None, "the area whose guidance it is, such as kent; empty where it is national"] = (
        public_field("area", default=None)
    )
    recognised_by: Annotated[tuple[Text, ...], EMPTY_LIST, "words by which a coming law is known in a text"] = (
        public_field("words it is known by", default=())
    )
    url: Https | None = public_field("web address", default=None)
    duty_from: Annotated[
        When | None, "the day from which a school must have regard to it, if later than its edition"
    ] = public_field("day from which it binds", default=None)
    review_each_year: Annotated[
        YesNo | None, "no, where it is statutory and does not ask that what rests on it is reviewed each year"
    ] = public_field("whether it asks for a yearly review", default=None)
    each_september: Annotated[YesNo | None, "whether a new edition comes on most first days of September"] = (
        public_field("whether it is new each September", default=None)
    )
    expected_in: Annotated[tuple[EntryName, ...], EMPTY_LIST, "the policies that should rely on it"] = public_field(
        "policies that should rely on it", refers_to=POLICY, default=()
    )
    editions: Annotated[tuple[GuidanceEdition, ...], AT_LEAST_ONE] = public_field("editions")

    @property
    def is_law(self) -> bool:
        """Whether it is a law: the year in a law's name is part of the name, and its sections keep their numbers."""
        return self.kind == "law"

    def binds_on(self, on: date) -> bool:
        """Whether a school must follow it, or say why not, on that day."""
        is_binding = self.kind in ("statutory", "law") or self.statutory_parts is not None
        return is_binding and not (self.duty_from and on < self.duty_from.first)

    def edition(self, name: str) -> GuidanceEdition | None:
        """The edition of that name."""
        return next((edition for edition in self.editions if edition.edition == name), None)

    @property
    def coming(self) -> GuidanceEdition | None:
        """The edition that was announced and has no day yet."""
        return next((edition for edition in reversed(self.editions) if edition.is_coming), None)

    def current(self, on: date) -> GuidanceEdition | None:
        """The newest edition in force on that day."""
        return next((edition for edition in reversed(self.editions) if edition.in_force_on(on)), None)


class GuidanceTable(Entry, needed=True):
    """``guidance.yml``."""

    guidance: Annotated[dict[Id, Guidance], EMPTY_TABLE] = public_field("guidance", default={})


EMERGENCY_NUMBERS = frozenset(["999", "112"])
_OLDEST = 120
_SAME_EVERYWHERE = frozenset(["101", "105", "111", "18000"])


class Helpline(CheckedEntry, kind=HELPLINE, public_when="public", asked=Asked.ALL, asked_of="office"):
    """A helpline or a place to report something."""

    name: Text = public_field("name", words=True, is_name=True, token=True)
    for_: Text = public_field("what it is for", words=True, is_phrase=True, alias="for")
    not_for: Text | None = public_field("what it is not for", words=True, is_phrase=True, default=None)
    age_from: Number | None = public_field("youngest age", default=None)
    age_to: Number | None = public_field("oldest age", default=None)
    phone: Phone | None = public_field("phone number", token=True, checked="checked_on", default=None)
    phone_hours: Text | None = public_field(
        "hours", words=True, contacts=True, token=True, checked="checked_on", default=None
    )
    email: Email | None = public_field("e-mail address", token=True, checked="checked_on", default=None)
    ways: Annotated[Text | None, "other ways to reach it, and what each needs"] = public_field(
        "other ways to reach it", words=True, contacts=True, is_phrase=True, token=True, default=None
    )
    url: Https | None = public_field("web address", token=True, checked="checked_on", default=None)
    area: Annotated[Text | None, "the area it serves, such as kent; empty where it serves the whole country"] = (
        public_field("area", default=None)
    )
    audience: Annotated[tuple[Audience, ...], EMPTY_LIST] = public_field("whom it is for", default=())
    about_staff: Annotated[
        YesNo | None, "whether it takes concerns about adults who work with children, past the school's own leaders"
    ] = public_field("whether it takes concerns about staff", default=None)
    public: YesNo | None = public_field("whether it is public", default=None)
    superseded_by: EntryName | None = public_field("what replaced it", refers_to=HELPLINE, default=None)
    note: Text | None = leadership_field("note", words=True, contacts=True, default=None)
    trust: Trust | None = leadership_field("how sure we are", default=None)

    @property
    def is_in_use(self) -> bool:
        """Whether readers may be shown it and no other has taken its place."""
        return bool(self.public and not self.superseded_by)

    @property
    def has_possible_ages(self) -> bool:
        """Whether somebody can be of the ages it is for."""
        return (self.age_from or 0) <= (self.age_to or _OLDEST) <= _OLDEST

    @property
    def has_details_to_check(self) -> bool:
        """Whether it has details that can change. 999 and 112 cannot, and 101 is the same everywhere."""
        number = "".join(character for character in self.phone or "" if character.isdecimal())
        if number in EMERGENCY_NUMBERS or (number in _SAME_EVERYWHERE and not (self.url or self.email)):
            return False
        return bool(self.phone or self.url or self.email)


class Helplines(Entry, needed=True):
    """``helplines.yml``."""

    helplines: Annotated[dict[Id, Helpline], EMPTY_TABLE] = public_field("helplines", default={})


class LinkedPolicy(Entry, kind=LINKED, asked=Asked.WHERE_USED):
    """Another policy of the school, with every name it goes by."""

    title: Text = public_field("title", words=True, is_phrase=True)
    in_text: Text = public_field("name in the text", words=True, is_phrase=True)
    aliases: Annotated[tuple[Text, ...], EMPTY_LIST] = public_field("other names", default=())
    held: Text | None = public_field("where it is kept", words=True, is_phrase=True, contacts=True, default=None)
    url: Https | None = public_field("web address", default=None)
    owner: RoleId | None = public_field("owner", refers_to=ROLE, answers=True, default=None)
    reviewed: When | None = public_field("last review", default=None)
    next_review: When | None = public_field("next review", default=None)
    public: YesNo | None = public_field("whether it is public", default=None)


class LinkedPolicies(Entry, needed=True):
    """``linked-policies.yml``."""

    linked_policies: Annotated[dict[Id, LinkedPolicy], EMPTY_TABLE] = public_field("other policies", default={})


class Term(Entry, kind=TERM):
    """A word or short form explained."""

    term: Text = public_field("word", words=True, is_name=True)
    stands_for: Text | None = public_field("what it stands for", words=True, is_name=True, default=None)
    meaning: Text = public_field("meaning", words=True)
    area: Annotated[Text | None, "the area whose word it is, such as kent; empty where it is used everywhere"] = (
        public_field("area", default=None)
    )
    aliases: Annotated[tuple[Text, ...], EMPTY_LIST] = public_field("other forms", default=())

    def is_in(self, text: str, folded: str) -> bool:
        """Whether a text has it or another form of it; short forms in capitals only as such.

        ``text`` is what ``words_of`` returns, and ``folded`` the same in lower case.
        """
        for name in (self.term, *self.aliases):
            words = words_of(name).rstrip()
            place, wanted = (text, words) if name.isupper() else (folded, words.lower())
            if words and any(f"{wanted}{ending} " in place for ending in ("", "s", "es")):
                return True
        return False


_WORD = re.compile(r"\w+")


def words_of(text: str) -> str:
    """Return the words of a text alone, each between spaces: looking for some of them is then looking for letters."""
    return f" {' '.join(_WORD.findall(text))} "


class Glossary(Entry):
    """``glossary.yml``."""

    terms: Annotated[dict[Id, Term], EMPTY_TABLE] = public_field("words explained", default={})


class Figure(Entry):
    """A number the rules work with, and why it is that number."""

    value: Number = public_field("figure")
    reason: Text = leadership_field("reason")


class Approvers(Entry):
    """The roles that must approve a review, and why these."""

    roles: tuple[RoleId, ...] = public_field("roles", refers_to=ROLE)
    reason: Text = leadership_field("reason")


def _figure(value: int) -> Callable[[], Figure]:
    """A default for a figure, made when a file leaves it out: a model that is built while importing costs every run."""
    return lambda: Figure(value=value, reason="Project default.")


class Settings(Entry):
    """``settings.yml``: periods in months or days, and where the source is kept."""

    review_every_months: Figure = public_field("review every months", default_factory=_figure(12))
    review_notice_days: Figure = public_field("review notice days", default_factory=_figure(60))
    dsl_training_months: Figure = public_field("dsl training months", default_factory=_figure(24))
    dsl_training_notice_days: Figure = public_field("dsl training notice days", default_factory=_figure(90))
    dsl_refresh_months: Figure = public_field("dsl refresh months", default_factory=_figure(12))
    dsl_refresh_notice_days: Figure = public_field("dsl refresh notice days", default_factory=_figure(60))
    roll_call_days: Figure = public_field("roll call days", default_factory=_figure(120))
    guidance_checked_days: Figure = public_field("guidance checked days", default_factory=_figure(120))
    helpline_checked_days: Figure = public_field("helpline checked days", default_factory=_figure(365))
    waiver_days: Figure = public_field("waiver days", default_factory=_figure(90))
    review_approved_by: Approvers = public_field(
        "review approved by", default_factory=lambda: Approvers(roles=(), reason="Project default.")
    )
    published_since: Annotated[
        When | None,
        "since when the pages have been published; while it is empty, every blocker stops the first publication",
    ] = public_field("published since", default=None)
    repository: Https | None = public_field("repository", default=None)
    branch: Text = public_field("branch", default="main")
    repository_is_public: Annotated[YesNo | None, "whether anybody in the world can open the project"] = (
        leadership_field("whether anybody can open the project", default=None)
    )

    def approved_by(self, accountable: str) -> Self:
        """The same with whoever answers for the organisation as the one who approves, where the file names nobody."""
        if "review_approved_by" in self.typed_keys or not accountable:
            return self
        return self.replaced(review_approved_by=Approvers(roles=(accountable,), reason="Project default."))


class SourceLines(Entry):
    """Where some lines of the earlier document went."""

    lines: LineRange = private_field("lines")
    clauses: Annotated[tuple[Id, ...], EMPTY_LIST] = private_field("clauses", refers_to=CLAUSE, default=())
    facts: Annotated[tuple[Text, ...], EMPTY_LIST] = private_field("facts", refers_to=FACT, default=())
    omitted: Text | None = private_field("reason for leaving it out", default=None)
    note: Text | None = private_field("note", default=None)


class Difference(Entry):
    """A place where ours deliberately differs from the earlier document."""

    lines: LineRange = private_field("lines")
    source: Text = private_field("earlier words")
    ours: Text = private_field("our words")
    why: Text = private_field("reason")


class SourceMap(Entry):
    """``source.yml``: every line of the earlier document, and the clauses or facts that carry it."""

    title: Text = private_field("title")
    description: Text = private_field("description")
    sha256: Text = private_field("fingerprint")
    words: Number = private_field("number of words")
    last_line: Number = private_field("last line")
    non_empty: Text = private_field("lines with text")
    lines: Annotated[tuple[SourceLines, ...], EMPTY_LIST] = private_field("lines", default=())
    differences: Annotated[tuple[Difference, ...], EMPTY_LIST] = private_field("differences", default=())


class Waiver(Entry):
    """An agreed exception to one rule for one subject, with an end."""

    rule: Text = leadership_field("rule")
    subject: Text = leadership_field("subject")
    reason: Text = leadership_field("reason")
    agreed_by: RoleId = leadership_field("who agreed", refers_to=ROLE)
    agreed_on: Day = leadership_field("when it was agreed")
    expires: Day = leadership_field("when it ends")
    publish_past: Annotated[
        YesNo | None, "whether the pages are published although this stops publication: for at most seven days"
    ] = leadership_field("whether it is published all the same", default=None)


class Waivers(Entry):
    """``waivers.yml``."""

    waivers: Annotated[tuple[Waiver, ...], EMPTY_LIST] = leadership_field("agreed exceptions", default=())


class Choice(Entry):
    """One way to decide a question."""

    means: Text = leadership_field("what it means", words=True)
    against: Annotated[tuple[Id, ...], EMPTY_LIST, "the clauses that cannot stay as they are if this is chosen"] = (
        leadership_field("clauses it is against", refers_to=CLAUSE, default=())
    )


class Decision(Entry):
    """A question that the policies leave open, the choices, who decides, and the choice once it is made."""

    question: Text = leadership_field("question", words=True)
    why: Text = leadership_field("why it is asked", words=True)
    clauses: Annotated[tuple[Id, ...], EMPTY_LIST] = leadership_field("clauses", refers_to=CLAUSE, default=())
    words: Annotated[
        dict[Id, Text], EMPTY_TABLE, "the fingerprint that each clause had when the question was asked"
    ] = leadership_field("fingerprints", default={})
    choices: Annotated[dict[Id, Choice], EMPTY_TABLE] = leadership_field("choices")
    asked_on: Day | None = leadership_field("when it was asked", default=None)
    decides: RoleId = leadership_field("who decides", refers_to=ROLE)
    decided: Id | None = leadership_field("decision", default=None)
    decided_by: RoleId | None = leadership_field("who decided", refers_to=ROLE, default=None)
    decided_on: Day | None = leadership_field("when it was decided", default=None)
    reason: Text | None = leadership_field("reason", words=True, default=None)


class Decisions(Entry):
    """``decisions.yml``."""

    decisions: Annotated[dict[Id, Decision], EMPTY_TABLE] = leadership_field("questions to decide", default={})

    @property
    def open(self) -> tuple[Decision, ...]:
        """The questions that nobody has decided."""
        return tuple(decision for decision in self.decisions.values() if not decision.decided)


class Approval(Entry):
    """Who approved, as a role, and when."""

    role: RoleId = public_field("who approved", refers_to=ROLE)
    on: Day = public_field("when it was approved")


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

    judgement: Annotated[Literal["yes", "partly", "no", "not applicable"] | None, Before(_judgement)] = (
        leadership_field("answer", default=None)
    )
    evidence: Text | None = leadership_field("evidence", default=None)


class FactConfirmed(Entry):
    """That somebody confirmed a fact during a review; of another policy also its dates."""

    on: Day = leadership_field("when it was confirmed")
    by: RoleId = leadership_field("who confirmed it", refers_to=ROLE)
    seen: Annotated[tuple[Text, ...], EMPTY_LIST] = leadership_field(
        "values that were checked", alias="values", default=()
    )
    reviewed: When | None = leadership_field("last review", default=None)
    next_review: When | None = leadership_field("next review", default=None)


class Action(Entry):
    """Something a review decided to do, about a check, about a fact that was wrong, or by itself."""

    check: Id | None = leadership_field("check", default=None)
    fact: Text | None = leadership_field("fact", default=None)
    action: Text = leadership_field("action")
    owner: RoleId = leadership_field("owner", refers_to=ROLE)
    due: When = leadership_field("when it is due")
    done: When | None = leadership_field("when it was done", default=None)


class ReadAgain(Entry):
    """A section, or ``documents/`` and the id of a document, that was read again after a change, and what kind of change it was.

    Only substance needs approval.
    """

    section: Text = public_field("section")
    fingerprint: Text = public_field("fingerprint")
    change: Literal["typing", "names", "contacts", "substance"] = public_field("kind of change")
    on: Day = public_field("day")
    by: RoleId = public_field("who read it", refers_to=ROLE)
    approved_by: Annotated[tuple[Approval, ...], _APPROVALS] = public_field("who approved", default=())


class Review(Entry):
    """``reviews/YYYY-MM.yml``: one review of the policies. Policy dates come from the newest of these that is complete."""

    reviewed: When = public_field("when it was held")
    next_review: When | None = public_field("next review", default=None)
    wording: Literal["this", "earlier"] = public_field("wording")
    policies: Annotated[tuple[EntryName, ...], AT_LEAST_ONE] = public_field("policies", refers_to=POLICY)
    completed_by: Annotated[tuple[RoleId, ...], EMPTY_LIST] = public_field(
        "who completed it", refers_to=ROLE, default=()
    )
    approved_by: Annotated[tuple[Approval, ...], _APPROVALS] = public_field("who approved", default=())
    sections: Annotated[dict[str, Text], EMPTY_TABLE] = public_field("sections", default={})
    documents: Annotated[dict[Id, Text], EMPTY_TABLE, "the documents that people read or sign, as they were read"] = (
        public_field("documents", default={})
    )
    checks: Annotated[
        dict[Id, Text], EMPTY_TABLE, "the checks as they were answered: each question and its clauses as a fingerprint"
    ] = leadership_field("checks answered", default={})
    read_again: Annotated[tuple[ReadAgain, ...], EMPTY_LIST, "what was read again after a change"] = public_field(
        "sections and documents read again", default=()
    )
    checks_asked: Annotated[Number | None, "how many checks the checklist had, so that a lost line is seen"] = (
        leadership_field("number of checks", default=None)
    )
    answers: Annotated[dict[Id, Annotated[Answer | None, Before(_answer, schema=_ANSWER_SCHEMA)]], EMPTY_TABLE] = (
        leadership_field("answers", default={})
    )
    facts: Annotated[
        dict[str, FactConfirmed], EMPTY_TABLE, "the facts that were confirmed, each by its name as events have it"
    ] = leadership_field("facts confirmed", default={})
    actions: Annotated[tuple[Action, ...], EMPTY_LIST] = leadership_field("actions", default=())
    note: Text | None = leadership_field("note", default=None)

    @property
    def is_of_this_wording(self) -> bool:
        """Whether it says that words of this book were read, whatever stands after ``wording``."""
        return self.wording == "this" or bool(self.sections or self.documents or self.read_again)

    @property
    def texts_read(self) -> dict[str, str]:
        """The fingerprint of each text that was read, by its name in the book: ``policy/section`` or ``documents/id``."""
        return self.sections | {f"documents/{name}": text for name, text in self.documents.items()}

    def judgement(self, check: str) -> str | None:
        """The judgement on a check; None where there is none."""
        answer = self.answers.get(check)
        return answer.judgement if answer else None


class Reading(Entry):
    """That somebody read a sentence, a check or a translation beside what it restates, and what they judged.

    ``words`` stands for its own words and references, ``beside`` for those of each clause, as they were read. Without a
    judgement it was set by a command, and nobody has read the two.
    """

    words: Annotated[Words, "its own words and what it names, as a fingerprint"] = leadership_field("words")
    beside: Annotated[dict[Id, Words], EMPTY_TABLE, "the clauses it was read beside, each with its fingerprint"] = (
        leadership_field("clauses it was read beside", default={})
    )
    judgement: Literal["same", "weaker", "stronger"] | None = leadership_field("judgement", default=None)
    reason: Annotated[Text | None, "why it says more or less than its clauses"] = leadership_field(
        "reason", words=True, default=None
    )
    by: RoleId | None = public_field("who read it", refers_to=ROLE, default=None)
    on: Day | None = public_field("when it was read", default=None)

    @property
    def is_read(self) -> bool:
        """Whether somebody read it, and not only a command set it."""
        return self.judgement is not None

    @property
    def is_begun(self) -> bool:
        """Whether anything is typed that a command does not set, if only a key without a value."""
        keys = ("judgement", "by", "on", "reason")
        return any(getattr(self, key) is not None or key in self._origin.keys for key in keys)

    @property
    def is_half_typed(self) -> bool:
        """Whether somebody began to record it, and not yet what was judged, by whom and when."""
        return self.is_begun and not (self.judgement and self.by and self.on)


class Readings(Entry):
    """``readings.yml``: which sentences, checks and translations were read beside what they restate, in reading order."""

    readings: Annotated[dict[Id, Reading], EMPTY_TABLE] = leadership_field("readings", default={})


class Table(NamedTuple):
    """The entries of one table by name, their model, and the file they are in."""

    key: str
    model: type[Entry]
    entries: dict[str, Any]
    file: Entry


def table_model(file: type[Entry], field: str) -> type[Entry] | None:
    """The model of the entries where a field of a file is a table of them by name."""
    return _entries_of(file.shape[field].type)


@cache
def _entries_of(type_: Any) -> type[Entry] | None:
    inside = get_args(type_)
    is_table = get_origin(type_) is dict and isinstance(inside[1], type) and issubclass(inside[1], Entry)
    return inside[1] if is_table else None


@dataclass(frozen=True, eq=False, repr=False)
class Facts:
    """All facts but the records of reviews: a field a file, ``data/NAME.yml`` with hyphens for underscores.

    A file that is missing or cannot be read gives the model's defaults, and ``source`` gives None.
    """

    organisation: Organisation
    school: School
    people: People
    services: Services
    guidance: GuidanceTable
    helplines: Helplines
    help: Help
    linked_policies: LinkedPolicies
    glossary: Glossary
    settings: Settings
    waivers: Waivers
    decisions: Decisions
    readings: Readings
    tested: Tested
    source: SourceMap | None

    def facts(self, file: str) -> Entry | None:
        """What ``data/FILE.yml`` says; None where it is missing and has no defaults."""
        entry: Entry | None = getattr(self, file.replace("-", "_"))
        return entry

    def fact_files(self) -> Iterator[Entry]:
        """What each file of facts says, in the order of the fields; one that is missing and has no defaults is left out."""
        return (facts for name in FACT_FILES if (facts := self.facts(name)))

    def tables(self) -> Iterator[Table]:
        """Every table of entries by name, file by file."""
        for file in self.fact_files():
            for field, entries in file:
                model = table_model(type(file), field)
                if model:
                    yield Table(type(file).shape[field].key, model, entries, file)


def _model(annotation: Any) -> type[Entry]:
    """The model of a field that may be None, or of any other."""
    model: type[Entry] = next((argument for argument in get_args(annotation) if argument is not NoneType), annotation)
    return model


FACT_FILES: dict[str, type[Entry]] = {field.name.replace("_", "-"): _model(field.type) for field in fields(Facts)}
"""The model of each file of facts, ``data/NAME.yml``."""
