"""TXT: lines that were each to stay a line or a paragraph, and that the pages run together. Not for lists: ``visible_marks``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from policybook.basics.findings import Severity, Span
from policybook.book.book import Book
from policybook.book.prose import Prose
from policybook.rules.engine import Context, Violation, rule
from policybook.rules.text.typed_numbers import lettered_item
from policybook.rules.text.visible_marks import unlisted_item

_NARROWEST, _WIDEST = 60, 125  # letters: nobody breaks lines before the one, nor writes past the other and breaks them
_BEGINS = re.compile(r"[A-Z“\"(\d]")
_LABEL = re.compile(
    r"(?:(?:Step|Stage|Phase|Tier|Part|Day|Week|Term|Level|Appendix) \d|[A-Z][\w’' ()/-]{1,40}:(?:\s|$)"
    r"|\d{1,2}(?:\.\d{1,3})+\.?\s+[A-Z])"
)
_ENDED = re.compile(r"[.!?:;…][”’\"')*]*$|^[A-Z\d][^.,;]{1,60}$")  # as a sentence or a heading comes to an end
_HARD_BREAK = re.compile(r"(?:\\|  )$")
_SOME = 3  # so many lines that all begin anew do so by intent


def run_on(prose: Prose) -> int:
    """Where the first line begins that was to be one by itself; 0 where there is none.

    Whoever breaks long lines begins a new one where the next word has no room. A line that ends before that, with the next
    beginning as a sentence or a label does, was ended on purpose, as Word and forms end every paragraph.
    """
    if "\n" not in prose.text or prose.kind not in ("clause", "statement") or prose.is_cell or prose.is_quoted:
        return 0
    lines = [line.rstrip() if not _HARD_BREAK.search(line) else line for line in prose.text.split("\n")]
    width = max(_NARROWEST, *map(len, lines))
    begun = [
        (width > _WIDEST or len(before) + 1 + len(after.split(" ", 1)[0]) <= width) and _BEGINS.match(after) is not None
        for before, after in pairwise(lines)
    ]
    soft = [n for n, line in enumerate(lines[:-1]) if not _HARD_BREAK.search(line)]
    labelled = [n for n in soft if _LABEL.match(lines[n + 1])]
    meant = labelled if len(labelled) > 1 or _LABEL.match(lines[0]) else []
    if width > _WIDEST:
        meant += [n for n in soft if begun[n] and _ENDED.search(lines[n])]
    elif len(lines) >= _SOME and all(begun[n] for n in soft):
        meant += soft
    return sum(len(line) + 1 for line in prose.text.split("\n")[: min(meant) + 1]) if meant else 0


def has_items(prose: Prose) -> bool:
    """Whether it has items that make no list, of which another rule tells."""
    return bool(unlisted_item(prose) or lettered_item(prose))


def is_run_together(prose: Prose) -> bool:
    """Whether lines or items run together in it, so that the end of a line is the end of what it says."""
    return bool(run_on(prose)) or has_items(prose)


@rule("TXT067", Severity.ADVICE)
def lines_are_not_run_together(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure lines that were to stay lines, or to be paragraphs, are typed so that the pages show them so.

    Word ends each paragraph with one line; the pages, as all Markdown, join lines until an empty one comes.
    Wrong: `Step 1: The teacher listens.` with `Step 2: The head listens.` directly below it. Right: an empty line between
    the two.
    """
    of_file: dict[str, list[Span]] = {}
    for prose in context.prose:
        if (start := run_on(prose)) and not has_items(prose):
            end = prose.text.find("\n", start)
            of_file.setdefault(prose.path, []).append(prose.span(start, end if end >= 0 else len(prose.text)))
    for first, *others in of_file.values():
        many = f" This file has {len(others) + 1} such paragraphs." if others else ""
        yield Violation(
            first,
            f"This line is shown in one paragraph with the line above it.{many}",
            "If it is a paragraph, leave an empty line above it. If it is to stay a line, type \\ at the end of the line above it. If it goes on with the sentence, join the two lines.",
            related=tuple(others),
        )
