"""The kinds of events in ``data/changes/``: what each file may say. Not for what an event does to the facts: ``loading``.

An event is a small file: one thing that happened, the day, and the role that signs for it. It is added once and never
edited, so that who said what, and when, stays on record. A kind is a model here and a function in ``loading/fold_events``.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, get_args

from policybook.model.declarations import (
    FACT,
    GUIDANCE,
    PERSON,
    POLICY,
    ROLE,
    leadership_field,
    private_field,
    public_field,
)
from policybook.model.entry import Entry, Lent
from policybook.model.field_types import (
    AT_LEAST_ONE,
    EMPTY_LIST,
    EMPTY_TABLE,
    Day,
    Edition,
    EntryName,
    Id,
    Number,
    RoleId,
    Text,
    When,
    Words,
    YesNo,
)
from policybook.model.people import Appointment, Person
from policybook.model.records import Reading, Waiver
from policybook.model.reviews import Review


class Event(Entry):
    """What happened on a day, and the role that signs for it."""

    event: str = private_field("kind of event")
    on: Day = leadership_field("day")
    by: RoleId = leadership_field("who signed", refers_to=ROLE)

    def parts(self) -> Iterator["Event"]:
        """The event itself; where one file tells of several people, an event for each."""
        yield self


class Checked(Event):
    """Somebody compared a helpline, or an edition of a guidance, with its own page. ``seen`` are the values there."""

    event: Literal["checked"] = private_field("kind of event")
    entry: Text = leadership_field("what was checked", refers_to=FACT)
    seen: Annotated[tuple[Text, ...], AT_LEAST_ONE] = leadership_field("values that were checked", alias="values")


class LookedAt(Event):
    """A review looked at a service, or asked for the dates of another policy. No file of its own says so."""

    event: Literal["looked at"] = private_field("kind of event")
    entry: Text = leadership_field("what was looked at")
    seen: Annotated[tuple[Text, ...], EMPTY_LIST] = leadership_field(
        "values that were looked at", alias="values", default=()
    )
    reviewed: When | None = leadership_field("last review", default=None)
    next_review: When | None = leadership_field("next review", default=None)


class Confirmed(Event):
    """Somebody else confirmed that a person is in post."""

    event: Literal["confirmed"] = private_field("kind of event")
    person: Id = leadership_field("person", refers_to=PERSON)
    role: RoleId = leadership_field("role", refers_to=ROLE)


class RollCall(Event):
    """Somebody else asked several people on one day, and they are still in post: by role, the people who have it."""

    event: Literal["roll-call"] = private_field("kind of event")
    still: Annotated[dict[RoleId, Annotated[tuple[Id, ...], AT_LEAST_ONE]], AT_LEAST_ONE] = leadership_field(
        "people still in post"
    )

    def parts(self) -> Iterator["Event"]:
        """Each person and role as the event that it is, with its place in this file."""
        for role, people in self.still.items():
            for number, person in enumerate(people):
                one = Confirmed.part_of(self).replaced(event="confirmed", person=person, role=role)
                yield one.lending(
                    {("person",): Lent(self, ("still", role, number)), ("role",): Lent(self, ("still", role))}
                )


class Trained(Event):
    """A person was trained on the day of the event: in full, with the yearly update, or for Prevent."""

    event: Literal["trained"] = private_field("kind of event")
    person: Id = leadership_field("person", refers_to=PERSON)
    role: RoleId | None = leadership_field("role", refers_to=ROLE, default=None)
    kind: Literal["safeguarding", "update", "prevent"] = leadership_field("kind of training")


class Read(Event):
    """Somebody read sentences, checks or translations beside what they restate, and judged each.

    The rows are those of ``data/readings.yml``; who read them and when is who signed the event and its day.
    """

    event: Literal["read"] = private_field("kind of event")
    readings: Annotated[dict[Id, Reading], AT_LEAST_ONE] = leadership_field("readings")


class Agreed(Event):
    """People agreed that their names are published. ``was: no`` where they had refused before."""

    event: Literal["agreed"] = private_field("kind of event")
    people: Annotated[tuple[Id, ...], AT_LEAST_ONE] = leadership_field("people", refers_to=PERSON)
    was: YesNo | None = leadership_field("decision before", default=None)


class Appointed(Event, takes=(Appointment, Person)):
    """A person takes a role from a day on. A newcomer is entered with it: it may say whatever those entries may say.

    ``was`` is the person who had the role before, if that should be compared with the record.
    """

    event: Literal["appointed"] = private_field("kind of event")
    person: Id = public_field("person")
    role: RoleId = public_field("role", refers_to=ROLE)
    from_: When = public_field("dates of the appointment", alias="from")
    name: Text | None = leadership_field("name", default=None)
    was: Id | None = leadership_field("who had the role before", refers_to=PERSON, default=None)


class Ended(Event):
    """A person's role ends on a day, or all roles of that person where none is named. ``was`` is the end on record before."""

    event: Literal["ended"] = private_field("kind of event")
    person: Id = leadership_field("person", refers_to=PERSON)
    role: RoleId | None = leadership_field("role", refers_to=ROLE, default=None)
    until: When = leadership_field("last day")
    was: When | None = leadership_field("last day before", default=None)


class Changed(Event):
    """A fact is different from now on: the school's own details, a helpline, a service or another policy.

    ``entry`` is ``school``, or a table and a name such as ``helplines.nspcc``. ``now`` has the new value of each field, ``was``
    the one before. ``values`` are given where somebody compared the new ones with their source as well.
    """

    event: Literal["changed"] = private_field("kind of event")
    entry: Text = leadership_field("what changed")
    now: dict[str, Text | None] = leadership_field("values from now on")
    was: Annotated[dict[str, Text | None], EMPTY_TABLE] = leadership_field("values before", default={})
    seen: Annotated[tuple[Text, ...], EMPTY_LIST] = leadership_field(
        "values that were checked", alias="values", default=()
    )


class Leads(Event):
    """One of the DSLs leads from now on, and no other does. ``was`` is who led before."""

    event: Literal["leads"] = private_field("kind of event")
    person: Id = leadership_field("person", refers_to=PERSON)
    was: Id | None = leadership_field("who led before", refers_to=PERSON, default=None)


class Adopted(Event):
    """A policy was compared with an edition of a guidance, and relies on it from now on."""

    event: Literal["adopted"] = private_field("kind of event")
    policy: EntryName = leadership_field("policy", refers_to=POLICY)
    guidance: EntryName = leadership_field("guidance", refers_to=GUIDANCE)
    edition: Edition = leadership_field("edition")
    was: Edition | None = leadership_field("edition before", default=None)


class Decided(Event):
    """A question of ``data/decisions.yml`` was decided."""

    event: Literal["decided"] = private_field("kind of event")
    question: Id = leadership_field("question")
    decided: Id = leadership_field("decision")
    reason: Text | None = leadership_field("reason", words=True, default=None)
    was: Id | None = leadership_field("decision before", default=None)


class Waived(Event, takes=(Waiver,)):
    """An exception to one rule was agreed, until a day. Who agreed and when is who signed the event."""

    event: Literal["waived"] = private_field("kind of event")
    agreed_by: RoleId | None = leadership_field("who agreed", refers_to=ROLE, default=None)
    agreed_on: Day | None = leadership_field("when it was agreed", default=None)


class Signed(Event):
    """How many have signed a document, of those who must. Names and signatures stay in school."""

    event: Literal["signed"] = private_field("kind of event")
    document: Id = leadership_field("document")
    signed: Number = leadership_field("how many have signed")
    of: Number = leadership_field("how many must sign")
    fingerprint: Words | None = leadership_field("fingerprint of the text that was signed", default=None)


def kind_of(model: type[Event]) -> str:
    """The word for a kind, as it is typed after ``event:``."""
    kind: str = get_args(model.shape["event"].type)[0]
    return kind


EVENT_KINDS: dict[str, type[Event]] = {
    kind_of(model): model
    for model in (
        *(Appointed, Ended, Leads, Confirmed, RollCall, Trained, Agreed),
        *(Changed, Checked, Read, Adopted, Decided, Waived, Signed),
    )
}
"""The model of each kind by its word."""


def confirmed_by_review(review: Review) -> Iterator[Event]:
    """Yield what a review confirmed, each as the event that it is; a name that is none of a fact is for the rules."""
    for name, row in review.facts.items():
        table, _, rest = name.partition(".")
        person, slash, role = rest.partition("/")
        if table == "appointments" and slash:
            yield Confirmed.part_of(row).replaced(event="confirmed", person=person, role=role)
        elif table in ("helplines", "guidance") and row.seen:
            yield Checked.part_of(row).replaced(event="checked", entry=name)
        elif table in ("services", "linked-policies"):
            yield LookedAt.part_of(row).replaced(event="looked at", entry=name)
