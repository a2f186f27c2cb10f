"""In which language the frame of each page speaks, and what it says of that. Not for the words of the page itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup

from policybook.basics.languages import ENGLISH
from policybook.render.site_pages import MarkdownPage
from policybook.views.sentences import Sentences, direction_of, written


class PageLanguage(NamedTuple):
    """The attributes of a page's elements, each "" where nothing need be said, and the language of the page's labels."""

    html: Markup
    body: Markup
    main: Markup
    title: Markup
    labels: str


class PageLanguages:
    """The languages of a site. ``language`` is that of the organisation, which its ``sentences`` may not speak."""

    def __init__(self, sentences: Sentences, language: str = ENGLISH, pages: Iterable[MarkdownPage] = ()) -> None:
        self._sentences, self._language = sentences, language
        self._pages = {f"{page.address}.md": page for page in pages}

    def say(self, key: str, language: str = "", **values: object) -> Markup:
        """Return a sentence in the language of the site, or in that of a page."""
        return (self._sentences.in_language(language) if language else self._sentences).markup(key, **values)

    def of(self, path: str) -> PageLanguage:
        """Return what is said of the page made from a file; "" is the page for an address that leads nowhere."""
        around, page = self._sentences, self._pages.get(path)
        labels = page.language if page else around.language
        own = page.written_in if page else ""
        return PageLanguage(
            Markup(' lang="{}"').format(self._language) + direction_of(self._language),
            around.beside(self._language),
            written(labels if labels != around.language else ""),
            written("" if around.speaks(own or self._language) else own),
            labels,
        )
