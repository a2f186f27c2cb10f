"""An older book is moved to this program: from every data model there was, and not a word of it changes.

``older_books/1`` and ``older_books/2`` are the school of these tests as it once lay here, with the data model of its day.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from building import command, digests
from conftest import AS_OF, SCHOOL
from policybook.book.book import Book
from policybook.book.readings import reading_state, restating_items
from policybook.editing.migrations import MIGRATIONS, move_book
from policybook.loading.load import load
from policybook.model.organisation import DATA_MODEL, OLDEST_DATA_MODEL
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

OLDER = Path(__file__).resolve().parent / "older_books"
VERSIONS = range(OLDEST_DATA_MODEL, DATA_MODEL)
AUTHOR = ("-c", "user.name=Test", "-c", "user.email=test@policybook.example")


@pytest.fixture(params=VERSIONS)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return Path(shutil.copytree(OLDER / str(request.param), tmp_path / "book"))


def committed(root: Path) -> Path:
    for words in (("init", "-q"), ("add", "-A"), (*AUTHOR, "commit", "-qm", "As it was")):
        subprocess.run(["git", *words], cwd=root, check=True)
    return root


def update(root: Path, *more: str) -> tuple[int, str]:
    run = command("update", "--root", str(root), *more)
    return run.code, run.out


def words_of(book: Book) -> dict[str, str]:
    """Every clause, sentence and question by its id."""
    words = {name: clause.wording.text for name, clause in book.clauses.items()}
    words |= {one.id: one.wording.text for document in book.documents for one in document.statements}
    return words | {check.settings.id: f"{check.settings.ask} {check.settings.evidence}" for check in book.checks}


def codes(root: Path) -> set[str]:
    return {found.code.id for found in check_project(Sources(root), AS_OF).report.findings}


def test_there_is_a_migration_to_every_data_model_and_a_book_of_each() -> None:
    assert [migration.to for migration in MIGRATIONS] == [version + 1 for version in VERSIONS]
    assert sorted(folder.name for folder in OLDER.iterdir()) == [str(version) for version in VERSIONS]


def test_the_check_says_that_a_book_is_older(older: Path) -> None:
    assert "ORG010" in codes(older)


def test_a_book_is_moved_without_a_change_of_words_and_a_second_time_nothing_is_done(older: Path) -> None:
    before = words_of(load(Sources(older)).book)
    assert len(before) > 20
    committed(older)
    code, told = update(older)
    assert (code, "data/organisation.yml is new" in told) == (0, True)
    book = load(Sources(older)).book
    assert words_of(book) == before
    assert book.organisation.written_for == DATA_MODEL
    assert not codes(older) & {"ORG010", "ORG011", "PIN003", "YAML005"}
    moved = digests(older / "data") | digests(older / "policy")
    assert update(older, "--without-git")[1].startswith("Nothing to do")
    assert digests(older / "data") | digests(older / "policy") == moved


def test_what_a_pin_proved_is_read_and_what_it_did_not_prove_is_asked(tmp_path: Path) -> None:
    root = Path(shutil.copytree(OLDER / "1", tmp_path / "book"))
    clause = root / "policy/online-safety/passwords.md"
    text = clause.read_text(encoding="utf-8")
    clause.write_text(text.replace("Staff keep", "All staff keep"), encoding="utf-8")
    assert clause.read_text(encoding="utf-8") != text
    told = "\n".join(move_book(Sources(root)))
    book = load(Sources(root)).book
    states = {item.id: reading_state(book, item) for item in restating_items(book)}
    assert states["aup-report"].is_current
    assert not states["aup-report"].reading.is_read, "nobody is claimed to have judged it"
    assert states["aup-private"].reading is None, "its clause has changed since"
    assert "have changed since they were read" in told


def test_a_book_with_changes_that_are_not_committed_is_left_alone(older: Path) -> None:
    committed(older)
    with (older / "data/school.yml").open("a", encoding="utf-8") as file:
        file.write("# typed a minute ago\n")
    before = digests(older)
    code, told = update(older)
    assert (code, told) == (
        2,
        "One file has changes that are not committed. Commit them, or take them back, first. Nothing was changed.\n",
    )
    assert digests(older) == before


def test_a_book_that_git_does_not_keep_is_moved_only_by_somebody_who_says_so(older: Path) -> None:
    code, told = update(older)
    assert (code, "--without-git" in told) == (2, True)
    assert update(older, "--without-git")[0] == 0


def test_a_newer_book_is_left_alone_and_the_check_makes_nothing_of_it(school: Path) -> None:
    file = school / "data/organisation.yml"
    file.write_text(f"{file.read_text()}languages: [en, cy]\n".replace("data_model: 3", "data_model: 99"))
    code, told = update(school, "--without-git")
    assert code == 2
    assert "written for a newer version of the program (data model 99; this one reads 3)" in told
    assert [f.code.id for f in load(Sources(school)).findings] == ["ORG011"], "nobody is told to delete a line"


def test_a_number_is_written_where_a_file_ends_without_a_line_end(tmp_path: Path) -> None:
    root = Path(shutil.copytree(SCHOOL, tmp_path / "book"))
    (root / "data/organisation.yml").write_text("kind: academy", encoding="utf-8")
    list(move_book(Sources(root)))
    assert (root / "data/organisation.yml").read_text(encoding="utf-8") == f"kind: academy\ndata_model: {DATA_MODEL}"
