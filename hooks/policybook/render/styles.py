"""One short style sheet to stand inside each page, and its fingerprint for the page's security policy.

A page that brings its own style is drawn after one answer of the server instead of two. The sheets stay readable in the
project; what only people read, comments and layout, is left out of the pages.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import tinycss2
from markupsafe import Markup
from tinycss2.ast import Node

_TIGHT = re.compile(r" ?([{};,]) ?")
_STRING = re.compile(r'("(?:[^"\\]|\\.)*")')


@dataclass(frozen=True, slots=True)
class Style:
    """The text of a ``<style>`` element, and the word by which a content security policy allows just that text."""

    text: Markup
    source: Markup


def short(sheets: Iterable[str]) -> str:
    """Style sheets, one after the other, without comments and without white space that means nothing.

    White space around ``:``, ``>``, ``+`` and brackets stays, because there it can mean something.

    Raises:
        ValueError: where a sheet has a fault, with its line; a browser would drop the rule and say nothing.
    """
    made = []
    for sheet in sheets:
        tokens = tinycss2.parse_component_value_list(sheet, skip_comments=True)
        for token in (*_all_of(tokens), *tinycss2.parse_stylesheet(sheet)):
            if token.type == "error":
                raise ValueError(f"The style sheet has a fault in line {token.source_line}: {token.message}")
        made.append(tinycss2.serialize(tokens))
    parts = _STRING.split("".join(made))
    parts[::2] = [_TIGHT.sub(r"\1", re.sub(r"\s+", " ", part)).replace(";}", "}") for part in parts[::2]]
    return "".join(parts).strip()


def _all_of(tokens: Iterable[Node]) -> Iterator[Node]:
    for token in tokens:
        yield token
        yield from _all_of(getattr(token, "content", None) or getattr(token, "arguments", None) or ())


def placed(css: str, assets: str) -> Style:
    """``css`` for a page from which the folder ``assets`` is reached by that address: its fonts are found from there."""
    text = css.replace('url("fonts/', f'url("{assets}/fonts/')
    digest = b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Style(Markup(text), Markup(f"'sha256-{digest}'"))  # noqa: S704 - a style sheet of ours, and a digest
