"""How alike two names are, and whether a file could be read: what every check of references asks. Not for the references."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

LIKE = 0.85
"""Less alike is another thing, and not a slip of the fingers: a sentence must not restate the wrong clause."""


def find_nearest(name: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """Return the known name most like ``name``, or "". ``likeness`` is 1 for equal names."""
    return next(iter(difflib.get_close_matches(name, list(known), 1, likeness)), "")


def is_broken(broken: frozenset[str], file: str) -> bool:
    """Whether ``file``, any file in the folder ``file``, or a folder above it could not be read."""
    return bool(broken) and any(
        path == file or path.startswith(f"{file}/") or file.startswith(f"{path}/") for path in broken
    )
