"""The Jinja environment of ``site_templates/``: everything escaped, nothing undefined. Not for choosing what to show."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import jinja2
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.bccache import Bucket
from markupsafe import Markup

from policybook.model.organisation import USUAL, Profile
from policybook.render.explained_terms import Explainer
from policybook.render.typed_text import typed
from policybook.source.kept_files import CACHE, KeptFiles

TEMPLATES = "site_templates"
_MOST_BYTES = 8_000_000
"""Four times what all templates take when they are compiled."""
_USED = re.compile(r"""\{%-? *(?:extends|from|include|import) +["']([^"']+)""")
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


class CompiledTemplates(BytecodeCache):
    """Templates as they were compiled by an earlier run: compiling them takes longer than filling them in.

    Jinja looks whether a template is still the one that was compiled, and the folder whether what it kept is whole.
    """

    def __init__(self, project: Path) -> None:
        self._kept = KeptFiles(project / CACHE / "templates")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand over what was kept of a template."""
        if (kept := self._kept.read(self._key(bucket))) is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that has just been compiled."""
        self._kept.write(self._key(bucket), bucket.bytecode_to_string())
        self._kept.forget_all_but((), _MOST_BYTES)

    @staticmethod
    def _key(bucket: Bucket) -> str:
        return f"{bucket.key}-{jinja2.__version__}"


@cache  # one that has changed is compiled again
def _environment(folder: Path, words: tuple[tuple[str, str], ...], project: Path | None) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        bytecode_cache=CompiledTemplates(project) if project else None,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: dict[str, Callable[..., Markup]] = {"md": _inert, "front": _front, "qr": _qr_code, "typed": typed}
    environment.filters.update(filters)
    environment.globals["explainer"] = Explainer
    environment.globals["our"] = dict(words)
    return environment


class Templates:
    """The templates of one project, in the words of one organisation; ``kept_in`` is the project in whose folder they are kept compiled."""

    def __init__(self, root: Path, profile: Profile = USUAL, kept_in: Path | None = None) -> None:
        self._folder = root / TEMPLATES
        self._words = tuple(profile.words.items())
        self._environment = _environment(self._folder, self._words, kept_in)

    def text_of(self, name: str) -> str:
        """The text of a template and of all that it uses, and the words it speaks in: what a document is made of, beside its view.

        Raises:
            PageTemplateError: where one of them is missing.
        """
        texts: dict[str, str] = {}
        wanted = [name]
        while wanted:
            used = wanted.pop()
            if used not in texts:
                try:
                    texts[used] = (self._folder / used).read_text(encoding="utf-8")
                except OSError as error:
                    raise PageTemplateError(f"{TEMPLATES}/{used}: {error.strerror}") from error
                wanted += _USED.findall(texts[used])
        return "\n".join([*(f"{used}\n{texts[used]}" for used in sorted(texts)), *map(str, self._words)])

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
