"""The blocks of a Markdown text as the parser tells them apart, the words in them not parsed.

CommonMark (markdown-it-py) and not Python-Markdown reads the content: it says on which line each block began, which
findings need, and it is what GitHub's own rendering follows, which is where the headteacher looks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markdown_it.token import Token

from policybook.basics.inline_markdown import content_parser

_ONLY_WHERE = {
    "table": re.compile(r"\|"),
    "fence": re.compile("```|~~~"),
    "blockquote": re.compile(">"),
    "hr": re.compile(r"([-*_])[ \t]*\1[ \t]*\1"),
    "reference": re.compile(r"\[(?!\^)[^\[\]]*\]:"),
    "html_block": re.compile("<"),
    "heading": re.compile(r"#(?:[ \t]|$)", re.MULTILINE),
    "lheading": re.compile(r"[=-][ \t]*$", re.MULTILINE),
}
"""Kinds of block, and what the text of each must hold: hardly a file has any, and every line would be tried for each."""


def parse_blocks(text: str, environment: dict[str, Any]) -> list[Token]:
    """Return the blocks of a text, the words in them not parsed; ``environment`` gets the definitions of links."""
    absent = tuple(kind for kind, mark in _ONLY_WHERE.items() if not mark.search(text))
    return content_parser(("inline", *absent)).parse(text, environment)


def closing(tokens: Sequence[Token], index: int) -> int:
    """Return the index of the token that closes ``tokens[index]``, or ``index`` itself where nothing is opened."""
    if tokens[index].nesting != 1:
        return index
    depth = 0
    for position in range(index, len(tokens)):
        depth += tokens[position].nesting
        if depth == 0:
            return position
    return len(tokens) - 1
