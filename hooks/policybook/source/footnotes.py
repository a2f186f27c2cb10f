"""Footnotes: their words, their numbers, and whether signs and notes belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policybook.basics.findings import Span
from policybook.source import reading_codes
from policybook.source.body_lines import BodyLines
from policybook.source.paragraph_words import ParagraphReader
from policybook.source.passages import Passage

_NOTE = re.compile(r"\[\^(?P<label>[^\]\s]+)\]:[ \t]*")


class FootnoteReader:
    """Texts of paragraphs that begin footnotes to passages."""

    def __init__(self, lines: BodyLines, paragraphs: ParagraphReader) -> None:
        self.lines, self.paragraphs = lines, paragraphs
        self.notes: dict[str, Span] = {}

    def begins(self, content: str) -> list[int]:
        """Return the lines of a paragraph, counted from 0, that begin a footnote."""
        return [n for n, text in enumerate(content.split("\n")) if _NOTE.match(text.lstrip())]

    def read(self, row: int, content: str, begins: list[int]) -> Iterator[Passage]:
        """Yield the footnotes of a paragraph: those on lines below one another are one each."""
        lines = content.split("\n")
        if begins[0]:
            fix = "Put an empty line before it, so that it is a paragraph of its own."
            edits = [self.lines.with_empty(row + begins[0])]
            message = "A footnote begins in the middle of a paragraph."
            self.lines.report(reading_codes.FILE007, self.lines.whole(row + begins[0]), message, fix, edits)
            return
        for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True):
            if passage := self.note(row + begin, "\n".join(lines[begin:end])):
                yield passage

    def note(self, row: int, content: str) -> Passage | None:
        """Return a footnote: its words without the sign before them, which is its label."""
        match = _NOTE.match(content.lstrip())
        label = match["label"] if match else ""
        span = self.lines.place(row, self.lines.line(row).index("[^"), len(label) + 3)
        if not label.isdecimal():
            fix = "Type a number, here and in the sentence: [^1]"
            self.lines.report(reading_codes.FILE007, span, f"A footnote has a number, and “{label}” is none.", fix)
        elif label in self.notes:
            fix = "Give this one another number, here and in its sentence."
            self.lines.report(reading_codes.FILE007, span, f"Two footnotes of this file are called [^{label}].", fix)
        self.notes.setdefault(label, span)
        words = content.lstrip()[match.end() if match else 0 :]
        if not words.strip():
            self.lines.report(
                reading_codes.FILE007, span, "This footnote has no words.", "Type them, or delete the note."
            )
            return None
        passage = self.paragraphs.read(row, words, "note")
        return passage._replace(label=label) if passage else None

    def check_notes(self) -> None:
        """Report a sign of a footnote without the note, and a note without its sign."""
        for label, span in self.paragraphs.note_signs.items():
            if label not in self.notes:
                fix = f"Type the note in a paragraph of its own: [^{label}]: and its words. Or delete this sign."
                self.lines.report(reading_codes.FILE007, span, f"There is no footnote [^{label}] in this file.", fix)
        for label, span in self.notes.items():
            if label not in self.paragraphs.note_signs:
                fix = f"Type [^{label}] where readers are to find it, or delete the note."
                self.lines.report(
                    reading_codes.FILE007, span, f"Nothing in this file leads to the footnote [^{label}].", fix
                )
