"""What a change takes away that guarded the book: approvers, periods, checks, records, sign-offs. Not for judging whether it may."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.book.book import Book, Document
from policybook.model.reviews import Review
from policybook.model.settings import Figure

_NOTICE = "_notice_"
_OPEN, _SETTLED = ("no", "partly"), ("yes", "not applicable")


def removed_safeguards(before: Book, after: Book) -> Iterator[str]:
    """Yield a sentence for each safeguard that the newer book lacks, without names of people."""
    yield from _settings(before, after)
    yield from _waivers(before, after)
    yield from _checks(before, after)
    for document in before.documents:
        if new := after.document(document.id):
            yield from _document(document, new)
    records = {review.span.path: review for review in after.reviews}
    for review in before.reviews:
        if review.span.path in records:
            yield from _record(review, records[review.span.path])
        else:
            yield f"The record of the review of {review.reviewed.words} was taken away."


def _settings(before: Book, after: Book) -> Iterator[str]:
    kept = after.settings.review_approved_by.roles
    for role in before.settings.review_approved_by.roles:
        if role not in kept:
            yield f"The {before.role_title(role)} need not approve reviews any more."
    for name, old in before.settings:
        new = getattr(after.settings, name)
        if isinstance(old, Figure) and isinstance(new, Figure) and _is_weaker(name, old.value, new.value):
            yield f"“{name}” in the settings went from {old.value} to {new.value}."
    for policy in before.policies:
        other = after.policy(policy.id)
        was, now = (p.settings.review_every_months if p else None for p in (policy, other))
        if was and other and (now is None or now > was):
            yield f"The {policy.settings.title} is reviewed less often than every {was} months."
        if other and other.settings.review_when_law_changes and not policy.settings.review_when_law_changes:
            yield f"The {policy.settings.title} is reviewed only when the law changes, and has no date of its next review."


def _is_weaker(name: str, old: int, new: int) -> bool:
    """Whether a period is longer; of a notice, whether it is shorter."""
    return new < old if _NOTICE in name else new > old


def _waivers(before: Book, after: Book) -> Iterator[str]:
    known = {(waiver.rule, waiver.subject, waiver.expires) for waiver in before.waivers.waivers}
    for waiver in after.waivers.waivers:
        if (waiver.rule, waiver.subject, waiver.expires) not in known:
            yield f"{waiver.rule} is waived until {waiver.expires.words}, agreed by the {after.role_title(waiver.agreed_by)}."


def _checks(before: Book, after: Book) -> Iterator[str]:
    kept = {check.settings.id for check in after.checks}
    for check in before.checks:
        if check.settings.id not in kept and after.policy(check.section.policy):
            yield f"The yearly review does not ask “{check.settings.id}” any more."


def _document(old: Document, new: Document) -> Iterator[str]:
    title = new.settings.title
    if lost := [party for party in old.settings.covers if party not in new.settings.covers]:
        yield f"The {title} need not cover the duties of {' and '.join(lost)} any more."
    known = {entry.clause for entry in old.settings.left_out}
    if added := [entry.clause for entry in new.settings.left_out if entry.clause not in known]:
        yield f"The {title} leaves out {', '.join(f'“{name}”' for name in added)} on purpose."
    if old.settings.sign_off and not new.settings.sign_off:
        yield f"Nobody signs the {title} any more."


def _record(old: Review, new: Review) -> Iterator[str]:
    """What is missing of a record or changed in it: a record is added to, and never rewritten."""
    record = f"The record of the review of {old.reviewed.words}"
    if old.wording == "this" and new.wording == "earlier":
        yield f"{record} is said to be of an earlier wording now."
    if (new.checks_asked or 0) < (old.checks_asked or 0):
        yield f"{record} says that fewer checks were asked."
    yield from _answers(old, new, record)
    read, now = old.texts_read, new.texts_read
    if any(text in now and now[text] != read[text] for text in read):
        yield f"{record} says now that other words were read."
    if set(old.policies) - set(new.policies):
        yield f"{record} names fewer policies."
    if {approval.role for approval in old.approved_by} - {approval.role for approval in new.approved_by}:
        yield f"{record} lost an approval."
    if len(new.actions) < len(old.actions):
        yield f"{record} lost what was to be done."


def _answers(old: Review, new: Review, record: str) -> Iterator[str]:
    if lost := [check for check in old.answers if check not in new.answers]:
        yield f"{record} lost {'an answer' if len(lost) == 1 else f'{len(lost)} answers'}."
    if any(old.judgement(name) in _OPEN and new.judgement(name) in _SETTLED for name in old.answers):
        yield f"{record} answers yes now where it answered no or partly."
    if any(_evidence(old, name) and not _evidence(new, name) for name in old.answers):
        yield f"{record} lost what was seen."
    if any(new.facts.get(name) != row for name, row in old.facts.items()):
        yield f"{record} confirms other facts, or not as it did."


def _evidence(review: Review, check: str) -> str | None:
    answer = review.answers.get(check)
    return answer.evidence if answer else None
