"""Moves the files of an older book, one data model at a time. Not for the words: no clause and no sentence is touched.

A migration reads the book as it lies there, and writes with the same edits as every other command. Each can be made again: it
finds nothing to do then.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from policybook.basics.edits import Edit, delete_line, retype
from policybook.basics.findings import Span
from policybook.book.book import Book
from policybook.book.readings import RestatingItem, restating_items
from policybook.editing.apply_edits import apply_edits, create_file, read_lines
from policybook.editing.record_readings import record
from policybook.loading.load import load
from policybook.model.organisation import DATA_MODEL, PROFILES
from policybook.source.sources import Sources

ORGANISATION = "organisation"
_NUMBER = re.compile(r"data_model:.*")
_OF_MODEL_1 = re.compile(r"incorporates: *(?:\[.*\])?\s*")
_BEGINNING = """\
# yaml-language-server: $schema=schema/organisation.schema.json
#
# What kind of organisation this is: it decides who approves, and which documents and rules apply.

# {kinds}
kind:

# What all the policies are about, for the heading of the first page. Empty: many things.
subject:{subject}

# The version of these files. python3 scripts/update.py changes it; nobody types it.
data_model: {number}
"""
_ONLINE_SAFETY = "Online safety"
"""What the first page called every book before the book itself could say it."""


class Migration(NamedTuple):
    """How a book comes from one data model to the next; ``move`` tells what it did, a line each."""

    to: int
    move: Callable[[Sources], Iterator[str]]


def move_book(sources: Sources) -> Iterator[str]:
    """Move a book to the data model of this program, and tell what was done, a line each.

    Raises:
        EditError: where a file changes in the meantime.
        OSError: where one cannot be read or written.
    """
    written_for = load(sources).book.organisation.written_for
    for migration in MIGRATIONS:
        if migration.to > written_for:
            yield from migration.move(sources)
    yield from _write_number(sources)


# --- from 1 to 2: readings leave the words ------------------------------------------------------------------------------


def _pins_become_readings(sources: Sources) -> Iterator[str]:
    """Take each fingerprint out of the words, and record that what it was right about was read.

    A fingerprint proved that somebody had read the sentence beside the clause as it is, not who and what they judged: so
    that is what the reading says. Where the clause has changed since, nobody has read the two, and the check says so.
    """
    loaded = load(sources)
    book, root = loaded.book, sources.root
    pinned = [item for item in restating_items(book) if _pins_of(item)]
    read = [item for item in pinned if _is_proved(book, item)]
    edits = [edit for item in pinned for edit in _without_pins(item)]
    edits += [edit for policy in book.policies for edit in _without_old_settings(policy.path, loaded.lines)]
    if not edits:
        return
    apply_edits(root, edits, loaded.lines)
    moved = load(sources).book
    names = {item.id for item in read}
    record(root, moved, [(item, None) for item in restating_items(moved) if item.id in names])
    yield f"{len(pinned)} sentences and checks have no fingerprint beside their clauses any more."
    yield f"{len(read)} of them were read as they are: {moved.layout.facts('readings')} says so, without who and when."
    if others := len(pinned) - len(read):
        yield f"{others} have changed since they were read. The check asks for them (PIN001)."


def _pins_of(item: RestatingItem) -> list[tuple[Span, str, str]]:
    """The places of the references with a fingerprint: each as it is typed, and as it belongs there."""
    found = [(one.span, f"{one.name}{one.pin}", one.name) for one in item.references if one.pin]
    wanted = item.of_document.settings.translates if item.of_document else None
    if item.of_document and wanted and wanted.pin:
        found.append((item.of_document.settings.at("translates"), f"{wanted.name}{wanted.pin}", wanted.name))
    return found


def _is_proved(book: Book, item: RestatingItem) -> bool:
    """Whether every fingerprint is that of the clause as it is now."""
    now = item.beside(book)
    wanted = item.of_document.settings.translates if item.of_document else None
    pins = {one.target: one.pin for one in item.clauses} | ({wanted.target: wanted.pin} if wanted else {})
    return bool(pins) and all(now.get(name) == pin.removeprefix("@").lower() for name, pin in pins.items())


def _without_pins(item: RestatingItem) -> Iterator[Edit]:
    for span, typed, right in _pins_of(item):
        yield from retype(span, typed, right)


def _without_old_settings(path: str, lines: dict[str, tuple[str, ...]]) -> Iterator[Edit]:
    """Take out a setting that names the policies in one volume: each is printed alone now, and all in one."""
    for number, line in enumerate(lines.get(path, ()), 1):
        if _OF_MODEL_1.fullmatch(line):
            yield delete_line(path, number, lines[path])


# --- from 2 to 3: the organisation says what it is ----------------------------------------------------------------------


def _organisation_gets_a_file(sources: Sources) -> Iterator[str]:
    """Make the file in which a book says what the program took for granted; what kind it is, somebody has to say."""
    path = sources.layout.facts(ORGANISATION)
    if (sources.root / path).exists():
        return
    titles = [policy.settings.title for policy in load(sources).book.policies]
    is_about = any(_ONLINE_SAFETY.lower() in title.lower() for title in titles)
    subject = f" {_ONLINE_SAFETY}" if is_about else ""
    text = _BEGINNING.format(kinds=", ".join(PROFILES), subject=subject, number=DATA_MODEL)
    create_file(sources.root, path, text)
    yield f"{path} is new. Type in it what kind of organisation this is."
    yield "The page about the site claims no tests any more: data/tested.yml records those that somebody runs on it."


def _write_number(sources: Sources) -> Iterator[str]:
    """Write the number of this data model, which nobody types."""
    path = sources.layout.facts(ORGANISATION)
    lines = read_lines(sources.root / path)
    right = f"data_model: {DATA_MODEL}"
    found = [(number, line) for number, line in enumerate(lines, 1) if _NUMBER.match(line)]
    if found and found[0][1].strip() == right:
        return
    number, line = found[0] if found else (len(lines), lines[-1])
    place = Span(path, number, 1, len(line)) if found else Span(path, number, len(line) + 1, 0)
    edit = Edit(place, right if found else f"\n{right}")  # the last line may have no end
    apply_edits(sources.root, [edit], {path: lines})
    yield f"{path} says that the book is written for data model {DATA_MODEL}."


MIGRATIONS = (Migration(2, _pins_become_readings), Migration(3, _organisation_gets_a_file))
"""In order: the last leads to ``DATA_MODEL``."""
