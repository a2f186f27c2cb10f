"""TXT: Markdown typed so that readers see its marks, or miss a list or a heading that it was to make. Not for what is refused: ``source``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from policybook.basics.findings import Severity, Span
from policybook.basics.inline_markdown import parse_inline
from policybook.basics.tokens import find_tokens
from policybook.book.book import Book, Clause, Statement
from policybook.book.prose import Prose, quote
from policybook.rules.engine import Context, Violation, rule
from policybook.rules.text.template_leftovers import is_no_value, left_over

_AROUND = 40  # letters about a mark that tell where it is
_BULLET = re.compile(
    r"[•●▪◦‣\u2043\uf0a7\uf0b7\uf0d8\uf0fc]|^[ \t]*(?:[✓✔➢➤►▶❖■◆](?=[ \t]*\w)|o(?=[ \t]+\w)|[§Øüv](?=\t| {2,}\w))|^[ \t]*(?P<dash>[–—]|-(?=\w)|\*(?=\w)(?![^*\n]*\*))",
    re.MULTILINE,
)  # Word types o, §, Ø, ü and v in a font of signs, where they are dots, arrows and ticks
_PLAIN_MARKS = re.compile(
    r"\*\*?(?=\w)[^*]*\*\*?|\*\*|(?<!\w)__?(?=\w)[^_]+_(?!\w)|\[[^\[\]]*\]\([^()]*\)|`[^`]*`|</?[a-z]\w*[^<>]*>|&\#?\w{2,8};",
    re.IGNORECASE,
)
_LOOSE_STAR = re.compile(r"\*+(?=[\w“\"(])|(?<=\w)(?<!\b[A-F])\*+|(?<=[.:!?)”])\*{2,}")
_AS_QUOTED = (
    "Type each item in a paragraph of its own as the text has it, such as > (a) text, with a line > between them."
)
_OF_A_TABLE = ("columns", "row", "remark")
_PAIRED_STARS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])[^*]*(?<=[^\s*])\1(?![\w*])")
BOLD_ALONE = re.compile(r"\*\*(?P<words>[^*\n]{1,80}[^*\n.!?;…])\*\*:?")


@rule("TXT015", Severity.ADVICE)
def bold_and_italics_are_closed(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no star for bold or italics is left without its partner, so that readers see it.

    Wrong: `**Staff must not share it.` Right: `**Staff must not share it.**`
    """
    noted: dict[str, set[str]] = {}
    for prose in context.prose:
        if isinstance(prose.of, Clause | Statement) and prose.of.kind == "remark":
            noted.setdefault(prose.path, set()).add(prose.of.label)
    for prose in context.prose:
        if prose.kind not in ("clause", "statement") or "*" not in prose.text or "\\*" in prose.text:
            continue
        match = _loose_star(prose)
        if match and not _is_noted(prose, match[0], noted.get(prose.path, ())):
            yield Violation(
                prose.span(*match.span()),
                f"Readers see this “{match[0]}”: the bold or italic words begin or end nowhere.",
                f"Type {match[0]} at the other end too, directly at the word, or delete it.",
            )


def _is_noted(prose: Prose, star: str, noted: Collection[str]) -> bool:
    """Whether a star in a table leads to the note below it, or is the one with which that begins."""
    return isinstance(prose.of, Clause | Statement) and prose.of.kind in _OF_A_TABLE and star in noted


def _loose_star(prose: Prose) -> re.Match[str] | None:
    """The first star that is shown to readers: in the text that Markdown leaves, stars that touch a word."""
    text = prose.typed
    if "*" not in _PAIRED_STARS.sub("", text):
        return None
    children = parse_inline(text)
    shown = next((c.content for c in children if c.type == "text" and _LOOSE_STAR.search(c.content)), "")
    around = _LOOSE_STAR.search(shown)
    if around is None or _BULLET.match(text):
        return None
    begin = max(around.start() - _AROUND, 0)
    position = text.find(shown[begin : around.end() + _AROUND])
    return _LOOSE_STAR.search(text, position + around.start() - begin) if position >= 0 else None


@rule("TXT016", Severity.ADVICE)
def lists_are_lists(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the items of a list are typed as a list, and not as lines of a paragraph.

    A dot (•) or dash (–) that Word put before an item makes no list: all its items run together in one paragraph, and no
    item can have an id. Wrong: `• lock the screen;` Right: `- lock the screen;`
    """
    for prose in context.prose:
        if match := unlisted_item(prose):
            mark = match[0].strip()
            yield Violation(
                prose.span(match.end() - len(mark), match.end()),
                f"“{mark}” does not make a list: these words run on in the paragraph.",
                _AS_QUOTED
                if prose.is_quoted
                else "Begin each item on a line of its own with a hyphen and a space (- text), with an empty line before the first.",
            )


def unlisted_item(prose: Prose) -> re.Match[str] | None:
    """Where a sign was to begin the first item of a list, and begins none."""
    text = prose.text
    if prose.declared and prose.declared.is_name:
        return None  # TXT031
    if isinstance(prose.of, Clause | Statement) and prose.of.kind in _OF_A_TABLE:
        return None  # a cell has no list, and a dash in it says that there is nothing
    if text.isascii() and not text.startswith(("-", "*", "o", "v")) and not re.search(r"\n[-*ov]", text):
        return None
    return next((match for match in _BULLET.finditer(text) if _begins_item(prose, match)), None)


def _begins_item(prose: Prose, match: re.Match[str]) -> bool:
    """Whether it is a dot, or a dash that begins the text or follows a finished line: sentences have dashes, too."""
    if not match["dash"]:
        return True
    if prose.is_quoted:
        return False  # who said it
    before, after = prose.text[max(match.start() - _AROUND, 0) : match.start()], prose.text[match.end() :]
    return prose.kind in ("clause", "statement") and bool(after.strip()) and before.rstrip()[-1:] in ("", ":", ";", ".")


@rule("TXT017", Severity.ADVICE)
def plain_texts_hold_no_markup(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure titles, summaries and facts are plain words: marks for bold, links and HTML are shown as typed there.

    Wrong: `title: "**Passwords**"`. Right: `title: Passwords`.
    """
    for prose in context.prose:
        if prose.kind not in ("setting", "fact") or not any(mark in prose.text for mark in "*_]`<&"):
            continue
        match = None if is_no_value(prose) or left_over(prose) else _PLAIN_MARKS.search(prose.text)
        if match and not _is_filled(prose, match):
            yield Violation(
                prose.span(*match.span()),
                f"Readers see “{quote(match[0])}” as it is typed: this is plain text.",
                "Type the words alone, without marks for bold, links or HTML.",
            )


def _is_filled(prose: Prose, match: re.Match[str]) -> bool:
    return any(token.start <= match.start() < token.end for token in find_tokens(prose.text))


@rule("TXT066", Severity.ADVICE)
def headings_are_headings(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no heading is a paragraph in bold: whoever hears a page looks for its headings, and bold is none.

    Wrong: `**Stage one**` alone in a paragraph. Right: `## Stage one`.
    """
    of_file: dict[str, list[tuple[Span, str]]] = {}
    for prose in context.prose:
        passage = prose.of
        is_text = isinstance(passage, Clause | Statement) and passage.kind == "text" and not is_item(passage)
        if is_text and (match := BOLD_ALONE.fullmatch(prose.text)):
            of_file.setdefault(prose.path, []).append((prose.span(0, len(prose.text)), match["words"]))
    for places in of_file.values():
        (first, words), *others = places
        many = f" This file has {len(places)} of them." if others else ""
        yield Violation(
            first,
            f"“{words}” is a heading in bold, and a screen reader finds no heading in it.{many}",
            f"Type ## {words.rstrip(':')} in its place, without braces below it.",
            related=tuple(span for span, _ in others),
        )


def is_item(passage: object) -> bool:
    """Whether it is an item of a list, in which bold words may be a value by themselves."""
    return isinstance(passage, Clause) and "(" in passage.number
