"""GUI: guidance named in words. A name typed with its year, or with the numbers of its parts, goes stale unseen.

Laws are left alone: the year in a law's name is part of it, and its sections keep their numbers. So are the facts in
``data/``, where no token is filled in, and the reasons of past decisions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from policybook.basics.dates import typed_date
from policybook.basics.findings import Severity
from policybook.basics.on_page import PASSAGE_MARKED, say_so
from policybook.basics.tokens import find_tokens
from policybook.book.book import Book, Clause, ClauseList, Policy, Section
from policybook.book.prose import Prose
from policybook.model.guidance import Guidance
from policybook.rules.engine import Context, Violation, rule
from policybook.rules.literal_edits import Edits, replacing
from policybook.source.passages import cells

GUIDANCE = "guidance"
_MARK = "\ue000"  # where a token of guidance begins, in a text in which tokens are blank
_DECIDED = frozenset(["reason", "adapted_from"])
_FROM_INITIALS = 4  # a title of so many words may be known by its initials
_UNMISTAKABLE = 4  # a name of fewer words is an ordinary phrase, such as “working together”
_SHORTEST = 3  # a shorter name stands in every text
_TITLE = 3  # a title of fewer words is an ordinary word
_AROUND = 80  # how far from a name its year or its parts are looked for

_FOLDED = ("&", " and "), ("’", "'"), (",", ""), (":", ""), ("*", ""), ("_", " "), ("[", ""), ("-", " "), ("–", " ")
_BETWEEN_TEXTS = "\x00"  # a character that no file may hold
_ACRONYM = re.compile(r"[A-Z]{3,}")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_EDITION = r"(?:edition|version|revision|updated?|updates|published|dated|issued|revised|effective|in\s+force)"
_GLUE = r"(?:of|in|from|for|its|the|on|to|by|as|and)"
_KIND = r"(?:statutory|guidance|advice|document|dfe|government|schools|colleges|department|education)"
_STEP = (
    rf"(?:[\s,;:()\[\]'’\u2018\"”“/–—-]|(?<!\w)(?:{_MONTH}|{_EDITION}|{_GLUE}|{_KIND}|\d{{1,2}}(?:st|nd|rd|th)?)(?!\w))"
)
_YEAR = r"(?<!\d)(?:19|20)\d\d(?:\s?[/–-]\s?(?:20)?\d\d)?(?!\w|@|[./]\w)"
_AFTER = rf"(?P<between>{_STEP}{{0,40}}?)(?P<year>{_YEAR})(?P<tail>['’]?s?\s+{_EDITION}(?!\w)|\))?"
_SHORT_YEAR = r"(?:\s?['’\u2018]|[-–]?)(?P<year>(?:1[5-9]|[23]\d))(?![\w%]|[.:,]\d)"
_BEFORE = rf"(?:(?P<word>\w+)[\s(]+)?(?P<from>(?:{_MONTH}\s+)?)(?P<year>{_YEAR})(?P<between>(?:['’]s)?{_STEP}{{0,40}})$"
_EDITION_OF = rf"(?<!\w){_EDITION}(?:\s+{_GLUE})?\s+$"
_HAS_EDITION = rf"(?<!\w){_EDITION}(?!\w)"
_HAS_GLUE = rf"(?<!\w){_GLUE}(?!\w)"
_TIME_WORDS = frozenset(
    ["in", "since", "by", "from", "until", "till", "during", "after", "before", "for", "of", "throughout", "to", "and"]
)
_NUMBER = r"(?:\d+[a-z]?|[ivx]+|[A-H]|one|two|three|four|five|six)"
_PART = (
    r"(?P<part>\b(?:paragraphs?|paras?\.?|annex(?:es)?|annexe|part|chapter|section|pages?|pp?\.)\s+"
    rf"{_NUMBER}(?!\w)(?:\s*(?:[-–,]|to|and|or)\s*{_NUMBER}(?!\w))*)"
)
_PART_ONE = re.compile(r"part\s+(?:one|1)", re.IGNORECASE)
"""What all staff read: schools are told to call it so, and it comes first in every edition."""
_PART_WORD = re.compile(r"\b(?:para|annex|part\b|chapter|section|page|pp?\b)", re.IGNORECASE)
_PART_OF = rf"{_PART}[\s,(]*(?:(?:of|in|from|to)\s+)?(?:(?:the|current|latest|statutory|dfe|department\s+for\s+education|government|guidance|advice|document|standards?|called)\s+)*[\"“\u2018'\s]*$"
_ITS_PART = rf"[\s,:;(–\"”’-]*(?:(?:see|at|in|and)\s+)?{_PART}"
_FOUR_FIGURES, _TWO_FIGURES = re.compile(r"\d{4}"), re.compile(r"\d\d")
_OPENED, _CLOSED = re.compile(r"\s*\(\s*"), re.compile(r"\s*\)")
_SAYS = re.compile(r"[\"”’]?\s*(?:\(|(?:says|asks|requires|expects|sets|states|explains|recommends|tells)\b)")


_KIND_WORDS = re.compile(
    r"(?P<no>\b(?:non[- ]?|not\s+)statutory)|(?P<yes>\bstatutory)|\b(?:advice|advisory|standards?|law|act)\b",
    re.IGNORECASE,
)
_SAID_AFTER = re.compile(
    r"[\s\"”’),]*(?:which\s+)?(?:is|are)\s+(?:the\s+)?(?:(?P<no>not\s+|non-)|(?P<yes>))statutory\b",
    re.IGNORECASE,
)


class _GuidanceName(NamedTuple):
    """A name of a guidance and how it is found in a text."""

    id: str
    pattern: re.Pattern[str]
    is_acronym: bool
    words: int
    is_title: bool


class _Place(NamedTuple):
    """Where a text names a guidance, typed or by token, in ``text``, which has tokens blank but for their beginning."""

    prose: Prose
    text: str
    start: int
    end: int
    guidance: str
    name: _GuidanceName | None

    def shown(self, start: int, end: int) -> str:
        """A part of the text in one line, without marks of emphasis where no token stands in it."""
        return " ".join((self.prose.plain if self.name else self.prose.text)[start:end].split())

    @property
    def typed(self) -> str:
        """The name as it is typed."""
        return self.shown(self.start, self.end)


def _names(guidance: Guidance) -> Iterator[tuple[str, bool]]:
    """Every name it goes by, and whether that is its title."""
    yield guidance.title, True
    head = guidance.title.partition(":")[0]
    yield head, True
    if guidance.short not in (guidance.title, head):
        yield guidance.short, False
    words = re.findall(r"[a-z]+", head, re.IGNORECASE)
    if len(words) >= _FROM_INITIALS:
        yield "".join(word[0] for word in words).upper(), False


def _folded(text: str) -> str:
    text = text.lower()
    for old, new in _FOLDED:
        text = text.replace(old, new)
    return " ".join(text.split())


def _pattern(name: str) -> re.Pattern[str]:
    """The name in any case, over line breaks, with either mark or sign for “and”."""
    if _ACRONYM.fullmatch(name):
        return re.compile(rf"(?<![\w@/.-]){name}(?![a-z_])", re.IGNORECASE)
    words = [
        re.escape(word).replace("'", "['’]").replace(r"\-", r"[\s–-]").replace(":", r"(?:\s*[:–-])?")
        for word in name.replace(",", "").split()
    ]
    joined = r",?\s+".join("(?:and|&)" if word == "and" else word for word in words)
    return re.compile(rf"(?<!\w){joined}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)  # three rules ask the same
def _named(context: Context) -> tuple[_Place, ...]:
    """Every place where a text names guidance, each once."""
    return tuple(_search(context.book, context))


def _search(book: Book, context: Context) -> Iterator[_Place]:
    texts = [prose for prose in context.prose if prose.kind != "fact" and prose.field not in _DECIDED]
    if not texts:
        return
    whole = _folded(_BETWEEN_TEXTS.join(prose.text for prose in texts))
    places: list[tuple[str, _GuidanceName]] = []
    for own, guidance in book.guidance.guidance.items():
        for name, is_title in () if guidance.is_law else dict(_names(guidance)).items():
            key = _folded(name)
            if len(key) >= _SHORTEST and key in whole:
                is_acronym = bool(_ACRONYM.fullmatch(name))
                places.append((key, _GuidanceName(own, _pattern(name), is_acronym, len(key.split()), is_title)))
    places.sort(key=lambda place: -len(place[0]))
    for prose, folded in zip(texts, whole.split(_BETWEEN_TEXTS), strict=True):
        here = [name for key, name in places if key in folded]
        if here or "guidance." in prose.text:
            yield from _in_text(book, prose, here)


def _in_text(book: Book, prose: Prose, names: list[_GuidanceName]) -> Iterator[_Place]:
    text, marked, tokens = prose.text, list(prose.plain), []
    for token in find_tokens(text):
        kind, _, rest = token.name.partition(".")
        own = rest.partition(".")[0]
        guidance = book.guidance.guidance.get(own) if kind == "guidance" else None
        if guidance and not guidance.is_law and not text.endswith("](", 0, token.start):
            marked[token.start] = _MARK
            tokens.append((token.start, token.end, own))
    plain = "".join(marked)
    for start, end, own in tokens:
        yield _Place(prose, plain, start, end, own, None)
    taken = bytearray(len(plain))
    for name in names:
        for match in name.pattern.finditer(plain):
            if not any(taken[match.start() : match.end()]):
                start, end = _with_short(match, names)
                taken[start:end] = b"\1" * (end - start)
                yield _Place(prose, plain, start, end, name.id, name)


def _with_short(match: re.Match[str], names: list[_GuidanceName]) -> tuple[int, int]:
    """The place of a title and of the short name in brackets after it, which is one citation."""
    text = match.string
    if opened := _OPENED.match(text, match.end()):
        for name in names:
            short = name.pattern.match(text, opened.end())
            if short:
                closed = _CLOSED.match(text, short.end())  # not where a year follows within the brackets
                return match.start(), (closed or short).end()
    return match.span()


@cache
def _ready(pattern: str) -> re.Pattern[str]:
    """A pattern, compiled only in a book that needs it: these are costly."""
    return re.compile(pattern, re.IGNORECASE)


def _year(place: _Place) -> tuple[int, int] | None:
    """From where to where a year is typed with the name, name included; a year in another part of the sentence is not."""
    text, name = place.text, place.name
    around = text[max(0, place.start - _AROUND) : place.end + _AROUND]
    if not _TWO_FIGURES.search(around):
        return None
    if name and name.is_acronym and (short := _ready(_SHORT_YEAR).match(text, place.end)):
        return place.start, short.end()
    return (_year_after(place) or _year_before(place)) if _FOUR_FIGURES.search(around) else None


def _year_after(place: _Place) -> tuple[int, int] | None:
    match = _ready(_AFTER).match(place.text, place.end, place.end + _AROUND)
    if not match:
        return None
    between = match["between"]
    says_edition = _ready(_HAS_EDITION).search(between) or (match["tail"] or "").strip() not in ("", ")")
    loose = _ready(_HAS_GLUE).search(between) or (
        re.search(r"[,;:–—]", between) and "(" not in between and _is_phrase(place)
    )
    return (place.start, match.end()) if says_edition or not loose else None


def _year_before(place: _Place) -> tuple[int, int] | None:
    head = place.text[max(0, place.start - _AROUND) : place.start]
    match = _ready(_BEFORE).search(head) if _FOUR_FIGURES.search(head) else None
    if not match:
        return None
    between, first = match["between"], match.start("from")
    says_edition = _ready(_HAS_EDITION).search(between) or _ready(_EDITION_OF).search(head[:first])
    is_time = (match["word"] or "").lower() in _TIME_WORDS  # “in 2022 KCSIE changed”
    loose = is_time or _ready(_HAS_GLUE).search(between) or re.search(r"[,;:–—()]", between)
    return (place.start - len(head) + first, place.end) if says_edition or not loose else None


def _is_phrase(place: _Place) -> bool:
    """Whether the name may be an ordinary phrase here: few words, and no capital letter."""
    name = place.name
    return bool(name and not name.is_acronym and name.words < _UNMISTAKABLE and place.typed[:1].islower())


def _token(book: Book, place: _Place) -> tuple[str, bool]:
    """The token to type, and whether it follows an edition: where no policy relies on one, it is the title alone."""
    of = place.prose.of
    owner = of.id if isinstance(of, Policy) else of.policy if isinstance(of, (Clause, Section)) else ""
    relied = {relied.id for policy in book.policies if owner in ("", policy.id) for relied in policy.settings.guidance}
    if place.guidance not in relied:
        return f"{{{{ guidance.{place.guidance}.title }}}}", False
    return f"{{{{ guidance.{place.guidance}{' | short' if place.name and place.name.is_acronym else ''} }}}}", True


@rule(
    "GUI005",
    Severity.BLOCKER,
    GUIDANCE,
    on_page=say_so("The list of guidance says which edition the policy relies on."),
)
def no_edition_is_typed(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no text types the year of a guidance's edition: it would stay when the policy moves to the next edition.

    The edition stands once, in `policy.yml`, and `{{ guidance.kcsie }}` prints it. Laws are named with their year.

    Wrong: In line with Keeping Children Safe in Education (Sept 2022), staff ...
    Right: In line with `{{ guidance.kcsie }}`, staff ...
    """
    for place in _named(context):
        if not (place.prose.is_quoted or _is_history(place.prose)) and (year := _year(place)):
            start, end = year
            fix, right = "Leave out the year: no token is filled in here.", place.prose.text[place.start : place.end]
            if place.name is None:
                fix = f"Delete the year: {{{{ guidance.{place.guidance} }}}} prints the edition that stands in policy.yml."
            elif place.prose.is_filled:
                right, follows = _token(book, place)
                token = right
                fix = f"Type {token} instead{': it follows the edition in policy.yml' if follows else ', which names no edition'}."
            yield Violation(
                place.prose.span(start, end),
                f"“{place.shown(start, end)}” is typed with its year, which will stay when the next edition comes.",
                fix,
                edits=_retyped(context, place, start, end, right),
            )


def _is_history(prose: Prose) -> bool:
    """Whether it is in a row with a date, as in a history of versions: what was right on that day stays as it is typed."""
    row = prose.of
    return isinstance(row, Clause) and row.kind == "row" and any(typed_date(cell.text) for cell in cells(row.wording))


def _retyped(context: Context, place: _Place, start: int, end: int, right: str) -> Edits:
    """The edits by which ``right`` takes the place of a citation; a bracket or star that belongs to more is kept."""
    typed = place.prose.text[start:end]
    if typed.endswith(")") and typed.count("(") < typed.count(")"):
        typed, end = typed[:-1], end - 1
    marks = re.findall(r"[*_]+", typed.replace(right, ""))
    kept = marks[0] if len(marks) % 2 and not right.endswith(marks[0]) else ""
    return replacing(context, place.prose, start, end, f"{right}{kept}")


@rule("GUI006", Severity.ADVICE, GUIDANCE)
def titles_of_guidance_are_tokens(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure guidance is cited by its token and not by a typed title, so that readers are told which edition is meant.

    A title that may be an ordinary phrase is left alone, and so is a short name such as KCSIE without a year: it says
    nothing that could go stale.
    """
    for place in _named(context):
        name = place.name
        if not (name and name.is_title and name.words >= _TITLE and place.prose.is_filled):
            continue
        if _is_title_here(place) and not _year(place):
            token = _token(book, place)[0]
            yield Violation(
                place.prose.span(place.start, place.end),
                f"“{place.typed}” is typed, so the page cannot say which edition is meant.",
                f"Type {token} instead.",
                edits=_retyped(context, place, place.start, place.end, token),
            )


def _is_title_here(place: _Place) -> bool:
    """Whether words that may be an ordinary phrase are meant as a title."""
    words = place.typed.split()
    before = place.text[max(0, place.start - _AROUND) : place.start]
    after = place.text[place.end : place.end + _AROUND]
    if all(word[0].isupper() for word in words if len(word) > 3 and word[0].isalpha()):  # noqa: PLR2004 - not “in”, “to”
        return True
    if not words[0][0].isupper():
        return False
    marked = place.prose.text[place.start - 1 : place.start] in ("*", "_", "[") and place.start > 0
    if marked or place.typed.endswith(")") or before.endswith(('"', "“", "\u2018", "'")):
        return True
    opens_a_sentence = not before.strip() or before.rstrip()[-1] in ".!?:"
    return not opens_a_sentence or bool(_SAYS.match(after)) or not (before.strip() or after.strip(" .;,"))


@rule("GUI007", Severity.ADVICE, GUIDANCE)
def parts_of_guidance_are_not_numbered(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no text gives a paragraph, page, part or annex of guidance by its number: numbers move with each edition.

    The numbers of a law's sections stay, and so do those of the policy's own. “Part One”, which all staff read, is always
    the first.
    """
    for place in _named(context):
        head = place.text[max(0, place.start - _AROUND) : place.start]
        if not _PART_WORD.search(head, max(0, len(head) - _AROUND)) and not _PART_WORD.search(place.text, place.end):
            continue  # the patterns below are costly to make
        before = _ready(_PART_OF).search(head)
        after = None if before else _ready(_ITS_PART).match(place.text, place.end)
        part = before or after
        if part and not _PART_ONE.fullmatch(part["part"]):
            offset = place.start - len(head) if before else 0
            start, end = part.start("part") + offset, part.end("part") + offset
            yield Violation(
                place.prose.span(start, end),
                f"“{place.shown(start, end)}” of {book.guidance.guidance[place.guidance].title}: such numbers move with each edition.",
                "Name the heading it stands under, or what it is about, and delete the number.",
            )


def _last_kind_word(text: str) -> str:
    """What the end of a sentence calls the guidance that follows: "statutory", "not statutory", or "" for another word."""
    sentence = re.split(r"[.!?;](?:\s|$)", text)[-1]
    words = list(_KIND_WORDS.finditer(sentence))
    if not words:
        return ""
    if words[-1]["no"]:
        return "not statutory"
    return "statutory" if words[-1]["yes"] else ""


def _introduced(section: Section) -> Iterator[tuple[Clause, Clause]]:
    """Each item of a list with the paragraph that introduces it."""
    above: Clause | None = None
    for block in section.blocks:
        if isinstance(block, Clause):
            above = block if block.is_numbered else above
            yield from ((block, item) for item in block.nested.items) if block.nested else ()
        elif above and isinstance(block, ClauseList):
            yield from ((above, item) for item in block.items)


@rule("GUI020", Severity.BLOCKER, GUIDANCE, on_page=PASSAGE_MARKED)
def statutory_guidance_is_called_so(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no text calls guidance statutory that is not, or not statutory that is: it changes what a school must do.

    The kind stands in `data/guidance.yml`. Guidance with statutory parts (`statutory_parts:`) may be called either.

    Wrong: The DfE's statutory guidance `{{ guidance.behaviour-in-schools }}` says ...
    Right: The DfE's advice `{{ guidance.behaviour-in-schools }}` says ...
    """
    introduced = {
        id(item): paragraph.wording.text
        for section in book.sections.values()
        for paragraph, item in _introduced(section)
        if "statutory" in paragraph.wording.text.lower() and paragraph.wording.text.rstrip().endswith(":")
    }
    for place in _named(context):
        guidance = book.guidance.guidance[place.guidance]
        before = place.text[max(0, place.start - 2 * _AROUND) : place.start]
        called = _last_kind_word(before) or _last_kind_word(introduced.get(id(place.prose.of), ""))
        after = _SAID_AFTER.match(place.text, place.end)
        if after:
            called = "not statutory" if after["no"] else "statutory"
        is_statutory = guidance.kind == "statutory"
        if not called or guidance.statutory_parts or (called == "statutory") is is_statutory:
            continue
        right = "statutory guidance" if is_statutory else {"standard": "a standard"}.get(guidance.kind, "advice")
        yield Violation(
            place.prose.span(place.start, place.end),
            f"This text calls {guidance.title} {called}. In {book.layout.facts(GUIDANCE)} it is {right}.",
            f"Call it {right} here, or take the word out. If the kind is wrong there, open the publisher’s page and correct it.",
        )
