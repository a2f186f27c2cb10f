"""What is wrong with YAML that cannot be parsed, and where, in a reader's words. Not for YAML that can be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import yaml

_SETTING = re.compile(r"\s*(?:- )?[A-Za-z][\w-]*:(?:\s|$)")
_WHOLE_VALUE = re.compile(r"\s*(?:- )?[A-Za-z][\w-]*: +(?P<value>[^\s\[{|>].*?)\s*$")
_BETWEEN_DOUBLE = re.compile(r"\"[^\"']*\"")
_NAMED = re.compile(r"\s*(?:- )*(?P<name>[a-z][a-z0-9_]*)(?P<gap>\s*=\s*|\s+)(?P<value>\S.*)")
_GLUED = re.compile(r"\s*(?:- )?[A-Za-z][\w-]*:(?P<value>[^\s/].*)$")


class Change(NamedTuple):
    """``text`` in place of so many characters at a row and column, both from 0."""

    row: int
    column: int
    length: int
    text: str


class YamlMistake(NamedTuple):
    """What to say of a problem that the parser names with ``needle``.

    ``at_context`` shows it where the unfinished thing began, and not where the parser gave up.
    """

    message: str
    fix: str
    needle: str = ""
    at_context: bool = False

    def changes(self, lines: Sequence[str], row: int, column: int) -> tuple[Change, ...]:  # noqa: PLR0911 - one for each kind of mistake
        """Return what ``fix`` would have somebody type at a place; none where it leaves something to a person."""
        line = lines[row]
        if self is NO_SPACE:
            return (Change(row, column, 0, " "),)
        if self is TRAILING_COLON:
            return (Change(row, column, 1, ""),)
        if self.message == _NO_COLON.message and self is not _NO_COLON:
            match = _NAMED.match(line)
            return (Change(row, match.start("gap"), len(match["gap"]), ": "),) if match else ()
        if self is NOT_CLOSED and line[column : column + 1] in ("'", '"') and line.count(line[column]) == 1:
            return (Change(row, len(line.rstrip()), 0, line[column]),)
        if self is _CLOSED_BY_ANOTHER:
            return (Change(row, len(line.rstrip()) - 1, 1, line[column]),)
        match = _WHOLE_VALUE.match(line)
        if self.fix == QUOTE_IT and match and not any(mark in match["value"] for mark in ('"', "\\", " #")):
            return (Change(row, match.start("value"), 0, '"'), Change(row, match.end("value"), 0, '"'))
        if self is _BACKSLASH and match and _BETWEEN_DOUBLE.fullmatch(match["value"]):
            return (Change(row, match.start("value"), 1, "'"), Change(row, match.end("value") - 1, 1, "'"))
        return ()


QUOTE_IT = 'Put straight quotation marks (") around the whole value.'
NO_SPACE = YamlMistake("There is no space after the colon.", "Type a space after the colon.")
TRAILING_COLON = YamlMistake("There is a second colon in this value.", "Delete the colon at the end.")
NOT_SETTINGS = YamlMistake(
    "The file should be a list of settings, each a name, a colon and a value.",
    "Begin with a line such as title: Passwords",
)
_UNREADABLE = YamlMistake(
    "This line cannot be read as settings.",
    "Compare it with the lines above: name, colon, space, value.",
)
_TOO_FAR = YamlMistake(
    "This line is indented too far.",
    "Line it up with the lines above it. If it belongs to the text above, put straight quotation marks around that text.",
)
_AFTER_THE_END = YamlMistake(
    "Something stands after the end of this value.",
    f"{QUOTE_IT} Look for one that is not closed in the lines above, too.",
)
_SECOND_COLON = YamlMistake("There is a second colon in this value.", QUOTE_IT, "mapping values are not allowed")
_NO_FIT = YamlMistake(
    "This line does not fit the ones above it.",
    "Give it as many spaces as the lines it belongs with.",
    "did not find expected key",
)
_SECOND_BEGINNING = YamlMistake(
    "This line does not fit the ones above it.",
    "Check the indentation and the quotation marks of this line and of the one above it.",
    "did not find expected <document start>",
)
_NO_FIRST_LINE = YamlMistake(
    "The line above this one is missing, with the name of what begins here; or this is indented too far.",
    "Bring that line back, or give these lines as many spaces as those around them.",
)
_NO_COLON = YamlMistake(
    "This line has no colon after its name.",
    "Write the name, a colon, a space and the value. If it is an item of a list, begin it with “- ”.",
    "while scanning a simple key",
    at_context=True,
)
NOT_CLOSED = YamlMistake(
    "This quotation mark is opened and never closed.",
    "Type the same mark at the end of the value.",
    "while scanning a quoted scalar",
    at_context=True,
)
_CLOSED_BY_ANOTHER = YamlMistake(
    "This value begins with one kind of quotation mark and ends with another.",
    "Type the mark with which it begins at its end, too, in place of the other one.",
)
_BACKSLASH = YamlMistake(
    "A backslash means something special between double quotation marks.",
    "Put single quotation marks (') around the value instead.",
    "while parsing a quoted scalar",
)
_BAD_START = "A value cannot begin with this character."
_KNOWN = (
    _SECOND_COLON,
    _NO_FIT,
    _NO_COLON,
    YamlMistake(_BAD_START, QUOTE_IT, "found character that cannot start any token"),
    YamlMistake(_BAD_START, QUOTE_IT, "mapping keys are not allowed"),
    YamlMistake(_BAD_START, QUOTE_IT, "expected alphabetic or numeric character", at_context=True),
    YamlMistake(_BAD_START, QUOTE_IT, "while scanning a block scalar", at_context=True),
    YamlMistake(_BAD_START, QUOTE_IT, "directive", at_context=True),
    YamlMistake(_BAD_START, QUOTE_IT, "while scanning a tag", at_context=True),
    YamlMistake(_BAD_START, QUOTE_IT, "while parsing a tag", at_context=True),
    YamlMistake(
        "A value or a closing bracket is missing here.",
        "Close the bracket, or delete the comma or the bracket that is too many.",
        "did not find expected node content",
    ),
    YamlMistake(
        "A list item begins in the middle of a line.",
        'Put it on a line of its own, or, if it is ordinary text, put straight quotation marks (") around the value.',
        "block sequence entries are not allowed",
    ),
    _BACKSLASH,
    NOT_CLOSED,
    YamlMistake(
        "This line does not fit the list above it.",
        "Begin it with “- ” in line with the other items.",
        "did not find expected '-' indicator",
    ),
    YamlMistake(
        "This list lacks a comma or its closing square bracket.",
        "Put commas between the items and ] at the end.",
        "did not find expected ',' or ']'",
        at_context=True,
    ),
    YamlMistake(
        "These settings lack a comma or their closing curly bracket.",
        "Put commas between the settings and } at the end. If it is text with {{ }} in it, put all of it between quotation marks.",
        "did not find expected ',' or '}'",
        at_context=True,
    ),
    _SECOND_BEGINNING,
)


def explain(error: yaml.YAMLError, lines: Sequence[str]) -> tuple[int, int, YamlMistake]:
    """Return row and column, both from 0, and the words for an error of the parser in ``lines``."""
    if not isinstance(error, yaml.MarkedYAMLError) or not (mark := error.problem_mark or error.context_mark):
        return 0, 0, _UNREADABLE
    words = next((known for known in _KNOWN if known.needle in f"{error.context}: {error.problem}"), _UNREADABLE)
    if words in (_SECOND_COLON, _NO_COLON):
        for row in (mark.line, mark.line - 1):
            if 0 <= row < len(lines) and (column := find_missing_space(lines[row])):
                return row, column, NO_SPACE
    if words.at_context and error.context_mark:
        mark = error.context_mark
    row, column = mark.line, mark.column
    if row >= len(lines):  # at the end of the text: shown at its last character
        row = max(n for n, line in enumerate(lines) if line.strip())
        column = len(lines[row].rstrip()) - 1
    column = min(column, len(lines[row]))
    return _sharpened(words, lines, row, column)


def _sharpened(  # noqa: PLR0911 - one for each kind of mistake
    words: YamlMistake, lines: Sequence[str], row: int, column: int
) -> tuple[int, int, YamlMistake]:
    """The place and the words of an error, where the lines around it tell more than the parser does."""
    before = lines[row][:column].rstrip()
    if words is _SECOND_COLON and ":" not in before:
        above = max((n for n in range(row) if lines[n].strip()), default=0)
        indent = _text_column(lines[above])
        if row and not lines[row].startswith(" "):
            return above, 0, _without_colon(lines, above)
        if _text_column(lines[row]) == indent and not _SETTING.match(lines[above]):
            return above, indent, _without_colon(lines, above)
        return row, column, _TOO_FAR
    if words is _SECOND_COLON and lines[row].rstrip().endswith(":") and column == len(lines[row].rstrip()) - 1:
        return row, column, TRAILING_COLON
    if words is _NO_COLON:
        return row, column, _without_colon(lines, row)
    if words is _NO_FIT and before.endswith(("'", '"', "]", "}")):
        return row, column, _AFTER_THE_END
    if words in (_NO_FIT, _SECOND_BEGINNING) and (begun := _begun(lines, row)) >= 0:
        return begun, len(lines[begun]) - len(lines[begun].lstrip()), _NO_FIRST_LINE
    return row, column, words


def _text_column(line: str) -> int:
    """The column, from 0, at which the text of a line begins, after the hyphens of an item."""
    return len(line) - len(re.sub(r"^\s*(?:- )*", "", line))


def _without_colon(lines: Sequence[str], row: int) -> YamlMistake:
    """The words for a line without a colon; where its first word is a name in other lines, that is where it belongs."""
    match = _NAMED.match(lines[row])
    name = match["name"] if match else ""
    if match and any(re.match(rf"\s*(?:- )*{name}:(?:\s|$)", line) for line in lines):
        return _NO_COLON._replace(fix=f"Type a colon after “{name}”, before the space: {name}: {match['value'][:40]}")
    return _NO_COLON


def _begun(lines: Sequence[str], row: int) -> int:
    """Where the lines begin whose first line, with their name, is missing, if the line at ``row`` is right; else -1.

    It is right where other lines stand as far to the left, or it begins an entry. Then the lines above it that stand
    further right lack their first line, or the list that it begins lacks its name.
    """
    indents = [len(line) - len(line.lstrip()) for line in lines]
    begun = row
    while begun and (not lines[begun - 1].strip() or indents[begun - 1] > indents[row]):
        begun -= 1
    other_rows = (n for n, line in enumerate(lines) if line.strip() and n != row)
    is_next = row + 1 < len(lines) and indents[row + 1] > indents[row] and not indents[row] % 2
    if begun < row and (not begun or indents[begun - 1] < indents[row]):
        return begun if is_next or any(indents[n] == indents[row] for n in other_rows) else -1
    return row if is_next and lines[row].lstrip().startswith("- ") else -1


def find_missing_space(line: str) -> int:
    """The column, from 0, at which the value of a line such as ``title:Passwords`` begins; 0 for any other line."""
    match = _GLUED.match(line)
    return match.start("value") if match else 0


def not_closed(line: str, column: int) -> YamlMistake:
    """The words for a value whose quotation mark, at a column from 0, is not closed in its line."""
    other = {"'": '"', '"': "'"}.get(line[column : column + 1], "")
    return _CLOSED_BY_ANOTHER if other and line.rstrip().endswith(other) and line.count(other) == 1 else NOT_CLOSED


def swallows_settings(lines: Sequence[str]) -> bool:
    """Whether a quoted value over these lines runs over what was meant as other settings, as one not closed does."""
    indent = len(lines[0]) - len(lines[0].lstrip())
    return any(_SETTING.match(line) and len(line) - len(line.lstrip()) <= indent for line in lines[1:])
