"""TXT: letters that the web pages show and the PDFs cannot."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from policybook.basics.findings import Severity
from policybook.basics.letters import find_lacking_letters, script_of
from policybook.basics.on_page import say_so
from policybook.book.book import Book
from policybook.book.prose import Prose
from policybook.rules.engine import Context, Violation, rule
from policybook.rules.literal_edits import replacing

_MOST = 10  # other places that a finding names
_SHOWN = 40
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_LETTERS = {mark: unicodedata.normalize("NFKC", mark) for mark in map(chr, range(0xFB00, 0xFB07))}
"""Signs that a PDF puts in place of two or three letters, and those letters."""


@rule(
    "TXT025", Severity.BLOCKER, on_page=say_so("The PDF says in the place of such letters that they are not printed.")
)
def paper_has_every_letter(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the PDFs can show every letter and sign.

    A PDF must bring its fonts along. Ours have the Latin letters of European languages (Welsh, Polish and Romanian among
    them), those of Arabic, Urdu and Persian, and those of Ukrainian and Russian. Other letters, and signs such as emoji,
    show on the web pages of most computers; on paper they would be empty boxes, so the PDF says in words that they are
    missing. A document without `download:` is a web page only, and may be written in any letters.

    Wrong: `☎ 01234 567890`. Right: `Phone: 01234 567890`.
    """
    not_printed = {person.at("name") for person in book.people.people.values() if not person.publish_name}
    names = {person.at("name") for person in book.people.people.values()}
    pages_only = {document.path for document in book.documents if not document.settings.download}
    places_by_letter: dict[str, list[tuple[Prose, int, int]]] = {}
    for prose in context.prose:
        if prose.text.isascii() or prose.path in pages_only:
            continue
        if prose.wording.starts[0] in not_printed:
            continue
        first = next(find_lacking_letters(_without_ligatures(prose.text)), None)
        if first:
            places_by_letter.setdefault(prose.path, []).append((prose, *first.span()))
    yield from _ligatures(context)
    documents = {document.path for document in book.documents}
    for path, places in places_by_letter.items():
        (prose, start, end), *later = places
        shown = prose.text[start : min(end, start + _SHOWN)]
        script = script_of(shown[0])
        kind = "sign" if script is None else f"{script} letters".strip()
        more = f" The same is true of {len(later)} more in this file." if later else ""
        yield Violation(
            prose.span(start, end),
            f"The PDFs have no {kind} for “{shown}”, so paper cannot show it.{more}",
            _fix(script, is_name=prose.wording.starts[0] in names, in_document=path in documents),
            related=tuple(other.span(*place) for other, *place in later[:_MOST]),
        )


def _ligatures(context: Context) -> Iterator[Violation]:
    """The texts that have one sign for two letters, as text copied from a PDF has."""
    for prose in context.prose:
        match = None if prose.text.isascii() else _LIGATURES.search(prose.text)
        if not match:
            continue
        letters = " and ".join(_LETTERS[match[0]])
        places = _LIGATURES.finditer(prose.text)
        edits = [replacing(context, prose, *match.span(), _LETTERS[match[0]]) for match in places]
        count = {2: "two", 3: "three"}[len(_LETTERS[match[0]])]
        yield Violation(
            prose.span(*match.span()),
            f"“{match[0]}” is one sign for {letters}, copied from a PDF: no search finds the word, and paper cannot show it.",
            f"Type {letters} as {count} letters.",
            edits=tuple(edit for of_place in edits for edit in of_place) if all(edits) else (),
        )


def _without_ligatures(text: str) -> str:
    """The text with a mark that every font has in place of each ligature, so that offsets stay the same."""
    return _LIGATURES.sub("x", text)


def _fix(script: str | None, *, is_name: bool, in_document: bool) -> str:
    if is_name:
        return "Ask the person how they write their name in English letters, and type that."
    if script is None:
        return "Say it in words, or delete it."
    if in_document:
        return (
            "Delete the line that begins with download: at the top of the file. Then this is a page on the web only, which"
            " most computers show."
        )
    return "Write this in English, and put the translation into a document of its own without a line download:."
