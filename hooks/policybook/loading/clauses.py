"""From the passages of a file to numbered clauses and to statements. Not for reading files or for judging words."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator
from dataclasses import replace

from policybook.basics.edits import Edit, retype
from policybook.basics.findings import Finding, Span
from policybook.basics.language_signs import NAMES
from policybook.basics.languages import LANGUAGE, SPOKEN_IN
from policybook.basics.likeness import LIKE, find_nearest, find_other_word
from policybook.book.book import (
    Clause,
    ClauseBlock,
    ClauseList,
    ClauseTable,
    Reported,
    Restates,
    Section,
    Statement,
    StatementBlock,
    StatementGroup,
    StatementList,
    StatementTable,
)
from policybook.model.content import PARTIES, SectionSettings
from policybook.source import reading_codes
from policybook.source.clause_references import read_reference
from policybook.source.passages import Attribute, Heading, MarkdownFile, Passage, PassageKind, PassageList, PassageTable

_OWN_NUMBER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.()/-]{0,29}[A-Za-z0-9)])?")
_HEADINGS: tuple[PassageKind, ...] = ("heading", "heading", "subheading")
"""What a heading is by its level."""


class ClauseBuilder:
    """Passages of a section to clauses, numbered within it; what is wrong is added to ``findings``."""

    def __init__(self, findings: list[Finding], policy: str, section: str, settings: SectionSettings) -> None:
        self.findings, self.policy, self.section, self.settings = findings, policy, section, settings

    def blocks(self, file: MarkdownFile) -> Iterator[ClauseBlock]:
        """The blocks of the section; paragraphs count 1, 2, 3 and list items (a), (b) under the paragraph before them."""
        count = letters = rows = parts = 0
        above = "0"
        lead: Clause | None = None
        for block in file.blocks:
            if isinstance(block, Heading):
                parts, lead = parts + 1, None
                yield self.part(_as_passage(block), f"{above}(heading {parts})")
            elif isinstance(block, PassageTable):
                columns = self.part(block.columns, f"{above}(columns {rows})" if rows else f"{above}(columns)")
                yield ClauseTable(
                    columns,
                    tuple(self.part(row, f"{above}(row {rows + n})") for n, row in enumerate(block.rows, 1)),
                    tuple(self.part(note, f"{above}(table note {parts + n})") for n, note in enumerate(block.notes, 1)),
                )
                rows, parts = rows + len(block.rows), parts + len(block.notes)
            elif isinstance(block, PassageList):
                count = count or 1
                above = "1" if above == "0" else above
                yield self.list(block, above, start=letters, lead=lead)
                letters += 0 if block.ordered else len(block.items)
            elif block.kind in ("quotation", "note"):
                parts += block.kind == "quotation"
                name = f"note {block.label}" if block.kind == "note" else f"quotation {parts}"
                yield self.part(block, f"{above}({name})")
            else:
                count, letters, rows, parts = count + 1, 0, 0, 0
                clause = lead = self.clause(block, str(count))
                above = clause.number
                yield clause

    def list(
        self, block: PassageList, prefix: str, start: int = 0, *, depth: int = 0, lead: Clause | None = None
    ) -> ClauseList:
        """The items of a list under the clause ``prefix``: (a) and (b), or the numbers that are typed."""
        name, start = (str, block.start) if block.ordered else (_SIGNS[depth], start)
        items = tuple(
            self.clause(item, f"{prefix}({name(start + n)})", depth=depth, lead=lead)
            for n, item in enumerate(block.items)
        )
        return ClauseList(block.ordered, items)

    def part(self, passage: Passage, number: str) -> Clause:
        """What is no clause of its own: a heading, a quotation, a note or a row, which obliges only if it says so."""
        clause = self.clause(passage, number)
        if "binds" in passage.attributes or (passage.kind == "row" and passage.id):
            return clause
        return clause._replace(binds=())

    def clause(self, passage: Passage, number: str, *, depth: int = -1, lead: Clause | None = None) -> Clause:
        """One clause; ``depth`` is how many lists its own is inside, -1 for a paragraph.

        An item without braces of its own obliges whom the words above its list do, its ``lead``.
        """
        own = passage.id
        if own_number := self.own_number(passage):
            number = own_number
        anchor = (
            own.value if own else f"{self.section}-" + "".join(c if c.isalnum() else "-" for c in number).strip("-")
        )
        for name in passage.attributes.keys() - {"binds", "lang", "number", "reports"}:
            fix = f"Delete it: only documents {'restate clauses with from=' if name == 'from' else 'have pictures'}."
            self.findings.append(_refused(passage, name, f"A clause has no “{name}”.", fix))
        clause = Clause(
            id=anchor,
            has_own_id=own is not None,
            number=number,
            wording=passage.wording,
            span=own.span if own else passage.span,
            binds=self.bound(passage, lead),
            policy=self.policy,
            section=self.section,
            nested=None,  # below: its items may oblige whom this one does
            language=_language(passage, self.findings) or self.settings.language or "",
            reports=self.reports(passage.attributes.get("reports")),
            kind=passage.kind,
            label=passage.label,
            own_number=own_number,
        )
        if passage.nested:
            clause = clause._replace(nested=self.list(passage.nested, number, depth=depth + 1, lead=clause))
        later = (self.clause(more, f"{number}(paragraph {n})") for n, more in enumerate(passage.more, 2))
        return clause._replace(more=tuple(more._replace(binds=clause.binds) for more in later))

    def own_number(self, passage: Passage) -> str:
        """The number that the school gives a clause, or "" where it gives none that can be one."""
        attribute = passage.attributes.get("number")
        if attribute is None or _OWN_NUMBER.fullmatch(attribute.value):
            return attribute.value if attribute else ""
        message = f"“{attribute.value}” cannot be the number of a clause."
        fix = 'Use letters, figures, full stops, hyphens, strokes and brackets, such as number="1.2.1".'
        self.findings.append(Finding(reading_codes.FILE008, attribute.span, message, fix))
        return ""

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

    def bound(self, passage: Passage, lead: Clause | None) -> tuple[str, ...]:
        """Whom a passage obliges: nobody where it is a definition that does not say."""
        says = passage.id or "binds" in passage.attributes
        if passage.kind == "definition" and "binds" not in passage.attributes:
            return ()
        return lead.binds if lead and not says else self.binds(passage)

    def binds(self, passage: Passage) -> tuple[str, ...]:
        """Whom a clause obliges: its own word, or the section's."""
        of_section = tuple(party for party in self.settings.binds if party != "none")
        attribute = passage.attributes.get("binds")
        if attribute is None:
            return of_section
        places = list(_words(attribute, "binds"))
        words = [_party_named(word) for word, _ in places]
        for (word, span), near in zip(places, words, strict=True):
            if word not in PARTIES and word != "none":
                is_slip = find_nearest(word, PARTIES, LIKE) == near != ""
                fix = f"Type {near} {'instead' if is_slip else 'in its place'}."
                fix = fix if near else f"Type one or more of {', '.join(PARTIES)}, or none."
                message = f"“{word}” is not somebody a clause can bind."
                edits = retype(span, word, near) if is_slip and words.count(near) == 1 else ()
                self.findings.append(Finding(reading_codes.FILE008, span, message, fix, edits=edits))
        if "" in words:
            return of_section  # what it lacks is not found wrong elsewhere, too
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


def _as_passage(heading: Heading) -> Passage:
    """A heading inside a section or a document as a passage."""
    return Passage(heading.wording, heading.wording.starts[0], heading.id, kind=_HEADINGS[heading.level])


def _capital(index: int) -> str:
    """0 -> A."""
    return _letter(index).upper()


_SIGNS: tuple[Callable[[int], str], ...] = (_letter, _roman, _capital)
"""How the items of a list are counted, by how many lists their own is inside."""


def numbered(section: Section, number: int, language: str = "") -> Section:
    """The section with its number, which every clause's number begins with, and in the language of its policy."""

    def clause(other: Clause, lead: Clause | None = None) -> Clause:
        own = other.own_number or (f"{lead.own_number}{other.number[len(lead.own_number) :]}" if lead else "")
        return other._replace(
            number=own or f"{number}.{other.number}",
            language=other.language or language,
            own_number=own,
            nested=other.nested._replace(items=items(other.nested, other if own else None)) if other.nested else None,
            more=tuple(clause(more, other if own else None) for more in other.more),
        )

    def items(block: ClauseList, lead: Clause | None) -> tuple[Clause, ...]:
        return tuple(clause(item, lead) for item in block.items)

    blocks: list[ClauseBlock] = []
    above: Clause | None = None
    for block in section.blocks:
        if isinstance(block, ClauseTable):
            rows, notes = (tuple(clause(part, above) for part in parts) for parts in (block.rows, block.notes))
            blocks.append(ClauseTable(clause(block.columns, above), rows, notes))
        elif isinstance(block, ClauseList):
            blocks.append(block._replace(items=items(block, above)))
        elif block.is_numbered:
            above = block if block.own_number else None
            blocks.append(clause(block))
        else:
            blocks.append(clause(block, above))
    return replace(section, number=number, blocks=tuple(blocks))


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
            if isinstance(block, Heading) and block.level:
                blocks.append(self.statement(_as_passage(block)))
            elif isinstance(block, Heading):
                if title or blocks:
                    yield StatementGroup(anchor, title, span, tuple(blocks))
                title, span, blocks = block.text, block.span, []
                anchor = block.id.value if block.id else _slug(block.text)
            elif isinstance(block, PassageList):
                blocks.append(self.list(block))
            elif isinstance(block, PassageTable):
                columns = self.statement(block.columns)
                rows, notes = (tuple(map(self.statement, parts)) for parts in (block.rows, block.notes))
                blocks.append(StatementTable(columns, rows, notes))
            else:
                blocks.append(self.statement(block))
        if title or blocks:
            yield StatementGroup(anchor, title, span, tuple(blocks))

    def list(self, block: PassageList) -> StatementList:
        """The items of a list."""
        return StatementList(block.ordered, tuple(map(self.statement, block.items)), block.start)

    def statement(self, passage: Passage) -> Statement:
        """One statement."""
        self.count += 1
        picture = passage.attributes.get("picture")
        for name in passage.attributes.keys() - {"from", "lang", "picture"}:
            fix = "Delete it: whom it binds is said in the clause."
            refused = _refused(passage, name, f"A statement has no “{name}”.", fix)
            if name == "number":
                refused = refused._replace(
                    message="A statement has no number: only clauses of policies are numbered.", fix="Delete it."
                )
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
            kind=passage.kind,
            more=tuple(map(self.statement, passage.more)),
            label=passage.label,
        )


def _language(passage: Passage, findings: list[Finding]) -> str:
    """The language of a passage, by its short name; "" where none is said or it is no such name."""
    attribute = passage.attributes.get("lang")
    if attribute is None or LANGUAGE.fullmatch(attribute.value):
        return attribute.value if attribute else ""
    message = f"“{attribute.value}” is not the short name of a language."
    meant = (SPOKEN_IN | {name.lower(): short for short, name in NAMES.items()}).get(attribute.value.lower(), "")
    fix = 'Type it as web pages write it, for example lang="ur" for Urdu or lang="pl" for Polish.'
    fix = f'If {NAMES.get(meant, meant)} is meant, type lang="{meant}" instead.' if meant else fix
    findings.append(Finding(reading_codes.FILE008, attribute.span, message, fix))
    return ""


def _restates(attribute: Attribute | None) -> Iterator[Restates]:
    if attribute is None:
        return
    for word, span in _words(attribute, "from"):
        policy, target, pin = read_reference(word)
        yield Restates(target, span, policy, pin)


def _party_named(word: str) -> str:
    """Whom a word of braces names, also one with a slip or another word for them; "" for nobody."""
    return word if word == "none" else find_other_word(word, PARTIES) or find_nearest(word, PARTIES, LIKE)


def _words(attribute: Attribute, name: str) -> Iterator[tuple[str, Span]]:
    """The words of an attribute's value, each with its place; before them stand the name, = and a quotation mark."""
    begin = attribute.span
    for word in re.finditer(r"[^\s,;]+", attribute.value):
        yield word[0], Span(begin.path, begin.line, begin.column + len(name) + 2 + word.start(), len(word[0]))


def _slug(title: str) -> str:
    return "-".join("".join(c if c.isalnum() and c.isascii() else " " for c in title.lower()).split()) or "part"
