"""Which letters the PDFs can show, and what stands where they cannot."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from case_files import apply
from conftest import AS_OF, PROJECT
from policybook.basics.letters import (
    LATIN,
    OTHERS,
    find_lacking_letters,
    needs_extra_letters,
    replace_lacking_letters,
    script_of,
)
from policybook.render.pdf_tagging import Tree
from test_paper import papers

FONTS = PROJECT / "site_templates" / "fonts"
ARABIC = "لا تشارك كلمة المرور مع أي شخص. تحدث معنا إذا كنت قلقًا، مُحَمَّد"
URDU = "اگر کوئی بچہ خطرے میں ہو تو فوراً کال کریں۔ ٹھیک ڈاکٹر پہاڑ"  # noqa: RUF001 - the full stop of Urdu
UKRAINIAN = "Зателефонуйте, якщо дитина в небезпеці. Її ґанок."


def codes(ranges: str) -> set[int]:
    ends = (one.partition("-") for one in ranges.split())
    return {code for first, _, last in ends for code in range(int(first, 16), int(last or first, 16) + 1)}


def letters_of(*files: Path) -> set[int]:
    """What several files of one weight have together."""
    return {code for file in files for code in TTFont(file).getBestCmap()}


def test_the_list_of_latin_letters_is_that_of_the_fonts() -> None:
    regular, bold = (letters_of(*FONTS.glob(f"atkinson-*-{weight}-normal.woff2")) for weight in (400, 700))
    assert codes(LATIN) == {code for code in regular & bold if code >= ord(" ")}


@pytest.mark.parametrize("name", OTHERS)
def test_the_lists_of_other_letters_are_those_of_the_fonts(name: str) -> None:
    regular, bold = (letters_of(FONTS / "letters" / f"{name}-{weight}.woff2") for weight in (400, 700))
    no_break_space, hyphens = 0xA0, {0x2010, 0x2011}
    assert codes(OTHERS[name]) == {code for code in regular & bold if code > no_break_space} - hyphens - codes(LATIN)


def test_the_style_sheet_names_every_font_and_no_other() -> None:
    sheet = (PROJECT / "site_templates" / "letters.css").read_text(encoding="utf-8")
    named = sorted(re.findall(r"fonts/letters/([\w-]+)\.woff2", sheet))
    assert named == sorted(file.stem for file in (FONTS / "letters").glob("*.woff2"))
    assert named == sorted(f"{name}-{weight}" for name in OTHERS for weight in (400, 700))
    families = set(re.findall(r'font-family: ("[^"]+")', sheet))
    faces = re.findall(r"font: [^;]+;", (PROJECT / "site_templates" / "print.css").read_text(encoding="utf-8"))
    assert all(family in face for family in families for face in faces)


@pytest.mark.parametrize(
    "text", [ARABIC, URDU, UKRAINIAN, "Źródło łąka", "Școala, ţară", "Tŷ dŵr", "£5 – “so” … © ½ €"]
)
def test_what_the_fonts_have(text: str) -> None:
    assert list(find_lacking_letters(text)) == []
    assert replace_lacking_letters(text, "?") == text


@pytest.mark.parametrize(
    ("text", "runs", "script"),
    [
        ("Ring ☎ us", ["☎"], None),
        ("请拨打999。", ["请拨打", "。"], "Chinese"),
        ("ਜੇ ਕੋਈ ਬੱਚਾ", ["ਜੇ ਕੋਈ ਬੱਚਾ"], "Gurmukhi"),
        ("ক্ষতি", ["ক্ষতি"], "Bengali"),
        ("Ring \ue0f0", ["\ue0f0"], None),
    ],
)
def test_what_the_fonts_lack(text: str, runs: list[str], script: str | None) -> None:
    assert [found[0] for found in find_lacking_letters(text)] == runs
    assert script_of(runs[0][0]) == script
    assert list(find_lacking_letters(replace_lacking_letters(text, "?"))) == []


def test_more_fonts_are_read_only_for_those_who_need_them() -> None:
    assert not needs_extra_letters("Tŷ dŵr, “Źródło” – £5")
    assert needs_extra_letters("Ring <b>Олена</b>")


def written(school: Path, words: str) -> pikepdf.Pdf:
    """The parents' guide with a sentence of other words."""
    replace = {
        "file": "policy/documents/parent-guide.md",
        "replace": "We watch how the internet is used.",
        "with": words,
    }
    apply(school, [replace])
    return pikepdf.open(io.BytesIO(papers(school, AS_OF, "parent-guide")["parent-guide"]))


def fonts(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    return {str(font.BaseFont).partition("+")[2]: font for page in pdf.pages for font in page.Resources.Font.values()}


@pytest.mark.parametrize("words", [ARABIC, URDU, UKRAINIAN])
def test_what_is_read_aloud_are_the_letters_as_typed(school: Path, words: str) -> None:
    with written(school, words) as pdf:
        tree = Tree(pdf)
        said = tree.words(tree.document)
        assert all("Letters" in name or name.startswith("Atkinson") for name in fonts(pdf))
        for letter in set(words) - set(" .،"):
            assert said.count(letter) >= words.count(letter), letter
        for font in fonts(pdf).values():
            assert b"<>" not in font.ToUnicode.read_bytes()


def test_words_that_cannot_be_printed_are_said_to_be_missing(school: Path) -> None:
    with written(school, "如果孩子有危险。请拨打999。 ☎") as pdf:
        tree = Tree(pdf)
        said = tree.words(tree.document).replace(" ", "")
        assert "[notprinted:lettersthatourfontslack]999[notprinted:lettersthatourfontslack]" in said
        assert all(name.startswith("Atkinson") for name in fonts(pdf))
