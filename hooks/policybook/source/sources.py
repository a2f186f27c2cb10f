"""Where the words and the facts of a book lie. Not for reading them.

Every path that the library names comes from here. ``Layout`` has the paths, written with ``/`` from the root of the
project; ``Sources`` adds on which disk they are. Facts that several books share get their place in ``Sources``.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

IN_BRIEF = "in-brief.md"
_PARTS = ("policy", "documents", "data", "reviews", "changes")


class Layout(NamedTuple):
    """The two folders of a book and what lies where in them."""

    policy: str = "policy"
    data: str = "data"

    @property
    def folders(self) -> tuple[str, str]:
        """The folders that hold everything of a book."""
        return (self.policy, self.data)

    @property
    def documents(self) -> str:
        """The folder of the documents that are made from the policies."""
        return f"{self.policy}/documents"

    @property
    def reviews(self) -> str:
        """The folder of the review records."""
        return f"{self.data}/reviews"

    @property
    def changes(self) -> str:
        """The folder of the events."""
        return f"{self.data}/changes"

    @property
    def schemas(self) -> str:
        """The folder of the generated schemas."""
        return f"{self.data}/schema"

    def is_event(self, path: str) -> bool:
        """Whether a file is an event."""
        return path.startswith(f"{self.changes}/")

    def is_signed(self, path: str) -> bool:
        """Whether a file says on what day somebody signed for something: an event, or the record of a review."""
        return self.is_event(path) or path.startswith(f"{self.reviews}/")

    def facts(self, name: str) -> str:
        """Return the file of a kind of fact, such as ``people``."""
        return f"{self.data}/{name}.yml"

    def settings(self, policy: str) -> str:
        """Return the file with the settings of a policy."""
        return f"{self.policy}/{policy}/policy.yml"

    def section(self, policy: str, section: str) -> str:
        """Return the file of a section."""
        return f"{self.policy}/{policy}/{section}.md"

    def in_brief(self, policy: str) -> str:
        """Return the file with the summary of a policy, which is read like a document."""
        return f"{self.policy}/{policy}/{IN_BRIEF}"

    def is_document(self, path: str) -> bool:
        """Whether a file holds sentences that restate clauses. The project may lie in a folder of a repository."""
        return f"/{self.documents}/" in f"/{path}" or path.endswith(f"/{IN_BRIEF}")

    def document(self, name: str) -> str:
        """Return the file of a document."""
        return f"{self.documents}/{name}.md"

    def place(self, part: str) -> str:
        """Return the path of a part of the book: ``policy``, ``documents``, ``data``, ``reviews``, ``changes`` or a kind of fact."""
        return str(getattr(self, part)) if part in _PARTS else self.facts(part)


CACHE = ".policybook-cache"
"""The folder in a project for what can be made again."""
STANDARD = Layout()
"""The layout that manuals and messages speak of."""


class Sources(NamedTuple):
    """One book on a disk."""

    root: Path
    layout: Layout = STANDARD

    @property
    def are_there(self) -> bool:
        """Whether both folders exist."""
        return all((self.root / folder).is_dir() for folder in self.layout.folders)
