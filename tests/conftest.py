"""A school of our own with a frozen day, so that no test reads the real policies or today's date by chance."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

AS_OF = date(2026, 6, 1)
PROJECT = Path(__file__).resolve().parent.parent
SCHOOL = Path(__file__).resolve().parent / "school"


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """A copy of Hollybank School that a test may change; everything in it is in order on ``AS_OF``."""
    return Path(shutil.copytree(SCHOOL, tmp_path / "school"))


# --- one browser and one site for all the tests that read pages; what they import takes time and is not always wanted --


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    from browsing import ARGUMENTS  # noqa: PLC0415

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=os.environ.get("POLICYBOOK_BROWSER") or "/usr/bin/chromium", args=list(ARGUMENTS)
        )
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile on a phone."""
    opened = browser.new_context(viewport={"width": 360, "height": 740})
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of Hollybank School's site, made for the root of a host."""
    from browsing import school_published_at  # noqa: PLC0415

    return school_published_at(tmp_path_factory.mktemp("root"), "https://policies.hollybank.example/")


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where that site is served."""
    from browsing import served  # noqa: PLC0415

    with served(site) as url:
        yield url


@pytest.fixture(scope="session")
def sub_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a site is served that is published in a folder of a host."""
    from browsing import school_published_at, served  # noqa: PLC0415

    made = school_published_at(tmp_path_factory.mktemp("sub"), "https://hollybank.example/policies/school/")
    place = tmp_path_factory.mktemp("host") / "policies" / "school"
    place.parent.mkdir()
    place.symlink_to(made, target_is_directory=True)
    with served(place.parent.parent) as url:
        yield f"{url}policies/school/"


# --- a run of the whole suite ------------------------------------------------------------------------------------------

ONE_BY_ONE = {"test_cases.py", "test_mutations.py", "test_properties.py"}
"""Files of many quick tests of equal length: each test may go to whichever worker is free."""


@pytest.hookimpl(tryfirst=True)  # before the workers read the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file with one worker, so that what they share is made once; the many quick ones fill the end.

    Coverage is of the library, and tests in a browser are of what it has made: they run unmeasured.
    """
    items.sort(key=lambda item: item.path.name in ONE_BY_ONE)
    for item in items:
        if item.path.name not in ONE_BY_ONE:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(autouse=True)
def _unmeasured(request: pytest.FixtureRequest) -> None:
    """What a test marked ``no_cover`` starts is not measured either; pytest-cov pauses only this process."""
    if request.node.get_closest_marker("no_cover"):
        request.getfixturevalue("monkeypatch").delenv("COVERAGE_PROCESS_CONFIG", raising=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="accept what is produced now as the expected result")
