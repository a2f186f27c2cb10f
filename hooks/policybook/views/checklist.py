"""The views of the annual review: its questions, the facts to confirm, what is read in full, and the record.

A usual book has one page for all of it. A large one has a page for what belongs to no policy, and one for each policy; their
script holds them together by one list of all that is asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from policybook.basics.languages import ENGLISH
from policybook.book.book import Check, Document, Policy
from policybook.book.fact_rows import fact_rows
from policybook.book.review_cycle import review_months
from policybook.book.review_status import latest_review
from policybook.model.reviews import JUDGEMENTS
from policybook.review.pdf_form import CHECK
from policybook.views.addresses import LinkView, Page, upload_url
from policybook.views.documents import GroupView, SignOffView, group_view, sign_off_view
from policybook.views.facts_to_confirm import FactRowView, FactTableView, fact_tables
from policybook.views.review_questions import CheckView, StepView, is_core, numbered_questions, question_steps
from policybook.views.shown_changes import RedlineView, redlines_since_review
from policybook.views.status_words import StatusView, VersionView, status_view, version_view
from policybook.views.view_context import DownloadView, PageView, ViewContext

_LEADERS = ("dsl", "headteacher")
MOST_ON_A_PAGE = 100
"""Questions of a review of one page: each has 2.6 kB, and all else 120, so no page has 0.4 MB. A school of three policies asks 64."""


@dataclass(frozen=True, slots=True)
class ReadView:
    """A text that somebody reads in full: a section that changed since the last review, or a document."""

    ref: str
    title: str
    fingerprint: str
    href: str
    redline: RedlineView | None = None
    """What changed in it since the last review; None where the words that were read then are not at hand."""


@dataclass(frozen=True, slots=True)
class ReadPolicyView:
    """A policy that is read in full: one tick for what did not change, and one for each section that did."""

    id: str
    title: str
    href: str
    who_id: str
    who: str
    unchanged: tuple[str, ...]
    """The names of the sections that its own tick counts for."""
    changed: tuple[ReadView, ...]


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
        return _json(
            {
                "policies": self.policies,
                "texts": {name: [print_, title] for name, print_, title in self.texts},
                "roles": dict(self.roles),
                "months": self.months,
            }
        )


@dataclass(frozen=True, slots=True)
class PartView:
    """The page of one policy, where a review has several."""

    title: str
    href: str
    count: int
    """How many questions it has."""


@dataclass(frozen=True, slots=True)
class ChecklistView:
    """The annual review: page and fillable PDF. ``judgements`` are the answers to choose from."""

    page: PageView
    status: StatusView
    version: VersionView
    intro: tuple[GroupView, ...]
    steps: tuple[StepView, ...]
    facts: tuple[FactTableView, ...]
    has_hidden_people: bool
    """Whether somebody holds a role whose name readers do not see."""
    policies: tuple[ReadPolicyView, ...]
    documents: tuple[ReadView, ...]
    judgements: tuple[ChoiceView, ...]
    record: RecordView
    sign_off: SignOffView | None
    download: DownloadView | None
    upload: str
    """Where the record is handed in, in the repository's web page; "" where nobody has said where that is."""
    role: str = ""
    """The title of the one role that a sheet is for; "" where it is for everybody."""
    parts: tuple[PartView, ...] = ()
    """On the first of several pages, the others."""
    policy: str = ""
    """The policy of whose questions this page is; "" where it has the start and the sign-off."""
    home: LinkView | None = None
    """The first of several pages; None where there is one."""
    whole_script: str = ""
    """The script that lists what several pages ask; "" where there is one page."""

    @property
    def blank_row(self) -> FactRowView:
        """A row with places in braces, from which the page's script makes those of the leadership's copy."""
        return FactRowView("{name}", "{title}", "{words}", "{last}", "{who_id}", "{who}", (), "", has_own_dates=False)

    @property
    def checks(self) -> tuple[CheckView, ...]:
        """Every question, in the order in which they are asked."""
        return tuple(check for step in self.steps for group in step.groups for check in group.checks)

    @property
    def count(self) -> int:
        """How many questions there are in all."""
        return len(self.checks) + sum(part.count for part in self.parts)

    @property
    def made_of(self) -> str:
        """Every text, question and fact with values, each with its fingerprint: what has changed since is not taken for seen."""
        texts = [f"{name}={words}" for name, words, _ in self.record.texts]
        rows = [f"{row.name}={row.fingerprint}" for table in self.facts for row in table.rows if row.fingerprint]
        checks = [f"{CHECK}{check.id}={check.fingerprint}" for check in self.checks]
        return " ".join([*texts, *rows, *checks])

    @property
    def fact_count(self) -> int:
        """How many facts there are to confirm."""
        return sum(len(table.rows) for table in self.facts)


def checklist_view(
    context: ViewContext, document: Document, page: Page, *, for_leadership: bool = False
) -> ChecklistView:
    """Return the view of a document of the kind ``checklist``; the leadership's has every person and date of a fact.

    Its labels are in English, as all that the leadership works with.
    """
    context = context.in_language(ENGLISH)
    return _view(
        context,
        document,
        page,
        question_steps(context, document, page, tuple(numbered_questions(context, document))),
        tuple(_read_policies(context, page, context.book.policies)),
        for_leadership=for_leadership,
    )


def checklist_pages(context: ViewContext, document: Document) -> Iterator[ChecklistView]:
    """Return the view of each page of a checklist: of one, or of the first and then of each policy."""
    context, first = context.in_language(ENGLISH), Page(document.settings.address)
    asked = _by_policy(context, document)
    if not asked:
        yield checklist_view(context, document, first)
        return
    whole = _view(context, document, first, (), ())
    parts = tuple(
        PartView(policy.settings.title, first.to(_part(first, policy)), len(asked[policy.id]))
        for policy in context.book.policies
    )
    script = whole_path(document)
    yield (
        home := replace(
            whole, parts=parts, home=LinkView(first.to(first.address), ""), whole_script=first.to_file(script)
        )
    )
    title, summary = whole.page.title, context.sentences.fill("review.part-summary")
    for policy in context.book.policies:
        page = Page(_part(first, policy))
        own = context.sentences.fill("review.part", review=title, policy=policy.settings.title)
        yield replace(
            home,
            page=context.page(page, own, summary, document.path),
            intro=(),
            steps=question_steps(context, document, page, asked[policy.id]),
            facts=(),
            policies=tuple(_read_policies(context, page, [policy])),
            documents=(),
            download=None,
            parts=(),
            policy=policy.id,
            home=LinkView(page.to(first.address), title),
            whole_script=page.to_file(script),
        )


def whole_path(document: Document) -> str:
    """Return where the list of all that is asked is published, for a checklist of several pages."""
    return f"{document.settings.address}/whole.js"


def whole_script(context: ViewContext, document: Document) -> str:
    """Return the list of all that several pages ask, step by step in the order of one page; "" where there is one page."""
    context, first = context.in_language(ENGLISH), Page(document.settings.address)
    asked = _by_policy(context, document)
    if not asked:
        return ""
    words, book, fill = context.book.check_words, context.book, context.sentences.fill

    def step(page: str, href: str, title: str, **more: object) -> dict[str, object]:
        return {"page": page, "href": href, "title": title, **{name: value for name, value in more.items() if value}}

    def policy_step(policy: Policy) -> dict[str, object]:
        (read,) = _read_policies(context, Page(""), [policy])
        ticks = [{"policy": read.id, "texts": " ".join(read.unchanged), "who": read.who_id}] if read.unchanged else []
        ticks += [{"read": text.ref, "who": read.who_id} for text in read.changed]
        checks = [
            [one.settings.id, words[one.settings.id], one.settings.who, number, *([1] if is_core(one) else [])]
            for number, one in asked[policy.id]
        ]
        return step(policy.id, first.to(_part(first, policy)), policy.settings.title, checks=checks, boxes=ticks)

    def fact_step(table: FactTableView) -> dict[str, object]:
        rows = [
            {"fact": row.name, "title": row.title, "who": row.who_id, "seen": json.dumps(row.values)}
            for row in table.rows
        ]
        return step("", first.to(first.address, table.id), table.title, table=table.id, boxes=rows)

    documents = [{"read": one.ref, "who": ""} for one in context.documents if one.is_reviewed]
    steps = [
        *map(policy_step, book.policies),
        *map(fact_step, fact_tables(context)),
        step("", first.to(first.address, "page-read"), fill("review.read"), boxes=documents),
        step("", first.to(first.address, "page-record"), fill("review.sign-off")),
    ]
    return f'policybookReview={_record(context).as_json[:-1]},"steps":{_json(steps)}}};\n'


def _part(first: Page, policy: Policy) -> str:
    return f"{first.address}/{policy.id}"


def _view(
    context: ViewContext,
    document: Document,
    page: Page,
    steps: tuple[StepView, ...],
    policies: tuple[ReadPolicyView, ...],
    *,
    for_leadership: bool = False,
) -> ChecklistView:
    settings = document.settings
    return ChecklistView(
        page=context.page(page, settings.title, settings.summary, document.path),
        status=status_view(context, context.book.policies),
        version=version_view(context, context.book.policies, document.fingerprint),
        intro=tuple(group_view(context, document, group, page) for group in document.groups),
        steps=steps,
        facts=fact_tables(context, for_leadership=for_leadership),
        has_hidden_people=any(not row.is_public for row in fact_rows(context.book, context.as_of)),
        policies=policies,
        documents=tuple(
            ReadView(one.ref, one.settings.title, one.fingerprint, page.to(one.settings.address))
            for one in context.documents
            if one.is_reviewed
        ),
        judgements=tuple(
            ChoiceView(name, context.sentences.fill(f"judgement.{name.replace(' ', '-')}")) for name in JUDGEMENTS
        ),
        record=_record(context),
        sign_off=sign_off_view(context, settings.sign_off),
        download=context.download(settings.download, settings.title, page) if settings.download else None,
        upload=upload_url(context.book, context.book.layout.reviews),
    )


def asked_roles(context: ViewContext, view: ChecklistView) -> tuple[tuple[str, str], ...]:
    """Return id and title of each role that a question or a fact goes to."""
    asked = {check.who_id for check in view.checks} | {row.who_id for table in view.facts for row in table.rows}
    return tuple((name, role.title) for name, role in context.book.people.roles.items() if name in asked)


def sheet_view(view: ChecklistView, role: str, title: str) -> ChecklistView:
    """Return the part of a review that one role fills in; the numbers of its questions stay."""

    def own(step: StepView) -> StepView:
        groups = (
            replace(group, checks=tuple(check for check in group.checks if check.who_id == role))
            for group in step.groups
        )
        return replace(step, groups=tuple(group for group in groups if group.checks))

    steps = [step for step in map(own, view.steps) if step.groups]
    merged = (list(found) for _, found in groupby(steps, key=lambda step: step.whole))
    tables = (replace(table, rows=tuple(row for row in table.rows if row.who_id == role)) for table in view.facts)
    return replace(
        view,
        steps=tuple(
            replace(of[0], title=of[0].whole, groups=tuple(group for step in of for group in step.groups))
            for of in merged
        ),
        facts=tuple(table for table in tables if table.rows),
        policies=tuple(policy for policy in view.policies if policy.who_id == role),
        role=title,
    )


def _by_policy(context: ViewContext, document: Document) -> dict[str, list[tuple[int, Check]]]:
    """The questions with their numbers by the policy they stand in; nothing where one page holds them all."""
    asked = tuple(numbered_questions(context, document))
    if len(asked) <= MOST_ON_A_PAGE:
        return {}
    found: dict[str, list[tuple[int, Check]]] = {policy.id: [] for policy in context.book.policies}
    for number, check in asked:
        found[check.section.policy].append((number, check))
    return found


def _read_policies(context: ViewContext, page: Page, policies: Iterable[Policy]) -> Iterator[ReadPolicyView]:
    for policy in policies:
        redlines = redlines_since_review(context, page, policy.id) if page.address else {}  # paper has no room for them
        last = latest_review(context.book, policy.id, context.as_of)
        read = last.sections if last else {}
        knows = any(section.ref in read for section in policy.sections)
        changed = [section for section in policy.sections if knows and read.get(section.ref) != section.fingerprint]
        yield ReadPolicyView(
            id=policy.id,
            title=policy.settings.title,
            href=page.to(policy.id),
            who_id=policy.settings.owner,
            who=context.book.role_title(policy.settings.owner),
            unchanged=tuple(section.ref for section in policy.sections if section not in changed),
            changed=tuple(
                ReadView(
                    section.ref,
                    section.settings.title,
                    section.fingerprint,
                    page.link_to(section),
                    redlines.get(section.ref),
                )
                for section in changed
            ),
        )


def _record(context: ViewContext) -> RecordView:
    book = context.book
    policies = tuple(policy.id for policy in book.policies)
    required = tuple(book.settings.review_approved_by.roles)
    drafts = {document.ref for document in book.documents if context.is_untried(document)}
    asked = _roles_asked(context)
    return RecordView(
        policies=policies,
        texts=tuple(
            (name, text.fingerprint, text.settings.title)
            for name, text in book.reviewed_texts.items()
            if name not in drafts
        ),
        roles=tuple((name, role.title) for name, role in book.people.roles.items() if name in asked),
        approvers=tuple((name, book.role_title(name)) for name in required),
        must_approve=required,
        months=review_months(book, policies),
    )


def _roles_asked(context: ViewContext) -> set[str]:
    """The roles that the page names anyway: who leads, who is asked, who owns a policy and who must approve."""
    book = context.book
    asked = {check.settings.who for check in book.checks} | {row.asked_of for row in fact_rows(book, context.as_of)}
    return (
        asked
        | {policy.settings.owner for policy in book.policies}
        | {*_LEADERS, *book.settings.review_approved_by.roles}
    )


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
