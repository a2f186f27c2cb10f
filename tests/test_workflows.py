"""The workflows on GitHub: what starts them, what they may do, and when the tests of the program run."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import AS_OF, PROJECT, SCHOOL
from github_conditions import decides
from policybook.commands.command_line import main
from policybook.commands.options import ADDRESS_VARIABLE

FOLDER = PROJECT / ".github/workflows"
WORKFLOWS = {
    file.name: yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - it makes nothing but text
    for file in sorted(FOLDER.glob("*.y*ml"))
}
TESTS_RUN = "steps.look.outputs.only_content != 'true'"


def steps() -> Iterator[dict[str, Any]]:
    for workflow in WORKFLOWS.values():
        for job in workflow["jobs"].values():
            yield from job.get("steps", ())


# --- what starts them, and what they may do --------------------------------------------------------------------------


def test_a_schedule_has_a_file_to_itself() -> None:
    """GitHub disables the whole file after sixty quiet days, with everything else that would start it."""
    scheduled = {name for name, workflow in WORKFLOWS.items() if "schedule" in workflow["on"]}
    assert scheduled == {"watch.yml", "weekly.yml"}
    assert WORKFLOWS["watch.yml"]["on"].keys() == {"schedule"}
    assert WORKFLOWS["weekly.yml"]["on"].keys() == {"schedule", "workflow_dispatch"}, "nothing waits for it"


def test_publishing_starts_by_a_change_by_hand_and_on_every_weekday() -> None:
    assert WORKFLOWS["watch.yml"]["on"]["schedule"] == [{"cron": "17 5 * * 1-5"}]
    assert WORKFLOWS["publish.yml"]["on"] == {
        "push": {"branches": ["main"]},
        "workflow_call": "",
        "workflow_dispatch": "",
    }
    job = WORKFLOWS["watch.yml"]["jobs"]["publish"]
    assert job["uses"] == "./.github/workflows/publish.yml"
    assert "secrets" not in job
    # A group that is the caller's as well would wait for itself.
    assert "concurrency" not in WORKFLOWS["watch.yml"]
    assert WORKFLOWS["publish.yml"]["concurrency"] == {"group": "publish", "cancel-in-progress": "false"}


def test_whoever_calls_gives_just_what_the_jobs_need() -> None:
    needed: dict[str, str] = {}
    for job in WORKFLOWS["publish.yml"]["jobs"].values():
        needed |= {right: share for right, share in job["permissions"].items() if needed.get(right) != "write"}
    assert WORKFLOWS["watch.yml"]["jobs"]["publish"]["permissions"] == needed
    assert needed == {"contents": "read", "pages": "write", "id-token": "write", "actions": "write"}


def test_only_the_job_that_deploys_may_write_and_it_runs_no_code_of_ours() -> None:
    writing = []
    for name, workflow in WORKFLOWS.items():
        assert workflow["permissions"] in ({}, {"contents": "read"}), name
        assert "pull_request_target" not in workflow["on"]
        writing += [job for job in workflow["jobs"].values() if "write" in job.get("permissions", {}).values()]
    comment, deploy, watch, release, tell = [job for job in writing if "steps" in job]
    assert comment == WORKFLOWS["check.yml"]["jobs"]["comment"]
    assert comment["permissions"] == {"pull-requests": "write"}
    assert "head.repo.full_name == github.repository" in comment["if"], "a fork writes nothing"
    assert deploy == WORKFLOWS["publish.yml"]["jobs"]["deploy"]
    assert [step["uses"].partition("@")[0] for step in deploy["steps"]] == ["actions/deploy-pages"]
    assert watch == WORKFLOWS["publish.yml"]["jobs"]["watch"]
    assert watch["permissions"] == {"actions": "write"}
    assert tell == WORKFLOWS["watch.yml"]["jobs"]["tell"]
    assert tell["permissions"] == {"issues": "write"}
    assert release == WORKFLOWS["release.yml"]["jobs"]["publish"]
    assert release["permissions"] == {"actions": "read", "contents": "write"}
    for job in (comment, watch, release, tell):
        assert [step.keys() & {"uses"} for step in job["steps"]] == [set()], "it checks nothing out"
        assert "scripts/" not in job["steps"][0]["run"]


def test_every_action_is_pinned_by_its_commit_and_no_checkout_keeps_a_token() -> None:
    used = [step for step in steps() if "uses" in step]
    assert len(used) >= 7
    for step in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+(?:/[\w-]+)?@[0-9a-f]{40}", step["uses"]), step["uses"]
        if step["uses"].startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false"


def test_nothing_that_somebody_else_typed_is_put_into_a_script() -> None:
    assert [step["run"] for step in steps() if "${{" in step.get("run", "")] == []


def test_what_runs_weekly_is_there_and_may_only_read() -> None:
    weekly = WORKFLOWS["weekly.yml"]
    assert weekly["permissions"] == {"contents": "read"}
    (job,) = weekly["jobs"].values()
    assert "permissions" not in job
    lines = [one["run"] for one in job["strategy"]["matrix"]["include"]]
    assert [line for line in lines if re.search(r"pip install (?!.*--require-hashes)", line)] == []
    named = {PROJECT / word for line in lines for word in line.split() if word.startswith(("scripts/", "tests/"))}
    assert len(named) >= 5
    assert [file for file in named if not file.is_file()] == []
    assert job["steps"][-1]["env"]["RUN"] == "${{ matrix.run }}"
    assert job["steps"][-1]["shell"] == "bash", (
        "without its name it runs without pipefail, and tee would hide a failure"
    )


@pytest.mark.parametrize(
    ("repository", "uploads"),
    [({"private": True}, True), ({"private": False}, False), ({}, False), (None, False)],
    ids=["private", "public", "nobody says", "no repository"],
)
def test_the_leaderships_folder_is_uploaded_from_a_private_project_only(repository: object, *, uploads: bool) -> None:
    """GitHub puts what it says of a repository into ``github.event``; where it says nothing, nothing is uploaded."""
    told = {"github": {"event_name": "pull_request", "event": {"repository": repository}}}
    every = [step for step in steps() if "upload" in step.get("uses", "")]
    inside = [step for step in every if "internal" in str(step["with"]["path"])]
    assert [step["with"]["path"] for step in inside] == ["internal"]
    assert [decides(step.get("if"), told) for step in inside] == [uploads]
    assert {step["with"]["path"] for step in every} - {"internal"} == {"site", "release"}
    assert not decides(inside[0]["if"], told, status="failure")


@pytest.mark.parametrize(
    ("event", "starts"),
    [("push", True), ("workflow_dispatch", True), ("schedule", False)],
)
def test_each_publication_by_people_switches_the_watch_on_again(event: str, *, starts: bool) -> None:
    job = WORKFLOWS["publish.yml"]["jobs"]["watch"]
    assert decides(job["if"], {"github": {"event_name": event}}) is starts
    assert not decides(job["if"], {"github": {"event_name": "push"}}, status="failure"), "nothing was published"
    assert job["needs"] == "deploy"


@pytest.mark.parametrize("answers", [0, 1], ids=["it may", "it may not"])
def test_the_watch_and_what_is_weekly_are_switched_on_and_a_refusal_is_told(tmp_path: Path, answers: int) -> None:
    (step,) = WORKFLOWS["publish.yml"]["jobs"]["watch"]["steps"]
    (tmp_path / "gh").write_text(f'#!/usr/bin/env bash\necho "$*" >> "$HUB/asked"\nexit {answers}\n', encoding="utf-8")
    (tmp_path / "gh").chmod(0o755)
    told = {"HUB": str(tmp_path), "REPOSITORY": "a/b", "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    line = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    done = subprocess.run(line, env={**os.environ, **told}, capture_output=True, text=True, check=True)
    asked = (tmp_path / "asked").read_text(encoding="utf-8").splitlines()
    scheduled = ("watch.yml", "weekly.yml")
    assert asked == [f"api --method PUT repos/a/b/actions/workflows/{name}/enable" for name in scheduled]
    assert done.stdout.count("::warning") == bool(answers), "no book but the program's own has weekly.yml"
    assert [name for name in scheduled if not (FOLDER / name).is_file()] == []


@pytest.mark.parametrize(
    ("head", "text", "status", "writes"),
    [
        ("a/b", "words", "success", True),
        ("a/b", "words", "failure", True),
        ("a/b", "words", "cancelled", False),
        ("a/b", "", "failure", False),
        ("fork/b", "words", "success", False),
        (None, "words", "success", False),
    ],
)
def test_the_comment_is_written_on_our_own_proposals_red_or_green(
    head: str | None, text: str, status: str, *, writes: bool
) -> None:
    event = {"pull_request": {"head": {"repo": {"full_name": head} if head else None}}}
    told = {
        "github": {"event_name": "pull_request", "repository": "a/b", "event": event},
        "needs": {"policy": {"outputs": {"impact": text}}},
    }
    assert decides(WORKFLOWS["check.yml"]["jobs"]["comment"]["if"], told, status=status) is writes


def test_the_address_comes_from_where_the_site_is_served() -> None:
    publish, watch = WORKFLOWS["publish.yml"]["jobs"]["build"], WORKFLOWS["watch.yml"]["jobs"]["look"]
    for job in (publish, watch):
        assert job["permissions"]["pages"] == "read"
        asked = [step for step in job["steps"] if step.get("uses", "").startswith("actions/configure-pages@")]
        told = [step for step in job["steps"] if "env" in step]
        assert [step["id"] for step in asked] == ["pages"]
        assert [step["env"] for step in told] == [{ADDRESS_VARIABLE: "${{ steps.pages.outputs.base_url }}"}]
        assert job["steps"].index(asked[0]) < job["steps"].index(told[0])
    assert publish["steps"][-2]["run"] == "python3 scripts/build.py --holding"


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"repository": {"private": False}}, "PUB080"),
        ({"repository": {"private": True}}, ""),
        ({"repository": {"private": "yes"}}, ""),
        ({"repository": {}}, ""),
        ({}, ""),
        ([], ""),
        (None, ""),
    ],
    ids=["public", "private", "strange", "nothing of it", "no repository", "no event", "no file"],
)
def test_the_check_compares_what_github_says_of_the_project_with_what_is_recorded(
    event: object, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if event is not None:
        (tmp_path / "event.json").write_text(json.dumps(event), encoding="utf-8")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(tmp_path / "event.json"))
    assert main(["check", "--root", str(SCHOOL), "--as-of", f"{AS_OF}", "--format", "json"]) == 0
    found = [finding["code"] for finding in json.loads(capsys.readouterr().out)["findings"]]
    assert found == ([code] if code else [])


GH = """#!/usr/bin/env bash
# Stands in for GitHub's own command: one issue in a file, and a list of what was asked.
set -eu
echo "$1 $2 ${3-}" >> "$HUB/asked"
case "$1 $2" in
  "issue list") if [ -f "$HUB/issue.md" ]; then echo "7 $(cat "$HUB/state")"; fi ;;
  "issue view") cat "$HUB/issue.md" ;;
  "issue create") cp "${@: -1}" "$HUB/issue.md"; echo OPEN > "$HUB/state" ;;
  "issue close") echo CLOSED > "$HUB/state" ;;
  "issue reopen") echo OPEN > "$HUB/state" ;;
  "issue edit") cp "${@: -1}" "$HUB/issue.md" ;;
  "issue comment") ;;
  *) exit 9 ;;
esac
"""


class Hub:
    """One issue on this machine, kept by the very script of the workflow, with a command that stands in for GitHub's."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.work = folder / "hub", folder / "work"
        self.folder.mkdir()
        self.work.mkdir()
        (folder / "gh").write_text(GH, encoding="utf-8")
        (folder / "gh").chmod(0o755)
        self.path = f"{folder}:{os.environ['PATH']}"
        (self.step,) = WORKFLOWS["watch.yml"]["jobs"]["tell"]["steps"]

    def told(self, text: str) -> list[str]:
        """What is asked of GitHub on a day with this text."""
        (self.folder / "asked").write_text("", encoding="utf-8")
        told = {"HUB": str(self.folder), "TEXT": text, "PATH": self.path}
        line = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", self.step["run"]]
        done = subprocess.run(
            line, cwd=self.work, env={**os.environ, **told}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return [line.split()[1] for line in (self.folder / "asked").read_text(encoding="utf-8").splitlines()]

    @property
    def issue(self) -> str:
        return (self.folder / "issue.md").read_text(encoding="utf-8")


def test_the_issue_is_opened_once_updated_closed_and_commented_only_when_something_is_newly_due(tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    day = hub.told
    assert day("Nothing\n<!-- due: nothing -->") == ["list"]
    assert day("One $(touch oops) thing `touch oops`\n<!-- due: REV005 -->") == ["list", "create"]
    assert day("One $(touch oops) thing `touch oops`\n<!-- due: REV005 -->") == ["list", "view"]
    assert day("Another count of days\n<!-- due: REV005 -->") == ["list", "view", "edit"]
    assert day("More\n<!-- due: DSL011 REV005 -->") == ["list", "view", "edit", "comment"]
    assert day("Less\n<!-- due: DSL011 -->") == ["list", "view", "edit"]
    assert day("Nothing\n<!-- due: nothing -->") == ["list", "view", "edit", "close"]
    assert day("Nothing\n<!-- due: nothing -->") == ["list", "view"]
    assert day("Again\n<!-- due: DSL011 -->") == ["list", "view", "edit", "comment", "reopen"]
    assert not (hub.work / "oops").exists()


def test_a_proposal_has_one_comment_that_is_kept_up_to_date(tmp_path: Path) -> None:
    """The very script of the workflow; the command that stands in answers as GitHub would."""
    (step,) = WORKFLOWS["check.yml"]["jobs"]["comment"]["steps"]
    gh = '#!/usr/bin/env bash\necho "$*" >> "$HUB/asked"\nif [ "$2" = --paginate ] && [ -f "$HUB/id" ]; then cat "$HUB/id"; fi\n'
    (tmp_path / "gh").write_text(gh, encoding="utf-8")
    (tmp_path / "gh").chmod(0o755)

    def push(text: str) -> list[str]:
        (tmp_path / "asked").write_text("", encoding="utf-8")
        told = {"HUB": str(tmp_path), "TEXT": text, "REPOSITORY": "a/b", "NUMBER": "3"}
        env = {**os.environ, **told, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
        line = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        subprocess.run(line, cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
        return (tmp_path / "asked").read_text(encoding="utf-8").splitlines()

    assert "--method POST repos/a/b/issues/3/comments --field body=@comment.md" in push("$(touch oops) `touch oops`")[1]
    (tmp_path / "id").write_text("77\n", encoding="utf-8")
    assert "--method PATCH repos/a/b/issues/comments/77 --field body=@comment.md" in push("again")[1]
    assert (tmp_path / "comment.md").read_text(encoding="utf-8") == "<!-- what this proposal does -->\nagain\n"
    assert not (tmp_path / "oops").exists()


# --- when the tests of the program run -------------------------------------------------------------------------------


def test_a_release_is_of_a_commit_that_main_has_and_has_its_number(tmp_path: Path) -> None:
    """The very script of the workflow, in a repository with its main."""
    assert WORKFLOWS["release.yml"]["on"] == {"push": {"tags": ["v*"]}}
    (step,) = [
        step for step in WORKFLOWS["release.yml"]["jobs"]["make"]["steps"] if step.get("name") == "Look at the tag"
    ]
    pushed = Pushed(tmp_path / "book")
    pushed.commit(**{"pyproject.toml": '[project]\nversion = "2.1.0" # as elsewhere\n'})
    pushed.git("update-ref", "refs/remotes/origin/main", "HEAD")

    def look(tag: str) -> tuple[int, str]:
        line = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        env = {**os.environ, "GITHUB_REF_NAME": tag}
        done = subprocess.run(line, cwd=pushed.root, env=env, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    assert look("v2.1.0") == (0, "")
    assert look("v2.1") == (1, "::error title=Another number::The tag is v2.1, and pyproject.toml has 2.1.0.\n")
    pushed.commit(**{"a.txt": "elsewhere"})
    assert look("v2.1.0") == (1, "::error title=Not on main::Merge the commit first, then give it the tag.\n")


def test_a_release_has_only_files_that_are_as_they_were_made(tmp_path: Path) -> None:
    (step,) = WORKFLOWS["release.yml"]["jobs"]["publish"]["steps"]
    gh = '#!/usr/bin/env bash\necho "$*" >> "$HUB/asked"\nif [ "$1" = run ]; then cp -r "$HUB/made" release; fi\n'
    (tmp_path / "gh").write_text(gh, encoding="utf-8")
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "made").mkdir()
    (tmp_path / "made/a.whl").write_bytes(b"wheel")
    (tmp_path / "made/sha256sums.txt").write_text(f"{hashlib.sha256(b'wheel').hexdigest()}  a.whl\n", encoding="utf-8")

    def publish(name: str) -> list[str]:
        (tmp_path / name).mkdir()
        told = {"HUB": str(tmp_path), "RUN": "7", "TAG": "v2.1.0", "PATH": f"{tmp_path}:{os.environ['PATH']}"}
        line = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        subprocess.run(line, cwd=tmp_path / name, env={**os.environ, **told}, capture_output=True, check=False)
        return (tmp_path / "asked").read_text(encoding="utf-8").splitlines()

    assert publish("whole")[1].startswith("release create v2.1.0 --verify-tag")
    assert publish("whole-again")[-1].endswith("release/a.whl release/sha256sums.txt")
    (tmp_path / "made/a.whl").write_bytes(b"another")
    assert publish("changed")[-1] == "run download 7 --name release --dir release"


class Pushed:
    """A repository with the script that decides, and what GitHub says of the last push or proposal."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / ".ci").mkdir(parents=True)
        shutil.copy(PROJECT / ".ci/only-content-changed", root / ".ci")
        self.git("init", "--quiet", "--initial-branch", "main")
        for path in ("policy/a/b.md", "data/school.yml", "data/schema/school.json", "hooks/a.py", "README.md"):
            self.write(path, f"This is {path}.\n" * 9)
        self.first = self.commit()

    def git(self, *words: str) -> str:
        env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        env |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        line = ["git", "-c", "user.name=Sam Sample", "-c", "user.email=sam@sample.example", *words]
        return subprocess.run(line, cwd=self.root, env=env, capture_output=True, text=True, check=True).stdout.strip()

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def commit(self, **files: str) -> str:
        for path, text in files.items():
            self.write(path, text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "A change")
        return self.git("rev-parse", "HEAD")

    def tests_run(self, before: str) -> bool:
        """Whether the tests would run, by the very step of the workflow."""
        (look,) = [step for step in steps() if step.get("id") == "look"]
        output, summary = self.root.parent / "output", self.root.parent / "summary"
        output.write_text("", encoding="utf-8")
        summary.write_text("", encoding="utf-8")
        told = {"BEFORE": before, "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
        line = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", look["run"]]
        done = subprocess.run(line, cwd=self.root, env={**os.environ, **told}, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr  # the job succeeds in either case
        only_content = output.read_text(encoding="utf-8") == "only_content=true\n"
        assert ("unchanged" in summary.read_text(encoding="utf-8")) == only_content
        return not only_content


@pytest.fixture
def pushed(tmp_path: Path) -> Pushed:
    return Pushed(tmp_path / "repository")


CONTENT = {"policy/a/b.md": "New.", "data/reviews/2026-06.yml": "New."}


def test_a_change_of_content_is_answered_without_them(pushed: Pushed) -> None:
    pushed.commit(**CONTENT)
    assert not pushed.tests_run(pushed.first)


def test_a_commit_without_any_change_is_answered_without_them(pushed: Pushed) -> None:
    pushed.commit()
    assert not pushed.tests_run(pushed.first)


@pytest.mark.parametrize(
    "path",
    [
        "hooks/a.py",
        "README.md",
        "data/schema/school.json",
        "policy.py",
        "hooks/policy/a.md",
        "database/a.yml",
        ".ci/only-content-changed",
    ],
)
def test_any_other_change_runs_them(pushed: Pushed, path: str) -> None:
    pushed.commit(**CONTENT, **{path: "exit 1\n"})
    assert pushed.tests_run(pushed.first)


@pytest.mark.parametrize(("old", "new"), [("hooks/a.py", "policy/a/a.py"), ("policy/a/b.md", "hooks/b.md")])
def test_a_file_that_moves_between_program_and_content_runs_them(pushed: Pushed, old: str, new: str) -> None:
    (pushed.root / old).rename(pushed.root / new)
    pushed.commit()
    assert pushed.tests_run(pushed.first)


def test_a_program_that_is_deleted_runs_them(pushed: Pushed) -> None:
    (pushed.root / "hooks/a.py").unlink()
    pushed.commit()
    assert pushed.tests_run(pushed.first)


def test_a_push_of_many_commits_is_looked_at_as_a_whole(pushed: Pushed) -> None:
    program = pushed.commit(**{"hooks/a.py": "New."})
    pushed.commit(**CONTENT)
    assert pushed.tests_run(pushed.first)
    assert not pushed.tests_run(program)


def test_of_a_proposal_only_what_it_adds_counts(pushed: Pushed) -> None:
    """HEAD is the merge that GitHub made; meanwhile the program has changed on main, and was tested there."""
    pushed.git("checkout", "--quiet", "-b", "proposal")
    pushed.commit(**CONTENT)
    pushed.git("checkout", "--quiet", "main")
    pushed.commit(**{"hooks/a.py": "New."})
    pushed.git("merge", "--quiet", "--no-ff", "--message", "As GitHub merges it", "proposal")
    assert not pushed.tests_run("HEAD^1")
    pushed.git("checkout", "--quiet", "proposal")
    pushed.commit(**{"hooks/b.py": "New."})
    pushed.git("checkout", "--quiet", "main")
    pushed.git("merge", "--quiet", "--no-ff", "--message", "As GitHub merges it", "proposal")
    assert pushed.tests_run("HEAD^1")


def test_a_merge_of_a_proposal_is_compared_with_main_before_it(pushed: Pushed) -> None:
    pushed.git("checkout", "--quiet", "-b", "proposal")
    pushed.commit(**CONTENT)
    pushed.git("checkout", "--quiet", "main")
    before = pushed.commit(**{"hooks/a.py": "New."})
    pushed.git("merge", "--quiet", "--no-ff", "--message", "Merge", "proposal")
    assert not pushed.tests_run(before)


def test_a_forced_push_is_compared_with_what_was_there(pushed: Pushed) -> None:
    gone = pushed.commit(**{"hooks/a.py": "New."})
    pushed.git("reset", "--quiet", "--hard", pushed.first)
    pushed.commit(**CONTENT)
    assert pushed.tests_run(gone)


@pytest.mark.parametrize("before", ["0" * 40, "f" * 40, "", "HEAD:policy", "--quiet", "no-such-branch"])
def test_where_nobody_can_tell_they_run(pushed: Pushed, before: str) -> None:
    pushed.commit(**CONTENT)
    assert pushed.tests_run(before)


def test_outside_a_repository_they_run(pushed: Pushed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(pushed.root.parent))
    shutil.rmtree(pushed.root / ".git")
    assert pushed.tests_run("HEAD^1")


def test_a_clone_that_lacks_the_commit_before_runs_them(pushed: Pushed, tmp_path: Path) -> None:
    """As where somebody makes the clone of the workflow shallow again."""
    pushed.commit(**CONTENT)
    pushed.git("clone", "--quiet", "--depth", "1", pushed.root.as_uri(), str(tmp_path / "clone"))
    shallow = Pushed.__new__(Pushed)
    shallow.root = tmp_path / "clone"
    assert shallow.tests_run(pushed.first)


def test_the_job_itself_always_runs_and_both_its_steps_ask_the_same() -> None:
    """A required check that is left out by `paths:` or by an `if` of the job would be waited for without end."""
    check = WORKFLOWS["check.yml"]
    assert check["on"] == {"pull_request": "", "push": {"branches": ["main"]}}
    program = check["jobs"]["program"]
    assert "if" not in program
    assert program["steps"][0]["with"]["fetch-depth"] == "0"
    assert [step.get("if") for step in program["steps"]] == [None, None, TESTS_RUN, TESTS_RUN]
    assert program["steps"][-1]["run"] == "python3 scripts/test.py"


def test_every_push_to_main_is_answered() -> None:
    """A push whose tests are cut short by the next one would leave its program untested, where that changes content only."""
    assert WORKFLOWS["check.yml"]["concurrency"]["group"] == (
        "check-${{ github.event_name == 'pull_request' && github.ref || github.run_id }}"
    )
