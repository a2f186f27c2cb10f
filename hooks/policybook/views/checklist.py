"""The view of the annual review checklist: every check of the sections and of the facts, by group."""

from __future__ import annotations

from dataclasses import replace

from policybook.book.book import Document
from policybook.references.uses import THIS_POLICY
from policybook.views.addresses import Page
from policybook.views.documents import group_view, sign_off_view
from policybook.views.fact_checks import raised_checks
from policybook.views.page_data import CheckGroupView, ChecklistView, CheckView, ChoiceView, RecordView
from policybook.views.view_context import Stage

_JUDGEMENTS = ("yes", "partly", "no", "not applicable")
_LEADERS = ("dsl", "headteacher")


def checklist_view(stage: Stage, document: Document, page: Page) -> ChecklistView:
    """The view of a document of the kind ``checklist``."""
    settings = document.settings
    checks = [*_section_checks(stage, page), *_raised(stage)]
    groups = []
    for number, group in enumerate(settings.groups, 1):
        own = [check for name, check in checks if name == group.id]
        numbered = tuple(replace(check, number=f"{number}.{position}") for position, check in enumerate(own, 1))
        groups.append(CheckGroupView(group.id, group.title, numbered))
    return ChecklistView(
        page=stage.page(page, settings.title, settings.summary, document.path),
        status=stage.status(stage.book.policies),
        version=stage.version(stage.book.policies, document.fingerprint),
        intro=tuple(group_view(stage, document, group, page) for group in document.groups),
        groups=tuple(groups),
        judgements=tuple(
            ChoiceView(name, stage.words.say(f"judgement.{name.replace(' ', '-')}")) for name in _JUDGEMENTS
        ),
        record=_record(stage),
        sign_off=sign_off_view(settings.sign_off),
        download=stage.download(settings.download, settings.title, page) if settings.download else None,
    )


def _record(stage: Stage) -> RecordView:
    book = stage.book
    months = [policy.settings.review_every_months for policy in book.policies]
    required = tuple(book.settings.review_approved_by.roles)
    return RecordView(
        policies=tuple(policy.id for policy in book.policies),
        sections=tuple((one.ref, one.fingerprint, one.settings.title) for one in book.sections.values()),
        roles=tuple((name, role.title) for name, role in book.people.roles.items() if name in _roles_asked(stage)),
        approvers=tuple((name, book.role_title(name)) for name in required),
        must_approve=required,
        months=min([book.settings.review_every_months.value, *filter(None, months)]),
    )


def _roles_asked(stage: Stage) -> set[str]:
    """The roles that the page names anyway: who leads, who is asked, who owns a policy and who must approve."""
    required = stage.book.settings.review_approved_by.roles
    asked = {check.settings.who for check in stage.book.checks} | {raised.who for raised in raised_checks(stage)}
    return asked | {policy.settings.owner for policy in stage.book.policies} | {*_LEADERS, *required}


def _section_checks(stage: Stage, page: Page) -> list[tuple[str, CheckView]]:
    inline = stage.inline(page)
    found = []
    for check in stage.book.checks:
        settings, policy = check.settings, stage.book.policy(check.section.policy)
        view = CheckView(
            id=settings.id,
            number="",
            ask=inline.line(settings.ask, policy),
            evidence=inline.line(settings.evidence, policy),
            who=stage.book.role_title(settings.who),
            basis=stage.words.say(f"basis.{settings.basis}"),
            source=_source(stage, settings.source),
            clauses=stage.clause_links(settings.clauses, page),
        )
        found.append((settings.group, view))
    return found


def _raised(stage: Stage) -> list[tuple[str, CheckView]]:
    return [
        (
            raised.group,
            CheckView(
                id=raised.id,
                number="",
                ask=raised.ask,
                evidence=raised.evidence,
                who=stage.book.role_title(raised.who),
                basis=stage.words.say(f"basis.{raised.basis}"),
                source=_source(stage, raised.source),
                clauses=(),
            ),
        )
        for raised in raised_checks(stage)
    ]


def _source(stage: Stage, source: str) -> str:
    if source == THIS_POLICY:
        return stage.words.say("source.this-policy")
    guidance = stage.book.guidance.guidance.get(source)
    return guidance.title if guidance else source
