"""The Jinja environment of ``site_templates/``: everything escaped, nothing undefined. Not for choosing what to show."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextvars import ContextVar
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
from policybook.views.sentences import Sentences, direction_of, written

TEMPLATES = "site_templates"
_MOST_BYTES = 8_000_000
"""Four times what all templates take when they are compiled."""
_USED = re.compile(r"""\{%-? *(?:extends|from|include|import) +["']([^"']+)""")
_SAID = re.compile(r"""\bsay\(["']([^"']+)""")
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


_COUNTERS = {
    name: Markup(f"\ue002{css}\ue002")  # noqa: S704 - our own
    for name, css in {
        "page": "counter(page)",
        "pages": "counter(pages)",
        "target": "target-counter(attr(href), page)",
    }.items()
}


def _quoted(sentence: Markup) -> Markup:
    """A sentence as the value of ``content`` in a style sheet: its words quoted, its counters as they are."""
    pieces = sentence.unescape().split("\ue002")
    words = (re.sub(r'["\\\\<\n]', "", piece) for piece in pieces[::2])
    parts = [f'"{next(words)}"' if at % 2 == 0 else piece for at, piece in enumerate(pieces)]
    return Markup(" ".join(parts))  # noqa: S704 - nothing in it ends a string or the style


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
def _environment(folder: Path, project: Path | None) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        bytecode_cache=CompiledTemplates(project) if project else None,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: dict[str, Callable[..., Markup]] = {
        "md": _inert,
        "front": _front,
        "qr": _qr_code,
        "typed": typed,
        "quoted": _quoted,
    }
    environment.filters.update(filters)
    environment.globals |= {
        "explainer": Explainer,
        "our": _OurWords(),
        "say": say,
        "beside": _beside,
        "counter": _COUNTERS.get,
    }
    environment.globals |= {"spoken": _spoken, "written": written, "direction_of": direction_of}
    return environment


_SENTENCES: ContextVar[Sentences] = ContextVar("sentences")
"""The sentences in the language of the page that is being made: one set of compiled templates speaks all languages."""


def say(key: str, language: str = "", **values: object) -> Markup:
    """A sentence of the wording file in the language of the page, or in another that a part of it has."""
    sentences = _SENTENCES.get()
    return (sentences.in_language(language) if language else sentences).markup(key, **values)


def _spoken() -> str:
    """The language of the page's labels."""
    return _SENTENCES.get().language


def _beside(passage_language: str, language: str) -> Markup:
    """The attributes for our words in ``language`` among those of a passage, where the two differ."""
    return _SENTENCES.get().in_language(language).beside(passage_language)


class _OurWords:
    """What the organisation calls itself and its learners, in the language of the page."""

    def __getitem__(self, name: str) -> str:
        return _SENTENCES.get().words[name]


class Templates:
    """The templates of one project, in the words of one organisation; ``kept_in`` is the project in whose folder they are kept compiled.

    What has a page is made in the language of that, and anything else in the language of the ``sentences``.
    """

    def __init__(
        self, root: Path, profile: Profile = USUAL, kept_in: Path | None = None, sentences: Sentences | None = None
    ) -> None:
        self._folder = root / TEMPLATES
        self._sentences = sentences or Sentences.read(root).in_words_of(profile)
        self._environment = _environment(self._folder, kept_in)

    def text_of(self, name: str, view: object = None) -> str:
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
        sentences = self._spoken_by(view)
        said = sorted({key for text in texts.values() for key in _SAID.findall(text)})
        return "\n".join(
            [
                *(f"{used}\n{texts[used]}" for used in sorted(texts)),
                *(f"{key}: {sentences.wording(key)}" for key in said),
                *map(str, sentences.words.items()),
            ]
        )

    def _spoken_by(self, view: object) -> Sentences:
        language = getattr(getattr(view, "page", view), "language", self._sentences.language)
        return self._sentences.in_language(language)

    def render(self, name: str, view: object) -> str:
        """The template ``name`` with ``view``.

        Raises:
            PageTemplateError: where the template is missing, cannot be parsed, or asks for what the view does not have.
        """
        speaking = _SENTENCES.set(self._spoken_by(view))
        try:
            return self._environment.get_template(name).render(view=view)
        except TemplateError as error:
            line = getattr(error, "lineno", None)
            place = f"{TEMPLATES}/{getattr(error, 'name', None) or name}" + (f", line {line}" if line else "")
            raise PageTemplateError(f"{place}: {error.message or type(error).__name__}") from error
        finally:
            _SENTENCES.reset(speaking)
