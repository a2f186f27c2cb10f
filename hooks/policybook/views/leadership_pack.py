"""The leadership's pack: findings, people with their private dates, the record to fill in. Never for ``site/``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policybook.basics.dates import PartialDate
from policybook.basics.findings import Finding, Severity
from policybook.model.facts import Decision
from policybook.review.review_progress import record_to_complete
from policybook.rules.publication_gate import is_published, stops_publication
from policybook.views.addresses import Page, edit_url
from policybook.views.checklist import ChecklistView, checklist_view
from policybook.views.coverage_matrix import InternalCoverage, coverage_rows
from policybook.views.passage_views import clause_links
from policybook.views.status_words import StatusView, VersionView, document_version_view, status_view, version_view
from policybook.views.view_context import LogoView, ViewContext

_OPEN_DECISION = "DEC001"
"""Open decisions have a section of their own, with their clauses."""


@dataclass(frozen=True, slots=True)
class InternalFinding:
    """A finding in the leadership's pack."""

    code: str
    message: str
    place: str
    fix: str
    edit_url: str


@dataclass(frozen=True, slots=True)
class InternalPerson:
    """A person in a role with the private dates, for the leadership only. Texts are "" where unknown."""

    name: str
    role: str
    is_dsl: bool
    """Whether lead and training are asked about: a headteacher's own appointment has neither."""
    lead: str
    trained: str
    refreshed: str
    prevent: str
    confirmed: str


@dataclass(frozen=True, slots=True)
class InternalComing:
    """A law or an edition that was announced and is not in force."""

    title: str
    announced: str
    expected: str
    note: str
    checked: str


@dataclass(frozen=True, slots=True)
class InternalDecision:
    """A question that the policies leave open, for whoever decides it."""

    question: str
    why: str
    clauses: tuple[tuple[str, str], ...]
    """Where each clause is, and its words."""
    choices: tuple[tuple[str, str], ...]
    """What is typed to decide, and what it means."""
    decides: str
    asked: str
    place: str


@dataclass(frozen=True, slots=True)
class InternalPack:
    """The leadership's pack: never under ``site/``."""

    school: str
    logo: LogoView | None
    built: str
    status: StatusView
    is_published: bool
    blockers: tuple[InternalFinding, ...]
    stopping: int
    """How many of the blockers stop publication."""
    advice: tuple[InternalFinding, ...]
    decisions: tuple[InternalDecision, ...]
    coming: tuple[InternalComing, ...]
    people: tuple[InternalPerson, ...]
    checklist: ChecklistView
    review_record: str
    coverage: tuple[InternalCoverage, ...]
    versions: tuple[tuple[str, VersionView], ...]
    """Which text each policy and document is, by its title."""
    register_title: str
    register_version: VersionView | None


def internal_pack(context: ViewContext) -> InternalPack | None:
    """The pack; None where the book has no checklist to put into it."""
    checklist = next((d for d in context.book.documents if d.settings.kind == "checklist"), None)
    if checklist is None:
        return None
    register = next((d for d in context.book.documents if d.settings.audience == "staff" and d.settings.sign_off), None)
    view: ChecklistView = checklist_view(context, checklist, Page(""), for_leadership=True)
    return InternalPack(
        school=context.book.school.name,
        logo=context.logo,
        built=context.built,
        status=status_view(context, context.book.policies),
        is_published=is_published(context.book, context.as_of),
        blockers=_findings(context, Severity.BLOCKER),
        stopping=len(stops_publication(context.book, context.report, context.as_of)),
        advice=_findings(context, Severity.ADVICE),
        decisions=tuple(_decision(context, decision) for decision in context.book.decisions.open),
        coming=tuple(_coming(context)),
        people=people_in_roles(context),
        checklist=view,
        review_record=record_to_complete(context.book, context.as_of),
        coverage=coverage_rows(context.book),
        versions=(
            *((one.settings.title, version_view(context, [one], one.fingerprint)) for one in context.book.policies),
            *((one.settings.title, document_version_view(context, one)) for one in context.book.documents_with_pages),
        ),
        register_title=register.settings.title if register else "",
        register_version=document_version_view(context, register) if register else None,
    )


def _findings(context: ViewContext, severity: Severity) -> tuple[InternalFinding, ...]:
    found = context.report.of_severity(severity)
    return tuple(_finding(context, finding) for finding in found if finding.code.id != _OPEN_DECISION)


def _finding(context: ViewContext, finding: Finding) -> InternalFinding:
    place = f"{finding.span.path}, line {finding.span.line}"
    url = edit_url(context.book, finding.span.path)
    return InternalFinding(finding.code.id, finding.message, place, finding.fix, url)


def _decision(context: ViewContext, decision: Decision) -> InternalDecision:
    page, clauses = Page(""), [context.book.clauses[name] for name in decision.clauses if name in context.book.clauses]
    links = clause_links(context, [clause.id for clause in clauses], page)
    words = [context.inline(page).html(clause.wording.text, clause.span.path).striptags() for clause in clauses]
    return InternalDecision(
        question=decision.question,
        why=decision.why,
        clauses=tuple(zip((link.text for link in links), words, strict=True)),
        choices=tuple((name, choice.means) for name, choice in decision.choices.items()),
        decides=context.book.role_title(decision.decides),
        asked=_date(decision.asked_on),
        place=f"{decision.span.path}, line {decision.at('question').line}",
    )


def _coming(context: ViewContext) -> Iterator[InternalComing]:
    """The laws and editions that were announced and are not in force."""
    for guidance in context.book.guidance.guidance.values():
        if edition := guidance.coming:
            yield InternalComing(
                guidance.title,
                _date(edition.announced),
                edition.expected or "",
                edition.note or "",
                _date(edition.last_checked),
            )


def people_in_roles(context: ViewContext) -> tuple[InternalPerson, ...]:
    """Return everybody who holds a role today, with the private dates."""
    return tuple(
        InternalPerson(
            name=context.book.person(appointment).name,
            role=context.book.role_title(appointment.role),
            is_dsl=appointment.role in ("dsl", "deputy-dsl"),
            lead="no" if appointment.role == "deputy-dsl" else {True: "yes", False: "no", None: ""}[appointment.lead],
            trained=_date(appointment.trained_on),
            refreshed=_date(appointment.refreshed_on),
            prevent=_date(appointment.prevent_trained_on),
            confirmed=_date(appointment.confirmed_on),
        )
        for appointment in context.book.people.appointments
        if appointment.in_post(context.as_of) and appointment.person in context.book.people.people
    )


def _date(date: PartialDate | None) -> str:
    return date.words if date else ""
