"""What follows from the declaration of a field, for every field of every model: no list by hand knows any of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from conftest import AS_OF, SCHOOL
from marks import Place, entries_within, mark, models, places, replaced, words_of_mark
from policybook.book.book import Book
from policybook.changes.compare import compare
from policybook.model import declarations
from policybook.model.content import DocumentSettings, PolicySettings, SectionSettings
from policybook.model.declarations import Audience
from policybook.model.facts import FACT_FILES
from policybook.model.reviews import Review
from policybook.references import read_book
from policybook.references.unknown_names import kinds_of
from policybook.source.sources import Sources

BOOK = read_book(Sources(SCHOOL)).book
FACTS = [(file, place) for file in FACT_FILES if (facts := BOOK.facts(file)) for place in places(facts)]


def with_fact(file: str, place: Place, value: object) -> Book:
    facts = BOOK.facts(file)
    assert facts
    return replace(BOOK, **{file.replace("-", "_"): replaced(facts, place.steps, value)})


def one_a_field() -> Iterator[tuple[str, Place]]:
    """One place of each field of each model, the first."""
    seen = set()
    for file, place in FACTS:
        way = (file, *(step for step in place.steps if isinstance(step, str)))
        shape = (file, place.field.name, place.field.declared, len(way))
        if shape not in seen:
            seen.add(shape)
            yield file, place


@pytest.mark.parametrize(("file", "place"), list(one_a_field()), ids=lambda value: getattr(value, "name", value))
def test_impact_tells_of_any_fact_that_differs(file: str, place: Place) -> None:
    other = mark(place, 77)
    changes = compare(BOOK, with_fact(file, place, other), AS_OF)
    assert changes.facts, "nothing would be said"
    if not place.is_public:
        said = " ".join(one.sentence for one in changes.facts)
        assert not any(words in said for words in words_of_mark(other))
    if place.field.declared.audience is not Audience.PUBLIC:
        assert not any(one.public for one in changes.facts)


@pytest.mark.parametrize("place", list(places(BOOK.policies[0].settings)), ids=lambda place: place.name)
def test_impact_tells_of_any_setting_of_a_policy(place: Place) -> None:
    if place.field.name in ("id", "sections"):
        return  # the folder, and the files of the sections, which are told of by themselves
    policy = BOOK.policies[0]
    other = replace(policy, settings=replaced(policy.settings, place.steps, mark(place, 77)))
    assert not compare(BOOK, replace(BOOK, policies=(other, *BOOK.policies[1:])), AS_OF).is_nothing


@pytest.mark.parametrize("place", list(places(BOOK.documents[0].settings)), ids=lambda place: place.name)
def test_impact_tells_of_any_setting_of_a_document(place: Place) -> None:
    document = BOOK.documents[0]
    other = replace(document, settings=replaced(document.settings, place.steps, mark(place, 77)))
    assert not compare(BOOK, replace(BOOK, documents=(other, *BOOK.documents[1:])), AS_OF).is_nothing


@pytest.mark.parametrize("place", list(places(BOOK.reviews[-1])), ids=lambda place: place.name)
def test_impact_tells_of_any_value_of_a_review(place: Place) -> None:
    other = replaced(BOOK.reviews[-1], place.steps, mark(place, 77))
    assert not compare(BOOK, replace(BOOK, reviews=(*BOOK.reviews[:-1], other)), AS_OF).is_nothing


ALL = {
    one
    for model in (*FACT_FILES.values(), Review, PolicySettings, SectionSettings, DocumentSettings)
    for one in models(model)
}


def test_every_kind_that_a_field_refers_to_is_checked_to_exist() -> None:
    named = {field.declared.refers_to for model in ALL for field in model.shape.values()}
    given = {
        kind.name.partition(" of ")[0] if kind.name.startswith("edition") else kind.name for kind in kinds_of(BOOK)
    }
    assert named - given <= {"", declarations.FACT}


def test_every_field_has_a_label_that_can_be_read() -> None:
    for model in ALL:
        for field in model.shape.values():
            assert field.declared.label.strip(), (model, field.name)
            assert "_" not in field.declared.label, (model, field.name)


EMPTY = {
    *("School.logo", "Appointment.until", "LinkedPolicy.url", "Settings.published_since"),
    *("Guidance.duty_from", "Guidance.each_september", "Guidance.expected_in", "GuidanceEdition.published"),
    *("Guidance.statutory_parts", "Guidance.exceptions", "Guidance.area", "Guidance.recognised_by"),
    "Guidance.review_each_year",
    *("GuidanceEdition.announced", "GuidanceEdition.expected", "Term.area", "Helpline.area", "Helpline.not_for"),
    *("Helpline.age_from", "Helpline.age_to", "Helpline.email", "Helpline.ways"),
    *("Organisation.language", "Organisation.place", "Organisation.learner", "Organisation.learners", "Role.body"),
}
"""What the small school in order has no need of; other tests give it."""


def test_every_public_fact_has_a_value_in_the_school() -> None:
    """Only then do the pages that were agreed show what becomes of it: whoever adds a fact types one there."""
    facts = [entry for file in BOOK.fact_files() for entry in entries_within(file)]
    public, given = set(), set()
    for entry in facts:
        for name, value in entry:
            field = f"{type(entry).__name__}.{name}"
            public |= {field} if type(entry).shape[name].declared.audience is Audience.PUBLIC else set()
            given |= {field} if value not in (None, (), {}) else set()
    assert public - given == EMPTY
