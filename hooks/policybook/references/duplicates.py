"""What stands twice: ids, entries of lists, addresses, and files and folders that were copied. Not for what is missing.

A copied file repeats every id in it, and a copied folder every id of its files. ``RepeatedIds`` therefore looks at all ids
first, and keeps those under which the words are at least 0.8 alike: such a text was copied with its id. Two folders in which
several files repeat ids in this way are a copy and its original; so are two files, outside such folders, that repeat several
ids. Of a copy one thing is told, as a whole. The original is the folder whose name is its id, and that reviews name; of files,
the one that is listed; else the one with the shorter name. ``Duplicates`` then tells of what is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import PurePath

from policybook.basics.findings import Finding, Span
from policybook.basics.likeness import find_nearest, is_broken
from policybook.book.book import Book, Clause, Policy
from policybook.model.declarations import PERSON
from policybook.model.entry import Entry
from policybook.source import reading_codes
from policybook.source.clause_references import Reference

_COPIED = 0.8  # how alike the words under one id are where one was copied from the other
_ADDRESS = re.compile(r"[a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9-]*)*")
_TOLD_OTHERWISE = frozenset(["sections", "checked"])
"""Lists of what an entry has, and not of what it names: a section that is listed twice is REF002, and two values may be equal."""
_OTHER_NAMES = frozenset(["in_text", "short"])
"""Fields beside the title by which readers know an entry."""
RESERVED_ADDRESSES = frozenset(["index", "about", "changes", "404", "assets", "downloads", "search", "sitemap"])


def _find_duplicates(label: str, entries: Iterable[tuple[str, Span]]) -> Iterator[Finding]:
    """Entries of one list that have the name of an earlier one."""
    seen: dict[str, Span] = {}
    for name, span in entries:
        first = seen.setdefault(name, span)
        if first is not span:
            there = "here" if first.line == span.line and first.path == span.path else f"in line {first.line}"
            message = f"The {label} “{name}” stands {there} already."
            yield Finding(
                reading_codes.REF004, span, message, "Keep one of the two, and delete the other.", related=(first,)
            )


def _find_names_listed_twice(entry: Entry) -> Iterator[Finding]:
    """Names that stand twice in one list of names of an entry, or of those inside it."""
    lists: dict[str, list[str]] = {}
    for field, value, steps in entry.values():
        if isinstance(value, Entry):
            yield from _find_names_listed_twice(value)
        elif steps and isinstance(steps[0], int) and field.name not in _TOLD_OTHERWISE:
            lists.setdefault(field.name, []).append(value.target if isinstance(value, Reference) else value)
    for name, names in lists.items():
        if len(set(names)) < len(names):
            field = type(entry).shape[name]
            places = [(listed, entry.at(field.key, number)) for number, listed in enumerate(names)]
            yield from _find_duplicates(field.declared.refers_to or "word", places)


def _likeness(short_name: str, name: str) -> float:
    """How much of an entry's short name stands in the name that readers see."""
    words = short_name.split("-")
    return sum(word in name.casefold() for word in words) / len(words)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


class RepeatedIds:
    """The ids that stand twice, and which files and folders are copies because of it."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @cached_property
    def ids(self) -> tuple[tuple[str, Span, Span], ...]:
        """Each id that stands twice, with its first place and the other."""
        seen: dict[str, Span] = {}
        entries = []
        for name, span in self.all_ids():
            first = seen.setdefault(name, span)
            if first is not span:
                entries.append((name, first, span))
        return tuple(entries)

    def all_ids(self) -> Iterator[tuple[str, Span]]:
        """Every id of the book in reading order, with its place."""
        yield from ((name, span) for name, span, _ in self.texts())

    def texts(self) -> Iterator[tuple[str, Span, str]]:
        """The id, place and words of everything that has an id, in reading order."""
        for section in self.book.sections.values():
            yield from ((c.id, c.span, c.wording.text) for c in section.clauses if c.has_own_id)
        for check_ in self.book.checks:
            yield check_.settings.id, check_.settings.at("id"), check_.settings.ask
        for document in self.book.documents:
            yield from ((s.id, s.span, s.wording.text) for s in document.statements)

    @cached_property
    def copied(self) -> tuple[tuple[str, Span, Span], ...]:
        """Those of ``ids`` whose words were copied with them, if hardly changed."""
        words = {span: text for _, span, text in self.texts()} if self.ids else {}
        return tuple(
            identifier for identifier in self.ids if find_nearest(words[identifier[2]], [words[identifier[1]]], _COPIED)
        )

    @cached_property
    def folders(self) -> dict[str, str]:
        """Folders of policies that repeat ids in several files, and the folder each is a copy of."""
        files: dict[tuple[str, str], set[str]] = {}
        for _, first, second in self.copied:
            pair = (_folder(first.path), _folder(second.path))
            if pair[0] != pair[1] and self.book.layout.documents not in pair:
                files.setdefault(pair, set()).add(second.path)
        return dict(self.original_last(*pair) for pair, paths in files.items() if len(paths) > 1)

    def original_last(self, first: str, second: str) -> tuple[str, str]:
        """Two folders, the copy before the original: only that is called by its id, and has been reviewed."""
        known = {name for review in self.book.reviews for name in review.policies}
        policies = {_folder(policy.path): policy for policy in self.book.policies}

        def is_original(folder: str) -> tuple[bool, bool, int]:
            policy = policies[folder]
            return (policy.settings.id == policy.id, policy.id in known, -len(folder))

        return (second, first) if is_original(first) >= is_original(second) else (first, second)

    @cached_property
    def files(self) -> dict[str, str]:
        """Files that repeat several ids of one other file, and the file each is a copy of."""
        names: dict[tuple[str, str], int] = {}
        for _, first, second in self.copied:
            if first.path != second.path and not {_folder(first.path), _folder(second.path)} & self.folders.keys():
                names[first.path, second.path] = names.get((first.path, second.path), 0) + 1
        listed = {
            f"{_folder(policy.path)}/{name}.md" for policy in self.book.policies for name in policy.settings.sections
        }

        def copy_first(first: str, second: str) -> tuple[str, str]:
            originals = ((first in listed, -len(first)), (second in listed, -len(second)))
            return (second, first) if originals[0] >= originals[1] else (first, second)

        return dict(copy_first(*pair) for pair, count in names.items() if count > 1)


class Duplicates:
    """Everything that stands twice where it may stand once."""

    def __init__(self, book: Book, broken: frozenset[str], repeated: RepeatedIds) -> None:
        self.book, self.broken, self.repeated = book, broken, repeated

    def copies(self) -> Iterator[Finding]:
        """Files and folders that are copies."""
        for copy, original in self.repeated.folders.items():
            policy = next(policy for policy in self.book.policies if _folder(policy.path) == copy)
            message = f"This folder repeats the ids of {original}: it seems to be a copy."
            fix = (
                "Delete the folder. If it is to be a policy of its own, give it another id, and every clause and check."
            )
            span, ids = policy.settings.at("id"), self.ids_of(copy)
            yield Finding(reading_codes.REF004, span, message, fix, related=ids)
        for copy, original in self.repeated.files.items():
            message = f"This file repeats ids of {original}: it seems to be a copy."
            fix = "Delete the file. If it is to stay, give every id in it another name, and list it if it is a section."
            yield Finding(reading_codes.REF004, Span(copy), message, fix, related=self.ids_of(copy))

    def ids_of(self, copy: str) -> tuple[Span, ...]:
        """The ids in a file or folder that stand elsewhere, too."""
        pairs = [(first, second) for _, first, second in self.repeated.ids]
        inside = [second if second.path.startswith(copy) else first for first, second in pairs]
        return tuple(span for span in inside if span.path.startswith(copy))

    def ids(self) -> Iterator[Finding]:
        """Ids of clauses, checks and statements used twice, but not because a whole file was copied."""
        within: dict[str, list[tuple[str, Span, Span]]] = {}
        copies = {**self.repeated.files, **self.repeated.folders}
        for name, first, second in self.repeated.ids:
            places = {first.path, second.path, _folder(first.path), _folder(second.path)}
            if not places & copies.keys() and not is_broken(self.broken, second.path):
                within.setdefault(second.path, []).append((name, first, second))
        for uses in within.values():
            (name, first, second), later = uses[0], uses[1:]
            more = f" So {'are' if later[1:] else 'is'} {len(later)} more below." if later else ""
            message = f"The id “{name}” is used already, in {first.path} line {first.line}.{more}"
            fix = "Give this one another id. Leave the older one alone: others refer to it."
            if later:
                fix = "If this was copied by mistake, delete it. If not, give each another id than the older ones have."
            if _folder(first.path) != _folder(second.path) and (name, first, second) not in self.repeated.copied:
                own = f"{self.home(second.path)}-{name}"
                fix = f"An id may stand once in the whole book. Give the newer of the two another, such as {own}"
                fix += ", and each of the others below in the same way." if later else "."
            yield Finding(reading_codes.REF004, second, message, fix, related=(first, *(other[2] for other in later)))

    def home(self, path: str) -> str:
        """The policy or the document that a file is of."""
        folder = _folder(path)
        return PurePath(path if folder == self.book.layout.documents else folder).stem

    def anchors(self) -> Iterator[Finding]:
        """Ids that would be two places of one page: of a clause and a section, or of headings of one document."""
        sections = {section.id for section in self.book.sections.values()}
        clauses = [clause for section in self.book.sections.values() for clause in section.clauses]
        automatic = {(clause.policy, clause.id) for clause in clauses if not clause.has_own_id}
        for clause in clauses:
            if clause.has_own_id and (clause.id in sections or (clause.policy, clause.id) in automatic):
                kind = "a section" if clause.id in sections else "a clause that has no id of its own"
                message = f"The id “{clause.id}” is the name of {kind}."
                yield Finding(reading_codes.REF004, clause.span, message, "Give this clause another id.")
        for document in self.book.documents:
            seen = {statement.id: statement.span for statement in document.statements}
            seen |= {group.id: group.at("id") for group in document.settings.groups}
            for group in document.groups:
                if group.title and group.id in seen:
                    message = f"The address of this heading (#{group.id}) is used already on this page."
                    fix = f"Word it differently, or give it an id of its own: ## {group.title} {{ #another-id }}"
                    yield Finding(reading_codes.REF004, group.span, message, fix, related=(seen[group.id],))
                seen.setdefault(group.id, group.span)

    def numbers(self) -> Iterator[Finding]:
        """Clauses of one policy that have the same number: one that the school gave, or that a list with figures counts."""
        for policy in self.book.policies:
            seen: dict[str, Clause] = {}
            for clause in (clause for section in policy.sections for clause in section.clauses):
                first = seen.setdefault(clause.number, clause)
                if first is clause or not clause.is_numbered:
                    continue
                message = f"Two clauses of this policy have the number {clause.number}."
                fix = (
                    "Let the figures of this list go on from those of the list above it."
                    if clause.number.endswith(")")
                    else "Give one of them another number, or delete its number= and let the program count."
                )
                counted = next((one for one in (clause, first) if not one.own_number), None)
                if counted and counted is not clause:  # the number that somebody typed is meant
                    clause, first = first, clause  # noqa: PLW2901 - told at the other one
                    fix = "Give one of them another number: this one is counted. If it is to be an item of a list, begin it with a hyphen."
                yield Finding(reading_codes.REF040, clause.span, message, fix, related=(first.span,))

    def entries_of_lists(self) -> Iterator[Finding]:
        """Entries of one list that stand there twice."""
        for guidance in self.book.guidance.guidance.values():
            yield from _find_duplicates(
                "edition", [(edition.edition, edition.at("edition")) for edition in guidance.editions]
            )
        for policy in self.book.policies:
            relied = policy.settings.guidance
            yield from _find_duplicates("guidance", [(guidance.id, guidance.at("id")) for guidance in relied])
        for document in self.book.documents:
            yield from _find_duplicates("group", [(group.id, group.at("id")) for group in document.settings.groups])
            yield from _find_duplicates(
                "clause", [(entry.clause, entry.at("clause")) for entry in document.settings.left_out]
            )
            for statement in document.statements:
                restated = [(reference.target, reference.span) for reference in statement.restates]
                yield from _find_duplicates("reference", restated)
        for entry in (*self.book.entries(), *self.book.reviews):
            yield from _find_names_listed_twice(entry)

    def titles(self) -> Iterator[Finding]:
        """Entries of one table that are called the same, as when one was copied and only its short name changed."""
        for _, model, entries, _ in self.book.tables():
            if model.entry_kind in ("", PERSON):  # two people may be called the same, of which DSL035 says more
                continue
            first_words = next((field for field in model.shape.values() if field.declared.words), None)
            if first_words is None:
                continue
            told: set[tuple[int, int]] = set()
            others = (field for key, field in model.shape.items() if key in _OTHER_NAMES)
            for title in (first_words, *others):
                seen: dict[str, tuple[str, Entry]] = {}
                for short_name, entry in entries.items():
                    name = dict(entry)[title.name]
                    first_name, first = seen.setdefault(name.casefold(), (short_name, entry))
                    if first is entry or (id(first), id(entry)) in told:
                        continue
                    told.add((id(first), id(entry)))
                    spans = (entry.at(title.key), first.at(title.key))
                    is_first = _likeness(first_name, name) < _likeness(
                        short_name, name
                    )  # so the name there was changed
                    span, other = reversed(spans) if is_first else spans
                    odd = first_name if is_first else short_name
                    message = (
                        f"Two entries have the same name, “{name}”: this one, called {odd}, and the one in line {other.line}. "
                        "Readers cannot tell them apart."
                    )
                    fix = (
                        "Type the name of its own here again, if this one was changed, and there, if that one was. "
                        "If one was added as a copy, delete the one that was added."
                    )
                    yield Finding(reading_codes.REF018, span, message, fix, related=(other,))
        yield from self.other_forms()

    def other_forms(self) -> Iterator[Finding]:
        """Other forms of a word of the glossary that have an entry of their own."""
        terms = self.book.glossary.terms.values()
        owners = {term.term.casefold(): term for term in reversed(terms)}
        for term in terms:
            for number, alias in enumerate(term.aliases):
                owner = owners.get(alias.casefold())
                if owner:
                    message = f"“{alias}” has an entry of its own, in line {owner.at('term').line}."
                    if owner is term:
                        message = f"“{alias}” is what this entry explains already."
                    span = term.at("aliases", number)
                    yield Finding(reading_codes.REF018, span, message, "Delete it here.", related=(owner.at("term"),))

    def positions(self) -> Iterator[Finding]:
        """Policies that want the same place among the policies."""
        seen: dict[int, Policy] = {}
        for policy in self.book.policies:
            settings = policy.settings
            first = seen.setdefault(settings.position, policy) if settings.position else policy
            if first is not policy and not {_folder(first.path), _folder(policy.path)} & self.repeated.folders.keys():
                yield Finding(
                    reading_codes.REF013,
                    settings.at("position"),
                    f"“{settings.title}” and “{first.settings.title}” both have position {settings.position}.",
                    "Give each policy a position of its own: 1 for the first, 2 for the next.",
                    related=(first.settings.at("position"),),
                )

    def addresses(self) -> Iterator[Finding]:
        """Pages and downloads with one address."""
        taken: dict[str, str] = {f"page {policy.id}": policy.path for policy in self.book.policies}
        taken |= {
            f"page {one.settings.address}/{policy.id}": one.path  # where a review of several pages has those of its policies
            for one in self.book.documents_with_pages
            if one.settings.kind == "checklist"
            for policy in self.book.policies
        }
        for policy in self.book.policies:
            if policy.id in RESERVED_ADDRESSES:
                message = f"A policy cannot be called “{policy.id}”: the site needs that address for itself."
                yield Finding(
                    reading_codes.REF009, policy.settings.at("id"), message, "Give the folder and the id another name."
                )
        taken |= {
            "download what-changed": "The page about what changed",
            "download all-policies": "The book of all policies",
        }
        taken |= {f"download {policy.download}": policy.path for policy in self.book.policies}
        for document in self.book.documents_with_pages:
            settings = document.settings
            if not _ADDRESS.fullmatch(settings.address) or settings.address.split("/")[0] in RESERVED_ADDRESSES:
                yield Finding(
                    reading_codes.REF009,
                    settings.at("address"),
                    f"“{settings.address}” cannot be the address of a page.",
                    "Type small letters, figures and hyphens, with / between folders, for example parents or staff/acceptable-use.",
                )
            for kind, name, key in (
                ("page", settings.address, "address"),
                ("download", settings.download or "", "download"),
            ):
                owner = taken.setdefault(f"{kind} {name}", document.path) if name else document.path
                if owner != document.path and not {owner, document.path} & self.repeated.files.keys():
                    clash = "has the same address" if kind == "page" else "is downloaded under the same name"
                    message = f"{owner} {clash}, “{name}”."
                    yield Finding(reading_codes.REF009, settings.at(key), message, "Give this one another.")
                    break  # where both are the same, one document was made from the other
