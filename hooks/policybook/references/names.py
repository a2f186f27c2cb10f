"""Whether ids, names and addresses that are referred to exist, and stand once. Not for the words of the texts."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policybook.book import Book, Document, Policy, Statement
from policybook.findings import Code, Finding, Span
from policybook.model.content import PolicySettings
from policybook.model.facts import GuidanceEdition, Helpline, Review
from policybook.source import codes

_SLIP = 0.85  # less alike is another thing, and not a slip of the fingers: a sentence must not restate the wrong clause
_SLIP_IN_PATH = 0.95  # the policy before the / is alike in any case
THIS_POLICY = "this-policy"
_ADDRESS = re.compile(r"[a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9-]*)*")
RESERVED_ADDRESSES = frozenset(["index", "about", "changes", "404", "assets", "downloads", "search", "sitemap"])


@dataclass(frozen=True, slots=True)
class Listing:
    """What ``policy.yml`` lists, the section files that stand beside it, and those that only have a wrong name."""

    settings: PolicySettings
    files: tuple[str, ...]
    misnamed: frozenset[str] = frozenset()


def is_broken(broken: frozenset[str], file: str) -> bool:
    """Whether ``file``, any file in the folder ``file``, or a folder above it could not be read."""
    return any(path == file or path.startswith(f"{file}/") or file.startswith(f"{path}/") for path in broken)


def nearest(name: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The known name most like ``name``, or "". ``likeness`` is 1 for equal names."""
    return next(iter(difflib.get_close_matches(name, list(known), 1, likeness)), "")


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

    def unknown(
        self, code: Code, span: Span, what: str, name: str, known: Iterable[str], file: str, fix: str = ""
    ) -> Iterator[Finding]:
        """A finding where ``name`` is not ``known``, unless ``file``, which would say so, is broken."""
        known = list(known)
        if name in known or self.is_broken(file):
            return
        near = nearest(name, known, _SLIP)
        fix = f"Type {near} instead." if near else fix or f"Type one that stands in {file}, or add it there."
        yield Finding(code, span, f"There is no {what} called “{name[:80]}”.", fix)

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

    def people(self) -> Iterator[Finding]:
        """People and roles of appointments."""
        people, file = self.book.people, self.book.paths["people"]
        for appointment in people.appointments:
            yield from self.unknown(
                codes.REF006, appointment.at("person"), "person", appointment.person, people.people, file
            )
            yield from self.unknown(codes.REF006, appointment.at("role"), "role", appointment.role, people.roles, file)
            if appointment.confirmed_by:
                yield from self.role(appointment.at("confirmed_by"), appointment.confirmed_by)
        for person in people.people.values():
            if person.publish_agreed_by:
                yield from self.role(person.at("publish_agreed_by"), person.publish_agreed_by)

    def role(self, span: Span, role: str) -> Iterator[Finding]:
        """A role named outside ``people.yml``."""
        yield from self.unknown(codes.REF006, span, "role", role, self.book.people.roles, self.book.paths["people"])

    def guidance(self, span: Span, name: str) -> Iterator[Finding]:
        """A guidance named outside ``guidance.yml``."""
        yield from self.unknown(
            codes.REF006, span, "guidance", name, self.book.guidance.guidance, self.book.paths["guidance"]
        )

    def clause(self, span: Span, name: str) -> Iterator[Finding]:
        """A clause named anywhere."""
        fix = "Delete it, or type the id of a clause as it stands in the braces below it."
        yield from self.unknown(codes.REF005, span, "clause", name, self.book.clauses, "policy", fix)

    def policies(self) -> Iterator[Finding]:
        """What ``policy.yml`` names."""
        for policy in self.book.policies:
            settings = policy.settings
            yield from self.role(settings.at("owner"), settings.owner)
            for position, relied in enumerate(settings.guidance):
                yield from self.guidance(relied.at("id"), relied.id)
                yield from self.edition(policy, position)
            for position, name in enumerate(settings.linked_policies):
                known, file = self.book.linked_policies.linked_policies, self.book.paths["linked-policies"]
                yield from self.unknown(
                    codes.REF006, settings.at("linked_policies", position), "linked policy", name, known, file
                )
            others = [other.id for other in self.book.policies if other is not policy]
            for position, name in enumerate(settings.incorporates):
                span, fix = settings.at("incorporates", position), "Type the name of a folder of policy/, or delete it."
                yield from self.unknown(codes.REF006, span, "other policy", name, others, "policy", fix)
            for departure in settings.departures:
                yield from self.guidance(departure.at("guidance"), departure.guidance)
                for position, name in enumerate(departure.clauses):
                    yield from self.clause(departure.at("clauses", position), name)
                if departure.approved_by:
                    yield from self.role(departure.at("approved_by"), departure.approved_by)

    def edition(self, policy: Policy, position: int) -> Iterator[Finding]:
        """The edition of a guidance that a policy relies on."""
        relied = policy.settings.guidance[position]
        guidance = self.book.guidance.guidance.get(relied.id)
        if guidance and relied.edition != "unstated":
            editions = [edition.edition for edition in guidance.editions]
            file = self.book.paths["guidance"]
            if relied.edition not in editions and not self.is_broken(file):
                yield Finding(
                    codes.REF006,
                    relied.at("edition"),
                    f"{file} has no edition “{relied.edition}” of {guidance.title}.",
                    f"Type one that it has ({', '.join(editions)}), or add this edition there first.",
                )

    def checks(self) -> Iterator[Finding]:
        """What a check names."""
        groups = [g for d in self.book.documents if d.settings.kind == "checklist" for g in d.settings.groups]
        for check_ in self.book.checks:
            settings = check_.settings
            for position, name in enumerate(settings.clauses):
                yield from self.clause(settings.at("clauses", position), name)
            if settings.source != THIS_POLICY:
                yield from self.guidance(settings.at("source"), settings.source)
            yield from self.role(settings.at("who"), settings.who)
            if groups:
                names = [group.id for group in groups]
                yield from self.unknown(
                    codes.REF006,
                    settings.at("group"),
                    "group of checks",
                    settings.group,
                    names,
                    "policy/documents",
                    f"Type one of {', '.join(names)}, or add the group to the checklist in policy/documents/.",
                )

    def documents(self) -> Iterator[Finding]:
        """What documents restate and leave out."""
        for document in self.book.documents:
            for left_out in document.settings.left_out:
                yield from self.clause(left_out.at("clause"), left_out.clause)
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
            else:
                yield from self.clause(restated.span, restated.target)

    def fact(self, span: Span, name: str) -> Iterator[Finding]:
        """A dotted fact such as ``helplines.nspcc``."""
        kind, _, rest = name.partition(".")
        known = self.fact_names()
        if kind not in known:
            fix = f"Begin it with one of {', '.join(known)}."
            yield from self.unknown(codes.REF006, span, "kind of fact", kind, known, "data", fix)
        else:
            file = {"reviews": "data/reviews", "policies": "policy"}.get(kind, f"data/{kind}.yml")
            yield from self.unknown(codes.REF006, span, f"fact in {kind}", rest, known[kind], file)

    def fact_names(self) -> dict[str, list[str]]:
        """The facts that can be named, by file."""
        book = self.book
        return {
            "school": list(type(book.school).model_fields),
            "people": [*book.people.people, *book.people.roles, "cover"],
            "services": list(book.services.services),
            "guidance": list(book.guidance.guidance),
            "helplines": list(book.helplines.helplines),
            "linked-policies": list(book.linked_policies.linked_policies),
            "glossary": list(book.glossary.terms),
            "settings": list(type(book.settings).model_fields),
            "reviews": [str(review.reviewed) for review in book.reviews],
            "policies": [policy.id for policy in book.policies],
        }

    def reviews(self) -> Iterator[Finding]:
        """Policies, sections, roles and checks that review records name."""
        policies = [policy.id for policy in self.book.policies]
        newest = [next((r for r in reversed(self.book.reviews) if name in r.policies), None) for name in policies]
        for review in self.book.reviews:
            yield from self.policies_of_record(review, policies)
            for name in review.sections if review in newest else ():
                yield from self.section_of_record(review, name)
            for position, name in enumerate(review.completed_by):
                yield from self.role(review.at("completed_by", position), name)
            for approval in review.approved_by:
                yield from self.role(approval.at("role"), approval.role)
            for action in review.actions:
                yield from self.role(action.at("owner"), action.owner)
            for again in review.read_again:
                yield from self.role(again.at("by"), again.by)
                for approval in again.approved_by:
                    yield from self.role(approval.at("role"), approval.role)

    def policies_of_record(self, review: Review, policies: list[str]) -> Iterator[Finding]:
        """A policy that a record names wrongly; one that was removed since is left to the rules."""
        recorded = {name for one in self.book.reviews for name in one.policies}
        for position, name in enumerate(review.policies):
            if nearest(name, policies, _SLIP) or not recorded.issuperset(policies):
                fix = f"Type one of {', '.join(policies)}."
                yield from self.unknown(
                    codes.REF006, review.at("policies", position), "policy", name, policies, "policy", fix
                )

    def section_of_record(self, review: Review, name: str) -> Iterator[Finding]:
        """A section that a record names with a slip; one that was removed since is left to the rules."""
        free = self.book.sections.keys() - review.sections.keys()
        near = "" if name in self.book.sections else nearest(name, sorted(free), _SLIP_IN_PATH)
        if near and not self.is_broken("policy"):
            message = f"There is no section called “{name[:80]}”."
            yield Finding(codes.REF006, review.key("sections", name), message, f"Type {near}: instead.")

    def source(self) -> Iterator[Finding]:
        """Clauses and facts the map of the earlier document names."""
        if self.book.source is None:
            return
        for entry in self.book.source.lines:
            for position, name in enumerate(entry.clauses):
                yield from self.clause(entry.at("clauses", position), name)
            for position, name in enumerate(entry.facts):
                yield from self.fact(entry.at("facts", position), name)

    def others(self) -> Iterator[Finding]:
        """Roles and helplines named by services, linked policies, guidance, helplines and waivers."""
        yield from self.approvers()
        for waiver in self.book.waivers.waivers:
            yield from self.role(waiver.at("agreed_by"), waiver.agreed_by)
        for service in self.book.services.services.values():
            if service.contract_owner:
                yield from self.role(service.at("contract_owner"), service.contract_owner)
        for linked in self.book.linked_policies.linked_policies.values():
            if linked.owner:
                yield from self.role(linked.at("owner"), linked.owner)
        checks: list[GuidanceEdition | Helpline] = [
            edition for guidance in self.book.guidance.guidance.values() for edition in guidance.editions
        ]
        for checked in (*checks, *self.book.helplines.helplines.values()):
            if checked.checked_by:
                yield from self.role(checked.at("checked_by"), checked.checked_by)
        known = self.book.helplines.helplines
        for own, helpline in known.items():
            if helpline.superseded_by:
                span, name, others = helpline.at("superseded_by"), helpline.superseded_by, known.keys() - {own}
                file = self.book.paths["helplines"]
                yield from self.unknown(codes.REF006, span, "other helpline", name, sorted(others), file)

    def approvers(self) -> Iterator[Finding]:
        """The roles that must approve a review."""
        approvers = self.book.settings.review_approved_by
        for position, name in enumerate(approvers.roles):
            yield from self.role(approvers.at("roles", position), name)

    def expectations(self) -> Iterator[Finding]:
        """Policies of which the table of guidance expects something."""
        names, fix = [policy.id for policy in self.book.policies], "Type the name of a folder of policy/, or delete it."
        for guidance in self.book.guidance.guidance.values():
            for position, name in enumerate(guidance.expected_in):
                span = guidance.at("expected_in", position)
                yield from self.unknown(codes.REF006, span, "policy", name, names, "policy", fix)

    def addresses(self) -> Iterator[Finding]:
        """Pages and downloads with one address."""
        taken: dict[str, str] = {f"page {policy.id}": policy.path for policy in self.book.policies}
        for policy in self.book.policies:
            if policy.id in RESERVED_ADDRESSES:
                message = f"A policy cannot be called “{policy.id}”: the site needs that address for itself."
                yield Finding(
                    codes.REF009, policy.settings.at("id"), message, "Give the folder and the id another name."
                )
        taken["download what-changed"] = "The page about what changed"
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
