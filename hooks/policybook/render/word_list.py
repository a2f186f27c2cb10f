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

_FOR = {"parents": 1.0, "students": 0.98, "staff": 0.96, "": 0.6, "visitors": 0.8, "leadership": 0.3}
"""How much sooner a page is named that is made for its readers than one that is for everybody."""
_LONGEST = 3
_ENDING = re.compile(r"(?:ies|y|ing|ed|es|e|s)$")


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter: the glossary's terms that begin with it, and the other words, each with where it leads."""

    letter: str
    terms: tuple[TermView, ...]
    words: tuple[LinkView, ...]


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
    links = {link.text.lower(): link for link in _subjects(page, words, pages)}
    letters = sorted({_letter(term.term) for term in terms} | {_letter(word) for word in links})
    return WordsView(
        context.page(page, fill("words.title"), fill("words.summary"), SEARCH_WORDS_FILE),
        tuple(
            LetterView(
                letter,
                tuple(term for term in terms if _letter(term.term) == letter),
                tuple(links[word] for word in sorted(links) if _letter(word) == letter),
            )
            for letter in letters
        ),
    )


def _letter(word: str) -> str:
    return word[0].upper() if word[0].isalpha() else "0–9"


def words_page(templates: Templates, view: WordsView) -> MarkdownPage:
    """Return the page "A to Z". It has no file of its own to edit: the words are those of search."""
    return MarkdownPage(WORDS, view.page.title, templates.render("pages/words.md.j2", view), "", ())


def _subjects(page: Page, words: SearchWords, pages: Sequence[SearchedPage]) -> Iterator[LinkView]:
    small = frozenset(words.small)
    places = [
        (_FOR.get(searched.reader, 0.0), page.to(searched.address, section.id), section.id, _Texts.of(section))
        for searched in pages
        for section in searched.sections
        if section.id
    ]
    for subject in words.subjects:
        href = _best(places, subject) if subject.is_listed else ""
        for word in subject.words if href else ():
            parts = word.split()
            is_age = word.isdigit() and len(word) < _LONGEST
            if len(parts) <= _LONGEST and not small & set(parts) and not is_age:
                yield LinkView(href, word)


class _Texts(NamedTuple):
    """What a section says, in lower case: its parts, and all of them in one text, which is quicker to look through."""

    parts: tuple[str, ...]
    whole: str

    @classmethod
    def of(cls, section: PageSection) -> Self:
        parts = (section.title.lower(), *(passage.text.lower() for passage in section.passages))
        return cls(parts, "\n".join(parts))


def _best(places: Sequence[tuple[float, str, str, _Texts]], subject: Subject) -> str:
    """The place that says most of what is meant, the first of ``means`` above all; "" where none says that or the second.

    What the others of ``means`` say alone is too far off for somebody who cannot see how the place was found. A situation
    of help answers only subjects of harm.
    """
    phrases = [_Phrase.of(phrase) for phrase in subject.means]
    worths = [
        (_worth(texts, phrases) * reader, href)
        for reader, href, name, texts in places
        if subject.is_urgent or not name.startswith(SITUATION)
    ]
    worth, href = max(worths, key=lambda place: place[0], default=(0.0, ""))
    return href if worth else ""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Any form of the words of a phrase: their endings are left open, but for short forms such as DSL."""

    stems: tuple[str, ...]
    ending: str

    @classmethod
    def of(cls, phrase: str) -> Self:
        stems = (_ENDING.sub("", part) if len(part) > _LONGEST + 1 else part for part in phrase.lower().split())
        return cls(tuple(stems), r"\w*" if len(phrase) > _LONGEST else "s?")

    def count_in(self, texts: _Texts) -> int:
        """In how many parts of a text it is. Looking for its stems is much quicker than for the phrase, and mostly enough."""
        if not all(stem in texts.whole for stem in self.stems):
            return 0
        pattern = re.compile(r"\b" + r"\w*\W+".join(map(re.escape, self.stems)) + self.ending + r"\b")
        return sum(bool(pattern.search(text)) for text in texts.parts)


def _worth(texts: _Texts, phrases: Sequence[_Phrase]) -> float:
    found = [phrase.count_in(texts) for phrase in phrases]
    if not any(found[:2]):
        return 0.0
    return sum(0.8**place * (1 + 0.1 * min(count, 3)) for place, count in enumerate(found) if count)
