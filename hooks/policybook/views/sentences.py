"""The sentences of ``site_templates/wording.yml``, filled in. Not for choosing which one to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from policybook.model.organisation import USUAL, Profile
from policybook.source.text_files import read_text
from policybook.source.yaml_files import YamlText

WORDING_FILE = "site_templates/wording.yml"


class WordingError(Exception):
    """The wording file, or another of ``site_templates/``, cannot be used; the message says why in words."""


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


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences by key."""

    sentences: Mapping[str, str]
    words: Mapping[str, str] = field(default_factory=lambda: USUAL.words)
    """What the organisation calls itself and its learners: any sentence may use them."""

    @classmethod
    def read(cls, root: Path) -> Sentences:
        """Read the project's wording.

        Raises:
            WordingError: where the file is missing or broken.
        """
        return cls({key: str(value) for key, value in read_template_data(root, WORDING_FILE).items()})

    def in_words_of(self, profile: Profile) -> Sentences:
        """The same sentences in the words of an organisation."""
        return replace(self, words=profile.words)

    def fill(self, key: str, **values: object) -> str:
        """The sentence ``key`` with the words in braces filled in.

        Raises:
            WordingError: where the file lacks the sentence or names a word in braces that the build does not know.
        """
        try:
            return self.sentences[key].format(**self.words, **values)
        except (KeyError, IndexError, ValueError, AttributeError, TypeError) as error:
            known = ", ".join(f"{{{name}}}" for name in values) or "no words in braces"
            raise WordingError(
                f"{WORDING_FILE}: the sentence “{key}” is missing or cannot be filled in ({error}). It may use: {known}."
            ) from None

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in self.sentences
