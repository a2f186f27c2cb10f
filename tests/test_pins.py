"""Pins: what an edit of a clause asks for, what the history still knows, and the command that says "it still holds"."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from case_files import apply
from conftest import AS_OF, REAL_BOOK, REAL_DAY, SCHOOL
from filled_in import copy_of_the_real_book
from policybook.basics import fingerprints
from policybook.basics.findings import Finding, Severity
from policybook.commands.command_line import main
from policybook.references import read_book
from policybook.report import as_github, as_json, as_sarif, as_text
from policybook.report.side_by_side import marked
from policybook.revisions.earlier_wordings import EarlierWordings
from policybook.rules import ALL_CODES
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

AUP, PASSWORDS = "policy/documents/staff-aup.md", "policy/online-safety/passwords.md"


def edit(root: Path, file: str, old: str, new: str) -> None:
    apply(root, [{"file": file, "replace": old, "with": new}])


def found(root: Path, code: str = "PIN") -> list[Finding]:
    return [
        f
        for f in check_project(Sources(root), AS_OF, EarlierWordings(Sources(root)).wording).report.findings
        if f.code.id.startswith(code)
    ]


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


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("mobile-pictures-same-day", "When staff record student work", "Where staff record student work"),
        ("internet-supervised", "Staff will supervise", "Staff will watch"),
        ("tools-assessed", "after an informed assessment", "after an assessment"),
    ],
)
def test_one_word_in_a_real_clause_is_just_three_findings_and_their_fixes_end_the_matter(
    tmp_path: Path, name: str, old: str, new: str
) -> None:
    root = copy_of_the_real_book(tmp_path)
    before = check_project(Sources(root), REAL_DAY).report.findings
    clause = read_book(Sources(root)).book.clauses[name]
    edit(root, clause.span.path, old, new)
    added = [f for f in check_project(Sources(root), REAL_DAY).report.findings if f not in before]
    assert [(f.code.id, f.span.path) for f in added] == [
        ("PIN002", "policy/documents/parent-guide.md"),
        ("PIN002", "policy/documents/staff-aup.md"),
        ("PIN002", clause.span.path),
    ]
    for finding in added:
        follow(root, finding)
    assert check_project(Sources(root), REAL_DAY).report.findings == before


def follow(root: Path, finding: Finding) -> None:
    """Type what the fix says in place of what is marked, as somebody does in GitHub's page."""
    file = root / finding.span.path
    lines = file.read_text(encoding="utf-8").split("\n")
    line, start = lines[finding.span.line - 1], finding.span.column - 1
    typed = re.findall(r"type (\S+@[0-9a-f]{8})", finding.fix)
    assert len(typed) == 1
    lines[finding.span.line - 1] = line[:start] + typed[0] + line[start + finding.span.length :]
    file.write_text("\n".join(lines), encoding="utf-8")


def test_every_statement_and_check_of_the_real_content_is_pinned() -> None:
    assert [f for f in check_project(Sources(REAL_BOOK), REAL_DAY).report.findings if f.code.id.startswith("PIN")] == []


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
    assert "%0AWas: Staff keep their" in as_github.render(result.report, Severity.BLOCKER)
    assert "Now: Staff {+must+} keep" in as_github.job_summary(result.report)
    assert '"was": "Staff keep' in as_json.render(result.report, AS_OF)
    assert "Was: Staff keep" in as_sarif.render(result.report, ALL_CODES)


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


def test_confirm_writes_the_pins_of_what_is_named_and_no_other_byte(drifted: Path, capsys) -> None:
    before = {file: file.read_bytes() for file in drifted.rglob("*") if file.is_file()}
    assert main(["confirm", "--root", str(drifted), "aup-private"]) == 0
    changed = {
        file: file.read_bytes() for file in drifted.rglob("*") if file.is_file() and before[file] != file.read_bytes()
    }
    assert list(changed) == [drifted / AUP]
    new = fingerprints.of_wording("Staff must keep their *own* password **private**.").encode()
    assert changed[drifted / AUP] == before[drifted / AUP].replace(
        b"password-private@6d9e19c1", b"password-private@" + new
    )
    printed = capsys.readouterr().out
    assert "says: I keep my password to myself." in printed
    assert "Staff must keep their *own* password **private**." in printed
    assert {f.about for f in found(drifted)} == {"password-rule-current", "aup-strong"}


@pytest.mark.parametrize("ends", [b"\r\n", b"\r"])
def test_confirm_keeps_line_ends_marks_and_spaces(drifted: Path, ends: bytes) -> None:
    file = drifted / AUP
    odd = (
        b"\xef\xbb\xbf"
        + file.read_bytes().replace(b"{ #aup-private", b"{   #aup-private").replace(b"\n", ends)
        + b"  "
        + ends * 2
    )
    file.write_bytes(odd)
    assert main(["confirm", "--root", str(drifted), "aup-private"]) == 0
    assert re.sub(rb"@[0-9a-f]{8}", b"", file.read_bytes()) == re.sub(rb"@[0-9a-f]{8}", b"", odd)
    assert file.read_bytes() != odd


@pytest.mark.parametrize(
    "clauses",
    [
        "clauses: [password-private]",
        "clauses: [password-private@, 'password-strong@123']",
        'clauses:\n      - "password-private@00000000"\n      - password-strong   # a note',
        "clauses: [online-safety/password-private, phones/password-strong@a0ffd074]",
    ],
)
def test_confirm_mends_whatever_a_pin_looks_like(school: Path, clauses: str) -> None:
    edit(school, PASSWORDS, "clauses: [password-private@6d9e19c1]", clauses)
    assert found(school)
    assert main(["confirm", "--root", str(school), "password-rule-current"]) == 0
    assert found(school) == []


def test_all_asks_one_by_one_and_can_be_stopped(drifted: Path, answers, capsys) -> None:
    answers("perhaps\ny\nn\nq\n")
    assert main(["confirm", "--root", str(drifted), "--all"]) == 1
    assert "2 were left as they are." in capsys.readouterr().out
    assert {f.about for f in found(drifted)} == {"aup-strong", "password-rule-current"}
    answers("y\n")  # and then nobody answers any more
    assert main(["confirm", "--root", str(drifted), "--all"]) == 1
    answers("y\n")
    assert main(["confirm", "--root", str(drifted), "--all"]) == 0
    assert found(drifted) == []


def test_all_with_yes_asks_nothing_and_shows_each(drifted: Path, capsys) -> None:
    assert main(["confirm", "--root", str(drifted), "--all", "--yes"]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in ("aup-private", "aup-strong", "password-rule-current"))
    assert "Does it still hold?" not in printed
    assert found(drifted) == []
    assert main(["confirm", "--root", str(drifted), "--all"]) == 0
    assert "Nothing to do" in capsys.readouterr().out


def test_confirm_shows_the_older_wording(versioned: Path, capsys) -> None:
    edit(versioned, PASSWORDS, "Staff keep their", "Staff must keep their")
    main(["confirm", "--root", str(versioned), "aup-private"])
    printed = capsys.readouterr().out
    assert "was:  Staff keep their *own*" in printed
    assert "now:  Staff {+must+} keep" in printed


@pytest.mark.parametrize("words", [["no-such-thing"], [], ["--all", "aup-private"], ["guide-danger"]])
def test_confirm_refuses_what_it_does_not_know(drifted: Path, words: list[str], capsys) -> None:
    before = (drifted / AUP).read_bytes()
    assert main(["confirm", "--root", str(drifted), *words]) == 2
    assert capsys.readouterr().err
    assert (drifted / AUP).read_bytes() == before


@pytest.mark.parametrize("file", [AUP, PASSWORDS])
def test_confirm_refuses_while_a_file_has_an_error(drifted: Path, file: str, capsys) -> None:
    apply(drifted, [{"file": file, "append": "\n<b>Bold</b> words. { #\n"}])
    before = (drifted / AUP).read_bytes()
    assert main(["confirm", "--root", str(drifted), "aup-private"]) == 2
    assert "Nothing was changed" in capsys.readouterr().err
    assert (drifted / AUP).read_bytes() == before


def test_confirm_leaves_a_file_alone_that_it_may_not_write(
    drifted: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    def refuse(_file: Path, _data: bytes) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    assert main(["confirm", "--root", str(drifted), "aup-private"]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_confirm_knows_translations(school: Path) -> None:
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
    assert [f.code.id for f in found(school)] == ["PIN006"]
    assert main(["confirm", "--root", str(school), "przewodnik"]) == 0
    assert found(school) == []
