"""What follows from a change: what to look at again, who signs again, who approves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from policybook.basics.enumeration import listed
from policybook.book.book import Check
from policybook.book.counted_differences import with_marks
from policybook.book.readings import RestatingItem, of_check, of_statement
from policybook.book.word_changes import Degree, plain
from policybook.changes.consequences import (
    Confirmed,
    SigningAgain,
    approvals,
    confirmed_readings,
    find_unrestated_clauses,
    resting_checks,
    resting_statements,
    signings,
)
from policybook.changes.differences import ClauseChange
from policybook.report.impact_phrases import (
    PARTIES,
    Phrases,
    escaped,
    number_of,
    verbs,
)

_MOST_FINDINGS = 12
_REVIEW = "Annual review"


@dataclass(frozen=True, slots=True)
class Resting:
    """A sentence of a document or a check, and the clauses it rests on that changed."""

    title: str
    item: RestatingItem
    changes: list[ClauseChange]

    @property
    def wording(self) -> str:
        """The sentence, or the question of the check."""
        return self.item.of.settings.ask if isinstance(self.item.of, Check) else self.item.text

    @property
    def is_gone(self) -> bool:
        """Whether nothing is there any more to read it beside."""
        return any(change.after is None for change in self.changes)


@dataclass
class Followups(Phrases):
    """What rests on what changed, and whom it asks to act."""

    def to_look_at(self) -> Iterator[str]:
        """Sentences and checks that rest on a clause that is gone, and documents that a new one may belong in."""
        of_title: Callable[[Resting], str] = lambda entry: entry.title  # noqa: E731 - mypy needs its type
        for title, group in groupby((one for one in self.open_statements() if one.is_gone), key=of_title):
            yield from self.resting(title, "sentence", list(group))
        for document, changes in find_unrestated_clauses(self.changes):
            are, them = ("is", "it") if len(changes) == 1 else ("are", "them")
            subject = (
                f"{self.named(changes)} {are} new and not in it. Say {them} there, or leave {them} out on purpose."
            )
            yield f"- **{escaped(document.settings.title)}**: {subject}"
        if checks := [one for one in self.open_checks() if one.is_gone]:
            yield from self.resting(_REVIEW, "check", checks)

    def resting(self, title: str, subject: str, entries: list[Resting]) -> Iterator[str]:
        """The sentences of a document, or checks, that rest on what changed."""
        rest = f"this {subject} rests" if len(entries) == 1 else f"these {subject}s rest"
        yield f"- **{escaped(title)}**: {rest} on a clause that changed."
        for entry in entries[:_MOST_FINDINGS]:
            gone = all(change.after is None for change in entry.changes)
            of_which = f", which {'is' if len(entry.changes) == 1 else 'are'} gone" if gone else ""
            yield f"  - {self.quote(entry.wording)}, on {self.named(entry.changes)}{of_which}"
        if len(entries) > _MOST_FINDINGS:
            yield f"  - and {number_of(len(entries) - _MOST_FINDINGS, 'more ' + subject)}"

    def open_statements(self) -> list[Resting]:
        """The sentences that nobody has read again with the clause they restate. Typing asks nobody to read again."""
        statements: dict[tuple[str, str], Resting] = {}
        for statement in resting_statements(self.changes):
            if statement.change.is_substance and not statement.read_again:
                item = of_statement(statement.document, statement.statement)
                new = Resting(statement.document.settings.title, item, [])
                statements.setdefault((statement.document.id, statement.statement.id), new).changes.append(
                    statement.change
                )
        return list(statements.values())

    def open_checks(self) -> list[Resting]:
        """The checks that nobody has read again with a clause that changed in substance."""
        checks: dict[str, Resting] = {}
        for check in resting_checks(self.changes):
            if check.change.is_substance and not check.read_again:
                item = of_check(check.check)
                checks.setdefault(item.id, Resting(_REVIEW, item, [])).changes.append(check.change)
        return list(checks.values())

    def confirmed(self) -> Iterator[str]:
        """Every reading that is another without a change of words, with both texts."""
        found = list(confirmed_readings(self.changes))
        if found:
            yield "Somebody says that these agree with their clauses as they are now. Read both before you approve."
            yield ""
        for one in found:
            yield f"- {self.judged(one)}: “{self.paired(one.item.text)}”"
            for clause, was in one.clauses:
                number = self.link(clause, self.impact.after)
                earlier = f" (before: “{self.paired(was)}”)" if was else ""
                yield f"  - {number}: “{self.paired(clause.wording.text)}”{earlier}"

    def judged(self, one: Confirmed) -> str:
        """What was judged, by whom and when."""
        reading, what = one.reading, escaped(one.item.id)
        if reading.judgement is None:
            return f"{what}, **which nobody has read** (a command set it)"
        by = f"by the {self.role(reading.by)}" if reading.by else "by nobody named"
        on = f" on {reading.on.words}" if reading.on else ""
        says = "the same" if reading.judgement == "same" else f"{reading.judgement} on purpose"
        reason = f" (“{escaped(reading.reason)}”)" if reading.reason else ""
        return f"{what}, read {by}{on}, {says}{reason}"

    def paired(self, text: str) -> str:
        """A text to read beside another, with its words of strength, actor and condition in capitals."""
        return escaped(with_marks(self.say(plain(text))))

    def signings(self) -> list[SigningAgain]:
        """Each document that people sign."""
        return list(signings(self.changes))

    def signing_title(self) -> str:
        """The question that the next part answers."""
        audiences = list(dict.fromkeys(signing.document.settings.audience for signing in self.signings()))
        return f"Must {listed(audiences)} sign again?" if audiences else ""

    def signing(self) -> Iterator[str]:
        """Yes or no for each document that people sign, and why."""
        for signing in self.signings():
            title = escaped(signing.document.settings.title)
            if signing.is_needed:
                yield f"**Yes.** The {title} must be signed again, because {listed(self.reasons(signing))}."
            else:
                yield f"**No.** The {title} need not be signed again. {self.why_not(signing)}"
            yield ""

    def reasons(self, signing: SigningAgain) -> Iterator[str]:
        """Why people sign again: what happened, and to which clauses."""
        if signing.is_new:
            yield "it is new"
            return
        happened: dict[tuple[str, str], list[ClauseChange]] = {}
        for change in signing.clauses:
            happened.setdefault(verbs(change), []).append(change)
        for (singular, many), changes in happened.items():
            yield f"{self.named(changes)} {singular if len(changes) == 1 else many}"
        if signing.own_words:
            yield f"{number_of(signing.own_words, 'sentence')} of its own changed"
        if signing.words_to_sign:
            yield "the words above the signature changed"

    def why_not(self, signing: SigningAgain) -> str:
        """Why nobody signs again."""
        covers: tuple[str, ...] = signing.document.settings.covers or (signing.document.settings.audience,)
        whom = listed(PARTIES.get(party, party) for party in covers)
        if any(c.is_substance for c in self.changes.clauses):
            return f"No duty that it asks of {whom} is new, gone or different."
        if any(c.degree is Degree.TYPING for c in self.changes.clauses):
            return f"No duty of {whom} is new, gone or different: only typing was corrected."
        return f"No duty of {whom} is new, gone or different."

    def approving(self) -> Iterator[str]:
        """Who must approve, in order."""
        needed = approvals(self.changes, self.impact.as_of)
        if not needed.roles:
            yield "Nobody needs to approve anything again. A change of names, contacts, facts, order or typing needs no new approval."
            return
        roles = listed(["the author", *(f"the {self.role(role)}" for role in needed.roles)])
        yield f"This is a change of substance. These approve it, in this order: {roles}."
        if needed.headteacher_is_dsl and set(needed.roles) - {"dsl", "headteacher"}:
            other_roles = listed(
                f"the {self.role(role)}" for role in needed.roles if role not in ("dsl", "headteacher")
            )
            yield ""
            yield f"The headteacher is also one of the DSLs, and nobody can approve their own work. So it rests with {other_roles}."
