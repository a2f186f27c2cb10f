"""Whether two ways of writing a person's name, or a part of it, can be one person. Not for finding names in texts.

Accents, apostrophes, hyphens, capitals and initials do not matter, nor a surname or a first name that changed, nor the
short form of a first name. Two names with nothing in common are two people.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator
from itertools import product

from policybook.basics.likeness import is_slip
from policybook.basics.name_words import TITLES, words_of

_AS_LETTERS = str.maketrans("øœłđðæ", "ooldda") | {ord("ß"): "ss", ord("þ"): "th"}
_MARKS = re.compile(r"['\u02bc\u2018\u2019]")
_SPELT_ALIKE = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("ph", "f"), ("ck", "k"), ("k", "c"), ("y", "i"))
_NOT_OF_A_NAME = TITLES | words_of("jr junior sr senior ii iii")
_SPEAKING = 3  # as many letters make a name; fewer are initials
_LONG = 4  # so many letters inside another name are no accident
_LIKE = 0.8  # the same name with a slip in it
_SHORTER_BY = 2  # letters that a short form leaves out at least


def can_be_one_person(one: str, other: str) -> bool:
    """Whether two names, or a name and a short name such as ``ann-ash``, have a part in common; initials alone say nothing."""
    ours, theirs = tuple(_parts(one)), tuple(_parts(other))
    if not any(len(part) >= _SPEAKING for part in ours) or not any(len(part) >= _SPEAKING for part in theirs):
        return True
    return (
        any(_is_alike(a, b) for a, b in product(ours, theirs))
        or _is_short_form(ours[0], theirs[0])
        or _runs_together(ours, theirs)
        or _runs_together(theirs, ours)
    )


def _parts(name: str) -> Iterator[str]:
    """The parts of a name in plain letters, without titles; letters that are often changed for one another are one."""
    plain = unicodedata.normalize("NFKD", _MARKS.sub("", name.casefold()).translate(_AS_LETTERS))
    for part in re.findall(r"[a-z]+", "".join(letter for letter in plain if not unicodedata.combining(letter))):
        if part in _NOT_OF_A_NAME:
            continue
        for pair, letter in _SPELT_ALIKE:
            part = part.replace(pair, letter)  # noqa: PLW2901 - one change after the other
        yield part


def _is_alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 2:  # noqa: PLR2004 - an initial is shared by too many
        return False
    is_long = min(len(one), len(other)) >= _LONG
    return one == other or (is_long and difflib.SequenceMatcher(None, one, other).ratio() >= _LIKE)


def _is_short_form(one: str, other: str) -> bool:
    """Whether one is short for the other: Cath, Cathy and Kate for Catherine, Liz and Beth for Elizabeth."""
    short, long = sorted((one, other), key=len)
    stem = re.sub(r"(?:ie|i|e)$", "", short)
    if len(long) - len(short) < _SHORTER_BY or len(short) < _SPEAKING:
        return False
    return (len(stem) >= _SPEAKING and long.startswith(stem)) or long.endswith(short) or long[1:].startswith(short)


def _runs_together(parts: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether a part is several of the others in one word, or initials and one of them: ``maryann``, ``jsmith``."""
    initials = {other[0] for other in others}
    joined = {"".join(others[start:end]) for start in range(len(others)) for end in range(start + 2, len(others) + 1)}
    return any(
        part in joined or any(_is_with_initials(part, other, initials) for other in others if len(other) >= _SPEAKING)
        for part in parts
    )


def _is_with_initials(part: str, name: str, initials: set[str]) -> bool:
    """Whether a part is a name with the initials of the others before or after it."""
    rest = part.removeprefix(name) if part.startswith(name) else part.removesuffix(name)
    return len(rest) < min(_SPEAKING, len(part)) and set(rest) <= initials


# --- one word of a name ------------------------------------------------------------------------------------------------

_NICKNAMES = (
    "kate katie katherine catherine kathryn cath cathy kath kathy",
    "rob robert bob bobby robbie",
    "will william bill billy liam",
    "dick richard rick ricky rich",
    "tony anthony antony",
    "liz elizabeth lizzie beth betty eliza elisabeth",
    "jim james jimmy jamie",
    "jack john johnny jon jonathan jonny",
    "mike michael mick mickey",
    "dave david davey",
    "steve stephen steven",
    "sue susan susie suzanne",
    "meg margaret maggie peggy",
    "ted edward ed eddie ned",
    "tom thomas tommy",
    "chris christopher christine christina",
    "nick nicholas nicola nicky",
    "alex alexander alexandra sandy",
    "sam samuel samantha",
    "pat patrick patricia",
    "jenny jennifer jen",
    "becky rebecca becca",
    "mo mohammed muhammad mohamed",
    "harry henry harold",
    "charlie charles charlotte",
    "andy andrew drew",
    "matt matthew",
    "dan daniel danny",
    "ben benjamin",
    "joe joseph joey",
)
_SAME = {name: number for number, line in enumerate(_NICKNAMES) for name in line.split()}
_TWO_CHANGES = 5
"""A name of more letters may have two wrong ones."""


def is_near(typed: str, name: str) -> bool:
    """Whether one folded word is the other with a slip of the fingers; names of three letters have too many neighbours."""
    if typed == name:
        return True
    if min(len(typed), len(name)) <= _SPEAKING or typed[:1] != name[:1]:
        return False
    if is_slip(typed, name):
        return True
    is_long = min(len(typed), len(name)) > _TWO_CHANGES
    return is_long and difflib.SequenceMatcher(None, typed, name, autojunk=False).ratio() >= _LIKE


def is_short_for(typed: str, name: str) -> bool:
    """Whether one folded word is a shorter form of a first name, or another form of the same: Kev, Kate for Catherine."""
    return (len(typed) > 1 and typed != name and name.startswith(typed)) or (
        typed in _SAME and _SAME.get(typed) == _SAME.get(name)
    )
