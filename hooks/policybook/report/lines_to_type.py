"""The lines of files as literal fixes would have them, as HTML to copy from a comment. Not for choosing the fixes.

GitHub can apply a suggestion only in a review of single lines, which a job may write that reads a proposal and holds a right to
write. Ours may not: so the line is here whole, and a person types or pastes it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from policybook.basics.edits import EditError, edited
from policybook.basics.findings import Finding
from policybook.report.impact_phrases import escaped

_MOST = 8
_LONGEST = 600
_ACTING = re.compile(r"[#@:\[\]`]")
"""What could act where a line of a log or of Markdown is read for commands, names or marks."""


def lines_to_type(findings: Iterable[Finding], lines: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield, for each finding with a literal fix, its place and the lines there as they should be."""
    told = [piece for finding in findings if (piece := list(_pieces(finding, lines)))]
    for piece in told[:_MOST]:
        yield from piece
    if len(told) > _MOST:
        yield f"And {len(told) - _MOST} more: the checks say them at each line."


def _pieces(finding: Finding, lines: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for path in dict.fromkeys(edit.path for edit in finding.edits):
        old = list(lines.get(path, ()))
        try:
            new = edited("\n".join(old) + "\n", (edit for edit in finding.edits if edit.path == path)).split("\n")[:-1]
        except EditError:
            return
        for kind, begin, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            text = "\n".join(new[first:last])
            if kind == "equal" or len(text) > _LONGEST:
                continue
            where = f"line {begin + 1}" if end - begin < 2 else f"lines {begin + 1} to {end}"  # noqa: PLR2004
            what = {"replace": "type in its place", "insert": "add before it", "delete": "delete it"}[kind]
            what = what.replace("it", "them") if end - begin > 1 and kind == "delete" else what
            yield f"**{escaped(path)}, {where}:** {what}{':' if text.strip() else '.'}"
            yield ""
            if text.strip():
                yield f"<pre>{_inert(text)}</pre>"
                yield ""


def _inert(text: str) -> str:
    """The very text, with nothing in it that acts."""
    shown = "".join(c if c.isprintable() or c == "\n" else "?" for c in text)
    return _ACTING.sub(lambda match: f"&#{ord(match[0])};", html.escape(shown, quote=False))
