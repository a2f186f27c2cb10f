"""Properties that hold for any input: reading never fails, places are real, order and layout do not matter.

The suite tries the same few dozen examples every time, so that it does not turn red by itself. To look for new faults:
``POLICYBOOK_EXAMPLES=2000 python -m pytest tests/test_properties.py``.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from conftest import AS_OF, SCHOOL
from policybook.basics.dates import DateError, PartialDate, add_days, add_months
from policybook.basics.findings import Finding, Report, Severity
from policybook.basics.fingerprints import of_wording, of_wordings
from policybook.basics.inline_markdown import content_parser, mask_tokens
from policybook.basics.tokens import find_half_tokens, find_tokens
from policybook.book.review_status import is_complete, status_of_policy
from policybook.loading.load import Loaded
from policybook.model.people import Appointment
from policybook.references import read_book
from policybook.report import as_github, as_json, as_sarif, as_text
from policybook.rules import ALL_CODES, ALL_RULES, waivers
from policybook.rules.checking import CheckResult, check_project
from policybook.rules.engine import Context, run
from policybook.source.markdown_files import read_markdown
from policybook.source.markdown_tokens import parse_blocks
from policybook.source.passages import FileKind
from policybook.source.sources import Sources
from policybook.source.text_files import SourceText
from policybook.source.yaml_files import YamlText

MORE = int(os.environ.get("POLICYBOOK_EXAMPLES", "0"))
any_input = settings(
    max_examples=MORE or 25,
    derandomize=not MORE,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)

pytestmark = pytest.mark.unmeasured  # the same lines with many inputs
FILES = tuple(sorted(str(file.relative_to(SCHOOL)) for file in SCHOOL.rglob("*") if file.is_file()))
PIECES = (
    *("{{", "}}", "{{ dsl.name }}", "{{ dsl.nmae }}", "{{ helplines.old-advice }}", "{{ guidance }}", "{% x %}", "{", "}"),
    *("{ #id }", "{ #Id binds='x' }", '{: #a from="b" }', "---", "...", "<b>", "<!--", "-->", "&#x202e;", "[a](b)", "]("),
    *("[a](javascript:b)", "[a](#password-private)", "<http://x>", "![x](y)", "`", "~~", "[a]: b", "|a|b|\n|-|-|", "\\"),
    *("# ", "## ", "> ", "- ", "1. ", "- [ ] ", "    ", "\t", "***", "\n\n", "\n", "\r\n", "\u2028", "\u200b", "\ufeff", "\0"),
    *("*a", "&a ", "!x", "? ", ": ", " #x", "'", '"', "[", "]", ",", "|\n", ">\n", "%", "@", "yes", "no", "~", "<<: ", "é"),
    *("2026-02-31", "1/9/26", "2026-13", "Ada Holm", "Mr Oak", "ada-holm", "dsl", "kcsie", "until: 2020-01-01", "lead:"),
)  # fmt: skip
VALUES = (
    *("", "[]", "{}", "[x]", "[yes]", "{a: b}", "''", '" "', '"\\u202e"', "|", "~", "yes", "no", "0", "-1", "9999", "12", "x"),
    *("2026-06-01", "2026-06", "2099-12", "summer 2026", "by 2026-05", "by 2099-12", "autumn 1066", "1999-01-01", "2024-02-29", "2026-02-31", "1/9/26", "[2026-06-01]", "{2026: 06}"),
    *("ada-holm", "di-elm", "dsl", "headteacher", "kcsie", "ceop", "passwords", "online-safety", "[online-safety, x]"),
    *("a@b.example", "Ada Holm", "https://a.example/", "javascript:x", "{{ dsl.name }}", "# note", "#note", "x" * 5000),
)  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=12).map("".join)
BYTES = st.binary(max_size=80) | TEXT.map(lambda text: text.encode("utf-8", "surrogatepass"))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One school for all examples of this file; each example puts back what it changed."""
    return Path(shutil.copytree(SCHOOL, tmp_path_factory.mktemp("properties") / "school"))


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """A file of the school, and its text with a few slips of the hand in it."""
    path = draw(st.sampled_from(FILES))
    lines = (SCHOOL / path).read_text(encoding="utf-8").splitlines()
    for _ in range(draw(st.integers(1, 4))):
        row = draw(st.integers(0, max(len(lines) - 1, 0)))
        line = lines[row] if lines else ""
        column = draw(st.integers(0, len(line)))
        match draw(st.sampled_from(["value", "value", "key", "delete", "repeat", "move", "indent", "insert", "cut"])):
            case "value" if ": " in line or line.endswith(":"):
                lines[row] = f"{line.partition(':')[0]}: {draw(st.sampled_from(VALUES))}"
            case "key" if ":" in line:
                lines[row] = line.replace(line.partition(":")[0].strip(" -"), draw(st.sampled_from(VALUES)), 1)
            case "delete":
                del lines[row : row + draw(st.integers(1, 3))]
            case "repeat":
                lines[row:row] = [line]
            case "move":
                lines[row : row + 2] = reversed(lines[row : row + 2])
            case "indent":
                lines[row : row + 1] = [draw(st.sampled_from(["  ", " ", "\t"])) + line]
            case "insert":
                lines[row : row + 1] = [line[:column] + draw(st.sampled_from(PIECES)) + line[column:]]
            case _:
                lines[row : row + 1] = [line[:column] + line[column + draw(st.integers(1, 5)) :]]
    return path, "\n".join(lines) + "\n"


def judged_with(root: Path, path: str, data: bytes | None) -> CheckResult:
    """The school judged with one file replaced, or deleted; afterwards the file is as it was."""
    file = root / path
    try:
        if data is None:
            file.unlink()
        else:
            file.write_bytes(data)
        found = check_project(Sources(root), AS_OF)
        check_places(root, found)
        check_formats(found)
    finally:
        shutil.copy(SCHOOL / path, file)
    return found


def check_places(root: Path, found: CheckResult) -> None:
    """Every finding stands at a file or folder that is there, or is itself about one that is missing."""
    for finding in found.report.findings:
        span = finding.span
        place = root / span.path
        assert span.path, finding
        assert finding.code.id in ("FILE010", "HLP001", "ORG001", "ORG010") or place.exists(), finding
        if span.path in found.lines:
            check_inside(finding, found.lines[span.path])
        elif place.is_file() and finding.code.id not in ("FILE001", "FILE002"):
            assert (span.line, span.column) == (1, 1), finding
        for related in finding.related:
            assert (root / related.path).exists(), finding


def check_inside(finding: Finding, lines: tuple[str, ...]) -> None:
    """Also at the end of a line, where something is missing, but never beyond."""
    span = finding.span
    assert 1 <= span.line <= len(lines), finding
    line = lines[span.line - 1]
    assert 1 <= span.column <= len(line) + 1, finding
    assert span.length >= 1, finding
    assert span.column + span.length - 1 <= max(len(line), span.column), finding


def check_formats(found: CheckResult) -> None:
    """Every format says every finding, and one line of text is one line."""
    shown = as_text.render(found.report, found.lines)
    as_json.render(found.report, AS_OF)
    as_sarif.render(found.report, ALL_CODES, found.lines)
    as_github.render(found.report, Severity.ERROR)
    as_github.job_summary(found.report)
    for finding in found.report.findings:
        assert finding.message in shown
        assert finding.message.endswith("."), finding
        assert "\n" not in finding.message + finding.fix, finding
        assert len(finding.message) < 600, finding


DATE_WORDS = (
    *("by", "no later than", "before", "or before", "or earlier", "at the latest", "the", "term", "of", "end", "soon"),
    *(
        "summer",
        "Autumn",
        "SPRING",
        "Sumer",
        "Easter",
        "winter",
        "September",
        "Sept",
        "1st",
        "31",
        "2026",
        "26",
        "2025/26",
    ),
    *("2026-09", "2026-09-01", "2026-02-31", "2026-13", "1/9/26", "1899-01", "9999"),
)

# --- readers ---------------------------------------------------------------------------------------------------------


@any_input
@given(TEXT | st.text(alphabet="ab:-[]{}#&*!|>'\"%@`, \n?", max_size=60))
def test_any_text_can_be_read_as_yaml(text: str) -> None:
    lines = tuple(text.split("\n"))
    data, findings = YamlText("x", lines).read()
    assert data is not None or findings
    if "\u2028" not in text and "\r" not in text:
        for finding in findings:
            check_inside(finding, lines)


@any_input
@given(
    TEXT | st.text(alphabet="ab#-*>`|~[](){}<>!=_ \n\t1.", max_size=60),
    st.sampled_from(["section", "document", "summary"]),
)
def test_any_text_can_be_read_as_markdown(text: str, holds: FileKind) -> None:
    text = text.replace("\r", "").replace("\u2028", "")
    lines = ("---", "title: X", "---", *text.split("\n"))
    file, findings = read_markdown(SourceText("x", lines), holds)
    assert file is not None
    for finding in findings:
        check_inside(finding, lines)
    read_markdown(SourceText("x", tuple(text.split("\n"))), holds)


@any_input
@given(st.text(alphabet="a#-*>`|~[](){}<>!=_:+ \n\t1.", max_size=80) | TEXT)
def test_what_no_mark_announces_is_not_looked_for_and_nothing_is_missed(text: str) -> None:
    read: dict[str, object] = {}
    whole: dict[str, object] = {}
    assert parse_blocks(text, read) == content_parser(("inline",)).parse(text, whole)
    assert read == whole


@any_input
@given(
    st.text(max_size=30)
    | st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,2}([-/. ][0-9]{1,4})?", fullmatch=True)
    | st.lists(st.sampled_from(DATE_WORDS), min_size=1, max_size=6).map(" ".join)
)
def test_a_date_is_read_as_it_stands_or_refused_in_words(text: str) -> None:
    try:
        found = PartialDate.parse(text)
    except DateError as fault:
        sentences = (str(fault), fault.fix)
    else:
        sentences = ()
        assert PartialDate.parse(str(found)) == found
        assert (str(found) == text) or not re.fullmatch(r"[0-9-]*", text)
        assert found.first <= found.last
        assert found.is_open is (found.first == date.min)
        assert found.words
        assert found.when_words.split()[0] in ("on", "in")
        assert found.has_come(found.last)
    assert all(sentence.endswith(".") for sentence in sentences)


@any_input
@given(TEXT)
def test_the_braces_of_a_text_are_tokens_or_halves_and_nothing_is_both(text: str) -> None:
    tokens = [(token.start, token.end) for token in find_tokens(text)]
    halves = [(start, start + len(half)) for start, half in find_half_tokens(text)]
    outside = list(text)
    for start, end in (*tokens, *halves):
        assert set(outside[start:end]) != {""}, "nothing is found twice"
        outside[start:end] = [""] * (end - start)
    assert not set("".join(outside)) & set("{}")
    assert not list(find_tokens(mask_tokens(text)))


# --- the whole book --------------------------------------------------------------------------------------------------


@any_input
@given(st.sampled_from(FILES), BYTES)
def test_any_bytes_in_place_of_a_file_are_findings_or_a_good_book(root: Path, path: str, data: bytes) -> None:
    judged_with(root, path, data)


@pytest.mark.reads_once
@pytest.mark.parametrize("path", FILES)
def test_any_file_may_be_missing_or_empty(root: Path, path: str) -> None:
    for data in (None, b"", b"\n", b"---\n---\n", b"{}\n", b"[]\n", b"a\n", b"#\n"):
        judged_with(root, path, data)


def changed_values(path: str) -> Iterator[str]:
    """The text of a file with one value replaced; a few values for each line, or all of them when looking for more."""
    lines = (SCHOOL / path).read_text(encoding="utf-8").splitlines()
    for row, line in enumerate(lines):
        key, colon, _ = line.partition(":")
        chosen = VALUES if MORE else [VALUES[(row * 7 + turn * 19) % len(VALUES)] for turn in range(2)]
        if colon and re.fullmatch(r"[\s\w-]+", key):
            for value in chosen:
                yield "\n".join([*lines[:row], f"{key}: {value}", *lines[row + 1 :]]) + "\n"


@pytest.mark.reads_once
@pytest.mark.parametrize("path", FILES)
def test_any_value_may_stand_after_any_name(root: Path, path: str) -> None:
    for text in changed_values(path):
        judged_with(root, path, text.encode())


@any_input
@given(slips())
def test_slips_of_the_hand_are_findings_and_the_same_ones_every_time(root: Path, slip: tuple[str, str]) -> None:
    path, text = slip
    data = text.encode("utf-8", "surrogatepass")
    assert judged_with(root, path, data).report == judged_with(root, path, data).report


@any_input
@given(slips(), slips())
def test_slips_in_two_files_are_findings(root: Path, first: tuple[str, str], second: tuple[str, str]) -> None:
    assume(first[0] != second[0])
    path, text = first
    (root / path).write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        judged_with(root, second[0], second[1].encode("utf-8", "surrogatepass"))
    finally:
        shutil.copy(SCHOOL / path, root / path)


@cache
def findings_on(day: date) -> Report:
    return Report.of(waivers.apply(run(ALL_RULES, Context.of(LOADED, day)), LOADED.book, ALL_CODES, day))


LOADED = read_book(Sources(SCHOOL))
RECORDS = {
    "2021-05.yml": "reviewed: Summer 2021\nnext_review: by summer 2022\nwording: earlier\npolicies: [online-safety]\n",
    "2023-autumn.yml": "reviewed: by autumn 2023\nnext_review:\nwording: this\npolicies: [online-safety]\n",
    "2027-03.yml": """reviewed: 2027-03
next_review: spring 2028
wording: this
policies: [online-safety, gone]
completed_by: [headteacher, dsl]
approved_by: [{role: proprietor, on: 2027-04-02}, {role: dsl, on: 2027-03-03}]
sections: {online-safety/passwords: "74aea3df", online-safety/old: "01234567"}
checks_asked: 3
answers: {password-rule-current: partly, reporting-known: }
read_again:
  - {section: online-safety/reporting, fingerprint: "542e152e", change: substance, on: 2028-05-01, by: dsl}
actions:
  - {action: This., owner: dsl, due: summer 2027}
  - {action: That., owner: office, due: by 2027-12, done: autumn 2029}
""",
    "2030-01.yml": "reviewed: 2030-02-03\nnext_review: by 2031\nwording: this\npolicies: [online-safety]\n",
}


@pytest.fixture(scope="module")
def much_reviewed(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The school with records of every kind, some of them not complete, and none of them the last word."""
    root = Path(shutil.copytree(SCHOOL, tmp_path_factory.mktemp("reviewed") / "school"))
    for name, text in RECORDS.items():
        (root / "data/reviews" / name).write_text(text, encoding="utf-8")
    return read_book(Sources(root))


@any_input
@given(day=st.dates(date(2020, 1, 1), date(2036, 12, 31)))
def test_whatever_the_records_every_day_can_be_judged(much_reviewed: Loaded, day: date) -> None:
    book = much_reviewed.book
    context = Context(day, much_reviewed.lines, book)
    for rule in ALL_RULES:  # also those that keep silent while a file is broken
        for fault in rule.find(book, context):
            assert fault.message.endswith(".")
            assert fault.span.path in much_reviewed.lines
    for policy in book.policies:
        status = status_of_policy(book, policy, day)
        assert status.review is None or is_complete(book, status.review, day)
        assert status.review is None or status.review.reviewed.has_come(day)
        assert status.unfinished is not status.review or status.review is None


@any_input
@given(day=st.dates(date(2020, 1, 1), date(2036, 12, 31)), more=st.integers(0, 4000))
def test_a_complete_record_stays_complete(much_reviewed: Loaded, day: date, more: int) -> None:
    for review in (*LOADED.book.reviews, *much_reviewed.book.reviews):
        if is_complete(LOADED.book, review, day):
            assert is_complete(LOADED.book, review, day + timedelta(days=more))


@any_input
@given(st.dates(date(2020, 1, 1), date(2036, 12, 31)))
def test_every_day_of_many_years_can_be_judged(day: date) -> None:
    for finding in findings_on(day).findings:
        check_inside(finding, LOADED.lines[finding.span.path])
    later = {f.code.id for f in findings_on(date(2036, 12, 31)).findings}
    expired = {f.code.id for f in findings_on(day).findings} & {"DSL006", "DSL012", "REV005"}
    assert expired <= later, "what ran out stays so until somebody does something"


# --- dates and appointments ------------------------------------------------------------------------------------------

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
PERIODS = (
    DAYS.map(lambda day: PartialDate(day, day))
    | DAYS.map(lambda day: PartialDate.parse(f"{day:%Y-%m}"))
    | st.builds(
        lambda day, term: PartialDate.parse(f"{term} {day.year}"), DAYS, st.sampled_from(["spring", "summer", "autumn"])
    )
)
WHENS = st.none() | PERIODS | PERIODS.map(lambda period: PartialDate.parse(f"by {period}"))


def appointment(begin: PartialDate | None, end: PartialDate | None) -> Appointment:
    return Appointment(**{"person": "ada-holm", "role": "dsl", "from": begin, "until": end})


@any_input
@given(WHENS, WHENS, WHENS, DAYS, st.integers(0, 5000))
def test_an_ended_appointment_stays_ended(
    begin: PartialDate | None, later: PartialDate | None, end: PartialDate | None, day: date, more: int
) -> None:
    one = appointment(begin, end)
    if one.ended(day):
        assert not one.in_post(day)
        assert one.ended(day + timedelta(days=more))
        assert not appointment(later, end).in_post(day), "no other beginning brings it back"
    if one.in_post(day) and begin and later and begin.first <= later.first <= day:
        assert appointment(later, end).in_post(day)


@any_input
@given(DAYS, st.integers(0, 600), st.integers(0, 600))
def test_months_add_up_but_for_the_last_days(day: date, first: int, second: int) -> None:
    assert add_months(day, first).day <= day.day
    together, apart = add_months(day, first + second), add_months(add_months(day, first), second)
    assert (together.year, together.month) == (apart.year, apart.month)
    assert apart <= together
    assert add_months(day, first) <= add_months(day, first + second)
    assert add_days(add_days(day, first), -first) == day


# --- order and layout ------------------------------------------------------------------------------------------------


def shuffled(draw: st.DrawFn, content: dict[str, object]) -> dict[str, object]:
    return {key: content[key] for key in draw(st.permutations(sorted(content)))}


@st.composite
def two_orders(draw: st.DrawFn) -> tuple[str, str]:
    """``people.yml`` with some facts left out, in its order and in another."""
    content = yaml.load((SCHOOL / "data/people.yml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - makes text only
    for entry in (*content["people"].values(), *content["appointments"]):
        for key in draw(st.lists(st.sampled_from(sorted(entry)), max_size=2, unique=True)):
            if key not in ("name", "person", "role"):
                entry[key] = None
    other = shuffled(draw, content)
    other["people"] = {name: shuffled(draw, person) for name, person in shuffled(draw, content["people"]).items()}
    other["appointments"] = [shuffled(draw, entry) for entry in draw(st.permutations(content["appointments"]))]
    return tuple(yaml.safe_dump(each, sort_keys=False, allow_unicode=True) for each in (content, other))


def without_places(found: CheckResult) -> list[tuple[str, list[str]]]:
    """What was found, whatever the order in which names are listed in a sentence."""
    return sorted((finding.code.id, sorted(re.findall(r"\w+", finding.message))) for finding in found.report.findings)


@any_input
@given(two_orders())
def test_the_order_of_people_and_of_their_facts_does_not_matter(root: Path, orders: tuple[str, str]) -> None:
    first, second = (judged_with(root, "data/people.yml", text.encode()) for text in orders)
    assert without_places(first) == without_places(second)


def moved(when: date | None) -> str | None:
    return f"{when}" if when else None


@st.composite
def appointed(draw: st.DrawFn) -> list[dict[str, object]]:
    """Appointments in which anybody may be anything at any time, within ten years of the school's day."""
    when = st.none() | st.dates(date(2021, 1, 1), date(2031, 12, 31))
    return [
        {
            "person": draw(st.sampled_from(["ada-holm", "ben-oak", "cy-rowan"])),
            "role": draw(st.sampled_from(["dsl", "deputy-dsl", "headteacher", "proprietor", "accountable-leader"])),
            "lead": draw(st.sampled_from([None, "yes", "no"])),
            "from": moved(draw(when)),
            "until": moved(draw(when)),
            "trained_on": moved(draw(when)),
            "confirmed_on": moved(draw(when)),
            "confirmed_by": draw(st.sampled_from([None, "headteacher", "proprietor", "dsl"])),
        }
        for _ in range(draw(st.integers(0, 6)))
    ]


def found_with(root: Path, appointments: list[dict[str, object]], day: date) -> Report:
    content = yaml.load((SCHOOL / "data/people.yml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - makes text only
    content["appointments"] = appointments
    file = root / "data/people.yml"
    try:
        file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
        loaded = read_book(Sources(root))
        report = Report.of(run(ALL_RULES, Context.of(loaded, day)))
        for finding in report.findings:
            check_inside(finding, loaded.lines[finding.span.path])
    finally:
        shutil.copy(SCHOOL / "data/people.yml", file)
    return report


TWICE = {"person": "ada-holm", "role": "dsl", "lead": None, "from": None, "until": None, "trained_on": None}
UNSAID = TWICE | {"person": "cy-rowan", "confirmed_on": None, "confirmed_by": None}


@any_input
@example([TWICE | {"confirmed_on": None}, TWICE | {"confirmed_on": "2021-01-01"}], date(2021, 1, 1), Random(1))  # noqa: S311 - no secret
@example([UNSAID, UNSAID | {"lead": "no"}], date(2021, 1, 1), Random(1))  # noqa: S311 - as above
@given(appointed(), st.dates(date(2021, 1, 1), date(2031, 12, 31)), st.randoms(use_true_random=False))
def test_any_appointments_can_be_judged_on_any_day_in_any_order(
    root: Path, appointments: list[dict[str, object]], day: date, random: Random
) -> None:
    found = found_with(root, appointments, day)
    places = [(finding.code.id, finding.span) for finding in found.findings]
    assert len(places) == len(set(places)), "one fault at one place is one finding"
    other = appointments.copy()
    random.shuffle(other)
    assert codes_of(found) == codes_of(found_with(root, other, day))


def codes_of(report: Report) -> list[str]:
    """The codes without what an order decides: who of two leads, or of two heads, counts as the first."""
    return sorted(finding.code.id for finding in report.findings)


@any_input
@given(st.dates(date(2026, 6, 1), date(2027, 5, 31)), st.sampled_from(["lead: yes", "lead: no"]))
def test_what_will_be_missing_is_said_before_and_is_missing_from_the_day_after(
    root: Path, last: date, marked: str
) -> None:
    """The day after a DSL leaves, everything is right without any edit."""
    text = (SCHOOL / "data/people.yml").read_text(encoding="utf-8")
    text = re.sub(rf"({marked}\n    from: \S+\n    until:)", rf"\1 {last}", text)
    gone = "DSL002" if marked == "lead: yes" else "DSL004"
    try:
        (root / "data/people.yml").write_text(text, encoding="utf-8")
        loaded = read_book(Sources(root))
        before = {f.code.id for f in run(ALL_RULES, Context.of(loaded, last))}
        after = {f.code.id for f in run(ALL_RULES, Context.of(loaded, last + timedelta(days=1)))}
    finally:
        shutil.copy(SCHOOL / "data/people.yml", root / "data/people.yml")
    assert {"DSL029", gone} & before == {"DSL029"}
    assert {"DSL029", gone} & after == {gone}


WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyzÉß.,;-*0123456789", min_size=1, max_size=8)
SPACE = st.text(alphabet=" \n\u00a0", min_size=1, max_size=3)


@any_input
@given(st.lists(WORD, min_size=1, max_size=8), st.data())
def test_a_fingerprint_is_of_the_words_and_of_nothing_else(words: list[str], data: st.DataObject) -> None:
    spaces: Iterator[str] = iter(data.draw(st.lists(SPACE, min_size=len(words), max_size=len(words))))
    laid_out = "".join(word + next(spaces) for word in words)
    assert of_wording(laid_out) == of_wording(" ".join(words))
    quoted = " ".join(f'"{word}\'s"' for word in words)
    assert of_wording(quoted.replace("'", "’")) == of_wording(quoted)
    position = data.draw(st.integers(0, len(words) - 1))
    other = [*words[:position], data.draw(WORD.filter(lambda word: word != words[position])), *words[position + 1 :]]
    assert of_wording(" ".join(other)) != of_wording(" ".join(words))
    assert of_wordings(words) != of_wordings(other)
