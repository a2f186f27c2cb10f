"""The leadership's copy of the review: what is not published, in a file that the page of the review can open. Never for ``site/``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from policybook.basics.findings import Severity
from policybook.review.review_progress import action_words, last_reviews
from policybook.rules.contradicted_answers import contrary_findings
from policybook.views.facts_to_confirm import fact_tables
from policybook.views.leadership_pack import InternalPerson, people_in_roles
from policybook.views.view_context import ViewContext

KIND = "policybook leadership copy"


def leadership_copy(context: ViewContext) -> str:
    """Return the file as text: notes beside questions and facts, and what else the leadership looks at in a review."""
    book, fill = context.book, context.sentences.fill
    lists = {
        "actions": [
            action_words(book, action) for review in book.reviews for action in review.actions if action.done is None
        ],
        "training": list(_training(context)),
        "waivers": [
            fill("copy.waiver", rule=one.rule, subject=one.subject, reason=one.reason, until=one.expires.words)
            for one in book.waivers.waivers
        ],
        "decisions": [one.question for one in book.decisions.decisions.values() if one.decided is None],
    }
    return json.dumps(
        {
            "kind": KIND,
            "school": book.school.name,
            "made": context.built,
            "notes": _notes(context),
            "contrary": {
                check: " ".join(finding.message for finding in contrary)
                for check, contrary in contrary_findings(book, context.report.of_severity(Severity.BLOCKER))
                if contrary
            },
            "facts": [
                {"table": table.id, **{name: value for name, value in asdict(row).items() if isinstance(value, str)}}
                for table in fact_tables(context, for_leadership=True)
                for row in table.rows
            ],
            "lists": [{"title": fill(f"copy.{name}"), "lines": lines} for name, lines in lists.items() if lines],
        },
        ensure_ascii=False,
        indent=1,
    )


def _notes(context: ViewContext) -> dict[str, list[str]]:
    """What the last review answered, and what it agreed to do, by question."""
    notes: dict[str, list[str]] = {}
    for review in last_reviews(context.book, context.as_of):
        for check, answer in review.answers.items():
            if answer and answer.judgement:
                said = {"when": review.reviewed.words, "judgement": answer.judgement, "evidence": answer.evidence or ""}
                notes.setdefault(check, []).append(context.sentences.fill("copy.last", **said).strip())
        for action in review.actions:
            if action.check and action.done is None:
                words = action_words(context.book, action)
                notes.setdefault(action.check, []).append(context.sentences.fill("copy.still-open", words=words))
    return notes


def _training(context: ViewContext) -> Iterator[str]:
    """Each DSL with the days of their training."""
    unknown = context.sentences.fill("copy.unknown")
    for person in people_in_roles(context):
        if person.is_dsl:
            yield context.sentences.fill("copy.trained", **_said(person, unknown))


def _said(person: InternalPerson, unknown: str) -> dict[str, str]:
    values = {name: getattr(person, name) for name in ("name", "role", "trained", "refreshed", "prevent")}
    return {name: value or unknown for name, value in values.items()}
