"""What search knows: every passage of the pages once, and what people call things. Ranking is ``assets/search-ranking.js``.

It reads the pages as they are published, so it can hold nothing that they do not show.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

from policybook.model.organisation import Duty
from policybook.render.search_parts import PageRow, Said, list_words, part_pages, written
from policybook.render.site_pages import MarkdownPage
from policybook.views.addresses import HOME, WORDS, Page
from policybook.views.people_and_contacts import helpline_views
from policybook.views.search_words import SearchWords
from policybook.views.situations import help_view, now_href
from policybook.views.view_context import ViewContext

SEARCH_WORDS = "words"
SEARCH_KINDS = ("readers", "policies", "checklist")
"""What is searched, in the order in which a text that is on several pages is kept: each is one script, or as many as it needs."""
_READERS = ("parents", "students", "staff", "visitors")
_LEADERSHIP = "leadership"
_HEADING = re.compile(r"^(#{1,2}) (.+?)(?: \{ ?(?:#([\w-]+))?[^}]*\})?\s*$", re.MULTILINE)
_CASE = re.compile(
    r"""<details class="case"><summary>(.+?)</summary>\s*<div id="([\w-]+)">(.*?)</div>\s*</details>""", re.DOTALL
)
"""A situation of help, which is a place of its own: its words, the id of its steps, and what is under them."""
_NUMBER = re.compile(r"\d[\w.]*(?:\([^)]*\))*")
"""The number of a clause, in its label of whatever language."""
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_VOID = frozenset({"br", "col", "hr", "img", "input", "wbr"})
_ALONE = frozenset({"dl", "div", "fieldset", "h3", "li", "p", "tr", "ul"})
"""Elements that are a passage of their own; a paragraph inside a line of a list is a part of that line."""
_BLOCKS = _ALONE | {"dd", "dt", "legend", "summary", "td", "th"}
_SILENT_ELEMENTS = frozenset({"datalist", "nav", "noscript", "script", "style", "template", "textarea"})
_SILENT_CLASSES = frozenset(
    {"about", "binds", "brief", "doors", "downloads", "mark", "num", "tools", "vh", "why", "words"}
)
"""Parts that say something about a passage or a page, and are no answer to anything."""
_SILENT_SECTIONS = frozenset({"page-about", "page-words"})


@dataclass(slots=True)
class Passage:
    """A rule, or any other words that are an answer by themselves: its number in a policy, and its text."""

    number: str
    text: str


@dataclass(slots=True)
class PageSection:
    """A heading of a page and the passages under it. ``id`` is "" for what is before the first heading."""

    id: str
    title: str
    passages: list[Passage] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SearchedPage:
    """A page for search: for whom it is made ("" for everybody), and its sections."""

    address: str
    title: str
    reader: str
    sections: tuple[PageSection, ...]


@lru_cache(maxsize=256)  # a page is read for the list of words and for search, and most stay as they are on a server
def read_sections(text: str) -> tuple[PageSection, ...]:
    """Return the sections of a page as Markdown headings with HTML under them, without what is not shown."""
    body = _FRONT.sub("", text)
    sections = [PageSection("", "")]
    cases = []
    for case in _CASE.finditer(body):
        cases.append(PageSection(case[2], html.unescape(case[1])))
        _read_into(cases[-1], case[3])
    body = _CASE.sub("", body)
    at = 0
    for heading in _HEADING.finditer(body):
        _read_into(sections[-1], body[at : heading.start()])
        at = heading.end()
        if heading[1] == "##":
            sections.append(PageSection(heading[3] or "", html.unescape(heading[2])))
    _read_into(sections[-1], body[at:])
    sections[1:1] = cases
    return tuple(section for section in sections if section.passages and section.id not in _SILENT_SECTIONS)


def read_pages(context: ViewContext, pages: Sequence[MarkdownPage]) -> tuple[SearchedPage, ...]:
    """Return the pages in the order in which search prefers them: those made for a reader, home, and then the others."""
    audiences = {d.path: d.settings.audience for d in context.documents}
    order = [*_READERS, HOME]

    def place(page: SearchedPage) -> int:
        key = page.reader or page.address
        return order.index(key) if key in order else len(order)

    searched = (
        SearchedPage(
            page.address,
            page.title,
            "glossary" if page.address == WORDS else audiences.get(page.sources[0], ""),
            read_sections(page.text),
        )
        for page in pages
    )
    return tuple(sorted(searched, key=place))


def words_of(context: ViewContext, words: SearchWords, pages: Sequence[SearchedPage]) -> SearchWords:
    """Return what to teach search of an organisation: all that people say at a school, else what fits its own pages."""
    if Duty.SAFEGUARDING in context.book.organisation.profile.duties:
        return words
    said = []
    for page in pages:
        said.append(page.title)
        for section in page.sections:
            said += [section.title, *(passage.text for passage in section.passages)]
    return words.without_schools("\n".join(said))


def search_path(part: str) -> str:
    """Return where a part of the index is published."""
    return f"search/{part}.js"


def search_files(context: ViewContext, words: SearchWords, pages: Sequence[SearchedPage]) -> dict[str, bytes]:
    """Return the index: the words, which come when search opens, and the pages in parts, which come when they are needed.

    Scripts, because a page that was opened from a disk may load nothing else. A text that is on several pages is kept
    where it is first: addresses and services are the same on each.
    """
    seen: set[str] = set()
    parts: dict[str, list[PageRow]] = {}
    for kind in SEARCH_KINDS:
        rows = _rows([page for page in pages if _kind(page) == kind], seen)
        parts |= {_numbered(kind, number): part for number, part in enumerate(part_pages(rows), 1)}
    lists = list_words([*parts.values()], frozenset(words.small)) if len(parts) > len(SEARCH_KINDS) else []
    first = {row[0]: name for name in reversed(parts) for row in parts[name]}
    taught = {
        "small": " ".join(words.small),
        "readers": {reader: "|".join(said) for reader, said in words.readers.items()},
        "elsewhere": "|".join(words.elsewhere),
        "subjects": [
            [
                "|".join(subject.words),
                "|".join(subject.means),
                *([1] if subject.is_urgent else [2] if subject.is_near else []),
            ]
            for subject in words.subjects
        ],
    }
    asked_by = {*_READERS, _LEADERSHIP}
    opening = {
        "contents": [
            [
                page.address,
                page.title,
                page.reader if page.reader in asked_by else "",
                first.get(page.address, _kind(page)),
            ]
            for page in pages
        ],
        "help": _help(context),
        "words": taught,
        "parts": [*parts],
        "lists": [rows[0][0] for rows in lists],
    }
    listed = {f"list-{number}": rows for number, rows in enumerate(lists)}
    return {search_path(name): _script(name, data) for name, data in ({SEARCH_WORDS: opening} | parts | listed).items()}


def _kind(page: SearchedPage) -> str:
    if page.reader in _READERS or page.address == HOME:
        return "readers"
    return "checklist" if page.reader == _LEADERSHIP else "policies"


def _numbered(kind: str, number: int) -> str:
    return kind if number == 1 else f"{kind}-{number}"


def _script(part: str, data: object) -> bytes:
    return f'policybookSearch("{part}",{written(data)});\n'.encode()


def _help(context: ViewContext) -> list[list[str]]:
    """Return what to do now, the first situations, the school, and every helpline for families that can be called: words and address.

    A number that nobody compared since it was changed is not offered here: its name leads to where that is said.
    """
    lines = helpline_views(context, "parents", "students")
    calls = [
        [line.name, Page("").to(HOME, f"help-{line.id}")]
        if line.is_changed
        else [f"{line.name}: {line.phone}", line.phone_href]
        for line in lines
        if line.phone
    ]
    ask = [context.sentences.fill("search.ask-school"), Page("").to(HOME, "page-contact")]
    now = now_href(context, Page(""))
    ways = [[context.sentences.fill("search.now"), now]] if now else []
    if now:
        page, view = now.partition("#")[0], help_view(context, Page(""))
        ways += [[one.words, f"{page}#{one.id}"] for one in view.first]
    return [*ways, ask, *calls]


def _rows(pages: Iterable[SearchedPage], seen: set[str]) -> Iterator[PageRow]:
    def rows(section: PageSection) -> list[Said]:
        fresh = [passage for passage in section.passages if passage.text not in seen]
        seen.update(passage.text for passage in fresh)
        return [[passage.text, passage.number] if passage.number else passage.text for passage in fresh]

    for page in pages:
        yield (
            page.address,
            page.title,
            page.reader,
            [(s.id, s.title, found) for s in page.sections if (found := rows(s))],
        )


def _read_into(section: PageSection, text: str) -> None:
    reader = _PassageReader(_SILENT_CLASSES if section.id == "page-status" else _SILENT_CLASSES | {"status"})
    reader.feed(text)
    reader.close()
    reader.flush()
    section.passages += reader.found


@dataclass(slots=True)
class _Open:
    """An element that has begun and not ended."""

    tag: str
    is_silent: bool


class _PassageReader(HTMLParser):
    """Reads the HTML under a heading."""

    def __init__(self, silent_classes: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.silent_classes = silent_classes
        self.found: list[Passage] = []
        self._open: list[_Open] = []
        self._words: list[str] = []
        self._number = ""
        self._awaits_number = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        classes = set((values.get("class") or "").split())
        if "num" in classes:
            number = _NUMBER.search(values.get("aria-label") or "")
            self._number = number[0] if number else ""
            self._awaits_number = not self._number
        if tag in _VOID:
            self._words.append(" ")
            return
        if self._is_alone(tag) or tag == "dt":
            self.flush()
        silent = bool(
            tag in _SILENT_ELEMENTS
            or classes & self.silent_classes
            or "hidden" in values
            or "data-search-exclude" in values
        )
        self._open.append(_Open(tag, silent or self._is_silent()))

    def handle_endtag(self, tag: str) -> None:
        if tag not in [element.tag for element in self._open]:
            return
        if self._is_alone(tag):
            self.flush()
        elif tag in _BLOCKS:
            self._words.append(" ")
        while self._open.pop().tag != tag:
            pass
        if tag == "legend" and self._open:
            self.flush()
            self._open[-1].is_silent = True  # under a question of the checklist is only how to answer it

    def handle_data(self, data: str) -> None:
        if self._awaits_number:
            self._number, self._awaits_number = data, False
        if not self._is_silent():
            self._words.append(data)

    def flush(self) -> None:
        """End the passage that is being read."""
        text = " ".join("".join(self._words).split())
        self._words.clear()
        if text:
            self.found.append(Passage(self._number, text))
            self._number = ""

    def _is_silent(self) -> bool:
        return bool(self._open) and self._open[-1].is_silent

    def _is_alone(self, tag: str) -> bool:
        return tag in _ALONE and (tag != "p" or "li" not in [element.tag for element in self._open])
