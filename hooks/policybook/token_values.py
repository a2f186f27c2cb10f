"""What each token stands for on a given day: the closed list and its values. Not for finding tokens in a text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from policybook.book import Book, Policy
from policybook.model.facts import Appointment
from policybook.review_status import status_of
from policybook.tokens import Token

FORMATS = {"short": "guidance."}
"""The named formats, and the beginning of the tokens each may be used with."""
SERVICE_PARTS = ("title", "what", "product", "provider")
HELPLINE_PARTS = ("name", "phone", "phone_hours", "url")


class Kind(StrEnum):
    """How a value is shown: as text, or as a link that can be followed."""

    TEXT = "text"
    WEB = "web"
    PHONE = "phone"
    EMAIL = "email"


class Value(NamedTuple):
    """The value of a token; ``text`` is None while nobody has filled the fact in."""

    text: str | None
    withheld: bool = False
    """Whether the fact is known and may not be published."""
    kind: Kind = Kind.TEXT


def token_names(book: Book) -> frozenset[str]:
    """Every token name the book knows."""
    fixed = {
        *(
            f"school.{name}"
            for name in (
                "name",
                "county",
                "address",
                "phone",
                "email",
                "safeguarding_email",
                "hours",
                "website",
                "formats_contact",
            )
        ),
        *(
            "dsl.name",
            "dsl.job_title",
            "dsls",
            "deputy_dsls",
            "headteacher.name",
            "proprietor.name",
            "review.last",
            "review.next",
        ),
        *("cover.arrangement", "cover.contact"),
    }
    services = {f"services.{i}.{part}" for i in book.services.services for part in SERVICE_PARTS}
    guidance = {f"guidance.{i}{part}" for i in book.guidance.guidance for part in ("", ".title")}
    helplines = {f"helplines.{i}.{part}" for i in book.helplines.helplines for part in HELPLINE_PARTS}
    policies = {f"policies.{i}" for i in book.linked_policies.linked_policies}
    return frozenset(fixed | services | guidance | helplines | policies)


_SCHOOL_KINDS = {
    "phone": Kind.PHONE,
    "email": Kind.EMAIL,
    "safeguarding_email": Kind.EMAIL,
    "website": Kind.WEB,
}


class TokenValues(NamedTuple):
    """The values of all tokens of a book on a day; ``public`` leaves out what may not be published."""

    book: Book
    as_of: date
    public: bool = True

    def value(self, token: Token, policy: Policy | None = None) -> Value:
        """The value of a token whose name is one of ``token_names``; others have no value."""
        head, *rest = token.name.split(".")
        readers: dict[str, Callable[..., Value]] = {
            "school": self._school,
            "cover": self._cover,
            "services": self._service,
            "helplines": self._helpline,
            "policies": self._linked_policy,
        }
        if head in readers:
            return readers[head](*rest)
        if head == "guidance":
            return Value(self._guidance(rest, token.format, policy))
        if head == "review":
            return Value(self._review(rest[0], policy))
        text = self._people(token.name)
        hidden = self.public and text is None and self._replace(public=False).value(token, policy).text is not None
        return Value(text, withheld=hidden)

    def _school(self, name: str) -> Value:
        return Value(getattr(self.book.school, name) or None, kind=_SCHOOL_KINDS.get(name, Kind.TEXT))

    def _cover(self, name: str) -> Value:
        return Value(getattr(self.book.people.cover, name))

    def _service(self, name: str, part: str) -> Value:
        service = self.book.services.services.get(name)
        shown = service and (service.public or not self.public)
        known = getattr(service, part, None)
        return Value(known if shown else None, withheld=known is not None and not shown)

    def _linked_policy(self, name: str) -> Value:
        linked = self.book.linked_policies.linked_policies.get(name)
        return Value(linked.in_text if linked else None)

    def _people(self, name: str) -> str | None:
        match name:
            case "dsl.name" | "dsl.job_title":
                lead = self.book.lead_dsl(self.as_of)
                if lead is None:
                    return None
                return self._name(lead) if name == "dsl.name" else self.book.person(lead).job_title
            case "dsls":
                return self._named_list(self.book.dsls(self.as_of))
            case "deputy_dsls":
                return self._named_list(self.book.deputy_dsls(self.as_of))
        holders = self.book.holders(name.removesuffix(".name"), self.as_of)
        return self._name(holders[0]) if holders else None

    def _name(self, appointment: Appointment) -> str | None:
        person = self.book.person(appointment)
        return person.name if person.publish_name or not self.public else None

    def _named_list(self, appointments: tuple[Appointment, ...]) -> str | None:
        parts = []
        for appointment in appointments:
            if name := self._name(appointment):
                title = self.book.person(appointment).job_title
                parts.append(f"{name} ({title})" if title else name)
        unique = list(dict.fromkeys(parts))
        return " and ".join([", ".join(unique[:-1]), unique[-1]] if len(unique) > 1 else unique) or None

    def _helpline(self, name: str, part: str) -> Value:
        helpline = self.book.helplines.helplines.get(name)
        if helpline is None or (self.public and not helpline.public):
            return Value(None, withheld=helpline is not None)
        return Value(getattr(helpline, part), kind={"phone": Kind.PHONE, "url": Kind.WEB}.get(part, Kind.TEXT))

    def _guidance(self, rest: list[str], form: str, policy: Policy | None) -> str | None:
        guidance = self.book.guidance.guidance.get(rest[0])
        if guidance is None:
            return None
        name = guidance.short if form == "short" else guidance.title
        if rest[1:] == ["title"]:
            return guidance.title
        policies = (policy,) if policy else self.book.policies
        editions = {relied.edition for p in policies for relied in p.settings.guidance if relied.id == rest[0]}
        edition = editions.pop() if len(editions) == 1 else ""
        return f"{name} {edition}" if edition[:1].isdigit() else name

    def _review(self, part: str, policy: Policy | None) -> str | None:
        status = status_of(self.book, (policy,) if policy else self.book.policies, self.as_of)
        found = status.reviewed if part == "last" else status.due
        return found.words if found else None
