"""The page "A to Z": where each word that people use leads, for whoever has no scripts. Search itself is ``assets/search.js``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
    return MarkdownPage(WORDS, view.page.title, templates.render("pages/words.md.j2", view), "", ())


def _looked_up(page: Page, words: SearchWords, pages: Sequence[SearchedPage]) -> Iterator[LookedUp]:
    """Each listed subject that some page answers, once for every letter with which people call it something."""
    small = frozenset(words.small)
    places = [
        _Place(searched, section, _Texts.of(searched, section))
        for searched in pages
        for section in searched.sections
        if section.id not in _NO_PLACES
    ]
    entries = []
    for subject in words.subjects:
        best = _best(places, subject) if subject.listed else None
        if best and words.are_named and not any(_Phrase.of(word).count_in(best.texts) for word in subject.listed):
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


class _Texts(NamedTuple):
    """What a section says, in lower case: its titles, its parts, and all in one text, which is quicker to look through."""

    title: str
    parts: tuple[str, ...]
    whole: str

    @classmethod
    def of(cls, searched: SearchedPage, section: PageSection) -> Self:
        title = section.title.lower()
        parts = (searched.title.lower(), title, *(passage.text.lower() for passage in section.passages))
        return cls(title, parts, "\n".join(parts))


class _Place(NamedTuple):
    """A section of a page, and what it says."""

    page: SearchedPage
    section: PageSection
    texts: _Texts


def _best(places: Sequence[_Place], subject: Subject) -> _Place | None:
    """The place that says most of what is meant, the first of ``means`` above all; none where none says that or the second.

    What the others of ``means`` say alone is too far off for somebody who cannot see how the place was found. A situation
    of help answers only subjects of harm, a summary nothing, and what is only in the checklist of the leaders is not listed.
    """
    readers = _FOR_THE_FRIGHTENED if subject.is_urgent else _FOR
    phrases = [_Phrase.of(phrase) for phrase in subject.means]
    worths = (
        (_worth(place.texts, phrases) * readers.get(place.page.reader, 0.0), place)
        for place in places
        if subject.is_urgent or not place.section.id.startswith(SITUATION)
    )
    worth, best = max(worths, key=lambda one: one[0], default=(0.0, None))
    return best if worth else None


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Any form of the words of a phrase: their endings are left open, but for short forms such as DSL."""

    stems: tuple[str, ...]
    ending: str

    @classmethod
    def of(cls, phrase: str) -> Self:
        stems = (_ENDING.sub("", part) if len(part) > _LONGEST + 1 else part for part in phrase.lower().split())
        return cls(tuple(stems), r"\w*" if len(phrase) > _LONGEST else "s?")

    @property
    def pattern(self) -> re.Pattern[str]:
        """What finds it in a text; the module ``re`` keeps what it compiled lately."""
        return re.compile(r"\b" + r"\w*\W+".join(map(re.escape, self.stems)) + self.ending + r"\b")

    def count_in(self, texts: _Texts) -> int:
        """In how many parts of a text it is. Looking for its stems is much quicker than for the phrase, and mostly enough."""
        if not all(stem in texts.whole for stem in self.stems):
            return 0
        return sum(bool(self.pattern.search(text)) for text in texts.parts)


def _worth(texts: _Texts, phrases: Sequence[_Phrase]) -> float:
    found = [phrase.count_in(texts) for phrase in phrases]
    if not any(found[:2]):
        return 0.0
    named = sum(
        bool(count and phrase.pattern.search(texts.title)) for phrase, count in zip(phrases, found, strict=True)
    )
    return named * _IN_A_TITLE + sum(
        0.8**place * (1 + 0.1 * min(count, 3)) for place, count in enumerate(found) if count
    )
