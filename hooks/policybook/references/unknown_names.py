"""Names that are referred to against names that are given: one slip is one finding. Not for finding the references.

A slip in the name of an entry leaves every reference to it without an entry, and the entry without a reference. So the
references to one missing name are one finding; and where an entry that nothing refers to is called nearly so, the slip
is there.

How it works, kind by kind (roles, people, helplines, clauses ...): ``given`` are the names that entries have, ``missing`` those
that are used and not given, ``free`` those that are given and not used. Each missing name is matched in this order:

1. it is another word for an entry (a title, a plural, a person where a role belongs): that entry is offered;
2. a free name is like it, and several places agree against it: the slip is where the entry is given, told there once;
3. a given name is like it: the slip is at the use, told there with that name to type;
4. nothing is like it: it was deleted or never there. Many of one kind at once are one finding, because one act did it.

``is_slip`` counts letters that are too many, missing, wrong or changed round; a figure in place of another is another name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from policybook.basics.edits import Edit, retype
from policybook.basics.findings import Code, Finding, Span
from policybook.basics.likeness import LIKE, find_nearest, is_broken
from policybook.basics.likeness import is_slip as is_slip  # noqa: PLC0414 - rules ask for it here, too
from policybook.book.book import Book, Clause, ClauseList
from policybook.book.fact_rows import roles_asked
from policybook.book.token_values import token_names
from policybook.model import declarations as kinds
from policybook.model.entry import Entry
from policybook.references.uses import Use, edition_of, entry_of_token
from policybook.source import reading_codes
from policybook.source.sources import Layout

_MANY = 3  # so many missing entries of one kind are not so many slips: what held them is gone
LINK_FIX = "Type the file name of a section or document, such as passwords.md, # and the id of a clause, or an address with https://"
_FEW = 4  # more names that may be meant are no help
_MOST_LISTED = 15
_ARTICLE = re.compile(r"^(?:the|our|an?)\s+")
_NO_NAMES = frozenset(["the", "our", "a", "an", "of", "for", "and", "mr", "mrs", "ms", "miss", "mx", "dr"])
_HELPLINE = "helplines:\n  {}:\n    name:\n    for:\n    phone:\n    audience: [staff, parents]\n    public: yes"
"""A number that is not on record, as it is typed."""
BUILT_IN_ROLES = frozenset(["dsl", "deputy-dsl", "headteacher", "proprietor"])
"""The roles that the pages and the rules ask for by themselves."""
EXPECTED_ROLES = frozenset(["accountable-leader", "accountable-governor"])
"""The roles that a rule asks for: kept also while nobody holds them."""


class NameKind(NamedTuple):
    """Entries of one kind: how a finding calls them, where they are given, and under which names."""

    name: str
    file: str
    given: Mapping[str, Span]
    code: Code = reading_codes.REF006
    typed: str = "{}"
    fix: str = ""
    place: Span | None = None
    built_in: frozenset[str] = frozenset()
    """Names that this program asks for by itself; ``built_in_for`` says what for."""
    built_in_for: str = ""
    also: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """What else people type for a name, folded: a title, or who has the role; and the names that can be meant."""
    titles: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """The same, as typed in full."""
    dated: Mapping[str, str] = MappingProxyType({})
    """The years that editions begin in, which tell which of them was meant."""

    def also_called(self, name: str) -> tuple[str, ...]:
        """The names that somebody may mean by other words for them."""
        near = find_nearest(_folded(name), self.also, LIKE)
        return () if name in self.given or find_nearest(name, self.given, LIKE) else self.also.get(near, ())

    def perhaps_called(self, name: str) -> tuple[str, ...]:
        """The names whose words, or whose title's, begin as the words of ``name`` do: ``deputy head``, ``IT``, ``Mr Dunk``.

        Those whose first word does come before those in which it is a later one.
        """
        words = _words_of(name)
        begun: dict[str, tuple[str, ...]] = {}
        inside: dict[str, tuple[str, ...]] = {}
        for title, names in (*((given, (given,)) for given in self.given), *self.titles.items()):
            other = _words_of(title)
            if words and _begin_in_order(words, other):
                (begun if other[0].startswith(words[0]) else inside)[title] = names
        meant = dict.fromkeys(name for names in (begun or inside).values() for name in names)
        return tuple(meant) if len(meant) <= _FEW else ()

    def run_together(self, name: str) -> tuple[str, ...]:
        """The given names that ``name`` is several of, with no comma between them."""
        names = tuple(re.split(r"\s*[\s;/&+]\s*(?:and\s+)?", name.strip()))
        return names if len(names) > 1 and all(part in self.given for part in names) else ()

    def as_value(self, name: str) -> str:
        """A name as it is typed at its place, without the key before it and the colon after it."""
        return self.typed.format(name).rpartition(" ")[2].removesuffix(":")

    def meant_by(self, name: str, free: Iterable[str]) -> str:
        """The given name, of those that nothing refers to, that is ``name`` with a slip in it."""
        slips = [
            free_name
            for free_name in free
            if is_slip(free_name, name) or (self.dated.get(free_name, "-") == name[:4] and free_name[:4] != name[:4])
        ]
        return find_nearest(name, slips, 0)


def _folded(text: str) -> str:
    """A name without capitals, spaces, hyphens and an article before it, in the singular."""
    return re.sub(r"[\W_]", "", _ARTICLE.sub("", text.casefold().removesuffix(".md"))).removesuffix("s")


def _words_of(text: str) -> list[str]:
    """The words of a name or title, without capitals, articles and forms of address."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return [word for word in words if word not in _NO_NAMES]


def _begin_in_order(words: Sequence[str], other: Iterable[str]) -> bool:
    """Whether each of ``words`` begins one of the others, in their order; or they are all their first letters."""
    rest = iter(other)
    return all(any(word.startswith(begun) for word in rest) for begun in words)


class UnknownNames:
    """Every use of a book against every kind of entry; nothing is said of a file that could not be read."""

    def __init__(self, book: Book, broken: frozenset[str]) -> None:
        self.book, self.broken = book, broken

    def findings(self, uses: Iterable[Use]) -> Iterator[Finding]:
        """One finding for each slip."""
        by_kind: dict[str, list[Use]] = {}
        for use in uses:
            by_kind.setdefault(use.kind, []).append(use)
        gone = False
        for kind in kinds_of(self.book):
            if is_broken(self.broken, kind.file):
                continue
            missing: dict[str, list[Use]] = {}
            for use in by_kind.get(kind.name, ()):
                if use.name not in kind.given:
                    missing.setdefault(use.name, []).append(use)
            used = {use.name for use in by_kind.get(kind.name, ())} | kind.built_in
            free = [name for name in kind.given if name not in used]
            if kind.name == kinds.CLAUSE and gone:  # with the policy its clauses went
                missing = {name: places for name, places in missing.items() if find_nearest(name, kind.given, LIKE)}
            gone = gone or (kind.name == kinds.POLICY and bool(missing))
            if kind.name == kinds.GROUP and not kind.given:
                message, fix = (
                    "The checklist has no groups, so no check has a place in it.",
                    "Bring the lines below groups: back from GitHub’s list of commits.",
                )
                yield Finding(kind.code, kind.place or Span(kind.file), message, fix)
            else:
                yield from self.missing(kind, missing, free)

    def missing(self, kind: NameKind, missing: dict[str, list[Use]], free: list[str]) -> Iterator[Finding]:
        """The findings for the names of one kind that are referred to and not given."""
        lost: list[list[Use]] = []
        yield from self.parted(kind, missing)
        for name, places in missing.items():
            places.sort(key=lambda use: _by_nearness(kind, use, self.book.layout))
            meant = kind.meant_by(name, free)
            if together := kind.run_together(name):
                yield self.several(kind, places, together)
            elif other_kinds := kind.also_called(name):
                yield self.called_otherwise(kind, places, other_kinds)
            elif meant and (len(places) > 1 or kind.dated.get(meant, "-") == name[:4]):
                yield _slip_where_given(kind, name, meant, _refer(len(places)), places)
            elif near := find_nearest(name, kind.given, LIKE) or meant:
                related = (kind.given[near],) if near in free else ()
                edits = tuple(edit for use in places for edit in use.retyped(near))
                yield self.not_given(kind, places, f"Type {near} instead.", related, edits)
            elif perhaps := kind.perhaps_called(name) if len(places) == 1 and kind.name != kinds.CLAUSE else ():
                yield self.called_otherwise(kind, places, perhaps, is_sure=False)
            else:
                lost.append(places)
        without = list(find_nameless_lists(self.book)) if kind.name == kinds.CLAUSE and len(lost) == 1 else []
        if len(without) == 1:
            yield _slip_without_name(kind, lost[0], without[0].span)
        elif len(lost) >= _MANY:
            yield _many(kind, lost, self.book.layout)
        else:
            yield from (self.not_given(kind, places, kind.fix) for places in lost)
        yield from self.missing_built_in(kind, missing, free)

    def missing_built_in(self, kind: NameKind, missing: Collection[str], free: list[str]) -> Iterator[Finding]:
        """The findings for the names of one kind that this program asks for and that are not given."""
        for name in sorted(kind.built_in - kind.given.keys() - set(missing)):
            if meant := kind.meant_by(name, free):
                yield _slip_where_given(kind, name, meant, f"{kind.built_in_for} need", [])
            elif kind.name == kinds.GROUP:
                message = f"The checklist has no group “{name}”, into which {kind.built_in_for} go."
                fix = f"Add the line  - {{id: {name}, title: ...}} below groups: with a title in your words."
                yield Finding(kind.code, kind.place or Span(kind.file), message, fix)

    def parted(self, kind: NameKind, missing: dict[str, list[Use]]) -> Iterator[Finding]:
        """The findings for names whose hyphens were typed as spaces, so that each word is read as a name of its own."""
        uses = sorted((use for places in missing.values() for use in places), key=lambda use: use.span)
        runs: list[list[Use]] = []
        for use in uses:
            last = runs[-1][-1] if runs else use
            end = last.span.column + last.span.length + 1
            if (
                last is not use
                and not last.after
                and use.span == use.span._replace(path=last.span.path, line=last.span.line, column=end)
            ):
                runs[-1].append(use)
            else:
                runs.append([use])
        for run in runs:
            name = find_nearest("-".join(use.name.lower() for use in run), kind.given, 1)
            if len(run) > 1 and name:
                for use in run:
                    missing[use.name] = [other for other in missing[use.name] if other is not use]
                length = run[-1].span.column + run[-1].span.length - run[0].span.column
                span = run[0].span._replace(length=length)
                words = " ".join(use.name for use in run)
                edits = (Edit(span, f"{run[0].before}{name}{run[-1].after}"),)
                message = f"There is no {_words(kind, self.book)} called “{words[:80]}”: the name of one has hyphens, not spaces."
                yield Finding(kind.code, span, message, f"Type {name} instead.", edits=edits)
        for name in [name for name, places in missing.items() if not places]:
            del missing[name]

    def several(self, kind: NameKind, places: list[Use], names: tuple[str, ...]) -> Finding:
        """The finding for two names or more that are typed without a comma between them."""
        fix = f"If each is meant, type a comma between them: {', '.join(names)}; or a line for each. If one is, type that one."
        return self.not_given(kind, places, fix)

    def called_otherwise(
        self, kind: NameKind, places: list[Use], meant: tuple[str, ...], *, is_sure: bool = True
    ) -> Finding:
        """The finding for words that are no name of this kind, and that stand for one or several of them."""
        words = set(_words_of(places[0].name))
        is_whole = len(meant) > 1 or kind.name == kinds.ROLE or words <= set(_words_of(meant[0]))
        fix = f"Type {meant[0]} instead." if is_whole else f"Type {meant[0]} in its place."
        if not is_sure:
            fix = f"If {meant[0]} is meant, type that."
        if len(meant) > 1:
            fix = f"Type the {kind.name} that is meant here: {', '.join(meant[:-1])} or {meant[-1]}."
        edits = (
            tuple(edit for use in places for edit in use.retyped(meant[0]))
            if is_sure and is_whole and len(meant) == 1
            else ()
        )
        return self.not_given(kind, places, fix, (), edits)

    def not_given(
        self, kind: NameKind, places: list[Use], fix: str, related: tuple[Span, ...] = (), edits: tuple[Edit, ...] = ()
    ) -> Finding:
        """The finding for one name that is referred to and not given, at the first place that does."""
        edits = edits if len(edits) == len(places) else ()
        first, later = places[0], places[1:]
        related = (*related, *(use.span for use in later))
        more = f" {_places(len(later))} more name{'s' * (len(later) == 1)} it." if later else ""
        if all(use.token for use in places):
            near = find_nearest(first.token.strip("{} \n").partition("|")[0].strip(), token_names(self.book))
            entry = entry_of_token(near) if near else None
            if entry and not (
                entry[1].startswith(first.name)
                or is_slip(entry[1], first.name)
                or sorted(entry[1]) == sorted(first.name)
                or find_nearest(first.name, [entry[1]], LIKE)
            ):
                near = ""  # only the words around the name are alike
            choose = f"Choose a token from the list in {self.book.layout.policy}/README.md"
            if kind.name == kinds.HELPLINE:
                choose += f", or type these lines, filled in, into {kind.file}:\n{_HELPLINE.format(first.name)}"
            else:
                choose += "."
            fix = f"Type {{{{ {near} }}}} instead." if near else choose
            message = f"“{one_line(first.token)}” is not a token this book knows.{more}"
            near_edits = tuple(edit for use in places for edit in retype(use.span, use.token, f"{{{{ {near} }}}}"))
            edits = near_edits if near and len(near_edits) == len(places) else ()
            return Finding(reading_codes.REF001, first.span, message, fix, related=related, edits=edits)
        if all(use.link for use in places):
            message = f"The link “{first.link[:80]}” leads to no section and no clause.{more}"
            near = find_nearest(first.name, kind.given, LIKE)
            fix = f"Type #{near} in place of #{first.name[:80]}" if near else LINK_FIX
            edits = tuple(
                edit for use in places for edit in retype(use.span, use.link, f"{use.link.partition('#')[0]}#{near}")
            )
            edits = edits if near and len(edits) == len(places) else ()
            return Finding(reading_codes.REF007, first.span, message, fix, related=related, edits=edits)
        if later and not fix.startswith("Type"):
            related = (*related, *([kind.place] if kind.place else []))
        words = _words(kind, self.book)
        names = f"one of {', '.join(kind.given)}, or add it to {kind.file}"
        if len(kind.given) > _MOST_LISTED:
            names = f"one that stands in {kind.file}, or add it there"
        fix = fix or f"Type {names if kind.given else f'it into {kind.file} first'}."
        if later and " instead." not in fix and " is meant here: " not in fix:
            fix = f"If it was deleted, bring it back from GitHub’s list of commits. If not: {fix[0].lower()}{fix[1:]}"
        return Finding(
            kind.code,
            first.span,
            f"There is no {words} called “{first.name[:80]}”.{more}",
            fix,
            related=related,
            edits=edits,
        )


def _by_nearness(kind: NameKind, use: Use, layout: Layout) -> tuple[bool, bool, Span]:
    """First the file in which the entry would be given, then what people read, then the records of the past."""
    path = use.span.path
    return (path != kind.file, path.startswith((f"{layout.reviews}/", layout.facts("source"))), use.span)


def _slip_where_given(kind: NameKind, name: str, meant: str, who: str, places: list[Use]) -> Finding:
    """The finding for a slip in the name of an entry, seen from what refers to it."""
    message = f"Nothing refers to “{meant}”, and {who} “{name}”."
    return Finding(
        kind.code,
        kind.given[meant],
        message,
        f"Type {kind.typed.format(name)} instead.",
        related=tuple(u.span for u in places),
        edits=retype(kind.given[meant], kind.as_value(meant).strip('"'), kind.as_value(name)),
    )


def _slip_without_name(kind: NameKind, places: list[Use], span: Span) -> Finding:
    """The finding for the one clause without an id, where an id is missing."""
    name = places[0].name[:80]
    message = f"This has no id, and {_refer(len(places))} “{name}”, which no clause is called."
    fix = f"If this is meant, type {{ #{name} }} on a line of its own directly below it."
    return Finding(kind.code, span, message, fix, related=tuple(use.span for use in places))


def find_nameless_lists(book: Book) -> Iterator[Clause]:
    """The clauses that have no id of their own among others that have."""
    for section in book.sections.values():
        yield from _without_id([block for block in section.blocks if isinstance(block, Clause) and block.is_numbered])
        lists = [block for block in section.blocks if isinstance(block, ClauseList)]
        lists += [clause.nested for clause in section.clauses if clause.nested]
        for name_list in lists:
            yield from _without_id(name_list.items)


def _without_id(clauses: Sequence[Clause]) -> Iterator[Clause]:
    if any(clause.has_own_id for clause in clauses):
        yield from (clause for clause in clauses if not clause.has_own_id)


def _many(kind: NameKind, lost: list[list[Use]], layout: Layout) -> Finding:
    """The finding for many names of one kind that are referred to and not given."""
    names = [places[0].name for places in lost]
    places = sorted((use for uses_ in lost for use in uses_), key=lambda use: _by_nearness(kind, use, layout))
    quoted = ", ".join(f"“{name[:80]}”" for name in names[:_MANY])
    rest = f" and {len(names) - _MANY} more" if len(names) > _MANY else ""
    message = f"{len(names)} names of a {kind.name} lead nowhere: {quoted}{rest}. {_places(len(places))} name them."
    fix = "What held them was mostly deleted: bring it back from GitHub’s list of commits, or delete what names them."
    if not kind.given and kind.place:
        fix = f"Add each to {kind.file}. If it was there before, bring that file back from GitHub’s list of commits."
    related = (*(use.span for use in places[1:]), *([kind.place] if kind.place else []))
    return Finding(kind.code, places[0].span, message, fix, related=related)


def _places(count: int) -> str:
    return "One place" if count == 1 else f"{count} places"


def _refer(count: int) -> str:
    return "one place refers to" if count == 1 else f"{count} places refer to"


def _words(kind: NameKind, book: Book) -> str:
    """How a finding calls an entry of a kind."""
    head, _, guidance = kind.name.partition(" of ")
    known = book.guidance.guidance.get(guidance)
    return f"{head} of {known.title}" if head == "edition" and known else kind.name


def one_line(text: str) -> str:
    """A text on one line, cut to a length that can be quoted."""
    return " ".join(text.split())[:80]


@lru_cache(maxsize=1)  # two checks ask the same
def kinds_of(book: Book) -> tuple[NameKind, ...]:
    """Every kind of entry of a book, with the names that are given."""
    return tuple(_find_kinds(book))


def _find_kinds(book: Book) -> Iterator[NameKind]:
    for key, model, entries, file in book.tables():
        if model.entry_kind:
            built_in = BUILT_IN_ROLES | roles_asked(book) if model.entry_kind == kinds.ROLE else frozenset()
            name_kind = NameKind(
                model.entry_kind,
                file.span.path,
                {name: file.key(key, name) for name in entries},
                typed="{}:",
                place=file.key(key),
                built_in=built_in,
                built_in_for="the pages" if built_in else "",
            )
            titles = _titles(entries) | (_holders(book) if model.entry_kind == kinds.ROLE else {})
            yield name_kind._replace(titles=titles, also={_folded(title): names for title, names in titles.items()})
    for name, guidance in book.guidance.guidance.items():
        editions = {edition.edition: edition.at("edition") for edition in guidance.editions}
        fix = f"Type one that it has ({', '.join(editions)}), or add this edition there first."
        dated = {edition.edition: str(edition.in_force)[:4] for edition in guidance.editions if edition.in_force}
        kind = edition_of(name)
        yield NameKind(kind, book.layout.facts("guidance"), editions, typed='edition: "{}"', fix=fix, dated=dated)
    policies = {policy.id: policy.settings.at("id") for policy in book.policies}
    yield NameKind(kinds.POLICY, book.layout.policy, policies, fix=f"Type one of {', '.join(policies)}, or delete it.")
    fix = "Delete it, or type the id of a clause as it stands in the braces below it."
    clauses = {name: clause.span for name, clause in book.clauses.items()}
    yield NameKind(kinds.CLAUSE, book.layout.policy, clauses, reading_codes.REF005, "#{}", fix)
    yield from _groups(book)


def _titles(entries: Mapping[str, Entry]) -> dict[str, tuple[str, ...]]:
    """The title of each entry, which its model names first, and its name."""
    titles: dict[str, tuple[str, ...]] = {}
    for name, entry in entries.items():
        values = dict(entry)
        title = values.get("name") or next(iter(values.values()), None)
        if isinstance(title, str):
            titles[title] = (*titles.get(title, ()), name)
    return {**titles, **{name: (name,) for name in entries}}


def _holders(book: Book) -> dict[str, tuple[str, ...]]:
    """The people who have roles, by name, each with the roles that are meant."""
    holders: dict[str, tuple[str, ...]] = {}
    for name, person in book.people.people.items():
        held = [
            appointment.role
            for appointment in book.people.appointments
            if appointment.person == name and appointment.role in book.people.roles
        ]
        if held:
            holders |= dict.fromkeys((name, person.name), tuple(dict.fromkeys(held)))
    return {name: roles for name, roles in holders.items() if name not in book.people.roles}


def _groups(book: Book) -> Iterator[NameKind]:
    """The groups of the checklist; none are expected where there is no checklist."""
    checklists = [document.settings for document in book.documents if document.settings.kind == "checklist"]
    if checklists:
        given = {group.id: group.at("id") for settings in checklists for group in settings.groups}
        fix = f"Type one of {', '.join(given)}, or add the group to the checklist in {book.layout.documents}/."
        yield NameKind(
            kinds.GROUP,
            book.layout.documents,
            given,
            typed="{}",
            fix=fix,
            place=checklists[0].key("groups"),
        )
