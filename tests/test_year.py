"""A school's whole year, with the commands and the pages as people use them: review, edit, a leaver, and due again."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page

from building import build, command, texts
from case_files import apply
from conftest import SCHOOL
from policybook.basics.findings import Finding
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

pytestmark = [pytest.mark.browser, pytest.mark.long]
REVIEWED, EDITED, LEFT = date(2026, 9, 14), date(2027, 3, 10), date(2027, 5, 15)


def findings(root: Path, day: date, codes: str) -> list[Finding]:
    return [found for found in check_project(Sources(root), day).report.findings if re.match(codes, found.code.id)]


def codes(root: Path, day: date, wanted: str) -> list[str]:
    return [found.code.id for found in findings(root, day, wanted)]


def facts_dated(root: Path, day: date) -> None:
    """Somebody confirms everybody, and everybody is trained again."""
    people = root / "data/people.yml"
    text = people.read_text(encoding="utf-8")
    text = re.sub(r"(confirmed_on|refreshed_on|[a-z_]*trained_on): \S+", rf"\1: {day}", text)
    people.write_text(text, encoding="utf-8")


def saved(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def go_to(page: Page, step: str) -> None:
    """Open a step by its address, as a link does."""
    page.evaluate(f"location.hash = '{step}'")
    page.locator(f"[id='{step}']").first.wait_for()


def words_of(root: Path, page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", (root / "site" / page).read_text(encoding="utf-8")).split())


def test_a_year_of_a_school(browser, tmp_path: Path) -> None:  # noqa: PLR0915 - one year, in its order
    root = Path(shutil.copytree(SCHOOL, tmp_path / "school"))
    reviews = root / "data/reviews"
    facts_dated(root, REVIEWED)

    def review(*arguments: str, day: date = REVIEWED) -> tuple[int, str]:
        run = command("review", *arguments, "--root", str(root), "--as-of", str(day))
        return run.code, " ".join(run.out.split())

    # September: the review is begun, and the site is made.
    assert codes(root, REVIEWED, "REV") == ["REV006"]
    code, said = review("start")
    assert code == 0
    assert "data/reviews/2026-09.draft.yml" in said
    assert codes(root, REVIEWED, "REV|FILE") == ["REV006"]  # what has begun moves no date and is no mistake
    assert build(root, as_of=str(REVIEWED)).code == 0
    assert not [
        name for name, text in texts(root / "site").items() if "draft.yml" in name or "It does not count" in text
    ]

    # One person begins in the browser, and saves a half.
    def opened_page() -> Page:
        context = browser.new_context(accept_downloads=True)
        page = context.new_page()
        page.clock.set_fixed_time(f"{REVIEWED}T12:00:00Z")
        page.goto((root / "site/review.html").as_uri())
        page.locator("[data-count]").wait_for()
        page.set_input_files("[data-open]", reviews / "2026-09.draft.yml")
        page.get_by_text("The file is open.").wait_for()
        return page

    page = opened_page()
    go_to(page, "check-password-rule-current")
    page.get_by_role("group", name="Does the password rule still fit").get_by_label("Yes").check()
    page.locator("#password-rule-current-evidence").fill("Read on the site.\u200b")
    go_to(page, "page-read")
    page.get_by_label("All of it").check()
    go_to(page, "page-record")
    page.get_by_label("Anything to add").fill('Say "{this}": #1\nand that')
    half = saved(page, "Save what there is so far", tmp_path)
    page.context.close()
    assert half.name == "2026-09.draft.yml"
    code, said = review("record", str(half))
    assert code == 1
    done = "1 of 2 checks answered, 0 of 11 facts confirmed, 2 of 4 texts read in full"
    assert f"{done}, not yet approved by: Proprietor." in said
    assert "1 check has no answer" in said
    assert review("status")[1].count(done) == 1

    # Another goes on, on another computer.
    page = opened_page()
    go_to(page, "check-reporting-known")
    group = page.get_by_role("group", name="Does everyone know whom to tell?")
    group.get_by_label("Partly").check()
    page.locator("#reporting-known-evidence").fill("Asked six.")
    group.get_by_label("Action needed").fill("Tell the new staff — “all” of them: #1")
    group.get_by_label("Owner of the action").fill("Designated Safeguarding Lead")
    group.get_by_label("Done by").fill("2026-10-01")
    go_to(page, "facts-service")
    page.get_by_role("group", name="Web filter").get_by_label("This is right").check()
    go_to(page, "page-read")
    for title in ("Parents' guide", "Staff acceptable use policy"):
        page.get_by_label(title, exact=True).check()
    go_to(page, "page-record")
    assert page.get_by_label("Anything to add").input_value() == 'Say "{this}": #1\nand that'
    page.get_by_label("Review finished on").fill(str(REVIEWED))
    page.get_by_role("button", name="Make the review record").click()
    assert "Not complete yet." in page.locator("[data-news]").inner_text()
    page.locator("[name=record-completed][value=headteacher]").check()
    record = saved(page, "Make the review record", tmp_path)
    page.context.close()
    assert record.name == "2026-09.yml"

    # It is recorded, and does not count before somebody else has approved it, in a change of its own.
    code, said = review("record", str(record))
    assert code == 1
    assert "It counts once it is approved" in said
    assert sorted(file.name for file in reviews.iterdir()) == ["2025-09.yml", "2026-09.yml"]
    assert codes(root, REVIEWED, "REV|YAML|FILE|DSL016") == ["REV012"]
    approval = f'approved_by:\n  - {{"role": "proprietor", "on": "{REVIEWED}"}}'
    apply(root, [{"file": "data/reviews/2026-09.yml", "replace": "approved_by: []", "with": approval}])
    assert codes(root, REVIEWED, "REV|YAML|FILE|DSL016") == []
    first = (reviews / "2026-09.yml").read_bytes()
    assert review("record", str(reviews / "2026-09.yml"))[0] == 0
    assert (reviews / "2026-09.yml").read_bytes() == first
    facts = check_project(Sources(root), REVIEWED).book.services.services
    assert str(facts["filtering"].reviewed_on) == str(REVIEWED), "what was confirmed is the fact's date"
    done = build(root, "--publish", as_of=str(REVIEWED))
    assert done.code == 0, done.out
    assert "Next review due by 14 September 2027" in words_of(root, "online-safety.html")
    assert "preview" not in words_of(root, "online-safety.html").lower()

    # October: the action is late, and then done.
    assert codes(root, date(2026, 10, 2), "REV") == ["REV020"]
    assert "Tell the new staff" in review("status", day=date(2026, 10, 2))[1]
    text = (reviews / "2026-09.yml").read_text(encoding="utf-8")
    text = text.replace('"due": "2026-10-01"}', '"due": "2026-10-01", "done": "2026-10-05"}')
    (reviews / "2026-09.yml").write_text(text, encoding="utf-8")
    assert codes(root, date(2026, 10, 6), "REV") == []

    # November: the other policy that readers are sent to is late, and then reviewed.
    assert codes(root, date(2026, 11, 2), "REV") == ["REV028"]
    linked = {"file": "data/linked-policies.yml", "replace": "reviewed: 2025-10", "with": "reviewed: 2026-11"}
    apply(root, [linked, linked | {"replace": "next_review: 2026-10", "with": "next_review: 2027-10"}])
    assert codes(root, date(2026, 11, 30), "REV") == []

    # March: a word is changed. The pages say so until it is read again.
    facts_dated(root, EDITED)
    passwords = "policy/online-safety/passwords.md"
    apply(root, [{"file": passwords, "replace": "choose a strong password;", "with": "choose a long password;"}])
    assert command("confirm", "--all", "--yes", "--by", "dsl", "--root", str(root)).code == 1  # it is no slip of typing
    apply(root, [{"confirm": True}])
    (changed,) = findings(root, EDITED, "REV009")
    assert changed.span.path == passwords
    assert build(root, "--publish", as_of=str(EDITED)).code == 1
    assert build(root, as_of=str(EDITED)).code == 0
    assert "Changed since it was reviewed" in words_of(root, "online-safety.html")
    assert "Read again what changed (Passwords)" in review("status", day=EDITED)[1]
    line = re.search(r"“  - (\{section.*?\})”", changed.fix)
    assert line
    approved = line[1].replace("approved_by: []", f"approved_by: [{{role: proprietor, on: {EDITED}}}]")
    with (reviews / "2026-09.yml").open("a", encoding="utf-8") as file:
        file.write(f"read_again:\n  - {line[1]}\n")
    assert codes(root, EDITED, "REV(?!026)") == ["REV022"]  # nobody has approved it yet
    apply(root, [{"file": "data/reviews/2026-09.yml", "replace": line[1], "with": approved}])
    assert codes(root, EDITED, "REV(?!026)") == []

    # May: the lead leaves. From the next day nobody is told to go to them.
    facts_dated(root, LEFT)
    people = root / "data/people.yml"
    text = people.read_text(encoding="utf-8")
    head, dsl = text.split("  - person: cy-rowan\n    role: proprietor\n")
    head = head.replace("from: 2020-09-01\n    until:", f"from: 2020-09-01\n    until: {LEFT}")
    dsl = dsl.replace("from: 2020-09-01\n    until:", f"from: 2020-09-01\n    until: {LEFT}", 1)
    people.write_text(f"{head}  - person: cy-rowan\n    role: proprietor\n{dsl}", encoding="utf-8")
    before, after = LEFT, date(2027, 5, 16)
    assert codes(root, before, "DSL|PUB00[45]") == ["DSL029"]  # announced while there is time
    assert set(codes(root, after, "DSL|PUB00[45]")) == {"DSL002", "PUB005"}
    assert build(root, as_of=str(after)).code == 0
    assert not [name for name, text in texts(root / "site").items() if "Ada Holm" in text]
    assert [name for name, text in texts(root / "site").items() if "Ben Oak" in text]

    # September: due soon, and a day after it overdue.
    for day, found, words in (
        (date(2027, 6, 30), "", "Next review due by 14 September 2027"),
        (date(2027, 9, 1), "REV006", "Review due by 14 September 2027"),
        (date(2027, 9, 14), "REV006", "Hold the yearly review by 14 September 2027"),
        (date(2027, 9, 15), "REV005", "Review overdue since 14 September 2027"),
    ):
        assert [one for one in codes(root, day, "REV") if one in ("REV005", "REV006")] == [
            one for one in [found] if one
        ]
        assert words in review("status", day=day)[1], day
    assert build(root, as_of="2027-09-15").code == 0
    assert "Review overdue since 14 September 2027" in words_of(root, "online-safety.html")
    assert review("start", day=date(2027, 9, 15))[0] == 0
    draft = (reviews / "2027-09.draft.yml").read_text(encoding="utf-8")
    assert "# Last time (14 September 2026): partly." in draft
    assert "Agreed then: Tell the new staff" in draft
