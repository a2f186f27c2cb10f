"""The Jinja environment of ``site_templates/``: everything escaped, nothing undefined. Not for choosing what to show."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from policybook.render.explained_terms import Explainer
from policybook.render.typed_text import typed

TEMPLATES = "site_templates"
_ACTIVE = re.compile(r"""[!-/:-@\[-`{-~]""")


class PageTemplateError(Exception):
    """A template cannot be used; the message says which, where and why."""


def _inert(text: str) -> Markup:
    """``text`` with every mark of punctuation as a character reference: nothing in it can act as Markdown or HTML."""
    plain = " ".join(str(text).split())
    return Markup(_ACTIVE.sub(lambda match: f"&#{ord(match[0])};", plain))  # noqa: S704 - no character of markup is left


def _front(text: str) -> Markup:
    """``text`` as a quoted YAML scalar."""
    return Markup(json.dumps(" ".join(str(text).split()), ensure_ascii=False))  # noqa: S704 - front matter is not HTML


def _qr_code(address: str, title: str) -> Markup:
    """The QR code of an address as inline SVG; ``title`` is what a screen reader says of it."""
    import segno  # noqa: PLC0415 - only where a PDF is made for an address that is known

    code = segno.make(address, micro=False, error="m")
    drawn = code.svg_inline(border=0, omitsize=True, title=title, svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704 - segno escapes the title


@cache  # compiling the templates takes longer than filling them in; one that has changed is compiled again
def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: dict[str, Callable[..., Markup]] = {"md": _inert, "front": _front, "qr": _qr_code, "typed": typed}
    environment.filters.update(filters)
    environment.globals["explainer"] = Explainer
    return environment


class Templates:
    """The templates of one project."""

    def __init__(self, root: Path) -> None:
        self._environment = _environment(root / TEMPLATES)

    def render(self, name: str, view: object) -> str:
        """The template ``name`` with ``view``.

        Raises:
            PageTemplateError: where the template is missing, cannot be parsed, or asks for what the view does not have.
        """
        try:
            return self._environment.get_template(name).render(view=view)
        except TemplateError as error:
            line = getattr(error, "lineno", None)
            place = f"{TEMPLATES}/{getattr(error, 'name', None) or name}" + (f", line {line}" if line else "")
            raise PageTemplateError(f"{place}: {error.message or type(error).__name__}") from error
