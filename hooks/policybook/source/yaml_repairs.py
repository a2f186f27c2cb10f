"""Which one line of settings, with one sign typed right, would make a file readable. Not for what a file must hold.

The parser names the line where it noticed that something is wrong, and mostly another was edited. So each line near that
place is tried as it would be with one sign typed right: a colon, a space, a hyphen, a bracket, a comma, a quotation mark, or
as many spaces before it as its neighbours have. The first with which the file is all that it has to be (whoever calls says
what that is) is the line that was edited, and what was tried is what to type. Nothing is tried that takes words away.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from policybook.basics.edits import Edit
from policybook.basics.findings import Finding, Span
from policybook.source import reading_codes
from policybook.source.yaml_files import YamlText
from policybook.source.yaml_mistakes import Change, YamlMistake

_BUDGET = 30_000  # lines that are read in search of a repair: half a second, in a file that nothing can be done with
_ABOVE = 4  # so many lines above the place are tried, and those that they belong to
_NAMED = re.compile(r"(?P<before>\s*(?:- )*)(?P<name>[a-z][\w-]*)(?P<gap>\s*[;=,.：]\s*|\s+)(?P<value>\S.*)")
_BARE = re.compile(r"\s*(?:- )*(?P<name>[a-z][\w-]*)\s*")
_SPECIAL = re.compile(r":(?P<space>[^\S \t\r\n]+)")
_IN_BRACES = re.compile(r"[{,] *(?P<name>[a-z]\w*)(?P<gap> +)(?![:,}])")
_NO_COMMA = re.compile(r"(?<=[^\s,{\[])(?P<gap> +)(?=[a-z]\w*: )")
_VALUE = re.compile(r"\s*(?:- )*(?:[A-Za-z][\w/-]*: +)?(?=\S)")
_WRONG_HYPHEN = re.compile(r"\s*(?P<sign>-|[–—•·*+] ?)(?=[^\s\-])")
_TO_STRAIGHT = str.maketrans({mark: '"' for mark in "“”„‟"} | {mark: "'" for mark in "‘’‚‛"})
_PAIRS = (("[", "]", "square"), ("{", "}", "curly"))


def find_repair(text: YamlText, rows: Iterable[int], is_right: Callable[[YamlText], bool]) -> Finding | None:
    """The finding for the line near one of ``rows`` (from 0) that makes the text right with one sign typed right."""
    left = _BUDGET
    for row in _near(text.lines, rows):
        for words, change in _repairs(text.lines, row):
            left -= len(text.lines)
            if left < 0:
                return None
            line = text.lines[row]
            mended = line[: change.column] + change.text + line[change.column + change.length :]
            if is_right(text._replace(lines=(*text.lines[:row], mended, *text.lines[row + 1 :]))):
                span = Span(text.path, text.first_line + row, change.column + 1, change.length)
                shown = span if change.length and change.column else span._replace(column=_start(line) + 1, length=1)
                return Finding(
                    reading_codes.YAML001, shown, words.message, words.fix, edits=(Edit(span, change.text),)
                )
    return None


def _near(lines: Sequence[str], rows: Iterable[int]) -> Iterator[int]:
    """The rows to try, the likeliest first: those named, the lines above them, what these belong to, the next."""
    seen: set[int] = set()
    later = []
    for row in rows:
        above = [n for n in range(min(row, len(lines) - 1), -1, -1) if _is_settings(lines[n])]
        near, indent = above[: _ABOVE + 1], len(lines[row]) if row < len(lines) else 0
        for n in above:
            if _start(lines[n]) < indent:
                near.append(n)
                indent = _start(lines[n])
        yield from (n for n in near if n not in seen)
        seen.update(near)
        later.append(row + 1)
    yield from (n for n in later if n not in seen and n < len(lines) and _is_settings(lines[n]))


def _is_settings(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _start(line: str) -> int:
    """The column, from 0, of the first sign that is no space."""
    return len(line) - len(line.lstrip())


def _repairs(lines: Sequence[str], row: int) -> Iterator[tuple[YamlMistake, Change]]:
    """A line with one sign typed right, in each way that it may have gone wrong."""
    line = lines[row].rstrip()
    for kind in (_colons, _hyphens, _marks, _brackets):
        for words, column, length, typed in kind(line):
            yield words, Change(row, column, length, typed)
    yield from _indents(lines, row)


_Tried = tuple[YamlMistake, int, int, str]
"""The words, and what is typed: from a column, in place of so many signs."""


def _colons(line: str) -> Iterator[_Tried]:
    """A colon that is missing, or is another sign, after the name of a setting."""
    for special in _SPECIAL.finditer(line):
        code = f"U+{ord(special['space'][0]):04X}"
        words = YamlMistake(
            f"What looks like a space after this colon is a special space ({code}).",
            "Delete what stands between the colon and the value, and type an ordinary space.",
        )
        yield words, special.start("space"), len(special["space"]), " "
    if match := _NAMED.fullmatch(line):
        fix = f"Type a colon after “{match['name']}”, before the space: {match['name']}: {match['value'][:40]}"
        yield YamlMistake("This line has no colon after its name.", fix), match.start("gap"), len(match["gap"]), ": "
    elif match := _BARE.fullmatch(line):
        words = YamlMistake("This line has no colon after its name.", f"Type a colon at the end: {match['name']}:")
        yield words, match.end("name"), len(line) - match.end("name"), ":"
    for match in _IN_BRACES.finditer(line):
        fix = f"Type a colon after “{match['name']}”, before the space."
        yield YamlMistake(f"There is no colon after “{match['name']}”.", fix), match.start("gap"), 0, ":"


def _hyphens(line: str) -> Iterator[_Tried]:
    """A hyphen that should begin the line as an item, and a sign that stands in its place."""
    start = _start(line)
    if match := _WRONG_HYPHEN.match(line):
        words = YamlMistake(
            f"“{match['sign'].strip()}” does not begin an item of a list here: a hyphen and a space do.",
            f"Type a hyphen and a space (- ) in place of “{match['sign'].strip()}”.",
        )
        yield words, match.start("sign"), len(match["sign"]), "- "
    elif not line.lstrip().startswith("- "):
        words = YamlMistake(
            "A new item of the list begins here, and its hyphen is missing.",
            f"Type a hyphen and a space before “{line.strip()[:40]}”, in line with the other items.",
        )
        if line[:start].endswith("  "):
            yield words, start - 2, 2, "- "
        yield words, start, 0, "- "


def _marks(line: str) -> Iterator[_Tried]:
    """A quotation mark that is missing or curly."""
    value = _VALUE.match(line)
    begin = value.end() if value else 0
    straight = line.translate(_TO_STRAIGHT)
    if straight != line and straight[begin : begin + 1] in ("'", '"') and straight.endswith(straight[begin]):
        words = YamlMistake(
            "The quotation marks around this value must be straight.",
            f"Type it with straight marks: {straight[begin:][:60]}",
        )
        yield words, begin, len(line) - begin, straight[begin:]
    for mark in ('"', "'"):
        if line.count(mark) % 2 == 0:
            continue
        closers = len(line) - len(line.rstrip("]}"))
        at_end = YamlMistake(
            "This quotation mark is opened and never closed.", "Type the same mark at the end of the value."
        )
        if line[begin : begin + 1] == mark:
            yield at_end, len(line), 0, mark
        elif closers:
            yield at_end, len(line) - closers, 0, mark
        else:
            words = YamlMistake(
                "This value ends with a quotation mark and does not begin with one.",
                "Type the same mark before the value.",
            )
            yield words, begin, 0, mark


def _brackets(line: str) -> Iterator[_Tried]:
    """A bracket that is missing or of another kind, and a comma between settings in curly brackets."""
    value = _VALUE.match(line)
    begin = value.end() if value else 0
    for opening, closing, kind in _PAIRS:
        more = line.count(opening) - line.count(closing)
        words = YamlMistake(f"This {kind} bracket is opened and never closed.", f"Type {closing} at the end.")
        if more == 1 and line[-1:] in ")]}>":
            yield words._replace(fix=f"Type {closing} in place of {line[-1]} at the end."), len(line) - 1, 1, closing
        if more == 1:
            yield words, len(line.rstrip(", ")), len(line) - len(line.rstrip(", ")), closing
        if more == -1:
            words = YamlMistake(
                f"This ends with a {kind} bracket and does not begin with one.", f"Type {opening} before it."
            )
            yield words, begin, 1 if line[begin] in "({[<" else 0, opening
    if "{" in line:
        for match in _NO_COMMA.finditer(line):
            word = line[: match.start()].split()[-1].strip("{[")
            words = YamlMistake("A comma is missing here.", f"Type a comma after “{word[-40:]}”.")
            yield words, match.start("gap"), 0, ","


def _indents(lines: Sequence[str], row: int) -> Iterator[tuple[YamlMistake, Change]]:
    """The line with as many spaces before it as others have, the nearest number first."""
    own = _start(lines[row])
    others = Counter(_start(line) for n, line in enumerate(lines) if n != row and _is_settings(line))
    levels = {level for level, count in others.items() if count > 1 or len(lines) < _ABOVE * 2} - {own}
    for level in sorted(levels, key=lambda level: abs(level - own)):
        far = "too far" if level < own else "not far enough"
        spaces = "Delete the spaces" if not level else f"Let it begin with {level} spaces, and not with {own},"
        fix = f"{spaces} before “{lines[row].strip()[:40]}”."
        if level:
            fix = f"{spaces} like the lines it belongs with."
        yield YamlMistake(f"This line is indented {far}.", fix), Change(row, 0, own, " " * level)
