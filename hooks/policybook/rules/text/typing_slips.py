"""TXT: slips of typing: a mark without its partner, a word or a mark typed twice, garbled letters. Not for which words are chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from operator import eq
from typing import NamedTuple

from policybook.basics.edits import as_layout
from policybook.basics.findings import Severity
from policybook.basics.on_page import PASSAGE_UNFIT
from policybook.basics.tokens import find_tokens
from policybook.book.book import Book
from policybook.book.prose import Prose, quote
from policybook.book.token_values import TokenValues
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.literal_edits import deleting, replacing
from policybook.rules.text.run_on_lines import is_run_together
from policybook.rules.text.word_lists import word_lists

_MOST = 5  # findings of one rule in one text: more of them say nothing new
_BEFORE = 6  # letters before a bracket that say whether it counts, as in b)
_NEAR = 4  # texts between an opening mark and its closing one, where a list comes between them


# --- brackets and quotation marks ------------------------------------------------------------------------------------

_SINGLE_OPEN = "\u2018"  # looks like a grave accent
_PAIRS = {"(": ")", "[": "]", "“": "”", '"': '"', _SINGLE_OPEN: "’", "'": "'"}
_OPENS = {closing: opening for opening, closing in _PAIRS.items()}
_MARK = re.compile(r"""[()\[\]“”"]""")
_ANY_MARK = re.compile(r"[()\[\]“”\"'\u2018]")
_COUNTS = re.compile(r"(?:^|(?<=[\s;,:.(]))(?:[A-Za-z]|[ivxIVX]{1,4}|\d{1,2})$")  # the a of "a) first, b) second"
_SMILES = re.compile(r"[:;=]-?$")
_SINGLE = re.compile(
    r"(?<![\w\ufffc'])(?P<mark>\u2018(?=[^\W\d])|'(?=[^\W\d]))(?!(?:n|tis|twas|til|em|cause|cos|bout|round)\b)"
)
_SINGLE_END = re.compile(r"(?<=[\w.,!?;:…)\ufffc*_])['’](?!\w)")


class _Loose(NamedTuple):
    """A mark without its partner."""

    position: int
    prose: Prose
    mark: str
    start: int


def _loose_marks(prose: Prose) -> Iterator[tuple[str, int]]:
    """The brackets and quotation marks of one text that have no partner, with their offsets."""
    text = prose.typed
    open_: dict[str, list[tuple[str, int]]] = {"(": [], "[": [], "“": []}
    for match in _MARK.finditer(text):
        mark, start = match[0], match.start()
        kind = "“" if mark in '“”"' else mark if mark in open_ else _OPENS[mark]
        waiting = open_[kind]
        closes = mark in ")]”" or (mark == '"' and waiting)
        if closes and waiting:
            waiting.pop()
        elif mark == ")" and (
            _COUNTS.search(before := text[max(start - _BEFORE, 0) : start]) or _SMILES.search(before)
        ):
            continue
        elif mark == '"' and text[start - 1 : start].isdigit():
            continue  # inches
        elif (
            mark == "("
            and _SMILES.search(text[max(start - _BEFORE, 0) : start])
            and not text[start + 1 : start + 2].isalnum()
        ):
            continue
        elif closes:
            yield mark, start
        else:
            waiting.append((mark, start))
    for waiting in open_.values():
        yield from waiting
    for match in _SINGLE.finditer(text):
        if not _SINGLE_END.search(text, match.end()):
            yield match["mark"], match.start()
            break


def _without_those_closed_later(loose: list[_Loose]) -> Iterator[_Loose]:
    """Leave out a mark that is opened before a list and closed in or after it."""
    waiting: list[_Loose] = []
    for loose_mark in loose:
        closing = _PAIRS.get(waiting[-1].mark) if waiting else None
        near = bool(waiting) and 0 < loose_mark.position - waiting[-1].position <= _NEAR
        if waiting and near and waiting[-1].prose.path == loose_mark.prose.path and loose_mark.mark == closing:
            waiting.pop()
        else:
            waiting.append(loose_mark)
    yield from waiting


@rule("TXT005", Severity.ADVICE)
def brackets_and_quotations_are_closed(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure every bracket and quotation mark has its partner.

    A reader cannot tell where an aside or a quotation ends. An apostrophe is no quotation mark, and neither are inches.
    Wrong: `Staff (and visitors must sign in.` Right: `Staff (and visitors) must sign in.`
    """
    loose = [
        _Loose(position, prose, mark, start)
        for position, prose in enumerate(context.prose)
        if _ANY_MARK.search(prose.text) and len(prose.text) > 1  # a cell with a mark for “the same” is TXT064
        for mark, start in islice(sorted(_loose_marks(prose), key=lambda leftover: leftover[1]), _MOST)
        if not any(match.start() <= start < match.end() for match in word_lists().leftovers.finditer(prose.text))
    ]
    for loose_mark in _without_those_closed_later(loose):
        kind = "quotation mark" if loose_mark.mark in ("“", "”", '"', _SINGLE_OPEN, "'") else "bracket"
        if loose_mark.mark in _PAIRS:
            message = f"This {kind} is opened and never closed."
            fix = f"Type {_PAIRS[loose_mark.mark]} where it should end, or delete this one."
        else:
            message = f"This {kind} is closed and was never opened."
            fix = f"Type {_OPENS[loose_mark.mark]} where it should begin, or delete this one."
        yield Violation(loose_mark.prose.span(loose_mark.start, loose_mark.start + 1), message, fix)


# --- twice ---------------------------------------------------------------------------------------------------------

_TWICE = re.compile(r"(?<![\w'’.-])([^\W\d_]+)\s+\1(?![\w'’-])", re.IGNORECASE)
_STOPS = str.maketrans(dict.fromkeys('.,;:!?()[]“”"*_', " "))
_TOKEN_TWICE = re.compile(r"(\{\{[^{}]*\}\}) \1")
_AFTER_TOKEN = re.compile(r"\}\}\s+([a-z]+)\b(?!['’-])")


def _may_be_twice(text: str) -> bool:
    """A quick look before the close one."""
    words = text.lower().translate(_STOPS).split()
    return any(map(eq, words, words[1:]))


@rule("TXT006", Severity.ADVICE, dated=Dated.TODAY)
def no_word_is_duplicated(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no word is typed twice in a row, also where a fill-in already ends with it.

    Wrong: `our {{ policies.behaviour }} policy`. Right: `our {{ policies.behaviour }}`.
    """
    values = TokenValues(book, context.as_of)
    for prose in context.prose:
        text = prose.words
        for match in islice(_TWICE.finditer(text), _MOST) if _may_be_twice(text) else ():
            first, second = match[0].split()[0], match[0].split()[-1]
            is_name = first[0].isupper() and second != first and match.start() > 0  # "Mr Will will ..."
            is_heading = "\n" in prose.text[match.start() : match.end()] and is_run_together(prose)
            if first.lower() not in word_lists().may_stand_twice and not is_name and not is_heading:
                begin = match.end() - len(second)
                yield Violation(
                    prose.span(begin, match.end()),
                    f"“{quote(match[0])}”: a word stands twice.",
                    "Delete one of the two.",
                    edits=deleting(context, prose, begin, match.end()),
                )
        if "}}" not in prose.text:
            continue
        if again := _TOKEN_TWICE.search(prose.text):
            yield Violation(
                prose.span(*again.span(1)),
                f"“{again[1]}” stands twice.",
                "Delete one of the two.",
                edits=deleting(context, prose, again.end(1) + 1, again.end()),
            )
        if prose.kind == "fact" or not _AFTER_TOKEN.search(prose.text):
            continue
        for token in find_tokens(prose.text):
            after = _AFTER_TOKEN.match(prose.text, token.end - 2)
            if after and token.name.startswith(("policies.", "helplines.", "services.", "guidance.")):
                value = values.value(token).text or ""
                if value.lower().split()[-1:] == [after[1].lower()]:
                    yield Violation(
                        prose.span(*after.span(1)),
                        f"The fill-in becomes “{value}”, so “{after[1]}” stands twice.",
                        f"Delete “{after[1]}” after the fill-in.",
                        edits=deleting(context, prose, *after.span(1)),
                    )


_TWICE_MARKED = re.compile(r"([,;:])\s*\1|(?<=\w)(?<!\.)\.\.(?!\.)|(?<=\w)[,;:]\.(?!\.)|(?<=\w)''(?=\w)")


_TWICE_KEYS = (",,", ", ,", ";;", "; ;", "::", ": :", "..", ",.", ";.", ":.", "''")


@rule("TXT007", Severity.ADVICE)
def no_mark_is_duplicated(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no comma, stop or colon is typed twice, or directly before another.

    Three full stops in a row are in order: they say that something is left out.
    """
    for prose in context.prose_with(*_TWICE_KEYS):
        for match in islice(_TWICE_MARKED.finditer(prose.words), _MOST):
            first, last = match[0][0], match[0][-1]
            message = (
                f"The mark “{first}” stands here twice." if first == last else f"“{match[0]}”: two marks stand here."
            )
            edits = as_layout(replacing(context, prose, *match.span(), first)) if first == last else ()
            yield Violation(prose.span(*match.span()), message, "Delete one of the two.", edits=edits)


# --- letters ---------------------------------------------------------------------------------------------------------

_GARBLED = re.compile(r"â€[™œ\x9d\u02dc“”¦]?|Ã[\x80-\xbf]|Â[\xa0£©®°]|ï»¿|\ufffd")
_MIXED = re.compile(r"\w*(?:[A-Za-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-z])\w*")


@rule("TXT014", Severity.BLOCKER, on_page=PASSAGE_UNFIT)
def no_letters_are_garbled(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no text was garbled when it was copied or saved, such as `schoolâ€™s`, or typed with letters of another alphabet.

    Somewhere on its way the file was read in another encoding than the one it was saved in.
    """
    for prose in context.prose:
        match = None if prose.text.isascii() else _GARBLED.search(prose.text)
        if match:
            yield Violation(
                prose.span(*match.span()),
                f"“{match[0]}” was garbled when the text was copied or saved.",
                "Delete these letters and type what should stand here, mostly an apostrophe, a quotation mark or a dash.",
            )
        elif not prose.text.isascii() and (match := _MIXED.search(prose.text)):
            yield Violation(
                prose.span(*match.span()),
                f"“{match[0]}” mixes letters of two alphabets that look alike, so that no search finds the word.",
                "Delete the word and type it anew.",
            )
