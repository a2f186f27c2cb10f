"""The record of a review as a file: read as people type it, written the same way every time. Not for judging it.

A draft is a record that may still lack anything, ``data/reviews/YYYY-MM.draft.yml``. It is read tolerantly, because
half-done work must not be refused, and whatever would be lost is refused instead. The review page reads and writes the
same in ``overrides/assets/review.js``; tests/test_record_vectors.py holds the two together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Never

from policybook.basics.dates import typed_date
from policybook.model.reviews import SAME_JUDGEMENT
from policybook.source.text_files import INVISIBLE, decode_text
from policybook.source.yaml_files import YamlText

_SCHEMA = "yaml-language-server: $schema=../schema/review.schema.json"
RECORD_HEAD = (_SCHEMA,)
DRAFT_HEAD = (
    _SCHEMA,
    "A review that has begun. It does not count yet. To go on: open it in the review page, or type here;",
    'after each check yes, partly, no or not applicable, or {"judgement": "no", "evidence": "What you saw."}',
    "and below sections, documents and facts the lines that were read in full, and that are right.",
    "Then: python3 scripts/review.py record and the name of this file.",
)
"""The comments at the beginning of a record, and of a draft."""

# YAML reads these as the same text, inside a list too; only a date, a name or a word is typed without quotation marks.
_PLAIN = re.compile(r"(?!null$)[a-z0-9](?:[\w ./-]*[\w.])?", re.ASCII | re.IGNORECASE)
_SPACES = re.compile("[\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_ORDER = ("judgement", "evidence", "check", "fact", "action", "owner", "role", "on", "due", "done")
_ROW_ORDER = ("on", "by", "values", "reviewed", "next_review")
Entry = dict[str, object]
Answer = dict[str, str]


class RecordError(Exception):
    """A file is no record of a review; the message says why in words."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A review that may still lack anything; every value is the text that was typed."""

    reviewed: str = ""
    next_review: str = ""
    wording: str = "this"
    policies: tuple[str, ...] = ()
    completed_by: tuple[str, ...] = ()
    approved_by: tuple[Entry, ...] = ()
    sections: dict[str, str] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    read_again: tuple[Entry, ...] = ()
    checks: dict[str, str] = field(default_factory=dict)
    """The fingerprint of each check, its question and its clauses, as it was answered or is still to be."""
    checks_asked: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    facts: dict[str, Entry] = field(default_factory=dict)
    """The rows of the tables that somebody confirmed."""
    actions: tuple[Entry, ...] = ()
    note: str = ""

    @property
    def texts_read(self) -> dict[str, str]:
        """The fingerprint of each text that was read in full, by its name in the book."""
        return self.sections | {f"documents/{name}": text for name, text in self.documents.items()}

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


# --- read ------------------------------------------------------------------------------------------------------------


def read_record(path: str, data: bytes) -> Draft:
    """Return a draft or a record, as typed by hand, by the browser or by us.

    Raises:
        RecordError: where it cannot be read, or holds anything that would be lost.
    """
    source, findings = decode_text(path, data)
    record = YamlText(path, source.lines).read() if source else (None, ())
    if errors := [*findings, *record[1]]:
        raise RecordError(f"{path}, line {errors[0].span.line}: {errors[0].message} {errors[0].fix}")
    return _Fields(path, record[0] or {}).draft()


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of a file, each of the shape in which it can be kept."""

    path: str
    values: Mapping[str, object]

    def draft(self) -> Draft:
        if unknown := [name for name in self.values if name not in Draft.__dataclass_fields__]:
            self._refuse(f"it has a line “{unknown[0]}”, which no record has")
        if not {"answers", "sections", "facts", "policies"} & set(self.values):
            self._refuse("it has neither answers nor sections")
        asked = self._text("checks_asked")
        return Draft(
            reviewed=self._text("reviewed"),
            next_review=self._text("next_review"),
            wording=self._text("wording") or "this",
            policies=tuple(self._texts("policies")),
            completed_by=tuple(self._texts("completed_by")),
            approved_by=tuple(self._entries("approved_by", "role")),
            sections=self._prints("sections"),
            documents=self._prints("documents"),
            read_again=tuple(self._entries("read_again", "section")),
            checks=self._prints("checks"),
            facts={name: self._row(name, value) for name, value in self._table("facts")},
            checks_asked=int(asked) if asked.isdecimal() else 0,
            answers={name: self._answer(name, value) for name, value in self._table("answers")},
            actions=tuple(self._entries("actions", "action")),
            note=self._text("note"),
        )

    def _refuse(self, why: str) -> Never:
        raise RecordError(f"{self.path} is not the record of a review: {why}.")

    def _as_text(self, name: str, value: object) -> str:
        if value is not None and not isinstance(value, str):
            self._refuse(f"what follows “{name}:” is not one text")
        return clean_text(value or "")

    def _text(self, name: str) -> str:
        return self._as_text(name, self.values.get(name))

    def _list(self, name: str) -> list[object]:
        value = self.values.get(name)
        if isinstance(value, dict):
            self._refuse(f"what follows “{name}:” is not a list, with a hyphen before the first line of each entry")
        return value if isinstance(value, list) else [value] if value else []

    def _texts(self, name: str) -> Iterator[str]:
        return filter(None, (self._as_text(name, value) for value in self._list(name)))

    def _table(self, name: str) -> Iterable[tuple[str, object]]:
        value = self.values.get(name)
        if value and not isinstance(value, dict):
            self._refuse(f"what follows “{name}:” is not a name, a colon and a value on each line")
        return value.items() if isinstance(value, dict) else ()

    def _prints(self, name: str) -> dict[str, str]:
        return {key: text for key, value in self._table(name) if (text := self._as_text(key, value))}

    def _entries(self, name: str, main: str) -> Iterator[Entry]:
        """Yield each entry of a list; a text alone is its ``main`` value."""
        for value in self._list(name):
            entry = value if isinstance(value, dict) else {main: value}
            kept = {key: clean_text(value) if isinstance(value, str) else value for key, value in entry.items()}
            if kept := {key: kept[key] for key in _in_order(kept) if kept[key]}:
                yield kept

    def _row(self, name: str, value: object) -> Entry:
        """A row of the tables; a day alone is when it was confirmed."""
        typed: dict[str, object] = value if isinstance(value, dict) else {"on": value}
        row: Entry = {}
        for key in _in_order(typed, _ROW_ORDER):
            part = typed[key]
            values: list[object] = part if isinstance(part, list) else [part]
            texts = [text for one in values if (text := self._as_text(f"{name}: {key}", one))]
            if texts:
                row[key] = texts if key == "values" or len(texts) > 1 else texts[0]
        return row

    def _answer(self, name: str, value: object) -> Answer:
        typed = value if isinstance(value, dict) else {"judgement": value}
        answer = {key: text for key in _in_order(typed) if (text := self._as_text(f"{name}: {key}", typed[key]))}
        if "judgement" in answer:
            judgement = " ".join(answer["judgement"].lower().split())
            answer["judgement"] = SAME_JUDGEMENT.get(judgement, judgement)
        return answer


def _in_order(names: Iterable[str], order: tuple[str, ...] = _ORDER) -> list[str]:
    """Return the names of an entry in the order in which a record has them, and then those that no record has."""
    return sorted(names, key=lambda name: order.index(name) if name in order else len(order))


def clean_text(text: str) -> str:
    """Return a text without what other programs bring in and no file of the book may hold."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SPACES.sub(" ", INVISIBLE.sub("", lines)).strip(" \n")


def date_as_typed(text: str) -> str:
    """Return a date as the book types it, from the ways in which people write it; the text itself where it is none."""
    date = typed_date(text)
    return str(date) if date else text.strip()


# --- write -----------------------------------------------------------------------------------------------------------


def write_record(
    draft: Draft,
    notes: Mapping[str, Iterable[str]],
    head: Iterable[str] = RECORD_HEAD,
    hints: Mapping[str, str] | None = None,
) -> str:
    """Return the whole file: an entry a line, with the comments above everything, some fields (hints) and checks (notes)."""
    lines = [f"# {line}" for line in head]
    for name, typed in (
        ("reviewed", _typed_text("reviewed", _plain(draft.reviewed))),
        ("next_review", _typed_text("next_review", _plain(draft.next_review))),
        ("wording", _typed_text("wording", _plain(draft.wording))),
        ("policies", _typed_text("policies", f"[{', '.join(map(_plain, draft.policies))}]")),
        ("completed_by", _typed_text("completed_by", f"[{', '.join(map(_plain, draft.completed_by))}]")),
        ("approved_by", _typed_list("approved_by", draft.approved_by)),
        ("sections", _typed_prints("sections", draft.sections)),
        ("documents", _typed_prints("documents", draft.documents)),
        ("read_again", _typed_list("read_again", draft.read_again) if draft.read_again else []),
        ("checks", _typed_prints("checks", draft.checks) if draft.checks else []),
        ("checks_asked", _typed_text("checks_asked", str(draft.checks_asked))),
        ("answers", _typed_table("answers", _answer_lines(draft, notes))),
        ("facts", _typed_table("facts", (f"  {name}: {_flow(row)}" for name, row in draft.facts.items()))),
        ("actions", _typed_list("actions", draft.actions)),
        ("note", _typed_text("note", _quoted(draft.note) if draft.note else "")),
    ):
        if hints and name in hints:
            lines += [f"# {line}" for line in hints[name].splitlines()]
        lines += typed
    return "\n".join(lines) + "\n"


def _answer_lines(draft: Draft, notes: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for check, answer in draft.answers.items():
        for note in notes.get(check, ()):
            yield f"  # {' '.join(note.split())}"
        typed = _plain(answer["judgement"]) if set(answer) == {"judgement"} else _flow(answer) if answer else ""
        yield from _typed_text(f"  {check}", typed)


def _typed_text(name: str, text: str) -> list[str]:
    return [f"{name}: {text}" if text else f"{name}:"]


def _typed_table(name: str, lines: Iterable[str]) -> list[str]:
    table_lines = list(lines)
    return [f"{name}:", *table_lines] if table_lines else [f"{name}: {{}}"]


def _typed_prints(name: str, prints: Mapping[str, str]) -> list[str]:
    return _typed_table(name, (f"  {key}: {_quoted(text)}" for key, text in prints.items()))


def _typed_list(name: str, entries: Iterable[Entry]) -> list[str]:
    list_lines = [f"  - {_flow(entry)}" for entry in entries]
    return [f"{name}:", *list_lines] if list_lines else [f"{name}: []"]


def _flow(entry: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{_quoted(name)}: {_quoted(value)}" for name, value in entry.items()) + "}"


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _plain(text: str) -> str:
    return text if not text or _PLAIN.fullmatch(text) else _quoted(text)
