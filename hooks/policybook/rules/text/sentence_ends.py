"""TXT: how texts end: paragraphs with a full stop, questions with a question mark. Not for marks inside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policybook.basics.findings import Severity
from policybook.book.book import Book, Clause
from policybook.book.prose import Prose
from policybook.rules.engine import Context, Violation, rule
from policybook.rules.text.pasted_leftovers import copied_along, is_page_line
from policybook.rules.text.run_on_lines import is_run_together
from policybook.rules.text.visible_marks import BOLD_ALONE, is_item

_MANNER = 3  # so many paragraphs of one file without a mark at their end are a manner of writing, and no slip
_QUESTION = re.compile(
    r"(?:Is|Are|Was|Were|Do|Does|Did|Has|Have|Can|Could|Should|Will|Would|Who|What|When|Where|Which|How)\b"
)
_HANGING = re.compile(r"(?<![\w’'/-])(?:the|a|an|our|your|their|my|his|her)\s*$")  # nothing ends with these words
_STATEMENT = re.compile(
    r"(?:All|Every|Everybody|Everyone|Each|Any|No|Nobody|The|A|An|Our|Their|We|They|It|There|This|These|Staff|Students|Pupils|Parents"
    r"|Visitors|Governors)\s(?!.*\.\s)"
)
_COPIED = re.compile(r"[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]\s*$|^[a-z_]+:[ \t]*(?:\[[^\[\]]*\]|[\w-]+)\s*$")
_DASH_AT_END = re.compile(r"\s[-–—]\s*$")


@rule("TXT018", Severity.ADVICE)
def paragraphs_come_to_an_end(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure every paragraph of a policy ends with a full stop or another mark, so that no line of it was lost.

    A line that was deleted by a slip mostly takes the end of a sentence with it. Items of lists and other texts often end
    without a mark; they only must not end with a word such as “the”. What a check asks is one question, and ends with “?”.
    Wrong: `Staff must lock the`. Right: `Staff must lock the screen.`
    """
    unended: dict[str, list[Violation]] = {}
    for number, prose in enumerate(context.prose):
        following = context.prose[number + 1].text if number + 1 < len(context.prose) else ""
        is_copied = is_page_line(prose.text) or is_page_line(following) or _COPIED.search(prose.text)  # TXT042
        is_other = copied_along(prose.text) or BOLD_ALONE.fullmatch(prose.text) or _leads_in(context.prose, number)
        if (
            isinstance(prose.of, Clause)
            and prose.of.is_unfinished
            and not (is_copied or is_other or is_run_together(prose))
        ):
            text = prose.text.rstrip().rstrip("*_)”’\"'")
            unended.setdefault(prose.path, []).append(
                Violation(
                    prose.span(max(len(text) - 1, 0), len(text)),
                    "This paragraph ends in the middle of a sentence, or without a full stop.",
                    "Type the rest of the sentence and a full stop.",
                )
            )
        elif prose.field == "ask" and (slip := _unlike_a_question(prose.text)):
            text = prose.text.rstrip()
            yield Violation(prose.span(len(text) - 1, len(text)), *slip)
        elif not prose.is_cell and (match := _HANGING.search(prose.text)):
            yield _cut_short(prose, match)
    for of_file in unended.values():
        yield from of_file if len(of_file) < _MANNER else (_written_so(of_file),)


def _written_so(of_file: list[Violation]) -> Violation:
    """One finding for a file in which many paragraphs end without a mark: that is how it is written, and no slip."""
    return of_file[0]._replace(
        message=f"{len(of_file)} paragraphs of this file end without a full stop, so nobody can tell whether words were lost.",
        fix="Type a full stop at the end of each. If some are headings, type ## before them; if some are items of a list, a hyphen.",
        related=tuple(violation.span for violation in of_file[1:]),
    )


def _cut_short(prose: Prose, match: re.Match[str]) -> Violation:
    return Violation(
        prose.span(match.start(), match.start() + len(match[0].rstrip())),
        "This ends in the middle of a sentence.",
        "Type the rest of it: GitHub’s list of commits shows what stood here.",
    )


def _unlike_a_question(text: str) -> tuple[str, str] | None:
    """What is wrong with what a check asks, and what to do: it is one question."""
    bare = text.rstrip()
    if bare.endswith("}}"):
        return None
    if not bare.endswith("?"):
        if _QUESTION.match(bare):
            return (
                "This question has no question mark at its end.",
                "Type the rest of the question and a question mark.",
            )
        if _STATEMENT.match(bare):
            return "This check says something and asks nothing.", "Type it as a question, with a question mark."
        return None  # a task: Ask three students
    if "? " in bare and _QUESTION.match(bare.rpartition("? ")[2].removeprefix("And ").removeprefix("Or ").capitalize()):
        return (
            "A check asks two questions here, and one answer cannot be right for both.",
            "Keep one question, and ask the other in a check of its own.",
        )
    return None


def _leads_in(texts: Sequence[Prose], number: int) -> bool:
    """Whether a paragraph ends with a dash, and a list below it goes on with the sentence."""
    return bool(_DASH_AT_END.search(texts[number].text)) and is_item(texts[min(number + 1, len(texts) - 1)].of)
