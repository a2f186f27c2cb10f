"""TXT: words and paragraphs that were pasted twice, and what an editor lost between them. Not for single words: ``typing_slips``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from policybook.basics.findings import Severity, Span
from policybook.book.book import Book, Clause
from policybook.book.prose import Prose
from policybook.rules.engine import Context, Violation, rule
from policybook.rules.literal_edits import Edits, deleting, deleting_lines, replacing
from policybook.rules.text.pasted_leftovers import copied_along
from policybook.rules.text.run_on_lines import is_run_together

_RUN = 4  # words that follow each other twice: fewer may be meant ("again and again and again")
_LONG = 6  # words of a paragraph that nobody writes twice by chance
_SHOWN = 60
_WORD = re.compile(r"\{\{[^{}]*\}\}|\S+")  # a fill-in is one word
_STOPS = '.,;:!?()"“”*_'
_SENTENCE = re.compile(r"(?<=[a-z]{2}) (?P<word>The|They|We|It|This|These|If)(?= [a-z]{2})")
_BEGINNINGS = ("The ", "They ", "We ", "It ", "This ", "These ", "If ")


class _Doubled(NamedTuple):
    """Words that were just said: where they were said first, and where they are said again, as offsets."""

    first: int
    again: int
    end: int


def _doubled(text: str) -> _Doubled | None:
    """The first words of a text that were just said: a line or a sentence that was pasted twice."""
    plain = text.lower().split()
    runs = list(zip(*(plain[n:] for n in range(_RUN - 1)), strict=False))
    if len(set(runs)) == len(runs):  # which is nearly everywhere, and found out at once
        return None
    places = [match.span() for match in _WORD.finditer(text)]
    words = [text[start:end].strip(_STOPS).lower() for start, end in places]
    runs = list(zip(*(words[n:] for n in range(_RUN)), strict=False))
    last: dict[tuple[str, ...], int] = {}
    for number, run in enumerate(runs):
        first = last.get(run, number)
        last[run] = number
        length = number - first
        if length >= _RUN and words[first:number] == words[number : number + length]:
            return _Doubled(places[first][0], places[number][0], places[number + length - 1][1])
    return None


def is_doubled(text: str) -> bool:
    """Whether a text says words that it has just said: TXT019 speaks of it, and the rest is judged when they are gone."""
    return _doubled(text) is not None


@rule("TXT019", Severity.ADVICE)
def nothing_was_pasted_twice(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no line and no sentence stands twice in a row.

    In the web editor a line is easily pasted twice. Wrong: `Lock the screen when you leave. Lock the screen when you leave.`
    """
    for prose in context.prose:
        if doubled := _doubled(prose.text):
            again = " ".join(prose.text[doubled.again : doubled.end].split())
            yield Violation(
                prose.span(doubled.again, doubled.end),
                f"“{again[:_SHOWN]}” stands here twice.",
                "Delete one of the two.",
                edits=_without_one(context, prose, doubled),
            )


def _without_one(context: Context, prose: Prose, doubled: _Doubled) -> Edits:
    """The edits that delete the second of the two, or the first where only the second has the right end."""
    first, again = prose.text[doubled.first : doubled.again].rstrip(), prose.text[doubled.again : doubled.end]
    if first[-1:] == again[-1:]:
        return deleting(context, prose, doubled.again, doubled.end)
    is_alike = first[:1].isupper() == again[:1].isupper()
    return replacing(context, prose, doubled.first, doubled.again + 1, again[0]) if is_alike else ()


@rule("TXT020", Severity.ADVICE)
def no_paragraph_is_duplicated_in_a_section(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no two paragraphs or list items of a section have the same words: one was pasted twice, or over another.

    Short items, such as `the police;`, may stand in two lists, but not directly after one another. While a copy is there,
    nobody is asked for its id, or for a sentence or a check that restates it.
    """
    for copy, original in context.once(_copies).values():
        line = original.wording.starts[0].line
        is_pasted_over = copy.has_own_id
        yield Violation(
            copy.wording.span(0, len(copy.wording.text)),
            f"The same words stand in line {line} of this file."
            if is_pasted_over
            else f"Readers are told this twice: it repeats line {line}.",
            "Delete these, or bring back what stood here: GitHub’s list of commits shows it."
            if is_pasted_over
            else "Delete it here.",
            related=(original.span,),
            about=copy.id,
            edits=() if is_pasted_over else _without_copy(context, copy),
        )


def is_copy(clause: Clause, context: Context) -> bool:
    """Whether a clause repeats another of its section and has no id: what would be asked of it is said by TXT020."""
    return not clause.has_own_id and clause.wording.starts[0] in context.once(_copies)


def _copies(book: Book, _context: Context) -> dict[Span, tuple[Clause, Clause]]:
    """The clauses that repeat another of their section, with that other, by the place of their first line.

    Of two, the copy is the one without an id, else the later one.
    """
    copies: dict[Span, tuple[Clause, Clause]] = {}
    for section in book.sections.values():
        seen: dict[str, tuple[int, Clause]] = {}
        for number, clause in enumerate(section.clauses):
            words = " ".join(clause.wording.text.split()).lower()
            before, first = seen.get(words, (number, clause))
            seen[words] = number, clause
            if copied_along(clause.wording.text):
                continue  # TXT042
            is_repeated = number - before == 1 and not (first.has_own_id and clause.has_own_id)
            if first is clause or not (is_repeated or words.count(" ") >= _LONG - 1):
                continue
            copy, original = (first, clause) if clause.has_own_id and not first.has_own_id else (clause, first)
            seen[words] = number, original
            copies[copy.wording.starts[0]] = copy, original
    return copies


def _without_copy(context: Context, copy: Clause) -> Edits:
    """The edits that delete the lines of a copy, with its braces and the empty line before it; what is below it stays."""
    first, last = copy.wording.starts[0].line, copy.wording.starts[-1].line
    lines = context.lines[copy.span.path]
    if copy.nested:
        return ()
    last += last < len(lines) and lines[last].lstrip().startswith("{")
    if not lines[first - 2].strip() and (last >= len(lines) or not lines[last].strip()):
        first -= 1
    return deleting_lines(context, copy.span.path, first, last)


@rule("TXT021", Severity.ADVICE)
def sentences_are_parted(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a full stop parts two sentences.

    Seen where a word that begins sentences, such as “The” or “We”, follows a word in small letters.
    Wrong: `Staff lock the screen They log off at night.` Right: `Staff lock the screen. They log off at night.`
    """
    for prose in context.prose:
        if prose.kind not in ("clause", "statement") or not any(word in prose.text for word in _BEGINNINGS):
            continue
        if is_run_together(prose):
            continue  # TXT067: the sentences were paragraphs
        text = prose.words.replace("\n", " ")
        for match in _SENTENCE.finditer(text):
            if _doubled(prose.text):
                break  # TXT019: it is the line that was pasted twice
            yield Violation(
                prose.span(*match.span("word")),
                f"A new sentence seems to begin here (“{match['word']}”), and no full stop ends the one before it.",
                "Type a full stop before it. If the sentence goes on, begin this word with a small letter.",
            )


_NO_SENTENCES = ("county", "provider", "product")
"""Names of a word or two: what follows a # there is a comment."""


@rule("TXT022", Severity.ADVICE)
def no_text_is_cut_short_by_a_comment(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no text of the settings is cut short: what follows a space and # on its line is a comment, and no reader sees it.

    Wrong: `title: Plan # 9`. Right: `title: "Plan # 9"`. A comment that is meant stands in a line of its own, or two
    spaces away from the text.
    """
    for prose in context.prose:
        if prose.field in _NO_SENTENCES:
            continue
        if prose.kind in ("setting", "fact") and prose.exact and (column := _comment(prose)):
            start = prose.wording.starts[0]
            yield Violation(
                start._replace(column=column, length=1),
                "What stands after this # is not read.",
                "Put quotation marks around the whole text; or, if this is a comment, put it in a line of its own.",
            )


def _comment(prose: Prose) -> int:
    """The column of a # that one space parts from the text; 0 where there is none."""
    start = prose.wording.starts[0]
    line = prose.lines[start.line - 1] if start.line <= len(prose.lines) else ""
    end = start.column - 1 + len(prose.text)
    return end + 2 if line[end : end + 2] == " #" else 0
