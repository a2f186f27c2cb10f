"""The questions of the annual review, in steps: law, guidance and the school's own promises, each as long as a screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from policybook.book.book import Check, Document
from policybook.model.content import THIS_POLICY
from policybook.views.addresses import LinkView, Page
from policybook.views.inline_html import Inline
from policybook.views.passage_views import clause_links
from policybook.views.view_context import ViewContext

_BASES = ("must", "should", "good")
_MOST_IN_A_STEP = 15
"""About as many questions as a person looks over on one screen; more become two steps."""


@dataclass(frozen=True, slots=True)
class CheckView:
    """A question of the annual review. Law and guidance ask for evidence."""

    id: str
    number: str
    ask: Markup
    evidence: Markup
    who_id: str
    who: str
    is_core: bool
    fingerprint: str
    """Of the question and its clauses: whoever answered it before they changed is asked again."""
    source: str
    clauses: tuple[LinkView, ...]


@dataclass(frozen=True, slots=True)
class CheckGroupView:
    """Questions about one thing."""

    title: str
    checks: tuple[CheckView, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """The questions that are shown together: those of law, of guidance, or the school's own promises."""

    id: str
    title: str
    whole: str
    """The title without the names of its groups: what all steps of that basis are called."""
    basis: str
    """What asks them: law, guidance or good practice, in words."""
    groups: tuple[CheckGroupView, ...]


def numbered_questions(context: ViewContext, document: Document) -> Iterator[tuple[int, Check]]:
    """Return the questions with their numbers: law, then guidance, then promises, each in the order of the groups."""
    places = {group.id: place for place, group in enumerate(document.settings.groups)}
    asked = (one for one in context.book.checks if one.settings.group in places)
    order = sorted(asked, key=lambda one: (_BASES.index(one.settings.basis), places[one.settings.group]))
    return enumerate(order, 1)


def question_steps(
    context: ViewContext, document: Document, page: Page, numbered: Sequence[tuple[int, Check]]
) -> tuple[StepView, ...]:
    """Return some of the questions, with their numbers, in steps: those of each basis, on as many screens as they take."""
    named = {group.id: group for group in document.settings.groups}
    by_basis = {basis: [one for _, one in numbered if one.settings.basis == basis] for basis in _BASES}
    numbers = {one.settings.id: str(number) for number, one in numbered}
    inline = context.inline(page)
    steps: list[StepView] = []
    for basis, own in by_basis.items():
        parts = tuple(_parts(own))
        for part, checks in enumerate(parts, 1):
            title = whole = context.sentences.fill(f"step.{basis}")
            if len(parts) > 1:
                names = dict.fromkeys(one.settings.group for one in checks)
                short = ", ".join(named[name].short or named[name].title for name in names)
                title = context.sentences.fill("step.part", title=whole, groups=short)
            groups = tuple(
                CheckGroupView(named[name].title, tuple(_check(context, inline, page, one, numbers) for one in found))
                for name, found in groupby(checks, key=lambda one: one.settings.group)
            )
            words = context.sentences.fill(f"basis.{basis}")
            steps.append(StepView(f"step-{basis}-{part}", title, whole, words, groups))
    return tuple(steps)


def _parts(checks: list[Check]) -> Iterator[list[Check]]:
    """The questions in as few parts as there can be, each about as long as the others; no group is in two of them."""
    count = -(-len(checks) // _MOST_IN_A_STEP)
    parts: dict[int, list[Check]] = {}
    begun = 0
    for _, found in groupby(checks, key=lambda one: one.settings.group):
        group = list(found)
        middle = begun + len(group) / 2
        parts.setdefault(int(middle * count / len(checks)), []).extend(group)
        begun += len(group)
    yield from parts.values()


def _check(context: ViewContext, inline: Inline, page: Page, check: Check, numbers: Mapping[str, str]) -> CheckView:
    settings, policy = check.settings, context.book.policy(check.section.policy)
    return CheckView(
        id=settings.id,
        number=numbers[settings.id],
        ask=inline.line(settings.ask, policy),
        evidence=inline.line(settings.evidence, policy),
        who_id=settings.who,
        who=context.book.role_title(settings.who),
        is_core=is_core(check),
        fingerprint=context.book.check_words[settings.id],
        source=_source(context, settings.source),
        clauses=clause_links(context, settings.clauses, page),
    )


def is_core(check: Check) -> bool:
    """Whether law or guidance asks a question, so that its answer needs evidence."""
    return check.settings.basis != "good"


def _source(context: ViewContext, source: str) -> str:
    if source == THIS_POLICY:
        return context.sentences.fill("source.this-policy")
    guidance = context.book.guidance.guidance.get(source)
    return guidance.title if guidance else source
