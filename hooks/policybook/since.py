"""What an earlier revision had found already, so that a change answers only for what it adds. The only caller of git.

The tree of that revision is read object by object into a folder of its own: the working tree is left alone, no hook and
no filter runs, and no link is followed. Not for judging: both trees are judged alike, as of the same day.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from policybook.findings import Finding, Report, Since
from policybook.judge import Judged, judge
from policybook.load import DATA_DIR, POLICY_DIR
from policybook.source.text import MAX_BYTES

_SECONDS = 120
_PLAIN_REVISION = re.compile(r"[\w./@{}^~:+#-]{1,200}", re.ASCII)
_PARENTS = re.compile(r"[~^]")
_LEAVE_OUT = frozenset(
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE", "GIT_EXTERNAL_DIFF"]
)
"""What git sets for its hooks: it would point at another project than the one that is checked."""
_FILE, _PROGRAM, _LINK = "100644", "100755", "120000"
_SEPARATES = frozenset("\\:" if os.name == "nt" else "")
_LONG_ENOUGH = 16  # a line of so many characters says by itself what it is, wherever it is moved


class SinceError(Exception):
    """The earlier revision cannot be read; the message says what to type."""


@dataclass(frozen=True, slots=True)
class _Blob:
    """One file of a revision: its mode, the id of its content, its size, and its path from the project's root."""

    mode: str
    id: str
    size: int
    path: str


def compared(judged: Judged, root: Path, revision: str, as_of: date) -> Report:
    """The report of ``judged`` with every finding marked that ``revision`` had already."""
    git = _Git(root)
    commit = git.commit(revision)
    with tempfile.TemporaryDirectory(prefix="policybook-since-") as folder:
        earlier_root = Path(folder)
        git.write_tree(commit, earlier_root)
        if not (earlier_root / POLICY_DIR).is_dir():
            return Report.of(judged.report.findings, Since(revision, commit, had_policy=False))
        earlier = judge(earlier_root, as_of)
    marked = _marked(_places(judged), _places(earlier), frozenset(judged.lines), frozenset(earlier.lines))
    return Report.of(marked, Since(revision, commit))


class _Git:
    """Questions to git about one project, asked so that it writes nothing and starts nothing else."""

    def __init__(self, root: Path) -> None:
        self.root = root
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
            message = "--since needs git, and git is not installed. Install it (git-scm.com), or leave --since out."
            raise SinceError(message) from None
        except subprocess.TimeoutExpired:
            raise SinceError("git did not answer within two minutes.") from None

    def commit(self, revision: str) -> str:
        """The commit that a branch, tag, hash or expression such as HEAD~1 names."""
        if not revision or revision.startswith("-") or not revision.isprintable():
            message = f"“{revision if revision.isprintable() else '?'}” cannot be the name of a revision."
            raise SinceError(f"{message} Type a branch, a tag, a hash or HEAD~1 after --since.")
        inside = self.run("rev-parse", "--is-inside-work-tree")
        if inside.returncode:
            raise SinceError(self.no_repository(inside.stderr.decode(errors="replace")))
        found = self.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if found.returncode:
            raise SinceError(self.unknown(revision))
        return found.stdout.decode().strip()

    def no_repository(self, said: str) -> str:
        """Words for a folder in which git refuses to work."""
        if "dubious ownership" in said:
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
            return f"{start} Type a branch, a tag, a hash or HEAD~1 after --since."
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
            return f"{here} Type: git fetch --depth=1 origin {name}\nThen type --since FETCH_HEAD"
        return f"{start} Look for a slip of typing, or type: git fetch origin {name}\nThen type --since FETCH_HEAD"

    def write_tree(self, commit: str, folder: Path) -> None:
        """Write the policies and facts of a commit below ``folder``."""
        prefix = self.run("rev-parse", "--show-prefix").stdout.decode(errors="surrogateescape").rstrip("\n")
        blobs = list(self.blobs(commit, prefix))
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

    def blobs(self, commit: str, prefix: str) -> Iterator[_Blob]:
        """The files of the policies and facts in a commit."""
        places = [prefix + POLICY_DIR, prefix + DATA_DIR]
        listed = self.run("--literal-pathspecs", "ls-tree", "-r", "-l", "-z", "--full-tree", commit, "--", *places)
        if listed.returncode:
            raise SinceError(_not_here(commit))
        for entry in listed.stdout.split(b"\0")[:-1]:
            about, _, name = entry.partition(b"\t")
            mode, _, blob, size = about.decode().split()
            path = os.fsdecode(name).removeprefix(prefix)
            if mode in (_FILE, _PROGRAM, _LINK) and _is_safe(path):
                yield _Blob(mode, blob, int(size), path)

    def contents(self, ids: Iterable[str]) -> dict[str, bytes]:
        """The contents of blobs by their ids, from one process."""
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return {}
        answer = self.run("cat-file", "--batch", given="".join(f"{one}\n" for one in wanted).encode()).stdout
        found, at = {}, 0
        for one in wanted:
            end = answer.find(b"\n", at)
            head = answer[at:end].split()
            if end < 0 or head[1:2] != [b"blob"]:
                raise SinceError(_not_here(one))
            size = int(head[2])
            found[one] = answer[end + 1 : end + 1 + size]
            at = end + 1 + size + 1
        return found


def _not_here(what: str) -> str:
    return f"git cannot read {what[:12]} completely. Type: git fetch --refetch origin"


def _is_safe(path: str) -> bool:
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


# --- which findings are the same -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Placed:
    """A finding with what stands at its place: the whole line and the marked part, without indentation."""

    finding: Finding
    line: str
    marked: str


def _places(judged: Judged) -> tuple[_Placed, ...]:
    return tuple(_placed(finding, judged.lines) for finding in judged.report.findings)


def _placed(finding: Finding, lines: Mapping[str, tuple[str, ...]]) -> _Placed:
    span, file = finding.span, lines.get(finding.span.path, ())
    line = file[span.line - 1] if 1 <= span.line <= len(file) else ""
    marked = line[span.column - 1 : span.column - 1 + span.length] if span.length > 1 else ""
    return _Placed(finding, " ".join(line.split()), marked.strip())


_FIGURES = re.compile(r"\d+")


def _what(placed: _Placed) -> tuple[str, str, str]:
    """What is wrong, without figures: one more helpline that nobody tried makes no new fault of the others."""
    finding = placed.finding
    return (finding.code.id, finding.about, _FIGURES.sub("0", finding.message))


def _same_words(placed: _Placed) -> object:
    finding = placed.finding
    return (finding.span.path, finding.code.id, finding.about, finding.message, placed.line)


def _same_line(placed: _Placed) -> object:
    return (placed.finding.span.path, _what(placed), placed.line)


def _same_part(placed: _Placed) -> object:
    """In a paragraph that was wrapped anew, the line is another and the marked part the same."""
    return (placed.finding.span.path, _what(placed), placed.marked) if placed.marked else None


def _same_line_elsewhere(placed: _Placed) -> object:
    return (_what(placed), placed.line) if len(placed.line) >= _LONG_ENOUGH else None


_LIKENESSES: tuple[Callable[[_Placed], object], ...] = (_same_words, _same_line, _same_part, _same_line_elsewhere)
"""From the closest on. Each earlier finding stands for one of today's, so that of three equal ones where two stood, one is new."""


def _marked(
    today: tuple[_Placed, ...], earlier: tuple[_Placed, ...], files: frozenset[str], files_before: frozenset[str]
) -> Iterator[Finding]:
    """Today's findings, each marked if an earlier one is the same."""
    matched: set[int] = set()
    used: set[int] = set()
    for likeness in (*_LIKENESSES, _in_a_renamed_file(files, files_before)):
        pool: dict[tuple[object, bool], deque[int]] = defaultdict(deque)
        for number, placed in enumerate(earlier):
            if number not in used and (key := likeness(placed)) is not None:
                pool[key, bool(placed.finding.waived)].append(number)
        for number, placed in enumerate(today):
            if number in matched or (key := likeness(placed)) is None:
                continue
            # What was waived is new when nothing waives it any more.
            for waived in (True, False) if placed.finding.waived else (False,):
                if equal := pool.get((key, waived)):
                    used.add(equal.popleft())
                    matched.add(number)
                    break
    for number, placed in enumerate(today):
        yield replace(placed.finding, before=number in matched)


def _in_a_renamed_file(files: frozenset[str], files_before: frozenset[str]) -> Callable[[_Placed], object]:
    """The likeness of findings in files that are only on one side: a file was renamed."""

    def likeness(placed: _Placed) -> object:
        path = placed.finding.span.path
        moved = (path in files) != (path in files_before)
        return (_what(placed), placed.line) if moved and placed.line else None

    return likeness
