"""A Markdown file as its settings, which are front matter, and the passages below them. Not for what a passage obliges."""

from __future__ import annotations

import re

from policybook.basics.edits import Edit, as_layout, delete_line
from policybook.basics.findings import Finding, Span
from policybook.source import reading_codes
from policybook.source.markdown_body import BodyReader
from policybook.source.passages import FileKind, MarkdownFile
from policybook.source.text_files import SourceText
from policybook.source.yaml_files import YamlText

_MEANT_AS_END = re.compile(r"\s*(?:-[- ]*-|[–—][-–— ]*)\s*")


def read_markdown(source: SourceText, holds: FileKind) -> tuple[MarkdownFile | None, tuple[Finding, ...]]:
    """Read a section, a document, or a policy's summary, which has lines and nothing else."""
    if source.lines[0].rstrip() != "---":
        return None, (_not_begun(source),)
    end = next((n for n, line in enumerate(source.lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        return None, (_never_closed(source),)
    if not any(line.strip() for line in source.lines[1:end]):
        fix = "Type title: and the other settings between the two lines of hyphens. If they stand below, delete the second."
        return None, (
            Finding(reading_codes.FILE005, Span(source.path, end + 1), "There are no settings above this line.", fix),
        )
    front, front_findings = YamlText(source.path, source.lines[1:end], first_line=2).read()
    is_form = holds == "document" and front is not None and front.get("kind") == "form"
    blocks, body_findings = BodyReader(source, end + 1, holds, is_form=is_form).read()
    findings = (*front_findings, *body_findings)
    return (MarkdownFile(source.path, front, blocks) if front is not None else None), findings


def front_matter(source: SourceText) -> YamlText | None:
    """The settings at the top of a file; none where they are not between two lines of hyphens."""
    is_end = [line.rstrip() == "---" for line in source.lines]
    return YamlText(source.path, source.lines[1 : is_end.index(True, 1)], 2) if is_end[0] and any(is_end[1:]) else None


def _not_begun(source: SourceText) -> Finding:
    """The finding for a file that does not begin with the line of hyphens above its settings."""
    if next((line.strip() for line in source.lines if line.strip()), "") == "---":
        message, fix = "The line of hyphens (---) must be the very first.", "Delete the lines and spaces before it."
        first = next(n for n, line in enumerate(source.lines) if line.strip())
        indent = len(source.lines[first]) - len(source.lines[first].lstrip())
        spaces = [Edit(Span(source.path, first + 1, 1, indent), "")] if indent else []
        empty = [delete_line(source.path, n, source.lines) for n in range(1, first + 1)]
        return Finding(reading_codes.FILE005, Span(source.path), message, fix, edits=as_layout([*empty, *spaces]))
    message = "The settings at the top are missing."
    fix = "Begin the file with a line ---, then title: and the other settings, then a second line ---."
    return Finding(reading_codes.FILE005, Span(source.path), message, fix)


def _never_closed(source: SourceText) -> Finding:
    """The finding for settings without an end, at the line that was probably meant as their end."""
    meant = next((n for n, line in enumerate(source.lines[1:], 2) if _MEANT_AS_END.fullmatch(line)), None)
    if meant is None:
        fix = "Type a line of three hyphens (---) after the last setting."
        return Finding(reading_codes.FILE005, Span(source.path), "The settings at the top are never closed.", fix)
    span = Span(source.path, meant, 1, len(source.lines[meant - 1]))
    return Finding(
        reading_codes.FILE005,
        span,
        "The settings at the top end with exactly three hyphens.",
        "Type --- in this line, and nothing else.",
        edits=as_layout([Edit(span, "---")]),
    )
