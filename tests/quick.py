"""The quick loop, ``--quick``: it leaves out what is dear, and begins with the tests that concern what has changed.

A test concerns a changed module where its file imports it or is called after it; a case, where its code is of a changed
module of rules; and every test and case that has changed itself.
"""

from __future__ import annotations

import functools
import os
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
QUICK = "POLICYBOOK_TEST_QUICK"
"""The variable that says to the tests that this is the quick loop."""
DEAR = ("unmeasured", "makes_pdfs")
"""The marks of tests that it leaves out: those in a browser, or that only go over the same lines again, or make PDFs."""
_CODE = re.compile(r'@rule\(\s*"([A-Z]+\d{3})"')


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="no browser, PDF or site; first what concerns the changes")


def pytest_configure(config: pytest.Config) -> None:
    """Let ``building`` skip a test as soon as it has a site made: no list has to say which tests do."""
    if config.getoption("quick"):
        os.environ[QUICK] = "1"


@pytest.hookimpl(trylast=True)  # the order of a whole run stays, within what concerns the changes and within the others
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is dear, but for the cases that changed, and begin with what concerns the changes."""
    if not config.getoption("quick"):
        return
    concerned = Concerned(ROOT, changed_files(ROOT))
    left = [item for item in items if concerned.is_case(item.name) or not any(map(item.get_closest_marker, DEAR))]
    config.hook.pytest_deselected(items=list(set(items) - set(left)))
    items[:] = sorted(left, key=lambda item: not concerned(item.name, item.path))


def changed_files(root: Path) -> list[str]:
    """Return the files that differ from where this branch left main, and the new ones; none where git cannot tell."""
    for base in ("main", "origin/main", "HEAD"):
        changed = _git(root, "diff", "--name-only", "--merge-base", base)
        if changed is not None:
            return [*changed, *(_git(root, "ls-files", "--others", "--exclude-standard") or ())]
    return []


def _git(root: Path, *words: str) -> list[str] | None:
    line = ["git", "-c", "core.quotePath=false", *words]
    try:
        done = subprocess.run(line, cwd=root, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return None if done.returncode else done.stdout.splitlines()


class Concerned:
    """Tells of each test whether it concerns one of the changed files."""

    def __init__(self, root: Path, changed: Iterable[str]) -> None:
        self.tests: set[str] = set()
        words: set[str] = set()
        cases: set[str] = set()
        for file in map(Path, changed):
            if file.parts[:2] == ("tests", "cases"):
                cases.add(re.escape(file.stem))
            elif file.parts[:1] == ("tests",):
                self.tests |= {file.name, f"test_{file.name}"}
            elif file.suffix == ".py" and file.parts[:1] in {("hooks",), ("scripts",)}:
                room, leaf = re.escape(".".join(file.parts[1:-1])), re.escape(file.stem)
                words.add(rf"{room}(?:\.| import .*\b){leaf}" if room else leaf)
                self.tests.add(f"test_{file.name}")
                if file.parts[:3] == ("hooks", "policybook", "rules") and (root / file).is_file():
                    cases |= {f"{code}\\b" for code in _CODE.findall((root / file).read_text(encoding="utf-8"))}
        self.imports = re.compile(rf"^(?:from|import) (?:{'|'.join(sorted(words))})\b", re.MULTILINE) if words else None
        self.cases = re.compile(rf"\[(?:{'|'.join(sorted(cases))})") if cases else None

    def __call__(self, name: str, file: Path) -> bool:
        """Whether the test ``name`` of ``file`` concerns a change."""
        return self.is_case(name) or self._is_file(file)

    def is_case(self, name: str) -> bool:
        """Whether it is a test of a case that changed, or of a code whose module of rules did."""
        return bool(self.cases and self.cases.search(name))

    @functools.cache  # noqa: B019 - one for a run
    def _is_file(self, file: Path) -> bool:
        return file.name in self.tests or bool(self.imports and self.imports.search(file.read_text(encoding="utf-8")))
