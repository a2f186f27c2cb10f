"""What is due as the text of one issue in the repository, in Markdown. In a public repository it names nobody and no date of training."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policybook.basics.dates import add_days
from policybook.basics.findings import Finding, Severity
from policybook.book.days_ahead import NAMED_AHEAD
from policybook.report.as_github import escape_cell
from policybook.rules import first_steps
from policybook.rules.checking import CheckResult
from policybook.rules.first_steps import Step
from policybook.rules.outlook import Outlook, owner_of
from policybook.rules.publication_gate import is_published, stops_publication
from policybook.views import outlook_lines
from policybook.views.addresses import form_url, line_url
from policybook.views.jobs import Jobs

TITLE = "What is due"
NEXT = 5
_PUBLIC_DAYS = ("GUI", "REV005", "REV006", "PUB007")
"""The beginnings of codes whose day anybody may know: from the day on which training lapses follows the day of the training."""


def render(result: CheckResult, outlook: Outlook, jobs: Jobs, problems: Iterable[str] = (), served_at: str = "") -> str:
    """Return the text of the issue; ``problems`` are what is wrong with the pages as they are served, ``jobs`` have forms.

    ``served_at`` is where the pages are, for a book that does not say it.
    """
    site = (result.book.school.website or served_at).rstrip("/")
    return "\n".join(_lines(result, outlook, jobs, tuple(problems), site)) + "\n"


def _lines(result: CheckResult, outlook: Outlook, jobs: Jobs, problems: tuple[str, ...], site: str) -> Iterator[str]:
    book, as_of = result.book, result.context.as_of
    # Nobody has said, or the host says otherwise: then nothing private.
    is_open_to_all = book.settings.repository_is_public is not False or bool(result.context.is_public)
    if problems:
        yield "## The published pages\n"
        yield from (f"- {escape_cell(problem)}" for problem in problems)
        yield ""
    found = first_steps.steps(finding for finding in result.report.open if finding.severity is not Severity.ADVICE)
    if found:
        yield "## Do these next\n"
        yield from (_step(result, step, jobs, site, is_open_to_all=is_open_to_all) for step in found[:NEXT])
        if len(found) > NEXT:
            yield f"\nAnd {len(found) - NEXT} more: the leadership’s pack has them all."
    elif not problems:
        yield "Nothing is to be done today."
    stopping = stops_publication(book, result.report, as_of)
    if stopping:
        when = "published again" if is_published(book, as_of) else "first published"
        yield f"\n{len(stopping)} {'thing stops' if len(stopping) == 1 else 'things stop'} the pages from being {when}."
    near = [
        ahead
        for ahead in outlook.items
        if ahead.day <= add_days(as_of, NAMED_AHEAD)
        and (not is_open_to_all or ahead.finding.code.id.startswith(_PUBLIC_DAYS))
    ]
    if near:
        yield f"\n## In the next {NAMED_AHEAD} days\n"
        if is_open_to_all:
            for heading, items in outlook_lines.by_day(near):
                owners = dict.fromkeys(book.role_title(ahead.owner) for ahead in items if ahead.owner)
                whose = f" ({escape_cell(', '.join(owners))})" if owners else ""
                yield f"- **{heading}** {len(items)} {'thing' if len(items) == 1 else 'things'}{whose}"
        else:
            yield from outlook_lines.as_markdown(near, book, escape_cell)
    if is_open_to_all:
        yield "\nWhoever can open this project can read this. So it names no person: the leadership’s pack does."
    yield f"\n<!-- due: {' '.join(sorted(_marks(found, problems))) or 'nothing'} -->"


def _marks(found: Iterable[Step], problems: tuple[str, ...]) -> Iterator[str]:
    """Yield a mark for each thing that is due, naming nobody: when one is new, the watch says so once in a comment."""
    yield from (f"PAGES.{number}" for number, _ in enumerate(problems, 1))
    for step in found:
        yield from (f"{step.first.code.id}.{number}" for number, _ in enumerate(step.findings, 1))


def _step(result: CheckResult, step: Step, jobs: Jobs, site: str, *, is_open_to_all: bool) -> str:
    book, first = result.book, step.first
    owner = owner_of(book, first)
    account = book.people.roles[owner].account if owner else None
    mention = f" ({account})" if account else ""
    who = f"{escape_cell(book.role_title(owner))}{mention}: " if owner else ""
    url = line_url(book, first.span)
    place = f"{first.span.path}, line {first.span.line}"
    link = f"[{escape_cell(place)}]({url})" if url else escape_cell(place)
    job = jobs.settling(first.code.id) if site else ""
    form = f" [Fill in the form “{escape_cell(jobs.jobs[job].title)}”]({form_url(site, job)})." if job else ""
    if is_open_to_all:
        return f"1. {who}**{escape_cell(_said_to_all(first))}** {form} ({first.code.id}; {link})"
    fix = step.fix.replace(f"{result.context.as_of}", "(today’s date)")  # else the issue would be another every day
    fix = f"{form} Or by hand: {escape_cell(fix)}" if form else f" {escape_cell(fix)}"
    return f"1. {who}**{escape_cell(step.message)}**{fix} ({link})"


def _said_to_all(finding: Finding) -> str:
    """What a rule looks for: its own words name nobody."""
    return finding.code.summary
