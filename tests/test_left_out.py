"""What was taken out of a text stays out: no way of writing a number, an address or a person is published with old words.

Each text stood in the section that the review before read, and is gone. Kevin Dunk, Zoë Müller-O’Neill and Bea Young were on
record then; Ada Holm and Ben Oak are today, and are named on the pages. Nobody else ever was.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from building import built, texts
from case_files import apply
from conftest import AS_OF, SCHOOL
from policybook.basics.written_forms import find_contacts, fold_name, mail_key, number_key, tidy_typing
from policybook.book.book import Book
from policybook.book.shown_today import ShownToday
from policybook.references import read_book
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.source.text_files import INVISIBLE
from test_changes_page import REPORTING, commit, git, record

NUMBERS = (
    "01632960555",
    "01632 960555",
    "(01632) 960 555",
    "+44 1632 960555",
    "+44(0)1632960555",
    "0044 1632 960 555",
    "01632-960-555",
    "01632\u2013960\u2013555",
    "01632.960.555",
    "01632/960555",
    "01632_960_555",
    "01632 \u00b7 960 \u00b7 555",
    "0 1 6 3 2 9 6 0 5 5 5",
    "01632\u00ad960555",
    "01632\u200b960\u2009555",
    "01632\u00a0960\u00a0555",
    "\uff10\uff11\uff16\uff13\uff12 \uff19\uff16\uff10\uff15\uff15\uff15",
    "O1632 96O555",
    "oh one six three two nine six oh five five five",
    "960555",
    "07700 900 123",
    "x01632960555",
)
"""A number that was on record, in every way, and one that never was."""
CALLS = ("Ring extension 204", "Text 60777", "Mobile: 4021")
ADDRESSES = (
    "kdunk@school.example",
    "K.Dunk@School.Example",
    "k dunk (at) school dot example",
    "head [at] school.example",
    "k.dunk at school dot example",
    "head @ school.example",
    "sunflower77@gmail.com",
    "@kevin_dunk",
    "www.kevindunk.me",
    "12 Elm Road",
    "CT1 2AB",
)
NAMES = (
    "Kevin Dunk",
    "KEVIN DUNK",
    "kevin dunk",
    "Dunk, Kevin",
    "Dunk Kevin",
    "K. Dunk",
    "K Dunk",
    "K.Dunk",
    "KDunk",
    "kdunk",
    "Kevin D.",
    "Kevin",
    "Kev",
    "Mr Dunk",
    "mr dunk",
    "Mr. K. Dunk",
    "Dunk\u2019s",
    "Dunk's",
    "Kevin\u2019s",
    "Kevin-Dunk",
    "Kevin_Dunk",
    "*Kevin* **Dunk**",
    "Ke**vin**",
    "Kevin\u00a0Dunk",
    "Ke\u00advin",
    "Ke\u200bvin",
    "K e v i n",
    "Kevn",
    "Kevim",
    "Mr Dunck",
    "K\u0435vin",
    "Zo\u00eb",
    "Zoe\u0308",
    "Zoe",
    "M\u00fcller",
    "Mueller",
    "Muller\u2010O'Neill",
    "O\u2019Neill",
    "O'Neill",
    "O\u02bcNeill",
    "O Neill",
    "ONeill",
    "Ms Young",
    "B. Young",
    "Bea",
)
"""People who were on record."""
STRANGERS = (
    "Mrs Hughes",
    "mrs hughes",
    "Miss Hughes",
    "Dr. O'Hara",
    "Mr van der Berg",
    "Sarah",
    "Sarah Hughes",
    "SARAH HUGHES",
    "S. Hughes",
    "Zbyszek Przybylski",
    "Abiola Okonkwo",
)
"""People who never were."""
HONEST = (
    "Call 999 or 101, or 116 123.",
    "Ring the school on 01632 960123, which is +44 1632 960 123.",
    "Write to Office@Hollybank.example or safeguarding@hollybank.example.",
    "Ada Holm leads, and Ben Oak helps her.",
    "Ask Mr Oak or A. Holm.",
    "Ben Oak’s office is open.",
    "Oak class meets on Friday.",
    "Young people must tell somebody.",
    "Our Young Carers Group meets in Holly House.",
    "The school year 2025-26 begins on 1 September 2025.",
    "It was agreed on 27/11/2026, or 2026-11-28.",
    "Open from 8.30-15.30, or 9am to 4pm.",
    "Students in Year 10, 11, 12 and 13 may bring phones.",
    "A fine of £1,000,000 is possible.",
    "Keeping Children Safe in Education applies, and so does the Education Act 2002.",
    "The Designated Safeguarding Lead and the Deputy Headteacher decide.",
    "Nobody may use Snapchat, Instagram or WhatsApp in lessons.",
    "We met at St Mary’s Church.",
    "Dunkirk and Kevlar are words.",
    "Staff must ask an adult, and will mark it.",
    "See clause 6.7 and section 14.2.1.",
    "Our filter is Example Networks SampleFilter.",
)
"""What has nobody and no contact in it, or only what is public today."""
GONE = (
    *(f"Worried families may ring {number} at any time." for number in NUMBERS),
    *(f"{call} if it is urgent." for call in CALLS),
    *(f"Then write to {address} about it." for address in ADDRESSES),
    *(f"At lunch go to {name} with it." for name in (*NAMES, *STRANGERS)),
)
READ = tuple(text for text in GONE if not INVISIBLE.search(text))
"""Those that a file may hold: one with invisible signs is not read."""
HASH = re.compile(r"(?<=')sha256-[A-Za-z0-9+/]{43}=(?=')")
"""The hash of a script in the security policy of a page: letters in any order, which may happen to spell a name."""
PEOPLE_OF_BEFORE = "  dunk: {name: Kevin Dunk}\n  zoe: {name: Zoë Müller-O’Neill}\n  bea: {name: Bea Young}\n"


@pytest.fixture(scope="module")
def today() -> Book:
    return read_book(Sources(SCHOOL)).book


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Book:
    root = Path(shutil.copytree(SCHOOL, tmp_path_factory.mktemp("before") / "school"))
    apply(root, [{"file": "data/people.yml", "replace": "  ada-holm:\n", "with": f"{PEOPLE_OF_BEFORE}  ada-holm:\n"}])
    return read_book(Sources(root)).book


@pytest.fixture(scope="module")
def shown_today(today: Book, before: Book) -> ShownToday:
    return ShownToday(today, frozenset(["Ada Holm", "Ben Oak", "Cy Rowan"]), (before,))


# --- one answer for every text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", GONE)
def test_old_words_with_a_contact_or_a_person_may_not_be_shown(shown_today: ShownToday, text: str) -> None:
    text = re.sub(r"(?<!\w)[*_]+|[*_]+(?!\w)|\*+", "", text)  # as readers see it
    kinds = {withheld.kind for withheld in shown_today.find_withheld(text)}
    is_person = any(f"go to {name} with" in text for name in map(_unmarked, (*NAMES, *STRANGERS)))
    assert ("person" if is_person else "contact") in kinds


def _unmarked(name: str) -> str:
    return re.sub(r"(?<!\w)[*_]+|[*_]+(?!\w)|\*+", "", name)


@pytest.mark.parametrize("text", HONEST)
def test_honest_old_words_may_be_shown(shown_today: ShownToday, text: str) -> None:
    assert list(shown_today.find_withheld(text)) == []


def test_a_sentence_without_any_of_them_may_be_shown(shown_today: ShownToday) -> None:
    """The frames of the tests above have nothing in them that is left out by itself."""
    frames = (
        "Worried families may ring at any time.",
        "Then write to us about it.",
        "At lunch go to the office with it.",
    )
    assert all(map(shown_today.may_show, frames))


def test_whose_name_is_not_published_today_is_left_out(today: Book, before: Book) -> None:
    assert not ShownToday(today, frozenset(["Ada Holm"]), (before,)).may_show("Mr Oak leads.")
    assert not ShownToday(today, frozenset(["Ada Holm"]), (before,)).may_show("Ask Ben.")


def test_a_number_that_is_no_longer_public_is_left_out(today: Book) -> None:
    no_phone = replace(today, school=today.school.replaced(phone=None))
    words = "Ring 01632 960123."
    assert ShownToday(today, frozenset()).may_show(words)
    assert not ShownToday(no_phone, frozenset()).may_show(words)


def test_the_contact_of_a_helpline_that_is_not_public_is_left_out(today: Book) -> None:
    helpline = today.helplines.helplines["ceop"].replaced(phone="0800 555 111")
    for public, shows in ((True, True), (False, False)):
        table = today.helplines.replaced(helplines={"ceop": helpline.replaced(public=public)})
        assert ShownToday(replace(today, helplines=table), frozenset()).may_show("Ring 0800 555 111.") is shows


def test_a_name_in_lower_case_does_not_make_a_word_of_it(today: Book) -> None:
    said = today.helplines.helplines["ceop"].replaced(for_="Then ask mrs hughes, or sarah abara, or by post.")
    earlier = replace(today, helplines=today.helplines.replaced(helplines={"ceop": said}))
    shown = ShownToday(today, frozenset(), (earlier,))
    assert not shown.may_show("Then go to S. Hughes.")
    assert not shown.may_show("Then go to Uche Abara.")
    assert shown.may_show("Then go by K. Post.")


def test_what_todays_texts_say_may_be_shown(today: Book, before: Book) -> None:
    """A name that today's rules let stand, such as that of a trophy, is no secret; one on record as former is."""
    said = today.helplines.helplines["ceop"].replaced(for_="The Sarah Hughes Trophy and Mrs Abara’s Prize, and Kevin.")
    book = replace(today, helplines=today.helplines.replaced(helplines={"ceop": said}))
    shown = ShownToday(book, frozenset(), (before,))
    assert shown.may_show("We give the Sarah Hughes Trophy.")
    assert shown.may_show("Mrs Abara’s Prize is for all.")
    assert not shown.may_show("Then Mrs Hughes comes.")
    assert not shown.may_show("Then Kevin comes.")


# --- one thing, however it is typed ----------------------------------------------------------------------------------


def test_numbers_are_the_same_by_their_figures() -> None:
    assert {number_key(number) for number in ("01632 960555", "+44 (0)1632-960555", "0044 1632 960555")} == {
        "01632960555"
    }


def test_addresses_are_the_same_without_case_and_with_words_for_signs() -> None:
    assert {mail_key(mail) for mail in ("A.B@C.example", "a.b (at) c dot example", "a.b at c.example")} == {
        "a.b@c.example"
    }


def test_names_are_the_same_without_accents_apostrophes_and_hyphens() -> None:
    assert {fold_name(name) for name in ("Zoë O’Neill", "Zoe\u0308 O'Neill", "ZOE-O\u02bcNEILL")} == {"zoeoneill"}


def test_readers_do_not_see_invisible_signs() -> None:
    assert tidy_typing("Ke\u00advi\u200bn\u2019s\u00a0\u2011") == "Kevin's -"


@pytest.mark.parametrize("text", ["2025-26", "27.11.2026", "8.30-15.30", "£120,000", "1,000,000", "10, 11, 12 and 13"])
def test_dates_times_and_sums_are_no_numbers_of_phones(text: str) -> None:
    assert list(find_contacts(f"On {text} we met.", in_doubt=True)) == []


# --- what is published -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every public file of a school whose last review but one read all of the texts, with titles and facts that had some."""
    root = Path(shutil.copytree(SCHOOL, tmp_path_factory.mktemp("left out") / "school"))
    section = root / "policy/online-safety/long-ago.md"
    paragraphs = "".join(f"{text}\n\n" for text in (*READ, *HONEST))
    section.write_text(f"---\ntitle: Go to Kevin Dunk\nbinds: [school]\n---\n\n{paragraphs}", encoding="utf-8")
    with_section = {
        "file": "policy/online-safety/policy.yml",
        "replace": "  - reporting\n",
        "with": "  - reporting\n  - long-ago\n",
    }
    reporting = {
        "replace": "Parents may ring {{ school.phone }}",
        "with": "Kevin’s team is there, or ring {{ school.phone }}",
    }
    apply(
        root,
        [
            {"file": "data/people.yml", "replace": "  ada-holm:\n", "with": f"{PEOPLE_OF_BEFORE}  ada-holm:\n"},
            with_section,
            {"file": REPORTING, **reporting},
            {"file": REPORTING, "replace": "title: Reporting a worry", "with": "title: Worries go to Mrs Hughes"},
            {
                "file": "data/helplines.yml",
                "replace": "    url: https://www.ceop.police.uk",
                "with": '    phone: "07700 900123"\n    url: https://www.ceop.police.uk',
            },
        ],
    )
    git(root, "init", "--quiet", "--initial-branch", "main")
    commit(root)
    record(root, "data/reviews/2025-09.yml", "2025-09", "2026-09")
    commit(root)
    section.unlink()
    apply(
        root,
        [
            {"file": "data/people.yml", "replace": PEOPLE_OF_BEFORE, "with": ""},
            {"file": with_section["file"], "replace": with_section["with"], "with": with_section["replace"]},
            {"file": REPORTING, "replace": reporting["with"], "with": reporting["replace"]},
            {"file": REPORTING, "replace": "title: Worries go to Mrs Hughes", "with": "title: Reporting a worry"},
            {
                "file": "data/helplines.yml",
                "replace": '    phone: "07700 900123"\n    url: https://www.ceop',
                "with": '    phone: "01632 960456"\n    url: https://www.ceop',
            },
        ],
    )
    record(root, "data/reviews/2026-05.yml", "2026-05", "2027-05")
    commit(root)
    return {name: tidy_typing(text) for name, text in texts(built(root)).items()}


def test_no_file_has_a_number_that_was_taken_out(published: dict[str, str]) -> None:
    for name, text in published.items():
        figures = re.sub(r"[^\w]|_", "", text).replace("O", "0")
        assert not re.search("960555|07700900123", figures), name
        assert "nine six oh" not in text, name


def test_no_file_has_a_person_or_an_address_that_was_taken_out(published: dict[str, str]) -> None:
    folded = re.split(" ", "dunk kevin kevn zoe muller mueller oneill hughes przybylski okonkwo ohara sunflower")
    for name, text in published.items():
        if name.endswith((".html", ".pdf", ".xml", ".json", ".js", ".ics", ".csv", "")) and not name.startswith(
            "assets/"
        ):
            words = {fold_name(word) for word in re.findall(r"[^\W\d_][\w'.@-]*", HASH.sub("", text))}
            left = {word for word in words for gone in folded if gone in word and not word.endswith("dunkirk")}
            assert left == set(), name


def test_the_pages_the_paper_and_the_index_show_honest_old_words(published: dict[str, str]) -> None:
    page, paper = (" ".join(published[name].split()) for name in ("changes.html", "downloads/what-changed.pdf"))
    for text in map(tidy_typing, HONEST):
        assert text in page, text
        assert text in paper, text
    assert "Dunkirk and Kevlar" in published["search/policies.js"]


def test_the_page_says_what_it_leaves_out(published: dict[str, str]) -> None:
    page = " ".join(published["changes.html"].split())
    assert page.count("We have left out the words, because they may name a person") == len(READ)
    assert page.count("We have left out the old words, because they may name a person") == 1
    assert 'The section "(words left out)" was removed.' in page.replace("“", '"').replace("”", '"')
    assert "we have left out the old words, because" in page
    assert "We also changed our details of helplines." in page


# --- who can open the project ----------------------------------------------------------------------------------------


def test_a_public_project_without_private_facts_may_be_published(school: Path) -> None:
    people = school / "data/people.yml"
    lines = people.read_text(encoding="utf-8").splitlines(keepends=True)
    private = re.compile(r"\s+(?:trained_on|refreshed_on|prevent_trained_on|senior_leadership|in_job_description):")
    people.write_text("".join(line for line in lines if not private.match(line)), encoding="utf-8")
    review = school / "data/reviews/2025-09.yml"
    answers = re.sub(r"\{judgement: (\w+), evidence: \w+\}", r"\1", review.read_text(encoding="utf-8"))
    review.write_text(answers, encoding="utf-8")
    apply(
        school,
        [{"file": "data/settings.yml", "replace": "repository_is_public: no", "with": "repository_is_public: yes"}],
    )
    assert "PUB050" not in {finding.code.id for finding in check_project(Sources(school), AS_OF).report.findings}
    apply(
        school,
        [
            {
                "file": "data/people.yml",
                "replace": "    publish_name: yes\n    publish_agreed_by: headteacher\n    publish_agreed_on: 2026-01-05\n    told_on: 2026-01-06\nappointments",
                "with": "    publish_name: no\nappointments",
            }
        ],
    )
    messages = [f.message for f in check_project(Sources(school), AS_OF).report.findings if f.code.id == "PUB050"]
    assert messages == ["Anybody can open this project, and it holds a name that is not published."]
