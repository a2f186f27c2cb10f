"""The guard of ``live_content``: a test that reads what the school edits fails, however it reads it."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from building import command
from conftest import PROJECT, REAL_BOOK, REAL_DAY, SCHOOL
from live_content import LiveContentError, reads_content, refused
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

POLICY, DATA = PROJECT / "policy", PROJECT / "data"


@pytest.mark.parametrize(
    "read",
    [
        lambda: (DATA / "people.yml").read_text(encoding="utf-8"),
        (DATA / "people.yml").read_bytes,
        lambda: os.open(os.fsencode(POLICY / "documents/parent-guide.md"), os.O_RDONLY),
        (SCHOOL / "../../data/school.yml").read_bytes,
        lambda: list(POLICY.glob("*/policy.yml")),
        lambda: os.listdir(DATA),  # noqa: PTH208 - what the library may use
        lambda: check_project(Sources(PROJECT), REAL_DAY),
        lambda: command("check"),
        lambda: command("build", "--root", str(PROJECT)),
        lambda: subprocess.run([sys.executable, str(PROJECT / "scripts/check.py")], check=False),
        lambda: subprocess.run(["git", "show", "HEAD:data/people.yml"], cwd=PROJECT, check=False),
    ],
)
def test_what_the_school_edits_is_not_read(read: Callable[[], object]) -> None:
    with refused() as told, pytest.raises(LiveContentError, match="REAL_BOOK or SCHOOL"):
        read()
    assert told  # once a file: reading a book goes on after a file that cannot be read


def test_a_relative_path_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    with refused(), pytest.raises(LiveContentError):
        Path("data/people.yml").read_bytes()
    monkeypatch.chdir(DATA)
    for path in ("people.yml", None):
        with refused(), pytest.raises(LiveContentError):
            Path(path).read_bytes() if path else os.listdir()  # noqa: PTH208 - a folder without a name


def test_what_code_hides_is_told_all_the_same() -> None:
    with refused() as told, contextlib.suppress(Exception):
        (DATA / "people.yml").read_bytes()
    assert len(told) == 1


def test_everything_else_is_read_as_ever() -> None:
    assert (DATA / "schema" / "people.schema.json").read_bytes()
    assert (REAL_BOOK / "data" / "people.yml").read_bytes()
    assert os.listdir(SCHOOL / "policy")  # noqa: PTH208 - what the library may use


def test_a_folder_of_that_name_elsewhere_is_deleted_as_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    shutil.rmtree(shutil.copytree(SCHOOL, tmp_path / "school"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("line", "reads"),
    [
        ("python -P -m policybook check", True),
        ("python -m policybook check --root .", True),
        ("python -m policybook check --root=../main", True),
        ("python scripts/check.py", True),
        ("python ./scripts/build.py --root tests/school", False),
        ("python -m policybook check --root tests/school --as-of 2026-06-01", False),
        ("python -m policybook check --root=tests/school", False),
        ("git log", True),
        ("git -C elsewhere log", True),
        ("python -P -m policybook", False),
        ("python -c pass", False),
    ],
)
def test_a_command_reads_the_content_unless_it_is_led_elsewhere(line: str, reads: bool) -> None:
    line = line.replace("../main", f"../{PROJECT.name}")
    assert reads_content(line.split(), PROJECT) is reads
    assert reads_content(["/bin/sh", "-c", line], str(PROJECT)) is reads
