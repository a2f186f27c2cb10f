"""An earlier and the present wording side by side, with the words that differ marked so that plain text shows them."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Iterator, Sequence

from policybook.basics.findings import Finding
from policybook.book.counted_differences import with_marks

_WIDTH = 100


def marked(was: str, now: str) -> tuple[str, str]:
    """Both wordings on one line each: ``[-words-]`` that went, ``{+words+}`` that came."""
    old, new = was.split(), now.split()
    before, after = [], []
    for kind, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before += old[i:j] if kind == "equal" else _in_marks("[-", old[i:j], "-]")
        after += new[k:m] if kind == "equal" else _in_marks("{+", new[k:m], "+}")
    return " ".join(before), " ".join(after)


def _in_marks(begin: str, words: Sequence[str], end: str) -> list[str]:
    return [f"{begin}{' '.join(words)}{end}"] if words else []


def of_finding(finding: Finding) -> tuple[tuple[str, str], ...]:
    """The wordings of a finding, each with its name; the older one is left out where nobody knows it.

    In those that are to be read beside each other, the words of strength, actor and condition are in capitals.
    """
    pair = tuple((name, with_marks(" ".join(text.split()))) for name, text in finding.pair)
    if not finding.was:
        return ((("now", " ".join(finding.now.split())),) if finding.now and not pair else ()) + pair
    was, now = marked(finding.was, finding.now)
    return (("was", was), ("now", now), *pair)


def in_words(finding: Finding) -> str:
    """`` Was: ... Now: ...`` to add to a message, or ""."""
    return "".join(f" {name.capitalize()}: {text}" for name, text in of_finding(finding))


def lines(wordings: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The lines of a report for a person."""
    for name, text in wordings:
        yield textwrap.fill(
            text,
            _WIDTH,
            initial_indent=f"  {name}:  ",
            subsequent_indent=" " * 8,
            break_long_words=False,
            break_on_hyphens=False,
        )
