"""Which letters the PDFs can show: those of the fonts in ``site_templates/fonts``, written down. Not for the web pages.

A check reads no font: that would cost it more time than everything else. ``tests/test_letters.py`` holds these lists and
the fonts together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LATIN = (
    "20-7E A0-AC AE-B4 B6-107 10A-113 116-11B 11E-123 126-127 12A-12B 12E-133 136-137 139-13E 141-148 150-155 158-15B"
    " 15E-165 16A-16B 16E-17E 192 218-21B 237 2C6-2C7 2C9 2DA 2DC-2DD 300-301 303-304 308 1E80-1E85 1E9E 1EF2-1EF3 2009"
    " 2013-2014 2018-201A 201C-201E 2020 2022 2026 2039-203A 2044 20AC 20B9 2113 2122 2212 2215"
)
"""The letters of Atkinson Hyperlegible Next, regular and bold, in which everything is set; as hexadecimal ranges."""
OTHERS = {
    "noto-sans-cyrillic": "400-45F 490-491 4B0-4B1 2116",
    "vazirmatn-arabic": "60C-60D 610-612 615 61B 61F 621-63A 63D 640-658 65A-65B 660-671 674 679 67C 67E 681 685-686 688-689"
    " 691 693 695-696 698 69A 6A0-6A1 6A4 6A9-6AD 6AF 6B5 6BA 6BC-6BE 6C0-6C3 6C6-6D0 6D2-6D5 6DC-6DE 6E9 6F0-6F9 762-763"
    " 200C-200E FB50-FB51 FB56-FB59 FB66-FB6D FB7A-FB7D FB88-FB95 FB9E-FB9F FBA5 FBA7-FBB1 FBBF-FBC0 FBD3-FBDC FBDE-FBDF"
    " FBE2-FBE3 FBE8-FBE9 FBFC-FBFF FD3E-FD3F FDF2 FDFC FE70-FE74 FE76-FEFC",
}
"""The letters that other fonts add, by the name of the font's files in ``letters/``: loaded only for a PDF that needs them."""
_SHAPELESS = "00-1F 2000-200B 200D-200F 2010-2011 202F 205F 3000 FFFC-FFFD"
"""Spaces and hyphens that any font can stand in for, ends of lines, and marks that other rules speak of."""


def _listed(ranges: str) -> str:
    ends = (piece.partition("-") for piece in ranges.split())
    return "".join(f"{re.escape(chr(int(a, 16)))}-{re.escape(chr(int(b or a, 16)))}" for a, _, b in ends)


_LACKING_ONE = f"[^{_listed(' '.join((LATIN, *OTHERS.values(), _SHAPELESS)))}]"
_LACKING = re.compile(rf"{_LACKING_ONE}+(?: +{_LACKING_ONE}+)*")
_OTHER = re.compile(f"[{_listed(' '.join(OTHERS.values()))}]")
_SCRIPTS = {
    "CJK": "Chinese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "LATIN": "",
    "COMBINING": "",
}


def find_lacking_letters(text: str) -> Iterator[re.Match[str]]:
    """Yield the words and signs in ``text`` that the PDFs' fonts have no letters for, each run of them once.

    An accent that is typed after its letter is looked for together with it, as it is set.
    """
    if text.isascii() or not _LACKING.search(unicodedata.normalize("NFC", text)):
        return iter(())
    return _LACKING.finditer(text)


def replace_lacking_letters(html: str, message: str) -> str:
    """``html`` with the words ``message`` where it has letters that the PDFs cannot show: paper must not show empty boxes."""
    return (
        html
        if html.isascii() or not _LACKING.search(html)
        else _LACKING.sub(message, unicodedata.normalize("NFC", html))
    )


def needs_extra_letters(html: str) -> bool:
    """Whether a PDF needs more fonts than the one that everything is set in."""
    return bool(_OTHER.search(html))


def script_of(letter: str) -> str | None:
    """The name of the alphabet of a letter, "" where it has none of its own; None for a sign, such as an emoji."""
    if unicodedata.category(letter)[0] not in "LM":
        return None
    first = unicodedata.name(letter, "").partition(" ")[0]
    return _SCRIPTS.get(first, first.title())
