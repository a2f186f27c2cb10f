"""PIN: every sentence and check that restates a clause was read beside the words that the clause has now.

A pin is the fingerprint of the clause's wording: `from="password-private@3f9a2c1d"`. It stays the same when the clause is
wrapped anew, when quotation marks become typographic, and when the value of a token changes; with every other change of
words it is another, and each sentence and check that is pinned to the older words asks to be read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from policybook.basics import fingerprints
from policybook.basics.findings import Severity, Span
from policybook.basics.likeness import is_broken
from policybook.basics.on_page import PASSAGE_MARKED, say_so
from policybook.book.book import Book, Clause, Document, Restates
from policybook.book.pinned_items import PinnedItem, pinned_items, type_references
from policybook.rules.engine import Context, Rule, Violation, rule
from policybook.rules.literal_edits import retyping
from policybook.source.pinned_references import PIN

_WITHOUT_TOKENS = re.compile(r"\{\{[^{}]*\}\}|\]\([^()]*\)")
_EACH = 3  # so many sentences of one file without a pin are said one by one; more are a new file, and one finding


def _readable(context: Context) -> tuple[tuple[PinnedItem, Restates, Clause], ...]:
    """Every reference to a clause that exists and could be read as it is meant."""
    return context.once(_all_readable)


def _all_readable(book: Book, context: Context) -> tuple[tuple[PinnedItem, Restates, Clause], ...]:
    return tuple(_each_readable(book, context))


def _each_readable(book: Book, context: Context) -> Iterator[tuple[PinnedItem, Restates, Clause]]:
    for item in pinned_items(book):
        for reference in item.clauses:
            clause = book.clauses.get(reference.target)
            if clause and not is_broken(context.broken, clause.span.path):
                yield item, reference, clause


def _is_moved(reference: Restates, clause: Clause) -> bool:
    return reference.policy not in ("", clause.policy)


@rule("PIN001", Severity.BLOCKER, on_page=PASSAGE_MARKED)
def every_reference_is_pinned(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure every sentence of a document and every check is pinned to the wording of the clauses it names.

    Without a pin nobody can tell whether the sentence was ever read beside the clause as it stands. Facts, such as
    `helplines.nspcc`, have no pin: what is said of them is filled in by tokens. Wrong: `from="password-private"`. Right:
    `from="password-private@3f9a2c1d"`, with the eight characters that the finding names.
    """
    unpinned = (
        (item, reference)
        for item, reference, clause in _readable(context)
        if not (reference.pin or _is_moved(reference, clause))
    )
    for _, in_file in groupby(unpinned, key=lambda pair: pair[0].path):
        by_item: dict[str, tuple[PinnedItem, list[Restates]]] = {}
        for item, reference in in_file:
            by_item.setdefault(item.id, (item, []))[1].append(reference)
        items = list(by_item.values())
        if len(items) <= _EACH:
            for item, references in items:
                yield _not_pinned(book, item, references)
        else:
            yield _many_not_pinned(book, items)


def _not_pinned(book: Book, item: PinnedItem, references: list[Restates]) -> Violation:
    names = ", ".join(f"“{reference.target}”" for reference in references)
    return Violation(
        references[0].span,
        f"Nothing says which wording of {names} this {item.noun} was read beside.",
        f"Read them together. If the {item.noun} holds, type {_whole(book, item)}",
        related=tuple(reference.span for reference in references[1:]),
        about=item.id,
    )


def _many_not_pinned(book: Book, unpinned: list[tuple[PinnedItem, list[Restates]]]) -> Violation:
    first, references = unpinned[0]
    nouns = f"{first.noun}s"
    lines = "; ".join(f"line {references[0].span.line}: {_whole(book, item)}" for item, references in unpinned)
    return Violation(
        references[0].span,
        f"{len(unpinned)} {nouns} of this file do not say which wording of their clauses they were read beside.",
        f"Read each beside its clauses. Where it holds, type in {lines}",
        related=tuple(references[0].span for _, references in unpinned[1:]),
        about=first.path,
    )


def _whole(book: Book, item: PinnedItem) -> str:
    """Everything that is typed for a sentence or check whose missing pins are filled in."""
    words = []
    for reference in item.references:
        clause = book.clauses.get(reference.target)
        as_is = reference.typed(reference.pin) if reference.pin else reference.target
        words.append(reference.typed(clause.fingerprint) if clause and not reference.pin else as_is)
    return type_references(item, tuple(words))


@rule("PIN002", Severity.BLOCKER, on_page=PASSAGE_MARKED._replace(is_false=True))
def no_clause_changed_since_it_was_restated(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure every sentence and check was read again after its clause was reworded.

    An edit of a clause is fine; each sentence and check that restates it must then be read beside the new words, and
    reworded where it no longer says the same. The finding shows both wordings where the history of the file has the older
    one, and what to type when the sentence holds. `python3 scripts/confirm.py` types it for you.
    """
    by_words: dict[str, list[str]] = {}
    for name, clause in book.clauses.items():
        by_words.setdefault(clause.fingerprint, []).append(name)
    for item, reference, clause in _readable(context):
        if not PIN.fullmatch(reference.pin) or reference.pin == clause.fingerprint or _is_moved(reference, clause):
            continue
        if _was_parted(book, clause, reference.pin):
            continue  # TXT018
        other_ids = by_words.get(reference.pin, [])
        moved = f" The words it was read beside are those of “{other_ids[0]}” now." if len(other_ids) == 1 else ""
        other = f" If it restates that one, type {other_ids[0]}@{reference.pin} instead." if moved else ""
        yield Violation(
            reference.span,
            f"“{clause.id}” was reworded since this {item.noun} was last read beside it.{moved}",
            f"Read them together. If the {item.noun} still holds, or after you have reworded it, "
            f"type {reference.typed(clause.fingerprint)}{' ' if not other else '.'}{other}".rstrip(),
            related=(clause.span,),
            about=item.id,
            was=context.earlier(clause.span.path, clause.id, reference.pin),
            now=clause.wording.text,
        )


def _was_parted(book: Book, clause: Clause, pin: str) -> bool:
    """Whether the words that were pinned are there, and an empty line parts them: the first part has no id (TXT018)."""
    clauses = book.sections[f"{clause.policy}/{clause.section}"].clauses
    position = next(number for number, other_clause in enumerate(clauses) if other_clause is clause)
    before = clauses[position - 1] if position else clause
    if before is clause or before.has_own_id or not before.is_unfinished:
        return False
    return fingerprints.of_wording(f"{before.wording.text}\n{clause.wording.text}") == pin


@rule("PIN003", Severity.BLOCKER, on_page=PASSAGE_MARKED)
def every_pin_can_be_read(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a pin is the eight figures and small letters (a to f) that stand for one wording, and only on a clause.

    Wrong: `from="password-private@3F9A"`, and `from="helplines.nspcc@3f9a2c1d"`. Right: `from="password-private@3f9a2c1d"`.
    """
    for item in pinned_items(book):
        for reference in item.references:
            if reference.is_fact and reference.pin:
                message = f"“{reference.target}” is a fact, and facts have no pin."
                right = reference.target
                edits = retyping(context, reference.span, f"{right}@{reference.pin}", right)
                yield Violation(reference.span, message, f"Type {right} instead.", about=item.id, edits=edits)
    for item, reference, clause in _readable(context):
        if reference.pin and not PIN.fullmatch(reference.pin) and not _is_moved(reference, clause):
            yield Violation(
                reference.span,
                f"“{reference.pin[:40]}” cannot be a pin: it has eight characters, each a figure or a letter from a to f.",
                f"Read the {item.noun} beside the clause. If it holds, type {reference.typed(clause.fingerprint)}",
                related=(clause.span,),
                about=item.id,
            )


@rule("PIN005", Severity.BLOCKER, on_page=PASSAGE_MARKED)
def every_clause_is_in_the_policy_that_is_named(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a clause that is named together with its policy still stands in that policy.

    A reference may say where the clause stands: `from="online-safety/password-private@3f9a2c1d"`. Ids are unique in the
    whole book, so the policy need not be named; a school names it where the sentence only holds in that policy, for
    example because the two apply to different people.
    """
    titles = {policy.id: policy.settings.title for policy in book.policies}
    for item, reference, clause in _readable(context):
        if _is_moved(reference, clause):
            present = f"{clause.policy}/{clause.id}@{clause.fingerprint}"
            known = PIN.fullmatch(reference.pin) and reference.pin != clause.fingerprint
            yield Violation(
                reference.span,
                f"“{clause.id}” does not stand in “{titles.get(reference.policy, reference.policy[:80])}”; "
                f"it stands in “{titles.get(clause.policy, clause.policy)}”.",
                f"Read the {item.noun} beside the clause in its present place. If it holds, type {present}",
                related=(clause.span,),
                about=item.id,
                was=context.earlier(clause.span.path, clause.id, reference.pin) if known else "",
                now=clause.wording.text if known else "",
            )


@rule(
    "PIN006",
    Severity.BLOCKER,
    on_page=say_so("The translation says that its original has changed, and that the original is right."),
)
def every_translation_follows_its_original(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a document that says another again (a translation, an easy-read version) was read beside its present words.

    Its front matter names the other with a fingerprint of the whole text: `translates: parent-guide@3f9a2c1d`. Until
    somebody has read the two together, its page tells every reader that the original has changed since.
    """
    for document in book.documents:
        wanted = document.settings.translates
        original = book.document(wanted.target) if wanted else None
        if not wanted or not original or original is document or is_broken(context.broken, original.path):
            continue
        if wanted.pin != original.fingerprint:
            yield _stale(document, original, wanted.typed(original.fingerprint), wanted.pin)


def _stale(document: Document, original: Document, right: str, pin: str) -> Violation:
    title = original.settings.title
    if not pin:
        message = f"Nothing says which wording of “{title}” this was made from."
    elif PIN.fullmatch(pin):
        message = f"“{title}” was changed since this was last read beside it."
    else:
        message = f"“{pin[:40]}” cannot be a pin: it has eight characters, each a figure or a letter from a to f."
    return Violation(
        document.settings.at("translates"),
        message,
        f"Have the two read together and this one brought up to date. Then type translates: {right}",
        related=(Span(original.path),),
        about=document.id,
    )


_FIGURE = re.compile(r"(?<![\w.:/-])\d+(?:\.\d+)?(?![\w:/-])", re.ASCII)


@rule("PIN007", Severity.ADVICE)
def every_figure_of_a_sentence_is_in_its_clauses(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a sentence gives no figure that none of its clauses gives, such as “13” where the clause says “31”.

    A pin watches the clause, and not the sentence that restates it. A sentence that rests on facts, too, is left alone.
    """
    for document in book.documents:
        for statement in document.statements:
            clauses = [book.clauses.get(reference.target) for reference in statement.restates if not reference.is_fact]
            if not clauses or len(clauses) < len(statement.restates) or None in clauses:
                continue
            text = _WITHOUT_TOKENS.sub(lambda match: " " * len(match[0]), statement.wording.text)
            for match in _FIGURE.finditer(text):
                wording = " ".join(clause.wording.text for clause in clauses if clause)
                if match[0] not in _FIGURE.findall(wording) and not is_broken(context.broken, document.path):
                    names = " and ".join(f"“{clause.id}”" for clause in clauses if clause)
                    yield Violation(
                        statement.wording.span(*match.span()),
                        f"This figure (“{match[0]}”) does not stand in {names}, which this sentence restates.",
                        "Type the figure that the clause gives; or name the clause that gives this one, too.",
                        related=tuple(clause.span for clause in clauses if clause),
                        about=statement.id,
                    )
                    break


RULES: tuple[Rule, ...] = (
    every_reference_is_pinned,
    no_clause_changed_since_it_was_restated,
    every_pin_can_be_read,
    every_clause_is_in_the_policy_that_is_named,
    every_translation_follows_its_original,
    every_figure_of_a_sentence_is_in_its_clauses,
)
