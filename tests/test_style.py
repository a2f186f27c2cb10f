"""The style of the pages as browsers get it: short, whole, small enough for a server's first answer; and the fonts it promises."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from base64 import b64encode
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from playwright.sync_api import BrowserContext, Page

from browsing import PAGES, with_later_style
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


# For every rule of some sheets, as a browser reads it: those that nothing on the page answers to, and those that something
# answers to and the page does not have. What a state or a condition adds to a selector is taken off it.
RULES = """(texts) => { const apart = (list) => { const parts = ['']; let depth = 0;
    for (const letter of list) {
      depth += (letter === '(') - (letter === ')');
      if (letter === ',' && !depth) parts.push(''); else parts[parts.length - 1] += letter;
    }
    return parts.map((one) => one.trim()); };
  const all = (rules, where = '') => [...rules].flatMap((rule) => rule.selectorText
    ? apart(rule.selectorText).map((selector) => [selector, `${where}${selector}{${rule.style.cssText}}`.replace(/\\s+/g, '')])
    : all(rule.cssRules ?? [], `${where}${rule.conditionText ?? rule.name ?? ''} `));
  const shown = (selector) => { let rest = selector, last;
    do { last = rest; rest = rest.replace(/\\([^()]*\\)/g, ''); } while (rest !== last);
    return rest.replace(/::?[a-z-]+/g, '*').replace(/([\\w\\]])\\*+/g, '$1').replace(/\\*+/g, '*'); };
  const own = new Set([...document.styleSheets].flatMap((sheet) => all(sheet.cssRules)).map(([, rule]) => rule));
  const whole = texts.flatMap((text) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text); return all(sheet.cssRules); });
  const answered = ([selector]) => document.querySelector(shown(selector));
  return { idle: whole.filter((rule) => !answered(rule)).map(([, rule]) => rule),
    lacking: whole.filter((rule) => !own.has(rule[1]) && answered(rule)).map(([, rule]) => rule) }; }"""


def use(page: Page, copy: Path) -> None:
    """Bring out what scripts make: what search finds, the parts of an answer, faults, fields for somebody else, the lines of a file."""
    if page.locator("[data-search-open]").count():
        page.locator("[data-search-open]").click()
        page.locator("dialog input").fill("phone")
        page.locator("dialog ol li p + p").first.wait_for()
        page.locator("[data-search-close]").click()
    if page.url.endswith("review.html"):
        page.locator("[data-count]").wait_for()
        checks = page.eval_on_selector_all("[data-check]", "all => all.map((one) => one.dataset.check)")
        contrary = json.loads(copy.read_text(encoding="utf-8")) | {"contrary": dict.fromkeys(checks, "It is not so.")}
        file = {"name": copy.name, "mimeType": "text/json", "buffer": json.dumps(contrary).encode()}
        page.set_input_files("[data-open]", file)
        page.locator(".fact").first.wait_for(state="attached")
        page.evaluate("for (const answer of document.querySelectorAll('[value=yes]')) answer.click()")
        page.get_by_role("button", name="Next").click()
        page.get_by_role("button", name="Next").click()
        page.locator(".error").first.wait_for(state="attached")
        page.evaluate("for (const answer of document.querySelectorAll('[value=partly]')) answer.click()")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
    if page.locator("form.job").count():
        page.locator("form.job button").last.click()
        for another in page.get_by_role("button", name="Add somebody else").all():
            another.click()


@pytest.mark.browser
def test_no_page_lacks_a_rule_that_something_on_it_answers_to(
    context: BrowserContext, address: str, site: Path
) -> None:
    """Parts that a script makes are on the page then. The style of fields and of search has no rule that is of no use."""
    sheets = {sheet.stem: sheet.read_text(encoding="utf-8") for sheet in SHEETS}
    of_parts = [sheets["forms"], sheets["later"]]
    idle: list[set[str]] = []
    page = context.new_page()
    for name in [*PAGES, *(file.relative_to(site).as_posix() for file in sorted(site.glob("forms/*.html")))]:
        page.goto(address + name)
        with_later_style(page)
        use(page, site.parent / "internal/review-copy.json")
        assert page.evaluate(RULES, [sheets["policybook"], *of_parts])["lacking"] == [], name
        idle.append(set(page.evaluate(RULES, of_parts)["idle"]))
    assert set.intersection(*idle) == set()


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
