"""The school and what its policies name: ``school.yml``, services, its other policies, words explained."""

import re
from typing import Annotated

from policybook.model.checked_values import ProvedEntry
from policybook.model.declarations import LINKED, ROLE, SERVICE, TERM, Asked, leadership_field, public_field
from policybook.model.entry import Entry
from policybook.model.field_types import (
    EMPTY_LIST,
    EMPTY_TABLE,
    Colour,
    Email,
    Https,
    Id,
    Phone,
    RoleId,
    Text,
    When,
    YesNo,
)


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
