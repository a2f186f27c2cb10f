"""Enlarged, in somebody's own colours, without motion, from right to left, on paper, and by touch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from browsing import FOCUSABLE, PAGES, on_paper, with_every_step
from building import built

pytestmark = pytest.mark.browser
ALL_AT_400 = {"width": 320, "height": 256}  # 1280 by 1024 enlarged to 400 %
# What is cut off: a box that hides what does not fit. Words for screen readers alone (.vh) are meant to be.
CUT_OFF = """() => [...document.querySelectorAll('body *')].filter(e => e.offsetWidth > 1
  && /hidden|clip/.test(getComputedStyle(e).overflow)
  && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)).map(e => e.outerHTML.slice(0, 80))"""
# Controls smaller than 24 by 24, but for links within a sentence. A ring or box is as large as its label.
SMALL = """(selector) => [...document.querySelectorAll(selector)].map(e => [e, (e.closest('label') ?? e)])
  .filter(([e, area]) => area.getClientRects().length && !(e.matches('a, summary') && getComputedStyle(e).display === 'inline'))
  .map(([e, area]) => [area.getBoundingClientRect(), e.outerHTML.slice(0, 90)])
  .filter(([box]) => box.width && (box.width < 24 || box.height < 24)).map(([box, html]) => [box.width, box.height, html])"""
# Of each control, whether it looks otherwise with the focus, and in what.
UNSEEN_FOCUS = """(selector) => [...document.querySelectorAll(selector)].filter(e => {
  if (!e.checkVisibility({visibilityProperty: true}) || !e.getClientRects().length) return false;
  e.focus({focusVisible: true});
  if (document.activeElement !== e) return false;
  const shown = e.matches('.choice input') ? getComputedStyle(e.nextElementSibling, '::before') : getComputedStyle(e);
  return shown.outlineStyle === 'none' || parseFloat(shown.outlineWidth) < 2;
}).map(e => e.outerHTML.slice(0, 90))"""
# On paper: a summary that has a mark of something to press, that is not set as a heading, or whose steps are shut away.
LIKE_NO_HEADING = """all => all.filter(e => {
  const style = getComputedStyle(e);
  const isMarked = ['::before', '::after'].some(part => getComputedStyle(e, part).content !== 'none')
    || (style.display === 'list-item' && style.listStyleType !== 'none');
  const isHeading = style.fontWeight >= 700 && style.color === 'rgb(0, 0, 0)' && style.textDecorationLine === 'none';
  return !e.checkVisibility() || isMarked || !isHeading || !e.nextElementSibling.checkVisibility({contentVisibilityAuto: true});
}).map(e => e.outerHTML)"""
MOVING = """() => [...document.querySelectorAll('*')].filter(e => ['', '::before', '::after'].some(part => {
  const style = getComputedStyle(e, part);
  return style.animationName !== 'none' || style.transitionDuration.split(',').some(time => parseFloat(time) > 0)
    || style.scrollBehavior === 'smooth'; })).length + document.getAnimations().length"""


@pytest.fixture
def shown(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in a context with these settings, at first on no address."""
    context = browser.new_context(**getattr(request, "param", {}))
    yield context.new_page()
    context.close()


def with_everything_open(page: Page) -> None:
    """Menu, contents and explanations open, every answer "partly", so that the fields for actions show."""
    if page.locator("[data-scripted]").count():
        with_every_step(page)
    page.evaluate(
        """() => { for (const part of document.querySelectorAll('details')) part.open = true;
          for (const part of document.querySelectorAll('[value=partly]')) part.click(); }"""
    )
    assert page.locator("main noscript").count() == 0


@pytest.mark.parametrize("shown", [{"viewport": ALL_AT_400}], indirect=True)
def test_enlarged_to_400_percent_no_page_scrolls_sideways(shown: Page, address: str) -> None:
    for name in PAGES:
        shown.goto(address + name)
        with_everything_open(shown)
        assert shown.evaluate("document.documentElement.scrollWidth") <= 320, name
        assert shown.evaluate(CUT_OFF) == [], name
        if name == "404.html":  # shown at any address, it asks for no file and so has no search
            assert shown.locator("[data-search-open], dialog").count() == 0
            continue
        shown.evaluate("document.querySelector('[data-search-open]').click()")
        shown.keyboard.type("password")
        shown.locator("dialog ol a").first.wait_for()
        assert shown.evaluate("document.querySelector('dialog').scrollWidth") <= 320, name


@pytest.mark.parametrize("shown", [{"viewport": {"width": 640, "height": 740}}], indirect=True)
def test_letters_of_double_size_fit_and_none_are_cut_off(shown: Page, address: str) -> None:
    for name in PAGES:
        shown.goto(address + name)
        shown.evaluate("document.documentElement.style.fontSize = '200%'")
        with_everything_open(shown)
        assert shown.evaluate("document.documentElement.scrollWidth") <= 640, name
        assert shown.evaluate(CUT_OFF) == [], name


@pytest.mark.parametrize("shown", [{"viewport": {"width": 360, "height": 740}}], indirect=True)
def test_with_room_between_letters_and_lines_nothing_is_cut_off(shown: Page, address: str) -> None:
    """The spacing that WCAG 1.4.12 names, as readers set it for themselves."""
    for name in PAGES:
        shown.goto(address + name)
        shown.evaluate(
            """() => { const sheet = new CSSStyleSheet(); document.adoptedStyleSheets = [sheet];
              sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
                p { margin-bottom: 2em !important; }`); }"""
        )
        with_everything_open(shown)
        assert shown.evaluate("document.documentElement.scrollWidth") <= 360, name
        assert shown.evaluate(CUT_OFF) == [], name


@pytest.mark.parametrize(
    "shown", [{"viewport": {"width": 1280, "height": 900}}, {"viewport": ALL_AT_400}], indirect=True
)
def test_nothing_with_the_focus_is_hidden_behind_the_bar(shown: Page, address: str) -> None:
    """The bar of the checklist stays in sight, and grows with what it has to say."""
    shown.goto(address + "review.html")
    with_every_step(shown)
    for choice in shown.locator("[value=partly]").all():
        choice.check()
    shown.get_by_role("button", name="Make the review record").press("Enter")
    assert shown.locator("[data-news]").inner_text()
    shown.evaluate("document.querySelector('[data-check]').querySelector('input').focus()")
    hidden = []
    for _ in range(60):
        shown.keyboard.press("Tab")
        hidden += shown.evaluate(
            """() => { const e = document.activeElement.closest('label') ?? document.activeElement;
              const {left, right, top, bottom} = e.getBoundingClientRect();
              const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
              return !e.closest('main') || e.closest('.left-bar') || e.contains(at) || at?.contains(e) ? [] : [e.outerHTML.slice(0, 90)]; }"""
        )
    assert hidden == []


@pytest.mark.parametrize("shown", [{"viewport": {"width": 360, "height": 740}, "has_touch": True}], indirect=True)
def test_every_control_is_large_enough_to_touch(shown: Page, address: str) -> None:
    for name in PAGES:
        shown.goto(address + name)
        with_everything_open(shown)
        assert shown.evaluate(SMALL, FOCUSABLE) == [], name


@pytest.mark.parametrize("colours", ["active", "none"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_focus_choices_and_edges_are_seen_in_anybodys_colours(
    browser: Browser, address: str, colours: str, scheme: str
) -> None:
    context = browser.new_context(forced_colors=colours, color_scheme=scheme, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    for name in PAGES:
        page.goto(address + name)
        with_everything_open(page)
        assert page.evaluate(UNSEEN_FOCUS, FOCUSABLE) == [], name
    page.goto(address + "review.html")
    with_every_step(page)
    page.check("[value=partly] >> nth=0")
    page.check("[name=record-completed] >> nth=0")
    edges = page.evaluate(
        """() => Object.fromEntries([true, false].map(on => [on, [...new Set(
          [...document.querySelectorAll('.choice input')].filter(e => e.checked === on)
          .map(e => getComputedStyle(e.nextElementSibling, '::before').borderTopWidth))]]))"""
    )
    context.close()
    # Chosen is told from not chosen by the width of a line: forced colours leave lines and take grounds and shadows.
    assert min(map(_pixels, edges["true"])) >= 2 * max(map(_pixels, edges["false"]))


def _pixels(length: str) -> float:
    return float(length.removesuffix("px"))


@pytest.mark.parametrize("shown", [{"reduced_motion": "reduce"}], indirect=True)
def test_nothing_moves_for_whoever_asks_for_stillness(shown: Page, address: str) -> None:
    for name in PAGES:
        shown.goto(address + name)
        with_everything_open(shown)
        assert shown.evaluate(MOVING) == 0, name


ARABIC = (Path(__file__).parent / "arabic-guide.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("shown", [{"viewport": {"width": 360, "height": 740}}], indirect=True)
def test_a_document_from_right_to_left_stands_as_its_readers_expect(shown: Page, school: Path) -> None:
    (school / "policy/documents/parent-guide-ar.md").write_text(ARABIC, encoding="utf-8")
    shown.goto((built(school) / "parents-ar.html").as_uri())
    for words in ("دليل الوالدين", "ماذا تفعل الآن", "أخبر المعلم فورا."):
        first = shown.locator("main").get_by_text(words, exact=True).first
        assert first.evaluate("e => getComputedStyle(e).direction") == "rtl", words
    # The marks of a list have their room at the right, and the English around it stands as it did.
    margins = shown.locator(".guide ul").first.evaluate(
        "e => [getComputedStyle(e).paddingLeft, getComputedStyle(e).paddingRight]"
    )
    assert margins[0] == "0px" != margins[1]
    assert shown.locator("#page-contact").evaluate("e => getComputedStyle(e).direction") == "ltr"
    assert shown.evaluate("document.documentElement.scrollWidth") <= 360


def test_an_answer_from_right_to_left_is_typed_and_printed_as_its_readers_expect(
    context: BrowserContext, address: str
) -> None:
    page = context.new_page()
    page.goto(address + "review.html")
    page.locator("[data-count]").wait_for()
    with_everything_open(page)
    fields = page.locator("textarea")
    fields.nth(0).fill("أخبر المعلم فورا")
    fields.nth(2).fill("Tell a teacher")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    on_paper(page)
    for number, expected in ((0, True), (2, False)):
        assert fields.nth(number).evaluate("e => e.matches(':dir(rtl)')") == expected
        assert fields.nth(number).evaluate("e => e.nextElementSibling.matches(':dir(rtl)')") == expected


@pytest.mark.parametrize("name", PAGES)
def test_print_has_every_word_of_the_page_and_none_of_its_controls(
    context: BrowserContext, address: str, name: str
) -> None:
    page = context.new_page()
    page.goto(address + name)
    words = page.evaluate(
        "document.querySelector('main').innerText.replace(/\\s+/g, ' ').split(' ').filter(w => /\\w{4}/.test(w))"
    )
    on_paper(page)
    printed = page.locator("body").inner_text()
    tools = " ".join(
        page.locator("main").evaluate(
            "m => [...m.querySelectorAll('.tools, .left-bar, .acts, .contents, .edit, .why')].map(e => e.textContent)"
        )
    )
    assert [word for word in words if word not in printed and word not in tools] == []
    # The words of a situation head its steps, which are all open on paper: there they are a heading, and look like one.
    for control in ("button:not(.term)", ".mean", "summary:not(.case > summary)", "[type=search]", "nav"):
        assert page.locator(f"{control}:visible").count() == 0, control
    assert page.locator(".case > summary").evaluate_all(LIKE_NO_HEADING) == []
    marks = page.locator(".term").evaluate_all("all => all.map(e => getComputedStyle(e).textDecorationLine)")
    assert set(marks) <= {"none"}  # on paper, a short form is a word like any other


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (1280, False), (360, True)])
def test_a_meaning_stands_beside_its_short_form_or_at_the_foot(
    browser: Browser, address: str, width: int, scripts: bool
) -> None:
    """Whole and in sight in any case; beside it, at the right edge and the bottom too, where there is room and a script."""
    context = browser.new_context(viewport={"width": width, "height": 700}, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(address + "online-safety.html")
    terms = page.locator("button.term")
    assert terms.count()
    for number in range(terms.count()):
        term = terms.nth(number)
        term.evaluate("e => e.scrollIntoView({ block: 'end' })")
        term.click()
        shown = page.locator(".mean:popover-open")
        box, at = shown.bounding_box(), term.bounding_box()
        assert box
        assert at
        assert box["x"] >= 0 <= box["y"]
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= 700
        near = min(abs(box["y"] - at["y"] - at["height"]), abs(at["y"] - box["y"] - box["height"]))
        if width == 1280 and scripts:
            assert near < 10
        else:
            assert box["y"] + box["height"] == pytest.approx(683, abs=2)  # a line above the edge
        page.keyboard.press("Escape")
        assert shown.count() == 0
    context.close()
