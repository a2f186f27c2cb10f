"""The folder of what was made before: an entry is used only if it is, byte for byte, what was put there.

An entry is a file that begins with the fingerprint of its name and of all that follows, so a file that was damaged, cut
short, or moved here from another folder is not what its name says: it is removed, and what it held is made again without a
word. Two builds can use the folder at once and either can be killed: a file comes here whole or not at all. Everything in
it can be made again, so nothing here ever fails: a folder that cannot be written costs time and nothing else.

Not for what people wrote: that is read from its own files.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from policybook.source.text_files import read_ordinary

CACHE = ".policybook-cache"
"""The folder in a project; it can be deleted at any time."""
MOST_BYTES = 64_000_000
"""So much is kept in one folder beside what the last build used: a year of everyday changes of a large book."""
_ENDING = ".kept"
_PART = ".part"
_DIGEST = 32
_ABANDONED = 3600  # seconds: nothing takes so long to be written


@dataclass(frozen=True, slots=True)
class KeptFiles:
    """A folder of entries, each under a key: the fingerprint of all that it was made of."""

    folder: Path

    def read(self, key: str) -> bytes | None:
        """Return what was kept under a key; None where there is nothing, or something else."""
        path = self._path(key)
        try:
            content = read_ordinary(path)
        except OSError:
            return None
        if content[:_DIGEST] == _fingerprint(key, content[_DIGEST:]):
            return content[_DIGEST:]
        with suppress(OSError):
            path.unlink()
        return None

    def write(self, key: str, data: bytes) -> None:
        """Keep ``data``: on the disk, and only then under its name."""
        part = self.folder / f"{uuid4().hex}{_PART}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with part.open("xb") as file:
                file.write(_fingerprint(key, data) + data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path(key))
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def forget_all_but(self, used: Iterable[str], most: int = MOST_BYTES) -> None:
        """Remove the oldest entries beyond ``most`` bytes, but none of those in use, and what a kill left half written."""
        names = {self._path(key).name for key in used}
        with suppress(OSError):
            for name in names:
                with suppress(OSError):
                    os.utime(self.folder / name)
            found = [(file, file.stat()) for file in self.folder.iterdir()]
            now, room = max((status.st_mtime for _, status in found), default=0.0), most
            for file, status in sorted(found, key=lambda entry: (-entry[1].st_mtime, entry[0].name)):
                if file.name in names:
                    continue
                is_abandoned = file.suffix == _PART and now - status.st_mtime > _ABANDONED
                room -= status.st_size
                if is_abandoned or (room < 0 and file.suffix == _ENDING):
                    file.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}{_ENDING}"


def _fingerprint(key: str, data: bytes) -> bytes:
    digest = hashlib.sha256(key.encode() + b"\0")
    digest.update(data)
    return digest.digest()
