"""Whether what is referred to exists: ids, tokens, links, addresses. Not for whether it is right: that is ``rules``.

Nothing is said about references into a file that could not be read: that file's own findings come first.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from policybook.book import Book, Check, Clause, Document, Policy, Section, Statement
from policybook.findings import Code, Finding, Span
from policybook.model.content import PolicySettings
from policybook.model.entry import Entry
from policybook.source import codes
from policybook.source.markdown import Wording, is_like_attributes, make_parser
from policybook.token_values import FORMATS, token_names
from policybook.tokens import find_half_tokens, find_tokens

_SLIP = 0.8  # less alike is another thing, and not a slip of the fingers: a sentence must not restate the wrong clause
THIS_POLICY = "this-policy"
_ADDRESS = re.compile(r"[a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9-]*)*")
RESERVED_ADDRESSES = frozenset(["index", "404", "assets", "downloads", "search", "sitemap"])


@dataclass(frozen=True, slots=True)
class Listing:
    """What ``policy.yml`` lists, the section files that stand beside it, and those that only have a wrong name."""

    settings: PolicySettings
    files: tuple[str, ...]
    misnamed: frozenset[str] = frozenset()


def check(book: Book, broken: frozenset[str], listed: dict[str, Listing]) -> Iterator[Finding]:
    """Every reference of the book that leads nowhere, and every id and address used twice."""
    listings = tuple(_Checker(book, broken, listed).sections())
    yield from listings
    checker = _Checker(book, broken | {finding.span.path for finding in listings}, listed)
    for findings in (
        checker.unique_ids(),
        checker.anchors(),
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


def is_broken(broken: frozenset[str], file: str) -> bool:
    """Whether ``file``, any file in the folder ``file``, or a folder above it could not be read."""
    return any(path == file or path.startswith(f"{file}/") or file.startswith(f"{path}/") for path in broken)


def nearest(name: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The known name most like ``name``, or "". ``likeness`` is 1 for equal names."""
    return next(iter(difflib.get_close_matches(name, list(known), 1, likeness)), "")


@dataclass(frozen=True, slots=True)
class _Checker:
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
                yield Finding(codes.REF006, settings.at("id"), message, f"Type id: {folder}")
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
        for review in self.book.reviews:
            for position, name in enumerate(review.policies):
                fix = f"Type one of {', '.join(policies)}."
                yield from self.unknown(
                    codes.REF006, review.at("policies", position), "policy", name, policies, "policy", fix
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
        """Roles and helplines named by services, linked policies, helplines and waivers."""
        for waiver in self.book.waivers.waivers:
            yield from self.role(waiver.at("agreed_by"), waiver.agreed_by)
        for service in self.book.services.services.values():
            if service.contract_owner:
                yield from self.role(service.at("contract_owner"), service.contract_owner)
        for linked in self.book.linked_policies.linked_policies.values():
            if linked.owner:
                yield from self.role(linked.at("owner"), linked.owner)
        known = self.book.helplines.helplines
        for own, helpline in known.items():
            if helpline.superseded_by:
                span, name, others = helpline.at("superseded_by"), helpline.superseded_by, known.keys() - {own}
                file = self.book.paths["helplines"]
                yield from self.unknown(codes.REF006, span, "other helpline", name, sorted(others), file)

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
        for entry in self.entries():
            yield from _unfilled_tokens(entry)

    def entries(self) -> Iterator[Entry]:
        """Everything that is settings or facts, and not the words of clauses and statements."""
        book = self.book
        yield from (book.school, book.people, book.services, book.guidance, book.helplines, book.linked_policies)
        yield from (book.glossary, book.settings, *book.reviews)
        yield from (policy.settings for policy in book.policies)
        yield from (section.settings for section in book.sections.values())
        yield from (document.settings for document in book.documents)

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
        for token in find_tokens(wording.text):
            span, shown = wording.span(token.start, token.end), wording.text[token.start : token.end]
            if is_like_attributes(shown):
                continue  # said while reading
            if token.name not in self.known and not self.in_broken_file(token.name):
                near = nearest(token.name or shown.strip("{} \n").lower(), self.known)
                fix = f"Type {{{{ {near} }}}} instead." if near else "Choose a token from the list in policy/README.md."
                yield Finding(codes.REF001, span, f"“{_one_line(shown)}” is not a token this book knows.", fix)
            elif token.format and not token.name.startswith(FORMATS.get(token.format, "?")):
                yield Finding(
                    codes.REF001,
                    span,
                    f"“{token.format}” is not a format that “{token.name}” has.",
                    f"Type {{{{ {token.name} }}}} instead.",
                )
        for start, half in find_half_tokens(wording.text):
            span = wording.span(start, start + (len(half) if half.endswith("}") else 1))
            if not is_like_attributes(half):
                message = f"“{_one_line(half)}” opens or closes no token."
                fix = "Write a token as {{ name }}, with both pairs of braces, or delete the braces."
                yield Finding(codes.REF001, span, message, fix)

    def in_broken_file(self, name: str) -> bool:
        """Whether the file of facts that a token's beginning names could not be read."""
        kind = {"policies": "linked-policies"}.get(name.partition(".")[0], name.partition(".")[0])
        return self.checker.is_broken(f"data/{kind}.yml")

    def links(self, wording: Wording, path: str) -> Iterator[Finding]:
        """Links that lead nowhere, or that are of a kind that is not used."""
        if "](" not in wording.text and "<" not in wording.text:
            return
        position = 0
        names = {str(number): token.name for number, token in enumerate(find_tokens(wording.text))}
        children = _PARSER.parseInline(mask_tokens(wording.text))[0].children or []
        for child, following in pairwise(children):
            if child.type != "link_open":
                continue
            href = str(child.attrs.get("href", ""))
            start = wording.text.find(href, position) if href else -1
            as_typed = start >= 0
            if not as_typed:  # in another form, such as with a token in it
                start = wording.text.find("](", position) + 2
            position = start + 1
            span = wording.span(start, start + len(href) if as_typed else start + 1)
            if following.type == "link_close":
                message, fix = "This link has no words to press on.", "Type its words between the square brackets."
                yield Finding(codes.REF007, span, message, fix)
            elif MARK_IN_LINK in href:
                yield from self.token_link(span, href, names)
            else:
                yield from self.link(span, path, href)

    def link(self, span: Span, path: str, href: str) -> Iterator[Finding]:
        """One link that is not a token."""
        scheme = re.match(r"[a-zA-Z][\w+.-]*:", href)
        if scheme and not href.startswith(("https://", "mailto:", "tel:")):
            secure = href.lower().startswith(("http://", "https://"))
            fix = "Type https://" + href.split("://", 1)[1] if secure else _LINK_FIX
            message = f"A link to “{href[:40]}” is not of a kind that is used here."
            yield Finding(codes.REF008, span, message, fix)
        elif not href.strip("#"):
            message, fix = "This link has no address.", "Type the address between the round brackets."
            yield Finding(codes.REF007, span, message, fix)
        elif not scheme and not self.leads_somewhere(path, href):
            fix = f"Type https://{href}" if _LIKE_HOST.match(href) else _LINK_FIX
            yield Finding(codes.REF007, span, f"The link “{href[:80]}” leads to no section and no clause.", fix)

    def leads_somewhere(self, path: str, href: str) -> bool:
        """Whether a link inside the book leads to a section or clause, or may lead to one that could not be read."""
        return self.checker.is_broken("policy") or resolve_link(self.checker.book, path, href) is not None

    def token_link(self, span: Span, href: str, names: dict[str, str]) -> Iterator[Finding]:
        """A link whose address is, or contains, a token: it must be the whole address, and one that can be opened."""
        found = _MARKED.fullmatch(href)
        name = names.get(found[1]) if found else None
        if name is None:
            fix = "Type the token alone between the round brackets, such as ({{ school.website }})."
            yield Finding(codes.REF008, span, "A token in a link must be the whole of its address.", fix)
        elif name in self.known and not _OPENED.fullmatch(name):
            fix = "Use a token that ends in .url, .website, .phone or .email."
            yield Finding(codes.REF008, span, f"“{{{{ {name} }}}}” is not an address that can be opened.", fix)

    def check_line(self, check: Check) -> Iterator[Finding]:
        """Tokens in the one-line texts of a check."""
        for key in ("ask", "evidence"):
            text, span = getattr(check.settings, key), check.settings.at(key)
            if "{{" in text or "}}" in text:
                exact = span.length == len(text)  # not where the text is folded, or stands between quotation marks
                for finding in self.tokens(Wording(text, (span,))):
                    yield finding if exact else replace(finding, span=span)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:80]


def _unfilled_tokens(entry: Entry) -> Iterator[Finding]:
    """Tokens in settings and facts, where readers would see their braces."""
    for name, span, text in entry.texts():
        if "{{" in text and name not in _FILLED_FIELDS:
            fix = "Type the words themselves: tokens are filled in only in sections, documents and the questions of checks."
            yield Finding(codes.REF001, span, "A token stands here, where none is filled in.", fix)


_PARSER = make_parser()
_FILLED_FIELDS = frozenset(["ask", "evidence"])
_LIKE_HOST = re.compile(r"(?!.*\.md\b)[\w-]+(?:\.[\w-]+)+(?:/|$)", re.ASCII)
_LINK_FIX = (
    "Type the file name of a section, such as passwords.md, # and the id of a clause, or an address with https://"
)
_MARK = "\ue000{}\ue001"
MARK_IN_LINK = "%EE%80%80"
_MARKED = re.compile(r"%EE%80%80(\d+)%EE%80%81")
_OPENED = re.compile(r"school\.(?:phone|email|safeguarding_email|website)|helplines\.[\w-]+\.(?:phone|url)")


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
    if clause is None or (file and section and (clause.policy, clause.section) != (section.policy, section.id)):
        return None
    return clause
