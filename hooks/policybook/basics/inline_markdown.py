"""The Markdown inside a paragraph: one parser for whoever reads it, and marks that carry tokens through it.

CommonMark (markdown-it-py) as GitHub shows it, raw HTML, struck-out text and every address included: what is refused is
parsed to be reported, and whoever renders leaves it as text. Not for blocks.
"""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from policybook.basics.tokens import find_tokens

_MARK = "\ue000{}\ue001"
NOTE_SIGN = re.compile(r"\[\^(?P<label>[^\]\s]+)\](?!:)")
"""The sign of a footnote in a sentence."""
NOTE_MARK = re.compile("\ue004(?P<label>[^\ue005]*)\ue005")
"""How a sign of a footnote is written in a masked text."""
MARK_IN_LINK = "%EE%80%80"
"""How the beginning of a mark is written in the address of a link."""


class _Parser(MarkdownIt):
    """Takes every address for a link, dangerous ones too, so that they are seen and reported."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - the library's own name and shape
        return True


@cache
def content_parser(without: tuple[str, ...] = ()) -> MarkdownIt:
    """Return the one Markdown parser of content, ``without`` some kinds of block."""
    return _Parser("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable(without)


def parse_inline(text: str) -> list[Token]:
    """Return the parts of a paragraph: text, emphasis, links, and what has no place in content."""
    return content_parser().parseInline(text)[0].children or []


def mask_tokens(text: str) -> str:
    """Return ``text`` with each token as a mark that survives Markdown: U+E000, its position among them, U+E001.

    Signs of footnotes survive in the same way, between U+E004 and U+E005.
    """
    parts, position = [], 0
    for count, token in enumerate(find_tokens(text)):
        parts += [text[position : token.start], _MARK.format(count)]
        position = token.end
    masked = "".join([*parts, text[position:]])
    return NOTE_SIGN.sub("\ue004\\g<label>\ue005", masked) if "[^" in masked else masked
