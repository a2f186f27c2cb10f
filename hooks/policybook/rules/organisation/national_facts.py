"""ORG: what the program ships for a nation, beside what the book has. It proposes; the book and its dates of checking stay."""

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
from policybook.model.facts import Guidance, Helpline
from policybook.model.organisation import ENGLAND, Duty
from policybook.rules.engine import Context, Dated, Rule, Violation, rule

HELPLINES, GUIDANCE, ORGANISATION = "helplines", "guidance", "organisation"
_FACTS = Path(__file__).resolve().parents[2] / "national" / ENGLAND
_ENTERED = date(2026, 11, 27)
"""The day on which the shipped facts were last changed. What a school has checked since then, it knows better."""
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_COMPARED = {"phone": "number", "email": "mailbox", "url": "page"}


@lru_cache(maxsize=2)
def _shipped(name: str) -> dict[str, dict[str, Any]]:
    """The entries of a shipped file, as text."""
    loaded = yaml.load((_FACTS / f"{name}.yml").read_text(encoding="utf-8"), _LOADER)  # noqa: S506 - the loader makes text only
    return dict(loaded[name])


@rule("ORG013", Severity.ADVICE, ORGANISATION, HELPLINES, GUIDANCE, dated=Dated.TODAY, duty=Duty.GUIDANCE)
def the_book_has_what_the_program_knows_of_the_nation(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a newer edition or another number that came with the program is compared with what the book has.

    An update of the program changes nothing in `data/`. It says what it brought, beside what is there. Whoever compares the two with
    the publisher's own page types what is right, and the day. What the school has checked since is not asked again.
    """
    for name, guidance in book.guidance.guidance.items():
        if shipped := _shipped(GUIDANCE).get(name):
            yield from _newer_editions(guidance, shipped["editions"], context.as_of)
    for name, helpline in book.helplines.helplines.items():
        if shipped := _shipped(HELPLINES).get(name):
            yield from _other_values(helpline, shipped)


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


def _other_values(helpline: Helpline, shipped: dict[str, str]) -> Iterator[Violation]:
    day = helpline.checked_on
    for key, label in _COMPARED.items():
        ours, theirs = getattr(helpline, key), shipped.get(key)
        is_checked = ours in helpline.checked and day is not None and day.last >= _ENTERED
        if ours and theirs and ours.rstrip("/") != theirs.rstrip("/") and not is_checked:
            yield Violation(
                helpline.at(key),
                f"The {label} of {helpline.name} is {ours} here, and {theirs} in what came with the program.",
                f"Open the service’s own website and compare. Type the right one after {key}:, and checked_on: with the day. Do not ring a helpline to test it.",
                about=helpline.name,
            )


RULES: tuple[Rule, ...] = (the_book_has_what_the_program_knows_of_the_nation,)
