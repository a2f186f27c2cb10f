"""Help, search, the forms, the review and the names of controls in Firefox and in WebKitGTK.

A script, because neither the browsers nor their drivers are in the ordinary lock: ``tests/others.lock`` has selenium, and Debian
the rest (``firefox-esr`` with a ``geckodriver`` on the path; ``webkit2gtk-driver xvfb at-spi2-core python3-pyatspi dbus-x11``)::

    .venv/bin/python -m pip install --target OTHERS --require-hashes -r tests/others.lock
    export PYTHONPATH=OTHERS:hooks
    .venv/bin/python tests/other_browsers.py firefox
    dbus-run-session -- xvfb-run .venv/bin/python tests/other_browsers.py webkit

It prints what it did and ends with status 1 where something fails, and 2 where something it needs is not there. WebKitGTK is not
Safari: it shares the engine, and neither the keyboard nor the picker of dates of an iPad, nor VoiceOver.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import jobs
from browsing import PAGES, served
from conftest import AS_OF
from jobs import JOBS, REVIEW_MOVES, TABLET, Move
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MINIBROWSER = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)
BUS = Path("/usr/libexec/at-spi-bus-launcher")
_FRAME = f'<!doctype html><title>Tablet</title><iframe width="{TABLET["width"]}" height="{TABLET["height"]}"></iframe>'
"""The window has no size of its own choosing; a frame of the same host has."""
_SIZE = "const frame = document.querySelector('iframe'); frame.src = arguments[0]; frame.width = arguments[1];"
_IS_THERE = """const shown = document.querySelector("iframe").contentWindow;
return shown.location.href === arguments[0] && shown.document.readyState === "complete";"""
_PLANTED = """<!doctype html><title>Planted</title><main><input type="radio"><input>
<input type="checkbox" aria-hidden="true" tabindex="-1"><fieldset><button>Named</button></fieldset></main>"""
_PICK = """arguments[0].value = arguments[1];
for (const kind of ["input", "change"]) arguments[0].dispatchEvent(new Event(kind, { bubbles: true }));"""
_KEEP = """const make = URL.createObjectURL;
URL.createObjectURL = (blob) => { window.kept = blob; return make.call(URL, blob); };"""
_READ = "const done = arguments[arguments.length - 1]; kept.text().then(done)"


_EVERY_STEP = """dispatchEvent(new Event("beforeprint"));
for (const step of document.querySelectorAll("main section[hidden]")) step.hidden = false;"""
_SEEN = """const place = document.querySelector("dialog[open]") ?? document; // what is behind a dialog cannot be reached
return [...place.querySelectorAll(arguments[0])].filter((one) => (one.labels?.[0] ?? one).checkVisibility()).length;"""
_CASE_IS_OPEN = """const one = document.getElementById(arguments[0]), steps = [...one.closest("details").querySelectorAll("p, li")];
return steps.length > 1 && steps.every((step) => step.checkVisibility());"""
_MENU = """const menu = document.querySelector("details.menu"); menu.open = true;
const button = menu.querySelector("summary").getBoundingClientRect(), list = menu.querySelector("ul").getBoundingClientRect();
const bar = document.querySelector(".bar").getBoundingClientRect();
return !menu.checkVisibility() || (list.top >= button.bottom && button.top >= bar.top && button.bottom <= bar.top + 100);"""

# --- what a screen reader is told: the role and the name of everything, by the accessibility tree of each engine ----------

_TREE_OF_FIREFOX = """const done = arguments[arguments.length - 1];
const service = Cc["@mozilla.org/accessibilityService;1"].getService(Ci.nsIAccessibilityService);
const read = () => {
  const found = [];
  const walk = (one) => {
    found.push([service.getStringRole(one.role), one.name ?? ""]);
    for (let number = 0; number < one.childCount; number += 1) walk(one.getChildAt(number));
  };
  const page = service.getAccessibleFor(gBrowser.selectedBrowser);
  if (page) walk(page);
  return found;
};
read(); // the first look only wakes it
setTimeout(() => done(read()), 2000);"""
_TREE_OF_WEBKIT = """import json, pyatspi
found = []
def walk(one):
    found.append([one.getRoleName(), one.name or ""])
    for child in one:
        if child is not None: walk(child)
def pages(one):
    if one.getRoleName() == "document web":
        walk(one)
    else:
        for child in one:
            if child is not None: pages(child)
for program in pyatspi.Registry.getDesktop(0):
    if program is not None: pages(program)
print(json.dumps(found))"""
ROLES = {
    "radiobutton": "input[type=radio]",
    "checkbutton": "input[type=checkbox]",
    "combobox": "select",
    "entry": "textarea, input:not([type=radio], [type=checkbox], [type=file])",
    "pushbutton": "button",
    "grouping": "main fieldset",
    "link": "a[href]",
}
"""The role of each kind of control, and which of the page's elements have it."""
_ALSO = {
    "checkbox": "checkbutton",
    "button": "pushbutton",
    "searchbox": "entry",
    "textentry": "entry",
    "dateeditor": "entry",
    "panel": "grouping",
}


class Engine:
    """A browser: its driver, its name with its version, and what it tells assistive technology."""

    def __init__(self, name: str, driver: Any, tree: Callable[[Any], list[tuple[str, str]]]) -> None:
        self.driver, self._tree = driver, tree
        self.name = name

    @classmethod
    def firefox(cls) -> Engine:
        from selenium import webdriver  # noqa: PLC0415

        options = webdriver.FirefoxOptions()
        options.binary_location = str(shutil.which("firefox-esr") or shutil.which("firefox"))
        for argument in ("-headless", "--width=1000", "--height=1500"):  # a press outside its window is lost
            options.add_argument(argument)
        options.add_argument("-remote-allow-system-access")  # its accessibility tree is the browser's own
        driver = webdriver.Firefox(options, webdriver.FirefoxService(shutil.which("geckodriver")))

        def tree(driver: Any) -> list[tuple[str, str]]:
            with driver.context("chrome"):
                return list(driver.execute_async_script(_TREE_OF_FIREFOX))

        return cls(f"Firefox {driver.capabilities['browserVersion']}", driver, tree)

    @classmethod
    def webkit(cls) -> Engine:
        from selenium import webdriver  # noqa: PLC0415

        # It opens only our own pages, as root in a container.
        os.environ.setdefault("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")
        bus = subprocess.Popen([BUS, "--launch-immediately", "--a11y=1", "--screen-reader=1"])
        time.sleep(1)
        options = webdriver.WebKitGTKOptions()
        options.binary_location = str(MINIBROWSER)
        options.add_argument("--automation")
        driver = webdriver.WebKitGTK(options=options)
        quit_driver = driver.quit

        def quit_both() -> None:
            quit_driver()
            bus.terminate()
            bus.wait()

        driver.quit = quit_both

        def tree(_driver: Any) -> list[tuple[str, str]]:
            time.sleep(2)
            line = ["/usr/bin/python3", "-c", _TREE_OF_WEBKIT]  # Debian's own, which has pyatspi
            kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
            done = subprocess.run(line, capture_output=True, text=True, check=True, env=kept)
            return [(role, name) for role, name in json.loads(done.stdout)]

        return cls(f"WebKitGTK {driver.capabilities['browserVersion']}", driver, tree)

    def told(self) -> dict[str, list[str]]:
        """The names that are told of each kind of control of the page that is shown."""
        found: dict[str, list[str]] = {role: [] for role in ROLES}
        for role, name in self._tree(self.driver):
            short = role.replace(" ", "")
            known = _ALSO.get(short, short)
            if known in found and (name.strip() or known != "grouping"):  # WebKitGTK calls other boxes panels too
                found[known].append(name.strip())
        return found


class Hand:
    """What a person does in a browser, by the WebDriver of its engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.driver, self.opened = engine, engine.driver, 0

    def open(self, address: str) -> None:
        self.frame(address)
        self.wait(self._shown)

    def wait(self, is_so: Callable[[Any], bool]) -> None:
        from selenium.webdriver.support.ui import WebDriverWait  # noqa: PLC0415

        WebDriverWait(self.driver, 20).until(is_so)

    def frame(self, address: str, width: int = TABLET["width"]) -> None:
        """Show a page at the size of a tablet, or of this width."""
        self.driver.switch_to.default_content()
        site = "/".join(address.split("/")[:3])
        self.opened += 1  # another address each time, so that no browser brings the last page back
        self.driver.get(f"{site}/tablet.html?{self.opened}")
        self.driver.execute_script(_SIZE, address, width)
        self.wait(lambda driver: driver.execute_script(_IS_THERE, address))
        self.driver.switch_to.frame(0)

    @staticmethod
    def _shown(driver: Any) -> bool:
        found = driver.find_elements("css selector", "form.job")
        return bool(found and found[0].is_displayed())

    def move(self, move: Move) -> None:
        from selenium.webdriver.support.ui import Select  # noqa: PLC0415

        if move.field == "compares":
            self.driver.find_element("css selector", "[data-compares]").click()
            return
        field = self.driver.find_element("css selector", f'[data-key="{move.field}"]')
        if move.kind == "tick":
            field.find_element("css selector", f'input[value="{move.value}"]').click()
        elif move.kind == "choose":
            Select(field).select_by_value(move.value)
        elif move.kind == "type":
            field.clear()
            field.send_keys(move.value)
        else:
            self.pick(field, move.value)

    def pick(self, field: Any, day: str) -> None:
        """Do what the picker of dates does: the driver has no hand for it."""
        self.driver.execute_script(_PICK, field, day)

    def address_of(self, selector: str) -> str:
        return str(self.driver.find_element("css selector", selector).get_property("href"))


def hand_in_review(hand: Hand, url: str, folder: Path) -> str:
    """Hand in a review from its page, and give its line; what the page saves is read where it is made."""
    driver, root = hand.driver, jobs.waiting_school(folder)
    hand.frame(f"{url}review.html")
    hand.wait(lambda driver: driver.execute_script("return document.querySelector('[data-count]')?.textContent"))
    driver.find_element("css selector", "input[data-open]").send_keys(str(jobs.answered_review(root)))
    hand.wait(lambda driver: driver.execute_script("return document.body.textContent.includes('The file is open.')"))
    driver.execute_script(f"{_KEEP} location.hash = 'page-record'")
    for move in REVIEW_MOVES:
        name, _, value = move.field.partition("=")
        field = driver.find_element("css selector", f'[name="{name}"]' + (f'[value="{value}"]' if value else ""))
        if move.kind == "tick":
            driver.execute_script("arguments[0].click()", field)  # its box is drawn by the label
        else:
            hand.pick(field, move.value)
    driver.find_element("css selector", "[data-finish]").click()
    hand.wait(lambda driver: driver.execute_script("return Boolean(window.kept)"))
    (root / "data/reviews/2026-06.yml").write_text(driver.execute_async_script(_READ), encoding="utf-8")
    result = check_project(Sources(root), AS_OF)
    found = [f.message for f in result.report.open if f.code.id.startswith(("REV", "YAML", "FILE"))]
    assert not found, found
    assert "Last reviewed: 1 June 2026" in jobs.After(result, root).page("online-safety")
    return jobs.review_row(hand.engine.name)


def faults_of_names(hand: Hand) -> tuple[dict[str, int], dict[str, tuple[int, int]], str]:
    """The controls that have no name, those that are seen and not told of (in the tree, in the page), and how many there are."""
    told = hand.engine.told()
    nameless = {role: names.count("") for role, names in told.items() if "" in names}
    seen = {role: hand.driver.execute_script(_SEEN, selector) for role, selector in ROLES.items()}
    lost = {role: (len(told[role]), seen[role]) for role in ROLES if role != "link" and len(told[role]) < seen[role]}
    return nameless, lost, ", ".join(f"{len(names)} {role}" for role, names in told.items() if names)


def check_names(hand: Hand, url: str) -> Iterator[str]:
    """Every control that is seen has a name, and there are as many in the tree as in the page; planted ones are found."""
    driver = hand.driver
    driver.switch_to.default_content()
    driver.get(f"{url}planted.html")
    assert faults_of_names(hand)[:2] == ({"radiobutton": 1, "entry": 1}, {"checkbutton": (0, 1), "grouping": (0, 1)})
    for page in ("review.html", "forms/leaves.html", "forms/school-details.html", "parents.html", "index.html"):
        driver.get(f"{url}{page}")
        if page == "review.html":
            hand.wait(
                lambda driver: driver.execute_script("return document.querySelector('[data-count]')?.textContent")
            )
            driver.execute_script(_EVERY_STEP)
        if page == "index.html":
            search_for(hand, "password")
        nameless, lost, counted = faults_of_names(hand)
        assert not nameless, f"{page}: without a name {nameless}"
        assert not lost, f"{page}: in the tree, in the page {lost}"
        yield f"Every control of {page} is told with its name: {counted}."


def search_for(hand: Hand, words: str) -> Any:
    """Open search by its button, type, and give the places when they are there."""
    driver = hand.driver
    hand.wait(lambda driver: driver.find_element("css selector", "[data-search-open]").is_displayed())
    driver.find_element("css selector", "[data-search-open]").click()
    driver.find_element("css selector", "#search-words").send_keys(words)
    hand.wait(lambda driver: driver.find_elements("css selector", "dialog ol a"))
    return driver.find_elements("css selector", "dialog ol a")


def check_search(hand: Hand, url: str) -> str:
    """A question leads to its clause, and what is not there says so with whom to call."""
    driver = hand.driver
    hand.frame(f"{url}index.html", 360)
    hand.wait(lambda driver: driver.find_elements("css selector", "[data-search-open]"))
    places = search_for(hand, "Is a strong password needed?")
    (place, *_) = [one for one in places if "#passwords" in one.get_attribute("href")]
    place.click()
    hand.wait(lambda driver: "#passwords" in driver.execute_script("return location.href"))
    hand.wait(lambda driver: driver.find_elements("css selector", "#aup-strong"))
    assert driver.find_element("css selector", "#aup-strong").is_displayed()
    assert not driver.find_element("css selector", "dialog.search").is_displayed()
    return "Search leads from the front page to the clause, at 360 px."


def check_help(hand: Hand, url: str) -> str:
    """A situation opens where it stands, by a press and by its address, with buttons that a thumb hits."""
    driver = hand.driver
    hand.frame(f"{url}parents.html", 360)
    hand.wait(lambda driver: driver.find_elements("css selector", "details.case"))
    case = driver.find_element("css selector", "#now-threatened")
    case = case if case.tag_name == "details" else case.find_element("xpath", "ancestor-or-self::details[1]")
    case.find_element("css selector", "summary").click()
    shown = [one for one in case.find_elements("css selector", ".button") if one.is_displayed()]
    assert shown
    assert all(one.size["height"] >= 48 for one in shown), [one.size for one in shown]
    assert "Do not pay" in case.text
    hand.frame(f"{url}parents.html#now-other-worry", 360)
    hand.wait(lambda driver: driver.execute_script(_CASE_IS_OPEN, "now-other-worry"))
    return "Help opens by a press and by its address, at 360 px."


def check_widths(hand: Hand, url: str) -> str:
    """No page scrolls sideways, and the open menu stands under its button, from a phone to a tablet."""
    for width in (320, 560, 700, 820):
        for page in PAGES:
            hand.frame(f"{url}{page}", width)
            assert hand.driver.execute_script("return document.documentElement.scrollWidth") <= width, (page, width)
            if page != "404.html":
                assert hand.driver.execute_script(_MENU), f"{page} at {width} px: the menu"
    return f"No page of {len(PAGES)} scrolls sideways and the menu opens under its button, at 320, 560, 700 and 820 px."


def rows(engine: Engine, folder: Path) -> Iterator[str]:
    """Do everything and yield what was done, a line each."""
    hand = Hand(engine)
    site = jobs.waiting_site(folder)
    (site / "tablet.html").write_text(_FRAME, encoding="utf-8")
    (site / "planted.html").write_text(_PLANTED, encoding="utf-8")
    with served(site) as url:
        yield check_help(hand, url)
        yield check_search(hand, url)
        yield check_widths(hand, url)
        yield from check_names(hand, url)
        yield f"\n{jobs.HEAD}"
        for number, (name, job) in enumerate(JOBS.items()):
            opened = jobs.do(hand, url, job)
            jobs.check_opened(opened, job)
            assert job.after(jobs.added(opened, folder / str(number))), f"{name}: no page shows it"
            width = hand.driver.execute_script("return document.documentElement.clientWidth")
            assert width in range(TABLET["width"] - 20, TABLET["width"] + 1), width
            yield jobs.row(name, engine.name, job.fields, job.typed, job.seconds, opened.name)
        (folder / "review").mkdir()
        yield hand_in_review(hand, url, folder / "review")


NEEDED: dict[str, tuple[Callable[[], Engine], Callable[[], bool], str]] = {
    "firefox": (
        Engine.firefox,
        lambda: bool((shutil.which("firefox-esr") or shutil.which("firefox")) and shutil.which("geckodriver")),
        "firefox-esr, and a geckodriver on the path",
    ),
    "webkit": (
        Engine.webkit,
        lambda: bool(MINIBROWSER and shutil.which("WebKitWebDriver") and BUS.exists()),
        "webkit2gtk-driver, xvfb, at-spi2-core, python3-pyatspi and dbus-x11",
    ),
}


def main(arguments: list[str]) -> int:
    """Print what was done in the browser that is named."""
    if len(arguments) != 1 or arguments[0] not in NEEDED:
        print(f"Name one of these: {', '.join(NEEDED)}", file=sys.stderr)
        return 2
    start, is_there, packages = NEEDED[arguments[0]]
    if not is_there():
        print(f"Install these first: {packages}", file=sys.stderr)
        return 2
    engine = start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["POLICYBOOK_TEST_PDFS"] = f"{folder}/pdfs"
            Path(f"{folder}/pdfs").mkdir()
            print(f"{engine.name}\n")
            for line in rows(engine, Path(folder)):
                print(line, flush=True)
    finally:
        engine.driver.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
