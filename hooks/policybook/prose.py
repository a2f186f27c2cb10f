"""The texts that people will read, each with its place: for rules about words. Not for ids, dates and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from policybook.book import Book, Clause, Document, Policy, Section, Statement
from policybook.findings import Span
from policybook.model.entry import Entry
from policybook.source.markdown import Wording
from policybook.tokens import find_tokens

FILL_IN = "\ufffc"
Kind = Literal["clause", "statement", "heading", "setting", "fact"]
_ADDRESS = re.compile(r"(?<=\]\()[^()\s]*(?=\))|<https?://[^>\s]*>")
_BARE = re.compile(r"<https?://[^>\s]*>")
_MARKED = "{}*_[]<"  # where none of these stands, which is nearly everywhere, there is nothing to make blank
_MARKS = re.compile(r"[*_]+(?=\S)|(?<=\S)[*_]+|[\[\]]")
_IN_WORDS = frozenset(
    [
        "title",
        "summary",
        "ask",
        "evidence",
        "statement",
        "fields",
        "reason",
        "adapted_from",
        "job_title",
        "arrangement",
        "contact",
        "hours",
        "formats_contact",
        "address",
        "phone_hours",
        "name",
        "for_",
        "what",
        "note",
        "term",
        "stands_for",
        "meaning",
        "in_text",
    ]
)
"""The settings and facts that hold words for readers; the others hold ids, dates, addresses and choices."""


@dataclass(frozen=True)
class Prose:
    """One text as typed. ``field`` is the name of its setting, such as ``summary``; "" in the text of a file.

    ``of`` is what it belongs to: the clause or statement itself, else the section, document or policy, or the entry of
    facts it stands in.
    """

    kind: Kind
    wording: Wording
    of: Clause | Statement | Section | Document | Policy | Entry
    field: str = ""
    exact: bool = True
    """Whether offsets lead to places; not where the text is folded over lines or stands between quotation marks."""

    @property
    def path(self) -> str:
        """The file it stands in."""
        return self.wording.starts[0].path

    @property
    def text(self) -> str:
        """The text as typed, with tokens, links and marks of emphasis."""
        return self.wording.text

    @cached_property
    def plain(self) -> str:
        """The text with tokens, addresses of links and marks of emphasis made blank, so that offsets stay the same."""
        if not any(mark in self.text for mark in _MARKED):
            return self.text
        parts, position = [], 0
        for token in find_tokens(self.text):
            parts += [self.text[position : token.start], " " * (token.end - token.start)]
            position = token.end
        return _MARKS.sub(_blank, _ADDRESS.sub(_blank, "".join([*parts, self.text[position:]])))

    @cached_property
    def words(self) -> str:
        """The plain text with marks (U+FFFC) where tokens and bare addresses stood, so that no two words seem to meet."""
        plain = self.plain
        if "{{" in self.text:
            plain = fill(plain, ((token.start, token.end) for token in find_tokens(self.text)))
        if "<http" in self.text:
            plain = fill(plain, (found.span() for found in _BARE.finditer(self.text)))
        return plain

    def span(self, start: int, end: int) -> Span:
        """The place of ``text[start:end]``, or of the whole text where offsets do not lead to places."""
        return self.wording.span(start, end) if self.exact else self.wording.starts[0]


def fill(text: str, places: Iterable[tuple[int, int]]) -> str:
    """``text`` with marks in some places, so that offsets stay the same."""
    for start, end in places:
        text = text[:start] + FILL_IN * (end - start) + text[end:]
    return text


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def of_book(book: Book) -> Iterator[Prose]:
    """Every text of ``policy/`` in reading order, then every text of the facts that pages may show."""
    for policy in book.policies:
        yield from _of_entry("setting", policy.settings, policy)
        for section in policy.sections:
            yield from _of_entry("setting", section.settings, section)
            yield from (Prose("clause", clause.wording, clause) for clause in section.clauses)
    for document in book.documents:
        yield from _of_entry("setting", document.settings, document)
        headings = [group for group in document.groups if group.title]
        yield from (Prose("heading", Wording(group.title, (group.span,)), document) for group in headings)
        yield from (Prose("statement", statement.wording, statement) for statement in document.statements)
    facts = (book.school, book.people, book.services, book.guidance, book.helplines, book.linked_policies)
    for entry in (*facts, book.glossary):
        yield from _of_entry("fact", entry, entry)


def _of_entry(kind: Kind, entry: Entry, of: Section | Document | Policy | Entry) -> Iterator[Prose]:
    for field, span, text in entry.texts():
        if field in _IN_WORDS:
            yield Prose(kind, Wording(text, (span,)), of, field, exact=span.length == len(text))
