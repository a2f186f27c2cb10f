"""What a clause said once, from the project's git history. Not for judging; without git it knows nothing.

Asked only when a pin is out of date: the versions of the clause's file are read, from the newest on, with the reader of
today, until one has a clause with the pinned fingerprint. A clause that stood in another file then is found through the
commits that touched its id.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from policybook.book.book import Section
from policybook.loading.clauses import ClauseBuilder
from policybook.model.content import SectionSettings
from policybook.revisions.git import Git, GitError
from policybook.source.markdown_files import read_markdown
from policybook.source.sources import Sources
from policybook.source.text_files import MAX_BYTES, decode_text

_VERSIONS = 200  # of one file; a wording that is older than so many edits is left out
_LOG = (
    *("-c", "log.showSignature=false", "--literal-pathspecs", "log", f"--max-count={_VERSIONS}", "--format=", "-z"),
    *("--raw", "--no-abbrev", "--no-renames", "--no-textconv", "--no-ext-diff"),
)


@dataclass(slots=True)
class _Versions:
    """Versions of files, the newest first, parsed one by one until what is asked for is found."""

    waiting: deque[tuple[str, bytes]]
    texts: dict[str, str] = field(default_factory=dict)

    def wording(self, pin: str) -> str:
        """The wording with a fingerprint, or ""."""
        while pin not in self.texts and self.waiting:
            for fingerprint, text in _clauses(*self.waiting.popleft()):
                self.texts.setdefault(fingerprint, text)
        return self.texts.get(pin, "")


@dataclass(slots=True)
class EarlierWordings:
    """The history of a book; every version of a file is read once."""

    sources: Sources
    _known: dict[str, _Versions] = field(default_factory=dict)

    def wording(self, path: str, clause: str, pin: str) -> str:
        """The wording that had the fingerprint ``pin``, or "" where no version of the file has it."""
        try:
            return self._versions(path).wording(pin) or self._versions(f"#{clause}").wording(pin)
        except GitError:
            return ""

    def _versions(self, key: str) -> _Versions:
        """The versions of a file; or, of ``#clause``, those of every file that commits with this id touched."""
        if key not in self._known:
            self._known[key] = _Versions(deque())  # what fails once is not tried again
            arguments = (
                (f"-S{key}", "HEAD", "--", self.sources.layout.policy) if key.startswith("#") else ("HEAD", "--", key)
            )
            self._known[key].waiting.extend(self._contents(*arguments))
        return self._known[key]

    def _contents(self, *arguments: str) -> Iterator[tuple[str, bytes]]:
        """The files that some commits changed, as they stood after each and before it."""
        git = Git(self.sources.root)
        answer = git.run(*_LOG, *arguments)
        changes = answer.stdout.split(b"\0") if not answer.returncode else []
        paths: dict[str, str] = {}
        for about, name in zip(changes[::2], changes[1::2], strict=False):
            path = os.fsdecode(name)
            before, after = about.decode().split()[2:4]
            if path.endswith(".md"):
                paths |= {blob: path for blob in (after, before) if blob.strip("0")}
        contents = git.contents(paths)
        return ((paths[blob], data) for blob, data in contents.items() if len(data) <= MAX_BYTES)


def _clauses(path: str, data: bytes) -> Iterator[tuple[str, str]]:
    """The clauses of one version of a section, as far as today's reader can read it."""
    source, _ = decode_text(path, data)
    if source is None:
        return
    file, _ = read_markdown(source, headings=False)
    if file is None:
        return
    settings = SectionSettings.standing_in(title="", binds=())
    section = Section(
        "section", "policy", 0, path, settings, tuple(ClauseBuilder([], "policy", "section", settings).blocks(file))
    )
    for clause in section.clauses:
        yield clause.fingerprint, clause.wording.text
