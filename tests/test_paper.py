"""The PDFs as those meet them who hear them, fill them in, sign them or hold them in their hands."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import segno
from PIL import ImageChops

from building import pack_of
from case_files import apply
from conftest import AS_OF, PROJECT, REAL_BOOK, REAL_DAY, SCHOOL
from filled_in import copy_of_the_real_book, fill_in
from policybook.model.declarations import Audience
from policybook.references import read_book
from policybook.render.children import Outcome, OutOfTimeError, Task
from policybook.render.pdf import PdfError, PdfJob, finish, make_pdfs, render_pdf, time_limit
from policybook.render.pdf_tagging import PDF_2_TAGS, WTPDF, Tree
from policybook.render.print_jobs import pack_jobs, pdf_jobs
from policybook.render.templates import Templates
from policybook.review.pdf_form import read_form
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext

pytestmark = pytest.mark.makes_pdfs
ASSETS = PROJECT / "site_templates"
LIVE = {
    "online-safety-policy": "https://policies.hollybank.example/online-safety.html",
    "parent-guide": "https://policies.hollybank.example/parents.html",
    "staff-aup": "https://policies.hollybank.example/staff/acceptable-use.html",
    "annual-review-checklist": "https://policies.hollybank.example/review.html",
}
INLINE = {"Span", "Link", "Form"}
DARK = 128


def papers(root: Path, as_of: date, *names: str) -> dict[str, bytes]:
    """Some PDFs of a school by name, made here and now."""
    result = check_project(Sources(root), as_of)
    context = ViewContext(result.book, result.report, as_of, Sentences.read(PROJECT), {})
    templates = Templates(PROJECT)
    made = [*pdf_jobs(context, templates), *pack_jobs(context, templates, pack_of(context), sheets=True)]
    jobs = {job.name: job for job in made}
    return {name: render_pdf(jobs[name], ASSETS) for name in names}


@pytest.fixture(scope="module")
def hollybank() -> dict[str, bytes]:
    """The PDFs of Hollybank School, whose address on the web is known."""
    return papers(SCHOOL, AS_OF, *LIVE)


@pytest.fixture(params=LIVE)
def paper(request: pytest.FixtureRequest, hollybank: dict[str, bytes]) -> Iterator[pikepdf.Pdf]:
    """One of them, opened."""
    with pikepdf.open(io.BytesIO(hollybank[request.param])) as pdf:
        yield pdf


def small(body: str) -> bytes:
    """A page of our own."""
    html = f'<!doctype html><html lang="en-GB"><head><title>T</title><link rel="stylesheet" href="print.css"></head><body>{body}</body></html>'
    return render_pdf(PdfJob("small", html, Audience.PUBLIC), ASSETS)


def tag(element: pikepdf.Object) -> str:
    return str(element.S)[1:]


def kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    inside = element.get("/K", pikepdf.Array())
    inside = list(inside) if isinstance(inside, pikepdf.Array) else [inside]
    return [kid for kid in inside if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def outline(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    def items(holder: pikepdf.Object) -> Iterator[pikepdf.Object]:
        item = holder.get("/First")
        while item is not None:
            yield item
            yield from items(item)
            item = item.get("/Next")

    yield from items(pdf.Root.Outlines)


def annotations(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Object]:
    return [found for page in pdf.pages for found in page.get("/Annots", []) if found.Subtype == kind]


# --- what a file says of itself --------------------------------------------------------------------------------------


def test_a_file_names_one_part_of_pdf_ua_and_keeps_to_the_other(paper: pikepdf.Pdf) -> None:
    stream = io.BytesIO()
    paper.save(stream)
    assert stream.getvalue().startswith(b"%PDF-1.7")
    assert paper.Root.Version == "/2.0"
    document = paper.Root.StructTreeRoot.K[0]
    assert (tag(document), str(document.NS.NS)) == ("Document", PDF_2_TAGS)
    assert len(paper.Root.StructTreeRoot.K) == 1
    metadata = paper.Root.Metadata.read_bytes().decode()
    assert metadata.count('pdfuaid:part="1"') == 1
    assert metadata.count(WTPDF) == 1


def test_the_same_input_makes_the_same_bytes(hollybank: dict[str, bytes]) -> None:
    again = papers(SCHOOL, AS_OF, "online-safety-policy", "staff-aup")
    assert again == {name: hollybank[name] for name in again}


# --- what is read aloud ----------------------------------------------------------------------------------------------


def test_no_words_stand_in_a_group_without_a_paragraph(paper: pikepdf.Pdf) -> None:
    def loose(element: pikepdf.Object, *, in_text: bool) -> Iterator[str]:
        own = tag(element)
        if own in INLINE and not in_text:
            yield own
        within = in_text or own not in {"Document", "Sect", "Div", "NonStruct"}
        for kid in kids(element):
            yield from loose(kid, in_text=within)

    assert list(loose(paper.Root.StructTreeRoot.K[0], in_text=False)) == []


@pytest.mark.parametrize("name", ["leadership-pack", "review-sheet-dsl"])
def test_lists_and_tables_have_only_the_parts_that_they_may_have(name: str) -> None:
    """PDF/UA-1: an item has a mark and a body, and a table has rows of cells."""
    parts = {"LI": {"Lbl", "LBody"}, "THead": {"TR"}, "TBody": {"TR"}, "TR": {"TH", "TD"}}
    found = set()

    def wrong(element: pikepdf.Object) -> Iterator[tuple[str, str]]:
        own = tag(element)
        found.add(own)
        for kid in kids(element):
            if tag(kid) not in parts.get(own, {tag(kid)}):
                yield own, tag(kid)
            yield from wrong(kid)

    with pikepdf.open(io.BytesIO(papers(SCHOOL, AS_OF, name)[name])) as pdf:
        assert list(wrong(pdf.Root.StructTreeRoot.K[0])) == []
    assert parts.keys() - {"LI"} <= found


def test_heads_and_feet_of_pages_are_no_part_of_the_text(paper: pikepdf.Pdf) -> None:
    tree = Tree(paper)
    assert "Page 1 of" not in tree.words(tree.document)
    for number, page in enumerate(paper.pages):
        stream = page.Contents.read_bytes()
        assert stream.count(b"/Type /Pagination /Subtype /Footer") == 3  # two lines, and the number of the page
        owners = tree.owners[number]
        assert tree.pieces(number).keys() <= set(range(len(owners)))
        assert all(isinstance(owners[mcid], pikepdf.Dictionary) for mcid in tree.pieces(number))


def test_the_mark_of_a_preview_is_a_head_and_not_text(school: Path) -> None:
    apply(school, [{"file": "data/people.yml", "replace": "lead: yes", "with": "lead:"}])
    with pikepdf.open(io.BytesIO(papers(school, AS_OF, "parent-guide")["parent-guide"])) as pdf:
        assert all(b"/Subtype /Header" in page.Contents.read_bytes() for page in pdf.pages)
        tree = Tree(pdf)
        assert "NOT FIT TO PUBLISH" not in tree.words(tree.document)
        assert "Not fit to publish" in tree.words(tree.document)


def test_every_heading_of_a_table_says_of_what(paper: pikepdf.Pdf) -> None:
    tree = Tree(paper)
    for cell in (cell for name in ("TH", "TD") for cell in tree.tag(name)):
        assert "/Headers" not in cell.A
        if tag(cell) == "TH":
            assert cell.A.Scope == ("/Column" if tag(cell.P.P) == "THead" else "/Row")
        else:
            assert "/Scope" not in cell.A


def test_the_first_cell_of_a_row_is_its_heading(hollybank: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(hollybank["staff-aup"])) as pdf:
        tree = Tree(pdf)
        people = next(tree.tag("Table"))
        rows = [row for row in tree.tag("TR") if tag(row.P) == "TBody" and row.P.P.objgen == people.objgen]
        assert [tree.words(kids(row)[0]) for row in rows] == ["Ada Holm", "Ben Oak", "Cy Rowan"]
        assert {tuple(map(tag, kids(row))) for row in rows} == {("TH", "TD", "TD")}


def test_a_table_whose_headings_would_be_lost_is_refused() -> None:
    rows = "<thead><tr><th colspan=2>Both</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody>"
    with pytest.raises(PdfError, match="several rows or columns"):
        small(f'<h1 data-running="x">T</h1><table>{rows}</table>')


def test_lists_say_how_they_are_marked() -> None:
    body = '<h1 data-running="x">T</h1><ul><li>a</li></ul><ol><li>b</li></ol><ol style="list-style: lower-alpha"><li>c</li></ol><ul style="list-style: none"><li>d</li></ul>'
    with pikepdf.open(io.BytesIO(small(body))) as pdf:
        found = [str(one.A.ListNumbering) if "/A" in one else "" for one in Tree(pdf).tag("L")]
    assert found == ["/Disc", "/Decimal", "/LowerAlpha", ""]


def test_a_list_in_columns_stays_one_list() -> None:
    items = "".join(f"<li>Item {number}<ul><li>below {number}</li></ul></li>" for number in range(8))
    data = small(f'<h1 data-running="x">T</h1><ul style="columns: 2">{items}</ul>')
    with pikepdf.open(io.BytesIO(data)) as pdf:
        tree = Tree(pdf)
        whole = tree.document.K[1]
        assert tag(whole) == "L"
        assert sum(tag(kid) == "LI" for kid in kids(whole)) == 8
        assert all(kid.P.objgen == whole.objgen for kid in kids(whole))
        assert all(one.A.ListNumbering in {"/Disc", "/Circle"} for one in tree.tag("L"))


def test_the_page_of_an_entry_of_the_contents_is_part_of_its_link(hollybank: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(hollybank["online-safety-policy"])) as pdf:
        tree = Tree(pdf)
        links = {tree.words(link): link for link in tree.tag("Link")}
        entry = links["1. Passwords, page 1"]
        assert kids(entry) == []
        annotated = [part.Obj for part in entry.K if isinstance(part, pikepdf.Dictionary)]
        assert len(annotated) == 2
        assert all(tree.owners[int(link.StructParent)].objgen == entry.objgen for link in annotated)
        assert all(tree.owners[0][part].objgen == entry.objgen for part in entry.K if isinstance(part, int))
        assert "2. Reporting a worry, page 1" in links


def test_words_among_blocks_become_a_paragraph_of_their_own() -> None:
    with pikepdf.open(io.BytesIO(small('<h1 data-running="x">T</h1><div>one <b>two</b><p>three</p>four</div>'))) as pdf:
        tree = Tree(pdf)
        assert [tree.words(paragraph).strip() for paragraph in tree.tag("P")] == ["one two", "three", "four"]


# --- where links lead ------------------------------------------------------------------------------------------------


def test_the_outline_leads_to_its_headings(paper: pikepdf.Pdf) -> None:
    tree = Tree(paper)
    items = list(outline(paper))
    assert [str(item.Title) for item in items] == [tree.words(item.A.SD[0]) for item in items]
    assert all(tag(item.A.SD[0]).startswith("H") for item in items)
    assert all(item.A.D[0].Type == "/Page" and "/Dest" not in item for item in items)


def test_a_link_inside_the_file_leads_to_the_words_it_names(hollybank: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(hollybank["online-safety-policy"])) as pdf:
        tree = Tree(pdf)
        inside = [link for link in annotations(pdf, "/Link") if link.A.S == "/GoTo"]
        led = {str(link.Contents): tree.words(link.A.SD[0]) for link in inside}
        assert led["passwords"] == "1. Passwords"
        assert led["reporting"] == "2. Reporting a worry"
        assert "/Dests" not in pdf.Root.get("/Names", {})


def test_no_link_leads_to_a_mere_place(paper: pikepdf.Pdf) -> None:
    for link in annotations(paper, "/Link"):
        assert "/Dest" not in link
        assert link.A.S == "/URI" or isinstance(link.A.SD[0], pikepdf.Dictionary)
        assert int(link.F) & 4


def test_a_link_to_a_clause_in_two_columns_leads_to_its_own() -> None:
    words = "".join(f'<p id="c{number}">Clause {number}. {"More words. " * 12}</p>' for number in range(30))
    links = "".join(f'<a href="#c{number}">{number}</a> ' for number in range(30))
    data = small(f'<h1 data-running="x">T</h1><p>{links}</p><div class="leaf">{words}</div>')
    with pikepdf.open(io.BytesIO(data)) as pdf:
        tree = Tree(pdf)
        for link in annotations(pdf, "/Link"):
            number = str(link.Contents).removeprefix("c")
            assert tree.words(link.A.SD[0]).startswith(f"Clause {number}.")


# --- what is filled in and signed ------------------------------------------------------------------------------------


def test_every_field_says_in_words_what_it_is_for(paper: pikepdf.Pdf) -> None:
    fields = annotations(paper, "/Widget")
    assert [str(field.Contents) for field in fields] == [str(field.TU) for field in fields]
    assert len({str(field.TU) for field in fields}) == len(fields)


def test_a_tick_shows(hollybank: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(hollybank["annual-review-checklist"])) as pdf:
        boxes = [field for field in pdf.pages[0].Annots if field.get("/FT") == "/Btn"]
        groups = [box.Parent for box in boxes if "/Parent" in box]
        assert {str(group.TU) for group in groups} == {
            "1 Does everyone know whom to tell?",
            "2 Does the password rule still fit SampleFilter?",
        }
        assert [str(box.Contents) for box in boxes][:4] == [
            f"1 Does everyone know whom to tell? {word}" for word in ("Yes", "Partly", "No", "Not applicable")
        ]
        places = [[float(at) for at in box.Rect] for box in boxes]
        height = float(pdf.pages[0].MediaBox[3])
        for box in boxes:
            (on,) = set(box.AP.N.keys()) - {"/Off"}
            box.AS = pikepdf.Name(on)
        ticked = io.BytesIO()
        pdf.save(ticked)
    before, after = (drawn(data, forms=True) for data in (hollybank["annual-review-checklist"], ticked.getvalue()))
    assert len(boxes) == 4 * 2 + 6  # two questions, and the people on the first page
    for left, top, right, bottom in places:
        box = [round(at * 2) for at in (left, height - max(top, bottom), right, height - min(top, bottom))]
        assert before.crop(box).tobytes() != after.crop(box).tobytes()


def test_what_is_filled_in_on_the_form_is_read(hollybank: dict[str, bytes]) -> None:
    """The fields of the form that is made, by the reader of forms that are handed in."""
    book = read_book(Sources(SCHOOL)).book
    typed = {
        "evidence--reporting-known": "Asked six.",
        "read--policy--online-safety": "",
        "fact--helplines.ceop": "",
        "fact-day--helplines.ceop": "27.5.26",
        "fact-now--helplines.new-advice": "01632 960457",
        "action-for--1": "1",
        "action--1": "Tell the new staff.",
        "action-owner--1": "Headteacher",
        "action-due--1": "10 October 2026",
        "sign--completed": "Headteacher and DSL",
        "approved-role--1": "Proprietor",
        "approved-on--1": "1/6/2026",
    }
    with pikepdf.open(io.BytesIO(hollybank["annual-review-checklist"])) as pdf:
        fields = {str(field.T): field for field in pdf.Root.AcroForm.Fields}
        for name, text in typed.items():
            fields[name].V = pikepdf.String(text) if text else pikepdf.Name.on
        answer = fields["answer--reporting-known"]
        answer.V = pikepdf.Name.yes
        answer.V = pikepdf.Name.partly  # one takes the place of the other: there is one value
        filled = io.BytesIO()
        pdf.save(filled)
    draft, messages = read_form(filled.getvalue(), book, AS_OF)
    assert messages == ()
    assert draft.answers["reporting-known"] == {"judgement": "partly", "evidence": "Asked six."}
    assert draft.sections == {section.ref: section.fingerprint for section in book.sections.values()}
    assert draft.facts["helplines.ceop"]["on"] == "2026-05-27"
    assert [action["action"] for action in draft.actions] == ["Tell the new staff.", "It is now: 01632 960457"]
    assert draft.actions[0] | {"action": ""} == {
        "check": "reporting-known",
        "action": "",
        "owner": "headteacher",
        "due": "2026-10-10",
    }
    assert draft.completed_by == ("headteacher", "dsl")
    assert draft.approved_by == ({"role": "proprietor", "on": "2026-06-01"},)


def test_a_hand_has_room_to_write(hollybank: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(hollybank["annual-review-checklist"])) as pdf:
        size = {}
        for field in annotations(pdf, "/Widget"):
            left, bottom, right, top = (float(at) * 25.4 / 72 for at in field.Rect)
            size[str(field.get("/T", ""))] = (abs(right - left), abs(top - bottom))
    assert {name for name in size if name.startswith("action--")} == {f"action--{number}" for number in range(1, 11)}
    for name, (width, height) in size.items():
        if name.startswith("action"):
            assert height >= 9.6, name  # less the edge of the box
        if name.startswith(("action-due", "fact-day")):
            assert width >= 29.5, name


def test_each_role_has_a_sheet_of_its_own_for_the_leadership(hollybank: dict[str, bytes]) -> None:
    sheets = {name: papers(SCHOOL, AS_OF, name)[name] for name in ("review-sheet-it-support", "review-sheet-office")}
    for name, own, other in (
        ("review-sheet-it-support", "answer--password-rule-current", "answer--reporting-known"),
        ("review-sheet-office", "fact--helplines.ceop", "fact--services.filtering"),
    ):
        with pikepdf.open(io.BytesIO(sheets[name])) as pdf:
            names = {str(field.T) for field in pdf.Root.AcroForm.Fields}
            assert own in names
            assert other not in names
            assert len(pdf.pages) <= 4


@pytest.mark.parametrize("name", ["staff-aup", "annual-review-checklist"])
def test_what_is_signed_says_which_text_it_was(hollybank: dict[str, bytes], name: str) -> None:
    data = hollybank[name]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        number = next(
            at
            for at, page in enumerate(pdf.pages)
            if any(str(field.get("/T", "")).startswith("sign") for field in page.get("/Annots", []))
        )
        tree = Tree(pdf)
        words = "".join(piece.words for piece in tree.pieces(number).values())
    result = check_project(Sources(SCHOOL), AS_OF)
    document = next(one for one in result.book.documents if one.settings.download == name)
    signed = words[words.index("Sign") :]
    assert f"as reviewed in September 2025, fingerprint {document.fingerprint}, made on 1 June 2026" in signed


# --- the code of the page --------------------------------------------------------------------------------------------


def drawn(data: bytes, *, forms: bool = False, scale: float = 2):
    """The first page as a picture in shades of grey."""
    document = pypdfium2.PdfDocument(data)
    if forms:
        document.init_forms()
    try:
        return document[0].render(scale=scale, may_draw_forms=forms).to_pil().convert("L")
    finally:
        document.close()


@pytest.mark.parametrize("name", LIVE)
def test_the_code_opens_the_page_on_the_web(hollybank: dict[str, bytes], name: str) -> None:
    """Every square of the code, where the structure says that it stands, against the code of the page's address."""
    expected = [[bool(dark) for dark in row] for row in segno.make(LIVE[name], micro=False, error="m").matrix]
    with pikepdf.open(io.BytesIO(hollybank[name])) as pdf:
        tree = Tree(pdf)
        (figure,) = tree.tag("Figure")
        assert str(figure.Alt) == "QR code that opens this page on the web"
        left, bottom, right, top = (float(at) for at in figure.A.BBox)
        height = float(pdf.pages[0].MediaBox[3])
        assert LIVE[name].removeprefix("https://") in tree.words(tree.document)
        assert LIVE[name] in {str(link.A.get("/URI", "")) for link in annotations(pdf, "/Link")}
    picture, side, scale = drawn(hollybank[name], scale=4), (right - left) / len(expected), 4
    assert right - left == pytest.approx(top - bottom, abs=0.1)
    assert side > 1.4, "half a millimetre a square is the least that a phone reads from paper"
    found = [
        [
            picture.getpixel((int((left + (x + 0.5) * side) * scale), int((height - top + (y + 0.5) * side) * scale)))
            < DARK
            for x in range(len(expected))
        ]
        for y in range(len(expected))
    ]
    assert found == expected


def test_where_the_address_is_not_known_nothing_stands_for_it(school: Path) -> None:
    apply(
        school,
        [{"file": "data/school.yml", "replace": "website: https://policies.hollybank.example/", "with": "website:"}],
    )
    for data in papers(school, AS_OF, "parent-guide", "staff-aup").values():
        with pikepdf.open(io.BytesIO(data)) as pdf:
            tree = Tree(pdf)
            assert not list(tree.tag("Figure"))
            assert "On the web" not in tree.words(tree.document)


# --- the logo --------------------------------------------------------------------------------------------------------

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><rect width="300" height="100" fill="#00ff00"/></svg>'


def with_logo(school: Path, *names: str, logo: str = LOGO) -> dict[str, bytes]:
    apply(
        school,
        [
            {"file": "data/school.yml", "replace": "logo:", "with": "logo: crest.svg"},
        ],
    )
    (school / "data" / "crest.svg").write_text(logo, encoding="utf-8")
    return papers(school, AS_OF, *names)


def green(data: bytes, page: int) -> tuple[float, float]:
    """How wide and high, in millimetres, what is drawn in the logo's colour on a page is."""
    document = pypdfium2.PdfDocument(data)
    scale = 4
    try:
        red, of_green, _blue = document[page].render(scale=scale).to_pil().convert("RGB").split()
        only = ImageChops.subtract(of_green, red).point(lambda shade: 255 if shade > DARK else 0)
        left, top, right, bottom = only.getbbox() or (0, 0, 0, 0)
    finally:
        document.close()
    return (right - left) / scale * 25.4 / 72, (bottom - top) / scale * 25.4 / 72


@pytest.mark.parametrize(
    ("name", "width", "height"),
    [("online-safety-policy", 36, 12), ("staff-aup", 24, 8), ("parent-guide", 24, 8), ("leadership-pack", 36, 12)],
)
def test_the_logo_stands_on_the_first_page_beside_the_name(
    school: Path, name: str, width: float, height: float
) -> None:
    data = with_logo(school, name)[name]
    assert green(data, 0) == (pytest.approx(width, abs=0.3), pytest.approx(height, abs=0.3))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        tree = Tree(pdf)
        assert tree.words(next(tree.tag("P"))) == "Hollybank School"
        assert [str(figure.Alt) for figure in tree.tag("Figure")] == (
            ["QR code that opens this page on the web"] if name != "leadership-pack" else []
        )
        assert all(green(data, page) == (0, 0) for page in range(1, len(pdf.pages)))


def test_a_wide_logo_leaves_room_for_the_name(school: Path) -> None:
    assert green(with_logo(school, "staff-aup", logo=LOGO.replace("300", "3000"))["staff-aup"], 0) == (
        pytest.approx(60, abs=0.3),
        pytest.approx(2, abs=0.3),
    )


def test_a_new_logo_makes_the_pdfs_anew(tmp_path: Path) -> None:
    html = '<!doctype html><html lang="en-GB"><title>T</title><h1>T</h1><p style="background: url(logo.svg)">Sentences</p></html>'
    first, again, other = (
        make_pdfs(
            [PdfJob("one", html, Audience.PUBLIC, (("logo.svg", logo.encode()),))], ASSETS, tmp_path, lambda _said: None
        )["one"].data
        for logo in (LOGO, LOGO, LOGO.replace("#00ff00", "#ff0000"))
    )
    assert first == again != other


@pytest.mark.parametrize(
    "address", ["logo.png", "../data/school.yml", "https://school.example/logo.svg", "data:image/svg+xml,x"]
)
def test_no_other_picture_is_read(address: str) -> None:
    html = f'<!doctype html><html lang="en-GB"><title>T</title><h1>T</h1><p style="background: url({address})">Sentences</p></html>'
    with pytest.raises(PdfError, match="not one of our own files"):
        render_pdf(PdfJob("one", html, Audience.PUBLIC, (("logo.svg", LOGO.encode()),)), ASSETS)


# --- how many sheets -------------------------------------------------------------------------------------------------


@pytest.mark.unmeasured  # the making of a PDF is measured above
@pytest.mark.parametrize("state", ["as it is", "filled in"])
def test_the_guide_and_the_leaflet_take_no_more_sides_than_agreed(tmp_path: Path, state: str) -> None:
    root = copy_of_the_real_book(tmp_path)
    if state == "filled in":
        fill_in(root, REAL_DAY)
        website = "\nwebsite: https://policies.learning-opportunities.example/online-safety/\n"
        apply(root, [{"file": "data/school.yml", "replace": "\nwebsite:\n", "with": website}])
    limits = {
        "parent-guide": 3,  # one of them is help by situation
        "visitor-leaflet": 1,
        "staff-one-day": 1,
        "staff-aup": 3,  # two sides to sign, and what explains them
        "student-agreement": 2,
    }
    for name, data in papers(root, REAL_DAY, *limits).items():
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert len(pdf.pages) <= limits[name], name
            assert bool(list(Tree(pdf).tag("Figure"))) == (state == "filled in")
            signed = [n for n, page in enumerate(pdf.pages, 1) for field in page.get("/Annots", []) if "/FT" in field]
            assert set(signed) <= {2}, name
            if name == "staff-aup":
                words = ["".join(piece.words for piece in Tree(pdf).pieces(n).values()) for n in range(3)]
                assert "What follows explains. It is not part of what is signed." in words[2]
                assert "What the words mean" not in words[0] + words[1]


@pytest.mark.unmeasured
def test_an_easy_read_edition_fits_two_pages_with_boxes_squares_and_large_letters(tmp_path: Path) -> None:
    root = copy_of_the_real_book(tmp_path)
    asks = {
        "student-agreement-easy-read": ("where", "when"),
        "parents-easy-read": ("the school where", "the school when"),
    }
    for name, data in papers(root, REAL_DAY, *asks).items():
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert len(pdf.pages) == 2, name
            words = Tree(pdf).words(Tree(pdf).document)
            boxes = [str(field.TU) for field in annotations(pdf, "/Widget") if field.get("/FT") == "/Btn"]
            fields = [str(field.TU) for field in annotations(pdf, "/Widget") if field.get("/FT") == "/Tx"]
        assert all(
            f"(ask {'your teacher ' if name.startswith('student') else ''}{asked})" in words for asked in asks[name]
        )
        if name.startswith("student"):
            document = read_book(Sources(root)).book.document(name)
            assert boxes == [f"{group.title}: {label}" for group in document.groups for label in ANSWERS]
            assert fields[:2] == ["Who reads this with the student", "When it was read"]
            assert fields[-1].startswith("How the student answered")
        else:
            assert boxes == fields == []


ANSWERS = ("I understand", "I need help", "I do not agree")


def test_finishing_twice_from_the_same_bytes_is_the_same(hollybank: dict[str, bytes]) -> None:
    from weasyprint import HTML  # noqa: PLC0415 - takes a second to import

    html = '<html lang="en-GB"><title>T</title><h1>One</h1><p id="a"><a href="#a">Two</a></p><h2>Three</h2></html>'
    raw = HTML(string=html).write_pdf(pdf_variant="pdf/ua-1", pdf_forms=True)
    assert finish(raw) == finish(raw) != raw


# --- what is kept ----------------------------------------------------------------------------------------------------

SMALL = '<!doctype html><html lang="en-GB"><title>T</title><h1>{}</h1>'


def small_job(audience: Audience, words: str = "One paper") -> PdfJob:
    return PdfJob(audience.value, SMALL.format(words), audience)


def made(jobs: list[PdfJob], cache: Path) -> tuple[dict[str, bytes], list[str]]:
    """The PDFs by name, and what was said of those that were made anew."""
    told: list[str] = []
    return {name: pdf.data for name, pdf in make_pdfs(jobs, ASSETS, cache, told.append).items()}, told


@pytest.mark.makes_pdfs
def test_private_papers_are_kept_apart_also_where_they_say_the_same(tmp_path: Path) -> None:
    made([small_job(Audience.PUBLIC), small_job(Audience.LEADERSHIP)], tmp_path)
    kept = {file.relative_to(tmp_path).parts[0]: file.name for file in tmp_path.rglob("*.kept")}
    assert set(kept) == {"public", "leadership"}
    assert len(set(kept.values())) == 2
    assert made([small_job(Audience.PUBLIC), small_job(Audience.LEADERSHIP)], tmp_path)[1] == []


@pytest.mark.makes_pdfs
def test_a_file_with_other_bytes_under_a_kept_name_is_made_anew(tmp_path: Path) -> None:
    """An entry of a private paper, a paper without more, part of an entry, one other byte in its middle, and no paper."""
    jobs = [small_job(Audience.PUBLIC, "For parents"), small_job(Audience.LEADERSHIP, "Not for parents")]
    right, _ = made(jobs, tmp_path)
    (public,), (private,) = ((tmp_path / folder).glob("*.kept") for folder in ("public", "leadership"))
    whole = public.read_bytes()
    middle = len(whole) // 2
    damaged = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for planted in (private.read_bytes(), right["public"], whole[:-7], damaged, b"x", b"%PDF-1.7 rubbish %%EOF", b""):
        public.write_bytes(planted)
        again, told = made(jobs, tmp_path)
        assert again == right
        assert told
        assert public.read_bytes() == whole


@pytest.mark.makes_pdfs
def test_a_kept_private_paper_in_the_public_folder_is_not_taken(tmp_path: Path) -> None:
    """Moved there under its own name, and under a public one."""
    jobs = [small_job(Audience.PUBLIC, "For parents"), small_job(Audience.LEADERSHIP, "Not for parents")]
    right, _ = made(jobs, tmp_path)
    (public,), (private,) = ((tmp_path / folder).glob("*.kept") for folder in ("public", "leadership"))
    public.unlink()
    for name in (private.name, public.name):
        (tmp_path / "public" / name).write_bytes(private.read_bytes())
    assert made(jobs, tmp_path)[0] == right


@pytest.mark.unmeasured
def test_the_review_of_the_real_book_fits_an_afternoon(tmp_path: Path) -> None:
    """As many questions, pages and sheets as decision 19 says; nobody has more than 15 questions."""
    root = copy_of_the_real_book(tmp_path)
    asked = Counter(check.settings.who for check in read_book(Sources(root)).book.checks)
    assert asked.total() <= 64
    assert max(asked.values()) <= 14
    assert asked["headteacher"] + asked["dsl"] <= 15
    longest = [f"review-sheet-{name}" for name in ("headteacher", "office", "it-support")]
    for name, data in papers(root, REAL_DAY, "annual-review-checklist", *longest).items():
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert len(pdf.pages) <= (4 if name in longest else 11), name


def test_the_desk_of_the_real_book_is_one_sheet_of_paper() -> None:
    (pack,) = papers(REAL_BOOK, date(2026, 11, 27), "leadership-pack").values()
    first, second = (page_text(pack, number) for number in (0, 1))
    assert "Do these next" in first
    assert "Nobody here knows when the watch last looked" in first
    assert second.lstrip().startswith(("Everything, by subject", "Learning Opportunities"))
    assert "For those who answer on paper" not in second


def page_text(pdf: bytes, number: int) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return str(document[number].get_textpage().get_text_bounded())
    finally:
        document.close()


# --- limits ----------------------------------------------------------------------------------------------------------


def test_a_longer_paper_may_take_longer() -> None:
    assert time_limit("") == 60
    assert time_limit("x" * 3_000_000) > 1000


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("Step 5 - Creating layout - Page 7", "the layout of page 7 did not end"),
        ("Step 5 - Creating layout", "the layout did not end"),
        ("Step 6 - Creating PDF", "drawing its pages did not end. The logo"),
        ("", "one.pdf took longer than 60 seconds and was given up."),
    ],
)
def test_a_paper_that_is_given_up_says_what_it_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, words: str
) -> None:
    def given_up(tasks: list[Task], _most: int) -> Iterator[Outcome]:
        yield Outcome(tasks[0].name, None, OutOfTimeError(step))

    monkeypatch.setattr("policybook.render.pdf.run_apart", given_up)
    with pytest.raises(PdfError, match=re.escape(words)):
        make_pdfs([PdfJob("one", "<p>One", Audience.PUBLIC)], ASSETS, tmp_path, lambda _line: None)


@pytest.mark.makes_pdfs
def test_a_paper_is_given_up_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policybook.render.pdf.time_limit", lambda _html: 0.01)
    with pytest.raises(PdfError, match=r"one\.pdf took longer than 0 seconds and was given up"):
        make_pdfs([PdfJob("one", SMALL.format("One"), Audience.PUBLIC)], ASSETS, tmp_path, lambda _line: None)
