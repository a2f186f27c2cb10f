"""The school's colour and logo on the pages: readable whatever is typed, and a picture that is only a picture."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from policybook.basics.colours import DARK, LIGHT, MIN_CONTRAST, contrast, readable_on
from policybook.source.logo_picture import MAX_PICTURE_BYTES, NoPicture, Picture, read_picture


def png(width: int = 60, height: int = 20) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, height), "#1d5e8c").save(data, "PNG")
    return data.getvalue()


def read(tmp_path: Path, name: str, data: bytes) -> Picture | NoPicture:
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data" / name).write_bytes(data)
    return read_picture(tmp_path, "data", name)


@settings(deadline=None)  # other processes may have the computer meanwhile
@given(st.integers(0, 0xFFFFFF), st.sampled_from([LIGHT, DARK]))
def test_any_colour_is_made_to_be_read(number: int, ground: str) -> None:
    assert contrast(readable_on(f"#{number:06x}", ground), ground) >= MIN_CONTRAST


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#1b1d22"])
@pytest.mark.parametrize("ground", [LIGHT, DARK])
def test_black_and_white_are_no_exception(colour: str, ground: str) -> None:
    assert contrast(readable_on(colour, ground), ground) >= MIN_CONTRAST


def test_a_colour_that_can_be_read_is_left_as_it_is() -> None:
    assert readable_on("#7a0019", LIGHT) == "#7a0019"


def test_the_grounds_are_those_of_the_pages() -> None:
    styles = (Path(__file__).parent.parent / "overrides" / "assets" / "policybook.css").read_text(encoding="utf-8")
    assert [
        line.split(":")[1].strip(" ;") for line in styles.splitlines() if "--ground: #" in line and "print" not in line
    ][:2] == [LIGHT, DARK]


def test_a_png_is_read_with_its_shape(tmp_path: Path) -> None:
    found = read(tmp_path, "Crest.PNG", png(120, 40))
    assert isinstance(found, Picture)
    assert found[:1] + found[2:] == ("png", 120, 40)


@pytest.mark.parametrize("cut", [20, -1, -13])
def test_a_png_that_is_not_all_there_is_refused(tmp_path: Path, cut: int) -> None:
    found = read(tmp_path, "logo.png", png()[:cut])
    assert isinstance(found, NoPicture)
    assert "damaged" in found.message


def test_a_png_with_a_changed_byte_is_refused(tmp_path: Path) -> None:
    data = bytearray(png())
    data[-20] ^= 1
    assert isinstance(read(tmp_path, "logo.png", bytes(data)), NoPicture)


def test_a_picture_just_too_large_is_refused(tmp_path: Path) -> None:
    start = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 1">'
    fits = start + b" " * (MAX_PICTURE_BYTES - len(start) - 6) + b"</svg>"
    assert isinstance(read(tmp_path, "a.svg", fits), Picture)
    assert isinstance(read(tmp_path, "b.svg", fits + b"\n"), NoPicture)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(png())
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "logo.png").symlink_to(tmp_path / "secret.png")
    assert isinstance(read_picture(tmp_path, "data", "logo.png"), NoPicture)


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe<\x00s\x00v\x00g\x00/\x00>\x00",
        b'<?xml version="1.0" encoding="utf-7"?>\n+ADw-svg xmlns=+ACI-http://www.w3.org/2000/svg+ACI-/+AD4-',
        b"",
        b"\x00" * 50,
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 1"><a xmlns:x="http://www.w3.org/1999/xlink" x:href="#b"/></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 1"><set attributeName="href" to="javascript:alert(1)"/></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 1"><path style="fill:u\\72l(//x.example)"/></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 1" xml:base="https://x.example/"/>',
    ],
)
def test_hostile_bytes_are_refused(tmp_path: Path, data: bytes) -> None:
    assert isinstance(read(tmp_path, "logo.svg", data), NoPicture)
