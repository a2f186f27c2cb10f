"""PUB: helplines, guidance and words of an area, on the pages of a school in that area only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from policybook.basics.findings import Severity, Span
from policybook.basics.on_page import Refusal, refuse
from policybook.book.book import Book
from policybook.model import declarations as kinds
from policybook.model.guidance import Guidance
from policybook.model.helplines import Helpline
from policybook.model.school import Term, words_of
from policybook.references.unused import texts_of
from policybook.references.uses import all_uses
from policybook.rules.engine import Context, Violation, rule

HELPLINES, GUIDANCE, GLOSSARY, SCHOOL = "helplines", "guidance", "glossary", "school"
_NAMED = 3  # how many names a finding about many gives


class _Local(NamedTuple):
    """An entry of an area that readers are shown or a text refers to: its name in words and the place of its area."""

    area: str
    name: str
    span: Span
    uses: tuple[Span, ...]


def _shown(book: Book, context: Context) -> list[_Local]:
    """Every entry of another area than the school's that is on a page or that something refers to."""
    county = book.school.county
    tables = (book.helplines.helplines, book.guidance.guidance, book.glossary.terms)
    areas = {entry.area for table in tables for entry in table.values() if entry.area}
    others = {area for area in areas if county is None or folded_area(area) != folded_area(county)}
    if not others:
        return []  # the usual case, and all uses of a book take long to find
    places: dict[tuple[str, str], list[Span]] = {}
    for use in all_uses(book):
        places.setdefault((use.kind, use.name), []).append(use.span)
    text = context.once(_all_words)
    local: list[_Local] = []

    def add(entry: Helpline | Guidance | Term, name: str, uses: list[Span], *, is_shown: bool = False) -> None:
        if entry.area in others and entry.area and (uses or is_shown):
            local.append(_Local(entry.area, name, entry.at("area"), tuple(uses)))

    for name, helpline in book.helplines.helplines.items():
        add(helpline, helpline.name, places.get((kinds.HELPLINE, name), []), is_shown=helpline.is_in_use)
    for name, guidance in book.guidance.guidance.items():
        add(guidance, guidance.title, places.get((kinds.GUIDANCE, name), []))
    for term in book.glossary.terms.values():
        if term.area in others and term.is_in(*text):
            add(term, term.term, [], is_shown=True)
    return local


def _all_words(book: Book, _context: Context) -> tuple[str, str]:
    text = words_of("\n".join(texts_of(book)))
    return text, text.lower()


def folded_area(area: str) -> str:
    """An area as it is compared: “Kent”, “kent” and “County of Kent” are one."""
    words = "".join(letter if letter.isalnum() else " " for letter in area.casefold()).split()
    return " ".join(word for word in words if word not in ("county", "council", "of", "the"))


def _shown_area(area: str) -> str:
    return area[:1].upper() + area[1:]


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:_NAMED])
    return f"{shown} and {len(names) - _NAMED} more" if names[_NAMED:] else shown


@rule("PUB041", Severity.BLOCKER, HELPLINES, GUIDANCE, GLOSSARY, SCHOOL, on_page=refuse(Refusal.ANOTHER_AREA))
def no_other_area_is_on_a_page(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the pages show no helpline, guidance or word of another area than the school's.

    `area:` of an entry says whose it is, and `county:` in `data/school.yml` says where the school is. A parent who is given
    another county's number loses time when there is none to lose.
    """
    county = book.school.county
    if county is None:
        return  # PUB042
    others: dict[str, list[_Local]] = {}
    for entry in _shown(book, context):
        others.setdefault(folded_area(entry.area), []).append(entry)
    for entries in others.values():
        names, area = list(dict.fromkeys(entry.name for entry in entries)), _shown_area(entries[0].area)
        yield Violation(
            entries[0].span,
            f"{_listed(names)} {'serve' if names[1:] else 'serves'} {area}, and the school is in {county}.",
            f"Look up what {county} has in place of {'these' if names[1:] else 'this'}, on the council’s own page, and type its details and its area here. If the school is in {area}, correct county: in {book.layout.facts(SCHOOL)}.",
            related=(*(entry.span for entry in entries[1:]), *(use for entry in entries for use in entry.uses)),
            about=entries[0].area,
        )


@rule("PUB042", Severity.BLOCKER, HELPLINES, GUIDANCE, GLOSSARY, SCHOOL, on_page=refuse(Refusal.ANOTHER_AREA))
def the_area_of_the_school_is_known(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the county is on record where the pages show helplines, guidance or words of an area.

    Children's services belong to the council. Without the county nobody can tell whether these are the right
    council's.
    """
    local = _shown(book, context) if book.school.county is None else []
    if local:
        yield Violation(
            book.school.key("county"),
            f"The pages show what serves {_shown_area(local[0].area)} ({_listed(list(dict.fromkeys(entry.name for entry in local)))}), and nobody has filled in where the school is.",
            f"Type the county {book.school.after('county')}.",
            related=tuple(entry.span for entry in local),
        )
