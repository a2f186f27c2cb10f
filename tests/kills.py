"""Kills a build at random moments and looks that the last good site is whole. Not part of the suite: it takes long.

    PYTHONPATH=hooks:tests python -P tests/kills.py --times 300 --seed 1

Each time a fact is changed, a build is begun, and its whole group of processes is killed after a random share of the time
that a build takes. Then: the site is the one from before or the new one, byte for byte, or was put back by what the next
build does first; no process is left; and what was kept is whole. At the end a build goes through, to the same bytes as one
that nobody disturbed.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from building import digests
from conftest import AS_OF, PROJECT, SCHOOL
from policybook.commands.site_folders import LastSite
from policybook.source.kept_files import CACHE, KeptFiles

_HOURS = re.compile(r"hours: .*")


def change(root: Path, number: int) -> None:
    """Make the words of a page and of documents others."""
    file = root / "data/school.yml"
    text = _HOURS.sub(
        f"hours: Monday to Friday, 8am to 4pm in term time, line {number + 1000}", file.read_text(encoding="utf-8"), 1
    )
    file.write_text(text, encoding="utf-8")


def start(root: Path) -> subprocess.Popen[bytes]:
    line = [sys.executable, "-P", "-m", "policybook", "build", "--root", str(root), "--as-of", AS_OF.isoformat()]
    return subprocess.Popen(
        line,
        env={**os.environ, "PYTHONPATH": str(PROJECT / "hooks")},
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads; a shell lets its background ignore it
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def processes_of(root: Path) -> list[str]:
    """The command lines of processes that name a folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = place.read_bytes()
        except OSError:
            continue
        if os.fsencode(root) in words:
            found.append(words.decode(errors="replace"))
    return found


def faults(root: Path, last: dict[str, str]) -> list[str]:
    """What a kill left that it must not; the site is as ``last``, or a whole new one."""
    wrong = []
    LastSite.of(root / "site")  # what the next build does first
    found = digests(root / "site")
    if found != last and found.keys() != last.keys():
        wrong.append(f"the site is torn: {sorted(found.keys() ^ last.keys())[:5]}")
    pages = [page.read_text(encoding="utf-8") for page in (root / "site").rglob("*.html")]
    if len(shown := {hour for page in pages for hour in re.findall(r"term time, line (\d+)", page)}) != 1:
        wrong.append(f"the pages are of several builds: {sorted(shown)}")
    until = time.monotonic() + 10
    while (left := processes_of(root)) and time.monotonic() < until:
        time.sleep(0.05)
    wrong += [f"left running: {line[:200]}" for line in left]
    for file in (root / CACHE).rglob("*.kept"):
        if KeptFiles(file.parent).read(file.stem) is None:
            wrong.append(f"kept and not whole: {file.name}")
    return wrong


def main() -> int:
    """Kill so many builds; the number of faults."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)  # noqa: S311 - to be repeated
    folder = tempfile.mkdtemp(prefix="policybook-kills-")
    root = Path(shutil.copytree(SCHOOL, Path(folder) / "school"))
    assert start(root).wait() == 0
    began = time.monotonic()
    change(root, -1)
    assert start(root).wait() == 0
    takes = time.monotonic() - began
    last, came, wrong = digests(root / "site"), Counter[str](), 0
    killed, number = 0, 0
    while killed < options.times:
        number += 1
        change(root, number)
        moment = rng.uniform(0, takes)
        build = start(root)
        try:
            build.wait(moment)
        except subprocess.TimeoutExpired:
            os.killpg(build.pid, rng.choice((signal.SIGKILL, signal.SIGTERM, signal.SIGINT)))
            build.wait()
            killed += 1
        found = digests(root / "site") if (root / "site").exists() else {}
        came["as before" if found == last else "finished first" if build.returncode == 0 else "new"] += 1
        for fault in faults(root, last):
            wrong += 1
            print(f"kill {number} after {moment:.3f} s: {fault}", flush=True)
        last = digests(root / "site")
    assert start(root).wait() == 0
    undisturbed = Path(
        shutil.copytree(
            root, Path(folder) / "other" / "school", ignore=shutil.ignore_patterns("site", CACHE, "internal")
        )
    )
    assert start(undisturbed).wait() == 0
    if digests(root / "site") != digests(undisturbed / "site"):
        wrong += 1
        print("In the end the site is not that of a build that nobody disturbed.")
    left = [path.name for path in root.iterdir() if path.name.startswith(".") and path.name != CACHE]
    print(
        f"Seed {options.seed}: {killed} kills of {number} builds, within {takes:.1f} s, {dict(came)}, {wrong} faults, left {left}."
    )
    shutil.rmtree(folder)
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
