"""The lists of words that the rules TXT look for: ``words.yml`` beside this module. Not for looking for them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

WORDS = Path(__file__).with_name("words.yml")
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every value is text, and the C one is ten times quicker


class Outdated(NamedTuple):
    """Words that are no longer right, why, and what to do instead."""

    id: str
    keys: tuple[str, ...]
    """Parts of words, one of which stands wherever it is found: looking for these first is quick."""
    source: str
    why: str
    instead: str
    right_for: frozenset[str]
    """Words in the name of an organisation, or in what it calls itself, by which these are right: "our setting" is, for a nursery."""
    is_rule: bool
    """Whether it is something that is done, and not a name: then "we do not ..." is in order."""

    @property
    def pattern(self) -> re.Pattern[str]:
        """Made only where a key was found: most books never need it."""
        return re.compile(self.source, re.IGNORECASE if self.is_rule else 0)


class WordLists(NamedTuple):
    """All lists, ready to be searched for."""

    leftovers_source: str
    leftover_keys: tuple[str, ...]
    whole_values: frozenset[str]
    """What is no fact, in lower case and without marks around it, when it is all there is."""
    whole_names: frozenset[str]
    outdated: tuple[Outdated, ...]
    vague_times_source: str
    vague_keys: tuple[str, ...]
    known_to_everybody: frozenset[str]
    may_stand_twice: frozenset[str]

    @property
    def leftovers(self) -> re.Pattern[str]:
        """What a template leaves behind. Made only where one of its keys was found."""
        return _pattern(self.leftovers_source)

    @property
    def vague_times(self) -> re.Pattern[str]:
        """Words such as "regularly". Made only where one of them was found."""
        return _pattern(self.vague_times_source)


@cache
def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source)


@cache
def word_lists() -> WordLists:
    """Read once, when a rule first asks."""
    data = yaml.load(WORDS.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader, either way
    words = "|".join(map(_flexible, data["places_to_fill_in"]))
    return WordLists(
        leftovers_source=f"{_any_of(data['leftovers'])}|{_in_brackets(words)}|{_SHAPES}",
        leftover_keys=(*_keys(data["leftovers"]), *_SHAPE_KEYS),
        whole_values=frozenset(data["whole_values"]),
        whole_names=frozenset(data["whole_names"]),
        outdated=tuple(
            Outdated(
                id=entry["id"],
                keys=tuple(entry["keys"]) if "pattern" in entry else _keys(entry["words"]),
                source="".join(entry["pattern"].split()) if "pattern" in entry else _any_of(entry["words"]),
                why=entry["why"],
                instead=entry["instead"],
                right_for=frozenset(entry.get("right_for", ())),
                is_rule="pattern" in entry,
            )
            for entry in data["outdated"]
        ),
        vague_times_source=_any_of(data["vague_times"]),
        vague_keys=_keys(data["vague_times"]),
        known_to_everybody=frozenset([*data["known_to_everybody"], *data["stressed"]]),
        may_stand_twice=frozenset(data["may_stand_twice"]),
    )


def _in_brackets(words: str) -> str:
    """The pattern of a place to fill in: brackets with one of some words first or last in them."""
    places = (
        rf"\[\s*(?i:{words})(?!\w)[^\[\]]*(?:\](?!\()|$)",
        rf"\[[^\[\]()]{{0,30}}(?<!\w)(?i:{words})\s*\](?!\()",
        rf"<\s*(?i:{words})(?![\w:/.=@-])[^<>]{{0,40}}>",
        rf"(?<!\{{)\{{\s*(?i:{words})(?![\w.-])[^{{}}#=|]{{0,40}}\}}",
        r"«[^»]{1,40}»",
    )
    return "|".join(places)


# What is left behind and has a shape rather than a wording: xxx, XX, ____, ......, ??, _Hlk123, 20XX, page X, and what
# is still to be decided where nothing says by whom.
_PARTED = r"(?=\s*(?:[.;,:!)\]]|$|later\b|shortly\b|soon\b|in\s+due\s+course\b|at\s+a\s+later\b|nearer\b|next\b))"
_COLOURS = "blue|red|green|yellow|orange|purple"
_SHAPES = (
    r"(?<![\w-])(?:[xX]{3,}(?!-rated)|XX|20(?:XX|xx)|20\d[xX]|(?:[Pp]age|[Ss]ection|[Ss]chedule|[Pp]aragraph) (?:X|xx)"
    r"|(?:Mr|Mrs|Miss|Ms|Dr) X{1,3})(?![\w-])"
    rf"|(?<!\w)(?i:to\s+be\s+(?:confirmed|advised|announced|decided)){_PARTED}"
    rf"|(?:^|(?<=[.(\[:–—-])|(?<=[.(\[:–—-] ))(?i:to\s+be\s+(?:agreed|completed|updated|added|arranged|appointed|determined|inserted|filled\s+in)){_PARTED}"
    r"|(?:^|(?<=[.(:])|(?<=[.(:] ))(?i:insert|add|enter|type|put)\s+(?i:date|text|title|details|names?|numbers?|link|address|email|phone)"
    r"(?:\s+(?:number|here|below))*(?=\s*(?:[.)\]]|$))|^(?i:insert|enter)\s+(?i:job|school|policy|product)\s+(?i:title|name)(?!\w)|^Copy of(?=\s+[A-Z])"
    r"|(?:^|(?<=[.(:])|(?<=[.(:] ))(?i:insert|add|enter|paste)\s+(?:[^\W\d]+\s+){1,4}here(?=\s*(?:[.)\]]|$))"
    r"|\((?i:draft|tbc|check(?: this)?|date|insert[^()]*|add (?:date|name|text)[^()]*)\)|(?:^|(?<=\. ))(?:DRAFT|Draft|Pending|Comment|Awaiting (?:confirmation|approval|details)|TO DO|To do)(?=[.:]|$)"
    r"|(?:^|(?<=[.:] ))(?:This|It|The [a-z]+) (?:is|are) not yet (?:known|confirmed|decided)(?=[.]|$)"
    r"|_{3,}|(?:\\_){3,}|\.{6,}|…{2,}|\?{2,}|(?<!\w)_(?:Hlk|Toc|Ref|GoBack)\w*|\bMERGEFIELD\b"
    r"|(?i:\b(?:schools|academies|settings|trusts|nurseries|colleges|organisations)\s+(?:should|may\s+wish\s+to|might\s+wish\s+to"
    r"|will\s+(?:need|want)\s+to|need\s+to)\s+(?:amend|adapt|insert|edit|customi[sz]e|personali[sz]e|tailor)\b)"
    rf"|(?i:\b(?:delete|remove|replace|amend|edit)\s+(?:(?:all|any|the|this)\s+)?(?:{_COLOURS}|highlighted|italic\w*)\s+(?:text|type|words|guidance)\b)"
    rf"|(?i:\b(?:text|words|guidance|notes?|type)\s+(?:\w+\s+)?in\s+(?:{_COLOURS}|italics)\b(?=[^.]*\b(?:delet|remov|amend|adapt|replac)))"
    rf"|(?i:\b(?:{_COLOURS}|highlighted|italici[sz]ed)\s+(?:text|guidance|type)\s+(?:is|are|should|must|to\s+be)\b)"
    r"|(?<![\w|\\])\|[A-Z][\w’ -]{1,30}\|(?![\w|])|%[A-Z]{3,}[A-Z_]*%"
    r"|\[cite(?:_start|_end)?(?:: ?[\d, ]+)?\]|【[^】]{1,40}】|\bcontentReference\[|\(v\d+(?:\.\d+)* (?i:final|draft)\)"
    r"|\((?i:name of (?:the |your )?school|school(?:['’]s)? name(?: here)?)\)"
)


_SHAPE_KEYS = (
    "【",
    "contentreference",
    " final)",
    "s should",
    " wish to",
    "need to",
    "want to",
    "blue",
    " red",
    "green",
    "yellow",
    "orange",
    "purple",
    "italic",
    "highlighted",
    "|",
    "%",
    "xx",
    "age x",
    "ection x",
    "202",
    "to be ",
    "insert",
    "add ",
    "enter ",
    "type ",
    "put ",
    "paste ",
    "copy of",
    "draft",
    "pending",
    "awaiting",
    "comment:",
    "not yet",
    "to do",
    "check",
    "(date",
    "<",
    "{name",
    "{insert",
    "{school",
    "{date",
    "{your",
    "{add",
    "«",
    "mr x",
    "mrs x",
    "ms x",
    "miss x",
    "dr x",
    "chedule x",
    "aragraph x",
    "__",
    "\\_\\_",
    "......",
    "……",
    "??",
    "_hlk",
    "_toc",
    "_ref",
    "_goback",
    "mergefield",
    "(name",
    "(school",
    "[",
)


def _keys(words: Iterable[str]) -> tuple[str, ...]:
    """Words as ``Context.folded`` has them."""
    return tuple(word.lower().replace("’", "'") for word in words)


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of some words; what is written in capitals only is found in capitals only."""
    by_case: dict[bool, list[str]] = {True: [], False: []}
    for word in sorted(words, key=len, reverse=True):
        by_case[word.isupper()].append(_flexible(word))
    exact, folded = "|".join(by_case[True]), "|".join(by_case[False])
    parts = [part for part in (exact, f"(?i:{folded})" if folded else "") if part]
    return rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])"


def _flexible(word: str) -> str:
    """A pattern for words that may be parted by a line's end, with either apostrophe."""
    return r"\s+".join(re.escape(part) for part in word.split()).replace("’", "['’]")
