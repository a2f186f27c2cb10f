"""What texts report of the world outside: services that have been replaced, and guidance in the edition it was read in.

Not for judging it (``rules``) or saying it (``views``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from policybook.basics.tokens import find_tokens
from policybook.book.book import Book, Clause, Reported, Section


def in_use_now(book: Book, helpline: str) -> str:
    """Return the id of the helpline at the end of those that replaced each other; "" where they go round in a circle."""
    helplines, seen = book.helplines.helplines, {helpline}
    name = book.helplines.helplines[helpline].superseded_by or ""
    while (newer := helplines.get(name)) and newer.superseded_by:
        if name in seen:
            return ""
        seen.add(name)
        name = newer.superseded_by
    return name


def superseded_in(book: Book, text: str) -> Iterator[str]:
    """Yield the ids of the replaced services that a text names, by a token or in words, each once."""
    superseded = {name: entry for name, entry in book.helplines.helplines.items() if entry.superseded_by}
    tokens = {token.name.split(".")[1] for token in find_tokens(text) if token.name.startswith("helplines.")}
    yield from (name for name in superseded if name in tokens or typed_name(book, name, text))


def typed_name(book: Book, helpline: str, text: str) -> re.Match[str] | None:
    """Return where a text types the name of a helpline, which is not a part of the name of the one in use."""
    names = [name for name in names_of_service(book.helplines.helplines[helpline].name) if _first_word(name) in text]
    if not names:  # nearly always: looking for one word is quick
        return None
    newer = book.helplines.helplines.get(in_use_now(book, helpline))
    others = [entry.name.casefold() for entry in book.helplines.helplines.values() if not entry.superseded_by]
    for name in names:
        if newer is None or any(name.casefold() in other for other in (newer.name.casefold(), *others)):
            continue  # it may be the other that is meant
        words = r"\s+".join(re.escape(word).replace("'", "['’]").replace("’", "['’]") for word in name.split())
        if match := re.search(rf"(?<!\w){words}(?!\w)", text):
            return match
    return None


@cache
def _first_word(name: str) -> str:
    """The first word of a name, before any apostrophe."""
    return re.split(r"[\s'’]", name.strip(), maxsplit=1)[0]


@cache
def names_of_service(name: str) -> tuple[str, ...]:
    """Return the names that a service goes by: the whole, and without whose it is (The Trust's Advice Service)."""
    own = re.split(r"['’]s\s+", name)[-1]
    return (name, own) if own != name and len(own.split()) >= _WORDS_OF_NAME else (name,)


_WORDS_OF_NAME = 3
"""Shorter ones may be anybody's: Advice Line."""


def reported_in(section: Section) -> Iterator[tuple[Reported, list[Clause]]]:
    """Yield each edition that clauses of a section report, with these clauses in reading order."""
    groups: dict[tuple[str, str], list[Clause]] = {}
    for clause in section.clauses:
        if clause.reports:
            groups.setdefault((clause.reports.guidance, clause.reports.edition), []).append(clause)
    for clauses in groups.values():
        assert clauses[0].reports  # noqa: S101 - that is how they were chosen
        yield clauses[0].reports, clauses
