"""Pins set to the present wording, in place: what a person types who has read a sentence beside its clause.

Not for asking and printing: that is ``commands``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from policybook.basics.edits import Edit, EditError
from policybook.basics.findings import Finding, Severity, Span
from policybook.book.book import Book
from policybook.book.pinned_items import PinnedItem, pinned_items
from policybook.editing.apply_edits import apply_edits, read_lines
from policybook.loading.load import Loaded


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
    for item in pinned_items(book):
        yield from _open_pins_of(book, item)


def _open_pins_of(book: Book, item: PinnedItem) -> Iterator[Pin]:
    for reference in item.clauses:
        clause = book.clauses.get(reference.target)
        if clause is None:
            continue
        typed = reference.typed(reference.pin).removesuffix("@")
        right = (
            f"{clause.policy}/{reference.target}@{clause.fingerprint}"
            if reference.policy
            else reference.typed(clause.fingerprint)
        )
        if typed != right:
            now = clause.wording.text
            yield Pin(item.id, item.text, clause.id, clause.span.path, reference.pin, now, reference.span, typed, right)


def find_pinned_ids(book: Book) -> set[str]:
    """Everything that can be confirmed: statements and checks that name clauses, and documents that translate others."""
    ids = {item.id for item in pinned_items(book) if item.clauses}
    return ids | {document.id for document in book.documents if document.settings.translates}


def find_pin_errors(loaded: Loaded, pins: Iterable[Pin]) -> tuple[Finding, ...]:
    """The errors in the files that some pins stand in or lead to: what is read there may not be what is meant."""
    paths = {path for pin in pins for path in (pin.span.path, pin.path)}
    return tuple(f for f in loaded.findings if f.severity is Severity.ERROR and f.span.path in paths)


def confirm(root: Path, pins: Iterable[Pin]) -> None:
    """Write pins into their files.

    Raises:
        ConfirmError: where a file is not as it was read; then nothing is written.
    """
    asked = list(pins)
    lines = {path: read_lines(root / path) for path in {pin.span.path for pin in asked}}
    try:
        apply_edits(root, [make_pin_edit(pin, lines[pin.span.path]) for pin in asked], lines)
    except EditError as refused:
        raise ConfirmError(str(refused)) from refused


def make_pin_edit(pin: Pin, lines: Sequence[str]) -> Edit:
    """Return the edit that sets a pin in the file of these lines.

    Raises:
        ConfirmError: where the pin is not at its place.
    """
    line = lines[pin.span.line - 1] if pin.span.line <= len(lines) else ""
    start = line.find(pin.typed, pin.span.column - 1)
    if start < 0 or start > pin.span.column:  # one quotation mark may stand before it
        raise ConfirmError(f"{pin.span.path} changed in the meantime: line {pin.span.line} has no “{pin.typed}”.")
    is_begun = not pin.old and line.startswith(
        "@", start + len(pin.typed)
    )  # the @ of a pin that was begun and is empty
    return Edit(Span(pin.span.path, pin.span.line, start + 1, len(pin.typed) + is_begun), pin.right)
