"""The body of a Markdown file as a tree of passages, with the place of every word. Not for what a passage obliges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it.token import Token

from policybook.basics.findings import Finding
from policybook.source import reading_codes
from policybook.source.body_lines import BodyLines
from policybook.source.footnotes import FootnoteReader
from policybook.source.headings import HeadingReader
from policybook.source.list_items import ListReader
from policybook.source.markdown_tokens import closing, parse_blocks
from policybook.source.paragraph_words import DEFINITION, ParagraphReader
from policybook.source.passages import Block, FileKind, Passage, PassageKind, PassageTable, Wording
from policybook.source.refused_blocks import refuse_block
from policybook.source.table_rows import TableReader
from policybook.source.text_files import SourceText


class BodyReader:
    """One pass over the blocks of a body, which begins in the line of the index ``first``."""

    def __init__(self, source: SourceText, first: int, holds: FileKind, *, is_form: bool) -> None:
        self.in_summary = holds == "summary"
        self.lines = BodyLines(source, first)
        self.words = ParagraphReader(self.lines, in_summary=self.in_summary, is_form=is_form)
        self.notes = FootnoteReader(self.lines, self.words)
        self.headings = HeadingReader(self.lines, holds)
        self.tables = TableReader(self.lines, self.words)
        self.lists = ListReader(self.lines, self.words)

    def read(self) -> tuple[tuple[Block, ...], list[Finding]]:
        """Return all blocks in order, and what is wrong with them."""
        environment: dict[str, Any] = {}
        tokens = parse_blocks(self.lines.text, environment)
        for definition in (*environment.get("references", {}).values(), *environment.get("duplicate_refs", ())):
            self.lines.report(
                reading_codes.FILE007,
                self.lines.whole(definition["map"][0]),
                "A line such as [name]: address is not shown to any reader.",
                "Write the link where it belongs, as [words](address), or put other words first in this line.",
            )
        blocks = tuple(self.blocks(tokens))
        self.notes.check_notes()
        return blocks, self.lines.findings

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        """Yield the blocks of a sequence of tokens at one level."""
        index = 0
        while index < len(tokens):
            token = tokens[index]
            end = closing(tokens, index)
            inside = tokens[index + 1 : end]
            match token.type:
                case "paragraph_open":
                    yield from self.paragraphs(inside[0])
                case "bullet_list_open" | "ordered_list_open":
                    yield self.lists.read(token, inside, depth=1)
                case "heading_open":
                    if heading := self.headings.read(token, inside[0]):
                        yield heading
                case "blockquote_open" if not self.in_summary:
                    yield from self.quotation(inside)
                case "table_open" if not self.in_summary:
                    if table := self.tables.read(token):
                        notes, end = self.notes_below(table, tokens, end)
                        yield table._replace(notes=notes)
                case _:
                    self.refuse(token)
            index = end + 1

    def notes_below(self, table: PassageTable, tokens: Sequence[Token], end: int) -> tuple[tuple[Passage, ...], int]:
        """Return the notes directly below a table, which ends at ``end``, and where they end."""
        notes: list[Passage] = []
        while tokens[end + 1 :] and tokens[end + 1].type == "paragraph_open":
            inline = tokens[end + 2]
            found = self.tables.notes(table, inline.map[0] if inline.map else 0, inline.content)
            if not found:
                break
            notes += found
            end = closing(tokens, end + 1)
        if tokens[end + 1 :] and tokens[end + 1].type == "bullet_list_open":
            self.tables.check_list_below(table, tokens[end + 1])
        return tuple(notes), end

    def quotation(self, tokens: Sequence[Token]) -> Iterator[Passage]:
        """Yield the paragraphs of a quotation."""
        index = 0
        while index < len(tokens):
            token, end = tokens[index], closing(tokens, index)
            if token.type == "paragraph_open":
                inline = tokens[index + 1]
                if passage := self.words.read(inline.map[0] if inline.map else 0, inline.content, "quotation"):
                    yield passage
            elif token.type == "ordered_list_open":  # a law's own figures, which stay as they are
                yield from self.quoted_list(tokens[index + 1 : end])
            elif token.type.endswith("list_open"):
                self.lines.report(
                    reading_codes.FILE007,
                    self.lines.whole(token.map[0] if token.map else 0),
                    "A list has no place inside a quotation.",
                    "Type each point as a paragraph of the quotation, with the letter or number that is printed there: > (a) text",
                )
            else:
                self.refuse(token)
            index = end + 1

    def quoted_list(self, tokens: Sequence[Token]) -> Iterator[Passage]:
        """Yield the items of a list with figures inside a quotation, as paragraphs that begin with the figure that is typed."""
        index = 0
        while index < len(tokens):
            end = closing(tokens, index)
            paragraphs = list(self.quotation(tokens[index + 1 : end]))
            if paragraphs:
                first, (begin, *others) = paragraphs[0], paragraphs[0].wording.starts
                figure = self.lines.all[begin.line - 1][: begin.column - 1].lstrip(" >")
                begin = begin._replace(column=begin.column - len(figure))
                wording = Wording(f"{figure}{first.wording.text}", (begin, *others))
                yield first._replace(wording=wording, span=first.span._replace(column=begin.column))
            yield from paragraphs[1:]
            index = end + 1

    def paragraphs(self, inline: Token) -> Iterator[Passage]:
        """Yield a paragraph of the file, or the footnotes in it."""
        row = inline.map[0] if inline.map else 0
        if not self.in_summary and (begins := self.notes.begins(inline.content)):
            yield from self.notes.read(row, inline.content, begins)
            return
        lines = inline.content.split("\n")
        kind: PassageKind = "definition" if any(DEFINITION.match(text.lstrip()) for text in lines) else "text"
        if passage := self.words.read(row, inline.content, kind):
            yield passage

    def refuse(self, token: Token) -> None:
        """Report a block that content may not have."""
        refuse_block(self.lines, token, in_summary=self.in_summary, is_form=self.words.is_form)
