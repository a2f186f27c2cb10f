"""The school's real book, filled in as its findings ask: what publishing it will take, as edits. Facts here are made up."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

from case_files import apply
from conftest import REAL_BOOK
from policybook.editing.confirm_pins import confirm, open_pins
from policybook.model.checked_values import CheckedEntry
from policybook.references import read_book
from policybook.review.review_progress import record_to_complete
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

CURRENT = {
    "kcsie": "2026",
    "working-together": "2026",
    "behaviour-in-schools": "2024",
    "searching-screening-confiscation": "2023",
}


def copy_of_the_real_book(folder: Path) -> Path:
    """The real policies and facts, as they stood."""
    return Path(shutil.copytree(REAL_BOOK, folder, dirs_exist_ok=True))


def record_checks(root: Path, as_of: date) -> None:
    """Record that somebody compared every helpline and every edition with its own page, and what they saw."""
    book = read_book(Sources(root)).book
    editions = (edition for guidance in book.guidance.guidance.values() for edition in guidance.editions)
    entries: dict[str, list[CheckedEntry]] = {}
    for entry in (*book.helplines.helplines.values(), *editions):
        entries.setdefault(entry.span.path, []).append(entry)
    for path, found in entries.items():
        lines = (root / path).read_text(encoding="utf-8").split("\n")
        for entry in sorted(found, key=lambda entry: -entry.key("checked_on").line):
            key = entry.key("checked_on")
            indent = " " * (key.column - 1)
            assert lines[key.line].strip().startswith("checked_by:"), lines[key.line]
            typed = (f"checked_on: {as_of}", "checked_by: headteacher", entry.line_of_values)
            lines[key.line - 1 : key.line + 1] = [f"{indent}{line}" for line in typed]
        (root / path).write_text("\n".join(lines), encoding="utf-8")


def fill_in(root: Path, as_of: date) -> None:
    """Do what every blocker asks: name, train, confirm and decide; bring the editions up to date; read again; record a review."""
    people = root / "data/people.yml"
    text = people.read_text(encoding="utf-8")
    for key, value in {
        "publish_agreed_by": "headteacher",
        "publish_agreed_on": f"{as_of}",
        "told_on": f"{as_of}",
        "senior_leadership": "yes",
        "in_job_description": "yes",
        "trained_on": "2026-03-02",
        "refreshed_on": "2026-09-02",
        "prevent_trained_on": "2026-03-03",
        "confirmed_on": f"{as_of}",
        "confirmed_by": "proprietor",
        "arrangement": "The school office passes the matter on to the proprietor",
        "contact": "safeguarding@example.org",
    }.items():
        text = re.sub(rf"^( +){key}:$", rf"\g<1>{key}: {value}", text, flags=re.MULTILINE)
    text = text.replace("[online-safety]", "[online-safety, filtering-and-monitoring]", 1)
    answers = iter(["yes", "no", "no"])
    text = re.sub(r"^( +)lead:$", lambda found: f"{found[1]}lead: {next(answers)}", text, flags=re.MULTILINE)
    text = text.replace(
        "\nappointments:\n",
        "\n  pat-example:\n    name: Pat Example\n    publish_name: yes\n    publish_agreed_by: proprietor\n"
        f"    publish_agreed_on: {as_of}\n    told_on: {as_of}\n\nappointments:\n"
        "  - person: pat-example\n    role: proprietor\n"
        "  - person: pat-example\n    role: accountable-governor\n"
        "  - person: kevin-dunk\n    role: accountable-leader\n",
    )
    people.write_text(text, encoding="utf-8")
    apply(
        root,
        [{"file": "data/settings.yml", "replace": "repository_is_public:\n", "with": "repository_is_public: no\n"}],
    )
    apply(root, [{"file": "data/school.yml", "replace": "\nphone:\n", "with": '\nphone: "01632 960123"\n'}])
    for policy in root.glob("policy/*/policy.yml"):
        text = policy.read_text(encoding="utf-8")
        for name, edition in CURRENT.items():
            text = re.sub(rf'(- id: {name}\n +edition: )"\d+"', rf'\g<1>"{edition}"', text)
        text = re.sub(
            r"^( +)reason:\n +approved_by:\n +approved_on:$",
            rf"\g<1>reason: The school's own.\n\g<1>approved_by: proprietor\n\g<1>approved_on: {as_of}",
            text,
            flags=re.MULTILINE,
        )
        policy.write_text(text, encoding="utf-8")
    for section in root.glob("policy/*/*.md"):
        text = section.read_text(encoding="utf-8")
        section.write_text(
            text.replace("helplines.education-safeguarding-service.", "helplines.lesas."), encoding="utf-8"
        )
    record_checks(root, as_of)
    confirm(root, open_pins(read_book(Sources(root)).book))
    record = record_to_complete(check_project(Sources(root), as_of).book, as_of)
    record = record.replace("completed_by: []", "completed_by: [headteacher, dsl]")
    record = re.sub(r"^  ([a-z0-9-]+):$", r"  \1: yes", record, flags=re.MULTILINE)
    record = record.replace("approved_by: []", f"approved_by:\n  - role: proprietor\n    on: {as_of}")
    (root / f"data/reviews/{as_of:%Y-%m}.yml").write_text(record, encoding="utf-8")
