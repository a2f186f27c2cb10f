"""The files of the yearly review: begun, taken in and kept, so that nothing is lost and no complete record overwritten.

It writes into ``data/reviews/`` and nowhere else. Not for telling people about it: that is the command ``review``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    changed_since,
    find_gaps,
    make_blank_draft,
    merge_drafts,
    month_of,
    record_at,
    update_draft,
)
from policybook.source.sources import Sources

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
    path = max((sources.root / sources.layout.reviews).glob(f"*{DRAFT_ENDING}"), default=None)
    return Begun(path, read_record(shown_path(sources, path), path.read_bytes())) if path else None


def begin(sources: Sources, book: Book, notes: Notes, as_of: date) -> Begun:
    """Write the draft of a review in which nothing is answered yet, and return it."""
    begun = Begun(_draft_path(sources, as_of), make_blank_draft(book, as_of))
    _write_whole(begun.path, write_record(begun.draft, notes, DRAFT_HEAD))
    return begun


class TakenIn(NamedTuple):
    """What a file brought, together with the draft that had begun, and what is to be told of it."""

    draft: Draft
    proposed_next: str
    """The next review that was put in, because no file had one; "" where one had."""
    replaced: tuple[str, ...]
    not_taken: tuple[str, ...]
    file_has_sections: bool
    any_has_sections: bool
    changed: tuple[str, ...]
    """The sections that have changed since they were read."""


def take_in(book: Book, file: Path, begun: Begun | None, as_of: date) -> TakenIn:
    """Return what was filled in, in a draft, a record, or the checklist as a PDF.

    Raises:
        RecordError: where the file is none of these.
    """
    data = file.read_bytes()
    new, not_taken = read_form(data, book) if is_pdf(data) else (read_record(file.name, data), ())
    both, replaced = (new, ()) if begun is None or _is_same(begun.path, file) else merge_drafts(begun.draft, new)
    draft = update_draft(book, both, as_of)
    return TakenIn(
        draft,
        "" if both.next_review else draft.next_review,
        replaced,
        not_taken,
        bool(new.sections),
        bool(both.sections),
        changed_since(book, both) if both.sections else (),
    )


class Outcome(Enum):
    """What became of a review that was handed in."""

    RECORDED = auto()
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
    if missing := find_gaps(sources, book, draft, notes, as_of):
        if is_itself:
            return HandedIn(Outcome.LEFT_AS_IT_IS, target, missing)
        place = begun.path if begun else _draft_path(sources, as_of)
        _write_whole(place, write_record(draft, notes, DRAFT_HEAD))
        return HandedIn(Outcome.KEPT_AS_DRAFT, place, missing)
    if target.exists() and not is_itself:
        return HandedIn(Outcome.OTHER_IS_THERE, target)
    _write_whole(target, text)
    try:
        if begun:
            begun.path.unlink()
    except OSError:
        return HandedIn(Outcome.RECORDED, target, undeleted=begun.path if begun else None)
    return HandedIn(Outcome.RECORDED, target)


def shown_path(sources: Sources, file: Path) -> str:
    """Return a path from the project's folder, as reports show it."""
    whole = file.resolve()
    return whole.relative_to(sources.root).as_posix() if whole.is_relative_to(sources.root) else str(file)


def _draft_path(sources: Sources, as_of: date) -> Path:
    return sources.root / sources.layout.reviews / f"{as_of:%Y-%m}{DRAFT_ENDING}"


def _is_same(path: Path, other: Path) -> bool:
    return path.exists() and other.exists() and path.samefile(other)


def _write_whole(file: Path, text: str) -> None:
    """Write a file in one step, so that whoever is killed leaves it whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.new")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        unfinished.replace(file)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
