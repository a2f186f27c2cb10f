"""What the pages do while a blocker is open: leave something out, say so, or not be published at all. Not for doing it."""

from __future__ import annotations

import enum
from typing import NamedTuple


class OnPage(enum.StrEnum):
    """What happens on the pages. Telling the truth must always be possible, so few blockers refuse."""

    LEAVE_OUT = "leave out"
    SAY_SO = "say so"
    REFUSE = "refuse"


class Refusal(enum.Enum):
    """The closed list of reasons for which nothing is published: there are at most ten."""

    UNREADABLE = "A file cannot be understood, so nobody knows what the pages would say."
    PRIVATE = "Something private would be on a page."
    NO_EMERGENCY_ROUTE = "The parents’ guide would not say what to do when a child is in danger."
    NOBODY_TO_REACH = "No page would say how to reach anybody."
    WRONG_NUMBER = "A number that cannot be right would be on a page."
    NOBODYS_NAME = "A word that is no name would be printed as a person’s."
    DOUBTFUL_DATE = "The date of a review contradicts its record."
    ANOTHERS_RECORD = "The name of one person would have the record of another."
    NOT_CHECKED = "A check could not run, so nobody knows what it would find."


class PageBehaviour(NamedTuple):
    """What the pages do about a blocker.

    Where it is about a ``passage``, that clause or statement is left out or marked, with a sentence in its place; a finding
    of the same kind outside any passage (a heading, a title, a fact) stops publication. ``is_false`` says that readers
    would see something untrue or unfit that somebody has just typed, so that a change which adds it fails.
    """

    kind: OnPage
    words: str
    refusal: Refusal | None = None
    passage: bool = False
    is_false: bool = False


def leave_out(words: str, *, passage: bool = False, is_false: bool = False) -> PageBehaviour:
    """The pages do without it; ``words`` say what is not there."""
    return PageBehaviour(OnPage.LEAVE_OUT, words, passage=passage, is_false=is_false)


def say_so(words: str, *, passage: bool = False, is_false: bool = False) -> PageBehaviour:
    """The pages tell readers; ``words`` say what they tell."""
    return PageBehaviour(OnPage.SAY_SO, words, passage=passage, is_false=is_false)


def refuse(refusal: Refusal) -> PageBehaviour:
    """Nothing is published, for one of the reasons on the closed list."""
    return PageBehaviour(OnPage.REFUSE, refusal.value, refusal, is_false=True)


ON_NO_PAGE = leave_out("Nothing of it is on any page.")
PASSAGE_LEFT_OUT = leave_out("The passage is left out, and its place says that it is being put right.", passage=True)
PASSAGE_UNFIT = PASSAGE_LEFT_OUT._replace(is_false=True)
PASSAGE_MARKED = say_so("The sentence is marked: the school is checking it.", passage=True)
UNCONFIRMED = say_so("The list of people says that nobody has confirmed lately that all are still in their roles.")
NO_LEAD = say_so("The list of people says that the school has not yet recorded who leads.")
UNKNOWN = say_so("Where it belongs, the page says that it is not yet known.")
REVIEW_UNFINISHED = say_so("The pages keep the dates of the last complete review, and say that a newer one has begun.")
