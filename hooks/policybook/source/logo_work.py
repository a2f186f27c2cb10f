"""What a logo costs to draw, found by unfolding it: a small file can hold a picture that nobody can show. Not for its safety."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_PIXELS = 1_000_000
"""A crest of 1,000 by 1,000 is sharp on a poster; each pixel costs whoever opens a page or a PDF four bytes."""
MAX_PARTS = 20_000
"""Three times what 20 kB can name without copying; WeasyPrint draws so many in a few seconds."""
_MAX_DEPTH = 60
_LETTERS_A_PART = 20
_CORNERS = 10  # a marker is drawn at every corner of a line
_BITS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_FILTERS = 5
_REFERENCE = re.compile(r"url\(\s*[\"']?#([^\"')]+)", re.IGNORECASE)
_SELECTOR = re.compile(r"[.#]?[\w-]+")
_DRAWN_ONCE = ("clip-path", "mask", "filter")
"""What a group has once, whatever is in it; a fill or a marker is handed on to each of its parts."""


class TooMuchError(Exception):
    """A picture costs too much to draw; the message says why, as the end of a sentence that begins with its file."""


def unfold_png(width: int, height: int, kind: bytes, packed: bytes) -> bool:
    """Whether the pixels of a PNG are all there, by the rest of its header and its packed data.

    Raises:
        TooMuchError: where they are too many to be unpacked at all.
    """
    if width * height > MAX_PIXELS:
        raise TooMuchError(
            f"has {width:,} by {height:,} pixels, which is too much for a phone; it may have at most {MAX_PIXELS:,} in all."
        )
    depth, colour, packing, filtering, interlaced = kind
    if depth not in _BITS.get(colour, ()) or packing or filtering or interlaced > 1:
        return False
    parts = _PASSES if interlaced else ((0, 0, 1, 1),)
    sizes = [(-(-(width - x) // over), -(-(height - y) // down)) for x, y, over, down in parts]
    rows = [
        1 + -(-across * depth * _CHANNELS[colour] // 8) for across, down in sizes if across > 0 for _ in range(down)
    ]
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(packed, sum(rows) + 1)
    except zlib.error:
        return False
    if not unpacking.eof or len(data) != sum(rows):
        return False
    place = 0
    for row in rows:
        if data[place] >= _FILTERS:
            return False
        place += row
    return True


def count_parts(drawing: Element) -> None:
    """Count what of an SVG is drawn, every copy of a copy.

    Raises:
        TooMuchError: where that is too much, or has no end.
    """
    if _Drawing(drawing).parts(drawing, ()) > MAX_PARTS:
        raise TooMuchError(
            f"draws copies of copies, more than {MAX_PARTS:,} shapes in all, which is too much for a phone."
        )


class _Drawing:
    """An SVG with what its parts refer to."""

    def __init__(self, drawing: Element) -> None:
        self.by_id: dict[str, Element] = {}
        for element in drawing.iter():
            self.by_id.setdefault(element.get("id", ""), element)
        styles = "".join("".join(element.itertext()) for element in drawing.iter() if _short(element.tag) == "style")
        if "var(" in styles or any("var(" in value for element in drawing.iter() for value in element.attrib.values()):
            raise TooMuchError("uses values by name (var), so nobody can tell how much it draws.")
        self.rules = [
            (frozenset(_SELECTOR.findall(re.sub(r"::?[\w-]+|\[.*?\]", "", words[-1]))), references)
            for rule in re.sub(r"/\*.*?\*/", "", styles, flags=re.DOTALL).split("}")
            if (references := _references(rule.rpartition("{")[2]))
            for selector in rule.rpartition("{")[0].rpartition("{")[2].split(",")
            if (words := re.split(r"[\s>+~]+", selector.strip()))
        ]
        self.counted: dict[int, int] = {}

    def parts(self, element: Element, above: tuple[int, ...]) -> int:
        """How many parts an element draws."""
        own = id(element)
        if own in above:
            raise TooMuchError("is a copy of itself, which has no end.")
        if len(above) > _MAX_DEPTH:
            raise TooMuchError(f"has parts within parts, more than {_MAX_DEPTH} deep.")
        if own not in self.counted:
            self.counted[own] = self._count(element, (*above, own))
        return self.counted[own]

    def _count(self, element: Element, above: tuple[int, ...]) -> int:
        letters = sum(map(len, element.attrib.values())) + len(element.text or "") + len(element.tail or "")
        count, each, once = 1 + letters // _LETTERS_A_PART, 1, 0
        count += sum(self.parts(child, above) for child in element)
        for name, target in self._referred(element):
            found = self.by_id.get(target, self.by_id.get(unquote(target)))
            cost = 0 if found is None else self.parts(found, above)
            if name == "href":
                count += cost
            elif name in _DRAWN_ONCE:
                once += cost
            else:
                each += cost * (_CORNERS if name.startswith("marker") else 1)
        return count * each + once

    def _referred(self, element: Element) -> Iterator[tuple[str, str]]:
        """The ids that an element refers to, each with the property for which it does."""
        names = {_short(element.tag), *(f".{name}" for name in element.get("class", "").split())}
        names.add(f"#{element.get('id', '')}")
        for attribute, value in element.attrib.items():
            name = _short(attribute)
            if name == "href":
                yield name, value.strip().removeprefix("#")
            else:
                yield from ((inside or name, target) for inside, target in _references(value))
        for selector, references in self.rules:
            if selector <= names:
                yield from references


def _references(text: str) -> list[tuple[str, str]]:
    """The properties of a style, or "" for the value of one, each with an id that it refers to."""
    found = ((part, match[1].strip()) for part in text.split(";") for match in _REFERENCE.finditer(part))
    return [(part.partition(":")[0].strip().lower() if ":" in part else "", target) for part, target in found]


def _short(name: object) -> str:
    return str(name).rpartition("}")[2]
