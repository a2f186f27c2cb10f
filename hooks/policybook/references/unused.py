"""Unused entries, and what the text refers to without its policy saying so. Not for what is missing.

CheckResult only when nothing else is wrong with the references: a slip elsewhere leaves the entry that was meant unused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from policybook.basics.edits import insert_line
from policybook.basics.findings import Finding, Span
from policybook.basics.tokens import find_tokens
from policybook.book.book import Book, Policy
from policybook.model import declarations as kinds
from policybook.model.declarations import Audience
from policybook.model.facts import LinkedPolicy, Role, Service, words_of
from policybook.references.unknown_names import EXPECTED_ROLES, find_nameless_lists, kinds_of
from policybook.references.uses import Use, edition_of, entry_of_token
from policybook.source import reading_codes

_NAMED = 3  # how many names a finding about many gives
_DSL_ROLES, _DSLS = ("dsl", "deputy-dsl"), 2
_KEPT = frozenset([kinds.GUIDANCE, kinds.HELPLINE, kinds.TERM, kinds.POLICY, kinds.CLAUSE])
"""The kinds whose entries readers are shown by themselves, or that something else is said of."""
_FIX = "Name it where it belongs, or delete the entry."
_FIXES = {
    kinds.ROLE: "Delete it, or give it to somebody below appointments: or to a check as who:.",
    kinds.PERSON: "Add an appointment below appointments: for what the person does, or delete the entry.",
    kinds.SERVICE: "Name it in a policy with a token such as {{{{ services.{}.title }}}}, or delete the entry.",
    kinds.LINKED: "Add it below linked_policies: in the policy.yml of the policy that needs it, or delete the entry.",
    kinds.GROUP: "Type the name of this group after group: in a check, or delete the group.",
}


def find_unused(book: Book, uses: Iterable[Use]) -> Iterator[Finding]:
    """Entries that nothing refers to, those of one kind in one finding."""
    used = {(use.kind, use.name) for use in uses}
    for kind in kinds_of(book):
        if (
            kind.name in _KEPT or kind.name.startswith(edition_of("")) or not book.policies
        ):  # the first policy names them
            continue
        fix = _FIXES.get(kind.name, _FIX)
        left = [
            name
            for name in kind.given
            if (kind.name, name) not in used and name not in kind.built_in and not _is_kept(book, kind.name, name)
        ]
        if left:
            yield _finding(f"the {kind.name}", left, [kind.given[name] for name in left], fix.format(left[0]))


def _finding(label: str, names: list[str], spans: list[Span], fix: str) -> Finding:
    message = f"Nothing refers to {label} “{names[0]}”."
    if names[1:]:
        quoted = ", ".join(f"“{name}”" for name in names[1:_NAMED]) + (" and others" if names[_NAMED:] else "")
        message += f" The same is true of {len(names) - 1} more: {quoted}."
    about = "" if names[1:] else names[0]
    return Finding(reading_codes.REF011, spans[0], message, fix, related=tuple(spans[1:]), about=about)


def _is_kept(book: Book, kind: str, name: str) -> bool:
    """Whether an entry has its place without being referred to, or something else is said of it."""
    tables: dict[str, Mapping[str, Role | Service | LinkedPolicy]] = {
        kinds.ROLE: book.people.roles,
        kinds.SERVICE: book.services.services,
        kinds.LINKED: book.linked_policies.linked_policies,
    }
    titles = [entry.title.casefold() for entry in tables.get(kind, {}).values()]
    if titles and titles.count(tables[kind][name].title.casefold()) > 1:
        return True  # REF018
    match kind:
        case kinds.PERSON:  # while a role that must be held is not, that is the finding, and this is who should hold it
            appointments = book.people.appointments
            dsls = {appointment.person for appointment in appointments if appointment.role in _DSL_ROLES}
            roles = {appointment.role for appointment in appointments}
            names = [person.name.casefold().split() for person in book.people.people.values()]
            twice = names.count(book.people.people[name].name.casefold().split()) > 1  # DSL035
            return (
                twice
                or len(dsls) < _DSLS
                or not {r for r in ("headteacher", book.accountable) if r and not book.is_body(r)} <= roles
            )
        case kinds.ROLE:
            return name in EXPECTED_ROLES or name == book.accountable
        case kinds.SERVICE:  # a register of what is not public
            return book.services.services[name].public is False
    return False


def find_unused_terms(book: Book) -> Iterator[Finding]:
    """Words of the glossary that stand in no text."""
    terms = book.glossary.terms
    text = words_of("\n".join(texts_of(book)))
    folded = text.lower()
    left = []
    for name, term in terms.items():
        if not term.is_in(text, folded):
            other_meanings = words_of("\n".join(other.meaning for other in terms.values() if other is not term))
            if not term.is_in(other_meanings, other_meanings.lower()):
                left.append(name)
    if left:
        first = terms[left[0]]
        message = f"“{first.term}” is explained in the glossary and stands in no text."
        if left[1:]:
            quoted = ", ".join(f"“{terms[name].term}”" for name in left[1:_NAMED])
            rest = " and others" if left[_NAMED:] else ""
            message += f" The same is true of {len(left) - 1} more: {quoted}{rest}."
        fix = "Delete the entry; or, if the text writes it in another way, add that below aliases:."
        about = "" if left[1:] else left[0]
        spans = [terms[name].at("term") for name in left]
        yield Finding(reading_codes.REF012, spans[0], message, fix, related=tuple(spans[1:]), about=about)


def texts_of(book: Book) -> Iterator[str]:
    """Every text of the book but the glossary's own."""
    for section in book.sections.values():
        yield from (clause.wording.text for clause in section.clauses)
    for document in book.documents:
        yield from (statement.wording.text for statement in document.statements)
        yield from (group.title for group in document.groups)
    for entry in book.entries():
        if entry is not book.glossary:
            yield from (text for field, _, text in entry.texts() if field.declared.audience is Audience.PUBLIC)


def find_unlisted(book: Book) -> Iterator[Finding]:
    """Other policies that the text of a policy names, and its ``policy.yml`` does not list. Guidance is for the rules."""
    for policy in book.policies:
        settings = policy.settings
        places = [(name, span) for name, span in _named_policies(policy) if name not in settings.linked_policies]
        missing = list(dict.fromkeys(name for name, _ in places))
        if missing:
            names = f"“{missing[0]}”" if len(missing) == 1 else f"“{missing[0]}” and {len(missing) - 1} more"
            them = "it" if len(missing) == 1 else "them"
            message = f"The text of “{settings.title}” names {names}, and linked_policies: does not list {them}."
            fix = f"Add a line “  - {missing[0]}” below linked_policies:" + (", and so on." if missing[1:] else ".")
            related = tuple(span for _, span in places)
            key, item = settings.key("linked_policies"), settings.at("linked_policies", 0)
            below = settings.linked_policies and item.line > key.line  # not in square brackets
            dash = " " * (item.column - 3) + "- "
            edits = tuple(insert_line(item.path, item.line, dash + name) for name in missing) if below else ()
            yield Finding(reading_codes.REF014, key, message, fix, related=related, about=policy.id, edits=edits)


def find_clauses_without_id(book: Book) -> Iterator[Finding]:
    """Clauses that have no id of their own among others that have; those that a document must restate are COV001."""
    places = tuple(
        clause.span
        for clause in find_nameless_lists(book)
        if set(clause.binds) <= {"school"}
        and clause.kind != "definition"
        and not clause.is_unfinished  # TXT018: what follows it was parted from it
    )
    if places:
        more = f" The same is true of {len(places) - 1} more." if places[1:] else ""
        message = f"This has no id, so that no document and no check can refer to it.{more}"
        fix = "Type { #a-name-of-its-own } on a line of its own directly below it."
        yield Finding(reading_codes.REF017, places[0], message, fix, related=places[1:])


def _named_policies(policy: Policy) -> Iterator[tuple[str, Span]]:
    for section in policy.sections:
        for clause in section.clauses:
            if "{{" in clause.wording.text:
                for token in find_tokens(clause.wording.text):
                    entry = entry_of_token(token.name)
                    if entry and entry[0] == kinds.LINKED:
                        yield entry[1], clause.wording.span(token.start, token.end)
