"""A reference with its pin, ``policy/clause@pin``: what it is made of. Not for whether the clause exists or the pin holds."""

from __future__ import annotations

import re
from typing import NamedTuple

from policybook.basics.fingerprints import LENGTH

PIN = re.compile(rf"[0-9a-f]{{{LENGTH}}}")


class Pinned(NamedTuple):
    """A reference as typed: ``policy`` and ``pin`` are "" where they are left out, as both may be."""

    policy: str
    target: str
    pin: str

    @property
    def as_read(self) -> str:
        """The reference as it is typed now."""
        return self.typed(self.pin).removesuffix("@")

    def typed(self, pin: str) -> str:
        """Return the reference as it is typed with another pin."""
        policy = f"{self.policy}/" if self.policy else ""
        return f"{policy}{self.target}@{pin}"


def read_pinned(word: str) -> Pinned:
    """Return the parts of one reference."""
    name, _, pin = word.partition("@")
    policy, _, target = name.rpartition("/")
    return Pinned(policy, target, pin) if target else Pinned("", name, pin)
