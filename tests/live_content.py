"""No test of the program reads the school's own words and facts: a change of content cannot turn a test red.

While tests run, Python itself refuses to open or to list what lies in ``policy/`` and ``data/`` of this project, and to
start a command that would read it by itself. Schemas lie in ``data/`` too, but the program writes them, and the manual in
``policy/`` is shipped with it. What the tests need of a whole book they find in ``REAL_BOOK``; what holds of the school's own book is for ``check`` to say.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

MAY_READ = ("test_source_map.py", "test_manual.py")
"""The tests about the school's own book, and about the manual, which lies beside the words and is the program's."""

_PROJECT = Path(__file__).resolve().parent.parent
_CONTENT = tuple(f"{_PROJECT / name}{os.sep}" for name in ("policy", "data"))
_OF_PROGRAM = (f"{_PROJECT / 'data' / 'schema'}{os.sep}", f"{_PROJECT / 'policy' / 'README.md'}{os.sep}")
_READS = frozenset(["open", "os.listdir", "os.scandir"])


class LiveContentError(RuntimeError):
    """A test was about to read the school's own words or facts."""


class _Guard:
    """What is refused, and what was: code that lives on after any error must not hide it."""

    may_read = False

    def __init__(self) -> None:
        self.refused: list[str] = []

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        """Refuse what would read the content; Python calls this for everything that it does."""
        if self.may_read:
            return
        if event in _READS:
            path, mode = (*arguments, "")[:2]
            # Where Python opens a name for a file number (mode is None), as it does to delete a folder, the name may stand in
            # any folder, and nothing says in which.
            if (mode is not None or os.path.isabs(os.fsdecode(path))) and is_content(path):  # noqa: PTH117
                self.refuse(f"This reads {path!r}, which a school edits.")
        elif event == "subprocess.Popen":
            _, line, directory, _ = arguments
            if isinstance(line, Sequence) and reads_content(line, directory):
                self.refuse(f"This command reads the school's own book: {line}")

    def refuse(self, why: str) -> None:
        self.refused.append(f"{why} Give it REAL_BOOK or SCHOOL (tests/conftest.py) instead.")
        raise LiveContentError(self.refused[-1])


def is_content(path: object) -> bool:
    """Whether a path, as somebody gave it, leads to the school's own words or facts."""
    if isinstance(path, int):
        return False  # a file that is open already
    text = os.getcwd() if path is None else os.fsdecode(path)  # noqa: PTH109
    if "policy" not in text and "data" not in text and os.path.isabs(text):  # noqa: PTH117 - asked of every file
        return False
    whole = os.path.abspath(text) + os.sep  # noqa: PTH100 - the same
    return whole.startswith(_CONTENT) and not whole.startswith(_OF_PROGRAM)


def reads_content(line: Sequence[object], directory: object) -> bool:
    """Whether a command is one of ours without a ``--root`` that leads elsewhere; what git keeps of the content is content."""
    words = shlex.split(line) if isinstance(line, str) else [os.fsdecode(word) for word in line]
    if Path(words[0]).name == "sh" and "-c" in words:
        words = shlex.split(words[-1])
    here = Path(os.fsdecode(directory) if directory else os.getcwd()).resolve()  # noqa: PTH109
    if Path(words[0]).stem == "git" and not {"--name-only", "ls-files"} & set(words):  # names of files are no content
        return here == _PROJECT or str(_PROJECT) in words
    if "policybook" not in words[:-1] and not any((here / word).parent == _PROJECT / "scripts" for word in words):
        return False
    if "new-school" in words:  # it reads no book
        return False
    roots = [after for word, after in pairwise(words) if word == "--root"]
    roots += [word.removeprefix("--root=") for word in words if word.startswith("--root=")]
    return not roots or (here / roots[-1]).resolve() == _PROJECT


_GUARD = _Guard()
sys.addaudithook(_GUARD)


@contextmanager
def refused() -> Iterator[list[str]]:
    """For a test of this: what is refused in the block is no fault of the test's."""
    found: list[str] = []
    yield found
    found += _GUARD.refused
    _GUARD.refused.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let the tests of these files read the content."""
    _GUARD.may_read = item.path.name in MAY_READ
    try:
        return (yield)
    finally:
        _GUARD.may_read = False


@pytest.fixture(autouse=True)
def _reads_no_content() -> Iterator[None]:
    yield
    told, _GUARD.refused = _GUARD.refused, []
    assert not told, told[0]
