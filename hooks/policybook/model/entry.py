"""The base of every model: a mapping of a file with named values, that knows where it stood. Not for any one file's shape."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Annotated, Any, ClassVar, NamedTuple, Self, dataclass_transform, get_args, get_origin

from policybook.basics.findings import Span
from policybook.model.declarations import (
    KINDS,
    Asked,
    Audience,
    Declaration,
    leadership_field,
    private_field,
    public_field,
)
from policybook.model.field_readers import FieldError, FieldErrors, Read, reader
from policybook.source.yaml_files import LocatedDict, Origin, YamlText

_NOWHERE = Origin(YamlText("", ()))


class Field(NamedTuple):
    """One named value of a model: its name here and in the file, its type, its default if any, and what it declares."""

    name: str
    key: str
    annotation: Any
    make: Callable[[], object] | None
    declared: Declaration

    @property
    def type(self) -> Any:
        """Its type without what is said beside it."""
        return get_args(self.annotation)[0] if get_origin(self.annotation) is Annotated else self.annotation

    @property
    def is_required(self) -> bool:
        """Whether it may not be left out."""
        return self.make is None


class Lent(NamedTuple):
    """A value that an entry has from another one, with the way to its place there.

    ``value`` is given where it is not the lender's own: from the name in a list follows a yes.
    """

    lender: Entry
    steps: tuple[str | int, ...]
    value: Any = None

    @property
    def is_at(self) -> str:
        """The key that it stands after in the lender's file."""
        return next(step for step in reversed(self.steps) if isinstance(step, str))


@dataclass_transform(
    kw_only_default=True, frozen_default=True, field_specifiers=(public_field, leadership_field, private_field)
)
class Entry:
    """A mapping of a file, frozen, closed to unknown keys, that remembers where it stood.

    The fields are the annotations of the class, which stand there as types and not as text.
    """

    shape: ClassVar[Mapping[str, Field]] = {}
    entry_kind: ClassVar[str] = ""
    public_when: ClassVar[str] = ""
    asked: ClassVar[Asked | None] = None
    asked_of: ClassVar[str] = "headteacher"
    needed: ClassVar[bool] = False
    not_kept: ClassVar[tuple[str, ...]] = ()
    _origin: ClassVar[Origin] = _NOWHERE
    _lent: ClassVar[Mapping[tuple[str | int, ...], Lent]] = {}
    _readers: ClassVar[tuple[tuple[Field, Read], ...] | None] = None

    def __init_subclass__(
        cls, kind: str = "", public_when: str = "", takes: tuple[type[Entry], ...] = (), **more: Any
    ) -> None:
        """Read what the fields declare.

        ``kind`` is what others call its entries when they refer to one; ``public_when`` names the field that must say
        yes before readers may see any; ``takes`` are models whose fields it has as well, so that a whole entry of theirs
        can be part of it. The others: ``asked`` says of which entries the review asks whether they are
        still right, ``asked_of`` which role where the entry names none;
        ``needed`` whether no book can do without the file, ``not_kept`` what older books have in it and what is private.

        Raises:
            TypeError: where a field does not say who may see it, or what it says cannot be.
        """
        super().__init_subclass__()
        shape = dict(cls.shape)  # of the entry that it extends, if of any
        for model in takes:
            shape |= {name: field for name, field in model.shape.items() if name not in shape}
        for name, annotation in cls.__annotations__.items():
            declared = vars(cls).get(name)
            if not isinstance(declared, Declaration):
                raise TypeError(f"{cls.__name__}.{name} must say who may see it: public, leadership or private.")
            delattr(cls, name)
            shape[name] = Field(name, declared.alias or name, annotation, declared.make, declared)
        for name, _, _, _, declared in shape.values():
            if declared.refers_to not in KINDS or (declared.checked and declared.checked not in shape):
                raise TypeError(f"{cls.__name__}.{name} names a kind of entry or a date that there is not.")
            if declared.token and declared.audience is not Audience.PUBLIC:
                raise TypeError(f"{cls.__name__}.{name} is not public, so no token can print it.")
        if public_when and public_when not in shape:
            raise TypeError(f"{cls.__name__} has no field {public_when}.")
        if unknown := more.keys() - {"asked", "asked_of", "needed", "not_kept"}:
            raise TypeError(f"{cls.__name__} declares {', '.join(unknown)}, which nothing asks for.")
        cls.shape, cls._readers = shape, None
        cls.entry_kind, cls.public_when = kind or cls.entry_kind, public_when or cls.public_when
        for name, value in more.items():
            setattr(cls, name, value)

    def __init__(self, **values: object) -> None:
        """Read ``values`` by their names in the file.

        Raises:
            ValueError: where one is missing, unknown or wrong.
        """
        faults = FieldErrors(as_typed=True)
        self.__dict__.update(self._values(values, faults))
        if faults:
            raise ValueError(f"{type(self).__name__}: {faults}")

    @classmethod
    def read(cls, value: object, faults: FieldErrors) -> Self | None:
        """An entry from a mapping of a file, where ``faults`` does not grow; an entry is one already."""
        if isinstance(value, cls):
            return value
        if not isinstance(value, dict):
            faults.append(FieldError("no mapping", (), value))
            return None
        entry = cls.__new__(cls)
        entry.__dict__.update(cls._values(value, faults))
        if isinstance(value, LocatedDict):
            entry.__dict__["_origin"] = value.origin
        return entry

    @classmethod
    def _values(cls, given: Mapping[str, object], faults: FieldErrors) -> dict[str, object]:
        """The values by the names of the fields; every fault is added."""
        readers = cls._readers
        if readers is None:  # made for the first entry: a run does not read every kind of file
            readers = cls._readers = tuple((field, reader(field.annotation)) for field in cls.shape.values())
        values: dict[str, object] = {}
        left = len(given)
        for (name, key, _, make, _), read in readers:
            if key in given:
                count, left = len(faults), left - 1
                values[name] = read(given[key], faults)
                if len(faults) > count:
                    faults.below(count, key)
            elif make is None:
                faults.append(FieldError("missing", (key,), given))
            else:
                values[name] = make()
        if left:
            known = {field.key for field in cls.shape.values()}
            faults += [FieldError("unknown", (key,), value) for key, value in given.items() if key not in known]
        return values

    @classmethod
    def standing_in(cls, path: str = "", **values: object) -> Self:
        """An entry of these values and the defaults, in place of a file that could not be read, placed at its beginning."""
        entry = cls.__new__(cls)
        made_values = {name: field.make() for name, field in cls.shape.items() if field.make}
        entry.__dict__.update(made_values | values, _origin=Origin(YamlText(path, ())))
        return entry

    @classmethod
    def part_of(cls, whole: Entry) -> Self:
        """The entry of this model that another one has as a part, with its places."""
        values = {name: value for name, value in whole if name in cls.shape}
        entry = cls.standing_in(**values)
        entry.__dict__["_origin"] = whole._origin
        return entry

    def replaced(self, **values: object) -> Self:
        """The same entry with other values, by the names of the fields; they are not read again."""
        entry = type(self).__new__(type(self))
        entry.__dict__.update(dict(self), _origin=self._origin, _lent=self._lent)
        entry.__dict__.update(values)
        return entry

    def lending(self, places: Mapping[tuple[str | int, ...], Lent]) -> Self:
        """The same entry, with places inside it that are in the file of another one, by the way to each."""
        entry = self.replaced()
        entry.__dict__["_lent"] = {**self._lent, **places}
        return entry

    def borrowing(self, **values: Lent) -> Self:
        """The same entry with values of another one, by the names of the fields; their places are in that one's file."""
        own = {
            name: dict(lent.lender)[str(lent.steps[0])] if lent.value is None else lent.value
            for name, lent in values.items()
        }
        shape = type(self).shape
        return self.replaced(**own).lending({(shape[name].key,): lent for name, lent in values.items()})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """The names and values of the fields."""
        own = self.__dict__
        return ((name, own[name]) for name in type(self).shape if name in own)

    def __eq__(self, other: object) -> bool:
        """Whether the values are the same, wherever they stood."""
        return isinstance(other, Entry) and type(self) is type(other) and dict(self) == dict(other)

    def __hash__(self) -> int:
        return hash((type(self), tuple(value for _, value in self)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self)})"

    @property
    def span(self) -> Span:
        """Where the entry begins."""
        return self._origin.span

    def at(self, *steps: str | int) -> Span:
        """The place of a value inside the entry, or of the nearest thing above it."""
        lent, steps = self._lent_at(steps)
        return lent.lender.at(*lent.steps, *steps) if lent else self._origin.at(*steps)

    @property
    def typed_keys(self) -> Collection[str]:
        """The keys that stand in the file, with a value or without."""
        return self._origin.keys

    def key(self, *steps: str | int) -> Span:
        """The place of a key inside the entry."""
        lent, steps = self._lent_at(steps)
        return lent.lender.key(*lent.steps, *steps) if lent else self._origin.key(*steps)

    def _lent_at(self, steps: tuple[str | int, ...]) -> tuple[Lent | None, tuple[str | int, ...]]:
        """What another entry lent at the beginning of a way, and how the way goes on from there."""
        for way, lent in self._lent.items():
            if steps[: len(way)] == way:
                return lent, steps[len(way) :]
        return None, steps

    def after(self, key: str) -> str:
        """Where to type the value of a key, in words: its line may have been left out."""
        if lent := self._lent.get((key,)):
            return f"after {lent.is_at}:"
        return f"after {key}:" if key in self._origin.keys else f"in a new line “{key}:” here"

    @property
    def is_public(self) -> bool:
        """Whether readers may see it at all; what each field declares still applies."""
        return not self.public_when or self.__dict__[self.public_when] is True

    @property
    def is_replaced(self) -> bool:
        """Whether it names another of its kind, which has taken its place."""
        own = type(self)
        return any(value and own.shape[name].declared.refers_to == own.entry_kind != "" for name, value in self)

    def texts(self) -> tuple[tuple[Field, Span, str], ...]:
        """Every text that is not private, in it and in the entries inside it: its field, its place, and the text."""
        texts: tuple[tuple[Field, Span, str], ...] | None = self.__dict__.get("_texts")
        if texts is None:  # several checks go through all texts
            texts = self.__dict__["_texts"] = tuple(self._find_texts())
        return texts

    def _find_texts(self) -> Iterator[tuple[Field, Span, str]]:
        for field, value, steps in self.values():
            if field.declared.audience is Audience.PRIVATE:
                continue
            if isinstance(value, Entry):
                yield from value.texts()
            elif isinstance(value, str):
                yield field, self.at(field.key, *steps), value

    def values(self) -> tuple[tuple[Field, Any, tuple[str | int, ...]], ...]:
        """Each value with its field; those of a list or table one by one, with the step to each."""
        values: tuple[tuple[Field, Any, tuple[str | int, ...]], ...] | None = self.__dict__.get("_parted")
        if values is None:  # most checks go through all values
            values = self.__dict__["_parted"] = tuple(self._find_values())
        return values

    def _find_values(self) -> Iterator[tuple[Field, Any, tuple[str | int, ...]]]:
        for name, value in self:
            field = type(self).shape[name]
            if isinstance(value, (dict, tuple)) and not hasattr(value, "_fields"):
                items = value.items() if isinstance(value, dict) else enumerate(value)
                yield from ((field, item, (step,)) for step, item in items)
            else:
                yield field, value, ()
