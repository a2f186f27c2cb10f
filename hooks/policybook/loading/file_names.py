"""Slips in the names of files: which file was meant. Not for reading files."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from policybook.basics.likeness import find_nearest
from policybook.source.ids import suggest_id

IGNORED_NAMES = frozenset(["README.md", ".gitkeep", ".DS_Store", "Thumbs.db"])
_ENDINGS = {
    ".md": re.compile(r"\.(?:md|markdown)(?:\.txt)?$", re.IGNORECASE),
    ".yml": re.compile(r"\.ya?ml(?:\.txt)?$", re.IGNORECASE),
}
_COPY = re.compile(
    r"(?:\s*\(\d+\)|\s+[-–]?\s*copy)(?=\.)", re.IGNORECASE
)  # what computers add to the name of a download
_TEXT = re.compile(r"(?<!\.yml)(?<!\.yaml)\.txt$", re.IGNORECASE)
_SLIP = 0.8  # how alike the name of a file is to the one that was meant


def correct_name(name: str, ending: str) -> str:
    """What a file must be called to be read as one of this kind; "" where it is not of this kind."""
    stem, count = _ENDINGS[ending].subn("", _COPY.sub("", name))
    if not count:
        return ""
    return (suggest_id(stem) if ending == ".md" else stem.lower()) + ending


def match_missing(names: Iterable[str], missing: Collection[str], known: Collection[str]) -> dict[str, str]:
    """Match names of files to the ``missing`` ones that were probably meant, both of YAML files and these without ending.

    A file whose name is one of the ``known`` ones is no slip.
    """
    matches: dict[str, str] = {}
    for name in names:
        stem = correct_name(_TEXT.sub(".yml", name), ".yml").removesuffix(".yml")
        if stem and (stem in missing or stem not in known) and (meant := find_nearest(stem, missing, _SLIP)):
            matches.setdefault(meant, name)
    return matches
