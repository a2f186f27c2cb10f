"""TXT: slips of typing and what templates leave behind, in every text that people read. Not for which words are chosen."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from operator import eq
from typing import NamedTuple

from policybook.basics.edits import as_layout
from policybook.basics.findings import Severity, Span
from policybook.basics.inline_markdown import parse_inline
from policybook.basics.on_page import PASSAGE_UNFIT
from policybook.basics.tokens import find_tokens
from policybook.book.book import Book, Clause, Statement
from policybook.book.prose import Prose, fill
from policybook.book.token_values import TokenValues
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.literal_edits import deleting, replacing
from policybook.rules.text.word_lists import word_lists

_MOST = 5  # findings of one rule in one text: more of them say nothing new
_BEFORE = 6  # letters before a bracket that say whether it counts, as in b)
_NEAR = 4  # texts between an opening mark and its closing one, where a list comes between them
_SHOWN = 40
_LONGEST_FOOT = 200
_MANNER = 3  # so many paragraphs of one file without a mark at their end are a manner of writing, and no slip


def typed(prose: Prose) -> str:
    """The text as typed, addresses of links included, with marks where tokens stand."""
    text = prose.text
    return fill(text, ((token.start, token.end) for token in find_tokens(text))) if "{{" in text else text


def _shown(text: str) -> str:
    return " ".join(text.split())[:_SHOWN]


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
    text = typed(prose)
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
            if first.lower() not in word_lists().may_stand_twice and not is_name:
                begin = match.end() - len(second)
                yield Violation(
                    prose.span(begin, match.end()),
                    f"“{_shown(match[0])}”: a word stands twice.",
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


# --- left behind -----------------------------------------------------------------------------------------------------


@rule("TXT008", Severity.BLOCKER, on_page=PASSAGE_UNFIT)
def nothing_of_a_template_is_left(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no place to fill in, and nothing else that a template or Word leaves behind, stands in the text.

    Such as `[name of school]`, `tbc`, “to be confirmed”, `XX`, `____` or `Error! Reference source not found`; and in place
    of a fact a word for none, such as `n/a`. A reader sees that nobody read the page. What somebody has to confirm is a
    rule, and in order. The words are in `hooks/policybook/rules/text/words.yml`.
    """
    for prose in context.prose:
        if _is_no_value(prose):
            yield Violation(
                prose.span(0, len(prose.text)),
                f"“{_shown(prose.text)}” is a placeholder that nobody has filled in, and the pages print it as it is typed.",
                "Type what belongs here. If nobody knows it yet, delete it: what is empty is listed as missing.",
            )
    for prose in context.prose_with(*word_lists().leftover_keys, *_NOTE_KEYS):
        match = None if _is_no_value(prose) or copied_along(prose.text) else _left_over(prose)
        if match:
            yield Violation(
                prose.span(*match.span()),
                f"“{_shown(match[0])}” looks like a note or something of a template that was left in.",
                _instead_of_leftover(prose, match[0]),
            )


def _instead_of_leftover(prose: Prose, shown: str) -> str:
    if prose.kind not in ("clause", "statement"):
        return "Type what belongs here. If nobody knows it yet, delete it."
    if shown.startswith("___"):
        return "Type what belongs here. If readers are to fill it in, move it to a form: a document with the line kind: form at its top."
    return (
        "Type what belongs here. If nobody knows it yet, delete the sentence, or write a fill-in, which says so itself."
    )


_DUTY_BEFORE = re.compile(
    r"(?<!\w)(?:have|has|had|having|needs?|needed|ought|going|able|waits?|due|expect\w*|wants?|asks?|likely|used)\s+(?:[a-z]+ly\s+)?$"
)


def _left_over(prose: Prose) -> re.Match[str] | None:
    """The first place that a template left; "has to be confirmed" is a duty and none."""
    text = typed(prose)
    matches = word_lists().leftovers.finditer(text)
    left = next((match for match in matches if not _DUTY_BEFORE.search(text, 0, match.start())), None)
    return left or _NOTE.search(text)


_NOTE = re.compile(
    r"\([A-Z][\w’']*(?: \w+){0,2} to (?:check|confirm|add|update|decide|finish)\b[^()]{0,40}\)|\bNB\b[:,]? ?(?:check|ask|confirm|add)\b"
)
_NOTE_KEYS = (" to check", " to confirm", " to add", " to update", " to decide", " to finish", "nb")
"""What one colleague leaves for another: (Office to check this)."""


_NO_FACTS = frozenset(["fields", "note", "address", "aliases", "reason"])
"""Settings whose values may be any word: lines to sign, notes of the office."""

_TO_BE_DONE = frozenset(["to do", "to follow", "fill in", "to be done"])
"""What is no reason and no note either, where it is all there is."""


def _is_no_value(prose: Prose) -> bool:
    """Whether the whole of a fact is a word for none, such as n/a or a question mark."""
    if prose.kind not in ("fact", "setting") or len(prose.text) > _SHOWN:
        return False
    bare = re.sub(r"^[\W_]+|[\W_]+$", "", prose.text.lower().replace("’", "'"))
    if prose.field in _NO_FACTS:
        return bare in _TO_BE_DONE
    if not bare:
        return True
    lists = word_lists()
    return bare in lists.whole_values or bool(prose.declared and prose.declared.is_name and bare in lists.whole_names)


# --- marks that readers would see ------------------------------------------------------------------------------------

_GARBLED = re.compile(r"â€[™œ\x9d\u02dc“”¦]?|Ã[\x80-\xbf]|Â[\xa0£©®°]|ï»¿|\ufffd")
_MIXED = re.compile(r"\w*(?:[A-Za-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-z])\w*")
_BULLET = re.compile(r"[•●▪◦‣\u2043]|^[ \t]*(?P<dash>[–—]|-(?=\w)|\*(?=\w)(?![^*\n]*\*))", re.MULTILINE)
_PLAIN_MARKS = re.compile(
    r"\*\*?(?=\w)[^*]*\*\*?|\*\*|(?<!\w)__?(?=\w)[^_]+_(?!\w)|\[[^\[\]]*\]\([^()]*\)|`[^`]*`|</?[a-z]\w*[^<>]*>|&\#?\w{2,8};",
    re.IGNORECASE,
)
_LOOSE_STAR = re.compile(r"\*+(?=[\w“\"(])|(?<=\w)(?<!\b[A-F])\*+|(?<=[.:!?)”])\*{2,}")


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


_OF_A_TABLE = ("columns", "row", "remark")
_PAIRED_STARS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])[^*]*(?<=[^\s*])\1(?![\w*])")


def _loose_star(prose: Prose) -> re.Match[str] | None:
    """The first star that is shown to readers: in the text that Markdown leaves, stars that touch a word."""
    text = typed(prose)
    if "*" not in _PAIRED_STARS.sub("", text):
        return None
    children = parse_inline(text)
    shown = next((c.content for c in children if c.type == "text" and _LOOSE_STAR.search(c.content)), "")
    around = _LOOSE_STAR.search(shown)
    if around is None or _BULLET.match(text):
        return None
    begin = max(around.start() - _SHOWN, 0)
    position = text.find(shown[begin : around.end() + _SHOWN])
    return _LOOSE_STAR.search(text, position + around.start() - begin) if position >= 0 else None


@rule("TXT016", Severity.ADVICE)
def lists_are_lists(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the items of a list are typed as a list, and not as lines of a paragraph.

    A dot (•) or dash (–) that Word put before an item makes no list: all its items run together in one paragraph, and no
    item can have an id. Wrong: `• lock the screen;` Right: `- lock the screen;`
    """
    for prose in context.prose:
        text = prose.text
        if prose.declared and prose.declared.is_name:
            continue  # TXT031
        if isinstance(prose.of, Clause | Statement) and prose.of.kind in _OF_A_TABLE:
            continue  # a cell has no list, and a dash in it says that there is nothing
        if text.isascii() and not text.startswith(("-", "*")) and "\n-" not in text and "\n*" not in text:
            continue
        match = next((match for match in _BULLET.finditer(prose.text) if _begins_item(prose, match)), None)
        if match:
            mark = match[0].strip()
            yield Violation(
                prose.span(match.end() - len(mark), match.end()),
                f"“{mark}” does not make a list: these words run on in the paragraph.",
                "Begin each item on a line of its own with a hyphen and a space (- text), with an empty line before the first.",
            )


def _begins_item(prose: Prose, match: re.Match[str]) -> bool:
    """Whether it is a dot, or a dash that begins the text or follows a finished line: sentences have dashes, too."""
    if not match["dash"]:
        return True
    before, after = prose.text[max(match.start() - _SHOWN, 0) : match.start()], prose.text[match.end() :]
    return prose.kind in ("clause", "statement") and bool(after.strip()) and before.rstrip()[-1:] in ("", ":", ";", ".")


@rule("TXT017", Severity.ADVICE)
def plain_texts_hold_no_markup(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure titles, summaries and facts are plain words: marks for bold, links and HTML are shown as typed there.

    Wrong: `title: "**Passwords**"`. Right: `title: Passwords`.
    """
    for prose in context.prose:
        if prose.kind not in ("setting", "fact") or not any(mark in prose.text for mark in "*_]`<&"):
            continue
        match = None if _is_no_value(prose) or _left_over(prose) else _PLAIN_MARKS.search(prose.text)
        if match and not _is_filled(prose, match):
            yield Violation(
                prose.span(*match.span()),
                f"Readers see “{_shown(match[0])}” as it is typed: this is plain text.",
                "Type the words alone, without marks for bold, links or HTML.",
            )


def _is_filled(prose: Prose, match: re.Match[str]) -> bool:
    return any(token.start <= match.start() < token.end for token in find_tokens(prose.text))


_QUESTION = re.compile(
    r"(?:Is|Are|Was|Were|Do|Does|Did|Has|Have|Can|Could|Should|Will|Would|Who|What|When|Where|Which|How)\b"
)
_HANGING = re.compile(r"(?<![\w’'/-])(?:the|a|an|our|your|their|my|his|her)\s*$")  # nothing ends with these words


def _cut_short(prose: Prose, match: re.Match[str]) -> Violation:
    return Violation(
        prose.span(match.start(), match.start() + len(match[0].rstrip())),
        "This ends in the middle of a sentence.",
        "Type the rest of it: GitHub’s list of commits shows what stood here.",
    )


_STATEMENT = re.compile(
    r"(?:All|Every|Everybody|Everyone|Each|Any|No|Nobody|The|A|An|Our|Their|We|They|It|There|This|These|Staff|Students|Pupils|Parents"
    r"|Visitors|Governors)\s(?!.*\.\s)"
)
_PAGE_LINE = re.compile(r"(?:Page|p\.)\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?|\d{1,3}\s+(?:of|/)\s*\d{1,3}", re.IGNORECASE)
_COPIED = re.compile(r"[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]\s*$|^[a-z_]+:[ \t]*(?:\[[^\[\]]*\]|[\w-]+)\s*$")


CONTENTS = "a list of contents"
SUPPLIER = "the head or the foot of a page"
_CONTENTS_LINE = re.compile(r"(?:\.{4,}|…{2,}|(?:\. ){4,})[ \t]*\d{1,3}[ \t]*$", re.MULTILINE)
_SUPPLIER_LINE = re.compile(r"(?:©|\(c\)|copyright)\s.{0,60}\b(?:19|20)\d\d\b|all rights reserved", re.IGNORECASE)


def copied_along(text: str) -> str:
    """What a text is that was printed around another and copied with it; "" for any other."""
    if "..." in text or "…" in text or ". . ." in text:
        return CONTENTS if _CONTENTS_LINE.search(text) else ""
    return SUPPLIER if len(text) < _LONGEST_FOOT and _SUPPLIER_LINE.match(text) else ""


def is_page_line(text: str) -> bool:
    """Whether a text is nothing but the number of a page."""
    return len(text) < _SHOWN and _PAGE_LINE.fullmatch(text.strip()) is not None


def _unlike_a_question(text: str) -> tuple[str, str] | None:
    """What is wrong with what a check asks, and what to do: it is one question."""
    bare = text.rstrip()
    if bare.endswith("}}"):
        return None
    if not bare.endswith("?"):
        if _QUESTION.match(bare):
            return (
                "This question has no question mark at its end.",
                "Type the rest of the question and a question mark.",
            )
        if _STATEMENT.match(bare):
            return "This check says something and asks nothing.", "Type it as a question, with a question mark."
        return None  # a task: Ask three students
    if "? " in bare and _QUESTION.match(bare.rpartition("? ")[2].removeprefix("And ").removeprefix("Or ").capitalize()):
        return (
            "A check asks two questions here, and one answer cannot be right for both.",
            "Keep one question, and ask the other in a check of its own.",
        )
    return None


@rule("TXT018", Severity.ADVICE)
def paragraphs_come_to_an_end(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure every paragraph of a policy ends with a full stop or another mark, so that no line of it was lost.

    A line that was deleted by a slip mostly takes the end of a sentence with it. Items of lists and other texts often end
    without a mark; they only must not end with a word such as “the”. What a check asks is one question, and ends with “?”.
    Wrong: `Staff must lock the`. Right: `Staff must lock the screen.`
    """
    unended: dict[str, list[Violation]] = {}
    for number, prose in enumerate(context.prose):
        following = context.prose[number + 1].text if number + 1 < len(context.prose) else ""
        is_copied = is_page_line(prose.text) or is_page_line(following) or _COPIED.search(prose.text)  # TXT042
        is_other = copied_along(prose.text) or _BOLD_ALONE.fullmatch(prose.text) or _leads_in(context.prose, number)
        if isinstance(prose.of, Clause) and prose.of.is_unfinished and not is_copied and not is_other:
            text = prose.text.rstrip().rstrip("*_)”’\"'")
            unended.setdefault(prose.path, []).append(
                Violation(
                    prose.span(max(len(text) - 1, 0), len(text)),
                    "This paragraph ends in the middle of a sentence, or without a full stop.",
                    "Type the rest of the sentence and a full stop.",
                )
            )
        elif prose.field == "ask" and (slip := _unlike_a_question(prose.text)):
            text = prose.text.rstrip()
            yield Violation(prose.span(len(text) - 1, len(text)), *slip)
        elif not prose.is_cell and (match := _HANGING.search(prose.text)):
            yield _cut_short(prose, match)
    for of_file in unended.values():
        yield from of_file if len(of_file) < _MANNER else (_written_so(of_file),)


def _written_so(of_file: list[Violation]) -> Violation:
    """One finding for a file in which many paragraphs end without a mark: that is how it is written, and no slip."""
    return of_file[0]._replace(
        message=f"{len(of_file)} paragraphs of this file end without a full stop, so nobody can tell whether words were lost.",
        fix="Type a full stop at the end of each. If some are headings, type ## before them; if some are items of a list, a hyphen.",
        related=tuple(violation.span for violation in of_file[1:]),
    )


_DASH_AT_END = re.compile(r"\s[-–—]\s*$")


def _leads_in(texts: Sequence[Prose], number: int) -> bool:
    """Whether a paragraph ends with a dash, and a list below it goes on with the sentence."""
    return bool(_DASH_AT_END.search(texts[number].text)) and _is_item(texts[min(number + 1, len(texts) - 1)].of)


_BOLD_ALONE = re.compile(r"\*\*(?P<words>[^*\n]{1,80}[^*\n.!?;…])\*\*:?")


@rule("TXT066", Severity.ADVICE)
def headings_are_headings(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no heading is a paragraph in bold: whoever hears a page looks for its headings, and bold is none.

    Wrong: `**Stage one**` alone in a paragraph. Right: `## Stage one`.
    """
    of_file: dict[str, list[tuple[Span, str]]] = {}
    for prose in context.prose:
        passage = prose.of
        is_text = isinstance(passage, Clause | Statement) and passage.kind == "text" and not _is_item(passage)
        if is_text and (match := _BOLD_ALONE.fullmatch(prose.text)):
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


def _is_item(passage: object) -> bool:
    """Whether it is an item of a list, in which bold words may be a value by themselves."""
    return isinstance(passage, Clause) and "(" in passage.number
