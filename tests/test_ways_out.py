"""Other ways out than GitHub Pages: the files for other hosts, the site as one file, in a folder of another site, and as a piece."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
import yaml

from browsing import accessibility_faults, opened, served
from building import build, command, texts
from case_files import apply
from conftest import AS_OF, PROJECT, SCHOOL
from policybook.commands import site_folders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.makes_pdfs, pytest.mark.unmeasured]
HOSTS = PROJECT / "site_templates/hosts"
ADDRESS = "https://school.example/policies"
_HREF = re.compile(r'(?:href|src)="([^"]+)"')


def read(name: str) -> Any:
    return yaml.safe_load((HOSTS / name).read_text(encoding="utf-8"))


def git(root: Path, *words: str) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    line = ["git", "-c", "user.name=Sam Sample", "-c", "user.email=sam@sample.example", *words]
    return subprocess.run(line, cwd=root, env=env, capture_output=True, text=True, check=True).stdout.strip()


def commit(root: Path) -> str:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "A change")
    return git(root, "rev-parse", "HEAD")


def run_line(line: str, root: Path, **variables: str) -> tuple[int, str]:
    """Run a line of a host's file as its shell would, in a project at ``root``."""
    words = shlex.split(re.sub(r"\$(\w+)", lambda match: variables.get(match[1], ""), line))
    assert words[0] == "python3"
    name = re.fullmatch(r"scripts/(\w+)\.py", words[1])
    assert name, line
    assert (PROJECT / words[1]).is_file()
    if name[1] == "build":
        run = build(root, *words[2:], cwd=root, measured=True, **variables)
    else:
        run = command(name[1], "--root", str(root), "--as-of", f"{AS_OF}", *words[2:], cwd=root, **variables)
    return run.code, run.out


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school of which no file says where its pages are, in a repository."""
    root = Path(shutil.copytree(SCHOOL, tmp_path_factory.mktemp("hosts") / "school"))
    apply(root, [{"file": "data/school.yml", "replace": "website: https://policies.hollybank.example/\n", "with": ""}])
    git(root, "init", "--quiet", "--initial-branch", "main")
    return root


@pytest.fixture(scope="module")
def base(project: Path) -> str:
    """The commit before a proposal that adds something red."""
    before = commit(project)
    apply(project, [{"file": "data/school.yml", "replace": '"01632 960123"', "with": '"01632 9601"'}])
    commit(project)
    return before


# --- the files of other hosts ----------------------------------------------------------------------------------------


def test_a_proposal_on_either_host_is_told_what_it_does_and_is_red_for_what_it_adds(project: Path, base: str) -> None:
    gitlab = read("gitlab-ci.yml")["check"]["script"]
    (step,) = [step for step in read("forgejo.yml")["jobs"]["check"]["steps"] if "run" in step]
    told = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "BASE": base}
    for lines in (gitlab, step["run"].splitlines()):
        (said, impact), (red, found) = (run_line(line, project, **told) for line in lines)
        assert (said, red) == (0, 1), found
        assert "## What this change does" in impact
        assert "data/school.yml" in found
    assert step["env"] == {"BASE": "${{ github.event.pull_request.base.sha }}"}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the lines of GitLab publish."""
    root = Path(shutil.copytree(SCHOOL, tmp_path_factory.mktemp("published") / "school"))
    apply(root, [{"file": "data/school.yml", "replace": "website: https://policies.hollybank.example/\n", "with": ""}])
    job = read("gitlab-ci.yml")["pages"]
    (line,) = job["script"]
    code, said = run_line(f"{line} --zip --fragment", root, CI_PAGES_URL=ADDRESS)
    assert (code, job["artifacts"]["paths"]) == (0, ["public"]), said
    return root / "public"


def test_forgejo_publishes_with_options_that_there_are_and_never_the_leaderships_folder() -> None:
    job = read("forgejo.yml")["jobs"]["publish"]
    (line,) = [step["run"] for step in job["steps"] if "run" in step]
    help_ = command("build", "--root", str(SCHOOL), "--help").out
    assert [word for word in shlex.split(line)[2:] if word not in help_] == []
    assert job["env"] == {"POLICYBOOK_ADDRESS": "${{ vars.POLICYBOOK_ADDRESS }}"}
    for name in ("gitlab-ci.yml", "forgejo.yml"):
        lines = (HOSTS / name).read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if "internal" in line.partition("#")[0]] == []


# --- the address -----------------------------------------------------------------------------------------------------


def test_everything_that_needs_a_whole_address_has_the_one_that_the_host_gave(published: Path) -> None:
    said = texts(published)
    assert f'<link rel="canonical" href="{ADDRESS}/online-safety.html">' in said["online-safety.html"]
    assert f'href="{ADDRESS}/index.html"' in said["404.html"]
    assert f"<loc>{ADDRESS}/online-safety.html</loc>" in said["sitemap.xml"]
    assert f"URL:{ADDRESS}/" in said["reviews.ics"]
    assert f'href="{ADDRESS}/changes.xml"' in said["changes.xml"]
    assert f"{ADDRESS.removeprefix('https://')}/online-safety.html" in said[
        "downloads/online-safety-policy.pdf"
    ].replace("\n", "")
    assert f"{ADDRESS}/forms/" in (published.parent / "internal/leadership-pack.html").read_text(encoding="utf-8")


def test_what_the_school_says_goes_before_what_the_host_says(school: Path) -> None:
    run = build(school, "--address", "https://host.example/pages")
    assert run.code == 0, run.out
    assert (
        'href="https://policies.hollybank.example/online-safety.html"' in texts(school / "site")["online-safety.html"]
    )
    assert not [path for path, text in texts(school / "site").items() if "host.example" in text]


@pytest.mark.parametrize("typed", ["school.example", "javascript:alert(1)", 'https://a.example/"><b>', "https:///x"])
def test_what_is_no_address_is_refused_in_words(typed: str) -> None:
    run = command("build", "--root", str(SCHOOL), "--address", typed)
    assert (run.code, "is not the address of a site" in run.out) == (2, True), run.out
    run = command("build", "--root", str(SCHOOL), POLICYBOOK_ADDRESS=typed)
    assert (run.code, "is not the address of a site" in run.out) == (2, True), run.out
    assert "Traceback" not in run.out


# --- the site as one file --------------------------------------------------------------------------------------------


def test_the_file_has_the_very_site_and_the_same_bytes_each_time(published: Path, tmp_path: Path) -> None:
    packed = published.with_name("public.zip")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "unpacked")
        assert archive.testzip() is None
    files = {path.relative_to(published) for path in published.rglob("*") if path.is_file()}
    assert {
        path.relative_to(tmp_path / "unpacked") for path in (tmp_path / "unpacked").rglob("*") if path.is_file()
    } == files
    assert all((tmp_path / "unpacked" / name).read_bytes() == (published / name).read_bytes() for name in files)
    again = tmp_path / "again"
    shutil.copytree(published, again, copy_function=shutil.copyfile)  # with other dates and rights
    site_folders.write_zip(again)
    assert site_folders.zip_of(again).read_bytes() == packed.read_bytes()


def links_of(url: str, page: str) -> Iterator[str]:
    for href in _HREF.findall(page):
        target = urldefrag(urljoin(url, href)).url
        if urlsplit(target).netloc == urlsplit(url).netloc:
            yield target


def test_unpacked_in_a_folder_of_another_site_every_link_leads_somewhere(published: Path, tmp_path: Path) -> None:
    """As in a folder beside that of WordPress."""
    folder = tmp_path / "host/wp/policies"
    with zipfile.ZipFile(published.with_name("public.zip")) as archive:
        archive.extractall(folder)
    with served(tmp_path / "host") as root:
        for page in folder.rglob("*.html"):
            url = root + page.relative_to(tmp_path / "host").as_posix()
            for target in links_of(url, page.read_text(encoding="utf-8")):
                path = urlsplit(target).path
                assert path.startswith("/wp/policies/"), (page.name, target)
                assert (tmp_path / "host" / path.lstrip("/")).exists(), (page.name, target)


# --- the piece -------------------------------------------------------------------------------------------------------


def test_the_piece_stands_alone_and_reaches_nothing_else(published: Path) -> None:
    piece = (published / "fragment.html").read_text(encoding="utf-8")
    assert len(piece) < 4_000
    assert piece.startswith('<section class="policybook-fragment"')
    assert piece.rstrip().endswith("</section>")
    for foreign in ("<script", "<link", "<img", "@import", "url(", "src=", " id="):
        assert foreign not in piece
    (style,) = re.findall(r"<style>(.*?)</style>", piece, re.DOTALL)
    selectors = [rule.partition("{")[0].strip() for rule in style.split("}") if rule.strip()]
    assert selectors
    assert all(one.startswith(".policybook-fragment") and "," not in one for one in selectors)
    assert all(href.startswith((f"{ADDRESS}/", "tel:", "mailto:")) for href in _HREF.findall(piece))


def test_the_piece_says_on_which_day_it_was_true_and_names_nobody_who_has_not_agreed(published: Path) -> None:
    piece = (published / "fragment.html").read_text(encoding="utf-8")
    assert "On 1 June 2026, this was true." in piece
    assert piece.index("On 1 June 2026") < piece.index("Ada Holm")
    for turning in ("overdue", "in date", "today the", "currently"):
        assert turning not in piece
    assert "Next review due by 30 September 2026" in piece


@pytest.mark.browser
def test_the_piece_leaves_the_page_around_it_as_it_was(browser: Browser, published: Path, tmp_path: Path) -> None:
    piece = (published / "fragment.html").read_text(encoding="utf-8")
    around = '<!doctype html><html lang="en"><title>Our school</title><main><h1>Our school</h1><h2 id="own">News</h2>{}</main>'
    measure = "JSON.stringify([...Object.entries(getComputedStyle(document.querySelector('#own')))].filter(([k]) => isNaN(k)))"
    seen, said = [], list[str]()
    context = browser.new_context(viewport={"width": 320, "height": 700}, java_script_enabled=True)
    for number, inside in enumerate(("", piece)):
        (tmp_path / f"{number}.html").write_text(around.format(inside), encoding="utf-8")
    with served(tmp_path) as url:
        for number in range(2):
            page = opened(context, f"{url}{number}.html", said)
            seen.append(page.evaluate(measure))
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert accessibility_faults(page) == []
    context.close()
    assert (seen[0], said) == (seen[1], [])
