"""What in a text looks like a person, and how sure that is: the one finder, for the rules and for what is left out.

A rule reports what is certain. What is no longer public is left out where it is certain or in doubt. So the two differ in
one argument (``in_doubt``). Not for judging who may be named: whoever asks says who is on record and which words are public.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from policybook.basics.first_names import FIRST_NAMES
from policybook.basics.likeness import is_slip
from policybook.basics.name_words import (
    ASKED,
    BEFORE_NAMES,
    EVERYDAY,
    LISTENERS,
    MONTHS,
    NO_NAMES,
    NO_PEOPLE,
    NOT_BEFORE_NAMES,
    PARTICLES,
    SURE_TITLES,
    SURNAME_WORDS,
    THINGS,
    TITLES,
)
from policybook.basics.person_names import is_near, is_short_for
from policybook.basics.written_forms import fold_name
from policybook.book.known_people import KnownPerson
from policybook.book.word_places import FEW_LETTERS, Word, WordPlace

_ASKED_WITHIN = 8  # words: farther back another thought has begun


class Kind(Enum):
    """How somebody is named."""

    RECORDED = "on record, as the name is spelt"
    NEARLY = "on record, with a slip, in a short form or by the first name alone"
    STRANGER = "not on record"


class PossiblePerson(NamedTuple):
    """Words that look like a person: which, how, and the id of who is on record."""

    kind: Kind
    words: range
    start: int
    end: int
    key: str = ""
    is_surname_alone: bool = False


@dataclass(frozen=True, eq=False)
class PeopleFinder:
    """Finds people in texts.

    ``people`` are those on record, whoever comes first first where two have one name. ``is_used`` says whether the texts
    of today have a word in lower case, so that it is a word, too; the second word is one beside which it does not count.
    ``was_used`` says the same of texts of before: a name that is in doubt only because nobody knows the word is none.
    """

    people: Sequence[KnownPerson]
    is_used: Callable[[str, str], bool]
    was_used: Callable[[str], bool] = lambda _word: False

    def find(
        self, text: str, words: list[Word], *, in_doubt: bool, public: frozenset[int] = frozenset()
    ) -> Iterator[PossiblePerson]:
        """Yield what is certainly a person, and with ``in_doubt`` what may be one, beside ``public`` words that are none."""
        taken: set[int] = set()
        yield from self._certain(text, words, taken)
        if in_doubt:
            yield from self._in_doubt(text, words, taken, public)

    def find_whole_names(self, text: str, words: list[Word]) -> Iterator[PossiblePerson]:
        """Yield those on record whose name stands there as it is spelt, in any form but the surname by itself."""
        places = (WordPlace(text, words, number) for number in range(len(words)))
        yield from _apart(filter(None, map(self._whole_name, places)), set())

    # --- what is certain ---------------------------------------------------------------------------------------------

    def _certain(self, text: str, words: list[Word], taken: set[int]) -> Iterator[PossiblePerson]:
        places = [WordPlace(text, words, number) for number in range(len(words))]
        for find in (
            self._whole_name,
            self._near_pair,
            self._titled,
            self._surname_alone,
            self._first_alone,
            self._asked_pair,
        ):
            yield from _apart(filter(None, map(find, places)), taken)

    def _found(
        self, kind: Kind, here: WordPlace, first: int, last: int, key: str = "", *, alone: bool = False
    ) -> PossiblePerson:
        start, end = here.words[first].start, here.words[last].start + len(here.words[last].typed)
        return PossiblePerson(kind, words=range(first, last + 1), start=start, end=end, key=key, is_surname_alone=alone)

    @cached_property
    def _by_last(self) -> dict[str, list[KnownPerson]]:
        return _index((form, person) for person in self.people for form in person.lasts)

    @cached_property
    def _by_first(self) -> dict[str, list[KnownPerson]]:
        return _index((form, person) for person in self.people if person.has_surname for form in person.firsts)

    def _whole_name(self, here: WordPlace) -> PossiblePerson | None:
        """A name on record in any form but the surname by itself."""
        folded = here.word.folded
        if not (folded in self._by_last or folded in self._by_first) or here.is_in_address:
            return None
        by_last = ((person, self._with_surname(here, person)) for person in self._by_last.get(folded, ()))
        by_first = ((person, self._with_first(here, person)) for person in self._by_first.get(folded, ()))
        for person, place in (*by_last, *by_first):
            if place and self._is_written_as_name(here, person, place):
                return self._found(Kind.RECORDED, here, place[0], place[-1], person.key)
        return None

    def _with_surname(self, here: WordPlace, person: KnownPerson) -> range | None:
        """Mr Holm, A. Holm, or Holm, Ada."""
        if (title := here.title) is not None:
            return range(title, here.number + 1)
        if not person.has_surname:
            return None
        first = here.first_initial
        if first is not None and here.word.is_capital and here.words[first].folded == person.initials[0]:
            return range(first, here.number + 1)
        if here.is_turned_round and here.words[here.number + 1].folded in person.firsts:
            return range(here.number, here.number + 2)
        return None

    def _with_first(self, here: WordPlace, person: KnownPerson) -> range | None:
        """Ada Holm, Ada B. Holm, or Ada H."""
        last = here.number + 1
        while last < len(here.words) and here.is_joined(last) and here.words[last].folded not in person.lasts:
            if not (here.words[last].is_initial or here.words[last].folded in person.middles):
                return None
            if here.words[last].folded == person.initials[1] and here.is_end_of_name(last):
                break
            last += 1
        if last >= len(here.words) or not here.is_joined(last):
            return None
        word, is_surname = here.words[last], here.words[last].folded in person.lasts
        is_initial = (
            word.is_initial and word.folded == person.initials[1] and here.word.is_capital and here.is_end_of_name(last)
        )
        place = WordPlace(here.text, here.words, last)
        return range(here.number, last + 1) if (is_surname and not place.is_in_address) or is_initial else None

    def is_everyday(self, person: KnownPerson) -> bool:
        """Whether a first name is a word, also where the texts use it in lower case apart from the whole name."""
        first = person.parts[0].lower()
        return bool(person.firsts & (SURNAME_WORDS | MONTHS | EVERYDAY)) or self.is_used(
            first, person.parts[-1].lower()
        )

    def _is_written_as_name(self, here: WordPlace, person: KnownPerson, place: range) -> bool:
        """Whether words that may be a name are written as one, where the first name is an everyday word, as in Will Report."""
        if not self.is_everyday(person):
            return True
        typed = [here.words[number] for number in place]
        if typed[0].folded in TITLES:
            return typed[-1].is_capital or not typed[0].is_capital
        written = [word.typed for word in typed if word.typed not in person.parts]
        if not all(word[0].isupper() and (len(word) == 1 or not word.isupper()) for word in written):
            return False
        if here.is_turned_round and set(map(fold_name, person.parts)) <= MONTHS:
            return False
        end = WordPlace(here.text, here.words, place[-1])
        following = end.following  # Staff Will Report Worries
        return end.word.is_possessive or not (following and following.is_capital and end.is_next_to_following)

    def _surname_alone(self, here: WordPlace) -> PossiblePerson | None:
        """A surname by itself, where it is a person and no word, class, place or part of a longer name."""
        people = self._by_last.get(here.word.folded, ())
        person = next((one for one in people if here.is_spelt_as(one.parts[-1])), None)
        if person is None or here.is_in_address or here.initials or not self._is_person_alone(here, person):
            return None
        return self._found(Kind.RECORDED, here, here.number, here.number, person.key, alone=True)

    def _is_person_alone(self, here: WordPlace, person: KnownPerson) -> bool:
        following = here.following if here.is_next_to_following else None
        if following and (following.folded in THINGS or (following.is_capital and not here.word.is_possessive)):
            return False  # Holm House, Oak class, Rowan Day
        previous = here.directly_before
        word = previous.folded if previous else ""
        if word in NOT_BEFORE_NAMES or (previous and previous.is_capital and word not in BEFORE_NAMES):
            return False  # the Holm, in Holm, Nevada Holm
        small = person.parts[-1].lower()
        return word in ASKED if person.lasts & SURNAME_WORDS or self.is_used(small, "") else True

    def _near_pair(self, here: WordPlace) -> PossiblePerson | None:
        """Two words that nearly are somebody's two names, in either order."""
        second = here.following_pair if here.word.is_capital else None
        if second is None or not {here.word.folded[:1], second.folded[:1]} & self._letters:
            return None
        after = WordPlace(here.text, here.words, here.number + 1)
        if after.following_capital and after.following_capital.folded in NO_PEOPLE:
            return None
        pair = (here.word.folded, second.folded)
        person = next((one for one in self.people if one.has_surname and _is_nearly(pair, one)), None)
        return self._found(Kind.NEARLY, here, here.number, here.number + 1, person.key) if person else None

    @cached_property
    def _letters(self) -> frozenset[str]:
        return frozenset(form[:1] for person in self.people for form in (*person.firsts, *person.lasts))

    def _titled(self, here: WordPlace) -> PossiblePerson | None:
        """A title and a name that nobody on record has as it is spelt."""
        title = here.title if here.word.is_capital else None
        if title is None or here.words[title].folded not in SURE_TITLES:
            return None
        if here.word.is_initial or here.is_in_address:
            return None
        last, following = here.number, here.following_capital
        if following and not here.word.is_possessive:
            last += 1
        end = WordPlace(here.text, here.words, last)
        names = [here.words[number].folded for number in range(here.number, last + 1)]
        next_one = end.following_capital.folded if end.following_capital else ""
        if {*names, next_one} & NO_PEOPLE or here.word.typed.lower() == "so-and-so":
            return None
        person = next((one for one in self.people if _is_titled(names, one)), None)
        return self._found(Kind.NEARLY if person else Kind.STRANGER, here, title, last, person.key if person else "")

    def _first_alone(self, here: WordPlace) -> PossiblePerson | None:
        """A first name by itself, where the word before says that a person is meant: Ring Kevin."""
        people = self._by_first.get(here.word.folded, ())
        previous = here.directly_before
        if (
            not people
            or not previous
            or previous.folded not in LISTENERS
            or here.is_in_address
            or here.following_capital
        ):
            return None
        person = next((one for one in people if here.is_spelt_as(one.parts[0]) and len(here.word.folded) > 2), None)  # noqa: PLR2004 - Jo
        if person is None or self.is_everyday(person):
            return None
        return self._found(Kind.NEARLY, here, here.number, here.number, person.key)

    def _asked_pair(self, here: WordPlace) -> PossiblePerson | None:
        """A common first name with a surname, where words before say that a person is meant: tell us, or Janet Pike."""
        if here.word.folded not in FIRST_NAMES or here.word.folded in EVERYDAY:
            return None
        second, previous = here.following_pair, here.directly_before
        if second is None or not previous or here.is_author:
            return None
        if (
            not (previous.folded in LISTENERS or self._is_one_more_asked(here))
            or second.folded in NO_PEOPLE
            or {here.word.folded, second.folded} & self._forms
        ):
            return None
        if WordPlace(here.text, here.words, here.number + 1).following_capital:
            return None
        return self._found(Kind.STRANGER, here, here.number, here.number + 1)

    def _is_one_more_asked(self, here: WordPlace) -> bool:
        """Whether "or" or "and" stands before, and in the same sentence a word of asking before that: ask us or Janet Pike."""
        before = here.words[max(0, here.number - _ASKED_WITHIN) : here.number]
        if not before or before[-1].folded not in ("or", "and"):
            return False
        asked = next((word for word in reversed(before) if word.folded in ASKED), None)
        return asked is not None and not re.search(r"[.!?:;]", here.text[asked.end : here.word.start])

    @cached_property
    def _forms(self) -> frozenset[str]:
        return frozenset(form for person in self.people for form in person.forms)

    # --- what is in doubt --------------------------------------------------------------------------------------------

    def _in_doubt(
        self, text: str, words: list[Word], taken: set[int], public: frozenset[int]
    ) -> Iterator[PossiblePerson]:
        for start, end in self._disguised(text):
            yield PossiblePerson(Kind.NEARLY, words=range(0), start=start, end=end)
        for number, word in enumerate(words):
            here = WordPlace(text, words, number)
            if number in taken or number in public:
                continue
            if self._may_be_on_record(here):
                kind = Kind.RECORDED
            elif self._may_be_nearly_on_record(here):
                kind = Kind.NEARLY
            elif self._may_be_stranger(here, public):
                kind = Kind.STRANGER
            else:
                continue
            yield PossiblePerson(kind, words=range(number, number + 1), start=word.start, end=word.end)

    @cached_property
    def _hidden(self) -> tuple[KnownPerson, ...]:
        return tuple(person for person in self.people if not person.is_public)

    @cached_property
    def hidden_parts(self) -> frozenset[str]:
        """The folded parts of the names that readers may not be shown."""
        return frozenset(
            form for person in self._hidden for form in person.forms if len(form) > 1 and form not in PARTICLES
        )

    @cached_property
    def _public_parts(self) -> frozenset[str]:
        return frozenset(form for person in self.people if person.is_public for form in person.forms)

    @cached_property
    def _joined(self) -> frozenset[str]:
        """Hidden names as one word, such as kdunk or dunkkevin."""
        both = [(person.forms[0], person.forms[-1]) for person in self._hidden if len(person.forms) > 1]
        forms = ((f + s, s + f, f[0] + s, s + f[0], f + s[0]) for f, s in both)
        return frozenset(form for found in forms for form in found if len(form) > FEW_LETTERS)  # shorter ones are words

    def _disguised(self, text: str) -> Iterator[tuple[int, int]]:
        """Names typed letter by letter, and words of two alphabets, which only look like others."""
        for match in re.finditer(r"(?<!\w)(?:[^\W\d_][\s.]+){3,}[^\W\d_](?!\w)", text):
            joined = fold_name(match[0])
            if any(part in joined for part in self.hidden_parts if len(part) > FEW_LETTERS):
                yield match.span()
        for match in re.finditer(r"[^\W\d_]+", text):
            if re.search(r"[A-Za-z]", match[0]) and re.search(r"[\u0370-\u03ff\u0400-\u052f]", match[0]):
                yield match.span()

    def _may_be_on_record(self, here: WordPlace) -> bool:
        """Whether a word is a part of a hidden name, written as a name or not known as a word."""
        pieces = {fold_name(piece) for piece in here.word.typed.split("-")} | {here.word.folded}
        if here.word.folded in self._joined:
            return True
        if not pieces & self.hidden_parts:
            return False
        if here.is_beside(person.forms for person in self._hidden) or here.title is not None or here.initials:
            return True
        if not (self.is_used(here.word.folded, "") or here.word.folded in EVERYDAY | SURNAME_WORDS):
            return True
        is_inside = here.is_asked or not (here.begins_sentence or here.is_in_title)
        return not here.names_thing and here.word.is_capital and is_inside

    def _may_be_nearly_on_record(self, here: WordPlace) -> bool:
        """Whether a word is a name on record with a slip, or a short form of a hidden first name."""
        word = here.word.folded
        if not here.word.is_capital or len(word) < FEW_LETTERS or self._is_known_word(word) or here.names_thing:
            return False
        if word in self._public_parts or word in EVERYDAY | SURNAME_WORDS:
            return False
        near = len(word) > FEW_LETTERS and any(
            len(part) > FEW_LETTERS and word[0] == part[0] and is_slip(word, part)
            for part in self.hidden_parts | self._public_parts
        )
        return near or any(is_short_for(word, first) for person in self._hidden for first in person.firsts)

    def _may_be_stranger(self, here: WordPlace, public: frozenset[int]) -> bool:
        """Whether a word is somebody's name who is not on record: after a title, a common first name, two unknown names."""
        word, following = here.word, here.following
        if word.folded in self._public_parts:
            return False
        if here.title is not None:
            return (word.is_capital or here.has_written_title) and not here.names_thing
        follows = following if following and here.number + 1 not in public and self._may_be_name(following) else None
        is_pair = follows is not None and not here.following_names_thing
        if word.folded in EVERYDAY:
            return word.is_capital and is_pair
        if word.folded in FIRST_NAMES:
            return (word.is_capital or here.is_asked) and (is_pair or not here.names_thing)
        is_before_name = following is not None and following.is_capital and here.is_next_to_following
        return self._may_be_name(word) and (
            (here.initials > 0 and not here.names_thing)
            or (is_pair and not here.begins_long_name)
            or (here.is_asked and not is_before_name)
        )

    def _may_be_name(self, word: Word) -> bool:
        """Whether a word is written as a name and is no word that the texts know."""
        return word.is_name_like and not self._is_a_word(word.folded)

    def _is_a_word(self, folded: str) -> bool:
        forms = {folded, *(folded.removesuffix(end) for end in ("s", "es", "ing", "ed"))}
        return folded in THINGS | ASKED | TITLES | NO_NAMES or any(map(self._is_known_word, forms))

    def _is_known_word(self, folded: str) -> bool:
        return self.is_used(folded, "") or self.was_used(folded)


def _apart(found: Iterable[PossiblePerson], taken: set[int]) -> Iterator[PossiblePerson]:
    """Those of whom no word is taken, which then are."""
    for person in found:
        if taken.isdisjoint(person.words):
            taken.update(person.words)
            yield person


def _index(pairs: Iterable[tuple[str, KnownPerson]]) -> dict[str, list[KnownPerson]]:
    index: dict[str, list[KnownPerson]] = {}
    for form, person in pairs:
        index.setdefault(form, []).append(person)
    return index


def _is_nearly(pair: tuple[str, str], person: KnownPerson) -> bool:
    """Whether two words are a person's two names, nearly, in either order."""
    first, last = fold_name(person.parts[0]), fold_name(person.parts[-1])
    for one, other in (pair, pair[::-1]):
        is_exact = one == first or other == last
        if is_exact and _is_first(one, first) and is_near(other, last):
            return True
    return False


def _is_first(typed: str, name: str) -> bool:
    is_long = min(len(typed), len(name)) > FEW_LETTERS
    return is_near(typed, name) or is_short_for(typed, name) or (is_long and is_slip(typed, name))


def _is_titled(names: list[str], person: KnownPerson) -> bool:
    last = fold_name(person.parts[-1]) if person.has_surname else "-"
    return is_near(names[-1], last) or names[0] == fold_name(person.parts[0])
