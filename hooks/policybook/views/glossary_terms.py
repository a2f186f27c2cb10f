"""The glossary's words that stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from policybook.model.school import Term
from policybook.views.view_context import ViewContext

_SHORT = re.compile(r"[A-Z].*[A-Z]")
"""Two capitals make a short form: DSL, DfE, UK GDPR. "Filtering" is a word."""
_MARK = re.compile(r"[\W_]")


@dataclass(frozen=True, slots=True)
class ShortForm:
    """The ways a short form is written, and the words that explain it where it stands."""

    names: tuple[str, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class TermView:
    """A word explained. ``short_names`` are the ways it is shortened in the text, () where it is not a short form."""

    term: str
    stands_for: str
    meaning: str
    short_names: tuple[str, ...] = ()

    @property
    def explanation(self) -> str:
        """What it stands for and what it means."""
        return f"{self.stands_for}. {self.meaning}" if self.stands_for else self.meaning


def term_views(context: ViewContext, texts: Iterable[str]) -> tuple[TermView, ...]:
    """The glossary's terms that stand in some texts."""
    padded = _words(" ".join(texts))
    folded = padded.lower()

    def used(name: str) -> bool:
        return _words(name) in padded if name.isupper() else _words(name.lower()) in folded

    return tuple(
        TermView(term.term, term.stands_for or "", term.meaning, _short_names(term))
        for term in context.book.glossary.terms.values()
        if any(map(used, [term.term, *term.aliases]))
    )


def _words(text: str) -> str:
    return f" {_MARK.sub(' ', text)} "


def _short_names(term: Term) -> tuple[str, ...]:
    return tuple(name for name in [term.term, *term.aliases] if _SHORT.search(name)) if term.stands_for else ()
