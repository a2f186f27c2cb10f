"""Changes to files as data: what a finding would have somebody type, to the letter. Not for writing them: ``editing``.

A fix that leaves something to a person (a day, a name, which of two) has no edits: only one that is literal has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from policybook.basics.places import Span

_MARKS = 2  # a quotation mark on each side
_KEPT = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W_]+|[£$€%]")
"""What a change of layout leaves as it is: figures whole, words, and what a figure counts."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")  # as the reader of the files counts lines


class Edit(NamedTuple):
    """``text`` takes the place of what is at ``span``; a span of length 0 is where text is put in.

    ``is_layout`` is declared where it is made: only marks, spaces and empty lines are set right, so that no word and no
    figure can become another. A program may make such an edit unasked; any other waits for a person.
    """

    span: Span
    text: str
    is_layout: bool = False

    @property
    def path(self) -> str:
        """The file it is in."""
        return self.span.path


def as_layout(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Declare of edits that they set only marks, spaces and empty lines right."""
    return tuple(edit._replace(is_layout=True) for edit in edits)


def keeps_words(text: str, edits: Iterable[Edit]) -> bool:
    """Whether every word and figure of a text is the same after the edits of its file, in the same order."""
    return _KEPT.findall(text) == _KEPT.findall(edited(text, edits))


class EditError(ValueError):
    """Edits that cannot be made: they meet, or their place is not in the file. The message says which."""


def retype(span: Span, old: str, new: str) -> tuple[Edit, ...]:
    """Return the edit that types ``new`` in place of ``old``, and of the quotation marks around it.

    None where ``span`` is not exactly that, as where the value is folded over several lines.
    """
    return (Edit(span, new),) if span.length in (len(old), len(old) + _MARKS) else ()


def delete_line(path: str, line: int, lines: Sequence[str]) -> Edit:
    """Return the edit that takes out a whole line; ``lines`` are those of the file."""
    return Edit(Span(path, line, 1, len(lines[line - 1]) + 1), "")


def insert_line(path: str, line: int, text: str) -> Edit:
    """Return the edit that puts ``text`` on a line of its own before the line of this number."""
    return Edit(Span(path, line, 1, 0), f"{text}\n")


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return ``text`` with the edits of one file made, each at the place it has in the text as it was.

    Line ends stay as they are; what is put in has those of the first line.

    Raises:
        EditError: where two edits meet, or one lies outside the text.
    """
    lines = _LINE.findall(text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    ending = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    parts, done = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.span.line, edit.span.column)):
        start = _offset(edit.span.line, edit.span.column, lines, starts, edit)
        end = _end(start, edit.span.length, text, edit)
        if start < done:
            raise EditError(f"Two changes meet in {edit.path}, line {edit.span.line}.")
        parts += [text[done:start], edit.text.replace("\n", ending)]
        done = end
    return "".join([*parts, text[done:]])


def _offset(line: int, column: int, lines: Sequence[str], starts: Sequence[int], edit: Edit) -> int:
    after_last = line == len(lines) + 1 and column == 1
    if not after_last and not (1 <= line <= len(lines) and column - 1 <= len(lines[line - 1].rstrip("\r\n"))):
        raise EditError(f"There is no line {line}, column {column} in {edit.path}.")
    return starts[line - 1] + column - 1


def _end(start: int, length: int, text: str, edit: Edit) -> int:
    at = start
    for _ in range(length):
        if at >= len(text):
            raise EditError(f"The change of line {edit.span.line} goes beyond the end of {edit.path}.")
        at += 2 if text.startswith("\r\n", at) else 1
    return at
