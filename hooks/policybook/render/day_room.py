"""Room for a day in a finished PDF: a piece that its pages share, in a font of its own that has just the letters of days.

Only for a PDF that has just been made: ``day_stamp`` writes the day into one that is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont, woff2
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from policybook.basics.dates import MONTHS
from policybook.render.day_stamp import PLACES, Codes, piece

_LETTERS = "".join(sorted({*"0123456789- \u00a0", *"".join(MONTHS)}))
_FACES = {"Atkinson": "400-normal", "Atkinson-Bold": "700-normal", "Atkinson-Italic": "400-italic"}
"""The faces that print.css names, as WeasyPrint calls them, and how their files end."""
_LINE = re.compile(rb"/(\S+) ([-.\d]+) Tf\n\[([^\]]*)\] TJ")
_GLYPH = re.compile(rb"<([0-9a-fA-F]{4})>[-.\d]*")
_EM = 1000


class DayError(Exception):
    """No room can be made for a day; the message says why."""


@dataclass(frozen=True, slots=True)
class _Face:
    """A font with the letters of days alone: its program, and the code and the width of each letter."""

    program: bytes
    codes: dict[str, str]
    widths: dict[str, int]


@cache
def unpacked(file: Path) -> bytes:
    """Return a font as WeasyPrint and PDF need it; unpacking it for each document would take a fifteenth of its time."""
    font = BytesIO()
    woff2.decompress(BytesIO(file.read_bytes()), font)
    return font.getvalue()


def prepare(fonts: Path) -> None:
    """Read the faces of days, once and not for each document; ``fonts`` has their files."""
    for name in _FACES:
        with suppress(DayError):  # it is told of the document that has a day in that face
            _face(fonts, name)


def make_room(pdf: Pdf, fonts: Path) -> Codes:
    """Turn every place of a day into the piece that ``stamp`` replaces; ``fonts`` has the files of the faces.

    Raises:
        DayError: where a face that a day is in has no file, or a place is broken over two lines.
    """
    writer = _Writer(pdf, fonts)
    for page in pdf.pages:
        writer.make_room_on(page)
    if writer.count != writer.seen:
        raise DayError("A day is broken over two lines, so none can be stamped there.")
    return {name: face.codes for name, face in writer.faces.items()}


@dataclass(slots=True)
class _Writer:
    pdf: Pdf
    fonts: Path
    faces: dict[str, _Face] = field(default_factory=dict)
    fonts_of: dict[str, Object] = field(default_factory=dict)
    pieces: dict[tuple[str, str], Object] = field(default_factory=dict)
    """Of each face and place: the piece with the day."""
    count: int = 0
    """For how many places there is room."""
    seen: int = 0
    """How many places there are in the text, whatever its lines."""

    def make_room_on(self, page: Page) -> None:
        """Cut the content of a page at each place, and put the piece of the day between."""
        content = page.Contents.read_bytes()
        parts: list[Object] = []
        left, text = b"", ""
        done = 0
        for line in _LINE.finditer(content):
            used = page.Resources.Font[f"/{line[1].decode()}"]
            face = str(used.BaseFont).rpartition("+")[2]
            text += _day_letters(line[3], face, self.fonts)
            for place, begin, end in _places(line[3], face, self.fonts):
                page.Resources.Font[f"/Day{face}"] = self.font(face, used)
                before = left + content[done : line.start(3) + begin]
                parts.append(self.part(before + b"] TJ\n/Day%s %s Tf\n" % (face.encode(), line[2])))
                parts.append(self.piece(face, place))
                self.count += 1
                left, done = b"/%s %s Tf\n[" % (line[1], line[2]), line.start(3) + end
        self.seen += sum(text.count("".join(place.split())) for place in PLACES)
        if parts:
            page.Contents = Array([*parts, self.part(left + content[done:])])

    def part(self, content: bytes) -> Object:
        """A piece of a page that stays as it is."""
        return self.pdf.make_indirect(Stream(self.pdf, content))

    def piece(self, name: str, place: str) -> Object:
        """The piece of a place in a face, made once for a file."""
        if (name, place) not in self.pieces:
            content = piece(name, place, self.faces[name].codes)
            self.pieces[name, place] = self.pdf.make_indirect(Stream(self.pdf, content, Filter=Name.RunLengthDecode))
        return self.pieces[name, place]

    def font(self, name: str, like: Object) -> Object:
        """The letters of days in a face, made once for a file; in all else as the font of the words around."""
        if name not in self.fonts_of:
            self.faces[name] = _face(self.fonts, name)
            self.fonts_of[name] = self._font(name, self.faces[name], like)
        return self.fonts_of[name]

    def _font(self, name: str, face: _Face, like: Object) -> Object:
        base = Name(f"/DAYDAY+{name}")
        about = Dictionary(
            {key: value for key, value in like.DescendantFonts[0].FontDescriptor.items() if key != "/CIDSet"}
        )
        about.FontName = base
        about.FontFile2 = self.pdf.make_indirect(Stream(self.pdf, face.program, Length1=len(face.program)))
        widths = (part for letter in _LETTERS for part in (int(face.codes[letter], 16), Array([face.widths[letter]])))
        letters = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=base,
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            CIDToGIDMap=Name.Identity,
            FontDescriptor=self.pdf.make_indirect(about),
            W=Array(widths),
        )
        return self.pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=base,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([self.pdf.make_indirect(letters)]),
                ToUnicode=self.pdf.make_indirect(Stream(self.pdf, _to_unicode(face))),
            )
        )


def _day_letters(line: bytes, face: str, fonts: Path) -> str:
    """The letters of a line that days have too, without its spaces; all others are question marks."""
    letters = {code: letter for letter, code in _face(fonts, face).codes.items()} if face in _FACES else {}
    return "".join("".join(letters.get(glyph[1].decode().lower(), "?") for glyph in _GLYPH.finditer(line)).split())


def _places(line: bytes, face: str, fonts: Path) -> Iterator[tuple[str, int, int]]:
    """Yield each place in a line of text, and where its glyphs begin and end."""
    if face not in _FACES:
        return
    glyphs = list(_GLYPH.finditer(line))
    codes = "".join(glyph[1].decode().lower() for glyph in glyphs)
    letters = _face(fonts, face).codes
    found = []
    for place in PLACES:
        wanted = "".join(letters[letter] for letter in place)
        at = codes.find(wanted)
        while at >= 0:
            if at % 4 == 0:
                found.append((at // 4, place))
            at = codes.find(wanted, at + 1)
    for at, place in sorted(found):
        yield place, glyphs[at].start(), glyphs[at + len(place) - 1].end()


@cache
def _face(fonts: Path, name: str) -> _Face:
    """A face of ours, reduced to the letters of days; the glyphs keep their numbers, which are the codes."""
    file = next(iter(sorted(fonts.glob(f"*-latin-{_FACES[name]}.woff2"))), None)
    if file is None:
        raise DayError(f"There is no font for {name} in {fonts.name}/.")
    font = TTFont(BytesIO(unpacked(file)), recalcTimestamp=False)
    letters = font.getBestCmap()
    numbers = {letter: font.getGlyphID(letters[ord(letter)]) for letter in _LETTERS}
    widths = {
        letter: round(font["hmtx"][letters[ord(letter)]][0] * _EM / font["head"].unitsPerEm) for letter in _LETTERS
    }
    options = subset.Options(retain_gids=True, layout_features=[], hinting=False, name_IDs=[], recalc_timestamp=False)
    options.drop_tables += ["cmap", "name", "post", "OS/2"]  # a font in a PDF is asked for by the numbers of its glyphs
    reduced = subset.Subsetter(options)
    reduced.populate(gids=sorted(numbers.values()))
    reduced.subset(font)
    program = BytesIO()
    font.save(program)
    return _Face(program.getvalue(), {letter: f"{number:04x}" for letter, number in numbers.items()}, widths)


def _to_unicode(face: _Face) -> bytes:
    """Which letters the codes are, for whoever copies a day or has it read aloud. A space that does not break is a space."""
    letters = {face.codes[letter]: "\u0020" if letter.isspace() else letter for letter in _LETTERS}
    lines = "\n".join(f"<{code}> <{ord(letter):04x}>" for code, letter in sorted(letters.items()))
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n"
        "/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{len(letters)} beginbfchar\n{lines}\nendbfchar\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()
