"""Sentences, words and reading age of what people read. Not for judging them: a formula is a hint, and is reported only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from policybook.basics.tokens import find_tokens
from policybook.book.book import Book, Document
from policybook.book.prose import Prose

FORMULA = "Flesch-Kincaid grade level (1975), plus five years"
_LONG = 3  # syllables
_ENOUGH_WORDS = 100  # a formula says nothing about less text than this

_ONE_WORD = "x"  # a token counts as one short word: what it stands for is a name or a fact, and is not ours to shorten
WORD = re.compile(r"\w+(?:['’\u2011–-]\w+)*")
_END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s|$)")
_NEXT = re.compile(r"\s*(\S)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“\u2018])(?:[A-Z]|e\.?g|i\.?e|etc|mrs?|ms|dr|prof|st|nos?|vs|cf|approx|tel|ext|(?<!\bI )[ap]\.?m|jan|feb|mar|apr|aug|sept?|oct|nov|dec)$",
    re.IGNORECASE,
)
_VOWELS = re.compile(r"[aeiouy]+")
_TWO_SOUNDS = re.compile(r"i[ao](?!n|l)|[^tscg]ion|eo(?!p|u)|[iu]et|[sh]m$|creat|[aeou]ing$|[^aeiou]ea$|uou|ience")
_ONE_SOUND = re.compile(r"some(?=[a-z])|every|safe(?=[a-z])|where(?=[a-z])|there(?=[a-z])|behaviour|[cst]iou|[cs]ious")
_SILENT = re.compile(r"(?:(?<=[^aeiouyl])e|(?<=[aeiou]l)e|(?<=[^aeiouytd])ed|(?<=[^aeiouysxzcglh])es|(?<=[aeiou]l)es)$")


def counted_text(prose: Prose) -> str:
    """Return the text as it is counted: without addresses and marks, and with one word in place of each token."""
    text = list(prose.plain)
    for token in find_tokens(prose.text):
        if not prose.text.endswith("](", 0, token.start):
            text[token.start] = _ONE_WORD
    return "".join(text)


def sentences_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where each sentence of ``text`` goes."""
    start = 0
    for match in _END.finditer(text):
        following = _NEXT.match(text, match.end())
        last = match[0].startswith(".") and _ABBREVIATION.search(text, max(start, match.start() - 12), match.start())
        if following and (last or following[1].islower()):
            continue
        yield start, match.end()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


@lru_cache(maxsize=4096)
def syllables(word: str) -> int:
    """Return how many syllables an English word has, by its vowels; within one for nearly all words.

    A dictionary of hyphenation counts too few: it parts no letter alone, so "any", "area" and "policy" have one.
    """
    word = word.lower()
    count = len(_VOWELS.findall(word)) + len(_TWO_SOUNDS.findall(word)) - len(_ONE_SOUND.findall(word))
    return max(count - len(_SILENT.findall(word)), 1)


def reading_age(sentences: int, words: Counter[str], explained: frozenset[str]) -> float:
    """Return the age at which a text can be read with ease.

    Flesch-Kincaid grade level (Kincaid, Fishburne, Rogers and Chissom, "Derivation of new readability formulas", 1975: 0.39
    words a sentence, 11.8 syllables a word, less 15.59), and five years. Long words that are ``explained`` are left out of
    the syllables, since a school cannot do without “safeguarding”.
    """
    total = words.total()
    counted = {word: number for word, number in words.items() if word not in explained or syllables(word) < _LONG}
    spoken = sum(syllables(word) * number for word, number in counted.items())
    return 0.39 * total / sentences + 11.8 * spoken / max(sum(counted.values()), 1) - 15.59 + 5


class Measure(NamedTuple):
    """How a document reads; ``age`` is None for less text than a formula says something about."""

    words: int
    sentences: int
    longest: int
    """The words of its longest sentence."""
    age: float | None


def measure(book: Book, document: Document) -> Measure:
    """Return how a document reads; each item of a list is counted by itself."""
    return measured(
        (counted_text(Prose("statement", s.wording, s)) for s in document.statements), explained_words(book)
    )


def measured(texts: Iterable[str], explained: frozenset[str]) -> Measure:
    """Return how some texts read."""
    words: Counter[str] = Counter()
    lengths: list[int] = []
    for text in texts:
        words.update(WORD.findall(text.lower()))
        lengths += [len(WORD.findall(text, start, end)) for start, end in sentences_in(text)]
    total = words.total()
    age = reading_age(len(lengths), words, explained) if total >= _ENOUGH_WORDS else None
    return Measure(total, len(lengths), max(lengths, default=0), age)


def explained_words(book: Book) -> frozenset[str]:
    """Return the words that the glossary explains."""
    terms = book.glossary.terms.values()
    names = (name for term in terms for name in (term.term, term.stands_for or "", *term.aliases))
    return frozenset(word for name in names for word in WORD.findall(name.lower()))
