"""YAML as plain text values with the place of each. Not for types: every scalar stays text until the model decides.

``yaml.safe_load`` would turn a phone number into an octal integer and keep the last of two equal keys; the event
stream of the C parser gives the text, the place, and a chance to refuse what we do not use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from policybook.findings import Finding, Span
from policybook.source import codes

MAX_DEPTH = 12
_EMPTY = frozenset(["", "~", "null", "Null", "NULL"])
_GLUED = re.compile(r"\s*(?:- )?[A-Za-z][\w-]*:(?P<value>[^\s/].*)$")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Origin:
    """Where a value stands: its own span, the spans of its keys, and the origins of what is inside it."""

    span: Span
    keys: dict[str, Span] = field(default_factory=dict)
    inside: dict[str | int, Origin] = field(default_factory=dict)

    def at(self, *steps: str | int) -> Span:
        """The span of the value reached by ``steps``, or of the nearest thing above it that exists."""
        place = self
        for step in steps:
            if step not in place.inside:
                return place.keys.get(str(step), place.span)
            place = place.inside[step]
        return place.span

    def key(self, *steps: str | int) -> Span:
        """The span of the key that ``steps`` ends with, or of the nearest thing above it that exists."""
        place = self
        for step in steps[:-1]:
            if step not in place.inside:
                return place.span
            place = place.inside[step]
        return place.keys.get(str(steps[-1]), place.at(steps[-1])) if steps else place.span


class LocatedDict(dict[str, object]):
    """A mapping that remembers where it stood."""

    origin: Origin


class _Fault(Exception):
    """Carries the finding that ends the reading of a file."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


@dataclass(slots=True)
class YamlText:
    """A YAML text in a file, beginning at ``first_line`` (front matter does not begin at line 1)."""

    path: str
    lines: tuple[str, ...]
    first_line: int = 1

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
            return None, (*reader.findings, self._syntax(error))
        if value is None:
            empty = LocatedDict()
            empty.origin = Origin(Span(self.path, self.first_line))
            return empty, tuple(reader.findings)
        if not isinstance(value, LocatedDict):
            message = "The file should be a list of settings, each a name, a colon and a value."
            finding = Finding(
                codes.YAML001,
                Span(self.path, self.first_line),
                message,
                "Begin with a line such as title: Passwords",
            )
            return None, (*reader.findings, finding)
        return value, tuple(reader.findings)

    def _tabs(self) -> Iterator[Finding]:
        for number, line in enumerate(self.lines, self.first_line):
            indent = line[: len(line) - len(line.lstrip())]
            if "\t" in indent and line.strip():
                span = Span(self.path, number, indent.index("\t") + 1)
                yield Finding(
                    codes.YAML002,
                    span,
                    "This line is indented with a tab.",
                    "Delete the tab and type spaces, two for each level.",
                )

    def _syntax(self, error: yaml.YAMLError) -> Finding:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line, column = (mark.line, mark.column) if mark else (0, 0)
        line = min(line, max(len(self.lines) - 1, 0))
        text = self.lines[line] if self.lines else ""
        span = Span(self.path, self.first_line + line, min(column, len(text)) + 1)
        problem = str(getattr(error, "problem", "") or "")
        for back in (line, line - 1):
            if back >= 0 and (glued := _GLUED.match(self.lines[back])):
                span = Span(self.path, self.first_line + back, glued.start("value") + 1)
                return Finding(
                    codes.YAML001, span, "There is no space after the colon.", "Type a space after the colon."
                )
        return Finding(codes.YAML001, span, *_syntax_words(problem))


_SYNTAX_WORDS = (
    (
        "found character that cannot start any token",
        "A value cannot begin with this character.",
        "Put quotation marks around the whole value.",
    ),
    (
        "mapping values are not allowed",
        "There is a second colon in this value, or the line is indented too far.",
        "Put quotation marks around the value, or line the key up with the ones above it.",
    ),
    ("found unexpected end of stream", "A quotation mark or bracket is opened and never closed.", "Close it."),
    ("while scanning a quoted scalar", "A quotation mark is opened and never closed.", "Close it."),
    (
        "could not find expected ':'",
        "This line has no colon after its name.",
        "Write the name, a colon, a space and the value.",
    ),
    (
        "did not find expected key",
        "This line does not fit the ones above it.",
        "Line it up with the line above, and check its quotation marks.",
    ),
    (
        "did not find expected '-' indicator",
        "This line does not fit the list above it.",
        "Begin it with “- ” in line with the other items.",
    ),
    (
        "did not find expected ',' or ']'",
        "The square bracket opened here or above is not closed.",
        "Put commas between the items and ] at the end.",
    ),
    (
        "did not find expected ',' or '}'",
        "The curly bracket opened here or above is not closed.",
        "Close it with }, or put quotation marks around text with {{ }} in it.",
    ),
    (
        "did not find expected <document start>",
        "This line does not fit the ones above it.",
        "Check its indentation and quotation marks.",
    ),
)


def _syntax_words(problem: str) -> tuple[str, str]:
    for needle, message, fix in _SYNTAX_WORDS:
        if needle in problem:
            return message, fix
    return (
        "This line cannot be read as settings.",
        "Compare it with the lines above: name, colon, space, value.",
    )


class _Reader:
    """One pass over the events of a text, keeping places and refusing what is not used."""

    def __init__(self, source: YamlText) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.events = yaml.parse("\n".join(source.lines) + "\n", Loader=_LOADER)

    def document(self) -> object:
        """The value of the first document; a second document is a fault."""
        next(self.events)
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return None
        value, _ = self.value(next(self.events), 0)
        next(self.events)
        following = next(self.events)
        if isinstance(following, yaml.DocumentStartEvent):
            raise _Fault(
                Finding(
                    codes.YAML001,
                    self.span(following),
                    "A second document begins here (---).",
                    "Delete this line of hyphens.",
                )
            )
        return value

    def span(self, event: yaml.Event) -> Span:
        """The span of an event; one that ends on a later line is shown on its first."""
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:  # no event of a text has none; the library's types allow it
            return Span(self.source.path, self.source.first_line)
        length = end.column - start.column if end.line == start.line else 1
        return Span(self.source.path, self.source.first_line + start.line, start.column + 1, max(length, 1))

    def value(self, event: yaml.Event, depth: int) -> tuple[object, Origin]:
        """The plain value that begins with ``event``, and its origin."""
        self.refuse_unused(event)
        if depth > MAX_DEPTH:
            raise _Fault(
                Finding(
                    codes.YAML009,
                    self.span(event),
                    "This is nested too deeply.",
                    "Compare with the other entries of the file.",
                )
            )
        origin = Origin(self.span(event))
        if isinstance(event, yaml.ScalarEvent):
            if event.style in (None, "") and event.value in _EMPTY:
                return None, origin
            return event.value, origin
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(origin, depth), origin
        return self.mapping(origin, depth), origin

    def refuse_unused(self, event: yaml.Event) -> None:
        """Fault on aliases, anchors and tags."""
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent):
            raise _Fault(
                Finding(
                    codes.YAML003,
                    self.span(event),
                    f"“*{anchor}” is an alias, which this book does not use.",
                    "Put quotation marks around the value, or write it out in full.",
                )
            )
        if anchor:
            raise _Fault(
                Finding(
                    codes.YAML003,
                    self.span(event),
                    f"“&{anchor}” is an anchor, which this book does not use.",
                    "Put quotation marks around the value, or delete the anchor.",
                )
            )
        if getattr(event, "tag", None):
            raise _Fault(
                Finding(
                    codes.YAML003,
                    self.span(event),
                    "A value beginning with “!” is a tag, which this book does not use.",
                    "Put quotation marks around the value.",
                )
            )

    def sequence(self, origin: Origin, depth: int) -> list[object]:
        """The items up to the end of a list."""
        items: list[object] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            value, inside = self.value(event, depth + 1)
            origin.inside[len(items)] = inside
            items.append(value)
        return items

    def mapping(self, origin: Origin, depth: int) -> LocatedDict:
        """The keys and values up to the end of a mapping; a repeated key is a finding and its first value stays."""
        found = LocatedDict()
        found.origin = origin
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            self.refuse_unused(event)
            span = self.span(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise _Fault(
                    Finding(
                        codes.YAML001,
                        span,
                        "A name before a colon must be plain text.",
                        "Put quotation marks around text with brackets in it.",
                    )
                )
            key = event.value
            value, inside = self.value(next(self.events), depth + 1)
            if key in found:
                first = origin.keys[key]
                self.findings.append(
                    Finding(
                        codes.YAML004,
                        span,
                        f"“{key}” is written twice here; it stands in line {first.line} too.",
                        f"Keep one of the two “{key}:” lines and delete the other.",
                        related=(first,),
                    )
                )
                continue
            origin.keys[key] = span
            origin.inside[key] = inside
            found[key] = value
        return found
