"""What the checks find because of a change, and what is left for a person to decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policybook.basics.dates import format_day
from policybook.basics.enumeration import listed
from policybook.basics.findings import Finding, Severity
from policybook.book.word_changes import Degree, is_same
from policybook.changes.consequences import (
    approvals,
    confirmed_readings,
    find_unrestated_clauses,
)
from policybook.changes.safeguards import removed_safeguards
from policybook.model.school import Service
from policybook.report.impact_followups import Followups
from policybook.report.impact_phrases import (
    Phrases,
    escaped,
    number_of,
)

_MOST_FINDINGS = 12
_CHECKED_AGAIN = frozenset(["filtering", "monitoring"])
_LEVELS = {
    Severity.ERROR: "**Cannot be understood**",
    Severity.BLOCKER: "**Must not be published**",
    Severity.ADVICE: "Worth knowing",
}


@dataclass
class Decisions(Phrases):
    """The findings that a change adds, and a question for each thing that a machine cannot know."""

    followups: Followups

    def new_findings(self) -> tuple[Finding, ...]:
        """What the checks find that they did not find before, the worst first."""
        if self.impact.report is None:
            return ()
        return tuple(sorted(self.impact.report.open, key=lambda finding: (finding.severity.rank, finding.sort_key)))

    def findings(self) -> Iterator[str]:
        """The findings that this change adds."""
        if self.impact.report is None:
            return
        findings = self.new_findings()
        if not findings:
            yield "Nothing new."
            return
        yield f"Because of this change they find {number_of(len(findings), 'thing')} more:"
        yield ""
        for finding in findings[:_MOST_FINDINGS]:
            place = f"{finding.span.path}, line {finding.span.line}"
            yield f"- {_LEVELS[finding.severity]}: {escaped(finding.message)} ({escaped(place)})"
        if len(findings) > _MOST_FINDINGS:
            yield f"- And {len(findings) - _MOST_FINDINGS} more."
        yield ""
        yield "The checks themselves say what to type, at each line."

    def decisions(self) -> Iterator[str]:
        """What a reviewer must decide, as a short list."""
        decisions = list(self.questions())
        if self.impact.pages:
            decisions.append(
                "Is the difference on the pages named above meant? It is not in a clause or a fact, so look at them."
            )
        if self.impact.failed:
            decisions.append(
                "The program could not compare everything. Read the list of changed files before you decide."
            )
        if not decisions and self.changes.is_nothing and not self.impact.unread:
            yield "Nothing. This can be merged as it is."
        elif not decisions:
            yield "Nothing that is known here. Read what changed before you merge it."
        else:
            yield from (f"{number}. {question}" for number, question in enumerate(decisions, 1))

    def questions(self) -> Iterator[str]:
        """One question each: about the words, about the facts, about what follows."""
        stopping = [f for f in self.new_findings() if f.severity is not Severity.ADVICE]
        if stopping:
            subject, can = (
                ("the fault", "it can")
                if len(stopping) == 1
                else (f"the {number_of(len(stopping), 'fault')}", "they can")
            )
            yield f"Have {subject} that the checks found put right first, or say why {can} wait."
        for sentence in removed_safeguards(self.changes.before, self.changes.after):
            yield f"A safeguard is taken away: {escaped(sentence)} Who decided that, and is the reason on record?"
        yield from self.questions_on_words()
        yield from self.questions_on_order()
        on_facts = list(self.questions_on_facts())
        if any(fact.kind != "readings" for fact in self.changes.facts) and not on_facts:
            on_facts = ["Has somebody compared each new fact above with where it comes from?"]
        yield from on_facts
        yield from self.questions_on_readings()
        for document, changes in find_unrestated_clauses(self.changes):
            what = "the new clause" if len(changes) == 1 else "the new clauses"
            yield f"{'Does' if len(changes) == 1 else 'Do'} {what} belong in the {escaped(document.settings.title)}?"
        for signing in self.followups.signings():
            if signing.is_needed:
                yield f"By when does everybody sign the {escaped(signing.document.settings.title)} again?"
        if self.impact.ahead:
            first = format_day(self.impact.ahead[0].day)
            yield f"Who sees to what is ahead because of this change? The first of it is due before {first}."
        if approvals(self.changes, self.impact.as_of).roles:
            yield "Have those named above approved, and is that on record?"

    def questions_on_readings(self) -> Iterator[str]:
        """Who reads again what restates something else now, and whether those who did are right."""
        waiting = [
            "the sentence"
            if number == 1 and noun == "sentence"
            else "the check"
            if number == 1
            else f"the {number_of(number, noun)}"
            for number, noun in (
                (len(self.followups.open_statements()), "sentence"),
                (len(self.followups.open_checks()), "check"),
            )
            if number
        ]
        if waiting:
            yield f"Who reads {listed(waiting)} named above again, and by when?"
        if any(True for _ in confirmed_readings(self.changes)):
            yield "Do you agree with each sentence that was confirmed without a change of words?"

    def questions_on_order(self) -> Iterator[str]:
        """Whether what stayed as it is still fits where it is now."""
        if any(change.from_section or change.reordered for change in self.changes.clauses):
            yield "Is each clause that was moved still right where it is now?"
        if self.changes.renumbered:
            yield "Does any letter, minute or agreement quote a number that is another one now?"

    def questions_on_words(self) -> Iterator[str]:
        """Whether the words are meant."""
        reworded = any(change.is_substance and change.after for change in self.changes.clauses)
        if reworded or any(change.part.after and change.is_substance for change in self.changes.documents):
            yield "Is this what the school wants to say, and can everybody whom it binds do it?"
        gone = sum(change.after is None for change in self.changes.clauses)
        if gone == 1:
            yield "Is it right that one clause goes and nothing takes its place?"
        elif gone:
            yield f"Is it right that {number_of(gone, 'clause')} go and nothing takes their place?"
        if any(change.degree is Degree.TYPING for change in self.changes.clauses):
            yield "Is what is called typing here really only typing? A comma can change a duty."

    def questions_on_facts(self) -> Iterator[str]:
        """Whether people, systems and guidance were seen to."""
        sentences = [fact.sentence for fact in self.changes.facts if fact.kind == "people"]
        yield from dict.fromkeys(escaped(fact.question) for fact in self.changes.facts if fact.question)
        if any("lead DSL" in sentence or "team of DSLs" in sentence for sentence in sentences):
            yield "Have the people named agreed to be named, and does everybody know the new roles?"
        if self.filtering_changed():
            yield "The filtering and monitoring standard asks for a review when the system changes. Who does it, and by when?"
        if any(fact.kind == "guidance" and fact.is_substance for fact in self.changes.facts):
            yield "Has somebody read the edition now relied on, and does the policy still say what it asks?"

    def filtering_changed(self) -> bool:
        """Whether the provider or product of filtering or monitoring is another one."""
        old, new = self.changes.before.services.services, self.changes.after.services.services
        return not all(is_same(_system(old.get(name)), _system(new.get(name))) for name in _CHECKED_AGAIN)


def _system(service: Service | None) -> tuple[object, object]:
    return (service.provider, service.product) if service else (None, None)
