"""``check --since``: a change answers for what it adds and not for what was there, and reading an earlier tree is safe."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from case_files import apply
from conftest import AS_OF, PROJECT, SCHOOL
from policybook.basics.findings import Report
from policybook.changes import added_findings
from policybook.commands.command_line import main
from policybook.revisions import git
from policybook.rules.checking import check_project
from policybook.rules.outlook import look_ahead
from policybook.source.sources import Sources

GUIDE = "policy/documents/parent-guide.md"
PASSWORDS = "policy/online-safety/passwords.md"


class Repository:
    """A real git repository with the school in it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def git(self, *words: str, given: str = "", where: Path | None = None) -> str:
        env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        env |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        line = ["git", "-c", "user.name=Sam Sample", "-c", "user.email=sam@sample.example", *words]
        done = subprocess.run(
            line, cwd=where or self.root, env=env, input=given, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def commit(self) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "A change")
        return self.git("rev-parse", "HEAD")

    def edit(self, file: str, old: str, new: str) -> None:
        apply(self.root, [{"file": file, "replace": old, "with": new}])

    def report(self, revision: str) -> Report:
        result = check_project(Sources(self.root), AS_OF)
        outlook = look_ahead(result.context, result.report)
        return added_findings.compared(result, outlook, Sources(self.root), revision, AS_OF)[0]

    def new(self, revision: str = "HEAD") -> list[str]:
        return [finding.code.id for finding in self.report(revision).new]


@pytest.fixture
def repository(school: Path) -> Repository:
    found = Repository(school)
    found.git("init", "--quiet", "--initial-branch", "main")
    found.commit()
    return found


@pytest.fixture
def faulty(repository: Repository) -> Repository:
    """The school with two faults in its last commit: a misspelt token, and a person who was not told."""
    repository.edit(GUIDE, "{{ school.phone }}", "{{ school.fone }}")
    repository.edit("data/people.yml", "told_on: 2026-01-06\n  ben", "told_on:\n  ben")
    repository.commit()
    return repository


def check(repository: Repository, *options: str) -> int:
    return main(["check", "--root", str(repository.root), "--as-of", f"{AS_OF}", *options])


# --- what is new -----------------------------------------------------------------------------------------------------


def test_what_was_there_before_stops_nothing_and_is_still_listed(faulty: Repository, capsys) -> None:
    assert check(faulty) == 1
    capsys.readouterr()
    assert check(faulty, "--since", "HEAD", "--gate", "advice") == 0
    said = capsys.readouterr().out
    assert "Already there before (HEAD):\n  data/people.yml:17: blocker[PUB002] " in said
    assert "\n  policy/documents/parent-guide.md:15: error[REF001] " in said
    assert said.endswith("Compared with “HEAD”; what was there before is not counted (2).\nNothing new found.\n")


def test_a_change_answers_for_what_it_adds(faulty: Repository, capsys) -> None:
    faulty.edit(PASSWORDS, "---\n\n", "---\n\n{{ dsl.nam }} is here. ")
    assert check(faulty, "--since", "HEAD") == 1
    said = capsys.readouterr().out
    assert said.startswith("policy/online-safety/passwords.md:")
    assert "error[REF001] “{{ dsl.nam }}” is not a token this book knows.\n" in said
    assert check(faulty, "--since", "HEAD~1") == 1


@pytest.mark.parametrize("revision", ["main", "HEAD", "first", "HEAD~1", "HEAD^", "@{0}"])
def test_a_revision_is_anything_that_names_a_commit(faulty: Repository, revision: str) -> None:
    faulty.git("tag", "first", "HEAD~1")
    assert len(faulty.new(revision)) == (2 if revision in ("first", "HEAD~1", "HEAD^") else 0)
    assert len(faulty.new(faulty.git("rev-parse", "--short", revision))) in (0, 2)


def test_a_finding_whose_lines_moved_is_the_same(faulty: Repository) -> None:
    apply(
        faulty.root,
        [
            {
                "file": GUIDE,
                "replace": "## What to do now\n",
                "with": '## What to do now\n\nRead this.\n{ #guide-read from="parents-may-ring" }\n',
            }
        ],
    )
    people = faulty.root / "data/people.yml"
    people.write_text("# A note\n\n" + people.read_text(encoding="utf-8"), encoding="utf-8")
    assert faulty.new() == []
    assert [(f.span.path, f.span.line) for f in faulty.report("HEAD").before] == [("data/people.yml", 19), (GUIDE, 18)]


def test_fewer_of_what_one_finding_counts_is_the_same(repository: Repository) -> None:
    """What counts all of its kind stands at the first of them, and says how many: both change with each that is done."""
    readings, helplines = (repository.root / f"data/{name}.yml" for name in ("readings", "helplines"))
    read, tried = readings.read_text(encoding="utf-8"), helplines.read_text(encoding="utf-8")
    readings.write_text(read.replace(", judgement: same, by: dsl, on: 2026-05-04}", "}"), encoding="utf-8")
    helplines.write_text(tried.replace("checked_on: 2026-01-10", "checked_on: 2024-01-10"), encoding="utf-8")
    told = {finding.code.id for finding in check_project(Sources(repository.root), AS_OF).report.findings}
    assert told == {"PIN010", "PUB007"}
    repository.commit()
    lines = read.splitlines(keepends=True)
    for item in ("guide-ring", "aup-private"):
        line = next(line for line in lines if line.startswith(f"  {item}: "))
        repository.edit("data/readings.yml", line.replace(", judgement: same, by: dsl, on: 2026-05-04}", "}"), line)
    first, once = tried.partition("checked_on: 2026-01-10")[::2]
    later = once.replace("checked_on: 2026-01-10", "checked_on: 2024-01-10")
    helplines.write_text(f"{first}checked_on: 2026-01-10{later}", encoding="utf-8")
    assert repository.new() == []
    assert {finding.code.id for finding in repository.report("HEAD").before} == told


def test_a_sentence_that_is_wrapped_anew_is_the_same(faulty: Repository) -> None:
    faulty.edit(GUIDE, "Ring us on {{ school.fone }}.", "Ring us\non\n{{ school.fone }}.")
    assert faulty.new() == []


def test_a_sentence_that_moved_to_another_file_is_the_same(repository: Repository) -> None:
    repository.edit(GUIDE, "Ring us on {{ school.phone }}.", "Ring us on this number: {{ school.fone }}.")
    repository.commit()
    repository.edit(GUIDE, "Ring us on this number: {{ school.fone }}.", "Ring us.")
    repository.edit(PASSWORDS, "---\n\n", "---\n\nRing us on this number: {{ school.fone }}.\n\n")
    assert repository.new() == ["REV009"]  # the sentence that stays behind says something else now


def test_a_renamed_file_keeps_its_findings(repository: Repository) -> None:
    repository.edit(GUIDE, "{{ school.phone }}", "{{ x }}")
    repository.commit()
    (repository.root / GUIDE).rename(repository.root / "policy/documents/guide.md")
    assert repository.new() == ["REV030"]  # a name is permanent: no review knows a document of this one


def test_of_three_equal_findings_where_two_stood_one_is_new(repository: Repository) -> None:
    sentence = '\n- Ring {{{{ school.fone }}}}.\n  {{ #guide-{} from="parents-may-ring" }}\n'
    apply(repository.root, [{"file": GUIDE, "append": sentence.format("one") + sentence.format("two")}])
    repository.commit()
    assert repository.new() == []
    apply(repository.root, [{"file": GUIDE, "append": sentence.format("three")}])
    assert repository.new() == ["REF001"]


def test_the_same_fault_in_another_entry_is_new(faulty: Repository) -> None:
    faulty.edit("data/people.yml", "told_on:\n  ben", "told_on: 2026-01-06\n  ben")
    faulty.edit("data/people.yml", "told_on: 2026-01-06\n  cy", "told_on:\n  cy")
    assert faulty.new() == ["PUB002"]


def test_a_missing_file_is_not_the_same_as_another_missing_file(repository: Repository) -> None:
    kept = (repository.root / "data/services.yml").read_bytes()
    (repository.root / "data/services.yml").unlink()
    repository.commit()
    (repository.root / "data/services.yml").write_bytes(kept)
    (repository.root / "data/guidance.yml").unlink()
    assert "FILE010" in repository.new()


def test_what_is_no_longer_waived_is_new(repository: Repository) -> None:
    repository.edit("data/people.yml", "told_on: 2026-01-06\n  ben", "told_on:\n  ben")
    waiver = (
        "waivers:\n  - rule: PUB002\n    subject: ada-holm\n    reason: She is on leave.\n"
        "    agreed_by: proprietor\n    agreed_on: 2026-05-20\n    expires: 2026-07-01\n"
    )
    none = (repository.root / "data/waivers.yml").read_text(encoding="utf-8")
    (repository.root / "data/waivers.yml").write_text(waiver, encoding="utf-8")
    repository.commit()
    assert repository.new() == []
    (repository.root / "data/waivers.yml").write_text(none, encoding="utf-8")
    assert repository.new() == ["PUB002"]
    repository.commit()
    (repository.root / "data/waivers.yml").write_text(waiver, encoding="utf-8")
    assert repository.new() == []


def test_both_are_judged_as_of_the_same_day(repository: Repository) -> None:
    assert check(repository, "--since", "HEAD", "--gate", "advice", "--as-of", "2030-01-01") == 0


# --- how it is said --------------------------------------------------------------------------------------------------


def test_github_annotates_only_what_is_new_and_its_summary_lists_both(faulty: Repository, capsys, monkeypatch) -> None:
    summary = faulty.root.parent / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    faulty.edit(PASSWORDS, "---\n\n", "---\n\n{{ dsl.nam }} is here. ")
    check(faulty, "--since", "HEAD", "--format", "github")
    commands = [line for line in capsys.readouterr().out.splitlines() if line.startswith("::")]
    assert commands
    assert all("passwords.md" in command for command in commands)
    new, _, before = summary.read_text(encoding="utf-8").partition("### Already there before (HEAD)")
    assert "dsl.nam" in new
    assert "school.fone" not in new
    assert "school.fone" in before


def test_json_and_sarif_say_which_is_new(faulty: Repository, capsys) -> None:
    faulty.edit(PASSWORDS, "---\n\n", "---\n\n{{ dsl.nam }} is here. ")
    check(faulty, "--since", "HEAD", "--format", "json")
    data = json.loads(capsys.readouterr().out)
    commit = faulty.git("rev-parse", "HEAD")
    assert data["since"] == {"revision": "HEAD", "commit": commit, "had_policy": True}
    assert data["counts"]["before"] == 2
    assert {f["code"]: f["state"] for f in data["findings"] if f["path"] != PASSWORDS} == {
        "PUB002": "unchanged",
        "REF001": "unchanged",
    }
    check(faulty, "--since", "HEAD", "--format", "sarif")
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert {result["baselineState"] for result in run["results"]} == {"new", "unchanged"}


def test_without_it_no_format_speaks_of_before(school: Path, capsys) -> None:
    for form in ("text", "json", "sarif", "github"):
        main(["check", "--root", str(school), "--as-of", f"{AS_OF}", "--format", form])
    said = capsys.readouterr().out
    assert not any(word in said for word in ("before (", "baselineState", '"state"', '"since"'))


def test_before_there_was_any_policy_everything_is_new_and_it_is_said(repository: Repository, capsys) -> None:
    repository.git("checkout", "--quiet", "--orphan", "empty")
    repository.git("rm", "-r", "--quiet", "--cached", ".")
    repository.git("commit", "--quiet", "--allow-empty", "--message", "Nothing yet")
    repository.edit(GUIDE, "{{ school.phone }}", "{{ school.fone }}")
    assert check(repository, "--since", "empty") == 1
    assert "“empty” has no policy/ folder, so everything counts as new." in capsys.readouterr().out


# --- what cannot be read ---------------------------------------------------------------------------------------------


def refused(repository: Repository, capsys, revision: str) -> str:
    capsys.readouterr()
    assert check(repository, f"--since={revision}") == 2
    told = capsys.readouterr()
    assert told.out == ""
    return told.err


@pytest.mark.parametrize("revision", ["-x", "--output=x", "--upload-pack=touch x", "", "a\nb", "main\x1b[31m"])
def test_a_revision_never_becomes_an_option(repository: Repository, capsys, revision: str) -> None:
    said = refused(repository, capsys, revision)
    assert "cannot be the name of a revision" in said
    assert "\x1b" not in said


@pytest.mark.parametrize("revision", ["no such thing", "$(touch x)", "main:policy", "main..HEAD", "HEAD~99", "nope"])
def test_an_unknown_revision_is_named(repository: Repository, capsys, revision: str) -> None:
    said = refused(repository, capsys, revision)
    assert f"“{revision}”" in said
    assert not (repository.root / "x").exists()


def test_a_shallow_clone_is_told_the_exact_command(faulty: Repository, tmp_path: Path, capsys) -> None:
    clone = Repository(tmp_path / "clone")
    faulty.git("branch", "work")
    source = faulty.root.resolve().as_uri()
    faulty.git("clone", "--quiet", "--depth", "1", "--branch", "work", source, str(clone.root))
    assert refused(clone, capsys, "HEAD~1").rstrip().endswith("Type: git fetch --unshallow")
    for name in ("main", "origin/main"):
        said = refused(clone, capsys, name)
        assert "Type: git fetch --depth=1 origin main\nThen type --since FETCH_HEAD" in said
    clone.git("fetch", "--quiet", "--depth=1", "origin", "main")
    assert check(clone, "--since", "FETCH_HEAD") == 0
    clone.git("fetch", "--quiet", "--unshallow")
    assert clone.new("HEAD~1") == ["PUB002", "REF001"]


def test_outside_a_repository_that_is_said(school: Path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(school.parent))
    assert "is not in a git repository" in refused(Repository(school), capsys, "HEAD")


def test_without_git_that_is_said(repository: Repository, capsys, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(repository.root))
    assert "git is not installed" in refused(repository, capsys, "HEAD")


# --- reading another tree is safe ------------------------------------------------------------------------------------


def test_nothing_in_the_working_tree_is_touched_and_no_hook_runs(faulty: Repository) -> None:
    hooks = faulty.root / ".git/hooks"
    for name in ("post-checkout", "reference-transaction", "post-index-change", "pre-auto-gc"):
        (hooks / name).write_text("#!/bin/sh\ntouch hooked\n", encoding="utf-8")
        (hooks / name).chmod(0o755)
    faulty.git("config", "core.fsmonitor", "touch hooked; false")
    faulty.edit(GUIDE, "Ring us on", "Ring us at once on")
    (faulty.root / "data/note.txt").write_text("not in git", encoding="utf-8")

    def state() -> list[tuple[str, int]]:
        files = [file for file in faulty.root.rglob("*") if file.is_file()]
        return sorted((str(file), file.stat().st_mtime_ns) for file in files)

    before = state()
    faulty.report("HEAD~1")
    assert state() == before


def test_a_project_in_a_folder_of_a_repository_is_read_from_there(tmp_path: Path) -> None:
    inner = Path(shutil.copytree(SCHOOL, tmp_path / "all/of it/schoöl"))
    outer = Repository(tmp_path / "all")
    outer.git("init", "--quiet", "--initial-branch", "main")
    outer.commit()
    inside = Repository(inner)
    assert inside.new() == []
    inside.edit(GUIDE, "{{ school.phone }}", "{{ school.fone }}")
    assert inside.new() == ["REF001"]


def test_a_hook_of_another_repository_does_not_lead_astray(repository: Repository, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    assert repository.new() == []


@pytest.mark.skipif(os.name == "nt", reason="making a link there needs rights that few have")
def test_a_link_is_not_followed_and_is_the_same_in_both(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/hidden.md").write_text("Secret", encoding="utf-8")
    (repository.root / "policy/documents/hidden.md").symlink_to(tmp_path / "secret/hidden.md")
    (repository.root / "policy/linked").symlink_to(tmp_path / "secret")
    repository.commit()
    assert {f.code.id for f in repository.report("HEAD").before} == {"FILE004"}
    assert repository.new() == []


@pytest.mark.parametrize("name", ["..", ".git", "."])
def test_a_forged_tree_writes_nothing_outside(repository: Repository, tmp_path: Path, name: str) -> None:
    assert git.is_safe(f"policy/{name}/out.md") is (name == ".git")
    blob = repository.git("hash-object", "-w", "--stdin", given="out")
    inner = repository.git("mktree", given=f"100644 blob {blob}\tescaped.md\n")
    raw = b"40000 " + name.encode() + b"\0" + bytes.fromhex(inner)
    line = ["git", "hash-object", "-t", "tree", "-w", "--stdin", "--literally"]
    forged = subprocess.run(line, cwd=repository.root, input=raw, capture_output=True, check=True).stdout.decode()
    top = repository.git("mktree", given=f"040000 tree {forged.strip()}\tpolicy\n")
    commit = repository.git("commit-tree", top, "-m", "forged")
    repository.report(commit)
    assert not list(tmp_path.rglob("escaped.md"))


def test_a_file_that_is_too_large_is_so_in_both(repository: Repository) -> None:
    (repository.root / "data/services.yml").write_text("# " + "x" * 1_100_000, encoding="utf-8")
    repository.commit()
    assert [f.code.id for f in repository.report("HEAD").before] == [
        f.code.id for f in check_project(Sources(repository.root), AS_OF).report.findings
    ]
    assert repository.new() == []


def test_a_proposal_is_compared_with_what_it_would_be_merged_into(faulty: Repository, tmp_path: Path, capsys) -> None:
    """A clone of two commits deep of the merge that GitHub made for the proposal is enough; the workflow has all of them."""
    workflow = (PROJECT / ".github/workflows/check.yml").read_text(encoding="utf-8")
    assert workflow.count("fetch-depth: 0 ") == workflow.count("fetch-depth:")
    assert "--since HEAD^1\n" in workflow
    faulty.git("checkout", "--quiet", "-b", "proposal", "HEAD~1")
    faulty.edit("data/school.yml", "county:", "countie:")
    faulty.commit()
    faulty.git("checkout", "--quiet", "-b", "merged", "main")
    faulty.git("merge", "--quiet", "--no-ff", "--message", "As GitHub merges it", "proposal")
    clone = Repository(tmp_path / "clone")
    source = faulty.root.resolve().as_uri()
    faulty.git("clone", "--quiet", "--depth", "2", "--branch", "merged", source, str(clone.root))
    assert check(clone, "--since", "HEAD^1") == 1
    assert clone.new("HEAD^1") == ["YAML005", "REV009"]  # the fault that held the second back cannot be judged now
    clone.edit("data/school.yml", "countie:", "county:")
    assert check(clone, "--since", "HEAD^1", "--gate", "advice") == 0


# --- what makes a proposal red ---------------------------------------------------------------------------------------


def test_a_clause_reworded_beside_a_sentence_that_restates_it_is_red(repository: Repository, capsys) -> None:
    repository.edit(PASSWORDS, "**private**.", "**secret**.")
    assert check(repository, "--since", "HEAD") == 1
    said = capsys.readouterr().out
    assert "This change fails: readers would see what is not true, or nothing could be published (REV009)." in said
    assert check(repository, "--since", "HEAD", "--format", "github") == 1
    commands = [line for line in capsys.readouterr().out.splitlines() if line.startswith("::")]
    assert [line.split()[0] for line in commands if "REV009" in line] == ["::error"]  # it tells of the sentence, too
    repository.commit()
    assert check(repository, "--since", "HEAD") == 0  # what was there before is another proposal's


TRUE = {
    "somebody leaves": ("data/people.yml", "from: 2018-01-01\n    until:", "from: 2018-01-01\n    until: 2026-05-31"),
    "nobody knows": ("data/people.yml", "trained_on: 2025-03-03", "trained_on:"),
    "overdue": ("data/reviews/2025-09.yml", "next_review: 2026-09", "next_review: 2026-05"),
    "a service closed": (
        "data/helplines.yml",
        "    audience: [parents]",
        "    superseded_by: new-advice\n    audience: [parents]",
    ),
}


@pytest.mark.parametrize("edit", TRUE.values(), ids=TRUE)
def test_whoever_records_the_truth_is_never_red(repository: Repository, edit: tuple[str, str, str], capsys) -> None:
    repository.edit(*edit)
    assert check(repository, "--since", "HEAD") == 0
    assert "This change fails" not in capsys.readouterr().out
    assert repository.new()  # it is found, and stops nothing here


FALSE = {
    "PUB009": ("data/school.yml", "01632 960123", "01632 9601"),
    "TXT003": (PASSWORDS, "---\n\n", "---\n\nRing 01632 960999 about it. "),
    "TXT008": (PASSWORDS, "---\n\n", "---\n\n[insert name] leads on this. "),
    "DSL016": (PASSWORDS, "---\n\n", "---\n\nBen Oak leads on this. "),
}


@pytest.mark.parametrize(("code", "edit"), FALSE.items())
def test_whoever_types_what_is_not_true_is_red(repository: Repository, code: str, edit: tuple[str, str, str]) -> None:
    repository.edit(*edit)
    assert code in repository.new()
    assert check(repository, "--since", "HEAD") == 1
