"""Files of an earlier revision, read from git. The only caller of git. Not for comparing them.

A tree is read object by object into a folder of its own: the working tree is left alone, no hook and no filter runs, and
no link is followed.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from policybook.source.sources import Layout, Sources
from policybook.source.text_files import MAX_BYTES

_SECONDS = 120
_PLAIN_REVISION = re.compile(r"[\w./@{}^~:+#-]{1,200}", re.ASCII)
_PARENTS = re.compile(r"[~^]")
_LEAVE_OUT = frozenset(
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE", "GIT_EXTERNAL_DIFF"]
)
"""What git sets for its hooks: it would point at another project than the one that is checked."""
_FILE, _PROGRAM, _LINK = "100644", "100755", "120000"
_SEPARATES = frozenset("\\:" if os.name == "nt" else "")


class GitError(Exception):
    """The earlier revision cannot be read; the message says what to type."""


class Blob(NamedTuple):
    """One file of a revision: its mode, the id of its content, its size, and its path from the project's root."""

    mode: str
    id: str
    size: int
    path: str


class Git:
    """Questions to git about one project, asked so that it writes nothing and starts nothing else."""

    def __init__(self, root: Path, asked_with: str = "--since") -> None:
        """``asked_with`` is what people type before a revision; the messages repeat it."""
        self.root, self.asked_with = root, asked_with
        self.env = {name: value for name, value in os.environ.items() if name not in _LEAVE_OUT}
        # No download in the middle of a check, no question, no replaced objects, and answers in the words we know.
        self.env |= {
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "LC_ALL": "C",
        }

    def run(self, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run one git command in the project's folder."""
        line = ["git", "-c", "core.fsmonitor=false", *words]
        try:
            return subprocess.run(
                line, cwd=self.root, env=self.env, input=given, capture_output=True, check=False, timeout=_SECONDS
            )
        except FileNotFoundError:
            message = f"{self.asked_with} needs git, and git is not installed. Install it (git-scm.com), or do without {self.asked_with}."
            raise GitError(message) from None
        except subprocess.TimeoutExpired:
            raise GitError("git did not answer within two minutes.") from None

    def commit(self, revision: str) -> str:
        """The commit that a branch, tag, hash or expression such as HEAD~1 names."""
        if not revision or revision.startswith("-") or not revision.isprintable():
            message = f"“{revision if revision.isprintable() else '?'}” cannot be the name of a revision."
            raise GitError(f"{message} Type a branch, a tag, a hash or HEAD~1 after {self.asked_with}.")
        inside = self.run("rev-parse", "--is-inside-work-tree")
        if inside.returncode:
            raise GitError(self.no_repository(inside.stderr.decode(errors="replace")))
        result = self.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if result.returncode:
            raise GitError(self.unknown(revision))
        return result.stdout.decode().strip()

    def no_repository(self, output: str) -> str:
        """Words for a folder in which git refuses to work."""
        if "dubious ownership" in output:
            folder = shlex.quote(str(self.root))
            return (
                "git refuses to read this folder, because it belongs to another user of the computer. "
                f"If you trust it, type: git config --global --add safe.directory {folder}"
            )
        return f"{self.root} is not in a git repository, so there is no earlier revision to compare with."

    def unknown(self, revision: str) -> str:
        """Words for a revision that is not here, with the command that brings it where we know one."""
        start = f"git does not know a revision “{revision}” here."
        if not _PLAIN_REVISION.fullmatch(revision):
            return f"{start} Type a branch, a tag, a hash or HEAD~1 after {self.asked_with}."
        shallow = self.run("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
        if _PARENTS.search(revision):
            if shallow:
                return f"{start} Only the newest commits are here. Type: git fetch --unshallow"
            return f"{start} See which there are: git log --oneline"
        if not self.run("remote").stdout.strip():
            return f"{start} See which there are: git branch --all"
        name = revision.removeprefix("origin/")
        if shallow:
            here = f"{start} Only the newest commits of one branch are here."
            return f"{here} Type: git fetch --depth=1 origin {name}\nThen type {self.asked_with} FETCH_HEAD"
        return f"{start} Look for a slip of typing, or type: git fetch origin {name}\nThen type {self.asked_with} FETCH_HEAD"

    def prefix(self) -> str:
        """The way from the top of the repository to the project: "" or a path that ends with a slash."""
        return self.run("rev-parse", "--show-prefix").stdout.decode(errors="surrogateescape").rstrip("\n")

    @contextmanager
    def book_at(self, commit: str, layout: Layout) -> Iterator[Sources]:
        """The words and facts of a commit in a folder that is there for the length of the block."""
        with tempfile.TemporaryDirectory(prefix="policybook-") as folder:
            self.write_tree(commit, Path(folder), layout.folders)
            yield Sources(Path(folder), layout)

    def write_tree(self, commit: str, folder: Path, places: Iterable[str]) -> None:
        """Write the files below ``places`` of the project, as a commit has them, below ``folder``."""
        prefix = self.prefix()
        blobs = list(self.blobs(commit, prefix, places))
        small = [blob for blob in blobs if blob.mode in (_FILE, _PROGRAM) and blob.size <= MAX_BYTES]
        contents = self.contents([blob.id for blob in small])
        for blob in small:
            _write(folder, blob.path, blob.size, contents[blob.id])
        for blob in blobs:
            if blob.mode in (_FILE, _PROGRAM) and blob.size > MAX_BYTES:
                _write(folder, blob.path, blob.size, b"")  # it is too large to be read, there as here
        for blob in blobs:
            if blob.mode == _LINK:
                _link(folder, blob.path)

    def blobs(self, commit: str, prefix: str, places: Iterable[str]) -> Iterator[Blob]:
        """The files below ``places`` in a commit."""
        wanted = [prefix + place for place in places]
        listed = self.run("--literal-pathspecs", "ls-tree", "-r", "-l", "-z", "--full-tree", commit, "--", *wanted)
        if listed.returncode:
            raise GitError(_not_here(commit))
        for entry in listed.stdout.split(b"\0")[:-1]:
            about, _, name = entry.partition(b"\t")
            mode, _, blob, size = about.decode().split()
            path = os.fsdecode(name).removeprefix(prefix)
            if mode in (_FILE, _PROGRAM, _LINK) and is_safe(path):
                yield Blob(mode, blob, int(size), path)

    def contents(self, ids: Iterable[str]) -> dict[str, bytes]:
        """The contents of blobs by their ids, from one process."""
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return {}
        answer = self.run("cat-file", "--batch", given="".join(f"{name}\n" for name in wanted).encode()).stdout
        contents, at = {}, 0
        for name in wanted:
            end = answer.find(b"\n", at)
            head = answer[at:end].split()
            if end < 0 or head[1:2] != [b"blob"]:
                raise GitError(_not_here(name))
            size = int(head[2])
            contents[name] = answer[end + 1 : end + 1 + size]
            at = end + 1 + size + 1
        return contents


def _not_here(label: str) -> str:
    return f"git cannot read {label[:12]} completely. Type: git fetch --refetch origin"


def is_safe(path: str) -> bool:
    """Whether a path stays below the folder it is written to. Git sees to it; a tree that somebody forged may not."""
    return all(part not in ("", ".", "..") for part in path.split("/")) and not set(path) & _SEPARATES


def _write(folder: Path, path: str, size: int, content: bytes) -> None:
    """Write a new file; what a system cannot name or already has is left out."""
    file = folder / path
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as new:
            new.write(content)
            new.truncate(size)


def _link(folder: Path, path: str) -> None:
    """Write a link that leads nowhere: that it is a link is found, and where it led does not matter."""
    file = folder / path
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.symlink_to("nowhere")
