"""The yearly review in the browser: by keyboard, over two tabs and two devices, out of hostile files, and on to paper."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page

from browsing import on_paper, opened, served, until
from building import command
from conftest import AS_OF, PROJECT, SCHOOL
from policybook.book.fact_rows import fact_rows
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.views.sentences import Sentences
from policybook.views.status_words import status_view
from policybook.views.view_context import ViewContext

pytestmark = pytest.mark.browser
REVIEW = "review.html"
SENT = "Tell the new staff — “all” of them: #1"
STATE = """() => Object.fromEntries(Object.entries(localStorage)
  .filter(([name]) => name.startsWith(`policybook-review ${location.pathname.replace(/[.]html$/, '')} `))
  .map(([name, value]) => [name.split(' ').slice(2).join(' '), value]).filter(([name]) => !name.endsWith('-words')).sort())"""
"""What is kept, but for the words in which each question was asked: those are what the page itself adds."""
KEPT = "() => Object.fromEntries(Object.entries(localStorage).filter(([name]) => name.startsWith('policybook')))"
AT = "() => document.activeElement.name || document.activeElement.id || document.activeElement.textContent.trim()"


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A fresh profile of somebody at a desk."""
    width, height = getattr(request, "param", (1280, 900))
    made = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
    made.set_default_timeout(5000)
    yield made
    made.close()


@pytest.fixture(scope="module")
def ids(site: Path) -> list[str]:
    """The checks that are asked, in their order."""
    return re.findall(r'data-check="([^"]+)"', (site / REVIEW).read_text(encoding="utf-8"))


def checklist(context: BrowserContext, address: str, said: list[str] | None = None) -> Page:
    """The page on the day of the fixture; timers run as they always do."""
    return opened_on_the_day(context, address + REVIEW, [] if said is None else said)


def opened_on_the_day(context: BrowserContext, url: str, said: list[str]) -> Page:
    context.clock.set_fixed_time(f"{AS_OF}T12:00:00Z")
    page = opened(context, url, said)
    page.locator("[data-count]").wait_for()  # the page's own script comes after it is drawn
    return page


def go_to(page: Page, step: str) -> None:
    """Open a step by its address, as a link does."""
    page.evaluate(f"location.hash = '{step}'")
    page.locator(f"[id='{step}']").first.wait_for()


def answer(page: Page, check: str, words: str) -> None:
    """Answer a question, which then asks what was seen, and say it."""
    go_to(page, f"check-{check}")
    page.check(f"[name='{check}-judgement'][value=yes]")
    page.fill(f"#{check}-evidence", words)


def told(page: Page) -> str:
    """What the page says of the file that was opened last."""
    return page.locator("[data-told]").text_content() or ""


READ = ["sections:", '  online-safety/passwords: "74aea3df"', '  online-safety/reporting: "542e152e"']
DOCUMENTS = 'documents:\n  parent-guide: "c25516bc"\n  staff-aup: "66b3fd99"\n'
HELPLINE = {
    "helplines.ceop": {"on": "2026-05-05", "by": "office", "values": ["https://www.ceop.police.uk/Safety-Centre/"]}
}


def facts(rows: dict[str, dict[str, object]]) -> str:
    """The rows of the tables that somebody confirmed, as lines of a file."""
    return "\n".join(["facts:", *(f"  {name}: {json.dumps(row)}" for name, row in rows.items())]) + "\n"


def reload(page: Page) -> None:
    page.reload()
    page.locator("[data-count]").wait_for()


def record(answers: dict[str, object], *, actions: list[dict[str, str]] | None = None, more: str = "", **values: str):
    """A file as the page writes it."""
    lines = [f"{name}: {value}" for name, value in values.items()]
    lines += ["wording: this", "policies: [online-safety]", *READ, "checks_asked: 2", "answers:"]
    lines += [f"  {name}: {json.dumps(answer, ensure_ascii=False)}" for name, answer in answers.items()]
    lines += (
        ["actions:", *(f"  - {json.dumps(action, ensure_ascii=False)}" for action in actions)]
        if actions
        else ["actions: []"]
    )
    return "\n".join(lines) + f"\n{more}"


def complete(ids: list[str], **values: str) -> str:
    """A review in which nothing is left."""
    answers: dict[str, object] = {check: {"judgement": "yes", "evidence": "Seen."} for check in ids}
    answers[ids[0]] = {"judgement": "partly", "evidence": "Asked six."}
    answers[ids[1]] = {"judgement": "not applicable", "evidence": "We have none."}
    settings = {"reviewed": '"2026-05-05"', "next_review": '"2027-05-05"', "completed_by": "[headteacher]"} | values
    return record(
        answers,
        actions=[{"check": ids[0], "action": SENT, "owner": "headteacher", "due": "2026-10-10"}],
        more='approved_by:\n  - {"role": "proprietor", "on": "2026-05-05"}\n' + facts(HELPLINE) + DOCUMENTS,
        **settings,
    )


def open_file(page: Page, text: str | bytes, name: str = "2026-05.draft.yml") -> str:
    """Open a file in the page, and give what the page then says of it."""
    data = text.encode() if isinstance(text, str) else text
    page.evaluate("document.querySelector('[data-told]').textContent = ''")
    page.set_input_files("[data-open]", {"name": name, "mimeType": "text/yaml", "buffer": data})
    until(page, "document.querySelector('[data-told]').textContent")
    return told(page)


def saved(page: Page, folder: Path, act: Callable[[], None]) -> Path:
    with page.expect_download() as download:
        act()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def clear(page: Page) -> None:
    """Empty the form; whoever is asked agrees."""
    go_to(page, "page-start")
    page.get_by_role("button", name="Clear everything").click()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until this field or button has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(AT) == name:
            return
    raise AssertionError(f"no way by Tab to {name}")


@dataclass
class Person:
    """Whoever is asked something by the browser, and agrees or not."""

    agrees: bool = True
    asked: list[str] = field(default_factory=list)

    def at(self, page: Page) -> Person:
        page.on("dialog", self.answer)
        return self

    def answer(self, dialog: Dialog) -> None:
        self.asked.append(dialog.message)
        if self.agrees:
            dialog.accept()
        else:
            dialog.dismiss()


# --- by keyboard, and on to another device ---------------------------------------------------------------------------


def step_on(page: Page) -> None:
    """Go on by keyboard, and find the title of the next step in focus."""
    tab_to(page, "Next")
    page.keyboard.press("Enter")


def fill_in_by_keyboard(page: Page, ids: list[str]) -> None:
    press, write = page.keyboard.press, page.keyboard.type
    step_on(page)
    assert page.evaluate(AT) == "step-must-1"
    tab_to(page, f"{ids[0]}-judgement")
    press("Space")
    press("ArrowRight")
    press("Tab")
    write("Asked six.")
    press("Tab")
    write(SENT)
    press("Tab")
    write("designated safeguarding lead")
    press("Escape")  # the list of roles
    press("Tab")
    write("10102026")  # the tenth of October in whatever order
    page.get_by_text("1 of 16 done").wait_for()
    step_on(page)
    tab_to(page, f"{ids[1]}-judgement")
    press("Space")
    press("ArrowLeft")  # round to the last: not applicable
    press("Tab")
    write("We have none.")
    page.get_by_text("2 of 16 done").wait_for()
    for _ in range(4):  # people, services, guidance
        step_on(page)
    tab_to(page, "fact-helplines.ceop")
    press("Space")
    press("Tab")
    assert page.evaluate("document.activeElement.value") == str(AS_OF)  # the day of today, to be changed
    step_on(page)
    step_on(page)
    assert page.evaluate(AT) == "page-read"
    for name in ("read-policy-online-safety", "read-documents/parent-guide", "read-documents/staff-aup"):
        tab_to(page, name)
        press("Space")
    step_on(page)
    step_on(page)
    assert page.evaluate(AT) == "page-record"
    tab_to(page, "record-reviewed")
    write("05052026")
    assert page.locator("#record-next").input_value() == "2027-05-05"
    tab_to(page, "record-completed")
    while page.evaluate("document.activeElement.value") != "headteacher":
        press("Tab")
    press("Space")
    tab_to(page, "record-approved-proprietor")
    write("05052026")
    tab_to(page, "record-note")
    write("No names.")


@pytest.mark.parametrize("context", [(1280, 900), (320, 600)], indirect=True)
def test_a_review_by_keyboard_alone_is_kept_carried_on_elsewhere_and_accepted(
    browser: Browser, context: BrowserContext, address: str, ids: list[str], tmp_path: Path
) -> None:
    said: list[str] = []
    page = checklist(context, address, said)
    own = ("blob:", f"{address}assets/icon.svg")  # the browser asks for the icon of each address
    page.on("request", lambda request: None if request.url.startswith(own) else said.append(request.url))
    fill_in_by_keyboard(page, ids)
    tab_to(page, "Save what there is so far")
    half = saved(page, tmp_path, lambda: page.keyboard.press("Enter"))
    assert said == []  # nothing was asked of anybody, its own host included
    typed = page.evaluate(STATE)
    assert len(typed) == 5 + 2 + 4 + 4 + 5
    reload(page)
    assert page.evaluate(STATE) == typed

    elsewhere = browser.new_context(accept_downloads=True)
    page = checklist(elsewhere, address)
    assert page.evaluate(STATE) == {}
    assert open_file(page, half.read_bytes(), half.name) == "The file is open. Its answers are in the form."
    owner = f"{ids[0]}-owner"
    assert page.evaluate(STATE) == typed | {owner: "Designated Safeguarding Lead"}  # the role, by its title
    go_to(page, "page-record")
    page.get_by_role("button", name="Make the review record").focus()
    whole = saved(page, tmp_path, lambda: page.keyboard.press("Enter"))
    elsewhere.close()

    root = Path(shutil.copytree(SCHOOL, tmp_path / "school"))
    run = command("review", "record", str(whole), "--root", str(root), "--as-of", str(AS_OF))
    assert run.code == 0, run.out
    recorded = (root / "data/reviews/2026-05.yml").read_text(encoding="utf-8")
    assert '  helplines.ceop: {"on": "2026-06-01", "by": "office", "values": ["https://www.ceop' in recorded
    assert "helplines.new-advice" not in recorded  # nobody said that they looked at it


def test_what_is_missing_is_said_in_words_and_no_record_is_made(
    context: BrowserContext, address: str, ids: list[str]
) -> None:
    said: list[str] = []
    page = checklist(context, address, said)
    downloads: list[object] = []
    page.on("download", lambda download: downloads.append(download))  # noqa: PLW0108 - it marks what it is given
    Person().at(page)
    text = complete(ids)
    for was, now, words in (
        (f'  {ids[0]}: {{"judgement": "partly", "evidence": "Asked six."}}\n', "", "Question 1 has no answer yet"),
        (SENT, "", "Question 1: what is to be done?"),
        ("Asked six.", " ", "Question 1: what did you see? Law and guidance ask for evidence"),
        ('"owner": "headteacher"', '"owner": "constructor"', "Question 1: “constructor” is not a role on record"),
        ('"owner": "headteacher"', '"owner": ""', "Question 1: which role will do it?"),
        ("2026-10-10", "2026-05-31", "Question 1: give a date in the future"),
        ("2026-10-10", "", "Question 1: by which day?"),
        ("We have none.", " ", "Question 2: why does it not apply?"),
        ('"on": "2026-05-05", "by": "office"', '"on": "2026-06-02", "by": "office"', "CEOP: the day on which somebody"),
        ("\n".join(READ), "sections: {}", "Online safety policy: nobody has ticked it as read in full"),
        ('reviewed: "2026-05-05"', "reviewed:", "The day on which the review was finished"),
        ('reviewed: "2026-05-05"', "reviewed: 2026-06-02", "The day on which the review was finished has not come yet"),
        ("2027-05-05", "2026-05-05", "The day by which the next review is due, after this one"),
        ("2027-05-05", "2027-05-06", "at most 12 months after this one"),
        ("[headteacher]", "[]", "Who carried out the review"),
        ("[headteacher]", "[proprietor]", "somebody else must have approved it"),
        (
            '"role": "proprietor", "on": "2026-05-05"',
            '"role": "proprietor", "on": "2026-05-04"',
            "A day of approval from",
        ),
    ):
        assert was in text
        clear(page)
        open_file(page, text.replace(was, now))
        go_to(page, "page-left")
        left = page.locator("[data-left]").inner_text()
        assert words in left, (was, now, left)
        go_to(page, "page-record")
        page.get_by_role("button", name="Make the review record").press("Enter")
        assert page.locator("[data-news]").inner_text().startswith("Not complete yet."), (was, now)
        assert page.evaluate("document.activeElement.closest('form.checks').checkVisibility()"), (was, now)
    assert downloads == []
    clear(page)
    open_file(page, text)
    go_to(page, "page-left")
    assert "is this still right?" in page.locator("[data-left]").inner_text()  # what may stay open is listed
    assert said == []


def test_a_review_of_the_year_20_is_not_complete(context: BrowserContext, address: str, ids: list[str]) -> None:
    page = checklist(context, address)
    open_file(page, complete(ids))
    go_to(page, "page-record")
    page.fill("#record-reviewed", "0020-12-02")
    page.fill("#record-next", "0021-12-02")
    page.fill("#record-approved-proprietor", "0020-12-02")
    go_to(page, "page-left")
    assert "The day on which the review was finished" in page.locator("[data-left]").inner_text()
    go_to(page, "page-record")
    page.get_by_role("button", name="Make the review record").press("Enter")
    assert page.evaluate(AT) == "record-reviewed"


def test_a_document_that_nobody_read_holds_no_record_up(
    context: BrowserContext, address: str, ids: list[str], tmp_path: Path
) -> None:
    """Its own page says so, as it does of a section."""
    page = checklist(context, address)
    open_file(page, complete(ids).replace(DOCUMENTS, "documents: {}\n"))
    go_to(page, "page-left")
    assert "Parents' guide: nobody has ticked it as read in full" in page.locator("[data-left]").inner_text()
    go_to(page, "page-record")
    file = saved(page, tmp_path, page.get_by_role("button", name="Make the review record").click)
    assert file.name == "2026-05.yml"


def test_a_review_that_is_not_approved_yet_can_be_recorded(
    context: BrowserContext, address: str, ids: list[str], tmp_path: Path
) -> None:
    page = checklist(context, address)
    open_file(page, complete(ids).replace('"role": "proprietor", "on": "2026-05-05"', ""))
    go_to(page, "page-left")
    assert "The day on which it was approved by: Proprietor" in page.locator("[data-left]").inner_text()
    go_to(page, "page-record")
    file = saved(page, tmp_path, page.get_by_role("button", name="Make the review record").click)
    assert "approved_by: []" in file.read_text(encoding="utf-8")


def test_an_error_stands_at_its_field_and_is_said_once(context: BrowserContext, address: str, ids: list[str]) -> None:
    page = checklist(context, address)
    go_to(page, "step-must-1")
    page.check(f"[name='{ids[0]}-judgement'][value=no]")
    page.get_by_role("button", name="Next").click()
    field = page.locator(f"#{ids[0]}-action")
    assert page.evaluate("document.activeElement.id") == f"{ids[0]}-action"
    assert field.get_attribute("aria-invalid") == "true"
    error = page.locator(f"#{field.get_attribute('aria-describedby')}")
    assert error.inner_text() == "Question 1: what is to be done?"
    field.fill("Ask again.")
    assert error.inner_text() == "Question 1: which role will do it?"
    page.get_by_role("button", name="Next").click()  # it was said; whoever cannot say yet goes on
    assert page.locator("h2:visible").inner_text() == "Expected by guidance"
    page.go_back()
    assert page.locator("h2:visible").inner_text() == "Required by law"
    assert field.input_value() == "Ask again."
    page.get_by_role("button", name="Back", exact=True).click()
    assert page.locator("h2:visible").inner_text() == "Before you start"


# --- roles, and the files of several people --------------------------------------------------------------------------


def test_a_role_sees_what_is_asked_of_it_and_signs_for_it(
    context: BrowserContext, address: str, tmp_path: Path
) -> None:
    page = checklist(context, address)
    page.select_option("[data-me]", "it-support")
    assert page.locator("[data-count]").inner_text() == "0 of 4 done"  # a question, a service, and two documents
    page.get_by_role("button", name="Next").click()
    assert page.locator("h2:visible").inner_text() == "Expected by guidance"
    go_to(page, "facts-service")
    page.get_by_role("group", name="Web filter").get_by_label("This is right").check()
    go_to(page, "page-start")
    page.select_option("[data-me]", "headteacher")
    go_to(page, "facts-helpline")
    assert page.locator("[data-fact]:visible").count() == 0
    go_to(page, "facts-appointment")
    page.get_by_role("group", name="Cy Rowan, Proprietor", exact=True).get_by_label("This is wrong").check()
    page.get_by_label("It is now").fill("Somebody else.")
    half = saved(page, tmp_path, page.get_by_role("button", name="Save to a file").last.click)
    text = half.read_text(encoding="utf-8")
    assert '  services.filtering: {"on": "2026-06-01", "by": "it-support", "values": ["Example Networks", ' in text
    assert '- {"fact": "appointments.cy-rowan/proprietor", "action": "Somebody else."}' in text


def test_whoever_has_finished_their_part_is_told_so_and_not_that_the_record_is_complete(
    context: BrowserContext, address: str
) -> None:
    page = checklist(context, address)
    page.select_option("[data-me]", "it-support")
    go_to(page, "check-password-rule-current")
    answer(page, "password-rule-current", "The rule as it is set.")
    go_to(page, "facts-service")
    page.check("[name='fact-services.filtering'][value=right]")
    go_to(page, "page-read")
    for box in page.locator("input:visible").all():
        box.check()
    go_to(page, "page-left")
    until(page, "document.querySelector('[data-left]').children.length === 0")
    assert (
        page.locator("[data-left-count]").inner_text()
        == "Nothing is left for this role. Save to a file, and hand it in."
    )


def test_files_of_several_people_are_put_together_and_differences_are_chosen(
    context: BrowserContext, address: str, ids: list[str]
) -> None:
    page = checklist(context, address)
    answer(page, ids[0], "Mine.")
    answer(page, ids[1], "Mine too.")
    theirs = complete(ids)
    assert "4 answers differ from yours. Choose below which to keep." in open_file(page, theirs)
    go_to(page, "page-start")
    state = page.evaluate(STATE)
    assert state[f"{ids[0]}-evidence"] == "Mine."
    assert state["record-reviewed"] == "2026-05-05"  # what I had not said is there
    reload(page)  # nothing that is still to be chosen is lost
    group = page.get_by_role("group").filter(has=page.get_by_role("button", name="Take from the file: Asked six."))
    group.get_by_role("button", name="Take from the file").click()
    assert page.evaluate(STATE)[f"{ids[0]}-evidence"] == "Asked six."
    page.get_by_role("button", name="Keep: Mine too.").click()
    assert page.evaluate(STATE)[f"{ids[1]}-evidence"] == "Mine too."
    page.get_by_role("button", name="Take from the file: partly").click()
    page.get_by_role("button", name="Take from the file: not applicable").click()
    assert page.get_by_role("button", name="Take from the file").count() == 0
    assert page.evaluate(STATE)[f"{ids[0]}-judgement"] == "partly"


def test_the_leaderships_copy_is_shown_beside_the_questions(
    context: BrowserContext, address: str, ids: list[str], site: Path
) -> None:
    page = checklist(context, address)
    copy = json.loads((site.parent / "internal/review-copy.json").read_text(encoding="utf-8"))
    copy["contrary"] = {ids[0]: "Nobody leads."}
    copy["facts"].append(
        {"table": "facts-appointment", "name": "appointments.eve-x/office", "title": "Eve <b>", "words": "", "last": ""}
        | {"who_id": "proprietor", "who": "Proprietor"}
    )
    assert open_file(page, json.dumps(copy), "review-copy.json").startswith("The leadership’s copy is open.")
    go_to(page, "page-start")
    assert "Ada Holm" in page.locator("[data-copy]").inner_text()
    answer(page, ids[0], "I believe so.")
    assert "Last time (September 2025): yes." in page.locator(f"#check-{ids[0]}").inner_text()
    page.get_by_role("button", name="Next").click()
    error = page.locator(f"#check-{ids[0]} .error").inner_text()
    assert error == "Question 1: you answered yes, and what is on file says otherwise. Nobody leads."
    go_to(page, "facts-appointment")
    page.get_by_role("group", name="Eve <b>").get_by_label("This is right").check()
    assert page.evaluate(STATE)["fact-appointments.eve-x/office-who"] == "proprietor"
    reload(page)
    go_to(page, "facts-appointment")
    assert page.get_by_role("group", name="Eve <b>").get_by_label("This is right").is_checked()


# --- a whole review: three roles on three devices, put together, recorded, approved a day later and published ---------


def device(browser: Browser, address: str, day: str, role: str, width: int = 1280) -> Page:
    """The page on somebody's own device, for their role."""
    context = browser.new_context(viewport={"width": width, "height": 700}, accept_downloads=True)
    context.set_default_timeout(5000)
    page = on_day(context, address, day)
    if role:
        page.select_option("[data-me]", role)
    return page


def on_day(context: BrowserContext, address: str, day: str) -> Page:
    context.clock.set_fixed_time(f"{day}T12:00:00Z")
    page = opened(context, address + REVIEW, [])
    page.locator("[data-count]").wait_for()
    return page


def filled_in_by_the_dsl(browser: Browser, address: str, folder: Path) -> Path:
    """On a phone's width, and by keyboard alone."""
    page = device(browser, address, "2026-05-20", "dsl", width=320)
    press = page.keyboard.press
    step_on(page)
    tab_to(page, "reporting-known-judgement")
    press("Space")
    press("Tab")
    page.keyboard.type("Asked three students and three staff.")
    while page.evaluate("document.querySelector('section:not([hidden]) h2').id") != "page-read":
        step_on(page)
    for name in ("read-policy-online-safety", "read-documents/parent-guide", "read-documents/staff-aup"):
        tab_to(page, name)
        press("Space")
    tab_to(page, "Save to a file")
    file = saved(page, folder, lambda: press("Enter")).rename(folder / "dsl.yml")
    page.context.close()
    return file


def filled_in_by_it_support(browser: Browser, address: str, folder: Path) -> Path:
    """Called away, and back eight days later."""
    page = device(browser, address, "2026-05-20", "it-support")
    go_to(page, "check-password-rule-current")
    page.check("[name='password-rule-current-judgement'][value=partly]")
    page.fill("#password-rule-current-evidence", "The rule as it is set on 20 May.")
    page.close()
    page = on_day(page.context, address, "2026-05-28")
    assert page.locator("[data-me]").input_value() == "it-support"
    go_to(page, "check-password-rule-current")
    page.fill("#password-rule-current-action", "Set fourteen characters.")
    page.fill("#password-rule-current-owner", "IT support")
    page.fill("#password-rule-current-by", "2026-07-10")
    go_to(page, "facts-service")
    page.check("[name='fact-services.filtering'][value=right]")
    go_to(page, "page-left")
    assert "Question" not in page.locator("[data-left]").inner_text()
    save = page.get_by_role("button", name="Save to a file").last
    file = saved(page, folder, save.click).rename(folder / "it-support.yml")
    page.context.close()
    return file


def put_together(browser: Browser, address: str, folder: Path, files: list[Path]) -> Path:
    """By the headteacher, who confirms facts of their own and makes the record, which nobody has approved yet."""
    page = device(browser, address, "2026-05-29", "")
    for step, name in (("facts-helpline", "helplines.ceop"), ("facts-guidance", "guidance.kcsie/2025")):
        go_to(page, step)
        page.check(f"[name='fact-{name}'][value=right]")
    go_to(page, "page-start")
    page.set_input_files("[data-open]", files)
    until(page, "document.querySelector('[data-told]').textContent.split('The file is open.').length === 3")
    go_to(page, "page-record")
    page.fill("#record-reviewed", "2026-05-29")
    page.get_by_label("Headteacher").check()
    file = saved(page, folder, page.get_by_role("button", name="Make the review record").click)
    page.context.close()
    return file


def approved(browser: Browser, address: str, folder: Path, file: Path) -> Path:
    """By the proprietor, a day later."""
    page = device(browser, address, "2026-05-30", "")
    page.set_input_files("[data-open]", file)
    until(page, "document.querySelector('[data-told]').textContent")
    go_to(page, "page-record")
    page.fill("#record-approved-proprietor", "2026-05-30")
    folder.mkdir()
    whole = saved(page, folder, page.get_by_role("button", name="Make the review record").click)
    page.context.close()
    return whole


def test_three_people_on_three_devices_hold_a_review_and_every_date_follows(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    files = [
        filled_in_by_the_dsl(browser, address, tmp_path),
        filled_in_by_it_support(browser, address, tmp_path),
    ]
    first = put_together(browser, address, tmp_path, files)
    assert first.name == "2026-05.yml"
    root = Path(shutil.copytree(SCHOOL, tmp_path / "school"))
    run = command("review", "record", str(first), "--root", str(root), "--as-of", "2026-05-29")
    assert "It counts once it is approved" in run.out
    assert status_on(root, date(2026, 5, 29)) == "Next review due by 30 September 2026"

    second = approved(browser, address, tmp_path / "approved", first)
    run = command("review", "record", str(second), "--root", str(root), "--as-of", "2026-05-30")
    assert run.code == 0, run.out

    # Published: the dates of the policies and of what was confirmed are those of the review.
    day = date(2026, 5, 30)
    assert status_on(root, day) == "Next review due by 29 May 2027"
    result = check_project(Sources(root), day)
    assert [finding for finding in result.report.findings if "2026-05.yml" in finding.span.path] == []
    last = {row.name: str(row.last) for row in fact_rows(result.book, day)}
    assert [last[name] for name in ("services.filtering", "helplines.ceop", "guidance.kcsie/2025")] == [
        "2026-05-28",
        "2026-05-29",
        "2026-05-29",
    ]
    status = command("review", "status", "--root", str(root), "--as-of", "2026-05-30").out
    open_action = "Set fourteen characters (IT support, by 10 July 2026); from the review of 29 May 2026"
    assert open_action in " ".join(status.split())


def status_on(root: Path, day: date) -> str:
    """What the page of the policy says of its review."""
    result = check_project(Sources(root), day)
    context = ViewContext(result.book, result.report, day, Sentences.read(PROJECT), {})
    return status_view(context, result.book.policies).headline


# --- fields that come when they are wanted ---------------------------------------------------------------------------


def test_an_answer_asks_for_what_belongs_to_it(context: BrowserContext, address: str, ids: list[str]) -> None:
    page = checklist(context, address)
    written = ":is(textarea, [type=text], [type=date]):visible"
    assert page.locator(f"[data-check] {written}, [data-fact] {written}").count() == 0
    for name, value, count in ((ids[0], "yes", 1), (ids[0], "no", 4), (ids[1], "partly", 4), (ids[1], "yes", 1)):
        go_to(page, f"check-{name}")
        page.check(f"[name='{name}-judgement'][value={value}]")
        assert page.locator(f"#check-{name} {written}").count() == count, (name, value)
    go_to(page, "facts-linked-policy")
    row = page.get_by_role("group", name="Child protection policy")
    row.get_by_label("This is right").check()
    assert row.locator(written).count() == 3
    row.get_by_label("This is wrong").check()
    assert row.locator(written).count() == 3
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id").endswith("-action")


def test_an_address_of_a_question_leads_just_there(context: BrowserContext, address: str, ids: list[str]) -> None:
    page = opened_on_the_day(context, f"{address}{REVIEW}#check-{ids[-1]}", [])
    assert page.locator("h2:visible").inner_text() == "Expected by guidance"
    assert page.locator(f"#check-{ids[-1]}").is_visible()
    page = opened_on_the_day(context, f"{address}{REVIEW}#fact--helplines.new-advice", [])
    until(page, "scrollY > 0")
    assert page.locator("#fact--helplines\\.new-advice").evaluate(
        "e => e.getBoundingClientRect().top < innerHeight / 2"
    )


def test_without_its_script_the_page_is_the_plain_form(context: BrowserContext, address: str, ids: list[str]) -> None:
    context.route("**/review.js", lambda route: route.abort())
    page = opened(context, address + REVIEW, [])
    until(page, "!document.querySelector('main noscript')")
    assert page.locator("[data-check] textarea").count() == 2 * len(ids)
    assert page.locator("[data-scripted]:visible").count() == 0
    assert page.locator("h2:visible").count() == 10  # every step, and no list of what is left
    page.check(f"[name='{ids[0]}-judgement'][value=no]")
    page.fill(f"#{ids[0]}-action", "Ask again.")


def test_every_control_has_its_name_on_every_step(context: BrowserContext, address: str) -> None:
    page = checklist(context, address)
    for step in page.evaluate("[...document.querySelectorAll('h2')].map(h => h.id)"):
        go_to(page, step)
        assert page.evaluate(UNNAMED) == []
        assert page.evaluate(SKIPPED) == []


UNNAMED = """() => [...document.querySelectorAll('section:not([hidden]) :is(input, textarea, select)')]
  .filter(e => e.checkVisibility() && ![...e.labels].some(l => l.innerText.trim())).map(e => e.outerHTML)"""
SKIPPED = """() => [...document.querySelectorAll('fieldset, .choice')]
  .filter(e => getComputedStyle(e).contentVisibility === 'auto').map(e => e.outerHTML)"""


# --- files that are something else -----------------------------------------------------------------------------------

NOT_OPENED = "This file cannot be opened:"
FOREIGN = "This is the record of another checklist:"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", NOT_OPENED),
        ('{"policies": ["online-safety"], "wording": "this", "answers": {}}', NOT_OPENED),
        ("title: Online safety\nowner: headteacher\n", NOT_OPENED),
        ("policies: [online-safety]\nwording: this\nanswers: [{x: y}]\n", NOT_OPENED),
        ('policies: [online-safety]\nwording: this\nanswers:\n  x: {"judgement": {"toString": 1}}\n', NOT_OPENED),
        ("policies: [online-safety]\nwording: this\nactions:\n  x: yes\n", NOT_OPENED),
        (b"%PDF-1.7\n\xff\xfe\x00", NOT_OPENED),
        (b"\x00" * 900_000, NOT_OPENED),
        ("policies: [online-safety]\nwording: this\n" + "# \u00e9\n" * 300_000, NOT_OPENED),
        (record({"fire-drill": "yes", "first-aid": "no"}), FOREIGN),
        ("policies: [health-and-safety]\nwording: this\n", FOREIGN),
        (record({"__proto__": {"judgement": "yes"}, "constructor": "yes"}), FOREIGN),
    ],
    ids=[
        "nothing",
        "other JSON",
        "other YAML",
        "a list of tables",
        "an object for a word",
        "a table for a list",
        "a PDF",
        "no text",
        "too large",
        "another school's checks",
        "other policies",
        "names of JavaScript's own",
    ],
)
def test_a_wrong_file_is_refused_in_words_and_loses_nothing(
    context: BrowserContext, address: str, ids: list[str], text: str | bytes, words: str
) -> None:
    said: list[str] = []
    page = checklist(context, address, said)
    answer(page, ids[0], "Mine.")
    person = Person().at(page)
    before = page.evaluate(STATE)
    assert before == {f"{ids[0]}-judgement": "yes", f"{ids[0]}-evidence": "Mine."}
    said_of_it = open_file(page, text)
    assert said_of_it.startswith(words)
    assert said_of_it.endswith("Nothing here was changed.")
    assert page.evaluate(STATE) == before
    assert person.asked == []
    assert page.evaluate("Object.keys(Object.prototype).length + Object.keys(Array.prototype).length") == 0
    reload(page)
    assert page.evaluate(STATE) == before
    assert said == []


def test_a_hostile_file_is_words_and_nothing_else(context: BrowserContext, address: str, ids: list[str]) -> None:
    said: list[str] = []
    page = checklist(context, address, said)
    person = Person().at(page)
    elements = page.evaluate("document.getElementsByTagName('*').length")
    bad = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    answers = {
        ids[0]: {"judgement": "yes", "evidence": bad},
        bad.replace(":", ""): "yes",
        "__proto__": {"evidence": bad},
    }
    text = record(
        {ids[0]: answers[ids[0]], "__proto__": answers["__proto__"]},
        actions=[{"check": bad, "action": bad}, {"check": "toString", "action": "x", "__proto__": "y"}],
        more=f'approved_by:\n  - {{"role": "\\"] *, {bad}", "on": "2026-05-05"}}\n__proto__:\n  polluted: "yes"\n',
        note=json.dumps(bad),
    )
    said_of_it = open_file(page, text)
    assert said_of_it.count(bad) == 3
    assert "__proto__" in said_of_it
    state = page.evaluate(STATE)
    assert state == {
        f"{ids[0]}-judgement": "yes",
        f"{ids[0]}-evidence": bad,
        "record-note": bad,
        "read--online-safety/passwords": "74aea3df",
        "read--online-safety/reporting": "542e152e",
    }
    assert page.evaluate("[({}).polluted, [].polluted].join() === ','")
    page.wait_for_timeout(0)
    added = page.evaluate("document.getElementsByTagName('*').length") - elements
    assert added <= 2 * 12  # what is left, as list items with links
    assert page.locator("main img, main script").count() == 0
    assert person.asked == []
    assert said == []


def test_a_file_of_an_older_checklist_brings_what_fits_and_names_the_rest(
    context: BrowserContext, address: str, ids: list[str]
) -> None:
    page = checklist(context, address)
    text = record(
        {ids[0]: "no", "asked-no-more": {"judgement": "yes", "evidence": "Seen in 2019."}, ids[1]: "perhaps"},
        actions=[
            {"check": ids[0], "action": "First.", "owner": "dsl", "due": "2026-09", "done": "2026-09-30"},
            {"check": ids[0], "action": "Second."},
        ],
        more='read_again:\n  - {"section": "x"}\n',
        reviewed="summer 2026",
        completed_by="[headteacher, caretaker]",
    )
    listed = open_file(page, text).partition("Not taken over, because this page has no such question, role or day: ")[2]
    assert listed == (
        "read_again, asked-no-more (Seen in 2019.), perhaps, 2026-09-30, Second., summer 2026, caretaker."
    )
    assert page.evaluate(STATE) == {
        f"{ids[0]}-judgement": "no",
        f"{ids[0]}-action": "First.",
        f"{ids[0]}-owner": "Designated Safeguarding Lead",
        f"{ids[0]}-by": "2026-09-30",
        "record-completed headteacher": "yes",
        "read--online-safety/passwords": "74aea3df",
        "read--online-safety/reporting": "542e152e",
    }


def test_what_changed_since_a_file_was_made_is_named_and_asked_again(
    context: BrowserContext, address: str, ids: list[str]
) -> None:
    page = checklist(context, address)
    text = (
        complete(ids).replace("74aea3df", "00000000").replace("https://www.ceop.police.uk/Safety-Centre/", "0800 1111")
    )
    assert open_file(page, text).endswith("so they are asked again: CEOP, Passwords.")
    state = page.evaluate(STATE)
    assert "fact-helplines.ceop" not in state
    assert [name for name in state if name.startswith("read--online")] == ["read--online-safety/reporting"]


def test_a_question_whose_clauses_changed_since_it_was_answered_is_asked_again(
    context: BrowserContext, address: str, ids: list[str], tmp_path: Path
) -> None:
    """Out of a file, and on the device: what was seen stays, and the answer is to be given again."""
    page = checklist(context, address)
    text = complete(ids).replace(
        "checks_asked", f'checks:\n  {ids[0]}: "00000000"\n  {ids[1]}: "00000000"\nchecks_asked'
    )
    told_of = "so they are asked again: question 1 (Online safety policy 2.1), question 2 (Online safety policy 1.1)."
    assert open_file(page, text).endswith(told_of)
    state = page.evaluate(STATE)
    assert [name for name in state if name.endswith("-judgement")] == []
    assert (state[f"{ids[0]}-evidence"], state[f"{ids[0]}-action"]) == ("Asked six.", SENT)
    go_to(page, f"check-{ids[0]}")
    again = "Question 1: the question or its clauses (Online safety policy 2.1) changed after it was answered “partly”. Answer it again"
    box = page.locator(f"#check-{ids[0]}")
    assert box.locator(".error").inner_text() == again
    go_to(page, "page-left")
    assert again in page.locator("[data-left]").inner_text()
    go_to(page, f"check-{ids[0]}")
    box.get_by_label("Partly").check()
    assert box.locator(".error").count() == 0
    assert box.locator("textarea").first.input_value() == "Asked six."
    reload(page)
    assert "asked again" not in told(page)
    half = saved(page, tmp_path, page.get_by_role("button", name="Save to a file").last.click).read_text(
        encoding="utf-8"
    )
    words = re.findall(rf'^  {ids[0]}: "(\w{{8}})"$', half, re.MULTILINE)
    assert words == [page.locator(f"#check-{ids[0]}").get_attribute("data-words")]

    # The clause changes while the answers wait on this device.
    context.route(
        "**/review.html",
        lambda route: route.fulfill(
            body=route.fetch().text().replace(f'data-words="{words[0]}"', 'data-words="11111111"'),
            content_type="text/html",
        ),
    )
    reload(page)
    assert told(page).endswith("so they are asked again: question 1 (Online safety policy 2.1).")
    assert f"{ids[0]}-judgement" not in page.evaluate(STATE)
    assert box.locator("input:checked").count() == 0


def test_a_fact_whose_values_changed_on_this_device_is_asked_again(context: BrowserContext, address: str) -> None:
    page = checklist(context, address)
    go_to(page, "facts-helpline")
    row = page.get_by_role("group", name="CEOP")
    row.get_by_label("This is right").check()
    reload(page)
    assert told(page) == ""
    context.route(
        "**/review.html",
        lambda route: route.fulfill(
            body=route.fetch().text().replace("ceop.police.uk/Safety-Centre/&#34;]", "ceop.police.uk/New/&#34;]"),
            content_type="text/html",
        ),
    )
    reload(page)
    assert told(page).endswith("so they are asked again: CEOP.")
    go_to(page, "facts-helpline")
    assert row.locator("input:checked").count() == 0


# --- what is kept on this device -------------------------------------------------------------------------------------


def test_clearing_asks_first_and_then_leaves_nothing(context: BrowserContext, address: str, ids: list[str]) -> None:
    page = checklist(context, address)
    open_file(page, complete(ids))
    before = page.evaluate(STATE)
    button = page.get_by_role("button", name="Clear everything")
    person = Person(agrees=False).at(page)
    button.click()
    assert person.asked == ["Clear every answer on this device? A saved file stays as it is."]
    assert page.evaluate(STATE) == before
    person.agrees = True
    button.click()
    assert page.evaluate(STATE) == {}
    assert page.evaluate("localStorage.length") == 0
    assert page.locator("[data-news]").inner_text() == "Everything is cleared from this device."
    reload(page)
    assert page.evaluate(STATE) == {}
    assert page.locator("[data-count]").inner_text() == "0 of 16 done"


def test_the_last_letters_are_kept_when_the_page_goes(context: BrowserContext, address: str) -> None:
    """Each letter as it is typed, so that whatever ends the page ends nothing else."""
    page = checklist(context, address)
    go_to(page, "page-record")
    page.locator("#record-note").focus()
    page.keyboard.type("to the last letter")
    assert page.evaluate(STATE) == {"record-note": "to the last letter"}
    page.close()
    page = checklist(context, address)
    go_to(page, "page-record")
    assert page.locator("#record-note").input_value() == "to the last letter"


def test_two_tabs_show_the_same_and_overwrite_nothing(context: BrowserContext, address: str, ids: list[str]) -> None:
    one, other = checklist(context, address), checklist(context, address)
    go_to(other, f"check-{ids[0]}")
    answer(one, ids[0], "From the one.")
    until(other, f"document.getElementById('{ids[0]}-evidence')?.value === 'From the one.'")
    assert other.locator("[data-news]").inner_text() == "Answers given in another tab or window are shown here too."
    answer(other, ids[1], "Meanwhile.")
    one.get_by_text("2 of 16 done").wait_for()
    # A letter is being typed in the one when the other keeps something: both stay.
    one.locator(f"#{ids[0]}-evidence").focus()
    one.keyboard.type("Half a wo")
    other.fill(f"#{ids[1]}-evidence", "Meanwhile, more.")
    until(one, "Object.values(localStorage).includes('Meanwhile, more.')")
    assert one.evaluate(STATE) == {
        f"{ids[0]}-judgement": "yes",
        f"{ids[0]}-evidence": one.locator(f"#{ids[0]}-evidence").input_value(),
        f"{ids[1]}-judgement": "yes",
        f"{ids[1]}-evidence": "Meanwhile, more.",
    }
    assert "Half a wo" in one.locator(f"#{ids[0]}-evidence").input_value()
    Person().at(one)
    go_to(one, "page-start")
    one.get_by_role("button", name="Clear everything").click()
    other.get_by_text("0 of 16 done").wait_for()
    assert other.evaluate(STATE) == {}
    assert not other.locator(f"[name='{ids[1]}-judgement'][value=yes]").is_checked()


FORBIDDEN = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('No', 'SecurityError'); }})"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('Full', 'QuotaExceededError'); }"


@pytest.mark.parametrize("trouble", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_a_browser_that_keeps_nothing_says_so_and_still_saves_to_a_file(
    context: BrowserContext, address: str, ids: list[str], tmp_path: Path, trouble: str
) -> None:
    context.add_init_script(trouble)
    said: list[str] = []
    page = checklist(context, address, said)
    words = "This browser does not let the page keep anything. Save to a file before you close it."
    news = page.locator("[data-news]")
    assert news.inner_text() == words  # before anything is typed in vain
    answer(page, ids[1], "Mine.")
    page.get_by_text("1 of 16 done").wait_for()
    assert news.inner_text() == words
    assert news.evaluate(
        "n => { const box = n.getBoundingClientRect(); return box.top > 0 && box.bottom <= innerHeight }"
    )
    half = saved(page, tmp_path, page.get_by_role("button", name="Save to a file").last.click)
    assert '"Mine."' in half.read_text(encoding="utf-8")
    assert said == []


def test_a_store_that_runs_full_is_noticed(context: BrowserContext, address: str, ids: list[str]) -> None:
    """With the browser's own limit and not a stand-in."""
    page = checklist(context, address)
    page.evaluate(
        """() => { for (let size = 4e6; size >= 1; size = Math.floor(size / 2)) {
          try { for (let n = 0; ; n++) localStorage.setItem(`other${size}.${n}`, 'x'.repeat(size)); } catch { /* full */ } } }"""
    )
    answer(page, ids[0], "x" * 500)
    page.get_by_text("This browser does not let the page keep anything.").wait_for()


def test_answers_to_questions_that_are_gone_are_shown_and_kept(
    context: BrowserContext, address: str, ids: list[str]
) -> None:
    page = checklist(context, address)
    answer(page, ids[0], "Mine.")
    page.evaluate(
        """() => { const key = Object.keys(localStorage)[0].split(' ').slice(0, 2).join(' ');
          localStorage.setItem(`${key} asked-no-more-evidence`, 'Seen in 2019.');
          localStorage.setItem(`${key} read--online-safety/passwords`, '00000000'); }"""
    )
    reload(page)
    assert "the page no longer asks for them: Seen in 2019." in told(page)
    assert "asked again: Online safety policy." in told(page)
    answer(page, ids[1], "More.")
    assert page.evaluate(STATE)["asked-no-more-evidence"] == "Seen in 2019."
    Person().at(page)
    go_to(page, "page-start")
    page.get_by_role("button", name="Clear everything").click()
    assert page.evaluate(KEPT) == {}


def test_what_an_earlier_page_kept_is_taken_over(context: BrowserContext, address: str, ids: list[str]) -> None:
    page = checklist(context, address)
    values = {f"{ids[0]}-judgement": ["yes"], f"{ids[0]}-evidence": "Then.", "record-completed": ["dsl", "headteacher"]}
    page.evaluate(
        "values => localStorage.setItem(`policybook-review ${location.pathname.replace('.html', '')}`, JSON.stringify({values}))",
        values,
    )
    reload(page)
    assert page.evaluate(STATE) == {
        f"{ids[0]}-judgement": "yes",
        f"{ids[0]}-evidence": "Then.",
        "record-completed dsl": "yes",
        "record-completed headteacher": "yes",
    }


@pytest.mark.parametrize(
    ("vendor", "persists", "words"),
    [
        ("Apple Computer, Inc.", "true", "Safari deletes it after seven days without a visit."),
        ("Google Inc.", "true", "This browser has agreed to keep it until you clear it."),
        ("Google Inc.", "false", "The browser may delete it when the device runs short of space."),
    ],
)
def test_the_page_says_what_this_browser_does(
    context: BrowserContext, address: str, ids: list[str], vendor: str, persists: str, words: str
) -> None:
    context.add_init_script(
        f"Object.defineProperty(navigator, 'vendor', {{value: '{vendor}'}});"
        f" navigator.storage.persist = async () => {persists}; navigator.storage.persisted = async () => false;"
    )
    page = checklist(context, address)
    answer(page, ids[0], "Mine.")
    go_to(page, "page-start")
    page.get_by_text(words).wait_for()


def test_two_schools_of_one_host_keep_their_answers_apart(
    context: BrowserContext, site: Path, ids: list[str], tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).symlink_to(site, target_is_directory=True)
    with served(tmp_path) as url:
        here = checklist(context, f"{url}a/")
        answer(here, ids[0], "Of school a.")
        until(here, "localStorage.length")
        assert checklist(context, f"{url}b/").evaluate(STATE) == {}
        # The same page under its other address, as GitHub's host answers it.
        context.route("**/a/review", lambda route: route.fulfill(path=site / REVIEW, content_type="text/html"))
        again = opened_on_the_day(context, f"{url}a/review", [])
        assert again.evaluate(STATE) == {f"{ids[0]}-judgement": "yes", f"{ids[0]}-evidence": "Of school a."}


# --- many questions, and paper ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [200, 1200])
def test_an_answer_costs_the_same_however_many_questions_there_are(
    browser: Browser, context: BrowserContext, address: str, site: Path, capsys, count: int
) -> None:
    """A letter that is typed, kept, judged and counted takes at most a picture's time, and no task on load is long."""
    text = (site / REVIEW).read_text(encoding="utf-8")
    first, last = text.index('<h2 id="step-must-1"'), text.index('<h2 id="step-should-1"')
    step = text[first:last]
    box = step[step.index('<fieldset class="check" id="check-') : step.index("</fieldset>") + len("</fieldset>")]
    (name,) = re.findall(r'data-check="([^"]+)"', box)
    steps = "".join(
        step.replace('id="step-must-1"', f'id="step-more-{part}"').replace(
            box, "".join(box.replace(name, f"{name}-{part}-{number}") for number in range(15))
        )
        for part in range(count // 15)
    )
    context.route(
        "**/review.html", lambda route: route.fulfill(body=text[:last] + steps + text[last:], content_type="text/html")
    )
    page = checklist(context, address)
    asked = page.locator("[data-check]").count()
    assert count - 15 < asked - 2 <= count
    page.evaluate(
        """() => { const key = `policybook-review ${location.pathname.replace('.html', '')}`;
          for (const box of document.querySelectorAll('[data-check]')) {
            localStorage.setItem(`${key} ${box.dataset.check}-judgement`, 'partly');
            localStorage.setItem(`${key} ${box.dataset.check}-evidence`, 'Something that was seen. '.repeat(8)); } }"""
    )
    page.goto("about:blank")
    browser.start_tracing(page=page, categories=["toplevel", "devtools.timeline"])
    page.goto(address + REVIEW)
    page.locator("[data-count]").wait_for()
    longest = longest_task(browser.stop_tracing())
    worked = work_of(context, page)
    go_to(page, f"check-{name}-3-7")
    page.locator(f"#{name}-3-7-evidence").focus()
    spent = []
    for letter in "wxyzwxyz":
        worked()
        page.keyboard.type(letter)
        spent.append(worked())
    assert page.evaluate(STATE)[f"{name}-3-7-evidence"].endswith("wxyzwxyz")
    with capsys.disabled():
        print(f"\n  {asked} questions: ms of work for a letter: {spent}; for the longest task on load: {longest}")
    assert min(spent) <= 16
    assert 0 < longest <= 50


def longest_task(trace: bytes) -> int:
    """Return the ms of the page's own work in the longest task of a trace; more than 50 are a long one."""
    events = json.loads(trace)["traceEvents"]
    threads = {
        (one["pid"], one["tid"])
        for one in events
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    tasks = (one for one in events if one["name"].endswith("RunTask") and (one["pid"], one["tid"]) in threads)
    return round(max(one.get("tdur", 0) for one in tasks) / 1000)


def work_of(context: BrowserContext, page: Page) -> Callable[[], int]:
    """A clock of the page's own work in ms since it was last asked, which a busy machine does not drive."""
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    last = [0.0]

    def ask() -> int:
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        before, last[0] = last[0], found["TaskDuration"]
        return round(1000 * (last[0] - before))

    return ask


def test_paper_has_every_answer_that_was_typed(
    browser: Browser, context: BrowserContext, address: str, ids: list[str], tmp_path: Path
) -> None:
    page = checklist(context, address)
    open_file(page, complete(ids))
    long = " ".join(f"Word{number}" for number in range(200))
    answer(page, ids[0], f"{long}\nanother line")
    go_to(page, "page-record")
    page.fill("#record-note", "A last word.")
    on_paper(page)
    page.pdf(path=tmp_path / "paper.pdf", format="A4")
    document = pypdfium2.PdfDocument(tmp_path / "paper.pdf")
    words = " ".join(" ".join(sheet.get_textpage().get_text_bounded() for sheet in document).split())
    document.close()
    for typed in page.evaluate(STATE).values():
        if not re.fullmatch(r"[a-z ]+|\d{4}-\d\d-\d\d|[0-9a-f]{8}|\[.*\]", typed):
            assert " ".join(typed.split()) in words
    assert re.search(r"0?5/0?5/2026|05-05-2026", words)
    rings = page.evaluate(
        """() => [...document.querySelectorAll('.choice input')].map(input => [input.checked,
          getComputedStyle(input.nextElementSibling, '::before').borderTopWidth])"""
    )
    assert {width for chosen, width in rings if chosen}.isdisjoint({width for chosen, width in rings if not chosen})
    # On the screen nothing is there twice.
    page.emulate_media(media="screen")
    assert page.locator(".typed:visible").count() == 0


def test_every_answer_that_is_typed_stays_in_sight(context: BrowserContext, address: str) -> None:
    page = checklist(context, address)
    go_to(page, "step-must-1")
    page.check("[value=partly]:visible")
    fields = page.locator("textarea")
    assert fields.count() == 2 + 1
    growing = fields.evaluate_all("all => all.filter(e => getComputedStyle(e).fieldSizing === 'content').length")
    assert growing == fields.count()
    field = page.locator("textarea:visible").first
    line = field.evaluate("e => e.offsetHeight")
    field.fill("Something that was seen. " * 8)
    heights = field.evaluate("e => [e.offsetHeight, e.clientHeight, e.scrollHeight]")
    assert heights[0] > 2 * line
    assert heights[1] >= heights[2]
