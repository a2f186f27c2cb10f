"""A computer in trouble: every command ends in words, and the last good site is as it was. Each fault is a real one."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from building import Run, build, digests
from conftest import AS_OF, PROJECT, SCHOOL
from policybook.basics.run_errors import AGAIN, DISK_FULL
from policybook.commands import served_pdfs
from policybook.commands.clock import epoch_of, today
from policybook.commands.served_pdfs import with_pdfs
from policybook.commands.served_trouble import with_trouble
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


# --- a server -----------------------------------------------------------------------------------------------------------


def asked(app: Callable[..., Iterable[bytes]], path: str) -> tuple[str, str]:
    """The status and the words with which a server's application answers."""
    told: list[str] = []
    body = app({"PATH_INFO": path}, lambda status, _headers: told.append(status))
    return told[0], b"".join(body).decode()


def test_a_server_whose_pages_cannot_be_made_says_so_until_they_can() -> None:
    faults: list[Exception | None] = [None]

    def builder() -> None:
        if faults[0]:
            raise faults[0]

    def app(_environ: object, start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [])
        return [b"the page"]

    build, answer = with_trouble(builder, app)
    for fault, words in (
        (OSError(errno.ENOSPC, "No space left"), DISK_FULL.replace(AGAIN, "")),
        (type("Abort", (Exception, SystemExit), {})("Mend <this>."), "Mend &lt;this&gt;."),
        (ValueError("strange"), "The program has a fault"),
    ):
        faults[0] = fault
        build()
        status, page = asked(answer, "/index.html")
        assert status.startswith("503")
        assert words in page
        assert "save any file of the book" in page
        assert AGAIN not in page, "one thing to do, and not two"
        assert asked(answer, "/livereload/1/2") == ("200 OK", "the page"), "an open page hears that there is another"
    faults[0] = None
    build()
    assert asked(answer, "/index.html") == ("200 OK", "the page")


def test_a_pdf_that_a_server_cannot_make_is_answered_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_name: str) -> bytes:
        raise OSError(errno.ENOSPC, "No space left")

    monkeypatch.setattr(served_pdfs.PDFS, "open", refuse)
    assert asked(with_pdfs(lambda *_: []), "/downloads/a.pdf") == ("500 Internal Server Error", DISK_FULL)


PAGE, A_PDF = "online-safety.html", "downloads/online-safety-policy.pdf"


class Server:
    """``mkdocs serve`` on a school; what it prints is read at the end, and must hold no traceback."""

    def __init__(self, root: Path, *prefix: str, **variables: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.root = root
        environment = {name: value for name, value in os.environ.items() if not name.startswith("POLICYBOOK_")}
        environment |= {"PYTHONPATH": str(PROJECT / "hooks"), "PYTHONDONTWRITEBYTECODE": "1"}
        environment |= {"POLICYBOOK_ROOT": str(root), "POLICYBOOK_AS_OF": AS_OF.isoformat(), **variables}
        line = [*prefix, sys.executable, "-P", "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{self.port}"]
        line += ["--config-file", str(PROJECT / "mkdocs.yml"), "--watch", str(root)]
        self.process = subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def get(self, path: str, seconds: float = 60) -> bytes:
        """What is answered, whatever the status; nothing where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=seconds) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as refusal:
            return refusal.read()
        except OSError:
            return b""

    def shows(self, words: str, path: str = PAGE) -> bool:
        """Whether a page shows some words before the time is up."""
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            if words.encode() in self.get(path):
                return True
            time.sleep(0.1)
        return False

    def children(self) -> list[int]:
        """The processes that it started, and theirs."""
        found = [self.process.pid]
        for pid in found:  # grows while it is read
            with contextlib.suppress(OSError):
                tasks = Path(f"/proc/{pid}/task").iterdir()
                found += [int(child) for task in tasks for child in (task / "children").read_text().split()]
        return found[1:]

    def end(self, how: signal.Signals = signal.SIGINT) -> str:
        """End it and what it started, within seconds; what it printed."""
        children = self.children()
        self.process.send_signal(how)
        try:
            out = self.process.communicate(timeout=20)[0].decode()
        finally:
            self.process.kill()
        until = time.monotonic() + 10
        while (left := [pid for pid in children if is_running(pid)]) and time.monotonic() < until:
            time.sleep(0.05)
        assert left == []
        assert "Traceback" not in out
        return out


def is_running(pid: int) -> bool:
    """Whether a process is there and not merely waiting to be counted as ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    return False


def change(root: Path, hours: str) -> None:
    """Save other hours of the office."""
    file = root / "data/school.yml"
    head, _, rest = file.read_text(encoding="utf-8").partition("hours: ")
    file.write_text(f"{head}hours: {hours}\n{rest.partition(chr(10))[2]}", encoding="utf-8")


@pytest.mark.long
def test_a_server_does_without_what_was_kept(school: Path) -> None:
    server = Server(school)
    assert server.shows("For staff")
    assert server.get(A_PDF).startswith(b"%PDF-")
    for file in (school / CACHE).rglob("*.kept"):
        file.write_bytes(b"rubbish")
    assert server.get(A_PDF).startswith(b"%PDF-")
    shutil.rmtree(school / CACHE)
    (school / CACHE).write_text("no folder", encoding="utf-8")
    change(school, "8am to 5pm")
    assert server.shows("8am to 5pm", "index.html")
    assert server.get(A_PDF).startswith(b"%PDF-")
    server.end()


@pytest.mark.long
@pytest.mark.parametrize("limit", [2_000, 60_000])
def test_a_server_on_a_full_disk_says_so_and_comes_back(school: Path, limit: int) -> None:
    import resource  # noqa: PLC0415 - not on every system

    server = Server(school)
    assert server.shows("For staff")
    endless = resource.RLIM_INFINITY
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (limit, endless))
    change(school, "8am to 5pm")
    assert server.shows(DISK_FULL.replace(AGAIN, ""))
    assert server.get("index.html", 5)
    assert server.process.poll() is None
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (endless, endless))
    change(school, "8am to 6pm")
    assert server.shows("8am to 6pm", "index.html")
    assert server.get(A_PDF).startswith(b"%PDF-")
    assert DISK_FULL.replace(AGAIN, "") in server.end()


@pytest.mark.long
@AN_ORDINARY_USER
def test_a_server_of_a_project_that_cannot_be_written_shows_it(school: Path) -> None:
    opened(school)
    before = digests(school)
    server = Server(school, *NOBODY)
    assert server.shows("For staff")
    assert server.get(A_PDF).startswith(b"%PDF-")
    server.end()
    assert digests(school) == before


@pytest.mark.long
def test_a_server_needs_neither_git_nor_fonts_of_the_system(school: Path, tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text("<fontconfig/>", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    server = Server(school, PATH=str(tmp_path / "empty"), FONTCONFIG_FILE=str(tmp_path / "fonts.conf"))
    assert server.shows("For staff")
    assert server.get(A_PDF).startswith(b"%PDF-")
    server.end()


@pytest.mark.long
def test_a_server_outlives_every_broken_book(school: Path) -> None:
    server = Server(school)
    assert server.shows("For staff")
    file = school / "policy/online-safety/policy.yml"
    good = file.read_bytes()
    for broken in (b"\xff\xfe\0", b"", b"a: [", b"- - -", b"\0" * 9):
        file.write_bytes(broken)
        assert server.shows("Something must be mended first"), broken
        file.write_bytes(good)
        assert server.shows("For staff")
    for folder in (school / "policy", school / "data"):
        aside = folder.rename(school / "aside")
        assert server.shows("Something must be mended first"), folder
        aside.rename(folder)
        assert server.shows("For staff")
    change(school, "8am to 5pm")
    assert server.shows("8am to 5pm", "index.html"), "it still sees what is saved in a folder that came back"
    server.end()


@pytest.mark.long
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT, signal.SIGHUP])
def test_a_server_that_is_killed_while_it_makes_a_pdf_leaves_nothing_running(school: Path, how: signal.Signals) -> None:
    server = Server(school)
    assert server.shows("For staff")
    reader = Thread(target=server.get, args=(A_PDF,))
    reader.start()
    until = time.monotonic() + 20
    while not server.children() and time.monotonic() < until:
        time.sleep(0.01)
    assert server.children()
    server.end(how)
    reader.join(20)
    assert not reader.is_alive()
    again = Server(school)
    assert again.shows("For staff")
    assert again.get(A_PDF).startswith(b"%PDF-"), "what was kept is whole"
    again.end()
