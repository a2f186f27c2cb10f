"""Pins set to the present wording, in place: what a person types who has read a sentence beside its clause.

Only the characters of a pin are written; every other byte of a file stays. Not for asking and printing: that is ``commands``.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from policybook.basics.findings import Finding, Severity, Span
from policybook.book.book import Book
from policybook.book.pinned_items import PinnedItem, pinned_items
from policybook.loading.load import Loaded

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|$)")  # as the reader of the files counts lines


class ConfirmError(Exception):
    """A pin cannot be set; the message says why."""


class Pin(NamedTuple):
    """One reference whose pin is not that of the present wording, and what is typed there instead.

    ``of`` is the statement, check or document; ``text`` what it says; ``to`` names what it restates, and ``path``, ``old``
    and ``now`` where that stands, the pin it has now and its present words ("" for a whole document).
    """

    of: str
    text: str
    to: str
    path: str
    old: str
    now: str
    span: Span
    typed: str
    right: str


def open_pins(book: Book) -> Iterator[Pin]:
    """Every pin of the book that is missing, malformed or out of date, in reading order."""
    for document in book.documents:
        wanted = document.settings.translates
        original = book.document(wanted.target) if wanted else None
        if wanted and original and original is not document and wanted.pin != original.fingerprint:
            span, right = document.settings.at("translates"), wanted.typed(original.fingerprint)
            as_is = wanted.typed(wanted.pin).removesuffix("@")
            title = document.settings.title
            yield Pin(document.id, title, original.id, original.path, wanted.pin, "", span, as_is, right)
    for bound in pinned_items(book):
        yield from _of_bound(book, bound)


def _of_bound(book: Book, bound: PinnedItem) -> Iterator[Pin]:
    for one in bound.clauses:
        clause = book.clauses.get(one.target)
        if clause is None:
            continue
        typed = one.typed(one.pin).removesuffix("@")
        right = f"{clause.policy}/{one.target}@{clause.fingerprint}" if one.policy else one.typed(clause.fingerprint)
        if typed != right:
            now = clause.wording.text
            yield Pin(bound.id, bound.text, clause.id, clause.span.path, one.pin, now, one.span, typed, right)


def names(book: Book) -> set[str]:
    """Everything that can be confirmed: statements and checks that name clauses, and documents that translate others."""
    bound = {bound.id for bound in pinned_items(book) if bound.clauses}
    return bound | {document.id for document in book.documents if document.settings.translates}


def errors_in(loaded: Loaded, pins: Iterable[Pin]) -> tuple[Finding, ...]:
    """The errors in the files that some pins stand in or lead to: what is read there may not be what is meant."""
    paths = {path for pin in pins for path in (pin.span.path, pin.path)}
    return tuple(f for f in loaded.findings if f.severity is Severity.ERROR and f.span.path in paths)


def confirm(root: Path, pins: Iterable[Pin]) -> None:
    """Write pins into their files.

    Raises:
        ConfirmError: where a file is not as it was read; then that file is left alone.
    """
    by_path: dict[str, list[Pin]] = {}
    for pin in pins:
        by_path.setdefault(pin.span.path, []).append(pin)
    for path, of_file in by_path.items():
        _replace(root / path, _with_pins((root / path).read_bytes(), of_file))


def _with_pins(data: bytes, pins: Iterable[Pin]) -> bytes:
    """The bytes of a file with pins set; from the last in a line to the first, so that columns stay true."""
    lines = _LINE.findall(data)
    for pin in sorted(pins, key=lambda one: one.span, reverse=True):
        number, column = pin.span.line - 1, pin.span.column - 1
        line = lines[number].decode() if number < len(lines) else ""
        start = line.find(pin.typed, column)
        if start < 0 or start > column + 1:  # one quotation mark may stand before it
            raise ConfirmError(f"{pin.span.path} changed in the meantime: line {pin.span.line} has no “{pin.typed}”.")
        lines[number] = (
            f"{line[:start]}{pin.right}{line[start + len(pin.typed) :].removeprefix(_left_over(pin))}".encode()
        )
    return b"".join(lines)


def _left_over(pin: Pin) -> str:
    """The @ of a pin that was begun and is empty."""
    return "" if pin.old else "@"


def _replace(file: Path, data: bytes) -> None:
    """Write a file in one step, so that whoever is killed leaves it whole."""
    unfinished = file.with_name(f".{file.name}.new")
    try:
        unfinished.write_bytes(data)
        shutil.copymode(file, unfinished)
        unfinished.replace(file)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
