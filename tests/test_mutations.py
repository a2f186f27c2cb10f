"""One slip gives one finding, at its own line: every line of settings deleted, misspelt or emptied, one at a time.

What stays without a finding has a reason that holds for all of its kind:

- what may be unknown may be left out or empty: where it matters, a rule says so (and gives the one finding);
- an entry that nothing refers to may have any name.
"""

from __future__ import annotations

import functools
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import AS_OF, SCHOOL
from policybook.basics.findings import Finding
from policybook.model.content import DocumentSettings, PolicySettings, SectionSettings
from policybook.model.entry import Entry
from policybook.model.facts import FACT_FILES
from policybook.model.field_errors import _entry_in
from policybook.model.reviews import Review
from policybook.references.unknown_names import kinds_of
from policybook.references.uses import all_uses
from policybook.rules.checking import check_project
from policybook.source.sources import Sources

pytestmark = pytest.mark.unmeasured  # the rules go over the same lines again and again; test_cases.py measures them
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
    for field in model.shape.values():
        if not field.is_required:
            found.add(field.key)
        if inside := _entry_in(field.type):
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
        return check_project(Sources(root), AS_OF).report.findings
    finally:
        file.write_text(text, encoding="utf-8")


@functools.cache
def names_nobody_uses() -> set[tuple[str, int]]:
    """Where the names stand that nothing refers to."""
    book = check_project(Sources(SCHOOL), AS_OF).book
    used = {(use.kind, use.name) for use in all_uses(book)}
    checks = {(check.section.path, check.settings.at("id").line) for check in book.checks}
    situations = {book.help.key("situations", name) for name in book.help.situations}
    statements = {(one.span.path, one.span.line) for document in book.documents for one in document.statements}
    return (
        statements
        | checks
        | {(span.path, span.line) for span in situations}
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
            or (found and not is_there(slip, found[0]) and found[0].code.id != "PUB043")  # said where the route belongs
            or (not found and not is_harmless(slip, unreferred))
        ):
            said = "; ".join(f"{one.code.id} {one.span.path}:{one.span.line} {one.message}" for one in found)
            wrong.append(f"{slip}: {said or 'nothing is found'}")
    assert wrong == []


# --- slips of other kinds --------------------------------------------------------------------------------------------
# Each is one edit of the fixture, with the one code that says it; a change of a clause is drift as well (PIN, REV009).

DRIFT = frozenset(["PIN002", "REV009"])
AUP, GUIDE = "policy/documents/staff-aup.md", "policy/documents/parent-guide.md"
SECTION, POLICY = "policy/online-safety/passwords.md", "policy/online-safety/policy.yml"
OTHERS: tuple[tuple[str, str, str, str], ...] = (
    (AUP, "Breaking them can", "Breaking them can lead to\nBreaking them can", "TXT019"),
    (AUP, "password to myself", "p\u0430ssword to myself", "TXT014"),
    (AUP, "password to myself", "pass\u200bword to myself", "FILE002"),
    (AUP, "password-strong ", "password-strong@a0ffd074 ", "PIN003"),
    (AUP, "password-strong ", "password-strong password-strong ", "REF004"),
    (AUP, "password-strong ", "password-strong+", "REF005"),
    (AUP, "password-strong", "filter-blocks", "PIN002"),
    (AUP, "I keep my", "I do not keep my", "REV009"),
    (AUP, "I tell {{ dsl.name }}", "I tell {{ headteacher.name }}", "PIN008"),
    ("data/readings.yml", 'aup-private: {words: "f', 'aup-private: {words: "', "YAML007"),
    (AUP, "use it nowhere else", "use it for 13 months", "PIN007"),
    (AUP, "I tell {{ dsl.name }} at once", "I tell {{ dsl.name } at once", "REF001"),
    (AUP, '{ #aup-report from="', '{ #aup-report form="', "FILE008"),
    (AUP, "## Passwords", "### Passwords", "FILE007"),
    (AUP, "title: Staff", "title: “Staff", "TXT005"),
    (AUP, "title: Staff acceptable", "title: Staff # acceptable", "TXT022"),
    (AUP, "covers: [staff, students]", "covers: [staff, students, staff]", "REF004"),
    (GUIDE, "in danger.", "in danger. Ring Ada Holm.", "DSL016"),
    (GUIDE, "in danger.", "in danger, or write to ada@example.net.", "TXT002"),
    (GUIDE, "in danger.", "in danger (or worried.", "TXT005"),
    (GUIDE, "in danger.", "in danger. See [more](nowhere.md).", "REF007"),
    (SECTION, "  { #password-strong }", "{ #password-strong }", "FILE008"),
    (SECTION, "- choose a strong password;", "-choose a strong password;", "FILE007"),
    (SECTION, "Staff keep their", "Staff keep\n\ntheir", "TXT018"),
    (SECTION, "still fit {{ services.filtering.product }}?", "still fit", "TXT018"),
    (SECTION, 'binds="staff students"', 'binds="staff pupils"', "FILE008"),
    (POLICY, "[staff, students, parents]", "[staff, parents]", "COV005"),
    (POLICY, "review_every_months: 12", "review_every_months: 9999", "REV029"),
    (POLICY, "  - reporting", "   - reporting", "YAML001"),
    (POLICY, "title: Online", "title:\u00a0Online", "YAML001"),
    ("data/guidance.yml", 'edition: "2024"', 'edition: "2024-03-32"', "YAML008"),
    ("data/guidance.yml", 'edition: "2024"', "edition: “2024”", "YAML001"),
    ("data/guidance.yml", "in_force: 2025-09-01", "in_force: 2062-09-01", "GUI016"),
    ("data/guidance.yml", "in_force: 2025-09-01", "in_force:", "GUI016"),
    ("data/helplines.yml", "01632 960456", "01632 96045", "PUB009"),
    ("data/helplines.yml", "https://www.ceop", "https:/www.ceop", "YAML007"),
    ("data/helplines.yml", "name: New Advice Service", "name: Old Advice Service", "REF018"),
    ("data/linked-policies.yml", "in_text: child", "in_text: our child", "TXT023"),
    ("data/linked-policies.yml", "next_review: 2026-10", "next_review: 2025-10-01", "REV028"),
    ("data/people.yml", "name: Ben Oak", "name: Ben Ok", "DSL036"),
    ("data/people.yml", "publish_agreed_on: 2026-01-05", "publish_agreed_on: 2026-05-32", "YAML008"),
    ("data/school.yml", "name: Hollybank", "name: Hollbank", "TXT024"),
    ("data/school.yml", "office@hollybank", "ada.holm@hollybank", "DSL015"),
    ("data/settings.yml", "value: 120", "value: 9999", "REV029"),
    ("data/reviews/2025-09.yml", "reviewed: 2025-09", "reviewed: 2024-09", "REV023"),
    ("data/reviews/2025-09.yml", "password-rule-current: {judgement: yes, evidence: Read}, ", "", "REV016"),
)


@pytest.mark.parametrize(("file", "old", "new", "code"), OTHERS, ids=[f"{one[3]}-{one[2][:24]!a}" for one in OTHERS])
def test_a_slip_of_another_kind_is_said_once(file: str, old: str, new: str, code: str, school: Path) -> None:
    path = school / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = check_project(Sources(school), AS_OF).report.findings
    said = [  # REV009 may be said in one finding with another of its document
        (part.code.id, finding.span)
        for finding in found
        for part in finding.parts
        if part.code.id == code or part.code.id not in DRIFT
    ]
    assert [name for name, _ in said] == [code]
    assert said[0][1].path == file
    assert abs(said[0][1].line - line) <= 1
