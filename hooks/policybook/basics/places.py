"""A place in a file. Not for what is there."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A place in a file: path from the project's root with ``/``, line and column from 1, length in characters.

    The end of a line counts as one character, so that a span may go over several lines. A tuple and not a data class,
    because every value of every file has one, and a tuple is made five times as fast.
    """

    path: str
    line: int = 1
    column: int = 1
    length: int = 1
