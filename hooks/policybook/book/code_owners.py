"""Whose approval the host of the repository asks for before a record or a guard is changed. Not for writing the file."""

from __future__ import annotations

from policybook.book.book import Book

CODE_OWNERS = ".github/CODEOWNERS"
_HEAD = """\
# Who approves a change of records, of guards and of this machinery, on GitHub: the accounts of the roles that approve
# reviews. Made from data/people.yml and data/settings.yml by `python3 scripts/generate.py`. It binds where the settings
# of the branch ask for the review of code owners.
"""


def approving_accounts(book: Book) -> tuple[str, ...]:
    """Return the accounts of the roles that must approve reviews, as far as the book knows them."""
    roles = (book.people.roles.get(name) for name in book.settings.review_approved_by.roles)
    return tuple(dict.fromkeys(role.account for role in roles if role and role.account))


def code_owners(book: Book) -> str:
    """Return the text of the file; "" where no account is known, because a file without owners would guard nothing."""
    accounts = approving_accounts(book)
    facts = [book.layout.facts(name) for name in ("waivers", "decisions", "settings", "people")]
    places = (f"{book.layout.reviews}/", f"{book.layout.data}/changes/", *facts, ".github/")
    return _HEAD + "".join(f"/{place} {' '.join(accounts)}\n" for place in places) if accounts else ""
