"""What is wrong, where, and what to type instead. Not for deciding what is wrong: that is ``rules`` and ``loading``."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import NamedTuple

from policybook.basics.edits import Edit
from policybook.basics.on_page import PageBehaviour
from policybook.basics.places import Span as Span  # noqa: PLC0414 - nearly all who want a finding want its place


class Severity(enum.StrEnum):
    """How much a finding stops; the order of the members is from the worst."""

    ERROR = "error"
    BLOCKER = "blocker"
    ADVICE = "advice"

    @property
    def rank(self) -> int:
        """0 for the worst, larger for milder."""
        return _RANKS[self]

    def reaches(self, gate: Severity) -> bool:
        """Whether a finding of this severity is at or above ``gate``."""
        return self.rank <= gate.rank


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Code(NamedTuple):
    """A permanent finding code with its severity and its documentation (Markdown; the first line is its summary).

    A blocker also says what the pages do while it is open. ``is_tally`` says that a finding counts all of its kind that
    are open: with another count it is the same finding.
    """

    id: str
    severity: Severity
    doc: str
    on_page: PageBehaviour | None = None
    is_tally: bool = False

    @property
    def family(self) -> str:
        """The letters it begins with, such as ``DSL``."""
        return self.id.rstrip("0123456789")

    @property
    def summary(self) -> str:
        """The first line of the documentation."""
        return self.doc.strip().partition("\n")[0]

    @property
    def help(self) -> str:
        """The link to this code's own documentation, from the project's root."""
        return f"hooks/policybook/rules/README.md#{self.id.lower()}"


class Finding(NamedTuple):
    """One fault: ``message`` names it, ``label`` stands under the caret, ``fix`` says what to type instead.

    ``waived`` holds the reason where an agreed exception lets it pass; ``about`` the id of what it is about, if any.
    ``was`` and ``now`` are an earlier and the present wording, where the fault is that they differ. ``pair`` has texts that
    somebody is to read beside each other, each with its name. ``gives_way`` is the last line of the words that it is about, where it asks for nothing but that they be read:
    it is held back while something in them must be put right first.
    ``follows_from`` are the files in which a fault of their own would explain this one, which then says nothing new.
    ``before`` says that the revision a run compares with had it already. ``edits`` are what the fix would have somebody
    type, where it is literal: all of them together. ``owner`` is the role that sees to it, where the rule knows.
    """

    code: Code
    span: Span
    message: str
    fix: str
    label: str = ""
    related: tuple[Span, ...] = ()
    waived: str = ""
    about: str = ""
    was: str = ""
    now: str = ""
    pair: tuple[tuple[str, str], ...] = ()
    before: bool = False
    gives_way: int = 0
    edits: tuple[Edit, ...] = ()
    follows_from: tuple[str, ...] = ()
    owner: str = ""
    told: tuple[Finding, ...] = ()
    """Where it stands for several findings of one cause, or one waits for it: all of them as they were found."""

    @property
    def parts(self) -> tuple[Finding, ...]:
        """All that it stands for, each as it was found: most often itself alone."""
        return self.told or (self,)

    @property
    def subject(self) -> str:
        """What the finding is about, as a waiver names it: a person, a policy, else the file."""
        return self.about or self.span.path

    @property
    def severity(self) -> Severity:
        """The severity of its code."""
        return self.code.severity

    @property
    def is_red(self) -> bool:
        """Whether a change that adds it fails: it cannot be understood, or readers would see what is not true."""
        behaviours = [part.code.on_page for part in self.parts]
        return self.severity is Severity.ERROR or any(behaviour and behaviour.is_false for behaviour in behaviours)

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """By file, line, column, code, message: the order of every report."""
        return (self.span.path, self.span.line, self.span.column, self.code.id, self.message)


class Baseline(NamedTuple):
    """The revision a run compares with: as it was typed, the commit it names, and whether that had any policy at all."""

    revision: str
    commit: str = ""
    had_policy: bool = True


class Report(NamedTuple):
    """All findings of one run, sorted, none twice; ``since`` where it is compared with an earlier revision."""

    findings: tuple[Finding, ...]
    since: Baseline | None = None

    @classmethod
    def of(cls, findings: Iterable[Finding], since: Baseline | None = None) -> Report:
        """Sort ``findings`` and drop exact repeats."""
        return cls(tuple(sorted(dict.fromkeys(findings), key=lambda finding: finding.sort_key)), since)

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that somebody must deal with: not waived, and not there before."""
        return tuple(f for f in self.findings if not f.waived and not f.before)

    @property
    def new(self) -> tuple[Finding, ...]:
        """The findings that were not there before, waived ones among them; all, where nothing is compared."""
        return tuple(f for f in self.findings if not f.before)

    @property
    def before(self) -> tuple[Finding, ...]:
        """The findings that the earlier revision had already."""
        return tuple(f for f in self.findings if f.before)

    def of_severity(self, severity: Severity) -> tuple[Finding, ...]:
        """Return the open findings of exactly this severity."""
        return tuple(f for f in self.open if f.severity is severity)

    def stopping(self, gate: Severity) -> tuple[Finding, ...]:
        """Return the open findings at or above ``gate``: these stop a run."""
        return tuple(f for f in self.open if f.severity.reaches(gate))

    def failing(self, gate: Severity) -> tuple[Finding, ...]:
        """The findings that make a check fail; of a change, also what it adds that readers would see and is not true."""
        return tuple(f for f in self.open if f.severity.reaches(gate) or (self.since and f.is_red))

    @property
    def counts(self) -> dict[str, int]:
        """Number of open findings by severity; waived ones apart, and those that were there before where that is known."""
        counts = {severity.value: len(self.of_severity(severity)) for severity in Severity}
        counts["waived"] = sum(bool(f.waived) for f in self.new)
        return counts | ({"before": len(self.before)} if self.since else {})
