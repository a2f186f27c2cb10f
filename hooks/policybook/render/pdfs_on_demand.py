"""The PDFs of a server: each is made when somebody opens it, or taken from the cache. So an editor sees the page first.

A page on a server says of a file that it is there, and not how large it is. Not for a build, which makes them all.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from threading import Lock

from policybook.render.day_stamp import Day
from policybook.render.pdf import Pdf, PdfJob, make_pdfs


class PdfsOnDemand:
    """What can be opened on a server, from one change of the book to the next."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._jobs: dict[str, PdfJob] = {}
        self._where: tuple[Path, Path, Day] | None = None

    def offer(self, jobs: Iterable[PdfJob], assets: Path, cache: Path, day: Day) -> dict[str, Pdf]:
        """Let these be opened from now on, and return them without their content, by name."""
        with self._lock:
            self._jobs, self._where = {job.name: job for job in jobs}, (assets, cache, day)
            return {name: Pdf(name, b"", 0) for name in self._jobs}

    def open(self, name: str) -> bytes | None:
        """Return a PDF as the book is now, made if it must be; None where there is none of that name.

        Raises:
            PdfError: where it cannot be made.
        """
        with self._lock:
            job = self._jobs.get(name)
            if job is None or self._where is None:
                return None
            assets, cache, day = self._where
            return make_pdfs([job], assets, cache, lambda _line: None, day)[name].data
