"""What braces may say below a passage, `{ #its-id binds="staff" }`, and what is wrong with those that say it badly."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from policybook.basics.findings import Finding, Span
from policybook.basics.tokens import find_half_tokens, find_tokens
from policybook.source import reading_codes
from policybook.source.ids import ID, ID_WORDS, id_like
from policybook.source.passages import Attribute, Wording

ATTRIBUTES = frozenset(["binds", "from", "lang"])
LINE = re.compile(r"\{:?(?!\{)(?P<inside>[^{}]*)\}$")
"""A line of braces; what it says is ``inside``."""
_ATTRIBUTE = re.compile(
    r"""#(?P<id>[^\s"'=]+)|(?P<name>[\w-]+)=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')|(?P<other>\S+)"""
)
_LIKE_ATTRIBUTES = re.compile(r"^\{+:?\s*#|\b(?:binds|from|lang)\s*=")


def is_like_attributes(text: str) -> bool:
    """Whether braces in a text look like the line of braces that belongs below it, and not like a token."""
    return bool(_LIKE_ATTRIBUTES.search(text))


def identifier(text: str, span: Span) -> Attribute | Finding:
    """An id in braces, or what is wrong with it."""
    if ID.fullmatch(text):
        return Attribute(text, span)
    return Finding(reading_codes.FILE008, span, f"“{text}” cannot be an id: {ID_WORDS}.", f"Type #{id_like(text)}")


def read(found: re.Match[str], start: Span) -> tuple[Attribute | None, dict[str, Attribute], list[Finding]]:
    """The id and the named values of a line of braces, a match of ``LINE`` that begins at ``start``; and what is wrong."""
    own: Attribute | None = None
    values: dict[str, Attribute] = {}
    findings: list[Finding] = []
    for part in _ATTRIBUTE.finditer(found["inside"]):
        offset = found.start("inside") + part.start()
        span = Span(start.path, start.line, start.column + offset, len(part[0]))
        name = "#id" if part["id"] is not None else part["name"] or part["other"]
        if name in values or (name == "#id" and own):
            message = f"The same braces have a second {'id' if name == '#id' else name}."
            findings.append(Finding(reading_codes.FILE008, span, message, "Keep one of the two, and delete the other."))
        elif name == "#id":
            made = identifier(part["id"], span)
            if isinstance(made, Attribute):
                own = made
            else:
                findings.append(made)
        elif part["name"] in ATTRIBUTES:
            value = part["double"] if part["double"] is not None else part["single"]
            values[name] = Attribute(value, span)
        else:
            findings.append(Finding(reading_codes.FILE008, span, *_unknown_attribute(name)))
            break  # what follows is mostly the rest of the same slip
    return own, values, findings


def out_of_place(wording: Wording) -> Iterator[Finding]:
    """What is wrong with braces in the words themselves that were meant as the line of braces below them."""
    if "{" not in wording.text and "}" not in wording.text:
        return
    tokens = ((token.start, wording.text[token.start : token.end]) for token in find_tokens(wording.text))
    for start, text in (*tokens, *find_half_tokens(wording.text)):
        if not is_like_attributes(text):
            continue
        if text.startswith("{{") and text.endswith("}}"):
            message, fix = "A line of braces has one brace on each side.", "Delete one of the two on each side."
        elif text.endswith("}"):
            message = "These braces must stand on a line of their own."
            fix = "Put them on the next line, directly below the text, with nothing else on that line."
        else:
            message, fix = "This brace is opened and never closed.", "Type } at the end of the line."
        yield Finding(reading_codes.FILE008, wording.span(start, start + len(text)), message, fix)


def _unknown_attribute(name: str) -> tuple[str, str]:
    """What is wrong with a word in braces, and its cure."""
    word = name.partition("=")[0]
    if word in ATTRIBUTES:
        return (
            f"What “{word}” says must stand between straight quotation marks.",
            f'Type {word}="..." with the mark " twice.',
        )
    near = difflib.get_close_matches(word, ATTRIBUTES, 1)
    fix = f'Type {near[0]}="..." instead.' if near else 'Use #id, binds="...", from="..." or lang="..." only.'
    return f"“{word}” is not something braces can say.", fix
