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
from policybook.revisions.reviewed_texts import last_read_texts
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.views.addresses import Page
from policybook.views.checklist import checklist_view
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
    read = last_read_texts(root, result.book, AS_OF, tmp_path / "memory")
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
    assert last_read_texts(school, read_book(Sources(school)).book, AS_OF, tmp_path / "memory") == {}


# --- the redline of the yearly review, beside the tick of a section that changed -------------------------------------


def reading_step(root: Path, tmp_path: Path) -> str:
    """The step “Read in full” of the review, as words with the marks of what was and what is now."""
    result = check_project(Sources(root), AS_OF)
    read = last_read_texts(root, result.book, AS_OF, tmp_path / "memory")
    context = ViewContext(result.book, result.report, AS_OF, Sentences.read(PROJECT), {}, read)
    (checklist,) = (one for one in result.book.documents if one.settings.kind == "checklist")
    html = Templates(PROJECT).render("pages/checklist.md.j2", checklist_view(context, checklist, Page("review")))
    return html.partition("{ #page-read }")[2].partition("</fieldset>")[0]


def test_what_changed_since_the_review_stands_beside_the_tick_of_its_section(reviewed: Path, tmp_path: Path) -> None:
    assert "Changed since the last review" not in reading_step(reviewed, tmp_path)
    change(reviewed)
    step = reading_step(reviewed, tmp_path)
    ticks = re.findall(r"<label.*?</label>", step)
    assert [re.sub("<[^>]+>", "", tick) for tick in ticks] == [
        "All sections that did not change since the last review",
        "Changed since the last review: Passwords",
    ]
    assert "“was” shows removed words and “now” shows new ones." in step
    below = step.partition(ticks[1])[2]
    assert "[was: <del>private.</del>] [now: <ins>private at all times.</ins>]" in below
    assert "New. “We say so every year.”" in below
    assert 'online-safety.html#passwords">Read “Passwords” in full</a>' in below


def test_a_title_and_a_clause_that_moved_away_are_told(reviewed: Path, tmp_path: Path) -> None:
    line = 'We rely on {{ guidance.kcsie }} ({{ guidance.kcsie | short }}).\n{ #password-guidance binds="none" }\n'
    apply(
        reviewed,
        [
            {"file": PASSWORDS, "replace": line, "with": ""},
            {"file": PASSWORDS, "replace": "title: Passwords", "with": "title: Signing in"},
        ],
    )
    reporting = reviewed / "policy/online-safety/reporting.md"
    reporting.write_text(f"{reporting.read_text(encoding='utf-8')}\n{line}", encoding="utf-8")
    step = reading_step(reviewed, tmp_path)
    assert "“Signing in”: its title was “Passwords”." in step
    assert re.search(r"Clause [\d.]+ moved from here to “Reporting.*”\.", step)
    assert "Moved here from “Passwords”." in step


def test_without_git_the_step_says_that_the_earlier_words_are_not_at_hand(school: Path, tmp_path: Path) -> None:
    change(school)
    assert "The words that were read last time are not at hand here" in reading_step(school, tmp_path)


PRIVATE = "Ring Zoltan Bertalan on 01632 960999 about a lost password."
"""A person and a number that were in the text once, and are on no page today."""


def test_nothing_that_no_page_shows_comes_back_in_the_redline(school: Path, tmp_path: Path) -> None:
    """Words that were removed pass the same wall as on the page of what changed."""
    apply(school, [{"file": PASSWORDS, "replace": "Staff keep their", "with": f"{PRIVATE} Staff keep their"}])
    record = school / "data/reviews/2025-09.yml"
    read = read_book(Sources(school)).book.sections["online-safety/passwords"].fingerprint
    record.write_text(record.read_text(encoding="utf-8").replace("74aea3df", read), encoding="utf-8")
    git(school, "init", "--quiet", "--initial-branch", "main")
    git(school, "add", "--all")
    git(school, "commit", "--quiet", "--message", "As reviewed")
    apply(school, [{"file": PASSWORDS, "replace": f"{PRIVATE} ", "with": ""}])
    step = reading_step(school, tmp_path)
    assert not re.search("Zoltan|Bertalan|960999", step)
    assert "We have left out the old words, because they may name a person" in step


def test_what_its_own_page_leaves_out_is_left_out_of_the_redline_too(reviewed: Path, tmp_path: Path) -> None:
    change(reviewed)
    apply(
        reviewed,
        [
            {"file": "data/settings.yml", "append": "published_since: 2026-01-05\n"},  # before, all is shown as it is
            {"file": PASSWORDS, "replace": "at all times.", "with": "at all times. [Insert name of school]"},
        ],
    )
    step = reading_step(reviewed, tmp_path)
    assert "at all times" not in step
    assert "We are correcting these words. Ask the school about them." in step
