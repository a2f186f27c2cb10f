"""The yearly review from the command line: what is half done is never lost, what is complete is never overwritten."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from building import pack_of
from conftest import AS_OF, PROJECT
from filled_review import signed, with_answers, with_facts_confirmed, with_texts_read
from policybook.basics.dates import add_months
from policybook.book.fact_rows import fact_rows
from policybook.commands import review as review_command
from policybook.commands.command_line import main
from policybook.references import read_book
from policybook.render.templates import Templates
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
    drop_outdated,
    make_blank_draft,
    merge_drafts,
    record_to_complete,
    role_id,
    update_draft,
)
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext

DRAFT, RECORD = "data/reviews/2026-06.draft.yml", "data/reviews/2026-06.yml"


def review(root: Path, *arguments: str) -> int:
    return main(["review", *arguments, "--root", str(root), "--as-of", str(AS_OF)])


def codes(root: Path) -> list[str]:
    return [finding.code.id for finding in check_project(Sources(root), AS_OF).report.findings]


def edit(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def begun(root: Path) -> Path:
    assert review(root, "start") == 0
    return root / DRAFT


def filled_in(text: str) -> str:
    """Everything read, every answer yes with what was seen, carried out by the headteacher, approved by the proprietor."""
    return signed(with_answers(with_texts_read(text)), AS_OF)


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
    assert read == make_blank_draft(before.book)
    assert (
        "  # Does everyone know whom to tell?\n  # Last time (September 2025): yes. Asked\n  reporting-known:\n" in text
    )
    assert "Ada Holm" not in text
    assert "with 2 checks and 11 facts" in shown(capsys)
    assert (read.sections, read.documents, read.facts) == ({}, {}, {}), "nothing is listed unasked"


def test_a_second_review_is_not_begun_beside_the_first(school, capsys):
    draft = begun(school)
    before = draft.read_bytes()
    shown(capsys)
    assert review(school, "start") == 1
    assert (
        "0 of 2 checks answered, 0 of 11 facts confirmed, 0 of 4 texts read in full, not yet approved by: Proprietor."
        in shown(capsys)
    )
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
        text.replace("reporting-known: {judgement: yes, evidence: Seen.}", "reporting-known: not applicable"),
        text.replace(": {judgement: yes, evidence: Seen.}", ":"),
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
    assert (
        "1 of 2 checks answered, 0 of 11 facts confirmed, 0 of 4 texts read in full, 1 action without an owner, not"
        in said
    )
    assert "The action on reporting-known has no owner." in said
    assert "“soon”, which is not a date" in said
    assert "1 check has no answer" in said
    assert "has not been approved by the Proprietor" in said
    kept = read_record(DRAFT, (school / DRAFT).read_bytes())
    assert kept.answers["reporting-known"] == {"judgement": "no", "evidence": "Asked: “all” #1"}
    assert kept.actions == ({"check": "reporting-known", "action": "Tell them", "due": "soon"},)
    assert review(school, "status") == 0
    assert "1 of 2 checks answered, 0 of 11 facts" in shown(capsys)


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
    assert "reporting-known, evidence: “Heard” in place of “Seen”" in shown(capsys)
    assert read_record(DRAFT, draft.read_bytes()).answered == 2


def test_what_changed_since_it_was_read_is_dropped_and_named(school, capsys):
    draft = begun(school)
    draft.write_text(filled_in(draft.read_text(encoding="utf-8")), encoding="utf-8")
    edit(school, "policy/online-safety/reporting.md", "title: ", "title: Our ")
    assert review(school, "record", str(draft)) == 0
    said = shown(capsys)
    assert "Our Reporting a worry has changed since it was read: read it again." in said
    record = read_record(RECORD, (school / RECORD).read_bytes())
    assert list(record.sections) == ["online-safety/passwords"]
    assert codes(school) == ["REV008"], "and the section is not called read"


def test_what_was_answered_before_its_clauses_changed_is_asked_again(school, capsys):
    draft = begun(school)
    draft.write_text(filled_in(draft.read_text(encoding="utf-8")), encoding="utf-8")
    edit(school, "policy/online-safety/passwords.md", "*own* password", "password")
    assert review(school, "record", str(draft)) == 1
    said = shown(capsys)
    again = "password-rule-current was answered “yes” before its question or its clause (Online safety policy 1.1) changed: answer it again."
    assert again in said
    assert "1 of 2 checks answered" in said
    kept = draft.read_text(encoding="utf-8")
    assert 'password-rule-current: {"evidence": "Seen."}' in kept
    # Answered again in the file, it is of the words of today.
    draft.write_text(kept.replace('{"evidence": "Seen."}', "{judgement: yes, evidence: Seen.}"), encoding="utf-8")
    review(school, "record", str(draft))
    assert "answer it again" not in shown(capsys)


def test_a_document_that_nobody_read_holds_no_record_up_and_is_said(school, capsys):
    draft = begun(school)
    text = filled_in(draft.read_text(encoding="utf-8"))
    draft.write_text(re.sub(r"^documents:\n(  .*\n)+", "documents: {}\n", text, flags=re.MULTILINE), encoding="utf-8")
    assert review(school, "record", str(draft)) == 0, shown(capsys)
    assert codes(school) == ["REV030"], "as a section that nobody read is REV008"


def test_what_was_confirmed_with_other_values_is_dropped_and_named(school, capsys):
    draft = begun(school)
    text = with_facts_confirmed(filled_in(draft.read_text(encoding="utf-8")), AS_OF)
    draft.write_text(text, encoding="utf-8")
    edit(school, "data/helplines.yml", "01632 960456", "01632 960459")
    review(school, "record", str(draft))
    said = shown(capsys)
    assert "helplines.new-advice has other values than those that were confirmed (01632 960459): look again." in said
    facts = read_record(RECORD, (school / RECORD).read_bytes()).facts
    assert "helplines.ceop" in facts
    assert "helplines.new-advice" not in facts


def test_what_is_confirmed_dates_the_facts_and_nothing_is_typed_twice(school):
    draft = begun(school)
    text = with_facts_confirmed(filled_in(draft.read_text(encoding="utf-8")), AS_OF)
    dates = ', "reviewed": "May 2026", "next_review": "May 2027"}'
    text = re.sub(r"(linked-policies\.child-protection: .*)\}", rf"\1{dates}", text)
    draft.write_text(text, encoding="utf-8")
    assert review(school, "record", str(draft)) == 0
    book = check_project(Sources(school), AS_OF).book
    assert {str(row.last) for row in fact_rows(book, AS_OF) if row.kind != "linked policy"} == {str(AS_OF)}
    linked = book.linked_policies.linked_policies["child-protection"]
    assert (str(linked.reviewed), str(linked.next_review)) == ("2026-05", "2027-05")
    assert linked.at("reviewed").path == RECORD
    assert codes(school) == []


def test_nobody_confirms_themselves_and_nobody_signs_without_a_day(school, capsys):
    draft = begun(school)
    text = with_facts_confirmed(filled_in(draft.read_text(encoding="utf-8")), AS_OF)
    text = text.replace('ada-holm/dsl: {"on": "2026-06-01", "by": "proprietor"', 'ada-holm/dsl: {"by": "headteacher"')
    text = re.sub(r'(cy-rowan/proprietor: .*"by": )"headteacher"', r'\1"proprietor"', text)
    text = re.sub(r'(services.filtering: .*"by": )"it-support"', r'\1"Tom"', text)
    draft.write_text(text, encoding="utf-8")
    assert review(school, "record", str(draft)) == 1
    said = shown(capsys)
    for words in (
        "Cy Rowan is Proprietor, so Cy Rowan would confirm their own post.",
        "The day is missing on which appointments.ada-holm/dsl was confirmed.",
        "Nobody has signed for services.filtering.",
    ):
        assert words in said


def test_the_false_review_is_refused_and_each_refusal_is_in_words(school, capsys):
    """Only "yes", nothing read, one of them against the facts, approved by a role that nobody holds."""
    edit(school, "policy/online-safety/reporting.md", "who: dsl", "who: dsl\n    contradicted_by: [DSL002]")
    edit(school, "data/people.yml", "lead: yes", "lead: no")
    edit(school, "data/people.yml", "from: 2018-01-01\n    until:", "from: 2018-01-01\n    until: 2026-05-31")
    draft = begun(school)
    text = signed(
        re.sub(r"^(  [a-z0-9-]+):$", r"\1: yes", draft.read_text(encoding="utf-8"), flags=re.MULTILINE), AS_OF
    )
    draft.write_text(text, encoding="utf-8")
    shown(capsys)
    assert review(school, "record", str(draft)) == 1
    said = shown(capsys)
    for words in (
        "2 answers about law or guidance do not say what was seen",
        "Nobody has read “Online safety policy” for this review, so it does not count yet.",
        "reporting-known is answered yes, and the book contradicts it. ",
        "Nobody is recorded as Proprietor, so nobody can have signed as Proprietor.",
    ):
        assert words in said
    assert not (school / RECORD).exists()


def test_the_sheets_of_roles_come_together(school, tmp_path, capsys):
    """Each role has its own questions and rows; what two of them say differently is told, and nothing is lost."""
    assert review(school, "start", "--role", "nobody") == 2
    assert "“nobody” is not a role. Type one of: " in shown(capsys)
    for role in ("dsl", "proprietor"):
        assert review(school, "start", "--role", role) == 0
        assert review(school, "start", "--role", role) == 1
    said = shown(capsys)
    sheets = {role: school / f"data/reviews/2026-06-{role}.draft.yml" for role in ("dsl", "proprietor")}
    drafts = {role: read_record(role, sheet.read_bytes()) for role, sheet in sheets.items()}
    assert "This sheet is there already" in said
    assert list(drafts["dsl"].answers) == ["reporting-known"]
    rows = re.findall(r"^#   (\S+): \{", sheets["proprietor"].read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert rows == ["appointments.ada-holm/headteacher", "appointments.ada-holm/dsl"]
    assert review(school, "status") == 0
    assert "Sheets that were handed out and not added yet: - data/reviews/2026-06-dsl.draft.yml" in shown(capsys)

    text = with_answers(with_texts_read(sheets["dsl"].read_text(encoding="utf-8")))
    action = (
        'actions: [{"fact": "services.filtering", "action": "Ask for the report.", "owner": "dsl", "due": "2026-07"}]'
    )
    sheets["dsl"].write_text(
        text.replace("actions: []", action).replace("completed_by: []", "completed_by: [dsl]"), encoding="utf-8"
    )
    assert review(school, "record", str(sheets["dsl"])) == 1
    assert not sheets["dsl"].exists(), "what is taken over is not left to be taken over again"
    text = with_facts_confirmed(sheets["proprietor"].read_text(encoding="utf-8"), AS_OF)
    text = text.replace("answers: {}", "answers: {reporting-known: {judgement: yes, evidence: I asked too.}}")
    sheets["proprietor"].write_text(text.replace("completed_by: []", "completed_by: [proprietor]"), encoding="utf-8")
    shown(capsys)
    assert review(school, "record", str(sheets["proprietor"])) == 1
    assert "reporting-known, evidence: “I asked too.” in place of “Seen.”" in shown(capsys)
    both = read_record(DRAFT, (school / DRAFT).read_bytes())
    assert both.completed_by == ("dsl", "proprietor")
    assert list(both.facts) == rows
    assert len(both.texts_read) == 4
    assert both.actions[0]["fact"] == "services.filtering"
    assert both.answers.keys() == {"password-rule-current", "reporting-known"}, "the questions of all roles are there"


def test_approval_may_come_later_in_a_change_of_its_own(school, tmp_path, capsys):
    draft = begun(school)
    whole = filled_in(draft.read_text(encoding="utf-8"))
    draft.write_text(re.sub(r"approved_by: .*", "approved_by: []", whole), encoding="utf-8")
    shown(capsys)
    assert review(school, "record", str(draft)) == 1
    said = shown(capsys)
    assert "The review is recorded in data/reviews/2026-06.yml. It counts once it is approved" in said
    assert "has not been approved by the Proprietor" in said
    assert not draft.exists()
    assert codes(school) == ["REV012"]
    assert review(school, "status") == 0
    assert "Complete the review of 1 June 2026 in data/reviews/2026-06.yml" in shown(capsys)

    approved, unapproved = tmp_path / "approved.yml", (school / RECORD).read_text(encoding="utf-8")
    own = f"approved_by: [{{role: headteacher, on: {AS_OF}}}]"
    approved.write_text(unapproved.replace("approved_by: []", own), encoding="utf-8")
    assert review(school, "record", str(approved)) == 1, "the headteacher carried it out"
    assert (school / RECORD).read_text(encoding="utf-8") == unapproved
    (school / DRAFT).unlink()
    approved.write_text(
        unapproved.replace("approved_by: []", f"approved_by: [{{role: proprietor, on: {AS_OF}}}]"), encoding="utf-8"
    )
    assert review(school, "record", str(approved)) == 0
    assert codes(school) == []


def test_status_lists_what_is_open_anywhere(school, capsys):
    """Actions of an older record, a blocker and what lapses next; nothing is then called done."""
    edit(
        school,
        "data/reviews/2025-09.yml",
        "actions: []",
        "actions: [{check: reporting-known, action: Tell them., owner: dsl, due: 2025-12}]",
    )
    draft = begun(school)
    draft.write_text(filled_in(draft.read_text(encoding="utf-8")), encoding="utf-8")
    assert review(school, "record", str(draft)) == 0
    edit(school, "data/people.yml", "lead: yes", "lead: no")
    shown(capsys)
    assert review(school, "status") == 0
    said = shown(capsys)
    for words in (
        "Tell them (Designated Safeguarding Lead, by December 2025), late; from the review of September 2025",
        "What the pages leave out, or say is not in order:",
        "(data/people.yml)",
        "Do what is listed above",
        "Ahead, unless somebody acts in time",
        "From 31 July 2026:",
    ):
        assert words in said
    assert "Nothing is to be done" not in said


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


OPEN = """\
decisions:
  shared-passwords:
    question: May staff share a password when somebody is ill?
    why: One clause forbids it, and the staff room does it.
    clauses: [password-private]
    choices:
      never: {means: Nobody shares a password.}
      when-ill: {means: Staff may share a password when somebody is ill., against: [password-private]}
    asked_on: 2026-05-20
    decides: headteacher
    decided:
"""


def test_open_decisions_are_listed_beside_the_review_and_have_a_section_in_the_leaderships_pack(school, capsys):
    def pack() -> str:
        result = check_project(Sources(school), AS_OF)
        context = ViewContext(result.book, result.report, AS_OF, Sentences.read(PROJECT), {})
        html = Templates(PROJECT).render("documents/internal.html.j2", pack_of(context))
        return " ".join(re.sub(r"<[^>]+>", " ", html.partition("</header>")[2]).split())

    def status() -> str:
        assert review(school, "status") == 0
        return shown(capsys)

    question = "May staff share a password when somebody is ill?"
    (school / "data/decisions.yml").write_text(OPEN, encoding="utf-8")
    place = "data/decisions.yml, line 3"
    assert f"{question} The Headteacher decides ({place}, open since 20 May 2026)." in status()
    assert (
        f"{question} One clause forbids it, and the staff room does it. "
        "Online safety policy 1.1: Staff keep their own password private. Choices: "
        "never : Nobody shares a password. Record this when-ill : Staff may share a password when somebody is ill. Record this "
        f"Who decides: Headteacher. Open since 20 May 2026. {place}"
    ) in pack()
    assert pack().count(question) == 1  # and not once more as a finding
    decided = "decided: never\n    decided_by: headteacher\n    decided_on: 2026-05-30"
    (school / "data/decisions.yml").write_text(OPEN.replace("decided:", decided), encoding="utf-8")
    assert "Nobody has decided" not in status()
    assert question not in pack()
    assert "Open decisions" not in pack()


def test_what_is_typed_reads_back_as_it_was(school):
    book = read_book(Sources(school)).book
    draft = replace(
        make_blank_draft(book),
        answers={"a": {"judgement": "not applicable"}, "b": {"evidence": 'Say “x”: "y" #z\nand more'}, "c": {}},
        actions=({"check": "a", "action": "- {x}: y,", "owner": "office", "due": "2026-07"},),
        completed_by=("headteacher", "The head, today"),
        facts={
            "helplines.x": {"on": "2026-06-01", "by": "office", "values": ["0800 1111", 'a "b"']},
            "appointments.a/b": {"on": "2026-06-01", "by": "proprietor"},
        },
        note="#1: yes",
    )
    for head in (RECORD_HEAD, DRAFT_HEAD):
        assert read_record("x.yml", write_record(draft, {"a": ["Why: #1\nso"]}, head).encode()) == draft


def test_a_check_that_went_is_dropped_only_where_nobody_answered_it(school):
    book = read_book(Sources(school)).book
    draft = replace(make_blank_draft(book), answers={"gone": {}, "kept": {"judgement": "yes"}})
    found = update_draft(book, draft, AS_OF)
    assert "gone" not in found.answers
    assert list(found.answers)[-1] == "kept"
    assert found.asked == 3


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
        ("27 Nov 26", "2026-11-27"),
        ("27/11/2026", "2026-11-27"),
        ("27 November 2026", "2026-11-27"),
        ("2026-11-27", "2026-11-27"),
        ("Nov 27", "Nov 27"),
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
    _, outdated = drop_outdated(book, Draft(sections={"a/b": "0"}, facts={"helplines.x": {"on": "2026-06-01"}}), AS_OF)
    assert outdated == ("a/b is not in the book any more.", "helplines.x is not among the facts of today any more.")


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
    policy = school / "policy/online-safety/policy.yml"  # its own period would go before that of the settings
    policy.write_text(policy.read_text(encoding="utf-8").replace("review_every_months: 12\n", ""), encoding="utf-8")
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
