"""What the last build was made of and what it wrote: where both are still so, there is nothing to build.

Everything counts that can change a site: the words and the facts, the templates and the frame, the program and the packages
that it uses, the past that git knows, the day, and what was asked for. What was written counts byte for byte, so a site that
somebody has changed is built again. Only a build that ended well is recorded. Not for what must be checked: a build that
goes on checks everything.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from policybook.source import last_watch
from policybook.source.kept_files import CACHE, KeptFiles

_NAMED = re.compile(r"[\w./-]+")
_COMMENT = re.compile(r"#.*")
_FOLDER = "builds"
_MOST_BYTES = 100_000
_LEFT_OUT = frozenset(["__pycache__", ".git", ".venv", CACHE])


class BuildRecord(NamedTuple):
    """A build that ended well, as it is remembered: the folders that it wrote, and what it said at the end."""

    kept: KeptFiles
    key: str
    folders: tuple[Path, ...]

    @classmethod
    def of(
        cls, root: Path, config: Path, program: Iterable[Path], folders: Iterable[Path], asked: Iterable[str]
    ) -> BuildRecord:
        """The build of the project at ``root`` as its files are now.

        Everything that the file ``config`` names is counted, ``program`` are the folders of the program, and ``asked`` is
        what the build was asked for, the day among it.
        """
        written = tuple(folders)
        return cls(KeptFiles(root / CACHE / _FOLDER), _digest(root, config, program, written, asked), written)

    def words(self) -> str | None:
        """What that build said at the end, if all that it wrote is as it left it; else None."""
        entry = self.kept.read(self.key)
        if entry is None:
            return None
        record = json.loads(entry)
        return str(record["words"]) if record["written"] == self._written() else None

    def keep(self, words: str) -> None:
        """Remember that it ended well, with these words."""
        record = {"written": self._written(), "words": words}
        self.kept.write(self.key, json.dumps(record).encode())
        self.kept.forget_all_but([self.key], _MOST_BYTES)

    def _written(self) -> list[str]:
        return [_digest_of(_files(folder)) for folder in self.folders]


def _digest(root: Path, config: Path, program: Iterable[Path], written: Sequence[Path], asked: Iterable[str]) -> str:
    text = _COMMENT.sub("", config.read_text(encoding="utf-8"))
    named = {config.parent / word for word in _NAMED.findall(text) if word.strip("./")}
    sources = {config, *program, root / "policy", root / "data", root / "site_templates", *filter(Path.exists, named)}
    if config.parent != root:  # the program's own file, beside a book of its own
        sources -= {config.parent / "policy", config.parent / "data"}
    sources.add(root / CACHE / last_watch.FILE)  # the desk says when the watch last looked
    sources -= set(written)
    digest = hashlib.sha256(_digest_of(file for source in sorted(sources) for file in _files(source)).encode())
    for part in (*asked, *map(str, written), str(root), sys.version, *_packages(), _past(root)):
        digest.update(part.encode("utf-8", "surrogateescape") + b"\0")
    return digest.hexdigest()


def _files(place: Path) -> Iterator[Path]:
    """Every file of a folder, or the one file, in one order; what is no file is named too, so that it counts."""
    if not place.is_dir():
        yield place
        return
    for folder, names, files in os.walk(place):
        names[:] = sorted(name for name in names if name not in _LEFT_OUT)
        yield Path(folder)
        yield from (Path(folder, name) for name in sorted(files) if not name.endswith(".pyc"))


def _digest_of(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(os.fsencode(file) + b"\0")
        with suppress(OSError):
            if file.is_file():
                content = file.read_bytes()
                digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def _packages() -> list[str]:
    """The installed packages with their versions, as their folders are named."""
    with suppress(OSError):
        return sorted(place.name for place in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
    return []


def _past(root: Path) -> str:
    """The commit that the project is at, and whether all before it is here; "" without git."""
    line = ["git", "-c", "core.fsmonitor=false", "rev-parse", "HEAD", "--is-shallow-repository"]
    try:
        return subprocess.run(line, cwd=root, capture_output=True, text=True, check=False, timeout=60).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
