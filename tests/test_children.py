"""Work in processes of its own: what comes of it, its limits, and that nothing outlives whoever asked for it."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import PROJECT
from policybook.render.children import LostError, Outcome, OutOfTimeError, Task, run_apart

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere the work is done in one process, or /proc is missing"
)


def one(work: Callable[..., object], limit: float = 60) -> Outcome:
    (outcome,) = run_apart([Task("one", work, limit)], 2)
    return outcome


def test_each_task_is_done_in_another_process_and_none_is_left() -> None:
    outcomes = list(run_apart([Task(str(n), lambda _tell, n=n: (n, os.getpid()), 60) for n in range(5)], 2))
    assert sorted(outcome.result[0] for outcome in outcomes) == [0, 1, 2, 3, 4]
    processes = {outcome.result[1] for outcome in outcomes}
    assert len(processes) == 5
    assert os.getpid() not in processes
    assert not list(filter(is_child, processes))


def test_a_large_result_comes_whole() -> None:
    assert one(lambda _tell: b"x" * 5_000_000).result == b"x" * 5_000_000


def test_an_error_comes_as_it_is_a_full_disk_with_its_number() -> None:
    def full(_tell: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "a.pdf")

    error = one(full).error
    assert isinstance(error, OSError)
    assert (error.errno, error.filename) == (errno.ENOSPC, "a.pdf")


def test_an_error_that_cannot_be_handed_over_is_told_in_words() -> None:
    class OddError(Exception):
        def __init__(self, one: int, other: int) -> None:
            super().__init__("odd")

    def odd(_tell: object) -> None:
        raise OddError(1, 2)

    assert str(one(odd).error) == "OddError: odd"


def test_a_task_that_takes_too_long_is_given_up_and_says_where_it_was() -> None:
    def slow(tell: Callable[[str], None]) -> None:
        tell("Step 5 - Creating layout - Page 7")
        time.sleep(600)

    started = time.monotonic()
    error = one(slow, 0.5).error
    assert isinstance(error, OutOfTimeError)
    assert error.step.endswith("Page 7")
    assert time.monotonic() - started < 30


def test_a_process_that_is_killed_is_noticed() -> None:
    error = one(lambda _tell: os.kill(os.getpid(), signal.SIGKILL)).error
    assert isinstance(error, LostError)


def test_leaving_early_ends_the_others(tmp_path: Path) -> None:
    def slow(_tell: object) -> None:
        (tmp_path / str(os.getpid())).touch()
        time.sleep(600)

    def quick(_tell: object) -> None:
        while not list(tmp_path.iterdir()):
            time.sleep(0.01)

    for _ in run_apart([Task("quick", quick, 60), Task("slow", slow, 900)], 2):
        break
    (started,) = tmp_path.iterdir()
    assert not is_child(int(started.name))


def is_child(pid: int) -> bool:
    """Whether a process of ours is there, or has ended and nobody has asked how."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


PARENT = """
import os, sys, time
from policybook.render.children import Task, run_apart
def work(tell):
    open(os.path.join(sys.argv[1], str(os.getpid())), "w").close()
    time.sleep(600)
list(run_apart([Task(str(n), work, 900) for n in range(2)], 2))
"""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("asked", ["by the system", "by the pipe alone"])
def test_nothing_outlives_its_parent_however_that_ends(tmp_path: Path, how: signal.Signals, asked: str) -> None:
    code = PARENT
    if asked == "by the pipe alone":
        code = "import policybook.render.children as c\nc._PR_SET_PDEATHSIG = 0\n" + code
    line = [sys.executable, "-P", "-c", code, str(tmp_path)]
    parent = subprocess.Popen(line, env={**os.environ, "PYTHONPATH": str(PROJECT / "hooks")}, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    children = [int(file.name) for file in tmp_path.iterdir()]
    assert len(children) == 2
    parent.send_signal(how)
    parent.wait(30)
    until = time.monotonic() + 10
    while any(map(is_running, children)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not list(filter(is_running, children))


def is_running(pid: int) -> bool:
    """Whether a process is there and not merely waiting to be counted as ended."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
