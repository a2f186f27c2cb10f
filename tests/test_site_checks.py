"""What the tests of a built site find, and the record that they write."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

import suite
from conftest import AS_OF, SCHOOL
from policybook.model import tested as records
from policybook.references import read_book
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from site_checks import UNTESTED, SiteTest, broken_links, check_site, record_of, write_record

GOOD = """<!DOCTYPE html><html lang="en"><head><title>Good</title><meta name="viewport" content="width=device-width"></head>
<body><main><h1 id="top">Good</h1><p><a href="bad.html">Other</a> <a href="#top">Up</a></p></main></body></html>"""
BAD = """<!DOCTYPE html><html lang="en"><head><title>Bad</title><meta name="viewport" content="width=device-width"></head>
<body><main><h1>Bad</h1><p style="width: 700px">Wide</p><button tabindex="-1">Never</button><img src="https://other.example/x.png">
<a href="gone.html">Gone</a> <a href="index.html#nowhere">Nowhere</a></main></body></html>"""


def site(folder: Path, **pages: str) -> Path:
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


def test_links_that_lead_nowhere_are_found(tmp_path: Path) -> None:
    assert list(broken_links(site(tmp_path, index=GOOD, bad=BAD))) == [
        "bad.html: gone.html is not there",
        "bad.html: index.html#nowhere has no such place",
    ]


@pytest.mark.browser
def test_each_test_finds_its_fault_and_none_where_there_is_none(browser, tmp_path: Path) -> None:
    found = check_site(site(tmp_path, index=GOOD, bad=BAD), browser)
    named = [{fault.partition(":")[0].split()[0] for fault in test.faults} for test in found]
    assert named == [{"bad.html"}] * 5, found
    assert "image-alt" in found[0].found
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    fine = check_site(site(tmp_path, index=GOOD.replace("bad.html", "index.html")), browser)
    assert [test.found for test in fine] == ["It found none."] * 5


def test_the_record_is_one_that_the_book_reads_and_keeps_what_was_not_tested_again(school: Path) -> None:
    tests = [
        SiteTest("No cookies, no tracking, and no requests to other computers", "a program", ()),
        SiteTest("Faults", "axe-core", tuple(f"page {n}: <a href='x'>" for n in range(7))),
    ]
    for root in (school, Path(shutil.copytree(SCHOOL, school.parent / "without"))):
        if root != school:
            (root / "data/tested.yml").unlink()
        before = read_book(Sources(root)).book.tested
        write_record(root, record_of(tests, AS_OF, before))
        write_record(root, record_of(tests, AS_OF, read_book(Sources(root)).book.tested))
        result = check_project(Sources(root), AS_OF)
        assert [f.message for f in result.report.findings] == []
        tested = result.book.tested
        assert tested.tested_on is not None
        assert tested.tested_on.first == AS_OF
        kept = [
            one for one in before.tests if one.what != "No cookies, no tracking, and no requests to other computers"
        ]
        assert [(one.what, one.found, one.on) for one in tested.tests[2:]] == [
            (one.what, one.found, one.on or before.tested_on) for one in kept
        ]
        assert len(kept) == (6 if root == school else 0)
        assert tested.untested == (before.untested or UNTESTED)
        assert [one.found for one in tested.tests[:2]] == [
            "It found none.",
            "It found 7: page 0: a href=’x’; page 1: a href=’x’; page 2: a href=’x’; page 3: a href=’x’; page 4: a href=’x’ and 2 more.",
        ]


def test_the_command_runs_it_with_a_browser_and_never_without(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[str, ...]] = []

    def run(arguments: tuple[str, ...], variables: dict[str, str], directory: Path) -> int:
        ran.append((*arguments, variables["POLICYBOOK_BROWSER"]))
        return 0

    def prepare(variables: dict[str, str], _computer: object) -> list[str]:
        variables["POLICYBOOK_BROWSER"] = "chromium"
        return []

    monkeypatch.setattr(suite, "run_program", run)
    monkeypatch.setattr(suite, "prepare_browser", prepare)
    assert suite.main(["--site", "--root", "x"]) == 0
    assert [one[1:] for one in ran] == [("--root", "x", "chromium")]
    assert ran[0][0].endswith("site_checks.py")
    monkeypatch.setattr(suite, "prepare_browser", lambda _variables, _computer: ["-m", "not browser"])
    assert suite.main(["--site"]) == 2
    assert len(ran) == 1


def test_a_record_says_the_day() -> None:
    assert "tested_on: 2026-11-27\n" in record_of([], date(2026, 11, 27), records.Tested())
