"""A fixed sample of the fuzz; ``tests/fuzz.py`` goes on for as long as it is given."""

from __future__ import annotations

import pytest

from fuzz import SAMPLE, try_seed
from policybook.basics.run_errors import TRACEBACK_VARIABLE


@pytest.mark.parametrize("seed", SAMPLE)
def test_every_school_is_judged_in_words(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TRACEBACK_VARIABLE, "1")
    _, failure = try_seed(seed)
    assert not failure


def test_a_failure_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("fuzz.check_project", fail)
    assert "ZeroDivisionError" in try_seed(0)[1]
    monkeypatch.setattr("fuzz.LIMIT", 0.2)
    monkeypatch.setattr("fuzz.check_project", lambda *_: [None for _ in iter(int, 1)])
    assert "Hang" in try_seed(0)[1]
