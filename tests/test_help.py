"""Help first: the commonest situations are there, nothing that may not be shown is in them, and a frightened person can use them."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browsing import on_paper, served
from building import built
from case_files import apply
from conftest import AS_OF, PROJECT, REAL_BOOK, SCHOOL
from policybook.model.help import Situation
from policybook.render.artefacts import pages_without_downloads
from policybook.rules.checking import check_project
from policybook.rules.publication.help_first import MOST_WORDS
from policybook.source.sources import Sources
from policybook.views.addresses import Page as Place
from policybook.views.sentences import Sentences
from policybook.views.situations import HelpView, guide_of, help_papers, help_view, now_href
from policybook.views.view_context import ViewContext

HELPLINES = "data/helplines.yml"


def context_of(root: Path) -> ViewContext:
    result = check_project(Sources(root), AS_OF)
    return ViewContext(result.book, result.report, AS_OF, Sentences.read(PROJECT), {})


def help_of(root: Path, *audiences: str) -> HelpView:
    return help_view(context_of(root), Place("index"), *audiences)


@cache
def help_of_the_real_book() -> HelpView:
    """The same each time: nobody may change that book."""
    return help_of(REAL_BOOK)


def situation(view: HelpView, name: str) -> tuple[str, list[str]]:
    """The steps of a situation as one text, and who helps."""
    found = next(one for one in view.all if one.id == f"now-{name}")
    return " ".join(re.sub(r"<[^>]*>", "", str(step)) for step in found.steps), [line.id for line in found.helplines]


# --- what is there -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "advice", "helper"),
    [
        ("threatens .* picture.* money", "Do not pay.* Do not delete", "ceop"),
        ("met, or will meet,.* online", "Do not go.* CEOP", "kent-front-door"),
        ("picture is already online", "Do not copy it.* Report Remove", "report-remove"),
        ("bullied online", "Keep the messages.* Tell us", "childline"),
        ("saw something horrible.* pictures of children", "Turn off the screen", "iwf"),
        ("asking sexual things", "Do not blame the child", "ceop"),
        ("adult at school", "straight to the Local Authority Designated Officer", "lado"),
        ("hate or extremism", "True Vision", "act-terrorism"),
        ("website or app, and it does not help", "Report Harmful Content", "report-harmful-content"),
        ("worried, and not sure", "need not be sure", "nspcc"),
    ],
)
def test_the_commonest_situations_are_there(words: str, advice: str, helper: str) -> None:
    view = help_of_the_real_book()
    (found,) = (one for one in view.all if re.search(words, one.words))
    steps, helpers = situation(view, found.id.removeprefix("now-"))
    assert re.search(advice, steps)
    assert helper in helpers
    assert all(len(re.sub(r"<[^>]*>", "", str(step)).split()) <= MOST_WORDS + 3 for step in found.steps)  # a long name


def test_four_are_seen_at_once_and_nothing_is_promised_twice() -> None:
    view = help_of_the_real_book()
    assert [one.id for one in view.first] == ["now-threatened", "now-met-online", "now-picture-online", "now-bullied"]
    assert view.emergency
    assert view.emergency.phone == "999"
    assert view.unknown.startswith("We have not put our phone number")
    assert view.checked == "We have not checked all of these steps, helplines and websites this year."
    assert not any("colleague" in one.words for one in view.all)
    assert [one.words for one in help_of(REAL_BOOK, "staff").all] == [
        "A student has a nude picture, or is threatened with one",
        "You worry about a colleague, a DSL or the headteacher",
    ]


def test_a_school_that_is_known_is_not_said_to_be_unknown() -> None:
    view = help_of(SCHOOL)
    assert view.unknown == ""
    assert view.contact.phone == "01632 960123"
    assert view.checked == "We checked these steps, helplines and websites on 10 January 2026."
    assert view.translate.endswith("For another language or format: Ask the school office.")


def test_a_number_without_hours_says_what_to_do_when_nobody_answers() -> None:
    lines = {line.id: line.when for line in help_of_the_real_book().helplines}
    assert lines["childline"] == "Answered: Day and night."
    assert lines["lado"] == "We do not know its hours. No answer? Use its website."
    assert lines["prevent-advice"].endswith("No answer, and a child is in danger? Call 999.")
    assert lines["kent-police"] == ""  # 101 is the same everywhere
    assert lines["ceop"] == ""  # has no phone


# --- what is left out ---------------------------------------------------------------------------------------------------


def test_what_is_left_out_of_the_lists_is_left_out_of_help(school: Path) -> None:
    assert situation(help_of(school), "threatened")[1] == ["ceop"]
    apply(
        school,
        [
            {
                "file": HELPLINES,
                "replace": "audience: [parents]\n    public: yes",
                "with": "audience: [parents]\n    public: no",
            }
        ],
    )
    steps, helpers = situation(help_of(school), "threatened")
    assert helpers == []
    assert "Report it to" not in steps
    assert "Do not pay" in steps


@pytest.mark.parametrize(("area", "is_shown"), [("kent", True), ("County of Kent", True), ("essex", False)])
def test_the_helpline_of_another_area_is_not_in_it(school: Path, area: str, is_shown: bool) -> None:
    apply(school, [{"file": HELPLINES, "replace": "    name: CEOP\n", "with": f"    name: CEOP\n    area: {area}\n"}])
    assert bool(situation(help_of(school), "threatened")[1]) is is_shown
    page = next(page.text for page in pages(school) if page.address == "index")
    assert ("ceop.police.uk" in page) is is_shown


def pages(root: Path) -> tuple:  # type: ignore[type-arg]
    result = check_project(Sources(root), AS_OF)
    return pages_without_downloads(root, PROJECT, result.book, result.report, AS_OF)


def test_a_replaced_helpline_is_not_in_it(school: Path) -> None:
    apply(school, [{"file": "data/help.yml", "replace": "helplines: [new-advice]", "with": "helplines: [old-advice]"}])
    assert situation(help_of(school, "staff"), "colleague")[1] == []


def test_without_the_file_nothing_breaks(school: Path) -> None:
    (school / "data/help.yml").unlink()
    found = [finding.code.id for finding in check_project(Sources(school), AS_OF).report.findings]
    assert found == ["HLP001"]
    context = context_of(school)
    assert help_view(context, Place("index")).all == ()
    assert now_href(context, Place("index")) == "parents.html#what-to-do-now"
    assert help_papers(context) == {}
    home = next(page.text for page in pages(school) if page.address == "index")
    assert 'href="tel:999"' in home
    assert "parents.html#what-to-do-now" in home
    assert "<details" not in home


def test_steps_that_were_changed_count_as_unchecked() -> None:
    given = {"words": "W", "audience": ("parents",), "steps": ("One.", "Two."), "checked_on": "2026-01-10"}
    compared = Situation(**given, checked=("00000000",))
    assert compared.last_checked is None
    ((_, fingerprint),) = compared.values_to_check
    assert Situation(**given, checked=(fingerprint,)).last_checked


def test_a_translation_of_the_guide_does_not_begin_with_english_help(school: Path) -> None:
    guide = guide_of(check_project(Sources(school), AS_OF).book)
    assert guide
    assert guide.id == "parent-guide"


# --- previews, and the page for an address that leads nowhere -----------------------------------------------------------


ROBOTS = '<meta name="robots" content="noindex">'


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the real book, which is not fit to publish and has no website on record."""
    return built(Path(shutil.copytree(REAL_BOOK, tmp_path_factory.mktemp("preview") / "book")))


def test_a_preview_asks_not_to_be_found_and_a_published_page_does_not(preview: Path, site: Path) -> None:
    pages = sorted(preview.rglob("*.html"))
    assert len(pages) > 10
    assert all(ROBOTS in page.read_text(encoding="utf-8") for page in pages)
    hidden = {
        str(page.relative_to(site)) for page in site.rglob("*.html") if ROBOTS in page.read_text(encoding="utf-8")
    }
    # The forms for whoever keeps the book are pages for nobody else, and are never to be found.
    forms = {str(page.relative_to(site)) for page in (site / "forms").rglob("*.html")}
    assert forms
    assert hidden == forms


@pytest.mark.browser
@pytest.mark.parametrize("depth", ["", "a/", "a/b/c/"])
@pytest.mark.parametrize("folder", ["", "policies/"], ids=["root", "sub-path"])
def test_the_page_not_found_asks_for_nothing_at_any_depth(
    context: BrowserContext, preview: Path, folder: str, depth: str
) -> None:
    with served(preview) as address:
        check_not_found(context, f"{address}{folder}{depth}404.html", preview / "404.html")


@pytest.mark.browser
@pytest.mark.parametrize("where", ["host", "disk"])
def test_the_page_not_found_of_a_published_school_leads_on_by_whole_addresses(
    context: BrowserContext, site: Path, where: str, address: str
) -> None:
    url = f"{address}404.html" if where == "host" else (site / "404.html").as_uri()
    links = check_not_found(context, url, site / "404.html")
    assert "https://policies.hollybank.example/parents.html" in links
    own = [link.removeprefix("https://policies.hollybank.example/") for link in links if "hollybank.example/" in link]
    assert all((site / (link or "index.html")).exists() for link in own)


def check_not_found(context: BrowserContext, url: str, file: Path) -> list[str]:
    """Show the page at an address, as a host does; it asks for no file, and has no link that turns on where it is."""
    asked: list[str] = []
    page = context.new_page()
    page.route(url, lambda route: route.fulfill(body=file.read_bytes(), content_type="text/html"))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url)
    assert asked == [url]
    links = page.locator("a").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    assert [link for link in links if not re.match(r"tel:|mailto:|https://|#", link)] == []
    for link in (link for link in links if link.startswith("#")):
        assert page.locator(link).count() == 1
    expect(page.get_by_role("link", name="999").first).to_be_visible()
    assert page.locator("details.case").count() > 1
    return [str(link) for link in links]


# --- in the hand ----------------------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("name", ["index.html", "parents.html"])
def test_the_first_screen_of_a_phone_is_help(context: BrowserContext, preview: Path, name: str) -> None:
    page = context.new_page()
    page.goto((preview / name).as_uri())
    seen = [
        page.get_by_role("link", name="Call 999").first,
        *page.locator("details.case:not(.more) > summary").all()[:4],
    ]
    for control in seen:
        box = control.bounding_box()
        assert box
        assert box["height"] >= 48
        assert box["y"] + box["height"] <= 740
    above = page.evaluate(
        """() => { const call = document.querySelector('.call').getBoundingClientRect();
          return [...document.querySelectorAll('main p, main li, main a, main h1, main h2')]
            .filter((one) => one.checkVisibility() && one.getBoundingClientRect().bottom <= call.top).map((one) => one.tagName); }"""
    )
    assert above == ["H1", "H2"]


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_situation_opens_in_place_with_its_steps_and_buttons(browser: Browser, preview: Path, scripts: bool) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=scripts)
    page = context.new_page()
    page.goto((preview / "parents.html").as_uri())
    step = page.get_by_text("Do not pay, and do not send more pictures.")
    expect(step).to_be_hidden()
    page.get_by_text("Somebody threatens to share a picture").click()
    expect(step).to_be_visible()
    for button in page.locator("#now-threatened .button").all():
        assert (button.bounding_box() or {})["height"] >= 48
    page.get_by_text("Something else", exact=True).click()
    page.get_by_text("You are worried, and not sure").click()
    expect(page.get_by_text("You need not be sure.")).to_be_visible()
    context.close()


@pytest.mark.browser
def test_a_link_to_a_situation_opens_it(context: BrowserContext, preview: Path) -> None:
    page = context.new_page()
    page.goto(f"{(preview / 'parents.html').as_uri()}#now-adult-at-school")
    expect(page.get_by_text("You need not tell us first.")).to_be_visible()


@pytest.mark.browser
def test_printed_from_the_browser_all_steps_and_addresses_are_there(
    context: BrowserContext, preview: Path, tmp_path: Path
) -> None:
    page: Page = context.new_page()
    page.goto((preview / "parents.html").as_uri())
    on_paper(page)
    page.pdf(path=tmp_path / "printed.pdf", format="A4")
    with pypdfium2.PdfDocument(tmp_path / "printed.pdf") as paper:
        text = " ".join(" ".join(sheet.get_textpage().get_text_range() for sheet in paper).split())
    for words in (
        "Do not pay, and do not send more pictures.",
        "You need not be sure.",
        "ceop.police.uk/Safety-Centre/",
    ):
        assert words in text


# --- on paper -------------------------------------------------------------------------------------------------------------


@pytest.mark.makes_pdfs
def test_the_papers_say_what_the_pages_say(preview: Path) -> None:
    def words(name: str) -> list[str]:
        with pypdfium2.PdfDocument(preview / "downloads" / f"{name}.pdf") as paper:
            return [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in paper]

    guide = words("parent-guide")
    assert guide[0].index("999") < guide[0].index("Do not pay") < len(guide[0]) / 3
    assert "ceop.police.uk/Safety-Centre" in " ".join(guide)
    assert "not yet known" not in " ".join(guide)
    (card,) = words("help-card")
    assert card.count("Do not delete messages") == card.count("0800 1111") == 5
    (poster,) = words("help-poster")
    assert "Never look at it" in poster
    assert "03000 41 08 88" in poster
    pages = {file.name: file.read_text(encoding="utf-8") for file in preview.rglob("*.html")}
    assert "downloads/help-card.pdf" in pages["parents.html"]
    assert "downloads/help-poster.pdf" in pages["parents.html"]
    offered = "".join(pages.values())
    assert [file.name for file in (preview / "downloads").iterdir() if f"downloads/{file.name}" not in offered] == []
