"""``guidance.yml``: laws and guidance with their editions, and which is in force on a day."""

from datetime import date
from typing import Annotated, Literal

from policybook.model.checked_values import CheckedEntry
from policybook.model.declarations import GUIDANCE, POLICY, Asked, leadership_field, public_field
from policybook.model.entry import Entry
from policybook.model.field_types import (
    AT_LEAST_ONE,
    EMPTY_LIST,
    EMPTY_TABLE,
    Edition,
    EntryName,
    Https,
    Id,
    Number,
    Text,
    Trust,
    When,
    YesNo,
)


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
