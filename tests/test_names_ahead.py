"""Names that stay true on a page that is not made anew: until when somebody is in post, and who follows from when."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from building import build, texts
from case_files import apply
from conftest import AS_OF, PROJECT
from policybook.render.artefacts import pages_without_downloads
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from test_outlook import PEOPLE, SUCCESSOR

FOLLOWER = """\
  ann-ash:
    name: Ann Ash
    publish_name: yes
    publish_agreed_by: headteacher
    publish_agreed_on: 2026-05-30
    told_on: 2026-05-30
"""
LEAD_ENDS = {
    "file": PEOPLE,
    "replace": "lead: yes\n    from: 2020-09-01\n    until:",
    "with": "lead: yes\n    from: 2020-09-01\n    until: 2026-06-30",
}


def page(root: Path, day: date, address: str = "parents") -> str:
    result = check_project(Sources(root), day)
    made = pages_without_downloads(root, PROJECT, result.book, result.report, day)
    return next(page.text for page in made if page.address == address)


def words(html: str) -> str:
    """What is read without scripts."""
    seen = re.sub(r"<span[^>]* hidden[^>]*>.*?</span>", "", html)
    return " ".join(re.sub(r"<[^>]+>", " ", seen).split())


def new_lead(root: Path, begin: str = "2026-07-01") -> None:
    """Ada Holm leads until the end of June, and Ann Ash from then on."""
    apply(root, [LEAD_ENDS])
    appointment = f"appointments:\n  - person: ann-ash\n    role: dsl\n    lead: yes\n    from: {begin}\n    until:\n"
    apply(root, [{"file": PEOPLE, "replace": "appointments:\n", "with": FOLLOWER + appointment}])


def test_a_sentence_names_who_is_there_until_when_and_who_follows(school: Path) -> None:
    new_lead(school)
    june = page(school, date(2026, 6, 15))
    assert "Tell Ada Holm (until 30 June 2026) or, from 1 July 2026, Ann Ash if you are not happy" in words(june)
    assert '<span translate="no" hidden data-search-exclude="yes" data-from="2026-07-01">Ann Ash</span>' in june
    assert "Tell Ann Ash if you are not happy" in words(page(school, date(2026, 7, 1)))


def test_where_nobody_follows_yet_the_page_knows_it_on_that_day(school: Path) -> None:
    apply(school, [LEAD_ENDS])
    june = page(school, date(2026, 6, 15))
    assert "Tell Ada Holm (until 30 June 2026) if you are not happy" in words(june)
    assert re.search(r'<span class="missing" hidden [^>]*data-from="2026-07-01">[^<]*name not yet known', june)
    july = words(page(school, date(2026, 7, 1)))
    instead = "the Designated Safeguarding Lead (name not yet known, safeguarding@hollybank.example or 01632 960123)"
    assert f"Tell {instead} if you are not happy" in july


def test_whoever_follows_after_a_gap_is_named_with_the_right_day(school: Path) -> None:
    new_lead(school, "2026-09-01")
    june = page(school, date(2026, 6, 15))
    assert "Tell Ada Holm (until 30 June 2026) or, from 1 September 2026, Ann Ash if" in words(june)
    assert re.search(r'class="missing" hidden [^>]*data-from="2026-07-01" data-until="2026-08-31"', june)


def test_what_is_farther_than_120_days_is_not_named_yet(school: Path) -> None:
    new_lead(school)
    assert "Tell Ada Holm if you are not happy" in words(page(school, date(2026, 3, 1)))
    assert "Tell Ada Holm (until 30 June 2026)" in words(page(school, date(2026, 3, 3)))


def test_an_appointment_that_is_renewed_says_nothing(school: Path) -> None:
    apply(school, [LEAD_ENDS])
    again = "appointments:\n  - person: ada-holm\n    role: dsl\n    lead: yes\n    from: 2026-07-01\n    until:\n"
    apply(school, [{"file": PEOPLE, "replace": "appointments:\n", "with": again}])
    assert "Tell Ada Holm if you are not happy" in words(page(school, date(2026, 6, 15)))


def test_the_list_of_people_has_whoever_leaves_and_whoever_comes(school: Path) -> None:
    apply(school, SUCCESSOR)
    june = page(school, date(2026, 6, 15), "index")
    assert '<li data-until="2026-06-30"><strong translate="no">Ben Oak</strong>' in june
    said = words(june)
    assert "Ben Oak Deputy Designated Safeguarding Lead, Deputy Headteacher, until 30 June 2026" in said
    assert "Ann Ash Deputy Designated Safeguarding Lead, from 1 July 2026" in said
    july = page(school, date(2026, 7, 1), "index")
    assert "Ben Oak" not in july
    assert "Ann Ash Deputy Designated Safeguarding Lead" in words(july)
    assert "from 1 July" not in july


def test_a_name_that_nobody_agreed_to_publish_is_only_in_a_preview(school: Path) -> None:
    apply(
        school,
        [
            {
                "file": PEOPLE,
                "replace": "    name: Ben Oak\n    job_title: Deputy Headteacher\n    publish_name: yes\n    publish_agreed_by: headteacher",
                "with": "    name: Ben Oak\n    job_title: Deputy Headteacher\n    publish_name: yes\n    publish_agreed_by:",
            }
        ],
    )
    assert "Ben Oak (not yet agreed)" in page(school, AS_OF, "index")
    with (school / "data/settings.yml").open("a", encoding="utf-8") as settings:
        settings.write("published_since: 2026-01-05\n")
    for address in ("index", "parents", "review", "online-safety", "staff/acceptable-use"):
        assert "Ben Oak" not in page(school, AS_OF, address)
    assert "safeguarding@hollybank.example" in page(school, AS_OF, "index")


# --- with scripts, and on paper --------------------------------------------------------------------------------------


@pytest.mark.browser
def test_the_page_names_nobody_after_the_last_day(browser: Browser, school: Path) -> None:
    new_lead(school)
    done = build(school, as_of="2026-06-15")
    assert done.code == 0, done.out
    context = browser.new_context()
    opened = context.new_page()
    shown = {}
    for moment in ("2026-06-30T22:59:00Z", "2026-06-30T23:01:00Z"):  # midnight in London lies between
        opened.clock.set_fixed_time(moment)
        opened.goto((school / "site/parents.html").as_uri())
        text = " ".join(opened.locator("main").inner_text().split())
        shown[moment] = re.search(r"Tell (((?!Tell ).)*?) if you are not happy", text)[1]  # type: ignore[index]
        assert ("Ada Holm Lead" in text) == moment.endswith("22:59:00Z")
    context.close()
    assert list(shown.values()) == ["Ada Holm (until 30 June 2026) or, from 1 July 2026, Ann Ash", "Ann Ash"]
    paper = " ".join(texts(school / "site/downloads")["parent-guide.pdf"].split())
    assert "Tell Ada Holm (until 30 June 2026) or, from 1 July 2026, Ann Ash if you are not happy" in paper
