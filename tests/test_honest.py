"""Edits that a careful school makes, each right, in the real book once it is filled in: none of them may raise a finding.

They were written without sight of the rules. Whoever edits a sentence reads it beside its clauses and records that. A file
of ``tests/honest`` is a subject: its edits have a name each and are made as ``case_files`` says. Those that raise a finding
today are in ``known.yml`` with its code and why it is held to be false; that list may only become shorter.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from case_files import apply, documents_as_read, read_together
from conftest import REAL_DAY, unwatched
from filled_in import copy_of_the_real_book, fill_in
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

HONEST = Path(__file__).resolve().parent / "honest"
KNOWN: dict[str, dict[str, str]] = yaml.safe_load((HONEST / "known.yml").read_text(encoding="utf-8"))


class HonestEdit(NamedTuple):
    """One edit, of a file or of several."""

    name: str
    steps: list[dict[str, Any]]

    @property
    def files(self) -> set[str]:
        return {step["file"] for step in self.steps if "file" in step}

    @property
    def is_made_alone(self) -> bool:
        """Whether it sets pins, which are then set for every edit made with it, or raises a finding today."""
        return self.name in KNOWN or any("confirm" in step for step in self.steps)


def all_edits() -> list[HonestEdit]:
    return [
        HonestEdit(f"{path.stem}/{edit['name']}", edit["edits"])
        for path in sorted(HONEST.glob("*.yml"))
        if path.stem != "known"
        for edit in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["edits"]
    ]


EDITS = all_edits()
MOST_TOGETHER = 25
LISTS = {"GUI004", "PUB003", "PUB007", "REV026"}
"""Codes of which there is at most one finding in a file: it lists all that nobody has filled in or checked."""


Found = tuple[str, str, str]
"""The code, the file and the message of a finding."""


class Bench(NamedTuple):
    """The filled-in book, in which edits are made and taken back."""

    root: Path
    untouched: Path
    before: list[Found]

    def found(self) -> list[Found]:
        report = check_project(Sources(self.root), REAL_DAY).report
        return [(finding.code.id, finding.span.path, finding.message) for finding in report.findings]

    def raised_by(self, edits: Iterable[HonestEdit]) -> list[str]:
        """Make edits, check the book, and put it back as it was."""
        steps = [step for edit in edits for step in edit.steps]
        read_again = {ref: change for step in steps for ref, change in step.get("read_again", {}).items()}
        try:
            apply(self.root, [step for step in steps if "read_again" not in step])
            if read_again:
                apply(self.root, [{"read_again": read_again}])
            read_together(self.root)
            documents_as_read(self.root)  # a careful school records these, too
            new = new_findings(self.before, self.found())
        finally:
            shutil.rmtree(self.root)
            shutil.copytree(self.untouched, self.root)
        return [f"{code} {path}: {message}" for code, path, message in new]


def new_findings(before: list[Found], after: list[Found]) -> list[Found]:
    """Return what is found only now. A list of what is missing that has become shorter is no new finding."""
    new, gone = (list((Counter(a) - Counter(b)).elements()) for a, b in ((after, before), (before, after)))
    shorter = Counter(found[:2] for found in gone if found[0] in LISTS) & Counter(found[:2] for found in new)
    return [found for found in new if not shorter[found[:2]]]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    untouched = copy_of_the_real_book(tmp_path_factory.mktemp("untouched"))
    fill_in(untouched, REAL_DAY)
    root = Path(shutil.copytree(untouched, tmp_path_factory.mktemp("bench") / "book"))
    unedited = Bench(root, untouched, [])
    return unedited._replace(before=unedited.found())


@pytest.fixture(scope="module")
def raised(bench: Bench) -> dict[str, list[str]]:
    """What each edit raises. Edits that do not meet are checked together; where that raises anything, in halves."""
    batches = list(_batches(EDITS, bench.untouched))
    result: dict[str, list[str]] = {}
    while batches:
        batch = batches.pop()
        with unwatched():  # other tests reach the same lines
            found = bench.raised_by(batch)
        if found and len(batch) > 1:
            half = len(batch) // 2
            batches += batch[:half], batch[half:]
        else:
            result |= {edit.name: found for edit in batch}
    return result


def _batches(edits: Iterable[HonestEdit], root: Path) -> Iterator[list[HonestEdit]]:
    """Put edits together that do not meet: of different files, or of places apart in a file."""
    texts = {
        path.relative_to(root).as_posix(): path.read_bytes().decode() for path in root.rglob("*") if path.is_file()
    }
    batches: list[list[HonestEdit]] = []
    for edit in edits:
        if edit.is_made_alone:
            yield [edit]
            continue
        free = (batch for batch in batches if len(batch) < MOST_TOGETHER)
        batch = next((batch for batch in free if not any(_meet(edit, other, texts) for other in batch)), None)
        if batch is None:
            batches.append(batch := [])
        batch.append(edit)
    yield from batches


def _meet(edit: HonestEdit, other: HonestEdit, texts: dict[str, str]) -> bool:
    shared = edit.files & other.files
    steps, others = ([step for step in e.steps if step.get("file") in shared] for e in (edit, other))
    return any(_clash(one, two, texts) for one in steps for two in others if one["file"] == two["file"])


def _clash(one: dict[str, Any], two: dict[str, Any], texts: dict[str, str]) -> bool:
    """Say whether two steps in one file cannot both be made."""
    if any(step.keys() & {"write", "line_ends", "save_as"} for step in (one, two)):
        return True
    if not ("replace" in one and "replace" in two):
        return False
    if one["replace"] == two["replace"]:  # both may add something beside the same text, and leave it there
        return not all(step["replace"] in step["with"] for step in (one, two))
    begin, start = (texts[one["file"]].find(step["replace"]) for step in (one, two))
    return begin < start + len(two["replace"]) and start < begin + len(one["replace"])


def test_there_are_many_and_none_twice() -> None:
    names = [edit.name for edit in EDITS]
    assert len(names) == len(set(names)) >= 200
    assert KNOWN.keys() <= set(names)


@pytest.mark.parametrize("edit", [edit for edit in EDITS if edit.name not in KNOWN], ids=lambda edit: edit.name)
def test_an_honest_edit_raises_nothing(raised: dict[str, list[str]], edit: HonestEdit) -> None:
    assert raised[edit.name] == []


def test_a_false_alarm_that_is_known_is_still_there_and_told(raised: dict[str, list[str]]) -> None:
    there = {name: " ".join(sorted({finding.split()[0] for finding in raised[name]})) for name in KNOWN}
    assert there == {name: known["raises"] for name, known in KNOWN.items()}
    assert all(known["false_because"] for known in KNOWN.values())


def test_an_edit_that_is_wrong_is_noticed_among_honest_ones(bench: Bench) -> None:
    slip = {"file": "data/school.yml", "replace": "\ncounty:", "with": "\ncountry:"}
    wrong = HonestEdit("slip", [slip])
    batch = next(batch for batch in _batches([wrong, *EDITS], bench.untouched) if wrong in batch)
    assert len(batch) == MOST_TOGETHER
    assert [finding.split()[0] for finding in bench.raised_by(batch)] == ["YAML005"]


def test_a_shorter_list_is_no_new_finding_and_another_message_is() -> None:
    before = [("PUB003", "data/school.yml", "a, b"), ("TXT011", "x.md", "a")]
    assert new_findings(before, [("PUB003", "data/school.yml", "b"), ("TXT011", "x.md", "a")]) == []
    other = ("TXT011", "x.md", "b")
    assert new_findings(before, [before[0], other]) == [other]
