"""Questions in people's own words, asked of the frozen copy of the real book; and the page "A to Z", which has the same words."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conftest import PROJECT, REAL_BOOK, REAL_DAY
from policybook.render import artefacts, search_parts
from policybook.render.page_styles import script
from policybook.render.search_index import (
    SEARCH_KINDS,
    SEARCH_WORDS,
    read_pages,
    read_sections,
    search_files,
    search_path,
)
from policybook.render.templates import Templates
from policybook.render.word_list import words_page, words_view
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.source.wording_files import WordingError
from policybook.views.search_words import SearchWords
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_TABLE = (PROJECT / "tests" / "search_questions.tsv").read_text(encoding="utf-8").splitlines()
QUESTIONS = list(csv.DictReader((line for line in _TABLE if not line.startswith("#")), delimiter="\t"))
ASSETS = PROJECT / "overrides" / "assets"
ASK = """(query) => {
    const { hits, isAnswer } = ranking.rank(query);
    return { isAnswer, hits: hits.slice(0, 3).map((hit) => [hit.address, hit.reader, hit.rules.map((rule) => rule.text).join(" ")]) };
}"""
ASK_PARTS = """([index, questions]) => {
    const { parts: names, lists, words } = index.words;
    return questions.map((query) => {
        const ranking = makeRanking(SearchableMap);
        ranking.teach(words);
        const asked = ranking.listsFor(query, true, lists);
        for (const number of asked) ranking.list(index[`list-${number}`]);
        const best = ranking.partsFor(query, true, names.length).map((number) => names[number]);
        const kind = (name) => name.replace(/-\\d+$/, "");
        const chosen = names.map(kind).flatMap((own, at, all) => all.indexOf(own) === at ? best.filter((name) => kind(name) === own).slice(0, 3) : []);
        for (const name of chosen) ranking.add(index[name], { isMore: kind(name) !== "readers" });
        const { hits } = ranking.rank(query);
        return { asked, chosen, hits: hits.slice(0, 3).map((hit) => [hit.address, hit.reader, hit.rules.map((rule) => rule.text).join(" ")]) };
    });
}"""
"""What ``search.js`` does with an index in parts, where it looks into all kinds."""


@pytest.fixture(scope="module")
def searched() -> tuple[dict[str, str], Callable[[], dict[str, bytes]]]:
    """The pages of the real book as Markdown, by address, and what makes the files of search of them."""
    result = check_project(Sources(REAL_BOOK), REAL_DAY)
    context = ViewContext(result.book, result.report, REAL_DAY, Sentences.read(PROJECT), {})
    pages = artefacts.pages_without_downloads(REAL_BOOK, PROJECT, result.book, result.report, REAL_DAY)
    words = SearchWords.read(PROJECT)
    view = words_view(context, words, read_pages(context, pages))
    pages = (*pages, words_page(Templates(PROJECT), view))
    read = read_pages(context, pages)
    return {page.address: page.text for page in pages}, partial(search_files, context, words, read)


@pytest.fixture(scope="module")
def made(searched: tuple[dict[str, str], Callable[[], dict[str, bytes]]]) -> tuple[dict[str, str], dict[str, bytes]]:
    """The pages of the real book as Markdown, by address, and the files of search."""
    return searched[0], searched[1]()


@pytest.fixture
def in_parts(
    searched: tuple[dict[str, str], Callable[[], dict[str, bytes]]], monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """The index as if the book were many times as large as a part, by the name of each of its scripts."""
    monkeypatch.setattr(search_parts, "MOST", 20_000)
    monkeypatch.setattr(search_parts, "MOST_OF_A_LIST", 1_500)
    return data_of(searched[1]())


def data_of(files: dict[str, bytes]) -> dict[str, Any]:
    found = (re.fullmatch(r'policybookSearch\("([\w-]+)",(.*)\);\n', text.decode()) for text in files.values())
    return {match[1]: json.loads(match[2]) for match in found if match}


@pytest.fixture(scope="module")
def ranking(browser: Browser, made: tuple[dict[str, str], dict[str, bytes]]) -> Page:
    """A page with the ranking and the whole index, and nothing else."""
    page = browser.new_page()
    page.add_script_tag(path=ASSETS / "minisearch.js")
    page.add_script_tag(path=ASSETS / "search-ranking.js")
    page.add_script_tag(content="const ranking = makeRanking(SearchableMap); const parts = {};")
    page.add_script_tag(content="policybookSearch = (name, part) => { parts[name] = part; };")
    for part in (SEARCH_WORDS, *SEARCH_KINDS):
        page.add_script_tag(content=made[1][search_path(part)].decode())
    page.evaluate("ranking.teach(parts.words.words)")
    for part in SEARCH_KINDS:
        page.evaluate("(name) => ranking.add(parts[name], { isMore: name !== 'readers' })", part)
    return page


@pytest.mark.browser
@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row["question"])
def test_a_question_is_answered_within_three_places_or_owned_up_to(ranking: Page, row: dict[str, str]) -> None:
    found = ranking.evaluate(ASK, row["question"])
    if row["reader"] == "none":
        assert not found["isAnswer"], found
    else:
        assert [
            address
            for address, reader, text in found["hits"]
            if row["reader"] in ("", reader) and re.search(row["answer"], text)
        ], found


def test_no_word_of_search_is_a_whole_question() -> None:
    words = SearchWords.read(PROJECT)
    told = [word for subject in words.subjects for word in subject.words]
    asked = {" ".join(re.findall(r"\w+", row["question"].lower())) for row in QUESTIONS}
    assert not [word for word in told if len(word.split()) > 5]
    assert not {word for word in told if len(word.split()) > 2} & asked
    assert len(told) > 500


def test_the_files_of_search_are_the_same_each_time_and_hold_each_text_once(
    made: tuple[dict[str, str], dict[str, bytes]],
) -> None:
    first = made[1]
    texts = re.findall(r'\["([^"]{40,})"[,\]]', "".join(first[search_path(part)].decode() for part in SEARCH_KINDS))
    assert len(texts) == len(set(texts)) > 20
    result = check_project(Sources(REAL_BOOK), REAL_DAY)
    context = ViewContext(result.book, result.report, REAL_DAY, Sentences.read(PROJECT), {})
    pages = artefacts.pages_without_downloads(REAL_BOOK, PROJECT, result.book, result.report, REAL_DAY)
    again = search_files(context, SearchWords.read(PROJECT), read_pages(context, pages))
    # Made without the page "A to Z", which is the last of the policies and of the contents.
    words, policies = search_path(SEARCH_WORDS), search_path("policies")
    assert again[words].partition(b'"help"')[2] == first[words].partition(b'"help"')[2] != b""
    assert first[policies].startswith(again[policies].removesuffix(b"]);\n"))


def test_what_opening_search_asks_for_is_at_most_20_kilobytes(made: tuple[dict[str, str], dict[str, bytes]]) -> None:
    """Packed as a host sends it; what is on the pages comes when something is typed, and is no more than a page."""
    scripts = [ASSETS / name for name in ("minisearch.js", "search.js", "search-ranking.js")]
    texts = [str(script(file.read_text(encoding="utf-8")).text).encode() for file in scripts]
    assert sum(len(gzip.compress(text, 6)) for text in (*texts, made[1][search_path(SEARCH_WORDS)])) < 20_000
    assert len(gzip.compress(made[1][search_path("readers")], 6)) < 12_000


def test_an_index_in_parts_has_every_text_in_files_of_a_bounded_size(
    made: tuple[dict[str, str], dict[str, bytes]], in_parts: dict[str, Any]
) -> None:
    def texts(index: dict[str, Any], names: list[str]) -> list[object]:
        """What the parts say, with where it is said, in their order."""
        rows = [row for name in names for row in index[name]]
        return [[*page, *section[:2], said] for *page, sections in rows for section in sections for said in section[2]]

    def words_of(said: list[Any]) -> str:
        *_, title, passage = said
        return f"{title} {passage if isinstance(passage, str) else passage[0]}"

    whole = data_of(made[1])
    assert whole["words"]["parts"] == [*SEARCH_KINDS]
    assert whole["words"]["lists"] == []
    parts = in_parts["words"]["parts"]
    assert len([name for name in parts if name.startswith("policies")]) > 3
    assert texts(in_parts, parts) == texts(whole, [*SEARCH_KINDS])
    for name in parts:
        assert 0 < len(search_parts.written(in_parts[name]).encode()) <= 20_000 + 200, name
    for address, *_, part in in_parts["words"]["contents"]:
        assert part == next((name for name in parts if any(row[0] == address for row in in_parts[name])), part)
    lists = [in_parts[f"list-{number}"] for number in range(len(in_parts["words"]["lists"]))]
    assert [rows[0][0] for rows in lists] == in_parts["words"]["lists"]
    assert max(len(search_parts.written(rows).encode()) for rows in lists) <= 1_500 + 200
    small = frozenset(SearchWords.read(PROJECT).small)
    listed = {term: numbers for rows in lists for term, numbers, _ in rows}
    for number, name in enumerate(parts):
        said = {term for one in texts(in_parts, [name]) for term in search_parts.terms(words_of(one), small)}
        assert {term for term in said if number not in listed[term]} == set()


def test_one_long_section_is_cut_between_its_passages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_parts, "MOST", 100)
    said: list[search_parts.Said] = [f"{number}{'x' * 40}" for number in range(6)]
    parts = search_parts.part_pages([("a", "A", "", [("one", "One", [*said])]), ("b", "B", "", [])])
    assert [[section[2] for _, _, _, sections in part for section in sections] for part in parts] == [
        [said[:2]], [said[2:4]], [said[4:]],
    ]  # fmt: skip
    assert search_parts.part_pages([]) == [[]]


@pytest.mark.browser
def test_of_an_index_in_parts_a_few_files_answer_the_same_questions(ranking: Page, in_parts: dict[str, Any]) -> None:
    """Each question loads no more than three parts of a kind, and nearly all find their answer as in the whole."""
    asked = [row for row in QUESTIONS if row["reader"] != "none"][::2]
    found = ranking.evaluate(ASK_PARTS, [in_parts, [row["question"] for row in asked]])
    assert all(len(one["chosen"]) <= 9 for one in found)
    assert max(len(one["asked"]) for one in found) < len(in_parts["words"]["lists"])
    missed = [
        row["question"]
        for row, one in zip(asked, found, strict=True)
        if not any(row["reader"] in ("", reader) and re.search(row["answer"], text) for _, reader, text in one["hits"])
    ]
    assert len(missed) <= len(asked) / 20, missed


@pytest.mark.browser
def test_the_lists_cut_words_as_the_browser_does(ranking: Page, made: tuple[dict[str, str], dict[str, bytes]]) -> None:
    small = frozenset(SearchWords.read(PROJECT).small)
    whole = data_of(made[1])
    texts = [part for kind in SEARCH_KINDS for part in re.findall(r"[^\"]+", search_parts.written(whole[kind]))]
    texts += [
        "the school’s and schools' PINs",
        "Ŵyneb Éire ﬁlter",
        "tipping possesses ties tied masses",
        "هاتف ١٢٣",
        "ß_x ² Ⅷ",
    ]
    assert ranking.evaluate("(texts) => texts.map(ranking.termsOf)", texts) == [
        search_parts.terms(text, small) for text in texts
    ]


def test_a_page_is_read_as_passages_without_what_is_not_shown_or_is_no_answer() -> None:
    text = """---
title: "x"
---

# A page

<p class="lead">What it is.</p>
<p class="status"><strong>Overdue.</strong></p>

## 2. Rules&#44; and more { #rules lang="cy" }

<div><ul><li id="a"><a class="num" aria-label="Clause 2.1(a)">(a)</a> Keep it <button class="term">safe</button><span data-search-exclude>not this</span>.
<ul><li>inner;</li></ul></li>
<li><p>One</p><p>line.<br>Two</p></li></ul><span hidden>not this</span><noscript><p>nor this</p></noscript></div>
<dl><dt>DSL</dt><dd>A person.</dd><dt>IT</dt><dd>Computers.</dd></dl>
<fieldset><legend>Is it so?</legend><p>Look for: evidence</p></fieldset><p id="b"><a class="num" href="#b">2.2</a> After.</p>

## About { #page-about }

<p>Version</p>
"""
    opening, rules = read_sections(text)
    assert (opening.id, [passage.text for passage in opening.passages]) == ("", ["What it is."])
    assert (rules.id, rules.title) == ("rules", "2. Rules, and more")
    assert [(passage.number, passage.text) for passage in rules.passages] == [
        ("2.1(a)", "Keep it safe."),
        ("", "inner;"),
        ("", "One line. Two"),
        ("", "DSL A person."),
        ("", "IT Computers."),
        ("", "Is it so?"),
        ("2.2", "After."),
    ]


def test_every_word_of_the_a_to_z_page_leads_to_a_heading_that_is_there(
    made: tuple[dict[str, str], dict[str, bytes]],
) -> None:
    pages = made[0]
    lines = re.findall(
        r'<li>([^<]+): <a href="([^"#]+)\.html#([^"]+)">([^<]+)</a> <span>([^<]+)</span></li>', pages["a-to-z"]
    )
    assert len(lines) == pages["a-to-z"].count("<a ") > 200
    leads = {}
    for words, address, place, _title, _page in lines:
        assert f"#{place}" in pages[address] or f'id="{place}"' in pages[address], words
        leads |= dict.fromkeys(words.split(", "), f"{address}#{place}")
    assert len(leads) > 400
    assert leads["selfie"] == "parents#pictures"
    assert leads["4g"].endswith(("#phones-and-smart-devices", "#my-own-phone-and-devices"))
    assert leads["arrested"] == "parents#when-rules-are-broken"
    assert leads["bullied"] == "parents#now-bullied"
    assert not {"man", "took", "grass"} & leads.keys()  # searched for, and not looked up
    assert leads["pen drive"].endswith(
        ("#devices-passwords-and-data", "#school-computers-and-the-internet", "#computers-and-passwords")
    )
    assert "12" not in leads
    assert "lunch menu" not in leads


@pytest.mark.parametrize(
    ("replaced", "with_", "said"),
    [
        ("small_words: >-", "tiny: >-", "must be filled in"),
        ("subjects:\n", "subjects: {}\nothers:\n", "must be a list"),
        ("    means: [nude,", "    mens: [nude,", "each subject needs a list of “means”"),
        ("readers:", "readers: [", "site_templates/search.yml, line"),
    ],
)
def test_a_broken_file_of_words_is_said_with_its_name(tmp_path: Path, replaced: str, with_: str, said: str) -> None:
    text = (PROJECT / "site_templates" / "search.yml").read_text(encoding="utf-8")
    assert replaced in text
    (tmp_path / "site_templates").mkdir()
    (tmp_path / "site_templates" / "search.yml").write_text(text.replace(replaced, with_, 1), encoding="utf-8")
    with pytest.raises(WordingError, match=re.escape(said)):
        SearchWords.read(tmp_path)
