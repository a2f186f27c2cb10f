"""A mark in place of the value of any declared field, whatever its type: for tests of what follows from declarations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple, get_args, get_origin

from policybook.basics.dates import PartialDate
from policybook.model.declarations import ROLE, Audience
from policybook.model.entry import Entry, Field
from policybook.model.field_types import (
    Account,
    Colour,
    Day,
    Email,
    Https,
    Number,
    Phone,
    ReferenceId,
    When,
    Words,
    YesNo,
    is_of_type,
)
from policybook.source.clause_references import Reference

Step = str | int
_FIRST_DAY = date(1931, 1, 11)
_FIRST_NUMBER = 7213


class Place(NamedTuple):
    """A value of an entry, or of one inside it: the way to it, its field, and whether readers may see it."""

    steps: tuple[Step, ...]
    field: Field
    value: Any
    is_public: bool

    @property
    def name(self) -> str:
        """The way in words, for the name of a test."""
        return ".".join(map(str, self.steps))


def places(entry: Entry, steps: tuple[Step, ...] = (), *, is_public: bool = True) -> Iterator[Place]:
    """Every value, empty ones too."""
    shown = is_public and entry.is_public
    for field, value, inside in entry.values():
        way = (*steps, field.name, *inside)
        seen = shown and field.declared.audience is Audience.PUBLIC
        if isinstance(value, Entry):
            yield from places(value, way, is_public=seen)
        else:
            yield Place(way, field, value, seen)


def models(model: type[Entry]) -> Iterator[type[Entry]]:
    """A model and those inside it."""
    yield model
    for field in model.shape.values():
        for one in entries_in(field.annotation):
            yield from models(one)


def entries_in(annotation: object) -> Iterator[type[Entry]]:
    if isinstance(annotation, type) and issubclass(annotation, Entry):
        yield annotation
    for one in getattr(annotation, "__args__", ()):
        yield from entries_in(one)


def entries_within(entry: Entry) -> Iterator[Entry]:
    """An entry and those inside it."""
    yield entry
    for _, value, _ in entry.values():
        if isinstance(value, Entry):
            yield from entries_within(value)


def mark(place: Place, number: int) -> Any:
    """Another value than the one that is there, that stands nowhere else; a choice has only the other choices."""
    annotation = place.field.annotation
    if is_of_type(annotation, YesNo):
        return place.value is not True
    if is_of_type(annotation, Number):
        return _FIRST_NUMBER + number
    if is_of_type(annotation, When) or is_of_type(annotation, Day):
        return PartialDate.parse(str(_FIRST_DAY + timedelta(days=number)))
    if choices := _choices(annotation):
        return next(choice for choice in choices if choice != place.value)
    other = f"mark-{number}-id" if place.field.declared.refers_to == ROLE else f"MARK-{number}-"
    text = next((text.format(number=number) for type_, text in _TEXTS if is_of_type(annotation, type_)), other)
    return Reference("", f"mark-{number}") if is_of_type(annotation, ReferenceId) else text


_TEXTS = (
    (Words, "5ec{number:05d}"),
    (Email, "mark-{number}-@sentinel.example"),
    (Phone, "01632 8{number:05}"),
    (Https, "https://mark-{number}-.example/"),
    (Colour, "#{number:06}"),
    (Account, "@MARK-{number}-a"),
)


def _choices(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return next((found for one in get_args(annotation) if (found := _choices(one))), ())


def words_of_mark(value: Any) -> tuple[str, ...]:
    """How a mark would be read on a page; nothing where it is yes, no or a choice, which anything may have."""
    if isinstance(value, PartialDate):
        return (str(value), value.words)
    if isinstance(value, Reference):
        return (value.target,)
    if isinstance(value, int) and not isinstance(value, bool):
        return (str(value), f"{value:,}")
    return (value, value.replace(" ", "")) if isinstance(value, str) and any(c.isdigit() for c in value) else ()


def replaced(entry: Entry, steps: tuple[Step, ...], value: Any) -> Entry:
    """The entry with another value at a place."""
    name, *rest = steps
    return entry.replaced(**{str(name): _inside(dict(entry)[str(name)], tuple(rest), value)})


def _inside(old: Any, steps: tuple[Step, ...], value: Any) -> Any:
    if not steps:
        return value
    if isinstance(old, Entry):
        return replaced(old, steps, value)
    first, rest = steps[0], steps[1:]
    items = old.items() if isinstance(old, dict) else enumerate(old)
    new = {key: _inside(one, rest, value) if key == first else one for key, one in items}
    return new if isinstance(old, dict) else tuple(new.values())


def is_in(words: str, text: str) -> bool:
    """Whether a mark is in a text; one of figures alone not where it is a part of a longer number."""
    return re.search(rf"(?<!\w){words}(?!\w)", text) is not None if words.isdigit() else words in text


def as_typed(value: Any) -> Any:
    """A value as a file holds it."""
    if isinstance(value, Entry):
        return {type(value).shape[name].key: as_typed(one) for name, one in value if one is not None}
    if isinstance(value, Reference):
        return value.name
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return {key: as_typed(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [as_typed(one) for one in value]
    return str(value) if isinstance(value, PartialDate) else value
