"""PIN: references name a clause, in its policy if they say so, and no fingerprint. Not for whether the clause exists."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.edits import retype
from policybook.basics.findings import Severity, Span
from policybook.basics.likeness import is_broken
from policybook.basics.on_page import PASSAGE_MARKED
from policybook.book.book import Book
from policybook.book.readings import restating_items
from policybook.rules.engine import Context, Violation, rule
from policybook.rules.restating.readable_items import is_moved


@rule("PIN003", Severity.ADVICE)
def no_reference_has_a_fingerprint(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure references name clauses and nothing more: who read what, and when, is in `data/readings.yml`.

    Older books had a fingerprint after each reference. Wrong: `from="password-private@3f9a2c1d"`. Right:
    `from="password-private"`.
    """
    by_path: dict[str, list[tuple[str, str, Span]]] = {}
    for item in restating_items(book):
        for one in item.references:
            if one.pin:
                by_path.setdefault(item.path, []).append((f"{one.name}{one.pin}", one.name, one.span))
        wanted = item.of_document.settings.translates if item.of_document else None
        if item.of_document and wanted and wanted.pin:
            span = item.of_document.settings.at("translates")
            by_path.setdefault(item.path, []).append((f"{wanted.name}{wanted.pin}", wanted.name, span))
    for path, found in by_path.items():
        typed, right, span = found[0]
        rest = (
            f" here, and take what follows the @ out in {len(found) - 1} other places of this file."
            if found[1:]
            else "."
        )
        yield Violation(
            span,
            f"“{typed}” has a fingerprint. Readings are recorded in {book.layout.facts('readings')} now.",
            f"Type {right} instead{rest}",
            related=tuple(one[2] for one in found[1:]),
            about=path,
            edits=tuple(edit for old, new, place in found for edit in retype(place, old, new)),
        )


@rule("PIN005", Severity.BLOCKER, on_page=PASSAGE_MARKED)
def every_clause_stands_in_the_policy_that_is_named(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a clause that is named together with its policy still stands in that policy.

    A reference may say where the clause stands: `from="online-safety/password-private"`. Ids are unique in the whole book,
    so the policy need not be named; a school names it where the sentence only holds in that policy, for example because
    the two apply to different people.
    """
    titles = {policy.id: policy.settings.title for policy in book.policies}
    for item in restating_items(book):
        for reference in item.clauses:
            clause = book.clauses.get(reference.target)
            if clause is None or not is_moved(reference, clause) or is_broken(context.broken, clause.span.path):
                continue
            yield Violation(
                reference.span,
                f"“{clause.id}” is not in “{titles.get(reference.policy, reference.policy[:80])}”; "
                f"it is in “{titles.get(clause.policy, clause.policy)}”.",
                f"Read the {item.what} beside the clause in its present place. If it says the same, "
                f"type {clause.policy}/{clause.id}",
                related=(clause.span,),
                about=item.id,
            )
