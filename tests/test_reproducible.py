"""The same book gives the same bytes, whatever is different about the computer and the moment."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from building import built, digests
from conftest import AS_OF, PROJECT, SCHOOL
from policybook.basics.dates import format_day
from policybook.render.artefacts import make_artefacts
from policybook.render.pdfs_on_demand import PdfsOnDemand
from policybook.rules.checking import check_project
from policybook.source.kept_files import CACHE
from policybook.source.sources import Sources

ALONE = "import sys, policybook.render.pdf as pdf; pdf._WORKERS = 1; from policybook.commands.command_line import main; sys.exit(main())"
"""The command with one worker; two is how everybody else runs it."""


@pytest.mark.skipif(os.name == "nt", reason="the other zone, umask and user folder are those of other systems")
def test_same_input_same_bytes_whatever_else_is_different(tmp_path: Path) -> None:
    """Place, zone, locale, umask, hash seed, workers, fonts of the system, order and age of the files."""
    here = Path(shutil.copytree(SCHOOL, tmp_path / "school"))
    there = tmp_path / "another place ä" / "school"
    for file in sorted((path for path in SCHOOL.rglob("*") if path.is_file()), reverse=True):
        copy = there / file.relative_to(SCHOOL)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
        os.utime(copy, (1_000_000_000, 1_000_000_000))
    site = built(here)
    (tmp_path / "fonts.conf").write_text("<fontconfig/>", encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(PROJECT / "hooks"),
        "PYTHONHASHSEED": "4711",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "LANG": "tr_TR.UTF-8",
        "HOME": str(tmp_path),
        "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"),
    }
    done = subprocess.run(
        [sys.executable, "-P", "-c", ALONE, "build", "--root", str(there), "--as-of", AS_OF.isoformat()],
        env=environment, umask=0o077, capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert digests(there / "site") == digests(site)
    assert digests(there / "internal") == digests(here / "internal")
    kept = [{file.name for file in (root / CACHE).rglob("*.kept")} for root in (here, there)]
    assert kept[0] & kept[1]  # also the keys of what is kept


WHEN_MADE = re.compile(rb"DTSTAMP:\d{8}T000000Z")
"""The one place where a calendar has the day in another form."""


def site_of(school: Path, as_of: date) -> dict[str, bytes]:
    """Everything that is published but the PDFs, which ``test_day.py`` looks at."""
    sources = Sources(school)
    result = check_project(sources, as_of)
    made = make_artefacts(sources, PROJECT, result, as_of, lambda _: None, on_demand=PdfsOnDemand())
    pages = {f"{page.address}.md": page.text.encode() for page in made.pages}
    return {name: data for name, data in {**pages, **made.files}.items() if not name.endswith(".pdf")}


def test_days_apart_only_the_day_is_another_in_what_is_published(school: Path) -> None:
    """Where nothing falls due in between: the same bytes, and on a page that says the day, all but the day."""
    days = (AS_OF + timedelta(days=4), AS_OF + timedelta(days=9))
    first, later = (site_of(school, day) for day in days)
    assert first.keys() == later.keys()
    assert len(first) > 30
    with_day = {name for name, data in first.items() if without_day(data, days[0]) != data}
    assert {"index.md", "online-safety.md"} <= with_day
    assert len(with_day) < len(first) * 3 / 4
    assert {name for name in first.keys() - with_day if first[name] != later[name]} == set()
    assert {
        name for name in with_day if without_day(first[name], days[0]) != without_day(later[name], days[1])
    } == set()
    assert later["online-safety.md"] != first["online-safety.md"]


def without_day(data: bytes, as_of: date) -> bytes:
    """A file with the day taken out in the forms in which pages say it."""
    for form in (format_day(as_of), as_of.isoformat()):
        data = data.replace(form.encode(), b"-")
    return WHEN_MADE.sub(b"", data)
