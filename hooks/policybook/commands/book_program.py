"""What a book's own repository holds of the program: its wheel, the commands, the workflows. Nobody edits it there."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from policybook.basics.program import PROGRAM, VERSION
from policybook.commands import wheel
from policybook.rules import reference_page

PROGRAM_FOLDER, SETTING_UP = "program", ".github/SETTING-UP.md"
_NOT_THERE = {"new_school.py", *(path.removeprefix("scripts/") for path in wheel.OF_DEVELOPERS)}
"""Commands that are about the program itself."""
_JOB_OF_PROGRAM = re.compile(r"^  program:\n(?:(?!  \S).*\n)*", re.MULTILINE)
"""The job that tests the program: its tests are not there."""
_LOCK = """\
# The program of this book and the packages that it is made with, each with its hash. python3 scripts/update.py writes it.
--find-links {folder}
policybook=={version} \\
    --hash=sha256:{digest}
"""


def program_files() -> dict[str, bytes]:
    """Return every file of the program that a book's repository holds, by its path there."""
    packed = wheel.wheel_bytes(wheel.contents())
    files = {f"{PROGRAM_FOLDER}/{wheel.NAME}": packed, "requirements.lock": _lock(packed).encode()}
    files[reference_page.PATH] = reference_page.render().encode()  # findings lead there
    for file in sorted((PROGRAM / "scripts").glob("*.py")):
        if file.name not in _NOT_THERE:
            files[f"scripts/{file.name}"] = file.read_bytes()
    for file in sorted((PROGRAM / ".github/workflows").glob("*.yml")):
        if f".github/workflows/{file.name}" in wheel.OF_DEVELOPERS:
            continue
        files[f".github/workflows/{file.name}"] = _JOB_OF_PROGRAM.sub("", file.read_text(encoding="utf-8")).encode()
    page = (PROGRAM / SETTING_UP).read_text(encoding="utf-8").replace("../site_templates/hosts/", "hosts/")
    files[SETTING_UP] = page.encode()  # the manual and findings lead there
    for file in sorted((PROGRAM / "site_templates/hosts").iterdir()):
        files[f".github/hosts/{file.name}"] = file.read_bytes()
    for path in (".gitignore", ".gitattributes", ".github/pull_request_template.md"):
        files[path] = (PROGRAM / path).read_bytes()
    return files


def write_program(root: Path) -> list[str]:
    """Write the program's files into a book's repository where they differ, and tell what was done, a line each."""
    files = program_files()
    older = [file for file in (root / PROGRAM_FOLDER).glob("*.whl") if f"{PROGRAM_FOLDER}/{file.name}" not in files]
    changed = [path for path, data in files.items() if not _holds(root / path, data)]
    for path in changed:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(files[path])
    for file in older:
        file.unlink()
    return [f"The program is version {VERSION} now (files written: {len(changed)})."] if changed or older else []


def _holds(file: Path, data: bytes) -> bool:
    return file.is_file() and file.read_bytes() == data


def _lock(packed: bytes) -> str:
    """The program's own lock, with the program first."""
    digest = hashlib.sha256(packed).hexdigest()
    packages = (PROGRAM / "requirements.lock").read_text(encoding="utf-8")
    packages = re.sub(r"\A(?:#.*\n)+", "", packages)
    return _LOCK.format(folder=PROGRAM_FOLDER, version=VERSION, digest=digest) + packages
