"""TXT: words and paragraphs that were pasted twice, and what an editor lost between them. Not for single words: ``typing_slips``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policybook.basics.findings import Severity
from policybook.book.book import Book, Clause
from policybook.book.prose import Prose
from policybook.rules.engine import Context, Rule, Violation, rule

_RUN = 4  # words that follow each other twice: fewer may be meant ("again and again and again")
_LONG = 6  # words of a paragraph that nobody writes twice by chance
_SHOWN = 60
_WORD = re.compile(r"\{\{[^{}]*\}\}|\S+")  # a fill-in is one word
_STOPS = '.,;:!?()"“”*_'
_SENTENCE = re.compile(r"(?<=[a-z]{2}) (?P<word>The|They|We|It|This|These|If)(?= [a-z]{2})")
_BEGINNINGS = ("The ", "They ", "We ", "It ", "This ", "These ", "If ")


def _doubled(text: str) -> tuple[int, int] | None:
    """Where words stand that were just said, as offsets: a line or a sentence that was pasted twice."""
    plain = text.lower().split()
    runs = list(zip(*(plain[n:] for n in range(_RUN - 1)), strict=False))
    if len(set(runs)) == len(runs):  # which is nearly everywhere, and found out at once
        return None
    places = [found.span() for found in _WORD.finditer(text)]
    words = [text[start:end].strip(_STOPS).lower() for start, end in places]
    runs = list(zip(*(words[n:] for n in range(_RUN)), strict=False))
    last: dict[tuple[str, ...], int] = {}
    for number, run in enumerate(runs):
        first = last.get(run, number)
        last[run] = number
        length = number - first
        if length >= _RUN and words[first:number] == words[number : number + length]:
            return places[number][0], places[number + length - 1][1]
    return None


@rule("TXT019", Severity.ADVICE)
def nothing_was_pasted_twice(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no line and no sentence stands twice in a row.

    In the web editor a line is easily pasted twice. Wrong: `Lock the screen when you leave. Lock the screen when you leave.`
    """
    for prose in context.prose:
        if found := _doubled(prose.text):
            again = " ".join(prose.text[slice(*found)].split())
            yield Violation(prose.span(*found), f"“{again[:_SHOWN]}” stands here twice.", "Delete one of the two.")


@rule("TXT020", Severity.ADVICE)
def no_paragraph_stands_twice_in_a_section(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure no two paragraphs or list items of a section have the same words: one was mostly pasted over another.

    Short items, such as `the police;`, may stand in two lists.
    """
    for section in book.sections.values():
        seen: dict[str, Clause] = {}
        for clause in section.clauses:
            words = " ".join(clause.wording.text.split()).lower()
            first = seen.setdefault(words, clause)
            same = first is not clause and first.has_own_id == clause.has_own_id  # if not: REF017 or COV001
            if same and words.count(" ") >= _LONG - 1:
                line = first.wording.starts[0].line
                yield Violation(
                    clause.wording.span(0, len(clause.wording.text)),
                    f"The same words stand in line {line} of this file.",
                    "Delete these, or bring back what stood here: GitHub’s list of commits shows it.",
                    related=(first.span,),
                    about=clause.id,
                )


@rule("TXT021", Severity.ADVICE)
def sentences_are_parted(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a full stop parts two sentences.

    Seen where a word that begins sentences, such as “The” or “We”, follows a word in small letters.
    Wrong: `Staff lock the screen They log off at night.` Right: `Staff lock the screen. They log off at night.`
    """
    for prose in context.prose:
        if prose.kind not in ("clause", "statement") or not any(word in prose.text for word in _BEGINNINGS):
            continue
        text = prose.words.replace("\n", " ")
        for found in _SENTENCE.finditer(text):
            if _doubled(prose.text):
                break  # TXT019: it is the line that was pasted twice
            yield Violation(
                prose.span(*found.span("word")),
                f"A new sentence seems to begin here (“{found['word']}”), and no full stop ends the one before it.",
                "Type a full stop before it. If the sentence goes on, begin this word with a small letter.",
            )


@rule("TXT022", Severity.ADVICE)
def no_text_is_cut_short_by_a_comment(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no text of the settings is cut short: what follows a space and # on its line is a comment, and no reader sees it.

    Wrong: `title: Plan # 9`. Right: `title: "Plan # 9"`. A comment that is meant stands in a line of its own, or two
    spaces away from the text.
    """
    for prose in context.prose:
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


RULES: tuple[Rule, ...] = (
    nothing_was_pasted_twice,
    no_paragraph_stands_twice_in_a_section,
    sentences_are_parted,
    no_text_is_cut_short_by_a_comment,
)
