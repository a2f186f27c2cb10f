"""A clause that has changed since its review says so, where git still has the words that were read."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from case_files import apply
from conftest import AS_OF, PROJECT
from policybook.references import read_book
from policybook.render.templates import Templates
from policybook.revisions.reviewed_texts import read_wordings
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.views.addresses import Page
from policybook.views.policies import policy_view
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext

PASSWORDS = "policy/online-safety/passwords.md"
SAID = "New or changed since the review."


def git(root: Path, *words: str) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    line = ["git", "-c", "user.name=Sam Sample", "-c", "user.email=sam@sample.example", *words]
    subprocess.run(line, cwd=root, env=env, capture_output=True, check=True)


@pytest.fixture
def reviewed(school: Path) -> Path:
    """The school with the text that was reviewed in git."""
    git(school, "init", "--quiet", "--initial-branch", "main")
    git(school, "add", "--all")
    git(school, "commit", "--quiet", "--message", "As reviewed")
    return school


def change(root: Path) -> None:
    """One clause is reworded, one is new, and one moves."""
    apply(root, [{"file": PASSWORDS, "replace": "**private**.", "with": "**private** at all times."}])
    text = (root / PASSWORDS).read_text(encoding="utf-8")
    (root / PASSWORDS).write_text(text + "\nWe say so every year.\n{ #password-yearly }\n", encoding="utf-8")


def marked(root: Path, tmp_path: Path) -> list[str]:
    result = check_project(Sources(root), AS_OF)
    read = read_wordings(root, result.book, AS_OF, tmp_path / "memory")
    context = ViewContext(result.book, result.report, AS_OF, Sentences.read(PROJECT), {}, read)
    view = policy_view(context, result.book.policies[0], Page("online-safety"))
    html = Templates(PROJECT).render("pages/policy.md.j2", view)
    found = re.findall(rf'id="([\w-]+)">(?:(?!\bid=).)*{re.escape(SAID)}', html)
    assert html.count(SAID) == len(found)
    return found


def test_nothing_is_marked_that_was_read(reviewed: Path, tmp_path: Path) -> None:
    assert marked(reviewed, tmp_path) == []


def test_what_is_reworded_or_new_is_marked_and_nothing_else(reviewed: Path, tmp_path: Path) -> None:
    change(reviewed)
    assert marked(reviewed, tmp_path) == ["password-private", "password-yearly"]


def test_typing_and_spaces_are_no_change(reviewed: Path, tmp_path: Path) -> None:
    apply(reviewed, [{"file": PASSWORDS, "replace": "**private**.", "with": "**private**.  "}])
    assert marked(reviewed, tmp_path) == []


def test_without_git_no_clause_is_marked(school: Path, tmp_path: Path) -> None:
    change(school)
    assert marked(school, tmp_path) == []
    assert read_wordings(school, read_book(Sources(school)).book, AS_OF, tmp_path / "memory") == {}
