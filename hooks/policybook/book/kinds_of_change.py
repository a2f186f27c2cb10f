"""Whether an edit is the kind of change that somebody calls it. Not for whether anything changed, nor for who must approve.

A person who reads a text again says what kind of change it was, and only substance needs approval. So what is called
typing, names or contacts is compared with both wordings: the machine cannot prove that nothing else changed, and it can
prove that something did.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from policybook.basics.fingerprints import folded
from policybook.basics.tokens import find_tokens
from policybook.book.word_changes import find_single_slip, links, plain, split_words

_ASKED = re.compile(r"____|^\[ \]")
"""What a form asks for: a line to fill in, a box to tick."""
_CONTACT = re.compile(r"https?://[^\s()<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)\+?\d[\d ]{6,}\d(?!\w)", re.ASCII)
_MEANING = frozenset(
    [
        "not",
        "never",
        "no",
        "none",
        "nobody",
        "nothing",
        "nor",
        "neither",
        "cannot",
        "without",
        "unless",
        "except",
        "must",
        "should",
        "shall",
        "may",
        "might",
        "can",
        "could",
        "would",
        "will",
        "only",
        "always",
        "all",
        "every",
        "each",
        "any",
        "both",
        "either",
        "before",
        "after",
        "until",
    ]
)
_CARRIES_NOTHING = frozenset(["a", "an", "the", "that", "of"])
_SENTENCE = re.compile(r"(?:^|[.!?:]\s+)(?:\W*)(\w+)")
_LEAST_LETTERS = 4


class Part(NamedTuple):
    """One thing that came or went: what it is, the words, and whether they came."""

    kind: str
    words: str
    came: bool

    @property
    def in_words(self) -> str:
        """It, as a message names it: ``“not” went``."""
        what = "a whole clause" if self.kind == CLAUSE else f"“{self.words}”"
        return f"{what} {'came' if self.came else 'went'}"


CLAUSE, MEANING, FIGURE, NAME, CONTACT, LINK, FILL_IN, WORD = (
    "clause",
    "meaning",
    "figure",
    "name",
    "contact",
    "link",
    "fill-in",
    "word",
)
_BORNE_OUT_BY: dict[str, frozenset[str]] = {
    "typing": frozenset(),
    "names": frozenset([NAME, FILL_IN]),
    "contacts": frozenset([CONTACT, LINK, FILL_IN]),
}


def kind_proved(before: Sequence[str], after: Sequence[str]) -> str:
    """Return ``typing`` where nothing but marks, capital letters and hyphens differ, word for word; else ``substance``."""
    is_same = all(
        [take(text) for text in before] == [take(text) for text in after]
        for take in (lambda text: split_words(plain(text)), links, _ASKED.findall)
    )
    return "typing" if is_same else "substance"


def find_contradiction(kind: str, before: Sequence[str], after: Sequence[str]) -> Part | None:
    """Return the first thing that came or went although the change is said to be of that kind; None where there is none."""
    allowed = _BORNE_OUT_BY.get(kind)
    if allowed is None:
        return None
    return next((part for part in changed_parts(before, after) if part.kind not in allowed), None)


def changed_parts(before: Sequence[str], after: Sequence[str]) -> Iterator[Part]:
    """Everything that came or went between two wordings of one text, clause by clause, but for slips put right."""
    was, now = [folded(text) for text in before], [folded(text) for text in after]
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if i2 - i1 != j2 - j1:
            yield from (Part(CLAUSE, text, came=False) for text in before[i1 + (j2 - j1) : i2])
            yield from (Part(CLAUSE, text, came=True) for text in after[j1 + (i2 - i1) : j2])
        for old, new in zip(before[i1:i2], after[j1:j2], strict=False):
            yield from _changed_words(old, new)


def _changed_words(old: str, new: str) -> Iterator[Part]:
    yield from _set_apart(CONTACT, _CONTACT.findall(old), _CONTACT.findall(new))
    yield from _set_apart(LINK, links(old), links(new))
    yield from _set_apart(WORD, _ASKED.findall(old), _ASKED.findall(new))
    yield from _set_apart(FILL_IN, _fill_ins(old), _fill_ins(new))
    old, new = _CONTACT.sub(" ", old), _CONTACT.sub(" ", new)
    went, came = _words(old), _words(new)
    names = (_names(old) | _names(new)) - (_ordinary(old) | _ordinary(new))
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, went, came, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and _are_slips(went[i1:i2], came[j1:j2], names)):
            continue
        if _is_written_together(went[i1:i2], came[j1:j2]):
            continue
        for words, is_new in ((went[i1:i2], False), (came[j1:j2], True)):
            yield from (Part(_kind(word, names), word, came=is_new) for word in words if word not in _CARRIES_NOTHING)


def _set_apart(kind: str, old: Iterable[str], new: Iterable[str]) -> Iterator[Part]:
    was, now = Counter(old), Counter(new)
    yield from (Part(kind, text, came=False) for text in was - now)
    yield from (Part(kind, text, came=True) for text in now - was)


def _fill_ins(text: str) -> tuple[str, ...]:
    return tuple(token.name for token in find_tokens(text))


def _words(text: str) -> list[str]:
    """The words of a text but its fill-ins, with n't as a word."""
    return [
        part
        for word in split_words(plain(text))
        if not word.startswith("\ue000")
        for part in ([word[:-3], "not"] if word.endswith("n't") else [word])
    ]


def _are_slips(was: list[str], now: list[str], names: set[str]) -> bool:
    """Whether each word is the other with one slip of the fingers, which is no name, no figure and no word of force."""
    return len(was) == len(now) and all(
        min(len(a), len(b)) >= _LEAST_LETTERS
        and (a + b).isalpha()
        and not {a, b} & (_MEANING | names)
        and a[0] == b[0]
        and a[-1] == b[-1]
        and find_single_slip(a, b)
        for a, b in zip(was, now, strict=True)
    )


def _is_written_together(was: list[str], now: list[str]) -> bool:
    """Whether the words are the same ones, written together or apart; "not able" is not "notable"."""
    joined = "".join(was)
    return joined == "".join(now) and (joined == "cannot" or not _MEANING & {*was, *now})


def _kind(word: str, names: set[str]) -> str:
    if any(sign.isdigit() for sign in word):
        return FIGURE
    if word in _MEANING:
        return MEANING
    return NAME if word in names else WORD


def _names(text: str) -> set[str]:
    """The words with a capital letter, in lower case."""
    return {word.casefold() for word in re.findall(r"\w+", plain(text)) if word[0].isupper()}


def _ordinary(text: str) -> set[str]:
    """The words that a sentence begins with, and those that stand without a capital letter."""
    shown = plain(text)
    begins = {match[1].casefold() for match in _SENTENCE.finditer(shown)}
    return begins | {word for word in re.findall(r"\w+", shown) if word[0].islower()}
