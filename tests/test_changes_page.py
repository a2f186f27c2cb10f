"""The page of what changed: between the texts of two reviews, honest where they are not known, and without anybody's name."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from building import PUBLIC_FILES, built, digests, pdf_text, texts
from case_files import apply
from conftest import AS_OF, PROJECT, SCHOOL
from policybook.references import read_book
from policybook.render import artefacts
from policybook.revisions.reviewed_texts import UnknownReason, history
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext

PASSWORDS, REPORTING = "policy/online-safety/passwords.md", "policy/online-safety/reporting.md"
RECORD = "data/reviews/2025-09.yml"


def git(root: Path, *words: str) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    line = ["git", "-c", "user.name=Sam Sample", "-c", "user.email=sam@sample.example", *words]
    subprocess.run(line, cwd=root, env=env, capture_output=True, check=True)


def commit(root: Path) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "A change")


@pytest.fixture
def reviewed_twice(school: Path) -> Path:
    return reviewed_again(school)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same school with its site, for tests that only read it or build it again."""
    root = reviewed_again(Path(shutil.copytree(SCHOOL, tmp_path_factory.mktemp("reviewed twice") / "school")))
    built(root, measured=True)  # no other build has two reviews to compare
    return root


def reviewed_again(school: Path) -> Path:
    """A school whose text of September 2025 is in git only; reworded since, and reviewed again in May 2026.

    In September the lead DSL was Dee Former, who has left, and one clause had her name in it.
    """
    edits = [
        {
            "file": "data/people.yml",
            "replace": "  ada-holm:\n",
            "with": "  dee-former: {name: Dee Former}\n  ada-holm:\n",
        },
        {
            "file": REPORTING,
            "replace": "Our {{ services.filtering.product }} filter",
            "with": "Dee Former and Ms Former see to our {{ services.filtering.product }} filter, which",
        },
    ]
    apply(school, edits)
    git(school, "init", "--quiet", "--initial-branch", "main")
    commit(school)
    record(school, RECORD, "2025-09", "2026-09")
    commit(school)
    apply(
        school,
        [
            {"file": "data/people.yml", "replace": "  dee-former: {name: Dee Former}\n", "with": ""},
            {
                "file": REPORTING,
                "replace": "Dee Former and Ms Former see to our {{ services.filtering.product }} filter, which",
                "with": "Our {{ services.filtering.product }} filter",
            },
            {"file": PASSWORDS, "replace": "**private**.", "with": "**private**, and never write it down."},
            {
                "file": PASSWORDS,
                "replace": "  { #password-strong }",
                "with": "  { #password-strong }\n- lock the screen;\n  { #screen }",
            },
            {"file": "data/services.yml", "replace": "product: SampleFilter", "with": "product: OtherFilter"},
            {"file": "data/services.yml", "replace": "SentinelHiddenProduct", "with": "AnotherHiddenProduct"},
            {
                "file": "policy/documents/staff-aup.md",
                "replace": "password-strong password-unique",
                "with": "password-strong screen password-unique",
            },
        ],
    )
    record(school, "data/reviews/2026-05.yml", "2026-05", "2027-05")
    commit(school)
    return school


def record(root: Path, file: str, reviewed: str, due: str) -> None:
    """A complete review of the text as it is."""
    sections = {ref: section.fingerprint for ref, section in read_book(Sources(root)).book.sections.items()}
    lines = [f"reviewed: {reviewed}", f"next_review: {due}", "wording: this", "policies: [online-safety]"]
    lines += [
        "completed_by: [headteacher]",
        "approved_by:",
        "  - role: proprietor",
        f"    on: {reviewed}-28",
        "sections:",
    ]
    lines += [f'  {ref}: "{found}"' for ref, found in sections.items()]
    lines += [
        "answers:",
        *(f"  {check.settings.id}: {{judgement: yes}}" for check in read_book(Sources(root)).book.checks),
    ]
    (root / file).write_text("\n".join([*lines, "actions: []", "note:"]) + "\n", encoding="utf-8")


def past(root: Path) -> object:
    return history(root, read_book(Sources(root)).book, AS_OF, root / ".policybook-cache")


def test_the_words_of_both_reviews_are_found_and_compared(published: Path) -> None:
    page = (published / "site" / "changes.html").read_text(encoding="utf-8")
    assert "reviewed in September 2025 with the text that was reviewed in May 2026" in page
    assert "[was: <del>private.</del>] [now: <ins>private, and never write it down.</ins>]" in page
    assert "New. “lock the screen;”" in page
    assert "Web filter: now Example Networks OtherFilter, before Example Networks SampleFilter." in page


def test_nobody_who_left_and_nothing_private_is_on_any_page(published: Path) -> None:
    found = texts(published / "site")
    assert sorted({*PUBLIC_FILES.read_text(encoding="utf-8").splitlines(), "downloads/what-changed.pdf"}) == sorted(
        found
    )
    for name, text in found.items():
        assert not re.search(r"Former|Dee|HiddenProduct", text), name
    assert "We have left out the old words, because they may name a person" in found["changes.html"]


def test_the_pdf_says_in_words_what_the_page_shows(published: Path) -> None:
    words = " ".join(pdf_text((published / "site" / "downloads" / "what-changed.pdf").read_bytes()).split())
    assert "[was: private.] [now: private, and never write it down.]" in words


def test_same_input_same_bytes_with_and_without_memory(published: Path) -> None:
    first = digests(published / "site")
    kept = list((published / ".policybook-cache" / "reviewed").glob("*.kept"))
    assert len(kept) == 2
    for damaged in (b"", b'{"a": "0000"}'):
        for file in kept:
            file.write_bytes(damaged)
        shutil.rmtree(published / ".policybook-cache" / "builds")
        assert digests(built(published)) == first


def feed_of(root: Path) -> ET.Element:
    return ET.parse(root / "site" / "changes.xml").getroot()  # noqa: S314 - our own feed


def test_the_feed_has_an_entry_a_review_with_its_date(published: Path, tmp_path: Path) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    feed = feed_of(published)
    entries = feed.findall(f"{atom}entry")
    assert [one.findtext(f"{atom}updated") for one in entries] == ["2026-05-01T00:00:00Z", "2025-09-01T00:00:00Z"]
    assert len({one.findtext(f"{atom}id") for one in entries}) == len(entries)
    assert {link.get("href", "").split("/")[2] for link in feed.iter(f"{atom}link")} == {"policies.hollybank.example"}
    root = Path(shutil.copytree(published, tmp_path / "without an address"))
    edit = {"file": "data/school.yml", "replace": "website: https://policies.hollybank.example/", "with": "website:"}
    apply(root, [edit])
    result = check_project(Sources(root), AS_OF)
    context = ViewContext(result.book, result.report, AS_OF, Sentences.read(PROJECT), {})
    text = artefacts.atom(artefacts.changes_view(context, past(root), artefacts.Page(artefacts.CHANGES)))
    assert not list(ET.fromstring(text).iter(f"{atom}link"))  # noqa: S314 - our own feed


# --- where nothing can be compared -----------------------------------------------------------------------------------


def test_one_review_is_not_compared_and_git_is_not_asked(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert past(school).unknown is UnknownReason.NO_TWO_REVIEWS


def test_without_git_that_is_said(reviewed_twice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert past(reviewed_twice).unknown is UnknownReason.NO_GIT


def test_outside_a_repository_that_is_said(reviewed_twice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(reviewed_twice.parent))
    (reviewed_twice / ".git").rename(reviewed_twice / "not-git")
    assert past(reviewed_twice).unknown is UnknownReason.NO_GIT


def test_a_text_that_git_does_not_have_is_not_guessed(reviewed_twice: Path) -> None:
    sections = read_book(Sources(reviewed_twice)).book.reviews[0].sections
    old = next(iter(sections.values()))
    apply(reviewed_twice, [{"file": RECORD, "replace": f'"{old}"', "with": '"00000000"'}])
    assert past(reviewed_twice).unknown is UnknownReason.NOT_FOUND


@pytest.mark.parametrize("ref", ["../x", "online-safety/../../x", "a b/c", "HEAD:x/y", "online-safety/passwords\nHEAD"])
def test_a_hostile_section_in_a_record_asks_git_nothing(reviewed_twice: Path, ref: str) -> None:
    text = (reviewed_twice / RECORD).read_text(encoding="utf-8")
    (reviewed_twice / RECORD).write_text(
        text.replace("  online-safety/passwords:", f"  {ref!r}:".replace("'", '"')), encoding="utf-8"
    )
    assert past(reviewed_twice).before is None


@pytest.fixture(scope="module")
def changed_since(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The school reviewed twice, with two clauses reworded since, and what was written with that."""
    root = reviewed_again(Path(shutil.copytree(SCHOOL, tmp_path_factory.mktemp("changed since") / "school")))
    apply(
        root,
        [
            {"file": PASSWORDS, "replace": "- lock the screen;", "with": "- lock the screen each time they leave it;"},
            {"file": REPORTING, "replace": "at once.", "with": "at once, and in writing."},
        ],
    )
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "Ms Sentinel asked for it <in> writing")
    built(root)
    return root


def test_what_nobody_has_reviewed_is_compared_with_the_last_review(changed_since: Path) -> None:
    page = " ".join((changed_since / "site" / "changes.html").read_text(encoding="utf-8").split())
    since, between = page.split('id="page-between"')
    assert "[now: <ins>lock the screen each time they leave it;</ins>]" in since
    assert "These changes affect staff and students." in since
    assert "Staff must sign the Staff acceptable use policy again." in since
    assert "in this order: Designated Safeguarding Lead, Headteacher, Proprietor." in since
    assert "Approved by: Proprietor (28 May 2026)." in between


def test_every_sentence_that_restates_a_change_is_beside_it(changed_since: Path) -> None:
    page = " ".join((changed_since / "site" / "changes.html").read_text(encoding="utf-8").split())
    since, between = page.split('id="page-between"')
    assert since.count("Staff acceptable use policy: “I tell Ada Holm at once.”") == 1
    assert since.count("Nobody has compared this sentence with the new words yet.") == 3
    assert "Staff acceptable use policy: “I keep my password to myself.”" in between


def test_whoever_approves_has_the_reasons_and_a_line_to_sign_and_the_public_has_neither(changed_since: Path) -> None:
    paper = " ".join(pdf_text((changed_since / "internal" / "changes-to-approve.pdf").read_bytes()).split())
    assert "Ms Sentinel asked for it <in> writing" in paper
    assert "Role Name Signature Date" in paper
    assert not [name for name, words in texts(changed_since / "site").items() if "Ms Sentinel" in words]


def test_nothing_is_to_approve_where_every_change_was_read_again_and_approved(published: Path) -> None:
    assert not (published / "internal" / "changes-to-approve.pdf").exists()
    assert "page-since" not in (published / "site" / "changes.html").read_text(encoding="utf-8")
