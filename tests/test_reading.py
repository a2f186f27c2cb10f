"""Reading files: whatever stands in the folders, each fault is said once, at its place, and nothing outside is touched."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from case_files import found_in
from conftest import AS_OF
from policybook.model.content import SectionSettings
from policybook.model.validate import validate
from policybook.references import read_book
from policybook.source.markdown_files import read_markdown
from policybook.source.passages import Heading, Passage, PassageList
from policybook.source.sources import Sources
from policybook.source.text_files import SourceText, read_text
from policybook.source.yaml_files import YamlText

LINKED = "This is a link to somewhere else, not a file or folder of the project’s own."


def codes_and_places(root: Path) -> list[str]:
    return [entry["at"] for entry in found_in(root, AS_OF)]


def section(*lines: str) -> SourceText:
    return SourceText("policy/x/y.md", ("---", "title: Y", "---", *lines))


# --- links, folders and names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "data",
        "data/people.yml",
        "data/reviews",
        "data/reviews/2025-09.yml",
        "policy",
        "policy/documents",
        "policy/documents/staff-aup.md",
        "policy/online-safety",
        "policy/online-safety/policy.yml",
        "policy/online-safety/passwords.md",
    ],
)
def test_a_link_is_refused_and_said_once(school: Path, path: str) -> None:
    """Also where it leads to the very same content, and where everything below it is read through it."""
    elsewhere = school.parent / "elsewhere"
    (school / path).rename(elsewhere)
    (school / path).symlink_to(elsewhere)
    assert found_in(school, AS_OF) == [
        {"at": f"FILE004 {path}:1:1", "message": LINKED, "fix": "Put the file or folder itself here."}
    ]


def test_a_link_that_leads_nowhere_is_a_link(school: Path) -> None:
    (school / "data/glossary.yml").unlink()
    (school / "data/glossary.yml").symlink_to("nowhere.yml")
    assert codes_and_places(school) == ["FILE004 data/glossary.yml:1:1"]


def test_a_pipe_is_not_waited_for(school: Path) -> None:
    (school / "data/glossary.yml").unlink()
    os.mkfifo(school / "data/glossary.yml")
    assert codes_and_places(school) == ["FILE004 data/glossary.yml:1:1"]


def test_a_file_that_vanishes_while_reading_is_a_finding(school: Path) -> None:
    source, (finding,) = read_text(school, "data/nothing.yml")
    assert source is None
    assert finding.message == "The file cannot be read (No such file or directory)."


def test_a_folder_that_may_not_be_opened_is_a_finding(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    iterdir = Path.iterdir

    def refuse(folder: Path) -> object:
        if folder == school / "data/reviews":
            raise PermissionError(13, "Permission denied")
        return iterdir(folder)

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert codes_and_places(school) == ["FILE011 data/reviews:1:1"]


@pytest.mark.parametrize("gone", ["policy/online-safety", "policy"])
def test_a_book_without_any_policy_is_said_to_be_empty(school: Path, gone: str) -> None:
    shutil.rmtree(school / gone)
    shutil.rmtree(school / "policy/documents", ignore_errors=True)
    assert "FILE010 policy:1:1" in codes_and_places(school), "it was reviewed, so its policies were lost"
    shutil.rmtree(school / "data/reviews")
    assert "ORG012 policy:1:1" in codes_and_places(school), "it was never reviewed, so it begins"


def test_an_empty_project_is_one_finding_that_says_how_to_begin(tmp_path: Path) -> None:
    assert codes_and_places(tmp_path) == ["FILE010 data:1:1"]


def test_a_book_with_one_file_names_every_other_that_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "school.yml").write_text("name: Hollybank School\n", encoding="utf-8")
    needed = ("guidance", "helplines", "linked-policies", "people", "services")
    assert {f"FILE010 data/{name}.yml:1:1" for name in needed} <= set(codes_and_places(tmp_path))


def test_files_called_reviews_or_documents_are_not_taken_for_the_folders(school: Path) -> None:
    shutil.rmtree(school / "policy/documents")
    (school / "policy/documents").write_text("x", encoding="utf-8")
    shutil.rmtree(school / "data/reviews")
    (school / "data/reviews").write_text("x", encoding="utf-8")
    assert codes_and_places(school) == [
        "FILE009 data/reviews:1:1",
        "FILE009 policy/documents:1:1",
        *["PUB008 policy/documents:1:1"] * 3,
        "REV001 policy/online-safety/policy.yml:1:5",
    ]


def test_a_file_that_is_there_under_both_names_is_read_under_the_right_one(school: Path) -> None:
    shutil.copy(school / "data/people.yml", school / "data/people.yaml")
    shutil.copy(school / "policy/online-safety/passwords.md", school / "policy/online-safety/passwords.markdown")
    assert codes_and_places(school) == [
        "FILE009 data/people.yaml:1:1",
        "FILE009 policy/online-safety/passwords.markdown:1:1",
    ]


def test_hidden_files_of_computers_are_passed_over(school: Path) -> None:
    for folder in ("data", "data/reviews", "policy", "policy/online-safety", "policy/documents"):
        for name in (".DS_Store", "Thumbs.db", ".gitkeep"):
            (school / folder / name).write_bytes(b"\0\1")
    assert codes_and_places(school) == []


def test_a_hidden_folder_is_no_policy(school: Path) -> None:
    (school / "policy/.obsidian").mkdir()
    assert codes_and_places(school) == ["FILE009 policy/.obsidian:1:1"]


# --- YAML ------------------------------------------------------------------------------------------------------------


def yaml_of(*lines: str) -> YamlText:
    return YamlText("data/x.yml", lines)


def test_every_value_stays_the_text_it_was_typed_as() -> None:
    data, findings = yaml_of("a: 01234567", "b: 15:30", "c: no", "d: 1.10", "e: 2026-11-22", "f: '~'", "g: ~").read()
    assert not findings
    assert data == {
        "a": "01234567",
        "b": "15:30",
        "c": "no",
        "d": "1.10",
        "e": "2026-11-22",
        "f": "~",
        "g": None,
    }


def test_of_two_equal_keys_the_first_stays() -> None:
    data, (finding,) = yaml_of("a: 1", "b:", "  c: 2", "  c: 3").read()
    assert data == {"a": "1", "b": {"c": "2"}}
    assert (finding.span.line, finding.span.column) == (4, 3)
    assert finding.related[0].line == 3


def test_places_are_known_at_every_depth() -> None:
    data, _ = yaml_of("people:", "  - name: Ada", "    roles: [dsl, head]", "note: é: no").read()
    assert data is None
    data, _ = yaml_of("people:", "  - name: Ada", "    roles: [dsl, head]", "empty:").read()
    assert data is not None
    origin = data.origin
    assert origin.at("people", 0, "roles", 1) == origin.at("people", 0, "roles", 1, "deeper")
    place = origin.at("people", 0, "roles", 1)
    assert (place.line, place.column, place.length) == (3, 18, 4)
    assert (origin.key("people", 0, "name").line, origin.key("people", 0, "name").column) == (2, 5)
    assert origin.key("empty").column == 1
    assert origin.at("missing") == origin.span
    assert origin.key("people", 7, "name") == origin.at("people")
    assert origin.key() == origin.span


def test_settings_of_a_page_are_counted_from_the_top_of_its_file() -> None:
    _, findings = read_markdown(SourceText("x.md", ("---", "title: a: b", "---")), "section")
    assert [(finding.span.line, finding.span.column) for finding in findings] == [(2, 9)]


def test_a_value_that_is_wrong_is_left_out_and_the_rest_is_read() -> None:
    data, _ = yaml_of(
        "title: T",
        "binds: [staff, nobody]",
        "colour: red",
        "checks:",
        "  - id: one",
        "    group: g",
        "    ask: A",
        "    evidence: E",
        "    clauses: [c]",
        "    basis: must",
        "    source: s",
        "    who: w",
        "  - id: two",
    ).read()
    assert data is not None
    settings, findings = validate(SectionSettings, data)
    assert settings is not None
    assert settings.binds == ("staff",)
    assert [check.id for check in settings.checks] == ["one"]
    assert sorted(finding.code.id for finding in findings) == ["YAML005", "YAML006", "YAML007"]


# --- Markdown --------------------------------------------------------------------------------------------------------


def test_the_place_of_every_word_is_known() -> None:
    source = section("", "1. 1", "   second line", "   { #one }", "", "   - inner", "     { #two binds='staff' }")
    file, findings = read_markdown(source, "section")
    assert not findings
    assert file is not None
    (block,) = file.blocks
    assert isinstance(block, PassageList)
    assert block.ordered
    (item,) = block.items
    assert item.wording.text == "1\nsecond line"
    assert [(span.line, span.column) for span in item.wording.starts] == [(5, 4), (6, 4)]
    place = item.wording.span(item.wording.text.index("line"))
    assert (place.line, place.column) == (6, 11)
    assert item.id
    assert (item.id.value, item.id.span.line, item.id.span.column) == ("one", 7, 6)
    assert item.nested
    inner = item.nested.items[0]
    assert (inner.span.line, inner.span.column) == (9, 6)
    assert inner.attributes["binds"].value == "staff"
    assert (inner.attributes["binds"].span.line, inner.attributes["binds"].span.column) == (10, 13)


def test_a_span_over_a_line_break_ends_with_its_first_line() -> None:
    file, _ = read_markdown(section("", "Ada", "Holm leads"), "section")
    assert file is not None
    (passage,) = file.blocks
    assert isinstance(passage, Passage)
    assert passage.wording.span(0, 8).length == 3
    assert passage.wording.span(4, 8).line == 6


def test_a_heading_keeps_its_words_and_its_id() -> None:
    file, findings = read_markdown(section("## What we do { #what }", "", "## Why ##"), "document")
    assert not findings
    assert file is not None
    first, second = file.blocks
    assert isinstance(first, Heading)
    assert isinstance(second, Heading)
    assert (first.text, first.id and first.id.value, first.id and first.id.span.column) == ("What we do", "what", 17)
    assert (second.text, second.id) == ("Why", None)


def test_paragraphs_and_lists_are_numbered_as_people_cite_them(school: Path) -> None:
    passwords = read_book(Sources(school)).book.sections["online-safety/passwords"]
    assert [(clause.number, clause.id) for clause in passwords.clauses] == [
        ("1.1", "password-private"),
        ("1.2", "password-duties"),
        ("1.2(a)", "password-strong"),
        ("1.2(b)", "password-unique"),
        ("1.2(b)(i)", "passwords-2-b--i"),
        ("1.2(b)(ii)", "passwords-2-b--ii"),
        ("1.2(c)", "password-lost"),
        ("1.3", "password-guidance"),
    ]


def test_a_list_that_goes_on_after_another_goes_on_with_the_letters(school: Path) -> None:
    items = "\n".join(f"- item {n}" for n in range(27))
    text = f"---\ntitle: Letters\nbinds: [staff]\n---\n\n{items}\n\n* one more\n"
    (school / "policy/online-safety/passwords.md").write_text(text, encoding="utf-8")
    numbers = [clause.number for clause in read_book(Sources(school)).book.sections["online-safety/passwords"].clauses]
    assert numbers[:2] == ["1.1(a)", "1.1(b)"]
    assert numbers[-3:] == ["1.1(z)", "1.1(aa)", "1.1(ab)"]


def test_everything_that_cannot_be_read_is_said_in_one_run(school: Path) -> None:
    (school / "data/people.yml").write_text("people: [", encoding="utf-8")
    (school / "data/school.yml").write_bytes(b"name: \xff")
    (school / "policy/online-safety/passwords.md").write_text("no settings", encoding="utf-8")
    (school / "policy/documents/staff-aup.md").write_text("---\ntitle: A\n", encoding="utf-8")
    assert codes_and_places(school) == [
        "YAML001 data/people.yml:1:9",
        "FILE001 data/school.yml:1:7",
        "FILE005 policy/documents/staff-aup.md:1:1",
        "FILE005 policy/online-safety/passwords.md:1:1",
    ]
