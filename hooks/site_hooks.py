"""The one adapter to MkDocs: its events, and nothing else. No rules and no wording live here.

What each event does, in the order MkDocs calls them:

``on_config``      judge the book; stop before anything is touched, or take the site's facts and staging folder
``on_files``       drop everything but our own frame (deny by default) and add what the library made
``on_env``         give the frame its style and its script, to stand inside each page
``on_page_*``      escape what the theme prints unescaped; point "edit" at the true source
``on_post_build``  change the finished site against the last one
"""

from __future__ import annotations

import html
import json
import logging
import os
import shutil
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from policybook.basics.dates import DateError, day
from policybook.basics.findings import Report, Severity
from policybook.basics.run_errors import in_words
from policybook.commands import site_folders
from policybook.commands.clock import epoch_of, today
from policybook.commands.command_line import AS_OF_VARIABLE, ROOT_VARIABLE
from policybook.render import page_styles
from policybook.render.artefacts import Artefacts, make_artefacts
from policybook.render.pdf import PdfError
from policybook.render.templates import PageTemplateError
from policybook.report import as_text
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.views.sentences import WordingError

log = logging.getLogger("mkdocs.policybook")
_STYLE_SHEET = "assets/policybook.css"
_SCRIPT = "assets/policybook.js"
_OUR_FAULTS = (PageTemplateError, WordingError, PdfError, site_folders.PublishError)


@dataclass(slots=True)
class _Run:
    """What one build carries from event to event."""

    serving: bool = False
    artefacts: Artefacts | None = None
    trouble: str = ""
    target: Path | None = None
    staging: Path | None = None
    addresses: set[str] = field(default_factory=lambda: {"index"})
    as_of: date = date.min
    root: Path = Path()


_run = _Run()


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG001, FBT001 - MkDocs' signature
    """Remember whether this is a server, which must live on whatever is wrong."""
    _run.serving = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Judge first: a book with errors stops here, before anything of the last site is touched."""
    _run.root = Path(os.environ.get(ROOT_VARIABLE) or Path(config.docs_dir).parent).resolve()
    last = site_folders.LastSite.of(Path(config.site_dir).resolve())
    _run.as_of = _day()
    os.environ["SOURCE_DATE_EPOCH"] = str(epoch_of(_run.as_of))
    config.docs_dir = str(_run.root / "policy")
    _run.artefacts, _run.trouble = _make(strict=bool(config.strict))
    if _run.trouble and not _run.serving:
        sys.stderr.write(_run.trouble)
        raise Abort(f"The site was not built. {last.words}")
    if _run.artefacts:
        _configure(config, _run.artefacts)
    else:
        config.nav = [{"Policybook": "index.md"}]
        config.extra["policybook"] = {"serving": True, "publishable": True, "school": "Policybook"}
    if not _run.serving:
        _stage(config)
    return config


def _day() -> date:
    """The day to judge by: that of the environment, where there is one."""
    typed = os.environ.get(AS_OF_VARIABLE)
    try:
        return day(typed) if typed else today()
    except DateError as fault:
        raise Abort(f"{AS_OF_VARIABLE} must be a day: {fault} {fault.fix}".rstrip()) from None


def _make(*, strict: bool) -> tuple[Artefacts | None, str]:
    """Everything the site is made of, or why it cannot be made."""
    try:
        result = check_project(Sources(_run.root), _run.as_of)
        gate = Severity.BLOCKER if strict else Severity.ERROR
        if stopping := result.report.stopping(gate):
            return None, as_text.render(Report.of(stopping), result.lines)
        if not os.environ.get(AS_OF_VARIABLE):  # build.py has said all this already
            log.info(as_text.summary(result.report))
        return make_artefacts(_run.root, _house(), result.book, result.report, _run.as_of, _tell), ""
    except _OUR_FAULTS as fault:
        return None, f"{fault}\n"
    except Exception as error:  # noqa: BLE001 - the last resort: a server lives on, and a build ends in words
        return None, f"{in_words(error)}\n"


def _house() -> Path:
    """Whose templates are used: the project's own, or those beside this file where it has none."""
    own = _run.root / "site_templates"
    return _run.root if own.is_dir() else Path(__file__).resolve().parent.parent


def _tell(line: str) -> None:
    print(line, flush=True)


def _configure(config: MkDocsConfig, artefacts: Artefacts) -> None:
    """The school's facts, which ``mkdocs.yml`` does not hold; escaped, because the theme's templates do not escape."""
    facts = artefacts.facts
    config.site_name = html.escape(facts.school)
    config.site_description = html.escape(facts.description)
    config.copyright = html.escape(facts.copyright)
    if facts.website and not _run.serving:
        config.site_url = facts.website.rstrip("/") + "/"
    config.nav = [{html.escape(entry.title): f"{entry.address}.md"} for entry in artefacts.navigation]
    config.extra["policybook"] = {
        "school": html.escape(facts.school),
        "built": facts.built,
        "serving": _run.serving,
        "publishable": facts.publishable,
        "status_headline": html.escape(facts.status_headline),
        "status_tone": facts.status_tone,
        "copyright": html.escape(facts.copyright),
        "repository": html.escape(facts.repository),
        "logo": facts.logo,
        "now_href": html.escape(facts.now_href),
    }


def _stage(config: MkDocsConfig) -> None:
    """Let MkDocs write beside the last site and not into it."""
    try:
        _run.target = Path(config.site_dir).resolve()
        site_folders.refuse_sources(_run.target, _run.root)
        _run.staging = site_folders.staging_for(_run.target)
        site_folders.refuse_foreign(_run.root / "internal")
    except site_folders.PublishError as refused:
        raise Abort(str(refused)) from refused
    config.site_dir = str(_run.staging)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Publish what the library made and our own frame needs: nothing that merely stands in ``policy/`` or in the theme."""
    ours = Path(config.theme.custom_dir or "")
    for file in list(files):
        if file.src_dir is None or Path(file.src_dir) != ours or file.src_uri in {_STYLE_SHEET, _SCRIPT}:
            files.remove(file)
    if _run.artefacts is None:
        for address in _run.addresses:
            files.append(File.generated(config, f"{address}.md", content=_trouble_page(_run.trouble)))
        return files
    for page in _run.artefacts.pages:
        _run.addresses.add(page.address)
        files.append(File.generated(config, f"{page.address}.md", content=page.text))
    for path, data in _run.artefacts.files.items():
        files.append(File.generated(config, path, content=data))
    return files


def _trouble_page(trouble: str) -> str:
    text = html.escape(trouble).replace("\n", "&#10;")
    return f"---\ntitle: Something must be mended first\n---\n\n# Something must be mended first\n\n<pre>{text}</pre>\n"


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:  # noqa: ARG001 - MkDocs' signature
    """Give the frame of a page its style and its script; the fingerprints in the page's policy are those of just these words."""
    theme = Path(config.theme.custom_dir or "")
    school_style = _run.artefacts.school_style if _run.artefacts else ""
    try:
        sheet = page_styles.StyleSheet.of([(theme / _STYLE_SHEET).read_text(encoding="utf-8"), school_style])
    except ValueError as fault:
        raise Abort(f"{_STYLE_SHEET}: {fault}") from fault

    def style_of(body: str, assets: str, later: str) -> page_styles.Inlined:
        """The style for a page of this body, and for what the script ``later`` may add to it."""
        return sheet.for_page(body + ((theme / later).read_text(encoding="utf-8") if later else ""), assets)

    env.globals["style_of"] = style_of
    env.globals["frame_script"] = page_styles.script((theme / _SCRIPT).read_text(encoding="utf-8"))
    return env


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 - MkDocs' signature
    """Escape the texts that the theme puts into the head of the page as they are."""
    for key in ("title", "description"):
        if isinstance(page.meta.get(key), str):
            page.meta[key] = html.escape(page.meta[key])
    return markdown


def on_page_context(context: dict[str, object], page: Page, config: MkDocsConfig, nav: object) -> None:  # noqa: ARG001 - MkDocs' signature
    """Point "edit this page" at the file the page was made from."""
    made = (
        next((made for made in _run.artefacts.pages if f"{made.address}.md" == page.file.src_uri), None)
        if _run.artefacts
        else None
    )
    page.edit_url = made.edit_url or None if made else None


def on_post_build(config: MkDocsConfig) -> None:
    """The new site stands: mark it, write the leadership's pack, and only then change places."""
    if _run.artefacts is None or _run.staging is None or _run.target is None:
        return
    facts = _run.artefacts.facts
    mark = {
        "as_of": _run.as_of.isoformat(),
        "publishable": facts.publishable,
        "status": facts.status_headline,
    }
    (_run.staging / site_folders.MARKER).write_text(
        json.dumps(mark, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    for leftover in _run.staging.glob("**/*.gz"):  # gzip holds the time of day; every web server can make its own
        leftover.unlink()
    try:
        internal = {**_run.artefacts.internal, site_folders.MARKER: b"{}\n"}
        site_folders.write_folder(_run.root / "internal", internal)
        site_folders.change_places(_run.staging, _run.target)
    except site_folders.PublishError as refused:
        raise Abort(str(refused)) from refused
    config.site_dir = str(_run.target)


def on_build_error(error: Exception) -> None:
    """Leave nothing half made behind, and put into words what MkDocs would show as a traceback."""
    if _run.staging is not None:
        shutil.rmtree(_run.staging, ignore_errors=True)
    if not isinstance(error, MkDocsException):
        raise Abort(in_words(error)) from error
