"""TXT: figures in a text that cannot be meant: two digits that changed places, 25 hours a day. Not for those a clause gives (PIN007)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policybook.basics.findings import Severity
from policybook.book.book import Book
from policybook.model.settings import Figure
from policybook.rules.engine import Context, Violation, rule

_PERIOD = re.compile(r"\b(?P<figure>\d{2,4})[ \u00a0\n](?P<unit>months|days)\b", re.IGNORECASE)
_ONCE_EVERY = re.compile(r"\bonce every\s(?P<figure>\d{1,4})\smonths\b")
_IMPOSSIBLE = re.compile(
    r"\b(?P<hours>\d{2,3})[ \u00a0\n]hours[ \u00a0\n](?:a|per|each|every)[ \u00a0\n]day\b|\b(?P<around>\d{2,3})/7\b"
    r"|\b(?P<week>\d{1,3})[ \u00a0\n]days[ \u00a0\n](?:a|per|each)[ \u00a0\n]week\b"
    r"|(?<![\w.:])(?P<clock>\d{2})(?:[.:]\d\d)?[ \u00a0]?(?:am|pm)\b",
    re.IGNORECASE,
)
_YOUNGER_THAN = re.compile(
    r"\b(?:somebody|someone|anybody|anyone|child|children|people|person|students?|pupils?)\sunder\s(?P<age>\d{2,3})\b",
    re.IGNORECASE,
)
_OLDEST = 25  # years: beyond that nobody is spoken of as young
_MOST = {"hours": 24, "around": 24, "week": 7, "clock": 12}


@rule("TXT040", Severity.ADVICE)
def no_figure_has_its_digits_turned(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no period in a text is one of `data/settings.yml` with its digits in another order, such as 21 months for 12.

    And that the checklist says how often the review is due, as the settings do. Texts that restate no clause, such as the checklist, have nothing else to be compared with.
    """
    known: dict[str, dict[int, str]] = {"months": {}, "days": {}}
    for name, value in book.settings:
        unit = name.rpartition("_")[2]
        if isinstance(value, Figure) and unit in known:
            known[unit].setdefault(value.value, name)
    months = book.settings.review_every_months.value
    for document in (document for document in book.documents if document.settings.kind == "checklist"):
        for statement in document.statements:
            match = _ONCE_EVERY.search(statement.wording.text)
            if match and int(match["figure"]) != months and sorted(match["figure"]) != sorted(str(months)):
                yield Violation(
                    statement.wording.span(*match.span("figure")),
                    f"The checklist says every {match['figure']} months, and {book.layout.facts('settings')} says every {months}.",
                    f"Type {months} here; or, if the school decided on another period, type it after review_every_months:.",
                )
    for prose in context.prose_with(" months", " days"):
        for match in _PERIOD.finditer(prose.text):
            figures = known[match["unit"].lower()]
            meant = next((f for f in figures if f > 9 and sorted(str(f)) == sorted(match["figure"])), None)  # noqa: PLR2004
            if meant and int(match["figure"]) not in figures:
                yield Violation(
                    prose.span(*match.span()),
                    f"“{match[0]}” has the digits of {meant} {match['unit']} in another order: the figure of "
                    f"{figures[meant]} in {book.layout.facts('settings')}.",
                    f"Type {meant} {match['unit']}, if that is what is meant.",
                )


@rule("TXT041", Severity.ADVICE)
def every_figure_is_possible(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no text gives more than 24 hours a day, seven days a week, a time of the clock after 12 with am or pm, hours that end before they begin, or an age under which nobody is meant.

    Readers cannot know what was meant, and a family may call when nobody answers.
    """
    for prose in context.prose_with(" under "):
        for match in _YOUNGER_THAN.finditer(prose.text):
            if int(match["age"]) > _OLDEST:
                yield Violation(
                    prose.span(*match.span()),
                    f"“{' '.join(match[0].split())}” cannot be meant: two figures of the age may have changed places.",
                    "Look it up, and correct the age.",
                )
    for prose in context.prose_with("hours", "/7", "days", "am", "pm"):
        for match in _IMPOSSIBLE.finditer(prose.text):
            kind = str(match.lastgroup)
            if int(match[kind]) > _MOST[kind]:
                yield Violation(
                    prose.span(*match.span()),
                    f"“{' '.join(match[0].split())}” cannot be: this figure is at most {_MOST[kind]}.",
                    "Look it up, and correct the figure.",
                )
        for match in _FROM_TO.finditer(prose.text):
            if wrong := _wrong_hours(match):
                yield Violation(
                    prose.span(*match.span()),
                    f"“{' '.join(match[0].split())}” cannot be: {wrong}.",
                    "Look up the hours, and correct them.",
                )


_TIME = r"(?P<{0}>\d{{1,2}})(?:[.:](?P<{0}_minutes>\d\d))?[ \u00a0]?(?P<{0}_half>am|pm)?"
_FROM_TO = re.compile(
    rf"(?<![\w.:/-]){_TIME.format('begin')}[ \u00a0]?(?:to|until|till|-|–)[ \u00a0]?{_TIME.format('end')}(?![\w:/-]|\.\d)"
)


def _wrong_hours(match: re.Match[str]) -> str:
    """What is wrong with two times of the day, of which one has am or pm; "" where nothing is."""
    halves = match["begin_half"], match["end_half"]
    if not any(halves):
        return ""
    begin, end = ((int(match[key]), int(match[f"{key}_minutes"] or 0)) for key in ("begin", "end"))
    if begin[0] > _MOST["hours"] or end[0] > _MOST["hours"] or begin[1] > 59 or end[1] > 59:  # noqa: PLR2004 - minutes
        return "no clock shows this time"
    is_later = (begin[0] % 12, begin[1]) > (end[0] % 12, end[1])
    return "it ends before the time at which it begins" if halves[0] == halves[1] and is_later else ""
