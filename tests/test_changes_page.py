"""The page of what changed: between the texts of two reviews, honest where they are not known, and without anybody's name."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from building import built, digests, pdf_text, texts
from case_files import apply
from conftest import AS_OF
from policybook.load import load
from policybook.reviewed_text import Unknown, history

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
    """A school whose text of September 2025 is in git only; reworded since, and reviewed again in May 2026.

    In September the lead DSL was Dee Former, who has left, and one clause had her name in it.
    """
    edits = [
        {"file": "data/people.yml", "replace": "  ada-holm:\n", "with": "  dee-former: {name: Dee Former}\n  ada-holm:\n"},
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
            {"file": PASSWORDS, "replace": "  { #password-strong }", "with": "  { #password-strong }\n- lock the screen;\n  { #screen }"},
            {"file": "data/services.yml", "replace": "product: SampleFilter", "with": "product: OtherFilter"},
            {"file": "data/services.yml", "replace": "SentinelHiddenProduct", "with": "AnotherHiddenProduct"},
            {"file": "policy/documents/staff-aup.md", "replace": "password-strong password-unique", "with": "password-strong screen password-unique"},
        ],
    )
    record(school, "data/reviews/2026-05.yml", "2026-05", "2027-05")
    commit(school)
    return school


def record(root: Path, file: str, reviewed: str, due: str) -> None:
    """A complete review of the text as it is."""
    sections = {ref: section.fingerprint for ref, section in load(root).book.sections.items()}
    lines = [f"reviewed: {reviewed}", f"next_review: {due}", "wording: this", "policies: [online-safety]"]
    lines += ["completed_by: [headteacher]", "approved_by:", "  - role: proprietor", f"    on: {reviewed}-28", "sections:"]
    lines += [f'  {ref}: "{found}"' for ref, found in sections.items()]
    (root / file).write_text("\n".join([*lines, "answers: {}", "actions: []", "note:"]) + "\n", encoding="utf-8")


def past(root: Path) -> object:
    return history(root, load(root).book, AS_OF, root / ".policybook-cache")


def test_the_words_of_both_reviews_are_found_and_compared(reviewed_twice: Path) -> None:
    page = (built(reviewed_twice) / "changes.html").read_text(encoding="utf-8")
    assert "reviewed in September 2025 with the text that was reviewed in May 2026" in page
    assert "<del>[was: private.]</del> <ins>[now: private, and never write it down.]</ins>" in page
    assert "New. lock the screen;" in page
    assert "Web filter: now Example Networks OtherFilter, before Example Networks SampleFilter." in page
