"""The rules about words where cases do not reach: the lists they look for, and that quick looks miss nothing."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
import yaml

from case_files import apply, documents_as_read
from conftest import AS_OF, REAL_BOOK
from policybook.references import read_book
from policybook.rules.checking import check_project
from policybook.rules.text import similar_clauses
from policybook.rules.text.word_lists import WORDS, word_lists
from policybook.source.sources import Sources

LISTS = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
GUIDE = "policy/documents/parent-guide.md"


def codes(school: Path, sentence: str) -> list[str]:
    apply(school, [{"file": GUIDE, "replace": "Ring us on {{ school.phone }}.", "with": sentence}, {"confirm": True}])
    documents_as_read(school)
    return [finding.code.id for finding in check_project(Sources(school), AS_OF).report.findings]


# --- the lists -------------------------------------------------------------------------------------------------------


@pytest.mark.unmeasured  # one word after another of a list, over the same lines
@pytest.mark.parametrize("words", LISTS["leftovers"])
def test_every_leftover_of_the_list_is_found_once(school: Path, words: str) -> None:
    assert codes(school, f"Ring us on {words} today.") == ["TXT008"]


@pytest.mark.unmeasured
@pytest.mark.parametrize("words", LISTS["places_to_fill_in"])
def test_every_place_to_fill_in_is_found_once(school: Path, words: str) -> None:
    assert codes(school, f"Ring us on [{words}] today.") == ["TXT008"]


@pytest.mark.unmeasured
@pytest.mark.parametrize("words", [word for entry in LISTS["outdated"] for word in entry.get("words", ())])
def test_every_outdated_word_is_found_once(school: Path, words: str) -> None:
    assert codes(school, f"We look at {words} today.") == ["TXT012"]


def test_every_outdated_entry_says_why_and_what_instead_in_sentences() -> None:
    for entry in LISTS["outdated"]:
        own = entry.keys() - {"right_for"}
        assert own in ({"id", "words", "why", "instead"}, {"id", "keys", "pattern", "why", "instead"}), entry["id"]
        assert entry["why"].endswith(".")
        assert entry["instead"].endswith(".")
        assert "'" not in entry["why"] + entry["instead"]
    ids = [entry["id"] for entry in LISTS["outdated"]]
    assert len(ids) == len(set(ids))


def test_vague_times_are_words_and_nothing_else() -> None:
    for words in LISTS["vague_times"]:
        assert word_lists().vague_times.fullmatch(words)


# --- outdated advice -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "is_found"),
    [
        ("Staff regularly change their passwords.", True),
        ("Change your password at least every 90 days.", True),
        ("Passwords must be changed every term.", True),
        ("Passwords will expire every 60 days.", True),
        ("All passwords are reset termly.", True),
        ("Staff must not be made to change their passwords every month.", False),
        ("We no longer ask staff to change passwords every month.", False),
        ("Change your password when somebody else may know it.", False),
        ("Change your password every time that it was shared.", False),
        ("Staff check regularly who knows the password.", False),
        ("We update the list every term; passwords stay.", False),
        ("Our setting cares for all.", True),
        ("Phones are off at the setting.", True),
        ("The setting’s staff and parents agree.", True),
        ("Change the setting of the device.", False),
        ("Look at the privacy settings.", False),
        ("Turn it off in the setting for cookies.", False),
        ("Learning in a safe setting helps.", False),
        ("The setting will block them.", False),
    ],
)
def test_outdated_advice_is_told_from_what_is_like_it(school: Path, sentence: str, *, is_found: bool) -> None:
    assert codes(school, sentence) == (["TXT012"] if is_found else [])


# --- twins -----------------------------------------------------------------------------------------------------------


def test_the_quick_way_to_clauses_that_are_alike_misses_none() -> None:
    texts = list(similar_clauses._texts(read_book(Sources(REAL_BOOK)).book))

    def are_alike(one: similar_clauses._Text, other: similar_clauses._Text) -> bool:
        share = len(one.words & other.words) / len(one.words | other.words)
        return share >= similar_clauses._LIKENESS and similar_clauses._is_for_the_same(one, other)

    pairs = {(one.clause.id, other.clause.id) for one, other in combinations(texts, 2) if are_alike(one, other)}
    assert {(one.clause.id, other.clause.id) for one, other in similar_clauses._alike(texts)} == pairs
    assert len(pairs) > 10


def test_every_entry_of_a_list_is_a_whole_term() -> None:
    """Between brackets a comma parts entries, so words with a blank between them need a line or quotation marks there."""
    cut: list[str] = []
    is_flow = [False]
    for event in yaml.parse(WORDS.read_text(encoding="utf-8"), yaml.SafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            is_flow.append(bool(event.flow_style))
        elif isinstance(event, yaml.CollectionEndEvent):
            is_flow.pop()
        elif isinstance(event, yaml.ScalarEvent) and is_flow[-1] and event.style is None and " " in event.value:
            cut.append(event.value)
    assert cut == []
