"""Guidance named in words, and plain words: the many ways in which people type them, and ordinary words that are neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from case_files import apply
from conftest import AS_OF
from policybook.book.reading_age import sentences_in, syllables
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from test_rules import codes, edit

GUIDE = "policy/documents/parent-guide.md"
MORE = """\
  working-together:
    title: Working together to safeguard children
    short: Working together
    kind: statutory
    editions: [{edition: "2023", in_force: 2023-12-15, checked_on: 2026-04-01, checked_by: dsl}]
  behaviour:
    title: "Behaviour in schools: advice for headteachers and school staff"
    short: Behaviour in schools
    kind: advice
    editions: [{edition: "2024", in_force: 2024-02, checked_on: 2026-04-01, checked_by: dsl}]
  searching:
    title: Searching, screening and confiscation at school
    short: Searching, screening and confiscation
    kind: advice
    editions: [{edition: "2023", in_force: 2023-07, checked_on: 2026-04-01, checked_by: dsl}]
  rshe:
    title: Relationships education, relationships and sex education (RSE) and health education
    short: RSHE
    kind: statutory
    editions: [{edition: "2025", in_force: 2025-09-01, checked_on: 2026-04-01, checked_by: dsl}]
  equality:
    title: Equality Act
    short: Equality Act
    kind: law
    editions: [{edition: "2010", in_force: 2010-10-01, checked_on: 2026-04-01, checked_by: dsl}]
"""


@pytest.fixture
def library(school: Path) -> Path:
    """The school with more guidance in its table."""
    apply(school, [{"file": "data/guidance.yml", "append": MORE}])
    return school


def found(root: Path, text: str) -> list[str]:
    edit(root, GUIDE, "Ring us on", f"{text} Ring us on")
    # Other rules have their say on the same words, and advice is told first by whoever asks for a new reading of them.
    findings = check_project(Sources(root), AS_OF).report.findings
    told = [part.code.id for finding in findings for part in finding.parts]
    return [code for code in told if code.startswith("GUI")]


@pytest.mark.parametrize(
    "text",
    [
        "See KCSIE 2022.",
        "See kcsie 2022.",
        "See KCSiE (2023).",
        "See KCSIE2023.",
        "See KCSIE23.",
        "See KCSIE '23.",
        "See KCSIE ’23.",
        "See KCSIE-2023.",
        "See KCSIE, 2023.",
        "See KCSIE (Sept. 2023).",
        "See KCSIE (September 2023 edition).",
        "See KCSIE (updated 1 September 2023).",
        "See KCSIE as updated in September 2023.",
        "See KCSIE in its 2023 edition.",
        "See KCSIE 2023/24.",
        "See KCSIE 2023-2024.",
        "See the KCSIE guidance 2023.",
        "See KCSIE statutory guidance (DfE, 2023).",
        "See the 2023 edition of KCSIE.",
        "See the edition of 2023 of KCSIE.",
        "See September 2023’s KCSIE.",
        "See the 2023 version of the statutory guidance KCSIE.",
        "See the 2023 KCSIE.",
        "See Keeping Children Safe in Education 2023.",
        "See “Keeping children safe in education” (2023).",
        "See *Keeping children safe in education*, September 2023.",
        "See **KEEPING CHILDREN SAFE IN EDUCATION** 2023.",
        "See keeping children\nsafe in\neducation 2023.",
        "See [Keeping children safe in education](https://www.gov.uk/a) 2023.",
        "See Keeping children safe in education (KCSIE) 2023.",
        "See Keeping children safe in education (KCSIE 2023).",
        "See Working Together 2018.",
        "See working together 2018.",
        "See Working together to safeguard children (2018).",
        "See WTTSC 2018.",
        "See Behaviour in Schools (2022).",
        "See Behaviour in schools: advice for headteachers and school staff 2022.",
        "See Behaviour in schools - advice for headteachers and school staff 2022.",
        "See Searching, screening & confiscation 2022.",
        "See Searching screening and confiscation at school (July 2022).",
        "See {{ guidance.kcsie }} 2023.",
        "See {{ guidance.kcsie | short }} (September 2023).",
        "See {{guidance.kcsie.title}}, 2023.",
        "See the 2023 edition of {{ guidance.kcsie.title }}.",
    ],
)
def test_an_edition_is_found_however_it_is_typed(library: Path, text: str) -> None:
    assert found(library, text) == ["GUI005"]


@pytest.mark.parametrize(
    "text",
    [
        "See KCSIE.",
        "KCSIE changed in 2022.",
        "In 2022 KCSIE changed.",
        "In September 2022, KCSIE changed.",
        "Since 2022 {{ guidance.kcsie }} has changed.",
        "From September 2026 RSHE is taught.",
        "RSHE from September 2026 is taught.",
        "RSHE for 11 to 16 is taught.",
        "We read KCSIE. 2023 was a good year.",
        "We met 2023 families.",
        "We like working together. In 2023 we did.",
        "We are working together, and in 2023 we met.",
        "Behaviour in schools has changed since 2019.",
        "We have the Equality Act 2010, the {{ guidance.equality.title }} 2010 and the Data Protection Act 2018.",
        "Ring 01632 960 2023 about KCSIE.",
        "KCSIE has 2023 words.",
        "See kcsie-2023.example or post it to kcsie2023@hollybank.example.",
        "We keep children safe in education 2.0 ways.",
        "We are keeping children safe in education.",
        "Behaviour in schools matters.",
        "Working together to safeguard children is what we do.",
        "Read section 3 below, about KCSIE.",
        "Part of KCSIE is for everybody.",
        "See section 550C of the Education Act and paragraph 3 of the {{ guidance.equality.title }}.",
        "Page 3 of our guide comes before {{ guidance.kcsie }}.",
        "Year 7 follows {{ guidance.kcsie }}.",
    ],
)
def test_what_types_no_edition_is_left_alone(library: Path, text: str) -> None:
    assert found(library, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "See Keeping children safe in education for more.",
        "See “Keeping children safe in education”.",
        "“Keeping children safe in education” says more.",
        "Keeping children safe in education says more.",
        "*Keeping children safe in education* is long.",
        "Keeping Children Safe in Education is long.",
        "Keeping children safe in education (KCSIE) is long.",
        "Our staff read Behaviour in schools.",
    ],
)
def test_a_title_is_found(library: Path, text: str) -> None:
    assert found(library, text) == ["GUI006"]


@pytest.mark.parametrize(
    "text",
    [
        "See paragraph 77 of {{ guidance.kcsie }}.",
        "See paras 77-79 of KCSIE.",
        "See paragraphs 77, 78 and 79 in the current DfE guidance KCSIE.",
        "See para. 77 of KCSIE.",
        "See Annex B of {{ guidance.kcsie }}.",
        "See annexe c, {{ guidance.kcsie }}.",
        "See Part 2 of KCSIE.",
        "See part two of the statutory guidance {{ guidance.kcsie }}.",
        "See page 12 of the KCSIE.",
        "See pp. 12–14 of KCSIE.",
        "See {{ guidance.kcsie }}, paragraph 77.",
        "See {{ guidance.kcsie }} (Annex C).",
        "See KCSIE: Part 3.",
    ],
)
def test_a_numbered_part_of_guidance_is_found(library: Path, text: str) -> None:
    assert found(library, text) == ["GUI007"]


@pytest.mark.parametrize("title", ['"-"', '"&"', '"C.* (x|y)"', "K", "“", '"a - b"', "Ring", "us on"])
def test_an_odd_title_is_no_pattern(school: Path, title: str) -> None:
    edit(school, "data/guidance.yml", "title: Keeping children safe in education", f"title: {title}")
    assert [code for code in codes(school) if code.startswith("GUI")] == []


def test_a_text_of_nothing_but_a_mark_hides_no_other(library: Path) -> None:
    edit(library, GUIDE, "summary: What to do, and what we do.", 'summary: ","')
    edit(library, GUIDE, "title: Parents' guide", 'title: "*"')
    assert found(library, "See KCSIE 2022.") == ["GUI005"]


def test_a_long_line_of_figures_takes_no_long_time(school: Path) -> None:
    edit(school, GUIDE, "Ring us on", f"{'KCSIE of the in september ' * 400}{'2022 ' * 400} Ring us on")
    assert codes(school) == ["REV009", "TXT019"]  # pasted many times over, and said once; nothing else is made of it


# --- plain words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One.", 1),
        ("One. Two.", 2),
        ("Is it? Yes! Good.", 3),
        ("We ask Mr. Example, e.g. at 3 p.m. on Monday.", 1),
        ("Ask A. Example. Then ring.", 2),
        ("It costs 2.50 pounds. Pay it.", 2),
        ("“Stop.” She said so.", 2),
        ("Read this (it is short). Then sign.", 2),
        ("See example.org for more", 1),
        ("Wait... then ring.", 1),
        ("", 0),
    ],
)
def test_sentences_are_counted(text: str, count: int) -> None:
    assert len(list(sentences_in(text))) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1),
        ("child", 1),
        ("phone", 1),
        ("used", 1),
        ("wanted", 2),
        ("makes", 1),
        ("houses", 2),
        ("table", 2),
        ("online", 2),
        ("safety", 2),
        ("sometimes", 2),
        ("policy", 3),
        ("area", 3),
        ("being", 2),
        ("behaviour", 3),
        ("education", 4),
        ("responsible", 4),
        ("safeguarding", 3),
        ("information", 4),
        ("Responsibility", 6),
        ("terrorism", 4),
        ("7", 1),
    ],
)
def test_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word) == count
