"""``people.yml``: roles, people, and who holds which role since when. Not for judging who may be named."""

from datetime import date
from typing import Annotated, Literal

from policybook.model.declarations import PERSON, ROLE, leadership_field, public_field
from policybook.model.entry import Entry
from policybook.model.field_types import EMPTY_LIST, EMPTY_TABLE, Account, EntryName, Id, RoleId, Text, When, YesNo

SAFEGUARDING_ROLES = ("dsl", "deputy-dsl")
"""The roles of the safeguarding team."""


class Role(Entry, kind=ROLE):
    """A role that people hold, by its title."""

    title: Text = public_field("title", words=True, is_name=True)
    body: Annotated[
        YesNo | None, "whether it is a board or a committee: it decides and approves, and no person holds it"
    ] = public_field("whether it is a body", default=None)
    account: Annotated[Account | None, "the account or team on the host of the repository that proves an approval"] = (
        leadership_field("account", default=None)
    )


class Person(
    Entry,
    kind=PERSON,
    public_when="publish_name",
    not_kept=("email", "phone", "mobile", "telephone", "home_phone", "date_of_birth"),
):
    """A person. Nobody's own e-mail address or phone number is kept."""

    name: Text = public_field("name")  # no words: names are judged as names (DSL034)
    job_title: Text | None = public_field("job title", words=True, is_name=True, default=None)
    publish_name: YesNo | None = leadership_field("whether the name is published", default=None)
    publish_agreed_by: RoleId | None = leadership_field(
        "the decision to publish the name", refers_to=ROLE, default=None
    )
    publish_agreed_on: When | None = leadership_field("the decision to publish the name", default=None)
    told_on: When | None = leadership_field("when the person was told", default=None)

    @property
    def name_is_agreed(self) -> bool:
        """Whether somebody decided to publish the name, and it is on record who and when."""
        return bool(self.publish_name and self.publish_agreed_by and self.publish_agreed_on)


class Appointment(Entry):
    """A person in a role for a time. Dates of training and roll-call are private."""

    person: EntryName = public_field("person", refers_to=PERSON, checked="confirmed_on")
    role: RoleId = public_field("role", refers_to=ROLE, checked="confirmed_on")
    lead: YesNo | None = public_field("lead", checked="confirmed_on", default=None)
    from_: When | None = public_field("dates of the appointment", default=None, alias="from")
    until: When | None = public_field("dates of the appointment", default=None)
    senior_leadership: YesNo | None = leadership_field("place in the senior leadership", default=None)
    in_job_description: YesNo | None = leadership_field("job description", default=None)
    trained_on: When | None = leadership_field("training", default=None)
    refreshed_on: When | None = leadership_field("training", default=None)
    prevent_trained_on: When | None = leadership_field("training", default=None)
    responsibilities: Annotated[tuple[Literal["online-safety", "filtering-and-monitoring"], ...], EMPTY_LIST] = (
        public_field("responsibilities", default=())
    )
    confirmed_on: When | None = leadership_field("roll-call", default=None)
    confirmed_by: RoleId | None = leadership_field("roll-call", refers_to=ROLE, default=None)

    @property
    def ends_before_it_begins(self) -> bool:
        """Whether its two dates contradict each other."""
        return bool(self.from_ and self.until and self.until.last < self.from_.first)

    def in_post(self, on: date) -> bool:
        """Whether the appointment runs on that day; an unknown beginning does not make it ended or future."""
        if self.from_ and on < self.from_.first:
            return False
        return not (self.until and on > self.until.last)

    def ended(self, on: date) -> bool:
        """Whether it was over before that day."""
        return bool(self.until and on > self.until.last)


class Cover(Entry):
    """Who answers when every DSL is away."""

    arrangement: Text | None = public_field(
        "who answers when the DSLs are away", words=True, contacts=True, token=True, default=None
    )
    contact: Text | None = public_field(
        "contact when the DSLs are away", words=True, contacts=True, token=True, default=None
    )


class People(Entry, needed=True):
    """``people.yml``: roles, people, and who holds which role since when."""

    roles: Annotated[dict[Id, Role], EMPTY_TABLE] = public_field("roles", default={})
    people: Annotated[dict[Id, Person], EMPTY_TABLE] = public_field("people", default={})
    appointments: Annotated[tuple[Appointment, ...], EMPTY_LIST] = public_field("appointments", default=())
    cover: Cover = public_field("cover", default_factory=Cover)
