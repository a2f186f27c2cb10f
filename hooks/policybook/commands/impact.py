"""Two revisions of the project, read and compared: what ``scripts/impact.py`` prints. Not for the words of it."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from policybook.basics.findings import Report, Severity, Since
from policybook.basics.wall import Wall
from policybook.changes.added_findings import check_commit, marked
from policybook.changes.compare import compare
from policybook.commands.options import GOOD, WRONG_USAGE, add_book, add_day, add_to_job_summary, day_of
from policybook.report import as_impact
from policybook.report.impact_phrases import Impact, Side
from policybook.revisions.git import Git, GitError
from policybook.rules.checking import CheckResult, check_project
from policybook.source.sources import Sources

DESCRIPTION = "Say in plain words what a change does: for a pull request. Nothing is changed by it."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    help_ = "the branch, tag or commit before the change, such as main"
    parser.add_argument("base", metavar="BASE", help=help_)
    help_ = "the one after the change (default: the files as they are now)"
    parser.add_argument("head", metavar="HEAD", nargs="?", help=help_)
    add_book(parser)
    add_day(parser)


def run(options: argparse.Namespace) -> int:
    """Print what the change does."""
    try:
        text = comment(options.sources, options.base, options.head, day_of(options))
    except ImpactError as refused:
        print(refused, file=sys.stderr)
        return WRONG_USAGE
    sys.stdout.write(text)
    add_to_job_summary(text)
    return GOOD


class ImpactError(Exception):
    """The comparison cannot be made; the message says why and what to do."""


def comment(sources: Sources, base: str, head: str | None, as_of: date) -> str:
    """What the change from ``base`` to ``head`` does, as Markdown; without ``head``, to the files as they are now.

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
    report = Report.of(marked(after, before), Since(base, before_commit))
    wall = Wall()
    return as_impact.render(
        Impact(
            changes=compare(before.book, after.book, as_of, wall),
            before=Side(base, before_commit),
            after=Side(head or "the files as they are now", after_commit),
            as_of=as_of,
            report=report,
            unread=_unread(before) | _unread(after),
            failed=wall.causes(),
        )
    )


def _unread(result: CheckResult) -> frozenset[str]:
    """The files with something in them that cannot be understood, so that what they say is not known."""
    return frozenset(f.span.path for f in result.report.findings if f.severity is Severity.ERROR)
