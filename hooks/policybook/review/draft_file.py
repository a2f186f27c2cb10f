"""The file of a yearly review: a draft that may lack anything, read as it was typed, and typed again.

A draft is ``data/reviews/YYYY-MM.draft.yml``: it goes on in the project, and so on another computer, and never counts.
It is read loosely, because half-done work must not be refused. Not for what belongs in it: that is ``reviews``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from policybook.basics.dates import DateError, PartialDate
from policybook.loading.load import DRAFT_ENDING
from policybook.source.sources import Sources
from policybook.source.text_files import decode_text
from policybook.source.yaml_files import YamlText

_DAY_FIRST = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})", re.ASCII)
_IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3})[a-z]*\.? (\d{4})", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_BARE = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
Entry = dict[str, object]


class ReviewFileError(Exception):
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
        ReviewFileError: where it cannot be read, or holds anything that would be lost.
    """
    source, findings = decode_text(path, data)
    found = YamlText(path, source.lines).read() if source else (None, ())
    if errors := [*findings, *found[1]]:
        raise ReviewFileError(f"{path}, line {errors[0].span.line}: {errors[0].message} {errors[0].fix}")
    values: Mapping[str, object] = found[0] or {}
    if unknown := [name for name in values if name not in Draft.__dataclass_fields__]:
        raise ReviewFileError(
            f"{path} is not the record of a review: it has a line “{unknown[0]}”, which no record has."
        )
    if "answers" not in values and "sections" not in values:
        raise ReviewFileError(f"{path} is not the record of a review: it has neither answers nor sections.")
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


def typed_date(text: str) -> str:
    """A date as the book types it, from the ways in which people write it on paper; the text itself where it is none."""
    text = text.strip()
    try:
        return str(PartialDate.parse(text))
    except DateError:
        pass
    typed = text
    if found := _DAY_FIRST.fullmatch(text):
        typed = f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}"
    elif (found := _IN_WORDS.fullmatch(text)) and found[2].lower() in _MONTHS:
        typed = f"{found[3]}-{_MONTHS.index(found[2].lower()) + 1:02}-{found[1]:0>2}"
    try:
        return str(PartialDate.parse(typed))
    except DateError:
        return text


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


def is_date(value: object) -> bool:
    """Whether a value is a date as the book types it."""
    try:
        return isinstance(value, str) and bool(PartialDate.parse(value))
    except DateError:
        return False


def draft_path(sources: Sources) -> Path | None:
    """The review that has begun; None where there is none."""
    return max((sources.root / sources.layout.reviews).glob(f"*{DRAFT_ENDING}"), default=None)


def month_of(draft: Draft) -> str:
    """The month by which its record is called; "" where it is not known yet."""
    return f"{PartialDate.parse(draft.reviewed).last:%Y-%m}" if is_date(draft.reviewed) else ""


def write(file: Path, text: str) -> None:
    """Write a file in one step, so that whoever is killed leaves it whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.new")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        unfinished.replace(file)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
