"""The Atom feed of what changed. Its dates and ids come from the records, so that the same records give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from policybook.views.addresses import CHANGES
from policybook.views.what_changed import ChangesView

FEED = "changes.xml"


def atom(view: ChangesView) -> bytes:
    """The feed; it links to the site's own pages only, and only where their address is known."""
    return ("\n".join(_lines(view)) + "\n").encode()


def _lines(view: ChangesView) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(view.page.language)}>'
    yield f"  <id>{escape(view.feed_id)}</id>"
    yield f"  <title>{escape(f'{view.page.title}: {view.page.school}')}</title>"
    yield f"  <subtitle>{escape(view.page.summary)}</subtitle>"
    yield f"  <updated>{view.updated}</updated>"
    yield f"  <author><name>{escape(view.page.school)}</name></author>"
    if view.website:
        yield f'  <link rel="self" type="application/atom+xml" href={quoteattr(f"{view.website}/{FEED}")}/>'
        yield f'  <link rel="alternate" type="text/html" href={quoteattr(_page(view))}/>'
    for entry in view.entries:
        yield "  <entry>"
        yield f"    <id>{escape(entry.id)}</id>"
        yield f"    <title>{escape(entry.title)}</title>"
        yield f"    <updated>{entry.updated}</updated>"
        if view.website:
            yield f'    <link rel="alternate" type="text/html" href={quoteattr(_page(view))}/>'
        yield f'    <content type="text">{escape(entry.summary)}</content>'
        yield "  </entry>"
    yield "</feed>"


def _page(view: ChangesView) -> str:
    return f"{view.website}/{CHANGES}.html"
