"""The lock files hold what ``pyproject.toml`` asks for, a hash for everything, and nobody's address."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import lock

ROOT = Path(__file__).resolve().parent.parent
APPLICATION = ROOT / "requirements.lock"
TESTS = ROOT / "tests" / "requirements.lock"
OTHERS = ROOT / "tests" / "others.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
REMEDY = "make the locks again with: python3 scripts/lock.py"


def pins(path):
    """Return the version of each package that a lock pins."""
    entries = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert len({name for name, _ in entries}) == len(entries), "two versions of one package: which built the site?"
    return {canonicalize_name(name): version for name, version in entries}


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        (PROJECT["project"]["dependencies"], APPLICATION),
        (PROJECT["dependency-groups"]["test"], TESTS),
        (PROJECT["dependency-groups"]["others"], OTHERS),
    ],
    ids=["application", "tests", "others"],
)
def test_every_package_asked_for_is_locked_at_a_version_that_fits(wanted, path):
    locked = pins(path)
    for requirement in map(Requirement, wanted):
        version = locked.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not locked; {REMEDY}"
        assert version in requirement.specifier, f"{requirement.name} is locked at {version}; {REMEDY}"


@pytest.mark.parametrize("path", [TESTS, OTHERS], ids=["tests", "others"])
def test_the_tests_run_with_the_packages_that_build_the_site(path):
    application, tests = pins(APPLICATION), pins(path)
    shared = application.keys() & tests.keys()
    assert {name: tests[name] for name in shared} == {name: application[name] for name in shared}, REMEDY


@pytest.mark.parametrize("path", [APPLICATION, TESTS, OTHERS], ids=["application", "tests", "others"])
def test_every_pin_has_a_hash_and_no_address_or_folder_is_named(path):
    text = path.read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=[\w.-]+(?:\[[\w,-]+\])?==)", text)[1:]:
        assert "--hash=sha256:" in entry
    assert "://" not in text
    assert not re.search(r"(?<!\w)/(?:home|root|tmp|work|opt|Users)/", text)
    assert "python3 scripts/lock.py" in text.partition("==")[0]


def test_all_locks_are_made_by_one_command(monkeypatch):
    lines = []
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("subprocess.call", lambda line, **_: lines.append(line) or 0)
    assert lock.main(["--upgrade"]) == 0
    made = [line[line.index("--output-file") + 1] for line in lines]
    assert made == ["requirements.lock", "tests/requirements.lock", "tests/others.lock"]
    assert all({"--universal", "--generate-hashes", "--upgrade"} <= set(line) for line in lines)


def test_a_lock_that_cannot_be_made_stops_the_next(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("subprocess.call", lambda line, **_: 3)
    assert lock.main([]) == 3


def test_without_uv_it_says_where_uv_comes_from(monkeypatch, capsys):
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert lock.main([]) == 2
    assert "pip install uv" in capsys.readouterr().err
