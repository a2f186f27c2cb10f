"""The page "A to Z": where each word that people use leads, for whoever has no scripts. Search itself is ``assets/search.js``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
    entries = []
    for subject in words.subjects:
        best = _best(pages, subject) if subject.listed else None
        by_letter: dict[str, list[str]] = {}
        for word in sorted(set(subject.listed)) if best else ():
            parts = word.split()
            is_age = word.isdigit() and len(word) < _LONGEST
            if len(parts) <= _LONGEST and not small & set(parts) and not is_age:
                by_letter.setdefault(_letter(word), []).append(word)
        if best:
            searched, section = best
            place = LinkView(page.to(searched.address, section.id), section.title)
            entries += [LookedUp(", ".join(found), place, searched.title) for found in by_letter.values()]
    yield from sorted(entries, key=lambda entry: entry.words)


def _best(pages: Sequence[SearchedPage], subject: Subject) -> tuple[SearchedPage, PageSection] | None:
    """The place that says most of what is meant, the first of ``means`` above all; none where none says that or the second.

    What the others of ``means`` say alone is too far off for somebody who cannot see how the place was found. A situation
    of help answers only subjects of harm, a summary nothing, and what is only in the checklist of the leaders is not listed.
    """
    worths = _FOR_THE_FRIGHTENED if subject.is_urgent else _FOR
    patterns = [_pattern(phrase) for phrase in subject.means]
    places = [
        (_worth(searched, section, patterns) * worths.get(searched.reader, 0.0), searched, section)
        for searched in pages
        for section in searched.sections
        if section.id not in _NO_PLACES and (subject.is_urgent or not section.id.startswith(SITUATION))
    ]
    worth, searched, section = max(places, key=lambda place: place[0], default=(0.0, None, None))
    return (searched, section) if worth and searched and section else None


def _pattern(phrase: str) -> re.Pattern[str]:
    """Any form of the words of a phrase: their endings are left open, but for short forms such as DSL."""
    parts = [re.escape(_ENDING.sub("", part) if len(part) > _LONGEST + 1 else part) for part in phrase.lower().split()]
    return re.compile(r"\b" + r"\w*\W+".join(parts) + (r"\w*" if len(phrase) > _LONGEST else "s?") + r"\b")


def _worth(searched: SearchedPage, section: PageSection, patterns: Sequence[re.Pattern[str]]) -> float:
    texts = [passage.text.lower() for passage in section.passages]
    titles = [searched.title.lower(), section.title.lower()]
    found = [sum(bool(pattern.search(text)) for text in (*titles, *texts)) for pattern in patterns]
    if not any(found[:2]):
        return 0.0
    named = sum(bool(pattern.search(titles[1])) for pattern in patterns)
    return named * _IN_A_TITLE + sum(
        0.8**place * (1 + 0.1 * min(count, 3)) for place, count in enumerate(found) if count
    )
