"""The index of search in files of a bounded size, and lists of which of them hold a word.

A book that fits into one file of each kind has no lists. In a larger one search asks the lists first, and then only for the few
parts that hold most of what somebody asked. So nobody loads more of a hundred policies than of three.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TypeVar

MOST = 80_000
"""Bytes of a part, about 24 kB as a host sends them. Only a single passage that is longer makes a part longer."""
MOST_OF_A_LIST = 16_000
MOST_PARTS_OF_A_WORD = 48
"""A word that is in more parts tells little about where to look: those that say most of it are enough."""

Said = str | list[str]
SectionRow = tuple[str, str, list[Said]]
PageRow = tuple[str, str, str, list[SectionRow]]
"""Address, title, reader and sections of a page, as the index is written; a section has an id, a title and passages."""
WordRow = tuple[str, list[int], int]
"""A word as ``terms`` gives it, the numbers of the parts that say most of it, best first, and how many parts have it."""

Row = TypeVar("Row")
_ENDINGS = (
    (re.compile(r"ie[sd]\Z"), "y"),
    (re.compile(r"(?:([^s])s|(ss)es)\Z"), r"\1\2"),
)
_ROOT = re.compile(r"(?:ations?|ing|ed|ion|ment|er|e)\Z")
_DOUBLE = re.compile(r"([bdgmnprt])\1\Z")
_MARKS = re.compile("[\u0300-\u036f]")
_POSSESSIVE = re.compile(r"'(?:s\b)?", re.ASCII)


def written(data: object) -> str:
    """Return data as the scripts of the index hold it."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def part_pages(pages: Iterable[PageRow]) -> list[list[PageRow]]:
    """Return the pages in parts, at least one. A page that is longer than a part is cut between sections, then between passages."""
    rows: list[PageRow] = [
        (address, title, reader, run)
        for address, title, reader, sections in pages
        for run in _runs(
            [(name, heading, found) for name, heading, said in sections for found in _runs(said, MOST)], MOST
        )
    ]
    return list(_runs(rows, MOST)) or [[]]


def list_words(parts: Sequence[list[PageRow]], small: Collection[str]) -> list[list[WordRow]]:
    """Return lists of which parts hold a word, in the order in which a browser compares words. None where they would choose nothing."""
    held: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for number, part in enumerate(parts):
        for _, page, _, sections in part:
            for _, title, said in sections:
                for passage in said:
                    text = passage if isinstance(passage, str) else passage[0]
                    for term in set(terms(f"{page} {title} {text}", small)):
                        held[term][number] += 1
    rows: list[WordRow] = [
        (term, [number for number, _ in held[term].most_common(MOST_PARTS_OF_A_WORD)], len(held[term]))
        for term in sorted(held, key=lambda term: term.encode("utf-16-be"))
    ]
    return list(_runs(rows, MOST_OF_A_LIST))


def terms(text: str, small: Collection[str]) -> list[str]:
    """Return the words of a text as ``search-ranking.js`` cuts them, which a test holds this to."""
    marked = _MARKS.sub("", unicodedata.normalize("NFKD", text)).replace("\u2019", "'").replace("\u2018", "'").lower()
    words = re.split(r"[\W_]+", _POSSESSIVE.sub("", marked))
    return [_stem(word) for word in words if word and word not in small]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    cut = word
    for ending, short in _ENDINGS:
        cut = ending.sub(short, cut)
    root = _ROOT.sub("", cut)
    return _DOUBLE.sub(r"\1", root if len(root) > 2 and re.search("[aeiouy]", root) else cut)  # noqa: PLR2004 - as there


def _runs(rows: Iterable[Row], most: int) -> Iterator[list[Row]]:
    """The rows in their order, in runs that are filled in turn."""
    run: list[Row] = []
    size = 0
    for row in rows:
        length = len(written(row).encode()) + 1
        if run and size + length > most:
            yield run
            run, size = [], 0
        run.append(row)
        size += length
    if run:
        yield run
