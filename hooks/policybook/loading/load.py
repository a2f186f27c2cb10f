"""Files to ``Book``: finds the files, reads and validates each, and builds the aggregate. Not for rules on meaning.

Every fault in every file is found in one run. A broken file is left out as far as it is broken, and named in
``Loaded.broken`` so that nothing else is said about it until it can be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cached_property, partial
from typing import Any, NamedTuple

from policybook.basics.findings import Finding, Severity, Span
from policybook.basics.languages import is_english
from policybook.basics.likeness import is_broken
from policybook.basics.program import PROGRAM
from policybook.book.book import Book, Document, Policy, Section
from policybook.loading.clauses import ClauseBuilder, StatementBuilder, numbered
from policybook.loading.event_files import EventFiles
from policybook.loading.file_names import IGNORED_NAMES, correct_name, match_missing
from policybook.loading.fold_changes import fold_policies
from policybook.loading.fold_events import fold
from policybook.loading.project_files import BRING_BACK, EntryType, ProjectFiles
from policybook.model.content import DocumentSettings, InBriefSettings, PolicySettings, SectionSettings
from policybook.model.entry import Lent
from policybook.model.events import Event, confirmed_by_review
from policybook.model.facts import FACT_FILES, Facts
from policybook.model.organisation import DATA_MODEL
from policybook.model.reviews import Review
from policybook.source import reading_codes
from policybook.source.ids import ID, ID_WORDS, suggest_id
from policybook.source.logo_picture import read_picture
from policybook.source.sources import IN_BRIEF, Sources
from policybook.source.text_files import link_finding
from policybook.source.wording_files import (
    LanguageWording,
    WordingError,
    compare_wording,
    file_of,
    languages_in,
    read_other_languages,
    read_sentences,
)

BEGIN = "Type python3 scripts/new_school.py and the name of a new folder: it asks six questions and makes every file. .github/SETTING-UP.md shows the files for whoever has a browser only."
_DATA_MODEL = re.compile(r"data_model:\s*(\d{1,6})\b")
DRAFT_ENDING = ".draft.yml"
"""A review that has begun: kept with the records, and not read as one."""
SUMMARY = IN_BRIEF.removesuffix(".md")
_STANDING_IN: dict[str, dict[str, Any]] = {"school": {"name": ""}}
"""What the models of some files need beside their defaults."""


class Listing(NamedTuple):
    """What ``policy.yml`` lists, the section files that stand beside it, and those that only have a wrong name."""

    settings: PolicySettings
    files: tuple[str, ...]
    misnamed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Loaded:
    """The book with what was wrong while reading, and the lines of every file read (to quote them)."""

    book: Book
    findings: tuple[Finding, ...]
    lines: dict[str, tuple[str, ...]]
    listed: dict[str, Listing]
    """What each folder of a policy lists and has."""

    @cached_property
    def broken(self) -> frozenset[str]:
        """The files and folders that could not be read."""
        errors = [finding for finding in self.findings if finding.severity is Severity.ERROR]
        missing = {span.path for f in errors if f.code is reading_codes.FILE010 for span in f.related}
        return frozenset({f.span.path for f in errors} | missing)

    def is_broken(self, file: str) -> bool:
        """Whether a file, or any in a folder, could not be read."""
        return is_broken(self.broken, file)


def load(sources: Sources) -> Loaded:
    """Read a book. Never raises for what stands in a file. Whether what it refers to exists is for ``references``."""
    loader = _Loader(sources)
    book = loader.book()
    findings = newer_book(sources, loader.files.lines) or tuple(loader.files.findings)
    return Loaded(book, findings, loader.files.lines, loader.listed)


def newer_book(sources: Sources, lines: dict[str, tuple[str, ...]]) -> tuple[Finding, ...]:
    """The finding for a book that a newer version of the program wrote; to know it, its file need not be understood."""
    path = sources.layout.facts("organisation")
    for number, line in enumerate(lines.get(path, ()), 1):
        if (typed := _DATA_MODEL.match(line)) and int(typed[1]) > DATA_MODEL:
            message = f"This book is written for a newer version of the program (data model {typed[1]}; this one reads {DATA_MODEL})."
            fix = "Whoever looks after the program installs the newer version. Do not type another number."
            return (Finding(reading_codes.ORG011, Span(path, number), message, fix),)
    return ()


def load_section(sources: Sources, policy: str, file: str) -> Section | None:
    """One section by the name of its file, not numbered; None where it cannot be read."""
    return _Loader(sources).section(policy, file)


def _settings(policies: Iterable[Policy]) -> Iterator[PolicySettings | SectionSettings]:
    for policy in policies:
        yield policy.settings
        yield from (section.settings for section in policy.sections)


def _is_another_edition(document: Document) -> bool:
    return document.settings.translates is not None or bool(document.settings.easy_read)


class _Loader:
    """Builds a book out of what its files say; what is wrong with them is in ``files``."""

    def __init__(self, sources: Sources) -> None:
        self.root, self.layout = sources.root, sources.layout
        self.files = ProjectFiles(sources.root)
        self.listed: dict[str, Listing] = {}
        self.is_plain = False
        self.is_new = self.is_bare = False

    def book(self) -> Book:
        """The whole book, as far as it can be read."""
        facts: dict[str, Any] = {}
        self.is_bare = not any(self.files.exists(self.layout.facts(name)) for name in FACT_FILES)
        if self.is_bare and not self.misnamed_fact_files:
            message = "This book is empty: none of its files is here."
            place, related = Span(self.layout.data), (Span(self.layout.policy),)
            self.files.findings.append(Finding(reading_codes.FILE010, place, message, BEGIN, related=related))
        for name, model in FACT_FILES.items():  # the organisation is the first: it says which files are needed
            facts[name.replace("-", "_")] = self.fact_file(name, model)
            self.is_plain = not facts["organisation"].profile.duties
        facts["settings"] = facts["settings"].approved_by(facts["organisation"].profile.accountable)
        logo = facts["school"].logo
        self.unexpected_data(logo)
        events, reviews = self.events(), self.reviews()
        self.is_new = not reviews and facts["settings"].published_since is None
        confirmed = (event for review in reviews for event in confirmed_by_review(review))
        # Why a row of a record confirms nothing is for the rules: what an old one names may be gone since.
        folded, _ = fold(self.folded(Facts(**facts), events), confirmed)
        policies, documents = self.with_editions(self.policies(), events), self.documents()
        stated = (folded.organisation, *_settings(policies), *(document.settings for document in documents))
        return Book(
            **{field.name: getattr(folded, field.name) for field in fields(Facts)},
            events=events,
            reviews=reviews,
            policies=policies,
            documents=(*documents, *self.summaries(policies)),
            wordings=self.wordings(one.language for one in stated if one.language),
            layout=self.layout,
            logo=read_picture(self.root, self.layout.data, logo) if logo else None,
        )

    def wordings(self, languages: Iterable[str]) -> tuple[LanguageWording, ...]:
        """How far our own sentences are worded in the languages that the texts of the book state."""
        others = [language for language in dict.fromkeys(languages) if not is_english(language)]
        if not others:
            return ()
        try:
            english, known = read_sentences(PROGRAM), {} if self.root == PROGRAM else read_other_languages([PROGRAM])
        except WordingError:
            return ()  # the build tells of it, and can make no page
        for language in languages_in(self.root):
            _, data, findings = self.files.yaml_data(file_of(language))
            self.files.findings += findings
            known.setdefault(language, {}).update({key: str(words) for key, words in (data or {}).items()})
        return tuple(compare_wording(language, english, known) for language in others)

    def events(self) -> tuple[Event, ...]:
        """The events, by the names of their files."""
        return tuple(EventFiles(self.files, self.layout).events())

    def folded(self, facts: Facts, events: tuple[Event, ...]) -> Facts:
        """The facts as the events leave them.

        Why an event changes nothing is said only where all facts and events could be read: else that may be the reason.
        """
        read = self.files.guarded(self.layout.changes, lambda: fold(facts, events))
        if read is None:
            return facts
        folded, findings = read
        if not any(finding.severity is Severity.ERROR for finding in self.files.findings):
            self.files.findings += findings
        return folded

    def with_editions(self, policies: tuple[Policy, ...], events: tuple[Event, ...]) -> tuple[Policy, ...]:
        """The policies with the editions that were adopted by events."""
        folded, findings = fold_policies(policies, events)
        if not any(finding.severity is Severity.ERROR for finding in self.files.findings):
            self.files.findings += findings
        return folded

    def fact_file(self, name: str, model: type[EntryType]) -> EntryType | None:
        """One file of facts; the defaults of its model where it cannot be read, or None where there are none."""
        path = self.layout.facts(name)
        if self.files.exists(path):
            read = self.files.guarded(path, lambda: self.files.yaml(path, model, may_be_empty=not self.is_needed(name)))
        else:
            read = None
            self.missing(name, path)
        return read or (None if name == "source" else model.standing_in(path, **_STANDING_IN.get(name, {})))

    def missing(self, name: str, path: str) -> None:
        """Say that a file of facts is missing, unless the book can do without it."""
        if other := self.misnamed_fact_files.get(name):
            message = f"This file is missing; there is one called “{other}”."
            self.files.error(reading_codes.FILE010, path, message, f"Rename {other} to {name}.yml.")
        elif self.is_needed(name) and not self.is_bare:
            self.files.error(reading_codes.FILE010, path, "This file is missing.", BRING_BACK)

    def is_needed(self, name: str) -> bool:
        """Whether this book cannot do without a file of facts: a plain one needs no more than its own name."""
        return FACT_FILES[name].needed and (name == "school" or not self.is_plain)

    @cached_property
    def misnamed_fact_files(self) -> dict[str, str]:
        """The names of files that would be a file of facts if they were called rightly, by what they would be."""
        missing = [name for name in FACT_FILES if not self.files.exists(self.layout.facts(name))]
        names = [entry.name for entry in self.files.folder(self.layout.data)] if missing else []
        return match_missing(names, missing, FACT_FILES)

    def unexpected_data(self, logo: str | None) -> None:
        """Say what stands in the folder of facts and is not read; the ``logo`` is, if it can be shown or not."""
        folders = {self.layout.reviews, self.layout.changes, self.layout.schemas}
        known = {f"{name}.yml" for name in FACT_FILES} | IGNORED_NAMES | {logo} | set(self.misnamed_fact_files.values())
        for entry in self.files.folder(self.layout.data):
            path = f"{self.layout.data}/{entry.name}"
            if entry.name not in known and not (path in folders and entry.is_dir()):
                self.files.unexpected(path)

    def reviews(self) -> tuple[Review, ...]:
        """The review records, oldest first."""
        reviews = []
        for entry in self.files.folder(self.layout.reviews):
            path = f"{self.layout.reviews}/{entry.name}"
            if entry.name in IGNORED_NAMES or self.files.is_misnamed(path, ".yml") or entry.name.endswith(DRAFT_ENDING):
                continue
            if review := self.files.guarded(path, partial(self.files.yaml, path, Review)):
                reviews.append(review)
        return tuple(sorted(reviews, key=lambda review: (review.reviewed.last, review.span.path)))

    def policies(self) -> tuple[Policy, ...]:
        """Every folder of a policy that has a ``policy.yml``, by its ``position``, then its name."""
        policies = []
        for entry in self.files.folder(self.layout.policy):
            path = f"{self.layout.policy}/{entry.name}"
            if entry.name in IGNORED_NAMES or (path == self.layout.documents and entry.is_dir()):
                continue
            if entry.is_symlink():
                self.files.findings.append(link_finding(path))
            elif not entry.is_dir() or entry.name.startswith("."):
                self.files.unexpected(path)
            elif not ID.fullmatch(entry.name):
                message = f"The folder of a policy cannot be called “{entry.name}”: {ID_WORDS}."
                self.files.error(reading_codes.FILE010, path, message, f"Rename it to {suggest_id(entry.name)}.")
            elif policy := self.policy(entry.name):
                policies.append(policy)
        broken = frozenset(f.span.path for f in self.files.findings if f.severity is Severity.ERROR)
        if not policies and not self.is_new and not is_broken(broken, self.layout.policy):  # ORG012 tells a new book
            fix = f"Add a folder in {self.layout.policy}/ with a policy.yml and its sections."
            message = "There is no policy in this folder."
            self.files.error(reading_codes.FILE010, self.layout.policy, message, fix)
        return tuple(sorted(policies, key=lambda policy: (policy.settings.position or len(policies) + 1, policy.id)))

    def policy(self, folder: str) -> Policy | None:
        """One policy and its sections."""
        path = self.layout.settings(folder)
        base, _, own_name = path.rpartition("/")
        names = [entry.name for entry in self.files.folder(base) if entry.name not in IGNORED_NAMES]
        if own_name not in names:
            other = next((name for name in names if correct_name(name, ".yml") == own_name), "")
            fix = (
                f"Rename {other} to {own_name}." if other else "Add one that lists the sections, or delete the folder."
            )
            message = f"This folder of {self.layout.policy}/ has no {own_name}."
            self.files.error(reading_codes.FILE010, path, message, fix)
            return None
        settings = self.files.guarded(path, lambda: self.files.yaml(path, PolicySettings))
        own = {own_name} if settings and SUMMARY in settings.sections else {own_name, IN_BRIEF}
        sections, unread = self.sections(folder, base, [name for name in names if name not in own], settings)
        if settings is None:
            return None
        self.listed[folder] = Listing(settings, tuple(sections), unread)
        # A section that nobody listed is an error; it is kept so that its clauses are not reported as missing, too.
        order = list(dict.fromkeys([*settings.sections, *sections]))
        kept = [section for name in order if (section := sections.get(name))]
        in_order = tuple(numbered(section, number, settings.language or "") for number, section in enumerate(kept, 1))
        return Policy(folder, path, settings, in_order)

    def sections(
        self, folder: str, base: str, names: list[str], settings: PolicySettings | None
    ) -> tuple[dict[str, Section | None], frozenset[str]]:
        """The sections of a policy by their ids, None for each that cannot be read, and the ids of those misnamed."""
        listed = settings.sections if settings else ()
        texts = {name for name in names if name.endswith(".txt") and name.removesuffix(".txt") in listed}
        for name in sorted(texts):
            self.files.misnamed(f"{base}/{name}", f"{name.removesuffix('.txt')}.md")
        names = [name for name in names if name not in texts]
        misnamed = {correct_name(name, ".md") for name in names if self.files.is_misnamed(f"{base}/{name}", ".md")}
        read = {
            name.removesuffix(".md"): self.files.guarded(f"{base}/{name}", partial(self.section, folder, name))
            for name in names
            if correct_name(name, ".md") == name
        }
        return read, frozenset(name.removesuffix(".md") for name in misnamed) | {
            name.removesuffix(".txt") for name in texts
        }

    def section(self, folder: str, name: str) -> Section | None:
        """One section, not yet numbered."""
        section_id = name.removesuffix(".md")
        path = self.layout.section(folder, section_id)
        read = self.files.markdown(path, SectionSettings, "section")
        if read is None:
            return None
        settings, file = read
        builder = ClauseBuilder(self.files.findings, folder, section_id, settings)
        return Section(section_id, folder, 0, path, settings, tuple(builder.blocks(file)))

    def documents(self) -> tuple[Document, ...]:
        """Every document."""
        documents = []
        for entry in self.files.folder(self.layout.documents):
            path = f"{self.layout.documents}/{entry.name}"
            if entry.name in IGNORED_NAMES or self.files.is_misnamed(path, ".md"):
                continue
            if document := self.files.guarded(path, partial(self.document, path, entry.stem)):
                documents.append(document)
        # Translations and easy-read editions last: the first document for parents is the one that the pages lead to.
        return tuple(sorted(documents, key=_is_another_edition))

    def summaries(self, policies: tuple[Policy, ...]) -> tuple[Document, ...]:
        """The summaries of the policies that have one."""
        paths = [(policy, self.layout.in_brief(policy.id)) for policy in policies]
        found = (
            self.files.guarded(path, partial(self.summary, path, policy.id))
            for policy, path in paths
            if self.files.exists(path) and SUMMARY not in policy.settings.sections
        )
        return tuple(summary for summary in found if summary)

    def summary(self, path: str, policy: str) -> Document | None:
        """The summary of one policy. It is on the page of the policy, and is for whoever reads that."""
        read = self.files.markdown(path, InBriefSettings, "summary")
        if read is None:
            return None
        own, file = read
        name = f"{policy}-in-brief"
        settings = DocumentSettings.standing_in(path, title="", summary="", audience="leadership", address="")
        settings = settings.borrowing(title=Lent(own, ("title",)))
        groups = tuple(StatementBuilder(self.files.findings, name).groups(file))
        return Document(name, path, settings, groups, policy, own)

    def document(self, path: str, name: str) -> Document | None:
        """One document."""
        read = self.files.markdown(path, DocumentSettings, "document")
        if read is None:
            return None
        settings, file = read
        document = Document(name, path, settings, tuple(StatementBuilder(self.files.findings, name).groups(file)))
        if settings.easy_read:
            self.files.findings += _not_easy(document)
        return document


def _not_easy(document: Document) -> Iterator[Finding]:
    """The findings for what an easy-read edition cannot show: each of its sentences stands beside a picture."""
    for statement in document.statements:
        if statement.kind != "text":
            message = "An easy-read edition has sentences, lists and headings (##), and nothing else."
            fix = "Say it in short sentences, each a paragraph or an item (- text)."
            yield Finding(reading_codes.FILE007, statement.span, message, fix)
