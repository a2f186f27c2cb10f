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
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple, TypeVar

from policybook.basics.dates import PartialDate, typed_date
from policybook.basics.findings import Finding, Severity
from policybook.book.book import Book, Check, Document, Section
from policybook.book.fact_rows import FactRow, fact_rows
from policybook.book.review_cycle import next_review, review_months
from policybook.book.review_status import is_complete, latest_review
from policybook.model.reviews import Action, Review
from policybook.review.record_codec import RECORD_HEAD, Draft, Entry, date_as_typed, write_record
from policybook.rules.checking import check_project
from policybook.rules.contradicted_answers import contradicted_answers
from policybook.rules.reviews.review_records import is_said_elsewhere
from policybook.source.sources import Sources

_NOT_APPROVED = "REV012"
_NOT_ABOUT_THE_RECORD = frozenset(["REV005", "REV006", "REV030"])
"""That time has gone by since; and that nobody read a document, which its own page says, as each section does (REV008)."""


# --- what belongs to the review of a day -----------------------------------------------------------------------------


def make_blank_draft(book: Book, role: str = "") -> Draft:
    """Return a review in which nothing is answered, read or confirmed yet; of a ``role``, what it is asked alone."""
    checks = [check.settings for check in book.checks]
    return Draft(
        policies=tuple(policy.id for policy in book.policies),
        checks={check.id: book.check_words[check.id] for check in checks if role in ("", check.who)},
        checks_asked=len(book.check_ids),
        answers={check.id: {} for check in checks if role in ("", check.who)},
    )


def record_to_complete(book: Book, as_of: date) -> str:
    """Return a record of today's words to complete by hand: the questions, and in comments what can be read and confirmed."""
    due = next_review(book, PartialDate(as_of, as_of), (policy.id for policy in book.policies))
    return write_record(
        replace(make_blank_draft(book), reviewed=as_of.isoformat(), next_review=str(due)),
        {check.settings.id: (check.settings.ask,) for check in book.checks},
        (
            *RECORD_HEAD,
            "When the review is complete: fill in the empty values, save this as",
            f"data/reviews/{as_of:%Y-%m}.yml, and delete no line.",
        ),
        {
            **lines_to_take(book, as_of),
            **_own_clocks(book, PartialDate(as_of, as_of)),
            "checks_asked": "After each: yes, partly, no or not applicable. Each that is answered no or partly needs an action below.",
            "actions": "Each as: - {check: its-name, action: What is to be done, owner: a-role, due: 2026-12, done: }",
        },
    )


def _own_clocks(book: Book, reviewed: PartialDate) -> dict[str, str]:
    """Return the comment that says which policies are due again later than the date of the record, and when."""
    every = review_months(book, (policy.id for policy in book.policies))
    later = [policy for policy in book.policies if review_months(book, [policy.id]) > every]
    lines = [
        f"  {policy.id}: {next_review(book, reviewed, [policy.id])} (every {review_months(book, [policy.id])} months)"
        for policy in later
    ]
    head = "These are due again later, whatever next_review says. Delete here each that nobody reviewed this time:"
    return {"policies": "\n".join([head, *lines])} if later else {}


def lines_to_take(book: Book, as_of: date, role: str = "") -> dict[str, str]:
    """Return the comments of a record that hold the line of each text and fact, to take over where it was read or is right."""
    texts = book.reviewed_texts.values()
    rows = [row for row in fact_rows(book, as_of) if role in ("", row.asked_of)]
    whole = Draft(
        sections={text.ref: text.fingerprint for text in texts if isinstance(text, Section)},
        documents={text.id: text.fingerprint for text in texts if isinstance(text, Document)},
        facts={row.name: {"on": "", "by": row.asked_of, **_values(row)} for row in rows},
    )
    lines = write_record(whole, {}).splitlines()
    return {
        "checks": "Leave these lines as they are: they say in which words each question was asked.",
        **{
            key: "\n".join([f"In place of {{}}, the line of each {what}:", *_below(lines, key)])
            for key, what in (
                ("sections", "section that somebody read in full"),
                ("documents", "document that somebody read in full"),
                ("facts", "fact that is right, with the day on which somebody looked"),
            )
        },
    }


def _below(lines: list[str], key: str) -> Iterator[str]:
    """The lines of a table in a record."""
    return takewhile(
        lambda line: line.startswith(" "), lines[lines.index(f"{key}:") + 1 :] if f"{key}:" in lines else []
    )


def _values(row: FactRow) -> Entry:
    return {"values": list(row.values)} if row.values else {}


def drop_outdated(book: Book, draft: Draft, as_of: date) -> tuple[Draft, tuple[str, ...]]:
    """Return a draft without what was read, confirmed or answered in words that are others today, and in words what that was.

    Of an answer the evidence stays: whoever answers again need not type it again.

    What is left is in the order of the book.
    """
    present, read = book.reviewed_texts, draft.texts_read
    changed = [name for name, words in read.items() if name not in present or present[name].fingerprint != words]
    kept = [text for name, text in present.items() if name in read and name not in changed]
    rows = {row.name: row for row in fact_rows(book, as_of)}
    lost = [name for name, row in draft.facts.items() if name not in rows or not _has_values(row, rows[name])]
    asked = {check.settings.id: check for check in book.checks}
    turned = [name for name, words in draft.checks.items() if name in asked and words != book.check_words[name]]
    again = [name for name in turned if draft.answers.get(name, {}).get("judgement")]
    messages = (
        *(
            f"{present[name].settings.title} has changed since it was read: read it again."
            if name in present
            else f"{name} is not in the book any more."
            for name in changed
        ),
        *(
            f"{name} has other values than those that were confirmed ({', '.join(rows[name].values)}): look again."
            if name in rows
            else f"{name} is not among the facts of today any more."
            for name in lost
        ),
        *(
            f"{name} was answered “{draft.answers[name]['judgement']}” before its question or {_clauses_in_words(book, asked[name])} changed: answer it again."
            for name in again
        ),
    )
    answers = {name: {**answer} for name, answer in draft.answers.items()}
    for name in again:
        del answers[name]["judgement"]
    return (
        replace(
            draft,
            sections={text.ref: text.fingerprint for text in kept if isinstance(text, Section)},
            documents={text.id: text.fingerprint for text in kept if isinstance(text, Document)},
            checks={name: words for name, words in draft.checks.items() if name in asked and name not in turned},
            facts={name: draft.facts[name] for name in rows if name in draft.facts and name not in lost},
            answers=answers,
        ),
        messages,
    )


def _clauses_in_words(book: Book, check: Check) -> str:
    """The clauses of a check by policy and number: ``its clauses (Online safety policy 5.3 and 5.4)``."""
    clauses = book.checked(check)
    listed = "; ".join(
        f"{policy.settings.title} {', '.join(numbers)}"
        for policy in book.policies
        if (numbers := [clause.number for clause in clauses if clause.policy == policy.id])
    )
    return f"{'its clauses' if len(clauses) > 1 else 'its clause'} ({listed})"


def _has_values(row: Entry, today: FactRow) -> bool:
    """Whether a row was confirmed with the values of today; one without values says that it was done by hand."""
    values = row.get("values")
    return not isinstance(values, list) or not {*today.values} - {*values}


def merge_drafts(base: Draft, new: Draft) -> tuple[Draft, tuple[str, ...]]:
    """Return both together, the new one where both have a value; and, in words, what it replaced."""
    messages: list[str] = []
    answers = {check: dict(answer) for check, answer in base.answers.items()}
    for check, answer in new.answers.items():
        _merge_entry(check, answers.setdefault(check, {}), answer, messages)
    facts = {name: dict(row) for name, row in base.facts.items()}
    for name, row in new.facts.items():
        _merge_entry(name, facts.setdefault(name, {}), row, messages)
    actions = list(base.actions)
    for action in new.actions:
        same = [n for n, other in enumerate(actions) if _subject(other) == _subject(action)]
        exact = [n for n in same if actions[n].get("action") == action.get("action")]
        place = exact[:1] or (same if len(same) == 1 and _subject(action) else [])
        if place:
            actions[place[0]] = dict(actions[place[0]])
            _merge_entry(_subject(action) or "an action", actions[place[0]], action, messages)
        else:
            actions.append(action)
    dates = {"reviewed": base.reviewed, "next_review": base.next_review}
    _merge_entry("the review", dates, {"reviewed": new.reviewed, "next_review": new.next_review}, messages)
    both = Draft(
        reviewed=dates["reviewed"],
        next_review=dates["next_review"],
        wording=new.wording,
        policies=new.policies or base.policies,
        completed_by=tuple(dict.fromkeys((*base.completed_by, *new.completed_by))),
        approved_by=tuple({a.get("role"): a for a in (*base.approved_by, *new.approved_by)}.values()),
        sections=base.sections | new.sections,
        documents=base.documents | new.documents,
        checks=base.checks | new.checks,
        read_again=(*base.read_again, *(again for again in new.read_again if again not in base.read_again)),
        facts=facts,
        checks_asked=max(new.checks_asked, base.checks_asked),
        answers=answers,
        actions=tuple(actions),
        note=_joined(base.note, new.note),
    )
    return both, tuple(messages)


Value = TypeVar("Value")


def _merge_entry(name: str, entry: dict[str, Value], new: Mapping[str, Value], messages: list[str]) -> None:
    """Lay new values over those of an entry, and say what they replaced."""
    for part, value in new.items():
        old = entry.get(part)
        if old and value and old != value:
            messages.append(f"{name}, {part}: “{value}” in place of “{old}”")
        entry[part] = value or old or value


def _subject(action: Entry) -> str:
    """The check or the fact that an action is about; "" where it is about none."""
    return str(action.get("check") or action.get("fact") or "")


def _joined(old: str, new: str) -> str:
    """Both notes, where neither holds the other."""
    if not old or old in new:
        return new
    return old if new in old else f"{old}\n{new}"


def update_draft(book: Book, draft: Draft, as_of: date) -> Draft:
    """Return a draft with what is asked today, roles by their ids, dates as the book types them, and the next review.

    What was read or confirmed in other words than those of today is left out.
    """
    draft, _ = drop_outdated(book, draft, as_of)
    answers, asked = draft.answers, draft.checks_asked
    ids = book.check_ids
    is_finished = bool(asked) and draft.answered >= max(asked, len(answers))  # a check added since is asked next time
    known = {name: answers.get(name, {}) for name in ids if name in answers or not is_finished}
    answers = {**known, **{name: answer for name, answer in answers.items() if name not in ids and answer}}
    unanswered = {name: book.check_words[name] for name in known if not known[name].get("judgement")}
    words = {**draft.checks, **unanswered}
    asked = asked if is_finished else len(answers)
    policies = draft.policies or tuple(policy.id for policy in book.policies)
    reviewed = typed_date(draft.reviewed)
    due = str(next_review(book, reviewed, policies)) if reviewed else ""
    return replace(
        draft,
        reviewed=date_as_typed(draft.reviewed),
        next_review=date_as_typed(draft.next_review) or due,
        policies=policies,
        checks={name: words[name] for name in known if name in words},
        completed_by=tuple(role_id(book, name) for name in draft.completed_by),
        approved_by=tuple(_tidied(book, entry) for entry in draft.approved_by),
        facts={name: _tidied(book, row) for name, row in draft.facts.items()},
        checks_asked=asked,
        answers=answers,
        actions=tuple(_tidied(book, entry) for entry in draft.actions),
    )


def _tidied(book: Book, entry: Entry) -> Entry:
    kept: Entry = {}
    for name, value in entry.items():
        if name in ("owner", "role", "by") and isinstance(value, str):
            kept[name] = role_id(book, value)
        elif name in ("due", "done", "on", "reviewed", "next_review") and isinstance(value, str):
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


class Missing(NamedTuple):
    """What a draft lacks to be a complete record, each in words with what to do."""

    words: tuple[str, ...]
    is_approval: bool = False
    """Whether it lacks nothing but the approval, which can be given later."""


def find_gaps(sources: Sources, book: Book, draft: Draft, notes: Mapping[str, Iterable[str]], as_of: date) -> Missing:
    """Return what a draft lacks: judged by the rules, as the record that it would be."""
    whole = _without_gaps(book, draft, as_of)
    path = f"{sources.layout.reviews}/{month_of(whole, as_of)}.yml"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in sources.layout.folders:
            shutil.copytree(sources.root / name, copy / name, symlinks=True)
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(write_record(whole, notes), encoding="utf-8")
        result = check_project(sources._replace(root=copy), as_of)
    record = record_at(result.book, path)
    findings = [finding for finding in result.report.findings if _stops(finding, path)]
    contrary = contradicted_answers(result.report.findings, result.book, record, as_of) if record else ()
    words = (
        *_gaps(book, draft, as_of),
        *(f"{finding.message} {finding.fix}" for finding in findings),
        *(
            f"{check} is answered yes, and the book contradicts it. {found[0].message} {found[0].fix}"
            for check, found in contrary
        ),
    )
    if not words and not (record and is_complete(result.book, record, as_of)):
        return Missing(
            ("Something in it is not as a complete record has it. Answer every check, and have it approved.",)
        )
    return Missing(words, bool(words) and len(words) == sum(finding.code.id == _NOT_APPROVED for finding in findings))


def _stops(finding: Finding, path: str) -> bool:
    return (
        finding.span.path == path
        and finding.severity in (Severity.ERROR, Severity.BLOCKER)
        and finding.code.id not in _NOT_ABOUT_THE_RECORD
    )


def _gaps(book: Book, draft: Draft, as_of: date) -> Iterator[str]:
    """Yield, in words, what a record cannot even be read without, and who cannot have done what it says."""
    if not typed_date(draft.reviewed):
        problem = f"“{draft.reviewed}” is not the date" if draft.reviewed else "The day is missing"
        yield f"{problem} on which the review was finished. Type it after reviewed:"
    for name in draft.completed_by:
        if name not in book.people.roles:
            yield f"“{name}” is not a role. Type the role of who carried the review out, such as headteacher."
    for role in dict.fromkeys((*draft.completed_by, *(entry.get("role") for entry in draft.approved_by))):
        if is_said_elsewhere(book, str(role)) and role in book.people.roles and not book.holders(str(role), as_of):
            title = book.role_title(str(role))
            yield f"Nobody is recorded as {title}, so nobody can have signed as {title}. Correct the role; or first add the appointment to {book.layout.facts('people')}."
    for name, row in draft.facts.items():
        if row.get("by") not in book.people.roles:
            yield f"Nobody has signed for {name}. Type the role of who confirmed it after by:"
        if not _is_date(row.get("on")):
            problem = f"“{row['on']}” is not the date" if row.get("on") else "The day is missing"
            yield f"{problem} on which {name} was confirmed. Type it after on:"
    for action in draft.actions:
        yield from _gaps_of_action(book, action)


def _gaps_of_action(book: Book, action: Entry) -> Iterator[str]:
    where = f"The action on {_subject(action)}" if _subject(action) else "An action"
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
    facts = {
        name: row for name, row in draft.facts.items() if _is_date(row.get("on")) and row.get("by") in book.people.roles
    }
    return replace(draft, reviewed=reviewed, completed_by=completed, actions=actions, facts=facts)


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


def progress_in_words(book: Book, draft: Draft, as_of: date) -> str:
    """Return how far a draft is: ``41 of 60 checks answered, 9 of 40 facts confirmed, 3 of 12 texts read in full``."""
    texts, facts = book.reviewed_texts, fact_rows(book, as_of)
    parts = [
        f"{draft.answered} of {draft.asked} checks answered",
        f"{len(draft.facts)} of {len(facts)} facts confirmed",
        f"{len(texts.keys() & draft.texts_read.keys())} of {len(texts)} texts read in full",
    ]
    if draft.unowned:
        parts.append(f"{'1 action' if draft.unowned == 1 else f'{draft.unowned} actions'} without an owner")
    given = {entry.get("role") for entry in draft.approved_by}
    waits = [book.role_title(role) for role in book.settings.review_approved_by.roles if role not in given]
    if waits:
        parts.append(f"not yet approved by: {', '.join(waits)}")
    return ", ".join(parts) + "."
