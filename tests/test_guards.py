"""What guards the records: whose accounts approve, what a change takes away, and a yes that the book contradicts."""

from __future__ import annotations

from pathlib import Path

import pytest

from case_files import apply
from conftest import AS_OF, SCHOOL
from policybook.book.code_owners import CODE_OWNERS, code_owners
from policybook.book.kinds_of_change import find_contradiction, kind_proved
from policybook.changes.safeguards import removed_safeguards
from policybook.commands import generate
from policybook.references import read_book
from policybook.review.record_codec import read_record
from policybook.review.review_progress import find_gaps
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

RECORD = "data/reviews/2025-09.yml"
WITH_ACCOUNT = {
    "file": "data/people.yml",
    "replace": "proprietor: {title: Proprietor}",
    "with": 'proprietor: {title: Proprietor, account: "@hollybank/proprietor"}',
}


def test_the_accounts_of_those_who_approve_own_records_and_guards(
    school: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert code_owners(read_book(Sources(school)).book) == ""
    apply(school, [WITH_ACCOUNT])
    text = code_owners(read_book(Sources(school)).book)
    owned = dict(line.split() for line in text.splitlines() if not line.startswith("#"))
    assert set(owned.values()) == {"@hollybank/proprietor"}
    assert set(owned) >= {
        "/data/reviews/", "/data/changes/", "/data/waivers.yml", "/data/decisions.yml", "/data/settings.yml", "/.github/"
    }  # fmt: skip
    monkeypatch.setattr(generate, "PROGRAM", tmp_path)
    parser = generate.argparse.ArgumentParser()
    generate.add_arguments(parser)
    assert generate.run(parser.parse_args(["--root", str(school)])) == generate.GOOD
    assert (school / CODE_OWNERS).read_text(encoding="utf-8") == text


TAKEN_AWAY = [
    (
        "data/settings.yml",
        "branch: main",
        "branch: main\nreview_approved_by: {roles: [dsl], reason: x}",
        "need not approve",
    ),
    ("data/settings.yml", "value: 120", "value: 300", "from 120 to 300"),
    ("policy/documents/staff-aup.md", "covers: [staff, students]", "covers: [staff]", "duties of students"),
    ("policy/documents/staff-aup.md", "left_out:", "left_out:\n  - {clause: password-strong, reason: x}", "leaves out"),
    ("policy/online-safety/passwords.md", "- id: password-rule-current", "- id: another-question", "does not ask"),
    (RECORD, "password-rule-current: {judgement: yes, evidence: Read}, ", "", "lost an answer"),
    (RECORD, "reporting-known: {judgement: yes, evidence: Asked}", "reporting-known: yes", "lost what was seen"),
    (RECORD, "checks_asked: 2", "checks_asked: 1", "fewer checks"),
    (RECORD, "wording: this", "wording: earlier\n", "of an earlier wording"),
    (RECORD, "74aea3df", "74aea3d0", "other words were read"),
    (RECORD, "role: proprietor", "role: headteacher", "lost an approval"),
    (
        "data/waivers.yml",
        "waivers: []",
        "waivers:\n  - {rule: REV005, subject: x, reason: x, agreed_by: proprietor, agreed_on: 2026-05-20, expires: 2026-06-20}",
        "REV005 is waived until 20 June 2026",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), TAKEN_AWAY, ids=lambda value: str(value)[:30])
def test_a_safeguard_that_goes_is_named(school: Path, file: str, old: str, new: str, said: str) -> None:
    before = read_book(Sources(SCHOOL)).book
    if not (school / file).is_file():
        (school / file).write_text(f"{old}\n", encoding="utf-8")
    apply(school, [{"file": file, "replace": old, "with": new}])
    found = " ".join(removed_safeguards(before, read_book(Sources(school)).book))
    assert any(words in found for words in said.split("|")) or said in found, found
    assert list(removed_safeguards(before, before)) == []


def test_a_fact_that_a_record_confirms_otherwise_is_named(school: Path) -> None:
    row = "facts:\n  services.filtering: {on: 2025-09-20, by: it-support}\n"
    apply(school, [{"file": RECORD, "append": row}])
    before = read_book(Sources(school)).book
    apply(school, [{"file": RECORD, "replace": "2025-09-20", "with": "2026-05-20"}])
    found = list(removed_safeguards(before, read_book(Sources(school)).book))
    assert found == ["The record of the review of September 2025 confirms other facts, or not as it did."]
    assert list(removed_safeguards(read_book(Sources(SCHOOL)).book, before)) == [], "one that is added is no loss"


def test_a_yes_that_the_book_contradicts_cannot_be_recorded_and_is_named(school: Path) -> None:
    apply(
        school,
        [
            {
                "file": "policy/online-safety/reporting.md",
                "replace": "  - id: reporting-known\n",
                "with": "  - id: reporting-known\n    contradicted_by: [DSL003]\n",
            },
            {"file": RECORD, "replace": "reviewed: 2025-09\n", "with": f"reviewed: {AS_OF}\n"},
            {"file": RECORD, "replace": "next_review: 2026-09\n", "with": "next_review: 2027-05-31\n"},
            {"file": RECORD, "replace": "on: 2025-09-29", "with": f"on: {AS_OF}"},
            {"file": RECORD, "rename": f"data/reviews/{AS_OF:%Y-%m}.yml"},
        ],
    )
    record = school / f"data/reviews/{AS_OF:%Y-%m}.yml"
    draft = read_record(record.name, record.read_bytes())
    record.unlink()
    sources = Sources(school)
    assert find_gaps(sources, read_book(sources).book, draft, {}, AS_OF).words == ()
    apply(school, [{"file": "data/people.yml", "replace": "lead: no", "with": "lead: yes"}])
    (gap,) = find_gaps(sources, read_book(sources).book, draft, {}, AS_OF).words
    assert gap.startswith("reporting-known is answered yes, and the book contradicts it. ")


@pytest.mark.parametrize(
    ("kind", "before", "after", "part"),
    [
        ("typing", "We will not publish names.", "We will publish names.", "“not” went"),
        ("typing", "Staff should lock it.", "Staff may lock it.", "“should” went"),
        ("typing", "every 30 days", "every 300 days", "“30” went"),
        ("typing", "Tell Mr Dunk.", "Tell Mr Oak.", "“dunk” went"),
        ("typing", "[a](https://a.example)", "[a](https://b.example)", "“https://a.example” went"),
        ("typing", "a prohibited site", "a permitted site", "“prohibited” went"),
        ("typing", "Don't share it.", "Do share it.", "“not” went"),
        ("typing", "e-mail the ofice, please", "email the office please", None),
        ("typing", "Staff organize it", "Staff organise it", None),
        ("names", "Tell Mr Dunk.", "Tell Mrs Oak.", None),
        ("names", "Tell Mr Dunk.", "Never tell Mr Dunk.", "“never” came"),
        ("contacts", "Ring 01632 960123.", "Ring 01632 960124.", None),
        ("contacts", "Ring 01632 960123.", "Ring 01632 960123 in 30 days.", "“in” came"),
        ("substance", "We will not publish.", "We will publish.", None),
    ],
)
def test_a_change_is_the_kind_that_it_is_called(kind: str, before: str, after: str, part: str | None) -> None:
    found = find_contradiction(kind, ["Title", before], ["Title", after])
    assert (found.in_words if found else None) == part


def test_a_whole_clause_is_no_typing_and_only_marks_are_proved() -> None:
    gone = find_contradiction("typing", ["Title", "One.", "Two."], ["Title", "Two."])
    assert gone
    assert gone.in_words == "a whole clause went"
    assert kind_proved(["One, two."], ["One two"]) == "typing"
    assert kind_proved(["One, two."], ["One, too."]) == "substance"
    assert kind_proved(["[a](b.md)"], ["[a](c.md)"]) == "substance"


def test_waived_findings_hide_nothing_that_follows(school: Path) -> None:
    """A waiver of the cause would else take what follows from it out of the report."""
    apply(
        school,
        [
            {
                "file": "policy/online-safety/passwords.md",
                "replace": "Staff keep their *own* password **private**.",
                "with": "Staff may share their *own* password.",
            }
        ],
    )
    assert [f.code.id for f in check_project(Sources(school), AS_OF).report.findings] == ["REV009"]
    waiver = "rule: REV009, subject: online-safety/passwords, reason: x, agreed_by: proprietor, agreed_on: 2026-05-30, expires: 2026-06-20"
    (school / "data/waivers.yml").write_text(f"waivers:\n  - {{{waiver}}}\n", encoding="utf-8")
    found = [f.code.id for f in check_project(Sources(school), AS_OF).report.findings]
    assert sorted(found) == ["PIN002", "PIN002", "REV009"]
