"""ORG: whether our own sentences are worded in the languages of the book. Not for the words of the book itself (TXT030)."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.findings import Severity, Span
from policybook.basics.language_signs import NAMES
from policybook.book.book import Book, Section
from policybook.model.content import DocumentSettings, PolicySettings, SectionSettings
from policybook.model.organisation import Organisation
from policybook.rules.engine import Context, Violation, rule
from policybook.source.wording_files import WORDING_FILE

ORGANISATION = "organisation"
_SHOWN = 3


@rule("ORG020", Severity.ADVICE, ORGANISATION, "policy", "documents")
def languages_have_our_sentences(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure each language that a text states has a file of our own sentences: labels, dates, and what is said of reviews.

    Until it has, all this is in English there, and marked so that it is read aloud as English. A translation of a document
    needs none: what is around it is for whoever can read the original.

    Wrong: `language: cy` in policy.yml, and no wording. Right: a `site_templates/wording.cy.yml` beside it.
    """
    stated = list(_stated(book))
    for wording in book.wordings:
        first = next((one for one in stated if one.language == wording.language), None)
        if first and not wording.is_there:
            name = NAMES.get(wording.language, f"“{wording.language}”")
            yield Violation(
                first.at("language"),
                f"Nobody has worded the labels and dates of our pages in {name}, so readers see these in English.",
                f"Somebody who writes {name} well copies {WORDING_FILE} of the program to {wording.file} in this project, and translates it.",
            )


@rule("ORG021", Severity.ADVICE, ORGANISATION, "policy", "documents")
def wordings_are_whole(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure a file of wording has every sentence, and names no word in braces that the build does not know.

    What is missing or cannot be filled in is said in English. A newer version of the program can bring new sentences.

    Wrong: no line `policy.owner:` in wording.cy.yml. Right: `policy.owner: "Perchennog"`.
    """
    for wording in {wording.file: wording for wording in book.wordings if wording.is_there}.values():
        if wording.missing:
            missing = wording.missing
            more = ", and others" if missing[_SHOWN:] else ""
            yield Violation(
                Span(wording.file),
                f"Sentences that are not worded here, so that readers see them in English: {', '.join(missing[:_SHOWN])}{more}.",
                f"Copy the lines from {WORDING_FILE} of the program, and translate what is between the quotation marks.",
                about="missing",
            )
        for key, fault in wording.unusable:
            yield Violation(
                Span(wording.file),
                f"The sentence “{key}” cannot be used: {fault}.",
                f"Correct it after {WORDING_FILE} of the program, or delete its line.",
                about=key,
            )


@rule("ORG022", Severity.ADVICE, "policy")
def equal_texts_have_the_same_clauses(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure a policy in two languages of equal standing has as many sections and clauses in one as in the other.

    Neither prevails, so a clause that only one has binds nobody for certain. Whether the two say the same, a person
    judges: each has a review of its own.

    Wrong: a third clause in the Welsh section only. Right: the clause in both.
    """
    for policy in book.policies:
        other = book.policy(policy.settings.equal_to or "")
        if other is None or other is policy:
            continue
        ours, theirs = ([_clause_count(section) for section in one.sections] for one in (policy, other))
        if ours == theirs:
            continue
        differs = next((n for n, counts in enumerate(zip(ours, theirs, strict=False)) if counts[0] != counts[1]), None)
        titles = f"“{policy.settings.title}” and “{other.settings.title}”"
        yield Violation(
            policy.settings.at("equal_to"),
            f"{titles} are one text in two languages, and do not have the same sections: {len(ours)} and {len(theirs)}."
            if differs is None
            else f"{titles} are one text in two languages, and section {differs + 1} does not have the same clauses in both: {ours[differs]} and {theirs[differs]}.",
            "Somebody who reads both languages well compares the two, and adds or deletes what only one of them has.",
            about=policy.id,
        )


def _clause_count(section: Section) -> int:
    return sum(clause.is_numbered for clause in section.clauses)


def _is_translation(settings: DocumentSettings) -> bool:
    """Whether a document follows another one."""
    return settings.translates is not None and not settings.equal_standing


def _stated(book: Book) -> Iterator[Organisation | PolicySettings | SectionSettings | DocumentSettings]:
    """Yield whatever states a language, in reading order."""
    yield book.organisation
    for policy in book.policies:
        yield policy.settings
        yield from (section.settings for section in policy.sections)
    yield from (document.settings for document in book.documents if not _is_translation(document.settings))
