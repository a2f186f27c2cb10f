"""GUI: editions of guidance that policies rely on. Not for guidance named in words (``citations``) or departed from (``departures``).

Editions are dated facts in ``data/guidance.yml``, so a machine can see which is superseded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from policybook.basics.findings import Severity
from policybook.basics.on_page import say_so
from policybook.book.book import Book, Clause, Policy
from policybook.book.reported_facts import reported_in
from policybook.model.content import ReliedOn
from policybook.model.guidance import GuidanceEdition
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.guidance.edition_table import ends_before_it_begins, is_misnamed
from policybook.rules.guidance.guidance_relied_on import relied_on

GUIDANCE, POLICY = "guidance", "policy"


def is_superseded(book: Book, relied: ReliedOn, on: date) -> bool:
    """Whether a later edition has taken the place of the one that a policy relies on."""
    guidance = book.guidance.guidance.get(relied.id)
    edition = guidance.edition(relied.edition) if guidance else None
    return bool(edition and edition.superseded_on(on))


def _typed(edition: GuidanceEdition | None) -> str:
    return f': type edition: "{edition.edition}"' if edition else ""


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
    for policy, relied in relied_on(book):
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
    for policy, relied in relied_on(book):
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
    for policy, relied in relied_on(book):
        guidance = book.guidance.guidance.get(relied.id)
        edition = guidance.edition(relied.edition) if guidance else None
        is_wrong = bool(edition and (ends_before_it_begins(edition) or is_misnamed(edition)))  # GUI016
        if guidance and edition and edition.in_force and not is_wrong and context.as_of < edition.in_force.first:
            yield Violation(
                relied.at("edition"),
                f"“{policy.settings.title}” relies on the {relied.edition} edition of {guidance.title}, in force only from {edition.in_force.words}.",
                f"Until then rely on the edition that is in force today{_typed(guidance.current(context.as_of))}.",
                about=policy.id,
            )
