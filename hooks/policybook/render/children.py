"""Work that is done in processes of its own, each with a limit, and gone as soon as whoever asked for it is gone.

One process a piece of work, forked, so that it finds everything imported. It ends with its parent however that ends: the
system is asked to see to it where it can (Linux), and a pipe that only the parent holds open tells it everywhere. Where
processes cannot be forked (Windows) the work is done here, without a limit.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import pickle
import selectors
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

_PR_SET_PDEATHSIG = 1
_MOST_MEMORY = 4 << 30
"""Bytes: a fair-sized book takes a twentieth of it, and a computer that has less refuses by itself."""
_STEP = 200
_CHUNK = 1 << 20
CAN_FORK = hasattr(os, "fork")
Tell = Callable[[str], None]


class Task(NamedTuple):
    """A piece of work: its name, what to do (``tell`` says how far it is), and after how many seconds it is given up."""

    name: str
    work: Callable[[Tell], Any]
    limit: float


class OutOfTimeError(Exception):
    """A piece of work took too long; ``step`` is the last that it told of."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


class LostError(Exception):
    """The process of a piece of work ended without a word, as for want of memory; ``step`` is the last that it told of."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


class Outcome(NamedTuple):
    """What came of a task: its result, or what went wrong."""

    name: str
    result: Any
    error: BaseException | None


def run_apart(tasks: Sequence[Task], most: int) -> Iterator[Outcome]:
    """Yield the outcome of each task as it ends; at most so many at once. Leaving early ends those that are not done."""
    if not CAN_FORK:
        for task in tasks:
            yield _done_here(task)
        return
    waiting, running = list(tasks), dict[int, _Child]()
    lifeline, held = os.pipe()
    folder = tempfile.mkdtemp(prefix="policybook-")
    watched = selectors.DefaultSelector()
    try:
        while waiting or running:
            while waiting and len(running) < most:
                child = _start(waiting.pop(0), lifeline, held, folder)
                running[child.pipe] = child
                watched.register(child.pipe, selectors.EVENT_READ)
            wait = max(0.0, min(child.until for child in running.values()) - time.monotonic())
            for key, _ in watched.select(wait):
                child = running[key.fd]
                if data := os.read(child.pipe, _CHUNK):
                    child.answer += data
                else:
                    watched.unregister(child.pipe)
                    del running[child.pipe]
                    yield child.outcome()
            for child in [child for child in running.values() if child.until <= time.monotonic()]:
                watched.unregister(child.pipe)
                del running[child.pipe]
                step = child.step
                child.end()
                yield Outcome(child.task.name, None, OutOfTimeError(step))
    finally:
        for child in running.values():
            child.end()
        watched.close()
        os.close(lifeline)
        os.close(held)
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(slots=True)
class _Child:
    task: Task
    pid: int
    pipe: int
    until: float
    told: mmap.mmap
    answer: bytearray = field(default_factory=bytearray)

    @property
    def step(self) -> str:
        """The last step that it told of."""
        return self.told[:_STEP].rstrip(b"\0").decode("utf-8", "replace")

    def outcome(self) -> Outcome:
        """What it answered, when it has ended."""
        step = self.step
        self.end()
        try:
            result, error = pickle.loads(self.answer)  # noqa: S301 - our own child wrote it
        except (EOFError, pickle.UnpicklingError, ValueError):
            return Outcome(self.task.name, None, LostError(step))
        return Outcome(self.task.name, result, error)

    def end(self) -> None:
        """Leave nothing of it behind, whatever it does."""
        with suppress(OSError):
            os.kill(self.pid, signal.SIGKILL)
        with suppress(OSError):
            os.waitpid(self.pid, 0)
        os.close(self.pipe)
        self.told.close()


def _done_here(task: Task) -> Outcome:
    try:
        return Outcome(task.name, task.work(lambda _step: None), None)
    except Exception as error:  # noqa: BLE001 - as a process of its own would hand it over
        return Outcome(task.name, None, error)


def _start(task: Task, lifeline: int, held: int, folder: str) -> _Child:
    told = mmap.mmap(-1, _STEP)
    reading, writing = os.pipe()
    parent = os.getpid()
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        os.close(writing)
        return _Child(task, pid, reading, time.monotonic() + task.limit, told)
    try:
        os.close(held)
        os.close(reading)
        _end_with(parent, lifeline)
        tempfile.tempdir = folder
        _bound_memory()
        _answer(writing, _done_in_child(task, told))
    finally:
        os._exit(0)


def _end_with(parent: int, lifeline: int) -> None:
    """See to it that this process ends when its parent does."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)

    def watch() -> None:
        with suppress(OSError):
            os.read(lifeline, 1)  # nobody ever writes: this returns when the last who could has gone
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _bound_memory() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on every system

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        most = _MOST_MEMORY if hard == resource.RLIM_INFINITY else min(hard, _MOST_MEMORY)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _done_in_child(task: Task, told: mmap.mmap) -> bytes:
    def tell(step: str) -> None:
        told[:_STEP] = step.encode()[:_STEP].ljust(_STEP, b"\0")

    try:
        return pickle.dumps((task.work(tell), None))
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent puts it into words
        error.__traceback__ = None
        try:
            handed_over = pickle.dumps((None, error))
            pickle.loads(handed_over)  # noqa: S301 - an error that cannot be read again must not reach the parent
        except Exception:  # noqa: BLE001 - an error of somebody else's, made of who knows what
            handed_over = pickle.dumps((None, RuntimeError(f"{type(error).__name__}: {error}")))
        return handed_over


def _answer(pipe: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(pipe, left) :]
    os.close(pipe)
