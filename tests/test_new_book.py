"""A new book: made by one command for every kind of organisation, in order, and without a fact of anybody else's."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import bootstrap
from building import UNMEASURED, Run, build, command, texts
from conftest import AS_OF, PROJECT, REAL_BOOK
from own_facts import facts_of, values_found
from policybook.basics.findings import Finding, Severity
from policybook.commands import wheel
from policybook.commands.command_line import main
from policybook.commands.new_book import QUESTIONS
from policybook.model.organisation import PROFILES
from policybook.rules.checking import check_project
from policybook.rules.publication_gate import stops_publication
from policybook.source.sources import Sources

pytestmark = pytest.mark.unmeasured  # over the lines that the cases and the builds reach

ANSWERS = {
    "name": "Elm Tree",
    "area": "Devon",
    "learners": "pupil, pupils",
    "contact": "01632 960777",
    "public": "no",
}
NATIONAL = {"helplines", "guidance", "help"}


def made(folder: Path, *more: str, kind: str = "maintained-school", given: dict[str, str] | None = None) -> Run:
    answers = ANSWERS | {"kind": kind} | (given or {})
    options = [word for option, answer in answers.items() for word in (f"--{option}", answer)]
    return command("new-school", str(folder), *options, *more, **UNMEASURED)


@pytest.fixture(scope="module", params=PROFILES)
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new book of each kind."""
    folder = tmp_path_factory.mktemp("new") / "book"
    run = made(folder, kind=request.param)
    assert run.code == 0, run.out
    return folder


def findings(root: Path) -> tuple[Finding, ...]:
    return check_project(Sources(root), AS_OF).report.findings


# --- what is in it ---------------------------------------------------------------------------------------------------


def test_a_new_book_has_no_error_and_says_what_to_do_and_never_what_to_bring_back(book: Path) -> None:
    found = findings(book)
    assert [f.code.id for f in found if f.severity is Severity.ERROR] == []
    assert [f.code.id for f in found if f.code.id == "ORG012"] == ["ORG012"]
    assert not [f for f in found if re.search(r"add again|bring.*back", f.fix, re.IGNORECASE)]
    assert not {f.code.id for f in found} & {"ORG001", "ORG010", "REF011", "YAML005"}


def test_a_plain_organisation_is_asked_for_nothing_but_a_policy(tmp_path: Path) -> None:
    assert made(tmp_path / "book", kind="plain", given={"area": "", "contact": ""}).code == 0
    assert [f.code.id for f in findings(tmp_path / "book") if f.severity is not Severity.ADVICE] == ["ORG012"]
    assert not {file.stem for file in (tmp_path / "book/data").glob("*.yml")} & NATIONAL


def test_the_first_fix_typed_to_the_letter_is_the_first_policy(book: Path) -> None:
    (fix,) = (f.fix for f in findings(book) if f.code.id == "ORG012")
    typed = re.findall(
        r"[Cc]reate (policy/\S+?)(?: with these lines[^\n]*)?:\n(.*?)(?=\nThen create|\Z)", fix, re.DOTALL
    )
    assert [path for path, _ in typed] == ["policy/my-policy/policy.yml", "policy/my-policy/what-we-do.md"]
    try:
        for path, text in typed:
            (book / path).parent.mkdir(exist_ok=True)
            (book / path).write_text(f"{text}\n", encoding="utf-8")
        result = check_project(Sources(book), AS_OF)
        assert [policy.settings.title for policy in result.book.policies] == ["The title of the policy"]
        assert [f.message for f in result.report.findings if f.severity is Severity.ERROR] == []
        stopping = stops_publication(result.book, result.report, AS_OF)
        assert bool(stopping) is bool(result.book.organisation.profile.duties), "a plain organisation may publish now"
    finally:
        for path, _ in typed:
            (book / path).unlink()
        (book / "policy/my-policy").rmdir()


def test_the_national_facts_come_with_nobodys_date_of_checking(book: Path) -> None:
    own = Sources(book).root / "data"
    is_school = bool(PROFILES[yaml.safe_load((own / "organisation.yml").read_text())["kind"]].duties)
    assert {file.stem for file in own.glob("*.yml") if file.stem in NATIONAL} == (NATIONAL if is_school else set())
    for name in NATIONAL if is_school else ():
        text = (own / f"{name}.yml").read_text(encoding="utf-8")
        lines = [line.strip() for line in text.splitlines() if not line.startswith("#")]
        assert [
            line for line in lines if line.startswith("checked") and line not in ("checked_on:", "checked_by:")
        ] == []
        assert not [line for line in lines if line.startswith("area:")]
    if is_school:
        said = yaml.safe_load((own / "help.yml").read_text(encoding="utf-8"))["situations"]["student-shows-picture"]
        assert said["words"].startswith("A pupil has"), "in the school's own word"
        assert said["audience"] == ["staff"]


def test_another_nation_gets_no_facts_of_england(tmp_path: Path) -> None:
    assert made(tmp_path / "book", "--nation", "wales").code == 0
    own = yaml.safe_load((tmp_path / "book/data/helplines.yml").read_text(encoding="utf-8"))
    assert own == {"helplines": None}
    found = findings(tmp_path / "book")
    assert [f.code.id for f in found if f.severity is Severity.ERROR] == []
    assert "ORG003" in {f.code.id for f in found}


def test_every_link_of_its_pages_leads_to_a_file(book: Path) -> None:
    led = [
        (page.parent / link.partition("#")[0])
        for page in (book / "README.md", book / "policy/README.md", book / ".github/SETTING-UP.md")
        for link in re.findall(
            r"\]\(((?!https?:|#)[^){]+)\)", re.sub(r"`[^`\n]*`|```.*?```", "", page.read_text(), flags=re.DOTALL)
        )
    ]
    assert len(led) > 8
    assert [path for path in led if not path.exists()] == []


# --- and what is not -------------------------------------------------------------------------------------------------


def own_texts(root: Path) -> Iterator[tuple[str, str]]:
    """Every text of a new repository but those of the program, which ``test_package.py`` reads."""
    for path, text in texts(root).items():
        if not path.startswith(("program/", "scripts/", "hooks/", ".git/", "requirements.lock")):
            yield path, text


def test_no_fact_of_another_school_is_in_it(book: Path) -> None:
    facts = facts_of(REAL_BOOK)
    assert all(len(values) > 2 for values in facts.values()), facts
    said = dict(own_texts(book))
    assert {"README.md", "policy/README.md", "data/school.yml", ".github/workflows/publish.yml"} <= said.keys()
    for path, text in said.items():
        for kind, values in facts.items():
            if kind != "titles" or path != "policy/README.md":  # the manual names a policy for an example
                assert list(values_found(values, text)) == [], (path, kind)


@pytest.mark.makes_pdfs
@pytest.mark.parametrize("kind", ["academy", "plain"])
def test_its_first_page_is_there_at_once_and_of_nobody_else(tmp_path: Path, kind: str) -> None:
    root = tmp_path / "book"
    assert made(root, kind=kind).code == 0
    run = build(root)
    assert run.code == 0, run.out
    site = {path: text for path, text in texts(root / "site").items() if not path.endswith(".woff2")}
    assert "Elm Tree" in site["index.html"]
    assert "01632 960777" in site["index.html"]
    assert "There is no policy yet." in site["index.html"]
    assert "No review is recorded" not in site["index.html"], "there is nothing that could be reviewed"
    assert ("Open policy/.\n" in run.out) is (kind == "plain"), "where that is first: a folder, which has no lines"
    assert ("Find a policy" in site["index.html"]) is (kind != "plain"), "a school finds the checklist there"
    assert not re.search(r'<input[^>]*name="(?:trained_on|lead)"', site["forms/joins.html"]) or kind != "plain"
    assert ("forms/helpline.html" in site) is (kind != "plain")
    for values in facts_of(REAL_BOOK).values():
        assert [(path, found) for path, text in site.items() for found in values_found(values, text)] == []


# --- the program in it -----------------------------------------------------------------------------------------------


def test_the_program_is_pinned_with_its_hash(book: Path) -> None:
    lock = (book / "requirements.lock").read_text(encoding="utf-8")
    packed = (book / "program" / wheel.NAME).read_bytes()
    assert lock.splitlines()[1] == "--find-links program"
    assert f"policybook=={wheel.VERSION} \\\n    --hash=sha256:{hashlib.sha256(packed).hexdigest()}\n" in lock
    ours = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    assert lock.endswith(ours.split("\n", 2)[2])


def test_its_workflows_run_what_is_there(book: Path) -> None:
    of_the_program = {"weekly.yml", "release.yml"}
    names = {file.name for file in (PROJECT / ".github/workflows").glob("*.yml")} - of_the_program
    assert {file.name for file in (book / ".github/workflows").glob("*.yml")} == names
    for name in names:
        ours, theirs = (
            yaml.safe_load((root / ".github/workflows" / name).read_text(encoding="utf-8")) for root in (PROJECT, book)
        )
        ours["jobs"].pop("program", None)
        assert theirs == ours
    text = "".join(file.read_text(encoding="utf-8") for file in (book / ".github/workflows").glob("*.yml"))
    assert ".ci/" not in text
    scripts = set(re.findall(r"scripts/(\w+\.py)", text))
    assert scripts
    assert scripts <= {file.name for file in (book / "scripts").iterdir()}


def test_a_command_in_it_reads_the_book_of_its_own_folder(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.variables_for(str(book), ["hooks"])["POLICYBOOK_ROOT"] == str(book)
    assert "POLICYBOOK_ROOT" not in bootstrap.variables_for(str(PROJECT), ["hooks"])
    monkeypatch.setenv("POLICYBOOK_ROOT", str(book))
    main(["check", "--as-of", AS_OF.isoformat()])
    assert "There is no policy yet." in capsys.readouterr().out


def test_it_is_a_repository_with_nothing_committed(book: Path) -> None:
    assert (book / ".git/HEAD").read_text(encoding="utf-8").strip() == "ref: refs/heads/main"


def test_an_update_replaces_the_program_and_nothing_else(tmp_path: Path) -> None:
    root = tmp_path / "book"
    assert made(root, kind="plain").code == 0
    (root / "program" / wheel.NAME).rename(root / "program/policybook-1.9.0-py3-none-any.whl")
    (root / "scripts/check.py").write_text("# older\n", encoding="utf-8")
    kept = (root / "data/school.yml").read_bytes()
    run = command("update", "--root", str(root), "--without-git")
    assert (run.code, "files written: 2" in run.out) == (0, True), run.out
    assert [file.name for file in (root / "program").iterdir()] == [wheel.NAME]
    assert (root / "scripts/check.py").read_bytes() == (PROJECT / "scripts/check.py").read_bytes()
    assert (root / "data/school.yml").read_bytes() == kept


# --- what is asked and refused ---------------------------------------------------------------------------------------


def test_what_is_not_given_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answers = iter(["Elm Tree", "plain", "", "child, children", "office@elmtree.org.uk", "yes"])

    def answer(words: str) -> str:
        asked.append(words)
        return next(answers)

    monkeypatch.setattr("builtins.input", answer)
    assert main(["new-school", str(tmp_path / "book")]) == 0
    assert asked == [f"{question.words}\n> " for question in QUESTIONS]
    assert len(asked) == 6
    school = yaml.safe_load((tmp_path / "book/data/school.yml").read_text(encoding="utf-8"))
    assert (school["name"], school["email"], school["county"]) == ("Elm Tree", "office@elmtree.org.uk", None)
    assert "repository_is_public: yes" in (tmp_path / "book/data/settings.yml").read_text(encoding="utf-8")


def test_what_cannot_be_used_is_asked_once_more_and_a_nursery_says_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter(["Elm Tree", "school", "", "", "", "no", "Nursery"])
    monkeypatch.setattr("builtins.input", lambda _words: next(answers))
    assert main(["new-school", str(tmp_path / "book")]) == 0
    assert "“school” is no kind that the program knows." in capsys.readouterr().out
    said = yaml.safe_load((tmp_path / "book/data/organisation.yml").read_text(encoding="utf-8"))
    assert (said["kind"], said["place"]) == ("plain", "nursery")
    assert next(answers, None) is None


def test_where_nobody_can_answer_it_says_which_option_is_missing(tmp_path: Path) -> None:
    run = command("new-school", str(tmp_path / "book"), "--name", "Elm Tree")
    assert run.code == 2
    assert "Type it after --kind." in run.out
    assert not (tmp_path / "book").exists()


@pytest.mark.parametrize(
    "name", ['St "Odd": Primary', "O’Neill’s #1 School", "Yes", "{x", "'", "- a", "School: *the* [best]", "=1+1"]
)
def test_a_name_with_any_marks_is_quoted_or_refused(tmp_path: Path, name: str) -> None:
    run = made(tmp_path / "book", given={"name": name})
    if run.code:
        assert "{x" in name
        return
    result = check_project(Sources(tmp_path / "book"), AS_OF)
    assert result.book.school.name == name
    assert [f.message for f in result.report.findings if f.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "Elm\nTree"}, "has a line break"),
        ({"name": "Elm {{ school.name }}"}, "which the pages keep for themselves"),
        ({"name": "<b>Elm</b>"}, "which the pages keep for themselves"),
        ({"name": "  "}, "needs a name"),
        ({"name": "x" * 500}, "longer than 120"),
        ({"name": "Elm\u202eTree"}, "a mark that cannot be seen"),
        ({"kind": "school"}, "Type one of independent-special-school"),
        ({"contact": "ask Mrs Elm"}, "no phone number and no mailbox"),
        ({"public": "maybe"}, "yes or no"),
        ({"learners": "child, {children}"}, "which the pages keep for themselves"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused_in_words(tmp_path: Path, given: dict[str, str], words: str) -> None:
    run = made(tmp_path / "book", given=given)
    assert (run.code, words in run.out, "Nothing was made." in run.out) == (2, True, True), run.out
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_free_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for folder, words in (
        (tmp_path / "full", "holds files already"),
        (tmp_path / "file", "is a file"),
        (PROJECT / "our-school", "is inside the program"),
        (PROJECT, "is inside the program"),
    ):
        run = made(folder)
        assert (run.code, words in run.out) == (2, True), run.out
    assert texts(tmp_path) == {"file": "mine", "full/mine.txt": "mine"}
    (tmp_path / "empty").mkdir()
    assert made(tmp_path / "empty").code == 0


# --- a book that is empty, and one that has lost something ---------------------------------------------------------------


def test_an_empty_folder_is_a_new_book_and_one_message_says_what_to_type(tmp_path: Path) -> None:
    for part in ("policy", "data"):
        (tmp_path / part).mkdir()
    errors = [f for f in findings(tmp_path) if f.severity is Severity.ERROR]
    assert [(f.code.id, f.span.path) for f in errors] == [("FILE010", "data")]
    assert "scripts/new_school.py" in errors[0].fix


def test_a_book_that_was_reviewed_has_lost_its_policies(school: Path) -> None:
    for file in sorted((school / "policy/online-safety").iterdir()):
        file.unlink()
    (school / "policy/online-safety").rmdir()
    found = {f.code.id for f in findings(school)}
    assert "FILE010" in found
    assert "ORG012" not in found


# --- what the program ships for a nation ---------------------------------------------------------------------------------


def test_a_number_that_is_shipped_is_the_one_that_the_checks_know() -> None:
    """Two tables have the numbers of England: one to write a new book from, and one to find another's number by."""
    library = PROJECT / "hooks/policybook"
    shipped = yaml.safe_load((library / "national/england/helplines.yml").read_text(encoding="utf-8"))["helplines"]
    table = (library / "rules/publication/national_helplines.yml").read_text(encoding="utf-8")
    services = [one for one in yaml.safe_load(table)["services"] if not one.get("county")]
    found = {
        one["name"]: one["phone"] in service["phones"]
        for one in shipped.values()
        if one.get("phone")
        for service in services
        if one["name"] in service["names"]
    }
    assert len(found) >= 5
    assert [name for name, is_known in found.items() if not is_known] == []


@pytest.mark.parametrize(("day", "is_told"), [("2026-03-10", True), ("2026-04-01", False)])
def test_guidance_that_somebody_has_checked_since_an_edition_began_is_not_asked_about(
    school: Path, day: str, is_told: bool
) -> None:
    with (school / "data/guidance.yml").open("a", encoding="utf-8") as file:
        file.write(
            "  working-together:\n    title: Working together\n    short: Working together\n    publisher: DfE\n"
            '    kind: statutory\n    editions:\n      - {edition: "2023", in_force: 2023-12-15, trust: S, '
            f'checked_on: {day}, checked_by: dsl, checked: ["2023", "2023-12-15"]}}\n'
        )
    assert ("ORG013" in {f.code.id for f in findings(school)}) is is_told
