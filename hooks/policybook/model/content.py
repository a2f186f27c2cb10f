"""The words in ``policy/``: front matter of policies, sections, checks and documents. Not for the text below it."""

from typing import Annotated, Literal

from policybook.model.entry import Entry, field
from policybook.model.field_types import (
    AT_LEAST_ONE,
    EMPTY_LIST,
    Day,
    Edition,
    Id,
    Language,
    Number,
    PinnedId,
    RoleId,
    Text,
    YesNo,
)

Party = Literal["staff", "students", "parents", "visitors", "school"]
PARTIES: tuple[Party, ...] = ("staff", "students", "parents", "visitors", "school")
Basis = Literal["must", "should", "good"]
Binding = Literal["staff", "students", "parents", "visitors", "school", "none"]


class ReliedOn(Entry):
    """A guidance a policy relies on, with the edition."""

    id: Id
    edition: Edition


class Departure(Entry):
    """A place where a policy knowingly differs from guidance; until it is reasoned and approved, it is only admitted."""

    guidance: Id
    how: Annotated[Text | None, "what the policy says, and what the guidance says"] = None
    clauses: Annotated[tuple[Id, ...], EMPTY_LIST, "the clauses that differ"] = ()
    reason: Text | None = None
    approved_by: RoleId | None = None
    approved_on: Day | None = None

    @property
    def is_approved(self) -> bool:
        """Whether it has a reason, and somebody approved it on a day."""
        return bool(self.reason and self.approved_by and self.approved_on)


class PolicySettings(Entry):
    """``policy.yml`` of one policy."""

    id: Id
    title: Text
    summary: Annotated[Text, "shown to search engines"]
    owner: RoleId
    position: Annotated[Number | None, "its place among the policies"] = None
    sections: Annotated[tuple[Id, ...], AT_LEAST_ONE]
    applies_to: Annotated[tuple[Party, ...], AT_LEAST_ONE]
    review_every_months: Number | None = None
    guidance: Annotated[tuple[ReliedOn, ...], EMPTY_LIST] = ()
    linked_policies: Annotated[tuple[Id, ...], EMPTY_LIST] = ()
    incorporates: Annotated[tuple[Id, ...], EMPTY_LIST, "policies that are printed together with this one"] = ()
    adapted_from: Text | None = None
    departures: Annotated[tuple[Departure, ...], EMPTY_LIST] = ()


class CheckSettings(Entry):
    """A check of the annual review, in the section it checks."""

    id: Id
    group: Id
    ask: Text
    evidence: Text
    pinned: Annotated[tuple[PinnedId, ...], AT_LEAST_ONE] = field(alias="clauses")
    basis: Basis
    source: Id
    who: RoleId

    @property
    def clauses(self) -> tuple[str, ...]:
        """The ids of the clauses it checks."""
        return tuple(one.target for one in self.pinned)


class SectionSettings(Entry):
    """Front matter of a section."""

    title: Text
    binds: Annotated[tuple[Binding, ...], AT_LEAST_ONE]
    checks: Annotated[tuple[CheckSettings, ...], EMPTY_LIST] = ()


class LeftOut(Entry):
    """A clause that a document leaves out on purpose."""

    clause: Id
    reason: Text


class SignOff(Entry):
    """The block in which a reader signs a document."""

    statement: Text
    fields: Annotated[tuple[Text, ...], AT_LEAST_ONE]


class Group(Entry):
    """A group of checks in the annual review checklist."""

    id: Id
    title: Text


class DocumentSettings(Entry):
    """Front matter of a document: AUP, guide, checklist, leaflet."""

    title: Text
    summary: Text
    kind: Literal["statements", "checklist"] = "statements"
    audience: Literal["staff", "students", "parents", "visitors", "leadership"]
    address: Annotated[Text, "the page's address without its ending"]
    download: Id | None = None
    voice: Text | None = None
    language: Annotated[Language | None, "the language it is written in, such as pl; English where it is empty"] = None
    translates: Annotated[PinnedId | None, "the document it is another version of, with its fingerprint"] = None
    plain_words: Annotated[YesNo | None, "whether it promises plain words"] = None
    covers: Annotated[tuple[Party, ...], EMPTY_LIST] = ()
    left_out: Annotated[tuple[LeftOut, ...], EMPTY_LIST] = ()
    sign_off: SignOff | None = None
    groups: Annotated[tuple[Group, ...], EMPTY_LIST] = ()
