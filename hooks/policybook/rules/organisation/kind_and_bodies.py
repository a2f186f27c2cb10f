"""ORG: the kind of organisation and its nation are on record, and a board or a committee is no person."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.findings import Severity
from policybook.basics.on_page import leave_out
from policybook.book.book import Book
from policybook.model.organisation import PROFILES, Duty
from policybook.rules.engine import Context, Violation, rule

ORGANISATION, PEOPLE, GUIDANCE = "organisation", "people", "guidance"
_NATIONS = {
    "wales": "Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
    "elsewhere": "your nation",
}


@rule("ORG001", Severity.ADVICE, ORGANISATION, "policy")
def the_kind_of_organisation_is_on_record(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure somebody has said what kind of organisation this is: it decides who approves, and what the book must have.

    Until then it is taken for an independent special school in England. *plain* is for a nursery, a charity or a company:
    it asks for nothing that the book itself does not.
    """
    is_there = book.layout.facts(ORGANISATION) in context.lines  # else the book is older: ORG010
    if book.organisation.kind is None and is_there:
        yield Violation(
            book.organisation.key("kind"),
            "Nobody has said what kind of organisation this is, so it is taken for an independent special school.",
            f"Type one of {', '.join(PROFILES)} {book.organisation.after('kind')}.",
        )


@rule(
    "ORG002",
    Severity.BLOCKER,
    PEOPLE,
    on_page=leave_out("The person is not named in this role, which no person can hold."),
)
def nobody_holds_a_body(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure no person is on record as a board or a committee.

    A body (`body: yes`) decides and approves together. Its chair is a role of their own.

    Wrong: `role: governing-board`. Right: `role: chair-of-governors`, with that role below `roles:`.
    """
    for appointment in book.people.appointments:
        if book.is_body(appointment.role):
            title = book.role_title(appointment.role)
            yield Violation(
                appointment.at("role"),
                f"The {title} is a body, so nobody holds it alone.",
                f"Type the person’s own role, such as chair-of-{appointment.role}, and add that with a title: below roles:; or delete this appointment.",
                about=appointment.person,
            )


@rule("ORG003", Severity.ADVICE, ORGANISATION, GUIDANCE)
def the_guidance_of_the_nation_is_on_record(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure a school outside England has entered what guidance binds it.

    The facts that come with this program are England's. For another nation nothing is asked that nobody has confirmed,
    so the school says itself what binds it.
    """
    owed = book.organisation.profile.duties
    nation = book.organisation.nation
    if book.organisation.is_in_england or nation is None or Duty.SAFEGUARDING not in owed or book.guidance.guidance:
        return
    name = _NATIONS[nation]
    yield Violation(
        book.organisation.at("nation"),
        f"This program knows no guidance of {name}, and none is in {book.layout.facts(GUIDANCE)}.",
        f"Look up what guidance on keeping children safe binds schools in {name}, and add it to {book.layout.facts(GUIDANCE)} with its edition and its address.",
    )
