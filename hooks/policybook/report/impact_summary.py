"""What a change does, in one paragraph: how many of what. Not for saying which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policybook.basics.enumeration import listed
from policybook.book.word_changes import Degree
from policybook.changes.differences import ClauseChange
from policybook.report.impact_phrases import (
    Phrases,
    capital,
    escaped,
    is_reworded,
    number_of,
)


@dataclass
class ChangeSummary(Phrases):
    """How much changed."""

    def summary(self) -> str:
        """What changed, in one or two sentences."""
        if self.changes.is_nothing and self.impact.failed:
            return "Nothing was found that differs."
        if self.changes.is_nothing and self.impact.pages:
            titles = [f"“{escaped(title)}”" for title in self.impact.pages]
            which = "this page" if len(titles) == 1 else "these pages"
            return (
                "No clause and no fact says anything else, but readers will see a difference on "
                f"{which}: {listed(titles)}."
            )
        if self.changes.is_nothing:
            return "Nothing. No word that anybody reads and no fact is different."
        clauses, documents = self.changes.clauses, self.changes.documents
        statements = [change for document in documents for change in document.statements]
        counted = (
            (sum(c.before is None for c in clauses), "clause is new", "clauses are new"),
            (sum(c.after is None for c in clauses), "clause is gone", "clauses are gone"),
            (sum(is_reworded(c) and c.is_substance for c in clauses), "clause is reworded", "clauses are reworded"),
            (
                sum(bool(c.before and c.after) and c.is_substance and not is_reworded(c) for c in clauses),
                "clause binds other people or leads elsewhere",
                "clauses bind other people or lead elsewhere",
            ),
            (
                sum(c.degree is Degree.TYPING for c in clauses),
                "clause has a correction of typing",
                "clauses have corrections of typing",
            ),
            (sum(_only_moved(c) for c in clauses), "clause is moved", "clauses are moved"),
            *self.counted_parts(),
            (len(statements), "sentence of a document changed", "sentences of documents changed"),
            (len(self.changes.checks), "check of the annual review changed", "checks of the annual review changed"),
            (len(self.changes.facts), "fact changed", "facts changed"),
        )
        counts = [number_of(number, singular, many) for number, singular, many in counted if number]
        return capital(listed(counts or ["something about a document or a policy changed"])) + "."

    def counted_parts(self) -> Iterator[tuple[int, str, str]]:
        """The policies and sections that changed as wholes."""
        for changes, singular, many in (
            (self.changes.policies, "policy", "policies"),
            (self.changes.sections, "section", "sections"),
        ):
            stayed = [change for change in changes if change.before and change.after]
            quiet = sum(change.quiet for change in stayed)
            yield sum(change.before is None for change in changes), f"{singular} is new", f"{many} are new"
            yield sum(change.after is None for change in changes), f"{singular} is gone", f"{many} are gone"
            yield (
                len(stayed) - quiet,
                f"{singular} has another title or place",
                f"{many} have another title or place",
            )
            yield quiet, f"{singular} has another file name", f"{many} have other file names"


def _only_moved(change: ClauseChange) -> bool:
    return change.degree is Degree.NOTHING and bool(change.from_section or change.reordered)
