"""Runs one outside program at a time, and tells whoever waits for it how long it has been going.

Everything said here goes to standard error: standard output belongs to the command that comes after the
set-up.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SECONDS_TO_STOP = 10


class Outcome(NamedTuple):
    """How a program ended: its exit status, and all that it printed."""

    status: int
    output: str


class Run(Protocol):
    """Runs a program to its end while showing ``label``: ``run_and_tell``, or a stand-in in a test."""

    def __call__(self, label: str, line: Sequence[str], *, env: Mapping[str, str] | None = None) -> Outcome:
        """Run ``line`` with the variables ``env`` (by default, those of this process)."""


def say(words: str) -> None:
    """Print a message about the set-up."""
    print(words, file=sys.stderr, flush=True)


def run_and_tell(
    label: str, line: Sequence[str], *, env: Mapping[str, str] | None = None, kept_open: tuple[int, ...] = ()
) -> Outcome:
    """Run a program to its end, showing ``label`` and the seconds gone by.

    What it prints goes to a temporary file, not to the screen: nobody should have to read pip's log unless it
    failed. ``kept_open`` are file descriptors that the program inherits (see ``turns.py``). Raises OSError
    when the program cannot be started.
    """
    started = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            line,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            pass_fds=kept_open,
        )
        try:
            status = _wait(process, label, started)
        except BaseException:
            _stop(process)
            raise
        output.seek(0)
        return Outcome(status, output.read().decode("utf-8", "replace"))


def _wait(process: subprocess.Popen[bytes], label: str, started: float) -> int:
    """Wait for the program; on a terminal the line ticks, in a log it stands once."""
    animated = sys.stderr.isatty()
    if not animated:
        say(f"  {label} ...")
    while True:
        if animated:
            print(f"\r  {label} ... {time.monotonic() - started:.0f} s", end="", file=sys.stderr, flush=True)
        try:
            status = process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            continue
        if animated:
            say("")
        return status


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a program that nobody waits for any longer: ask first, then insist."""
    process.terminate()
    try:
        process.wait(timeout=SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
