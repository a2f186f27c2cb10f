"""One slip gives one finding, at its own line: every line of settings deleted, misspelt or emptied, one at a time.

What stays without a finding has a reason that holds for all of its kind:

- what may be unknown may be left out or empty: where it matters, a rule says so (and gives the one finding);
- an entry that nothing refers to may have any name.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import AS_OF, SCHOOL
from policybook.findings import Finding
from policybook.judge import judge
from policybook.model.content import DocumentSettings, PolicySettings, SectionSettings
from policybook.model.entry import Entry
from policybook.model.facts import FACT_FILES, Review
from policybook.model.faults import _entry_in
from policybook.references.match import kinds_of
from policybook.references.uses import all_uses

FILES = tuple(path.relative_to(SCHOOL).as_posix() for path in sorted(SCHOOL.rglob("*")) if path.is_file())
KEY = re.compile(r"(?P<before>\s*(?:- )?\{?)(?P<key>[\w-]+):(?P<value> .*)?")
ITEM = re.compile(r"(?P<before>\s*- )(?P<value>[\w-]+)")
BRACES = re.compile(r"(?P<before>\s*\{ #)(?P<value>[\w-]+)(?P<after> .*)")
NAMES = re.compile(r"id|group|source|who|owner|person|role|edition|clause|superseded_by|\w+_(?:by|owner)")
"""The keys whose values are names of something: one letter less, and they lead nowhere."""


@dataclass(frozen=True)
class Slip:
    """One slip in one line: what was done to it, to which name, and the line after it."""

    file: str
    line: int
    what: str
    name: str
    becomes: str | None

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.name} {self.what}"


def slips(file: str) -> Iterator[Slip]:
    """Every slip in a file that this module tries."""
    for number, line in enumerate((SCHOOL / file).read_text(encoding="utf-8").splitlines(), 1):
        if found := BRACES.fullmatch(line):
            yield Slip(file, number, "deleted", found["value"], None)
            yield Slip(file, number, "misspelt", found["value"], found["before"] + found["value"][:-1] + found["after"])
        elif found := ITEM.fullmatch(line):
            yield Slip(file, number, "deleted", found["value"], None)
            yield Slip(file, number, "misspelt", found["value"], line[:-1])
        elif (found := KEY.fullmatch(line)) and (file.endswith(".yml") or is_front(file, number)):
            key, value = found["key"], (found["value"] or "").strip()
            yield Slip(file, number, "deleted", key, None)
            yield Slip(file, number, "misspelt", key, line.replace(f"{key}:", f"{key[:-1]}:", 1))
            if value and "{" not in line:
                yield Slip(file, number, "emptied", key, f"{found['before']}{key}:")
            if value.strip('"').isascii() and NAMES.fullmatch(key) and len(value) > 1:
                yield Slip(
                    file,
                    number,
                    "with a slip in its value",
                    value.strip('"'),
                    line.rstrip('"')[:-1] + '"' * ('"' in line),
                )


def is_front(file: str, number: int) -> bool:
    """Whether a line of a Markdown file is one of its settings."""
    lines = (SCHOOL / file).read_text(encoding="utf-8").splitlines()
    return number <= lines.index("---", 1)


def model_of(file: str) -> type[Entry]:
    """The model of a file."""
    parts = Path(file).parts
    if parts[0] == "data":
        return Review if parts[1] == "reviews" else FACT_FILES[Path(file).stem]
    if parts[1] == "documents":
        return DocumentSettings
    return PolicySettings if parts[-1] == "policy.yml" else SectionSettings


def optional_keys(model: type[Entry]) -> set[str]:
    """The keys that may be left out, of a model and of the entries inside it."""
    found: set[str] = set()
    for key, field in model.model_fields.items():
        if not field.is_required():
            found.add(field.alias or key)
        if inside := _entry_in(field.annotation):
            found |= optional_keys(inside)
    return found


def judged(root: Path, slip: Slip) -> tuple[Finding, ...]:
    """What is found with the slip; the file is as it was afterwards."""
    file = root / slip.file
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines()
    lines[slip.line - 1 : slip.line] = [] if slip.becomes is None else [slip.becomes]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    try:
        return judge(root, AS_OF).report.findings
    finally:
        file.write_text(text, encoding="utf-8")


def names_nobody_uses() -> set[tuple[str, int]]:
    """Where the names stand that nothing refers to."""
    book = judge(SCHOOL, AS_OF).book
    used = {(use.kind, use.name) for use in all_uses(book)}
    checks = {(check.section.path, check.settings.at("id").line) for check in book.checks}
    statements = {(one.span.path, one.span.line) for document in book.documents for one in document.statements}
    return (
        statements
        | checks
        | {
            (span.path, span.line)
            for kind in kinds_of(book)
            for name, span in kind.given.items()
            if (kind.name, name) not in used
        }
    )


def is_harmless(slip: Slip, unreferred: set[tuple[str, int]]) -> bool:
    """Whether a slip may stay without a finding, for one of the reasons above."""
    if slip.what in ("deleted", "emptied") and slip.name in optional_keys(model_of(slip.file)):
        return True
    return (slip.file, slip.line) in unreferred


def places(slip: Slip) -> set[int]:
    """The lines where a finding belongs: the line of the slip, those beside it, and where its entry begins."""
    lines = (SCHOOL / slip.file).read_text(encoding="utf-8").splitlines()
    indents = [len(line) - len(line.lstrip(" -")) for line in lines]
    own = indents[slip.line - 1]
    begin = slip.line
    while begin > 1 and not (indents[begin - 1] < own and lines[begin - 1].strip()):
        begin -= 1
        if lines[begin - 1].lstrip().startswith("- ") and indents[begin - 1] == own:
            break
    return {slip.line - 1, slip.line, slip.line + 1, begin, begin + 1}


def is_there(slip: Slip, finding: Finding) -> bool:
    """Whether a finding stands where the slip is, or names what was deleted and is now looked for elsewhere."""
    spans = (finding.span, *finding.related)
    line = (SCHOOL / slip.file).read_text(encoding="utf-8").splitlines()[slip.line - 1]
    near = any(span.path == slip.file and span.line in places(slip) for span in spans)
    return near or (
        slip.what == "deleted" and any(f"“{word}”" in finding.message for word in re.findall(r"[\w-]+", line))
    )


@pytest.mark.parametrize("file", FILES)
def test_one_slip_gives_one_finding_at_its_own_line(file: str, tmp_path: Path) -> None:
    root = Path(shutil.copytree(SCHOOL, tmp_path / "school"))
    unreferred = names_nobody_uses()
    wrong = []
    for slip in slips(file):
        found = judged(root, slip)
        if (
            len(found) > 1
            or (found and not is_there(slip, found[0]))
            or (not found and not is_harmless(slip, unreferred))
        ):
            said = "; ".join(f"{one.code.id} {one.span.path}:{one.span.line} {one.message}" for one in found)
            wrong.append(f"{slip}: {said or 'nothing is found'}")
    assert wrong == []
