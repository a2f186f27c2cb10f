"""One thing, however it is typed: numbers by their figures, addresses and names without case, accents and invisible signs.

Knows nothing of who or what is on record: ``book.shown_today`` asks that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

_MARKS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u02bb\u02bc`\u00b4\uff07\u2032", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"),
    }
)
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2007\u2009"), " ")
_WITHOUT_STROKES = str.maketrans(
    dict(
        zip(
            "øØłŁđĐðÐæÆœŒßþÞ\u0131",
            ["o", "o", "l", "l", "d", "d", "d", "d", "ae", "ae", "oe", "oe", "ss", "th", "th", "i"],
            strict=True,
        )
    )
)
"""Letters that are another letter with a stroke, or two, and have no accent to take away."""
_FIGURE_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SPELT = {
    **dict.fromkeys(["oh", "zero", "nought"], "0"),
    **{word: str(number) for number, word in enumerate(_FIGURE_WORDS, 1)},
}
_SPELT_NUMBER = re.compile(
    rf"\b(?:(?:double|treble|triple)?[\s,-]*(?:{'|'.join(_SPELT)})\b[\s,.-]*){{6,}}", re.IGNORECASE
)
_SPELT_FIGURE = re.compile(rf"(?:(double|treble|triple)[\s,-]*)?({'|'.join(_SPELT)})", re.IGNORECASE)
_LETTERS_FOR_FIGURES = re.compile(r"(?<![^\W\d_])[\doOlI|]*\d[\doOlI|]*(?![^\W\d_])")
_FIGURES = str.maketrans("oOlI|", "00111")
# Separators as people type them between the figures of one number; a comma only where no space follows it.
_NUMBER = re.compile(r"(?<!\d)\+?[(\[]?\d(?:(?:[\s()\[\]./\\_*·•~-]{0,3}|,)\d){5,}")
_NO_NUMBER = re.compile(
    r"(?<!\d)(?<!\d[\s()./-])(?:"
    r"(?:19|20)\d\d\s?[-/.]\s?\d\d?\s?[-/.]\s?\d\d?"  # 2026-11-27
    r"|\d\d?\s?[-/.]\s?\d\d?\s?[-/.]\s?(?:19|20)\d\d"  # 27/11/2026
    r"|(?:19|20)\d\d\s?(?:[-/]|to|and)\s?(?:(?:19|20)\d\d|\d\d)"  # 2025-26
    r"|(?:19|20)\d\d(?:\s(?:19|20)\d\d)+"
    r"|\d\d?[.:]\d\d\s?-\s?\d\d?[.:]\d\d"  # 8.30-15.30
    r"|[£$€]\s?[\d,. ]*\d|\d{1,3}(?:,\d{3})+(?:\.\d+)?"
    r")(?![\s()./-]{0,2}\d)"
)
_CUE = re.compile(
    r"\b(?:call|ring|phone|telephone|tel|text|dial|mobile|mob|fax|whatsapp|extension|ext|extn)\b[\s.:]*"
    r"(?:[^\W\d_]+[\s:]+){0,2}?(?P<number>\d[\d\s-]*\d)(?![\d/:]|\.\d)",
    re.IGNORECASE,
)
_LEAST_FIGURES = 6
_SURE_NUMBER = re.compile(
    r"(?<![\w+.,/-])(?!\d\d[./-]\d\d[./-](?:19|20)\d\d)(?:\+44[\s(0)-]{0,5}|\(?0)\d(?:[\s()./·-]{0,2}\d){5,9}(?!-?[\w/@])"
)
"""A number, also with dots between its figures; 01.09.2026 is a date."""
_SHORT_NUMBER = re.compile(
    r"\b(?:call|calling|ring|ringing|dial|dialling|phone|phoning|text)\s+(?:[a-z’'\ufffc]+\s+){0,4}?"
    r"(?P<number>999|101|111|112|119|105|116\s?\d{3}|18000)\b(?!\s+(?:students|pupils|parents|times|people|days))",
    re.IGNORECASE,
)
_LONGEST = 11  # figures of a phone number, its 0 included
_SPECIAL = frozenset(["08001111", "08454647"])  # Childline and others whose numbers are shorter
_ANY_PART = re.compile(r"[@01]|999|://|www\.|\.(?:uk|org|com|net)")
"""One of these is in every text that certainly has a contact."""
_SURE_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]*\w@\w[\w-]*(?:\.[\w-]+)+")
_ENDINGS = "co.uk|org.uk|gov.uk|sch.uk|ac.uk|police.uk|nhs.uk|org|com|net".replace(".", r"\.")
_SURE_WEB = re.compile(
    r"(?<![\w@./-])(?:(?:https?://|www\.)\w[^\s<>()\[\]“”\"\ufffc]+"
    rf"|(?:[a-z0-9-]+\.)+(?:{_ENDINGS})(?![\w.-]*[\w@-])(?:/[^\s<>()\[\]“”\"\ufffc]*)?)"
)
_AT, _DOT = r"\s*(?:@|[(\[{<]\s*at\s*[)\]}>])\s*", r"\s*(?:\.|[(\[{<]\s*dot\s*[)\]}>]|\sdot\s)\s*"
_MAIL = re.compile(
    rf"[\w.+'-]+(?:{_AT}[\w-]+(?:{_DOT}[\w-]+)*|\s+at\s+[\w-]+(?:\s+dot\s+[\w-]+)+)|(?<!\w)@\w[\w.-]+", re.IGNORECASE
)
_WEB = re.compile(
    r"(?<![\w@.])(?:https?://|www\.)[^\s<>()\[\]“”\"]+|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:uk|org|com|net|me|info|io)\b(?:/[^\s<>()“”\"]*)?",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
_STREET = re.compile(
    r"\b\d{1,4}[a-z]?,?\s+(?:[A-Z][\w'-]+\s+){1,3}"
    r"(?:Road|Rd|Street|St|Lane|Avenue|Ave|Close|Drive|Way|Gardens|Court|Place|Crescent|Terrace|Grove|Mews|Hill|Row)\b"
)


class Contact(NamedTuple):
    """What looks like a way to reach somebody: its kind, what tells it from others, the words that are it, and where.

    The kind is "mail", "phone", "web" or "place".
    """

    kind: str
    key: str
    text: str
    start: int


def tidy_typing(text: str) -> str:
    """The text as readers see it: no invisible signs, letters composed, one kind of apostrophe, hyphen and space."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf" and letter not in "\u034f\ufe0f")
    composed = unicodedata.normalize("NFKC", seen).translate(_MARKS)
    return "".join(" " if letter.isspace() and letter != "\n" else letter for letter in composed)


def even_marks(text: str) -> str:
    """The text with one kind of apostrophe, hyphen and space; every place stays the same."""
    return text.translate(_MARKS | _SPACES)


def fold_name(text: str) -> str:
    """A name or word in lower case without accents, apostrophes, hyphens and spaces."""
    if text.isascii() and text.isalpha():  # as most words are
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(_MARKS).translate(_WITHOUT_STROKES)).casefold()
    return "".join(letter for letter in plain if letter.isalpha())


def number_key(number: str) -> str:
    """The figures of a phone number as one dials it in this country."""
    figures = "".join(str(unicodedata.digit(letter)) for letter in number if letter.isdigit())
    bare = number.lstrip(" ([")
    if bare.startswith("+44") or figures.startswith("0044"):
        rest = figures.removeprefix("00")[2:]
        return f"0{rest.removeprefix('0')}"
    return figures


def mail_key(address: str) -> str:
    """An e-mail address without case, and with its @ and dots where they are typed as words."""
    small = re.sub(r"\s*[(\[{<]?\s*\bat\b\s*[)\]}>]?\s*", "@", address.casefold(), count="@" not in address)
    return re.sub(r"\s+", "", re.sub(r"\s*[(\[{<]?\s*\bdot\b\s*[)\]}>]?\s*", ".", small)).rstrip(".")


def web_key(address: str) -> str:
    """A web address without case, scheme, www. and what follows it in a sentence."""
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", address.casefold()).rstrip("/.,;:!?'")


def find_contacts(text: str, *, in_doubt: bool) -> Iterator[Contact]:
    """Yield what is certainly a phone number or an address of mail or the web.

    With ``in_doubt``, yield whatever looks like one too, or like an address of the post, in a text of ``tidy_typing``.
    """
    certain = list(_certain_contacts(text))
    yield from certain
    if in_doubt:
        known = {(contact.kind, contact.start, contact.text) for contact in certain}
        possible = (_possible_addresses(text), _possible_numbers(text))
        yield from (one for one in chain(*possible) if (one.kind, one.start, one.text) not in known)


def _certain_contacts(text: str) -> Iterator[Contact]:
    if not _ANY_PART.search(text):
        return
    if "@" in text:
        yield from (Contact("mail", mail_key(m[0]), m[0], m.start()) for m in _SURE_MAIL.finditer(text))
    dialled = with_figures(text)
    for match in _SURE_NUMBER.finditer(dialled):
        key = number_key(match[0])
        if _can_be_dialled(key) and not text[: match.start()].rstrip(" :").endswith("ISBN"):
            yield Contact("phone", key, text[match.start() : match.end()], match.start())
    for match in _SHORT_NUMBER.finditer(text):
        yield Contact("phone", number_key(match["number"]), match["number"], match.start("number"))
    if "." in text:
        for match in _SURE_WEB.finditer(text):
            shown = match[0].rstrip(".,;:!?’'*_")
            yield Contact("web", web_key(shown), shown, match.start())


def _can_be_dialled(key: str) -> bool:
    return (len(key) in (_LONGEST - 1, _LONGEST) and key[1] in "1235789") or key in _SPECIAL


def _possible_addresses(text: str) -> Iterator[Contact]:
    if "@" in text or " dot " in text or "at)" in text or "at]" in text:
        yield from (Contact("mail", mail_key(match[0]), match[0], match.start()) for match in _MAIL.finditer(text))
    yield from (Contact("web", web_key(match[0]), match[0], match.start()) for match in _WEB.finditer(text))
    for match in chain(_POSTCODE.finditer(text), _STREET.finditer(text)):
        yield Contact("place", re.sub(r"\W", "", match[0].casefold()), match[0], match.start())


def with_figures(text: str) -> str:
    """The text with figures where letters stand for them, such as O7700; every place stays the same."""
    return _LETTERS_FOR_FIGURES.sub(lambda match: match[0].translate(_FIGURES), text)


def _possible_numbers(text: str) -> Iterator[Contact]:
    """Yield whatever looks like a phone number, also where its figures are letters or words."""
    for match in _SPELT_NUMBER.finditer(text):
        times = {"": 1, "double": 2}
        figures = ((_SPELT[m[2].lower()], times.get((m[1] or "").lower(), 3)) for m in _SPELT_FIGURE.finditer(match[0]))
        yield Contact("phone", "".join(figure * count for figure, count in figures), match[0].strip(), match.start())
    if not any(map(str.isdigit, text)):
        return
    typed = _NO_NUMBER.sub(lambda match: "\ufffc" * len(match[0]), with_figures(text))
    for match in _NUMBER.finditer(typed):
        yield Contact("phone", number_key(match[0]), text[match.start() : match.end()], match.start())
    for match in _CUE.finditer(typed):
        if len(key := number_key(match["number"])) < _LEAST_FIGURES:  # longer ones look like a number by themselves
            yield Contact("phone", key, text[match.start("number") : match.end("number")], match.start("number"))
