"""What a server shows after a change that could not be built, such as on a full disk: words, until a change is built again.

MkDocs would let each page wait without an end. It is not for a book with errors: there the pages are built and say so.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from typing import Any

from policybook.basics.run_errors import AGAIN, describe_error
from policybook.commands.served_pdfs import Answer, App

_RELOADS = "/livereload/"
"""Where a page that is open asks whether there is another: it must hear so, to be loaded again."""
_PAGE = """<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>The pages could not be made</title>
<h1>The pages could not be made</h1><p style="white-space: pre-wrap">{words}</p>
<p>{then}</p></html>"""
_THEN = "This server goes on. When that is put right, save any file of the book: the page then comes back by itself."
"""In the place of what to do where a command has ended."""


def with_trouble(builder: Callable[[], None], app: App) -> tuple[Callable[[], None], App]:
    """Return the server's two parts again: one that makes the pages and never fails, and one that says where it would have."""
    trouble: list[str] = []

    def build() -> None:
        trouble.clear()
        try:
            builder()
        except Exception as error:  # noqa: BLE001 - the last resort: a server lives on
            words = str(error) if isinstance(error, SystemExit) else describe_error(error)
            trouble.append(words.replace(AGAIN, ""))
            print(trouble[0], _THEN, sep="\n", flush=True)

    def answer(environ: dict[str, Any], start_response: Answer) -> Iterable[bytes]:
        if not trouble or str(environ.get("PATH_INFO", "")).startswith(_RELOADS):
            return app(environ, start_response)
        page = _PAGE.format(words=html.escape(trouble[0]), then=_THEN).encode()
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page))), ("Refresh", "2")]
        start_response("503 Service Unavailable", headers)
        return [page]

    return build, answer
