"""The page of the review reads and writes a record byte for byte as Python does: the same texts go through both."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from browsing import opened
from conftest import AS_OF, SCHOOL
from policybook.basics.dates import PartialDate, add_days, typed_date
from policybook.book.book import Book
from policybook.book.fact_rows import fact_rows
from policybook.book.review_cycle import next_review
from policybook.model.reviews import SAME_JUDGEMENT
from policybook.references import read_book
from policybook.review.record_codec import DRAFT_HEAD, Draft, Entry, RecordError, clean_text, read_record, write_record
from policybook.review.review_progress import make_blank_draft, update_draft
from policybook.source.sources import Sources
from policybook.source.text_files import INVISIBLE

pytestmark = pytest.mark.browser
OPENED = "The file is open. Its answers are in the form."
NOT_TAKEN = "Not taken over"
HEAD = (
    "The record of a review, or of the part that is done so far. When it is complete, it goes into data/reviews/.",
    "School: Hollybank School",
)
IN_PAGE = """
  window.confirm = () => true;
  HTMLAnchorElement.prototype.click = () => {};
  URL.createObjectURL = (blob) => { window.savedText = blob.text(); return ""; };
"""
OPEN_AND_SAVE = """async (texts) => {
  const told = document.querySelector('[data-told]');
  const input = document.querySelector('[data-open]');
  const results = [];
  for (const text of texts) {
    document.querySelector('[data-clear]').click();
    told.textContent = '';
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], 'review.yml'));
    input.files = transfer.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    while (!told.textContent) await new Promise((done) => setTimeout(done));
    document.querySelector('[data-save]').click();
    results.push([told.textContent, await window.savedText]);
  }
  return results;
}"""


class ReviewPage:
    """The page with its own script, through which texts are put."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        context.clock.set_fixed_time(f"{AS_OF}T12:00:00Z")
        context.add_init_script(IN_PAGE)
        self.page = opened(context, url, [])
        self.page.locator("[data-count]").wait_for()

    def open_and_save(self, texts: list[str]) -> list[tuple[str, str]]:
        """Return what the page says of each text, and the file that it then saves."""
        return [(told, text) for told, text in self.page.evaluate(OPEN_AND_SAVE, texts)]


@pytest.fixture(scope="module")
def book() -> Book:
    return read_book(Sources(SCHOOL)).book


@pytest.fixture(scope="module")
def ids(site: Path) -> list[str]:
    return re.findall(r'data-check="([^"]+)"', (site / "review.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def review_page(browser: Browser, address: str) -> Iterator[ReviewPage]:
    context = browser.new_context()
    yield ReviewPage(context, f"{address}review.html")
    context.close()


def as_saved(book: Book, ids: list[str], text: str) -> str:
    """Return what Python writes of a text that it reads, with the checks and the days that a form has."""
    draft = update_draft(book, read_record("review.yml", text.encode()), AS_OF)
    return write_record(as_form(book, ids, draft), {}, HEAD)


def as_form(book: Book, ids: list[str], draft: Draft) -> Draft:
    reviewed, due = typed_date(draft.reviewed), typed_date(draft.next_review)
    latest = next_review(book, reviewed, draft.policies).last if reviewed else date.max
    last = (
        min(due.last, latest)
        if due and not due.is_day and f"{latest:%Y-%m}" == f"{due.last:%Y-%m}"
        else due and due.last
    )
    order = [*ids, *(row.name for row in fact_rows(book, AS_OF))]
    return replace(
        draft,
        next_review=f"{last or ''}",
        checks_asked=len(ids),
        checks={check: draft.checks[check] for check in ids if check in draft.checks},
        answers={check: draft.answers.get(check, {}) for check in ids},
        actions=tuple(
            {**action, **({"due": f"{due.last}"} if (due := typed_date(str(action.get("due", "")))) else {})}
            for action in sorted(
                draft.actions, key=lambda action: order.index(action.get("check") or action.get("fact"))
            )
        ),
    )


# --- texts that both read --------------------------------------------------------------------------------------------

QUESTIONS = "wording: this\npolicies: [online-safety]\nanswers:\n"
NASTY = (
    'Say “all” of them: "#1" \\ back',
    "two\nlines\n\nand: more",
    "- {x}: [y], 'z' # no comment",
    "\u00e9\u00df\u0142 \U0001f600 \U0001f468\u200d\U0001f469 \u0627\u0644 \u4e2d",
    "null",
    "yes",
    "\u00a0padded\u2003\u3000out\t ",
    "</script><!-- &amp; {{ x }} -->",
)


def texts_read_alike(book: Book, ids: list[str]) -> dict[str, str]:
    """Return texts of records and drafts, by what is odd about them."""
    first, second = ids
    whole = replace(
        make_blank_draft(book),
        reviewed="2026-05-05",
        next_review="2027-05-04",
        completed_by=("headteacher", "dsl"),
        approved_by=({"role": "proprietor", "on": "2026-05-06"},),
        answers={check: {"judgement": "yes"} for check in ids},
        note="Seen.\nAll of it.",
    )
    sections = {ref: section.fingerprint for ref, section in book.sections.items()}
    documents = {text.id: text.fingerprint for text in book.documents if text.is_reviewed}
    signed = {"on": "2026-05-05", "by": "office"}
    rows: dict[str, Entry] = {
        row.name: signed | ({"values": list(row.values)} if row.values else {}) for row in fact_rows(book, AS_OF)
    }
    checked, other = "helplines.new-advice", {**signed, "values": ["01632 960457"]}
    partly = {first: {"judgement": "partly", "evidence": NASTY[0]}, second: {"judgement": "not applicable"}}
    action = {"check": first, "action": NASTY[1], "owner": "office", "due": "2026-12-11"}
    half = replace(
        whole, reviewed="", next_review="", approved_by=(), completed_by=(), answers=partly, actions=(action,)
    )
    texts = {
        "nothing is answered": write_record(make_blank_draft(book), {}, DRAFT_HEAD),
        "complete": write_record(whole, {}),
        "complete, with questions": write_record(whole, dict.fromkeys(ids, ("Is it so?", "Last time: yes."))),
        "half done": write_record(half, {first: ["Why?"]}, DRAFT_HEAD),
        "earlier words": write_record(replace(half, sections={"online-safety/passwords": "00000000"}), {}),
        "questions in earlier words": write_record(
            replace(half, checks=dict.fromkeys(ids, "00000000") | {second: book.check_words[second]}), {}
        ),
        "questions by hand": f'{QUESTIONS}  {first}: no\n  {second}:\nchecks: {{{first}: "00000000", {second}: "00000000"}}\n',
        "no next review": write_record(replace(whole, next_review=""), {}),
        "other policies": write_record(replace(half, policies=("phones", "online-safety")), {}),
        "by hand": f"{QUESTIONS}  {first}: yes   # asked six\n\n  {second}: {{judgement: No, evidence: Asked Tom}}\n"
        f"actions:\n  - check: {second}\n    action: Tell them   # soon\n    owner: School  OFFICE\n    due: 1st of July 2026\n"
        "approved_by:\n- role: Proprietor\n  on: 5/5/26\ncompleted_by: headteacher\n"
        "reviewed: 5 May 2026\nnext_review: Apr. 2027\nnote: 'It''s so'\nsections: {}\nchecks_asked: ~\n",
        "quoted keys": f'{QUESTIONS}  "{first}": "yes"\nactions: []\nnote: ""\n',
        "one line": f'policies: ["online-safety"]\nanswers: {{{first}: , "{second}": {{"evidence": "Seen"}}}}\n',
        "in blocks": f"{QUESTIONS}  # a comment\n  {first}:\n    judgement: 'n/a'\n    evidence: 'it is ''so'' now'\n  {second}:\n",
        "all is read and confirmed": write_record(
            replace(whole, sections=sections, documents=documents, facts=rows), {}
        ),
        "one section and one fact": write_record(
            replace(half, sections=dict([*sections.items()][1:]), facts=dict([*rows.items()][-2:])), {}
        ),
        "other words and other values": write_record(
            replace(half, sections=sections | {"online-safety/passwords": "00000000"}, facts=rows | {checked: other}),
            {},
        ),
        "facts by hand": f"{QUESTIONS}  {first}: yes\nfacts:\n  appointments.ada-holm/dsl: {{on: 1 May 2026, by: School Office}}\n"
        f'  {checked}:\n    by: office\n    on: 2/5/26\n    values: ["01632 960456"]\n'
        "  linked-policies.child-protection: {on: 2026-05-01, by: dsl, next_review: 2027-04, reviewed: 2026-04}\n",
        "a fact that is wrong": write_record(
            replace(
                half, actions=(action, {"fact": checked, "action": NASTY[0], "owner": "office", "due": "2026-12-11"})
            ),
            {},
        ),
        "Windows": f"\ufeff{QUESTIONS}  {first}: yes\nnote: so\n".replace("\n", "\r\n"),
        "an action before its answer": f"{QUESTIONS}  {first}:\nactions:\n  - {{check: {first}, action: Do}}\n",
        "deeper": f"policies: [online-safety]\nanswers:\n    {first}: yes\n    {second}:   no\n",
    }
    for number, nasty in enumerate(NASTY):
        answer: dict[str, Any] = {"judgement": "no", "evidence": nasty}
        draft = replace(
            half, answers={first: answer, second: answer}, note=nasty, actions=({**action, "action": nasty},)
        )
        texts[f"text {number}"] = write_record(draft, {})
    for spelling in (
        "Yes",
        "NO",
        "partly ",
        "not  applicable",
        "Not Applicable",
        *SAME_JUDGEMENT,
        *map(str.upper, SAME_JUDGEMENT),
    ):
        texts[f"judgement {spelling}"] = (
            f'{QUESTIONS}  {first}: {spelling}\n  {second}: {{"judgement": "{spelling}"}}\n'
        )
    for typed in ("11/12/2026", "1-6-2026", "1.6.26", "2026/6/1", "2026 06 01", "1st June 2026", "22nd of sept., 2026".replace(".,", ","),
                  "30 November, 2026", "2 FEB. 2027", "29 Feb 2028"):  # fmt: skip
        texts[f"date {typed}"] = (
            f"{QUESTIONS}  {first}: no\nactions:\n  - {{check: {first}, action: Do, due: {typed!r}}}\nreviewed: 5.5.2026\n"
        )
    for typed in ("2026-12", "Dec 2026", "february 2028", "Feb. 2027"):
        texts[f"month {typed}"] = (
            f"{QUESTIONS}  {first}: no\nactions:\n  - {{check: {first}, action: Do, due: {typed}}}\nreviewed: 2026-04-30\nnext_review: {typed}\n"
        )
    texts["a month in which the limit lies"] = f"{QUESTIONS}  {first}: no\nreviewed: 2026-04-12\nnext_review: 2027-04\n"
    return texts


def test_a_text_is_read_and_written_alike(book: Book, ids: list[str], review_page: ReviewPage) -> None:
    texts = texts_read_alike(book, ids)
    expected = {name: as_saved(book, ids, text) for name, text in texts.items()}
    for (name, wanted), (told, saved) in zip(
        expected.items(), review_page.open_and_save(list(texts.values())), strict=True
    ):
        assert told.startswith(OPENED), (name, told)
        assert NOT_TAKEN not in told, (name, told)
        assert saved == wanted, name
    again = review_page.open_and_save(list(expected.values()))
    assert [text for _, text in again] == list(expected.values())


# --- what is typed into the form -------------------------------------------------------------------------------------

TYPE = """([first, values]) => {
  document.querySelector(`[name="${first}-judgement"][value=no]`).click();
  for (const [id, value] of Object.entries(values)) document.getElementById(id).value = value;
  document.querySelector('[data-save]').click();
  return window.savedText;
}"""


def test_what_is_typed_is_written_as_python_writes_it(book: Book, ids: list[str], review_page: ReviewPage) -> None:
    edges = [f"a{chr(code)}b" for code in range(0xE0100) if INVISIBLE.match(chr(code)) and not 0xD800 <= code < 0xE000]
    around = "".join(chr(code) for code in range(0xA1, 0x3000) if chr(code).isprintable())
    assert len(edges) > 100
    edges = ["".join(edges), around]
    review_page.open_and_save([write_record(make_blank_draft(book), {})])
    for text in (*NASTY, *edges, "\u000b\u000c", " \n\t\n ", "a \u200b b", "1\r\n2"):
        values = {f"{ids[0]}-evidence": text, f"{ids[0]}-action": text, "record-note": text}
        values |= {"record-reviewed": "2026-05-05", f"{ids[0]}-owner": "designated  SAFEGUARDING lead"}
        saved = review_page.page.evaluate(TYPE, [ids[0], values])
        words = clean_text(text)
        draft = replace(
            make_blank_draft(book),
            reviewed="2026-05-05",
            checks={check: book.check_words[check] for check in ids},
            answers={check: {} for check in ids}
            | {ids[0]: {"judgement": "no"} | ({"evidence": words} if words else {})},
            actions=({"check": ids[0]} | ({"action": words} if words else {}) | {"owner": "dsl"},),
            note=words,
        )
        assert saved == write_record(draft, {}, HEAD), repr(text)
        assert read_record("saved.yml", saved.encode()) == draft


# --- texts that are something else -----------------------------------------------------------------------------------


def test_what_python_refuses_the_page_refuses(ids: list[str], review_page: ReviewPage) -> None:
    own = f"{QUESTIONS}  {ids[0]}: yes\n"
    texts = [
        "policies: [online-safety]\nanswers:\n  - reporting-known: yes\n",
        f"{QUESTIONS}  {ids[0]}: {{evidence: [Seen]}}\n",
        f"{own}reviewed: [2026-06-01]\n",
        f"{own}policies:\n  - {{a: b}}\n",
        f"{own}actions: {{check: {ids[0]}}}\n",
        f"{own}approved_by:\n  role: proprietor\n",
        f"{own}answers:\n  {ids[0]}: no\n",
        f"{own}  {ids[0]}: no\n",
        f"{own}note: a: b\n",
        f"{own}note: [a\n",
        f'{own}note: "a\n',
        f'{own}note: "a" b\n',
        f'{own}note: a"\n',
        f"{own}note: “a”\n",
        f"{own}note: *a\n",
        f"{own}note: &a b\n",
        f"{own}note: !a b\n",
        f"{own}\tnote: a\n",
        f"{own} note: a\n",
        f"{own}- a\n",
        f"{own}note: {{a: b, a: c}}\n",
        f"{own}note: @a\n",
        f"{own}note: %a\n",
    ]
    for text, (told, _) in zip(texts, review_page.open_and_save(texts), strict=True):
        with pytest.raises(RecordError):
            read_record("review.yml", text.encode())
        assert told.startswith("This file cannot be opened:"), (text, told)


def test_no_slip_of_the_hand_is_read_in_two_ways(book: Book, ids: list[str], review_page: ReviewPage) -> None:
    """A text with one slip in it is read alike, or the page refuses it or names what it did not take over."""
    dice = random.Random(11)  # noqa: S311 - the same slips every time
    found = texts_read_alike(book, ids)
    bases = [found[name] for name in ("by hand", "half done", "one line", "quoted keys", "complete")]
    texts = [slipped(dice, dice.choice(bases)) for _ in range(200)]
    alike = 0
    for text, (told, saved) in zip(texts, review_page.open_and_save(texts), strict=True):
        if not told.startswith(OPENED) or NOT_TAKEN in told:
            continue
        try:
            wanted = as_saved(book, ids, text)
        except RecordError:
            pytest.fail(f"the page alone reads:\n{text}")
        assert saved == wanted, text
        alike += 1
    assert alike > len(texts) / 4


def slipped(dice: random.Random, text: str) -> str:
    """Return a text with one character more or less, or one line."""
    place = dice.randrange(len(text))
    lines = text.splitlines(keepends=True)
    row = dice.randrange(len(lines))
    return dice.choice(
        (
            text[:place] + text[place + 1 :],
            text[:place] + dice.choice("\"'#:-,[]{} \n\\&*!?|>~%@`") + text[place:],
            "".join(lines[:row] + lines[row + 1 :]),
            "".join([*lines[: row + 1], lines[row], *lines[row + 1 :]]),
        )
    )


# --- the next review -------------------------------------------------------------------------------------------------

PROPOSED = """(days) => {
  const [reviewed, next] = ['record-reviewed', 'record-next'].map((name) => document.querySelector(`[name=${name}]`));
  return days.map((day) => {
    reviewed.value = day;
    reviewed.dispatchEvent(new Event('input', { bubbles: true }));
    return next.value;
  });
}"""


@pytest.mark.parametrize("months", [1, 6, 11, 12, 60])
def test_the_page_proposes_the_next_review_that_the_rules_accept(
    browser: Browser, address: str, site: Path, book: Book, months: int
) -> None:
    """Of every month end, and of the day before it."""
    text = (site / "review.html").read_text(encoding="utf-8")
    assert text.count("&#34;months&#34;:12}") == 1
    body = text.replace("&#34;months&#34;:12}", f"&#34;months&#34;:{months}}}")
    context = browser.new_context()
    context.route("**/review.html", lambda route: route.fulfill(body=body, content_type="text/html"))
    page = ReviewPage(context, f"{address}review.html").page
    days = [add_days(date(2024 + month // 12, month % 12 + 1, 1), -back) for month in range(1, 28) for back in (1, 2)]
    settings = book.settings.replaced(review_every_months=book.settings.review_every_months.replaced(value=months))
    policies = tuple(replace(one, settings=one.settings.replaced(review_every_months=None)) for one in book.policies)
    own = replace(book, settings=settings, policies=policies)
    expected = [str(next_review(own, PartialDate(day, day), ["online-safety"])) for day in days]
    assert page.evaluate(PROPOSED, [str(day) for day in days]) == expected
    context.close()
