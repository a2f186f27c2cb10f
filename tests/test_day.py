"""The day is no part of a PDF's layout: a new day makes no PDF anew, and every PDF still says the right day."""

from __future__ import annotations

import io
import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest

from building import pdf_text
from case_files import apply
from conftest import AS_OF, PROJECT, REAL_BOOK, REAL_DAY, SCHOOL
from filled_in import fill_in
from policybook.basics.dates import format_day
from policybook.render.artefacts import Wanted, make_artefacts
from policybook.render.day_stamp import ISO, WORDS, Day, piece
from policybook.render.pdf import make_pdfs
from policybook.render.print_jobs import values_of
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

pytestmark = pytest.mark.makes_pdfs
FIRST = AS_OF + timedelta(days=4)
"""For four weeks from then nothing lapses, and nothing comes near enough to be told."""
_PIECE = re.compile(rb"%Atkinson[-\w]*\n<[0-9a-f]+> Tj *\n\x80")
_ID = re.compile(rb"/ID *\[ *<[0-9a-f]{32}> *<[0-9a-f]{32}> *\]")


def pdfs(root: Path, as_of: date, *, sheets: bool = True) -> tuple[dict[str, bytes], list[str]]:
    """Every PDF of a book by its name, public and private, and which were made anew."""
    told: list[str] = []
    result = check_project(Sources(root), as_of)
    made = make_artefacts(Sources(root), PROJECT, result, as_of, told.append, Wanted(sheets=sheets))
    found = {**made.files, **made.internal}
    anew = [line.strip() for line in told if line.startswith("  ")]
    return {name.rpartition("/")[2]: data for name, data in found.items() if name.endswith(".pdf")}, anew


@pytest.fixture(scope="module")
def hollybank(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """The school in order, and its PDFs on its day."""
    root = Path(shutil.copytree(SCHOOL, tmp_path_factory.mktemp("day") / "school"))
    return root, pdfs(root, FIRST)[0]


@pytest.mark.parametrize("days", [1, 28])
def test_a_later_day_makes_no_pdf_anew_and_changes_only_the_stamp(
    hollybank: tuple[Path, dict[str, bytes]], days: int
) -> None:
    """For every document: the policy, the agreement, the guide, the review and its sheets, card, poster, and the pack."""
    root, first = hollybank
    later = FIRST + timedelta(days=days)
    then, anew = pdfs(root, later)
    assert anew == []
    assert then.keys() == first.keys()
    assert len(then) > 8
    for name, data in then.items():
        assert unstamped(data) == unstamped(first[name]), name
        assert len(data) == len(first[name]), name
        words = " ".join(pdf_text(data).split())
        assert format_day(later) in words, name
        assert format_day(FIRST) not in words, name


def unstamped(data: bytes) -> bytes:
    """A file without the pieces of its day and without its id."""
    assert _PIECE.search(data)
    return _ID.sub(b"", _PIECE.sub(b"", data))


def test_the_same_day_makes_the_same_bytes(hollybank: tuple[Path, dict[str, bytes]], tmp_path: Path) -> None:
    root, first = hollybank
    again = Path(shutil.copytree(root, tmp_path / "again", ignore=shutil.ignore_patterns(".policybook-cache")))
    there, anew = pdfs(again, FIRST)
    assert len(anew) == len(first)
    assert there == first
    assert pdfs(root, FIRST) == (first, [])


@pytest.mark.long  # each document of the school is judged so above
def test_the_whole_real_book_needs_nothing_anew_on_the_next_day(tmp_path: Path) -> None:
    root = Path(shutil.copytree(REAL_BOOK, tmp_path / "book"))
    fill_in(root, REAL_DAY)
    pdfs(root, REAL_DAY + timedelta(days=1), sheets=False)  # on the day itself many facts are of that very day
    then, anew = pdfs(root, REAL_DAY + timedelta(days=2), sheets=False)
    assert anew == []
    for name, data in then.items():
        words = pdf_text(data)
        assert not [place for place in (WORDS, WORDS.replace("\u00a0", " "), ISO) if place in words], name


def test_the_tags_of_a_stamped_file_stay(hollybank: tuple[Path, dict[str, bytes]]) -> None:
    """What is stamped is in the same marked piece of text as the words around it, or in the foot that is not read aloud."""
    _, first = hollybank
    for name, data in first.items():
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for page in pdf.pages:
                marked = 0
                for operands, operator in pikepdf.parse_content_stream(page):
                    kind = str(operator)
                    marked += {"BDC": 1, "BMC": 1, "EMC": -1}.get(kind, 0)
                    if kind == "Tf" and str(operands[0]).startswith("/Day"):
                        assert marked > 0, name
                        font = page.Resources.Font[str(operands[0])]
                        assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
                        assert "/ToUnicode" in font


def test_a_name_in_one_document_makes_that_one_alone(hollybank: tuple[Path, dict[str, bytes]], tmp_path: Path) -> None:
    root = Path(shutil.copytree(hollybank[0], tmp_path / "school"))  # with all that was made of it
    apply(
        root,
        [
            {
                "file": "policy/documents/parent-guide.md",
                "replace": "summary: What to do, and",
                "with": "summary: What you do, and",
            }
        ],
    )
    _, anew = pdfs(root, FIRST, sheets=False)
    assert anew == ["parent-guide.pdf"]


def test_what_pages_alone_are_made_of_makes_no_pdf_anew(
    hollybank: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    root, _ = hollybank
    own = Path(shutil.copytree(root, tmp_path / "own"))
    shutil.copytree(PROJECT / "site_templates", own / "site_templates")
    (own / "site_templates" / "pages" / "about.md.j2").write_text("{# changed #}\n", encoding="utf-8")
    result = check_project(Sources(own), FIRST)
    told: list[str] = []
    make_artefacts(Sources(own), own, result, FIRST, told.append, Wanted(sheets=True))
    assert told == []
    (own / "site_templates" / "parts" / "title-block.j2").write_text("", encoding="utf-8")
    with pytest.raises(Exception, match=r"title.block"):
        make_artefacts(Sources(own), own, result, FIRST, told.append)


# --- the places --------------------------------------------------------------------------------------------------------

DAY = Day(date(2026, 6, 1))


@pytest.mark.parametrize(
    ("html", "with_places"),
    [
        ("<p>Made on 1 June 2026.</p>", f"<p>Made on {WORDS}.</p>"),
        ("<code>tried_on: 2026-06-01</code>", f"<code>tried_on: {ISO}</code>"),
        ("<p>11 June 2026, 21 June 2026, 2026-06-011</p>", "<p>11 June 2026, 21 June 2026, 2026-06-011</p>"),
        ('<h1 data-running="Foot, 1 June 2026">Head</h1>', f'<h1 data-running="Foot, {WORDS}">Head</h1>'),
        ("<h2>Since <b>1 June 2026</b></h2><p>1 June 2026</p>", f"<h2>Since <b>1 June 2026</b></h2><p>{WORDS}</p>"),
        ('<h2 data-outline="Due">By <a>1 June 2026</a> 1 June 2026</h2>', f'<h2 data-outline="Due">By <a>1 June 2026</a> {WORDS}</h2>'),
        ("<label>1 June 2026</label>", "<label>1 June 2026</label>"),
        ('<input title="1 June 2026">', '<input title="1 June 2026">'),
    ],
)  # fmt: skip
def test_places_are_put_where_a_day_can_be_stamped(html: str, with_places: str) -> None:
    assert DAY.put_places(html) == with_places


def test_a_day_in_a_name_makes_the_file_anew_each_day(tmp_path: Path) -> None:
    """As in a bookmark: nothing is stamped there, so the file is kept for that day alone."""
    from policybook.model.declarations import Audience  # noqa: PLC0415
    from policybook.render.pdf import PdfJob  # noqa: PLC0415

    def job(day: date) -> PdfJob:
        html = f'<!doctype html><html lang="en-GB"><title>T</title><link rel="stylesheet" href="print.css"><h1>On {format_day(day)}</h1><p>{format_day(day)}</p>'
        return PdfJob("one", html, Audience.PUBLIC, made_of=Day(day).taken_out(html).encode)

    assets = PROJECT / "site_templates"
    for on in (date(2026, 6, 1), date(2026, 6, 2)):
        told: list[str] = []
        data, again = (make_pdfs([job(on)], assets, tmp_path, told.append, Day(on))["one"].data for _ in range(2))
        assert told == ["Making 1 PDF.", "  one.pdf"]
        assert data == again
        assert pdf_text(data).count(format_day(on)) >= 2  # heading and words


def test_a_day_that_is_broken_over_two_lines_is_not_stamped(tmp_path: Path) -> None:
    from policybook.model.declarations import Audience  # noqa: PLC0415
    from policybook.render.pdf import PdfJob  # noqa: PLC0415

    on = date(2026, 6, 1)
    html = f'<!doctype html><html lang="en-GB"><title>T</title><link rel="stylesheet" href="print.css"><h1>One</h1><p style="width: 1.2em; overflow-wrap: anywhere">{on}</p>'
    job = PdfJob("one", html, Audience.PUBLIC)
    data = make_pdfs([job], PROJECT / "site_templates", tmp_path, lambda _line: None, Day(on))["one"].data
    assert "2026-06-01" in "".join(pdf_text(data).split())
    assert [file.stem[-10:] for file in (tmp_path / "public").glob("*.kept")] == ["2026-06-01"]  # for this day alone


def test_every_day_takes_the_same_room() -> None:
    letters = {
        letter: f"{number:04x}" for number, letter in enumerate("0123456789- \u00a0abcdefghijklmnopqrstuvwxyzJFMASOND")
    }
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(366)]
    lengths = {len(piece("Atkinson-Italic", words, letters)) for day in days for words in Day(day).places.values()}
    assert len(lengths | {len(piece("Atkinson", place, letters)) for place in (WORDS, ISO)}) == 1


def test_the_values_of_a_view_are_one_text_whatever_the_objects(hollybank: tuple[Path, dict[str, bytes]]) -> None:
    """Equal views give equal texts, also where one text is the same object in several places of one of them."""
    word = f"a {'word'}"
    assert values_of((word, word)) == values_of(("a word", f"a {'word'}"))
    assert values_of((word, "b")) != values_of(("b", word))
