"""What to do first, by situation: ``help.yml``. Not for the helplines themselves, which are in ``helplines.yml``."""

from typing import Annotated

from policybook.basics.fingerprints import of_wordings
from policybook.model.checked_values import CheckedEntry
from policybook.model.declarations import HELPLINE, leadership_field, public_field
from policybook.model.entry import Entry, Field
from policybook.model.field_types import (
    AT_LEAST_ONE,
    EMPTY_LIST,
    EMPTY_TABLE,
    Audience,
    EntryName,
    Id,
    Text,
    Trust,
    YesNo,
)


class Situation(CheckedEntry):
    """What somebody is afraid of, in their words, and what to do about it, in order.

    What is checked are its steps, all together: ``checked`` holds their fingerprint.
    """

    words: Text = public_field("words", words=True, is_phrase=True)
    first: Annotated[YesNo | None, "whether it is among those that readers see at once"] = public_field(
        "place among the first", default=None
    )
    audience: Annotated[tuple[Audience, ...], AT_LEAST_ONE] = public_field("whom it is for")
    steps: Annotated[tuple[Text, ...], AT_LEAST_ONE] = public_field(
        "steps", words=True, filled=True, checked="checked_on"
    )
    helplines: Annotated[tuple[EntryName, ...], EMPTY_LIST, "who helps, in the order in which to try them"] = (
        public_field("helplines", refers_to=HELPLINE, default=())
    )
    trust: Trust | None = leadership_field("how sure we are", default=None)

    @property
    def values_to_check(self) -> tuple[tuple[Field, str], ...]:
        """The fingerprint of the steps: nobody copies whole sentences to say that they were compared."""
        return ((type(self).shape["steps"], of_wordings(self.steps)),)


class Help(Entry):
    """``help.yml``."""

    situations: Annotated[dict[Id, Situation], EMPTY_TABLE] = public_field("situations", default={})
