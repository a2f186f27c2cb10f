"""HTML to tagged PDF: WeasyPrint, then a pass that mends what its output lacks. Not for what stands on the pages.

WeasyPrint costs a second to import and a tenth of a second a page, so: what did not change is taken from the cache, and
several files are made side by side by processes forked after the import. What a PDF is made of, and so the key under which
it is kept, is its view, its template and the tools; the day is no part of it (``day_stamp``).
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from policybook.basics.letters import needs_extra_letters
from policybook.basics.run_errors import is_disk_full
from policybook.model.declarations import Audience
from policybook.render.children import LostError, OutOfTimeError, Task, Tell, run_apart
from policybook.render.day_stamp import Codes, Day, stamp
from policybook.source.kept_files import KeptFiles

TIME_LIMIT = 60
"""Seconds for a file that says nothing; the largest of a book takes about four."""
_LETTERS_A_SECOND = 1000
"""So many more letters are a second more: a busy old computer lays out ten times as many."""
_WORKERS = 2
_PRINT_FLAG = 4  # the annotation is there on paper too
_CODE = ("pdf.py", "pdf_tagging.py", "day_stamp.py", "day_room.py", "templates.py", "print_jobs.py")
_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
LETTERS = "letters.css"
_TOOLS = ("weasyprint", "pydyf", "pikepdf", "fonttools", "tinycss2", "jinja2", "markupsafe", "segno")
_MOMENT = "SOURCE_DATE_EPOCH"
Progress = Callable[[str], None]


class PdfError(Exception):
    """A PDF could not be made; the message says which and why."""


class PdfJob:
    """A PDF to make: its name without ending, its whole HTML, who may see it, and the pictures that the HTML names.

    Where the HTML is a function, it is called only if the PDF must be made, and ``made_of`` gives all that it depends on.
    """

    def __init__(
        self,
        name: str,
        html: str | Callable[[], str],
        audience: Audience,
        pictures: tuple[tuple[str, bytes], ...] = (),
        made_of: Callable[[], bytes] | None = None,
    ) -> None:
        self.name, self.audience, self.pictures = name, audience, pictures
        self._html, self._made_of = html, made_of

    @cached_property
    def html(self) -> str:
        """The document."""
        return self._html if isinstance(self._html, str) else self._html()

    @cached_property
    def made_of(self) -> bytes:
        """What decides the bytes of the PDF, beside its pictures and what is the same for all."""
        return self._made_of() if self._made_of else self.html.encode()


class Pdf(NamedTuple):
    """A finished PDF and how many pages it has."""

    name: str
    data: bytes
    pages: int


class _Made(NamedTuple):
    """A PDF with places for the day, as it is kept."""

    data: bytes
    pages: int
    codes: Codes

    def as_entry(self) -> bytes:
        about = json.dumps({"pages": self.pages, "codes": self.codes}, ensure_ascii=True).encode()
        return about + b"\n" + self.data

    @classmethod
    def of_entry(cls, entry: bytes) -> _Made:
        about, _, data = entry.partition(b"\n")
        return cls(data, **json.loads(about))


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was made before, in a folder for those who may see it."""

    cache: Path
    salt: bytes
    day: Day | None

    def keys(self, job: PdfJob) -> tuple[str, ...]:
        """The key of a PDF, and that of one in which the day is where it cannot be stamped."""
        digest = hashlib.sha256(self.salt)
        for part in (
            job.audience.encode(),
            job.made_of,
            *(part for name, data in job.pictures for part in (name.encode(), data)),
        ):
            digest.update(len(part).to_bytes(8, "big") + part)
        key = digest.hexdigest()
        return (key, f"{key}-{self.day.as_of.isoformat()}") if self.day else (key,)

    def read(self, job: PdfJob) -> _Made | None:
        """The PDF of a job, if it was made before."""
        folder = self.folder(job.audience)
        entries = (folder.read(key) for key in self.keys(job))
        return next((_Made.of_entry(entry) for entry in entries if entry is not None), None)

    def folder(self, audience: Audience) -> KeptFiles:
        """Where the PDFs for some readers are kept."""
        return KeptFiles(self.cache / audience)


def make_pdfs(
    jobs: Iterable[PdfJob], assets: Path, cache: Path, progress: Progress, day: Day | None = None
) -> dict[str, Pdf]:
    """All PDFs by name, from the folder ``cache`` where nothing changed; ``assets`` has the style sheet and the fonts.

    Raises:
        PdfError: where one cannot be made.
    """
    jobs = tuple(jobs)
    kept = _Kept(cache, _salt(assets), day)
    found = {job.name: made for job in jobs if (made := kept.read(job)) is not None}
    missing = [job for job in jobs if job.name not in found]
    if missing:
        others = "; the others have not changed" if found else ""
        pdfs = "PDF" if len(jobs) == 1 else "PDFs"
        progress(f"Making {len(missing)}{f' of {len(jobs)}' if found else ''} {pdfs}{others}.")
        by_name = {job.name: job for job in missing}
        for name, made, is_dated in _make_all(missing, assets, day, progress):
            found[name] = made
            job = by_name[name]
            kept.folder(job.audience).write(kept.keys(job)[1 if is_dated else 0], made.as_entry())
    for audience in {job.audience for job in jobs}:
        kept.folder(audience).forget_all_but(key for job in jobs if job.audience is audience for key in kept.keys(job))
    return {
        name: Pdf(name, stamp(made.data, made.codes, day) if day else made.data, made.pages)
        for name, made in ((job.name, found[job.name]) for job in jobs)
    }


def _salt(assets: Path) -> bytes:
    """What decides the bytes of every PDF: the code that makes them, the tools' versions, the style sheet and the fonts."""
    digest = hashlib.sha256()
    for name in _CODE:
        digest.update(Path(__file__).with_name(name).read_bytes())
    for tool in _TOOLS:
        digest.update(f"{tool} {version(tool)}\n".encode())
    for file in sorted([*assets.glob("*.css"), *assets.glob("fonts/*.woff2"), *assets.glob("fonts/letters/*.woff2")]):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.digest()


def _make_all(
    jobs: list[PdfJob], assets: Path, day: Day | None, progress: Progress
) -> Iterator[tuple[str, _Made, bool]]:
    """Yield each PDF as it is made, and whether the day is in it."""
    _prepare(assets)
    htmls = {job.name: day.put_places(job.html) if day else job.html for job in jobs}
    longest_first = sorted(jobs, key=lambda job: len(htmls[job.name]), reverse=True)  # so that no process waits alone
    tasks = [
        Task(job.name, partial(_with_day_or_place, job, htmls[job.name], assets), time_limit(htmls[job.name]))
        for job in longest_first
    ]
    for name, result, error in run_apart(tasks, _WORKERS):
        if error is not None:
            raise _in_words(name, error, htmls[name]) from error
        made, html = result
        yield name, made, bool(day and day.is_in(html))
        progress(f"  {name}.pdf")


def _with_day_or_place(job: PdfJob, html: str, assets: Path, tell: Tell) -> tuple[_Made, str]:
    """A PDF and what it was made of: ``html`` with its places or, where one cannot be stamped, with the day itself."""
    from policybook.render.day_room import DayError

    try:
        return _print(job, html, assets, tell), html
    except DayError:
        return _print(job, job.html, assets, tell), job.html


def _prepare(assets: Path) -> None:
    """Import what every process needs, and unpack and read the fonts, once and not in each."""
    try:
        import weasyprint  # noqa: F401
    except OSError as error:
        raise PdfError(
            f"WeasyPrint cannot find its system libraries ({error}). Run python3 scripts/build.py, which says what to install."
        ) from error
    from policybook.render import day_room, pdf_tagging  # noqa: F401 - what is imported here, no process has to

    for file in assets.resolve().glob("fonts/*.woff2"):
        day_room.unpacked(file)
    day_room.prepare(assets.resolve() / "fonts")


def time_limit(html: str) -> float:
    """How many seconds a document may take to become a PDF: more for a longer one."""
    return TIME_LIMIT + len(html) / _LETTERS_A_SECOND


def _in_words(name: str, error: BaseException, html: str) -> BaseException:
    """What went wrong with one PDF, in words that name it; a full disk is told by whoever runs the build."""
    if isinstance(error, PdfError) or is_disk_full(error):
        return error
    if isinstance(error, OutOfTimeError):
        seconds = round(time_limit(html))
        return PdfError(f"{name}.pdf took longer than {seconds} seconds and was given up{_cause(error.step)}.")
    if isinstance(error, LostError | MemoryError):
        step = error.step if isinstance(error, LostError) else ""
        return PdfError(f"{name}.pdf could not be made: there was no memory left for it{_cause(step)}.")
    return PdfError(f"{name}.pdf could not be made: {error}")


def _cause(step: str) -> str:
    """What a PDF was waiting for, from the step that WeasyPrint told of last."""
    if "layout" in step.lower():
        page = step.rpartition("Page ")[2] if "Page " in step else ""
        where = f" of page {page}" if page.isdigit() else ""
        return f": the layout{where} did not end. Look there for a very long table, list or word"
    if "PDF" in step:
        return ": drawing its pages did not end. The logo is the only picture: try a simpler one"
    return ""


def render_pdf(job: PdfJob, assets: Path) -> bytes:
    """One PDF, in this process and without a place for a day.

    Raises:
        PdfError: where WeasyPrint fails, the HTML asks for anything but our own style sheets, our fonts and the pictures
            of the job, or the structure cannot be mended.
    """
    return _print(job, job.html, assets, lambda _step: None).data


def _print(job: PdfJob, html: str, assets: Path, tell: Tell) -> _Made:
    moment = os.environ.get(_MOMENT)
    os.environ[_MOMENT] = "0"  # what tools would write into a file: none, because a day is no part of it
    try:
        return _printed(job, html, assets, tell)
    finally:
        os.environ.pop(_MOMENT)
        os.environ |= {} if moment is None else {_MOMENT: moment}


def _printed(job: PdfJob, html: str, assets: Path, tell: Tell) -> _Made:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError

    _listen(tell)
    assets = assets.resolve()
    fetcher = _own_files_only(assets, dict(job.pictures))
    fonts = FontConfiguration()
    extra_fonts = [LETTERS] if needs_extra_letters(html) else []
    try:
        data = HTML(string=html, base_url=assets.as_uri() + "/", url_fetcher=fetcher).write_pdf(
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
        return _finished(data, assets / "fonts" / "letters", assets / "fonts")
    except TaggingError as error:
        raise PdfError(f"{job.name}.pdf could not be made: {error}") from error


def _listen(tell: Tell) -> None:
    """Let ``tell`` hear which step WeasyPrint is at."""

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            tell(record.getMessage())

    logger = logging.getLogger("weasyprint.progress")
    logger.setLevel(logging.INFO)
    logger.handlers[:] = [Listener()]


class OwnFiles(Protocol):
    """A fetcher of WeasyPrint's that keeps the addresses it refused."""

    refused: list[str]


def _own_files_only(assets: Path, pictures: Mapping[str, bytes]) -> OwnFiles:
    from urllib.request import url2pathname

    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    from policybook.render.day_room import unpacked

    given = {f"{assets.as_uri()}/{name}": (data, _TYPES[name.rpartition(".")[2]]) for name, data in pictures.items()}

    class Fetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint has no type information
        """Reads the style sheets and the fonts of ``site_templates``, hands out the pictures, and refuses everything else.

        A picture comes from memory, where ``source.picture`` has looked at it: no file but ours is ever opened.
        """

        def __init__(self) -> None:
            super().__init__(allowed_protocols=["file"], allow_redirects=False, fail_on_errors=True)
            self.refused: list[str] = []

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002 - WeasyPrint's own
            """The file, if it is one of ours. Images inside SVG swallow errors, so a refusal is kept as well as raised."""
            if url in given:
                data, kind = given[url]
                return URLFetcherResponse(url, data, {"Content-Type": kind})
            parts = urlsplit(url)
            path = Path(url2pathname(parts.path)).resolve() if parts.scheme == "file" else None
            if path is None or not path.is_relative_to(assets) or path.suffix not in {".css", ".woff2"}:
                self.refused.append(url[:200])
                raise FatalURLFetchingError(f"refused {url[:200]}")
            if path.suffix == ".woff2":
                return URLFetcherResponse(url, unpacked(path), {"Content-Type": "font/ttf"})
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "text/css"})

    return Fetcher()


def finish(data: bytes, letters: Path | None = None) -> bytes:
    """Mend WeasyPrint's output: ticks that every viewer shows, links that are there on paper, the structure. Deterministic.

    ``letters`` is the folder of the fonts for other alphabets, by which their letters are spelt.

    Raises:
        TaggingError: where the structure is not as WeasyPrint is known to make it.
    """
    return _finished(data, letters, None).data


def _finished(data: bytes, letters: Path | None, fonts: Path | None) -> _Made:
    """Mended, with room for days where ``fonts`` has the faces that they are in."""
    import pikepdf

    from policybook.render.day_room import make_room
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
        codes = make_room(pdf, fonts) if fonts else {}
        pages = len(pdf.pages)
        target = io.BytesIO()
        pdf.save(
            target,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            linearize=False,
        )
    return _Made(target.getvalue(), pages, codes)
