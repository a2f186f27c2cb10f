"""The run of all checks: each step runs, a failure is never lost, and nothing is left out in silence."""

import os
import subprocess
import sys
from collections import Counter

import pytest

import suite
import system_packages
from conftest import DEALT_OUT, HANDS, kept_together, unwatched
from progress import Outcome
from system_packages import Computer

ALL = ["pytest", "ruff", "ruff", "mypy"]


@pytest.fixture
def tools(monkeypatch):
    """Stands in for the tools; ``tools.failing`` names those that find something."""

    class Tools:
        failing = ()
        lines = ()

        def run(self, arguments, variables, directory):
            self.lines = [*self.lines, arguments]
            return int(arguments[0] in self.failing)

        def start(self, arguments, variables, directory):
            status = self.run(arguments, variables, directory)
            code = f"print('x' * 200_000); print('The closing line.'); raise SystemExit({status})"
            return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)

    stand_in = Tools()
    monkeypatch.setattr(suite, "run_module", stand_in.run)
    monkeypatch.setattr(suite, "start_module", stand_in.start)
    monkeypatch.setattr(suite, "prepare_browser", lambda variables, computer: [])
    return stand_in


def without_browser():
    return Computer(lambda label, line, env=None: Outcome(1, ""), "linux", is_root=False, find=lambda name: None)


def test_all_steps_run_and_pytest_starts_first(tools):
    assert suite.main([]) == 0
    assert [line[0] for line in tools.lines] == ALL
    assert {"--cov", suite.WORKERS[0]} <= set(tools.lines[0])
    assert "--strict" in tools.lines[3]


def test_what_pytest_says_comes_last_and_whole(tools, capsys):
    assert suite.main([]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if line.startswith("[")] == [
        "[1/4] Lint (ruff check)",
        "[2/4] Layout (ruff format --check)",
        "[3/4] Types (mypy --strict)",
        "[4/4] Tests (pytest)",
    ]
    assert said[-3:] == ["[4/4] Tests (pytest)", "x" * 200_000, "The closing line."]  # more than a pipe holds


def test_a_tool_beside_the_others_prints_all_it_says_of_both_kinds(capfdbinary, tmp_path):
    (tmp_path / "loud.py").write_text("import sys\nprint('out', flush=True)\nsys.exit('err')\n", encoding="utf-8")
    variables = {**os.environ, "PYTHONPATH": str(tmp_path)}
    with suite.start_module(("loud",), variables, tmp_path) as process:
        assert suite.show(process) == 1
    assert capfdbinary.readouterr().out.split() == [b"out", b"err"]


def test_the_quick_loop_has_every_step_but_neither_browser_nor_coverage(tools, monkeypatch):
    monkeypatch.setattr(suite, "prepare_browser", None)  # nobody may call it
    assert suite.main(["--quick"]) == 0
    assert [line[0] for line in tools.lines] == ALL
    assert {"--quick", suite.WORKERS[0]} <= set(tools.lines[0])
    assert "--cov" not in tools.lines[0]
    tools.failing = ("pytest",)
    assert suite.main(["--quick"]) == 1


def test_the_quick_loop_of_some_tests_is_pytest_alone(tools):
    assert suite.main(["--quick", "tests/test_dates.py"]) == 0
    (line,) = tools.lines
    assert line[-2:] == ("--quick", "tests/test_dates.py")


@pytest.mark.parametrize("failing", ["ruff", "mypy", "pytest"])
def test_a_failure_stops_nothing_and_is_not_forgotten(tools, capsys, failing):
    tools.failing = (failing,)
    assert suite.main([]) == 1
    assert [line[0] for line in tools.lines] == ALL
    assert failing in capsys.readouterr().out.splitlines()[-1]


def test_with_arguments_pytest_runs_alone_and_without_the_floor(tools):
    assert suite.main(["tests/test_dates.py", "-x"]) == 0
    (line,) = tools.lines
    assert line[0] == "pytest"
    assert line[-2:] == ("tests/test_dates.py", "-x")
    assert not [word for word in line if word.startswith(("--cov", "--numprocesses", "--dist"))]


def test_a_browser_is_named_to_the_tests(monkeypatch):
    monkeypatch.setattr(system_packages, "_loads", lambda file, folders: True)
    variables = {}
    computer = Computer(without_browser().run, "linux", is_root=False, find=lambda name: f"/usr/bin/{name}")
    assert suite.prepare_browser(variables, computer) == []
    assert variables["POLICYBOOK_BROWSER"] == "/usr/bin/chromium-headless-shell"


def test_without_a_browser_a_person_is_told_what_is_left_out(capsys):
    assert suite.prepare_browser({}, without_browser()) == ["-m", "not browser"]
    said = capsys.readouterr().err
    assert "This computer lacks a browser" in said
    assert "are left out" in said


def test_without_a_browser_ci_fails():
    with pytest.raises(system_packages.MissingError, match="may not be left out"):
        suite.prepare_browser({"CI": "true"}, without_browser())


def test_ci_without_a_browser_leaves_with_an_error(monkeypatch, capsys):
    def missing(variables, computer):
        raise system_packages.MissingError("No browser here.", "E: nothing")

    monkeypatch.setattr(suite, "prepare_browser", missing)
    assert suite.main([]) == 2
    assert "No browser here." in capsys.readouterr().err


def test_the_files_that_need_a_browser_are_found(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_page.py").write_text("@pytest.mark.browser\n", encoding="utf-8")
    (tmp_path / "tests" / "test_dates.py").write_text("", encoding="utf-8")
    assert suite.files_needing_browser(tmp_path) == ["tests/test_page.py"]


# --- tests/conftest.py -----------------------------------------------------------------------------------------------


def test_the_tests_of_a_file_stay_together_but_for_the_many_quick_ones():
    assert kept_together("tests/test_build.py::test_a[x::y]") == "tests/test_build.py"
    for name in DEALT_OUT:
        hands = Counter(kept_together(f"tests/{name}::test_a[{number}]") for number in range(10 * HANDS))
        assert len(hands) == HANDS
        assert max(hands.values()) < 30
        assert all(hand.startswith(f"tests/{name} ") for hand in hands)
    assert all((suite.ROOT / "tests" / name).is_file() for name in DEALT_OUT)


@pytest.mark.unmeasured
def test_a_marked_test_is_not_watched():
    assert sys.gettrace() is None


def test_what_watched_before_watches_again():
    before = sys.gettrace()
    with unwatched():
        assert sys.gettrace() is None
    assert sys.gettrace() is before
