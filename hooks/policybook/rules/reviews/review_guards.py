"""REV: that what guards a review is there: roles that approve, somebody who holds them, and the number of its checks."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.enumeration import listed
from policybook.basics.findings import Severity
from policybook.basics.on_page import ON_NO_PAGE
from policybook.book.book import Book
from policybook.book.code_owners import approving_accounts
from policybook.model.organisation import Duty
from policybook.model.people import Appointment
from policybook.model.reviews import Review
from policybook.rules.engine import Context, Dated, Violation, rule
from policybook.rules.reviews.review_records import is_said_elsewhere, of_this_wording

RECORDS, PEOPLE, SETTINGS = "reviews", "people", "settings"


@rule("REV034", Severity.BLOCKER, SETTINGS, PEOPLE, dated=Dated.TODAY, on_page=ON_NO_PAGE)
def somebody_else_approves_reviews(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure reviews are approved by somebody who does not carry them out.

    `review_approved_by` in `data/settings.yml` names the roles. A list that is empty, or that holds only roles that nobody
    has, or that the headteacher and the DSLs hold alone, is no guard: those who carry a review out would approve it. The
    proprietor or a governor answers for the school.
    """
    settings = book.settings.review_approved_by
    roles = [role for role in settings.roles if role in book.people.roles]
    if not settings.roles and Duty.REVIEW in book.organisation.profile.duties:
        message = "No role must approve a review, so a review counts that nobody approved."
        yield Violation(
            settings.at("roles"),
            message,
            f"Type roles: [{book.accountable or 'proprietor'}], or the role that answers for the school.",
        )
        return
    for position, role in enumerate(settings.roles):
        if role in roles and not is_said_elsewhere(book, role) and not book.can_act(role, context.as_of):
            yield Violation(
                settings.at("roles", position),
                f"Nobody is on record as {book.role_title(role)}, who must approve reviews.",
                f"Type another role, such as {book.accountable}; or add the appointment to {book.layout.facts(PEOPLE)}.",
                about=role,
            )
    approving = {appointment.person for role in roles for appointment in book.holders(role, context.as_of)}
    carrying_out = (*book.dsls(context.as_of), *book.holders("headteacher", context.as_of))
    is_answerable = book.accountable in roles or any(
        map(book.is_body, roles)
    )  # who is a DSL as well in a small school: then REV014 looks at each review
    if approving and not is_answerable and approving <= {appointment.person for appointment in carrying_out}:
        names = listed(sorted(book.people.people[person].name for person in approving))
        yield Violation(
            settings.at("roles"),
            f"Nobody but {names} approves reviews, who also carries them out.",
            f"Type roles: [{book.accountable}], or another role that answers for the school and that nobody of them holds.",
        )


@rule("REV035", Severity.BLOCKER, RECORDS, dated=Dated.TODAY, on_page=ON_NO_PAGE)
def a_record_says_how_many_checks_were_asked(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the newest review says how many checks it asked, in `checks_asked`, and answers no more than that.

    Without that number nobody sees that answers were taken out.
    """
    for review in of_this_wording(book, context):
        count = len(review.answers)
        if count and (review.checks_asked or 0) < count:
            has = "does not say how many checks were asked"
            if review.checks_asked:
                asked = "1 check was" if review.checks_asked == 1 else f"{review.checks_asked} checks were"
                has = f"says that {asked} asked, and has {count} answers"
            yield Violation(
                review.key("checks_asked"),
                f"This review {has}, so nobody would see that some are missing.",
                "Bring the line back from GitHub’s list of commits; where there never was one, count the checks of that checklist and type checks_asked: and the number.",
            )


@rule("REV036", Severity.BLOCKER, RECORDS, PEOPLE, dated=Dated.TODAY, on_page=ON_NO_PAGE)
def those_who_completed_a_review_held_their_role(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure somebody held each role that carried the newest review out, on the day of the review.

    What a role is said to have done while nobody held it, nobody did. A role whose holders are not in `data/people.yml` at
    all is left alone beside one whose holders are.
    """
    for review in of_this_wording(book, context):
        roles = [role for role in review.completed_by if role in book.people.roles]
        on_record = {appointment.role for appointment in book.people.appointments}
        for position, role in enumerate(review.completed_by):
            is_asked = role in roles and (
                (role in on_record or is_said_elsewhere(book, role)) or not on_record & set(roles)
            )
            is_said = book.is_body(role) or (
                role != "deputy-dsl" and is_said_elsewhere(book, role) and not book.holders(role, context.as_of)
            )
            own = [a for a in book.people.appointments if a.role == role]
            if is_asked and not is_said and not any(_held_within(a, review) for a in own):
                title = book.role_title(role)
                yield Violation(
                    review.at("completed_by", position),
                    f"Nobody is on record as {title} in {review.reviewed.words}, when this review was carried out.",
                    f"Type the role of who carried it out; or add the appointment of whoever was {title} then to {book.layout.facts(PEOPLE)}.",
                )


@rule("REV037", Severity.ADVICE, PEOPLE, SETTINGS)
def records_are_changed_by_accounts_that_are_known(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure GitHub asks whoever approves reviews before a record, a waiver or a setting is changed.

    A record is a claim; who approved the proposal is the evidence. `account` of a role in `data/people.yml` is the person
    or team on GitHub, such as `"@our-school/leadership"`; `python3 scripts/generate.py` then writes `.github/CODEOWNERS`.
    Nothing is said of a repository that is kept elsewhere.
    """
    roles = [book.people.roles[name] for name in book.settings.review_approved_by.roles if name in book.people.roles]
    is_there = (book.settings.repository or "").startswith("https://github.com/")
    if is_there and roles and not approving_accounts(book):
        yield Violation(
            roles[0].key("account"),
            f"No account is known of the {roles[0].title}, so GitHub asks nobody before a review, a waiver or a setting is changed.",
            f"Type the account or team {roles[0].after('account')}, such as “@our-school/leadership”. Then run: python3 scripts/generate.py",
        )


def _held_within(appointment: Appointment, review: Review) -> bool:
    return appointment.in_post(review.reviewed.first) or appointment.in_post(review.reviewed.last)
