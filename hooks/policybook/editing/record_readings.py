"""Records that somebody read a sentence beside its clauses, in ``data/readings.yml``. Not for asking and printing: ``commands``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from policybook.basics.edits import Edit, EditError
from policybook.basics.findings import Finding, Severity, Span
from policybook.book.book import Book
from policybook.book.reading_lines import Judgement, ReadingLines, reading_line
from policybook.book.readings import RestatingItem, reading_state, restating_items
from policybook.editing.apply_edits import apply_edits, create_file, read_lines
from policybook.loading.load import Loaded

_BEGIN = "readings:\n"


class RecordError(Exception):
    """A reading cannot be written; the message says why."""


def open_items(book: Book) -> Iterator[RestatingItem]:
    """Every item that nobody has read as it is now, in reading order, without those that name something that is not there."""
    for item in restating_items(book):
        is_whole = item.of_document is None or item.beside(book)
        if is_whole and not reading_state(book, item).is_current and _is_readable(book, item):
            yield item


def unread_items(book: Book, home: str) -> Iterator[RestatingItem]:
    """The items of a document, or the checks of a policy, that nobody has read as they are now, or at all."""
    for item in restating_items(book):
        state = reading_state(book, item)
        is_read = state.is_current and state.reading and state.reading.is_read
        if home in homes_of(item) and not is_read and _is_readable(book, item):
            yield item


def homes_of(item: RestatingItem) -> tuple[str, ...]:
    """Return the names under which many items are asked for at once: the document, or the policy of a check."""
    if item.home:
        return (item.home.id,)
    return (item.path.split("/")[-2],) if item.is_check else ()


def _is_readable(book: Book, item: RestatingItem) -> bool:
    return all(reference.target in book.clauses for reference in item.clauses)


def errors_in(loaded: Loaded, items: Iterable[RestatingItem]) -> tuple[Finding, ...]:
    """The errors in the files that some items stand in or lead to, or in that of the readings."""
    book = loaded.book
    paths = {book.layout.facts("readings")}
    for item in items:
        paths |= {item.path, *(book.clauses[name].span.path for name in item.beside(book) if name in book.clauses)}
    return tuple(f for f in loaded.findings if f.severity is Severity.ERROR and f.span.path in paths)


def record(root: Path, book: Book, readings: Iterable[tuple[RestatingItem, Judgement | None]]) -> None:
    """Write readings into their file, which is made where there is none.

    Raises:
        RecordError: where the file is not as it was read; then nothing is written.
        OSError: where it cannot be read or written.
    """
    path = book.layout.facts("readings")
    if not (root / path).exists():
        create_file(root, path, "")
    lines = read_lines(root / path)
    try:
        apply_edits(root, edits_of(book, path, lines, readings), {path: lines})
    except EditError as refused:
        raise RecordError(str(refused)) from refused


def edits_of(
    book: Book, path: str, lines: tuple[str, ...], readings: Iterable[tuple[RestatingItem, Judgement | None]]
) -> list[Edit]:
    """Return the edits that record readings in the file of these lines."""
    new: dict[int, list[str]] = {}
    edits = []
    known = ReadingLines(book, lines)
    for item, judged in readings:
        text = reading_line(book, item, judged)
        place = known.place(item.id)
        if place is None:
            new.setdefault(0, [_BEGIN.rstrip()]).append(text)
        elif place.is_new:
            new.setdefault(place.last, []).append(text)
        else:
            length = sum(len(line) + 1 for line in lines[place.first - 1 : place.last]) - 1
            edits.append(Edit(Span(path, place.first, 1, length), text))
    for row, texts in new.items():
        if row:
            edits.append(Edit(Span(path, row, len(lines[row - 1]) + 1, 0), "".join(f"\n{text}" for text in texts)))
        else:
            edits.append(Edit(Span(path, 1, 1, 0), "".join(f"{text}\n" for text in texts)))
    return edits
