"""PIN: every sentence, check and translation was read beside what it restates, as both are now.

`data/readings.yml` has a line for each: the fingerprint of its own words and of what it names, that of each clause, who
read them, when, and the judgement: the same, or weaker or stronger on purpose. A fingerprint stays the same when words are
wrapped anew, when quotation marks become typographic, and when the value of a token changes. With every other change of
words, on either side, the reading lapses and somebody reads the two again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from policybook.basics import fingerprints
from policybook.basics.findings import Severity, Span
from policybook.basics.likeness import is_broken
from policybook.basics.on_page import PASSAGE_MARKED, say_so
from policybook.book.book import Book, Check, Clause, Document, Statement
from policybook.book.counted_differences import counted_differences
from policybook.book.readings import ReadingState, RestatingItem, reading_state, restating_items
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.restating.readable_items import (
    JUDGEMENT_TO_TYPE,
    ReadableItem,
    line_there,
    line_to_type,
    named,
    readable_items,
    reading_to_type,
    renamed_items,
    texts_of,
)

_EACH = 3  # so many sentences of one file without a reading are told one by one; more are a new file, and one finding
_AT_ONCE = 12  # lines to type in one finding: the next ones are told when these are there


# --- nobody has read it ----------------------------------------------------------------------------------------------


@rule("PIN001", Severity.BLOCKER, "readings", dated=Dated.TODAY, on_page=PASSAGE_MARKED)
def every_sentence_was_read_beside_its_clauses(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure every sentence of a document and every check was read beside the clauses and facts that it names.

    Without a reading nobody can tell whether the sentence was ever compared with the clause. The finding shows both, and
    the line to type in `data/readings.yml` once somebody has read them; `python3 scripts/confirm.py` asks and types it.
    """
    renamed = dict(renamed_items(book, context))
    unread = [one for one in readable_items(context) if one.state.reading is None and not one.item.of_document]
    answered = {check for review in book.reviews for check in review.answers}
    for one in unread:
        if one.item.id in renamed and renamed[one.item.id] not in answered:  # REV018 speaks of those
            yield _called_otherwise(book, one.item, renamed[one.item.id])
    unread = [one for one in unread if one.item.id not in renamed]
    for _, in_file in groupby(unread, key=lambda one: one.item.path):
        items = list(in_file)
        if len(items) <= _EACH:
            yield from (_not_read(book, context, one) for one in items)
        else:
            yield _many_not_read(book, context, items)


def _not_read(book: Book, context: Context, found: ReadableItem) -> Violation:
    item = found.item
    if re.fullmatch(rf"{re.escape(item.home.id)}-\d+", item.id) if item.home else False:
        return Violation(
            item.span,
            "This sentence has no id, so nobody can record that it was read beside what it restates.",
            "Give it an id that no other has, in the braces below it: { #its-id from=... }",
            about=item.id,
        )
    beside = named(clause.id for clause in found.clauses) or "the facts that it names"
    return Violation(
        item.span,
        f"Nobody has read this {item.what} beside {beside}.{_counted(book, item)}",
        reading_to_type(book, context, item, "Read them together, and correct what is wrong."),
        related=(*(clause.span for clause in found.clauses), *line_there(book, context, item.id)),
        about=item.id,
        pair=texts_of(found),
        gives_way=_last_line(item),
    )


def _last_line(item: RestatingItem) -> int:
    """The last line of an item's words."""
    return item.of.wording.starts[-1].line if isinstance(item.of, Statement) else item.span.line


def _many_not_read(book: Book, context: Context, found: list[ReadableItem]) -> Violation:
    first = found[0].item
    where, _ = line_to_type(book, context, first)
    lines = ", ".join(f"“{line_to_type(book, context, one.item)[1]}”" for one in found[:_AT_ONCE])
    more = f" The next ones follow when these {_AT_ONCE} are there." if found[_AT_ONCE:] else ""
    return Violation(
        first.span,
        f"Nobody has read {len(found)} {first.what}s of this file beside what they restate.",
        f"Read each beside its clauses, and correct what is wrong. Then {where.replace('this line', 'these lines')}, and "
        f"type in each {JUDGEMENT_TO_TYPE}: {lines}.{more}",
        related=tuple(one.item.span for one in found[1:]),
        about=first.path,
    )


def _called_otherwise(book: Book, item: RestatingItem, old: str) -> Violation:
    path = book.layout.facts("readings")
    is_check = isinstance(item.of, Check)
    return Violation(
        item.of.settings.at("id")
        if isinstance(item.of, Check)
        else item.of.span
        if isinstance(item.of, Statement)
        else item.span,
        f"The {item.what} “{old}” is called “{item.id}” now; its words are the same.",
        f"An id never changes. Type {'' if is_check else '#'}{old} again; or, if the slip is in {path}, type {item.id}: there.",
        related=(book.readings.key("readings", old),),
        about=item.id,
    )


# --- it changed since ------------------------------------------------------------------------------------------------


@rule("PIN002", Severity.BLOCKER, "readings", dated=Dated.TODAY, on_page=PASSAGE_MARKED._replace(is_false=True))
def nothing_changed_since_it_was_read(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure every sentence and check was read again after it, or a clause that it restates, was changed.

    An edit is fine; the two must then be read together as they are now, and the sentence corrected where it no longer says
    the same. The finding says which side changed and shows both, with the earlier words where the history of the file has
    them. `python3 scripts/confirm.py` asks for the judgement and types the line.
    """
    for one in readable_items(context):
        item, state = one.item, one.state
        if not state.is_lapsed or item.of_document or _were_parted(book, one):
            continue
        first = next((book.clauses[name] for name in state.changed), None)
        was, now = _wordings(context, one, first)
        span = next((r.span for r in item.clauses if first and r.target == first.id), item.span)
        yield Violation(
            item.span if state.own_words_changed else span,
            f"{_what_changed(book, item, state)}{_counted(book, item)}",
            reading_to_type(
                book,
                context,
                item,
                f"Read them together. Correct the {item.what}{_in_its_file(one)} where it no longer says the same.",
            ),
            related=(
                *(clause.span for clause in sorted(one.clauses, key=lambda clause: clause is not first)),
                *line_there(book, context, item.id),
            ),
            about=item.id,
            was=was,
            now=now,
            pair=texts_of(one),
            gives_way=0 if state.changed or state.added or state.dropped else _last_line(item),
        )


def _in_its_file(found: ReadableItem) -> str:
    """Where an item is that is told at its clause: in which file."""
    changed = found.state.changed and not found.state.own_words_changed
    return f" in {found.item.path}" if changed and found.clauses[0].span.path != found.item.path else ""


def _wordings(context: Context, found: ReadableItem, changed: Clause | None) -> tuple[str, str]:
    """The earlier and the present words of the side that changed; those of the clause where both did."""
    item, reading = found.item, found.state.reading
    if changed and reading:
        words = reading.beside[changed.id]
        return context.earlier(changed.span.path, changed.id, words), changed.wording.text
    if reading and found.state.own_words_changed and item.home:
        return context.earlier(item.path, item.id, reading.words), item.text
    return "", ""


def _what_changed(book: Book, item: RestatingItem, state: ReadingState) -> str:
    """Which side changed, in a sentence or two."""
    changed = named(state.changed)
    them = named(name for name in item.beside(book) if name in (state.reading.beside if state.reading else ()))
    if state.own_words_changed and changed:
        said = [f"This {item.what} and {changed} were both changed since they were last read together."]
    elif state.own_words_changed:
        beside = f"last read beside {them}" if them else "last compared with what it names"
        said = [f"This {item.what} was changed since it was {beside}."]
    elif changed:
        were = "were" if state.changed[1:] else "was"
        said = [
            f"{changed} {were} reworded since this {item.what} was last read beside {'them' if state.changed[1:] else 'it'}."
        ]
    else:
        said = []
    if state.added:
        said.append(
            f"This {item.what} names {named(state.added)} now, and was never read beside {'them' if state.added[1:] else 'it'}."
        )
    if state.dropped:
        said.append(f"It was read beside {named(state.dropped)}, which it no longer names.")
    return " ".join(said) or f"What this {item.what} names was changed since it was last read."


def _were_parted(book: Book, found: ReadableItem) -> bool:
    """Whether the words that were read are there, and an empty line parts them: the first part has no id (TXT018)."""
    reading, state = found.state.reading, found.state
    if reading is None or state.own_words_changed or not state.changed:
        return False
    return all(_was_parted(book, book.clauses[name], reading.beside[name]) for name in state.changed)


def _was_parted(book: Book, clause: Clause, words: str) -> bool:
    clauses = book.sections[f"{clause.policy}/{clause.section}"].clauses
    position = next(number for number, one in enumerate(clauses) if one is clause)
    before = clauses[position - 1] if position else clause
    if before is clause or before.has_own_id or not before.is_unfinished:
        return False
    return fingerprints.of_wording(f"{before.wording.text}\n{clause.wording.text}") == words


def _counted(book: Book, item: RestatingItem) -> str:
    """A sentence on a "not" that only one side has; what contradicts has a finding of its own."""
    for found in counted_differences(book, item):
        if found.kind == "not" and found.is_lost:
            return f" The clause says “{found.words}”, and the {item.what} does not."
        if found.kind == "not":
            return f" The {item.what} says “{found.words}”, and no clause of it does."
    return ""


# --- translations ----------------------------------------------------------------------------------------------------


@rule(
    "PIN006",
    Severity.BLOCKER,
    "readings",
    dated=Dated.TODAY,
    on_page=say_so(
        "The translation says that its original has changed, and that the original is right; one of two texts of equal standing says that the two may differ."
    ),
)
def every_translation_follows_its_original(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a document that says another again (a translation, an easy-read version) was read beside its present words.

    Its front matter names the other: `translates: parent-guide`. Until somebody has read the two together, its page tells
    every reader that the original has changed since. With `equal_standing: yes` it is no translation, and the page says that
    the two may differ, not which of them is right.
    """
    for item in restating_items(book):
        document = item.of_document
        beside = item.beside(book)
        if document is None or not beside:
            continue
        original = book.document(next(iter(beside)))
        state = reading_state(book, item)
        if original is None or state.is_current or is_broken(context.broken, original.path):
            continue
        yield Violation(
            item.span,
            _stale(original, state),
            reading_to_type(book, context, item, "Have the two read together and this one brought up to date."),
            related=(Span(original.path), *line_there(book, context, item.id)),
            about=document.id,
        )


def _stale(original: Document, state: ReadingState) -> str:
    title = original.settings.title
    if state.reading is None or state.added:
        return f"Nobody has read this beside “{title}”."
    if state.changed and state.own_words_changed:
        return f"This and “{title}” were both changed since they were last read together."
    return f"{f'“{title}”' if state.changed else 'This'} was changed since the two were last read together."
