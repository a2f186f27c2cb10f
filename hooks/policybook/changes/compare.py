"""Two books side by side: policies, sections, clauses, checks and documents. Facts are in ``fact_changes``; what follows is not here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from policybook.basics.fingerprints import folded
from policybook.basics.wall import Wall
from policybook.book.book import Book, Check, Clause, Document, Policy, Section, Statement, words_asked
from policybook.book.links import resolve_link
from policybook.book.word_changes import (
    Degree,
    Piece,
    Run,
    collect_words,
    is_same,
    links,
    measure_change,
    plain,
    redline,
    split_words,
)
from policybook.changes.differences import Changes, ClauseChange, DocumentChange, PartChange, StatementChange
from policybook.changes.fact_changes import fact_changes
from policybook.changes.pairing import PlacedPassage, find_out_of_order, find_renamed, pair_passages
from policybook.model.content import LeftOut
from policybook.model.entry import Entry
from policybook.source.clause_references import Reference

Part = TypeVar("Part")


def compare(before: Book, after: Book, as_of: date, wall: Wall | None = None) -> Changes:
    """What differs between two books; who is in post is asked for one day on both sides.

    With a ``wall``, a part that fails is kept there and left out; whoever shows the changes must then say so.
    """
    comparison = _Comparison(before, after)

    def part(find: Callable[[], Iterable[Part]]) -> tuple[Part, ...]:
        return tuple(wall.guard("", "", find) if wall else find())

    return Changes(
        before=before,
        after=after,
        policies=part(comparison.policies),
        sections=part(comparison.sections),
        clauses=part(comparison.clauses),
        renumbered=sum(part(comparison.renumbered)),
        checks=part(comparison.checks),
        documents=part(comparison.documents),
        facts=part(lambda: fact_changes(before, after, comparison.policy_names, as_of)),
    )


@dataclass
class _Comparison:
    before: Book
    after: Book
    renamed_ids: dict[str, str] = field(default_factory=dict)

    # --- which is which ----------------------------------------------------------------------------------------------

    @cached_property
    def section_names(self) -> dict[str, str]:
        """Which section of ``after`` each one of ``before`` became: a renamed file has the same clauses."""
        return find_renamed(
            *({ref: _content(section) for ref, section in b.sections.items()} for b in (self.before, self.after))
        )

    @cached_property
    def policy_names(self) -> dict[str, str]:
        """Which policy each one became: a renamed folder has the same sections' clauses."""
        sides = (
            {policy.id: {key for section in policy.sections for key in _content(section)} for policy in book.policies}
            for book in (self.before, self.after)
        )
        return find_renamed(*sides)

    @cached_property
    def pairs(self) -> list[tuple[Clause | None, Clause | None]]:
        """All clauses in pairs."""
        matched = pair_passages(_placed(self.before), _placed(self.after), self.section_names)
        pairs = [(old.source if old else None, new.source if new else None) for old, new in matched]
        self.renamed_ids = {
            old.id: new.id
            for old, new in pairs
            if old and new and old.has_own_id and new.has_own_id and old.id != new.id
        }
        return pairs

    @cached_property
    def words(self) -> dict[str, int]:
        """How often both books together use each word."""
        return collect_words(
            plain(text)
            for book in (self.before, self.after)
            for text in (
                *(c.wording.text for section in book.sections.values() for c in section.clauses),
                *(s.wording.text for document in book.documents for s in document.statements),
            )
        )

    # --- clauses -----------------------------------------------------------------------------------------------------

    def clauses(self) -> list[ClauseChange]:
        """Every clause that is new, gone, reworded, moved, renamed or binds others, in the order of the newer book."""
        reordered = self.reordered()
        changes = []
        for old, new in self.pairs:
            change = self.clause(old, new, reordered=new is not None and id(new) in reordered)
            if change:
                changes.append(change)
        return sorted(changes, key=self.reading_order)

    def clause(self, old: Clause | None, new: Clause | None, *, reordered: bool) -> ClauseChange | None:
        """The change of one pair; None where there is none."""
        pieces, much = self.wording(old, new)
        if old and new and sorted(old.binds) != sorted(new.binds):
            much = Degree.SUBSTANCE
        from_section = ""
        if old and new and self.section_names.get(f"{old.policy}/{old.section}") != f"{new.policy}/{new.section}":
            from_section = self.before.sections[f"{old.policy}/{old.section}"].settings.title
        change = ClauseChange(
            before=old,
            after=new,
            degree=much,
            pieces=pieces,
            from_section=from_section,
            reordered=reordered,
            bound_before=old.binds if old else (),
            bound_after=new.binds if new else (),
        )
        has_changed = much is not Degree.NOTHING or from_section or reordered or change.renamed_from or change.read_in
        return change if has_changed else None

    def wording(
        self, old: Clause | Statement | None, new: Clause | Statement | None
    ) -> tuple[tuple[Piece, ...], Degree]:
        """The redline of two wordings and how much changed; one side alone is all new or all gone."""
        if old is None or new is None:
            run, passage = (Run.NOW, new) if new else (Run.WAS, old)
            return (Piece(run, plain(words_asked(passage)) if passage else ""),), Degree.SUBSTANCE
        was, now = plain(words_asked(old)), plain(words_asked(new))
        if words_asked(old) == words_asked(new):
            return (Piece(Run.SAME, now),), Degree.NOTHING
        much = measure_change(was, now, lambda word: self.known(word, was, now))
        is_asked = old.kind == new.kind or old.wording.text != new.wording.text
        if self.targets(old, self.before) != self.targets(new, self.after) or not is_asked:
            much = Degree.SUBSTANCE  # the words may be the same and lead the reader elsewhere, or ask for an answer
        return redline(was, now), much

    def known(self, word: str, was: str, now: str) -> bool:
        """Whether the books use a word anywhere but in these two wordings."""
        here = sum(each == word for text in (was, now) for each in split_words(text))
        return self.words.get(word, 0) > here

    def targets(self, passage: Clause | Statement, book: Book) -> list[str]:
        """Where the links of a wording lead, each under the name it has in the newer book."""
        targets = []
        for href in links(passage.wording.text):
            target = resolve_link(book, passage.span.path, href)
            if isinstance(target, Clause):
                targets.append(self.renamed_ids.get(target.id, target.id) if book is self.before else target.id)
            elif isinstance(target, Section):
                targets.append(self.section_names.get(target.ref, target.ref) if book is self.before else target.ref)
            else:
                targets.append(href)
        return targets

    def reordered(self) -> set[int]:
        """The clauses (by identity) that stand in another order within their section, as few as explain it."""
        placed = {id(clause): number for number, clause in enumerate(_clauses(self.before))}
        partner = {id(new): old for old, new in self.pairs if old and new}
        moved_ids: set[int] = set()
        for section in self.after.sections.values():
            stayed = [
                clause
                for clause in section.clauses
                if (old := partner.get(id(clause)))
                and self.section_names.get(f"{old.policy}/{old.section}") == section.ref
            ]
            moved = [stayed[n] for n in find_out_of_order([placed[id(partner[id(clause)])] for clause in stayed])]
            # What stands below a clause that moved has moved with it.
            moved_ids |= {
                id(clause)
                for clause in moved
                if not any(clause is not o and clause.number.startswith(f"{o.number}(") for o in moved)
            }
        return moved_ids

    def renumbered(self) -> Iterator[bool]:
        """Whether each clause that stays has another number."""
        return (bool(old and new and old.number != new.number) for old, new in self.pairs)

    def reading_order(self, change: ClauseChange) -> tuple[int, int]:
        """Where a change is told: in its section, what is gone after what stands."""
        clause = change.clause
        ref = f"{clause.policy}/{clause.section}"
        if change.after:
            return (self.positions.get(ref, 0), self.orders.get(id(clause), 0))
        return (self.positions.get(self.section_names.get(ref, ""), len(self.positions)), len(self.orders))

    @cached_property
    def positions(self) -> dict[str, int]:
        """The place of each section of the newer book."""
        return {ref: number for number, ref in enumerate(self.after.sections)}

    @cached_property
    def orders(self) -> dict[int, int]:
        """The place of each clause of the newer book, by identity."""
        return {id(clause): number for number, clause in enumerate(_clauses(self.after))}

    # --- policies and sections ---------------------------------------------------------------------------------------

    def policies(self) -> Iterator[PartChange[Policy]]:
        """Policies that are new, gone, renamed or in another order."""
        names = {new: old for old, new in self.policy_names.items()}
        olds = {policy.id: policy for policy in self.before.policies}
        ranks = {name: number for number, name in enumerate(olds)}
        stayed = [policy for policy in self.after.policies if policy.id in names]
        moved = {stayed[n].id for n in find_out_of_order([ranks[names[p.id]] for p in stayed])}
        for policy in self.after.policies:
            old = olds.get(names.get(policy.id, ""))
            if old is None:
                yield PartChange(None, policy)
                continue
            differences = []
            if not is_same(old.settings.title, policy.settings.title):
                differences.append(f"its title was “{old.settings.title}”")
            if policy.id in moved:
                differences.append("it has another place among the policies")
            if old.id != policy.id:
                differences.append(f"its folder was called {old.id}")
            if differences:
                yield PartChange(
                    old, policy, tuple(differences), quiet=differences == [f"its folder was called {old.id}"]
                )
        for policy in self.before.policies:
            if policy.id not in self.policy_names:
                yield PartChange(policy, None)

    def sections(self) -> Iterator[PartChange[Section]]:
        """Sections that are new, gone, renamed, retitled, in another policy or in another order."""
        names = {new: old for old, new in self.section_names.items()}
        moved = self.moved_sections(names)
        for ref, section in self.after.sections.items():
            old = self.before.sections.get(names.get(ref, ""))
            if old is None:
                yield PartChange(None, section)
                continue
            differences, quiet = [], []
            if not is_same(old.settings.title, section.settings.title):
                differences.append(f"its title was “{old.settings.title}”")
            reported = ("title", "checks", *(["binds"] if self.binds_others(section) else []))
            differences += _differing(old.settings, section.settings, but=reported)
            if self.policy_names.get(old.policy) != section.policy:
                policy = self.before.policy(old.policy)
                differences.append(f"it stood in “{policy.settings.title if policy else old.policy}”")
            if ref in moved:
                differences.append(f"it was number {old.number} and is number {section.number}")
            if old.id != section.id:
                quiet.append(f"its file was called {old.id}.md")
            if differences or quiet:
                yield PartChange(old, section, (*differences, *quiet), quiet=not differences)
        for ref, section in self.before.sections.items():
            if ref not in self.section_names:
                yield PartChange(section, None)

    def binds_others(self, section: Section) -> bool:
        """Whether a clause of a section binds others than before, which is told of with the clause."""
        own = {id(clause) for clause in section.clauses}
        return any(old and new and id(new) in own and sorted(old.binds) != sorted(new.binds) for old, new in self.pairs)

    def moved_sections(self, names: Mapping[str, str]) -> set[str]:
        """The sections that stand in another order within their policy, as few as explain it."""
        moved: set[str] = set()
        for policy in self.after.policies:
            stayed = [
                (section.ref, old.number)
                for section in policy.sections
                if (old := self.before.sections.get(names.get(section.ref, "")))
                and self.policy_names.get(old.policy) == policy.id
            ]
            moved |= {stayed[n][0] for n in find_out_of_order([number for _, number in stayed])}
        return moved

    # --- checks and documents ----------------------------------------------------------------------------------------

    def checks(self) -> Iterator[PartChange[Check]]:
        """Checks that are new, gone or changed, by id."""
        olds = {check.settings.id: check for check in self.before.checks}
        news = {check.settings.id: check for check in self.after.checks}
        for name, check in news.items():
            old = olds.get(name)
            if old is None:
                yield PartChange(None, check)
            elif differences := tuple(_differing(old.settings, check.settings, self.same_clause)):
                yield PartChange(old, check, differences)
        for name, check in olds.items():
            if name not in news:
                yield PartChange(check, None)

    def same_clause(self, value: object) -> object:
        """A value of the older book with the ids its clauses have now."""
        if isinstance(value, tuple):
            return tuple(self.same_clause(item) for item in value)
        if isinstance(value, LeftOut):
            return value.replaced(clause=self.renamed_ids.get(value.clause, value.clause))
        return self.renamed_ids.get(value, value) if isinstance(value, str) else value

    def documents(self) -> Iterator[DocumentChange]:
        """Documents that are new, gone or changed."""
        contents = [
            {d.id: [folded(s.wording.text) for s in d.statements] for d in b.documents}
            for b in (self.before, self.after)
        ]
        names = find_renamed(*contents)
        for document in self.before.documents:
            if document.id not in names:
                yield DocumentChange(PartChange(document, None), ())
        for document in self.after.documents:
            name = next((old for old, new in names.items() if new == document.id), "")
            old = self.before.document(name)
            if old is None:
                yield DocumentChange(PartChange(None, document), ())
                continue
            differences = list(_differing(old.settings, document.settings, self.same_clause))
            headings = ([group.title for group in version.groups] for version in (old, document))
            differences += [] if is_same(*headings) else ["its headings"]
            quiet = [f"the name of its file, which was {old.id}.md"] if old.id != document.id else []
            statements = tuple(self.statements(old, document))
            if differences or quiet or statements:
                part = PartChange(old, document, (*differences, *quiet), quiet=not (differences or statements))
                yield DocumentChange(part, statements)

    def statements(self, old: Document, new: Document) -> Iterator[StatementChange]:
        """The statements of one document that are new, gone or reworded, or restate other clauses."""

        def placed(document: Document) -> list[PlacedPassage[Statement]]:
            return [
                PlacedPassage(
                    "" if statement.id.removeprefix(f"{document.id}-").isdigit() else statement.id,
                    statement.wording.text,
                    "",
                    number,
                    statement,
                )
                for number, statement in enumerate(document.statements)
            ]

        for before, after in pair_passages(placed(old), placed(new), {"": ""}):
            source, other = before.source if before else None, after.source if after else None
            pieces, much = self.wording(source, other)
            others = False  # when a clause was last read beside its sentence is no change of what that restates
            if source and other:
                targets = {self.same_clause(restated.target) for restated in source.restates}
                others = targets != {restated.target for restated in other.restates}
            if much is not Degree.NOTHING or others:
                yield StatementChange(source, other, much, pieces, restates_others=others)


def _clauses(book: Book) -> Iterator[Clause]:
    for section in book.sections.values():
        yield from section.clauses


def _content(section: Section) -> set[str]:
    """What tells one section from another: the ids of its clauses and their words."""
    return {clause.id if clause.has_own_id else clause.fingerprint for clause in section.clauses}


def _placed(book: Book) -> list[PlacedPassage[Clause]]:
    return [
        PlacedPassage(
            clause.id if clause.has_own_id else "",
            clause.wording.text,
            f"{clause.policy}/{clause.section}",
            number,
            clause,
        )
        for number, clause in enumerate(_clauses(book))
    ]


def _differing(
    old: Entry, new: Entry, renamed: Callable[[object], object] = lambda value: value, but: Iterable[str] = ()
) -> Iterator[str]:
    """The labels of the settings that differ."""
    was, now = dict(old), dict(new)
    for name, setting in new.shape.items():
        if name not in but and not is_same(renamed(_names(was[name])), _names(now[name])):
            yield setting.declared.label


def _names(value: object) -> object:
    """A list of references as the ids that they name, wherever the clauses stand."""
    if isinstance(value, tuple) and value and all(isinstance(one, Reference) for one in value):
        return tuple(one.target for one in value)
    return value
