"""TXT: what a template or Word leaves behind, and words for nothing in place of a fact. Not for what was copied: ``pasted_leftovers``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policybook.basics.findings import Severity
from policybook.basics.on_page import PASSAGE_UNFIT
from policybook.book.book import Book
from policybook.book.prose import Prose, quote
from policybook.rules.engine import Context, Violation, rule
from policybook.rules.text.pasted_leftovers import copied_along
from policybook.rules.text.word_lists import word_lists

_LONGEST_VALUE = 40  # letters of a word for none
_DUTY_BEFORE = re.compile(
    r"(?<!\w)(?:have|has|had|having|needs?|needed|ought|going|able|waits?|due|expect\w*|wants?|asks?|likely|used)\s+(?:[a-z]+ly\s+)?$"
)
_NOTE = re.compile(
    r"[(\[][A-Z][\w’']*(?: \w+){0,2} to (?:check|confirm|add|update|decide|finish)\b[^()\[\]]{0,40}[)\]](?!\()|\bNB\b[:,]? ?(?:check|ask|confirm|add)\b"
)
_NOTE_KEYS = (" to check", " to confirm", " to add", " to update", " to decide", " to finish", "nb")
"""What one colleague leaves for another: (Office to check this)."""
_NO_FACTS = frozenset(["fields", "note", "address", "aliases", "reason"])
"""Settings whose values may be any word: lines to sign, notes of the office."""
_TO_SIGN = re.compile(r"^(?:Signed|Signature|Name|Print name|Date)\b[^.…]{0,40}[.…]", re.MULTILINE)
_TO_BE_DONE = frozenset(["to do", "to follow", "fill in", "to be done"])
"""What is no reason and no note either, where it is all there is."""


@rule("TXT008", Severity.BLOCKER, on_page=PASSAGE_UNFIT)
def nothing_of_a_template_is_left(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no place to fill in, and nothing else that a template or Word leaves behind, stands in the text.

    Such as `[name of school]`, `tbc`, “to be confirmed”, `XX`, `____` or `Error! Reference source not found`; and in place
    of a fact a word for none, such as `n/a`. A reader sees that nobody read the page. What somebody has to confirm is a
    rule, and in order. The words are in `hooks/policybook/rules/text/words.yml`.
    """
    for prose in context.prose:
        if is_no_value(prose):
            yield Violation(
                prose.span(0, len(prose.text)),
                f"“{quote(prose.text)}” is a placeholder that nobody has filled in, and the pages print it as it is typed.",
                "Type what belongs here. If nobody knows it yet, delete it: what is empty is listed as missing.",
            )
    for prose in context.prose_with(*word_lists().leftover_keys, *_NOTE_KEYS):
        match = None if is_no_value(prose) or copied_along(prose.text) else left_over(prose)
        if match:
            yield Violation(
                prose.span(*match.span()),
                f"“{quote(match[0])}” looks like a note or something of a template that was left in.",
                _instead_of_leftover(prose, match[0]),
            )


def _instead_of_leftover(prose: Prose, shown: str) -> str:
    if prose.kind not in ("clause", "statement"):
        return "Type what belongs here. If nobody knows it yet, delete it."
    if shown.startswith("___") or _TO_SIGN.search(prose.text):
        return "Type what belongs here. If readers are to fill it in, move it to a form: a document with the line kind: form at its top."
    return (
        "Type what belongs here. If nobody knows it yet, delete the sentence, or write a fill-in, which says so itself."
    )


def left_over(prose: Prose) -> re.Match[str] | None:
    """The first place that a template left; "has to be confirmed" is a duty and none."""
    text = prose.typed
    matches = word_lists().leftovers.finditer(text)
    left = next(
        (match for match in matches if not (match[0][:2] == "to" and _DUTY_BEFORE.search(text, 0, match.start()))), None
    )
    return left or _NOTE.search(text)


def is_no_value(prose: Prose) -> bool:
    """Whether the whole of a fact is a word for none, such as n/a or a question mark."""
    if prose.kind not in ("fact", "setting") or len(prose.text) > _LONGEST_VALUE:
        return False
    bare = re.sub(r"^[\W_]+|[\W_]+$", "", prose.text.lower().replace("’", "'"))
    if prose.field in _NO_FACTS:
        return bare in _TO_BE_DONE
    if not bare:
        return True
    lists = word_lists()
    return bare in lists.whole_values or bool(prose.declared and prose.declared.is_name and bare in lists.whole_names)
