"""Whatever a policy text holds is carried to every reader as it is typed, or refused by its name: ``constructs.yml`` says which."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml

from building import pdf_text
from conftest import AS_OF, PROJECT, SCHOOL
from policybook.book.kinds_of_change import kind_proved
from policybook.book.word_changes import Degree
from policybook.book.word_changes import plain as plain_words
from policybook.changes.compare import compare
from policybook.render import artefacts
from policybook.render.pdf import render_pdf
from policybook.render.pdf_tagging import Tree
from policybook.render.print_jobs import pdf_jobs
from policybook.render.search_index import read_sections
from policybook.render.templates import TEMPLATES, Templates
from policybook.rules.checking import CheckResult, check_project
from policybook.source.sources import Sources
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext

pytestmark = pytest.mark.unmeasured  # over the lines that the cases and the builds reach

CONSTRUCTS: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_suffix("").parent.joinpath("constructs.yml").read_text(encoding="utf-8")
)
SECTION = "policy/online-safety/passwords.md"
CARRIED = {name: one for name, one in CONSTRUCTS.items() if "refused" not in one}
REFUSED = {name: one for name, one in CONSTRUCTS.items() if "refused" in one}
NUMBERS = re.compile(r"^(?:\([a-zA-Z]+\)|[A-Z.\d]+\d) |\(to .*\)")
"""The number or letter before a clause, and what leads back from a footnote: what the words in search do not have."""
OF_WORDS = ("FILE", "YAML", "REF", "TXT", "RUN")
"""The codes of findings about words and how they are typed; that a review or a document has to follow is no refusal."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A school in one of whose files something was typed, and what its readers get."""

    result: CheckResult
    page: str
    paper: str

    @property
    def found(self) -> list[tuple[str, str, str]]:
        return [
            (finding.code.id, finding.message, finding.fix)
            for finding in self.result.report.findings
            if finding.code.id.startswith(OF_WORDS) and finding.code.id != "REF017"
        ]


def context_of(result: CheckResult) -> ViewContext:
    return ViewContext(result.book, result.report, AS_OF, Sentences.read(PROJECT), {})


def type_into(root: Path, one: dict[str, Any], *, fresh: bool = True) -> CheckResult:
    if fresh:
        shutil.copytree(SCHOOL, root, dirs_exist_ok=True)
    file = root / one.get("in", SECTION)
    before = f"{file.read_text(encoding='utf-8')}\n" if file.exists() else ""
    file.write_text(f"{before}{one['type']}", encoding="utf-8")
    return check_project(Sources(root), AS_OF)


def type_out(root: Path, one: dict[str, Any], *, fresh: bool = True) -> Typed:
    result = type_into(root, one, fresh=fresh)
    usual = ("parents", "parent-guide") if "in" in one else ("online-safety", "online-safety-policy")
    address, download = one.get("page", usual[0]), one.get("paper", usual[1])
    pages = artefacts.pages_without_downloads(root, PROJECT, result.book, result.report, AS_OF)
    jobs = pdf_jobs(context_of(result), Templates(PROJECT))
    return Typed(
        result,
        next(page.text for page in pages if page.address == address),
        next(job.html for job in jobs if job.name == download),
    )


def plain(text: str) -> str:
    """The words of HTML, without white space: where a cell or an item ends differs from one reader to the next."""
    return re.sub(
        r"\s+",
        "",
        html.unescape(
            re.sub(r"<[^>]*>", "", re.sub(r"<style.*?</style>|<title.*?</title>", "", text, flags=re.DOTALL))
        ),
    )


def letters(text: str) -> str:
    """Nothing but the letters: search keeps numbers apart, and a file of paper breaks words over lines."""
    return re.sub(r"[^A-Za-z]", "", html.unescape(text))


@cache
def the_school() -> CheckResult:
    return check_project(Sources(SCHOOL), AS_OF)


@pytest.mark.parametrize("name", CARRIED)
def test_what_is_carried_says_what_was_typed_on_the_page_on_paper_and_in_search(name: str, tmp_path: Path) -> None:
    one = CARRIED[name]
    typed = type_out(tmp_path, one)
    assert typed.found == []
    searched = plain(
        " ".join(passage.number + passage.text for part in read_sections(typed.page) for passage in part.passages)
    )
    for reader, text in (("page", plain(typed.page)), ("paper", plain(typed.paper))):
        at = 0
        for said in one["says"]:
            position = text.find(plain(html.escape(said)), at)
            assert position >= 0, (reader, said)
            at = position + 1
    for said in one["says"]:
        assert letters(NUMBERS.sub("", said)) in letters(searched), ("search", said)
    for shown in one.get("html", ()):
        assert shown in typed.page, shown


@pytest.mark.parametrize("name", CARRIED)
def test_what_is_carried_is_numbered_fingerprinted_and_told_as_a_change(name: str, tmp_path: Path) -> None:
    one = CARRIED[name]
    result = type_into(tmp_path, one)
    before = the_school().book
    if "page" in one:
        return  # a file of its own
    if "in" in one:
        assert result.book.document("parent-guide").fingerprint != before.document("parent-guide").fingerprint  # type: ignore[union-attr]
        return
    section, old = result.book.sections["online-safety/passwords"], before.sections["online-safety/passwords"]
    assert section.fingerprint != old.fingerprint
    new = section.clauses[len(old.clauses) :]
    assert not any(re.search("[\ue004-\ue006]", plain_words(clause.wording.text)) for clause in new)
    told = {change.after.wording.text for change in compare(before, result.book, AS_OF).clauses if change.after}
    assert {clause.wording.text for clause in new} <= told
    if "number" in one:
        assert [clause.number for clause in new if clause.is_numbered or clause.has_own_id] == one["number"]
    ids = [clause.id for clause in section.clauses]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_one_finding_that_names_it_and_says_what_to_type(name: str, tmp_path: Path) -> None:
    code, message, fix = REFUSED[name]["refused"]
    result = type_into(tmp_path, REFUSED[name])
    found = Typed(result, "", "").found
    assert [one[0] for one in found] == [code], found
    assert message in found[0][1]
    assert fix in found[0][2]


def test_a_table_a_heading_and_a_quotation_are_tagged_in_the_pdf(tmp_path: Path) -> None:
    """The structure is faultless, headings of columns and of rows say which they are, and no level is left out."""
    names = (
        "decision matrix",
        "heading inside a section",
        "quotation of law",
        "footnote",
        "two paragraphs in an item",
        "address of several lines",
    )
    typed = type_out(tmp_path, {"type": "\n".join(CARRIED[name]["type"] for name in names)})
    job = next(
        job for job in pdf_jobs(context_of(typed.result), Templates(PROJECT)) if job.name == "online-safety-policy"
    )
    data = render_pdf(job, PROJECT / TEMPLATES)
    text = letters(pdf_text(data))
    for name in names:
        for said in CARRIED[name]["says"]:
            assert letters(NUMBERS.sub("", said)) in text, said
    file = tmp_path / "x.pdf"
    file.write_bytes(data)
    with pikepdf.open(file) as pdf:
        tree = Tree(pdf)
        table = next(one for one in tree.tag("Table") if "Games" in tree.words(one))
        scopes = {tree.words(cell).strip(): str(cell.A.Scope) for cell in _below(table) if str(cell.S) == "/TH"}
        assert scopes == {
            "Allowed": "/Column",
            "At times": "/Column",
            "Not allowed": "/Column",
            "Games": "/Row",
            "Lessons": "/Row",
        }
        headings = [(str(one.S), tree.words(one)) for one in tree.elements if str(one.get("/S", "")).startswith("/H")]
        assert ("/H3", "Stage one") in headings
        assert ("/H4", "The first day") in headings


def _below(element: Any) -> Iterator[Any]:
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _below(kid)


@pytest.mark.parametrize(("asked", "plain_text"), [("travel: ____", "travel:"), ("- [ ] to travel", "- to travel")])
def test_a_form_that_asks_for_more_or_less_has_changed(asked: str, plain_text: str, tmp_path: Path) -> None:
    """Whoever reviewed the form reviewed what it asks for; the words alone may stay as they are."""
    form = {"in": "policy/documents/phone-form.md"}
    text = CARRIED["form with lines and boxes"]["type"]
    books = [
        type_into(tmp_path / name, form | {"type": f"{text}\n{line}\n"}).book
        for name, line in (("asked", asked), ("plain", plain_text))
    ]
    for before, after in permutations(books):
        was, now = (book.document("phone-form") for book in (before, after))
        assert was
        assert now
        assert was.fingerprint != now.fingerprint
        assert kind_proved(was.wordings, now.wordings) == "substance"
        (change,) = compare(before, after, AS_OF).documents
        assert [(statement.degree, statement.after) for statement in change.statements] == [
            (Degree.SUBSTANCE, now.statements[-1])
        ]


@pytest.mark.parametrize(
    ("file", "before"), [(SECTION, "binds: [staff]\n"), ("policy/online-safety/policy.yml", "position: 1\n")]
)
def test_a_section_or_a_policy_says_its_language_once(file: str, before: str, tmp_path: Path) -> None:
    """Its title and each of its clauses are read aloud in that language, and our own words beside them in English."""
    shutil.copytree(SCHOOL, tmp_path, dirs_exist_ok=True)
    path = tmp_path / file
    path.write_text(path.read_text(encoding="utf-8").replace(before, f"{before}language: cy\n", 1), encoding="utf-8")
    typed = type_out(tmp_path, {"type": "Mae’r ysgol yn cadw’r gofrestr.\n"}, fresh=False)
    new = typed.result.book.sections["online-safety/passwords"].clauses[-1]
    assert new.language == "cy"
    assert f'<p class="clause" id="{new.id}" lang="cy" dir="ltr">' in typed.page
    assert '## 1. Passwords { #passwords lang="cy" dir="ltr" }' in typed.page
    assert '<h2 id="passwords" lang="cy" dir="ltr">1. Passwords</h2>' in typed.paper
    assert 'lang="en-GB" dir="ltr">1.1</a>' in typed.page
    assert ('# Online safety policy { lang="cy" dir="ltr" }' in typed.page) is file.endswith("policy.yml")
