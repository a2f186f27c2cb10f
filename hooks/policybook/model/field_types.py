"""The kinds of value that files hold: how each is read, what is said where it is wrong, and its schema for editors."""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated, Any, Literal, get_args

from policybook.basics.dates import DateError, PartialDate
from policybook.basics.fingerprints import LENGTH
from policybook.basics.languages import LANGUAGE
from policybook.model.field_readers import Before, FieldType, WrongValueError
from policybook.source.clause_references import Reference, read_reference
from policybook.source.ids import ID, ID_WORDS, suggest_id

Audience = Literal["parents", "students", "staff"]
Trust = Literal["P", "S", "R", "G"]
"""How good a source is: the publisher's own text, somebody else's account, a copy of a public page, general knowledge."""
MAX_TEXT = 4_000
_YES, _NO = frozenset(["yes", "true"]), frozenset(["no", "false"])
_ACCOUNT = re.compile(r"@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:/[a-z0-9][a-z0-9_.-]*)?")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_HTTPS = re.compile(
    r"https://[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::\d+)?(?:/[\w.~!$&'()*+,;=:@%/?#\[\]-]*)?", re.ASCII
)
_WHOLE_ADDRESS = re.compile(
    r"https://(?:localhost|[^/:.]+(?:\.[^/:.]+)+)(?:[:/].*)?(?<![.,;:])", re.ASCII
)  # a dot, and no stop
_QUOTES = "“”\u2018’\"'"
_DATED = re.compile(r"(?:19|20)\d\d-\d", re.ASCII)
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_PHONE = re.compile(r"\(?\+?[0-9][0-9 ()-]*", re.ASCII)


def fault(
    message: str, fix: str, kind: Literal["value", "date", "empty"] = "value", typed: str = ""
) -> WrongValueError:
    """A fault in our words; its kind decides the code, and ``typed`` is what the fix has somebody type, to the letter."""
    return WrongValueError(kind, message, fix, typed)


def _date(value: object) -> PartialDate:
    if isinstance(value, PartialDate):
        return value
    if not isinstance(value, str):
        raise fault("One date belongs here.", "Type the year, month and day, for example 2026-11-22.", "date")
    try:
        return PartialDate.parse(value.strip())
    except DateError as error:
        raise fault(str(error), error.fix, "date") from None


def _day(value: object) -> PartialDate:
    date = _date(value)
    if not date.is_day:
        raise fault(
            f"“{date}” is {_span_words(date)}; the very day is needed here.",
            f"Type the day, year first, for example {date.last.replace(day=15)}.",
            "date",
        )
    return date


def _span_words(date: PartialDate) -> str:
    if date.is_open:
        return "only the latest day it can be"
    return "a whole term" if date.term else "a whole month"


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = value.lower() if isinstance(value, str) else ""
    if text in _YES or text in _NO:
        return text in _YES
    raise fault(f"{_shown(value)} is neither yes nor no.", "Type yes or no, or leave it empty if nobody knows.")


def _number(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,4}", value, re.ASCII) and int(value) > 0:
        return int(value)
    months = _months(value.lower()) if isinstance(value, str) else 0
    fix = (
        f"Type {months} if you mean {months} months."
        if months
        else "Type a whole number above 0 in figures, for example 12."
    )
    raise fault(f"{_shown(value)} is not a whole number above 0.", fix)


_CYCLE = re.compile(r"(?:every )?(?P<count>\d{1,2}|one|two|three|four|five)?[ -]?(?P<unit>month|year|annual)(?:s|ly)?")
_COUNTS = ("one", "two", "three", "four", "five")
_TWO_YEARS = ("biennial", "biennially")


def _months(text: str) -> int:
    """How many months a period in words has, such as "2 years"; 0 for what is none."""
    if text in _TWO_YEARS:
        return 24
    match = _CYCLE.fullmatch(text.strip())
    if not match:
        return 0
    count = match["count"] or "one"
    number = _COUNTS.index(count) + 1 if count in _COUNTS else int(count)
    return number * (1 if match["unit"] == "month" else 12)


def _shown(value: object) -> str:
    """A value as part of a sentence; what is not one line of text is not quoted."""
    return f"“{value[:80]}”" if isinstance(value, str) else "This"


def _one_line(value: object) -> str:
    """The value, if it is text."""
    if not isinstance(value, str):
        raise WrongValueError("no text")
    return value


def _some_text(value: object) -> str:
    text = _one_line(value)
    if not text.strip():
        raise fault("There is no text in this value.", "Type the text, or nothing after the colon if nobody knows it.")
    return text


def _matching(pattern: re.Pattern[str], message: str, fix: str) -> FieldType:
    def check(value: object) -> str:
        text = _one_line(value).strip()
        if not pattern.fullmatch(text):
            raise fault(message.format(value=text[:80]), fix)
        return text

    return FieldType(check, {"type": "string"})


def _text(value: object) -> str:
    text = " ".join(_some_text(value).split())
    if len(text) > MAX_TEXT:
        raise WrongValueError("too long")
    return text


def _edition(value: object) -> str:
    """The name of an edition: any words, and where it is typed as a date, one that exists."""
    text = _text(value)
    bare = text.strip(_QUOTES).strip()
    if text[0] in _QUOTES or text[-1] in _QUOTES:  # one inside may be an apostrophe
        raise fault(
            f"“{bare[:40]}” has quotation marks in it that are not straight.",
            f'Type "{bare}", with straight marks.',
            typed=f'"{bare}"',
        )
    if _DATED.match(text):
        try:
            PartialDate.parse(text)
        except DateError as error:
            raise fault(str(error), error.fix, "date") from None
    return text


def _https(value: object) -> str:
    text = _one_line(value).strip()
    if not _HTTPS.fullmatch(text):
        raise fault(
            f"“{text[:80]}” is not a web address that starts with https://.",
            "Type the whole address, starting with https://",
        )
    if not _WHOLE_ADDRESS.fullmatch(text):
        raise fault(
            f"“{text[:80]}” is not a whole web address.",
            "Type the address as the browser shows it, such as https://www.gov.uk/page, with nothing after it.",
        )
    return text


def _id(value: object) -> str:
    text = _some_text(value)
    if not ID.fullmatch(text):
        words = text.split()
        if len(words) > 1 and all(ID.fullmatch(word) for word in words):
            fix = f"If they are {len(words)} names, type a comma between them. If it is one, type {suggest_id(text)}"
            raise fault(f"“{text[:80]}” cannot be an id: there is a space in it.", fix)
        has_dash = re.search(r"[\u2010-\u2015\u2212]", text)
        why = "there is a dash in it where a hyphen belongs" if has_dash else ID_WORDS
        raise fault(f"“{text[:80]}” cannot be an id: {why}.", f"Type {suggest_id(text)}", typed=suggest_id(text))
    return text


def _reference(value: object) -> Reference:
    if isinstance(value, Reference):
        return value
    found = read_reference(_some_text(value).strip())
    _id(found.target)
    if found.policy:
        _id(found.policy)
    return found


def _words(value: object) -> str:
    """The fingerprint of a wording."""
    text = _some_text(value).strip()
    if not re.fullmatch(rf"[0-9a-f]{{{LENGTH}}}", text):
        raise fault(
            f"“{text[:40]}” cannot stand for a wording: it has eight characters, each a figure or a letter from a to f.",
            "Delete this whole line. The check then prints the line to type once somebody has read the words.",
        )
    return text


def _entry_name(value: object) -> str:
    """Any words: whether something is called so, and which was meant, is said by ``references``, which know the names."""
    return _some_text(value).strip()


def _at_least_one(value: object) -> object:
    if value in ([], {}):
        raise fault("This list is empty.", "Type at least one item.", "empty")
    return value


def _list(value: object) -> object:
    """An empty value is an empty list."""
    return () if value is None else value


def _table(value: object) -> object:
    """An empty value is an empty mapping."""
    return {} if value is None else value


_PERIOD = r"(\d{4}-\d{2}(-\d{2})?|([Aa]utumn|[Ss]pring|[Ss]ummer)( term)? \d{4})"
_DATE_SCHEMA = {
    "type": "string",
    "pattern": rf"^([Bb]y )?{_PERIOD}$",
    "examples": ["2026-11-22", "2026-11", "summer 2026", "by 2026-11"],
}
_DAY_SCHEMA = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "examples": ["2026-11-22"]}
_YES_NO_SCHEMA = {"enum": ["yes", "no", True, False]}

_TEXT_SCHEMA = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}
Text = Annotated[str, FieldType(_text, _TEXT_SCHEMA)]
_ID_SCHEMA = {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"}
Id = Annotated[str, FieldType(_id, _ID_SCHEMA)]
EntryName = Annotated[str, FieldType(_entry_name, _ID_SCHEMA)]
"""The name of an entry elsewhere, such as a person's or a policy's."""
RoleId = EntryName
ReferenceId = Annotated[
    Reference,
    FieldType(
        _reference,
        {
            "type": "string",
            "pattern": "^([a-z][a-z0-9-]*/)?[a-z][a-z0-9]*(-[a-z0-9]+)*$",
            "examples": ["password-private"],
        },
    ),
]
Words = Annotated[
    str,
    FieldType(_words, {"type": "string", "pattern": f"^[0-9a-f]{{{LENGTH}}}$", "examples": ["3f9a2c1d"]}),
]
Edition = Annotated[str, FieldType(_edition, {"type": ["string", "number"]})]
LineRange = Annotated[str, FieldType(_text, {"type": ["string", "integer"], "examples": ["3", "3-5"]})]
When = Annotated[PartialDate, FieldType(_date, _DATE_SCHEMA)]
Day = Annotated[PartialDate, FieldType(_day, _DAY_SCHEMA)]
YesNo = Annotated[bool, FieldType(_yes_no, _YES_NO_SCHEMA)]
Number = Annotated[int, FieldType(_number, {"type": "integer", "minimum": 1})]
Colour = Annotated[
    str,
    _matching(
        _COLOUR,
        "“{value}” is not a colour.",
        'Type # and six figures in quotation marks, for example "#1d5e8c".',
    ),
]
Account = Annotated[
    str,
    _matching(
        _ACCOUNT,
        "“{value}” is not an account.",
        'Type @ and the name of a person or a team in quotation marks, for example "@our-school/leadership".',
    ),
]
Https = Annotated[str, FieldType(_https, {"type": "string"})]
Email = Annotated[
    str,
    _matching(
        _EMAIL,
        "“{value}” is not an e-mail address.",
        "Type one whole address: a name, @ and the school’s domain, without spaces.",
    ),
]
Language = Annotated[
    str,
    _matching(
        LANGUAGE,
        "“{value}” is not the short name of a language.",
        "Type it as web pages write it, for example pl for Polish, cy for Welsh or en for English.",
    ),
]
Phone = Annotated[
    str,
    _matching(
        _PHONE,
        "“{value}” is not a phone number.",
        "Type one number, in figures and spaces, in quotation marks.",
    ),
]
AT_LEAST_ONE = Before(_at_least_one, as_typed=True)
"""A list or table that was typed with nothing in it is wrong; one whose wrong items were left out is not wrong again."""
EMPTY_LIST = Before(_list)
EMPTY_TABLE = Before(_table)


@cache  # a rule may ask of every fact of a book
def is_of_type(annotation: Any, wanted: Any) -> bool:
    """Whether an annotation is one of the types above, inside a list or where it may be left out too."""
    if annotation == wanted or wanted.__metadata__[0] in getattr(annotation, "__metadata__", ()):
        return True  # the second, where something is said beside the type
    return any(is_of_type(argument, wanted) for argument in get_args(annotation))
