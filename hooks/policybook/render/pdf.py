"""HTML to tagged PDF: WeasyPrint, then a pass that mends what its output lacks. Not for what stands on the pages.

WeasyPrint costs a second to import and a tenth of a second a page, so: what did not change is taken from the cache, and
several files are made side by side by processes forked after the import.
"""

from __future__ import annotations

import hashlib
import io
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from policybook.basics.letters import needs_extra_letters
from policybook.basics.run_errors import is_disk_full
from policybook.model.declarations import Audience

TIME_LIMIT = 180  # seconds for one file; the largest takes about four
_WORKERS = 2
_KEPT_FILES = 40
_PRINT_FLAG = 4  # the annotation is there on paper too
_CODE = ("pdf.py", "pdf_tagging.py")
_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
LETTERS = "letters.css"
_TOOLS = ("weasyprint", "pydyf", "pikepdf", "fonttools")
Progress = Callable[[str], None]


class PdfError(Exception):
    """A PDF could not be made; the message says which and why."""


@dataclass(frozen=True, slots=True)
class PdfJob:
    """A PDF to make: its name without ending, its whole HTML, who may see it, and the pictures that the HTML names."""

    name: str
    html: str
    audience: Audience
    pictures: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished PDF and how many pages it has."""

    name: str
    data: bytes
    pages: int


def make_pdfs(jobs: Iterable[PdfJob], assets: Path, cache: Path, progress: Progress) -> dict[str, Pdf]:
    """All PDFs by name, from the folder ``cache`` where nothing changed; ``assets`` has the style sheet and the fonts.

    What is kept is in a folder for those who may see it, under a name made from what it was made of and from its own
    bytes: a file with other bytes, such as a private one under a public name, is not what its name says and is made anew.

    Raises:
        PdfError: where one cannot be made.
    """
    jobs = tuple(jobs)
    salt = _salt(assets)
    keys = {job.name: _key(salt, job) for job in jobs}
    cached = {job.name: data for job in jobs if (data := _read(cache / job.audience, keys[job.name])) is not None}
    missing = [job for job in jobs if job.name not in cached]
    if missing:
        progress(
            f"Making {len(missing)} of {len(jobs)} PDFs; the others have not changed."
            if cached
            else f"Making {len(missing)} PDFs."
        )
        folders = {job.name: cache / job.audience for job in missing}
        for name, data in _render_all(missing, assets, progress):
            cached[name] = data
            _write(folders[name], _kept_name(keys[name], data), data)
    for audience in {job.audience for job in jobs}:
        _forget_old(cache / audience, set(keys.values()))
    return {job.name: Pdf(job.name, cached[job.name], _pages(cached[job.name])) for job in jobs}


def _key(salt: bytes, job: PdfJob) -> str:
    digest = hashlib.sha256(salt)
    for part in (
        job.audience.encode(),
        job.html.encode(),
        *(part for name, data in job.pictures for part in (name.encode(), data)),
    ):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _salt(assets: Path) -> bytes:
    """What decides the bytes beside the HTML: the code that makes them, the tools' versions, the style sheet and the fonts."""
    digest = hashlib.sha256()
    for name in _CODE:
        digest.update(Path(__file__).with_name(name).read_bytes())
    for tool in _TOOLS:
        digest.update(f"{tool} {version(tool)}\n".encode())
    for file in sorted([*assets.glob("*.css"), *assets.glob("fonts/*.woff2"), *assets.glob("fonts/letters/*.woff2")]):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.digest()


def _kept_name(key: str, data: bytes) -> str:
    return f"{key}-{hashlib.sha256(key.encode() + data).hexdigest()}.pdf"


def _read(folder: Path, key: str) -> bytes | None:
    """What is kept for a key, if its bytes are those that were kept."""
    for path in folder.glob(f"{key}-*.pdf"):
        with suppress(OSError):
            data = path.read_bytes()
            if path.name == _kept_name(key, data):
                os.utime(path)
                return data
            path.unlink()
    return None


def _write(folder: Path, name: str, data: bytes) -> None:
    """Into the cache, whole or not at all; a cache that cannot be written costs time and nothing else."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{name}.{os.getpid()}.part"
        part.write_bytes(data)
        part.replace(folder / name)
    except OSError:
        with suppress(OSError):
            (folder / f"{name}.{os.getpid()}.part").unlink(missing_ok=True)


def _forget_old(folder: Path, used: set[str]) -> None:
    """Keep the newest few files beside those in use."""
    try:
        files = sorted(folder.glob("*.pdf"), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in [file for file in files if file.stem.partition("-")[0] not in used][_KEPT_FILES:]:
            file.unlink()
    except OSError:
        return


def _pages(data: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def _render_all(jobs: list[PdfJob], assets: Path, progress: Progress) -> Iterator[tuple[str, bytes]]:
    jobs = sorted(
        jobs, key=lambda job: len(job.html), reverse=True
    )  # the longest first, so that no process waits alone
    if len(jobs) == 1 or sys.platform == "win32":
        for job in jobs:
            with _named(job.name):
                data = render_pdf(job, assets)
            yield job.name, data
            progress(f"  {job.name}.pdf")
        return
    import weasyprint  # noqa: F401 - imported before the fork, so that it is imported once

    with _pool() as pool:
        futures: dict[str, Future[bytes]] = {job.name: pool.submit(render_pdf, job, assets) for job in jobs}
        for name, future in futures.items():
            with _named(name):
                data = future.result(timeout=TIME_LIMIT)
            yield name, data
            progress(f"  {name}.pdf")


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Put what goes wrong with one PDF into words that name it; a full disk is told by whoever runs the build."""
    try:
        yield
    except TimeoutError:
        raise PdfError(f"{name}.pdf took longer than {TIME_LIMIT} seconds and was given up.") from None
    except Exception as error:
        if isinstance(error, PdfError) or is_disk_full(error):
            raise
        raise PdfError(f"{name}.pdf could not be made: {error}") from error


@contextmanager
def _pool() -> Iterator[Executor]:
    pool = ProcessPoolExecutor(_WORKERS, mp_context=multiprocessing.get_context("fork"))
    try:
        yield pool
    except BaseException:
        for process in list(getattr(pool, "_processes", {}).values()):
            process.kill()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def render_pdf(job: PdfJob, assets: Path) -> bytes:
    """One PDF.

    Raises:
        PdfError: where WeasyPrint fails, the HTML asks for anything but our own style sheets, our fonts and the pictures
            of the job, or the structure cannot be mended.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError
    except OSError as error:
        raise PdfError(
            f"WeasyPrint cannot find its system libraries ({error}). Run python3 scripts/build.py, which says what to install."
        ) from error
    assets = assets.resolve()
    fetcher = _own_files_only(assets, dict(job.pictures))
    fonts = FontConfiguration()
    extra_fonts = [LETTERS] if needs_extra_letters(job.html) else []
    try:
        data = HTML(string=job.html, base_url=assets.as_uri() + "/", url_fetcher=fetcher).write_pdf(
            stylesheets=[CSS(filename=assets / name, url_fetcher=fetcher, font_config=fonts) for name in extra_fonts],
            font_config=fonts,
            pdf_variant="pdf/ua-1",
            pdf_forms=True,
        )
    except FatalURLFetchingError:
        data = b""
    if fetcher.refused:
        raise PdfError(f"{job.name}.pdf asked for {fetcher.refused[0]}, which is not one of our own files.")
    from policybook.render.pdf_tagging import TaggingError

    try:
        return finish(data, assets / "fonts" / "letters")
    except TaggingError as error:
        raise PdfError(f"{job.name}.pdf could not be made: {error}") from error


class OwnFiles(Protocol):
    """A fetcher of WeasyPrint's that keeps the addresses it refused."""

    refused: list[str]


def _own_files_only(assets: Path, pictures: Mapping[str, bytes]) -> OwnFiles:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    given = {f"{assets.as_uri()}/{name}": (data, _TYPES[name.rpartition(".")[2]]) for name, data in pictures.items()}

    class Fetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint has no type information
        """Reads the style sheets and the fonts of ``site_templates``, hands out the pictures, and refuses everything else.

        A picture comes from memory, where ``source.picture`` has looked at it: no file but ours is ever opened.
        """

        def __init__(self) -> None:
            super().__init__(allowed_protocols=["file"], allow_redirects=False, fail_on_errors=True)
            self.refused: list[str] = []

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
            """The file, if it is one of ours. Images inside SVG swallow errors, so a refusal is kept as well as raised."""
            if url in given:
                data, kind = given[url]
                return URLFetcherResponse(url, data, {"Content-Type": kind})
            parts = urlsplit(url)
            path = Path(url2pathname(unquote(parts.path))).resolve() if parts.scheme == "file" else None
            if path is None or not path.is_relative_to(assets) or path.suffix not in {".css", ".woff2"}:
                self.refused.append(url[:200])
                raise FatalURLFetchingError(f"refused {url[:200]}")
            return super().fetch(url, headers)

    return Fetcher()


def finish(data: bytes, letters: Path | None = None) -> bytes:
    """Mend WeasyPrint's output: ticks that every viewer shows, links that are there on paper, the structure. Deterministic.

    ``letters`` is the folder of the fonts for other alphabets, by which their letters are spelt.

    Raises:
        TaggingError: where the structure is not as WeasyPrint is known to make it.
    """
    import pikepdf

    from policybook.render.pdf_tagging import mend

    with pikepdf.open(io.BytesIO(data)) as pdf:
        form = pdf.Root.get("/AcroForm")
        if form is not None and "/NeedAppearances" in form:
            # With it, Evince and Okular draw no tick in a box that has been ticked.
            del form["/NeedAppearances"]
        for page in pdf.pages:
            for annotation in page.get("/Annots", []):
                if annotation.get("/Subtype") == "/Link":
                    annotation["/F"] = int(annotation.get("/F", 0)) | _PRINT_FLAG
        mend(pdf, letters)
        target = io.BytesIO()
        pdf.save(
            target,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            linearize=False,
        )
    return target.getvalue()
