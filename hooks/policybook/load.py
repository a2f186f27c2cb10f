"""Files to ``Book``: finds the files, reads and validates each, and builds the aggregate. Not for rules on meaning.

Every fault in every file is found in one run. A broken file is left out as far as it is broken, and named in
``Loaded.broken`` so that nothing else is said about it until it can be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from policybook import references
from policybook.blocks import ClauseBuilder, StatementBuilder, numbered
from policybook.book import (
    Book,
    Document,
    Policy,
    Section,
)
from policybook.findings import Code, Finding, Severity, Span
from policybook.model import facts
from policybook.model.content import DocumentSettings, PolicySettings, SectionSettings
from policybook.model.entry import Entry
from policybook.model.facts import FACT_FILES
from policybook.model.validate import validate
from policybook.references.likeness import is_broken, nearest
from policybook.references.names import Listing
from policybook.source import codes
from policybook.source.ids import ID, ID_WORDS, id_like
from policybook.source.markdown import read_markdown
from policybook.source.passages import MarkdownFile
from policybook.source.picture import read_picture
from policybook.source.text import link_finding, linked_part, read_text
from policybook.source.yaml import LocatedDict, YamlText
from policybook.troubles import raise_in_full
from policybook.wall import Wall, cause_of

POLICY_DIR, DATA_DIR, DOCUMENTS_DIR, REVIEWS_DIR = "policy", "data", "documents", "reviews"
DRAFT_ENDING = ".draft.yml"
"""A review that has begun: kept with the records, and not read as one."""
EntryType = TypeVar("EntryType", bound=Entry)
Item = TypeVar("Item")

_NEEDED = ("school", "people", "services", "guidance", "helplines", "linked-policies")
_BRING_BACK = "Add again what stood in it; GitHub’s list of commits shows it."
_ENDINGS = {
    ".md": re.compile(r"\.(?:md|markdown)(?:\.txt)?$", re.IGNORECASE),
    ".yml": re.compile(r"\.ya?ml(?:\.txt)?$", re.IGNORECASE),
}
_COPY = re.compile(
    r"(?:\s*\(\d+\)|\s+[-–]?\s*copy)(?=\.)", re.IGNORECASE
)  # what computers add to the name of a download
_TEXT = re.compile(r"(?<!\.yml)(?<!\.yaml)\.txt$", re.IGNORECASE)
_SLIP = 0.8  # how alike the name of a file is to the one that was meant
_IGNORED_NAMES = frozenset(["README.md", ".gitkeep", ".DS_Store", "Thumbs.db"])


class Loaded(NamedTuple):
    """The book with what was wrong while reading, and the lines of every file read (to quote them)."""

    book: Book
    findings: tuple[Finding, ...]
    broken: frozenset[str]
    lines: dict[str, tuple[str, ...]]

    def is_broken(self, file: str) -> bool:
        """Whether a file, or any in a folder, could not be read."""
        return is_broken(self.broken, file)


def load(root: Path) -> Loaded:
    """Read the project at ``root``. Never raises for what stands in a file."""
    loader = _Loader(root)
    book = loader.book()
    broken = frozenset(f.span.path for f in loader.findings if f.severity is Severity.ERROR)
    wall = Wall()
    found = (*loader.findings, *references.check(book, broken, loader.listed, wall), *wall.findings())
    return Loaded(book, found, broken | {f.span.path for f in found if f.severity is Severity.ERROR}, loader.lines)


def load_section(root: Path, policy: str, file: str) -> Section | None:
    """One section of the project at ``root`` by the name of its file, not numbered; None where it cannot be read."""
    return _Loader(root).section(policy, file)


class _Loader:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.findings: list[Finding] = []
        self.lines: dict[str, tuple[str, ...]] = {}
        self.listed: dict[str, Listing] = {}

    def book(self) -> Book:
        """The whole book, as far as it can be read."""
        read = {name: self.fact_file(name, model) for name, model in FACT_FILES.items()}
        school = _as(facts.School, read["school"])
        logo = school.logo if school else None
        self.unexpected_data(logo)
        paths = {name: f"{DATA_DIR}/{name}.yml" for name in FACT_FILES}
        return Book(
            school=school or facts.School.standing_in(paths["school"], name=""),
            people=_as(facts.People, read["people"]) or facts.People.standing_in(paths["people"]),
            services=_as(facts.Services, read["services"]) or facts.Services.standing_in(paths["services"]),
            guidance=_as(facts.GuidanceTable, read["guidance"]) or facts.GuidanceTable.standing_in(paths["guidance"]),
            helplines=_as(facts.Helplines, read["helplines"]) or facts.Helplines.standing_in(paths["helplines"]),
            linked_policies=_as(facts.LinkedPolicies, read["linked-policies"])
            or facts.LinkedPolicies.standing_in(paths["linked-policies"]),
            glossary=_as(facts.Glossary, read["glossary"]) or facts.Glossary.standing_in(paths["glossary"]),
            settings=_as(facts.Settings, read["settings"]) or facts.Settings.standing_in(paths["settings"]),
            waivers=_as(facts.Waivers, read["waivers"]) or facts.Waivers(),
            source=_as(facts.SourceMap, read["source"]),
            reviews=self.reviews(),
            policies=self.policies(),
            documents=self.documents(),
            paths=paths,
            logo=read_picture(self.root, DATA_DIR, logo) if logo else None,
        )

    def folder(self, path: str) -> list[Path]:
        """What stands in a folder, sorted by name; nothing where it is missing, is a link or cannot be read."""
        if linked := linked_part(self.root, path):
            self.findings.append(link_finding(linked))
            return []
        try:
            entries = sorted((self.root / path).iterdir(), key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError:
            self.error(codes.FILE011, path, "This folder cannot be read.", "Check that you may open it.")
            return []
        for entry in entries:
            if not entry.name.isprintable():  # it could not be shown in any report
                shown = "".join(character if character.isprintable() else "?" for character in entry.name)
                message = "The name of this file holds characters that cannot be shown, so it is not read."
                self.error(codes.FILE009, f"{path}/{shown}", message, "Delete it, or give it another name.")
        return [entry for entry in entries if entry.name.isprintable()]

    def error(self, code: Code, path: str, message: str, fix: str) -> None:
        """Keep a finding about a whole file or folder."""
        self.findings.append(Finding(code, Span(path), message, fix))

    def guarded(self, path: str, read: Callable[[], Item | None]) -> Item | None:
        """What is read from a file; where the program fails over it, the other files are still read."""
        try:
            return read()
        except Exception as error:  # noqa: BLE001 - whatever it is, the others must be read
            raise_in_full(error)
            fix = f"Send “{cause_of(error)}” and this file to whoever looks after the program. They mend it."
            self.error(codes.FILE011, path, "The program has a fault and could not read this file.", fix)
            return None

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
        lines = {span.line for finding in said for span in (finding.span, *finding.related)}
        self.findings += (finding for finding in findings if finding.span.line not in lines)
        return entry

    def fact_file(self, name: str, model: type[Entry]) -> Entry | None:
        """One file of facts."""
        path = f"{DATA_DIR}/{name}.yml"
        if _exists(self.root / path):
            return self.guarded(path, lambda: self.yaml(path, model, may_be_empty=name not in _NEEDED))
        if other := self.misnamed_fact_files().get(name):
            fix = f"Rename {other} to {name}.yml."
            self.error(codes.FILE010, path, f"This file is missing; there is one called “{other}”.", fix)
        elif name in _NEEDED:
            self.error(codes.FILE010, path, "This file is missing.", _BRING_BACK)
        return None

    def misnamed_fact_files(self) -> dict[str, str]:
        """The names of files that would be a file of facts if they were called rightly, by what they would be."""
        missing = [name for name in FACT_FILES if not _exists(self.root / DATA_DIR / f"{name}.yml")]
        found: dict[str, str] = {}
        for entry in self.folder(DATA_DIR) if missing else ():
            right = _right_name(_TEXT.sub(".yml", entry.name), ".yml").removesuffix(".yml")
            if right and right not in FACT_FILES.keys() - set(missing) and (meant := nearest(right, missing, _SLIP)):
                found.setdefault(meant, entry.name)
        return found

    def unexpected_data(self, logo: str | None) -> None:
        """Say what stands in ``data/`` and is not read; the ``logo`` is, if it can be shown or not."""
        said = {other for name, other in self.misnamed_fact_files().items() if name in FACT_FILES}
        known = {f"{name}.yml" for name in FACT_FILES} | {"schema"} | _IGNORED_NAMES | said | {logo}
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
            if entry.name in _IGNORED_NAMES or self.is_misnamed(path, ".yml") or entry.name.endswith(DRAFT_ENDING):
                continue
            if review := self.guarded(path, partial(self.yaml, path, facts.Review)):
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
        if not found and not is_broken(broken, POLICY_DIR):
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
        settings = self.guarded(path, lambda: self.yaml(path, PolicySettings))
        names = [name for name in files if name != "policy.yml"]
        listed = settings.sections if settings else ()
        texts = {name for name in names if name.endswith(".txt") and name.removesuffix(".txt") in listed}
        for name in sorted(texts):
            message, fix = f"The book does not read a file called “{name}”.", f"Rename it to {name[:-4]}.md."
            self.error(codes.FILE010, f"{base}/{name}", message, fix)
        names = [name for name in names if name not in texts]
        misnamed = {f"{name[:-4]}.md" for name in texts} | {
            _right_name(name, ".md") for name in names if self.is_misnamed(f"{base}/{name}", ".md")
        }
        sections = {
            name.removesuffix(".md"): self.guarded(f"{base}/{name}", partial(self.section, folder, name))
            for name in names
            if _right_name(name, ".md") == name
        }
        if settings is None:
            return None
        unread = frozenset(name.removesuffix(".md") for name in misnamed)
        self.listed[folder] = Listing(settings, tuple(sections), unread)
        # A section that nobody listed is an error; it is kept so that its clauses are not reported as missing, too.
        order = list(dict.fromkeys([*settings.sections, *sections]))
        kept = [found for name in order if (found := sections.get(name))]
        in_order = tuple(numbered(section, number) for number, section in enumerate(kept, 1))
        return Policy(folder, path, settings, in_order)

    def section(self, folder: str, name: str) -> Section | None:
        """One section, not yet numbered."""
        path = f"{POLICY_DIR}/{folder}/{name}"
        read = self.markdown(path, SectionSettings, headings=False)
        if read is None:
            return None
        settings, file = read
        builder = ClauseBuilder(self.findings, folder, name.removesuffix(".md"), settings)
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
            if document := self.guarded(path, partial(self.document, path, entry.stem)):
                found.append(document)
        # Translations last: the first document for parents is the one that the pages lead to.
        return tuple(sorted(found, key=lambda document: document.settings.translates is not None))

    def document(self, path: str, name: str) -> Document | None:
        """One document."""
        read = self.markdown(path, DocumentSettings, headings=True)
        if read is None:
            return None
        settings, file = read
        return Document(name, path, settings, tuple(StatementBuilder(self.findings, name).groups(file)))


def _exists(place: Path) -> bool:
    try:
        place.lstat()
    except OSError:
        return False
    return True


def _right_name(name: str, ending: str) -> str:
    """What a file must be called to be read as one of this kind; "" where it is not of this kind."""
    stem, found = _ENDINGS[ending].subn("", _COPY.sub("", name))
    if not found:
        return ""
    return (id_like(stem) if ending == ".md" else stem.lower()) + ending


def _as(model: type[EntryType], entry: Entry | None) -> EntryType | None:
    return entry if isinstance(entry, model) else None
