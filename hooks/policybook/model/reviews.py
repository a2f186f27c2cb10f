"""``reviews/YYYY-MM.yml``: one review of the policies: what was read, answered, confirmed, decided and approved."""

from typing import Annotated, Literal

from policybook.model.declarations import POLICY, ROLE, leadership_field, public_field
from policybook.model.entry import Entry
from policybook.model.field_readers import Before
from policybook.model.field_types import (
    AT_LEAST_ONE,
    EMPTY_LIST,
    EMPTY_TABLE,
    Day,
    EntryName,
    Id,
    Number,
    RoleId,
    Text,
    When,
    fault,
)


class Approval(Entry):
    """Who approved, as a role, and when."""

    role: RoleId = public_field("who approved", refers_to=ROLE)
    on: Day = public_field("when it was approved")


def _approvals(value: object) -> object:
    """A role alone does not say when it approved."""
    items = value if isinstance(value, list) else [value]
    alone = [item for item in items if isinstance(item, str)]
    if alone:
        entries = ", ".join(f"{{role: {role}, on: 2026-11-22}}" for role in alone)
        raise fault("This says who approved, and not when.", f"Type [{entries}], with the day of each.")
    if isinstance(value, dict):
        raise fault(
            "This approval is not an item of a list.",
            "Type a hyphen and a space before its first line, and indent the others below it.",
        )
    return () if value is None else value


_APPROVALS = Before(_approvals)
JUDGEMENTS = ("yes", "partly", "no", "not applicable")
SAME_JUDGEMENT = {
    **dict.fromkeys(["n/a", "na", "not-applicable"], "not applicable"),
    **dict.fromkeys(["y", "true"], "yes"),
    **dict.fromkeys(["n", "false"], "no"),
}
"""Other ways in which a judgement is typed, in lower case."""


def _judgement(value: object) -> object:
    """A judgement as it is commonly typed."""
    if not isinstance(value, str):
        return value
    text = " ".join(value.lower().split())
    judgement = SAME_JUDGEMENT.get(text, text)
    if judgement not in JUDGEMENTS:  # none is suggested: the answer is for people to give
        raise fault(f"“{value[:80]}” is not an answer this book knows.", "Type yes, partly, no or not applicable.")
    return judgement


def _answer(value: object) -> object:
    """An answer typed as one word is its judgement."""
    return {"judgement": value} if isinstance(value, str) else value


_JUDGEMENT_SCHEMA = {"enum": [*JUDGEMENTS, None]}
_ANSWER_SCHEMA = {
    "anyOf": [
        _JUDGEMENT_SCHEMA,
        {
            "type": "object",
            "properties": {"judgement": _JUDGEMENT_SCHEMA, "evidence": {"type": ["string", "null"]}},
            "additionalProperties": False,
        },
    ]
}


class Answer(Entry):
    """The answer to one check of a review; empty while nobody has answered."""

    judgement: Annotated[Literal["yes", "partly", "no", "not applicable"] | None, Before(_judgement)] = (
        leadership_field("answer", default=None)
    )
    evidence: Text | None = leadership_field("evidence", default=None)


class FactConfirmed(Entry):
    """That somebody confirmed a fact during a review; of another policy also its dates."""

    on: Day = leadership_field("when it was confirmed")
    by: RoleId = leadership_field("who confirmed it", refers_to=ROLE)
    seen: Annotated[tuple[Text, ...], EMPTY_LIST] = leadership_field(
        "values that were checked", alias="values", default=()
    )
    reviewed: When | None = leadership_field("last review", default=None)
    next_review: When | None = leadership_field("next review", default=None)


class Action(Entry):
    """Something a review decided to do, about a check, about a fact that was wrong, or by itself."""

    check: Id | None = leadership_field("check", default=None)
    fact: Text | None = leadership_field("fact", default=None)
    action: Text = leadership_field("action")
    owner: RoleId = leadership_field("owner", refers_to=ROLE)
    due: When = leadership_field("when it is due")
    done: When | None = leadership_field("when it was done", default=None)


class ReadAgain(Entry):
    """A section, or ``documents/`` and the id of a document, that was read again after a change, and what kind of change it was.

    Only substance needs approval.
    """

    section: Text = public_field("section")
    fingerprint: Text = public_field("fingerprint")
    change: Literal["typing", "names", "contacts", "substance"] = public_field("kind of change")
    on: Day = public_field("day")
    by: RoleId = public_field("who read it", refers_to=ROLE)
    approved_by: Annotated[tuple[Approval, ...], _APPROVALS] = public_field("who approved", default=())


class Review(Entry):
    """``reviews/YYYY-MM.yml``: one review of the policies. Policy dates come from the newest of these that is complete."""

    reviewed: When = public_field("when it was held")
    next_review: When | None = public_field("next review", default=None)
    wording: Literal["this", "earlier"] = public_field("wording")
    policies: Annotated[tuple[EntryName, ...], AT_LEAST_ONE] = public_field("policies", refers_to=POLICY)
    completed_by: Annotated[tuple[RoleId, ...], EMPTY_LIST] = public_field(
        "who completed it", refers_to=ROLE, default=()
    )
    approved_by: Annotated[tuple[Approval, ...], _APPROVALS] = public_field("who approved", default=())
    sections: Annotated[dict[str, Text], EMPTY_TABLE] = public_field("sections", default={})
    documents: Annotated[dict[Id, Text], EMPTY_TABLE, "the documents that people read or sign, as they were read"] = (
        public_field("documents", default={})
    )
    checks: Annotated[
        dict[Id, Text], EMPTY_TABLE, "the checks as they were answered: each question and its clauses as a fingerprint"
    ] = leadership_field("checks answered", default={})
    read_again: Annotated[tuple[ReadAgain, ...], EMPTY_LIST, "what was read again after a change"] = public_field(
        "sections and documents read again", default=()
    )
    checks_asked: Annotated[Number | None, "how many checks the checklist had, so that a lost line is seen"] = (
        leadership_field("number of checks", default=None)
    )
    answers: Annotated[dict[Id, Annotated[Answer | None, Before(_answer, schema=_ANSWER_SCHEMA)]], EMPTY_TABLE] = (
        leadership_field("answers", default={})
    )
    facts: Annotated[
        dict[str, FactConfirmed], EMPTY_TABLE, "the facts that were confirmed, each by its name as events have it"
    ] = leadership_field("facts confirmed", default={})
    actions: Annotated[tuple[Action, ...], EMPTY_LIST] = leadership_field("actions", default=())
    note: Text | None = leadership_field("note", default=None)

    @property
    def is_of_this_wording(self) -> bool:
        """Whether it says that words of this book were read, whatever stands after ``wording``."""
        return self.wording == "this" or bool(self.sections or self.documents or self.read_again)

    @property
    def texts_read(self) -> dict[str, str]:
        """The fingerprint of each text that was read, by its name in the book: ``policy/section`` or ``documents/id``."""
        return self.sections | {f"documents/{name}": text for name, text in self.documents.items()}

    def judgement(self, check: str) -> str | None:
        """The judgement on a check; None where there is none."""
        answer = self.answers.get(check)
        return answer.judgement if answer else None
