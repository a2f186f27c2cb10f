"""The PDFs of this process, if it is a server, and the door through which a browser gets them.

A server loads its adapter anew with each change of the book, so what must last is here. It knows a server by the standard
of Python's own (WSGI) alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from policybook.basics.run_errors import describe_error
from policybook.render.pdf import PdfError
from policybook.render.pdfs_on_demand import PdfsOnDemand
from policybook.views.addresses import DOWNLOADS

PDFS = PdfsOnDemand()
Answer = Callable[..., Any]
App = Callable[[dict[str, Any], Answer], Iterable[bytes]]


def with_pdfs(app: App) -> App:
    """Return the server's application with one more answer: a PDF that is asked for, made if it must be."""

    def answer(environ: dict[str, Any], start_response: Answer) -> Iterable[bytes]:
        folder, _, name = str(environ.get("PATH_INFO", "")).rpartition("/")
        if not (folder.endswith(f"/{DOWNLOADS}") and name.endswith(".pdf")):
            return app(environ, start_response)
        try:
            data = PDFS.open(name.removesuffix(".pdf"))
        except Exception as error:  # noqa: BLE001 - the last resort: a server lives on
            words = str(error) if isinstance(error, PdfError) else describe_error(error)
            start_response("500 Internal Server Error", [("Content-Type", "text/plain; charset=utf-8")])
            return [words.encode()]
        if data is None:
            return app(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/pdf"), ("Content-Length", str(len(data)))])
        return [data]

    return answer
