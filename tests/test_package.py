"""The program as one wheel: what is in it, and that it works where nothing else of the program is."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from collections import Counter
from pathlib import Path

import pytest
import yaml

from conftest import PROJECT, REAL_BOOK
from policybook.basics.program import VERSION
from policybook.commands import wheel

IN_PACKAGE = {
    "": "the library",
    "shipped/site_templates": "pages, print, wording, fonts",
    "shipped/overrides": "the frame of a page",
    "shipped/hooks": "the adapter to MkDocs",
    "shipped/scripts": "the commands of a school's repository, and its set-up",
    "shipped/.github": "its workflows",
    "shipped/policy": "the manual",
    "shipped/example": "an invented school",
    "shipped": "what lies beside these folders in a clone",
}


@pytest.fixture(scope="module")
def packed() -> bytes:
    return wheel.wheel_bytes(wheel.contents())


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, packed: bytes) -> Path:
    """An environment with this wheel and the locked packages, without the clone and without a network."""
    folder = tmp_path_factory.mktemp("bare")
    (folder / wheel.NAME).write_bytes(packed)
    venv.create(folder / "env", with_pip=True, symlinks=os.name != "nt")
    python = folder / "env" / "bin" / "python"
    site = subprocess.check_output([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True)
    (Path(site.strip()) / "others.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    line = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(folder / wheel.NAME)]
    subprocess.run(line, check=True, env=environment())
    return folder / "env" / "bin"


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "POLICYBOOK", "COVER"))}


def started(bare: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command of the package in a folder."""
    line = [bare / "policybook", *arguments]
    return subprocess.run(line, cwd=cwd, env=environment(), capture_output=True, text=True, check=False)


def run(bare: Path, *arguments: str, cwd: Path) -> str:
    """Run it, which must go well."""
    done = started(bare, *arguments, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_content_of_the_package() -> None:
    """No test, no policy and no fact of the school whose repository this is."""
    paths = [path.removeprefix("policybook/") for path in wheel.contents() if path.startswith("policybook/")]
    assert [path for path in wheel.contents() if not path.startswith("policybook/")] == [
        f"policybook-{VERSION}.dist-info/{name}"
        for name in ("METADATA", "WHEEL", "entry_points.txt", "licenses/LICENCE")
    ]
    found = Counter(
        next(folder for folder in sorted(IN_PACKAGE, reverse=True) if path.startswith(folder)) for path in paths
    )
    assert found.keys() == IN_PACKAGE.keys()
    shipped = {path for path in paths if path.startswith("shipped/")}
    assert {path.split("/")[1] for path in shipped if path.count("/") == 1} == {
        file for file in wheel.SHIPPED_FILES if "/" not in file
    }
    assert {path for path in shipped if path.startswith("shipped/policy/")} == {"shipped/policy/README.md"}
    assert not [path for path in paths if path.startswith(("shipped/data", "shipped/tests")) or path.endswith(".pyc")]
    assert {path for path in paths if not path.startswith("shipped/")} == {
        file.relative_to(PROJECT / "hooks/policybook").as_posix()
        for file in (PROJECT / "hooks/policybook").rglob("*")
        if file.is_file() and file.suffix != ".pyc"
    }


def test_nobody_of_this_school_is_in_the_package() -> None:
    people = yaml.safe_load((REAL_BOOK / "data/people.yml").read_text(encoding="utf-8"))["people"].values()
    school = yaml.safe_load((REAL_BOOK / "data/school.yml").read_text(encoding="utf-8"))["name"]
    names = [school, *(person["name"] for person in people)]
    assert len(names) > 3
    text = b"\n".join(wheel.contents().values()).decode("utf-8", "replace")
    assert [name for name in names if name in text] == []


def test_the_versions_agree(packed: bytes) -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION
    changelog = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert changelog.split("## ")[1].startswith(f"{VERSION} ("), "the newest version is the first"
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        metadata = archive.read(f"policybook-{VERSION}.dist-info/METADATA").decode()
    assert [f"Requires-Dist: {one}" for one in project["dependencies"]] == [
        line for line in metadata.splitlines() if line.startswith("Requires-Dist")
    ]


def test_packaging_tools_build_the_very_same_wheel(tmp_path: Path, packed: bytes) -> None:
    line = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-index",
        "-w",
        str(tmp_path),
        str(PROJECT),
    ]
    subprocess.run(line, check=True, env=environment())
    assert (tmp_path / wheel.NAME).read_bytes() == packed


@pytest.mark.makes_pdfs
def test_a_book_is_made_checked_and_built_where_only_the_package_is(bare: Path, tmp_path: Path, packed: bytes) -> None:
    answers = (
        "--name",
        "Elm Tree",
        "--kind",
        "academy",
        "--area",
        "Devon",
        "--learners",
        "",
        "--contact",
        "",
        "--public",
        "no",
    )
    run(bare, "new-school", "book", *answers, cwd=tmp_path)
    book = tmp_path / "book"
    assert (book / "program" / wheel.NAME).read_bytes() == packed, (
        "an installed program packs the wheel that it came from"
    )
    assert "There is no policy yet." in run(bare, "check", cwd=book)
    assert "marked as a preview" in run(bare, "build", cwd=book)
    assert "Elm Tree" in (book / "site/index.html").read_text(encoding="utf-8")
    assert "files written: 1" in run(bare, "update", "--without-git", "--root", str(outdated(book)), cwd=tmp_path)


@pytest.mark.makes_pdfs
def test_the_example_is_published_by_one_command_and_is_no_preview(bare: Path, tmp_path: Path) -> None:
    assert "Nothing stops publication." in run(bare, "build", "--example", "hollybank", cwd=tmp_path)
    home = (tmp_path / "hollybank/site/index.html").read_text(encoding="utf-8")
    assert "Hollybank School" in home
    assert "Preview: not fit to publish" not in home
    done = started(bare, "build", "--example", "hollybank", cwd=tmp_path)
    assert (done.returncode, "Choose a new folder." in done.stderr) == (2, True)


def outdated(book: Path) -> Path:
    (book / "scripts/build.py").write_text("# older\n", encoding="utf-8")
    return book


def test_without_a_book_the_command_says_what_it_needs(bare: Path, tmp_path: Path) -> None:
    done = started(bare, "check", cwd=tmp_path)
    assert (done.returncode, "has no policy/ and data/ folders" in done.stderr) == (2, True)
