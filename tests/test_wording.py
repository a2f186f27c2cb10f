"""Pages in other languages: a pseudo-language made from the English file shows whatever is not said through the wording."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from case_files import apply
from conftest import AS_OF, PROJECT, SCHOOL
from policybook.basics.dates import PartialDate
from policybook.book.token_values import TokenValues
from policybook.render.artefacts import Artefacts, Wanted, make_artefacts
from policybook.render.pdf import Pdf, PdfJob
from policybook.rules.checking import CheckResult, check_project
from policybook.source.sources import Sources
from policybook.source.wording_files import file_of, read_sentences
from policybook.views.sentences import Sentences

pytestmark = pytest.mark.unmeasured  # over the lines that the cases and the builds reach

PSEUDO = "qaa"
ENGLISH = read_sentences(PROJECT)
_LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "áßćďéƒğħíĳķĺþńóðøŕśťúųẃæýźÁẞĆĎÉŽĞĦÍĲĶĹÞŃÓÐØŔŚŤÚŲẂÆÝŹ",
)
"""None is ASCII, and the fonts of the papers have them all."""
_OF_LEADERSHIP = ("review", "forms/")
"""The addresses of pages that stay in English."""


def accented(sentence: str) -> str:
    """A sentence in the pseudo-language: every letter has an accent, the words in braces stay, and brackets show its ends."""
    pieces = re.split(r"(\{[^}]*\})", sentence)
    return "«" + "".join(piece if piece.startswith("{") else piece.translate(_LETTERS) for piece in pieces) + "»"


def write_wording(school: Path, language: str = PSEUDO, **changed: str | None) -> Path:
    """The pseudo-language beside a book; what is ``changed`` to None is left out."""
    sentences = {key: accented(words) for key, words in ENGLISH.items()} | {
        key.replace("__", "."): words for key, words in changed.items()
    }
    file = school / file_of(language)
    file.parent.mkdir(exist_ok=True)
    kept = {key: words for key, words in sentences.items() if words is not None}
    file.write_text(yaml.safe_dump(kept, allow_unicode=True, width=10_000), encoding="utf-8")
    return file


def say_language(school: Path, language: str) -> None:
    file = school / "data/organisation.yml"
    file.write_text(f"{file.read_text(encoding='utf-8')}language: {language}\n", encoding="utf-8")


@dataclass
class Papers:
    """Takes the jobs of a build in place of making their PDFs."""

    html: dict[str, str] = field(default_factory=dict)

    def offer(self, jobs: list[PdfJob], *_: object) -> dict[str, Pdf]:
        self.html = {job.name: job.html for job in jobs}
        return {job.name: Pdf(job.name, b"", 2) for job in jobs}


@dataclass
class Made:
    result: CheckResult
    artefacts: Artefacts
    papers: dict[str, str]

    def page(self, address: str) -> str:
        return next(page.text for page in self.artefacts.pages if page.address == address)

    @property
    def texts(self) -> dict[str, str]:
        """Every page and paper for readers, by its name."""
        pages = {page.address: page.text for page in self.artefacts.pages}
        readable = {name: text for name, text in pages.items() if not name.startswith(_OF_LEADERSHIP)}
        papers = {f"{name}.pdf": html for name, html in self.papers.items() if name != "annual-review-checklist"}
        return {**readable, **papers, "404": self.artefacts.facts.not_found}


def made_of(school: Path, wanted: Wanted = Wanted()) -> Made:  # noqa: B008 - it cannot be changed
    result = check_project(Sources(school), AS_OF)
    assert not [found for found in result.report.findings if found.severity.value == "error"]
    papers = Papers()
    made = make_artefacts(Sources(school), PROJECT, result, AS_OF, lambda _: None, wanted, papers)  # type: ignore[arg-type]
    return Made(result, made, papers.html)


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Hollybank School, which has the pseudo-language as its own."""
    school = Path(shutil.copytree(SCHOOL, tmp_path_factory.mktemp("pseudo") / "school"))
    say_language(school, PSEUDO)
    write_wording(school)
    return made_of(school)


# --- Every label is in the language of the page ------------------------------------------------------------------------


class _Words(HTMLParser):
    """Collects the texts that a reader of a page meets: nodes, and what is read aloud or shown of attributes."""

    _SHOWN = frozenset(
        ["title", "aria-label", "alt", "placeholder", "data-mark", "data-running", "data-signed", "data-sent"]
    )
    _ENDS = frozenset(["meta", "link", "br", "input", "img", "hr"])

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.found += [value for name, value in attrs if name in self._SHOWN and value]
        if values.get("name") == "description":
            self.found.append(values.get("content") or "")
        self.silent += tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def words_in(text: str) -> list[str]:
    """The texts of a page, which is Markdown headings and HTML under front matter, or of a paper."""
    words = _Words()
    front = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    if front:
        settings = yaml.safe_load(front[1])
        words.found += [settings["title"], settings["description"]]
        text = text[front.end() :]
    words.feed(re.sub(r"^#+ (.*?)(?: \{[^{}]*\})?$", r"<p>\1</p>", text, flags=re.MULTILINE))
    words.close()
    return [" ".join(found.split()) for found in words.found if re.search(r"[^\W\d_]", found)]


def own_words(book: Path) -> str:
    """All that a school has written, as one text in which no mark or token parts two words."""
    files = [book] if book.is_file() else sorted(book.rglob("*.*"))
    texts = [path.read_text(encoding="utf-8") for path in files if path.suffix in (".md", ".yml")]
    plain = re.sub(
        r"\{\{.*?\}\}|\{[^}]*\}|[*_>#|]|\]\([^)]*\)|^\s*[-\d]+[.)]? ", " ", "\n".join(texts), flags=re.MULTILINE
    )
    return f" {' '.join(_plain_words(plain.replace('[', ' ')))} "


def _plain_words(text: str) -> list[str]:
    """Its words in small letters, as far as they are in English letters."""
    words = (word.strip("’'.:/-") for word in re.findall(r"[\w’'@./:+-]+", text.lower()))
    return [word for word in words if re.search(r"[a-z]{2}", word)]


def not_said(text: str, own: str) -> str:
    """What of a text is neither in the pseudo-language nor in the school's own words; "" where nothing is."""
    words = [word for word in _plain_words(text) if not re.fullmatch(r"[0-9a-f]{8}|ii|[\w.-]+/\S*", word)]
    while words:
        longest = next((n for n in range(len(words), 0, -1) if f" {' '.join(words[:n])} " in own), 0)
        if not longest:
            return f"{words[0]!r} of {text!r}"
        words = words[longest:]
    return ""


_NEVER_TRANSLATED = " pdf kb url hollybank.example reviews.ics policy.schema.json review.schema.json https id "


def test_every_label_is_in_the_language_of_the_organisation(pseudo: Made) -> None:
    own = " ".join([own_words(SCHOOL), own_words(PROJECT / "site_templates/search.yml"), _NEVER_TRANSLATED])
    wrong = {
        name: found
        for name, text in pseudo.texts.items()
        if (found := [fault for words in words_in(text) if (fault := not_said(words, own))])
    }
    assert wrong == {}, "\n".join(f"{name}: {found}" for name, found in wrong.items())
    assert len(pseudo.texts) > 10
    assert sum(words.startswith("«") for text in pseudo.texts.values() for words in words_in(text)) > 200


def test_a_sentence_in_english_would_be_found() -> None:
    own = own_words(SCHOOL)
    assert not_said("«Óųńéŕ» Designated Safeguarding Lead, Ada Holm", own) == ""
    assert not_said("Formerly «Óųńéŕ»", own) == "'formerly' of 'Formerly «Óųńéŕ»'"


# --- No template has a word of its own -----------------------------------------------------------------------------------

_LEADERSHIP_TEMPLATES = frozenset(
    [
        *("pages/checklist.md.j2", "pages/form.md.j2", "pages/forms.md.j2"),
        *("documents/checklist.html.j2", "documents/internal.html.j2", "parts/checks.j2"),
    ]
)
_TEMPLATES = [
    *(
        path
        for folder in ("pages", "documents", "parts")
        for path in sorted((PROJECT / "site_templates" / folder).iterdir())
        if f"{folder}/{path.name}" not in _LEADERSHIP_TEMPLATES
    ),
    *sorted(path for path in (PROJECT / "overrides").rglob("*.html") if path.name != "unchecked.html"),
]


@pytest.mark.parametrize("path", _TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_words_of_its_own(path: Path) -> None:
    """What is for the leadership alone stays in English: its own templates, and what must be approved of the changes."""
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    if path.name == "changes.html.j2":
        text = re.sub(r"\{% if view\.(?:approvals|reasons) %\}.*?(?=\{% (?:if view|endif))", "", text, flags=re.DOTALL)
    text = re.sub(r"\A---\n.*?\n---\n|(?<=%\}\n)---\n.*?\n---\n", "", text, flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}", "0", re.sub(r"<(/?)\{\{.*?\}\}", r"<\1p", text), flags=re.DOTALL)
    text = re.sub(r"^(#+ .*?) \{ .*?\}$", r"\1", text, flags=re.MULTILINE)
    words = _Words()
    words.feed(text)
    words.close()
    assert [
        found.strip() for found in words.found if re.search(r"\b[A-Za-z]{2,}\b(?!=)", found.replace("PDF", ""))
    ] == []


def test_every_sentence_that_is_said_is_in_the_wording_file() -> None:
    library = [PROJECT / "site_templates", PROJECT / "overrides"]
    files = [path for folder in library for pattern in ("*.j2", "*.html") for path in folder.rglob(pattern)]
    said = {key for path in files for key in re.findall(r'\bsay\("([^"]+)"', path.read_text(encoding="utf-8"))}
    views = (PROJECT / "hooks/policybook/views").glob("*.py")
    filled = {
        key for path in views for key in re.findall(r'\b(?:fill|say)\("([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert (said | filled) - ENGLISH.keys() == set()
    assert len(said) > 150
    assert len(filled) > 80


# --- The frame ---------------------------------------------------------------------------------------------------------


class _Item(dict[str, Any]):
    """Something of MkDocs' that its templates ask for attributes."""

    __getattr__ = dict.__getitem__


def framed(made: Made, address: str) -> str:
    """A page of the site in its frame, as MkDocs hands it to our templates."""
    environment = Environment(loader=FileSystemLoader(PROJECT / "overrides"), undefined=StrictUndefined)  # noqa: S701 - as MkDocs
    environment.filters["url"] = lambda url: url
    empty = _Item(text="", source="")
    environment.globals |= {"forms_style": empty, "lost_style": empty, "sheet_version": "", "frame_script": empty}
    environment.globals |= {"languages": made.artefacts.languages, "say": made.artefacts.languages.say}
    facts = made.artefacts.facts
    book = {name: getattr(facts, name) for name in facts.__slots__} | {"serving": False, "holding": facts.is_holding}
    files = {page.address: _Item(src_uri=f"{page.address}.md") for page in made.artefacts.pages}
    nav = [
        _Item(
            url=f"{entry.address}.html",
            title=entry.title,
            is_homepage=entry.address == "index",
            file=files[entry.address],
        )
        for entry in made.artefacts.navigation
    ]
    config = _Item(
        extra=_Item(policybook=_Item(book)),
        site_name=facts.school,
        site_description=facts.description,
        site_url="",
        theme=_Item(favicon="icon.svg"),
    )
    heading = _Item(url="#one", title="«Óńé»")
    page = _Item(
        meta=_Item(title="«Ťíťĺé»", description="«Śúþþáŕý»", script="", style="", noindex=False),
        url=f"{address}.html",
        is_homepage=address == "index",
        file=files.get(address),
        canonical_url="",
        content="<!-- contents -->",
        toc=[_Item(children=[heading] * 3)],
        edit_url="edit",
        title="«Ťíťĺé»",
    )
    template = environment.get_template("main.html" if address else "404.html")
    return template.render(config=config, page=page if address else None, nav=_Nav(nav), base_url=".")


class _Nav(list[_Item]):
    homepage = None


@pytest.mark.parametrize("address", ["online-safety", ""])
def test_the_frame_is_in_the_language_of_the_organisation(pseudo: Made, address: str) -> None:
    html = framed(pseudo, address)
    assert html.count(f'<html lang="{PSEUDO}"') == 1
    assert "<body>" in html
    own = own_words(SCHOOL) + _NEVER_TRANSLATED
    assert [fault for words in words_in(html) if (fault := not_said(words, own))] == []
    assert html.count("«") > 10


def test_the_leadership_works_in_english_whatever_the_language_is(pseudo: Made) -> None:
    assert "All forms" in pseudo.page("forms/exception")
    assert "«" not in pseudo.page("forms/exception")
    assert '<main id="page-main" tabindex="-1" lang="en-GB" dir="ltr">' in framed(pseudo, "forms/exception")
    assert '<main id="page-main" tabindex="-1" lang="en-GB" dir="ltr">' in framed(pseudo, "review")


# --- A text in another language than the pages ---------------------------------------------------------------------------

_WELSH_POLICY = [
    {
        "file": "policy/diogelwch/policy.yml",
        "write": """\
id: diogelwch
title: Polisi diogelwch ar-lein
summary: Sut rydym yn cadw plant yn ddiogel ar-lein.
owner: dsl
position: 2
language: cy
equal_to: online-safety
sections:
  - cyfrineiriau
applies_to: [staff, students, parents]
review_every_months: 12
guidance:
  - id: kcsie
    edition: "2025"
linked_policies: [child-protection]
""",
    },
    {
        "file": "policy/diogelwch/cyfrineiriau.md",
        "write": """\
---
title: Cyfrineiriau
binds: [staff]
---

Mae'r ysgol hon yn disgwyl i bob aelod o staff gadw ei gyfrinair yn *breifat*, fel y mae {{ guidance.kcsie }} yn ei
ddweud. Peidiwch â rhannu eich cyfrinair gyda neb arall, a pheidiwch â'i ysgrifennu ar bapur. Os yw rhywun yn gofyn i chi
amdano, dywedwch na, a rhowch wybod i'r swyddfa ar unwaith. Bydd y swyddfa yn newid y cyfrinair gyda chi yr un diwrnod.
{ #cyfrinair-preifat }

Rhaid i'r holl staff:
{ #cyfrinair-dyletswyddau }

- ddewis cyfrinair cryf;
  { #cyfrinair-cryf }
- ddweud wrth {{ dsls }} am un sydd ar goll.
  { #cyfrinair-coll binds="staff students" }
""",
    },
]
_WELSH = {
    "language.name": "Cymraeg",
    "policy.applies-to": "Yn berthnasol i",
    "binds.staff": "staff",
    "passage.binds": "Ar gyfer {who}.",
    "section.binds": "Ar gyfer {who}.",
    "passage.clause": "Cymal {number}",
    "month.6": "Mehefin",
    "date.day": "{day} {month} {year}",
    "status.worked-out": "Cyfrifwyd ar {as_of} o gofnodion y {place}.",
    "word.school": "ysgol",
}


def write_welsh(school: Path) -> None:
    file = school / file_of("cy")
    file.parent.mkdir(exist_ok=True)
    file.write_text(yaml.safe_dump(_WELSH, allow_unicode=True), encoding="utf-8")


@pytest.fixture(scope="module")
def welsh(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Hollybank School with a policy in English and Welsh, and a section in Welsh."""
    school = Path(shutil.copytree(SCHOOL, tmp_path_factory.mktemp("welsh") / "school"))
    section = {"file": "policy/online-safety/reporting.md", "replace": "binds:", "with": "language: cy\nbinds:"}
    apply(school, [*_WELSH_POLICY, section])
    write_welsh(school)
    return made_of(school)


def test_a_welsh_policy_on_an_english_site_has_welsh_labels_and_dates(welsh: Made) -> None:
    made = welsh
    page, paper = made.page("diogelwch"), made.papers["diogelwch-policy"]
    for html in (page, paper):
        assert "<dt>Yn berthnasol i</dt>" in html
        assert "Cyfrifwyd ar 1 Mehefin 2026 o gofnodion y ysgol." in html
    assert 'aria-label="Cymal 1.2(a)"' in page
    assert "Ar gyfer staff." in page
    assert '<html lang="cy" class=' in paper
    shown = framed(made, "diogelwch")
    assert '<html lang="en-GB" class="wait" data-base' in shown
    assert '<title lang="cy" dir="ltr">' in shown
    assert '<main id="page-main" tabindex="-1" lang="cy" dir="ltr">' in shown
    assert 'href="diogelwch.html" lang="cy" dir="ltr">Polisi diogelwch ar-lein</a>' in shown
    assert "<summary>Menu</summary>" in shown
    assert "<dt>Applies to</dt>" in made.page("online-safety")


def test_two_texts_of_equal_standing_lead_to_one_another_and_neither_is_a_translation(welsh: Made) -> None:
    made = welsh
    to_welsh = '<a href="diogelwch.html" hreflang="cy" lang="cy" dir="ltr">Cymraeg</a>'
    english = '<a href="online-safety.html" hreflang="en-GB" lang="en-GB" dir="ltr">English</a>'
    assert to_welsh in made.page("online-safety")
    assert english in made.page("diogelwch")
    codes = [found.code.id for found in made.result.report.findings]
    assert codes.count("ORG022") == 1
    assert not {"COV001", "TXT011", "PLA001"} & set(codes)


def test_a_welsh_text_is_judged_by_no_rule_about_english_words(school: Path) -> None:
    apply(school, _WELSH_POLICY)
    write_wording(school, "cy")
    found = [(f.code.id, f.span.path) for f in check_project(Sources(school), AS_OF).report.findings]
    assert found == [("REV001", "policy/diogelwch/policy.yml"), ("ORG022", "policy/diogelwch/policy.yml")]


@pytest.mark.parametrize("stale", [True, False])
def test_a_document_of_equal_standing_says_that_the_two_may_differ_and_not_which_is_right(
    school: Path,
    stale: bool,
) -> None:
    front = "title: Canllaw i rieni\nsummary: Beth i'w wneud.\naudience: parents\naddress: rhieni\nlanguage: cy\n"
    text = f"---\n{front}translates: parent-guide\nequal_standing: yes\n---\n\nFfoniwch ni os ydych yn poeni am eich plentyn.\n"
    apply(school, [{"file": "policy/documents/canllaw.md", "write": text}])
    if not stale:
        book = check_project(Sources(school), AS_OF).book
        guide, own = book.document("parent-guide"), book.document("canllaw")
        assert guide
        assert own
        reading = f'  canllaw: {{words: "{own.fingerprint}", beside: {{parent-guide: "{guide.fingerprint}"}}, by: dsl, on: 2026-05-04, judgement: same}}\n'
        file = school / "data/readings.yml"
        file.write_text(file.read_text(encoding="utf-8") + reading, encoding="utf-8")
    made = made_of(school)
    codes = {found.code.id for found in made.result.report.findings if found.span.path.endswith("canllaw.md")}
    assert ("PIN006" in codes) is stale
    page = made.page("rhieni")
    assert ("Both have equal standing: ask the school where the two differ." in page) is stale
    assert "Follow “" not in page
    assert 'hreflang="en-GB" lang="en-GB" dir="ltr">English</a>' in page
    assert 'hreflang="cy" lang="cy" dir="ltr">Canllaw i rieni</a>' in made.page("parents")


def test_a_document_from_right_to_left_has_its_page_and_its_paper_so(school: Path) -> None:
    guide = {
        "file": "policy/documents/parent-guide.md",
        "replace": "audience: parents",
        "with": "audience: parents\nlanguage: ar",
    }
    apply(school, [guide])
    write_wording(school, "ar")
    made = made_of(school)
    assert '<main id="page-main" tabindex="-1" lang="ar" dir="rtl">' in framed(made, "parents")
    assert '<html lang="ar" dir="rtl" class=' in made.papers["parent-guide"]
    assert accented("Whom to contact") in made.page("parents")


def test_a_section_in_another_language_has_its_own_labels_and_says_so(welsh: Made) -> None:
    page = welsh.page("online-safety")
    assert '## 2. Reporting a worry { #reporting lang="cy" dir="ltr" }' in page
    assert '<p class="about" lang="cy" dir="ltr">Ar gyfer' in page
    assert "<dt>Applies to</dt>" in page
    assert '<span class="binds">Ar gyfer' in page
    assert 'aria-label="Clause 1.2(a)"' in page


# --- What is missing -------------------------------------------------------------------------------------------------------


def told_in(made: Made) -> list[tuple[str, str]]:
    findings = made.result.report.findings
    return [(found.code.id, found.message) for found in findings if found.code.id.startswith("ORG02")]


def test_a_language_that_nobody_has_worded_is_told_once_and_its_labels_are_marked_as_english(school: Path) -> None:
    say_language(school, "cy")
    made = made_of(school)
    assert [code for code, _ in told_in(made)] == ["ORG020"]
    shown = framed(made, "online-safety")
    assert '<html lang="cy" class="wait" data-base' in shown
    assert '<body lang="en-GB" dir="ltr">' in shown
    page, paper = made.page("online-safety"), made.papers["online-safety-policy"]
    assert '## 1. Passwords { #passwords lang="cy" dir="ltr" }' in page
    assert '<p class="clause" id="password-private" lang="cy" dir="ltr">' in page
    assert '<html lang="en-GB" class=' in paper
    assert '<p class="lead" lang="cy" dir="ltr">' in made.page("parents")


def test_a_missing_sentence_is_said_in_english_and_told_with_the_others_in_one_finding(school: Path) -> None:
    say_language(school, PSEUDO)
    write_wording(school, policy__owner=None, about__privacy=None)
    made = made_of(school)
    ((code, message),) = told_in(made)
    assert (code, message) == (
        "ORG021",
        "Sentences that are not worded here, so that readers see them in English: policy.owner, about.privacy.",
    )
    assert "<dt>Owner</dt>" in made.page("online-safety")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Due: {day}", "the English sentence does not have {day}"),
        ("Due: {due", "its braces do not match"),
    ],
)
def test_a_sentence_that_cannot_be_filled_in_is_told_and_said_in_english(school: Path, words: str, told: str) -> None:
    say_language(school, PSEUDO)
    write_wording(school, **{"status__in-date": words})
    made = made_of(school)
    assert told_in(made) == [("ORG021", f"The sentence “status.in-date” cannot be used: {told}.")]
    assert "Next review due by" in made.page("online-safety")


def test_a_broken_file_of_wording_is_an_error_with_its_line(school: Path) -> None:
    say_language(school, PSEUDO)
    write_wording(school).write_text('policy.owner: "x\n', encoding="utf-8")
    findings = check_project(Sources(school), AS_OF).report.findings
    assert [f.span.path for f in findings if f.severity.value == "error"] == [file_of(PSEUDO)]


# --- Dates -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["2026-11-22", "2026-11", "summer 2026", "by 2026-11", "by 2026-11-22", "by autumn 2025"]
)
def test_dates_in_english_are_those_of_the_reports(typed: str) -> None:
    event, sentences = PartialDate.parse(typed), Sentences(ENGLISH)
    assert sentences.date_words(event) == event.words
    assert sentences.when_words(event) == event.when_words


def test_dates_are_in_the_order_and_with_the_months_of_their_language() -> None:
    own = {"month.6": "június", "date.day": "{year}. {month} {day}.", "date.or-before": "legkésőbb {date}"}
    sentences = Sentences(ENGLISH, {"hu": own}).in_language("hu-HU")
    assert sentences.language == "hu"
    assert sentences.day_words(date(2026, 6, 1)) == "2026. június 1."
    assert sentences.date_words(PartialDate.parse("by 2026-06-01")) == "legkésőbb 2026. június 1."


def test_the_phrases_of_reports_are_those_of_the_english_pages() -> None:
    own = TokenValues._field_defaults["phrases"]._PHRASES
    assert {key: ENGLISH[key] for key in own} == own


def test_the_page_numbers_of_a_paper_are_in_its_language(pseudo: Made) -> None:
    paper = pseudo.papers["online-safety-policy"]
    assert '"«Ðáğé " counter(page) " óƒ " counter(pages) "»"' in paper
    assert "target-counter(attr(href), page)" in paper
