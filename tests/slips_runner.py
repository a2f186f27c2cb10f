"""Slips that a school office makes, tried one by one on the real book in order: ``.venv/bin/python tests/slips_runner.py``.

Each file in ``slips/`` holds the slips of one kind. They were written without sight of the rules, so that they measure
the rules and the rules were not made for them.

kind: The number of another service
harm: wrong-fact           # reversed-duty, private-fact, expired-person, certified-unread: never silent. Or other
hears: [another, childline]  # words: the finding's message or fix must contain one of them
slips:
  - name: nspcc-prints-childline
    edits:                 # as in case files (case_files.py), on the real book as filled_in.py leaves it; and
      - {obey: yes}        # then whatever the new findings offer to type is typed, and what is found afterwards counts
    at: "text"             # a line of it must be the finding's; or a list of such texts
    in: policy/documents/parent-guide.md
    file: data/people.yml  # instead of both: any line of this file is right
    or: [{at: ..., in: ...}, {file: ...}]  # optional: other places that are as right
    hears: [...]           # optional: instead of the words of the kind

``slips/known.yml`` lists each slip that does not get the right finding yet. ``--record`` writes that list anew.
"""

from __future__ import annotations

import gc
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

TESTS = Path(__file__).resolve().parent
if __name__ == "__main__":
    sys.path[:0] = [str(TESTS), str(TESTS.parent / "hooks")]

from case_files import apply  # noqa: E402 - found by the lines above
from conftest import REAL_DAY  # noqa: E402
from filled_in import copy_of_the_real_book, fill_in  # noqa: E402
from policybook.basics.edits import edited  # noqa: E402
from policybook.basics.findings import Finding  # noqa: E402
from policybook.loading import project_files  # noqa: E402
from policybook.rules.checking import check_project  # noqa: E402
from policybook.source.sources import Sources  # noqa: E402
from policybook.source.yaml_files import YamlText  # noqa: E402

SLIPS = TESTS / "slips"
KNOWN = SLIPS / "known.yml"
HARMFUL = ("wrong-fact", "reversed-duty", "private-fact", "expired-person", "certified-unread")
HARMS = (*HARMFUL, "other")
ANSWERS = ("right", "many", "misleads", "silent")
"""One right finding, or two; a right one among more than two; findings, and none of them right; no finding."""
_MOST_FINDINGS = 2
_ROUNDS = 3
"""How often the fixes are followed: each round of a person's work costs a proposal."""
_OFFERED_LINE = re.compile(r"“\s*(- \{section: [^”]*)”")


@dataclass(frozen=True, slots=True)
class Place:
    """A file, or the lines of a file that one of some texts is on."""

    file: str
    texts: tuple[str, ...] = ()

    @classmethod
    def of(cls, entry: dict[str, Any]) -> Place:
        if "file" in entry:
            return cls(entry["file"])
        texts = entry["at"]
        return cls(entry["in"], (texts,) if isinstance(texts, str) else tuple(texts))

    def lines(self, root: Path) -> set[int]:
        """The numbers of those lines."""
        text = (root / self.file).read_bytes().decode("utf-8-sig")
        return {
            line
            for wanted in self.texts
            for match in re.finditer(re.escape(wanted), text)
            for line in range(
                text.count("\n", 0, _start_of_passage(self.file, text, match.start())) + 1,
                text.count("\n", 0, match.end()) + 2,
            )
        }

    def has(self, finding: Finding, root: Path) -> bool:
        if finding.span.path != self.file:
            return False
        return not self.texts or finding.span.line in self.lines(root)


_PASSAGE = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*]|\d+\.)[ \t])")


def _start_of_passage(file: str, text: str, place: int) -> int:
    """Where the paragraph or item of a Markdown file begins that a place is in: a finding is at its first line."""
    if not file.endswith(".md"):
        return place
    return max((match.end() for match in _PASSAGE.finditer(text, 0, place)), default=0)


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip."""

    kind: str
    harm: str
    name: str
    edits: list[dict[str, Any]]
    places: tuple[Place, ...]
    hears: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.kind}/{self.name}"

    @property
    def is_harmful(self) -> bool:
        return self.harm in HARMFUL

    def is_heard(self, finding: Finding) -> bool:
        """Whether a finding has one of the words, at the beginning of a word."""
        text = f"{finding.message} {finding.fix}".lower()
        return any(re.search(rf"(?<!\w){re.escape(word.lower())}", text) for word in self.hears)


@dataclass(frozen=True, slots=True)
class Kind:
    """The slips of one kind."""

    id: str
    title: str
    harm: str
    slips: tuple[Slip, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a slip gets."""

    slip: Slip
    answer: str
    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        found = "".join(
            f"\n      {one.code.id} {one.span.path}:{one.span.line} {one.message} / {one.fix}" for one in self.findings
        )
        return f"  {self.answer:8} {self.slip.id} ({self.slip.harm}){found}"


def all_kinds() -> list[Kind]:
    return [_read_kind(path) for path in sorted(SLIPS.glob("*.yml")) if path != KNOWN]


def _read_kind(path: Path) -> Kind:
    content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    slips = tuple(
        Slip(
            kind=path.stem,
            harm=content["harm"],
            name=entry["name"],
            edits=entry["edits"],
            places=(Place.of(entry), *map(Place.of, entry.get("or", ()))),
            hears=tuple(map(str, entry.get("hears", content["hears"]))),
        )
        for entry in content["slips"]
    )
    return Kind(path.stem, content["kind"], content["harm"], slips)


def known() -> dict[str, list[str]]:
    """The slips that do not get the right finding yet, by what they get; and the harmful ones that get none."""
    content: dict[str, list[str]] = yaml.load(KNOWN.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return content


@dataclass
class FilledInBook:
    """The real book in order, in a folder of its own. A slip is made in it and taken back."""

    root: Path
    _before: dict[Path, bytes | None] = field(default_factory=dict)

    @classmethod
    def in_folder(cls, folder: Path) -> FilledInBook:
        root = copy_of_the_real_book(folder)
        fill_in(root, REAL_DAY)
        return cls(root)

    @cached_property
    def _expected(self) -> Counter[tuple[str, str, str]]:
        return Counter(map(_key, self._findings()))

    def outcome(self, slip: Slip) -> Outcome:
        """What is found with the slip and not without it."""
        with _quick_reading():
            _ = self._expected  # of the book as it is, so before the slip
            try:
                for edit in slip.edits:
                    if edit.get("obey"):
                        self._obey()
                    else:
                        self._keep([self.root / edit["file"]])
                        apply(self.root, [edit])
                _refuse_lost_place(slip, self.root)
                return self._judged(slip)
            finally:
                self._take_back()

    def _judged(self, slip: Slip) -> Outcome:
        new, reworded = self._new_findings()
        right = [
            finding
            for finding in (*new, *reworded)
            if slip.is_heard(finding) and any(place.has(finding, self.root) for place in slip.places)
        ]
        found = tuple(dict.fromkeys((*right, *new)))
        if not found:
            answer = "silent"
        elif not right:
            answer = "misleads"
        else:
            answer = "right" if len(found) <= _MOST_FINDINGS else "many"
        return Outcome(slip, answer, found)

    def _findings(self) -> tuple[Finding, ...]:
        return check_project(Sources(self.root), REAL_DAY).report.findings

    def _new_findings(self) -> tuple[list[Finding], list[Finding]]:
        """The findings that the book did not have, and those that it had in other words.

        Some list what nobody has filled in or checked: with one fewer or one more on that list, nothing new is said, but
        where the slip is what came onto the list.
        """
        found = self._findings()
        gone = Counter(key[:2] for key in (self._expected - Counter(map(_key, found))).elements())
        left, new, reworded = Counter(self._expected), [], []
        for finding in found:
            key = _key(finding)
            if left[key]:
                left[key] -= 1
            elif gone[key[:2]]:
                gone[key[:2]] -= 1
                reworded.append(finding)
            else:
                new.append(finding)
        return new, reworded

    def _obey(self) -> None:
        """Do what the new findings ask, to the letter and without thinking: confirm, record, type; then what is asked next."""
        self._keep(file for file in self.root.rglob("*") if file.is_file())
        for _ in range(_ROUNDS):
            new, _reworded = self._new_findings()
            if not new:
                return
            apply(self.root, [{"confirm": True}])
            self._record_as_offered(new)
            edits = next((finding.edits for finding in new if finding.edits), ())
            for file in {edit.path for edit in edits}:
                text = (self.root / file).read_bytes().decode()
                (self.root / file).write_bytes(edited(text, [edit for edit in edits if edit.path == file]).encode())

    def _record_as_offered(self, findings: Iterable[Finding]) -> None:
        """Put the lines that are offered for the newest review record where they belong."""
        offered = [line for finding in findings for line in _OFFERED_LINE.findall(finding.fix)]
        if offered:
            record = max((self.root / "data/reviews").glob("*.yml"))
            head, _heading, lines = record.read_text(encoding="utf-8").partition("\nread_again:\n")
            added = "".join(f"  {line}\n" for line in offered)
            record.write_text(f"{head.rstrip()}\nread_again:\n{added}{lines}", encoding="utf-8")

    def _keep(self, files: Iterable[Path]) -> None:
        for file in files:
            self._before.setdefault(file, file.read_bytes() if file.exists() else None)

    def _take_back(self) -> None:
        for file, data in self._before.items():
            if data is None:
                file.unlink(missing_ok=True)
            else:
                file.write_bytes(data)
        self._before.clear()


def _key(finding: Finding) -> tuple[str, str, str]:
    return (finding.code.id, finding.span.path, finding.message)


def _refuse_lost_place(slip: Slip, root: Path) -> None:
    """Refuse a slip whose place is not there after its edits: no finding could be right."""
    assert any(not place.texts or place.lines(root) for place in slip.places), f"{slip.id}: its `at` is not there"


@contextmanager
def _quick_reading() -> Iterator[None]:
    """Read each text once: of the thirty files of the book, a slip changes one or two.

    What was read is not changed afterwards, or two runs over one book would differ.
    """
    really = YamlText.read, project_files.read_markdown
    YamlText.read, project_files.read_markdown = _read_yaml, _read_markdown  # type: ignore[method-assign, assignment]
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        YamlText.read, project_files.read_markdown = really  # type: ignore[method-assign]


_read_yaml = lru_cache(maxsize=100)(YamlText.read)
_read_markdown = lru_cache(maxsize=100)(project_files.read_markdown)


def table(kinds: Iterable[Kind], answers: dict[str, str]) -> str:
    """The number of each answer for every kind, and for all where there are several."""
    rows = [(kind.title, kind.harm, Counter(answers[slip.id] for slip in kind.slips)) for kind in kinds]
    if len(rows) > 1:
        harmful = sum((count for _, harm, count in rows if harm in HARMFUL), Counter())
        rows += [("All", "", sum((count for *_, count in rows), Counter())), ("Harmful", "", harmful)]
    head = f"{'kind':42} {'harm':17}{'slips':>6}" + "".join(f"{answer:>9}" for answer in ANSWERS) + f"{'rate':>7}"
    lines = [
        f"{title:42} {harm:17}{count.total():6}"
        + "".join(f"{count[answer] or '':>9}" for answer in ANSWERS)
        + f"{count['right'] / count.total():7.0%}"
        for title, harm, count in rows
    ]
    return "\n".join([head, *lines])


def recorded(outcomes: Iterable[Outcome]) -> str:
    """The text of ``known.yml``."""
    lists: dict[str, list[str]] = {answer: [] for answer in ("harmful_silent", *ANSWERS[1:])}
    for outcome in outcomes:
        if outcome.answer != "right":
            lists[outcome.answer].append(outcome.slip.id)
        if outcome.answer == "silent" and outcome.slip.is_harmful:
            lists["harmful_silent"].append(outcome.slip.id)
    head = "# Slips that do not get the right finding yet: this list only shrinks. tests/slips_runner.py --record writes it.\n"
    return head + yaml.safe_dump(lists, sort_keys=False, width=1000)


def main(arguments: list[str]) -> None:
    kinds, started = all_kinds(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        book = FilledInBook.in_folder(Path(folder) / "book")
        outcomes = [book.outcome(slip) for kind in kinds for slip in kind.slips]
    used = time.process_time() - started
    print(*(outcome for outcome in outcomes if outcome.answer != "right"), sep="\n")
    print(f"\n{table(kinds, {one.slip.id: one.answer for one in outcomes})}\n{used:.0f} s of the processor")
    if "--record" in arguments:
        KNOWN.write_text(recorded(outcomes), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
