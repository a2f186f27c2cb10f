"""``impact.py``: what it says of ten kinds of proposals, and that nobody's words act in it. The cases are tests/impact."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt

from blessing import agreed
from case_files import apply
from conftest import AS_OF, SCHOOL
from policybook.basics.findings import Baseline, Report
from policybook.changes.added_findings import added_ahead, marked
from policybook.changes.compare import compare
from policybook.commands.command_line import main
from policybook.report.as_impact import render
from policybook.report.impact_phrases import Impact, Side, escaped
from policybook.report.lines_to_type import lines_to_type
from policybook.rules.checking import check_project
from policybook.rules.one_cause import tell_causes
from policybook.rules.outlook import look_ahead
from policybook.source.sources import Sources
from test_changes_page import commit, git

HERE = Path(__file__).resolve().parent
CASES = sorted((HERE / "impact").glob("*.yml"))


def comment(case: dict, folder: Path) -> str:
    """What is said of a case."""
    sides = []
    for name, keys in (("before", ("before",)), ("after", ("before", "edits"))):
        root = Path(shutil.copytree(SCHOOL, folder / name))
        for key in keys:
            apply(root, case.get(key, []))
        sides.append(check_project(Sources(root), AS_OF))
    before, after = sides
    commit = "0a1b2c3d" if case.get("links") else ""
    return render(
        Impact(
            changes=compare(before.book, after.book, AS_OF),
            before=Side("main", commit),
            after=Side("HEAD", commit),
            as_of=AS_OF,
            report=Report.of(tell_causes(marked(after, before), after.book), Baseline("main")),
            branch=case.get("branch", ""),
            ahead=added_ahead(after, look_ahead(after.context, after.report), before).items,
        )
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_is_said(path: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    said = comment(yaml.safe_load(path.read_text(encoding="utf-8")), tmp_path)
    golden = HERE / "golden" / f"impact-{path.stem}.md"
    assert said == agreed(request, golden, said)


# --- nobody's words act ----------------------------------------------------------------------------------------------

HOSTILE = [
    "@octocat and @org/team",
    "::error file=x::boom",
    "##[command]rm",
    "<script>alert(1)</script> <img src=x onerror=y> <!-- ",
    "![picture](https://evil.example/x.png) [link](javascript:alert(1))",
    "https://evil.example www.evil.example mailto:me@evil.example ftp://evil.example",
    "closes #12, GH-7, org/repo#3",
    "/approve :+1: :shipit:",
    "`code` ~~struck~~ **bold** _slanted_ $math$ | cell",
    "- item",
    "1. item",
    "# heading",
    "> quotation",
    "[x]: https://evil.example",
    "\u202edetrevni \u200b",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_words_become_words_and_nothing_else(words: str) -> None:
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(f"- {escaped(words)}")
    assert re.findall(r"<(\w+)", html) == ["ul", "li"], html
    written = escaped(words)
    assert not re.search(r"@\w|(?<!&)#\w|(?i:gh-)\d|https?:|www\.|::|:[\w+-]+:", written), written
    assert not re.search("[\u202e]", written)


def test_hostile_words_in_every_place_of_a_change(tmp_path: Path) -> None:
    hostile = "@octocat ::error:: [x](https://evil.example) #1"
    case = {
        "edits": [
            {"file": "policy/online-safety/passwords.md", "replace": "title: Passwords", "with": f'title: "{hostile}"'},
            {"file": "policy/online-safety/passwords.md", "replace": "Staff keep", "with": f"{hostile} Staff keep"},
            {"file": "data/services.yml", "replace": "product: SampleFilter", "with": f'product: "{hostile}"'},
            {"file": "policy/documents/staff-aup.md", "replace": "I choose", "with": f"{hostile} I choose"},
            {"file": "policy/documents/staff-aup.md", "replace": "title: Staff", "with": f'title: "{hostile}"\n#'},
        ]
    }
    said = comment(case, tmp_path)
    assert "octocat" in said
    assert not re.search(r"@\w|::|(?<!\\)\]\(|(?<!&)#\d", said)
    assert not [
        line for line in said.splitlines() if line and not re.match(r"## |### |\*\*|- |  - |\d+\. |[A-Z1]", line)
    ]


# --- the lines to type -----------------------------------------------------------------------------------------------


def shown(said: str) -> list[str]:
    """The texts to copy, as a browser shows them."""
    return [unescape(text) for text in re.findall(r"<pre>(.*?)</pre>", said, re.DOTALL)]


def told(edits: list[dict[str, object]], folder: Path) -> list[str]:
    root = Path(shutil.copytree(SCHOOL, folder / "school"))
    apply(root, edits)
    result = check_project(Sources(root), AS_OF)
    return list(lines_to_type(result.report.open, result.lines))


def test_the_line_is_there_whole_as_the_fix_would_have_it(tmp_path: Path) -> None:
    said = told(
        [
            {"file": "data/people.yml", "replace": "role: headteacher", "with": "role: headteachr"},
            {"file": "data/school.yml", "replace": 'phone: "', "with": 'phone:"'},
        ],
        tmp_path,
    )
    assert [line for line in said if line.startswith("**")] == [
        "**data/people.yml, line 34:** type in its place:",
        "**data/school.yml, line 4:** type in its place:",
    ]
    assert shown("\n".join(said)) == ["    role: headteacher", 'phone: "01632 960123"']


def test_lines_that_go_or_come_say_so(tmp_path: Path) -> None:
    said = told(
        [
            {"file": "policy/online-safety/passwords.md", "prepend": "\n\n"},
            {"file": "policy/documents/staff-aup.md", "replace": "sign_off:", "with": "sign_of:"},
        ],
        tmp_path,
    )
    assert "**policy/online-safety/passwords.md, lines 1 to 2:** delete them." in said


@pytest.mark.parametrize("words", [*HOSTILE, "</pre><script>alert(1)</script>", "```", "::error::x"])
def test_in_a_line_to_type_nothing_acts_and_every_sign_is_kept(words: str, tmp_path: Path) -> None:
    slip = {
        "file": "data/school.yml",
        "replace": 'phone: "01632 960123"',
        "with": f'phone:"x" # {words}',
    }
    said = "\n".join(told([slip], tmp_path))
    assert not re.search(r"@|::|##|<(?!/?pre>)|`", said), said
    assert "\u202e" not in said
    kept = "".join(c if c.isprintable() else "?" for c in words)
    # A file with signs that nobody sees is not read at all, so it has no fix for a line.
    assert shown(said) == ([] if words == HOSTILE[-1] else [f'phone: "x" # {kept}']), said


def test_a_proposal_shows_them_in_its_comment(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(repository)
    apply(repository, [{"file": "data/people.yml", "replace": "role: headteacher", "with": "role: headteachr"}])
    assert run(repository, "HEAD") == 0
    said = capsys.readouterr().out
    assert (
        "### Lines to type\n\n**data/people.yml, line 34:** type in its place:\n\n<pre>    role&#58; headteacher</pre>\n"
        in said
    )


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def repository(school: Path) -> Path:
    """The school in git, with one duty reworded in a second commit and one in the files only."""
    git(school, "init", "--quiet", "--initial-branch", "main")
    commit(school)
    apply(school, [{"file": "policy/online-safety/passwords.md", "replace": "**private**.", "with": "**secret**."}])
    commit(school)
    apply(school, [{"file": "policy/online-safety/reporting.md", "replace": "at once", "with": "the same day"}])
    return school


def run(root: Path, *words: str) -> int:
    return main(["impact", "--root", str(root), "--as-of", f"{AS_OF}", *words])


def test_two_commits_are_compared_and_numbers_lead_to_their_lines(repository: Path, capsys) -> None:
    assert run(repository, "HEAD~1", "HEAD") == 0
    said = capsys.readouterr().out
    assert "~~private.~~ **secret.**" in said
    assert re.search(
        r"\[1\.1\]\(https://git\.example/hollybank/policies/blob/[0-9a-f]{40}/policy/online-safety/passwords\.md\?plain=1#L\d+\)",
        said,
    )
    assert "the same day" not in said


def test_without_a_second_commit_the_files_as_they_are_count(repository: Path, capsys) -> None:
    assert run(repository, "HEAD") == 0
    said = capsys.readouterr().out
    assert "~~at once.~~ **the same day.**" in said
    assert "secret" not in said
    assert "/blob/" not in said  # nobody can open lines that are not in the repository yet


def test_it_is_put_on_the_summary_page_of_the_job(repository: Path, tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    assert run(repository, "HEAD~1") == 0
    assert (tmp_path / "summary.md").read_text(encoding="utf-8") == capsys.readouterr().out


@pytest.mark.parametrize("revision", ["nope", "main..HEAD", "$(touch x)", "a\nb"])
def test_what_is_no_revision_is_refused_in_words(repository: Path, capsys, revision: str) -> None:
    assert run(repository, "HEAD", revision) == 2
    told = capsys.readouterr()
    assert "revision" in told.err
    assert "--since" not in told.err


def test_a_part_that_cannot_be_read_is_said(repository: Path, capsys) -> None:
    (repository / "data" / "services.yml").write_text("services: [", encoding="utf-8")
    assert run(repository, "HEAD") == 0
    assert "**This may not be all.** Something in data/services.yml cannot be understood" in capsys.readouterr().out


def test_before_the_first_policy_everything_is_new(repository: Path, capsys) -> None:
    git(repository, "checkout", "--quiet", "--orphan", "empty")
    git(repository, "rm", "-r", "--force", "--quiet", "--cached", ".")
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "Nothing yet")
    assert run(repository, "empty") == 0
    assert "everything is new" in capsys.readouterr().out


def test_pages_that_differ_where_no_fact_and_no_clause_does_are_named(school: Path, capsys) -> None:
    section = "policy/online-safety/passwords.md"
    apply(school, [{"file": section, "replace": "title: Passwords", "with": "title: Staff's passwords"}])
    git(school, "init", "--quiet", "--initial-branch", "main")
    commit(school)
    apply(school, [{"file": section, "replace": "Staff's", "with": "Staff’s"}])
    assert run(school, "HEAD") == 0
    said = capsys.readouterr().out
    assert "No clause and no fact says anything else, but readers will see a difference on " in said
    assert "Is the difference on the pages named above meant?" in said
    assert "This can be merged as it is" not in said


def test_nothing_is_said_to_differ_where_no_page_does(school: Path, capsys) -> None:
    git(school, "init", "--quiet", "--initial-branch", "main")
    commit(school)
    apply(school, [{"file": "data/school.yml", "replace": "name:", "with": "# a note\nname:"}])
    assert run(school, "HEAD") == 0
    assert "Nothing. No word that anybody reads and no fact is different." in capsys.readouterr().out
