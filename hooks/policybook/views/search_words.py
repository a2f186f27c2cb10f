"""The words people use for what the pages say, from ``site_templates/search.yml``. Not for finding where they lead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from policybook.source.wording_files import WordingError, read_template_data

SEARCH_WORDS_FILE = "site_templates/search.yml"


class Subject(NamedTuple):
    """What people say, what our pages say for it (best first), and whether help is shown or all of it is only near.

    ``listed`` are those of ``words`` that somebody would look up: the page "A to Z" has them.
    """

    words: tuple[str, ...]
    means: tuple[str, ...]
    listed: tuple[str, ...]
    is_urgent: bool
    is_near: bool


class SearchWords(NamedTuple):
    """What ``search.yml`` teaches; ``readers`` holds the words by which a reader is known."""

    small: tuple[str, ...]
    readers: Mapping[str, tuple[str, ...]]
    elsewhere: tuple[str, ...]
    subjects: tuple[Subject, ...]
    of_schools: tuple[str, ...]
    are_named: bool = False
    """Whether the A to Z page has only subjects that the pages name by a word of theirs, and not by what we say for it alone."""

    def without_schools(self, said: str) -> SearchWords:
        """Return what to teach where the organisation is no school: of the words of schools those that its pages say."""
        pages = f" {_plainly(said)} "

        def is_said(word: str) -> bool:
            plain = _plainly(word)
            return f" {plain} " in pages or f" {plain}s " in pages

        foreign = {word for word in self.of_schools if not is_said(word)}

        def kept(words: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(word for word in words if is_said(word) or not foreign & {word, *word.split()})

        subjects = [
            subject._replace(words=words, listed=kept(subject.listed))
            for subject in self.subjects
            if (words := kept(subject.words))
        ]
        elsewhere = tuple(word for word in self.elsewhere if not is_said(word))
        readers = {reader: kept(words) for reader, words in self.readers.items()}
        return self._replace(elsewhere=elsewhere, readers=readers, subjects=tuple(subjects), are_named=True)

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
        rows, of_schools = data.get("subjects"), data.get("of_schools")
        texts = (small, elsewhere, of_schools)
        if not all(isinstance(text, str) for text in texts) or not isinstance(readers, dict):
            raise WordingError(
                f"{SEARCH_WORDS_FILE}: “small_words”, “readers”, “elsewhere” and “of_schools” must be filled in."
            )
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise WordingError(f"{SEARCH_WORDS_FILE}: “subjects” must be a list; each subject needs words and means.")
        subjects = tuple(
            Subject(
                _words(row, "words") + (_words(row, "also") if "also" in row else ()),
                _words(row, "means"),
                _words(row, "words") if row.get("listed") != "no" else (),
                row.get("urgent") == "yes",
                row.get("near") == "yes",
            )
            for row in rows
        )
        by_reader = {str(name): _divided(str(said)) for name, said in readers.items()}
        return cls(tuple(str(small).split()), by_reader, _divided(str(elsewhere)), subjects, _divided(str(of_schools)))


def _words(row: dict[str, object], key: str) -> tuple[str, ...]:
    words = row.get(key)
    if not isinstance(words, list) or not words:
        raise WordingError(f"{SEARCH_WORDS_FILE}: each subject needs a list of “{key}”.")
    return tuple(str(word) for word in words)


def _divided(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split(","))


def _plainly(text: str) -> str:
    """Words in lower case with one space between them."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))
