"""GUI: the table of editions is in order, and somebody looks whether it is still right. Not for who relies on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from policybook.basics.dates import is_to_come, is_within
from policybook.basics.findings import Severity, Span
from policybook.basics.on_page import say_so
from policybook.book.book import Book
from policybook.model.guidance import Guidance, GuidanceEdition
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.guidance.guidance_relied_on import cited, relied_on, titles_of

GUIDANCE, SETTINGS = "guidance", "settings"
_ANNOUNCED_FROM = (7, 1)  # the month and day from which the edition of the coming September may be out


def _used(book: Book, context: Context) -> frozenset[str]:
    """The guidance that any text, policy or check names. What came with the program and nobody names is nobody's to compare."""
    names = {relied.id for policy in book.policies for relied in policy.settings.guidance}
    names |= {check.source for section in book.sections.values() for check in section.settings.checks}
    statements = (statement for document in book.documents for statement in document.statements)
    names |= {
        one.target.split(".")[1] for said in statements for one in said.restates if one.target.startswith("guidance.")
    }
    return frozenset(names | {guidance for _, guidance, _, _ in cited(context)})


def _not_checked_lately(book: Book, context: Context) -> list[tuple[Guidance, GuidanceEdition]]:
    days, used = book.settings.guidance_checked_days.value, context.once(_used)
    current = [(one, one.current(context.as_of)) for name, one in book.guidance.guidance.items() if name in used]
    return [
        (guidance, edition)
        for guidance, edition in current
        if edition
        and not is_within(edition.checked_on, days, context.as_of)
        and not (edition.checked_on and edition.unchecked_values)  # EVT010
        and not is_to_come(edition.checked_on, context.as_of)  # DSL019
    ]


@rule("GUI004", Severity.ADVICE, GUIDANCE, SETTINGS, dated=Dated.LAPSES, is_tally=True)
def the_table_of_editions_is_checked(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure somebody compared each current edition with its publisher's page within the last 120 days.

    Guidance changes without notice to schools, and the program asks no other computer. So a person looks, about once a
    term, and enters what the page says. Nobody needs to look for guidance that no policy, document or check names.
    """
    days = book.settings.guidance_checked_days.value
    stale = _not_checked_lately(book, context)
    if stale:
        number = "one guidance document" if len(stale) == 1 else f"{len(stale)} guidance documents"
        each = " for each, here for the first" if stale[1:] else ""
        yield Violation(
            stale[0][1].key("checked_on"),
            f"Nobody has checked the current edition of {number} in the last {days} days ({titles_of([guidance for guidance, _ in stale])}).",
            f"Compare each with its publisher’s page. Then enter what you saw{each}: {stale[0][1].lines_to_type(context.as_of)}, and your role {stale[0][1].after('checked_by')}.",
            related=tuple(edition.key("checked_on") for _, edition in stale[1:]),
        )


_SEPTEMBER = (8, 9)
"""The months in which the edition of a September may come into force."""


_YEARS_TO_BEGIN = 3
"""How many years after the year in its name an edition may come into force: laws begin late, and nothing before."""


def _misnamed(guidance: Guidance) -> tuple[Span, str, str] | None:
    """The first edition whose name and whose day cannot both be right."""
    for edition in guidance.editions:
        if edition.in_force and is_misnamed(edition):
            message = (
                f"The edition “{edition.edition}” of {guidance.title} came into force {edition.in_force.when_words}."
            )
            return edition.at("edition"), message, "Correct the name of the edition or its day, whichever is wrong."
        if (
            guidance.each_september
            and edition.in_force
            and not edition.in_force.term
            and edition.in_force.last.month not in _SEPTEMBER
        ):
            message = f"The {edition.edition} edition of {guidance.title} came into force {edition.in_force.when_words}, and its editions come in September."
            return (
                edition.at("in_force"),
                message,
                "Type the day as year, month, day, such as 2026-09-01, or correct each_september:.",
            )
    return None


def is_misnamed(edition: GuidanceEdition) -> bool:
    """Whether its name, which begins with a year, and its day cannot both be right."""
    year = int(edition.edition[:4]) if edition.edition[:4].isdecimal() else 0
    return bool(year and edition.in_force and not year <= edition.in_force.last.year <= year + _YEARS_TO_BEGIN)


def ends_before_it_begins(edition: GuidanceEdition) -> bool:
    """Whether its two dates contradict each other."""
    return bool(edition.in_force and edition.until and edition.until.last < edition.in_force.first)


def _do_not_meet(guidance: Guidance, older: GuidanceEdition, newer: GuidanceEdition) -> tuple[Span, str, str] | None:
    """What is wrong between two editions that follow one another: place, message and fix."""
    if older.in_force and newer.in_force and newer.in_force.last < older.in_force.first:
        message = f"The {newer.edition} edition of {guidance.title} came into force before the {older.edition} edition, which stands above it."
        return newer.at("in_force"), message, "Correct the date, or put the editions in order: the oldest first."
    if older.until is None:
        message = (
            f"The {older.edition} edition of {guidance.title} has no end, and the {newer.edition} edition follows it."
        )
        fix = f"Type {newer.in_force or 'the day on which the next edition came into force'} {older.after('until')}."
        return older.key("until"), message, fix
    if newer.in_force is None:
        message = f"Nobody knows when the {newer.edition} edition of {guidance.title} came into force, and the {older.edition} edition ended {older.until.when_words}."
        return newer.key("in_force"), message, f"Type {older.until} {newer.after('in_force')}, if that is right."
    if older.until.last < newer.in_force.first or newer.in_force.last < older.until.first:
        gap = older.until.last < newer.in_force.first
        message = f"The {older.edition} edition of {guidance.title} ends {older.until.when_words}, {'before' if gap else 'after'} the {newer.edition} edition came into force ({newer.in_force.words})."
        return older.at("until"), message, f"Type the same day in both: until: {newer.in_force}, if that is right."
    return None


def _disorder(guidance: Guidance, on: date, *, relied_on: bool) -> tuple[Span, str, str] | None:
    """The first place where the editions of a guidance contradict one another: place, message and fix."""
    for edition in guidance.editions:
        if ends_before_it_begins(edition):
            message = f"The {edition.edition} edition of {guidance.title} ends before it begins."
            return (
                edition.at("until"),
                message,
                "Type the day on which the next edition came into force, or nothing while there is none.",
            )
    for older, newer in pairwise(edition for edition in guidance.editions if not edition.is_coming):
        if problem := _do_not_meet(guidance, older, newer):
            return problem
    last = guidance.editions[-1] if guidance.editions else None
    if relied_on and last and last.until and last.superseded_on(on):
        message = f"The newest edition of {guidance.title} in this table, {last.edition}, was superseded {last.until.when_words}."
        return last.at("until"), message, "Add the edition that replaced it below it, with the day it came into force."
    return None


def contradiction(book: Book, name: str, on: date) -> tuple[Span, str, str] | None:
    """Return the first place where what is recorded of a guidance contradicts itself: place, message and fix."""
    guidance = book.guidance.guidance[name]
    is_relied_on = bool(guidance.expected_in) or any(reliance.id == name for _, reliance in relied_on(book))
    return _misnamed(guidance) or _disorder(guidance, on, relied_on=is_relied_on)


@rule(
    "GUI016",
    Severity.BLOCKER,
    GUIDANCE,
    dated=Dated.CHANGES,
    on_page=say_so("The list of guidance gives the edition that the policy relies on, as far as its dates are known."),
)
def the_table_of_editions_is_in_order(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the editions of a guidance follow one another without a gap or an overlap, and one is current.

    The day after `until:` is the day after `in_force:` of the next edition. With two editions in force, nobody would
    be told that a policy relies on the older one.
    """
    for name in book.guidance.guidance:
        if problem := contradiction(book, name, context.as_of):
            yield Violation(*problem, about=name)


@rule("GUI017", Severity.ADVICE, GUIDANCE, SETTINGS, dated=Dated.LAPSES, is_tally=True)
def the_edition_of_september_is_looked_for(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure somebody looks each summer for the edition that comes into force on 1 September.

    For guidance with `each_september: yes`, from 1 July: the new edition of Keeping children safe in education is
    published in the summer term or the holidays. Nothing is said once that edition stands in the table, or the current one
    was checked since 1 July.
    """
    summer = date(context.as_of.year, *_ANNOUNCED_FROM)
    stale = {id(guidance) for guidance, _ in _not_checked_lately(book, context)}  # GUI004 says so
    awaited = []
    for guidance in book.guidance.guidance.values():
        current = guidance.current(context.as_of)
        known = any(edition.in_force and edition.in_force.last >= summer for edition in guidance.editions)
        if not guidance.each_september or known or id(guidance) in stale:
            continue
        if current and current.last_checked and current.last_checked.first < summer <= context.as_of:
            awaited.append((guidance, current))
    if awaited:
        guidance, edition = awaited[0]
        yield Violation(
            edition.at("checked_on"),
            f"A new edition comes on most first days of September, and nobody has looked for one since 1 July ({titles_of([guidance for guidance, _ in awaited])}).",
            f"Open the publisher’s page. If there is a new edition, add it below the others; if not, type today’s date {edition.after('checked_on')}.",
            related=tuple(edition.at("checked_on") for _, edition in awaited[1:]),
        )
