"""Files as text, read safely: inside the project, UTF-8, of a sane size. Not for what stands in them."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

from policybook.findings import Finding, Span
from policybook.source import codes

MAX_BYTES = 1_000_000
# U+E000 and U+E001 mark the places of tokens while a clause is rendered, so no content may bring its own.
_FORBIDDEN = frozenset(
    [chr(n) for n in range(32) if chr(n) not in "\t\n"]
    + [chr(n) for n in range(0x7F, 0xA0)]
    + [chr(n) for n in (0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF)]
    + [chr(n) for n in range(0xE000, 0xE010)]
)


@dataclass(frozen=True, slots=True)
class SourceText:
    """One file: its path from the root and its lines without line ends."""

    path: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole text, a line feed after each line."""
        return "\n".join(self.lines) + "\n"


def read_text(root: Path, path: str) -> tuple[SourceText | None, tuple[Finding, ...]]:
    """Read ``path`` (from ``root``, with ``/``); no text and findings where it cannot be used.

    Follows no symbolic link, on the file itself or on a folder above it inside the root.
    """
    here = Span(path)
    if _is_linked(root, path):
        return None, (
            Finding(
                codes.FILE004,
                here,
                "This is a link to another file, not a file.",
                "Put the file itself here.",
            ),
        )
    try:
        status = (root / path).lstat()
        if not stat.S_ISREG(status.st_mode):
            return None, (Finding(codes.FILE004, here, "This is not an ordinary file.", "Put an ordinary file here."),)
        if status.st_size > MAX_BYTES:
            message = f"The file has {status.st_size:,} bytes; the limit is {MAX_BYTES:,}."
            return None, (Finding(codes.FILE003, here, message, "Split it, or remove what does not belong in it."),)
        data = (root / path).read_bytes()
    except OSError as error:
        message = f"The file cannot be read ({error.strerror or 'unknown reason'})."
        return None, (Finding(codes.FILE011, here, message, "Check that the file exists and that you may read it."),)
    return _decode(path, data)


def _is_linked(root: Path, path: str) -> bool:
    place = root
    for part in path.split("/"):
        place = place / part
        if place.is_symlink():
            return True
    return False


def _decode(path: str, data: bytes) -> tuple[SourceText | None, tuple[Finding, ...]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace").split("\n")
        span = Span(path, len(before), len(before[-1]) + 1)
        fix = "Open the file, type that character again, and save it as UTF-8."
        return None, (Finding(codes.FILE001, span, "There is a character here that is not UTF-8 text.", fix),)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = tuple(text.removesuffix("\n").split("\n"))
    if _FORBIDDEN.isdisjoint(text):
        return SourceText(path, lines), ()
    findings = [
        Finding(
            codes.FILE002,
            Span(path, number, column),
            f"There is an invisible character here (U+{ord(character):04X}).",
            "Delete the characters around this place and type them again.",
        )
        for number, line in enumerate(lines, 1)
        for column, character in enumerate(line, 1)
        if character in _FORBIDDEN
    ]
    return None, tuple(findings[:10])
