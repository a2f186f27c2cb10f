"""The last good folder is never lost, and nobody's own folder is ever cleared."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from policybook.commands import site_folders
from policybook.source.sources import Sources


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site as the last build left it."""
    target = tmp_path / "site"
    site_folders.write_folder(target, {"index.html": b"old", site_folders.MARKER: b"{}"})
    return target


def test_a_folder_is_replaced_whole(site: Path) -> None:
    site_folders.write_folder(site, {"new/page.html": b"new", site_folders.MARKER: b"{}"})
    assert sorted(str(file.relative_to(site)) for file in site.rglob("*") if file.is_file()) == [
        "build.json",
        "new/page.html",
    ]
    assert [entry.name for entry in site.parent.iterdir()] == ["site"]


def test_a_folder_of_somebody_elses_is_refused_and_left_alone(tmp_path: Path) -> None:
    documents = tmp_path / "Documents"
    documents.mkdir()
    (documents / "letter.txt").write_text("Dear parents", encoding="utf-8")
    with pytest.raises(site_folders.PublishError, match="did not make"):
        site_folders.staging_for(documents)
    assert (documents / "letter.txt").read_text(encoding="utf-8") == "Dear parents"


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    site_folders.write_folder(tmp_path / "site", {"index.html": b"new"})
    assert (tmp_path / "site" / "index.html").read_bytes() == b"new"


def test_a_file_where_the_folder_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("", encoding="utf-8")
    with pytest.raises(site_folders.PublishError, match="is a file"):
        site_folders.staging_for(tmp_path / "site")


@pytest.mark.parametrize("inside", ["", "policy", "policy/online-safety", "data", "hooks/x", ".."])
def test_the_project_itself_is_refused(tmp_path: Path, inside: str) -> None:
    root = tmp_path / "project"
    with pytest.raises(site_folders.PublishError, match="where the project itself is kept"):
        site_folders.refuse_sources((root / inside).resolve(), Sources(root))


def test_a_run_killed_while_making_leaves_the_last_site_and_its_leavings_are_cleared(site: Path) -> None:
    left = site.parent / ".site-new-999999999"
    left.mkdir()
    (left / "half.html").write_text("half", encoding="utf-8")
    staging = site_folders.staging_for(site)
    assert (site / "index.html").read_bytes() == b"old"
    assert not left.exists()
    assert staging.is_dir()


def test_the_folder_of_another_run_that_is_still_going_is_left_alone(site: Path) -> None:
    other = site.parent / f".site-new-{os.getppid()}"
    other.mkdir()
    site_folders.staging_for(site)
    assert other.is_dir()


def test_a_run_killed_while_changing_places_is_put_right_by_the_next(site: Path) -> None:
    site.rename(site.parent / ".site-old")  # killed here, before the new one took its place
    site_folders.staging_for(site)
    assert (site / "index.html").read_bytes() == b"old"


def test_where_the_system_refuses_the_old_site_comes_back(site: Path) -> None:
    with pytest.raises(site_folders.PublishError, match="cannot be replaced"):
        site_folders.change_places(site.parent / "not-there", site)
    assert (site / "index.html").read_bytes() == b"old"


# --- one exchange ----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="the system has no such step")
def test_two_folders_change_places_in_one_step(site: Path) -> None:
    new = site.parent / "new"
    new.mkdir()
    (new / "index.html").write_bytes(b"new")
    assert site_folders.exchange(new, site)
    assert ((site / "index.html").read_bytes(), (new / "index.html").read_bytes()) == (b"new", b"old")


def test_without_that_step_they_take_turns(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_folders, "exchange", lambda _one, _other: False)
    site_folders.write_folder(site, {"index.html": b"new", site_folders.MARKER: b"{}"})
    assert (site / "index.html").read_bytes() == b"new"
    assert [entry.name for entry in site.parent.iterdir()] == ["site"]


@pytest.mark.parametrize("other", ["missing", "a file"])
def test_what_is_no_folder_is_not_exchanged(site: Path, other: str) -> None:
    if other == "a file":
        (site.parent / other).write_bytes(b"")
    assert not site_folders.exchange(site, site.parent / other)
    assert (site / "index.html").read_bytes() == b"old"


# --- odd targets -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("a file", "is a file"),
        ("a file/site", "is a file"),
        ("a link", "is a link"),
        ("a link to nothing", "is a link"),
        ("full", "did not make"),
        ("project", "where the project itself is kept"),
        (".", "did not make|where the project itself is kept"),
        ("project/policy/site", "where the project itself is kept"),
        ("project/.policybook-cache/site", "where the project itself is kept"),
        ("project/internal/site", "only the leadership may see"),
        ("a way in/policy/site", "where the project itself is kept"),
        ("a pipe", "is a file"),
    ],
)
def test_an_odd_target_is_refused(tmp_path: Path, place: str, words: str) -> None:
    (tmp_path / "project" / "policy").mkdir(parents=True)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_bytes(b"")
    (tmp_path / "a file").write_bytes(b"")
    (tmp_path / "a link").symlink_to(tmp_path / "full")
    (tmp_path / "a link to nothing").symlink_to(tmp_path / "nothing")
    (tmp_path / "a way in").symlink_to(tmp_path / "project")
    os.mkfifo(tmp_path / "a pipe")
    with pytest.raises(site_folders.PublishError, match=words):
        site_folders.refuse(tmp_path / place, Sources(tmp_path / "project"))


def test_a_disk_of_its_own_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site").mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == tmp_path / "site")
    with pytest.raises(site_folders.PublishError, match="a disk of its own"):
        site_folders.refuse(tmp_path / "site", Sources(tmp_path / "project"))


@pytest.mark.parametrize("place", ["site", "public/site", "project/site", "project/internal"])
def test_a_place_that_is_free_is_not_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "project" / "policy").mkdir(parents=True)
    site_folders.refuse(tmp_path / place, Sources(tmp_path / "project"))
