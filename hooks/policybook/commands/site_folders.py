"""Writing folders so that the last good one is never lost: make the new one beside it, then change places.

The only module of the library that writes outside the cache; what it writes, others have made.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from policybook.basics.run_errors import is_disk_full
from policybook.source.kept_files import CACHE
from policybook.source.sources import Sources

_READABLE = 0o100644
MARKER = "build.json"
"""The file by which a site is known to be ours, so that no build ever clears somebody's folder."""


INTERNAL = "internal"
"""The folder in the project for what only the leadership may see."""
_OF_THE_PROJECT = ("hooks", "site_templates", "overrides", "scripts", "tests", CACHE, ".git", ".venv", ".github")
_EXCHANGE = 2
"""RENAME_EXCHANGE of Linux."""
_HERE = -100
"""AT_FDCWD: paths are whole."""


class PublishError(Exception):
    """A folder cannot be replaced; the message says why in words."""


class LastSite(NamedTuple):
    """The finished site as a run found it, so that what is said of it afterwards is true."""

    target: Path
    mark: tuple[int, int] | None

    @classmethod
    def of(cls, target: Path) -> LastSite:
        """The site at ``target``, put back first where a run was killed while changing places."""
        if _mark(_previous(target)):  # a site, and no folder of somebody's
            recover(target)
        return cls(target, _mark(target))

    @property
    def words(self) -> str:
        """What became of it, as a sentence."""
        now = _mark(self.target)
        if now is None:
            return "There is no finished site yet."
        return "The last finished site is as it was." if now == self.mark else "The new site is in its place."


def _mark(target: Path) -> tuple[int, int] | None:
    """What tells one finished site from another; None where there is none."""
    try:
        status = (target / MARKER).stat()
    except OSError:
        return None
    return (status.st_ino, status.st_mtime_ns)


def staging_for(target: Path) -> Path:
    """An empty folder beside ``target`` to make its successor in; what killed runs left there is cleared away.

    Raises:
        PublishError: where ``target`` holds something that no build made, or nothing can be written beside it.
    """
    refuse_foreign(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        recover(target)
        for left in target.parent.glob(f".{target.name}-new-*"):
            if not _is_running(left.name.rpartition("-")[2]):
                shutil.rmtree(left, ignore_errors=True)
        staging = target.parent / f".{target.name}-new-{os.getpid()}"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
    except OSError as error:
        if is_disk_full(error):
            raise
        raise PublishError(f"Nothing can be written in {target.parent} ({error.strerror}).") from error
    return staging


def _is_running(pid: str) -> bool:
    if not pid.isdigit() or os.name == "nt":
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def refuse(target: Path, sources: Sources) -> None:
    """Refuse what is no place for a folder of ours, before any work is done.

    Raises:
        PublishError: saying so.
    """
    if target.is_symlink():
        raise PublishError(
            f"{target} is a link, and a link cannot be replaced by a folder. Name the folder that it leads to."
        )
    refuse_sources(target.resolve(), sources)
    refuse_foreign(target)
    if os.path.ismount(target):
        raise PublishError(f"{target} is a disk of its own and cannot be replaced. Choose a folder in it.")
    above = next(folder for folder in target.parents if folder.exists())
    if not above.is_dir():
        raise PublishError(f"{above} is a file, so no folder can be written in it. Choose another name.")
    if not os.access(above, os.W_OK | os.X_OK):
        raise PublishError(f"Nothing can be written in {above}. Check that you may.")


def refuse_foreign(target: Path) -> None:
    """Refuse to replace a folder that holds files and was not made by a build.

    Raises:
        PublishError: saying so.
    """
    if target.is_dir() and not (target / MARKER).is_file() and any(target.iterdir()):
        raise PublishError(
            f"{target} holds files that Policybook did not make, so it is left alone. Choose another folder, or empty it."
        )
    if target.exists() and not target.is_dir():
        raise PublishError(f"{target} is a file, so no folder can be written there. Choose another name.")


def refuse_sources(target: Path, sources: Sources) -> None:
    """Refuse a folder that holds the project, or lies in one of its own.

    Raises:
        PublishError: saying so.
    """
    root, kept = sources.root, (*sources.layout.folders, *_OF_THE_PROJECT)
    if root.is_relative_to(target) or any(target.is_relative_to(root / folder) for folder in kept):
        raise PublishError(f"{target} is where the project itself is kept, so no site is written there.")
    if target != root / INTERNAL and target.is_relative_to(root / INTERNAL):
        raise PublishError(f"{target} is among what only the leadership may see, so no site is written there.")


def recover(target: Path) -> None:
    """Put the last folder back where a run was killed between the two steps of changing places."""
    previous = _previous(target)
    if previous.is_dir() and not target.exists():
        previous.rename(target)


def change_places(staging: Path, target: Path) -> None:
    """Make ``staging`` the new ``target``; the old one goes only when the new one is in its place.

    Where the system can, the two change places in one step, so that a reader finds the one or the other at every moment.

    Raises:
        PublishError: where the system refuses; the old folder is then back in its place.
    """
    try:
        if exchange(staging, target):
            shutil.rmtree(staging, ignore_errors=True)
        else:
            _take_turns(staging, target)
    except OSError as error:
        recover(target)
        if is_disk_full(error):
            raise
        raise PublishError(
            f"{target} cannot be replaced ({error.strerror}). Close what has it open, then run again."
        ) from error
    shutil.rmtree(_previous(target), ignore_errors=True)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where one is missing or the system cannot."""
    if sys.platform != "linux" or not (one.is_dir() and other.is_dir()):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return not rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)


def _take_turns(staging: Path, target: Path) -> None:
    """Move the old folder away, then the new one to its place; ``recover`` mends what a kill between leaves."""
    previous = _previous(target)
    if target.exists():
        shutil.rmtree(previous, ignore_errors=True)
        target.rename(previous)
    staging.rename(target)


def _previous(target: Path) -> Path:
    return target.parent / f".{target.name}-old"


def write_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Replace ``target`` by a folder of just these files.

    Raises:
        PublishError: as ``staging_for`` and ``change_places`` do.
    """
    staging = staging_for(target)
    try:
        for name, data in files.items():
            file = staging / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        change_places(staging, target)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def zip_of(site: Path) -> Path:
    """Return where a site is written as one file: beside its folder."""
    return site.with_name(f"{site.name}.zip")


def write_zip(site: Path) -> None:
    """Write a finished site as one file: the same site, the same bytes."""
    target = zip_of(site)
    unfinished = target.with_name(f".{target.name}.new")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for file in sorted(path for path in site.rglob("*") if path.is_file()):
            # A date of its own would be that of the build; the oldest there is says that it means nothing.
            entry = zipfile.ZipInfo(file.relative_to(site).as_posix())
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _READABLE << 16
            packed.writestr(entry, file.read_bytes())
    unfinished.replace(target)
