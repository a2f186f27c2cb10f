"""Cases as data files: what is changed in the school that is in order, what is found, and how following the fixes ends.

why: One sentence on what goes wrong.
as_of: 2026-06-01          # optional
edits:                     # each names a file and one thing to do to it:
  - file: data/people.yml
    replace: "lead: yes"   # stands there exactly once
    with: "lead:"
  - {file: data/glossary.yml, write: "terms:"}        # the whole text
  - {file: data/glossary.yml, append: "# A note"}     # at the end; repeat: 9 writes or appends it nine times
  - {file: data/glossary.yml, cut: "terms:"}          # the file ends before this text, as if it was not saved whole
  - {file: data/glossary.yml, delete: yes}
  - {file: data/glossary.yml, rename: data/words.yml}
  - {file: data/glossary.yml, prepend: "# A note"}    # at the beginning
  - {read_again: {online-safety/passwords: typing}}   # the newest review says that the DSL has read these sections again;
                           # what is more than typing, the proprietor has approved
  - {confirm: yes}         # the documents follow: what they do not restate yet is added to them, and every pin is set
                           # line_ends: crlf, and save_as: latin-1, utf-16 or utf-8-sig, say how it is then saved
unreadable: [data/x.yml]   # optional: files that the computer refuses to open
failing: [PUB006]          # optional: rules that fail, as if the program had a fault in them
expect:                    # all findings of the run, in order
  - at: DSL002 data/people.yml:59:5
    message: ...
    fix: ...
mend:                      # edits that follow the fixes literally; afterwards nothing is found
  - ...
no_mend: ...               # or why there is no such thing
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from conftest import AS_OF, SCHOOL
from policybook.basics.findings import Finding
from policybook.book.book import Book
from policybook.book.coverage import PARTIES, coverage
from policybook.editing.confirm_pins import confirm, open_pins
from policybook.references import read_book
from policybook.rules.checking import check_project
from policybook.rules.engine import Context, Generator, Rule, Violation
from policybook.source.sources import Sources
from policybook.source.text_files import INVISIBLE

CASES = Path(__file__).resolve().parent / "cases"


class NotFineError(AssertionError):
    """More is found where the name of a case says that all is fine."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One case file."""

    path: Path
    content: dict[str, Any]

    @property
    def as_of(self) -> date:
        found = self.content.get("as_of", AS_OF)
        return found if isinstance(found, date) else date.fromisoformat(found)

    @property
    def expected_codes(self) -> list[str]:
        return [entry["at"].split()[0] for entry in self.content["expect"]]

    @property
    def is_fine(self) -> bool:
        """Whether the case's name says that the code it is about finds nothing here."""
        return self.path.stem.endswith("-fine")

    @property
    def unreadable(self) -> list[str]:
        return list(self.content.get("unreadable", ()))

    @property
    def failing(self) -> list[str]:
        return list(self.content.get("failing", ()))

    def broken_school(self, folder: Path) -> Path:
        """The school with the case's mistakes in it."""
        root = Path(shutil.copytree(SCHOOL, folder / "school"))
        apply(root, self.content["edits"])
        return root


def all_cases() -> list[Case]:
    """Every case; the loader in C reads all of them in a tenth of a second, which each process of a run has to pay."""
    return [
        Case(path, yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))
        for path in sorted(CASES.glob("*.yml"))
    ]


def apply(root: Path, edits: list[dict[str, Any]]) -> None:
    """Make edits; text to replace must stand there exactly once, so that no edit silently does nothing."""
    for edit in edits:
        if edit.get("confirm"):
            _restate_the_rest(root)
            confirm(root, open_pins(read_book(Sources(root)).book))
            continue
        if "read_again" in edit:
            _read_again(root, edit["read_again"])
            continue
        file = root / edit["file"]
        if edit.get("delete"):
            file.unlink()
        elif "rename" in edit:
            file.rename(root / edit["rename"])
        else:
            text = _edited(file, edit)
            if edit.get("line_ends") == "crlf":
                text = text.replace("\n", "\r\n")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode(edit.get("save_as", "utf-8")))


def _restate_the_rest(root: Path) -> None:
    """Add a sentence for all that binds somebody and is not restated yet to the document that covers them."""
    book = read_book(Sources(root)).book
    for found in (coverage(book, party) for party in PARTIES):
        names = [placed.clause.id for placed in found.missing if placed.clause.has_own_id]
        if found.documents and names:
            path = root / found.documents[0].path
            text = path.read_bytes().decode().rstrip()
            sentence = (
                f'The rest holds for {found.party} too.\n{{ #the-rest-{found.party} from="{" ".join(names)}" }}\n'
            )
            path.write_bytes(f"{text}\n\n{sentence}".encode())


def _read_again(root: Path, changes: dict[str, str]) -> None:
    """Add to the newest review that sections were read again, as a person does who follows the manual."""
    book = read_book(Sources(root)).book
    review = max(root.glob("data/reviews/*.yml"))
    on = yaml.safe_load(review.read_bytes())["reviewed"]
    lines = [
        f"  - {{section: {ref}, fingerprint: '{book.sections[ref].fingerprint}', change: {change}, on: {on}, by: dsl"
        + ("}" if change == "typing" else f", approved_by: [{{role: proprietor, on: {on}}}]}}")
        for ref, change in changes.items()
    ]
    text = review.read_bytes().decode().rstrip()
    review.write_bytes("\n".join([text, "read_again:", *lines, ""]).encode())


def _edited(file: Path, edit: dict[str, Any]) -> str:
    if "write" in edit:
        return str(edit["write"]) * edit.get("repeat", 1)
    text = file.read_bytes().decode()
    if "append" in edit:
        return text + str(edit["append"]) * edit.get("repeat", 1)
    if "prepend" in edit:
        return str(edit["prepend"]) + text
    if place := edit.keys() & {"replace", "cut"}:
        (old,) = (edit[key] for key in place)
        count = text.count(old)
        assert count == 1, f"{old!r} is {count} times in {edit['file']}"
        return text.partition(old)[0] if "cut" in edit else text.replace(old, edit["with"])
    assert edit.keys() & {"save_as", "line_ends"}, f"nothing is done to {edit['file']}"
    return text


def found_in(root: Path, as_of: date) -> list[dict[str, str]]:
    """All findings of a school, in the form of a case's ``expect``."""
    return [as_entry(finding) for finding in check_project(Sources(root), as_of).report.findings]


def as_entry(finding: Finding) -> dict[str, str]:
    span = finding.span
    at = f"{finding.code.id} {span.path}:{span.line}:{span.column}"
    return {"at": at, "message": finding.message, "fix": finding.fix}


def with_failing(rules: Iterable[Rule], codes: Collection[str]) -> tuple[Rule, ...]:
    """The rules; those of some codes fail after what they find."""

    def failing(find: Generator) -> Generator:
        def finds_and_fails(book: Book, context: Context) -> Iterator[Violation]:
            yield from find(book, context)
            raise KeyError("phnoe")

        return finds_and_fails

    return tuple(one._replace(find=failing(one.find)) if one.code.id in codes else one for one in rules)


class _Dumper(yaml.SafeDumper):
    """Writes text of several lines as a block, as a person would, and invisible characters so that they are seen."""

    def write_double_quoted(self, text: str, split: bool = True) -> None:
        self.allow_unicode = not INVISIBLE.search(text)
        super().write_double_quoted(text, split)
        self.allow_unicode = True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if INVISIBLE.search(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def written(content: dict[str, Any]) -> str:
    """The text of a case file."""
    return str(yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000))


def blessed(case: Case, found: list[dict[str, str]]) -> str:
    """The text of the case file that expects what is found now.

    Raises:
        NotFineError: where the case's name says that it is fine, and more is found than was.
    """
    more = Counter(entry["at"].split()[0] for entry in found) - Counter(case.expected_codes)
    if case.is_fine and more:
        raise NotFineError(
            f"{case.path.name} says that it is fine, and now there is {', '.join(more)}. Mend the rule; if it is right, "
            "the case is not fine: give it another name first."
        )
    return written({**case.content, "expect": found})
