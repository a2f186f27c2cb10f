"""TXT: e-mail addresses, phone numbers and web addresses typed into the text. Not for names of persons: that is ``people_in_text``."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterator
from itertools import islice
from sys import maxsize
from typing import NamedTuple

from policybook.basics.findings import Severity, Span
from policybook.basics.likeness import LIKE, find_nearest
from policybook.basics.on_page import PASSAGE_UNFIT
from policybook.basics.written_forms import find_contacts, mail_key, number_key, web_key
from policybook.book.book import Book, Statement
from policybook.book.prose import Prose
from policybook.book.token_values import TokenValues, ValueKind, contact_tokens
from policybook.model.helplines import Helpline
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.literal_edits import Edits, replacing
from policybook.rules.publication.contradicting_facts import services_of_other_areas
from policybook.rules.safeguarding.private_words import INVITATION

SCHOOL, HELPLINES = "school", "helplines"
_LINK = re.compile(r"\[(?P<words>[^\[\]]*)\]\((?P<address>(?:[^()\s]|\([^()\s]*\))*)\)|<(?P<bare>https?://[^>\s]*)>")
_MOST = 20  # addresses and numbers in one text


class _TypedContact(NamedTuple):
    """A way to reach somebody that is typed into a text."""

    prose: Prose
    kind: str
    shown: str
    key: str
    start: int
    in_link: bool = False
    repeats: tuple[tuple[int, int], ...] = ()
    """Where the same is typed in this text again."""

    @property
    def is_filled(self) -> bool:
        """Whether fill-ins work in that text."""
        return self.prose.is_filled

    @property
    def may_link(self) -> bool:
        """Whether links work in that text: settings, facts and headings are plain words and fill-ins."""
        return self.prose.kind in ("clause", "statement")

    @property
    def place(self) -> tuple[int, int]:
        """From where to where it goes in its text."""
        return self.start, self.start + len(self.shown)

    @property
    def span(self) -> Span:
        """Its place."""
        return self.prose.span(*self.place)


def _typed(context: Context, *kinds: str) -> Iterator[_TypedContact]:
    """Every address or number of some kinds in the texts that may hold fill-ins instead, each once a text.

    But for those of links that lead elsewhere than their words say (TXT043).
    """
    astray = {(id(link.prose), place) for link in context.once(_links_astray) for place in range(link.start, link.end)}
    contacts = (contact for contact in context.once(_all_typed) if contact.kind in kinds)
    return (contact for contact in contacts if (id(contact.prose), contact.start) not in astray)


def _all_typed(_book: Book, context: Context) -> tuple[_TypedContact, ...]:
    """Those of every kind."""
    contacts: list[_TypedContact] = []
    for prose in context.prose:
        if not (prose.declared and prose.declared.contacts):
            same: dict[tuple[str, str], list[_TypedContact]] = {}
            for contact in islice(_typed_in(prose, prose.typed), _MOST):
                same.setdefault((contact.kind, contact.key), []).append(contact)
            contacts += (
                first._replace(repeats=tuple(contact.place for contact in rest)) for first, *rest in same.values()
            )
    return tuple(contacts)


def _typed_in(prose: Prose, text: str) -> Iterator[_TypedContact]:
    """What is certainly a contact in a text, but for figures in the address of a link, and the words of one."""
    links = list(_LINK.finditer(text)) if "](" in text or "<http" in text else []
    addresses = [link.span("address" if link["bare"] is None else "bare") for link in links]
    words = [link.span("words") for link in links]
    for kind, key, shown, start in find_contacts(text, in_doubt=False):
        if kind == "phone" and _is_inside(addresses, start) and not text.startswith("tel:", start - len("tel:")):
            continue
        if kind != "web" or not _is_inside(words, start):
            in_link = kind == "web" and text[max(start - 2, 0) : start].endswith(("](", "<"))
            yield _TypedContact(prose, kind, shown, key, start, in_link)


def _is_inside(spans: list[tuple[int, int]], position: int) -> bool:
    """Whether a position lies in one of some spans, which are in order."""
    after = bisect(spans, (position, maxsize))
    return after > 0 and position < spans[after - 1][1]


def _known(book: Book, context: Context) -> dict[str, str]:
    """The token of each address and number that the book knows; the school's own where it has the same as an entry."""
    known: dict[str, str] = {}
    for token, kind, text in contact_tokens(TokenValues(book, context.as_of, public=False)):
        key = _KEYS[kind](text)
        known[key] = token if token.count(".") == 1 else known.get(key, token)
    return known


_KEYS: dict[ValueKind, Callable[[str], str]] = {
    ValueKind.PHONE: number_key,
    ValueKind.WEB: web_key,
    ValueKind.EMAIL: mail_key,
}
_WHAT = {"mail": "e-mail address", "phone": "phone number", "web": "web address"}


@rule("TXT001", Severity.ADVICE, SCHOOL, HELPLINES, dated=Dated.TODAY)
def known_numbers_and_addresses_are_filled_in(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure numbers and addresses that stand in `data/` are not typed into the text a second time.

    When the number changes, the typed one stays behind. Wrong: `Call 0800 1111.` Right: `Call {{ helplines.childline.phone }}.`
    """
    known = context.once(_known)
    for contact in _typed(context, "mail", "phone", "web"):
        if (token := known.get(contact.key)) and contact.is_filled:
            link = contact.kind == "web" and not contact.in_link and contact.may_link
            replacement = f"[the words to press on]({{{{ {token} }}}})" if link else f"{{{{ {token} }}}}"
            yield Violation(
                contact.span,
                f"The {_WHAT[contact.kind]} {contact.shown} is typed here, and it stands in {book.layout.data}/{_file(token)} already.",
                f"Type {replacement} instead.",
                edits=() if link else _in_every_place(context, contact, replacement),
            )

        elif contact.kind == "web" and (near := _near_page(book, contact)):
            name, url = near
            yield Violation(
                contact.span,
                f"The web address {contact.shown} is typed here, and the page that is on record for this is {url}.",
                f"Type {{{{ helplines.{name}.url }}}} instead.",
            )


def _near_page(book: Book, contact: _TypedContact) -> tuple[str, str] | None:
    """The helpline that a sentence rests on, and its page, where a link of the sentence nearly leads there."""
    rests_on = contact.prose.of.restates if isinstance(contact.prose.of, Statement) else ()
    for restated in rests_on:
        name = restated.target.removeprefix("helplines.")
        helpline = book.helplines.helplines.get(name) if name != restated.target else None
        if helpline and helpline.url and find_nearest(contact.key, [web_key(helpline.url)], LIKE):
            return name, helpline.url
    return None


def _in_every_place(context: Context, contact: _TypedContact, text: str) -> Edits:
    """The edits by which ``text`` takes the place of an address or number wherever it is in one text."""
    edits = [replacing(context, contact.prose, *place, text) for place in (contact.place, *contact.repeats)]
    return tuple(edit for of_place in edits for edit in of_place) if all(edits) else ()


def _file(token: str) -> str:
    return f"{token.partition('.')[0]}.yml"


@rule("TXT002", Severity.BLOCKER, SCHOOL, dated=Dated.TODAY, on_page=PASSAGE_UNFIT)
def no_unknown_email_address_is_typed(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no e-mail address is typed into the text.

    A typed address is mostly one person's: it is personal, and it fails when that person is away. The school's shared
    addresses stand in `data/school.yml`. Wrong: `Write to a.holm@school.example.` Right: `Write to {{ school.email }}.`
    """
    known = context.once(_known)
    for contact in _typed(context, "mail"):
        if contact.key not in known:
            yield Violation(
                contact.span,
                f"The e-mail address {contact.shown} is typed here.",
                "Delete it: no fill-in works in this line, and an address typed here goes stale."
                if not contact.is_filled
                else "Type {{ school.email }} or {{ school.safeguarding_email }} instead. Somebody else’s address: link to their web page.",
            )


@rule("TXT003", Severity.BLOCKER, SCHOOL, HELPLINES, dated=Dated.TODAY, on_page=PASSAGE_UNFIT)
def no_unknown_phone_number_is_typed(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no phone number is typed into the text.

    Numbers stand in `data/school.yml` and `data/helplines.yml`, where somebody tries them once a year.
    Wrong: `Ring 01632 960123.` Right: `Ring {{ school.phone }}.`
    """
    known = context.once(_known)
    for contact in _typed(context, "phone"):
        if contact.key not in known and not _is_of_another_area(book, contact):  # PUB064
            yield Violation(
                contact.span,
                f"The phone number {contact.shown} is typed here, and no file in {book.layout.data}/ knows it.",
                "Delete it: no fill-in works in this line, and a number typed here goes stale."
                if not contact.is_filled
                else "Type {{ school.phone }} instead; or add the helpline to "
                f"{book.layout.facts(HELPLINES)}, and type {{{{ helplines.its-id.phone }}}}.",
            )


def _is_of_another_area(book: Book, contact: _TypedContact) -> bool:
    """Whether the sentence names a service of another area before the number: that one goes, and its number with it."""
    between = (
        contact.prose.text[match.end() : contact.start] for match in services_of_other_areas(book, contact.prose)
    )
    return any(text and not re.search(r"[.!?]\s", text) for text in between)


@rule("TXT004", Severity.ADVICE, SCHOOL, HELPLINES, dated=Dated.TODAY)
def web_addresses_are_links(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a web address can be pressed on, and reads as words.

    An address alone is no link on the page. Wrong: `See www.nspcc.org.uk.` Right: `See [the NSPCC](https://www.nspcc.org.uk/).`
    """
    known = context.once(_known)
    for contact in _typed(context, "web"):
        if not contact.in_link and (contact.may_link or contact.prose.kind == "fact") and contact.key not in known:
            if any(contact.shown in f"https://{one[0]}" for one in INVITATION.finditer(contact.prose.text)):
                continue  # DSL054
            address = (
                contact.shown
                if contact.shown.startswith("https://")
                else f"https://{contact.shown.removeprefix('http://')}"
            )
            yield Violation(
                contact.span,
                f"Nobody can press on the address {contact.shown[:60]} here.",
                f"Type [the words to press on]({address}) instead."
                if contact.may_link
                else "Delete it, and say in words where to look: no link works in this line.",
            )


@rule("TXT043", Severity.BLOCKER, HELPLINES, on_page=PASSAGE_UNFIT)
def links_lead_where_their_words_say(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the words of a link and the place that it leads to are the same number, address or service.

    A reader who is in a hurry presses, and reaches somebody else. Wrong: `[0800 1111](tel:08088005000)`,
    `[NSPCC](https://www.childline.org.uk/)`. Right: `[the NSPCC]({{ helplines.nspcc.url }})`.
    """
    for link in context.once(_links_astray):
        yield Violation(
            link.prose.span(link.start, link.end),
            f"The words of this link say “{link.words}”, and it leads to {link.leads_to}.",
            "Correct the words or the address; write the address of a helpline as {{ helplines.its-id.url }}.",
        )


class _Astray(NamedTuple):
    """A link whose words name another place than it leads to."""

    prose: Prose
    start: int
    end: int
    words: str
    leads_to: str


def _links_astray(book: Book, context: Context) -> tuple[_Astray, ...]:
    return tuple(
        _Astray(prose, *link.span(), " ".join(link["words"].split()), other)
        for prose in context.prose
        if prose.kind in ("clause", "statement") and "](" in prose.text
        for link in _LINK.finditer(prose.text)
        if link["bare"] is None and (other := _leads_elsewhere(book, prose, link["words"], link["address"]))
    )


def _leads_elsewhere(book: Book, prose: Prose, words: str, address: str) -> str:
    """Where a link leads, where its words name another number, page or helpline; "" where they do not."""
    shown = [contact for contact in find_contacts(words, in_doubt=False) if contact.kind in ("phone", "web")]
    if address.startswith("tel:"):
        number = number_key(address.removeprefix("tel:"))
        return address if any(one.kind == "phone" and one.key != number for one in shown) else ""
    if not address.startswith(("http://", "https://")):
        return ""
    host = _host(address)
    if any(one.kind == "web" and _host(one.key) != host for one in shown):
        return host
    lines = [line for line in book.helplines.helplines.values() if line.url]
    named = [line for line in lines if re.search(rf"(?<!\w){re.escape(line.name)}(?!\w)", words)]
    named = named or [line for line in _rested_on(book, prose) if line.url]
    owner = next((line for line in lines if _host(line.url or "") == host), None)
    return owner.name if named and owner and host not in {_host(line.url or "") for line in named} else ""


def _rested_on(book: Book, prose: Prose) -> list[Helpline]:
    """The helplines that a sentence names in from=."""
    targets = [restated.target for restated in prose.of.restates] if isinstance(prose.of, Statement) else []
    return [line for name, line in book.helplines.helplines.items() if f"helplines.{name}" in targets]


def _host(address: str) -> str:
    return web_key(address).partition("/")[0]
