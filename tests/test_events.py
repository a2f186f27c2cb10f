"""Events: what each does to the facts, in which order, and that the files say where a value comes from."""

from __future__ import annotations

import json
import shutil
from dataclasses import fields, replace
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import AS_OF, PROJECT, SCHOOL
from policybook.basics.dates import PartialDate
from policybook.basics.person_names import can_be_one_person
from policybook.book.book import Book
from policybook.commands.generate import generated_files
from policybook.loading.fold_changes import fold_policies
from policybook.loading.fold_events import fold
from policybook.loading.load import load
from policybook.model.events import EVENT_KINDS, Appointed, Event
from policybook.model.facts import Facts
from policybook.model.field_readers import FieldErrors
from policybook.model.people import Appointment, Person
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.source.yaml_files import YamlText
from policybook.views.people_and_contacts import helpline_views
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext

BOOK = load(Sources(SCHOOL)).book


def event(name: str, text: str) -> Event:
    """An event as its file would be read."""
    data, findings = YamlText(f"data/changes/{name}.yml", tuple(text.splitlines())).read()
    assert data is not None, findings
    found = EVENT_KINDS[str(data["event"])].read(data, faults := FieldErrors(as_typed=True))
    assert found, faults
    return found


def as_values(facts: Facts) -> dict[str, object]:
    return {field.name: getattr(facts, field.name) for field in fields(Facts)}


def the_appointment(facts: Facts, person: str, role: str) -> Appointment:
    (found,) = (one for one in facts.people.appointments if (one.person, one.role) == (person, role))
    return found


def of(person: str, kind: str, on: str, more: str = "", by: str = "proprietor") -> str:
    return f"event: {kind}\non: {on}\nby: {by}\nperson: {person}\n{more}"


CONFIRMED = of("ben-oak", "confirmed", "2026-05-20", "role: dsl")
LEAVES = of("ben-oak", "ended", "2026-05-20", "role: dsl\nuntil: 2026-08-31")
LATER = of("ben-oak", "ended", "2026-05-25", "role: dsl\nuntil: 2026-12-31\nwas: 2026-08-31")
NEWCOMER = of("dee-marsh", "appointed", "2026-05-26", "name: Dee Marsh\nrole: dsl\nlead: no\nfrom: 2026-09-01")
COURSE = of("dee-marsh", "trained", "2026-04-14", "kind: safeguarding")
AGREED = "event: agreed\non: 2026-05-27\nby: headteacher\npeople: [dee-marsh, ben-oak]"
CHECKED = 'event: checked\non: 2026-05-20\nby: office\nentry: helplines.ceop\nvalues: ["https://www.ceop.police.uk/Safety-Centre/"]'
EDITION = 'event: checked\non: 2026-05-20\nby: dsl\nentry: guidance.kcsie/2025\nvalues: ["2025", "2025-09-01"]'
CHANGED = """event: changed
on: 2026-05-20
by: office
entry: helplines.ceop
now: {phone_hours: "In office hours"}
values: ["https://www.ceop.police.uk/Safety-Centre/", "In office hours"]"""
MOVED = 'event: changed\non: 2026-05-21\nby: office\nentry: school\nnow: {phone: "01632 960999"}\nwas: {phone: "01632 960123"}'
NEW_FILTER = "event: changed\non: 2026-05-20\nby: it-support\nentry: services.filtering\nnow: {product: OtherFilter}\nwas: {product: SampleFilter}"
LEADS = of("ben-oak", "leads", "2026-05-28", "was: ada-holm", by="headteacher")
WAIVED = "event: waived\non: 2026-05-20\nby: proprietor\nrule: DSL009\nsubject: ben-oak\nreason: The course is booked.\nexpires: 2026-07-31"
SIGNED = "event: signed\non: 2026-05-20\nby: office\ndocument: staff-aup\nsigned: 12\nof: 14"
MORE = {
    "2026-05-20-i": CHANGED,
    "2026-05-21-j": MOVED,
    "2026-05-20-k": NEW_FILTER,
    "2026-05-28-l": LEADS,
    "2026-05-20-m": WAIVED,
    "2026-05-20-n": SIGNED,
}
ALL = {
    "2026-05-20-a": CONFIRMED,
    "2026-05-20-b": LEAVES,
    "2026-05-25-c": LATER,
    "2026-05-26-d": NEWCOMER,
    "2026-04-14-e": COURSE,
    "2026-05-27-f": AGREED,
    "2026-05-20-g": CHECKED,
    "2026-05-20-h": EDITION,
}
EVENTS = [event(name, text) for name, text in ALL.items()]


def folded(*texts: str) -> tuple[Facts, tuple[str, ...]]:
    """The school's facts after some events, and the codes of what could not be applied."""
    facts, findings = fold(BOOK, [event(f"2026-05-2{number}-x", text) for number, text in enumerate(texts)])
    return facts, tuple(finding.code.id for finding in findings)


def test_every_kind_does_what_it_says() -> None:
    facts, findings = fold(BOOK, EVENTS)
    assert findings == ()
    leaver, newcomer = the_appointment(facts, "ben-oak", "dsl"), the_appointment(facts, "dee-marsh", "dsl")
    assert (leaver.until, leaver.confirmed_by) == (PartialDate.parse("2026-12-31"), "proprietor")
    assert leaver.confirmed_on == PartialDate.parse("2026-05-20")
    assert newcomer.trained_on == PartialDate.parse("2026-04-14"), "a course may be older than the appointment"
    assert (newcomer.from_, newcomer.lead) == (PartialDate.parse("2026-09-01"), False)
    dee = facts.people.people["dee-marsh"]
    assert (dee.name, dee.publish_name, dee.publish_agreed_by) == ("Dee Marsh", True, "headteacher")
    ceop = facts.helplines.helplines["ceop"]
    assert (ceop.checked_by, ceop.checked) == ("office", ("https://www.ceop.police.uk/Safety-Centre/",))
    edition = facts.guidance.guidance["kcsie"].edition("2025")
    assert edition
    assert edition.checked_on == PartialDate.parse("2026-05-20")


def test_what_is_different_from_now_on_is_the_fact() -> None:
    facts, findings = fold(BOOK, [event(name, text) for name, text in MORE.items()])
    assert findings == ()
    ceop = facts.helplines.helplines["ceop"]
    assert (ceop.phone_hours, ceop.checked_by, ceop.unchecked_values) == ("In office hours", "office", ())
    assert ceop.at("phone_hours")[:2] == ("data/changes/2026-05-20-i.yml", 5)
    assert facts.school.phone == "01632 960999"
    assert facts.school.at("phone").path == "data/changes/2026-05-21-j.yml"
    assert facts.school.at("hours").path == "data/school.yml"
    assert facts.services.services["filtering"].product == "OtherFilter"
    assert the_appointment(facts, "ben-oak", "dsl").lead is True
    assert the_appointment(facts, "ada-holm", "dsl").lead is False
    (waiver,) = facts.waivers.waivers
    assert (waiver.agreed_by, str(waiver.agreed_on), waiver.subject) == ("proprietor", "2026-05-20", "ben-oak")
    assert waiver.at("expires")[:2] == ("data/changes/2026-05-20-m.yml", 7)
    assert BOOK.school.phone == "01632 960123"


def test_a_value_that_is_emptied_is_not_known_any_more() -> None:
    text = 'event: changed\non: 2026-05-21\nby: office\nentry: school\nnow: {phone: ""}\nwas: {phone: "01632 960123"}'
    facts, findings = folded(text)
    assert (facts.school.phone, findings) == (None, ())


def test_what_only_the_leadership_may_see_is_changed_by_no_such_event() -> None:
    text = "event: changed\non: 2026-05-21\nby: it-support\nentry: services.filtering\nnow: {reviewed_on: 2026-05-21}"
    _, findings = folded(text)
    assert findings == ("EVT003",)


def test_what_readers_may_not_see_is_not_quoted(school: Path) -> None:
    (school / "data/changes").mkdir()
    (school / "data/changes/2026-05-20-monitoring.yml").write_text(
        "event: changed\non: 2026-05-20\nby: it-support\nentry: services.monitoring\nnow: {product: New}\nwas: {product: Old}\n",
        encoding="utf-8",
    )
    report = check_project(Sources(school), AS_OF).report
    (finding,) = (f for f in report.findings if f.code.id == "EVT002")
    assert "Sentinel" not in f"{finding.message} {finding.fix}"


ADOPTED = (
    'event: adopted\non: 2026-05-20\nby: dsl\npolicy: online-safety\nguidance: {guidance}\nedition: "{edition}"\n{was}'
)


def test_an_edition_is_adopted_by_an_event() -> None:
    texts = [
        ADOPTED.format(guidance="kcsie", edition="2024", was='was: "2025"'),
        ADOPTED.format(guidance="other-advice", edition="2023", was=""),
    ]
    events = [event(f"2026-05-2{n}-x", text) for n, text in enumerate(texts)]
    (policy, *rest), findings = fold_policies(BOOK.policies, events)
    assert findings == ()
    assert [(one.id, one.edition) for one in policy.settings.guidance] == [("kcsie", "2024"), ("other-advice", "2023")]
    assert policy.settings.at("guidance", 0, "edition")[:2] == ("data/changes/2026-05-20-x.yml", 6)
    assert policy.settings.at("guidance", 1, "id")[:2] == ("data/changes/2026-05-21-x.yml", 5)
    assert tuple(rest) == BOOK.policies[1:]
    again, findings = fold_policies(BOOK.policies, [event("2026-05-20-x", texts[0].replace("2025", "2023"))])
    assert (again, [finding.code.id for finding in findings]) == (BOOK.policies, ["EVT002"])


def test_what_no_event_is_about_stays_as_it_is() -> None:
    facts, _ = fold(BOOK, EVENTS)
    assert facts.people.people["ada-holm"] is BOOK.people.people["ada-holm"]
    assert {n: v for n, v in as_values(facts).items() if n not in ("people", "helplines", "guidance")} == {
        n: v for n, v in as_values(BOOK).items() if n not in ("people", "helplines", "guidance")
    }
    assert as_values(fold(BOOK, [])[0]) == as_values(BOOK)


@settings(deadline=None)  # other processes may have the computer meanwhile
@given(st.permutations(EVENTS))
def test_the_order_in_which_files_are_read_decides_nothing(events: list[Event]) -> None:
    assert as_values(fold(BOOK, events)[0]) == as_values(fold(BOOK, EVENTS)[0])


def test_a_book_on_a_disk_is_the_same_whichever_file_was_written_first(school: Path) -> None:
    names = sorted(ALL)
    (school / "data/changes").mkdir()
    books: list[Book] = []
    for order in (names, names[::-1]):
        for name in order:
            path = school / f"data/changes/{name}.yml"
            path.unlink(missing_ok=True)
            path.write_text(ALL[name] + "\n", encoding="utf-8")
        books.append(load(Sources(school)).book)
    assert as_values(books[0]) == as_values(books[1]) == as_values(fold(BOOK, EVENTS)[0])


def test_of_two_on_one_day_the_name_of_the_file_decides() -> None:
    facts, findings = folded(
        LEAVES, of("ben-oak", "ended", "2026-05-20", "role: dsl\nuntil: 2026-09-30\nwas: 2026-08-31")
    )
    assert findings == ()
    assert the_appointment(facts, "ben-oak", "dsl").until == PartialDate.parse("2026-09-30")


@pytest.mark.parametrize(
    "text",
    [
        LATER,
        of("ben-oak", "appointed", "2026-05-20", "name: Benjamin Oak\nrole: it-support\nfrom: 2026-05-20"),
        of("ben-oak", "appointed", "2026-05-20", "role: it-support\nfrom: 2026-05-20\nwas: ada-holm"),
    ],
    ids=["an end that is not on record", "another name", "after somebody who never had it"],
)
def test_nothing_is_changed_where_the_record_is_another(text: str) -> None:
    facts, findings = folded(text)
    assert findings == ("EVT002",)
    assert as_values(facts) == as_values(BOOK)


@pytest.mark.parametrize("day", ["2026-05-01", "2026-04-30"])
def test_an_entry_dated_as_late_or_later_stays(day: str) -> None:
    facts, findings = folded(CONFIRMED.replace("2026-05-20", day))
    assert (as_values(facts), findings) == (as_values(BOOK), ())


def test_a_check_that_is_older_than_the_entry_changes_nothing() -> None:
    facts, findings = folded(CHECKED.replace("2026-05-20", "2025-05-20"))
    assert (as_values(facts), findings) == (as_values(BOOK), ())


def test_all_roles_of_a_leaver_end_and_one_that_ended_before_stays() -> None:
    facts, findings = folded(LEAVES, of("ben-oak", "ended", "2026-05-21", "until: 2026-10-31"))
    assert findings == ()
    assert the_appointment(facts, "ben-oak", "dsl").until == PartialDate.parse("2026-08-31")
    assert the_appointment(facts, "ben-oak", "accountable-leader").until == PartialDate.parse("2026-10-31")


def test_a_value_leads_to_the_file_that_it_is_from() -> None:
    facts, _ = fold(BOOK, EVENTS)
    appointment = the_appointment(facts, "ben-oak", "dsl")
    assert appointment.at("confirmed_by")[:2] == ("data/changes/2026-05-20-a.yml", 3)
    assert appointment.after("confirmed_on") == "after on:"
    assert appointment.at("until")[:2] == ("data/changes/2026-05-25-c.yml", 6)
    assert appointment.at("from").path == "data/people.yml"
    assert facts.people.key("people", "dee-marsh")[:2] == ("data/changes/2026-05-26-d.yml", 4)
    assert facts.people.people["dee-marsh"].at("publish_name")[:2] == ("data/changes/2026-05-27-f.yml", 4)
    assert facts.helplines.helplines["ceop"].at("checked", 0)[:2] == ("data/changes/2026-05-20-g.yml", 5)


def test_an_event_can_say_of_a_newcomer_whatever_the_file_of_people_can() -> None:
    """So that each fix about a person from an event can be typed where it says."""
    for model in (Appointment, Person):
        assert model.shape.keys() <= Appointed.shape.keys()


@pytest.mark.parametrize("text", (ALL | MORE).values(), ids=ALL | MORE)
def test_the_schema_for_editors_takes_it(text: str) -> None:
    schema = json.loads(generated_files()["data/schema/event.schema.json"])
    check = jsonschema.Draft202012Validator(schema)
    content = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - a loader that makes nothing but text
    content |= {key: int(content[key]) for key in ("signed", "of") if key in content and content["event"] == "signed"}
    assert [error.message for error in check.iter_errors(content)] == []
    assert [*check.iter_errors({**content, "oops": "x"})]


def test_a_slip_in_the_people_is_told_alone(school: Path) -> None:
    """What follows from it for the events is held back."""
    path = school / "data/people.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("people:\n", "people:\n\tx\n", 1), encoding="utf-8")
    (school / "data/changes").mkdir()
    (school / "data/changes/2026-05-20-a.yml").write_text(CONFIRMED, encoding="utf-8")
    report = check_project(Sources(school), AS_OF).report
    assert {finding.span.path for finding in report.findings} == {"data/people.yml"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("catherine-graydon", "Catherine Okafor"),
        ("catherine-graydon", "Alison Graydon"),
        ("catherine-graydon", "Kate Okafor"),
        ("catherine-graydon", "C. Graydon-Smith"),
        ("catherine-graydon", "Graydon, Catherine"),
        ("elizabeth-reed", "Liz Shah"),
        ("niamh-oneill", "Niamh O’Neill"),
        ("sean-o-neill", "Seán O'Neill"),
        ("jurgen-mueller", "J. Müller"),
        ("lukasz-lacki", "Łukasz Łącki"),
        ("jsmith", "John Smith"),
        ("smithj", "John Smith"),
        ("maryann-lee", "Mary Ann Hughes"),
        ("jh", "Somebody Else"),
        ("thi-nguyen", "阮氏"),
        ("dr-okafor", "Dr Ada Okafor"),
        ("siobhan-byrne", "Siobhán Walsh"),
    ],
)
def test_names_that_can_be_one_person(one: str, other: str) -> None:
    assert can_be_one_person(one, other)
    assert can_be_one_person(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("catherine-graydon", "Alison Okafor"),
        ("catherine-graydon", "Chris Green"),
        ("ben-oak", "Mark Ash"),
        ("john-smith", "Mary Johnson"),
        ("catherine-graydon", "Ray Don"),
        ("dr-okafor", "Dr Ben Marsh"),
        ("jsmith", "Jane Marsh"),
        ("Kevin Dunk", "Sukhdeep Kaur"),
    ],
)
def test_names_of_two_people(one: str, other: str) -> None:
    assert not can_be_one_person(one, other)
    assert not can_be_one_person(other, one)


def test_a_changed_number_counts_as_unchecked_on_the_pages(school: Path) -> None:
    path = school / "data/helplines.yml"
    text = path.read_text(encoding="utf-8")

    def checked() -> str:
        found = check_project(Sources(school), AS_OF)
        context = ViewContext(found.book, found.report, AS_OF, Sentences.read(PROJECT), {})
        (view,) = (view for view in helpline_views(context, "staff") if view.id == "new-advice")
        return view.checked

    assert "10 January 2026" in checked()
    path.write_text(text.replace('phone: "01632 960456"', 'phone: "01632 960459"'), encoding="utf-8")
    assert "2026" not in checked()
    (school / "data/changes").mkdir()
    event = CHECKED.replace("helplines.ceop", "helplines.new-advice").replace(
        "https://www.ceop.police.uk/Safety-Centre/", "01632 960459"
    )
    (school / "data/changes/2026-05-20-checked.yml").write_text(event, encoding="utf-8")
    assert "20 May 2026" in checked()


# --- what was read together ------------------------------------------------------------------------------------------


def test_a_reading_is_recorded_by_a_small_file(tmp_path: Path) -> None:
    """A person with only a web page adds a file: the sentence has its reading, and a later change lapses it again."""
    root = Path(shutil.copytree(SCHOOL, tmp_path / "school"))
    readings = root / "data/readings.yml"
    (line,) = (line for line in readings.read_text(encoding="utf-8").splitlines() if line.startswith("  aup-private:"))
    readings.write_text(readings.read_text(encoding="utf-8").replace(line + "\n", ""), encoding="utf-8")
    before = {finding.code.id for finding in check_project(Sources(root), AS_OF).report.findings}
    words, beside = BOOK.readings.readings["aup-private"].words, BOOK.readings.readings["aup-private"].beside
    folder = root / "data/changes"
    folder.mkdir()
    small_file = folder / "2026-05-30-read-aup-private.yml"
    small_file.write_text(
        "event: read\non: 2026-05-30\nby: dsl\nreadings:\n"
        f"  aup-private: {{words: {json.dumps(words)}, beside: {json.dumps(beside)}, judgement: same}}\n",
        encoding="utf-8",
    )
    result = check_project(Sources(root), AS_OF)
    after = {finding.code.id for finding in result.report.findings}
    reading = result.book.readings.readings["aup-private"]
    assert before - after == {"PIN001"}
    assert not after - before
    assert (reading.judgement, reading.by, str(reading.on), reading.span.path) == (
        "same",
        "dsl",
        "2026-05-30",
        "data/changes/2026-05-30-read-aup-private.yml",
    )
    small_file.write_text(small_file.read_text(encoding="utf-8").replace(words, "00000000"), encoding="utf-8")
    assert "PIN002" in {finding.code.id for finding in check_project(Sources(root), AS_OF).report.findings}


def test_a_sentence_that_is_corrected_on_the_same_day_is_read_again_by_another_file() -> None:
    """Of two events of one day the later file counts; what was typed into the list of readings that day stays."""
    row = 'aup-private: {{words: "{}", judgement: {}}}'
    head = "event: read\non: 2026-05-30\nby: dsl\nreadings:\n  "
    first = event("2026-05-30-read-private", head + row.format("00000001", "same"))
    second = event("2026-05-30-read-private-2", head + row.format("00000002", "weaker, reason: On purpose."))
    for events in ([first, second], [second, first]):
        facts, findings = fold(BOOK, events)
        reading = facts.readings.readings["aup-private"]
        assert (reading.words, reading.judgement, reading.by, str(reading.on)) == (
            "00000002",
            "weaker",
            "dsl",
            "2026-05-30",
        )
        assert findings == ()
    typed = BOOK.readings.readings["aup-private"]
    day = typed.replaced(on=first.on, words="00000003")
    there = replace(BOOK, readings=BOOK.readings.replaced(readings=BOOK.readings.readings | {"aup-private": day}))
    assert fold(there, [first])[0].readings.readings["aup-private"].words == "00000003"


# --- a roll-call of several people -----------------------------------------------------------------------------------


def test_a_roll_call_confirms_several_people_with_one_file(school: Path) -> None:
    folder = school / "data/changes"
    folder.mkdir()
    file = folder / "2026-05-30-roll-call.yml"
    text = "event: roll-call\non: 2026-05-30\nby: proprietor\nstill:\n  dsl: [ada-holm, ben-oak]\n  headteacher: [ada-holm]\n"
    file.write_text(text, encoding="utf-8")
    result = check_project(Sources(school), AS_OF)
    assert [f for f in result.report.findings if f.code.id.startswith("EVT")] == []
    confirmed = {
        (one.person, one.role): str(one.confirmed_on)
        for one in result.book.people.appointments
        if one.at("confirmed_on").path == "data/changes/2026-05-30-roll-call.yml"
    }
    assert confirmed == dict.fromkeys(
        [("ada-holm", "dsl"), ("ben-oak", "dsl"), ("ada-holm", "headteacher")], "2026-05-30"
    )
    for typed, with_, expected in (
        ("by: proprietor", "by: headteacher", {("EVT005", 3)}),  # the headteacher confirms no post of their own
        ("ben-oak", "ben-ok", {("REF006", 5)}),
        ("on: 2026-05-30", "on: 2026-06-30", {("EVT004", 2)}),  # once a file, and not once a person
        ("  headteacher: [ada-holm]", "  headteacher: []", {("YAML006", 6)}),
        ("dsl: [ada-holm, ben-oak]", "deputy-dsl: [ben-oak]", {("EVT003", 5)}),
    ):
        file.write_text(text.replace(typed, with_), encoding="utf-8")
        found = [f for f in check_project(Sources(school), AS_OF).report.findings if f.span.path.startswith("data/ch")]
        assert {(f.code.id, f.span.line) for f in found} == expected, typed
        assert len(found) <= 2, "one file, one signature"


@pytest.mark.parametrize(
    ("typed", "with_", "says"),
    [
        ("until: 2026-08-31", "until: 2026\u201308\u201331", "has dashes where hyphens belong"),
        ("until: 2026-08-31", "until: \u201c2026-08-31\u201d", "are not a straight pair"),
        ("until: 2026-08-31", "until: \u20182026-08-31\u2019", "are not a straight pair"),
        ("until: 2026-08-31", "until:\u00a02026-08-31", "after this colon is a special space"),
        ("until: 2026-08-31", "\u00a0until: 2026-08-31", "indented with a special space"),
        ("person: ben-oak", "person: ben\u2014oak", "there is a dash in it where a hyphen belongs"),
        ("person: ben-oak", "person: ben\u2011oak", "there is a dash in it where a hyphen belongs"),
        ("role: dsl", "role: d\u200bsl", "There is an invisible character here"),
    ],
)
def test_marks_of_a_tablet_are_named_for_what_they_are(school: Path, typed: str, with_: str, says: str) -> None:
    folder = school / "data/changes"
    folder.mkdir()
    (folder / "2026-05-20-leaves.yml").write_text(LEAVES.replace(typed, with_), encoding="utf-8")
    found = [
        f for f in check_project(Sources(school), AS_OF).report.findings if f.span.path.startswith("data/changes/")
    ]
    line = next(number for number, text in enumerate(LEAVES.splitlines(), 1) if text == typed)
    assert [(f.span.line, says in f.message) for f in found] == [(line, True)]
