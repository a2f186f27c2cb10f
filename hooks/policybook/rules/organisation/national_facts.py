"""ORG: the guidance that the program ships for a nation, beside what the book has. It proposes; the book and its dates stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from policybook.basics.dates import PartialDate, format_day
from policybook.basics.findings import Severity
from policybook.book.book import Book
from policybook.model.guidance import Guidance
from policybook.model.organisation import ENGLAND, Duty
from policybook.rules.engine import Context, Dated, Violation, rule

GUIDANCE, ORGANISATION = "guidance", "organisation"
_FACTS = Path(__file__).resolve().parents[2] / "national" / ENGLAND
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Any]:
    """The guidance that is shipped, as text."""
    loaded = yaml.load((_FACTS / "guidance.yml").read_text(encoding="utf-8"), _LOADER)  # noqa: S506 - the loader makes text only
    return dict(loaded["guidance"])


@rule("ORG013", Severity.ADVICE, ORGANISATION, GUIDANCE, dated=Dated.TODAY, duty=Duty.GUIDANCE)
def the_book_has_the_editions_that_the_program_knows(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a newer edition that came with the program is compared with those that the book has.

    An update of the program changes nothing in `data/`. It says what it brought, beside what is there; of numbers PUB033 does. Whoever
    compares the two with the publisher's own page types what is right, and the day. Guidance that somebody has checked since the
    edition began is not asked about.
    """
    for name, guidance in book.guidance.guidance.items():
        if shipped := _shipped().get(name):
            yield from _newer_editions(guidance, shipped["editions"], context.as_of)


def _newer_editions(guidance: Guidance, shipped: list[dict[str, str]], on: date) -> Iterator[Violation]:
    known = {edition.edition for edition in guidance.editions}
    newest = max((one.in_force.first for one in guidance.editions if one.in_force), default=date.min)
    for edition in shipped:
        if not edition["in_force"] or edition["edition"] in known:
            continue
        begins = PartialDate.parse(edition["in_force"]).first
        is_compared = any(one.checked_on and one.checked_on.last >= begins for one in guidance.editions)
        if newest < begins <= on and not is_compared:
            last = guidance.editions[-1].edition if guidance.editions else "none"
            yield Violation(
                guidance.at("editions"),
                f"The program knows the {edition['edition']} edition of {guidance.title}, in force from {format_day(begins)}; the newest here is {last}.",
                f'Open the publisher’s page and compare. If it is there, add at the end of editions: edition: "{edition["edition"]}"'
                f" and in_force: {edition['in_force']}, and the same day after until: of the edition before it. Then look at the policies that rely on it.",
                about=guidance.short,
            )
