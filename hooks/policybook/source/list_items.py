"""Lists and their items: what an item may have below its words, and how the numbers of a list count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from policybook.basics.edits import Edit
from policybook.basics.findings import Span
from policybook.source import braces, reading_codes
from policybook.source.body_lines import BodyLines
from policybook.source.markdown_tokens import closing
from policybook.source.paragraph_words import ParagraphReader
from policybook.source.passages import Passage, PassageList
from policybook.source.refused_blocks import refuse_block

_TICK_BOX = re.compile(r"\[[ xX]?\]\s")
_DEEPEST = 3


class ListReader:
    """Tokens of lists to lists."""

    def __init__(self, lines: BodyLines, paragraphs: ParagraphReader) -> None:
        self.lines, self.paragraphs = lines, paragraphs

    def read(self, opening: Token, tokens: Sequence[Token], depth: int) -> PassageList:
        """Return the items of a list, each with at most one list inside."""
        items: list[Passage] = []
        index = 0
        while index < len(tokens):
            end = closing(tokens, index)
            if item := self.item(tokens[index], tokens[index + 1 : end], depth):
                items.append(item)
            index = end + 1
        ordered = opening.type == "ordered_list_open"
        return PassageList(ordered, tuple(items), self.first_number(tokens) if ordered else 1)

    def first_number(self, tokens: Sequence[Token]) -> int:
        """Return the first number of a list; numbers that do not go on from it, and are not all the same, are reported."""
        level = min((token.level for token in tokens), default=0)
        opened = [token for token in tokens if token.type == "list_item_open" and token.level == level]
        typed = [int(token.info) for token in opened]
        shown = list(range(typed[0], typed[0] + len(typed)))
        if typed != shown and len(set(typed)) > 1:
            wrong = next(n for n, (own, right) in enumerate(zip(typed, shown, strict=True)) if own != right)
            place = opened[wrong].map
            row = place[0] if place else 0
            self.lines.report(
                reading_codes.FILE007,
                self.lines.whole(row)._replace(length=len(str(typed[wrong])) + 1),
                f"This is typed as number {typed[wrong]}, and readers would see {shown[wrong]}: a list counts on.",
                f"Type {shown[wrong]}, or begin the text with a hyphen and its number: - {typed[wrong]} text",
                [Edit(self.lines.whole(row)._replace(length=len(str(typed[wrong]))), str(shown[wrong]))],
            )
        return typed[0]

    def item(self, opening: Token, tokens: Sequence[Token], depth: int) -> Passage | None:
        """Return a list item: its paragraphs, and perhaps one list among them."""
        row = opening.map[0] if opening.map else 0
        if tokens and tokens[0].type not in ("paragraph_open", "bullet_list_open", "ordered_list_open"):
            self.refuse(tokens[0])
            return None
        if not tokens or tokens[0].type != "paragraph_open":
            self.lines.report(
                reading_codes.FILE007,
                self.lines.whole(row),
                "This list item has no text of its own.",
                "Type its text after the hyphen.",
            )
            return None
        end = closing(tokens, 0)
        passage = self.paragraphs.read(tokens[1].map[0] if tokens[1].map else row, tokens[1].content)
        if passage and self.paragraphs.is_form:
            passage = self.as_box(passage)
        if passage:
            self.check_item(passage)
        nested: PassageList | None = None
        more: list[Passage] = []
        index = end + 1
        while index < len(tokens):
            token, end = tokens[index], closing(tokens, index)
            if token.type in ("bullet_list_open", "ordered_list_open") and nested is None and depth < _DEEPEST:
                nested = self.read(token, tokens[index + 1 : end], depth + 1)
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                self.lines.report(
                    reading_codes.FILE007,
                    self.lines.whole(token.map[0] if token.map else row),
                    "This item has a list already."
                    if nested
                    else "Lists go two levels deep inside a list, no further.",
                    "Make this list part of the one above it.",
                )
            elif token.type == "paragraph_open":
                more += self.later_paragraph(tokens[index + 1], nested)
            else:
                self.refuse(token)
            index = end + 1
        if passage is None or (nested is None and not more):
            return passage
        return passage._replace(nested=nested, more=tuple(more))

    def as_box(self, passage: Passage) -> Passage:
        """Return an item of a form that begins with a box to tick as one, without the box."""
        match = _TICK_BOX.match(passage.wording.text)
        if match is None:
            return passage
        if match[0][1] in "xX":
            place, message = passage.wording.span(0, 3), "This box is ticked already, and a form is given out empty."
            self.lines.report(reading_codes.FILE007, place, message, "Type an empty box: [ ]", [Edit(place, "[ ]")])
        if passage.kind == "blank":
            message = "This is a box to tick and a line to fill in, and an item of a form is one of the two."
            fix = "End the box before the line, and type the line as the next item: - Which one: ____"
            self.lines.report(reading_codes.FILE007, passage.wording.starts[0], message, fix)
        return passage._replace(wording=passage.wording.without_start(match.end()), kind="box")

    def check_item(self, passage: Passage) -> None:
        """Report what is wrong in a list item only: a box to tick, and braces that may belong to the list around it."""
        if _TICK_BOX.match(passage.wording.text):
            span = passage.wording.span(0, 3)
            box = passage.wording.span(0, passage.wording.text.index("]") + 2)
            message, fix = "A box to tick has no place here.", "Delete the box: [ ]"
            self.lines.report(reading_codes.FILE007, span, message, fix, [Edit(box, "")])
        spans = [attribute.span for attribute in (passage.id, *passage.attributes.values()) if attribute]
        if spans and spans[0].column <= passage.span.column:
            self.lines.report(
                reading_codes.FILE008,
                spans[0],
                "These braces stand further left than the text they belong to.",
                "Type spaces before them until the brace stands under the first letter of that text.",
                self.moved_right(spans[0], passage.span.column),
            )

    def moved_right(self, span: Span, column: int) -> Iterator[Edit]:
        """Yield the edit that types spaces before the braces in a line, until they begin at ``column``."""
        line = self.lines.all[span.line - 1]
        indent = len(line) - len(line.lstrip())
        yield Edit(Span(span.path, span.line, 1, indent), " " * (column - 1), is_layout=True)

    def later_paragraph(self, inline: Token, nested: PassageList | None) -> Iterator[Passage]:
        """Yield a later paragraph of an item, if it is one: not braces with an empty line above them."""
        row = inline.map[0] if inline.map else 0
        if braces.LINE.match(inline.content.strip()):
            self.lines.stray_braces(row)
        elif passage := self.paragraphs.read(row, inline.content, "after" if nested else "more"):
            if passage.kind == "blank":
                message, fix = "A line to fill in is no later paragraph of an item.", "Make it an item (- text)."
                self.lines.report(reading_codes.FILE007, self.lines.whole(row), message, fix)
            if passage.id or passage.attributes:
                fix = "Move them to the first paragraph of the item, or make this an item of its own (- text)."
                message = "These braces are below a later paragraph of an item, which has one id."
                span = (passage.id or next(iter(passage.attributes.values()))).span
                self.lines.report(reading_codes.FILE008, span, message, fix)
            yield passage

    def refuse(self, token: Token) -> None:
        """Report a block that no item may have."""
        refuse_block(self.lines, token, in_summary=self.paragraphs.in_summary, is_form=self.paragraphs.is_form)
