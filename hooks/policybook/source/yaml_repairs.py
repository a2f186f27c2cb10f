"""Which one line of settings, with one sign typed right, would make a file readable. Not for what a file must hold.

The parser names the line where it noticed that something is wrong, and mostly another was edited. So each line near that
place is tried as it would be with one sign typed right: a colon, a space, a hyphen, a bracket, a comma, a quotation mark, or
as many spaces before it as its neighbours have. The first with which the file is all that it has to be (whoever calls says
what that is) is the line that was edited, and what was tried is what to type. Nothing is tried that takes words away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from policybook.basics.edits import Edit, as_layout
from policybook.basics.findings import Finding, Span
from policybook.source import reading_codes
from policybook.source.yaml_files import YamlText
from policybook.source.yaml_mistakes import Change, YamlMistake

_BUDGET = 30_000  # lines that are read in search of a repair: half a second, in a file that nothing can be done with
_BELOW = 12
_ABOVE = 4  # so many lines above the place are tried, and those that they belong to
_SETTING = re.compile(r"\s*[a-z][\w-]*:(?: |$)")
_NAMED = re.compile(r"(?P<before>\s*(?:- )*)(?P<name>[a-z][\w-]*)(?P<gap>\s*[;=,.\uff1a]\s*|\s+)(?P<value>\S.*)")
_BARE = re.compile(r"\s*(?:- )*(?P<name>[a-z][\w-]*)\s*")
_SPECIAL = re.compile(r":(?P<space>[^\S \t\r\n]+)")
_IN_BRACES = re.compile(r"[{,] *(?P<name>[a-z]\w*)(?P<gap> +)(?![:,}])")
_NO_COMMA = re.compile(r"(?<=[^\s,{\[])(?P<gap> +)(?=[a-z]\w*: )")
_VALUE = re.compile(r"\s*(?:- )*(?:[A-Za-z][\w/-]*: +)?(?=\S)")
_WRONG_HYPHEN = re.compile(r"\s*(?P<sign>-|[–—•·*+] ?)(?=[^\s\-])")
_TO_STRAIGHT = str.maketrans("“”„\u2018\u2019", '"""\'\'')
_PAIRS = (("[", "]", "square"), ("{", "}", "curly"))


def find_repair(text: YamlText, rows: Iterable[int], is_right: Callable[[YamlText], bool]) -> Finding | None:
    """The finding for the line near one of ``rows`` (from 0) that makes the text right with one sign typed right."""
    left = _BUDGET // max(len(text.lines), 1)
    rows = _near(text.lines, islice(rows, left))  # each has one try at least
    tried = ((row, *repair) for kind in (_signs, _indents) for row in rows for repair in kind(text.lines, row))
    best: tuple[int, int, YamlMistake, Change] | None = None
    for row, words, change in islice(tried, left):
        is_indent = change.column == 0
        if best and not is_indent:
            break
        if is_right(mended := _mended(text, row, change)):
            oddness = _oddness(mended.lines) if is_indent else -1
            if best is None or oddness < best[0]:
                best = (oddness, row, words, change)
            if not is_indent:
                break
    return _finding(text, *best[1:]) if best else None


def _mended(text: YamlText, row: int, change: Change) -> YamlText:
    line = text.lines[row]
    mended = line[: change.column] + change.text + line[change.column + change.length :]
    return text._replace(lines=(*text.lines[:row], mended, *text.lines[row + 1 :]))


def _finding(text: YamlText, row: int, words: YamlMistake, change: Change) -> Finding:
    line = text.lines[row]
    span = Span(text.path, text.first_line + row, change.column + 1, change.length)
    column, length = _start(line), 1
    if change.column and not words.at_context:
        column, length = min(change.column, len(line.rstrip()) - 1), max(change.length, 1)
    shown = span._replace(column=column + 1, length=length)
    return Finding(reading_codes.YAML001, shown, words.message, words.fix, edits=as_layout([Edit(span, change.text)]))


def _oddness(lines: Sequence[str]) -> int:
    """How many lines stand where ours never do: not two spaces further right than their heading, or with an item's."""
    odd, heading = 0, -1
    for line in filter(_is_settings, lines):
        start = _start(line)
        odd += start % 2 + (line.lstrip().startswith("- ") and start <= heading)
        heading = start if line.rstrip().endswith(":") else -1
    return odd


def _near(lines: Sequence[str], rows: Iterable[int]) -> list[int]:
    """The rows to try, the likeliest first: those named, the lines above them, what these belong to, the next.

    After them those below that look like a setting and are read as more of the text above.
    """
    near, later = [], []
    for row in rows:
        above = [n for n in range(min(row, len(lines) - 1), -1, -1) if _is_settings(lines[n])]
        near += above[: _ABOVE + 1]
        indent = _start(lines[row]) if row < len(lines) else 0
        for n in above:
            if _start(lines[n]) < indent:
                near.append(n)
                indent = _start(lines[n])
        later += [n for n in (row + 1,) if n < len(lines) and _is_settings(lines[n])]
        later += [
            n
            for n in range(row + 1, min(row + _BELOW, len(lines)))
            if _SETTING.match(lines[n])
            and not lines[n - 1].rstrip().endswith(":")
            and _start(lines[n]) > _start(lines[n - 1])
        ]
    return list(dict.fromkeys([*near, *later]))


def _is_settings(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _start(line: str) -> int:
    """The column, from 0, of the first sign that is no space."""
    return len(line) - len(line.lstrip())


def _signs(lines: Sequence[str], row: int) -> Iterator[tuple[YamlMistake, Change]]:
    """A line with one sign typed right, in each way that it may have gone wrong."""
    line = lines[row].rstrip()
    for kind in (_colons, _hyphens, _marks, _brackets):
        for words, column, length, typed in kind(line):
            yield words, Change(row, column, length, typed)


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
        words = YamlMistake(f"A {kind} bracket is opened in this line and never closed.", f"Type {closing} at the end.")
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
            word = line[: match.start()].rsplit(maxsplit=1)[-1].strip("{[")
            words = YamlMistake("A comma is missing here.", f"Type a comma after “{word[-40:]}”.")
            yield words, match.start("gap"), 0, ","


def _indents(lines: Sequence[str], row: int) -> Iterator[tuple[YamlMistake, Change]]:
    """The line with as many spaces before it as others have, the nearest number first."""
    own = _start(lines[row])
    levels = {_start(line) for line in lines if _is_settings(line)} | {0}
    levels.discard(own)
    for level in sorted(levels, key=lambda level: abs(level - own)):
        far = "indented too far" if level < own else "not indented far enough"
        fix = f"Let it begin with {level} spaces, and not with {own}, like the lines it belongs with."
        if not level:
            fix = f"Delete the spaces before “{lines[row].strip()[:40]}”."
        yield YamlMistake(f"This line is {far}.", fix), Change(row, 0, own, " " * level)
