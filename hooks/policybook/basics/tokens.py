"""The closed list of tokens (``{{ dsl.name }}``): finding them in a text. Not for their values: that is ``book.token_values``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(r"\{\{(?P<inside>[^{}]*)\}\}")
_HALF = re.compile(r"\{+[^{}]*\}*|\}+")
_INSIDE = re.compile(r"\s*(?P<name>[a-z][a-z0-9_-]*(?:\.[a-z0-9][a-z0-9_-]*)*)\s*(?:\|\s*(?P<format>[a-z]+)\s*)?")

_BEGINS = re.compile(r"(?:\A|[.!?][\"”’')]*\s)[\s*_\[“\u2018]*\Z")
"""What is before the first word of a sentence, or before marks of emphasis around it."""


class Token(NamedTuple):
    """A token in a text: the dotted name, the named format or "", and the offsets of the whole ``{{ ... }}``."""

    name: str
    format: str
    start: int
    end: int
    begins_sentence: bool = False


def find_tokens(text: str) -> Iterator[Token]:
    """Yield every ``{{ ... }}`` of ``text`` in order; a malformed one has no name."""
    return iter(_tokens_of(text) if "{{" in text else ())


@lru_cache(maxsize=4096)  # ten rules, every page and every paper ask for those of the same sentence
def _tokens_of(text: str) -> tuple[Token, ...]:
    return tuple(_each_token(text))


def _each_token(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        inside = _INSIDE.fullmatch(match["inside"])
        name, form = (inside["name"], inside["format"] or "") if inside else ("", "")
        begins = _BEGINS.search(text, max(0, match.start() - 8), match.start()) is not None
        yield Token(name, form, match.start(), match.end(), begins)


def find_half_tokens(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offsets of braces that open or close no token, with what stands between them."""
    if "{" not in text and "}" not in text:
        return
    blanked = _TOKEN.sub(lambda match: " " * len(match[0]), text)
    for match in _HALF.finditer(blanked):
        yield match.start(), match[0]
