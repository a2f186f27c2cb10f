"""Which passage became which, where ids do not tell: by words, within one place, each once, and the likest first."""

from __future__ import annotations

import pytest

from policybook.changes.pairing import PlacedPassage, find_renamed, pair_passages

ALL_OF_IT = "staff keep their own password private and tell nobody"


def passages(*wordings: str, place: str = "a") -> list[PlacedPassage[str]]:
    return [PlacedPassage("", wording, place, order, wording) for order, wording in enumerate(wordings)]


def pairs(
    before: list[PlacedPassage[str]], after: list[PlacedPassage[str]], places: dict[str, str] | None = None
) -> list:
    found = pair_passages(before, after, {"a": "a"} if places is None else places)
    return [(old and old.source, new and new.source) for old, new in found]


def test_a_reworded_passage_is_paired_although_nothing_else_is() -> None:
    """With nothing paired before, what was found by likeness was once lost, and the old passage with it."""
    reworded = ALL_OF_IT.replace("nobody", "no one")
    assert pairs(passages(ALL_OF_IT), passages(reworded)) == [(ALL_OF_IT, reworded)]


def test_passages_alike_in_different_places_are_no_pair() -> None:
    reworded = ALL_OF_IT.replace("nobody", "no one")
    assert pairs(passages(ALL_OF_IT), passages(reworded, place="b")) == [(None, reworded), (ALL_OF_IT, None)]


def test_of_two_that_are_alike_the_likest_is_the_pair() -> None:
    near, far = ALL_OF_IT.replace("nobody", "no one"), ALL_OF_IT.replace("private and tell nobody", "safe")
    assert pairs(passages(far, near), passages(ALL_OF_IT)) == [(near, ALL_OF_IT), (far, None)]
    assert pairs(passages(ALL_OF_IT), passages(far, near)) == [(None, far), (ALL_OF_IT, near)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": "xyz"}, {"a": ""}, {"a": "a"}),
        ({"a": "xyz"}, {}, {}),
        ({"a": "xyz"}, {"b": "xyq"}, {"a": "b"}),
        ({"a": "xyz"}, {"b": "xpq"}, {}),
        ({"a": "wxyz"}, {"b": "wxpq"}, {}),  # half of it is not most of it
        ({"a": "xyz"}, {"b": "xpq", "c": "yzq"}, {"a": "c"}),
        ({"a": "xyz", "b": "xyz"}, {"c": "xyz"}, {"a": "c"}),
    ],
)
def test_what_a_name_became(before: dict[str, str], after: dict[str, str], expected: dict[str, str]) -> None:
    assert find_renamed(before, after) == expected
