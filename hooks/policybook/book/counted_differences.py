"""What can be counted in a sentence and in what it rests on: figures, facts, addresses, "not". Not for what only a person can judge.

A figure, a fact of another entry or a web address that the clauses do not give contradicts them, whoever has read the two.
A "not" that only one side has may be meant ("keep it private", "do not share it"): it counts while nobody has read the
two as they are now. Where the words after it are the same on both sides, one says the opposite of the other: that counts
until somebody gives a reason. Strength, actor and condition are never counted: they are marked for the person who reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from policybook.basics.tokens import find_tokens
from policybook.book.book import Book, Clause
from policybook.book.opposites import find_opposite
from policybook.book.readings import RestatingItem, reading_state

_ADDRESS = re.compile(r"https?://[^\s()<>]+", re.ASCII)
_WITHOUT = re.compile(
    r"\{\{[^{}]*\}\}|\]\([^()]*\)|https?://[^\s()<>]+|(?<!\d)(?:\+44[\s(0)]*|0)7(?:[\s.-]?\d){9}(?!\d)"
)
"""What holds no figure of its own: tokens, addresses, and mobile numbers, which a rule of their own is about."""
_FIGURE = re.compile(r"(?<![\w.:/-])\d+(?:[.:]\d+)*(?![\w:/-])|(?<![\w.:/-])\d+(?=(?:am|pm|st|nd|rd|th)\b)", re.ASCII)
_IN_WORDS = {
    word: str(number)
    for number, word in enumerate(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 2
    )
} | {
    "thirteen": "13",
    "fourteen": "14",
    "fifteen": "15",
    "sixteen": "16",
    "eighteen": "18",
    "twenty": "20",
    "thirty": "30",
}
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_IN_WORDS)})\b", re.IGNORECASE)
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|nor|neither|cannot|without|unless)\b|n['’]t\b", re.IGNORECASE
)
FORCE = re.compile(
    r"\b(?:must|should|may|can|cannot|might|need(?:s|ed)?|advise[sd]?|advice|will|not|never|no|without"
    r"|if|unless|when|where|only|except|before|after|until"
    r"|i|we|you|staff|students?|parents?|carers?|visitors?|governors?|school|dsls?|headteacher|proprietor)\b",
    re.IGNORECASE,
)
"""Words of strength, of who acts and of condition, which are marked where a pair is shown."""
_EVERYWHERE = frozenset(["school.name"])
_NAMED_IN_PASSING = frozenset(["policies", "guidance"])
"""Kinds of entries that a sentence may name without resting on them."""


class Difference(NamedTuple):
    """One thing that only one side has: ``words`` from ``start`` to ``end`` of the sentence, or of its clauses where ``is_lost``."""

    kind: str
    words: str
    start: int = 0
    end: int = 0
    is_lost: bool = False


def counted_differences(book: Book, item: RestatingItem) -> tuple[Difference, ...]:
    """Return what differs between a sentence or check and what it rests on, as far as it can be counted.

    Nothing, where one of its clauses is not there. A difference that somebody judged to be meant counts no more, but
    for facts of another entry.
    """
    clauses = [book.clauses.get(reference.target) for reference in item.clauses]
    if item.of_document or None in clauses:
        return ()
    known = [clause for clause in clauses if clause]
    state = reading_state(book, item)
    found = [*_other_facts(book, item, known)]
    if not (state.is_current and state.is_meant_otherwise):
        found += [*_figures(item, known), *_addresses(item, known)]
        if not state.is_current or (state.reading and state.reading.is_half_typed):
            found += _negations(item, known)
    return tuple(found)


def _figures(item: RestatingItem, clauses: list[Clause]) -> Iterator[Difference]:
    if item.is_check or not clauses or len(clauses) < len(item.references):
        return  # a question has a measure of its own, and facts hold figures
    figures = list(_numbers(item.text))
    said = {figure for clause in clauses if figures for figure, _, _ in _numbers(clause.wording.text, in_words=True)}
    for figure, start, end in figures:
        if figure not in said:
            yield Difference("figure", item.text[start:end], start, end)


def _numbers(text: str, *, in_words: bool = False) -> Iterator[tuple[str, int, int]]:
    plain = _WITHOUT.sub(lambda match: " " * len(match[0]), text)
    yield from ((match[0], *match.span()) for match in _FIGURE.finditer(plain))
    if in_words:
        yield from ((_IN_WORDS[match[0].lower()], *match.span()) for match in _NUMBER_WORD.finditer(plain))


def _other_facts(book: Book, item: RestatingItem, clauses: list[Clause]) -> Iterator[Difference]:
    """Tokens of another entry than those that the sentence rests on, that its clauses print, or that replaced one of these.

    A kind of fact that it does not name is left alone where it names clauses: a sentence may say who holds a role.
    """
    tokens = list(find_tokens(item.text))
    if not tokens:
        return
    own = {_plain(reference.target) for reference in item.references if reference.is_fact}
    known = own | {entry_of(token.name) for clause in clauses for token in find_tokens(clause.wording.text)}
    replaced = {f"helplines.{name}": one.superseded_by for name, one in book.helplines.helplines.items()}
    known |= {f"helplines.{replaced[name]}" for name in known if replaced.get(name)}
    kinds = {name.partition(".")[0] for name in own}
    for token in tokens:
        entry = entry_of(token.name)
        kind = entry.partition(".")[0]
        is_asked = kind in kinds or not (clauses or kind in _NAMED_IN_PASSING)
        if entry not in known and not replaced.get(entry) and token.name not in _EVERYWHERE and is_asked:
            yield Difference("fact", entry, token.start, token.end)


def _plain(fact: str) -> str:
    return entry_of(fact.replace("linked-policies.", "policies."))


def entry_of(token: str) -> str:
    """Return what a sentence names in ``from=`` that prints a token: ``helplines.nspcc`` for ``helplines.nspcc.phone``."""
    head, _, rest = token.partition(".")
    if head in ("dsl", "dsls", "deputy_dsls"):
        return "people.dsl"
    if head in ("headteacher", "proprietor", "cover"):
        return f"people.{head}"
    if head == "school":
        return head
    return f"{head}.{rest.partition('.')[0]}"


def _addresses(item: RestatingItem, clauses: list[Clause]) -> Iterator[Difference]:
    addresses = list(_ADDRESS.finditer(item.text))
    said = {match[0] for clause in clauses if addresses for match in _ADDRESS.finditer(clause.wording.text)}
    for match in addresses:
        if said and match[0] not in said:
            yield Difference("address", match[0], *match.span())


def _negations(item: RestatingItem, clauses: list[Clause]) -> Iterator[Difference]:
    if item.is_check or not clauses:
        return  # a question asks whether a duty is kept
    own = _NEGATION.search(item.text)
    found = [(clause.wording.text.rstrip(), _NEGATION.search(clause.wording.text)) for clause in clauses]
    others = [match for text, match in found if match or not text.endswith(":")]  # "Staff must:" is no duty by itself
    if own and not any(others):
        yield Difference("not", own[0], *own.span())
    elif not own and others and all(others):
        yield Difference("not", others[0][0] if others[0] else "", is_lost=True)


def opposite(item: RestatingItem, clauses: Iterable[Clause], leads: Mapping[str, Clause]) -> Difference | None:
    """Return what one side forbids in the words in which the other does not: "we publish", "we do not publish".

    ``leads`` are the paragraphs that items of lists complete (``leads_in``). A check asks, and says nothing.
    """
    if item.is_check:
        return None
    for clause in clauses:
        lead = leads.get(clause.id)
        whole = f"{lead.wording.text} {clause.wording.text}" if lead else clause.wording.text
        if words := find_opposite(item.text, whole):
            return Difference("opposite", words)
        if words := find_opposite(whole, item.text):
            return Difference("opposite", words, is_lost=True)
    return None


def with_marks(text: str) -> str:
    """Return a text with its words of strength, actor and condition in capitals."""
    parts, done = [], 0
    for token in find_tokens(text):
        parts += [_marked(text[done : token.start]), text[token.start : token.end]]
        done = token.end
    return "".join([*parts, _marked(text[done:])])


def _marked(text: str) -> str:
    return FORCE.sub(lambda match: match[0].upper(), text)
