"""DSL: people's names stand in one place, and nothing public leads to one person's own mailbox.

A name is known from `data/people.yml` and is looked for in every form people type. A surname that is also a word or the
name of a class (Oak, Rowan) is a name only where the words around it say so: a false alarm costs as much as a miss.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, partial
from typing import NamedTuple

from policybook.basics.enumeration import listed
from policybook.basics.findings import Severity, Span
from policybook.basics.first_names import FIRST_NAMES
from policybook.basics.name_words import LISTENERS, SURE_TITLES, words_of
from policybook.basics.on_page import PASSAGE_LEFT_OUT, PASSAGE_UNFIT, Refusal, refuse
from policybook.basics.written_forms import even_marks
from policybook.book.book import Book
from policybook.book.contact_facts import contact_facts
from policybook.book.known_people import KnownPerson
from policybook.book.possible_people import PeopleFinder, PossiblePerson
from policybook.book.prose import Prose
from policybook.book.word_places import split_words
from policybook.model.people import Appointment, Person
from policybook.references.unknown_names import is_slip
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.safeguarding.names_of_people import (
    name_meant,
    name_parts,
    plain,
    real_people,
)
from policybook.rules.text.run_on_lines import is_run_together

PEOPLE = "people"
_ADDRESS = re.compile(r"[\w.+'-]+@[\w.-]+\w")
_SAYS_WHO = re.compile(r"\s*(?:name:|#)")
_NOTE = re.compile(r"(?=\s*#)|[\s-]*[\w-]+:[ \t]*(?:[\w./-]+|\[[^\]#]*\])?(?=\s+#)")
"""What is before a note: nothing, or one word or list. What follows a text on its line may be a part of it (TXT022)."""


# --- where names are typed -------------------------------------------------------------------------------------------


class TypedName(NamedTuple):
    """A name of somebody on record, typed somewhere, and whether the person has left."""

    person: Person
    span: Span
    left: bool


class InText(NamedTuple):
    """Words of a text that are certainly a person."""

    prose: Prose
    found: PossiblePerson

    @property
    def span(self) -> Span:
        """Their place."""
        return self.prose.span(self.found.start, self.found.end)

    @property
    def words(self) -> str:
        """The words as typed, on one line."""
        return " ".join(self.prose.text[self.found.start : self.found.end].split())


def _former(book: Book, context: Context) -> frozenset[str]:
    """The people all of whose appointments have ended, by id."""
    return frozenset(
        key
        for key in book.people.people
        if (appointments := [a for a in book.people.appointments if a.person == key])
        and all(a.ended(context.as_of) for a in appointments)
    )


def people_finder(book: Book, context: Context) -> PeopleFinder:
    """Return the finder that knows the people on record. A surname may be anybody's who bears it, so people in post come before those who left."""
    left = _former(book, context)
    real = sorted(real_people(book).items(), key=lambda entry: entry[0] in left)
    people = [KnownPerson(key, tuple(name_parts(name_meant(key, person)))) for key, person in real]
    return PeopleFinder(people, cache(partial(_is_used, context)))


def _is_used(context: Context, word: str, beside: str) -> bool:
    """Whether the texts have a word in lower case, apart from where another is directly beside it."""
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    return any(
        not beside or beside not in {near.lower() for near in _beside(prose.plain.replace("\n", " "), match)}
        for prose in context.prose
        if word in prose.text
        for match in pattern.finditer(prose.plain)
    )


_WORD_BEFORE = re.compile(r"([^\W\d_][\w’'-]*)\s*$")
_WORD_AFTER = re.compile(r"(?:['’]s\b)?[ ]*([^\W\d_]+)")


def _beside(text: str, match: re.Match[str]) -> tuple[str, ...]:
    """The words directly before and after a place."""
    before = _WORD_BEFORE.search(text, max(0, match.start() - 40), match.start())
    after = _WORD_AFTER.match(text, match.end())
    return tuple(word[1] for word in (before, after) if word)


def typed_names(book: Book, context: Context) -> tuple[TypedName, ...]:
    """Every place where a known person's name stands, but for the ``name:`` that says who they are, and notes (#)."""
    left, whole = _former(book, context), tuple(_in_files(book, context))
    places = {(key, span.path, span.line) for key, span in whole}
    alone = ((one.found.key, one.span) for one in context.once(people_in_texts) if one.found.is_surname_alone)
    names = [*whole, *((key, span) for key, span in alone if (key, span.path, span.line) not in places)]
    return tuple(dict.fromkeys(TypedName(book.people.people[key], span, key in left) for key, span in names))


def people_in_texts(_book: Book, context: Context) -> tuple[InText, ...]:
    """Everybody who is certainly named in the texts that people read."""
    finder = context.once(people_finder)
    return tuple(InText(prose, found) for prose in _worth_reading(context, finder) for found in _in_text(finder, prose))


def _in_text(finder: PeopleFinder, prose: Prose) -> Iterator[PossiblePerson]:
    """Whoever is named in a text; a title of several words may have the surname of somebody else."""
    declared = prose.declared
    is_title = prose.kind == "heading" or (declared and (declared.is_name or declared.is_phrase))
    line_end = ";" if is_run_together(prose) else " "  # no name goes on in a line that was to be one by itself
    text = even_marks(prose.words.replace("\n", line_end))
    found = finder.find(text, split_words(text), in_doubt=False)
    return (person for person in found if not (is_title and person.is_surname_alone))


_TITLE = re.compile(rf"\b(?:{'|'.join(sorted(SURE_TITLES))})\b", re.IGNORECASE)
_ASKED_PAIR = re.compile(
    rf"\b(?:{'|'.join(sorted({*LISTENERS, 'or', 'and'}))})\s+([^\W\d_]+)[\s-]+[^\W\d_]", re.IGNORECASE
)


def _worth_reading(context: Context, finder: PeopleFinder) -> list[Prose]:
    """The texts in which the finder can find anybody: a search for letters is many times quicker."""
    parts = [_longest_piece(part) for person in finder.people for part in (person.parts[0], person.parts[-1])]
    needles = {form(part) for part in parts for form in (str.lower, plain)} - {""}
    wanted = {id(prose) for prose in context.prose_with(*needles)}
    wanted |= {id(prose) for prose in context.prose_with(*SURE_TITLES) if _TITLE.search(prose.text)}
    return [
        prose
        for prose in context.prose
        if id(prose) in wanted or any(plain(name) in FIRST_NAMES for name in _ASKED_PAIR.findall(prose.text))
    ]


def _longest_piece(part: str) -> str:
    """Of O’Neill the Neill: apostrophes and hyphens may be typed in several ways."""
    return max(re.split("['’-]", part), key=len)


_AROUND = 60
"""As many letters before a part of a name, and after it, as the rest of the name may need."""


def _in_files(book: Book, context: Context) -> Iterator[tuple[str, Span]]:
    """Yield whose name is where in all lines of all files, in any form but the surname by itself."""
    finder = context.once(people_finder)
    parts = {part for person in finder.people for part in (person.parts[0], person.parts[-1])}
    forms = {form(_longest_piece(part)) for part in parts for form in (str.lower, plain)} - {""}
    if not forms:
        return
    pattern = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True))))
    keys = sorted((key for key in book.people.people if "-" in key), key=len, reverse=True)
    for path, lines in sorted(context.lines.items()):
        whole = "\n".join(lines).lower()
        if not any(form in whole for form in forms):
            continue  # so most files are not read line by line
        text = "\n".join(_without_comments(path, _without_own_names(book, path, lines)))
        small = text.lower()
        if len(small) != len(text):
            continue
        for key in keys:
            small = small.replace(key, " " * len(key))  # an id is no name, and stands in many places
        told: set[tuple[int, int]] = set()
        for match in pattern.finditer(small):
            start = text.rfind(" ", 0, max(0, match.start() - _AROUND)) + 1
            after = _END_OF_WORD.search(text, min(match.end() + _AROUND, len(text)))
            window = (
                even_marks(text[start : after.start() if after else len(text)])
                .translate(_AS_BLANKS)
                .replace("&nbsp;", "      ")
            )
            for found in finder.find_whole_names(window, split_words(window)):
                place = (start + found.start, start + found.end)
                if place not in told:
                    told.add(place)
                    yield found.key, _span(path, text, *place)


_END_OF_WORD = re.compile(r"\s")
_AS_BLANKS = str.maketrans({"\n": " ", "[": "*", "]": "*"})


def _span(path: str, text: str, start: int, end: int) -> Span:
    """The place of a part of a file's text."""
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    return Span(path, text.count("\n", 0, start) + 1, column, len(text[start:end].partition("\n")[0]))


def _without_own_names(book: Book, path: str, lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of a file, without what says who somebody is."""
    if path != book.layout.facts("people") and not book.layout.is_event(path):
        return lines
    spans = (person.at("name") for person in book.people.people.values())
    by_line = {span.line: span for span in spans if span.path == path}
    return tuple(
        "" if _SAYS_WHO.match(line) else _blank(line, by_line[number]) if number in by_line else line
        for number, line in enumerate(lines, 1)
    )


def _blank(line: str, span: Span) -> str:
    end = span.column - 1 + span.length
    return f"{line[: span.column - 1]}{' ' * span.length}{line[end:]}"


def _without_comments(path: str, lines: tuple[str, ...]) -> Iterator[str]:
    """The lines of a file without the notes (#) of its YAML, which no page prints; columns stay the same."""
    is_yaml = not path.endswith(".md")
    for number, line in enumerate(lines):
        if number and not path.endswith(".yml") and line.startswith("---"):
            is_yaml = False
        elif not number and line.startswith("---"):
            is_yaml = True
        yield line[: note.end()] if is_yaml and (note := _NOTE.match(line)) else line


# --- the rules -------------------------------------------------------------------------------------------------------


@rule("DSL015", Severity.BLOCKER, on_page=refuse(Refusal.PRIVATE))
def contact_routes_belong_to_a_role(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure public addresses belong to a role and not to one person.

    A person's own address stops working when they leave, and is personal data.
    """
    people = real_people(book).values()
    routes = [
        (fact.text, fact.span) for fact in contact_facts(book) if fact.is_email or fact.entry is book.people.cover
    ]
    for route, span in routes:
        for address in _ADDRESS.findall(route):
            if owner := _owner(address, people):
                yield Violation(
                    span,
                    f"“{address}” looks like {owner}’s own address.",
                    "Type an address that the whole team reads, such as safeguarding@ and the school’s domain.",
                )


def _owner(address: str, people: Iterable[Person]) -> str:
    """Whose name stands before the @, in any of the usual forms; "" for nobody."""
    words = re.findall(r"[a-z]+", plain(address.partition("@")[0]))
    for person in people:
        parts = [re.sub(r"[^a-z]", "", plain(part)) for part in name_parts(person.name)]
        first, last = parts[0], parts[-1]
        forms = {last, first + last, last + first, first[:1] + last, last + first[:1]} - {""}
        if forms & set(words) or words == [first]:
            return person.name
    return ""


@rule("DSL016", Severity.BLOCKER, PEOPLE, dated=Dated.TODAY, on_page=PASSAGE_UNFIT)
def no_name_is_typed_in_the_text(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no person's name is typed anywhere but after `name:` in `data/people.yml` or an event.

    A typed name goes on being published after the person has left. Write `{{ dsl.name }}`, `{{ dsls }}` or another
    token. A name is known with a title, an initial or marks of emphasis, turned round, and by the surname alone where
    that is no word or place.
    """
    lines: dict[tuple[str, int], list[TypedName]] = {}
    for typed in context.once(typed_names):
        if not typed.left:
            lines.setdefault((typed.span.path, typed.span.line), []).append(typed)
    for on_line in lines.values():
        first, *others = on_line
        people = {id(typed.person): typed.person for typed in on_line}.values()
        names = [person.name for person in people]
        which = "name" if len(names) == 1 else "names"
        yield Violation(
            first.span,
            f"The {which} of {listed(names)} {'is' if len(names) == 1 else 'are'} typed here.",
            _instead_of_names(book, context, tuple(people), first.span),
            related=tuple(typed.span for typed in others),
        )


def instead_of_name(book: Book, context: Context, person: Person, span: Span) -> str:
    """What to type in place of a name: the tokens that print it, where tokens are filled in; else the roles."""
    tokens = _tokens_of(book, context, person)
    if tokens and _takes_tokens(book, context, span):
        return f"Type {' or '.join(tokens)} instead."
    titles = [f"“{title}”" for title in dict.fromkeys(book.role_title(a.role) for a in _held(book, context, person))]
    return f"Type the role instead of the name{': ' * bool(titles)}{' or '.join(titles)}."


def _instead_of_names(book: Book, context: Context, people: tuple[Person, ...], span: Span) -> str:
    """What to type in place of some names: one token where it prints all of them, else what each asks for."""
    first, *others = people
    shared = [t for t in _tokens_of(book, context, first) if all(t in _tokens_of(book, context, one) for one in others)]
    if others and shared and _takes_tokens(book, context, span):
        return f"Type {' or '.join(shared)} instead of all of them."
    fixes = [(person.name, instead_of_name(book, context, person, span)) for person in people]
    return " ".join(f"{name}: {fix}" if others else fix for name, fix in fixes)


def _held(book: Book, context: Context, person: Person) -> list[Appointment]:
    held = (a for a in book.people.appointments if book.people.people.get(a.person) is person)
    return [a for a in held if a.in_post(context.as_of)]


def _tokens_of(book: Book, context: Context, person: Person) -> list[str]:
    """The tokens that print a name."""
    held = _held(book, context, person)
    tokens = [f"{{{{ {role}.name }}}}" for role in ("headteacher", "proprietor") if any(a.role == role for a in held)]
    lead = book.lead_dsl(context.as_of)
    tokens += ["{{ dsl.name }}"] * (lead in held) + ["{{ dsls }}"] * any(a.role == "dsl" for a in held)
    return tokens + ["{{ deputy_dsls }}"] * any(a.role == "deputy-dsl" for a in held)


def _takes_tokens(book: Book, context: Context, span: Span) -> bool:
    """Whether tokens are filled in at a place: in the texts of files, and in the questions of checks."""
    if span.path.startswith(f"{book.layout.data}/"):
        return False
    return not any(
        prose.kind == "setting" and prose.field not in ("ask", "evidence") and _covers(prose, span)
        for prose in context.prose
    ) and not any(prose.kind == "heading" and _covers(prose, span) for prose in context.prose)


def _covers(prose: Prose, span: Span) -> bool:
    first = prose.wording.starts[0]
    return first.path == span.path and first.line <= span.line <= first.line + prose.text.count("\n")


@rule("DSL017", Severity.BLOCKER, PEOPLE, dated=Dated.TODAY, on_page=PASSAGE_LEFT_OUT)
def no_former_holder_is_named(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure nobody whose appointments have all ended is still named anywhere.

    A reader who asks for somebody who has left loses time, and may reach nobody. Use a fill-in such as `{{ dsl.name
    }}`, which follows the appointments.
    """
    for typed in context.once(typed_names):
        if typed.left:
            yield Violation(
                typed.span,
                f"{typed.person.name}, who no longer holds a role, is named here.",
                "Delete the name, or write a token such as {{ dsls }} that follows the appointments.",
            )


@rule("DSL035", Severity.ADVICE)
def every_person_is_there_once(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure no two people have the same name: one person under two ids would count as lead and deputy at once.

    It is advice because two people may bear one name.
    """
    by_name: dict[str, Person] = {}
    for key, person in real_people(book).items():
        other = by_name.setdefault(" ".join(plain(part) for part in name_parts(person.name)), person)
        if other is not person:
            yield Violation(
                person.at("name"),
                f"{person.name} stands among the people twice.",
                "If it is one person, keep one of the two, and type its short name in the appointments of the other.",
                related=(other.at("name"),),
                about=key,
            )


@rule("DSL036", Severity.ADVICE)
def names_and_ids_are_spelt_alike(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure a person's name and the short name above it do not differ in a letter or two: one of them has a slip.

    The name is typed once in the whole book, so that nothing else would show it. A short name that is another word
    altogether, such as the one before a marriage, is in order.
    """
    for key, person in real_people(book).items():
        spelt = "-".join(plain(part) for part in name_parts(person.name))
        if spelt.isascii() and not _is_spelt_alike(key, person.name) and is_slip(key, spelt):
            yield Violation(
                person.at("name"),
                f"“{person.name}” and its short name “{key}” differ in a letter.",
                "Correct the one that is wrong; the short name stands in the appointments, too.",
                related=(book.people.key("people", key),),
                about=key,
            )


_AFTER_NAMES = words_of("jr jnr junior sr snr senior ii iii iv")
_IN_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
    | {"ħ": "h", "ɗ": "d", "ɓ": "b", "ƙ": "k"}
)


def _is_spelt_alike(key: str, name: str) -> bool:
    """Whether a short name is an ordinary way to write a name: O’Neill as oneill, without an initial, Jr or hyphens.

    Either may have the surname first.
    """
    ours = re.sub(r"-\d+$", "", key).replace("-", "")
    small = [part.lower().translate(_IN_PLAIN_LETTERS) for part in name_parts(name)]
    umlauts = [part.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("å", "aa") for part in small]
    for parts in (small, umlauts):
        bare = [re.sub(r"[^a-z]", "", plain(part)) for part in parts]
        kept = [part for part in bare if part not in _AFTER_NAMES]
        without_initials = [part for part in kept if len(part) > 1]
        for order in (bare, kept, without_initials):
            if any(ours == "".join([*order[first:], *order[:first]]) for first in range(len(order))):
                return True
    return False
