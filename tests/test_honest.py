"""Edits that a careful school makes, each right, in the real book once it is filled in: none of them may raise a finding.

They were written without sight of the rules. A file of ``tests/honest`` is a subject: its edits have a name each and are
made as ``case_files`` says. Those that raise a finding today stand in ``known.yml`` with its code and why it is held to be
false; that list may only become shorter.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from case_files import apply
from conftest import REAL_DAY
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
    def only_adds(self) -> bool:
        """Whether all that stood in the files still stands there: others can then be made in them as well."""
        return all(step.keys() & {"append", "prepend", "read_again"} or _is_kept(step) for step in self.steps)

    @property
    def is_made_alone(self) -> bool:
        """Whether it sets pins, which are then set for every edit made with it, or raises a finding today."""
        return self.name in KNOWN or any("confirm" in step for step in self.steps)


def _is_kept(step: dict[str, Any]) -> bool:
    return "replace" in step and not step.keys() & {"line_ends", "save_as"} and step["replace"] in step["with"]


def all_edits() -> list[HonestEdit]:
    return [
        HonestEdit(f"{path.stem}/{edit['name']}", edit["edits"])
        for path in sorted(HONEST.glob("*.yml"))
        if path.stem != "known"
        for edit in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["edits"]
    ]


EDITS = all_edits()
MOST_TOGETHER = 20
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
def raised(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What each edit raises. Edits of different files are checked together; where that raises anything, each is alone."""
    untouched = copy_of_the_real_book(tmp_path_factory.mktemp("untouched"))
    fill_in(untouched, REAL_DAY)
    root = Path(shutil.copytree(untouched, tmp_path_factory.mktemp("bench") / "book"))
    bench = Bench(root, untouched, [])
    bench = bench._replace(before=bench.found())
    result: dict[str, list[str]] = {}
    for batch in _batches(EDITS):
        alone = batch if len(batch) == 1 or bench.raised_by(batch) else ()
        result |= {edit.name: bench.raised_by([edit]) if edit in alone else [] for edit in batch}
    return result


def _batches(edits: Iterable[HonestEdit]) -> Iterator[list[HonestEdit]]:
    """Put a few edits together that do not touch the same file, or only add to it."""
    batches: list[list[HonestEdit]] = []
    for edit in edits:
        if edit.is_made_alone:
            yield [edit]
            continue
        free = (batch for batch in batches if len(batch) < MOST_TOGETHER and all(_go_together(edit, e) for e in batch))
        batch = next(free, None)
        if batch is None:
            batches.append(batch := [])
        batch.append(edit)
    yield from batches


def _go_together(edit: HonestEdit, other: HonestEdit) -> bool:
    return not edit.files & other.files or (edit.only_adds and other.only_adds)


def test_there_are_many_and_none_twice() -> None:
    names = [edit.name for edit in EDITS]
    assert len(names) == len(set(names)) >= 200
    assert KNOWN.keys() <= set(names)


@pytest.mark.parametrize("edit", [edit for edit in EDITS if edit.name not in KNOWN], ids=lambda edit: edit.name)
def test_an_honest_edit_raises_nothing(raised: dict[str, list[str]], edit: HonestEdit) -> None:
    assert raised[edit.name] == []


@pytest.mark.parametrize("name", KNOWN)
def test_a_false_alarm_that_is_known_is_still_there(raised: dict[str, list[str]], name: str) -> None:
    codes = sorted({finding.split()[0] for finding in raised[name]})
    assert codes == KNOWN[name]["raises"].split(), "take it from known.yml" if not codes else "its codes have changed"
    assert KNOWN[name]["false_because"]
