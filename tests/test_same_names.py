"""The page, the acceptable use policy, the guide and the papers name the same people, and nobody who has left."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from building import pack_of
from case_files import apply
from conftest import AS_OF, PROJECT, REAL_DAY, SCHOOL
from filled_in import copy_of_the_real_book, fill_in
from policybook.book.book import Book
from policybook.render import artefacts, print_jobs, site_pages
from policybook.render.templates import Templates
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext

pytestmark = pytest.mark.unmeasured  # all pages and papers again and again; test_golden.py measures their making
ALL_DSLS = re.compile(r"\{\{\s*dsls\s*\}\}")


@pytest.fixture(scope="module", params=["the school of the tests", "the real book"])
def root(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("names")
    if request.param == "the real book":
        copy = copy_of_the_real_book(folder)
        fill_in(copy, REAL_DAY)
        return copy
    copy = Path(shutil.copytree(SCHOOL, folder / "school"))
    aup, reporting = copy / "policy/documents/staff-aup.md", copy / "policy/online-safety/reporting.md"
    for file in (aup, reporting):  # in these two places, everybody is asked for
        text = file.read_text(encoding="utf-8")
        assert "{{ dsl.name }}" in text
        file.write_text(text.replace("{{ dsl.name }}", "{{ dsls }}"), encoding="utf-8")
    return copy


def outputs(root: Path, as_of: date) -> tuple[Book, dict[str, str]]:
    """Every page and every paper as text, by name; without the leadership's pack, which is for the leadership."""
    result = check_project(Sources(root), as_of)
    context = ViewContext(result.book, result.report, as_of, Sentences.read(PROJECT), {})
    templates = Templates(PROJECT)
    about = artefacts.about_view(context)
    past = artefacts.history(root, result.book, as_of, root / artefacts.CACHE)
    changed = artefacts.changes_view(context, past, artefacts.Page(artefacts.CHANGES))
    pages = {page.address: page.text for page in site_pages.make_pages(context, templates, about, changed)}
    pack = print_jobs.pack_jobs(context, templates, pack_of(context), sheets=True)
    jobs = [*print_jobs.pdf_jobs(context, templates), *pack]
    papers = {f"{job.name}.pdf": job.html for job in jobs if job.name != artefacts.PACK}
    return result.book, {name: " ".join(text.split()) for name, text in {**pages, **papers}.items()}


def named(book: Book, text: str) -> set[str]:
    return {name for name, person in book.people.people.items() if person.name in text}


def told_who_the_dsls_are(book: Book) -> Iterator[str]:
    """The pages whose text asks for the whole list."""
    for policy in book.policies:
        if any(ALL_DSLS.search(clause.wording.text) for section in policy.sections for clause in section.clauses):
            yield policy.id
    for document in book.published_documents:
        if any(ALL_DSLS.search(statement.wording.text) for statement in document.statements):
            yield document.settings.address


def day_of(root: Path) -> date:
    return AS_OF if root.name == "school" else REAL_DAY


@pytest.fixture(scope="module")
def made(root: Path) -> tuple[Book, dict[str, str]]:
    """The outputs of a book as it is."""
    return outputs(root, day_of(root))


def test_every_page_that_lists_the_dsls_lists_the_same_people(made: tuple[Book, dict[str, str]]) -> None:
    book, texts = made
    team = {a.person for a in book.dsls(day_of(root))}
    lists = {address: named(book, texts[address]) & team for address in told_who_the_dsls_are(book)}
    assert len(lists) > 1
    assert all(people == team for people in lists.values()), lists


def test_everybody_who_is_named_is_in_post(root: Path, made: tuple[Book, dict[str, str]]) -> None:
    book, texts = made
    in_post = {a.person for a in book.people.appointments if a.in_post(day_of(root))}
    found = {name: named(book, text) for name, text in texts.items()}
    assert set().union(*found.values()), "otherwise this would prove nothing"
    assert all(people <= in_post for people in found.values())


def test_the_day_after_a_dsl_leaves_nothing_names_them(root: Path, tmp_path: Path) -> None:
    day = day_of(root)
    copy = Path(shutil.copytree(root, tmp_path / root.name))
    text = (copy / "data/people.yml").read_text(encoding="utf-8")
    leaver = "cy-rowan" if root.name == "school" else "catherine-graydon"
    if leaver == "cy-rowan":  # a third DSL, who holds no other role any more
        text = text.replace("until:\n    confirmed_on: 2026-05-01\n    confirmed_by: headteacher", f"until: {day}")
        text = text.replace("    from: 2022-09-01\n\ncover:", f"    from: 2022-09-01\n    until: {day}\n\ncover:")
        text = text.replace(
            "\n\ncover:", f"\n  - person: cy-rowan\n    role: dsl\n    lead: no\n    until: {day}\n\ncover:"
        )
    else:
        parts = text.partition(f"- person: {leaver}\n    role: dsl")
        text = parts[0] + parts[1] + parts[2].replace("    until:\n", f"    until: {day}\n", 1)
    (copy / "data/people.yml").write_text(text, encoding="utf-8")
    book, before = outputs(copy, day)
    _, after = outputs(copy, date.fromordinal(day.toordinal() + 1))
    assert leaver in {person for found in before.values() for person in named(book, found)}
    assert leaver not in {person for found in after.values() for person in named(book, found)}


def test_a_new_lead_is_named_wherever_the_old_one_was(tmp_path: Path) -> None:
    root = Path(shutil.copytree(SCHOOL, tmp_path / "school"))
    book, before = outputs(root, AS_OF)
    for old, new in (("lead: yes", "lead: maybe"), ("lead: no", "lead: yes"), ("lead: maybe", "lead: no")):
        apply(root, [{"file": "data/people.yml", "replace": old, "with": new}])
    _, after = outputs(root, AS_OF)
    asked = [text for text in texts_of(book) if "{{ dsl.name }}" in text]
    assert len(asked) > 1
    for text in asked:
        words = " ".join(text.partition("{{ dsl.name }}")[0].split()[-2:])
        for pages, name in ((before, "Ada Holm"), (after, "Ben Oak")):
            found = {page: re.sub(r"</?span[^>]*>", "", html) for page, html in pages.items()}
            assert [page for page in found if f"{words} {name}" in found[page]], words
            other = {"Ada Holm": "Ben Oak", "Ben Oak": "Ada Holm"}[name]
            assert not [page for page in found if f"{words} {other}" in found[page]], words


def texts_of(book: Book) -> Iterator[str]:
    for section in book.sections.values():
        yield from (clause.wording.text for clause in section.clauses)
    for document in book.documents:
        yield from (statement.wording.text for statement in document.statements)


def test_the_leaderships_pack_asks_training_of_dsls_only() -> None:
    result = check_project(Sources(SCHOOL), AS_OF)
    context = ViewContext(result.book, result.report, AS_OF, Sentences.read(PROJECT), {})
    pack = pack_of(context)
    rows = {(person.name, person.is_dsl) for person in pack.people}
    assert rows == {("Ada Holm", False), ("Ada Holm", True), ("Ben Oak", False), ("Ben Oak", True), ("Cy Rowan", False)}
    table = (
        Templates(PROJECT)
        .render("documents/internal.html.j2", pack)
        .partition("page-people")[2]
        .partition("</table>")[0]
    )
    assert table.count("<td>not needed</td>") == 4 * 4
    assert "not known" not in table.replace("“Not known”", "")
