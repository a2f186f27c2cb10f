"""Lets Python-Markdown take the HTML of a page as it is. A page of ours is headings with finished HTML under them.

Without this, every word of every page is read by two parsers of HTML, which is the dearest step of MkDocs for pages like
these, and changes nothing in them. What is between two headings becomes one block. Text that people typed may look like a
heading, too: it is none, because there an element is still open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

_HEADING = re.compile(r"^#{1,6} .*\n", re.MULTILINE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_VOID = frozenset({"br", "col", "hr", "img", "input", "wbr"})
_AFTER_WHITE_SPACE = 29
"""Python-Markdown makes ends of lines even at 30, and looks for HTML after that."""
EXTENSION = f"{__name__}:PageBlocks"
"""By this Python-Markdown finds it."""


class PageBlocks(Extension):
    """Takes what stands under the headings of a page for finished HTML."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's own name
        """Look before the library does."""
        md.preprocessors.register(_Blocks(md), "policybook-blocks", _AFTER_WHITE_SPACE)


class _Blocks(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        """Put a placeholder in the place of each block."""
        kept: list[str] = []
        for is_heading, text in parts_of("\n".join(lines)):
            kept += [text.strip() if is_heading else self.md.htmlStash.store(text.strip("\n")), ""]
        return [*kept, ""]


def parts_of(text: str) -> Iterator[tuple[bool, str]]:
    """The headings and what is between them, in order, and which each is."""
    done, opened, looked = 0, 0, 0
    for heading in _HEADING.finditer(text):
        opened += _still_open(text[looked : heading.start()])
        looked = heading.start()
        if opened:
            continue
        if text[done:looked].strip():
            yield False, text[done:looked]
        yield True, heading[0]
        done = looked = heading.end()
    if text[done:].strip():
        yield False, text[done:]


def _still_open(text: str) -> int:
    """How many more elements of a text begin than end."""
    return sum(-1 if tag[1] else 1 for tag in _TAG.finditer(text) if tag[2] not in _VOID)
