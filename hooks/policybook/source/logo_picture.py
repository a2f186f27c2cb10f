"""The school's logo, read safely: an SVG that only draws, or a PNG. Anything else is refused, never mended.

A logo is shown as a picture, in which nothing can run; but its file has an address of its own on the site, and opened there
an SVG is a document like any other. So it may hold shapes, text and colours, and nothing that runs, loads or links.
"""

from __future__ import annotations

import re
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from policybook.source.logo_work import TooMuchError, count_parts, unfold_png
from policybook.source.text_files import linked_part

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_PICTURE_BYTES = 20_000
"""With more, the first page would be slow on a phone: the whole page is meant to need 30 kB."""
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*\.(?:svg|png)", re.ASCII | re.IGNORECASE)
_PNG = b"\x89PNG\r\n\x1a\n"
_HEADER = 13  # bytes
_BY_PALETTE = 3
_KNOWN_PARTS = (b"IHDR", b"PLTE", b"IDAT", b"IEND")
_MAY_BE_LEFT_OUT = 0x20  # the bit by which a part says that a picture can be shown without it
_SVG = "{http://www.w3.org/2000/svg}"
_INERT = (
    "sodipodi",
    "inkscape",
    "rdf-syntax",
    "creativecommons",
    "purl.org/dc",
    "ns.adobe.com",
    "sketchapp",
    "serif.com",
)
"""What drawing programs note for themselves; browsers draw nothing of it."""
_DRAWING = re.compile(
    "svg|g|defs|symbol|use|title|desc|metadata|style|switch|path|rect|circle|ellipse|line|polyline|polygon|text|tspan"
    "|textPath|linearGradient|radialGradient|stop|pattern|clipPath|mask|marker|filter|feGaussianBlur|feOffset|feBlend"
    "|feColorMatrix|feComposite|feFlood|feMerge|feMergeNode|feMorphology|feDropShadow"
)
_LOADS = re.compile(
    r"url\(\s*(?![\s\"']*#)|(?<![\w-])src\(|image-set\(|@import|javascript:|expression\(|\\", re.IGNORECASE
)
_HARMLESS = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<!DOCTYPE\s+svg(?:\s+PUBLIC\s+\"[^\"<>\[]*\"\s+\"[^\"<>\[]*\")?\s*>", re.DOTALL
)
"""Notes, texts, and the DOCTYPE that old drawing programs write, which defines nothing."""
_NUMBER = re.compile(r"\s*([0-9]*\.?[0-9]+)\s*(?:px|pt|mm|cm)?\s*")


class Picture(NamedTuple):
    """A logo: its ending, its bytes, and how wide it is for its height (in units of its own)."""

    ending: str
    data: bytes
    width: int
    height: int

    @property
    def file(self) -> str:
        """What it is called where pages and PDFs find it, whatever the school called its file."""
        return f"logo.{self.ending}"


class NoPicture(NamedTuple):
    """Why a file cannot be shown as the logo, in words, and what to do."""

    message: str
    fix: str


_AGAIN = "Save the logo again as PNG or as a plain SVG, and put it in the folder {}/ in place of this one."


def read_picture(root: Path, folder: str, name: str) -> Picture | NoPicture:
    """The picture ``name`` in ``folder`` of the project at ``root``, or why it cannot be shown. Follows no link."""
    path = f"{folder}/{name}"
    if not _NAME.fullmatch(name):
        fix = f"Put the logo in the folder {folder}/ as an SVG or PNG file, and type its name, for example logo.png."
        return NoPicture(f"“{name}” is not the name of an SVG or PNG file.", fix)
    try:
        status = None if linked_part(root, path) else (root / path).lstat()
        if status is None or not stat.S_ISREG(status.st_mode):
            return NoPicture(f"{path} is not an ordinary file.", f"Put the picture itself in the folder {folder}/.")
        if status.st_size > MAX_PICTURE_BYTES:
            size, most = -(-status.st_size // 1000), MAX_PICTURE_BYTES // 1000
            fix = f"Save it smaller: 120 pixels high is enough. It may have at most {most} kB."
            return NoPicture(f"{path} has {size} kB, which makes every page slow on a phone.", fix)
        data = (root / path).read_bytes()
    except OSError:
        fix = f"Add the file to the folder {folder}/, or leave logo: empty."
        return NoPicture(f"There is no file {path} that can be read.", fix)
    ending = name.rpartition(".")[2].lower()
    try:
        picture = _png(data) if ending == "png" else _svg(data)
    except TooMuchError as error:
        picture = str(error)
    return (
        NoPicture(f"{path} {picture}", _AGAIN.format(folder))
        if isinstance(picture, str)
        else Picture(ending, data, *picture)
    )


def _png(data: bytes) -> tuple[int, int] | str:
    """Width and height, or what is wrong. Every part is there, has its right checksum and unfolds to the pixels."""
    if not data.startswith(_PNG):
        return "is not a PNG picture, whatever its name says."
    place, kinds, header, packed = len(_PNG), [], b"", bytearray()
    while place + 12 <= len(data):
        length, kind = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        body = data[place + 8 : place + 8 + length]
        if data[place + 8 + length : place + 12 + length] != zlib.crc32(kind + body).to_bytes(4, "big"):
            return "is damaged."
        if kind == b"IHDR":
            header = body
        elif kind == b"IDAT":
            packed += body
        elif kind == b"acTL":
            return "moves, and readers cannot stop it."
        elif kind not in _KNOWN_PARTS and not kind[0] & _MAY_BE_LEFT_OUT:
            return "is damaged."
        kinds.append(kind)
        place += 12 + length
    if kinds[:1] != [b"IHDR"] or kinds.count(b"IHDR") != 1 or kinds[-1] != b"IEND" or len(header) != _HEADER:
        return "is damaged."
    width, height = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    has_colours = b"PLTE" in kinds or header[9] != _BY_PALETTE
    whole = width and height and has_colours and unfold_png(width, height, header[8:], bytes(packed))
    return (width, height) if whole else "is damaged."


def _svg(data: bytes) -> tuple[int, int] | str:
    """Width and height, or what is wrong."""
    from xml.etree import ElementTree as ET  # noqa: PLC0415 - few schools have an SVG, and every check would pay for it

    if b"<!" in _HARMLESS.sub(b"", data) or b"\x00" in data:
        return "begins with definitions of its own (a DOCTYPE), in which anything can be hidden."
    if re.search(rb"<\?(?!xml\s)", data):
        return "asks the browser to run or load something else (a line that begins with <?)."
    try:
        drawing = ET.fromstring(data)  # noqa: S314 - definitions, which could expand, are refused before
    except (ET.ParseError, ValueError, LookupError):
        return "is not an SVG picture, whatever its name says."
    if drawing.tag != f"{_SVG}svg":
        return "is not an SVG picture, whatever its name says."
    if fault := next(_hostile(drawing), ""):
        return fault
    count_parts(drawing)
    return _size(drawing) or "does not say how large it is."


def _hostile(drawing: Element) -> Iterator[str]:
    """What in a drawing does more than draw."""
    for element in drawing.iter():
        name = str(element.tag)
        if name.startswith(_SVG):
            short = name.removeprefix(_SVG)
            if not _DRAWING.fullmatch(short):
                yield f"holds more than a drawing (“{short}”)."
            if short == "style" and _LOADS.search("".join(element.itertext())):
                yield "has a style that loads something from elsewhere."
        elif not any(known in name for known in _INERT):
            yield "holds more than a drawing."
        for attribute, value in element.attrib.items():
            short = attribute.rpartition("}")[2].lower()
            if short.startswith("on"):
                yield f"holds a script (“{short}”)."
            elif short in ("href", "src", "base") and not value.startswith("#"):
                yield "links to something outside itself."
            elif not attribute.startswith("{") and _LOADS.search(value):  # nobody reads a program's own as a style
                yield "loads something from elsewhere."


def _size(drawing: Element) -> tuple[int, int] | None:
    box = re.split(r"[\s,]+", drawing.get("viewBox", "").strip())
    sides = box[2:] if len(box) == 4 else [drawing.get("width", ""), drawing.get("height", "")]  # noqa: PLR2004
    numbers = [_NUMBER.fullmatch(side) for side in sides]
    width, height = (float(match[1]) if match else 0.0 for match in numbers)
    if not 0 < width < 1e6 or not 0 < height < 1e6:  # noqa: PLR2004 - anything drawn is smaller
        return None
    scale = 100 if min(width, height) < 100 else 1  # noqa: PLR2004 - so that rounding does not change the shape
    return max(1, round(width * scale)), max(1, round(height * scale))
