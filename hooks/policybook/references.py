"""Whether what is referred to exists: ids, tokens, links, addresses. Not for whether it is right: that is ``rules``.

Nothing is said about references into a file that could not be read: that file's own findings come first.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policybook.book import Book, Check, Clause, Document, Policy, Section, Statement
from policybook.findings import Code, Finding, Span
from policybook.model.content import PolicySettings
from policybook.source import codes
from policybook.source.markdown import Wording, make_parser
from policybook.token_values import FORMATS, token_names
from policybook.tokens import find_half_tokens, find_tokens

THIS_POLICY = "this-policy"
_ADDRESS = re.compile(r"[a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9-]*)*")
RESERVED_ADDRESSES = frozenset(["index", "404", "assets", "downloads", "search", "sitemap"])


@dataclass(frozen=True, slots=True)
class Listing:
    """What ``policy.yml`` lists, and the section files that stand beside it."""

    settings: PolicySettings
    files: tuple[str, ...]


def check(book: Book, broken: frozenset[str], listed: dict[str, Listing]) -> Iterator[Finding]:
    """Every reference of the book that leads nowhere, and every id and address used twice."""
    checker = _Checker(book, broken, listed)
    for findings in (
        checker.sections(),
        checker.unique_ids(),
        checker.people(),
        checker.policies(),
        checker.checks(),
        checker.documents(),
        checker.reviews(),
        checker.source(),
        checker.others(),
        checker.words(),
        checker.addresses(),
    ):
        yield from findings


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like ``name``, or ""."""
    return next(iter(difflib.get_close_matches(name, list(known), 1, 0.5)), "")


@dataclass(frozen=True, slots=True)
class _Checker:
    book: Book
    broken: frozenset[str]
    listed: dict[str, Listing]

    def unknown(
        self, code: Code, span: Span, what: str, name: str, known: Iterable[str], file: str
    ) -> Iterator[Finding]:
        """A finding where ``name`` is not ``known``, unless ``file``, which would say so, is broken."""
        known = list(known)
        if name in known or self.is_broken(file):
            return
        near = nearest(name, known)
        fix = f"Type {near} instead." if near else f"Add it to {file}, or delete it here."
        yield Finding(code, span, f"There is no {what} called “{name}”.", fix)

    def is_broken(self, file: str) -> bool:
        """Whether ``file``, or any file in the folder ``file``, could not be read."""
        return any(path == file or path.startswith(file.rstrip("/") + "/") for path in self.broken)

    def sections(self) -> Iterator[Finding]:
        """Sections listed without a file, listed twice, and files not listed."""
        for folder, listing in self.listed.items():
            path = f"policy/{folder}/policy.yml"
            settings = listing.settings
            if settings.id != folder and path not in self.broken:
                yield Finding(
                    codes.REF006,
                    settings.at("id"),
                    f"The id “{settings.id}” is not the name of this folder.",
                    f"Type id: {folder}",
                )
            for position, name in enumerate(settings.sections):
                span = settings.at("sections", position)
                if name not in listing.files:
                    near = nearest(name, set(listing.files) - set(settings.sections))
                    fix = (
                        f"Type {near} instead."
                        if near
                        else f"Add the file {name}.md beside policy.yml, or delete this line."
                    )
                    yield Finding(codes.REF002, span, f"The section “{name}” is listed and has no file.", fix)
                elif name in settings.sections[:position]:
                    yield Finding(
                        codes.REF002,
                        span,
                        f"The section “{name}” is listed twice.",
                        "Delete one of the two lines.",
                    )
            if path in self.broken:
                continue
            mistyped = {nearest(name, listing.files) for name in settings.sections if name not in listing.files}
            for name in listing.files:
                if name not in settings.sections and name not in mistyped:
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
        for policy in self.book.policies:
            yield from (
                (section.id, Span(section.path)) for section in policy.sections if section.id in self.book.clauses
            )

    def people(self) -> Iterator[Finding]:
        """People and roles of appointments."""
        people, file = self.book.people, self.book.paths["people"]
        for appointment in people.appointments:
            yield from self.unknown(
                codes.REF006, appointment.at("person"), "person", appointment.person, people.people, file
            )
            yield from self.unknown(codes.REF006, appointment.at("role"), "role", appointment.role, people.roles, file)

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
        yield from self.unknown(codes.REF005, span, "clause", name, self.book.clauses, "policy")

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
            for position, name in enumerate(settings.incorporates):
                known_policies = [other.id for other in self.book.policies if other is not policy]
                yield from self.unknown(
                    codes.REF006, settings.at("incorporates", position), "other policy", name, known_policies, "policy"
                )
            for departure in settings.departures:
                yield from self.guidance(departure.at("guidance"), departure.guidance)
                yield from self.role(departure.at("approved_by"), departure.approved_by)

    def edition(self, policy: Policy, position: int) -> Iterator[Finding]:
        """The edition of a guidance that a policy relies on."""
        relied = policy.settings.guidance[position]
        guidance = self.book.guidance.guidance.get(relied.id)
        if guidance and relied.edition != "unstated":
            editions = [edition.edition for edition in guidance.editions]
            what = f"edition of “{guidance.title}” in {self.book.paths['guidance']}"
            yield from self.unknown(
                codes.REF006,
                relied.at("edition"),
                what,
                relied.edition,
                editions,
                self.book.paths["guidance"],
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
        if not statement.restates and document.settings.kind == "statements":
            message = "This sentence does not say which clause it restates."
            yield Finding(
                codes.REF010,
                statement.wording.span(0, len(statement.wording.text)),
                message,
                'Add a line below it: { from="the-clause-id" }',
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
            yield from self.unknown(codes.REF006, span, "kind of fact", kind, known, "data")
        else:
            yield from self.unknown(codes.REF006, span, f"fact in {kind}", rest, known[kind], f"data/{kind}.yml")

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
        for review in self.book.reviews:
            for position, name in enumerate(review.policies):
                yield from self.unknown(
                    codes.REF006, review.at("policies", position), "policy", name, policies, "policy"
                )
            for position, name in enumerate(review.completed_by):
                yield from self.role(review.at("completed_by", position), name)
            for approval in review.approved_by:
                yield from self.role(approval.at("role"), approval.role)
            for action in review.actions:
                yield from self.role(action.at("owner"), action.owner)

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
        """Roles and helplines named by services, linked policies and helplines."""
        for service in self.book.services.services.values():
            if service.contract_owner:
                yield from self.role(service.at("contract_owner"), service.contract_owner)
        for linked in self.book.linked_policies.linked_policies.values():
            if linked.owner:
                yield from self.role(linked.at("owner"), linked.owner)
        known = self.book.helplines.helplines
        for helpline in known.values():
            if helpline.superseded_by:
                span, name = helpline.at("superseded_by"), helpline.superseded_by
                yield from self.unknown(codes.REF006, span, "helpline", name, known, self.book.paths["helplines"])

    def words(self) -> Iterator[Finding]:
        """Tokens and links in every text."""
        words = _Words(self, token_names(self.book))
        for section in self.book.sections.values():
            for clause in section.clauses:
                yield from words.check(clause.wording, section.path)
        for document in self.book.documents:
            for statement in document.statements:
                yield from words.check(statement.wording, document.path)
        for check_ in self.book.checks:
            yield from words.check_line(check_)

    def addresses(self) -> Iterator[Finding]:
        """Pages and downloads with one address."""
        taken: dict[str, str] = {f"page {policy.id}": policy.path for policy in self.book.policies}
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
                    yield Finding(
                        codes.REF009,
                        settings.at(key),
                        f"{owner} has the same {kind} address “{name}”.",
                        "Give this one another.",
                    )


@dataclass(frozen=True, slots=True)
class _Words:
    """Tokens and links in the words of clauses, statements and checks."""

    checker: _Checker
    known: frozenset[str]

    def check(self, wording: Wording, path: str) -> Iterator[Finding]:
        """Both, in one wording."""
        yield from self.tokens(wording)
        yield from self.links(wording, path)

    def tokens(self, wording: Wording) -> Iterator[Finding]:
        """Unknown, malformed and half-written tokens."""
        known = self.known
        for token in find_tokens(wording.text):
            span = wording.span(token.start, token.end)
            if token.name not in known and not self.in_broken_file(token.name):
                near = nearest(token.name, known)
                fix = f"Type {{{{ {near} }}}} instead." if near else "Choose a token from the list in policy/README.md."
                name = wording.text[token.start : token.end]
                yield Finding(codes.REF001, span, f"“{name}” is not a token this book knows.", fix)
            elif token.format and not token.name.startswith(FORMATS.get(token.format, "?")):
                yield Finding(
                    codes.REF001,
                    span,
                    f"“{token.format}” is not a format that “{token.name}” has.",
                    f"Type {{{{ {token.name} }}}} instead.",
                )
        for offset, half in find_half_tokens(wording.text):
            yield Finding(
                codes.REF001,
                wording.span(offset, offset + 2),
                f"“{half}” opens or closes no token.",
                "Write a token as {{ name }}, with both pairs of braces, or delete this.",
            )

    def in_broken_file(self, name: str) -> bool:
        """Whether the file of facts that a token's beginning names could not be read."""
        kind = {"policies": "linked-policies"}.get(name.partition(".")[0], name.partition(".")[0])
        return self.checker.is_broken(f"data/{kind}.yml")

    def links(self, wording: Wording, path: str) -> Iterator[Finding]:
        """Links that lead nowhere, or that are of a kind that is not used."""
        if "](" not in wording.text and "<" not in wording.text:
            return
        masked = mask_tokens(wording.text)
        for child in _PARSER.parseInline(masked)[0].children or ():
            if child.type == "link_open":
                href = str(child.attrs.get("href", ""))
                yield from self.link(wording, path, href)
        for found in re.finditer(r"\]\((?!https://|mailto:|tel:)([a-zA-Z][\w+.-]*:[^)\s]*)", masked):
            yield Finding(
                codes.REF008,
                wording.span(found.start(1), found.end(1)),
                f"A link to “{found[1][:40]}” is not of a kind that is used here.",
                "Link to an address that starts with https://, or to a section such as passwords.md.",
            )

    def link(self, wording: Wording, path: str, href: str) -> Iterator[Finding]:
        """One link."""
        if href.startswith(("https://", "mailto:", "tel:", MARK_IN_LINK)):
            return
        start = max(wording.text.find(href), 0)
        span = wording.span(start, start + len(href))
        if re.match(r"[a-zA-Z][\w+.-]*:", href):
            return  # said by the scan for schemes
        if resolve_link(self.checker.book, path, href) is None and not self.checker.is_broken("policy"):
            yield Finding(
                codes.REF007,
                span,
                f"The link “{href}” leads to no section and no clause.",
                "Type the file name of a section, such as passwords.md, or # and the id of a clause.",
            )

    def check_line(self, check: Check) -> Iterator[Finding]:
        """Tokens in the one-line texts of a check."""
        for key in ("ask", "evidence"):
            text = getattr(check.settings, key)
            if "{{" in text:
                yield from self.tokens(Wording(text, (check.settings.at(key),)))


_PARSER = make_parser()
_MARK = "\ue000{}\ue001"
MARK_IN_LINK = "%EE%80%80"


def mask_tokens(text: str) -> str:
    """``text`` with each token as a mark that survives Markdown: U+E000, its position in the text's tokens, U+E001."""
    parts, position = [], 0
    for count, token in enumerate(find_tokens(text)):
        parts += [text[position : token.start], _MARK.format(count)]
        position = token.end
    return "".join([*parts, text[position:]])


def resolve_link(book: Book, path: str, href: str) -> Clause | Section | None:
    """The clause or section that a relative link in the file ``path`` leads to."""
    file, _, fragment = href.partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
    section = next((s for s in book.sections.values() if s.path == target), None)
    if section is None and file:
        return None
    if not fragment:
        return section
    clause = book.clauses.get(fragment)
    return clause if clause and (not file or section is None or clause.section == section.id) else None
