"""TXT: letters that the web pages show and the PDFs cannot."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.findings import Severity
from policybook.basics.letters import lacking, script_of
from policybook.book.book import Book
from policybook.book.prose import Prose
from policybook.rules.engine import Context, Rule, Violation, rule

_MOST = 10  # other places that a finding names
_SHOWN = 40


@rule("TXT025", Severity.BLOCKER)
def paper_has_every_letter(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the PDFs can show every letter and sign.

    A PDF must bring its fonts along. Ours have the Latin letters of European languages (Welsh, Polish and Romanian among
    them), those of Arabic, Urdu and Persian, and those of Ukrainian and Russian. Other letters, and signs such as emoji,
    show on the web pages of most computers; on paper they would be empty boxes, so the PDF says in words that they are
    missing. A document without `download:` is a web page only, and may be written in any letters.

    Wrong: `☎ 01234 567890`. Right: `Phone: 01234 567890`.
    """
    pages_only = {document.path for document in book.documents if not document.settings.download}
    found: dict[str, list[tuple[Prose, int, int]]] = {}
    for prose in context.prose:
        if prose.text.isascii() or prose.path in pages_only:
            continue
        first = next(lacking(prose.text), None)
        if first:
            found.setdefault(prose.path, []).append((prose, *first.span()))
    documents = {document.path for document in book.documents}
    for path, places in found.items():
        (prose, start, end), *others = places
        shown = prose.text[start : min(end, start + _SHOWN)]
        script = script_of(shown[0])
        what = "sign" if script is None else f"{script} letters".strip()
        more = f" The same is true of {len(others)} more in this file." if others else ""
        yield Violation(
            prose.span(start, end),
            f"The PDFs have no {what} for “{shown}”, so paper cannot show it.{more}",
            _fix(script, in_document=path in documents),
            related=tuple(other.span(*place) for other, *place in others[:_MOST]),
        )


def _fix(script: str | None, *, in_document: bool) -> str:
    if script is None:
        return "Say it in words, or delete it."
    if in_document:
        return (
            "Delete the line that begins with download: at the top of the file. Then this is a page on the web only, which"
            " most computers show."
        )
    return "Write this in English, and put the translation into a document of its own without a line download:."


RULES: tuple[Rule, ...] = (paper_has_every_letter,)
