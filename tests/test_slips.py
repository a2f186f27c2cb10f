"""What people mistype is found where it is, and in a word that fits: the slips in ``slips/``, each tried once.

A slip that does not get the right finding yet is listed in ``slips/known.yml`` with what it gets. That list only shrinks:
a slip that gets the right finding leaves it, and a new slip that gets none is for the rules to learn, not for the list.
"""

from __future__ import annotations

from collections import Counter

import pytest

from slips_runner import ANSWERS, HARMFUL, HARMS, FilledInBook, Kind, all_kinds, known, table

KINDS = all_kinds()
KNOWN = known()
SLIPS = {slip.id: slip for kind in KINDS for slip in kind.slips}


@pytest.fixture(scope="session")
def filled_in(tmp_path_factory: pytest.TempPathFactory) -> FilledInBook:
    return FilledInBook.in_folder(tmp_path_factory.mktemp("slips") / "book")


HARM = [kind for kind in KINDS if kind.harm != "other"]
EACH_TIME = HARM[::8]
TRIED = [kind if kind in EACH_TIME else pytest.param(kind, marks=pytest.mark.long) for kind in KINDS]
"""All of them take three minutes. Each time, every eighth kind that does harm is tried."""


@pytest.mark.unmeasured  # the rules are measured over the cases, each on its own
@pytest.mark.parametrize("kind", TRIED, ids=[kind.id for kind in KINDS])
def test_each_slip_of_a_kind_gets_what_is_known_of_it(kind: Kind, filled_in: FilledInBook) -> None:
    outcomes = [filled_in.outcome(slip) for slip in kind.slips]
    report = "\n".join(["", *map(str, outcomes), table([kind], {one.slip.id: one.answer for one in outcomes})])
    silent = {one.slip.id for one in outcomes if one.answer == "silent" and one.slip.is_harmful}
    assert silent <= set(KNOWN["harmful_silent"]), report
    expected = {name: answer for answer in ANSWERS[1:] for name in KNOWN[answer]}
    assert {one.slip.id: one.answer for one in outcomes} == {
        slip.id: expected.get(slip.id, "right") for slip in kind.slips
    }, report


def test_what_is_known_is_of_slips_that_there_are() -> None:
    listed = [name for answer in ANSWERS[1:] for name in KNOWN[answer]]
    assert [name for name, count in Counter(listed).items() if count > 1 or name not in SLIPS] == []
    assert set(KNOWN["harmful_silent"]) == {name for name in KNOWN["silent"] if SLIPS[name].is_harmful}


def test_a_kind_has_siblings_and_says_what_harm_it_does() -> None:
    assert [kind.id for kind in KINDS if len({slip.name for slip in kind.slips}) < max(4, len(kind.slips))] == []
    assert {kind.harm for kind in KINDS} == set(HARMS)
    assert [slip.id for slip in SLIPS.values() if not slip.hears] == []
    assert set(HARMFUL) < set(HARMS)
