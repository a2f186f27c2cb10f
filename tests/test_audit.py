"""The numbers of the pages, and that what measures them can see a fault. ``scripts/audit.py`` tells all of them."""

from __future__ import annotations

import hashlib
import os
import re
from base64 import b64encode
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from playwright.sync_api import Browser, BrowserContext

import bootstrap
from auditor import __main__ as auditing
from auditor import measuring, outside
from auditor.measuring import Looks, Measures
from browsing import PAGES
from conftest import PROJECT
from policybook.render import inlined

SHEET = PROJECT / "overrides/assets/policybook.css"
FONTS = PROJECT / "site_templates/fonts/screen"
STRICT = "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-abc='; script-src 'self'"


def page_with(policy: str, before: str = "", body: str = "") -> str:
    return f'<head>{before}<meta http-equiv="Content-Security-Policy" content="{policy}"></head>{body}'


# --- in the browser ----------------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_the_pages_of_a_school_meet_every_goal(browser: Browser, site: Path) -> None:
    """Bytes, other hosts, console, cookies, storage, policy and axe on every page; keyboard and disk on one of them."""
    pages = measuring.pages_of(site)
    assert len(pages) >= 8
    measured = measuring.measure(browser, site, pages, measuring.FEW_LOOKS, runs=0, brief=True)
    measured += measuring.measure(browser, site, ["parents.html"], [], runs=0)
    assert auditing.details_of(measured) == []
    assert auditing.faults_of(measured) == []
    assert all(one.bytes > 5_000 and one.requests >= 2 for one in measured)


PLANTED = """<!doctype html><html lang="en"><head><title>Planted</title><style>
.faint { color: #ccc; background: #fff } .plain:focus { outline: none } .wide { width: 2000px } .off { display: none }
</style></head><body><main><h1>Planted</h1>
<p class="faint">Hardly to be read</p><p class="wide">Wide</p><button class="plain">Where is the focus?</button>
<label for="box" style="cursor: pointer">Not reached</label><input class="off" id="box" type="checkbox">
<img src="https://elsewhere.example/spy.gif" alt=""><p id="late"></p></main>
<script>console.log("hello"); document.cookie = "spy=1"; localStorage.setItem("spy", "1");
document.querySelector("#late").textContent = "Only for those with scripts. ".repeat(20);</script></body></html>"""


@pytest.mark.browser
def test_planted_faults_are_found(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(PLANTED, encoding="utf-8")
    (one,) = measuring.measure(browser, tmp_path, ["index.html"], [Looks((360, 740), dark=False, scripts=True)], runs=1)
    assert one.other_hosts == ["elsewhere.example"]
    assert one.console == ["hello"]
    assert one.cookies == ["spy"]
    assert one.storage == ["spy"]
    assert one.policy == ["no policy"]
    assert "color-contrast: .faint [360 px light]" in one.axe
    assert {fault.split(":")[0] for fault in one.keyboard} == {"never reached", "no visible focus"}
    assert [fault.split(":")[0] for fault in one.sideways] == ["1280 px", "320 px"]
    assert [fault.split(":")[0] for fault in one.unreadable] == ["no scripts"]
    assert one.bytes > 500
    assert one.paint is not None
    assert 0.5 < one.paint < 5  # one answer on slow 4G takes 0.56 seconds
    assert {fault.split(": ")[1].split(" ")[0] for fault in auditing.faults_of([one])} >= {"other", "axe", "keyboard"}


# --- the style sheet and the fonts -------------------------------------------------------------------------------------


EVERYTHING = "a b p li dialog found clause num"


def short(*sheets: str, markup: str = EVERYTHING) -> str:
    return str(inlined.StyleSheet.of(sheets).for_page(markup, "assets").text)


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
    style = inlined.StyleSheet.of(['@font-face{src:url("fonts/a.woff2")}']).for_page("", "../assets")
    assert style.text == '@font-face{src:url("../assets/fonts/a.woff2")}'
    assert style.source == f"'sha256-{b64encode(hashlib.sha256(style.text.encode()).digest()).decode()}'"


def test_a_script_is_published_without_its_comments() -> None:
    made = inlined.script('// One.\n"use strict";\n  // Two.\n  go("//example"); // three\n')
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
        page.evaluate("document.querySelector('dialog').showModal()")
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


def test_the_first_font_is_enough_for_plain_english() -> None:
    (core,) = [characters for name, characters in ranges().items() if name.endswith("core.woff2")]
    assert {ord(letter) for letter in "Aa0 ~“It’s £5 – see § 3 …” © é".replace("§ ", "")} <= core


# --- words and figures -------------------------------------------------------------------------------------------------


def test_a_strict_policy_has_no_fault() -> None:
    assert measuring.policy_faults(page_with(STRICT)) == []


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ("<head></head>", "no policy"),
        (
            page_with(STRICT.replace("script-src 'self'", "script-src 'unsafe-inline'")),
            "script-src allows 'unsafe-inline'",
        ),
        (page_with(STRICT.replace("script-src 'self'", "script-src https:")), "script-src allows https:"),
        (page_with(STRICT.replace("base-uri 'none'; ", "")), "base-uri is not 'none'"),
        (page_with(STRICT, before="<style>p{}</style>"), "<style> before the policy"),
        (page_with(STRICT, body='<p onclick="go()">'), "onclick on <p>"),
    ],
)
def test_a_loose_policy_is_told(page: str, fault: str) -> None:
    assert measuring.policy_faults(page) == [fault]


def test_each_goal_can_be_missed() -> None:
    good = Measures("parents.html", bytes=29_000, requests=4, paint=0.8)
    bad = Measures("parents.html", bytes=31_000, paint=1.2, shift=0.1, axe=["a"], console=["b"])
    assert auditing.faults_of([good]) == []
    told = [
        "parents.html: kB 31.0",
        "parents.html: LCP, s 1.20",
        "parents.html: CLS 0.10",
        "parents.html: axe 1",
        "parents.html: console 1",
    ]
    assert auditing.faults_of([bad]) == told
    assert auditing.details_of([bad]) == ["parents.html: axe: a", "parents.html: console: b"]
    assert auditing.faults_of([Measures("online-safety.html", bytes=59_000)]) == []
    assert auditing.faults_of([Measures("about.html", paint=0.0)]) == ["about.html: LCP, s 0.00"]


def test_the_table_says_before_and_after() -> None:
    before, after = Measures("index.html", bytes=81_000, paint=1.5), Measures("index.html", bytes=22_000, paint=0.7)
    rows = auditing.rows_of([before], [after, Measures("new.html", bytes=9_000)])
    assert rows[1][:5] == ["index.html", "81.0 → 22.0", "0 → 0", "0 → 0", "1.50 → 0.70"]
    assert rows[2][:2] == ["new.html", "9.0"]
    assert auditing.as_markdown([["a", "b"], ["1", "2"]]) == "| a | b |\n|---|---|\n| 1 | 2 |"
    assert auditing.as_text([["a", "b"], ["long", "2"]]) == "a     b\nlong  2"


def test_a_validator_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [one.ask(tmp_path, "")[1] for one in outside.OUTSIDE] == ["not on this computer"] * 4


@pytest.mark.parametrize("said", ["echo broken >&2", "exit 1"])
def test_a_validator_that_breaks_is_no_good_news(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str) -> None:
    (tmp_path / "vnu").write_text(f"#!/bin/sh\n{said}\n", encoding="utf-8")
    (tmp_path / "vnu").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    found, says = next(one for one in outside.OUTSIDE if one.name == "vnu").ask(tmp_path, "")
    assert (found, says[:14]) == ("?", "gave no answer")


def report(speed: float, paint: float) -> dict[str, object]:
    scores = {name: {"score": 1} for name in ("accessibility", "best-practices", "seo")}
    audits = {"largest-contentful-paint": {"numericValue": paint}}
    return {
        "finalDisplayedUrl": "http://127.0.0.1:1/a.html",
        "categories": {"performance": {"score": speed}, **scores},
        "audits": audits,
    }


@pytest.mark.parametrize(
    ("speed", "paint", "fault"), [(0.98, 900, ""), (0.97, 800, "/a.html 97"), (1, 901, "/a.html 100")]
)
def test_lighthouse_has_goals(speed: float, paint: float, fault: str) -> None:
    told = outside.scores_of(report(speed, paint))
    assert told.fault.startswith(fault)
    assert bool(told.fault) == bool(fault)


def test_the_command_runs_with_the_project_s_own_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr(os, "execve", lambda program, line, variables: started.append((line, variables)))
    bootstrap.hand_over("/project", "audit", ["--quick"])
    line, variables = started[0]
    assert line[-3:] == ["-m", "auditor", "--quick"]
    assert variables["PYTHONPATH"].split(os.pathsep) == ["/project/scripts", "/project/hooks"]
    assert bootstrap.TESTS_LOCK in bootstrap.LOCKS["audit"]
