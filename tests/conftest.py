"""A school of our own with a frozen day, so that no test reads the real policies or today's date by chance."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext
    from xdist.scheduler import LoadScopeScheduling

AS_OF = date(2026, 6, 1)
PROJECT = Path(__file__).resolve().parent.parent
SCHOOL = Path(__file__).resolve().parent / "school"
REAL_BOOK = Path(__file__).resolve().parent / "learning_opportunities"
"""A whole book: the school's own as it once stood. What the school makes of it since is no business of these tests."""
REAL_DAY = date(2026, 11, 22)
SECONDS = 120
"""How long a worker waits for a site that another one makes."""
pytest_plugins = ("blessing", "live_content", "quick", "read_once")


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
def site(_shares_pdfs: None) -> Path:
    """The folder of Hollybank School's site, made for the root of a host. Its tests only read it."""
    return published_once("root", "https://policies.hollybank.example/")


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where that site is served."""
    from browsing import served  # noqa: PLC0415

    with served(site) as url:
        yield url


@pytest.fixture(scope="session")
def sub_folder(tmp_path_factory: pytest.TempPathFactory, _shares_pdfs: None) -> Iterator[str]:
    """Where a site is served that is published in a folder of a host."""
    from browsing import served  # noqa: PLC0415

    made = published_once("sub", "https://hollybank.example/policies/school/")
    place = tmp_path_factory.mktemp("host") / "policies" / "school"
    place.parent.mkdir()
    place.symlink_to(made, target_is_directory=True)
    with served(place.parent.parent) as url:
        yield f"{url}policies/school/"


@pytest.fixture(scope="session", autouse=True)
def _shares_pdfs(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Make the folder in which all workers of a run keep the PDFs that the builds of their tests have made."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "pdfs"
    folder.mkdir(exist_ok=True)
    os.environ["POLICYBOOK_TEST_PDFS"] = str(folder)


def shared_pdfs() -> Path:
    """Return that folder."""
    return Path(os.environ["POLICYBOOK_TEST_PDFS"])


def published_once(name: str, website: str) -> Path:
    """The site of Hollybank School for this address: made by the first worker that asks for it, and read by all."""
    from browsing import school_published_at  # noqa: PLC0415

    folder = shared_pdfs().parent / name
    done = folder / "done"
    for _ in range(SECONDS * 10):
        if done.exists():
            return folder / "school" / "site"
        try:
            folder.mkdir()
        except FileExistsError:
            time.sleep(0.1)
            continue
        try:
            school_published_at(folder, website)
        except BaseException:
            shutil.rmtree(folder)  # so that whoever waits is told the same, and not of a site that is not there
            raise
        done.touch()
    raise TimeoutError(f"No worker has made the site {name} within {SECONDS} seconds.")


# --- a run of the whole suite ------------------------------------------------------------------------------------------

DEALT_OUT = ("test_slips.py", "test_mutations.py", "test_properties.py", "test_cases.py")
"""Files of many tests that share nothing dear: they may go to whichever worker is free. The last are the quickest."""
HANDS = 64
"""Into how many parts such a file is dealt: with each test on its own, the dealing takes as long as some of the tests."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave what takes long to the weekly run: each push is answered within ten minutes."""
    if item.get_closest_marker("long") and "POLICYBOOK_LONG" not in os.environ:
        pytest.skip("takes long: POLICYBOOK_LONG asks for it")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Leave what happens in a browser unmeasured: coverage is of the library, and these tests are of what it has made."""
    if item.get_closest_marker("browser"):
        item.add_marker(pytest.mark.unmeasured)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the many quick tests at the end, where they fill what is left of each worker's time."""
    places = {name: place for place, name in enumerate(DEALT_OUT, start=1)}
    items.sort(key=lambda item: places.get(item.path.name, 0))


def pytest_configure() -> None:
    """Look for garbage seldom, as the commands do that never look: a tenth of the time of the tests went into it."""
    gc.set_threshold(100_000)


def pytest_collection_finish() -> None:
    """Never look through what all tests share."""
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Keep the tests of a file with one worker, so that what they share is made once."""
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return kept_together(nodeid)

    return ByFile(config, log)


def kept_together(nodeid: str) -> str:
    """What a test shares a worker with: those of its file, or a small part of them."""
    file = nodeid.partition("::")[0]
    return f"{file} {crc32(nodeid.encode()) % HANDS}" if file.rpartition("/")[2] in DEALT_OUT else file


@pytest.fixture(autouse=True)
def _unmeasured(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a test marked ``unmeasured`` run at its own pace; the commands that it starts are measured as ever, but for builds.

    pytest-cov has a mark for this, ``no_cover``, which does nothing in a worker: it stops one of two measurements there,
    and that wakes the other.
    """
    with unwatched() if request.node.get_closest_marker("unmeasured") else contextlib.nullcontext():
        yield


@contextlib.contextmanager
def unwatched() -> Iterator[None]:
    """Run a block without the trace that coverage keeps on Python 3.11."""
    watching = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(watching)
