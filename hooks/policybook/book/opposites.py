"""Whether a text forbids or denies in the very words in which another one does not. Not for a "not" that is said in other words.

The words after a "not" count as far as the next condition, and only those that carry meaning. Where a text has "only",
"unless" or "without" beside them, both may say the same, and nothing is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|nor|neither|cannot|avoid(?:s|ing)?|refrain(?:s|ing)?|stop(?:s|ping)?"
    r"|forbid(?:s|den)?|prohibit(?:s|ed)?|bann?(?:s|ed)?|against|opt(?:s|ing)? out|refuse[sd]?|disallow(?:s|ed)?)\b|n['’]t\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?;:]+(?:\s+|$)")
_CONDITION = re.compile(
    r"(?:^|\s)(?:if|when|where|because|unless|until|before|after|while|so that|that (?:is|are|may|was))\b",
    re.IGNORECASE,
)
_NEXT = re.compile(r",\s+(?!or\b|nor\b|and\b)|,?\s+but\s+")
_ADDED = re.compile(r"\band\s+$")
"""What stands before a "not" that is said of what follows only: "Staff tell parents, and never who is ill"."""
_SAME_EITHER_WAY = re.compile(r"\b(?:only|unless|without|except|other than|instead)\b", re.IGNORECASE)
_TOKEN = re.compile(r"\{\{[^{}]*\}\}|\]\([^()]*\)")
_WORD = re.compile(r"[^\W\d_]+")
_EMPTY_WORDS = (
    "a an the this that these those to of in on at by for from with as or and nor it its is are be been being was were am do does "
    "did has have had i we you they he she my our your their his her them us me any all each every some other others anyone anybody "
    "will would shall should must may might can could who which what there here than more also too own than ever ensure make sure "
    "expect expected need needs allow allowed permit permitted school staff student students everyone members member community"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())
_ENDING = re.compile(r"(?:inations?|ations?|ings?|ions?|ren|ed|en|es|s|e|ly|al)$")
_SHORT, _LONG = 3, 6
_LEAST = 3
"""So many words about the "not" must be on the other side too, where there are so many."""
_SHARE = 0.6
"""And so much of them, or of what the other side says."""


def _stems(text: str) -> list[str]:
    words = (word.lower() for word in _WORD.findall(_TOKEN.sub(" ", text)))
    return [_ENDING.sub("", word)[:_LONG] if len(word) > _SHORT else word for word in words if word not in _EMPTY]


def _parts(text: str, *, is_plain: bool = False) -> Iterator[str]:
    """The main parts of the sentences of a text, without their conditions; the plain ones come before any "not"."""
    for sentence in _SENTENCE.split(" ".join(text.split())):
        parts = _NEXT.split(sentence)
        for part in parts[1:] if len(parts) > 1 and _CONDITION.match(sentence) else parts:
            main = _CONDITION.split(part, maxsplit=1)[0]
            if is_plain and _NEGATION.search(main):
                break
            yield main


def find_opposite(negated: str, plain: str) -> str:
    """Return the "not" of a text whose words another one has without it; "" where there is none.

    The first word after it, mostly the verb, must be there, or the other text begins with a word of it; and most of the
    others must be. A text that denies the same as well says no opposite.
    """
    denied = _denied(negated)
    if not denied or _SAME_EITHER_WAY.search(plain):
        return ""
    others, own = _plain(plain), _denied(plain)
    for word, scope in denied if others else ():
        if any(_are_one(scope, stems) for stems in others) and not any(_are_one(scope, other) for _, other in own):
            return word
    return ""


@lru_cache(maxsize=1000)
def _plain(text: str) -> tuple[list[str], ...]:
    """The words of each part of a text that comes before any "not"."""
    return tuple(stems for part in _parts(text, is_plain=True) if (stems := _stems(part)))


@lru_cache(maxsize=1000)
def _denied(text: str) -> tuple[tuple[str, list[str]], ...]:
    """The "not" of each part of a text that has one, and what it is said of."""
    return tuple(_each_denied(text)) if _NEGATION.search(text) else ()


def _each_denied(text: str) -> Iterator[tuple[str, list[str]]]:
    for part in _parts(text):
        match = _NEGATION.search(part)
        if match and not _SAME_EITHER_WAY.search(part) and len(_NEGATION.findall(part.replace(" nor ", " "))) == 1:
            before = _stems(part[: match.start()])
            scope = [*_stems(part[match.end() :]), *(before[:1] if _ADDED.search(part, 0, match.start()) else before)]
            if scope:
                yield match[0], scope


def _are_one(scope: list[str], stems: list[str]) -> bool:
    """Whether what is forbidden is what the other text has: all of two words, or most of three and more."""
    if not (scope[0] in stems or stems[0] in scope):
        return False
    all_, others = set(scope), set(stems)
    count = len(all_ & others)
    return 1 < count == len(all_) if count < _LEAST else count >= _SHARE * min(len(all_), len(others))
