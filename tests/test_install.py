"""The set-up with the real ``pip``, the oldest that each supported Python brings, long after the locks were made.

The index here stands for the day on which every package has had a newer release. Its wheels are empty and ask for
what the real ones ask for, extras included, so that a ``pip`` that resolves anything takes a newer one and is seen.
"""

import hashlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import environment
import installed
import progress

PROJECT = Path(__file__).resolve().parent.parent
LOCKS = installed.LOCKS["test"]
LATER = "9999"

OLDEST_PIPS = {
    (3, 11): ("22.3", "1daab4b8d3b97d1d763caeb01a4640a2250a0ea899e257b1e44b9eded91e15ab"),
    (3, 12): ("23.2.1", "7ccf472345f20d35bdc9d1841ff5f313260c2c33fe417f48c30ac46cccabf5be"),
    (3, 13): ("24.2", "2cd581cf58ab7fcfca4ce8efa6dcacd0de5bf8d0a3eb9ec927e07405f4d9e2a2"),
    (3, 14): ("25.2", "6d67a2b4e7f14d8b31b8b52648866fa717f45a1eb70e83002f4331d07e953717"),
}
"""The ``pip`` in the first release of each Python (its ``ensurepip``), and the digest of its wheel."""

ENTRY = re.compile(
    r"^(?P<name>[\w.-]+)(?:\[[\w,-]+\])?==(?P<version>\S+)(?: ; (?P<marker>[^\\\n]+?))? \\$", re.MULTILINE
)


def applies(entry):
    return not entry["marker"] or Requirement(f"x ; {entry['marker']}").marker.evaluate()


def requirements_of(name):
    """What the real package asks for; nothing for one that is not installed on this kind of computer."""
    try:
        return importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return []


def add_wheel(index, name, version):
    """Put an empty wheel into the index and return its digest."""
    plain = canonicalize_name(name).replace("-", "_")
    metadata = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
    metadata += [f"Requires-Dist: {requirement}" for requirement in requirements_of(name)]
    metadata += [f"Provides-Extra: {extra}" for extra in ("toml", "woff")]
    folder = index / canonicalize_name(name)
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / f"{plain}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        inside = f"{plain}-{version}.dist-info"
        archive.writestr(f"{inside}/METADATA", "\n".join(metadata) + "\n")
        archive.writestr(f"{inside}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{inside}/RECORD", "")
    links = "".join(f'<a href="{file.name}">{file.name}</a>\n' for file in sorted(folder.glob("*.whl")))
    (folder / "index.html").write_text(f"<!DOCTYPE html><html><body>{links}</body></html>", encoding="utf-8")
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def later(tmp_path_factory):
    """An index with a newer release of everything, and the locks as they would be if its older wheels were the real ones."""
    place = tmp_path_factory.mktemp("later")
    digests = {}
    for lock in LOCKS:
        text = (PROJECT / lock).read_text(encoding="utf-8")
        entries = list(ENTRY.finditer(text))
        assert len(entries) == len(re.findall(r"^[\w.-]+\S*==", text, re.MULTILINE)) > 10
        lines = []
        for entry in entries:
            name, version = entry["name"], entry["version"]
            if applies(entry) and (name, version) not in digests:
                digests[name, version] = add_wheel(place / "index", name, version)
                add_wheel(place / "index", name, LATER)
            marker = f" ; {entry['marker']}" if entry["marker"] else ""
            # Without the extras: a lock that has lost one is what pip resolved anew.
            lines.append(f"{name}=={version}{marker} --hash=sha256:{digests.get((name, version), '0' * 64)}\n")
        (place / lock).parent.mkdir(exist_ok=True)
        (place / lock).write_text("".join(lines), encoding="utf-8")
    return place


def pip_wheel(tmp_path, version, digest):
    """Fetch a ``pip`` as the set-up fetches packages; it must be the very file."""
    wanted = tmp_path / "pip.txt"
    wanted.write_text(f"pip=={version} --hash=sha256:{digest}\n", encoding="utf-8")
    line = [sys.executable, "-I", "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    subprocess.run([*line, "-d", str(tmp_path), "-r", str(wanted)], check=True, env=environment.clean_variables())
    return tmp_path / f"pip-{version}-py3-none-any.whl"


@pytest.fixture(
    params=[pip for python, pip in OLDEST_PIPS.items() if python >= sys.version_info[:2]],
    ids=lambda pip: f"pip {pip[0]}",
)
def project(request, later, tmp_path, monkeypatch):
    """A project with its locks and an environment of its own, whose ``pip`` knows only the later index."""
    version, digest = request.param
    wheel = pip_wheel(tmp_path, version, digest)
    root = tmp_path / "St Anne's policies"
    shutil.copytree(later, root, ignore=shutil.ignore_patterns("index"))
    subprocess.run([sys.executable, "-I", "-m", "venv", "--without-pip", root / ".venv"], check=True)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site_packages(root))
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("PIP_INDEX_URL", (later / "index").as_uri())
    return root


def site_packages(root):
    return next((root / ".venv").glob("lib/python3*/site-packages"), root / ".venv" / "Lib" / "site-packages")


def packages_in(root):
    found = importlib.metadata.distributions(path=[str(site_packages(root))])
    return {canonicalize_name(package.name): package.version for package in found if package.name != "pip"}


def test_just_what_the_locks_name_is_installed_whatever_has_been_released_since(project):
    expected = {}
    for lock in LOCKS:
        environment.install(str(project), lock, progress.run_and_tell)
        assert installed.is_current(str(project), lock)
        text = (PROJECT / lock).read_text(encoding="utf-8")
        expected |= {
            canonicalize_name(entry["name"]): entry["version"] for entry in ENTRY.finditer(text) if applies(entry)
        }
    assert packages_in(project) == expected


def test_a_package_that_is_not_the_locked_one_is_refused(project):
    lock = project / LOCKS[0]
    text = lock.read_text(encoding="utf-8")
    lock.write_text(re.sub(r"sha256:[0-9a-f]{64}", f"sha256:{'1' * 64}", text, count=1), encoding="utf-8")
    with pytest.raises(environment.SetUpError, match="not the one this project was tested with"):
        environment.install(str(project), LOCKS[0], progress.run_and_tell)
    assert not installed.is_current(str(project), LOCKS[0])


def test_nothing_that_a_locked_package_needs_is_missing_from_the_locks():
    """``pip`` installs what is listed and looks no further, so the list must be whole."""
    answer = subprocess.run([sys.executable, "-I", "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert answer.stdout == "No broken requirements found.\n"
