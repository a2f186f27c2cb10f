"""What an id looks like, and the id somebody probably meant. Not for whether it is used anywhere."""

from __future__ import annotations

import re
import unicodedata

ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
ID_WORDS = "ids are small letters, figures and hyphens, and begin with a letter"


def id_like(text: str) -> str:
    """An id that looks like ``text``: ``Ada Holm`` -> ``ada-holm``, ``2FA`` -> ``a-2fa``."""
    plain = unicodedata.normalize("NFKD", text[:80]).encode("ascii", "ignore").decode().lower()
    name = "-".join(re.findall(r"[a-z0-9]+", plain)) or "short-name"
    return name if ID.fullmatch(name) else f"a-{name}"
