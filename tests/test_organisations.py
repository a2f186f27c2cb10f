"""Organisations that took the program up: each made from nothing, and published without a waiver and without anybody else's facts.

Each has a folder in ``organisations/``. ``how_made.yml`` there says what was answered when its book was made, the day on which all
was in order, and which advice was left and why. The other files are those that the organisation wrote afterwards. What is in a file
``NAME.added`` was typed at the end of NAME, which came with the program.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import yaml

from building import build, texts
from conftest import PROJECT, REAL_BOOK, SCHOOL
from own_facts import facts_of, values_found
from policybook.basics.findings import Severity
from policybook.basics.program import EXAMPLE_DAY
from policybook.book.fact_rows import fact_rows
from policybook.commands.build import copy_example
from policybook.commands.new_book import make_folder, read_answers
from policybook.model.organisation import ENGLAND
from policybook.render.artefacts import make_artefacts
from policybook.render.day_stamp import Day
from policybook.render.pdf import Pdf, PdfJob
from policybook.render.pdfs_on_demand import PdfsOnDemand
from policybook.rules.checking import CheckResult, check_project
from policybook.rules.publication_gate import stops_publication
from policybook.source.sources import Sources

ORGANISATIONS = Path(__file__).resolve().parent / "organisations"
HOW_MADE, ADDED = "how_made.yml", ".added"
MOST_ADVICE = 3
"""As many kinds of advice as somebody who has done what is asked may still be given."""


class Printed(PdfsOnDemand):
    """Takes the HTML of the PDFs in place of making them."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[str, str] = {}

    def offer(self, jobs: Iterable[PdfJob], assets: Path, cache: Path, day: Day) -> dict[str, Pdf]:
        """Keep what would be printed."""
        offered = list(jobs)
        self.pages = {f"{job.name}.pdf": job.html for job in offered}
        return super().offer(offered, assets, cache, day)


@dataclass
class Organisation:
    """One of them: how it was made, and its book."""

    name: str
    root: Path
    how_made: dict[str, Any]

    @property
    def day(self) -> date:
        """The day on which all is in order."""
        made: date = self.how_made["day"]
        return made

    @cached_property
    def checked(self) -> CheckResult:
        """What the checks find."""
        return check_project(Sources(self.root), self.day)

    @cached_property
    def words(self) -> dict[str, str]:
        """Every page, file and printed document that readers see, by its name."""
        printed = Printed()
        made = make_artefacts(Sources(self.root), PROJECT, self.checked, self.day, _silent, on_demand=printed)
        files = {path: data.decode("utf-8", "replace") for path, data in made.files.items() if "/fonts/" not in path}
        return {page.address: page.text for page in made.pages} | files | printed.pages


def _silent(_line: str) -> None:
    pass


def lay_over(folder: Path, root: Path) -> None:
    """Put what an organisation wrote into its new book."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != HOW_MADE):
        target = root / file.relative_to(folder)
        if file.suffix == ADDED:
            with target.with_suffix("").open("a", encoding="utf-8") as typed:
                typed.write(file.read_text(encoding="utf-8"))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)


def make_organisation(name: str, root: Path) -> Organisation:
    """Make its book from nothing."""
    how_made = yaml.safe_load((ORGANISATIONS / name / HOW_MADE).read_text(encoding="utf-8"))
    make_folder(root, read_answers(how_made["options"], how_made.get("nation", ENGLAND)))
    lay_over(ORGANISATIONS / name, root)
    return Organisation(name, root, how_made)


NAMES = sorted(file.parent.name for file in ORGANISATIONS.glob(f"*/{HOW_MADE}"))


@pytest.fixture(scope="module")
def organisations(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Organisation]:
    """All of them."""
    base = tmp_path_factory.mktemp("organisations")
    return {name: make_organisation(name, base / name) for name in NAMES}


@pytest.fixture(params=NAMES)
def organisation(request: pytest.FixtureRequest, organisations: dict[str, Organisation]) -> Organisation:
    """Each in turn."""
    return organisations[request.param]


def of_others(organisation: Organisation, organisations: dict[str, Organisation]) -> set[str]:
    """All that is another book's and not its own."""
    others = [one.root for one in organisations.values() if one is not organisation] + [REAL_BOOK, SCHOOL]
    said = {value for root in others for values in facts_of(root).values() for value in values}
    own = {value for values in facts_of(organisation.root).values() for value in values}
    return said - own - {linked.title for linked in organisation.checked.book.linked_policies.linked_policies.values()}


def test_nothing_stops_it_and_nothing_is_waived(organisation: Organisation) -> None:
    result = organisation.checked
    stopping = [f for f in result.report.findings if f.severity is not Severity.ADVICE]
    assert [f"{f.span.path}:{f.span.line} {f.code.id} {f.message}" for f in stopping] == []
    assert not stops_publication(result.book, result.report, organisation.day)
    assert not result.book.waivers.waivers


def test_little_advice_is_left_and_each_kind_has_a_reason(organisation: Organisation) -> None:
    left = {f.code.id: f.message for f in organisation.checked.report.findings if f.severity is Severity.ADVICE}
    reasons = organisation.how_made.get("advice") or {}
    assert left.keys() == reasons.keys(), left
    assert len(left) <= MOST_ADVICE
    assert all(reasons.values())


def test_it_is_a_book_of_several_policies_of_some_length(organisation: Organisation) -> None:
    for policy in organisation.checked.book.policies:
        words = sum(len(clause.wording.text.split()) for section in policy.sections for clause in section.clauses)
        assert words > 400, policy.settings.title
    assert len(organisation.checked.book.policies) > 1


def test_no_fact_of_another_is_on_a_page_or_on_paper(
    organisation: Organisation, organisations: dict[str, Organisation]
) -> None:
    foreign = of_others(organisation, organisations)
    assert len(foreign) > 30
    assert organisation.checked.book.school.name in "".join(organisation.words.values())
    found = {page: list(values_found(foreign, text)) for page, text in organisation.words.items()}
    assert {page: values for page, values in found.items() if values} == {}


def test_the_people_named_in_a_policy_are_those_whose_roles_it_names(organisations: dict[str, Organisation]) -> None:
    """With each role that it names. Nobody else, and whom to tell of a worry is of the safeguarding team alone."""
    page = organisations["brockdale"].words["complaints"].partition("People named in this policy")[2]
    said = re.findall(r"<strong[^>]*>([^<]+)</strong> <span>([^<]+)</span>", page)
    assert ("Bev Catterall", "Governance professional, Complaints co-ordinator") in said
    assert ("Dara Whitwell", "Principal") in said, "a job title that is the role is told once"
    paper = organisations["brockdale"].words["complaints-policy.pdf"]
    assert "Tell Ola Fairclough or Nia Garstang of the safeguarding team" in paper
    assert "of the safeguarding team" not in organisations["withy_house"].words["medical-policy.pdf"]


def test_a_form_is_no_guide(organisations: dict[str, Organisation]) -> None:
    """Help is first on the guide, which comes before the form, and a form is nobody's short version of a policy."""
    words = organisations["marram_lane"].words
    assert "What to do now" in words["parents"]
    assert "What to do now" not in words["parents/leave"]
    assert words["index"].index("Guide for parents") < words["index"].index("Request for leave")
    short = re.search(r"<p>Short versions for.*?</p>", words["attendance"])
    assert short
    assert "parents/leave" not in short[0]


def test_a_document_has_the_version_of_the_review_that_read_it(organisations: dict[str, Organisation]) -> None:
    """The guide rests on a policy that was reviewed in March and on one of November, when it was read itself."""
    assert "as reviewed on 9 November 2026" in organisations["marram_lane"].words["parents"]


@pytest.mark.makes_pdfs
@pytest.mark.long
def test_its_site_is_published_with_its_pdfs(
    organisation: Organisation, organisations: dict[str, Organisation]
) -> None:
    run = build(organisation.root, "--publish", "--sheets", as_of=organisation.day.isoformat())
    assert run.code == 0, run.out
    foreign = of_others(organisation, organisations)
    site = {path: text for path, text in texts(organisation.root / "site").items() if not path.endswith(".woff2")}
    assert [path for path in site if path.endswith(".pdf")]
    site |= {f"internal/{path}": text for path, text in texts(organisation.root / "internal").items()}
    found = {path: list(values_found(foreign, text)) for path, text in site.items()}
    assert {path: values for path, values in found.items() if values} == {}


# --- those that are no school ----------------------------------------------------------------------------------------

PLAIN = ["company", "nursery"]
OF_SCHOOLS = r"exam|headteacher|dsl|pupil|gcse|ofsted|governors?|cpoms|teacher|safeguarding"


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_organisation_is_taught_no_words_of_schools(name: str, organisations: dict[str, Organisation]) -> None:
    words = organisations[name].words
    assert set(re.findall(r"<li>([\w ]+)", words["a-to-z"])) > {"visitor"}
    assert re.findall(rf"\b(?:{OF_SCHOOLS})\b", words["a-to-z"], re.IGNORECASE) == []
    taught = words["search/words.js"]
    subjects = json.loads(taught[taught.index("{") : taught.rindex("}") + 1])["words"]["subjects"]
    assert any("password" in said for said, *_ in subjects)
    assert [said for said, *_ in subjects if re.search(rf"(?:^|[| ])(?:{OF_SCHOOLS})(?:$|[| ])", said)] == []


def test_what_its_pages_are_about_is_not_called_elsewhere(organisations: dict[str, Organisation]) -> None:
    taught = organisations["company"].words["search/words.js"]
    elsewhere = json.loads(taught[taught.index("{") : taught.rindex("}") + 1])["words"]["elsewhere"].split("|")
    assert "term dates" in elsewhere
    assert not {"absence", "sick pay", "holiday"} & set(elsewhere)


def test_a_policy_leads_to_its_form_and_the_form_does_not_begin_with_help(
    organisations: dict[str, Organisation],
) -> None:
    words = organisations["nursery"].words
    assert '<a href="parents/medicine-form.html">medicine form</a>' in words["medicines"]
    assert "What to do now" not in words["parents/medicine-form"]
    assert "Give it to the nursery." in words["parents/medicine-form"]


def test_nobody_is_asked_about_facts_who_has_no_role_there(organisations: dict[str, Organisation]) -> None:
    for name in PLAIN:
        one = organisations[name]
        asked = {row.asked_of for row in fact_rows(one.checked.book, one.day)}
        assert asked
        assert asked <= set(one.checked.book.people.roles)


def test_the_example_is_a_school_in_order_that_shows_more_than_one_policy(tmp_path: Path) -> None:
    copy_example(tmp_path / "example")
    result = check_project(Sources(tmp_path / "example"), EXAMPLE_DAY)
    assert [f.message for f in result.report.findings] == []
    kinds = {clause.kind for policy in result.book.policies for s in policy.sections for clause in s.clauses}
    assert {"heading", "quotation", "definition", "note", "row"} <= kinds
    assert not stops_publication(result.book, result.report, EXAMPLE_DAY)
