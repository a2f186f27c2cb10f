"""The files of the yearly review: begun, taken in and kept, so that nothing is lost and no complete record overwritten.

It writes into ``data/reviews/`` and nowhere else. Not for telling people about it: that is the command ``review``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple

from policybook.book.book import Book
from policybook.book.review_status import is_complete
from policybook.loading.load import DRAFT_ENDING
from policybook.review.pdf_form import is_pdf, read_form
from policybook.review.record_codec import DRAFT_HEAD, Draft, read_record, write_record
from policybook.review.review_progress import (
    drop_outdated,
    find_gaps,
    lines_to_take,
    make_blank_draft,
    merge_drafts,
    month_of,
    record_at,
    update_draft,
)
from policybook.source.sources import Sources
from policybook.source.text_files import read_ordinary, write_whole

_OF_ALL = re.compile(rf"\d{{4}}-\d{{2}}{re.escape(DRAFT_ENDING)}", re.ASCII)
"""The name of a draft with the questions of all roles; the sheet of one role has its name after the month."""
Notes = Mapping[str, Iterable[str]]


class Begun(NamedTuple):
    """The review that has begun, and its file."""

    path: Path
    draft: Draft


def find_begun(sources: Sources) -> Begun | None:
    """Return the review that has begun; None where there is none.

    Raises:
        RecordError: where its file cannot be read.
    """
    path = max((path for path in _drafts(sources) if _OF_ALL.fullmatch(path.name)), default=None)
    return Begun(path, read_record(shown_path(sources, path), read_ordinary(path))) if path else None


def find_sheets(sources: Sources) -> tuple[Path, ...]:
    """Return the sheets of single roles that were not handed in yet."""
    return tuple(sorted(path for path in _drafts(sources) if not _OF_ALL.fullmatch(path.name)))


def _drafts(sources: Sources) -> Iterator[Path]:
    return (sources.root / sources.layout.reviews).glob(f"*{DRAFT_ENDING}")


def sheet_path(sources: Sources, role: str, as_of: date) -> Path:
    """Return the file for the sheet of a role."""
    return sources.root / sources.layout.reviews / f"{as_of:%Y-%m}-{role}{DRAFT_ENDING}"


def begin(sources: Sources, book: Book, notes: Notes, as_of: date, role: str = "") -> Begun:
    """Write the draft of a review in which nothing is answered yet, or the sheet of a role, and return it."""
    path = sheet_path(sources, role, as_of) if role else _draft_path(sources, as_of)
    begun = Begun(path, make_blank_draft(book, role))
    write_whole(begun.path, write_record(begun.draft, notes, DRAFT_HEAD, lines_to_take(book, as_of, role)).encode())
    return begun


class TakenIn(NamedTuple):
    """What a file brought, together with the draft that had begun, and what is to be told of it."""

    draft: Draft
    proposed_next: str
    """The next review that was put in, because no file had one; "" where one had."""
    replaced: tuple[str, ...]
    not_taken: tuple[str, ...]
    """What could not be read, and what was read or confirmed in words that are others today."""


def take_in(book: Book, file: Path, begun: Begun | None, as_of: date) -> TakenIn:
    """Return what was filled in, in a draft, a record, or the checklist as a PDF.

    Raises:
        RecordError: where the file is none of these.
    """
    data = read_ordinary(file)
    new, not_taken = read_form(data, book, as_of) if is_pdf(data) else (read_record(file.name, data), ())
    new, outdated = drop_outdated(book, new, as_of)
    both: Draft = new
    replaced: tuple[str, ...] = ()
    if begun and not _is_same(begun.path, file):
        base, outdated_before = drop_outdated(book, begun.draft, as_of)
        outdated = tuple(dict.fromkeys((*outdated_before, *outdated)))
        both, replaced = merge_drafts(base, new)
    draft = update_draft(book, both, as_of)
    return TakenIn(draft, "" if both.next_review else draft.next_review, replaced, (*not_taken, *outdated))


class Outcome(Enum):
    """What became of a review that was handed in."""

    RECORDED = auto()
    WAITS_FOR_APPROVAL = auto()
    """It is recorded, and counts once somebody has approved it."""
    ALREADY_RECORDED = auto()
    OTHER_IS_COMPLETE = auto()
    """Another complete record has its place."""
    OTHER_IS_THERE = auto()
    """A record that is not complete has its place."""
    KEPT_AS_DRAFT = auto()
    LEFT_AS_IT_IS = auto()
    """It is not complete, and it is the record that is there."""


class HandedIn(NamedTuple):
    """The outcome, the file that it is about, and what is still missing."""

    outcome: Outcome
    path: Path
    missing: tuple[str, ...] = ()
    undeleted: Path | None = None
    """The draft, where it could not be deleted after its record was written."""


def record_path(sources: Sources, draft: Draft, as_of: date) -> Path:
    """Return the file in which a draft is recorded when it is complete."""
    return sources.root / sources.layout.reviews / f"{month_of(draft, as_of)}.yml"


def hand_in(
    sources: Sources, book: Book, draft: Draft, notes: Notes, file: Path, begun: Begun | None, as_of: date
) -> HandedIn:
    """Write the record where it is complete, and else the draft; ``file`` is what was handed in."""
    target = record_path(sources, draft, as_of)
    text, is_itself = write_record(draft, notes), _is_same(target, file)
    earlier = record_at(book, shown_path(sources, target))
    if target.exists() and earlier and is_complete(book, earlier, as_of):
        is_same = is_itself or target.read_text(encoding="utf-8") == text
        return HandedIn(Outcome.ALREADY_RECORDED if is_same else Outcome.OTHER_IS_COMPLETE, target)
    gaps = find_gaps(sources, book, draft, notes, as_of)
    if gaps.words and not gaps.is_approval:
        if is_itself:
            return HandedIn(Outcome.LEFT_AS_IT_IS, target, gaps.words)
        place = begun.path if begun else _draft_path(sources, as_of)
        write_whole(place, write_record(draft, notes, DRAFT_HEAD, lines_to_take(book, as_of)).encode())
        return HandedIn(Outcome.KEPT_AS_DRAFT, place, gaps.words, _undeleted(_sheet_in(sources, file)))
    if target.exists() and not is_itself and not _waits_for(target, draft):
        return HandedIn(Outcome.OTHER_IS_THERE, target)
    outcome = Outcome.WAITS_FOR_APPROVAL if gaps.words else Outcome.RECORDED
    if not is_itself:
        write_whole(target, text.encode())
    return HandedIn(outcome, target, gaps.words, _undeleted(begun.path if begun else None, _sheet_in(sources, file)))


def _waits_for(target: Path, draft: Draft) -> bool:
    """Whether a record that is there says the same and only waits for the approval that a draft brings."""
    there = read_record(target.name, target.read_bytes())
    return replace(there, approved_by=()) == replace(draft, approved_by=())


def _sheet_in(sources: Sources, file: Path) -> Path | None:
    """The sheet of a role that was handed in, whose answers have been taken over."""
    return next((sheet for sheet in find_sheets(sources) if _is_same(sheet, file)), None)


def _undeleted(*files: Path | None) -> Path | None:
    """Delete what was taken over; the first file that could not be deleted."""
    left = None
    for file in filter(None, files):
        try:
            file.unlink(missing_ok=True)
        except OSError:
            left = left or file
    return left


def shown_path(sources: Sources, file: Path) -> str:
    """Return a path from the project's folder, as reports show it."""
    whole = file.resolve()
    return whole.relative_to(sources.root).as_posix() if whole.is_relative_to(sources.root) else str(file)


def _draft_path(sources: Sources, as_of: date) -> Path:
    return sources.root / sources.layout.reviews / f"{as_of:%Y-%m}{DRAFT_ENDING}"


def _is_same(path: Path, other: Path) -> bool:
    return path.exists() and other.exists() and path.samefile(other)
