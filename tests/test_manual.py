"""The manual: each sample that somebody copies from it is read by the check without an error, so none can go stale.

A sample without a way to try it fails here, and so does a form or a kind of event that the manual does not name.
"""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from case_files import apply
from conftest import PROJECT, SCHOOL
from policybook.basics.findings import Finding, Severity
from policybook.model.events import EVENT_KINDS
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.views.jobs import Jobs

MANUAL = PROJECT / "policy/README.md"
DAY = date(2027, 3, 1)
SAM = {
    "file": "data/people.yml",
    "replace": "appointments:\n",
    "with": "  sam-sample: {name: Sam Sample, publish_name: no}\nappointments:\n",
}
IN_POST = "  - person: sam-sample\n    role: dsl\n    lead: no\n    from: 2024-09-01\n"

pytestmark = pytest.mark.skipif(not MANUAL.is_file(), reason="this school keeps its own manual")


class Sample(NamedTuple):
    """A block of the manual, with the heading that it is under and its first words."""

    heading: str
    language: str
    text: str


def samples(path: Path) -> list[Sample]:
    """Every block of a manual that is meant to be typed."""
    found, heading, lines = [], "", path.read_text(encoding="utf-8").splitlines()
    opened: list[str] | None = None
    language = ""
    for line in lines:
        if line.startswith("```"):
            if opened is None:
                opened, language = [], line[3:]
            else:
                found.append(Sample(heading, language, "\n".join(opened) + "\n"))
                opened = None
        elif opened is not None:
            opened.append(line)
        elif line.startswith("#"):
            heading = line.lstrip("# ")
    return found


def typed_samples() -> list[Sample]:
    """The samples of the manual that a person copies into a file."""
    return [one for one in samples(MANUAL) if one.language in ("yaml", "markdown")]


def event(root: Path, sample: Sample) -> str:
    """An event: its first line names the file."""
    name = re.match(r"# (data/changes/\S+\.yml)\n", sample.text)
    assert name
    apply(root, [SAM, {"file": "data/people.yml", "replace": "appointments:\n", "with": f"appointments:\n{IN_POST}"}])
    apply(root, [{"file": name[1], "write": sample.text}])
    return name[1]


def people(root: Path, sample: Sample) -> str:
    """A person and two appointments, each added to those that are there."""
    more, _, appointments = sample.text.removeprefix("people:\n").partition("appointments:\n")
    apply(root, [SAM, {"file": "data/people.yml", "replace": "people:\n  ada", "with": f"people:\n{more}  ada"}])
    apply(root, [{"file": "data/people.yml", "replace": "appointments:\n", "with": f"appointments:\n{appointments}"}])
    return "data/people.yml"


def appointment(root: Path, sample: Sample) -> str:
    """The lines of training in somebody's appointment."""
    added = f"appointments:\n{IN_POST}{sample.text}"
    apply(root, [SAM, {"file": "data/people.yml", "replace": "appointments:\n", "with": added}])
    return "data/people.yml"


def whole_file(path: str) -> Callable[[Path, Sample], str]:
    """A sample that is a whole file, in place of the one that is there."""

    def put(root: Path, sample: Sample) -> str:
        apply(root, [{"file": path, "write": sample.text}])
        return path

    return put


PLACES: dict[str, Callable[[Path, Sample], str]] = {
    "When a DSL changes": people,
    "The same with two small files": event,
    "Training dates and the roll-call": appointment,
    "A review record, explained": whole_file("data/reviews/2026-11.yml"),
    "A section, explained": whole_file("policy/online-safety/passwords.md"),
    "The summary of a policy, explained": whole_file("policy/online-safety/in-brief.md"),
    "The staff agreement and the parents' guide, explained": whole_file("policy/documents/staff-aup.md"),
}
"""How the samples below each heading are tried."""


def test_every_sample_of_the_manual_is_read_without_an_error(tmp_path: Path) -> None:
    found = typed_samples()
    assert len(found) >= 8
    assert {one.heading for one in found} == set(PLACES), "say how each sample is tried"
    wrong = {}
    for number, sample in enumerate(found):
        root = Path(shutil.copytree(SCHOOL, tmp_path / str(number)))
        path = PLACES[sample.heading](root, sample)
        own = [f for f in check_project(Sources(root), DAY).report.findings if f.span.path == path]
        faults = [f for f in own if f.severity is Severity.ERROR and not _names_what_is_not_at_this_school(f)]
        faults += [f for f in own if f.code.id.startswith("EVT")]
        if faults:
            wrong[sample.heading, number] = [f"{f.span.line}: {f.code.id} {f.message}" for f in faults]
    assert wrong == {}


def _names_what_is_not_at_this_school(found: Finding) -> bool:
    """Whether a sample names a question or a clause of a larger school than the tests'."""
    return found.code.id.startswith("REF") and not found.span.path.startswith("data/changes/")


def test_a_sample_that_has_gone_stale_is_found(school: Path) -> None:
    """The test of the tests: a key that is called otherwise, and a fence under a heading that nobody tries."""
    sample = Sample("The same with two small files", "yaml", typed_samples()[1].text.replace("until:", "last_day:"))
    path = event(school, sample)
    found = check_project(Sources(school), DAY).report.findings
    assert [f.code.id for f in found if f.span.path == path and f.severity is Severity.ERROR]


def test_the_manual_names_every_form_by_its_title_and_every_kind_of_event() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    forms = Jobs.of(PROJECT).jobs.values()
    # One form has no row in the table of jobs: the check itself leads to it.
    missing = [job.title for job in forms if f"| {job.title} |" not in text]
    assert missing == ["Somebody checked which edition of guidance is in force"]
    assert [kind for kind in EVENT_KINDS if f"| `{kind}` |" not in text] == []


def test_every_command_of_the_readme_exists() -> None:
    blocks = [one.text for one in samples(PROJECT / "README.md") if "python3 scripts/" in one.text]
    named = re.findall(r"python3 (scripts/\S+\.py)", "".join(blocks))
    assert len(named) >= 3
    assert [name for name in named if not (PROJECT / name).is_file()] == []
    house = next(one.text for one in samples(PROJECT / "README.md") if one.text.startswith("policy/"))
    folders = re.findall(r"^(\S+/)", textwrap.dedent(house), re.MULTILINE)
    assert [name for name in folders if not (PROJECT / name).is_dir()] == []
    assert SCHOOL.is_dir()
