"""Blocks of Markdown that content may not have: each is named, with what to type instead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from policybook.basics.edits import Edit
from policybook.source import reading_codes
from policybook.source.body_lines import BodyLines

_NOT_ALLOWED = {
    "fence": ("A block of code", "Delete the lines with the marks (```) around it."),
    "code_block": ("A block of code (text indented by four spaces)", "Delete the spaces at the beginning of the line."),
    "blockquote_open": ("A quotation mark (>) at the start of a line", "Delete it, on each of these lines."),
    "hr": ("A line across the page", "Delete it."),
    "heading_open": ("A heading", "Delete the marks (#) before it."),
    "table_open": ("A table", "Move it below the list, or below the sentence that it belongs to."),
}
_QUOTATION_SIGN = re.compile(r"(?P<mark>> ?)")
_INDENT = re.compile(r"(?P<mark>[ ]+)")
_HEADING_SIGN = re.compile(r"[ ]*(?:[-*+] +|\d+[.)] +)?(?P<mark>#+ +)")


def refuse_block(lines: BodyLines, token: Token, *, in_summary: bool, is_form: bool) -> None:
    """Report a block that content may not have."""
    row = token.map[0] if token.map else 0
    if token.type == "hr" and lines.is_drawn(row):
        return
    span = lines.whole(row)
    if token.type == "html_block":
        lines.report(
            reading_codes.FILE006,
            span,
            "This is raw HTML.",
            "Write it as ordinary text; delete what stands between < and >.",
        )
        return
    label, fix = _NOT_ALLOWED.get(token.type, ("This", "Write it as a paragraph or as a list item (- text)."))
    if in_summary and token.type == "table_open":
        fix = "Move it into a section: each line of the summary is an item (- text)."
    if is_form and token.markup.startswith("_"):
        label, fix = (
            "A line to fill in alone",
            "Delete it, and type it again at the end of the words that say what is asked: Your name: ____",
        )
    edits = _refused_edits(lines, token)
    lines.report(reading_codes.FILE007, span, f"{label} has no place here.", fix, edits)


def _refused_edits(lines: BodyLines, token: Token) -> Iterator[Edit]:
    """Yield what the fix of ``_NOT_ALLOWED`` would have somebody type; nothing where more is to be done."""
    begin, end = token.map or (0, 0)
    match token.type:
        case "hr":
            yield lines.without(begin)
        case "blockquote_open":
            yield from lines.taken_out(range(begin, end), _QUOTATION_SIGN)
        case "code_block" if end - begin == 1:
            yield from lines.taken_out(range(begin, end), _INDENT)
        case "heading_open" if token.markup.startswith("#"):
            yield from lines.taken_out([begin], _HEADING_SIGN)
