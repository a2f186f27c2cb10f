"""What a change is made of: frozen, and without a word about what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from policybook.book.book import Book, Check, Clause, Document, Policy, Section, Statement
from policybook.book.word_changes import Degree, Piece

Part = TypeVar("Part", Policy, Section, Document, Check)


@dataclass(frozen=True, slots=True)
class PartChange(Generic[Part]):
    """A policy, section, document or check that is new, gone or changed. ``details`` names each change in a few words.

    ``quiet`` is a change that no reader sees: the name of a file.
    """

    before: Part | None
    after: Part | None
    details: tuple[str, ...] = ()
    quiet: bool = False

    @property
    def either(self) -> Part:
        """The newer one, or the one that is gone."""
        part = self.after or self.before
        assert part is not None  # noqa: S101 - a change has a side
        return part


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause that is new, gone, reworded, moved or given another id; several of these at once where both sides stand."""

    before: Clause | None
    after: Clause | None
    degree: Degree
    pieces: tuple[Piece, ...]
    from_section: str = ""
    """The title of the section it stood in, where it stands in another one now."""
    reordered: bool = False
    bound_before: tuple[str, ...] = ()
    bound_after: tuple[str, ...] = ()

    @property
    def clause(self) -> Clause:
        """The newer one, or the one that is gone."""
        passage = self.after or self.before
        assert passage is not None  # noqa: S101 - a change has a side
        return passage

    @property
    def parties(self) -> frozenset[str]:
        """Whom it bound or binds."""
        return frozenset([*self.bound_before, *self.bound_after])

    @property
    def is_substance(self) -> bool:
        """Whether a duty changed: new, gone, other words, or other people bound by it."""
        return self.degree is Degree.SUBSTANCE

    @property
    def read_in(self) -> tuple[str, str] | None:
        """The edition of guidance in which it was read before and now, where these differ; "" is none."""
        before, after = (
            f"{clause.reports.guidance} {clause.reports.edition}" if clause and clause.reports else ""
            for clause in (self.before, self.after)
        )
        return (before, after) if self.before and self.after and before != after else None

    @property
    def renamed_from(self) -> str:
        """The id it had, where that was its own and it has another one now."""
        before, after = self.before, self.after
        return before.id if before and after and before.has_own_id and before.id != after.id else ""


@dataclass(frozen=True, slots=True)
class StatementChange:
    """A statement of a document that is new, gone or reworded, or that restates other clauses or facts than before."""

    before: Statement | None
    after: Statement | None
    degree: Degree
    pieces: tuple[Piece, ...]
    restates_others: bool = False


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document of both sides, with what changed in it."""

    part: PartChange[Document]
    statements: tuple[StatementChange, ...]

    @property
    def is_substance(self) -> bool:
        """Whether what its readers read says something else."""
        return any(change.degree is Degree.SUBSTANCE for change in self.statements)


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that changed, in a sentence. ``public`` says whether readers of the site may be told."""

    kind: str
    sentence: str
    public: bool = False
    is_substance: bool = False
    """Whether the policy says something else because of it; a change of names and contacts does not."""
    question: str = ""
    """What a person must decide because of it, where the machine cannot know."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs between two books."""

    before: Book
    after: Book
    policies: tuple[PartChange[Policy], ...]
    sections: tuple[PartChange[Section], ...]
    clauses: tuple[ClauseChange, ...]
    renumbered: int
    """How many clauses that stay have another number."""
    checks: tuple[PartChange[Check], ...]
    documents: tuple[DocumentChange, ...]
    facts: tuple[FactChange, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing at all differs."""
        return not (self.policies or self.sections or self.clauses or self.checks or self.documents or self.facts)

    @property
    def is_substance(self) -> bool:
        """Whether the policy says something else than before."""
        substantial = (
            *(change.is_substance for change in self.clauses),
            *(change.is_substance for change in self.documents),
            *(change.is_substance for change in self.facts),
        )
        return any(substantial)
