"""TXT: the names of things, as readers see them at the beginning of a line and inside a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.findings import Severity
from policybook.book.book import Book
from policybook.model.school import LinkedPolicy
from policybook.references.unknown_names import is_slip
from policybook.rules.engine import Context, Violation, rule
from policybook.rules.literal_edits import retyping

_BEFORE = ("our ", "the ", "a ", "an ")


@rule("TXT023", Severity.ADVICE)
def names_of_policies_fit_where_they_are_used(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the two names of each other policy fit: `title` at the beginning of a line, `in_text` inside a sentence.

    The texts say “our” or “the” themselves, so `in_text` has neither. Wrong: `in_text: our complaints policy.` Right:
    `in_text: complaints policy`. Both are one name, so that a letter that only one of them has is a slip.
    """
    for name, linked in book.linked_policies.linked_policies.items():
        if misfit := _misfit(linked):
            key, message, fix, right = misfit
            edits = retyping(context, linked.at(key), getattr(linked, key), right) if right else ()
            yield Violation(linked.at(key), message, fix, about=name, edits=edits)


def _misfit(linked: LinkedPolicy) -> tuple[str, str, str, str] | None:
    """The name that does not fit: its key, message and fix, and what is right where that is known."""
    title, inside = linked.title, linked.in_text
    begin = next((word for word in _BEFORE if inside.lower().startswith(word)), "")
    if begin:
        message = f"The sentences say “our {inside}” where this is filled in."
        right = inside[len(begin) :]
        return "in_text", message, f"Delete “{begin.strip()}”: type {right}", right
    for key, text in (("in_text", inside), ("title", title)):
        if text.endswith((".", ",", ";", ":")):
            return key, f"A name has no “{text[-1]}” at its end.", f"Type {text[:-1]}", text[:-1]
    if title[:1].islower():
        message = "This stands at the beginning of lines, and begins with a small letter."
        right = f"{title[:1].upper()}{title[1:]}"
        return "title", message, f"Type {right}", right
    folded, other = title.casefold(), inside.casefold()
    if other not in (folded, f"{folded}s") and f"{other}s" != folded and is_slip(folded, other):
        message = f"This and the title differ in a letter: “{title}” and “{inside}”."
        return "in_text", message, "Correct the one that is wrong.", ""
    return None


@rule("TXT024", Severity.ADVICE)
def the_school_is_spelt_in_one_way(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure the name of the school and the holder of its copyright do not differ in a letter or two.

    Such a difference is nearly always a slip, and it stands at the foot of every page.
    """
    school = book.school
    name, holder = school.name.casefold(), (school.copyright or "").casefold()
    if holder and name and name != holder and is_slip(name, holder):
        yield Violation(
            school.at("name"),
            f"The school is spelt “{school.name}” here and “{school.copyright}” after copyright:.",
            "Correct the one that is wrong.",
            related=(school.at("copyright"),),
        )
