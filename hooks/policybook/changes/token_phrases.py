"""A token in a few words, for those who read a change: what it stands for, and never whom it stands for today."""

from __future__ import annotations

from policybook.basics.tokens import Token
from policybook.book.book import Book
from policybook.book.token_values import kind_of_token

_PEOPLE = {
    "dsl.name": "name of the lead DSL",
    "dsl.job_title": "job title of the lead DSL",
    "dsls": "names of the DSLs",
    "deputy_dsls": "names of the deputy DSLs",
    "headteacher.name": "name of the headteacher",
    "proprietor.name": "name of the proprietor",
    "cover.arrangement": "who answers when the DSLs are away",
    "cover.contact": "contact when the DSLs are away",
    "review.last": "date of the last review",
    "review.next": "date of the next review",
    "school.name": "name of the school",
}
_PARTS = {"phone": "phone number", "phone_hours": "hours", "url": "web address"}


def token_words(token: Token, book: Book) -> str:
    """What a token stands for: titles as readers see them, and for people, products and numbers what they are."""
    head, _, rest = token.name.partition(".")
    if token.name in _PEOPLE:
        return f"[{_PEOPLE[token.name]}]"
    if kind_of_token(token.name) is None:
        return f"[{token.name or '?'}]"
    say = {"guidance": _guidance, "policies": _policy, "services": _service, "helplines": _helpline}.get(head, _school)
    return say(book, rest, token.format)


def _guidance(book: Book, name: str, form: str) -> str:
    guidance = book.guidance.guidance.get(name.removesuffix(".title"))
    return (guidance.short if form == "short" else guidance.title) if guidance else f"[{name}]"


def _policy(book: Book, name: str, _form: str) -> str:
    linked = book.linked_policies.linked_policies.get(name)
    return linked.in_text if linked else f"[{name}]"


def _service(book: Book, rest: str, _form: str) -> str:
    name, _, part = rest.rpartition(".")
    service = book.services.services.get(name)
    return f"[{part} of the {(service.title if service else name).lower()}]"


def _helpline(book: Book, rest: str, _form: str) -> str:
    name, _, part = rest.rpartition(".")
    helpline = book.helplines.helplines.get(name)
    shown = helpline.name if helpline else name
    return shown if part == "name" else f"[{_PARTS.get(part, part)} of {shown}]"


def _school(_book: Book, name: str, _form: str) -> str:
    return f"[{_PARTS.get(name, name.replace('_', ' '))} of the school]"
