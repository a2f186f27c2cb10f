"""The style that a page brings with it: all that it can use of the sheet and nothing else; and the fonts it promises."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode

import pytest
from fontTools.ttLib import TTFont
from playwright.sync_api import BrowserContext

from browsing import PAGES
from conftest import PROJECT
from policybook.render import page_styles

SHEET = PROJECT / "overrides/assets/policybook.css"
FONTS = PROJECT / "site_templates/fonts/screen"
EVERYTHING = "a b p li dialog found clause num"


def short(*sheets: str, markup: str = EVERYTHING) -> str:
    return str(page_styles.StyleSheet.of(sheets).for_page(markup, "assets").text)


def test_a_short_sheet_says_the_same() -> None:
    long = """/* a comment { */
    a :hover , p > b { color : red ; width: calc(1rem + 2px); content: "a ; /* b */  }" ; }
    @media (min-width: 40rem) { li + li { /* no */ margin: 0 1px; } }
    """
    assert short(long) == (
        'a :hover,p > b{color :red;width:calc(1rem + 2px);content:"a ; /* b */  }"}@media (min-width:40rem){li + li{margin:0 1px}}'
    )


def test_the_sheets_follow_one_another() -> None:
    assert short("p{color:red}\n", ":root{--a:#fff}\n") == "p{color:red}:root{--a:#fff}"


@pytest.mark.parametrize(
    ("rule", "markup", "left"),
    [
        (".mean{a:b}", "<p class=mean>", ".mean{a:b}"),
        (".mean{a:b}", "<p class=meaning>", ""),
        (".mean,p{a:b}", "<p>", "p{a:b}"),
        ("p.mean > b::before{a:b}", "<b></b><p class=mean>", "p.mean > b::before{a:b}"),
        ("p.mean > b::before{a:b}", "<p class=mean>", ""),
        ("#one a{a:b}", "<a id=two>", ""),
        (".a:not(.gone):hover{a:b}", "<a class=a>", ".a:not(.gone):hover{a:b}"),
        ("li:has(.gone) a,:is(.x, .y){a:b}", "<li><a>", "li:has(.gone) a,:is(.x,.y){a:b}"),
        ("[hidden],*,:root,html body{a:b}", "", "[hidden],*,:root,html body{a:b}"),
        ("@media print{.x{a:b}p{a:b}}", "<p>", "@media print{p{a:b}}"),
        ("@media print{.x{a:b}}@font-face{a:b}", "<p>", "@font-face{a:b}"),
    ],
)
def test_a_page_gets_only_what_it_can_use(rule: str, markup: str, left: str) -> None:
    assert short(rule, markup=markup) == left


def test_a_fault_in_a_sheet_is_told_with_its_line() -> None:
    with pytest.raises(ValueError, match="line 3"):
        short("p { color: red }\n\n} b { color: red }")
    with pytest.raises(ValueError, match="line 2"):
        short("@media print {\np { content: 'open\n} }")


def test_a_page_allows_just_its_own_style() -> None:
    style = page_styles.StyleSheet.of(['@font-face{src:url("fonts/a.woff2")}']).for_page("", "../assets")
    assert style.text == '@font-face{src:url("../assets/fonts/a.woff2")}'
    assert style.source == f"'sha256-{b64encode(hashlib.sha256(style.text.encode()).digest()).decode()}'"


def test_a_script_is_published_without_its_comments() -> None:
    made = page_styles.script('// One.\n"use strict";\n  // Two.\n  go("//example"); // three\n')
    assert made.text == '"use strict";\ngo("//example"); // three'


# For every rule of the whole sheet: what of it matches something on this page and is not in the page's own style.
LACKING = """(sheet) => { const whole = new CSSStyleSheet(); whole.replaceSync(sheet);
  const apart = (list) => { const parts = ['']; let depth = 0;
    for (const letter of list) {
      depth += (letter === '(') - (letter === ')');
      if (letter === ',' && !depth) parts.push(''); else parts[parts.length - 1] += letter;
    }
    return parts.map((one) => one.trim()); };
  const all = (rules) => [...rules].flatMap((rule) => rule.selectorText ? apart(rule.selectorText) : all(rule.cssRules ?? []));
  const shown = (selector) => { let rest = selector, last;
    do { last = rest; rest = rest.replace(/\\([^()]*\\)/g, ''); } while (rest !== last);
    return rest.replace(/::?[a-z-]+/g, '*').replace(/([\\w\\]])\\*+/g, '$1').replace(/\\*+/g, '*'); };
  const own = new Set(all(document.styleSheets[0].cssRules));
  return all(whole.cssRules).filter((one) => !own.has(one) && document.querySelector(shown(one))); }"""


@pytest.mark.browser
def test_no_page_lacks_a_rule_that_something_on_it_answers_to(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    for name in PAGES:
        page.goto(address + name)
        page.evaluate(
            "document.querySelector('dialog')?.showModal()"
        )  # the page of an address that leads nowhere has none
        if name == "review.html":
            page.locator("[data-count]").wait_for()
            page.evaluate("for (const answer of document.querySelectorAll('[value=no]')) answer.click()")
            page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.evaluate("document.styleSheets[0].cssRules.length") > 20
        assert page.evaluate(LACKING, SHEET.read_text(encoding="utf-8")) == [], name


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
@pytest.mark.parametrize("wait", [0, 2000], ids=["soon", "late"])
def test_a_page_never_changes_its_letters(context: BrowserContext, address: str, wait: int) -> None:
    """It is shown when its font is there; where that takes too long, it keeps the device's own font."""
    page = context.new_page()
    page.route("**/*core.woff2", lambda route: (page.wait_for_timeout(wait), route.continue_()))
    page.goto(address + "about.html", wait_until="domcontentloaded")
    page.locator("h1").wait_for()
    face = "document.documentElement.classList.contains('face')"
    assert page.evaluate(face) is not bool(wait)
    page.wait_for_timeout(wait)
    assert page.evaluate(face) is not bool(wait)
    page.close()


def test_the_first_font_is_enough_for_plain_english() -> None:
    (core,) = [characters for name, characters in ranges().items() if name.endswith("core.woff2")]
    assert {ord(letter) for letter in "Aa0 ~“It’s £5 – see § 3 …” © é".replace("§ ", "")} <= core
