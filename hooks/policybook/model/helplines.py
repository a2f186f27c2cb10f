"""``helplines.yml``: helplines and places to report something."""

from typing import Annotated

from policybook.model.checked_values import CheckedEntry
from policybook.model.declarations import HELPLINE, Asked, leadership_field, public_field
from policybook.model.entry import Entry
from policybook.model.field_types import (
    EMPTY_LIST,
    EMPTY_TABLE,
    Audience,
    Email,
    EntryName,
    Https,
    Id,
    Number,
    Phone,
    Text,
    Trust,
    YesNo,
)

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
