"""The page "A to Z": where each word that people use leads, for whoever has no scripts. Search itself is ``assets/search.js``."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policybook.render.search_index import PageSection, SearchedPage
from policybook.render.site_pages import MarkdownPage
from policybook.render.templates import Templates
from policybook.views.addresses import WORDS, LinkView, Page
from policybook.views.search_words import SEARCH_WORDS_FILE, SearchWords
from policybook.views.view_context import PageView, ViewContext

_FOR = {"parents": 1.0, "students": 0.98, "staff": 0.96, "": 0.9, "visitors": 0.8, "leadership": 0.5}
"""How much sooner a page is named that is made for its readers than one that is for everybody."""
_LONGEST = 3
_ENDING = re.compile(r"(?:ies|y|ing|ed|es|e|s)$")


@dataclass(frozen=True, slots=True)
class WordView:
    """A word, where it leads, and what it means where the glossary says so."""

    link: LinkView
    meaning: str


@dataclass(frozen=True, slots=True)
class WordsView:
    """The page "A to Z": words by their first letter."""

    page: PageView
    letters: tuple[tuple[str, tuple[WordView, ...]], ...]


def words_view(context: ViewContext, words: SearchWords, pages: Sequence[SearchedPage]) -> WordsView:
    """Return every listed word that some page answers, and the glossary's terms, in the order of the alphabet."""
    page = Page(WORDS)
    fill = context.sentences.fill
    entries = {view.link.text.lower(): view for view in _subjects(page, words, pages)}
    for term in context.book.glossary.terms.values():
        href = _best(page, pages, (term.term, *term.aliases, *([term.stands_for] if term.stands_for else [])))
        if href:
            entries[term.term.lower()] = WordView(LinkView(href, term.term), term.stands_for or "")
    ordered = sorted(entries.items())
    letters = itertools.groupby(ordered, key=lambda entry: entry[0][0].upper() if entry[0][0].isalpha() else "0–9")
    return WordsView(
        context.page(page, fill("words.title"), fill("words.summary"), SEARCH_WORDS_FILE),
        tuple((letter, tuple(view for _, view in group)) for letter, group in letters),
    )


def words_page(templates: Templates, view: WordsView) -> MarkdownPage:
    """Return the page "A to Z". It has no file of its own to edit: the words are those of search."""
    return MarkdownPage(WORDS, view.page.title, templates.render("pages/words.md.j2", view), "", ())


def _subjects(page: Page, words: SearchWords, pages: Sequence[SearchedPage]) -> Iterator[WordView]:
    small = frozenset(words.small)
    for subject in words.subjects:
        href = _best(page, pages, subject.means) if subject.is_listed else ""
        for word in subject.words if href else ():
            parts = word.split()
            if len(parts) <= _LONGEST and not small & set(parts):
                yield WordView(LinkView(href, word), "")


def _best(page: Page, pages: Sequence[SearchedPage], means: Sequence[str]) -> str:
    """The place that says most of what is meant, the first of ``means`` above all; "" where none says any of it."""
    patterns = [_pattern(phrase) for phrase in means]
    places = [
        (_worth(section, patterns) * _FOR.get(searched.reader, 0.9), page.to(searched.address, section.id))
        for searched in pages
        for section in searched.sections
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
    return sum(0.8**place * min(count, 3) for place, count in enumerate(found))
