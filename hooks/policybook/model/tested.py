"""What the pages of one organisation were tested for. Not for what they claim of it: ``views/about``."""

from typing import Annotated

from policybook.model.declarations import public_field
from policybook.model.entry import Entry
from policybook.model.field_types import EMPTY_LIST, Day, Text


class TestRun(Entry):
    """Something the pages were tested for, by what, and what was found."""

    what: Text = public_field("what was tested", words=True)
    tool: Text = public_field("tool", words=True, is_phrase=True)
    found: Text = public_field("what was found", words=True)
    on: Day | None = public_field("day of this test, if it was before the others", default=None)


class Tested(Entry):
    """``tested.yml``: the tests of these pages, the day, and what was not tested."""

    tested_on: Day | None = public_field("day of the tests", default=None)
    tests: Annotated[tuple[TestRun, ...], EMPTY_LIST] = public_field("tests", default=())
    untested: Annotated[tuple[Text, ...], EMPTY_LIST] = public_field("what was not tested", words=True, default=())
