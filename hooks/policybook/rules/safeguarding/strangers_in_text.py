"""DSL: people in texts who are nobody on record: with a title, or known under a name that is nearly typed. Not for names as typed: that is ``people_in_text``."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import NamedTuple

from policybook.basics.findings import Severity
from policybook.basics.first_names import FIRST_NAMES
from policybook.basics.on_page import PASSAGE_UNFIT
from policybook.book.book import Book
from policybook.book.prose import Prose
from policybook.book.shown_today import EVERYDAY
from policybook.model.facts import Person
from policybook.references.unknown_names import is_slip
from policybook.rules.engine import Context, Dated, Rule, Violation, rule
from policybook.rules.safeguarding.names_of_people import name_meant, name_parts, plain, real_people, words_of
from policybook.rules.safeguarding.people_in_text import instead_of_name, is_an_everyday_name, typed_names

PEOPLE = "people"
_WORD = r"[A-Z\u00c0-\u00de][^\W\d_]*(?:['’-][A-Z\u00c0-\u00de]?[^\W\d_]+)*"
_TITLED = re.compile(
    r"(?<![\w’'-])(?P<title>(?:[Mm]rs?|[Mm]s|[Mm]x|[Dd]r|[Rr]ev|[Pp]rof|MRS?|MS|DR)\.?|Miss|MISS|Sir|Dame|Professor|Cllr|Mme|Lady|Fr\.?)"
    rf"[ \u00a0\n]+(?P<name>(?:[A-Z]\.? ?){{0,2}}(?:(?:van|de|von|der|du|la|le|al|el|O)[ '’])*{_WORD}(?: {_WORD})?)(?!\.\w)"
)
_TITLE_KEYS = ("mr", "ms", "mx", "dr", "rev", "prof", "miss", "sir", "dame", "mme", "lady", "cllr", "fr ")
_PAIR = re.compile(rf"(?<![\w’'@.-])({_WORD})(?=[ \u00a0\n-]+({_WORD})(?![\w@]))")
_FOLLOWING = re.compile(r"['’]s\b|\s+([A-Z][\w’'-]*)")
_ASKED_BEFORE = re.compile(
    r"(?:^|\b)(?:ask|asks|ring|call|tell|tells|email|contact|phone|text|see|inform|to|from|with|by)\s+$", re.IGNORECASE
)
_NO_PEOPLE = words_of(
    "academy act association award awards avenue book books centre charity church clinic close college company community day "
    "days evening foundation fund game games group homes hospital house institute lane law limited ltd men museum park "
    "plan plc project report review road rule school schools scheme society street system team test theatre trophy trust "
    "tv wheel who x y z a b and or sir miss mrs mr "
    "no the we all if you they our this that it he she in on at please do does when students pupils parents staff write ask call tell"
)
"""Words that make a name another thing's: Dr Barnardo’s Homes, Miss Sports Day."""
_TWO_CHANGES = 5
_FEW_LETTERS = 3
_LIKE = 0.8
_NICKNAMES = (
    "kate katie katherine catherine kathryn cath cathy kath kathy",
    "rob robert bob bobby robbie",
    "will william bill billy liam",
    "dick richard rick ricky rich",
    "tony anthony antony",
    "liz elizabeth lizzie beth betty eliza elisabeth",
    "jim james jimmy jamie",
    "jack john johnny jon jonathan jonny",
    "mike michael mick mickey",
    "dave david davey",
    "steve stephen steven",
    "sue susan susie suzanne",
    "meg margaret maggie peggy",
    "ted edward ed eddie ned",
    "tom thomas tommy",
    "chris christopher christine christina",
    "nick nicholas nicola nicky",
    "alex alexander alexandra sandy",
    "sam samuel samantha",
    "pat patrick patricia",
    "jenny jennifer jen",
    "becky rebecca becca",
    "mo mohammed muhammad mohamed",
    "harry henry harold",
    "charlie charles charlotte",
    "andy andrew drew",
    "matt matthew",
    "dan daniel danny",
    "ben benjamin",
    "joe joseph joey",
)
_SAME = {name: number for number, line in enumerate(_NICKNAMES) for name in line.split()}


_ASKED_KEYS = (
    "ask",
    "ring",
    "call",
    "tell",
    "email",
    "contact",
    "phone",
    "text",
    "see",
    "inform",
    "to ",
    "from ",
    "with ",
    "by ",
)


class _Likely(NamedTuple):
    """Words of a text that nearly are a known person's name."""

    key: str
    person: Person
    prose: Prose
    start: int
    end: int


class _Known(NamedTuple):
    """The first name and the surname of a person, in lower case without accents."""

    key: str
    person: Person
    first: str
    last: str


def _known(book: Book) -> tuple[_Known, ...]:
    known = []
    for key, person in real_people(book).items():
        parts = [plain(part) for part in name_parts(name_meant(key, person))]
        known.append(_Known(key, person, parts[0], parts[-1] if len(parts) > 1 else ""))
    return tuple(known)


def _is_near(typed: str, name: str) -> bool:
    """Whether one is the other with a slip of the fingers; names of three letters and fewer have too many neighbours."""
    if typed == name:
        return True
    if min(len(typed), len(name)) <= _FEW_LETTERS or typed[:1] != name[:1]:
        return False
    if is_slip(typed, name):
        return True
    is_long = min(len(typed), len(name)) > _TWO_CHANGES
    return is_long and difflib.SequenceMatcher(None, typed, name, autojunk=False).ratio() >= _LIKE


def _is_short_for(typed: str, name: str) -> bool:
    """Whether it is a shorter form of a first name, or another form of the same: Kev, Kate for Catherine."""
    return (len(typed) >= 2 and typed != name and name.startswith(typed)) or (  # noqa: PLR2004
        typed in _SAME and _SAME.get(typed) == _SAME.get(name)
    )


def _is_first(typed: str, name: str) -> bool:
    is_long = min(len(typed), len(name)) > _FEW_LETTERS
    return _is_near(typed, name) or _is_short_for(typed, name) or (is_long and is_slip(typed, name))


def _is_whole(typed: tuple[str, str], known: _Known) -> bool:
    """Whether two words are a person's two names, nearly, in either order."""
    for first, last in (typed, typed[::-1]):
        is_exact = first == known.first or last == known.last
        if is_exact and _is_first(first, known.first) and _is_near(last, known.last):
            return True
    return False


def _likely_names(book: Book, context: Context) -> tuple[_Likely, ...]:
    """Every place where a known name is nearly typed, but for those that ``people_in_text`` finds."""
    known = [entry for entry in _known(book) if entry.last]
    exact = {(typed.span.path, typed.span.line) for typed in context.once(typed_names)}
    letters = {part[:1] for entry in known for part in (entry.first, entry.last)}
    likely: list[_Likely] = []
    for prose in context.prose if known else ():
        for match in _PAIR.finditer(prose.plain):
            typed = (plain(match[1]).removesuffix("'s"), plain(match[2]).removesuffix("'s"))
            if typed[0][:1] not in letters and typed[1][:1] not in letters:
                continue
            after = _FOLLOWING.match(prose.plain, match.end(2))
            if after and after[1] and after[1].lower().rstrip("’'s") in _NO_PEOPLE:
                continue
            entry = next((entry for entry in known if _is_whole(typed, entry)), None)
            span = prose.span(match.start(), match.end(2))
            if entry and (span.path, span.line) not in exact:
                likely.append(_Likely(entry.key, entry.person, prose, match.start(), match.end(2)))
    return (*likely, *_first_names(context, known, exact))


def _first_names(context: Context, known: list[_Known], exact: set[tuple[str, int]]) -> Iterator[_Likely]:
    """First names by themselves, where the words before say that a person is meant: Ring Kevin."""
    for entry in known:
        first = name_parts(entry.person.name)[0]
        if len(first) <= 2 or is_an_everyday_name(context, entry.key, entry.person):  # noqa: PLR2004
            continue
        pattern = re.compile(rf"(?<![\w’'-]){re.escape(first)}(?:['’]s)?(?![\w’'@-]|\.\w)")
        for prose in context.prose_with(first.lower()):
            for match in pattern.finditer(prose.plain):
                after = _FOLLOWING.match(prose.plain, match.end())
                span = prose.span(match.start(), match.end())
                if (
                    _ASKED_BEFORE.search(prose.plain, max(0, match.start() - 12), match.start())
                    and not (after and after[1])
                    and (span.path, span.line) not in exact
                ):
                    yield _Likely(entry.key, entry.person, prose, match.start(), match.end())


class _Titled(NamedTuple):
    """A title and a name in a text, and the known person whom it nearly names."""

    prose: Prose
    start: int
    end: int
    known: _Known | None


def _titled(book: Book, context: Context) -> tuple[_Titled, ...]:
    """Every title with a name after it, but for those of known people as they are spelt."""
    known = _known(book)
    exact = {(typed.span.path, typed.span.line) for typed in context.once(typed_names)}
    titled: list[_Titled] = []
    for prose in context.prose_with(*_TITLE_KEYS):
        for match in _TITLED.finditer(prose.plain):
            words = re.findall(rf"{_WORD}", match["name"])
            names = [plain(word).removesuffix("'s").removesuffix("’s") for word in words]
            after = _FOLLOWING.match(prose.plain, match.end())
            following = (after[1] or "").lower() if after else ""
            span = prose.span(match.start(), match.end())
            if not names or "so-and-so" in names or {*names, following} & _NO_PEOPLE or (span.path, span.line) in exact:
                continue
            if (
                any(word.lower() in ("i", "we", "you", "he", "she", "the") for word in words[:1])
                or "’" in words[0][:-2]
            ):
                pass
            person = next(
                (entry for entry in known if _is_near(names[-1], entry.last or "-") or names[0] == entry.first), None
            )
            titled.append(_Titled(prose, match.start(), match.end(), person))
    return tuple(titled)


@rule("DSL040", Severity.BLOCKER, PEOPLE, dated=Dated.TODAY, on_page=PASSAGE_UNFIT)
def no_known_name_is_nearly_typed(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure nobody on record is named with a slip, a short form or a first name alone.

    A name that is spelt in another way than in `data/people.yml` is still published after the person has left, and no
    other check sees it. Wrong: `Ring Kevn Dunk.`, `Ask Mr Dunck.`, `Tell Kev Dunk.` Right: `Tell {{ dsls }}.`
    """
    likely = [(entry.person, entry.prose, entry.start, entry.end) for entry in context.once(_likely_names)]
    likely += [
        (entry.known.person, entry.prose, entry.start, entry.end) for entry in context.once(_titled) if entry.known
    ]
    told: set[tuple[str, int, int]] = set()
    for person, prose, start, end in likely:
        span = prose.span(start, end)
        if (span.path, span.line, span.column) in told:
            continue
        told.add((span.path, span.line, span.column))
        yield Violation(
            span,
            f"“{' '.join(prose.text[start:end].split())}” seems to be the name of {' '.join(name_parts(person.name))}, and is typed here as words.",
            instead_of_name(book, context, person, span),
        )


@rule("DSL041", Severity.ADVICE, PEOPLE, dated=Dated.TODAY)
def no_stranger_is_named(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure nobody is named in a text who is not on record, such as Mrs Hughes in the office, or Janet Pike after “tell”.

    Nothing tells when that person leaves, and nobody agreed that the name is published. Laws and organisations that are
    called after somebody are left alone.
    """
    titled = [(one.prose, one.start, one.end) for one in context.once(_titled) if one.known is None]
    for prose, start, end in (*titled, *_asked_strangers(book, context)):
        if not any(one[0] is prose and one[1] < end and start < one[2] for one in titled if one != (prose, start, end)):
            name = " ".join(prose.text[start:end].split())
            yield Violation(
                prose.span(start, end),
                f"“{name}” is named here, and nobody of that name is in {book.layout.facts(PEOPLE)}.",
                "Type what the person does instead of the name, such as “the school office”. The page then stays right when "
                "somebody else does it.",
            )


def _asked_strangers(book: Book, context: Context) -> Iterator[tuple[Prose, int, int]]:
    """A common first name with a surname where the words before say that a person is meant: tell Janet Pike."""
    known = {plain(part) for person in real_people(book).values() for part in name_parts(person.name)}
    exact = {(typed.span.path, typed.span.line) for typed in context.once(typed_names)}
    for prose in context.prose_with(*_ASKED_KEYS):
        for match in _PAIR.finditer(prose.plain):
            first, last = plain(match[1]), plain(match[2]).removesuffix("'s")
            after = _FOLLOWING.match(prose.plain, match.end(2))
            is_thing = bool(after and after[1]) or last in _NO_PEOPLE or first in EVERYDAY
            if first in FIRST_NAMES and not is_thing and not {first, last} & known:
                before = prose.plain[max(0, match.start() - 12) : match.start()]
                span = prose.span(match.start(), match.end(2))
                if _ASKED_BEFORE.search(before) and (span.path, span.line) not in exact:
                    yield prose, match.start(), match.end(2)


RULES: tuple[Rule, ...] = (no_known_name_is_nearly_typed, no_stranger_is_named)
