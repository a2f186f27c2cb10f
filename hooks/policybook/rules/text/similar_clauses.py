"""TXT: clauses that say nearly the same in two places. Not for clauses that say exactly the same: those cannot disagree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from policybook.basics.findings import Severity
from policybook.book.book import Book, Clause, Section
from policybook.book.links import resolve_link
from policybook.rules.engine import Context, Violation, rule

_FEWEST = 6  # words: shorter items, such as "support staff;", are alike by chance
_LIKENESS = 0.6  # of all different words of two clauses, the share that both have
_CROWD = 20  # clauses with one rare word in common; beyond this the word is not rare
_RELATED = 20
_STOPS = str.maketrans(dict.fromkeys('.,;:()[]{}*"“”!?', " "))
_ADDRESS = re.compile(r"\]\(([^()\s]*)\)")


class _Text(NamedTuple):
    """A clause as a set of words."""

    clause: Clause
    section: Section
    words: frozenset[str]


def _texts(book: Book) -> Iterator[_Text]:
    """The clauses that are long enough, each wording once."""
    seen: set[str] = set()
    for section in book.sections.values():
        for clause in filter(lambda clause: clause.is_numbered, section.clauses):
            words = clause.wording.text.lower().translate(_STOPS).split()
            if len(words) >= _FEWEST and (key := " ".join(words)) not in seen:
                seen.add(key)
                yield _Text(clause, section, frozenset(words))


def _alike(texts: Iterable[_Text]) -> Iterator[tuple[_Text, _Text]]:
    """Pairs in two sections that share most words.

    Two clauses can only be that alike if one of the rarest words of the one is among the rarest of the other, so only
    those that meet in such a word are compared: the time grows with the number of clauses and not with its square.
    """
    texts = list(texts)
    count = Counter(word for text in texts for word in text.words)
    rank = {word: number for number, word in enumerate(sorted(count, key=lambda word: (count[word], word)))}
    by_word: dict[int, list[int]] = {}
    for number, text in enumerate(texts):
        rarest = sorted([rank[word] for word in text.words])
        partners: set[int] = set()
        for word in rarest[: len(rarest) - int(len(rarest) * _LIKENESS - 1e-9)]:
            shared = by_word.setdefault(word, [])
            partners.update(shared[-_CROWD:])
            shared.append(number)
        for partner in sorted(partners):
            other = texts[partner]
            both = len(text.words & other.words)
            if both >= _LIKENESS * (len(text.words) + len(other.words) - both) and _is_for_the_same(text, other):
                yield other, text


def _is_for_the_same(text: _Text, other: _Text) -> bool:
    """Whether two clauses of two sections bind somebody in common: what staff and what students must do may be alike."""
    if text.section is other.section:
        return False
    ours, theirs = text.clause.binds, other.clause.binds
    return not (ours and theirs) or not set(ours).isdisjoint(theirs)


def _named_sections(book: Book, section: Section) -> set[str]:
    """The sections that one links to, as a whole or by a clause."""
    named: set[str] = set()
    for clause in section.clauses:
        for match in _ADDRESS.finditer(clause.wording.text) if "](" in clause.wording.text else ():
            target = resolve_link(book, section.path, match[1])
            if isinstance(target, Section):
                named.add(target.ref)
            elif isinstance(target, Clause):
                named.add(f"{target.policy}/{target.section}")
    return named


@rule("TXT011", Severity.ADVICE, "policy")
def clauses_do_not_drift_apart(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure that two sections with nearly the same clauses either use the same words or name each other.

    Words that were once the same drift apart when only one place is edited, and then two rules are in force. Exactly the
    same words are in order. So are clauses that differ on purpose, once each section has a link to the other: whoever
    edits one then sees the other. That settles this advice for good. Background that binds nobody is left alone.
    """
    by_sections: dict[tuple[str, str], list[tuple[_Text, _Text]]] = {}
    for first, second in _alike(_texts(book)):
        by_sections.setdefault((first.section.ref, second.section.ref), []).append((first, second))
    named = {ref: _named_sections(book, book.sections[ref]) for pair in by_sections for ref in pair}
    for (here, there), pairs in by_sections.items():
        is_settled = there in named[here] and here in named[there]
        if is_settled or not any(text.clause.binds or other.clause.binds for text, other in pairs):
            continue
        first, second = pairs[0]
        title = second.section.settings.title
        yield Violation(
            first.clause.wording.span(0, len(first.clause.wording.text)),
            f"This stands in “{title}” ({second.section.path}) as well, in slightly other words.",
            "Give each pair the same words. If they differ on purpose, link each section to the other, such as "
            f"[{title}]({_way(first.section.path, second.section.path)}) here.",
            related=tuple(text.clause.wording.span(0) for pair in pairs for text in pair)[1:_RELATED],
        )


def _way(source: str, target: str) -> str:
    """The address of a section file in a link from another."""
    folder, _, file = target.rpartition("/")
    return file if source.startswith(f"{folder}/") else f"../{folder.rpartition('/')[2]}/{file}"
