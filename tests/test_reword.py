"""A clause with seven sentences is reworded: from the comment of the check both files are opened, and all is read again in 90 seconds.

GitHub itself cannot be reached from a test. In its place stands a page that takes an address as GitHub does: the branch, the
folder, ``filename`` and ``value``; or the file to edit. What is committed there is committed in a clone.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, BrowserContext, Page, Route

from building import command
from case_files import apply
from conftest import REAL_BOOK
from jobs import TABLET, THINKING, TYPED_A_SECOND
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.views.addresses import LONGEST_ADDRESS
from test_changes_page import commit, git

pytestmark = pytest.mark.browser
HOST = "https://git.example/school/policies"
BRANCH = "reword/concerns"
DAY = date(2026, 11, 27)
CLAUSE = "policy/social-media/policy-breaches.md"
LIMIT = 90.0


class StandIn:
    """What stands in for GitHub: pages with one field and a button, over a clone."""

    def __init__(self, root: Path) -> None:
        self.root, self.committed = root, list[str]()

    def answer(self, route: Route) -> None:
        """Show the page of an address, or take what was typed there."""
        address = urlsplit(route.request.url)
        kind, branch, path = self.place(unquote(address.path))
        assert branch == BRANCH, "it is the proposal's own branch"
        asked = parse_qs(address.query)
        if kind == "new":
            path, text = f"{path}/{asked['filename'][0]}", asked["value"][0]
        else:
            text = (self.root / path).read_text(encoding="utf-8")
        if route.request.method == "POST":
            typed = parse_qs(route.request.post_data or "", keep_blank_values=True)["text"][0]
            (self.root / path).parent.mkdir(exist_ok=True)
            (self.root / path).write_text(typed.replace("\r\n", "\n"), encoding="utf-8")
            commit(self.root)
            self.committed.append(path)
            route.fulfill(content_type="text/html", body="<h1>Committed</h1>")
            return
        assert kind == "edit" or not (self.root / path).exists(), "a new file has a name of its own"
        form = f'<form method="post"><textarea name="text" rows="60" cols="90">\n{html.escape(text)}</textarea><button>Commit changes</button></form>'
        route.fulfill(content_type="text/html; charset=utf-8", body=f"<!doctype html><title>{path}</title>{form}")

    def place(self, path: str) -> tuple[str, str, str]:
        """The kind of page, the branch and the path in it; a branch may have slashes, so the longest that exists is meant."""
        kind, _, rest = path.removeprefix(urlsplit(HOST).path + "/").partition("/")
        line = ["git", "branch", "--format=%(refname:short)"]
        branches = subprocess.run(line, cwd=self.root, capture_output=True, text=True, check=True).stdout.split()
        branch = max((one for one in branches if rest.startswith(f"{one}/")), key=len)
        return kind, branch, rest.removeprefix(f"{branch}/")


class Clock:
    """The time that a person takes: for each thing looked at or pressed, and for what is typed."""

    def __init__(self) -> None:
        self.seconds, self.typed = 0.0, ""

    def think(self) -> None:
        self.seconds += THINKING

    def type(self, page: Page, text: str) -> None:
        self.think()
        page.keyboard.type(text)
        self.typed += text
        self.seconds += len(text) / TYPED_A_SECOND

    def press(self, page: Page, name: str) -> None:
        self.think()
        page.get_by_role("button", name=name).tap()
        page.get_by_role("heading", name="Committed").wait_for()


@pytest.fixture
def proposal(tmp_path: Path) -> Path:
    """A clone with a proposal in which a clause that seven sentences restate says something else."""
    root = Path(shutil.copytree(REAL_BOOK, tmp_path / "clone"))
    apply(root, [{"file": "data/settings.yml", "replace": "repository:", "with": f"repository: {HOST}"}])
    git(root, "init", "--quiet", "--initial-branch", "main")
    commit(root)
    git(root, "switch", "--quiet", "--create", BRANCH)
    apply(root, [{"file": CLAUSE, "replace": "need to be reported.", "with": "need to be reported on the same day."}])
    commit(root)
    return root


@pytest.fixture
def tablet(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=TABLET, has_touch=True)  # type: ignore[arg-type]
    yield context
    context.close()


def comment(root: Path) -> str:
    """What the check says of the proposal, as its comment."""
    run = command("impact", "main", BRANCH, "--branch", BRANCH, "--root", str(root), "--as-of", f"{DAY}")
    assert run.code == 0, run.out
    return run.out


def shown(page: Page, markdown: str) -> None:
    page.set_content(f"<main>{MarkdownIt().render(markdown)}</main>")


def put_cursor(page: Page, after: str) -> None:
    """Tap behind the first place of a text in the field, as a finger does."""
    found = page.evaluate(
        """(after) => { const field = document.querySelector("textarea");
        const at = field.value.search(after); field.focus();
        field.setSelectionRange(at + field.value.match(after)[0].length, at + field.value.match(after)[0].length);
        return at; }""",
        after,
    )
    assert found >= 0, after


@pytest.mark.long
def test_seven_sentences_are_corrected_and_read_again_from_the_comment_in_ninety_seconds(
    tablet: BrowserContext, proposal: Path
) -> None:
    host, clock, page = StandIn(proposal), Clock(), tablet.new_page()
    tablet.route(f"{HOST}/**", host.answer)
    said = comment(proposal)
    part = said.partition("### To read again beside the new wording")[2].partition("\n### ")[0]
    assert part.count("[Correct it](") == 7
    assert "reported on the same day" in part

    # One sentence no longer agrees: it is opened at its line, and corrected.
    shown(page, said)
    correct = page.get_by_role("listitem").filter(has_text="Visitor").get_by_role("link", name="Correct it").first
    address = correct.get_attribute("href") or ""
    path, _, line = address.removeprefix(f"{HOST}/edit/{BRANCH}/").partition("#L")
    lines = (proposal / path).read_text(encoding="utf-8").splitlines()
    clock.think()
    correct.tap()
    page.get_by_role("button", name="Commit changes").wait_for()
    first = lines[int(line) - 1]
    put_cursor(page, re.escape(first.split(".")[0]))
    clock.type(page, " on the same day")
    clock.press(page, "Commit changes")
    assert host.committed == [path]

    # The comment is made anew. All seven agree now: one file, filled in but for the judgement and the role.
    said = comment(proposal)
    shown(page, said)
    opens = page.get_by_role("link", name="Open the readings, filled in")
    address = opens.get_attribute("href") or ""
    assert len(address) <= LONGEST_ADDRESS
    clock.think()
    opens.tap()
    page.get_by_role("button", name="Commit changes").wait_for()
    put_cursor(page, r"\nby: ")
    clock.type(page, "dsl")
    for _ in range(7):
        put_cursor(page, r"judgement: (?=\n)")
        clock.type(page, "same")
    clock.press(page, "Commit changes")
    (_, readings) = host.committed
    assert re.fullmatch(r"data/changes/2026-11-27-read-social-report-breaches\.yml", readings)
    text = (proposal / readings).read_text(encoding="utf-8")
    assert text.count("judgement: same\n") == 7

    # Nothing is left to read, and the check is green.
    assert "To read again" not in comment(proposal)
    found = check_project(Sources(proposal), DAY).report.findings
    assert [f.message for f in found if f.code.id.startswith(("PIN00", "PIN011", "EVT", "YAML"))] == []
    run = command("check", "--since", "main", "--root", str(proposal), "--as-of", f"{DAY}")
    assert run.code == 0, run.out
    assert re.fullmatch("[a-z ]*", clock.typed), "no punctuation is typed"
    assert clock.seconds <= LIMIT
    print(f"{clock.seconds:.0f} seconds, {len(clock.typed)} characters, {len(address)} characters of address")


def test_a_judgement_that_is_left_out_is_told_at_its_line(proposal: Path) -> None:
    """Nothing can be confirmed in bulk: the file as it is opened says of no sentence that anybody read it."""
    (address,) = re.findall(r"\[Open the readings, filled in\]\((\S+)\)", comment(proposal))
    asked = parse_qs(urlsplit(address).query)
    (proposal / "data/changes").mkdir()
    file = proposal / "data/changes" / asked["filename"][0]
    file.write_text(asked["value"][0].replace("\nby: ", "\nby: dsl"), encoding="utf-8")
    found = [f for f in check_project(Sources(proposal), DAY).report.findings if f.span.path.endswith(file.name)]
    assert [f.code.id for f in found] == ["PIN011"] * 7
    assert all("does not say what was judged" in f.message for f in found)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert {lines[f.span.line - 1].strip() for f in found} == {"judgement:"}


def test_a_proposal_without_a_branch_here_shows_the_words_and_no_link(proposal: Path) -> None:
    run = command("impact", "main", BRANCH, "--root", str(proposal), "--as-of", f"{DAY}")
    part = run.out.partition("### To read again beside the new wording")[2].partition("\n### ")[0]
    assert part.count("\n- **") == 7
    assert "/new/" not in part
    assert "/edit/" not in part
