"""Short forms explained where they stand: the first use in each section becomes a button with the explanation behind it.

The browser opens and closes it (the ``popover`` attribute): by mouse, touch and keyboard, without a script, also from a
saved page, and nothing on the page moves. Only for web pages: paper has the list "Words explained".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from policybook.views.glossary_terms import ShortForm

_TAG = re.compile(r"(<[^>]*>)")
_ACTIVE = frozenset(["a", "button", "summary"])
"""A button must not stand inside one of these."""


class Explainer:
    """Explains short forms on one page. It remembers what it has explained since ``begin``."""

    def __init__(self, forms: Iterable[ShortForm]) -> None:
        self._forms = {name: form for form in forms for name in form.names}
        longest_first = sorted(self._forms, key=lambda name: (-len(name), name))
        names = "|".join(re.escape(str(escape(name))) for name in longest_first)
        self._pattern = (
            re.compile(rf"(?P<before>[(\[“\u2018/]*)(?<![\w&#-])(?P<name>{names})(?![\w-])(?P<after>[)\]”’s.,;:!?/]*)")
            if names
            else None
        )
        self._explained: set[ShortForm] = set()
        self._count = 0

    def begin(self) -> str:
        """A new section: what was explained before is explained again. Returns "", so that a template can print it."""
        self._explained.clear()
        return ""

    def __call__(self, html: Markup) -> Markup:
        """``html`` of a passage with the first use of each short form made into a button and its explanation."""
        if self._pattern is None or not self._pattern.search(html):
            return html
        pieces, inside = [], 0
        for piece in _TAG.split(str(html)):
            if piece.startswith("<"):
                name = piece.strip("</>").split(" ", 1)[0]
                inside += (-1 if piece.startswith("</") else 1) if name in _ACTIVE else 0
                pieces.append(piece)
            else:
                pieces.append(piece if inside else self._pattern.sub(self._explain, piece))
        return Markup("".join(pieces))  # noqa: S704 - html was safe, and what is added is escaped

    def _explain(self, match: re.Match[str]) -> str:
        form = self._forms[Markup(match["name"]).unescape()]  # noqa: S704 - a text that is looked up, not shown
        if form in self._explained:
            return match[0]
        self._explained.add(form)
        self._count += 1
        name = f"page-w{self._count}"
        html = (
            f'{match["before"]}<button class="term" popovertarget="{name}">{match["name"]}</button>'
            f'<span class="mean" popover id="{name}" data-search-exclude>{escape(form.explanation)}</span>{match["after"]}'
        )
        # A button is no letter: without this a line may end between it and its bracket or full stop.
        return f'<span class="whole">{html}</span>' if match["before"] or match["after"] else html
