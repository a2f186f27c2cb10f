"""The annual review checklist that was filled in as a PDF, as a draft of the review. Not for judging it.

The form has no field for a role or a day as such: its owners and its lines to sign take any text. What can be understood
is taken as a role or a day, what cannot is kept as it was typed, and the rules say so.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from policybook.book.book import Book
from policybook.book.fact_rows import FactRow, fact_rows
from policybook.model.reviews import JUDGEMENTS
from policybook.review.record_codec import Answer, Draft, Entry, RecordError, date_as_typed
from policybook.review.review_progress import role_id
from policybook.source.text_files import INVISIBLE

if TYPE_CHECKING:
    import pikepdf

CHECK = "check:"
"""Before the id of a check in the line of what a form was made from; no text or fact has a name like that."""
_AND = re.compile(r",|;|&|/|\band\b")
_SHORT = {"na": "not applicable"}
_IS_RINGS = 1 << 15  # of the flags of a field: its boxes are answers of which one is chosen
_DEEPEST = 8  # a field may be inside another, and in a broken file inside itself
_NO_FORM = (
    "This PDF has no form in it: it was probably printed to a PDF, “flattened”, or scanned, and then nothing can be read out "
    "of it. Open the form that was filled in, and save it with “Save” instead of “Print”. If there is no such file any "
    "more, type the answers into the review page of the site."
)
_OTHER_FORM = (
    "This PDF is a form, and not the form of this checklist, or of an earlier one. Fill in the checklist that the site "
    "offers now, or type the answers into the review page."
)


def is_pdf(data: bytes) -> bool:
    """Whether a file is a PDF, whatever it is called."""
    return data[:1024].lstrip().startswith(b"%PDF")


def read_form(data: bytes, book: Book, as_of: date) -> tuple[Draft, tuple[str, ...]]:
    """What was filled in, and in words what could not be taken over.

    Raises:
        RecordError: where the file is broken, or has none of the checklist's fields.
    """
    form = _Form(*_fields(data), book, {row.name: row for row in fact_rows(book, as_of)})
    return form.draft(), tuple(form.messages)


@dataclass
class _Form:
    """The fields of a form: what was typed after each name, "" for an empty one, and how each is called."""

    typed: dict[str, str]
    labels: dict[str, str]
    book: Book
    rows: dict[str, FactRow]
    messages: list[str] = field(default_factory=list)

    def draft(self) -> Draft:
        facts, wrong = self.facts()
        read = self.texts_read()
        told = list(self.actions())
        for action in told:
            if now := wrong.pop(str(action.get("fact")), None):
                action["action"] = f"{now['action']}. {action.get('action', '')}".strip()
        return Draft(
            reviewed=date_as_typed(self.typed.get("sign--reviewed", "")),
            next_review=date_as_typed(self.typed.get("sign--next", "")),
            completed_by=self.completed_by(),
            approved_by=tuple(self.approvals()),
            sections={name: words for name, words in read.items() if not name.startswith("documents/")},
            documents={name.removeprefix("documents/"): read[name] for name in read if name.startswith("documents/")},
            facts=facts,
            checks=self.checks_answered(),
            answers=dict(self.answers()),
            actions=(*told, *wrong.values()),
        )

    def parts(self, kind: str, count: int = 1) -> Iterator[tuple[list[str], str]]:
        """The other parts of the name of each field of a kind, and what was typed there."""
        for name, text in self.typed.items():
            first, *rest = name.split("--")
            if first == kind and len(rest) == count:
                yield rest, text

    def answers(self) -> Iterator[tuple[str, Answer]]:
        ticked: dict[str, list[str]] = {}
        for (check, short), tick in self.parts("answer", 2):
            ticked.setdefault(check, []).extend([_SHORT.get(short, short)] if tick else [])
        for (check,), value in self.parts("answer"):
            ticked.setdefault(check, []).extend([_SHORT.get(value, value)] if value else [])
        for check, found in ticked.items():
            judgements = [word for word in JUDGEMENTS if word in found]
            answer = {"judgement": judgements[0]} if len(judgements) == 1 else {}
            if len(judgements) > 1:
                listed = ", ".join(judgements)
                self.messages.append(f"{check} has more than one tick ({listed}), so it is not answered.")
            if evidence := self.typed.get(f"evidence--{check}"):
                answer["evidence"] = evidence
            yield check, answer

    def checks_answered(self) -> dict[str, str]:
        """The fingerprint that each check had on the form."""
        made_of = (part.split("=", 1) for part in self.typed.get("made-of", "").split() if "=" in part)
        return {name.removeprefix(CHECK): words for name, words in made_of if name.startswith(CHECK)}

    def texts_read(self) -> dict[str, str]:
        """The fingerprint that each text had on the form and that somebody ticked as read.

        The tick of a policy is for its sections without one of their own.
        """
        made_of = dict(part.split("=", 1) for part in self.typed.get("made-of", "").split() if "=" in part)
        ticks = [(name, words, tick) for (name, words), tick in self.parts("read", 2)]
        own = {name for name, _, _ in ticks if name != "policy"}
        read = {name: words for name, words, tick in ticks if tick and name != "policy"}
        for name, policy_id, tick in ticks:
            policy = self.book.policy(policy_id) if tick and name == "policy" else None
            if policy and not made_of:
                title = policy.settings.title
                self.messages.append(f"The form does not say from which words it was made: read {title} again.")
            for section in policy.sections if policy else ():
                if section.ref in made_of and section.ref not in own:
                    read[section.ref] = made_of[section.ref]
        return read

    def facts(self) -> tuple[dict[str, Entry], dict[str, Entry]]:
        """The rows that are right, and an action for each that is wrong."""
        made_of = self.typed.get("made-of", "").split()
        facts: dict[str, Entry] = {}
        wrong: dict[str, Entry] = {}
        for (name,), tick in self.parts("fact"):
            row, now = self.rows.get(name), self.typed.get(f"fact-now--{name}")
            who = row.asked_of if row else ""
            typed = {key: self.typed.get(f"fact-{part}--{name}", "") for key, part in _DATES_OF_ROWS.items()}
            dates = {key: date_as_typed(text) for key, text in typed.items() if text}
            if now:
                wrong[name] = {"fact": name, "action": f"It is now: {now}", "owner": who}
                if tick:
                    self.messages.append(f"{name} is ticked as right, and says what it is now: it is taken as wrong.")
            elif tick or dates:  # a date alone says that somebody looked
                day = dates.pop("on", "") or date_as_typed(self.typed.get("sign--reviewed", ""))
                row_typed: Entry = {"on": day, "by": who, **_values(row), **dates}
                facts[name] = {key: value for key, value in row_typed.items() if value}
                if row and row.values and f"{name}={row.fingerprint}" not in made_of:
                    facts[name]["values"] = ["other values"]  # those of today were not on the form
        return facts, wrong

    def actions(self) -> Iterator[Entry]:
        """The lines of the one table of actions; what each is for is a number or a title on the form, or a name."""
        subjects = self.subjects()
        for (number,), text in self.parts("action"):
            said = {part: self.typed.get(f"action-{part}--{number}", "") for part in ("for", "owner", "due")}
            if not (text or any(said.values())):
                continue
            subject = subjects.get(said["for"].casefold().rstrip("."), {})
            about = f"{text} ({said['for']})" if said["for"] and not subject else text
            action: Entry = {
                **subject,
                "action": about,
                "owner": role_id(self.book, said["owner"]),
                "due": date_as_typed(said["due"]),
            }
            yield {name: value for name, value in action.items() if value}

    def subjects(self) -> dict[str, Entry]:
        """What an action can be for, by each way to write it: its name, or how the form calls it."""
        found: dict[str, Entry] = {}
        for (check, short), _ in self.parts("answer", 2):
            number, _, _ = self.labels[f"answer--{check}--{short}"].partition(" ")
            found |= {key: {"check": check} for key in (number.casefold(), check)}
        for (check,), _ in self.parts("answer"):
            number, _, _ = self.labels[f"answer--{check}"].partition(" ")
            found |= {key: {"check": check} for key in (number.casefold(), check)}
        for (name,), _ in self.parts("fact"):
            title, _, _ = self.labels[f"fact--{name}"].partition(f", {name}")
            found |= {key: {"fact": name} for key in (title.casefold(), name)}
        found.pop("", None)
        return found

    def completed_by(self) -> tuple[str, ...]:
        text = self.typed.get("sign--completed", "")
        whole = role_id(self.book, text)
        names = [text] if whole in self.book.people.roles else _AND.split(text)
        return tuple(role_id(self.book, name) for name in names if name.strip())

    def approvals(self) -> Iterator[Entry]:
        for (number,), text in self.parts("approved-role"):
            on = self.typed.get(f"approved-on--{number}", "")
            if text and on:
                yield {"role": role_id(self.book, text), "on": date_as_typed(on)}
            elif text or on:
                lacks = "day" if text else "role"
                self.messages.append(f"An approval ({text or on}) has no {lacks}, so it is none yet. Add the {lacks}.")


_DATES_OF_ROWS = {"on": "day", "reviewed": "reviewed", "next_review": "next"}


def _values(row: FactRow | None) -> Entry:
    return {"values": list(row.values)} if row and row.values else {}


# --- the file --------------------------------------------------------------------------------------------------------


def _fields(data: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """What each field holds, and how it is called; a tick has some text, and an empty field none.

    Some programs leave only a few fields in the list of the form, so those on the pages are read as well.
    """
    import pikepdf  # noqa: PLC0415 - only who brings a PDF needs it

    typed: dict[str, str] = {}
    labels: dict[str, str] = {}
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for item in (*_listed(pdf), *_on_pages(pdf)):
                name = ".".join(reversed([str(one["/T"]) for one in _with_parents(item) if "/T" in one]))
                typed[name] = typed.get(name) or _text(item)
                labels.setdefault(name, str(_inherited(item, "/TU") or ""))
    except pikepdf.PdfError as error:
        raise RecordError(f"This PDF cannot be read: {error}") from error
    typed.pop("", None)
    if not typed:
        raise RecordError(_NO_FORM)
    if not any(name.startswith(("answer--", "fact--", "read--")) for name in typed):
        raise RecordError(_OTHER_FORM)
    return typed, labels


def _listed(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every field in the list of the form, those inside others too."""
    form = pdf.Root.get("/AcroForm")
    yield from _with_kids(form["/Fields"].as_list() if form is not None and "/Fields" in form else [], _DEEPEST)


def _with_kids(items: Iterable[Any], depth: int) -> Iterator[Any]:
    for item in items if depth else ():
        if item is None:
            continue
        yield item
        yield from _with_kids(item["/Kids"].as_list() if "/Kids" in item else [], depth - 1)


def _on_pages(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every field that a page shows; some programs delete a field and leave its place in the list empty."""
    for page in pdf.pages:
        items: Iterable[Any] = page.get("/Annots") or ()
        for item in items:
            if item is not None and item.get("/Subtype") == "/Widget":
                yield item


def _with_parents(item: Any) -> Iterator[Any]:
    seen = set()
    while item.objgen not in seen or not item.is_indirect:
        seen.add(item.objgen)
        yield item
        if "/Parent" not in item:
            return
        item = item["/Parent"]


def _inherited(item: Any, key: str) -> Any:
    """What a field has after a key, itself or from those that it is part of."""
    return next((one[key] for one in _with_parents(item) if key in one), None)


def _text(item: Any) -> str:
    """What a field holds; a box is ticked if its value says so or it is drawn ticked, and of rings the one that is."""
    if _inherited(item, "/FT") == "/Btn":
        states = [
            str(state).removeprefix("/") for state in (_inherited(item, "/V"), item.get("/AS")) if state is not None
        ]
        on = next((state for state in states if state not in ("Off", "")), "")
        return on if int(_inherited(item, "/Ff") or 0) & _IS_RINGS else "yes" if on else ""
    value = _inherited(item, "/V")
    return "" if value is None else " ".join(INVISIBLE.sub("", str(value)).split())
