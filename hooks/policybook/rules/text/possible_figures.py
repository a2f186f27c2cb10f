"""TXT: figures in a text that cannot be meant: two digits that changed places, 25 hours a day. Not for those a clause gives (PIN007)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policybook.basics.findings import Severity
from policybook.book.book import Book
from policybook.model.facts import Figure
from policybook.rules.engine import Context, Rule, Violation, rule

_PERIOD = re.compile(r"\b(?P<figure>\d{2,4})[ \u00a0\n](?P<unit>months|days)\b", re.IGNORECASE)
_ONCE_EVERY = re.compile(r"\bonce every\s(?P<figure>\d{1,4})\smonths\b")
_IMPOSSIBLE = re.compile(
    r"\b(?P<hours>\d{2,3})[ \u00a0\n]hours[ \u00a0\n](?:a|per|each|every)[ \u00a0\n]day\b|\b(?P<around>\d{2,3})/7\b"
    r"|\b(?P<week>\d{1,3})[ \u00a0\n]days[ \u00a0\n](?:a|per|each)[ \u00a0\n]week\b"
    r"|(?<![\w.:])(?P<clock>\d{2})(?:[.:]\d\d)?[ \u00a0]?(?:am|pm)\b",
    re.IGNORECASE,
)
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
    """Ensure no text gives more than 24 hours a day, seven days a week, or a time of the clock after 12 with am or pm.

    Readers cannot know what was meant, and a family may call when nobody answers.
    """
    for prose in context.prose_with("hours", "/7", "days", "am", "pm"):
        for match in _IMPOSSIBLE.finditer(prose.text):
            kind = str(match.lastgroup)
            if int(match[kind]) > _MOST[kind]:
                yield Violation(
                    prose.span(*match.span()),
                    f"“{' '.join(match[0].split())}” cannot be: this figure is at most {_MOST[kind]}.",
                    "Look it up, and correct the figure.",
                )


RULES: tuple[Rule, ...] = (no_figure_has_its_digits_turned, every_figure_is_possible)
