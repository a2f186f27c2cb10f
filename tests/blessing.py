"""What is expected in files, and ``--bless``: accepting what is found now. Every file that it rewrites is named at the end."""

from __future__ import annotations

from pathlib import Path

import pytest

_PROJECT = Path(__file__).resolve().parent.parent
_KEY = "blessed"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="accept what is produced now as the expected result")


def agreed(request: pytest.FixtureRequest, file: Path, found: str) -> str:
    """The text that was agreed on; with ``--bless``, what is found now is agreed on and takes its place."""
    if request.config.getoption("--bless"):
        bless(request, file, found)
    return file.read_text(encoding="utf-8")


def bless(request: pytest.FixtureRequest, file: Path, found: str) -> None:
    """Write a text where it is not what the file says already, and tell of it."""
    if file.is_file() and file.read_text(encoding="utf-8") == found:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(found, encoding="utf-8")
    name = file.relative_to(_PROJECT) if file.is_relative_to(_PROJECT) else file
    request.node.user_properties.append((_KEY, str(name)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the files: whoever accepts one must not accept forty unseen. The workers' reports bring theirs along."""
    reports = [one for found in terminalreporter.stats.values() for one in found if isinstance(one, pytest.TestReport)]
    names = sorted({str(value) for one in reports for key, value in one.user_properties if key == _KEY})
    if names:
        terminalreporter.section(f"--bless rewrote {len(names)} {'file' if len(names) == 1 else 'files'}")
        for name in names:
            terminalreporter.line(f"  {name}")
        terminalreporter.line(f"Read each difference: git diff -- {' '.join(names)}")
