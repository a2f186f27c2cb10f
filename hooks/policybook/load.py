"""Files to ``Book``: finds the files, reads and validates each, and builds the aggregate. Not for rules on meaning.

Every fault in every file is found in one run. A broken file is left out as far as it is broken, and named in
``Loaded.broken`` so that nothing else is said about it until it can be read.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from policybook import references
from policybook.book import (
    Book,
    Clause,
    ClauseBlock,
    ClauseList,
    Document,
    Policy,
    Restates,
    Section,
    Statement,
    StatementBlock,
    StatementGroup,
    StatementList,
)
from policybook.findings import Finding, Severity, Span
from policybook.model import facts
from policybook.model.content import PARTIES, DocumentSettings, PolicySettings, SectionSettings
from policybook.model.entry import Entry
from policybook.model.validate import validate
from policybook.source import codes
from policybook.source.markdown import Attribute, Heading, MarkdownFile, Passage, PassageList, read_markdown
from policybook.source.text import read_text
from policybook.source.yaml import YamlText

POLICY_DIR, DATA_DIR, DOCUMENTS_DIR, REVIEWS_DIR = "policy", "data", "documents", "reviews"
EntryType = TypeVar("EntryType", bound=Entry)

FACT_FILES: dict[str, type[Entry]] = {
    "school": facts.School,
    "people": facts.People,
    "services": facts.Services,
    "guidance": facts.GuidanceTable,
    "helplines": facts.Helplines,
    "linked-policies": facts.LinkedPolicies,
    "glossary": facts.Glossary,
    "settings": facts.Settings,
    "source": facts.SourceMap,
}
_NEEDED = ("school", "people")
_IGNORED_NAMES = frozenset(["README.md", ".gitkeep", ".DS_Store", "Thumbs.db"])


@dataclass(frozen=True, slots=True)
class Loaded:
    """The book with what was wrong while reading, and the lines of every file read (to quote them)."""

    book: Book
    findings: tuple[Finding, ...]
    broken: frozenset[str]
    lines: dict[str, tuple[str, ...]]


def load(root: Path) -> Loaded:
    """Read the project at ``root``. Never raises for what stands in a file."""
    loader = _Loader(root)
    book = loader.book()
    broken = frozenset(f.span.path for f in loader.findings if f.severity is Severity.ERROR)
    found = (*loader.findings, *references.check(book, broken, loader.listed))
    return Loaded(book, found, broken | {f.span.path for f in found if f.severity is Severity.ERROR}, loader.lines)


@dataclass(slots=True)
class _Loader:
    root: Path
    findings: list[Finding] = field(default_factory=list)
    lines: dict[str, tuple[str, ...]] = field(default_factory=dict)
    listed: dict[str, references.Listing] = field(default_factory=dict)

    def book(self) -> Book:
        """The whole book, as far as it can be read."""
        read = {name: self.fact_file(name, model) for name, model in FACT_FILES.items()}
        self.unexpected_data()
        return Book(
            school=_as(facts.School, read["school"]) or facts.School.model_construct(name=""),
            people=_as(facts.People, read["people"]) or facts.People(),
            services=_as(facts.Services, read["services"]) or facts.Services(),
            guidance=_as(facts.GuidanceTable, read["guidance"]) or facts.GuidanceTable(),
            helplines=_as(facts.Helplines, read["helplines"]) or facts.Helplines(),
            linked_policies=_as(facts.LinkedPolicies, read["linked-policies"]) or facts.LinkedPolicies(),
            glossary=_as(facts.Glossary, read["glossary"]) or facts.Glossary(),
            settings=_as(facts.Settings, read["settings"]) or facts.Settings(),
            source=_as(facts.SourceMap, read["source"]),
            reviews=self.reviews(),
            policies=self.policies(),
            documents=self.documents(),
            paths={name: f"{DATA_DIR}/{name}.yml" for name in FACT_FILES},
        )

    def folder(self, path: str) -> list[Path]:
        """What stands in a folder, sorted by name; nothing where it is missing or is a link."""
        place = self.root / path
        if place.is_symlink():
            self.findings.append(
                Finding(
                    codes.FILE004,
                    Span(path),
                    "This folder is a link to another one.",
                    "Put the folder itself here.",
                )
            )
            return []
        return sorted(place.iterdir(), key=lambda entry: entry.name) if place.is_dir() else []

    def text(self, path: str) -> tuple[str, ...] | None:
        """The lines of a file, kept for quoting."""
        source, findings = read_text(self.root, path)
        self.findings += findings
        if source is None:
            return None
        self.lines[path] = source.lines
        return source.lines

    def yaml(self, path: str, model: type[EntryType]) -> EntryType | None:
        """A YAML file as ``model``."""
        lines = self.text(path)
        if lines is None:
            return None
        data, findings = YamlText(path, lines).read()
        self.findings += findings
        if data is None:
            return None
        entry, findings = validate(model, data)
        self.findings += findings
        return entry

    def fact_file(self, name: str, model: type[Entry]) -> Entry | None:
        """One file of facts."""
        path = f"{DATA_DIR}/{name}.yml"
        if not (self.root / path).exists() and not (self.root / path).is_symlink():
            if name in _NEEDED:
                fix = "Bring the file back from git, or copy it from another school's book."
                self.findings.append(Finding(codes.FILE010, Span(path), "This file is missing.", fix))
            return None
        return self.yaml(path, model)

    def unexpected_data(self) -> None:
        """Say what stands in ``data/`` and is not read."""
        known = {f"{name}.yml" for name in FACT_FILES} | {"reviews", "schema"} | _IGNORED_NAMES
        for entry in self.folder(DATA_DIR):
            if entry.name not in known:
                self.unexpected(f"{DATA_DIR}/{entry.name}", sorted(known - _IGNORED_NAMES))

    def unexpected(self, path: str, known: Sequence[str]) -> None:
        """Say that a file is not read."""
        stem = path.rsplit("/", 1)[-1]
        if stem.endswith(".yaml") and stem.removesuffix("yaml") + "yml" in known:
            fix = f"Rename it to {stem.removesuffix('yaml')}yml."
        else:
            fix = "Delete it, or keep it somewhere else. It is not published."
        self.findings.append(Finding(codes.FILE009, Span(path), "This file is not one the book reads.", fix))

    def reviews(self) -> tuple[facts.Review, ...]:
        """The review records, oldest first."""
        found = []
        for entry in self.folder(f"{DATA_DIR}/{REVIEWS_DIR}"):
            path = f"{DATA_DIR}/{REVIEWS_DIR}/{entry.name}"
            if entry.suffix != ".yml":
                if entry.name not in _IGNORED_NAMES:
                    self.unexpected(path, [f"{entry.stem}.yml"])
                continue
            if review := self.yaml(path, facts.Review):
                found.append(review)
        return tuple(sorted(found, key=lambda review: (review.reviewed.last, review.span.path)))

    def policies(self) -> tuple[Policy, ...]:
        """Every folder of ``policy/`` that has a ``policy.yml``, by its ``position``, then its name."""
        found = []
        for entry in self.folder(POLICY_DIR):
            path = f"{POLICY_DIR}/{entry.name}"
            if entry.is_dir() and entry.name != DOCUMENTS_DIR:
                if policy := self.policy(entry.name):
                    found.append(policy)
            elif not entry.is_dir() and entry.name not in _IGNORED_NAMES:
                self.unexpected(path, [])
        if not found and not self.findings:
            fix = "Add a folder in policy/ with a policy.yml and its sections."
            self.findings.append(Finding(codes.FILE010, Span(POLICY_DIR), "There is no policy in this folder.", fix))
        return tuple(sorted(found, key=lambda policy: (policy.settings.position or len(found) + 1, policy.id)))

    def policy(self, folder: str) -> Policy | None:
        """One policy and its sections."""
        base = f"{POLICY_DIR}/{folder}"
        path = f"{base}/policy.yml"
        if not (self.root / path).exists():
            fix = "Add a policy.yml that lists the sections, or delete the folder."
            self.findings.append(Finding(codes.FILE010, Span(path), "This folder of policy/ has no policy.yml.", fix))
            return None
        settings = self.yaml(path, PolicySettings)
        files = [entry.name for entry in self.folder(base) if entry.name not in _IGNORED_NAMES]
        sections = {name.removesuffix(".md"): self.section(folder, name) for name in files if name.endswith(".md")}
        for name in files:
            if not name.endswith(".md") and name != "policy.yml":
                self.unexpected(f"{base}/{name}", [])
        if settings is None:
            return None
        self.listed[folder] = references.Listing(settings, tuple(sections))
        # A section that nobody listed is an error; it is kept so that its clauses are not reported as missing, too.
        order = list(dict.fromkeys([*settings.sections, *sections]))
        kept = [found for name in order if (found := sections.get(name))]
        numbered = tuple(_numbered(section, number) for number, section in enumerate(kept, 1))
        return Policy(folder, path, settings, numbered)

    def section(self, folder: str, name: str) -> Section | None:
        """One section, not yet numbered."""
        path = f"{POLICY_DIR}/{folder}/{name}"
        read = self.markdown(path, SectionSettings, headings=False)
        if read is None:
            return None
        settings, file = read
        builder = _ClauseBuilder(self.findings, folder, name.removesuffix(".md"), settings)
        return Section(name.removesuffix(".md"), folder, 0, path, settings, tuple(builder.blocks(file)))

    def markdown(self, path: str, model: type[EntryType], *, headings: bool) -> tuple[EntryType, MarkdownFile] | None:
        """A Markdown file with its front matter as ``model``."""
        source, findings = read_text(self.root, path)
        self.findings += findings
        if source is None:
            return None
        self.lines[path] = source.lines
        file, findings = read_markdown(source, headings=headings)
        self.findings += findings
        if file is None:
            return None
        settings, findings = validate(model, file.front)
        self.findings += findings
        return (settings, file) if settings else None

    def documents(self) -> tuple[Document, ...]:
        """Every Markdown file of ``policy/documents/``."""
        found = []
        base = f"{POLICY_DIR}/{DOCUMENTS_DIR}"
        for entry in self.folder(base):
            path = f"{base}/{entry.name}"
            if entry.suffix == ".md" and entry.name not in _IGNORED_NAMES:
                if read := self.markdown(path, DocumentSettings, headings=True):
                    settings, file = read
                    groups = tuple(_StatementBuilder(self.findings, entry.stem).groups(file))
                    found.append(Document(entry.stem, path, settings, groups))
            elif entry.name not in _IGNORED_NAMES:
                self.unexpected(path, [])
        return tuple(found)


def _as(model: type[EntryType], entry: Entry | None) -> EntryType | None:
    return entry if isinstance(entry, model) else None


@dataclass(frozen=True, slots=True)
class _ClauseBuilder:
    """Passages of a section to clauses, numbered within it."""

    findings: list[Finding]
    policy: str
    section: str
    settings: SectionSettings

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
        for name in passage.attributes.keys() - {"binds"}:
            fix = "Delete it: only documents restate clauses with from=."
            self.findings.append(
                Finding(codes.FILE008, passage.attributes[name].span, f"A clause has no “{name}”.", fix)
            )
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
        )

    def binds(self, attribute: Attribute | None) -> tuple[str, ...]:
        """Whom a clause obliges: its own word, or the section's."""
        if attribute is None:
            return tuple(party for party in self.settings.binds if party != "none")
        words = attribute.value.split()
        for word in words:
            if word not in PARTIES and word != "none":
                fix = f"Type one or more of {', '.join(PARTIES)}, or none."
                self.findings.append(
                    Finding(codes.FILE008, attribute.span, f"“{word}” is not somebody a clause can bind.", fix)
                )
        return tuple(word for word in words if word in PARTIES)


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


def _numbered(section: Section, number: int) -> Section:
    """The section with its number, which every clause's number begins with."""

    def clause(one: Clause) -> Clause:
        nested = replace(one.nested, items=tuple(map(clause, one.nested.items))) if one.nested else None
        return replace(one, number=f"{number}.{one.number}", nested=nested)

    blocks = tuple(
        replace(block, items=tuple(map(clause, block.items))) if isinstance(block, ClauseList) else clause(block)
        for block in section.blocks
    )
    return replace(section, number=number, blocks=blocks)


@dataclass(slots=True)
class _StatementBuilder:
    """Passages of a document to groups of statements."""

    findings: list[Finding]
    document: str
    count: int = 0

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
        for name in passage.attributes.keys() - {"from"}:
            fix = "Delete it: whom it binds is said in the clause."
            self.findings.append(
                Finding(codes.FILE008, passage.attributes[name].span, f"A statement has no “{name}”.", fix)
            )
        return Statement(
            id=passage.id.value if passage.id else f"{self.document}-{self.count}",
            wording=passage.wording,
            span=passage.id.span if passage.id else passage.span,
            restates=tuple(_restates(passage.attributes.get("from"))),
            nested=self.list(passage.nested) if passage.nested else None,
        )


def _restates(attribute: Attribute | None) -> Iterator[Restates]:
    if attribute is None:
        return
    for word in re.finditer(r"\S+", attribute.value):
        target, _, pin = word[0].partition("@")
        column = attribute.span.column + len('from="') + word.start()
        yield Restates(target, pin, Span(attribute.span.path, attribute.span.line, column, len(word[0])))


def _slug(title: str) -> str:
    return "-".join("".join(c if c.isalnum() and c.isascii() else " " for c in title.lower()).split()) or "part"
