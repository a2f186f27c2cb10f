"""The yearly review between its beginning and its record: what belongs to it, what was merged, and what is missing.

What makes a draft a record is judged by the rules alone, in a copy of the project. Not for how it is typed: that is
``record_codec``; nor for its files: that is ``handing_in``.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from policybook.basics.dates import PartialDate, typed_date
from policybook.basics.findings import Finding, Severity
from policybook.book.book import Book
from policybook.book.checks import check_ids
from policybook.book.review_cycle import next_review
from policybook.book.review_status import is_complete, latest_review
from policybook.model.facts import Action, Review
from policybook.review.record_codec import RECORD_HEAD, Draft, Entry, date_as_typed, write_record
from policybook.rules.checking import check_project
from policybook.rules.contradicted_answers import contradicted_answers
from policybook.source.sources import Sources

_NOT_ABOUT_THE_RECORD = frozenset(["REV005", "REV006"])  # that time has gone by since


# --- what belongs to the review of a day -----------------------------------------------------------------------------


def present_sections(book: Book) -> dict[str, str]:
    """Return the fingerprint of each section as it is now."""
    return {section.ref: section.fingerprint for section in book.sections.values()}


def present_documents(book: Book) -> dict[str, str]:
    """Return the fingerprint of each document that people read or sign, as it is now."""
    return {document.id: document.fingerprint for document in book.documents if document.is_reviewed}


def make_blank_draft(book: Book, as_of: date) -> Draft:
    """Return a review of the present words in which nothing is answered yet."""
    asked = check_ids(book, as_of)
    return Draft(
        policies=tuple(policy.id for policy in book.policies),
        sections=present_sections(book),
        documents=present_documents(book),
        checks_asked=len(asked),
        answers={check: {} for check in asked},
    )


def record_to_complete(book: Book, as_of: date) -> str:
    """Return a record of today's words to complete by hand: fingerprints and questions filled in, the answers empty."""
    due = next_review(book, PartialDate(as_of, as_of), (policy.id for policy in book.policies))
    return write_record(
        replace(make_blank_draft(book, as_of), reviewed=as_of.isoformat(), next_review=str(due)),
        {check.settings.id: (check.settings.ask,) for check in book.checks},
        (
            *RECORD_HEAD,
            "When the review is complete: fill in the empty values, save this as",
            f"data/reviews/{as_of:%Y-%m}.yml, and delete no line.",
        ),
        {
            "checks_asked": "After each: yes, partly, no or not applicable. Each that is answered no or partly needs an action below.",
            "actions": "Each as: - {check: its-name, action: What is to be done, owner: a-role, due: 2026-12, done: }",
        },
    )


def changed_since(book: Book, draft: Draft) -> tuple[str, ...]:
    """Return the titles of the sections and documents that no longer have the words that a draft says were read, or are new."""
    present = book.reviewed_texts
    read = draft.sections | {f"documents/{name}": text for name, text in draft.documents.items()}
    gone = [name for name in read if name not in present]
    return (*(text.settings.title for text in present.values() if read.get(text.ref) != text.fingerprint), *gone)


def merge_drafts(base: Draft, new: Draft) -> tuple[Draft, tuple[str, ...]]:
    """Return both together, the new one where both have a value; and, in words, the answers of the old that it replaced."""
    messages: list[str] = []
    answers = dict(base.answers)
    for check, answer in new.answers.items():
        old = base.answers.get(check, {})
        messages += [
            f"{check}: “{answer[part]}” in place of “{old[part]}”"
            for part in ("judgement", "evidence")
            if old.get(part) and answer.get(part) and old[part] != answer[part]
        ]
        answers[check] = {**old, **answer}
    actions = list(base.actions)
    for action in new.actions:
        same = [n for n, numbered in enumerate(actions) if numbered.get("check") == action.get("check")]
        exact = [n for n in same if actions[n].get("action") == action.get("action")]
        place = exact[:1] or (same if len(same) == 1 and action.get("check") else [])
        if not place:
            actions.append(action)
            continue
        old_action = actions[place[0]]
        messages += [
            f"{action.get('check', 'an action')}, {name}: “{value}” in place of “{old_action[name]}”"
            for name, value in action.items()
            if name in old_action and old_action[name] != value
        ]
        actions[place[0]] = {**old_action, **action}
    both = Draft(
        reviewed=new.reviewed or base.reviewed,
        next_review=new.next_review or base.next_review,
        wording=new.wording,
        policies=new.policies or base.policies,
        completed_by=new.completed_by or base.completed_by,
        approved_by=tuple({a.get("role"): a for a in (*base.approved_by, *new.approved_by)}.values()),
        sections=new.sections or base.sections,
        documents=new.documents or base.documents,
        read_again=(*base.read_again, *(again for again in new.read_again if again not in base.read_again)),
        checks_asked=new.checks_asked or base.checks_asked,
        answers=answers,
        actions=tuple(actions),
        note=_joined(base.note, new.note),
    )
    return both, tuple(messages)


def _joined(old: str, new: str) -> str:
    """Both notes, where neither holds the other."""
    if not old or old in new:
        return new
    return old if new in old else f"{old}\n{new}"


def update_draft(book: Book, draft: Draft, as_of: date) -> Draft:
    """Return a draft with the checks that are asked today, roles by their ids, dates as the book types them, and the next review."""
    answers, asked = draft.answers, draft.checks_asked
    ids = check_ids(book, as_of)
    is_finished = bool(asked) and draft.answered >= max(asked, len(answers))  # a check added since is asked next time
    known = {name: answers.get(name, {}) for name in ids if name in answers or not is_finished}
    answers = {**known, **{name: answer for name, answer in answers.items() if name not in ids and answer}}
    asked = asked if is_finished else len(answers)
    policies = draft.policies or tuple(policy.id for policy in book.policies)
    says_what_was_read = bool(draft.sections or draft.documents)
    reviewed = typed_date(draft.reviewed)
    due = str(next_review(book, reviewed, policies)) if reviewed else ""
    return replace(
        draft,
        reviewed=date_as_typed(draft.reviewed),
        next_review=date_as_typed(draft.next_review) or due,
        policies=policies,
        completed_by=tuple(role_id(book, name) for name in draft.completed_by),
        approved_by=tuple(_tidied(book, entry) for entry in draft.approved_by),
        sections=draft.sections if says_what_was_read else present_sections(book),
        documents=draft.documents if says_what_was_read else present_documents(book),
        checks_asked=asked,
        answers=answers,
        actions=tuple(_tidied(book, entry) for entry in draft.actions),
    )


def _tidied(book: Book, entry: Entry) -> Entry:
    kept: Entry = {}
    for name, value in entry.items():
        if name in ("owner", "role") and isinstance(value, str):
            kept[name] = role_id(book, value)
        elif name in ("due", "done", "on") and isinstance(value, str):
            kept[name] = date_as_typed(value)
        else:
            kept[name] = value
    return kept


def role_id(book: Book, text: str) -> str:
    """Return the id of the role that is meant by its id or title; the text itself where there is none."""
    wanted = " ".join(text.split()).casefold()
    for name, role in book.people.roles.items():
        if wanted in (name.casefold(), role.title.casefold()):
            return name
    return text.strip()


# --- what is still missing -------------------------------------------------------------------------------------------


def find_gaps(
    sources: Sources, book: Book, draft: Draft, notes: Mapping[str, Iterable[str]], as_of: date
) -> tuple[str, ...]:
    """Return what a draft lacks to be a complete record, each in words with what to do: judged by the rules, as that record."""
    whole = _without_gaps(book, draft, as_of)
    path = f"{sources.layout.reviews}/{month_of(whole, as_of)}.yml"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in sources.layout.folders:
            shutil.copytree(sources.root / name, copy / name, symlinks=True)
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(write_record(whole, notes), encoding="utf-8")
        result = check_project(sources._replace(root=copy), as_of)
    messages = (f"{finding.message} {finding.fix}" for finding in result.report.findings if _stops(finding, path))
    record = record_at(result.book, path)
    contrary = contradicted_answers(result.report.findings, result.book, record, as_of) if record else ()
    untrue = (
        f"{check} is answered yes, and the book contradicts it. {found[0].message} {found[0].fix}"
        for check, found in contrary
    )
    if not (missing := (*_gaps(book, draft), *messages, *untrue)) and not (
        record and is_complete(result.book, record, as_of)
    ):
        return ("Something in it is not as a complete record has it. Answer every check, and have it approved.",)
    return missing


def _stops(finding: Finding, path: str) -> bool:
    return (
        finding.span.path == path
        and finding.severity in (Severity.ERROR, Severity.BLOCKER)
        and finding.code.id not in _NOT_ABOUT_THE_RECORD
    )


def _gaps(book: Book, draft: Draft) -> Iterator[str]:
    """Yield, in words, what a record cannot even be read without."""
    if not typed_date(draft.reviewed):
        problem = f"“{draft.reviewed}” is not the date" if draft.reviewed else "The day is missing"
        yield f"{problem} on which the review was finished. Type it after reviewed:"
    for name in draft.completed_by:
        if name not in book.people.roles:
            yield f"“{name}” is not a role. Type the role of who carried the review out, such as headteacher."
    for action in draft.actions:
        where = f"The action on {action['check']}" if action.get("check") else "An action"
        if not action.get("action"):
            yield f"{where} does not say what is to be done."
        if not action.get("owner"):
            yield f"{where} has no owner. Type the role that will do it."
        elif action["owner"] not in book.people.roles:
            yield f"{where} has the owner “{action['owner']}”, which is not a role. Type a role, not a name."
        if not _is_date(action.get("due")):
            problem = f"is due “{action['due']}”, which is not a date" if action.get("due") else "has no day"
            yield f"{where} {problem}. Type the day by which it will be done, such as 2026-12-11."


def _is_date(value: object) -> bool:
    return isinstance(value, str) and typed_date(value) is not None


def _without_gaps(book: Book, draft: Draft, as_of: date) -> Draft:
    """Return a draft that the rules can read: what is missing and already told is put in, so that it is not told twice."""
    role = next(iter(book.people.roles), "headteacher")
    reviewed = draft.reviewed if typed_date(draft.reviewed) else as_of.isoformat()
    completed = tuple(name if name in book.people.roles else role for name in draft.completed_by)
    actions = tuple(
        {
            **action,
            "action": action.get("action") or "?",
            "owner": action["owner"] if action.get("owner") in book.people.roles else role,
            "due": action["due"] if _is_date(action.get("due")) else as_of.isoformat(),
        }
        for action in draft.actions
    )
    return replace(draft, reviewed=reviewed, completed_by=completed, actions=actions)


# --- records ---------------------------------------------------------------------------------------------------------


def month_of(draft: Draft, as_of: date) -> str:
    """Return the month by which the record of a draft is called: this one while its day is not known yet."""
    reviewed = typed_date(draft.reviewed)
    return f"{reviewed.last if reviewed else as_of:%Y-%m}"


def record_at(book: Book, path: str) -> Review | None:
    """Return the record in a file, as far as it can be read."""
    return next((review for review in book.reviews if review.span.path == path), None)


def last_reviews(book: Book, as_of: date, but: str = "") -> tuple[Review, ...]:
    """Return the newest complete record of each policy, each record once, leaving out the one at the path ``but``."""
    before = replace(book, reviews=tuple(review for review in book.reviews if review.span.path != but))
    last = (latest_review(before, policy.id, as_of) for policy in book.policies)
    return tuple({review.span.path: review for review in last if review}.values())


def action_words(book: Book, action: Action) -> str:
    """Return what was agreed, by whom and by when, in words."""
    return f"{action.action.rstrip('.')} ({book.role_title(action.owner)}, by {action.due.words})"
