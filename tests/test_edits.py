"""Every literal fix, made as it is printed: its finding is gone, nothing new is wrong, nothing is lost and no duty weaker.

``fixes_for_people.yml`` names the codes whose fixes are not literal, each with what a person has to add or decide. Any
other fix must bring its edits.
"""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

from case_files import Case, all_cases, apply
from conftest import AS_OF, SCHOOL
from policybook.basics.edits import Edit, EditError, edited, keeps_words
from policybook.basics.findings import Finding, Severity, Span
from policybook.commands.command_line import main
from policybook.editing.apply_edits import apply_edits, read_lines
from policybook.editing.set_layout_right import set_layout_right
from policybook.references.unknown_names import is_slip
from policybook.report import as_sarif
from policybook.rules import ALL_CODES
from policybook.rules.checking import CheckResult, check_project
from policybook.source.reading_codes import READING_CODES
from policybook.source.sources import Sources

CASES = [case for case in all_cases() if case.content["expect"] and not case.unreadable and not case.failing]
FOR_PEOPLE: dict[str, str] = yaml.safe_load(
    (Path(__file__).parent / "fixes_for_people.yml").read_text(encoding="utf-8")
)
READ_AGAIN = frozenset(["PIN002", "PIN006", "REV009"])
"""What asks that changed words be read again: any edit of a clause brings it, and a person must answer it."""
REVEALED = {"YAML001-no-space-and-nothing-else": ["YAML007"], "FILE020-too-many-slips": ["YAML005"]}
"""Cases of two slips in one value, of which the first hides the second; and of more slips than are listed."""
_MARK = re.compile(r"#[\w-]+")
"""An id: no words; what refers to it is checked by the findings."""
_ENDINGS = frozenset(["html", "md", "http", "https"])
JUDGED = frozenset(code.id for code in ALL_CODES)
"""The codes whose fixes must all have edits or a reason."""
_LITERAL = re.compile(r"Type [^ .]+ instead\.|Type \{\{ [^}]+ \}\} instead\.|Delete (?:it|the accents)\.")
NOT_LITERAL = {
    "REF001-in-a-question-with-quotation-marks": "the place inside quotation marks is not known to the letter",
    "REF001-filter": "a format that is like none would be lost",
    "DSL016-first-name-and-initial": "the whole team in place of one person: somebody reads the sentence",
    "DSL016-with-a-title": "the same",
    "DSL040-short-form": "the same",
    "DSL040-title-and-slip": "the same",
    "REV018-slip-in-an-action": "a record of a review is written by those who held it",
    "REV018-slip-in-an-answer": "the same",
    "REV022-slip-in-the-section": "the same",
}
"""Cases where a fix that says just what to type has no edits, and why."""
_ATTRIBUTE = re.compile(r"""[a-z]+=["']([^"']*)["']""")
_WORD = re.compile(r"[^\W_]{2,}")
_DUTY = re.compile(r"\b(?:must|should|may|can|advise[sd]?|not|never|no|only|always|all|every)\b", re.IGNORECASE)
_FIGURES = re.compile(r"\d+")


# --- edits of a text -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_edits_are_made_where_they_say_and_nothing_else_changes(end: str) -> None:
    text = end.join(["one two", "three", "", "four"]) + end
    edits = [
        Edit(Span("x", 1, 5, 3), "2"),
        Edit(Span("x", 2, 1, 6), ""),  # a whole line with its end
        Edit(Span("x", 4, 1, 0), "three and a half\n"),
        Edit(Span("x", 5, 1, 0), "five\n"),
    ]
    assert edited(text, edits) == end.join(["one 2", "", "three and a half", "four", "five"]) + end
    assert edited(text, reversed(edits)) == edited(text, edits)
    assert edited(text, []) == text


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(Span("x", 1, 1, 4), ""), Edit(Span("x", 1, 3, 4), "")],
        [Edit(Span("x", 3, 1, 0), "")],
        [Edit(Span("x", 1, 9, 0), "")],
        [Edit(Span("x", 1, 1, 99), "")],
    ],
)
def test_edits_that_meet_or_lie_outside_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(EditError):
        edited("one two\n", edits)


def test_a_file_that_has_changed_since_is_left_alone_and_so_are_the_others(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfone\r\n")
    (tmp_path / "b").write_bytes(b"two\n")
    edits = [Edit(Span("a", 1, 1, 3), "1"), Edit(Span("b", 1, 1, 3), "2")]
    lines = {name: read_lines(tmp_path / name) for name in ("a", "b")}
    with pytest.raises(EditError, match="b has changed"):
        apply_edits(tmp_path, edits, lines | {"b": ("two", "three")})
    assert (tmp_path / "a").read_bytes() == b"\xef\xbb\xbfone\r\n"
    apply_edits(tmp_path, edits, lines)
    assert [(tmp_path / name).read_bytes() for name in ("a", "b")] == [b"\xef\xbb\xbf1\r\n", b"2\n"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a", "b"]


# --- every literal fix of every case ---------------------------------------------------------------------------------


def what(finding: Finding) -> tuple[str, str, str]:
    """What a finding is about, wherever its lines have moved."""
    return finding.code.id, finding.span.path, _FIGURES.sub("0", finding.message)


def serious(result: CheckResult) -> Counter[tuple[str, str, str]]:
    return Counter(what(f) for f in result.report.findings if f.severity in (Severity.ERROR, Severity.BLOCKER))


def texts(root: Path) -> str:
    files = sorted(file for folder in ("policy", "data") for file in (root / folder).rglob("*") if file.is_file())
    return "\n".join(file.read_bytes().decode("utf-8", "replace") for file in files)


@pytest.mark.unmeasured  # the checks are measured by the cases themselves
@pytest.mark.parametrize(
    "case",
    # Every third, in the order of the codes; ``test_cases`` follows the fix of every case each time, as a person types it.
    [pytest.param(case, marks=[pytest.mark.long] if number % 3 else []) for number, case in enumerate(CASES)],
    ids=[case.path.stem for case in CASES],
)
def test_a_literal_fix_ends_its_finding_and_does_no_harm(case: Case, tmp_path: Path) -> None:
    before = found_in_case(case)
    for number, finding in enumerate(f for f in before.report.findings if f.edits):
        root = case.broken_school(tmp_path / str(number))
        apply_edits(root, finding.edits, before.lines)
        after = check_project(Sources(root), case.as_of)
        told = f"{finding.code.id} {finding.span.path}:{finding.span.line}: {finding.fix}"
        assert what(finding) not in [what(f) for f in after.report.findings], f"not ended by {told}"
        assert made_by(finding, before, after) in ([], REVEALED.get(case.path.stem, [])), f"made by {told}"
        assert not lost(finding, before.lines, texts(root)), f"lost by {told}"
        assert not weakened(finding, before.lines, texts(root)), f"weakened by {told}"


def made_by(finding: Finding, before: CheckResult, after: CheckResult) -> list[str]:
    """The errors and blockers that a fix made; not what only asks that changed words be read again.

    While a file could not be read, the rules were silent about it: what they say of it now was there before.
    """
    was_hidden = finding.code in READING_CODES and finding.severity is Severity.ERROR
    reading = {code.id for code in READING_CODES}
    new = serious(after) - serious(before)
    return [code for code, _, _ in new if code not in READ_AGAIN and not (was_hidden and code not in reading)]


def lost(finding: Finding, lines: Mapping[str, Sequence[str]], new: str) -> list[str]:  # noqa: C901 - each line one way to lose nothing
    """Words that somebody typed, that a fix takes away and that it leaves nowhere in their place.

    A word may give way to one that is like it (a slip mended). All that an edit takes away may go where a copy of it
    is left, and the name of an attribute in braces where its words are left. What a rule marks or quotes as wrong may go
    for what its fix prints instead; nothing else beside it may.
    """
    blamed = set() if finding.code in READING_CODES else words_blamed(finding, lines)
    taken = [taken_by(edit, lines) for edit in finding.edits]
    put_in = _WORD.findall(" ".join(edit.text for edit in finding.edits).lower())
    left = Counter(put_in)
    gone = []
    for text, edit in zip(taken, finding.edits, strict=True):
        if not edit.text and text.strip() and text.strip() in new:
            continue
        if not edit.text and (found := _ATTRIBUTE.fullmatch(text.strip())) and all(w in new for w in found[1].split()):
            continue
        if (
            _MARK.fullmatch(text)
            or finding.code.id == "PIN004"
            or (finding.code.id == "REF006" and _stands_for_an_entry(text, new))
        ):
            continue
        if is_slip(text.strip("\"' "), edit.text.strip("\"' ")):
            continue
        for word in _WORD.findall(text.lower()):
            if word in _ENDINGS or word in blamed:
                continue  # of an address; what is wrong
            if left[word]:
                left[word] -= 1
            elif word in put_in and text.lower().split().count(word) != 1:
                continue  # it stands there twice, and one is left
            elif not difflib.get_close_matches(
                word, [one for one in put_in if one not in _WORD.findall(text.lower())], 1, 0.6
            ):
                gone.append(word)
    return gone


def words_blamed(finding: Finding, lines: Mapping[str, Sequence[str]]) -> set[str]:
    """The words that a finding marks at its places, or quotes."""
    marked = " ".join(
        taken_by(Edit(span, ""), lines) for span in (finding.span, *finding.related) if span.path in lines
    )
    return set(_WORD.findall(f"{marked} {finding.message}".lower()))


def _stands_for_an_entry(text: str, new: str) -> bool:
    """Whether words that were typed for the short name of an entry are all left in its title, if with a slip."""
    left = {word for line in new.lower().splitlines() if "title:" in line for word in _WORD.findall(line)}
    words = [word for word in _WORD.findall(text.lower()) if word not in ("the", "our", "a", "an")]
    return all(difflib.get_close_matches(word, left, 1, 0.8) for word in words)


def taken_by(edit: Edit, lines: Mapping[str, Sequence[str]]) -> str:
    """What is where an edit is made."""
    span = edit.span
    rest = "\n".join(lines[span.path][span.line - 1 :]) + "\n"
    return rest[span.column - 1 : span.column - 1 + span.length]


def weakened(finding: Finding, lines: Mapping[str, Sequence[str]], new: str) -> Counter[str]:
    """Words of duty that a fix takes away or changes, where no copy of the whole is left."""
    taken = [text for edit in finding.edits if (text := taken_by(edit, lines)).strip() and text.strip() not in new]
    put_in = " ".join(edit.text for edit in finding.edits)
    return Counter(_DUTY.findall(" ".join(taken).lower())) - Counter(_DUTY.findall(put_in.lower()))


# --- those that a program may make unasked, and those that another program can make ----------------------------------

LAYOUT = frozenset(["FILE005", "FILE007", "FILE008", "TXT007", "YAML001", "YAML002"])
"""The codes of which some fix is a matter of marks and spaces alone."""


def in_files(finding: Finding, lines: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, list[Edit]]]:
    """Yield the text of each file that a finding has edits in, and those."""
    for path in {edit.path: None for edit in finding.edits}:
        yield "\n".join(lines[path]) + "\n", [edit for edit in finding.edits if edit.path == path]


@pytest.mark.unmeasured
def test_no_fix_that_is_declared_as_layout_changes_a_word_or_a_figure() -> None:
    """Of every case; what is declared falsely would be caught when it is made, and must not come that far."""
    codes, count = set(), 0
    for case in CASES:
        result = found_in_case(case)
        for finding in result.report.findings:
            declared = {edit.is_layout for edit in finding.edits}
            assert declared in (set(), {False}, {True}), f"in part layout: {case.path.stem}"
            if declared == {True}:
                codes.add(finding.code.id)
                count += 1
                for text, edits in in_files(finding, result.lines):
                    assert keeps_words(text, edits), f"{case.path.stem}: {finding.fix}"
    assert codes == LAYOUT
    assert count >= 50


@pytest.mark.parametrize(
    ("line", "start", "length", "text"),
    [
        ("Do not share it.", 4, 4, ""),
        ("At most 1.5 hours.", 10, 1, ""),
        ("Open 8-4.", 7, 1, "."),
        ("It costs £5.", 10, 1, ""),
        ("Now here.", 4, 1, ""),
        ("Nowhere.", 4, 0, " "),
        ("Type 12.", 7, 0, " "),
    ],
)
def test_a_changed_word_or_figure_is_seen(line: str, start: int, length: int, text: str) -> None:
    assert not keeps_words(line, [Edit(Span("x", 1, start, length), text)])


def test_only_what_is_declared_and_true_is_made_and_of_two_that_meet_one(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one,, two\n", encoding="utf-8")
    lines = {"a": ("one,, two",)}

    def found(start: int, length: int, text: str, *, layout: bool = True, waived: str = "") -> Finding:
        return Finding(
            ALL_CODES[0],
            Span("a", 1, start),
            f"{start}",
            "Type.",
            waived=waived,
            edits=(Edit(Span("a", 1, start, length), text, is_layout=layout),),
        )

    false = found(1, 3, "none")
    undeclared, agreed, good, meeting = (
        found(4, 1, "", layout=False),
        found(4, 1, "", waived="Agreed"),
        found(4, 1, ""),
        found(4, 2, ","),
    )
    assert set_layout_right(tmp_path, [false, undeclared, agreed, good, meeting], lines) == (good,)
    assert (tmp_path / "a").read_text(encoding="utf-8") == "one, two\n"
    with pytest.raises(EditError, match="has changed"):
        set_layout_right(tmp_path, [good], lines)


def test_the_command_makes_them_says_which_and_leaves_the_others(
    school: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = school / "policy/online-safety/passwords.md"
    before = file.read_text(encoding="utf-8")
    file.write_text("\n" + before.replace("{ #password-private }", "{ #password-private"), encoding="utf-8")
    apply(school, [{"file": "data/school.yml", "replace": 'phone: "', "with": 'phone:"'}])
    apply(school, [{"file": "data/people.yml", "replace": "role: headteacher", "with": "role: headteachr"}])
    people = (school / "data/people.yml").read_bytes()
    assert main(["check", "--root", str(school), "--as-of", f"{AS_OF}", "--fix"]) == 1
    said = capsys.readouterr().out
    assert file.read_text(encoding="utf-8") == before, "one mistake hid another, and both are mended"
    assert 'phone: "01632 960123"' in (school / "data/school.yml").read_text(encoding="utf-8")
    assert (school / "data/people.yml").read_bytes() == people, "which role is meant, a person says"
    mended = [line for line in said.splitlines() if line.startswith("Mended: ")]
    assert len(mended) == 3
    assert mended[0].startswith(("Mended: data/school.yml, line 4:", "Mended: policy/"))
    assert "headteachr" in said.partition("\n\n")[2]


def test_the_command_says_where_nothing_is_for_it_and_keeps_other_formats_whole(
    school: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts_before = texts(school)
    assert main(["check", "--root", str(school), "--as-of", f"{AS_OF}", "--fix", "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["findings"] == []
    assert err.startswith("Nothing could be mended without a person")
    assert texts(school) == texts_before


@pytest.mark.unmeasured
def test_the_fixes_of_sarif_make_what_our_own_edits_make() -> None:
    """As another program reads them: each takes out a region and puts a text in its place."""
    tried = 0
    for case in CASES:
        result = found_in_case(case)
        codes = tuple(
            dict.fromkeys(finding.code for finding in result.report.findings)
        )  # all would be 1,100 times the same
        (run,) = json.loads(as_sarif.render(result.report, codes, result.lines))["runs"]
        for finding, told in zip(result.report.findings, run["results"], strict=True):
            assert ("fixes" in told) is bool(finding.edits)
            changes = [change for fix in told.get("fixes", ()) for change in fix["artifactChanges"]]
            for change, (text, edits) in zip(changes, in_files(finding, result.lines), strict=True):
                assert unquote(change["artifactLocation"]["uri"]) == edits[0].path
                assert with_replacements(text, change["replacements"]) == edited(text, edits), case.path.stem
                tried += 1
    assert tried >= 100


def with_replacements(text: str, replacements: Sequence[Any]) -> str:
    """Return a text with the replacements of SARIF made, the last first."""
    starts = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
    places = []
    for one in replacements:
        region = one["deletedRegion"]
        begin = starts[region["startLine"] - 1] + region["startColumn"] - 1
        end = starts[region["endLine"] - 1] + region["endColumn"] - 1
        places.append((begin, end, one["insertedContent"]["text"]))
    for begin, end, put_in in sorted(places, reverse=True):
        text = text[:begin] + put_in + text[end:]
    return text


@cache
def found_in_case(case: Case) -> CheckResult:
    """What is found in the school with the mistakes of a case: worked out once for all tests of this file."""
    with TemporaryDirectory() as folder:
        return check_project(Sources(case.broken_school(Path(folder))), case.as_of, is_public=case.is_public)


def found_in_cases() -> list[tuple[str, Finding]]:
    """The findings of every case with the name of the case, of the codes that are judged here, each as it was found."""
    return [
        (case.path.stem, finding)
        for case in CASES
        for told in found_in_case(case).report.findings
        for finding in told.parts
        if finding.code.id in JUDGED
    ]


@pytest.mark.unmeasured
def test_a_fix_without_edits_is_for_people_and_says_why() -> None:
    """A code is for people or has edits; where it has both, its reason says when."""
    without = {finding.code.id for _, finding in found_in_cases() if not finding.edits}
    named = FOR_PEOPLE.keys() & JUDGED
    assert without - named == set(), "fixes without edits, and nobody says why"
    assert named - without == set(), "always literal, and said to be for people"
    assert all(FOR_PEOPLE.values())


@pytest.mark.unmeasured
def test_a_fix_that_says_just_what_to_type_has_edits() -> None:
    silent = {
        (case, finding.fix)
        for case, finding in found_in_cases()
        if _LITERAL.fullmatch(finding.fix) and not finding.edits and case not in NOT_LITERAL
    }
    assert silent == set()


def test_the_school_in_order_has_nothing_to_mend() -> None:
    assert check_project(Sources(SCHOOL), CASES[0].as_of).report.findings == ()
