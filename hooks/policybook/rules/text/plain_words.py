"""PLA: plain words, in the documents that promise them with ``plain_words: yes``. Not for the policies themselves.

What counts as plain is a matter of judgement, so all of it is advice. Each list item is counted by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from policybook.basics.findings import Severity
from policybook.basics.tokens import find_tokens
from policybook.book.book import Book, Document, Statement
from policybook.book.prose import Prose
from policybook.rules.engine import Context, Rule, Violation, rule
from policybook.rules.literal_edits import replacing
from policybook.rules.text.jargon import JARGON

LONGEST = 25
OLDEST = 11
_ENOUGH_WORDS = 100  # a formula says nothing about less text than this
_HARDEST = 5  # how many long words a finding names
_LONG = 3  # syllables

_ONE_WORD = "x"  # a token counts as one short word: what it stands for is a name or a fact, and is not ours to shorten
_WORD = re.compile(r"\w+(?:['’\u2011–-]\w+)*")
_END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s|$)")
_NEXT = re.compile(r"\s*(\S)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“\u2018])(?:[A-Z]|e\.?g|i\.?e|etc|mrs?|ms|dr|prof|st|nos?|vs|cf|approx|tel|ext|[ap]\.?m|jan|feb|mar|apr|aug|sept?|oct|nov|dec)$",
    re.IGNORECASE,
)
_VOWELS = re.compile(r"[aeiouy]+")
_TWO_SOUNDS = re.compile(r"i[ao](?!n|l)|[^tscg]ion|eo(?!p|u)|[iu]et|[sh]m$|creat|[aeou]ing$|[^aeiou]ea$|uou|ience")
_ONE_SOUND = re.compile(r"some(?=[a-z])|every|safe(?=[a-z])|where(?=[a-z])|there(?=[a-z])|behaviour|[cst]iou|[cs]ious")
_SILENT = re.compile(r"(?:(?<=[^aeiouyl])e|(?<=[aeiou]l)e|(?<=[^aeiouytd])ed|(?<=[^aeiouysxzcglh])es|(?<=[aeiou]l)es)$")


def _promising(book: Book) -> Iterator[Document]:
    return (document for document in book.documents if document.settings.plain_words)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """From where to where each sentence of ``text`` goes."""
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


def _counted(prose: Prose) -> str:
    """The text as it is counted: without addresses and marks, and with one word in place of each token."""
    text = list(prose.plain)
    for token in find_tokens(prose.text):
        if not prose.text.endswith("](", 0, token.start):
            text[token.start] = _ONE_WORD
    return "".join(text)


def _by_path(_book: Book, context: Context) -> dict[str, list[Prose]]:
    """The texts of each file: looking through all of them for each document would grow with the square of both."""
    texts_by_path: dict[str, list[Prose]] = {}
    for prose in context.prose:
        texts_by_path.setdefault(prose.path, []).append(prose)
    return texts_by_path


@lru_cache(maxsize=8)  # two rules ask the same of each document
def _texts(context: Context, path: str) -> tuple[tuple[Prose, str, tuple[tuple[int, int], ...]], ...]:
    """The statements of a document, each with its text as it is counted and its sentences."""
    statements = (prose for prose in context.once(_by_path)[path] if isinstance(prose.of, Statement))
    counted = ((prose, _counted(prose)) for prose in statements)
    return tuple((prose, text, tuple(_sentences(text))) for prose, text in counted)


def _all_texts(context: Context, document: Document) -> Iterator[Prose]:
    """Its statements, headings, title and summary; not its reasons and names of fields."""
    for prose in context.once(_by_path)[document.path]:
        if prose.kind in ("statement", "heading") or prose.field in ("title", "summary"):
            yield prose


@lru_cache(maxsize=4096)
def syllables(word: str) -> int:
    """How many syllables an English word has, by its vowels; within one for nearly all words.

    A dictionary of hyphenation counts too few: it parts no letter alone, so "any", "area" and "policy" have one.
    """
    word = word.lower()
    count = len(_VOWELS.findall(word)) + len(_TWO_SOUNDS.findall(word)) - len(_ONE_SOUND.findall(word))
    return max(count - len(_SILENT.findall(word)), 1)


@rule("PLA001", Severity.ADVICE)
def sentences_are_short(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no sentence of a document that promises plain words has more than 25 words.

    The figure is that of the GOV.UK content design guidance ("Sentence length"). A token counts as one word.
    """
    for document in _promising(book):
        for prose, text, sentences in _texts(context, document.path):
            for start, end in sentences:
                count = len(_WORD.findall(text, start, end))
                if count > LONGEST:
                    begin = start + len(text[start:end]) - len(text[start:end].lstrip())
                    yield Violation(
                        prose.span(begin, end),
                        f"This sentence has {count} words; plain words promise at most {LONGEST}.",
                        "Make two sentences of it, or a list. Keep every fact.",
                        about=document.id,
                    )


def reading_age(sentences: int, words: Counter[str], explained: frozenset[str]) -> float:
    """The age at which a text can be read with ease: Flesch-Kincaid grade (Kincaid and others, 1975) and five years."""
    total = words.total()
    counted = {word: number for word, number in words.items() if word not in explained or syllables(word) < _LONG}
    spoken = sum(syllables(word) * number for word, number in counted.items())
    return 0.39 * total / sentences + 11.8 * spoken / max(sum(counted.values()), 1) - 15.59 + 5


@rule("PLA002", Severity.ADVICE, "glossary")
def the_reading_age_is_low(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a document that promises plain words can be read at the age of 11 (the aim is 9 to 11).

    Counted by the Flesch-Kincaid grade level (Kincaid, Fishburne, Rogers and Chissom, 1975: 0.39 words a sentence,
    11.8 syllables a word, less 15.59), to which five years are added. Long words that the glossary explains are left
    out of the syllables, since the school cannot do without “safeguarding”. A formula is a hint: read the text aloud too.
    """
    terms = book.glossary.terms.values()
    names = (name for term in terms for name in (term.term, term.stands_for or "", *term.aliases))
    explained = frozenset(word for name in names for word in _WORD.findall(name.lower()))
    for document in _promising(book):
        words: Counter[str] = Counter()
        texts = _texts(context, document.path)
        for _, text, _ in texts:
            words.update(_WORD.findall(text.lower()))
        if words.total() < _ENOUGH_WORDS:
            continue
        age = reading_age(sum(len(sentences) for _, _, sentences in texts), words, explained)
        if age > OLDEST:
            long = [word for word, _ in words.most_common() if word not in explained and syllables(word) >= _LONG]
            yield Violation(
                document.settings.key("plain_words"),
                f"“{document.settings.title}” has a reading age of about {age:.1f}; plain words promise at most {OLDEST}.",
                f"Shorten its longest sentences, and choose shorter words. Its long words used most are: {', '.join(long[:_HARDEST])}.",
                about=document.id,
            )


def _jargon(texts: list[Prose]) -> Iterator[re.Pattern[str]]:
    """A pattern for each phrase that stands in the texts, so that only few are made."""
    whole = " ".join(" ".join(prose.plain for prose in texts).lower().split())
    for phrase in JARGON:
        if phrase in whole:
            words = r"\s+".join(phrase.split())
            yield re.compile(rf"(?<![\w-]){words}(?![\w-])", re.IGNORECASE)


@rule("PLA003", Severity.ADVICE)
def plain_words_have_no_jargon(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a document that promises plain words uses the plain word where there is one: “before”, not “prior to”.

    The list follows the usual guides to plain English (“words to avoid”), and leaves out words that have an honest use.
    """
    for document in _promising(book):
        texts = list(_all_texts(context, document))
        for pattern in _jargon(texts):
            for prose, match in ((text, match) for text in texts for match in pattern.finditer(text.plain)):
                word = " ".join(match[0].split())
                instead = _choices(JARGON[word.lower()], match[0])
                yield Violation(
                    prose.span(match.start(), match.end()),
                    f"“{word}” is not a plain word.",
                    f"Type “{'” or “'.join(instead)}” instead." if instead else "Leave it out.",
                    about=document.id,
                    edits=replacing(context, prose, *match.span(), instead[0]) if len(instead) == 1 else (),
                )


def _choices(plain: str, typed: str) -> list[str]:
    """The plain words to choose from, with a capital letter where one was typed; none where the word can go."""
    if plain.startswith("("):
        return []
    return [word[:1].upper() + word[1:] if typed[0].isupper() else word for word in plain.split(", ")]


RULES: tuple[Rule, ...] = (
    sentences_are_short,
    the_reading_age_is_low,
    plain_words_have_no_jargon,
)
