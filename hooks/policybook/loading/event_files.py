"""The files in ``data/changes/`` as events: a name with a day, and the model of the kind that each says it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import PurePath

from policybook.basics.dates import DateError, PartialDate
from policybook.basics.findings import Finding, Span
from policybook.loading.file_names import IGNORED_NAMES
from policybook.loading.project_files import ProjectFiles
from policybook.model.events import EVENT_KINDS, Event
from policybook.source import reading_codes
from policybook.source.ids import suggest_id
from policybook.source.sources import Layout

_DAY = len("2026-11-27")
_NAME = re.compile(r"\d{4}-\d{2}-\d{2}-[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


class EventFiles:
    """Reads every event of a book; what is wrong with a file is kept with the other files."""

    def __init__(self, files: ProjectFiles, layout: Layout) -> None:
        self.files, self.layout = files, layout

    def events(self) -> Iterator[Event]:
        """The events that can be read, by the names of their files; one file may tell of several people."""
        for entry in self.files.folder(self.layout.changes):
            path = f"{self.layout.changes}/{entry.name}"
            if entry.name in IGNORED_NAMES or self.files.is_misnamed(path, ".yml"):
                continue
            if event := self.files.guarded(path, partial(self.event, path)):
                self.check_name(path, event)
                yield from event.parts()

    def event(self, path: str) -> Event | None:
        """One event."""
        return self.files.yaml_of_kinds(path, Event, "event", EVENT_KINDS)

    def check_name(self, path: str, event: Event) -> None:
        """Say so where the name of a file is not a day and some words, and what it should be."""
        stem = PurePath(path).stem
        has_day = _is_day(stem[:_DAY])
        if has_day and _NAME.fullmatch(stem):
            return
        words = suggest_id(re.sub(r"^[\d\s._-]+", "", stem)) if re.search("[A-Za-z]", stem) else event.event
        day = stem[:_DAY] if has_day else event.on
        self.files.findings.append(
            Finding(
                reading_codes.EVT001,
                Span(path),
                f"The name of this file, {PurePath(path).name}, is not a day and some words, with hyphens between them.",
                f"Rename it to {day}-{words}.yml.",
            )
        )


def _is_day(text: str) -> bool:
    try:
        return PartialDate.parse(text).is_day
    except DateError:
        return False
