"""Headings inside a section or a document: which levels belong there, and what a heading may say."""

from __future__ import annotations

import re

from markdown_it.token import Token

from policybook.basics.edits import Edit
from policybook.basics.inline_markdown import parse_inline
from policybook.source import braces, reading_codes
from policybook.source.body_lines import BodyLines
from policybook.source.passages import FileKind, Heading, Wording

_HEADING_ID = re.compile(r"\s*\{:?\s*#(?P<id>[^\s{}]+)\s*\}$")
_OTHER_BRACKETS = re.compile(r"[(\[<]\s*(?P<id>#[a-z][\w-]*)\s*[)\]>]$")
_LEVELS = {"section": {"h2": 1, "h3": 2}, "document": {"h2": 0, "h3": 1}, "summary": {}}
"""The headings of each kind of file, and how deep they are: 0 divides a document, 1 and 2 are inside a section or a part."""
NONE_IN_A_SUMMARY = (
    "A policy’s summary has no headings.",
    "Delete the line: each line of the summary is an item (- text).",
)


class HeadingReader:
    """Tokens of headings to headings, in the order of the file."""

    def __init__(self, lines: BodyLines, holds: FileKind) -> None:
        self.lines, self.holds = lines, holds
        self.level = 0  # of the heading above

    def read(self, token: Token, inline: Token) -> Heading | None:
        """Return a heading where headings belong, else a finding."""
        row = token.map[0] if token.map else 0
        if not token.markup.startswith("#"):
            below = token.map[1] - 1 if token.map else row
            if not self.lines.is_drawn(below):
                self.lines.report(
                    reading_codes.FILE007,
                    self.lines.whole(below),
                    "This line makes a heading of the text above it.",
                    "Delete it. If it was to be an item of a list, type its text after the hyphen.",
                )
            return None
        text, identifier = inline.content, None
        if match := _HEADING_ID.search(text):
            text = text[: match.start()]
            column = self.lines.line(row).rfind("#" + match["id"])
            identifier = self.lines.kept(
                braces.identifier(match["id"], self.lines.place(row, column, len(match["id"]) + 1))
            )
        levels = _LEVELS[self.holds]
        if refused := self.refused_heading(token, text):
            edits = [Edit(self.lines.place(row, self.lines.line(row).index("#"), len(token.markup)), "##")]
            is_level = bool(levels and text) and self.is_wrong_level(token)
            self.lines.report(reading_codes.FILE007, self.lines.whole(row), *refused, edits if is_level else ())
            return None
        self.level = int(token.tag[1:])
        place = self.lines.place(row, self.lines.line(row).index(text), len(text))
        return Heading(text, self.lines.whole(row), identifier, levels[token.tag], Wording(text, (place,)))

    def is_wrong_level(self, token: Token) -> bool:
        """Whether a heading is of no level that belongs here, or of the lower level without one of the higher above it."""
        return token.tag not in _LEVELS[self.holds] or (token.tag == "h3" and not self.level)

    def refused_heading(self, token: Token, text: str) -> tuple[str, str] | None:
        """Return what is wrong with a heading, and its cure."""
        if self.holds == "summary":
            return NONE_IN_A_SUMMARY
        if self.is_wrong_level(token):
            return (
                "Headings here begin with ##, and those below them with ###.",
                "Begin the heading with ## and a space.",
            )
        if not text:
            return "This heading has no words.", "Type its words after ##, or delete the line."
        kinds = [child.type for child in parse_inline(text)]
        if kinds != ["text"] or "{" in text or "}" in text:
            if "}" not in text and " { #" in text:
                return "This brace is opened and never closed.", "Type } at the end of the line."
            fix = "Type ## and words alone. An id may follow them: ## Devices { #my-devices }"
            return "A heading is plain words, without tokens, links or marks.", fix
        other = _OTHER_BRACKETS.search(text)
        return other and (
            f"“{other[0]}” is printed as it is typed: an id stands in braces.",
            f"Type {{ {other['id']} }} in its place.",
        )
