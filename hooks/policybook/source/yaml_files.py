"""YAML as plain text values with the place of each. Not for types: every scalar stays text until the model decides.

``yaml.safe_load`` would turn a phone number into an octal integer and keep the last of two equal keys; the event
stream of the C parser gives the text, the place, and a chance to refuse what we do not use.

How it works: ``_Reader`` walks the events once, one method a kind of value, and builds plain dicts, lists and texts. Beside
each mapping and list an ``Origin`` keeps the events themselves; a place is worked out only when somebody asks for it. A
fault that leaves the rest readable (a repeated key) becomes a finding and the walk goes on. One that does not (a quotation
mark that is never closed) ends it, and the cause is then looked for in the lines, because the parser names the line where it
noticed and not the one that was edited (``yaml_mistakes``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import yaml

from policybook.basics.edits import Edit, as_layout, delete_line
from policybook.basics.findings import Finding, Span
from policybook.source import reading_codes
from policybook.source.text_files import INVISIBLE, invisible_finding
from policybook.source.yaml_mistakes import (
    NO_SPACE,
    NOT_SETTINGS,
    QUOTE_IT,
    YamlMistake,
    explain,
    find_missing_space,
    not_closed,
    swallows_settings,
)

MAX_DEPTH = 12
_EMPTY = frozenset(["", "~", "null", "Null", "NULL"])
_NOTE = re.compile(r"#[^\s#]")
_CUT_SHORT = re.compile(r"\s*(?P<note>#[^\s#].*)")
_ODD_INDENT = re.compile(r" *[^\S ]\s*(?=\S)")
_CLOSING_MARKS = frozenset('”“"\u2019')
_IN_ODD_MARKS = re.compile(
    r"(?:[“”„](?P<inside>[^“”„\"]+)[”“\"])|(?:\u2018(?P<single>[^\u2018\u2019\"]+)\u2019)|(?P<end>[^“”„\"]+)\""
)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Origin:
    """Where a value stands: its own span, the spans of its keys, and the origins of what is inside it.

    What the parser said of each place is kept as it came, and made a span only for the few that are asked for: a file
    has thousands of values, and hardly one of them has a fault.
    """

    __slots__ = ("_event", "_source", "inside", "keys")

    def __init__(self, source: YamlText, event: yaml.Event | None = None) -> None:
        self._source, self._event = source, event
        self.keys: dict[str, yaml.Event] = {}
        self.inside: dict[str | int, Origin | yaml.Event] = {}

    @property
    def span(self) -> Span:
        """Its own span; the beginning of its text where there is no value."""
        return self._source.span(self._event)

    def at(self, *steps: str | int) -> Span:
        """Return the span of the value reached by ``steps``, or of the nearest thing above it that exists."""
        place = self
        for step in steps:
            inside = place.inside.get(step)
            if inside is None:
                return self._source.span(place.keys.get(str(step), place._event))
            if not isinstance(inside, Origin):  # a text has nothing inside it
                return self._source.span(inside)
            place = inside
        return place.span

    def keys_at(self, *steps: str | int) -> list[str]:
        """The keys of the mapping reached by ``steps``, as typed and in their order; none where there is no mapping."""
        place: Origin | yaml.Event | None = self
        for step in steps:
            place = place.inside.get(step) if isinstance(place, Origin) else None
        return list(place.keys) if isinstance(place, Origin) else []

    def key(self, *steps: str | int) -> Span:
        """Return the span of the key that ``steps`` ends with, or of the nearest thing above it that exists."""
        place = self
        for step in steps[:-1]:
            inside = place.inside.get(step)
            if not isinstance(inside, Origin):
                return place.span if inside is None else self._source.span(inside)
            place = inside
        if not steps:
            return place.span
        key = place.keys.get(str(steps[-1]))
        return place.at(steps[-1]) if key is None else self._source.span(key)


class LocatedDict(dict[str, object]):
    """A mapping that remembers where it stood."""

    origin: Origin


class _Fault(Exception):
    """Carries the finding that ends the reading of a file."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class YamlText(NamedTuple):
    """A YAML text in a file, beginning at ``first_line`` (front matter does not begin at line 1)."""

    path: str
    lines: tuple[str, ...]
    first_line: int = 1

    def span(self, event: yaml.Event | None) -> Span:
        """Return the span of an event, or the beginning; one that ends on a later line is shown on its first."""
        start, end = (event.start_mark, event.end_mark) if event else (None, None)
        if start is None or end is None:  # no event of a text has none; the library's types allow it
            return Span(self.path, self.first_line)
        length = end.column - start.column if end.line == start.line else 1
        return Span(self.path, self.first_line + start.line, start.column + 1, max(length, 1))

    def without_hyphens(self, span: Span) -> tuple[Edit, ...]:
        """Return the edit that takes out a line of hyphens; none where more is typed on it."""
        row = span.line - self.first_line
        shown = ("",) * (self.first_line - 1) + self.lines
        keys = [line.partition(":")[0] for line in self.lines if line[:1].isalpha()]
        is_literal = self.lines[row].strip() == "---" and len(set(keys)) == len(keys)  # else one of two must go
        return (delete_line(self.path, span.line, shown),) if is_literal else ()

    def read(self) -> tuple[LocatedDict | None, tuple[Finding, ...]]:
        """The mapping, or no mapping and the findings that say why; repeated keys and the like are findings too."""
        if tabs := tuple(self._tabs()):
            return None, tabs
        reader = _Reader(self)
        try:
            value = reader.document()
        except _Fault as fault:
            return None, (*reader.findings, fault.finding)
        except yaml.YAMLError as error:
            return None, (*reader.findings, self.mistake(*explain(error, self.lines)))
        if value is None:
            empty = LocatedDict()
            empty.origin = Origin(self)
            return empty, tuple(reader.findings)
        if not isinstance(value, LocatedDict):
            return None, (*reader.findings, self._not_settings(value))
        return value, tuple(reader.findings)

    def _tabs(self) -> Iterator[Finding]:
        """One finding for all lines that are indented with something else than spaces: mostly they came together."""
        odd = [(number, match[0]) for number, line in enumerate(self.lines) if (match := _ODD_INDENT.match(line))]
        if odd:
            places = tuple(
                Span(self.path, self.first_line + row, len(indent.rstrip("\t\u00a0 ")) + 1) for row, indent in odd
            )
            row, indent = odd[0]
            mark = indent.lstrip(" ")[0]
            kind = "a tab" if mark == "\t" else f"a special space (U+{ord(mark):04X})"
            more = " So is one more line." if odd[1:] else ""
            more = f" So are {len(odd) - 1} more lines." if odd[2:] else more
            width = self._width(row, indent)
            spaces = "and type nothing in its place" if not width else f"and type {width} spaces"
            fix = f"Delete the indentation {spaces}" + (", and two for each level in the others." if odd[1:] else ".")
            edits = () if odd[1:] else as_layout([Edit(places[0]._replace(column=1, length=len(indent)), " " * width)])
            yield Finding(
                reading_codes.YAML002,
                places[0],
                f"This line is indented with {kind}.{more}",
                fix,
                related=places[1:],
                edits=edits,
            )

    def _width(self, row: int, indent: str) -> int:
        """How many spaces belong at the beginning of a line: as many as in a line above that it can stand with."""
        above = [line for line in self.lines[:row] if line.strip() and not line.lstrip().startswith("#")]
        levels: list[int] = []
        for line in above:
            text = line.lstrip(" ")
            levels = [level for level in levels if level < len(line) - len(text)] + [len(line) - len(text)]
            if text.startswith("- "):
                levels.append(levels[-1] + len(text) - len(text[1:].lstrip()))
        if above and above[-1].rstrip().endswith(":"):
            return levels[-1] + 2
        below = next((line for line in self.lines[row + 1 :] if line.strip() and not _ODD_INDENT.match(line)), "")
        is_item = any(line.lstrip().startswith(("- ", "#")) for line in (self.lines[row], below))
        if levels and len(below) - len(below.lstrip(" ")) == levels[-1] and not is_item:
            return levels[-1]  # between two lines of one entry
        guess = sum(1 if character == " " else 2 for character in indent)
        if self.lines[row].lstrip().startswith("- "):  # items stand with items
            levels = [level for level in levels if any(line.startswith(" " * level + "- ") for line in above)] or levels
        return min(reversed(levels), key=lambda level: abs(level - guess)) if levels else 0

    def _not_settings(self, value: object) -> Finding:
        if isinstance(value, str) and (column := find_missing_space(self.lines[0])):
            return self.mistake(0, column, NO_SPACE)
        return self.mistake(0, 0, NOT_SETTINGS)

    def mistake(self, row: int, column: int, words: YamlMistake) -> Finding:
        """Return the finding for a mistake at a row and column, both from 0."""
        return Finding(
            reading_codes.YAML001,
            Span(self.path, self.first_line + row, column + 1),
            words.message,
            words.fix,
            edits=as_layout(
                Edit(Span(self.path, self.first_line + change.row, change.column + 1, change.length), change.text)
                for change in words.changes(self.lines, row, column)
            ),
        )


class _Reader:
    """One pass over the events of a text, keeping places and refusing what is not used.

    What can only be wrong where a certain character stands in the text is looked for only if it does.
    """

    def __init__(self, source: YamlText) -> None:
        self.source = source
        self.findings: list[Finding] = []
        text = "\n".join(source.lines) + "\n"
        self.has_marks = any(mark in text for mark in "&*!")
        self.has_escapes = "\\" in text
        self.has_notes = _NOTE.search(text) is not None
        # What ``yaml.parse`` does, without a generator between the parser and each event.
        self.next_event: Callable[[], yaml.Event] = _LOADER(text).get_event

    def document(self) -> object:
        """Return the value of the first document; a second document is a fault."""
        self.next_event()
        if isinstance(self.next_event(), yaml.StreamEndEvent):
            return None
        value, _ = self.value(self.next_event(), 0)
        self.next_event()
        following = self.next_event()
        if isinstance(following, yaml.DocumentStartEvent):
            raise _Fault(
                Finding(
                    reading_codes.YAML001,
                    self.source.span(following),
                    "A second document begins here (---).",
                    "Delete this line of hyphens.",
                    edits=self.source.without_hyphens(self.source.span(following)),
                )
            )
        return value

    def value(self, event: yaml.Event, depth: int) -> tuple[object, Origin | yaml.Event]:
        """Return the plain value that begins with ``event``, and its origin; of a text, the event itself."""
        if self.has_marks:
            self.refuse_unused(event)
        if depth > MAX_DEPTH:
            raise _Fault(
                Finding(
                    reading_codes.YAML009,
                    self.source.span(event),
                    "This is nested too deeply.",
                    "Compare with the other entries of the file.",
                )
            )
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event), event
        origin = Origin(self.source, event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(origin, depth), origin
        return self.mapping(origin, depth), origin

    def scalar(self, event: yaml.ScalarEvent) -> str | None:
        """Return the text of a scalar; None where there is none."""
        if event.style in (None, ""):
            self.refuse_nameless_list(event)
            if self.has_notes:
                self.refuse_note(event)
            if event.value[-1:] in _CLOSING_MARKS:
                self.refuse_odd_marks(event)
            return None if event.value in _EMPTY else event.value
        self.refuse_swallowed(event)
        return self.visible(event) or None  # a form writes "" where a person types nothing

    def visible(self, event: yaml.ScalarEvent) -> str:
        """The text of a scalar without invisible characters: an escape may bring them in, and they are a finding."""
        text = str(event.value)
        if self.has_escapes and INVISIBLE.search(text):
            self.findings.append(invisible_finding(self.source.span(event), text))
            text = INVISIBLE.sub("", text)
        return text

    def refuse_swallowed(self, event: yaml.ScalarEvent) -> None:
        """Fault on a quotation mark that is not closed, where the next one in the file seems to close it."""
        start, end = event.start_mark, event.end_mark
        lines = self.source.lines[start.line : end.line + 1] if start and end else ()
        if start and event.style in ("'", '"') and len(lines) > 1 and swallows_settings(lines):
            words = not_closed(self.source.lines[start.line], start.column)
            raise _Fault(self.source.mistake(start.line, start.column, words))

    def refuse_nameless_list(self, event: yaml.ScalarEvent) -> None:
        """Fault on a list that became part of the value above it, because the line with its name is missing."""
        start, end = event.start_mark, event.end_mark
        if start is None or end is None or start.line == end.line:
            return
        for row in range(start.line + 1, end.line + 1):
            line = self.source.lines[row]
            if line.lstrip().startswith("- "):
                span = Span(self.source.path, self.source.first_line + row, len(line) - len(line.lstrip()) + 1)
                message = "The line with the name of this list is missing above it."
                fix = "Type the name of the list and a colon in a line above this one, such as sections:"
                edits: tuple[Edit, ...] = ()
                if self.source.lines[start.line].lstrip().startswith("- "):
                    message = "This item stands further right than the one above it."
                    fix = "Give it as many spaces as the other items of the list have."
                    item = self.source.lines[start.line]
                    spaces = " " * (len(item) - len(item.lstrip()))
                    edits = as_layout([Edit(span._replace(column=1, length=span.column - 1), spaces)])
                raise _Fault(Finding(reading_codes.YAML001, span, message, fix, edits=edits))

    def refuse_note(self, event: yaml.ScalarEvent) -> None:
        """A finding where a plain value is cut short, or made empty, by a # that was meant as part of it."""
        end = event.end_mark
        line = self.source.lines[end.line] if end and end.line < len(self.source.lines) else ""
        if end and (match := _CUT_SHORT.match(line, end.column)):
            self.findings.append(
                Finding(
                    reading_codes.YAML001,
                    Span(
                        self.source.path, self.source.first_line + end.line, match.start("note") + 1, len(match["note"])
                    ),
                    f"“{match['note'][:40]}” is not read: what follows a # is a note.",
                    f"{QUOTE_IT} If it is a note, type a space after the #.",
                )
            )

    def refuse_odd_marks(self, event: yaml.ScalarEvent) -> None:
        """A finding where quotation marks were meant to hold a value and are no straight pair, so that they are part of it.

        Curly marks around a whole value, or a straight one at its end that was never opened.
        """
        value, span = event.value, self.source.span(event)
        match = _IN_ODD_MARKS.fullmatch(value)
        if match is None or span.length != len(value):
            return
        inside = (match["inside"] or match["single"] or match["end"]).strip()
        message = f"The quotation marks of “{inside[:40]}” are not a straight pair, so they are read as part of it."
        fix = f'Type "{inside[:40]}", with straight marks.' if inside == inside[:40] else QUOTE_IT
        edits = as_layout([Edit(span, f'"{inside}"')]) if "\\" not in inside else ()
        self.findings.append(Finding(reading_codes.YAML001, span, message, fix, edits=edits))

    def refuse_unused(self, event: yaml.Event) -> None:
        """Fault on aliases, anchors and tags."""
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent):
            mark, otherwise = f"*{anchor}", "write out what it stands for"
        elif anchor:
            mark, otherwise = f"&{anchor}", f"delete &{anchor}"
        elif getattr(event, "tag", None):
            mark, otherwise = "!", "delete the mark"
        else:
            return
        message = f"“{mark}” at the beginning of a value has a special meaning, which this book does not use."
        fix = f"{QUOTE_IT.removesuffix('.')}, or {otherwise}."
        raise _Fault(Finding(reading_codes.YAML003, self.source.span(event), message, fix))

    def sequence(self, origin: Origin, depth: int) -> list[object]:
        """Return the items up to the end of a list."""
        items: list[object] = []
        while not isinstance(event := self.next_event(), yaml.SequenceEndEvent):
            value, inside = self.value(event, depth + 1)
            origin.inside[len(items)] = inside
            items.append(value)
        return items

    def mapping(self, origin: Origin, depth: int) -> LocatedDict:
        """The keys and values up to the end of a mapping; a repeated key is a finding and its first value stays."""
        mapping = LocatedDict()
        mapping.origin = origin
        repeated: list[tuple[str, Span]] = []
        while not isinstance(event := self.next_event(), yaml.MappingEndEvent):
            if self.has_marks:
                self.refuse_unused(event)
            if not isinstance(event, yaml.ScalarEvent):
                message = "Text that begins with a bracket must stand between quotation marks."
                raise _Fault(Finding(reading_codes.YAML001, self.source.span(event), message, QUOTE_IT))
            key = self.visible(event)
            value, inside = self.value(self.next_event(), depth + 1)
            if key in mapping:
                repeated.append((key, self.source.span(event)))
                if mapping[key] is None:  # an empty line was filled in below, and kept
                    mapping[key], origin.inside[key] = value, inside
                continue
            origin.keys[key] = event
            origin.inside[key] = inside
            mapping[key] = value
        if repeated:
            self.findings.append(_repeated(repeated, origin, self.source))
        return mapping


def _repeated(keys: list[tuple[str, Span]], origin: Origin, source: YamlText) -> Finding:
    """The finding for keys that are written twice; many are mostly a new entry whose first line is missing."""
    key, span = keys[0]
    first = origin.key(key)
    if len(keys) == 1:
        message = f"“{key}” is written twice here; it stands in line {first.line} too."
        fix = f"Keep one of the two “{key}:” lines and delete the other."
    else:
        message = f"“{key}” and {len(keys) - 1} more are written twice here; the first stand from line {first.line} on."
        begun = origin.key(next(iter(origin.keys)))
        is_item = source.lines[begun.line - source.first_line][: begun.column - 1].strip() == "-"
        how = (
            f"type a hyphen and a space in place of the last two spaces before “{key}”"
            if is_item
            else "write its first line above this one"
        )
        fix = f"If a new entry begins here, {how}. If not, keep one of each two lines."
    return Finding(reading_codes.YAML004, span, message, fix, related=(first,))
