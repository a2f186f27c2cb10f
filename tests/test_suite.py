"""The run of all checks: each step runs, a failure is never lost, and nothing is left out in silence."""

import pytest

import suite
import system_packages
from progress import Outcome
from system_packages import Computer

ALL = ["ruff", "ruff", "mypy", "pytest"]


@pytest.fixture
def tools(monkeypatch):
    """Stands in for the tools; ``tools.failing`` names those that find something."""

    class Tools:
        failing = ()
        lines = ()

        def run(self, arguments, variables, directory):
            self.lines = [*self.lines, arguments]
            return int(arguments[0] in self.failing)

    stand_in = Tools()
    monkeypatch.setattr(suite, "run_module", stand_in.run)
    monkeypatch.setattr(suite, "prepare_browser", lambda variables, computer: [])
    return stand_in


def without_browser():
    return Computer(lambda label, line, env=None: Outcome(1, ""), "linux", is_root=False, find=lambda name: None)


def test_all_steps_run_and_pytest_comes_last(tools, capsys):
    assert suite.main([]) == 0
    assert [line[0] for line in tools.lines] == ALL
    assert "--strict" in tools.lines[2]
    assert "--cov" in tools.lines[3]
    assert "Failed" not in capsys.readouterr().out


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
    assert "--cov" not in line


def test_a_browser_is_named_to_the_tests(monkeypatch):
    monkeypatch.setattr(system_packages, "_loads", lambda file, folders: True)
    variables = {}
    computer = Computer(without_browser().run, "linux", is_root=False, find=lambda name: f"/usr/bin/{name}")
    assert suite.prepare_browser(variables, computer) == []
    assert variables["POLICYBOOK_BROWSER"] == "/usr/bin/chromium"


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
