"""The map of the source, against the school's own book: the one test that reads what the school edits.

It says that nothing of the text that a book was made from was lost on the way. A clause may be reworded, added or moved, and a
fact changed, without a word about the map; a clause that is deleted or given another id takes a line of the map along (REF005).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from conftest import PROJECT, REAL_BOOK
from filled_in import copy_of_the_real_book
from policybook.book.book import Book
from policybook.model.source_map import SourceMap
from policybook.references import read_book
from policybook.source.sources import Sources


def lines_of(text: str) -> Iterator[int]:
    """``3, 5-7`` as 3, 5, 6, 7."""
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def test_every_line_of_the_source_went_somewhere_or_has_a_reason() -> None:
    if not (PROJECT / "data" / "source.yml").exists():
        pytest.skip("this book was made from no other text")
    assert faults_of(read_book(Sources(PROJECT)).book) == []


@cache
def as_it_once_stood() -> SourceMap:
    """The map whose lines were counted in the file itself."""
    source = read_book(Sources(REAL_BOOK)).book.source
    assert source
    return source


def faults_of(book: Book) -> list[str]:
    """What is wrong with the map of a book's source."""
    source, known = book.source, as_it_once_stood()
    if source is None:
        return ["it cannot be understood: see check"]
    wanted = set(lines_of(source.non_empty))
    mapped = Counter(number for entry in source.lines for number in lines_of(entry.lines))
    faults = [f"line {number} is mapped twice" for number, times in mapped.items() if times > 1]
    faults += [f"line {number} went nowhere" for number in sorted(wanted - set(mapped))]
    faults += [f"line {number} is empty, and mapped" for number in sorted(set(mapped) - wanted)]
    if max(wanted) != source.last_line:
        faults.append(f"the last line is {max(wanted)}, not {source.last_line}")
    if source.sha256 == known.sha256 and source.non_empty != known.non_empty:
        faults.append("the source is the same file, and has other lines")
    for entry in source.lines:
        if bool(entry.clauses or entry.facts) == bool(entry.omitted):
            faults.append(f"{entry.lines}: it goes to clauses or facts, or there is a reason")
        faults += [f"{entry.lines}: there is no clause {name}" for name in entry.clauses if name not in book.clauses]
    return faults


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ("- lines: 1-2\n", "- lines: 1\n", ["line 2 went nowhere"]),
        ("- lines: 1-2\n", "- lines: 1-3\n", ["line 3 is mapped twice"]),
        ("- lines: 1-2\n", "- lines: 1-2, 16\n", ["line 16 is empty, and mapped"]),
        (
            "- lines: 1-2\n",
            "- lines: 1-2\n    omitted: Nowhere.\n",
            ["1-2: it goes to clauses or facts, or there is a reason"],
        ),
        ("last_line: 377", "last_line: 378", ["the last line is 377, not 378"]),
        (" 1-15, 17-24,", " 1-24,", ["line 16 went nowhere", "the source is the same file, and has other lines"]),
        ("[policy-review-yearly, policy-revision]", "[policy-revision, gone]", ["3: there is no clause gone"]),
        ("sha256:", "sha512:", ["it cannot be understood: see check"]),
        ("a note of ours", "", []),
    ],
)
def test_a_fault_of_the_map_is_found(tmp_path: Path, old: str, new: str, faults: list[str]) -> None:
    root = copy_of_the_real_book(tmp_path)
    file = root / "data" / "source.yml"
    file.write_text(f"{file.read_text(encoding='utf-8')}# a note of ours\n".replace(old, new, 1), encoding="utf-8")
    assert faults_of(read_book(Sources(root)).book) == faults


def test_no_sentence_of_the_source_is_in_the_repository() -> None:
    """The file itself is never committed; its digest is."""
    assert not list(PROJECT.glob("**/000_*.txt"))
