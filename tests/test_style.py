"""The style of the pages as browsers get it: short, whole, small enough for a server's first answer; and the fonts it promises."""

from __future__ import annotations

import gzip
import hashlib
import re
from base64 import b64encode

import pytest
from fontTools.ttLib import TTFont
from playwright.sync_api import BrowserContext

from browsing import PAGES
from conftest import PROJECT
from policybook.basics.colours import school_css
from policybook.render import page_styles

SHEET = PROJECT / "overrides/assets/policybook.css"
FONTS = PROJECT / "site_templates/fonts/screen"
SHEETS = sorted(SHEET.parent.glob("*.css"))


def test_a_short_sheet_says_the_same() -> None:
    long = """/* a comment { */
    a :hover , p > b { color : red ; width: calc(1rem + 2px); content: "a ; /* b */  }" ; }
    @media (min-width: 40rem) { li + li { /* no */ margin: 0 1px; } }
    """
    assert page_styles.short_sheet(long) == (
        'a :hover,p > b{color :red;width:calc(1rem + 2px);content:"a ; /* b */  }"}@media (min-width:40rem){li + li{margin:0 1px}}'
    )


def test_the_sheets_follow_one_another() -> None:
    assert page_styles.short_sheet("p{color:red}\n", ":root{--a:#fff}\n") == "p{color:red}:root{--a:#fff}"


def test_a_fault_in_a_sheet_is_told_with_its_line() -> None:
    with pytest.raises(ValueError, match="line 3"):
        page_styles.short_sheet("p { color: red }\n\n} b { color: red }")
    with pytest.raises(ValueError, match="line 2"):
        page_styles.short_sheet("@media print {\np { content: 'open\n} }")


def test_the_font_of_every_page_is_in_its_sheet_and_no_other_is() -> None:
    sheet = page_styles.short_sheet('@font-face{src:url("a.woff2")}@font-face{src:url("b.woff2")}p{a:b}')
    made = page_styles.with_fonts(sheet, {"a.woff2": b"wOF2"})
    assert made == '@font-face{src:url(data:font/woff2;base64,d09GMg==)}@font-face{src:url("b.woff2")}p{a:b}'
    assert page_styles.without_fonts(made) == "p{a:b}"
    assert f'url("{page_styles.FIRST_FONT}")' in page_styles.short_sheet(SHEET.read_text(encoding="utf-8"))


def test_the_sheet_of_all_pages_comes_with_the_first_answer_of_a_server() -> None:
    """Ten packets of 1,460 bytes, less what the head of the answer takes: hooks/decisions/37."""
    sheet = page_styles.short_sheet(SHEET.read_text(encoding="utf-8"), school_css("#1d5e8c"))
    fonts = {page_styles.FIRST_FONT: (FONTS.parent / page_styles.FIRST_FONT.replace("fonts", "screen")).read_bytes()}
    assert len(gzip.compress(page_styles.with_fonts(sheet, fonts).encode(), 6)) < 14_300


def test_what_is_inside_a_page_is_allowed_by_its_fingerprint() -> None:
    style = page_styles.Inlined.of("p{a:b}")
    assert style.source == f"'sha256-{b64encode(hashlib.sha256(b'p{a:b}').digest()).decode()}'"


def test_a_script_is_published_without_its_comments() -> None:
    made = page_styles.script('// One.\n"use strict";\n  // Two.\n  go("//example"); // three\n')
    assert made.text == '"use strict";\ngo("//example"); // three'


# Every name of an element, class or id in the rules of a sheet, which something on the page answers to.
ANSWERED = """(text) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text);
  const all = (rules) => [...rules].flatMap((rule) => rule.selectorText ?? all(rule.cssRules ?? []));
  const names = all(sheet.cssRules).flatMap((selector) => selector.match(/[.#][a-z][\\w-]*/g) ?? []);
  return [...new Set(names)].filter((name) => document.querySelector(name)); }"""


@pytest.mark.browser
def test_no_page_answers_to_a_sheet_that_it_lacks(context: BrowserContext, address: str) -> None:
    """The style of fields is on no page without one, and on every page that has one."""
    forms = set(re.findall(r"\.[a-z][\w-]*", (SHEET.parent / "forms.css").read_text(encoding="utf-8")))
    shared = set(re.findall(r"\.[a-z][\w-]*", "".join(s.read_text("utf-8") for s in SHEETS if s.stem != "forms")))
    page = context.new_page()
    for name in PAGES:
        page.goto(address + name)
        answered = page.evaluate(ANSWERED, (SHEET.parent / "forms.css").read_text(encoding="utf-8"))
        if page.locator("style").count() == 0:
            assert not {one for one in answered if one in forms - shared}, name
        else:
            assert name == "404.html" or answered, name


def ranges() -> dict[str, set[int]]:
    """The characters that the style sheet promises of each font file."""
    found = {}
    for name, words in re.findall(
        r'url\("fonts/([^"]+)"\).*?unicode-range: ([^;]+);', SHEET.read_text(encoding="utf-8")
    ):
        ends = [[int(end, 16) for end in part.strip().removeprefix("U+").split("-")] for part in words.split(",")]
        found[name] = {character for end in ends for character in range(end[0], end[-1] + 1)}
    return found


def test_every_font_has_what_the_style_sheet_looks_for_in_it() -> None:
    promised = ranges()
    assert set(promised) == {file.name for file in FONTS.glob("*.woff2")}
    for name, characters in promised.items():
        assert characters >= set(TTFont(FONTS / name).getBestCmap()), name
    core = next(name for name in promised if name.endswith("core.woff2"))
    assert promised[core] == set(TTFont(FONTS / core).getBestCmap())
    assert not [name for name in promised if name != core and promised[name] & promised[core]]


def test_no_zero_has_a_stroke_through_it() -> None:
    with_zero = [font for file in FONTS.parent.rglob("atkinson*.woff2") if 0x30 in (font := TTFont(file)).getBestCmap()]
    assert len(with_zero) == 4
    for font in with_zero:
        assert font["glyf"][font.getBestCmap()[0x30]].numberOfContours == 2  # the outside and one inside


@pytest.mark.browser
def test_a_page_has_its_letters_when_it_is_drawn(context: BrowserContext, address: str) -> None:
    """It asks for no font: that of English is in the sheet, which nothing is drawn without."""
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + "about.html")
    page.locator("h1").wait_for()
    assert page.evaluate("document.fonts.check('1em Atkinson')")
    assert [url for url in asked if url.endswith(".woff2")] == []
    page.close()


def test_the_first_font_is_enough_for_plain_english() -> None:
    (core,) = [characters for name, characters in ranges().items() if name.endswith("core.woff2")]
    assert {ord(letter) for letter in "Aa0 ~“It’s £5 – see § 3 …” © é".replace("§ ", "")} <= core
