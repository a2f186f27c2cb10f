"""The files of a project as models, each fault in them kept as a finding. Not for what the files are together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from policybook.basics.findings import Code, Finding, Span
from policybook.basics.run_errors import raise_in_full
from policybook.basics.wall import cause_of
from policybook.loading.file_names import correct_name
from policybook.model.entry import Entry
from policybook.model.field_errors import faults
from policybook.model.field_readers import FieldError, FieldErrors
from policybook.model.validate import validate
from policybook.source import reading_codes
from policybook.source.markdown_files import front_matter, read_markdown
from policybook.source.passages import FileKind, MarkdownFile
from policybook.source.text_files import link_finding, linked_part, read_text
from policybook.source.yaml_files import LocatedDict, YamlText
from policybook.source.yaml_repairs import find_repair

EntryType = TypeVar("EntryType", bound=Entry)
Item = TypeVar("Item")
_OF_FORM = (
    reading_codes.FILE020,
    reading_codes.YAML001,
    reading_codes.YAML005,
    reading_codes.YAML006,
    reading_codes.YAML007,
)
BRING_BACK = "Add again what stood in it; GitHub’s list of commits shows it. In a new book, type what .github/SETTING-UP.md shows."


class ProjectFiles:
    """Reads files below a root, and gathers what was wrong and the lines of every file read (to quote them)."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.findings: list[Finding] = []
        self.lines: dict[str, tuple[str, ...]] = {}

    def error(self, code: Code, path: str, message: str, fix: str) -> None:
        """Keep a finding about a whole file or folder."""
        self.findings.append(Finding(code, Span(path), message, fix))

    def guarded(self, path: str, read: Callable[[], Item | None]) -> Item | None:
        """What is read from a file; where the program fails over it, the other files are still read."""
        try:
            return read()
        except Exception as error:  # noqa: BLE001 - whatever it is, the others must be read
            raise_in_full(error)
            fix = f"Send “{cause_of(error)}” and this file to whoever looks after the program. They mend it."
            message = "The program has a fault and could not read this file."
            self.error(reading_codes.FILE011, path, message, fix)
            return None

    def exists(self, path: str) -> bool:
        """Whether there is anything at a path, a link that leads nowhere too."""
        try:
            (self.root / path).lstat()
        except OSError:
            return False
        return True

    def folder(self, path: str) -> list[Path]:
        """What stands in a folder, sorted by name; nothing where it is missing, is a link or cannot be read."""
        if linked := linked_part(self.root, path):
            self.findings.append(link_finding(linked))
            return []
        try:
            entries = sorted((self.root / path).iterdir(), key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError:
            self.error(reading_codes.FILE011, path, "This folder cannot be read.", "Check that you may open it.")
            return []
        for entry in entries:
            if not entry.name.isprintable():  # it could not be shown in any report
                shown = "".join(character if character.isprintable() else "?" for character in entry.name)
                message = "The name of this file holds characters that cannot be shown, so it is not read."
                self.error(reading_codes.FILE009, f"{path}/{shown}", message, "Delete it, or give it another name.")
        return [entry for entry in entries if entry.name.isprintable()]

    def unexpected(self, path: str) -> None:
        """Say that a file or folder is not read."""
        kind = "folder" if (self.root / path).is_dir() else "file"
        fix = "Delete it, or keep it somewhere else. It is not published."
        self.error(reading_codes.FILE009, path, f"This {kind} is not one the book reads.", fix)

    def misnamed(self, path: str, right: str) -> None:
        """Say that a file would be read if it were called ``right``."""
        message = f"The book does not read a file called “{path.rpartition('/')[2]}”."
        self.error(reading_codes.FILE010, path, message, f"Rename it to {right}.")

    def is_misnamed(self, path: str, ending: str) -> bool:
        """Say what is wrong with a name in a folder where every file is read; whether that was so."""
        folder, _, name = path.rpartition("/")
        right = "" if name.startswith(".") else correct_name(name, ending)
        if right == name or (ending == ".yml" and name.endswith(ending)):
            return False
        if not right or self.exists(f"{folder}/{right}"):
            self.unexpected(path)
        else:
            self.misnamed(path, right)
        return True

    def yaml(self, path: str, model: type[EntryType], *, may_be_empty: bool = True) -> EntryType | None:
        """A YAML file as ``model``."""
        text, data, findings = self.yaml_data(path)
        if text is None:
            return None
        if not data and data is not None and not findings and not may_be_empty:
            self.error(reading_codes.FILE010, path, "This file is empty.", BRING_BACK)
            return None
        return self.entry(model, text, data, findings)

    def yaml_of_kinds(
        self, path: str, model: type[EntryType], key: str, kinds: Mapping[str, type[EntryType]]
    ) -> EntryType | None:
        """A YAML file as the model of the kind that it names after ``key``; ``model`` is what all kinds have."""
        text, data, findings = self.yaml_data(path)
        kind = data.get(key) if data is not None else text and _value_in(text, key)
        if text and isinstance(kind, str) and kind in kinds:
            return self.entry(kinds[kind], text, data, findings)
        self.findings += findings
        if data is None:
            return None
        problem = FieldError("no choice", (key,), kind, choices=tuple(kinds))
        if kind is None and key not in data:
            problem = FieldError("missing", (key,), data)
        self.findings += faults(model, data, [problem])
        return None

    def yaml_data(self, path: str) -> tuple[YamlText | None, LocatedDict | None, tuple[Finding, ...]]:
        """A YAML file as text and as plain values, none where it cannot be read; and what was wrong with the values."""
        source, findings = read_text(self.root, path)
        self.findings += findings
        if source is None:
            return None, None, ()
        self.lines[path] = source.lines
        text = YamlText(path, source.lines)
        return text, *text.read()

    def markdown(self, path: str, model: type[EntryType], holds: FileKind) -> tuple[EntryType, MarkdownFile] | None:
        """A Markdown file with its front matter as ``model``."""
        source, findings = read_text(self.root, path)
        self.findings += findings
        if source is None:
            return None
        self.lines[path] = source.lines
        file, findings = read_markdown(source, holds)
        front = front_matter(source)
        if front is None:
            self.findings += findings
            return None
        settings = self.entry(model, front, file.front if file else None, findings)
        return (settings, file) if settings and file else None

    def entry(
        self, model: type[EntryType], text: YamlText, data: LocatedDict | None, reported: Iterable[Finding]
    ) -> EntryType | None:
        """Plain values as ``model``; what was ``reported`` of a line while reading it explains what is wrong there.

        Where one line typed right would leave nothing wrong with the settings, that line is told, and nothing else of them.
        """
        entry, findings = validate(model, data) if data is not None else (None, ())
        lines = {span.line for finding in reported for span in (finding.span, *finding.related)}
        findings = (*reported, *(finding for finding in findings if finding.span.line not in lines))
        last = text.first_line + len(text.lines)
        wrong = [finding for finding in findings if finding.code in _OF_FORM and finding.span.line < last]
        if root := self.root_line(model, text, wrong):
            findings = (root, *(finding for finding in findings if finding not in wrong))
        self.findings += findings
        return entry

    def root_line(self, model: type[EntryType], text: YamlText, wrong: Sequence[Finding]) -> Finding | None:
        """The finding for the one line that was mistyped; none where what is said of it already is as good."""

        def is_right(mended: YamlText) -> bool:
            data, findings = mended.read()
            errors = FieldErrors(as_typed=True)
            if data is None or findings:
                return False
            model.read(data, errors)
            return not errors

        rows = dict.fromkeys(finding.span.line - text.first_line for finding in wrong)
        root = find_repair(text, rows, is_right) if wrong else None
        told = [finding for finding in wrong if finding.edits or finding.code is reading_codes.YAML007]
        is_told = root and len(wrong) == 1 and [finding.span.line for finding in told] == [root.span.line]
        return None if is_told else root


def _value_in(text: YamlText, key: str) -> str:
    """The value of a key in a text that cannot be read as a whole; "" where no line has it."""
    lines = (re.fullmatch(rf"{key}:\s*(\S+)\s*", line) for line in text.lines)
    return next((match[1] for match in lines if match), "")
