"""The comments above each check in the record of a review: its question, and what the last review answered and agreed."""

from __future__ import annotations

from markupsafe import Markup

from policybook.book.book import Book
from policybook.review.review_progress import action_words, last_reviews
from policybook.views.addresses import Page
from policybook.views.checklist import checklist_view
from policybook.views.view_context import ViewContext


def record_notes(context: ViewContext, own: str = "") -> dict[str, list[str]]:
    """Return the lines above each check, without names; ``own`` is the path of this record, which is not its last one."""
    book = context.book
    notes = {check.settings.id: [check.settings.ask] for check in book.checks}
    checklist = next((d for d in book.documents if d.settings.kind == "checklist"), None)
    if checklist:
        view = checklist_view(context, checklist, Page(""))
        notes |= {check.id: [_without_names(book, check.ask)] for check in view.checks}
    for review in last_reviews(book, context.as_of, own):
        for name, answer in review.answers.items():
            if name in notes and (judgement := review.judgement(name)):
                evidence = f" {answer.evidence}" if answer and answer.evidence else ""
                notes[name].append(f"Last time ({review.reviewed.words}): {judgement}.{evidence}")
        for action in review.actions:
            if action.check in notes:
                done = f"done {action.done.when_words}" if action.done else "not marked as done"
                notes[action.check].append(f"Agreed then: {action_words(book, action)}; {done}.")
    return notes


def _without_names(book: Book, ask: Markup) -> str:
    """A question without markup, and without names: a record stays for years, and people leave."""
    text = ask.striptags()
    for person in book.people.people.values():
        text = text.replace(person.name, "the person on record")
    return text
