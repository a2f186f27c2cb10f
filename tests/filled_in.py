"""The school's real book, filled in as its findings ask: what publishing it will take, as edits. Facts here are made up."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

from case_files import apply
from conftest import REAL_BOOK
from filled_review import with_answers, with_texts_read
from policybook.book.reading_lines import Judgement
from policybook.book.readings import restating_items
from policybook.editing.record_readings import record
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
    """Record that somebody compared every helpline and every current edition with its own page: an event for each."""
    book = read_book(Sources(root)).book
    entries: dict[str, CheckedEntry] = {f"helplines.{name}": entry for name, entry in book.helplines.helplines.items()}
    for name, guidance in book.guidance.guidance.items():
        if edition := guidance.current(as_of):
            entries[f"guidance.{name}/{edition.edition}"] = edition
    (root / "data/changes").mkdir(exist_ok=True)
    for number, (name, entry) in enumerate(entries.items()):
        lines = ("event: checked", f"on: {as_of}", "by: headteacher", f"entry: {name}", entry.line_of_values)
        text = "\n".join(lines).replace("\nchecked: ", "\nvalues: ")
        if entry.values_to_check:
            (root / f"data/changes/{as_of}-checked-{number}.yml").write_text(f"{text}\n", encoding="utf-8")


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
    account = '    account: "@learning-opportunities/proprietor"\n'
    text = text.replace("    title: Proprietor\n", f"    title: Proprietor\n{account}", 1)
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
        for name, edition in CURRENT.items():
            text = re.sub(rf'(reports="{name}/)[^"]+"', rf'\g<1>{edition}"', text)
        section.write_text(
            text.replace("helplines.education-safeguarding-service.", "helplines.lesas."), encoding="utf-8"
        )
    record_checks(root, as_of)
    book = read_book(Sources(root)).book
    record(root, book, [(item, Judgement("same", "dsl", f"{as_of}")) for item in restating_items(book)])
    review = record_to_complete(check_project(Sources(root), as_of).book, as_of)
    review = review.replace("completed_by: []", "completed_by: [headteacher, dsl]")
    review = with_answers(with_texts_read(review))
    review = review.replace("approved_by: []", f"approved_by:\n  - role: proprietor\n    on: {as_of}")
    (root / f"data/reviews/{as_of:%Y-%m}.yml").write_text(review, encoding="utf-8")
