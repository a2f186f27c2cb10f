"""A token in a few words, for those who read a change: what it stands for, and never whom it stands for today."""

from __future__ import annotations

from policybook.book import Book
from policybook.tokens import Token

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
    name, _, part = rest.rpartition(".")
    if head == "guidance":
        guidance = book.guidance.guidance.get(rest.removesuffix(".title"))
        return (guidance.short if token.format == "short" else guidance.title) if guidance else f"[{rest}]"
    if head == "policies":
        linked = book.linked_policies.linked_policies.get(rest)
        return linked.in_text if linked else f"[{rest}]"
    if head == "services":
        service = book.services.services.get(name)
        return f"[{(service.title if service else name).lower()}: {part}]"
    if head == "helplines":
        helpline = book.helplines.helplines.get(name)
        shown = helpline.name if helpline else name
        return shown if part == "name" else f"[{shown}: {_PARTS.get(part, part)}]"
    if head == "school":
        return f"[school’s {_PARTS.get(rest, rest.replace('_', ' '))}]"
    return f"[{token.name or '?'}]"
