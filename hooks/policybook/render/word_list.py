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
    for subject in words.subjects:
        href = _best(page, pages, subject) if subject.is_listed else ""
        for word in subject.words if href else ():
            parts = word.split()
            is_age = word.isdigit() and len(word) < _LONGEST
            if len(parts) <= _LONGEST and not small & set(parts) and not is_age:
                yield LinkView(href, word)


def _best(page: Page, pages: Sequence[SearchedPage], subject: Subject) -> str:
    """The place that says most of what is meant, the first of ``means`` above all; "" where none says that or the second.

    What the others of ``means`` say alone is too far off for somebody who cannot see how the place was found. A situation
    of help answers only subjects of harm.
    """
    patterns = [_pattern(phrase) for phrase in subject.means]
    places = [
        (_worth(section, patterns) * _FOR.get(searched.reader, 0.0), page.to(searched.address, section.id))
        for searched in pages
        for section in searched.sections
        if section.id and (subject.is_urgent or not section.id.startswith(SITUATION))
    ]
    worth, href = max(places, key=lambda place: place[0], default=(0.0, ""))
    return href if worth else ""


def _pattern(phrase: str) -> re.Pattern[str]:
    """Any form of the words of a phrase: their endings are left open, but for short forms such as DSL."""
    parts = [re.escape(_ENDING.sub("", part) if len(part) > _LONGEST + 1 else part) for part in phrase.lower().split()]
    return re.compile(r"\b" + r"\w*\W+".join(parts) + (r"\w*" if len(phrase) > _LONGEST else "s?") + r"\b")


def _worth(section: PageSection, patterns: Sequence[re.Pattern[str]]) -> float:
    texts = [section.title.lower(), *(passage.text.lower() for passage in section.passages)]
    found = [sum(bool(pattern.search(text)) for text in texts) for pattern in patterns]
    if not any(found[:2]):
        return 0.0
    return sum(0.8**place * (1 + 0.1 * min(count, 3)) for place, count in enumerate(found) if count)
