"""FILE: settings and facts of one line are plain words. Not for the text of sections and documents, which has marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policybook.book import Book
from policybook.findings import Severity
from policybook.rules.engine import Context, Fault, Rule, rule

_HINTS = frozenset("<*_[`~&#")
_MARKS = re.compile(
    r"</?[a-zA-Z][^<>]*>|<!--.*?-->"  # HTML
    r"|&(?:[a-zA-Z]{2,8}|#\d{2,5});"
    r"|(?P<open>\*{1,3}|(?<!\w)_{1,3}|~~|`)(?=\S)[^*_~`]+(?<=\S)(?P=open)(?!\w)"  # bold, italics, struck out, code
    r"|\[[^\[\]]+\]\([^()]+\)"  # a link
    r"|^#{1,6} "
)


@rule("FILE013", Severity.BLOCKER)
def settings_of_one_line_are_plain_words(_book: Book, context: Context) -> Iterator[Fault]:
    """Ensure titles, summaries and other settings and facts of one line are plain words.

    Bold, italics, links and HTML work only in the text of sections and documents. In a setting readers see the marks
    themselves: `title: "**Passwords**"` is shown with its asterisks.
    """
    for one in context.prose:
        if one.kind in ("setting", "fact") and not _HINTS.isdisjoint(one.text):
            found = _MARKS.search(one.text)
            if found:
                yield Fault(
                    one.span(*found.span()),
                    f"“{found[0][:40]}” would be shown to readers as it is typed here.",
                    "Delete the marks and keep the words: this is a line without bold, links or HTML.",
                )


RULES: tuple[Rule, ...] = (settings_of_one_line_are_plain_words,)
