"""A school of our own with a frozen day, so that no test reads the real policies or today's date by chance."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

AS_OF = date(2026, 6, 1)
PROJECT = Path(__file__).resolve().parent.parent
SCHOOL = Path(__file__).resolve().parent / "school"


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """A copy of Hollybank School that a test may change; everything in it is in order on ``AS_OF``."""
    return Path(shutil.copytree(SCHOOL, tmp_path / "school"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="accept what is produced now as the expected result")
