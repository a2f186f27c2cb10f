"""What the school in order looks like, to the letter: pages, navigation, a report, and the structure of each PDF.

Accept a wanted change with ``python3 scripts/test.py tests/test_golden.py --bless`` and read the difference in git.
"""

from __future__ import annotations

import io
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from blessing import agreed
from case_files import apply
from conftest import AS_OF, PROJECT, SCHOOL
from policybook.render.artefacts import Artefacts, make_artefacts
from policybook.report import as_json, as_text
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.views.jobs import Jobs

pytestmark = pytest.mark.makes_pdfs
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def artefacts(tmp_path_factory: pytest.TempPathFactory) -> Artefacts:
    root = Path(shutil.copytree(SCHOOL, tmp_path_factory.mktemp("golden") / "school"))
    result = check_project(Sources(root), AS_OF)
    return make_artefacts(Sources(root), PROJECT, result, AS_OF, lambda _line: None)


@pytest.fixture
def golden(request: pytest.FixtureRequest):
    """Compare a text with a committed one, or accept it with ``--bless``."""

    def compare(name: str, text: str) -> None:
        expected = agreed(request, GOLDEN / name, text)
        assert text == expected, f"accept with: scripts/test.py tests/{Path(__file__).name} --bless"

    return compare


ADDRESSES = ("index", "online-safety", "staff/acceptable-use", "parents", "review", "changes", "about", "a-to-z")
PDFS = ("online-safety-policy", "staff-aup", "parent-guide", "annual-review-checklist", "help-card", "help-poster")


def test_there_are_just_these_pages_and_downloads(artefacts: Artefacts) -> None:
    forms = {"forms/index", *(f"forms/{job}" for job in Jobs.of(PROJECT).jobs)}
    assert {page.address for page in artefacts.pages} == {*ADDRESSES, *forms}
    assert {name for name in artefacts.files if name.startswith("downloads/")} == {
        f"downloads/{name}.pdf" for name in PDFS
    }


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_as_agreed(artefacts: Artefacts, golden, address: str) -> None:
    page = next(page for page in artefacts.pages if page.address == address)
    golden(f"pages/{address.replace('/', '-')}.md", page.text)


def test_the_navigation_is_as_agreed(artefacts: Artefacts, golden) -> None:
    golden("navigation.txt", "".join(f"{entry.address}  {entry.title}\n" for entry in artefacts.navigation))


def test_edit_links_lead_to_the_true_source(artefacts: Artefacts) -> None:
    links = {page.address: page.edit_url for page in artefacts.pages}
    assert links["parents"] == "https://git.example/hollybank/policies/edit/main/policy/documents/parent-guide.md"
    assert links["online-safety"].endswith("/policy/online-safety/policy.yml")
    page = next(page for page in artefacts.pages if page.address == "online-safety")
    assert "https://git.example/hollybank/policies/edit/main/policy/online-safety/passwords.md" in page.text
    for sources in (page.sources for page in artefacts.pages):
        assert all((SCHOOL / source).is_file() or (PROJECT / source).is_file() for source in sources)


@pytest.mark.parametrize("name", PDFS)
def test_the_structure_of_a_pdf_is_as_agreed(artefacts: Artefacts, golden, name: str) -> None:
    golden(f"pdf/{name}.txt", "\n".join(structure(artefacts.files[f"downloads/{name}.pdf"])) + "\n")


@pytest.mark.parametrize("name", PDFS)
def test_every_field_of_a_pdf_has_a_name_and_a_tooltip_of_its_own(artefacts: Artefacts, name: str) -> None:
    with pikepdf.open(io.BytesIO(artefacts.files[f"downloads/{name}.pdf"])) as pdf:
        found = list(fields(pdf))
        names, tooltips = [field[0] for field in found], [field[1] for field in found]
        assert len(set(names)) == len(names)
        assert len(set(tooltips)) == len(tooltips)
        assert not set(names) & set(tooltips)
        assert all(" " in tooltip for tooltip in tooltips)
        assert "/NeedAppearances" not in pdf.Root.get("/AcroForm", pikepdf.Dictionary())
        assert bool(found) == (name in ("annual-review-checklist", "staff-aup"))


def test_a_dreadful_school_is_reported_as_agreed(school: Path, golden) -> None:
    apply(
        school,
        [
            {"file": "data/people.yml", "replace": "trained_on: 2025-03-03", "with": "trained_on: 3/3/25"},
            {"file": "data/school.yml", "replace": "county:", "with": "countie:"},
            {"file": "data/services.yml", "replace": "    what: Blocks", "with": "\twhat: Blocks"},
            {"file": "data/reviews/2025-09.yml", "replace": "next_review: 2026-09", "with": "next_review: 2026-03"},
            {"file": "policy/online-safety/policy.yml", "replace": 'edition: "2025"', "with": 'edition: "2024"'},
            {
                "file": "policy/online-safety/reporting.md",
                "replace": "{{ dsl.name }}",
                "with": "{{ dsl.nam }} or Ada Holm",
            },
            {
                "file": "policy/documents/staff-aup.md",
                "replace": 'from="password-private',
                "with": 'from="pasword-private',
            },
            {"file": "policy/online-safety/passwords.md", "replace": "Staff keep", "with": "<b>Staff</b> keep"},
        ],
    )
    result = check_project(Sources(school), AS_OF)
    golden("report.txt", as_text.render(result.report, result.lines))
    golden("report.json", as_json.render(result.report, AS_OF))


# --- reading a PDF's structure ---------------------------------------------------------------------------------------


def structure(data: bytes) -> Iterator[str]:
    """Title, language, pages, the outline, how many of each tag, and every field with its tooltip."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        with pdf.open_metadata() as metadata:
            yield f"title: {metadata.get('dc:title')}"
            yield f"pdfuaid:part: {metadata.get('pdfuaid:part')}"
        yield f"language: {pdf.Root.Lang}"
        yield f"pages: {len(pdf.pages)}"
        with pdf.open_outline() as outline:
            yield from (f"outline: {line}" for line in outline_lines(outline.root, 0))
        for tag, count in sorted(Counter(tags(pdf.Root.StructTreeRoot)).items()):
            yield f"tag: {tag} {count}"
        for name, tooltip in fields(pdf):
            yield f"field: {name}: {tooltip}"


def outline_lines(items, depth: int) -> Iterator[str]:
    for item in items:
        yield "  " * depth + item.title
        yield from outline_lines(item.children, depth + 1)


def tags(element) -> Iterator[str]:
    if not isinstance(element, pikepdf.Dictionary):
        return
    if "/S" in element:
        yield str(element.S)[1:]
    inside = element.get("/K")
    for child in inside if isinstance(inside, pikepdf.Array) else [inside]:
        yield from tags(child)


def fields(pdf: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    """Each field that can be filled in: its whole name and its tooltip; the rings of one question each with their value."""
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            if annotation.get("/Subtype") == "/Widget":
                group = annotation.get("/Parent")
                name = annotation.T if group is None else f"{group.T} {next(iter(annotation.AP.N.keys()))}"
                yield str(name), str(annotation.get("/TU", ""))
