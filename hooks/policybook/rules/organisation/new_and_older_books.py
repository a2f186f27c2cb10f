"""ORG: a new book gets its first policy, and an older one is moved to the data model of this program."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.findings import Severity, Span
from policybook.basics.on_page import leave_out
from policybook.book.book import Book
from policybook.model.organisation import DATA_MODEL
from policybook.rules.engine import Context, Violation, rule

ORGANISATION, SETTINGS = "organisation", "settings"
_FIRST = "my-policy"


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


@rule("ORG012", Severity.BLOCKER, SETTINGS, "reviews", "policy", on_page=leave_out("There is no policy to show."))
def there_is_a_policy(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure the book has at least one policy.

    A new book begins without. Each policy is a folder with its settings and a file a section; the words are the school's own.
    """
    if book.policies or book.reviews or book.settings.published_since:  # else policies were lost: FILE010
        return
    owner = next(iter(book.people.roles), "headteacher")
    folder = f"{book.layout.policy}/{_FIRST}"
    yield Violation(
        Span(book.layout.policy),
        "There is no policy yet.",
        f"Create {folder}/policy.yml with these lines, in words of your own:\n"
        f"id: {_FIRST}\ntitle: The title of the policy\nsummary: One sentence that says what it is for.\n"
        f"owner: {owner}\napplies_to: [staff]\nsections: [what-we-do]\n"
        f"Then create {folder}/what-we-do.md:\n"
        "---\ntitle: What we do\nbinds: [staff]\n---\n\n- A paragraph of the policy.\n  { #a-short-name }",
    )
