"""GUI: editions of guidance. They are dated facts in ``data/guidance.yml``, so a machine can see which is superseded."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.book import Book, Policy
from policybook.dates import within
from policybook.findings import Severity
from policybook.model.content import ReliedOn
from policybook.model.facts import GuidanceEdition
from policybook.rules.engine import Context, Fault, Rule, rule

GUIDANCE, SETTINGS = "data/guidance.yml", "data/settings.yml"
_NAMED = 3  # how many titles a finding about many gives


def _relied_on(book: Book) -> Iterator[tuple[Policy, ReliedOn]]:
    for policy in book.policies:
        for relied in policy.settings.guidance:
            yield policy, relied


def _typed(edition: GuidanceEdition | None) -> str:
    return f': type edition: "{edition.edition}"' if edition else ""


@rule("GUI001", Severity.BLOCKER, GUIDANCE)
def no_superseded_edition_is_relied_on(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure no policy relies on an edition that a later one has replaced."""
    for policy, relied in _relied_on(book):
        guidance = book.guidance.guidance.get(relied.id)
        edition = guidance.edition(relied.edition) if guidance else None
        if guidance and edition and edition.until and edition.superseded_on(context.as_of):
            yield Fault(
                relied.at("edition"),
                f"“{policy.settings.title}” relies on the {relied.edition} edition of {guidance.title}, superseded {edition.until.when_words}.",
                f"Compare the policy with the current edition, change what must change, then rely on that{_typed(guidance.current(context.as_of))}.",
                about=policy.id,
            )


@rule("GUI002", Severity.BLOCKER, GUIDANCE)
def one_edition_of_each_guidance_in_the_book(book: Book, _context: Context) -> Iterator[Fault]:
    """Ensure all policies rely on the same edition of a guidance."""
    first: dict[str, tuple[Policy, ReliedOn]] = {}
    for policy, relied in _relied_on(book):
        other_policy, other = first.setdefault(relied.id, (policy, relied))
        guidance = book.guidance.guidance.get(relied.id)
        if guidance and relied.edition != other.edition:
            yield Fault(
                relied.at("edition"),
                f"{guidance.title} is cited in its {relied.edition} edition here and in its {other.edition} edition in “{other_policy.settings.title}”.",
                "Type the same edition in both policy.yml files: the one both were compared with.",
                related=(other.at("edition"),),
                about=policy.id,
            )


@rule("GUI003", Severity.BLOCKER, GUIDANCE)
def no_edition_is_relied_on_before_it_is_in_force(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure no policy relies on an edition that is not yet in force."""
    for policy, relied in _relied_on(book):
        guidance = book.guidance.guidance.get(relied.id)
        edition = guidance.edition(relied.edition) if guidance else None
        if guidance and edition and edition.in_force and context.as_of < edition.in_force.first:
            yield Fault(
                relied.at("edition"),
                f"“{policy.settings.title}” relies on the {relied.edition} edition of {guidance.title}, in force only from {edition.in_force.words}.",
                f"Until then rely on the edition that is in force today{_typed(guidance.current(context.as_of))}.",
                about=policy.id,
            )


@rule("GUI004", Severity.ADVICE, GUIDANCE, SETTINGS)
def the_table_of_editions_is_checked(book: Book, context: Context) -> Iterator[Fault]:
    """Ensure somebody compared each current edition with its publisher's page within the last 120 days."""
    days = book.settings.guidance_checked_days.value
    stale = []
    for guidance in book.guidance.guidance.values():
        current = guidance.current(context.as_of)
        if current and not within(current.checked_on, days, context.as_of):
            stale.append((guidance, current))
    if stale:
        titles = "; ".join(guidance.title for guidance, _ in stale[:_NAMED]) + (
            "; and others" if len(stale) > _NAMED else ""
        )
        number = "one guidance document" if len(stale) == 1 else f"{len(stale)} guidance documents"
        yield Fault(
            stale[0][1].key("checked_on"),
            f"Nobody has checked the current edition of {number} in the last {days} days ({titles}).",
            f"Compare each with its publisher’s page, then type the day {stale[0][1].after('checked_on')}, and your role {stale[0][1].after('checked_by')}.",
            related=tuple(edition.key("checked_on") for _, edition in stale[1:]),
        )


RULES: tuple[Rule, ...] = (
    no_superseded_edition_is_relied_on,
    one_edition_of_each_guidance_in_the_book,
    no_edition_is_relied_on_before_it_is_in_force,
    the_table_of_editions_is_checked,
)
