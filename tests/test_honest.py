"""Edits that a careful school makes, each right, in the real book once it is filled in: none of them may raise a finding.

They were written without sight of the rules. A file of ``tests/honest`` is a subject: its edits have a name each and are
made as ``case_files`` says. Those that raise a finding today stand in ``known.yml`` with its code and why it is held to be
false; that list may only become shorter.
"""

from __future__ import annotations

import re
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


class Bench(NamedTuple):
    """The filled-in book, in which edits are made and taken back."""

    root: Path
    untouched: Path
    before: Counter[tuple[str, str, str]]

    def found(self) -> Counter[tuple[str, str, str]]:
        """Count the findings by code, file and message; how many of something there are is no new message."""
        return Counter(
            (finding.code.id, finding.span.path, re.sub(r"\d+", "N", finding.message))
            for finding in check_project(Sources(self.root), REAL_DAY).report.findings
        )

    def raised_by(self, edits: Iterable[HonestEdit]) -> list[str]:
        """Make edits, check the book, and put it back as it was."""
        steps = [step for edit in edits for step in edit.steps]
        read_again = {ref: change for step in steps for ref, change in step.get("read_again", {}).items()}
        try:
            apply(self.root, [step for step in steps if "read_again" not in step])
            if read_again:
                apply(self.root, [{"read_again": read_again}])
            new = self.found() - self.before
        finally:
            shutil.rmtree(self.root)
            shutil.copytree(self.untouched, self.root)
        return [f"{code} {path}: {message}" for code, path, message in new.elements()]


@pytest.fixture(scope="module")
def raised(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What each edit raises. Edits of different files are checked together; where that raises anything, each is alone."""
    untouched = copy_of_the_real_book(tmp_path_factory.mktemp("untouched"))
    fill_in(untouched, REAL_DAY)
    root = Path(shutil.copytree(untouched, tmp_path_factory.mktemp("bench") / "book"))
    bench = Bench(root, untouched, Counter())
    bench = bench._replace(before=bench.found())
    result: dict[str, list[str]] = {}
    for batch in _batches(EDITS):
        alone = batch if len(batch) == 1 or bench.raised_by(batch) else ()
        result |= {edit.name: bench.raised_by([edit]) if edit in alone else [] for edit in batch}
    return result


def _batches(edits: Iterable[HonestEdit]) -> Iterator[list[HonestEdit]]:
    """Put edits together of which no two touch the same file."""
    batches: list[list[HonestEdit]] = []
    for edit in edits:
        if edit.is_made_alone:
            yield [edit]
            continue
        free = next((batch for batch in batches if not any(edit.files & other.files for other in batch)), None)
        if free is None:
            batches.append(free := [])
        free.append(edit)
    yield from batches


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
