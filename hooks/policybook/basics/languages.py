"""In which direction a language is written, and which is English. Not for translating, and not for which languages there are."""

from __future__ import annotations

import re

SPOKEN_IN = {
    "ua": "uk", "cz": "cs", "gr": "el", "jp": "ja", "cn": "zh", "dk": "da", "rs": "sr", "ir": "fa", "pk": "ur", "bd": "bn",
    "vn": "vi",
}  # fmt: skip
"""Short names of countries that are none of a language, and the language that is mostly meant."""
LANGUAGE = re.compile(rf"(?!(?:{'|'.join(SPOKEN_IN)})\b)[a-z]{{2,3}}(?:-[A-Za-z0-9]{{2,8}})*", re.ASCII)
"""The short name of a language as web pages write it: ``ur``, ``zh-Hant``."""
ENGLISH = "en-GB"
"""The language of whatever says none."""
_RIGHT_TO_LEFT = frozenset(
    ["ar", "arc", "bal", "ckb", "dv", "fa", "he", "nqo", "prs", "ps", "sd", "syr", "ug", "ur", "yi"]
)
_SCRIPTS = frozenset(["adlm", "arab", "hebr", "mand", "nkoo", "rohg", "syrc", "thaa"])


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from right to left; a script, where one is named, decides."""
    first, *subtags = language.lower().split("-")
    script = next((part for part in subtags if len(part) == 4 and part.isalpha()), "")  # noqa: PLR2004 - BCP 47
    return script in _SCRIPTS if script else first in _RIGHT_TO_LEFT


def is_english(language: str) -> bool:
    """Whether a language is English, of whatever country; so is what says none."""
    return language.lower().partition("-")[0] in ("", "en")
