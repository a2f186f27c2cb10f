"""The same book gives the same bytes, whatever is different about the computer and the moment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from building import built, digests
from conftest import AS_OF, PROJECT, SCHOOL
from policybook.source.kept_files import CACHE

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
