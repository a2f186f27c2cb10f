"""The structure of a PDF that WeasyPrint 70 made: what it leaves out or gets wrong, mended. Not for how a page looks.

Each function mends one defect and says whom it helps. Afterwards the file is faultless by PDF/UA-1, by which most checkers
judge, and but for its claim by PDF/UA-2: one file can name one part only (decisions/06-pdfs.md). No function makes
up an order of its own, so that the same file comes out in the same bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from os.path import commonprefix
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

PDF_2_TAGS = "http://iso.org/pdf2/ssn"
WTPDF = "http://pdfa.org/declarations/wtpdf#accessibility1.0"
_DECLARATION = (
    '<rdf:Description rdf:about="" xmlns:pdfd="http://pdfa.org/declarations/"><pdfd:declarations><rdf:Bag>'
    f'<rdf:li rdf:parseType="Resource"><pdfd:conformsTo>{WTPDF}</pdfd:conformsTo></rdf:li>'
    "</rdf:Bag></pdfd:declarations></rdf:Description>"
)
_GROUPS = {"Document", "Part", "Art", "Sect", "Div", "NonStruct"}
_HEADINGS = {f"H{level}" for level in range(1, 7)}
_BLOCKS = {"P", "L", "LI", "LBody", "Table", "TH", "TD", "Figure", "Div"} | _HEADINGS

# WeasyPrint writes a piece of text as: its tag and number, where it begins, its font, the glyphs.
_PIECE = re.compile(rb"/(\w+)\s+<</MCID (\d+)>>\s+BDC(.*?)\bEMC\b", re.DOTALL)
_PLACE = re.compile(rb"([-.\d]+) ([-.\d]+) Tm")
_SHOWN = re.compile(rb"/([^\s/]+) [-.\d]+ Tf|<([0-9a-fA-F]+)>")
_GLYPH = re.compile(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>")
_ANY_GLYPH = re.compile(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]*)>")
_POINTS_A_PIXEL = 0.75
_IS_RINGS = 1 << 15
_LOOK_RIGHT = 60  # points: a clause's words begin this far from its number at most


class TaggingError(Exception):
    """The structure of a file is not as WeasyPrint is known to make it; the message says where."""


@dataclass(frozen=True, slots=True)
class StructurePart:
    """A run of text on a page: where its first letter stands, in points from the lower left corner, and its words."""

    x: float
    y: float
    words: str


class Tree:
    """The structure of a file, and the text behind it."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.root = pdf.Root.StructTreeRoot
        self.document = self.root.K[0]
        self.elements = tuple(_walk(self.document))
        numbers = self.root.ParentTree.Nums
        self.owners: dict[int, Object] = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
        self._fonts: dict[tuple[int, int], dict[bytes, str]] = {}
        self._pieces: dict[int, dict[int, StructurePart]] = {}

    def tag(self, tag: str) -> Iterator[Object]:
        """The elements of one tag, as they are read aloud."""
        return (element for element in self.elements if _tag(element) == tag)

    def pieces(self, number: int) -> dict[int, StructurePart]:
        """The runs of text of a page by their numbers (MCID); those of headers and footers among them."""
        if number not in self._pieces:
            page = self.pdf.pages[number]
            height = float(page.MediaBox[3])
            self._pieces[number] = {
                int(match[2]): self._piece(page, match[3], height) for match in _PIECE.finditer(content_of(page))
            }
        return self._pieces[number]

    def words(self, element: Object) -> str:
        """All text of an element, as it stands on the page."""
        return "".join(
            self.pieces(self.page_of(part))[mcid].words for part in _walk(element) for mcid in _own_content(part)
        )

    def page_of(self, element: Object) -> int:
        """The number of the page that an element stands on, from 0."""
        return self._page_numbers()[element.Pg.objgen]

    @cache  # noqa: B019 - a tree lives as long as one file is mended
    def _page_numbers(self) -> dict[tuple[int, int], int]:
        return {page.obj.objgen: number for number, page in enumerate(self.pdf.pages)}

    def _piece(self, page: pikepdf.Page, stream: bytes, height: float) -> StructurePart:
        place = _PLACE.search(stream)
        x, y = (float(place[1]), float(place[2])) if place else (0.0, 0.0)
        words, glyphs = [], dict[bytes, str]()
        for shown in _SHOWN.finditer(stream):
            if shown[1]:
                glyphs = self._glyphs(page.Resources.Font[f"/{shown[1].decode()}"])
            else:
                code = shown[2].lower()
                words += [glyphs.get(code[at : at + 4], "") for at in range(0, len(code), 4)]
        return StructurePart(x * _POINTS_A_PIXEL, height - y * _POINTS_A_PIXEL, "".join(words))

    def _glyphs(self, font: Object) -> dict[bytes, str]:
        """The letters of a font by the code of their glyph, from its own table."""
        if font.objgen not in self._fonts:
            table = font.ToUnicode.read_bytes() if "/ToUnicode" in font else b""
            self._fonts[font.objgen] = {
                code.lower(): bytes.fromhex(letters.decode()).decode("utf-16-be", "replace")
                for code, letters in _GLYPH.findall(table)
            }
        return self._fonts[font.objgen]


def content_of(page: pikepdf.Page) -> bytes:
    """What is drawn on a page, also where it is in several pieces (``day_room``)."""
    parts = page.Contents if isinstance(page.Contents, Array) else [page.Contents]
    return b"\n".join(part.read_bytes(pikepdf.StreamDecodeLevel.specialized) for part in parts)


def mend(pdf: Pdf, letters: Path | None = None) -> None:
    """All of it, in the order in which one step needs the other; ``letters`` has the fonts of other alphabets.

    Raises:
        TaggingError: where the structure is not as WeasyPrint is known to make it.
    """
    try:
        if letters is not None:
            spell_letters(pdf, letters)
        _mend(pdf, Tree(pdf))
    except (KeyError, IndexError, AttributeError, TypeError) as error:
        raise TaggingError(f"Its structure is not as WeasyPrint is known to make it ({error!r}).") from error


def _mend(pdf: Pdf, tree: Tree) -> None:
    declare(pdf, tree)
    set_running_text_apart(pdf, tree)
    join_columns(tree)
    fill_items(pdf, tree)
    number_lists(tree)
    join_links(tree)
    head_rows(tree)
    place_figures(pdf, tree)
    lead_to_structure(pdf, tree)
    group_choices(pdf)
    describe_fields(pdf)
    make_paragraphs(pdf, tree.document)


def spell_letters(pdf: Pdf, letters: Path) -> None:
    """Say of each glyph of Arabic script which letter it is, by its own font: WeasyPrint goes by where it first stood.

    A letter that first stood under a vowel mark would be read with that mark everywhere, and the mark as nothing.
    """
    fonts = {font.objgen: font for page in pdf.pages for _name, font in page.Resources.get("/Font", {}).items()}
    for font in fonts.values():
        name = str(font.get("/BaseFont", ""))
        if "+Letters-Arabic" in name and "/ToUnicode" in font:
            spelt = _spelt(letters / f"vazirmatn-arabic-{700 if name.endswith('Bold') else 400}.woff2")

            def line(match: re.Match[bytes], spelt: dict[int, str] = spelt) -> bytes:
                own = spelt.get(int(match[1], 16))
                return match[0] if own is None else b"<%s> <%s>" % (match[1], own.encode("utf-16-be").hex().encode())

            font.ToUnicode.write(_ANY_GLYPH.sub(line, font.ToUnicode.read_bytes()))


def _spelt(font: Path) -> dict[int, str]:
    """The letters of a font by the number of their glyph; the shapes a letter takes in a word are that letter."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only where a file has Arabic letters

    with TTFont(font) as opened:
        shapes = opened.getBestCmap()
        # A letter itself goes before the old codes of its shapes.
        letters = {opened.getGlyphID(shapes[code]): code for code in sorted(shapes, reverse=True)}
    return {glyph: unicodedata.normalize("NFKC", chr(code)) for glyph, code in letters.items()}


def declare(pdf: Pdf, tree: Tree) -> None:
    """Say which tags these are (those of PDF 2.0), and what the file keeps to.

    The file begins as PDF 1.7, as PDF/UA-1 asks, and its catalog says 2.0, as PDF/UA-2 asks; a reader goes by the later.
    ``pdfuaid:part`` stays 1, and Well-Tagged PDF, whose rules for accessibility are those of PDF/UA-2, is declared beside it.
    """
    pdf.Root.Version = Name("/2.0")
    namespace = pdf.make_indirect(Dictionary(Type=Name.Namespace, NS=String(PDF_2_TAGS)))
    tree.root.Namespaces = Array([namespace])
    tree.document.NS = namespace
    metadata = pdf.Root.Metadata.read_bytes().replace(b"</rdf:RDF>", _DECLARATION.encode() + b"</rdf:RDF>")
    pdf.Root.Metadata.write(metadata)


def set_running_text_apart(pdf: Pdf, tree: Tree) -> None:
    """Mark what stands at the head and foot of every page as no part of the text.

    WeasyPrint numbers it as if it were text, with elements that hang nowhere: a reader that goes by the page and not by the
    tree says "Page 3 of 20" in the middle of a sentence.
    """
    held = {(tree.page_of(element), mcid) for element in tree.elements for mcid in _own_content(element)}
    for number, page in enumerate(pdf.pages):
        owners, pieces = tree.owners.get(number, Array()), tree.pieces(number)
        running = {mcid for mcid in pieces if (number, mcid) not in held}
        if not running:
            continue
        middle = float(page.MediaBox[3]) / 2

        def apart(
            match: re.Match[bytes],
            running: set[int] = running,
            pieces: dict[int, StructurePart] = pieces,
            middle: float = middle,
        ) -> bytes:
            mcid = int(match[2])
            if mcid not in running:
                return match[0]
            end = b"Header" if pieces[mcid].y > middle else b"Footer"
            return b"/Artifact\n<</Type /Pagination /Subtype /%s>>\nBDC%sEMC" % (end, match[3])

        page.Contents.write(_PIECE.sub(apart, page.Contents.read_bytes()))
        for mcid in sorted(running, reverse=True):
            if mcid == len(owners) - 1:
                del owners[mcid]
            else:
                owners[mcid] = None


def number_lists(tree: Tree) -> None:
    """Say of each list with marks what kind of mark they are, so that a reader announces a numbered list as one."""
    for listing in tree.tag("L"):
        label = next((mark for item in _kids(listing) for mark in _kids(item) if _tag(mark) == "Lbl"), None)
        if label is not None:
            listing.A = Dictionary(O=Name.List, ListNumbering=_numbering(tree.words(label).strip()))


def _numbering(mark: str) -> Name:
    if mark[:1].isdigit():
        return Name.Decimal
    if mark[:1].isalpha():
        return Name.LowerAlpha if mark[:1].islower() else Name.UpperAlpha
    return {"◦": Name.Circle, "▪": Name.Square}.get(mark[:1], Name.Disc)


def join_columns(tree: Tree) -> None:
    """Make one list of a list that was set in columns: each column is a list of its own inside it otherwise."""
    gone = set()
    for listing in tree.tag("L"):
        columns = _kids(listing)
        if listing.objgen in gone or not columns or any(_tag(column) != "L" for column in columns):
            continue
        gone |= {column.objgen for column in columns}
        items = [item for column in columns for item in _kids(column)]
        for item in items:
            item.P = listing
        listing.K = Array(items)


def fill_items(pdf: Pdf, tree: Tree) -> None:
    """Put what an item of a list has beside its mark into its body: WeasyPrint leaves paragraphs outside."""
    for item in tree.tag("LI"):
        kids = _kids(item)
        stray = [kid for kid in kids if _tag(kid) not in {"Lbl", "LBody"}]
        if stray:
            body = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.LBody, P=item, K=Array(stray)))
            for kid in stray:
                kid.P = body
            item.K = Array([*(kid for kid in kids if kid not in stray), body])


def join_links(tree: Tree) -> None:
    """Make one link of a link and what the style sheet adds to it, such as the page of an entry of the contents."""
    numbers = tree.root.ParentTree.Nums
    places = {int(numbers[at]): at + 1 for at in range(0, len(numbers), 2)}
    for link in tree.tag("Link"):
        kept: list[Any] = []
        for part in _inside(link):
            if not (isinstance(part, Dictionary) and part.get("/S") == Name.Link):
                kept.append(part)
                continue
            kept += _inside(part)
            for own in _inside(part):
                if isinstance(own, Dictionary) and "/Obj" in own:
                    numbers[places[int(own.Obj.StructParent)]] = link
                elif isinstance(own, Dictionary):
                    own.P = link
                else:
                    tree.owners[tree.page_of(part)][own] = link
        link.K = Array(kept)


def head_rows(tree: Tree) -> None:
    """Say of each heading of a table whether it is of its row or of its column.

    WeasyPrint ties cells to headings by names instead, which it does not list where they are looked up, and repeats on
    every page that a table runs on to. In a table with no cell across several rows or columns the scope says it all.
    """
    for table in tree.tag("Table"):
        cells = [cell for cell in _walk(table) if _tag(cell) in {"TH", "TD"}]
        if any("/ColSpan" in cell.A or "/RowSpan" in cell.A for cell in cells):
            raise TaggingError("A table has a cell across several rows or columns, whose headings would be lost.")
        for cell in cells:
            if _tag(cell) == "TH":
                cell.A.Scope = Name.Column if _tag(cell.P.P) == "THead" else Name.Row
            for key, holder in (("/Headers", cell.A), ("/ID", cell)):
                if key in holder:
                    del holder[key]


def place_figures(pdf: Pdf, tree: Tree) -> None:
    """Give a picture its box in points from the lower left corner: WeasyPrint counts in pixels from the upper left."""
    for figure in tree.tag("Figure"):
        height = float(pdf.pages[tree.page_of(figure)].MediaBox[3])
        left, top, right, bottom = (float(at) * _POINTS_A_PIXEL for at in figure.A.BBox)
        figure.A.BBox = Array([round(at, 2) for at in (left, height - bottom, right, height - top)])


def lead_to_structure(pdf: Pdf, tree: Tree) -> None:
    """Let the outline and the links inside the file lead to what is read, beside the place on the page.

    A reader that has moved to a place on a page begins to read at the top of that page. Names of places to which nothing
    in the file leads go.
    """
    items = list(_outline(pdf.Root.get("/Outlines")))
    headings = [element for element in tree.elements if _tag(element) in _HEADINGS]
    if len(headings) != len(items):  # a heading that runs over two pages is two elements and one item
        headings = [_target(tree, item.Dest) for item in items]
    for item, heading in zip(items, headings, strict=True):
        item.A = _go_to(item.Dest, heading)
        del item["/Dest"]
    places = dict(_named_places(pdf))
    for page in pdf.pages:
        for link in page.get("/Annots", []):
            if "/Dest" in link:
                place = places[str(link.Dest)]
                link.A = _go_to(place, _target(tree, place))
                del link["/Dest"]
    if "/Names" in pdf.Root and "/Dests" in pdf.Root.Names:
        del pdf.Root.Names["/Dests"]


def _go_to(place: Object, target: Object) -> Dictionary:
    return Dictionary(S=Name.GoTo, D=place, SD=Array([target, *list(place.as_list())[1:]]))


def _target(tree: Tree, place: Object) -> Object:
    """The block that begins at a place: of the pieces below, the highest of those just right of it, or of all."""
    number = next(number for number, page in enumerate(tree.pdf.pages) if page.obj.objgen == place[0].objgen)
    left, top = float(place[2]), float(place[3])
    owners = tree.owners[number]
    below = [
        (not left - 1 <= piece.x <= left + _LOOK_RIGHT, -piece.y, mcid)
        for mcid, piece in tree.pieces(number).items()
        if piece.y <= top and mcid < len(owners) and isinstance(owners[mcid], Dictionary)
    ]
    if not below:
        return tree.document
    element = owners[min(below)[2]]
    while _tag(element) not in _BLOCKS and "/P" in element and _tag(element.P) != "Document":
        element = element.P
    return element


def group_choices(pdf: Pdf) -> None:
    """Make the rings of one question one field, so that one answer takes the place of another, and say what it asks.

    WeasyPrint lists each ring as a field, with a name of its own inside the group and a number for a value, and gives the
    group the words of its first ring; and it lets nobody take an answer back.
    """
    if "/AcroForm" not in pdf.Root:
        return
    fields = pdf.Root.AcroForm.Fields
    pdf.Root.AcroForm.Fields = Array([field for field in fields if "/Parent" not in field])
    for group in pdf.Root.AcroForm.Fields:
        if group.get("/FT") != "/Btn" or "/Kids" not in group:
            continue
        for ring, value in zip(group.Kids, group.Opt, strict=True):
            (number,) = ring.AP.N.keys()
            ring.AP.N[f"/{value}"] = ring.AP.N[number]
            del ring.AP.N[number]
            del ring.T
        del group.Opt
        group.Ff = _IS_RINGS
        group.TU = String(commonprefix([str(ring.TU) for ring in group.Kids]).strip())  # noqa: RUF071 - words are compared


def describe_fields(pdf: Pdf) -> None:
    """Repeat the tooltip of a field in its ``Contents``, where readers of PDF 2.0 look for what a field without a label is.

    The edge of a box to tick is drawn on the page, so no viewer is to draw it once more inside.
    """
    for page in pdf.pages:
        for widget in page.get("/Annots", []):
            if widget.get("/Subtype") == "/Widget" and "/TU" in widget:
                widget.Contents = widget.TU
                if "/MK" in widget:
                    del widget.MK


def make_paragraphs(pdf: Pdf, element: Object) -> None:
    """Let no words stand in a group without a paragraph, as where HTML has text in a ``div``: a reader would run them together."""
    kids = _kids(element)
    words = [_is_words(kid) for kid in kids]
    if kids and all(words) and _tag(element) in {"Div", "NonStruct"}:
        element.S = Name.P
        return
    kept, run = list[Object](), list[Object]()
    for kid, is_words in zip(kids, words, strict=True):
        if is_words:
            run.append(kid)
            continue
        if run:
            kept.append(_paragraph(pdf, element, run))
            run = []
        kept.append(kid)
        if _tag(kid) in _GROUPS:
            make_paragraphs(pdf, kid)
    if run:
        kept.append(_paragraph(pdf, element, run))
    element.K = Array(kept)


def _paragraph(pdf: Pdf, parent: Object, kids: list[Object]) -> Dictionary:
    paragraph = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.P, P=parent, Pg=kids[0].Pg, K=Array(kids)),
    )
    for kid in kids:
        kid.P = paragraph
    return paragraph


def _is_words(element: Object) -> bool:
    tag = _tag(element)
    return tag in {"Span", "Link", "Form"} or (tag == "NonStruct" and all(map(_is_words, _kids(element))))


# --- reading the tree ------------------------------------------------------------------------------------------------


def _tag(element: Object) -> str:
    return str(element.S)[1:]


def _inside(element: Object) -> list[Any]:
    inside = element.get("/K")
    if inside is None:
        return []
    return list(inside) if isinstance(inside, Array) else [inside]


def _kids(element: Object) -> list[Object]:
    return [kid for kid in _inside(element) if isinstance(kid, Dictionary) and "/S" in kid]


def _own_content(element: Object) -> list[int]:
    return [int(kid) for kid in _inside(element) if not isinstance(kid, Object)]


def _walk(element: Object) -> Iterator[Object]:
    yield element
    for kid in _kids(element):
        yield from _walk(kid)


def _outline(holder: Object | None) -> Iterator[Object]:
    """The items of an outline, as they are read."""
    item = holder.get("/First") if holder is not None else None
    while item is not None:
        yield item
        yield from _outline(item)
        item = item.get("/Next")


def _named_places(pdf: Pdf) -> Iterator[tuple[str, Object]]:
    names = pdf.Root.get("/Names", Dictionary()).get("/Dests", Dictionary()).get("/Names", Array())
    for at in range(0, len(names), 2):
        yield str(names[at]), names[at + 1]
