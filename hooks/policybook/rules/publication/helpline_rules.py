"""PUB: the helplines that readers are shown and that texts name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from policybook.basics.dates import is_to_come, is_within
from policybook.basics.findings import Severity, Span
from policybook.basics.on_page import UNKNOWN, leave_out, say_so
from policybook.basics.tokens import find_tokens
from policybook.book.book import Book
from policybook.book.reported_facts import in_use_now, names_of_service, typed_name
from policybook.model.declarations import HELPLINE
from policybook.model.helplines import Helpline
from policybook.references.uses import entry_of_token
from policybook.rules.engine import Context, Dated, Violation, rule

HELPLINES, SETTINGS = "helplines", "settings"
_FACTS = {
    "phone": "phone number",
    "url": "page",
    "phone_hours": "hours",
    "email": "e-mail address",
    "ways": "other ways to reach it",
}
_PLURAL = frozenset(["phone_hours", "ways"])


class _Named(NamedTuple):
    """A token that names a fact of a helpline: the helpline's id and entry, the fact, and the place of the token."""

    id: str
    helpline: Helpline
    fact: str
    span: Span
    passage: int
    """Tells the text that has it from others."""


def _named(book: Book, context: Context) -> Iterator[_Named]:
    """Every token in the words that readers are shown which names a helpline."""
    helplines = book.helplines.helplines
    for prose in context.prose:
        if not prose.is_filled or "helplines." not in prose.text:
            continue
        for token in find_tokens(prose.text):
            named = entry_of_token(token.name)
            if named and named[0] == HELPLINE and (helpline := helplines.get(named[1])):
                yield _Named(
                    named[1], helpline, token.name.rpartition(".")[2], prose.span(token.start, token.end), id(prose)
                )


def _listed_in_help(book: Book) -> Iterator[_Named]:
    """Every helpline in the lists of the situations of help."""
    for situation in book.help.situations.values():
        for number, name in enumerate(situation.helplines):
            if helpline := book.helplines.helplines.get(name):
                yield _Named(name, helpline, "name", situation.at("helplines", number), id(situation))


@rule(
    "PUB006",
    Severity.BLOCKER,
    HELPLINES,
    on_page=say_so("Beside the passage, readers are told that the service has closed and what replaced it."),
)
def no_superseded_helpline_is_named(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the texts send nobody to a service that has been replaced, by a token or by its typed name.

    Until it is mended, the page says beside it that the service has closed and what replaced it.
    """
    helplines = book.helplines.helplines
    tokens: dict[tuple[str, int], list[_Named]] = {}
    for named in _named(book, context):
        if named.helpline.superseded_by and in_use_now(book, named.id):
            tokens.setdefault((named.id, named.passage), []).append(named)
    for name, helpline in helplines.items():
        if helpline.superseded_by and (newer := helplines.get(in_use_now(book, name))):
            for prose in context.prose_with(
                " ".join(names_of_service(helpline.name)[-1].lower().replace("’", "'").split())
            ):
                if (prose.kind != "fact" or prose.is_filled) and (typed := typed_name(book, name, prose.plain)):
                    there = tokens.pop((name, id(prose)), [])
                    instead = f", and type {_newer_tokens(book, there)}" if there else ""
                    yield Violation(
                        prose.span(*typed.span()),
                        f"{helpline.name} has been replaced by {newer.name}.",
                        f"Name {newer.name} instead{instead}, and check that the sentence is still right.",
                        related=tuple(named.span for named in there),
                    )
    for there in tokens.values():
        name = in_use_now(book, there[0].id)
        newer = helplines.get(name)
        yield Violation(
            there[0].span,
            f"{there[0].helpline.name} has been replaced by {newer.name if newer else name}.",
            f"Type {_newer_tokens(book, there)} instead, and check that the sentence is still right.",
            related=tuple(named.span for named in there[1:]),
        )


def _newer_tokens(book: Book, replaced: list[_Named]) -> str:
    """The tokens of what took the place of a service, for those of a text that print the facts of that service."""
    tokens = (f"{{{{ helplines.{in_use_now(book, named.id)}.{named.fact} }}}}" for named in replaced)
    return " and ".join(dict.fromkeys(tokens))


@rule("PUB007", Severity.ADVICE, SETTINGS, dated=Dated.LAPSES, is_tally=True)
def helplines_were_compared(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure every helpline's number and page was compared with the service's own page within the last year.

    Nobody rings a helpline to test it. 999, 112 and 101 are the same everywhere, and need no check.
    """
    days = book.settings.helpline_checked_days.value
    stale = [
        helpline
        for helpline in book.helplines.helplines.values()
        if helpline.has_details_to_check  # one that has none cannot be compared, and PUB013 says so
        and not helpline.superseded_by
        and not is_to_come(helpline.checked_on, context.as_of)  # DSL019
        and not is_within(helpline.checked_on, days, context.as_of)
        and not (helpline.checked_on and helpline.unchecked_values)  # EVT010
    ]
    if stale:
        count = f"{len(stale)} helplines on our pages" if len(stale) > 1 else f"“{stale[0].name}”"
        each = f" for each, here for “{stale[0].name}”" if stale[1:] else ""
        typed = f"what it saw{each}: {stale[0].lines_to_type(context.as_of)}"
        yield Violation(
            stale[0].key("checked_on"),
            f"Nobody has checked the details of {count} in the last {days} days.",
            "The office opens each service’s own website and compares the number and the address. Do not ring a helpline to test it. "
            f"Then it enters {typed}, and its role {stale[0].after('checked_by')}.",
            related=tuple(helpline.key("checked_on") for helpline in stale[1:]),
        )


@rule("PUB013", Severity.BLOCKER, on_page=leave_out("The helpline is not listed."))
def every_helpline_can_be_reached(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure every helpline that readers are shown has a phone number, a page or an address. One that was replaced needs none."""
    for name, helpline in book.helplines.helplines.items():
        if helpline.is_in_use and not (helpline.phone or helpline.url or helpline.email):
            yield Violation(
                helpline.key("phone"),
                f"Readers are shown “{helpline.name}”, and it has neither a phone number nor a page.",
                f"Type its number {helpline.after('phone')}, in quotation marks, or the address of its page {helpline.after('url')}. "
                f"If it has closed, type the short name of what replaced it {helpline.after('superseded_by')}.",
                about=name,
            )


@rule("PUB014", Severity.BLOCKER, HELPLINES, on_page=UNKNOWN)
def no_text_asks_for_what_a_helpline_does_not_have(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no text gives the phone number, page, address or hours of a helpline for which none is on record.

    The page would say there that nobody has filled it in.
    """
    for named in _named(book, context):
        helpline = named.helpline
        facts = {fact: value for fact, value in helpline if fact in _FACTS}
        is_known = facts.get(named.fact, "") is not None  # a name every helpline has
        has_any = helpline.phone or helpline.url or helpline.email
        if is_known or helpline.superseded_by or not helpline.public or not has_any:
            continue
        other_facts = [fact for fact in ("phone", "url", "email") if facts[fact]]
        instead = "" if named.fact in _PLURAL else f", or type {{{{ helplines.{named.id}.{other_facts[0]} }}}} here"
        yield Violation(
            named.span,
            f"The {_FACTS[named.fact]} of “{helpline.name}” {'are' if named.fact in _PLURAL else 'is'} asked for here, and not on record.",
            f"Fill it in after {named.fact}: in {book.layout.facts(HELPLINES)}{instead or ', or leave it out here'}.",
            related=(helpline.key(named.fact),),
        )


@rule("PUB015", Severity.BLOCKER, HELPLINES, on_page=say_so("Where the name belongs it says that it is not published."))
def no_text_names_a_helpline_that_is_not_public(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no text and no situation of help names a helpline that is not marked as public: the pages leave it out there.

    The sentence then has a gap where readers expect a name or a number. Mark the helpline as public, or reword the
    sentence.
    """
    places: dict[str, list[_Named]] = {}
    for named in (*_named(book, context), *_listed_in_help(book)):
        if not named.helpline.public and not named.helpline.superseded_by:
            places.setdefault(named.id, []).append(named)
    for first, *later in places.values():
        is_no = first.helpline.public is False
        reason = "is not public" if is_no else "is not marked as public or not"
        here = f"here and in {len(later)} more place{'s' * (len(later) > 1)}" if later else "here"
        yield Violation(
            first.span,
            f"“{first.helpline.name}” {reason}, so the pages leave it out {here}.",
            f"Name another helpline {'there' if later else 'here'}, or none{'' if is_no and not later else ', or type yes after public: in ' + book.layout.facts(HELPLINES)}.",
            related=(first.helpline.key("public"), *(other.span for other in later)),
        )


@rule("PUB016", Severity.BLOCKER, on_page=leave_out("No helpline that was replaced is listed."))
def helplines_do_not_replace_each_other_in_a_circle(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure one of the helplines that replaced each other is the one in use.

    Where each names the other as its successor, the pages cannot say which number to ring. One of them must have no
    successor.
    """
    helplines, reported = book.helplines.helplines, set[str]()
    for first in helplines:
        name, circle = first, list[str]()
        while name in helplines and name not in circle and (newer := helplines[name].superseded_by):
            circle.append(name)
            name = newer
        if name == first and circle and len(circle) > 1 and first not in reported:
            reported |= set(circle)
            *earlier, last = (f"“{helplines[name].name}”" for name in circle)
            yield Violation(
                helplines[first].at("superseded_by"),
                f"{', '.join(earlier)} and {last} are said to have replaced each other, so nobody knows which is in use.",
                "Delete what stands after superseded_by: of the one that is in use.",
                related=tuple(helplines[name].at("superseded_by") for name in circle[1:]),
            )


@rule("PUB044", Severity.BLOCKER, on_page=leave_out("The ages are left out."))
def the_ages_of_a_helpline_are_possible(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure the youngest age of a helpline is not above its oldest, and both are ages of people.

    The pages print these ages. A mistyped one sends a child away from a service that would help.
    """
    for name, helpline in book.helplines.helplines.items():
        if not helpline.has_possible_ages:
            youngest, oldest = helpline.age_from or 0, helpline.age_to or 0
            key = "age_to" if helpline.age_to else "age_from"
            yield Violation(
                helpline.at(key),
                f"Nobody can be of the ages that “{helpline.name}” is for: {youngest} {f'to {oldest}' if helpline.age_to else 'or over'}.",
                "Look on the service’s own page, and correct age_from: or age_to:.",
                about=name,
            )
