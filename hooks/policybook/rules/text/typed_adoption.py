"""TXT: dates of adoption, approval and review that are typed into a text. Not for the dates on record: ``reviews``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from policybook.basics.dates import MONTHS, PartialDate, typed_date
from policybook.basics.findings import Severity, Span
from policybook.book.book import Book, Clause, Document, Policy, Statement
from policybook.book.prose import Prose
from policybook.book.review_status import status_of_document, status_of_policy
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.source.passages import Wording

_DONE = r"adopted|adoption|approved|approval|ratified|ratification|reviewed|reviews?|amended|revised|(?:last )?updated"
_MONTH = "|".join(f"{name}|{name[:3]}\\b\\.?" for name in MONTHS[1:]) + r"|Sept\b\.?"
_DATE = (
    rf"(?P<date>(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{_MONTH}),? \d{{4}}|\d{{1,2}}[./-]\d{{1,2}}[./-](?:\d{{4}}|\d{{2}})"
    r"|\d{4}-\d{2}(?:-\d{2})?|(?:autumn|spring|summer)(?: term)? \d{4})(?!\d)"
)
_NO_LABEL = "of|for|is|are|the|a|an|all|any|our|their|its|this|takes?|must|will|should|may|every|each"
"""What follows where the word begins a sentence: Review the list, Approval of trips."""
_LABEL = rf"(?:^|(?<=[|.;(\n]))[\s*_]*(?:(?:date of|date to be|policy|document|first|last|next|version [\w.]+[,:]?)[\s*_]+){{0,3}}(?P<label>{_DONE})\b(?! (?:{_NO_LABEL})\b)"
_SENTENCE = rf"\b(?:this (?:policy|document|procedure|version)|the policy) (?:was|is|has been|will be) (?:\w+ ){{0,2}}?(?P<said>{_DONE})\b"
_TYPED = re.compile(rf"(?:{_LABEL}|{_SENTENCE})[^.;\n\d]{{0,60}}?(?<!\w){_DATE}", re.IGNORECASE)
_KEYS = ("adopt", "approv", "ratif", "review", "amend", "revised", "updated")
_OF_ADOPTION = ("adopt", "approv", "ratif")


class _Typed(NamedTuple):
    """A date in a text, and the words that say of what it is."""

    span: Span
    shown: str
    done: str
    day: PartialDate


@rule("TXT065", Severity.ADVICE, dated=Dated.TODAY)
def dates_of_adoption_are_those_on_record(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no text says another date of its adoption, approval or review than the record: readers see both, and one is wrong.

    The pages print the dates on record with each policy and document. Wrong: `Approved by the governors, July 2020` below
    a policy that says `adopted: 2022-07`. Right: the date in `policy.yml` or in the record of the review alone.
    """
    policies = {policy.id: policy for policy in book.policies}
    documents = {document.path: document for document in book.documents}
    by_owner: dict[str, tuple[Policy | Document, list[_Typed]]] = {}
    seen: set[str] = set()
    for prose in context.prose_with(*_KEYS):
        passage = prose.of
        if not isinstance(passage, Clause | Statement) or prose.is_quoted or passage.id in seen:
            continue
        seen.add(passage.id)  # each cell of a row is a text
        owner = policies.get(passage.policy) if isinstance(passage, Clause) else documents.get(prose.path)
        if owner:
            by_owner.setdefault(owner.id, (owner, []))[1].extend(_typed_dates(passage.wording, prose))
    for owner, found in by_owner.values():
        on_record = _on_record(book, owner, context)
        wrong = [
            typed
            for typed in found
            if not any(day.first <= typed.day.last and typed.day.first <= day.last for day in on_record)
        ]
        if wrong:
            yield _other_date(book, owner, wrong)


def _typed_dates(wording: Wording, prose: Prose) -> Iterator[_Typed]:
    for match in _TYPED.finditer(wording.text if prose.is_cell else wording.text.replace("|", " ")):
        if day := typed_date(match["date"].replace(",", "")):
            begin = match.start() + len(match[0]) - len(match[0].lstrip(" *_|\n"))
            shown = " ".join(re.sub(r"[|*_]", " ", wording.text[begin : match.end()]).split())
            done = (match["label"] or match["said"]).lower()
            yield _Typed(wording.span(begin, match.end()), shown, done, day)


def _on_record(book: Book, owner: Policy | Document, context: Context) -> list[PartialDate]:
    """The dates that the pages print of a text, and those of its earlier reviews."""
    if isinstance(owner, Document):
        status = status_of_document(book, owner, context.as_of)
        days = [status.reviewed, status.due]
    else:
        status = status_of_policy(book, owner, context.as_of)
        days = [status.reviewed, status.due, owner.settings.adopted, owner.settings.applies_from]
        for review in book.reviews:
            if owner.id in review.policies:
                days += [review.reviewed, review.next_review, *(approval.on for approval in review.approved_by)]
    return [day for day in days if day]


def _other_date(book: Book, owner: Policy | Document, wrong: list[_Typed]) -> Violation:
    first = wrong[0]
    fix = "Delete it here: the pages print the dates on record."
    if isinstance(owner, Policy) and first.done.startswith(_OF_ADOPTION):
        is_known = owner.settings.adopted is not None
        where = "correct the line adopted: in" if is_known else f"type adopted: {first.day} in"
        fix += f" If it is right, {where} {owner.path}."
    else:
        fix += f" If it is right, enter the review in {book.layout.reviews}."
    more = f" It has {len(wrong)} such dates." if wrong[1:] else ""
    return Violation(
        first.span,
        f"“{first.shown}”: no such date is recorded of “{owner.settings.title}”. Readers see it beside the dates that the pages print.{more}",
        fix,
        related=tuple(typed.span for typed in wrong[1:]),
    )
