"""The files of wording: the English one, and one for each other language. Not for filling a sentence in.

The program's own lie in its ``site_templates/``. A book adds a language, or words a sentence of one its own way, in a
``site_templates/`` of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from policybook.source.text_files import read_text
from policybook.source.yaml_files import YamlText

WORDING_FILE = "site_templates/wording.yml"
_FILES = "site_templates/wording.*.yml"


class WordingError(Exception):
    """The wording file, or another of ``site_templates/``, cannot be used; the message says why in words."""


class LanguageWording(NamedTuple):
    """How the sentences are worded in one other language, as far as they are."""

    language: str
    file: str
    """Where they are, or where they would be."""
    missing: tuple[str, ...]
    """The sentences that this language does not have yet."""
    unusable: tuple[tuple[str, str], ...]
    """The sentences that no build can fill in, each with what is wrong."""
    is_there: bool


def file_of(language: str) -> str:
    """Return the file of a language other than English."""
    return f"site_templates/wording.{language}.yml"


def read_template_data(root: Path, file: str) -> dict[str, object]:
    """Read what a YAML file of ``site_templates/`` says.

    Raises:
        WordingError: where the file is missing or broken.
    """
    source, findings = read_text(root, file)
    if source:
        data, findings = YamlText(file, source.lines).read()
        if data is not None and not findings:
            return data
    first = findings[0]
    raise WordingError(f"{file}, line {first.span.line}: {first.message} {first.fix}")


def read_sentences(root: Path, file: str = WORDING_FILE) -> dict[str, str]:
    """Read the sentences of one file by their keys.

    Raises:
        WordingError: where the file is missing or broken.
    """
    return {key: str(value) for key, value in read_template_data(root, file).items()}


def read_other_languages(roots: Iterable[Path]) -> dict[str, dict[str, str]]:
    """Read the sentences of all other languages, by language; those of a later folder go before those of an earlier one.

    Raises:
        WordingError: where a file is broken.
    """
    found: dict[str, dict[str, str]] = {}
    for root in dict.fromkeys(roots):
        for language in languages_in(root):
            found.setdefault(language, {}).update(read_sentences(root, file_of(language)))
    return found


def languages_in(root: Path) -> list[str]:
    """Return the other languages that a folder has a file of wording for."""
    return sorted(path.name.split(".")[1] for path in root.glob(_FILES))


def nearest(language: str, languages: Iterable[str]) -> str:
    """Return which of some languages speaks for this one: itself, or the one that it is a kind of (``cy`` for ``cy-GB``)."""
    known = set(languages)
    return next((one for one in (language, language.partition("-")[0]) if one in known), "")


def compare_wording(
    language: str, english: Mapping[str, str], others: Mapping[str, Mapping[str, str]]
) -> LanguageWording:
    """Return how far a language is worded, beside the English sentences."""
    near = nearest(language, others)
    own = others.get(near, {})
    return LanguageWording(
        language,
        file_of(near or language),
        tuple(key for key in english if key not in own),
        tuple((key, fault) for key, words in own.items() if (fault := _fault(key, words, english))),
        bool(near),
    )


def _fault(key: str, words: str, english: Mapping[str, str]) -> str:
    """What is wrong with a sentence; "" where it can be filled in wherever the English one can."""
    if key not in english:
        return "no page has a sentence of that name"
    try:
        more = _names(words) - _names(english[key]) - _ANYWHERE
    except ValueError:
        return "its braces do not match"
    return f"the English sentence does not have {', '.join(f'{{{name}}}' for name in sorted(more))}" if more else ""


def _names(words: str) -> set[str]:
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in Formatter().parse(words) if name is not None}


_ANYWHERE = frozenset(["place", "learner", "learners", "Place", "Learner", "Learners"])
"""What the organisation calls itself and its learners: any sentence may use these words."""
