"""Every check on the program itself; run by ``test.py`` in the project's environment.

All steps run even when one fails, so that one push shows everything there is to mend. ``pytest`` takes longest,
so it starts first, with a worker for each processor; what it prints comes last, so that its closing line is
what stands at the end. ``--site`` tests the built pages of a book instead, and records it. With ``--quick`` alone all this is the loop for whoever is at work: no browser, no PDF, no
coverage, and first the tests that concern what has changed. With other arguments, ``pytest`` runs alone with them, in one
process.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO, NamedTuple, cast

import progress
import system_packages

ROOT = Path(__file__).resolve().parent.parent

NO_BROWSER = """\
{reason}

Without a browser the tests marked `browser` are left out. They are in:
{files}
"""
NO_BROWSER_IN_CI = """\
{reason}

In CI (the variable CI is true) the tests that need a browser may not be left out, so this run has failed."""


class Step(NamedTuple):
    """One check: what to call it, and the module of Python that does it with these arguments."""

    name: str
    arguments: tuple[str, ...]


TYPED_CODE = ("hooks/policybook", "hooks/site_hooks.py", "scripts")
STEPS = (
    Step("Lint (ruff check)", ("ruff", "check", ".")),
    Step("Layout (ruff format --check)", ("ruff", "format", "--check", ".")),
    Step("Types (mypy --strict)", ("mypy", "--strict", *TYPED_CODE)),
)
# A worker for each processor, but four at most: each has a browser and a built site of its own, and more processors
# than four would only wait for the longest file. tests/conftest.py says what may be shared out, and in which order.
WORKERS = ("--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile", "--no-loadscope-reorder")
QUICK = Step("Tests (pytest --quick)", ("pytest", "--quick", *WORKERS))
TESTS = Step("Tests (pytest)", ("pytest", "--cov", "--cov-report=term-missing:skip-covered", *WORKERS))


def main(arguments: list[str]) -> int:
    """Run the whole suite, or ``pytest`` alone with ``arguments``; return the status to leave with."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    tests_step = QUICK if arguments == ["--quick"] else TESTS
    try:
        # The quick loop leaves its tests in a browser out by itself.
        computer = system_packages.Computer(progress.run_and_tell)
        left_out = [] if "--quick" in arguments else prepare_browser(variables, computer)
    except system_packages.MissingError as trouble:
        progress.say(f"\n{trouble}\n{trouble.output}")
        return 2
    if arguments[:1] == ["--site"]:
        if left_out:  # what no browser has opened was not tested
            return 2
        checks = str(ROOT / "tests" / "site_checks.py")
        variables["PYTHONPATH"] = os.pathsep.join(str(ROOT / folder) for folder in ("hooks", "scripts", "tests"))
        return run_program((checks, *arguments[1:]), variables, Path.cwd())
    if arguments and tests_step is TESTS:
        # From the caller's own directory, so that paths given here mean what they say.
        pytest = ("pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), *left_out, *arguments)
        return run_module(pytest, variables, Path.cwd())
    failed = []
    colour = ["--color=yes"] if sys.stdout.isatty() else []  # through a pipe, pytest would print none
    with start_module((*tests_step.arguments, *colour, *left_out), variables, ROOT) as tests:
        for number, step in enumerate(STEPS, start=1):
            print(f"\n[{number}/{len(STEPS) + 1}] {step.name}", flush=True)
            if run_module(step.arguments, variables, ROOT):
                failed.append(step.name)
        print(f"\n[{len(STEPS) + 1}/{len(STEPS) + 1}] {tests_step.name}", flush=True)
        if show(tests):
            failed.append(tests_step.name)
    if failed:
        print(f"\nFailed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


def run_module(arguments: tuple[str, ...], variables: dict[str, str], directory: Path) -> int:
    """Run one tool and let it print for itself; return its exit status."""
    return run_program(("-m", *arguments), variables, directory)


def run_program(arguments: tuple[str, ...], variables: dict[str, str], directory: Path) -> int:
    """Run Python and let it print for itself; return its exit status."""
    line = [sys.executable, "-P", *arguments]
    return subprocess.call(line, cwd=directory, env=variables, stdin=subprocess.DEVNULL)


def start_module(arguments: tuple[str, ...], variables: dict[str, str], directory: Path) -> subprocess.Popen[bytes]:
    """Start one tool beside what else runs; what it prints waits for ``show``."""
    line = [sys.executable, "-P", "-m", *arguments]
    return subprocess.Popen(
        line,
        cwd=directory,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def show(process: subprocess.Popen[bytes]) -> int:
    """Print what a tool has printed so far, and the rest as it comes; return its exit status.

    Nothing is lost and nothing hangs in the meantime: a tool that has filled the pipe waits until somebody reads.
    """
    printed = cast("IO[bytes]", process.stdout)  # start_module asks for it
    while piece := os.read(printed.fileno(), 65_536):
        sys.stdout.buffer.write(piece)
        sys.stdout.flush()
    return process.wait()


def prepare_browser(variables: dict[str, str], computer: system_packages.Computer) -> list[str]:
    """Find or install Chromium and name it to the tests in ``POLICYBOOK_BROWSER``.

    Returns the arguments that leave out the tests that need one, where a person's computer has none and none
    may be installed. Raises MissingError where that happens in CI: there, a test left out would never run.
    """
    try:
        system_packages.provide([system_packages.browser(computer)], computer)
        if variables.get("CI") == "true":
            system_packages.install_quicker_browser(computer)
    except system_packages.MissingError as trouble:
        if variables.get("CI") == "true":
            words = NO_BROWSER_IN_CI.format(reason=trouble)
            raise system_packages.MissingError(words, trouble.output) from trouble
        files = "\n".join(f"    {file}" for file in files_needing_browser(ROOT)) or "    (none so far)"
        progress.say(NO_BROWSER.format(reason=trouble, files=files))
        return ["-m", "not browser"]
    variables["POLICYBOOK_BROWSER"] = system_packages.find_browser(computer) or ""
    return []


def files_needing_browser(root: Path) -> list[str]:
    """Return the test files that mark a test as needing a browser."""
    files = sorted((root / "tests").rglob("test_*.py"))
    marked = [file for file in files if "mark.browser" in file.read_text(encoding="utf-8")]
    return [str(file.relative_to(root)) for file in marked]


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        progress.say("\nStopped.")
        sys.exit(130)
