"""The yearly review from the command line: what is half done is never lost, what is complete is never overwritten."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from building import built
from conftest import AS_OF, PROJECT, REAL_BOOK
from policybook.basics.dates import add_months
from policybook.commands import review as review_command
from policybook.commands.command_line import main
from policybook.references import read_book
from policybook.review.pdf_form import read_form
from policybook.review.record_codec import (
    DRAFT_HEAD,
    RECORD_HEAD,
    Draft,
    RecordError,
    date_as_typed,
    read_record,
    write_record,
)
from policybook.review.review_progress import (
    changed_since,
    make_blank_draft,
    merge_drafts,
    record_to_complete,
    role_id,
    update_draft,
)
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

DRAFT, RECORD = "data/reviews/2026-06.draft.yml", "data/reviews/2026-06.yml"


def review(root: Path, *arguments: str) -> int:
    return main(["review", *arguments, "--root", str(root), "--as-of", str(AS_OF)])


def begun(root: Path) -> Path:
    assert review(root, "start") == 0
    return root / DRAFT


def filled_in(text: str) -> str:
    """Every answer yes, carried out by the headteacher, approved by the proprietor."""
    text = re.sub(r"^(  [a-z0-9-]+):$", r"\1: yes", text, flags=re.MULTILINE)
    text = text.replace("reviewed:\n", f"reviewed: {AS_OF}\n").replace(
        "completed_by: []", "completed_by: [headteacher]"
    )
    return text.replace("approved_by: []", f"approved_by: [{{role: proprietor, on: {AS_OF}}}]")


def shown(capsys: pytest.CaptureFixture[str]) -> str:
    told = capsys.readouterr()
    return " ".join((told.out + told.err).split())


def test_a_review_that_has_begun_holds_every_check_and_changes_nothing(school, capsys):
    before = check_project(Sources(school), AS_OF)
    draft = begun(school)
    after = check_project(Sources(school), AS_OF)
    assert after.report == before.report
    assert after.book.reviews == before.book.reviews
    text = draft.read_text(encoding="utf-8")
    read = read_record(DRAFT, draft.read_bytes())
    assert read == make_blank_draft(before.book, AS_OF)
    assert "  # Does everyone know whom to tell?\n  # Last time (September 2025): yes.\n  reporting-known:\n" in text
    assert "Ada Holm" not in text
    assert "with 13 checks" in shown(capsys)


def test_a_second_review_is_not_begun_beside_the_first(school, capsys):
    draft = begun(school)
    before = draft.read_bytes()
    shown(capsys)
    assert review(school, "start") == 1
    assert "0 of 13 checks answered, not yet approved by: Proprietor." in shown(capsys)
    assert draft.read_bytes() == before


def test_a_complete_draft_becomes_the_record_and_is_in_order(school):
    draft = begun(school)
    draft.write_text(filled_in(draft.read_text(encoding="utf-8")), encoding="utf-8")
    assert review(school, "record", str(draft)) == 0
    assert not draft.exists()
    assert check_project(Sources(school), AS_OF).report.findings == ()
    assert "next_review: 2027-06-01\n" in (school / RECORD).read_text(encoding="utf-8")
    before = (school / RECORD).read_bytes()
    assert review(school, "record", str(school / RECORD)) == 0
    assert (school / RECORD).read_bytes() == before


def test_a_complete_record_is_never_overwritten(school, tmp_path, capsys):
    draft = begun(school)
    text = filled_in(draft.read_text(encoding="utf-8"))
    draft.write_text(text, encoding="utf-8")
    review(school, "record", str(draft))
    before = (school / RECORD).read_bytes()
    other = tmp_path / "other.yml"
    for changed in (
        text.replace("reporting-known: yes", "reporting-known: not applicable"),
        text.replace(": yes", ":"),
    ):
        other.write_text(changed, encoding="utf-8")
        assert review(school, "record", str(other)) == 1
        assert "There is a complete record already" in shown(capsys)
        assert (school / RECORD).read_bytes() == before
        assert not draft.exists()


def test_what_is_missing_is_said_and_nothing_is_lost(school, tmp_path, capsys):
    begun(school)
    other = tmp_path / "half.yml"
    other.write_text(
        'policies: [online-safety]\nwording: "this"\nanswers:\n'
        '  reporting-known: {"judgement": "no", "evidence": "Asked: “all” #1"}\n'
        'actions:\n  - {"check": "reporting-known", "action": "Tell them", "due": "soon"}\n',
        encoding="utf-8",
    )
    shown(capsys)
    assert review(school, "record", str(other)) == 1
    said = shown(capsys)
    assert "1 of 13 checks answered, 1 action without an owner, not yet approved by: Proprietor." in said
    assert "The action on reporting-known has no owner." in said
    assert "“soon”, which is not a date" in said
    assert "12 checks have no answer" in said
    assert "has not been approved by the Proprietor" in said
    kept = read_record(DRAFT, (school / DRAFT).read_bytes())
    assert kept.answers["reporting-known"] == {"judgement": "no", "evidence": "Asked: “all” #1"}
    assert kept.actions == ({"check": "reporting-known", "action": "Tell them", "due": "soon"},)
    assert review(school, "status") == 0
    assert "1 of 13 checks answered, 1 action without an owner" in shown(capsys)


def test_two_halves_come_together(school, tmp_path, capsys):
    draft = begun(school)
    for check, evidence in (
        ("reporting-known", "Seen"),
        ("password-rule-current", "Tried"),
        ("reporting-known", "Heard"),
    ):
        half = tmp_path / "half.yml"
        half.write_text(f"answers:\n  {check}: {{judgement: yes, evidence: {evidence}}}\n", encoding="utf-8")
        shown(capsys)
        assert review(school, "record", str(half)) == 1
    assert "reporting-known: “Heard” in place of “Seen”" in shown(capsys)
    assert read_record(DRAFT, draft.read_bytes()).answered == 2


def test_sections_changed_since_are_named_and_the_words_that_were_read_are_kept(school, capsys):
    draft = begun(school)
    draft.write_text(filled_in(draft.read_text(encoding="utf-8")), encoding="utf-8")
    section = school / "policy/online-safety/reporting.md"
    section.write_text(section.read_text(encoding="utf-8").replace("title: ", "title: Our ", 1), encoding="utf-8")
    was = read_record(DRAFT, draft.read_bytes()).sections
    assert review(school, "record", str(draft)) == 0
    said = shown(capsys)
    assert "These sections have changed since they were read" in said
    assert "- Our Reporting" in said or "- Our " in said
    record = (school / RECORD).read_bytes()
    assert read_record(RECORD, record).sections == was
    assert [
        f.code.id for f in check_project(Sources(school), AS_OF).report.findings if f.code.id.startswith("REV")
    ] == ["REV009"]


def test_the_pdf_that_was_filled_in_is_taken(school, tmp_path, capsys):
    built(school)
    file = tmp_path / "checklist.pdf"
    values = {
        "reporting-known-evidence": "Asked  six\nstaff",
        "reporting-known-action": "Tell everyone",
        "reporting-known-owner": "School Office",
        "reporting-known-by": "11/12/2026",
        "sign-off-1": "Headteacher and designated safeguarding lead",
        "sign-off-2": "1st June 2026",
    }
    with pikepdf.open(school / "site/downloads/annual-review-checklist.pdf") as pdf:
        for item in pdf.Root.AcroForm.Fields:
            name = str(item.T)
            ticked = name == "reporting-known-2" or (
                name.endswith("-1") and item.FT == "/Btn" and "reporting" not in name
            )
            if ticked or name == "service-filtering-3":
                item.V = pikepdf.Name("/on")
            elif name in values:
                item.V = values[name]
        pdf.save(file)
    shown(capsys)
    assert review(school, "record", str(file)) == 1
    said = shown(capsys)
    assert "service-filtering has more than one tick (yes, no), so it is not answered." in said
    assert "does not say which words were read. The present words of every section were put down" in said
    assert "12 of 13 checks answered, not yet approved by: Proprietor." in said
    kept = read_record(DRAFT, (school / DRAFT).read_bytes())
    assert kept.answers["reporting-known"] == {"judgement": "partly", "evidence": "Asked six staff"}
    assert kept.actions == (
        {"check": "reporting-known", "action": "Tell everyone", "owner": "office", "due": "2026-12-11"},
    )
    assert (kept.reviewed, kept.completed_by) == ("2026-06-01", ("headteacher", "dsl"))


def signed_form(file, values):
    """A form with these fields, as the school's own checklist reads it."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    fields = [
        pdf.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=name, V=value)) for name, value in values.items()
    ]
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(fields))
    pdf.save(file)
    return read_form(file.read_bytes(), read_book(Sources(REAL_BOOK)).book)


def test_signatures_of_the_real_checklist_are_understood(tmp_path):
    """The lines to sign of the school's own checklist, by their labels."""
    values = {
        "sign-off-1": "The head",
        "sign-off-2": "22 November 2026",
        "sign-off-3": "signed 2026-11-23",
        "sign-off-4": "22/11/2027",
        "x-evidence": "Seen",
    }
    draft, told = signed_form(tmp_path / "signed.pdf", values)
    assert (draft.reviewed, draft.next_review, draft.completed_by) == ("2026-11-22", "2027-11-22", ("The head",))
    assert draft.approved_by == ({"role": "proprietor", "on": "2026-11-23"},)
    assert told == ()


def test_a_signature_without_a_day_is_no_approval(tmp_path):
    draft, told = signed_form(tmp_path / "signed.pdf", {"sign-off-3": "Signed", "x-evidence": "Seen"})
    assert draft.approved_by == ()
    assert told == ("The Proprietor signed without a day, so it is no approval yet. Add the role and the day.",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello: 1\n", "it has a line “hello”"),
        ("note: x\n", "neither answers nor sections"),
        ("answers:\n\tx: yes\n", "line 2"),
        ("%PDF-1.7 broken", "PDF"),
    ],
)
def test_a_file_that_is_no_review_is_refused_in_words(school, tmp_path, capsys, text, said):
    file = tmp_path / "file"
    file.write_text(text, encoding="utf-8")
    assert review(school, "record", str(file)) == 2
    told = shown(capsys)
    assert said in told
    assert "Nothing was changed." in told
    assert not (school / DRAFT).exists()


def test_wrong_usage_is_said(school, tmp_path, capsys):
    assert review(school, "record") == 2
    assert review(school, "start", "x.yml") == 2
    assert review(school, "record", str(tmp_path / "none.yml")) == 2
    assert "Nothing was changed." in shown(capsys)


def test_a_book_with_errors_is_put_right_first(school, capsys):
    (school / "data/glossary.yml").write_text("terms: [", encoding="utf-8")
    assert review(school, "start") == 2
    assert "data/glossary.yml, line 1" in shown(capsys)


def test_status_says_what_comes_next(school, capsys):
    assert review(school, "status") == 0
    assert "The next review is due by 30 September 2026." in shown(capsys)
    for day, said in (
        ("2026-09-14", "Hold the yearly review by 30 September 2026"),
        ("2026-10-01", "Hold the yearly review now"),
    ):
        assert main(["review", "status", "--root", str(school), "--as-of", day]) == 0
        assert said in shown(capsys)


def test_what_is_typed_reads_back_as_it_was(school):
    book = read_book(Sources(school)).book
    draft = replace(
        make_blank_draft(book, AS_OF),
        answers={"a": {"judgement": "not applicable"}, "b": {"evidence": 'Say “x”: "y" #z\nand more'}, "c": {}},
        actions=({"check": "a", "action": "- {x}: y,", "owner": "office", "due": "2026-07"},),
        completed_by=("headteacher", "The head, today"),
        note="#1: yes",
    )
    for head in (RECORD_HEAD, DRAFT_HEAD):
        assert read_record("x.yml", write_record(draft, {"a": ["Why: #1\nso"]}, head).encode()) == draft


def test_a_check_that_went_is_dropped_only_where_nobody_answered_it(school):
    book = read_book(Sources(school)).book
    draft = replace(make_blank_draft(book, AS_OF), answers={"gone": {}, "kept": {"judgement": "yes"}})
    found = update_draft(book, draft, AS_OF)
    assert "gone" not in found.answers
    assert list(found.answers)[-1] == "kept"
    assert found.asked == 14


def test_a_note_is_not_doubled_and_actions_are_joined_by_their_check():
    one = Draft(note="Seen.", actions=({"check": "a", "action": "Do"}, {"action": "Free"}))
    both, told = merge_drafts(
        one, Draft(note="Seen. More.", actions=({"check": "a", "action": "Do it", "owner": "dsl"},))
    )
    assert both.note == "Seen. More."
    assert both.actions == ({"check": "a", "action": "Do it", "owner": "dsl"}, {"action": "Free"})
    assert told == ("a, action: “Do it” in place of “Do”",)
    assert merge_drafts(one, one) == (replace(one), ())


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        ("11/12/2026", "2026-12-11"),
        ("1st June 2026", "2026-06-01"),
        (" 2026-06 ", "2026-06"),
        ("31.2.2026", "31.2.2026"),
        ("27.11.26", "2026-11-27"),
        ("27th of November, 2026", "2026-11-27"),
        ("Nov 2027", "2027-11"),
        ("Sept. 2027", "2027-09"),
        ("Summer term 2027", "summer 2027"),
        ("Nowember 2027", "Nowember 2027"),
        ("soon", "soon"),
        ("", ""),
    ],
)
def test_dates_from_paper(typed, date):
    assert date_as_typed(typed) == date


def test_roles_by_title_or_id(school):
    book = read_book(Sources(school)).book
    assert [role_id(book, text) for text in ("school  office", "OFFICE", "Pat")] == ["office", "office", "Pat"]
    assert changed_since(book, Draft(sections={"a/b": "0"})) == (
        "Passwords",
        *[text.settings.title for text in book.reviewed_texts.values()][1:],
        "a/b",
    )


def test_the_command_has_no_state_of_its_own(school):
    result = check_project(Sources(school), AS_OF)
    assert review_command.hold_review(Sources(school), PROJECT, "status", None, AS_OF) == 0
    assert check_project(Sources(school), AS_OF).report == result.report
    with pytest.raises(RecordError):
        read_record("x", b"\xff\xfe")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("answers:\n  - reporting-known: yes\n", "what follows “answers:” is not a name"),
        (
            "answers:\n  reporting-known: {evidence: [Seen]}\n",
            "what follows “reporting-known: evidence:” is not one text",
        ),
        ("answers: {}\nreviewed: [2026-06-01]\n", "what follows “reviewed:” is not one text"),
        ("answers: {}\npolicies:\n  - {a: b}\n", "what follows “policies:” is not one text"),
    ],
)
def test_a_file_of_which_something_would_be_lost_is_refused(text, said):
    with pytest.raises(RecordError, match=said):
        read_record("x.yml", text.encode())


def test_what_stands_alone_in_a_list_is_kept():
    draft = read_record("x.yml", b"answers:\napproved_by: [proprietor]\nactions: [Tell them]\n")
    assert (draft.approved_by, draft.actions) == (({"role": "proprietor"},), ({"action": "Tell them"},))


def test_a_review_finished_on_no_day_is_not_recorded(school, capsys):
    draft = begun(school)
    text = filled_in(draft.read_text(encoding="utf-8")).replace(
        f"reviewed: {AS_OF}", "reviewed: last week, Monday: noon"
    )
    draft.write_text(text.replace("last week, Monday: noon", '"last week, Monday: noon"'), encoding="utf-8")
    shown(capsys)
    assert review(school, "record", str(draft)) == 1
    assert "“last week, Monday: noon” is not the date on which the review was finished." in shown(capsys)
    assert read_record(DRAFT, draft.read_bytes()).reviewed == "last week, Monday: noon"


@pytest.mark.parametrize("months", [1, 6, 12])
def test_whoever_proposes_the_next_review_proposes_the_same(school, capsys, months):
    """The record that the build prepares, the command, and the fix of the rule; and it is in order once typed."""
    settings = school / "data/settings.yml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("value: 12,", f"value: {months},", 1), encoding="utf-8"
    )
    due = str(add_months(AS_OF, months))
    assert f"\nnext_review: {due}\n" in record_to_complete(read_book(Sources(school)).book, AS_OF)
    (school / "data/reviews/2025-09.yml").unlink()
    draft = begun(school)
    draft.write_text(filled_in(draft.read_text(encoding="utf-8")), encoding="utf-8")
    assert review(school, "record", str(draft)) == 0
    assert f"{due} was put in" in shown(capsys)
    text = (school / RECORD).read_text(encoding="utf-8")
    findings = check_project(Sources(school), AS_OF).report.findings
    assert [f.code.id for f in findings if f.code.id.startswith("REV")] == ["REV006"] * (months == 1)
    (school / RECORD).write_text(text.replace(due, ""), encoding="utf-8")
    fixes = [f.fix for f in check_project(Sources(school), AS_OF).report.findings if f.code.id == "REV002"]
    assert fixes == [f"Type next_review: {due}, or the day you agreed."]
