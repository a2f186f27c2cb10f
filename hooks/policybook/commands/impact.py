"""Two revisions of the project, read and compared: what ``scripts/impact.py`` prints. Not for the words of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from policybook.basics.findings import Baseline, Report, Severity
from policybook.basics.program import PROGRAM
from policybook.basics.wall import Wall
from policybook.changes.added_findings import added_ahead, check_commit, marked
from policybook.changes.compare import compare
from policybook.commands.options import GOOD, WRONG_USAGE, add_book, add_day, add_to_job_summary, day_of
from policybook.render.artefacts import pages_without_downloads
from policybook.report import as_impact
from policybook.report.impact_phrases import Impact, Side
from policybook.revisions.git import Git, GitError
from policybook.rules.checking import CheckResult, check_project
from policybook.rules.one_cause import tell_causes
from policybook.rules.outlook import look_ahead
from policybook.source.sources import Sources

DESCRIPTION = "Say in plain words what a change does: for a pull request. Nothing is changed by it."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    help_ = "the branch, tag or commit before the change, such as main"
    parser.add_argument("base", metavar="BASE", help=help_)
    help_ = "the one after the change (default: the files as they are now)"
    parser.add_argument("head", metavar="HEAD", nargs="?", help=help_)
    help_ = "the branch of the proposal, if it is in this repository: what must be read again can be opened there"
    parser.add_argument("--branch", default="", metavar="NAME", help=help_)
    add_book(parser)
    add_day(parser)


def run(options: argparse.Namespace) -> int:
    """Print what the change does."""
    try:
        text = comment(options.sources, options.base, options.head, day_of(options), PROGRAM, options.branch)
    except ImpactError as refused:
        print(refused, file=sys.stderr)
        return WRONG_USAGE
    sys.stdout.write(text)
    add_to_job_summary(text)
    return GOOD


class ImpactError(Exception):
    """The comparison cannot be made; the message says why and what to do."""


def comment(
    sources: Sources, base: str, head: str | None, as_of: date, templates_root: Path | None = None, branch: str = ""
) -> str:
    """What the change from ``base`` to ``head`` does, as Markdown; without ``head``, to the files as they are now.

    With the ``templates_root``, the pages of both sides are compared where nothing else differs.

    Raises:
        ImpactError: where a revision cannot be read, or the newer side cannot be understood.
    """
    git = Git(sources.root, "impact.py")
    try:
        before_commit = git.commit(base)
        after_commit = git.commit(head) if head is not None else ""
        before = check_commit(git, before_commit, sources.layout, as_of)
        after = (
            check_commit(git, after_commit, sources.layout, as_of) if after_commit else check_project(sources, as_of)
        )
    except GitError as refused:
        raise ImpactError(str(refused)) from None
    if after is None:
        raise ImpactError(f"“{head}” has no policy/ folder, so there is nothing to compare.")
    if before is None:
        return as_impact.NOTHING_BEFORE
    report = Report.of(tell_causes(marked(after, before), after.book), Baseline(base, before_commit))
    wall = Wall()
    changes, unread = compare(before.book, after.book, as_of, wall), _unread(before) | _unread(after)
    pages: tuple[str, ...] = ()
    if templates_root and changes.is_nothing and not unread:
        pages = tuple(wall.guard("", "", lambda: _other_pages(sources.root, templates_root, before, after, as_of)))
    return as_impact.render(
        Impact(
            changes=changes,
            before=Side(base, before_commit),
            after=Side(head or "the files as they are now", after_commit),
            as_of=as_of,
            report=report,
            unread=unread,
            failed=wall.causes(),
            pages=pages,
            lines=after.lines,
            branch=branch,
            ahead=added_ahead(after, look_ahead(after.context, after.report), before).items,
        )
    )


def _other_pages(
    root: Path, templates_root: Path, before: CheckResult, after: CheckResult, as_of: date
) -> Iterator[str]:
    """The titles of the pages that are new, gone or different, those of the newer side first."""
    sides = (
        pages_without_downloads(root, templates_root, result.book, result.report, as_of) for result in (before, after)
    )
    olds, news = ({page.address: page for page in pages} for pages in sides)
    for address in dict.fromkeys([*news, *olds]):
        old, new = olds.get(address), news.get(address)
        if not (old and new and (old.title, old.text) == (new.title, new.text)) and (page := new or old):
            yield page.title


def _unread(result: CheckResult) -> frozenset[str]:
    """The files with something in them that cannot be understood, so that what they say is not known."""
    return frozenset(f.span.path for f in result.report.findings if f.severity is Severity.ERROR)
