"""What restates clauses that could all be read, and where its reading is recorded: what the PIN rules have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from policybook.basics.enumeration import listed
from policybook.basics.findings import Span
from policybook.basics.likeness import is_broken
from policybook.book.book import Book, Clause, Restates
from policybook.book.reading_lines import Judgement, LinePlace, ReadingLines, reading_line
from policybook.book.readings import ReadingState, RestatingItem, reading_state, restating_items
from policybook.rules.engine import Context

JUDGEMENT_TO_TYPE = 'what you judge (same; or weaker or stronger, and then reason: "...") and your role'


class ReadableItem(NamedTuple):
    """An item whose references can all be read as they are meant, and whether somebody read it."""

    item: RestatingItem
    state: ReadingState
    clauses: tuple[Clause, ...]


def readable_items(context: Context) -> tuple[ReadableItem, ...]:
    """Every item whose clauses exist, stand where it says, and could be read."""
    return context.once(_all_readable)


def _all_readable(book: Book, context: Context) -> tuple[ReadableItem, ...]:
    return tuple(_each_readable(book, context))


def _each_readable(book: Book, context: Context) -> Iterator[ReadableItem]:
    for item in restating_items(book):
        clauses = tuple(book.clauses[one.target] for one in item.clauses if one.target in book.clauses)
        is_known = len(clauses) == len(item.clauses) and not any(map(is_moved, item.clauses, clauses))
        if is_known and not any(is_broken(context.broken, clause.span.path) for clause in clauses):
            yield ReadableItem(item, reading_state(book, item), clauses)


def is_moved(reference: Restates, clause: Clause) -> bool:
    """Whether a reference names another policy than the one its clause is in."""
    return reference.policy not in ("", clause.policy)


def _reading_lines(book: Book, context: Context) -> ReadingLines:
    return ReadingLines(book, context.lines.get(book.layout.facts("readings"), ()))


def place_of_line(book: Book, context: Context, item_id: str) -> tuple[Span, LinePlace | None]:
    """Where the line of a reading is or belongs."""
    path = book.layout.facts("readings")
    place = context.once(_reading_lines).place(item_id)
    return Span(path, place.first if place and not place.is_new else place.last if place else 1), place


def line_there(book: Book, context: Context, item_id: str) -> Iterator[Span]:
    """Where the line of a reading is or belongs, if there is a file of them."""
    span, _ = place_of_line(book, context, item_id)
    if span.path in context.lines:
        yield span


def line_to_type(book: Book, context: Context, item: RestatingItem) -> tuple[str, str]:
    """Where the line of a reading belongs, in words, and the line; the judgement and the role are left to the person."""
    (path, *_), place = place_of_line(book, context, item.id)
    if place is None:
        where = f"add this line to {path}, below a line “readings:”"
    elif place.is_new:
        where = f"add this line below line {place.last} of {path}"
    else:
        lines = f"line {place.first}" if place.first == place.last else f"lines {place.first} to {place.last}"
        where = f"put this line in place of {lines} of {path}"
    return where, reading_line(book, item, Judgement(on=str(context.as_of)))


def reading_to_type(book: Book, context: Context, item: RestatingItem, before: str) -> str:
    """What to do first, and then the line that records a reading, to be typed."""
    where, line = line_to_type(book, context, item)
    return f"{before} Then {where}, and type in it {JUDGEMENT_TO_TYPE}: “{line}”"


def texts_of(found: ReadableItem) -> tuple[tuple[str, str], ...]:
    """Both sides of a pair: the words of the item, and those of each of its clauses."""
    return ((found.item.what, found.item.text), *((clause.id, clause.wording.text) for clause in found.clauses))


def named(names: Iterable[str]) -> str:
    """Names in quotation marks, as a list in words."""
    return listed(f"“{name}”" for name in names)


def renamed_items(book: Book, context: Context) -> Iterator[tuple[str, str]]:
    """The items that are known by their words: their id, and the one under which they were read."""
    gone = {book.readings.readings[name].words: name for name in left_over_readings(book)}
    if gone:
        for one in readable_items(context):
            if one.state.reading is None and (old := gone.get(one.item.words())):
                yield one.item.id, old


def left_over_readings(book: Book) -> list[str]:
    """The ids of readings of what is not there any more."""
    known = {item.id for item in restating_items(book)}
    return [name for name in book.readings.readings if name not in known]
