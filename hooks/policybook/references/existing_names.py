"""Whether ids, names and addresses that are referred to exist, and stand once. Not for the words of the texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from pathlib import PurePath

from policybook.basics.edits import insert_line, retype
from policybook.basics.findings import Finding, Span
from policybook.basics.likeness import find_nearest, is_broken
from policybook.book.book import Book, Document
from policybook.loading.load import Listing
from policybook.model.declarations import Audience
from policybook.model.facts import FACT_FILES, table_model
from policybook.model.reviews import Review
from policybook.references.uses import OF_FACTS, removed_policies
from policybook.source import reading_codes

_NAMED = 3  # how many names a finding about many gives
_SLIP = 0.85
_SLIP_IN_PATH = 0.95  # the policy before the / is alike in any case


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


_BOLD_LINE = re.compile(r"\*\*([^*]{2,60}?[^.!?:*])\*\*")


class ExistingNames:
    """Every reference by id or name, kind by kind.

    ``copies`` are the files, and the folders of policies, that are copies of others, which is said of them as a whole.
    """

    def __init__(
        self, book: Book, broken: frozenset[str], listed: dict[str, Listing], copies: frozenset[str] = frozenset()
    ) -> None:
        self.book, self.broken, self.listed, self.copies = book, broken, listed, copies

    def is_broken(self, file: str) -> bool:
        """Whether a file or folder could not be read."""
        return is_broken(self.broken, file)

    def sections(self) -> Iterator[Finding]:
        """Sections listed without a file, listed twice, and files not listed."""
        for folder, listing in self.listed.items():
            path = self.book.layout.settings(folder)
            settings = listing.settings
            if settings.id != folder and path not in self.broken and _folder(path) not in self.copies:
                message = f"The id “{settings.id}” is not the name of this folder."
                fix = f"Type id: {folder}; or, if the folder was renamed, name it {settings.id} again."
                yield Finding(reading_codes.REF006, settings.at("id"), message, fix)
            for position, name in enumerate(settings.sections):
                yield from self.listed_section(listing, position, name)
            if path not in self.broken:
                yield from self.unlisted_sections(folder, listing)

    def listed_section(self, listing: Listing, position: int, name: str) -> Iterator[Finding]:
        """A section that is listed without a file, or twice."""
        listed, span = listing.settings.sections, listing.settings.at("sections", position)
        if name not in listing.files and name not in listing.misnamed:
            near = find_nearest(name, set(listing.files) - set(listed))
            fix = f"Type {near} instead." if near else f"Add the file {name}.md beside policy.yml, or delete this line."
            related = (Span(f"{span.path.removesuffix('policy.yml')}{near}.md"),) if near else ()
            elsewhere = self.file_elsewhere(listing, name)
            if elsewhere and not near:
                message = f"The section “{name}” is listed here, and its file stands in {_folder(elsewhere)}."
                fix = "Move the file here; or, if it is to stay there, move this line to the policy.yml there."
                yield Finding(reading_codes.REF002, span, message, fix, related=(Span(elsewhere),))
                return
            message = f"The section “{name}” is listed and has no file."
            edits = retype(span, name, near) if near else ()
            yield Finding(reading_codes.REF002, span, message, fix, related=related, edits=edits)
        elif name in listed[:position]:
            message = f"The section “{name}” is listed twice."
            yield Finding(reading_codes.REF002, span, message, "Delete one of the two lines.")

    def file_elsewhere(self, listing: Listing, name: str) -> str:
        """The file of that name which another policy has and does not list; "" where there is none."""
        for folder, other in self.listed.items():
            if other is not listing and name in other.files and name not in other.settings.sections:
                return self.book.layout.section(folder, name)
        return ""

    def is_missed_elsewhere(self, listing: Listing, name: str) -> bool:
        """Whether another policy lists a section of that name and has no file for it."""
        return any(
            other is not listing and name in other.settings.sections and name not in {*other.files, *other.misnamed}
            for other in self.listed.values()
        )

    def unlisted_sections(self, folder: str, listing: Listing) -> Iterator[Finding]:
        """Files that no line lists; one whose name is nearly listed was said there."""
        listed = listing.settings.sections
        free = set(listing.files) - set(listed)
        mistyped = {find_nearest(name, free) for name in listed if name not in listing.files}
        lost = [
            name
            for name in sorted(free - mistyped)
            if self.book.layout.section(folder, name) not in self.copies and not self.is_missed_elsewhere(listing, name)
        ]
        if len(lost) > 1:
            named = ", ".join(f"“{name}”" for name in lost[:_NAMED]) + (" and others" if lost[_NAMED:] else "")
            message = f"{len(lost)} sections of this policy are not listed: {named}."
            fix = "Add a line “  - name” below sections: for each, where it should stand."
            related = tuple(Span(self.book.layout.section(folder, name)) for name in lost)
            yield Finding(reading_codes.REF003, listing.settings.key("sections"), message, fix, related=related)
        elif lost:
            yield Finding(
                reading_codes.REF003,
                Span(self.book.layout.section(folder, lost[0])),
                f"The section “{lost[0]}” is not listed in its policy.",
                f"Add a line “  - {lost[0]}” below sections: in {self.book.layout.settings(folder)}, where it should stand.",
                related=(listing.settings.key("sections"),),
            )

    def documents(self) -> Iterator[Finding]:
        """What the statements of documents restate."""
        for document in self.book.documents:
            wanted = document.settings.translates
            other_ids = [other.id for other in self.book.documents if other is not document]
            if wanted and wanted.target not in other_ids and not self.is_broken(self.book.layout.documents):
                near = find_nearest(wanted.target, other_ids)
                fix = f"Type {near} instead." if near else "Type the name of its file, without .md, or delete the line."
                message = f"There is no document called “{wanted.target[:80]}”."
                span = document.settings.at("translates")
                edits = retype(span, wanted.name, wanted._replace(target=near).name) if near else ()
                yield Finding(reading_codes.REF006, span, message, fix, edits=edits)
            yield from self.background(document)
            for statement in document.statements:
                for restated in statement.restates:
                    if restated.is_fact:
                        yield from self.fact(restated.span, restated.target)
            is_whole = wanted is not None  # what it restates is the whole of another document
            if document.settings.kind == "statements" and not is_whole and document.path not in self.broken:
                yield from self.unfounded(document)

    def background(self, document: Document) -> Iterator[Finding]:
        """Headings that are said to be background, and are not in the document: people would sign what explains."""
        ids = [group.id for group in document.groups]
        for position, name in enumerate(document.settings.background if document.path not in self.broken else ()):
            if name not in ids:
                near = find_nearest(name, ids)
                fix = (
                    f"Type {near} instead."
                    if near
                    else f"Put {{ #{name} }} after the heading, or delete the name here."
                )
                span = document.settings.at("background", position)
                edits = retype(span, name, near) if near else ()
                yield Finding(reading_codes.REF006, span, f"No heading here is called “{name}”.", fix, edits=edits)

    def unfounded(self, document: Document) -> Iterator[Finding]:
        """Statements that restate nothing, where each must."""
        silent = [
            statement.wording for statement in document.statements if statement.is_said and not statement.restates
        ]
        if document.settings.groups:
            message = "There are groups of checks here, and the line that makes this a checklist is missing."
            span = document.settings.span
            edits = (insert_line(span.path, span.line, "kind: checklist"),)
            yield Finding(reading_codes.YAML006, span, message, "Add the line kind: checklist here.", edits=edits)
        elif silent:
            spans = [wording.span(0, len(wording.text)) for wording in silent]
            more = f" The same is true of {len(silent) - 1} more." if silent[1:] else ""
            message = f"This sentence does not say which clause it restates.{more}"
            fix = (
                'Type from="the-clause-id" into the braces below it; where there are none, add { from="the-clause-id" }'
            )
            if match := _BOLD_LINE.fullmatch(silent[0].text.strip()):
                message = f"“{match[1]}” is a line in bold and no heading, so that it counts as a sentence that names no clause.{more}"
                fix = f"If it is a heading, type ## {match[1]} {{ #its-id }} with two signs and a space, without the stars. {fix}"
            yield Finding(reading_codes.REF010, spans[0], message, fix, related=tuple(spans[1:]))

    def fact(self, span: Span, name: str) -> Iterator[Finding]:
        """A dotted fact such as ``school.phone``; facts that the school itself has named are entries, see ``uses``."""
        kind, _, rest = name.partition(".")
        known = self.fact_names
        if kind in OF_FACTS or kind == "people":
            return
        if kind not in known:
            kinds = [*known, *OF_FACTS, "people"]
            near = find_nearest(kind, kinds, _SLIP)
            fix = f"Type {near}.{rest} instead." if near else f"Begin it with one of {', '.join(kinds)}."
            edits = retype(span, name, f"{near}.{rest}") if near else ()
            yield Finding(
                reading_codes.REF006, span, f"There is no kind of fact called “{kind[:80]}”.", fix, edits=edits
            )
        elif rest not in known[kind] and not self.is_broken(self.book.layout.place(kind)):
            near = find_nearest(rest, known[kind], _SLIP)
            fix = f"Type {kind}.{near} instead." if near else f"Type one of {', '.join(known[kind])} after the dot."
            edits = retype(span, name, f"{kind}.{near}") if near else ()
            yield Finding(
                reading_codes.REF006, span, f"There is no fact in {kind} called “{rest[:80]}”.", fix, edits=edits
            )

    @cached_property
    def fact_names(self) -> dict[str, list[str]]:
        """The facts that are not entries of a kind, by file: the fields of a file, or the names in its table."""
        names_by_file: dict[str, list[str]] = {}
        for file, model in FACT_FILES.items():
            fields = [field for field in model.shape.values() if field.declared.audience is Audience.PUBLIC]
            if fields and file not in OF_FACTS and file != "people":
                values = dict(self.book.facts(file) or ())
                names = (
                    (values.get(field.name, ()) if table_model(model, field.name) else (field.name,))
                    for field in fields
                )
                names_by_file[file] = list(chain.from_iterable(names))
        names_by_file["reviews"] = [
            name for review in self.book.reviews for name in (str(review.reviewed), PurePath(review.span.path).stem)
        ]
        return names_by_file

    def reviews(self) -> Iterator[Finding]:
        """Sections that review records name."""
        policies = [policy.id for policy in self.book.policies]
        newest = [next((r for r in reversed(self.book.reviews) if name in r.policies), None) for name in policies]
        for review in self.book.reviews:
            for name in review.sections if review in newest else ():
                yield from self.section_of_record(review, name)
        if self.book.reviews and not self.is_broken(self.book.layout.policy):
            yield from self.policies_of_record(self.book.reviews[-1], frozenset(policies))

    def policies_of_record(self, review: Review, known: frozenset[str]) -> Iterator[Finding]:
        """A name in the newest record that seems to be of a removed policy, where it lists sections of a policy that it does not name."""
        read = {name.partition("/")[0] for name in review.sections} & known - set(review.policies)
        unknown = [(number, name) for number, name in enumerate(review.policies) if name in removed_policies(self.book)]
        if read and unknown:
            number, name = unknown[0]
            message = f"There is no policy called “{name[:80]}”, and this record lists the sections of {', '.join(sorted(read))}."
            span = review.at("policies", number)
            fix = f"Type {', '.join(sorted(read))} instead."
            edits = retype(span, name, min(read)) if len(read) == len(unknown) == 1 else ()
            yield Finding(reading_codes.REF006, span, message, fix, edits=edits)

    def section_of_record(self, review: Review, name: str) -> Iterator[Finding]:
        """A section that a record names with a slip; one that was removed since is left to the rules."""
        free = self.book.sections.keys() - review.sections.keys()
        near = "" if name in self.book.sections else find_nearest(name, sorted(free), _SLIP_IN_PATH)
        if near and not self.is_broken(self.book.layout.policy):
            message = f"There is no section called “{name[:80]}”."
            span = review.key("sections", name)
            yield Finding(reading_codes.REF006, span, message, f"Type {near}: instead.", edits=retype(span, name, near))

    def other_names(self) -> Iterator[Finding]:
        """Facts in the map of the earlier document, and helplines that replace themselves."""
        for entry in self.book.source.lines if self.book.source else ():
            for position, name in enumerate(entry.facts):
                yield from self.fact(entry.at("facts", position), name)
        for name, helpline in self.book.helplines.helplines.items():
            if helpline.superseded_by == name:
                message, fix = "A helpline cannot be replaced by itself.", "Type the name of the one that replaced it."
                yield Finding(reading_codes.REF006, helpline.at("superseded_by"), message, fix)
