"""The build as a person runs it: what is written, what stops it, and that the last good site always stays."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from browsing import PAGES
from building import build, built, command, digests, link_files, texts
from case_files import apply
from conftest import AS_OF, PROJECT, SCHOOL, shared_pdfs
from policybook.rules import ALL_CODES
from policybook.source.kept_files import CACHE
from test_children import is_running

PDFS = {
    *("online-safety-policy.pdf", "staff-aup.pdf", "parent-guide.pdf", "annual-review-checklist.pdf"),
    *("help-card.pdf", "help-poster.pdf"),
}
NEXT_DAY = "2026-06-02"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of Hollybank School, made with the sheets of its review."""
    root = tmp_path_factory.mktemp("built") / "school"
    shutil.copytree(SCHOOL, root)
    return built(root, "--sheets", fresh=True)  # test_golden.py measures the same in its own process


@pytest.fixture
def last_good(site: Path, tmp_path: Path) -> Path:
    """A school with a site that was built before; a copy that a test may break."""
    shutil.copytree(site.parent, tmp_path / "school")
    return tmp_path / "school"


def breaking(root: Path) -> None:
    apply(root, [{"file": "data/people.yml", "replace": "trained_on: 2025-03-03", "with": "trained_on: 2026-13-01"}])


def test_everything_is_written(site: Path) -> None:
    written = digests(site)
    assert written.keys() >= set(PAGES)
    assert {f"downloads/{name}" for name in PDFS} == {name for name in written if name.endswith(".pdf")}
    assert {
        "search/checklist.js",
        "search/policies.js",
        "search/readers.js",
        "search/words.js",
        "build.json",
        "assets/search.js",
        "assets/icon.svg",
    } <= written.keys()
    assert not [name for name in written if name.startswith("search/") and name.endswith(".json")]


def sheets(root: Path) -> list[str]:
    return sorted(file.stem.removeprefix("review-sheet-") for file in (root / "internal").glob("review-sheet-*.pdf"))


def test_each_role_has_a_sheet_where_sheets_are_asked_for(site: Path, last_good: Path) -> None:
    assert sheets(site.parent) == ["dsl", "headteacher", "it-support", "office", "proprietor"]
    built(last_good)
    assert sheets(last_good) == []


def test_nothing_that_merely_stands_in_policy_is_published(last_good: Path) -> None:
    (last_good / "policy" / "draft.html").write_text("<p>SECRET-DRAFT</p>", encoding="utf-8")
    (last_good / "policy" / "notes.md").write_text("SECRET-NOTES", encoding="utf-8")
    (last_good / "policy" / "online-safety" / "letter.txt").write_text("SECRET-LETTER", encoding="utf-8")
    (last_good / "secret.txt").write_text("SECRET-ELSEWHERE", encoding="utf-8")
    found = texts(built(last_good))
    assert not [name for name, text in found.items() if "SECRET-" in text]
    assert not [name for name in found if "policy.yml" in name or name.endswith((".md", ".yml"))]


def test_a_link_out_of_the_project_stops_the_build(last_good: Path) -> None:
    (last_good.parent / "elsewhere.md").write_text("---\ntitle: X\nbinds: [staff]\n---\n\nSECRET\n", encoding="utf-8")
    (last_good / "policy" / "online-safety" / "linked.md").symlink_to(last_good.parent / "elsewhere.md")
    run = build(last_good)
    assert run.code == 1
    assert "FILE004" in run.out


def test_a_second_build_makes_nothing_again_and_says_so(last_good: Path) -> None:
    """Until something is different: a fact, the day, what is asked for, or what was written."""
    first = build(last_good, fresh=True)
    before = digests(last_good / "site")
    again = build(last_good, fresh=True)
    assert (first.code, again.code) == (0, 0)
    assert again.out.startswith("Nothing has changed since the last build, so nothing was made again.")
    assert again.out.partition("What was written")[2] == first.out.partition("What was written")[2]
    assert digests(last_good / "site") == before
    (last_good / "site" / "about.html").write_text("somebody was here", encoding="utf-8")
    run = build(last_good, fresh=True)
    assert "Building the pages" in run.out
    assert "Making" not in run.out
    assert digests(last_good / "site") == before
    for changed in (("--publish",), ("--sheets",), ("--site-dir", str(last_good / "elsewhere"))):
        run = build(last_good, *changed, fresh=True)
        assert "Building the pages" in run.out, changed
    apply(last_good, [{"file": "data/school.yml", "replace": "Monday to Friday", "with": "Mondays to Fridays"}])
    run = build(last_good, fresh=True)
    assert "Building the pages" in run.out
    breaking(last_good)
    assert build(last_good, fresh=True).code == 1


def test_the_last_site_is_put_back_before_anything_is_said_of_it(last_good: Path) -> None:
    before = digests(last_good / "site")
    (last_good / "site").rename(last_good / ".site-old")  # as a kill between two steps leaves it
    breaking(last_good)
    run = build(last_good, measured=True)
    assert run.code == 1
    assert "The last finished site is as it was." in run.out
    assert digests(last_good / "site") == before


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_a_build_that_is_ended(last_good: Path, how: signal.Signals) -> None:
    """While its PDFs are being made; and the last site is as it was, and the next build makes the rest."""
    before = digests(last_good / "site")
    shutil.rmtree(last_good / CACHE)
    line = [sys.executable, "-P", "-m", "policybook", "build", "--root", str(last_good), "--as-of", NEXT_DAY]
    parent = subprocess.Popen(
        line,
        env={"PYTHONPATH": str(PROJECT / "hooks"), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    children = waited_for(lambda: children_of(parent.pid))
    parent.send_signal(how)
    parent.wait(60)
    assert children
    assert waited_for(lambda: not any(map(is_running, children)), seconds=10)
    assert digests(last_good / "site") == before


def children_of(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in found.read_text(encoding="utf-8").split()] if found.exists() else []


def waited_for(condition: Callable[[], Any], seconds: float = 120) -> Any:
    """What a condition gives as soon as it gives something, or at the end."""
    until = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < until:
        time.sleep(0.02)
    return found


def test_an_error_stops_the_build_and_the_last_site_stays(last_good: Path) -> None:
    before = digests(last_good / "site")
    breaking(last_good)
    run = build(last_good, measured=True)
    assert run.code == 1
    assert "error[YAML008]" in run.out
    assert "What to do first" in run.out
    assert "Traceback" not in run.out
    assert digests(last_good / "site") == before


def test_publish_stops_for_a_blocker_and_the_last_site_stays(last_good: Path) -> None:
    before = digests(last_good / "site")
    apply(last_good, [{"file": "data/people.yml", "replace": "lead: yes", "with": "lead:"}])
    run = build(last_good, "--publish", as_of=NEXT_DAY, measured=True)
    assert run.code == 1
    assert "blocker[DSL002]" in run.out
    assert digests(last_good / "site") == before


def test_publish_goes_through_where_all_is_in_order(last_good: Path) -> None:
    run = build(last_good, "--publish", as_of=NEXT_DAY)
    assert run.code == 0, run.out
    assert json.loads((last_good / "site" / "build.json").read_text(encoding="utf-8"))["publishable"] is True


def test_a_preview_is_marked_on_every_page_and_pdf(last_good: Path) -> None:
    apply(last_good, [{"file": "data/people.yml", "replace": "lead: yes", "with": "lead:"}])
    run = build(last_good)
    assert run.code == 0
    found = texts(last_good / "site")
    pages = {name: text for name, text in found.items() if name.endswith((".html", ".pdf"))}
    assert len(pages) == len(PAGES) + len(PDFS) + len([*(last_good / "site/forms").glob("*.html")])
    assert [name for name, text in pages.items() if "not fit to publish" not in text.lower()] == []


def test_a_page_in_order_is_not_marked_as_a_preview(site: Path) -> None:
    assert not [
        name
        for name, text in texts(site).items()
        if "not fit to publish" in text.lower() and name.endswith((".html", ".pdf"))
    ]


def test_a_template_that_fails_says_so_and_the_last_site_stays(last_good: Path) -> None:
    before = digests(last_good / "site")
    shutil.copytree(PROJECT / "site_templates", last_good / "site_templates")
    apply(last_good, [{"file": "site_templates/pages/home.md.j2", "append": "{{ view.nothing_of_that_name }}"}])
    run = build(last_good, as_of=NEXT_DAY, measured=True)
    assert run.code == 1
    assert "nothing_of_that_name" in run.out
    assert "Traceback" not in run.out
    assert digests(last_good / "site") == before


def test_a_sentence_that_is_missing_says_so_and_the_last_site_stays(last_good: Path) -> None:
    before = digests(last_good / "site")
    shutil.copytree(PROJECT / "site_templates", last_good / "site_templates")
    wording = last_good / "site_templates" / "wording.yml"
    lines = [line for line in wording.read_text(encoding="utf-8").splitlines() if not line.startswith("home.title")]
    wording.write_text("\n".join(lines), encoding="utf-8")
    run = build(last_good, as_of=NEXT_DAY, measured=True)
    assert run.code == 1
    assert "home.title" in run.out
    assert "Traceback" not in run.out
    assert digests(last_good / "site") == before


def test_a_build_that_is_killed_leaves_the_last_site(last_good: Path) -> None:
    before = digests(last_good / "site")
    link_files(shared_pdfs(), last_good / CACHE)
    line = [sys.executable, "-P", "-m", "policybook", "build", "--root", str(last_good), "--as-of", NEXT_DAY]
    child = subprocess.Popen(
        line,
        env={"PYTHONPATH": str(PROJECT / "hooks"), "PATH": "/usr/bin:/bin"},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 30
    while not list(last_good.glob(".site-new-*")) and time.monotonic() < deadline and child.poll() is None:
        time.sleep(0.01)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    assert digests(last_good / "site") == before


def test_somebody_elses_folder_is_not_touched(last_good: Path, tmp_path: Path) -> None:
    documents = tmp_path / "Documents"
    documents.mkdir()
    (documents / "letter.txt").write_text("Dear parents", encoding="utf-8")
    run = build(last_good, "--site-dir", str(documents), measured=True)
    assert run.code == 2
    assert "did not make" in run.out
    assert [file.name for file in documents.iterdir()] == ["letter.txt"]


def test_the_site_can_go_anywhere_and_the_internal_pack_never_follows(last_good: Path, tmp_path: Path) -> None:
    run = build(last_good, "--site-dir", "public place/site", cwd=tmp_path)
    assert run.code == 0, run.out
    assert (tmp_path / "public place" / "site" / "index.html").is_file()
    assert [entry.name for entry in (tmp_path / "public place").iterdir()] == ["site"]
    assert (last_good / "internal" / "leadership-pack.html").is_file()


HERE = ("--root", str(SCHOOL))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("build", *HERE, "--as-of", "1/9/26"), "Type 2026-09-01"),
        (("check", *HERE, "--as-of", "2026-02-31"), "28 days"),
        (("check", *HERE, "--as-of", "2026-09"), "not one day"),
        (("check", "--root", "/nowhere"), "no policy/ and data/"),
        (("check", *HERE, "--gate", "everything"), "invalid choice"),
        (("check", *HERE, "--frob"), "unrecognized arguments"),
        ((), "required"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_right(arguments: tuple[str, ...], words: str) -> None:
    run = command(*arguments)
    assert run.code == 2
    assert words in run.out
    assert "Traceback" not in run.out


def test_check_in_json_has_the_promised_shape(school: Path) -> None:
    apply(school, [{"file": "data/people.yml", "replace": "lead: yes", "with": "lead:"}])
    run = command("check", "--root", str(school), "--as-of", AS_OF.isoformat(), "--format", "json")
    report = json.loads(run.out)
    assert run.code == 0
    assert report.keys() == {"as_of", "counts", "findings", "outlook"}
    assert report["counts"] == {"error": 0, "blocker": 1, "advice": 0, "waived": 0}
    assert [finding.keys() for finding in report["findings"]] == [
        {"code", "severity", "message", "path", "line", "column", "fix", "help", "waived"}
    ]


@pytest.mark.parametrize(("gate", "code"), [("error", 0), ("blocker", 1), ("advice", 1)])
def test_the_gate_decides_the_exit_code(school: Path, gate: str, code: int) -> None:
    apply(school, [{"file": "data/people.yml", "replace": "lead: yes", "with": "lead:"}])
    assert command("check", "--root", str(school), "--as-of", AS_OF.isoformat(), "--gate", gate).code == code


def test_every_help_link_of_a_finding_leads_to_its_heading() -> None:
    reference = (PROJECT / "hooks/policybook/rules/README.md").read_text(encoding="utf-8")
    for code in ALL_CODES:
        assert code.help == f"hooks/policybook/rules/README.md#{code.id.lower()}"
        assert f"\n### {code.id}\n" in reference
