"""The forms: a person who never types YAML makes a file that is read without an error and does what the form says."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browsing import accessibility_faults, opened, unreached_controls
from conftest import AS_OF, PROJECT, SCHOOL
from policybook.basics.findings import Severity
from policybook.model.events import EVENT_KINDS
from policybook.rules.checking import CheckResult, check_project
from policybook.source.sources import Sources
from policybook.views.jobs import Jobs

pytestmark = pytest.mark.browser
JOBS = Jobs.of(PROJECT).jobs
NEW = "https://git.example/hollybank/policies/new/main/data/changes"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    found = browser.new_context(accept_downloads=True)
    yield found
    found.close()


def form(context: BrowserContext, address: str, job: str, said: list[str] | None = None) -> Page:
    page = opened(context, f"{address}forms/{job}.html", [] if said is None else said)
    page.locator("form.job").wait_for()
    return page


def fill(page: Page, **values: str) -> None:
    """Fill fields in by their keys; ``now_phone`` is ``now.phone``."""
    for name, value in {"on": "2026-05-20", **values}.items():
        field = page.locator(f'[data-key="{name.replace("now_", "now.")}"]')
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        elif name == "still":
            for held in value.split():
                field.locator(f'input[value="{held}"]').check()
        else:
            field.fill(value)


def opened_with(page: Page) -> tuple[str, str]:
    """The name and the text that GitHub's page would be opened with."""
    href = page.locator("[data-open]").get_attribute("href") or ""
    asked = parse_qs(urlsplit(href).query)
    assert href.startswith(NEW + "?")
    return asked["filename"][0], asked["value"][0]


def added(page: Page, folder: Path) -> CheckResult:
    """The school with the file that the form makes."""
    name, text = opened_with(page)
    root = Path(shutil.copytree(SCHOOL, folder / "school", dirs_exist_ok=True))
    (root / "data/changes").mkdir(exist_ok=True)
    (root / "data/changes" / name).write_text(text, encoding="utf-8")
    result = check_project(Sources(root), AS_OF)
    assert [f"{f.code.id}: {f.message}" for f in result.report.of_severity(Severity.ERROR)] == []
    assert not [f for f in result.report.findings if f.code.id.startswith("EVT")], name
    return result


FILLED = {
    "leaves": {"person": "ben-oak", "role": "dsl", "until": "2026-08-31", "by": "headteacher"},
    "joins": {"name": "Dee Marsh", "role": "dsl", "from": "2026-09-01", "lead": "no", "by": "headteacher"},
    "leads": {"person": "ben-oak", "was": "ada-holm", "by": "headteacher"},
    "still-in-post": {"still": "dsl/ada-holm dsl/ben-oak headteacher/ada-holm", "by": "proprietor"},
    "trained": {"person": "ben-oak", "kind": "update", "by": "headteacher"},
    "names": {"people": "ben-oak", "by": "headteacher"},
    "school-details": {"now_phone": "01632 960999", "by": "office"},
    "helpline": {"entry": "helplines.ceop", "now_phone_hours": "Monday to Friday, 9am to 5pm", "by": "office"},
    "service": {"entry": "services.filtering", "now_product": "OtherFilter", "by": "it-support"},
    "edition-checked": {"entry": "guidance.kcsie/2025", "by": "dsl"},
    "exception": {
        "rule": "DSL009",
        "subject": "ben-oak",
        "reason": "The course is booked.",
        "expires": "2026-07-31",
        "by": "proprietor",
    },
    "signatures": {"document": "staff-aup", "signed": "12", "of": "14", "by": "office"},
}


@pytest.mark.parametrize("job", FILLED)
def test_what_a_form_makes_is_read_and_does_what_it_says(
    context: BrowserContext, address: str, tmp_path: Path, job: str
) -> None:
    said: list[str] = []
    page = form(context, address, job, said)
    fill(page, **FILLED[job])
    if JOBS[job].compares:
        page.get_by_label("I compared these details").check()
    book = added(page, tmp_path).book
    appointments = {(one.person, one.role): one for one in book.people.appointments}
    ben = appointments["ben-oak", "dsl"]
    assert {
        "leaves": lambda: str(ben.until) == "2026-08-31",
        "joins": lambda: str(appointments["dee-marsh", "dsl"].from_) == "2026-09-01",
        "leads": lambda: (ben.lead, appointments["ada-holm", "dsl"].lead) == (True, False),
        "still-in-post": lambda: (
            {
                str(appointments[key].confirmed_on)
                for key in (("ben-oak", "dsl"), ("ada-holm", "dsl"), ("ada-holm", "headteacher"))
            }
            == {"2026-05-20"}
        ),
        "trained": lambda: str(ben.refreshed_on) == "2026-05-20",
        "names": lambda: str(book.people.people["ben-oak"].publish_agreed_on) == "2026-05-20",
        "school-details": lambda: book.school.phone == "01632 960999",
        "helpline": lambda: book.helplines.helplines["ceop"].checked_by == "office",
        "service": lambda: book.services.services["filtering"].product == "OtherFilter",
        "edition-checked": lambda: book.guidance.guidance["kcsie"].editions[-1].checked_by == "dsl",
        "exception": lambda: book.waivers.waivers[-1].rule == "DSL009",
        "signatures": lambda: [event.signed for event in book.events] == [12],
    }[job]()
    expect(page.locator("p[data-then]")).to_be_visible()
    assert said == []


def test_every_kind_of_event_has_a_form_but_readings_which_the_comment_of_the_check_opens() -> None:
    """One person who is confirmed is a roll-call of one."""
    assert set(EVENT_KINDS) - {job.event for job in JOBS.values()} == {"read", "confirmed"}


def test_every_job_has_a_form_and_the_list_leads_to_it(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}forms/index.html", [])
    for job in JOBS.values():
        assert page.get_by_role("link", name=job.title, exact=True).count() == 1
    assert page.locator("meta[name=robots]").get_attribute("content") == "noindex"


def test_a_form_holds_nothing_that_is_not_public(site: Path) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (site / "forms").glob("*.html"))
    for private in ("2025-03-06", "2026-03-07", "Sentinel", "2026-02-02"):
        assert private not in text


def test_what_is_missing_is_said_at_its_field_and_nothing_is_made(context: BrowserContext, address: str) -> None:
    page = form(context, address, "leaves")
    page.get_by_role("button", name="Save the file instead").click()
    faults = page.locator(".asked .error:visible")
    expect(faults).to_have_text(["Fill this in."] * 3)
    expect(page.locator('[data-key="person"]')).to_be_focused()
    expect(page.locator('[data-key="person"]')).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-file]")).to_be_hidden()
    fill(page, person="ben-oak", until="2026-08-31", by="headteacher")
    expect(faults).to_have_count(0)
    expect(page.locator("[data-file]")).to_be_visible()


def test_a_day_to_come_is_no_day_on_which_something_happened(context: BrowserContext, address: str) -> None:
    page = form(context, address, "trained")
    fill(page, person="ben-oak", kind="update", by="headteacher", on="2099-01-01")
    page.get_by_role("button", name="Save the file instead").click()
    expect(page.locator(".asked .error:visible")).to_have_text(
        ["This day has not come yet. Type the day on which it happened."]
    )


def test_somebody_who_is_not_named_in_public_is_typed(context: BrowserContext, address: str) -> None:
    page = form(context, address, "leaves")
    page.locator('[data-key="person"]').select_option(label="Somebody else")
    page.get_by_label("First name and surname").fill("Seán  O’Neill")  # as a tablet types it
    fill(page, until="2026-08-31", by="headteacher")
    name, text = opened_with(page)
    assert name == "2026-05-20-leaves-sean-oneill.yml"
    assert "person: sean-oneill\n" in text


def test_a_roll_call_takes_in_people_who_are_not_named_in_public(context: BrowserContext, address: str) -> None:
    page = form(context, address, "still-in-post")
    fill(page, by="proprietor")
    page.get_by_role("button", name="Save the file instead").click()
    faults = page.locator(".asked .error:visible")
    expect(faults).to_have_text(["Tick at least one person."])
    expect(page.get_by_label("Ada Holm, Designated Safeguarding Lead")).to_be_focused()
    page.get_by_label("Ben Oak, Designated Safeguarding Lead").check()
    expect(faults).to_have_count(0)
    page.get_by_role("button", name="Add somebody else").click()
    page.get_by_label("First name and surname").fill("Zoë  O’Hara")
    page.get_by_role("button", name="Save the file instead").click()
    expect(faults).to_have_text(["Type the name and choose the role of each person that you add."])
    page.get_by_label("Role", exact=True).select_option("deputy-dsl")
    expect(faults).to_have_count(0)
    name, text = opened_with(page)
    assert name == "2026-05-20-still-in-post-dsl-ben-oak-deputy-dsl-zoe-ohara.yml"
    assert (
        text == "event: roll-call\non: 2026-05-20\nby: proprietor\nstill: {dsl: [ben-oak], deputy-dsl: [zoe-ohara]}\n"
    )


def test_nothing_changed_is_no_change(context: BrowserContext, address: str) -> None:
    page = form(context, address, "school-details")
    fill(page, by="office")
    page.get_by_role("button", name="Save the file instead").click()
    expect(page.locator("[data-told]")).to_have_text(
        "Nothing is different from today. Change what is wrong, or close this page."
    )


def test_curly_marks_and_spaces_of_a_tablet_are_kept_out_of_the_syntax(
    context: BrowserContext, address: str, tmp_path: Path
) -> None:
    page = form(context, address, "school-details")
    fill(page, now_hours="“Monday” – Friday: 8am to 4pm # term time", by="office")
    assert added(page, tmp_path).book.school.hours == "“Monday” – Friday: 8am to 4pm # term time"


def test_a_file_is_saved_with_the_same_words(context: BrowserContext, address: str) -> None:
    page = form(context, address, "signatures")
    fill(page, **FILLED["signatures"])
    name, text = opened_with(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the file instead").click()
    assert download.value.suggested_filename == name
    assert Path(download.value.path()).read_text(encoding="utf-8") == text
    assert 'fingerprint: "' in text


def test_a_link_of_the_desk_fills_a_form_in(context: BrowserContext, address: str) -> None:
    page = form(context, address, "decided")
    page.goto(f"{address}forms/decided.html#question=shared-passwords&decided=never")
    page.reload()
    expect(page.locator('[data-key="question"]')).to_have_value("shared-passwords")
    expect(page.locator('[data-key="decided"]')).to_have_value("never")


def test_without_scripts_the_lines_to_type_are_shown(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}forms/leaves.html")
    expect(page.locator("pre").first).to_contain_text("event: ended\nperson:   # Who leaves?")
    expect(page.locator("form.job")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("job", ["leaves", "helpline", "still-in-post", "index"])
def test_the_forms_can_be_used_by_everybody(browser: Browser, address: str, job: str) -> None:
    context = browser.new_context(bypass_csp=True, viewport={"width": 320, "height": 640})
    page = opened(context, f"{address}forms/{job}.html", [])
    assert accessibility_faults(page) == []
    assert unreached_controls(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
