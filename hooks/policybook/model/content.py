"""The words in ``policy/``: front matter of policies, sections, checks and documents. Not for the text below it."""

from typing import Annotated, Literal

from policybook.model.declarations import (
    CLAUSE,
    EDITION,
    GROUP,
    GUIDANCE,
    LINKED,
    POLICY,
    ROLE,
    leadership_field,
    public_field,
)
from policybook.model.entry import Entry
from policybook.model.field_types import (
    AT_LEAST_ONE,
    EMPTY_LIST,
    Day,
    Edition,
    EntryName,
    Id,
    Language,
    Number,
    ReferenceId,
    RoleId,
    Text,
    When,
    YesNo,
)

THIS_POLICY = "this-policy"
"""What a check names as its source where no guidance asks for it."""
Party = Literal["staff", "students", "parents", "visitors", "school"]
PARTIES: tuple[Party, ...] = ("staff", "students", "parents", "visitors", "school")
Basis = Literal["must", "should", "good"]
Binding = Literal["staff", "students", "parents", "visitors", "school", "none"]


class ReliedOn(Entry):
    """A guidance a policy relies on, with the edition."""

    id: EntryName = public_field("guidance", refers_to=GUIDANCE)
    edition: Edition = public_field("edition", refers_to=EDITION, unless="unstated")


class Departure(Entry):
    """A place where a policy knowingly differs from guidance; until it is reasoned and approved, it is only admitted."""

    guidance: EntryName = public_field("guidance", refers_to=GUIDANCE)
    how: Annotated[Text | None, "what the policy says, and what the guidance says"] = public_field(
        "how it differs", default=None
    )
    clauses: Annotated[tuple[Id, ...], EMPTY_LIST, "the clauses that differ"] = public_field(
        "clauses that differ", refers_to=CLAUSE, default=()
    )
    reason: Text | None = public_field("reason", words=True, default=None)
    approved_by: RoleId | None = public_field("who approved", refers_to=ROLE, default=None)
    approved_on: Day | None = public_field("when it was approved", default=None)

    @property
    def is_approved(self) -> bool:
        """Whether it has a reason, and somebody approved it on a day."""
        return bool(self.reason and self.approved_by and self.approved_on)


class PolicySettings(Entry):
    """``policy.yml`` of one policy."""

    id: Id = public_field("id")
    title: Text = public_field("title", words=True, is_name=True)
    summary: Annotated[Text, "shown to search engines"] = public_field("summary", words=True)
    owner: RoleId = public_field("owner", refers_to=ROLE)
    position: Annotated[Number | None, "its place among the policies"] = public_field(
        "place among the policies", default=None
    )
    sections: Annotated[tuple[Id, ...], AT_LEAST_ONE] = public_field("sections")
    applies_to: Annotated[tuple[Party, ...], AT_LEAST_ONE] = public_field("whom it applies to")
    review_every_months: Number | None = public_field("how often it is reviewed", default=None)
    review_when_law_changes: Annotated[
        YesNo | None, "whether it has no fixed date of review, because it is reviewed when the law changes"
    ] = public_field("whether it is reviewed when the law changes", default=None)
    adopted: When | None = public_field("when it was adopted", default=None)
    ratified_by: RoleId | None = public_field("who ratified it", refers_to=ROLE, default=None)
    applies_from: When | None = public_field("from when it applies", default=None)
    version: Annotated[Text | None, "the school’s own number of the version, such as 7.3"] = public_field(
        "own number of the version", default=None
    )
    guidance: Annotated[tuple[ReliedOn, ...], EMPTY_LIST] = public_field("guidance it relies on", default=())
    linked_policies: Annotated[tuple[EntryName, ...], EMPTY_LIST] = public_field(
        "policies it links to", refers_to=LINKED, default=()
    )
    adapted_from: Text | None = public_field("where it comes from", words=True, is_phrase=True, default=None)
    equal_to: Annotated[Id | None, "the policy that is this text in another language, with equal standing"] = (
        public_field("the policy that is the same text", refers_to=POLICY, default=None)
    )
    departures: Annotated[tuple[Departure, ...], EMPTY_LIST] = public_field("departures from guidance", default=())
    language: Annotated[Language | None, "the language it is written in, such as cy; English where it is empty"] = (
        public_field("its language", default=None)
    )


class CheckSettings(Entry):
    """A check of the annual review, in the section it checks."""

    id: Id = public_field("its id")
    group: EntryName = public_field("its group", refers_to=GROUP)
    ask: Text = public_field("the question", words=True, filled=True)
    evidence: Text = public_field("what to look for", words=True, filled=True)
    references: Annotated[tuple[ReferenceId, ...], AT_LEAST_ONE] = public_field(
        "the clauses it rests on", refers_to=CLAUSE, alias="clauses"
    )
    basis: Basis = public_field("how binding it is")
    source: EntryName = public_field("where it comes from", refers_to=GUIDANCE, unless=THIS_POLICY)
    who: RoleId = public_field("who is asked", refers_to=ROLE)
    contradicted_by: Annotated[tuple[Text, ...], EMPTY_LIST, "the codes of findings that make a yes untrue"] = (
        public_field("what contradicts it", default=())
    )

    @property
    def clauses(self) -> tuple[str, ...]:
        """The ids of the clauses it checks."""
        return tuple(one.target for one in self.references)


class SectionSettings(Entry):
    """Front matter of a section."""

    title: Text = public_field("its title", words=True, is_name=True)
    binds: Annotated[tuple[Binding, ...], AT_LEAST_ONE] = public_field("whom it binds")
    checks: Annotated[tuple[CheckSettings, ...], EMPTY_LIST] = public_field("its checks", default=())
    language: Annotated[Language | None, "the language it is written in, such as cy; English where it is empty"] = (
        public_field("its language", default=None)
    )


class InBriefSettings(Entry):
    """Front matter of a policy's summary."""

    title: Text = public_field("its title", words=True, is_name=True)


class LeftOut(Entry):
    """A clause that a document leaves out on purpose."""

    clause: EntryName = public_field("clause", refers_to=CLAUSE)
    reason: Text = leadership_field("reason", words=True)


class SignOff(Entry):
    """The block in which a reader signs a document."""

    statement: Text = public_field("statement", words=True)
    fields: Annotated[tuple[Text, ...], AT_LEAST_ONE] = public_field("lines to sign", words=True, is_phrase=True)


class Group(Entry):
    """A group of checks in the annual review checklist."""

    id: Id = public_field("id")
    title: Text = public_field("title", words=True, is_name=True)
    short: Annotated[Text | None, "a word or two for it, for the title of a step that has several groups"] = (
        public_field("short name", words=True, default=None)
    )


class DocumentSettings(Entry):
    """Front matter of a document: AUP, guide, checklist, leaflet."""

    title: Text = public_field("its title", words=True, is_name=True)
    summary: Text = public_field("its summary", words=True)
    kind: Literal["statements", "checklist", "form"] = public_field("its kind", default="statements")
    audience: Literal["staff", "students", "parents", "visitors", "leadership"] = public_field("whom it is for")
    address: Annotated[Text, "the page's address without its ending"] = public_field(
        "the address of its page", words=True, is_phrase=True
    )
    download: Id | None = public_field("the name of its PDF", default=None)
    voice: Text | None = public_field("its voice", default=None)
    language: Annotated[Language | None, "the language it is written in, such as pl; English where it is empty"] = (
        public_field("its language", default=None)
    )
    translates: Annotated[ReferenceId | None, "the document it is another version of"] = public_field(
        "the document it is a version of", default=None
    )
    equal_standing: Annotated[YesNo | None, "whether both are the text, and neither is a translation"] = public_field(
        "whether it has the standing of the document it is a version of", default=None
    )
    plain_words: Annotated[YesNo | None, "whether it promises plain words"] = public_field(
        "whether it promises plain words", default=None
    )
    easy_read: Annotated[YesNo | None, "whether it is an easy-read edition, which is tried before it is published"] = (
        public_field("whether it is easy read", default=None)
    )
    tried_on: Annotated[Day | None, "the day on which readers tried it"] = leadership_field(
        "when readers tried it", default=None
    )
    tried_by: Annotated[tuple[RoleId, ...], EMPTY_LIST, "the roles that tried it with readers, never names"] = (
        leadership_field("who tried it with readers", refers_to=ROLE, default=())
    )
    covers: Annotated[tuple[Party, ...], EMPTY_LIST] = public_field("whose duties it must cover", default=())
    background: Annotated[tuple[Id, ...], EMPTY_LIST, "the headings that explain and are not signed"] = public_field(
        "what is background", default=()
    )
    left_out: Annotated[tuple[LeftOut, ...], EMPTY_LIST] = public_field("what it leaves out on purpose", default=())
    sign_off: SignOff | None = public_field("the words that people sign", default=None)
    groups: Annotated[tuple[Group, ...], EMPTY_LIST] = public_field("its groups", default=())
