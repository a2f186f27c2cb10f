"""TXT: numbers, letters and places that are typed where the pages count for themselves. Not for phone numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policybook.basics.findings import Severity
from policybook.basics.tokens import find_tokens
from policybook.book.book import Book, Clause, Section
from policybook.book.prose import Prose
from policybook.rules.engine import Context, Violation, rule
from policybook.rules.literal_edits import deleting, replacing

_OWN_NUMBER = re.compile(
    r"(?P<bold>\*\*)?(?P<bracket>\[)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,3}){1,3}|[A-Z]{2,8}(?:[.-][A-Z0-9]{1,8})+|[A-Z]{1,2}\d{0,2}(?:\.\d{1,3})+)"
    r"[.:]?(?(bracket)\])(?(bold)\*\*)[.:]?[ \t\u00a0]+(?=[A-Z“\"*{])"
)
_LETTERED = re.compile(
    r"^(?:\((?:[a-z]|[ivx]{2,4}|\d{1,2})\)|(?:[a-z]|[ivx]{2,4})\)|[a-hj-z]\.|\Ai\.(?=[^\n]*\nii\.))[ \t\u00a0]+(?=\S)",
    re.MULTILINE,
)
_ENDED = (":", ";", ".", ",", "; and", "; or")
_REFERENCE = re.compile(
    r"\b(?P<what>[Ss]ections?|[Cc]lauses?|[Pp]ara(?:graph)?s?|[Aa]ppendix)[ \n\u00a0]"
    r"(?P<number>\d{1,2}(?:\.\d{1,3})+(?:\([a-z]+\))*|\d{1,2}(?=[ \n](?:above|below))"
    r"|(?<=[Ss]ee [Ss]ection.)(?:\d|1[0-6])(?=[.,;)]|$)|(?<=ppendix.)(?:\d{1,2}|[A-Z]))\b"
)
_OF_ANOTHER = re.compile(r"[ \n](?:of|to|in)[ \n](?!this\b|our\b)")
_KEYS = ("section", "clause", "para", "appendix")


def _is_passage(prose: Prose) -> bool:
    """Whether it is a clause or a statement, or a part of one, and not what others wrote."""
    return prose.kind in ("clause", "statement") and not prose.is_quoted


@rule("TXT060", Severity.ADVICE)
def numbers_are_counted_once(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no clause begins with a number that is typed, because the pages print their own number before it.

    A school that keeps its own numbers or statement ids types them into the braces; the pages print them instead.
    Wrong: `1.2.1 The head keeps the register.` Right: `The head keeps the register.` and below it `{ number="1.2.1" }`.
    """
    for prose in context.prose:
        match = _OWN_NUMBER.match(prose.text) if isinstance(prose.of, Clause) and _is_passage(prose) else None
        if match and isinstance(prose.of, Clause) and prose.of.is_numbered and "|" not in prose.text:
            number = match["number"]
            yield Violation(
                prose.span(*match.span("number")),
                f"The pages number this clause, so readers see two numbers: {prose.of.number} and {number}.",
                f'Delete {number} here. If it is to be the number of this clause, add number="{number}" to the braces below it.',
                edits=deleting(context, prose, match.start(), match.end()),
            )


@rule("TXT061", Severity.ADVICE)
def letters_of_lists_are_counted(_book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the items of a list are typed with hyphens: letters such as `a)` make no list, and the items run together.

    The pages letter the items of a clause themselves. Wrong: `a) lock the screen;` Right: `- lock the screen;`
    """
    for prose in context.prose:
        if match := lettered_item(prose):
            yield Violation(
                prose.span(match.start(), match.start() + len(match[0].rstrip())),
                f"“{match[0].rstrip()}” does not make a list: readers see it as typed, and what follows runs on in the paragraph.",
                "Begin each item on a line of its own with a hyphen and a space (- text), with an empty line before the first. The pages letter the items of clauses (a), (b), (c).",
            )


def lettered_item(prose: Prose) -> re.Match[str] | None:
    """Where a letter or a figure was to begin the first item of a list: at a line below one that has come to an end, or twice."""
    if not _is_passage(prose) or prose.is_cell or (")" not in prose.text and "." not in prose.text):
        return None
    found = list(_LETTERED.finditer(prose.text))
    befores = [prose.text[: match.start()].rstrip() for match in found]
    are_items = len({match[0] for match in found}) > 1
    return next(
        (
            match
            for match, before in zip(found, befores, strict=True)
            if are_items or not before or before.endswith(_ENDED) or _closes_nothing(match, before)
        ),
        None,
    )


def _closes_nothing(match: re.Match[str], before: str) -> bool:
    """Whether it is "a)" and no bracket was opened before it."""
    return match[0].strip().endswith(")") and "(" not in match[0] and before.count("(") == before.count(")")


@rule("TXT062", Severity.ADVICE)
def places_are_fill_ins(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a reference to another clause is a fill-in, because its number changes when a clause is added.

    `{{ clauses.its-id }}` prints the number of a clause, `{{ sections.its-id }}` that of a section, and both lead there. A
    number in another text, such as “section 47 of the Children Act 1989”, is in order.
    """
    numbers = {
        (policy.id, clause.number): clause
        for policy in book.policies
        for section in policy.sections
        for clause in section.clauses
        if clause.is_numbered
    }
    places = {(section.policy, str(section.number)): section for section in book.sections.values()}
    for prose in context.prose_with(*_KEYS):
        if not _is_passage(prose):
            continue
        for match in _REFERENCE.finditer(prose.text):
            if _OF_ANOTHER.match(prose.text, match.end()) or _names_a_text(prose.text, match.start()):
                continue
            policy = prose.of.policy if isinstance(prose.of, Clause) else ""
            found = numbers.get((policy, match["number"])) or places.get((policy, match["number"]))
            yield _typed_place(context, prose, match, found)
            break


def _typed_place(context: Context, prose: Prose, match: re.Match[str], found: Clause | Section | None) -> Violation:
    span, shown = prose.span(*match.span()), " ".join(match[0].split())
    if match["what"].lower() == "appendix":
        return Violation(
            span,
            f"The pages have no “{shown}”: readers cannot find it.",
            "Name the document that it is, or link the section: [its title](its-file.md).",
        )
    if found is None or (isinstance(found, Clause) and not found.has_own_id):
        return Violation(
            span,
            f"“{shown}” is typed as words, and the pages number the clauses themselves.",
            f"Type {match['what']} {{{{ clauses.its-id }}}} with the id of the clause, or {{{{ sections.its-id }}}} with the name of a section’s file.",
        )
    token = f"{{{{ {'clauses' if isinstance(found, Clause) else 'sections'}.{found.id} }}}}"
    return Violation(
        span,
        f"“{shown}” is typed as words: when a clause is added above it, it names another.",
        f"Type {match['what']} {token}",
        edits=replacing(context, prose, *match.span("number"), token),
    )


def _names_a_text(text: str, before: int) -> bool:
    """Whether the sentence names another text before the number: a guidance, a policy, a law."""
    begin = max(text.rfind(". ", 0, before), 0)
    tokens = any(begin <= token.start < before for token in find_tokens(text))
    return tokens or re.search(r"\b(?:Act|Regulations?|Code|KCSIE|guidance)\b", text[begin:before]) is not None
