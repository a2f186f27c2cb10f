"""Running the commands as a person does, and reading what they wrote."""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from conftest import AS_OF, PROJECT, shared_pdfs
from policybook.render.pdf import CACHE
from quick import QUICK

UNMEASURED = {"COVERAGE_PROCESS_CONFIG": ""}
"""With this variable a command runs at its own pace."""

TEXT_FILES = {".html", ".json", ".xml", ".css", ".js", ".txt", ".svg", ".yml"}


@dataclass(frozen=True, slots=True)
class Run:
    """How a command ended and what it said."""

    code: int
    out: str


def command(*arguments: str, cwd: Path | None = None, **variables: str) -> Run:
    """Run ``build`` or ``check`` in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("POLICYBOOK_AS")}
    environment |= {"PYTHONPATH": str(PROJECT / "hooks"), "PYTHONWARNINGS": "default", **variables}
    line = [sys.executable, "-P", "-m", "policybook", *arguments]
    done = subprocess.run(line, capture_output=True, text=True, cwd=cwd, env=environment, check=False)
    return Run(done.returncode, done.stdout + done.stderr)


def build(
    root: Path,
    *more: str,
    as_of: str = AS_OF.isoformat(),
    cwd: Path | None = None,
    measured: bool = False,
    fresh: bool = False,
    **variables: str,
) -> Run:
    """Build a school: at its own pace, because measuring takes as long again, unless it is ``measured``.

    A PDF that another test has had made from the very same input is not made again, unless all are to be ``fresh``.
    """
    if QUICK in os.environ:
        pytest.skip("makes a site")
    kept = root / CACHE
    variables |= {} if measured else UNMEASURED
    if not fresh:
        link_files(shared_pdfs(), kept)
    run = command("build", "--root", str(root), "--as-of", as_of, *more, cwd=cwd, **variables)
    link_files(kept, shared_pdfs())
    return run


def link_files(source: Path, target: Path) -> None:
    """Give ``target`` the PDFs that ``source`` has; whoever writes one writes a new file in its place."""
    for file in source.glob("*.pdf"):
        target.mkdir(exist_ok=True)
        with contextlib.suppress(FileExistsError):
            (target / file.name).hardlink_to(file)


def built(root: Path, *more: str, measured: bool = False, fresh: bool = False) -> Path:
    """Build a school, which must go well, and give its site."""
    run = build(root, *more, measured=measured, fresh=fresh)
    assert run.code == 0, run.out
    return root / "site"


def texts(folder: Path) -> dict[str, str]:
    """Everything readable in a folder by path: files of text as they are, of PDFs the text, titles, fields and tooltips."""
    found = {}
    for file in sorted(folder.rglob("*")):
        name = str(file.relative_to(folder))
        if file.suffix in TEXT_FILES:
            found[name] = file.read_text(encoding="utf-8")
        elif file.suffix == ".pdf":
            found[name] = pdf_text(file)
    return found


def pdf_text(file: Path) -> str:
    """The words of a PDF, and those of its information, fields and structure."""
    document = pypdfium2.PdfDocument(file)
    try:
        pages = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    finally:
        document.close()
    with pikepdf.open(file) as pdf:
        hidden = [str(value) for value in pdf.docinfo.values()]
        hidden += [
            str(item[key])
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary)
            for key in ("/T", "/TU", "/V", "/Alt", "/Contents", "/URI")
            if isinstance(
                item.get(key), pikepdf.String
            )  # the contents of a page are no words, and their length no year
        ]
        metadata = pdf.Root.Metadata.read_bytes().decode("utf-8", "replace") if "/Metadata" in pdf.Root else ""
    return "\n".join([*pages, *hidden, metadata])


def digests(folder: Path) -> dict[str, str]:
    """A digest of every file of a folder by path."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
