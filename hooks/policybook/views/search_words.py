"""The words people use for what the pages say, from ``site_templates/search.yml``. Not for finding where they lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from policybook.source.wording_files import WordingError, read_template_data

SEARCH_WORDS_FILE = "site_templates/search.yml"


@dataclass(frozen=True, slots=True)
class Subject:
    """What people say, what our pages say for it (best first), and whether help is shown.

    ``listed`` are those of ``words`` that somebody would look up: the page "A to Z" has them.
    """

    words: tuple[str, ...]
    means: tuple[str, ...]
    listed: tuple[str, ...]
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class SearchWords:
    """What ``search.yml`` teaches; ``readers`` holds the words by which a reader is known."""

    small: tuple[str, ...]
    readers: Mapping[str, tuple[str, ...]]
    elsewhere: tuple[str, ...]
    subjects: tuple[Subject, ...]

    @classmethod
    def read(cls, root: Path) -> SearchWords:
        """Read the project's file.

        Raises:
            WordingError: where the file is missing or broken.
        """
        return cls._of(read_template_data(root, SEARCH_WORDS_FILE))

    @classmethod
    def _of(cls, data: dict[str, object]) -> SearchWords:
        small, readers, elsewhere = data.get("small_words"), data.get("readers"), data.get("elsewhere")
        rows = data.get("subjects")
        if not isinstance(small, str) or not isinstance(elsewhere, str) or not isinstance(readers, dict):
            raise WordingError(f"{SEARCH_WORDS_FILE}: “small_words”, “readers” and “elsewhere” must be filled in.")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise WordingError(f"{SEARCH_WORDS_FILE}: “subjects” must be a list; each subject needs words and means.")
        subjects = tuple(
            Subject(
                _words(row, "words") + (_words(row, "also") if "also" in row else ()),
                _words(row, "means"),
                _words(row, "words") if row.get("listed") != "no" else (),
                row.get("urgent") == "yes",
            )
            for row in rows
        )
        by_reader = {str(name): _divided(str(said)) for name, said in readers.items()}
        return cls(tuple(small.split()), by_reader, _divided(elsewhere), subjects)


def _words(row: dict[str, object], key: str) -> tuple[str, ...]:
    words = row.get(key)
    if not isinstance(words, list) or not words:
        raise WordingError(f"{SEARCH_WORDS_FILE}: each subject needs a list of “{key}”.")
    return tuple(str(word) for word in words)


def _divided(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split(","))
