"""What an id looks like, and the id somebody probably meant. Not for whether it is used anywhere."""

from __future__ import annotations

import re
import unicodedata

ID = re.compile(r"(?!.{81})[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_HYPHENS = re.compile(r"[\u2010-\u2015\u2212]")
ID_WORDS = "ids are at most 80 small letters, figures and hyphens, and begin with a letter"


def suggest_id(text: str) -> str:
    """Return an id that looks like ``text``: ``Ada Holm`` -> ``ada-holm``, ``2FA`` -> ``a-2fa``."""
    text = text.removesuffix(".md")  # a file's name where a section's id belongs
    plain = unicodedata.normalize("NFKD", _HYPHENS.sub("-", text[:70])).encode("ascii", "ignore").decode().lower()
    name = "-".join(re.findall(r"[a-z0-9]+", plain)) or "short-name"
    return name if ID.fullmatch(name) else f"a-{name}"
