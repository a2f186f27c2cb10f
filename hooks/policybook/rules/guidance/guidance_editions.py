"""GUI: editions of guidance that policies rely on. Not for guidance named in words (``citations``) or departed from (``departures``).

Editions are dated facts in ``data/guidance.yml``, so a machine can see which is superseded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from policybook.basics.dates import is_to_come, is_within
from policybook.basics.findings import Severity, Span
from policybook.basics.on_page import say_so
from policybook.basics.tokens import find_tokens
from policybook.book.book import Book, Clause, Document, Policy
from policybook.book.reported_facts import reported_in
from policybook.model.content import ReliedOn
from policybook.model.facts import Guidance, GuidanceEdition
from policybook.model.organisation import Duty
from policybook.rules.engine import Context, Dated, Rule, Violation, rule
from policybook.source.passages import Wording

GUIDANCE, SETTINGS, POLICY = "guidance", "settings", "policy"
_NAMED = 3  # how many titles a finding about many gives
_ANNOUNCED_FROM = (7, 1)  # the month and day from which the edition of the coming September may be out


def _relied_on(book: Book) -> Iterator[tuple[Policy, ReliedOn]]:
    for policy in book.policies:
        for relied in policy.settings.guidance:
            yield policy, relied


def is_superseded(book: Book, relied: ReliedOn, on: date) -> bool:
    """Whether a later edition has taken the place of the one that a policy relies on."""
    guidance = book.guidance.guidance.get(relied.id)
    edition = guidance.edition(relied.edition) if guidance else None
    return bool(edition and edition.superseded_on(on))


def _typed(edition: GuidanceEdition | None) -> str:
    return f': type edition: "{edition.edition}"' if edition else ""


def _titles(guidance: list[Guidance]) -> str:
    named = "; ".join(guidance.title for guidance in guidance[:_NAMED])
    return f"{named}; and others" if len(guidance) > _NAMED else named


@rule(
    "GUI001",
    Severity.BLOCKER,
    GUIDANCE,
    dated=Dated.CHANGES,
    on_page=say_so("The list of guidance says since when the edition is superseded, and by which."),
)
def no_superseded_edition_is_relied_on(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no policy relies on an edition that a later one has replaced.

    The clauses may tell staff what the old edition asked. The DSL reads them beside the new edition before anybody
    changes the number: the number alone proves nothing.
    """
    for policy, relied in _relied_on(book):
        guidance = book.guidance.guidance.get(relied.id)
        edition = guidance.edition(relied.edition) if guidance else None
        current = guidance.current(context.as_of) if guidance else None  # where there is none, GUI016 says so
        if guidance and edition and edition.until and current and edition.superseded_on(context.as_of):
            numbers = [clause.number for clauses in _reporting(policy, relied) for clause in clauses]
            report = f" {_clauses(numbers)} what it says." if numbers else ""
            yield Violation(
                relied.at("edition"),
                f"“{policy.settings.title}” relies on the {relied.edition} edition of {guidance.title}, superseded {edition.until.when_words}.{report}",
                f"Compare the policy with the current edition, change what must change, then rely on that{_typed(current)}.",
                about=policy.id,
                owner=policy.settings.owner,
            )


def _reporting(policy: Policy, relied: ReliedOn) -> Iterator[list[Clause]]:
    """The clauses of a policy that report the edition it relies on, section by section."""
    for section in policy.sections:
        for reported, clauses in reported_in(section):
            if (reported.guidance, reported.edition) == (relied.id, relied.edition):
                yield clauses


def _clauses(numbers: list[str]) -> str:
    if not numbers[1:]:
        return f"Clause {numbers[0]} reports"
    return f"Clauses {', '.join(numbers[:-1])} and {numbers[-1]} report"


@rule(
    "GUI018",
    Severity.BLOCKER,
    GUIDANCE,
    POLICY,
    dated=Dated.CHANGES,
    on_page=say_so("Beside the clause, readers are told which edition it reports and which is current."),
)
def what_is_reported_was_read_in_the_edition_relied_on(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a clause that reports what guidance says was read in the edition that its policy relies on.

    `reports="behaviour-in-schools/2022"` in the braces below a clause names the edition in which somebody read it. When the
    policy moves to another edition, what the old one said may no longer be so, and the page goes on naming the old edition
    in that clause. Where the policy relies on no edition, the one in force counts.
    """
    for policy in book.policies:
        relied = {reliance.id: reliance.edition for reliance in policy.settings.guidance}
        for section in policy.sections:
            for reported, clauses in reported_in(section):
                guidance = book.guidance.guidance.get(reported.guidance)
                current = guidance.current(context.as_of) if guidance else None
                edition = relied.get(reported.guidance, current.edition if current else reported.edition)
                if not guidance or not guidance.edition(reported.edition) or edition == reported.edition:
                    continue
                them, each = ("them", " in the braces below each") if clauses[1:] else ("it", "")
                yield Violation(
                    reported.span,
                    f"{_clauses([clause.number for clause in clauses])} what the {reported.edition} edition of {guidance.title} says, and {'the policy relies on' if reported.guidance in relied else 'in force is'} the {edition} edition.",
                    f"Read {them} beside the {edition} edition, and correct what no longer agrees. Then type {reported.typed(edition)}{each}.",
                    related=tuple(clause.reports.span for clause in clauses[1:] if clause.reports),
                    about=section.ref,
                )


_REPORTS = re.compile(
    r"(?:according\s+to|as\s+set\s+out\s+in)\s+(?:the\s+)?\{\{\s*guidance\.(?P<before>[a-z0-9-]+)"
    r"|\{\{\s*guidance\.(?P<after>[a-z0-9-]+)[^}]*\}\}\W{0,3}\s*"
    r"(?:says?|states?|asks?|requires?|expects?|explains?|recommends?|tells?|adds?|defines?|lists?|advises?|sets?\s+out|makes?\s+clear)\b",
    re.IGNORECASE,
)


@rule("GUI019", Severity.ADVICE, GUIDANCE, POLICY)
def what_reports_guidance_names_its_edition(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure a clause that says what guidance says names the edition in which it was read.

    Then the next edition asks that the clause be read again. The sections of a law keep their words, so laws are left alone.

    Wrong: According to `{{ guidance.behaviour-in-schools }}`, headteachers should decide ...
    Right: the same, with `reports="behaviour-in-schools/2024"` in the braces below it.
    """
    for policy in book.policies:
        for section in policy.sections:
            for clause in section.clauses:
                match = _REPORTS.search(clause.wording.text) if "guidance." in clause.wording.text else None
                name = (match["before"] or match["after"]) if match else ""
                guidance = book.guidance.guidance.get(name)
                if match is None or clause.reports or guidance is None or guidance.is_law:
                    continue
                relied = next((r.edition for r in policy.settings.guidance if r.id == name), "")
                edition = relied if guidance.edition(relied) else "its edition"
                yield Violation(
                    clause.wording.span(*match.span()),
                    f"Clause {clause.number} reports what {guidance.title} says, and no edition in which it was read.",
                    f'Read it beside that edition, then type reports="{name}/{edition}" in the braces below it.',
                    about=section.ref,
                )


@rule(
    "GUI002",
    Severity.BLOCKER,
    GUIDANCE,
    POLICY,
    dated=Dated.TODAY,
    on_page=say_so("Each policy lists the edition that it relies on."),
)
def one_edition_of_each_guidance_in_the_book(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure all policies rely on the same edition of a guidance. One that has been superseded is GUI001 alone."""
    first: dict[str, tuple[Policy, ReliedOn]] = {}
    for policy, relied in _relied_on(book):
        guidance = book.guidance.guidance.get(relied.id)
        if guidance is None or (relied.edition != "unstated" and guidance.edition(relied.edition) is None):
            continue  # there is no such edition, which the check of references says
        edition = guidance.edition(relied.edition)
        if edition and edition.superseded_on(context.as_of) and guidance.current(context.as_of):
            continue
        other_policy, other = first.setdefault(relied.id, (policy, relied))
        if relied.edition != other.edition:
            yield Violation(
                relied.at("edition"),
                f"{guidance.title} is cited in its {relied.edition} edition here and in its {other.edition} edition in “{other_policy.settings.title}”.",
                "Type the same edition in both policy.yml files: the one both were compared with.",
                related=(other.at("edition"),),
                about=policy.id,
            )


@rule(
    "GUI003",
    Severity.BLOCKER,
    GUIDANCE,
    dated=Dated.TODAY,
    on_page=say_so("The list of guidance says from when the edition is in force."),
)
def no_edition_is_relied_on_before_it_is_in_force(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no policy relies on an edition that is not yet in force.

    Readers would follow a rule that does not apply yet. Keep the edition in force until the new one begins.
    """
    for policy, relied in _relied_on(book):
        guidance = book.guidance.guidance.get(relied.id)
        edition = guidance.edition(relied.edition) if guidance else None
        is_wrong = bool(edition and (_ends_before_it_begins(edition) or _is_misnamed(edition)))  # GUI016
        if guidance and edition and edition.in_force and not is_wrong and context.as_of < edition.in_force.first:
            yield Violation(
                relied.at("edition"),
                f"“{policy.settings.title}” relies on the {relied.edition} edition of {guidance.title}, in force only from {edition.in_force.words}.",
                f"Until then rely on the edition that is in force today{_typed(guidance.current(context.as_of))}.",
                about=policy.id,
            )


def _used(context: Context) -> frozenset[str]:
    """The guidance that any text, policy or check names. What came with the program and nobody names is nobody's to compare."""
    book = context.book
    names = {relied.id for policy in book.policies for relied in policy.settings.guidance}
    names |= {check.source for section in book.sections.values() for check in section.settings.checks}
    statements = (statement for document in book.documents for statement in document.statements)
    names |= {
        one.target.split(".")[1] for said in statements for one in said.restates if one.target.startswith("guidance.")
    }
    return frozenset(names | {guidance for _, guidance, _, _ in _cited(context)})


def _not_checked_lately(book: Book, context: Context) -> list[tuple[Guidance, GuidanceEdition]]:
    days, used = book.settings.guidance_checked_days.value, _used(context)
    current = [(one, one.current(context.as_of)) for name, one in book.guidance.guidance.items() if name in used]
    return [
        (guidance, edition)
        for guidance, edition in current
        if edition
        and not is_within(edition.checked_on, days, context.as_of)
        and not (edition.checked_on and edition.unchecked_values)  # EVT010
        and not is_to_come(edition.checked_on, context.as_of)  # DSL019
    ]


@rule("GUI004", Severity.ADVICE, GUIDANCE, SETTINGS, dated=Dated.LAPSES)
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
            f"Nobody has checked the current edition of {number} in the last {days} days ({_titles([guidance for guidance, _ in stale])}).",
            f"Compare each with its publisher’s page. Then enter what you saw{each}: {stale[0][1].lines_to_type(context.as_of)}, and your role {stale[0][1].after('checked_by')}.",
            related=tuple(edition.key("checked_on") for _, edition in stale[1:]),
        )


_Citation: TypeAlias = tuple[Policy | Document, str, str, Span]
"""A guidance token: where, the guidance, the rest of the token's name, and its place."""


@lru_cache(maxsize=1)  # two rules ask the same
def _cited(context: Context) -> tuple[_Citation, ...]:
    """Every guidance token of the book."""
    return tuple(_citations(context.book))


def _citations(book: Book) -> Iterator[_Citation]:
    for policy in book.policies:
        for section in policy.sections:
            for clause in section.clauses:
                yield from _tokens(policy, clause.wording)
            for check in section.settings.checks:
                yield from _tokens(policy, Wording(check.ask, (check.at("ask"),)))
                yield from _tokens(policy, Wording(check.evidence, (check.at("evidence"),)))
    for document in book.documents:
        for statement in document.statements:
            yield from _tokens(document, statement.wording)


def _tokens(where: Policy | Document, wording: Wording) -> Iterator[_Citation]:
    for token in find_tokens(wording.text) if "guidance." in wording.text else ():
        kind, _, rest = token.name.partition(".")
        if kind == "guidance":
            guidance, _, part = rest.partition(".")
            yield where, guidance, part, wording.span(token.start, token.end)


@rule("GUI008", Severity.ADVICE, GUIDANCE, POLICY)
def what_is_cited_is_relied_on(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a policy says which edition it means of every guidance that its text cites.

    `{{ guidance.kcsie }}` prints the edition that stands below `guidance:` in `policy.yml`; without a line there it
    prints none, and nobody is told when the edition is superseded. `{{ guidance.kcsie.title }}` cites no edition on
    purpose. A document may cite what any policy relies on.
    """
    places: dict[tuple[str, str], list[Span]] = {}
    anywhere = {relied.id for _, relied in _relied_on(book)}
    for where, name, part, span in _cited(context):
        relied = {reliance.id for reliance in where.settings.guidance} if isinstance(where, Policy) else anywhere
        if name in book.guidance.guidance and not part and name not in relied:
            places.setdefault((where.path, name), []).append(span)
    for (path, name), spans in places.items():
        policy = next((policy for policy in book.policies if policy.path == path), None)
        subject = f"“{policy.settings.title}” does not rely on" if policy else "No policy relies on"
        file = path if policy else "the policy.yml of the policy it belongs to"
        yield Violation(
            spans[0],
            f"{subject} {book.guidance.guidance[name].title}, so no edition is shown here and none is watched.",
            f"Add it below guidance: in {file}, with the edition you compared the text with; or type {{{{ guidance.{name}.title }}}} to name no edition.",
            related=tuple(spans[1:]),
            about=policy.id if policy else "",
        )


@rule("GUI009", Severity.ADVICE, POLICY)
def what_is_relied_on_is_cited(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure every guidance that a policy relies on is used: by a token in its text, a check, or a departure.

    Such a line makes work each time an edition changes, and tells readers nothing. Often the clause that cited the
    guidance was removed, or names it in typed words.
    """
    used: dict[str, set[str]] = {policy.id: set() for policy in book.policies}
    restated = {
        restates.target.removeprefix("guidance.")
        for document in book.documents
        for statement in document.statements
        for restates in statement.restates
    }
    for where, name, _, _ in _cited(context):
        if isinstance(where, Policy):
            used[where.id].add(name)
        else:
            restated.add(name)
    for policy in book.policies:
        used[policy.id] |= {check.source for section in policy.sections for check in section.settings.checks}
        used[policy.id] |= {departure.guidance for departure in policy.settings.departures} | restated
        for relied in policy.settings.guidance:
            guidance = book.guidance.guidance.get(relied.id)
            if guidance and relied.id not in used[policy.id] and not guidance.coming:  # GUI022
                yield Violation(
                    relied.at("id"),
                    f"“{policy.settings.title}” relies on {guidance.title}, and no clause and no check of it cites that.",
                    f"Type {{{{ guidance.{relied.id} }}}} in the clause that rests on it, or delete these lines.",
                    about=policy.id,
                )


@rule("GUI010", Severity.ADVICE, GUIDANCE, dated=Dated.CHANGES, duty=Duty.GUIDANCE)
def what_a_policy_must_rest_on_is_relied_on(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a policy relies on the guidance that a policy of its kind must take into account.

    `expected_in:` in `data/guidance.yml` says which policies that is: the filtering and monitoring standards for the
    online safety policy, for example. A departure counts as well: the guidance is known then.
    """
    for policy in book.policies:
        known = {relied.id for relied in policy.settings.guidance} | {d.guidance for d in policy.settings.departures}
        titles = {book.guidance.guidance[name].title for name in known if name in book.guidance.guidance}  # REF018
        missing = {
            name: guidance
            for name, guidance in book.guidance.guidance.items()
            if guidance.title not in titles
            and policy.id in guidance.expected_in
            and name not in known
            and guidance.current(context.as_of)
        }
        if missing:
            entries = ", ".join(missing)
            yield Violation(
                policy.settings.key("guidance"),
                f"“{policy.settings.title}” does not rely on guidance that it should take into account: {_titles(list(missing.values()))}.",
                f"Compare the policy with it, then add it here with its edition and cite it in a clause or a check ({entries}). If the policy need not rest on it, delete the policy’s name after expected_in: in {book.layout.facts(GUIDANCE)}.",
                related=tuple(guidance.at("expected_in") for guidance in missing.values()),
                about=policy.id,
            )


_SEPTEMBER = (8, 9)
"""The months in which the edition of a September may come into force."""
_YEARS_TO_BEGIN = 3
"""How many years after the year in its name an edition may come into force: laws begin late, and nothing before."""


def _misnamed(guidance: Guidance) -> tuple[Span, str, str] | None:
    """The first edition whose name and whose day cannot both be right."""
    for edition in guidance.editions:
        if edition.in_force and _is_misnamed(edition):
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


def _is_misnamed(edition: GuidanceEdition) -> bool:
    """Whether its name, which begins with a year, and its day cannot both be right."""
    year = int(edition.edition[:4]) if edition.edition[:4].isdecimal() else 0
    return bool(year and edition.in_force and not year <= edition.in_force.last.year <= year + _YEARS_TO_BEGIN)


def _ends_before_it_begins(edition: GuidanceEdition) -> bool:
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
        if _ends_before_it_begins(edition):
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
    is_relied_on = bool(guidance.expected_in) or any(reliance.id == name for _, reliance in _relied_on(book))
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


@rule("GUI017", Severity.ADVICE, GUIDANCE, SETTINGS, dated=Dated.LAPSES)
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
            f"A new edition comes on most first days of September, and nobody has looked for one since 1 July ({_titles([guidance for guidance, _ in awaited])}).",
            f"Open the publisher’s page. If there is a new edition, add it below the others; if not, type today’s date {edition.after('checked_on')}.",
            related=tuple(edition.at("checked_on") for _, edition in awaited[1:]),
        )


RULES: tuple[Rule, ...] = (
    no_superseded_edition_is_relied_on,
    what_is_reported_was_read_in_the_edition_relied_on,
    what_reports_guidance_names_its_edition,
    one_edition_of_each_guidance_in_the_book,
    no_edition_is_relied_on_before_it_is_in_force,
    the_table_of_editions_is_checked,
    what_is_cited_is_relied_on,
    what_is_relied_on_is_cited,
    what_a_policy_must_rest_on_is_relied_on,
    the_table_of_editions_is_in_order,
    the_edition_of_september_is_looked_for,
)
