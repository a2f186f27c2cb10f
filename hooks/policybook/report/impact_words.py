"""Which words a change touches: policies, sections, clauses, documents and checks, as redlines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from policybook.basics.enumeration import listed
from policybook.book.word_changes import Degree
from policybook.changes.differences import ClauseChange, DocumentChange, StatementChange
from policybook.report.impact_phrases import (
    Phrases,
    bound_for,
    capital,
    escaped,
    is_reworded,
    number_of,
    whole,
)

_MOST_ENTRIES = 60


@dataclass
class ChangedWords(Phrases):
    """The words that changed, under their sections and documents."""

    room: int = field(default=_MOST_ENTRIES)

    def words(self) -> Iterator[str]:
        """Parts that are new, gone, renamed or moved, then each clause under its section, then the documents."""
        yield from self.policies_and_sections()
        section_of: Callable[[ClauseChange], str] = self.section_title
        entries = list(self.changes.clauses)
        for title, group in groupby(entries[: self.room], key=section_of):
            yield f"**{title}**"
            yield ""
            for change in group:
                yield f"- {self.clause(change)}"
            yield ""
        if len(entries) > self.room:
            more = number_of(len(entries) - self.room, "more clause")
            yield f"And {more}: see the list of changed files."
            yield ""
        if self.changes.renumbered:
            count = number_of(self.changes.renumbered, "clause that stays has", "clauses that stay have")
            yield f"{capital(count)} a new number, so numbers quoted in letters or minutes may be wrong now."
            yield ""
        for document in self.changes.documents:
            yield from self.document(document)
        yield from self.checks()

    def policies_and_sections(self) -> Iterator[str]:
        """Policies and sections as wholes."""
        for policy in self.changes.policies:
            yield f"- {whole('policy', policy.either.settings.title, policy)}"
        for section in self.changes.sections:
            yield f"- {whole('section', section.either.settings.title, section)}"
        if self.changes.policies or self.changes.sections:
            yield ""

    def clause(self, change: ClauseChange) -> str:
        """One clause: its number, what happened to it, its words."""
        number, text = self.number(change), self.text(change.pieces)
        if change.before is None:
            return f"{number} is new, {bound_for(change.bound_after)}: {text}"
        if change.after is None:
            return f"{number} is gone, it was {bound_for(change.bound_before)}: {text}"
        happened = []
        if is_reworded(change):
            happened.append("has typing corrected" if change.degree is Degree.TYPING else "is reworded")
        if change.from_section:
            happened.append(f"stood in “{escaped(change.from_section)}” before")
        if change.reordered:
            happened.append(f"has another place (it was {escaped(change.before.number)})")
        if sorted(change.bound_before) != sorted(change.bound_after):
            happened.append(f"is now {bound_for(change.bound_after)}, before {bound_for(change.bound_before)}")
        elif change.is_substance:
            happened[:1] = [
                f"{happened[0] if is_reworded(change) else 'leads its readers elsewhere'}, {bound_for(change.bound_after)}"
            ]
        if change.read_in:
            was, now = (f"the edition {escaped(edition)}" if edition else "no edition" for edition in change.read_in)
            happened.append(f"is said to report {now}, before {was}")
        if change.renamed_from:
            happened.append(f"has another id, which no reader sees (it was {escaped(change.renamed_from)})")
        return f"{number} {listed(happened)}: {text}"

    def document(self, change: DocumentChange) -> Iterator[str]:
        """A document and its sentences."""
        title = escaped(change.part.either.settings.title)
        if change.part.before is None:
            yield f"- The document “{title}” is new."
        elif change.part.after is None:
            yield f"- The document “{title}” is gone."
        else:
            yield f"**{title}**"
            yield ""
            if change.part.details:
                yield f"- Changed: {escaped(listed(change.part.details))}."
            yield from (f"- {self.statement(statement)}" for statement in change.statements[:_MOST_ENTRIES])
        yield ""

    def statement(self, change: StatementChange) -> str:
        """One sentence of a document."""
        if change.before is None or change.after is None:
            return f"{'New' if change.before is None else 'Gone'}: {self.text(change.pieces)}"
        words = {Degree.TYPING: "Typing corrected", Degree.SUBSTANCE: "Reworded"}
        happened = [words[change.degree]] if change.degree in words else []
        happened += ["Restates other clauses than before"] if change.restates_others else []
        return f"{'. '.join(happened)}: {self.text(change.pieces)}"

    def checks(self) -> Iterator[str]:
        """The checks of the annual review."""
        if not self.changes.checks:
            return
        yield "**Annual review**"
        yield ""
        for change in self.changes.checks:
            ask = self.quote(change.either.settings.ask)
            if change.before is None:
                yield f"- New check: {ask}"
            elif change.after is None:
                yield f"- Check that is gone: {ask}"
            else:
                yield f"- Check changed ({escaped(listed(change.details))}): {ask}"
        yield ""
