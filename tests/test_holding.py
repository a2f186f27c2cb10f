"""The way from an empty book to the first published page, and the holding site on that way: what it says and when it is made."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsing import accessibility_faults, opened, served, with_every_step
from building import build, digests, texts
from case_files import apply
from conftest import AS_OF, PROJECT, SCHOOL
from policybook.commands.build import may_hold
from policybook.rules.checking import check_project
from policybook.rules.publication_gate import stops_holding_site, stops_publication
from policybook.source.sources import Sources

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.makes_pdfs
SETTING_UP = PROJECT / ".github" / "SETTING-UP.md"
_FILE = re.compile(r"^`((?:policy|data)/[\w./-]+)`:\n\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WEBSITE = "website: https://policies.hollybank.example/\n"


def mark(root: Path) -> dict[str, object]:
    made: dict[str, object] = json.loads((root / "site/build.json").read_text(encoding="utf-8"))
    return made


def first_files() -> dict[str, str]:
    """The files that the set-up page gives a new book, by path."""
    return dict(_FILE.findall(SETTING_UP.read_text(encoding="utf-8")))


def unreviewed(root: Path) -> Path:
    """A whole book whose first review nobody has held, and in which one name is not agreed."""
    shutil.rmtree(root / "data/reviews")
    people = root / "data/people.yml"
    before = people.read_text(encoding="utf-8")
    after = re.sub(r"(name: Ben Oak\n(?:    .*\n)*?)    publish_name: yes\n", r"\1", before)
    assert after != before
    people.write_text(after, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def holding(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The holding site of such a book, of which nobody knows the address."""
    root = unreviewed(Path(shutil.copytree(SCHOOL, tmp_path_factory.mktemp("holding") / "school")))
    apply(root, [{"file": "data/school.yml", "replace": WEBSITE, "with": ""}])
    run = build(root, "--holding", measured=True)
    assert run.code == 0, run.out
    assert "so this makes the holding site" in run.out
    return root


# --- the way ---------------------------------------------------------------------------------------------------------


def test_from_an_empty_book_to_the_first_page_by_files_that_anybody_can_type(tmp_path: Path) -> None:
    root = tmp_path / "book"
    (root / "policy").mkdir(parents=True)
    (root / "data").mkdir()
    empty = build(root, "--holding")
    assert (empty.code, "SETTING-UP.md" in empty.out) == (1, True), "the first message says what to type"

    for path, text in first_files().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    run = build(root, "--holding")
    assert (run.code, mark(root).get("holding")) == (0, True), run.out
    assert {"index.html", "review.html", "forms/index.html"} <= digests(root / "site").keys()

    shutil.rmtree(root / "policy")
    shutil.rmtree(root / "data")
    for folder in ("policy", "data"):
        shutil.copytree(SCHOOL / folder, root / folder)
    shutil.move(root / "data/reviews", tmp_path / "reviews")
    apply(root, [{"file": "data/school.yml", "replace": WEBSITE, "with": ""}])
    run = build(root, "--holding")
    assert (run.code, mark(root).get("holding")) == (0, True), run.out

    shutil.move(tmp_path / "reviews", root / "data/reviews")  # the record that the checklist page makes
    run = build(root, "--holding")
    assert (run.code, mark(root).get("publishable"), "holding" in mark(root)) == (0, True, False), run.out
    assert f"published_since: {AS_OF}" in run.out


def test_a_book_that_was_published_never_goes_back(school: Path) -> None:
    shutil.rmtree(school / "data/reviews")
    apply(school, [{"file": "data/settings.yml", "append": "published_since: 2026-01-05\n"}])
    apply(school, [{"file": "data/school.yml", "replace": '"01632 960123"', "with": '"01632"'}])
    run = build(school, "--holding")
    assert run.code == 1
    assert "have been published before, so the holding site does not take their place" in run.out
    assert not (school / "site").exists()


@pytest.mark.parametrize(
    ("there", "holds"),
    [
        ({"as_of": "2026-05-01", "publishable": True}, False),
        ({"as_of": "2026-05-01"}, False),
        ({"as_of": "2026-05-01", "publishable": False}, True),
        ({"as_of": "2026-05-01", "publishable": False, "holding": True}, True),
        (None, True),
        ("Parked", True),
    ],
    ids=[
        "our pages",
        "our pages as older versions marked them",
        "a preview",
        "the holding site",
        "nothing",
        "another site",
    ],
)
def test_what_the_host_serves_decides_where_nobody_has_recorded_it(
    school: Path, tmp_path: Path, there: object, *, holds: bool
) -> None:
    """Nobody need remember to type the day of the first publication for readers to keep their pages."""
    unreviewed(school)
    apply(school, [{"file": "data/school.yml", "replace": WEBSITE, "with": ""}])
    result, host = check_project(Sources(school), AS_OF), tmp_path / "host"
    host.mkdir()
    if there:
        (host / "build.json").write_text(there if isinstance(there, str) else json.dumps(there), encoding="utf-8")
    with served(host) as url:
        may, stopping, told = may_hold(result, url, stops_publication(result.book, result.report, AS_OF))
    assert (may, not stopping) == (holds, holds)
    assert ("so this makes the holding site" in told) is holds
    assert ("already, so the holding site does not take their place" in told) is not holds


def test_where_nobody_can_tell_nothing_is_published(school: Path) -> None:
    unreviewed(school)
    apply(school, [{"file": "data/school.yml", "replace": WEBSITE, "with": ""}])
    run = build(school, "--holding", POLICYBOOK_ADDRESS="http://127.0.0.1:9")
    assert run.code == 1
    assert "Nobody can tell whether the pages have been published before" in run.out


@pytest.mark.parametrize(
    ("mistake", "stops"),
    [
        ({"file": "data/school.yml", "replace": '"01632 960123"', "with": '"01632 9601"'}, True),
        ({"file": "data/people.yml", "replace": "name: Ada Holm", "with": "name: Headteacher"}, True),
        ({"file": "policy/documents/parent-guide.md", "delete": True}, False),
        ({"file": "data/reviews/2025-09.yml", "delete": True}, False),
    ],
    ids=["a number that cannot be right", "a word that is no name", "no parents' guide", "no review"],
)
def test_it_waits_for_what_would_be_wrong_on_it_and_for_nothing_else(
    school: Path, mistake: dict[str, object], *, stops: bool
) -> None:
    if mistake.get("delete"):
        (school / str(mistake["file"])).unlink()
    else:
        apply(school, [mistake])
    result = check_project(Sources(school), AS_OF)
    assert stops_publication(result.book, result.report, AS_OF)
    assert bool(stops_holding_site(result.book, result.report)) is stops


def test_every_link_of_the_set_up_page_leads_to_a_file_and_a_heading() -> None:
    pages = {name: (PROJECT / name).read_text(encoding="utf-8") for name in ("README.md", ".github/SETTING-UP.md")}
    heads = {
        name: {
            re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-")
            for head in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        }
        for name, text in pages.items()
    }
    led = [(name, link) for name, text in pages.items() for link in re.findall(r"\]\(((?!https?:)[^)]+)\)", text)]
    assert ("README.md", ".github/SETTING-UP.md#6-other-hosts") in led
    for name, link in led:
        path, _, anchor = link.partition("#")
        place = ((PROJECT / name).parent / path).resolve() if path else PROJECT / name
        own = place.relative_to(PROJECT).as_posix()
        assert place.exists(), link
        assert not anchor or own not in heads or anchor in heads[own], link


# --- what it says ----------------------------------------------------------------------------------------------------


def test_it_has_help_the_blank_review_and_the_forms_and_no_other_page(holding: Path) -> None:
    files = {name for name in digests(holding / "site") if not name.startswith(("assets/", "forms/"))}
    assert files == {
        *("index.html", "review.html", "404.html", "build.json", "sitemap.xml"),
        "downloads/annual-review-checklist.pdf",
    }
    home = (holding / "site/index.html").read_text(encoding="utf-8")
    for words in (
        "In danger now?",
        "is putting its online safety policies in order",
        "It does not show that anybody has",
    ):
        assert words in home


def test_it_claims_no_review_and_names_nobody_who_has_not_agreed(holding: Path) -> None:
    said = texts(holding / "site")
    for path, text in said.items():
        assert "Ben Oak" not in text, path
        assert "Preview" not in text, path
        if path.endswith((".html", ".pdf")):
            for claim in ("Next review due by 3", "Last reviewed:", "As reviewed in", "as reviewed in"):
                assert claim not in text, (path, claim)
    assert "Ada Holm" in said["review.html"], "a name that is agreed is there to confirm"


def test_every_link_leads_somewhere(holding: Path) -> None:
    site = holding / "site"
    for page in site.rglob("*.html"):
        for href in re.findall(r'(?:href|src)="([^"#:]+)(?:#[^"]*)?"', page.read_text(encoding="utf-8")):
            assert (page.parent / href.partition("?")[0]).exists(), (page.name, href)


@pytest.mark.browser
def test_a_reader_of_it_meets_no_fault_and_the_review_can_be_held(browser: Browser, holding: Path) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    said: list[str] = []
    with served(holding / "site") as url:
        for path in ("", "review.html", "forms/leaves.html"):
            page = opened(context, url + path, said)
            with_every_step(page)
            assert page.locator("[data-finish]").count() == (path == "review.html")
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
            assert accessibility_faults(page) == [], path
    context.close()
    assert said == []
