"""The annual review checklist that was filled in as a PDF, as a draft of the review. Not for judging it.

The form has no field for a role or a day as such: its owner and its lines to sign take any text. What can be understood
is taken as a role or a day, what cannot is kept as it was typed, and the rules say so.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from policybook.book.book import Book
from policybook.model.facts import JUDGEMENTS
from policybook.review.record_codec import Draft, Entry, RecordError, date_as_typed
from policybook.review.review_progress import role_id
from policybook.source.text_files import INVISIBLE

_FIELD = re.compile(r"(?P<check>.+)-(?P<part>[1-4]|evidence|action|owner|by)")
_SIGN_OFF = re.compile(r"sign-off-(\d+)", re.ASCII)
_AND = re.compile(r",|;|&|/|\band\b")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/. -]\d{1,2}[/. -]\d{4}|\d{1,2}(?:st|nd|rd|th)? [A-Za-z]{3,9}\.? \d{4}")


def is_pdf(data: bytes) -> bool:
    """Whether a file is a PDF, whatever it is called."""
    return data[:1024].lstrip().startswith(b"%PDF")


def read_form(data: bytes, book: Book) -> tuple[Draft, tuple[str, ...]]:
    """What was filled in, and in words what could not be taken over.

    Raises:
        RecordError: where the file is broken, or has none of the checklist's fields.
    """
    fields = dict(_fields(data))
    typed_answers = [
        (match["check"], match["part"], fields[name]) for name in fields if (match := _FIELD.fullmatch(name))
    ]
    parts: dict[str, dict[str, str]] = {}
    for check, part, value in typed_answers:
        if not check.startswith("sign-off"):
            parts.setdefault(check, {})[part] = value
    if not parts:
        raise RecordError("This PDF has no form of the checklist in it. A printed and scanned page cannot be read.")
    messages: list[str] = []
    answers, actions = {}, []
    for check, own in parts.items():
        answer = {}
        ticked = [word for number, word in enumerate(JUDGEMENTS, 1) if own.get(str(number))]
        if len(ticked) == 1:
            answer["judgement"] = ticked[0]
        elif ticked:
            messages.append(f"{check} has more than one tick ({', '.join(ticked)}), so it is not answered.")
        if own.get("evidence"):
            answer["evidence"] = own["evidence"]
        answers[check] = answer
        owner = role_id(book, own.get("owner", ""))
        action: Entry = {"action": own.get("action"), "owner": owner, "due": date_as_typed(own.get("by", ""))}
        if any(action.values()):
            actions.append({"check": check, **{name: value for name, value in action.items() if value}})
    signed = {int(match[1]): value for name, value in fields.items() if (match := _SIGN_OFF.fullmatch(name))}
    return _with_signatures(Draft(answers=answers, actions=tuple(actions)), book, signed, messages), tuple(messages)


def _with_signatures(draft: Draft, book: Book, signed: dict[int, str], messages: list[str]) -> Draft:
    """The lines to sign, by what stands beside each in the checklist."""
    checklist = next((d for d in book.documents if d.settings.kind == "checklist"), None)
    sign_off = checklist.settings.sign_off if checklist else None
    reviewed = next_review = ""
    completed: tuple[str, ...] = ()
    approvals: list[Entry] = []
    for number, label in enumerate(sign_off.fields if sign_off else (), 1):
        value, role = signed.get(number, ""), role_id(book, label)
        if not value:
            continue
        if "next review" in label.lower():
            next_review = date_as_typed(value)
        elif label.lower().startswith(("completed by", "carried out by")):
            whole = role_id(book, value)
            names = [value] if whole in book.people.roles else _AND.split(value)
            completed = tuple(role_id(book, name) for name in names if name.strip())
        elif label.lower().startswith("date"):
            reviewed = date_as_typed(value)
        elif role in book.people.roles and (match := _DATE.search(value)):
            approvals.append({"role": role, "on": date_as_typed(match[0])})
        elif role in book.people.roles:
            messages.append(f"The {label} signed without a day, so it is no approval yet. Add the role and the day.")
        else:
            messages.append(f"“{value}” beside “{label}” was not taken over.")
    return Draft(
        reviewed=reviewed,
        next_review=next_review,
        completed_by=completed,
        approved_by=tuple(approvals),
        answers=draft.answers,
        actions=draft.actions,
    )


def _fields(data: bytes) -> Iterator[tuple[str, str]]:
    """The name and value of every field; a tick has some value, and a box without one has none."""
    import pikepdf  # noqa: PLC0415 - only who brings a PDF needs it

    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            form = pdf.Root.get("/AcroForm")
            fields = [] if form is None or "/Fields" not in form else list(form["/Fields"].as_list())
            for item in fields:
                if "/T" not in item:
                    continue
                value = item.get("/V")
                text = "" if value is None else str(value)
                if item.get("/FT") == "/Btn":
                    text = "" if text in ("/Off", "Off") else text
                yield str(item["/T"]), " ".join(INVISIBLE.sub("", text).split())
    except pikepdf.PdfError as error:
        raise RecordError(f"This PDF cannot be read: {error}") from error
