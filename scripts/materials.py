"""Writes what the program is made of, as CycloneDX: ``.venv/bin/python scripts/materials.py > materials.json``.

For whoever looks after the program; ``release.yml`` adds it to each release, and the texts of all licences (``--licences``). Every package of ``requirements.lock`` with its hashes, its licence as
it says itself, and what asks for it; and what lies in the project and others made: fonts, the search. The same lock and the
same installed packages give the same bytes, so no number and no moment is in it. It leaves with 1 where a licence is not known.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
_ENTRY = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)(.*(?:\n[ ].*)*)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_UNNAMED = re.compile(r"license|licence|unknown", re.IGNORECASE)
_BY_CLASSIFIER = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
}
"""Where a package names its licence only by the words of the index."""
_NOT_HERE = {"brotlicffi": "MIT", "colorama": "BSD-3-Clause", "tzdata": "Apache-2.0"}
"""What only some systems install."""
OURS_BY_OTHERS = {
    "Atkinson Hyperlegible Next": ("OFL-1.1", ("site_templates/fonts/*.woff2", "site_templates/fonts/screen/*.woff2")),
    "Noto Sans": ("OFL-1.1", ("site_templates/fonts/letters/noto-*.woff2",)),
    "Vazirmatn": ("OFL-1.1", ("site_templates/fonts/letters/vazirmatn-*.woff2",)),
    "MiniSearch": ("MIT", ("overrides/assets/minisearch.js",)),
}
"""What lies in the project and others made: its licence, and its files."""
_LICENCES = (
    *("LICENCE", "overrides/assets/minisearch-licence.txt"),
    *("site_templates/fonts/OFL.txt", "site_templates/fonts/letters/OFL.txt"),
)
_LICENCE_FILE = re.compile(
    r"[^/]+\.dist-info/(?:licenses/)?(?:[^/]+/)*[^/]*(?:licen[cs]e|copying|notice)[^/]*", re.IGNORECASE
)


def licence_of(name: str) -> str:
    """The licence of a package, as it says itself; "" where nobody can tell."""
    try:
        metadata = distribution(name).metadata
    except PackageNotFoundError:
        return _NOT_HERE.get(name, "")
    for expression in metadata.get_all("License-Expression") or ():
        return str(expression)
    typed = "".join(metadata.get_all("License") or ()).strip()
    if typed and len(typed) < 40 and not _UNNAMED.search(typed):  # noqa: PLR2004 - longer, and it is the whole text
        return typed
    names = [
        line.rpartition(" :: ")[2] for line in metadata.get_all("Classifier") or () if line.startswith("License ::")
    ]
    return " OR ".join(_BY_CLASSIFIER[name] for name in names if name in _BY_CLASSIFIER)


def packages() -> Iterator[dict[str, Any]]:
    """The packages of the lock."""
    for name, version, rest in _ENTRY.findall(LOCK.read_text(encoding="utf-8")):
        yield {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "hashes": [{"alg": "SHA-256", "content": digest} for digest in _HASH.findall(rest)],
            "licenses": [{"expression": licence_of(name)}],
        }


def parts() -> Iterator[dict[str, Any]]:
    """What lies in the project and others made."""
    for name, (licence, patterns) in OURS_BY_OTHERS.items():
        files = sorted(file for pattern in patterns for file in ROOT.glob(pattern))
        yield {
            "type": "file",
            "bom-ref": f"file:{name}",
            "name": name,
            "licenses": [{"expression": licence}],
            "components": [
                {
                    "type": "file",
                    "name": file.relative_to(ROOT).as_posix(),
                    "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(file.read_bytes()).hexdigest()}],
                }
                for file in files
            ],
        }


def dependencies() -> Iterator[dict[str, Any]]:
    """What asks for each package, turned round: what each asks for."""
    refs, asked = {}, dict[str, list[str]]()
    for name, version, rest in _ENTRY.findall(LOCK.read_text(encoding="utf-8")):
        refs[name] = f"pkg:pypi/{name}@{version}"
        for line in rest.partition("# via")[2].replace("#", " ").split():
            asked.setdefault(line, []).append(name)
    for name in sorted(refs):
        yield {"ref": refs[name], "dependsOn": [refs[other] for other in sorted(asked.get(name, ()))]}


def materials() -> dict[str, Any]:
    """The whole list."""
    version = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    own = {
        "type": "application",
        "name": "policybook",
        "version": version[1] if version else "",
        "licenses": [{"expression": "MIT"}],
    }
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own},
        "components": [*packages(), *parts()],
        "dependencies": list(dependencies()),
    }


def licences() -> str:
    """The texts of the licences: of the program, of what lies in it, and of the packages that are installed here."""
    texts = {path: (ROOT / path).read_text(encoding="utf-8") for path in _LICENCES}
    for name, version, _ in _ENTRY.findall(LOCK.read_text(encoding="utf-8")):
        with contextlib.suppress(PackageNotFoundError):
            files = (file for file in distribution(name).files or () if _LICENCE_FILE.fullmatch(file.as_posix()))
            texts |= {f"{name} {version}: {file.name}": file.read_text(encoding="utf-8") for file in sorted(files)}
    return "".join(f"{'=' * 100}\n{name}\n{'=' * 100}\n\n{text.strip()}\n\n" for name, text in texts.items())


def main(arguments: Sequence[str] = ()) -> int:
    """Print the list, or the licences; 1 where a licence is not known."""
    if "--licences" in arguments:
        sys.stdout.write(licences())
        return 0
    found = materials()
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    unknown = [part["name"] for part in found["components"] if not part["licenses"][0]["expression"]]
    if unknown:
        print(
            f"Nobody knows the licence of {', '.join(unknown)}. Look, and add it in scripts/materials.py.",
            file=sys.stderr,
        )
    return bool(unknown)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
