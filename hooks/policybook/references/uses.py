"""Every place that refers to an entry by its name, kind by kind. Not for whether the entry is there: that is ``unknown_names``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from policybook.basics.findings import Span
from policybook.basics.likeness import LIKE, nearest
from policybook.basics.tokens import find_tokens
from policybook.book.book import Book, Policy, Section
from policybook.book.token_values import named_entry
from policybook.model.entry import Entry
from policybook.model.facts import Review
from policybook.source.passages import Wording

THIS_POLICY = "this-policy"
ROLE, PERSON, GUIDANCE, SERVICE, HELPLINE = "role", "person", "guidance", "service", "helpline"
LINKED, TERM, POLICY, CLAUSE, GROUP = "linked policy", "term of the glossary", "policy", "clause", "group of checks"
OF_FACTS = {
    "services": SERVICE,
    "guidance": GUIDANCE,
    "helplines": HELPLINE,
    "linked-policies": LINKED,
    "glossary": TERM,
    "policies": POLICY,
}
"""The kind of entry that a fact such as ``helplines.nspcc`` names, by the word before the dot."""
_OF_TOKENS = {"services": SERVICE, "guidance": GUIDANCE, "helplines": HELPLINE, "policies": LINKED}


class Use(NamedTuple):
    """A place that refers to an entry: of which kind, by which name; ``token`` or ``link`` as typed, if it is one."""

    kind: str
    name: str
    span: Span
    token: str = ""
    link: str = ""


def edition_of(guidance: str) -> str:
    """The kind that the editions of one guidance are."""
    return f"edition of {guidance}"


def entry_of_token(token: str) -> tuple[str, str] | None:
    """The kind and the name of the entry that a token stands for a part of; None where it is of another form."""
    named = named_entry(token)
    return (_OF_TOKENS[token.partition(".")[0]], named.entry) if named else None


def all_uses(book: Book) -> Iterator[Use]:
    """Every reference of the book to an entry that the school itself has named; those of links are in ``words``."""
    yield from _of_people(book)
    for policy in book.policies:
        yield from _of_policy(book, policy)
        for section in policy.sections:
            yield from _of_section(section)
    for document in book.documents:
        yield from (Use(CLAUSE, one.clause, one.at("clause")) for one in document.settings.left_out)
        for statement in document.statements:
            for restated in statement.restates:
                if restated.is_fact:
                    yield from of_fact(book, restated.span, restated.target)
                else:
                    yield Use(CLAUSE, restated.target, restated.span)
            yield from _of_tokens(statement.wording)
    removed = _removed_policies(book)
    for review in book.reviews:
        yield from _of_review(review, removed)
    yield from _of_facts(book)


def of_fact(book: Book, span: Span, fact: str) -> Iterator[Use]:
    """What a fact such as ``helplines.nspcc`` or ``people.dsl`` refers to."""
    head, _, name = fact.partition(".")
    if head in OF_FACTS:
        yield Use(OF_FACTS[head], name, span)
    elif head == "people" and name != "cover":
        yield Use(PERSON if name in book.people.people else ROLE, name, span)


def _of_people(book: Book) -> Iterator[Use]:
    for appointment in book.people.appointments:
        yield Use(PERSON, appointment.person, appointment.at("person"))
        yield Use(ROLE, appointment.role, appointment.at("role"))
        if appointment.confirmed_by:
            yield Use(ROLE, appointment.confirmed_by, appointment.at("confirmed_by"))
    for person in book.people.people.values():
        if person.publish_agreed_by:
            yield Use(ROLE, person.publish_agreed_by, person.at("publish_agreed_by"))


def _of_policy(book: Book, policy: Policy) -> Iterator[Use]:
    settings = policy.settings
    yield Use(ROLE, settings.owner, settings.at("owner"))
    for relied in settings.guidance:
        yield Use(GUIDANCE, relied.id, relied.at("id"))
        if relied.edition != "unstated" and relied.id in book.guidance.guidance:
            yield Use(edition_of(relied.id), relied.edition, relied.at("edition"))
    for position, name in enumerate(settings.linked_policies):
        yield Use(LINKED, name, settings.at("linked_policies", position))
    for position, name in enumerate(settings.incorporates):
        if name != policy.id:
            yield Use(POLICY, name, settings.at("incorporates", position))
    for departure in settings.departures:
        yield Use(GUIDANCE, departure.guidance, departure.at("guidance"))
        yield from (Use(CLAUSE, name, departure.at("clauses", n)) for n, name in enumerate(departure.clauses))
        if departure.approved_by:
            yield Use(ROLE, departure.approved_by, departure.at("approved_by"))


def _of_section(section: Section) -> Iterator[Use]:
    for check in section.settings.checks:
        yield from (Use(CLAUSE, name, check.at("clauses", n)) for n, name in enumerate(check.clauses))
        if check.source != THIS_POLICY:
            yield Use(GUIDANCE, check.source, check.at("source"))
        yield Use(ROLE, check.who, check.at("who"))
        yield Use(GROUP, check.group, check.at("group"))
        for key, text in (("ask", check.ask), ("evidence", check.evidence)):
            if "{{" in text:
                span = check.at(key)
                exact = span.length == len(text)  # not where it is folded, or stands between quotation marks
                uses = _of_tokens(Wording(text, (span,)))
                yield from uses if exact else (use._replace(span=span) for use in uses)
    for clause in section.clauses:
        yield from _of_tokens(clause.wording)


def _of_tokens(wording: Wording) -> Iterator[Use]:
    if "{{" not in wording.text:
        return
    for token in find_tokens(wording.text):
        if found := entry_of_token(token.name):
            yield Use(*found, wording.span(token.start, token.end), token=wording.text[token.start : token.end])


def _removed_policies(book: Book) -> frozenset[str]:
    """Policies that only old records name: where every policy of today has been reviewed, they were removed since."""
    recorded, known = {name for review in book.reviews for name in review.policies}, {one.id for one in book.policies}
    gone = recorded - known
    return frozenset(name for name in gone if known <= recorded and not nearest(name, known, LIKE))


def _of_review(review: Review, removed: frozenset[str]) -> Iterator[Use]:
    policies = [(n, name) for n, name in enumerate(review.policies) if name not in removed]
    yield from (Use(POLICY, name, review.at("policies", n)) for n, name in policies)
    for again in review.read_again:
        yield Use(ROLE, again.by, again.at("by"))
        yield from (Use(ROLE, approval.role, approval.at("role")) for approval in again.approved_by)
    yield from (Use(ROLE, name, review.at("completed_by", n)) for n, name in enumerate(review.completed_by))
    yield from (Use(ROLE, approval.role, approval.at("role")) for approval in review.approved_by)
    yield from (Use(ROLE, action.owner, action.at("owner")) for action in review.actions)


def _of_facts(book: Book) -> Iterator[Use]:
    approvers = book.settings.review_approved_by
    yield from (Use(ROLE, name, approvers.at("roles", n)) for n, name in enumerate(approvers.roles))
    for guidance in book.guidance.guidance.values():
        yield from (Use(POLICY, name, guidance.at("expected_in", n)) for n, name in enumerate(guidance.expected_in))
    yield from (Use(ROLE, waiver.agreed_by, waiver.at("agreed_by")) for waiver in book.waivers.waivers)
    helplines = book.helplines.helplines
    editions = [one for guidance in book.guidance.guidance.values() for one in guidance.editions]
    owned: tuple[tuple[str, Iterable[Entry]], ...] = (
        ("contract_owner", book.services.services.values()),
        ("owner", book.linked_policies.linked_policies.values()),
        ("checked_by", (*editions, *helplines.values())),
    )
    for key, entries in owned:
        yield from (Use(ROLE, role, entry.at(key)) for entry in entries if (role := getattr(entry, key)))
    for own, helpline in helplines.items():
        if helpline.superseded_by and helpline.superseded_by != own:
            yield Use(HELPLINE, helpline.superseded_by, helpline.at("superseded_by"))
    for entry in book.source.lines if book.source else ():
        yield from (Use(CLAUSE, name, entry.at("clauses", n)) for n, name in enumerate(entry.clauses))
        for position, name in enumerate(entry.facts):
            yield from of_fact(book, entry.at("facts", position), name)
