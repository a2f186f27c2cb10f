"""Two wordings of one passage: what changed, word by word, and whether more than typing did. Not for finding the pair.

Words are compared as readers see them: without Markdown, and with each token as one word that is never cut.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from policybook.basics.fingerprints import folded
from policybook.basics.inline_markdown import NOTE_MARK, mask_tokens, parse_inline
from policybook.basics.tokens import Token, find_tokens
from policybook.model.entry import Entry

_COUNTED = re.compile("\ue000(\\d+)\ue001")
_NAMED = re.compile("\ue000([^\ue000\ue001|]*)\\|?([^\ue000\ue001|]*)\ue001")
_DASHES = str.maketrans("\u2011\u2013\u2014", "---")
_WORD = re.compile("\ue000[^\ue000\ue001]*\ue001|[^\\W_]+(?:['-][^\\W_]+)*|[£€$%+=]")
_RESTLESS = frozenset(["re"])
"""Beginnings before a hyphen that make another word of it: to re-sign is not to resign."""
_SHORT_RUN, _SHORT_WORD = 2, 3
_LEAST_IN_COMMON = 0.3
_LEAST_LETTERS = 5
_MOST_COMPARED = 1_000_000  # words of one text times words of the other: a thousand words each


class Degree(StrEnum):
    """How much changed between two wordings."""

    NOTHING = "nothing"
    TYPING = "typing"
    SUBSTANCE = "substance"


class Run(StrEnum):
    """What became of some words."""

    SAME = "same"
    WAS = "was"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, went or came. Tokens are marks in them: ``shown`` says them in words."""

    run: Run
    text: str


def plain(wording: str) -> str:
    """A wording as one line without Markdown; each token is a mark with its name in it."""
    tokens = tuple(find_tokens(wording))

    def named(match: re.Match[str]) -> str:
        token = tokens[int(match[1])] if int(match[1]) < len(tokens) else Token("", "", 0, 0)
        return f"\ue000{token.name}|{token.format}\ue001"

    parsed = parse_inline(mask_tokens(wording))
    text = "".join(part.content or (" " if part.type.endswith("break") else "") for part in parsed)
    return " ".join(_COUNTED.sub(named, NOTE_MARK.sub(r" (note \g<label>)", text)).split())


def shown(text: str, say: Callable[[Token], str]) -> str:
    """``text`` of ``plain`` with each token said in words."""
    return _NAMED.sub(lambda match: say(Token(match[1], match[2], 0, 0)), text)


def links(wording: str) -> tuple[str, ...]:
    """Where the links of a wording lead, in order."""
    parsed = parse_inline(mask_tokens(wording))
    return tuple(str(part.attrs.get("href", "")) for part in parsed if part.type == "link_open")


def redline(before: str, after: str) -> tuple[Piece, ...]:
    """What happened from one text of ``plain`` to the other, in runs long enough to be read."""
    old, new = before.split(), after.split()
    if len(old) * len(new) > _MOST_COMPARED:
        return tuple(_pieces([(False, old, new)]))
    matcher = difflib.SequenceMatcher(
        None, [folded(word) for word in old], [folded(word) for word in new], autojunk=False
    )
    runs = [(tag == "equal", old[i:j], new[k:m]) for tag, i, j, k, m in matcher.get_opcodes()]
    merged = _without_short_runs(runs)
    common = sum(len(was) for same, was, _ in merged if same)
    if common < _LEAST_IN_COMMON * max(len(old), len(new)):
        merged = [(False, old, new)]
    return tuple(_pieces(merged))


_Runs = list[tuple[bool, list[str], list[str]]]


def _without_short_runs(runs: _Runs) -> _Runs:
    """A word or two that stayed between changes is read more easily as part of one change."""
    merged: _Runs = []
    for number, (same, was, now) in enumerate(runs):
        inside = 0 < number < len(runs) - 1
        keep = same and not (inside and _is_short(was))
        if not keep and merged and not merged[-1][0]:
            merged[-1] = (False, [*merged[-1][1], *was], [*merged[-1][2], *now])
        else:
            merged.append((keep, was, now))
    return merged


def _is_short(words: list[str]) -> bool:
    return len(words) < _SHORT_RUN or (len(words) == _SHORT_RUN and any(len(word) <= _SHORT_WORD for word in words))


def _pieces(runs: _Runs) -> Iterator[Piece]:
    for same, was, now in runs:
        if same:
            yield Piece(Run.SAME, " ".join(now))
            continue
        if was:
            yield Piece(Run.WAS, " ".join(was))
        if now:
            yield Piece(Run.NOW, " ".join(now))


# --- whether anything changed ----------------------------------------------------------------------------------------


def is_same(old: object, new: object) -> bool:
    """Whether two values say the same: texts where a fingerprint would not tell them apart, others by what is in them."""
    if isinstance(old, str) and isinstance(new, str):
        return folded(old) == folded(new)
    if isinstance(old, Entry) and isinstance(new, Entry):
        return type(old) is type(new) and is_same(dict(old), dict(new))
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(is_same(old[key], new[key]) for key in old)
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        return len(old) == len(new) and all(map(is_same, old, new))
    return old == new


# --- how much changed ------------------------------------------------------------------------------------------------


def split_words(text: str) -> list[str]:
    """The words of a text of ``plain``, in lower case and without punctuation; tokens are words."""
    words = _WORD.findall(folded(text).translate(_DASHES))
    return [word if word.startswith("\ue000") else _folded_word(word) for word in words]


def _folded_word(word: str) -> str:
    small = word.casefold()
    first, hyphen, rest = small.partition("-")
    if hyphen and first in _RESTLESS:
        return first + hyphen + rest.replace("-", "")
    return small.replace("-", "")


def measure_change(before: str, after: str, known: Callable[[str], bool]) -> Degree:
    """How much changed from one text of ``plain`` to the other.

    Nothing is what leaves a fingerprint as it is. Typing is: capital letters, punctuation, hyphens and dashes (but for
    "re-"), and one misspelt word put right. When in doubt it is substance, because a signature asked for too often costs less than one that was never asked for. ``known``
    tells whether the book uses a word elsewhere: the right spelling is a word of the book and the slip is not.
    """
    if is_same(before, after):
        return Degree.NOTHING
    old, new = split_words(before), split_words(after)
    if old == new:
        return Degree.TYPING
    differing = [(was, now) for was, now in zip(old, new, strict=False) if was != now]
    if len(old) == len(new) and len(differing) == 1 and _is_slip(*differing[0], known):
        return Degree.TYPING
    return Degree.SUBSTANCE


def _is_slip(was: str, now: str, known: Callable[[str], bool]) -> bool:
    """Whether a word is the other one misspelt: one slip of the fingers, and neither end of the word touched.

    Most changes of one letter that make another word are at an end ("phone" to "phones", "usual" to "unusual").
    """
    if min(len(was), len(now)) < _LEAST_LETTERS or not (was.isalpha() and now.isalpha()):
        return False
    return was[0] == now[0] and was[-1] == now[-1] and find_single_slip(was, now) and known(now) and not known(was)


def find_single_slip(was: str, now: str) -> bool:
    """Whether one letter was left out, typed twice or wrongly, or two neighbours changed places."""
    begin = next((n for n, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), min(len(was), len(now)))
    old, new = was[begin:], now[begin:]
    return (
        old[1:] == new[1:]
        or old[1:] == new
        or old == new[1:]
        or (len(old) > 1 and old[:2] == new[:2][::-1] and old[2:] == new[2:])
    )


def collect_words(texts: Iterable[str]) -> dict[str, int]:
    """How often each word stands in some texts of ``plain``."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in split_words(text):
            counts[word] = counts.get(word, 0) + 1
    return counts
