"""The closed list of tokens (``{{ dsl.name }}``): finding them in a text. Not for their values: that is ``book.token_values``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(r"\{\{(?P<inside>[^{}]*)\}\}")
_HALF = re.compile(r"\{+[^{}]*\}*|\}+")
_INSIDE = re.compile(r"\s*(?P<name>[a-z][a-z0-9_-]*(?:\.[a-z0-9][a-z0-9_-]*)*)\s*(?:\|\s*(?P<format>[a-z]+)\s*)?")


class Token(NamedTuple):
    """A token in a text: the dotted name, the named format or "", and the offsets of the whole ``{{ ... }}``."""

    name: str
    format: str
    start: int
    end: int


def find_tokens(text: str) -> Iterator[Token]:
    """Yield every ``{{ ... }}`` of ``text`` in order; a malformed one has no name."""
    if "{{" not in text:
        return
    for match in _TOKEN.finditer(text):
        inside = _INSIDE.fullmatch(match["inside"])
        name, form = (inside["name"], inside["format"] or "") if inside else ("", "")
        yield Token(name, form, match.start(), match.end())


def find_half_tokens(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offsets of braces that open or close no token, with what stands between them."""
    if "{" not in text and "}" not in text:
        return
    blanked = _TOKEN.sub(lambda match: " " * len(match[0]), text)
    for match in _HALF.finditer(blanked):
        yield match.start(), match[0]
