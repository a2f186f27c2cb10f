"""Clauses and statements as the pages and PDFs show them: numbered, linked, with whom they bind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from policybook.basics.languages import is_right_to_left
from policybook.basics.on_page import OnPage
from policybook.book.book import (
    Clause,
    ClauseBlock,
    ClauseList,
    Document,
    Policy,
    Section,
    Statement,
    StatementBlock,
    StatementList,
)
from policybook.views.addresses import LinkView, Page
from policybook.views.status_words import read_fingerprints
from policybook.views.view_context import ViewContext


def written(language: str) -> Markup:
    """`` lang="ur" dir="rtl"``, or "" where a text is in the language around it."""
    if not language:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(language, "rtl" if is_right_to_left(language) else "ltr")


@dataclass(frozen=True, slots=True)
class PassageView:
    """A clause or a statement. ``number`` is "" for statements; ``sources`` are links to the clauses it restates."""

    id: str
    number: str
    html: Markup
    binds: str = ""
    nested: ListView | None = None
    sources: tuple[LinkView, ...] = ()
    language: str = ""
    reading: str = ""
    """What is said of a clause that nobody has reviewed in these words, in a section that somebody has."""

    @property
    def written(self) -> Markup:
        """Its language and direction as attributes of HTML, or ""."""
        return written(self.language)


@dataclass(frozen=True, slots=True)
class ListView:
    """A list of passages."""

    ordered: bool
    items: tuple[PassageView, ...]

    is_list = True


def clause_blocks(
    context: ViewContext, blocks: Iterable[ClauseBlock], section: Section, policy: Policy, page: Page
) -> tuple[PassageView | ListView, ...]:
    """The blocks of a section."""
    inline = context.inline(page)
    read = read_fingerprints(context, policy, section)

    def passage(clause: Clause) -> PassageView:
        differs = clause.binds != tuple(party for party in section.settings.binds if party != "none")
        return PassageView(
            id=clause.id,
            number=clause.number,
            html=_left_out(context, clause) or inline.html(clause.wording.text, section.path, policy),
            binds=parties_in_words(context, clause.binds) if differs else "",
            nested=listed(clause.nested) if clause.nested else None,
            language=clause.language,
            reading=_checking(context, clause)
            or (context.sentences.fill("reading.clause") if read and clause.fingerprint not in read else ""),
        )

    def listed(block: ClauseList) -> ListView:
        return ListView(block.ordered, tuple(map(passage, block.items)))

    return tuple(listed(block) if isinstance(block, ClauseList) else passage(block) for block in blocks)


def statement_blocks(
    context: ViewContext, blocks: Iterable[StatementBlock], document: Document, page: Page
) -> tuple[PassageView | ListView, ...]:
    """The blocks of a group of a document."""
    inline = context.inline(page)

    def passage(statement: Statement) -> PassageView:
        return PassageView(
            id=statement.id,
            number="",
            html=_left_out(context, statement) or inline.html(statement.wording.text, document.path),
            nested=listed(statement.nested) if statement.nested else None,
            sources=clause_links(context, [restated.target for restated in statement.restates], page),
            language=statement.language,
            reading=_checking(context, statement),
        )

    def listed(block: StatementList) -> ListView:
        return ListView(block.ordered, tuple(map(passage, block.items)))

    return tuple(listed(block) if isinstance(block, StatementList) else passage(block) for block in blocks)


def _checking(context: ViewContext, passage: Clause | Statement) -> str:
    """The mark of a passage that is being checked, or ""."""
    return context.sentences.fill("passage.checking") if context.state_of(passage) is OnPage.SAY_SO else ""


def _left_out(context: ViewContext, passage: Clause | Statement) -> Markup:
    """What stands in the place of a passage that is not fit to be read, or ""."""
    if context.state_of(passage) is not OnPage.LEAVE_OUT:
        return Markup("")
    return Markup('<span class="missing">{}</span>').format(context.sentences.fill("passage.left-out"))


def clause_links(context: ViewContext, ids: Iterable[str], page: Page) -> tuple[LinkView, ...]:
    """Links to the clauses among ``ids``, by policy title and number."""
    links = []
    for clause in (context.book.clauses[name] for name in ids if name in context.book.clauses):
        policy = context.book.policy(clause.policy)
        links.append(
            LinkView(
                page.link_to(clause),
                f"{policy.settings.title if policy else clause.policy} {clause.number}",
            )
        )
    return tuple(links)


def parties_in_words(context: ViewContext, parties: Iterable[str]) -> str:
    """``staff, students and the school``."""
    words = [context.sentences.fill(f"binds.{party}") for party in parties]
    if not words:
        return context.sentences.fill("binds.none")
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
