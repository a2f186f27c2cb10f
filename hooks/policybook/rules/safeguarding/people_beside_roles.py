"""Names that stand beside a role or below a signature: they are somebody's, whoever is on record. Not for other names: ``possible_people``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from policybook.basics.first_names import FIRST_NAMES
from policybook.basics.name_words import NO_NAMES, NO_PEOPLE, THINGS, TITLES, words_of
from policybook.rules.safeguarding.names_of_people import plain

_JOB = (
    r"(?:SENC[oO]|SENDC[oO]|DSL|DDSL|DPO|CEO|(?i:(?:[a-z]+[ -]){0,3}?(?:head ?teacher|deputy head|principal|bursar|manager|officer"
    r"|coordinator|co-ordinator|director|governor|chair(?: of (?:the )?(?:governors|trustees|governing board|board))?|trustee|proprietor"
    r"|caretaker|secretary|administrator|nurse|designated safeguarding lead|lead|head|clerk)))"
)
_SURNAME = r"[A-Z][a-z]+(?:[’'-][A-Z][a-z]+)?(?![\w’']| [A-Z])"
_NAME = rf"(?P<who>(?:(?:[A-Z]\.? ){{1,3}}|(?:[A-Z]\.){{1,3}}|[A-Z][a-z]+(?:-[A-Z][a-z]+)? ){_SURNAME})"
_TWO_NAMES = re.compile(r"[A-Z](?:\.|[a-z-]+)? ?[A-Z][a-z]")
_PATTERNS = (
    re.compile(rf"(?<![\w.] )(?<!\w){_NAME}(?=,? \((?:(?:our|the) )?{_JOB}\b)"),
    re.compile(rf"(?<!\w){_JOB}(?:\*\*)?(?: is|:|,| [–—-])(?:\*\*)? {_NAME}"),
    re.compile(rf"(?<!\w)(?i:our|the) {_JOB} {_NAME}"),
    re.compile(rf"(?<!\w){_JOB} \({_NAME}\)"),
    re.compile(
        rf"(?<!\w)(?:[Ss]igned|[Aa]uthor|[Pp]repared|[Ww]ritten|[Aa]pproved|[Rr]eviewed)(?: by)?:?(?:\*\*)? {_NAME}"
    ),
)
KEYS = words_of(
    "senco sendco dsl dpo ceo head principal bursar manager officer ordinator director governor chair trustee proprietor "
    "caretaker secretary administrator nurse lead clerk signed author prepared written approved reviewed"
)
"""What stands in a text in which ``beside_roles`` can find somebody, in lower case."""
_NOBODY = NO_NAMES | NO_PEOPLE | THINGS | TITLES
_WHOLE_NAME = re.compile(r"([A-Z][a-z]+)[ \n]([A-Z][a-z]+)")


def is_whole_name(text: str, is_used: Callable[[str], bool]) -> bool:
    """Whether a text, such as a cell below “Person”, is a first name and a surname, and no word of either is a word."""
    match = _WHOLE_NAME.fullmatch(text.strip("* "))
    words = [plain(word) for word in match.groups()] if match else []
    return bool(words) and words[0] in FIRST_NAMES and not set(words) & _NOBODY and not any(map(is_used, words))


def beside_roles(text: str, is_used: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Yield where somebody's name is; ``is_used`` tells whether the texts have a word in lower case."""
    for pattern in _PATTERNS if _TWO_NAMES.search(text) else ():
        for match in pattern.finditer(text):
            *firsts, last = plain(match["who"]).replace(".", " ").split()
            words = [word for word in (*firsts, last) if len(word) > 1]
            is_initial = all(len(first) == 1 for first in firsts) and not any(map(is_used, words))
            if not set(words) & _NOBODY and (is_initial or firsts[0] in FIRST_NAMES):
                yield match.span("who")
