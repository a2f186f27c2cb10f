"""The edits of fixes that are literal: words of a text, or the value of a key. Not for making them: ``editing``.

Each gives none where the words are not in the file as they were read (folded, or with signs that stand for others):
then a person types the fix.
"""

from __future__ import annotations

from policybook.basics.edits import Edit
from policybook.basics.findings import Span
from policybook.book.prose import Prose
from policybook.model.entry import Entry
from policybook.rules.engine import Context

Edits = tuple[Edit, ...]


def replacing(context: Context, prose: Prose, start: int, end: int, text: str) -> Edits:
    """Return the edits by which ``text`` takes the place of ``prose.text[start:end]``."""
    first, last = prose.span(start, start + 1), prose.span(end - 1, end)
    span = _from_to(context, first, last)
    if _typed_at(context, span).split() != prose.text[start:end].split():
        return ()
    if not prose.field or not text.startswith("{") or start:
        return (Edit(span, text),)
    return _in_quotes(context, prose, span, text, len(prose.text) - end)


def _in_quotes(context: Context, prose: Prose, span: Span, text: str, left: int) -> Edits:
    """A value that begins with a brace needs quotation marks, which ``span`` is without."""
    line = context.lines[span.path][span.line - 1]
    if line[span.column - 2 : span.column - 1] in ('"', "'"):
        return (Edit(span, text),)
    if not prose.exact or '"' in prose.text or "\\" in prose.text:
        return ()
    after = Span(span.path, span.line, span.column + span.length + left, 0)
    return (Edit(span, f'"{text}'), Edit(after, '"')) if left else (Edit(span, f'"{text}"'),)


def deleting(context: Context, prose: Prose, start: int, end: int) -> Edits:
    """Return the edits that take ``prose.text[start:end]`` out, with the blank before it, or after it where it begins."""
    text = prose.text
    begin, stop = start - len(text[:start]) + len(text[:start].rstrip()), end
    if begin == 0:
        begin, stop = start, end + len(text[end:]) - len(text[end:].lstrip())
    return replacing(context, prose, begin, stop, "")


def retyping(context: Context, span: Span, old: str, text: str) -> Edits:
    """Return the edit by which ``text`` takes the place of ``old``, which is at ``span`` or in quotation marks there."""
    for column in (span.column, span.column + 1):
        place = span._replace(column=column, length=len(old))
        if _typed_at(context, place) == old:
            return (Edit(place, text),)
    return ()


def filling(context: Context, entry: Entry, key: str, text: str) -> Edits:
    """Return the edit that types the value of a key that is empty or left out."""
    place = entry.key(key)
    line = context.lines[place.path][place.line - 1]
    end = place.column - 1 + len(f"{key}:")
    if line[place.column - 1 : end] == f"{key}:":
        is_empty = not line[end:].strip() or line[end:].lstrip().startswith("#")
        return (Edit(Span(place.path, place.line, end + 1, 0), f" {text}"),) if is_empty else ()
    indent = " " * (entry.span.column - 1)
    return (Edit(Span(place.path, entry.span.line + 1, 1, 0), f"{indent}{key}: {text}\n"),)


def adding_items(context: Context, last: Span, items: list[str]) -> Edits:
    """Return the edit that adds items to a list after the one at ``last``."""
    line = context.lines[last.path][last.line - 1]
    indent = line[: last.column - 1]
    after = Span(last.path, last.line, last.column + last.length, 0)
    if indent.strip() == "-":
        return (Edit(after, "".join(f"\n{indent}{item}" for item in items)),)
    is_flow = line[after.column - 1 :].lstrip()[:1] in ("]", ",")
    return (Edit(after, "".join(f", {item}" for item in items)),) if is_flow else ()


def deleting_lines(context: Context, path: str, first: int, last: int) -> Edits:
    """Return the edit that takes whole lines out."""
    length = sum(len(line) + 1 for line in context.lines[path][first - 1 : last])
    return (Edit(Span(path, first, 1, length), ""),)


def _from_to(context: Context, first: Span, last: Span) -> Span:
    """The place from the beginning of one to the end of another, over the ends of lines between them."""
    lines = context.lines.get(first.path, ())
    between = sum(len(line) + 1 for line in lines[first.line - 1 : last.line - 1])
    return first._replace(length=max(between + last.column + last.length - first.column, 0))


def _typed_at(context: Context, span: Span) -> str:
    """What the file has at a place."""
    lines = context.lines.get(span.path, ())
    rest, here, row = span.length, "", span.line - 1
    if not 0 <= row < len(lines):
        return ""
    here, row = lines[row][span.column - 1 :], row + 1
    while len(here) < rest and row < len(lines):
        here, row = f"{here}\n{lines[row]}", row + 1
    return here[:rest]
