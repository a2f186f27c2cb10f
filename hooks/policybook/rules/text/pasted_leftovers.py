"""TXT: what a text brings along from where it was copied: a PDF, a web page, the settings of a file. Not for placeholders: ``template_leftovers``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from policybook.basics.findings import Severity, Span
from policybook.book.book import Book
from policybook.book.prose import Prose
from policybook.model.content import DocumentSettings, PolicySettings, SectionSettings
from policybook.rules.engine import Context, Violation, rule

_PAGE_LINE = re.compile(r"(?:Page|p\.)\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?|\d{1,3}\s+(?:of|/)\s*\d{1,3}", re.IGNORECASE)
_CONTENTS_LINE = re.compile(
    r"(?:\.{4,}|…{2,}|(?:\. ){4,})[ \t]*\d{1,3}[ \t]*$|^(?=[A-Z\d]).{3,}\t\d{1,3}$", re.MULTILINE
)
_SUPPLIER_LINE = re.compile(r"(?:©|\(c\)|copyright)\s.{0,60}\b(?:19|20)\d\d\b|all rights reserved", re.IGNORECASE)
_LONGEST_FOOT, _LONGEST_NUMBER = 200, 40  # letters
_PARTED = re.compile(r"(?<![\w-])(?P<before>[^\W\d_]{2,})-[ \t]*\n[ \t]*(?!(?:and|or|to)\b)(?P<after>[a-z]{2,})")
_APART = re.compile(r"(?<![\w’'.-])(?:[^\W\d_] ){3,}[^\W\d_](?![\w’'])")
_FOOTNOTE = re.compile(
    r"(?<=[^\W\d_][.,;:!?”’)])[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+|(?<=[^\W\d_]{3})[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+"
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,5}|#x[0-9a-fA-F]{2,4});")
_KEYS = sorted(
    {field.key for model in (SectionSettings, DocumentSettings, PolicySettings) for field in model.shape.values()}
)
_SETTING = re.compile(rf"(?P<key>{'|'.join(map(re.escape, _KEYS))}):[ \t]*(?:\[[^\[\]]*\]|[\w-]+|)")
_LIKELY = re.compile(r"-[ \t]*\n|[\u00b9\u00b2\u00b3\u2070-\u2079]|&|: ?\[|\w \w \w \w|^[\w-]+:|^\s*(?:Page )?\d")

_CONTENTS, _SUPPLIER = "a list of contents", "the head or the foot of a page"
_INSTEAD_OF = {
    _CONTENTS: "Delete it: the pages make a list of their sections themselves.",
    _SUPPLIER: "Delete it. Whose text it is belongs after adapted_from: in policy.yml.",
}


def copied_along(text: str) -> str:
    """What a text is that was printed around another and copied with it; "" for any other."""
    if any(leader in text for leader in ("...", "…", ". . .", "\t")):
        return _CONTENTS if _CONTENTS_LINE.search(text) else ""
    return _SUPPLIER if len(text) < _LONGEST_FOOT and _SUPPLIER_LINE.match(text) else ""


def is_page_line(text: str) -> bool:
    """Whether a text is nothing but the number of a page."""
    return len(text) < _LONGEST_NUMBER and _PAGE_LINE.fullmatch(text.strip()) is not None


class _Leftover(NamedTuple):
    """From where to where something that was copied along is in a text, what it is, and what to do."""

    start: int
    end: int
    message: str
    fix: str


@rule("TXT042", Severity.ADVICE)
def nothing_is_copied_along(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no text has what a PDF, a web page or the settings of a file leave in it when words are copied.

    Such as a list of contents, the foot of a supplier’s page, a word that was parted at the end of a line, the number of a page, a sign for a footnote, letters with spaces
    between them, `&nbsp;`, or a line of settings below the text. Wrong: `our moni-` and on the next line `toring`.
    Right: `our monitoring`.
    """
    for prose in context.prose:
        if prose.kind in ("clause", "statement") and _LIKELY.search(prose.text):
            for start, end, message, fix in _leftovers(prose):
                yield Violation(prose.span(start, end), message, fix)
    for (_, what), places in _copied_lines(context).items():
        message = f"This is {what}, copied along from where the text was printed."
        if places[1:]:
            message += f" It has {len(places)} such paragraphs."
        yield Violation(places[0], message, _INSTEAD_OF[what], related=tuple(places[1:]))


def _copied_lines(context: Context) -> dict[tuple[str, str], list[Span]]:
    """The paragraphs that are a list of contents or the foot of a supplier’s page, by their file and what they are."""
    found: dict[tuple[str, str], list[Span]] = {}
    for prose in context.prose:
        if prose.kind in ("clause", "statement") and (what := copied_along(prose.text)):
            found.setdefault((prose.path, what), []).append(prose.span(0, len(prose.text)))
    return found


def _leftovers(prose: Prose) -> Iterator[_Leftover]:
    text = prose.typed
    if is_page_line(prose.text):
        yield _Leftover(
            0,
            len(text),
            f"“{text.strip()}” is the number of a page, copied from a PDF or a letter.",
            "Delete it, and join the words before and after it.",
        )
    elif match := _SETTING.fullmatch(text.strip()):
        message = f"“{text.strip()}” is a setting, and readers see it: it does not belong below the text."
        yield _Leftover(
            0,
            len(text),
            message,
            f"Put the line {match['key']}: between the two lines --- at the top of the file, or delete it.",
        )
    for match in _PARTED.finditer(text):
        whole = f"{match['before']}{match['after']}"
        shown = f"{match['before']}- {match['after']}"
        message = f"A hyphen parts a word at the end of the line, and readers see “{shown}” with a space."
        yield _Leftover(
            *match.span(), message, f"Type the word on one line: “{whole}”, or with its hyphen if it has one."
        )
    for match in _APART.finditer(text):
        word = match[0].replace(" ", "")
        yield _Leftover(
            *match.span(),
            f"“{match[0]}” has a space between its letters. A screen reader spells it out.",
            f"Type “{word}”.",
        )
    for match in _FOOTNOTE.finditer(text):
        yield _Leftover(
            *match.span(),
            f"“{match[0]}” looks like the sign of a footnote, and no footnote is here.",
            "Delete the sign. If the note matters, say it in the sentence.",
        )
    for match in _ENTITY.finditer(text):
        what = "a space" if match[0].lower() in ("&nbsp;", "&#160;", "&ensp;", "&emsp;") else "the sign itself"
        yield _Leftover(
            *match.span(),
            f"“{match[0]}” was copied from the HTML of a web page.",
            f"Type {what} instead of {match[0]}.",
        )
