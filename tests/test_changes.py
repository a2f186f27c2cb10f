"""What changed between two books: what counts as the same clause, as typing and as substance."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from case_files import apply
from conftest import AS_OF, REAL_BOOK, SCHOOL
from policybook.book.book import Book
from policybook.book.word_changes import Degree, Run, find_single_slip, measure_change, plain, redline
from policybook.changes.compare import compare
from policybook.changes.consequences import approvals, signings
from policybook.changes.differences import Changes
from policybook.changes.pairing import find_out_of_order
from policybook.references import read_book
from policybook.source.sources import Sources

PASSWORDS, REPORTING, POLICY = (
    f"policy/online-safety/{name}" for name in ("passwords.md", "reporting.md", "policy.yml")
)
AUP = "policy/documents/staff-aup.md"


def changed(folder: Path, *edits: dict) -> Changes:
    """The changes that edits make to the school."""
    root = Path(shutil.copytree(SCHOOL, folder / "after"))
    apply(root, list(edits))
    return compare(read_book(Sources(SCHOOL)).book, read_book(Sources(root)).book, AS_OF)


def edit(file: str, old: str, new: str) -> dict:
    return {"file": file, "replace": old, "with": new}


def told(changes: Changes) -> list[str]:
    """Each clause that changed, in a word or two."""
    found = []
    for one in changes.clauses:
        what = ["new"] if one.before is None else ["gone"] if one.after is None else []
        what += [one.degree.value] if one.before and one.after and one.degree is not Degree.NOTHING else []
        what += [f"from {one.from_section}"] if one.from_section else []
        what += ["reordered"] if one.reordered else []
        what += [f"was {one.renamed_from}"] if one.renamed_from else []
        found.append(f"{one.clause.id}: {', '.join(what)}")
    return found


# --- nothing changed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("root", [SCHOOL, REAL_BOOK], ids=["school", "real"])
def test_a_book_against_itself_has_no_changes(root: Path) -> None:
    book = read_book(Sources(root)).book
    assert compare(book, book, AS_OF).is_nothing
    assert compare(book, read_book(Sources(root)).book, AS_OF).is_nothing


@pytest.mark.parametrize(
    "edits",
    [
        [edit(PASSWORDS, "Staff keep their", "Staff   keep\ntheir")],
        [edit("policy/documents/parent-guide.md", "title: Parents' guide", "title: Parents’ guide")],
    ],
)
def test_wrapping_anew_is_no_change(tmp_path: Path, edits: list[dict]) -> None:
    assert changed(tmp_path, *edits).is_nothing


_TEXTS = re.compile(
    r"""((?<![a-z_])(?:title|name|job_title|short|publisher|summary|statement|ask|evidence|reason|what|provider|product|for
    |phone_hours|county|address|hours|copyright|formats_contact|arrangement|term|stands_for|meaning|in_text|held):\ )
    (?:(?<=in_text:\ )|(?=[A-Z0-9]))([^{},\n"#]+)|^((?:-\ |\#\#\ )?)([A-Z][^\n{]*)""",
    re.MULTILINE | re.VERBOSE,
)
LOOKS = ('a pupil\'s "own part" of it', "a pupil’s “own part” of it", 'a pupil\u2018s\u00a0"own\u00a0part” of it')


def written(folder: Path, words: str) -> Book:
    """The school with some words in front of every text of its files: title, name, fact, heading, clause and statement."""
    root, count = Path(shutil.copytree(SCHOOL, folder / str(len(list(folder.iterdir()))))), 0
    for file in (path for path in root.rglob("*") if path.is_file()):
        text = file.read_text(encoding="utf-8")
        text, here = _TEXTS.subn(rf"\1\3{words} \2\4", text)
        file.write_text(text.replace("note:\n", f"note: {words}\n"), encoding="utf-8")
        count += here
    assert count > 90
    loaded = read_book(Sources(root))
    assert {finding.code.id for finding in loaded.findings} <= {"REF012"}
    return loaded.book


@pytest.mark.parametrize("look", LOOKS[1:])
def test_other_quotation_marks_and_spaces_are_no_change_anywhere(tmp_path: Path, look: str) -> None:
    """A fingerprint passes over these, so nothing else may tell of them."""
    straight, other = written(tmp_path, LOOKS[0]), written(tmp_path, look)
    assert compare(straight, other, AS_OF).is_nothing
    assert (
        len(compare(read_book(Sources(SCHOOL)).book, other, AS_OF).facts) > 35
    )  # each of these was told of, had it been a change


@pytest.mark.parametrize(("dash", "much"), [("–", ["password-lost: typing"]), ("-", [])])
def test_a_dash_is_not_passed_over(tmp_path: Path, dash: str, much: list[str]) -> None:
    """A fingerprint tells a dash from a hyphen; the words are the same all the same."""
    root = Path(shutil.copytree(SCHOOL, tmp_path / "before"))
    apply(root, [edit(PASSWORDS, "a lost one,", "a lost - or stolen - one,")])
    before = read_book(Sources(root)).book
    (root / PASSWORDS).write_text(
        (root / PASSWORDS).read_text(encoding="utf-8").replace(" - or", f" {dash} or"), encoding="utf-8"
    )
    after = read_book(Sources(root)).book
    assert told(compare(before, after, AS_OF)) == much
    assert (before.clauses["password-lost"].fingerprint == after.clauses["password-lost"].fingerprint) == (not much)


def test_what_one_way_is_new_is_gone_the_other_way(tmp_path: Path) -> None:
    there = changed(tmp_path, edit(PASSWORDS, "- choose a strong password;\n  { #password-strong }\n", ""))
    back = compare(there.after, there.before, AS_OF)
    assert told(there) == ["password-strong: gone"]
    assert told(back) == ["password-strong: new"]


# --- which clause is which -------------------------------------------------------------------------------------------


def test_a_renamed_id_is_the_same_clause(tmp_path: Path) -> None:
    changes = changed(
        tmp_path,
        edit(PASSWORDS, "{ #password-private }", "{ #keep-private }"),
        edit(PASSWORDS, "clauses: [password-private]", "clauses: [keep-private]"),
        edit(AUP, 'from="password-private ', 'from="keep-private '),
    )
    assert told(changes) == ["keep-private: was password-private"]
    assert not changes.is_substance
    assert not changes.checks


def test_a_sentence_that_restates_another_clause_is_told_of_and_an_old_fingerprint_is_not(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    changes = changed(tmp_path / "one", edit(AUP, 'from="password-private', 'from="password-strong'))
    ((statement,),) = (document.statements for document in changes.documents)
    assert (statement.degree, statement.restates_others) == (Degree.NOTHING, True)
    (tmp_path / "two").mkdir()
    again = edit(AUP, 'from="password-private', 'from="password-private@00000000')
    assert changed(tmp_path / "two", again).is_nothing


def test_a_renamed_file_and_its_links_are_the_same(tmp_path: Path) -> None:
    changes = changed(
        tmp_path,
        {"file": REPORTING, "rename": "policy/online-safety/telling.md"},
        edit(POLICY, "- reporting", "- telling"),
        edit(PASSWORDS, "(reporting.md)", "(telling.md)"),
    )
    assert told(changes) == []
    assert [(one.details, one.quiet) for one in changes.sections] == [(("its file was called reporting.md",), True)]


def test_a_renamed_folder_is_the_same_policy(tmp_path: Path) -> None:
    changes = changed(
        tmp_path,
        edit(POLICY, "id: online-safety", "id: safe-online"),
        {"file": "policy/online-safety", "rename": "policy/safe-online"},
    )
    assert told(changes) == []
    assert [one.details for one in changes.policies] == [("its folder was called online-safety",)]


def test_a_clause_that_goes_to_another_section_is_moved(tmp_path: Path) -> None:
    changes = changed(
        tmp_path,
        edit(
            REPORTING,
            '\nOur {{ services.filtering.product }} filter blocks harmful sites.\n{ #filter-blocks binds="school" }\n',
            "",
        ),
        {
            "file": PASSWORDS,
            "append": '\nOur {{ services.filtering.product }} filter blocks harmful sites.\n{ #filter-blocks binds="school" }\n',
        },
    )
    assert told(changes) == ["filter-blocks: from Reporting a worry"]
    assert not changes.is_substance


def test_items_that_change_places_are_as_few_as_explain_it(tmp_path: Path) -> None:
    first, second = "- choose a strong password;\n  { #password-strong }\n", "- tell the DSL"
    changes = changed(tmp_path, edit(PASSWORDS, first, ""), edit(PASSWORDS, second, first + second))
    assert told(changes) == ["password-strong: reordered"]


@settings(deadline=None)  # other processes may have the computer meanwhile
@given(some.permutations(range(7)))
def test_taking_out_what_is_out_of_order_leaves_order(orders: list[int]) -> None:
    moved = find_out_of_order(orders)
    kept = [order for number, order in enumerate(orders) if number not in moved]
    assert kept == sorted(kept)
    assert not moved or orders != sorted(orders)


def test_a_section_written_wholly_anew_takes_no_long_time(tmp_path: Path) -> None:
    long = "\n".join(f"- {' '.join(f'w{n}x{m}' for m in range(20))} one\n" for n in range(1500))
    longer = " ".join(f"word{n}" for n in range(20_000))
    root = Path(shutil.copytree(SCHOOL, tmp_path / "before"))
    apply(root, [{"file": PASSWORDS, "append": f"\n{long}\n{longer}\n{{ #long }}\n"}])
    before = read_book(Sources(root)).book
    text = (root / PASSWORDS).read_text(encoding="utf-8")
    (root / PASSWORDS).write_text(text.replace(" one\n", " two\n").replace(" word", " other"), encoding="utf-8")
    began = time.process_time()
    changes = compare(before, read_book(Sources(root)).book, AS_OF)
    assert time.process_time() - began < 10
    assert len(changes.clauses) > 1500


# --- typing and substance --------------------------------------------------------------------------------------------

KNOWN = {"accommodation", "receive", "students", "phones", "must", "contact", "private", "unusual"}


@pytest.mark.parametrize(
    ("before", "after", "much"),
    [
        ("Keep it private.", "Keep it private.", Degree.NOTHING),
        ("The school’s rule", "The school's rule", Degree.NOTHING),
        ("keep it private", "Keep it private.", Degree.TYPING),
        ("an e-mail address", "an email address", Degree.TYPING),
        ("We recieve reports.", "We receive reports.", Degree.TYPING),
        ("accomodation for all", "accommodation for all", Degree.TYPING),
        ("Staff may sign.", "Staff must sign.", Degree.SUBSTANCE),
        ("They must not sign.", "They must now sign.", Degree.SUBSTANCE),
        ("for every student", "for every students", Degree.SUBSTANCE),
        ("no phone here", "no phones here", Degree.SUBSTANCE),
        ("a usual thing", "an unusual thing", Degree.SUBSTANCE),
        ("resign each year", "re-sign each year", Degree.SUBSTANCE),
        ("within 10 days", "within 16 days", Degree.SUBSTANCE),
        ("up to £5", "up to 5", Degree.SUBSTANCE),
        ("sign a contact", "sign a contract", Degree.SUBSTANCE),
        ("Tell {{ dsl.name }}.", "Tell {{ headteacher.name }}.", Degree.SUBSTANCE),
    ],
)
def test_what_counts_as_typing(before: str, after: str, much: Degree) -> None:
    assert measure_change(plain(before), plain(after), KNOWN.__contains__) is much


@pytest.mark.parametrize(
    ("was", "now", "slip"),
    [
        ("recieve", "receive", True),
        ("harmfull", "harmful", True),
        ("hamful", "harmful", True),
        ("harnful", "harmful", True),
        ("harmful", "armfull", False),
        ("online", "offline", False),
    ],
)
def test_one_slip_of_the_fingers(was: str, now: str, *, slip: bool) -> None:
    assert find_single_slip(was, now) is slip


def test_a_link_that_leads_elsewhere_is_substance(tmp_path: Path) -> None:
    changes = changed(tmp_path, edit(PASSWORDS, "(reporting.md)", "(passwords.md)"))
    assert told(changes) == ["password-lost: substance"]


def test_other_people_bound_is_substance(tmp_path: Path) -> None:
    changes = changed(tmp_path, edit(REPORTING, "{ #report-to-dsl }", '{ #report-to-dsl binds="students" }'))
    assert told(changes) == ["report-to-dsl: substance"]
    assert [one.is_needed for one in signings(changes)] == [True]


WORDS = some.lists(
    some.sampled_from(["staff", "must", "not", "keep", "a", "phone", "at", "home", "(always)", "{{dsl.name}}"]),
    max_size=12,
)


@settings(deadline=None)  # other processes may have the computer meanwhile
@given(WORDS, WORDS)
def test_a_redline_holds_both_texts(old: list[str], new: list[str]) -> None:
    before, after = plain(" ".join(old)), plain(" ".join(new))
    pieces = redline(before, after)
    assert " ".join(p.text for p in pieces if p.run is not Run.NOW and p.text) == before
    assert " ".join(p.text for p in pieces if p.run is not Run.WAS and p.text) == after


# --- what follows ----------------------------------------------------------------------------------------------------


def test_background_makes_nobody_sign_again(tmp_path: Path) -> None:
    changes = changed(tmp_path, edit(PASSWORDS, "We rely on", "We always rely on"))
    assert told(changes) == ["password-guidance: substance"]
    assert [one.is_needed for one in signings(changes)] == [False]
    assert approvals(changes, AS_OF).roles == ("dsl", "headteacher", "proprietor")


def test_a_duty_of_the_school_makes_staff_sign_nothing(tmp_path: Path) -> None:
    changes = changed(tmp_path, edit(REPORTING, "blocks harmful sites", "blocks all social media"))
    assert [one.is_needed for one in signings(changes)] == [False]


def test_people_are_told_of_by_role(tmp_path: Path) -> None:
    changes = changed(
        tmp_path,
        edit("data/people.yml", "name: Ada Holm", "name: Eve Stone"),
        edit("data/people.yml", "trained_on: 2025-03-03", "trained_on: 2026-05-05"),
    )
    said = " ".join(fact.sentence for fact in changes.facts)
    assert said == "Headteacher: name changed. Lead DSL: training changed."
    assert not any(fact.public for fact in changes.facts)


def test_a_service_that_is_not_public_is_no_public_fact(tmp_path: Path) -> None:
    changes = changed(tmp_path, edit("data/services.yml", "SentinelHiddenProduct", "Another"))
    assert [fact.public for fact in changes.facts] == [False]
