"""Running the commands as a person does, and reading what they wrote."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from conftest import AS_OF, PROJECT, shared_pdfs
from policybook.rules.outlook import Outlook
from policybook.source.sources import CACHE
from policybook.views.desk import desk_view
from policybook.views.jobs import Jobs
from policybook.views.leadership_pack import InternalPack, internal_pack
from policybook.views.view_context import ViewContext
from quick import QUICK

UNMEASURED = {"COVERAGE_PROCESS_CONFIG": ""}
"""With this variable a command runs at its own pace."""

PUBLIC_FILES = Path(__file__).resolve().parent / "golden" / "public-files.txt"
"""Names every file of the published site of Hollybank School, whatever its kind."""


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
    for file in source.rglob("*.pdf"):
        kept = target / file.relative_to(source)
        kept.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            kept.hardlink_to(file)


def built(root: Path, *more: str, measured: bool = False, fresh: bool = False) -> Path:
    """Build a school, which must go well, and give its site."""
    run = build(root, *more, measured=measured, fresh=fresh)
    assert run.code == 0, run.out
    return root / "site"


def texts(folder: Path) -> dict[str, str]:
    """What can be read in each file of a folder, by path: in every file, whatever its ending."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {str(file.relative_to(folder)): text_of(file.read_bytes()) for file in files}


def text_of(data: bytes) -> str:
    """What can be read in a file, known by how it begins: a PDF, something packed, or text in whatever letters."""
    if data.startswith(b"%PDF-"):
        return pdf_text(data)
    if data.startswith(b"\x1f\x8b"):
        return text_of(gzip.decompress(data))
    if data.startswith(b"PK\x03\x04"):  # also what office programs write
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return "\n".join([*packed.namelist(), *(text_of(packed.read(name)) for name in packed.namelist())])
    return data.decode("utf-8", "replace").replace("\0", "")  # so that UTF-16 is read too


def pdf_text(data: bytes) -> str:
    """The words of a PDF, and those of its information, fields, structure and attached files."""
    document = pypdfium2.PdfDocument(data)
    try:
        pages = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    finally:
        document.close()
    with pikepdf.open(io.BytesIO(data)) as pdf:
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
        hidden += [text_of(attached.get_file().read_bytes()) for attached in pdf.attachments.values()]
        metadata = pdf.Root.Metadata.read_bytes().decode("utf-8", "replace") if "/Metadata" in pdf.Root else ""
    return "\n".join([*pages, *hidden, metadata])


def digests(folder: Path) -> dict[str, str]:
    """A digest of every file of a folder by path."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def pack_of(context: ViewContext) -> InternalPack:
    """The leadership's pack of a book where nothing is ahead and no review has begun."""
    return internal_pack(context, desk_view(context, Outlook((), context.as_of), None, Jobs.of(PROJECT)))
