"""What people recorded outside a review: readings, decisions and agreed exceptions, a file each."""

from typing import Annotated, Literal

from policybook.model.declarations import CLAUSE, ROLE, leadership_field, public_field
from policybook.model.entry import Entry
from policybook.model.field_types import EMPTY_LIST, EMPTY_TABLE, Day, Id, RoleId, Text, Words, YesNo


class Waiver(Entry):
    """An agreed exception to one rule for one subject, with an end."""

    rule: Text = leadership_field("rule")
    subject: Text = leadership_field("subject")
    reason: Text = leadership_field("reason")
    agreed_by: RoleId = leadership_field("who agreed", refers_to=ROLE)
    agreed_on: Day = leadership_field("when it was agreed")
    expires: Day = leadership_field("when it ends")
    publish_past: Annotated[
        YesNo | None, "whether the pages are published although this stops publication: for at most seven days"
    ] = leadership_field("whether it is published all the same", default=None)


class Waivers(Entry):
    """``waivers.yml``."""

    waivers: Annotated[tuple[Waiver, ...], EMPTY_LIST] = leadership_field("agreed exceptions", default=())


class Choice(Entry):
    """One way to decide a question."""

    means: Text = leadership_field("what it means", words=True)
    against: Annotated[tuple[Id, ...], EMPTY_LIST, "the clauses that cannot stay as they are if this is chosen"] = (
        leadership_field("clauses it is against", refers_to=CLAUSE, default=())
    )


class Decision(Entry):
    """A question that the policies leave open, the choices, who decides, and the choice once it is made."""

    question: Text = leadership_field("question", words=True)
    why: Text = leadership_field("why it is asked", words=True)
    clauses: Annotated[tuple[Id, ...], EMPTY_LIST] = leadership_field("clauses", refers_to=CLAUSE, default=())
    words: Annotated[
        dict[Id, Text], EMPTY_TABLE, "the fingerprint that each clause had when the question was asked"
    ] = leadership_field("fingerprints", default={})
    choices: Annotated[dict[Id, Choice], EMPTY_TABLE] = leadership_field("choices")
    asked_on: Day | None = leadership_field("when it was asked", default=None)
    decides: RoleId = leadership_field("who decides", refers_to=ROLE)
    decided: Id | None = leadership_field("decision", default=None)
    decided_by: RoleId | None = leadership_field("who decided", refers_to=ROLE, default=None)
    decided_on: Day | None = leadership_field("when it was decided", default=None)
    reason: Text | None = leadership_field("reason", words=True, default=None)


class Decisions(Entry):
    """``decisions.yml``."""

    decisions: Annotated[dict[Id, Decision], EMPTY_TABLE] = leadership_field("questions to decide", default={})

    @property
    def open(self) -> tuple[Decision, ...]:
        """The questions that nobody has decided."""
        return tuple(decision for decision in self.decisions.values() if not decision.decided)


class Reading(Entry):
    """That somebody read a sentence, a check or a translation beside what it restates, and what they judged.

    ``words`` stands for its own words and references, ``beside`` for those of each clause, as they were read. Without a
    judgement it was set by a command, and nobody has read the two.
    """

    words: Annotated[Words, "its own words and what it names, as a fingerprint"] = leadership_field("words")
    beside: Annotated[dict[Id, Words], EMPTY_TABLE, "the clauses it was read beside, each with its fingerprint"] = (
        leadership_field("clauses it was read beside", default={})
    )
    judgement: Literal["same", "weaker", "stronger"] | None = leadership_field("judgement", default=None)
    reason: Annotated[Text | None, "why it says more or less than its clauses"] = leadership_field(
        "reason", words=True, default=None
    )
    by: RoleId | None = public_field("who read it", refers_to=ROLE, default=None)
    on: Day | None = public_field("when it was read", default=None)

    @property
    def is_read(self) -> bool:
        """Whether somebody read it, and not only a command set it."""
        return self.judgement is not None

    @property
    def is_begun(self) -> bool:
        """Whether anything is typed that a command does not set, if only a key without a value."""
        keys = ("judgement", "by", "on", "reason")
        return any(getattr(self, key) is not None or key in self._origin.keys for key in keys)

    @property
    def is_half_typed(self) -> bool:
        """Whether somebody began to record it, and not yet what was judged, by whom and when."""
        return self.is_begun and not (self.judgement and self.by and self.on)


class Readings(Entry):
    """``readings.yml``: which sentences, checks and translations were read beside what they restate, in reading order."""

    readings: Annotated[dict[Id, Reading], EMPTY_TABLE] = leadership_field("readings", default={})
