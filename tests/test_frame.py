"""The frame of the pages: the logo, the way to what to do now, and what stands before the first heading."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from building import build, built
from case_files import apply
from conftest import SCHOOL

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><path d="M0 0h300v100H0z"/></svg>\n'
WORRIED = "Worried about a child?"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages of a school with a logo, by path; and the logo."""
    root = Path(shutil.copytree(SCHOOL, tmp_path_factory.mktemp("frame") / "school"))
    apply(
        root,
        [
            {"file": "data/school.yml", "replace": "logo:", "with": "logo: Crest.svg"},
            {"file": "data/Crest.svg", "write": LOGO},
        ],
    )
    site = built(root)
    found = {str(file.relative_to(site)): file.read_text(encoding="utf-8") for file in site.rglob("*.html")}
    return found | {"logo": (site / "assets" / "logo.svg").read_text(encoding="utf-8")}


def test_the_logo_stands_for_the_name_and_says_it(pages: dict[str, str]) -> None:
    assert pages["logo"] == LOGO
    for name, start in (("index.html", ""), ("staff/acceptable-use.html", "../")):
        image = re.search(r"<img [^>]*>", pages[name])
        assert image
        assert image[0] == (
            f'<img class="logo" src="{start}assets/logo.svg" alt="Hollybank School" width="300" height="100">'
        )


def test_a_hostile_logo_is_not_published(tmp_path: Path) -> None:
    root = Path(shutil.copytree(SCHOOL, tmp_path / "school"))
    hostile = LOGO.replace("<path", "<script>alert(1)</script><path")
    apply(
        root,
        [
            {"file": "data/school.yml", "replace": "logo:", "with": "logo: logo.svg"},
            {"file": "data/logo.svg", "write": hostile},
        ],
    )
    run = build(root)
    assert run.code == 0
    assert not (root / "site" / "assets" / "logo.svg").exists()
    home = (root / "site" / "index.html").read_text(encoding="utf-8")
    assert "<img" not in home
    assert ">Hollybank School</a>" in home.partition("<main")[0]


def test_every_page_leads_to_help_or_begins_with_it(pages: dict[str, str]) -> None:
    with_link = {name for name, html in pages.items() if WORRIED in html.partition("<main")[0]}
    assert with_link == set(pages) - {"index.html", "parents.html", "404.html", "logo"}
    target = re.search(rf'href="\.\./parents\.html#([\w-]+)">{re.escape(WORRIED)}', pages["staff/acceptable-use.html"])
    assert target
    assert f'id="{target[1]}"' in pages["parents.html"]


@pytest.mark.parametrize("name", ["online-safety.html", "staff/acceptable-use.html"])
def test_a_page_says_whether_it_holds_before_its_first_heading(pages: dict[str, str], name: str) -> None:
    start = pages[name].partition("<h1")[2].partition("<h2")[0]
    assert "Next review due by 30 September 2026." in start


@pytest.mark.parametrize("name", ["index.html", "parents.html"])
def test_nothing_stands_between_a_title_and_help(pages: dict[str, str], name: str) -> None:
    title, _, rest = pages[name].partition("<h1")[2].partition('<h2 id="page-now"')
    assert re.sub(r"<[^>]*>|\s", "", title.partition("</h1>")[2]) == ""
    assert rest.index("Call <span") < rest.index('<details class="case">') < rest.index("Next review due by")


def test_a_policy_leads_to_its_short_versions_and_its_whole_status(pages: dict[str, str]) -> None:
    start, _, rest = pages["online-safety.html"].partition("<h2")
    assert 'href="parents.html">parents and carers</a>' in start
    assert 'href="staff/acceptable-use.html">staff</a>' in start
    assert 'href="#page-about">What this means</a>' in start
    about = rest.partition('id="page-about"')[2]
    assert "Worked out on 1 June 2026" in about
    assert "fingerprint" in about
