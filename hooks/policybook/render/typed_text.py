"""What a fix tells somebody to type, marked as such: keys with their values, tokens, links, commands and names of files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from markupsafe import Markup, escape

from policybook.model.entry import Entry
from policybook.model.schemas import SCHEMAS

_VALUE = r"""(?: (?:"[^"]*"|\[[^\]]*\]|(?!(?:after|and|below|in|or|to|with)(?![\w-]))\w[\w@+./-]*\w|\d+))?"""
_OTHERS = (
    r"python3 scripts/\w+\.py(?: --?[\w-]+| [a-z][a-z0-9]*(?:-[a-z0-9]+)+| [a-z-]+(?= shows))*",
    r"\{\{.*?\}\}",
    r"\{ [#.].*?\}",
    r"\[[^\]]+\](?:\([^)\s]+\))?",
    r'\b\w+="[^"]*"',
    r"\b(?:data|internal|overrides|policy|site_templates)/[\w./-]*\w",
    r"\bmkdocs\.yml\b",
)


def typed(text: str) -> Markup:
    """Return a fix as HTML, with ``<code>`` around what is typed as it is."""
    parts: list[str | Markup] = []
    at = 0
    for match in _typed_words().finditer(text):
        parts += [text[at : match.start()], Markup("<code>{}</code>").format(match[0])]
        at = match.end()
    return Markup("").join(escape(part) for part in (*parts, text[at:]))


@cache
def _typed_words() -> re.Pattern[str]:
    """A key of a file, or of an entry in one, is known by its name: “here for the first: ...” is no key."""
    keys = sorted(
        {field.key for model in {*SCHEMAS.values(), *_models(Entry)} for field in model.shape.values()},
        key=len,
        reverse=True,
    )
    key = rf"(?<![\w.-])(?:{'|'.join(map(re.escape, keys))}):(?! \w+:)"
    return re.compile("|".join((key + _VALUE, *_OTHERS)))


def _models(model: type[Entry]) -> Iterator[type[Entry]]:
    for below in model.__subclasses__():
        yield below
        yield from _models(below)
