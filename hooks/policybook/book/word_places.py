"""Words of a text, each with what is around it: titles, initials, sentences, names of things. Not for who is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from policybook.basics.name_words import ASKED, LONG_TITLES, PARTICLES, SAINTS, THINGS, TITLES, WORKS, WRITTEN_SMALL
from policybook.basics.written_forms import fold_name

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*'?")
_POSSESSIVE = re.compile(r"'s?$", re.IGNORECASE)
_SENTENCE_ENDS = frozenset('.!?:;•“"\n')
_LONG_NAME = 4
FEW_LETTERS = 3
"""Words of no more letters are too short to tell by a part of them."""


class Word(NamedTuple):
    """A word of a text, as typed and folded, without its possessive."""

    typed: str
    folded: str
    start: int
    end: int
    is_possessive: bool

    @property
    def is_capital(self) -> bool:
        """Whether it is written as names are, or in capitals."""
        return self.typed[:1].isupper()

    @property
    def is_initial(self) -> bool:
        """Whether it is one capital letter."""
        return len(self.typed) == 1 and self.is_capital

    @property
    def is_name_like(self) -> bool:
        """Whether it is written as names are, such as Holm, O'Neill or McKay, and is no short form or product."""
        inner = re.sub(r"^(?:M[a]?c|[OD]'|De|Fitz|Van|Le|La)|(?<=-).", "", self.typed)[1:]
        return self.is_capital and len(self.folded) > 1 and inner.lower() == inner


def split_words(text: str) -> list[Word]:
    """Return the words of a text that has one kind of apostrophe and hyphen (``written_forms.even_marks``)."""
    words = []
    for match in _WORD.finditer(text):
        typed = _POSSESSIVE.sub("", match[0])
        if folded := fold_name(typed):
            words.append(Word(typed, folded, match.start(), match.end(), typed != match[0]))
    return words


@dataclass(frozen=True, slots=True)
class WordPlace:
    """A word of a text with what is around it."""

    text: str
    words: list[Word]
    number: int

    @property
    def word(self) -> Word:
        """The word."""
        return self.words[self.number]

    @property
    def is_in_address(self) -> bool:
        """Whether it is a part of an address or of a word with figures."""
        around = self.text[max(0, self.word.start - 1) : self.word.start] + self.text[self.word.end : self.word.end + 1]
        return any(sign == "@" or sign.isdigit() for sign in around)

    def is_spelt_as(self, part: str) -> bool:
        """Whether it has the capital letters of a part of a name; that has a capital letter itself."""
        is_long = part[:1].isupper() and len(part) > 1
        return is_long and self.word.is_capital and (not self.word.typed.isupper() or part.isupper())

    @property
    def directly_before(self) -> Word | None:
        """The word before it with nothing but a space between them."""
        before = self.words[self.number - 1] if self.number else None
        return before if before and self.text[before.end : self.word.start].isspace() else None

    @property
    def is_author(self) -> bool:
        """Whether the words before say that a work is by somebody: a story by Jane Austen."""
        before = [word.folded for word in self.words[max(0, self.number - 2) : self.number]]
        return before[1:] == ["by"] and before[0] in WORKS

    @property
    def before(self) -> Word | None:
        """The word directly before it, but for particles of names and initials."""
        place = self.number - 1
        while place >= 0 and self.words[place].folded in PARTICLES:
            place -= 1
        is_next = place >= 0 and not _is_parted(self.text, self.words[place], self.words[place + 1])
        return self.words[place] if is_next else None

    @property
    def following(self) -> Word | None:
        """The word after it in the same run of words."""
        if self.number + 1 >= len(self.words):
            return None
        following = self.words[self.number + 1]
        return following if not self.text[self.word.end : following.start].strip(" .*_") else None

    @property
    def is_next_to_following(self) -> bool:
        """Whether only a space is between them."""
        following = self.following
        return following is not None and self.text[self.word.end : following.start].isspace()

    @property
    def following_capital(self) -> Word | None:
        """The word after it with only a space between them, where that has a capital letter."""
        following = self.following
        return following if following and following.is_capital and self.is_next_to_following else None

    @property
    def following_pair(self) -> Word | None:
        """The word after it, where both have a capital letter and are apart from an address; a hyphen may join them."""
        if not self.word.is_capital or self.is_in_address or self.number + 1 >= len(self.words):
            return None
        following = WordPlace(self.text, self.words, self.number + 1)
        between = self.text[self.word.end : following.word.start]
        is_joined = bool(between) and not between.strip(" -") and not self.word.is_possessive
        return following.word if is_joined and following.word.is_capital and not following.is_in_address else None

    def is_joined(self, number: int) -> bool:
        """Whether nothing but a space, marks of emphasis or the full stop of an initial parts a later word from the one before it."""
        first, second = self.words[number - 1], self.words[number]
        between = self.text[first.end : second.start]
        return not first.is_possessive and any(map(str.isspace, between)) and not _is_parted(self.text, first, second)

    def is_end_of_name(self, number: int) -> bool:
        """Whether an initial stands for a surname: A and I are words without a full stop."""
        word = self.words[number]
        end = word.start + len(word.typed)
        after = self.text[end : end + 1]
        return after == "." or (word.typed not in "AI" and not (after.isalnum() or after in ("'", "-")))

    @property
    def is_turned_round(self) -> bool:
        """Whether a comma and one more name follow, as in a list: Holm, Ada; not Holm, Ada Bloom."""
        if self.number + 1 >= len(self.words):
            return False
        following = WordPlace(self.text, self.words, self.number + 1)
        between = self.text[self.word.end : following.word.start]
        return (
            between.startswith(",")
            and len(between) > 1
            and not between[1:].strip(" *_")
            and not following.following_capital
        )

    @property
    def title(self) -> int | None:
        """The place of a title before it, with initials or particles between them or not."""
        place = self.number - 1
        while place >= 0 and (self.words[place].folded in PARTICLES or len(self.words[place].folded) == 1):
            place -= 1
        title = self.words[place] if place >= 0 else None
        if title is None or title.folded not in TITLES or _is_parted(self.text, title, self.words[place + 1]):
            return None
        is_written = title.is_capital or title.folded in WRITTEN_SMALL
        return place if is_written or (self.word.is_capital and title.folded in LONG_TITLES) else None

    @property
    def has_written_title(self) -> bool:
        """Whether a title that is no other word is before it, such as mr or mrs."""
        title = self.title
        return title is not None and self.words[title].folded in WRITTEN_SMALL

    @property
    def initials(self) -> int:
        """How many initials are before it: in K. Dunk, K Dunk, K. B. Dunk."""
        place = self.number
        while place and self._is_initial_of(place - 1, place):
            place -= 1
        return self.number - place

    @property
    def first_initial(self) -> int | None:
        """The place of the first initial before it."""
        return self.number - self.initials if self.initials else None

    def _is_initial_of(self, number: int, following: int) -> bool:
        initial = self.words[number]
        between = self.text[initial.end : self.words[following].start]
        if not initial.is_initial or initial.is_possessive:
            return False
        return (between.startswith(".") or (initial.typed not in "AI" and between.isspace())) and not between.strip(
            " ."
        )

    @property
    def is_asked(self) -> bool:
        """Whether the words before say that somebody is meant."""
        return self.before is not None and self.before.folded in ASKED | {"see"}

    @property
    def begins_sentence(self) -> bool:
        """Whether it is the first word of a sentence, which has a capital letter anyway."""
        before = self.text[: self.word.start].rstrip(" *_'")
        return not before or before[-1] in _SENTENCE_ENDS or self.text[: self.word.start].endswith("\n")

    @property
    def is_in_title(self) -> bool:
        """Whether every longer word of the text has a capital letter, as in a title."""
        longer = [word for word in self.words if len(word.folded) > FEW_LETTERS]
        return len(longer) > 1 and all(word.is_capital for word in longer)

    @property
    def names_thing(self) -> bool:
        """Whether it is part of the name of a thing: Holm House, Oak class, Young Carers Group, St Mary's Church."""
        place, before = self, self.words[self.number - 1] if self.number else None
        if self.word.is_possessive and not (before and before.folded in SAINTS):
            return False
        while (following := place.following) and place.is_next_to_following:
            if following.folded in THINGS:
                return True
            if not following.is_capital:
                break
            place = WordPlace(self.text, self.words, place.number + 1)
        return False

    @property
    def following_names_thing(self) -> bool:
        """Whether the word after it is part of the name of a thing, or such a word itself."""
        place = self.number + 1
        return self.names_thing or (place < len(self.words) and WordPlace(self.text, self.words, place).names_thing)

    @property
    def begins_long_name(self) -> bool:
        """Whether four words in a row are written as names, as in the name of a body."""
        run = self.words[self.number : self.number + _LONG_NAME]
        is_one = len(run) == _LONG_NAME and not any(_is_parted(self.text, *pair) for pair in pairwise(run))
        return is_one and all(word.is_name_like for word in run)

    def is_beside(self, names: Iterable[tuple[str, ...]]) -> bool:
        """Whether another part of the same name is directly before or after it."""
        around = {
            word.folded for word in self.words[max(0, self.number - 2) : self.number + 3] if word is not self.word
        }
        initials = {word for word in around if len(word) == 1}
        return any(
            self.word.folded in name
            and (around & (set(name) - {self.word.folded}) or initials & {part[0] for part in name})
            for name in names
        )


def phrases_at(text: str, words: list[Word], number: int) -> Iterable[tuple[str, ...]]:
    """Return a word with the words around it that make a name of it, folded, as long as they can be."""
    start = number
    while (
        start
        and (words[start - 1].is_capital or words[start - 1].folded in PARTICLES | TITLES | ASKED | {"see"})
        and not _is_parted(text, words[start - 1], words[start])
    ):
        start -= 1
    end = number + 1
    while end < len(words) and words[end].is_capital and not _is_parted(text, words[end - 1], words[end]):
        end += 1
    whole = tuple(word.folded for word in words[start:end])
    is_first = whole[0] in ASKED | {"see"} or WordPlace(text, words, start).begins_sentence
    inner = whole[1:] if is_first else whole
    return (whole, inner) if inner and number - start >= len(whole) - len(inner) else (whole,)


def _is_parted(text: str, first: Word, second: Word) -> bool:
    """Whether more than a space, a full stop of a short form or marks of emphasis is between two words."""
    between = text[first.end : second.start]
    is_short = len(first.folded) == 1 or first.folded in TITLES
    return bool(between.strip(" *_" + ("." if is_short else "")))
