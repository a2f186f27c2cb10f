"""The command ``review``: opens the year's review, takes what was filled in, and tells how far it is and what comes next.

It talks to people. What it does is in the folder ``review``, and whether a record is complete is judged by the rules.
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from policybook.basics.dates import format_day
from policybook.basics.findings import Severity
from policybook.basics.program import PROGRAM
from policybook.basics.run_errors import describe_error
from policybook.book.book import Book
from policybook.book.fact_rows import fact_rows
from policybook.book.review_status import State, status_of_policy
from policybook.commands.options import FOUND, GOOD, WRONG_USAGE, add_book, add_day, day_of
from policybook.model.records import Decision
from policybook.model.reviews import Action, Review
from policybook.review.handing_in import (
    Outcome,
    TakenIn,
    begin,
    find_begun,
    find_sheets,
    hand_in,
    record_path,
    sheet_path,
    shown_path,
    take_in,
)
from policybook.review.record_codec import Draft, RecordError
from policybook.review.review_progress import action_words, drop_outdated, progress_in_words
from policybook.rules.checking import check_project
from policybook.rules.engine import Context
from policybook.rules.outlook import look_ahead
from policybook.source.sources import Sources
from policybook.views import outlook_lines
from policybook.views.record_notes import record_notes
from policybook.views.sentences import Sentences
from policybook.views.status_words import status_view
from policybook.views.view_context import ViewContext

NOT_COMPLETE = FOUND
_WIDTH = 100
_OUTCOMES = {
    Outcome.RECORDED: "The review is complete: {path}. Commit it, and the review date on the pages moves.",
    Outcome.WAITS_FOR_APPROVAL: "The review is recorded in {path}. It counts once it is approved, which can be a change of its own.",
    Outcome.ALREADY_RECORDED: "{path} is complete. Nothing was changed.",
    Outcome.OTHER_IS_COMPLETE: "There is a complete record already: {path}. It was left as it is, and nothing was written.",
    Outcome.OTHER_IS_THERE: "{path} is there already and is not complete. It was left as it is; delete it first.",
    Outcome.KEPT_AS_DRAFT: "Not complete yet: everything is kept in {path}.",
    Outcome.LEFT_AS_IT_IS: "{path} is not complete yet. It was left as it is.",
}


DESCRIPTION = "The yearly review: begin it, take what was filled in, or say where the school stands."
EPILOG = (
    "start begins a review in data/reviews/YYYY-MM.draft.yml, or with --role the sheet of one role. record takes the file that the review page saved, "
    "a draft, or the filled-in PDF: a complete one becomes the record, and any other stays a draft. It ends with "
    "status 0 when it is done, 1 when the review is not complete yet, and 2 when a file cannot be read."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("what", choices=["start", "record", "status"], help="what to do")
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="with record: the file to take")
    parser.add_argument("--role", default="", metavar="ROLE", help="with start: only what this role is asked")
    add_book(parser)
    add_day(parser)


def run(options: argparse.Namespace) -> int:
    """Do one of the three."""
    if (options.what == "record") != (options.file is not None):
        print("Type start, status, or record and the name of a file.", file=sys.stderr)
        return WRONG_USAGE
    if options.role and options.what != "start":
        print("--role is for start: the sheet of one role.", file=sys.stderr)
        return WRONG_USAGE
    return hold_review(options.sources, PROGRAM, options.what, options.file, day_of(options), options.role)


def hold_review(
    sources: Sources, templates_root: Path, action: str, file: Path | None, as_of: date, role: str = ""
) -> int:
    """Do one of ``start``, ``record`` and ``status``, and return how the command ends."""
    result = check_project(sources, as_of)
    if errors := result.report.of_severity(Severity.ERROR):
        first = errors[0]
        _print_message(f"{first.span.path}, line {first.span.line}: {first.message}\n{first.fix}")
        _print_message("Nothing was changed. Put this right first; python3 scripts/check.py lists everything.")
        return WRONG_USAGE
    context = ViewContext(result.book, result.report, as_of, Sentences.read(templates_root, sources.root), {})
    try:
        if action == "start":
            return _start_sheet(sources, context, role) if role else _start(sources, context)
        if action == "record" and file is not None:
            return _record(sources, context, file)
        return _status(sources, context, result.context)
    except BrokenPipeError:
        raise
    except (RecordError, OSError) as refused:
        words = describe_error(refused) if isinstance(refused, OSError) else str(refused)
        _print_message(f"{words}\nNothing was changed.")
        return WRONG_USAGE


def _start(sources: Sources, context: ViewContext) -> int:
    if begun := find_begun(sources):
        print(f"A review has begun already: {shown_path(sources, begun.path)}. Nothing was changed.")
        _wrapped(progress_in_words(context.book, begun.draft, context.as_of))
        return NOT_COMPLETE
    path, draft = begin(sources, context.book, record_notes(context), context.as_of)
    print(
        f"The review has begun: {shown_path(sources, path)}, with {len(draft.answers)} checks and {_count_facts(context)} facts."
        " It does not count until it is complete."
    )
    has_page = any(document.settings.kind == "checklist" for document in context.documents)
    where = " in the review page of the site, where “Open a saved file” takes this file; or" if has_page else ""
    or_paper = "; or in the PDF of the checklist" if has_page else ""
    _wrapped(
        f"Answer it{where} in the file itself{or_paper}. Then type: python3 scripts/review.py record and the name of the file."
    )
    return GOOD


def _start_sheet(sources: Sources, context: ViewContext, role: str) -> int:
    if role not in context.book.people.roles:
        raise RecordError(f"“{role}” is not a role. Type one of: {', '.join(context.book.people.roles)}.")
    path = sheet_path(sources, role, context.as_of)
    if path.exists():
        print(f"This sheet is there already: {shown_path(sources, path)}. Nothing was changed.")
        return NOT_COMPLETE
    _, draft = begin(sources, context.book, record_notes(context), context.as_of, role)
    title = context.book.role_title(role)
    print(f"The sheet of the {title}: {shown_path(sources, path)}.")
    _wrapped(
        f"It has {len(draft.answers)} checks and {_count_facts(context, role)} facts to confirm. When it is filled in, type:"
        " python3 scripts/review.py record and the name of the file. It is then added to the review, and deleted."
    )
    return GOOD


def _count_facts(context: ViewContext, role: str = "") -> int:
    return sum(role in ("", row.asked_of) for row in fact_rows(context.book, context.as_of))


def _record(sources: Sources, context: ViewContext, file: Path) -> int:
    book, as_of, begun = context.book, context.as_of, find_begun(sources)
    taken = take_in(book, file, begun, as_of)
    _report_taken(taken)
    target = record_path(sources, taken.draft, as_of)
    notes = record_notes(context, shown_path(sources, target))
    outcome = hand_in(sources, book, taken.draft, notes, file, begun, as_of)
    print(_OUTCOMES[outcome.outcome].format(path=shown_path(sources, outcome.path)))
    if outcome.undeleted:
        shown = shown_path(sources, outcome.undeleted)
        print(f"{shown} could not be deleted. Delete it by hand: what is in it is in the record now.")
    if outcome.outcome is Outcome.OTHER_IS_COMPLETE:
        second = f"{target.stem}-phones.yml"
        _wrapped(f"If this is a second review of that month, add it by hand under a longer name, such as {second}.")
    if outcome.missing:
        _wrapped(progress_in_words(book, taken.draft, as_of))
        _list("Still missing:", outcome.missing)
    return GOOD if outcome.outcome in (Outcome.RECORDED, Outcome.ALREADY_RECORDED) else NOT_COMPLETE


def _report_taken(taken: TakenIn) -> None:
    _list("The draft had other values, and the new ones were taken:", taken.replaced)
    if taken.proposed_next:
        _wrapped(f"The next review was left empty; {taken.proposed_next} was put in, as the policies promise.")
    _list("Not taken over:", taken.not_taken)


def _status(sources: Sources, context: ViewContext, rules: Context) -> int:
    book, as_of = context.book, context.as_of
    print(f"As of {format_day(as_of)}")
    for policy in book.policies:
        view = status_view(context, [policy])
        print(f"\n{policy.settings.title}: {view.headline}")
        _wrapped(" ".join(view.sentences[:-1]))
    begun = find_begun(sources)
    if begun:
        draft, outdated = drop_outdated(book, begun.draft, as_of)
        print(f"\nA review has begun: {shown_path(sources, begun.path)}")
        _wrapped(progress_in_words(book, draft, as_of))
        _list("To be done again:", outdated)
    _list(
        "Sheets that were handed out and not added yet:", [shown_path(sources, path) for path in find_sheets(sources)]
    )
    actions = [(review, action) for review in book.reviews for action in review.actions if not action.done]
    _list("Actions that are not done:", [_action_line(context, *pair) for pair in actions])
    blockers = [f for f in context.report.of_severity(Severity.BLOCKER) if not f.waived]
    _list("What the pages leave out, or say is not in order:", [f"{f.message} ({f.span.path})" for f in blockers])
    _list("\nNobody has decided:", tuple(_decision_words(book, decision) for decision in book.decisions.open))
    print("\nWhat comes next")
    _wrapped(_next(book, begun.draft if begun else None, as_of, has_open=bool(actions or blockers)))
    print("\n".join(outlook_lines.as_text(look_ahead(rules, context.report), book)))
    return GOOD


def _decision_words(book: Book, decision: Decision) -> str:
    place = f"{decision.span.path}, line {decision.at('question').line}"
    since = f", open since {decision.asked_on.words}" if decision.asked_on else ""
    return f"{decision.question} The {book.role_title(decision.decides)} decides ({place}{since})."


def _action_line(context: ViewContext, review: Review, action: Action) -> str:
    late = ", late" if context.as_of > action.due.last else ""
    return f"{action_words(context.book, action)}{late}; from the review of {review.reviewed.words}"


def _next(book: Book, draft: Draft | None, as_of: date, *, has_open: bool) -> str:
    statuses = [status_of_policy(book, policy, as_of) for policy in book.policies]
    due = min((status.due.last for status in statuses if status.due), default=None)
    late = any(s.state in (State.OVERDUE, State.NEVER, State.UNKNOWN) for s in statuses)
    when = f"by {format_day(due)}" if due and not late else "now, because it is late or no day is known"
    if draft:
        return f"Go on with the review that has begun, and finish it {when}: answer the rest, then have it approved."
    if unfinished := next((status.unfinished for status in statuses if status.unfinished), None):
        return f"Complete the review of {unfinished.reviewed.words} in {unfinished.span.path}: it does not count until then."
    if late or any(status.state is State.DUE_SOON for status in statuses):
        return f"Hold the yearly review {when}: python3 scripts/review.py start opens it."
    if unread := [section for status in statuses for section in (*status.changed, *status.unread)]:
        titles = ", ".join(section.settings.title for section in unread[:3]) + (" and others" if unread[3:] else "")
        return f"Read again what changed ({titles}); python3 scripts/check.py says what to type. The next review is due {when}."
    if has_open:
        return f"Do what is listed above; python3 scripts/check.py says how. The next review is due {when}."
    return f"Nothing is to be done today. The next review is due {when}."


def _list(title: str, items: Sequence[str]) -> None:
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


def _print_message(words: str) -> None:
    print(words, file=sys.stderr)
