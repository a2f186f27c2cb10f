"""Whether ids, names and addresses that are referred to exist, and stand once. Not for the words of the texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policybook.book import Book, Document, Policy, Statement
from policybook.findings import Finding, Span
from policybook.model.content import PolicySettings
from policybook.model.facts import Review
from policybook.references.match import is_broken, nearest
from policybook.references.uses import OF_FACTS
from policybook.source import codes

_SLIP = 0.85
_SLIP_IN_PATH = 0.95  # the policy before the / is alike in any case
_ADDRESS = re.compile(r"[a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9-]*)*")
RESERVED_ADDRESSES = frozenset(["index", "404", "assets", "downloads", "search", "sitemap"])


@dataclass(frozen=True, slots=True)
class Listing:
    """What ``policy.yml`` lists, the section files that stand beside it, and those that only have a wrong name."""

    settings: PolicySettings
    files: tuple[str, ...]
    misnamed: frozenset[str] = frozenset()


def _twice(what: str, entries: Iterable[tuple[str, Span]]) -> Iterator[Finding]:
    """Entries of one list that have the name of an earlier one."""
    seen: dict[str, Span] = {}
    for name, span in entries:
        first = seen.setdefault(name, span)
        if first is not span:
            message = f"The {what} “{name}” stands in line {first.line} already."
            yield Finding(codes.REF004, span, message, "Keep one of the two, and delete the other.", related=(first,))


@dataclass(frozen=True, slots=True)
class Names:
    """Every reference by id or name, kind by kind."""

    book: Book
    broken: frozenset[str]
    listed: dict[str, Listing]

    def is_broken(self, file: str) -> bool:
        """Whether a file or folder could not be read."""
        return is_broken(self.broken, file)

    def sections(self) -> Iterator[Finding]:
        """Sections listed without a file, listed twice, and files not listed."""
        for folder, listing in self.listed.items():
            path = f"policy/{folder}/policy.yml"
            settings = listing.settings
            if settings.id != folder and path not in self.broken:
                message = f"The id “{settings.id}” is not the name of this folder."
                fix = f"Type id: {folder}; or, if the folder was renamed, name it {settings.id} again."
                yield Finding(codes.REF006, settings.at("id"), message, fix)
            for position, name in enumerate(settings.sections):
                yield from self.listed_section(listing, position, name)
            if path not in self.broken:
                yield from self.unlisted_sections(folder, listing)

    def listed_section(self, listing: Listing, position: int, name: str) -> Iterator[Finding]:
        """A section that is listed without a file, or twice."""
        listed, span = listing.settings.sections, listing.settings.at("sections", position)
        if name not in listing.files and name not in listing.misnamed:
            near = nearest(name, set(listing.files) - set(listed))
            fix = f"Type {near} instead." if near else f"Add the file {name}.md beside policy.yml, or delete this line."
            yield Finding(codes.REF002, span, f"The section “{name}” is listed and has no file.", fix)
        elif name in listed[:position]:
            message = f"The section “{name}” is listed twice."
            yield Finding(codes.REF002, span, message, "Delete one of the two lines.")

    def unlisted_sections(self, folder: str, listing: Listing) -> Iterator[Finding]:
        """Files that no line lists; one whose name is nearly listed was said there."""
        listed = listing.settings.sections
        free = set(listing.files) - set(listed)
        mistyped = {nearest(name, free) for name in listed if name not in listing.files}
        for name in sorted(free - mistyped):
            yield Finding(
                codes.REF003,
                Span(f"policy/{folder}/{name}.md"),
                f"The section “{name}” is not listed in its policy.",
                f"Add a line “  - {name}” below sections: in policy/{folder}/policy.yml, where it should stand.",
            )

    def unique_ids(self) -> Iterator[Finding]:
        """Ids of clauses, checks and statements used twice."""
        seen: dict[str, Span] = {}
        for name, span in self.all_ids():
            first = seen.setdefault(name, span)
            if first is not span:
                yield Finding(
                    codes.REF004,
                    span,
                    f"The id “{name}” is used already, in {first.path} line {first.line}.",
                    "Give this one another id. Leave the older one alone: others refer to it.",
                    related=(first,),
                )

    def all_ids(self) -> Iterator[tuple[str, Span]]:
        """Every id of the book in reading order, with its place."""
        for section in self.book.sections.values():
            yield from ((c.id, c.span) for c in section.clauses if c.has_own_id)
        for check_ in self.book.checks:
            yield check_.settings.id, check_.settings.at("id")
        for document in self.book.documents:
            yield from ((s.id, s.span) for s in document.statements)

    def anchors(self) -> Iterator[Finding]:
        """Ids that would be two places of one page: of a clause and a section, or of headings of one document."""
        sections = {section.id for section in self.book.sections.values()}
        clauses = [clause for section in self.book.sections.values() for clause in section.clauses]
        automatic = {(clause.policy, clause.id) for clause in clauses if not clause.has_own_id}
        for clause in clauses:
            if clause.has_own_id and (clause.id in sections or (clause.policy, clause.id) in automatic):
                what = "a section" if clause.id in sections else "a clause that has no id of its own"
                message = f"The id “{clause.id}” is the name of {what}."
                yield Finding(codes.REF004, clause.span, message, "Give this clause another id.")
        for document in self.book.documents:
            seen = {statement.id for statement in document.statements} | {g.id for g in document.settings.groups}
            for group in document.groups:
                if group.title and group.id in seen:
                    message = f"The address of this heading (#{group.id}) is used already on this page."
                    fix = f"Word it differently, or give it an id of its own: ## {group.title} {{ #another-id }}"
                    yield Finding(codes.REF004, group.span, message, fix)
                seen.add(group.id)

    def entries_of_lists(self) -> Iterator[Finding]:
        """Editions of one guidance, and groups of one checklist, that stand there twice."""
        for guidance in self.book.guidance.guidance.values():
            yield from _twice("edition", [(one.edition, one.at("edition")) for one in guidance.editions])
        for document in self.book.documents:
            yield from _twice("group", [(group.id, group.at("id")) for group in document.settings.groups])

    def policies(self) -> Iterator[Finding]:
        """What a policy says of itself."""
        positions: dict[int, Policy] = {}
        for policy in self.book.policies:
            settings = policy.settings
            for position, name in enumerate(settings.incorporates):
                if name == policy.id:
                    message, fix = "A policy cannot be printed together with itself.", "Delete its name from this list."
                    yield Finding(codes.REF006, settings.at("incorporates", position), message, fix)
            first = positions.setdefault(settings.position, policy) if settings.position else policy
            if first is not policy:
                yield Finding(
                    codes.REF013,
                    settings.at("position"),
                    f"“{settings.title}” and “{first.settings.title}” both have position {settings.position}.",
                    "Give each policy a position of its own: 1 for the first, 2 for the next.",
                    related=(first.settings.at("position"),),
                )

    def documents(self) -> Iterator[Finding]:
        """What documents restate and leave out."""
        for document in self.book.documents:
            for statement in document.statements:
                yield from self.statement(document, statement)

    def statement(self, document: Document, statement: Statement) -> Iterator[Finding]:
        """What one statement restates."""
        if not statement.restates and document.settings.kind == "statements" and document.path not in self.broken:
            message = "This sentence does not say which clause it restates."
            yield Finding(
                codes.REF010,
                statement.wording.span(0, len(statement.wording.text)),
                message,
                'Type from="the-clause-id" into the braces below it; where there are none, add { from="the-clause-id" }',
            )
        for restated in statement.restates:
            if restated.is_fact:
                yield from self.fact(restated.span, restated.target)

    def fact(self, span: Span, name: str) -> Iterator[Finding]:
        """A dotted fact such as ``school.phone``; facts that the school itself has named are entries, see ``uses``."""
        kind, _, rest = name.partition(".")
        known = self.fact_names()
        if kind in OF_FACTS or kind == "people":
            return
        if kind not in known:
            kinds = [*known, *OF_FACTS, "people"]
            near = nearest(kind, kinds, _SLIP)
            fix = f"Type {near}.{rest} instead." if near else f"Begin it with one of {', '.join(kinds)}."
            yield Finding(codes.REF006, span, f"There is no kind of fact called “{kind[:80]}”.", fix)
        elif rest not in known[kind] and not self.is_broken(
            f"data/{kind}.yml" if kind != "reviews" else "data/reviews"
        ):
            near = nearest(rest, known[kind], _SLIP)
            fix = f"Type {kind}.{near} instead." if near else f"Type one of {', '.join(known[kind])} after the dot."
            yield Finding(codes.REF006, span, f"There is no fact in {kind} called “{rest[:80]}”.", fix)

    def fact_names(self) -> dict[str, list[str]]:
        """The facts that this program has named, by file."""
        return {
            "school": list(type(self.book.school).model_fields),
            "settings": list(type(self.book.settings).model_fields),
            "reviews": [str(review.reviewed) for review in self.book.reviews],
        }

    def reviews(self) -> Iterator[Finding]:
        """Sections that review records name."""
        policies = [policy.id for policy in self.book.policies]
        newest = [next((r for r in reversed(self.book.reviews) if name in r.policies), None) for name in policies]
        for review in self.book.reviews:
            for name in review.sections if review in newest else ():
                yield from self.section_of_record(review, name)

    def section_of_record(self, review: Review, name: str) -> Iterator[Finding]:
        """A section that a record names with a slip; one that was removed since is left to the rules."""
        free = self.book.sections.keys() - review.sections.keys()
        near = "" if name in self.book.sections else nearest(name, sorted(free), _SLIP_IN_PATH)
        if near and not self.is_broken("policy"):
            message = f"There is no section called “{name[:80]}”."
            yield Finding(codes.REF006, review.key("sections", name), message, f"Type {near}: instead.")

    def others(self) -> Iterator[Finding]:
        """Facts in the map of the earlier document, and helplines that replace themselves."""
        for entry in self.book.source.lines if self.book.source else ():
            for position, name in enumerate(entry.facts):
                yield from self.fact(entry.at("facts", position), name)
        for name, helpline in self.book.helplines.helplines.items():
            if helpline.superseded_by == name:
                message, fix = "A helpline cannot be replaced by itself.", "Type the name of the one that replaced it."
                yield Finding(codes.REF006, helpline.at("superseded_by"), message, fix)

    def addresses(self) -> Iterator[Finding]:
        """Pages and downloads with one address."""
        taken: dict[str, str] = {f"page {policy.id}": policy.path for policy in self.book.policies}
        for policy in self.book.policies:
            if policy.id in RESERVED_ADDRESSES:
                message = f"A policy cannot be called “{policy.id}”: the site needs that address for itself."
                yield Finding(
                    codes.REF009, policy.settings.at("id"), message, "Give the folder and the id another name."
                )
        taken |= {f"download {policy.download}": policy.path for policy in self.book.policies}
        for document in self.book.documents:
            settings = document.settings
            if not _ADDRESS.fullmatch(settings.address) or settings.address.split("/")[0] in RESERVED_ADDRESSES:
                yield Finding(
                    codes.REF009,
                    settings.at("address"),
                    f"“{settings.address}” cannot be the address of a page.",
                    "Type small letters, figures and hyphens, with / between folders, for example parents or staff/acceptable-use.",
                )
            for kind, name, key in (
                ("page", settings.address, "address"),
                ("download", settings.download or "", "download"),
            ):
                owner = taken.setdefault(f"{kind} {name}", document.path) if name else document.path
                if owner != document.path:
                    what = "has the same address" if kind == "page" else "is downloaded under the same name"
                    message = f"{owner} {what}, “{name}”."
                    yield Finding(codes.REF009, settings.at(key), message, "Give this one another.")
