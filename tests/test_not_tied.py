"""The site does not rest on its theme or on one maker's generator, and a generator without the hook makes no half site.

ProperDocs and Zensical are in no ordinary lock: ``tests/others.lock`` has them, and the variable says where they lie::

    .venv/bin/python -m pip install --target OTHERS --require-hashes -r tests/others.lock
    POLICYBOOK_OTHERS=OTHERS python3 scripts/test.py tests/test_not_tied.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from building import UNMEASURED, digests, link_files
from conftest import AS_OF, PROJECT, SCHOOL, shared_pdfs
from policybook.source.kept_files import CACHE

OTHERS = os.environ.get("POLICYBOOK_OTHERS", "")
HERE = "mkdocs.yml"
UNCHECKED = "This folder was made without the checks"


needs_others = pytest.mark.skipif(not OTHERS, reason="POLICYBOOK_OTHERS does not say where ProperDocs and Zensical lie")


def run(*line: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a generator as a process of its own, with the packages of others within its reach."""
    told = {"PYTHONPATH": os.pathsep.join([str(PROJECT / "hooks"), OTHERS]), "NO_MKDOCS_2_WARNING": "1", **UNMEASURED}
    environment = {name: value for name, value in os.environ.items() if name != "POLICYBOOK_ROOT"}
    return subprocess.run(
        [sys.executable, "-P", "-m", *line],
        env={**environment, **told, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def site_by(generator: str, folder: Path, config: Path = PROJECT / HERE) -> dict[str, str]:
    """The digest of every file of Hollybank School's site, built anew by this generator."""
    root = Path(shutil.copytree(SCHOOL, folder / generator))
    link_files(shared_pdfs(), root / CACHE)
    line = (generator, "--quiet", "build", "--config-file", str(config), "--site-dir", str(root / "site"))
    done = run(*line, POLICYBOOK_ROOT=str(root), POLICYBOOK_AS_OF=AS_OF.isoformat())
    assert done.returncode == 0, done.stdout + done.stderr
    link_files(root / CACHE, shared_pdfs())
    return digests(root / "site")


@pytest.fixture(scope="module")
def by_mkdocs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return site_by("mkdocs", tmp_path_factory.mktemp("as-it-is"))


def project_with(folder: Path, replace: str, by: str) -> Path:
    """What a generator finds in a project, Hollybank School's, its configuration changed at one place; gives the configuration."""
    for name in ("hooks", "overrides", "site_templates"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(SCHOOL, folder, dirs_exist_ok=True)
    text = (PROJECT / HERE).read_text(encoding="utf-8")
    assert text.count(replace) == 1
    (folder / HERE).write_text(text.replace(replace, by), encoding="utf-8")
    return folder / HERE


@pytest.mark.makes_pdfs
def test_the_site_rests_on_nothing_of_the_theme(by_mkdocs: dict[str, str], tmp_path: Path) -> None:
    without = project_with(tmp_path, "  name: material\n", "  name: null\n")
    assert site_by("mkdocs", tmp_path, without) == by_mkdocs
    assert {"index.html", "404.html", "sitemap.xml", "build.json"} <= by_mkdocs.keys()


@pytest.mark.makes_pdfs
@needs_others
def test_properdocs_makes_the_same_bytes(by_mkdocs: dict[str, str], tmp_path: Path) -> None:
    assert site_by("properdocs", tmp_path) == by_mkdocs


def pages_and_data(site: Path) -> dict[str, str]:
    """What somebody could take for pages or policies: everything but what the frame brings, and icons and the like."""
    return {
        path: (site / path).read_text(encoding="utf-8")
        for path in digests(site)
        if not path.startswith("assets/") and not path.endswith(".gz")
    }


def check_that_nothing_is_taken_for_a_site(found: dict[str, str]) -> None:
    pages = {path: text for path, text in found.items() if path.endswith(".html")}
    assert pages.keys() == {"index.html", "404.html"}
    for text in pages.values():
        assert text == (PROJECT / "overrides/unchecked.html").read_text(encoding="utf-8").rstrip("\n")
        assert UNCHECKED in text
        assert 'content="noindex"' in text
    assert found.keys() - pages.keys() <= {"sitemap.xml", "search.json"}
    assert not [path for path, text in found.items() if "Hollybank" in text or "password" in text]


def test_mkdocs_without_the_hook_makes_one_page_that_says_so(tmp_path: Path) -> None:
    without = project_with(tmp_path, "hooks:\n  - hooks/site_hooks.py\n", "")
    done = run("mkdocs", "--quiet", "build", "--config-file", str(without))
    assert done.returncode == 0, done.stderr
    check_that_nothing_is_taken_for_a_site(pages_and_data(tmp_path / "site"))


@needs_others
def test_zensical_which_ignores_hooks_makes_one_page_that_says_so(tmp_path: Path) -> None:
    config = project_with(tmp_path, "site_name: Policybook", "site_name: Policybook")
    done = run("zensical", "build", "--config-file", str(config))
    assert done.returncode == 0, done.stdout + done.stderr
    check_that_nothing_is_taken_for_a_site(pages_and_data(tmp_path / "site"))


def test_whatever_frame_is_used_the_one_page_says_that_nothing_was_checked() -> None:
    """All that such a generator finds is this folder, so a frame of its own has nothing else to show."""
    folder = PROJECT / "hooks/unchecked"
    assert [file.name for file in folder.iterdir()] == ["index.md"]
    page = (folder / "index.md").read_text(encoding="utf-8")
    assert page.splitlines()[-1] in (PROJECT / "overrides/unchecked.html").read_text(encoding="utf-8")
    assert UNCHECKED in page
