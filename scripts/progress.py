"""Runs one outside program at a time, and says which; what it prints is kept for when it fails.

Everything said here goes to standard error: standard output belongs to the command that comes after the
set-up.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Outcome(NamedTuple):
    """How a program ended: its exit status, and all that it printed."""

    status: int
    output: str


class Run(Protocol):
    """Runs a program to its end after showing ``label``: ``run_and_tell``, or a stand-in in a test."""

    def __call__(self, label: str, line: Sequence[str], *, env: Mapping[str, str] | None = None) -> Outcome:
        """Run ``line`` with the variables ``env`` (by default, those of this process)."""


def say(words: str) -> None:
    """Print a message about the set-up."""
    print(words, file=sys.stderr, flush=True)


def run_and_tell(label: str, line: Sequence[str], *, env: Mapping[str, str] | None = None) -> Outcome:
    """Run a program to its end, and end it when this run is stopped. Raises OSError when it cannot be started."""
    say(f"  {label} ...")
    ended = subprocess.run(
        line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, check=False
    )
    return Outcome(ended.returncode, ended.stdout.decode("utf-8", "replace"))
