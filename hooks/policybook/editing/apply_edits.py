"""Makes edits in files: the one writer of content. Not for deciding what to write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from policybook.basics.edits import Edit, EditError, edited
from policybook.source.text_files import write_whole

_BYTE_ORDER_MARK = "\ufeff"
Lines = Mapping[str, tuple[str, ...]]
"""The lines of files as they were read, without their ends."""


def read_lines(file: Path) -> tuple[str, ...]:
    """Return the lines of a file, without their ends."""
    return _lines_of(file.read_bytes().decode())


def apply_edits(root: Path, edits: Iterable[Edit], lines: Lines) -> None:
    """Write edits into the files below ``root``, each file in one step; every byte that no edit is about stays.

    ``lines`` are those that the edits were made from: where one file has changed since, none is written.

    Raises:
        EditError: saying which file has changed, or which edits cannot be made.
        OSError: where a file cannot be read or written.
    """
    by_path: dict[str, list[Edit]] = {}
    for edit in dict.fromkeys(edits):
        by_path.setdefault(edit.path, []).append(edit)
    written = {path: _with_edits(root / path, of_file, lines[path]) for path, of_file in by_path.items()}
    for path, data in written.items():
        write_whole(root / path, data)


def create_file(root: Path, path: str, text: str) -> None:
    """Write a new file below ``root``.

    Raises:
        FileExistsError: where there is one already.
        OSError: where it cannot be written.
    """
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("x", encoding="utf-8", newline="\n") as new:
        new.write(text)


def _with_edits(file: Path, edits: Iterable[Edit], lines: tuple[str, ...]) -> bytes:
    text = file.read_bytes().decode()
    if _lines_of(text) != lines:
        raise EditError(f"{file.name} has changed in the meantime.")
    mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    return (mark + edited(text.removeprefix(mark), edits)).encode()


def _lines_of(text: str) -> tuple[str, ...]:
    plain = text.removeprefix(_BYTE_ORDER_MARK).replace("\r\n", "\n").replace("\r", "\n")
    return tuple(plain.removesuffix("\n").split("\n"))
