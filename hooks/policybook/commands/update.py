"""The command ``update``: moves a book to this version of the program, and tells what it did."""

from __future__ import annotations

import argparse
import sys

from policybook.basics.edits import EditError
from policybook.basics.findings import Severity
from policybook.basics.program import VERSION
from policybook.commands.book_program import PROGRAM_FOLDER, write_program
from policybook.commands.options import FOUND, GOOD, WRONG_USAGE, add_book
from policybook.editing.migrations import move_book
from policybook.loading.load import load
from policybook.revisions.git import Git, GitError
from policybook.source import reading_codes
from policybook.source.sources import Sources

DESCRIPTION = "Move a book to this version of the program. No clause and no sentence is changed."
EPILOG = (
    "Where git keeps the book, everything must be committed first, so that what this does can be seen and taken back."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    help_ = "go on where git does not keep the book, so that nothing can be taken back: make a copy first"
    parser.add_argument("--without-git", action="store_true", help=help_)
    add_book(parser)


def run(options: argparse.Namespace) -> int:
    """Move the book, unless it is newer or has changes that are not committed."""
    sources: Sources = options.sources
    if refused := _refusal(sources, is_kept=not options.without_git):
        print(f"{refused} Nothing was changed.", file=sys.stderr)
        return WRONG_USAGE
    try:
        done = list(move_book(sources))
    except EditError as changed:
        print(f"{changed} Run the same command again.", file=sys.stderr)
        return WRONG_USAGE
    if (sources.root / PROGRAM_FOLDER).is_dir():
        done += write_program(sources.root)
    print("\n".join(done) or f"Nothing to do: the book is as version {VERSION} of the program expects it.")
    errors = [found for found in load(sources).findings if found.severity is Severity.ERROR]
    if errors:
        print("\nThe check finds errors that somebody must look at: python3 scripts/check.py")
    elif done:
        print("\nRead what changed (git diff), then commit it. What is left to do: python3 scripts/check.py")
    return FOUND if errors else GOOD


def _refusal(sources: Sources, *, is_kept: bool) -> str:
    """Why nothing may be moved; "" where it may."""
    newer = [found for found in load(sources).findings if found.code is reading_codes.ORG011]
    if newer:
        return f"{newer[0].message} {newer[0].fix}"
    if not is_kept:
        return ""
    try:
        state = Git(sources.root, "update").run("status", "--porcelain", "--", ".")
    except GitError as trouble:
        return f"{trouble} Or make a copy of the book, and add --without-git."
    if state.returncode:
        return "Git does not keep this book, so nothing could be taken back. Make a copy of it, and add --without-git."
    changed = state.stdout.decode(errors="replace").splitlines()
    files = "One file has" if len(changed) == 1 else f"{len(changed)} files have"
    return f"{files} changes that are not committed. Commit them, or take them back, first." if changed else ""
