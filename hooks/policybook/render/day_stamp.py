"""The day on paper, written into a finished PDF: so that a new day makes no PDF anew.

Paper is laid out with a place where the day will be (``Day.put_places``). ``day_room`` turns each such place of a finished
PDF into a piece that all its pages share, in a font of its own that has just the letters of days. ``stamp`` then writes the
day there by replacing bytes with as many others: nothing of the layout, the structure or the addresses inside the file moves,
and the same day makes the same bytes. The words that follow in the line move up, because a line is drawn word after word.
What is stamped is what was taken out, so a file says the same as one that is laid out with the day in it.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date

from policybook.basics.dates import format_day

WORDS, ISO = "00\u00a0September\u00a00000", "0000-00-00"
"""The places of the day in words and as it is typed: as wide as any day."""
PLACES = (WORDS, ISO)
_ID = re.compile(rb"/ID *\[ *<([0-9a-f]{32})> *<([0-9a-f]{32})> *\]")
_TAGS = re.compile(r"(<[^>]*>)")
_NAMES_THINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "a", "label", "title", "style"])
"""The words of these become strings of the file: bookmarks, descriptions of links and fields. Nothing is stamped there."""
_RUNNING = re.compile(r'(?<=data-running=")[^"]*')
"""What the foot of each page repeats."""
_LONGEST = 127  # bytes that RunLengthDecode takes as they are
Codes = dict[str, dict[str, str]]
"""The codes of letters in each face that a file has a day in."""


class Day:
    """A day as it is written, and the places where it will be."""

    def __init__(self, as_of: date) -> None:
        self.as_of = as_of
        self.places = {WORDS: format_day(as_of), ISO: as_of.isoformat()}
        written = {words: place for place, words in self.places.items()}
        self._written = re.compile(rf"(?<!\d)(?:{'|'.join(written)})(?!\d)")
        self._place_of = written

    def taken_out(self, text: str) -> str:
        """Return a text with every day that is written in it as a place."""
        return self._written.sub(lambda found: self._place_of[found[0]], text)

    def is_in(self, text: str) -> bool:
        """Whether the day is written in a text."""
        return bool(self._written.search(text))

    def put_places(self, html: str) -> str:
        """Return a document with places in its words and in its feet, and with the day where no place can be."""
        pieces = _TAGS.split(html)
        inside: list[bool] = []
        for at, piece in enumerate(pieces):
            if at % 2:
                name = piece.strip("</>").partition(" ")[0].lower()
                if name in _NAMES_THINGS and piece.startswith("</"):
                    inside = inside[:-1]
                elif name in _NAMES_THINGS:
                    inside.append("data-outline=" not in piece)
                pieces[at] = _RUNNING.sub(lambda found: self.taken_out(found[0]), piece)
            elif not any(inside):
                pieces[at] = self.taken_out(piece)
        return "".join(pieces)


def stamp(data: bytes, codes: Codes, day: Day) -> bytes:
    """Return a PDF with the day where ``day_room`` made room for it; one without such a place stays as it is."""
    for name, letters in sorted(codes.items()):
        for place, words in day.places.items():
            data = data.replace(piece(name, place, letters), piece(name, words, letters))
    found = _ID.search(data) if codes else None
    if found is None:
        return data
    # The second half of a file's id says which state of it this is.
    own = hashlib.md5(found[1] + day.as_of.isoformat().encode(), usedforsecurity=False).hexdigest().encode()
    return data[: found.start(2)] + own + data[found.end(2) :]


def piece(face: str, words: str, codes: dict[str, str]) -> bytes:
    """A day as a piece of a page: of one length whatever the day, and found in the file as it is, because nothing packs it."""
    text = f"%{face}\n<{''.join(codes[letter] for letter in words)}> Tj".encode()
    text = text.ljust(_LONGEST) + b"\n"
    return bytes([len(text) - 1]) + text + b"\x80"
