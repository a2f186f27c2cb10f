"""How many figures a phone number of the United Kingdom has. Knows numbers only; the rules that ask are in ``public_contacts``."""

from __future__ import annotations

import re
from typing import NamedTuple

from policybook.basics.written_forms import with_figures

EMERGENCY = frozenset(["999", "112"])
_SHORT = EMERGENCY | frozenset(
    ["101", "105", "111", "119", "18000", "116000", "116006", "116111", "116117", "116123", "08001111", "08454647"]
)
"""Numbers with a length of their own: the police, the NHS, the European helplines, Childline."""
_TEXT_NUMBER = re.compile(r"[678]\d{4}")  # to send a text message to
_TEN_FIGURES = re.compile(
    r"01(?:204|208|254|276|297|298|363|364|384|386|404|420|460|461|480|488|524|527|562|566|606|629|635|647|659|695|697|726"
    r"|744|750|768|827|837|884|900|905|935|946|949|963|995)\d{5}|0500\d{6}|0800\d{6}"
)
"""Areas with a few old numbers of ten figures; so has 0800."""
_BEGINNINGS = frozenset(["01", "02", "03", "05", "07", "08", "09"])
_LENGTH = 11
_ABROAD = range(7, 16)
_IN_TEXT = re.compile(r"(?<![\w.@/+-])(?:\+|0)[0-9 ()-]{5,}[0-9](?![\w@])", re.ASCII)
_BRITISH = re.compile(r"(?:\+|00)44(?:0(?=\d))?")


class InvalidNumber(NamedTuple):
    """What is wrong with a number, and what is expected instead, in words."""

    message: str
    expected: str


def figures(number: str) -> str:
    """The figures of a number as it is dialled in this country, so that two ways of writing it are equal."""
    dialled = re.sub(r"[^0-9+]", "", number)
    return _BRITISH.sub("0", dialled, count=1) if dialled.startswith(("+44", "0044")) else dialled


def is_mobile(number: str) -> bool:
    """Whether it is a mobile phone, which is mostly one person's."""
    return bool(re.fullmatch(r"07[1-57-9]\d{8}", figures(number)))


def wrong_with(number: str) -> InvalidNumber | None:
    """What is wrong with its figures; None where it can be dialled."""
    dialled, shown = figures(number), f"“{number}”"
    if dialled in _SHORT or _TEXT_NUMBER.fullmatch(dialled) or _TEN_FIGURES.fullmatch(dialled):
        return None
    if dialled.startswith(("+", "00")):
        count = len(dialled.lstrip("+0"))
        few = "few" if count < _ABROAD.start else "many"
        words = f"{shown} has {count} figures after the sign for abroad, too {few} for a number."
        return None if count in _ABROAD else InvalidNumber(words, "all of its figures")
    if dialled[:2] in _BEGINNINGS:
        words = f"{shown} has {len(dialled)} figures; a number that begins with {dialled[:2]} has {_LENGTH}."
        return None if len(dialled) == _LENGTH else InvalidNumber(words, f"all {_LENGTH} of its figures")
    if dialled.startswith("0"):
        return InvalidNumber(f"{shown} is no British number: none begins with {dialled[:2]}.", "all of its figures")
    return InvalidNumber(f"{shown} cannot be rung: it does not begin with 0.", "all of its figures, with the area code")


def numbers_in(text: str) -> list[tuple[int, str]]:
    """The phone numbers typed in a sentence, each with where it begins. What does not begin with 0 or + may be anything."""
    numbers = ((match.start(), match[0]) for match in _IN_TEXT.finditer(with_figures(text)))
    return [(start, number) for start, number in numbers if len(figures(number)) > len("2026-11")]
