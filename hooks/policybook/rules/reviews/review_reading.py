"""REV: whether sections and documents were read in the words they have now, by the review or since. Not for the rest of a record."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.enumeration import listed
from policybook.basics.findings import Severity, Span
from policybook.basics.likeness import find_nearest
from policybook.basics.on_page import REVIEW_UNFINISHED, say_so
from policybook.book.book import PARTED, Book, Document, Policy, Section
from policybook.book.kinds_of_change import find_contradiction, kind_proved
from policybook.book.review_status import (
    Reading,
    Status,
    approvals_missing,
    counts,
    document_review,
    newest_record,
    policies_not_read,
    reading,
    status_by,
)
from policybook.model.reviews import ReadAgain, Review
from policybook.rules.engine import Context, Dated, Violation, nothing_earlier, rule
from policybook.rules.reviews.review_dates import is_in_doubt, newest_records, records_to_come
from policybook.rules.reviews.review_records import approvals_typed, of_this_wording

RECORDS, POLICY, SETTINGS = "reviews", "policy", "settings"
_FEW = 3


def _document_readings(book: Book, context: Context) -> Iterator[tuple[Document, Review, Reading]]:
    """Each document that a review reads, its record, complete or not, and how that leaves it."""
    records = [status.review for _, status in _statuses(book, context)]
    for document in book.documents:
        if document.is_reviewed and (review := document_review(book, document, records)):
            yield document, review, reading(book, review, document, context.as_of)


def _statuses(book: Book, context: Context) -> Iterator[tuple[Policy, Status]]:
    """Each policy as its newest record leaves it, complete or not."""
    for policy in book.policies:
        review = newest_record(book, policy.id, context.as_of)
        if review and not is_in_doubt(book, policy.id, review, context):
            yield policy, status_by(book, policy, review, context.as_of)


@rule(
    "REV008",
    Severity.BLOCKER,
    RECORDS,
    dated=Dated.TODAY,
    on_page=say_so("The status line and each section say that they were not reviewed in this wording."),
)
def every_section_was_read_in_its_present_words(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure every section was read, in the words it has now, by the newest review.

    The record holds a fingerprint of each section that was read. A review of some earlier wording has none, so its date
    counts and its sections are still to be read.
    """
    for policy, status in _statuses(book, context):
        sections = [section for section in policy.sections if section.id in policy.settings.sections]
        review = status.review
        if review and review.wording == "this" and policy.id in policies_not_read(review):
            continue  # REV039
        unread = [s for s in status.unread if s in sections and review and not _is_being_read_again(review, s)]
        if review is None or not unread:
            continue
        total, count = len(sections), len(unread)
        some = f"{count} of its {total} sections {'was' if count == 1 else 'were'} not"
        which = "none of its sections was" if count == total else some
        few = count < total and count <= _FEW
        names = f" ({', '.join(section.settings.title for section in unread)})" if few else ""
        fix = "Read them in the next review; internal/review-record.yml holds the lines to put into its record."
        if few and review.wording == "this":
            fix = f"Have each read and approved. {_add_line(book, review, unread[0], context, 'substance')} Or read them in the next review."
        yield Violation(
            policy.settings.at("id"),
            f"“{policy.settings.title}”: {which} read in its present words by the review of {review.reviewed.words}{names}.",
            fix,
            related=(review.key("sections"),),
            about=policy.id,
            follows_from=records_to_come(book, [policy.id], context),
        )


@rule("REV039", Severity.BLOCKER, RECORDS, dated=Dated.TODAY, on_page=REVIEW_UNFINISHED)
def a_review_read_of_every_policy_it_names(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the newest review read at least one section of each policy that it names. Until then it does not count.

    The record lists what somebody said was read in full, and nothing else. Answers alone are no review of a text: each
    section that nobody read is said by itself (`REV008`).
    """
    for review in of_this_wording(book, context):
        for name in policies_not_read(review):
            if policy := book.policy(name):
                yield Violation(
                    review.key("sections"),
                    f"Nobody has read “{policy.settings.title}” for this review, so it does not count yet.",
                    f"Read it, and enter below sections: the line of each section that was read in full; internal/review-record.yml holds them. Or, if it was not reviewed, delete {name} after policies:.",
                    about=name,
                )


@rule(
    "REV009",
    Severity.BLOCKER,
    RECORDS,
    dated=Dated.TODAY,
    on_page=say_so("The status line and the section say that it has changed since it was reviewed."),
)
def no_text_changed_since_its_review(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no section, and no document that people read or sign, was edited after the review that read it.

    An edit is fine; it needs somebody to read it again and to record that in the list `read_again` of the review's
    record, where a document is called `documents/` and its id. A change of typing, names or contacts needs no new
    approval; a change of substance does, and it counts as one unless the history shows that nothing but marks changed. The
    words a token is filled in with are no part of the text, so a new DSL changes no section.
    """
    for _, status in _statuses(book, context):
        for section in status.changed:
            assert status.review  # noqa: S101 - a section can only have changed since a review
            yield from _changed(book, context, status.review, section)
    for document, review, state in _document_readings(book, context):
        if state is Reading.CHANGED:
            yield from _changed(book, context, review, document)


def _changed(book: Book, context: Context, review: Review, text: Section | Document) -> Iterator[Violation]:
    if _is_being_read_again(review, text):
        return
    before = _earlier(context, text, _last_read(review, text.ref))
    kind = kind_proved(before, text.wordings) if before else "substance"
    why = " Nothing but marks, capital letters or hyphens changed." if kind == "typing" else ""
    unproven = (
        "" if before else " (The words that were read are not in the history here, so nothing shows that less changed.)"
    )
    span, was, now = _first_change(text, before)
    is_section = isinstance(text, Section)
    policies = [text.policy] if isinstance(text, Section) else review.policies
    yield Violation(
        span,
        f"The {'section' if is_section else 'document'} “{text.settings.title}” changed since it was reviewed {review.reviewed.when_words}.{why}",
        f"Have it read again. {_add_line(book, review, text, context, kind)}{unproven}",
        related=(review.at("sections", text.ref) if is_section else review.at("documents", text.id),),
        about=text.ref,
        was=was,
        now=now,
        follows_from=records_to_come(book, policies, context),
    )


def _last_read(review: Review, ref: str, until: ReadAgain | None = None) -> str:
    """The fingerprint of the words that were read last, before a later reading where one is given; "" where none were."""
    last = review.texts_read.get(ref, "")
    for again in review.read_again:
        if again is until:
            break
        last = again.fingerprint if again.section == ref else last
    return last


def _earlier(context: Context, text: Section | Document, fingerprint: str) -> tuple[str, ...]:
    """The wordings that a text once had, as the history holds them; none where it does not."""
    if fingerprint == text.fingerprint:
        return text.wordings
    earlier = context.earlier(text.path, "", fingerprint) if fingerprint else ""
    return tuple(earlier.split(PARTED)) if earlier else ()


def _first_change(text: Section | Document, before: tuple[str, ...]) -> tuple[Span, str, str]:
    """The place of the first wording that was not read, with both wordings where one took the other's place."""
    known = set(before)
    passages = text.clauses if isinstance(text, Section) else text.statements
    new = next((passage for passage in passages if before and passage.wording.text not in known), None)
    if new is None:
        return text.settings.at("title"), "", ""
    present = text.wordings
    number = present.index(new.wording.text)
    is_one_for_one = len(present) == len(before) and before[number] not in set(present)
    return new.span, before[number] if is_one_for_one else "", new.wording.text if is_one_for_one else ""


def _add_line(book: Book, review: Review, text: Section | Document, context: Context, kind: str) -> str:
    """What is added to a record when a text was read again today; who approved it is left for people to fill in."""
    words = f"section: {text.ref}, fingerprint: {text.fingerprint}, change: {kind}, on: {context.as_of}, by: dsl"
    where = f"Then, below a line read_again: at the end of {review.span.path}, add"
    if kind != "substance":
        return f"{where} “  - {{{words}}}”, with the role that read it."
    approvals = approvals_typed(book.settings.review_approved_by.roles, context)
    return f"{where} “  - {{{words}, approved_by: []}}”, with the role that read it and, once it is approved, {approvals} between the last brackets."


def _is_being_read_again(review: Review, text: Section | Document) -> bool:
    """Whether its present words stand in the list of texts read again; what is missing there is REV022."""
    return any(a.section == text.ref and a.fingerprint == text.fingerprint for a in review.read_again)


@rule(
    "REV030",
    Severity.BLOCKER,
    RECORDS,
    dated=Dated.TODAY,
    on_page=say_so("The status line of the page says that it was changed or not reviewed."),
)
def every_document_was_read_by_the_review(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the newest review read every document that people read or sign, in the words it has now.

    Staff, parents and students read the documents and not the policies, so a review that leaves them out leaves out what
    is signed. The record lists them below `documents:` as it lists sections. A record from before documents were
    listed has none: they are read again, or in the next review. Of a review of an earlier wording this is REV031.
    """
    for review, documents in _unread_documents(book, context, "this"):
        titles = listed([f"“{document.settings.title}”" for document in documents])
        yield Violation(
            review.key("documents"),
            f"The review of {review.reviewed.words} did not read {titles}.",
            f"Have {'it' if len(documents) == 1 else 'each'} read and approved. {_add_line(book, review, documents[0], context, 'substance')} Or read {'it' if len(documents) == 1 else 'them'} in the next review.",
            related=tuple(document.settings.at("title") for document in documents),
            follows_from=records_to_come(book, review.policies, context),
        )


@rule("REV031", Severity.ADVICE, RECORDS, dated=Dated.TODAY)
def the_next_review_reads_the_documents(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the documents that people read or sign are read by a review of the present wording.

    Staff sign the agreement, not the policy. A review that reads only the policies can miss a promise that is no
    longer true.
    """
    for review, documents in _unread_documents(book, context, "earlier"):
        titles = listed([f"“{document.settings.title}”" for document in documents])
        yield Violation(
            review.key("documents"),
            f"No review has read {titles}: that of {review.reviewed.words} was of an earlier wording.",
            f"Read {'it' if len(documents) == 1 else 'them'} in the next review; internal/review-record.yml holds the lines to put into its record.",
            follows_from=records_to_come(book, review.policies, context),
        )


def _unread_documents(book: Book, context: Context, wording: str) -> Iterator[tuple[Review, list[Document]]]:
    unread: dict[str, tuple[Review, list[Document]]] = {}
    for document, review, state in _document_readings(book, context):
        is_asked = review.wording == wording and state is Reading.UNREAD
        if is_asked and not _is_being_read_again(review, document):
            unread.setdefault(review.span.path, (review, []))[1].append(document)
    yield from unread.values()


@rule("REV010", Severity.ADVICE, RECORDS, POLICY, dated=Dated.TODAY)
def records_name_only_sections_that_exist(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the newest record names sections as they are called today.

    A section that was renamed or removed after its review shows up here; its old line does no harm.
    """
    for review, _ in newest_records(book, context):
        for name in review.sections:
            if name not in book.sections:
                yield Violation(
                    review.key("sections", name),
                    f"There is no section “{name}” any more.",
                    "Leave the line if the section was removed; if it was renamed, review it under its new name.",
                )


@rule("REV027", Severity.BLOCKER, RECORDS, dated=Dated.TODAY, on_page=REVIEW_UNFINISHED)
def a_review_of_an_earlier_wording_read_no_section_of_this_one(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a record that says `wording: earlier` holds no fingerprints of the words in this book.

    Such a record counts for its dates without approval or answers, because it says what is known of a review held before
    this book. One that lists sections of this book is of this wording, and must be complete.
    """
    for review, _ in newest_records(book, context):
        if review.wording == "earlier" and review.is_of_this_wording:
            yield Violation(
                review.at("wording"),
                "This is called a review of an earlier wording, and lists sections that were read in the words of this book.",
                "Type wording: this; or, if earlier words were reviewed, sections: {} in place of the list.",
                related=(review.key("sections"),),
            )


@rule(
    "REV022",
    Severity.BLOCKER,
    RECORDS,
    SETTINGS,
    dated=Dated.TODAY,
    on_page=say_so("The section stays marked as changed or not reviewed until the reading counts."),
)
def texts_read_again_are_recorded_in_full(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure each reading of a changed section or document is dated after the review, and approved where the substance changed.

    A change of typing, names or contacts needs somebody who read it and no approval; a change of substance needs the
    approval that a review needs. The fingerprint that the review read stays where it is.
    """
    for review in of_this_wording(book, context):
        for again in review.read_again:
            if fault := _read_again_fault(book, context, review, again):
                yield fault


def _read_again_fault(book: Book, context: Context, review: Review, again: ReadAgain) -> Violation | None:
    if again.section not in book.reviewed_texts:
        near = find_nearest(again.section, book.reviewed_texts, 0.9)
        message = f"There is no section or document called “{again.section}”."
        return Violation(again.at("section"), message, f"Type {near} instead.") if near else None
    noun = "document" if isinstance(book.reviewed_texts[again.section], Document) else "section"
    if not review.reviewed.first <= again.on.last <= context.as_of:
        early = again.on.last <= context.as_of
        why = f"before the review ({review.reviewed.words})" if early else "which has not come yet"
        message = f"The {noun} was read again on {again.on.words}, {why}."
        return Violation(again.at("on"), message, "Type the day on which it was read again.")
    if counts(book, review, again, context.as_of):
        return None
    roles = approvals_missing(book, review, again.approved_by, context.as_of)
    titles = listed([book.role_title(role) for role in roles])
    subject = (
        "A change of substance" if again.section in review.texts_read else f"A {noun} that the review did not read"
    )
    approvals = approvals_typed(roles, context)
    add = (
        f"add {approvals} to its list approved_by"
        if again.approved_by
        else f"add approved_by: [{approvals}] to this entry"
    )
    return Violation(
        again.key("approved_by") if again.approved_by else again.at("change"),
        f"{subject} has no approval by the {titles} from the day of the review to today.",
        f"Have it approved, then {add}.",
    )


def _claims(book: Book, context: Context) -> Iterator[tuple[Review, ReadAgain, tuple[str, ...], tuple[str, ...]]]:
    """Each reading that is said to be of less than substance, with the words before and after as far as they are known."""
    for review in of_this_wording(book, context):
        for again in review.read_again:
            text = book.reviewed_texts.get(again.section)
            if text and again.change != "substance" and again.section in review.texts_read:
                before = _earlier(context, text, _last_read(review, again.section, until=again))
                yield review, again, before, _earlier(context, text, again.fingerprint)


@rule(
    "REV032",
    Severity.BLOCKER,
    RECORDS,
    SETTINGS,
    dated=Dated.TODAY,
    on_page=say_so("The status line of the page says that it was changed or not reviewed."),
)
def no_change_of_substance_is_called_less(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure nothing came or went that makes a change more than it is called in `read_again`.

    Typing leaves every "not", "must" and "only", every figure, name and link, every clause and every word as it was, but
    for slips put right. Names and contacts leave everything else as it was. Both wordings are compared, where the history
    of the project holds them; `git` must be there.
    """
    for review, again, before, after in _claims(book, context):
        part = find_contradiction(again.change, before, after) if before and after else None
        if part:
            text = book.reviewed_texts[again.section]
            approvals = approvals_typed(book.settings.review_approved_by.roles, context)
            yield Violation(
                again.at("change"),
                f"The change of “{text.settings.title}” is called {again.change}, and {part.in_words}.",
                f"Type change: substance, and once it is approved, approved_by: [{approvals}] in this entry.",
                related=(_first_change(text, before)[0], review.key("read_again")),
            )


@rule("REV033", Severity.ADVICE, RECORDS, dated=Dated.TODAY)
def what_is_called_typing_can_be_shown(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the history holds the words from before a change that is called typing, names or contacts.

    Without them nothing shows that no more changed, so whoever approves should look at both wordings. The whole history
    is needed: a download of the files has none.
    """
    if context.earlier is nothing_earlier:
        return  # nobody looked
    for _, again, before, after in _claims(book, context):
        text = book.reviewed_texts[again.section]
        if not (before and after) and again.fingerprint == text.fingerprint:
            yield Violation(
                again.at("change"),
                f"Nothing here shows that the change of “{text.settings.title}” was only {again.change}: the words from before are not in this history.",
                "Run the check where the whole history is; or type change: substance, and have it approved.",
            )
