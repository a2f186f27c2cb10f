"""What a clause, a sentence or a whole text said once, from the project's git history. Without git it knows nothing.

Asked only when a reading has lapsed: the versions of the file are read, from the newest on, with the reader of today, until
one has words with the fingerprint that was read. A clause that stood in another file then is found through the commits
that touched its id.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from policybook.book.book import PARTED, Document, Section
from policybook.book.readings import words_of_statement
from policybook.loading.clauses import ClauseBuilder, StatementBuilder
from policybook.model.content import DocumentSettings, SectionSettings
from policybook.revisions.git import Git, GitError
from policybook.source.markdown_files import read_markdown
from policybook.source.sources import Layout, Sources
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
    layout: Layout
    texts: dict[str, str] = field(default_factory=dict)

    def wording(self, words: str) -> str:
        """The wording with a fingerprint, or ""."""
        while words not in self.texts and self.waiting:
            path, data = self.waiting.popleft()
            for fingerprint, text in _wordings(path, data, is_document=self.layout.is_document(path)):
                self.texts.setdefault(fingerprint, text)
        return self.texts.get(words, "")


@dataclass(slots=True)
class EarlierWordings:
    """The history of a book; every version of a file is read once."""

    sources: Sources
    _known: dict[str, _Versions] = field(default_factory=dict)

    def wording(self, path: str, name: str, words: str) -> str:
        """The wording that had the fingerprint ``words``, or "" where no version of the file has it.

        Of a whole section or document, which has no ``name``, all its wordings with an empty line between them.
        """
        try:
            known = self._versions(path).wording(words)
            return known if known or not name else self._versions(f"#{name}").wording(words)
        except GitError:
            return ""

    def _versions(self, key: str) -> _Versions:
        """The versions of a file; or, of ``#clause``, those of every file that commits with this id touched."""
        if key not in self._known:
            self._known[key] = _Versions(deque(), self.sources.layout)  # what fails once is not tried again
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


def _wordings(path: str, data: bytes, *, is_document: bool) -> Iterator[tuple[str, str]]:
    """The whole text of one version of a file, and its clauses or sentences, as far as today's reader can read it."""
    source, _ = decode_text(path, data)
    if source is None:
        return
    file, _ = read_markdown(source, "document" if is_document else "section")
    if file is None:
        return
    title = str(file.front.get("title") or "")
    if is_document:
        of_document = DocumentSettings.standing_in(title=title)
        document = Document("document", path, of_document, tuple(StatementBuilder([], "document").groups(file)))
        yield document.fingerprint, PARTED.join(document.wordings)
        for statement in document.statements:
            yield words_of_statement(statement), statement.wording.text
        return
    settings = SectionSettings.standing_in(title=title, binds=())
    section = Section(
        "section", "policy", 0, path, settings, tuple(ClauseBuilder([], "policy", "section", settings).blocks(file))
    )
    yield section.fingerprint, PARTED.join(section.wordings)
    for clause in section.clauses:
        yield clause.fingerprint, clause.wording.text
