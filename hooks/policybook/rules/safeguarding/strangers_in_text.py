"""DSL: people in texts who are nobody on record: with a title, or known under a name that is nearly typed. Not for names as typed: that is ``people_in_text``."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.findings import Severity
from policybook.basics.on_page import PASSAGE_UNFIT
from policybook.basics.written_forms import fold_name
from policybook.book.book import Book
from policybook.book.possible_people import Kind
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.safeguarding.names_of_people import name_parts
from policybook.rules.safeguarding.people_beside_roles import KEYS, beside_roles, is_whole_name
from policybook.rules.safeguarding.people_in_text import instead_of_name, people_finder, people_in_texts

PEOPLE = "people"


@rule("DSL040", Severity.BLOCKER, PEOPLE, dated=Dated.TODAY, on_page=PASSAGE_UNFIT)
def no_known_name_is_nearly_typed(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure nobody on record is named with a slip, a short form or a first name alone.

    A name that is spelt in another way than in `data/people.yml` is still published after the person has left, and no
    other check sees it. Wrong: `Ring Kevn Dunk.`, `Ask Mr Dunck.`, `Tell Kev Dunk.` Right: `Tell {{ dsls }}.`
    """
    for typed in context.once(people_in_texts):
        if typed.found.kind is Kind.NEARLY:
            person = book.people.people[typed.found.key]
            name = " ".join(name_parts(person.name))
            yield Violation(
                typed.span,
                f"“{typed.words}” seems to be the name of {name}, and is typed here as words.",
                instead_of_name(book, context, person, typed.span),
            )


@rule("DSL041", Severity.ADVICE, PEOPLE, dated=Dated.TODAY)
def no_stranger_is_named(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure nobody is named in a text who is not on record, such as Mrs Hughes, J. Pike (SENCO), or Janet Pike after “tell” or in a cell of her own.

    Nothing tells when that person leaves, and nobody agreed that the name is published. Laws and organisations that are
    called after somebody are left alone.
    """
    found = context.once(people_in_texts)
    places = [(typed.span, typed.words) for typed in found if typed.found.kind is Kind.STRANGER]
    named = {(typed.prose.path, typed.span.line) for typed in found}
    finder = context.once(people_finder)

    def is_used(word: str) -> bool:
        return finder.is_used(word, "")

    possible = [(prose, span) for prose in context.prose_with(*KEYS) for span in beside_roles(prose.text, is_used)] + [
        (prose, (0, len(prose.text))) for prose in context.prose if prose.is_cell and is_whole_name(prose.text, is_used)
    ]
    for prose, (start, end) in possible:
        span, words = prose.span(start, end), " ".join(prose.text[start:end].strip("* ").split())
        surname = fold_name(words.split()[-1])
        is_known = any(surname in person.lasts for person in finder.people)  # other rules see to it
        if (prose.path, span.line) not in named and not is_known:
            places.append((span, words))
    for span, words in places:
        yield Violation(
            span,
            f"“{words}” is named here, and nobody of that name is in {book.layout.facts(PEOPLE)}.",
            "Type what the person does instead of the name, such as “the school office”. The page then stays right when "
            "somebody else does it.",
        )
