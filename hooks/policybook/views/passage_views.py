"""Clauses and statements as the pages and PDFs show them: numbered, linked, with whom they bind and what has closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from markupsafe import Markup, escape

from policybook.basics.languages import ENGLISH
from policybook.basics.on_page import OnPage
from policybook.basics.tokens import Token, find_tokens
from policybook.book.book import (
    Clause,
    ClauseBlock,
    ClauseList,
    ClauseTable,
    Document,
    Policy,
    Section,
    Statement,
    StatementBlock,
    StatementList,
    StatementTable,
)
from policybook.book.counted_differences import counted_differences
from policybook.book.readings import of_statement
from policybook.book.reported_facts import in_use_now, reported_in, superseded_in
from policybook.book.token_values import Value, ValueKind, edition_words
from policybook.source.passages import PassageKind, cells
from policybook.views.addresses import LinkView, Page
from policybook.views.inline_html import Inline, shown_address
from policybook.views.sentences import Sentences, written
from policybook.views.status_words import read_fingerprints
from policybook.views.view_context import ViewContext


@dataclass(frozen=True, slots=True)
class PassageView:
    """A clause or a statement. ``number`` is "" for statements; ``sources`` are links to the clauses it restates."""

    id: str
    number: str
    html: Markup
    binds: str = ""
    """Whom a clause obliges, where that is somebody else than whom its section or the words above its list oblige."""
    nested: ListView | None = None
    sources: tuple[LinkView, ...] = ()
    language: str = ""
    reading: str = ""
    """What is said of a clause that nobody has reviewed in these words, in a section that somebody has; or of a statement
    that nobody has read beside what it restates, as both are now."""
    notes: tuple[str, ...] = ()
    """What readers are told beside it: a service it names has closed, or the edition it reports was replaced."""
    kind: PassageKind = "text"
    more: tuple[PassageView, ...] = ()
    cells: tuple[Markup, ...] = ()
    """Of a row of a table."""
    label: str = ""
    """The number of a footnote."""
    around: str = ENGLISH
    """The language of our words beside it."""

    @property
    def written(self) -> Markup:
        """Its language and direction as attributes of HTML, or ""."""
        return written(self.language)


@dataclass(frozen=True, slots=True)
class ListView:
    """A list of passages."""

    ordered: bool
    items: tuple[PassageView, ...]
    start: int = 1

    is_list = True


@dataclass(frozen=True, slots=True)
class TableView:
    """A table. ``name`` is what a screen reader calls the part of the page that it can be moved in."""

    name: str
    columns: PassageView
    items: tuple[PassageView, ...]
    notes: tuple[PassageView, ...] = ()

    is_table = True


BlockView: TypeAlias = PassageView | ListView | TableView


def _words(inline: Inline, passage: Clause | Statement, path: str, policy: Policy | None = None) -> Markup:
    show = inline.definition if passage.kind == "definition" else inline.html
    return show(passage.wording.text, path, policy)


def _cells(
    inline: Inline, passage: Clause | Statement, left_out: Markup, path: str, policy: Policy | None = None
) -> tuple[Markup, ...]:
    """The cells of a row; one that is not fit to be read says so in the first."""
    if passage.kind not in ("columns", "row"):
        return ()
    own = cells(passage.wording)
    return (
        (left_out, *(Markup("") for _ in own[1:]))
        if left_out
        else tuple(inline.html(cell.text, path, policy) for cell in own)
    )


def _table_view(
    context: ViewContext, columns: PassageView, rows: Iterable[PassageView], notes: Iterable[PassageView]
) -> TableView:
    names = ", ".join(cell.striptags() for cell in columns.cells if cell)
    return TableView(context.sentences.fill("table.name", columns=names), columns, tuple(rows), tuple(notes))


def _notes_last(blocks: Iterable[BlockView]) -> tuple[BlockView, ...]:
    """The blocks with the footnotes at the end, in the order of their numbers."""
    views = tuple(blocks)
    notes = [view for view in views if isinstance(view, PassageView) and view.kind == "note"]
    if not notes:
        return views
    notes.sort(key=lambda note: int(note.label) if note.label.isdecimal() else 0)
    return (*(view for view in views if view not in notes), *notes)


def _said_in(passages: Iterable[Clause | Statement], label: str) -> tuple[LinkView, ...]:
    """A link back to the passage that has the sign of a footnote."""
    found = (passage for passage in passages if f"[^{label}]" in passage.wording.text)
    first = next(found, None)
    return (LinkView(f"#{first.id}", getattr(first, "number", "").partition("(paragraph")[0]),) if first else ()


def clause_blocks(
    context: ViewContext, blocks: Iterable[ClauseBlock], section: Section, policy: Policy, page: Page
) -> tuple[BlockView, ...]:
    """The blocks of a section."""
    notes = f"note-{policy.id}-{section.id}"
    around, context = context, context.in_language(section.settings.language or policy.settings.language)
    inline = replace(context.inline(page), notes=notes)
    read = read_fingerprints(context, policy, section)
    reported = reported_editions(context, section, policy)

    def passage(clause: Clause, usual: tuple[str, ...]) -> PassageView:
        own = inline
        if clause.reports:
            editions = {clause.reports.guidance: clause.reports.edition}
            own = replace(inline, values=inline.values._replace(reported=editions))
        left_out = _left_out(context, clause)
        return PassageView(
            id=f"{notes}-{clause.label}" if clause.kind == "note" else clause.id,
            number=clause.number if clause.is_numbered else "",
            html=left_out or _words(own, clause, section.path, policy),
            kind=clause.kind,
            more=tuple(passage(more, clause.binds) for more in clause.more),
            cells=_cells(own, clause, left_out, section.path, policy),
            label=clause.label,
            sources=_said_in(section.clauses, clause.label) if clause.kind == "note" else (),
            binds=parties_in_words(context, clause.binds) if clause.binds and clause.binds != usual else "",
            nested=list_view(clause.nested, clause.binds) if clause.nested else None,
            language=around.language_of(clause.language),
            around=context.sentences.language,
            reading=_checking(context, clause)
            or (context.sentences.fill("reading.clause") if read and clause.fingerprint not in read else ""),
            notes=(*reported.get(clause.id, ()), *closed_services(context, clause.wording.text)),
        )

    def list_view(block: ClauseList, usual: tuple[str, ...]) -> ListView:
        return ListView(block.ordered, tuple(passage(item, usual) for item in block.items))

    usual = bound_by(section)
    views: list[BlockView] = []
    above = usual
    for block in blocks:
        if isinstance(block, ClauseList):
            views.append(list_view(block, above))
        elif isinstance(block, ClauseTable):
            rows, notes_below = ([passage(part, above) for part in parts] for parts in (block.rows, block.notes))
            views.append(_table_view(context, passage(block.columns, above), rows, notes_below))
        elif block.is_numbered:
            views.append(passage(block, usual))
            above = block.binds
        else:
            views.append(passage(block, usual))
    return _notes_last(views)


def bound_by(section: Section) -> tuple[str, ...]:
    """Whom a section obliges where a clause does not say; nobody where it only informs."""
    return tuple(party for party in section.settings.binds if party != "none")


def section_binds(context: ViewContext, section: Section) -> str:
    """Whom a section obliges, and which of its clauses are background: said once, at its head."""
    usual = bound_by(section)
    background = _background_numbers(section)
    if not usual and len(background) == len(_leading_clauses(section)):
        return context.sentences.fill("section.background-only")
    who = context.sentences.fill("section.binds", who=parties_in_words(context, usual))
    if not background:
        return who
    return f"{who} {context.sentences.fill('section.background', numbers=_in_a_row(context.sentences, background))}"


def _leading_clauses(section: Section) -> list[tuple[Clause, tuple[Clause, ...]]]:
    """The paragraphs of a section, each with the items of the lists below it."""
    found: list[tuple[Clause, tuple[Clause, ...]]] = []
    for clause in section.clauses:
        if not clause.is_numbered and not clause.binds:
            continue
        if "(" not in clause.number or not found:
            found.append((clause, ()))
        else:
            lead, items = found[-1]
            found[-1] = (lead, (*items, clause))
    return found


def _background_numbers(section: Section) -> list[list[str]]:
    """The numbers of the clauses that oblige nobody, in runs; an item is named where the words above it oblige somebody."""
    runs: list[list[str]] = []
    was = False
    for lead, items in _leading_clauses(section):
        now = not lead.binds and not any(item.binds for item in items)
        if now:
            runs = [*runs[:-1], [*runs[-1], lead.number]] if was else [*runs, [lead.number]]
        else:
            runs += [[clause.number] for clause in (lead, *items) if not clause.binds]
        was = now
    return runs


def _in_a_row(sentences: Sentences, runs: list[list[str]]) -> str:
    """``1.1 to 1.4, 1.6 and 1.9``."""
    comma = sentences.fill("list.comma")
    return sentences.listed(
        sentences.fill("list.to", first=run[0], last=run[-1]) if run[2:] else comma.join(run) for run in runs
    )


def statement_blocks(
    context: ViewContext, blocks: Iterable[StatementBlock], document: Document, page: Page, *, gaps: bool = True
) -> tuple[BlockView, ...]:
    """The blocks of a group of a document; without ``gaps`` no statement whose only facts are all unknown.

    A name that is not known is no gap: its sentence says the role and how to reach it, and readers need that.
    """
    notes = f"note-{document.id}"
    inline = replace(context.inline(page), audience=document.settings.audience, notes=notes)

    def is_shown(statement: Statement) -> bool:
        tokens = list(find_tokens(statement.wording.text))
        return gaps or not tokens or any(map(says_something, tokens))

    def says_something(token: Token) -> bool:
        value = inline.values.value(token)
        return value.text is not None or value.withheld or context.sentences.has(f"instead.{token.name}")

    def passage(statement: Statement) -> PassageView:
        left_out = _left_out(context, statement, document)
        return PassageView(
            id=f"{notes}-{statement.label}" if statement.kind == "note" else statement.id,
            number="",
            html=left_out or _words(inline, statement, document.path),
            kind=statement.kind,
            more=tuple(map(passage, statement.more)),
            cells=_cells(inline, statement, left_out, document.path),
            label=statement.label,
            nested=list_view(statement.nested) if statement.nested else None,
            sources=clause_links(context, [restated.target for restated in statement.restates], page, document.sums_up),
            language=context.language_of(statement.language),
            around=context.sentences.language,
            reading="" if _is_turned_round(context, statement, document) else _checking(context, statement),
            notes=tuple(closed_services(context, statement.wording.text)),
        )

    def list_view(block: StatementList) -> ListView:
        return ListView(block.ordered, tuple(map(passage, filter(is_shown, block.items))), block.start)

    def view(block: StatementBlock) -> BlockView | None:
        if isinstance(block, StatementTable):
            return _table_view(context, passage(block.columns), map(passage, block.rows), map(passage, block.notes))
        if isinstance(block, StatementList):
            shown = list_view(block)
            return shown if shown.items else None
        return passage(block) if is_shown(block) else None

    return _notes_last(shown for block in blocks if (shown := view(block)))


def _checking(context: ViewContext, passage: Clause | Statement) -> str:
    """The mark of a passage that is being checked, or ""."""
    if not _is_in_doubt(context, passage):
        return ""
    return next(_unchecked(context, passage), "") or context.sentences.fill("passage.checking")


def _is_in_doubt(context: ViewContext, passage: Clause | Statement) -> bool:
    """Whether it is marked on a page: for a finding, a reading that is half recorded, or a number that nobody compared."""
    reading = context.book.readings.readings.get(passage.id)
    is_half_read = reading is not None and reading.is_half_typed
    is_found = context.state_of(passage) is OnPage.SAY_SO
    return is_found or (context.publishable and (is_half_read or any(_unchecked(context, passage))))


def _unchecked(context: ViewContext, passage: Clause | Statement) -> Iterator[Markup]:
    """Yield what is said of each value of a helpline that a passage prints and nobody compared with its source (EVT010)."""
    if not context.publishable:
        return
    names = (token.name.split(".") for token in find_tokens(passage.wording.text))
    for head, *rest in names:
        helpline = context.book.helplines.helplines.get(rest[0]) if head == "helplines" and rest[1:] else None
        changed = {field.key: field for field, _ in helpline.unchecked_values} if helpline else {}
        if helpline and (field := changed.get(rest[1])):
            facts = {"what": context.sentences.fill(f"helpline.field.{field.key}"), "name": helpline.name}
            if not helpline.url or "url" in changed:
                yield escape(context.sentences.fill("passage.unchecked", **facts))
                continue
            words = escape(context.sentences.fill("passage.unchecked-site", **facts, site=_LINK))
            shown = shown_address(Value(helpline.url, kind=ValueKind.WEB))
            yield words.replace(_LINK, Markup('<a href="{}">{}</a>').format(helpline.url, shown))


_LINK = "\ue000"
"""Stands in a sentence for a link until the words around it are escaped."""


def _left_out(context: ViewContext, passage: Clause | Statement, document: Document | None = None) -> Markup:
    """What is said in the place of a passage that is not fit to be read, or ""."""
    if not is_left_out(context, passage, document):
        return Markup("")
    return Markup('<span class="missing">{}</span>').format(context.sentences.fill("passage.left-out"))


def is_left_out(context: ViewContext, passage: Clause | Statement, document: Document | None = None) -> bool:
    """Whether a passage is not fit to be read, so that no page shows it."""
    is_turned = isinstance(passage, Statement) and document and _is_turned_round(context, passage, document)
    return context.state_of(passage) is OnPage.LEAVE_OUT or bool(is_turned)


def _is_turned_round(context: ViewContext, statement: Statement, document: Document) -> bool:
    """Whether only one of a sentence and its clause has a "not", while nobody has read the two as they are now."""
    if not _is_in_doubt(context, statement):
        return False
    return any(one.kind == "not" for one in counted_differences(context.book, of_statement(document, statement)))


def closed_services(context: ViewContext, text: str) -> Iterator[str]:
    """What readers are told of each service that a text names and another has replaced."""
    helplines = context.book.helplines.helplines
    for name in superseded_in(context.book, text):
        newer = helplines.get(in_use_now(context.book, name))
        if newer:
            yield context.sentences.fill("helpline.replaced", name=helplines[name].name, newer=newer.name)


def reported_editions(context: ViewContext, section: Section, policy: Policy) -> dict[str, tuple[str, ...]]:
    """What is said beside the first of the clauses that report an edition which is not the current one, by its id."""
    notes: dict[str, tuple[str, ...]] = {}
    for reported, clauses in reported_in(section):
        guidance = context.book.guidance.guidance.get(reported.guidance)
        current = guidance.current(context.as_of) if guidance else None
        relied = next((r.edition for r in policy.settings.guidance if r.id == reported.guidance), reported.edition)
        if guidance is None or (relied == reported.edition and current and current.edition == reported.edition):
            continue
        numbers = [clause.number for clause in clauses]
        many = context.sentences.listed(numbers)
        fill = context.sentences.fill
        subject = fill("guidance.reports-many", numbers=many) if numbers[1:] else fill("guidance.reports")
        facts = {
            "clauses": subject,
            "title": guidance.title,
            "edition": edition_words(reported.edition, context.sentences),
        }
        newest = edition_words(current.edition, context.sentences) if current else ""
        known = fill("guidance.reported", **facts, current=newest) if current else ""
        notes[clauses[0].id] = (known or fill("guidance.reported-unknown", **facts),)
    return notes


def clause_links(context: ViewContext, ids: Iterable[str], page: Page, own: str = "") -> tuple[LinkView, ...]:
    """Links to the clauses among ``ids``, by policy title and number; in the ``own`` policy the number is enough."""
    links = []
    for clause in (context.book.clauses[name] for name in ids if name in context.book.clauses):
        policy = context.book.policy(clause.policy)
        title = policy.settings.title if policy else clause.policy
        is_own = clause.policy == own
        links.append(LinkView(page.link_to(clause), clause.number if is_own else f"{title} {clause.number}"))
    return tuple(links)


def parties_in_words(context: ViewContext, parties: Iterable[str]) -> str:
    """``staff, students and the school``."""
    words = [context.sentences.fill(f"binds.{party}") for party in parties]
    if not words:
        return context.sentences.fill("binds.none")
    return context.sentences.listed(words)
