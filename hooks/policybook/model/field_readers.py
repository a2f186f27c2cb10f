"""How the values of a file become the values of a model, with every fault kept. Not for the words of a finding.

Our own and not a library's, for two reasons. Every kind of value here has a function that reads it and the words to say
what is wrong (``kinds``), so that little is left for a library to do. And the common one takes a quarter of a whole check
to import and to make ready (``hooks/decisions/13-models.md``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

Step = str | int
FieldProblem = Literal[
    "missing", "unknown", "no text", "too long", "no list", "no mapping", "no choice", "value", "date", "empty"
]


class WrongValueError(ValueError):
    """A value that cannot be read: what kind of fault it is, and for some kinds the message and the cure in words.

    ``typed`` is what the cure would have somebody type in its place, where it is literal.
    """

    def __init__(self, fault: FieldProblem, message: str = "", fix: str = "", typed: str = "") -> None:
        super().__init__(message or fault)
        self.fault, self.message, self.fix, self.typed = fault, message, fix, typed


class FieldError(NamedTuple):
    """One fault: the way to it, what was given there, and whether it is in the key itself; ``choices`` are what it may be."""

    fault: FieldProblem
    steps: tuple[Step, ...]
    given: object
    message: str = ""
    fix: str = ""
    is_key: bool = False
    choices: tuple[str, ...] = ()
    typed: str = ""


class FieldErrors(list[FieldError]):
    """What is wrong in a value. ``as_typed`` says that nothing has been left out of it yet."""

    def __init__(self, *, as_typed: bool) -> None:
        super().__init__()
        self.as_typed = as_typed

    def below(self, count: int, step: Step) -> None:
        """Say of the faults after the first ``count`` that they stand one step further down."""
        self[count:] = [error._replace(steps=(step, *error.steps)) for error in self[count:]]


Read = Callable[[object, FieldErrors], Any]
"""Reads a value; where it is wrong, adds to the faults, and what it returns is of no use."""
Schema = dict[str, Any]


class FieldType:
    """A kind of value: the function that reads it, which raises WrongValueError, and its JSON Schema for editors."""

    def __init__(self, read: Callable[[object], object], schema: Schema) -> None:
        self.read, self.schema = read, schema


class Before:
    """What is done with a value before it is read; ``as_typed`` where only before anything was left out of it."""

    def __init__(
        self, read: Callable[[object], object], *, as_typed: bool = False, schema: Schema | None = None
    ) -> None:
        self.read, self.as_typed, self.schema = read, as_typed, schema


def reader(annotation: Any) -> Read:
    """The function that reads values of a type: a model, a kind, a choice, a list or table of these, or empty."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _annotated(arguments[0], arguments[1:])
    if origin is Literal:
        return _choice(arguments)
    if origin is tuple:
        return _list(reader(arguments[0]))
    if origin is dict:
        return _table(reader(arguments[0]), reader(arguments[1]))
    if type(None) in arguments:
        return _or_empty(reader(next(argument for argument in arguments if argument is not type(None))))
    read: Read = _kind(FieldType(_text, {})) if annotation is str else annotation.read
    return read


def _annotated(annotation: Any, metadata: tuple[object, ...]) -> Read:
    kind = next((annotation for annotation in metadata if isinstance(annotation, FieldType)), None)
    read = _kind(kind) if kind else reader(annotation)
    for before in (annotation for annotation in reversed(metadata) if isinstance(annotation, Before)):
        read = _after(before, read)
    return read


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise WrongValueError("no text")
    return value


def _kind(kind: FieldType) -> Read:
    read_value = kind.read

    def read(value: object, faults: FieldErrors) -> object:
        try:
            return read_value(value)
        except WrongValueError as error:
            faults.append(FieldError(error.fault, (), value, error.message, error.fix, typed=error.typed))
            return None

    return read


def _after(before: Before, then: Read) -> Read:
    def read(value: object, faults: FieldErrors) -> object:
        if faults.as_typed or not before.as_typed:
            try:
                ready = before.read(value)
            except WrongValueError as error:
                faults.append(FieldError(error.fault, (), value, error.message, error.fix, typed=error.typed))
                return None
            return then(ready, faults)
        return then(value, faults)

    return read


def _choice(choices: tuple[str, ...]) -> Read:
    def read(value: object, faults: FieldErrors) -> object:
        if value not in choices:
            faults.append(FieldError("no choice", (), value, choices=choices))
        return value

    return read


def _or_empty(then: Read) -> Read:
    def read(value: object, faults: FieldErrors) -> object:
        return None if value is None else then(value, faults)

    return read


def _list(item: Read) -> Read:
    def read(value: object, faults: FieldErrors) -> tuple[object, ...]:
        if not isinstance(value, (list, tuple)):
            faults.append(FieldError("no list", (), value))
            return ()
        values = []
        for position, entry in enumerate(value):
            count = len(faults)
            values.append(item(entry, faults))
            if len(faults) > count:
                faults.below(count, position)
        return tuple(values)

    return read


def _table(name: Read, item: Read) -> Read:
    def read(value: object, faults: FieldErrors) -> dict[object, object]:
        if not isinstance(value, dict):
            faults.append(FieldError("no mapping", (), value))
            return {}
        values = {}
        for key, entry in value.items():
            count = len(faults)
            read_key = name(key, faults)
            faults[count:] = [error._replace(is_key=True) for error in faults[count:]]
            values[read_key] = item(entry, faults)
            if len(faults) > count:
                faults.below(count, key)
        return values

    return read
