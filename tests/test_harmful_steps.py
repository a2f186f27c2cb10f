"""A step of help that tells the opposite of the advice is known by its words, and one that is only worded otherwise is not."""

from __future__ import annotations

import pytest

from conftest import REAL_BOOK, SCHOOL
from policybook.book.harmful_steps import harmful_words
from policybook.references import read_book
from policybook.source.sources import Sources


@pytest.mark.parametrize(
    "step",
    [
        "Pay, and do not send more pictures.",
        "You must pay.",
        "Answer. Block the person.",
        "Keep answering.",
        "Do not stop answering.",
        "Delete messages, names or payment details. They are evidence.",
        "Is somebody under 18 in it? Copy it, save it or send it on.",
        "Go and meet them. Tell an adult you trust.",
        "Do not tell us, or another adult you trust.",
        "Never keep the messages.",
        "It is the child’s fault.",
        "Question the child. Do not warn the adult.",
    ],
)
def test_the_opposite_of_the_advice_is_found(step: str) -> None:
    assert harmful_words(step)


@pytest.mark.parametrize(
    "step",
    [
        "If you have paid, pay no more.",
        "You need not pay.",
        "Send nothing. Save nothing.",
        "Do not copy it, save it or send it on.",
        "Do not answer, and keep the messages.",
        "Tell us before you answer.",
    ],
)
def test_other_words_for_the_same_are_left_alone(step: str) -> None:
    assert harmful_words(step) is None


@pytest.mark.parametrize("root", [REAL_BOOK, SCHOOL], ids=["the real book", "the school in order"])
def test_no_step_that_is_there_is_taken_for_harmful(root) -> None:
    situations = read_book(Sources(root)).book.help.situations.values()
    steps = [step for situation in situations for step in situation.steps]
    assert steps
    assert [step for step in steps if harmful_words(step)] == []
