"""The page "A to Z": where each word that people use leads, for whoever has no scripts. Search itself is ``assets/search.js``."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile
from typing import NamedTuple, Self

from policybook.render.search_index import PageSection, SearchedPage
from policybook.render.site_pages import MarkdownPage
from policybook.render.templates import Templates
from policybook.views.addresses import WORDS, LinkView, Page
from policybook.views.glossary_terms import TermView, term_views
from policybook.views.search_words import SEARCH_WORDS_FILE, SearchWords, Subject
from policybook.views.situations import SITUATION
from policybook.views.view_context import PageView, ViewContext

_FOR = {"parents": 1.0, "students": 0.9, "staff": 0.8, "": 0.6, "visitors": 0.7}
"""How much sooner a page is named that is made for its readers than one that is for everybody; most who look are parents."""
_FOR_THE_FRIGHTENED = {"parents": 1.0, "": 0.8, "students": 0.5, "staff": 0.4}
"""The same for harm: the guide for parents and home have what to do, and the other pages have whom to tell."""
_IN_A_TITLE = 0.5
_NO_PLACES = frozenset({"", "page-in-brief"})
_LONGEST = 3
_WORD = re.compile(r"\w+")
_ENDING = re.compile(r"(?:ies|y|ing|ed|es|e|s)$")


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What people call one thing, and the heading under which some page answers it; ``page`` is that page's title."""

    words: str
    place: LinkView
    page: str


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter: the glossary's terms that begin with it, and the other words, each with where it leads."""

    letter: str
    terms: tuple[TermView, ...]
    words: tuple[LookedUp, ...]


@dataclass(frozen=True, slots=True)
class WordsView:
    """The page "A to Z"."""

    page: PageView
    letters: tuple[LetterView, ...]


def words_view(context: ViewContext, words: SearchWords, pages: Sequence[SearchedPage]) -> WordsView:
    """Return every listed word that some page answers, and the glossary's terms, in the order of the alphabet."""
    page = Page(WORDS)
    fill = context.sentences.fill
    terms = term_views(
        context, [passage.text for searched in pages for s in searched.sections for passage in s.passages]
    )
    looked_up = list(_looked_up(page, words, pages))
    letters = sorted({_letter(term.term) for term in terms} | {_letter(entry.words) for entry in looked_up})
    return WordsView(
        context.page(page, fill("words.title"), fill("words.summary"), SEARCH_WORDS_FILE),
        tuple(
            LetterView(
                letter,
                tuple(term for term in terms if _letter(term.term) == letter),
                tuple(entry for entry in looked_up if _letter(entry.words) == letter),
            )
            for letter in letters
        ),
    )


def _letter(word: str) -> str:
    return word[0].upper() if word[0].isalpha() else "0–9"


def words_page(templates: Templates, view: WordsView) -> MarkdownPage:
    """Return the page "A to Z". It has no file of its own to edit: the words are those of search."""
    return MarkdownPage(WORDS, view.page.title, templates.render("pages/words.md.j2", view), "", (), view.page.language)


def _looked_up(page: Page, words: SearchWords, pages: Sequence[SearchedPage]) -> Iterator[LookedUp]:
    """Each listed subject that some page answers, once for every letter with which people call it something."""
    small = frozenset(words.small)
    places = _Places(
        _Place.of(searched, section)
        for searched in pages
        for section in searched.sections
        if section.id not in _NO_PLACES
    )
    entries = []
    for subject in words.subjects:
        best = _best(places, subject) if subject.listed else None
        if best and words.are_named and not any(best.says(_Phrase.of(word)) for word in subject.listed):
            continue
        by_letter: dict[str, list[str]] = {}
        for word in sorted(set(subject.listed)) if best else ():
            parts = word.split()
            is_age = word.isdigit() and len(word) < _LONGEST
            if len(parts) <= _LONGEST and not small & set(parts) and not is_age:
                by_letter.setdefault(_letter(word), []).append(word)
        if best:
            place = LinkView(page.to(best.page.address, best.section.id), best.section.title)
            entries += [LookedUp(", ".join(found), place, best.page.title) for found in by_letter.values()]
    yield from sorted(entries, key=lambda entry: entry.words)


class _Place(NamedTuple):
    """A section of a page, and what it says in lower case: its title, and every part, both titles among them."""

    page: SearchedPage
    section: PageSection
    title: str
    parts: tuple[str, ...]

    @classmethod
    def of(cls, page: SearchedPage, section: PageSection) -> Self:
        title = section.title.lower()
        return cls(page, section, title, (page.title.lower(), title, *(one.text.lower() for one in section.passages)))

    def says(self, phrase: _Phrase) -> bool:
        """Whether a phrase is in any of its parts."""
        return any(map(phrase.is_in, self.parts))


class _Places:
    """All sections by the words in them, so that a phrase is looked for where it can be and nowhere else."""

    def __init__(self, places: Iterable[_Place]) -> None:
        self.all = tuple(places)
        self._with_word: dict[str, set[int]] = {}
        for number, place in enumerate(self.all):
            for word in set(_WORD.findall("\n".join(place.parts))):
                self._with_word.setdefault(word, set()).add(number)
        self._words = sorted(self._with_word)

    def that_may_have(self, phrase: _Phrase) -> set[int]:
        """The numbers of those in which some word begins with each stem of a phrase."""
        return set(range(len(self.all))).intersection(*map(self._with_beginning, phrase.stems))

    def _with_beginning(self, stem: str) -> set[int]:
        first = _WORD.match(stem)
        if not first:
            return set(range(len(self.all)))
        later = islice(self._words, bisect_left(self._words, first[0]), None)
        words = takewhile(lambda word: word.startswith(first[0]), later)
        return set().union(*(self._with_word[word] for word in words))


def _best(places: _Places, subject: Subject) -> _Place | None:
    """The place that says most of what is meant, the first of ``means`` above all; none where none says that or the second.

    What the others of ``means`` say alone is too far off for somebody who cannot see how the place was found. A situation
    of help answers only subjects of harm, a summary nothing, and what is only in the checklist of the leaders is not listed.
    """
    readers = _FOR_THE_FRIGHTENED if subject.is_urgent else _FOR
    phrases = [_Phrase.of(phrase) for phrase in subject.means]
    where = [places.that_may_have(phrase) for phrase in phrases]
    worths = (
        (_worth(place, [phrase if number in may else None for phrase, may in zip(phrases, where, strict=True)]), place)
        for number in sorted(set().union(*where[:2]))
        for place in [places.all[number]]
        if subject.is_urgent or not place.section.id.startswith(SITUATION)
    )
    worth, best = max(
        ((worth * readers.get(place.page.reader, 0.0), place) for worth, place in worths),
        key=lambda one: one[0],
        default=(0.0, None),
    )
    return best if worth else None


@dataclass(frozen=True)
class _Phrase:
    """Any form of the words of a phrase: their endings are left open, but for short forms such as DSL."""

    stems: tuple[str, ...]
    ending: str

    @classmethod
    def of(cls, phrase: str) -> Self:
        stems = (_ENDING.sub("", part) if len(part) > _LONGEST + 1 else part for part in phrase.lower().split())
        return cls(tuple(stems), r"\w*" if len(phrase) > _LONGEST else "s?")

    def is_in(self, text: str) -> bool:
        """Whether a text has it. Looking for the first letters is much quicker than for the phrase, and mostly enough."""
        return all(stem in text for stem in self.stems) and self._pattern.search(text) is not None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(r"\b" + r"\w*\W+".join(map(re.escape, self.stems)) + self.ending + r"\b")


def _worth(place: _Place, phrases: Sequence[_Phrase | None]) -> float:
    """How much of what is meant is in a place; None stands for a phrase that cannot be there."""
    found = [sum(map(phrase.is_in, place.parts)) if phrase else 0 for phrase in phrases]
    if not any(found[:2]):
        return 0.0
    named = sum(
        bool(count and phrase and phrase.is_in(place.title)) for phrase, count in zip(phrases, found, strict=True)
    )
    return named * _IN_A_TITLE + sum(
        0.8**number * (1 + 0.1 * min(count, 3)) for number, count in enumerate(found) if count
    )
