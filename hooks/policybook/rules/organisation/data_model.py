"""ORG: the book is written for the data model of this program."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.findings import Severity
from policybook.book.book import Book
from policybook.model.organisation import DATA_MODEL
from policybook.rules.engine import Context, Rule, Violation, rule

ORGANISATION = "organisation"


@rule("ORG010", Severity.ADVICE, ORGANISATION)
def the_book_is_not_of_an_older_data_model(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure the files are written as this version of the program expects.

    An older book is still read, but what it says in the older way may be missing on the pages. The command moves the files and
    touches no words. It writes the new number after `data_model:` itself.
    """
    written_for = book.organisation.written_for
    if written_for < DATA_MODEL:
        yield Violation(
            book.organisation.at("data_model"),
            f"This book is written for an older version of the program (data model {written_for}; now it is {DATA_MODEL}).",
            "Whoever looks after the program types python3 scripts/update.py, reads what it did, and commits it.",
        )


RULES: tuple[Rule, ...] = (the_book_is_not_of_an_older_data_model,)
