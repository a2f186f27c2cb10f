"""What braces may say below a passage, `{ #its-id binds="staff" }`, and what is wrong with those that say it badly."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from policybook.basics.edits import Edit, as_layout
from policybook.basics.findings import Finding, Span
from policybook.basics.tokens import find_half_tokens, find_tokens
from policybook.source import reading_codes
from policybook.source.ids import ID, ID_WORDS, suggest_id
from policybook.source.passages import Attribute, Wording

ATTRIBUTES = frozenset(["binds", "from", "lang", "number", "picture", "reports"])
LINE = re.compile(r"\{:?(?!\{)(?P<inside>[^{}]*)\}$")
"""A line of braces; what it says is ``inside``."""
_ATTRIBUTE = re.compile(
    r"""#(?P<id>[^\s"'=]+)|(?P<name>[\w-]+)=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')|(?P<other>\S+)"""
)
_UNQUOTED = re.compile(
    r"(?P<name>[\w-]+)=(?:[“”„\u2018’](?P<curly>[^“”„\u2018’\"']*)[“”\u2018’]|(?P<bare>[\w@./-]+(?: (?![\w-]+=)[\w@./-]+)*)(?=\s|$))"
)
_ID_IN_WORDS = re.compile(
    r"\s*(?P<words>#?[ ]?[a-z][a-z0-9-]*(?: (?!(?:staff|students|parents|visitors|school|none)\b)[a-z0-9-]+){0,4})(?= *$| +[\w-]+=).*"
)
"""An id without its #, with a space after it, or with spaces for hyphens; and none that whom it binds follows without ``binds=``."""
_OTHER_BRACKETS = re.compile(r"(?:^|\n) *(?P<typed>[(\[<]\s*(?P<inside>#[a-z][^()\[\]<>{}\n]*?)\s*[)\]>])$")
_LIKE_ATTRIBUTES = re.compile(r"^\{+:?\s*#|\b(?:binds|from|lang|number|picture|reports)\s*=")


def is_like_attributes(text: str) -> bool:
    """Whether braces in a text look like the line of braces that belongs below it, and not like a token."""
    return bool(_LIKE_ATTRIBUTES.search(text))


def identifier(text: str, span: Span) -> Attribute | Finding:
    """Return an id in braces, or what is wrong with it."""
    if ID.fullmatch(text):
        return Attribute(text, span)
    right = f"#{suggest_id(text)}"
    message = f"“{text}” cannot be an id: {ID_WORDS}."
    return Finding(reading_codes.FILE008, span, message, f"Type {right}", edits=(Edit(span, right),))


def read(match: re.Match[str], start: Span) -> tuple[Attribute | None, dict[str, Attribute], list[Finding]]:
    """The id and the named values of a line of braces, a match of ``LINE`` that begins at ``start``; and what is wrong."""
    own: Attribute | None = None
    values: dict[str, Attribute] = {}
    findings: list[Finding] = []
    for part in _ATTRIBUTE.finditer(match["inside"]):
        offset = match.start("inside") + part.start()
        span = Span(start.path, start.line, start.column + offset, len(part[0]))
        name = "#id" if part["id"] is not None else part["name"] or part["other"]
        if name in values or (name == "#id" and own):
            message = f"The same braces have a second {'id' if name == '#id' else name}."
            findings.append(Finding(reading_codes.FILE008, span, message, "Keep one of the two, and delete the other."))
        elif name == "#id":
            attribute = identifier(part["id"], span)
            if isinstance(attribute, Attribute):
                own = attribute
            else:
                findings.append(attribute)
        elif part["name"] in ATTRIBUTES:
            value = part["double"] if part["double"] is not None else part["single"]
            values[name] = Attribute(value, span)
        elif (id_meant := _ID_IN_WORDS.fullmatch(match["inside"])) and not (own and " " not in id_meant["words"]):
            words = id_meant["words"]
            message = f"“{words}” is no id: an id begins with # and has hyphens and no spaces."
            place = start._replace(
                column=start.column + match.start("inside") + id_meant.start("words"), length=len(words)
            )
            right = f"#{suggest_id(words)}"
            findings.append(
                Finding(reading_codes.FILE008, place, message, f"Type {right}", edits=(Edit(place, right),))
            )
            break
        else:
            message, fix = _unknown_attribute(name)
            edits = _mended(part[0], match["inside"][part.start() :], span, fix)
            findings.append(Finding(reading_codes.FILE008, span, message, fix, edits=edits))
            break  # what follows is mostly the rest of the same slip
    return own, values, findings


def _mended(part: str, rest: str, span: Span, fix: str) -> tuple[Edit, ...]:
    """The edit that a fix of ``_unknown_attribute`` means, with the value as typed; ``rest`` begins with ``part``."""
    name, mark, _ = part.partition("=")
    if fix.endswith("instead.") and mark:
        return (Edit(span._replace(length=len(name)), fix.removeprefix("Type ").partition("=")[0]),)
    if fix.endswith("twice.") and (match := _UNQUOTED.match(rest)):
        value = match["curly"] if match["curly"] is not None else match["bare"]
        return as_layout([Edit(span._replace(length=len(match[0])), f'{match["name"]}="{value}"')])
    return ()


def find_misplaced_braces(wording: Wording, end_of_row: Span | None = None) -> Iterator[Finding]:
    """Yield what is wrong with braces in the words themselves that were meant as the line of braces below them.

    Those of a row of a table, of which ``wording`` is a cell, are at its end.
    """
    if other := _OTHER_BRACKETS.search(wording.text):
        right = f"{{ {other['inside']} }}"
        message = f"“{other['typed']}” is printed as it is typed: what is said of a text stands in braces."
        extent = wording.extent(*other.span("typed"))
        yield Finding(
            reading_codes.FILE008,
            wording.span(*other.span("typed")),
            message,
            f"Type {right} instead.",
            edits=(Edit(extent, right),),
        )
    if "{" not in wording.text and "}" not in wording.text:
        return
    tokens = ((token.start, wording.text[token.start : token.end]) for token in find_tokens(wording.text))
    for start, text in (*tokens, *find_half_tokens(wording.text)):
        if not is_like_attributes(text):
            continue
        span, extent = wording.span(start, start + len(text)), wording.extent(start, start + len(text))
        line_end = wording.text.find("\n", start)
        is_last = not wording.text[start + len(text) :].partition("\n")[0].strip()
        edits: tuple[Edit, ...] = ()
        if text.startswith("{{") and text.endswith("}}"):
            edits = as_layout([Edit(extent, text[1:-1])])
            message, fix = "A line of braces has one brace on each side.", "Delete one of the two on each side."
        elif text.endswith("}") and end_of_row:
            message = "These braces are of the whole row, and a row has them in its last cell."
            fix = f"Delete them here, and type them before the last bar of the row: | words | words {text} |"
            gap = start - len(wording.text[:start].rstrip(" "))
            there = span._replace(column=span.column - gap, length=span.length + gap)
            edits = (Edit(there, ""), Edit(end_of_row, f" {text}"))
        elif text.endswith("}"):
            message = "These braces must stand on a line of their own."
            fix = "Put them on the next line, directly below the text, with nothing else on that line."
            before = wording.text[:start].rstrip(" ")
            indent = " " * (wording.starts[0].column - 1)
            if is_last and line_end < 0 and "\n" not in text and before and not before.endswith("\n"):
                gap = start - len(before)
                edits = as_layout([Edit(span._replace(column=span.column - gap, length=gap), f"\n{indent}")])
        else:
            message, fix = "This brace is opened and never closed.", "Type } at the end of the line."
            if "\n" not in text.rstrip() and is_last:
                edits = as_layout([Edit(span._replace(column=span.column + len(text.rstrip()), length=0), " }")])
        yield Finding(reading_codes.FILE008, span, message, fix, edits=edits)


def _unknown_attribute(name: str) -> tuple[str, str]:
    """What is wrong with a word in braces, and its cure."""
    word = name.partition("=")[0]
    if word in ATTRIBUTES:
        return (
            f"What “{word}” says must stand between straight quotation marks.",
            f'Type {word}="..." with the mark " twice.',
        )
    near = difflib.get_close_matches(word, ATTRIBUTES, 1)
    fix = (
        f'Type {near[0]}="..." instead.'
        if near
        else 'Use #id, binds="...", from="...", lang="...", number="...", picture="..." or reports="..." only.'
    )
    return f"“{word}” is not something braces can say.", fix
