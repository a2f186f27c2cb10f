"""The adapter to MkDocs beyond one build: a server that lives on, and several books in one process."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from building import UNMEASURED, link_files
from conftest import AS_OF, PROJECT, SCHOOL, shared_pdfs
from policybook.source.kept_files import CACHE

pytestmark = pytest.mark.makes_pdfs
SECONDS = 90


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("POLICYBOOK_AS")}
    return kept | {"PYTHONPATH": str(PROJECT / "hooks"), "POLICYBOOK_AS_OF": AS_OF.isoformat(), **more}


@pytest.fixture
def address(school: Path) -> Iterator[str]:
    """Where a server shows the school."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = [sys.executable, "-P", "-m", "mkdocs", "--quiet", "serve", "--dev-addr", f"127.0.0.1:{port}"]
    line += ["--config-file", str(PROJECT / "mkdocs.yml"), "--watch", str(school)]
    server = subprocess.Popen(line, env=environment(POLICYBOOK_ROOT=str(school)))
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait()


def seen(url: str, words: str) -> bool:
    """Whether a page shows some words before the time is up."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own server
                if words in answer.read().decode():
                    return True
        except OSError:
            pass
        time.sleep(0.2)
    return False


def test_a_server_shows_what_must_be_mended_on_every_page_and_lives_on(school: Path, address: str) -> None:
    page = f"{address}/online-safety.html"
    assert seen(page, "Online safety")
    people = school / "data" / "people.yml"
    good = people.read_text(encoding="utf-8")
    people.write_text(good.replace("lead: yes", "lead: maybe", 1), encoding="utf-8")
    assert seen(page, "Something must be mended first")
    people.write_text(good, encoding="utf-8")
    assert seen(page, "For staff")


def test_a_server_shows_a_page_first_and_makes_a_pdf_when_it_is_opened(school: Path, address: str) -> None:
    assert seen(f"{address}/online-safety.html", "downloads/online-safety-policy.pdf")
    assert not kept_pdfs(school)
    with urllib.request.urlopen(f"{address}/downloads/online-safety-policy.pdf") as answer:  # noqa: S310 - our own server
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.read(5) == b"%PDF-"
    assert len(kept_pdfs(school)) == 1
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{address}/downloads/leadership-pack.pdf")  # noqa: S310


def kept_pdfs(school: Path) -> list[Path]:
    return [file for file in (school / CACHE).rglob("*.kept") if b"%PDF-" in file.read_bytes()]


TWO_BUILDS = """\
import os, sys
from mkdocs.commands.build import build
from mkdocs.config import load_config
for root, site in zip(sys.argv[2::2], sys.argv[3::2]):
    os.environ["POLICYBOOK_ROOT"] = root
    config = load_config(config_file=sys.argv[1], site_dir=site)
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
"""


def test_two_books_are_built_in_one_process_and_know_nothing_of_each_other(school: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(SCHOOL, tmp_path / "other"))
    facts = other / "data" / "school.yml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("Hollybank", "Ashdown"), encoding="utf-8")
    sites = [str(tmp_path / name / "site") for name in ("a", "b", "c")]
    roots = [str(school), str(other), str(school)]
    words = [word for pair in zip(roots, sites, strict=True) for word in pair]
    line = [sys.executable, "-P", "-c", TWO_BUILDS, str(PROJECT / "mkdocs.yml"), *words]
    link_files(shared_pdfs(), school / CACHE)
    subprocess.run(line, env=environment(**UNMEASURED), check=True, capture_output=True, timeout=SECONDS)
    first, second, third = ({p.relative_to(s): p.read_bytes() for p in Path(s).rglob("*.html")} for s in sites)
    assert first == third
    assert not [name for name, data in second.items() if b"Hollybank" in data]
    assert len(first) > 5
