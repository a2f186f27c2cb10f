"""Every place that refers to an entry by its name, kind by kind. Not for whether the entry is there: that is ``unknown_names``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from policybook.basics.edits import Edit, retype
from policybook.basics.findings import Span
from policybook.basics.likeness import LIKE, find_nearest
from policybook.basics.tokens import find_tokens
from policybook.book.book import Book, Clause
from policybook.book.token_values import CLAUSES, named_entry
from policybook.model.declarations import CLAUSE, EDITION, FACT, GUIDANCE, PERSON, POLICY, ROLE
from policybook.model.entry import Entry
from policybook.model.facts import FACT_FILES, table_model
from policybook.source.clause_references import Reference
from policybook.source.passages import Wording

OF_FACTS = {
    **{
        name: kinds[0]
        for name, file in FACT_FILES.items()
        if len(
            kinds := [
                model.entry_kind for field in file.shape if (model := table_model(file, field)) and model.entry_kind
            ]
        )
        == 1
    },
    "policies": POLICY,
}
"""The kind of entry that a fact such as ``helplines.nspcc`` names, by the word before the dot."""


class Use(NamedTuple):
    """A place that refers to an entry: of which kind, by which name; ``token`` or ``link`` as typed, if it is one.

    ``before`` is what is typed in front of the name at this place, and ``after`` what follows it.
    """

    kind: str
    name: str
    span: Span
    token: str = ""
    link: str = ""
    before: str = ""
    after: str = ""

    def retyped(self, name: str) -> tuple[Edit, ...]:
        """The edit that types another name here; none where the place is not exactly what was typed."""
        typed = self.token or f"{self.before}{self.name}{self.after}"
        new = typed.replace(self.name, name, 1) if self.token else f"{self.before}{name}{self.after}"
        return retype(self.span, typed, new)


def edition_of(guidance: str) -> str:
    """The kind that the editions of one guidance are."""
    return f"edition of {guidance}"


def entry_of_token(token: str) -> tuple[str, str] | None:
    """The kind and the name of the entry that a token stands for a part of; None where it is of another form."""
    if token.startswith(CLAUSES):
        return CLAUSE, token.removeprefix(CLAUSES)
    named = named_entry(token)
    return (named.table.kind, named.entry) if named else None


@lru_cache(maxsize=1)  # four checks ask the same
def all_uses(book: Book) -> tuple[Use, ...]:
    """Every reference of the book to an entry that the school itself has named; those of links are in ``words``."""
    return tuple(_find_uses(book))


def _find_uses(book: Book) -> Iterator[Use]:
    yield from _references(book, book.people)
    for policy in book.policies:
        yield from _references(book, policy.settings)
        for section in policy.sections:
            yield from _references(book, section.settings)
            yield from (use for clause in section.clauses for use in _of_clause(book, clause))
    for document in book.documents:
        yield from _references(book, document.settings)
        for statement in document.statements:
            for restated in statement.restates:
                if restated.is_fact:
                    yield from of_fact(book, restated.span, restated.target)
                else:
                    yield _of_reference(Reference(restated.policy, restated.target, restated.pin), restated.span)
            yield from _of_tokens(statement.wording)
    removed = removed_policies(book)
    for review in book.reviews:
        yield from (use for use in _references(book, review) if use.kind != POLICY or use.name not in removed)
    for event in book.events:
        yield from _references(book, event)
    fact_files = (facts for facts in book.fact_files() if facts is not book.people)
    yield from (use for facts in fact_files for use in _references(book, facts))


def _references(book: Book, entry: Entry) -> Iterator[Use]:
    """The names in an entry, and in those inside it, that refer to other entries, as their fields declare."""
    for field, value, steps in entry.values():
        kind, declared = field.declared.refers_to, field.declared
        if isinstance(value, Entry):
            yield from _references(book, value)
        elif kind and value is not None and value != declared.unless:
            name, span = value, entry.at(field.key, *steps)
            if isinstance(value, Reference):
                yield _of_reference(value, span)
            elif kind == FACT:
                yield from of_fact(book, span, name)
            elif kind != EDITION:
                yield Use(kind, name, span)
            elif (guidance := dict(entry)["id"]) in book.guidance.guidance:
                yield Use(edition_of(guidance), name, span)
        if declared.filled and "{{" in str(value):
            span = entry.at(field.key, *steps)
            exact = span.length == len(value)  # not where it is folded, or stands between quotation marks
            uses = _of_tokens(Wording(value, (span,)))
            yield from uses if exact else (use._replace(span=span) for use in uses)


def _of_clause(book: Book, clause: Clause) -> Iterator[Use]:
    """What the tokens of a clause name, and the guidance and edition that it reports."""
    yield from _of_tokens(clause.wording)
    if reported := clause.reports:
        whole = reported.typed(reported.edition)
        before, after = whole.split(f"{reported.guidance}/{reported.edition}")
        yield Use(GUIDANCE, reported.guidance, reported.span, before=before, after=f"/{reported.edition}{after}")
        if reported.guidance in book.guidance.guidance:
            kind, before = edition_of(reported.guidance), f"{before}{reported.guidance}/"
            yield Use(kind, reported.edition, reported.span, before=before, after=after)


def of_fact(book: Book, span: Span, fact: str) -> Iterator[Use]:
    """What a fact such as ``helplines.nspcc`` or ``people.dsl`` refers to."""
    head, _, name = fact.partition(".")
    guidance, slash, edition = name.partition("/")
    if OF_FACTS.get(head) == GUIDANCE and slash:
        yield Use(GUIDANCE, guidance, span, before=f"{head}.", after=f"/{edition}")
        if guidance in book.guidance.guidance:
            yield Use(edition_of(guidance), edition, span, before=f"{head}.{guidance}/")
    elif head in OF_FACTS:
        yield Use(OF_FACTS[head], name, span, before=f"{head}.")
    elif head == "people" and name != "cover":
        yield Use(PERSON if name in book.people.people else ROLE, name, span, before=f"{head}.")


def _of_reference(one: Reference, span: Span) -> Use:
    before = f"{one.policy}/" if one.policy else ""
    return Use(CLAUSE, one.target, span, before=before, after=one.pin)


def _of_tokens(wording: Wording) -> Iterator[Use]:
    if "{{" not in wording.text:
        return
    for token in find_tokens(wording.text):
        if entry := entry_of_token(token.name):
            yield Use(*entry, wording.extent(token.start, token.end), token=wording.text[token.start : token.end])


def removed_policies(book: Book) -> frozenset[str]:
    """Policies that only old records name: where every policy of today has been reviewed, they were removed since."""
    recorded, known = (
        {name for review in book.reviews for name in review.policies},
        {policy.id for policy in book.policies},
    )
    gone = recorded - known
    return frozenset(name for name in gone if known <= recorded and not find_nearest(name, known, LIKE))
