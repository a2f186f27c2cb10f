"""Rules where one case a fault is not enough: names in prose, addresses of persons, periods, and rules that keep silent."""

from __future__ import annotations

import importlib
import re
from datetime import date
from pathlib import Path

import pytest

from case_files import apply, documents_as_read, read_together
from conftest import AS_OF, PROJECT, SCHOOL
from filled_review import signed, with_answers, with_texts_read
from policybook.book.book import Book
from policybook.book.fact_rows import fact_rows
from policybook.book.review_status import (
    Reading,
    State,
    is_complete,
    latest_review,
    reading,
    status_of,
    status_of_policy,
)
from policybook.model.facts import FACT_FILES
from policybook.model.reviews import Review
from policybook.references import read_book
from policybook.review.review_progress import record_to_complete
from policybook.rules import ALL_RULES
from policybook.rules.checking import check_project
from policybook.rules.engine import Context, Rule, run
from policybook.rules.waivers import WAIVER_CODES
from policybook.source.ids import suggest_id
from policybook.source.reading_codes import READING_CODES
from policybook.source.sources import Sources
from policybook.views.sentences import Sentences
from policybook.views.status_words import status_view
from policybook.views.view_context import ViewContext

RECORD = "data/reviews/2025-09.yml"


def codes(root: Path, as_of: date = AS_OF) -> list[str]:
    return [finding.code.id for finding in check_project(Sources(root), as_of).report.findings]


def edit(root: Path, file: str, old: str, new: str) -> None:
    apply(root, [{"file": file, "replace": old, "with": new}])


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "phrase",
    [
        "Ada Holm",
        "ada holm",
        "ADA HOLM",
        "Ada  Holm",
        "Ada\n  Holm",
        "Ada\u00a0Holm",
        "Ada Holm’s",
        "(Ada Holm)",
        "*Ada Holm*",
        "Mrs Holm",
        "Mrs. Holm",
        "mrs holm",
        "Mr and Mrs Holm",
        "Miss Holm",
        "Dr\nHolm",
        "Prof. A. B. Holm",
        "Ms A Holm",
        "[Ada Holm](https://a.example/)",
    ],
)
def test_a_name_is_found_however_it_is_typed(school: Path, phrase: str) -> None:
    edit(school, "policy/documents/parent-guide.md", "Ring us on", f"Ring {phrase} on")
    assert codes(school) == ["DSL016"]


@pytest.mark.parametrize(
    "phrase",
    [
        "Holmes",
        "Nevada Holm",
        "Adam Holm",
        "a dsl holm",
        "the miss Holm made",
        "{{ dsl.name }}",
    ],
)
def test_what_is_not_a_persons_name_is_left_alone(school: Path, phrase: str) -> None:
    edit(school, "policy/documents/parent-guide.md", "Ring us on", f"Ring {phrase} on")
    documents_as_read(school)
    read_together(school)
    assert codes(school) == []


SURNAMES = {"name: Ada Holm": "name: Simon Graydon", "name: Ben Oak": "name: Kevin Dunk"}


def renamed(school: Path, phrase: str) -> list[str]:
    """What is found where the people have other names, and a paragraph of the guide begins with ``phrase``."""
    for old, new in SURNAMES.items():
        edit(school, "data/people.yml", old, new)
    edit(school, "policy/documents/parent-guide.md", "Ring us on", f"{phrase} Ring us on")
    return [code for code in codes(school) if code.startswith("DSL")]  # other rules on words may have a say too


@pytest.mark.parametrize(
    "phrase",
    [
        "Please ask Graydon.",
        "Ask Graydon first.",
        "Graydon decides.",
        "It is Graydon’s choice.",
        "It is Graydon's choice.",
        "Only Mr **Graydon** may.",
        "**Simon** Graydon may.",
        "Simon **Graydon** may.",
        "_Simon Graydon_ may.",
        "***Simon*** *Graydon* may.",
        "Simon J. Graydon may.",
        "Ask S. Graydon.",
        "Ask S.Graydon.",
        "Ask S Graydon.",
        "Ask S. J. GRAYDON.",
        "Ask Simon G.",
        "Ask Simon G about it.",
        "SIMON GRAYDON may.",
        "Simon\u00a0Graydon may.",
        "Simon&nbsp;Graydon may.",
        "Graydon, Simon: the head.",
        "Sir Simon Graydon may.",
        "Mr Simon Graydon may.",
        "Tell Dunk.",
        "Ask K. Dunk.",
    ],
)
def test_real_names_are_found_however_they_are_typed(school: Path, phrase: str) -> None:
    assert renamed(school, phrase) == ["DSL016"]


@pytest.mark.parametrize(
    "phrase",
    [
        "Never dunk a laptop.",
        "Dunk no device in water.",
        "A Dunk of the ball.",
        "The slam Dunk game is blocked.",
        "Slam Dunk is blocked.",
        "Dunk Street is near Graydon House.",
        "Children in Graydon class ring us.",
        "We meet in Graydon.",
        "The Graydon building is closed.",
        "Graydonia and simongraydon are no names.",
        "Emma Graydon is somebody else.",
        "K. Graydon is somebody else.",
        "S. Smith and Simon Good help.",
        "Simon says so.",
        "Simon O’Graydon and Simon G’s app.",
        "{{ dsls }} may.",
        "Write to S.Graydon@hollybank.example or Graydon@hollybank.example.",
        "[We ask](https://graydon.example/Graydon).",
    ],
)
def test_what_only_looks_like_a_name_is_left_alone(school: Path, phrase: str) -> None:
    assert renamed(school, phrase) == []


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("Zoë Núñez", "Zoe Nunez"),
        ("Zoë Núñez", "ask Núñez"),
        ("Zoë Núñez", "ask Nunez"),
        ("Sean O'Neill", "Sean O’Neill"),
        ("Sean O'Neill", "ask O’Neill"),
        ("Sean O'Neill", "ask Mr O’Neill"),
        ("Mary Ann Lloyd-Rees", "Mary Lloyd\u2011Rees"),
        ("Mary Ann Lloyd-Rees", "Mary Ann Lloyd-Rees"),
        ("Mary Ann Lloyd-Rees", "ask Lloyd-Rees"),
        ("Sukhdeep", "ask Sukhdeep"),
        ("Dr Ian Vale", "Ian Vale"),
        ("van der Berg", "Mr van der Berg"),
    ],
)
def test_names_of_other_shapes_are_found(school: Path, name: str, phrase: str) -> None:
    name_the_deputy(school, name)
    edit(school, "policy/documents/parent-guide.md", "Ring us on", f"Please {phrase} if you can. Ring us on")
    assert codes(school) == [*(["DSL034"] if name.startswith("Dr ") else []), "DSL016"]


def name_the_deputy(school: Path, name: str) -> None:
    """Give the deputy another name, and the short name that goes with it: a name alone would be a successor typed over."""
    edit(school, "data/people.yml", "name: Cy Rowan", f'name: "{name}"')
    people = school / "data/people.yml"
    people.write_text(people.read_text(encoding="utf-8").replace("cy-rowan", suggest_id(name)), encoding="utf-8")


def test_of_two_who_bear_a_surname_the_one_in_post_is_meant(school: Path) -> None:
    edit(school, "data/people.yml", "name: Ben Oak", "name: Ben Holm")
    edit(school, "data/people.yml", "people:\n", "people:\n  di-holm:\n    name: Di Holm\n")
    left = "appointments:\n  - {person: di-holm, role: office, until: 2020-01-01}\n"
    edit(school, "data/people.yml", "appointments:\n", left)
    edit(school, "policy/documents/parent-guide.md", "Ring us on", "Ask Mr Holm or Di Holm. Ring us on")
    assert codes(school) == ["DSL016", "DSL017"]


@pytest.mark.parametrize("name", ["The", "12", "–", "Staff", "School Office", "Nobody", "New DSL"])
def test_a_name_that_is_none_is_one_finding_and_is_looked_for_nowhere(school: Path, name: str) -> None:
    edit(school, "data/people.yml", "name: Cy Rowan", f'name: "{name}"')
    assert codes(school) == ["DSL034"]


def test_a_name_of_odd_characters_is_no_pattern(school: Path) -> None:
    edit(school, "data/people.yml", "name: Cy Rowan", 'name: "C.* (Row|an) Jr."')
    assert codes(school) == ["DSL034"]
    edit(school, "policy/documents/parent-guide.md", "Ring us on", "Ring C.* (Row|an) Jr. on")
    assert codes(school) == ["DSL034", "DSL016"]


@pytest.mark.parametrize(
    ("local", "is_personal"),
    [
        ("holm", True),
        ("a.holm", True),
        ("aholm", True),
        ("ada.holm", True),
        ("ada_holm2", True),
        ("holma", True),
        ("head.holm", True),
        ("ada", True),
        ("office", False),
        ("holmwood", False),
        ("stockholm", False),
        ("canada", False),
        ("dsl", False),
    ],
)
def test_an_address_is_personal_where_it_says_whose_it_is(school: Path, local: str, *, is_personal: bool) -> None:
    edit(school, "data/school.yml", "safeguarding_email: safeguarding@", f"safeguarding_email: {local}@")
    assert codes(school) == (["DSL015"] if is_personal else [])


def test_accents_and_hyphens_do_not_hide_whose_address_it_is(school: Path) -> None:
    name_the_deputy(school, "Zoë Núñez-Oké")
    edit(school, "data/school.yml", "safeguarding_email: safeguarding@", "safeguarding_email: znunezoke@")
    assert codes(school) == ["DSL015"]


# --- periods ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reviewed", "following", "late"),
    [
        ("2024-02-29", "2025-02-28", False),
        ("2024-02-29", "2025-03-01", True),
        ("2024-02", "2025-02", False),
        ("2024-02", "2025-03", True),
        ("2023-08-31", "2024-08-31", False),
        ("2023-08-31", "2024-08", False),
        ("2023-08-31", "2024-09-01", True),
        ("2023-08", "2024-08-31", False),
        ("2023-08", "2024-09-01", True),
    ],
)
def test_the_next_review_is_at_most_a_year_off(school: Path, reviewed: str, following: str, *, late: bool) -> None:
    edit(school, RECORD, "reviewed: 2025-09\nnext_review: 2026-09", f"reviewed: {reviewed}\nnext_review: {following}")
    (school / RECORD).rename(school / f"data/reviews/{reviewed[:7]}.yml")
    assert ("REV004" in codes(school)) is late


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2026, 12, 2), set()),
        (date(2026, 12, 3), {"DSL007"}),
        (date(2027, 3, 3), {"DSL007"}),
        (date(2027, 3, 4), {"DSL006", "DSL007"}),
        (date(2027, 3, 6), {"DSL006", "DSL007"}),
        (date(2027, 3, 7), {"DSL006"}),
    ],
)
def test_training_is_announced_until_the_day_it_runs_out(as_of: date, expected: set[str]) -> None:
    assert set(codes(SCHOOL, as_of)) & {"DSL006", "DSL007"} == expected


def test_every_day_from_overdue_on_is_overdue() -> None:
    assert "REV005" not in codes(SCHOOL, date(2026, 9, 30))
    assert "REV005" in codes(SCHOOL, date(2026, 10, 1))
    assert "REV005" in codes(SCHOOL, date(2030, 1, 1))


# --- where a policy stands -------------------------------------------------------------------------------------------


def book_with(root: Path, following: str) -> Book:
    edit(root, RECORD, "next_review: 2026-09", f"next_review: {following}")
    return read_book(Sources(root)).book


@pytest.mark.parametrize(
    ("following", "state"),
    [
        ("", State.UNKNOWN),
        ("2026-05-31", State.OVERDUE),
        ("2026-05", State.OVERDUE),
        ("2026-06-01", State.DUE_SOON),
        ("2026-06", State.DUE_SOON),
        ("2026-07-31", State.DUE_SOON),
        ("2026-08-01", State.IN_DATE),
    ],
)
def test_a_policy_stands_as_its_newest_record_says(school: Path, following: str, state: State) -> None:
    book = book_with(school, following)
    status = status_of_policy(book, book.policies[0], AS_OF)
    assert status.state is state
    assert status.all_read
    assert status.is_current is (state in (State.DUE_SOON, State.IN_DATE))


def test_before_its_first_review_a_policy_was_never_reviewed() -> None:
    book = read_book(Sources(SCHOOL)).book
    status = status_of_policy(book, book.policies[0], date(2025, 8, 31))
    assert (status.state, status.reviewed, len(status.unread), status.is_current) == (State.NEVER, None, 2, False)
    assert status_of(book, [], AS_OF).state is State.NEVER


def test_of_two_records_the_newer_counts_from_the_day_it_was_approved(school: Path) -> None:
    text = (school / RECORD).read_text(encoding="utf-8")
    newer = text.replace("reviewed: 2025-09\n", "reviewed: 2026-05-20\n").replace(
        "next_review: 2026-09", "next_review: 2027-05"
    )
    newer = newer.replace("on: 2025-09-29", "on: 2026-05-21")
    (school / "data/reviews/2026-05.yml").write_text(newer, encoding="utf-8")
    book = read_book(Sources(school)).book

    def reviewed_on(day: date) -> str:
        review = latest_review(book, "online-safety", day)
        return str(review.reviewed) if review else ""

    assert [reviewed_on(day) for day in (date(2025, 9, 28), date(2026, 5, 20), date(2026, 5, 21))] == [
        "",
        "2025-09",
        "2026-05-20",
    ]


def test_a_section_is_read_changed_or_not_read_at_all() -> None:
    book = read_book(Sources(SCHOOL)).book
    review, section = book.reviews[0], book.sections["online-safety/passwords"]

    def record(sections: dict[str, str]) -> Review:
        return review.replaced(sections=sections)

    def found(sections: dict[str, str]) -> Reading:
        return reading(book, record(sections), section, AS_OF)

    assert found({section.ref: section.fingerprint}) is Reading.READ
    assert found({section.ref: "00000000"}) is Reading.CHANGED
    assert found({}) is Reading.UNREAD


NEWER = """reviewed: 2026-05-20
next_review: 2027-05
wording: this
policies: [online-safety]
completed_by: [headteacher]
approved_by: [{role: proprietor, on: 2026-05-21}]
sections: {online-safety/passwords: "74aea3df", online-safety/reporting: "542e152e"}
documents: {parent-guide: "c25516bc", staff-aup: "66b3fd99"}
checks_asked: 2
answers: {password-rule-current: {judgement: yes, evidence: Read}, reporting-known: {judgement: yes, evidence: Asked}}
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[headteacher]", "[]"),
        ("[{role: proprietor, on: 2026-05-21}]", "[]"),
        ("role: proprietor", "role: dsl"),
        ("on: 2026-05-21", "on: 2026-06-02"),
        ("on: 2026-05-21", "on: 2026-05-19"),
        ("reporting-known: {judgement: yes, evidence: Asked}", "reporting-known: "),
        ("checks_asked: 2", "checks_asked: 3"),
        (
            "{password-rule-current: {judgement: yes, evidence: Read}, reporting-known: {judgement: yes, evidence: Asked}}",
            "{}",
        ),
    ],
)
def test_a_record_that_is_not_complete_does_not_count(school: Path, old: str, new: str) -> None:
    (school / "data/reviews/2026-05.yml").write_text(NEWER.replace(old, new), encoding="utf-8")
    book = read_book(Sources(school)).book
    status = status_of_policy(book, book.policies[0], AS_OF)
    assert (str(status.reviewed), str(status.due)) == ("2025-09", "2026-09")
    assert status.unfinished is book.reviews[-1]
    assert len(codes(school)) == 1, "and what is missing is said once"


def test_a_review_of_an_earlier_wording_counts_for_its_dates_alone(school: Path) -> None:
    record = "reviewed: by 2026-05\nnext_review: 2027-05\nwording: earlier\npolicies: [online-safety]\n"
    path = school / "data/reviews/2026-05.yml"
    path.write_text(record, encoding="utf-8")
    book = read_book(Sources(school)).book
    status = status_of_policy(book, book.policies[0], AS_OF)
    assert (str(status.reviewed), len(status.unread), status.unfinished) == ("by 2026-05", 2, None)
    assert codes(school) == ["REV031", "REV008"]
    path.write_text(f'{record}sections: {{online-safety/passwords: "74aea3df"}}\n', encoding="utf-8")
    book = read_book(Sources(school)).book
    status = status_of_policy(book, book.policies[0], AS_OF)
    assert (str(status.reviewed), status.unfinished) == ("2025-09", book.reviews[-1])


def test_a_review_asks_the_checks_of_the_sections_and_confirms_each_fact_in_use(school: Path) -> None:
    edit(
        school,
        "data/linked-policies.yml",
        "linked_policies:\n",
        "linked_policies:\n  trips: {title: Trips, in_text: trips policy}\n",
    )
    edit(school, "data/people.yml", "job_title: Deputy Headteacher\n    publish_name: yes", "publish_name: no")
    book = read_book(Sources(school)).book
    assert book.check_ids == ("password-rule-current", "reporting-known")
    rows = {row.name: row for row in fact_rows(book, AS_OF)}
    assert list(rows) == [
        "appointments.ada-holm/headteacher",
        "appointments.cy-rowan/proprietor",
        "appointments.ada-holm/dsl",
        "appointments.ben-oak/dsl",
        "appointments.ben-oak/accountable-leader",
        "appointments.cy-rowan/accountable-governor",
        "services.filtering",
        "guidance.kcsie/2025",
        "helplines.ceop",
        "helplines.new-advice",
        "linked-policies.child-protection",
    ]
    assert {name for name, row in rows.items() if not row.is_public} == {
        "appointments.ben-oak/dsl",
        "appointments.ben-oak/accountable-leader",
    }
    assert {name: row.asked_of for name, row in rows.items() if row.kind == "appointment" and "ben" not in name} == {
        "appointments.ada-holm/headteacher": "proprietor",  # nobody is asked about themselves
        "appointments.cy-rowan/proprietor": "headteacher",
        "appointments.ada-holm/dsl": "proprietor",
        "appointments.cy-rowan/accountable-governor": "headteacher",
    }
    assert rows["guidance.kcsie/2025"].values == ("2025", "2025-09-01")


def test_readers_are_told_that_a_newer_review_is_not_complete(school: Path) -> None:
    (school / "data/reviews/2026-05.yml").write_text(NEWER.replace("[headteacher]", "[]"), encoding="utf-8")
    found = check_project(Sources(school), AS_OF)
    view = status_view(ViewContext(found.book, found.report, AS_OF, Sentences.read(PROJECT), {}), found.book.policies)
    assert view.sentences[0] == "Last reviewed: September 2025."
    assert (
        "A newer review (20 May 2026) has begun. Its record is not complete, so it does not count yet."
        in view.sentences
    )


def test_readers_see_dates_at_the_precision_that_is_known(school: Path) -> None:
    edit(school, RECORD, "2025-09\nnext_review: 2026-09", "Autumn term 2025\nnext_review: no later than summer 2026")
    found = check_project(Sources(school), AS_OF)
    assert found.report.findings == ()
    view = status_view(ViewContext(found.book, found.report, AS_OF, Sentences.read(PROJECT), {}), found.book.policies)
    assert view.headline == "Next review due by 31 August 2026"
    assert view.sentences[0] == "Last reviewed: autumn 2025."


def test_what_is_added_to_the_book_later_leaves_a_review_complete(school: Path) -> None:
    edit(
        school,
        "data/helplines.yml",
        "  staff-only:",
        "  another:\n    name: Another\n    for: More.\n    public: yes\n  staff-only:",
    )
    edit(school, "data/people.yml", "\ncover:\n", "  - {person: ben-oak, role: office, from: 2026-05-01}\n\ncover:\n")
    check = "  - {id: another, group: dsl, ask: Is it so?, evidence: Look., clauses: [report-to-dsl], basis: good, source: this-policy, who: dsl}\n"
    edit(school, "policy/online-safety/reporting.md", "checks:\n", f"checks:\n{check}")
    book = read_book(Sources(school)).book
    assert is_complete(book, book.reviews[0], AS_OF)
    assert [code for code in codes(school) if code.startswith("REV")] == ["REV017"]


def test_the_record_that_the_build_prepares_is_complete_once_filled_in(school: Path) -> None:
    (school / RECORD).unlink()
    text = record_to_complete(read_book(Sources(school)).book, AS_OF)
    path = school / "data/reviews/2026-06.yml"
    path.write_text(text, encoding="utf-8")
    assert codes(school) == ["REV011", "REV012", "REV039", "REV030", "REV016"], "nothing is filled in by itself"
    text = signed(with_answers(with_texts_read(text)), AS_OF)
    path.write_text(text, encoding="utf-8")
    assert codes(school) == []
    path.write_text(re.sub(r"^  reporting-known: .*\n", "", text, flags=re.MULTILINE), encoding="utf-8")
    assert codes(school) == ["REV016"], "a line that was lost is seen"


def test_a_change_read_again_is_read_from_that_day_and_approved_where_it_must_be(school: Path) -> None:
    edit(school, "policy/online-safety/passwords.md", "choose a strong password;", "choose a password;")
    entry = "{section: online-safety/passwords, fingerprint: c6e3e268, change: substance, on: 2026-05-20, by: dsl, approved_by: [{role: proprietor, on: 2026-05-22}]}"
    edit(school, RECORD, "note:", f"read_again: [{entry}]\nnote:")
    book = read_book(Sources(school)).book
    found = {
        day.day: reading(book, book.reviews[0], book.sections["online-safety/passwords"], day)
        for day in (date(2026, 5, 19), date(2026, 5, 21), date(2026, 5, 22))
    }
    assert found == {19: Reading.CHANGED, 21: Reading.CHANGED, 22: Reading.READ}


# --- keeping silent --------------------------------------------------------------------------------------------------


def test_a_rule_says_nothing_while_what_it_needs_cannot_be_read(school: Path) -> None:
    """With one word wrong in each file of facts, and everything long out of date, only the words are said."""
    edit(school, "data/people.yml", "lead: yes", "lead: maybe")
    edit(school, "data/guidance.yml", "kind: statutory", "kind: statutry")
    edit(school, "data/settings.yml", "value: 120", "value: many")
    edit(school, RECORD, "wording: this", "wording: that")
    edit(school, "data/helplines.yml", "trust: G", "trust: X")
    edit(school, "data/linked-policies.yml", "public: yes", "public: maybe")
    assert codes(school, date(2036, 1, 1)) == ["YAML007"] * 6


def test_every_rule_has_a_name_that_says_what_it_ensures_and_a_document_that_says_why() -> None:
    assert len({rule.name for rule in ALL_RULES}) == len(ALL_RULES)
    assert all(rule.code.doc.startswith("Ensure ") for rule in ALL_RULES)


def test_rules_run_on_whatever_could_be_read(tmp_path: Path) -> None:
    assert list(run(ALL_RULES, Context.of(read_book(Sources(tmp_path)), AS_OF))) == []


def test_every_rule_needs_parts_of_the_book_that_exist() -> None:
    parts = {"policy", "documents", "data", "reviews", *FACT_FILES}
    assert {part for one in ALL_RULES for part in one.needs} <= parts


def test_every_rule_is_run() -> None:
    """A module of rules that is not listed is a forgotten step."""
    modules = [
        importlib.import_module(f"policybook.rules.{family.parent.name}.{family.stem}")
        for family in sorted((PROJECT / "hooks/policybook/rules").glob("*/*.py"))
        if family.stem != "__init__"
    ]
    written = {rule for module in modules for rule in vars(module).values() if isinstance(rule, Rule)}
    assert {rule.code.id for rule in written} == {rule.code.id for rule in ALL_RULES}


def test_every_rule_says_more_than_its_name() -> None:
    codes = {code.id: code for code in (*(rule.code for rule in ALL_RULES), *READING_CODES, *WAIVER_CODES)}
    assert [name for name, code in codes.items() if "\n\n" not in code.doc.strip() and ". " not in code.doc] == []
