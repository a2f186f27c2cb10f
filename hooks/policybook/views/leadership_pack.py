"""The leadership's pack: findings, people with their private dates, the record to fill in. Never for ``site/``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policybook.basics.dates import PartialDate
from policybook.basics.findings import Severity
from policybook.book.book import Document
from policybook.book.reading_age import FORMULA
from policybook.model.records import Decision
from policybook.rules.publication_gate import is_published, stops_publication
from policybook.views.addresses import Page, form_url
from policybook.views.coverage_matrix import InternalCoverage, coverage_rows
from policybook.views.desk import DeskView
from policybook.views.passage_views import clause_links
from policybook.views.status_words import StatusView, VersionView, document_version_view, status_view, version_view
from policybook.views.view_context import LogoView, ViewContext


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
    name: str
    form: str
    """The address of the form that records a decision."""


@dataclass(frozen=True, slots=True)
class InternalEasyRead:
    """An easy-read edition: whether readers have tried it, its file, and the picture that each of its lines asks for."""

    title: str
    tried: str
    """When it was tried and by which roles, or "" while it is a draft."""
    place: str
    pdf: str
    pictures: tuple[tuple[str, str], ...]
    """The words of each line, and what its picture shows."""


@dataclass(frozen=True, slots=True)
class InternalPack:
    """The leadership's pack: never under ``site/``."""

    school: str
    logo: LogoView | None
    built: str
    language: str
    status: StatusView
    is_published: bool
    desk: DeskView
    blockers: int
    stopping: int
    """How many of the blockers stop publication."""
    advice: int
    decisions: tuple[InternalDecision, ...]
    coming: tuple[InternalComing, ...]
    people: tuple[InternalPerson, ...]
    coverage: tuple[InternalCoverage, ...]
    formula: str
    """By which the reading ages of the coverage were worked out."""
    easy_read: tuple[InternalEasyRead, ...]
    versions: tuple[tuple[str, VersionView], ...]
    """Which text each policy and document is, by its title."""
    register_title: str
    register_version: VersionView | None


def internal_pack(context: ViewContext, desk: DeskView) -> InternalPack:
    """Return the pack; the desk is its first page."""
    register = next((d for d in context.book.documents if d.settings.audience == "staff" and d.settings.sign_off), None)
    return InternalPack(
        school=context.book.school.name,
        logo=context.logo,
        built=context.built,
        language=context.sentences.language,
        status=status_view(context, context.book.policies),
        is_published=is_published(context.book, context.as_of),
        desk=desk,
        blockers=len(context.report.of_severity(Severity.BLOCKER)),
        stopping=len(stops_publication(context.book, context.report, context.as_of)),
        advice=len(context.report.of_severity(Severity.ADVICE)),
        decisions=tuple(
            _decision(context, name, decision)
            for name, decision in context.book.decisions.decisions.items()
            if not decision.decided
        ),
        coming=tuple(_coming(context)),
        people=people_in_roles(context),
        coverage=coverage_rows(context.book),
        formula=FORMULA,
        easy_read=tuple(_easy_read(context, document) for document in context.book.easy_read_documents),
        versions=(
            *((one.settings.title, version_view(context, [one], one.fingerprint)) for one in context.book.policies),
            *((one.settings.title, document_version_view(context, one)) for one in context.book.documents_with_pages),
        ),
        register_title=register.settings.title if register else "",
        register_version=document_version_view(context, register) if register else None,
    )


def _decision(context: ViewContext, name: str, decision: Decision) -> InternalDecision:
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
        name=name,
        form=form_url(context.site, "decided"),
    )


def _easy_read(context: ViewContext, document: Document) -> InternalEasyRead:
    settings, inline = document.settings, context.inline(Page(""))
    roles = " and ".join(context.book.role_title(role) for role in settings.tried_by)
    return InternalEasyRead(
        title=settings.title,
        tried="" if context.is_untried(document) else f"{_date(settings.tried_on)}, {roles}",
        place=document.path,
        pdf=f"{settings.download}.pdf" if settings.download else "",
        pictures=tuple(
            (inline.html(statement.wording.text, document.path).striptags(), statement.picture)
            for statement in document.statements
            if statement.picture
        ),
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
