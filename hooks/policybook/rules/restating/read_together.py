"""PIN: every sentence, check and translation was read beside what it restates, as both are now.

`data/readings.yml` has a line for each: the fingerprint of its own words and of what it names, that of each clause, who
read them, when, and the judgement: the same, or weaker or stronger on purpose. A fingerprint stays the same when words are
wrapped anew, when quotation marks become typographic, and when the value of a token changes. With every other change of
words, on either side, the reading lapses and somebody reads the two again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from policybook.basics import fingerprints
from policybook.basics.edits import retype
from policybook.basics.enumeration import listed
from policybook.basics.findings import Severity, Span
from policybook.basics.likeness import is_broken
from policybook.basics.on_page import PASSAGE_MARKED, PASSAGE_UNFIT, say_so
from policybook.book.book import Book, Check, Clause, Document, Restates, Statement
from policybook.book.counted_differences import Difference, counted_differences, opposite
from policybook.book.coverage import PARTIES, coverage, leads_in
from policybook.book.reading_lines import Judgement, LinePlace, ReadingLines, reading_line
from policybook.book.readings import ReadingState, RestatingItem, reading_state, restating_items
from policybook.rules.engine import Context, Dated, Rule, Violation, rule
from policybook.rules.literal_edits import deleting_lines

_EACH = 3  # so many sentences of one file without a reading are told one by one; more are a new file, and one finding
_AT_ONCE = 12  # lines to type in one finding: the next ones are told when these are there
_JUDGE = 'what you judge (same; or weaker or stronger, and then reason: "...") and your role'


class _Item(NamedTuple):
    """An item whose references can all be read as they are meant, and whether somebody read it."""

    item: RestatingItem
    state: ReadingState
    clauses: tuple[Clause, ...]


def _readable(context: Context) -> tuple[_Item, ...]:
    """Every item whose clauses exist, stand where it says, and could be read."""
    return context.once(_all_readable)


def _all_readable(book: Book, context: Context) -> tuple[_Item, ...]:
    return tuple(_each_readable(book, context))


def _each_readable(book: Book, context: Context) -> Iterator[_Item]:
    for item in restating_items(book):
        clauses = tuple(book.clauses[one.target] for one in item.clauses if one.target in book.clauses)
        is_known = len(clauses) == len(item.clauses) and not any(map(_is_moved, item.clauses, clauses))
        if is_known and not any(is_broken(context.broken, clause.span.path) for clause in clauses):
            yield _Item(item, reading_state(book, item), clauses)


def _is_moved(reference: Restates, clause: Clause) -> bool:
    return reference.policy not in ("", clause.policy)


def _reading_lines(book: Book, context: Context) -> ReadingLines:
    return ReadingLines(book, context.lines.get(book.layout.facts("readings"), ()))


def _place_of_line(book: Book, context: Context, item_id: str) -> tuple[Span, LinePlace | None]:
    """Where the line of a reading is or belongs."""
    path = book.layout.facts("readings")
    place = context.once(_reading_lines).place(item_id)
    return Span(path, place.first if place and not place.is_new else place.last if place else 1), place


def _line_there(book: Book, context: Context, item_id: str) -> Iterator[Span]:
    """Where the line of a reading is or belongs, if there is a file of them."""
    span, _ = _place_of_line(book, context, item_id)
    if span.path in context.lines:
        yield span


def _line_to_type(book: Book, context: Context, item: RestatingItem) -> tuple[str, str]:
    """Where the line of a reading belongs, in words, and the line; the judgement and the role are left to the person."""
    (path, *_), place = _place_of_line(book, context, item.id)
    if place is None:
        where = f"add this line to {path}, below a line “readings:”"
    elif place.is_new:
        where = f"add this line below line {place.last} of {path}"
    else:
        lines = f"line {place.first}" if place.first == place.last else f"lines {place.first} to {place.last}"
        where = f"put this line in place of {lines} of {path}"
    return where, reading_line(book, item, Judgement(on=str(context.as_of)))


def _to_read(book: Book, context: Context, item: RestatingItem, before: str) -> str:
    where, line = _line_to_type(book, context, item)
    return f"{before} Then {where}, and type in it {_JUDGE}: “{line}”"


def _pair(found: _Item) -> tuple[tuple[str, str], ...]:
    return ((found.item.what, found.item.text), *((clause.id, clause.wording.text) for clause in found.clauses))


def _named(names: Iterable[str]) -> str:
    return listed(f"“{name}”" for name in names)


# --- nobody has read it ----------------------------------------------------------------------------------------------


@rule("PIN001", Severity.BLOCKER, "readings", dated=Dated.TODAY, on_page=PASSAGE_MARKED)
def every_sentence_was_read_beside_its_clauses(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure every sentence of a document and every check was read beside the clauses and facts that it names.

    Without a reading nobody can tell whether the sentence was ever compared with the clause. The finding shows both, and
    the line to type in `data/readings.yml` once somebody has read them; `python3 scripts/confirm.py` asks and types it.
    """
    renamed = dict(_renamed(book, context))
    unread = [one for one in _readable(context) if one.state.reading is None and not one.item.of_document]
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


def _not_read(book: Book, context: Context, found: _Item) -> Violation:
    item = found.item
    if re.fullmatch(rf"{re.escape(item.home.id)}-\d+", item.id) if item.home else False:
        return Violation(
            item.span,
            "This sentence has no id, so nobody can record that it was read beside what it restates.",
            "Give it an id that no other has, in the braces below it: { #its-id from=... }",
            about=item.id,
        )
    beside = _named(clause.id for clause in found.clauses) or "the facts that it names"
    return Violation(
        item.span,
        f"Nobody has read this {item.what} beside {beside}.{_counted(book, item)}",
        _to_read(book, context, item, "Read them together, and correct what is wrong."),
        related=(*(clause.span for clause in found.clauses), *_line_there(book, context, item.id)),
        about=item.id,
        pair=_pair(found),
        gives_way=_last_line(item),
    )


def _last_line(item: RestatingItem) -> int:
    """The last line of an item's words."""
    return item.of.wording.starts[-1].line if isinstance(item.of, Statement) else item.span.line


def _many_not_read(book: Book, context: Context, found: list[_Item]) -> Violation:
    first = found[0].item
    where, _ = _line_to_type(book, context, first)
    lines = ", ".join(f"“{_line_to_type(book, context, one.item)[1]}”" for one in found[:_AT_ONCE])
    more = f" The next ones follow when these {_AT_ONCE} are there." if found[_AT_ONCE:] else ""
    return Violation(
        first.span,
        f"Nobody has read {len(found)} {first.what}s of this file beside what they restate.",
        f"Read each beside its clauses, and correct what is wrong. Then {where.replace('this line', 'these lines')}, and "
        f"type in each {_JUDGE}: {lines}.{more}",
        related=tuple(one.item.span for one in found[1:]),
        about=first.path,
    )


def _renamed(book: Book, context: Context) -> Iterator[tuple[str, str]]:
    """The items that are known by their words: their id, and the one under which they were read."""
    gone = {book.readings.readings[name].words: name for name in _left_over(book)}
    if gone:
        for one in _readable(context):
            if one.state.reading is None and (old := gone.get(one.item.words())):
                yield one.item.id, old


def _left_over(book: Book) -> list[str]:
    """The ids of readings of what is not there any more."""
    known = {item.id for item in restating_items(book)}
    return [name for name in book.readings.readings if name not in known]


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
    for one in _readable(context):
        item, state = one.item, one.state
        if not state.is_lapsed or item.of_document or _were_parted(book, one):
            continue
        first = next((book.clauses[name] for name in state.changed), None)
        was, now = _wordings(context, one, first)
        span = next((r.span for r in item.clauses if first and r.target == first.id), item.span)
        yield Violation(
            item.span if state.own_words_changed else span,
            f"{_what_changed(book, item, state)}{_counted(book, item)}",
            _to_read(
                book, context, item, f"Read them together. Correct the {item.what} where it no longer says the same."
            ),
            related=(
                *(clause.span for clause in sorted(one.clauses, key=lambda clause: clause is not first)),
                *_line_there(book, context, item.id),
            ),
            about=item.id,
            was=was,
            now=now,
            pair=_pair(one),
            gives_way=0 if state.changed or state.added or state.dropped else _last_line(item),
        )


def _wordings(context: Context, found: _Item, changed: Clause | None) -> tuple[str, str]:
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
    changed = _named(state.changed)
    them = _named(name for name in item.beside(book) if name in (state.reading.beside if state.reading else ()))
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
            f"This {item.what} names {_named(state.added)} now, and was never read beside {'them' if state.added[1:] else 'it'}."
        )
    if state.dropped:
        said.append(f"It was read beside {_named(state.dropped)}, which it no longer names.")
    return " ".join(said) or f"What this {item.what} names was changed since it was last read."


def _were_parted(book: Book, found: _Item) -> bool:
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


# --- what can be counted ---------------------------------------------------------------------------------------------


def _contradictions(context: Context, *kinds: str) -> Iterator[tuple[_Item, Difference]]:
    for one, differences in context.once(_all_differences):
        found = [difference for difference in differences if difference.kind in kinds]
        if found:
            yield one, found[0]


def _all_differences(book: Book, context: Context) -> tuple[tuple[_Item, tuple[Difference, ...]], ...]:
    return tuple((one, counted_differences(book, one.item)) for one in _readable(context))


@rule("PIN007", Severity.BLOCKER, on_page=PASSAGE_UNFIT)
def every_figure_of_a_sentence_is_in_its_clauses(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a sentence gives no figure or web address that none of its clauses gives, such as “13” where the clause says “31”.

    A sentence that rests on facts, too, is left alone. Where somebody judged that the sentence is weaker or stronger on
    purpose and gave the reason (`data/readings.yml`), the figure may differ. Until then, the page leaves the sentence out.
    """
    for one, found in _contradictions(context, "figure", "address"):
        names = _named(clause.id for clause in one.clauses)
        what = "figure" if found.kind == "figure" else "web address"
        yield Violation(
            _place(one.item, found),
            f"This {what} (“{found.words}”) is not in {names}, which this {one.item.what} restates.",
            f"Type the {what} that the clause gives; or name the clause that gives this {what}, too.",
            about=one.item.id,
            pair=_pair(one),
        )


@rule("PIN008", Severity.BLOCKER, on_page=PASSAGE_UNFIT)
def every_fact_of_a_sentence_is_one_it_names(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a sentence prints no fact of another entry than those that it names or that its clauses print.

    Wrong: “Call the NSPCC: {{ helplines.childline.phone }}” with `from="helplines.nspcc"`. The page would give the number of
    another service; until it is put right, it leaves the sentence out.
    """
    for one, found in _contradictions(context, "fact"):
        named = [reference.name for reference in one.item.references]
        fact = "linked-" * found.words.startswith("policies.") + found.words
        fix = f"Type the token of what the sentence speaks of; or, if it speaks of {fact}, name that in from=, too."
        if one.item.is_check:
            fix = "Type the token of what its clauses speak of."
        yield Violation(
            _place(one.item, found),
            f"This prints {fact}, and the {one.item.what} rests on {_named(named)}.",
            fix,
            about=one.item.id,
        )


@rule("PIN012", Severity.BLOCKER, "readings", on_page=PASSAGE_UNFIT)
def no_reading_lets_the_opposite_pass(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no sentence that was read as saying the same forbids what its clause does not forbid, or the other way round.

    The words are the same on both sides, and only one side has a “not”, “never” or “forbidden”. A reading is one typed word,
    and the wrong way round is easily read as the right one. Where both do say the same, the reading gives the reason.

    Wrong: “I will share passwords” with a clause “not share their passwords”. Right: “I will not share passwords”.
    """
    leads = leads_in(book)
    for one in _readable(context):
        item, reading = one.item, one.state.reading
        is_called_the_same = reading and reading.judgement == "same" and one.state.is_current and not reading.reason
        found = opposite(item, one.clauses, leads) if is_called_the_same else None
        if found is None:
            continue
        names = _named(clause.id for clause in one.clauses)
        sides = ("its clause has", "the sentence does not") if found.is_lost else ("it has", "its clause does not")
        yield Violation(
            item.span,
            f"This sentence seems to say the opposite of {names}: {sides[0]} “{found.words}”, and {sides[1]}, in the same words. "
            "It was read as if it said the same.",
            "Correct the side that is wrong, and have the two read again. If both are right, add to the reading of "
            f'{item.id} in {book.layout.facts("readings")}: reason: "..."',
            about=item.id,
            pair=_pair(one),
        )


def _place(item: RestatingItem, found: Difference) -> Span:
    return item.of.wording.span(found.start, found.end) if isinstance(item.of, Statement) else item.span


# --- references and translations -------------------------------------------------------------------------------------


@rule("PIN003", Severity.ADVICE)
def no_reference_has_a_fingerprint(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure references name clauses and nothing more: who read what, and when, is in `data/readings.yml`.

    Older books had a fingerprint after each reference. Wrong: `from="password-private@3f9a2c1d"`. Right:
    `from="password-private"`.
    """
    by_path: dict[str, list[tuple[str, str, Span]]] = {}
    for item in restating_items(book):
        for one in item.references:
            if one.pin:
                by_path.setdefault(item.path, []).append((f"{one.name}{one.pin}", one.name, one.span))
        wanted = item.of_document.settings.translates if item.of_document else None
        if item.of_document and wanted and wanted.pin:
            span = item.of_document.settings.at("translates")
            by_path.setdefault(item.path, []).append((f"{wanted.name}{wanted.pin}", wanted.name, span))
    for path, found in by_path.items():
        typed, right, span = found[0]
        rest = (
            f" here, and take what follows the @ out in {len(found) - 1} other places of this file."
            if found[1:]
            else "."
        )
        yield Violation(
            span,
            f"“{typed}” has a fingerprint. Readings are recorded in {book.layout.facts('readings')} now.",
            f"Type {right} instead{rest}",
            related=tuple(one[2] for one in found[1:]),
            about=path,
            edits=tuple(edit for old, new, place in found for edit in retype(place, old, new)),
        )


@rule("PIN005", Severity.BLOCKER, on_page=PASSAGE_MARKED)
def every_clause_stands_in_the_policy_that_is_named(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a clause that is named together with its policy still stands in that policy.

    A reference may say where the clause stands: `from="online-safety/password-private"`. Ids are unique in the whole book,
    so the policy need not be named; a school names it where the sentence only holds in that policy, for example because
    the two apply to different people.
    """
    titles = {policy.id: policy.settings.title for policy in book.policies}
    for item in restating_items(book):
        for reference in item.clauses:
            clause = book.clauses.get(reference.target)
            if clause is None or not _is_moved(reference, clause) or is_broken(context.broken, clause.span.path):
                continue
            yield Violation(
                reference.span,
                f"“{clause.id}” is not in “{titles.get(reference.policy, reference.policy[:80])}”; "
                f"it is in “{titles.get(clause.policy, clause.policy)}”.",
                f"Read the {item.what} beside the clause in its present place. If it says the same, "
                f"type {clause.policy}/{clause.id}",
                related=(clause.span,),
                about=item.id,
            )


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
            _to_read(book, context, item, "Have the two read together and this one brought up to date."),
            related=(Span(original.path), *_line_there(book, context, item.id)),
            about=document.id,
        )


def _stale(original: Document, state: ReadingState) -> str:
    title = original.settings.title
    if state.reading is None or state.added:
        return f"Nobody has read this beside “{title}”."
    if state.changed and state.own_words_changed:
        return f"This and “{title}” were both changed since they were last read together."
    return f"{f'“{title}”' if state.changed else 'This'} was changed since the two were last read together."


# --- the records -----------------------------------------------------------------------------------------------------


@rule("PIN009", Severity.ADVICE, "readings", "policy", "documents")
def every_reading_is_of_something(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure every line of `data/readings.yml` is of a sentence, check or translation that is still there.

    An event of what is gone stays: events are never deleted.
    """
    renamed, file = {old for _, old in _renamed(book, context)}, book.layout.facts("readings")
    left_over = (name for name in _left_over(book) if book.readings.readings[name].span.path == file)
    names = [name for name in left_over if name not in renamed]
    if not names or not book.documents_with_pages:  # without any document, something else is wrong
        return
    unsaid = {one.clause.id for party in PARTIES for one in coverage(book, party).missing}
    gone = [
        name for name in names if not unsaid & book.readings.readings[name].beside.keys()
    ]  # else COV001 speaks of it
    if not gone:
        return
    lines_of = {name: _lines_of_reading(book, context, name) for name in gone}
    spans = [span for lines in lines_of.values() for span in lines]
    what = "There is no sentence, check or translation called"
    also = f", and {len(gone) - 1} more lines of this file are of something that is gone" if gone[1:] else ""
    yield Violation(
        spans[0],
        f"{what} “{gone[0]}” any more{also}.",
        "Delete its line here."
        if not gone[1:]
        else "If they were deleted by mistake, bring them back. If not, delete these lines.",
        related=tuple(spans[1:]),
        about=gone[0],
        edits=tuple(
            edit
            for lines in lines_of.values()
            for edit in deleting_lines(context, lines[0].path, lines[0].line, lines[-1].line)
        )
        if not gone[1:]
        else (),
    )


def _lines_of_reading(book: Book, context: Context, name: str) -> list[Span]:
    """The lines of one reading, each as a whole."""
    span, place = _place_of_line(book, context, name)
    rows = range(span.line, (place.last if place else span.line) + 1)
    return [Span(span.path, row, 1, max(len(context.lines[span.path][row - 1]), 1)) for row in rows]


@rule("PIN010", Severity.ADVICE, "readings")
def every_reading_was_read_by_somebody(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure somebody read each sentence and check, and not only a command set its line in `data/readings.yml`.

    A line without `judgement:` says that the sentence was not changed since; nobody has said that it agrees with its clause.
    """
    homes: dict[str, tuple[Span, str, list[RestatingItem]]] = {}
    counts: dict[str, int] = {}
    for one in _readable(context):
        home, span, name = _home(book, one.item)
        counts[name] = counts.get(name, 0) + 1
        if (
            one.state.is_current
            and one.state.reading
            and not one.state.reading.is_begun
            and not one.state.reading.is_read
        ):
            homes.setdefault(name, (span, home, []))[2].append(one.item)
    path = book.layout.facts("readings")
    for name, (span, home, items) in homes.items():
        rows = sorted(book.readings.key("readings", item.id).line for item in items)
        lines = f"line {rows[0]}" if rows[0] == rows[-1] else f"lines {rows[0]} to {rows[-1]}"
        first = items[0]
        whats = f"{first.what}s" if items[1:] else first.what
        of_how_many = f" of the {counts[name]}" if len(items) < counts[name] else ""
        yield Violation(
            span,
            f"Nobody has read {f'{len(items)}{of_how_many} {first.what}s' if items[1:] else f'one {first.what}'} of this {home} "
            f"beside what {'they restate' if items[1:] else 'it restates'}: a command set the readings.",
            f"Have the {whats} read: python3 scripts/confirm.py {name} shows each. Or add to {lines} of {path}, where somebody "
            "has read the two: judgement: (same, weaker or stronger), by: and on:",
            about=name,
        )


def _home(book: Book, item: RestatingItem) -> tuple[str, Span, str]:
    """What the item belongs to, its place, and its name: a document, or the policy of a check."""
    if isinstance(item.of, Check):
        policy = book.policy(item.of.section.policy)
        span = policy.settings.key("title") if policy else item.span
        return "policy", span, item.of.section.policy
    document = item.home or item.of_document
    return ("document", document.settings.key("title"), document.id) if document else ("document", item.span, item.id)


@rule(
    "PIN011",
    Severity.BLOCKER,
    "readings",
    dated=Dated.TODAY,
    on_page=say_so("A sentence whose reading is half recorded is marked; no page says that it was compared."),
)
def every_reading_says_who_judged_what_and_when(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a reading says who read, on which day, and what they judged; with a reason, where it is not the same.

    Right: `judgement: same, by: dsl, on: 2026-11-27`, or `judgement: stronger, reason: "...", by: dsl, on: 2026-11-27`.
    """
    for name, reading in book.readings.readings.items():
        if not reading.is_begun:
            continue
        missing = [key for key in ("judgement", "by", "on") if dict(reading)[key] is None]
        if missing:
            yield Violation(
                reading.at(missing[0]),
                f"The reading of “{name}” does not say {listed(_SAYS[key] for key in missing)}.",
                f"Whoever read the two adds {listed(f'{key}:' for key in missing)} (same, weaker or stronger; a role; a day).",
                about=name,
            )
        elif reading.judgement != "same" and not reading.reason:
            yield Violation(
                reading.at("judgement"),
                f"“{name}” says something {reading.judgement} than its clause, and no reason is given.",
                'Add after it, with the reason: reason: "..."',
                about=name,
            )
        elif reading.on and reading.on.first > context.as_of:
            yield Violation(
                reading.at("on"),
                f"“{name}” cannot have been read on {reading.on.words}: that day is still to come.",
                "Type the day on which it was read.",
                about=name,
            )


_SAYS = {"judgement": "what was judged", "by": "who read it", "on": "when it was read"}


RULES: tuple[Rule, ...] = (
    every_sentence_was_read_beside_its_clauses,
    nothing_changed_since_it_was_read,
    no_reference_has_a_fingerprint,
    every_clause_stands_in_the_policy_that_is_named,
    every_translation_follows_its_original,
    every_figure_of_a_sentence_is_in_its_clauses,
    every_fact_of_a_sentence_is_one_it_names,
    no_reading_lets_the_opposite_pass,
    every_reading_is_of_something,
    every_reading_was_read_by_somebody,
    every_reading_says_who_judged_what_and_when,
)
