"""``source.yml``: every line of the earlier document, and what carries it now."""

from typing import Annotated

from policybook.model.declarations import CLAUSE, FACT, private_field
from policybook.model.entry import Entry
from policybook.model.field_types import EMPTY_LIST, Id, LineRange, Number, Text


class SourceLines(Entry):
    """Where some lines of the earlier document went."""

    lines: LineRange = private_field("lines")
    clauses: Annotated[tuple[Id, ...], EMPTY_LIST] = private_field("clauses", refers_to=CLAUSE, default=())
    facts: Annotated[tuple[Text, ...], EMPTY_LIST] = private_field("facts", refers_to=FACT, default=())
    omitted: Text | None = private_field("reason for leaving it out", default=None)
    note: Text | None = private_field("note", default=None)


class Difference(Entry):
    """A place where ours deliberately differs from the earlier document."""

    lines: LineRange = private_field("lines")
    source: Text = private_field("earlier words")
    ours: Text = private_field("our words")
    why: Text = private_field("reason")


class SourceMap(Entry):
    """``source.yml``: every line of the earlier document, and the clauses or facts that carry it."""

    title: Text = private_field("title")
    description: Text = private_field("description")
    sha256: Text = private_field("fingerprint")
    words: Number = private_field("number of words")
    last_line: Number = private_field("last line")
    non_empty: Text = private_field("lines with text")
    lines: Annotated[tuple[SourceLines, ...], EMPTY_LIST] = private_field("lines", default=())
    differences: Annotated[tuple[Difference, ...], EMPTY_LIST] = private_field("differences", default=())
