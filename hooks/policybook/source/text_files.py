"""Files as text, read safely: inside the project, UTF-8, of a sane size. Not for what stands in them."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from html import unescape
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from policybook.basics.findings import Finding, Span
from policybook.source import reading_codes

MAX_BYTES = 1_000_000
_MOST = 10  # findings of invisible characters a file
_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_FORBIDDEN_RANGES = (
    (0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F),  # control characters, but for tab and line feed
    (0xAD, 0xAD), (0x200B, 0x200B), (0x2060, 0x2064), (0xFEFF, 0xFEFF),  # no width: "A\u200bda" is not found as a name
    (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069),  # turn the direction of writing round
    (0x2028, 0x2029),  # end a line for YAML and for nobody else, so that every later line number is wrong
    (0xE000, 0xE010),  # U+E000 and U+E001 mark the places of tokens while a clause is rendered
    (0xFFF9, 0xFFFB), (0xFFFE, 0xFFFF), (0xE0000, 0xE007F),  # no characters at all, or never to be shown
)  # fmt: skip
INVISIBLE = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _FORBIDDEN_RANGES) + "]+")
_ENTITY = re.compile(r"&#?\w{1,31};")  # Markdown turns &#x202e; into the character itself


class SourceText(NamedTuple):
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
    if linked := linked_part(root, path):
        return None, (link_finding(linked),)
    here = Span(path)
    place = os.path.join(root, path)  # noqa: PTH118 - for each file of each run, and pathlib takes ten times as long
    try:
        status = os.lstat(place)
        if not stat.S_ISREG(status.st_mode):
            return None, (
                Finding(reading_codes.FILE004, here, "This is not an ordinary file.", "Put an ordinary file here."),
            )
        if status.st_size > MAX_BYTES:
            message = f"The file has {status.st_size:,} bytes; the limit is {MAX_BYTES:,}."
            return None, (
                Finding(reading_codes.FILE003, here, message, "Split it, or remove what does not belong in it."),
            )
        data = (root / path).read_bytes()
    except OSError as error:
        message = f"The file cannot be read ({error.strerror or 'unknown reason'})."
        return None, (
            Finding(reading_codes.FILE011, here, message, "Check that the file exists and that you may read it."),
        )
    return decode_text(path, data)


def read_ordinary(path: Path) -> bytes:
    """Return the bytes of an ordinary file: a pipe or a device would keep whoever opens it waiting without end.

    Raises:
        OSError: where it is something else, or cannot be read.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "this is not an ordinary file", str(path))
    return path.read_bytes()


def linked_part(root: Path, path: str) -> str:
    """Return the first part of ``path`` below ``root`` that is a symbolic link, or ""."""
    parts = path.split("/")
    for count in range(1, len(parts) + 1):
        place = "/".join(parts[:count])
        if os.path.islink(os.path.join(root, place)):  # noqa: PTH114, PTH118
            return place
    return ""


def link_finding(path: str) -> Finding:
    """The finding for a symbolic link; the same for everything below a folder that is one, so that it is said once."""
    message = "This is a link to somewhere else, not a file or folder of the project’s own."
    return Finding(reading_codes.FILE004, Span(path), message, "Put the file or folder itself here.")


_CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: |$)")


def decode_text(path: str, data: bytes) -> tuple[SourceText | None, tuple[Finding, ...]]:
    """Return the text of a file from its bytes, or the findings that say why there is none."""
    if data.startswith(_UTF_16):
        fix = "Save it again as UTF-8, or paste its text into the file on GitHub."
        return None, (Finding(reading_codes.FILE001, Span(path), "This file is saved as UTF-16, not as UTF-8.", fix),)
    data = data.removeprefix(_BOM).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode().split("\n")
        span = Span(path, len(before), len(before[-1]) + 1)
        fix = "Open the file, type that character again, and save it as UTF-8."
        return None, (Finding(reading_codes.FILE001, span, "There is a character here that is not UTF-8 text.", fix),)
    lines = tuple(text.removesuffix("\n").split("\n"))
    if conflict := next((n for n, line in enumerate(lines, 1) if _CONFLICT.match(line)), 0):
        message = "Two people's changes met here, and both versions are still in the file."
        fix = "Keep one version, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>."
        return None, (Finding(reading_codes.FILE012, Span(path, conflict, 1, 7), message, fix),)
    suspect = "&" in text or INVISIBLE.search(text)  # one search of the whole is quicker than one for each line
    findings = tuple(islice(_invisible(path, lines), _MOST)) if suspect else ()
    return (None, findings) if findings else (SourceText(path, lines), ())


def _invisible(path: str, lines: tuple[str, ...]) -> Iterator[Finding]:
    for number, line in enumerate(lines, 1):
        entities = (match for match in _ENTITY.finditer(line) if INVISIBLE.search(unescape(match[0])))
        for match in (*INVISIBLE.finditer(line), *entities):
            yield invisible_finding(Span(path, number, match.start() + 1, len(match[0])), unescape(match[0]))


def invisible_finding(span: Span, text: str) -> Finding:
    """Return the finding for the first invisible character of ``text``."""
    match = INVISIBLE.search(text)
    code = f"U+{ord(match[0][0]):04X}" if match else "unknown"
    message = f"There is an invisible character here ({code})."
    return Finding(reading_codes.FILE002, span, message, "Delete the characters around this place and type them again.")


def write_whole(file: Path, data: bytes) -> None:
    """Write a file in one step, so that whoever is killed leaves it whole; who may read it stays as it was."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.new")
    try:
        unfinished.write_bytes(data)
        if file.exists():
            unfinished.chmod(stat.S_IMODE(file.stat().st_mode))
        unfinished.replace(file)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
