"""DSL: people's names stand in one place, and nothing public leads to one person's own mailbox.

A name is known from `data/people.yml` and is looked for in every form people type. A surname that is also a word or the
name of a class (Oak, Rowan) is a name only where the words around it say so: a false alarm costs as much as a miss.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from policybook.basics.findings import Severity, Span
from policybook.basics.on_page import PASSAGE_LEFT_OUT, PASSAGE_UNFIT, Refusal, refuse
from policybook.book.book import Book
from policybook.book.contact_facts import contact_facts
from policybook.book.prose import Prose
from policybook.model.facts import Person
from policybook.references.unknown_names import is_slip
from policybook.rules.engine import Context, Dated, Rule, Violation, rule
from policybook.rules.safeguarding.names_of_people import (
    TITLES,
    name_meant,
    name_parts,
    plain,
    real_people,
    without_accents,
    words_of,
)

PEOPLE = "people"
_ADDRESS = re.compile(r"[\w.+'-]+@[\w.-]+\w")
_SAYS_WHO = re.compile(r"\s*(?:name:|#)")
_NOTE = re.compile(r"(?=\s*#)|[\s-]*[\w-]+:[ \t]*(?:[\w./-]+|\[[^\]#]*\])?(?=\s+#)")
"""What is before a note: nothing, or one word or list. What follows a text on its line may be a part of it (TXT022)."""


# --- the forms of a name ---------------------------------------------------------------------------------------------

# "miss" in small letters is mostly the verb: no student may miss Day Camp.
_TITLE = r"(?:(?i:mr|mrs|ms|mx|dr|prof|sir|rev)|Miss|MISS)"
_GAP = r"[*_\]]*(?:\s|&nbsp;)[\s*_\[]*"  # **Ada** Holm; Ada *Holm*; across a line break
_INITIALS = rf"(?:[A-Z]\.?{_GAP})*"
_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_]|@)"
# Surnames that are words, or what schools call their classes and houses; others show themselves by their use in the book.
_WORDS = words_of(
    "ash ashe bank banks baker barker beech bell berry birch bird bishop black bloom book booth bridge brook brooks brown "
    "burns bush butcher butler carpenter carter cherry church clay close cole cook cooper cross day dean drew duck dunk "
    "elder elm farmer fern field fields finch fisher flower ford forest forester fox frost gardener gates grant gray green "
    "grey grove hall hare hawthorn hazel heath hill hills holly holm hope house hunt hunter ivy judge kent key king knight "
    "lake lane lark law little long love lynn major maple march marsh mason may meadows miller mills moon moss newton noon "
    "oak oakes olive page paige palm park parks pearl pine pitt pond pool poole poor pope potter power price prince proctor "
    "read reader reed rice rich rivers robin rock rose rowan rush rule sage sales sharp shepherd short silver singer small "
    "smart snow spring steel stone stones street strong summer summers swan taylor thorn thorne town tree trees walker wall "
    "walls ward waters watt webb weeks wells west white wilde will wills willow winter winters wise wolf wood woods young"
)
_ASKED = words_of("ask asks call contact email inform phone ring tell tells telling consult")
_BEFORE_NAMES = _ASKED | words_of("and but by for from if or see that then unless until when with")
_NOT_BEFORE_NAMES = words_of(
    "a an around at each every her his in inside into its near no one our outside that the their this to your"
)
_THINGS = words_of(
    "academy avenue building campus centre class classes classroom close college corridor day days estate garden group "
    "groups hall house hospital lane lodge model north park pupils road room school site south street students trust unit "
    "wing works year"
)
_WORD_BEFORE = re.compile(r"([^\W\d_][\w’'-]*|[^\w\s])?(\s*)$")
_INITIAL_BEFORE = re.compile(r"(?<![^\W_])[A-Z]\.\s*$")  # of somebody else
_WORD_AFTER = re.compile(r"(['’]s\b)?([ ]*)([^\W\d_]+|[^\w\s])?")


@dataclass(frozen=True)
class _PersonName:
    """A person with what their name looks like in a text; the patterns are made for the first text that needs them."""

    key: str
    person: Person
    left: bool

    @cached_property
    def parts(self) -> list[str]:
        """The parts of the name without the title before it."""
        return name_parts(name_meant(self.key, self.person))

    @cached_property
    def words(self) -> frozenset[str]:
        """In small letters; where none of them is in a text, the name is not."""
        ends = [_longest_piece(part) for part in (self.parts[0], self.parts[-1])]
        return frozenset(form(part) for part in ends for form in (str.lower, plain)) - {""}

    @cached_property
    def full(self) -> re.Pattern[str]:
        """The name in every form but the surname by itself."""
        return _full_pattern(self.parts)

    @cached_property
    def alone(self) -> re.Pattern[str]:
        """The surname by itself."""
        return re.compile(rf"{_BEFORE}{_loose(self.parts[-1])}(?![^\W_]|@|[-\u2010\u2011\u2013]\w)")

    @cached_property
    def surname(self) -> frozenset[str]:
        """What of the surname is in every text that has it; nothing where no capital letter tells it from a word."""
        last = self.parts[-1]
        if not last[:1].isupper() or len(last) == 1:
            return frozenset()
        longest = _longest_piece(last)
        return frozenset([longest, without_accents(longest)]) - {""}


def _longest_piece(part: str) -> str:
    """Of O’Neill the Neill: apostrophes and hyphens may be typed in several ways."""
    return max(re.split("['’-]", part), key=len)


def _loose(part: str) -> str:
    """A part of a name as a pattern: with either apostrophe or hyphen, and without its accents."""
    pattern = re.sub(r"['’]", "['’]", re.escape(part).replace(r"\-", "[-\u2010\u2011\u2013]"))
    bare = without_accents(part)
    return pattern if bare == part else rf"(?:{pattern}|{re.escape(bare)})"


def _full_pattern(parts: list[str]) -> re.Pattern[str]:
    first, last = parts[0], parts[-1]
    any_case = [rf"(?i:{_loose(part)})" for part in parts]
    forms = [rf"{_TITLE}\.?{_GAP}{_INITIALS}{any_case[-1]}"]
    if len(parts) > 1:
        initial, last_initial = first[0].upper(), last[0].upper()
        typed = rf"(?:{_loose(last)}|{_loose(last.upper())})"
        forms += [
            _GAP.join(any_case),
            rf"{any_case[0]}{_GAP}{_INITIALS}{any_case[-1]}",
            rf"{any_case[-1]},{_GAP}{any_case[0]}(?!\s+[A-Z])",  # Eve Holm, Ada Bloom: two other people
        ]
        if initial.isalpha():  # "A Holm" may be an article and a word, "A. Holm" not
            space = "" if initial in "AI" else rf"|{initial}{_GAP}"
            forms.append(rf"(?:{initial}\.(?:\s|&nbsp;)?(?:[A-Z]\.\s?)*{space}){typed}")
        if last_initial.isalpha() and first[1:]:
            dot = r"\." if last_initial in "AI" else r"\.?"
            forms.append(rf"{_loose(first)}{_GAP}{last_initial}{dot}(?![\w’'-])")
    return re.compile(rf"{_BEFORE}(?:{'|'.join(forms)}){_AFTER}")


def _former(book: Book, context: Context) -> frozenset[str]:
    """The people all of whose appointments have ended, by id."""
    return frozenset(
        key
        for key in book.people.people
        if (appointments := [a for a in book.people.appointments if a.person == key])
        and all(a.ended(context.as_of) for a in appointments)
    )


# --- where names stand -----------------------------------------------------------------------------------------------


class _TypedName(NamedTuple):
    """A name typed somewhere, and whether the person has left."""

    person: Person
    span: Span
    left: bool


def typed_names(book: Book, context: Context) -> tuple[_TypedName, ...]:
    """Every place where a known person's name stands, but for the ``name:`` that says who they are, and notes (#).

    A surname alone may be anybody's who bears it, so people in post come before people who have left.
    """
    left = _former(book, context)
    names = sorted((_PersonName(key, person, key in left) for key, person in real_people(book).items()), key=_has_left)
    return tuple(dict.fromkeys([*_full_names(book, context, names), *_surnames_alone(context, names)]))


def _has_left(name: _PersonName) -> bool:
    return name.left


def _full_names(book: Book, context: Context, names: list[_PersonName]) -> Iterator[_TypedName]:
    for path in sorted(context.lines):
        lines = context.lines[path]
        if path == book.layout.facts("people") or book.layout.is_event(path):
            spans = (person.at("name") for person in book.people.people.values())
            span_by_line = {span.line: span for span in spans if span.path == path}
            lines = tuple(
                "" if _SAYS_WHO.match(line) else _blank(line, span_by_line[number]) if number in span_by_line else line
                for number, line in enumerate(lines, 1)
            )
        text = "\n".join(_without_comments(path, lines))
        folded = text.lower()
        for name in names:
            folded = folded.replace(name.key, "")  # an id is no name, and stands in many places
        taken: set[int] = set()
        for name in names:
            if not any(word in folded for word in name.words):
                continue  # a search for letters is many times quicker than the pattern
            for match in name.full.finditer(text):
                if not _is_written_as_a_name(context, name, text, match):
                    continue
                if taken.isdisjoint(range(match.start(), match.end())):
                    taken.update(range(match.start(), match.end()))
                    line = text.count("\n", 0, match.start()) + 1
                    column = match.start() - (text.rfind("\n", 0, match.start()) + 1) + 1
                    yield _TypedName(name.person, Span(path, line, column, len(match[0].split("\n")[0])), name.left)


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


def _surnames_alone(context: Context, names: list[_PersonName]) -> Iterator[_TypedName]:
    for prose in context.prose_with(*(form.lower().replace("’", "'") for name in names for form in name.surname)):
        declared = prose.declared
        if prose.kind == "heading" or (declared and (declared.is_name or declared.is_phrase)):
            continue
        there = [n for n in names if any(form in prose.text for form in n.surname)]
        if not there:
            continue
        taken = {place for n in names for match in n.full.finditer(prose.text) for place in range(*match.span())}
        for name in there:
            for match in name.alone.finditer(prose.plain):
                if match.start() not in taken and _is_a_person(context, prose.plain, match):
                    taken.add(match.start())
                    yield _TypedName(name.person, prose.span(match.start(), match.end()), name.left)


def _is_a_person(context: Context, text: str, match: re.Match[str]) -> bool:
    """Whether a surname by itself is a person here, and not a word, a class, a place or a part of a longer name."""
    before = _WORD_BEFORE.search(text, max(0, match.start() - 40), match.start())
    after = _WORD_AFTER.match(text, match.end())
    previous = before[1] or "" if before else ""
    following = after[3] or "" if after and after[2] else ""
    if following.lower() in _THINGS or (following[:1].isupper() and not (after and after[1])):
        return False  # Holm House, Oak class, Rowan Day
    if _INITIAL_BEFORE.search(text, max(0, match.start() - 8), match.start()):
        return False
    word = previous.lower()
    if word in _NOT_BEFORE_NAMES or (previous[:1].isupper() and word not in _BEFORE_NAMES):
        return False  # the Holm, in Holm, Nevada Holm
    if _is_a_word(context, match[0]):
        return word in _ASKED
    return True


def _beside(text: str, match: re.Match[str]) -> tuple[str, str]:
    """The words directly before and after a place."""
    before = _WORD_BEFORE.search(text, max(0, match.start() - 40), match.start())
    after = _WORD_AFTER.match(text, match.end())
    return (before[1] or "" if before else "", after[3] or "" if after else "")


_FIRST_NAMES = words_of(
    "amber angel art bill carol chase cliff clay dale dawn drew earl faith frank gene ginger glen grace grant guy harmony hope "
    "iris jack jay joy lily mark melody miles nick pat penny rob rose ruby skip sue sunny victor violet wade"
)
"""First names that are words."""
_MONTHS = words_of("january february march april may june july august september october november december")


def _is_written_as_a_name(context: Context, name: _PersonName, text: str, match: re.Match[str]) -> bool:
    """Whether words that may be a name are written as one, where the first name is an everyday word, as in Will Report."""
    if not _is_everyday(context, name):
        return True
    typed = re.findall(r"[^\W\d_]+", match[0])
    if typed[0].lower() in TITLES:
        return bool(typed[-1][0].isupper() or typed[0][0].islower())
    typed = [word for word in typed if word not in name.parts]  # as the name itself, such as van
    if not all(word[0].isupper() and (len(word) == 1 or not word.isupper()) for word in typed):
        return False
    if "," in match[0] and {part.lower() for part in name.parts} <= _MONTHS:
        return False
    following = _WORD_AFTER.match(text, match.end())
    return not (
        following and following[3] and following[3][0].isupper() and not following[1]
    )  # Staff Will Report Worries


def _is_everyday(context: Context, name: _PersonName) -> bool:
    """Whether a first name is a word, also where the book uses it in small letters apart from the whole name."""
    small = name.parts[0].lower()
    if small in _WORDS | _MONTHS | _FIRST_NAMES:
        return True
    pattern = re.compile(rf"(?<!\w){re.escape(small)}(?!\w)")
    last = name.parts[-1].lower()
    return any(
        last not in {word.lower() for word in _beside(prose.plain.replace("\n", " "), match)}
        for prose in context.prose
        if small in prose.text
        for match in pattern.finditer(prose.plain)
    )


def is_an_everyday_name(context: Context, key: str, person: Person) -> bool:
    """Whether the first name of a person is a word, too."""
    return _is_everyday(context, _PersonName(key, person, left=False))


def _is_a_word(context: Context, surname: str) -> bool:
    """Whether a surname is also a word: one on our list, or one that the book itself uses in small letters."""
    small = surname.lower()
    if small in _WORDS:
        return True
    pattern = re.compile(rf"(?<!\w){re.escape(small)}(?!\w)")
    return any(small in prose.text and pattern.search(prose.plain) for prose in context.prose)


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
    for typed in context.once(typed_names):
        if not typed.left:
            fix = instead_of_name(book, context, typed.person, typed.span)
            yield Violation(typed.span, f"The name of {typed.person.name} is typed here.", fix)


def instead_of_name(book: Book, context: Context, person: Person, span: Span) -> str:
    """What to type in place of a name: the tokens that print it, where tokens are filled in; else the roles."""
    held = [a for a in book.people.appointments if book.people.people.get(a.person) is person]
    held = [a for a in held if a.in_post(context.as_of)]
    tokens = [f"{{{{ {role}.name }}}}" for role in ("headteacher", "proprietor") if any(a.role == role for a in held)]
    lead = book.lead_dsl(context.as_of)
    tokens += ["{{ dsl.name }}"] * (lead in held) + ["{{ dsls }}"] * any(a.role == "dsl" for a in held)
    tokens += ["{{ deputy_dsls }}"] * any(a.role == "deputy-dsl" for a in held)
    if tokens and _takes_tokens(book, context, span):
        return f"Type {' or '.join(tokens)} instead."
    titles = [f"“{title}”" for title in dict.fromkeys(book.role_title(a.role) for a in held)]
    return f"Type the role instead of the name{': ' * bool(titles)}{' or '.join(titles)}."


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


RULES: tuple[Rule, ...] = (
    contact_routes_belong_to_a_role,
    no_name_is_typed_in_the_text,
    no_former_holder_is_named,
    every_person_is_there_once,
    names_and_ids_are_spelt_alike,
)
