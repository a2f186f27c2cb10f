"""The view of the annual review checklist: every check of the sections, by group."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from markupsafe import Markup

from policybook.book.book import Document
from policybook.book.fact_rows import fact_rows
from policybook.book.review_cycle import review_months
from policybook.model.content import THIS_POLICY
from policybook.model.facts import JUDGEMENTS
from policybook.views.addresses import LinkView, Page
from policybook.views.documents import GroupView, SignOffView, group_view, sign_off_view
from policybook.views.passage_views import clause_links
from policybook.views.status_words import StatusView, VersionView, status_view, version_view
from policybook.views.view_context import DownloadView, PageView, ViewContext

_LEADERS = ("dsl", "headteacher")


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check of the annual review. ``fact`` is what the build knows and prints as a fact."""

    id: str
    number: str
    ask: Markup
    evidence: Markup
    who: str
    basis: str
    source: str
    clauses: tuple[LinkView, ...]
    fact: str = ""


@dataclass(frozen=True, slots=True)
class CheckGroupView:
    """A group of checks."""

    id: str
    title: str
    checks: tuple[CheckView, ...]


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """An answer to choose: what stands in the record, and the word on the page."""

    value: str
    word: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """What a review record needs to know of the text that is read: its policies, its sections and the roles that sign."""

    policies: tuple[str, ...]
    texts: tuple[tuple[str, str, str], ...]
    """Name, fingerprint and title of each section and of each document that people read or sign."""
    roles: tuple[tuple[str, str], ...]
    """Id and title of every role."""
    approvers: tuple[tuple[str, str], ...]
    """Id and title of the roles that may approve."""
    must_approve: tuple[str, ...]
    """The ids of those without whose approval the record is not complete."""
    months: int
    """After how many months the next review is due."""

    @property
    def as_json(self) -> str:
        """For the page's script."""
        return json.dumps(
            {
                "policies": self.policies,
                "texts": {name: [print_, title] for name, print_, title in self.texts},
                "roles": dict(self.roles),
                "months": self.months,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )


@dataclass(frozen=True, slots=True)
class ChecklistView:
    """The annual review checklist: page and fillable PDF. ``judgements`` are the answers to choose from."""

    page: PageView
    status: StatusView
    version: VersionView
    intro: tuple[GroupView, ...]
    groups: tuple[CheckGroupView, ...]
    judgements: tuple[ChoiceView, ...]
    record: RecordView
    sign_off: SignOffView | None
    download: DownloadView | None

    @property
    def count(self) -> int:
        """How many checks there are in all."""
        return sum(len(group.checks) for group in self.groups)


def checklist_view(context: ViewContext, document: Document, page: Page) -> ChecklistView:
    """The view of a document of the kind ``checklist``."""
    settings = document.settings
    checks = _section_checks(context, page)
    groups = []
    for number, group in enumerate(settings.groups, 1):
        own = [check for name, check in checks if name == group.id]
        numbered = tuple(replace(check, number=f"{number}.{position}") for position, check in enumerate(own, 1))
        groups.append(CheckGroupView(group.id, group.title, numbered))
    return ChecklistView(
        page=context.page(page, settings.title, settings.summary, document.path),
        status=status_view(context, context.book.policies),
        version=version_view(context, context.book.policies, document.fingerprint),
        intro=tuple(group_view(context, document, group, page) for group in document.groups),
        groups=tuple(groups),
        judgements=tuple(
            ChoiceView(name, context.sentences.fill(f"judgement.{name.replace(' ', '-')}")) for name in JUDGEMENTS
        ),
        record=_record(context),
        sign_off=sign_off_view(settings.sign_off),
        download=context.download(settings.download, settings.title, page) if settings.download else None,
    )


def _record(context: ViewContext) -> RecordView:
    book = context.book
    policies = tuple(policy.id for policy in book.policies)
    required = tuple(book.settings.review_approved_by.roles)
    return RecordView(
        policies=policies,
        texts=tuple((name, text.fingerprint, text.settings.title) for name, text in book.reviewed_texts.items()),
        roles=tuple((name, role.title) for name, role in book.people.roles.items() if name in _roles_asked(context)),
        approvers=tuple((name, book.role_title(name)) for name in required),
        must_approve=required,
        months=review_months(book, policies),
    )


def _roles_asked(context: ViewContext) -> set[str]:
    """The roles that the page names anyway: who leads, who is asked, who owns a policy and who must approve."""
    required = context.book.settings.review_approved_by.roles
    asked = {check.settings.who for check in context.book.checks} | {
        row.asked_of for row in fact_rows(context.book, context.as_of)
    }
    return asked | {policy.settings.owner for policy in context.book.policies} | {*_LEADERS, *required}


def _section_checks(context: ViewContext, page: Page) -> list[tuple[str, CheckView]]:
    inline = context.inline(page)
    checks = []
    for check in context.book.checks:
        settings, policy = check.settings, context.book.policy(check.section.policy)
        view = CheckView(
            id=settings.id,
            number="",
            ask=inline.line(settings.ask, policy),
            evidence=inline.line(settings.evidence, policy),
            who=context.book.role_title(settings.who),
            basis=context.sentences.fill(f"basis.{settings.basis}"),
            source=_source(context, settings.source),
            clauses=clause_links(context, settings.clauses, page),
        )
        checks.append((settings.group, view))
    return checks


def _source(context: ViewContext, source: str) -> str:
    if source == THIS_POLICY:
        return context.sentences.fill("source.this-policy")
    guidance = context.book.guidance.guidance.get(source)
    return guidance.title if guidance else source
