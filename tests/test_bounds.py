"""Whatever lies in a project is read in the time of its size, or refused in words; nothing is trusted by its wrapping."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from building import build, digests
from conftest import AS_OF, SCHOOL
from policybook.basics.dates import can_be_meant
from policybook.basics.findings import Finding
from policybook.commands.clock import today
from policybook.rules.checking import check_project
from policybook.source.kept_files import KeptFiles
from policybook.source.logo_picture import NoPicture, Picture, read_picture
from policybook.source.logo_work import MAX_PARTS, MAX_PIXELS
from policybook.source.sources import Sources

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20">{}</svg>'


def findings(root: Path) -> tuple[Finding, ...]:
    return check_project(Sources(root), AS_OF).report.findings


@contextmanager
def no_longer_than(seconds: int) -> Iterator[None]:
    """Fail where something waits; what takes time of the processor is measured by itself."""

    def fail(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


# --- logos --------------------------------------------------------------------------------------------------------------


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(rows: bytes, size: tuple[int, int] = (60, 20), kind: bytes = b"\x08\x02\0\0\0", *more: bytes) -> bytes:
    """A PNG of rows, each with its filter before it; ``kind`` is depth, colour, packing, filtering and interlacing."""
    head = chunk(b"IHDR", struct.pack(">II", *size) + kind)
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def logo(tmp_path: Path, name: str, data: bytes | str) -> Picture | NoPicture:
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data" / name).write_bytes(data.encode() if isinstance(data, str) else data)
    began = time.process_time()
    found = read_picture(tmp_path, "data", name)
    assert time.process_time() - began < 2
    return found


ROWS = (b"\0" + b"x" * 180) * 20


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (png(b"\0" * 1501 * 12000, (12000, 12000), b"\x01\0\0\0\0"), "12,000 by 12,000 pixels"),
        (png(b"", (MAX_PIXELS + 1, 1)), "pixels"),
        (png(ROWS).replace(zlib.compress(ROWS, 9), b"x" * len(zlib.compress(ROWS, 9))), "damaged"),
        (
            b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">II", 60, 20) + b"\x08\x02\0\0\0")
            + chunk(b"IDAT", b"no pixels") + chunk(b"IEND", b""),
            "damaged",
        ),
        (png(ROWS[:-1]), "damaged"),
        (png(ROWS + b"x"), "damaged"),
        (png(ROWS + b"x" * 9_000_000), "damaged"),
        (png(b"\x05" + ROWS[1:]), "damaged"),
        (png(ROWS, kind=b"\x08\x03\0\0\0"), "damaged"),  # by palette, without one
        (png(ROWS, kind=b"\x07\x02\0\0\0"), "damaged"),
        (png(ROWS, kind=b"\x08\x02\x01\0\0"), "damaged"),
        (png(ROWS, (60, 20), b"\x08\x02\0\0\0", chunk(b"ABCD", b"")), "damaged"),
        (png(ROWS, (60, 20), b"\x08\x02\0\0\0", chunk(b"acTL", b"\0" * 8)), "moves"),
    ],
)  # fmt: skip
def test_a_png_is_unpacked_before_it_is_believed(tmp_path: Path, data: bytes, why: str) -> None:
    found = logo(tmp_path, "logo.png", data)
    assert isinstance(found, NoPicture)
    assert why in found.message


@pytest.mark.parametrize(
    "data",
    [
        png(ROWS),
        png(b"\0\xff" * 9, (3, 9), b"\x01\0\0\0\0"),
        png(b"\0\xff" * 7, (1, 7), b"\x08\x03\0\0\0", chunk(b"PLTE", b"\0" * 768)),
        png(b"\0" * (1 + 3) * 1, (1, 1), b"\x08\x02\0\0\x01"),
        png(b"\0" * 15 + b"\0" * 64, (8, 8), b"\x08\0\0\0\x01"),
        png(b"\0" * 1001 * 1000, (1000, 1000), b"\x08\0\0\0\0"),
    ],
)
def test_every_kind_of_png_that_is_whole_is_shown(tmp_path: Path, data: bytes) -> None:
    assert isinstance(logo(tmp_path, "logo.png", data), Picture)


NESTED = '<path id="a0" d="M0 0h1z"/>' + "".join(
    f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 30)
)
SHAPES = '<path d="M0 0h1"/>' * 150
TILES = f'<pattern id="p" width="1" height="1">{SHAPES}</pattern>'
RECTS = '<rect class="s"/>' * 200


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        (NESTED, "copies of copies"),
        ('<g id="a"><use href="#a"/></g>', "copy of itself"),
        ('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', "copy of itself"),
        ('<pattern id="p"><rect fill="url(#p)"/></pattern>', "copy of itself"),
        ("<g>" * 1400 + "</g>" * 1400, "deep"),
        ("".join(f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(400)), "deep"),
        (TILES + '<rect fill="url(#p)"/>' * 200, "copies"),
        (TILES + f'<g fill="url(#p)">{RECTS}</g>', "copies"),
        (TILES + "<style>rect.s { fill: url( '#p' ) }</style>" + RECTS, "copies"),
        (TILES + "<style>@media screen { g > .s, a { stroke: red; fill:URL(#p)}}</style>" + RECTS, "copies"),
        (TILES + f'<g style="--x:url(#p)"><g fill="var(--x)">{RECTS}</g></g>', "var"),
        (f'<marker id="m">{SHAPES}</marker>' + '<path marker-mid="url(#m)"/>' * 14, "copies"),
    ],
)
def test_a_drawing_is_counted_with_all_its_copies(tmp_path: Path, inside: str, why: str) -> None:
    found = logo(tmp_path, "logo.svg", SVG.format(inside))
    assert isinstance(found, NoPicture)
    assert why in found.message


@pytest.mark.parametrize(
    "inside",
    [
        "<g/>" * 4900,  # nothing that fits is refused unless it copies
        f'<path d="{"h1v1" * 4900}"/>',
        '<g id="tooth"><path d="M0 0h1z"/></g>' + '<use href="#tooth" transform="rotate(10)"/>' * 36,
        '<linearGradient id="p"><stop/><stop/></linearGradient>' + '<rect style="fill:url(#p)"/>' * 200,
        '<clipPath id="c"><path d="M0 0h1z"/></clipPath><style>.s{clip-path:url(#c)}</style>' + RECTS,
    ],
)
def test_a_drawing_that_only_draws_is_shown(tmp_path: Path, inside: str) -> None:
    assert isinstance(logo(tmp_path, "logo.svg", SVG.format(inside)), Picture)


def test_the_rule_names_the_limits() -> None:
    rules = (Path(__file__).parent.parent / "hooks/policybook/rules/README.md").read_text(encoding="utf-8")
    assert f"{MAX_PIXELS // 1_000_000} million pixels".replace("1 ", "a ") in rules
    assert f"{MAX_PARTS:,} shapes" in rules


# --- time in proportion to size, and one finding ------------------------------------------------------------------------


def unknown_names(root: Path) -> None:
    with (root / "data/services.yml").open("a", encoding="utf-8") as file:
        file.writelines(f"x{n}: y\n" for n in range(20_000))


def in_sections(root: Path, lines: str) -> None:
    file = root / "policy/online-safety/policy.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("sections:\n", f"sections:\n{lines}"), encoding="utf-8")


def empty_items(root: Path) -> None:
    in_sections(root, "  -\n" * 20_000)


def many_sections(root: Path) -> None:
    in_sections(root, "".join(f"  - s{n}\n" for n in range(5_000)))


def odd_entries(root: Path) -> None:
    file = root / "data/people.yml"
    entries = "".join(f"  r{n}: {{titel: x}}\n" for n in range(10_000))
    file.write_text(file.read_text(encoding="utf-8").replace("roles:\n", f"roles:\n{entries}"), encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "at", "most"),
    [
        (unknown_names, "data/services.yml", 1),
        (empty_items, "policy/online-safety/policy.yml", 1),
        (many_sections, "policy/online-safety/policy.yml", 5_000),  # each is the name of a file that is missing
        (odd_entries, "data/people.yml", 31),
    ],
)
def test_a_huge_file_takes_time_in_proportion_and_is_told_once(
    school: Path, damage: Callable[[Path], None], at: str, most: int
) -> None:
    damage(school)
    began = time.process_time()
    found = [finding for finding in findings(school) if finding.span.path == at and finding.severity.name == "ERROR"]
    assert time.process_time() - began < 4  # under measurement; it was half a minute
    assert 0 < len(found) <= most


# --- what is no file ----------------------------------------------------------------------------------------------------

FILES = sorted(str(file.relative_to(SCHOOL)) for file in SCHOOL.rglob("*") if file.is_file())
NEW = ("data/logo.svg", "data/changes/new.yml", "data/reviews/new.yml", "policy/online-safety/new.md")
CONTENT = [name for name in (*FILES, *NEW) if name.startswith(("policy/", "data/")) and "schema" not in name]


def pipe(place: Path) -> None:
    os.mkfifo(place)


def device(place: Path) -> None:
    place.symlink_to("/dev/zero")


def listening(place: Path) -> None:
    here = os.open(place.parent, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as one:  # its address may have 108 letters, and the folder has more
        one.bind(f"/proc/self/fd/{here}/{place.name}")
    os.close(here)


@pytest.mark.skipif(os.name == "nt", reason="there are none there")
@pytest.mark.parametrize("make", [pipe, device, listening])
def test_what_is_no_file_is_refused_and_nobody_waits(tmp_path: Path, make: Callable[[Path], None]) -> None:
    for number, name in enumerate(CONTENT if make is pipe else CONTENT[::5] + list(NEW)):
        root = Path(shutil.copytree(SCHOOL, tmp_path / str(number)))
        if "logo" in name:
            school_file = root / "data/school.yml"
            text = school_file.read_text(encoding="utf-8")
            assert "logo:\n" in text
            school_file.write_text(text.replace("logo:\n", "logo: logo.svg\n"), encoding="utf-8")
        place = root / name
        place.parent.mkdir(exist_ok=True)
        place.unlink(missing_ok=True)
        make(place)
        with no_longer_than(60):
            told = [f for f in findings(root) if f.span.path == name or (name in f.message and f.code.id == "PUB023")]
        assert told, name


@pytest.mark.skipif(os.name == "nt", reason="there are none there")
def test_a_pipe_among_what_was_kept_is_not_read(tmp_path: Path) -> None:
    kept = KeptFiles(tmp_path)
    kept.write("a", b"one")
    (tmp_path / "a.kept").unlink()
    os.mkfifo(tmp_path / "a.kept")
    with no_longer_than(30):
        assert kept.read("a") is None


# --- days ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", ["253402300799", "-62135596800", "9" * 30, "rubbish", "-5000000000"])
def test_a_clock_outside_the_calendar_is_not_believed(monkeypatch: pytest.MonkeyPatch, seconds: str) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    now = today()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
    assert abs((today() - now).days) <= 1


def test_the_clock_and_the_files_know_the_same_years(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert today() == date(1970, 1, 1)
    assert [can_be_meant(year) for year in (1899, 1900, 2200, 2201)] == [False, True, True, False]


# --- the folder of the project ------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="not every one of these can be a name there")
def test_a_project_builds_in_a_folder_of_any_name(tmp_path: Path) -> None:
    """What is checked is what is opened: an address was decoded once for the one, and twice for the other."""
    root = Path(shutil.copytree(SCHOOL, tmp_path / "a%20b c'd\"é#e&f$g%h?i;j" / "school"))
    run = build(root)
    assert run.code == 0, run.out
    assert "online-safety.html" in digests(root / "site")
