"""The line of ``data/readings.yml`` that records a reading, and where it belongs. Not for writing it: ``editing``."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from policybook.basics.dates import PartialDate
from policybook.book.book import Book
from policybook.book.readings import RestatingItem, restating_items

_EMPTY = re.compile(r"\s*(?:#.*)?")


class Judgement(NamedTuple):
    """What somebody judged who read an item beside what it restates; "" where it is for them to say."""

    judgement: str = ""
    by: str = ""
    on: PartialDate | str = ""
    reason: str = ""


class LinePlace(NamedTuple):
    """Where the line of an item belongs: in place of the lines ``first`` to ``last``, or below ``last`` where it has none."""

    first: int
    last: int

    @property
    def is_new(self) -> bool:
        """Whether there is no line of this item yet."""
        return self.first > self.last


def reading_line(book: Book, item: RestatingItem, judged: Judgement | None) -> str:
    """Return the line that says that an item was read as it is now; without a judgement, that a command set it."""
    beside = ", ".join(f'{name}: "{words}"' for name, words in item.beside(book).items())
    parts = [f'words: "{item.words()}"', *([f"beside: {{{beside}}}"] if beside else [])]
    if judged:
        parts += [
            f"judgement: {judged.judgement}",
            *([f"reason: {json.dumps(judged.reason, ensure_ascii=False)}"] if judged.reason else []),
        ]
        parts += [f"by: {judged.by}", f"on: {judged.on}"]
    return f"  {item.id}: {{{', '.join(parts)}}}"


class ReadingLines:
    """The lines of all readings in the file of these ``lines``: looked through once, whatever is asked of them then."""

    def __init__(self, book: Book, lines: Sequence[str]) -> None:
        self._lines = lines
        self._head = next((number for number, line in enumerate(lines, 1) if line.startswith("readings:")), 0)
        places = {name: book.readings.key("readings", name) for name in book.readings.readings}
        own = book.layout.facts("readings")  # an event has readings, too
        self._rows = {name: span.line for name, span in places.items() if span.path == own}
        self._starts = sorted(self._rows.values())
        self._before: dict[str, int] = {}
        before = self._head
        for item in restating_items(book) if self._head else ():
            self._before.setdefault(item.id, before)
            if item.id in self._rows:
                before = self._last_line(self._rows[item.id])
        self._end = before

    def place(self, item_id: str) -> LinePlace | None:
        """Return where the line of an item belongs; None where the file holds no readings yet."""
        if not self._head:
            return None
        if first := self._rows.get(item_id):
            return LinePlace(first, self._last_line(first))
        before = self._before.get(item_id, self._end)
        return LinePlace(before + 1, before)

    def _last_line(self, first: int) -> int:
        """The last line of the entry that begins on a line."""
        following = bisect_right(self._starts, first)
        last = self._starts[following] - 1 if following < len(self._starts) else len(self._lines)
        while last > first and _EMPTY.fullmatch(self._lines[last - 1]):
            last -= 1
        return last
