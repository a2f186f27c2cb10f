"""``--bless`` rewrites what differs and nothing else, and names each file that it rewrote."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import PROJECT

TESTS = """
from pathlib import Path

import pytest
from blessing import agreed

@pytest.mark.parametrize("name", ["kept", "changed", "new"])
def test_text(name, request):
    assert agreed(request, Path(__file__).parent / "golden" / name, "now") == "now"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "golden").mkdir()
    (tmp_path / "golden" / "kept").write_text("now", encoding="utf-8")
    (tmp_path / "golden" / "changed").write_text("before", encoding="utf-8")
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["blessing"]\n', encoding="utf-8")
    (tmp_path / "test_golden.py").write_text(TESTS, encoding="utf-8")
    return tmp_path


def run_of(project: Path, *more: str) -> tuple[int, str]:
    line = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(project), *more, "."]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "tests"), "COVERAGE_PROCESS_CONFIG": ""}
    done = subprocess.run(line, cwd=project, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    "workers", [(), pytest.param(("--numprocesses=2",), marks=pytest.mark.long)], ids=["alone", "workers"]
)
def test_each_file_that_is_rewritten_is_named(project: Path, workers: tuple[str, ...]) -> None:
    (code, said), golden = run_of(project, "--bless", *workers), project / "golden"
    assert code == 0, said
    assert "--bless rewrote 2 files" in said
    assert [line.strip() for line in said.splitlines() if line.startswith("  ")] == [
        str(golden / "changed"),
        str(golden / "new"),
    ]
    assert f"git diff -- {golden / 'changed'} {golden / 'new'}" in said
    assert {file.read_text(encoding="utf-8") for file in golden.iterdir()} == {"now"}


def test_without_it_nothing_is_rewritten(project: Path) -> None:
    code, said = run_of(project)
    assert code == 1
    assert "rewrote" not in said
    assert (project / "golden" / "changed").read_text(encoding="utf-8") == "before"
    assert not (project / "golden" / "new").exists()
