"""The yearly review between its beginning and its record: what belongs to it, what was merged, and what is missing.

What makes a draft a record is judged by the rules alone, in a copy of the project. Not for talking to people: that is
``reviewing``; nor for how it is typed: that is ``review_file``.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from policybook.basics.dates import PartialDate, add_months
from policybook.basics.findings import Finding, Severity
from policybook.book.book import Book
from policybook.book.checks import check_ids
from policybook.book.review_status import is_complete
from policybook.model.facts import Review
from policybook.review.draft_file import Draft, Entry, as_yaml, is_date, month_of, typed_date
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

_NOT_ABOUT_THE_RECORD = frozenset(["REV005", "REV006"])  # that time has gone by since


# --- what belongs to the review of a day -----------------------------------------------------------------------------


def present_sections(book: Book) -> dict[str, str]:
    """The fingerprint of each section as it stands."""
    return {section.ref: section.fingerprint for section in book.sections.values()}


def blank(book: Book, as_of: date) -> Draft:
    """A review of the present words in which nothing is answered yet."""
    asked = check_ids(book, as_of)
    return Draft(
        policies=tuple(policy.id for policy in book.policies),
        sections=present_sections(book),
        checks_asked=len(asked),
        answers={check: {} for check in asked},
    )


def changed_since(book: Book, draft: Draft) -> tuple[str, ...]:
    """The titles of the sections that no longer have the words that a draft says were read, or are new."""
    present = book.sections
    gone = [name for name in draft.sections if name not in present]
    return (
        *(one.settings.title for one in present.values() if draft.sections.get(one.ref) != one.fingerprint),
        *gone,
    )


def merged(base: Draft, new: Draft) -> tuple[Draft, tuple[str, ...]]:
    """Both together, the new one where both say something; and, in words, the answers of the old that it replaced."""
    told: list[str] = []
    answers = dict(base.answers)
    for check, answer in new.answers.items():
        old = base.answers.get(check, {})
        told += [
            f"{check}: “{answer[part]}” in place of “{old[part]}”"
            for part in ("judgement", "evidence")
            if old.get(part) and answer.get(part) and old[part] != answer[part]
        ]
        answers[check] = {**old, **answer}
    actions = list(base.actions)
    for action in new.actions:
        same = [n for n, one in enumerate(actions) if one.get("check") == action.get("check")]
        exact = [n for n in same if actions[n].get("action") == action.get("action")]
        place = exact[:1] or (same if len(same) == 1 and action.get("check") else [])
        if not place:
            actions.append(action)
            continue
        old_action = actions[place[0]]
        told += [
            f"{action.get('check', 'an action')}, {name}: “{one}” in place of “{old_action[name]}”"
            for name, one in action.items()
            if name in old_action and old_action[name] != one
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
        read_again=(*base.read_again, *(again for again in new.read_again if again not in base.read_again)),
        checks_asked=new.checks_asked or base.checks_asked,
        answers=answers,
        actions=tuple(actions),
        note=_joined(base.note, new.note),
    )
    return both, tuple(told)


def _joined(old: str, new: str) -> str:
    """Both notes, where neither holds the other."""
    if not old or old in new:
        return new
    return old if new in old else f"{old}\n{new}"


def brought_up_to_date(book: Book, draft: Draft, as_of: date) -> Draft:
    """A draft with the checks that are asked today, roles by their ids, and dates as the records want them."""
    answers, asked = draft.answers, draft.checks_asked
    ids = check_ids(book, as_of)
    is_finished = bool(asked) and draft.answered >= max(asked, len(answers))  # a check added since is asked next time
    known = {name: answers.get(name, {}) for name in ids if name in answers or not is_finished}
    answers = {**known, **{name: answer for name, answer in answers.items() if name not in ids and answer}}
    asked = asked if is_finished else len(answers)
    return replace(
        draft,
        reviewed=typed_date(draft.reviewed),
        next_review=typed_date(draft.next_review),
        policies=draft.policies or tuple(policy.id for policy in book.policies),
        completed_by=tuple(role_id(book, name) for name in draft.completed_by),
        approved_by=tuple(_tidied(book, entry) for entry in draft.approved_by),
        sections=draft.sections or present_sections(book),
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
            kept[name] = typed_date(value)
        else:
            kept[name] = value
    return kept


def role_id(book: Book, text: str) -> str:
    """The id of the role that is meant by its id or title; the text itself where there is none."""
    wanted = " ".join(text.split()).casefold()
    for name, role in book.people.roles.items():
        if wanted in (name.casefold(), role.title.casefold()):
            return name
    return text.strip()


# --- what is still missing -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a draft is a complete record, and what it lacks: in words, each with what to do."""

    missing: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def verdict(sources: Sources, book: Book, draft: Draft, notes: Mapping[str, Iterable[str]], as_of: date) -> Verdict:
    """Judge a draft by the rules, as if it stood in the project as a record."""
    gaps = tuple(_gaps(book, draft))
    whole = _without_gaps(book, draft, as_of)
    path = f"{sources.layout.reviews}/{month_of(whole)}.yml"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in sources.layout.folders:
            shutil.copytree(sources.root / name, copy / name, symlinks=True)
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(as_yaml(whole, notes, is_draft=False), encoding="utf-8")
        result = check_project(sources._replace(root=copy), as_of)
    found = [finding for finding in result.report.findings if _stops(finding, path)]
    missing = (*gaps, *(f"{finding.message} {finding.fix}" for finding in found))
    record = next((review for review in result.book.reviews if review.span.path == path), None)
    if not missing and (record is None or not is_complete(result.book, record, as_of)):
        missing = ("Something in it is not as a complete record has it. Answer every check, and have it approved.",)
    return Verdict(missing)


def _stops(finding: Finding, path: str) -> bool:
    return (
        finding.span.path == path
        and finding.severity in (Severity.ERROR, Severity.BLOCKER)
        and finding.code.id not in _NOT_ABOUT_THE_RECORD
    )


def _gaps(book: Book, draft: Draft) -> Iterator[str]:
    """What a record cannot even be read without."""
    if not draft.reviewed:
        yield "The day on which the review was finished is not there. Type it after reviewed:"
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
        if not is_date(action.get("due")):
            what = f"is due “{action['due']}”, which is not a date" if action.get("due") else "has no day"
            yield f"{where} {what}. Type the day by which it will be done, such as 2026-12-11."


def _without_gaps(book: Book, draft: Draft, as_of: date) -> Draft:
    """A draft that the rules can read: what is missing and already said is put in, so that it is not said twice."""
    role = next(iter(book.people.roles), "headteacher")
    reviewed = draft.reviewed if is_date(draft.reviewed) else as_of.isoformat()
    completed = tuple(name if name in book.people.roles else role for name in draft.completed_by)
    actions = tuple(
        {
            **action,
            "action": action.get("action") or "?",
            "owner": action["owner"] if action.get("owner") in book.people.roles else role,
            "due": action["due"] if is_date(action.get("due")) else as_of.isoformat(),
        }
        for action in draft.actions
    )
    return replace(draft, reviewed=reviewed, completed_by=completed, actions=actions)


# --- files -----------------------------------------------------------------------------------------------------------


def record_of(book: Book, name: str) -> Review | None:
    """The record in the file of that name, as far as it can be read."""
    return next((review for review in book.reviews if review.span.path == f"{book.layout.reviews}/{name}"), None)


def next_due(book: Book, reviewed: str) -> str:
    """When a review that was finished then is due again, as the policies promise: a day, or a month where a month is known.

    Raises:
        DateFault: where ``reviewed`` is no date.
    """
    months = [policy.settings.review_every_months for policy in book.policies]
    cycle = min([book.settings.review_every_months.value, *(one for one in months if one)])
    found = PartialDate.parse(reviewed)
    due = add_months(found.last, cycle)
    return due.isoformat() if found.is_day else f"{due:%Y-%m}"
