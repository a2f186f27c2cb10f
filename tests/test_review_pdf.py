"""The checklist filled in as a PDF: what is on its pages is read, or the file is refused with the cause and the way out."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from conftest import AS_OF
from policybook.book.book import Book
from policybook.book.fact_rows import fact_rows
from policybook.commands.command_line import main
from policybook.references import read_book
from policybook.review.pdf_form import read_form
from policybook.review.record_codec import Draft, read_record
from policybook.review.review_progress import drop_outdated
from policybook.source.sources import Sources

Fields = Mapping[str, str | bool]
TYPED: Fields = {
    "answer--password-rule-current--yes": True,
    "answer--password-rule-current--no": False,
    "answer--reporting-known--partly": True,
    "evidence--password-rule-current": "Read the  two\nside by side.",
    "evidence--reporting-known": "Asked six staff.",
    "read--policy--online-safety": True,
    "read--documents/parent-guide--c25516bc": True,
    "read--documents/staff-aup--66b3fd99": False,
    "fact--services.filtering": True,
    "fact-day--services.filtering": "28.5.26",
    "fact-now--services.filtering": "",
    "fact--helplines.new-advice": True,
    "fact-day--helplines.new-advice": "",
    "fact--helplines.ceop": False,
    "fact-now--helplines.ceop": "https://www.ceop.police.uk/",
    "fact--linked-policies.child-protection": False,
    "fact-reviewed--linked-policies.child-protection": "May 2026",
    "fact-next--linked-policies.child-protection": "May 2027",
    "action-for--1": "1.2",
    "action--1": "Tell everyone",
    "action-owner--1": "School Office",
    "action-due--1": "11 Dec 26",
    "action-for--2": "CEOP",
    "action--2": "Correct the page",
    "action-owner--2": "office",
    "action-due--2": "11/12/2026",
    "action-for--3": "the car park",
    "action--3": "Look at it",
    "action-owner--3": "",
    "action-due--3": "",
    "sign--completed": "Headteacher and designated safeguarding lead",
    "sign--reviewed": "1st June 2026",
    "sign--next": "Nov 2026",
    "approved-role--1": "Proprietor",
    "approved-on--1": "1 June 2026",
    "approved-role--2": "Headteacher",
    "approved-on--2": "",
}
LABELS = {
    "answer--reporting-known--yes": "1.2 Yes: Does everyone know whom to tell?",
    "answer--reporting-known--partly": "1.2 Partly: Does everyone know whom to tell?",
    "fact--helplines.ceop": "CEOP, helplines.ceop: this is right",
}


@pytest.fixture
def book(school: Path) -> Book:
    return read_book(Sources(school)).book


def made_of(book: Book) -> str:
    texts = {name: text.fingerprint for name, text in book.reviewed_texts.items()}
    rows = {row.name: row.fingerprint for row in fact_rows(book, AS_OF) if row.values}
    checks = {f"check:{name}": words for name, words in book.check_words.items()}
    return " ".join(f"{name}={words}" for name, words in (texts | rows | checks).items())


def widget(pdf: pikepdf.Pdf, name: str, value: str | bool) -> pikepdf.Object:
    """A field and the place on the page where it is filled in, as one, the way most forms are written."""
    item = Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=Array([0, 0, 9, 9]), T=name)
    item.TU = LABELS.get(name, name)
    if isinstance(value, bool):
        item.FT, item.V = Name.Btn, Name.on if value else Name.Off
    else:
        item.FT, item.V = Name.Tx, value
    return pdf.make_indirect(item)


def form(fields: Fields, listed: Iterable[str] | None = None) -> bytes:
    """A form with all its fields on its pages, and in its list those that are named, or all."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.add_blank_page()
    items = {name: widget(pdf, name, value) for name, value in fields.items()}
    pdf.pages[0].Annots = Array(list(items.values())[:7])
    pdf.pages[1].Annots = Array(list(items.values())[7:])
    kept = items if listed is None else listed
    pdf.Root.AcroForm = Dictionary(Fields=Array([items[name] for name in kept]))
    return written(pdf)


def written(pdf: pikepdf.Pdf) -> bytes:
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pikepdf.PageCopyWarning)  # a list that was cut is what is written here
        pdf.save(file)
    return file.getvalue()


def as_read(book: Book, fields: Fields) -> tuple[Draft, tuple[str, ...]]:
    return read_form(form(fields), book, AS_OF)


def test_whatever_is_filled_in_is_taken(book: Book) -> None:
    draft, told = as_read(book, {**TYPED, "made-of": made_of(book)})
    assert draft.answers == {
        "password-rule-current": {"judgement": "yes", "evidence": "Read the two side by side."},
        "reporting-known": {"judgement": "partly", "evidence": "Asked six staff."},
    }
    assert draft.sections == {ref: section.fingerprint for ref, section in book.sections.items()}
    assert draft.documents == {"parent-guide": "c25516bc"}
    assert draft.facts == {
        "services.filtering": {
            "on": "2026-05-28",
            "by": "it-support",
            "values": ["Example Networks", "SampleFilter"],
        },
        "helplines.new-advice": {"on": "2026-06-01", "by": "office", "values": ["01632 960456"]},
        "linked-policies.child-protection": {
            "on": "2026-06-01",
            "by": "dsl",
            "reviewed": "2026-05",
            "next_review": "2027-05",
        },
    }
    assert draft.actions == (
        {"check": "reporting-known", "action": "Tell everyone", "owner": "office", "due": "2026-12-11"},
        {
            "fact": "helplines.ceop",
            "action": "It is now: https://www.ceop.police.uk/. Correct the page",
            "owner": "office",
            "due": "2026-12-11",
        },
        {"action": "Look at it (the car park)"},
    )
    assert (draft.reviewed, draft.next_review) == ("2026-06-01", "2026-11")
    assert draft.completed_by == ("headteacher", "dsl")
    assert draft.approved_by == ({"role": "proprietor", "on": "2026-06-01"},)
    assert told == ("An approval (Headteacher) has no day, so it is none yet. Add the day.",)


def test_a_list_of_fields_that_was_cut_to_three_loses_nothing(book: Book) -> None:
    """Some viewers leave only the fields that they touched in the form's list."""
    fields = {**TYPED, "made-of": made_of(book)}
    cut = form(fields, listed=["sign--next", "action--1", "answer--password-rule-current--yes"])
    assert read_form(cut, book, AS_OF) == as_read(book, fields)
    assert read_form(form(fields, listed=[]), book, AS_OF) == as_read(book, fields)


def test_a_name_in_parts_and_a_tick_that_is_only_drawn_are_read(book: Book) -> None:
    """A dot in a name makes a field inside another; some programs set how a box is drawn and not its value."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    parent = pdf.make_indirect(Dictionary(T="fact--services", FT=Name.Btn))
    drawn = pdf.make_indirect(Dictionary(Subtype=Name.Widget, T="filtering", Parent=parent, AS=Name.on))
    day = widget(pdf, "fact-day--services.filtering", "27 May 2026")
    parent.Kids = Array([drawn])
    pdf.pages[0].Annots = Array([drawn, day])
    for listed in (Array([parent, day]), Array([])):
        pdf.Root.AcroForm = Dictionary(Fields=listed)
        draft, _ = read_form(written(pdf), book, AS_OF)
        seen = {"on": "2026-05-27", "by": "it-support", "values": ["other values"]}  # the form does not say which
        assert draft.facts == {"services.filtering": seen}


def test_a_form_made_before_a_clause_changed_counts_for_the_other_sections(school: Path, book: Book) -> None:
    file = form({**TYPED, "made-of": made_of(book)})
    for path, old, new in (
        ("policy/online-safety/passwords.md", "choose a strong password", "choose a password"),
        ("policy/online-safety/passwords.md", "*own* password", "password"),
        ("policy/documents/parent-guide.md", "title: ", "title: The "),
        ("data/helplines.yml", "01632 960456", "01632 960459"),
    ):
        text = (school / path).read_text(encoding="utf-8")
        assert old in text
        (school / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    today = read_book(Sources(school)).book
    draft, outdated = drop_outdated(today, read_form(file, today, AS_OF)[0], AS_OF)
    assert draft.texts_read == {"online-safety/reporting": "542e152e"}
    assert "helplines.new-advice" not in draft.facts
    assert "services.filtering" in draft.facts
    assert draft.answers == {
        "password-rule-current": {"evidence": "Read the two side by side."},
        "reporting-known": {"judgement": "partly", "evidence": "Asked six staff."},
    }
    assert outdated == (
        "Passwords has changed since it was read: read it again.",
        "The Parents' guide has changed since it was read: read it again.",
        "helplines.new-advice has other values than those that were confirmed (01632 960459): look again.",
        "password-rule-current was answered “yes” before its question or its clause (Online safety policy 1.1) changed: answer it again.",
    )


def test_the_tick_of_a_policy_is_not_for_a_section_that_has_its_own(book: Book) -> None:
    own = "read--online-safety/passwords--74aea3df"
    draft, _ = as_read(book, {**TYPED, own: False, "made-of": made_of(book)})
    assert list(draft.sections) == ["online-safety/reporting"]
    draft, _ = as_read(book, {**TYPED, own: True, "read--policy--online-safety": False, "made-of": made_of(book)})
    assert draft.sections == {"online-safety/passwords": "74aea3df"}


def test_a_form_that_does_not_say_what_it_was_made_of_is_of_nothing_read(book: Book) -> None:
    draft, told = as_read(book, TYPED)
    assert draft.sections == {}
    assert "The form does not say from which words it was made: read Online safety policy again." in told


def test_what_contradicts_itself_is_told(book: Book) -> None:
    both = {
        "answer--password-rule-current--no": True,
        "fact-now--services.filtering": "WatchGuard",
        "sign--reviewed": "",
    }
    draft, told = as_read(book, {**TYPED, **both, "made-of": made_of(book)})
    assert "judgement" not in draft.answers["password-rule-current"]
    assert draft.actions[-1] == {"fact": "services.filtering", "action": "It is now: WatchGuard", "owner": "it-support"}
    assert "on" not in draft.facts["helplines.new-advice"]
    assert told == (
        "services.filtering is ticked as right, and says what it is now: it is taken as wrong.",
        "An approval (Headteacher) has no day, so it is none yet. Add the day.",
        "password-rule-current has more than one tick (yes, no), so it is not answered.",
    )


def pages_alone(left: bytes = b"") -> bytes:
    """What is left of a form that was flattened or printed: its pages; and in some, empty places where fields were."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    if left:
        pdf.pages[0].obj.Annots = pikepdf.Object.parse(left)
        pdf.Root.AcroForm = Dictionary(Fields=pikepdf.Object.parse(left))
    return written(pdf)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pages_alone(), "probably printed to a PDF, “flattened”, or scanned"),
        (pages_alone(b"[null]"), "probably printed to a PDF, “flattened”, or scanned"),
        (form({"surname": "Holm"}), "not the form of this checklist, or of an earlier one"),
        (form({"reporting-known-1": True}), "not the form of this checklist, or of an earlier one"),
        (form(TYPED)[:400], "cannot be read"),
    ],
)
def test_a_file_without_the_form_is_refused_with_the_cause_and_the_way_out(
    school: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes, words: str
) -> None:
    file = tmp_path / "form.pdf"
    file.write_bytes(data)
    assert main(["review", "record", str(file), "--root", str(school), "--as-of", str(AS_OF)]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert words in said
    assert "Nothing was changed." in said


def test_a_field_that_is_its_own_parent_ends(book: Book) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    item = widget(pdf, "answer--reporting-known--yes", True)
    item.Parent, item.Kids = item, Array([item])
    pdf.Root.AcroForm = Dictionary(Fields=Array([item]))
    draft, _ = read_form(written(pdf), book, AS_OF)
    assert draft.answers == {"reporting-known": {"judgement": "yes"}}


def test_the_command_takes_a_form_and_says_what_is_missing(
    school: Path, book: Book, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "form.pdf"
    file.write_bytes(form({**TYPED, "made-of": made_of(book)}))
    assert main(["review", "record", str(file), "--root", str(school), "--as-of", str(AS_OF)]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert (
        "2 of 2 checks answered, 3 of 11 facts confirmed, 3 of 4 texts read in full, 1 action without an owner" in said
    )
    assert "An action has no owner." in said
    kept = read_record("draft", (school / "data/reviews/2026-06.draft.yml").read_bytes())
    assert len(kept.facts) == 3
    assert kept.actions[0]["check"] == "reporting-known"
