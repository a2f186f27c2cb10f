"""A new fact needs its declaration and nothing else: a copy of the program with such a line finds, tells and guards it.

To be on a page it needs one view and one template more, so four files with the one that holds the value.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from building import PUBLIC_FILES, UNMEASURED, texts
from conftest import AS_OF, PROJECT, SCHOOL
from test_changes_page import commit, git

PRIVATE_NUMBER = "01632 960999"
FACTS, PEOPLE, SCHOOL_MODEL, VIEW, TEMPLATE = (
    "hooks/policybook/model/facts.py",
    "hooks/policybook/model/people.py",
    "hooks/policybook/model/school.py",
    "hooks/policybook/views/people_and_contacts.py",
    "site_templates/parts/facts.j2",
)
ADDED = {
    PEOPLE: {
        "from policybook.model.entry": "from policybook.model.declarations import private_field\n",
        "    told_on: When": '    nickname: Text | None = private_field("nickname", default=None)\n',
    },
    SCHOOL_MODEL: {
        "    copyright: Text": '    motto: Text | None = public_field("motto", words=True, token=True, default=None)\n',
        "class Term(Entry": (
            'class Governor(Entry, kind="governor", asked=Asked.ALL):\n    """A governor."""\n\n    name: Text = public_field("name", words=True)\n\n\n'
            'class Governors(Entry):\n    """``governors.yml``."""\n\n'
            '    governors: Annotated[dict[Id, Governor], EMPTY_TABLE] = public_field("governors", default={})\n\n\n'
        ),
    },
    FACTS: {
        "from policybook.model.settings": "from policybook.model.school import Governors\n",
        "    settings: Settings\n": "    governors: Governors\n",
    },
}
SHOWN = {
    **ADDED,
    VIEW: {"    hours: str\n": "    motto: str\n", "        hours=school.hours": '        motto=school.motto or "",\n'},
    TEMPLATE: {"{% if contact.missing and gaps %}": "{% if contact.motto %}<p>{{ contact.motto }}</p>{% endif %}\n"},
}
"""What is typed for a fact that is on a page: the lines before some others, by file."""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with the declarations of two fields and of a file."""
    root = tmp_path_factory.mktemp("program")
    shutil.copytree(PROJECT / "hooks", root / "hooks", ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("overrides", "site_templates"):
        shutil.copytree(PROJECT / part, root / part)
    shutil.copy(PROJECT / "mkdocs.yml", root)
    for name, lines in SHOWN.items():
        text = (root / name).read_text(encoding="utf-8")
        for before, line in lines.items():
            assert text.count(before) == 1, before
            text = text.replace(before, line + before)
        (root / name).write_text(text, encoding="utf-8")
    return root / "hooks"


@pytest.fixture
def repository(school: Path) -> Path:
    """A school that is committed."""
    git(school, "init", "--quiet", "--initial-branch=main")
    commit(school)
    return school


def run(program: Path, command: str, root: Path, *more: str) -> str:
    line = [sys.executable, "-P", "-m", "policybook", command, *more, "--root", str(root), "--as-of", f"{AS_OF}"]
    environment = {**os.environ, "PYTHONPATH": str(program), **UNMEASURED}  # coverage does not know the copy
    done = subprocess.run(line, capture_output=True, text=True, env=environment, check=False)
    return done.stdout + done.stderr


def add(root: Path, file: str, before: str, line: str) -> None:
    path = root / "data" / file
    text = path.read_text(encoding="utf-8") if path.exists() else before
    assert before in text
    path.write_text(text.replace(before, line + before, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("We learn {{ school.nonsense }}.", "REF001"),
        ("We learn with with care.", "TXT0"),
        (f"Ring {PRIVATE_NUMBER} at home.", "TXT003"),
    ],
    ids=["an unknown token", "a doubled word", "a private number"],
)
def test_check_finds_what_is_wrong_in_it(program: Path, repository: Path, value: str, code: str) -> None:
    add(repository, "school.yml", "name:", f'motto: "{value}"\n')
    said = run(program, "check", repository)
    place = said.index("data/school.yml")
    assert code in said[place : place + 400], said
    assert "motto" not in run(PROJECT / "hooks", "check", SCHOOL)


def test_impact_tells_of_it_and_keeps_what_is_private(program: Path, repository: Path) -> None:
    add(repository, "school.yml", "name:", 'motto: "We learn with care."\n')
    add(repository, "people.yml", "    told_on: 2026-01-06", "    nickname: Secretname\n")
    (repository / "data/governors.yml").write_text("governors:\n  a-reed:\n    name: Amal Reed\n", encoding="utf-8")
    said = run(program, "impact", repository, "main")
    assert "The school’s motto is now We learn with care., before empty." in said
    assert "nickname changed." in said
    assert "Governors: new: Amal Reed." in said
    assert "Secretname" not in said


def test_a_token_prints_it(program: Path, repository: Path) -> None:
    add(repository, "school.yml", "name:", 'motto: "We learn with care."\n')
    section = repository / "policy/online-safety/passwords.md"
    text = section.read_text(encoding="utf-8")
    for name, is_unknown in (("motto", False), ("mottos", True)):
        section.write_text(text.replace("Staff keep", f"{{{{ school.{name} }}}} Staff keep", 1), encoding="utf-8")
        assert ("is not a token" in run(program, "check", repository)) is is_unknown


def test_the_review_asks_whether_it_is_still_right(program: Path, repository: Path) -> None:
    (repository / "data/governors.yml").write_text("governors:\n  a-reed:\n    name: Amal Reed\n", encoding="utf-8")
    assert "The review has begun" in run(program, "review", repository, "start")
    (draft,) = (repository / "data/reviews").glob("*.draft.yml")
    assert '#   governors.a-reed: {"on": "", "by": "headteacher"}' in draft.read_text(encoding="utf-8")


@pytest.mark.makes_pdfs
def test_what_is_public_of_it_is_on_a_page_and_what_is_private_in_no_file(program: Path, repository: Path) -> None:
    """A whole build of the copied program: nobody told it of the private field but the field itself."""
    for folder in ("policy", "data"):  # where MkDocs looks first
        (program.parent / folder).mkdir()
    add(repository, "people.yml", "    told_on: 2026-01-06", "    nickname: Secretname\n")
    add(repository, "school.yml", "name:", 'motto: "We learn with care."\n')
    site = repository / "site"
    said = run(program, "build", repository, "--site-dir", str(site))
    assert "Done in" in said, said
    assert [name for name, text in texts(site).items() if "Secretname" in text] == []
    assert "<p>We learn with care.</p>" in (site / "index.html").read_text(encoding="utf-8")
    assert len(texts(site)) > len(PUBLIC_FILES.read_text(encoding="utf-8").splitlines()) // 2
