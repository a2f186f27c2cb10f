"""A computer in trouble: every command ends in words, and the last good site is as it was. Each fault is a real one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from building import Run, build, digests
from conftest import AS_OF, PROJECT, SCHOOL
from policybook.basics.run_errors import DISK_FULL
from policybook.commands.clock import epoch_of, today
from policybook.loading.load import load
from policybook.revisions.reviewed_texts import last_read_texts
from policybook.source.kept_files import CACHE
from policybook.source.sources import Sources

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits and users of other systems are others")
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


def _can_be_somebody_else() -> bool:
    """Whether a command can be run as another user: as root, and with a Python that this user may read."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("setpriv") is None:
        return False
    return subprocess.run([*NOBODY, sys.executable, "-c", ""], capture_output=True, check=False).returncode == 0


AN_ORDINARY_USER = pytest.mark.skipif(
    not _can_be_somebody_else(), reason="nothing can be unreadable for us, and we cannot be somebody else"
)


def run(*words: str, prefix: tuple[str, ...] = (), limit: int = 0, **variables: str) -> Run:
    """Run a command, as somebody else or with a limit of bytes a file; it has to end, and without a traceback."""

    def bounded() -> None:
        import resource  # noqa: PLC0415 - not on every system

        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("POLICYBOOK_", "COVERAGE_"))
    }
    environment |= {"PYTHONPATH": str(PROJECT / "hooks"), "PYTHONDONTWRITEBYTECODE": "1", **variables}
    line = [*prefix, sys.executable, "-P", "-m", "policybook", *words]
    done = subprocess.run(
        line, capture_output=True, text=True, env=environment, preexec_fn=bounded, timeout=300, check=False
    )
    told = Run(done.returncode, done.stdout + done.stderr)
    assert "Traceback" not in told.out
    assert "has a fault" not in told.out
    return told


def of(root: Path, *more: str) -> tuple[str, ...]:
    return ("--root", str(root), "--as-of", AS_OF.isoformat(), *more)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = Path(shutil.copytree(SCHOOL, tmp_path_factory.mktemp("faults") / "school"))
    done = build(root)
    assert done.code == 0, done.out
    return root


@pytest.fixture
def last_good(finished: Path, tmp_path: Path) -> Path:
    """A school with a finished site, in which something has changed since."""
    root = Path(shutil.copytree(finished, tmp_path / "school"))
    file = root / "data/school.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("8am to 4pm", "8am to 5pm"), encoding="utf-8")
    return root


# --- the disk -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [2_000, 60_000])
def test_a_full_disk_is_told_and_the_last_site_stays(last_good: Path, limit: int) -> None:
    """Where the pages no longer fit, and where the style sheets fit and the PDFs do not."""
    before = digests(last_good / "site")
    done = run("build", *of(last_good), limit=limit)
    assert done.code != 0
    assert DISK_FULL in done.out
    assert "The last finished site is as it was." in done.out
    assert digests(last_good / "site") == before
    assert not list(last_good.glob(".site-new-*"))


@AN_ORDINARY_USER
def test_a_project_that_cannot_be_written_is_checked_and_not_built(last_good: Path) -> None:
    opened(last_good)
    before = digests(last_good)
    assert run("check", *of(last_good), prefix=NOBODY).code == 0
    done = run("build", *of(last_good), prefix=NOBODY)
    assert done.code == 2
    assert "Nothing can be written" in done.out
    assert digests(last_good) == before


def opened(root: Path) -> None:
    """Let everybody come as far as a project of a test, and no further."""
    for folder in (root, *root.parents):
        if os.stat(folder).st_uid == os.geteuid() and folder != Path("/"):  # noqa: PTH116
            folder.chmod(folder.stat().st_mode | 0o055)


@AN_ORDINARY_USER
@pytest.mark.parametrize(
    "name",
    ["data/people.yml", "policy/online-safety/policy.yml", "policy/online-safety/passwords.md", "data/reviews", "policy/online-safety"],
)  # fmt: skip
def test_what_may_not_be_opened_is_told(school: Path, name: str) -> None:
    opened(school)
    (school / name).chmod(0)
    done = run("check", *of(school), prefix=NOBODY)
    assert done.code == 1
    assert f"{name}" in done.out
    assert "FILE011" in done.out


def test_what_was_kept_and_cannot_be_written_costs_only_time(last_good: Path) -> None:
    shutil.rmtree(last_good / CACHE)
    (last_good / CACHE).write_text("no folder", encoding="utf-8")
    assert run("check", *of(last_good)).code == 0


# --- git ----------------------------------------------------------------------------------------------------------------


def git(root: Path, *words: str) -> None:
    named = ("-c", "user.name=Test", "-c", "user.email=test@hollybank.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *named, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def with_history(school: Path) -> Path:
    git(school, "init", "-q", "-b", "main")
    for number in range(3):
        file = school / "data/glossary.yml"
        file.write_text(file.read_text(encoding="utf-8") + f"# {number}\n", encoding="utf-8")
        git(school, "add", "-A")
        git(school, "commit", "-q", "-m", f"{number}")
    return school


def test_without_git_the_check_runs_and_a_comparison_says_why_not(with_history: Path, tmp_path: Path) -> None:
    assert run("check", *of(with_history), PATH=str(tmp_path)).code == 0
    done = run("check", *of(with_history, "--since", "HEAD"), PATH=str(tmp_path))
    assert done.code == 2
    assert "git" in done.out


def test_of_a_shallow_copy_what_is_missing_is_told(with_history: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", with_history.as_uri(), "shallow")
    assert run("check", *of(tmp_path / "shallow")).code == 0
    done = run("check", *of(tmp_path / "shallow", "--since", "HEAD~2"))
    assert done.code == 2
    assert "HEAD~2" in done.out


@pytest.mark.parametrize("damage", [".git/HEAD", ".git/objects", ".git"])
def test_a_damaged_history_is_told_or_done_without(with_history: Path, damage: str) -> None:
    place = with_history / damage
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    place.write_text("rubbish", encoding="utf-8")
    assert run("check", *of(with_history)).code == 0
    assert run("check", *of(with_history, "--since", "HEAD")).code == 2


def test_what_was_remembered_of_the_history_is_believed_only_if_it_is_whole(with_history: Path) -> None:
    section = with_history / "policy/online-safety/passwords.md"
    section.write_text(section.read_text(encoding="utf-8") + "\nStaff lock their screens.\n", encoding="utf-8")
    git(with_history, "commit", "-q", "-a", "-m", "words that no review has read")
    book = load(Sources(with_history)).book
    memory = with_history / CACHE

    def read() -> dict[str, object]:
        texts = last_read_texts(with_history, book, AS_OF, memory)
        return {name: [s.fingerprint for p in text.book.policies for s in p.sections] for name, text in texts.items()}

    found = read()
    assert found
    kept = list(memory.rglob("*.kept"))
    assert kept
    for rubbish in (b"", b"rubbish", b"\xff" * 400, b"{}"):
        for file in kept:
            file.write_bytes(rubbish)
        assert read() == found


# --- fonts and libraries ------------------------------------------------------------------------------------------------


def test_without_the_libraries_of_weasyprint_it_says_what_is_missing(last_good: Path, tmp_path: Path) -> None:
    fake = tmp_path / "fake" / "weasyprint"
    fake.mkdir(parents=True)
    (fake / "__init__.py").write_text('raise OSError("cannot load library libpango-1.0-0")', encoding="utf-8")
    before = digests(last_good / "site")
    for kept in (last_good / CACHE).rglob("*.kept"):
        kept.unlink()
    path = os.pathsep.join((str(fake.parent), str(PROJECT / "hooks")))
    done = run("build", *of(last_good), PYTHONPATH=path)
    assert done.code != 0
    assert "libpango-1.0-0" in done.out
    assert digests(last_good / "site") == before


# --- the clock ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["rubbish", "2026-02-30", "0001-01-01", "9999-12-31", "", "2026-6", "-1", "\u0661"])
def test_a_day_that_is_none_is_refused_in_words(school: Path, typed: str) -> None:
    done = run("check", "--root", str(school), f"--as-of={typed}")
    assert done.code == 2
    assert "--as-of" in done.out


@pytest.mark.parametrize("typed", ["rubbish", "9999-12-31"])
def test_a_day_of_the_environment_that_is_none_is_refused_in_words(last_good: Path, typed: str) -> None:
    before = digests(last_good / "site")
    line = [
        sys.executable,
        "-P",
        "-m",
        "mkdocs",
        "build",
        "-f",
        str(PROJECT / "mkdocs.yml"),
        "-d",
        str(last_good / "site"),
    ]
    variables = {"PYTHONPATH": str(PROJECT / "hooks"), "POLICYBOOK_ROOT": str(last_good), "POLICYBOOK_AS_OF": typed}
    done = subprocess.run(line, capture_output=True, text=True, env={**os.environ, **variables}, check=False)
    assert done.returncode != 0
    assert "POLICYBOOK_AS_OF" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert digests(last_good / "site") == before


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(1970, 1, 1), date(2200, 12, 31)])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/London", "rubbish"])
def test_a_day_of_changing_clocks_is_one_day_in_london(monkeypatch: pytest.MonkeyPatch, day: date, zone: str) -> None:
    monkeypatch.setenv("TZ", zone)
    noon = epoch_of(day)
    for hours in (-11, 0, 10):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(noon + hours * 3600))
        assert today() == day


def each_day(first: int, last: int) -> Iterator[str]:
    return (f"2026-{month:02}-{day:02}" for month, day in ((3, first), (10, last)))


@pytest.mark.parametrize("day", [*each_day(28, 24), *each_day(29, 25), *each_day(30, 26), "1900-01-01", "2200-12-31"])
def test_any_day_is_checked(school: Path, day: str) -> None:
    assert run("check", "--root", str(school), "--as-of", day, TZ="America/St_Johns").code in (0, 1)
