"""GUI: a policy relies on the guidance that its text cites and that its kind must take into account."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from policybook.basics.findings import Severity, Span
from policybook.basics.tokens import find_tokens
from policybook.book.book import Book, Document, Policy
from policybook.model.content import ReliedOn
from policybook.model.guidance import Guidance
from policybook.model.organisation import Duty
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.source.passages import Wording

GUIDANCE, POLICY = "guidance", "policy"
_NAMED = 3  # how many titles a finding about many gives


def titles_of(guidance: list[Guidance]) -> str:
    """The titles of some guidance, the first of them where they are many."""
    named = "; ".join(guidance.title for guidance in guidance[:_NAMED])
    return f"{named}; and others" if len(guidance) > _NAMED else named


def relied_on(book: Book) -> Iterator[tuple[Policy, ReliedOn]]:
    """Every policy with every edition it relies on."""
    for policy in book.policies:
        for relied in policy.settings.guidance:
            yield policy, relied


_Citation: TypeAlias = tuple[Policy | Document, str, str, Span]
"""A guidance token: where, the guidance, the rest of the token's name, and its place."""


@lru_cache(maxsize=1)  # two rules ask the same
def cited(context: Context) -> tuple[_Citation, ...]:
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
    anywhere = {relied.id for _, relied in relied_on(book)}
    for where, name, part, span in cited(context):
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
def what_is_relied_on_iscited(book: Book, context: Context) -> Iterator[Violation]:
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
    for where, name, _, _ in cited(context):
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
                f"“{policy.settings.title}” does not rely on guidance that it should take into account: {titles_of(list(missing.values()))}.",
                f"Compare the policy with it, then add it here with its edition and cite it in a clause or a check ({entries}). If the policy need not rest on it, delete the policy’s name after expected_in: in {book.layout.facts(GUIDANCE)}.",
                related=tuple(guidance.at("expected_in") for guidance in missing.values()),
                about=policy.id,
            )
