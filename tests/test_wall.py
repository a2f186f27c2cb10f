"""A mistyped token, a rule that fails, a full disk, a day that is none: a finding or a sentence, and never a traceback."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

import policybook.rules.checking
from building import UNMEASURED, build, command, digests
from case_files import apply, with_failing
from conftest import AS_OF, PROJECT, SCHOOL
from policybook import references
from policybook.basics.findings import Finding, Report, Severity
from policybook.basics.tokens import find_tokens
from policybook.basics.wall import RUN001
from policybook.book.token_values import FIXED, TABLES, UNKNOWN, TokenValues, ValueKind, kind_of_token, token_names
from policybook.changes import compare as comparing
from policybook.changes.added_findings import marked
from policybook.changes.compare import compare
from policybook.changes.token_phrases import token_words
from policybook.commands import review
from policybook.commands.command_line import main
from policybook.editing.record_readings import open_items
from policybook.loading import load, project_files
from policybook.references.duplicates import Duplicates
from policybook.report import as_impact
from policybook.report.impact_decisions import Decisions
from policybook.report.impact_followups import Followups
from policybook.report.impact_phrases import Impact, Side
from policybook.report.impact_summary import ChangeSummary
from policybook.report.impact_words import ChangedWords
from policybook.rules import ALL_RULES, waivers
from policybook.rules.checking import CheckResult, check_project
from policybook.rules.engine import Context
from policybook.source.sources import Sources
from read_once import reading_anew
from test_changes_page import commit, git

SECTION = "policy/online-safety/reporting.md"
AS_OF_WORDS = ("--as-of", AS_OF.isoformat())

# --- tokens ----------------------------------------------------------------------------------------------------------

MISTYPED = {
    "{{ services.filtering }}": "services.filtering.what",
    "{{ services.filtering.poduct }}": "services.filtering.product",
    "{{ services.filtering.contract_owner }}": "",
    "{{ services.filtring.product }}": "services.filtering.product",
    "{{ helplines.ceop.phnoe }}": "helplines.ceop.phone",
    "{{ helplines.ceop.checked_on }}": "helplines.ceop.phone",
    "{{ helplines.coep.url }}": "helplines.ceop.url",
    "{{ helplines }}": "",
    "{{ school }}": "",
    "{{ school.__class__ }}": "school.address",
    "{{ school.fone }}": "school.phone",
    "{{ school.logo }}": "",
    "{{ school.name.x }}": "school.name",
    "{{ review }}": "",
    "{{ review.nxt }}": "review.next",
    "{{ guidance }}": "guidance.kcsie",
    "{{ guidance.kcsie.titel }}": "guidance.kcsie.title",
    "{{ guidance.kcise }}": "guidance.kcsie",
    "{{ dsl }}": "dsls",
    "{{ dsl.name.x }}": "dsl.name",
    "{{ dsl.phone }}": "",
    "{{ headteacher }}": "headteacher.name",
    "{{ proprietor.nam }}": "proprietor.name",
    "{{ policies }}": "",
    "{{ policies.child-protection.url }}": "policies.child-protection",
    "{{ policies.child-protecton }}": "policies.child-protection",
    "{{ cover.x.y.z }}": "",
    "{{ cover.contct }}": "cover.contact",
    "{{ people.dsl }}": "",
    "{{ }}": "",
}
"""What is typed, and what is meant; "" where only the answer must be one."""
ALL = " ".join(MISTYPED)
PLACES: dict[str, tuple[str, str, str]] = {
    "clause": (SECTION, "{{ deputy_dsls }} can help too.", "{{ deputy_dsls }} can help too. TOKEN is here."),
    "link": (SECTION, "({{ helplines.ceop.url }})", "(TOKEN)"),
    "question": (SECTION, "Does everyone know whom to tell?", '"Does TOKEN know whom to tell?"'),
    "evidence": (SECTION, "Ask three students and", '"Ask TOKEN and'),
    "title of a section": (SECTION, "title: Reporting a worry", 'title: "Reporting TOKEN"'),
    "document": ("policy/documents/staff-aup.md", "at once.\n", "at once. TOKEN is here.\n"),
    "heading": ("policy/documents/staff-aup.md", "## If something goes wrong", "## If TOKEN goes wrong"),
    "words to sign": ("policy/documents/staff-aup.md", "statement: I have read", 'statement: "TOKEN I have read'),
    "summary": ("policy/online-safety/policy.yml", "summary: How we keep", 'summary: "TOKEN How we keep'),
    "glossary": ("data/glossary.yml", "meaning: The person who", 'meaning: "TOKEN The person who'),
    "fact": ("data/school.yml", "hours: Monday", 'hours: "TOKEN Monday'),
}


def type_into(root: Path, place: str, token: str) -> None:
    """Type a token into a text; what was not between quotation marks is then, to the end of its line."""
    file, old, new = PLACES[place]
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (place, old)
    new = new.replace("TOKEN", token)
    if new.count('"') == 1:
        rest = text[text.index(old) + len(old) :].partition("\n")[0]
        old, new = old + rest, f'{new}{rest}"'
    path.write_text(text.replace(old, new), encoding="utf-8")


def said(root: Path) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in check_project(Sources(root), AS_OF).report.findings:
        found.setdefault(finding.code.id, []).append(finding)
    return found


def first_measured(values: Sequence[str]) -> list[object]:
    """Parameters of which coverage watches the first: with the others, a test goes over the same lines again."""
    return [values[0], *(pytest.param(value, marks=pytest.mark.unmeasured) for value in values[1:])]


@pytest.mark.reads_once
@pytest.mark.parametrize(("token", "meant"), MISTYPED.items())
@pytest.mark.parametrize("place", first_measured(["clause", "document", "question"]))
def test_a_mistyped_token_is_one_finding_at_its_place(school: Path, place: str, token: str, meant: str) -> None:
    type_into(school, place, token)
    file = PLACES[place][0]
    number, line = next(
        (number, line)
        for number, line in enumerate((school / file).read_text(encoding="utf-8").splitlines(), 1)
        if token in line
    )
    found = said(school)
    assert "RUN001" not in found
    [one] = [*found.get("REF001", ()), *found.get("REF006", ())]
    assert (one.span.path, one.span.line) == (file, number)
    assert line[one.span.column - 1 :].startswith((token, '"'))  # between quotation marks it is the whole value
    assert f"{{{{ {meant} }}}}" in one.fix if meant else one.fix


@pytest.mark.parametrize("place", first_measured([*PLACES]))
def test_no_place_lets_a_mistyped_token_end_a_command(
    school: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(school, "init", "--quiet")
    commit(school)
    type_into(school, place, ALL)
    found = said(school)
    assert "RUN001" not in found
    assert {"REF001", "REF008", "FILE007", "TXT017"} & found.keys(), found.keys()
    root = ("--root", str(school))
    for words, codes in (
        (("check", *root, *AS_OF_WORDS), {1}),
        (("check", *root, *AS_OF_WORDS, "--since", "HEAD"), {1}),
        (("impact", *root, *AS_OF_WORDS, "HEAD"), {0}),
        (("impact", *root, *AS_OF_WORDS, "HEAD", "HEAD"), {0}),
        (("confirm", *root, "--all", "--yes"), {0, 2}),
        (("review", *root, *AS_OF_WORDS, "status"), {2}),
        (("review", *root, *AS_OF_WORDS, "start"), {2}),
        (("review", *root, *AS_OF_WORDS, "record", str(school / SECTION)), {2}),
        (("build", *root, *AS_OF_WORDS), {1}),
    ):
        code, out = run(*words)
        assert code in codes, (words[0], out)
        assert "program has a fault" not in out, (words[0], out)
    commit(school)  # now it is the older side
    shutil.copytree(SCHOOL, school, dirs_exist_ok=True)
    for words in (("check", "--since", "HEAD"), ("impact", "HEAD")):
        code, out = run(words[0], *root, *AS_OF_WORDS, *words[1:])
        assert code == 0, out
        assert "program has a fault" not in out


def run(*words: str) -> tuple[int, str]:
    """A command in this process: its status and all it said."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = main(words)
    return code, out.getvalue()


def test_every_token_has_a_value_and_words_and_no_other_has() -> None:
    book = check_project(Sources(SCHOOL), AS_OF).book
    values = TokenValues(book, AS_OF, public=False)
    names = token_names(book)
    for name in names:
        [token] = find_tokens(f"{{{{ {name} }}}}")
        words = token_words(token, book)
        assert words != f"[{name}]", name
        assert isinstance(values.value(token).text, str | None)
    assert {values.value(next(find_tokens(f"{{{{ {name} }}}}"))).kind for name in names} == set(ValueKind)
    for typed in MISTYPED:
        [token] = find_tokens(typed)
        assert token.name not in names
        for public in (True, False):
            assert TokenValues(book, AS_OF, public=public).value(token, book.policies[0]) == UNKNOWN
        assert token_words(token, book).startswith("[")


def test_the_kind_that_a_table_declares_is_the_kind_of_its_values() -> None:
    book = check_project(Sources(SCHOOL), AS_OF).book
    values = TokenValues(book, AS_OF, public=False)
    for name in token_names(book):
        assert values.value(next(find_tokens(f"{{{{ {name} }}}}"))).kind is kind_of_token(name), name
    assert len(token_names(book)) > len(FIXED) + len(TABLES)


# --- a rule that fails -----------------------------------------------------------------------------------------------


def fail(*_: object, **__: object) -> Iterator[object]:
    raise KeyError("Ada Holm")


def fail_late(find: Callable[..., Iterator[object]]) -> Callable[..., Iterator[object]]:
    def found_and_failed(*given: object) -> Iterator[object]:
        yield from find(*given)
        fail()

    return found_and_failed


def without_run(found: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in found if finding.code is not RUN001]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school with something wrong in it, in several families. Its tests only read it."""
    school = Path(shutil.copytree(SCHOOL, tmp_path_factory.mktemp("faulty") / "school"))
    apply(school, [{"file": "data/people.yml", "replace": "lead: yes", "with": "lead:"}])
    apply(school, [{"file": "policy/documents/parent-guide.md", "replace": "in danger.", "with": "in danger (or not."}])
    return school


@pytest.fixture(scope="module")
def before(faulty: Path) -> tuple[Finding, ...]:
    """What is found there while nothing fails."""
    return check_project(Sources(faulty), AS_OF).report.findings


@pytest.mark.reads_once
@pytest.mark.parametrize("code", first_measured([rule.code.id for rule in ALL_RULES][::7]))
def test_a_rule_that_fails_takes_no_other_finding_with_it(
    faulty: Path, before: tuple[Finding, ...], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policybook.rules.checking, "ALL_RULES", with_failing(ALL_RULES, [code]))
    after = check_project(Sources(faulty), AS_OF).report.findings
    assert without_run(after) == list(before)  # what it found before it failed is kept
    [one] = [finding for finding in after if finding.code is RUN001]
    assert code in one.message
    assert "Ada Holm" not in one.message + one.fix


def test_a_rule_that_fails_at_once_is_one_finding(
    faulty: Path, before: tuple[Finding, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = tuple(one._replace(find=fail) if one.code.id == "DSL002" else one for one in ALL_RULES)
    monkeypatch.setattr(policybook.rules.checking, "ALL_RULES", rules)
    after = check_project(Sources(faulty), AS_OF).report.findings
    assert without_run(after) == [finding for finding in before if finding.code.id != "DSL002"]
    assert len(after) == len(before)


def test_a_collection_that_fails_is_one_finding_for_all_its_rules(
    faulty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Context, "prose", property(fail))
    after = check_project(Sources(faulty), AS_OF).report.findings
    [one] = [finding for finding in after if finding.code is RUN001]
    assert re.search(r"\d\d checks \(\w+, \w+, \w+ and others\)", one.message)
    assert [finding.code.id for finding in without_run(after)] == ["DSL002", "REV009"]  # a document was changed, too


def test_the_place_is_that_which_was_looked_at(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def finds(_book: object, context: Context) -> Iterator[object]:
        for prose in context.prose:
            if prose.path == SECTION and prose.kind == "clause":
                raise KeyError(prose.text)
        return iter(())

    rules = tuple(one._replace(find=finds) if one.code.id == "TXT006" else one for one in ALL_RULES)
    monkeypatch.setattr(policybook.rules.checking, "ALL_RULES", rules)
    [one] = check_project(Sources(school), AS_OF).report.findings
    assert (one.code, one.span.path, one.span.line) == (RUN001, SECTION, 15)


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (Duplicates, "ids"),
        (Duplicates, "copies"),
        (references, "all_uses"),
        (references, "RepeatedIds"),
        (references, "offer_new_names"),
        (references, "find_unused_terms"),
        (waivers, "apply"),
    ],
)
def test_a_part_of_the_reading_that_fails_is_one_finding(
    faulty: Path, before: tuple[Finding, ...], owner: object, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, name, fail)
    after = check_project(Sources(faulty), AS_OF).report.findings
    assert [finding.code.id for finding in after if finding.code is RUN001] == ["RUN001"]
    assert without_run(after) == list(before)


@pytest.mark.parametrize(
    ("owner", "name", "path"),
    [
        (project_files.YamlText, "read", "data/school.yml"),
        (load.ClauseBuilder, "blocks", "policy/online-safety/passwords.md"),
        (load.StatementBuilder, "groups", "policy/documents/staff-aup.md"),
    ],
)
def test_a_file_that_the_reader_fails_over_is_one_finding(
    school: Path, owner: type, name: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, name, fail)
    found = check_project(Sources(school), AS_OF).report.findings
    assert path in [finding.span.path for finding in found]
    assert {finding.code.id for finding in found} <= {"FILE011", "FILE010"}


def test_a_failure_stops_publication_and_every_command_goes_on(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(school, "init", "--quiet")
    commit(school)
    monkeypatch.setattr(policybook.rules.checking, "ALL_RULES", with_failing(ALL_RULES, ["PUB006"]))
    root = ("--root", str(school), *AS_OF_WORDS)
    code, out = run("build", *root, "--publish")
    assert code == 1
    assert "blocker[RUN001]" in out
    assert run("check", *root)[0] == 0
    assert run("check", *root, "--gate", "blocker")[0] == 1
    code, out = run("impact", *root, "HEAD")
    assert (code, "Nothing. No word that anybody reads" in out) == (0, True)
    code, out = run("review", *root, "status")
    assert (code, "What comes next" in out) == (0, True)
    assert run("review", *root, "start")[0] == 0
    assert run("confirm", *root[:2], "--all", "--yes")[0] == 0


def test_a_preview_is_built_and_the_leadership_is_told(school: Path, tmp_path: Path) -> None:
    """Both processes judge, so the rule fails in both: a module that Python imports by itself sees to that."""
    (tmp_path / "sitecustomize.py").write_text(
        "import policybook.rules.checking as checking\n"
        "def fail(*_):\n    raise KeyError('x')\n"
        "checking.ALL_RULES = tuple(r._replace(find=fail) if r.code.id == 'PUB006' else r for r in checking.ALL_RULES)\n",
        encoding="utf-8",
    )
    run_ = build(school, PYTHONPATH=os.pathsep.join([str(tmp_path), str(PROJECT / "hooks")]))
    assert run_.code == 0, run_.out
    assert "One thing stops publication" in run_.out
    pack = (school / "internal" / "leadership-pack.html").read_text(encoding="utf-8")
    assert "The program has a fault and could not finish a check" in pack
    assert "not fit to publish" in (school / "site" / "index.html").read_text(encoding="utf-8").lower()


def test_an_agreed_exception_lets_an_urgent_change_be_published(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waiver = (
        "waivers:\n  - {rule: RUN001, subject: PUB006, reason: No helpline changed., agreed_by: proprietor, "
        "agreed_on: 2026-06-01, expires: 2026-06-08, publish_past: yes}\n"
    )
    apply(school, [{"file": "data/waivers.yml", "write": waiver}])
    monkeypatch.setattr(policybook.rules.checking, "ALL_RULES", with_failing(ALL_RULES, ["PUB006"]))
    report = check_project(Sources(school), AS_OF).report
    assert [finding.code for finding in report.findings] == [RUN001]
    assert report.stopping(Severity.ADVICE) == ()


# --- a comparison that fails -----------------------------------------------------------------------------------------


@pytest.fixture
def changed(school: Path) -> Path:
    """A school in which a clause and a fact were changed since the last commit."""
    git(school, "init", "--quiet")
    commit(school)
    apply(school, [{"file": SECTION, "replace": "can help too", "with": "must help too"}])
    apply(school, [{"file": "data/services.yml", "replace": "SampleFilter", "with": "OtherFilter"}])
    return school


@pytest.mark.parametrize("name", ["clauses", "policies", "sections", "checks", "documents", "renumbered", "pairs"])
def test_a_part_that_cannot_be_compared_is_a_sentence(
    changed: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = property(fail) if name == "pairs" else fail
    monkeypatch.setattr(comparing._Comparison, name, broken)
    code, out = run("impact", "--root", str(changed), *AS_OF_WORDS, "HEAD")
    assert code == 0
    assert out.count("could not finish this part") == 1
    assert "OtherFilter" in out
    assert "The program could not compare everything" in out


def test_facts_that_cannot_be_compared_hide_no_clause(changed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "fact_changes", fail)
    code, out = run("impact", "--root", str(changed), *AS_OF_WORDS, "HEAD")
    assert code == 0
    assert "**must** help too" in out
    assert "could not finish this part" in out


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (ChangeSummary, "summary"),
        (ChangedWords, "words"),
        (as_impact._Comment, "facts"),
        *((Followups, name) for name in ("to_look_at", "signing_title", "signing", "approving")),
        *((Decisions, name) for name in ("findings", "decisions")),
    ],
)
def test_a_part_that_cannot_be_told_is_a_sentence(
    changed: Path, owner: type, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = ("--root", str(changed), *AS_OF_WORDS)
    _, whole = run("impact", *root, "HEAD")
    monkeypatch.setattr(owner, name, fail)
    code, out = run("impact", *root, "HEAD")
    assert code == 0
    assert ("could not finish this part" in out) is (name != "signing_title")
    headings = [line for line in whole.splitlines() if line.startswith("#") and "sign again" not in line]
    assert [line for line in headings if line not in out] == []


def test_the_page_of_changes_is_never_made_of_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    book = check_project(Sources(SCHOOL), AS_OF).book
    monkeypatch.setattr(comparing, "fact_changes", fail)
    with pytest.raises(KeyError):
        compare(book, book, AS_OF)


# --- trouble, in both processes --------------------------------------------------------------------------------------


def in_shell(line: str, *words: str, **variables: str) -> tuple[int, str]:
    """A command under a limit that only a shell can set, as a person's computer would."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("POLICYBOOK_")}
    environment |= {"PYTHONPATH": str(PROJECT / "hooks"), "PYTHONDONTWRITEBYTECODE": "1", **UNMEASURED, **variables}
    whole = ["bash", "-c", f"{line.replace('COMMAND', 'exec ' + chr(34) + '$@' + chr(34))}", "bash"]
    whole += [sys.executable, "-P", "-m", *words]
    done = subprocess.run(whole, capture_output=True, text=True, env=environment, check=False, cwd=PROJECT)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def last_good(site: Path, tmp_path: Path) -> Path:
    """A school with a site that was built before; a copy that a test may break."""
    return Path(shutil.copytree(site.parent, tmp_path / "school"))


def test_a_disk_that_fills_up_while_the_site_is_written_is_said(last_good: Path) -> None:
    """The limit is met by the process that MkDocs runs in: what is larger than 40 kB cannot be written."""
    before = digests(last_good / "site")
    words = ("policybook", "build", "--root", str(last_good), *AS_OF_WORDS)
    code, out = in_shell("ulimit -f 40; COMMAND", *words)
    assert code == 1
    assert "The disk is full" in out
    assert "The last finished site is as it was." in out
    assert "Traceback" not in out
    assert digests(last_good / "site") == before
    assert not list(last_good.glob(".site-new-*"))
    assert not list(last_good.glob(".policybook-cache/**/*.part"))


def test_a_disk_that_is_full_is_said_by_the_command(school: Path) -> None:
    words = ("policybook", "review", "start", "--root", str(school), *AS_OF_WORDS)
    code, out = in_shell("ulimit -f 0; COMMAND", *words)
    assert (code, "The disk is full" in out, "Traceback" in out) == (2, True, False)
    assert "site" not in out
    assert [file.name for file in (school / "data/reviews").iterdir()] == ["2025-09.yml"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_report_that_cannot_be_written_is_said(school: Path) -> None:
    code, out = in_shell("COMMAND > /dev/full", "policybook", "check", "--root", str(school), *AS_OF_WORDS)
    assert (code, "The disk is full" in out, "Traceback" in out) == (2, True, False)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full"),
        (PermissionError(errno.EACCES, "Permission denied", "x.yml"), "x.yml cannot be opened or written"),
        (OSError(errno.EIO, "Input/output error", "x.yml"), "x.yml: Input/output error"),
        (MemoryError(), "no memory"),
        (RecursionError("maximum recursion depth"), "The program has a fault"),
        (ValueError("phnoe"), "    ValueError: phnoe"),
    ],
)
def test_whatever_happens_in_a_command_is_put_into_words(
    school: Path, error: Exception, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raising(*_: object, **__: object) -> None:
        raise error

    for command_words in (("check",), ("build",)):
        at = "policybook.commands.check" if command_words == ("check",) else "policybook.rules.checking"
        monkeypatch.setattr(f"{at}.check_project", raising)
        code, out = run(*command_words, "--root", str(school))
        assert code == 2
        assert words in out
        assert "Traceback" not in out
        assert ("There is no finished site yet." in out) is (command_words == ("build",))
    monkeypatch.setenv("POLICYBOOK_TRACEBACK", "1")
    assert "Traceback" in run("check", "--root", str(school))[1]


def test_the_whole_of_a_failure_is_shown_to_whoever_helps(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policybook.rules.checking, "ALL_RULES", with_failing(ALL_RULES, ["PUB006"]))
    monkeypatch.setenv("POLICYBOOK_TRACEBACK", "1")
    code, out = run("check", "--root", str(school), *AS_OF_WORDS)
    assert code == 2
    assert "Traceback" in out
    assert "finds_and_fails" in out


def mkdocs(root: Path, **variables: str) -> tuple[int, str]:
    """MkDocs, started directly."""
    words = ("mkdocs", "--quiet", "build", "--config-file", str(PROJECT / "mkdocs.yml"), "--site-dir")
    variables = {"POLICYBOOK_ROOT": str(root), "NO_MKDOCS_2_WARNING": "1", **variables}
    return in_shell("COMMAND", *words, str(root / "site"), **variables)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("rubbish", "must be a day"),
        ("2026-13-01", "must be a day"),
        ("2026-06", "not one day"),
        ("1/9/26", "2026-09-01"),
    ],
)
def test_a_day_in_the_environment_that_is_none_is_said_by_mkdocs(last_good: Path, typed: str, words: str) -> None:
    code, out = mkdocs(last_good, POLICYBOOK_AS_OF=typed)
    assert code != 0
    assert words in out
    assert "POLICYBOOK_AS_OF" in out
    assert "Traceback" not in out


def test_a_command_asks_for_no_day_in_the_environment(school: Path) -> None:
    run_ = command("check", "--root", str(school), *AS_OF_WORDS, POLICYBOOK_AS_OF="rubbish")
    assert run_.code == 0, run_.out


def test_a_fault_in_the_frame_of_the_pages_is_said(last_good: Path, tmp_path: Path) -> None:
    """The page's frame is MkDocs' to fill in, so the fault comes where none of our events is."""
    project = tmp_path / "project"
    for name in ("overrides", "hooks", "site_templates"):
        shutil.copytree(PROJECT / name, project / name)
    shutil.copy(PROJECT / "mkdocs.yml", project / "mkdocs.yml")
    for name in ("policy", "data", "site"):
        shutil.copytree(last_good / name, project / name)
    base = project / "overrides" / "base.html"
    base.write_text("{{ 1 // 0 }}" + base.read_text(encoding="utf-8"), encoding="utf-8")
    before = digests(project / "site")
    run_ = build(project)
    assert run_.code == 1
    assert "    ZeroDivisionError" in run_.out
    assert "The last finished site is as it was." in run_.out
    assert "Traceback" not in run_.out
    assert digests(project / "site") == before


# --- the last finished site ------------------------------------------------------------------------------------------


def built_by_command(root: Path) -> tuple[int, str]:
    run_ = build(root)
    return run_.code, run_.out


def break_school(root: Path) -> None:
    apply(root, [{"file": "data/school.yml", "replace": "name: Hollybank School", "with": "nme: Hollybank School"}])


@pytest.mark.parametrize("started", [built_by_command, mkdocs], ids=["build", "mkdocs"])
def test_the_last_site_is_put_back_before_anything_is_judged(
    last_good: Path, started: Callable[[Path], tuple[int, str]]
) -> None:
    before = digests(last_good / "site")
    (last_good / "site").rename(last_good / ".site-old")  # a run was killed between two steps
    break_school(last_good)
    code, out = started(last_good)
    assert code != 0
    assert "The last finished site is as it was." in out
    assert digests(last_good / "site") == before


@pytest.mark.parametrize("started", [built_by_command, mkdocs], ids=["build", "mkdocs"])
def test_no_site_is_claimed_where_there_never_was_one(school: Path, started: Callable[[Path], tuple[int, str]]) -> None:
    break_school(school)
    code, out = started(school)
    assert code != 0
    assert "There is no finished site yet." in out
    assert "as it was" not in out


# --- slips of every kind ---------------------------------------------------------------------------------------------

FILES = sorted(path.relative_to(SCHOOL).as_posix() for path in SCHOOL.rglob("*") if path.suffix in (".yml", ".md"))
WORD = re.compile(r"\{\{[^}]*\}\}|[\w.-]+")
WORDS = sorted({word for file in FILES for word in WORD.findall((SCHOOL / file).read_text(encoding="utf-8"))})


def slip(text: str, dice: random.Random) -> str:
    """One line lost or doubled, or one word lost, shortened, lengthened or changed for another, or for a token."""
    lines = text.splitlines(keepends=True)
    number, what = dice.randrange(max(1, len(lines))), dice.randrange(8)
    words = list(WORD.finditer(lines[number])) if lines else []
    if what == 0 and lines:
        del lines[number]
    elif what == 1 and lines:
        lines.insert(number, dice.choice(lines))
    elif words:
        word = dice.choice(words)
        new = (
            "",
            word[0][:-1],
            word[0] + dice.choice(["x", ".x", "@x", "0"]),
            dice.choice(WORDS),
            dice.choice([*MISTYPED]),
        )
        lines[number] = lines[number][: word.start()] + new[what % len(new)] + lines[number][word.end() :]
    return "".join(lines)


def impact(before: CheckResult, after: CheckResult) -> str:
    sides = Side("before"), Side("after")
    changes = compare(before.book, after.book, AS_OF)
    return as_impact.render(Impact(changes, *sides, AS_OF, Report.of(marked(after, before))))


@pytest.mark.reads_once
@pytest.mark.unmeasured  # what is done here, the other tests do too
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in (1, 2, 3))])
def test_no_slip_ends_a_run(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The walls are open, so that a failure is seen and not told."""
    monkeypatch.setenv("POLICYBOOK_TRACEBACK", "1")
    dice = random.Random(seed)  # noqa: S311 - no secret
    with reading_anew():
        base = check_project(Sources(SCHOOL), AS_OF)
    for number in range(75):
        root = Path(shutil.copytree(SCHOOL, tmp_path / str(number)))
        for _ in range(dice.choice([1, 1, 1, 2, 5])):
            file = root / dice.choice(FILES)
            file.write_text(slip(file.read_text(encoding="utf-8"), dice), encoding="utf-8")
        found = check_project(Sources(root), AS_OF)
        assert impact(base, found)
        assert impact(found, base)
        list(open_items(found.book))
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            assert review.hold_review(Sources(root), PROJECT, "status", None, AS_OF) in (0, 1, 2)
            assert review.hold_review(Sources(root), PROJECT, "start", None, AS_OF) in (0, 1, 2)
