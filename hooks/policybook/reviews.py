"""The yearly review between its beginning and its record: a draft that may lack anything, read, merged, typed and judged.

A draft is ``data/reviews/YYYY-MM.draft.yml``: it goes on in the project, and so on another computer, and never counts.
It is read loosely, because half-done work must not be refused. What makes it a record is judged by the rules alone, in a
copy of the project. Not for talking to people: that is ``reviewing``.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from policybook.book import Book
from policybook.checks import check_ids
from policybook.dates import DateFault, PartialDate, add_months
from policybook.findings import Finding, Severity
from policybook.judge import judge
from policybook.load import DRAFT_ENDING
from policybook.model.facts import Review
from policybook.review_status import is_complete
from policybook.source.text import decode_text
from policybook.source.yaml import YamlText

RECORDS = "data/reviews"
_DAY_FIRST = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})", re.ASCII)
_IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3})[a-z]*\.? (\d{4})", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_BARE = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
_NOT_ABOUT_THE_RECORD = frozenset(["REV005", "REV006"])  # that time has gone by since
_NEEDS_ACTION = ("partly", "no")
Entry = dict[str, object]


class ReviewFault(Exception):
    """A file is no review; the message says why in words."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A review that may still lack anything; every value as it is typed."""

    reviewed: str = ""
    next_review: str = ""
    wording: str = "this"
    policies: tuple[str, ...] = ()
    completed_by: tuple[str, ...] = ()
    approved_by: tuple[Entry, ...] = ()
    sections: dict[str, str] = field(default_factory=dict)
    read_again: tuple[Entry, ...] = ()
    checks_asked: int = 0
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    actions: tuple[Entry, ...] = ()
    note: str = ""

    @property
    def answered(self) -> int:
        """How many checks have a judgement."""
        return sum(bool(answer.get("judgement")) for answer in self.answers.values())

    @property
    def asked(self) -> int:
        """How many checks there are."""
        return max(self.checks_asked, len(self.answers))

    @property
    def unowned(self) -> int:
        """How many actions have no owner."""
        return sum(not action.get("owner") for action in self.actions)


def read_draft(path: str, data: bytes) -> Draft:
    """A draft or a record, as typed by hand, by the browser or by us.

    Raises:
        ReviewFault: where it cannot be read, or holds anything that would be lost.
    """
    source, findings = decode_text(path, data)
    found = YamlText(path, source.lines).read() if source else (None, ())
    if errors := [*findings, *found[1]]:
        raise ReviewFault(f"{path}, line {errors[0].span.line}: {errors[0].message} {errors[0].fix}")
    values: Mapping[str, object] = found[0] or {}
    if unknown := [name for name in values if name not in Draft.__dataclass_fields__]:
        raise ReviewFault(f"{path} is not the record of a review: it has a line “{unknown[0]}”, which no record has.")
    if "answers" not in values and "sections" not in values:
        raise ReviewFault(f"{path} is not the record of a review: it has neither answers nor sections.")
    asked = _text(values.get("checks_asked"))
    return Draft(
        reviewed=_text(values.get("reviewed")),
        next_review=_text(values.get("next_review")),
        wording=_text(values.get("wording")) or "this",
        policies=tuple(map(_text, _list(values.get("policies")))),
        completed_by=tuple(map(_text, _list(values.get("completed_by")))),
        approved_by=tuple(_entries(values.get("approved_by"))),
        sections={name: _text(print_) for name, print_ in _table(values.get("sections")).items() if print_},
        read_again=tuple(_entries(values.get("read_again"))),
        checks_asked=int(asked) if asked.isdigit() else 0,
        answers={name: _answer(answer) for name, answer in _table(values.get("answers")).items()},
        actions=tuple(_entries(values.get("actions"))),
        note=_text(values.get("note")),
    )


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if value else []


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _entries(value: object) -> Iterator[Entry]:
    for entry in _list(value):
        if isinstance(entry, dict) and (kept := {name: one for name, one in entry.items() if one}):
            yield kept


def _answer(value: object) -> dict[str, str]:
    if isinstance(value, dict):
        return {name: _text(one) for name, one in value.items() if _text(one)}
    return {"judgement": _text(value).lower()} if _text(value) else {}


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


def typed_date(text: str) -> str:
    """A date as the book types it, from the ways in which people write it on paper; the text itself where it is none."""
    text = text.strip()
    try:
        return str(PartialDate.parse(text))
    except DateFault:
        pass
    typed = text
    if found := _DAY_FIRST.fullmatch(text):
        typed = f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}"
    elif (found := _IN_WORDS.fullmatch(text)) and found[2].lower() in _MONTHS:
        typed = f"{found[3]}-{_MONTHS.index(found[2].lower()) + 1:02}-{found[1]:0>2}"
    try:
        return str(PartialDate.parse(typed))
    except DateFault:
        return text


# --- as it is typed --------------------------------------------------------------------------------------------------


def as_yaml(draft: Draft, notes: Mapping[str, Iterable[str]], *, is_draft: bool) -> str:
    """The whole file; ``notes`` are the lines of comment above each check. An entry is one line, as the browser writes it."""
    lines = ["# yaml-language-server: $schema=../schema/review.schema.json"]
    if is_draft:
        lines += [
            "# A review that has begun. It does not count yet. To go on: open it in the review page, or type here;",
            '# after each check yes, partly, no or not applicable, or {"judgement": "no", "evidence": "What you saw."}',
            "# Then: python3 scripts/review.py record and the name of this file.",
        ]
    lines += [
        f"reviewed: {draft.reviewed}".rstrip(),
        f"next_review: {draft.next_review}".rstrip(),
        f"wording: {draft.wording}",
        f"policies: [{', '.join(draft.policies)}]",
        f"completed_by: [{', '.join(map(_bare, draft.completed_by))}]",
        *_typed_list("approved_by", draft.approved_by),
        *_typed_table("sections", (f"  {name}: {_quoted(print_)}" for name, print_ in draft.sections.items())),
    ]
    if draft.read_again:
        lines += _typed_list("read_again", draft.read_again)
    lines += [
        f"checks_asked: {draft.checks_asked}",
        *_typed_table("answers", _answer_lines(draft, notes)),
        *_typed_list("actions", draft.actions),
        f"note: {_quoted(draft.note)}" if draft.note else "note:",
    ]
    return "\n".join(lines) + "\n"


def _answer_lines(draft: Draft, notes: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for check, answer in draft.answers.items():
        for note in notes.get(check, ()):
            yield f"  # {' '.join(note.split())}"
        if set(answer) == {"judgement"} and all(_BARE.fullmatch(word) for word in answer["judgement"].split(" ")):
            yield f"  {check}: {answer['judgement']}"
        else:
            yield f"  {check}: {_flow(answer)}" if answer else f"  {check}:"


def _typed_table(name: str, lines: Iterable[str]) -> list[str]:
    found = list(lines)
    return [f"{name}:", *found] if found else [f"{name}: {{}}"]


def _typed_list(name: str, entries: Iterable[Entry]) -> list[str]:
    found = [f"  - {_flow(entry)}" for entry in entries]
    return [f"{name}:", *found] if found else [f"{name}: []"]


def _flow(entry: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{_quoted(name)}: {_quoted(value)}" for name, value in entry.items()) + "}"


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _bare(text: str) -> str:
    return text if _BARE.fullmatch(text) else _quoted(text)


# --- what is still missing -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a draft is a complete record, and what it lacks: in words, each with what to do."""

    missing: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def verdict(root: Path, book: Book, draft: Draft, notes: Mapping[str, Iterable[str]], as_of: date) -> Verdict:
    """Judge a draft by the rules, as if it stood in the project as a record."""
    gaps = tuple(_gaps(book, draft))
    whole = _without_gaps(book, draft, as_of)
    path = f"{RECORDS}/{month_of(whole)}.yml"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("policy", "data"):
            shutil.copytree(root / name, copy / name, symlinks=True)
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(as_yaml(whole, notes, is_draft=False), encoding="utf-8")
        judged = judge(copy, as_of)
    found = [finding for finding in judged.report.findings if _stops(finding, path)]
    missing = (*gaps, *(f"{finding.message} {finding.fix}" for finding in found))
    record = next((review for review in judged.book.reviews if review.span.path == path), None)
    if not missing and (record is None or not is_complete(judged.book, record, as_of)):
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
        if not _is_date(action.get("due")):
            what = f"is due “{action['due']}”, which is not a date" if action.get("due") else "has no day"
            yield f"{where} {what}. Type the day by which it will be done, such as 2026-12-11."


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(PartialDate.parse(value))
    except DateFault:
        return False


def _without_gaps(book: Book, draft: Draft, as_of: date) -> Draft:
    """A draft that the rules can read: what is missing and already said is put in, so that it is not said twice."""
    role = next(iter(book.people.roles), "headteacher")
    reviewed = draft.reviewed if _is_date(draft.reviewed) else as_of.isoformat()
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


# --- files -----------------------------------------------------------------------------------------------------------


def draft_path(root: Path) -> Path | None:
    """The review that has begun; None where there is none."""
    return max((root / RECORDS).glob(f"*{DRAFT_ENDING}"), default=None)


def record_of(book: Book, name: str) -> Review | None:
    """The record in the file of that name, as far as it can be read."""
    return next((review for review in book.reviews if review.span.path == f"{RECORDS}/{name}"), None)


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


def month_of(draft: Draft) -> str:
    """The month by which its record is called; "" where it is not known yet."""
    return f"{PartialDate.parse(draft.reviewed).last:%Y-%m}" if _is_date(draft.reviewed) else ""


def write(file: Path, text: str) -> None:
    """Write a file in one step, so that whoever is killed leaves it whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.new")
    unfinished.write_text(text, encoding="utf-8", newline="\n")
    unfinished.replace(file)
