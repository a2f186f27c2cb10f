"""The fingerprint of a wording: what changes with every change of words, and with nothing else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache

LENGTH = 8
_FOLDED = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})
_TOKEN_SPACE = re.compile(r"\{\{([^{}]*)\}\}")


@lru_cache(maxsize=8192)  # a sentence is asked for by itself, with what it names, and for each time that it is judged
def folded(wording: str) -> str:
    """Return ``wording`` with white space and typographic quotation marks folded; tokens stay unexpanded."""
    text = wording.translate(_FOLDED)
    return " ".join((_TOKEN_SPACE.sub(r"{{ \1 }}", text) if "{{" in text else text).split())


@lru_cache(maxsize=8192)  # every reference to a clause asks for that of its wording
def of_wording(wording: str) -> str:
    """Return eight hexadecimal digits that stand for one wording: stable under reflowing and curly quotation marks."""
    return hashlib.sha256(folded(wording).encode()).hexdigest()[:LENGTH]


def of_wordings(wordings: Iterable[str]) -> str:
    """Return one fingerprint for several wordings in order, such as the clauses of a section."""
    text = "\n".join(folded(wording) for wording in wordings)
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]
