"""The program as one wheel: what is in it, and writing it from a clone or from the installed package, byte for byte the same.

Python's packaging tools call ``build_wheel`` here (``pip wheel .``). It needs nothing but Python, because a new school's
repository holds the very wheel that its book was made with, and the command that makes that repository runs anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import io
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from importlib import metadata
from itertools import product
from pathlib import Path

from policybook.basics.program import IS_PACKAGE, PROGRAM, SHIPPED, VERSION

NAME = f"policybook-{VERSION}-py3-none-any.whl"
_INFO = f"policybook-{VERSION}.dist-info"
_LIBRARY = "hooks/policybook"
SHIPPED_FOLDERS = ("site_templates", "overrides", "scripts", ".github/workflows")
SHIPPED_FILES = (
    *("mkdocs.yml", "hooks/site_hooks.py", "requirements.lock", "CHANGELOG.md", "LICENCE"),
    *("policy/README.md", ".gitignore", ".gitattributes", ".github/pull_request_template.md"),
    *(".github/SETTING-UP.md", "hooks/unchecked/index.md"),
)
"""What lies beside the library in a clone and goes with it, from its root. No book's ``policy/`` and no ``data/``."""
EXAMPLE = ("tests/school", "tests/example")
"""A book that is invented and in order, and what it has beyond the tests: together they go with the program as ``example/``."""
OF_DEVELOPERS = (
    *("scripts/test.py", "scripts/suite.py", "scripts/lock.py", "scripts/bench.py", "scripts/materials.py"),
    *(".github/workflows/weekly.yml", ".github/workflows/release.yml"),
)
_LEFT_BEHIND = (".pyc", ".DS_Store")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of every file: the same files make the same bytes."""


def contents() -> dict[str, bytes]:
    """Return every file of the wheel but its own record, by its path there."""
    return dict(_installed_files() if IS_PACKAGE else _files_of_clone())


def wheel_bytes(files: Mapping[str, bytes]) -> bytes:
    """Return the wheel of these files, with the record of their digests."""
    record = "".join(f"{path},sha256={_digest(data)},{len(data)}\n" for path, data in sorted(files.items()))
    record += f"{_INFO}/RECORD,,\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in (*sorted(files.items()), (f"{_INFO}/RECORD", record.encode())):
            entry = zipfile.ZipInfo(path, _LONG_AGO)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, data)
    return packed.getvalue()


def build_wheel(
    wheel_directory: str,
    _config_settings: object = None,
    _metadata_directory: object = None,
) -> str:
    """Write the wheel into a folder and return its name, as packaging tools ask."""
    (Path(wheel_directory) / NAME).write_bytes(wheel_bytes(contents()))
    return NAME


def build_sdist(_sdist_directory: str, _config_settings: object = None) -> str:
    """Refuse, as packaging tools allow: the sources are the repository."""
    raise NotImplementedError("Policybook is packed as a wheel; its sources are the repository.")


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _installed_files() -> Iterator[tuple[str, bytes]]:
    """The files that the installed wheel brought, without what the installation added."""
    added = {f"{_INFO}/{name}" for name in ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")}
    for file in metadata.distribution("policybook").files or ():
        path = file.as_posix()
        if path.startswith(("policybook/", _INFO)) and path not in added and not path.endswith(_LEFT_BEHIND):
            yield path, file.read_binary()


def _files_of_clone() -> Iterator[tuple[str, bytes]]:
    """The library, what is shipped with it, and what packaging tools want to know."""
    for file in _below(_LIBRARY):
        yield f"policybook/{file.relative_to(PROGRAM / _LIBRARY).as_posix()}", file.read_bytes()
    for folder in SHIPPED_FOLDERS:
        for file in _below(folder):
            path = file.relative_to(PROGRAM).as_posix()
            if path not in OF_DEVELOPERS:
                yield f"policybook/{SHIPPED}/{path}", file.read_bytes()
    for path in SHIPPED_FILES:
        yield f"policybook/{SHIPPED}/{path}", (PROGRAM / path).read_bytes()
    for source, part in product(EXAMPLE, ("policy", "data")):
        for file in _below(f"{source}/{part}"):
            path = file.relative_to(PROGRAM / source).as_posix()
            yield f"policybook/{SHIPPED}/example/{path}", file.read_bytes()
    project = tomllib.loads((PROGRAM / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    yield f"{_INFO}/METADATA", _metadata(project).encode()
    yield f"{_INFO}/WHEEL", b"Wheel-Version: 1.0\nGenerator: policybook\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    commands = "".join(f"{name} = {target}\n" for name, target in project["scripts"].items())
    yield f"{_INFO}/entry_points.txt", f"[console_scripts]\n{commands}".encode()
    yield f"{_INFO}/licenses/LICENCE", (PROGRAM / "LICENCE").read_bytes()


def _below(folder: str) -> list[Path]:
    files = (file for file in sorted((PROGRAM / folder).rglob("*")) if file.is_file())
    return [file for file in files if not file.name.endswith(_LEFT_BEHIND)]


def _metadata(project: Mapping[str, object]) -> str:
    dependencies = project["dependencies"]
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {project['name']}",
        f"Version: {VERSION}",
        f"Summary: {project['description']}",
        f"License-Expression: {project['license']}",
        "License-File: LICENCE",
        f"Requires-Python: {project['requires-python']}",
        *(f"Requires-Dist: {dependency}" for dependency in (dependencies if isinstance(dependencies, list) else ())),
    ]
    return "\n".join([*lines, ""])
