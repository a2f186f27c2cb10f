"""What kind of organisation a book belongs to, and what follows from it. Not for how it is reached: ``facts.School``.

A profile is what one kind of organisation owes and how it speaks of itself. The machinery asks the profile and knows no
kind by name; another kind is another row of ``PROFILES``.
"""

from enum import StrEnum
from typing import Annotated, Literal, NamedTuple

from policybook.model.declarations import ROLE, leadership_field, public_field
from policybook.model.entry import Entry
from policybook.model.field_types import Language, Number, RoleId, Text

Kind = Literal["independent-special-school", "maintained-school", "academy", "plain"]
Nation = Literal["england", "wales", "scotland", "northern-ireland", "elsewhere"]
ENGLAND: Nation = "england"
DATA_MODEL = 3
"""The version of the files in ``data/`` and ``policy/`` that this program reads. ``editing/migrations.py`` moves older ones."""
OLDEST_DATA_MODEL = 1


class Duty(StrEnum):
    """What an organisation owes because of its kind; a rule that enforces one is silent where it is not owed."""

    SAFEGUARDING = "safeguarding"
    """Somebody leads on keeping children safe, is trained and can be reached, and readers find help first."""
    DOCUMENTS = "documents"
    """Parents have a guide, staff sign a policy, and a checklist is printed for each review."""
    HEADTEACHER = "headteacher"
    """A headteacher is on record."""
    REVIEW = "review"
    """Every policy is reviewed and approved before it is published, and again each year."""
    GUIDANCE = "guidance"
    """The statutory guidance of England binds it."""


_SCHOOL = frozenset(Duty)


class Profile(NamedTuple):
    """What follows from one kind of organisation."""

    duties: frozenset[Duty]
    accountable: str
    """The role or body that answers for it in law and approves; "" where the book's own settings must say so."""
    place: str
    learner: str
    learners: str

    @property
    def words(self) -> dict[str, str]:
        """The words that sentences and templates are filled with, each also as the beginning of a sentence."""
        own = {"place": self.place, "learner": self.learner, "learners": self.learners}
        return own | {name.capitalize(): word[:1].upper() + word[1:] for name, word in own.items()}


PROFILES: dict[str, Profile] = {
    # Independent School Standards, part 8: the proprietor.
    "independent-special-school": Profile(_SCHOOL, "proprietor", "school", "student", "students"),
    # School Governance (Roles, Procedures and Allowances) Regulations 2013: the governing board.
    "maintained-school": Profile(_SCHOOL, "governing-board", "school", "pupil", "pupils"),
    # Academy Trust Handbook: the board of trustees.
    "academy": Profile(_SCHOOL, "trust-board", "school", "pupil", "pupils"),
    # A nursery, a charity or a company: nothing is asked but what its own book promises.
    "plain": Profile(frozenset(), "", "organisation", "person we support", "people we support"),
}


USUAL = PROFILES["independent-special-school"]
"""What a book is taken for that does not say."""
PROPOSED_BODIES = {"governing-board": "Governing board", "trust-board": "Trust board"}
"""The bodies that answer for some kinds of organisation, with the titles to type for them."""


class Organisation(Entry):
    """``organisation.yml``: what kind of organisation it is, where, and how it speaks of itself."""

    kind: Annotated[Kind | None, "what it is; plain asks for nothing that its own book does not"] = public_field(
        "kind of organisation", default=None
    )
    nation: Annotated[Nation | None, "whose law and guidance it follows; England where it is empty"] = public_field(
        "nation", default=None
    )
    accountable: Annotated[
        RoleId | None, "the role or body that answers for it in law, where it is not the usual one"
    ] = leadership_field("who answers for it in law", refers_to=ROLE, default=None)
    language: Annotated[Language | None, "the language of its pages, such as cy; en-GB where it is empty"] = (
        public_field("language of the pages", default=None)
    )
    place: Annotated[Text | None, "what it calls itself: school, setting, nursery, company"] = public_field(
        "word for itself", default=None
    )
    learner: Annotated[Text | None, "one of those it teaches or cares for: student, pupil, child"] = public_field(
        "word for one learner", default=None
    )
    learners: Annotated[Text | None, "all of them: students, pupils, children"] = public_field(
        "word for learners", default=None
    )
    subject: Annotated[Text | None, "what all its policies are about, such as Online safety"] = public_field(
        "subject of the policies", words=True, is_name=True, default=None
    )
    about: Annotated[Text | None, "what its policies are about, in words that fit after “our policies on”"] = (
        public_field("what the policies are about", words=True, is_phrase=True, default=None)
    )

    data_model: Annotated[Number | None, "the version of these files; scripts/update.py changes it"] = leadership_field(
        "version of the files", default=None
    )

    @property
    def written_for(self) -> int:
        """The data model that the book was written for; books of before there was a number say nothing."""
        return self.data_model or OLDEST_DATA_MODEL

    @property
    def is_in_england(self) -> bool:
        """Whether the guidance of England binds it."""
        return self.nation in (None, ENGLAND)

    @property
    def profile(self) -> Profile:
        """What follows from its kind, with its own words."""
        usual = PROFILES[self.kind] if self.kind else USUAL
        duties = usual.duties if self.is_in_england else usual.duties - {Duty.GUIDANCE}
        return usual._replace(
            duties=duties,
            accountable=self.accountable or usual.accountable,
            place=self.place or usual.place,
            learner=self.learner or usual.learner,
            learners=self.learners or (f"{self.learner}s" if self.learner else usual.learners),
        )
