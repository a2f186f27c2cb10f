"""The yearly review in the browser: by keyboard, over two tabs and two devices, out of hostile files, and on to paper."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page

from browsing import opened, served, until
from building import command
from conftest import AS_OF, SCHOOL

pytestmark = pytest.mark.browser
REVIEW = "review.html"
SENT = "Tell the new staff — “all” of them: #1"
STATE = """() => Object.fromEntries([...document.querySelectorAll('form.checks input, form.checks textarea')]
  .filter(field => /radio|checkbox/.test(field.type) ? field.checked : field.value)
  .map(field => [`${field.name || field.id} ${/radio|checkbox/.test(field.type) ? field.value : ''}`.trim(), field.value]))"""
KEPT = "() => Object.fromEntries(Object.entries(localStorage).filter(([name]) => name.startsWith('policybook')))"
AT = "() => document.activeElement.name || document.activeElement.id || document.activeElement.textContent.trim()"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile of somebody at a desk."""
    made = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
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


def answer(page: Page, check: str, words: str) -> None:
    """Answer a question, which then asks what was seen, and say it."""
    page.check(f"[name='{check}-judgement'][value=yes]")
    page.fill(f"#{check}-evidence", words)


def reload(page: Page) -> None:
    page.reload()
    page.locator("[data-count]").wait_for()


def record(answers: dict[str, object], *, actions: list[dict[str, str]] | None = None, more: str = "", **values: str):
    """A file as the page writes it."""
    lines = [f"{name}: {value}" for name, value in values.items()]
    lines += ["wording: this", "policies: [online-safety]", "sections: {}", "checks_asked: 13", "answers:"]
    lines += [f"  {name}: {json.dumps(answer, ensure_ascii=False)}" for name, answer in answers.items()]
    lines += (
        ["actions:", *(f"  - {json.dumps(action, ensure_ascii=False)}" for action in actions)]
        if actions
        else ["actions: []"]
    )
    return "\n".join(lines) + f"\n{more}"


def complete(ids: list[str], **values: str) -> str:
    """A review in which nothing is left."""
    answers: dict[str, object] = {check: {"judgement": "yes"} for check in ids}
    answers[ids[0]] = {"judgement": "partly", "evidence": "Asked six."}
    answers[ids[1]] = {"judgement": "not applicable", "evidence": "We have none."}
    settings = {"reviewed": '"2026-05-05"', "next_review": '"2027-05-05"', "completed_by": "[headteacher]"} | values
    return record(
        answers,
        actions=[{"check": ids[0], "action": SENT, "owner": "headteacher", "due": "2026-10-10"}],
        more='approved_by:\n  - {"role": "proprietor", "on": "2026-05-05"}\n',
        **settings,
    )


def open_file(page: Page, text: str | bytes, name: str = "2026-05.draft.yml") -> str:
    """Open a file in the page, and give what the page then says of it."""
    data = text.encode() if isinstance(text, str) else text
    page.evaluate("document.querySelector('[data-told]').textContent = ''")
    page.set_input_files("[data-open]", {"name": name, "mimeType": "text/yaml", "buffer": data})
    until(page, "document.querySelector('[data-told]').textContent")
    return page.locator("[data-told]").inner_text()


def saved(page: Page, folder: Path, act: Callable[[], None]) -> Path:
    with page.expect_download() as download:
        act()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def tab_to(page: Page, name: str) -> None:
    """Press Tab until this field or button has the focus."""
    for _ in range(150):
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


def fill_in_by_keyboard(page: Page, ids: list[str]) -> None:
    press, write = page.keyboard.press, page.keyboard.type
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
    page.get_by_text("1 of 13 answered").wait_for()
    tab_to(page, f"{ids[1]}-judgement")
    press("Space")
    press("ArrowLeft")  # round to the last: not applicable
    press("Tab")
    write("We have none.")
    for number, name in enumerate(ids[2:], 3):
        tab_to(page, f"{name}-judgement")
        press("Space")
        page.get_by_text(f"{number} of 13 answered").wait_for()
    assert page.locator("[data-left-count]").inner_text().startswith("4 things are left.")
    tab_to(page, "record-reviewed")
    write("05052026")
    assert page.locator("#record-next").input_value() == "2027-05-05"
    tab_to(page, "record-completed")
    while page.evaluate("document.activeElement.value") != "headteacher":
        press("Tab")
    press("Space")
    page.get_by_text("One thing is left.").wait_for()
    tab_to(page, "record-approved-proprietor")
    write("05052026")
    tab_to(page, "record-note")
    write("No names.")
    page.get_by_text("Nothing is left.").wait_for()


def test_a_review_by_keyboard_alone_is_kept_carried_on_elsewhere_and_accepted(
    browser: Browser, context: BrowserContext, address: str, ids: list[str], tmp_path: Path
) -> None:
    said: list[str] = []
    page = checklist(context, address, said)
    page.on("request", lambda request: None if request.url.startswith("blob:") else said.append(request.url))
    fill_in_by_keyboard(page, ids)
    tab_to(page, "Save what there is so far")
    half = saved(page, tmp_path, lambda: page.keyboard.press("Enter"))
    assert said == []  # nothing was asked of anybody, its own host included
    typed = page.evaluate(STATE)
    assert len(typed) == 13 + 2 + 3 + 5
    reload(page)
    assert page.evaluate(STATE) == typed

    elsewhere = browser.new_context(accept_downloads=True)
    page = checklist(elsewhere, address)
    assert page.evaluate(STATE) == {}
    assert open_file(page, half.read_bytes(), half.name) == "The file is open. Its answers are in the form."
    owner = f"{ids[0]}-owner"
    assert page.evaluate(STATE) == typed | {owner: "Designated Safeguarding Lead"}  # the role, by its title
    page.get_by_role("button", name="Make the review record").focus()
    whole = saved(page, tmp_path, lambda: page.keyboard.press("Enter"))
    elsewhere.close()

    root = Path(shutil.copytree(SCHOOL, tmp_path / "school"))
    run = command("review", "record", str(whole), "--root", str(root), "--as-of", str(AS_OF))
    assert run.code == 0, run.out
    assert (root / "data/reviews/2026-05.yml").is_file()


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
        (f"  {ids[3]}: " + '{"judgement": "yes"}\n', "", "One question has no answer yet: 4.1"),
        (SENT, "", "Question 1.1: what is to be done?"),
        ('"owner": "headteacher"', '"owner": "constructor"', "Question 1.1: “constructor” is not a role on record"),
        ('"owner": "headteacher"', '"owner": ""', "Question 1.1: which role will do it?"),
        ("2026-10-10", "2026-05-31", "Question 1.1: by which day that is still to come?"),
        ("2026-10-10", "", "Question 1.1: by which day?"),
        ("We have none.", " ", "why does it not apply?"),
        ('reviewed: "2026-05-05"', "reviewed:", "The day on which the review was finished"),
        ('reviewed: "2026-05-05"', "reviewed: 2026-06-02", "The day on which the review was finished has not come yet"),
        ("2027-05-05", "2026-05-05", "The day by which the next review is due, after this one"),
        ("2027-05-05", "2027-05-06", "at most 12 months after this one"),
        ("[headteacher]", "[]", "Who carried out the review"),
        ("[headteacher]", "[proprietor]", "somebody else must have approved it"),
        ('"on": "2026-05-05"', '"on": "2026-05-04"', "A day of approval from the end of the review to today"),
        ('"on": "2026-05-05"', '"on": ""', "The day on which it was approved by: Proprietor"),
    ):
        assert was in text
        open_file(page, text.replace(was, now))
        left = page.locator("[data-left]").inner_text()
        assert words in left or words.startswith("One question"), (was, now, left)
        page.get_by_role("button", name="Make the review record").press("Enter")
        assert page.locator("[data-news]").inner_text().startswith("Not complete yet."), (was, now)
        assert page.evaluate("document.activeElement.closest('form.checks') !== null"), (was, now)
    page.fill("#record-note", "Typed a moment before.")
    page.get_by_role("button", name="Make the review record").press("Enter")
    page.evaluate("new Promise(done => setTimeout(done, 300))")  # what was typed has been kept meanwhile
    assert page.locator("[data-news]").inner_text().startswith("Not complete yet.")
    assert downloads == []
    open_file(page, text)
    page.fill("#record-reviewed", "")
    page.get_by_text("One thing is left.").wait_for()
    page.fill("#record-reviewed", "2026-05-05")
    page.get_by_text("Nothing is left.").wait_for()
    assert said == []
    assert page.locator("[data-left-count]").inner_text() == "Nothing is left. The record is complete."


# --- fields that come when they are wanted ---------------------------------------------------------------------------


def test_an_answer_asks_for_what_belongs_to_it(context: BrowserContext, address: str, ids: list[str]) -> None:
    page = checklist(context, address)
    boxes = [page.locator(f"#check-{name}") for name in ids[:3]]
    assert page.locator("[data-check] :is(textarea, [type=text], [type=date])").count() == 0
    for box, value in zip(boxes, ("yes", "partly", "not applicable"), strict=True):
        box.locator(f"[value='{value}']").check()
    assert [box.locator(":is(textarea, [type=text], [type=date]):visible").count() for box in boxes] == [1, 4, 1]
    boxes[0].locator("[value=no]").check()
    boxes[1].locator("[value=yes]").check()
    assert [box.locator(":is(textarea, [type=text], [type=date]):visible").count() for box in boxes] == [4, 1, 1]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == f"{ids[1]}-evidence"


def test_an_address_of_a_question_leads_just_there(context: BrowserContext, address: str, ids: list[str]) -> None:
    page = opened_on_the_day(context, f"{address}{REVIEW}#check-{ids[-2]}", [])
    top = page.locator(f"#check-{ids[-2]}").evaluate("box => box.getBoundingClientRect().top")
    assert 0 <= top <= 60


def test_without_its_script_the_page_is_the_plain_form(context: BrowserContext, address: str, ids: list[str]) -> None:
    context.route("**/review.js", lambda route: route.abort())
    page = opened(context, address + REVIEW, [])
    until(page, "!document.querySelector('main noscript')")
    assert page.locator("[data-check] textarea").count() == 2 * len(ids)
    assert page.locator("[data-scripted]:visible").count() == 0
    page.check(f"[name='{ids[0]}-judgement'][value=no]")
    page.fill(f"#{ids[0]}-action", "Ask again.")


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
    assert before == {f"{ids[0]}-judgement yes": "yes", f"{ids[0]}-evidence": "Mine."}
    told = open_file(page, text)
    assert told.startswith(words)
    assert told.endswith("Nothing here was changed.")
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
    told = open_file(page, text)
    assert told.count(bad) == 3
    assert "__proto__" in told
    state = page.evaluate(STATE)
    assert state == {f"{ids[0]}-judgement yes": "yes", f"{ids[0]}-evidence": bad, "record-note": bad}
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
    told = open_file(page, text)
    listed = told.partition("Not taken over, because this page has no such question, role or day: ")[2]
    assert listed == (
        "read_again, asked-no-more (Seen in 2019.), 2026-09-30, Second., summer 2026, caretaker, perhaps."
    )
    assert page.evaluate(STATE) == {
        f"{ids[0]}-judgement no": "no",
        f"{ids[0]}-action": "First.",
        f"{ids[0]}-owner": "Designated Safeguarding Lead",
        f"{ids[0]}-by": "2026-09-30",
        "record-completed headteacher": "headteacher",
    }
    assert page.locator("[data-count]").inner_text() == "1 of 13 answered"


def test_answers_are_replaced_only_by_whoever_agrees(context: BrowserContext, address: str, ids: list[str]) -> None:
    page = checklist(context, address)
    answer(page, ids[0], "Mine.")
    before = page.evaluate(STATE)
    text = "# School: Elsewhere School\n" + complete(ids)
    person = Person(agrees=False).at(page)
    assert open_file(page, text) == "The file was not opened. Nothing here was changed."
    assert " ".join(person.asked) == (
        "This file was made for another school: Elsewhere School."
        " The answers that are in the form now are replaced by those of the file. Go on?"
    )
    assert page.evaluate(STATE) == before
    person.agrees = True
    assert open_file(page, text).startswith("The file is open.")
    assert page.evaluate(STATE)[f"{ids[0]}-evidence"] == "Asked six."
    reload(page)
    assert page.evaluate(STATE)[f"{ids[0]}-evidence"] == "Asked six."


# --- what is kept on this device -------------------------------------------------------------------------------------


def test_clearing_asks_first_and_then_leaves_nothing(context: BrowserContext, address: str, ids: list[str]) -> None:
    page = checklist(context, address)
    open_file(page, complete(ids))
    before = page.evaluate(STATE)
    clear = page.get_by_role("button", name="Clear everything")
    person = Person(agrees=False).at(page)
    clear.click()
    assert person.asked == ["Clear every answer on this device? A saved file stays as it is."]
    assert page.evaluate(STATE) == before
    person.agrees = True
    clear.click()
    assert page.evaluate(STATE) == {}
    assert page.evaluate("localStorage.length") == 0
    assert page.locator("[data-news]").inner_text() == "Everything is cleared from this device."
    reload(page)
    assert page.evaluate(STATE) == {}
    assert page.locator("[data-count]").inner_text() == "0 of 13 answered"


@pytest.mark.parametrize("leave", ["reload", "close", "pagehide", "visibilitychange"])
def test_the_last_letters_are_kept_when_the_page_goes(
    context: BrowserContext, address: str, ids: list[str], leave: str
) -> None:
    page = checklist(context, address)
    page.locator("#record-note").focus()
    page.evaluate("window.setTimeout = () => 1")  # the moment after which it would be kept never comes
    page.keyboard.type("to the last letter")
    assert page.evaluate(KEPT) == {}
    if leave not in {"reload", "close"}:  # some browsers send only one of the two
        page.evaluate(f"document.dispatchEvent(new Event('{leave}', {{bubbles: true}}))")
        assert "to the last letter" in str(page.evaluate(KEPT))
        return
    if leave == "reload":
        reload(page)
    else:
        with page.expect_event("close"):  # it goes on closing when the call has returned
            page.close(run_before_unload=True)
        page = checklist(context, address)
    assert page.evaluate(STATE) == {"record-note": "to the last letter"}


def test_two_tabs_show_the_same_and_overwrite_nothing(context: BrowserContext, address: str, ids: list[str]) -> None:
    one, other = checklist(context, address), checklist(context, address)
    answer(one, ids[0], "From the one.")
    until(other, f"document.getElementById('{ids[0]}-evidence')?.value")
    assert other.locator("[data-news]").inner_text() == "Answers given in another tab or window are shown here too."
    other.check(f"[name='{ids[1]}-judgement'][value=yes]")
    one.get_by_text("2 of 13 answered").wait_for()
    one.check(f"[name='{ids[2]}-judgement'][value=yes]")
    other.get_by_text("3 of 13 answered").wait_for()
    # A letter is being typed in the one when the other keeps something: both stay.
    one.locator(f"#{ids[2]}-evidence").focus()
    one.evaluate("window.setTimeout = () => 1")
    one.keyboard.type("Half a wo")
    answer(other, ids[3], "Meanwhile.")
    until(one, f"document.getElementById('{ids[3]}-evidence')?.value")
    assert one.locator(f"#{ids[2]}-evidence").input_value() == "Half a wo"
    until(other, f"document.getElementById('{ids[2]}-evidence').value")
    expected = {f"{ids[number]}-judgement yes": "yes" for number in range(4)} | {
        f"{ids[0]}-evidence": "From the one.",
        f"{ids[2]}-evidence": "Half a wo",
        f"{ids[3]}-evidence": "Meanwhile.",
    }
    assert one.evaluate(STATE) == other.evaluate(STATE) == expected
    Person().at(one)
    one.get_by_role("button", name="Clear everything").click()
    other.get_by_text("0 of 13 answered").wait_for()
    assert other.evaluate(STATE) == {}


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
    answer(page, ids[5], "Mine.")
    page.get_by_text("1 of 13 answered").wait_for()
    assert news.inner_text() == words
    assert news.evaluate(
        "n => { const box = n.getBoundingClientRect(); return box.top > 0 && box.bottom <= innerHeight }"
    )
    half = saved(page, tmp_path, page.get_by_role("button", name="Save what there is so far").click)
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
    until(page, "localStorage.length")
    page.evaluate(
        """() => { const [key] = Object.keys(localStorage); const kept = JSON.parse(localStorage[key]);
          kept.values['asked-no-more-evidence'] = 'Seen in 2019.'; kept.values['__proto__x-judgement'] = ['yes'];
          kept.read = {...kept.read, 'online-safety/passwords': '00000000', 'online-safety/gone': '11111111'};
          localStorage[key] = JSON.stringify(kept); }"""
    )
    reload(page)
    told = page.locator("[data-told]").inner_text()
    assert "the page no longer asks for them: Seen in 2019., yes." in told
    assert "read them again: Passwords, online-safety/gone." in told
    answer(page, ids[1], "More.")
    until(page, "JSON.stringify(localStorage).includes('More.')")
    assert "Seen in 2019." in str(page.evaluate(KEPT))
    Person().at(page)
    page.get_by_role("button", name="Clear everything").click()
    assert page.evaluate(KEPT) == {}


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
        assert again.evaluate(STATE) == {f"{ids[0]}-judgement yes": "yes", f"{ids[0]}-evidence": "Of school a."}


# --- many questions, and paper ---------------------------------------------------------------------------------------


def test_two_hundred_questions_stay_quick(context: BrowserContext, address: str, site: Path, capsys) -> None:
    text = (site / REVIEW).read_text(encoding="utf-8")
    first, last = text.index('<fieldset class="check" id="check-'), text.index("</form>")
    box = text[first : text.index("</fieldset>", first) + len("</fieldset>")]
    (name,) = re.findall(r'data-check="([^"]+)"', box)
    have = text.count("data-check=")
    boxes = "".join(box.replace(name, f"{name}-{number}") for number in range(200 - have))
    context.route(
        "**/review.html", lambda route: route.fulfill(body=text[:last] + boxes + text[last:], content_type="text/html")
    )
    page = checklist(context, address)
    assert page.locator("[data-check]").count() == 200
    page.evaluate(
        """() => { for (const box of document.querySelectorAll('[data-check]')) {
          box.querySelector('[value=partly]').click();
          box.querySelector('textarea').value = 'Something that was seen. '.repeat(8); } }"""
    )
    page.locator(f"#{name}-100-evidence").focus()
    worked = work_of(context, page)
    spent = []
    for number, letter in enumerate("wxyzwxyz", 1):
        worked()
        page.keyboard.type(letter)
        until(page, f"JSON.stringify(localStorage).includes('{'wxyzwxyz'[:number]}')")
        spent.append(worked())
    worked()
    yards = []
    for _ in range(4):
        page.evaluate(READ_ALL_FIELDS)
        yards.append(worked())
    with capsys.disabled():
        print(
            f"\n  200 questions: ms of work for a letter, its keeping and what is left: {spent}; to read all: {yards}"
        )
    # A ratio of one run, because machines differ: the letter and, after a pause, its keeping cost about twice as much as
    # reading every field twenty times over. Work that grew with the square of the questions would cost many times as much.
    assert min(spent) < 5 * max(min(yards), 1)


READ_ALL_FIELDS = """() => { for (let times = 0; times < 20; times += 1) JSON.stringify(
  [...document.querySelectorAll('[data-check]')].map((box) =>
    [...box.querySelectorAll('input, textarea, select')].map((field) => [field.id, field.value, field.checked]))); }"""


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
    answer(page, ids[2], f"{long}\nanother line")
    page.fill("#record-note", "A last word.")
    for line in page.locator("[data-sign-off] input").all():
        line.fill(f"Signed {'very ' * 12}legibly")
    page.emulate_media(media="print")
    page.pdf(path=tmp_path / "paper.pdf", format="A4")
    document = pypdfium2.PdfDocument(tmp_path / "paper.pdf")
    words = " ".join(" ".join(sheet.get_textpage().get_text_bounded() for sheet in document).split())
    document.close()
    for typed in page.evaluate(STATE).values():
        if not re.fullmatch(r"[a-z ]+|\d{4}-\d\d-\d\d", typed):
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
    for choice in page.locator("[value=partly]").all():
        choice.check()
    fields = page.locator("textarea")
    assert fields.count() == 2 * 13 + 1
    growing = fields.evaluate_all("all => all.filter(e => getComputedStyle(e).fieldSizing === 'content').length")
    assert growing == fields.count()
    field = page.locator("textarea:visible").first
    line = field.evaluate("e => e.offsetHeight")
    field.fill("Something that was seen. " * 8)
    heights = field.evaluate("e => [e.offsetHeight, e.clientHeight, e.scrollHeight]")
    assert heights[0] > 2 * line
    assert heights[1] >= heights[2]
