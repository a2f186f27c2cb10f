"""What the program is made of: every package and every file of somebody else's has a licence, a hash, and a note."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest

import materials
from conftest import PROJECT

NOTES = (PROJECT / "hooks/decisions/31-dependencies.md").read_text(encoding="utf-8")
DIRECT = [
    re.match(r"[\w.-]+", line)[0]  # type: ignore[index]
    for line in tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
]


def test_the_list_is_whole_and_the_same_each_time(capsys: pytest.CaptureFixture[str]) -> None:
    runs = [(materials.main(), capsys.readouterr().out) for _ in range(2)]
    assert runs[0] == runs[1]
    status, text = runs[0]
    assert status == 0
    found = json.loads(text)
    locked = re.findall(
        r"^([\w.-]+)(?:\[.*\])?==", (PROJECT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE
    )
    libraries = [part for part in found["components"] if part["type"] == "library"]
    assert [part["name"] for part in libraries] == locked
    assert all(part["hashes"] for part in libraries)
    assert all(part["licenses"][0]["expression"] for part in found["components"])
    refs = {part["bom-ref"] for part in libraries}
    asked = {other for entry in found["dependencies"] for other in entry["dependsOn"]}
    assert asked <= refs
    needed_by_nothing = {ref.partition("pypi/")[2].partition("@")[0] for ref in refs - asked}
    assert needed_by_nothing <= set(DIRECT)


def test_every_file_of_somebody_elses_is_listed() -> None:
    listed = {inside["name"] for part in materials.parts() for inside in part["components"]}
    fonts = {str(file.relative_to(PROJECT)) for file in PROJECT.glob("site_templates/**/*.woff2")}
    assert fonts <= listed
    assert "overrides/assets/minisearch.js" in listed


def test_a_licence_that_nobody_knows_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(materials, "licence_of", lambda name: "" if name == "segno" else "MIT")
    assert materials.main() == 1
    assert "segno" in capsys.readouterr().err


def test_the_licences_are_those_of_the_program_its_parts_and_every_package_here(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert materials.main(["--licences"]) == 0
    found = dict(re.findall(r"={100}\n(.+)\n={100}\n\n((?:.|\n)+?)\n\n(?==|\Z)", capsys.readouterr().out))
    assert "Permission is hereby granted" in found["LICENCE"]
    assert "Permission is hereby granted" in found["overrides/assets/minisearch-licence.txt"]
    assert "SIL OPEN FONT LICENSE" in found["site_templates/fonts/OFL.txt"]
    assert {name for name, text in found.items() if len(text) < 20} == set()
    named = {name.partition(" ")[0] for name in found}
    here = {name.lower().replace("_", "-") for name in _installed()}
    locked = re.findall(
        r"^([\w.-]+)(?:\[.*\])?==", (PROJECT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {name for name in locked if name in here} <= named


def _installed() -> Iterator[str]:
    return (found.metadata["Name"] for found in distributions())


@pytest.mark.parametrize("name", [*DIRECT, *materials.OURS_BY_OTHERS])
def test_there_is_a_note_for_each(name: str) -> None:
    """Why it is here, how it is kept, and what would replace it."""
    rows = [line for line in NOTES.splitlines() if line.lower().startswith(f"| {name} |".lower())]
    assert len(rows) == 1
    cells = [cell.strip() for cell in rows[0].strip("|").split("|")]
    assert len(cells) == 4
    assert all(cells)


def test_no_note_is_left_of_what_is_gone() -> None:
    rows = re.findall(r"^\| ([^|]+) \|", NOTES, re.MULTILINE)
    assert {row.lower() for row in rows} - {"what", "---"} == {
        name.lower() for name in (*DIRECT, *materials.OURS_BY_OTHERS)
    }
    assert Path(PROJECT / "hooks/decisions/README.md").read_text(encoding="utf-8").count("31-dependencies.md") == 1
