"""What a change does, as Markdown for those who decide on it: what changed in words, what to look at, who signs, who approves.

Short enough to read aloud. Words of content are escaped: nothing in them can become a command, a mention, a picture or a
link, wherever this is pasted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from policybook.basics.enumeration import listed
from policybook.basics.wall import Wall
from policybook.report.impact_decisions import Decisions
from policybook.report.impact_followups import Followups
from policybook.report.impact_phrases import (
    Impact,
    escaped,
)
from policybook.report.impact_rereading import Rereading
from policybook.report.impact_summary import ChangeSummary
from policybook.report.impact_words import ChangedWords
from policybook.report.lines_to_type import lines_to_type
from policybook.views import outlook_lines

NOTHING_BEFORE = (
    "## What this change does\n\nThere was no policy before it, so everything is new. Read it as a whole.\n"
)


def render(impact: Impact) -> str:
    """The whole comment."""
    lines = list(_Comment(impact).lines())
    kept = [line for number, line in enumerate(lines) if line or (number and lines[number - 1])]
    return "\n".join(kept) + "\n"


@dataclass(frozen=True, slots=True)
class _Comment:
    """The parts in order, each behind its own wall."""

    impact: Impact

    def lines(self) -> Iterator[str]:
        """All lines."""
        followups = Followups(self.impact)
        decisions = Decisions(self.impact, followups)
        yield "## What this change does"
        yield ""
        yield from self.guarded(lambda: [ChangeSummary(self.impact).summary()])
        for cause in self.impact.failed:
            yield ""
            yield _fault(cause)
        if self.impact.unread:
            files = listed(escaped(name) for name in sorted(self.impact.unread))
            yield ""
            yield f"**This may not be all.** Something in {files} cannot be understood, so that part was not compared."
        if not self.impact.changes.is_nothing:
            yield from self.part("What changed in words", ChangedWords(self.impact).words)
            yield from self.part("Facts that changed", self.facts)
            yield from self.part("To read again beside the new wording", Rereading(self.impact, followups).lines)
            yield from self.part("Also to be looked at", followups.to_look_at)
            yield from self.part("Confirmed without a change of words", followups.confirmed)
            title = next(self.guarded(lambda: [followups.signing_title()])) or "Who signs again"
            yield from self.part(title, followups.signing)
            yield from self.part("Who approves", followups.approving)
        yield from self.part("What the checks say", decisions.findings)
        yield from self.part("Lines to type", lambda: lines_to_type(decisions.new_findings(), self.impact.lines))
        yield from self.part("What is ahead because of this change", self.ahead)
        yield from self.part("For you to decide", decisions.decisions)

    def part(self, title: str, lines: Callable[[], Iterable[str]]) -> Iterator[str]:
        """A heading and its lines; nothing where there are none."""
        part_lines = list(self.guarded(lines))
        if part_lines:
            yield from ("", f"### {title}", "", *part_lines)

    @staticmethod
    def guarded(lines: Callable[[], Iterable[str]]) -> Iterator[str]:
        """The lines of a part; where the program fails, a sentence in place of those that are missing."""
        wall = Wall()
        yield from wall.guard("", "", lines)
        for cause in wall.causes():
            yield from ("", _fault(cause))

    def facts(self) -> Iterator[str]:
        """The facts that changed."""
        return (f"- {escaped(fact.sentence)}" for fact in self.impact.changes.facts)

    def ahead(self) -> Iterator[str]:
        """What will be wrong from which day on, and who can prevent it."""
        return outlook_lines.as_markdown(self.impact.ahead, self.impact.changes.after, escaped)


def _fault(cause: str) -> str:
    """The sentence in place of what is missing because the program failed."""
    return (
        "**This is not all.** The program has a fault and could not finish this part. Read that part of the list of changed"
        f" files yourself, and send “{escaped(cause)}” to whoever looks after the program."
    )
