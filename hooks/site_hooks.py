"""The one adapter to MkDocs: its events, and nothing else. No rules and no wording live here.

What each event does, in the order MkDocs calls them:

``on_config``      check the book; stop before anything is touched, or take the site's facts and staging folder
``on_files``       drop everything but our own frame (deny by default), make it short, and add what the library made
``on_env``         give the frame what stands inside each page
``on_page_*``      escape what the theme prints unescaped; point "edit" at the true source
``on_post_build``  change the finished site against the last one
``on_serve``       let a server make a PDF when somebody opens it
"""

from __future__ import annotations

import hashlib
import html
import json
import logging
import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Literal

from jinja2 import Environment, FileSystemLoader
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from policybook.basics.dates import DateError, day
from policybook.basics.findings import Report, Severity
from policybook.basics.run_errors import describe_error
from policybook.commands import site_folders
from policybook.commands.clock import epoch_of, today
from policybook.commands.judged import judge
from policybook.commands.options import (
    ADDRESS_VARIABLE,
    AS_OF_VARIABLE,
    FRAGMENT_VARIABLE,
    HOLDING_VARIABLE,
    ROOT_VARIABLE,
    SHEETS_VARIABLE,
)
from policybook.commands.served_pdfs import PDFS, with_pdfs
from policybook.commands.served_trouble import with_trouble
from policybook.render import page_blocks, page_styles
from policybook.render.artefacts import Artefacts, Wanted, make_artefacts
from policybook.render.page_languages import PageLanguages
from policybook.render.pdf import PdfError
from policybook.render.templates import CompiledTemplates, PageTemplateError
from policybook.report import as_text
from policybook.rules.publication_gate import stops_publication
from policybook.source.sources import Sources
from policybook.source.wording_files import WORDING_FILE, WordingError
from policybook.views.sentences import Sentences

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

log = logging.getLogger("mkdocs.policybook")
_STYLE_SHEET = "assets/policybook.css"
_FORMS_STYLE = "assets/forms.css"
_LATER_STYLE = "assets/later.css"
_SCRIPT = "assets/policybook.js"
_INSIDE_PAGES = {_FORMS_STYLE, _SCRIPT}
_OUR_FAULTS = (PageTemplateError, WordingError, PdfError, site_folders.PublishError)


_SERVES = Event()
"""Whether this process is a server. MkDocs says so once, before it has a configuration, and it holds for every build."""


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG001, FBT001 - MkDocs' signature
    """Remember whether this is a server, which must live on whatever is wrong."""
    if command == "serve":
        _SERVES.set()


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Begin a build of its own for this configuration; MkDocs calls its events from here on."""
    _list_own_frame_only(config)
    build = Build(config, is_served=_SERVES.is_set())
    config.plugins["policybook"] = build
    build.prepare(config)
    return config


def _list_own_frame_only(config: MkDocsConfig) -> None:
    """Let MkDocs list the files of our own frame alone: a theme has ten thousand pictures, and ``on_files`` drops them all."""
    make_environment = config.theme.get_env

    def get_env() -> Environment:
        environment = make_environment()
        environment.loader = _OwnFrame(config.theme.dirs, config.theme.custom_dir or "")
        return environment

    config.theme.get_env = get_env  # type: ignore[method-assign]


class _OwnFrame(FileSystemLoader):
    """Loads the templates of all folders of the theme, and lists what is in one."""

    def __init__(self, folders: Sequence[str], listed: str) -> None:
        super().__init__(folders)
        self._listed = FileSystemLoader(listed)

    def list_templates(self) -> list[str]:
        """What is in the one."""
        return self._listed.list_templates()


class Build(BasePlugin):  # type: ignore[type-arg, no-untyped-call] # it has no options
    """One build of one book, from MkDocs' first event to its last; several can be made in one process."""

    def __init__(self, config: MkDocsConfig, *, is_served: bool) -> None:
        """Where the book lies, by the environment or beside the configuration, and where its site goes."""
        self.is_served = is_served
        self.sources = Sources(Path(os.environ.get(ROOT_VARIABLE) or Path(config.config_file_path).parent).resolve())
        self.target = Path(config.site_dir).absolute()
        self.internal = self.sources.root / site_folders.INTERNAL
        self.staging: Path | None = None
        self.artefacts: Artefacts | None = None
        self.trouble = ""
        self.sheet = ""
        self.as_of = date.min
        self.last_addresses = _addresses_in(
            self.target
        )  # now: MkDocs clears the folder of a server before the next event

    def prepare(self, config: MkDocsConfig) -> None:
        """Check first: a book with errors stops here, before anything of the last site is touched."""
        last = site_folders.LastSite.of(self.target)
        self.as_of = _day()
        os.environ["SOURCE_DATE_EPOCH"] = str(epoch_of(self.as_of))
        config.docs_dir = str(self.sources.root / self.sources.layout.policy)
        config.markdown_extensions = [*config.markdown_extensions, page_blocks.EXTENSION]
        own = (self.sources.root / folder for folder in (self.sources.layout.data, "site_templates"))
        config.watch = [*config.watch, *(str(folder) for folder in own if folder.is_dir())]
        self.artefacts, self.trouble = self._make(strict=bool(config.strict))
        if self.trouble and not self.is_served:
            sys.stderr.write(self.trouble)
            raise Abort(f"The site was not built. {last.words}")
        if self.artefacts:
            self._configure(config, self.artefacts)
        else:
            config.nav = [{"Policybook": "index.md"}]
            config.extra["policybook"] = {"serving": True, "publishable": True, "school": "Policybook"}
        if not self.is_served:
            self._stage(config)

    def _make(self, *, strict: bool) -> tuple[Artefacts | None, str]:
        """Everything the site is made of, or why it cannot be made."""
        try:
            result = judge(self.sources, self.as_of)
            gate = Severity.BLOCKER if strict else Severity.ERROR
            if stopping := result.report.stopping(gate):
                return None, as_text.render(Report.of(stopping), result.lines)
            if not os.environ.get(AS_OF_VARIABLE):  # build.py has said all this already
                log.info(as_text.summary(result.report, stops_publication(result.book, result.report, self.as_of)))
            root, pdfs = self._templates_root(), PDFS if self.is_served else None
            return make_artefacts(self.sources, root, result, self.as_of, _tell, _wanted(), pdfs), ""
        except _OUR_FAULTS as fault:
            return None, f"{fault}\n"
        except Exception as error:  # noqa: BLE001 - the last resort: a server lives on, and a build ends in words
            return None, f"{describe_error(error)}\n"

    def _templates_root(self) -> Path:
        """Whose templates are used: the project's own, or those beside this file where it has none."""
        root = self.sources.root
        return root if (root / WORDING_FILE).is_file() else Path(__file__).resolve().parent.parent

    def _in_english(self) -> PageLanguages:
        """The frame of a page that says what must be mended first; without any words where those must be."""
        try:
            return PageLanguages(Sentences.read(self._templates_root()))
        except WordingError:
            return PageLanguages(Sentences(defaultdict(str)))

    def _configure(self, config: MkDocsConfig, artefacts: Artefacts) -> None:
        """The school's facts, which ``mkdocs.yml`` does not hold; escaped, because the theme's templates do not escape."""
        facts = artefacts.facts
        config.site_name = html.escape(facts.school)
        config.site_description = html.escape(facts.description)
        config.copyright = html.escape(facts.copyright)
        if facts.website and not self.is_served:
            config.site_url = facts.website.rstrip("/") + "/"
        config.nav = [{html.escape(entry.title): f"{entry.address}.md"} for entry in artefacts.navigation]
        config.extra["policybook"] = {
            "school": html.escape(facts.school),
            "built": facts.built,
            "serving": self.is_served,
            "publishable": facts.publishable,
            "status_headline": html.escape(facts.status_headline),
            "status_tone": facts.status_tone,
            "copyright": html.escape(facts.copyright),
            "repository": html.escape(facts.repository),
            "logo": facts.logo,
            "now_href": html.escape(facts.now_href),
            "place": html.escape(facts.place),
            "not_here": html.escape(facts.not_here),
            "not_found": facts.not_found,
            "holding": facts.is_holding,
        }

    def _stage(self, config: MkDocsConfig) -> None:
        """Let MkDocs write beside the last site and not into it."""
        try:
            for folder in (self.target, self.internal):
                site_folders.refuse(folder, self.sources)
            self.staging = site_folders.staging_for(self.target)
        except site_folders.PublishError as refused:
            raise Abort(str(refused)) from refused
        config.site_dir = str(self.staging)

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Publish what the library made and our own frame needs: nothing that merely is in ``policy/`` or in the theme."""
        ours = Path(config.theme.custom_dir or "")
        for file in list(files):
            if file.src_dir is None or Path(file.src_dir) != ours or file.src_uri in _INSIDE_PAGES:
                files.remove(file)
        published = dict(self.artefacts.files) if self.artefacts else {}
        first_font = published.pop(f"assets/{page_styles.FIRST_FONT}", None)  # in the sheet, and in no file of its own
        for file in [file for file in files if file.src_uri.endswith((".css", ".js"))]:
            files.remove(file)
            short = self._short(file, {page_styles.FIRST_FONT: first_font} if first_font else {})
            files.append(File.generated(config, file.src_uri, content=short))
        if self.artefacts is None:
            for address in self.last_addresses:
                files.append(File.generated(config, f"{address}.md", content=_trouble_page(self.trouble)))
            return files
        listed = {entry.address for entry in self.artefacts.navigation}
        for page in self.artefacts.pages:  # no menu leads to the forms, nor to the parts of a review
            where = InclusionLevel.INCLUDED if page.address in listed else InclusionLevel.NOT_IN_NAV
            files.append(File.generated(config, f"{page.address}.md", content=page.text, inclusion=where))
        for path, data in published.items():
            files.append(File.generated(config, path, content=data))
        return files

    def _short(self, file: File, fonts: dict[str, bytes]) -> str:
        """A style sheet or script as it is published; the sheet of all pages with the school's colour and the first font."""
        text = file.content_string
        if file.src_uri.endswith(".js"):
            return page_styles.script(text).text
        if file.src_uri != _STYLE_SHEET:
            return _short_sheet(file.src_uri, text)
        short = _short_sheet(file.src_uri, text, self.artefacts.school_style if self.artefacts else "")
        self.sheet = page_styles.with_fonts(short, fonts)
        return self.sheet

    def on_env(self, env: Environment, /, *, config: MkDocsConfig, files: Files) -> Environment:  # noqa: ARG002 - MkDocs' signature
        """Give the frame of a page what stands in it; the fingerprints in the page's policy are those of just these words."""
        theme = Path(config.theme.custom_dir or "")
        forms, later = ((theme / path).read_text(encoding="utf-8") for path in (_FORMS_STYLE, _LATER_STYLE))
        env.bytecode_cache = CompiledTemplates(self.sources.root)
        languages = self.artefacts.languages if self.artefacts else self._in_english()
        env.globals |= {"languages": languages, "say": languages.say}
        env.globals["sheet_version"] = hashlib.sha256((self.sheet + later).encode()).hexdigest()[:8]
        env.globals["forms_style"] = page_styles.Inlined.of(_short_sheet(_FORMS_STYLE, forms))
        env.globals["lost_style"] = page_styles.Inlined.of(
            page_styles.without_fonts(self.sheet) + _short_sheet(_LATER_STYLE, later)
        )
        env.globals["frame_script"] = page_styles.script((theme / _SCRIPT).read_text(encoding="utf-8"))
        return env

    def on_page_markdown(self, markdown: str, /, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002 - MkDocs' signature
        """Escape the texts that the theme puts into the head of the page as they are."""
        for key in ("title", "description"):
            if isinstance(page.meta.get(key), str):
                page.meta[key] = html.escape(page.meta[key])
        return markdown

    def on_page_context(
        self,
        context: TemplateContext,
        /,
        *,
        page: Page,
        config: MkDocsConfig,  # noqa: ARG002 - MkDocs' signature
        nav: Navigation,  # noqa: ARG002
    ) -> TemplateContext:
        """Point "edit this page" at the file the page was made from."""
        pages = self.artefacts.pages if self.artefacts else ()
        markdown_page = next((candidate for candidate in pages if f"{candidate.address}.md" == page.file.src_uri), None)
        page.edit_url = markdown_page.edit_url or None if markdown_page else None
        return context

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """The new site is whole: mark it, write the leadership's pack, and only then change places."""
        if self.artefacts is None or self.staging is None:
            return
        facts = self.artefacts.facts
        mark = {
            "as_of": self.as_of.isoformat(),
            "publishable": facts.publishable and not facts.is_holding,
            "status": facts.status_headline,
            "digest": facts.digest,
        }
        if facts.is_holding:
            mark["holding"] = True
        marker = self.staging / site_folders.MARKER
        marker.write_text(json.dumps(mark, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        for leftover in self.staging.glob("**/*.gz"):  # gzip holds the time of day; every web server can make its own
            leftover.unlink()
        try:
            site_folders.write_folder(self.internal, {**self.artefacts.internal, site_folders.MARKER: b"{}\n"})
            site_folders.change_places(self.staging, self.target)
        except site_folders.PublishError as refused:
            raise Abort(str(refused)) from refused
        config.site_dir = str(self.target)

    def on_serve(
        self,
        server: LiveReloadServer,
        /,
        *,
        config: MkDocsConfig,  # noqa: ARG002 - MkDocs' signature
        builder: Callable[..., None],
    ) -> LiveReloadServer:
        """Let the server make a PDF when somebody opens it, and say why where the pages cannot be made."""
        server.builder, app = with_trouble(builder, with_pdfs(server.serve_request))
        server.set_app(app)
        return server

    def on_build_error(self, *, error: Exception) -> None:
        """Leave nothing half made behind, and put into words what MkDocs would show as a traceback."""
        if self.staging is not None:
            shutil.rmtree(self.staging, ignore_errors=True)
        if not isinstance(error, MkDocsException):
            raise Abort(describe_error(error)) from error


def _short_sheet(path: str, *sheets: str) -> str:
    try:
        return page_styles.short_sheet(*sheets)
    except ValueError as fault:
        raise Abort(f"{path}: {fault}") from fault


def _addresses_in(site: Path) -> list[str]:
    """The pages of a site, so that whoever has one open on a server reads there what must be mended."""
    pages = {page.relative_to(site).with_suffix("").as_posix() for page in site.glob("**/*.html")}
    return sorted({"index", *pages} - {"404"})


def _day() -> date:
    """The day to check by: that of the environment, where there is one."""
    typed = os.environ.get(AS_OF_VARIABLE)
    try:
        return day(typed) if typed else today()
    except DateError as fault:
        raise Abort(f"{AS_OF_VARIABLE} must be a day: {fault} {fault.fix}".rstrip()) from None


def _wanted() -> Wanted:
    """What ``build`` was asked for."""
    return Wanted(
        address=os.environ.get(ADDRESS_VARIABLE, "").rstrip("/"),
        sheets=SHEETS_VARIABLE in os.environ,
        fragment=FRAGMENT_VARIABLE in os.environ,
        holding=HOLDING_VARIABLE in os.environ,
    )


def _tell(line: str) -> None:
    print(line, flush=True)


def _trouble_page(trouble: str) -> str:
    text = html.escape(trouble).replace("\n", "&#10;")
    return f"---\ntitle: Something must be mended first\n---\n\n# Something must be mended first\n\n<pre>{text}</pre>\n"
