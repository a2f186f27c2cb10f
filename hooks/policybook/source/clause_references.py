"""A reference to a clause or document, ``policy/clause``: what it is made of. Not for whether what it names exists."""

from __future__ import annotations

import re
from typing import NamedTuple

_PINNED = re.compile(r"(?P<name>[^@]+)(?P<pin>@[0-9A-Fa-f]*)")


class Reference(NamedTuple):
    """A reference as typed: ``policy`` is "" where it is left out, as it may be.

    ``pin`` is the fingerprint that older books typed after it, with its @. Nobody reads it any more.
    """

    policy: str
    target: str
    pin: str = ""

    @property
    def name(self) -> str:
        """The reference as it belongs in the file."""
        return f"{self.policy}/{self.target}" if self.policy else self.target


def read_reference(word: str) -> Reference:
    """The parts of one reference."""
    pinned = _PINNED.fullmatch(word)
    name, pin = (pinned["name"], pinned["pin"]) if pinned else (word, "")
    policy, _, target = name.rpartition("/")
    return Reference(policy, target, pin) if target else Reference("", name, pin)
