"""What changed between two texts, as far as its reader may see it: for the page, the checklist and whoever must approve.

Tokens are shown as readers see them today, whatever they stood for then, so that nobody who left is named here. A wording
of before is shown only where nothing in it is to be left out today: ``book.shown_today`` judges, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import groupby
from typing import Any, Self

from policybook.basics.tokens import Token
from policybook.book.book import Book, Document, Statement
from policybook.book.prose import FILL_IN
from policybook.book.shown_today import ShownToday
from policybook.book.token_values import TokenValues
from policybook.book.word_changes import Degree, Piece, Run, plain, shown
from policybook.changes.compare import compare
from policybook.changes.consequences import RestingStatement, approvals, resting_statements, signings
from policybook.changes.differences import Changes, ClauseChange, PartChange
from policybook.changes.token_phrases import token_words
from policybook.model.content import PARTIES
from policybook.model.reviews import Review
from policybook.revisions.reviewed_texts import ReviewedText, ReviewHistory, unread_sections
from policybook.views.addresses import Page
from policybook.views.passage_views import is_left_out, parties_in_words
from policybook.views.people_and_contacts import people_views
from policybook.views.view_context import ViewContext


@dataclass(frozen=True, slots=True)
class PieceView:
    """Words that stayed ("same"), went ("was") or came ("now")."""

    run: str
    text: str


@dataclass(frozen=True, slots=True)
class RestatedView:
    """A sentence that restates a clause that changed, and what is said where nobody has read the two together since."""

    title: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class ClauseChangeView:
    """A clause that changed: its number with a link to it where it stands still, what happened, and its words."""

    number: str
    href: str
    happened: str
    pieces: tuple[PieceView, ...]
    binds: str = ""
    """Whom a duty that is new, gone or different obliges."""
    restated: tuple[RestatedView, ...] = ()
    """The sentences of the documents that restate it, to be read beside it."""


@dataclass(frozen=True, slots=True)
class SectionChangesView:
    """The clauses that changed in one section."""

    title: str
    clauses: tuple[ClauseChangeView, ...]


@dataclass(frozen=True, slots=True)
class PolicyChangesView:
    """What changed in one policy: parts as wholes in sentences, then clauses by section."""

    id: str
    title: str
    parts: tuple[str, ...]
    sections: tuple[SectionChangesView, ...]


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """What changed between two texts, and what follows from it."""

    id: str
    title: str
    messages: tuple[str, ...]
    """What is compared and what was found, or why nothing can be compared."""
    policies: tuple[PolicyChangesView, ...] = ()
    facts: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    """Who is affected, who signs again, and who approved it or has to."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.policies or self.facts)


@dataclass(frozen=True, slots=True)
class RedlineView:
    """What changed in a section since somebody last read it: in sentences, and clause by clause."""

    notes: tuple[str, ...]
    clauses: tuple[ClauseChangeView, ...]


def redlines_since_review(context: ViewContext, page: Page, policy: str) -> dict[str, RedlineView]:
    """What changed in each section of a policy since its newest review, where the text that it read is known."""
    text = context.last_read.get(policy)
    if not text:
        return {}
    changes = ShownChanges.of(context, text, context.book, None, frozenset([policy]), page)
    return {ref: changes.redline(policy, ref) for ref in changes.sections_of(policy)}


@dataclass(frozen=True)
class ShownChanges:
    """The changes between two texts, told part by part; no template gets it, only the views that it makes."""

    context: ViewContext
    changes: Changes
    first: Review
    last: Review | None
    """None where the newer text is that of today, which nobody has reviewed."""
    among: frozenset[str]
    page: Page
    today: ShownToday
    sections: frozenset[str] | None = None
    """Where somebody has read some changes since the review: the sections of the others, by ``policy/section``."""

    @classmethod
    def between_reviews(cls, context: ViewContext, history: ReviewHistory, page: Page) -> Self | None:
        """Between the last two reviews; None where their texts are not known."""
        if not (history.before and history.after):
            return None
        before, after = history.before, history.after
        return cls.of(context, before, after.book, after.review, history.policies, page)

    @classmethod
    def since_review(cls, context: ViewContext, history: ReviewHistory, page: Page) -> Self | None:
        """Since the last review; None where nothing has changed or its text is not known."""
        if not history.since:
            return None
        review, book = history.since.review, context.book
        unread = unread_sections(book, review, context.as_of) | (review.sections.keys() - book.sections.keys())
        found = cls.of(context, history.since, book, None, frozenset(review.policies), page)
        return replace(found, sections=unread)

    @classmethod
    def of(
        cls,
        context: ViewContext,
        before: ReviewedText,
        book: Book,
        last: Review | None,
        among: frozenset[str],
        page: Page,
    ) -> Self:
        """Between any two texts."""
        today = ShownToday(context.book, frozenset(p.name for p in people_views(context)), (before.book, book))
        return cls(context, compare(before.book, book, context.as_of), before.review, last, among, page, today)

    def comparison(self, name: str) -> ComparisonView:
        """What changed, and what follows from it."""
        title = self.context.sentences.fill(f"changes.title-{name}")
        follows = tuple(self.follows()) if self.changed_duties else ()
        return ComparisonView(name, title, tuple(self.sentences()), tuple(self.policies()), self.facts(), follows)

    @cached_property
    def changed_duties(self) -> list[ClauseChange]:
        """The clauses that oblige somebody else or to something else."""
        return [change for name in self.among for change in self.clauses(name) if change.is_substance]

    @property
    def roles(self) -> tuple[str, ...]:
        """Who must approve, in order; nobody where no duty changed."""
        return approvals(self.changes, self.context.as_of).roles if self.changed_duties else ()

    def follows(self) -> Iterator[str]:
        """Who is affected, who signs again, and who approved it or has to."""
        say, book = self.context.sentences.fill, self.context.book
        affected = {party for change in self.changed_duties for party in change.parties}
        who = parties_in_words(self.context, [party for party in PARTIES if party in affected])
        yield say("changes.affects", who=who) if affected else say("changes.affects-nobody")
        for signing in signings(self.changes):
            key = "changes.signs-again" if signing.is_needed else "changes.signs-not"
            audience = say(f"binds.{signing.document.settings.audience}")
            yield say(key, who=audience.capitalize(), title=self.words(signing.document.settings.title))
        if self.last is None:
            roles = [book.role_title(role) for role in self.roles]
            yield say("changes.to-approve", roles=", ".join(roles))
        elif self.last.approved_by:
            on = self.context.sentences.date_words
            approved = [f"{book.role_title(one.role)} ({on(one.on)})" for one in self.last.approved_by]
            yield say("changes.approved", roles=", ".join(approved))

    def reasons(self, subjects: tuple[str, ...]) -> Iterator[str]:
        """Why: the decisions about clauses that changed, and what was written with each change."""
        changed = {change.clause.id for change in self.changed_duties}
        for decision in self.context.book.decisions.decisions.values():
            choice = decision.choices.get(decision.decided or "")
            if choice and changed & set(decision.clauses):
                yield self.context.sentences.fill(
                    "approve.decided", question=decision.question, means=choice.means, reason=decision.reason or ""
                ).strip()
        yield from (self.context.sentences.fill("approve.written", words=subject) for subject in subjects)

    def restated(self, change: ClauseChange) -> Iterator[RestatedView]:
        """The sentences that restate a clause, beside which they are to be read."""
        say = self.context.sentences.fill
        for resting in self.resting.get(change.clause.id, ()):
            wording = plain(resting.statement.wording.text)
            today = self.sentences_today.get(resting.statement.id)
            if today is None or plain(today[0].wording.text) != wording:
                continue  # it is on no page any more
            is_shown = self.may_show(wording) and not is_left_out(self.context, *today)
            text = shown(wording, self.say) if is_shown else say("changes.being-corrected")
            note = "" if resting.read_again or self.last else say("changes.not-read-beside")
            yield RestatedView(self.words(resting.document.settings.title), text, note)

    @cached_property
    def sentences_today(self) -> dict[str, tuple[Statement, Document]]:
        """Every sentence of today's documents, by its id: no page shows a restating sentence that its own page does not."""
        documents = self.context.book.documents
        return {statement.id: (statement, document) for document in documents for statement in document.statements}

    @cached_property
    def resting(self) -> dict[str, list[RestingStatement]]:
        """The sentences that restate each clause that changed, by its id."""
        found: dict[str, list[RestingStatement]] = {}
        for resting in resting_statements(self.changes):
            found.setdefault(resting.change.clause.id, []).append(resting)
        return found

    def clauses(self, policy: str) -> list[ClauseChange]:
        """The changes that are told under a policy: renamed ids are nothing to a reader."""
        return [
            change
            for change in self.changes.clauses
            if change.clause.policy == policy
            and (self.sections is None or f"{policy}/{change.clause.section}" in self.sections)
            and (change.degree is not Degree.NOTHING or change.from_section or change.reordered)
        ]

    def policies(self) -> Iterator[PolicyChangesView]:
        """Every policy in which something changed; those that are gone come last."""
        books = (self.changes.after, self.changes.before)
        for name in dict.fromkeys(policy.id for book in books for policy in book.policies):
            if name not in self.among:
                continue
            policy = next(candidate for book in books if (candidate := book.policy(name)))
            clauses, parts = self.clauses(name), tuple(self.parts(name))
            if clauses or parts:
                sections = tuple(
                    SectionChangesView(self.words(title), tuple(map(self.clause, group)))
                    for title, group in groupby(clauses, key=self.section_title)
                )
                yield PolicyChangesView(f"in-{name}", self.words(policy.settings.title), parts, sections)

    def parts(self, policy: str) -> Iterator[str]:
        """The policy and its sections as wholes, in sentences."""
        for change in self.changes.policies:
            if change.either.id == policy:
                yield from self.whole("policy", change.either.settings.title, change)
        for section in self.changes.sections:
            if section.either.policy == policy:
                yield from self.whole("section", section.either.settings.title, section)

    def sections_of(self, policy: str) -> Iterator[str]:
        """Return the names of the sections of a policy in which anything changed."""
        told = [change for change in self.changes.sections if change.either.policy == policy]
        clauses = [side for change in self.clauses(policy) for side in (change.before, change.after) if side]
        refs = [*(change.either.ref for change in told), *(f"{one.policy}/{one.section}" for one in clauses)]
        yield from dict.fromkeys(refs)

    def redline(self, policy: str, ref: str) -> RedlineView:
        """What changed in one section."""
        section = ref.partition("/")[2]
        here = [change for change in self.clauses(policy) if change.clause.section == section]
        notes = [
            sentence
            for change in self.changes.sections
            if change.either.ref == ref
            for sentence in self.whole("section", change.either.settings.title, change)
        ]
        notes += [
            self.context.sentences.fill(
                "changes.moved-away", number=change.before.number, section=self.words(self.section_title(change))
            )
            for change in self.clauses(policy)
            if change.before and change.after and change.before.section == section != change.after.section
        ]
        return RedlineView(tuple(notes), tuple(map(self.clause, here)))

    def whole(self, kind: str, title: str, change: PartChange[Any]) -> Iterator[str]:
        """A part that is new, gone, or has another title or place; the name of a file is nothing to a reader."""
        say, title = self.context.sentences.fill, self.words(title)
        if change.before is None or change.after is None:
            yield say(f"changes.{kind}-{'new' if change.before is None else 'gone'}", title=title)
        elif not change.quiet:
            seen = [detail for detail in change.details if not detail.startswith(("its file", "its folder"))]
            told = dict.fromkeys(
                detail if self.today.may_show(detail) else say("changes.detail-left-out") for detail in seen
            )
            yield say("changes.whole", title=title, said="; ".join(told))

    def section_title(self, change: ClauseChange) -> str:
        """The title of the section a change is told under."""
        book = self.changes.after if change.after else self.changes.before
        return book.sections[f"{change.clause.policy}/{change.clause.section}"].settings.title

    def clause(self, change: ClauseChange) -> ClauseChangeView:
        """One clause. A wording is judged as a whole, before it is cut: half a name may stand on either side of a cut."""
        today = self.context.book.clauses.get(change.clause.id) if change.after else None
        pieces, left_out = self.pieces(change)
        told = [*self.happened(change), *([self.context.sentences.fill(f"changes.{left_out}")] if left_out else [])]
        return ClauseChangeView(
            number=change.clause.number,
            href=self.page.link_to(today) if today else "",
            happened=" ".join(told),
            pieces=tuple(PieceView(piece.run.value, shown(piece.text, self.say)) for piece in pieces if piece.text),
            binds=parties_in_words(self.context, change.bound_after or change.bound_before)
            if change.is_substance
            and change.parties
            and sorted(change.bound_before) in ([], sorted(change.bound_after))
            else "",
            restated=tuple(self.restated(change)),
        )

    def pieces(self, change: ClauseChange) -> tuple[list[Piece], str]:
        """The words of a clause that may be shown today, and what is said where some are left out."""
        today = self.context.book.clauses.get(change.clause.id)
        if today and is_left_out(self.context, today):
            return [], "being-corrected"
        wordings = [plain(side.wording.text) for side in (change.before, change.after) if side]
        if all(map(self.may_show, wordings)):
            return list(change.pieces), ""
        if change.after and self.may_show(wordings[-1]):
            return [Piece(Run.SAME, wordings[-1])], "old-left-out"
        return [], "left-out"

    def may_show(self, wording: str) -> bool:
        """Whether nothing in a wording is to be left out; what a token stands for is what readers see today anyway."""
        return self.today.may_show(shown(wording, lambda _: FILL_IN))

    def words(self, title: str) -> str:
        """A title, or what is said in its place."""
        return title if self.today.may_show(title) else self.context.sentences.fill("changes.title-left-out")

    def happened(self, change: ClauseChange) -> Iterator[str]:
        """What happened to a clause, in short sentences."""
        say = self.context.sentences.fill
        if change.before is None or change.after is None:
            yield say("changes.new" if change.before is None else "changes.gone")
            return
        if any(piece.run is not Run.SAME for piece in change.pieces):
            yield say("changes.typing" if change.degree is Degree.TYPING else "changes.reworded")
        if change.from_section:
            yield say("changes.moved", section=self.words(change.from_section))
        if change.reordered:
            yield say("changes.reordered", number=change.before.number)
        if change.read_in and change.after.reports:
            yield say("changes.read-in", edition=change.after.reports.edition)
        if sorted(change.bound_before) != sorted(change.bound_after):
            words = partial(parties_in_words, self.context)
            yield say("changes.binds", now=words(change.bound_after), before=words(change.bound_before))

    def say(self, token: Token) -> str:
        """A token as readers see it today, or what it stands for where they see nothing."""
        value = TokenValues(self.context.book, self.context.as_of).value(token)
        return value.text or token_words(token, self.context.book)

    def facts(self) -> tuple[str, ...]:
        """The facts that the public may know: services, editions, helplines."""
        say = self.context.sentences.fill
        told = (
            fact.sentence if self.today.may_show(fact.sentence) else say("changes.fact-left-out", kind=fact.kind)
            for fact in self.changes.facts
            if fact.public
        )
        return tuple(dict.fromkeys(told))

    def sentences(self) -> Iterator[str]:
        """What is compared, and how much was found."""
        say, when = self.context.sentences.fill, self.context.sentences.when_words
        if self.last:
            yield say("changes.between", first=when(self.first.reviewed), last=when(self.last.reviewed))
        else:
            yield say("changes.since", first=when(self.first.reviewed))
        changes = [change for name in self.among for change in self.clauses(name)]
        counted = {
            "new": sum(change.before is None for change in changes),
            "gone": sum(change.after is None for change in changes),
            "other": sum(bool(change.before and change.after) for change in changes),
        }
        if not changes and not self.facts() and not any(list(self.parts(name)) for name in self.among):
            yield say("changes.nothing")
        else:
            yield say("changes.counts", **counted)
