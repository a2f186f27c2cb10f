"""The quick loop begins with what concerns the changes, and leaves out what is dear."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from building import build
from conftest import PROJECT
from quick import QUICK, Concerned, changed_files, pytest_collection_modifyitems

TESTS = PROJECT / "tests"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for number, line in enumerate(
        (("init", "--quiet", "--initial-branch", "main"), ("checkout", "--quiet", "-b", "other"))
    ):
        git(tmp_path, *line)
        (tmp_path / f"file{number}.py").write_text("", encoding="utf-8")
        git(tmp_path, "add", "--all")
        git(tmp_path, "commit", "--quiet", "--message", "A change")
    return tmp_path


def git(root: Path, *words: str) -> None:
    line = ["git", "-c", "user.name=Sam Sample", "-c", "user.email=sam@sample.example", *words]
    subprocess.run(line, cwd=root, capture_output=True, check=True)


def test_changed_is_what_the_branch_and_the_work_tree_have_and_main_has_not(repository: Path) -> None:
    (repository / "new é.py").write_text("", encoding="utf-8")
    assert changed_files(repository) == ["file1.py", "new é.py"]
    (repository / "file0.py").write_text("x", encoding="utf-8")
    assert changed_files(repository) == ["file0.py", "file1.py", "new é.py"]


def test_outside_a_repository_nothing_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert changed_files(tmp_path) == []
    monkeypatch.setenv("PATH", "")
    assert changed_files(tmp_path) == []


@pytest.mark.parametrize(
    ("changed", "name", "file", "concerned"),
    [
        ("tests/test_dates.py", "test_a", "test_dates.py", True),
        ("tests/test_dates.py", "test_a", "test_terms.py", False),
        ("hooks/policybook/render/terms.py", "test_a", "test_terms.py", True),
        ("hooks/policybook/basics/fingerprints.py", "test_a", "test_fingerprint.py", True),
        ("hooks/policybook/basics/fingerprints.py", "test_a", "test_terms.py", False),
        ("scripts/suite.py", "test_a", "test_suite.py", True),
        (
            "hooks/policybook/rules/reviews/review_dates.py",
            "test_a_case[REV029-cycle-of-a-policy]",
            "test_cases.py",
            True,
        ),
        ("hooks/policybook/rules/reviews/review_dates.py", "test_a_case[REV013-x]", "test_cases.py", False),
        ("tests/cases/REV013-x.yml", "test_a_case[REV013-x]", "test_cases.py", True),
        ("tests/cases/REV013-x.yml", "test_a_case[REV013-y]", "test_cases.py", False),
        ("README.md", "test_a", "test_dates.py", False),
    ],
)
def test_a_test_concerns_what_it_is_of(changed: str, name: str, file: str, *, concerned: bool) -> None:
    assert Concerned(PROJECT, [changed])(name, TESTS / file) == concerned


def test_a_test_that_has_a_site_made_is_skipped(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(QUICK, "1")
    with pytest.raises(pytest.skip.Exception, match="makes a site"):
        build(school)


@dataclass(frozen=True)
class Item:
    """Stands in for a test that pytest has collected."""

    name: str
    file: str
    mark: str = ""

    @property
    def path(self) -> Path:
        return TESTS / self.file

    def get_closest_marker(self, name: str) -> bool:
        return name == self.mark


@pytest.mark.parametrize(
    ("quick", "left"),
    [
        (True, ["test_a_mend[REV013-x]", "test_a_case[REV013-x]", "test_word", "test_date"]),
        (
            False,
            [f"test_a_{name}" for name in ("mend[REV013-x]", "mend[REV013-y]", "case[REV013-x]")]
            + ["test_paper", "test_word", "test_date"],
        ),
    ],
)
def test_what_is_dear_is_left_out_and_what_has_changed_comes_first(
    monkeypatch: pytest.MonkeyPatch, quick: bool, left: list[str]
) -> None:
    items = [
        Item("test_a_mend[REV013-x]", "test_cases.py", "unmeasured"),
        Item("test_a_mend[REV013-y]", "test_cases.py", "unmeasured"),
        Item("test_a_case[REV013-x]", "test_cases.py"),
        Item("test_paper", "test_paper.py", "makes_pdfs"),
        Item("test_word", "test_words.py"),
        Item("test_date", "test_dates.py"),
    ]
    told: list[Item] = []

    def deselected(items: list[Item]) -> None:
        told.extend(items)

    config = SimpleNamespace(getoption=lambda name: quick, hook=SimpleNamespace(pytest_deselected=deselected))
    monkeypatch.setattr("quick.changed_files", lambda root: ["tests/cases/REV013-x.yml"])
    pytest_collection_modifyitems(config, items)  # type: ignore[arg-type]
    assert [item.name for item in items] == left
    assert len(items) + len(told) == 6
