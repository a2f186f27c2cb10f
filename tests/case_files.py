"""Cases as data files: what is changed in the school that is in order, what is found, and how following the fixes ends.

why: One sentence on what goes wrong.
as_of: 2026-06-01          # optional
edits:                     # each: file, then replace + with (exactly once), or write, or append, or delete: yes
  - file: data/people.yml
    replace: "lead: yes"
    with: "lead:"
expect:                    # all findings of the run, in order
  - at: DSL002 data/people.yml:59:5
    message: ...
    fix: ...
mend:                      # edits that follow the fixes literally; afterwards nothing is found (omit where told why)
  - ...
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from conftest import AS_OF, SCHOOL
from policybook.findings import Finding
from policybook.judge import judge

CASES = Path(__file__).resolve().parent / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """One case file."""

    path: Path
    content: dict[str, Any]

    @property
    def as_of(self) -> date:
        found = self.content.get("as_of", AS_OF)
        return found if isinstance(found, date) else date.fromisoformat(found)

    @property
    def codes(self) -> set[str]:
        return {entry["at"].split()[0] for entry in self.content["expect"]}

    def broken_school(self, folder: Path) -> Path:
        """The school with the case's mistakes in it."""
        root = Path(shutil.copytree(SCHOOL, folder / "school"))
        apply(root, self.content["edits"])
        return root


def all_cases() -> list[Case]:
    return [Case(path, yaml.safe_load(path.read_text(encoding="utf-8"))) for path in sorted(CASES.glob("*.yml"))]


def apply(root: Path, edits: list[dict[str, Any]]) -> None:
    """Make edits; text to replace must stand there exactly once, so that no edit silently does nothing."""
    for edit in edits:
        file = root / edit["file"]
        if edit.get("delete"):
            file.unlink()
        elif "write" in edit:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(edit["write"], encoding="utf-8")
        elif "bytes" in edit:
            file.write_bytes(bytes.fromhex(edit["bytes"]))
        elif "append" in edit:
            file.write_text(file.read_text(encoding="utf-8") + edit["append"], encoding="utf-8")
        else:
            text = file.read_text(encoding="utf-8")
            count = text.count(edit["replace"])
            assert count == 1, f"{edit['replace']!r} stands {count} times in {edit['file']}"
            file.write_text(text.replace(edit["replace"], edit["with"]), encoding="utf-8")


def found_in(root: Path, as_of: date) -> list[dict[str, str]]:
    """All findings of a school, in the form of a case's ``expect``."""
    return [as_entry(finding) for finding in judge(root, as_of).report.findings]


def as_entry(finding: Finding) -> dict[str, str]:
    span = finding.span
    at = f"{finding.code.id} {span.path}:{span.line}:{span.column}"
    return {"at": at, "message": finding.message, "fix": finding.fix}
