"""Nothing private reaches the site: a mark is planted in every private field, and looked for in everything published."""

from __future__ import annotations

import gzip
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest

from blessing import agreed
from building import PUBLIC_FILES, built, pdf_text, text_of, texts
from conftest import AS_OF, PROJECT, SCHOOL
from marks import as_typed, is_in, mark, places, replaced, words_of_mark
from policybook.book.book import Book
from policybook.model.declarations import ROLE
from policybook.model.entry import Entry
from policybook.references import read_book
from policybook.references.unknown_names import kinds_of
from policybook.render.artefacts import Wanted, make_artefacts
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

# What marks need beside the declarations: somebody whose name is not published, and a note in a file.
PREPARED = {
    "    name: Ben Oak\n    job_title: Deputy Headteacher\n    publish_name: yes": (
        "    name: Benmark Hiddenname\n    job_title: Deputy Headteacher\n    publish_name: no"
    ),
    "roles:\n": "# MARK-COMMENT\nroles:\n",
}
EVENT = """event: appointed
on: 2026-05-20
by: headteacher
person: eve-hiddenname
name: Eve Hiddenname
job_title: MARK-event-title
publish_name: no
role: deputy-dsl
from: 2026-05-20
trained_on: 2026-05-19
"""
MARK = re.compile(r"MARK-|Hiddenname", re.IGNORECASE)
KEPT_REFERENCES = ("", ROLE)
"""The other references name entries that must exist; a role is made for each mark."""


DECIDES = {
    "publish_name": "whether readers see the name",
    "public": "whether readers see the service or helpline",
}
"""What is not public and decides about public files, so that another value may make others."""


class Planted(NamedTuple):
    """A school with a mark in every field that is not public, built; what each mark stands in, and the same one switched."""

    root: Path
    marks: dict[str, str]
    switched: Path
    switches: tuple[str, ...]


def entries(book: Book) -> Iterator[tuple[str, Entry]]:
    """Everything that a file says in its settings, with the path of the file."""
    yield from ((entry.span.path, entry) for entry in (*book.entries(), *book.reviews))


def write(root: Path, path: str, entry: Entry) -> None:
    """Type an entry in place of what a file of settings says, or the front matter of a text."""
    typed, file = json.dumps(as_typed(entry), indent=1), root / path
    if path.endswith(".md"):
        typed = f"---\n{typed}\n---\n{file.read_text(encoding='utf-8').split('---', 2)[2].lstrip()}"
    file.write_text(typed, encoding="utf-8")


def plant(root: Path) -> dict[str, str]:
    """Put a mark into every value that readers may not see, by its declaration alone; the marks and their places."""
    marks: dict[str, str] = {}
    roles = []
    for path, entry in entries(read_book(Sources(root)).book):
        planted: Entry = entry
        for place in places(entry):
            value = mark(place, len(marks))
            if place.is_public or place.field.declared.refers_to not in KEPT_REFERENCES or not words_of_mark(value):
                continue
            if place.field.declared.refers_to == ROLE:
                roles.append(str(value))
            planted = replaced(planted, place.steps, value)
            marks |= dict.fromkeys(words_of_mark(value), f"{path}.{place.name}")
        write(root, path, planted)
    people = root / "data/people.yml"
    typed = json.loads(people.read_text(encoding="utf-8"))
    typed["roles"] |= {role: {"title": f"MARK-{role}"} for role in roles}
    people.write_text(f"# MARK-COMMENT\n{json.dumps(typed, indent=1)}", encoding="utf-8")
    return marks


def switch(root: Path) -> Iterator[str]:
    """Give each value that is not public and can hold no mark another: yes for no, a choice, a reference to another entry."""
    book = read_book(Sources(root)).book
    given = {kind.name: tuple(kind.given) for kind in kinds_of(book)}
    for path, entry in entries(book):
        switched: Entry = entry
        for place in places(entry):
            kind, value = place.field.declared.refers_to, mark(place, 0)
            if kind not in KEPT_REFERENCES:
                value = next((name for name in given.get(kind, ()) if name != place.value), place.value)
            elif words_of_mark(value):
                continue
            if not place.is_public and place.field.name not in DECIDES:
                switched = replaced(switched, place.steps, value)
                yield f"{path}.{place.name}"
        write(root, path, switched)


@pytest.fixture(scope="module")
def planting(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    root = Path(shutil.copytree(SCHOOL, tmp_path_factory.mktemp("planted") / "school"))
    people = root / "data/people.yml"
    text = people.read_text(encoding="utf-8")
    for old, new in PREPARED.items():
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    people.write_text(text, encoding="utf-8")
    marks = plant(root)
    other = Path(shutil.copytree(root, tmp_path_factory.mktemp("switched") / "school"))
    switches = tuple(switch(other))
    event = root / "data/changes/2026-05-20-appointed.yml"
    event.parent.mkdir()
    event.write_text(EVENT, encoding="utf-8")
    built(root)
    built(other)
    return Planted(root, marks, other, switches)


@pytest.fixture(scope="module")
def planted(planting: Planted) -> Path:
    return planting.root


def test_no_planted_mark_is_in_any_public_file(planting: Planted) -> None:
    found = texts(planting.root / "site")
    assert len(planting.marks) > 60
    assert {
        (name, place) for name, text in found.items() for words, place in planting.marks.items() if is_in(words, text)
    } == set()


@pytest.mark.parametrize("wanted", [Wanted(holding=True), Wanted(fragment=True)], ids=["holding site", "fragment"])
def test_no_planted_mark_is_in_the_holding_site_or_the_piece_for_another_website(
    planting: Planted, wanted: Wanted
) -> None:
    result = check_project(Sources(planting.root), AS_OF)
    made = make_artefacts(Sources(planting.root), PROJECT, result, AS_OF, lambda _line: None, wanted)
    said = {page.address: page.text for page in made.pages} | {name: text_of(data) for name, data in made.files.items()}
    assert ("fragment.html" in said) is wanted.fragment
    assert made.facts.is_holding is wanted.holding
    said["frame"] = str(made.facts)
    assert {
        (name, place) for name, text in said.items() for words, place in planting.marks.items() if is_in(words, text)
    } == set()
    assert not [name for name, text in said.items() if MARK.search(text)]


def test_what_is_not_public_and_holds_no_mark_changes_no_public_byte(planting: Planted) -> None:
    """Yes or no, a choice, and a name of another entry: each has another value, and every public file is the same."""
    sites = [
        {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}
        for root in (planting.root / "site", planting.switched / "site")
    ]
    assert len(planting.switches) > 20
    assert {name for name in sites[0].keys() | sites[1].keys() if sites[0].get(name) != sites[1].get(name)} == set()


def test_no_mark_is_in_anything_published(planted: Path) -> None:
    found = {name: MARK.findall(text) for name, text in texts(planted / "site").items()}
    assert {name: marks for name, marks in found.items() if marks} == {}


def test_just_these_files_are_published(planted: Path, request: pytest.FixtureRequest) -> None:
    """A file of a new name or kind fails until somebody has looked at it and named it in the list."""
    found = "".join(f"{name}\n" for name in texts(planted / "site"))
    assert found == agreed(request, PUBLIC_FILES, found), (
        f"a new public file: look at it, then {PUBLIC_FILES.name} names it"
    )


def pdf_with(words: str, place: str) -> bytes:
    """A PDF that says some words where nobody sees them."""
    pdf, made = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    if place == "attached":
        pdf.attachments["notes.txt"] = words.encode()
    else:
        pdf.docinfo["/Subject"] = words
    pdf.save(made)
    return made.getvalue()


def packed(words: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", words)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        *(
            (f"a{ending}", b"x MARK-1 x")
            for ending in (".ics", ".csv", ".json", ".svg", ".xml", ".txt", ".js", ".css", "")
        ),
        (".hidden", b"MARK-1"),
        ("old.txt", "Zoë MARK-1".encode("latin-1")),
        ("wide.csv", "MARK-1".encode("utf-16")),
        ("font.woff2", b"wOF2\xff\xfeMARK-1\xff"),
        ("sitemap.xml.gz", gzip.compress(b"MARK-1")),
        ("form.docx", packed("MARK-1")),
        ("paper", pdf_with("MARK-1", "information")),
        ("paper.pdf", pdf_with("MARK-1", "attached")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # the bytes of packed files hold the time
)
def test_a_mark_would_be_found_in_a_file_of_any_kind(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / name).write_bytes(data)
    assert {file: MARK.findall(text) for file, text in texts(tmp_path).items()} == {f"deep/{name}": ["MARK-"]}


def test_no_mark_is_in_the_bytes_of_any_file(planted: Path) -> None:
    for file in (planted / "site").rglob("*"):
        if file.is_file():
            assert b"MARK-" not in file.read_bytes()


def test_the_leadership_sees_the_private_dates(planting: Planted) -> None:
    """Otherwise the marks would prove nothing."""
    pack = (planting.root / "internal" / "leadership-pack.html").read_text(encoding="utf-8")
    shown = {place.rpartition(".")[2] for words, place in planting.marks.items() if words in pack}
    assert {"trained_on", "refreshed_on", "prevent_trained_on", "name"} <= shown
    pdf = " ".join(pdf_text((planting.root / "internal" / "leadership-pack.pdf").read_bytes()).split())
    assert all(words in pdf for words, place in planting.marks.items() if "trained_on" in place and words in pack)


def test_a_person_whose_name_is_hidden_is_asked_about_without_the_name(planted: Path) -> None:
    assert "Some names are not published. The leadership’s copy lists them" in (
        planted / "site" / "review.html"
    ).read_text(encoding="utf-8")


def test_the_review_checklist_says_nothing_of_last_years_answers(planted: Path) -> None:
    assert "partly" in (planted / "site" / "review.html").read_text(encoding="utf-8").lower()  # a choice to tick
    assert "MARK-" not in (planted / "site" / "review.html").read_text(encoding="utf-8")
