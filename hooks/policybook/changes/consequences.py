"""What follows from a change: what rests on it, who signs again, who must approve.

A change of names, contacts or typing needs no new approval; a change of substance does. A document is signed again when a
duty that binds its readers is new, gone or says something else, or when its own words do. A clause that is only moved,
numbered anew or given another id binds nobody to anything new.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from policybook.book.book import Book, Check, Clause, Document, Statement
from policybook.book.readings import RestatingItem, of_check, of_statement, reading_state, restating_items
from policybook.book.word_changes import Degree
from policybook.changes.differences import Changes, ClauseChange
from policybook.model.records import Reading

_BEFORE_THEM = ("dsl", "headteacher")


@dataclass(frozen=True, slots=True)
class RestingStatement:
    """A statement that restates a clause that changed. ``read_again`` where somebody has read the two as they are now."""

    document: Document
    statement: Statement
    change: ClauseChange
    read_again: bool


@dataclass(frozen=True, slots=True)
class RestingCheck:
    """A check of the annual review that rests on a clause that changed."""

    check: Check
    change: ClauseChange
    read_again: bool


@dataclass(frozen=True, slots=True)
class SigningAgain:
    """Whether a document with lines to sign must be signed again, and because of what."""

    document: Document
    clauses: tuple[ClauseChange, ...]
    own_words: int
    words_to_sign: bool
    is_new: bool

    @property
    def is_needed(self) -> bool:
        """Whether anything that was signed says something else."""
        return bool(self.is_new or self.clauses or self.own_words or self.words_to_sign)


@dataclass(frozen=True, slots=True)
class Approvals:
    """Who must approve, in order; empty where nobody must."""

    roles: tuple[str, ...]
    headteacher_is_dsl: bool


def resting_statements(changes: Changes) -> Iterator[RestingStatement]:
    """The statements of the newer book that restate a clause whose words changed or that is gone."""
    changed = _changed_by_id(changes)
    for document in changes.after.documents:
        for statement in document.statements:
            for restated in statement.restates:
                if change := changed.get(restated.target):
                    again = reading_state(changes.after, of_statement(document, statement)).is_current
                    yield RestingStatement(document, statement, change, again)


def resting_checks(changes: Changes) -> Iterator[RestingCheck]:
    """The checks of the newer book that rest on a clause whose words changed or that is gone."""
    changed = _changed_by_id(changes)
    for check in changes.after.checks:
        for name in check.settings.clauses:
            if change := changed.get(name):
                again = reading_state(changes.after, of_check(check)).is_current
                yield RestingCheck(check, change, again)


def _changed_by_id(changes: Changes) -> dict[str, ClauseChange]:
    """The clauses whose words changed in any way, or that are gone, by the id that others call them by."""
    changes_by_id = {}
    for change in changes.clauses:
        if change.degree is not Degree.NOTHING and change.clause.has_own_id:
            changes_by_id[change.clause.id] = change
    return changes_by_id


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A sentence, check or translation that somebody vouches for: its own words are the same, and its reading is another.

    ``clauses`` are those it restates, each with its earlier words where it said something else then, and "" elsewhere.
    """

    item: RestatingItem
    reading: Reading
    clauses: tuple[tuple[Clause, str], ...]


def confirmed_readings(changes: Changes) -> Iterator[Confirmed]:
    """Every reading that is new or another without a change of words, for whoever approves; not what a command carried over."""
    before, after = changes.before, changes.after
    texts = {item.id: item.text for item in restating_items(before)}
    for item in restating_items(after):
        old, new = before.readings.readings.get(item.id), after.readings.readings.get(item.id)
        if new is None or new == old or texts.get(item.id) != item.text:
            continue
        clauses = tuple(
            (
                clause,
                was.wording.text if (was := before.clauses.get(name)) and was.fingerprint != clause.fingerprint else "",
            )
            for name in item.beside(after)
            if (clause := after.clauses.get(name))
        )
        if new.is_read or any(was for _, was in clauses) or (old and (old.is_read or item.of_document)):
            yield Confirmed(item, new, clauses)


def find_unrestated_clauses(changes: Changes) -> Iterator[tuple[Document, tuple[ClauseChange, ...]]]:
    """The new duties of those whose duties a document must cover, where it neither restates them nor leaves them out."""
    for document in changes.after.documents:
        covers: set[str] = set(document.settings.covers)
        known = {restated.target for statement in document.statements for restated in statement.restates}
        known |= {entry.clause for entry in document.settings.left_out}
        new = tuple(
            change
            for change in changes.clauses
            if change.after
            and covers & set(change.bound_after) - set(change.bound_before)
            and change.after.id not in known
        )
        if new:
            yield document, new


def signings(changes: Changes) -> Iterator[SigningAgain]:
    """Each document that people sign, and whether they must sign it again."""
    own = {change.part.either.id: change for change in changes.documents if change.part.after}
    for document in changes.after.documents:
        if document.settings.sign_off is None or document.settings.kind == "checklist":
            continue
        parties: set[str] = set(document.settings.covers) or {document.settings.audience}
        left_out = {entry.clause for entry in document.settings.left_out}
        change = own.get(document.id)
        is_new = change is not None and change.part.before is None
        words = sum(statement.degree is Degree.SUBSTANCE for statement in change.statements) if change else 0
        yield SigningAgain(
            document=document,
            clauses=tuple(
                change
                for change in changes.clauses
                if change.is_substance and change.parties & parties and change.clause.id not in left_out
            ),
            own_words=words,
            words_to_sign=bool(change and "the words that people sign" in change.part.details),
            is_new=is_new,
        )


def approvals(changes: Changes, as_of: date) -> Approvals:
    """The roles that must approve a change of substance: DSL, headteacher, then those of the settings."""
    if not changes.is_substance and not any(not c.quiet and not (c.before and c.after) for c in changes.policies):
        return Approvals((), headteacher_is_dsl=False)
    roles = tuple(dict.fromkeys([*_BEFORE_THEM, *changes.after.settings.review_approved_by.roles]))
    return Approvals(roles, _headteacher_is_dsl(changes.after, as_of))


def _headteacher_is_dsl(book: Book, as_of: date) -> bool:
    team = {appointment.person for appointment in book.dsls(as_of)}
    return any(appointment.person in team for appointment in book.holders("headteacher", as_of))
