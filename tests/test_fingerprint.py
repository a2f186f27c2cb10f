"""Fingerprints: what they pass over, and that they pass over nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from case_files import apply
from policybook.basics.fingerprints import of_wording, of_wordings
from policybook.references import read_book
from policybook.source.sources import Sources

WORDING = 'Staff keep their *own* password, "as {{ dsl.name }} says", and don\'t share it.'


@pytest.mark.parametrize(
    "same",
    [
        WORDING.replace(" ", "\n"),
        WORDING.replace(" ", "  "),
        WORDING.replace(" ", "\u00a0"),
        f"  {WORDING}\n",
        WORDING.replace("'", "’"),
        WORDING.replace('"as', "“as").replace('says"', "says”"),
        WORDING.replace("{{ dsl.name }}", "{{dsl.name}}"),
        WORDING.replace("{{ dsl.name }}", "{{\ndsl.name   }}"),
    ],
)
def test_the_look_of_a_wording_does_not_matter(same: str) -> None:
    assert of_wording(same) == of_wording(WORDING)


@pytest.mark.parametrize(
    "other",
    [
        WORDING.replace("Staff", "All staff"),
        WORDING.replace("*own*", "own"),
        WORDING.replace("*own*", "**own**"),
        WORDING.replace("dsl.name", "headteacher.name"),
        WORDING.replace(".", ""),
        WORDING.replace("keep", "Keep"),
        WORDING.replace("don't", "do not"),
        WORDING.replace("password,", "pass word,"),
    ],
)
def test_every_change_of_words_matters(other: str) -> None:
    assert of_wording(other) != of_wording(WORDING)


def test_moving_words_from_one_clause_to_the_next_matters() -> None:
    assert of_wordings(["a b", "c"]) != of_wordings(["a", "b c"])
    assert of_wordings(["a", "b"]) != of_wordings(["b", "a"])
    assert of_wordings(["a", ""]) != of_wordings(["a"])


def test_a_fingerprint_is_eight_figures_that_stand_in_a_record_as_text() -> None:
    assert of_wording("x") == "2d711642"
    assert len({of_wording(str(n)) for n in range(1000)}) == 1000


def test_braces_without_end_take_no_time() -> None:
    assert of_wording("{{" + " " * 50_000) == of_wording("{{")


def test_ids_and_whom_a_clause_binds_are_no_words(school: Path) -> None:
    before = read_book(Sources(school)).book.sections["online-safety/passwords"].fingerprint
    apply(
        school,
        [
            {
                "file": "policy/online-safety/passwords.md",
                "replace": '#password-lost binds="staff students"',
                "with": '#password-missing binds="staff"',
            }
        ],
    )
    assert read_book(Sources(school)).book.sections["online-safety/passwords"].fingerprint == before
