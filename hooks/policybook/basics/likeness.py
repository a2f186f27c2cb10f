"""How alike two names are, and whether a file could be read: what every check of references asks. Not for the references."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

LIKE = 0.85
"""Less alike is another thing, and not a slip of the fingers: a sentence must not restate the wrong clause."""
_OTHER_WORDS = {
    **dict.fromkeys(("student", "pupil", "child", "children", "learner"), "students"),
    **dict.fromkeys(("parent", "carer", "guardian", "family", "familie"), "parents"),
    **dict.fromkeys(("teacher", "employee", "colleague"), "staff"),
    "visitor": "visitors",
}
_LONG = 10  # in a name of so many letters, two wrong ones are still a slip


def find_nearest(name: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """Return the known name most like ``name``, or "". ``likeness`` is 1 for equal names."""
    return next(iter(difflib.get_close_matches(name, list(known), 1, likeness)), "")


def find_other_word(word: str, known: Iterable[str]) -> str:
    """Return the known name of the people whom schools call by ``word``, too, such as students for pupils; or ""."""
    meant = _OTHER_WORDS.get(word.casefold().removesuffix("s"), "")
    return meant if meant in known else ""


def is_broken(broken: frozenset[str], file: str) -> bool:
    """Whether ``file``, any file in the folder ``file``, or a folder above it could not be read."""
    return bool(broken) and any(
        path == file or path.startswith(f"{file}/") or file.startswith(f"{path}/") for path in broken
    )


def is_slip(typed: str, meant: str) -> bool:
    """Whether one is the other with a letter too many, missing, wrong, or two of them changed round.

    A figure in place of another is no slip, but another name: of a clause, or of an edition.
    """
    few = 2 if min(len(typed), len(meant)) >= _LONG else 1
    if abs(len(typed) - len(meant)) > few:
        return False
    if sorted(typed) == sorted(meant):
        return typed != meant
    changes = 0
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, typed, meant, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        changes += max(i2 - i1, j2 - j1)
        if (typed[i1:i2] + meant[j1:j2]).isdigit() and tag == "replace":
            return False
    return changes <= few
