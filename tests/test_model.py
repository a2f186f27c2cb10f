"""How plain values become entries: every fault with the way to it, and entries that nobody can change."""

from typing import Annotated, Literal

import pytest

from policybook.basics.findings import Span
from policybook.model.declarations import private_field, public_field
from policybook.model.entry import Entry
from policybook.model.field_readers import FieldErrors
from policybook.model.field_types import AT_LEAST_ONE, EMPTY_LIST, EMPTY_TABLE, Id, Number, Text
from policybook.source.yaml_files import YamlText


class Room(Entry):
    title: Text = public_field("title")
    seats: Number | None = public_field("seats", default=None)
    kind: Literal["class", "hall"] = public_field("kind")


class House(Entry):
    rooms: Annotated[dict[Id, Room], EMPTY_TABLE] = public_field("rooms", default={})
    names: Annotated[tuple[Text, ...], EMPTY_LIST] = public_field("names", default=())
    needed: Annotated[tuple[Id, ...], AT_LEAST_ONE] = public_field("what is needed")
    from_: Text | None = public_field("beginning", default=None, alias="from")


def faults_of(value: object, *, as_typed: bool = True) -> list[tuple[str, tuple[str | int, ...], bool]]:
    faults = FieldErrors(as_typed=as_typed)
    House.read(value, faults)
    return [(one.fault, one.steps, one.is_key) for one in faults]


def test_every_fault_is_told_with_the_way_to_it() -> None:
    value = {
        "rooms": {"Hall": {"title": "", "kind": "cellar"}, "b": "text", "c": {"kind": "hall", "extra": 1}},
        "names": ["one", None, ["two"]],
        "needed": [],
        "from_": "the name here, not the one in a file",
    }
    assert faults_of(value) == [
        ("value", ("rooms", "Hall"), True),
        ("value", ("rooms", "Hall", "title"), False),
        ("no choice", ("rooms", "Hall", "kind"), False),
        ("no mapping", ("rooms", "b"), False),
        ("missing", ("rooms", "c", "title"), False),
        ("unknown", ("rooms", "c", "extra"), False),
        ("no text", ("names", 1), False),
        ("no text", ("names", 2), False),
        ("empty", ("needed",), False),
        ("unknown", ("from_",), False),
    ]


def test_a_list_that_was_emptied_is_not_wrong_again() -> None:
    assert faults_of({"needed": []}) == [("empty", ("needed",), False)]
    assert faults_of({"needed": []}, as_typed=False) == []


@pytest.mark.parametrize(("value", "fault"), [("a text", "no mapping"), (None, "no mapping"), ([], "no mapping")])
def test_what_is_no_mapping_is_no_entry(value: object, fault: str) -> None:
    assert faults_of(value) == [(fault, (), False)]


def test_empty_values_are_empty_lists_and_tables_and_defaults_are_not_shared() -> None:
    one, other = (House.read({"needed": ["a"], "rooms": None, "names": None}, FieldErrors(as_typed=True)) for _ in "ab")
    assert (one.rooms, one.names, one.from_) == ({}, (), None)
    assert House(needed=["a"]).rooms is not House(needed=["a"]).rooms
    assert one == other
    assert hash(House(needed=["a"]).replaced(rooms=())) == hash(House(needed=["a"]).replaced(rooms=()))


def test_a_value_has_another_name_in_the_file() -> None:
    assert House(**{"needed": ["a"], "from": "here"}).from_ == "here"


def test_an_entry_knows_where_it_stood_and_its_values_decide_whether_it_is_the_same() -> None:
    data, _ = YamlText("x.yml", ("needed:", "  - a"), 7).read()
    found = House.read(data, FieldErrors(as_typed=True))
    assert found.at("needed", 0) == Span("x.yml", 8, 5, 1)
    assert found == House(needed=["a"])
    assert found != House(needed=["b"])
    assert found != Room(title="A", kind="hall")
    assert found.replaced(needed=("b",)).at("needed", 0) == found.at("needed", 0)
    assert House.standing_in("y.yml", needed=()).span == Span("y.yml")


def test_nobody_can_change_an_entry_or_make_a_wrong_one() -> None:
    room = Room(title="Hall", kind="hall")
    with pytest.raises(AttributeError, match="frozen"):
        room.title = "Other"
    with pytest.raises(AttributeError, match="frozen"):
        del room.title
    with pytest.raises(ValueError, match="missing"):
        Room(kind="hall")
    with pytest.raises(ValueError, match="unknown"):
        Room(title="Hall", kind="hall", floor=1)
    assert repr(room) == "Room(title='Hall', seats=None, kind='hall')"


def test_an_entry_that_extends_another_has_its_values_too() -> None:
    Room(title="Hall", kind="hall")  # made ready before the other

    class Kitchen(Room):
        hobs: Number = public_field("hobs")

    assert list(Kitchen.shape) == [*Room.shape, "hobs"]
    assert "hobs" not in Room.shape


def test_a_field_that_does_not_say_who_may_see_it_cannot_be_made() -> None:
    defaults: tuple[dict[str, object], ...] = ({}, {"motto": None})
    for default in defaults:
        with pytest.raises(TypeError, match=r"^Badge\.motto must say who may see it: public, leadership or private\.$"):
            type("Badge", (Entry,), {"__annotations__": {"motto": Text | None}, **default})


@pytest.mark.parametrize(
    ("declared", "options"),
    [
        (public_field("motto", refers_to="nobody"), {}),
        (public_field("motto", checked="checked_on"), {}),
        (public_field("motto"), {"public_when": "is_public"}),
        (private_field("motto", words=True, token=True), {}),
    ],
    ids=["unknown kind", "no date of checking", "no field that decides", "a token would print it"],
)
def test_a_declaration_that_cannot_be_fails_when_the_model_is_made(declared: object, options: dict[str, str]) -> None:
    with pytest.raises(TypeError, match="Badge"):
        type("Badge", (Entry,), {"__annotations__": {"motto": Text}, "motto": declared}, **options)
