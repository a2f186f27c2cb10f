"""Lets one set-up run at a time in a project, however many commands are started at once.

The system holds the lock, so it goes when its holder goes: there is no stale lock to find out about. On POSIX
the programs that the holder starts inherit it. A ``pip`` that outlives a killed set-up therefore still keeps
the next run waiting, instead of writing into the environment that the next run is making.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING

import progress

if TYPE_CHECKING:
    from collections.abc import Iterator

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FILE = ".venv-setup.lock"
LONGEST_WAIT = 15 * 60
WAITING = "Another run is setting this project up; waiting for it to finish ..."


class TurnError(Exception):
    """The other set-up took longer than any set-up should."""


@contextlib.contextmanager
def one_at_a_time(root: str, longest_wait: float) -> Iterator[tuple[int, ...]]:
    """Hold the project's set-up for the length of the block; wait while another process holds it.

    Yields the file descriptors that programs started in the block have to inherit. Raises TurnError after
    ``longest_wait`` seconds, and OSError when the project's folder cannot be written to.
    """
    descriptor = os.open(os.path.join(root, FILE), os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _wait_for(descriptor, longest_wait)
        yield () if sys.platform == "win32" else (descriptor,)
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, longest_wait: float) -> None:
    give_up = time.monotonic() + longest_wait
    said = False
    while not _taken(descriptor):
        if time.monotonic() > give_up:
            raise TurnError
        if not said:
            progress.say(WAITING)
            said = True
        time.sleep(0.2)


def _taken(descriptor: int) -> bool:
    """Try to take the lock at once; True when this process has it now."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # how POSIX and Windows say that another process has it
        return False
    except OSError:  # a network drive without locks: better to go on than never to start
        return True
    return True
