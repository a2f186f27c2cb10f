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
  - {file: data/glossary.yml, delete: yes}            # or a folder
  - {file: data/glossary.yml, rename: data/words.yml}
  - {file: data/glossary.yml, prepend: "# A note"}    # at the beginning
  - {read_again: {online-safety/passwords: typing}}   # the newest review says that the DSL has read these sections again;
                           # what is more than typing, the proprietor has approved
  - {confirm: yes}         # the documents follow: what they do not restate yet is added to them, and all is read again
                           # line_ends: crlf, and save_as: latin-1, utf-16 or utf-8-sig, say how it is then saved
unreadable: [data/x.yml]   # optional: files that the computer refuses to open
documents: changed         # optional: the newest review read the documents as they were before the edits; else as they are
history: yes               # optional: the history of the project holds the words from before the edits
open_to_all: yes           # optional: the host of the project says that anybody can open it
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
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from conftest import AS_OF, SCHOOL
from policybook.basics.findings import Finding
from policybook.book.book import PARTED, Book
from policybook.book.coverage import PARTIES, coverage
from policybook.book.reading_lines import Judgement
from policybook.editing.record_readings import open_items, record
from policybook.loading.load import load
from policybook.rules.checking import check_project
from policybook.rules.engine import Context, Earlier, Generator, Rule, Violation, nothing_earlier
from policybook.source.sources import Sources
from policybook.source.text_files import INVISIBLE

READ = Judgement("same", "dsl", f"{AS_OF}")
"""What the one says who reads sentences beside their clauses in a case."""
CASES = Path(__file__).resolve().parent / "cases"


def codes_of(entries: Iterable[dict[str, Any]]) -> list[str]:
    """The codes of findings in the form of a case's ``expect``."""
    return [code for entry in entries for code in (entry["at"].split()[0], *entry.get("with", ()))]


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
        """The codes of all that is expected, what is told with something else among them."""
        return codes_of(self.content.get("expect", ()))

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

    def found(self, root: Path) -> list[dict[str, Any]]:
        """What is found in a school with the case's mistakes."""
        return found_in(root, self.as_of, self.earlier, is_public=self.is_public)

    @property
    def is_public(self) -> bool | None:
        """What the host says of the project, if it says anything."""
        return self.content.get("open_to_all")

    @property
    def earlier(self) -> Earlier:
        """What is known of the words from before the case's mistakes."""
        return earlier_words if self.content.get("history") else nothing_earlier

    def broken_school(self, folder: Path) -> Path:
        """The school with the case's mistakes in it."""
        root = Path(shutil.copytree(SCHOOL, folder / "school"))
        self.apply(root, self.content["edits"])
        return root

    def apply(self, root: Path, edits: list[dict[str, Any]]) -> None:
        """Make edits, and let the newest review have read the documents as they are, unless the case is about that."""
        apply(root, edits)
        either = ("policy/documents/", "data/reviews/")
        is_one_edited = any(edit.get("file", either[0]).startswith(either) for edit in edits)
        if is_one_edited and "documents" not in self.content:
            documents_as_read(root)


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
            read_together(root)
            continue
        if "read_again" in edit:
            _read_again(root, edit["read_again"])
            continue
        file = root / edit["file"]
        if edit.get("delete"):
            shutil.rmtree(file) if file.is_dir() else file.unlink()
        elif "rename" in edit:
            file.rename(root / edit["rename"])
        else:
            text = _edited(file, edit)
            if edit.get("line_ends") == "crlf":
                text = text.replace("\n", "\r\n")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode(edit.get("save_as", "utf-8")))


def read_together(root: Path) -> None:
    """Record that somebody has read everything that nobody had read as it is now."""
    book = load(Sources(root)).book
    record(root, book, [(item, READ) for item in open_items(book)])


def _restate_the_rest(root: Path) -> None:
    """Add a sentence for all that binds somebody and is not restated yet to the document that covers them."""
    book = load(Sources(root)).book
    for found in (coverage(book, party) for party in PARTIES):
        names = [placed.clause.id for placed in found.missing if placed.clause.has_own_id]
        if found.documents and names:
            path = root / found.documents[0].path
            text = path.read_bytes().decode().rstrip()
            sentence = (
                f'The rest holds for {found.party} too.\n{{ #the-rest-{found.party} from="{" ".join(names)}" }}\n'
            )
            path.write_bytes(f"{text}\n\n{sentence}".encode())


def documents_as_read(root: Path) -> None:
    """Let the newest record of the present wording say that it read the documents in their present words."""
    book = load(Sources(root)).book
    for review in reversed([review for review in book.reviews if review.wording == "this"]):
        path = root / review.span.path
        text = path.read_bytes().decode().replace("\r\n", "\n")
        head, documents, lines = (text if "documents:\n" in text else f"{text.rstrip()}\ndocuments:\n").partition(
            "documents:\n"
        )
        for document in filter(lambda document: document.is_reviewed, book.documents):
            name, read = document.id, review.documents.get(document.id)
            if read is None:
                lines = f'  {name}: "{document.fingerprint}"\n{lines}'
            elif read != document.fingerprint:
                lines = lines.replace(f'{name}: "{read}"', f'{name}: "{document.fingerprint}"')
        if f"{head}{documents}{lines}" != text:
            path.write_bytes(f"{head}{documents}{lines}".encode())
        return


def _read_again(root: Path, changes: dict[str, str]) -> None:
    """Add to the newest review that sections were read again, as a person does who follows the manual."""
    book = load(Sources(root)).book
    review = max(root.glob("data/reviews/*.yml"))
    path = review.relative_to(root).as_posix()
    on = next(record.reviewed.last for record in book.reviews if record.span.path == path)
    lines = [
        f"  - {{section: {ref}, fingerprint: '{book.reviewed_texts[ref].fingerprint}', change: {change}, on: {on}, by: dsl"
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


def earlier_words(_path: str, _name: str, words: str) -> str:
    """The whole text of the school in order that has a fingerprint, as the history of a project gives it."""
    return _texts_in_order().get(words, "")


@cache
def _texts_in_order() -> dict[str, str]:
    texts = load(Sources(SCHOOL)).book.reviewed_texts.values()
    return {text.fingerprint: PARTED.join(text.wordings) for text in texts}


def found_in(
    root: Path, as_of: date, earlier: Earlier = nothing_earlier, *, is_public: bool | None = None
) -> list[dict[str, Any]]:
    """All findings of a school, in the form of a case's ``expect``."""
    return [
        as_entry(finding)
        for finding in check_project(Sources(root), as_of, earlier, is_public=is_public).report.findings
    ]


def as_entry(finding: Finding) -> dict[str, Any]:
    span = finding.span
    at = f"{finding.code.id} {span.path}:{span.line}:{span.column}"
    told = sorted({part.code.id for part in finding.parts} - {finding.code.id})
    return {"at": at, "message": finding.message, "fix": finding.fix} | ({"with": told} if told else {})


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


def blessed(case: Case, found: list[dict[str, Any]]) -> str:
    """The text of the case file that expects what is found now.

    Raises:
        NotFineError: where the case's name says that it is fine, and more is found than was.
    """
    more = Counter(codes_of(found)) - Counter(case.expected_codes)
    if case.is_fine and more:
        raise NotFineError(
            f"{case.path.name} says that it is fine, and now there is {', '.join(more)}. Mend the rule; if it is right, "
            "the case is not fine: give it another name first."
        )
    return written({**case.content, "expect": found})
