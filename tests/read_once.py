"""Files that stand unchanged in book after book are read once a process, in the tests of what is said about books.

A case changes a file or two of the school and leaves the others as they are. What is read from a file is a value that
nothing can change, and follows from its path and its lines alone; so for the same lines it is given again, with what was
found wrong in them. Tests of the reading itself, and of what stays the same from run to run, read every file anew.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from policybook.basics.findings import Finding
from policybook.loading.load import _Loader
from policybook.loading.project_files import ProjectFiles
from policybook.source.sources import Layout
from policybook.source.text_files import read_text

FILES = frozenset(
    f"test_{name}.py"
    for name in (
        *("cases", "citations", "documents", "edits", "honest", "mutations", "names_ahead", "on_page", "outlook"),
        *("readings", "real_book", "rules", "same_names", "slips", "twelve_slips", "waivers", "walk", "words"),
    )
)
"""The files of tests that read a book over and over, each time with little changed; single tests are marked ``reads_once``."""
MOST = 4_000
"""How many readings are kept: memory is not for sale, and most changed lines never come again."""


class Reading(NamedTuple):
    """What was read from a file, and what was found wrong in it."""

    value: Any
    findings: tuple[Finding, ...]


class Shelf:
    """The readings of this process; taken from only while a test runs that may."""

    is_open = False
    readings: dict[tuple[Any, ...], Reading] = {}  # noqa: RUF012 - there is one shelf


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Open the shelf for a test, with its fixtures."""
    Shelf.is_open = item.path.name in FILES or item.get_closest_marker("reads_once") is not None
    try:
        return (yield)
    finally:
        Shelf.is_open = False


@contextlib.contextmanager
def reading_anew() -> Iterator[None]:
    """Read each file in a block, as a program does that has two books before it and compares them."""
    was_open, Shelf.is_open = Shelf.is_open, False
    try:
        yield
    finally:
        Shelf.is_open = was_open


def _kept(read: Callable[..., Any], path_of: Callable[..., str]) -> Callable[..., Any]:
    """A method that reads a file, asking the shelf first. What it is given beside the path must be part of the key."""

    @functools.wraps(read)
    def read_or_kept(self: Any, *given: Any, **named: Any) -> Any:
        files = getattr(self, "files", self)
        path = path_of(getattr(self, "layout", None), *given)
        source, unreadable = read_text(files.root, path) if Shelf.is_open else (None, ())
        if source is None or unreadable:
            return read(self, *given, **named)
        key = (read, source, given, *sorted(named.items()))
        if key not in Shelf.readings:
            if len(Shelf.readings) == MOST:
                Shelf.readings.clear()
            before = len(files.findings)
            value = read(self, *given, **named)
            Shelf.readings[key] = Reading(value, tuple(files.findings[before:]))
            return value
        kept = Shelf.readings[key]
        files.findings += kept.findings
        files.lines[path] = source.lines
        return kept.value

    return read_or_kept


def _first(_layout: Layout | None, path: str, *_more: object) -> str:
    return path


def _of_a_section(layout: Layout, policy: str, name: str) -> str:
    return layout.section(policy, name.removesuffix(".md"))


ProjectFiles.yaml = _kept(ProjectFiles.yaml, _first)
_Loader.document = _kept(_Loader.document, _first)
_Loader.summary = _kept(_Loader.summary, _first)
_Loader.section = _kept(_Loader.section, _of_a_section)
