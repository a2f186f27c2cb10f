"""The view of what changed between the last two reviews. Public: clauses that were public, and public facts only.

Tokens are shown as readers see them today, whatever they stood for then, so that nobody who left is named here. A wording
of before is shown only where nothing in it is to be left out today: ``book.shown_today`` judges, and the page says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from policybook.basics import fingerprints
from policybook.basics.on_page import OnPage
from policybook.basics.tokens import Token
from policybook.book.prose import FILL_IN
from policybook.book.shown_today import ShownToday
from policybook.book.token_values import TokenValues
from policybook.book.word_changes import Degree, Piece, Run, plain, shown
from policybook.changes.compare import compare
from policybook.changes.differences import Changes, ClauseChange, PartChange
from policybook.changes.token_phrases import token_words
from policybook.model.facts import Review
from policybook.revisions.reviewed_texts import ReviewedText, ReviewHistory, UnknownReason
from policybook.views.addresses import Page
from policybook.views.passage_views import parties_in_words
from policybook.views.people_and_contacts import people_views
from policybook.views.status_words import StatusView, VersionView, status_view, version_view
from policybook.views.view_context import DownloadView, PageView, ViewContext

DOWNLOAD = "what-changed"


@dataclass(frozen=True, slots=True)
class PieceView:
    """Words that stayed ("same"), went ("was") or came ("now")."""

    run: str
    text: str


@dataclass(frozen=True, slots=True)
class ClauseChangeView:
    """A clause that changed: its number with a link to it where it stands still, what happened, and its words."""

    number: str
    href: str
    happened: str
    pieces: tuple[PieceView, ...]


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
class FeedEntryView:
    """A review in the feed."""

    id: str
    title: str
    updated: str
    summary: str


@dataclass(frozen=True, slots=True)
class ChangesView:
    """The page, its PDF and its feed."""

    page: PageView
    status: StatusView
    version: VersionView
    messages: tuple[str, ...]
    """What is compared and what was found, or why nothing can be compared."""
    policies: tuple[PolicyChangesView, ...]
    facts: tuple[str, ...]
    entries: tuple[FeedEntryView, ...]
    updated: str
    feed_id: str
    website: str
    source: str
    download: DownloadView | None

    @property
    def is_to_print(self) -> bool:
        """Whether there is anything to print."""
        return bool(self.policies or self.facts)


def changes_view(context: ViewContext, history: ReviewHistory, page: Page) -> ChangesView:
    """What changed between the last two reviews, for the page or, with an empty address, for its PDF."""
    shown_changes = (
        _ShownChanges.between(context, history.before, history.after, history.policies, page)
        if history.before and history.after
        else None
    )
    newest = history.reviews[-1] if history.reviews else None
    source = newest.span.path if newest else context.book.layout.facts("school")
    messages = tuple(shown_changes.sentences()) if shown_changes else _why_not(context, history)
    website = (context.book.school.website or "").rstrip("/")
    words = [policy.fingerprint for policy in context.book.policies]
    return ChangesView(
        page=context.page(
            page, context.sentences.fill("changes.title"), context.sentences.fill("changes.summary"), source
        ),
        status=status_view(context, context.book.policies),
        version=version_view(
            context, context.book.policies, words[0] if len(words) == 1 else fingerprints.of_wordings(words)
        ),
        messages=messages,
        policies=tuple(shown_changes.policies()) if shown_changes else (),
        facts=shown_changes.facts() if shown_changes else (),
        entries=tuple(_entries(context, history, messages)),
        updated=_moment(newest.reviewed.first.isoformat() if newest else context.as_of.isoformat()),
        feed_id=_id(context, ""),
        website=website,
        source=source,
        download=context.download(DOWNLOAD, context.sentences.fill("changes.title"), page),
    )


@dataclass(frozen=True, slots=True)
class RedlineView:
    """What changed in a section since somebody last read it: in sentences, and clause by clause."""

    notes: tuple[str, ...]
    clauses: tuple[ClauseChangeView, ...]


def redlines_since_review(context: ViewContext, page: Page) -> dict[str, RedlineView]:
    """What changed in each section since the newest review of its policy, where the text that it read is known."""
    found: dict[str, RedlineView] = {}
    for name, text in context.last_read.items():
        today = ReviewedText(text.review, context.book)
        changes = _ShownChanges.between(context, text, today, frozenset([name]), page)
        found |= {ref: changes.redline(name, ref) for ref in changes.sections_of(name)}
    return found


def _why_not(context: ViewContext, history: ReviewHistory) -> tuple[str, ...]:
    return (context.sentences.fill(f"changes.{history.unknown or UnknownReason.NOT_FOUND}"),)


# --- the feed --------------------------------------------------------------------------------------------------------


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def _id(context: ViewContext, review: str) -> str:
    """A name that no other feed has and that stays the same, whether or not the address of the pages is known."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, json.dumps(['policybook', context.book.school.name, review]))}"


def _entries(context: ViewContext, history: ReviewHistory, messages: tuple[str, ...]) -> Iterator[FeedEntryView]:
    """Every review, the newest first; what the newest compared one changed is said with it."""
    for review in reversed(history.reviews):
        compared = history.after is not None and history.after.review is review
        titles = [policy.settings.title for policy in context.book.policies if policy.id in review.policies]
        yield FeedEntryView(
            id=_id(context, review.span.path),
            title=context.sentences.fill("changes.entry", when=review.reviewed.words),
            updated=_moment(review.reviewed.first.isoformat()),
            summary=" ".join(messages)
            if compared
            else context.sentences.fill("changes.entry-policies", policies=", ".join(titles)),
        )


# --- what is shown ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _ShownChanges:
    context: ViewContext
    changes: Changes
    first: Review
    last: Review
    among: frozenset[str]
    page: Page
    today: ShownToday

    @classmethod
    def between(
        cls, context: ViewContext, before: ReviewedText, after: ReviewedText, among: frozenset[str], page: Page
    ) -> _ShownChanges:
        return cls(
            context,
            compare(before.book, after.book, context.as_of),
            before.review,
            after.review,
            among,
            page,
            ShownToday(context.book, frozenset(p.name for p in people_views(context)), (before.book, after.book)),
        )

    def clauses(self, policy: str) -> list[ClauseChange]:
        """The changes that are told under a policy: renamed ids are nothing to a reader."""
        return [
            change
            for change in self.changes.clauses
            if change.clause.policy == policy
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
        )

    def pieces(self, change: ClauseChange) -> tuple[list[Piece], str]:
        """The words of a clause that may be shown today, and what is said where some are left out.

        What its own page leaves out today is left out as it was before, too.
        """
        today = self.context.book.clauses.get(change.clause.id)
        if today and self.context.state_of(today) is OnPage.LEAVE_OUT:
            return [], "put-right"
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
        say = self.context.sentences.fill
        yield say("changes.between", first=self.first.reviewed.words, last=self.last.reviewed.words)
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
