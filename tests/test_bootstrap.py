"""The door and the set-up behind it: what a person sees who has just downloaded the project.

No test here installs anything: ``pip`` and ``venv`` are stood in for. ``test_install.py`` has the real ``pip``.
"""

import ast
import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bootstrap
import environment
import installed
import progress
import system_packages
from progress import Outcome

SCRIPTS = Path(bootstrap.__file__).parent
MODULES = sorted(SCRIPTS.glob("*.py"))
READ_BY_ANY_PYTHON = [SCRIPTS / name for name in ("bootstrap.py", "build.py", "installed.py", "check.py", "test.py")]

# Stands where .venv/bin/python would, and tells how it was called.
TELLTALE = """\
#!/bin/sh
echo "python path: $PYTHONPATH"
echo "directory: $(pwd)"
for word in "$@"; do echo "word: $word"; done
exit 7
"""


@pytest.fixture
def project(tmp_path):
    """A project as it comes from GitHub, in a folder as people name them: nothing is set up yet."""
    root = tmp_path / "St Anne's policies (new)"
    (root / "tests").mkdir(parents=True)
    shutil.copytree(SCRIPTS, root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "requirements.lock").write_text("jinja2==3.1.6 --hash=sha256:00\n", encoding="utf-8")
    (root / "tests" / "requirements.lock").write_text("pytest==9.2.0 --hash=sha256:00\n", encoding="utf-8")
    return root


class Installer:
    """Stands in for the programs that a set-up runs; ``trouble`` is what ``pip`` does instead of its work."""

    def __init__(self):
        self.trouble = None
        self.venv_trouble = None
        self.lines = []

    def __call__(self, label, line, *, env=None):
        self.lines.append(list(line))
        if "venv" in line and self.venv_trouble:
            return self.venv_trouble
        if "venv" in line:
            python = Path(installed.venv_python(str(Path(line[-1]).parent)))
            python.parent.mkdir(parents=True)
            python.write_text(TELLTALE, encoding="utf-8")
            python.chmod(0o755)
            (Path(line[-1]) / "pyvenv.cfg").touch()
        if "pip" in line and isinstance(self.trouble, BaseException):
            raise self.trouble
        if "pip" in line and self.trouble:
            return self.trouble
        return Outcome(0, "")

    @property
    def steps(self):
        """What was done, in short: "venv", or the lock that pip installed."""
        return ["venv" if "venv" in line else Path(line[-1]).parent.name + "/lock" for line in self.lines]


@pytest.fixture
def installer(monkeypatch):
    """Stands in for everything outside, on a computer where nothing of the system's is missing."""
    stand_in = Installer()
    monkeypatch.setattr(progress, "run_and_tell", stand_in)
    monkeypatch.setattr(system_packages, "provide", lambda needs, computer: None)
    return stand_in


def set_up(project, command="check"):
    return environment.set_up(str(project), command)


# ---- the door


@pytest.mark.parametrize("path", READ_BY_ANY_PYTHON, ids=lambda path: path.name)
def test_any_python_3_can_read_the_door(path):
    """An old Python must get as far as the words that say it is too old."""
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 7))
    too_new = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.AsyncFunctionDef, ast.Starred)
    starred_arguments = {id(word) for call in ast.walk(tree) if isinstance(call, ast.Call) for word in call.args}
    found = [node for node in ast.walk(tree) if isinstance(node, too_new) and id(node) not in starred_arguments]
    assert not found
    annotations = [
        annotation
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for annotation in (node.returns, *(argument.annotation for argument in node.args.args))
    ]
    assert all(isinstance(annotation, ast.Name | ast.Constant) for annotation in annotations)


@pytest.mark.parametrize("name", ["build", "check", "test"])
def test_an_old_python_is_told_so_in_words(name, monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit) as left:
        bootstrap.main(name)
    assert left.value.code == 2
    words = capsys.readouterr().err
    assert "needs Python 3.11 or newer, and this is Python 3.9." in words
    assert "GitHub's web page" in words


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_the_scripts_import_nothing_that_has_to_be_installed(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    # The bench measures the library in processes of the environment: its functions may import what is there.
    nodes = tree.body if path.name == "bench.py" else list(ast.walk(tree))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    own = {module.stem for module in MODULES}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names | own


def test_finding_that_all_is_ready_imports_nothing_else(project, installer):
    """``check`` goes through here each time, and has to answer at once."""
    set_up(project)
    code = (
        f"import sys; sys.path.insert(0, {str(SCRIPTS)!r}); before = set(sys.modules); import installed;"
        f"ready = installed.is_ready({str(project)!r}, 'check');"
        "print(ready, sorted(set(sys.modules) - before))"
    )
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert answer.stdout == "True ['installed']\n"


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_command_keeps_the_callers_directory_and_words(project, installer, tmp_path, command):
    """Wherever it is called from, and whatever spaces are in the way; and its exit status comes through."""
    set_up(project, command)
    words = ["--site-dir", "my site", "--root", "../elsewhere"]
    line = [sys.executable, str(project / "scripts" / f"{command}.py"), *words]
    answer = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert answer.returncode == 7
    assert answer.stderr == ""
    told = answer.stdout.splitlines()
    assert told[:2] == [f"python path: {project / 'hooks'}", f"directory: {tmp_path}"]
    started = ["-P", "-X", "utf8", "-m", "policybook", command]
    assert told[2:] == [f"word: {word}" for word in [*started, *words]]


def test_the_tests_are_run_by_the_suite_with_its_own_path(project, installer):
    set_up(project, "test")
    line = [sys.executable, str(project / "scripts" / "test.py"), "-k", "dates"]
    told = subprocess.run(line, capture_output=True, text=True, check=False).stdout.splitlines()
    assert told[0] == f"python path: {project / 'scripts'}"
    assert told[-3:] == [f"word: {project / 'scripts' / 'suite.py'}", "word: -k", "word: dates"]


# ---- what is set up, and when


def test_a_first_run_makes_the_environment_and_installs_the_lock(project, installer, capsys):
    assert set_up(project) == 0
    make, install = installer.lines
    assert make[1:] == ["-I", "-m", "venv", str(project / ".venv")]
    assert install[:5] == [installed.venv_python(str(project)), "-I", "-m", "pip", "install"]
    assert set(environment.INSTALL) <= set(install)
    assert {"--no-deps", "--require-hashes", "--only-binary=:all:", "--no-input", "--no-compile"} <= set(install)
    assert install[-2:] == ["-r", str(project / "requirements.lock")]
    said = capsys.readouterr()
    assert said.out == ""  # standard output belongs to the command
    assert said.err.startswith("Setting up (first time only")


def test_a_second_run_does_nothing(project, installer, capsys):
    set_up(project)
    installer.lines.clear()
    capsys.readouterr()
    assert installed.is_ready(str(project), "check")
    assert set_up(project) == 0
    assert installer.lines == []
    assert capsys.readouterr().err == ""


def test_the_tests_add_their_lock_to_the_same_environment(project, installer):
    set_up(project, "build")
    assert not installed.is_ready(str(project), "test")
    set_up(project, "test")
    assert installer.steps == ["venv", f"{project.name}/lock", "tests/lock"]
    assert all(installed.is_ready(str(project), command) for command in installed.LOCKS)


def test_a_build_after_a_check_only_looks_for_the_pdf_libraries(project, installer, capsys):
    set_up(project, "check")
    installer.lines.clear()
    capsys.readouterr()
    assert not installed.is_ready(str(project), "build")
    assert set_up(project, "build") == 0
    assert installer.lines == []
    assert capsys.readouterr().err == ""
    assert installed.is_ready(str(project), "build")


def test_a_changed_lock_is_installed_over_what_is_there(project, installer):
    set_up(project)
    installer.lines.clear()
    (project / "requirements.lock").write_text("jinja2==3.1.7 --hash=sha256:11\n", encoding="utf-8")
    assert not installed.is_ready(str(project), "check")
    assert set_up(project) == 0
    assert installer.steps == [f"{project.name}/lock"]


def test_another_python_gets_an_environment_of_its_own(project, installer, monkeypatch):
    set_up(project)
    (project / ".venv" / "left-over").touch()
    installer.lines.clear()
    monkeypatch.setattr(sys, "base_prefix", "/opt/another-python")
    assert not installed.is_ready(str(project), "check")
    assert set_up(project) == 0
    assert installer.steps[0] == "venv"
    assert not (project / ".venv" / "left-over").exists()
    assert not (project / ".venv-old").exists()


@pytest.mark.parametrize("killed_in", ["removing", "venv", "the first pip", "a later pip"])
def test_a_killed_set_up_is_made_again_from_the_start(project, installer, killed_in):
    """What stands in .venv without a stamp cannot be trusted: pip may have stopped half-way in a file."""
    if killed_in == "a later pip":
        set_up(project)
        (project / "requirements.lock").write_text("jinja2==3.1.7 --hash=sha256:11\n", encoding="utf-8")
    if killed_in == "removing":
        (project / ".venv-old" / "lib").mkdir(parents=True)
    elif killed_in == "venv":
        (project / ".venv").mkdir()
        (project / ".venv" / environment.NOTE_FILE).touch()
    else:
        installer.trouble = SystemExit(137)  # nothing of the set-up's own code runs after this
        with pytest.raises(SystemExit):
            set_up(project)
        installer.trouble = None
    assert not installed.is_ready(str(project), "check")
    installer.lines.clear()
    assert set_up(project) == 0
    assert installer.steps == ["venv", f"{project.name}/lock"]
    assert installed.is_ready(str(project), "check")
    assert not (project / ".venv-old").exists()


def test_an_environment_whose_python_has_gone_is_made_again(project, installer):
    set_up(project)
    Path(installed.venv_python(str(project))).unlink()
    assert not installed.is_ready(str(project), "check")
    assert set_up(project) == 0
    assert installer.steps == ["venv", f"{project.name}/lock"] * 2
    assert installed.is_ready(str(project), "check")


# ---- what is said when it does not work


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ("ERROR: NewConnectionError\nERROR: No matching distribution found for x", "no connection"),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one this project was tested with"),
        ("SSLError(SSLCertVerificationError(1, 'x'))\nERROR: No matching distribution", "web filter"),
        ("ProxyError('Cannot connect to proxy.')", "proxy refused"),
        ("ERROR: No matching distribution found for pikepdf", "could not be found for this computer"),
        ("something else altogether", "The packages could not be installed."),
    ],
)
def test_a_failed_download_is_explained_and_its_log_kept_short(project, installer, capsys, log, words):
    noise = "WARNING: Retrying\n" * 30
    installer.trouble = Outcome(1, f"{noise}{log}\n")
    assert set_up(project) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.endswith("\n".join(f"    {line}" for line in log.splitlines()) + "\n")
    assert "Retrying" not in said
    assert not installed.is_ready(str(project), "check")


def test_an_environment_that_cannot_be_made_is_said(project, installer, capsys):
    installer.venv_trouble = Outcome(1, "Error: something about ensurepip\n")
    assert set_up(project) == 2
    said = capsys.readouterr().err
    assert "Making the environment did not work." in said
    assert "    Error: something about ensurepip" in said


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "/srv/p"), "cannot be written to: /srv/p"),
        (OSError(errno.EROFS, "Read-only file system"), "cannot be written to: "),
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full"),
        (OSError(errno.EIO, "Input/output error"), "could not finish: [Errno 5] Input/output error"),
    ],
)
def test_a_refusal_of_the_system_is_put_into_words(project, installer, capsys, refusal, words):
    installer.trouble = refusal
    assert set_up(project) == 2
    assert words in capsys.readouterr().err


def test_ctrl_c_says_so(project, installer, capsys):
    installer.trouble = KeyboardInterrupt()
    assert set_up(project) == 130
    assert "Stopped. Nothing is broken" in capsys.readouterr().err


def test_a_folder_of_somebody_elses_is_left_alone(project, installer, capsys):
    (project / ".venv").mkdir()
    (project / ".venv" / "novel.txt").write_text("Chapter one", encoding="utf-8")
    assert set_up(project) == 2
    assert "did not make" in capsys.readouterr().err
    assert (project / ".venv" / "novel.txt").exists()


def test_a_link_named_venv_is_left_alone(project, installer, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (project / ".venv").symlink_to(tmp_path / "elsewhere")
    assert set_up(project) == 2
    assert (project / ".venv").is_symlink()
    assert (tmp_path / "elsewhere").exists()


def test_a_path_that_python_cannot_take_is_refused_in_words(tmp_path, installer, capsys):
    root = tmp_path / f"policies{os.pathsep}2026"
    root.mkdir()
    assert set_up(root) == 2
    assert "Rename or move the folder" in capsys.readouterr().err


def test_a_missing_lock_is_named(project, installer, capsys):
    (project / "requirements.lock").unlink()
    assert set_up(project) == 2
    assert "requirements.lock is missing" in capsys.readouterr().err


def test_what_the_computer_lacks_is_said(project, installer, capsys, monkeypatch):
    def lacks(needs, computer):
        raise system_packages.MissingError("This computer lacks something.", "E: no such package")

    monkeypatch.setattr(system_packages, "provide", lacks)
    assert set_up(project) == 2
    said = capsys.readouterr().err
    assert "This computer lacks something." in said
    assert "    E: no such package" in said


def test_settings_that_would_send_packages_elsewhere_are_dropped(monkeypatch):
    monkeypatch.setenv("PIP_TARGET", "/somewhere")
    monkeypatch.setenv("PIP_PROXY", "http://proxy.invalid")
    variables = environment.clean_variables()
    assert "PIP_TARGET" not in variables
    assert variables["PIP_PROXY"] == "http://proxy.invalid"


# ---- running a program


def test_a_program_is_run_to_its_end_and_its_words_are_kept(capsys):
    outcome = progress.run_and_tell("Doing it", ["sh", "-c", "echo out; echo err >&2; exit 4"])
    assert outcome == Outcome(4, "out\nerr\n")
    assert capsys.readouterr().err == "  Doing it ...\n"


def test_a_program_that_nobody_waits_for_is_ended(tmp_path):
    """Ctrl-C, here a signal that raises: the program must not go on writing where the next run writes."""
    code = (
        f"import os, signal, sys; sys.path.insert(0, {str(SCRIPTS)!r}); import progress;"
        "signal.signal(signal.SIGALRM, signal.default_int_handler); signal.setitimer(signal.ITIMER_REAL, 0.5);"
        f"progress.run_and_tell('Doing it', ['sh', '-c', 'echo $$ > {tmp_path}/pid; exec sleep 60'])"
    )
    stopped = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=30)
    assert b"KeyboardInterrupt" in stopped.stderr
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_the_end_of_a_log_is_what_is_passed_on():
    log = "\n".join(f"line {number}" for number in range(40))
    assert environment.last_lines(log, 2) == "    line 38\n    line 39"
