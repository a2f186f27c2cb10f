"""From the passages of a file to numbered clauses and to statements. Not for reading files or for judging words."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import replace

from policybook.basics.edits import Edit
from policybook.basics.findings import Finding, Span
from policybook.basics.languages import LANGUAGE
from policybook.book.book import (
    Clause,
    ClauseBlock,
    ClauseList,
    Reported,
    Restates,
    Section,
    Statement,
    StatementBlock,
    StatementGroup,
    StatementList,
)
from policybook.model.content import PARTIES, SectionSettings
from policybook.source import reading_codes
from policybook.source.clause_references import read_reference
from policybook.source.passages import Attribute, Heading, MarkdownFile, Passage, PassageList


class ClauseBuilder:
    """Passages of a section to clauses, numbered within it; what is wrong is added to ``findings``."""

    def __init__(self, findings: list[Finding], policy: str, section: str, settings: SectionSettings) -> None:
        self.findings, self.policy, self.section, self.settings = findings, policy, section, settings

    def blocks(self, file: MarkdownFile) -> Iterator[ClauseBlock]:
        """The blocks of the section; paragraphs count 1, 2, 3 and list items (a), (b) under the paragraph before them."""
        count = 0
        letters = 0
        for block in file.blocks:
            if isinstance(block, Passage):
                count, letters = count + 1, 0
                yield self.clause(block, str(count))
            elif isinstance(block, PassageList):
                count = count or 1
                yield self.list(block, str(count), start=letters)
                letters += len(block.items)

    def list(self, block: PassageList, prefix: str, start: int = 0, *, inner: bool = False) -> ClauseList:
        """The items of a list under the clause ``prefix``."""
        name = _roman if inner else _letter
        items = tuple(self.clause(item, f"{prefix}({name(start + n)})") for n, item in enumerate(block.items))
        return ClauseList(block.ordered, items)

    def clause(self, passage: Passage, number: str) -> Clause:
        """One clause."""
        own = passage.id
        anchor = (
            own.value if own else f"{self.section}-" + "".join(c if c.isalnum() else "-" for c in number).strip("-")
        )
        for name in passage.attributes.keys() - {"binds", "lang", "reports"}:
            fix = f"Delete it: only documents {'restate clauses with from=' if name == 'from' else 'have pictures'}."
            self.findings.append(_refused(passage, name, f"A clause has no “{name}”.", fix))
        return Clause(
            id=anchor,
            has_own_id=own is not None,
            number=number,
            wording=passage.wording,
            span=own.span if own else passage.span,
            binds=self.binds(passage.attributes.get("binds")),
            policy=self.policy,
            section=self.section,
            nested=self.list(passage.nested, number, inner=True) if passage.nested else None,
            language=_language(passage, self.findings),
            reports=self.reports(passage.attributes.get("reports")),
        )

    def reports(self, attribute: Attribute | None) -> Reported | None:
        """The guidance that a clause reports, with the edition in which it was read."""
        if attribute is None:
            return None
        guidance, slash, edition = attribute.value.strip().partition("/")
        if not (guidance and slash and edition) or " " in guidance:
            message = f"“{attribute.value}” does not name a guidance and its edition."
            fix = 'Type its short name, a slash and the edition in which it was read, such as reports="kcsie/2022".'
            self.findings.append(Finding(reading_codes.FILE008, attribute.span, message, fix))
            return None
        return Reported(guidance, edition, attribute.span)

    def binds(self, attribute: Attribute | None) -> tuple[str, ...]:
        """Whom a clause obliges: its own word, or the section's."""
        if attribute is None:
            return tuple(party for party in self.settings.binds if party != "none")
        for word, span in _words(attribute, "binds"):
            if word not in PARTIES and word != "none":
                fix = f"Type one or more of {', '.join(PARTIES)}, or none."
                message = f"“{word}” is not somebody a clause can bind."
                self.findings.append(Finding(reading_codes.FILE008, span, message, fix))
        words = attribute.value.split()
        if len(set(words)) < len(words):
            message, fix = "Somebody stands here twice.", f'Type binds="{" ".join(dict.fromkeys(words))}" instead.'
            edits = (Edit(attribute.span, f'binds="{" ".join(dict.fromkeys(words))}"'),)
            self.findings.append(Finding(reading_codes.FILE008, attribute.span, message, fix, edits=edits))
        return tuple(word for word in words if word in PARTIES)


def _refused(passage: Passage, name: str, message: str, fix: str) -> Finding:
    """The finding for an attribute that has no place here; it is deleted with the space before it."""
    span = passage.attributes[name].span
    edit = Edit(span._replace(column=span.column - 1, length=span.length + 1), "")
    return Finding(reading_codes.FILE008, span, message, fix, edits=(edit,))


def _letter(index: int) -> str:
    """0 -> a, 25 -> z, 26 -> aa."""
    letters = string.ascii_lowercase
    return (
        letters[index] if index < len(letters) else _letter(index // len(letters) - 1) + letters[index % len(letters)]
    )


def _roman(index: int) -> str:
    """0 -> i, 3 -> iv; far enough for any list."""
    number, text = index + 1, ""
    for value, numeral in ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while number >= value:
            text, number = text + numeral, number - value
    return text


def numbered(section: Section, number: int) -> Section:
    """The section with its number, which every clause's number begins with."""

    def clause(other_clause: Clause) -> Clause:
        nested = (
            other_clause.nested._replace(items=tuple(map(clause, other_clause.nested.items)))
            if other_clause.nested
            else None
        )
        return other_clause._replace(number=f"{number}.{other_clause.number}", nested=nested)

    blocks = tuple(
        block._replace(items=tuple(map(clause, block.items))) if isinstance(block, ClauseList) else clause(block)
        for block in section.blocks
    )
    return replace(section, number=number, blocks=blocks)


class StatementBuilder:
    """Passages of a document to groups of statements; what is wrong is added to ``findings``."""

    def __init__(self, findings: list[Finding], document: str) -> None:
        self.findings, self.document = findings, document
        self.count = 0

    def groups(self, file: MarkdownFile) -> Iterator[StatementGroup]:
        """The text before the first heading, then a group a heading."""
        title, anchor, span = "", f"{self.document}-begin", Span(file.path)
        blocks: list[StatementBlock] = []
        for block in file.blocks:
            if isinstance(block, Heading):
                if title or blocks:
                    yield StatementGroup(anchor, title, span, tuple(blocks))
                title, span, blocks = block.text, block.span, []
                anchor = block.id.value if block.id else _slug(block.text)
            elif isinstance(block, PassageList):
                blocks.append(self.list(block))
            else:
                blocks.append(self.statement(block))
        if title or blocks:
            yield StatementGroup(anchor, title, span, tuple(blocks))

    def list(self, block: PassageList) -> StatementList:
        """The items of a list."""
        return StatementList(block.ordered, tuple(map(self.statement, block.items)))

    def statement(self, passage: Passage) -> Statement:
        """One statement."""
        self.count += 1
        picture = passage.attributes.get("picture")
        for name in passage.attributes.keys() - {"from", "lang", "picture"}:
            fix = "Delete it: whom it binds is said in the clause."
            refused = _refused(passage, name, f"A statement has no “{name}”.", fix)
            if name == "reports":
                refused = refused._replace(fix="Move it into the braces of the clause that this restates.", edits=())
            self.findings.append(refused)
        return Statement(
            id=passage.id.value if passage.id else f"{self.document}-{self.count}",
            wording=passage.wording,
            span=passage.id.span if passage.id else passage.span,
            restates=tuple(_restates(passage.attributes.get("from"))),
            nested=self.list(passage.nested) if passage.nested else None,
            language=_language(passage, self.findings),
            picture=picture.value if picture else "",
        )


def _language(passage: Passage, findings: list[Finding]) -> str:
    """The language of a passage, by its short name; "" where none is said or it is no such name."""
    attribute = passage.attributes.get("lang")
    if attribute is None or LANGUAGE.fullmatch(attribute.value):
        return attribute.value if attribute else ""
    message = f"“{attribute.value}” is not the short name of a language."
    fix = 'Type it as web pages write it, for example lang="ur" for Urdu or lang="pl" for Polish.'
    findings.append(Finding(reading_codes.FILE008, attribute.span, message, fix))
    return ""


def _restates(attribute: Attribute | None) -> Iterator[Restates]:
    if attribute is None:
        return
    for word, span in _words(attribute, "from", r"[^\s,]+"):
        policy, target, pin = read_reference(word)
        yield Restates(target, span, policy, pin)


def _words(attribute: Attribute, name: str, pattern: str = r"\S+") -> Iterator[tuple[str, Span]]:
    """The words of an attribute's value, each with its place; before them stand the name, = and a quotation mark."""
    begin = attribute.span
    for word in re.finditer(pattern, attribute.value):
        yield word[0], Span(begin.path, begin.line, begin.column + len(name) + 2 + word.start(), len(word[0]))


def _slug(title: str) -> str:
    return "-".join("".join(c if c.isalnum() and c.isascii() else " " for c in title.lower()).split()) or "part"
