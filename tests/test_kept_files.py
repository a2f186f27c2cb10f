"""What is kept is used only if it is, byte for byte, what was put there; and keeping never fails a build."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from policybook.source.kept_files import KeptFiles


@pytest.fixture
def kept(tmp_path: Path) -> KeptFiles:
    return KeptFiles(tmp_path / "cache")


def entry(kept: KeptFiles, key: str) -> Path:
    return kept.folder / f"{key}.kept"


def test_what_was_kept_is_read(kept: KeptFiles) -> None:
    for data in (b"", b"one", bytes(range(256)) * 1000):
        kept.write("a", data)
        assert kept.read("a") == data
    assert kept.read("b") is None


def test_every_damage_is_seen_and_the_entry_goes(kept: KeptFiles) -> None:
    kept.write("a", b"the words of a policy")
    whole = entry(kept, "a").read_bytes()
    changed = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(len(whole))]
    for damaged in (*changed, whole[:-1], whole + b" ", whole[:5], b"", b"\0" * len(whole)):
        entry(kept, "a").write_bytes(damaged)
        assert kept.read("a") is None
        assert not entry(kept, "a").exists()


def test_an_entry_is_bound_to_its_name(kept: KeptFiles) -> None:
    kept.write("private", b"a name")
    entry(kept, "private").rename(entry(kept, "public"))
    assert kept.read("public") is None


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    kept = KeptFiles(tmp_path / "cache")
    kept.write("a", b"one")
    kept.forget_all_but([])
    assert kept.read("a") is None


def test_it_is_bounded_and_what_is_in_use_stays(kept: KeptFiles) -> None:
    for number in range(10):
        kept.write(str(number), b"x" * 1000)
        os.utime(entry(kept, str(number)), (1_000_000 + number, 1_000_000 + number))
    kept.forget_all_but(["0", "not there"], 3200)
    assert sorted(file.stem for file in kept.folder.iterdir()) == ["0", "7", "8", "9"]


def test_what_a_kill_left_half_written_goes_when_it_is_old(kept: KeptFiles) -> None:
    kept.write("a", b"one")
    old, new = kept.folder / "old.part", kept.folder / "new.part"
    for part in (old, new):
        part.write_bytes(b"half")
    now = entry(kept, "a").stat().st_mtime
    os.utime(old, (now - 7200, now - 7200))
    os.utime(new, (now, now))
    kept.forget_all_but(["a"])
    assert not old.exists()
    assert new.exists()


def test_many_can_write_and_read_at_once(kept: KeptFiles) -> None:
    """Each reads the whole of what one of them wrote, at every moment."""
    words = [str(number).encode() * 50_000 for number in range(4)]
    wrong: list[bytes] = []

    def work(own: bytes) -> None:
        for _ in range(20):
            kept.write("a", own)
            found = kept.read("a")
            if found is not None and found not in words:
                wrong.append(found)
            kept.forget_all_but([], 100_000)

    threads = [threading.Thread(target=work, args=(own,)) for own in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert not list(kept.folder.glob("*.part"))
