"""Files to ``Book``: finds the files, reads and validates each, and builds the aggregate. Not for rules on meaning.

Every fault in every file is found in one run. A broken file is left out as far as it is broken, and named in
``Loaded.broken`` so that nothing else is said about it until it can be read.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
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
from policybook.findings import Code, Finding, Severity, Span
from policybook.model import facts
from policybook.model.content import PARTIES, DocumentSettings, PolicySettings, SectionSettings
from policybook.model.entry import Entry
from policybook.model.validate import validate
from policybook.source import codes
from policybook.source.ids import ID, ID_WORDS, id_like
from policybook.source.markdown import Attribute, Heading, MarkdownFile, Passage, PassageList, read_markdown
from policybook.source.text import link_finding, linked_part, read_text
from policybook.source.yaml import LocatedDict, YamlText

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
    "waivers": facts.Waivers,
    "source": facts.SourceMap,
}
_NEEDED = ("school", "people", "services", "guidance", "helplines", "linked-policies")
_BRING_BACK = "Add again what stood in it; GitHub’s list of commits shows it."
_ENDINGS = {
    ".md": re.compile(r"\.(?:md|markdown)(?:\.txt)?$", re.IGNORECASE),
    ".yml": re.compile(r"\.ya?ml(?:\.txt)?$", re.IGNORECASE),
}
_IGNORED_NAMES = frozenset(["README.md", ".gitkeep", ".DS_Store", "Thumbs.db"])


@dataclass(frozen=True, slots=True)
class Loaded:
    """The book with what was wrong while reading, and the lines of every file read (to quote them)."""

    book: Book
    findings: tuple[Finding, ...]
    broken: frozenset[str]
    lines: dict[str, tuple[str, ...]]

    def is_broken(self, file: str) -> bool:
        """Whether a file, or any in a folder, could not be read."""
        return references.is_broken(self.broken, file)


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
        paths = {name: f"{DATA_DIR}/{name}.yml" for name in FACT_FILES}
        return Book(
            school=_as(facts.School, read["school"])
            or facts.School.model_construct(name="").standing_in(paths["school"]),
            people=_as(facts.People, read["people"]) or facts.People().standing_in(paths["people"]),
            services=_as(facts.Services, read["services"]) or facts.Services().standing_in(paths["services"]),
            guidance=_as(facts.GuidanceTable, read["guidance"]) or facts.GuidanceTable().standing_in(paths["guidance"]),
            helplines=_as(facts.Helplines, read["helplines"]) or facts.Helplines().standing_in(paths["helplines"]),
            linked_policies=_as(facts.LinkedPolicies, read["linked-policies"])
            or facts.LinkedPolicies().standing_in(paths["linked-policies"]),
            glossary=_as(facts.Glossary, read["glossary"]) or facts.Glossary().standing_in(paths["glossary"]),
            settings=_as(facts.Settings, read["settings"]) or facts.Settings().standing_in(paths["settings"]),
            waivers=_as(facts.Waivers, read["waivers"]) or facts.Waivers(),
            source=_as(facts.SourceMap, read["source"]),
            reviews=self.reviews(),
            policies=self.policies(),
            documents=self.documents(),
            paths=paths,
        )

    def folder(self, path: str) -> list[Path]:
        """What stands in a folder, sorted by name; nothing where it is missing, is a link or cannot be read."""
        if linked := linked_part(self.root, path):
            self.findings.append(link_finding(linked))
            return []
        try:
            return sorted((self.root / path).iterdir(), key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError:
            self.error(codes.FILE011, path, "This folder cannot be read.", "Check that you may open it.")
            return []

    def error(self, code: Code, path: str, message: str, fix: str) -> None:
        """Keep a finding about a whole file or folder."""
        self.findings.append(Finding(code, Span(path), message, fix))

    def text(self, path: str) -> tuple[str, ...] | None:
        """The lines of a file, kept for quoting."""
        source, findings = read_text(self.root, path)
        self.findings += findings
        if source is None:
            return None
        self.lines[path] = source.lines
        return source.lines

    def yaml(self, path: str, model: type[EntryType], *, may_be_empty: bool = True) -> EntryType | None:
        """A YAML file as ``model``."""
        lines = self.text(path)
        if lines is None:
            return None
        data, findings = YamlText(path, lines).read()
        self.findings += findings
        if data is None:
            return None
        if not data and not findings and not may_be_empty:
            self.error(codes.FILE010, path, "This file is empty.", _BRING_BACK)
            return None
        return self.entry(model, data, findings)

    def entry(self, model: type[EntryType], data: LocatedDict, said: Iterable[Finding]) -> EntryType | None:
        """Plain values as ``model``; what was ``said`` of a line while reading it explains what is wrong there."""
        entry, findings = validate(model, data)
        lines = {finding.span.line for finding in said}
        self.findings += (finding for finding in findings if finding.span.line not in lines)
        return entry

    def fact_file(self, name: str, model: type[Entry]) -> Entry | None:
        """One file of facts."""
        path = f"{DATA_DIR}/{name}.yml"
        if _exists(self.root / path):
            return self.yaml(path, model, may_be_empty=name not in _NEEDED)
        if other := self.misnamed_fact_files().get(name):
            fix = f"Rename {other} to {name}.yml."
            self.error(codes.FILE010, path, f"This file is missing; there is one called “{other}”.", fix)
        elif name in _NEEDED:
            self.error(codes.FILE010, path, "This file is missing.", _BRING_BACK)
        return None

    def misnamed_fact_files(self) -> dict[str, str]:
        """The names of files that would be a file of facts if they were called rightly, by what they would be."""
        return {
            right.removesuffix(".yml"): entry.name
            for entry in self.folder(DATA_DIR)
            if (right := _right_name(entry.name, ".yml")) and not _exists(self.root / DATA_DIR / right)
        }

    def unexpected_data(self) -> None:
        """Say what stands in ``data/`` and is not read."""
        said = {other for name, other in self.misnamed_fact_files().items() if name in FACT_FILES}
        known = {f"{name}.yml" for name in FACT_FILES} | {"schema"} | _IGNORED_NAMES | said
        for entry in self.folder(DATA_DIR):
            if entry.name not in known and not (entry.name == REVIEWS_DIR and entry.is_dir()):
                self.unexpected(f"{DATA_DIR}/{entry.name}")

    def unexpected(self, path: str) -> None:
        """Say that a file or folder is not read."""
        what = "folder" if (self.root / path).is_dir() else "file"
        fix = "Delete it, or keep it somewhere else. It is not published."
        self.findings.append(Finding(codes.FILE009, Span(path), f"This {what} is not one the book reads.", fix))

    def is_misnamed(self, path: str, ending: str) -> bool:
        """Say what is wrong with a name in a folder where every file is read; whether that was so."""
        folder, _, name = path.rpartition("/")
        right = "" if name.startswith(".") else _right_name(name, ending)
        if right == name or (ending == ".yml" and name.endswith(ending)):
            return False
        if not right or _exists(self.root / folder / right):
            self.unexpected(path)
        else:
            message = f"The book does not read a file called “{name}”."
            self.error(codes.FILE010, path, message, f"Rename it to {right}.")
        return True

    def reviews(self) -> tuple[facts.Review, ...]:
        """The review records, oldest first."""
        found = []
        for entry in self.folder(f"{DATA_DIR}/{REVIEWS_DIR}"):
            path = f"{DATA_DIR}/{REVIEWS_DIR}/{entry.name}"
            if entry.name in _IGNORED_NAMES or self.is_misnamed(path, ".yml"):
                continue
            if review := self.yaml(path, facts.Review):
                found.append(review)
        return tuple(sorted(found, key=lambda review: (review.reviewed.last, review.span.path)))

    def policies(self) -> tuple[Policy, ...]:
        """Every folder of ``policy/`` that has a ``policy.yml``, by its ``position``, then its name."""
        found = []
        for entry in self.folder(POLICY_DIR):
            path = f"{POLICY_DIR}/{entry.name}"
            if entry.name in _IGNORED_NAMES or (entry.name == DOCUMENTS_DIR and entry.is_dir()):
                continue
            if entry.is_symlink():
                self.findings.append(link_finding(path))
            elif not entry.is_dir() or entry.name.startswith("."):
                self.unexpected(path)
            elif not ID.fullmatch(entry.name):
                message = f"The folder of a policy cannot be called “{entry.name}”: {ID_WORDS}."
                self.error(codes.FILE010, path, message, f"Rename it to {id_like(entry.name)}.")
            elif policy := self.policy(entry.name):
                found.append(policy)
        broken = frozenset(f.span.path for f in self.findings if f.severity is Severity.ERROR)
        if not found and not references.is_broken(broken, POLICY_DIR):
            fix = "Add a folder in policy/ with a policy.yml and its sections."
            self.error(codes.FILE010, POLICY_DIR, "There is no policy in this folder.", fix)
        return tuple(sorted(found, key=lambda policy: (policy.settings.position or len(found) + 1, policy.id)))

    def policy(self, folder: str) -> Policy | None:
        """One policy and its sections."""
        base = f"{POLICY_DIR}/{folder}"
        path = f"{base}/policy.yml"
        files = [entry.name for entry in self.folder(base) if entry.name not in _IGNORED_NAMES]
        if "policy.yml" not in files:
            other = next((name for name in files if _right_name(name, ".yml") == "policy.yml"), "")
            fix = (
                f"Rename {other} to policy.yml." if other else "Add one that lists the sections, or delete the folder."
            )
            self.error(codes.FILE010, path, "This folder of policy/ has no policy.yml.", fix)
            return None
        settings = self.yaml(path, PolicySettings)
        names = [name for name in files if name != "policy.yml"]
        misnamed = {_right_name(name, ".md") for name in names if self.is_misnamed(f"{base}/{name}", ".md")}
        sections = {
            name.removesuffix(".md"): self.section(folder, name) for name in names if _right_name(name, ".md") == name
        }
        if settings is None:
            return None
        unread = frozenset(name.removesuffix(".md") for name in misnamed)
        self.listed[folder] = references.Listing(settings, tuple(sections), unread)
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
        settings = self.entry(model, file.front, findings)
        return (settings, file) if settings else None

    def documents(self) -> tuple[Document, ...]:
        """Every Markdown file of ``policy/documents/``."""
        found = []
        base = f"{POLICY_DIR}/{DOCUMENTS_DIR}"
        for entry in self.folder(base):
            path = f"{base}/{entry.name}"
            if entry.name in _IGNORED_NAMES or self.is_misnamed(path, ".md"):
                continue
            if read := self.markdown(path, DocumentSettings, headings=True):
                settings, file = read
                groups = tuple(_StatementBuilder(self.findings, entry.stem).groups(file))
                found.append(Document(entry.stem, path, settings, groups))
        return tuple(found)


def _exists(place: Path) -> bool:
    try:
        place.lstat()
    except OSError:
        return False
    return True


def _right_name(name: str, ending: str) -> str:
    """What a file must be called to be read as one of this kind; "" where it is not of this kind."""
    stem, found = _ENDINGS[ending].subn("", name)
    if not found:
        return ""
    return (id_like(stem) if ending == ".md" else stem.lower()) + ending


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
        for word, span in _words(attribute, "binds"):
            if word not in PARTIES and word != "none":
                fix = f"Type one or more of {', '.join(PARTIES)}, or none."
                message = f"“{word}” is not somebody a clause can bind."
                self.findings.append(Finding(codes.FILE008, span, message, fix))
        return tuple(word for word in attribute.value.split() if word in PARTIES)


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
    for word, span in _words(attribute, "from"):
        target, _, pin = word.partition("@")
        yield Restates(target, pin, span)


def _words(attribute: Attribute, name: str) -> Iterator[tuple[str, Span]]:
    """The words of an attribute's value, each with its place; before them stand the name, = and a quotation mark."""
    begin = attribute.span
    for word in re.finditer(r"\S+", attribute.value):
        yield word[0], Span(begin.path, begin.line, begin.column + len(name) + 2 + word.start(), len(word[0]))


def _slug(title: str) -> str:
    return "-".join("".join(c if c.isalnum() and c.isascii() else " " for c in title.lower()).split()) or "part"
