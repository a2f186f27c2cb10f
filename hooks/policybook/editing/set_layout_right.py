"""Makes the fixes that set only marks and spaces right. Every other fix waits for a person."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from policybook.basics.edits import Edit, EditError, keeps_words
from policybook.basics.findings import Finding
from policybook.editing.apply_edits import Lines, apply_edits


def set_layout_right(root: Path, findings: Iterable[Finding], lines: Lines) -> tuple[Finding, ...]:
    """Write what the findings would have typed, where it is layout alone; return the findings that were mended.

    Of two whose edits meet, the second is left for the next run.

    Raises:
        EditError: where a file has changed since it was read; then nothing is written.
        OSError: where a file cannot be read or written.
    """
    taken: dict[str, tuple[Edit, ...]] = {}
    mended = []
    for finding in findings:
        if finding.edits and not finding.waived and all(edit.is_layout for edit in finding.edits):
            paths = {edit.path for edit in finding.edits}
            wanted = {path: (*taken.get(path, ()), *_of(path, finding.edits)) for path in paths}
            if all(_is_harmless(edits, lines[path]) for path, edits in wanted.items()):
                taken |= wanted
                mended.append(finding)
    apply_edits(root, (edit for edits in taken.values() for edit in edits), lines)
    return tuple(mended)


def _of(path: str, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    return tuple(edit for edit in edits if edit.path == path)


def _is_harmless(edits: tuple[Edit, ...], lines: tuple[str, ...]) -> bool:
    """Whether edits can all be made, and leave every word and figure: what is declared is looked at once more."""
    try:
        return keeps_words("\n".join(lines) + "\n", dict.fromkeys(edits))
    except EditError:
        return False
