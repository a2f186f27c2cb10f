"""The command ``review``: opens the year's review, takes what was filled in, and says where the school stands.

It writes into ``data/reviews/`` and nowhere else. Not for judging a record: that is ``reviews``, by the rules.
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from dataclasses import replace
from datetime import date
from pathlib import Path

from markupsafe import Markup

from policybook.basics.dates import day_words
from policybook.basics.findings import Severity
from policybook.basics.run_errors import in_words
from policybook.book.book import Book
from policybook.book.review_status import State, is_complete, latest_review, status_of_policy
from policybook.commands.options import FOUND, GOOD, PROJECT, WRONG_USAGE, add_book, add_day, day_of
from policybook.loading.load import DRAFT_ENDING
from policybook.model.facts import Action, Review
from policybook.review.draft_file import Draft, ReviewFileError, as_yaml, draft_path, month_of, read_draft, write
from policybook.review.pdf_form import is_pdf, read_form
from policybook.review.review_progress import (
    blank,
    brought_up_to_date,
    changed_since,
    merged,
    next_due,
    record_of,
    verdict,
)
from policybook.rules.checking import CheckResult, check_project
from policybook.source.sources import Sources
from policybook.views.addresses import Page
from policybook.views.checklist import checklist_view
from policybook.views.sentences import Sentences
from policybook.views.status_words import status_view
from policybook.views.view_context import ViewContext

NOT_COMPLETE = FOUND
_WIDTH = 100


DESCRIPTION = "The yearly review: begin it, take what was filled in, or say where the school stands."
EPILOG = (
    "start begins a review in data/reviews/YYYY-MM.draft.yml. record takes the file that the review page saved, "
    "a draft, or the filled-in PDF: a complete one becomes the record, and any other stays a draft. It ends with "
    "status 0 when it is done, 1 when the review is not complete yet, and 2 when a file cannot be read."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("what", choices=["start", "record", "status"], help="what to do")
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="with record: the file to take")
    add_book(parser)
    add_day(parser)


def run(options: argparse.Namespace) -> int:
    """Do one of the three."""
    if (options.what == "record") != (options.file is not None):
        print("Type start, status, or record and the name of a file.", file=sys.stderr)
        return WRONG_USAGE
    return hold_review(options.sources, PROJECT, options.what, options.file, day_of(options))


def hold_review(sources: Sources, templates_root: Path, what: str, file: Path | None, as_of: date) -> int:
    """One of ``start``, ``record`` and ``status``."""
    result = check_project(sources, as_of)
    if errors := result.report.of_severity(Severity.ERROR):
        first = errors[0]
        _tell(f"{first.span.path}, line {first.span.line}: {first.message}\n{first.fix}")
        _tell("Nothing was changed. Put this right first; python3 scripts/check.py lists everything.")
        return WRONG_USAGE
    try:
        if what == "start":
            return _start(sources, templates_root, result, as_of)
        if what == "record" and file is not None:
            return _record(sources, templates_root, result, file, as_of)
        return _status(sources, templates_root, result, as_of)
    except BrokenPipeError:
        raise
    except (ReviewFileError, OSError) as refused:
        words = in_words(refused) if isinstance(refused, OSError) else str(refused)
        _tell(f"{words}\nNothing was changed.")
        return WRONG_USAGE


# --- start -----------------------------------------------------------------------------------------------------------


def _start(sources: Sources, templates_root: Path, result: CheckResult, as_of: date) -> int:
    book = result.book
    if existing := draft_path(sources):
        print(f"A review has begun already: {_shown(sources, existing)}. Nothing was changed.")
        _wrapped(_progress(book, read_draft(_shown(sources, existing), existing.read_bytes())))
        return NOT_COMPLETE
    draft = blank(book, as_of)
    file = sources.root / sources.layout.reviews / f"{as_of:%Y-%m}{DRAFT_ENDING}"
    write(file, as_yaml(draft, _notes(templates_root, result, as_of), is_draft=True))
    print(
        f"The review has begun: {_shown(sources, file)}, with {draft.asked} checks. It does not count until it is complete."
    )
    _wrapped(
        "Answer it in the review page of the site, where “Open a saved file” takes this file; or in the file itself; or in"
        " the PDF of the checklist. Then type: python3 scripts/review.py record and the name of the file."
    )
    return GOOD


def _notes(templates_root: Path, result: CheckResult, as_of: date, own: str = "") -> dict[str, list[str]]:
    """Above each check: its question, and what the last review answered and agreed; ``own`` is the path of this one."""
    book = result.book
    notes = {check.settings.id: [check.settings.ask] for check in book.checks}
    checklist = next((d for d in book.documents if d.settings.kind == "checklist"), None)
    if checklist:
        view = checklist_view(_stage(templates_root, result, as_of), checklist, Page(""))
        notes |= {check.id: [_plain(book, check.ask)] for group in view.groups for check in group.checks}
    before = replace(book, reviews=tuple(review for review in book.reviews if review.span.path != own))
    last = {review.span.path: review for p in book.policies if (review := latest_review(before, p.id, as_of))}
    for review in last.values():
        for name in review.answers:
            if name in notes and (judgement := review.judgement(name)):
                answer = review.answers[name]
                evidence = f" {answer.evidence}" if answer and answer.evidence else ""
                notes[name].append(f"Last time ({review.reviewed.words}): {judgement}.{evidence}")
        for action in review.actions:
            if action.check in notes:
                done = f"done {action.done.when_words}" if action.done else "not marked as done"
                notes[action.check].append(f"Agreed then: {_action_words(book, action)}; {done}.")
    return notes


def _plain(book: Book, ask: Markup) -> str:
    """A question without markup, and without names: a record stays for years, and people leave."""
    text = ask.striptags()
    for person in book.people.people.values():
        text = text.replace(person.name, "the person on record")
    return text


def _action_words(book: Book, action: Action) -> str:
    return f"{action.action.rstrip('.')} ({book.role_title(action.owner)}, by {action.due.words})"


def _stage(templates_root: Path, result: CheckResult, as_of: date) -> ViewContext:
    return ViewContext(result.book, result.report, as_of, Sentences.read(templates_root), {})


# --- record ----------------------------------------------------------------------------------------------------------


def _record(sources: Sources, templates_root: Path, result: CheckResult, file: Path, as_of: date) -> int:
    book, data = result.book, file.read_bytes()
    told: tuple[str, ...] = ()
    if is_pdf(data):
        new, told = read_form(data, book)
    else:
        new = read_draft(file.name, data)
    holds_sections = bool(new.sections)
    kept = draft_path(sources)
    if kept and not (file.exists() and kept.samefile(file)):
        new, replaced = merged(read_draft(_shown(sources, kept), kept.read_bytes()), new)
        _list("The draft had other answers, and the new ones were taken:", replaced)
    draft = brought_up_to_date(book, new, as_of)
    if draft.reviewed and not draft.next_review:
        try:
            draft = replace(draft, next_review=next_due(book, draft.reviewed))
        except ValueError:  # the rules say that this is no date
            pass
        else:
            _wrapped(f"The next review was left empty; {draft.next_review} was put in, as the policies promise.")
    _list("Not taken over:", told)
    _say_of_sections(book, new, holds_sections=holds_sections)
    return _keep(sources, templates_root, result, draft, file, kept, as_of)


def _say_of_sections(book: Book, new: Draft, *, holds_sections: bool) -> None:
    if not new.sections:
        _wrapped(
            "This file does not say which words were read. The present words of every section were put down as read; if a"
            " policy changed after the checklist was made, read it again before you hand this in."
        )
        return
    if not holds_sections:
        _wrapped("This file does not say which words were read, so those of the draft were put down.")
    _list(
        "These sections have changed since they were read; the record keeps the words that were read:",
        changed_since(book, new),
    )


def _keep(
    sources: Sources,
    templates_root: Path,
    result: CheckResult,
    draft: Draft,
    file: Path,
    kept: Path | None,
    as_of: date,
) -> int:
    """Write the record where it is complete, and else the draft."""
    book, month = result.book, month_of(draft) or f"{as_of:%Y-%m}"
    target = sources.root / sources.layout.reviews / f"{month}.yml"
    notes = _notes(templates_root, result, as_of, f"{sources.layout.reviews}/{target.name}")
    found = verdict(sources, book, draft, notes, as_of)
    text = as_yaml(draft, notes, is_draft=False)
    is_itself = target.exists() and file.exists() and target.samefile(file)
    earlier = record_of(book, target.name)
    if target.exists() and earlier and is_complete(book, earlier, as_of):
        shown = _shown(sources, target)
        if is_itself or target.read_text(encoding="utf-8") == text:
            print(f"{shown} is complete. Nothing was changed.")
            return GOOD
        print(f"There is a complete record already: {shown}. It was left as it is, and nothing was written.")
        second = f"{target.stem}-phones.yml"
        _wrapped(f"If this is a second review of that month, add it by hand under a longer name, such as {second}.")
        return NOT_COMPLETE
    if not found.is_complete:
        place = kept or sources.root / sources.layout.reviews / f"{as_of:%Y-%m}{DRAFT_ENDING}"
        if is_itself:
            print(f"{_shown(sources, file)} is not complete yet. It was left as it is.")
        else:
            write(place, as_yaml(draft, notes, is_draft=True))
            print(f"Not complete yet: everything is kept in {_shown(sources, place)}.")
        _wrapped(_progress(book, draft))
        _list("Still missing:", found.missing)
        return NOT_COMPLETE
    if target.exists() and not is_itself:
        print(f"{_shown(sources, target)} is there already and is not complete. It was left as it is; delete it first.")
        return NOT_COMPLETE
    write(target, text)
    if kept:
        try:
            kept.unlink()
        except OSError:
            print(
                f"{_shown(sources, kept)} could not be deleted. Delete it by hand: what is in it is in the record now."
            )
    print(f"The review is complete: {_shown(sources, target)}. Commit it, and the review date on the pages moves.")
    return GOOD


# --- status ----------------------------------------------------------------------------------------------------------


def _status(sources: Sources, templates_root: Path, result: CheckResult, as_of: date) -> int:
    book, context = result.book, _stage(templates_root, result, as_of)
    print(f"As of {day_words(as_of)}")
    for policy in book.policies:
        view = status_view(context, [policy])
        print(f"\n{policy.settings.title}: {view.headline}")
        _wrapped(" ".join(view.sentences[:-1]))
    kept = draft_path(sources)
    draft = read_draft(_shown(sources, kept), kept.read_bytes()) if kept else None
    if kept and draft:
        print(f"\nA review has begun: {_shown(sources, kept)}")
        _wrapped(_progress(book, draft))
        _list("These sections have changed since it began:", changed_since(book, draft))
    last = {r.span.path: r for p in book.policies if (r := latest_review(book, p.id, as_of))}
    for review in last.values():
        _list(
            f"Actions of the review of {review.reviewed.words} that are not done:", _open_actions(book, review, as_of)
        )
    print("\nWhat comes next")
    _wrapped(_next(book, draft, as_of))
    return GOOD


def _open_actions(book: Book, review: Review, as_of: date) -> tuple[str, ...]:
    return tuple(
        _action_words(book, action) + (", late" if as_of > action.due.last else "")
        for action in review.actions
        if not action.done
    )


def _next(book: Book, draft: Draft | None, as_of: date) -> str:
    statuses = [status_of_policy(book, policy, as_of) for policy in book.policies]
    due = min((status.due.last for status in statuses if status.due), default=None)
    late = any(s.state in (State.OVERDUE, State.NEVER, State.UNKNOWN) for s in statuses)
    when = f"by {day_words(due)}" if due and not late else "now, because it is late or no day is known"
    if draft:
        return f"Go on with the review that has begun, and finish it {when}: answer the rest, then have it approved."
    if late or any(status.state is State.DUE_SOON for status in statuses):
        return f"Hold the yearly review {when}: python3 scripts/review.py start opens it."
    if unread := [section for status in statuses for section in (*status.changed, *status.unread)]:
        titles = ", ".join(section.settings.title for section in unread[:3]) + (" and others" if unread[3:] else "")
        return f"Read again what changed ({titles}); python3 scripts/check.py says what to type. The next review is due {when}."
    return f"Nothing is to be done today. The next review is due {when}."


# --- words -----------------------------------------------------------------------------------------------------------


def _progress(book: Book, draft: Draft) -> str:
    """How far a draft is: ``41 of 162 checks answered, 3 actions without an owner``."""
    parts = [f"{draft.answered} of {draft.asked} checks answered"]
    if draft.unowned:
        parts.append(f"{'1 action' if draft.unowned == 1 else f'{draft.unowned} actions'} without an owner")
    given = {entry.get("role") for entry in draft.approved_by}
    waits = [book.role_title(role) for role in book.settings.review_approved_by.roles if role not in given]
    if waits:
        parts.append(f"not yet approved by: {', '.join(waits)}")
    return ", ".join(parts) + "."


def _shown(sources: Sources, file: Path) -> str:
    """A path from the project's folder, as it stands in reports."""
    whole = file.resolve()
    return whole.relative_to(sources.root).as_posix() if whole.is_relative_to(sources.root) else str(file)


def _list(title: str, items: tuple[str, ...]) -> None:
    if items:
        print(title)
        for item in items:
            print(
                textwrap.fill(
                    item,
                    _WIDTH,
                    initial_indent="  - ",
                    subsequent_indent="    ",
                    break_on_hyphens=False,
                    break_long_words=False,
                )
            )


def _wrapped(words: str) -> None:
    print(textwrap.fill(words, _WIDTH, break_on_hyphens=False, break_long_words=False))


def _tell(words: str) -> None:
    print(words, file=sys.stderr)
