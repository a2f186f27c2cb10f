"""The line of ``data/readings.yml`` that records a reading, and where it belongs. Not for writing it: ``editing``."""

from __future__ import annotations

import json
import re
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


def place_of_line(book: Book, item_id: str, lines: Sequence[str]) -> LinePlace | None:
    """Return where the line of an item belongs in the file of these lines; None where the file holds no readings yet."""
    places = {name: book.readings.key("readings", name) for name in book.readings.readings}
    own = book.layout.facts("readings")  # an event has readings, too
    rows = {name: span.line for name, span in places.items() if span.path == own}
    head = next((number for number, line in enumerate(lines, 1) if line.startswith("readings:")), 0)
    if not head:
        return None
    if first := rows.get(item_id):
        return LinePlace(first, _last_line(first, rows, lines))
    before = head
    for item in restating_items(book):
        if item.id == item_id:
            break
        if item.id in rows:
            before = _last_line(rows[item.id], rows, lines)
    return LinePlace(before + 1, before)


def _last_line(first: int, rows: dict[str, int], lines: Sequence[str]) -> int:
    """The last line of the entry that begins on a line."""
    last = min((row - 1 for row in rows.values() if row > first), default=len(lines))
    while last > first and _EMPTY.fullmatch(lines[last - 1]):
        last -= 1
    return last
