"""Entries whose values somebody compares with their source or looks at: when, who, and the very values. Not for how long ago.

A field says ``checked="checked_on"`` where it is declared; everything here follows from that. Evidence belongs to the
value: while a value is another than those that were compared, the entry counts as not checked.
"""

import json
import re
from datetime import date
from typing import Annotated

from policybook.basics.dates import PartialDate
from policybook.model.declarations import ROLE, leadership_field, public_field
from policybook.model.entry import Entry, Field
from policybook.model.field_types import EMPTY_LIST, Day, Text

_FIGURES = re.compile(r"[\d\s()+-]+")


class ProvedEntry(Entry):
    """An entry with a day that belongs to some of its values, and the values as they were on that day."""

    day_of_proof = ""
    values_in = ""

    @property
    def _proved_on(self) -> PartialDate | None:
        found: PartialDate | None = getattr(self, self.day_of_proof)
        return found

    @property
    def _proved(self) -> tuple[str, ...]:
        found: tuple[str, ...] = getattr(self, self.values_in)
        return found

    @property
    def values_to_check(self) -> tuple[tuple[Field, str], ...]:
        """The values to which the date of checking belongs, as they are typed; those that are unknown are left out."""
        fields = (field for field in type(self).shape.values() if field.declared.checked == self.day_of_proof)
        values = ((field, getattr(self, field.name)) for field in fields)
        return tuple((field, str(value)) for field, value in values if value is not None)

    @property
    def unchecked_values(self) -> tuple[tuple[Field, str], ...]:
        """Those that are not among the values that were checked; none where nothing says which were."""
        known = {_folded(value) for value in self._proved}
        return tuple((field, value) for field, value in self.values_to_check if known and _folded(value) not in known)

    @property
    def checked_and_gone(self) -> tuple[str, ...]:
        """The values that were checked and are not here any more."""
        present = {_folded(value) for _, value in self.values_to_check}
        return tuple(value for value in self._proved if _folded(value) not in present)

    @property
    def last_checked(self) -> PartialDate | None:
        """The day on which the values of today were checked; None where one of them is another since."""
        return None if self.unchecked_values else self._proved_on

    @property
    def line_of_values(self) -> str:
        """The line that holds the values of today, each once, as it is typed."""
        values = list(dict.fromkeys(value for _, value in self.values_to_check))
        return f"{self.values_in}: {json.dumps(values, ensure_ascii=False)}"

    def lines_to_type(self, on: date) -> str:
        """The two lines that record a check, in words."""
        return f"{self.day_of_proof}: {on} and {self.line_of_values}"


class CheckedEntry(ProvedEntry):
    """An entry with values that somebody compares with their source."""

    day_of_proof, values_in = "checked_on", "checked"

    checked_on: Day | None = public_field("when it was checked", default=None)
    checked_by: Text | None = leadership_field("who checked it", refers_to=ROLE, default=None)
    checked: Annotated[tuple[Text, ...], EMPTY_LIST] = leadership_field("values that were checked", default=())


def _folded(value: str) -> str:
    """A value without what does not matter: spaces and capitals, and the marks between the figures of a number."""
    if _FIGURES.fullmatch(value) and not re.fullmatch(r"\d{4}-\d\d(-\d\d)?", value):
        return re.sub(r"\D", "", value)
    return "".join(value.casefold().split()).rstrip("/.")
