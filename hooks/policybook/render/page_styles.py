"""The style sheets and scripts as browsers get them: short, with the font that every page needs inside the sheet.

A page is drawn after two answers of the server, its own and that of the sheet; the pages of a visit share the sheet, and each
text stands where it costs least (decisions/37). The files stay readable in the project; what only people read, comments and
layout, is left out here. What stands in a page itself is allowed by its fingerprint in that page's security policy.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import tinycss2
from markupsafe import Markup
from tinycss2.ast import Node

FIRST_FONT = "fonts/atkinson-hyperlegible-next-core.woff2"
"""The font without which no page is drawn."""
_TIGHT = re.compile(r" ?([{};,]) ?")
_STRING = re.compile(r'("(?:[^"\\]|\\.)*")')
_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
_INDENT = re.compile(r"^ +", re.MULTILINE)
_FACE = re.compile(r"@font-face\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Inlined:
    """The text of a ``<style>`` or ``<script>``, and the word by which a content security policy allows just that text."""

    text: Markup
    source: Markup

    @classmethod
    def of(cls, text: str) -> Self:
        """With the fingerprint of these very words. They are ours: nothing in them is escaped."""
        digest = b64encode(hashlib.sha256(text.encode()).digest()).decode()
        return cls(Markup(text), Markup(f"'sha256-{digest}'"))  # noqa: S704 - a sheet or script of ours, and a digest


def short_sheet(*sheets: str) -> str:
    """Style sheets, one after the other, without what only people read.

    Raises:
        ValueError: where a sheet has a fault, with its line; a browser would drop the rule and say nothing.
    """
    short = ""
    for sheet in sheets:
        values = tinycss2.parse_component_value_list(sheet, skip_comments=True)
        for token in (*_all_of(values), *tinycss2.parse_stylesheet(values, skip_comments=True)):
            if token.type == "error":
                raise ValueError(f"The style sheet has a fault in line {token.source_line}: {token.message}")
        short += _short(values)
    return short


def with_fonts(sheet: str, fonts: Mapping[str, bytes]) -> str:
    """A sheet with the ``fonts`` in the place of their addresses."""
    for address, data in fonts.items():
        sheet = sheet.replace(f'url("{address}")', f"url(data:font/woff2;base64,{b64encode(data).decode()})")
    return sheet


def without_fonts(sheet: str) -> str:
    """A short sheet for a page that is shown at any depth: nobody knows where the fonts are from there."""
    return _FACE.sub("", sheet)


def script(text: str) -> Inlined:
    """A script without its indentation and without the comments that have lines to themselves.

    No text in it may run over several lines: a line of such a text that looks like a comment would go too. There is no
    white space at its ends, because validators take the fingerprint without it.
    """
    return Inlined.of(_INDENT.sub("", _COMMENT.sub("", text)).strip())


def _all_of(tokens: Iterable[Node]) -> Iterator[Node]:
    for token in tokens:
        yield token
        yield from _all_of(getattr(token, "content", None) or getattr(token, "arguments", None) or ())


def _short(tokens: Sequence[Node]) -> str:
    """Without comments, and without white space that means nothing.

    White space before ``:``, and around ``>``, ``+`` and brackets stays, because there it can mean something.
    """
    parts = _STRING.split(tinycss2.serialize(tokens))
    parts[::2] = [
        _TIGHT.sub(r"\1", re.sub(r"\s+", " ", part)).replace(": ", ":").replace(";}", "}") for part in parts[::2]
    ]
    return "".join(parts).strip()
