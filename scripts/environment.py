"""Makes the project's own Python environment in ``.venv``: exactly the locked packages, or words why not.

Reached from ``bootstrap.py`` when something is missing or has changed. Three states of ``.venv`` matter:

* no stamp: never made, or killed half-way. A killed ``pip`` can leave a package that looks installed and is
  not, so nothing is saved: it is made again from the start;
* a stamp for another Python: made again from the start;
* a stamp for another lock: ``pip`` brings the packages up to date in place.

The stamp goes before ``pip`` starts and comes back when all is done, so that every interruption ends in the
first state. Nothing outside the project's folder is installed here: ``system_packages.py`` does that, with
leave.
"""

from __future__ import annotations

import functools
import os
import shutil
import sys
import time
from pathlib import Path

import bootstrap
import progress
import system_packages
import troubles
import turns

FIRST_TIME = "Setting up (first time only; about a minute) ..."
AGAIN = "Bringing the set-up up to date ..."
READY = "Ready after {seconds:.0f} s."
STOPPED = "\nStopped. Nothing is broken: run the same command again, and the set-up goes on."
FOR_A_HELPER = "\nIf that does not help, pass these lines on to whoever helps you:\n\n{lines}"

NOTE_FILE = "ABOUT-THIS-FOLDER.txt"
NOTE = """\
Made by Policybook's set-up (scripts/bootstrap.py).
It may be deleted at any time: the next command makes it again.
"""

NOT_OURS = """\
The project's folder has a .venv that this project did not make:

    {place}

Move it away or rename it, then run the same command again."""
NO_LOCK = """\
The file {lock} is missing, and it says which packages to install.
Take it again from the project's pages on GitHub."""
BAD_MARK = """\
The project's folder has a "{mark}" in its path, which Python's environments cannot have:

    {root}

Rename or move the folder, then run the same command again."""
TOO_LONG = """\
Another run has been setting this project up for more than 15 minutes.
Close the other windows that run it (or restart the computer), then run the same command again."""
VENV_FAILED = "Making the environment did not work."
LABELS = {
    "requirements.lock": "Installing the packages it is made with",
    bootstrap.TESTS_LOCK: "Installing the packages for its tests",
}

# A person's own settings that would send the packages somewhere else than into .venv.
STRAY_SETTINGS = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONHOME", "PYTHONPATH")


class SetUpError(Exception):
    """Set-up cannot go on. The message is for a headteacher, ``output`` for whoever helps her."""

    def __init__(self, message: str, output: str = "") -> None:
        """``output`` is all that the program that failed had printed."""
        super().__init__(message)
        self.output = output


def set_up(root: str, command: str) -> int:
    """Make everything ready for ``command`` in the project at ``root``; return 0, or the status to exit with.

    Never a traceback: whatever goes wrong is said in words, with status 2, or 130 after Ctrl-C.
    """
    try:
        with turns.one_at_a_time(root, turns.LONGEST_WAIT) as kept_open:
            make_ready(root, command, functools.partial(progress.run_and_tell, kept_open=kept_open))
    except KeyboardInterrupt:
        progress.say(STOPPED)
        return 130
    except (SetUpError, system_packages.MissingError) as trouble:
        progress.say(f"\n{trouble}")
        if lines := troubles.last_lines(trouble.output):
            progress.say(FOR_A_HELPER.format(lines=lines))
        return 2
    except turns.TurnError:
        progress.say(TOO_LONG)
        return 2
    except OSError as refusal:
        progress.say(f"\n{troubles.words_for(refusal, root)}")
        return 2
    return 0


def make_ready(root: str, command: str, run: progress.Run) -> None:
    """Do what is missing, in order: the computer's packages, the environment, each lock, the stamps.

    That may be nothing, when another run did it while this one waited for its turn.
    """
    started = time.monotonic()
    refuse_bad_place(root)
    from_scratch = needs_new_environment(root)
    stale = [lock for lock in bootstrap.LOCKS[command] if not bootstrap.is_current(root, lock)]
    if from_scratch or stale:
        progress.say(FIRST_TIME if from_scratch else AGAIN)
    provide_system_packages(command, run, from_scratch=from_scratch)
    if from_scratch:
        make_environment(root, run)
        stale = list(bootstrap.LOCKS[command])
    for lock in stale:
        install(root, lock, run)
    if command in bootstrap.MAKES_PDFS:
        Path(bootstrap.pdf_stamp(root)).touch()
    if from_scratch or stale:
        progress.say(READY.format(seconds=time.monotonic() - started))


def refuse_bad_place(root: str) -> None:
    """Refuse early what would fail late: a path that ``venv`` cannot take."""
    if os.pathsep in root:
        raise SetUpError(BAD_MARK.format(mark=os.pathsep, root=root))


def needs_new_environment(root: str) -> bool:
    """Tell whether ``.venv`` must be made from the start: no set-up finished in it, or for another Python."""
    if not os.access(bootstrap.venv_python(root), os.X_OK):
        return True
    finished = bootstrap.read(bootstrap.stamp(root, bootstrap.LOCKS["check"][0]))
    return finished is None or not finished.startswith(bootstrap.this_python())


def provide_system_packages(command: str, run: progress.Run, *, from_scratch: bool) -> None:
    """Ensure what the next steps and the command need from the computer itself."""
    computer = system_packages.Computer(run)
    needs = [system_packages.python_venv()] if from_scratch else []
    if command in bootstrap.MAKES_PDFS:
        needs.append(system_packages.pdf_libraries(computer))
    system_packages.provide(needs, computer)


def make_environment(root: str, run: progress.Run) -> None:
    """Make an empty ``.venv`` where there was none, or one that is of no use any longer."""
    place = Path(root, ".venv")
    discard(place)
    place.mkdir()
    (place / NOTE_FILE).write_text(NOTE, encoding="utf-8")
    # Not sys.executable: that may be the very environment that has just gone.
    python = getattr(sys, "_base_executable", sys.executable)
    outcome = run("Making the environment", [python, "-I", "-m", "venv", str(place)], env=clean_variables())
    if outcome.status:
        raise SetUpError(VENV_FAILED, outcome.output)


def discard(place: Path) -> None:
    """Remove an old ``.venv``, if it is one and not somebody's folder of that name.

    It is renamed first: whoever is killed while removing leaves a folder that the next run may remove.
    """
    doomed = place.with_name(".venv-old")
    if doomed.exists():
        shutil.rmtree(doomed)
    if place.is_symlink() or (place.exists() and not is_environment(place)):
        raise SetUpError(NOT_OURS.format(place=place))
    if place.exists():
        place.rename(doomed)
        shutil.rmtree(doomed)


def is_environment(place: Path) -> bool:
    """Tell whether a folder is an environment, the beginning of ours, or empty: all can be made again."""
    if not place.is_dir():
        return False
    return (place / "pyvenv.cfg").exists() or (place / NOTE_FILE).exists() or not any(place.iterdir())


def install(root: str, lock: str, run: progress.Run) -> None:
    """Install exactly what ``lock`` lists, each file checked against its hash, and then write the stamp.

    Only wheels are taken: a source package would run code of its own, with build tools that nobody locked.
    """
    content = bootstrap.stamp_content(root, lock)
    if content is None:
        raise SetUpError(NO_LOCK.format(lock=lock))
    stamp = Path(bootstrap.stamp(root, lock))
    stamp.unlink(missing_ok=True)
    pip = (bootstrap.venv_python(root), "-I", "-m", "pip", "install", "--quiet", "--no-input")
    # Not compiled: the commands keep compiled code in a place of their own (PYTHONPYCACHEPREFIX) and never see pip's.
    safely = ("--disable-pip-version-check", "--no-deps", "--require-hashes", "--only-binary=:all:", "--no-compile")
    line = [*pip, *safely, "-r", str(Path(root, lock))]
    outcome = run(LABELS[lock], line, env=clean_variables())
    if outcome.status:
        raise SetUpError(troubles.meaning_of(outcome.output), outcome.output)
    unfinished = stamp.with_name(f"{stamp.name}.new")
    unfinished.write_bytes(content)
    unfinished.replace(stamp)


def clean_variables() -> dict[str, str]:
    """Return the environment variables for pip; a school's proxy and certificates stay, stray targets go."""
    return {name: value for name, value in os.environ.items() if name not in STRAY_SETTINGS}
