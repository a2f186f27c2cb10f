"""Readings: what an edit of either side asks for, what the history still knows, and the command that records a judgement."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from case_files import apply
from conftest import AS_OF, PROJECT, REAL_BOOK, REAL_DAY, SCHOOL
from filled_in import copy_of_the_real_book
from policybook.basics.findings import Finding, Severity
from policybook.book.counted_differences import counted_differences, with_marks
from policybook.book.readings import of_statement, reading_state, restating_items
from policybook.commands.command_line import main
from policybook.references import read_book
from policybook.render.templates import Templates
from policybook.report import as_github, as_json, as_sarif, as_text
from policybook.report.side_by_side import marked
from policybook.revisions.earlier_wordings import EarlierWordings
from policybook.rules import ALL_CODES
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.views.addresses import Page
from policybook.views.documents import document_view
from policybook.views.passage_views import ListView
from policybook.views.sentences import Sentences
from policybook.views.status_words import document_status_view
from policybook.views.view_context import ViewContext

AUP, PASSWORDS = "policy/documents/staff-aup.md", "policy/online-safety/passwords.md"
READINGS = "data/readings.yml"


def edit(root: Path, file: str, old: str, new: str) -> None:
    apply(root, [{"file": file, "replace": old, "with": new}])


def found(root: Path, code: str = "PIN") -> list[Finding]:
    findings = check_project(Sources(root), AS_OF, EarlierWordings(Sources(root)).wording).report.findings
    return [part for finding in findings for part in finding.parts if part.code.id.startswith(code)]


def git(root: Path, *words: str) -> None:
    line = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false", *words]
    subprocess.run(line, cwd=root, check=True, capture_output=True)


def committed(root: Path) -> None:
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "A change")


@pytest.fixture
def versioned(school: Path) -> Path:
    """The school with a history of one commit."""
    git(school, "init", "--quiet")
    committed(school)
    return school


# --- the real content ------------------------------------------------------------------------------------------------


@pytest.mark.unmeasured  # in the school, the tests below go over the same lines
@pytest.mark.parametrize(
    ("name", "old", "new", "others"),
    [
        ("mobile-pictures-same-day", "When staff record", "Where staff record", ["policy/documents/staff-one-day.md"]),
        ("internet-supervised", "Staff will supervise", "Staff will watch", []),
        ("tools-assessed", "after an informed assessment", "after an assessment", []),
    ],
)
def test_one_word_in_a_real_clause_is_one_finding_a_text_and_their_fixes_end_the_matter(
    tmp_path: Path, name: str, old: str, new: str, others: list[str]
) -> None:
    root = copy_of_the_real_book(tmp_path)
    before = check_project(Sources(root), REAL_DAY).report.findings
    clause = read_book(Sources(root)).book.clauses[name]
    edit(root, clause.span.path, old, new)
    added = new_findings(root, before)
    assert [(f.code.id, f.span.path) for f in added] == [
        ("PIN002", "policy/documents/parent-guide.md"),
        ("PIN002", "policy/documents/staff-aup.md"),
        *(("PIN002", other) for other in others),
        ("PIN002", clause.span.path),
    ]
    for finding in added:
        follow(root, finding)
    assert new_findings(root, before) == []


def new_findings(root: Path, before: tuple[Finding, ...]) -> list[Finding]:
    """The findings that were not there before; how many of a document a command has set is no new fault."""
    return [
        f for f in check_project(Sources(root), REAL_DAY).report.findings if f not in before and f.code.id != "PIN010"
    ]


def follow(root: Path, finding: Finding) -> None:
    """Put the line that the fix prints where it says, with a judgement and a role, as somebody does in GitHub's page."""
    place, line = re.search(r"(below|in place of) line (\d+) of", finding.fix), re.search(r"“(  [a-z].*)”", finding.fix)
    assert place
    assert line
    file = root / "data/readings.yml"
    lines = file.read_text(encoding="utf-8").split("\n")
    number = int(place[2])
    typed = line[1].replace("judgement: , by: ", "judgement: same, by: dsl")
    assert typed != line[1]
    lines[number - (place[1] != "below") : number] = [typed]
    file.write_text("\n".join(lines), encoding="utf-8")


def test_every_statement_and_check_of_the_real_content_has_a_reading_that_a_command_set() -> None:
    readings = [f for f in check_project(Sources(REAL_BOOK), REAL_DAY).report.findings if f.code.id.startswith("PIN")]
    assert {f.code.id for f in readings} == {"PIN010"}
    assert [f.about for f in readings] == [
        *("parent-guide", "parents-easy-read", "staff-aup", "staff-one-day"),
        *("student-agreement-easy-read", "student-agreement", "visitor-leaflet"),
        *("mobile-and-smart-technology-in-brief", "mobile-and-smart-technology"),
        *("online-safety-in-brief", "online-safety", "social-media-in-brief", "social-media"),
    ]


def test_in_the_real_book_nothing_that_can_be_counted_differs() -> None:
    book = read_book(Sources(REAL_BOOK)).book
    assert {item.id: counted_differences(book, item) for item in restating_items(book)} == dict.fromkeys(
        (item.id for item in restating_items(book)), ()
    )


def test_turning_round_any_sentence_of_the_real_book_is_told(tmp_path: Path) -> None:
    """Each "not" or "never" taken out, each figure changed and each token of an entry put for another, one at a time."""
    root = copy_of_the_real_book(tmp_path)
    book = read_book(Sources(root)).book
    for document in book.documents:
        for statement in (one for one in document.statements if one.restates):
            for text in turned_round(statement.wording.text):
                other = statement._replace(wording=statement.wording._replace(text=text))
                state = reading_state(book, of_statement(document, other))
                assert state.own_words_changed, (statement.id, text)


def turned_round(text: str) -> Iterator[str]:
    yield from (text[: m.start()] + text[m.end() :] for m in re.finditer(r"\b(?:not|never|no) ", text))
    yield from (text[: m.start()] + str(int(m[0]) + 1) + text[m.end() :] for m in re.finditer(r"\d+", text))
    yield from (
        text[: m.start()] + "helplines.other" + text[m.end() :] for m in re.finditer(r"helplines\.[a-z-]+", text)
    )


# --- both wordings ---------------------------------------------------------------------------------------------------


def test_the_older_wording_comes_from_the_history(versioned: Path) -> None:
    edit(versioned, PASSWORDS, "Staff keep their *own* password", "Staff must keep any password")
    for _ in range(2):  # not committed, and committed
        drift = found(versioned, "PIN002")
        assert [f.was for f in drift] == ["Staff keep their *own* password **private**."] * 2
        assert {f.now for f in drift} == {"Staff must keep any password **private**."}
        committed(versioned)


def test_a_wording_before_the_last_and_in_another_file_is_found(versioned: Path) -> None:
    edit(versioned, PASSWORDS, "Staff keep their *own* password", "Staff must keep any password")
    committed(versioned)
    edit(versioned, PASSWORDS, "Staff must keep any password **private**.\n{ #password-private }\n\n", "")
    apply(
        versioned,
        [
            {
                "file": "policy/online-safety/reporting.md",
                "append": '\nStaff hide all passwords.\n{ #password-private binds="staff" }\n',
            }
        ],
    )
    committed(versioned)
    assert {f.was for f in found(versioned, "PIN002")} == {"Staff keep their *own* password **private**."}


def test_the_older_words_of_a_sentence_come_from_the_history_too(versioned: Path) -> None:
    edit(versioned, AUP, "I keep my password to myself.", "I do not keep my password to myself.")
    (drift,) = found(versioned, "PIN002")
    assert (drift.was, drift.now) == ("I keep my password to myself.", "I do not keep my password to myself.")
    assert drift.pair[0] == ("sentence", "I do not keep my password to myself.")
    assert [name for name, _ in drift.pair[1:]] == ["password-private", "password-duties"]


def test_a_project_inside_a_repository_has_a_history_too(tmp_path: Path) -> None:
    root = Path(shutil.copytree(SCHOOL, tmp_path / "repository" / "our policies"))
    git(tmp_path / "repository", "init", "--quiet")
    committed(tmp_path / "repository")
    edit(root, PASSWORDS, "Staff keep their", "Staff must keep their")
    committed(tmp_path / "repository")
    assert {f.was for f in found(root, "PIN002")} == {"Staff keep their *own* password **private**."}


def test_without_a_history_or_git_the_older_wording_is_left_out(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(school, PASSWORDS, "Staff keep their", "Staff must keep their")
    assert [f.was for f in found(school, "PIN002")] == ["", ""]
    monkeypatch.setenv("PATH", "")
    assert [f.was for f in found(school, "PIN002")] == ["", ""]


def test_a_shallow_history_knows_what_it_has(versioned: Path, tmp_path: Path) -> None:
    edit(versioned, PASSWORDS, "Staff keep their", "Staff must keep their")
    committed(versioned)
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth=1", versioned.as_uri(), str(shallow))
    assert [f.was for f in found(shallow, "PIN002")] == ["", ""]


def test_the_history_is_not_asked_while_nothing_drifted(school: Path) -> None:
    asked: list[str] = []

    def earlier(path: str, clause: str, pin: str) -> str:
        asked.append(f"{path} {clause} {pin}")
        return ""

    check_project(Sources(school), AS_OF, earlier)
    assert asked == []


def test_words_of_strength_actor_and_condition_are_marked_and_tokens_are_not() -> None:
    marked_words = with_marks("Staff must not share it unless {{ dsl.name }} agrees. You may ask.")
    assert marked_words == "STAFF MUST NOT share it UNLESS {{ dsl.name }} agrees. YOU MAY ask."


def test_words_that_differ_are_marked() -> None:
    assert marked("Staff keep their own\npassword.", "All staff keep their password safe.") == (
        "[-Staff-] keep their [-own password.-]",
        "{+All staff+} keep their {+password safe.+}",
    )
    assert marked("a b", "a b") == ("a b", "a b")
    assert marked("", "a") == ("", "{+a+}")


def test_every_format_shows_both_wordings(versioned: Path) -> None:
    edit(versioned, PASSWORDS, "Staff keep their", "Staff must keep their")
    result = check_project(Sources(versioned), AS_OF, EarlierWordings(Sources(versioned)).wording)
    text = as_text.render(result.report, result.lines)
    assert "\n  was:  Staff keep their *own* password **private**.\n" in text
    assert "\n  now:  Staff {+must+} keep their *own* password **private**.\n" in text
    assert "\n  sentence:  I keep my password to myself.\n" in text
    assert "\n  password-private:  STAFF MUST keep their *own* password **private**.\n" in text
    assert "%0AWas: Staff keep their" in as_github.render(result.report, Severity.BLOCKER)
    assert "Now: Staff {+must+} keep" in as_github.job_summary(result.report)
    assert '"was": "Staff keep' in as_json.render(result.report, AS_OF)
    assert "Was: Staff keep" in as_sarif.render(result.report, ALL_CODES, result.lines)


# --- confirm ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch):
    """Answer what is asked, line by line; then the input ends."""

    def give(text: str) -> None:
        lines = iter(text.splitlines(keepends=True))

        class Stdin:
            def readline(self) -> str:
                return next(lines, "")

        monkeypatch.setattr(sys, "stdin", Stdin())

    give("")
    return give


@pytest.fixture
def drifted(school: Path) -> Path:
    """The school with two clauses reworded, which two statements and a check restate."""
    edit(school, PASSWORDS, "Staff keep their", "Staff must keep their")
    edit(school, PASSWORDS, "choose a strong password;", "choose a long password;")
    return school


def confirm(root: Path, *words: str) -> int:
    return main(["confirm", "--root", str(root), "--as-of", f"{AS_OF}", "--by", "dsl", *words])


def test_confirm_records_what_is_named_and_changes_no_other_byte(drifted: Path, answers, capsys) -> None:
    before = {file: file.read_bytes() for file in drifted.rglob("*") if file.is_file()}
    answers("y\n")
    assert confirm(drifted, "aup-private") == 0
    changed = {
        file: file.read_bytes() for file in drifted.rglob("*") if file.is_file() and before[file] != file.read_bytes()
    }
    assert list(changed) == [drifted / READINGS]
    assert changed[drifted / READINGS] == before[drifted / READINGS].replace(
        b'aup-private: {words: "f79a643d", beside: {password-private: "6d9e19c1", password-duties: "c1753f10"}, '
        b"judgement: same, by: dsl, on: 2026-05-04}",
        b'aup-private: {words: "f79a643d", beside: {password-private: "bd31d514", password-duties: "c1753f10"}, '
        b"judgement: same, by: dsl, on: 2026-06-01}",
    )
    printed = capsys.readouterr().out
    assert "says: I keep my password to myself." in printed
    assert "STAFF MUST keep their *own* password **private**." in printed
    assert {f.about for f in found(drifted)} == {"password-rule-current", "aup-strong"}


@pytest.mark.parametrize("ends", [b"\r\n", b"\r"])
def test_confirm_keeps_line_ends_marks_and_notes(drifted: Path, answers, ends: bytes) -> None:
    file = drifted / READINGS
    odd = b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", ends) + b"  # the last" + ends * 2
    file.write_bytes(odd)
    answers("y\n")
    assert confirm(drifted, "aup-private") == 0
    assert file.read_bytes() == odd.replace(b'"6d9e19c1", password-d', b'"bd31d514", password-d').replace(
        b'c1753f10"}, judgement: same, by: dsl, on: 2026-05-04}' + ends + b"  aup-strong",
        b'c1753f10"}, judgement: same, by: dsl, on: 2026-06-01}' + ends + b"  aup-strong",
    )


@pytest.mark.parametrize(
    "entry",
    [
        "",
        "  aup-private:\n    # read in May\n    words: f79a643d\n    beside:\n      password-private: 00000000\n\n",
        '  aup-private: {words: "00000000",\n    judgement: same, by: dsl, on: 2026-05-04}\n',
    ],
    ids=["no line", "a block", "two lines"],
)
def test_confirm_puts_one_line_in_place_of_whatever_is_there(school: Path, answers, entry: str) -> None:
    before = (school / READINGS).read_text(encoding="utf-8")
    line = next(line for line in before.splitlines(keepends=True) if "aup-private" in line)
    edit(school, READINGS, line, entry)
    assert found(school)
    answers("y\n")
    assert confirm(school, "aup-private") == 0
    assert found(school) == []
    assert (school / READINGS).read_text(encoding="utf-8").split() == before.replace(
        line, line.replace("2026-05-04", "2026-06-01")
    ).split()


def test_confirm_records_a_judgement_with_its_reason(drifted: Path, answers, capsys) -> None:
    answers('perhaps\ns\n\nWe ask more: "always".\n')
    assert confirm(drifted, "aup-private") == 0
    reading = read_book(Sources(drifted)).book.readings.readings["aup-private"]
    assert (reading.judgement, reading.reason, reading.by) == ("stronger", 'We ask more: "always".', "dsl")
    assert {f.about for f in found(drifted)} == {"password-rule-current", "aup-strong"}


def test_all_asks_one_by_one_and_can_be_stopped(drifted: Path, answers, capsys) -> None:
    answers("perhaps\ny\nn\nq\n")
    assert confirm(drifted, "--all") == 1
    assert "2 were left as they are." in capsys.readouterr().out
    assert {f.about for f in found(drifted)} == {"aup-strong", "password-rule-current"}
    answers("y\n")  # and then nobody answers any more
    assert confirm(drifted, "--all") == 1
    answers("y\n")
    assert confirm(drifted, "--all") == 0
    assert found(drifted) == []
    assert confirm(drifted, "--all") == 0
    assert "Nothing to do" in capsys.readouterr().out


def test_all_with_yes_shows_each_and_records_only_what_differs_in_typing(versioned: Path, capsys) -> None:
    edit(versioned, PASSWORDS, "Staff keep their *own* password", "Staff keep their *own* password,")
    edit(versioned, PASSWORDS, "choose a strong password;", "choose a long password;")
    assert confirm(versioned, "--all", "--yes") == 1
    printed = capsys.readouterr().out
    assert all(name in printed for name in ("aup-private", "aup-strong", "password-rule-current"))
    assert "More than typing changed" in printed
    assert "Do they agree?" not in printed
    assert {f.about for f in found(versioned)} == {"aup-strong"}


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        (PASSWORDS, "not reuse it", "reuse it", "More than typing changed"),
        (
            AUP,
            "I choose a strong one,",
            "I choose a strong one of 13 letters,",
            "Something that can be counted differs",
        ),
        (AUP, "{{ dsl.name }} at once", "{{ headteacher.name }} at once", "Something that can be counted differs"),
        (AUP, "I keep my", "I do not keep my", "Something that can be counted differs"),
        (AUP, 'from="password-duties"', 'from="password-lost"', "Nobody has read these two together"),
        (AUP, "#aup-watched", "#aup-seen", "Nobody has read these two together"),
    ],
)
def test_yes_never_records_what_somebody_must_read(
    versioned: Path, file: str, old: str, new: str, why: str, capsys
) -> None:
    edit(versioned, file, old, new)
    before = (versioned / READINGS).read_bytes()
    assert confirm(versioned, "--all", "--yes") == 1
    assert why in capsys.readouterr().out
    assert (versioned / READINGS).read_bytes() == before


def test_yes_records_nothing_where_no_history_knows_what_changed(drifted: Path, capsys) -> None:
    before = (drifted / READINGS).read_bytes()
    assert confirm(drifted, "--all", "--yes") == 1
    assert (drifted / READINGS).read_bytes() == before
    assert "nobody knows what it said" in capsys.readouterr().out


def test_a_document_or_policy_is_asked_for_as_a_whole_what_nobody_has_read(school: Path, answers, capsys) -> None:
    file = school / READINGS
    file.write_text(file.read_text(encoding="utf-8").replace(", judgement: same, by: dsl, on: 2026-05-04", ""))
    assert [f.about for f in found(school)] == ["parent-guide", "staff-aup", "online-safety"]
    answers("y\n" * 5)
    assert confirm(school, "staff-aup") == 0
    answers("y\n" * 2)
    assert confirm(school, "online-safety") == 0
    assert [f.about for f in found(school)] == ["parent-guide"]


def test_confirm_asks_for_the_role_and_knows_which_there_are(drifted: Path, answers, capsys) -> None:
    answers("dsl\ny\n")
    assert main(["confirm", "--root", str(drifted), "aup-private"]) == 0
    assert main(["confirm", "--root", str(drifted), "aup-strong", "--by", "headteachr"]) == 2
    assert "Did you mean headteacher?" in capsys.readouterr().err


def test_confirm_shows_the_older_wording(versioned: Path, answers, capsys) -> None:
    edit(versioned, PASSWORDS, "Staff keep their", "Staff must keep their")
    edit(versioned, AUP, "to myself", "for myself")
    answers("n\n")
    confirm(versioned, "aup-private")
    printed = capsys.readouterr().out
    assert "was:  Staff keep their *own*" in printed
    assert "now:  Staff {+must+} keep" in printed
    assert "was:  I keep my password [-to-] myself." in printed


@pytest.mark.parametrize("words", [["no-such-thing"], [], ["--all", "aup-private"], ["--yes", "aup-private"]])
def test_confirm_refuses_what_it_does_not_know(drifted: Path, words: list[str], capsys) -> None:
    before = (drifted / READINGS).read_bytes()
    assert confirm(drifted, *words) == 2
    assert capsys.readouterr().err
    assert (drifted / READINGS).read_bytes() == before


@pytest.mark.parametrize("file", [AUP, PASSWORDS, "data/readings.yml"])
def test_confirm_refuses_while_a_file_has_an_error(drifted: Path, file: str, capsys) -> None:
    more = "  other: [1\n" if file.endswith(".yml") else "\n<b>Bold</b> words. { #\n"
    apply(drifted, [{"file": file, "append": more}])
    before = (drifted / READINGS).read_bytes()
    assert confirm(drifted, "aup-private") == 2
    assert "Nothing was changed" in capsys.readouterr().err
    assert (drifted / READINGS).read_bytes() == before


def test_confirm_leaves_a_file_alone_that_it_may_not_write(
    drifted: Path, answers, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    def refuse(_file: Path, _data: bytes) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    answers("y\n")
    assert confirm(drifted, "aup-private") == 2
    assert "cannot be written" in capsys.readouterr().err


def test_confirm_knows_translations_and_makes_the_file(school: Path, answers) -> None:
    (school / READINGS).unlink()
    apply(
        school,
        [
            {
                "file": "policy/documents/przewodnik.md",
                "write": "---\ntitle: Przewodnik\nsummary: Co robimy.\naudience: parents\naddress: pl\nlanguage: pl\n"
                "translates: parent-guide\n---\n\nDzwoń.\n",
            }
        ],
    )
    assert found(school, "PIN006")
    answers("y\n")
    assert confirm(school, "przewodnik") == 0
    assert found(school, "PIN006") == []
    answers("y\n" * 20)
    assert confirm(school, "--all") == 0
    assert found(school) == []


# --- what the pages say ----------------------------------------------------------------------------------------------


def passages(root: Path, name: str = "staff-aup") -> dict[str, tuple[str, str]]:
    """What a document's page shows of each sentence: its words, and what is said of them."""
    result = check_project(Sources(root), AS_OF)
    document = result.book.document(name)
    assert document
    context = ViewContext(result.book, result.report, AS_OF, Sentences.read(PROJECT), {})
    blocks = [block for group in document_view(context, document, Page("x")).groups for block in group.blocks]
    items = [item for block in blocks for item in (block.items if isinstance(block, ListView) else [block])]
    return {item.id: (str(item.html), item.reading) for item in items}


CHECKING, LEFT_OUT = "The school is checking this sentence.", "This passage is being put right"


@pytest.fixture
def published(school: Path) -> Path:
    """The school, published before: a preview shows everything as it is."""
    with (school / "data/settings.yml").open("a", encoding="utf-8") as settings:
        settings.write("published_since: 2026-05-01\n")
    return school


def test_the_page_marks_what_nobody_has_read_as_it_is_now_and_leaves_out_what_contradicts_its_clause(
    published: Path,
) -> None:
    assert {said for _, said in passages(published).values()} == {""}
    edit(published, PASSWORDS, "Staff keep their", "Staff must keep their")
    edit(published, AUP, "I tell {{ dsl.name }}", "I tell {{ headteacher.name }}")
    edit(published, AUP, "Breaking them can", "Breaking them cannot")
    seen = passages(published)
    assert seen["aup-private"] == ("I keep my password to myself.", CHECKING)
    assert seen["aup-strong"][1] == ""
    for name in ("aup-report", "aup-broken"):
        assert LEFT_OUT in seen[name][0]
        assert seen[name][1] == ""


def test_a_contradiction_is_left_out_even_where_somebody_says_that_it_is_the_same(published: Path) -> None:
    edit(published, AUP, "I choose a strong one,", "I choose a strong one of 13 letters,")
    apply(published, [{"confirm": True}])
    assert LEFT_OUT in passages(published)["aup-strong"][0]
    meant = 'judgement: stronger, reason: "It is.", by: dsl, on: 2026-06-01'
    edit(published, READINGS, "judgement: same, by: dsl, on: 2026-06-01", meant)
    assert "13 letters" in passages(published)["aup-strong"][0]


def test_a_reading_that_is_half_typed_marks_its_sentence_and_counts_for_nothing(published: Path) -> None:
    edit(published, READINGS, "judgement: same, by: dsl, on: 2026-05-20", "judgement: , by: , on: 2026-05-20")
    assert passages(published)["aup-past-the-head"][1] == CHECKING
    assert compared(published).endswith(": 1 of 6.")


def compared(root: Path, day: date = AS_OF) -> str:
    """What the status of the staff agreement says of the comparison with the policies."""
    result = check_project(Sources(root), day)
    document = result.book.document("staff-aup")
    assert document
    context = ViewContext(result.book, result.report, day, Sentences.read(PROJECT), {})
    (said,) = [one for one in document_status_view(context, document).sentences if "compared" in one]
    return said


def test_a_document_says_who_compared_its_sentences_and_when_or_how_many_nobody_compared(school: Path) -> None:
    by = "Every sentence was compared with our policies (recorded by"
    assert compared(school) == f"{by} Designated Safeguarding Lead, 20 May 2026)."
    unread = "Sentences that nobody has compared with our policies yet:"
    assert compared(school, date(2026, 5, 19)) == f"{unread} 1 of 6."  # the newest reading is still to come
    edit(school, AUP, "I choose a strong one,", "I choose a very strong one,")
    assert compared(school) == f"{unread} 1 of 6."
    edit(school, AUP, "Breaking them can", "Breaking any can")
    apply(school, [{"confirm": True}])
    assert compared(school).startswith(f"{by} Designated Safeguarding Lead, 1 June 2026).")
    edit(
        school, READINGS, "judgement: same, by: dsl, on: 2026-05-20", "judgement: same, by: headteacher, on: 2026-05-20"
    )
    assert compared(school) == f"{by} Designated Safeguarding Lead, Headteacher, 1 June 2026)."
    edit(school, READINGS, ", judgement: same, by: headteacher, on: 2026-05-20", "")
    assert compared(school) == f"{unread} 1 of 6."


def test_of_the_real_book_each_document_says_that_nobody_compared_it() -> None:
    result = check_project(Sources(REAL_BOOK), REAL_DAY)
    context = ViewContext(result.book, result.report, REAL_DAY, Sentences.read(PROJECT), {})
    said = [
        document_status_view(context, d).sentences
        for d in result.book.documents_with_pages
        if any(s.restates for s in d.statements)
    ]
    assert len(said) == 7  # drafts of easy read among them
    counts = [re.findall(r"nobody has compared with our policies yet: (\d+) of (\d+)", " ".join(one)) for one in said]
    assert all(len(found) == 1 and found[0][0] == found[0][1] for found in counts)


def test_page_and_paper_show_the_mark(published: Path) -> None:
    edit(published, PASSWORDS, "Staff keep their", "Staff must keep their")
    result = check_project(Sources(published), AS_OF)
    document = result.book.document("staff-aup")
    assert document
    context = ViewContext(result.book, result.report, AS_OF, Sentences.read(PROJECT), {})
    for template, address in (("pages/document.md.j2", "staff"), ("documents/document.html.j2", "")):
        page = Templates(PROJECT).render(template, document_view(context, document, Page(address)))
        assert page.count(f'<strong class="mark">{CHECKING}</strong>') == 1
