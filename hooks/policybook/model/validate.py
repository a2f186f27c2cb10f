"""From plain values to models, with every fault as a finding at its place. Not for faults across files.

A value that is wrong is reported and then left out, so that the rest of its file can still be read and judged in the
same run.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import TypeVar, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from policybook.findings import Finding, Span
from policybook.model.entry import MAX_TEXT, Entry
from policybook.source import codes
from policybook.source.yaml import LocatedDict, Origin

EntryType = TypeVar("EntryType", bound=Entry)
_ROUNDS = 20
_DERIVED_KEYS = frozenset(
    ["next_review", "reviewed", "review_date", "next_review_date", "last_reviewed", "last_review"]
)
_MAPPING_KINDS = frozenset(["dict_type", "model_type", "model_attributes_type"])
Step = str | int


def validate(model: type[EntryType], data: LocatedDict) -> tuple[EntryType | None, tuple[Finding, ...]]:
    """Read ``data`` as ``model``; what is wrong is a finding and is left out; no entry where nothing can be saved.

    ``data`` is pruned in place.
    """
    findings: list[Finding] = []
    for attempt in range(_ROUNDS):
        try:
            return model.model_validate(data), tuple(findings)
        except ValidationError as error:
            details = error.errors(include_url=False)
            if attempt == 0:
                findings += [_finding(model, data.origin, detail) for detail in details]
            if not _prune(data, details):
                break
    return None, tuple(findings)


def _steps(detail: ErrorDetails) -> tuple[Step, ...]:
    return tuple(step for step in detail["loc"] if step != "[key]")


def _prune(data: LocatedDict, details: Sequence[ErrorDetails]) -> bool:
    """Remove what each fault is about: the value, or for a missing value the entry it is missing from."""
    places = {_steps(d)[:-1] if d["type"] == "missing" else _steps(d) for d in details}
    if () in places:
        return False
    for place in sorted(places, key=lambda steps: [(str(type(step)), step) for step in steps], reverse=True):
        _remove(data, place)
    return True


def _remove(data: object, place: Sequence[Step]) -> None:
    holder: object = data
    for step in place[:-1]:
        holder = _inside(holder, step)
    last = place[-1]
    if isinstance(holder, dict):
        holder.pop(last, None)
    elif isinstance(holder, list) and isinstance(last, int) and last < len(holder):
        del holder[last]


def _inside(holder: object, step: Step) -> object:
    if isinstance(holder, dict):
        return holder.get(step)
    if isinstance(holder, list) and isinstance(step, int) and step < len(holder):
        return holder[step]
    return None


def _finding(model: type[Entry], origin: Origin, detail: ErrorDetails) -> Finding:
    steps = _steps(detail)
    name = str(steps[-1]) if steps else ""
    kind, context, given = detail["type"], detail.get("ctx", {}), detail["input"]
    if kind == "missing":
        message = f"“{name}” is missing{_of(steps[:-1])}."
        return Finding(codes.YAML006, origin.at(*steps[:-1]), message, f"Add a line {name}: with its value.")
    if kind == "extra_forbidden":
        return _unknown_key(model, origin.key(*steps), steps, name)
    if given is None:
        return Finding(codes.YAML006, origin.key(*steps), *_empty_words(kind, steps))
    if kind == "policybook":
        code = codes.YAML008 if context["kind"] == "date" else codes.YAML007
        at = origin.key(*steps) if detail["loc"][-1] == "[key]" else origin.at(*steps)
        return Finding(code, at, str(context["message"]), str(context["fix"]))
    if kind == "literal_error" and isinstance(given, str):
        allowed = _words(str(context["expected"]))
        return Finding(
            codes.YAML007,
            origin.at(*steps),
            f"“{given[:80]}” is not one of the values “{_field(steps)}” can have.",
            f"Type {_nearest(given, allowed)}: the choices are {', '.join(allowed)}.",
        )
    return Finding(codes.YAML007, origin.at(*steps), *_shape_words(kind, _field(steps), given))


def _empty_words(kind: str, steps: Sequence[Step]) -> tuple[str, str]:
    if steps and isinstance(steps[-1], int):
        return f"An item of “{_field(steps)}” is empty.", "Type it after the hyphen, or delete the hyphen."
    if kind in _MAPPING_KINDS:
        return f"“{_field(steps)}” has nothing below it.", "Write its settings below it, indented, or delete the line."
    return f"“{_field(steps)}” is empty and is needed{_of(steps[:-1])}.", "Type its value after the colon."


def _shape_words(kind: str, name: str, given: object) -> tuple[str, str]:
    if kind in ("tuple_type", "list_type"):
        return f"“{name}” should be a list.", _list_words(name, given)
    if kind in _MAPPING_KINDS:
        return (
            f"“{name}” should have settings of its own below it.",
            "Indent them by two spaces, each a name, a colon and a value.",
        )
    if isinstance(given, list):
        return f"“{name}” should be one value, not a list.", "Keep one value, and delete the brackets or hyphens."
    if kind in ("string_type", "literal_error"):
        return (
            f"“{name}” should be one line of text.",
            "Type the text after the colon, in quotation marks if it has brackets or a colon in it.",
        )
    if kind in ("too_long", "string_too_long"):
        return f"“{name}” is too long.", f"Shorten it to at most {MAX_TEXT:,} characters."
    return (
        f"“{name}” has a value that does not belong there.",
        "Compare it with the other entries of the file.",
    )


def _list_words(name: str, given: object) -> str:
    """How to make a list of what was given in place of one."""
    if isinstance(given, str) and given.startswith("-"):
        return "Type a space after each hyphen."
    items = given if isinstance(given, str) and re.fullmatch(r"[\w -]{1,40}", given) else "one, two"
    return f"Write {name}: [{items}], or one item a line, each beginning with a hyphen and a space."


def _field(steps: Sequence[Step]) -> str:
    """The name a reader would use for the place: the last name that is not a list position."""
    return next((str(step) for step in reversed(steps) if isinstance(step, str)), "this value")


def _of(steps: Sequence[Step]) -> str:
    names = [step for step in steps if isinstance(step, str)]
    return f" in “{names[-1]}”" if names else ""


def _words(expected: str) -> list[str]:
    return [part.strip(" '") for part in expected.replace(" or ", ", ").split(",") if part.strip(" '")]


def _nearest(given: str, allowed: Sequence[str]) -> str:
    return next(
        iter(difflib.get_close_matches(given, allowed, 1, 0.4)),
        allowed[0] if len(allowed) == 1 else "one of them",
    )


def _unknown_key(model: type[Entry], span: Span, steps: Sequence[Step], name: str) -> Finding:
    known = tuple(_known_keys(model, steps[:-1]))
    near = difflib.get_close_matches(name, known, 1)
    message = f"“{name[:80]}” is not a setting this book knows{_of(steps[:-1])}."
    if name in _DERIVED_KEYS and name not in known:
        fix = "Delete this line: review dates are never typed here. They come from the newest record in data/reviews/."
    elif near:
        fix = f"Type {near[0]}: instead."
    else:
        fix = f"Delete this line. What can stand here: {', '.join(known)}." if known else "Delete this line."
    return Finding(codes.YAML005, span, message, fix)


def _known_keys(model: type[Entry], steps: Sequence[Step]) -> Iterator[str]:
    """The keys that may stand at ``steps`` inside ``model``."""
    place: object = model
    in_collection = False
    for step in steps:
        if in_collection:  # this step is a key or a position, not a field
            in_collection = False
            continue
        if not (isinstance(place, type) and issubclass(place, Entry)):
            return
        fields = {(field.alias or key): field.annotation for key, field in place.model_fields.items()}
        annotation = fields.get(str(step))
        in_collection = get_origin(annotation) in (dict, tuple)
        place = _entry_in(annotation)
    if isinstance(place, type) and issubclass(place, Entry):
        yield from ((field.alias or key) for key, field in place.model_fields.items())


def _entry_in(annotation: object) -> object:
    """The model inside ``X | None``, ``dict[Id, X]``, ``tuple[X, ...]``, or None."""
    if isinstance(annotation, type) and not get_args(annotation):
        return annotation if issubclass(annotation, Entry) else None
    return next((found for arg in get_args(annotation) if (found := _entry_in(arg)) is not None), None)
