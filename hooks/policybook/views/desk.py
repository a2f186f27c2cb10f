"""The headteacher's desk: what to do next, what lapses soon, what must be decided, how far the review is. For ``internal/`` only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from policybook.basics.dates import add_days, format_day
from policybook.basics.findings import Finding, Report, Severity, Span
from policybook.basics.on_page import Refusal
from policybook.book.book import Book
from policybook.book.days_ahead import NAMED_AHEAD
from policybook.model.events import Signed
from policybook.review.record_codec import Draft
from policybook.review.review_progress import progress_in_words
from policybook.rules.first_steps import Step, steps
from policybook.rules.outlook import Outlook, owner_of
from policybook.rules.reference_page import FAMILIES
from policybook.rules.waivers import refusal_of
from policybook.source.last_watch import LastWatch
from policybook.views import outlook_lines
from policybook.views.addresses import LinkView, form_url, line_url, workflow_url
from policybook.views.jobs import Jobs
from policybook.views.view_context import ViewContext

NEXT = 5
"""So many things are shown first: more than that is a list, and nobody begins a list."""
_DAYS = 6
_WATCH = "watch.yml"
_EXCEPTION = "exception"
"""The job of the form that agrees one."""
_OPEN_DECISION = "DEC001"
"""Open decisions have a section of their own, with their clauses."""


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One place of a step: what is wrong there, what to type, and the link to the line (an ``href`` of "" is no link)."""

    message: str
    fix: str
    place: LinkView
    exception: str
    """The form that agrees an exception to it, filled in; "" where there can be none."""


@dataclass(frozen=True, slots=True)
class DeskStep:
    """What to do, why, who sees to it and how long it takes; "" where the book does not know who."""

    code: str
    is_advice: bool
    why: str
    who: str
    time: str
    fix: str
    """What to type, where it is the same at every place; else "", and each item has its own."""
    items: tuple[DeskItem, ...]
    form: LinkView | None
    """The form that settles it."""

    @property
    def first(self) -> DeskItem:
        """The item that names the step."""
        return self.items[0]


@dataclass(frozen=True, slots=True)
class DeskSubject:
    """All steps about one subject."""

    id: str
    title: str
    steps: tuple[DeskStep, ...]


@dataclass(frozen=True, slots=True)
class DeskDay:
    """A day ahead, and what will be wrong from it on unless somebody acts."""

    day: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """How far the review is that has begun: in words, by role, and whose sheets wait to be taken in."""

    so_far: str
    roles: tuple[tuple[str, int, int], ...]
    """The role, how many of its questions are answered, and how many it has."""
    sheets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeskView:
    """The first page of the leadership's pack."""

    next_steps: tuple[DeskStep, ...]
    more: int
    """How many steps come after those."""
    ahead: tuple[DeskDay, ...]
    ahead_days: int
    """Within so many days; a day that moves each day would make the PDF anew each day."""
    more_days: int
    subjects: tuple[DeskSubject, ...]
    signatures: tuple[str, ...]
    """For each document that people sign, how many have, as somebody last counted."""
    progress: ReviewProgress | None
    has_checklist: bool
    """Whether a page asks the questions of the review."""
    watched: str
    """When the watch last looked at the pages on the web, in words."""
    watches: str
    """Where the repository's web page says so; "" where nobody has said where that is."""


def desk_view(
    context: ViewContext,
    outlook: Outlook,
    progress: ReviewProgress | None,
    jobs: Jobs,
    watch: LastWatch | None = None,
) -> DeskView:
    """Return the desk; ``outlook`` is what lies ahead, ``progress`` the review that has begun, ``jobs`` have forms."""
    found = Report(tuple(finding for finding in context.report.open if finding.code.id != _OPEN_DECISION))
    in_order = steps(found.findings)
    days = list(_days_ahead(context, outlook))
    return DeskView(
        next_steps=tuple(_step(context, step, jobs) for step in in_order[:NEXT]),
        more=max(0, len(in_order) - NEXT),
        ahead=tuple(days[:_DAYS]),
        ahead_days=NAMED_AHEAD,
        more_days=max(0, len(days) - _DAYS),
        subjects=tuple(_subjects(context, in_order, jobs)),
        signatures=tuple(_signatures(context.book)),
        progress=progress,
        has_checklist=any(document.settings.kind == "checklist" for document in context.documents),
        watched=_watched(context, watch),
        watches=workflow_url(context.book, _WATCH),
    )


def _watched(context: ViewContext, watch: LastWatch | None) -> str:
    if watch is None:
        return context.sentences.fill("desk.watch.unknown")
    found = ("none", "one")[watch.faults] if watch.faults <= 1 else "some"
    return context.sentences.fill(f"desk.watch.{found}", day=format_day(watch.on), count=watch.faults)


def _signatures(book: Book) -> Iterator[str]:
    counts = {event.document: event for event in sorted(_counted(book), key=lambda event: event.on.first)}
    for document in (document for document in book.published_documents if document.is_signed):
        title, count = document.settings.title, counts.get(document.id)
        if count is None:
            yield f"{title}: nobody has recorded how many have signed."
            continue
        is_older = count.fingerprint is not None and count.fingerprint != document.fingerprint
        version = " They signed an earlier version, so it is signed again." if is_older else ""
        yield f"{title}: {count.signed} of {count.of} have signed, counted on {count.on.words}.{version}"


def _counted(book: Book) -> Iterator[Signed]:
    return (event for event in book.events if isinstance(event, Signed))


def _subjects(context: ViewContext, in_order: Sequence[Step], jobs: Jobs) -> Iterator[DeskSubject]:
    """Yield the subjects, the one with the most urgent step first."""
    families = dict.fromkeys(step.first.code.family for step in in_order)
    for family in families:
        own = tuple(_step(context, step, jobs) for step in in_order if step.first.code.family == family)
        yield DeskSubject(f"page-{family.lower()}", FAMILIES[family], own)


def _step(context: ViewContext, step: Step, jobs: Jobs) -> DeskStep:
    book = context.book
    owner = owner_of(book, step.first)
    fixes = {finding.fix for finding in step.findings}
    return DeskStep(
        code=step.first.code.id,
        is_advice=step.first.severity is Severity.ADVICE,
        why=step.why,
        who=book.role_title(owner) if owner else "",
        time=_time_in_words(step.minutes),
        fix=step.first.fix if len(fixes) == 1 else "",
        items=tuple(_item(context, finding) for finding in step.findings),
        form=_form(context.site, step.first.code.id, jobs),
    )


def _form(site: str, code: str, jobs: Jobs) -> LinkView | None:
    """Return the form that settles findings of a code: on the web where the pages are there, else beside this folder."""
    name = jobs.settling(code)
    return LinkView(form_url(site, name), jobs.jobs[name].title) if name else None


def _item(context: ViewContext, finding: Finding) -> DeskItem:
    place = _place(context.book, finding.span)
    return DeskItem(finding.message, finding.fix, place, _exception(context.site, finding))


def _exception(site: str, finding: Finding) -> str:
    if finding.severity is not Severity.BLOCKER or refusal_of(finding.code) is Refusal.PRIVATE:
        return ""
    return f"{form_url(site, _EXCEPTION)}#{urlencode({'rule': finding.code.id, 'subject': finding.subject})}"


def _place(book: Book, span: Span) -> LinkView:
    return LinkView(line_url(book, span), f"{span.path}, line {span.line}")


def _time_in_words(minutes: int) -> str:
    """Return a rough time: ``about 5 minutes``, ``about 2 hours``."""
    if minutes <= 90:  # noqa: PLR2004 - beyond an hour and a half nobody counts minutes
        return f"about {minutes} minutes"
    return f"about {round(minutes / 60)} hours"


def _days_ahead(context: ViewContext, outlook: Outlook) -> Iterator[DeskDay]:
    """Yield the days within the time in which pages name what changes."""
    last = add_days(context.as_of, NAMED_AHEAD)
    near = [ahead for ahead in outlook.items if ahead.day <= last]
    for heading, items in outlook_lines.by_day(near):
        yield DeskDay(heading, tuple(outlook_lines.said_of(items, context.book, str)))


# --- the review that has begun ---------------------------------------------------------------------------------------


def review_progress(context: ViewContext, draft: Draft, sheets: Sequence[str]) -> ReviewProgress:
    """Return how far a ``draft`` is that holds only what is still true; ``sheets`` are the files of roles beside it."""
    book = context.book
    asked = Counter(check.settings.who for check in book.checks)
    answered = Counter(
        check.settings.who for check in book.checks if draft.answers.get(check.settings.id, {}).get("judgement")
    )
    roles = tuple((book.role_title(role), answered[role], number) for role, number in asked.items())
    return ReviewProgress(progress_in_words(book, draft, context.as_of), roles, tuple(sheets))
